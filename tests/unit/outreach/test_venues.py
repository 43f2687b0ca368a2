"""Venues and the days on which they are open, by example."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from dateutil.rrule import DAILY, MO, WEEKLY, rrule, rruleset
from support.outreach import MONDAY, WEEK, planned, venue

from dukcapil.errors import Fault, InvalidRecord
from dukcapil.outreach import (
    OpenDays,
    plan,
)


def reasons(caught: pytest.ExceptionInfo[Any]) -> list[tuple[str, Fault]]:
    return [(error.field, error.reason) for error in caught.value.exceptions]


class TestVenues:
    """Valid and invalid venues."""

    def test_those_who_come_are_whole_people_and_those_sent_all_come(self) -> None:
        assert venue("A", 231, attendance=Fraction(4, 5)).reachable_people == 184
        assert venue("A", 231, attendance=Fraction(4, 5), sent_people=9).reachable_people == 193
        assert venue("A", 231).reachable_people == 231

    def test_all_faults_are_told_at_once(self) -> None:
        with pytest.raises(ExceptionGroup) as caught:
            venue(" ", 1, crews_per_day=0, attendance=Fraction(6, 5), per_crew_day=0)
        assert reasons(caught) == [
            ("id", Fault.MISSING),
            ("crews_per_day", Fault.OUT_OF_BOUNDS),
            ("attendance", Fault.OUT_OF_BOUNDS),
            ("per_crew_day", Fault.OUT_OF_BOUNDS),
        ]

    def test_counts_are_whole_and_not_negative_and_shares_are_fractions(self) -> None:
        with pytest.raises(InvalidRecord, match=r"Venue.expected_people: negative"):
            venue("A", -1)
        with pytest.raises(TypeError, match="Fraction, found float"):
            venue("A", 1, attendance=0.8)

    def test_dates_are_put_in_order_and_anything_else_is_refused(self) -> None:
        assert venue("A", 1, open_on=[WEEK[2], WEEK[0], WEEK[0]]).open_on == (WEEK[0], WEEK[2])
        with pytest.raises(TypeError, match=r"Venue.open_on: expected date, found datetime"):
            venue("A", 1, open_on=[datetime(2020, 3, 2, tzinfo=UTC)])
        with pytest.raises(TypeError, match="expected several dates, found int"):
            venue("A", 1, open_on=5)

    def test_it_survives_pickling(self) -> None:
        school = venue("A", 1, open_on=OpenDays(), attendance=Fraction(4, 5))
        assert pickle.loads(pickle.dumps(school)) == school


class TestOpenDays:
    """Opening days of a venue."""

    def test_faults(self) -> None:
        with pytest.raises(ExceptionGroup) as caught:
            OpenDays(weekdays=[7], terms=[(WEEK[1], WEEK[0])])
        assert reasons(caught) == [
            ("weekdays", Fault.OUT_OF_BOUNDS),
            ("terms", Fault.OUT_OF_ORDER),
        ]
        with pytest.raises(InvalidRecord, match="terms: periods overlap"):
            OpenDays(terms=[(WEEK[0], WEEK[2]), (WEEK[1], WEEK[3])])
        assert OpenDays(weekdays=()).between(WEEK[0], WEEK[4]) == ()

    @pytest.mark.parametrize(
        "rule",
        [
            [WEEK[0], date(2020, 3, 9), date(2021, 1, 1)],
            lambda day: day.weekday() == 0,
            OpenDays(weekdays=[0]),
            rrule(WEEKLY, byweekday=MO, dtstart=datetime(2020, 1, 6, 8)),  # noqa: DTZ001  no end
            rrule(WEEKLY, byweekday=MO, dtstart=datetime(2020, 1, 6, 8, tzinfo=UTC)),
        ],
    )
    def test_every_kind_of_rule_says_the_same(self, rule: Any) -> None:  # noqa: ANN401
        days = [MONDAY + timedelta(days=number) for number in range(14)]
        best = planned(venue("A", 900, open_on=rule), days=days)
        assert [visit.on for visit in best.visits] == [MONDAY, date(2020, 3, 9)]
        assert best.by_venue["A"].open_on == (MONDAY, date(2020, 3, 9))
        assert pickle.loads(pickle.dumps(best)) == best

    def test_days_can_come_from_a_set_of_rules_that_ends(self) -> None:
        rules = rruleset()
        rules.rrule(rrule(DAILY, count=5, dtstart=datetime(2020, 3, 2)))  # noqa: DTZ001
        rules.exdate(datetime(2020, 3, 4))  # noqa: DTZ001
        best = plan([venue("A", 900)], crews=1, days=rules, per_crew_day=150)
        assert [day.on for day in best.days] == [WEEK[0], WEEK[1], WEEK[3], WEEK[4]]
        with pytest.raises(InvalidRecord, match=r"plan.days: out of bounds"):
            plan([], crews=1, days=rrule(DAILY, dtstart=datetime(2020, 3, 2)), per_crew_day=1)  # noqa: DTZ001
