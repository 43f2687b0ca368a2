"""The distributions of a scenario, by the method that its problem asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, repeat
from typing import Any, Final, TypeVar, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil.distributions import Common, Independent, Pmf
from dukcapil.errors import Fault
from dukcapil.forecast._engine.month_end import MonthDistributions
from dukcapil.forecast._engine.reduction import obliged_by_month
from dukcapil.forecast._engine.route import is_dependent, is_known, refuse_intervals
from dukcapil.forecast._engine.selection import (
    MAX_POINTS,
    PATHS,
    QUANTILES,
    Settings,
    Way,
    distributions_on,
    stock_outs,
    way_of,
)
from dukcapil.forecast._estimates import Estimate, Fan, chance, combined
from dukcapil.forecast._outlook import Figure, Method, MonthOutlook, Outlook
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Interval, Scenario
from dukcapil.months import Month

__all__ = ["distribution_of", "outlook"]

_T = TypeVar("_T")

Progress = Callable[[int, int], object]
"""Called after each month of each computation with what is done and what there is to do."""


def outlook(  # noqa: PLR0913  # all but the first by name
    scenario: Scenario,
    *,
    method: Method | None = None,
    step_cards: int | None = None,
    max_points: int = MAX_POINTS,
    paths: int = PATHS,
    seed: int = 0,
    quantiles: Sequence[Fraction] = QUANTILES,
    compare: bool = True,
    progress: Progress | None = None,
) -> Outlook:
    """What is likely to become of a scenario whose amounts are known or follow distributions.

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
        method: None to choose by the problem; `Method.EXACT` however long it takes,
            `Method.LATTICE`, or `Method.SIMULATION`.
        step_cards: the distance of two points of the lattice; None to choose.
        max_points: how many points of lattices may be visited, all months together; four million
            take a second or two. It chooses the method and the step.
        paths: how many random courses, 2 or more.
        seed: of the random courses.
        quantiles: the probabilities of the quantiles to tell, in order, each from 0 to 1.
        compare: whether to tell the probability of a stock-out with independent deliveries, and
            with one draw for all, beside that of the scenario.
        progress: called with the number of steps done and of all steps; it may raise to stop.

    Returns:
        The distributions of the months; every number says how exact it is.

    Raises:
        TypeError: for an `Interval`, and wherever the type of an argument is wrong.
        InvalidRecord: for arguments out of bounds, for an exact method or a lattice where only
            random courses lead, and for a dependence that is `Unknown` there.

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
        method=method,
        step_cards=step_cards,
        max_points=max_points,
        paths=paths,
        seed=seed,
        quantiles=tuple(quantiles),
    )
    check_type("outlook", "scenario", scenario, Scenario)
    refuse_intervals(scenario)
    compare = compare and is_dependent(scenario)
    steps = _Steps(progress, scenario.months * (3 if compare else 1))
    way = way_of(scenario, settings)
    months = steps.through(_month_outlooks(scenario, settings, way))
    coarse = attrs.evolve(
        settings, method=None, step_cards=None, max_points=max(1, max_points // _COARSER)
    )
    others = [
        steps.through(stock_outs(attrs.evolve(scenario, dependence=dependence), coarse))
        for dependence in (Independent(), Common())
        if compare
    ]
    by_paths = way.method is Method.SIMULATION or way.passages is not None
    is_drawn = by_paths and not is_known(scenario)
    return Outlook(
        scenario=scenario,
        method=way.method,
        first_method=Method.SIMULATION if by_paths else way.method,
        step=way.step,
        seed=seed if is_drawn else None,
        paths=paths if is_drawn else None,
        month_outlooks=months,
        if_independent=others[0] if compare else (),
        if_common=others[1] if compare else (),
    )


def distribution_of(  # noqa: PLR0913  # as `outlook`
    scenario: Scenario,
    figure: Figure,
    *,
    month: Month,
    method: Method | None = None,
    step_cards: int | None = None,
    max_points: int = MAX_POINTS,
    paths: int = PATHS,
    seed: int = 0,
) -> Pmf:
    """The whole distribution of one figure at the end of one month.

    Args:
        scenario: the assumptions, as for `outlook`; so are the other arguments.
        figure: which number of people or cards.
        month: one of the months of the scenario.
        method: see `outlook`.
        step_cards: see `outlook`.
        max_points: see `outlook`.
        paths: see `outlook`.
        seed: see `outlook`.

    Returns:
        The distribution; exact if the method was. Of a lattice the one in the middle of the bracket, and
        of random courses what they gave.

    Raises:
        TypeError: as `outlook`.
        InvalidRecord: as `outlook`; and for a month beyond the scenario, or a dependence
            that is `Unknown`, of which there is no distribution.

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
    check_type("distribution_of", "scenario", scenario, Scenario)
    check_type("distribution_of", "figure", figure, Figure)
    check_type("distribution_of", "month", month, Month)
    refuse_intervals(scenario)
    index = month - scenario.start
    if not 0 <= index < scenario.months:
        raise_faults("distribution_of", [("month", Fault.OUT_OF_BOUNDS)])
    settings = Settings(
        method=method, step_cards=step_cards, max_points=max_points, paths=paths, seed=seed
    )
    way = way_of(scenario, settings)
    if way.unknown:
        raise_faults("distribution_of", [("dependence", Fault.CONTRADICTION)])
    distributions = next(islice(distributions_on(way), index, None))
    weights = distributions[len(distributions) // 2].weights(figure)
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
        distributions = [course.distributions for course in courses]
        binding = _binding([distribution.binding() for distribution in distributions])
        held_up = dict(binding)
        yield MonthOutlook(
            month=scenario.start + index,
            obliged_people=obliged[index],
            stock_out_in=held_up.get(Binding.BLANKS, _NEVER),
            stock_out_by=chance([first.stock_out_by for first in firsts]),
            cleared_in=held_up.get(Binding.NOTHING, _NEVER),
            cleared_by=chance([first.cleared_by for first in firsts]),
            binding=binding,
            **{figure.value: _fan(distributions, figure, settings.quantiles) for figure in Figure},
        )


_NEVER: Final = Estimate.exactly(Fraction(0))


def _binding(
    distributions: Sequence[Mapping[Binding, Any]],
) -> tuple[tuple[Binding, Estimate], ...]:
    """The probability of each thing that can hold people up."""
    return tuple(
        (binding, chance([distribution.get(binding, 0.0) for distribution in distributions]))
        for binding in Binding
        if any(binding in distribution for distribution in distributions)
    )


def _fan(
    distributions: Sequence[MonthDistributions], figure: Figure, shares: tuple[Fraction, ...]
) -> Fan:
    numbers = [distribution.numbers(figure, shares) for distribution in distributions]
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
