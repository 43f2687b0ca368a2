"""Choice of the lattices on which a problem is solved, by their number of points."""

from __future__ import annotations

from math import gcd
from typing import Final

from dukcapil.distributions._masses import RoundedMasses
from dukcapil.forecast._engine.lattice import ExactGrid, RoundedGrid, Rounding
from dukcapil.forecast._engine.reduction import Line, Queue

__all__ = ["bracket", "coarser", "finest", "fitting"]

Problem = Line | Queue
_PRODUCT: Final = 24
"""The cost of a long product, relative to running sums."""
_QUEUE: Final = 3
"""The cost of a point of a queue, in points of running sums."""
_LATTICES: Final = 3
"""The number of lattices of a bracket."""
_COARSEST: Final = 10**18
"""A step on which every distribution is a point or two."""


def finest(problem: Problem, kind: type[RoundedMasses]) -> ExactGrid | RoundedGrid:
    """Return the lattice on which no position is rounded."""
    if isinstance(problem, Line):
        step = gcd(problem.need.step, problem.stock.step)
    else:
        step = gcd(problem.need.step, problem.units.per_card)
    return ExactGrid(step) if problem.is_exact else RoundedGrid(step, Rounding.NONE, kind)


def fitting(
    problem: Problem, kind: type[RoundedMasses], max_points: int
) -> ExactGrid | list[RoundedGrid]:
    """Return the finest lattice if it has no more points, or else a coarser bracket."""
    grid = finest(problem, kind)
    if _effort(problem, grid.step) > max_points:
        return coarser(problem, kind, max_points)
    return grid if isinstance(grid, ExactGrid) else [grid]


def coarser(problem: Problem, kind: type[RoundedMasses], max_points: int) -> list[RoundedGrid]:
    """Return the finest lattice of whole cards on which a bracket has no more points."""
    cards, per_card = 1, problem.units.per_card
    # No step takes less than one point a month: a smaller limit would never be met.
    least = _effort(problem, _COARSEST)
    while _effort(problem, cards * per_card) > max(max_points // _LATTICES, least):
        cards = _next_round(cards)
    return bracket(cards * per_card, kind)


def bracket(step: int, kind: type[RoundedMasses]) -> list[RoundedGrid]:
    """Return a lattice rounded down, to both sides, and up."""
    roundings = (Rounding.DOWN, Rounding.MIDDLE, Rounding.UP)
    return [RoundedGrid(step, rounding, kind) for rounding in roundings]


def _effort(problem: Problem, step: int) -> int:
    """Return about the number of points of a lattice that have to be visited."""
    if isinstance(problem, Line):
        return sum(walk.effort(step) for walk in problem.walks)
    people = problem.start + sum(problem.joining)
    own = max(1, step // problem.units.per_card)  # the queue is of whole people on every lattice
    queue = people // own + 1
    points = problem.need.effort(step)
    if problem.need.amounts:  # those waiting are the need less the queue: a long product
        points = _PRODUCT * (points + queue * len(problem.joining))
    for month in range(len(problem.joining)):
        few = problem.capacity.has_few_jumps(month, own)
        points += queue * problem.capacity.parts(month, own) * (_QUEUE if few else _PRODUCT)
        points += problem.capacity.preparation(month, own)
    return points


def _next_round(number: int) -> int:
    """Return the next of 1, 2, 5, 10, 20, 50 and so on."""
    return number * 5 // 2 if str(number)[0] == "2" else number * 2
