"""Published answers of textbooks and papers on demand, stock rules and scores.

Snyder and Shen is L. V. Snyder and Z.-J. M. Shen, *Fundamentals of Supply Chain Theory*, 2nd ed.,
Wiley, 2019; the answers to its examples have more digits in the documentation of the package
stockpyl, which Snyder keeps.
"""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import NormalDist

import pytest

from dukcapil.demand import crps, wilson_interval
from dukcapil.distributions import Distribution, Pmf, Poisson, Sum, Uniform
from dukcapil.inventory import (
    FixedLot,
    MinMax,
    OrderUpTo,
    average_monthly_cards,
    expected_shortfall,
    lead_time_demand,
    newsvendor,
    policy_measures,
    reorder_point,
)

STANDARD = NormalDist()


def rounded_normal(mean: int, deviation: int) -> Distribution:
    """Return a normal distribution on whole numbers, truncated at nine deviations."""
    normal = NormalDist(mean, deviation)
    reach = min(9 * deviation, mean)
    return Pmf({k: normal.pdf(k) for k in range(mean - reach, mean + reach + 1) if normal.pdf(k)})


class TestDice:
    """Sums of dice, as old as the theory."""

    @pytest.mark.parametrize(
        ("sixes", "dice", "chance"),
        [
            (1, 6, Fraction(31_031, 46_656)),
            (2, 12, Fraction(1_346_704_211, 2_176_782_336)),
            (3, 18, Fraction(15_166_600_495_229, 25_389_989_167_104)),
        ],
    )
    def test_pepys_asked_newton_which_wager_is_best(
        self, sixes: int, dice: int, chance: Fraction
    ) -> None:
        thrown = Sum([Pmf({0: 5, 1: 1})] * dice)
        assert 1 - thrown.probability(at_most=sixes - 1) == chance

    def test_nine_pyramids_beat_six_cubes(self) -> None:
        """Project Euler, problem 205: 0.5731441."""
        pyramids, cubes = Sum([Uniform(1, 4)] * 9), Sum([Uniform(1, 6)] * 6)
        wins = sum(
            (pyramids.probability(at_most=n) - pyramids.probability(at_most=n - 1))
            * cubes.probability(at_most=n - 1)
            for n in range(9, 37)
        )
        assert type(wins) is Fraction
        assert f"{float(wins):.7f}" == "0.5731441"


class TestNewsvendor:
    """Snyder and Shen, chapter 4: a left paper costs 0.18, a missing one 0.70."""

    def test_normal_demand(self) -> None:
        """Example 4.3: 56.60 papers at a cost of 1.9976; here in hundredths of a paper."""
        answer = newsvendor(rounded_normal(5_000, 800), missing_cost=0.70, left_cost=0.18)
        assert answer.cards == pytest.approx(5_660.395592743389, abs=1)
        assert answer.expected_cost == pytest.approx(199.76051931766445, rel=1e-6)

    def test_poisson_demand(self) -> None:
        answer = newsvendor(Poisson(rate=50), missing_cost=0.70, left_cost=0.18)
        assert answer.cards == 56
        assert answer.expected_cost == pytest.approx(1.797235211809178)

    def test_the_single_period_of_example_4_7(self) -> None:
        answer = newsvendor(Poisson(rate=6), missing_cost=4, left_cost=1)
        assert answer.critical_ratio == Fraction(4, 5)
        assert answer.cards == 8
        assert answer.expected_cost == pytest.approx(3.5701069457709416)
        always_8 = policy_measures(OrderUpTo(8), demand=Poisson(rate=6), lead_time=0)
        assert always_8.cost(missing_cost=4, left_cost=1) == pytest.approx(answer.expected_cost)


