"""People who become obliged, from a table of ages."""

from __future__ import annotations

from typing import Any

import pytest
from support.birthdays import Table, by_hand
from support.lives import JANUARY

from dukcapil.demand import newly_obliged_by_age
from dukcapil.errors import Fault, InvalidRecord

TABLES: list[Table] = [
    {},
    {16: 0},
    {16: 12},
    {16: 7},
    {16: 1},
    {17: 1_000, 18: 1_000},
    {range(15, 20): 202_084},
    {range(18): 18 * 12 * 5 + 1},
    {15: 1_111, 16: 1_009, 14: 17},
    {range(10, 15): 50_001, 15: 9_999, 16: 10_007, range(17, 90): 400_000},
    {range(16, 18): 13, range(14, 16): 17, range(5): 99_999},
]


@pytest.mark.parametrize("people", TABLES)
@pytest.mark.parametrize("months", [0, 1, 3, 12, 13, 250])
def test_birthdays_are_spread_evenly(people: Table, months: int) -> None:
    assert list(newly_obliged_by_age(people, start=JANUARY, months=months)) == by_hand(
        people, months
    )


def test_nobody_turns_17_later_than_17_years_ahead() -> None:
    turned = newly_obliged_by_age({range(17): 17 * 12}, start=JANUARY, months=17 * 12 + 5)
    assert turned == (1,) * (17 * 12) + (0,) * 5


@pytest.mark.parametrize(
    ("people", "field", "other"),
    [
        ({16: 1, range(16, 17): 1}, "people[16]", "people[16]"),
        ({range(10, 16): 1, range(15, 20): 1}, "people[range(10, 16)]", "people[range(15, 20)]"),
        ({range(20): 1, 5: 1}, "people[range(0, 20)]", "people[5]"),
        ({5: 1, range(20): 1}, "people[range(0, 20)]", "people[5]"),
    ],
)
def test_groups_that_overlap_are_named(people: Table, field: str, other: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        newly_obliged_by_age(people, start=JANUARY, months=1)
    assert (caught.value.path, caught.value.field) == ("newly_obliged_by_age", field)
    assert (caught.value.reason, caught.value.other) == (Fault.CONTRADICTION, other)


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ({range(16, 16): 1}, Fault.OUT_OF_BOUNDS),
        ({range(17, 15): 1}, Fault.OUT_OF_BOUNDS),
        ({range(10, 20, 2): 1}, Fault.OUT_OF_BOUNDS),
        ({range(20, 10, -1): 1}, Fault.OUT_OF_BOUNDS),
        ({-1: 1}, Fault.NEGATIVE),
        ({range(-1, 5): 1}, Fault.NEGATIVE),
        ({16: -1}, Fault.NEGATIVE),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(people: Table, reason: Fault) -> None:
    with pytest.raises(InvalidRecord, match=r"^newly_obliged_by_age\.people: ") as caught:
        newly_obliged_by_age(people, start=JANUARY, months=1)
    assert caught.value.reason is reason


def test_a_negative_number_of_months_is_refused() -> None:
    with pytest.raises(InvalidRecord, match=r"^newly_obliged_by_age\.months: negative"):
        newly_obliged_by_age({}, start=JANUARY, months=-1)


A_TEXT: Any = "2021-01"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("start", {"start": A_TEXT}),
        ("months", {"months": A_TEXT}),
        ("people", {"people": {A_TEXT: 1}}),
        ("people", {"people": {True: 1}}),
        ("people", {"people": {16: A_TEXT}}),
        ("people", {"people": {16.5: 1}}),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(field: str, given: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"people": {}, "start": JANUARY, "months": 1, **given}
    with pytest.raises(TypeError, match=rf"^newly_obliged_by_age\.{field}: expected .+, found \w+"):
        newly_obliged_by_age(**arguments)
