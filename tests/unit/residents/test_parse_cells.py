"""Reading cells of an office table: accepted spellings, refused values and contradictions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from support.office_rows import (
    BLANKS,
    DAY,
    FULL_ROW,
    MIDNIGHT,
    NOON,
    REQUIRED,
    TODAY,
    Row,
    minor,
    problems,
    read,
    remarks,
    row,
)

from dukcapil import NIK, Obliged, PermanentForeigner, RegionCode, Sex, StayPermit, assess
from dukcapil.errors import Fault

# --- values ----------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["P", "p", " perempuan ", "F", "Female", "PEREMPUAN"])
def test_the_words_for_a_woman(cell: str) -> None:
    assert read(row(sex=cell)) == read(row())


@pytest.mark.parametrize("cell", ["L", "l", "LAKI-LAKI", "laki laki", "Laki  Laki", "M", "Male"])
def test_the_words_for_a_man(cell: str) -> None:
    (resident,) = read(row(nik="3275990105030001", sex=cell)).residents
    assert resident.sex is Sex.MALE


@pytest.mark.parametrize("cell", ["X", "LP", "L/P", "wanita?", "(P)", "\u00b2"])
def test_other_words_for_a_sex_are_not_guessed(cell: str) -> None:
    assert problems(row(sex=cell)) == [(1, "sex", Fault.UNREADABLE)]


@pytest.mark.parametrize(
    "cell",
    [
        *("2003-05-01", "01-05-2003", "1-5-2003", "01/05/2003", " 1/5/2003 ", "01.05.2003"),
        *("2003/05/01", "2003-5-1", "1 Mei 2003", "2003-05-01 00:00:00", "Kamis, 1 Mei 2003"),
        *(date(2003, 5, 1), MIDNIGHT),
    ],
)
def test_dates_are_year_first_or_day_first_or_name_the_month(cell: object) -> None:
    assert read(row(birth_date=cell)) == read(row())


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("01-05-03", Fault.TWO_DIGIT_YEAR),
        ("1/5/03", Fault.TWO_DIGIT_YEAR),
        ("03-05-01", Fault.TWO_DIGIT_YEAR),
        ("01-MAY-03", Fault.TWO_DIGIT_YEAR),
        ("01-05/2003", Fault.UNREADABLE),
        ("20030501", Fault.UNREADABLE),
        ("2003-05-01 10:30:00", Fault.HAS_CLOCK),
        (NOON, Fault.HAS_CLOCK),
        ("2003", Fault.YEAR_ALONE),
        (2003, Fault.YEAR_ALONE),
        ("00-00-2003", Fault.YEAR_ALONE),
        ("00-05-2003", Fault.MONTH_ALONE),
        ("Mei 2003", Fault.MONTH_ALONE),
        ("Senin, 1 Mei 2003", Fault.DATE),
        ("\u0660\u0661-\u0660\u0665-\u0662\u0660\u0660\u0663", Fault.UNREADABLE),
        ("31-02-2003", Fault.DATE),
        ("29-02-2003", Fault.DATE),
        ("05-13-2003", Fault.DATE),
        ("0000-01-01", Fault.DATE),
        (37742, Fault.SERIAL_DATE),
        (37742.0, Fault.SERIAL_DATE),
        (b"2003-05-01", Fault.WRONG_TYPE),
        (True, Fault.WRONG_TYPE),
    ],
)
@pytest.mark.parametrize("field", ["birth_date", "died_on", "first_married_on", "resident_since"])
def test_any_other_date_is_refused_with_the_reason(field: str, cell: object, reason: Fault) -> None:
    assert problems(row(**{field: cell})) == [(1, field, reason)]


@pytest.mark.parametrize("cell", ["32.75.01", "327501", " 327501 ", 327501, 327501.0])
def test_regions_are_read_with_and_without_dots(cell: object) -> None:
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
    "cell",
    ["3275 9941 0503 0001", "32.75.99.410503.0001", " 3275994105030001", "'3275994105030001"],
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
        "0123456789012345",
        "0075 9941 0503 0001",
        0.0,
        Decimal(0),
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
        ("3.27599E+15", Fault.SPREADSHEET_NUMBER),
        ("3275994105030001.0", Fault.SPREADSHEET_NUMBER),
        ("327599410503001.0", Fault.SPREADSHEET_NUMBER),
        ("+3275994105030001", Fault.SPREADSHEET_NUMBER),
        ("327599410503001", Fault.LENGTH),
        ("3275994105030000", Fault.SERIAL),
        ("3275998105030001", Fault.DATE),
        ("1075994105030001", Fault.REGION),
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
def test_a_marriage_without_a_date_is_a_remark_that_says_what_is_known(status: str) -> None:
    adult = [(1, "first_married_on", Fault.UNDATED_MARRIAGE)]
    assert remarks(row(marital_status=status)) == adult
    young = [(1, "first_married_on", Fault.MARRIED_BY_THEN)]
    assert remarks(minor(marital_status=status)) == young


def test_a_married_minor_without_a_date_is_obliged_from_the_date_of_the_table() -> None:
    (bride,) = read(minor(marital_status="KAWIN BELUM TERCATAT")).residents
    answer = assess(bride, on=TODAY)
    assert isinstance(answer, Obliged)
    assert answer.since == TODAY
    assert not isinstance(assess(bride, on=TODAY - DAY), Obliged)


@pytest.mark.parametrize(
    ("born", "fault"),
    [("23-11-2003", Fault.UNDATED_MARRIAGE), ("24-11-2003", Fault.MARRIED_BY_THEN)],
)
def test_seventeen_on_the_date_of_the_table_is_old_enough(born: str, fault: Fault) -> None:
    nik = f"327599{int(born[:2]) + 40}11030001"
    assert remarks(row(nik=nik, birth_date=born, marital_status="KAWIN")) == [
        (1, "first_married_on", fault)
    ]


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


def test_who_died_married_under_17_was_obliged_on_no_day() -> None:
    cells: Row = {"died_on": "01-05-2019", "marital_status": "KAWIN"}
    assert remarks(row(**cells)) == [(1, "first_married_on", Fault.MARRIED_BY_THEN)]
    (resident,) = read(row(**cells)).residents
    for day in (date(2019, 4, 30), date(2019, 5, 1), TODAY):
        assert not isinstance(assess(resident, on=day), Obliged)
