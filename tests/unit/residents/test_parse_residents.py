"""Reading office rows: what is understood, what is refused and why, and what is never said."""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import (
    NIK,
    Citizen,
    DukcapilWarning,
    InvalidRecord,
    Obliged,
    PermanentForeigner,
    RegionCode,
    Residence,
    Sex,
    StayPermit,
    assess,
    parse_residents,
)
from dukcapil.errors import EmptyTable, Fault, NIKMismatch, UnknownColumn, UnknownRegion
from dukcapil.residents import Parsed, Problem

DAY = timedelta(days=1)
TODAY = date(2020, 11, 23)
NOON = datetime(2020, 11, 23, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have
MIDNIGHT = datetime(2003, 5, 1)  # noqa: DTZ001  # what a spreadsheet makes of a date
BLANKS = (None, "", "   ", "\t\n", math.nan)
REQUIRED = ("nik", "birth_date", "sex", "region")

Row = dict[str, object]
Found = tuple[int, str, str]


def row(serial: int = 1, /, **cells: object) -> Row:
    """A woman of Bekasi, born on 1 May 2003, with her own serial number."""
    return {
        "nik": f"327599410503{serial:04}",
        "birth_date": "01-05-2003",
        "sex": "P",
        "region": "32.75.01",
        **cells,
    }


def minor(serial: int = 1, /, **cells: object) -> Row:
    """The same, born on 1 November 2004."""
    return row(nik=f"327599411104{serial:04}", birth_date="01-11-2004") | cells


def read(*rows: Mapping[str, object]) -> Parsed:
    return parse_residents(rows, on=TODAY)


def problems(*rows: Mapping[str, object]) -> list[Found]:
    return [(found.row, found.column, found.reason) for found in read(*rows).problems]


def remarks(*rows: Mapping[str, object]) -> list[Found]:
    parsed = read(*rows)
    assert len(parsed.residents) == len(rows)
    return [(found.row, found.column, found.reason) for found in parsed.remarks]


# --- headings --------------------------------------------------------------------------------

FULL_ROW: Row = row(
    name="Siti Aminah",
    resident_since="01-01-2018",
    marital_status="KAWIN",
    first_married_on="17-08-2019",
    citizenship="WNA",
    permit_since="01-01-2018",
    permit_until="01-01-2023",
    died_on="01-10-2020",
)
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
    assert (caught.value.path, caught.value.field) == ("columns", "birthday")
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


# --- values ----------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["P", "p", " perempuan ", "F", "Female", "PEREMPUAN"])
def test_the_words_for_a_woman(cell: str) -> None:
    assert read(row(sex=cell)) == read(row())


@pytest.mark.parametrize("cell", ["L", "l", "LAKI-LAKI", "laki laki", "Laki  Laki", "M", "Male"])
def test_the_words_for_a_man(cell: str) -> None:
    (resident,) = read(row(nik="3275990105030001", sex=cell)).residents
    assert resident.sex is Sex.MALE


@pytest.mark.parametrize("cell", ["X", "LP", "1", "wanita?", "laki_laki"])
def test_other_words_for_a_sex_are_not_guessed(cell: str) -> None:
    assert problems(row(sex=cell)) == [(1, "sex", Fault.UNREADABLE)]


@pytest.mark.parametrize(
    "cell", ["2003-05-01", "01-05-2003", "1-5-2003", "01/05/2003", " 1/5/2003 ", date(2003, 5, 1)]
)
def test_dates_are_iso_or_day_first_with_dashes_or_slashes(cell: object) -> None:
    assert read(row(birth_date=cell)) == read(row())


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("01-05-03", Fault.UNREADABLE),
        ("1/5/03", Fault.UNREADABLE),
        ("05-01-03", Fault.UNREADABLE),
        ("03-05-01", Fault.UNREADABLE),
        ("01-05/2003", Fault.UNREADABLE),
        ("01.05.2003", Fault.UNREADABLE),
        ("2003/05/01", Fault.UNREADABLE),
        ("2003-5-1", Fault.UNREADABLE),
        ("20030501", Fault.UNREADABLE),
        ("1 Mei 2003", Fault.UNREADABLE),
        ("2003-05-01 00:00:00", Fault.UNREADABLE),
        ("\u0660\u0661-\u0660\u0665-\u0662\u0660\u0660\u0663", Fault.UNREADABLE),
        ("31-02-2003", Fault.DATE),
        ("29-02-2003", Fault.DATE),
        ("05-13-2003", Fault.DATE),
        ("00-05-2003", Fault.DATE),
        ("0000-01-01", Fault.DATE),
        (37742, Fault.NOT_TEXT),
        (37742.0, Fault.NOT_TEXT),
        (b"2003-05-01", Fault.NOT_TEXT),
        (True, Fault.NOT_TEXT),
        (MIDNIGHT, Fault.WRONG_TYPE),
    ],
)
@pytest.mark.parametrize("field", ["birth_date", "died_on", "first_married_on", "resident_since"])
def test_any_other_date_is_refused_with_the_reason(field: str, cell: object, reason: Fault) -> None:
    assert problems(row(**{field: cell})) == [(1, field, reason)]


