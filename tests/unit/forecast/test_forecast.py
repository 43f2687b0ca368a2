"""The deterministic projection and its bounds, by example."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest

from dukcapil import Interval, InvalidRecord, Month, Scenario, bounds, project
from dukcapil.errors import Fault
from dukcapil.forecast import Binding, Bounds, MonthBounds, MonthEnd, Trajectory

SCENARIO = Scenario(
    start=Month(2020, 12),
    months=4,
    not_recorded_people=20_000,
    newly_obliged_people=3_000,
    recording_capacity_people=10_000,
    allocation_cards=15_000,
    replacement_cards=6_000,
)
UNCERTAIN = attrs.evolve(SCENARIO, allocation_cards=Interval(15_000, 20_000))


def changed(scenario: Scenario = SCENARIO, /, **fields: Any) -> Scenario:  # noqa: ANN401
    return attrs.evolve(scenario, **fields)


def ends(**fields: Any) -> tuple[MonthEnd, ...]:  # noqa: ANN401
    return project(changed(**fields)).month_ends


def test_a_month_takes_its_steps_in_the_stated_order() -> None:
    first, second, third, fourth = project(SCENARIO).month_ends
    assert first == MonthEnd(
        month=Month(2020, 12),
        not_recorded_people=13_000,
        waiting_people=1_000,
        on_hand_cards=0,
        good_cards=15_000,
        spoiled_cards=0,
        binding=Binding.BLANKS,
    )
    assert second.outstanding_people == 8_000
    assert third.outstanding_people == third.waiting_people == 2_000
    assert (fourth.outstanding_people, fourth.on_hand_cards) == (0, 4_000)


def test_the_trajectory_names_the_month_of_clearance_and_of_the_first_stock_out() -> None:
    trajectory = project(SCENARIO)
    assert trajectory.cleared_in == Month(2021, 3)
    assert trajectory.stock_out_in == Month(2020, 12)
    plenty = project(changed(allocation_cards=100_000, recording_capacity_people=None))
    assert plenty.cleared_in == Month(2020, 12)
    assert plenty.stock_out_in is None
    assert project(changed(allocation_cards=0)).cleared_in is None


def test_without_a_limit_everybody_is_recorded_at_once() -> None:
    assert ends(recording_capacity_people=None)[0].not_recorded_people == 0


def test_amounts_may_differ_by_month() -> None:
    months = ends(allocation_cards=[0, 0, 0, 60_000])
    assert [end.on_hand_cards for end in months] == [0, 0, 0, 4_000]
    assert [end.binding for end in months[:3]] == [Binding.BLANKS] * 3


def test_a_printer_can_be_what_holds_things_up() -> None:
    months = ends(print_capacity_cards=[0, 5_000, 5_000, 5_000])
    assert months[0].good_cards == 0
    assert [end.binding for end in months] == [Binding.PRINTING] * 4
    assert months[3].good_cards == 15_000


def test_blanks_are_named_where_printer_and_blanks_end_together() -> None:
    assert ends(print_capacity_cards=15_000)[0].binding is Binding.BLANKS


def test_failed_prints_are_counted_on_the_total_not_by_month() -> None:
    """Two blanks a month with half of them spoiled are one good card a month, never none."""
    months = ends(
        months=3,
        not_recorded_people=100,
        newly_obliged_people=0,
        replacement_cards=0,
        allocation_cards=[1, 1, 1],
        failed_share=Fraction(1, 2),
    )
    assert [end.good_cards for end in months] == [0, 1, 1]
    assert [end.spoiled_cards for end in months] == [1, 1, 2]
    assert all(end.on_hand_cards == 0 for end in months)


def test_blanks_are_not_wasted_on_cards_that_nobody_asked_for() -> None:
    (end,) = ends(
        months=1,
        not_recorded_people=3,
        newly_obliged_people=0,
        replacement_cards=0,
        allocation_cards=100,
        failed_share=Fraction(1, 4),
    )
    assert (end.good_cards, end.spoiled_cards, end.on_hand_cards) == (3, 1, 96)


def test_bounds_of_an_uncertain_allocation() -> None:
    result = bounds(UNCERTAIN)
    assert result.month_bounds[2] == MonthBounds(
        month=Month(2021, 2),
        not_recorded_people=Interval(0, 0),
        waiting_people=Interval(0, 2_000),
        outstanding_people=Interval(0, 2_000),
        on_hand_cards=Interval(0, 13_000),
        good_cards=Interval(45_000, 47_000),
    )
    assert (result.cleared_earliest, result.cleared_latest) == (Month(2021, 2), Month(2021, 3))
    assert result.loose_figures == frozenset()


def test_bounds_know_when_a_backlog_need_not_or_cannot_be_cleared() -> None:
    low = bounds(changed(UNCERTAIN, allocation_cards=Interval(0, 20_000)))
    assert low.cleared_earliest == Month(2021, 2)
    assert low.cleared_latest is None
    assert bounds(changed(allocation_cards=0)).cleared_earliest is None


def test_bounds_are_loose_only_where_printing_is_limited() -> None:
    recording, supply = Interval(5_000, 10_000), Interval(9_000, 10_000)
    failing = Fraction(1, 10)
    for cap, fields, loose in (
        (9_000, {}, set()),
        (None, {"recording_capacity_people": recording}, set()),
        (9_000, {"recording_capacity_people": Interval(7, 7)}, set()),
        (9_000, {"recording_capacity_people": recording}, {"waiting_people"}),
        (9_000, {"recording_capacity_people": [recording, 1, 1, 1]}, {"waiting_people"}),
        (9_000, {"allocation_cards": supply}, set()),
        (None, {"allocation_cards": supply, "failed_share": failing}, set()),
        (9_000, {"allocation_cards": supply, "failed_share": failing}, {"on_hand_cards"}),
        (9_000, {"on_hand_cards": supply, "failed_share": failing}, {"on_hand_cards"}),
    ):
        assert bounds(changed(print_capacity_cards=cap, **fields)).loose_figures == loose


def test_bounds_are_loose_where_people_leave_by_how_soon_they_are_recorded() -> None:
    recording = Interval(0, 1)
    fields: dict[str, Any] = {
        "months": 2,
        "not_recorded_people": 1,
        "newly_obliged_people": 0,
        "replacement_cards": 0,
        "allocation_cards": 0,
        "leaving_not_recorded_people": [0, 1],
    }
    assert [
        ends(**fields, recording_capacity_people=[first, 0])[1].outstanding_people
        for first in (0, 1)
    ] == [0, 1]
    result = bounds(changed(**fields, recording_capacity_people=[recording, 0]))
    assert result.month_bounds[1].outstanding_people == Interval(0, 1)
    assert result.month_bounds[1].not_recorded_people == Interval(0, 0)
    assert result.loose_figures == {
        *("waiting_people", "outstanding_people", "on_hand_cards", "good_cards")
    }
    known = changed(**fields, recording_capacity_people=[1, 0])
    assert bounds(known).loose_figures == frozenset()


def test_bounds_of_those_waiting_are_reached_where_nothing_limits_printing() -> None:
    recording = Interval(0, 2)
    fields: dict[str, Any] = {"newly_obliged_people": 0, "replacement_cards": 0}
    bound = bounds(changed(**fields, recording_capacity_people=recording)).month_bounds[0]
    assert bound.not_recorded_people == Interval(19_998, 20_000)
    assert bound.waiting_people == Interval(0, 0)


def test_more_recording_now_can_mean_fewer_people_waiting_later_where_printing_is_limited() -> None:
    fields: dict[str, Any] = {
        "months": 2,
        "not_recorded_people": 8,
        "newly_obliged_people": 0,
        "replacement_cards": 0,
        "print_capacity_cards": [5, 0],
    }
    waiting = [
        ends(**fields, recording_capacity_people=[first, 5])[1].waiting_people for first in (0, 5)
    ]
    assert waiting == [5, 3]
    scenario = changed(**fields, recording_capacity_people=[Interval(0, 5), 5])
    first, second = bounds(scenario).month_bounds
    assert first.waiting_people == Interval(0, 5)
    assert second.waiting_people == Interval(0, 8)


def test_one_more_blank_can_leave_fewer_where_prints_fail_and_printing_is_limited() -> None:
    fields: dict[str, Any] = {
        "months": 2,
        "not_recorded_people": 0,
        "newly_obliged_people": [5, 3],
        "recording_capacity_people": None,
        "allocation_cards": [7, 4],
        "replacement_cards": 0,
        "failed_share": Fraction(3, 10),
        "print_capacity_cards": [5, 3],
    }
    assert [ends(**fields, on_hand_cards=n)[1].on_hand_cards for n in (0, 1)] == [1, 0]
    bound = bounds(changed(**fields, on_hand_cards=Interval(0, 1))).month_bounds[1]
    assert 0 in bound.on_hand_cards
    assert 1 in bound.on_hand_cards


def test_a_projection_refuses_intervals_wherever_they_stand() -> None:
    cases: tuple[dict[str, Any], ...] = (
        {"allocation_cards": Interval(1, 2)},
        {"allocation_cards": [1, 2, 3, Interval(1, 2)]},
        {"not_recorded_people": Interval(1, 2)},
        {"print_capacity_cards": Interval(1, 2)},
    )
    for fields in cases:
        (field,) = fields
        with pytest.raises(TypeError, match=rf"project\.{field}: .* use bounds"):
            project(changed(**fields))


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"months": 0}, {("months", Fault.OUT_OF_BOUNDS)}),
        ({"start": Month(9999, 10)}, {("months", Fault.OUT_OF_BOUNDS)}),
        ({"failed_share": Fraction(1)}, {("failed_share", Fault.OUT_OF_BOUNDS)}),
        ({"failed_share": Fraction(-1, 9)}, {("failed_share", Fault.OUT_OF_BOUNDS)}),
        ({"allocation_cards": [1, 2, 3]}, {("allocation_cards", Fault.MONTHS)}),
        ({"print_capacity_cards": [1] * 5}, {("print_capacity_cards", Fault.MONTHS)}),
        ({"waiting_people": -1}, {("waiting_people", Fault.NEGATIVE)}),
        ({"newly_obliged_people": [0, 0, 0, -1]}, {("newly_obliged_people", Fault.NEGATIVE)}),
        (
            {"allocation_cards": [], "failed_share": Fraction(2)},
            {("allocation_cards", Fault.MONTHS), ("failed_share", Fault.OUT_OF_BOUNDS)},
        ),
    ],
)
def test_an_impossible_scenario_is_refused_with_every_fault(
    fields: dict[str, Any], faults: set[tuple[str, Fault]]
) -> None:
    with pytest.raises((InvalidRecord, ExceptionGroup)) as caught:
        changed(**fields)
    error = caught.value
    errors: Any = error.exceptions if isinstance(error, ExceptionGroup) else [error]
    assert {(one.field, one.reason) for one in errors} == faults


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "2020-12"),
        ("start", date(2020, 12, 1)),
        ("months", 4.0),
        ("not_recorded_people", 1.5),
        ("not_recorded_people", True),
        ("not_recorded_people", None),
        ("allocation_cards", None),
        ("allocation_cards", "15000"),
        ("allocation_cards", [1, 2, 3, float("nan")]),
        ("recording_capacity_people", [1, 2, 3, None]),
        ("failed_share", "3 %"),
        ("failed_share", 0),
    ],
)
def test_wrong_types_are_named_with_their_field(
    field: str,
    value: Any,  # noqa: ANN401
) -> None:
    with pytest.raises(TypeError, match=rf"Scenario\.{field}: expected"):
        changed(**{field: value})


def test_an_interval_has_two_counts_in_order() -> None:
    assert 15_000 in Interval(15_000, 20_000)
    assert 20_000 in Interval(15_000, 20_000)
    assert 20_001 not in Interval(15_000, 20_000)
    assert 14_999 not in Interval(15_000, 20_000)
    assert str(Interval(3, 3)) == "3"
    assert str(Interval(3, 4_000)) == "3 to 4,000"
    with pytest.raises(InvalidRecord, match=r"Interval\.high: contradicts"):
        Interval(2, 1)
    with pytest.raises(InvalidRecord, match=r"Interval\.low: negative"):
        Interval(-1, 1)
    with pytest.raises(TypeError, match=r"Interval\.high: expected int, found float"):
        Interval(0, 1.0)  # type: ignore[arg-type]


def test_what_is_not_given_is_nothing_and_no_limit() -> None:
    (end,) = project(
        Scenario(start=Month(2020, 12), months=1, not_recorded_people=9, allocation_cards=20)
    ).month_ends
    assert (end.not_recorded_people, end.waiting_people) == (0, 0)
    assert (end.good_cards, end.spoiled_cards, end.on_hand_cards) == (9, 0, 11)
    assert (end.used_cards, end.arrived_cards) == (9, 20)


def test_the_last_month_of_the_calendar_can_be_reached() -> None:
    trajectory = project(changed(start=Month(9999, 9)))
    assert trajectory.month_ends[-1].month == Month(9999, 12)


def test_schedules_are_frozen() -> None:
    amounts = [1, 2, 3, 4]
    scenario = changed(allocation_cards=amounts)
    amounts[0] = 99
    assert scenario.allocation_cards == (1, 2, 3, 4)
    assert hash(scenario) == hash(changed(allocation_cards=(1, 2, 3, 4)))


def test_a_trajectory_shows_itself() -> None:
    trajectory = project(changed(months=1))
    assert str(trajectory).splitlines() == [
        "month    not recorded  waiting  outstanding  blanks  held up by",
        "2020-12        13,000    1,000       14,000       0  blanks",
    ]
    assert '<td style="text-align: right">14,000</td>' in trajectory._repr_html_()
    assert trajectory.rows == trajectory.month_ends
    assert trajectory.to_text(language="id").splitlines()[1].endswith("blangko")
    assert trajectory.to_dicts() == [
        {
            "month": "2020-12",
            "obliged_people": None,
            "not_recorded_people": 13_000,
            "waiting_people": 1_000,
            "outstanding_people": 14_000,
            "on_hand_cards": 0,
            "good_cards": 15_000,
            "spoiled_cards": 0,
            "held_up_by": "blanks",
        }
    ]


def test_bounds_show_themselves() -> None:
    result = bounds(changed(UNCERTAIN, months=1))
    assert str(result).splitlines()[1] == (
        "2020-12        13,000  0 to 1,000  13,000 to 14,000  0 to 4,000"
    )
    assert '<td style="text-align: right">0 to 4,000</td>' in result._repr_html_()
    assert "0 s.d. 4.000" in result.to_text(language="id")
    assert result.rows == result.month_bounds
    (row,) = result.to_dicts()
    assert (row["month"], row["on_hand_cards_low"], row["on_hand_cards_high"]) == (
        "2020-12",
        0,
        4_000,
    )
    assert len(row) == 11


def test_results_carry_their_assumptions_and_survive_pickling() -> None:
    for result in (project(SCENARIO), bounds(UNCERTAIN)):
        again = pickle.loads(pickle.dumps(result))
        assert again == result
        assert again.scenario in {SCENARIO, UNCERTAIN}


END, BOUND = project(SCENARIO).month_ends[0], bounds(UNCERTAIN).month_bounds[0]
WRONG: list[Callable[[], object]] = [
    lambda: project(None),  # type: ignore[arg-type]
    lambda: bounds(project(SCENARIO)),  # type: ignore[arg-type]
    lambda: attrs.evolve(END, waiting_people=1.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(END, binding="blanks"),  # type: ignore[arg-type]
    lambda: attrs.evolve(BOUND, good_cards=3),  # type: ignore[arg-type]
    lambda: Trajectory(scenario=SCENARIO, month_ends=(BOUND,)),  # type: ignore[arg-type]
    lambda: Trajectory(scenario=SCENARIO, month_ends=[END]),  # type: ignore[arg-type]
    lambda: Bounds(scenario=SCENARIO, month_bounds=(), loose_figures=[]),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("make", WRONG)
def test_results_are_checked_however_they_are_made(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()
