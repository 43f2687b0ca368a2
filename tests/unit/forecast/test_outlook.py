"""The distributions of a scenario by example: by hand, at the edges, and what is refused."""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Callable
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import attrs
import pytest

from dukcapil import Coverage, InvalidRecord, Month, Scenario, bounds, project
from dukcapil.distributions import (
    Blocks,
    Common,
    Distribution,
    Independent,
    Mixture,
    Pmf,
    Poisson,
    Regimes,
    Uniform,
    Unknown,
)
from dukcapil.distributions import _numpy_masses as fast
from dukcapil.distributions._masses import Masses
from dukcapil.errors import Fault
from dukcapil.forecast import (
    Binding,
    Estimate,
    Exactness,
    FailedPrints,
    Fan,
    Figure,
    Interval,
    Method,
    MonthOutlook,
    Outlook,
    distribution_of,
    outlook,
)

DECEMBER, JANUARY, FEBRUARY = Month(2020, 12), Month(2021, 1), Month(2021, 2)
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
DIE = Uniform(1, 6)
THREE_WAIT = Scenario(
    start=DECEMBER,
    months=3,
    obliged_people=10,
    not_recorded_people=3,
    allocation_cards=Uniform(1, 4),
)
"""Of sums of one to four, all but one or two in the first month are enough."""
TWO_A_MONTH = Scenario(
    start=DECEMBER,
    months=2,
    not_recorded_people=0,
    replacement_cards=2,
    allocation_cards=Uniform(1, 3),
)
"""Deliveries that are short as often as they are ample, and no stock."""
LARGE = Scenario(
    start=DECEMBER,
    months=12,
    not_recorded_people=42_476,
    newly_obliged_people=3_368,
    recording_capacity_people=10_000,
    allocation_cards=Uniform(15_000, 20_000),
    replacement_cards=10_000,
)


def changed(scenario: Scenario, /, **fields: Any) -> Scenario:  # noqa: ANN401
    return attrs.evolve(scenario, **fields)


def refused(reason: Fault, field: str) -> Any:  # noqa: ANN401
    return pytest.raises(InvalidRecord, match=rf"{field}: {reason}")


def exact(*fractions: Any) -> list[Estimate]:  # noqa: ANN401
    return [Estimate.exactly(Fraction(fraction)) for fraction in fractions]


def column(answer: Outlook, field: str) -> list[Any]:
    return [getattr(one, field) for one in answer.month_outlooks]


class TestByHand:
    """Scenarios so small that every course can be written down."""

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

    def test_deliveries_that_hang_together_are_told_beside_the_rest(self) -> None:
        answer = outlook(TWO_A_MONTH)
        assert list(answer.if_independent) == exact(THIRD, Fraction(4, 9))
        assert list(answer.if_common) == exact(THIRD, THIRD)
        assert column(answer, "stock_out_by") == list(answer.if_independent)
        together = outlook(changed(TWO_A_MONTH, dependence=Common()))
        assert column(together, "stock_out_by") == list(answer.if_common)
        assert outlook(TWO_A_MONTH, compare=False).if_common == ()
        known = changed(TWO_A_MONTH, allocation_cards=2, replacement_cards=Uniform(1, 3))
        assert outlook(known).if_independent == ()

    def test_replacements_hang_together_in_their_own_way(self) -> None:
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

    @pytest.mark.parametrize("method", [None, Method.EXACT, Method.LATTICE, Method.SIMULATION])
    def test_nothing_left_to_chance_is_the_projection(self, method: Method | None) -> None:
        scenario = changed(THREE_WAIT, allocation_cards=2, failed_share=Fraction(1, 10))
        months = outlook(scenario, method=method).month_outlooks
        for one, end in zip(months, project(scenario).month_ends, strict=True):
            for figure in Figure:
                assert getattr(end, figure.value) in getattr(one, figure.value).quantile(HALF)
            assert one.binds(end.binding).value == 1
            assert one.obliged_people == end.obliged_people


class TestLawOf:
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

    @pytest.mark.parametrize("figure", Figure)
    def test_of_random_courses(self, figure: Figure) -> None:
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


