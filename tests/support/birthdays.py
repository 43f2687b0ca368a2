"""People who turn 17, counted a month of births at a time."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate, pairwise

Table = Mapping[int | range, int]


def by_hand(people: Table, months: int) -> list[int]:
    """A month of births at a time: its share of the group turns 17 in one month."""
    exact = [Fraction(0)] * (months + 1)
    for ages, count in people.items():
        years = ages if isinstance(ages, range) else range(ages, ages + 1)
        for age_in_months in range(years[0] * 12, (years[-1] + 1) * 12):
            month = 17 * 12 - age_in_months  # the last slice turns 17 in month 1
            if 1 <= month <= months:
                exact[month] += Fraction(count, len(years) * 12)
    return [int(after) - int(before) for before, after in pairwise(accumulate(exact))]
