"""Cycles that gain, in a graph of slots and the base that crews come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, final

__all__ = ["Arc", "gaining_cycle", "offer"]


@final
class Arc(NamedTuple):
    """A step of a cycle: a crew less at the first day, or one more at the last.

    Attributes:
        value: the value gained.
        venue: the venue whose visit moves, is added or is dropped; -1 for an idle crew.
    """

    value: int
    venue: int


def offer(arcs: dict[int, Arc], node: int, arc: Arc) -> None:
    """Keep the better of two arcs to a node."""
    if node not in arcs or arcs[node].value < arc.value:
        arcs[node] = arc


def gaining_cycle(arcs: Sequence[Mapping[int, Arc]]) -> list[tuple[int, int]]:
    """Return the arcs of a cycle of positive value, by Bellman and Ford; none if there is none."""
    value = [0] * len(arcs)
    parent = [-1] * len(arcs)
    active = list(range(len(arcs)))
    while active:
        changed: dict[int, None] = {}
        for node in active:
            for other, arc in arcs[node].items():
                if value[node] + arc.value > value[other]:
                    value[other] = value[node] + arc.value
                    parent[other] = node
                    changed[other] = None
        cycle = _cycle_of(parent)
        if cycle:
            return cycle
        active = list(changed)
    return []


def _cycle_of(parent: Sequence[int]) -> list[tuple[int, int]]:
    """Return the arcs of a cycle among parents, in order; none if they form a forest."""
    seen = [-1] * len(parent)
    for root in range(len(parent)):
        node = root
        while node >= 0 and seen[node] < 0:
            seen[node] = root
            node = parent[node]
        if node >= 0 and seen[node] == root:
            cycle = [(parent[node], node)]
            while cycle[-1][0] != node:
                other = cycle[-1][0]
                cycle.append((parent[other], other))
            return cycle[::-1]
    return []
