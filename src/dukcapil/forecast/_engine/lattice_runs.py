"""Walks and queues followed month by month, on the lattices that their size asks for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from typing import Any, Final, NamedTuple, final

from dukcapil.distributions import Distribution
from dukcapil.distributions._masses import Masses
from dukcapil.forecast._engine.lattice import Grid, Rounding
from dukcapil.forecast._engine.month_end import LineMonth, QueueMonth
from dukcapil.forecast._engine.propagation import courses
from dukcapil.forecast._engine.reduction import Line, Queue
from dukcapil.forecast._engine.unknown_dependence import farthest, outermost
from dukcapil.forecast._engine.walk import Stop
from dukcapil.forecast._projection import Binding

__all__ = [
    "Course",
    "bracket",
    "coarser",
    "exact_grid",
    "grids_for",
    "line_courses",
    "queue_courses",
    "stock_out_courses",
    "unknown_courses",
]


@final
class Course(NamedTuple):
    """One month on one lattice.

    Attributes:
        distributions: the `MonthDistributions` of its end, if they were asked for.
        stock_out_by: the probability of a stock-out by its end.
        cleared_by: the probability of clearance by its end.
    """

    distributions: Any
    stock_out_by: Any = None
    cleared_by: Any = None


def exact_grid(problem: Line | Queue) -> Grid:
    """The lattice on which nothing is rounded."""
    if isinstance(problem, Line):
        return Grid(gcd(problem.need.step, problem.stock.step), Rounding.NONE, _is_exact(problem))
    return Grid(gcd(problem.need.step, problem.per_card), Rounding.NONE, _is_exact(problem))


def _is_exact(problem: Line | Queue) -> bool:
    if isinstance(problem, Line):
        return problem.need.is_exact and problem.stock.is_exact
    capacities = (amount for amount in problem.capacity if isinstance(amount, Distribution))
    return problem.need.is_exact and all(distribution.is_exact for distribution in capacities)


def effort(problem: Line | Queue, step: int) -> int:
    """About how many points of a lattice have to be visited."""
    if isinstance(problem, Line):
        walks = [problem.need] if problem.stock is problem.need else [problem.need, problem.stock]
        return sum(walk.effort(step) for walk in walks)
    queue = (problem.start + sum(problem.joining)) * problem.per_card // step + 1
    return _PRODUCT * (problem.need.effort(step) + queue * len(problem.joining))


_PRODUCT: Final = 8
"""A long product costs so many times as much as running sums."""


def grids_for(problem: Line | Queue, kind: type[Masses], max_points: int) -> list[Grid]:
    """The lattice on which nothing is rounded, if it is small enough; or else a coarser one."""
    grid = exact_grid(problem)
    if effort(problem, grid.step) <= max_points:
        return [grid if grid.exact else Grid(grid.step, grid.rounding, grid.exact, kind)]
    return coarser(problem, kind, max_points)


def coarser(problem: Line | Queue, kind: type[Masses], max_points: int) -> list[Grid]:
    """The finest lattice of whole cards on which a bracket takes no more points."""
    cards = 1
    least = effort(problem, _COARSEST)
    while effort(problem, cards * problem.per_card) > max(max_points // _LATTICES, least):
        cards = _rounder(cards)
    return bracket(cards * problem.per_card, kind)


_LATTICES: Final = 3
_COARSEST: Final = 10**18
"""A step on which every distribution is a point or two."""


def _rounder(number: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50 and so on."""
    return number * 5 // 2 if str(number)[0] == "2" else number * 2


def bracket(step: int, kind: type[Masses]) -> list[Grid]:
    """A lattice rounded down, to both sides, and up."""
    roundings = (Rounding.DOWN, Rounding.MIDDLE, Rounding.UP)
    return [Grid(step, rounding, exact=False, kind=kind) for rounding in roundings]


def line_courses(line: Line, grid: Grid) -> Iterator[Course]:
    """The months of a scenario that comes down to one walk."""
    months = len(line.not_recorded)
    always, recorded = [True] * months, [not people for people in line.not_recorded]
    needs = courses(line.need, grid, Stop.NEVER, always)
    stocks = None if line.stock is line.need else courses(line.stock, grid, Stop.NEVER, always)
    out = stock_out_courses(line, grid)
    cleared = courses(line.need, grid, Stop.AT_OR_BELOW, recorded)
    cleared_by: Any = 0
    for not_recorded in line.not_recorded:
        need, _ = next(needs)
        stock = need if stocks is None else next(stocks)[0]
        cleared_by += _ratio(*next(cleared))
        units = (line.per_card, line.per_blank)
        distributions = LineMonth(not_recorded, need, stock, units, smooth=grid.smooth)
        yield Course(distributions, next(out).stock_out_by, cleared_by)