class TestEngines:
    """The problem chooses the method, and the caller may."""

    def test_a_small_problem_is_exact_and_a_large_one_on_a_lattice(self) -> None:
        assert outlook(LARGE, compare=False).method is Method.EXACT
        answer = outlook(LARGE, compare=False, max_points=20_000)
        assert (answer.method, answer.first_method) == (Method.LATTICE, Method.LATTICE)
        assert answer.step > 1
        last = answer.month_outlooks[-1].cleared_by
        assert last.exactness is Exactness.BRACKET
        assert last.low < 0.921512 < last.high
        assert answer.month_outlooks[-1].outstanding_people.quantiles[-1].high > 0

    def test_the_step_grows_as_fewer_points_are_allowed(self) -> None:
        steps = [
            outlook(LARGE, compare=False, max_points=points).step for points in (100_000, 10_000, 1)
        ]
        assert steps == sorted(steps)
        assert {str(step).strip("0") for step in steps} <= {"1", "2", "5"}

    @pytest.mark.parametrize("step", [1, 3])
    def test_a_step_may_be_asked_for(self, step: int) -> None:
        answer = outlook(THREE_WAIT, step_cards=step)
        assert (answer.method, answer.step) == (Method.LATTICE, step)
        estimates = column(answer, "cleared_by")
        assert all(
            estimate.low <= truth <= estimate.high
            for estimate, truth in zip(estimates, (1 / 2, 15 / 16, 1), strict=True)
        )
        failing = changed(THREE_WAIT, failed_share=Fraction(1, 10))
        assert outlook(failing, step_cards=step).step == 10 * step

    def test_random_courses_may_be_asked_for(self) -> None:
        answer = outlook(THREE_WAIT, method=Method.SIMULATION, paths=1_000, seed=3)
        assert (answer.method, answer.first_method) == (Method.SIMULATION, Method.SIMULATION)
        assert (answer.paths, answer.seed) == (1_000, 3)
        for estimate, truth in zip(column(answer, "cleared_by"), (1 / 2, 15 / 16, 1), strict=True):
            assert estimate.standard_error is not None
            assert abs(estimate.value - truth) < 5 * estimate.standard_error

    @pytest.mark.parametrize(
        "fields",
        [
            {"print_capacity_cards": 2},
            {"leaving_waiting_people": 1, "waiting_people": 4},
            {"leaving_not_recorded_people": Uniform(0, 1)},
            {"newly_obliged_people": DIE, "recording_capacity_people": 2},
            {"not_recorded_people": DIE, "recording_capacity_people": 2},
            {"leaving_not_recorded_people": 1, "recording_capacity_people": DIE},
            {
                "recording_capacity_people": DIE,
                "failed_share": HALF,
                "failed_prints": FailedPrints.EACH,
            },
        ],
    )
    def test_where_two_dimensions_hang_together_only_random_courses_lead(
        self, fields: dict[str, Any]
    ) -> None:
        scenario = changed(THREE_WAIT, **fields)
        assert outlook(scenario, paths=2, compare=False).method is Method.SIMULATION
        for method in (Method.EXACT, Method.LATTICE):
            with refused(Fault.CONTRADICTION, "outlook.method"):
                outlook(scenario, method=method)

    def test_the_same_seed_gives_the_same_courses_and_another_one_others(self) -> None:
        scenario = changed(THREE_WAIT, print_capacity_cards=3, dependence=Regimes(HALF))
        outlooks = [outlook(scenario, paths=200, seed=seed) for seed in (1, 1, 2)]
        assert outlooks[0] == outlooks[1]
        assert outlooks[0].month_outlooks != outlooks[2].month_outlooks

    def test_two_scenarios_meet_the_same_luck(self) -> None:
        """One more blank a month clears whatever was cleared without it."""
        less = changed(THREE_WAIT, print_capacity_cards=3)
        more = changed(less, on_hand_cards=1)
        for one, other in zip(
            outlook(less, paths=300).month_outlooks,
            outlook(more, paths=300).month_outlooks,
            strict=True,
        ):
            assert other.cleared_by.value >= one.cleared_by.value

    def test_many_blanks_fail_each_for_itself_in_random_courses(self) -> None:
        scenario = Scenario(
            start=DECEMBER,
            months=2,
            not_recorded_people=60,
            allocation_cards=[0, 70],
            on_hand_cards=30,
            failed_share=Fraction(1, 5),
            failed_prints=FailedPrints.EACH,
        )
        walk = outlook(scenario)
        courses = outlook(scenario, method=Method.SIMULATION, paths=2_000)
        for figure in Figure:
            for month in (DECEMBER, JANUARY):
                truth = getattr(walk[month], figure.value).mean.value
                found = getattr(courses[month], figure.value).mean
                assert found.value == pytest.approx(truth, abs=5 * found.standard_error + 1e-4)


