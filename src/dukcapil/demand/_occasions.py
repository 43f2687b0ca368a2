"""Occasions that move demand: elections, Ramadan, school leaving, and what an office knows of.

Dates of Ramadan are those of the arithmetic calendar of thirty years (E. M. Reingold and N.
Dershowitz, "Calendrical Calculations", 4th ed., 2018, chapter 7). The ministry of religion decides
by sighting, which may be a day or two from it.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["PEMILU", "PILKADA", "Occasion", "ramadan"]


def _as_shares(shares: Iterable[tuple[Month, Fraction]]) -> tuple[tuple[Month, Fraction], ...]:
    return tuple(sorted(shares))


@final
@attrs.frozen(kw_only=True)
class Occasion(Value):
    """Something that raises or lowers the demand of some months, in the past or to come.

    Its effect is one factor, learnt from the past months in which it was, and used in those to
    come. An occasion that was never observed, or is not certain to move demand, widens the
    intervals of its months: before any evidence, two of three such factors lie between 0.6 and 1.6.

    What comes in the same months of every year, such as the end of school in May and June, is
    season and needs no occasion. What happened once and comes no more is better left out of the
    history by `DemandHistory.of_months(leave_out=)`.

    Attributes:
        name: the name, such as `Pilkada`.
        shares: pairs of a month and the share of the month that it takes, above 0, at most 1; by
            month.

    Raises:
        TypeError: for a name that is no text, or pairs of anything but a month and a `Fraction`.
        InvalidRecord: for an empty name, no months, a month given twice, or a share out of bounds.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import Occasion
        >>> closed = Occasion.in_months("schools closed", [Month(2020, 4), Month(2020, 5)])
        >>> closed.share_of(Month(2020, 5)), closed.share_of(Month(2020, 6))
        (Fraction(1, 1), Fraction(0, 1))
    """

    name: str
    shares: tuple[tuple[Month, Fraction], ...] = attrs.field(converter=_as_shares)

    def __attrs_post_init__(self) -> None:
        check_type(self, "name", self.name, str)
        check_items(self, "shares", self.shares, tuple)
        for month, share in self.shares:
            check_type(self, "shares", month, Month)
            check_type(self, "shares", share, Fraction)
            if not 0 < share <= 1:
                raise_faults("Occasion", [("shares", Fault.OUT_OF_BOUNDS)])
        for field in ("name", "shares"):
            if not getattr(self, field):
                raise_faults("Occasion", [(field, Fault.MISSING)])
        if len({month for month, _ in self.shares}) < len(self.shares):
            raise_faults("Occasion", [("shares", Fault.DUPLICATE)])

    @classmethod
    def in_months(cls, name: str, months: Iterable[Month]) -> "Occasion":
        """Make an occasion of whole months.

        Args:
            name: the name.
            months: the months.

        Raises:
            TypeError: for anything but months.
            InvalidRecord: as the class.
        """
        return cls(name=name, shares=[(month, Fraction(1)) for month in months])

    @classmethod
    def polling(cls, name: str, days: Iterable[date], *, months_before: int = 0) -> "Occasion":
        """Make an occasion of polling days, before which people come for their cards.

        Args:
            name: the name.
            days: the days, such as those of `PILKADA` on which the region votes.
            months_before: the months before that of a polling day which are taken in.

        Raises:
            TypeError: for anything but dates and a whole number.
            InvalidRecord: as the class, or for a negative number.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.demand import Occasion
            >>> vote = Occasion.polling("Pilkada", [date(2024, 11, 27)], months_before=1)
            >>> [str(month) for month, _ in vote.shares]
            ['2024-10', '2024-11']
        """
        check_count("polling", "months_before", months_before)
        months = set()
        for day in days:
            check_date("polling", "days", day)
            months |= {Month.of(day) - before for before in range(months_before + 1)}
        return cls.in_months(name, months)

    @classmethod
    def on_days(cls, name: str, periods: Iterable[tuple[date, date]]) -> "Occasion":
        """Make an occasion of periods of days, each month by its share of them.

        Args:
            name: the name.
            periods: pairs of the first day and the day after the last; none of them overlap.

        Raises:
            TypeError: for anything but dates.
            InvalidRecord: as the class, or for a period that ends before it begins.
        """
        days: dict[Month, int] = {}
        for since, until in periods:
            check_date("on_days", "periods", since)
            check_date("on_days", "periods", until)
            if since >= until:
                raise_faults("on_days", [("periods", Fault.CONTRADICTION, "since")])
            for number in range((until - since).days):
                month = Month.of(since + timedelta(days=number))
                days[month] = days.get(month, 0) + 1
        return cls(
            name=name,
            shares=[(month, Fraction(taken, month.last_day.day)) for month, taken in days.items()],
        )

    def share_of(self, month: Month) -> Fraction:
        """Return the share of a month that the occasion takes; 0 of other months."""
        return dict(self.shares).get(month, Fraction(0))


def ramadan(years: Collection[int]) -> Occasion:
    """Return the fasting month in some years of the common calendar, by its days.

    The first days follow from the arithmetic calendar; the official ones may be a day or two from
    them, which moves a fifteenth of a month at most.

    Args:
        years: the years, those to come among them.

    Raises:
        TypeError: for years that are not `int`.
        InvalidRecord: for no years, or others than 1900 to 2200.

    Examples:
        >>> from dukcapil.demand import ramadan
        >>> print([(str(month), str(share)) for month, share in ramadan([2024, 2025]).shares])
        [('2024-03', '21/31'), ('2024-04', '3/10'), ('2025-03', '30/31')]
    """
    periods = []
    for year in years:
        check_count("ramadan", "years", year)
        if not 1900 <= year <= 2200:
            raise_faults("ramadan", [("years", Fault.OUT_OF_BOUNDS)])
        # A year of 354 days may begin twice in one of 365.
        near = int((year - 622) * 33 / 32)
        for hijri in range(near - 1, near + 3):
            since = _first_of_ramadan(hijri)
            if since.year == year:
                periods.append((since, since + timedelta(days=_DAYS)))
    return Occasion.on_days("Ramadan", periods)


_DAYS: Final = 30
_BEFORE: Final = 8 * 30 - 4
"""The days of a year before its ninth month: months have 30 and 29 days in turn."""
_EPOCH: Final = date(622, 7, 19)
"""The first day of the calendar, 16 July 622 of the Julian one."""


def _first_of_ramadan(hijri: int) -> date:
    leap_days = (11 * hijri + 3) // 30
    return _EPOCH + timedelta(days=354 * (hijri - 1) + leap_days + _BEFORE)


PILKADA: Final = (
    date(2015, 12, 9),
    date(2017, 2, 15),
    date(2018, 6, 27),
    date(2020, 12, 9),
    date(2024, 11, 27),
)
"""The polling days of simultaneous regional elections; a region voted on some of them."""

PEMILU: Final = (date(2014, 4, 9), date(2014, 7, 9), date(2019, 4, 17), date(2024, 2, 14))
"""The polling days of national elections, that of the president in July 2014 among them."""
