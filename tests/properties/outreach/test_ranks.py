"""Ranks of sets of stops, against all numbers of people that could be met there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from dukcapil.outreach._solver.ranks import (
    Intervals,
    is_submodular,
    rank_of_intervals,
    rank_of_sum,
    without,
)

People = tuple[int, ...]


@st.composite
def bounds(draw: st.DrawFn) -> tuple[dict[tuple[int, int], int], list[int]]:
    most = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    pairs = [(first, last) for first in range(len(most)) for last in range(first, len(most))]
    return {pair: draw(st.integers(0, 6)) for pair in pairs}, most


def all_people(people: Intervals, most: list[int]) -> list[People]:
    return [
        met
        for met in product(*(range(count + 1) for count in most))
        if all(sum(met[first : last + 1]) <= count for (first, last), count in people.items())
    ]


def ranked(found: Iterable[People], stops: int) -> list[int]:
    ways = [*found]
    return [
        max(sum(count for at, count in enumerate(met) if of_set >> at & 1) for met in ways)
        for of_set in range(1 << stops)
    ]


@given(bounds(), st.data())
def test_ranks_are_the_most_people_of_sets_of_stops(
    given_bounds: tuple[dict[tuple[int, int], int], list[int]], data: st.DataObject
) -> None:
    people, most = given_bounds
    rank = rank_of_intervals(people, most)
    found = all_people(people, most)
    assert list(rank) == ranked(found, len(most))
    if len(most) < 3:
        assert is_submodular(rank)
    if is_submodular(rank):
        stop = data.draw(st.integers(0, len(most) - 1))
        here = data.draw(st.integers(0, rank[1 << stop]))
        rest = [(*met[:stop], 0, *met[stop + 1 :]) for met in found if met[stop] == here]
        assert list(without(rank, stop, here)) == ranked(rest, len(most))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(0, 30))
def test_the_rank_of_a_sum_is_that_of_the_one_interval_of_all(most: list[int], time: int) -> None:
    whole = {(0, len(most) - 1): time}
    assert rank_of_sum(most, time) == rank_of_intervals(whole, most)


def test_the_stop_between_two_others_can_take_the_time_of_both() -> None:
    rank = rank_of_intervals({(0, 1): 1, (1, 2): 1}, [1, 1, 1])
    assert rank == (0, 1, 1, 1, 1, 2, 1, 2)
    assert not is_submodular(rank)