def stock_out_courses(line: Line, grid: Grid) -> Iterator[Course]:
    """The first stock-out of such a scenario alone."""
    out_by: Any = 0
    for distribution, taken in courses(
        line.need, grid, Stop.ABOVE, [True] * len(line.not_recorded)
    ):
        out_by += _ratio(distribution, taken)
        yield Course(None, out_by)


def _ratio(distribution: Masses, taken: Any) -> Any:  # noqa: ANN401
    return Fraction(taken, distribution.total) if distribution.is_exact else float(taken)  # type: ignore[arg-type]


def queue_courses(queue: Queue, grid: Grid) -> Iterator[Course]:
    """The months of a scenario with a random recording capacity, without their first passages."""
    needs = courses(queue.need, grid, Stop.NEVER, [True] * len(queue.joining))
    units = (queue.per_card, queue.per_blank)
    other = grid.opposite()
    lines = _not_recorded(queue, grid), _not_recorded(queue, other), needs
    for left, recorded, (need, _) in zip(*lines, strict=True):
        yield Course(QueueMonth(left, recorded, need, units, smooth=grid.smooth))


def _not_recorded(queue: Queue, grid: Grid) -> Iterator[Masses]:
    """Lindley's recursion: join, record, and never fall below nobody."""
    step = 1 if grid.rounding is Rounding.NONE else grid.step // queue.per_card
    people = Grid(step, grid.rounding, grid.exact, grid.kind)
    start = _known(queue.start, people)
    left = grid.kind.of(start.low, step, list(start.values), start.total)
    for joining, capacity in zip(queue.joining, queue.capacity, strict=True):
        left = left.convolved(_known(joining, people))
        if isinstance(capacity, Distribution):
            left = left.convolved(people.kernel(capacity, -1))
        else:
            left = left.convolved(_known(-capacity, people))  # type: ignore[operator]
        left = _never_negative(left)
        yield left


def _known(amount: int, grid: Grid) -> Masses:
    one: Any = 1 if grid.exact else 1.0
    return grid.rounded(Masses(amount, 1, [one], one))


def _never_negative(distribution: Masses) -> Masses:
    below, above = distribution.split(0, smooth=False)
    if not len(below.values):
        return distribution
    nobody = type(distribution).of(0, distribution.step, [below.sum()], distribution.total)
    return type(distribution).merged([nobody, above])


def unknown_courses(line: Line, grid: Grid) -> Iterator[Course]:
    """The months of a walk some of whose amounts hang together in a way that nobody knows.

    By a month something has happened at least as likely as in the likeliest month so far. It is
    at most as likely as all of them together, and as a walk that only moves towards it.
    """
    down = grid.rounding is Rounding.DOWN
    towards = Binding.NOTHING if down else Binding.BLANKS
    units = (line.per_card, line.per_blank)
    needs, stocks = outermost(line.need, grid), outermost(line.stock, grid)
    limits = farthest(line.need, grid)
    likeliest = {Binding.NOTHING: 0.0, Binding.BLANKS: 0.0}
    together = 0.0
    for not_recorded, need, stock, limit in zip(
        line.not_recorded, needs, stocks, limits, strict=True
    ):
        distributions = LineMonth(not_recorded, need, stock, units, smooth=False)
        bound = LineMonth(not_recorded, limit, limit, units, smooth=False)
        now = distributions.binding()
        likeliest = {what: max(most, now.get(what, 0.0)) for what, most in likeliest.items()}
        together = min(1.0, together + now.get(towards, 0.0))
        reached = max(likeliest[towards], min(together, _passed(bound, towards)))
        if down:
            yield Course(distributions, likeliest[Binding.BLANKS], reached)
        else:
            yield Course(distributions, reached, likeliest[Binding.NOTHING])


def _passed(bound: LineMonth, towards: Binding) -> float:
    out: float = bound.binding()[Binding.BLANKS]
    return out if towards is Binding.BLANKS else 1 - out
