"""The work is bounded at any size: coarse answers hold fine ones, and nothing is listed."""

from __future__ import annotations

from fractions import Fraction
from statistics import NormalDist
from typing import Any

import attrs
import pytest
from support.forecasts import column

from dukcapil import Month, Scenario
from dukcapil.distributions import (
    Blocks,
    Common,
    Empirical,
    Independent,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Regimes,
    Uniform,
    Unknown,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.distributions._families import masses, pmf_of
from dukcapil.forecast import (
    Exactness,
    FailedPrints,
    Method,
    Required,
    outlook,
    required_increase,
    required_print_capacity,
)

NATION = Scenario(
    start=Month(2021, 1),
    months=4,
    not_recorded_people=1_000_000,
    newly_obliged_people=300_000,
    recording_capacity_people=600_000,
    allocation_cards=Uniform(1_000_000, 2_000_000),
    replacement_cards=900_000,
)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"dependence": Common()},
        {"dependence": Blocks(3)},
        {"dependence": Regimes(Fraction(9, 10))},
        {"dependence": Unknown()},
        {"failed_share": Fraction(3, 100)},
        {"replacement_cards": Poisson(rate=900_000)},
        {
            "allocation_cards": NegativeBinomial(size=100, rate=1_500_000),
            "dependence": Regimes(Fraction(9, 10)),
        },
        {
            "newly_obliged_people": NegativeBinomial(size=100, rate=300_000),
            "recording_capacity_people": None,
        },
        {"replacement_cards": Poisson(rate=900_000), "dependence": Unknown()},
        {
            "replacement_cards": Uniform(800_000, 1_000_000),
            "dependence": Common(),
            "replacement_dependence": Common(),
        },
        {
            "allocation_cards": Mixture([(5, Uniform(1_000_000, 2_000_000)), (1, Pmf({500: 1}))]),
            "dependence": Regimes(Fraction(9, 10)),
        },
        {"recording_capacity_people": Uniform(500_000, 600_000)},
    ],
)
def test_a_coarse_answer_holds_a_finer_one(fields: dict[str, Any]) -> None:
    scenario = attrs.evolve(NATION, **fields)
    coarse, fine = (
        outlook(scenario, compare=False, max_points=points, paths=20) for points in (4_000, 60_000)
    )
    assert coarse.step > fine.step > 1
    for field in ("stock_out_in", "cleared_in"):
        for outer, inner in zip(column(coarse, field), column(fine, field), strict=True):
            assert outer.low - 1e-9 <= inner.low <= inner.high <= outer.high + 1e-9
    for outer, inner in zip(coarse.month_outlooks, fine.month_outlooks, strict=True):
        assert outer.outstanding_people.mean.low <= inner.outstanding_people.mean.value
        assert inner.outstanding_people.mean.value <= outer.outstanding_people.mean.high


def test_a_queue_of_known_blanks_with_failed_prints_is_little_work() -> None:
    scenario = Scenario(
        start=Month(2021, 1),
        months=6,
        not_recorded_people=300,
        newly_obliged_people=40,
        recording_capacity_people=Uniform(50, 120),
        allocation_cards=100,
        replacement_cards=60,
        failed_share=Fraction(137, 10_000),
    )
    exact = outlook(scenario, compare=False, max_points=20_000)
    assert exact.method is Method.EXACT
    coarse = outlook(scenario, compare=False, method=Method.LATTICE, max_points=20_000)
    for inner, outer in zip(exact.month_outlooks, coarse.month_outlooks, strict=True):
        for field in ("waiting_people", "on_hand_cards", "outstanding_people"):
            mean = getattr(inner, field).mean
            assert mean.fraction is not None
            assert getattr(outer, field).mean.low <= mean.value <= getattr(outer, field).mean.high


def test_prints_that_fail_by_themselves_are_mixed_for_some_numbers_of_blanks_only() -> None:
    scenario = Scenario(
        start=Month(2021, 1),
        months=3,
        not_recorded_people=2_000,
        allocation_cards=Uniform(500, 1_500),
        failed_share=Fraction(1, 50),
        failed_prints=FailedPrints.EACH,
    )
    coarse, fine = (
        outlook(scenario, compare=False, max_points=points) for points in (20_000, 10**9)
    )
    assert coarse.step > fine.step == 1
    for outer, inner in zip(coarse.month_outlooks, fine.month_outlooks, strict=True):
        assert outer.cleared_by.low - 1e-9 <= inner.cleared_by.value
        assert inner.cleared_by.value <= outer.cleared_by.high + 1e-9
    unknown = outlook(attrs.evolve(scenario, dependence=Unknown()), max_points=20_000)
    for outer, inner in zip(unknown.month_outlooks, fine.month_outlooks, strict=True):
        assert outer.cleared_by.low - 1e-9 <= inner.cleared_by.value
        assert inner.cleared_by.value <= outer.cleared_by.high + 1e-9


def test_ten_times_as_much_of_everything_is_as_likely_in_numbers_that_no_list_holds() -> None:
    def of_size(unit: int) -> Scenario:
        return Scenario(
            start=Month(2021, 1),
            months=3,
            not_recorded_people=0,
            allocation_cards=Uniform(unit, 10 * unit),
            replacement_cards=5 * unit,
        )

    small, large = (outlook(of_size(unit), max_points=3_000) for unit in (10**6, 10**11))
    for one, other in zip(
        column(small, "stock_out_by"), column(large, "stock_out_by"), strict=True
    ):
        assert one.exactness is other.exactness is Exactness.BRACKET
        assert abs(one.value - other.value) < 0.02
    simulated = outlook(of_size(10**11), method=Method.SIMULATION, paths=200, compare=False)
    assert simulated.month_outlooks[0].stock_out_in.value == pytest.approx(4 / 9, abs=0.2)


