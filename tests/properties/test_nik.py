"""Laws of the two numbers of sixteen digits, against a slow reading of the specification."""

from __future__ import annotations

import copy
import json
import pickle
import traceback
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.strategies import birth_dates, dates, desa, kecamatan, niks, sexes

from dukcapil import NIK, FamilyCardNumber, InvalidFamilyCardNumber, InvalidNIK, RegionCode, Sex
from dukcapil.errors import Fault

DIGITS = "0123456789"


def exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_possible(text: str, *, days_added: tuple[int, ...]) -> bool:
    """Read the specification aloud: slice the digits, try the calendar of both centuries."""
    if len(text) != 16 or any(character not in DIGITS for character in text):
        return False
    province, kab_kota, kecamatan_, day, month, year = (
        int(text[n : n + 2]) for n in range(0, 12, 2)
    )
    is_abroad = days_added == (0, 40) and province == 99  # a NIT, with no family card
    return (
        (is_abroad or (11 <= province <= 96 and kab_kota != 0 and kecamatan_ != 0))
        and any(
            exists(century + year, month, day - added)
            for century in (1900, 2000)
            for added in days_added
        )
        and int(text[12:]) != 0
    )


def is_nik(text: str) -> bool:
    return is_possible(text, days_added=(0, 40))


def is_family_card_number(text: str) -> bool:
    return is_possible(text, days_added=(0,))


def candidates(day: int, digits: str, not_after: date) -> tuple[date, ...]:
    """Walk through every year from 1900 and keep the dates that the digits allow."""
    month, short_year = int(digits[8:10]), int(digits[10:12])
    return tuple(
        date(year, month, day)
        for year in range(1900, not_after.year + 1)
        if year % 100 == short_year
        and exists(year, month, day)
        and date(year, month, day) <= not_after
    )


def numbers(low: int, high: int, *, places: int = 2) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(f"{{:0{places}}}".format)


serials = st.integers(1, 9999)
digit_strings = st.text(DIGITS, min_size=16, max_size=16)
plausible = st.builds(
    "".join,
    st.tuples(
        numbers(9, 99),
        st.just("00") | numbers(0, 99),
        st.just("00") | numbers(0, 99),
        st.sampled_from(["00", "28", "29", "30", "31", "32", "40", "41", "69", "70", "71", "72"])
        | numbers(0, 99),
        st.just("02") | numbers(0, 14),
        numbers(0, 99),
        st.just("0000") | numbers(0, 9999, places=4),
    ),
)
missions = numbers(0, 9999, places=4)
issued = st.builds(
    lambda place, born, added, serial: (
        f"{place.replace('.', '')}{born.day + added:02}{born:%m%y}{serial:04}"
    ),
    kecamatan | missions.map("99{}".format),
    birth_dates,
    st.sampled_from([0, 40]),
    serials,
)
mistyped = st.builds(
    lambda digits, place, digit: digits[:place] + digit + digits[place + 1 :],
    issued,
    st.integers(0, 15),
    st.sampled_from(DIGITS),
)
near_misses = st.one_of(plausible, issued, mistyped)
family_card_numbers = st.builds(
    lambda place, recorded, serial: FamilyCardNumber(
        f"{place.replace('.', '')}{recorded:%d%m%y}{serial:04}"
    ),
    kecamatan,
    dates,
    serials,
)


