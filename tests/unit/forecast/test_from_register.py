"""A scenario that starts where a register and a ledger stand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dukcapil import InvalidRecord, LeapDay, Ledger, Month, Register, Scenario
from dukcapil.blanko import STORE, Allocated, Distributed, Place, Received
from dukcapil.coverage import measure, partition
from dukcapil.demand import monthly_rates, newly_obliged
from dukcapil.distributions import Empirical, Uniform
from dukcapil.forecast import project, scenario_from_register
from dukcapil.register import Stage
from dukcapil.testing import synthetic_city

CITY = synthetic_city(3_000, seed=5)
START, EVE = Month(2020, 7), date(2020, 6, 30)
POINT = Place.point("32.75.99 Kecamatan")
LEDGER = Ledger().post(
    Allocated(id="1", on=date(2020, 6, 1), cards=900, document="BAST 1"),
    Received(id="2", on=date(2020, 6, 3), cards=900, document="BAST 1"),
    Distributed(id="3", on=date(2020, 6, 20), cards=200, document="BAST 2"),
    Received(id="4", on=date(2020, 6, 21), cards=200, document="BAST 2", to=POINT),
    Allocated(id="5", on=date(2020, 7, 1), cards=50, document="BAST 3"),
    Received(id="6", on=date(2020, 7, 2), cards=50, document="BAST 3"),
)


def starting(**fields: Any) -> Any:  # noqa: ANN401
    arguments: dict[str, Any] = {"start": START, "months": 6} | fields
    arguments = {"allocation_cards": Uniform(5, 15)} | arguments
    return scenario_from_register(CITY, **arguments)


def test_the_stocks_are_those_of_the_evening_before() -> None:
    row = partition(CITY, on=EVE).rows[0]
    counts = row.counts
    scenario = starting()
    assert scenario.obliged_people == sum(counts)
    assert scenario.not_recorded_people == counts[Stage.NOT_RECORDED] + row.blocked > row.blocked
    assert scenario.blocked_people == row.blocked > 0
    assert scenario.waiting_people == row.in_process + counts[Stage.PRINT_READY] > 0
    assert scenario.on_hand_cards == 0
    assert scenario.recording_capacity_people is None
    printed = measure(CITY, on=EVE, stage=Stage.PRINTED).rows[0].coverage
    missing = scenario.not_recorded_people + scenario.waiting_people
    assert scenario.obliged_people - missing == printed.covered


def test_who_becomes_obliged_is_on_record() -> None:
    months = Month.range(START, START + 6)
    assert starting().newly_obliged_people == newly_obliged(CITY, months).by_month()
    february = starting(leap_day=LeapDay.FEBRUARY_28)
    assert sum(february.newly_obliged_people) > 0


def test_replacements_are_those_of_the_months_behind_unless_they_are_given() -> None:
    behind = Month.range(START - 4, START)
    rates = monthly_rates(CITY, behind).replacement_cards
    assert starting(months_back=4).replacement_cards == Empirical(rates)
    assert starting(replacement_cards=7).replacement_cards == 7


def test_blanks_are_those_of_the_places_named() -> None:
    assert starting(ledger=LEDGER).on_hand_cards == LEDGER.balance(STORE, on=EVE) == 700
    assert starting(ledger=LEDGER, places=[STORE, POINT]).on_hand_cards == 900


def test_it_can_be_followed() -> None:
    scenario = starting(allocation_cards=20, replacement_cards=5, recording_capacity_people=30)
    (first, *_) = project(scenario).month_ends
    assert first.obliged_people == scenario.obliged_people + scenario.newly_obliged_people[0]


@pytest.mark.parametrize("come_again", [0, 2, 1_000])
def test_who_is_blocked_takes_no_blank_before_being_recorded_anew(come_again: int) -> None:
    scenario = starting(
        allocation_cards=10_000, replacement_cards=0, repeat_recording_people=come_again
    )
    left = [end.outstanding_people for end in project(scenario).month_ends]
    blocked = scenario.blocked_people
    assert left == [max(0, blocked - come_again * month) for month in range(1, 7)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"start": EVE}, r"scenario_from_register\.start: expected Month"),
        ({"months": 6.0}, r"scenario_from_register\.months: expected int"),
        ({"ledger": 3}, r"scenario_from_register\.ledger: expected Ledger"),
    ],
)
def test_wrong_types_are_named(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        starting(**fields)
    with pytest.raises(TypeError, match=r"\.register: expected Register"):
        scenario_from_register([], start=START, months=1, allocation_cards=0)  # type: ignore[arg-type]


def test_there_must_be_months_to_learn_from_and_to_look_at() -> None:
    with pytest.raises(InvalidRecord, match="amounts: missing"):
        starting(months_back=0)
    with pytest.raises(InvalidRecord, match="months: out of bounds"):
        starting(months=0)


def test_a_register_of_nobody_is_a_scenario_of_nobody() -> None:
    scenario = scenario_from_register(
        Register.of([]), start=START, months=2, allocation_cards=1, months_back=2
    )
    assert (scenario.obliged_people, scenario.not_recorded_people) == (0, 0)
    assert scenario.replacement_cards == Empirical([0, 0])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"blocked_people": 4}, "blocked_people"),
        ({"blocked_people": -1}, "blocked_people"),
        ({"repeat_recording_people": [1, 2]}, "repeat_recording_people"),
        ({"repeat_recording_people": -1}, "repeat_recording_people"),
    ],
)
def test_blocked_people_are_some_of_those_to_be_recorded(
    fields: dict[str, Any], field: str
) -> None:
    given: dict[str, Any] = {"start": START, "months": 3, "allocation_cards": 0}
    with pytest.raises(InvalidRecord) as caught:
        Scenario(**given, not_recorded_people=3, **fields)
    assert caught.value.field == field
