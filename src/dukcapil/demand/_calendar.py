"""Months of days that are given as proleptic ordinals, as the columns of a register hold them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import final

from dukcapil.months import Month

__all__ = ["MonthOf"]


@final
class MonthOf:
    """A lookup of the month of a day, among some months."""

    __slots__ = ("_first", "_last", "_months")

    def __init__(self, months: Sequence[Month]) -> None:
        """Prepare the lookup.

        Args:
            months: the months, in order.
        """
        self._months = frozenset(months)
        self._first = months[0].first_day.toordinal() if months else 1
        self._last = months[-1].last_day.toordinal() if months else 0

    def __call__(self, day: int) -> Month | None:
        """Return the month of a day; None for a day outside the months."""
        # Most days of a register lie outside: two comparisons settle them without a date.
        if not self._first <= day <= self._last:
            return None
        month = Month.of(date.fromordinal(day))
        return month if month in self._months else None