class TestNIK:
    """A NIK is region (6), birth date DDMMYY with day + 40 for women (6), serial from 0001 (4)."""

    @given(digit_strings)
    def test_sixteen_random_digits_are_judged_as_the_specification_reads(self, text: str) -> None:
        assert NIK.is_valid(text) is is_nik(text)

    @given(near_misses)
    @example("3275992902000001")
    @example("3275996902000001")
    @example("3275992902010001")
    def test_digits_near_a_valid_number_are_judged_as_the_specification_reads(
        self, text: str
    ) -> None:
        assert NIK.is_valid(text) is is_nik(text)

    @given(issued)
    def test_whatever_can_be_issued_is_accepted(self, text: str) -> None:
        assert NIK(text) == text

    @given(st.text() | st.text(DIGITS, max_size=20) | st.from_regex(r"\d{16}", fullmatch=True))
    def test_any_text_is_judged_as_the_specification_reads(self, text: str) -> None:
        assert NIK.is_valid(text) is is_nik(text)

    @given(issued, st.integers(0, 15), st.characters(exclude_characters=DIGITS))
    def test_one_character_that_is_no_ascii_digit_spoils_it(
        self, digits: str, place: int, character: str
    ) -> None:
        text = digits[:place] + character + digits[place + 1 :]
        assert not NIK.is_valid(text)
        assert _reason(text) is Fault.NOT_DIGITS

    @given(issued, st.integers(0, 15))
    def test_lost_digits_spoil_it(self, digits: str, kept: int) -> None:
        assert _reason(digits[:kept]) is Fault.LENGTH
        assert not NIK.is_valid(digits[:kept])

    @given(issued, st.text(DIGITS, min_size=1, max_size=4))
    def test_added_digits_spoil_it(self, digits: str, more: str) -> None:
        assert _reason(digits + more) is Fault.LENGTH
        assert not NIK.is_valid(digits + more)


class TestReasons:
    """`NIK(text)` accepts 16 ASCII digits that can be a NIK, else `InvalidNIK(reason=…)`."""

    @given(near_misses | digit_strings | st.text())
    def test_all_ways_to_make_one_agree(self, text: str) -> None:
        accepted = NIK.is_valid(text)
        assert (_reason(text) is None) is accepted
        if accepted:
            assert NIK(text) == NIK.parse(text) == NIK.try_parse(text) == text

    @given(
        issued,
        st.builds("{}{}".format, numbers(0, 10) | numbers(97, 98), numbers(0, 9999, places=4)),
    )
    def test_neither_a_province_nor_abroad_is_an_impossible_region(
        self, digits: str, region: str
    ) -> None:
        assert _reason(region + digits[6:]) is Fault.REGION

    @given(issued, st.sampled_from([2, 4]))
    def test_a_kab_kota_or_kecamatan_of_00_is_an_impossible_region(
        self, digits: str, place: int
    ) -> None:
        expected = None if digits.startswith("99") else Fault.REGION
        assert _reason(f"{digits[:place]}00{digits[place + 2 :]}") is expected

    @given(issued, st.integers(32, 40) | st.integers(72, 99) | st.just(0))
    def test_a_day_in_no_month_is_an_impossible_date(self, digits: str, day: int) -> None:
        assert _reason(f"{digits[:6]}{day:02}{digits[8:]}") is Fault.DATE

    @given(issued, st.just(0) | st.integers(13, 99))
    def test_a_month_outside_the_year_is_an_impossible_date(self, digits: str, month: int) -> None:
        assert _reason(f"{digits[:8]}{month:02}{digits[10:]}") is Fault.DATE

    @given(issued)
    def test_serial_0000_is_an_impossible_serial(self, digits: str) -> None:
        assert _reason(f"{digits[:12]}0000") is Fault.SERIAL


