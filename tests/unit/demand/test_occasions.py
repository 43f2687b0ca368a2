"""Occasions: months with their shares, polling days, and Ramadan by the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from dukcapil import Month
from dukcapil.demand import PEMILU, PILKADA, Occasion, ramadan
from dukcapil.errors import Fault, InvalidRecord

WHOLE = Fraction(1)


def refused(reason: Fault, field: str) -> Any:  # noqa: ANN401
    return pytest.raises(InvalidRecord, match=rf"\.{field}: {reason}")


class TestOccasion:
    """A name, and months in order."""

    def test_months_are_in_order_and_have_shares(self) -> None:
        one = Occasion.in_months("closed", [Month(2020, 5), Month(2020, 4)])
        assert one.shares == ((Month(2020, 4), WHOLE), (Month(2020, 5), WHOLE))
        assert one == Occasion(name="closed", shares=reversed(one.shares))
        assert one.share_of(Month(2021, 4)) == 0

    def test_polling_days_take_the_months_before(self) -> None:
        vote = Occasion.polling("vote", [date(2024, 1, 2), date(2023, 12, 31)], months_before=2)
        assert [month for month, _ in vote.shares] == [Month(2023, 10) + at for at in range(4)]

    def test_days_are_shares_of_their_months(self) -> None:
        days = Occasion.on_days("fair", [(date(2024, 2, 28), date(2024, 3, 3))])
        assert days.shares == ((Month(2024, 2), Fraction(2, 29)), (Month(2024, 3), Fraction(2, 31)))

    def test_what_it_refuses(self) -> None:
        with refused(Fault.MISSING, "name"):
            Occasion.in_months("", [Month(2020, 1)])
        with refused(Fault.MISSING, "shares"):
            Occasion.in_months("none", [])
        with refused(Fault.DUPLICATE, "shares"):
            Occasion.in_months("twice", [Month(2020, 1)] * 2)
        for share in (Fraction(0), Fraction(3, 2)):
            with refused(Fault.OUT_OF_BOUNDS, "shares"):
                Occasion(name="share", shares=[(Month(2020, 1), share)])
        with pytest.raises(InvalidRecord, match=r"periods: contradicts since"):
            Occasion.on_days("none", [(date(2020, 1, 1), date(2020, 1, 1))])
        with pytest.raises(InvalidRecord, match=r"shares: out of bounds"):
            Occasion.on_days("twice", [(date(2020, 1, 1), date(2020, 2, 1))] * 2)
        with pytest.raises(TypeError, match=r"polling\.days: expected date"):
            Occasion.polling("vote", ["2024-11-27"])  # type: ignore[list-item]


class TestCalendar:
    """Published first days, and polling days."""

    @pytest.mark.parametrize(
        "official",
        # The first days of fasting that the ministry of religion decided on.
        [
            date(2014, 6, 29),
            date(2015, 6, 18),
            date(2016, 6, 6),
            date(2017, 5, 27),
            date(2018, 5, 17),
            date(2019, 5, 6),
            date(2020, 4, 24),
            date(2021, 4, 13),
            date(2022, 4, 3),
            date(2023, 3, 23),
            date(2024, 3, 12),
            date(2025, 3, 1),
        ],
    )
    def test_ramadan_begins_within_a_day_of_the_official_one(self, official: date) -> None:
        found = ramadan([official.year])
        first = min(month for month, _ in found.shares)
        before = sum(share * month.last_day.day for month, share in found.shares)
        assert before == 30
        assert first == Month.of(official)
        days = dict(found.shares)[first] * first.last_day.day
        assert abs(first.last_day.day - days + 1 - official.day) <= 1

    def test_years_are_as_long_as_those_of_the_tabular_calendar(self) -> None:
        # Eleven leap years of 355 days in each cycle of 30 (E. M. Reingold and N. Dershowitz,
        # "Calendrical Calculations", 4th ed., 2018, 7.1).
        leap = {2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29}
        first = date(1998, 12, 20)
        for year in range(1419, 1450):
            month = (first, first + timedelta(days=30))
            assert ramadan([first.year]) == Occasion.on_days("Ramadan", [month])
            first += timedelta(days=354 + (year % 30 in leap))

    def test_a_year_may_have_two_of_them(self) -> None:
        both = ramadan([2030])
        assert [str(month) for month, _ in both.shares] == [
            "2030-01",
            "2030-02",
            "2030-12",
            "2031-01",
        ]
        assert ramadan([2024, 2025]).shares == (*ramadan([2024]).shares, *ramadan([2025]).shares)

    def test_what_it_refuses(self) -> None:
        for year in (1899, 2201):
            with refused(Fault.OUT_OF_BOUNDS, "years"):
                ramadan([year])
        with refused(Fault.MISSING, "shares"):
            ramadan([])

    def test_elections_were_on_wednesdays_and_in_order(self) -> None:
        for days in (PILKADA, PEMILU):
            assert list(days) == sorted(days)
            assert {day.isoweekday() for day in days} == {3}
