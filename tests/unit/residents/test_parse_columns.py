"""Reading what several columns say together: regions, births, statuses, and columns left out."""

from __future__ import annotations

from datetime import date

import pytest
from support.office_rows import BLANKS, DAY, TODAY, Row, problems, read, remarks, row

from dukcapil import InvalidRecord, parse_residents
from dukcapil.errors import Fault, UnknownColumn
from dukcapil.residents import EndOfStay, UnknownBirthDay

BORN = date(2003, 5, 1)


def without(cells: Row, *fields: str) -> Row:
    return {name: cell for name, cell in cells.items() if name not in fields}


# --- headings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["TANGGAL LAHIR (DD-MM-YYYY)", "Tgl. Lahir [hh-bb-tttt]", "TANGGAL_LAHIR {teks}", "TGL LHR"],
)
def test_hints_in_brackets_are_no_part_of_a_heading(heading: str) -> None:
    assert read(without(row(), "birth_date") | {heading: BORN}) == read(row())


@pytest.mark.parametrize("hint", ["(MM/DD/YYYY)", "mm-dd-yy", "[mmm d, yyyy]"])
def test_a_column_of_dates_with_the_month_first_is_not_read_with_the_day_first(hint: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        read(without(row(), "birth_date") | {f"TANGGAL LAHIR {hint}": "05/01/2003"})
    assert (caught.value.field, caught.value.reason) == ("birth_date", Fault.MISSING)


def test_none_leaves_a_column_out_without_a_warning() -> None:
    cells = row(Agama="ISLAM", TGL_LHR="rubbish")
    parsed = parse_residents([cells], on=TODAY, columns={"Agama": None, "TGL_LHR": None})
    assert parsed == read(row())
    assert parsed.ignored_columns == ()


def test_a_clearer_heading_for_the_status_comes_first() -> None:
    cells = row(STATUS="TETAP", STATUS_DASAR="MATI", TGL_MATI="2020-01-01")
    with pytest.warns(UnknownColumn, match="^1 columns with 14% of the filled cells"):
        parsed = read(cells)
    assert parsed.ignored_columns == ("STATUS",)
    assert parsed.residents[0].died_on == date(2020, 1, 1)
    assert problems(row(STATUS="MATI")) == [(1, "died_on", Fault.NOT_HERE)]


def test_blank_rows_are_nothing_but_are_counted_in_row_numbers() -> None:
    blank: Row = dict.fromkeys(row())
    parsed = read(row(1), blank, dict.fromkeys(row(), "  "), row(2, sex="X"))
    assert parsed.row_count == 2
    assert [found.row for found in parsed.problems] == [4]


def test_a_row_of_a_sum_is_reported_and_not_a_resident() -> None:
    total: Row = {**dict.fromkeys(row()), "nik": "JUMLAH", "sex": "56"}
    assert {field for _, field, _ in problems(row(), total)} == {
        *("nik", "birth_date", "sex", "region"),
    }


@pytest.mark.parametrize("beyond", [["", ""], [None], ["-"]])
def test_empty_cells_beyond_the_headings_are_nothing(beyond: list[object]) -> None:
    assert read({**row(), None: beyond}) == read(row())  # type: ignore[dict-item]


# --- regions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("32", "75", "1", "1001"), "32.75.01.1001"),
        ((32, 75, 1, None), "32.75.01"),
        ((32.0, 75.0, None, "-"), "32.75"),
        ((32, None, None, None), "32"),
    ],
)
def test_four_numbers_are_one_region(parts: tuple[object, ...], code: str) -> None:
    numbers = dict(zip(("NO_PROP", "NO_KAB", "NO_KEC", "NO_KEL"), parts, strict=True))
    (resident,) = read(without(row(), "region") | numbers).residents
    assert resident.residences[0].region == code


@pytest.mark.parametrize(
    ("parts", "field", "fault"),
    [
        ((32, 75, None, 1001), "kecamatan_number", Fault.MISSING),
        ((32, "x", 1, None), "kab_kota_number", Fault.UNREADABLE),
        ((32, 327501, None, None), "kab_kota_number", Fault.SHAPE),
        ((32, 0, None, None), "kab_kota_number", Fault.REGION),
        ((None, None, None, None), "region", Fault.MISSING),
    ],
)
def test_numbers_that_make_no_region_are_refused(
    parts: tuple[object, ...], field: str, fault: Fault
) -> None:
    numbers = dict(zip(("NO_PROP", "NO_KAB", "NO_KEC", "NO_KEL"), parts, strict=True))
    assert problems(without(row(), "region") | numbers) == [(1, field, fault)]