class TestParse:
    """`NIK.parse(text)` also takes a space, dot or dash between the groups of digits."""

    @given(niks, st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=6, max_size=6))
    def test_separators_between_groups_do_not_matter(self, nik: NIK, gaps: list[str]) -> None:
        pairs = [nik[at : at + 2] + gap for at, gap in zip(range(0, 12, 2), gaps, strict=True)]
        spaced = "".join(pairs) + nik[12:]
        assert NIK.parse(spaced) == NIK.try_parse(f"'{spaced} ") == nik
        assert NIK.is_valid(spaced) is (len(spaced) == 16)

    @given(niks, st.sampled_from([1, 3, 5, 7, 9, 11, 13, 14, 15]), st.sampled_from(" .-"))
    def test_separators_elsewhere_are_refused(self, nik: NIK, at: int, separator: str) -> None:
        assert NIK.try_parse(nik[:at] + separator + nik[at:]) is None

    @given(niks, st.sampled_from([".0", ".", "e0", "E+00"]))
    def test_a_number_of_a_spreadsheet_never_becomes_one(self, nik: NIK, tail: str) -> None:
        for digits in (nik, nik[:15], nik[:14]):
            assert NIK.try_parse(digits + tail) is None

    @given(niks, st.integers(0, 16), st.characters(exclude_characters=DIGITS + " .-"))
    def test_no_other_character_is_stripped(self, nik: NIK, place: int, other: str) -> None:
        assert NIK.try_parse(nik[:place] + other + nik[place:]) is None

    @given(niks | family_card_numbers)
    def test_parse_reads_what_str_and_formatted_write(self, number: NIK | FamilyCardNumber) -> None:
        kind = type(number)
        assert kind.parse(str(number)) == kind.parse(number.formatted) == number

    @given(near_misses | st.text())
    def test_try_parse_is_none_exactly_where_parse_raises(self, text: str) -> None:
        found = NIK.try_parse(text)
        if found is None:
            with pytest.raises(InvalidNIK):
                NIK.parse(text)
        else:
            assert NIK.parse(text) == found
            assert is_nik(found)


class TestParts:
    """`.region` (a `RegionCode` as issued) or `.mission`, `.sex`, `.serial`."""

    @given(near_misses.filter(is_nik))
    def test_the_parts_are_the_slices_of_the_digits(self, digits: str) -> None:
        nik = NIK(digits)
        region = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}"
        is_abroad = digits.startswith("99")
        assert nik.is_abroad is is_abroad
        assert nik.region == (None if is_abroad else RegionCode(region))
        assert nik.mission == (digits[2:6] if is_abroad else None)
        assert nik.sex is (Sex.FEMALE if digits[6] in "4567" else Sex.MALE)
        assert nik.serial == int(digits[12:])


class TestBirthDates:
    """`.birth_dates(not_after=)` gives all candidates, oldest first."""

    @given(niks, dates)
    def test_they_are_the_dates_that_a_walk_through_the_years_finds(
        self, nik: NIK, not_after: date
    ) -> None:
        day = int(nik[6:8]) - (40 if nik[6:8] > "40" else 0)
        assert nik.birth_dates(not_after=not_after) == candidates(day, nik, not_after)

    @given(niks, dates)
    def test_the_birth_date_is_the_newest_of_them(self, nik: NIK, not_after: date) -> None:
        found = nik.birth_dates(not_after=not_after)
        assert nik.birth_date(not_after=not_after) == (found[-1] if found else None)

    @given(niks, st.integers(1900, 2101))
    def test_a_date_counts_from_its_own_day_on_and_not_from_its_year(
        self, nik: NIK, year: int
    ) -> None:
        for born in nik.birth_dates(not_after=date(year, 12, 31)):
            assert nik.birth_date(not_after=born) == born
            assert born not in nik.birth_dates(not_after=born - timedelta(days=1))


class TestBuild:
    """`NIK.build(region=, birth_date=, sex=, serial=)` and the parts are inverses."""

    @given(kecamatan | desa, birth_dates, sexes, serials)
    def test_what_is_built_in_can_be_taken_out(
        self, region: RegionCode, born: date, sex: Sex, serial: int
    ) -> None:
        nik = NIK.build(region=region, birth_date=born, sex=sex, serial=serial)
        assert is_nik(nik)
        assert nik.birth_date(not_after=born) == born
        assert (nik.region, nik.sex, nik.serial) == (region[:8], sex, serial)

    @given(missions, birth_dates, sexes, serials)
    def test_what_is_built_abroad_can_be_taken_out(
        self, mission: str, born: date, sex: Sex, serial: int
    ) -> None:
        nik = NIK.build(mission=mission, birth_date=born, sex=sex, serial=serial)
        assert is_nik(nik)
        assert nik.birth_date(not_after=born) == born
        assert (nik.mission, nik.sex, nik.serial) == (mission, sex, serial)

    @given(near_misses.filter(is_nik), dates)
    def test_the_parts_build_the_same_number_with_every_candidate(
        self, digits: str, not_after: date
    ) -> None:
        nik = NIK(digits)
        for born in nik.birth_dates(not_after=not_after):
            again = NIK.build(
                region=nik.region,
                mission=nik.mission,
                birth_date=born,
                sex=nik.sex,
                serial=nik.serial,
            )
            assert again == digits


