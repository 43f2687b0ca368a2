"""Rows of published tables with two meanings are refused, with the column and the reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dukcapil.coverage import parse_table
from dukcapil.errors import CoverageAboveWhole, Fault
from dukcapil.spreadsheets import Row

DAY = date(2020, 12, 31)
GOOD = {"KODE": "32.75.01", "NAMA": "Bekasi Timur", "WKTP": 10, "REKAM": 9}
POSITIONS = {heading: position for position, heading in enumerate(GOOD)}
LONG = {"KODE": "32.75.01", "URAIAN": "rekam", "JUMLAH": 9, "SATUAN": "orang"}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"KODE": "3275010"}, "region", Fault.BPS_CODE),
        ({"KODE": "32.75.010"}, "region", Fault.BPS_CODE),
        ({"KODE": "", "NAMA": ""}, "region", Fault.MISSING),
        ({"NAMA": "Bekasi Barat"}, "name", Fault.CONTRADICTION),
        ({"KECAMATAN": "BEKASI BARAT"}, "kecamatan_name", Fault.CONTRADICTION),
        ({"KABUPATEN": "Kab. Bekasi"}, "kab_kota_name", Fault.CONTRADICTION),
        ({"KABUPATEN": "BANDUNG"}, "kab_kota_name", Fault.CONTRADICTION),
        ({"PROVINSI": "Jawa Tengah"}, "province_name", Fault.CONTRADICTION),
        ({"KODE KECAMATAN": "01"}, "kecamatan_code", Fault.REGION),
        ({"KODE KECAMATAN": "32"}, "kecamatan_code", Fault.SHAPE),
        ({"KODE KAB": "32.16"}, "kab_kota_code", Fault.CONTRADICTION),
        ({"WKTP": "1,500"}, "obliged", Fault.AMBIGUOUS),
        ({"WKTP": -1}, "obliged", Fault.NEGATIVE),
        ({"WKTP": "-"}, "obliged", Fault.MISSING),
        ({"REKAM": "1.5"}, "recorded", Fault.UNREADABLE),
        ({"% REKAM": "#DIV/0!"}, "recorded_percent", Fault.UNREADABLE),
        ({"% REKAM": "0." + 5000 * "1"}, "recorded_percent", Fault.UNREADABLE),
        ({"% REKAM": float("inf")}, "recorded_percent", Fault.OUT_OF_BOUNDS),
        ({"% REKAM": 10**400}, "recorded_percent", Fault.OUT_OF_BOUNDS),
        ({"% REKAM": Decimal("1E+400")}, "recorded_percent", Fault.OUT_OF_BOUNDS),
        ({"% REKAM": True}, "recorded_percent", Fault.WRONG_TYPE),
        ({"% REKAM": -0.5}, "recorded_percent", Fault.NEGATIVE),
        ({"JK": ""}, "sex", Fault.MISSING),
        ({"JK": "?"}, "sex", Fault.UNREADABLE),
        ({"JK": 1}, "sex", Fault.CODE),
        ({"SEMESTER": "3", "TAHUN": 2020}, "semester", Fault.UNREADABLE),
        ({"SEMESTER": "1"}, "year", Fault.MISSING),
        ({"SEMESTER": "I 2019", "TAHUN": 2020}, "semester", Fault.CONTRADICTION),
        ({"SEMESTER": "", "TAHUN": "20"}, "year", Fault.UNREADABLE),
        ({"SEMESTER": "", "TAHUN": "2019"}, "year", Fault.CONTRADICTION),
        ({"TANGGAL": "31-02-2020"}, "date", Fault.DATE),
    ],
)
def test_a_wide_row(cells: dict[str, object], column: str, reason: Fault) -> None:
    parsed = parse_table([{**GOOD, **cells}], on=DAY)
    assert [(one.row, one.column, one.reason) for one in parsed.problems] == [(1, column, reason)]
    assert len(parsed.recorded) == 0


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"URAIAN": "KTP tercetak"}, "indicator", Fault.UNREADABLE),
        ({"URAIAN": 3}, "indicator", Fault.UNREADABLE),
        ({"URAIAN": ""}, "indicator", Fault.MISSING),
        ({"JUMLAH": ""}, "count", Fault.MISSING),
        ({"JUMLAH": "viel"}, "count", Fault.UNREADABLE),
        ({"SATUAN": "keping"}, "unit", Fault.UNREADABLE),
        ({"URAIAN": "wajib KTP", "SATUAN": "persen"}, "unit", Fault.CONTRADICTION),
        ({"URAIAN": "persentase rekam"}, "unit", Fault.CONTRADICTION),
        ({"URAIAN": "rekam laki-laki", "JK": "P"}, "sex", Fault.CONTRADICTION),
    ],
)
def test_a_long_row(cells: dict[str, object], column: str, reason: Fault) -> None:
    parsed = parse_table([{**LONG, **cells}], on=DAY)
    assert [(one.row, one.column, one.reason) for one in parsed.problems] == [(1, column, reason)]


def test_a_percentage_of_a_long_file_is_compared() -> None:
    rows = [
        {**LONG, "URAIAN": "wajib KTP", "JUMLAH": 10},
        LONG,
        {**LONG, "JUMLAH": "91", "SATUAN": "%"},
        {**LONG, "URAIAN": "% belum rekam", "JUMLAH": "9", "SATUAN": ""},
    ]
    assert [one.row for one in parse_table(rows[:3], on=DAY).failed_checks] == [3]
    assert not parse_table(rows[:2] + rows[3:], on=DAY).failed_checks


def test_a_region_twice_is_refused_both_times() -> None:
    parsed = parse_table([GOOD, GOOD, {**GOOD, "KODE": "32.75.02", "NAMA": ""}], on=DAY)
    assert [(one.row, one.reason) for one in parsed.problems] == [
        (1, Fault.DUPLICATE),
        (2, Fault.DUPLICATE),
    ]
    assert [row.key for row in parsed.recorded] == ["32.75.02"]


def test_a_row_without_a_date() -> None:
    row = {**GOOD, "SEMESTER": "", "TAHUN": 2020}
    assert parse_table([row]).problems[0].reason is Fault.YEAR_ALONE
    assert parse_table([{**row, "TAHUN": ""}]).problems[0].column == "semester"


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"KODE": "32.75.99", "NAMA": "Contoh"}, "region", Fault.UNKNOWN_REGION),
        ({"KODE": "32.75.01.1099", "NAMA": "Contoh"}, "region", Fault.UNKNOWN_REGION),
        ({"KODE": "32.75.99.1001", "NAMA": "Contoh"}, "region", Fault.UNKNOWN_REGION),
        (
            {"NAMA": "Bekasi Timor"},
            "name",
            "32.75.01 is Bekasi Timur in the table of regions, not as written here",
        ),
    ],
)
def test_doubts_about_a_row_that_is_read(
    cells: dict[str, object], column: str, reason: Fault | str
) -> None:
    parsed = parse_table([{**GOOD, **cells}], on=DAY)
    assert [(one.column, one.reason) for one in parsed.remarks] == [(column, reason)]
    assert len(parsed.recorded) == 1


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("32.75", "KOTA BEKASI"),
        ("32.75", "Bekasi"),
        ("32.16", "KAB. BEKASI"),
        ("31.71", "Kota Adm. Jakarta Pusat"),
        ("32.75.01", "KEC. BEKASI TIMUR"),
        ("32.75.01", "JUMLAH BEKASI TIMUR"),
        ("32", "PROVINSI JAWA BARAT"),
        ("3216012001", "a name that no table has"),
        ("32.75", "."),
    ],
)
def test_names_as_they_are_written(code: str, name: str) -> None:
    parsed = parse_table([{**GOOD, "KODE": code, "NAMA": name}], on=DAY)
    assert not parsed.problems
    assert len(parsed.remarks) == (name == ".")


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [("KEL. MARGA HAYU", False), ("Bintara", True), ("Margahayuh", False)],
)
def test_names_of_kelurahan(name: str, is_refused: bool) -> None:  # noqa: FBT001
    row = {
        "KODE KELURAHAN": 3275011002,
        "KELURAHAN": name,
        "KODE KECAMATAN": "32.75.01",
        "WKTP": 10,
        "REKAM": 9,
    }
    parsed = parse_table([row], on=DAY)
    assert bool(parsed.problems) is is_refused
    assert bool(parsed.remarks) is (name == "Margahayuh")


def test_p_beside_w_is_refused() -> None:
    rows = [{**GOOD, "JK": sex} for sex in ("P", "W", "L")]
    parsed = parse_table(rows, on=DAY)
    assert [(one.row, one.reason) for one in parsed.problems] == [
        (1, Fault.TWO_MEANINGS),
        (2, Fault.UNREADABLE),
    ]


def test_figures_in_no_coverage_are_remarked() -> None:
    wajib = {**LONG, "KODE": "32.75.02", "URAIAN": "wajib KTP"}
    percent = {**LONG, "KODE": "32.75.03", "SATUAN": "%"}
    remarks = parse_table([LONG, wajib, percent], on=DAY).remarks
    assert [(one.row, one.column, one.reason) for one in remarks] == [
        (1, "recorded", "in no coverage: the obliged are not given"),
        (2, "obliged", "in no coverage: neither the recorded nor the holders are given"),
    ]


@pytest.mark.parametrize(
    ("column", "reason"),
    [("REKAM", Fault.UNREADABLE), ("KODE", Fault.NOT_DIGITS), ("NAMA", Fault.MISSING)],
)
def test_a_signature_is_one_fault(column: str, reason: Fault) -> None:
    note = {**dict.fromkeys(GOOD), column: "Mengetahui, Kepala Dinas"}
    found = [(one.row, one.reason) for one in parse_table([GOOD, note], on=DAY).problems]
    assert found == [(2, reason)]


def test_rows_of_a_file_name_their_place() -> None:
    rows = [
        Row(source="DKB.xlsx", sheet="2020", number=number, positions=POSITIONS, cells=cells)
        for number, cells in enumerate(
            [
                ("32.75.99.1001", "Satu", 10, 11),
                ("32.75.99.1002", "Satu", 10, 9),
                ("?", "Tiga", 10, 9),
            ],
            start=7,
        )
    ]
    with pytest.warns(CoverageAboveWhole):
        parsed = parse_table(rows, on=DAY)
    for problems, numbers in ((parsed.failed_checks, [7, 8]), (parsed.problems, [9])):
        places = [(one.source, one.sheet, one.row) for one in problems]
        assert places == [("DKB.xlsx", "2020", number) for number in numbers]
    assert "row 7" in str(parsed.failed_checks[1].reason)