class TestUnknown:
    """Brackets that hold however months hang together."""

    def test_the_bracket_reaches_from_one_draw_for_all_to_never_twice(self) -> None:
        """One in three each month: in both of them at once, or never in the same course."""
        answer = outlook(changed(TWO_A_MONTH, dependence=Unknown()))
        first, second = column(answer, "stock_out_by")
        assert (answer.method, first.exactness) == (Method.LATTICE, Exactness.BOUNDED)
        assert first.low <= 1 / 3 <= first.high == pytest.approx(1 / 3)
        assert second.low <= 1 / 3
        assert second.high == pytest.approx(2 / 3)
        assert len(answer.if_independent) == len(answer.if_common) == 2

    def test_what_is_known_does_not_hang_together(self) -> None:
        known = changed(TWO_A_MONTH, allocation_cards=2, dependence=Unknown())
        assert outlook(known).method is Method.EXACT

    def test_replacements_may_be_what_nobody_knows(self) -> None:
        scenario = changed(TWO_A_MONTH, replacement_cards=Uniform(1, 3), allocation_cards=2)
        answer = outlook(changed(scenario, replacement_dependence=Unknown()))
        low, high = (getattr(answer[JANUARY].stock_out_by, end) for end in ("low", "high"))
        assert low <= 4 / 9 <= high

    @pytest.mark.parametrize(
        ("fields", "options"),
        [
            ({}, {"method": Method.SIMULATION}),
            ({"print_capacity_cards": 2}, {}),
            ({"recording_capacity_people": DIE}, {}),
        ],
    )
    def test_it_is_refused_where_a_walk_does_not_tell_all(
        self, fields: dict[str, Any], options: dict[str, Any]
    ) -> None:
        scenario = changed(THREE_WAIT, dependence=Unknown(), **fields)
        with refused(Fault.CONTRADICTION, "outlook.dependence"):
            outlook(scenario, **options)

    def test_there_is_no_distribution_of_it(self) -> None:
        with refused(Fault.CONTRADICTION, "distribution_of.dependence"):
            distribution_of(
                changed(THREE_WAIT, dependence=Unknown()), Figure.ON_HAND, month=DECEMBER
            )


