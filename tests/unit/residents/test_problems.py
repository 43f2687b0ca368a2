"""Problems of rows: their text, their table and the sources that they name."""

from __future__ import annotations

import csv
import json
import pickle
from io import StringIO

import pytest

from dukcapil import InvalidRecord
from dukcapil._shared.labels import heading
from dukcapil.errors import Fault
from dukcapil.residents import Problem, Problems
from dukcapil.residents._headings import _HEADINGS  # the fields, which problems name

DATE = Problem(row=3, column="birth_date", reason=Fault.DATE)
IN_A_BOOK = Problem(
    row=4, column="printed", reason="the period is closed", source="may.xlsx", sheet="Tahap 1"
)
WHOLE_ROW = Problem(row=5, column="", reason=Fault.DUPLICATE, source="may.csv")
PROBLEMS = Problems([DATE, IN_A_BOOK, WHOLE_ROW])


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (
            DATE,
            "rows[3].birth_date: impossible date; check the day and the month against the calendar",
        ),
        (IN_A_BOOK, "may.xlsx Tahap 1: rows[4].printed: the period is closed"),
        (
            WHOLE_ROW,
            "may.csv: rows[5]: duplicate; decide which one is right and keep that one",
        ),
    ],
)
def test_a_problem_prints_its_place_its_reason_and_the_advice(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_rows_are_counted_from_1() -> None:
    with pytest.raises(InvalidRecord) as caught:
        Problem(row=0, column="nik", reason=Fault.DATE)
    assert (caught.value.path, caught.value.field) == ("Problem", "row")
    assert caught.value.reason is Fault.OUT_OF_BOUNDS


def test_only_a_fault_has_advice() -> None:
    assert DATE.advice == Fault.DATE.advice
    assert IN_A_BOOK.advice is None


def test_problems_are_a_sequence() -> None:
    assert len(PROBLEMS) == 3
    assert list(PROBLEMS) == [DATE, IN_A_BOOK, WHOLE_ROW]
    assert (PROBLEMS[0], PROBLEMS[-1]) == (DATE, WHOLE_ROW)
    assert PROBLEMS[:2] == Problems([DATE, IN_A_BOOK])
    assert PROBLEMS
    assert not Problems([])
    with pytest.raises(IndexError):
        PROBLEMS[3]


def test_problems_hold_problems_alone() -> None:
    with pytest.raises(TypeError, match=r"Problems\.rows: expected Problem, found Fault"):
        Problems([Fault.DATE])  # type: ignore[list-item]


def test_data_keep_every_column_and_text_those_that_are_filled() -> None:
    columns = ["source", "sheet", "row", "column", "reason", "other", "advice"]
    alone = Problems([DATE])
    for table in (PROBLEMS, alone, Problems([])):
        (heading, *rows) = csv.reader(StringIO(table.to_csv()))
        assert heading == columns
        assert len(rows) == len(table.to_dicts()) == len(table)
        json.dumps(table.to_dicts())
    assert str(alone).splitlines()[0].split() == ["row", "column", "reason", "advice"]
    shown = [column for column in columns if column != "other"]
    assert str(PROBLEMS).splitlines()[0].split() == shown
    assert PROBLEMS.to_dicts()[1] == {
        "source": "may.xlsx",
        "sheet": "Tahap 1",
        "row": 4,
        "column": "printed",
        "reason": "the period is closed",
        "other": "",
        "advice": None,
    }


def test_a_contradiction_names_the_other_column() -> None:
    problem = Problem(row=1, column="died_on", reason=Fault.CONTRADICTION, other="birth_date")
    assert str(problem).startswith("rows[1].died_on: contradicts birth_date; ")
    assert Problems([problem]).to_dicts()[0]["other"] == "birth_date"
    assert "bertentangan dengan" in Problems([problem]).to_text(language="id")


def test_faults_and_advice_are_in_indonesian_too() -> None:
    every = Problems([Problem(row=1, column="nik", reason=fault) for fault in Fault])
    english, indonesian = (
        list(csv.DictReader(StringIO(every.to_csv(language=language)))) for language in ("en", "id")
    )
    for here, there in zip(english, indonesian, strict=True):
        assert here["reason"] != there["alasan"]
        assert here["advice"] != there["saran"]
    assert IN_A_BOOK.reason in PROBLEMS.to_text(language="id")


def test_pickles_name_the_public_module() -> None:
    pickled = pickle.dumps(PROBLEMS)
    assert b"dukcapil.residents" in pickled
    assert b"_shared.problems" not in pickled
    assert pickle.loads(pickled) == PROBLEMS


@pytest.mark.parametrize("field", sorted({*_HEADINGS} - {"nik"}))
def test_the_office_reads_the_names_of_columns_in_its_language(field: str) -> None:
    assert heading(field, "id") not in {field.replace("_", " "), heading(field, "en")}
