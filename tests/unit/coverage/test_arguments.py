"""Arguments that the measures refuse, by the name of the function that was called."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from support.people import (
    person,
    register,
)

from dukcapil import (
    InvalidRecord,
    Month,
    Sex,
    Stage,
)
from dukcapil.coverage import (
    AgeBands,
    Coverage,
    StageRow,
    StageTable,
    backlog,
    early_recordings,
    flows,
    measure,
    partition,
    series,
    timeliness,
    year_target,
)
from dukcapil.errors import DuplicateRecord, Fault
from dukcapil.regions import Level

DAY, DECEMBER = date(2020, 12, 31), Month(2020, 12)
PEOPLE = register(person(1, date(2003, 5, 1)))
NOON: Any = datetime(2020, 12, 31, 12)  # noqa: DTZ001
FIGURES: dict[str, Callable[..., object]] = {
    "partition": partition,
    "measure": measure,
    "backlog": backlog,
    "early_recordings": early_recordings,
    "year_target": year_target,
    "flows": lambda register, on, **rest: flows(register, on, on, **rest),
    "series": lambda register, on, **rest: series(register, [Month.of(on)], **rest),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    "by", [None, 17, "sex", Sex.FEMALE, Level, int, (Sex, str), [Level.PROVINCE, None], {Sex}]
)
def test_a_breakdown_by_no_dimension_is_refused(name: str, by: object) -> None:
    expected = rf"^{name}\.by: expected a Level, AgeBands, a Cohort, Sex"
    with pytest.raises(TypeError, match=expected):
        FIGURES[name](PEOPLE, on=DAY, by=by)


@pytest.mark.parametrize("name", FIGURES)
def test_a_wrong_argument_is_refused_by_the_function_that_was_called(name: str) -> None:
    figures = FIGURES[name]
    with pytest.raises(ValueError, match=rf"^{name}\.by: expected AgeBands at most once"):
        figures(PEOPLE, on=DAY, by=(AgeBands([17]), Sex, AgeBands([20])))
    with pytest.raises(TypeError, match=rf"^{name}\.leap_day: expected LeapDay"):
        figures(PEOPLE, on=DAY, leap_day="1 March")
    with pytest.raises(TypeError, match=rf"^{name}\.register: expected Register, found list"):
        figures([], on=DAY)


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "series"])
def test_a_datetime_is_refused_by_the_function_that_was_called(name: str) -> None:
    with pytest.raises(TypeError, match=rf"^{name}\.(on|since): expected date, found datetime"):
        FIGURES[name](PEOPLE, on=NOON)


OF_A_STAGE: dict[str, Callable[..., object]] = {**FIGURES, "timeliness": timeliness}


@pytest.mark.parametrize("name", sorted(OF_A_STAGE.keys() - {"partition", "early_recordings"}))
def test_a_stage_is_checked_by_the_function_that_was_called(name: str) -> None:
    with pytest.raises(TypeError, match=rf"^{name}\.stage: expected Stage, found int"):
        OF_A_STAGE[name](PEOPLE, on=DAY, stage=4)


def test_stages_and_months_are_checked() -> None:
    with pytest.raises(TypeError, match="expected Month, found date"):
        series(PEOPLE, [DAY])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="expected several months, found Month"):
        series(PEOPLE, DECEMBER)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="expected Stage"):
        partition(PEOPLE, on=DAY).coverage(2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"on": NOON}, TypeError),
        ({"counts": [1, 2, 3, 4, 5.0]}, TypeError),
        ({"counts": [1, 2, 3, 4, True]}, TypeError),
        ({"counts": [1, 2, 3, 4]}, Fault.OUT_OF_BOUNDS),
        ({"counts": range(6)}, Fault.OUT_OF_BOUNDS),
        ({"counts": [-1, 2, 3, 4, 5]}, Fault.NEGATIVE),
    ],
)
def test_a_row_of_stages_is_checked(fields: dict[str, Any], error: type[Exception] | Fault) -> None:
    good: dict[str, Any] = {"key": "A", "on": DAY, "counts": range(1, 6)}
    row = StageRow(**good)
    assert (row.obliged, row.coverage(Stage.PRINTED)) == (15, Coverage(obliged=15, covered=9))
    assert pickle.loads(pickle.dumps(row)) == row
    with pytest.raises(error if isinstance(error, type) else InvalidRecord) as caught:
        StageRow(**{**good, **fields})
    if isinstance(caught.value, InvalidRecord):
        assert caught.value.reason is error


def test_a_table_of_stages_has_rows_of_stages_and_shows_thousands() -> None:
    with pytest.raises(TypeError, match="expected StageRow"):
        StageTable(["A"])  # type: ignore[arg-type]
    rows = [StageRow(key=key, on=DAY, counts=[1000, 0, 0, 0, 7]) for key in ("B", 10, 9, "A")]
    assert [row.key for row in StageTable(rows)] == [9, 10, "A", "B"]
    with pytest.raises(DuplicateRecord, match="each key once"):
        StageTable([*rows, rows[0]])
    assert "1,000" in str(StageTable(rows))