COUNTS = NegativeBinomial(size=40, rate=3_000)
OFFICE = Scenario(
    start=Month(2021, 1),
    months=4,
    not_recorded_people=2_000,
    newly_obliged_people=500,
    recording_capacity_people=900,
    allocation_cards=COUNTS,
    replacement_cards=2_200,
)


@pytest.mark.parametrize(
    "dependence",
    [Independent(), Blocks(3), Common(), Regimes(Fraction(3, 4)), Unknown()],
)
def test_a_curve_is_as_good_as_all_its_masses(dependence: Dependence) -> None:
    smooth = attrs.evolve(OFFICE, dependence=dependence)
    listed = attrs.evolve(smooth, allocation_cards=pmf_of(masses(COUNTS)))
    answers = [outlook(one, compare=False, step_cards=20) for one in (smooth, listed)]
    for field in ("stock_out_by", "cleared_by", "stock_out_in"):
        for one, other in zip(*(column(answer, field) for answer in answers), strict=True):
            assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-9)


@pytest.mark.parametrize("dependence", [Independent(), Blocks(2), Regimes(Fraction(3, 4))])
def test_trajectories_draw_from_a_curve_as_from_all_its_masses(dependence: Dependence) -> None:
    smooth = attrs.evolve(OFFICE, dependence=dependence)
    listed = attrs.evolve(smooth, allocation_cards=pmf_of(masses(COUNTS)))
    ends = [
        outlook(one, method=Method.SIMULATION, paths=300, compare=False).month_outlooks[-1]
        for one in (smooth, listed)
    ]
    means = [end.on_hand_cards.mean.value for end in ends]
    assert means[0] == pytest.approx(means[1], abs=3)


def test_trajectories_draw_from_mixtures_in_turn_or_together() -> None:
    parts = [(1, Pmf({2_000: 1})), (3, Uniform(3_000, 5_000))]
    overlapping = [(3, Uniform(3_000, 5_000)), (1, Pmf({4_000: 1}))]
    for mixture in (Mixture(parts), Mixture(overlapping)):
        lots = attrs.evolve(OFFICE, allocation_cards=mixture, replacement_cards=0)
        drawn = outlook(lots, method=Method.SIMULATION, paths=4_000, compare=False)
        exact = outlook(lots, compare=False)
        for one, other in zip(drawn.month_outlooks, exact.month_outlooks, strict=True):
            mean = one.on_hand_cards.mean
            assert abs(mean.value - other.on_hand_cards.mean.value) < 4 * (mean.standard_error or 0)


def test_lines_that_turn_in_a_later_block_are_counted() -> None:
    turning = attrs.evolve(NATION, dependence=Blocks(2))
    straight = attrs.evolve(turning, not_recorded_people=0)
    steps = [outlook(one, compare=False, max_points=100_000).step for one in (straight, turning)]
    assert steps[0] < steps[1]


def test_a_nation_asks_by_how_much_more_is_enough() -> None:
    blanks = NegativeBinomial(size=100, rate=2_000_000)
    nation = Scenario(
        start=Month(2021, 1),
        months=1,
        not_recorded_people=0,
        allocation_cards=blanks,
        replacement_cards=2_200_000,
    )
    answer = required_increase(nation, target=0, by=Month(2021, 1), max_points=200_000)
    assert isinstance(answer, Required)
    few = blanks.quantile(Fraction(1, 20))
    assert answer.amount == pytest.approx(2_200_000 - few, abs=10_000)


def test_work_chooses_the_number_of_trajectories() -> None:
    slow = attrs.evolve(NATION, print_capacity_cards=1_500_000)
    few = outlook(slow, max_points=1, compare=False)
    assert few.paths == 500
    assert outlook(slow, max_points=1, paths=30, compare=False).paths == 30
    assert outlook(attrs.evolve(slow, months=1), compare=False).paths == 10_000
    answer = required_print_capacity(slow, target=10**9, by=Month(2021, 1), max_points=1)
    assert answer.probability.fraction == 1


@pytest.mark.parametrize("dependence", [Blocks(2), Common(), Unknown()])
def test_amounts_far_apart_cost_no_more_than_there_are_of_them(dependence: Dependence) -> None:
    lots = Pmf({0: 1, 1_000_000: 2, 1_000_007: 1})
    far = attrs.evolve(NATION, allocation_cards=lots, dependence=dependence)
    observed = attrs.evolve(far, allocation_cards=Empirical([0, 1_000_000, 1_000_000, 1_000_007]))
    assert column(outlook(far), "stock_out_by") == column(outlook(observed), "stock_out_by")


def test_a_dependence_that_is_assumed_is_not_computed_again() -> None:
    answer = outlook(NATION)
    assert list(answer.if_independent) == column(answer, "stock_out_by")
    coarse = outlook(NATION, step_cards=100_000)
    assert list(coarse.if_independent) != column(coarse, "stock_out_by")


@pytest.mark.parametrize("dependence", [Independent(), Unknown()])
def test_prints_fail_one_by_one_among_millions_of_blanks(dependence: Dependence) -> None:
    blanks = Uniform(2_000_000, 2_000_010)
    nation = Scenario(
        start=Month(2021, 1),
        months=1,
        not_recorded_people=0,
        allocation_cards=blanks,
        replacement_cards=1_940_000,
        failed_share=Fraction(3, 100),
        failed_prints=FailedPrints.EACH,
        dependence=dependence,
    )
    good = NormalDist(0.97 * float(blanks.mean), (2_000_005 * 0.97 * 0.03) ** 0.5)
    short = good.cdf(1_939_999.5)
    (answer,) = outlook(nation, compare=False).month_outlooks
    assert answer.stock_out_in.low - 0.001 <= short <= answer.stock_out_in.high + 0.001