@pytest.mark.parametrize("cell", ["32.75.01", "327501", " 327501 "])
def test_regions_are_read_with_and_without_dots(cell: str) -> None:
    assert read(row(region=cell)) == read(row())


@pytest.mark.parametrize("cell", ["32", "32.75", "32.75.01.1001", "3275011001"])
def test_a_region_may_be_of_any_level(cell: str) -> None:
    (resident,) = read(row(region=cell)).residents
    assert resident.residences[0].region == RegionCode.parse(cell)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("3275010", Fault.BPS_CODE),
        ("32.75.010", Fault.BPS_CODE),
        ("32.00", Fault.REGION),
        ("32.7", Fault.SHAPE),
        ("Bekasi", Fault.NOT_DIGITS),
        (327501, Fault.NOT_TEXT),
        (3275.01, Fault.NOT_TEXT),
    ],
)
def test_any_other_region_is_refused_with_the_reason(cell: object, reason: Fault) -> None:
    assert problems(row(region=cell)) == [(1, "region", reason)]


def test_a_name_is_text() -> None:
    assert read(row(name="  Siti  ")).residents[0].name == "Siti"
    assert problems(row(name=17)) == [(1, "name", Fault.NOT_TEXT)]


# --- blank cells -----------------------------------------------------------------------------


@pytest.mark.parametrize("blank", BLANKS, ids=repr)
@pytest.mark.parametrize("field", ["birth_date", "sex", "region"])
def test_a_blank_required_cell_is_missing(field: str, blank: object) -> None:
    assert problems(row(**{field: blank})) == [(1, field, Fault.MISSING)]


@pytest.mark.parametrize("blank", BLANKS, ids=repr)
def test_blank_optional_cells_say_nothing(blank: object) -> None:
    optional = {field: blank for field in FULL_ROW if field not in (*REQUIRED, "citizenship")}
    assert read(row(**optional)) == read(row())


@pytest.mark.parametrize("blank", BLANKS, ids=repr)
def test_a_column_for_citizenship_must_be_filled(blank: object) -> None:
    assert problems(row(citizenship=blank)) == [(1, "citizenship", Fault.MISSING)]


# --- NIKs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["3275 9941 0503 0001", "32.75.99.410503.0001", " 3275994105030001"]
)
def test_spaces_dots_and_dashes_in_a_nik_are_no_fault(cell: str) -> None:
    assert read(row(nik=cell)) == read(row())


@pytest.mark.parametrize(
    "cell",
    [
        *BLANKS,
        0,
        "0",
        "0000000000000000",
        " 0 ",
        "-",
        "belum ada",
        "BELUM ADA",
        "Belum ada NIK",
        "tidak ada",
    ],
    ids=repr,
)
def test_no_nik_yet_is_said_so_and_never_a_duplicate(cell: object) -> None:
    rows = [row(nik=cell), row(2), row(nik=cell)]
    assert problems(*rows) == [(1, "nik", Fault.NO_NIK_YET), (3, "nik", Fault.NO_NIK_YET)]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (3275994105030001, Fault.NOT_TEXT),
        (3275994105030001.0, Fault.NOT_TEXT),
        (Decimal(3275994105030001), Fault.NOT_TEXT),
        (False, Fault.NOT_TEXT),
        ("3.27599E+15", Fault.NOT_DIGITS),
        ("3275994105030001.0", Fault.LENGTH),
        ("'3275994105030001", Fault.NOT_DIGITS),
        ("327599410503001", Fault.LENGTH),
        ("3275994105030000", Fault.SERIAL),
        ("3275998105030001", Fault.DATE),
        ("0075994105030001", Fault.REGION),
    ],
)
def test_what_spreadsheets_make_of_a_nik_is_refused_with_the_reason(
    cell: object, reason: Fault
) -> None:
    assert problems(row(nik=cell)) == [(1, "nik", reason)]


