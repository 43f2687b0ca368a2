"""The people of sets of stops that one crew-day has time for, and whether they are a polymatroid.

A rank is a list: for each set of stops, one bit a stop, the most people that can be met there. With
hours the people along an order of stops are bound for every interval of it. Their most is then a
shortest path: from the first stop to behind the last, intervals lead forward at their people, and
back at none, since nobody is met a negative number of times. Such ranks need not be submodular;
where they are, whole people can be met wherever the ranks allow it (J. Edmonds, "Submodular
functions, matroids, and certain polyhedra", 1970).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

__all__ = [
    "Intervals",
    "Rank",
    "is_submodular",
    "people_of_sets",
    "rank_of_intervals",
    "rank_of_sum",
    "without",
]

Rank = tuple[int, ...]
"""For each set of stops the most people there."""

Intervals = Mapping[tuple[int, int], int]
"""For the first and the last stop of each interval the most people there."""


def rank_of_sum(most: Sequence[int], time: int) -> Rank:
    """Return the rank of stops with people of their own, and time for some of all of them."""
    sums = [0]
    for people in most:
        sums += [people + others for others in sums]
    return tuple(min(time, people) for people in sums)


def rank_of_intervals(people: Intervals, most: Sequence[int]) -> Rank:
    """Return the rank of stops in an order.

    Args:
        people: the people of each interval that there is time for.
        most: the most people at each stop.
    """
    forward = [(first, last + 1, count) for (first, last), count in people.items()]
    back = [(stop + 1, stop, 0) for stop in range(len(most))]
    found = []
    for stops in range(1 << len(most)):
        alone = [(at, at + 1, count * (stops >> at & 1)) for at, count in enumerate(most)]
        found.append(_shortest([*forward, *back, *alone], len(most)))
    return tuple(found)


def _shortest(ways: Sequence[tuple[int, int, int]], end: int) -> int:
    """Return the length of the shortest path from 0 to a node, by ways that have lengths."""
    length = [0, *(sum(far for _, _, far in ways) for _ in range(end))]
    for _ in length:
        for begin, to, far in ways:
            length[to] = min(length[to], length[begin] + far)
    return length[end]


def is_submodular(rank: Rank) -> bool:
    """Return whether two stops never meet more together with others than they do by themselves."""
    count = len(rank).bit_length() - 1
    return all(
        rank[others | one] + rank[others | other] >= rank[others | one | other] + rank[others]
        for one, other in combinations([1 << stop for stop in range(count)], 2)
        for others in range(len(rank))
        if not others & (one | other)
    )


def without(rank: Rank, stop: int, people: int) -> Rank:
    """Return the rank of the other stops once some people are met at one of them."""
    bit = 1 << stop
    return tuple(min(rank[stops & ~bit], rank[stops | bit] - people) for stops in range(len(rank)))


def people_of_sets(stops: Sequence[int], rank: Rank, venues: Sequence[int]) -> list[int]:
    """Return for each set of venues the people there that a crew-day has time for."""
    sets = [0]
    for venue in venues:
        bit = 1 << stops.index(venue) if venue in stops else 0
        sets += [others | bit for others in sets]
    return [rank[of_set] for of_set in sets]
