"""Text of a caller forges no formula, no row of a table, no line of a calendar, and no number."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import (
    NIK,
    Citizen,
    CoverageTable,
    FamilyCardNumber,
    RegionCode,
    Residence,
    Resident,
    Sex,
)
from dukcapil._shared.markup import neutralised, on_one_line, restored
from dukcapil.coverage import Coverage
from dukcapil.errors import Fault, InvalidFamilyCardNumber, InvalidNIK, InvalidRecord
from dukcapil.law import Certainty
from dukcapil.outreach import Sent, Venue, VenueKind, Visit
from dukcapil.recording import BiometricsCaptured, RecordingStatus
from dukcapil.register import Stage
from dukcapil.spreadsheets import read

DAY = date(2021, 1, 1)
RUN = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'=1", "''+1"]
HARMLESS = ["Bekasi", "'quoted'", "1-2", "a=b", " =1", "", "'"]


def table(*keys: str) -> CoverageTable[str]:
    return CoverageTable.of([(key, DAY, Coverage(obliged=2, covered=1)) for key in keys])


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_runs_stands_behind_an_apostrophe(text: str) -> None:
    assert neutralised(text) == f"'{text}"
    assert restored(f"'{text}") == text


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_is_left_as_it_is(text: str) -> None:
    assert neutralised(text) == restored(text) == text
    assert neutralised(-5) == -5


@given(st.text("='+-@\t\r\nab0", max_size=6))
def test_what_is_written_is_read_again(text: str) -> None:
    written = neutralised(text)
    assert isinstance(written, str)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert restored(written) == text


def test_keys_that_are_formulas_come_back_from_the_csv(tmp_path: Path) -> None:
    keys = [key for key in RUN if "\n" not in key and "\r" not in key]
    text = table(*keys).to_csv()
    assert not any(row[0][:1] in "=+-@\t" for row in csv.reader(StringIO(text)))
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    assert sorted(str(row["place"]) for row in read(path).rows) == sorted(keys)


def test_a_key_prints_in_one_line_of_letters() -> None:
    keys = ["a\nb  2021-01-01", "\x1b[31mred", "x\u202ey", "no\u00a0break", "\ud800"]
    lines = str(table(*keys)).splitlines()
    assert len(lines) == 1 + len(keys)
    shown = {line.split("  ")[0] for line in lines[1:]}
    assert shown == {r"a\nb", r"\x1b[31mred", r"x\u202ey", "no\u00a0break", r"\ud800"}
    assert on_one_line("Pondok Gede") == "Pondok Gede"


PLACE = RegionCode("32.75.01.1001")


@pytest.mark.parametrize("text", ["SMAN 99\nDTSTART:20200101", "\x07", "\ud800", "e\u0301"])
def test_an_id_of_a_venue_prints(text: str) -> None:
    with pytest.raises(InvalidRecord, match=r"Venue\.id: text that does not print"):
        Venue(id=text, kind=VenueKind.SCHOOL, region=PLACE, expected_people=1)
    with pytest.raises(InvalidRecord, match=r"Visit\.venue: text that does not print"):
        Visit(on=DAY, crew=1, venue=text, people=1)
    with pytest.raises(InvalidRecord, match=r"Sent\.office: text that does not print"):
        Sent(venue="a", office=text, people=1)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_id_of_a_venue_is_not_empty(text: str) -> None:
    with pytest.raises(InvalidRecord, match=r"Venue\.id: missing"):
        Venue(id=text, kind=VenueKind.SCHOOL, region=PLACE, expected_people=1)


SITI = Resident(
    nik=NIK("3275994105030001"),
    birth_date=date(2003, 5, 1),
    sex=Sex.FEMALE,
    citizenship=Citizen(),
    residences=[Residence(region=RegionCode("32.75.99"), since=date(2003, 5, 1))],
)


def test_a_number_made_past_its_class_is_none() -> None:
    forged = str.__new__(NIK, "not a number at all")
    card = str.__new__(FamilyCardNumber, "3275990501200000")
    for changes in ({"nik": forged}, {"former_niks": (forged,)}):
        with pytest.raises(InvalidNIK):
            attrs.evolve(SITI, **changes)
    with pytest.raises(InvalidFamilyCardNumber):
        attrs.evolve(SITI, family_card=card)
    with pytest.raises(InvalidNIK):
        BiometricsCaptured(id="e-1", nik=forged, occurred_on=DAY)


def test_a_nik_is_never_the_number_of_a_family_card() -> None:
    digits = "3275990501200001"
    nik, card = NIK(digits), FamilyCardNumber(digits)
    assert nik != card
    assert card != nik
    assert not nik == card  # noqa: SIM201  the operator itself
    assert nik == digits == card == str(card)
    assert not nik != NIK(digits)  # noqa: SIM202
    assert nik != 3275990501200001
    assert len({nik, card, digits}) == 2
    assert {nik: 1}[NIK(digits)] == 1


@pytest.mark.parametrize("kind", [Sex, Stage, RecordingStatus, Certainty, Fault])
def test_a_value_that_is_none_of_an_enumeration_is_not_shown(kind: type[Sex]) -> None:
    with pytest.raises(ValueError, match="found another str") as caught:
        kind("3275994105030001")
    assert "3275" not in f"{caught.value} {caught.value.__cause__} {caught.value.__context__}"