def test_of_codes_that_contain_each_other_the_finest_is_read() -> None:
    cells: Row = {"KODE_PROV": 32, "KODE_KAB": "32.75", "KODE_KEC": 327501, "NO_PROP": "32"}
    (resident,) = read(row(region="", KODE_DESA="3275011001", **cells)).residents
    assert resident.residences[0].region == "32.75.01.1001"


def test_codes_that_do_not_contain_each_other_contradict() -> None:
    (found,) = read(row(KODE_DESA="3275021001")).problems
    assert (found.column, found.reason) == ("kelurahan_code", Fault.CONTRADICTION)
    assert found.other == "region"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("KODE_KEC", "12"), ("KODE_DESA", "2001"), ("KODE_KEL", 1101), ("KODE_KAB", "75")],
)
def test_a_part_of_a_code_is_not_read_as_a_wider_code(heading: str, cell: object) -> None:
    ((_, _, fault),) = problems(without(row(), "region") | {heading: cell})
    assert fault in {Fault.SHAPE, Fault.REGION}


# --- births ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "Bekasi, 1 Mei 2003",
        "BEKASI, 01-05-2003",
        "Bekasi 01/05/2003",
        "Kab. Bekasi, Jawa Barat, Kamis, 1 Mei 2003",
        "Jakarta / 2003-05-01",
        "Bekasi, May 1, 2003",
        BORN,
    ],
)
def test_place_and_date_are_one_column(cell: object) -> None:
    assert read(without(row(), "birth_date") | {"TTL": cell}) == read(row())


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("Bekasi", Fault.UNREADABLE),
        ("Bekasi, 2003", Fault.YEAR_ALONE),
        ("Bekasi, Mei 2003", Fault.MONTH_ALONE),
        ("KM 12, 01-05-2003", Fault.UNREADABLE),
        ("Bekasi, 1 Mei 2021", Fault.IN_FUTURE),
        (None, Fault.MISSING),
    ],
)
def test_a_place_without_a_date_is_refused(cell: object, fault: Fault) -> None:
    field = "birth_date" if cell is None else "birthplace_and_date"
    assert problems(without(row(), "birth_date") | {"TEMPAT/TGL LAHIR": cell}) == [
        (1, field, fault)
    ]


def test_two_columns_for_the_birth_agree_or_contradict() -> None:
    assert read(row(TTL="Bekasi, 1 Mei 2003")) == read(row())
    assert read(row(birth_date="", TTL="Bekasi, 1 Mei 2003")) == read(row())
    (found,) = read(row(TTL="Bekasi, 2 Mei 2003")).problems
    assert (found.column, found.other) == ("birth_date", "birthplace_and_date")


@pytest.mark.parametrize(
    ("convention", "day"),
    [(UnknownBirthDay.JULY_1, date(1950, 7, 1)), (UnknownBirthDay.DECEMBER_31, date(1950, 12, 31))],
)
@pytest.mark.parametrize("cell", ["1950", 1950, 1950.0, "00-00-1950", "0/0/1950", "1950-00-00"])
def test_a_year_alone_is_read_by_the_convention_of_the_office(
    convention: UnknownBirthDay, day: date, cell: object
) -> None:
    nik = f"327599{day.day + 40:02}{day:%m%y}0001"
    parsed = parse_residents(
        [row(nik=nik, birth_date=cell)], on=TODAY, unknown_birth_day=convention
    )
    assert parsed.residents[0].birth_date == day
    assert [(found.column, found.reason) for found in parsed.remarks] == [
        ("birth_date", Fault.YEAR_ALONE)
    ]
    assert problems(row(birth_date=cell)) == [(1, "birth_date", Fault.YEAR_ALONE)]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("Mei 1950", Fault.MONTH_ALONE),
        ("00-05-1950", Fault.MONTH_ALONE),
        ("0000", Fault.YEAR_ALONE),
        ("2020", Fault.IN_FUTURE),
        ("50", Fault.UNREADABLE),
    ],
)
def test_the_convention_reads_no_other_part_of_a_date(cell: str, fault: Fault) -> None:
    parsed = parse_residents(
        [row(birth_date=cell)], on=TODAY, unknown_birth_day=UnknownBirthDay.DECEMBER_31
    )
    assert [found.reason for found in parsed.problems] == [fault]