class TestText:
    """`str`, hash, equality, pickle, JSON, SQLite, Arrow behave as the digits."""

    @given(niks | family_card_numbers)
    def test_it_stands_for_its_digits(self, number: NIK | FamilyCardNumber) -> None:
        digits = "".join(number)
        assert type(digits) is str
        assert number == digits
        assert hash(number) == hash(digits)
        assert str(number) == f"{number}" == "%s" % number == digits  # noqa: UP031
        assert json.loads(json.dumps({number: number})) == {digits: digits}

    @given(niks | family_card_numbers, st.integers(0, pickle.HIGHEST_PROTOCOL))
    def test_copies_are_equal_and_of_the_same_class(
        self, number: NIK | FamilyCardNumber, protocol: int
    ) -> None:
        for again in (
            pickle.loads(pickle.dumps(number, protocol)),
            copy.copy(number),
            copy.deepcopy(number),
        ):
            assert type(again) is type(number)
            assert again == number

    @given(st.lists(niks))
    def test_numbers_sort_as_their_digits(self, numbers: list[NIK]) -> None:
        assert sorted(numbers) == sorted("".join(number) for number in numbers)


class TestPrivacy:
    """A NIK never appears in a `repr`, an exception, a warning or a log."""

    @given(niks | family_card_numbers)
    def test_only_the_region_is_shown(self, number: NIK | FamilyCardNumber) -> None:
        assert number.masked == f"{number[:6]}{'*' * 10}"
        assert repr(number) == f"{type(number).__name__}('{number[:6]}{'*' * 10}')"

    @given(near_misses | digit_strings | st.text(DIGITS + " .-", min_size=8))
    def test_no_error_holds_five_of_the_digits_in_a_row(self, text: str) -> None:
        for make in (NIK, NIK.parse, FamilyCardNumber, FamilyCardNumber.parse):
            try:
                make(text)
            except (InvalidNIK, InvalidFamilyCardNumber) as error:
                told = "".join([*traceback.format_exception_only(error), repr(vars(error))])
                told += repr(error) + repr(error.__context__) + repr(error.__cause__)
                assert not [n for n in range(len(text) - 4) if text[n : n + 5] in told]


class TestFamilyCardNumber:
    """KK number: region 6, **recording** date DDMMYY (no + 40), family serial 4."""

    @given(near_misses | digit_strings | st.text())
    def test_texts_are_judged_as_the_specification_reads(self, text: str) -> None:
        assert FamilyCardNumber.is_valid(text) is is_family_card_number(text)

    @given(kecamatan, dates, serials, dates)
    def test_the_parts_are_those_it_was_made_of(
        self, region: RegionCode, recorded: date, serial: int, not_after: date
    ) -> None:
        digits = f"{region.replace('.', '')}{recorded:%d%m%y}{serial:04}"
        number = FamilyCardNumber(digits)
        assert (number.region, number.serial) == (region, serial)
        assert number.recording_date(not_after=recorded) == recorded
        expected = candidates(recorded.day, digits, not_after)
        assert number.recording_dates(not_after=not_after) == expected
        assert number.recording_date(not_after=not_after) == (expected[-1] if expected else None)


def _reason(text: str) -> Fault | None:
    try:
        NIK(text)
    except InvalidNIK as error:
        return error.reason
    return None
