"""Permendagri 108/2019, which implements Perpres 96/2018: the articles in use here."""

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
)
from dukcapil.cards import CardPrinted, IssueReason, fold
from dukcapil.errors import Fault, NIKMismatch
from dukcapil.residents import Problem

DAY = timedelta(days=1)
ISSUED = date(2003, 5, 1)
CORRECTED = date(2004, 5, 1)
WOMAN = NIK("3275014105039999")

RESIDENT = Resident(
    nik=WOMAN,
    birth_date=ISSUED,
    sex=Sex.FEMALE,
    residences=[Residence(region=RegionCode("32.75.01"), since=ISSUED)],
)


class TestPasal15Ayat3:
    """A NIK is kept when the birth date or the sex is corrected."""

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
        with pytest.warns(
            NIKMismatch, match=r"1 of 1 rows.*Pasal 15 ayat \(3\) Permendagri 108/2019"
        ):
            parsed = parse_residents([row], on=date(2020, 11, 23))
        assert [resident.nik for resident in parsed.residents] == [WOMAN]
        assert not parsed.problems
        assert tuple(parsed.remarks) == tuple(
            Problem(row=1, column=field, reason=Fault.NIK_MISMATCH)
            for field in ("birth_date", "sex")
        )

    def test_the_citation_is_marked_as_quoted(self) -> None:
        assert str(law.NIK_AFTER_CORRECTION) == "Pasal 15 ayat (3) Permendagri 108/2019"
        assert law.NIK_AFTER_CORRECTION.certainty is law.Certainty.QUOTED


class TestPasal20:
    """Who has moved in: from another kabupaten/kota, from abroad, or as a transmigrant."""

    def test_a_citizen_who_comes_home_from_abroad_gets_a_card_for_moving_in(self) -> None:
        printed = CardPrinted(
            id="e-1",
            nik=NIK("9912314105030001"),
            occurred_on=date(2022, 8, 17),
            card="first",
            reason=IssueReason.MOVED_IN,
        )
        assert printed.nik.is_abroad
        (card,) = fold([printed], on=printed.occurred_on).cards
        assert card.reason is IssueReason.MOVED_IN

    def test_the_citation_is_marked_as_quoted(self) -> None:
        assert str(law.MOVED_IN) == "Pasal 20 Permendagri 108/2019"
        assert law.MOVED_IN.certainty is law.Certainty.QUOTED
