"""NIK and family-card numbers: the edges of the rule, parsing, parts, building."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dukcapil import (
    NIK,
    FamilyCardNumber,
    InvalidFamilyCardNumber,
    InvalidNIK,
    RegionCode,
    Sex,
    regions,
)
from dukcapil.errors import Fault

WOMAN = "3275994105030001"  # 1 May 2003
MAN = "3275990105030001"
FAMILY = "3275990501200001"  # recorded on 5 January 2020
LAST_DAY = date(2100, 12, 31)
FOREIGN: list[object] = [
    int(WOMAN),
    float(WOMAN),
    math.nan,
    math.inf,
    Decimal(WOMAN),
    WOMAN.encode(),
    bytearray(WOMAN.encode()),
    None,
    True,
    [WOMAN],
    {WOMAN: WOMAN},
]


def reason_of(text: object, kind: type[NIK | FamilyCardNumber] = NIK) -> Fault | None:
    try:
        kind(text)  # type: ignore[arg-type]
    except (InvalidNIK, InvalidFamilyCardNumber) as error:
        return error.reason
    return None


def exists_in_19yy_or_20yy(day: int, month: int, short_year: int) -> bool:
    for century in (1900, 2000):
        try:
            date(century + short_year, month, day)
        except ValueError:
            continue
        return True
    return False


# --- what can be a NIK -----------------------------------------------------------------------


@pytest.mark.parametrize("short_year", [0, 1, 3, 4, 20, 96, 99])
def test_every_day_and_month_is_judged_by_the_calendar(short_year: int) -> None:
    for day in range(100):
        for month in range(100):
            text = f"327599{day:02}{month:02}{short_year:02}0001"
            as_man = exists_in_19yy_or_20yy(day, month, short_year)
            as_woman = exists_in_19yy_or_20yy(day - 40, month, short_year)
            assert NIK.is_valid(text) is (as_man or as_woman), text
            assert FamilyCardNumber.is_valid(text) is as_man, text


@pytest.mark.parametrize("day", [29, 69])
def test_29_february_needs_a_leap_year_in_one_of_the_centuries(day: int) -> None:
    accepted = [year for year in range(100) if NIK.is_valid(f"327599{day}02{year:02}0001")]
    assert accepted == list(range(0, 100, 4))


@pytest.mark.parametrize("day", [30, 31, 70, 71])
def test_30_and_31_february_never_exist(day: int) -> None:
    assert not any(NIK.is_valid(f"327599{day}02{year:02}0001") for year in range(100))


def test_the_day_of_a_woman_is_41_to_71() -> None:
    accepted = [day for day in range(100) if NIK.is_valid(f"327599{day:02}01030001")]
    assert accepted == [*range(1, 32), *range(41, 72)]
    assert {NIK(f"327599{day:02}01030001").sex for day in range(41, 72)} == {Sex.FEMALE}
    assert {NIK(f"327599{day:02}01030001").sex for day in range(1, 32)} == {Sex.MALE}


@pytest.mark.parametrize("day", [0, *range(32, 41), *range(72, 100)])
def test_days_0_and_32_to_40_and_72_to_99_are_impossible(day: int) -> None:
    assert reason_of(f"327599{day:02}01030001") is Fault.DATE


def test_every_serial_but_0000_is_possible() -> None:
    refused = [serial for serial in range(10_000) if not NIK.is_valid(f"{WOMAN[:12]}{serial:04}")]
    assert refused == [0]
    assert reason_of(f"{WOMAN[:12]}0000") is Fault.SERIAL


def test_a_province_is_11_to_96_and_99_is_abroad() -> None:
    accepted = [n for n in range(100) if NIK.is_valid(f"{n:02}{WOMAN[2:]}")]
    assert accepted == [*range(11, 97), 99]
    assert reason_of(f"10{WOMAN[2:]}") is reason_of(f"97{WOMAN[2:]}") is Fault.REGION


def test_a_kab_kota_or_kecamatan_is_never_00() -> None:
    for kab_kota in range(100):
        for kecamatan in range(100):
            text = f"32{kab_kota:02}{kecamatan:02}{WOMAN[6:]}"
            assert NIK.is_valid(text) is (kab_kota != 0 and kecamatan != 0)
    assert reason_of(f"320099{WOMAN[6:]}") is reason_of(f"327500{WOMAN[6:]}") is Fault.REGION


@pytest.mark.parametrize("province", ["65", "91", "92", "93", "94", "95", "96"])
def test_the_youngest_provinces_issue_numbers(province: str) -> None:
    region = NIK(f"{province}0199{WOMAN[6:]}").region
    assert region is not None
    assert region.ancestors[-1] == province
    known = regions.lookup(province)
    assert known is not None
    assert not known.retired


def test_a_region_in_no_table_is_unknown_and_not_invalid() -> None:
    for region in ("327599", "549999", "829999"):
        code = NIK(region + WOMAN[6:]).region
        assert code == f"{region[:2]}.{region[2:4]}.{region[4:]}"
        assert code.region_name is None


def test_a_retired_region_stays_in_the_number_as_it_was_issued() -> None:
    code = NIK(f"910199{WOMAN[6:]}").region
    assert code == "91.01.99"
    kab_kota = code.parent
    assert kab_kota is not None
    region = regions.lookup(kab_kota)
    assert region is not None
    assert (region.retired, region.successor) == (True, "93.01")


def test_the_number_of_a_citizen_abroad_tells_the_mission_and_no_region() -> None:
    nik = NIK(f"991231{WOMAN[6:]}")
    assert (nik.is_abroad, nik.mission, nik.region) == (True, "1231", None)
    assert (nik.sex, nik.serial) == (Sex.FEMALE, 1)
    assert nik.birth_date(not_after=date(2020, 11, 23)) == date(2003, 5, 1)
    assert repr(nik) == "NIK('991231**********')"
    assert NIK.parse("99.12.31 410503 0001") == nik
    here = NIK(WOMAN)
    assert (here.is_abroad, here.mission) == (False, None)


def test_no_country_or_mission_is_impossible_abroad() -> None:
    assert all(NIK.is_valid(f"99{n:04}{WOMAN[6:]}") for n in range(10_000))
    assert reason_of(f"991231{WOMAN[6:12]}0000") is Fault.SERIAL
    assert reason_of(f"991231320503{WOMAN[12:]}") is Fault.DATE
    assert reason_of(f"991231{FAMILY[6:]}", FamilyCardNumber) is Fault.REGION


@pytest.mark.parametrize("length", [0, 1, 15, 17, 32])
def test_a_number_has_sixteen_digits(length: int) -> None:
    assert reason_of((WOMAN * 2)[:length]) is Fault.LENGTH


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{WOMAN}\n", id="trailing newline"),
        pytest.param(f"{WOMAN[:15]}\n", id="newline in the place of a digit"),
        pytest.param(f" {WOMAN}", id="leading space"),
        pytest.param(f" {WOMAN[:15]}", id="leading space in sixteen characters"),
        pytest.param(f"{WOMAN} ", id="trailing space"),
        pytest.param(f"\ufeff{WOMAN}", id="byte order mark"),
        pytest.param(f"'{WOMAN}", id="spreadsheet apostrophe"),
        pytest.param(f"-{WOMAN[1:]}", id="minus"),
        pytest.param(f"{WOMAN[:4]}_{WOMAN[5:]}", id="underscore"),
        pytest.param("3.27599410503E+15", id="scientific notation"),
        pytest.param("327599**********", id="masked"),
        pytest.param(f"{WOMAN[:15]}l", id="letter"),
        pytest.param(WOMAN.translate({ord("0") + n: 0x0660 + n for n in range(10)}), id="arabic"),
        pytest.param(WOMAN.translate({ord("0") + n: 0xFF10 + n for n in range(10)}), id="wide"),
        pytest.param(f"{WOMAN[:15]}\u0661", id="one Arabic-Indic digit"),
        pytest.param(f"{WOMAN[:15]}\uff11", id="one full-width digit"),
        pytest.param(f"{WOMAN[:15]}\u00b9", id="superscript one"),
        pytest.param(f"{WOMAN[:15]}\u2460", id="circled one"),
    ],
)
def test_only_ascii_digits_are_digits(text: str) -> None:
    assert not NIK.is_valid(text)
    assert reason_of(text) is Fault.NOT_DIGITS
    assert not FamilyCardNumber.is_valid(text)


@pytest.mark.parametrize("kind", [NIK, FamilyCardNumber])
def test_no_other_ascii_character_stands_in_for_a_digit(kind: type[NIK | FamilyCardNumber]) -> None:
    others = [chr(code) for code in range(128) if not chr(code).isdigit()]
    for digits in (MAN, FAMILY, "3275993112990001", "3275992902960001"):
        assert kind.is_valid(digits)
        for place in range(16):
            assert not any(
                kind.is_valid(f"{digits[:place]}{other}{digits[place + 1 :]}") for other in others
            )


@pytest.mark.parametrize("value", FOREIGN, ids=lambda value: type(value).__name__)
def test_what_is_not_text_is_refused_and_never_converted(value: object) -> None:
    for kind in (NIK, FamilyCardNumber):
        assert not kind.is_valid(value)
        assert kind.try_parse(value) is None
        assert reason_of(value, kind) is Fault.NOT_TEXT
    with pytest.raises(InvalidNIK, match="read the column as text") as caught:
        NIK.parse(value)  # type: ignore[arg-type]
    assert caught.value.found == type(value).__name__


def test_a_float_column_ruins_numbers_from_province_91_up() -> None:
    text = f"910199{WOMAN[6:]}"
    assert NIK.is_valid(text)
    assert f"{float(text):.0f}" != text
    assert reason_of(float(text)) is Fault.NOT_TEXT


def test_the_zero_that_a_spreadsheet_puts_last_shows_in_the_first_serials() -> None:
    assert reason_of(f"{WOMAN[:15]}0") is Fault.SERIAL


@pytest.mark.parametrize("text", ["0", "0" * 16, "", "-"])
def test_no_nik_yet_is_not_a_nik(text: str) -> None:
    assert not NIK.is_valid(text)
    assert NIK.try_parse(text) is None


# --- parse -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "327599 410503 0001",
        "32.75.99.410503.0001",
        "3275-9941-0503-0001",
        f"  {WOMAN}  ",
        f"'{WOMAN}",
    ],
)
def test_parse_strips_spaces_dots_and_dashes(text: str) -> None:
    assert NIK.parse(text) == NIK.try_parse(text) == WOMAN
    assert not NIK.is_valid(text)
    assert FamilyCardNumber.try_parse(text) is None


@pytest.mark.parametrize("more", ["\n", "\t", "\u00a0", "\u2013", "/", "x", "X", ",", "_"])
def test_parse_strips_nothing_else(more: str) -> None:
    assert NIK.try_parse(WOMAN + more) is None
    with pytest.raises(InvalidNIK) as caught:
        NIK.parse(WOMAN + more)
    assert caught.value.reason is Fault.NOT_DIGITS


# --- parts -----------------------------------------------------------------------------------


def test_the_parts_of_a_number_are_typed() -> None:
    nik = NIK(WOMAN)
    assert (nik.region, nik.sex, nik.serial) == (RegionCode("32.75.99"), Sex.FEMALE, 1)
    assert type(nik.region) is RegionCode
    assert nik.formatted == "327599 410503 0001"
    assert nik.masked == "327599**********"


def test_a_birth_in_the_future_is_one_of_the_last_century_to_the_day() -> None:
    nik = NIK("3275992411200001")
    assert nik.birth_dates(not_after=date(2020, 11, 23)) == (date(1920, 11, 24),)
    assert nik.birth_date(not_after=date(2020, 11, 23)) == date(1920, 11, 24)
    both = (date(1920, 11, 24), date(2020, 11, 24))
    assert nik.birth_dates(not_after=date(2020, 11, 24)) == both
    assert nik.birth_date(not_after=date(2020, 11, 24)) == both[1]


def test_29_february_00_is_2000_because_1900_was_no_leap_year() -> None:
    for day in (29, 69):
        nik = NIK(f"327599{day}02000001")
        assert nik.birth_dates(not_after=LAST_DAY) == (date(2000, 2, 29),)
        assert nik.birth_date(not_after=date(2000, 2, 29)) == date(2000, 2, 29)
        assert nik.birth_dates(not_after=date(2000, 2, 28)) == ()
        assert nik.birth_date(not_after=date(2000, 2, 28)) is None


def test_29_february_of_another_leap_year_may_be_in_either_century() -> None:
    nik = NIK("3275996902040001")
    assert nik.birth_dates(not_after=date(2020, 11, 23)) == (date(1904, 2, 29), date(2004, 2, 29))


def test_nobody_is_born_before_1900() -> None:
    assert NIK(WOMAN).birth_dates(not_after=date(1899, 12, 31)) == ()
    assert NIK("3275990101000001").birth_dates(not_after=date(1900, 1, 1)) == (date(1900, 1, 1),)
    assert NIK("3275993112990001").birth_dates(not_after=date(1999, 12, 30)) == ()


def test_the_last_day_that_is_possible_is_a_date_and_no_datetime() -> None:
    now = datetime(2020, 11, 23, tzinfo=UTC)
    for dates_of in (
        NIK(WOMAN).birth_dates,
        NIK(WOMAN).birth_date,
        FamilyCardNumber(FAMILY).recording_dates,
        FamilyCardNumber(FAMILY).recording_date,
    ):
        with pytest.raises(TypeError, match="not_after: expected date"):
            dates_of(not_after=now)


# --- build -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "sex", "serial", "expected"),
    [
        (date(2003, 5, 1), Sex.FEMALE, 1, WOMAN),
        (date(2003, 5, 1), Sex.MALE, 1, MAN),
        (date(1903, 5, 1), Sex.MALE, 1, MAN),
        (date(1999, 12, 31), Sex.FEMALE, 9999, "3275997112999999"),
        (date(2000, 2, 29), Sex.FEMALE, 10, "3275996902000010"),
        (date(1900, 1, 1), Sex.MALE, 100, "3275990101000100"),
    ],
)
def test_build_makes_the_number_that_would_be_issued(
    born: date, sex: Sex, serial: int, expected: str
) -> None:
    for region in ("32.75.99", "32.75.99.1001"):
        nik = NIK.build(region=RegionCode(region), birth_date=born, sex=sex, serial=serial)
        assert type(nik) is NIK
        assert nik == expected


def test_build_takes_a_mission_in_place_of_a_region() -> None:
    born = date(2003, 5, 1)
    assert NIK.build(mission="1231", birth_date=born, sex=Sex.MALE, serial=1) == (
        f"991231{MAN[6:]}"
    )
    for mission in ("123", "12311", "12a1", "\u0661231", "1231\n"):
        with pytest.raises(InvalidNIK, match="a mission that is not four digits"):
            NIK.build(mission=mission, birth_date=born, sex=Sex.MALE, serial=1)
    here = RegionCode("32.75.99")
    neither_or_both: list[tuple[RegionCode | None, str | None]] = [(None, None), (here, "1231")]
    for place, abroad in neither_or_both:
        with pytest.raises(TypeError, match="expected a region or a mission; give one"):
            NIK.build(region=place, mission=abroad, birth_date=born, sex=Sex.MALE, serial=1)
    with pytest.raises(TypeError, match=r"^NIK\.build\.mission: expected str"):
        NIK.build(mission=1231, birth_date=born, sex=Sex.MALE, serial=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("serial", [0, 10_000, -1])
def test_build_refuses_a_serial_outside_1_to_9999(serial: int) -> None:
    with pytest.raises(InvalidNIK) as caught:
        NIK.build(
            region=RegionCode("32.75.99"), birth_date=date(2003, 5, 1), sex=Sex.MALE, serial=serial
        )
    assert caught.value.reason is Fault.SERIAL


@pytest.mark.parametrize("region", ["32", "32.75"])
def test_build_refuses_a_region_wider_than_a_kecamatan(region: str) -> None:
    with pytest.raises(InvalidNIK) as caught:
        NIK.build(region=RegionCode(region), birth_date=date(2003, 5, 1), sex=Sex.MALE, serial=1)
    assert caught.value.reason is Fault.REGION


def test_build_refuses_a_birth_before_1900() -> None:
    with pytest.raises(InvalidNIK) as caught:
        NIK.build(
            region=RegionCode("32.75.99"), birth_date=date(1899, 12, 31), sex=Sex.MALE, serial=1
        )
    assert caught.value.reason is Fault.DATE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "32.75.99"),
        ("birth_date", datetime(2003, 5, 1, tzinfo=UTC)),
        ("birth_date", "2003-05-01"),
        ("sex", "female"),
        ("serial", "1"),
        ("serial", True),
        ("serial", 1.0),
    ],
)
def test_build_takes_only_the_types_it_names(field: str, value: object) -> None:
    parts: dict[str, object] = {
        "region": RegionCode("32.75.99"),
        "birth_date": date(2003, 5, 1),
        "sex": Sex.FEMALE,
        "serial": 1,
    }
    with pytest.raises(TypeError, match=rf"^NIK\.build\.{field}: "):
        NIK.build(**{**parts, field: value})  # type: ignore[arg-type]


# --- family cards ----------------------------------------------------------------------------


def test_a_family_card_number_adds_no_40() -> None:
    assert reason_of("3275994501200001", FamilyCardNumber) is Fault.DATE
    assert NIK.is_valid("3275994501200001")


def test_a_family_card_number_tells_region_recording_date_and_serial() -> None:
    number = FamilyCardNumber(FAMILY)
    assert (number.region, number.serial) == ("32.75.99", 1)
    assert number.recording_date(not_after=date(2020, 11, 23)) == date(2020, 1, 5)
    assert number.recording_date(not_after=date(2020, 1, 4)) == date(1920, 1, 5)
    assert number.recording_date(not_after=date(1920, 1, 4)) is None
    assert number.recording_dates(not_after=date(2020, 1, 5)) == (
        date(1920, 1, 5),
        date(2020, 1, 5),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FAMILY[:15], Fault.LENGTH),
        (f"97{FAMILY[2:]}", Fault.REGION),
        (f"{FAMILY[:6]}320120{FAMILY[12:]}", Fault.DATE),
        (f"{FAMILY[:6]}290219{FAMILY[12:]}", Fault.DATE),
        (f"{FAMILY[:12]}0000", Fault.SERIAL),
        (f"{FAMILY[:15]}\u0661", Fault.NOT_DIGITS),
    ],
)
def test_a_family_card_number_is_refused_with_the_reason(text: str, reason: Fault) -> None:
    assert not FamilyCardNumber.is_valid(text)
    assert reason_of(text, FamilyCardNumber) is reason
    with pytest.raises(InvalidFamilyCardNumber, match="family-card number"):
        FamilyCardNumber.parse(text)
