"""Places of published tables: numbers that make up a code, names alone, names beside codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from dukcapil import Coverage, InvalidRecord, RegionCode
from dukcapil.coverage import ParsedTable, parse_table
from dukcapil.errors import Fault

DAY = date(2020, 12, 31)
BEKASI, WEST_JAVA = RegionCode("32.75"), RegionCode("32")
FIGURES = {"WKTP": 10, "REKAM": 9}
Row = Mapping[str, object]


def parsed(*rows: Row, within: RegionCode | None = BEKASI) -> ParsedTable:
    return parse_table([{**row, **FIGURES} for row in rows], on=DAY, within=within)


def codes(*rows: Row, within: RegionCode | None = BEKASI) -> list[str]:
    table = parsed(*rows, within=within)
    assert not table.problems
    return [row.key for row in table.recorded]


def faults(*rows: Row, within: RegionCode | None = BEKASI) -> list[tuple[str, object, str]]:
    table = parsed(*rows, within=within)
    assert len(table.recorded) == 0
    return [(one.column, one.reason, one.other) for one in table.problems]


# --- NO_PROP to NO_KEL -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ((32, 75, 1, 1001), "32.75.01.1001"),
        (("32", "75", "01", "1001"), "32.75.01.1001"),
        ((32.0, 75.0, 1.0, None), "32.75.01"),
        ((32, 75, "", "-"), "32.75"),
        ((32, None, None, None), "32"),
    ],
)
def test_numbers_of_the_parts_make_up_one_code(numbers: tuple[object, ...], code: str) -> None:
    row = dict(zip(("NO_PROP", "NO_KAB", "NO_KEC", "NO_KEL"), numbers, strict=True))
    assert codes(row, within=None) == [code]


@pytest.mark.parametrize(
    ("cells", "column", "fault"),
    [
        ({"NO_PROP": 32, "NO_KAB": "", "NO_KEC": 1}, "kab_kota_number", Fault.MISSING),
        ({"NO_PROP": 32, "NO_KAB": 75, "NO_KEC": 0}, "kecamatan_number", Fault.REGION),
        ({"NO_PROP": 32, "NO_KAB": "x", "NO_KEC": 1}, "kab_kota_number", Fault.UNREADABLE),
        ({"NO_PROP": 32, "NO_KAB": 75, "NO_KEC": 123}, "kecamatan_number", Fault.BPS_CODE),
    ],
)
def test_numbers_that_make_up_no_code_are_refused(cells: Row, column: str, fault: Fault) -> None:
    assert faults(cells, within=None) == [(column, fault, "")]


def test_parts_contradict_a_code_and_a_name_like_any_code() -> None:
    parts = {"NO_PROP": 32, "NO_KAB": 75, "NO_KEC": 1}
    assert faults({**parts, "KODE KECAMATAN": "32.75.02"}, within=None) == [
        ("province_number", Fault.CONTRADICTION, "kecamatan_code")
    ]
    assert faults({**parts, "KECAMATAN": "Bekasi Barat"}, within=None) == [
        ("kecamatan_name", Fault.CONTRADICTION, "province_number")
    ]


# --- names alone -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"KECAMATAN": "BEKASI TIMUR"}, "32.75.01"),
        ({"KECAMATAN": "Kec. Bekasi  Timur"}, "32.75.01"),
        ({"KECAMATAN": "BEKASITIMUR", "KELURAHAN": "AREN JAYA"}, "32.75.01.1004"),
        ({"KECAMATAN": "", "KELURAHAN": "Arenjaya"}, "32.75.01.1004"),
        ({"KELURAHAN": "Kel. Bekasi Jaya"}, "32.75.01.1001"),
        ({"PROVINSI": "Jawa Barat", "KOTA": "Kota Bekasi", "KELURAHAN": ""}, "32.75"),
        ({"NAMA WILAYAH": "Bekasi Timur"}, "32.75.01"),
        ({"NAMA WILAYAH": "KOTA BEKASI"}, "32.75"),
        ({"NAMA WILAYAH": "Kec. Jatiasih"}, "32.75.09"),
        ({"KECAMATAN": "Jatiasih", "KELURAHAN": "Jatiasih"}, "32.75.09.1002"),
    ],
)
def test_names_are_looked_up_inside_a_region(row: Row, code: str) -> None:
    assert codes(row) == [code]


def test_the_name_of_a_wider_region_tells_which_is_meant() -> None:
    row = {"KAB/KOTA": "KOTA BEKASI", "KECAMATAN": "BEKASI TIMUR"}
    assert codes(row, within=WEST_JAVA) == ["32.75.01"]
    twice = {"KAB/KOTA": "KAB. BOGOR", "KECAMATAN": "CIAWI"}
    assert codes(twice, within=WEST_JAVA) == ["32.01.24"]


@pytest.mark.parametrize(
    ("row", "within", "column", "fault"),
    [
        ({"NAMA": "Jatiasih"}, BEKASI, "name", Fault.AMBIGUOUS_NAME),
        ({"KECAMATAN": "CIAWI"}, WEST_JAVA, "kecamatan_name", Fault.AMBIGUOUS_NAME),
        ({"KAB/KOTA": "BEKASI"}, WEST_JAVA, "kab_kota_name", Fault.AMBIGUOUS_NAME),
        ({"KECAMATAN": "Ciawi"}, BEKASI, "kecamatan_name", Fault.UNKNOWN_NAME),
        ({"KECAMATAN": "Bekasi Timor"}, BEKASI, "kecamatan_name", Fault.UNKNOWN_NAME),
        (
            {"KECAMATAN": "Bekasi Barat", "KELURAHAN": "Aren Jaya"},
            BEKASI,
            "kelurahan_name",
            Fault.UNKNOWN_NAME,
        ),
        ({"KELURAHAN": "Contoh"}, RegionCode("32.75.99"), "kelurahan_name", Fault.UNKNOWN_NAME),
        ({"KECAMATAN": "", "KELURAHAN": ""}, BEKASI, "region", Fault.MISSING),
    ],
)
def test_a_name_of_several_regions_or_of_none_is_refused(
    row: Row, within: RegionCode, column: str, fault: Fault
) -> None:
    assert faults(row, within=within) == [(column, fault, "")]


def test_a_region_outside_is_refused_by_name_and_by_code() -> None:
    outside = {"KOTA": "Kab. Bogor", "KECAMATAN": "Bekasi Timur"}
    assert faults(outside) == [("kab_kota_name", Fault.CONTRADICTION, "within")]
    assert faults({"KODE": "32.16.01"}) == [("region", Fault.CONTRADICTION, "within")]
    assert codes({"KODE": "32.75.01"}) == ["32.75.01"]


def test_another_spelling_of_a_wider_name_is_a_remark() -> None:
    table = parsed({"PROVINSI": "Jabar", "KECAMATAN": "Bekasi Timur"})
    assert [one.column for one in table.remarks] == ["province_name"]
    assert [row.key for row in table.recorded] == ["32.75.01"]


def test_sums_below_names_are_checked() -> None:
    rows = [
        {"KECAMATAN": "Bekasi Timur", **FIGURES},
        {"KECAMATAN": "Bekasi Barat", **FIGURES},
        {"KECAMATAN": "JUMLAH", "WKTP": 21, "REKAM": 18},
    ]
    table = parse_table(rows, on=DAY, within=BEKASI)
    assert [str(one.reason) for one in table.failed_checks if one.row == 3] == [
        "the rows above add up to 20, but the sum is 21"
    ]
    assert table.recorded.total(on=DAY) == Coverage(obliged=20, covered=18)


def test_without_a_region_names_alone_are_no_places() -> None:
    with pytest.raises(InvalidRecord, match=r"columns\.region: missing"):
        parsed({"KECAMATAN": "Bekasi Timur"}, within=None)
    with pytest.raises(TypeError, match=r"^parse_table\.within: expected RegionCode"):
        parse_table([], on=DAY, within="32.75")  # type: ignore[arg-type]


# --- names that the table alone has ----------------------------------------------------------


def named(code: str, name: str) -> Row:
    return {"KODE": code, "KELURAHAN": name}


def told(*rows: Row) -> list[tuple[int, str, str]]:
    table = parsed(*rows, within=None)
    assert not table.problems
    found = [one for one in table.failed_checks if one.column == "kelurahan_name"]
    return [(one.row, one.column, str(one.reason)) for one in found]


def test_one_code_has_one_name() -> None:
    first, other = named("33.22.01.2001", "Contoh"), named("33.22.01.2002", "Lain")
    assert told(first, other) == []
    rows = [
        {**named("33.22.01.2001", name), "TAHUN": 2020, "SEMESTER": half, **FIGURES}
        for half, name in ((1, "CONTOH"), (2, "Con toh"), ("I", "Lain"), ("II", "Lain"))
    ]
    assert [one.row for one in parse_table(rows[:2]).failed_checks] == []
    found = parse_table([rows[0], rows[3]]).failed_checks
    assert [(one.row, one.column, one.reason) for one in found] == [
        (2, "kelurahan_name", "row 1 has another name with the same code")
    ]
    assert "Lain" not in str(found)


def test_one_name_has_one_code_in_a_kecamatan() -> None:
    same = named("33.22.01.2001", "Contoh"), named("33.22.01.2002", "Desa Contoh")
    assert told(*same) == [
        (2, "kelurahan_name", "row 1 has the same name with the code 33.22.01.2001")
    ]
    assert told(same[0], named("33.22.02.2001", "Contoh")) == []


def test_a_long_table_is_told_once() -> None:
    rows = [
        {**named(code, "Contoh"), "URAIAN": figure, "JUMLAH": 9}
        for code in ("33.22.01.2001", "33.22.01.2002")
        for figure in ("wajib KTP", "rekam")
    ]
    found = parse_table(rows, on=DAY).failed_checks
    assert [one.row for one in found] == [3]
