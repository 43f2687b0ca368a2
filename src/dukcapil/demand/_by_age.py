"""People who become obliged, from a table of ages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Final

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil.errors import Fault
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month

__all__ = ["newly_obliged_by_age"]


def newly_obliged_by_age(
    people: Mapping[int | range, int], *, start: Month, months: int
) -> tuple[int, ...]:
    """Who turns 17 in each month, from a table of ages, where there is no register.

    Birthdays are taken to be spread evenly over each group of ages; deaths, moves, marriages and
    permits are not looked at.

    Args:
        people: numbers of people by age in completed years on the first day of `start`: one age,
            such as `16`, or several, such as `range(15, 20)`. Groups must not overlap.
        start: the first month.
        months: how many months; 0 or more.

    Returns:
        A number for each month: `newly_obliged_people` of a `Scenario`. Whole people: up to each
        month they are the exact share of all groups together, rounded down.

    Raises:
        TypeError: for ages that are neither `int` nor `range`, or counts that are not `int`.
        InvalidRecord: for negative ages or counts, or groups that overlap or are empty.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import newly_obliged_by_age
        >>> newly_obliged_by_age({range(15, 20): 202_084}, start=Month(2020, 10), months=3)
        (3368, 3368, 3368)
    """
    check_type("newly_obliged_by_age", "start", start, Month)
    check_count("newly_obliged_by_age", "months", months)
    groups = sorted((_ages(ages), _people(count)) for ages, count in people.items())
    if any(high > low for ((_, high), _), ((low, _), _) in pairwise(groups)):
        raise_faults("newly_obliged_by_age", [("people", Fault.CONTRADICTION)])
    turned = [
        sum((count * _share_turned(low, high, month) for (low, high), count in groups), _NOBODY)
        for month in range(months + 1)
    ]
    return tuple(int(after) - int(before) for before, after in pairwise(turned))


_NOBODY: Final = Fraction(0)


def _ages(ages: int | range) -> tuple[int, int]:
    """The half-open interval of exact ages in years."""
    if type(ages) is range:
        low, high = ages.start, ages.stop
        if ages.step != 1 or low >= high:
            raise_faults("newly_obliged_by_age", [("people", Fault.OUT_OF_BOUNDS)])
    else:
        check_count("newly_obliged_by_age", "people", ages)
        low, high = ages, ages + 1
    check_count("newly_obliged_by_age", "people", low)
    return low, high


def _people(count: int) -> int:
    check_count("newly_obliged_by_age", "people", count)
    return count


def _share_turned(low: int, high: int, months: int) -> Fraction:
    """The share of those aged from `low` to `high` who turn 17 within so many months."""
    youngest = max(Fraction(low), OBLIGED_AGE - Fraction(months, 12))
    return max(_NOBODY, min(high, OBLIGED_AGE) - youngest) / (high - low)
