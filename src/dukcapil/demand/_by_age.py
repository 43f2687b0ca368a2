"""People who become obliged, estimated from a table of ages."""

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

_OWNER: Final = "newly_obliged_by_age"
_NOBODY: Final = Fraction(0)


def newly_obliged_by_age(
    people: Mapping[int | range, int], *, start: Month, months: int
) -> tuple[int, ...]:
    """Estimate the people who turn 17 in each month from a table of ages, without a register.

    Birthdays are assumed to be uniform within each age group; deaths, moves, marriages and permits
    are ignored.

    Args:
        people: numbers of people by age in completed years on the first day of `start`: one age,
            such as `16`, or several, such as `range(15, 20)`. Groups must not overlap.
        start: the first month.
        months: the number of months; 0 or more.

    Returns:
        A number for each month, as `newly_obliged_people` of a `Scenario`. Whole people: their sum
        up to each month is the exact share of all groups together, rounded down.

    Raises:
        TypeError: for ages that are neither `int` nor `range`, or counts that are not `int`.
        InvalidRecord: for negative ages or counts, or groups that overlap or are empty.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import newly_obliged_by_age
        >>> newly_obliged_by_age({range(15, 20): 202_084}, start=Month(2020, 10), months=3)
        (3368, 3368, 3368)
    """
    check_type(_OWNER, "start", start, Month)
    check_count(_OWNER, "months", months)
    groups = sorted((_exact_ages(ages), _checked(count)) for ages, count in people.items())
    for ((low, high), _), ((next_low, next_high), _) in pairwise(groups):
        if high > next_low:
            overlapping = f"people[{_named(next_low, next_high)}]"
            fault = (f"people[{_named(low, high)}]", Fault.CONTRADICTION, overlapping)
            raise_faults(_OWNER, [fault])
    # Rounding sums up to each month, not months, keeps the total within a person.
    turned = [
        sum((count * _share_turned(low, high, month) for (low, high), count in groups), _NOBODY)
        for month in range(months + 1)
    ]
    return tuple(int(after) - int(before) for before, after in pairwise(turned))


def _exact_ages(ages: int | range) -> tuple[int, int]:
    """Return the half-open interval of exact ages in years."""
    if type(ages) is range:
        low, high = ages.start, ages.stop
        if ages.step != 1 or low >= high:
            raise_faults(_OWNER, [("people", Fault.OUT_OF_BOUNDS)])
    else:
        check_count(_OWNER, "people", ages)
        low, high = ages, ages + 1
    check_count(_OWNER, "people", low)
    return low, high


def _checked(count: int) -> int:
    check_count(_OWNER, "people", count)
    return count


def _named(low: int, high: int) -> str:
    return f"range({low}, {high})" if high - low > 1 else f"{low}"


def _share_turned(low: int, high: int, months: int) -> Fraction:
    """Return the share of those aged from `low` to `high` who turn 17 within some months."""
    youngest = max(Fraction(low), OBLIGED_AGE - Fraction(months, 12))
    return max(_NOBODY, min(high, OBLIGED_AGE) - youngest) / (high - low)
