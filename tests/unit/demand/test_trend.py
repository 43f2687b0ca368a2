"""Trend and season: against a second implementation, on simulated truth, and by its laws."""

from __future__ import annotations

import math
import pickle
import sys
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from dukcapil import Month
from dukcapil.demand import DemandHistory, Occasion, TrendAndSeason, ramadan, trend_and_season
from dukcapil.distributions import Mixture, NegativeBinomial, Pmf
from dukcapil.errors import Fault, InvalidRecord

START = Month(2022, 1)
SEASON = [1.0, 0.9, 1.0, 1.0, 0.8, 1.4, 1.3, 1.0, 1.0, 0.9, 1.0, 0.7]


def history(cards: Sequence[float], **others: Any) -> DemandHistory:  # noqa: ANN401
    return DemandHistory(start=START, cards=[round(one) for one in cards], **others)


def grown(rate: float, base: int = 5_000, months: int = 36) -> list[float]:
    return [base * (1 + rate) ** at * SEASON[at % 12] for at in range(months)]


# A second implementation, from the sentences of the documentation: every month is observed in
# turn, and all that is asked for is corrected by it.
SIZES = {
    (trend, year, drift, noise): of_trend * of_year * of_drift / 4
    for (trend, of_trend), (year, of_year), (drift, of_drift), noise in product(
        [(0.0, 0.2), (0.02, 0.8)],
        [(0.0, 0.55), (0.13, 0.45)],
        [(0.0, 0.92), (0.03, 0.08)],
        [0.01, 0.03, 0.06, 0.12],
    )
}


def covariance(one: int, other: int, last: int, sizes: tuple[float, ...]) -> float:
    trend, year, drift, _ = sizes
    since = [
        at - last if at <= last else sum(0.98**n for n in range(1, at - last + 1))
        for at in (one, other)
    ]
    same_month, same_year = one % 12 == other % 12, one // 12 == other // 12
    return (
        1
        + 0.15**2 * (same_month - 1 / 12)
        + trend**2 * since[0] * since[1]
        + year**2 * same_year
        + drift**2 * min(one, other)
    )


def oracle(cards: Sequence[int], ahead: int) -> tuple[list[float], float]:
    """The expected cards of each month, and of all together, without a month out of stock."""
    known = len(cards)
    logs = [math.log(count + 0.5) for count in cards]
    center = sum(logs) / known
    found = []
    for sizes, chance in SIZES.items():
        every = range(known + ahead)
        means = [center] * len(every)
        matrix = [[covariance(one, other, known - 1, sizes) for other in every] for one in every]
        density = math.log(chance)
        for at, log in enumerate(logs):
            variance = matrix[at][at] + sizes[3] ** 2 + 1 / (cards[at] + 0.5)
            error = log - means[at]
            density -= error**2 / variance / 2 + math.log(variance) / 2
            gain = [row[at] / variance for row in matrix]
            column = [row[at] for row in matrix]
            means = [mean + share * error for mean, share in zip(means, gain, strict=True)]
            matrix = [
                [value - share * of for value, of in zip(row, column, strict=True)]
                for row, share in zip(matrix, gain, strict=True)
            ]
        rates = [
            math.exp(means[at] + (matrix[at][at] + sizes[3] ** 2) / 2)
            for at in range(known, known + ahead)
        ]
        found.append((density, rates))
    most = max(density for density, _ in found)
    weights = [math.exp(density - most) for density, _ in found]
    months = [
        sum(weight * rates[at] for weight, (_, rates) in zip(weights, found, strict=True))
        / sum(weights)
        for at in range(ahead)
    ]
    return months, sum(months)


