"""Bounds of a walk whose months hang together in a way that nobody knows.

Whatever the dependence, the expected lack of a sum below any level is greatest when all its parts
are at the same quantile together. So with C the sum of amounts that stand at one quantile,

    P(sum <= y) <= E[(x - C)+] / (x - y)   for every x > y,

and the least of these is the share u of the lowest values of C whose mean is y (P. Embrechts and
G. Puccetti, "Bounds for functions of dependent risks", Finance and Stochastics 10, 2006).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate, pairwise
from typing import Any

import attrs

from dukcapil.distributions import Unknown
from dukcapil.distributions._masses import Masses
from dukcapil.forecast._engine.lattice import Grid, Rounding, as_floats, by_sum, comonotone
from dukcapil.forecast._engine.propagation import courses
from dukcapil.forecast._engine.walk import Stop, Walk

__all__ = ["farthest", "outermost"]


def outermost(walk: Walk, grid: Grid) -> Iterator[Masses]:
    """For each month a distribution that the walk is certainly not below, or not above.

    A grid that rounds down gives the one below, any other the one above.
    """
    unknown = [one for one in walk.amounts if type(one.dependence) is Unknown]
    known = tuple(one for one in walk.amounts if one not in unknown)
    rest = courses(attrs.evolve(walk, amounts=known), grid, Stop.NEVER, [False] * len(walk.drift))
    sums = zip(*(_extreme_sums(one.moves(), grid) for one in unknown), strict=True)
    for (distribution, _), extremes in zip(rest, sums, strict=True):
        yield reduce(Masses.convolved, extremes, distribution)


def farthest(walk: Walk, grid: Grid) -> Iterator[Masses]:
    """For each month a distribution that no place of the walk so far is below, or above.

    No place is farther than all moves in that direction together.
    """
    down = grid.rounding is Rounding.DOWN
    moves = []
    for drift, *months in zip(walk.drift, *(one.moves() for one in walk.amounts), strict=True):
        start = Masses(drift, 1, [1.0], 1.0)
        distribution = reduce(Masses.convolved, (as_floats(month) for month in months), start)
        moves.append(_one_way(distribution, down=down))
    for distribution in _extreme_sums(moves, grid):
        yield distribution.shifted(walk.start)


def _one_way(distribution: Masses, *, down: bool) -> Masses:
    """Moves the other way count as none."""
    at: dict[int, float] = {}
    for index, mass in enumerate(distribution.values):
        place = distribution.position(index)
        kept = min(place, 0) if down else max(place, 0)
        at[kept] = at.get(kept, 0.0) + mass
    return by_sum(((mass, place) for place, mass in at.items()), 1.0)


def _extreme_sums(distributions: Sequence[Masses], grid: Grid) -> Iterator[Masses]:
    """As `outermost`, for the sum of the amounts of all months so far."""
    if grid.rounding is not Rounding.DOWN:
        down = attrs.evolve(grid, rounding=Rounding.DOWN)
        for distribution in _extreme_sums(
            [distribution.reversed() for distribution in distributions], down
        ):
            yield distribution.reversed()
        return
    rows = comonotone([as_floats(distribution) for distribution in distributions])
    weights = [weight for weight, _ in rows]
    columns = zip(*(accumulate(values) for _, values in rows), strict=True)
    for sums in columns:
        yield _least(list(zip(weights, sums, strict=True)), grid.step)


def _least(rows: Sequence[tuple[float, int]], step: int) -> Masses:
    """The distribution with the greatest distribution function that any dependence can give."""
    bounds = list(_means(rows))
    low = rows[0][1] // step
    upto: list[float] = []
    at = 0
    while True:
        point = (low + len(upto)) * step + step - 1
        while at < len(bounds) and bounds[at][1] <= point:
            at += 1
        if at == len(bounds):
            upto.append(1.0)
            break
        share, mean, following = bounds[max(at - 1, 0)]
        upto.append(0.0 if point < mean else share * (following - mean) / (following - point))
    values = [after - before for before, after in pairwise([0.0, *upto])]
    return Masses(low * step, step, values, 1.0)


def _means(rows: Sequence[tuple[float, int]]) -> Iterator[tuple[float, float, float]]:
    """For each share of the lowest values their mean, and the value that comes next."""
    share = moment = 0.0
    lowest = rows[0][1]
    for index, (weight, value) in enumerate(rows):
        share += weight
        moment += weight * (value - lowest)  # so that the lowest value is its own mean, unrounded
        following: Any = rows[min(index + 1, len(rows) - 1)][1]
        yield share, lowest + moment / share, following
