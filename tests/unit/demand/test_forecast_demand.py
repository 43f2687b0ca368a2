"""The choice of a method by back-test, the forecast, and the order that follows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from dukcapil import Month
from dukcapil.demand import (
    DemandForecast,
    DemandHistory,
    Occasion,
    crps,
    forecast_demand,
    intermittent_demand,
    seasonal_naive,
    trend_and_season,
)
from dukcapil.distributions import Pmf, Uniform
from dukcapil.errors import InvalidRecord

START = Month(2022, 1)


def history(cards: Sequence[int]) -> DemandHistory:
    return DemandHistory(start=START, cards=cards)


GROWS = history([round(400 * 1.01**at) + at * 7 % 11 for at in range(36)])


class TestChoice:
    """Trend and season, unless another method is better by two standard errors."""

    def test_growth_is_forecast_by_trend_and_season(self) -> None:
        ahead = forecast_demand(GROWS, 3)
        model = trend_and_season(GROWS)
        assert ahead.method == "trend and season"
        assert ahead.distributions == model.distributions(3)
        assert ahead.total == model.total(3)
        assert ahead.months == (Month(2025, 1), Month(2025, 2), Month(2025, 3))
        assert ahead.backtest is not None
        assert [score.method for score in ahead.backtest.scores] == [
            "seasonal naive",
            "trend and season",
            "seasonal level",
        ]
        assert ahead.reason.startswith("By trend and season: no other method is better by two")

    def test_what_repeats_every_year_is_forecast_as_last_year(self) -> None:
        year = [60, 31, 75, 58, 49, 93, 18, 63, 57, 75, 62, 54]
        ahead = forecast_demand(history(year * 3), 12)
        assert ahead.method == "seasonal naive"
        assert "better than trend and season by two standard errors" in ahead.reason
        assert ahead.distributions == seasonal_naive(history(year * 3), 12)
        assert ahead.between(ahead.total) == (sum(year), sum(year))

    def test_a_season_whose_level_is_poisson_may_be_a_level(self) -> None:
        cards = [12, 9, 11, 10, 8, 13, 12, 9, 10, 11, 9, 10] * 4
        ahead = forecast_demand(history([one + at * 5 % 3 for at, one in enumerate(cards)]), 2)
        assert float(ahead.total.mean) == pytest.approx(21, abs=3)

    def test_rare_demand_is_forecast_by_the_method_for_it(self) -> None:
        rare = history([0, 0, 5, 0, 0, 0, 4, 0, 0, 0, 0, 6, 0, 3, 0, 0, 0, 0, 0, 5, 0, 0, 2, 0])
        ahead = forecast_demand(rare, 2)
        assert ahead.method == intermittent_demand(rare).method.value == "SBA"
        assert ahead.distributions == (intermittent_demand(rare).distribution,) * 2
        # High or low together: the sum of the highest months is reached.
        assert ahead.total.high == 12

    def test_a_short_history_has_no_comparison(self) -> None:
        ahead = forecast_demand(GROWS.first(12), 1)
        assert ahead.backtest is None
        assert ahead.reason == "By trend and season; the history is too short for a back-test."

    def test_occasions_are_known_in_the_comparison_too(self) -> None:
        vote = Occasion.in_months("vote", [START + 10, START + 34, START + 36])
        cards = [*GROWS.cards]
        for at in (10, 34):
            cards[at] = round(1.6 * cards[at])
        ahead = forecast_demand(history(cards), 1, occasions=[vote])
        plain = forecast_demand(history(cards), 1)
        assert ahead.means[0] > 1.4 * plain.means[0]
        assert ahead.backtest is not None
        assert plain.backtest is not None
        assert ahead.backtest.scores[1].crps < plain.backtest.scores[1].crps


class TestForecast:
    """One row a month, a sentence on the sum and the method, and an order."""

    def test_the_table(self) -> None:
        ahead = forecast_demand(GROWS, 1, interval=0.8)
        lines = str(ahead).splitlines()
        assert lines[0].split() == ["month", "mean", "low", "high"] or "cards, mean" in lines[0]
        low, high = ahead.between(ahead.total)
        assert f"{low:,} to {high:,} cards with 80 %" in lines[-1]
        assert low == ahead.total.quantile(Fraction(1, 10))
        said = ahead.to_text(language="id")
        assert f"{low} s.d. {high} keping dengan 80 %" in said
        assert "Dengan trend and season: tidak ada metode lain" in said
        assert "97,5 %" in forecast_demand(GROWS, 1, interval=Fraction(39, 40)).to_text(
            language="id"
        )

    def test_the_order_is_enough_with_the_confidence(self) -> None:
        ahead = forecast_demand(GROWS, 3)
        order = ahead.order_cards(on_hand_cards=100, confidence=0.95)
        assert order + 100 == ahead.total.quantile(Fraction(95, 100))
        assert ahead.order_cards(on_hand_cards=10**6) == 0

    def test_a_reason_of_plain_text_stays(self) -> None:
        made = DemandForecast(
            history=GROWS,
            method="mine",
            distributions=(Uniform(1, 2),),
            total=Uniform(1, 2),
            interval=Fraction(9, 10),
            backtest=None,
            reason="By me.",
        )
        assert made.to_text(language="id").endswith("By me.")
        with pytest.raises(InvalidRecord, match=r"distributions: "):
            DemandForecast(
                history=GROWS,
                method="mine",
                distributions=(),
                total=Uniform(1, 2),
                interval=Fraction(9, 10),
                backtest=None,
                reason="By me.",
            )

    @pytest.mark.parametrize(
        ("field", "value"), [("months", 0), ("interval", Fraction(1)), ("interval", 0.0)]
    )
    def test_what_it_refuses(self, field: str, value: Any) -> None:  # noqa: ANN401
        with pytest.raises(InvalidRecord, match=rf"forecast_demand\.{field}: out of bounds"):
            forecast_demand(GROWS, **{field: value})

    def test_a_million_cards_are_scored_where_they_are(self) -> None:
        far = Pmf({0: 1.0, 3_000_000: 1.0})
        assert crps(far, 1_000_000) == pytest.approx(750_000)
        assert crps(far, 4_000_000) == pytest.approx(1_750_000)
