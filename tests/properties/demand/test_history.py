"""Properties of estimates from history, and of scores."""

from __future__ import annotations

from fractions import Fraction
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import Month
from dukcapil.demand import (
    DemandHistory,
    Intermittent,
    crps,
    intermittent_demand,
    pinball_loss,
    seasonal_level,
    wilson_interval,
)
from dukcapil.distributions import Distribution, Pmf
from dukcapil.inventory._shortfall import variance

START = Month(2019, 1)
amounts = st.integers(0, 8)
distributions = st.dictionaries(amounts, st.integers(1, 9), min_size=1, max_size=5).map(Pmf)
shares = st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20)


@st.composite
def histories(draw: st.DrawFn, *, most: int = 200) -> DemandHistory:
    """Up to four years, some of their days without blanks; never the first two months."""
    cards = draw(st.lists(st.integers(0, most), min_size=2, max_size=48))
    away = draw(st.lists(st.integers(0, 28), min_size=len(cards), max_size=len(cards)))
    days = [0, 0, *away[2:]]
    given_out = [
        0 if out == (START + index).last_day.day else count
        for index, (count, out) in enumerate(zip(cards, days, strict=True))
    ]
    return DemandHistory(start=START, cards=given_out, out_of_stock_days=days)


class TestSeasonalLevel:
    """Estimates add up, and factors shrink to 1."""

    @given(histories())
    def test_what_was_fitted_is_what_was_seen(self, history: DemandHistory) -> None:
        model = seasonal_level(history)
        fitted = [
            model.level_cards * model.factors[month.number - 1].factor * share
            for month, share in zip(history.months, history.stocked_shares, strict=True)
        ]
        seen = sum(c for c, s in zip(history.cards, history.stocked_shares, strict=True) if s)
        assert sum(fitted) == pytest.approx(seen + 0.5)

    @given(histories())
    def test_factors_lie_between_1_and_what_was_observed(self, history: DemandHistory) -> None:
        model = seasonal_level(history)
        for of in model.factors:
            assert 0 <= of.weight < 1
            assert min(1, of.observed) <= of.factor <= max(1, of.observed)
        assert model.dispersion >= 1
        assert 0 < model.size <= sum(history.cards) + 0.5 + 1e-6

    @given(histories())
    def test_a_month_out_of_stock_does_not_matter(self, history: DemandHistory) -> None:
        days = (history.start + len(history)).last_day.day
        longer = DemandHistory(
            start=START,
            cards=[*history.cards, 0],
            out_of_stock_days=[*history.out_of_stock_days, days],
        )
        model, known = seasonal_level(longer), seasonal_level(history)
        assert (model.level_cards, model.factors, model.dispersion, model.size) == (
            known.level_cards,
            known.factors,
            known.dispersion,
            known.size,
        )

    @given(histories(most=9), st.integers(1, 2), st.integers(1, 6))
    def test_parts_keep_the_mean_and_the_variance_of_each_month(
        self, history: DemandHistory, months: int, nodes: int
    ) -> None:
        model = seasonal_level(history)
        for distribution, parted in zip(
            model.distributions(months), model.mixtures(months, nodes=nodes), strict=True
        ):
            assert float(parted.mean) == pytest.approx(float(distribution.mean), rel=1e-6)
            assert float(variance(parted)) == pytest.approx(float(variance(distribution)), rel=1e-4)

    @given(histories(most=9), st.integers(1, 4))
    def test_the_sum_is_wider_than_that_of_independent_months(
        self, history: DemandHistory, months: int
    ) -> None:
        model = seasonal_level(history)
        apart = sum(float(variance(distribution)) for distribution in model.distributions(months))
        assert float(variance(model.total(months))) >= apart - 1e-9 * apart


