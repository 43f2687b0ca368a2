"""The laws of a scenario, by the engine that its problem asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, repeat
from typing import Any, Final, TypeVar, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil.distributions import Common, Independent, Pmf
from dukcapil.errors import Fault
from dukcapil.forecast._engine.month_end import MonthLaws
from dukcapil.forecast._engine.reduction import obliged_by_month
from dukcapil.forecast._engine.route import is_dependent, is_known, refuse_intervals
from dukcapil.forecast._engine.selection import (
    MAX_POINTS,
    PATHS,
    QUANTILES,
    Settings,
    Way,
    laws_on,
    stock_outs,
    way_of,
)
from dukcapil.forecast._estimates import Estimate, Fan, chance, combined
from dukcapil.forecast._outlook import Engine, Figure, MonthOutlook, Outlook
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Interval, Scenario
from dukcapil.months import Month

__all__ = ["distribution", "law_of"]

_T = TypeVar("_T")

Progress = Callable[[int, int], object]
"""Called after each month of each computation with what is done and what there is to do."""


def distribution(  # noqa: PLR0913  # all but the first by name
    scenario: Scenario,
    *,
    engine: Engine | None = None,
    step_cards: int | None = None,
    max_points: int = MAX_POINTS,
    paths: int = PATHS,
    seed: int = 0,
    quantiles: Sequence[Fraction] = QUANTILES,
    compare: bool = True,
    progress: Progress | None = None,
) -> Outlook:
    """What is likely to become of a scenario whose amounts are known or follow laws.

    Where nobody's recording is left to chance and nothing limits printing, all comes down to a
    walk on whole numbers, which is followed exactly if it is small enough and on a coarser lattice
    otherwise, three times: rounded down, to both sides, and up, so that the truth is certainly in
    between (H. U. Gerber, "On the numerical evaluation of the distribution of aggregate claims",
    1982; S. A. Klugman, H. H. Panjer and G. E. Willmot, "Loss Models", chapter on aggregate loss
    models). A random recording capacity makes a second, independent walk, and then the first
    month of a stock-out or of clearance is simulated. A print capacity, people who leave while
    they wait, and random ageing-in before a limited recording are simulated altogether.

    Args:
        scenario: the assumptions, without an `Interval`.
        engine: None to choose by the problem; `Engine.EXACT` however long it takes,
            `Engine.LATTICE`, or `Engine.SIMULATION`.
        step_cards: the distance of two points of the lattice; None to choose.
        max_points: how many points of lattices may be visited, all months together; four million
            take a second or two. It chooses the engine and the step.
        paths: how many random courses, 2 or more.
        seed: of the random courses.
        quantiles: the probabilities of the quantiles to tell, in order, each from 0 to 1.
        compare: whether to tell the probability of a stock-out with independent deliveries, and
            with one draw for all, beside that of the scenario.
        progress: called with the number of steps done and of all steps; it may raise to stop.

    Returns:
        The laws of the months; every number says how exact it is.

    Raises:
        TypeError: for an `Interval`, and wherever the type of an argument is wrong.
        InvalidRecord: for arguments out of bounds, for an exact engine or a lattice where only
            random courses lead, and for a dependence that is `Unknown` there.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.forecast import Uniform, distribution
        >>> outlook = distribution(Scenario(
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
        engine=engine,
        step_cards=step_cards,
        max_points=max_points,
        paths=paths,
        seed=seed,
        quantiles=tuple(quantiles),
    )
    check_type("distribution", "scenario", scenario, Scenario)
    refuse_intervals(scenario)
    compare = compare and is_dependent(scenario)
    steps = _Steps(progress, scenario.months * (3 if compare else 1))
    way = way_of(scenario, settings)
    months = steps.through(_month_outlooks(scenario, settings, way))
    coarse = attrs.evolve(
        settings, engine=None, step_cards=None, max_points=max(1, max_points // _COARSER)
    )
    others = [
        steps.through(stock_outs(attrs.evolve(scenario, dependence=dependence), coarse))
        for dependence in (Independent(), Common())
        if compare
    ]
    by_paths = way.engine is Engine.SIMULATION or way.passages is not None
    is_drawn = by_paths and not is_known(scenario)
    return Outlook(
        scenario=scenario,
        engine=way.engine,
        first_engine=Engine.SIMULATION if by_paths else way.engine,
        step=way.step,
        seed=seed if is_drawn else None,
        paths=paths if is_drawn else None,
        month_outlooks=months,
        if_independent=others[0] if compare else (),
        if_common=others[1] if compare else (),
    )


def law_of(  # noqa: PLR0913  # as `distribution`
    scenario: Scenario,
    figure: Figure,
    *,
    month: Month,
    engine: Engine | None = None,
    step_cards: int | None = None,
    max_points: int = MAX_POINTS,
    paths: int = PATHS,
    seed: int = 0,
) -> Pmf:
    """The whole law of one figure at the end of one month.

    Args:
        scenario: the assumptions, as for `distribution`; so are the other arguments.
        figure: which number of people or cards.
        month: one of the months of the scenario.
        engine: see `distribution`.
        step_cards: see `distribution`.
        max_points: see `distribution`.
        paths: see `distribution`.
        seed: see `distribution`.

    Returns:
        The law; exact if the engine was. Of a lattice the one in the middle of the bracket, and
        of random courses what they gave.

    Raises:
        TypeError: as `distribution`.
        InvalidRecord: as `distribution`; and for a month beyond the scenario, or a dependence
            that is `Unknown`, of which there is no law.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.forecast import Figure, Uniform, law_of
        >>> scenario = Scenario(
        ...     start=Month(2020, 12),
        ...     months=1,
        ...     not_recorded_people=3,
        ...     allocation_cards=Uniform(1, 4),
        ... )
        >>> law_of(scenario, Figure.ON_HAND, month=Month(2020, 12)).weights
        ((0, 3), (1, 1))
    """
    check_type("law_of", "scenario", scenario, Scenario)
    check_type("law_of", "figure", figure, Figure)
    check_type("law_of", "month", month, Month)
    refuse_intervals(scenario)
    index = month - scenario.start
    if not 0 <= index < scenario.months:
        raise_faults("law_of", [("month", Fault.OUT_OF_BOUNDS)])
    settings = Settings(
        engine=engine, step_cards=step_cards, max_points=max_points, paths=paths, seed=seed
    )
    way = way_of(scenario, settings)
    if way.unknown:
        raise_faults("law_of", [("dependence", Fault.CONTRADICTION)])
    laws = next(islice(laws_on(way), index, None))
    weights = laws[len(laws) // 2].weights(figure)
    return Pmf({value: weight for value, weight in weights.items() if weight > 0})


@final
class _Steps:
    """Tells the progress, if anybody asked."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def through(self, months: Iterator[_T]) -> tuple[_T, ...]:
        """All months, told one by one."""
        gone_through = []
        for month in months:
            gone_through.append(month)
            self._done += 1
            if self._progress is not None:
                self._progress(self._done, self._total)
        return tuple(gone_through)


def _month_outlooks(scenario: Scenario, settings: Settings, way: Way) -> Iterator[MonthOutlook]:
    passages = repeat(None) if way.passages is None else way.passages()
    obliged = obliged_by_month(scenario)
    for index, (courses, others) in enumerate(zip(way.courses(), passages, strict=False)):
        firsts = courses if others is None else others
        laws = [course.laws for course in courses]
        binding = _binding([law.binding() for law in laws])
        held_up = dict(binding)
        yield MonthOutlook(
            month=scenario.start + index,
            obliged_people=obliged[index],
            stock_out_in=held_up.get(Binding.BLANKS, _NEVER),
            stock_out_by=chance([first.stock_out_by for first in firsts]),
            cleared_in=held_up.get(Binding.NOTHING, _NEVER),
            cleared_by=chance([first.cleared_by for first in firsts]),
            binding=binding,
            **{figure.value: _fan(laws, figure, settings.quantiles) for figure in Figure},
        )


_NEVER: Final = Estimate.exactly(Fraction(0))


def _binding(laws: Sequence[Mapping[Binding, Any]]) -> tuple[tuple[Binding, Estimate], ...]:
    """The probability of each thing that can hold people up."""
    return tuple(
        (binding, chance([law.get(binding, 0.0) for law in laws]))
        for binding in Binding
        if any(binding in law for law in laws)
    )


def _fan(laws: Sequence[MonthLaws], figure: Figure, shares: tuple[Fraction, ...]) -> Fan:
    numbers = [law.numbers(figure, shares) for law in laws]
    columns = zip(*(one.quantiles for one in numbers), strict=True)
    return Fan(
        mean=combined([one.mean for one in numbers]),
        shares=shares,
        quantiles=tuple(
            Interval(min(low for low, _ in column), max(high for _, high in column))
            for column in columns
        ),
    )


_COARSER: Final = 8
"""How many times fewer points a comparison may take than the answer itself."""
