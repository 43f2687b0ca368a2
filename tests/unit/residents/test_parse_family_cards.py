"""The column of family-card numbers: headings, spellings, refusals, rounded columns."""

from __future__ import annotations

import warnings
from decimal import Decimal

import pytest
from support.office_rows import BLANKS, TODAY, Row, problems, read, row

from dukcapil import FamilyCardNumber, Register, parse_residents
from dukcapil.errors import Fault, RoundedNumbers

FAMILY = "3275990501200001"  # recorded on 5 January 2020


@pytest.mark.parametrize(
    "heading",
    ["NO_KK", "NO KK", "Nomor KK", "No. KK", "No. Kartu Keluarga", "NOKK", "Nomor KK (16 digit)"],
)
def test_the_column_has_the_usual_headings(heading: str) -> None:
    (resident,) = read(row(**{heading: FAMILY})).residents
    assert resident.family_card == FamilyCardNumber(FAMILY)
    assert type(resident.family_card) is FamilyCardNumber


@pytest.mark.parametrize("cell", ["327599 050120 0001", "32.75.99.050120.0001", f"'{FAMILY}"])
def test_spaces_dots_and_dashes_are_no_fault(cell: str) -> None:
    assert read(row(NO_KK=cell)) == read(row(NO_KK=FAMILY))


@pytest.mark.parametrize(
    "cell",
    [*BLANKS, 0, 0.0, Decimal(0), "0", "0" * 16, "0000990501200001", "-", "belum punya KK"],
    ids=repr,
)
def test_whoever_is_on_no_card_has_none(cell: object) -> None:
    assert read(row(NO_KK=cell)) == read(row())


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (int(FAMILY), Fault.NOT_TEXT),
        (float(FAMILY), Fault.NOT_TEXT),
        ("3.27599E+15", Fault.SPREADSHEET_NUMBER),
        (f"{FAMILY}.0", Fault.SPREADSHEET_NUMBER),
        (f"{FAMILY[:15]}.0", Fault.SPREADSHEET_NUMBER),
        (f"+{FAMILY}", Fault.SPREADSHEET_NUMBER),
        (FAMILY[:15], Fault.LENGTH),
        (f"{FAMILY[:12]}0000", Fault.SERIAL),
        ("3275994501200001", Fault.DATE),  # nothing is added to a day here
        (f"991231{FAMILY[6:]}", Fault.REGION),
        ("Bekasi", Fault.NOT_DIGITS),
    ],
)
def test_what_spreadsheets_make_of_a_number_is_refused_with_the_reason(
    cell: object, reason: Fault
) -> None:
    assert problems(row(NO_KK=cell)) == [(1, "family_card", reason)]


def test_a_ruined_column_can_be_left_out() -> None:
    left_out = parse_residents([row(NO_KK="x")], on=TODAY, columns={"NO_KK": None})
    assert left_out == read(row())


def test_people_on_one_card_are_no_duplicates_and_the_number_stays_in_a_register() -> None:
    parents = read(row(1, NO_KK=FAMILY), row(2, NO_KK=FAMILY)).residents
    assert {one.family_card for one in Register.of(parents)} == {FAMILY}
    assert FAMILY[6:] not in repr(parents)


# --- columns that a spreadsheet has rounded --------------------------------------------------


def families(count: int, last: str = "0", end: str = "") -> list[Row]:
    return [row(n, NO_KK=f"3275990501200{n:02}{last}{end}") for n in range(1, count + 1)]


@pytest.mark.parametrize("end", ["", ".0"])
def test_a_column_that_ends_in_0_is_said_once_to_be_rounded(end: str) -> None:
    said = "^12 of 12 family-card numbers end in 0: a spreadsheet"
    with pytest.warns(RoundedNumbers, match=said) as caught:
        read(*families(12, end=end))
    assert len(caught) == 1


@pytest.mark.parametrize(
    "rows",
    [
        families(9),
        families(20, last="1"),
        [row(n, NO_KK="3275990501200010") for n in range(1, 20)],  # one large family
        [row(n, NO_KK="0") for n in range(1, 20)],
    ],
)
def test_other_columns_are_not_said_to_be_rounded(rows: list[Row]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not read(*rows).problems