class TestCoverage:
    """Those who hold a card of those who must."""

    def test_of_a_projection(self) -> None:
        known = project(changed(THREE_WAIT, allocation_cards=2))
        assert [end.coverage for end in known.month_ends] == [
            Coverage(obliged=10, covered=covered) for covered in (9, 10, 10)
        ]
        assert (
            project(changed(THREE_WAIT, allocation_cards=2, obliged_people=None))
            .month_ends[0]
            .coverage
            is None
        )

    def test_nobody_holds_a_card_where_more_are_outstanding_than_obliged(self) -> None:
        scenario = changed(THREE_WAIT, allocation_cards=0, replacement_cards=20)
        assert project(scenario).month_ends[0].coverage == Coverage(obliged=10, covered=0)

    def test_of_an_outlook_it_is_told_by_quantile(self) -> None:
        one = outlook(THREE_WAIT)[DECEMBER]
        assert one.coverage(HALF) == (Coverage(obliged=10, covered=10),) * 2
        assert one.coverage(Fraction(19, 20)) == (Coverage(obliged=10, covered=8),) * 2
        coarse = outlook(THREE_WAIT, step_cards=3)[DECEMBER].coverage(Fraction(19, 20))
        assert coarse is not None
        worst, best = coarse
        assert worst.covered <= 8 < best.covered
        with refused(Fault.OUT_OF_BOUNDS, "quantile.share"):
            one.coverage(THIRD)

    @pytest.mark.parametrize(
        "fields",
        [
            {"obliged_people": None},
            {"newly_obliged_people": DIE},
            {"leaving_waiting_people": 1},
            {"leaving_not_recorded_people": 1, "not_recorded_people": Uniform(0, 3)},
            {"leaving_not_recorded_people": 1, "recording_capacity_people": DIE},
            {"leaving_holding_people": DIE},
        ],
    )
    def test_it_is_not_told_where_it_is_not_certain_who_is_obliged(
        self, fields: dict[str, Any]
    ) -> None:
        one = outlook(changed(THREE_WAIT, **fields), paths=2, compare=False)[DECEMBER]
        assert one.obliged_people is None
        assert one.coverage(HALF) is None

    def test_nobody_leaves_who_is_not_there(self) -> None:
        """All who are obliged wait, so no holder of a card can leave."""
        scenario = changed(
            THREE_WAIT, obliged_people=3, allocation_cards=0, leaving_holding_people=5
        )
        obliged = [end.obliged_people for end in project(scenario).month_ends]
        assert column(outlook(scenario), "obliged_people") == obliged == [3, 3, 3]

    @pytest.mark.parametrize("capacity", [None, 1, 2])
    def test_who_is_obliged_is_who_a_projection_says(self, capacity: int | None) -> None:
        scenario = changed(
            THREE_WAIT,
            newly_obliged_people=[2, 0, 1],
            leaving_not_recorded_people=[1, 9, 0],
            leaving_holding_people=1,
            recording_capacity_people=capacity,
        )
        ends = project(changed(scenario, allocation_cards=9)).month_ends
        assert column(outlook(scenario), "obliged_people") == [end.obliged_people for end in ends]