class TestIntermittent:
    """The three methods against each other, and invariants."""

    @given(histories(most=9), shares, shares)
    def test_sba_is_croston_less_half_the_smoothing(
        self, history: DemandHistory, alpha: Fraction, beta: Fraction
    ) -> None:
        croston, sba = (
            intermittent_demand(history, method=method, alpha=alpha, beta=beta).monthly_cards
            for method in (Intermittent.CROSTON, Intermittent.SBA)
        )
        assert sba == croston * (1 - beta / 2)

    @given(histories(most=9), st.sampled_from(Intermittent), st.integers(2, 9))
    def test_so_many_times_the_cards_so_many_times_the_estimate(
        self, history: DemandHistory, method: Intermittent, times: int
    ) -> None:
        more = DemandHistory(
            start=START,
            cards=[times * cards for cards in history.cards],
            out_of_stock_days=history.out_of_stock_days,
        )
        estimate = intermittent_demand(history, method=method).monthly_cards
        assert intermittent_demand(more, method=method).monthly_cards == times * estimate

    @given(st.lists(st.integers(0, 9), min_size=1, max_size=24), shares)
    def test_a_quiet_month_lowers_tsb_alone(self, cards: list[int], share: Fraction) -> None:
        before, after = (DemandHistory(start=START, cards=[*cards, *more]) for more in ([], [0]))
        for method in Intermittent:
            was, now = (
                intermittent_demand(of, method=method, alpha=share).monthly_cards
                for of in (before, after)
            )
            assert now == (was * (1 - share) if method is Intermittent.TSB else was)

    @given(histories(most=9), st.sampled_from(Intermittent))
    def test_the_distribution_has_the_mean_of_the_estimate_or_less(
        self, history: DemandHistory, method: Intermittent
    ) -> None:
        estimate = intermittent_demand(history, method=method)
        distribution, zero = estimate.distribution, estimate.distribution.probability(at_most=0)
        assert distribution.mean == estimate.monthly_cards or (
            distribution.mean < estimate.monthly_cards and zero == 0
        )


class TestScores:
    """Scores are proper: the true distribution has the least expected score."""

    @given(distributions, distributions)
    def test_crps_is_least_for_the_true_distribution(
        self, true: Distribution, said: Distribution
    ) -> None:
        def expected(distribution: Distribution) -> Any:  # noqa: ANN401
            return sum(
                (true.probability(at_most=k) - true.probability(at_most=k - 1))
                * crps(distribution, k)
                for k in range(9)
            )

        assert expected(true) <= expected(said)

    @given(distributions, amounts)
    def test_crps_is_by_energy(self, distribution: Distribution, seen: int) -> None:
        """E|X - y| - E|X - X'|/2 (Gneiting and Raftery 2007, equation 22)."""
        table = [
            (k, distribution.probability(at_most=k) - distribution.probability(at_most=k - 1))
            for k in range(9)
        ]
        away: Any = sum(mass * abs(k - seen) for k, mass in table)
        apart: Any = sum(a * b * abs(k - j) for k, a in table for j, b in table)
        assert crps(distribution, seen) == away - apart / 2

    @given(distributions, shares)
    def test_pinball_is_least_for_the_quantile(
        self, distribution: Distribution, share: Fraction
    ) -> None:
        def expected(said: int) -> Any:  # noqa: ANN401
            return sum(
                (distribution.probability(at_most=k) - distribution.probability(at_most=k - 1))
                * pinball_loss(said, k, share=share)
                for k in range(9)
            )

        assert expected(distribution.quantile(share)) == min(map(expected, range(10)))

    @given(st.integers(0, 60), st.integers(1, 60), st.floats(0.5, 0.99))
    def test_wilson_ends_are_where_the_test_turns(
        self, hits: int, trials: int, confidence: float
    ) -> None:
        hits = min(hits, trials)
        z = NormalDist().inv_cdf((1 + confidence) / 2)
        low, high = wilson_interval(hits, trials, confidence=confidence)
        assert 0 <= low <= hits / trials <= high <= 1
        for end, is_cut in ((low, hits == 0), (high, hits == trials)):
            if not is_cut:
                deviation = (end * (1 - end) / trials) ** 0.5
                assert abs(hits / trials - end) == pytest.approx(z * deviation, rel=1e-6)
