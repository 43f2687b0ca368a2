"""Searches for the amount that reaches a target, and for targets out of reach."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple, Unpack, final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions import Distribution
from dukcapil.distributions._families import shifted
from dukcapil.errors import Fault
from dukcapil.forecast._engine.month_end import MonthDistributions
from dukcapil.forecast._engine.obliged import most_people, obliged_by_month
from dukcapil.forecast._engine.selection import Options, Settings, ends_at, solution_of
from dukcapil.forecast._estimates import Estimate, chance, surely
from dukcapil.forecast._outlook import Figure
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Amount, MonthlyAmount, Scenario, least
from dukcapil.forecast._schedule import Schedule
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


@final
@attrs.frozen(kw_only=True)
class Required(Value):
    """The least monthly amount that certainly suffices.

    Attributes:
        amount: cards or people a month.
        probability: the probability of the target with that amount.
        one_less: the probability with one less a month; None if the amount is zero. Where it is
            not certainly below the confidence, because it is a bracket or simulated, a smaller
            amount may suffice.
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
    """A target that no amount reaches.

    Attributes:
        reason: the constraint that binds nevertheless.
        short_by: the number of people outstanding beyond the target, at the confidence asked for.
        probability: the probability of the target with any amount.
    """

    reason: Binding
    short_by: int
    probability: Estimate

    def __attrs_post_init__(self) -> None:
        check_type(self, "reason", self.reason, Binding)
        check_count(self, "short_by", self.short_by)
        check_type(self, "probability", self.probability, Estimate)

    def __str__(self) -> str:
        """The constraint that binds, and the number of people beyond the target."""
        return f"impossible: {self.reason.value} leaves {self.short_by:,} people too many"


@final
@attrs.frozen
class _Goal:
    """A greatest number of people outstanding at the end of a month, and how it is computed."""

    scenario: Scenario
    schedule: Schedule
    at_most: int
    index: int
    confidence: Fraction
    settings: Settings

    def ends(self, schedule: Schedule) -> list[MonthDistributions]:
        """Return the distributions of the month of the target."""
        return ends_at(schedule, self.settings, self.index)

    def chance(self, schedule: Schedule) -> Estimate:
        """Return the probability of the target."""
        return chance([end.at_most(self.at_most) for end in self.ends(schedule)])

    def is_met(self, estimate: Estimate) -> bool:
        return surely(estimate, self.confidence)


@final
class _Target(NamedTuple):
    """The target that a function was given, its month if there is one, and a probability."""

    target: Fraction | int
    by: Month | None
    confidence: Fraction


def _goal(function: str, scenario: Scenario, wanted: _Target, options: Options) -> _Goal:
    """Check the arguments that all functions of this module share."""
    target, by, confidence = wanted
    schedule = Schedule.of(function, scenario)
    schedule.refuse_intervals(function)
    by = schedule.start if by is None else by
    check_type(function, "by", by, Month)
    check_type(function, "confidence", confidence, Fraction, "; use Fraction(95, 100)")
    index = by - schedule.start
    faults = []
    if not 0 <= index < scenario.months:
        faults.append(("by", Fault.OUT_OF_BOUNDS))
    if not 0 < confidence <= 1:
        faults.append(("confidence", Fault.OUT_OF_BOUNDS))
    raise_faults(function, faults)
    at_most = _people(function, schedule, target, index)
    settings = Settings(function=function, **options)
    return _Goal(scenario, schedule, at_most, index, confidence, settings)


def _people(function: str, schedule: Schedule, target: Fraction | int, index: int) -> int:
    """Return the number who may be outstanding, given as such or as a coverage."""
    if not isinstance(target, Fraction):
        check_count(function, "target", target)
        return target
    obliged = obliged_by_month(schedule)[index]
    faults = []
    if not 0 <= target <= 1:
        faults.append(("target", Fault.OUT_OF_BOUNDS))
    if obliged is None:
        faults.append(("obliged_people", Fault.MISSING))
    raise_faults(function, faults)
    return int((1 - target) * (obliged or 0))


def probability_of_target(
    scenario: Scenario, *, target: Fraction | int, by: Month, **options: Unpack[Options]
) -> Estimate:
    """Compute the probability that a target is reached at the end of a month.

    Args:
        scenario: the assumptions, as for `outlook`.
        target: a coverage as a `Fraction`, or the number of people who may be outstanding.
        by: the month.
        options: `method`, `step_cards`, `max_points`, `paths` and `seed`, as for `outlook`.

    Raises:
        TypeError: as `outlook`; and for another target, month or confidence.
        InvalidRecord: as `outlook`; for a month beyond the scenario, a share out of bounds,
            or a coverage where the scenario does not give the number of the obliged.

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
    goal = _goal("probability_of_target", scenario, _Target(target, by, Fraction(1)), options)
    return goal.chance(goal.schedule)


def required_allocation(
    scenario: Scenario,
    *,
    target: Fraction | int,
    by: Month,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """Find the smallest constant number of blanks a month that reaches a target.

    It replaces the allocations of the scenario.

    Args:
        scenario: the assumptions, as for `outlook`.
        target: a coverage as a `Fraction`, or the number of people who may be outstanding.
        by: the month at whose end it is to be reached.
        confidence: the least probability of reaching it, above 0.
        options: `method`, `step_cards`, `max_points`, `paths` and `seed`, as for `outlook`.

    Returns:
        The number, or the reason that no number suffices.

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
    goal = _goal("required_allocation", scenario, _Target(target, by, confidence), options)
    return _search(goal, "allocation_cards", lambda amount: amount)


