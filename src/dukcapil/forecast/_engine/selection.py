"""The methods that reach the distributions of a scenario, and which one it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Any, Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil.distributions._numpy_masses import fastest_masses
from dukcapil.errors import Fault
from dukcapil.forecast._engine.lattice import Grid, Rounding
from dukcapil.forecast._engine.lattice_runs import (
    Course,
    bracket,
    coarser,
    exact_grid,
    grids_for,
    line_courses,
    queue_courses,
    stock_out_courses,
    unknown_courses,
)
from dukcapil.forecast._engine.month_end import MonthDistributions, PathsMonth
from dukcapil.forecast._engine.reduction import Line, Queue, line_of, queue_of
from dukcapil.forecast._engine.route import Route, has_unknown, is_known, route_of
from dukcapil.forecast._engine.simulation import random_courses
from dukcapil.forecast._estimates import Estimate, chance
from dukcapil.forecast._outlook import Method
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Scenario

__all__ = [
    "MAX_POINTS",
    "PATHS",
    "QUANTILES",
    "Settings",
    "Way",
    "distributions_at",
    "distributions_on",
    "stock_outs",
    "way_of",
]

QUANTILES: Final = (
    Fraction(1, 20),
    Fraction(1, 4),
    Fraction(1, 2),
    Fraction(3, 4),
    Fraction(19, 20),
)

MAX_POINTS: Final = 4_000_000
PATHS: Final = 10_000


@final
@attrs.frozen(kw_only=True)
class Settings:
    """How a distribution is to be computed; see `outlook`."""

    method: Method | None = None
    step_cards: int | None = None
    max_points: int = MAX_POINTS
    paths: int = PATHS
    seed: int = 0
    quantiles: tuple[Fraction, ...] = QUANTILES

    def __attrs_post_init__(self) -> None:
        if self.method is not None:
            check_type("outlook", "method", self.method, Method)
        for field in ("step_cards", "max_points", "paths", "seed"):
            if getattr(self, field) is not None:
                check_count("outlook", field, getattr(self, field))
        check_items("outlook", "quantiles", self.quantiles, Fraction)
        faults = [
            (field, Fault.OUT_OF_BOUNDS)
            for field, least in (("step_cards", 1), ("max_points", 1), ("paths", 2))
            if getattr(self, field) is not None and getattr(self, field) < least
        ]
        in_order = list(self.quantiles) == sorted(self.quantiles)
        if not (self.quantiles and in_order and 0 <= self.quantiles[0] <= self.quantiles[-1] <= 1):
            faults.append(("quantiles", Fault.OUT_OF_BOUNDS))
        raise_faults("outlook", faults)


@final
@attrs.frozen(kw_only=True)
class Way:
    """The way to the distributions of a scenario.

    Attributes:
        courses: gives for each month what each lattice, or all random courses, say.
        method: by which method.
        passages: gives the first passages instead, where the courses do not.
        stock_outs: gives the first stock-out alone, where that is less work.
        step: the distance of two points of the lattice.
        unknown: whether the dependence of some months is not known.
    """

    courses: Callable[[], Iterator[tuple[Course, ...]]]
    method: Method
    passages: Callable[[], Iterator[tuple[Course, ...]]] | None = None
    stock_outs: Callable[[], Iterator[tuple[Course, ...]]] | None = None
    step: int = 1
    unknown: bool = False


def way_of(scenario: Scenario, settings: Settings) -> Way:
    route = route_of(scenario)
    by_paths = settings.method is Method.SIMULATION or route is Route.PATHS
    unknown = has_unknown(scenario)
    if unknown and (by_paths or route is Route.QUEUE):
        raise_faults("outlook", [("dependence", Fault.CONTRADICTION)])
    if by_paths and settings.method not in {None, Method.SIMULATION}:
        raise_faults("outlook", [("method", Fault.CONTRADICTION)])
    paths = partial(_paths, scenario, settings)
    if by_paths:
        return Way(courses=paths, method=Method.SIMULATION)
    problem = line_of(scenario) if route is Route.LINE else queue_of(scenario)
    grids = _grids(problem, settings, unknown=unknown)
    follow: Any = queue_courses if route is Route.QUEUE else line_courses
    if unknown:
        grids, follow = [grids[0], grids[-1]], unknown_courses
    outs = stock_out_courses if follow is line_courses else None
    return Way(
        courses=partial(_side_by_side, follow, problem, grids),
        method=Method.EXACT if grids[0].rounding is Rounding.NONE else Method.LATTICE,
        passages=paths if route is Route.QUEUE else None,
        stock_outs=outs and partial(_side_by_side, outs, problem, grids),
        step=grids[0].step,
        unknown=unknown,
    )


def _side_by_side(follow: Any, problem: Any, grids: list[Grid]) -> Iterator[tuple[Course, ...]]:  # noqa: ANN401
    """The months on all lattices."""
    return zip(*(follow(problem, grid) for grid in grids), strict=True)


def _grids(problem: Line | Queue, settings: Settings, *, unknown: bool) -> list[Grid]:
    kind = fastest_masses()
    if settings.method is Method.EXACT and not unknown:
        return [exact_grid(problem)]
    if settings.step_cards is not None:
        return bracket(settings.step_cards * problem.per_card, kind)
    if settings.method is Method.LATTICE or unknown:
        return coarser(problem, kind, settings.max_points)
    return grids_for(problem, kind, settings.max_points)


def _paths(scenario: Scenario, settings: Settings) -> Iterator[tuple[Course, ...]]:
    """The months of random courses; a single one if nothing is left to chance."""
    known = is_known(scenario)
    paths = 1 if known else settings.paths
    out, cleared = set(range(paths)), set(range(paths))
    for states in random_courses(scenario, seed=settings.seed, paths=paths):
        ran_out = {path for path in out if states[path].binding is Binding.BLANKS}
        done = {path for path in cleared if states[path].binding is Binding.NOTHING}
        out -= ran_out
        cleared -= done
        distributions = PathsMonth(states, known)
        yield (
            Course(
                distributions,
                distributions.share(paths - len(out)),
                distributions.share(paths - len(cleared)),
            ),
        )


def distributions_on(way: Way) -> Iterator[list[MonthDistributions]]:
    """For each month what each lattice, or all random courses, say of it."""
    return ([course.distributions for course in courses] for courses in way.courses())


def distributions_at(
    scenario: Scenario, index: int, settings: Settings
) -> list[MonthDistributions]:
    """The same of one month of a scenario."""
    return next(islice(distributions_on(way_of(scenario, settings)), index, None))


def stock_outs(scenario: Scenario, settings: Settings) -> Iterator[Estimate]:
    """For each month how likely people have waited for want of blanks by then, and no more."""
    way = way_of(scenario, settings)
    months = way.courses if way.passages is None else way.passages
    if way.stock_outs is not None:
        months = way.stock_outs
    return (chance([course.stock_out_by for course in courses]) for courses in months())
