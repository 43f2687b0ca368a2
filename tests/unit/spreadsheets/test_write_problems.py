"""Rows of an office and their faults, as a workbook for the office."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.office_files import workbook

from dukcapil import parse_residents
from dukcapil.errors import Fault, InvalidRecord
from dukcapil.residents import Problem, Problems
from dukcapil.spreadsheets import Row, Sheet, read, read_all, write_problems

pytest.importorskip("python_calamine", reason="python-calamine comes with the extra `excel`")
pytest.importorskip("xlsxwriter", reason="XlsxWriter comes with the extra `excel`")

HEADINGS = ["NIK", "TGL LAHIR", "JK", "KODE WILAYAH"]
GOOD = ["3275994105030001", date(2003, 5, 1), "P", "32.75.01"]
BAD = [327599410503000, date(2033, 5, 1), "X", "32.75.01"]
ON = date(2020, 11, 23)


def sheet_of(cells: list[object], name: str = "", source: str = "a.csv") -> Sheet:
    row = Row(source=source, sheet=name, number=2, positions={"A": 0}, cells=(cells[0],))
    return Sheet(
        source=source,
        name=name,
        headings=("A",),
        heading_rows=(1, 1),
        rows=(row,),
        remarks=Problems([]),
    )


def test_problems_name_file_sheet_and_row(tmp_path: Path) -> None:
    sheets = {"Mei": [["Judul"], [], HEADINGS, GOOD, BAD], "Juni": [HEADINGS, BAD]}
    read_sheets = read_all(workbook(tmp_path / "a.xlsx", sheets))
    parsed = parse_residents([row for one in read_sheets for row in one.rows], on=ON)
    places = {(one.source, one.sheet, one.row) for one in parsed.problems}
    assert places == {("a.xlsx", "Mei", 5), ("a.xlsx", "Juni", 2)}
    assert len(parsed.residents) == 1


def test_remarks_of_equal_row_numbers_are_counted_apart(tmp_path: Path) -> None:
    sheets = {"Mei": [HEADINGS, GOOD], "Juni": [HEADINGS, ["3275994105030002", *GOOD[1:]]]}
    rows = [row for one in read_all(workbook(tmp_path / "a.xlsx", sheets)) for row in one.rows]
    married = [{**row, "STATUS KAWIN": "KAWIN"} for row in rows]
    assert [one.row for one in parse_residents(married, on=ON).remarks] == [1, 2]


def test_rows_come_back_with_their_faults(tmp_path: Path) -> None:
    may = read(workbook(tmp_path / "a.xlsx", {"Mei": [["Judul"], [], HEADINGS, GOOD, BAD]}))
    problems = parse_residents(may.rows, on=ON).problems
    write_problems(tmp_path / "b.xlsx", may, problems, language="id")
    back = read(tmp_path / "b.xlsx")
    assert back.name == "Mei"
    assert back.headings == ("baris", *HEADINGS, "kesalahan")
    good, bad = back.rows
    assert [*good.values()] == [4, *GOOD, None]
    assert [*bad.values()][:5] == [5, *BAD]
    assert str(bad["kesalahan"]).count("\n") == len(problems) - 1 > 0
    assert "32759941" not in str(bad["kesalahan"])


def test_faults_are_marked_and_contradictions_name_the_other_column(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    sheet = sheet_of(["x"])
    problems = [
        Problem(
            row=2, column="died_on", reason=Fault.CONTRADICTION, other="birth_date", source="a.csv"
        ),
        Problem(row=2, column="", reason="not enough blanks", source="a.csv"),
    ]
    write_problems(tmp_path / "b.xlsx", [sheet], problems)
    cell = openpyxl.load_workbook(tmp_path / "b.xlsx").active["C2"]
    assert cell.value == (
        "died on: contradicts another field (birth date); "
        "compare the two fields with the document\nnot enough blanks"
    )
    assert cell.fill.fgColor.rgb == "FFFCE4D6"


@pytest.mark.parametrize(
    ("cell", "again"),
    [
        (datetime(2020, 5, 1, 8, 30), datetime(2020, 5, 1, 8, 30)),  # noqa: DTZ001  spreadsheets have no zones
        (datetime(1890, 5, 1, 8, 30), "1890-05-01 08:30:00"),  # noqa: DTZ001  spreadsheets have no zones
        (time(8, 30), time(8, 30)),
        (timedelta(hours=30), timedelta(hours=30)),
        (timedelta(hours=-1), "-1 day, 23:00:00"),
        (float("inf"), "inf"),
        (True, True),
        ("=1+1", "=1+1"),
        ("0012", "0012"),
        ("https://example.org", "https://example.org"),
    ],
)
def test_cells_of_all_types(tmp_path: Path, cell: object, again: object) -> None:
    write_problems(tmp_path / "b.xlsx", sheet_of([cell]), [])
    assert read(tmp_path / "b.xlsx", heading=1).rows[0]["A"] == again


def test_problems_of_other_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match=r"write_problems.problems: contradicts rows"):
        write_problems(
            tmp_path / "b.xlsx",
            sheet_of(["x"]),
            [Problem(row=3, column="nik", reason=Fault.MISSING, source="a.csv")],
        )


def test_sheets_without_names_are_named_after_their_files(tmp_path: Path) -> None:
    names = [("Mei/Juni", "a.csv"), ("", "a.csv"), ("", "b" * 40 + ".csv"), ("", "b" * 41 + ".csv")]
    sheets = [sheet_of(["x"], name, source) for name, source in [*names, ("''", "c.csv")]]
    write_problems(tmp_path / "b.xlsx", sheets, [])
    assert [one.name for one in read_all(tmp_path / "b.xlsx", heading=1)] == [
        "Mei-Juni",
        "a",
        "b" * 31,
        "b" * 29 + " 2",
        "-",
    ]
