"""PP 40/2019, which implements the act on population administration: the articles in use here."""

from __future__ import annotations

from datetime import date

from dukcapil import (
    NIK,
    Obliged,
    RegionCode,
    Residence,
    Resident,
    Sex,
    assess,
    law,
    parse_residents,
    regions,
)
from dukcapil.residents import EndOfStay

ISSUED = date(2003, 5, 1)
WOMAN = NIK("3275014105039999")
MOVE = date(2015, 1, 1)

RESIDENT = Resident(
    nik=WOMAN,
    birth_date=ISSUED,
    sex=Sex.FEMALE,
    residences=[
        Residence(
            region=RegionCode("32.75.01"), since=ISSUED, until=MOVE, ended_by=EndOfStay.MOVED
        ),
        Residence(region=RegionCode("33.74.01"), since=MOVE),
    ],
)


class TestPasal30Ayat2:
    """A NIK is kept for life, and no move changes it."""

    def test_a_move_leaves_the_region_of_first_registration_in_the_number(self) -> None:
        there = RegionCode("33.74.01")
        assert RESIDENT.lives_in(there, on=MOVE)
        assert RESIDENT.nik.region not in there
        assert RESIDENT.nik_disagreements() == ()

    def test_a_number_outlives_the_code_it_was_issued_with(self) -> None:
        region = regions.lookup("91.01.01")
        assert region is not None
        assert region.retired
        assert NIK("9101014105039999").region == region.code

    def test_the_citation_is_marked_as_quoted(self) -> None:
        assert str(law.NIK_FOR_LIFE) == "Pasal 30 ayat (2) PP 40/2019"
        assert law.NIK_FOR_LIFE.certainty is law.Certainty.QUOTED


class TestPasal32Ayat2:
    """The number of a citizen abroad, the NIT, is equal to a NIK."""

    def test_a_citizen_who_has_come_home_is_obliged_like_any_other(self) -> None:
        row = {"nik": "9912314105030001", "birth_date": "01-05-2003", "sex": "P"}
        on = date(2020, 11, 23)
        parsed = parse_residents([row | {"region": "32.75.01"}], on=on)
        (returned,) = parsed.residents
        assert returned.nik.is_abroad
        assert isinstance(assess(returned, on=on), Obliged)
        assert returned.nik_disagreements() == ()
        assert not parsed.remarks

    def test_the_citation_is_marked_as_reported(self) -> None:
        assert str(law.NIT_EQUALS_NIK) == "Pasal 32 ayat (2) PP 40/2019"
        assert law.NIT_EQUALS_NIK.certainty is law.Certainty.REPORTED
