"""PP 40/2019, which implements the act on population administration: the article in use here."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from dukcapil import (
    NIK,
    NotYetObliged,
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
from dukcapil.errors import Fault, NIKMismatch
from dukcapil.residents import EndOfStay, Problem

DAY = timedelta(days=1)
ISSUED = date(2003, 5, 1)
CORRECTED = date(2004, 5, 1)
WOMAN = NIK("3275014105030001")
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
    """A NIK is kept for life; neither a move nor a corrected birth date changes it."""

    def test_a_move_leaves_the_region_of_first_registration_in_the_number(self) -> None:
        there = RegionCode("33.74.01")
        assert RESIDENT.lives_in(there, on=MOVE)
        assert RESIDENT.nik.region not in there
        assert RESIDENT.nik_disagreements() == ()

    def test_a_number_outlives_the_code_it_was_issued_with(self) -> None:
        region = regions.lookup("91.01.01")
        assert region is not None
        assert region.retired
        assert NIK("9101014105030001").region == region.code

    def test_a_corrected_birth_date_keeps_the_number_and_is_no_error(self) -> None:
        corrected = attrs.evolve(RESIDENT, birth_date=CORRECTED, residences=[])
        assert corrected.nik == WOMAN
        assert corrected.nik_disagreements() == ("birth_date",)

    def test_a_number_issued_with_the_wrong_sex_is_no_error(self) -> None:
        corrected = attrs.evolve(RESIDENT, sex=Sex.MALE)
        assert corrected.nik == WOMAN
        assert corrected.nik_disagreements() == ("sex",)

    def test_the_record_decides_about_17_and_not_the_number(self) -> None:
        stay = Residence(region=RegionCode("32.75.01"), since=CORRECTED)
        corrected = attrs.evolve(RESIDENT, birth_date=CORRECTED, residences=[stay])
        by_number, by_record = date(2020, 5, 1), date(2021, 5, 1)
        assert isinstance(assess(corrected, on=by_number), NotYetObliged)
        assert isinstance(assess(corrected, on=by_record - DAY), NotYetObliged)
        assert isinstance(assess(corrected, on=by_record), Obliged)

    def test_a_row_whose_number_disagrees_is_kept_with_a_warning_that_cites_the_article(
        self,
    ) -> None:
        row = {"nik": str(WOMAN), "birth_date": "01-05-2004", "sex": "L", "region": "32.75.01"}
        with pytest.warns(NIKMismatch, match=r"1 of 1 rows.*PP 40/2019 Pasal 30 ayat \(2\)"):
            parsed = parse_residents([row], on=date(2020, 11, 23))
        assert [resident.nik for resident in parsed.residents] == [WOMAN]
        assert not parsed.problems
        assert tuple(parsed.remarks) == tuple(
            Problem(row=1, column=field, reason=Fault.NIK_MISMATCH)
            for field in ("birth_date", "sex")
        )

    def test_the_citation_is_marked_as_reported(self) -> None:
        assert str(law.NIK_FOR_LIFE) == "PP 40/2019 Pasal 30 ayat (2)"
        assert law.NIK_FOR_LIFE.certainty is law.Certainty.REPORTED


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
        assert str(law.NIT_EQUALS_NIK) == "PP 40/2019 Pasal 32 ayat (2)"
        assert law.NIT_EQUALS_NIK.certainty is law.Certainty.REPORTED
