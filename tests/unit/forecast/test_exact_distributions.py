"""Exact distributions of scenarios small enough to enumerate by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from support.forecasts import (
    DECEMBER,
    DIE,
    HALF,
    LARGE,
    THIRD,
    THREE_WAIT,
    TWO_A_MONTH,
    changed,
    column,
    exact,
)

from dukcapil import Month, Scenario, project
from dukcapil.distributions import (
    Binomial,
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
from dukcapil.forecast import (
    Binding,
    Estimate,
    Exactness,
    FailedPrints,
    Figure,
    Interval,
    Method,
    distribution_of,
    outlook,
)


class TestByHand:
    """Scenarios so small that every trajectory can be written down."""

    def test_of_three_who_wait_for_one_to_four_cards_a_month(self) -> None:
        answer = outlook(THREE_WAIT)
        assert column(answer, "cleared_by") == exact(HALF, Fraction(15, 16), 1)
        assert column(answer, "cleared_in") == exact(HALF, Fraction(15, 16), 1)
        assert column(answer, "stock_out_in") == exact(HALF, Fraction(1, 16), 0)
        assert column(answer, "stock_out_by") == exact(HALF, HALF, HALF)
        assert (answer.method, answer.first_method, answer.step) == (
            Method.EXACT,
            Method.EXACT,
            1,
        )
        assert (answer.seed, answer.paths) == (None, None)

    def test_the_figures_of_its_first_month(self) -> None:
        one = outlook(THREE_WAIT)[DECEMBER]
        assert one.waiting_people == one.outstanding_people
        assert one.waiting_people.mean == Estimate.exactly(Fraction(3, 4))
        assert one.on_hand_cards.mean == Estimate.exactly(Fraction(1, 4))
        assert [interval.low for interval in one.waiting_people.quantiles] == [0, 0, 0, 1, 2]
        assert [interval.high for interval in one.on_hand_cards.quantiles] == [0, 0, 0, 0, 1]
        assert one.not_recorded_people.mean == Estimate.exactly(Fraction(0))

    def test_what_holds_people_up_is_told_with_its_probability(self) -> None:
        one = outlook(THREE_WAIT)[DECEMBER]
        assert one.binding == ((Binding.NOTHING, *exact(HALF)), (Binding.BLANKS, *exact(HALF)))
        assert one.binds(Binding.BLANKS) == Estimate.exactly(HALF)
        assert one.binds(Binding.PRINTING) == Estimate.exactly(Fraction(0))
        nobody_recorded = changed(THREE_WAIT, recording_capacity_people=0)
        months = outlook(nobody_recorded).month_outlooks
        assert [one.binds(Binding.RECORDING) for one in months] == exact(1, 1, 1)
        assert [one.cleared_by for one in months] == exact(0, 0, 0)

    def test_deliveries_under_other_dependences_are_compared(self) -> None:
        answer = outlook(TWO_A_MONTH)
        assert list(answer.if_independent) == exact(THIRD, Fraction(4, 9))
        assert list(answer.if_common) == exact(THIRD, THIRD)
        assert column(answer, "stock_out_by") == list(answer.if_independent)
        together = outlook(changed(TWO_A_MONTH, dependence=Common()))
        assert column(together, "stock_out_by") == list(answer.if_common)
        assert outlook(TWO_A_MONTH, compare=False).if_common == ()
        known = changed(TWO_A_MONTH, allocation_cards=2, replacement_cards=Uniform(1, 3))
        assert outlook(known).if_independent == ()

    def test_replacements_have_their_own_dependence(self) -> None:
        """One draw for both: a month of many is followed by one of many."""
        scenario = changed(TWO_A_MONTH, allocation_cards=2, replacement_cards=Uniform(1, 3))
        together = changed(scenario, replacement_dependence=Common())
        assert column(outlook(scenario), "stock_out_in") == exact(THIRD, THIRD)
        assert column(outlook(scenario), "stock_out_by")[1:] == exact(Fraction(4, 9))
        assert column(outlook(together), "stock_out_by") == exact(THIRD, THIRD)
        assert column(outlook(changed(scenario, dependence=Common())), "stock_out_by")[1:] == exact(
            Fraction(4, 9)
        )

    def test_in_blocks_a_draw_holds_for_some_months(self) -> None:
        """Ways turn within a block: one short month and an ample one, at the same quantile."""
        some_or_none = Pmf({0: 1, 4: 1})
        scenario = changed(
            TWO_A_MONTH,
            months=4,
            allocation_cards=[some_or_none, 4, 0, some_or_none],
            replacement_cards=[2, 2, 2, 4],
        )
        by = column(outlook(changed(scenario, dependence=Blocks(2))), "stock_out_by")
        assert by == exact(HALF, HALF, HALF, Fraction(3, 4))

    def test_a_backlog_is_not_cleared_while_somebody_is_not_recorded(self) -> None:
        """Two of three are recorded first; one draw of one to four holds for all months."""
        scenario = changed(THREE_WAIT, recording_capacity_people=2, dependence=Common())
        answer = outlook(scenario)
        assert column(answer, "cleared_by") == exact(0, Fraction(3, 4), 1)
        assert column(answer, "stock_out_by") == exact(*[Fraction(1, 4)] * 3)

    def test_nor_in_a_later_block(self) -> None:
        """Two more come in the third month, and the last of them is recorded in the fourth."""
        scenario = changed(
            THREE_WAIT,
            months=4,
            not_recorded_people=5,
            newly_obliged_people=[0, 0, 2, 0],
            recording_capacity_people=[5, 5, 1, 9],
            allocation_cards=Uniform(1, 2),
            dependence=Blocks(2),
        )
        by = column(outlook(scenario), "cleared_by")
        assert by == exact(0, 0, 0, Fraction(1, 4))

    def test_draws_of_two_amounts_may_both_be_remembered(self) -> None:
        """Two or four are asked for in both months, and as much comes, or else three."""
        scenario = changed(
            TWO_A_MONTH,
            replacement_cards=Pmf({2: 1, 4: 1}),
            allocation_cards=Pmf({2: 1, 3: 1, 4: 1}),
            replacement_dependence=Common(),
            dependence=Blocks(1),
        )
        first, second = column(outlook(scenario), "stock_out_by")
        assert first == Estimate.exactly(THIRD)
        assert second == Estimate.exactly(HALF * Fraction(8, 9))

    def test_regimes_make_bad_times_last(self) -> None:
        """The lower half brings none, the upper one two."""
        scenario = changed(TWO_A_MONTH, allocation_cards=Pmf({0: 1, 2: 1}))
        for stay in (THIRD, HALF, Fraction(9, 10), Fraction(1)):
            by = column(outlook(changed(scenario, dependence=Regimes(stay))), "stock_out_by")
            assert by == exact(HALF, 1 - HALF * stay)

    def test_the_regimes_of_a_mixture_are_its_parts(self) -> None:
        mixture = Mixture([(3, Pmf({0: 1})), (1, Pmf({2: 1, 9: 1}))])
        scenario = changed(TWO_A_MONTH, allocation_cards=mixture, dependence=Regimes(Fraction(1)))
        assert column(outlook(scenario), "stock_out_by") == exact(*[Fraction(3, 4)] * 2)
        known_later = changed(scenario, allocation_cards=[mixture, Pmf({2: 1})])
        assert column(outlook(known_later), "stock_out_in")[1] == Estimate.exactly(Fraction(3, 4))

    def test_of_half_the_prints_the_share_or_each_one_fails(self) -> None:
        """Two blanks with half of them spoiled are one card, or none to two."""
        scenario = Scenario(
            start=DECEMBER,
            months=1,
            not_recorded_people=1,
            allocation_cards=Pmf({2: 1}),
            failed_share=HALF,
        )
        assert outlook(scenario)[DECEMBER].cleared_in == Estimate.exactly(Fraction(1))
        each = outlook(changed(scenario, failed_prints=FailedPrints.EACH))[DECEMBER]
        assert each.cleared_in.exactness is Exactness.ROUNDED
        assert each.cleared_in.value == pytest.approx(3 / 4)
        assert each.on_hand_cards.mean.value == pytest.approx(1 / 2)

    def test_what_cannot_arrive_is_passed_over_where_each_print_fails_for_itself(self) -> None:
        """Two blanks or none, and one card to print."""
        scenario = Scenario(
            start=DECEMBER,
            months=1,
            not_recorded_people=1,
            allocation_cards=Pmf({0: 1, 2: 1}),
            failed_share=HALF,
            failed_prints=FailedPrints.EACH,
        )
        assert outlook(scenario)[DECEMBER].cleared_in.value == pytest.approx(3 / 8)

    @pytest.mark.parametrize("method", [None, Method.EXACT, Method.LATTICE])
    def test_a_random_capacity_may_be_rounded(self, method: Method | None) -> None:
        """One who is recorded unless nobody can be, and a card for each."""
        scenario = changed(
            THREE_WAIT,
            not_recorded_people=1,
            recording_capacity_people=Poisson(rate=1),
            allocation_cards=1,
        )
        one = outlook(scenario, method=method, paths=2)[DECEMBER]
        assert one.binds(Binding.RECORDING).value == pytest.approx(math.exp(-1))
        assert one.not_recorded_people.mean.value == pytest.approx(math.exp(-1))

    def test_a_capacity_may_be_known_in_some_months(self) -> None:
        capacity = [Pmf({1: 1, 3: 1}), 1, Pmf({0: 1, 2: 1})]
        scenario = changed(THREE_WAIT, recording_capacity_people=capacity, allocation_cards=9)
        months = outlook(scenario, paths=2).month_outlooks
        left = [one.not_recorded_people.mean for one in months]
        assert left == exact(1, HALF, Fraction(1, 4))

    def test_a_queue_may_be_too_long_to_end(self) -> None:
        scenario = changed(THREE_WAIT, not_recorded_people=9, recording_capacity_people=DIE)
        one = outlook(scenario, paths=2)[DECEMBER]
        assert one.not_recorded_people.mean == Estimate.exactly(9 - Fraction(7, 2))
        assert one.cleared_in == Estimate.exactly(Fraction(0))

    def test_a_random_capacity_makes_a_queue_of_its_own(self) -> None:
        scenario = changed(
            THREE_WAIT, recording_capacity_people=Pmf({1: 1, 3: 1}), allocation_cards=2
        )
        answer = outlook(scenario, paths=50)
        one = answer[DECEMBER]
        assert (answer.method, answer.first_method) == (Method.EXACT, Method.SIMULATION)
        assert (answer.seed, answer.paths) == (0, 50)
        assert one.not_recorded_people.mean == Estimate.exactly(Fraction(1))
        assert one.binds(Binding.RECORDING) == Estimate.exactly(HALF)
        assert one.stock_out_in == Estimate.exactly(HALF)
        assert one.stock_out_by.exactness is Exactness.SIMULATED

    def test_whoever_leaves_unrecorded_needs_no_card(self) -> None:
        """Two to four come, two of them leave: at least two cards are there for the rest."""
        scenario = Scenario(
            start=DECEMBER,
            months=1,
            not_recorded_people=Uniform(1, 2),
            newly_obliged_people=Uniform(1, 2),
            leaving_not_recorded_people=2,
            allocation_cards=1,
        )
        one = outlook(scenario)[DECEMBER]
        assert one.stock_out_in == Estimate.exactly(Fraction(1, 4))
        assert one.waiting_people.mean == Estimate.exactly(Fraction(1, 4))

    def test_a_sum_of_an_exact_and_a_rounded_number_is_rounded(self) -> None:
        """None or one of each with even chances, and one of them leaves: one card in four."""
        scenario = Scenario(
            start=DECEMBER,
            months=1,
            not_recorded_people=Binomial(trials=1, chance=HALF),
            newly_obliged_people=Uniform(0, 1),
            leaving_not_recorded_people=1,
            allocation_cards=0,
        )
        one = outlook(scenario)[DECEMBER]
        assert one.stock_out_in.exactness is Exactness.ROUNDED
        assert one.stock_out_in.value == pytest.approx(1 / 4)

    @pytest.mark.parametrize("dependence", [Independent(), Common(), Regimes(HALF), Unknown()])
    def test_known_months_have_no_dependence(self, dependence: Dependence) -> None:
        scenario = Scenario(
            start=DECEMBER,
            months=2,
            not_recorded_people=1,
            allocation_cards=1,
            failed_share=HALF,
            failed_prints=FailedPrints.EACH,
            dependence=dependence,
            replacement_dependence=dependence,
        )
        by = [one.cleared_by.value for one in outlook(scenario).month_outlooks]
        assert by == pytest.approx([1 / 2, 3 / 4])

    @pytest.mark.parametrize("method", [None, Method.EXACT, Method.LATTICE, Method.SIMULATION])
    def test_nothing_left_to_chance_is_the_projection(self, method: Method | None) -> None:
        scenario = changed(THREE_WAIT, allocation_cards=2, failed_share=Fraction(1, 10))
        months = outlook(scenario, method=method).month_outlooks
        for one, end in zip(months, project(scenario).month_ends, strict=True):
            for figure in Figure:
                assert getattr(end, figure.value) in getattr(one, figure.value).quantile(HALF)
            assert one.binds(end.binding).value == 1
            obliged = end.obliged_people
            assert one.obliged_people == (obliged and Interval(obliged, obliged))


class TestDistributionOf:
    """The whole distribution of one figure."""

    @pytest.mark.parametrize(
        ("figure", "weights"),
        [
            (Figure.NOT_RECORDED, {0: 1}),
            (Figure.WAITING, {0: 2, 1: 1, 2: 1}),
            (Figure.OUTSTANDING, {0: 2, 1: 1, 2: 1}),
            (Figure.ON_HAND, {0: 3, 1: 1}),
        ],
    )
    def test_of_known_recording(self, figure: Figure, weights: dict[int, int]) -> None:
        assert distribution_of(THREE_WAIT, figure, month=DECEMBER) == Pmf(weights)

    @pytest.mark.parametrize(
        ("figure", "chances"),
        [
            (Figure.NOT_RECORDED, {0: HALF, 2: HALF}),
            (Figure.WAITING, {0: HALF, 1: HALF}),
            (Figure.OUTSTANDING, {1: HALF, 2: HALF}),
            (Figure.ON_HAND, {0: HALF, 1: HALF}),
        ],
    )
    def test_of_random_recording(self, figure: Figure, chances: dict[int, Fraction]) -> None:
        capacity = Pmf({1: 1, 3: 1})
        scenario = changed(THREE_WAIT, recording_capacity_people=capacity, allocation_cards=2)
        distribution = distribution_of(scenario, figure, month=DECEMBER)
        for amount in range(5):
            upto = sum(chance for value, chance in chances.items() if value <= amount)
            assert distribution.probability(at_most=amount) == upto

    @pytest.mark.parametrize("capacity", [None, Pmf({1: 1, 2: 1})])
    def test_of_blanks_left_where_a_share_of_the_prints_fails(self, capacity: Pmf | None) -> None:
        """A blank and a half for the only card: of one to four blanks, whole ones are left."""
        scenario = Scenario(
            start=DECEMBER,
            months=1,
            not_recorded_people=1,
            recording_capacity_people=capacity,
            allocation_cards=Uniform(1, 4),
            failed_share=THIRD,
        )
        left = distribution_of(scenario, Figure.ON_HAND, month=DECEMBER)
        upto = [left.probability(at_most=blanks) for blanks in range(-1, 4)]
        assert upto == [0, HALF, Fraction(3, 4), 1, 1]
        assert left.mean == outlook(scenario)[DECEMBER].on_hand_cards.mean.fraction

    @pytest.mark.parametrize("figure", Figure)
    def test_of_simulated_trajectories(self, figure: Figure) -> None:
        scenario = changed(THREE_WAIT, print_capacity_cards=4)
        distribution = distribution_of(scenario, figure, month=DECEMBER, paths=400)
        truth = distribution_of(THREE_WAIT, figure, month=DECEMBER)
        assert sum(weight for _, weight in distribution.weights) == 400
        assert distribution.mean == pytest.approx(truth.mean, abs=0.2)

    def test_of_a_lattice_it_is_the_one_in_the_middle(self) -> None:
        distribution = distribution_of(
            LARGE, Figure.OUTSTANDING, month=Month(2021, 6), step_cards=100
        )
        truth = distribution_of(LARGE, Figure.OUTSTANDING, month=Month(2021, 6))
        assert truth.is_exact
        assert not distribution.is_exact
        assert distribution.mean == pytest.approx(truth.mean, abs=60)
