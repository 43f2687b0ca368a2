"""Exports of residents, as offices have them, are read back without loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from support.office_read_back import FORMS, filled, from_csv, from_rows, from_xlsx, told

from dukcapil import Resident, parse_residents
from dukcapil.residents import Parsed
from dukcapil.testing import Deformity, OfficeBook, residents_exports

ON = date(2020, 12, 31)
CLEAR = [deformity for deformity in Deformity if deformity.is_clear]

pytestmark = pytest.mark.filterwarnings("ignore::dukcapil.errors.RoundedNumbers")


def parse(rows: Iterable[Mapping[str, Any]]) -> Parsed:
    return parse_residents(rows, on=ON, columns={"NO": None})


def check(book: OfficeBook[Resident], parsed: Parsed, refused: set[tuple[str, int]]) -> None:
    """Every clear line is read right, every other is refused, and no row is lost."""
    assert parsed.residents == book.clear()
    assert set(book.unclear()) <= refused
    assert not refused & told(book)
    assert parsed.row_count == filled(book.visible) == len(parsed.residents) + len(refused)
    assert not parsed.ignored_columns


@given(residents_exports())
def test_rows_are_read_right_or_refused(book: OfficeBook[Resident]) -> None:
    rows, places = from_rows(book)
    parsed = parse(rows)
    check(book, parsed, {places[problem.row] for problem in parsed.problems})


@given(residents_exports())
def test_workbooks_are_read_right_or_refused(book: OfficeBook[Resident]) -> None:
    parsed = parse(row for sheet in from_xlsx(book) for row in sheet.rows)
    check(book, parsed, {(problem.sheet, problem.row) for problem in parsed.problems})


@pytest.mark.parametrize("form", FORMS)
@given(book=residents_exports())
def test_csv_files_are_read_right_or_refused(form: str, book: OfficeBook[Resident]) -> None:
    rows = [from_csv(sheet, form).rows for sheet in book.visible]
    parsed = parse(row for of_sheet in rows for row in of_sheet)
    assert parsed.residents == book.clear()
    assert {row for _, row in book.unclear()} <= {problem.row for problem in parsed.problems}


@given(residents_exports(CLEAR))
def test_nobody_is_lost_where_cells_have_one_meaning(book: OfficeBook[Resident]) -> None:
    parsed = parse(row for sheet in from_xlsx(book) for row in sheet.rows)
    assert parsed.residents == book.truth
