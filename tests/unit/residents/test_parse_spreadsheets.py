"""Reading rows as openpyxl, pandas and polars make them from spreadsheets, and their options."""

from __future__ import annotations

import warnings
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from support.office_rows import MIDNIGHT, TODAY, Row, minor, problems, read, row

from dukcapil import InvalidRecord, Sex, parse_residents
from dukcapil.errors import Fault, RoundedNumbers
from dukcapil.residents import SIAK, Codes, Marital

BORN = date(2003, 5, 1)
HEADINGS = ("NIK", "NAMA", "TANGGAL LAHIR", "JENIS KELAMIN", "KODE WILAYAH", "TGL MENINGGAL")


def sheet_row(**cells: object) -> Row:
    values: Row = {
        "NIK": "3275994105030001",
        "NAMA": "Siti Aminah",
        "TANGGAL LAHIR": MIDNIGHT,
        "JENIS KELAMIN": "PEREMPUAN",
        "KODE WILAYAH": 327501,
        "TGL MENINGGAL": None,
    }
    return values | {heading.replace("_", " "): cell for heading, cell in cells.items()}


def test_rows_of_openpyxl_have_datetimes_at_midnight() -> None:
    (resident,) = read(sheet_row(TGL_MENINGGAL=datetime(2020, 10, 1))).residents  # noqa: DTZ001
    assert (resident.birth_date, resident.died_on) == (BORN, date(2020, 10, 1))


def test_rows_of_pandas_have_timestamps_and_nulls() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([sheet_row(), sheet_row(NIK="3275994105030002")])
    frame["TANGGAL LAHIR"] = pd.to_datetime(frame["TANGGAL LAHIR"])
    frame["TGL MENINGGAL"] = pd.to_datetime(pd.Series([None, "2020-10-01"]))
    first, second = read(*frame.to_dict("records")).residents
    assert (first.birth_date, first.died_on) == (BORN, None)
    assert second.died_on == date(2020, 10, 1)
    blank = dict.fromkeys(HEADINGS, pd.NA)
    assert read(sheet_row(), blank, {**blank, "NIK": pd.NaT}).row_count == 1


def test_a_clock_of_pandas_is_refused_to_the_nanosecond() -> None:
    pd = pytest.importorskip("pandas")
    cell = pd.Timestamp("2003-05-01") + pd.Timedelta(1, "ns")
    assert problems(row(birth_date=cell)) == [(1, "birth_date", Fault.HAS_CLOCK)]


def test_rows_of_numpy_have_its_numbers_and_dates() -> None:
    np: Any = pytest.importorskip("numpy")
    cells = sheet_row(KODE_WILAYAH=np.int64(327501))
    for day in (np.datetime64("2003-05-01"), np.datetime64("2003-05-01T00:00", "ns")):
        assert read({**cells, "TANGGAL LAHIR": day}) == read(sheet_row())
    nothing = (np.datetime64("NaT"), np.float32("nan"), np.float64("nan"))
    for null in nothing:
        assert read({**cells, "TGL MENINGGAL": null}) == read(sheet_row())
    assert read({**cells, "KODE WILAYAH": np.float32(3275)}).residents
    assert problems({**cells, "KODE WILAYAH": np.float32("inf")}) == [(1, "region", Fault.NOT_TEXT)]


def test_rows_of_polars_have_dates() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame([sheet_row(TANGGAL_LAHIR=BORN)])
    assert read(*frame.rows(named=True)) == read(sheet_row())


def test_a_date_of_another_library_becomes_a_plain_one() -> None:
    class Day(date):
        """A date as time libraries derive it."""

    (resident,) = read(row(birth_date=Day(2003, 5, 1))).residents
    assert type(resident.birth_date) is date


@pytest.mark.parametrize("cell", [37742, 37742.0, Decimal(37742)])
def test_serial_dates_are_read_where_the_caller_says_so(cell: object) -> None:
    parsed = parse_residents([row(birth_date=cell)], on=TODAY, has_serial_dates=True)
    assert parsed == read(row())


