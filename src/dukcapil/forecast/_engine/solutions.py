"""Solutions of a schedule: its distributions month by month, by each method that there is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Generic, NamedTuple, final

import attrs

from dukcapil.distributions._masses import Masses, Number
from dukcapil.forecast._bounds import bounds_of
from dukcapil.forecast._engine.lattice import Grid, RoundedGrid, Rounding
from dukcapil.forecast._engine.month_end import (
    LineMonth,
    MonthDistributions,
    PathsMonth,
    QueueMonth,
)
from dukcapil.forecast._engine.processes import Parts, process_of
from dukcapil.forecast._engine.propagation import propagate
from dukcapil.forecast._engine.reduction import Line, Queue
from dukcapil.forecast._engine.simulation import simulated_states
from dukcapil.forecast._engine.unknown_dependence import farthest, outermost
from dukcapil.forecast._engine.walk import Absorption, Walk
from dukcapil.forecast._estimates import Computed, Estimate, chance
from dukcapil.forecast._outlook import Figure, Method
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._schedule import Schedule

__all__ = [
    "FirstTimes",
    "LineSolution",
    "QueueSolution",
    "Simulation",
    "Solution",
    "UnknownSolution",
]


@final
class FirstTimes(NamedTuple):
    """Probabilities that a first-passage time is not after a month."""

    stock_out_by: Computed
    cleared_by: Computed


class Solution(ABC):
    """The distributions of a schedule by one method."""

    @property
    @abstractmethod
    def method(self) -> Method:
        """The method of the distributions of each month."""

    @property
    def first_method(self) -> Method:
        """The method of first-passage times."""
        return self.method

    @property
    def step(self) -> int:
        """The step of the lattice."""
        return 1

    @property
    def blanks_shift(self) -> bool:
        """True if more blanks translate the walk, so that one solution serves for all numbers."""
        return False

    @abstractmethod
    def ends(self) -> Iterator[list[MonthDistributions]]:
        """Yield for each month its distributions, on each lattice."""

    @abstractmethod
    def months(self) -> Iterator[tuple[list[MonthDistributions], list[FirstTimes]]]:
        """Yield for each month its distributions and the first-passage times, on each lattice."""

    def stock_outs(self) -> Iterator[Estimate]:
        """Yield for each month the probability of a stock-out by its end."""
        for _, firsts in self.months():
            yield chance([first.stock_out_by for first in firsts])


class _OnLattices(Solution, Generic[Number]):
    """A solution on some lattices side by side."""

    grids: Sequence[Grid[Number]]

    @property
    def method(self) -> Method:
        return Method.EXACT if self.grids[0].rounding is Rounding.NONE else Method.LATTICE

    @property
    def step(self) -> int:
        return self.grids[0].step

    def ends(self) -> Iterator[list[MonthDistributions]]:
        return map(list, zip(*map(self._ends, self.grids), strict=True))

    @abstractmethod
    def _ends(self, grid: Grid[Number]) -> Iterator[MonthDistributions]:
        """Yield for each month its distributions, on one lattice."""


@final
@attrs.frozen(eq=False)
class LineSolution(_OnLattices[Number]):
    """The solution of a scenario that reduces to one walk."""

    line: Line
    grids: Sequence[Grid[Number]]

    @property
    def blanks_shift(self) -> bool:
        return self.line.stock is self.line.need

    def months(self) -> Iterator[tuple[list[MonthDistributions], list[FirstTimes]]]:
        firsts = map(list, zip(*map(self._firsts, self.grids), strict=True))
        return zip(self.ends(), firsts, strict=True)

    def stock_outs(self) -> Iterator[Estimate]:
        for shares in zip(*map(self._stock_outs, self.grids), strict=True):
            yield chance(shares)

    def _ends(self, grid: Grid[Number]) -> Iterator[LineMonth[Number]]:
        line = self.line
        walks = [_positions(walk, grid) for walk in line.walks]
        for not_recorded, *positions in zip(line.not_recorded, *walks, strict=True):
            need, stock = positions[0], positions[-1]
            yield LineMonth(not_recorded, need, stock, line.units, smooth=grid.smooth)

    def _firsts(self, grid: Grid[Number]) -> Iterator[FirstTimes]:
        recorded = [not people for people in self.line.not_recorded]
        cleared = _absorbed(self.line.need, grid, Absorption.AT_OR_BELOW, recorded)
        return map(FirstTimes, self._stock_outs(grid), cleared)

    def _stock_outs(self, grid: Grid[Number]) -> Iterator[Computed]:
        always = [True] * len(self.line.not_recorded)
        return _absorbed(self.line.need, grid, Absorption.ABOVE, always)


def _positions(walk: Walk, grid: Grid[Number]) -> Iterator[Masses[Number]]:
    """Yield the distribution of a walk in each month."""
    never = [False] * len(walk.drift)
    return (position for position, _ in propagate(walk, grid, Absorption.NONE, never))


def _absorbed(
    walk: Walk, grid: Grid[Number], absorption: Absorption, open_months: Sequence[bool]
) -> Iterator[Computed]:
    """Yield for each month the probability of being absorbed by its end."""
    by: Fraction | float = 0
    for left, absorbed in propagate(walk, grid, absorption, open_months):
        by += left.ratio(absorbed)
        yield by


@final
@attrs.frozen(eq=False)
class QueueSolution(_OnLattices[Number]):
    """The solution of a scenario with a random recording capacity.

    First-passage times, which depend on the queue and the walk together, are simulated.
    """

    queue: Queue
    grids: Sequence[Grid[Number]]
    simulation: Simulation

    @property
    def first_method(self) -> Method:
        return Method.SIMULATION

    @property
    def blanks_shift(self) -> bool:
        return True

    def months(self) -> Iterator[tuple[list[MonthDistributions], list[FirstTimes]]]:
        for ends, (_, firsts) in zip(self.ends(), self.simulation.months(), strict=True):
            yield ends, firsts

    def stock_outs(self) -> Iterator[Estimate]:
        return self.simulation.stock_outs()

    def _ends(self, grid: Grid[Number]) -> Iterator[QueueMonth[Number]]:
        queue = self.queue
        needs = _positions(queue.need, grid)
        queues = (self._not_recorded(one) for one in (grid, grid.opposite()))
        for left, recorded, need in zip(*queues, needs, strict=True):
            yield QueueMonth(left, recorded, need, queue.units, smooth=grid.smooth)

    def _not_recorded(self, grid: Grid[Number]) -> Iterator[Masses[Number]]:
        """Yield Lindley's recursion: add those who join, subtract the capacity, stop at zero."""
        queue = self.queue
        exact = grid.rounding is Rounding.NONE
        people = grid.with_step(1 if exact else grid.step // queue.units.per_card)
        start = people.known(queue.start)
        process = process_of(queue.capacity, people)
        left = grid.kind.of(start.low, people.step, list(start.values), start.total)
        parts: Parts[Number] = {(0,): left}
        for month, (joining, held) in enumerate(zip(queue.joining, queue.held, strict=True)):
            known = people.known(joining)
            parts = {key: part.convolved(known) for key, part in parts.items()}
            parts = process.step(month, parts, 0)
            parts = {key: _never_negative(part) for key, part in parts.items()}
            together = list(parts.values())
            left = type(together[0]).merged(together)
            yield left.convolved(people.known(held)) if held else left


def _never_negative(queue: Masses[Number]) -> Masses[Number]:
    below, above = queue.split(0, smooth=False)
    if not len(below.values):
        return queue
    nobody = type(queue).of(0, queue.step, [below.sum()], queue.total)
    return type(queue).merged([nobody, above])


@final
@attrs.frozen(eq=False)
class UnknownSolution(Solution):
    """Bounds of a scenario some of whose months have an unknown dependence.

    By a month, an event has happened with at least its greatest probability in any month so far,
    and with at most the sum of them. A walk that moves only towards the event bounds it, too.
    """

    line: Line
    down: RoundedGrid
    up: RoundedGrid

    @property
    def method(self) -> Method:
        return Method.LATTICE

    @property
    def step(self) -> int:
        return self.down.step

    @property
    def blanks_shift(self) -> bool:
        return self.line.stock is self.line.need

    def ends(self) -> Iterator[list[MonthDistributions]]:
        return map(list, zip(*(self._ends(grid) for grid, _ in self._sides()), strict=True))

    def months(self) -> Iterator[tuple[list[MonthDistributions], list[FirstTimes]]]:
        sides = (self._side(grid, towards) for grid, towards in self._sides())
        for side in zip(*sides, strict=True):
            yield [end for end, _ in side], [first for _, first in side]

    def _sides(self) -> tuple[tuple[RoundedGrid, Binding], ...]:
        """Return the lattice on each side, with the event towards which it rounds."""
        return (self.down, Binding.NOTHING), (self.up, Binding.BLANKS)

    def _ends(self, grid: RoundedGrid) -> Iterator[LineMonth[float]]:
        line = self.line
        walks = [outermost(walk, grid) for walk in line.walks]
        for not_recorded, *positions in zip(line.not_recorded, *walks, strict=True):
            need, stock = positions[0], positions[-1]
            yield LineMonth(not_recorded, need, stock, line.units, smooth=False)

    def _side(
        self, grid: RoundedGrid, towards: Binding
    ) -> Iterator[tuple[LineMonth[float], FirstTimes]]:
        """Yield the months on one side, with bounds of first-passage times on the same side."""
        most: dict[Binding, float] = {Binding.NOTHING: 0.0, Binding.BLANKS: 0.0}
        total = 0.0
        reached = zip(self._ends(grid), self._reached(grid, towards), strict=True)
        for end, passed in reached:
            now = end.binding()
            most = {
                event: max(so_far, float(now.get(event, 0.0))) for event, so_far in most.items()
            }
            total = min(1.0, total + float(now.get(towards, 0.0)))
            most_towards = max(most[towards], min(total, passed))
            if towards is Binding.NOTHING:
                yield end, FirstTimes(most[Binding.BLANKS], most_towards)
            else:
                yield end, FirstTimes(most_towards, most[Binding.NOTHING])

    def _reached(self, grid: RoundedGrid, towards: Binding) -> Iterator[float]:
        """Yield the probability that a walk that moves only towards an event has reached it."""
        line = self.line
        for not_recorded, limit in zip(line.not_recorded, farthest(line.need, grid), strict=True):
            out = LineMonth(not_recorded, limit, limit, line.units, smooth=False).out_of_blanks()
            yield float(out if towards is Binding.BLANKS else 1 - out)


@final
@attrs.frozen(eq=False)
class Simulation(Solution):
    """The solution from simulated trajectories; from a single one if nothing is random."""

    schedule: Schedule
    seed: int
    paths: int

    @property
    def method(self) -> Method:
        return Method.SIMULATION

    def ends(self) -> Iterator[list[MonthDistributions]]:
        return ([ends] for ends in self._ends())

    def months(self) -> Iterator[tuple[list[MonthDistributions], list[FirstTimes]]]:
        paths = 1 if self.schedule.is_known else self.paths
        out, cleared = (
            set(range(paths)),
            set(range(paths)),
        )  # the trajectories that an event is still ahead of
        for end in self._ends():
            states = end.states
            out -= {path for path in out if states[path].binding is Binding.BLANKS}
            cleared -= {path for path in cleared if states[path].binding is Binding.NOTHING}
            shares = (end.share(paths - len(ahead)) for ahead in (out, cleared))
            yield [end], [FirstTimes(*shares)]

    def _ends(self) -> Iterator[PathsMonth]:
        is_known = self.schedule.is_known
        paths = 1 if is_known else self.paths
        states_by_month = simulated_states(self.schedule, seed=self.seed, paths=paths)
        for states, within in zip(states_by_month, bounds_of(self.schedule), strict=True):
            limits = {figure: getattr(within, figure.value) for figure in Figure}
            yield PathsMonth(states, is_known, limits)
