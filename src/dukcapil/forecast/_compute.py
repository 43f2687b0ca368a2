"""Distributions of a scenario: the public functions `outlook` and `distribution_of`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Final, Self, TypeVar, Unpack, final, overload

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil.distributions import Common, Independent, Pmf
from dukcapil.errors import Fault
from dukcapil.forecast._engine.mixture import BranchMonth, mixed
from dukcapil.forecast._engine.month_end import MonthDistributions
from dukcapil.forecast._engine.obliged import obliged_by_month
from dukcapil.forecast._engine.selection import (
    MAX_POINTS,
    QUANTILES,
    Options,
    Settings,
    paths_of,
    solution_of,
)
from dukcapil.forecast._engine.solutions import Solution
from dukcapil.forecast._estimates import Computed, Estimate, Fan, chance, combined
from dukcapil.forecast._outlook import Figure, Method, MonthOutlook, Outlook
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Interval, Scenario
from dukcapil.forecast._schedule import Schedule
from dukcapil.forecast._tree import ScenarioTree, TreeOutlook
from dukcapil.months import Month

__all__ = ["distribution_of", "outlook"]

_T = TypeVar("_T")

Progress = Callable[[int, int], object]
"""Called after each month of each computation with the number of steps done and of all steps."""


class OutlookOptions(Options, total=False):
    """Options of `outlook`: those of all computations, and what is told."""

    quantiles: Sequence[Fraction | float]
    compare: bool
    progress: Progress | None


@overload
def outlook(scenario: Scenario, **options: Unpack[OutlookOptions]) -> Outlook: ...


@overload
def outlook(scenario: ScenarioTree, **options: Unpack[OutlookOptions]) -> TreeOutlook: ...


def outlook(  # noqa: PLR0913  # all but the first by name
    scenario: Scenario | ScenarioTree,
    *,
    method: Method | None = None,
    step_cards: int | None = None,
    max_points: int = MAX_POINTS,
    paths: int | None = None,
    seed: int = 0,
    quantiles: Sequence[Fraction | float] = QUANTILES,
    compare: bool = True,
    progress: Progress | None = None,
) -> Outlook | TreeOutlook:
    """Compute the distributions of a scenario whose amounts are known or distributions.

    Where recording is known and printing is not limited, the problem reduces to a walk on whole
    numbers. It is propagated exactly if it is small enough, and otherwise on a coarser lattice,
    three times: rounded down, to both sides, and up, so that the truth is certainly in between
    (H. U. Gerber, "On the numerical evaluation of the distribution of aggregate claims", 1982;
    S. A. Klugman, H. H. Panjer and G. E. Willmot, "Loss Models", chapter on aggregate loss
    models). A random recording capacity adds a second, independent walk; first-passage times are
    then simulated. A print capacity, people who leave while they wait, and random ageing-in
    before a limited recording make all results simulated.

    Args:
        scenario: the assumptions, without an `Interval`; or a `ScenarioTree` of them. Of a tree
            every branch is computed as it would be alone, and the options hold for each.
        method: None to choose by the problem; `Method.EXACT` however long it takes,
            `Method.LATTICE`, or `Method.SIMULATION`.
        step_cards: the step of the lattice; None to choose.
        max_points: the work that may be done, in lattice points of all months together; the
            two million of the default take a second or two. It chooses the method, the step and the
            number of trajectories. The comparison takes a quarter more.
        paths: the number of simulated trajectories, 2 to 1,000,000; None to choose, at most 10,000.
        seed: the seed of simulated trajectories.
        quantiles: the probabilities of the quantiles, in order, each from 0 to 1; at most 1,000.
        compare: whether to add the probability of a stock-out under independent allocations, and
            under one draw for all months.
        progress: called with the number of steps done and of all steps; it may raise to stop.

    Returns:
        The distributions of the months; every number states its exactness. Of a tree a
        `TreeOutlook`: those of the branches mixed, with the outlook of each branch.

    Raises:
        TypeError: for an `Interval`, and for an argument of a wrong type.
        InvalidRecord: for arguments out of bounds, for `Method.EXACT` or `Method.LATTICE` where
            only simulation is valid, and for a dependence that is `Unknown` there.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.forecast import outlook
        >>> outlook = outlook(Scenario(
        ...     start=Month(2020, 12),
        ...     months=12,
        ...     not_recorded_people=42_476,
        ...     newly_obliged_people=3_368,
        ...     recording_capacity_people=10_000,
        ...     allocation_cards=Uniform(15_000, 20_000),
        ...     replacement_cards=10_000,
        ... ))
        >>> print(outlook[Month(2021, 11)].cleared_by)
        0.921518
    """
    settings = Settings(
        function="outlook",
        method=method,
        step_cards=step_cards,
        max_points=max_points,
        paths=paths,
        seed=seed,
        quantiles=quantiles,
    )
    if isinstance(scenario, ScenarioTree):
        return _tree_outlook(scenario, settings, progress, compare=compare)
    case = _Case.of(scenario, settings, compare=compare)
    steps = _Steps(progress, scenario.months + case.comparisons)
    return case.outlook([month.outlook for month in steps.through(case.months())], steps)


def _tree_outlook(
    tree: ScenarioTree, settings: Settings, progress: Progress | None, *, compare: bool
) -> TreeOutlook:
    cases = [_Case.of(branch.scenario, settings, compare=compare) for branch in tree.branches]
    steps = _Steps(progress, tree.months + sum(case.comparisons for case in cases))

    def months() -> Iterator[tuple[MonthOutlook, ...]]:
        for branches in zip(*(case.months() for case in cases), strict=True):
            together = mixed(tree.probabilities, branches)
            yield together, *(month.outlook for month in branches)

    together, *apart = zip(*steps.through(months()), strict=True)
    return TreeOutlook(
        tree=tree,
        outlooks=tuple(
            case.outlook(months, steps) for case, months in zip(cases, apart, strict=True)
        ),
        month_outlooks=together,
    )


@final
@attrs.frozen(kw_only=True)
class _Case:
    """A scenario whose distributions are asked for, and how they are computed."""

    scenario: Scenario
    schedule: Schedule
    settings: Settings
    solution: Solution
    compare: bool

    @classmethod
    def of(cls, scenario: Scenario, settings: Settings, *, compare: bool) -> Self:
        schedule = Schedule.of("outlook", scenario)
        schedule.refuse_intervals("outlook")
        return cls(
            scenario=scenario,
            schedule=schedule,
            settings=settings,
            solution=solution_of(schedule, settings),
            compare=compare and "allocation_cards" in schedule.random,
        )

    @property
    def comparisons(self) -> int:
        """The months of all comparisons."""
        return 2 * self.scenario.months if self.compare else 0

    def months(self) -> Iterator[BranchMonth]:
        return _months(self.schedule, self.settings, self.solution)

    def outlook(self, months: Sequence[MonthOutlook], steps: _Steps) -> Outlook:
        """Return the answer, with the comparison if it is asked for."""
        schedule, settings, solution = self.schedule, self.settings, self.solution
        reached = [one.stock_out_by for one in months]
        independent, common = (
            steps.through(_compared(schedule, settings, dependence, reached))
            if self.compare
            else ()
            for dependence in (Independent(), Common())
        )
        is_drawn = solution.first_method is Method.SIMULATION and not schedule.is_known
        return Outlook(
            scenario=self.scenario,
            method=solution.method,
            first_method=solution.first_method,
            step=solution.step,
            seed=settings.seed if is_drawn else None,
            paths=paths_of(schedule, settings) if is_drawn else None,
            month_outlooks=tuple(months),
            if_independent=independent,
            if_common=common,
        )


_COARSER: Final = 8
"""A comparison may visit this many times fewer points than the answer itself."""


def _compared(
    schedule: Schedule,
    settings: Settings,
    dependence: Independent | Common,
    reached: Sequence[Estimate],
) -> Iterator[Estimate]:
    """Yield the probability of a stock-out by each month, under a dependence.

    Args:
        schedule: the assumptions.
        settings: those of the answer.
        dependence: the dependence of the allocations.
        reached: the probabilities of the answer, which are those of the assumed dependence.
    """
    is_assumed = schedule.dependences["allocation_cards"] == dependence
    if is_assumed and settings.method is None and settings.step_cards is None:
        return iter(reached)
    dependences = {**schedule.dependences, "allocation_cards": dependence}
    coarse = attrs.evolve(
        settings,
        method=None,
        step_cards=None,
        max_points=max(1, settings.max_points // _COARSER),
        paths=settings.paths and max(2, settings.paths // _COARSER),
    )
    return solution_of(attrs.evolve(schedule, dependences=dependences), coarse).stock_outs()


def distribution_of(
    scenario: Scenario, figure: Figure, *, month: Month, **options: Unpack[Options]
) -> Pmf:
    """Compute the whole distribution of one figure at the end of one month.

    Args:
        scenario: the assumptions, as for `outlook`.
        figure: the number of people or cards.
        month: one of the months of the scenario.
        options: `method`, `step_cards`, `max_points`, `paths` and `seed`, as for `outlook`.

    Returns:
        The distribution; exact if the method was. On a lattice it is the one in the middle of the
        bracket, in a simulation the empirical one.

    Raises:
        TypeError: as `outlook`.
        InvalidRecord: as `outlook`; and for a month beyond the scenario, or a dependence
            that is `Unknown`, which has no distribution.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.forecast import Figure, distribution_of
        >>> from dukcapil.distributions import Uniform
        >>> scenario = Scenario(
        ...     start=Month(2020, 12),
        ...     months=1,
        ...     not_recorded_people=3,
        ...     allocation_cards=Uniform(1, 4),
        ... )
        >>> distribution_of(scenario, Figure.ON_HAND, month=Month(2020, 12)).weights
        ((0, 3), (1, 1))
    """
    schedule = Schedule.of("distribution_of", scenario)
    check_type("distribution_of", "figure", figure, Figure)
    check_type("distribution_of", "month", month, Month)
    schedule.refuse_intervals("distribution_of")
    index = month - scenario.start
    if not 0 <= index < scenario.months:
        raise_faults("distribution_of", [("month", Fault.OUT_OF_BOUNDS)])
    solution = solution_of(schedule, Settings(function="distribution_of", **options))
    if schedule.has_unknown:
        raise_faults("distribution_of", [("dependence", Fault.CONTRADICTION, "figure")])
    ends = next(islice(solution.ends(), index, None))
    weights = ends[len(ends) // 2].weights(figure)
    return Pmf({value: weight for value, weight in weights.items() if weight > 0})


@final
class _Steps:
    """The number of steps done, reported to the caller."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def through(self, months: Iterator[_T]) -> tuple[_T, ...]:
        """Return all months, and report each."""
        passed = []
        for month in months:
            passed.append(month)
            self._done += 1
            if self._progress is not None:
                self._progress(self._done, self._total)
        return tuple(passed)


