"""Bounds of a walk whose months have an unknown dependence.

Whatever the dependence, the expected shortfall of a sum below any level is greatest when all its
parts share one quantile level. So with C the sum of amounts that share one quantile level,

    P(sum <= y) <= E[(x - C)+] / (x - y)   for every x > y,

and the least of these is the share u of the lowest values of C whose mean is y (P. Embrechts and
G. Puccetti, "Bounds for functions of dependent risks", Finance and Stochastics 10, 2006).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate, pairwise
from math import gcd

import attrs

from dukcapil.distributions._masses import AnyMasses, Masses, RoundedMasses
from dukcapil.forecast._engine.common_draws import comonotone
from dukcapil.forecast._engine.lattice import RoundedGrid, Rounding
from dukcapil.forecast._engine.propagation import propagate
from dukcapil.forecast._engine.walk import Absorption, Walk

__all__ = ["farthest", "outermost"]


def outermost(walk: Walk, grid: RoundedGrid) -> Iterator[Masses[float]]:
    """Yield for each month a stochastic bound of the walk.

    A grid that rounds down gives a lower bound, any other an upper one.
    """
    unknown = [one for one in walk.amounts if one.memory.is_unknown]
    known = tuple(one for one in walk.amounts if not one.memory.is_unknown)
    never = [False] * len(walk.drift)
    rest = propagate(attrs.evolve(walk, amounts=known), grid, Absorption.NONE, never)
    sums = zip(*(_extreme_sums(one.moves(grid), grid) for one in unknown), strict=True)
    for (position, _), extremes in zip(rest, sums, strict=True):
        yield reduce(Masses[float].convolved, extremes, position)


def farthest(walk: Walk, grid: RoundedGrid) -> Iterator[RoundedMasses]:
    """Yield for each month a stochastic bound of all positions of the walk so far.

    No position is farther in a direction than all moves in that direction together.
    """
    down = grid.rounding is Rounding.DOWN
    moves = []
    for drift, *months in zip(walk.drift, *(one.moves(grid) for one in walk.amounts), strict=True):
        step = gcd(*(month.step for month in months)) or 1
        known = RoundedMasses(drift, step, [1.0], 1.0)
        move = reduce(RoundedMasses.convolved, (month.in_floats() for month in months), known)
        moves.append(_one_way(move, grid.of_amounts(1, len(walk.drift)), down=down))
    for bound in _extreme_sums(moves, grid):
        yield bound.shifted(walk.start)


def _one_way(move: RoundedMasses, grid: RoundedGrid, *, down: bool) -> RoundedMasses:
    """Return the distribution of a move, on a grid, of which the other direction is none."""
    at: dict[int, float] = {}
    for index, mass in enumerate(move.values):
        position = move.position(index)
        kept = min(position, 0) if down else max(position, 0)
        at[kept] = at.get(kept, 0.0) + mass
    return grid.placed([(mass, position) for position, mass in at.items()], 1.0).in_floats()


def _extreme_sums(moves: Sequence[AnyMasses], grid: RoundedGrid) -> Iterator[RoundedMasses]:
    """Yield for each month a stochastic bound of the sum of the moves so far; see `outermost`."""
    if grid.rounding is not Rounding.DOWN:
        down = attrs.evolve(grid, rounding=Rounding.DOWN)
        other_way = {move: move.reversed() for move in moves}
        for bound in _extreme_sums([other_way[move] for move in moves], down):
            yield bound.reversed()
        return
    draws = comonotone(moves)
    weights = [weight for weight, _ in draws]
    columns = zip(*(accumulate(values) for _, values in draws), strict=True)
    for sums in columns:
        yield _least(list(zip(weights, sums, strict=True)), grid.step)


def _least(draws: Sequence[tuple[float, int]], step: int) -> RoundedMasses:
    """Return the greatest distribution function that any dependence can give, as masses."""
    bounds = list(_means(draws))
    low = draws[0][1] // step
    upto: list[float] = []
    at = 0
    while True:
        # A point stands for all numbers up to the next one, so that the bound is not too low.
        point = (low + len(upto)) * step + step - 1
        while at < len(bounds) and bounds[at][1] <= point:
            at += 1
        if at == len(bounds):
            upto.append(1.0)
            break
        share, mean, following = bounds[max(at - 1, 0)]
        upto.append(0.0 if point < mean else share * (following - mean) / (following - point))
    values = [after - before for before, after in pairwise([0.0, *upto])]
    return RoundedMasses(low * step, step, values, 1.0)


def _means(draws: Sequence[tuple[float, int]]) -> Iterator[tuple[float, float, int]]:
    """Yield for each share of the lowest values their mean, and the next value."""
    share = moment = 0.0
    lowest = draws[0][1]
    for index, (weight, value) in enumerate(draws):
        share += weight
        moment += weight * (value - lowest)  # so that the lowest value is its own mean, unrounded
        following = draws[min(index + 1, len(draws) - 1)][1]
        yield share, lowest + moment / share, following