class TestPolicies:
    """Snyder and Shen, chapters 4 and 5."""

    def test_the_min_max_rule_of_example_4_7(self) -> None:
        """(s, S) = (4, 10) costs 8.0341, and no other pair less."""
        demand = Poisson(rate=6)
        costs = {
            (low, high): float(
                policy_measures(
                    MinMax(min_cards=low, max_cards=high), demand=demand, lead_time=0
                ).cost(request_cost=5, missing_cost=4, left_cost=1)
            )
            for low in range(2, 7)
            for high in range(8, 13)
        }
        assert costs[4, 10] == pytest.approx(8.034111561471642)
        assert min(costs, key=costs.__getitem__) == (4, 10)

    def test_the_fixed_lot_of_example_5_8(self) -> None:
        """(r, Q) = (3, 5) costs 107.92, and no other pair less.

        Stock is looked at all the time there, and demand is 1.5 a year with a lead time of two: so
        the demand that counts is that of two years, as of one period here without a lead time.
        """
        costs = {
            (at, lot): 100 * 1.5 / lot
            + float(
                policy_measures(
                    FixedLot(at_cards=at, lot_cards=lot), demand=Poisson(rate=3), lead_time=0
                ).cost(missing_cost=150, left_cost=20)
            )
            for at in range(1, 6)
            for lot in range(3, 8)
        }
        assert costs[3, 5] == pytest.approx(107.92358063314975)
        assert min(costs, key=costs.__getitem__) == (3, 5)


class TestLossFunctions:
    """Closed forms of the loss function."""

    @pytest.mark.parametrize("stock", [0, 1, 5, 6, 7, 20])
    def test_poisson(self, stock: int) -> None:
        demand = Poisson(rate=6)
        density = math.exp(-6) * 6**stock / math.factorial(stock)
        tail = 1 - demand.probability(at_most=stock)
        assert expected_shortfall(demand, stock_cards=stock) == pytest.approx(
            (6 - stock) * tail + 6 * density
        )

    @pytest.mark.parametrize("z", [-2.0, -0.5, 0.0, 1.0, 2.5])
    def test_normal(self, z: float) -> None:
        stock = 9_000 + round(1_000 * z)
        assert expected_shortfall(rounded_normal(9_000, 1_000), stock_cards=stock) == pytest.approx(
            1_000 * (STANDARD.pdf(z) - z * (1 - STANDARD.cdf(z))), rel=1e-4
        )


class TestScores:
    """Published values of scores."""

    @pytest.mark.parametrize("z", [-3.0, -1.0, 0.0, 0.5, 2.0])
    def test_crps_of_a_normal(self, z: float) -> None:
        """Gneiting and Raftery 2007, equation 21, up to what rounding to whole numbers adds."""
        score = crps(rounded_normal(9_000, 1_000), 9_000 + round(1_000 * z))
        closed = z * (2 * STANDARD.cdf(z) - 1) + 2 * STANDARD.pdf(z) - 1 / math.sqrt(math.pi)
        assert score == pytest.approx(1_000 * closed, abs=0.01)

    @pytest.mark.parametrize(
        ("hits", "trials", "low", "high"),
        [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )
    def test_wilson(self, hits: int, trials: int, low: float, high: float) -> None:
        """R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3."""
        assert wilson_interval(hits, trials) == pytest.approx((low, high), abs=5e-5)


class TestOffices:
    """Stock rules of offices and health programmes."""

    def test_trenggalek_asks_when_one_working_week_is_left(self) -> None:
        """200 a day, asks at 1,000, lead time a week, 6,000 received (Tribun Jatim, 3 Feb 2025).

        Just what five days need if none is above 200; if days are Poisson, half of all weeks need
        more. 1,074 would do in 99 of 100.
        """
        week = lead_time_demand(Uniform(200, 200), lead_time=5)
        assert reorder_point(week, service_level=Fraction(99, 100)).cards == 1_000
        uneven = lead_time_demand(Poisson(rate=200), lead_time=5)
        assert uneven.probability(at_most=1_000) == pytest.approx(0.5084, abs=1e-4)
        assert reorder_point(uneven, service_level=Fraction(99, 100)).cards == 1_074

    def test_amc_is_that_of_management_sciences_for_health(self) -> None:
        """MDS-3, 2012: total over months less days out of stock in months of 30.5 days."""
        corrected = average_monthly_cards(
            1_000, months=6, out_of_stock_days=61, month_days=Fraction(61, 2)
        )
        assert corrected == 1_000 / (6 - Fraction(61) / Fraction(61, 2)) == 250