def test_a_year_may_follow_the_place() -> None:
    cells = without(row(nik="3275994107500001"), "birth_date") | {"TTL": "Bekasi, 1950"}
    parsed = parse_residents([cells], on=TODAY, unknown_birth_day=UnknownBirthDay.JULY_1)
    assert parsed.residents[0].birth_date == date(1950, 7, 1)


def test_a_number_among_serial_dates_is_not_taken_for_a_year() -> None:
    parsed = parse_residents(
        [row(birth_date=1950)],
        on=TODAY,
        has_serial_dates=True,
        unknown_birth_day=UnknownBirthDay.JULY_1,
    )
    assert [found.reason for found in parsed.problems] == [Fault.YEAR_ALONE]


# --- statuses --------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["HIDUP", "hidup", "Aktif", "ADA"])
def test_who_is_alive_and_here_is_read_as_without_the_column(word: str) -> None:
    assert read(row(STATUS_DASAR=word)) == read(row())


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("MATI", "died_on"),
        ("MENINGGAL DUNIA", "died_on"),
        ("PINDAH", "left_on"),
        ("HILANG", "left_on"),
        ("PERGI", "left_on"),
    ],
)
def test_who_is_dead_or_gone_without_a_date_is_a_problem(word: str, field: str) -> None:
    assert problems(row(STATUS_DASAR=word)) == [(1, field, Fault.NOT_HERE)]
    assert problems(row(STATUS_DASAR=word, **{field: "x"})) == [(1, field, Fault.UNREADABLE)]


@pytest.mark.parametrize("word", ["TIDAK VALID", "JANDA", "1", 1, "HIDUP?"])
def test_another_status_is_a_problem_and_never_silently_alive(word: object) -> None:
    assert problems(row(STATUS_DASAR=word)) == [(1, "status", Fault.UNREADABLE)]


GONE: Row = row(2, STATUS_DASAR="PINDAH", TGL_PINDAH="01-10-2020")


@pytest.mark.parametrize("empty", [*BLANKS, "-", "NULL"])
def test_an_empty_status_among_the_dead_and_gone_is_someone_here_with_a_remark(
    empty: object,
) -> None:
    here = row(STATUS_DASAR=empty, TGL_PINDAH="")
    assert remarks(here, GONE) == [(1, "status", Fault.NO_STATUS)]
    assert read(here, GONE).residents[0] == read(row()).residents[0]
    assert remarks(row(STATUS_DASAR=empty)) == [(1, "status", Fault.NO_STATUS)]


def test_an_empty_status_among_the_living_says_nothing_and_is_a_problem() -> None:
    here, empty = row(3, STATUS_DASAR="HIDUP", TGL_PINDAH=""), row(STATUS_DASAR="", TGL_PINDAH="")
    for order in ([here, empty, GONE], [GONE, here, empty], [empty, here, GONE]):
        place = order.index(empty) + 1
        assert problems(*order) == [(place, "status", Fault.MISSING)]
        assert len(read(*order).residents) == 2


@pytest.mark.parametrize("heading", ["TGL_PINDAH", "TGL_MATI"])
def test_a_date_of_an_end_says_what_an_empty_status_does_not(heading: str) -> None:
    ended = row(STATUS_DASAR="", **{heading: "01-10-2020"})
    here = row(3, STATUS_DASAR="HIDUP", **{heading: ""})
    parsed = read(ended, here)
    assert not parsed.remarks
    assert parsed.residents[0] == read(row(**{heading: "01-10-2020"})).residents[0]