def test_all_rows_that_share_a_nik_are_refused_however_it_is_written() -> None:
    same = "3275 9941 0503 0001"
    rows = [row(1), row(2), row(nik=same), row(nik=NIK("3275994105030001"))]
    assert problems(*rows) == [(number, "nik", Fault.DUPLICATE) for number in (1, 3, 4)]
    assert [resident.nik for resident in read(*rows).residents] == ["3275994105030002"]


def test_a_row_with_another_fault_still_makes_its_nik_a_duplicate() -> None:
    assert sorted(problems(row(), row(sex="X"))) == [
        (1, "nik", Fault.DUPLICATE),
        (2, "nik", Fault.DUPLICATE),
        (2, "sex", Fault.UNREADABLE),
    ]


# --- marriage --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["KAWIN", "kawin", "CERAI HIDUP", "Cerai  Mati", "MARRIED"])
def test_a_marriage_without_a_date_is_a_remark_at_17_and_a_problem_under_it(status: str) -> None:
    adult = [(1, "first_married_on", Fault.UNDATED_MARRIAGE)]
    assert remarks(row(marital_status=status)) == adult
    assert problems(minor(marital_status=status)) == [(1, "first_married_on", Fault.MISSING)]


@pytest.mark.parametrize(("born", "is_read"), [("23-11-2003", True), ("24-11-2003", False)])
def test_seventeen_on_the_date_of_the_table_is_old_enough(born: str, is_read: bool) -> None:  # noqa: FBT001
    nik = f"327599{int(born[:2]) + 40}11030001"
    parsed = read(row(nik=nik, birth_date=born, marital_status="KAWIN"))
    assert bool(parsed.residents) is is_read
    assert bool(parsed.remarks) is is_read


@pytest.mark.parametrize("status", ["BELUM KAWIN", "belum kawin", "Single", ""])
def test_who_never_married_needs_no_date(status: str) -> None:
    cells = {"marital_status": status}
    assert read(minor(**cells), row(**cells)) == read(minor(), row())


@pytest.mark.parametrize("status", ["KAWIN", "CERAI HIDUP", "CERAI MATI", ""])
def test_a_date_of_marriage_makes_a_minor_obliged_whatever_became_of_it(status: str) -> None:
    cells = {"marital_status": status, "first_married_on": "17-08-2020"}
    (bride,) = read(minor(**cells)).residents
    answer = assess(bride, on=TODAY)
    assert isinstance(answer, Obliged)
    assert answer.since == date(2020, 8, 17)


def test_never_married_contradicts_a_date_of_marriage() -> None:
    cells = {"marital_status": "BELUM KAWIN", "first_married_on": "17-08-2020"}
    assert problems(row(**cells)) == [(1, "marital_status", Fault.CONTRADICTION)]


@pytest.mark.parametrize("status", ["JANDA", "cerai", "K", "tidak kawin"])
def test_other_words_for_a_marital_status_are_not_guessed(status: str) -> None:
    assert problems(row(marital_status=status)) == [(1, "marital_status", Fault.UNREADABLE)]


# --- foreigners ------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["WNI", "wni", "Indonesia", "CITIZEN"])
def test_the_words_for_a_citizen(word: str) -> None:
    cells: Row = {"citizenship": word, "permit_since": "", "permit_until": None}
    assert read(row(**cells)) == read(row())


@pytest.mark.parametrize("word", ["WNA", "wna", "Foreigner"])
@pytest.mark.parametrize("until", [date(2023, 1, 1), None])
def test_a_foreigner_has_a_permit_with_or_without_an_end(word: str, until: date | None) -> None:
    cells: Row = {"citizenship": word, "permit_since": "2018-01-01", "permit_until": until}
    (resident,) = read(row(**cells)).residents
    permit = StayPermit(since=date(2018, 1, 1), until=until)
    assert resident.citizenship == PermanentForeigner([permit])


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"citizenship": "WNA"}, "permit_since", Fault.MISSING),
        ({"citizenship": "WNA", "permit_since": ""}, "permit_since", Fault.MISSING),
        ({"citizenship": "WNA", "permit_since": "soon"}, "permit_since", Fault.UNREADABLE),
        (
            {"citizenship": "WNA", "permit_since": "01-01-2018", "permit_until": "01-01-2018"},
            "permit_until",
            Fault.CONTRADICTION,
        ),
        ({"citizenship": "WNI", "permit_since": "01-01-2018"}, "citizenship", Fault.CONTRADICTION),
        ({"permit_since": "01-01-2018"}, "citizenship", Fault.CONTRADICTION),
        ({"citizenship": "ITAS"}, "citizenship", Fault.UNREADABLE),
    ],
)
def test_citizenship_and_permit_belong_together(cells: Row, field: str, reason: Fault) -> None:
    assert problems(row(**cells)) == [(1, field, reason)]


