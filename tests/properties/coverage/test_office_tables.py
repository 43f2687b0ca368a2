"""DKB tables, as offices have them, are read back without loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from support.office_read_back import FORMS, from_csv, from_rows, from_xlsx, told

from dukcapil import Coverage, RegionCode, Sex
from dukcapil.coverage import ParsedTable, parse_table
from dukcapil.testing import Deformity, DKBRow, OfficeBook, dkb_tables

DAY = date(2020, 12, 31)
CLEAR = [deformity for deformity in Deformity if deformity.is_clear]

Figures = dict[tuple[str, RegionCode, Sex], Coverage]


def parse(rows: Iterable[Mapping[str, Any]]) -> ParsedTable:
    return parse_table(rows, on=DAY)


def expected(lines: Iterable[DKBRow]) -> Figures:
    return {
        (stage, line.region, sex): Coverage(obliged=counts.obliged, covered=covered)
        for line in lines
        for sex, counts in ((Sex.MALE, line.men), (Sex.FEMALE, line.women))
        for stage, covered in (("recorded", counts.recorded), ("holding", counts.holding))
    }


def found(parsed: ParsedTable) -> Figures:
    tables = (("recorded", parsed.recorded_by_sex), ("holding", parsed.holding_by_sex))
    return {
        (stage, *row.key): row.coverage
        for stage, table in tables
        for row in table
        if row.key[0] != "32.75.99"  # where all parts were refused, only their sum is left
    }


@given(dkb_tables())
def test_rows_are_read_right_or_refused(table: OfficeBook[DKBRow]) -> None:
    rows, places = from_rows(table)
    parsed = parse(rows)
    assert found(parsed) == expected(table.clear())
    refused = {places[problem.row] for problem in parsed.problems}
    assert set(table.unclear()) <= refused


@given(dkb_tables())
def test_workbooks_are_read_right_or_refused(table: OfficeBook[DKBRow]) -> None:
    (sheet,) = from_xlsx(table)
    parsed = parse(sheet.rows)
    assert found(parsed) == expected(table.clear())
    refused = {(problem.sheet, problem.row) for problem in parsed.problems}
    assert set(table.unclear()) <= refused
    assert not refused & told(table)


@pytest.mark.parametrize("form", FORMS)
@given(table=dkb_tables())
def test_csv_files_are_read_right_or_refused(form: str, table: OfficeBook[DKBRow]) -> None:
    parsed = parse(from_csv(table.sheets[0], form).rows)
    assert found(parsed) == expected(table.clear())


@given(dkb_tables(CLEAR))
def test_a_table_that_agrees_fails_no_check(table: OfficeBook[DKBRow]) -> None:
    (sheet,) = from_xlsx(table)
    parsed = parse(sheet.rows)
    assert not parsed.failed_checks
    assert not parsed.ignored_columns
    assert found(parsed) == expected(table.truth)
