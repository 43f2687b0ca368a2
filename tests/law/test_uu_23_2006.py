"""UU 23/2006 on population administration, as amended by UU 24/2013: the articles in use here."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from dukcapil import (
    NIK,
    Citizen,
    NotYetObliged,
    Obliged,
    OutOfScope,
    PermanentForeigner,
    RegionCode,
    Residence,
    Resident,
    Sex,
    StayPermit,
    assess,
    law,
    obliged_from,
)
from dukcapil.cards import (
    Card,
    CardEvent,
    CardHandedOver,
    CardPrinted,
    IssueReason,
    fold,
)
from dukcapil.residents import EndOfStay
from dukcapil.wajib_ktp import Ground

DAY = timedelta(days=1)
BORN, SEVENTEEN = date(2003, 5, 1), date(2020, 5, 1)
WEDDING = date(2019, 8, 17)
PERMIT_BEGINS, PERMIT_ENDS = date(2018, 1, 1), date(2023, 1, 1)

CITIZEN = Resident(
    nik=NIK("3275994105030001"),
    birth_date=BORN,
    sex=Sex.FEMALE,
    residences=[Residence(region=RegionCode("32.75.99"), since=BORN)],
)
FOREIGNER = attrs.evolve(
    CITIZEN,
    citizenship=PermanentForeigner([StayPermit(since=PERMIT_BEGINS, until=PERMIT_ENDS)]),
)


class TestPasal63Ayat1:
    """Must have a card: citizens and foreigners with a permanent permit, if 17 or ever married."""

    @pytest.mark.parametrize("person", [CITIZEN, FOREIGNER], ids=["citizen", "foreigner"])
    def test_seventeen_years_suffice(self, person: Resident) -> None:
        assert isinstance(assess(person, on=SEVENTEEN - DAY), NotYetObliged)
        assert isinstance(assess(person, on=SEVENTEEN), Obliged)

    @pytest.mark.parametrize("person", [CITIZEN, FOREIGNER], ids=["citizen", "foreigner"])
    def test_a_marriage_suffices_whatever_became_of_it(self, person: Resident) -> None:
        married = attrs.evolve(person, first_married_on=WEDDING)
        assert isinstance(assess(married, on=WEDDING - DAY), NotYetObliged)
        for on in (WEDDING, WEDDING + 200 * DAY, SEVENTEEN):
            assert isinstance(assess(married, on=on), Obliged)

    def test_a_foreigner_without_a_permanent_permit_is_not_meant(self) -> None:
        for on in (PERMIT_BEGINS - DAY, PERMIT_ENDS):
            assert isinstance(assess(FOREIGNER, on=on), OutOfScope)

    def test_sex_makes_no_difference(self) -> None:
        man = attrs.evolve(CITIZEN, nik=NIK("3275990105030001"), sex=Sex.MALE)
        for on in (SEVENTEEN - DAY, SEVENTEEN):
            assert assess(man, on=on) == assess(CITIZEN, on=on)

    @pytest.mark.parametrize("on", [SEVENTEEN - DAY, SEVENTEEN, PERMIT_ENDS])
    def test_every_answer_cites_it(self, on: date) -> None:
        for person in (CITIZEN, FOREIGNER):
            answer = assess(person, on=on)
            assert all(law.WAJIB_KTP in ground.citations for ground in answer.grounds)
            assert str(law.WAJIB_KTP) in str(answer)


class TestPasal63Ayat3:
    """A card is valid in all of Indonesia, so a move neither begins nor ends the obligation."""

    @pytest.mark.parametrize("move", [date(2019, 1, 1), SEVENTEEN, date(2020, 11, 1)])
    def test_a_move_changes_neither_verdict_nor_dates(self, move: date) -> None:
        stays = [
            attrs.evolve(CITIZEN.residences[0], until=move, ended_by=EndOfStay.MOVED),
            Residence(region=RegionCode("91.71.01"), since=move),
        ]
        mover = attrs.evolve(CITIZEN, residences=stays)
        assert obliged_from(mover) == SEVENTEEN
        for on in (move - DAY, move, SEVENTEEN - DAY, SEVENTEEN, date(2021, 1, 1)):
            assert assess(mover, on=on) == assess(CITIZEN, on=on)


class TestPasal64Ayat7:
    """A citizen's card is valid for life, a foreigner's as long as the permanent permit."""

    def test_age_never_ends_the_obligation_of_a_citizen(self) -> None:
        for years in range(17, 130):
            answer = assess(CITIZEN, on=BORN.replace(year=BORN.year + years))
            assert isinstance(answer, Obliged)
            assert answer.since == SEVENTEEN

    def test_death_ends_it(self) -> None:
        death = date(2090, 1, 1)
        mortal = attrs.evolve(CITIZEN, died_on=death)
        assert isinstance(assess(mortal, on=death - DAY), Obliged)
        assert assess(mortal, on=death) == OutOfScope(grounds=(Ground.DIED,))

    def test_the_obligation_of_a_foreigner_follows_the_permit(self) -> None:
        assert isinstance(assess(FOREIGNER, on=PERMIT_ENDS - DAY), Obliged)
        ended = assess(FOREIGNER, on=PERMIT_ENDS)
        assert ended == OutOfScope(grounds=(Ground.NO_PERMIT,))

    def test_an_extension_prolongs_it_without_a_break(self) -> None:
        permits = [
            StayPermit(since=PERMIT_BEGINS, until=PERMIT_ENDS),
            StayPermit(since=PERMIT_ENDS, until=date(2028, 1, 1)),
        ]
        extended = attrs.evolve(FOREIGNER, citizenship=PermanentForeigner(permits))
        for on in (PERMIT_ENDS - DAY, PERMIT_ENDS):
            answer = assess(extended, on=on)
            assert isinstance(answer, Obliged)
            assert answer.since == SEVENTEEN

    def test_who_becomes_a_citizen_needs_no_permit(self) -> None:
        naturalised = attrs.evolve(FOREIGNER, citizenship=Citizen())
        assert isinstance(assess(naturalised, on=PERMIT_ENDS), Obliged)

    def test_it_is_cited_where_a_permit_decides_and_only_there(self) -> None:
        for on in (SEVENTEEN, PERMIT_ENDS):
            assert "Pasal 64 ayat (7)" in str(assess(FOREIGNER, on=on))
            assert "Pasal 64 ayat (7)" not in str(assess(CITIZEN, on=on))


class TestPasal101HurufC:
    """A citizen's card of before the amendment is valid for life, whatever is printed on it."""

    def card(self, resident: Resident, on: date) -> Card | None:
        ends = date(2017, 1, 1)
        events: list[CardEvent] = [
            CardPrinted(
                id="e-1",
                nik=resident.nik,
                occurred_on=date(2012, 1, 1),
                card="old",
                reason=IssueReason.NEW,
                valid_until=ends,
            ),
            CardHandedOver(id="e-2", nik=resident.nik, occurred_on=date(2012, 1, 1), card="old"),
        ]
        return fold(events, on=on, citizenship=resident.citizenship).card

    def test_a_printed_end_ends_nothing(self) -> None:
        card = self.card(CITIZEN, date(2050, 1, 1))
        assert card is not None
        assert card.valid_until is None

    def test_it_is_no_rule_for_foreigners(self) -> None:
        permits = [StayPermit(since=date(2010, 1, 1), until=date(2030, 1, 1))]
        foreigner = attrs.evolve(CITIZEN, citizenship=PermanentForeigner(permits))
        assert self.card(foreigner, date(2016, 12, 31)) is not None
        assert self.card(foreigner, date(2017, 1, 1)) is None


class TestPasal20Ayat1:
    """A foreigner with a limited permit gets a residence certificate, and need not hold a card."""

    def test_only_a_permanent_permit_obliges(self) -> None:
        later = StayPermit(since=SEVENTEEN + DAY)
        limited = attrs.evolve(CITIZEN, citizenship=PermanentForeigner([later]))
        assert assess(limited, on=SEVENTEEN) == OutOfScope(grounds=(Ground.NO_PERMIT,))
        assert isinstance(assess(limited, on=SEVENTEEN + DAY), Obliged)

    def test_the_citations_are_marked_as_reported(self) -> None:
        for citation in (law.LIMITED_STAY, law.LIMITED_STAY_PROCEDURE):
            assert citation.certainty is law.Certainty.REPORTED
