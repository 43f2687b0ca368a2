"""Reorder points and policies, against plain sums and a walk over all states."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dukcapil.distributions import Distribution, Pmf, Poisson, Sum, Uniform
from dukcapil.distributions._families import masses
from dukcapil.inventory import (
    FixedLot,
    MinMax,
    OrderUpTo,
    StockLevels,
    expected_shortfall,
    lead_time_demand,
    months_of_stock,
    newsvendor,
    policy_measures,
    reorder_point,
)
from dukcapil.inventory._shortfall import variance

amounts = st.integers(0, 8)
exact_distributions = st.dictionaries(amounts, st.integers(1, 9), min_size=1, max_size=5).map(Pmf)
float_distributions = st.dictionaries(
    amounts, st.floats(0.01, 9, allow_nan=False), min_size=1, max_size=5
).map(Pmf)
levels = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50)


def table(distribution: Distribution) -> dict[int, Any]:
    """Return the probability of each amount."""
    points = masses(distribution)
    exact = [Fraction(mass) / Fraction(points.total) for mass in points.values]
    return {at: mass for at, mass in enumerate(exact, points.low) if mass}


def mean_of(distribution: Distribution, of: Any) -> Any:  # noqa: ANN401
    return sum(mass * of(amount) for amount, mass in table(distribution).items())


class TestSums:
    """A sum is what all combinations give."""

    @given(st.lists(exact_distributions, max_size=4))
    def test_of_exact_distributions(self, distributions: list[Distribution]) -> None:
        combined: Counter[int] = Counter()
        for parts in product(*(table(distribution).items() for distribution in distributions)):
            chance = Fraction(1)
            for _, mass in parts:
                chance *= mass
            combined[sum(amount for amount, _ in parts)] += chance  # type: ignore[assignment]
        assert table(Sum(distributions)) == dict(combined)

    @given(st.lists(exact_distributions | float_distributions, min_size=1, max_size=4))
    def test_with_floating_point_distributions(self, distributions: list[Distribution]) -> None:
        whole = Sum(distributions)
        assert float(whole.mean) == pytest.approx(
            float(sum(distribution.mean for distribution in distributions))
        )
        assert float(variance(whole)) == pytest.approx(
            float(sum(variance(distribution) for distribution in distributions)), abs=1e-9
        )
        assert (whole.low, whole.high) == (
            sum(distribution.low for distribution in distributions),
            sum(distribution.high for distribution in distributions),
        )
        assert min(masses(whole).values) >= 0

    @given(exact_distributions, exact_distributions, st.integers(0, 2))
    def test_an_uncertain_lead_time_weighs_the_sums(
        self, demand: Distribution, lead_time: Distribution, review: int
    ) -> None:
        waited = lead_time_demand(demand, lead_time=lead_time, review_period=review)
        expected: Counter[int] = Counter()
        for periods, weight in table(lead_time).items():
            for amount, mass in table(Sum([demand] * (periods + review))).items():
                expected[amount] += weight * mass
        assert table(waited) == dict(expected)

    @given(st.lists(exact_distributions, min_size=3, max_size=3), st.integers(0, 3))
    def test_each_period_may_have_a_distribution_of_its_own(
        self, demand: list[Distribution], periods: int
    ) -> None:
        waited = lead_time_demand(demand, lead_time=periods)
        assert table(waited) == table(Sum(demand[:periods]))


class TestReorderPoint:
    """The least stock that suffices, and the expected shortage beyond it."""

    @given(exact_distributions, levels)
    def test_no_smaller_stock_is_enough(self, demand: Distribution, level: Fraction) -> None:
        point = reorder_point(demand, service_level=level)
        assert point.reached_level >= level > demand.probability(at_most=point.cards - 1)
        assert point.cards == demand.mean + point.safety_stock_cards
        assert point.expected_short_cards == mean_of(demand, lambda d: max(0, d - point.cards))

    @given(exact_distributions | float_distributions, st.integers(0, 12))
    def test_the_loss_function_is_the_mean_of_what_is_missing(
        self, demand: Distribution, stock: int
    ) -> None:
        short = expected_shortfall(demand, stock_cards=stock)
        assert float(short) == pytest.approx(float(mean_of(demand, lambda d: max(0, d - stock))))
        assert (type(short) is Fraction) == demand.is_exact

    @given(exact_distributions, st.integers(1, 9), st.integers(1, 9))
    def test_no_other_number_of_cards_costs_less(
        self, demand: Distribution, missing: int, left: int
    ) -> None:
        answer = newsvendor(demand, missing_cost=missing, left_cost=left)

        def cost(cards: int) -> Fraction:
            per_demand = lambda d: missing * max(0, d - cards) + left * max(0, cards - d)  # noqa: E731
            return mean_of(demand, per_demand)  # type: ignore[no-any-return]

        assert answer.expected_cost == cost(answer.cards) == min(map(cost, range(10)))


def after_look(policy: Any, stock: int) -> int:  # noqa: ANN401
    """Return the inventory position after a review."""
    match policy:
        case OrderUpTo(cards=level):
            return level
        case FixedLot(at_cards=at, lot_cards=lot):
            while stock <= at:
                stock += lot
            return stock
        case MinMax(min_cards=low, max_cards=high):
            return stock if stock > low else high
    raise AssertionError


def settled(policy: Any, chances: dict[int, float]) -> dict[int, float]:  # noqa: ANN401
    """Return the stationary distribution of the stock after a review, by damped iteration."""
    distribution = {after_look(policy, 0): 1.0}
    apart = 1.0
    while apart > 1e-10:
        moved = {stock: weight / 2 for stock, weight in distribution.items()}
        for (stock, weight), (amount, chance) in product(distribution.items(), chances.items()):
            again = after_look(policy, stock - amount)
            moved[again] = moved.get(again, 0.0) + weight * chance / 2
        apart = max(abs(moved[stock] - distribution.get(stock, 0.0)) for stock in moved)
        distribution = moved
    return distribution


def in_the_long_run(policy: Any, demand: Distribution, lead_time: int) -> Counter[str]:  # noqa: ANN401
    """Return the measures of a period in the long run, over all demands of a lead time."""
    chances = {amount: float(mass) for amount, mass in table(demand).items()}
    position = settled(policy, chances)
    earlier = table(Sum([demand] * lead_time))
    results = Counter[str]()
    for (stock, weight), (before, mass), (amount, chance) in product(
        position.items(), earlier.items(), chances.items()
    ):
        share: Any = weight * float(mass) * chance
        net = stock - before - amount
        results["short"] += share * max(0, -net)
        results["on hand"] += share * max(0, net)
        results["ready"] += share * (net >= 0)
        results["met"] += share * min(amount, max(0, stock - before))
        results["asked"] += share * (after_look(policy, stock - amount) != stock - amount)
    return results


@st.composite
def policies(draw: st.DrawFn) -> Any:  # noqa: ANN401
    low, more = draw(st.integers(0, 8)), draw(st.integers(1, 8))
    return draw(
        st.sampled_from(
            [
                OrderUpTo(low),
                FixedLot(at_cards=low, lot_cards=more),
                MinMax(min_cards=low, max_cards=low + more),
            ]
        )
    )


class TestPolicies:
    """The measures are those of the walk of the stock under the policy."""

    @given(policies(), st.sets(st.integers(2, 5), max_size=2), st.integers(0, 2))
    def test_against_the_walk(self, policy: Any, amounts: set[int], lead_time: int) -> None:  # noqa: ANN401
        """Demands of 0 and 1 are possible, so that no lot is out of reach of the walk."""
        demand = Pmf(dict.fromkeys({0, 1, *amounts}, 1))
        measured = policy_measures(policy, demand=demand, lead_time=lead_time)
        walked = in_the_long_run(policy, demand, lead_time)
        assert float(measured.short_cards) == pytest.approx(walked["short"], abs=1e-6)
        assert float(measured.on_hand_cards) == pytest.approx(walked["on hand"], abs=1e-6)
        assert float(measured.ready_rate) == pytest.approx(walked["ready"], abs=1e-6)
        assert float(measured.fill_rate * demand.mean) == pytest.approx(walked["met"], abs=1e-6)
        assert float(measured.requests_per_period) == pytest.approx(walked["asked"], abs=1e-6)

    @given(exact_distributions, st.integers(0, 9), st.integers(0, 2))
    def test_a_lot_of_one_is_a_base_stock(
        self, demand: Distribution, at: int, lead_time: int
    ) -> None:
        assume(demand.mean)
        lots = policy_measures(
            FixedLot(at_cards=at, lot_cards=1), demand=demand, lead_time=lead_time
        )
        base = policy_measures(OrderUpTo(at + 1), demand=demand, lead_time=lead_time)
        assert lots.short_cards == base.short_cards
        assert lots.fill_rate == base.fill_rate
        assert type(lots.fill_rate) is Fraction


class TestLevels:
    """Min and max are whole cards around the months they stand for."""

    @given(
        st.integers(0, 500),
        st.fractions(0, 3, max_denominator=12),
        st.fractions(0, 3, max_denominator=12),
        st.integers(0, 3_000),
    )
    def test_a_request_fills_up_to_the_maximum_or_is_not_made(
        self, monthly: int, lead_time: Fraction, review: Fraction, stock: int
    ) -> None:
        levels = StockLevels(
            monthly_cards=monthly, lead_time_months=lead_time, review_months=review
        )
        asked = levels.request_cards(on_hand_cards=stock)
        assert levels.emergency_cards <= levels.min_cards <= levels.max_cards
        assert (stock + asked == levels.max_cards) or (asked == 0 and stock > levels.min_cards)
        lasts = months_of_stock(levels.min_cards, monthly)
        if lasts is not None:
            exact = lead_time + review * Fraction(3, 2)
            assert exact <= lasts < exact + Fraction(1, monthly)


class TestAgainstStockpyl:
    """A second implementation, by the authors of the textbook."""

    @given(st.integers(1, 12), st.integers(0, 15), st.integers(1, 15))
    def test_rules_under_poisson_demand(self, rate: int, at: int, lot: int) -> None:
        rq, ss = pytest.importorskip("stockpyl.rq"), pytest.importorskip("stockpyl.ss")
        demand = Poisson(rate=rate)
        lots = policy_measures(FixedLot(at_cards=at, lot_cards=lot), demand=demand, lead_time=0)
        ours = 7 * rate / lot + float(lots.cost(missing_cost=9, left_cost=2))
        assert ours == pytest.approx(rq.r_q_cost_poisson(at, lot, 2, 9, 7, rate, 1))
        levels = MinMax(min_cards=at, max_cards=at + lot)
        filled = policy_measures(levels, demand=demand, lead_time=0)
        assert filled.cost(request_cost=7, missing_cost=9, left_cost=2) == pytest.approx(
            ss.s_s_cost_discrete(at, at + lot, 2, 9, 7, use_poisson=True, demand_mean=rate)
        )


@given(st.integers(0, 20))
def test_a_sure_demand_has_no_safety_stock(cards: int) -> None:
    point = reorder_point(Uniform(cards, cards), service_level=Fraction(9, 10))
    assert (point.cards, point.safety_stock_cards, point.normal_cards) == (cards, 0, cards)