class TestOutlook:
    """What an outlook shows and answers."""

    def test_a_month_is_found_by_its_name(self) -> None:
        answer = outlook(THREE_WAIT)
        assert answer[JANUARY] is answer.month_outlooks[1]
        for month in (Month(2020, 11), Month(2021, 3)):
            with pytest.raises(KeyError):
                answer[month]

    def test_the_month_that_is_sure_enough(self) -> None:
        answer = outlook(THREE_WAIT)
        assert answer.cleared_with(HALF) == DECEMBER
        assert answer.cleared_with(HALF + Fraction(1, 10**30)) == JANUARY
        assert answer.cleared_with(Fraction(1)) == FEBRUARY
        never = outlook(changed(THREE_WAIT, replacement_cards=9))
        assert never.cleared_with(Fraction(1, 100)) is None

    def test_of_a_bracket_the_lower_end_counts(self) -> None:
        answer = outlook(LARGE, step_cards=100, compare=False)
        last = answer.month_outlooks[-1].cleared_by
        assert answer.cleared_with(Fraction(last.low)) == Month(2021, 11)
        assert answer.cleared_with(Fraction(last.value)) is None

    def test_the_first_month_and_what_is_left_beyond_the_horizon(self) -> None:
        answer = outlook(THREE_WAIT)
        assert answer.first_clearance() == (
            (DECEMBER, 1 / 2),
            (JANUARY, 7 / 16),
            (FEBRUARY, 1 / 16),
            (None, 0.0),
        )
        assert answer.first_stock_out() == (
            (DECEMBER, 1 / 2),
            (JANUARY, 0.0),
            (FEBRUARY, 0.0),
            (None, 1 / 2),
        )

    def test_how_long_all_together_are_outstanding(self) -> None:
        assert outlook(THREE_WAIT).waiting_person_months() == 3 / 4 + 1 / 16

    def test_it_is_a_table_with_the_comparison_beside_it(self) -> None:
        answer = outlook(TWO_A_MONTH)
        assert str(answer).splitlines()[0].endswith("  if independent  if one draw")
        rows = [re.split(r" {2,}", line) for line in str(answer).splitlines()[1:]]
        assert rows == [
            ["2020-12", "0 / 0 / 1", "0 / 0 / 1", "0.6667", *["0.3333"] * 4],
            ["2021-01", "0 / 0 / 2", "0 / 0 / 2", "0.7778", "0.3333", *["0.4444"] * 2, "0.3333"],
        ]
        assert "<th>if one draw</th>" in answer._repr_html_()
        alone = outlook(TWO_A_MONTH, compare=False)
        assert str(alone).splitlines()[0].endswith("out of blanks by")

    def test_it_gives_rows_for_a_frame(self) -> None:
        rows = outlook(THREE_WAIT, quantiles=[HALF]).to_dicts()
        assert len(rows) == 3
        assert rows[0] == {
            "month": "2020-12",
            "obliged_people": 10,
            **{
                f"{field}{end}": value
                for field, value in {
                    "stock_out_in": 0.5,
                    "stock_out_by": 0.5,
                    "cleared_in": 0.5,
                    "cleared_by": 0.5,
                }.items()
                for end in ("", "_low", "_high")
            },
            "held_up_by_nothing": 0.5,
            "held_up_by_recording": 0.0,
            "held_up_by_blanks": 0.5,
            "held_up_by_printing": 0.0,
            "not_recorded_people_mean": 0.0,
            "not_recorded_people_0.5_low": 0,
            "not_recorded_people_0.5_high": 0,
            "waiting_people_mean": 0.75,
            "waiting_people_0.5_low": 0,
            "waiting_people_0.5_high": 0,
            "outstanding_people_mean": 0.75,
            "outstanding_people_0.5_low": 0,
            "outstanding_people_0.5_high": 0,
            "on_hand_cards_mean": 0.25,
            "on_hand_cards_0.5_low": 0,
            "on_hand_cards_0.5_high": 0,
        }

    def test_it_survives_pickling(self) -> None:
        answer = outlook(TWO_A_MONTH)
        again = pickle.loads(pickle.dumps(answer))
        assert again == answer
        assert again.scenario == TWO_A_MONTH

    def test_there_are_as_many_months_as_in_the_scenario(self) -> None:
        answer = outlook(TWO_A_MONTH)
        with refused(Fault.MONTHS, "Outlook.month_outlooks"):
            attrs.evolve(answer, month_outlooks=answer.month_outlooks[:1])


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
            (Estimate.simulated(0.25, 0.01), "0.25 ± 0.01"),
            (Estimate.simulated(12_345.6, 7.5), "12,346 ± 7.5"),
        ],
    )
    def test_it_shows_what_is_not_sure(self, estimate: Estimate, text: str) -> None:
        assert str(estimate) == text
        assert pickle.loads(pickle.dumps(estimate)) == estimate

    def test_only_of_random_courses_there_is_a_standard_error(self) -> None:
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

    def test_random_courses_are_never_quite_sure(self) -> None:
        scenario = changed(THREE_WAIT, print_capacity_cards=9, on_hand_cards=9)
        out = outlook(scenario, paths=100)[DECEMBER].stock_out_in
        assert out.value == 0
        assert out.standard_error is not None
        assert out.standard_error > 0

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
        with refused(Fault.CONTRADICTION, "Fan.quantiles"):
            attrs.evolve(self.FAN, shares=(HALF,))

    def test_the_least_and_the_greatest_can_be_asked_for(self) -> None:
        one = outlook(THREE_WAIT, quantiles=[Fraction(0), Fraction(1)])[DECEMBER]
        assert one.outstanding_people.quantiles == (Interval(0, 0), Interval(2, 2))
        assert one.on_hand_cards.quantiles == (Interval(0, 0), Interval(1, 1))


class TestProgress:
    """Long computations tell how far they are, and can be stopped."""

    @pytest.mark.parametrize(("compare", "total"), [(False, 3), (True, 9)])
    def test_every_month_of_every_computation_is_told_in_order(
        self, *, compare: bool, total: int
    ) -> None:
        calls: list[tuple[int, int]] = []
        outlook(THREE_WAIT, compare=compare, progress=lambda *step: calls.append(step))
        assert calls == [(done, total) for done in range(1, total + 1)]

    def test_it_may_raise_to_stop(self) -> None:
        calls: list[int] = []

        def stop(done: int, _: int) -> None:
            calls.append(done)
            if done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            outlook(THREE_WAIT, progress=stop)
        assert calls == [1, 2]


