"""Questions about targets: probabilities, required amounts, the month of reaching one."""

from fractions import Fraction
from typing import SupportsIndex, Unpack

from dukcapil.distributions import Distribution
from dukcapil.distributions._families import shifted
from dukcapil.forecast._answers import Infeasible, Required
from dukcapil.forecast._engine.selection import Options, solution_of
from dukcapil.forecast._estimates import Estimate, chance, weighted
from dukcapil.forecast._scenario import Amount, MonthlyAmount, Scenario, least
from dukcapil.forecast._schedule import Schedule
from dukcapil.forecast._search import Target, goal_of, people_of, search
from dukcapil.forecast._tree import ScenarioTree
from dukcapil.months import Month

__all__ = [
    "month_reached",
    "probability_of_target",
    "required_allocation",
    "required_increase",
    "required_print_capacity",
    "required_recording_capacity",
]


def probability_of_target(
    scenario: Scenario | ScenarioTree,
    *,
    target: Fraction | float | SupportsIndex,
    by: Month,
    **options: Unpack[Options],
) -> Estimate:
    """Compute the probability that a target is reached at the end of a month.

    Args:
        scenario: the assumptions, as for `outlook`; of a `ScenarioTree` the probabilities of the
            branches are mixed as `outlook` mixes them.
        target: a coverage as a `Fraction` or `float`, or the number of people who may be
            outstanding as an integer.
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
    if isinstance(scenario, ScenarioTree):
        chances = [
            probability_of_target(branch.scenario, target=target, by=by, **options)
            for branch in scenario.branches
        ]
        return weighted(scenario.probabilities, chances)
    goal = goal_of("probability_of_target", scenario, Target(target, by, Fraction(1)), options)
    return goal.chance(goal.schedule)


def required_allocation(
    scenario: Scenario,
    *,
    target: Fraction | float | SupportsIndex,
    by: Month,
    confidence: Fraction | float = Fraction(95, 100),
    **options: Unpack[Options],
) -> Required | Infeasible:
    """Find the smallest constant number of blanks a month that reaches a target.

    It replaces the allocations of the scenario.

    Args:
        scenario: the assumptions, as for `outlook`.
        target: a coverage as a `Fraction` or `float`, or the number of people who may be
            outstanding as an integer.
        by: the month at whose end it is to be reached.
        confidence: the least probability of reaching it, above 0; a floating-point number stands
            for its shortest decimal: 0.95 is 95/100.
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
    wanted = Target(target, by, confidence)
    goal = goal_of("required_allocation", scenario, wanted, options, "allocation_cards")
    return search(goal, "allocation_cards", lambda amount: amount)


def required_increase(
    scenario: Scenario,
    *,
    target: Fraction | float | SupportsIndex,
    by: Month,
    confidence: Fraction | float = Fraction(95, 100),
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
    wanted = Target(target, by, confidence)
    goal = goal_of("required_increase", scenario, wanted, options, "allocation_cards")

    known = Schedule.of("required_increase", scenario).flows["allocation_cards"]

    def increased(more: int) -> MonthlyAmount:
        return [_increased(amount, more) for amount in known]

    return search(goal, "allocation_cards", increased)


def required_recording_capacity(
    scenario: Scenario,
    *,
    target: Fraction | float | SupportsIndex,
    by: Month,
    confidence: Fraction | float = Fraction(95, 100),
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
    wanted = Target(target, by, confidence)
    goal = goal_of(
        "required_recording_capacity", scenario, wanted, options, "recording_capacity_people"
    )
    return search(goal, "recording_capacity_people", lambda amount: amount)


def required_print_capacity(
    scenario: Scenario,
    *,
    target: Fraction | float | SupportsIndex,
    by: Month,
    confidence: Fraction | float = Fraction(95, 100),
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
    wanted = Target(target, by, confidence)
    goal = goal_of("required_print_capacity", scenario, wanted, options, "print_capacity_cards")
    return search(goal, "print_capacity_cards", lambda amount: amount)


def month_reached(
    scenario: Scenario,
    *,
    target: Fraction | float | SupportsIndex,
    confidence: Fraction | float = Fraction(95, 100),
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
    goal = goal_of("month_reached", scenario, Target(target, None, confidence), options)
    for index, ends in enumerate(solution_of(goal.schedule, goal.settings).ends()):
        at_most = people_of("month_reached", goal.schedule, goal.target, index)
        if goal.is_met(chance([end.at_most(at_most.low) for end in ends])):
            return goal.schedule.start + index
    return None


def _increased(amount: Amount, more: int) -> Amount:
    return shifted(amount, more) if isinstance(amount, Distribution) else least(amount) + more
