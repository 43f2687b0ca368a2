"""Simulated trajectories against all there are, and known amounts by every method."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.forecast_answers import answers, changed, check_bracket, mean, outlook_of
from support.forecast_oracle import Oracle, Table, chances, quantile
from support.forecast_strategies import (
    as_months,
    certain,
    lines,
    queues,
    two_dimensions,
    with_labels,
)

from dukcapil import Scenario, project
from dukcapil.forecast import (
    Binding,
    Estimate,
    Figure,
    Interval,
    Method,
    Outlook,
)


class TestSimulation:
    """Simulated trajectories have the true distribution.

    A share of 400 independent trajectories deviates from its probability by more than five
    standard errors and five trajectories less than once in a million (Bernstein's inequality).
    """

    PATHS = 400

    @given(two_dimensions(), st.integers(0, 9))
    def test_where_nothing_else_is_valid(self, scenario: Scenario, seed: int) -> None:
        ahead = outlook_of(scenario, paths=self.PATHS, seed=seed)
        assert ahead.method is Method.SIMULATION
        self.check(ahead, Oracle(scenario))

    @given(lines() | queues() | with_labels(), st.integers(0, 9))
    def test_wherever_it_is_asked_for(self, scenario: Scenario, seed: int) -> None:
        options: Any = {"method": Method.SIMULATION, "paths": self.PATHS, "seed": seed}
        self.check(outlook_of(scenario, **options), Oracle(scenario))

    @given(queues(), st.integers(0, 9))
    def test_of_first_months_with_random_recording(self, scenario: Scenario, seed: int) -> None:
        ahead, oracle = outlook_of(scenario, paths=self.PATHS, seed=seed), Oracle(scenario)
        for month, one in enumerate(ahead.month_outlooks):
            for reached, binding in (
                (one.stock_out_by, Binding.BLANKS),
                (one.cleared_by, Binding.NOTHING),
            ):
                truth = oracle.has_been(month, binding)
                self.check_near(reached.value, {1: truth, 0: 1 - truth})

    def check(self, ahead: Outlook, oracle: Oracle) -> None:
        for answer in answers(ahead, oracle):
            if answer.name not in {figure.value for figure in Figure}:
                self.check_near(answer.estimate.value, {1: answer.truth, 0: 1 - answer.truth})
        for month, one in enumerate(ahead.month_outlooks):
            for figure in Figure:
                distribution = oracle.distribution(month, figure.value)
                self.check_near(getattr(one, figure.value).mean.value, distribution)

    def check_near(self, found: float, distribution: Table) -> None:
        expected = mean(distribution)
        variance = mean({(value - expected) ** 2: chance for value, chance in distribution.items()})
        spread = max(distribution) - min(distribution)
        error = 5 * math.sqrt(variance / self.PATHS) + 5 * spread / self.PATHS
        assert abs(found - expected) <= error + 1e-9


class TestWithoutChance:
    """With known amounts every method gives the one trajectory there is."""

    @given(certain(), st.sampled_from([None, Method.EXACT, Method.SIMULATION]))
    def test_exactly(self, scenario: Scenario, method: Method | None) -> None:
        two_dimensional = (
            scenario.print_capacity_cards is not None or scenario.leaving_waiting_people != 0
        )
        method = None if two_dimensional and method is Method.EXACT else method
        out = cleared = False
        ahead = outlook_of(scenario, method=method)
        for one, end in zip(ahead.month_outlooks, project(scenario).month_ends, strict=True):
            out |= end.binding is Binding.BLANKS
            cleared |= end.binding is Binding.NOTHING
            assert one.month == end.month
            assert one.stock_out_by == Estimate.exactly(Fraction(out))
            assert one.cleared_by == Estimate.exactly(Fraction(cleared))
            for binding in Binding:
                assert one.binds(binding) == Estimate.exactly(Fraction(end.binding is binding))
            for figure in Figure:
                value, fan = getattr(end, figure.value), getattr(one, figure.value)
                assert fan.mean == Estimate.exactly(Fraction(value))
                assert set(fan.quantiles) == {Interval(value, value)}

    @given(certain())
    def test_who_is_obliged_where_it_is_told(self, scenario: Scenario) -> None:
        ahead = outlook_of(scenario)
        for one, end in zip(ahead.month_outlooks, project(scenario).month_ends, strict=True):
            if end.obliged_people is None:
                assert one.obliged_people is None
            else:
                assert one.obliged_people == Interval(end.obliged_people, end.obliged_people)

    @given(lines(), st.integers(1, 4))
    def test_between_the_ends_of_a_lattice(self, scenario: Scenario, step: int) -> None:
        middle = {
            field: [
                quantile(chances(amount), Fraction(1, 2)) for amount in as_months(scenario, field)
            ]
            for field in ("allocation_cards", "replacement_cards")
        }
        scenario = changed(scenario, **middle)
        check_bracket(outlook_of(scenario, step_cards=step), Oracle(scenario))
