"""Estimates and fans of quantiles: values with their exactness."""

from __future__ import annotations

import pickle
from fractions import Fraction

import attrs
import pytest
from support.forecasts import (
    DECEMBER,
    HALF,
    THIRD,
    THREE_WAIT,
    changed,
    refused,
)

from dukcapil.distributions import (
    Pmf,
    Poisson,
)
from dukcapil.errors import Fault
from dukcapil.forecast import (
    Binding,
    Estimate,
    Exactness,
    Fan,
    Interval,
    outlook,
)
from dukcapil.forecast._estimates import (  # what tables are made of
    brief,
    difference,
    share_of_paths,  # the formula itself
    total,
)


class TestEstimate:
    """Numbers that say how exact they are."""

    @pytest.mark.parametrize(
        ("estimate", "text"),
        [
            (Estimate.exactly(Fraction(1, 3)), "0.333333"),
            (Estimate.exactly(Fraction(98_765)), "98,765"),
            (Estimate.rounded(1 / 3), "0.333333"),
            (Estimate.rounded(0.0), "0"),
            (Estimate.between(0.25, 0.3, 0.5), "0.3 [0.25, 0.5]"),
            (Estimate.between(0.25, 0.25, 0.25), "0.25"),
            (Estimate.within(0.25, 0.75), "0.25 to 0.75"),
            (Estimate.simulated(0.25, 0.01), "0.250 ± 0.010"),
            (Estimate.simulated(12_345.6, 7.5), "12,345.6 ± 7.5"),
            (Estimate.simulated(12_345.6, 75.0), "12,346 ± 75"),
        ],
    )
    def test_it_shows_what_is_not_sure(self, estimate: Estimate, text: str) -> None:
        assert str(estimate) == text
        assert pickle.loads(pickle.dumps(estimate)) == estimate

    def test_only_of_simulated_trajectories_there_is_a_standard_error(self) -> None:
        assert Estimate.simulated(0.25, 0.01).standard_error == pytest.approx(0.01)
        assert Estimate.between(0.25, 0.3, 0.5).standard_error is None
        assert Estimate.exactly(HALF).standard_error is None

    def test_a_middle_beyond_its_ends_is_brought_inside(self) -> None:
        low = Estimate.between(0.25, 0.2, 0.5)
        assert low.low == low.value < 0.25

    def test_rounding_is_never_beyond_nothing_or_certainty(self) -> None:
        months = outlook(changed(THREE_WAIT, allocation_cards=Poisson(rate=3)))
        for one in months.month_outlooks:
            for estimate in (one.cleared_by, one.stock_out_by, one.binds(Binding.BLANKS)):
                assert estimate.exactness is Exactness.ROUNDED
                assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1

    def test_simulated_trajectories_are_never_quite_sure(self) -> None:
        rarely = Pmf({0: 1, 3: 10**9})
        scenario = changed(THREE_WAIT, print_capacity_cards=9, allocation_cards=rarely)
        out = outlook(scenario, paths=100)[DECEMBER].stock_out_in
        assert out.value == 0
        assert out.standard_error is not None
        assert out.standard_error > 0
        certain = changed(scenario, on_hand_cards=3)
        assert outlook(certain, paths=100)[DECEMBER].stock_out_in.fraction == 0

    @pytest.mark.parametrize(
        ("estimate", "text"),
        [
            (Estimate.exactly(Fraction(0)), "0"),
            (Estimate.exactly(Fraction(1)), "1"),
            (Estimate.exactly(1 - Fraction(1, 10**40)), ">0.9999"),
            (Estimate.rounded(1e-9), "<0.0001"),
            (Estimate.rounded(0.48157), "0.4816"),
            (Estimate.between(0.48150001, 0.4815, 0.48150003), "0.4815"),
            (Estimate.between(0.4771, 0.48, 0.4822), "0.4770 to 0.4823"),
            (Estimate.within(0.0, 1.0), "0.0 to 1.0"),
            (Estimate.within(0.2, 0.7), "0.19 to 0.71"),
            (Estimate.simulated(0.305, 0.0321), "0.305 ± 0.032"),
        ],
    )
    def test_a_table_shows_the_digits_that_are_known(self, estimate: Estimate, text: str) -> None:
        assert brief(estimate) == text

    def test_a_difference_is_as_exact_as_its_parts(self) -> None:
        half, whole = Estimate.exactly(HALF), Estimate.exactly(Fraction(1))
        assert difference(whole, half, None) == half
        bracket = difference(Estimate.between(0.5, 0.6, 0.7), Estimate.within(0.1, 0.3), None)
        assert bracket.exactness is Exactness.BOUNDED
        assert (bracket.low, bracket.high) == pytest.approx((0.2, 0.6))
        assert bracket.value == pytest.approx(0.4)
        assert difference(Estimate.rounded(0.75), half, None).value == 0.25
        simulated = difference(whole, Estimate.simulated(0.75, 0.02), 400)
        assert simulated.value == 0.25
        assert simulated.standard_error == pytest.approx(0.0217, abs=1e-3)

    def test_a_total_is_as_exact_as_its_parts(self) -> None:
        third = Estimate.exactly(THIRD)
        assert total([third] * 3) == Estimate.exactly(Fraction(1))
        mixed = total([third, Estimate.rounded(0.5), Estimate.simulated(2.0, 0.25)])
        assert mixed.value == pytest.approx(17 / 6)
        assert mixed.exactness is Exactness.SIMULATED
        assert mixed.standard_error == pytest.approx(0.25)

    def test_a_value_beyond_its_ends_is_refused(self) -> None:
        with refused(Fault.OUT_OF_BOUNDS, "Estimate.value"):
            attrs.evolve(Estimate.rounded(0.5), value=0.6)


class TestFan:
    """Quantiles."""

    FAN = Fan(
        mean=Estimate.rounded(1.5),
        shares=(Fraction(0), THIRD, Fraction(1)),
        quantiles=(Interval(0, 0), Interval(1, 3), Interval(2_000, 2_000)),
    )

    def test_it_is_asked_by_its_shares(self) -> None:
        assert self.FAN.quantile(THIRD) == Interval(1, 3)
        with refused(Fault.OUT_OF_BOUNDS, "quantile.share"):
            self.FAN.quantile(HALF)

    def test_it_shows_three_of_them(self) -> None:
        assert str(self.FAN) == "0 / 1 to 3 / 2,000"
        one = outlook(THREE_WAIT, quantiles=[HALF])[DECEMBER]
        assert str(one.outstanding_people) == "0 / 0 / 0"

    def test_there_are_as_many_quantiles_as_shares(self) -> None:
        with refused(Fault.CONTRADICTION, "Fan.quantiles", "shares"):
            attrs.evolve(self.FAN, shares=(HALF,))

    def test_the_least_and_the_greatest_can_be_asked_for(self) -> None:
        one = outlook(THREE_WAIT, quantiles=[Fraction(0), Fraction(1)])[DECEMBER]
        assert one.outstanding_people.quantiles == (Interval(0, 0), Interval(2, 2))
        assert one.on_hand_cards.quantiles == (Interval(0, 0), Interval(1, 1))


class TestSimulatedProbabilities:
    """Their ends are probabilities, and their error stays what it is."""

    @pytest.mark.parametrize("hits", [0, 1, 99, 100])
    def test_ends_lie_within_zero_and_one(self, hits: int) -> None:
        share = share_of_paths(hits, 100)
        assert 0 <= share.low <= share.value <= share.high <= 1
        assert share.standard_error is not None
        assert share.standard_error > 0.005
        assert share.high - share.low < 2 * share.standard_error
