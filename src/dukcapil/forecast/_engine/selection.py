"""Choice of the solution of a schedule: the simplest one that is valid."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import islice
from typing import Final, TypedDict, final

import attrs

from dukcapil._shared.checks import (
    as_optional_whole,
    as_share,
    as_whole,
    check_count,
    check_items,
    check_most,
    check_type,
    raise_faults,
)
from dukcapil.distributions._masses import RoundedMasses
from dukcapil.distributions._numpy_masses import fastest_masses
from dukcapil.errors import Fault
from dukcapil.forecast._engine.grids import bracket, coarser, finest, fitting
from dukcapil.forecast._engine.lattice import ExactGrid, RoundedGrid
from dukcapil.forecast._engine.month_end import MonthDistributions
from dukcapil.forecast._engine.reduction import Line, Queue, line_of, queue_of
from dukcapil.forecast._engine.solutions import (
    LineSolution,
    QueueSolution,
    Simulation,
    Solution,
    UnknownSolution,
)
from dukcapil.forecast._outlook import Method
from dukcapil.forecast._scenario import DEPENDENT
from dukcapil.forecast._schedule import Schedule

__all__ = [
    "MAX_POINTS",
    "PATHS",
    "QUANTILES",
    "Options",
    "Settings",
    "ends_at",
    "paths_of",
    "solution_of",
]

MAX_POINTS: Final = 2_000_000
PATHS: Final = 10_000
_FEWEST_PATHS: Final = 500
_STATE: Final = 14
"""The cost of one month of a trajectory, in points of a lattice."""
QUANTILES: Final = (
    Fraction(1, 20),
    Fraction(1, 4),
    Fraction(1, 2),
    Fraction(3, 4),
    Fraction(19, 20),
)


class Options(TypedDict, total=False):
    """Method and effort of a computation: options of all functions that compute distributions.

    Attributes:
        method: None to choose by the problem; `Method.EXACT` however long it takes,
            `Method.LATTICE`, or `Method.SIMULATION`.
        step_cards: the step of the lattice; None to choose.
        max_points: the work that may be done, in lattice points of all months together; the
            two million of the default take a second or two. It chooses the method, the step and the
            number of trajectories.
        paths: the number of simulated trajectories, 2 to 1,000,000; None to choose, at most 10,000.
        seed: the seed of simulated trajectories.
    """

    method: Method | None
    step_cards: int | None
    max_points: int
    paths: int | None
    seed: int


def _as_shares(shares: Iterable[Fraction | float]) -> tuple[Fraction, ...]:
    # One more than may be, so that too many are noticed and no longer converted.
    return tuple(map(as_share, islice(shares, _MOST_QUANTILES + 1)))


@final
@attrs.frozen(kw_only=True)
class Settings:
    """Checked `Options` of a call of a public function, and the quantiles asked for."""

    function: str
    method: Method | None = None
    step_cards: int | None = attrs.field(default=None, converter=as_optional_whole)
    max_points: int = attrs.field(default=MAX_POINTS, converter=as_whole)
    paths: int | None = attrs.field(default=None, converter=as_optional_whole)
    seed: int = attrs.field(default=0, converter=as_whole)
    quantiles: tuple[Fraction, ...] = attrs.field(default=QUANTILES, converter=_as_shares)

    def __attrs_post_init__(self) -> None:
        if self.method is not None:
            check_type(self.function, "method", self.method, Method)
        numbers = {
            "step_cards": self.step_cards,
            "max_points": self.max_points,
            "paths": self.paths,
            "seed": self.seed,
        }
        least = {"step_cards": 1, "max_points": 1, "paths": 2, "seed": 0}
        faults = []
        for field, number in numbers.items():
            if number is None and field in {"step_cards", "paths"}:
                continue
            check_count(self.function, field, number)
            if number is not None and number < least[field]:
                faults.append((field, Fault.OUT_OF_BOUNDS))
        check_most(self.function, "paths", self.paths or 0, _MOST_PATHS)
        check_items(self.function, "quantiles", self.quantiles, Fraction)
        check_most(self.function, "quantiles", len(self.quantiles), _MOST_QUANTILES)
        in_order = list(self.quantiles) == sorted(self.quantiles)
        if not (self.quantiles and in_order and 0 <= self.quantiles[0] <= self.quantiles[-1] <= 1):
            faults.append(("quantiles", Fault.OUT_OF_BOUNDS))
        raise_faults(self.function, faults)


_MOST_PATHS: Final = 1_000_000
_MOST_QUANTILES: Final = 1_000


def ends_at(schedule: Schedule, settings: Settings, index: int) -> list[MonthDistributions]:
    """Return the distributions of one month, on each lattice."""
    return next(islice(solution_of(schedule, settings).ends(), index, None))


def paths_of(schedule: Schedule, settings: Settings) -> int:
    """Return the number of trajectories: as asked, or as many as the work allows."""
    if settings.paths is not None:
        return settings.paths
    affordable = settings.max_points // (_STATE * schedule.months)
    return max(_FEWEST_PATHS, min(PATHS, affordable))


def solution_of(schedule: Schedule, settings: Settings) -> Solution:
    """Return the simplest valid solution, or the one of the method asked for.

    Raises:
        InvalidRecord: where that method is not valid, or an unknown dependence has no bounds.
    """
    obstacle = _obstacle(schedule)
    has_queue = "recording_capacity_people" in schedule.random
    if schedule.has_unknown:
        if settings.method is Method.SIMULATION:
            obstacle = "method"
        elif has_queue:
            obstacle = "recording_capacity_people"
        _refuse_unknown(schedule, settings, obstacle)
        return _unknown_solution(line_of(schedule), settings)
    if obstacle is not None and settings.method not in {None, Method.SIMULATION}:
        raise_faults(settings.function, [("method", Fault.CONTRADICTION, obstacle)])
    simulation = Simulation(schedule, settings.seed, paths_of(schedule, settings))
    if obstacle is not None or settings.method is Method.SIMULATION:
        return simulation
    if has_queue:
        return _queue_solution(queue_of(schedule), settings, simulation)
    return _line_solution(line_of(schedule), settings)


def _obstacle(schedule: Schedule) -> str | None:
    """Return an assumption under which only simulation is valid, if there is one."""
    is_limited = schedule.records_in_turn
    has_queue = "recording_capacity_people" in schedule.random
    leaving = "leaving_not_recorded_people"
    obstacles = {
        "print_capacity_cards": "print_capacity_cards" in schedule.flows,
        "leaving_waiting_people": schedule.occurs("leaving_waiting_people"),
        # With a limit, random numbers that join make the queue and the need dependent.
        "not_recorded_people": is_limited and "not_recorded_people" in schedule.random,
        "newly_obliged_people": (is_limited or schedule.joins_in_turn)
        and "newly_obliged_people" in schedule.random,
        leaving: leaving in schedule.random or (has_queue and schedule.occurs(leaving)),
        "failed_prints": has_queue and schedule.fails_each,
    }
    return next((field for field, is_one in obstacles.items() if is_one), None)


def _refuse_unknown(schedule: Schedule, settings: Settings, obstacle: str | None) -> None:
    """Raise where an unknown dependence has no bounds."""
    if obstacle is not None:
        field = next(DEPENDENT[flow] for flow in DEPENDENT if schedule.memory(flow).is_unknown)
        raise_faults(settings.function, [(field, Fault.CONTRADICTION, obstacle)])


def _unknown_solution(line: Line, settings: Settings) -> Solution:
    if settings.step_cards is None:
        grids = coarser(line, fastest_masses(), settings.max_points)
    else:
        grids = bracket(settings.step_cards * line.units.per_card, fastest_masses())
    return UnknownSolution(line, grids[0], grids[-1])


def _line_solution(line: Line, settings: Settings) -> Solution:
    grids = _grids(line, settings)
    if isinstance(grids, ExactGrid):
        return LineSolution(line, [grids])
    return LineSolution(line, grids)


def _queue_solution(queue: Queue, settings: Settings, simulation: Simulation) -> Solution:
    grids = _grids(queue, settings)
    if isinstance(grids, ExactGrid):
        return QueueSolution(queue, [grids], simulation)
    return QueueSolution(queue, grids, simulation)


def _grids(problem: Line | Queue, settings: Settings) -> ExactGrid | list[RoundedGrid]:
    if settings.method is Method.EXACT:
        grid = finest(problem, RoundedMasses)
        return grid if isinstance(grid, ExactGrid) else [grid]
    kind = fastest_masses()
    if settings.step_cards is not None:
        return bracket(settings.step_cards * problem.units.per_card, kind)
    if settings.method is Method.LATTICE:
        return coarser(problem, kind, settings.max_points)
    return fitting(problem, kind, settings.max_points)
