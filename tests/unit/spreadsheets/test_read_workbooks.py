"""Workbooks as offices have them, and files that are none."""

from __future__ import annotations

import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from support.office_files import open_document, sheet_xml, workbook
from support.old_workbooks import compound_file, old_workbook

from dukcapil.errors import InvalidWorkbook, MissingExtra
from dukcapil.spreadsheets import NoValue, Row, read, read_all

pytest.importorskip("python_calamine", reason="python-calamine comes with the extra `excel`")

NIK = "3275994105030001"
HEADINGS = ["NO", "NIK", "TGL"]
ROW = [1, NIK, date(2003, 5, 1)]
ENCRYPTED = compound_file({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})


class TestCells:
    """Types of cells."""

    def test_they_keep_their_types(self, tmp_path: Path) -> None:
        cells = [1, 1.5, 3275994105030001, "a", True, date(2003, 5, 1)]
        more = [datetime(2003, 5, 1, 8, 30), time(8, 30), None]  # noqa: DTZ001  spreadsheets have no zones
        headings = list("ABCDEFGHI")
        path = workbook(tmp_path / "a.xlsx", {"Mei": [headings, [*cells, *more], ["x"]]})
        assert [*read(path).rows[0].values()] == [*cells, *more]
        row = read(path).rows[0]
        assert type(row["A"]) is int
        assert type(row["C"]) is float  # more than the 15 digits that a spreadsheet keeps
        assert type(row["F"]) is date

    def test_a_nik_as_text_and_one_as_a_number(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "a.xlsx", {"Mei": [["NO", "NIK"], [1, NIK], [2, int(NIK)]]})
        assert [row["NIK"] for row in read(path).rows] == [NIK, float(NIK)]

    def test_empty_rows_and_columns_before_and_between(self, tmp_path: Path) -> None:
        rows = [[], [], [None, None, "NO", "NIK"], [], [None, None, 1, NIK], [None, " "]]
        sheet = read(workbook(tmp_path / "a.xlsx", {"Mei": rows}))
        assert sheet.heading_rows == (3, 3)
        assert [(row.number, [*row.values()]) for row in sheet.rows] == [(5, [1, NIK])]

    def test_formulas_without_a_value_are_not_empty(self, tmp_path: Path) -> None:
        def change(book: Any) -> None:  # noqa: ANN401  of openpyxl
            error = book.active["C3"]
            error.value, error.data_type = "#REF!", "e"

        rows = [HEADINGS, [1, NIK, "=A2"], [2, NIK, None], ["=1+1"], [None, None, None, "=A2"]]
        sheet = read(workbook(tmp_path / "a.xlsx", {"Mei": rows}, change=change))
        assert [row["TGL"] for row in sheet.rows] == [NoValue.FORMULA, NoValue.ERROR, None, None]
        assert [(one.row, one.column) for one in sheet.remarks][1:] == [
            (2, "TGL"),
            (3, "TGL"),
            (4, "NO"),
            (5, "(column D)"),
        ]
        assert "open the file in the office program" in str(sheet.remarks)

    def test_many_rows_are_searched_in_parts(self, tmp_path: Path) -> None:
        rows = [[number, NIK, "=A1"] for number in range(12_000)]
        sheet = read(workbook(tmp_path / "a.xlsx", {"Mei": [HEADINGS, *rows]}))
        assert len(sheet.remarks) == len(sheet.rows) == 12_000
        assert repr(sheet) == (
            "Sheet(source='a.xlsx', name='Mei', headings=3, rows=12000, remarks=12000)"
        )


