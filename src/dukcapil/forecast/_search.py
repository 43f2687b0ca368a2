"""The search for the least amount that reaches a target, and its answers."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple, final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.forecast._engine.month_end import MonthDistributions
from dukcapil.forecast._engine.obliged import most_people, obliged_by_month
from dukcapil.forecast._engine.selection import Options, Settings, ends_at, solution_of
from dukcapil.forecast._estimates import Estimate, chance, surely
from dukcapil.forecast._outlook import Figure
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import MonthlyAmount, Scenario
from dukcapil.forecast._schedule import Schedule
from dukcapil.months import Month

__all__ = ["Goal", "Infeasible", "Required", "Target", "goal_of", "people_of", "search"]


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
class Goal:
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
class Target(NamedTuple):
    """The target that a function was given, its month if there is one, and a probability."""

    target: Fraction | int
    by: Month | None
    confidence: Fraction


def goal_of(function: str, scenario: Scenario, wanted: Target, options: Options) -> Goal:
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
    at_most = people_of(function, schedule, target, index)
    settings = Settings(function=function, **options)
    return Goal(scenario, schedule, at_most, index, confidence, settings)


def people_of(function: str, schedule: Schedule, target: Fraction | int, index: int) -> int:
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


def search(
    goal: Goal, field: str, amounts: Callable[[int], MonthlyAmount]
) -> Required | Infeasible:
    """Find the least number whose amounts meet the goal: more is never worse.

    Args:
        goal: the target.
        field: the field of the scenario to vary.
        amounts: the amounts of that field by the number sought.
    """

    def chance_with(number: int) -> Estimate:
        return goal.chance(goal.schedule.with_flow(field, amounts(number)))

    # First whether any amount suffices; then bisection, as more never makes the target less likely.
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


def _with_more_blanks(goal: Goal, schedule: Schedule) -> Callable[[int], bool]:
    """Return a test of more blanks a month from a single solution, which they translate."""
    ends, months = goal.ends(schedule), goal.index + 1

    def suffices(number: int) -> bool:
        shares = [end.at_most(goal.at_most, more_blanks=number * months) for end in ends]
        return goal.is_met(chance(shares))

    return suffices


def _infeasible(goal: Goal, plenty: Schedule, at_best: Estimate) -> Infeasible:
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
