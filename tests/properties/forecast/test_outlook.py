"""Invariants of an outlook: signs, totals, dependence, and the same answer to the same question."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.forecast_answers import SHARES, changed, mean, outlook_of
from support.forecast_oracle import FLOWS, STOCKS, chances
from support.forecast_strategies import (
    START,
    as_months,
    dependences,
    distributions,
    known,
    lines,
    mixtures,
    pairs,
    queues,
    two_dimensions,
    with_labels,
)

from dukcapil import Scenario, project
from dukcapil.distributions import (
    Distribution,
    Independent,
    Mixture,
    Pmf,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.forecast import (
    Binding,
    Figure,
    Method,
)


class TestDependence:
    """It concerns several months, and never a single one."""

    @given(lines(), dependences)
    def test_the_first_month_does_not_depend_on_it(
        self, scenario: Scenario, dependence: Dependence
    ) -> None:
        other = changed(scenario, dependence=dependence, replacement_dependence=dependence)
        assert outlook_of(scenario)[START] == outlook_of(other)[START]

    @given(lines(), dependences, distributions | mixtures().flatmap(lambda one: one), st.data())
    def test_neither_does_any_month_that_alone_is_uncertain(
        self,
        scenario: Scenario,
        dependence: Dependence,
        distribution: Distribution,
        data: st.DataObject,
    ) -> None:
        deliveries: list[Any] = data.draw(known(scenario.months))
        deliveries[data.draw(st.integers(0, scenario.months - 1))] = distribution
        one, other = (
            outlook_of(changed(scenario, allocation_cards=deliveries, dependence=either))
            for either in (Independent(), dependence)
        )
        assert one.month_outlooks == other.month_outlooks

    @given(lines(), dependences)
    def test_expected_deliveries_add_up(self, scenario: Scenario, dependence: Dependence) -> None:
        nobody_asks: Any = dict.fromkeys(
            (
                *("not_recorded_people", "blocked_people", "waiting_people"),
                *("newly_obliged_people", "replacement_cards"),
            ),
            0,
        )
        scenario = changed(scenario, dependence=dependence, **nobody_asks)
        expected = mean(chances(scenario.on_hand_cards))
        deliveries = as_months(scenario, "allocation_cards")
        for one, amount in zip(outlook_of(scenario).month_outlooks, deliveries, strict=True):
            expected += mean(chances(amount))
            assert one.on_hand_cards.mean.fraction == expected


class TestSigns:
    """More of something never makes less likely what it brings about."""

    @given(
        lines(),
        st.sampled_from(["on_hand_cards", "not_recorded_people", "waiting_people"]),
        st.integers(1, 3),
    )
    def test_of_a_first_stock(self, scenario: Scenario, field: str, more: int) -> None:
        amount = getattr(scenario, field)
        if isinstance(amount, Pmf):
            moved: Any = Pmf({value + more: weight for value, weight in amount.weights})
        else:
            moved = amount + more
        self.check(scenario, changed(scenario, **{field: moved}), blanks=field == "on_hand_cards")

    @given(lines(), st.integers(0, 2))
    def test_of_deliveries(self, scenario: Scenario, month: int) -> None:
        deliveries = list(as_months(scenario, "allocation_cards"))
        month %= scenario.months
        table = chances(deliveries[month])
        one = changed(scenario, allocation_cards=deliveries, dependence=Independent())
        deliveries[month] = Pmf({value + 1: chance for value, chance in table.items()})
        self.check(one, changed(one, allocation_cards=deliveries), blanks=True)

    @staticmethod
    def check(before: Scenario, after: Scenario, *, blanks: bool) -> None:
        sign = 1 if blanks else -1
        for was, now in zip(
            outlook_of(before).month_outlooks, outlook_of(after).month_outlooks, strict=True
        ):
            for event, way in (("cleared", 1), ("stock_out", -1)):
                for kind in ("in", "by"):
                    field = f"{event}_{kind}"
                    change = getattr(now, field).fraction - getattr(was, field).fraction
                    assert sign * way * change >= 0, field
            for figure, way in ((Figure.OUTSTANDING, -1), (Figure.ON_HAND, 1)):
                one, other = getattr(was, figure.value), getattr(now, figure.value)
                assert sign * way * (other.mean.fraction - one.mean.fraction) >= 0
                for low, high in zip(one.quantiles, other.quantiles, strict=True):
                    assert sign * way * (high.low - low.low) >= 0


class TestTotals:
    """What adds up to certainty does."""

    @given(lines() | queues())
    def test_something_or_nothing_holds_people_up(self, scenario: Scenario) -> None:
        for one in outlook_of(scenario).month_outlooks:
            parts = [one.binds(binding).fraction for binding in Binding]
            assert sum(cast("list[Fraction]", parts)) == 1
            assert one.outstanding_people.mean.fraction == (
                one.not_recorded_people.mean.fraction + one.waiting_people.mean.fraction  # type: ignore[operator]
            )

    @given(lines() | queues() | two_dimensions(), st.none() | st.integers(1, 3))
    def test_it_happens_first_in_some_month_or_never(
        self, scenario: Scenario, step: int | None
    ) -> None:
        ahead = outlook_of(scenario, step_cards=step, paths=20)
        for firsts in (ahead.first_clearance(), ahead.first_stock_out()):
            assert [month for month, _ in firsts] == [
                *(one.month for one in ahead.month_outlooks),
                None,
            ]
            assert all(0 <= chance.value <= 1 for _, chance in firsts)
            assert sum(chance.value for _, chance in firsts) == pytest.approx(1, abs=1e-9)
            if ahead.first_method is Method.EXACT and ahead.step == 1:
                assert sum(chance.fraction or 0 for _, chance in firsts) in {0, 1}


class TestSameQuestion:
    """It has one answer, however it is put."""

    @given(lines() | queues(), st.integers(0, 9), st.sampled_from([None, Method.SIMULATION]))
    def test_however_weights_are_written(
        self, scenario: Scenario, seed: int, method: Method | None
    ) -> None:
        other = changed(
            scenario,
            allocation_cards=rewritten(scenario.allocation_cards),
            recording_capacity_people=rewritten(scenario.recording_capacity_people),
        )
        options: Any = {"method": method, "seed": seed, "paths": 20}
        one, another = outlook_of(scenario, **options), outlook_of(other, **options)
        assert one.month_outlooks == another.month_outlooks

    @given(lines() | queues() | two_dimensions() | with_labels(), st.integers(0, 9))
    def test_however_often_it_is_asked(self, scenario: Scenario, seed: int) -> None:
        ahead = outlook_of(scenario, seed=seed, paths=20)
        assert outlook_of(scenario, seed=seed, paths=20) == ahead

    @given(lines() | queues() | two_dimensions(), st.none() | st.integers(1, 3))
    def test_and_the_answer_can_be_kept(self, scenario: Scenario, step: int | None) -> None:
        ahead = outlook_of(scenario, step_cards=step, compare=True)
        assert pickle.loads(pickle.dumps(ahead)) == ahead


def rewritten(amount: Any) -> Any:  # noqa: ANN401
    """The same distribution with its weights as fractions, and in another order."""
    match amount:
        case tuple():
            return [rewritten(one) for one in amount]
        case Pmf(weights=pairs):
            return Pmf({value: Fraction(weight) / 6 for value, weight in reversed(pairs)})
        case Mixture(parts=parts):
            return Mixture(
                [(3 * weight, rewritten(distribution)) for weight, distribution in parts]
            )
        case _:
            return amount


class TestCoverage:
    """It is told whoever joins and leaves."""

    @given(lines() | queues() | two_dimensions(), st.data())
    def test_the_obliged_are_within_their_bounds_on_every_trajectory(
        self, scenario: Scenario, data: st.DataObject
    ) -> None:
        scenario = changed(
            scenario,
            obliged_people=data.draw(st.integers(20, 30)),
            leaving_holding_people=data.draw(st.just(0) | known(scenario.months) | pairs),
        )
        ahead = outlook_of(scenario)

        def drawn(amount: Any) -> Any:  # noqa: ANN401
            if not isinstance(amount, Distribution):
                return amount
            return data.draw(st.integers(amount.low, amount.high))

        stocks = {field: drawn(getattr(scenario, field)) for field in STOCKS}
        flows = {
            field: [drawn(amount) for amount in as_months(scenario, field)]
            for field in (*FLOWS, "leaving_holding_people")
            if getattr(scenario, field) is not None
        }
        trajectory = project(changed(scenario, **stocks, **flows))
        for one, end in zip(ahead.month_outlooks, trajectory.month_ends, strict=True):
            assert one.obliged_people is not None
            assert end.obliged_people is not None
            assert end.obliged_people in one.obliged_people
            worst, best = one.coverage(SHARES[0]) or (None, None)
            assert worst is not None
            assert best is not None
            assert worst.obliged <= end.obliged_people <= best.obliged
