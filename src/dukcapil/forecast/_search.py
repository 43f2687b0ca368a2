"""The search for the least amount that reaches a target."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple, SupportsIndex, cast, final

import attrs

from dukcapil._shared.checks import as_share, as_whole, check_count, check_type, raise_faults
from dukcapil.errors import Fault
from dukcapil.forecast._answers import Infeasible, Required
from dukcapil.forecast._engine.month_end import MonthDistributions, PathsMonth
from dukcapil.forecast._engine.obliged import most_people, obliged_by_month
from dukcapil.forecast._engine.reduction import recorded_in_turn
from dukcapil.forecast._engine.selection import Options, Settings, ends_at, paths_of, solution_of
from dukcapil.forecast._engine.solutions import LineSolution, Simulation, UnknownSolution
from dukcapil.forecast._estimates import Estimate, chance, enclosing, may_be, share_of_paths, surely
from dukcapil.forecast._every_amount import Found, Rules, Tried, first_that_does
from dukcapil.forecast._outlook import Figure
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Interval, MonthlyAmount, Scenario, least
from dukcapil.forecast._schedule import Schedule, greatest
from dukcapil.months import Month

__all__ = ["Goal", "Target", "goal_of", "people_of", "search"]


_ROUNDED_AWAY: Final = 1e-9
"""A probability that many more blanks make impossible in floating-point numbers."""


@final
@attrs.frozen
class Goal:
    """A greatest number of people outstanding at the end of a month, and how it is computed.

    Attributes:
        scenario: the assumptions.
        schedule: the same month by month.
        target: the coverage, or the number who may be outstanding, that was asked for.
        at_most: the number who may be outstanding, on the safe side.
        perhaps: the number who may be outstanding if as many are obliged as there can be.
        index: the month, from the first one on.
        confidence: the least probability.
        settings: the method.
    """

    scenario: Scenario
    schedule: Schedule
    target: Fraction | int
    at_most: int
    perhaps: int
    index: int
    confidence: Fraction
    settings: Settings

    def ends(self, schedule: Schedule) -> list[MonthDistributions]:
        """Return the distributions of the month of the target."""
        return ends_at(schedule, self.settings, self.index)

    def chance(self, schedule: Schedule) -> Estimate:
        """Return the probability of the target."""
        return self.chance_of(self.ends(schedule))

    def chance_of(self, ends: Sequence[MonthDistributions], missing: int = 0) -> Estimate:
        """Return the probability of the target if so many of those who could be are not there."""
        surely, perhaps = (
            chance([end.at_most(people + missing) for end in ends])
            for people in (self.at_most, self.perhaps)
        )
        return enclosing(surely, perhaps)

    def is_met(self, estimate: Estimate) -> bool:
        return surely(estimate, self.confidence)

    def is_nearly_met(self, estimate: Estimate) -> bool:
        """Return whether only a chance of rounding size is missing."""
        return not self.is_met(estimate) and estimate.value > 1 - _ROUNDED_AWAY

    def may_be_met(self, estimate: Estimate) -> bool:
        return may_be(estimate, self.confidence)


@final
class Target(NamedTuple):
    """The target that a function was given, its month if there is one, and a probability."""

    target: Fraction | float | SupportsIndex
    by: Month | None
    confidence: Fraction | float


def goal_of(
    function: str,
    scenario: Scenario,
    wanted: Target,
    options: Options,
    varied: str | None = None,
) -> Goal:
    """Check the arguments that all functions of this module share.

    Args:
        function: the public function.
        scenario: its scenario.
        wanted: its target.
        options: its options.
        varied: the field whose amounts are sought, if it seeks any.
    """
    by = wanted.by
    target, confidence = _as_target(wanted.target), as_share(wanted.confidence)
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
    # Who leaves depends on what is varied, so that the obliged are those with any amount of it.
    any_amount = Interval(0, _plenty(schedule))
    of = schedule if varied is None else schedule.with_flow(varied, any_amount)
    people = people_of(function, of, target, index)
    settings = Settings(function=function, **options)
    if wanted.by is not None:
        schedule = schedule.first(index + 1)
    return Goal(scenario, schedule, target, people.low, people.high, index, confidence, settings)


def _as_target(target: Fraction | float | SupportsIndex) -> Fraction | int:
    """Return a number of people as an `int`, and a coverage as a `Fraction`."""
    if isinstance(target, Fraction | float):
        return as_share(target)
    return as_whole(target)


def people_of(function: str, schedule: Schedule, target: Fraction | int, index: int) -> Interval:
    """Return the number who may be outstanding, given as such or as a coverage.

    Of a coverage it is an interval if the number of the obliged is one: so many may be outstanding
    at the least, and at the most.
    """
    if not isinstance(target, Fraction):
        check_count(function, "target", target)
        return Interval(target, target)
    obliged = obliged_by_month(schedule)[index]
    faults = []
    if not 0 <= target <= 1:
        faults.append(("target", Fault.OUT_OF_BOUNDS))
    if obliged is None:
        faults.append(("obliged_people", Fault.MISSING))
    raise_faults(function, faults)
    ends = (obliged.low, obliged.high) if obliged is not None else (0, 0)
    return Interval(*(int((1 - target) * end) for end in ends))


def search(
    goal: Goal, field: str, amounts: Callable[[int], MonthlyAmount]
) -> Required | Infeasible:
    """Find the least number whose amounts meet the goal.

    Args:
        goal: the target.
        field: the field of the scenario to vary.
        amounts: the amounts of that field by the number sought.
    """
    varied = Varied(goal, field, amounts)
    most = _plenty(goal.schedule)
    solution = solution_of(varied.schedule(most), goal.settings)
    if isinstance(solution, Simulation) and not _more_is_never_worse(goal.schedule, field):
        return _among_all(varied, min(most, _most_present(goal)) if field == CAPACITY else most)
    if field == CAPACITY and isinstance(solution, LineSolution | UnknownSolution):
        return _least_capacity(varied)
    return _bisected(varied, most)


CAPACITY: Final = "recording_capacity_people"


@final
@attrs.frozen
class Varied:
    """A goal with one field of its scenario as a function of the number sought."""

    goal: Goal
    field: str
    amounts: Callable[[int], MonthlyAmount]

    def schedule(self, number: int) -> Schedule:
        return self.goal.schedule.with_flow(self.field, self.amounts(number))

    def chance(self, number: int) -> Estimate:
        return self.goal.chance(self.schedule(number))

    def required(self, number: int, probability: Estimate, **found: Any) -> Required:  # noqa: ANN401
        """Return the answer, with the probability of one less unless it is given."""
        field: Any = {self.field: self.amounts(number)}
        if "one_less" not in found:
            found["one_less"] = self.chance(number - 1) if number else None
        return Required(
            amount=number,
            probability=probability,
            scenario=attrs.evolve(self.goal.scenario, **field),
            **found,
        )


def _more_is_never_worse(schedule: Schedule, field: str) -> bool:
    """Return whether more of a field never leaves more people outstanding.

    More recording keeps some from leaving unrecorded. Who leaves while waiting leaves the blanks
    to others, so that more of them, or more prints, can be worse; more recording can, too, where
    printing is limited.
    """
    leave_waiting = schedule.occurs("leaving_waiting_people")
    if field != CAPACITY:
        return not leave_waiting
    limited = leave_waiting and "print_capacity_cards" in schedule.flows
    return not limited and not schedule.occurs("leaving_not_recorded_people")


def _bisected(varied: Varied, most: int) -> Required | Infeasible:
    """Find the least number where more is never worse: first test whether any suffices."""
    goal = varied.goal
    at_best = varied.chance(most)
    while goal.schedule.fails_each and goal.is_nearly_met(at_best):
        most *= 2  # the more blanks, the less likely that too many of them fail
        at_best = varied.chance(most)
    if not goal.is_met(at_best):
        return _infeasible(goal, varied.schedule(most), at_best)

    def suffices(number: int) -> bool:
        return goal.is_met(varied.chance(number))

    test: Callable[[int], bool] = suffices
    none = varied.schedule(0)
    if varied.field == "allocation_cards" and solution_of(none, goal.settings).blanks_shift:
        test = _with_more_blanks(goal, none)
    amount = bisect_left(range(most), x=True, key=test)
    probability, more = varied.chance(amount), 1
    while not goal.is_met(probability):  # the lattice of each amount is its own
        amount, more = amount + more, 2 * more
        probability = varied.chance(amount)
    return varied.required(amount, probability)


def _with_more_blanks(goal: Goal, schedule: Schedule) -> Callable[[int], bool]:
    """Return a test of more blanks a month from a single solution, which they translate."""
    ends, months = goal.ends(schedule), goal.index + 1

    def suffices(number: int) -> bool:
        shares = [end.at_most(goal.at_most, more_blanks=number * months) for end in ends]
        return goal.is_met(chance(shares))

    return suffices


def _least_capacity(varied: Varied) -> Required | Infeasible:
    """Find the least recording capacity where recording is known and printing is not limited.

    With capacity the number not recorded falls, and the number of all who are recorded or not
    grows, since fewer leave. Those waiting are these less the cards, which do not depend on
    recording. So the capacities that suffice are an interval: from the first with which few
    enough are not recorded, until too many are there.
    """
    goal = varied.goal
    most = _most_present(goal)
    # One more who is there is one more outstanding, so one solution serves for all capacities.
    ends = goal.ends(varied.schedule(most))

    def numbers(capacity: int) -> tuple[int, int]:
        """Return the numbers not recorded, and all there who are recorded or not."""
        recorded, left = recorded_in_turn(varied.schedule(capacity))
        not_recorded = left[goal.index]
        return not_recorded, not_recorded + sum(map(least, recorded[: goal.index + 1]))

    _, all_there = numbers(most)

    def missing_with(capacity: int) -> int:
        return all_there - numbers(capacity)[1]

    def chance_with(capacity: int, people: int) -> Estimate:
        return chance([end.at_most(people + missing_with(capacity)) for end in ends])

    def least_for(people: int) -> int:
        return bisect_left(range(most), x=True, key=lambda number: numbers(number)[0] <= people)

    amount = least_for(goal.at_most)
    probability = goal.chance_of(ends, missing_with(amount))
    if not goal.is_met(probability):
        answer = _infeasible(goal, varied.schedule(amount), probability)
        # With fewer recorded fewer may be outstanding, though too many of them not recorded.
        more = range(goal.at_most, goal.at_most + answer.short_by.high)
        low, high = (
            1
            + bisect_left(
                more[1:], x=True, key=lambda people: test(chance_with(least_for(people), people))
            )
            for test in (goal.may_be_met, goal.is_met)
        )
        low = max(1, low - goal.perhaps + goal.at_most)
        return attrs.evolve(answer, short_by=Interval(low, high))
    beyond = range(amount, most + 1)
    some = bisect_left(
        beyond, x=True, key=lambda capacity: not goal.is_met(chance_with(capacity, goal.at_most))
    )
    return varied.required(
        amount,
        probability,
        one_less=Estimate.exactly(Fraction(0)) if amount else None,
        up_to=None if some == len(beyond) else beyond[some] - 1,
    )


def _among_all(varied: Varied, most: int) -> Required | Infeasible:
    """Find the least number where more can be worse; see `_every_amount`."""
    goal = varied.goal
    is_known = goal.schedule.is_known
    paths, months = 1 if is_known else paths_of(goal.schedule, goal.settings), goal.index + 1

    def end_with(number: int) -> PathsMonth:
        (end,) = goal.ends(varied.schedule(number))
        return cast("PathsMonth", end)

    def search_for(at_most: int) -> Found:
        return first_that_does(
            most,
            tried,
            is_met,
            Rules(
                at_most=at_most,
                months=months,
                good_cards_grow=grows,
                amounts=max(_FEWEST, goal.settings.max_points // (_COST * paths * months)),
            ),
        )

    def is_met(hits: int, paths: int) -> bool:
        return bool(hits) if is_known else goal.is_met(share_of_paths(hits, paths))

    tried = Tried(end_with)
    grows = varied.field != CAPACITY or not goal.schedule.occurs("leaving_waiting_people")
    found = search_for(goal.at_most)
    if found.amount is not None:
        probability = varied.chance(found.amount)
        return varied.required(found.amount, probability, untested=found.untested)
    best = varied.schedule(found.best)
    answer = _infeasible(goal, best, goal.chance(best))
    if is_known and not found.untested:
        more = range(goal.at_most + 1, goal.at_most + answer.short_by.high)
        low, high = (
            1 + bisect_left(more, x=True, key=lambda people: test(search_for(people)))
            for test in (_may_do, _does)
        )
        low = max(1, low - goal.perhaps + goal.at_most)
        return attrs.evolve(answer, short_by=Interval(low, high))
    return attrs.evolve(answer, untested=found.untested)


def _does(found: Found) -> bool:
    return found.amount is not None


def _may_do(found: Found) -> bool:
    return found.amount is not None or bool(found.untested)


def _infeasible(goal: Goal, plenty: Schedule, at_best: Estimate) -> Infeasible:
    """Return the number still outstanding with plenty, and whether it is not even recorded."""
    shares = (goal.confidence,)
    ends = goal.ends(plenty)
    outstanding, not_recorded = (
        [end.numbers(figure, shares).quantiles[0] for end in ends]
        for figure in (Figure.OUTSTANDING, Figure.NOT_RECORDED)
    )
    unrecorded = max(high for _, high in not_recorded) > goal.at_most
    return Infeasible(
        reason=Binding.RECORDING if unrecorded else _binding_after_recording(ends),
        short_by=Interval(
            max(1, min(low for low, _ in outstanding) - goal.perhaps),
            max(1, max(high for _, high in outstanding) - goal.at_most),
        ),
        probability=at_best,
        confidence=goal.confidence,
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
_COST: Final = 200
"""The cost of one month of one trajectory, in points of a lattice."""
_FEWEST: Final = 40
"""The number of amounts that are tried in any case: enough to halve any interval to its end."""


def _plenty(schedule: Schedule) -> int:
    """Return more blanks than all people can need, with those for prints that fail."""
    people = most_people(schedule)
    fails = float(schedule.failed_share)
    spread = _MANY * math.sqrt(people * fails) if fails else 0.0
    return math.ceil((people + spread) / (1 - fails)) + 1


def _most_present(goal: Goal) -> int:
    """Return at least as many as can be present to be recorded in a month up to the target."""
    joining = goal.schedule.flows["newly_obliged_people"][: goal.index + 1]
    return greatest(goal.schedule.stocks["not_recorded_people"]) + sum(map(greatest, joining))
