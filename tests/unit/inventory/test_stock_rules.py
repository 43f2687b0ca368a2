"""Stock rules by example, and their refusals."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction
from typing import Any

import pytest

from dukcapil.distributions import Mixture, Pmf, Poisson, Sum, Uniform
from dukcapil.errors import Fault, InvalidRecord
from dukcapil.inventory import (
    FixedLot,
    MinMax,
    Newsvendor,
    OrderUpTo,
    ReorderPoint,
    StockLevels,
    average_monthly_cards,
    expected_shortfall,
    lead_time_demand,
    months_of_stock,
    newsvendor,
    policy_measures,
    reorder_point,
)

DIE = Uniform(1, 6)


def refused(reason: Fault, field: str) -> Any:  # noqa: ANN401
    return pytest.raises(InvalidRecord, match=rf"\.{field}: {reason}")


def test_an_uncertain_lead_time_needs_more_safety_than_z_says() -> None:
    """A week, in one case of ten a month: the distribution has two humps, and the normal none."""
    demand = lead_time_demand(Poisson(rate=200), lead_time=Pmf({5: 9, 22: 1}))
    point = reorder_point(demand, service_level=Fraction(95, 100))
    assert point.cards > 4_000
    assert point.normal_cards == pytest.approx(3_019, abs=1)
    assert demand.probability(at_most=round(point.normal_cards)) == pytest.approx(0.9)


def test_a_point_says_what_it_is_made_of() -> None:
    point = reorder_point(Sum([DIE, DIE]), service_level=Fraction(9, 10))
    assert str(point) == (
        "ask at 10 cards: 7.0 expected, 3.0 for safety, enough with 91.67% (10.1 by z)"
    )
    assert point.reached_level == Fraction(11, 12)
    assert point.normal_safety_stock_cards == pytest.approx(1.2815515655 * math.sqrt(35 / 6))
    assert pickle.loads(pickle.dumps(point)) == point


def test_an_outreach_day_takes_more_if_a_missing_card_costs_more() -> None:
    answers = [newsvendor(DIE, missing_cost=cost, left_cost=Fraction(1)) for cost in (1, 2, 5)]
    assert [answer.cards for answer in answers] == [3, 4, 5]
    assert [answer.critical_ratio for answer in answers] == [
        Fraction(1, 2),
        Fraction(2, 3),
        Fraction(5, 6),
    ]
    assert str(answers[1]) == "4 cards: 0.5 missing, 1.0 left on average"
    assert newsvendor(DIE, missing_cost=2.0, left_cost=1).critical_ratio == pytest.approx(2 / 3)


def test_measures_tell_themselves_in_a_line() -> None:
    measured = policy_measures(OrderUpTo(6), demand=DIE, lead_time=0)
    assert str(measured) == (
        "nobody waits in 100.00% of periods, 100.00% of demand met at once, 2.5 cards on hand"
    )
    assert measured.cost(request_cost=2, missing_cost=100, left_cost=Fraction(1, 5)) == 2.5


def test_a_demand_that_skips_amounts_never_visits_the_levels_between() -> None:
    twos = Pmf({2: 1})
    measured = policy_measures(MinMax(min_cards=3, max_cards=8), demand=twos, lead_time=0)
    assert measured.requests_per_period == pytest.approx(1 / 3)
    assert measured.on_hand_cards == pytest.approx((6 + 4 + 2) / 3)


def test_levels_can_be_measured_as_a_rule() -> None:
    levels = StockLevels(monthly_cards=60, lead_time_months=1, review_months=1, safety_months=0)
    assert (levels.emergency_cards, levels.min_cards, levels.max_cards) == (60, 120, 180)
    assert levels.policy == MinMax(min_cards=120, max_cards=180)
    measured = policy_measures(levels.policy, demand=Poisson(rate=60), lead_time=1)
    assert 0.5 < measured.ready_rate < 1


def test_above_the_minimum_nothing_is_asked_for() -> None:
    levels = StockLevels(monthly_cards=100, lead_time_months=1, review_months=2)
    assert str(levels) == "min 400, max 600, emergency at 100 cards"
    assert levels.request_cards(on_hand_cards=401) == 0
    assert levels.request_cards(on_hand_cards=300, under_way_cards=100) == 200


def test_what_was_never_in_stock_cannot_be_estimated_and_nothing_lasts_undefined() -> None:
    assert average_monthly_cards(0, months=2, out_of_stock_days=60) is None
    assert average_monthly_cards(50, months=2, out_of_stock_days=62) is None
    assert average_monthly_cards(50, months=2, out_of_stock_days=59) == 1_500
    assert average_monthly_cards(0, months=2) == 0
    assert months_of_stock(500, None) is None
    assert months_of_stock(500, 0) is None
    assert months_of_stock(0, 5) == 0


def test_exact_distributions_stay_exact_whatever_was_asked_before() -> None:
    for weights in ({2: 2.0}, {2: 2}, {2: 2.0}):
        distribution = Sum([Pmf(weights)])
        assert (
            distribution.is_exact
            == Mixture([(1, distribution)]).is_exact
            == (type(weights[2]) is int)
        )
    assert hash(Mixture([(1, DIE)])) != hash(Mixture([(1.0, DIE)]))
    assert Mixture([(1, DIE)]) != Mixture([(1.0, DIE)])


class TestRefusals:
    """Bad input is named."""

    def test_of_distributions_and_periods(self) -> None:
        with pytest.raises(
            TypeError, match=r"expected_shortfall\.demand: expected Distribution, found int"
        ):
            expected_shortfall(3, stock_cards=1)  # type: ignore[arg-type]
        with pytest.raises(
            TypeError, match=r"Sum\.distributions: expected Distribution, found int"
        ):
            Sum([3])  # type: ignore[list-item]
        with refused(Fault.NEGATIVE, "stock_cards"):
            expected_shortfall(DIE, stock_cards=-1)
        with refused(Fault.NEGATIVE, "lead_time"):
            lead_time_demand(DIE, lead_time=-1)
        with refused(Fault.MONTHS, "demand"):
            lead_time_demand([DIE, DIE], lead_time=2, review_period=1)
        for level in (1, 2, -1):
            with pytest.raises(InvalidRecord, match=r"^reorder_point\.service_level: out"):
                reorder_point(DIE, service_level=level)
        with refused(Fault.OUT_OF_BOUNDS, "demand"):
            policy_measures(OrderUpTo(3), demand=Pmf({0: 1}), lead_time=1)

    def test_of_rules(self) -> None:
        with refused(Fault.OUT_OF_BOUNDS, "lot_cards"):
            FixedLot(at_cards=0, lot_cards=0)
        with pytest.raises(InvalidRecord, match=r"^MinMax\.max_cards: contradicts min_cards"):
            MinMax(min_cards=3, max_cards=3)
        with pytest.raises(TypeError, match="policy: expected OrderUpTo, FixedLot or MinMax"):
            policy_measures(6_000, demand=DIE, lead_time=1)  # type: ignore[arg-type]

    @pytest.mark.parametrize("cost", [0, -1, math.inf, math.nan])
    def test_of_costs(self, cost: float) -> None:
        with refused(Fault.OUT_OF_BOUNDS, "missing_cost"):
            newsvendor(DIE, missing_cost=cost, left_cost=1)
        with refused(Fault.OUT_OF_BOUNDS, "left_cost"):
            Newsvendor(demand=DIE, missing_cost=1, left_cost=cost, cards=3)

    def test_of_a_cost_that_is_no_number(self) -> None:
        with pytest.raises(TypeError, match=r"left_cost: expected int, Fraction or float, found"):
            newsvendor(DIE, missing_cost=1, left_cost="1")  # type: ignore[arg-type]

    def test_of_levels(self) -> None:
        with refused(Fault.NEGATIVE, "review_months"):
            StockLevels(monthly_cards=1, lead_time_months=1, review_months=-1)
        with pytest.raises(TypeError, match=r"StockLevels\.review_months: expected int or Fr"):
            StockLevels(monthly_cards=1, lead_time_months=1, review_months=0.5)  # type: ignore[arg-type]
        for field in ("months", "month_days"):
            with refused(Fault.OUT_OF_BOUNDS, field):
                average_monthly_cards(1, **{"months": 1, field: 0})
        with refused(Fault.NEGATIVE, "monthly_cards"):
            months_of_stock(1, Fraction(-1))

    def test_of_levels_without_consumption(self) -> None:
        unused = StockLevels(monthly_cards=0, lead_time_months=1, review_months=1)
        with pytest.raises(InvalidRecord, match=r"^StockLevels\.policy\.max_cards: contradicts"):
            _ = unused.policy
        with pytest.raises(InvalidRecord, match=r"^request_cards\.under_way_cards: negative"):
            unused.request_cards(on_hand_cards=1, under_way_cards=-1)

    def test_of_a_service_level_in_the_value(self) -> None:
        with refused(Fault.OUT_OF_BOUNDS, "service_level"):
            ReorderPoint(demand=DIE, service_level=0, cards=1)
