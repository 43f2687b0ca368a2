"""Distributions of a forecast against the enumeration of all trajectories."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.forecast_answers import answers, changed, check_bracket, outlook_of, quantiles
from support.forecast_oracle import Oracle, chances
from support.forecast_strategies import (
    START,
    amounts,
    dependences,
    lines,
    queues,
    with_labels,
)

from dukcapil import Scenario
from dukcapil.distributions import (
    Binomial,
    Common,
    Empirical,
    Uniform,
    Unknown,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.forecast import (
    Exactness,
    Figure,
    Interval,
    Method,
    distribution_of,
)

CLEARED_FROM_THE_START = Scenario(
    start=START,
    months=2,
    not_recorded_people=0,
    allocation_cards=Uniform(0, 1),
    replacement_cards=(0, 1),
    dependence=Common(),
)


class TestExactMethod:
    """It gives what all trajectories together give, and nothing is lost."""

    @given(lines())
    @example(CLEARED_FROM_THE_START)
    def test_of_known_recording(self, scenario: Scenario) -> None:
        ahead, oracle = outlook_of(scenario), Oracle(scenario)
        assert ahead.method is ahead.first_method is Method.EXACT
        for answer in answers(ahead, oracle):
            assert answer.estimate.fraction == answer.truth, answer
        for name, month, found, truth in quantiles(ahead, oracle):
            assert found == Interval(truth, truth), (name, month)

    @given(queues())
    def test_of_random_recording(self, scenario: Scenario) -> None:
        ahead, oracle = outlook_of(scenario), Oracle(scenario)
        assert ahead.method is Method.EXACT
        assert ahead.first_method is Method.SIMULATION
        for answer in answers(ahead, oracle, by=False):
            assert answer.estimate.fraction == answer.truth, answer
        for name, month, found, truth in quantiles(ahead, oracle):
            assert found == Interval(truth, truth), (name, month)
        for answer in answers(ahead, oracle):
            is_exact = answer.estimate.exactness is Exactness.EXACT
            assert is_exact or answer.estimate.exactness is Exactness.SIMULATED
            assert answer.estimate.fraction in {None, answer.truth}

    @given(lines() | queues(), st.data())
    def test_of_whole_distributions(self, scenario: Scenario, data: st.DataObject) -> None:
        month, oracle = data.draw(st.integers(0, scenario.months - 1)), Oracle(scenario)
        for figure in Figure:
            distribution = distribution_of(scenario, figure, month=START + month)
            assert chances(distribution) == oracle.distribution(month, figure.value), figure

    @given(with_labels())
    def test_of_prints_that_fail_independently_but_for_rounding(self, scenario: Scenario) -> None:
        ahead, oracle = outlook_of(scenario), Oracle(scenario)
        assert ahead.method is Method.EXACT
        for answer in answers(ahead, oracle):
            assert answer.holds, answer
            assert answer.estimate.value == pytest.approx(float(answer.truth), abs=1e-11)

    @given(lines(), st.integers(1, 4), st.fractions(Fraction(1, 9), Fraction(8, 9)))
    def test_of_distributions_in_floating_point_numbers_but_for_rounding(
        self, scenario: Scenario, trials: int, chance: Fraction
    ) -> None:
        scenario = changed(scenario, allocation_cards=Binomial(trials=trials, chance=chance))
        for answer in answers(outlook_of(scenario), Oracle(scenario)):
            assert answer.holds, answer
            assert answer.estimate.value == pytest.approx(float(answer.truth), abs=1e-11)


class TestLattice:
    """A bracket holds the truth, however coarse the lattice is."""

    @given(lines(), st.integers(1, 4))
    @example(CLEARED_FROM_THE_START, 1)
    def test_of_known_recording(self, scenario: Scenario, step: int) -> None:
        ahead, oracle = (
            outlook_of(scenario, method=Method.LATTICE, step_cards=step),
            Oracle(scenario),
        )
        assert ahead.method is Method.LATTICE
        assert ahead.step == step * (1 - scenario.failed_share).denominator
        check_bracket(ahead, oracle)

    @given(queues(), st.integers(1, 4))
    def test_of_random_recording(self, scenario: Scenario, step: int) -> None:
        ahead = outlook_of(scenario, step_cards=step)
        check_bracket(ahead, Oracle(scenario), by=False)

    @given(with_labels(), st.integers(1, 4))
    def test_of_prints_that_fail_independently(self, scenario: Scenario, step: int) -> None:
        check_bracket(outlook_of(scenario, step_cards=step), Oracle(scenario))


class TestUnknownDependence:
    """Its bounds hold the answer of every dependence."""

    @given(lines(), dependences, st.none() | st.integers(1, 3))
    def test_of_all_that_can_be_named(
        self,
        scenario: Scenario,
        dependence: Dependence,
        step: int | None,
    ) -> None:
        nothing_known = changed(scenario, dependence=Unknown())
        ahead = outlook_of(nothing_known, step_cards=step)
        oracle = Oracle(changed(scenario, dependence=dependence))
        check_bracket(ahead, oracle)

    @given(lines(), st.lists(st.permutations(range(4)), min_size=3, max_size=3), st.data())
    def test_of_any_other(
        self, scenario: Scenario, orders: list[list[int]], data: st.DataObject
    ) -> None:
        months = [
            data.draw(st.lists(amounts, min_size=4, max_size=4)) for _ in range(scenario.months)
        ]
        scenario = changed(
            scenario,
            allocation_cards=[Empirical(month) for month in months],
            dependence=Unknown(),
        )
        together = Counter(
            tuple(month[order[draw]] for month, order in zip(months, orders, strict=False))
            for draw in range(4)
        )
        allocations = {amounts: Fraction(count, 4) for amounts, count in together.items()}
        check_bracket(outlook_of(scenario), Oracle(scenario, allocations))

    @given(lines())
    def test_of_deliveries_and_replacements_at_once(self, scenario: Scenario) -> None:
        nothing_known = changed(scenario, dependence=Unknown(), replacement_dependence=Unknown())
        check_bracket(outlook_of(nothing_known), Oracle(scenario))
