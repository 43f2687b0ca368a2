"""A spelling of a known value is read right or refused, never read wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from dukcapil import NIK, FamilyCardNumber, InvalidFamilyCardNumber, InvalidNIK, Sex
from dukcapil._cells import (
    SIAK,
    CellOptions,
    Marital,
    UnreadableCell,
    is_nothing,
    known_year,
    read_count,
    read_date,
    read_date_after_place,
    read_family_card,
    read_marital,
    read_nationality,
    read_nik,
    read_region,
    read_sex,
    read_text,
)
from dukcapil.testing import family_card_numbers, niks

T = TypeVar("T")

MONTHS = (
    *(("Januari", "Jan", "January"), ("Februari", "Pebruari", "Feb", "Peb"), ("Maret", "Mrt")),
    *(("April", "Apr"), ("Mei", "May"), ("Juni", "Jun"), ("Juli", "Jul")),
    *(("Agustus", "Agt", "Agst", "Agu", "Ags", "Aug"), ("September", "Sep", "Sept")),
    *(("Oktober", "Okt", "Oct"), ("November", "Nopember", "Nov", "Nop"), ("Desember", "Des")),
)
WEEKDAYS = (
    *(("Senin", "Mon"), ("Selasa", "Tue"), ("Rabu", "Wednesday"), ("Kamis", "Thu")),
    *(("Jumat", "Jum'at", "Jum\u2019at", "Fri"), ("Sabtu", "Sat"), ("Minggu", "Sunday")),
)
SPACES = st.sampled_from(["", " ", "  ", "\u00a0", "\u2009", "\t"])
CASES: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, str.upper, str.lower, str.title]
)
# Damage that hands and systems do; what it leaves may be another value, or none.
DAMAGES: tuple[Callable[[str], str], ...] = (
    lambda text: text[:-1],
    lambda text: text[1:],
    lambda text: f"{text}.0",
    lambda text: f"{text},00",
    lambda text: f"+{text}",
    lambda text: f"{text}E+15",
    lambda text: f"{text} ?",
    lambda text: text.replace("0", "O"),
    lambda text: text.replace(" ", ""),
    lambda text: f"'{text}",
)


def read_or_none(read: Callable[[object], T], cell: object) -> T | None:
    """The value of a cell, or None where it is refused."""
    try:
        return read(cell)
    except UnreadableCell:
        return None


@st.composite
def spelled_dates(draw: st.DrawFn) -> tuple[date, object]:
    """A date and one of its spellings."""
    day = draw(st.dates(date(1900, 1, 1), date(2049, 12, 31)))
    mark = draw(st.sampled_from(["-", "/", ".", " - ", " / "]))
    name = draw(CASES)(draw(st.sampled_from(MONTHS[day.month - 1])))
    between = draw(st.sampled_from([" ", "-", "", ". ", "\u00a0"]))
    numeric = draw(
        st.sampled_from(
            [
                f"{day:%d}{mark}{day:%m}{mark}{day:%Y}",
                f"{day.day}{mark}{day.month}{mark}{day.year}",
                f"{day:%Y}{mark}{day:%m}{mark}{day:%d}",
                f"{day.day}{between}{name}{between}{day.year}",
                f"{day:%d}{between}{name}{between}{day:%Y}",
                f"{name} {day.day}, {day.year}",
            ]
        )
    )
    weekday = draw(CASES)(draw(st.sampled_from(WEEKDAYS[day.weekday()])))
    before = draw(st.sampled_from(["", f"{weekday}, ", f"{weekday} ", f"{weekday}/"]))
    clock = draw(st.sampled_from(["", " 00:00", " 00:00:00", "T00:00:00.000"]))
    text = draw(SPACES) + before + numeric + clock + draw(SPACES)
    typed = datetime(day.year, day.month, day.day)  # noqa: DTZ001  as spreadsheets have it
    return day, draw(st.sampled_from([text, text, text, text, day, typed]))


@given(spelled_dates())
def test_dates_are_read_right(spelled: tuple[date, object]) -> None:
    day, cell = spelled
    assert read_date(cell) == day
    assert read_date_after_place(cell) == day
    if isinstance(cell, str) and cell.strip()[:1].isdigit():
        assert read_date_after_place(f"Bekasi, {cell}") == day


@given(spelled_dates(), st.sampled_from(DAMAGES))
def test_a_damaged_date_is_itself_or_refused_or_another_that_is_written_there(
    spelled: tuple[date, object], damage: Callable[[str], str]
) -> None:
    day, cell = spelled
    damaged = damage(str(cell))
    found = read_or_none(read_date, damaged)
    if found is not None and found != day:  # a digit of the day, the month or the clock is gone
        assert len(damaged) < len(str(cell))
        assert str(found.year) in damaged


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(["-", "/", "."]))
def test_years_of_two_digits_are_refused_or_of_the_century(day: date, mark: str) -> None:
    text = day.strftime(f"%d{mark}%m{mark}%y")
    assert read_or_none(read_date, text) is None
    assert read_date(text, CellOptions(century=1950)) == day


@given(st.dates(date(1900, 3, 1), date(2149, 12, 31)), st.sampled_from([int, float, Decimal]))
def test_serial_dates_are_refused_or_right(day: date, kind: Callable[[int], object]) -> None:
    serial = kind((day - date(1899, 12, 30)).days)
    assert read_or_none(read_date, serial) is None
    options = CellOptions(has_serial_dates=True)
    found = read_or_none(lambda cell: read_date(cell, options), serial)
    assert found == day or (found is None and day.year == 1905)


@given(st.integers(1900, 2049), st.sampled_from(["{}", "00-00-{}", "0/0/{}", "{}-00-00", " {} "]))
def test_a_year_alone_is_no_date(year: int, spelling: str) -> None:
    assert read_or_none(read_date, spelling.format(year)) is None
    assert known_year(spelling.format(year)) == year


@st.composite
def spelled_counts(draw: st.DrawFn) -> tuple[int, object]:
    """A count and one of its spellings."""
    count = draw(st.integers(0, 999_999_999))
    grouped = f"{count:,}".replace(",", draw(st.sampled_from([".", " ", "\u00a0", "\u202f"])))
    decimals = draw(st.sampled_from(["", ",0", ",00"]))
    unit = draw(st.sampled_from(["", " keping", "keping", " Lembar", " PCS", " orang"]))
    text = draw(st.sampled_from([str(count), grouped])) + decimals + unit
    typed = (count, float(count), Decimal(count))
    return count, draw(st.sampled_from([draw(SPACES) + text + draw(SPACES), text, *typed]))


@given(spelled_counts())
def test_counts_are_read_right(spelled: tuple[int, object]) -> None:
    count, cell = spelled
    assert read_count(cell) == count


@given(st.integers(0, 999_999_999), st.integers(1, 99))
def test_a_count_with_a_fraction_or_a_comma_before_three_digits_is_refused(
    count: int, hundredths: int
) -> None:
    for cell in (
        f"{count},{hundredths:02}",
        f"{count}.{hundredths:02}",
        count + Decimal(hundredths) / 100,
        f"{count + 1000:,}",
    ):
        assert read_or_none(read_count, cell) is None


@given(
    st.sampled_from(
        [
            *((word, Sex.MALE) for word in ("L", "LK", "LAKI-LAKI", "LAKI - LAKI", "Pria", "1")),
            *((word, Sex.FEMALE) for word in ("P", "PR", "PEREMPUAN", "Wanita", "2", "02")),
        ]
    ),
    SPACES,
    CASES,
)
def test_sexes_are_read_right(
    spelled: tuple[str, Sex], space: str, case: Callable[[str], str]
) -> None:
    word, sex = spelled
    assert read_sex(space + case(word) + space, CellOptions(codes=SIAK)) is sex


@given(st.sampled_from(Marital), st.sampled_from([" ", "  ", "-", "_", " - ", "\u00a0"]), CASES)
def test_marital_states_are_read_right(
    status: Marital, between: str, case: Callable[[str], str]
) -> None:
    assert read_marital(case(status.value.replace(" ", between))) is status


@given(
    niks() | family_card_numbers(),
    st.sampled_from(["", " ", ".", "-"]),
    SPACES,
    st.sampled_from(["", "'"]),
)
def test_numbers_are_read_right(
    number: NIK | FamilyCardNumber, mark: str, space: str, before: str
) -> None:
    groups = (number[:6], number[6:12], number[12:])
    text = f"{space}{before}{mark.join(groups)}{space}"
    if isinstance(number, NIK):
        assert read_nik(text) == number
    else:
        assert read_family_card(text) == number


@given(niks(), st.sampled_from(DAMAGES))
def test_a_damaged_nik_is_itself_or_refused(nik: NIK, damage: Callable[[str], str]) -> None:
    damaged = damage(str(nik))
    assert read_or_none(read_nik, damaged) in {nik, None}
    assert NIK.try_parse(damaged) in {nik, None}
    for typed in (int(nik), float(nik), Decimal(nik)):
        assert read_or_none(read_nik, typed) is None


@given(family_card_numbers(), st.sampled_from(DAMAGES))
def test_a_damaged_family_card_number_is_itself_or_refused(
    number: FamilyCardNumber, damage: Callable[[str], str]
) -> None:
    assert read_or_none(read_family_card, damage(str(number))) in {number, None}
    for typed in (int(number), float(number), Decimal(number)):
        assert read_or_none(read_family_card, typed) is None


@given(st.text(alphabet="0123456789", min_size=15, max_size=15), st.sampled_from(DAMAGES))
def test_fifteen_digits_never_become_sixteen(digits: str, damage: Callable[[str], str]) -> None:
    for parse, refusal in (
        (NIK.parse, InvalidNIK),
        (FamilyCardNumber.parse, InvalidFamilyCardNumber),
    ):
        try:
            parse(damage(digits))
        except refusal:
            continue
        raise AssertionError("a digit was added")


ANYTHING = st.one_of(
    st.text(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.fractions(),
    st.none(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.binary(),
    st.complex_numbers(),
    st.lists(st.text()),
)


@given(ANYTHING)
def test_any_cell_is_read_or_refused_without_another_error(cell: object) -> None:
    is_nothing(cell)
    known_year(cell)
    for read in (read_text, read_nationality, read_nik, read_region, read_count):
        read_or_none(read, cell)
    read_or_none(read_family_card, cell)
    options = CellOptions(century=1950, has_serial_dates=True, codes=SIAK)
    for read_with in (read_date, read_date_after_place, read_sex, read_marital):
        read_or_none(lambda one, read=read_with: read(one, options), cell)  # type: ignore[misc]
