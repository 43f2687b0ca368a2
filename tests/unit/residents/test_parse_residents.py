"""Reading tables of an office: headings, warnings, order, and the overview of problems."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from types import MappingProxyType

import pytest
from support.office_rows import FULL_ROW, NOON, REQUIRED, TODAY, Row, problems, read, remarks, row

from dukcapil import (
    NIK,
    Citizen,
    DukcapilWarning,
    InvalidRecord,
    PermanentForeigner,
    RegionCode,
    Residence,
    Sex,
    StayPermit,
    parse_residents,
)
from dukcapil.errors import EmptyTable, Fault, NIKMismatch, UnknownColumn, UnknownRegion
from dukcapil.residents import Problem

# --- headings --------------------------------------------------------------------------------

HEADINGS = {
    "nik": ("NIK", "No. NIK", "NOMOR_INDUK_KEPENDUDUKAN", "\ufeffNIK"),
    "name": ("Nama", "NAMA LENGKAP", "nama_lgkp", "Full Name"),
    "birth_date": ("TANGGAL_LAHIR", "Tanggal Lahir", "TGL_LHR", "Tgl. Lahir", "Date of birth"),
    "sex": ("JENIS_KELAMIN", "Jenis Kelamin", "JENIS_KLMIN", "JK", "L/P", "Gender", " Sex "),
    "region": ("KODE_WILAYAH", "Kode Kelurahan", "kode-kecamatan", "Region code"),
    "resident_since": ("TINGGAL_SEJAK", "Tanggal Datang", "tgl.datang", "Resident since"),
    "marital_status": ("STATUS_KAWIN", "Status Perkawinan", "STAT_KWN", "Marital status"),
    "first_married_on": ("TANGGAL_KAWIN", "Tanggal Perkawinan", "TGL_KWN", "First married on"),
    "citizenship": ("KEWARGANEGARAAN", "Kewarganegaraan (WNI/WNA)", "Citizenship"),
    "permit_since": ("TANGGAL_ITAP", "ITAP sejak", "Tgl. ITAP", "Permit since"),
    "permit_until": ("TANGGAL_AKHIR_ITAP", "ITAP sampai", "Permit until"),
    "died_on": ("TANGGAL_MENINGGAL", "Tgl. Meninggal", "TANGGAL_MATI", "Died on"),
}


@pytest.mark.parametrize(
    ("field", "heading"),
    [(field, heading) for field, headings in HEADINGS.items() for heading in headings],
)
@pytest.mark.parametrize("spell", [str, str.upper, str.lower])
def test_a_heading_is_known_in_any_case_and_punctuation(
    field: str, heading: str, spell: type[str]
) -> None:
    renamed = {spell(heading) if name == field else name: cell for name, cell in FULL_ROW.items()}
    parsed = read(renamed)
    assert parsed == read(FULL_ROW)
    assert len(parsed.residents) == 1


def test_every_cell_of_a_full_row_is_read() -> None:
    (resident,) = read(FULL_ROW).residents
    since = date(2018, 1, 1)
    assert resident.nik == "3275994105030001"
    assert resident.name == "Siti Aminah"
    assert resident.family_card == "3275990501200001"
    assert resident.birth_date == date(2003, 5, 1)
    assert resident.sex is Sex.FEMALE
    assert resident.residences == (Residence(region=RegionCode("32.75.01"), since=since),)
    assert resident.first_married_on == date(2019, 8, 17)
    assert resident.citizenship == PermanentForeigner(
        [StayPermit(since=since, until=date(2023, 1, 1))]
    )
    assert resident.died_on == date(2020, 10, 1)


def test_four_columns_suffice() -> None:
    (resident,) = read(row()).residents
    assert resident.citizenship == Citizen()
    assert resident.residences == (Residence(region=RegionCode("32.75.01"), since=TODAY),)
    assert (resident.first_married_on, resident.died_on, resident.name) == (None, None, None)


def test_columns_of_ones_own_are_named_by_field() -> None:
    own = {"Nomor": "nik", "Lahir": "birth_date", "Kec": "region"}
    named = {"Nomor": row()["nik"], "Lahir": "01-05-2003", "L/P": "P", "Kec": "327501"}
    assert parse_residents([named], on=TODAY, columns=own) == read(row())


def test_a_heading_that_is_named_overrides_what_it_would_stand_for() -> None:
    swapped = {"nama": "P", "sex": "Siti"} | {key: row()[key] for key in ("nik", "region")}
    swapped["tgl_kawin"] = "01-05-2003"
    columns = {"nama": "sex", "sex": "name", "tgl_kawin": "birth_date"}
    (resident,) = parse_residents([swapped], on=TODAY, columns=columns).residents
    assert (resident.name, resident.sex) == ("Siti", Sex.FEMALE)
    assert (resident.birth_date, resident.first_married_on) == (date(2003, 5, 1), None)


def test_a_field_that_does_not_exist_cannot_be_named() -> None:
    with pytest.raises(InvalidRecord) as caught:
        parse_residents([row()], on=TODAY, columns={"TGL": "birthday"})
    assert (caught.value.path, caught.value.field) == ("columns", "field 1")
    assert caught.value.reason is Fault.UNREADABLE


@pytest.mark.parametrize("field", REQUIRED)
def test_a_required_column_that_is_missing_is_an_error(field: str) -> None:
    cells = {name: cell for name, cell in row().items() if name != field}
    with pytest.raises(InvalidRecord) as caught:
        read(cells)
    assert (caught.value.path, caught.value.field) == ("columns", field)
    assert caught.value.reason is Fault.MISSING


def test_several_missing_columns_are_one_group() -> None:
    with pytest.raises(ExceptionGroup, match="columns: 3 faults") as caught:
        read({"NAMA": "Siti", "NIK": "3275994105030001"})
    fields = [error.field for error in caught.value.exceptions if isinstance(error, InvalidRecord)]
    assert fields == ["birth_date", "sex", "region"]


def test_a_cell_that_only_later_rows_lack_is_their_problem() -> None:
    later = {name: cell for name, cell in row(2).items() if name != "sex"}
    assert problems(row(1), later) == [(2, "sex", Fault.MISSING)]


@pytest.mark.parametrize("at", [0, 1])
def test_two_columns_for_one_field_are_an_error_wherever_they_appear(at: int) -> None:
    rows = [row(1), row(2)]
    rows[at]["TGL_LHR"] = "01-05-2003"
    with pytest.raises(InvalidRecord) as caught:
        read(*rows)
    assert (caught.value.path, caught.value.field) == ("columns", "birth_date")
    assert caught.value.reason is Fault.DUPLICATE


# --- warnings --------------------------------------------------------------------------------


def test_a_nik_that_disagrees_is_kept_with_a_remark_and_one_warning() -> None:
    rows = [
        row(1),
        row(2, sex="L"),
        row(3, birth_date="02-05-2003"),
        row(4, sex="L", birth_date="02-05-2003"),
    ]
    with pytest.warns(NIKMismatch, match="^3 of 4 rows") as caught:
        parsed = read(*rows)
    assert len(caught) == 1
    assert len(parsed.residents) == 4
    assert [(found.row, found.column) for found in parsed.remarks] == [
        (2, "sex"),
        (3, "birth_date"),
        (4, "birth_date"),
        (4, "sex"),
    ]
    assert {found.reason for found in parsed.remarks} == {Fault.NIK_MISMATCH}


@pytest.mark.parametrize("region", ["32.75.99", "32.75.99.1001", "32.99", "54"])
def test_a_region_in_no_table_is_kept_with_a_remark_and_one_warning(region: str) -> None:
    with pytest.warns(UnknownRegion, match="^2 of 3 rows") as caught:
        parsed = read(row(1, region=region), row(2), row(3, region=region))
    assert len(caught) == 1
    assert len(parsed.residents) == 3
    assert tuple(parsed.remarks) == tuple(
        Problem(row=number, column="region", reason=Fault.UNKNOWN_REGION) for number in (1, 3)
    )


def test_a_region_that_was_renumbered_is_known() -> None:
    assert remarks(row(region="91.01.01")) == []


def test_columns_that_are_not_read_are_counted_and_not_quoted() -> None:
    with pytest.warns(
        UnknownColumn, match="^2 columns with 11% of the filled cells were not read"
    ) as caught:
        parsed = read(row(1, Agama="-", Siti="x"), row(2, Agama="-"))
    assert parsed.ignored_columns == ("Agama", "Siti")
    assert len(caught) == 1
    assert "Agama" not in str(caught[0].message)
    assert "Siti" not in str(caught[0].message)


def test_headings_that_are_no_text_are_columns_that_are_not_read() -> None:
    cells = row() | {7: "x"}
    with pytest.warns(UnknownColumn):
        parsed = read(cells)  # type: ignore[arg-type]  # as data frames have them
    assert parsed.residents == read(row()).residents


def test_a_table_without_rows_is_a_warning() -> None:
    with pytest.warns(EmptyTable, match="no rows"):
        parsed = read()
    assert repr(parsed) == "Parsed(rows=0, residents=0, problems=0, remarks=0)"


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([], {EmptyTable}),
        (
            [row(sex="L", region="32.75.99", Agama="-")],
            {NIKMismatch, UnknownRegion, UnknownColumn},
        ),
    ],
)
def test_each_warning_points_to_the_line_that_called(
    rows: list[Row], kinds: set[type[Warning]]
) -> None:
    with pytest.warns(DukcapilWarning) as caught:
        parse_residents(rows, on=TODAY)
    assert {entry.category for entry in caught} == kinds
    assert {entry.filename for entry in caught} == {__file__}


# --- tables ----------------------------------------------------------------------------------


def test_rows_come_as_csv_dict_reader_yields_them() -> None:
    text = (
        "NIK,NAMA,TGL_LHR,JENIS_KELAMIN,KODE_WILAYAH\n"
        "3275994105030001,Siti Aminah,01-05-2003,P,32.75.01\n"
        '3275990105030002,"Budi, S.H.",2003-05-01,L,3275011001\n'
        "3275994105030003,Too,short\n"
        "3275994105030004,Too,01-05-2003,P,32.75.01,long,by two\n"
        "\n"
        "3275994105030005,,,,\n"
    )
    parsed = parse_residents(csv.DictReader(io.StringIO(text)), on=TODAY)
    assert [resident.name for resident in parsed.residents] == ["Siti Aminah", "Budi, S.H."]
    assert [(found.row, found.column, found.reason) for found in parsed.problems] == [
        (3, "birth_date", Fault.UNREADABLE),
        (3, "sex", Fault.MISSING),
        (3, "region", Fault.MISSING),
        (4, "(beyond the headings)", Fault.EXTRA_CELLS),
        (5, "birth_date", Fault.MISSING),
        (5, "sex", Fault.MISSING),
        (5, "region", Fault.MISSING),
    ]
    assert parsed.ignored_columns == ()


@pytest.mark.parametrize("wrong", [None, "3275994105030001", ["a"], ("nik", 1), 7], ids=repr)
def test_a_row_that_is_no_mapping_is_refused_by_number_and_type(wrong: object) -> None:
    kind = type(wrong).__name__
    with pytest.raises(TypeError, match=rf"rows\[2\]: expected a mapping .* found {kind};"):
        read(row(), wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("on", [NOON, "2020-11-23", None])
def test_the_date_of_the_table_is_a_date(on: object) -> None:
    with pytest.raises(TypeError, match=r"parse_residents\.on: expected date, found \w+"):
        parse_residents([row()], on=on)  # type: ignore[arg-type]


def test_rows_may_come_one_by_one_and_are_left_as_they_are() -> None:
    cells = row(name=" Siti ")
    kept = dict(cells)
    assert parse_residents(iter([MappingProxyType(cells)]), on=TODAY) == read(kept)
    assert cells == kept


def mixed_rows() -> Iterable[tuple[str, Row]]:
    """200 rows of thirteen kinds, each with the name of its kind."""
    fresh = iter(range(1, 1000))
    kinds: dict[str, tuple[int, Row]] = {
        "good": (100, {}),
        "no NIK yet": (10, {"nik": "0"}),
        "short NIK": (10, {"nik": "327599410503001"}),
        "number": (10, {"nik": 3275994105030001}),
        "no such day": (12, {"birth_date": "31-02-2003"}),
        "two-digit year": (10, {"birth_date": "01-05-03"}),
        "no such sex": (10, {"sex": "X"}),
        "unborn": (6, {"birth_date": "01-05-2021"}),
        "minor": (8, {"birth_date": "01-11-2004", "marital_status": "KAWIN"}),
        "adult": (6, {"marital_status": "KAWIN"}),
        "mismatch": (5, {"sex": "L"}),
        "nowhere": (5, {"region": "32.75.99"}),
    }
    for kind, (count, cells) in kinds.items():
        yield from ((kind, row(next(fresh), **cells)) for _ in range(count))
    for _ in range(4):
        yield from [("duplicate", row(next(fresh)))] * 2


def test_two_hundred_mixed_rows_are_sorted_out_to_the_last() -> None:
    rows = list(mixed_rows())
    mixed = [rows[number * 77 % 200] for number in range(200)]
    assert len(rows) == 200
    with pytest.warns(DukcapilWarning) as caught:
        parsed = read(*(cells for _, cells in mixed))
    assert Counter((found.column, found.reason) for found in parsed.problems) == {
        ("nik", Fault.NO_NIK_YET): 10,
        ("nik", Fault.LENGTH): 10,
        ("nik", Fault.NOT_TEXT): 10,
        ("nik", Fault.DUPLICATE): 8,
        ("birth_date", Fault.DATE): 12,
        ("birth_date", Fault.TWO_DIGIT_YEAR): 10,
        ("birth_date", Fault.IN_FUTURE): 6,
        ("sex", Fault.UNREADABLE): 10,
    }
    assert Counter((found.column, found.reason) for found in parsed.remarks) == {
        ("first_married_on", Fault.UNDATED_MARRIAGE): 6,
        ("first_married_on", Fault.MARRIED_BY_THEN): 8,
        ("sex", Fault.NIK_MISMATCH): 5,
        ("birth_date", Fault.NIK_MISMATCH): 8,
        ("region", Fault.UNKNOWN_REGION): 5,
    }
    assert sorted(entry.category.__name__ for entry in caught) == ["NIKMismatch", "UnknownRegion"]
    refused = {found.row for found in parsed.problems}
    is_read = {"good", "minor", "adult", "mismatch", "nowhere"}
    assert refused == {n for n, (kind, _) in enumerate(mixed, start=1) if kind not in is_read}
    assert len(parsed.residents) == 124
    assert str(parsed).startswith("200 rows: 124 read, 76 refused\n")


# --- what is shown ---------------------------------------------------------------------------


def test_the_overview_counts_problems_and_remarks_by_kind_most_frequent_first() -> None:
    rows = [row(1, marital_status="KAWIN"), row(nik="0"), row(3, sex="X"), row(nik="-", sex="X")]
    parsed = read(*rows, row(5, sex="Y"))
    assert repr(parsed) == "Parsed(rows=5, residents=1, problems=5, remarks=1)"
    assert str(parsed).splitlines() == [
        "5 rows: 1 read, 4 refused",
        "problem              rows  first in row",
        "sex: not understood     3             3",
        "nik: no NIK yet         2             2",
        "remark                                     rows  first in row",
        "first_married_on: marriage without a date     1             1",
    ]


def test_a_table_without_a_fault_is_one_line() -> None:
    assert str(read(row())) == "1 rows: 1 read, 0 refused"


def test_a_notebook_shows_the_same_as_a_table() -> None:
    html = read(row(1, marital_status="KAWIN"), row(2, sex="<b>"))._repr_html_()
    assert html.startswith("<p>2 rows: 1 read, 1 refused</p><table>")
    assert re.findall(r"<td[^>]*>([^<]*)</td>", html) == [
        *("sex: not understood", "1", "2"),
        *("first_married_on: marriage without a date", "1", "1"),
    ]
    assert "<b>" not in html


def test_a_problem_says_where_what_and_what_to_do() -> None:
    (problem,) = read(row(birth_date="31-02-2003")).problems
    assert str(problem) == (
        "rows[1].birth_date: impossible date; check the day and the month against the calendar"
    )


@pytest.mark.parametrize("heading", ["NIK LAMA", "NIK_Sebelumnya", "former NIK"])
def test_a_former_nik_is_of_the_same_person(heading: str) -> None:
    (resident,) = read(row(**{heading: "3275994105030009"})).residents
    assert resident.former_niks == (NIK("3275994105030009"),)


def test_some_systems_repeat_the_present_nik_as_the_former_one() -> None:
    assert read(row(**{"NIK LAMA": str(read(row()).residents[0].nik)})) == read(row())
    assert problems(row(**{"NIK LAMA": "32759941050300"})) == [(1, "former_nik", Fault.LENGTH)]