# --- days that cannot be ---------------------------------------------------------------------


@pytest.mark.parametrize("field", ["birth_date", "died_on", "first_married_on", "resident_since"])
def test_nothing_lies_later_than_the_table(field: str) -> None:
    assert problems(row(**{field: TODAY + DAY})) == [(1, field, Fault.IN_FUTURE)]


@pytest.mark.parametrize("field", ["died_on", "first_married_on", "resident_since"])
def test_the_date_of_the_table_itself_is_not_later(field: str) -> None:
    assert problems(row(**{field: TODAY})) == []


def test_a_child_may_be_born_on_the_date_of_the_table() -> None:
    baby = row(nik="3275996311200001", birth_date=TODAY)
    assert read(baby).residents[0].birth_date == TODAY


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"died_on": "30-04-2003", "resident_since": "01-05-2003"}, "died_on"),
        ({"first_married_on": "01-05-2003"}, "first_married_on"),
        ({"first_married_on": "02-10-2020", "died_on": "01-10-2020"}, "first_married_on"),
        ({"resident_since": "30-04-2003"}, "resident_since"),
        ({"resident_since": "02-10-2020", "died_on": "01-10-2020"}, "resident_since"),
    ],
)
def test_days_that_contradict_each_other_are_a_problem_of_their_column(
    cells: Row, field: str
) -> None:
    assert (1, field, Fault.CONTRADICTION) in problems(row(**cells))
    assert read(row(**cells)).residents == ()


def test_the_dead_are_read_and_are_not_obliged() -> None:
    (resident,) = read(row(died_on="01-10-2020")).residents
    assert resident.died_on == date(2020, 10, 1)
    assert not isinstance(assess(resident, on=TODAY), Obliged)


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
    with pytest.warns(UnknownColumn, match="^2 columns were not read") as caught:
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
        ("birth_date", Fault.UNREADABLE): 10,
        ("birth_date", Fault.IN_FUTURE): 6,
        ("sex", Fault.UNREADABLE): 10,
        ("first_married_on", Fault.MISSING): 8,
    }
    assert Counter((found.column, found.reason) for found in parsed.remarks) == {
        ("first_married_on", Fault.UNDATED_MARRIAGE): 6,
        ("sex", Fault.NIK_MISMATCH): 5,
        ("region", Fault.UNKNOWN_REGION): 5,
    }
    assert sorted(entry.category.__name__ for entry in caught) == ["NIKMismatch", "UnknownRegion"]
    refused = {found.row for found in parsed.problems}
    is_read = {"good", "adult", "mismatch", "nowhere"}
    assert refused == {n for n, (kind, _) in enumerate(mixed, start=1) if kind not in is_read}
    assert len(parsed.residents) == 116
    assert str(parsed).startswith("200 rows: 116 read, 84 refused\n")


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


# --- whatever the cells are ------------------------------------------------------------------

ANYTHING = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.none(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=20),
    st.decimals(),
    st.lists(st.text(max_size=5), max_size=2),
)
PLAUSIBLE = {
    "nik": st.sampled_from(["3275994105030001", "3275990105030001", "3275992902040002", "0"]),
    "birth_date": st.sampled_from(["01-05-2003", "29/02/2004", "2020-11-23", date(1950, 1, 1)]),
    "sex": st.sampled_from(["L", "P", "x"]),
    "region": st.sampled_from(["32.75.01", "327599", "91.01.01", "3275010"]),
    "name": st.text(max_size=5),
    "resident_since": st.dates(date(2000, 1, 1), date(2021, 1, 1)),
    "marital_status": st.sampled_from(["KAWIN", "BELUM KAWIN", "CERAI MATI", ""]),
    "first_married_on": st.dates(date(2000, 1, 1), date(2021, 1, 1)) | st.just(""),
    "citizenship": st.sampled_from(["WNI", "WNA"]),
    "permit_since": st.dates(date(2000, 1, 1), date(2021, 1, 1)) | st.none(),
    "permit_until": st.dates(date(2000, 1, 1), date(2030, 1, 1)) | st.none(),
    "died_on": st.dates(date(2000, 1, 1), date(2021, 1, 1)) | st.none(),
}
CELLS: dict[str, st.SearchStrategy[object]] = {
    field: plausible | plausible | plausible | ANYTHING for field, plausible in PLAUSIBLE.items()
}
ROWS = st.fixed_dictionaries(
    {field: CELLS[field] for field in REQUIRED},
    optional={field: cells for field, cells in CELLS.items() if field not in REQUIRED},
)
SENTENCES = {f"{fault}; {fault.advice}" for fault in Fault}


