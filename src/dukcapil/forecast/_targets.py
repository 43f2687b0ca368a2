"""How much of something is enough, and what is impossible with any amount."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final, TypedDict, Unpack, final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions import Mixture, Pmf, Uniform
from dukcapil.distributions._families import masses
from dukcapil.errors import Fault
from dukcapil.forecast._engine.month_end import MonthDistributions
from dukcapil.forecast._engine.reduction import most_people, obliged_by_month
from dukcapil.forecast._engine.route import blanks_shift, refuse_intervals
from dukcapil.forecast._engine.selection import Settings, distributions_at, distributions_on, way_of
from dukcapil.forecast._estimates import Estimate, chance, surely
from dukcapil.forecast._outlook import Figure, Method
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Scenario, amounts_of
from dukcapil.months import Month

__all__ = [
    "Infeasible",
    "Required",
    "month_reached",
    "probability_of_target",
    "required_allocation",
    "required_increase",
    "required_print_capacity",
    "required_recording_capacity",
]


class Options(TypedDict, total=False):
    """How the distributions are to be computed; see `outlook`."""

    method: Method | None
    step_cards: int | None
    max_points: int
    paths: int
    seed: int


@final
@attrs.frozen(kw_only=True)
class Required(Value):
    """The least amount a month that is certainly enough.

    Attributes:
        amount: so many cards or people a month.
        probability: of the target, with that amount.
        one_less: of the target, with one less a month; None if the amount is zero. Where it is not
            certainly below the confidence, because it is a bracket or simulated, a smaller amount
            may do.
        scenario: the assumptions, with that amount.
    """

    amount: int
    probability: Estimate
    one_less: Estimate | None
    scenario: Scenario

    def __attrs_post_init__(self) -> None:
        check_count(self, "amount", self.amount)
        check_type(self, "probability", self.probability, Estimate)
        if self.one_less is not None:
            check_type(self, "one_less", self.one_less, Estimate)
        check_type(self, "scenario", self.scenario, Scenario)

    def __str__(self) -> str:
        """The amount and the probability."""
        return f"{self.amount:,} a month, enough with probability {self.probability}"


@final
@attrs.frozen(kw_only=True)
class Infeasible(Value):
    """No amount is enough.

    Attributes:
        reason: what holds up the people outstanding even so.
        short_by: how many people too many are outstanding with the confidence asked for.
        probability: of the target, with any amount.
    """

    reason: Binding
    short_by: int
    probability: Estimate

    def __attrs_post_init__(self) -> None:
        check_type(self, "reason", self.reason, Binding)
        check_count(self, "short_by", self.short_by)
        check_type(self, "probability", self.probability, Estimate)

    def __str__(self) -> str:
        """What holds it up, and by how much."""
        return f"impossible: {self.reason.value} leaves {self.short_by:,} people too many"


@final
@attrs.frozen
class _Goal:
    """A number of people outstanding at the end of a month that must not be exceeded."""

    scenario: Scenario
    at_most: int
    index: int
    confidence: Fraction
    settings: Settings

    def chance(self, scenario: Scenario) -> Estimate:
        distributions = distributions_at(scenario, self.index, self.settings)
        return chance([distribution.at_most(self.at_most) for distribution in distributions])

    def is_met(self, estimate: Estimate) -> bool:
        return surely(estimate, self.confidence)


def _goal(
    asked: str,
    scenario: Scenario,
    wanted: tuple[Fraction | int, Month, Fraction],
    options: Options,
) -> _Goal:
    target, by, confidence = wanted
    check_type(asked, "scenario", scenario, Scenario)
    refuse_intervals(scenario)
    check_type(asked, "by", by, Month)
    check_type(asked, "confidence", confidence, Fraction, "; use Fraction(95, 100)")
    index = by - scenario.start
    faults = []
    if not 0 <= index < scenario.months:
        faults.append(("by", Fault.OUT_OF_BOUNDS))
    if not 0 < confidence <= 1:
        faults.append(("confidence", Fault.OUT_OF_BOUNDS))
    raise_faults(asked, faults)
    at_most = _people(asked, scenario, target, index)
    return _Goal(scenario, at_most, index, confidence, Settings(**options))


def _people(asked: str, scenario: Scenario, target: Fraction | int, index: int) -> int:
    """How many may be outstanding: so many, or what a coverage leaves of all who are obliged."""
    if type(target) is not Fraction:
        check_count(asked, "target", target)
        return int(target)
    obliged = obliged_by_month(scenario)[index]
    faults = []
    if not 0 <= target <= 1:
        faults.append(("target", Fault.OUT_OF_BOUNDS))
    if obliged is None:
        faults.append(("obliged_people", Fault.MISSING))
    raise_faults(asked, faults)
    return int((1 - target) * (obliged or 0))


def probability_of_target(
    scenario: Scenario, *, target: Fraction | int, by: Month, **options: Unpack[Options]
) -> Estimate:
    """How likely a target is reached at the end of a month.

    Args:
        scenario: the assumptions, as for `outlook`.
        target: a coverage as a `Fraction`, or the number of people who may be outstanding.
        by: the month.
        options: as for `outlook`: `method`, `step_cards`, `max_points`, `paths`, `seed`.

    Raises:
        TypeError: as `outlook`; and for another target, month or confidence.
        InvalidRecord: as `outlook`; for a month beyond the scenario, a share out of bounds,
            or a coverage of a scenario that does not tell how many are obliged.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.forecast import probability_of_target
        >>> scenario = Scenario(
        ...     start=Month(2021, 1),
        ...     months=3,
        ...     not_recorded_people=40_000,
        ...     allocation_cards=Uniform(15_000, 20_000),
        ...     replacement_cards=3_000,
        ... )
        >>> print(probability_of_target(scenario, target=0, by=Month(2021, 3)))
        0.914654
    """
    goal = _goal("probability_of_target", scenario, (target, by, Fraction(1)), options)
    return goal.chance(scenario)


def required_allocation(
    scenario: Scenario,
    *,
    target: Fraction | int,
    by: Month,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """The smallest constant number of blanks a month with which a target is reached.

    The allocations of the scenario are put aside.

    Args:
        scenario: the assumptions, as for `outlook`.
        target: a coverage as a `Fraction`, or the number of people who may be outstanding.
        by: the month at whose end it is to be reached.
        confidence: with which probability, above 0.
        options: as for `outlook`: `method`, `step_cards`, `max_points`, `paths`, `seed`.

    Returns:
        The number, or why no number is enough.

    Raises:
        TypeError: see `probability_of_target`.
        InvalidRecord: see `probability_of_target`.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.forecast import required_allocation
        >>> scenario = Scenario(
        ...     start=Month(2021, 1),
        ...     months=6,
        ...     not_recorded_people=42_000,
        ...     newly_obliged_people=3_000,
        ...     recording_capacity_people=10_000,
        ...     allocation_cards=0,
        ...     replacement_cards=Uniform(4_000, 6_000),
        ... )
        >>> print(required_allocation(scenario, target=2_000, by=Month(2021, 6)))
        15,056 a month, enough with probability 0.950206
        >>> print(required_allocation(scenario, target=0, by=Month(2021, 5)))
        impossible: recording leaves 7,000 people too many
    """
    goal = _goal("required_allocation", scenario, (target, by, confidence), options)
    return _enough(
        goal, lambda amount: attrs.evolve(scenario, allocation_cards=amount), of_blanks=True
    )


def required_increase(
    scenario: Scenario,
    *,
    target: Fraction | int,
    by: Month,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """The smallest number of blanks to add to every month, certain or not, to reach a target.

    Args:
        scenario: see `required_allocation`; so are the other arguments.
        target: see `required_allocation`.
        by: see `required_allocation`.
        confidence: see `required_allocation`.
        options: see `required_allocation`.

    Returns:
        The number, or why no number is enough.

    Raises:
        TypeError: see `probability_of_target`.
        InvalidRecord: see `probability_of_target`.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.forecast import required_increase
        >>> scenario = Scenario(
        ...     start=Month(2021, 1),
        ...     months=12,
        ...     not_recorded_people=0,
        ...     allocation_cards=Uniform(15_000, 20_000),
        ...     replacement_cards=18_000,
        ... )
        >>> print(required_increase(scenario, target=0, by=Month(2021, 12)))
        1,187 a month, enough with probability 0.950168
    """
    goal = _goal("required_increase", scenario, (target, by, confidence), options)

    def increased(amount: int) -> Scenario:
        allocations = amounts_of(scenario, "allocation_cards")
        more = tuple(_more(one, amount) for one in allocations)
        return attrs.evolve(scenario, allocation_cards=more)

    return _enough(goal, increased, of_blanks=True)


def required_recording_capacity(
    scenario: Scenario,
    *,
    target: Fraction | int,
    by: Month,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """The smallest constant recording capacity with which a target is reached.

    Args:
        scenario: see `required_allocation`; so are the other arguments.
        target: see `required_allocation`.
        by: see `required_allocation`.
        confidence: see `required_allocation`.
        options: see `required_allocation`.

    Returns:
        The number of people a month, or why no number is enough.

    Raises:
        TypeError: see `probability_of_target`.
        InvalidRecord: see `probability_of_target`.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.forecast import required_recording_capacity
        >>> scenario = Scenario(
        ...     start=Month(2021, 1),
        ...     months=6,
        ...     not_recorded_people=42_000,
        ...     newly_obliged_people=3_000,
        ...     allocation_cards=20_000,
        ... )
        >>> print(required_recording_capacity(scenario, target=0, by=Month(2021, 6)))
        10,000 a month, enough with probability 1
    """
    goal = _goal("required_recording_capacity", scenario, (target, by, confidence), options)
    return _enough(goal, lambda amount: attrs.evolve(scenario, recording_capacity_people=amount))


def required_print_capacity(
    scenario: Scenario,
    *,
    target: Fraction | int,
    by: Month,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """The smallest constant print capacity with which a target is reached.

    Args:
        scenario: see `required_allocation`; so are the other arguments.
        target: see `required_allocation`.
        by: see `required_allocation`.
        confidence: see `required_allocation`.
        options: see `required_allocation`.

    Returns:
        The number of good cards a month, or why no number is enough.

    Raises:
        TypeError: see `probability_of_target`.
        InvalidRecord: see `probability_of_target`.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.forecast import required_print_capacity
        >>> scenario = Scenario(
        ...     start=Month(2021, 1),
        ...     months=4,
        ...     not_recorded_people=8_000,
        ...     allocation_cards=5_000,
        ... )
        >>> print(required_print_capacity(scenario, target=0, by=Month(2021, 4)))
        2,000 a month, enough with probability 1
    """
    goal = _goal("required_print_capacity", scenario, (target, by, confidence), options)
    return _enough(goal, lambda amount: attrs.evolve(scenario, print_capacity_cards=amount))


def month_reached(
    scenario: Scenario,
    *,
    target: Fraction | int,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Month | None:
    """The first month at whose end a target is reached with a probability.

    Args:
        scenario: see `required_allocation`; so are the other arguments.
        target: see `required_allocation`.
        confidence: see `required_allocation`.
        options: see `required_allocation`.

    Returns:
        The month; None if there is none within the scenario.

    Raises:
        TypeError: see `probability_of_target`.
        InvalidRecord: see `probability_of_target`.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.forecast import month_reached
        >>> scenario = Scenario(
        ...     start=Month(2021, 1),
        ...     months=12,
        ...     not_recorded_people=60_000,
        ...     allocation_cards=Uniform(15_000, 20_000),
        ... )
        >>> print(month_reached(scenario, target=10_000))
        2021-04
    """
    first = _goal("month_reached", scenario, (target, scenario.start, confidence), options)
    for index, distributions in enumerate(distributions_on(way_of(scenario, first.settings))):
        at_most = _people("month_reached", scenario, target, index)
        if first.is_met(chance([distribution.at_most(at_most) for distribution in distributions])):
            return scenario.start + index
    return None


def _enough(
    goal: _Goal, with_amount: Callable[[int], Scenario], *, of_blanks: bool = False
) -> Required | Infeasible:
    """The least amount with which the goal is met: more is never worse."""
    most = _plenty(goal.scenario)
    at_best = goal.chance(with_amount(most))
    if not goal.is_met(at_best):
        return _infeasible(goal, with_amount(most), at_best)

    def is_enough(number: int) -> bool:
        return goal.is_met(goal.chance(with_amount(number)))

    test: Callable[[int], bool] = is_enough
    if of_blanks and blanks_shift(goal.scenario):
        test = _with_more_blanks(goal, with_amount(0))
    amount = bisect_left(range(most), x=True, key=test)
    probability = goal.chance(with_amount(amount))
    while not goal.is_met(probability):  # a lattice is laid anew for each amount
        amount += 1
        probability = goal.chance(with_amount(amount))
    return Required(
        amount=amount,
        probability=probability,
        one_less=goal.chance(with_amount(amount - 1)) if amount else None,
        scenario=with_amount(amount),
    )


def _with_more_blanks(goal: _Goal, scenario: Scenario) -> Callable[[int], bool]:
    """Whether so many more blanks a month meet the goal: they move the distribution as it is."""
    distributions = distributions_at(scenario, goal.index, goal.settings)
    months = goal.index + 1

    def is_enough(number: int) -> bool:
        shares = [
            distribution.at_most(goal.at_most, more_blanks=number * months)
            for distribution in distributions
        ]
        return goal.is_met(chance(shares))

    return is_enough


def _infeasible(goal: _Goal, scenario: Scenario, at_best: Estimate) -> Infeasible:
    """What is still outstanding with more than enough, and whether it is not even recorded."""
    shares = (goal.confidence,)
    distributions = distributions_at(scenario, goal.index, goal.settings)
    outstanding, not_recorded = (
        max(distribution.numbers(figure, shares).quantiles[0][1] for distribution in distributions)
        for figure in (Figure.OUTSTANDING, Figure.NOT_RECORDED)
    )
    reason = _what_else(distributions)
    if not_recorded > goal.at_most:
        reason = Binding.RECORDING
    return Infeasible(
        reason=reason,
        short_by=max(1, outstanding - goal.at_most),
        probability=at_best,
    )


def _what_else(distributions: Sequence[MonthDistributions]) -> Binding:
    """What most likely holds up people who are recorded."""
    binding = distributions[len(distributions) // 2].binding()
    return max(
        (Binding.BLANKS, Binding.PRINTING),
        key=lambda what: chance([binding.get(what, 0.0)]).value,
    )


_MANY: Final = 12
"""Standard deviations: no distribution of prints that fail each for itself reaches so far."""


def _plenty(scenario: Scenario) -> int:
    """More than anybody can ask for, with the blanks for prints that fail."""
    people = most_people(scenario)
    fails = float(scenario.failed_share)
    spread = _MANY * math.sqrt(people * fails) if fails else 0.0
    return math.ceil((people + spread) / (1 - fails)) + 1


def _more(amount: Any, cards: int) -> Any:  # noqa: ANN401  # a number stays one, a distribution stays one
    """An amount with so many cards added for certain; a mixture keeps its parts."""
    match amount:
        case int():
            return amount + cards
        case Uniform():
            return Uniform(amount.low + cards, amount.high + cards)
        case Mixture():
            return Mixture([(weight, _more(part, cards)) for weight, part in amount.parts])
        case _:
            distribution = masses(amount)
            return Pmf(
                {
                    at + cards: mass
                    for at, mass in enumerate(distribution.values, distribution.low)
                    if mass
                }
            )
