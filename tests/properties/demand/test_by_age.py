"""Birthdays are spread evenly over any table of ages."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from support.birthdays import Table, by_hand

from dukcapil import Month
from dukcapil.demand import newly_obliged_by_age

JANUARY, APRIL = Month(2021, 1), Month(2021, 4)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    edges = sorted(draw(st.sets(st.integers(0, 30), min_size=2, max_size=8)))
    found: dict[int | range, int] = {}
    for low, high in pairwise(edges):
        if draw(st.booleans()):
            one = high - low == 1 and draw(st.booleans())
            found[low if one else range(low, high)] = draw(st.integers(0, 100_000))
    return found


@given(tables(), st.integers(0, 400))
def test_any_table_is_spread_evenly(people: Table, months: int) -> None:
    turned = newly_obliged_by_age(people, start=JANUARY, months=months)
    assert list(turned) == by_hand(people, months)
    assert newly_obliged_by_age(people, start=APRIL, months=months) == turned
    assert min(turned, default=0) >= 0
    whole_years = newly_obliged_by_age(people, start=JANUARY, months=17 * 12)
    below_17 = sum(
        count * Fraction(len([age for age in years if age < 17]), len(years))
        for ages, count in people.items()
        for years in [ages if isinstance(ages, range) else (ages,)]
    )
    assert sum(whole_years) == int(below_17)
