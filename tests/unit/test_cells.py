"""Cells of office tables: one meaning is read, two are refused, nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dukcapil._cells import (  # read by every reader of rows; its words are theirs
    SIAK,
    CellOptions,
    Marital,
    UnreadableCell,
    is_blank,
    is_nothing,
    read_count,
    read_date,
    read_marital,
    read_nationality,
    read_nik,
    read_region,
    read_sex,
    read_text,
)
from dukcapil.errors import Fault
from dukcapil.nik import Sex

DAY = date(1990, 8, 17)


def fault_of(read: Any, *cells: Any) -> Fault:  # noqa: ANN401
    with pytest.raises(UnreadableCell) as caught:
        read(*cells)
    return caught.value.reason


class TestNothing:
    """Cells without a value."""

    @pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0", float("nan"), Decimal("nan")])
    def test_blank(self, cell: object) -> None:
        assert is_blank(cell)
        assert is_nothing(cell)

    @pytest.mark.parametrize(
        "cell", ["-", "\u2014", "nihil", "NULL", "0000-00-00", "0000-00-00 00:00:00", "00/00/0000"]
    )
    def test_words_for_nothing(self, cell: str) -> None:
        assert not is_blank(cell)
        assert is_nothing(cell)

    def test_nulls_of_pandas(self) -> None:
        pd = pytest.importorskip("pandas")
        assert is_blank(pd.NA)
        assert is_blank(pd.NaT)

    @pytest.mark.parametrize("cell", [0, "0", False, 0.0, "x"])
    def test_something(self, cell: object) -> None:
        assert not is_nothing(cell)


class TestDates:
    """Dates as spreadsheets, databases and hands write them."""

    @pytest.mark.parametrize(
        "cell",
        [
            DAY,
            datetime(1990, 8, 17),  # noqa: DTZ001
            "1990-08-17",
            "1990-08-17 00:00:00",
            "1990-08-17T00:00:00.000",
            "17-08-1990",
            "17/8/1990",
            "17.08.1990",
            "17 Agustus 1990",
            "17-AGT-1990",
            "17 Agst 1990",
            "17 Ags. 1990",
            "17 Aug 1990",
            "Jumat, 17 Agustus 1990",
            "Jum'at 17 Agustus 1990",
            "Friday, 17 August 1990",
            "17\u00a0Agustus\u20091990",
        ],
    )
    def test_it_is_read(self, cell: object) -> None:
        assert read_date(cell) == DAY

    @pytest.mark.parametrize(
        ("name", "month"),
        [
            *((name, 1) for name in ("Jan", "Januari", "January")),
            *((name, 2) for name in ("Feb", "Peb", "Pebruari", "Februari")),
            *((name, 3) for name in ("Mar", "Mrt", "Maret")),
            *((name, 5) for name in ("Mei", "May")),
            *((name, 10) for name in ("Okt", "Oct", "Oktober")),
            *((name, 11) for name in ("Nov", "Nop", "Nopember", "November")),
            *((name, 12) for name in ("Des", "Dec", "Desember")),
        ],
    )
    def test_months_have_names_in_two_languages(self, name: str, month: int) -> None:
        assert read_date(f"3 {name} 2017") == date(2017, month, 3)

    def test_years_of_two_digits_need_a_century(self) -> None:
        assert fault_of(read_date, "01-MAY-80") is Fault.TWO_DIGIT_YEAR
        options = CellOptions(century=1950)
        assert read_date("01-MAY-80", options) == date(1980, 5, 1)
        assert read_date("01-MAY-49", options) == date(2049, 5, 1)
        assert read_date("1/5/50", options) == date(1950, 5, 1)

    def test_serial_dates_only_where_the_caller_says_so(self) -> None:
        assert fault_of(read_date, 29342) is Fault.SERIAL_DATE
        options = CellOptions(has_serial_dates=True)
        assert read_date(29342, options) == date(1980, 5, 1)
        assert read_date(29342.0, options) == date(1980, 5, 1)
        assert fault_of(read_date, 60, options) is Fault.DATE  # the 29 February that never was
        assert fault_of(read_date, 29342.5, options) is Fault.WRONG_TYPE

    @pytest.mark.parametrize("cell", ["1950", "00-00-1950", "0/0/1950", "1950-00-00"])
    def test_a_part_of_a_date_is_said_to_be_one(self, cell: str) -> None:
        assert fault_of(read_date, cell) is Fault.YEAR_ALONE

    @pytest.mark.parametrize(
        ("cell", "fault"),
        [
            ("31-02-1990", Fault.DATE),
            ("08/17/1990", Fault.DATE),
            ("17-08-0012", Fault.DATE),
            (date(1799, 12, 31), Fault.DATE),
            ("17 Augustus 1990", Fault.UNREADABLE),
            ("17 08 1990", Fault.UNREADABLE),
            ("17-08/1990", Fault.UNREADABLE),
            ("1990-08-17 10:30:00", Fault.HAS_CLOCK),
            (datetime(1990, 8, 17, 10, 30), Fault.HAS_CLOCK),  # noqa: DTZ001
            (True, Fault.WRONG_TYPE),
            ([], Fault.WRONG_TYPE),
            (None, Fault.MISSING),
            (float("nan"), Fault.MISSING),
        ],
    )
    def test_anything_else_is_refused(self, cell: object, fault: Fault) -> None:
        assert fault_of(read_date, cell) is fault


class TestCounts:
    """Counts with separators and units."""

    @pytest.mark.parametrize(
        "cell", [1500, 1500.0, Decimal(1500), "1500", "1.500", "1 500", "1\u00a0500", "1.500,00"]
    )
    def test_it_is_read(self, cell: object) -> None:
        assert read_count(cell) == 1500

    @pytest.mark.parametrize("cell", ["500 keping", "500 Lembar", "500keping", "500,0"])
    def test_units_are_left_out(self, cell: str) -> None:
        assert read_count(cell) == 500

    def test_numbers_of_numpy(self) -> None:
        np = pytest.importorskip("numpy")
        assert read_count(np.int64(7)) == 7
        assert read_count(np.float64(7)) == 7

    @pytest.mark.parametrize(
        ("cell", "fault"),
        [
            ("1,500", Fault.AMBIGUOUS),
            ("1.50", Fault.UNREADABLE),
            ("1.500.00", Fault.UNREADABLE),
            ("1.500 000", Fault.UNREADABLE),
            ("0.500", Fault.UNREADABLE),
            ("12,5", Fault.UNREADABLE),
            (1.5, Fault.UNREADABLE),
            (float("inf"), Fault.UNREADABLE),
            ("-5", Fault.NEGATIVE),
            (-5, Fault.NEGATIVE),
            (10**9, Fault.OUT_OF_BOUNDS),
            (True, Fault.WRONG_TYPE),
            (None, Fault.WRONG_TYPE),
            ("lima", Fault.UNREADABLE),
        ],
    )
    def test_anything_else_is_refused(self, cell: object, fault: Fault) -> None:
        assert fault_of(read_count, cell) is fault


class TestWords:
    """Words of the family card, of systems and of hand-made sheets."""

    @pytest.mark.parametrize("cell", ["L", "lk", "LAKI - LAKI", "Laki-laki", "laki laki", "Pria"])
    def test_men(self, cell: str) -> None:
        assert read_sex(cell) is Sex.MALE

    @pytest.mark.parametrize("cell", ["P", "PR", "Perempuan", " WANITA\u00a0"])
    def test_women(self, cell: str) -> None:
        assert read_sex(cell) is Sex.FEMALE

    @pytest.mark.parametrize(
        ("cell", "status"),
        [
            ("BELUM KAWIN", Marital.SINGLE),
            ("KAWIN", Marital.MARRIED),
            ("KAWIN TERCATAT", Marital.MARRIED),
            ("KAWIN BELUM TERCATAT", Marital.MARRIED_UNREGISTERED),
            ("CERAI HIDUP", Marital.DIVORCED),
            ("CERAI HIDUP TERCATAT", Marital.DIVORCED),
            ("Cerai Hidup Belum Tercatat", Marital.DIVORCED_UNREGISTERED),
            ("CERAI MATI", Marital.WIDOWED),
        ],
    )
    def test_marital_status(self, cell: str, status: Marital) -> None:
        assert read_marital(cell) is status

    def test_codes_only_where_a_table_is_named(self) -> None:
        options = CellOptions(codes=SIAK)
        for cell in (2, "2", 2.0, "02"):
            assert fault_of(read_sex, cell) is Fault.CODE
            assert read_sex(cell, options) is Sex.FEMALE
            assert read_marital(cell, options) is Marital.MARRIED
        assert fault_of(read_marital, 9, options) is Fault.CODE

    @pytest.mark.parametrize("cell", ["WNI", "Warga Negara Indonesia", "indonesia"])
    def test_citizens(self, cell: str) -> None:
        assert read_nationality(cell).value == "wni"

    def test_other_words_are_refused(self) -> None:
        assert fault_of(read_sex, "X") is Fault.UNREADABLE
        assert fault_of(read_marital, "JANDA") is Fault.UNREADABLE
        assert fault_of(read_text, 5) is Fault.NOT_TEXT
        assert fault_of(read_sex, b"L") is Fault.NOT_TEXT


class TestNumbers:
    """NIKs and region codes."""

    @pytest.mark.parametrize(
        "cell", [0, "0", "0000000000000000", "belum ada", "-", "0123456789012345"]
    )
    def test_no_nik_yet(self, cell: object) -> None:
        assert fault_of(read_nik, cell) is Fault.NO_NIK_YET

    def test_nothing_is_added_or_dropped(self) -> None:
        for cell in ("327599410503012.0", "+327599410503001", "3.27599E+15", 3.2759941050300e15):
            assert fault_of(read_nik, cell) in {
                Fault.NOT_DIGITS,
                Fault.NOT_TEXT,
                Fault.SPREADSHEET_NUMBER,
            }

    def test_codes_of_regions_may_be_numbers(self) -> None:
        assert read_region(3275) == "32.75"
        assert read_region("3275011001") == "32.75.01.1001"
        assert fault_of(read_region, 3.5) is Fault.NOT_TEXT
        assert fault_of(read_region, *[True]) is Fault.NOT_TEXT
