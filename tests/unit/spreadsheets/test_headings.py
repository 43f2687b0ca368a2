"""Headings are found below titles and joined, or the file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.office_files import Cells, workbook

from dukcapil.errors import InvalidWorkbook
from dukcapil.spreadsheets import Sheet, read

N = None
NIK = "3275994105030001"


@pytest.fixture
def csv_of(tmp_path: Path) -> Path:
    return tmp_path / "Mei.csv"


def read_rows(path: Path, rows: Cells, heading: int | tuple[int, int] | None = None) -> Sheet:
    path.write_text("".join(";".join(map(str, row)) + "\n" for row in rows))
    return read(path, heading=heading, separator=";")


class TestOneLine:
    """Headings in one row."""

    def test_below_titles_and_empty_rows(self, csv_of: Path) -> None:
        sheet = read_rows(
            csv_of, [["DAFTAR PENDUDUK"], ["Mei 2020"], [], ["NO", "NIK", "JK"], ["1", NIK, "P"]]
        )
        assert sheet.heading_rows == (4, 4)
        assert sheet.headings == ("NO", "NIK", "JK")

    def test_a_column_without_heading_or_cells_is_left_out(self, csv_of: Path) -> None:
        sheet = read_rows(csv_of, [["NO", "", "NIK", "%"], ["1", "", NIK, "5"]])
        assert sheet.headings == ("NO", "NIK", "%")
        assert list(sheet.rows[0].items()) == [("NO", "1"), ("NIK", NIK), ("%", "5")]

    def test_years_may_be_headings(self, csv_of: Path) -> None:
        assert read_rows(csv_of, [["KEC", 2019, 2020], ["A", 1, 2]]).headings == (
            "KEC",
            "2019",
            "2020",
        )

    def test_a_table_of_words_begins_with_its_first_full_line(self, csv_of: Path) -> None:
        sheet = read_rows(csv_of, [["NAMA", "ALAMAT"], ["Siti", "Bekasi"], ["Budi", "Solo"]])
        assert sheet.headings == ("NAMA", "ALAMAT")
        assert len(sheet.rows) == 2

    def test_the_caller_may_name_the_row(self, csv_of: Path) -> None:
        rows = [["NAMA", "JK"], ["Kec.", "Kel."], ["A", "B"]]
        assert read_rows(csv_of, rows, heading=2).headings == ("Kec.", "Kel.")
        assert read_rows(csv_of, rows, heading=(1, 2)).headings == ("NAMA Kec.", "JK Kel.")
        with pytest.raises(InvalidWorkbook, match="no cell in the row of the headings"):
            read_rows(csv_of, rows, heading=9)

    def test_lines_that_number_the_columns_are_left_out(self, csv_of: Path) -> None:
        sheet = read_rows(csv_of, [["NO", "NIK"], ["(1)", "(2)"], ["1", NIK]])
        assert [row.number for row in sheet.rows] == [3]
        assert [(one.row, one.reason) for one in sheet.remarks] == [
            (2, "numbers of columns, left out")
        ]
        letters = ["A", "B", "C", "D", "E"]
        assert len(read_rows(csv_of, [letters, [1, 2, 3, 4, 5], [1, 2, 3, 4, 6]]).rows) == 1
        assert len(read_rows(csv_of, [letters[:3], [1, 2, 3]]).rows) == 1

    def test_headings_without_rows(self, csv_of: Path) -> None:
        assert read_rows(csv_of, [["NO", "NIK"]]).rows == ()


def test_a_row_with_words_for_nothing_holds_no_headings(csv_of: Path) -> None:
    rows = [["Tgl", "Uraian", "JUMLAH", ""], ["", "", "MASUK", "SISA"]]
    sheet = read_rows(csv_of, [*rows, ["nihil", "Saldo awal", "NULL", "1.000 keping"]])
    assert sheet.headings == ("Tgl", "Uraian", "JUMLAH MASUK", "JUMLAH SISA")
    assert len(sheet.rows) == 1


class TestRefusals:
    """Rows that leave open which one has the headings."""

    def test_no_headings(self, csv_of: Path) -> None:
        with pytest.raises(InvalidWorkbook, match="no row of headings; name its row in `heading`"):
            read_rows(csv_of, [["1", NIK], ["2", NIK]])

    def test_two_rows_that_could_be_the_headings(self, csv_of: Path) -> None:
        rows = [["Kecamatan", "Suruh"], ["NAMA", "ALAMAT", "JK"], ["Siti", "Solo", "P"]]
        with pytest.raises(InvalidWorkbook, match="could be the headings: 1 and 2"):
            read_rows(csv_of, rows)
        assert len(read_rows(csv_of, rows, heading=2).rows) == 1


class TestTwoLines:
    """Headings in two rows, where no merged cells tell."""

    def test_without_merged_cells_what_the_first_lacks_is_joined(self, csv_of: Path) -> None:
        sheet = read_rows(
            csv_of,
            [["NO", "KEC", "JUMLAH", "", ""], ["", "", "L", "P", "KET"], ["1", "A", "2", "3", ""]],
        )
        # Nobody can tell from a file of text that the group ends before KET: the remark says so.
        assert sheet.headings == ("NO", "KEC", "JUMLAH L", "JUMLAH P", "JUMLAH KET")
        assert sheet.heading_rows == (1, 2)
        assert [one.row for one in sheet.remarks] == [1]

    def test_no_row_need_be_full(self, csv_of: Path) -> None:
        groups = ["NIK", "JK", "TANGGAL", "", "ITAP", ""]
        parts = ["", "", "LAHIR", "KAWIN", "SEJAK", "SAMPAI"]
        rows = [[NIK, "P", "1-5-2003", "", "", ""], [NIK, "P", "1-5-1990", "1-5-2010", "", ""]]
        sheet = read_rows(csv_of, [groups, parts, *rows])
        assert sheet.heading_rows == (1, 2)
        assert sheet.headings == (
            *("NIK", "JK", "TANGGAL LAHIR", "TANGGAL KAWIN"),
            *("ITAP SEJAK", "ITAP SAMPAI"),
        )

    def test_a_second_line_alone_has_its_own_headings(self, csv_of: Path) -> None:
        sheet = read_rows(
            csv_of, [["NO", "NIK", "NAMA", ""], ["", "", "", "JK"], [1, NIK, "A", "P"]]
        )
        assert sheet.headings == ("NO", "NIK", "NAMA", "JK")

    def test_a_line_of_groups_above(self, csv_of: Path) -> None:
        sheet = read_rows(
            csv_of,
            [
                ["", "JANUARI", "", "", "FEBRUARI", "", ""],
                ["KEC", "MASUK", "KELUAR", "SISA", "MASUK", "KELUAR", "SISA"],
                ["A", "1", "2", "3", "4", "5", "6"],
            ],
        )
        assert sheet.headings[:5] == (
            "KEC",
            "JANUARI MASUK",
            "JANUARI KELUAR",
            "JANUARI SISA",
            "FEBRUARI MASUK",
        )

    def test_a_title_of_two_cells_is_no_group(self, csv_of: Path) -> None:
        rows = [["Kec.", "Suruh", "", "", ""], ["A", "B", "C", "D", "E"], [1, 2, 3, 4, 7]]
        assert read_rows(csv_of, rows).headings == ("A", "B", "C", "D", "E")


class TestMergedCells:
    """Headings that merged cells join."""

    def test_over_columns_and_over_rows(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "a.xlsx",
            {
                "Mei": [
                    ["DAFTAR", N, N, N],
                    ["NO", "NIK", "JUMLAH", N],
                    [N, N, "L", "P"],
                    [1, NIK, 2, 3],
                ]
            },
            merged=["A1:D1", "A2:A3", "B2:B3", "C2:D2"],
        )
        sheet = read(path)
        assert sheet.headings == ("NO", "NIK", "JUMLAH L", "JUMLAH P")
        assert sheet.heading_rows == (2, 3)
        assert list(sheet.rows[0].values()) == [1, NIK, 2, 3]
        assert len(sheet.remarks) == 0

    def test_groups_over_columns_alone(self, tmp_path: Path) -> None:
        rows = [["NO", "JUMLAH", N, "KET"], [N, "L", "P"], [1, 2, 3, 4]]
        path = workbook(tmp_path / "a.xlsx", {"Mei": rows}, merged=["B1:C1"])
        assert read(path).headings == ("NO", "JUMLAH L", "JUMLAH P", "KET")

    def test_groups_above_that_fill_less_than_half(self, tmp_path: Path) -> None:
        rows = [
            [N, "JANUARI", N, N, "FEBRUARI", N, N],
            ["KEC", "MASUK", "KELUAR", "SISA", "MASUK", "KELUAR", "SISA"],
            ["A", 1, 2, 3, 4, 5, 6],
        ]
        path = workbook(tmp_path / "a.xlsx", {"Mei": rows}, merged=["B1:D1", "E1:G1"])
        sheet = read(path)
        assert sheet.headings[-1] == "FEBRUARI SISA"
        assert len(sheet.remarks) == 0

    def test_a_group_to_the_right_of_all_other_cells(self, tmp_path: Path) -> None:
        rows = [["NO", "ALAMAT"], [1, "Solo"]]
        path = workbook(tmp_path / "a.xlsx", {"Mei": rows}, merged=["B1:C1"])
        assert read(path).headings == ("NO", "ALAMAT (column B)", "ALAMAT (column C)")

    def test_merged_cells_of_rows_are_remarked_and_not_filled(self, tmp_path: Path) -> None:
        rows = [["KEC", "KEL"], ["A", "B"], [N, "C"], ["D", "E"]]
        path = workbook(tmp_path / "a.xlsx", {"Mei": rows}, merged=["A2:A3", "A4:B4"])
        sheet = read(path)
        assert [row["KEC"] for row in sheet.rows] == ["A", None, "D"]
        assert [(one.row, one.column) for one in sheet.remarks] == [(2, "KEC")]
