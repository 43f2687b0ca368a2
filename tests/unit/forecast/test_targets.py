"""Required amounts against every smaller amount, and impossible targets."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import InvalidRecord, Month, Scenario
from dukcapil.distributions import (
    Common,
    Distribution,
    Empirical,
    Mixture,
    Pmf,
    Poisson,
    Regimes,
    Uniform,
    Unknown,
)
from dukcapil.errors import Fault
from dukcapil.forecast import (
    Binding,
    Exactness,
    FailedPrints,
    Figure,
    Infeasible,
    Interval,
    Method,
    Required,
    distribution_of,
    month_reached,
    outlook,
    probability_of_target,
    project,
    required_allocation,
    required_increase,
    required_print_capacity,
    required_recording_capacity,
)

START = Month(2021, 1)
LAST = Month(2021, 3)
SMALL = Scenario(
    start=START,
    months=3,
    obliged_people=100,
    not_recorded_people=9,
    newly_obliged_people=2,
    recording_capacity_people=6,
    allocation_cards=Uniform(1, 5),
    replacement_cards=Uniform(0, 2),
)
CONFIDENCE = Fraction(9, 10)


def changed(scenario: Scenario = SMALL, /, **fields: Any) -> Scenario:  # noqa: ANN401
    return attrs.evolve(scenario, **fields)


def enough(answer: Required | Infeasible) -> Required:
    assert isinstance(answer, Required)
    return answer


def impossible(answer: Required | Infeasible) -> Infeasible:
    assert isinstance(answer, Infeasible)
    return answer


@pytest.mark.parametrize("failed_share", [Fraction(0), Fraction(1, 5)])
@pytest.mark.parametrize("target", [0, 3])
def test_one_less_is_not_enough(target: int, failed_share: Fraction) -> None:
    scenario = changed(failed_share=failed_share)
    for ask, field in (
        (required_allocation, "allocation_cards"),
        (required_recording_capacity, "recording_capacity_people"),
    ):
        base = scenario if field == "allocation_cards" else changed(allocation_cards=9)
        answer = enough(ask(base, target=target, by=LAST, confidence=CONFIDENCE))
        chances = [
            probability_of_target(changed(base, **{field: amount}), target=target, by=LAST).fraction
            for amount in range(answer.amount + 1)
        ]
        assert all(chance is not None and chance < CONFIDENCE for chance in chances[:-1])
        assert chances[-1] is not None
        assert chances[-1] >= CONFIDENCE
        assert answer.probability.fraction == chances[-1]
        assert answer.one_less is not None
        assert answer.one_less.fraction == chances[-2]
        assert getattr(answer.scenario, field) == answer.amount


@given(
    st.integers(0, 4),
    st.integers(1, 3),
    st.sampled_from(
        [Uniform(1, 4), Empirical([0, 3, 3]), Mixture([(3, Uniform(2, 4)), (1, Pmf({0: 1}))])]
    ),
    st.sampled_from([None, Uniform(3, 5), 4]),
)
def test_the_increase_is_the_least_that_shifts_the_distribution_far_enough(
    target: int,
    months: int,
    distribution: Distribution,
    capacity: Distribution | int | None,
) -> None:
    by = START + (months - 1)
    scenario = changed(
        allocation_cards=distribution,
        recording_capacity_people=capacity,
        not_recorded_people=4,
        months=months,
    )
    answer = required_increase(scenario, target=target, by=by, confidence=CONFIDENCE)
    if isinstance(answer, Infeasible):
        assert answer.reason is Binding.RECORDING
        return
    assert answer.probability.fraction is not None
    assert answer.probability.fraction >= CONFIDENCE
    if answer.one_less is not None:
        assert answer.one_less.fraction is not None
        assert answer.one_less.fraction < CONFIDENCE
    before, after = scenario.allocation_cards, answer.scenario.allocation_cards
    assert isinstance(before, type(distribution))
    assert isinstance(after, tuple)
    for amount in after:
        assert isinstance(amount, Distribution)
        assert amount.mean == distribution.mean + answer.amount


def test_a_mixture_keeps_its_parts_when_it_is_increased() -> None:
    distribution = Mixture([(3, Uniform(2, 4)), (1, Pmf({0: 1}))])
    scenario = changed(allocation_cards=distribution, dependence=Regimes(Fraction(4, 5)))
    answer = enough(required_increase(scenario, target=3, by=LAST, confidence=CONFIDENCE))
    more = answer.amount
    assert (
        answer.scenario.allocation_cards
        == (Mixture([(3, Uniform(2 + more, 4 + more)), (1, Pmf({more: 1}))]),) * 3
    )


def test_nothing_more_may_be_needed() -> None:
    answer = enough(required_increase(changed(on_hand_cards=50), target=5, by=LAST))
    assert answer.amount == 0
    assert answer.one_less is None
    assert str(answer) == "0 a month, enough with probability 1"


def test_recording_can_make_it_impossible() -> None:
    slow = changed(recording_capacity_people=3)
    answer = impossible(required_allocation(slow, target=1, by=LAST))
    assert answer.reason is Binding.RECORDING
    assert answer.short_by == Interval(9 + 6 - 9 - 1, 9 + 6 - 9 - 1)
    assert str(answer) == "impossible: recording leaves 5 people too many"
    assert answer.probability.fraction == 0


def test_a_printer_can_make_it_impossible() -> None:
    slow = changed(print_capacity_cards=2, replacement_cards=1)
    answer = impossible(required_allocation(slow, target=0, by=LAST))
    assert answer.reason is Binding.PRINTING
    assert answer.short_by == Interval(9 + 6 + 3 - 6, 9 + 6 + 3 - 6)
    assert answer.probability.exactness is Exactness.EXACT


def test_blanks_can_make_it_impossible_whatever_is_recorded() -> None:
    poor = changed(allocation_cards=1)
    answer = impossible(required_recording_capacity(poor, target=0, by=LAST))
    assert answer.reason is Binding.BLANKS
    assert answer.short_by.low >= 9 + 6 - 3


def test_a_print_capacity_that_is_enough_is_found_by_simulation() -> None:
    scenario = changed(allocation_cards=9, replacement_cards=0)
    answer = enough(required_print_capacity(scenario, target=0, by=LAST))
    assert answer.amount == 5
    assert answer.probability.fraction == 1
    uncertain = changed(allocation_cards=9)
    for options in ({"paths": 200}, {"paths": 200, "seed": 7}):
        simulated = enough(required_print_capacity(uncertain, target=0, by=LAST, **options))  # type: ignore[arg-type]
        assert simulated.probability.exactness in {Exactness.SIMULATED, Exactness.EXACT}
        assert 5 <= simulated.amount <= 7


def test_prints_that_fail_independently_are_counted() -> None:
    scenario = changed(
        failed_share=Fraction(1, 4), failed_prints=FailedPrints.EACH, replacement_cards=0
    )
    answer = enough(required_allocation(scenario, target=0, by=LAST, confidence=CONFIDENCE))
    assert answer.probability.exactness is Exactness.ROUNDED
    assert answer.probability.value >= CONFIDENCE
    assert answer.one_less is not None
    assert answer.one_less.value < CONFIDENCE
    assert answer.amount > 5


def test_a_lattice_is_on_the_safe_side() -> None:
    scenario = Scenario(
        start=START,
        months=6,
        not_recorded_people=42_000,
        allocation_cards=0,
        replacement_cards=Uniform(4_000, 6_000),
    )
    exact = enough(required_allocation(scenario, target=100, by=Month(2021, 6)))
    coarse = enough(required_allocation(scenario, target=100, by=Month(2021, 6), step_cards=10))
    assert exact.amount <= coarse.amount <= exact.amount + 20
    assert coarse.probability.exactness is Exactness.BRACKET
    assert coarse.probability.low >= 0.95
    again = probability_of_target(
        coarse.scenario, target=100, by=Month(2021, 6), method=Method.EXACT
    )
    assert coarse.probability.low <= again.value <= coarse.probability.high


def test_a_lattice_that_is_laid_anew_is_asked_again() -> None:
    """Six more blanks seem to do on the lattice as it lies, and do not on one of their own."""
    scenario = Scenario(
        start=START,
        months=2,
        not_recorded_people=3,
        allocation_cards=Uniform(0, 2),
        replacement_cards=Uniform(0, 1),
        failed_share=Fraction(1, 5),
    )
    answer = enough(required_increase(scenario, target=0, by=Month(2021, 2), step_cards=3))
    assert answer.amount == 7
    assert answer.one_less is not None
    assert answer.one_less.low < Fraction(95, 100) <= answer.probability.low


def test_known_allocations_are_increased_as_they_are() -> None:
    scenario = changed(allocation_cards=[3, 0, 1], replacement_cards=0)
    answer = enough(required_increase(scenario, target=0, by=LAST))
    more = answer.amount
    assert answer.scenario.allocation_cards == (3 + more, more, 1 + more)
    assert 3 * (more - 1) + 4 < 9 + 6 <= 3 * more + 4


def test_a_coverage_is_a_number_of_people() -> None:
    scenario = changed(leaving_holding_people=10)
    by_coverage = probability_of_target(scenario, target=Fraction(90, 100), by=START)
    assert int((100 + 2 - 10) * Fraction(1, 10)) == 9
    assert by_coverage == probability_of_target(scenario, target=9, by=START)
    distribution = distribution_of(scenario, Figure.OUTSTANDING, month=START)
    assert by_coverage.fraction == distribution.probability(at_most=9)


@pytest.mark.parametrize("confidence", [Fraction(1, 2), Fraction(95, 100), Fraction(1)])
@pytest.mark.parametrize("target", [0, 4, Fraction(97, 100)])
def test_the_month_is_the_first_whose_probability_is_high_enough(
    target: int | Fraction, confidence: Fraction
) -> None:
    scenario = changed(months=6, allocation_cards=Uniform(4, 9))
    months = [START + index for index in range(6)]
    reached = [
        month
        for month in months
        if (probability_of_target(scenario, target=target, by=month).fraction or 0) >= confidence
    ]
    assert month_reached(scenario, target=target, confidence=confidence) == next(
        iter(reached), None
    )
    assert month_reached(changed(allocation_cards=0), target=0) is None


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"by": Month(2020, 12)}, {("by", Fault.OUT_OF_BOUNDS)}),
        ({"by": Month(2021, 4)}, {("by", Fault.OUT_OF_BOUNDS)}),
        ({"confidence": Fraction(0)}, {("confidence", Fault.OUT_OF_BOUNDS)}),
        ({"confidence": Fraction(3, 2)}, {("confidence", Fault.OUT_OF_BOUNDS)}),
        ({"target": Fraction(3, 2)}, {("target", Fault.OUT_OF_BOUNDS)}),
        ({"target": -1}, {("target", Fault.NEGATIVE)}),
        ({"target": 1.5}, {("target", Fault.OUT_OF_BOUNDS)}),
        ({"confidence": 1.5}, {("confidence", Fault.OUT_OF_BOUNDS)}),
        ({"max_points": 0}, {("max_points", Fault.OUT_OF_BOUNDS)}),
    ],
)
def test_impossible_questions_are_refused(
    fields: dict[str, Any], faults: set[tuple[str, Fault]]
) -> None:
    arguments: dict[str, Any] = {"target": 0, "by": LAST} | fields
    with pytest.raises((InvalidRecord, ExceptionGroup)) as caught:
        required_allocation(SMALL, **arguments)
    error = caught.value
    errors: Any = error.exceptions if isinstance(error, ExceptionGroup) else [error]
    assert {(one.field, one.reason) for one in errors} == faults


def test_a_coverage_needs_the_number_of_the_obliged() -> None:
    with pytest.raises(InvalidRecord, match="obliged_people: missing"):
        probability_of_target(changed(obliged_people=None), target=Fraction(9, 10), by=LAST)


def test_a_coverage_of_a_random_number_of_people_is_bounded() -> None:
    scenario = changed(newly_obliged_people=Uniform(0, 10), recording_capacity_people=None)
    found = probability_of_target(scenario, target=Fraction(80, 100), by=LAST)
    assert found.exactness is Exactness.BOUNDED
    least, most = (
        probability_of_target(scenario, target=people, by=LAST).value for people in (20, 26)
    )
    assert found.low == pytest.approx(least, abs=1e-9)
    assert found.high == pytest.approx(most, abs=1e-9)
    simulated = probability_of_target(
        changed(scenario, recording_capacity_people=6), target=Fraction(80, 100), by=LAST, paths=200
    )
    assert simulated.exactness is Exactness.SIMULATED
    needed = enough(required_allocation(scenario, target=Fraction(80, 100), by=LAST))
    assert needed.amount == enough(required_allocation(scenario, target=20, by=LAST)).amount
    assert month_reached(scenario, target=Fraction(1, 2)) == START


def test_who_is_obliged_depends_on_the_capacity_that_is_sought() -> None:
    leaving = changed(LEAVING, obliged_people=100_000)
    goal = Fraction(98, 100)
    answer = enough(required_recording_capacity(leaving, target=goal, by=Month(2021, 12)))
    end = project(answer.scenario).month_ends[-1]
    assert end.coverage is not None
    assert end.coverage.ratio is not None
    assert end.coverage.ratio >= goal


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scenario": None}, r"required_allocation\.scenario: expected Scenario"),
        ({"by": "2021-03"}, r"required_allocation\.by: expected Month"),
        ({"confidence": 95}, r"required_allocation\.confidence: .* use Fraction\(95, 100\)"),
        ({"confidence": "95 %"}, r"required_allocation\.confidence: .* use Fraction\(95, 100\)"),
        ({"target": "0.5"}, r"required_allocation\.target: expected int"),
        ({"target": True}, r"required_allocation\.target: expected int"),
        (
            {"scenario": changed(allocation_cards=Interval(1, 2))},
            r"required_allocation\.allocation_cards: .* found an interval",
        ),
    ],
)
def test_wrong_types_are_named(arguments: dict[str, Any], message: str) -> None:
    everything: dict[str, Any] = {"scenario": SMALL, "target": 0, "by": LAST} | arguments
    with pytest.raises(TypeError, match=message):
        required_allocation(everything.pop("scenario"), **everything)


def test_answers_are_checked_however_they_are_made() -> None:
    answer = enough(required_allocation(SMALL, target=5, by=LAST))
    none = impossible(required_allocation(SMALL, target=0, by=START))
    for make in (
        lambda: attrs.evolve(answer, amount=1.5),  # type: ignore[arg-type]
        lambda: attrs.evolve(answer, one_less=1),  # type: ignore[arg-type]
        lambda: attrs.evolve(none, reason="recording"),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError, match="expected"):
            make()


def test_one_less_is_not_enough_of_simulated_blanks_either() -> None:
    """More blanks are other trajectories, so that no solution serves for several amounts."""
    asked: Any = {"target": 0, "by": LAST, "confidence": CONFIDENCE}
    answer = enough(required_allocation(SMALL, **asked, method=Method.SIMULATION, paths=200))
    assert answer.one_less is not None
    assert answer.one_less.low < CONFIDENCE <= answer.probability.low


def test_an_increase_under_an_unknown_dependence_is_on_the_safe_side() -> None:
    asked: Any = {"target": 0, "by": LAST, "confidence": CONFIDENCE}
    unknown = changed(dependence=Unknown(), recording_capacity_people=None)
    safe = enough(required_increase(unknown, **asked))
    known = enough(required_increase(changed(unknown, dependence=Common()), **asked))
    assert safe.amount >= known.amount
    assert safe.probability.exactness is Exactness.BOUNDED


LEAVING = Scenario(
    start=START,
    months=12,
    not_recorded_people=5_000,
    newly_obliged_people=300,
    leaving_not_recorded_people=400,
    allocation_cards=250,
)
"""With 200 a month 1,400 are left; with thousands a month blanks are short, and nobody leaves."""


def test_a_capacity_is_found_though_more_would_be_too_much() -> None:
    year_end = Month(2021, 12)
    answer = enough(required_recording_capacity(LEAVING, target=1_700, by=year_end))
    assert (answer.amount, answer.up_to) == (175, 2_350)
    assert str(answer) == "175 a month (not more than 2,350), enough with probability 1"
    for capacity, left in ((174, 1_712), (175, 1_700), (2_350, 1_700), (2_351, 1_702)):
        end = project(changed(LEAVING, recording_capacity_people=capacity)).month_ends[-1]
        assert end.outstanding_people == left
    none = impossible(required_recording_capacity(LEAVING, target=100, by=year_end))
    assert none.is_certain
    assert none.short_by.low == none.short_by.high


CROWD: dict[str, Any] = {
    "months": 6,
    "not_recorded_people": 50_000,
    "leaving_waiting_people": 100,
    "allocation_cards": 250,
    "print_capacity_cards": 240,
}
"""People leave while they wait and printing is limited, so that nothing is monotone."""


def test_a_search_that_is_stopped_says_so() -> None:
    crowd = changed(LEAVING, **CROWD)
    by = START + 5
    full = impossible(required_recording_capacity(crowd, target=40_000, by=by))
    assert full.is_certain
    near = 40_000 + full.short_by.low - 1
    stopped = impossible(required_recording_capacity(crowd, target=near, by=by, max_points=1))
    assert stopped.untested
    assert not stopped.is_certain
    assert re.fullmatch(
        r"not decided: amounts of [\d, toand]+ were not tried; raise max_points", str(stopped)
    )


def test_what_is_too_near_to_tell_is_not_called_impossible() -> None:
    slow = changed(newly_obliged_people=Uniform(0, 4), recording_capacity_people=4)
    asked: Any = {"target": 3, "by": LAST, "paths": 100}
    chance = probability_of_target(changed(slow, allocation_cards=99), **asked)
    assert 0 < chance.value < 1
    near = Fraction(chance.value)
    answer = impossible(required_allocation(slow, confidence=near, **asked))
    assert not answer.is_certain
    assert str(answer).startswith("not decided: the probability is ")
    assert str(answer).endswith("to tell; raise paths")


CERTAIN = changed(
    not_recorded_people=Uniform(3, 5),
    newly_obliged_people=0,
    allocation_cards=100,
    replacement_cards=0,
)
"""At most five people, all of whom can be recorded, and 100 blanks: nothing is in doubt."""


@pytest.mark.parametrize(
    ("target", "fields", "options"),
    [
        (0, {"recording_capacity_people": None}, {}),
        (0, {"recording_capacity_people": 6}, {}),
        (0, {"recording_capacity_people": Uniform(6, 7), "not_recorded_people": 5}, {}),
        (0, {"recording_capacity_people": None}, {"method": Method.LATTICE, "step_cards": 7}),
        (0, {"recording_capacity_people": None, "dependence": Unknown()}, {}),
        (10**6, {"replacement_cards": Poisson(rate=2), "recording_capacity_people": None}, {}),
        (10**6, {"replacement_cards": Poisson(rate=2)}, {}),
        (0, {"print_capacity_cards": 9}, {}),
        (5, {"leaving_waiting_people": Uniform(0, 2)}, {}),
        (
            0,
            {
                "recording_capacity_people": None,
                "failed_share": Fraction(1, 50),
                "failed_prints": FailedPrints.EACH,
            },
            {},
        ),
    ],
)
def test_what_is_certain_is_certain_by_every_method(
    target: int, fields: dict[str, Any], options: dict[str, Any]
) -> None:
    scenario = changed(CERTAIN, **fields)
    asked: Any = {"target": target, "by": LAST, **options}
    assert probability_of_target(scenario, **asked).fraction == 1
    for confidence in (Fraction(1), 1 - Fraction(1, 10**15)):
        needed = enough(required_allocation(scenario, **asked, confidence=confidence))
        assert needed.probability.fraction == 1
        assert month_reached(scenario, target=target, confidence=confidence, **options) == START


def test_an_outlook_says_what_is_certain() -> None:
    scenario = changed(CERTAIN, replacement_cards=Poisson(rate=2))
    for case in (scenario, changed(scenario, recording_capacity_people=Uniform(6, 9))):
        ahead = outlook(case, compare=False, paths=50)
        assert ahead.cleared_with(Fraction(1)) == START
        for one in ahead.month_outlooks:
            assert one.stock_out_by.fraction == one.stock_out_in.fraction == 0
            assert one.cleared_by.fraction == one.binds(Binding.NOTHING).fraction == 1
    out = outlook(changed(scenario, allocation_cards=0), compare=False)
    assert out.month_outlooks[0].stock_out_in.fraction == 1
    assert out.month_outlooks[-1].stock_out_by.fraction == 1
    assert out.month_outlooks[-1].cleared_by.fraction == 0


def test_a_decimal_is_the_fraction_that_it_is_written_as() -> None:
    for exact, decimal in ((Fraction(95, 100), 0.95), (Fraction(99, 100), 0.99)):
        asked: Any = {"target": 3, "by": LAST}
        assert required_allocation(SMALL, **asked, confidence=exact) == required_allocation(
            SMALL, **asked, confidence=decimal
        )
    assert probability_of_target(SMALL, target=0.97, by=LAST) == probability_of_target(
        SMALL, target=Fraction(97, 100), by=LAST
    )
    assert outlook(SMALL, quantiles=[0.1, 0.5]) == outlook(
        SMALL, quantiles=[Fraction(1, 10), Fraction(1, 2)]
    )


class Whole:
    """An integer of another library."""

    def __init__(self, number: int) -> None:
        """Keep the number."""
        self.number = number

    def __index__(self) -> int:
        return self.number


class NoWhole:
    """An array of several numbers, which has no index."""

    def __index__(self) -> int:
        raise TypeError


def test_an_integer_of_another_library_is_one() -> None:
    fields: dict[str, Any] = {
        "months": Whole(3),
        "obliged_people": Whole(100),
        "not_recorded_people": Whole(9),
        "newly_obliged_people": [Whole(2)] * 3,
        "recording_capacity_people": Whole(6),
        "allocation_cards": Uniform(Whole(1), Whole(5)),
        "repeat_recording_people": (Whole(0), Whole(0), Whole(0)),
        "failed_share": 0.0,
    }
    same = attrs.evolve(SMALL, **fields)
    assert same == attrs.evolve(
        SMALL, newly_obliged_people=[2] * 3, repeat_recording_people=[0] * 3
    )
    assert type(same.not_recorded_people) is int
    assert Pmf({Whole(3): 1}) == Pmf({3: 1})  # type: ignore[arg-type]
    assert Empirical([Whole(3)]) == Empirical([3])  # type: ignore[list-item]
    assert outlook(SMALL, max_points=Whole(10**6)) == outlook(SMALL, max_points=10**6)  # type: ignore[call-overload]
    asked: Any = {"by": LAST}
    few: Any = Whole(3)
    assert probability_of_target(SMALL, target=few, **asked) == probability_of_target(
        SMALL, target=3, **asked
    )
    for not_whole in (True, 2.5, "2", NoWhole()):
        with pytest.raises(TypeError, match="expected"):
            changed(not_recorded_people=not_whole)


def test_one_person_too_many_is_a_person() -> None:
    poor = changed(allocation_cards=5, replacement_cards=0, recording_capacity_people=None)
    assert str(required_recording_capacity(poor, target=0, by=START)) == (
        "impossible: blanks leave 6 people too many"
    )
    assert str(required_recording_capacity(poor, target=5, by=START)) == (
        "impossible: blanks leave 1 person too many"
    )


def test_months_after_that_of_the_target_are_kept_in_the_answer() -> None:
    answer = enough(required_increase(SMALL, target=9, by=START))
    assert isinstance(answer.scenario.allocation_cards, tuple)
    assert len(answer.scenario.allocation_cards) == SMALL.months
    short = changed(months=1)
    assert answer.amount == enough(required_increase(short, target=9, by=START)).amount
