"""CSV files in the encodings and with the separators that offices have."""

from __future__ import annotations

from pathlib import Path

import pytest

from dukcapil.errors import Fault, InvalidWorkbook
from dukcapil.spreadsheets import Sheet, read, read_all

TEXT = 'NO;NIK;TTL;JK\n1;3275994105030001;"Bekasi, 1 Mei 2003";P\n'


def cells(sheet: Sheet) -> list[list[object]]:
    return [list(row.values()) for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Mei.csv"
    path.write_bytes("NAMA;JK\nRené;L\n".encode(encoding))
    assert cells(read(path)) == [["René", "L"]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_found(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "Mei.CSV"
    path.write_text(f'NO{separator}NAMA\n1{separator}"A{separator}B"\n')
    assert cells(read(path)) == [["1", f"A{separator}B"]]


def test_commas_in_cells_do_not_outweigh_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "Mei.csv"
    path.write_text("TTL;JK\nBekasi, 1 Mei 2003;P\nSolo, 2 Mei 2003;L\n")
    assert read(path).headings == ("TTL", "JK")


def test_a_line_that_names_the_separator_counts_as_a_row(tmp_path: Path) -> None:
    path = tmp_path / "Mei.csv"
    path.write_text("sep=|\nNO|NAMA\n1|A\n")
    sheet = read(path)
    assert sheet.headings == ("NO", "NAMA")
    assert [row.number for row in sheet.rows] == [3]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "Mei.csv"
    path.write_text('Judul\n;\nNO;NAMA\n1;"A\nB"\n;;\n2;C\n')
    assert [(row.source, row.sheet, row.number) for row in read(path).rows] == [
        ("Mei.csv", "", 4),
        ("Mei.csv", "", 6),
    ]


def test_a_short_row_is_filled_up_and_a_long_one_is_remarked(tmp_path: Path) -> None:
    path = tmp_path / "Mei.csv"
    path.write_text("NO;NAMA;JK\n1\n2;A;L;x\n")
    sheet = read(path)
    assert cells(sheet) == [["1", None, None, None], ["2", "A", "L", "x"]]
    assert [(one.row, one.column) for one in sheet.remarks] == [(1, "(column D)")]


def test_one_column_and_other_separators(tmp_path: Path) -> None:
    path = tmp_path / "Mei.txt"
    path.write_text("NIK\n3275994105030001\n")
    assert read(path).headings == ("NIK",)
    path.write_text("NO|NAMA\n1|A\n")
    assert cells(read(path, separator="|")) == [["1", "A"]]
    assert [len(sheet.rows) for sheet in read_all(path)] == [1]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"NO;NAMA\n1;\x81\n", "not text in UTF-8 or cp1252"),
        (b"NO;NAMA\n1;\0\n", "not text in UTF-8 or cp1252"),
        (b"N,O;NAMA\n1,1;A\n", "two separators that fit equally well"),
        (b'NO;NAMA\n1;"A\n2;B\n', "quotation marks that do not match"),
        (b"", "no row of headings"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "Mei.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidWorkbook, match=f"^Mei.csv: {found}") as caught:
        read(path)
    assert str(tmp_path) not in str(caught.value)


def test_an_encoding_that_the_caller_names_is_the_only_one(tmp_path: Path) -> None:
    path = tmp_path / "Mei.csv"
    path.write_bytes("NAMA;JK\nRené;L\n".encode("cp1252"))
    with pytest.raises(InvalidWorkbook, match="not text in utf-8"):
        read(path, encoding="utf-8")


def test_text_has_no_sheets(tmp_path: Path) -> None:
    path = tmp_path / "Mei.csv"
    path.write_text(TEXT)
    with pytest.raises(InvalidWorkbook, match="no sheets in text"):
        read(path, sheet="Mei")


def test_a_heading_that_occurs_twice_stands_for_neither_column(tmp_path: Path) -> None:
    path = tmp_path / "Mei.csv"
    path.write_text("NO;KET;KET;X (column A)\n1;a;b;c\n")
    sheet = read(path)
    assert sheet.headings == ("NO", "KET (column B)", "KET (column C)", "X (column A) (column D)")
    assert [one.reason for one in sheet.remarks] == [Fault.DUPLICATE, Fault.DUPLICATE]