class TestNumpy:
    """With numpy or without, the answers are the same."""

    @pytest.fixture(autouse=True)
    def forget(self) -> Any:  # noqa: ANN401
        """Whether numpy is there is looked up once."""
        fast.fastest_masses.cache_clear()
        yield
        fast.fastest_masses.cache_clear()

    def without_numpy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fast, "find_spec", lambda _: None)
        fast.fastest_masses.cache_clear()

    def test_it_is_taken_where_it_is_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        installed = find_spec("numpy") is not None
        assert (fast.fastest_masses() is fast.FastMasses) == installed
        self.without_numpy(monkeypatch)
        assert fast.fastest_masses() is Masses

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"allocation_cards": Poisson(rate=16_000), "failed_share": Fraction(1, 50)},
            {"dependence": Regimes(Fraction(9, 10)), "recording_capacity_people": None},
            {
                "dependence": Blocks(3),
                "allocation_cards": Uniform(17_000, 17_300),
                "replacement_cards": Pmf({9_000: 1, 11_000: 1}),
            },
            {"recording_capacity_people": Uniform(8_000, 12_000)},
        ],
    )
    def test_the_answers_are_the_same(
        self, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("numpy")
        scenario = changed(LARGE, **fields)
        options: dict[str, Any] = {"step_cards": 250, "compare": False, "paths": 2}
        with_numpy = outlook(scenario, **options)
        self.without_numpy(monkeypatch)
        plain = outlook(scenario, **options)
        for one, other in zip(with_numpy.to_dicts(), plain.to_dicts(), strict=True):
            numbers = [key for key, value in other.items() if isinstance(value, int | float)]
            assert len(numbers) > 50
            for key in numbers:
                assert one[key] == pytest.approx(other[key], rel=1e-9, abs=1e-10), key


TWO_WEIGHTS = [
    Mixture([(1, Pmf({0: 1})), (3, Pmf({4: 1}))]),
    Mixture([(1, Pmf({0: 1})), (2, Pmf({4: 1}))]),
]
RARE: Distribution = Mixture([(19, Pmf({4: 1})), (1, Pmf({0: 1}))])


class TestScenarios:
    """What a scenario with distributions refuses."""

    @pytest.mark.parametrize(
        ("fields", "field", "fault"),
        [
            ({"obliged_people": 2}, "obliged_people", Fault.CONTRADICTION),
            ({"obliged_people": 5, "waiting_people": 3}, "obliged_people", Fault.CONTRADICTION),
            (
                {"obliged_people": 5, "waiting_people": Interval(3, 9)},
                "obliged_people",
                Fault.CONTRADICTION,
            ),
            (
                {"obliged_people": 5, "waiting_people": Uniform(3, 9)},
                "obliged_people",
                Fault.CONTRADICTION,
            ),
            ({"obliged_people": -1}, "obliged_people", Fault.NEGATIVE),
            (
                {"months": 2, "allocation_cards": TWO_WEIGHTS, "dependence": Regimes(HALF)},
                "dependence",
                Fault.CONTRADICTION,
            ),
            (
                {"allocation_cards": RARE, "dependence": Regimes(HALF)},
                "dependence",
                Fault.CONTRADICTION,
            ),
            (
                {"replacement_cards": RARE, "replacement_dependence": Regimes(HALF)},
                "replacement_dependence",
                Fault.CONTRADICTION,
            ),
        ],
    )
    def test_what_contradicts_itself(
        self, fields: dict[str, Any], field: str, fault: Fault
    ) -> None:
        with refused(fault, f"Scenario.{field}"):
            changed(THREE_WAIT, **fields)

    def test_what_does_not(self) -> None:
        changed(THREE_WAIT, obliged_people=6, waiting_people=Uniform(3, 9))
        changed(THREE_WAIT, obliged_people=3)
        changed(THREE_WAIT, allocation_cards=RARE, dependence=Regimes(Fraction(19, 20)))
        changed(THREE_WAIT, allocation_cards=4, dependence=Regimes(Fraction(1, 99)))
        changed(THREE_WAIT, allocation_cards=DIE, dependence=Regimes(Fraction(1, 99)))
        one_part = Mixture([(2, DIE)])
        changed(THREE_WAIT, allocation_cards=one_part, dependence=Regimes(Fraction(1, 99)))

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"obliged_people": 9.5}, r"Scenario\.obliged_people: expected int, found float"),
            ({"obliged_people": DIE}, r"Scenario\.obliged_people: expected int, found Uniform"),
            ({"failed_prints": "each"}, r"Scenario\.failed_prints: expected FailedPrints"),
            (
                {"dependence": "common"},
                r"Scenario\.dependence: expected Independent, found str; or Blocks, Common, …",
            ),
            ({"dependence": Common}, r"Scenario\.dependence: expected Independent, found type"),
            ({"replacement_dependence": 6}, r"Scenario\.replacement_dependence: expected"),
        ],
    )
    def test_wrong_types(self, fields: dict[str, Any], message: str) -> None:
        with pytest.raises(TypeError, match=message):
            changed(THREE_WAIT, **fields)

    @pytest.mark.parametrize(
        ("make", "error", "message"),
        [
            (lambda: Blocks(0), InvalidRecord, r"Blocks\.months: out of bounds"),
            (lambda: Blocks(-1), InvalidRecord, r"Blocks\.months: negative"),
            (lambda: Blocks(6.0), TypeError, r"Blocks\.months: expected int"),  # type: ignore[arg-type]
            (lambda: Regimes(0.9), TypeError, r"Regimes\.stay: .* use Fraction\(9, 10\)"),  # type: ignore[arg-type]
            (lambda: Regimes(Fraction(0)), InvalidRecord, r"Regimes\.stay: out of bounds"),
            (lambda: Regimes(Fraction(3, 2)), InvalidRecord, r"Regimes\.stay: out of bounds"),
        ],
    )
    def test_impossible_dependences(
        self, make: Callable[[], object], error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            make()

    def test_a_distribution_is_part_of_what_makes_scenarios_equal(self) -> None:
        assert changed(THREE_WAIT) == THREE_WAIT
        assert changed(THREE_WAIT, dependence=Common()) != THREE_WAIT
        assert pickle.loads(pickle.dumps(THREE_WAIT)) == THREE_WAIT
        assert THREE_WAIT.replacement_dependence == Independent()


class TestRefusals:
    """Bad input is named."""

    @pytest.mark.parametrize(
        "fields",
        [
            {"allocation_cards": Interval(1, 2)},
            {"allocation_cards": [1, DIE, Interval(1, 2)]},
            {"waiting_people": Interval(1, 2)},
            {"recording_capacity_people": Interval(1, 2)},
        ],
    )
    def test_nothing_is_likely_about_an_interval(self, fields: dict[str, Any]) -> None:
        (field,) = fields
        scenario = changed(THREE_WAIT, **fields)
        message = rf"outlook\.{field}: .* found an interval; use bounds, or a distribution"
        with pytest.raises(TypeError, match=message):
            outlook(scenario)
        with pytest.raises(TypeError, match=message):
            distribution_of(scenario, Figure.ON_HAND, month=DECEMBER)

    @pytest.mark.parametrize(
        "fields",
        [
            {"allocation_cards": DIE},
            {"allocation_cards": [1, 2, DIE]},
            {"on_hand_cards": DIE},
            {"print_capacity_cards": DIE},
        ],
    )
    def test_a_projection_and_bounds_take_no_distributions(self, fields: dict[str, Any]) -> None:
        (field,) = fields
        scenario = changed(THREE_WAIT, **{"allocation_cards": 1} | fields)
        with pytest.raises(TypeError, match=rf"project\.{field}: .* a distribution; use outlook"):
            project(scenario)
        with pytest.raises(TypeError, match=rf"bounds\.{field}: .* a distribution; use outlook"):
            bounds(scenario)

    def test_a_projection_takes_no_prints_that_fail_each_for_itself(self) -> None:
        scenario = changed(THREE_WAIT, allocation_cards=1, failed_prints=FailedPrints.EACH)
        assert project(scenario).month_ends[0].good_cards == 1
        with pytest.raises(TypeError, match=r"project\.failed_prints: .*; use outlook"):
            project(changed(scenario, failed_share=HALF))
        with pytest.raises(TypeError, match=r"bounds\.failed_prints: .*; use outlook"):
            bounds(changed(scenario, failed_share=HALF))

    @pytest.mark.parametrize(
        ("options", "field", "fault"),
        [
            ({"step_cards": 0}, "step_cards", Fault.OUT_OF_BOUNDS),
            ({"step_cards": -1}, "step_cards", Fault.NEGATIVE),
            ({"max_points": 0}, "max_points", Fault.OUT_OF_BOUNDS),
            ({"paths": 1}, "paths", Fault.OUT_OF_BOUNDS),
            ({"seed": -1}, "seed", Fault.NEGATIVE),
            ({"quantiles": [Fraction(1), HALF, Fraction(1)]}, "quantiles", Fault.OUT_OF_BOUNDS),
            ({"quantiles": []}, "quantiles", Fault.OUT_OF_BOUNDS),
            ({"quantiles": [-HALF, HALF]}, "quantiles", Fault.OUT_OF_BOUNDS),
            ({"quantiles": [HALF, 3 * HALF]}, "quantiles", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_arguments_out_of_bounds(
        self, options: dict[str, Any], field: str, fault: Fault
    ) -> None:
        with refused(fault, f"outlook.{field}"):
            outlook(THREE_WAIT, **options)

    def test_every_fault_is_told_at_once(self) -> None:
        with pytest.raises(ExceptionGroup) as caught:
            outlook(THREE_WAIT, paths=0, step_cards=0, quantiles=[])
        errors: Any = caught.value.exceptions
        assert {error.field for error in errors} == {"paths", "step_cards", "quantiles"}

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"method": "exact"}, r"outlook\.method: expected Method, found str"),
            ({"step_cards": 10.0}, r"outlook\.step_cards: expected int"),
            ({"max_points": 1e6}, r"outlook\.max_points: expected int"),
            ({"paths": True}, r"outlook\.paths: expected int"),
            ({"seed": None, "paths": "9"}, r"outlook\.paths: expected int"),
            ({"quantiles": [0.5]}, r"outlook\.quantiles: expected Fraction, found float"),
        ],
    )
    def test_arguments_of_wrong_types(self, options: dict[str, Any], message: str) -> None:
        with pytest.raises(TypeError, match=message):
            outlook(THREE_WAIT, **options)

    @pytest.mark.parametrize("month", [Month(2020, 11), Month(2021, 3)])
    def test_a_month_beyond_the_scenario_has_no_distribution(self, month: Month) -> None:
        with refused(Fault.OUT_OF_BOUNDS, "distribution_of.month"):
            distribution_of(THREE_WAIT, Figure.ON_HAND, month=month)

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: outlook(None), r"outlook\.scenario: expected Scenario"),  # type: ignore[arg-type]
            (
                lambda: distribution_of(None, Figure.ON_HAND, month=DECEMBER),  # type: ignore[arg-type]
                r"distribution_of\.scenario: expected",
            ),
            (
                lambda: distribution_of(THREE_WAIT, "waiting", month=DECEMBER),  # type: ignore[arg-type]
                r"distribution_of\.figure: expected",
            ),
            (
                lambda: distribution_of(THREE_WAIT, Figure.WAITING, month=12),  # type: ignore[arg-type]
                r"distribution_of\.month: expected",
            ),
        ],
    )
    def test_wrong_types(self, make: Callable[[], object], message: str) -> None:
        with pytest.raises(TypeError, match=message):
            make()


ONE = outlook(THREE_WAIT)[DECEMBER]
OUTLOOK = outlook(THREE_WAIT)
WRONG: list[Callable[[], object]] = [
    lambda: attrs.evolve(Estimate.rounded(0.5), low=0),
    lambda: attrs.evolve(Estimate.rounded(0.5), exactness="rounded"),  # type: ignore[arg-type]
    lambda: attrs.evolve(Estimate.rounded(0.5), fraction=0.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(TestFan.FAN, mean=1.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(TestFan.FAN, shares=(0.1, 0.5, 0.9)),  # type: ignore[arg-type]
    lambda: attrs.evolve(TestFan.FAN, quantiles=(1, 2, 3)),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, month="2020-12"),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, obliged_people=0.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, cleared_by=0.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, binding={}),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, on_hand_cards=5),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, scenario=None),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, method="exact"),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, step=0.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, month_outlooks=[ONE]),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, if_common=(0.5,)),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("make", WRONG)
def test_results_are_checked_however_they_are_made(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()
    assert isinstance(ONE, MonthOutlook)
    assert math.isfinite(ONE.cleared_by.value)
