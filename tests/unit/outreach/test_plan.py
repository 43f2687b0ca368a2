"""Plans with one venue a crew-day, by example."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from support.best_visits import by_integer_programming
from support.outreach import MONDAY, OFFICE, SCHOOL, WEEK, city, planned, venue

from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.outreach import (
    VenueKind,
    plan,
    with_more_crews,
)


class TestPlan:
    """One venue a crew-day."""

    def test_a_visit_moves_to_make_room_for_one_that_can_come_on_no_other_day(self) -> None:
        best = planned(venue("big", 100), venue("small", 40, open_on=[WEEK[0]]), days=WEEK[:2])
        assert [(v.on, v.venue) for v in best.visits] == [(WEEK[0], "small"), (WEEK[1], "big")]

    def test_visits_move_one_after_the_other(self) -> None:
        best = planned(
            venue("A", 100, open_on=WEEK[:2]),
            venue("B", 90, open_on=WEEK[1:3]),
            venue("C", 80, open_on=WEEK[:1]),
            days=WEEK[:3],
        )
        assert [visit.venue for visit in best.visits] == ["C", "A", "B"]

    def test_one_of_several_crews_at_a_venue_can_move(self) -> None:
        big = venue("big", 300, crews_per_day=2)
        best = planned(big, venue("small", 40, open_on=WEEK[:1]), days=WEEK[:3])
        assert [visit.venue for visit in best.visits] == ["small", "big", "big"]

    def test_the_remainder_of_a_venue_comes_last(self) -> None:
        visits = planned(venue("A", 320)).visits
        assert [visit.people for visit in visits] == [150, 150, 20]

    def test_a_crew_goes_where_it_has_been_if_it_can(self) -> None:
        best = planned(venue("A", 300), venue("B", 450), venue("C", 300), crews=3, days=WEEK[:3])
        crews = {(visit.venue, visit.crew) for visit in best.visits}
        assert len(crews) == 3

    def test_more_crews_work_at_once_only_where_they_may(self) -> None:
        assert planned(venue("A", 300), crews=2, days=WEEK[:1]).recorded == 150
        both = planned(venue("A", 300, crews_per_day=2), crews=2, days=WEEK[:1])
        assert [visit.crew for visit in both.visits] == [1, 2]
        assert both.recorded == 300

    def test_a_kind_of_venue_has_a_number_and_a_venue_its_own(self) -> None:
        best = plan(
            [venue("homes", 30, kind=VenueKind.HOMES), venue("A", 90, per_crew_day=60)],
            crews=2,
            days=WEEK[:1],
            per_crew_day={VenueKind.HOMES: 6},
            attendance=Fraction(4, 5),
        )
        assert {visit.venue: visit.people for visit in best.visits} == {"homes": 6, "A": 60}
        assert [row.left_people for row in best.by_venue] == [12, 18]

    def test_crews_can_differ_by_day(self) -> None:
        venues = [venue("A", 300), venue("B", 300)]
        crews = {WEEK[0]: 0, WEEK[1]: 2}
        best = plan(venues, crews=crews, days=WEEK[:2], per_crew_day=150)
        assert [(visit.on, visit.crew) for visit in best.visits] == [(WEEK[1], 1), (WEEK[1], 2)]

    def test_nothing_to_do_is_no_mistake(self) -> None:
        assert planned().recorded == planned().upper_bound == planned().gap == 0
        nobody = planned(venue("A", 0), venue("B", 5, open_on=[date(2021, 1, 1)]))
        assert nobody.visits == ()
        assert [row.why for row in nobody.by_venue] == ["all met", "open on no planned day"]
        assert [row.key for row in nobody.by_venue.unserved] == ["B"]
        nobody.verify()

    def test_why_people_are_left(self) -> None:
        table = planned(venue("A", 400, open_on=WEEK[:2]), venue("B", 450), venue("C", 9)).by_venue
        assert [row.why for row in table] == [
            "visited on every open day",
            "all met",
            "crews record more elsewhere",
        ]

    @pytest.mark.parametrize(
        ("change", "field", "reason"),
        [
            ({"days": []}, "days", Fault.MISSING),
            ({"crews": 0}, "crews", Fault.OUT_OF_BOUNDS),
            ({"crews": {MONDAY: 0}}, "crews", Fault.OUT_OF_BOUNDS),
            ({"crews": {}}, "crews[2020-03-02]", Fault.MISSING),
            ({"crews": {MONDAY: 1, WEEK[1]: 1}}, "crews[2020-03-03]", Fault.OUT_OF_BOUNDS),
            ({"crews": -1}, "crews", Fault.NEGATIVE),
            ({"crews": {MONDAY: -1}}, "crews[2020-03-02]", Fault.NEGATIVE),
            ({"per_crew_day": 0}, "per_crew_day", Fault.OUT_OF_BOUNDS),
            ({"per_crew_day": {SCHOOL: 0}}, "per_crew_day[SCHOOL]", Fault.OUT_OF_BOUNDS),
            ({"per_crew_day": {OFFICE: 1}}, "per_crew_day[SCHOOL]", Fault.MISSING),
            ({"attendance": Fraction(2)}, "attendance", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_mistakes(self, change: dict[str, Any], field: str, reason: Fault) -> None:
        given: dict[str, Any] = {"crews": 1, "days": [MONDAY], "per_crew_day": 150, **change}
        with pytest.raises(InvalidRecord) as caught:
            plan([venue("A", 1)], **given)
        assert (caught.value.field, caught.value.reason) == (field, reason)

    def test_what_stands_twice_is_refused(self) -> None:
        with pytest.raises(DuplicateRecord, match="expected each venue once"):
            planned(venue("A", 1), venue("A", 2))
        with pytest.raises(DuplicateRecord, match="expected each day once"):
            planned(days=[MONDAY, MONDAY])

    def test_it_is_what_integer_programming_finds_in_a_city(self) -> None:
        venues, days = city(50, 8)
        best = planned(*venues, crews=3, days=days)
        best.verify()
        assert best.recorded < best.reachable
        assert best.recorded == best.upper_bound == by_integer_programming(best)

    def test_one_more_crew_in_a_city(self) -> None:
        venues, days = city(306, 20)
        best = planned(*venues, crews=8, days=days)
        more = with_more_crews(best)
        assert more == planned(*venues, crews=9, days=days)
        assert 0 < more.recorded - best.recorded <= sum(day.price for day in best.days)