class TestSheets:
    """Workbooks of several sheets."""

    def test_a_sheet_a_month(self, tmp_path: Path) -> None:
        def hide(book: Any) -> None:  # noqa: ANN401  of openpyxl
            book["Daftar"].sheet_state = "hidden"

        sheets: dict[str, Any] = {
            "Mei": [HEADINGS, ROW],
            "Juni": [["Judul"], HEADINGS, ROW],
            "Daftar": [["x"]],
        }
        path = workbook(tmp_path / "a.xlsx", {**sheets, "Sheet3": []}, change=hide)
        months = read_all(path)
        rows = [row for sheet in months for row in sheet.rows]
        assert [(row.sheet, row.number) for row in rows] == [("Mei", 2), ("Juni", 3)]
        hidden = [(one.row, one.sheet, one.reason) for one in months[0].remarks]
        assert hidden == [(1, "Daftar", "hidden sheet, not read")]
        assert "lembar tersembunyi, tidak dibaca" in months[0].remarks.to_text(language="id")
        assert not months[1].remarks
        assert not read_all(path, sheets=["Mei"])[0].remarks
        assert [sheet.name for sheet in read_all(path, sheets=["Juni"])] == ["Juni"]
        assert read(path, sheet="Mei").name == "Mei"
        with pytest.raises(InvalidWorkbook, match=r"sheets 'Mei', 'Juni'; name one in `sheet`"):
            read(path)
        with pytest.raises(InvalidWorkbook, match="no such sheet; the sheets are 'Mei', 'Juni'"):
            read(path, sheet="mei")
        with pytest.raises(InvalidWorkbook, match="no row of headings"):
            read(path, sheet="Sheet3")

    def test_hidden_sheets_alone(self, tmp_path: Path) -> None:
        def hide(book: Any) -> None:  # noqa: ANN401  of openpyxl
            book["Mei"].sheet_state = "veryHidden"

        path = workbook(tmp_path / "a.xlsx", {"Mei": [HEADINGS, ROW], "B": []}, change=hide)
        for reader in (read, read_all):
            with pytest.raises(InvalidWorkbook, match="nothing but hidden sheets: 'Mei'; name"):
                reader(path)
        sheet = read(path, sheet="Mei")
        assert (len(sheet.rows), len(sheet.remarks)) == (1, 0)

    def test_nothing_at_all(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "a.xlsx", {"Mei": []})
        assert read_all(path) == ()
        with pytest.raises(InvalidWorkbook, match="no sheet with anything in it"):
            read(path)

    def test_an_open_document(self, tmp_path: Path) -> None:
        path = open_document(tmp_path / "a.ods", [["NO", "NIK"], ["1", NIK]])
        assert [[*row.values()] for row in read(path).rows] == [["1", NIK]]


