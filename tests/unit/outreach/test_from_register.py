"""Venues from a register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.people import HOME, NEXT_DOOR, happened, person, register

from dukcapil.coverage import AgeBand
from dukcapil.errors import InvalidRecord
from dukcapil.outreach import (
    VenueKind,
    venues_from_register,
)
from dukcapil.recording import BiometricsCaptured, DuplicateFound


class TestFromRegister:
    """Venues where people are not recorded."""

    ON = date(2020, 12, 31)
    PEOPLE = register(
        person(1, date(2003, 5, 1)),
        person(2, date(2004, 5, 1)),
        person(3, date(2005, 5, 1)),
        person(4, date(1980, 5, 1), home=NEXT_DOOR),
        person(5, date(1980, 5, 1), first_married_on=date(2000, 1, 1)),
        happened(person(6, date(2003, 6, 1)), (BiometricsCaptured, date(2020, 8, 1))),
        happened(person(7, date(2004, 6, 1)), (BiometricsCaptured, date(2020, 8, 1))),
    )

    def people(self, **ages: Any) -> dict[str, int]:  # noqa: ANN401
        venues = venues_from_register(self.PEOPLE, on=self.ON, **ages)
        return {venue.id: venue.expected_people for venue in venues}

    def test_the_obliged_who_are_not_recorded(self) -> None:
        assert self.people() == {HOME: 2, NEXT_DOOR: 1}

    def test_with_sixteen_year_olds_and_by_age_without_overlap(self) -> None:
        assert self.people(ages=AgeBand(16, None)) == {HOME: 3, NEXT_DOOR: 1}
        assert self.people(ages=AgeBand(16, 18)) == {HOME: 2}
        assert self.people(ages=AgeBand(19, None)) == {HOME: 1, NEXT_DOOR: 1}

    def test_the_kind_is_given(self) -> None:
        venues = venues_from_register(self.PEOPLE, on=self.ON, kind=VenueKind.VILLAGE_HALL)
        assert {venue.kind for venue in venues} == {VenueKind.VILLAGE_HALL}
        with pytest.raises(TypeError, match="ages: expected AgeBand"):
            venues_from_register(self.PEOPLE, on=self.ON, ages=(16, 18))  # type: ignore[arg-type]

    def test_arguments_are_refused_by_their_names_here(self) -> None:
        for ages in (AgeBand(0, None), AgeBand(20, 18), AgeBand(20, 19), AgeBand(16, 150)):
            with pytest.raises(InvalidRecord, match=r"^venues_from_register\.ages: out of bounds"):
                venues_from_register(self.PEOPLE, on=self.ON, ages=ages)
        for wrong in ({"on": "2020"}, {"kind": "school"}, {"leap_day": 28}):
            given: dict[str, Any] = {"on": self.ON, **wrong}
            (name,) = wrong
            with pytest.raises(TypeError, match=rf"^venues_from_register\.{name}: expected"):
                venues_from_register(self.PEOPLE, **given)


def test_crews_meet_people_with_blocked_records_if_they_are_to() -> None:
    born = date(1990, 5, 5)
    day = date(2020, 6, 1)
    city = register(
        person(1, born),
        happened(person(2, born), (BiometricsCaptured, day)),
        happened(person(3, born), (BiometricsCaptured, day), (DuplicateFound, day)),
    )
    on = date(2020, 12, 31)
    for blocked, people in ((False, 1), (True, 2)):
        (venue,) = venues_from_register(city, on=on, blocked=blocked)
        assert venue.expected_people == people
    (as_usual,) = venues_from_register(city, on=on)
    assert as_usual.expected_people == 1