def required_increase(
    scenario: Scenario,
    *,
    target: Fraction | int,
    by: Month,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """Find the smallest increase of every monthly allocation, known or random, to reach a target.

    Arguments, result and errors are those of `required_allocation`.

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
    goal = _goal("required_increase", scenario, _Target(target, by, confidence), options)

    def increased(more: int) -> MonthlyAmount:
        return [_increased(amount, more) for amount in goal.schedule.flows["allocation_cards"]]

    return _search(goal, "allocation_cards", increased)


def required_recording_capacity(
    scenario: Scenario,
    *,
    target: Fraction | int,
    by: Month,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """Find the smallest constant recording capacity, in people a month, that reaches a target.

    Arguments, result and errors are those of `required_allocation`.

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
    goal = _goal("required_recording_capacity", scenario, _Target(target, by, confidence), options)
    return _search(goal, "recording_capacity_people", lambda amount: amount)


def required_print_capacity(
    scenario: Scenario,
    *,
    target: Fraction | int,
    by: Month,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """Find the smallest constant print capacity, in good cards a month, that reaches a target.

    Arguments, result and errors are those of `required_allocation`.

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
    goal = _goal("required_print_capacity", scenario, _Target(target, by, confidence), options)
    return _search(goal, "print_capacity_cards", lambda amount: amount)


def month_reached(
    scenario: Scenario,
    *,
    target: Fraction | int,
    confidence: Fraction = Fraction(95, 100),
    **options: Unpack[Options],
) -> Month | None:
    """Find the first month at whose end a target is reached with a probability.

    Arguments and errors are those of `required_allocation`; the result is None if there is no
    such month within the scenario.

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
    goal = _goal("month_reached", scenario, _Target(target, None, confidence), options)
    for index, ends in enumerate(solution_of(goal.schedule, goal.settings).ends()):
        at_most = _people("month_reached", goal.schedule, target, index)
        if goal.is_met(chance([end.at_most(at_most) for end in ends])):
            return goal.schedule.start + index
    return None


def _search(
    goal: _Goal, field: str, amounts: Callable[[int], MonthlyAmount]
) -> Required | Infeasible:
    """Find the least number whose amounts meet the goal: more is never worse.

    Args:
        goal: the target.
        field: the field of the scenario to vary.
        amounts: the amounts of that field by the number sought.
    """

    def chance_with(number: int) -> Estimate:
        return goal.chance(goal.schedule.with_flow(field, amounts(number)))

    most = _plenty(goal.schedule)
    plenty = goal.schedule.with_flow(field, amounts(most))
    at_best = goal.chance(plenty)
    if not goal.is_met(at_best):
        return _infeasible(goal, plenty, at_best)

    def suffices(number: int) -> bool:
        return goal.is_met(chance_with(number))

    test: Callable[[int], bool] = suffices
    none = goal.schedule.with_flow(field, amounts(0))
    if field == "allocation_cards" and solution_of(none, goal.settings).blanks_shift:
        test = _with_more_blanks(goal, none)
    amount = bisect_left(range(most), x=True, key=test)
    probability = chance_with(amount)
    while not goal.is_met(probability):  # the lattice of each amount is its own
        amount += 1
        probability = chance_with(amount)
    found: Any = {field: amounts(amount)}
    return Required(
        amount=amount,
        probability=probability,
        one_less=chance_with(amount - 1) if amount else None,
        scenario=attrs.evolve(goal.scenario, **found),
    )


def _with_more_blanks(goal: _Goal, schedule: Schedule) -> Callable[[int], bool]:
    """Return a test of more blanks a month from a single solution, which they translate."""
    ends, months = goal.ends(schedule), goal.index + 1

    def suffices(number: int) -> bool:
        shares = [end.at_most(goal.at_most, more_blanks=number * months) for end in ends]
        return goal.is_met(chance(shares))

    return suffices


def _infeasible(goal: _Goal, plenty: Schedule, at_best: Estimate) -> Infeasible:
    """Return the number still outstanding with plenty, and whether it is not even recorded."""
    shares = (goal.confidence,)
    ends = goal.ends(plenty)
    outstanding, not_recorded = (
        max(end.numbers(figure, shares).quantiles[0][1] for end in ends)
        for figure in (Figure.OUTSTANDING, Figure.NOT_RECORDED)
    )
    reason = Binding.RECORDING if not_recorded > goal.at_most else _binding_after_recording(ends)
    return Infeasible(
        reason=reason,
        short_by=max(1, outstanding - goal.at_most),
        probability=at_best,
    )


def _binding_after_recording(ends: Sequence[MonthDistributions]) -> Binding:
    """Return the constraint that most probably binds for people who are recorded."""
    binding = ends[len(ends) // 2].binding()
    return max(
        (Binding.BLANKS, Binding.PRINTING),
        key=lambda what: chance([binding.get(what, 0.0)]).value,
    )


_MANY: Final = 12
"""Standard deviations beyond which the number of failed prints has no mass in floating point."""


def _plenty(schedule: Schedule) -> int:
    """Return more blanks than all people can need, with those for prints that fail."""
    people = most_people(schedule)
    fails = float(schedule.failed_share)
    spread = _MANY * math.sqrt(people * fails) if fails else 0.0
    return math.ceil((people + spread) / (1 - fails)) + 1


def _increased(amount: Amount, more: int) -> Amount:
    return shifted(amount, more) if isinstance(amount, Distribution) else least(amount) + more
