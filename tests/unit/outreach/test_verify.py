"""Flaws of plans, each in a sentence."""

from __future__ import annotations

import pickle
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import MONDAY, WEEK, WORKDAY, planned, venue

from dukcapil.errors import InvalidRecord, UnsoundPlan
from dukcapil.outreach import (
    Plan,
    PlannedDay,
    Sent,
    Visit,
    _plan,
)
from dukcapil.outreach._certificate import worth_bound
from dukcapil.outreach._proof.claims import Claimed
from dukcapil.serial import to_json


class TestVerify:
    """All flaws are reported."""

    BEST = planned(venue("A", 160, open_on=WEEK[:2]), venue("B", 60), days=WEEK[:3])

    def flaws_of(self, *visits: Visit, **changes: Any) -> list[str]:  # noqa: ANN401
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(self.BEST, planned=visits or self.BEST.planned, **changes).verify()
        return list(caught.value.flaws)

    def test_each_flaw_has_its_sentence(self) -> None:
        first, second, third = self.BEST.planned
        assert [first.people, second.people, third.venue] == [150, 10, "B"]
        moved = attrs.evolve(second, on=WEEK[2])
        twice = attrs.evolve(first, crew=2, people=151)
        odd = attrs.evolve(third, venue="C", stop=3)
        assert self.flaws_of(first, twice, moved, odd) == [
            "2020-03-02, 'A': there is no crew 2",
            "2020-03-02, 'A': 151 people are more than a crew can record",
            "2020-03-04, 'A': the venue is closed",
            "2020-03-04, 'C': there is no such venue",
            "2020-03-04, crew 1: stops are not numbered from 1",
            "2020-03-04, crew 1: 2 stops are too many",
            "2020-03-02, 'A': 2 crews are too many at once",
            "'A': 311 people are planned, 160 are left",
            "371 people are above the bound of 220",
        ]

    def test_kept_visits_that_were_never_made_are_found(self) -> None:
        kept = attrs.evolve(self.BEST.planned[0], on=date(2020, 3, 1), venue="C")
        assert self.flaws_of(kept=[kept, kept])[:3] == [
            "2020-03-01, 'C': a kept visit is to no such venue",
            "2020-03-01, 'C': a kept visit is to no such venue",
            "2020-03-01, crew 1: kept visits are not numbered from 1",
        ]

    def test_people_who_were_sent_are_neither_lost_nor_doubled(self) -> None:
        assert self.flaws_of(sent=[Sent(venue="A", office="C", people=3)]) == [
            "'C': people are sent, and there is no such venue",
            "'A': 3 people are sent, 0 away",
        ]
        assert self.flaws_of(sent=[Sent(venue="A", office="B", people=3)])[1] == (
            "'B': 3 are sent there, 0 known"
        )

    def test_a_plan_that_could_be_better_is_not_proven(self) -> None:
        assert self.flaws_of(*self.BEST.planned[1:]) == [
            "70 people are not proven best: the bound is 220"
        ]
        dear = [attrs.evolve(day, price=Fraction(70)) for day in self.BEST.days]
        assert self.flaws_of(days=dear) == ["220 people are not proven best: the bound is 290"]

    def test_days_that_are_not_planned_and_visits_that_cannot_be_kept(self) -> None:
        early = attrs.evolve(self.BEST.planned[0], on=date(2020, 3, 1))
        assert "2020-03-01, 'A': the day is not planned" in self.flaws_of(early)
        assert self.flaws_of(kept=[self.BEST.planned[0]])[0] == (
            "2020-03-02: a kept visit is not before the first planned day"
        )

    def test_a_day_of_several_stops_must_be_long_enough(self) -> None:
        best = planned(venue("A", 160), venue("B", 150), crews=2, days=WEEK[:1], most=WORKDAY)
        visits = [
            Visit(on=MONDAY, crew=1, stop=1, venue="A", people=100),
            Visit(on=MONDAY, crew=1, stop=2, venue="B", people=29),
            Visit(on=MONDAY, crew=2, stop=1, venue="A", people=10),
            Visit(on=MONDAY, crew=2, stop=2, venue="A", people=10),
        ]
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(best, planned=visits).verify()
        assert caught.value.flaws == (
            "2020-03-02, crew 1: the day is too short",
            "2020-03-02, crew 2: the same venue twice",
            "2020-03-02, 'A': 3 crews are too many at once",
        )

    def test_a_charge_or_a_price_is_never_negative_and_a_venue_says_its_number(self) -> None:
        with pytest.raises(InvalidRecord, match=r"Plan.stop_charge: negative"):
            attrs.evolve(self.BEST, stop_charge=Fraction(-1))
        with pytest.raises(InvalidRecord, match=r"PlannedDay.price: negative"):
            PlannedDay(on=MONDAY, crews=1, price=Fraction(-1))
        with pytest.raises(InvalidRecord, match=r"Plan.venues.per_crew_day: missing"):
            Plan(venues=[venue("A", 1)], days=[], planned=[])

    def test_the_error_survives_pickling(self) -> None:
        error = UnsoundPlan(flaws=("one", "two"))
        again = pickle.loads(pickle.dumps(error))
        assert again.flaws == error.flaws
        assert str(again) == "2 flaws, the first: one; make the plan anew"


def test_a_bound_is_computed_once_for_each_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Claimed] = []

    def counted(claimed: Claimed) -> Fraction:
        asked.append(claimed)
        return worth_bound(claimed)

    monkeypatch.setattr(_plan, "worth_bound", counted)
    best = planned(venue("A", 260), venue("B", 120), days=WEEK[:2])
    assert (best.upper_bound, best.gap) == (270, Fraction(0))
    assert best.flaws == ()
    assert asked == [best._claimed]
    fewer = attrs.evolve(best, planned=best.planned[:1])
    assert fewer.upper_bound == 270
    assert len(asked) == 2
    again = attrs.evolve(best)
    assert again == best
    assert hash(again) == hash(best)
    assert repr(again) == repr(best)
    assert to_json(again) == to_json(best)