@pytest.mark.parametrize("heading", ["TGL_MATI", "TANGGAL PERISTIWA"])
def test_the_dead_count_until_the_day_of_death(heading: str) -> None:
    (resident,) = read(row(STATUS_DASAR="MATI", **{heading: "01-10-2020"})).residents
    assert resident.died_on == date(2020, 10, 1)
    assert resident.is_alive(on=date(2020, 9, 30))
    assert not resident.is_alive(on=date(2020, 10, 1))


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("PINDAH", EndOfStay.MOVED),
        ("PINDAH KE LUAR NEGERI", EndOfStay.LEFT_COUNTRY),
        ("HILANG", EndOfStay.UNKNOWN_DESTINATION),
        ("Pergi", EndOfStay.UNKNOWN_DESTINATION),
    ],
)
@pytest.mark.parametrize("heading", ["TGL_PINDAH", "TANGGAL PERISTIWA"])
def test_who_left_lived_here_until_that_day(word: str, reason: EndOfStay, heading: str) -> None:
    cells = row(STATUS_DASAR=word, **{heading: "01-10-2020"})
    assert remarks(cells) == []
    (stay,) = read(cells).residents[0].residences
    assert (stay.until, stay.ended_by) == (date(2020, 10, 1), reason)
    assert stay.covers(date(2020, 9, 30))


def test_a_day_of_leaving_needs_no_status() -> None:
    (stay,) = read(row(left_on="01-10-2020", resident_since="01-01-2018")).residents[0].residences
    assert (stay.since, stay.until) == (date(2018, 1, 1), date(2020, 10, 1))


@pytest.mark.parametrize(
    ("cells", "field", "other"),
    [
        ({"status": "HIDUP", "died_on": "01-10-2020"}, "status", "died_on"),
        ({"status": "HIDUP", "left_on": "01-10-2020"}, "status", "left_on"),
        ({"died_on": "01-10-2020", "left_on": "02-10-2020"}, "left_on", "died_on"),
        ({"left_on": "01-05-2003"}, "left_on", "birth_date"),
        ({"left_on": "01-01-2018", "resident_since": "01-01-2018"}, "left_on", "resident_since"),
        (
            {"status": "MATI", "died_on": "01-10-2020", "status_since": "02-10-2020"},
            "status_since",
            "died_on",
        ),
        (
            {"status": "PINDAH", "left_on": "01-10-2020", "status_since": "02-10-2020"},
            "status_since",
            "left_on",
        ),
        ({"first_married_on": "01-05-2003"}, "first_married_on", "birth_date"),
        ({"resident_since": "30-04-2003"}, "resident_since", "birth_date"),
        (
            {"marital_status": "BELUM KAWIN", "first_married_on": "01-05-2020"},
            "marital_status",
            "first_married_on",
        ),
        ({"permit_until": "01-05-2020"}, "citizenship", "permit_until"),
    ],
)
def test_a_contradiction_names_both_columns(cells: Row, field: str, other: str) -> None:
    (found,) = read(row(**cells)).problems
    assert (found.column, found.reason, found.other) == (field, Fault.CONTRADICTION, other)


def test_an_event_of_the_living_says_nothing_and_one_without_a_status_is_a_problem() -> None:
    assert read(row(status="HIDUP", status_since="01-10-2020")) == read(row())
    assert problems(row(status_since="01-10-2020")) == [(1, "status", Fault.MISSING)]
    assert problems(row(status="PINDAH", status_since="x", left_on=TODAY)) == [
        (1, "status_since", Fault.UNREADABLE)
    ]


# --- marriages -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["KAWIN BELUM TERCATAT", "CERAI HIDUP BELUM TERCATAT"])
@pytest.mark.parametrize("day", ["", TODAY - DAY])
def test_unregistered_marriages_may_be_left_uncounted(status: str, day: object) -> None:
    cells = row(marital_status=status, first_married_on=day)
    parsed = parse_residents([cells], on=TODAY, unregistered_marriages_count=False)
    assert parsed.residents[0].first_married_on is None
    assert [(found.column, found.reason) for found in parsed.remarks] == [
        ("marital_status", Fault.UNREGISTERED_MARRIAGE)
    ]
    (counted,) = read(cells).residents
    assert counted.first_married_on == (day or None)


# --- letters of the sexes --------------------------------------------------------------------


def test_p_beside_w_is_not_read_as_a_woman() -> None:
    """A sheet of *pria* and *wanita* has P for men, and one of *laki-laki* for women."""
    men_and_women = [
        row(nik="3275990105030001", sex="P"),
        row(nik="3275994105030002", sex="W"),
        row(nik="3275990105030003", sex="pria"),
    ]
    assert problems(*men_and_women) == [
        (1, "sex", Fault.TWO_MEANINGS),
        (2, "sex", Fault.UNREADABLE),
    ]
