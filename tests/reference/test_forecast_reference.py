"""Answers of textbooks and papers to questions that a forecast asks.

Feller is W. Feller, *An Introduction to Probability Theory and Its Applications*, vol. I, 3rd ed.,
Wiley, 1968. A stock of blanks that one card a month is asked of, and that gets two blanks or none,
is his walk of single steps; here it steps up where no blanks come, and people wait above zero.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import settings

from dukcapil import Month, Scenario
from dukcapil.distributions import (
    Blocks,
    Common,
    Independent,
    Mixture,
    Pmf,
    Poisson,
    Regimes,
    Uniform,
    Unknown,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.forecast import Exactness, Figure, Method, Outlook, distribution_of, outlook

LARGE_BUDGET = 100
"""Examples of a property in CI, where the largest computations are made, too."""
START = Month(2020, 1)
LOW, HIGH = 15_000, 20_000
DELIVERIES = Scenario(
    start=START,
    months=36,
    not_recorded_people=0,
    on_hand_cards=95_650,
    replacement_cards=19_300,
    allocation_cards=Uniform(LOW, HIGH),
)
SMALL_LOW, SMALL_HIGH = 150, 200
SMALL = attrs.evolve(
    DELIVERIES,
    on_hand_cards=956,
    replacement_cards=193,
    allocation_cards=Uniform(SMALL_LOW, SMALL_HIGH),
)
"""The same at a hundredth of the size, for formulas that hold at any."""
SOMETIMES_NONE = Mixture([(19, Uniform(LOW, HIGH)), (1, Pmf({0: 1}))])


def answer_to(scenario: Scenario, **options: Any) -> Outlook:  # noqa: ANN401
    return outlook(scenario, compare=False, **options)


@cache
def deliveries(dependence: Dependence) -> Outlook:
    return answer_to(attrs.evolve(SMALL, dependence=dependence))


def chance_of_sum(total: int, *, terms: int, size: int) -> Fraction:
    """Return the probability that the sum of numbers from 0 to `size` is at most a total.

    By inclusion and exclusion, as De Moivre solved it (Feller, XI.7); as `size` grows, the
    distribution of Irwin and Hall.
    """
    ways = sum(
        (-1) ** k * math.comb(terms, k) * math.comb(total - k * (size + 1) + terms, terms)
        for k in range(total // (size + 1) + 1)
    )
    return Fraction(ways, (size + 1) ** terms)


class TestDependence:
    """The same monthly distribution, and probabilities from one in 7,000 to one in two.

    The figures were computed apart from the package, with numpy arrays over all whole numbers.
    """

    @pytest.mark.parametrize(
        ("dependence", "chance"),
        [
            (Independent(), 0.00020116124477946354),
            (Blocks(6), 0.07904193905722308),
            (Blocks(12), 0.16765798976261015),
            (Common(), 0.3333333333333333),
        ],
    )
    def test_dependence_decides_the_probability_of_a_stock_out(
        self, dependence: Dependence, chance: float
    ) -> None:
        by = deliveries(dependence).month_outlooks[-1].stock_out_by
        assert by.exactness is Exactness.EXACT
        assert by.value == pytest.approx(chance, rel=1e-14)

    @pytest.mark.skipif(settings().max_examples < LARGE_BUDGET, reason="seconds each")
    @pytest.mark.parametrize(
        ("dependence", "chance"),
        [
            (Independent(), 0.00015253549712),
            (Blocks(6), 0.07516388652292),
            (Blocks(12), 0.16054478478247),
            (Common(), 0.32873425314937),
        ],
    )
    def test_so_it_does_at_full_size(self, dependence: Dependence, chance: float) -> None:
        full = answer_to(attrs.evolve(DELIVERIES, dependence=dependence))
        by = full.month_outlooks[-1].stock_out_by
        assert by.exactness is Exactness.EXACT
        assert by.value == pytest.approx(chance, rel=1e-10)

    @pytest.mark.parametrize(
        ("fields", "chance"),
        [
            ({"dependence": Independent()}, 0.00015253549712),
            ({"dependence": Regimes(Fraction(9, 10))}, 0.08352827529775),
            ({"allocation_cards": SOMETIMES_NONE}, 0.47534082913490),
        ],
    )
    def test_a_lattice_brackets_it(self, fields: dict[str, Any], chance: float) -> None:
        scenario = attrs.evolve(DELIVERIES, **fields)
        by = answer_to(scenario, step_cards=20).month_outlooks[-1].stock_out_by
        assert by.exactness is Exactness.BRACKET
        assert by.low < chance < by.high < by.low + 0.02
        assert by.value == pytest.approx(chance, abs=2e-6)

    def test_of_one_draw_for_all_months_it_can_be_counted(self) -> None:
        """Deliveries of 166 or less a month let the stock run out within three years."""
        out = deliveries(Common()).month_outlooks[-1].stock_out_by
        short = sum(36 * (193 - sent) > 956 for sent in range(SMALL_LOW, SMALL_HIGH + 1))
        assert out.exactness is Exactness.EXACT
        assert out.fraction == Fraction(short, SMALL_HIGH - SMALL_LOW + 1)


class TestSums:
    """The distribution of a sum of uniform numbers."""

    @pytest.mark.parametrize("month", [0, 11, 35])
    def test_of_many_deliveries_it_is_that_of_irwin_and_hall(self, month: int) -> None:
        terms = month + 1
        missing = 193 * terms - 956 - SMALL_LOW * terms - 1
        size = SMALL_HIGH - SMALL_LOW
        short = chance_of_sum(missing, terms=terms, size=size) if missing >= 0 else 0
        assert deliveries(Independent()).month_outlooks[month].stock_out_in.fraction == short

    def test_the_distribution_of_the_stock_is_theirs_at_every_point(self) -> None:
        scenario = Scenario(
            start=START, months=7, not_recorded_people=0, allocation_cards=Uniform(0, 9)
        )
        distribution = distribution_of(scenario, Figure.ON_HAND, month=START + 6)
        for total in range(7 * 9 + 1):
            assert distribution.probability(at_most=total) == chance_of_sum(total, terms=7, size=9)

    @pytest.mark.parametrize("months", [2, 3, 10])
    @pytest.mark.parametrize("share", [Fraction(1, 10), Fraction(1, 2), Fraction(4, 5)])
    def test_of_an_unknown_dependence_the_extremes_are_those_of_rueschendorf(
        self, months: int, share: Fraction
    ) -> None:
        """The sum of n uniform numbers is below x with a chance of at most 2x / n.

        (L. Rüschendorf, Random variables with maximum sums, Adv. Appl. Prob. 14, 1982.) Some
        dependence reaches it, and by symmetry the least chance is 1 - 2(n - x) / n.
        """
        size = 500
        scenario = Scenario(
            start=START,
            months=months,
            not_recorded_people=0,
            waiting_people=int(share * months * size),
            allocation_cards=Uniform(0, size),
            dependence=Unknown(),
        )
        out = answer_to(scenario, step_cards=1).month_outlooks[-1].stock_out_in
        assert out.high == pytest.approx(min(1, 2 * share), abs=0.005)
        assert out.low == pytest.approx(max(0, 2 * share - 1), abs=0.005)


def single_steps(*, up: Fraction, months: int, **stocks: int) -> Scenario:
    """A walk that goes up by one with a probability, and otherwise down by one."""
    fields: dict[str, Any] = {"not_recorded_people": 0, **stocks}
    weights = {0: up, 2: 1 - up}
    return Scenario(
        start=START, months=months, allocation_cards=Pmf(weights), replacement_cards=1, **fields
    )


HALF = Fraction(1, 2)


class TestSingleSteps:
    """The walk of single steps: first passages, ties, and ruin."""

    @pytest.mark.parametrize("waiting", [1, 2, 7])
    def test_the_first_passage_follows_the_hitting_time_theorem(self, waiting: int) -> None:
        """Feller, III.7, theorem 2: r / n · C(n, (n + r) / 2) / 2ⁿ through r at step n."""
        scenario = single_steps(up=HALF, months=60, waiting_people=waiting)
        reached = [one.cleared_by.fraction for one in answer_to(scenario).month_outlooks]
        for n, (before, after) in enumerate(pairwise([Fraction(0), *reached]), start=1):
            assert before is not None
            assert after is not None
            ways = math.comb(n, (n + waiting) // 2) if n >= waiting and not (n - waiting) % 2 else 0
            assert after - before == Fraction(waiting * ways, n * 2**n)

    @pytest.mark.parametrize("stock", [0, 3])
    def test_so_does_the_first_stock_out(self, stock: int) -> None:
        """One blank more than there are has to be missing."""
        passed = stock + 1
        result = answer_to(single_steps(up=HALF, months=40, on_hand_cards=stock)).first_stock_out()
        for n, (month, chance) in enumerate(result[:-1], start=1):
            ways = math.comb(n, (n + passed) // 2) if n >= passed and not (n - passed) % 2 else 0
            assert month == START + n - 1
            assert chance.value == pytest.approx(passed * ways / (n * 2**n), abs=1e-15)
        month, never = result[-1]
        assert month is None
        assert never.value == pytest.approx(
            1 - math.fsum(chance.value for _, chance in result[:-1])
        )

    def test_the_chance_of_no_stock_out_is_that_of_a_tie(self) -> None:
        """Feller, III.3: a walk of 2n steps stays on one side as often as it ends at zero."""
        months = answer_to(single_steps(up=HALF, months=50)).month_outlooks
        for n in range(1, 26):
            out = months[2 * n - 1].stock_out_by.fraction
            assert out == 1 - Fraction(math.comb(2 * n, n), 4**n)

    @pytest.mark.parametrize("stock", [0, 1, 4])
    def test_ruin_against_a_bank_without_limit(self, stock: int) -> None:
        """Feller, XIV.2: a gambler who has z and wins with p > q is ruined with (q / p)ᶻ."""
        lose = Fraction(1, 4)
        scenario = single_steps(up=lose, months=120, on_hand_cards=stock)
        ruined = answer_to(scenario).month_outlooks[-1].stock_out_by
        assert ruined.value == pytest.approx((1 / 3) ** (stock + 1), abs=1e-6)

    def test_a_poor_gambler_plays_z_over_q_less_p_rounds(self) -> None:
        """Feller, XIV.3: the expected duration where the game is against him."""
        scenario = single_steps(up=Fraction(1, 4), months=120, waiting_people=6)
        passages = answer_to(scenario).first_clearance()
        assert passages[-1][1].value < 1e-6
        rounds = sum(n * chance.value for n, (_, chance) in enumerate(passages[:-1], start=1))
        assert rounds == pytest.approx(6 / (3 / 4 - 1 / 4), abs=1e-4)


LOAD = 0.5


def left_behind(most: int) -> float:
    """M/D/1: how likely no more are left behind by one who has been served.

    With a load r these are the coefficients of (1 - r) / (1 - z exp(r(1 - z))), which is the
    generating function of Pollaczek and Khinchin over 1 - z (D. Gross and C. M. Harris,
    Fundamentals of Queueing Theory, chapter on M/G/1).
    """
    terms = (
        math.exp(m * LOAD) * (-m * LOAD) ** (most - m) / math.factorial(most - m)
        for m in range(most + 1)
    )
    return (1 - LOAD) * math.fsum(terms)


class TestQueues:
    """Queues of long standing, as what the people not recorded are."""

    def test_the_formula_is_that_of_an_empty_and_a_mean_queue(self) -> None:
        assert left_behind(0) == 1 - LOAD
        mean = math.fsum(1 - left_behind(most) for most in range(20))
        assert mean == pytest.approx(LOAD + LOAD**2 / (2 * (1 - LOAD)))

    @pytest.mark.parametrize("stock", [0, 1, 5])
    def test_a_stock_runs_out_as_often_as_an_m_d_1_queue_is_longer(self, stock: int) -> None:
        """One blank comes each month, and Poisson many cards are asked for.

        The maximum of a walk so far has the distribution of the queue with the same steps
        (Lindley 1952), which is one shorter than what is left behind: one is being served.
        """
        scenario = Scenario(
            start=START,
            months=100,
            not_recorded_people=0,
            on_hand_cards=stock,
            allocation_cards=1,
            replacement_cards=Poisson(rate=LOAD),
        )
        out = answer_to(scenario, method=Method.EXACT).month_outlooks[-1].stock_out_by
        assert out.exactness is Exactness.ROUNDED
        assert out.value == pytest.approx(1 - left_behind(stock + 1), abs=1e-8)

    def test_simulated_trajectories_find_the_m_d_1_queue(self) -> None:
        """One is recorded a month, and Poisson many become obliged."""
        scenario = Scenario(
            start=START,
            months=30,
            not_recorded_people=0,
            newly_obliged_people=Poisson(rate=LOAD),
            recording_capacity_people=1,
            allocation_cards=9,
        )
        last = answer_to(scenario, paths=1_000).month_outlooks[-1]
        for estimate, truth in (
            (last.cleared_in, left_behind(1)),
            (last.not_recorded_people.mean, LOAD**2 / (2 * (1 - LOAD))),
        ):
            assert estimate.standard_error is not None
            assert abs(estimate.value - truth) < 5 * estimate.standard_error

    def test_a_poisson_capacity_makes_a_d_m_1_queue(self) -> None:
        """Before one who comes stand k with (1 - s)sᵏ, where s = exp(-m(1 - s)) at a capacity m.

        (D. G. Kendall, Ann. Math. Stat. 24, 1953, on GI/M/1.) One becomes obliged each month, and
        a server that is never idle could record Poisson many.
        """
        could = 1.5
        root = 0.5
        for _ in range(200):
            root = math.exp(-could * (1 - root))
        scenario = Scenario(
            start=START,
            months=200,
            not_recorded_people=0,
            newly_obliged_people=1,
            recording_capacity_people=Poisson(rate=could),
            allocation_cards=9,
        )
        distribution = distribution_of(
            scenario, Figure.NOT_RECORDED, month=START + 199, method=Method.EXACT
        )
        for k in range(12):
            assert 1 - distribution.probability(at_most=k) == pytest.approx(
                root ** (k + 1), abs=1e-9
            )