def test_years_of_two_digits_are_read_in_the_century_that_the_caller_names() -> None:
    cells = row(birth_date="01-MAY-03")
    assert parse_residents([cells], on=TODAY, century=1940) == read(row())
    late = parse_residents([cells], on=TODAY, century=2004)
    assert [found.reason for found in late.problems] == [Fault.IN_FUTURE]


@pytest.mark.parametrize("century", [19, 0, -1, 9999])
def test_a_century_is_named_by_its_first_year(century: int) -> None:
    with pytest.raises(InvalidRecord) as caught:
        parse_residents([row()], on=TODAY, century=century)
    assert (caught.value.path, caught.value.field) == ("parse_residents", "century")


@pytest.mark.parametrize(
    "option",
    [
        {"century": "1950"},
        {"has_serial_dates": 1},
        {"codes": {"1": Sex.MALE}},
        {"unknown_birth_day": "1 July"},
        {"unregistered_marriages_count": None},
    ],
)
def test_options_are_of_their_types(option: dict[str, Any]) -> None:
    (name,) = option
    with pytest.raises(TypeError, match=rf"^parse_residents\.{name}: expected "):
        parse_residents([row()], on=TODAY, **option)


@pytest.mark.parametrize(("sex", "marital"), [("2", "1"), (2, 1), (2.0, 1.0), ("02", " 1 ")])
def test_codes_are_read_where_their_table_is_named(sex: object, marital: object) -> None:
    cells = minor(sex=sex, marital_status=marital)
    assert parse_residents([cells], on=TODAY, codes=SIAK) == read(minor())
    assert problems(cells) == [(1, "sex", Fault.CODE), (1, "marital_status", Fault.CODE)]


def test_codes_of_ones_own_are_checked() -> None:
    own = Codes(sex={"0": Sex.FEMALE}, marital={"9": Marital.SINGLE})
    assert parse_residents([minor(sex=0, marital_status="9")], on=TODAY, codes=own) == read(minor())
    assert hash(own) == hash(Codes(sex={"0": Sex.FEMALE}))
    with pytest.raises(TypeError, match=r"^Codes\.sex: expected str, found int"):
        Codes(sex={1: Sex.MALE})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match=r"^Codes\.marital: expected Marital, found Sex"):
        Codes(marital={"1": Sex.MALE})  # type: ignore[dict-item]
    with pytest.raises(InvalidRecord, match=r"^Codes\.sex: not all ASCII digits"):
        Codes(sex={"01": Sex.MALE})


# --- columns of NIKs that a spreadsheet has rounded ------------------------------------------


def rounded(count: int, last: str = "0", end: str = "") -> list[Row]:
    return [row(nik=f"3275994105030{serial:02}{last}{end}") for serial in range(1, count + 1)]


@pytest.mark.parametrize("end", ["", ".0", ",00"])
def test_a_column_that_ends_in_0_is_said_once_to_be_rounded(end: str) -> None:
    with pytest.warns(RoundedNumbers, match="^12 of 12 NIKs end in 0: a spreadsheet") as caught:
        read(*rounded(12, end=end))
    assert len(caught) == 1


@pytest.mark.parametrize(
    "cell", [3275994105030010, 3275994105030010.0, Decimal(3275994105030010), "3,27599E+15"]
)
def test_numbers_and_exponents_are_rounded_too(cell: object) -> None:
    with pytest.warns(RoundedNumbers, match="^10 of 10 NIKs"):
        read(*(row(nik=cell) for _ in range(10)))


@pytest.mark.parametrize(
    "rows",
    [
        rounded(9),
        rounded(20, last="1"),
        rounded(10) + rounded(10, last="1"),
        [row(nik="0") for _ in range(20)],
        [row(nik=0) for _ in range(20)],
        [row(nik="0000000000000000") for _ in range(20)],
        [row(nik="327599410503010") for _ in range(20)],
        [row(nik=None) for _ in range(20)],
    ],
)
def test_other_columns_are_not_said_to_be_rounded(rows: list[Row]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read(*rows)