class TestOldWorkbooks:
    """Files of Excel 97 to 2003."""

    def test_cells_keep_their_types(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [["DAFTAR PENDUDUK"], [], ["NO", "NIK", "TGL", "L", "NAMA"]]
        cells: list[object] = [1, NIK, date(2003, 5, 1), True, "R\u00e9 \u0130"]
        path = old_workbook(tmp_path / "a.xls", {"Mei": [*rows, cells, [2.5, int(NIK)]]})
        sheet = read(path)
        assert (sheet.name, sheet.heading_rows) == ("Mei", (3, 3))
        assert [(row.number, [*row.values()]) for row in sheet.rows] == [
            (4, cells),
            (5, [2.5, float(NIK), None, None, None]),
        ]
        assert not sheet.remarks

    def test_merged_headings_are_joined(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [
            ["NO", "TANGGAL", ""],
            ["", "LAHIR", "DATANG"],
            [1, "x", "y"],
        ]
        merged = [(0, 1, 0, 0), (0, 0, 1, 2)]
        sheet = read(old_workbook(tmp_path / "a.xls", {"Mei": rows}, merged=merged))
        assert sheet.headings == ("NO", "TANGGAL LAHIR", "TANGGAL DATANG")
        assert [*sheet.rows[0].values()] == [1, "x", "y"]

    def test_hidden_sheets_are_remarked(self, tmp_path: Path) -> None:
        sheets: dict[str, list[list[object]]] = {"Mei": [["NO", "NIK"]], "Daftar": [["x"]]}
        path = old_workbook(tmp_path / "a.xls", sheets, hidden=["Daftar"])
        assert [(one.source, one.sheet) for one in read(path).remarks] == [("a.xls", "Daftar")]

    def test_a_password_is_said(self, tmp_path: Path) -> None:
        path = old_workbook(tmp_path / "a.xls", {"Mei": [["NO", "NIK"]]}, password=True)
        with pytest.raises(InvalidWorkbook, match="encrypted; save a copy without a password"):
            read(path)

    def test_a_file_that_breaks_off_is_no_workbook(self, tmp_path: Path) -> None:
        path = old_workbook(tmp_path / "a.xls", {"Mei": [["NO", "NIK"], [1, NIK]]})
        whole = path.read_bytes()
        for length in (8, 512, 1024, 1536):
            path.write_bytes(whole[:length])
            with pytest.raises(InvalidWorkbook, match="not a workbook of the kind"):
                read(path)


class TestRefusals:
    """Files that are refused, each with a sentence."""

    @pytest.mark.parametrize(
        ("name", "content", "found"),
        [
            ("a.xlsx", b"", "not a workbook of the kind .xlsx"),
            ("a.xlsx", b"<html>", "not a workbook of the kind .xlsx"),
            ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "not a workbook of the kind .xls"),
            ("a.ods", b"PK", "not a workbook of the kind .ods"),
            ("a.xlsx", "EncryptedPackage".encode("utf-16-le"), "not a workbook of the kind .xlsx"),
            ("a.xlsx", ENCRYPTED, "encrypted"),
            ("a.xls", ENCRYPTED, "encrypted"),
            ("a.ods", ENCRYPTED, "encrypted"),
            ("a.docx", b"", "a file of the kind '.docx'"),
            ("a", b"", "a file of the kind ''"),
        ],
    )
    def test_files_of_other_kinds(
        self, tmp_path: Path, name: str, content: bytes, found: str
    ) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(InvalidWorkbook) as caught:
            read(path)
        error = caught.value
        assert (error.file, error.sheet, error.found) == (name, "", found)
        assert error.advice
        assert str(tmp_path) not in str(error)
        assert error.__context__ is None

    def test_an_interruption_is_no_fault_of_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Interrupted:
            @staticmethod
            def from_path(_path: Path) -> None:
                raise KeyboardInterrupt

        path = workbook(tmp_path / "a.xlsx", {"Mei": [HEADINGS, ROW]})
        monkeypatch.setattr("python_calamine.CalamineWorkbook", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            read(path)

    def test_folders_and_missing_files(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").mkdir()
        with pytest.raises(InvalidWorkbook, match=r"a\.xlsx: a folder"):
            read(tmp_path / "a.xlsx")
        with pytest.raises(InvalidWorkbook, match=r"b\.xlsx: no such file"):
            read(str(tmp_path / "b.xlsx"))

    def test_two_cells_far_apart(self, tmp_path: Path) -> None:
        far = '<row r="1048576"><c r="AZ1048576"><v>1</v></c></row>'
        path = sheet_xml(
            tmp_path / "a.xlsx",
            f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{far}</sheetData>',
        )
        with pytest.raises(InvalidWorkbook, match="used range of 1,048,576 rows and 52 columns"):
            read(path)

    def test_empty_rows_with_a_format_are_nothing(self, tmp_path: Path) -> None:
        empty = "".join(f'<row r="{n}"><c r="AZ{n}" s="0"/></row>' for n in range(4, 300_000))
        texts = "".join(f'<c r="{c}2" t="str"><v>{c}</v></c>' for c in "AB")
        values = "".join(f'<c r="{c}3"><v>1</v></c>' for c in "AB")
        body = f'<row r="2">{texts}</row><row r="3">{values}</row>{empty}'
        path = sheet_xml(tmp_path / "a.xlsx", f"<sheetData>{body}</sheetData>")
        assert [row.number for row in read(path).rows] == [3]

    def test_without_calamine_it_says_what_to_install(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = workbook(tmp_path / "a.xlsx", {"Mei": [HEADINGS, ROW]})
        monkeypatch.setitem(sys.modules, "python_calamine", None)
        with pytest.raises(MissingExtra, match="excel"):
            read(path)


def test_a_row_shows_its_place_alone() -> None:
    row = Row(source="a.xlsx", sheet="Mei", number=3, positions={"NIK": 0}, cells=(NIK,))
    assert (len(row), list(row), row["NIK"]) == (1, ["NIK"], NIK)
    assert row == {"NIK": NIK}
    assert NIK not in repr(row)
