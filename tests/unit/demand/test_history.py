"""Demand from history: estimates by hand, stock-outs, scores and back-tests."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import pytest

from dukcapil import Month
from dukcapil.demand import (
    METHODS,
    Backtest,
    DemandHistory,
    DemandPattern,
    Intermittent,
    SeasonalLevel,
    backtest,
    crps,
    intermittent_demand,
    mase,
    pinball_loss,
    seasonal_level,
    seasonal_naive,
    wilson_interval,
)
from dukcapil.demand._backtest import _error_of_mean  # the formula by hand
from dukcapil.distributions import Distribution, Mixture, Pmf, Poisson, Uniform
from dukcapil.errors import Fault, InvalidRecord

JANUARY = Month(2018, 1)
HALF, FIFTH = Fraction(1, 2), Fraction(1, 5)


def history(cards: Sequence[int], *away: int, start: Month = JANUARY) -> DemandHistory:
    days = [*away, *[0] * (len(cards) - len(away))]
    return DemandHistory(start=start, cards=cards, out_of_stock_days=days)


def refused(reason: Fault, field: str) -> Any:  # noqa: ANN401
    return pytest.raises(InvalidRecord, match=rf"\.{field}: {reason}")


class TestHistory:
    """Consecutive months, and days out of stock."""

    def test_shares_are_those_of_the_calendar(self) -> None:
        known = history([0, 20], 31, 7)
        assert known.stocked_shares == (Fraction(0), Fraction(3, 4))
        assert pickle.loads(pickle.dumps(known)) == known

    def test_it_can_be_cut_from_both_sides(self) -> None:
        known = history([1, 2, 3, 4], 5, 6, 7, 8)
        assert known.first(2) == history([1, 2], 5, 6)
        assert known.last(1) == history([4], 8, start=Month(2018, 4))
        assert known.last(9) == known.first(9) == known
        assert str(known).splitlines()[2].split() == ["2018-02", "2", "6"]
        assert known.months == Month.range(JANUARY, Month(2018, 5))

    def test_what_it_refuses(self) -> None:
        with refused(Fault.MONTHS, "cards"):
            history([])
        with refused(Fault.MONTHS, "cards"):
            history([1, 2], start=Month(9999, 12))
        with refused(Fault.NEGATIVE, "cards"):
            history([-1])
        with refused(Fault.MONTHS, "out_of_stock_days"):
            history([1], 0, 0)
        with refused(Fault.OUT_OF_BOUNDS, "out_of_stock_days"):
            history([1, 1], 0, 29)
        with pytest.raises(InvalidRecord, match=r"out_of_stock_days: contradicts cards"):
            history([1, 1], 0, 28)
        with pytest.raises(TypeError, match=r"DemandHistory\.cards: expected int, found float"):
            history([1.5])  # type: ignore[list-item]
        with pytest.raises(InvalidRecord, match=r"^first\.months: out of bounds"):
            history([1]).first(0)
        with pytest.raises(InvalidRecord, match=r"^last\.months: out of bounds"):
            history([1]).last(0)


class TestSeasonalLevel:
    """The formulas of `seasonal_level`, worked by hand."""

    def test_a_season_that_is_clear(self) -> None:
        """Level 100, observed 0.9 and 1.1, and 200 expected cards a month of the year.

        Pearson: 6 · (8/90 + 8/110) / 12 is below 1, so φ = 1. Variance of factors:
        (12 · 200 · 0.01 - 11) / (2400 - 200) = 13/2200. Weight: 200 · 13/2200 / (that + 1) = 13/24.
        """
        known = history([88] * 6 + [108] * 6 + [92] * 6 + [112] * 6)
        model = seasonal_level(known)
        assert model.dispersion == 1
        for of in model.factors:
            assert of.observed == pytest.approx(0.9 if of.number <= 6 else 1.1)
            assert of.weight == pytest.approx(13 / 24)
        assert model.level_cards == pytest.approx(2_400.5 / 24)
        assert model.size == pytest.approx(2_400.5)
        assert model.means(2) == pytest.approx([2_400.5 / 24 * (1 - 1.3 / 24)] * 2)

    def test_a_season_that_may_be_chance(self) -> None:
        """φ = 6 · (800/90 + 800/110) / 12, and 24 - 11·φ is below 0: no season."""
        known = history([70] * 6 + [90] * 6 + [110] * 6 + [130] * 6)
        model = seasonal_level(known)
        dispersion = 400 / 90 + 400 / 110
        spread = (dispersion - 1) / (2_400.5 / 24)
        assert model.dispersion == pytest.approx(dispersion)
        assert [of.factor for of in model.factors] == [1] * 12
        assert 1 / model.size == pytest.approx(1 / 2_400.5 + spread * (1 + 1 / 24))

    def test_seventeen_months_cannot_either_and_eighteen_can(self) -> None:
        cards = ([40] * 3 + [100] * 3) * 3
        assert {of.factor for of in seasonal_level(history(cards[:17])).factors} == {1.0}
        assert len({of.factor for of in seasonal_level(history(cards)).factors}) > 1

    def test_one_year_cannot_tell_season_from_chance(self) -> None:
        model = seasonal_level(history([60] * 5 + [90, 90] + [60] * 5))
        assert {of.factor for of in model.factors} == {1.0}
        assert model.level_cards == pytest.approx(780.5 / 12)
        assert model.dispersion == pytest.approx((10 * 5**2 + 2 * 25**2) / 65 / 11)

    def test_a_month_wholly_out_of_stock_tells_nothing(self) -> None:
        seen = seasonal_level(history([30, 0, 40], 0, 28, 0))
        assert seen.level_cards == pytest.approx(70.5 / 2)

    def test_where_nobody_ever_came_half_a_card_is_possible(self) -> None:
        model = seasonal_level(history([0] * 24))
        assert (model.level_cards, model.size) == pytest.approx((0.5 / 24, 0.5))

    def test_the_months_after_the_history_follow_the_calendar(self) -> None:
        model = seasonal_level(history([88] * 6 + [108] * 6 + [92] * 6 + [112] * 6 + [90] * 5))
        june, july = model.means(2)
        assert june < july
        assert model.total(2).mean == pytest.approx(june + july)
        assert len(str(model).splitlines()) == 13

    def test_few_parts_are_enough_for_the_mean_and_the_variance(self) -> None:
        model = seasonal_level(history([70] * 6 + [90] * 6 + [110] * 6 + [130] * 6))
        (distribution,) = model.mixtures(1, nodes=1)
        (_, part) = distribution.parts[0]
        assert isinstance(part, type(model.distributions(1)[0]))
        assert (part.size, part.rate) == pytest.approx((model.size, model.means(1)[0]))

    def test_a_part_in_which_nothing_happens_is_a_distribution_all_the_same(self) -> None:
        erratic = attrs.evolve(seasonal_level(history([5, 9])), size=0.02)
        (distribution,) = erratic.mixtures(1, nodes=20)
        assert float(distribution.mean) == pytest.approx(erratic.means(1)[0], rel=1e-6)

    def test_what_it_refuses(self) -> None:
        with refused(Fault.MISSING, "history"):
            seasonal_level(history([0, 5], 31))
        with pytest.raises(TypeError, match=r"seasonal_level\.history: expected DemandHistory"):
            seasonal_level([5, 5])  # type: ignore[arg-type]
        model = seasonal_level(history([5, 5]))
        for name in ("means", "distributions", "mixtures", "total"):
            with pytest.raises(InvalidRecord, match=rf"^{name}\.months: negative"):
                getattr(model, name)(-1)
        with pytest.raises(InvalidRecord, match=r"^total\.months: out of bounds"):
            model.total(0)
        for nodes in (0, 51):
            with refused(Fault.OUT_OF_BOUNDS, "nodes"):
                model.mixtures(1, nodes=nodes)
        with refused(Fault.MONTHS, "factors"):
            SeasonalLevel(
                history=model.history,
                level_cards=1.0,
                factors=model.factors[:11],
                dispersion=1.0,
                size=1.0,
            )


class TestIntermittent:
    """The recursions of the papers, step by step."""

    CARDS = (0, 3, 0, 0, 6, 0)

    def estimate(self, method: Intermittent, **smoothing: Fraction) -> Any:  # noqa: ANN401
        return intermittent_demand(history(self.CARDS), method=method, **smoothing)

    def test_croston(self) -> None:
        """Size 3, then 3 + (6 - 3)/2 = 9/2; interval 2, then 2 + (3 - 2)/2 = 5/2: 9/2 over 5/2."""
        estimate = self.estimate(Intermittent.CROSTON, alpha=HALF)
        assert (estimate.size_cards, estimate.chance) == (Fraction(9, 2), Fraction(2, 5))
        assert estimate.monthly_cards == Fraction(9, 5)

    def test_sba_takes_half_the_smoothing_of_the_interval_away(self) -> None:
        """Size 9/2; interval 2 + (3 - 2)/5 = 11/5; 9/2 over 11/5, times 1 - 1/10."""
        estimate = self.estimate(Intermittent.SBA, alpha=HALF, beta=FIFTH)
        assert estimate.monthly_cards == Fraction(45, 22) * Fraction(9, 10)

    def test_tsb_falls_while_demand_stays_away(self) -> None:
        """Chance 1/2, 1/4, 1/8, then 1/8 + (1 - 1/8)/2 = 9/16, then 9/32; size 9/2."""
        estimate = self.estimate(Intermittent.TSB, alpha=HALF)
        assert estimate.chance == Fraction(9, 32)
        assert estimate.monthly_cards == Fraction(81, 64)
        assert str(estimate) == "1.27 cards a month (TSB)"

    def test_demand_every_month_is_smoothed_and_nothing_else(self) -> None:
        """8, then 8 + (4 - 8)/2 = 6, then 6 + (10 - 6)/2 = 8."""
        for method in (Intermittent.CROSTON, Intermittent.TSB):
            every_month = intermittent_demand(history([8, 4, 10]), method=method, alpha=HALF)
            assert every_month.monthly_cards == 8
            assert every_month.chance == 1

    def test_a_month_out_of_stock_is_passed_over_and_a_part_of_one_counts_by_day(self) -> None:
        for method in Intermittent:
            seen = intermittent_demand(history([0, 3, 6]), method=method)
            passed = intermittent_demand(history([0, 0, 3, 3], 0, 28, 0, 15), method=method)
            assert passed.monthly_cards == seen.monthly_cards

    @pytest.mark.parametrize(
        ("cards", "pattern", "method"),
        [
            ([100] * 12, DemandPattern.SMOOTH, Intermittent.CROSTON),
            ([5, 50, 1, 90], DemandPattern.ERRATIC, Intermittent.SBA),
            ([0, 3, 0, 3], DemandPattern.INTERMITTENT, Intermittent.SBA),
            ([0, 1, 0, 90, 0, 2], DemandPattern.LUMPY, Intermittent.SBA),
            ([0, 0], DemandPattern.INTERMITTENT, Intermittent.SBA),
            # 25 demands in 33 months: exactly 1.32.
            ([3] * 25 + [0] * 8, DemandPattern.INTERMITTENT, Intermittent.SBA),
        ],
    )
    def test_the_method_is_chosen_by_the_kind_of_demand(
        self, cards: list[int], pattern: DemandPattern, method: Intermittent
    ) -> None:
        chosen = intermittent_demand(history(cards))
        assert (chosen.pattern, chosen.method) == (pattern, method)
        assert chosen == intermittent_demand(history(cards), method=method)

    def test_a_constant_demand_is_not_estimated_too_low_without_a_word(self) -> None:
        assert intermittent_demand(history([100] * 12)).monthly_cards == 100
        asked_for = intermittent_demand(history([100] * 12), method=Intermittent.SBA)
        assert asked_for.monthly_cards == 95

    @pytest.mark.parametrize("method", Intermittent)
    def test_where_nobody_ever_came_nobody_is_expected(self, method: Intermittent) -> None:
        never = intermittent_demand(history([0, 0]), method=method)
        assert never.monthly_cards == 0
        assert never.size_cards is never.chance is None
        assert never.distribution == Pmf({0: 1})

    def test_the_distribution_brings_nothing_or_a_demand_of_the_past(self) -> None:
        estimate = self.estimate(Intermittent.CROSTON, alpha=HALF)
        assert estimate.distribution.mean == estimate.monthly_cards
        assert estimate.distribution.probability(at_most=0) == 1 - Fraction(9, 5) / Fraction(9, 2)
        growing = intermittent_demand(history([1, 9]), method=Intermittent.TSB, alpha=HALF)
        assert growing.monthly_cards == growing.distribution.mean == 5
        growing = intermittent_demand(history([1, 9]), method=Intermittent.TSB, alpha=Fraction(1))
        assert growing.monthly_cards == 9
        assert growing.distribution.mean == 5

    def test_what_it_refuses(self) -> None:
        with refused(Fault.OUT_OF_BOUNDS, "alpha"):
            self.estimate(Intermittent.SBA, alpha=Fraction(0))
        with refused(Fault.OUT_OF_BOUNDS, "beta"):
            self.estimate(Intermittent.SBA, beta=Fraction(3, 2))
        with pytest.raises(TypeError, match=r"alpha: expected Fraction, found float"):
            self.estimate(Intermittent.SBA, alpha=0.1)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"method: expected Intermittent, found str"):
            intermittent_demand(history([1]), method="SBA")  # type: ignore[arg-type]


class TestScores:
    """Scores by hand."""

    def test_crps_of_a_die(self) -> None:
        """Seen 3: (1 + 4) / 36 below, and (9 + 4 + 1 + 0) / 36 from there on."""
        assert crps(Uniform(1, 6), 3) == Fraction(19, 36)

    def test_crps_outside_the_distribution(self) -> None:
        """Each card beyond the distribution adds 1; a 0 with a die scores 55/36."""
        assert crps(Uniform(1, 6), 0) == crps(Uniform(1, 6), 1) + 1
        assert crps(Uniform(1, 6), 9) == crps(Uniform(1, 6), 7) + 2
        assert crps(Uniform(5, 5), 8) == crps(Uniform(5, 5), 2) == 3

    def test_a_quantile_too_low_costs_more_than_one_too_high(self) -> None:
        share = Fraction(9, 10)
        assert pinball_loss(10, 12, share=share) == Fraction(9, 5)
        assert pinball_loss(12, 10, share=share) == Fraction(1, 5)
        assert pinball_loss(12, 12, share=share) == 0

    def test_errors_are_scaled_by_those_of_last_years_month(self) -> None:
        """Changes of 10 and -20: scale 15. Errors of 3 and 9: 6 over 15."""
        known = history([100, 100] + [50] * 10 + [110, 80])
        assert mase([47, Fraction(59)], [50, 50], history=known) == Fraction(2, 5)
        assert mase([47.0, 59.0], [50, 50], history=known) == pytest.approx(0.4)

    def test_months_out_of_stock_are_no_errors_of_the_past(self) -> None:
        known = history([0, 100] + [50] * 10 + [110, 80], 9)
        assert mase([50], [60], history=known) == Fraction(1, 2)
        assert mase([50], [60], history=known.first(13)) is None
        assert mase([50], [60], history=history([5] * 24)) is None

    def test_what_they_refuse(self) -> None:
        with refused(Fault.NEGATIVE, "observed_cards"):
            crps(Uniform(1, 2), -1)
        with refused(Fault.OUT_OF_BOUNDS, "share"):
            pinball_loss(1, 1, share=1)
        with refused(Fault.MONTHS, "forecast_cards"):
            mase([], [], history=history([1]))
        with refused(Fault.MONTHS, "forecast_cards"):
            mase([1], [1, 2], history=history([1]))
        with refused(Fault.OUT_OF_BOUNDS, "trials"):
            wilson_interval(0, 0)
        with pytest.raises(InvalidRecord, match=r"\.hits: contradicts trials"):
            wilson_interval(3, 2)
        with refused(Fault.OUT_OF_BOUNDS, "confidence"):
            wilson_interval(1, 2, confidence=1)


class TestSeasonalNaive:
    """Forecasts by the same month of the year before."""

    def test_it_goes_back_to_a_march_that_was_in_stock(self) -> None:
        known = history([*range(10, 22), 99, *range(101, 112)], *[0] * 12, 1)
        january, february = seasonal_naive(known, 2)
        assert january.quantile(HALF) == 10
        assert february.quantile(HALF) == 101
        assert january.low == 0
        assert february.high == 101 + 90

    def test_where_no_such_month_is_known_it_takes_the_last_one(self) -> None:
        (april,) = seasonal_naive(history([10, 20, 30], 0, 0, 1), 1)
        assert (april.low, april.high) == (20, 20)

    def test_what_it_refuses(self) -> None:
        with refused(Fault.MISSING, "history"):
            seasonal_naive(history([10], 1), 1)


def sure(amount: int) -> Any:  # noqa: ANN401
    return lambda _, months: [Uniform(amount, amount)] * months


class TestOfMonths:
    """A history from counts by month, with gaps."""

    SEPTEMBER, NOVEMBER = Month(2024, 9), Month(2024, 11)

    def test_a_month_that_is_missing_is_not_one_without_demand(self) -> None:
        seen = DemandHistory.of_months({self.NOVEMBER: 640, self.SEPTEMBER: 610})
        assert seen.cards == (610, 0, 640)
        assert seen.out_of_stock_days == (0, 31, 0)
        none = DemandHistory.of_months(
            {self.SEPTEMBER: 610, self.SEPTEMBER + 1: None, self.NOVEMBER: 640}
        )
        assert none == seen
        assert intermittent_demand(seen).size_cards is not None
        estimate = intermittent_demand(history([610, 640])).monthly_cards
        assert intermittent_demand(seen).monthly_cards == estimate

    def test_days_without_blanks_and_months_left_out_are_not_learnt_from(self) -> None:
        counts = {self.SEPTEMBER: 610, self.SEPTEMBER + 1: 300, self.NOVEMBER: 940}
        seen = DemandHistory.of_months(
            counts, out_of_stock_days={self.SEPTEMBER + 1: 15}, leave_out=[self.NOVEMBER]
        )
        assert seen.cards == (610, 300, 0)
        assert seen.out_of_stock_days == (0, 15, 30)

    def test_what_it_refuses(self) -> None:
        for counts in ({}, {self.NOVEMBER: 9}, {self.NOVEMBER: None}):
            with pytest.raises(InvalidRecord, match=r"of_months\.cards: missing"):
                DemandHistory.of_months(counts, leave_out=[self.NOVEMBER])
        with pytest.raises(InvalidRecord, match=r"out_of_stock_days: contradicts cards"):
            DemandHistory.of_months({self.NOVEMBER: 9}, out_of_stock_days={self.SEPTEMBER: 3})
        with pytest.raises(TypeError, match=r"of_months\.cards: expected Month"):
            DemandHistory.of_months({"2024-11": 9})  # type: ignore[dict-item]


class TestBacktest:
    """Scores of forecasts from the months known at the time."""

    def test_a_method_that_knows_all_beats_the_naive_and_one_like_it_does_not(self) -> None:
        known = history([10 + month % 5 for month in range(30)])

        def knows(past: DemandHistory, months: int) -> list[Distribution]:
            return [Uniform(n, n) for n in known.cards[len(past) : len(past) + months]]

        result = backtest(known, {"knows": knows, "as naive": seasonal_naive}, horizon=3)
        assert result.verdicts == (
            "knows beats the seasonal naive",
            "as naive does not beat the seasonal naive",
        )
        assert result.beat_the_naive == ("knows",)
        best = result.scores[1]
        assert (best.crps, best.pinball_loss, best.mase) == (0, 0, 0)
        assert best.forecasts == best.inside == 3 + 3 + 3 + 3 + 2 + 1
        assert best.covered_share == 1
        assert best.covered_between[1] == 1

    def test_scores_are_means_over_all_forecasts(self) -> None:
        known = history([10] * 12 + [12] * 12 + [15, 13])
        result = backtest(known, {"always 14": sure(14)}, first=24)
        (score,) = result.scores[1:]
        assert score.crps == pytest.approx(1)
        assert score.pinball_loss == pytest.approx((0.95 * 1 + 0.05 * 1) / 2)
        assert score.mase == pytest.approx((1 / 2 + 1 / (27 / 13)) / 2)
        assert (score.inside, score.forecasts) == (0, 2)

    def test_a_difference_has_its_standard_error(self) -> None:
        """The naive says 10; the method is right, so the differences are those of the naive."""
        came = [12, 10, 14, 11]
        known = history([10] * 24 + came)

        def right(past: DemandHistory, months: int) -> list[Distribution]:
            return [Uniform(n, n) for n in known.cards[len(past) : len(past) + months]]

        def ten(past: DemandHistory, months: int) -> list[Distribution]:
            del past
            return [Uniform(10, 10)] * months

        (score, worse) = backtest(known, {"right": right, "ten": ten}).scores[1:]
        naive = backtest(known, {}).scores[0]
        assert score.crps == 0
        assert score.crps_less_naive == pytest.approx(-naive.crps)
        assert worse.crps_less_naive == pytest.approx(worse.crps - naive.crps)
        assert naive.crps_less_naive == naive.crps_less_naive_error == 0
        single = backtest(known, {"right": right}, first=27).scores[1]
        assert single.crps_less_naive_error is None
        assert not single.beats_naive
        assert backtest(known, {"right": right}, first=27).verdicts == (
            "right is not shown to beat the seasonal naive",
        )

    def test_neighbouring_origins_are_dependent(self) -> None:
        values = [1.0, 3.0, 2.0, 6.0]
        away = [-2.0, 0.0, -1.0, 3.0]
        squares = 4 + 0 + 1 + 9
        assert _error_of_mean(values, 1) == pytest.approx((squares / 4 / 3) ** 0.5)
        together = sum(one * other for one, other in itertools.pairwise(away))
        assert _error_of_mean(values, 2) == pytest.approx(((squares + together) / 4 / 3) ** 0.5)
        assert _error_of_mean([1.0], 2) is None

    def test_months_out_of_stock_are_not_scored(self) -> None:
        known = history([10] * 12 + [12] * 12 + [0, 13], *[0] * 24, 30)
        assert backtest(known).scores[0].forecasts == 1
        with refused(Fault.MISSING, "history"):
            backtest(known.first(25))

    def test_what_was_never_scaled_is_not_shown(self) -> None:
        result = backtest(history([10] * 26))
        assert result.scores[0].mase is None
        assert "None" not in str(result)
        assert result.beat_the_naive == ()

    def test_all_methods_of_the_library_stand_side_by_side(self) -> None:
        season = [60, 52, 61, 58, 49, 93, 88, 63, 57, 55, 62, 54]
        known = history([n + index * 7 % 11 for index, n in enumerate(season * 4)])
        result = backtest(known, horizon=2)
        assert [row["method"] for row in result.to_dicts()] == ["seasonal naive", *METHODS]
        assert [row["beats_naive"] for row in result.to_dicts()] == [None, False, True] + [
            False
        ] * 3
        lines = str(result).splitlines()
        assert " ".join(lines[0].split()).startswith(
            "method CRPS pinball loss MASE inside forecasts"
        )
        assert lines[0].endswith("beats the naive")
        assert lines[2].endswith("no")
        assert lines[3].endswith("yes")
        assert pickle.loads(pickle.dumps(result)) == result

    def test_what_it_refuses(self) -> None:
        known = history([10] * 26)
        for field in ("first", "horizon"):
            with refused(Fault.OUT_OF_BOUNDS, field):
                backtest(known, **{field: 0})  # type: ignore[arg-type]
        with refused(Fault.OUT_OF_BOUNDS, "interval"):
            backtest(known, interval=Fraction(1))
        with refused(Fault.MONTHS, "methods"):
            backtest(known, {"too much": lambda _, months: [Poisson(rate=1)] * (months + 1)})
        with pytest.raises(TypeError, match=r"backtest\.methods: expected Distribution, found int"):
            backtest(known, {"no distribution": lambda _, months: [10] * months})  # type: ignore[list-item]
        with refused(Fault.MISSING, "scores"):
            Backtest(history=known, first=24, horizon=1, interval=HALF, scores=())


def test_parts_of_the_common_rate_are_aligned() -> None:
    model = seasonal_level(history([88] * 6 + [108] * 6 + [92] * 6 + [112] * 6))
    distributions = model.mixtures(12, nodes=4)
    assert all(type(distribution) is Mixture for distribution in distributions)
    for distribution, mean in zip(distributions, model.means(12), strict=True):
        relative = [float(part.mean) / mean for _, part in distribution.parts]
        assert relative == sorted(relative)
        assert relative == pytest.approx(
            [float(p.mean) / model.means(1)[0] for _, p in distributions[0].parts]
        )
        assert {weight for weight, _ in distribution.parts} == {1}