def _months(schedule: Schedule, settings: Settings, solution: Solution) -> Iterator[BranchMonth]:
    obliged = obliged_by_month(schedule)
    stock_out, cleared = _Certainty(), _Certainty()
    for index, (ends, firsts) in enumerate(solution.months()):
        binding = _binding([end.binding() for end in ends])
        chances = dict(binding)
        one = MonthOutlook(
            month=schedule.start + index,
            obliged_people=obliged[index],
            stock_out_in=chances.get(Binding.BLANKS, _NEVER),
            stock_out_by=stock_out.by(
                chances.get(Binding.BLANKS, _NEVER), [first.stock_out_by for first in firsts]
            ),
            cleared_in=chances.get(Binding.NOTHING, _NEVER),
            cleared_by=cleared.by(
                chances.get(Binding.NOTHING, _NEVER), [first.cleared_by for first in firsts]
            ),
            binding=binding,
            **{figure.value: _fan(ends, figure, settings.quantiles) for figure in Figure},
        )
        yield BranchMonth(one, ends)


_NEVER: Final = Estimate.exactly(Fraction(0))
_SURELY: Final = Estimate.exactly(Fraction(1))


@final
class _Certainty:
    """An event that has certainly happened by a month, or certainly not yet."""

    def __init__(self) -> None:
        self._never = True
        self._surely = False

    def by(self, now: Estimate, computed: Sequence[Computed]) -> Estimate:
        """Return the probability by a month, given that in the month, and as computed."""
        self._never &= now.fraction == 0
        self._surely |= now.fraction == 1
        if self._never:
            return _NEVER
        return _SURELY if self._surely else chance(computed)


def _binding(
    on_lattices: Sequence[Mapping[Binding, Computed]],
) -> tuple[tuple[Binding, Estimate], ...]:
    """Return the probability of each constraint that may bind."""
    return tuple(
        (binding, chance([chances.get(binding, 0.0) for chances in on_lattices]))
        for binding in Binding
        if any(binding in chances for chances in on_lattices)
    )


def _fan(ends: Sequence[MonthDistributions], figure: Figure, shares: tuple[Fraction, ...]) -> Fan:
    numbers = [end.numbers(figure, shares) for end in ends]
    columns = zip(*(one.quantiles for one in numbers), strict=True)
    return Fan(
        mean=combined([one.mean for one in numbers]),
        shares=shares,
        quantiles=tuple(
            Interval(min(low for low, _ in column), max(high for _, high in column))
            for column in columns
        ),
    )