class TestModel:
    """What the parts are, and what they say of months and sums."""

    @pytest.mark.parametrize("rate", [0.01, -0.01])
    def test_it_agrees_with_a_second_implementation(self, rate: float) -> None:
        cards = [round(one) for one in grown(rate)]
        months, total = oracle(cards, 3)
        model = trend_and_season(history(cards))
        assert model.means(3) == pytest.approx(months, rel=2e-3)
        assert float(model.total(3).mean) == pytest.approx(total, rel=3e-3)

    def test_growth_goes_on_and_fades(self) -> None:
        model = trend_and_season(history(grown(0.01)))
        truth = grown(0.01, months=48)[36:]
        assert all(
            0.97 < mean / came < 1.01 for mean, came in zip(model.means(12), truth, strict=True)
        )
        low, high = (model.total(12).quantile(Fraction(at, 20)) for at in (1, 19))
        assert low < sum(truth) < high
        rows = {row[0]: row[1:] for row in model.rows}  # type: ignore[index]
        assert rows["trend a month"][0] < 1.01 < rows["trend a month"][2] < 1.015
        assert rows["month 06"][1] > 1.3 > rows["month 01"][1]

    def test_an_occasion_is_learnt_and_used(self) -> None:
        vote = Occasion.in_months("vote", [START + 10, START + 46])
        cards = grown(0)
        cards[10] *= 1.5
        with_it = trend_and_season(history(cards), occasions=[vote])
        without = trend_and_season(history(cards))
        assert with_it.means(12)[10] == pytest.approx(1.5 * 5_000, rel=0.06)
        assert without.means(12)[10] < 1.3 * 5_000
        other = Occasion.in_months("vote", [START + 10])
        assert trend_and_season(history(cards), occasions=[other]).means(12)[10] == pytest.approx(
            5_000, rel=0.05
        )
        names = [row[0] for row in with_it.rows]  # type: ignore[index]
        assert names[:2] == ["trend a month", "vote"]

    def test_an_occasion_that_never_was_is_uncertain(self) -> None:
        fast = Occasion.in_months("first time", [START + 36])
        sure = trend_and_season(history(grown(0))).distributions(1)[0]
        unsure = trend_and_season(history(grown(0)), occasions=[fast]).distributions(1)[0]
        assert unsure.quantile(0.95) > 1.5 * sure.quantile(0.95)
        assert unsure.quantile(0.05) < sure.quantile(0.05) / 1.5

    def test_days_without_blanks_are_no_low_demand(self) -> None:
        cards = grown(0)
        days = [0] * 36
        cards[20], days[20] = 0, (START + 20).last_day.day
        cards[21], days[21] = cards[21] / 2, 15
        short = trend_and_season(history(cards, out_of_stock_days=days))
        assert short.means(12) == pytest.approx(
            trend_and_season(history(grown(0))).means(12), rel=0.02
        )

    def test_a_total_is_wider_than_independent_months(self) -> None:
        model = trend_and_season(history(grown(0, months=12)))
        total = model.total(6)
        low, high = total.quantile(0.05), total.quantile(0.95)
        months = model.distributions(6)
        spread = math.sqrt(sum(((of.quantile(0.95) - of.quantile(0.05)) / 2) ** 2 for of in months))
        assert (high - low) / 2 > 1.5 * spread
        assert float(total.mean) == pytest.approx(sum(float(of.mean) for of in months), rel=0.01)

    def test_small_counts_are_negative_binomial_and_large_ones_on_a_grid(self) -> None:
        small = trend_and_season(history(grown(0, base=30))).distributions(1)[0]
        assert isinstance(small, Mixture)
        assert all(isinstance(part, NegativeBinomial) for _, part in small.parts)
        large = trend_and_season(history(grown(0.01, base=1_000_000))).total(12)
        assert isinstance(large, Pmf)
        assert len(large.weights) < 20_000
        assert large.quantile(0.5) == pytest.approx(float(large.mean), rel=0.02)

    def test_mixtures_keep_means_and_hang_on_the_sum(self) -> None:
        model = trend_and_season(history(grown(0, base=3_000)))
        months = model.distributions(12)
        parted = model.mixtures(12, nodes=5)
        for one, other in zip(parted, months, strict=True):
            means = [float(part.mean) for _, part in one.parts]
            assert means == sorted(means)
            assert float(one.mean) == pytest.approx(float(other.mean), rel=0.01)
        by_part = zip(*([part.mean for _, part in one.parts] for one in parted), strict=True)
        sums = [float(sum(means)) for means in by_part]
        total = model.total(12)
        assert total.low < sums[0] < total.quantile(0.2)
        assert total.quantile(0.8) < sums[-1] < total.high
        assert model.mixtures(0) == ()

    def test_two_months_are_enough_and_leave_much_open(self) -> None:
        model = trend_and_season(history([100, 110]))
        low, high = (model.distributions(1)[0].quantile(at) for at in (0.05, 0.95))
        assert low < 80
        assert high > 140
        assert model.means(0) == ()

    def test_what_it_refuses(self) -> None:
        known = history(grown(0))
        vote = Occasion.in_months("vote", [START])
        with pytest.raises(InvalidRecord, match=r"TrendAndSeason\.history: "):
            trend_and_season(history([5]))
        with pytest.raises(InvalidRecord, match=r"TrendAndSeason\.occasions: "):
            trend_and_season(known, occasions=[vote, vote])
        model = trend_and_season(known)
        with pytest.raises(InvalidRecord, match=rf"total\.months: {Fault.OUT_OF_BOUNDS}"):
            model.total(0)
        for nodes in (1, 51):
            with pytest.raises(InvalidRecord, match=r"mixtures\.nodes: out of bounds"):
                model.mixtures(1, nodes=nodes)
        with pytest.raises(TypeError, match=r"means\.months: expected int"):
            model.means(1.5)  # type: ignore[arg-type]

    def test_it_is_a_value(self) -> None:
        model = trend_and_season(history(grown(0)), occasions=[ramadan([2022, 2023])])
        assert pickle.loads(pickle.dumps(model)) == model
        assert isinstance(model, TrendAndSeason)


class TestCoverage:
    """The intervals hold as often as they say, on a few simulated histories of each class.

    `benchmarks/demand.py` counts many more.
    """

    def test_nine_of_ten(self) -> None:
        sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
        try:
            from _simulated_demand import (  # pyright: ignore[reportMissingImports]  # noqa: PLC0415
                CLASSES,
                simulated,
            )
        finally:
            sys.path.pop(0)
        months = totals = 0
        for kind in CLASSES.values():
            for seed in range(2):
                truth = simulated(kind, 700 + seed)
                model = trend_and_season(truth.history, occasions=truth.occasions)
                low, high = Fraction(1, 20), Fraction(19, 20)
                pairs = zip(model.distributions(12), truth.year, strict=True)
                months += sum(of.quantile(low) <= came <= of.quantile(high) for of, came in pairs)
                total = model.total(12)
                totals += total.quantile(low) <= sum(truth.year) <= total.quantile(high)
        count = 2 * len(CLASSES)
        assert 0.83 < months / count / 12 < 0.98
        assert totals >= 0.8 * count
