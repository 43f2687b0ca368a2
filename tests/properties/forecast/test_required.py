"""Required amounts against every amount of small scenarios, also where more can be worse."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.forecast_answers import answers, outlook_of
from support.forecast_oracle import Oracle
from support.forecast_strategies import START, known, lines, pairs, queues, two_dimensions

from dukcapil import Scenario, project
from dukcapil.distributions import Distribution, Uniform
from dukcapil.forecast import (
    Infeasible,
    Method,
    Required,
    probability_of_target,
    required_allocation,
    required_print_capacity,
    required_recording_capacity,
)

pytestmark = pytest.mark.property

ASKED: Final[dict[str, Any]] = {
    "recording_capacity_people": required_recording_capacity,
    "allocation_cards": required_allocation,
    "print_capacity_cards": required_print_capacity,
}
BEYOND: Final = 60
"""More than all people and blanks of these scenarios: from here on nothing changes."""


@st.composite
def with_leaving(draw: st.DrawFn) -> Scenario:
    """Generate known amounts, with people who leave before they have a card."""
    months = draw(st.integers(1, 4))
    blocked = draw(st.just(0) | st.integers(0, 5))
    return Scenario(
        start=START,
        months=months,
        not_recorded_people=draw(st.integers(blocked, 12)),
        blocked_people=blocked,
        repeat_recording_people=draw(st.integers(0, 2)),
        waiting_people=draw(st.integers(0, 5)),
        on_hand_cards=draw(st.integers(0, 5)),
        newly_obliged_people=draw(known(months)),
        leaving_not_recorded_people=draw(st.just(0) | known(months)),
        leaving_waiting_people=draw(st.just(0) | known(months)),
        recording_capacity_people=draw(st.none() | known(months)),
        allocation_cards=draw(known(months)),
        replacement_cards=draw(st.just(0) | known(months)),
        print_capacity_cards=draw(st.none() | known(months)),
        failed_share=draw(st.sampled_from([Fraction(0), Fraction(1, 4)])),
    )


@given(with_leaving(), st.sampled_from(sorted(ASKED)), st.integers(0, 12))
def test_the_least_amount_is_found_if_any_amount_does(
    scenario: Scenario, field: str, target: int
) -> None:
    last = START + (scenario.months - 1)

    def outstanding(amount: int) -> int:
        varied: Any = {field: amount}
        return project(attrs.evolve(scenario, **varied)).month_ends[-1].outstanding_people

    numbers = [outstanding(amount) for amount in range(BEYOND)]
    enough = [amount for amount, left in enumerate(numbers) if left <= target]
    answer = ASKED[field](scenario, target=target, by=last)
    if not enough:
        assert isinstance(answer, Infeasible)
        assert answer.is_certain
        assert answer.short_by.low == answer.short_by.high == min(numbers) - target
        return
    assert isinstance(answer, Required)
    assert answer.amount == enough[0]
    if answer.up_to is not None:
        assert set(enough) == set(range(answer.amount, answer.up_to + 1))


@given(
    with_leaving(),
    st.sampled_from(sorted(ASKED)),
    st.integers(0, 12),
    st.sampled_from([Fraction(1, 2), Fraction(9, 10)]),
    pairs,
)
def test_simulated_trajectories_are_searched_as_thoroughly(
    scenario: Scenario,
    field: str,
    target: int,
    confidence: Fraction,
    joining: Any,  # noqa: ANN401
) -> None:
    last = START + (scenario.months - 1)
    random = attrs.evolve(scenario, newly_obliged_people=joining, replacement_cards=Uniform(0, 2))
    options: dict[str, Any] = {"paths": 30}

    def is_met(amount: int) -> bool:
        varied: Any = {field: amount}
        case = attrs.evolve(random, **varied)
        chance = probability_of_target(case, target=target, by=last, **options)
        low = chance.low if chance.fraction is None else chance.fraction
        return low >= confidence

    enough = [amount for amount in range(BEYOND) if is_met(amount)]
    answer = ASKED[field](random, target=target, by=last, confidence=confidence, **options)
    if enough:
        assert isinstance(answer, Required)
        assert answer.amount == enough[0]
    else:
        assert isinstance(answer, Infeasible)
        assert not answer.untested


@given(lines(), st.integers(0, 12), st.sampled_from([Fraction(1, 3), Fraction(9, 10), Fraction(1)]))
def test_capacities_that_do_with_random_blanks_are_an_interval(
    scenario: Scenario, target: int, confidence: Fraction
) -> None:
    last = START + (scenario.months - 1)
    known_joining = all(
        not isinstance(amount, Distribution)
        for amount in (scenario.not_recorded_people, *as_months(scenario.newly_obliged_people))
    )
    if not known_joining:
        scenario = attrs.evolve(scenario, not_recorded_people=5, newly_obliged_people=2)

    def does(capacity: int) -> bool:
        case = attrs.evolve(scenario, recording_capacity_people=capacity)
        return (probability_of_target(case, target=target, by=last).fraction or 0) >= confidence

    enough = [capacity for capacity in range(BEYOND) if does(capacity)]
    answer = required_recording_capacity(scenario, target=target, by=last, confidence=confidence)
    if not enough:
        assert isinstance(answer, Infeasible)
        assert answer.probability.fraction is not None
        shifted = target + answer.short_by.high
        again = required_recording_capacity(
            scenario, target=shifted, by=last, confidence=confidence
        )
        assert isinstance(again, Required)
        less = required_recording_capacity(
            scenario, target=shifted - 1, by=last, confidence=confidence
        )
        assert isinstance(less, Infeasible)
        return
    assert isinstance(answer, Required)
    up_to = BEYOND - 1 if answer.up_to is None else answer.up_to
    assert enough == list(range(answer.amount, up_to + 1))


def as_months(amount: Any) -> Any:  # noqa: ANN401
    return amount if isinstance(amount, tuple) else (amount,)


@given(lines() | queues() | two_dimensions())
def test_what_trajectories_call_certain_is_certain(scenario: Scenario) -> None:
    ahead = outlook_of(scenario, method=Method.SIMULATION)
    for answer in answers(ahead, Oracle(scenario)):
        assert answer.estimate.fraction in {None, answer.truth}, answer


@given(lines(), st.integers(1, 4))
def test_what_a_lattice_calls_certain_is_certain(scenario: Scenario, step: int) -> None:
    ahead = outlook_of(scenario, method=Method.LATTICE, step_cards=step)
    for answer in answers(ahead, Oracle(scenario)):
        assert answer.estimate.fraction in {None, answer.truth}, answer
