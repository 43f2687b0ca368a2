"""Published tables of wide and long shape become tables of coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from dukcapil import Coverage, CoverageTable, RegionCode, Sex, coverage
from dukcapil.coverage import ParsedTable, parse_table
from dukcapil.errors import EmptyTable, Fault, InvalidRecord, UnknownColumn

DAY = date(2020, 12, 31)
TIMUR = RegionCode("32.75.01")
MADE_UP = RegionCode("32.75.99")


def read(*rows: Mapping[str, object], on: date | None = DAY, **options: Any) -> ParsedTable:  # noqa: ANN401
    return parse_table(rows, on=on, **options)


def clean(*rows: Mapping[str, object], on: date | None = DAY, **options: Any) -> ParsedTable:  # noqa: ANN401
    parsed = read(*rows, on=on, **options)
    assert not [*parsed.problems, *parsed.failed_checks], str(parsed)
    return parsed


def test_a_wide_table_of_both_sexes() -> None:
    row = {
        "NO": 1,
        "KODE": "32.75.01",
        "KECAMATAN": "BEKASI TIMUR",
        "WAJIB KTP LK": "1.000",
        "WAJIB KTP PR": 1100,
        "WAJIB KTP JML": "2.100",
        "REKAM LK": 990,
        "REKAM PR": "1 050",
        "REKAM JML": Decimal(2040),
        "BELUM REKAM LK": 10,
        "BELUM REKAM PR": 50,
        "BELUM REKAM JML": 60.0,
        "KTP-el LK": 980,
        "KTP-el PR": 1000,
        "KTP-el JML": 1980,
        "BELUM KTP-el LK": 20,
        "BELUM KTP-el PR": 100,
        "BELUM KTP-el JML": 120,
        "% REKAM": "97,14 %",
        "PERSENTASE MEMILIKI KTP-EL": 94.29,
    }
    parsed = clean(row)
    assert parsed.recorded[TIMUR, DAY] == Coverage(obliged=2100, covered=2040)
    assert parsed.holding[TIMUR, DAY] == Coverage(obliged=2100, covered=1980)
    assert parsed.recorded_by_sex[(TIMUR, Sex.FEMALE), DAY] == Coverage(obliged=1100, covered=1050)
    assert parsed.holding_by_sex[(TIMUR, Sex.MALE), DAY] == Coverage(obliged=1000, covered=980)
    assert parsed.holding.dimensions == ("region",)
    assert parsed.holding_by_sex.dimensions == ("region", "sex")
    assert not parsed.remarks
    assert parsed.ignored_columns == ()


def test_a_long_file_of_a_portal_with_codes_of_both_offices() -> None:
    def row(figure: str, sex: str, count: object, semester: object) -> dict[str, object]:
        return {
            "id": 1,
            "kode_provinsi": "32",
            "nama_provinsi": "JAWA BARAT",
            "bps_kode_kabupaten_kota": "3275",
            "bps_kode_kecamatan": "3275030",
            "kemendagri_kode_kecamatan": "32.75.01",
            "kemendagri_nama_kecamatan": "KEC. BEKASI TIMUR",
            "jenis_kelamin": sex,
            "indikator": figure,
            "jumlah": count,
            "satuan": "ORANG",
            "semester": semester,
            "tahun": "2020",
        }

    parsed = clean(
        row("Jumlah penduduk wajib KTP", "LAKI-LAKI", "1.000", 1),
        row("Jumlah penduduk wajib KTP", "PEREMPUAN", "1.100", 1),
        row("Wajib KTP yang sudah melakukan perekaman", "LAKI-LAKI", 990, 1),
        row("Wajib KTP yang sudah melakukan perekaman", "PEREMPUAN", 1000, 1),
        row("wajib KTP", "L+P", 2110, "II"),
        row("belum rekam", "Jumlah", 10, "Semester II"),
        on=None,
    )
    assert parsed.recorded.dates == (date(2020, 6, 30), DAY)
    assert parsed.recorded[TIMUR, DAY] == Coverage(obliged=2110, covered=2100)
    (change,) = parsed.recorded.compare(date(2020, 6, 30), DAY)
    assert change.before == Coverage(obliged=2100, covered=1990)
    assert len(parsed.recorded_by_sex) == 2


@pytest.mark.parametrize(
    ("cells", "on"),
    [
        ({"SEMESTER": "I", "TAHUN": 2019}, date(2019, 6, 30)),
        ({"SEMESTER": "Semester 2", "TAHUN": "2019"}, date(2019, 12, 31)),
        ({"SEMESTER": 2.0, "TAHUN": 2019.0}, date(2019, 12, 31)),
        ({"SEMESTER": "Semester I Tahun 2019"}, date(2019, 6, 30)),
        ({"SEMESTER": "2019-S2"}, date(2019, 12, 31)),
        ({"TANGGAL": "30 Juni 2019"}, date(2019, 6, 30)),
        ({"TANGGAL": None}, DAY),
        ({"TAHUN": "2020"}, DAY),
    ],
)
def test_dates(cells: dict[str, object], on: date) -> None:
    parsed = clean({"KODE": "32.75.01", "WKTP": 10, "REKAM": 9, **cells})
    assert parsed.recorded.dates == (on,)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("WAJIB KTP-EL (JIWA)", "obliged"),
        ("WKTP", "obliged"),
        ("Sudah Rekam", "recorded"),
        ("PEREKAMAN KTP-el", "recorded"),
        ("BLM REKAM", "not_recorded"),
        ("Memiliki E-KTP", "holding"),
        ("kepemilikan_ktp_elektronik", "holding"),
        ("BELUM MEMILIKI KTP", "not_holding"),
        ("BELUM KTP (LK)", "not_holding_male"),
        ("REKAM L", "recorded_male"),
        ("REKAM P", "recorded_female"),
        ("REKAM (LK + PR)", "recorded"),
        ("REKAM (%)", "recorded_percent"),
        ("Wajib KTP menurut jenis kelamin (L)", "obliged_male"),
        ("Wajib Rekam", None),
        ("Sudah/belum rekam", None),
        ("Wajib KTP berdasarkan kepemilikan KTP", None),
        ("Belum wajib KTP", None),
        ("Wajib KTP (%)", None),
        ("KTP tercetak", None),
        ("%", None),
    ],
)
def test_headings(heading: str, field: str | None) -> None:
    row = {"KODE": "32.75.01", heading: "-", "not_holding_percent": "3"}
    if field is None:
        with pytest.warns(UnknownColumn, match="1 columns with 0%"):
            assert read(row).ignored_columns == (heading,)
    else:
        wrong = read({**row, heading: "viel"})
        assert [problem.column for problem in wrong.problems] == [field]


def test_headings_are_named_by_argument() -> None:
    row = {"K": "32.75.01", "JUMLAH": 9, "W": 10, "REK %": "90", "?": "left out"}
    columns = {
        "K": "region",
        "JUMLAH": "recorded",
        "W": "obliged",
        "REK %": "recorded_percent",
        "?": None,
    }
    parsed = clean(row, columns=columns)
    assert parsed.recorded[TIMUR, DAY] == Coverage(obliged=10, covered=9)


def test_a_number_without_a_figure_is_not_read_beside_figures() -> None:
    with pytest.warns(UnknownColumn, match="1 columns with 25%"):
        parsed = read({"KODE": "32.75.01", "WKTP": 10, "REKAM": 9, "JML": 19})
    assert parsed.ignored_columns == ("JML",)


@pytest.mark.parametrize(
    ("cells", "obliged", "recorded"),
    [
        ({"REKAM": 9, "BELUM REKAM": 1}, 10, 9),
        ({"WKTP": 10, "BELUM REKAM": 1}, 10, 9),
        ({"WKTP LK": 4, "WKTP PR": 6, "REKAM": 9}, 10, 9),
        ({"WKTP": 10, "REKAM LK": 4, "REKAM PR": 5}, 10, 9),
    ],
)
def test_a_figure_that_follows_from_others(
    cells: dict[str, object], obliged: int, recorded: int
) -> None:
    parsed = clean({"KODE": "32.75.01", **cells})
    assert parsed.recorded[TIMUR, DAY] == Coverage(obliged=obliged, covered=recorded)


def test_nothing_follows_from_more_than_the_obliged() -> None:
    with pytest.warns(match="11 covered of 10 obliged"):
        parsed = read({"KODE": "32.75.01", "WKTP": 10, "BELUM REKAM": 11})
    assert len(parsed.recorded) == 0
    assert [found.reason for found in parsed.failed_checks] == ["11 of only 10 obliged"]


def test_a_sex_of_each_row_of_a_wide_table() -> None:
    parsed = clean(
        {"KODE": "32.75.01", "JK": "L", "WKTP": 4, "KTP": 3},
        {"KODE": "32.75.01", "JK": "P", "WKTP": 6, "KTP": 6},
        {"KODE": "32.75.01", "JK": "TOTAL", "WKTP": 10, "KTP": 9},
    )
    assert parsed.holding[TIMUR, DAY] == Coverage(obliged=10, covered=9)
    assert parsed.holding_by_sex[(TIMUR, Sex.MALE), DAY] == Coverage(obliged=4, covered=3)


def test_sums_are_no_regions_and_blank_rows_are_nothing() -> None:
    parsed = clean(
        {"KODE": "32.75", "NAMA": "KOTA BEKASI", "WKTP": 30, "REKAM": 27},
        {"KODE": "", "NAMA": "", "WKTP": None, "REKAM": " "},
        {"KODE": "32.75.99", "NAMA": "Contoh", "WKTP": 30, "REKAM": 27},
        {"KODE": "", "NAMA": "JUMLAH", "WKTP": 30, "REKAM": 27},
        {"KODE": "TOTAL", "NAMA": "", "WKTP": 30, "REKAM": 27},
    )
    assert [row.key for row in parsed.recorded] == [MADE_UP]
    assert parsed.row_count == 4


def test_a_title_row_is_remarked() -> None:
    parsed = clean(
        {"KODE": "32.75.99", "WKTP": None, "REKAM": "-"},
        {"KODE": "32.75.99.1001", "WKTP": 30, "REKAM": 27},
    )
    assert (parsed.remarks[0].row, parsed.remarks[0].reason) == (
        1,
        "no figures: read as the title of the rows below",
    )
    blank = clean({"KODE": "32.75.01", "URAIAN": "", "JUMLAH": ""})
    assert len(blank.remarks) == 1


def test_every_answer_of_tables_works() -> None:
    def row(kelurahan: int, semester: int, male: int, female: int) -> dict[str, object]:
        return {
            "KODE": f"32.75.99.100{kelurahan}",
            "SEMESTER": semester,
            "TAHUN": 2020,
            "WKTP LK": 100,
            "WKTP PR": 100,
            "REKAM LK": male,
            "REKAM PR": female,
        }

    parsed = clean(row(1, 1, 90, 80), row(2, 1, 99, 95), row(1, 2, 91, 85), row(2, 2, 99, 97))
    june = date(2020, 6, 30)
    recorded = parsed.recorded
    assert recorded.rank(on=DAY)[0].key == "32.75.99.1001"
    assert recorded.total(on=DAY) == Coverage(obliged=400, covered=372)
    found = coverage.kitagawa(parsed.recorded_by_sex.at(june), parsed.recorded_by_sex.at(DAY))
    assert found.rate_effect == found.difference == Fraction(372 - 364, 400)


def test_a_parsed_table_prints_all_that_is_wrong() -> None:
    parsed = read(
        {"KODE": "32.75.01", "WKTP": 10, "REKAM": 9, "BELUM REKAM": 2},
        {"KODE": "32.75.99", "WKTP": 10, "REKAM": 9, "BELUM REKAM": 1},
        {"KODE": "3275010", "WKTP": 10, "REKAM": 9, "BELUM REKAM": 1},
    )
    assert repr(parsed) == "ParsedTable(rows=3, failed_checks=1, problems=1, remarks=1)"
    assert str(parsed).splitlines()[:2] == ["3 rows", "failed checks:"]
    assert "problems:" in str(parsed)
    assert "remarks:" in str(parsed)
    assert str(clean({"KODE": "32.75.01", "WKTP": 10, "REKAM": 9})) == "1 rows"
    with pytest.raises(TypeError, match=r"ParsedTable\.recorded: expected CoverageTable"):
        attrs.evolve(parsed, recorded=())  # type: ignore[arg-type]


def test_an_empty_table_warns() -> None:
    with pytest.warns(EmptyTable):
        assert isinstance(read().recorded, CoverageTable)


@pytest.mark.parametrize(
    ("row", "columns", "reasons"),
    [
        ({"REKAM": 9}, {}, {"region": Fault.MISSING}),
        ({"BPS KODE": 3275, "REKAM": 9}, {}, {"region": Fault.BPS_CODE}),
        ({"KODE": "32", "JUMLAH": 9}, {}, {"indicator": Fault.MISSING}),
        ({"KODE": "32"}, {}, {"count": Fault.MISSING}),
        ({"KODE": "32", "REKAM": 9, "PEREKAMAN": 9}, {}, {"recorded": Fault.DUPLICATE}),
        ({"KODE": "32", "JK": "L", "REKAM L": 9}, {}, {"sex": Fault.CONTRADICTION}),
        ({"KODE": "32", "REKAM P": 9, "REKAM W": 9}, {}, {"sex": Fault.TWO_MEANINGS}),
        ({"KODE": "32", "R": 9}, {"R": "printed"}, {"field 1": Fault.UNREADABLE}),
    ],
)
def test_columns_that_cannot_be_read(
    row: dict[str, object], columns: dict[str, str], reasons: dict[str, Fault]
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        read(row, columns=columns)
    assert {caught.value.field: caught.value.reason} == reasons


def test_arguments_are_checked() -> None:
    with pytest.raises(InvalidRecord, match="semester"):
        read({"KODE": "32", "REKAM": 9, "TAHUN": 2020}, on=None)
    with pytest.raises(TypeError, match=r"parse_table\.on"):
        read(on=datetime(2020, 12, 31))  # noqa: DTZ001
    with pytest.raises(TypeError, match=r"parse_table\.yearly_change: expected Fraction"):
        read(yearly_change=0.05)
    with pytest.raises(ValueError, match=r"parse_table\.yearly_change: expected 0 or more"):
        read(yearly_change=Fraction(-1))
    with pytest.raises(TypeError, match=r"rows\[1\]: expected a mapping"):
        parse_table([("KODE", "32")], on=DAY)  # type: ignore[list-item]