def read_quietly(rows: Iterable[Mapping[str, object]]) -> Parsed:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DukcapilWarning)
        return parse_residents(rows, on=TODAY)


@given(st.lists(ROWS, max_size=6))
def test_every_row_is_either_read_or_has_a_problem_and_never_both(rows: list[Row]) -> None:
    parsed = read_quietly(rows)
    refused = {found.row for found in parsed.problems}
    assert refused <= set(range(1, len(rows) + 1))
    assert len(parsed.residents) == len(rows) - len(refused)
    assert not refused & {found.row for found in parsed.remarks}


@given(st.lists(ROWS, max_size=6))
def test_a_problem_is_made_of_row_field_and_fault_alone(rows: list[Row]) -> None:
    parsed = read_quietly(rows)
    for found in (*parsed.problems, *parsed.remarks):
        place, _, sentence = str(found).partition(": ")
        assert place in {f"rows[{found.row}].{field}" for field in PLAUSIBLE}
        assert sentence in SENTENCES


@given(st.lists(ROWS, max_size=6))
def test_the_residents_keep_the_order_and_the_niks_of_their_rows(rows: list[Row]) -> None:
    parsed = read_quietly(rows)
    refused = {found.row for found in parsed.problems}
    niks = [cells["nik"] for number, cells in enumerate(rows, 1) if number not in refused]
    assert [resident.nik for resident in parsed.residents] == [
        NIK.parse(nik) for nik in niks if isinstance(nik, str)
    ]


@given(st.lists(ROWS, max_size=6), st.data())
def test_the_order_of_the_rows_changes_no_answer(rows: list[Row], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    straight, mixed = read_quietly(rows), read_quietly([rows[index] for index in order])
    assert set(straight.residents) == set(mixed.residents)
    for one, other in (
        (straight.problems, mixed.problems),
        (straight.remarks, mixed.remarks),
    ):
        assert Counter((f.row - 1, f.column, f.reason) for f in one) == Counter(
            (order[f.row - 1], f.column, f.reason) for f in other
        )


MARKED = st.text(max_size=6).map(lambda text: f"{text}QZX{text}")


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(FULL_ROW, MARKED)), min_size=1, max_size=3))
def test_no_message_holds_the_text_of_a_cell_or_an_unknown_heading(rows: list[Row]) -> None:
    marked = [{**cells, "QZXheading": "QZX"} for cells in rows]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        parsed = parse_residents(marked, on=TODAY)
    shown = [repr(parsed), str(parsed), parsed._repr_html_()]
    shown += [str(entry.message) for entry in caught]
    shown += [text for found in parsed.problems for text in (str(found), repr(found))]
    assert caught
    assert parsed.problems
    assert "QZX" not in "\n".join(shown)


# --- promises of the docstring that are easily forgotten -------------------------------------


def test_only_the_end_of_a_permit_may_lie_later_than_the_table() -> None:
    cells: Row = {"citizenship": "WNA", "permit_since": TODAY, "permit_until": date(2030, 1, 1)}
    assert problems(row(**cells)) == []
    cells["permit_since"] = TODAY + DAY
    assert problems(row(**cells)) == [(1, "permit_since", Fault.IN_FUTURE)]


@pytest.mark.parametrize("cell", ["01-01-2023", "rubbish"])
def test_a_citizen_with_the_end_of_a_permit_is_not_guessed_to_be_one(cell: str) -> None:
    for cells in ({"permit_until": cell}, {"permit_until": cell, "citizenship": "WNI"}):
        assert {row_ for row_, _, _ in problems(row(**cells))} == {1}


def test_a_contradiction_is_reported_next_to_any_other_fault() -> None:
    dead: Row = {"died_on": "30-04-2003", "resident_since": "01-05-2003"}
    contradiction = (2, "died_on", Fault.CONTRADICTION)
    assert contradiction in problems(row(1), row(2, sex="X", **dead))
    assert contradiction in problems(row(2), row(2, **dead))


def test_no_problem_is_reported_twice() -> None:
    found = problems(row(died_on="01-03-2003", resident_since="01-04-2003"))
    assert len(found) == len(set(found))


def test_a_death_before_birth_is_one_problem_if_the_table_has_no_start_of_stay() -> None:
    assert problems(row(died_on="30-04-2003")) == [(1, "died_on", Fault.CONTRADICTION)]


def test_who_died_under_17_was_not_17_and_needs_the_date_of_a_marriage() -> None:
    cells: Row = {"died_on": "01-05-2019", "marital_status": "KAWIN"}
    assert problems(row(**cells)) == [(1, "first_married_on", Fault.MISSING)]
