"""People with former NIKs: one person, whose events and snapshots come under any of them."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import attrs
import pytest
from support.people import card, happened, person

from dukcapil import NIK, InvalidRecord, Register, Resident, measure
from dukcapil.coverage import LateFact, revisions
from dukcapil.errors import DuplicateRecord
from dukcapil.recording import BiometricsCaptured
from dukcapil.residents import Snapshot

FIRST, SECOND = date(2020, 12, 31), date(2021, 6, 30)
OLD, OLDER = NIK("3275994105900098"), NIK("3275994105900097")
ANA = attrs.evolve(person(1, date(1990, 5, 1)), former_niks=[OLDER, OLD])
BEFORE = attrs.evolve(ANA, nik=OLD, former_niks=())
BEA = person(2, date(1991, 5, 1))


def events_under(nik: NIK) -> list[object]:
    _, events = happened(attrs.evolve(ANA, nik=nik, former_niks=()), *card(date(2020, 3, 1)))
    return list(events)


@pytest.mark.parametrize("nik", [ANA.nik, OLD, OLDER])
def test_events_under_any_nik_are_those_of_the_one_person(nik: NIK) -> None:
    register = Register.of([ANA, BEA], events_under(nik))  # type: ignore[arg-type]
    assert len(register) == 2
    assert measure(register, on=FIRST).total(on=FIRST).covered == 1
    assert all(one in register for one in (ANA.nik, OLD, OLDER))
    assert register[nik] == ANA
    assert register.standing(nik, on=FIRST).holding.card is not None
    assert [event.nik for event in register.history(nik)] == [ANA.nik] * 2
    for again in (copy.copy(register), pickle.loads(pickle.dumps(register))):
        assert again == register
        assert OLDER in again


def test_a_nik_of_two_people_is_refused() -> None:
    for other in (BEFORE, attrs.evolve(BEA, former_niks=[OLD]), person(1, date(1990, 5, 1))):
        with pytest.raises(DuplicateRecord, match="NIK"):
            Register.of([ANA, other])
        with pytest.raises(DuplicateRecord, match="NIK"):
            Register.of([ANA]).merge(Register.of([other]))


@pytest.mark.parametrize("former", [[OLD, OLD], [OLDER, ANA.nik]])
def test_a_nik_is_a_former_one_once(former: list[NIK]) -> None:
    with pytest.raises(InvalidRecord, match=r"Resident\.former_niks"):
        attrs.evolve(ANA, former_niks=former)


def test_a_former_nik_is_a_nik() -> None:
    with pytest.raises(TypeError, match=r"Resident\.former_niks: expected NIK, found str"):
        attrs.evolve(ANA, former_niks=[str(OLD)])  # type: ignore[list-item]


def test_the_repr_shows_none_of_them() -> None:
    assert str(OLD) not in repr(ANA)


def seen(resident: Resident, day: date) -> Snapshot:
    return Snapshot(resident=resident, entered_on=day)


def test_snapshots_under_two_niks_are_of_one_person_without_a_key() -> None:
    register = Register.of([seen(BEFORE, FIRST), seen(ANA, SECOND)], events_under(OLD))  # type: ignore[arg-type]
    assert register.residents == (ANA,)
    then = register.known_on(FIRST)
    assert then.residents == (BEFORE,)
    assert ANA.nik not in then
    assert OLDER not in then
    assert then.history(OLD)


def test_a_resident_who_was_known_always_gets_another_nik() -> None:
    register = Register.of([seen(ANA, SECOND), BEFORE])
    assert register.residents == (ANA,)
    assert register.known_on(FIRST).residents == (BEFORE,)


def test_another_nik_is_a_late_fact_that_moves_nobody() -> None:
    register = Register.of([seen(BEFORE, FIRST), seen(ANA, SECOND)])
    by_nik = revisions(register, on=FIRST, published=FIRST, by=lambda resident: resident.nik)
    assert {row.key: row[LateFact.NEW_NIK].obliged for row in by_nik} == {OLD: -1, ANA.nik: 1}
    (row,) = revisions(register, on=FIRST, published=FIRST)
    assert not any(count.people for count in row.counts)


def test_an_event_under_an_unknown_nik_is_refused() -> None:
    stranger = BiometricsCaptured(id="e-9", nik=BEA.nik, occurred_on=FIRST)
    with pytest.raises(InvalidRecord, match=r"events\[0\]\.nik"):
        Register.of([ANA], [stranger])
