"""Amounts of several months that share one quantile level, as draws of all of them at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

from dukcapil.distributions._masses import AnyMasses, ExactMasses, Masses, Number

__all__ = ["Draw", "comonotone", "exactly_comonotone"]

Draw = tuple[Number, tuple[int, ...]]
"""The weight of a draw, and the amount that it gives in each month."""
_Edges = list[tuple[Number, int]]
"""The amounts of a month, each with the level up to which it is drawn."""


def comonotone(distributions: Sequence[AnyMasses]) -> list[Draw[float]]:
    """Return the amounts at each common quantile level, with the weight of each such draw."""

    def edges(one: AnyMasses) -> _Edges[float]:
        scale, reached, row = 1 / one.total, 0.0, []
        for index, mass in enumerate(one.values):
            if mass:
                reached += mass * scale
                row.append((reached, one.position(index)))
        return row

    return _drawn(distributions, edges, 0.0)


def exactly_comonotone(distributions: Sequence[ExactMasses]) -> list[Draw[int]]:
    """Return the same with whole weights over the least common total."""
    total = math.lcm(*(one.total for one in distributions))

    def edges(one: ExactMasses) -> _Edges[int]:
        scale, reached, row = total // one.total, 0, []
        for index, mass in enumerate(one.values):
            if mass:
                reached += mass * scale
                row.append((reached, one.position(index)))
        return row

    return _drawn(distributions, edges, 0)


_Months = TypeVar("_Months", bound=Masses[int] | Masses[float])


def _drawn(
    distributions: Sequence[_Months], edges: Callable[[_Months], _Edges[Number]], zero: Number
) -> list[Draw[Number]]:
    """Return the draws between all levels at which some month changes its amount.

    Args:
        distributions: those of the months; months that have the same masses are followed once.
        edges: the amounts of a month, and their levels.
        zero: the lowest level.
    """
    different = {one: at for at, one in enumerate(dict.fromkeys(distributions))}
    months = [different[one] for one in distributions]
    rows = list(map(edges, different))
    levels: list[Number] = sorted({edge for row in rows for edge, _ in row})
    at = [0] * len(rows)
    draws = []
    before = zero
    for after in levels:
        for index, row in enumerate(rows):
            while at[index] + 1 < len(row) and row[at[index]][0] <= before:
                at[index] += 1
        amounts = [row[place][1] for row, place in zip(rows, at, strict=True)]
        draws.append((after - before, tuple(map(amounts.__getitem__, months))))
        before = after
    return draws
