"""Answers as workbooks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from support.tables import ANSWERS

from dukcapil import Coverage, CoverageTable
from dukcapil._shared.tables import Column, Content, Kind, Tabular  # a table of every kind
from dukcapil.errors import InvalidRecord, MissingExtra
from dukcapil.spreadsheets import read, read_all, write

pytest.importorskip("python_calamine", reason="python-calamine comes with the extra `excel`")
pytest.importorskip("xlsxwriter", reason="XlsxWriter comes with the extra `excel`")

TABLE = CoverageTable.of([("Bekasi", date(2020, 5, 1), Coverage(obliged=1200, covered=900))])


class Made(Tabular):
    """A table of every kind of column."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        """Make it of rows with nine values."""
        self._values = rows

    def _content(self) -> Content:
        kinds = [kind for kind in Kind if kind is not Kind.TEXT]
        columns = [
            Column(kind.value, kind, digits=0 if kind is Kind.NUMBER else 2) for kind in kinds
        ]
        return [*columns, Column("document"), Column("detail", is_detail=True)], self._values


class Long(Tabular):
    """A table of more rows than a sheet holds."""

    def _content(self) -> Content:
        return [Column("document")], [[None]] * 1_048_576


ROW = [1234, -5, 2020, Fraction(1, 2), Fraction(200, 3), date(2020, 5, 1), True, "=1+1", "x"]


def test_values_keep_their_kinds(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(path, Made([ROW, [None] * 9, [10**15, *ROW[1:5], date(1890, 5, 1), False, "", "x"]]))
    first, last = read(path).rows
    assert [*first.values()] == [1234, -5, 2020, 0.5, 66.67, date(2020, 5, 1), "yes", "=1+1"]
    assert (last["count"], last["date"]) == ("1000000000000000", "1890-05-01")


def test_formats_widths_and_the_frozen_row(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    path = tmp_path / "a.xlsx"
    write(path, Made([ROW]), language="id")
    sheet = openpyxl.load_workbook(path).active
    assert [cell.number_format for cell in sheet[2]] == [
        "#,##0",
        "+#,##0;-#,##0;0",
        "0",
        "#,##0",
        "#,##0.00",
        "dd-mm-yyyy",
        "General",
        "General",
    ]
    assert sheet["H2"].data_type == "s"
    assert sheet["G2"].value == "ya"
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width >= 10


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_of_the_library(name: str, tmp_path: Path) -> None:
    table = ANSWERS[name]()
    write(tmp_path / "a.xlsx", table, language="id")
    (sheet,) = read_all(tmp_path / "a.xlsx", heading=1)
    assert len(sheet.rows) == len(table.to_dicts())


def test_names_of_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(path, TABLE, TABLE, TABLE)
    names = ["Coverage table", "Coverage table 2", "Coverage table 3"]
    assert [sheet.name for sheet in read_all(path, heading=1)] == names
    write(path, TABLE, names=["Mei"], overwrite=True)
    assert read(path).name == "Mei"


@pytest.mark.parametrize(
    ("tables", "names", "message"),
    [
        ([], (), "write.tables: missing"),
        ([TABLE], ("a", "b"), "write.names: contradicts tables"),
        ([TABLE, TABLE], ("a", "A"), "write.names: duplicate"),
        ([TABLE], ("2020/05",), "write.names: not understood"),
        ([Long()], (), "write.tables: out of bounds"),
        ([Made([[*ROW[:7], "x" * 32_768, ""]])], (), r"rows\[1\].cell 8: out of bounds"),
    ],
)
def test_refusals_leave_nothing_behind(
    tmp_path: Path, tables: list[Tabular], names: tuple[str, ...], message: str
) -> None:
    with pytest.raises(InvalidRecord, match=message):
        write(tmp_path / "a.xlsx", *tables, names=names)
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_is_there_is_replaced_on_demand_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("old")
    with pytest.raises(FileExistsError, match=r"a\.xlsx is there; pass overwrite=True") as caught:
        write(path, TABLE)
    assert str(tmp_path) not in str(caught.value)
    assert path.read_text() == "old"
    write(path, TABLE, overwrite=True)
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]
    assert len(read(path).rows) == 1


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ends in \.xlsx"):
        write(tmp_path / "a.csv", TABLE)


def test_other_languages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'en' or 'id'"):
        write(tmp_path / "a.xlsx", TABLE, language="nl")  # type: ignore[arg-type]


def test_without_xlsxwriter_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtra, match="excel"):
        write(tmp_path / "a.xlsx", TABLE)
