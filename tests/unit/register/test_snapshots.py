"""Snapshots of residents: who is who, what is refused, and what a register keeps of them."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime

import attrs
import pytest
from support.people import HOME, OTHER_CITY, lived, person

from dukcapil import NIK, RegionCode, Register, measure
from dukcapil.errors import DuplicateRecord, InvalidRecord
from dukcapil.recording import BiometricsCaptured
from dukcapil.register import Reorganisation
from dukcapil.residents import EndOfStay, Snapshot, complete_exports

FIRST, SECOND, THIRD = date(2020, 12, 31), date(2021, 6, 30), date(2021, 12, 31)
ANA, BEA = person(1, date(1990, 5, 1)), person(2, date(1991, 5, 1))
DEAD = attrs.evolve(ANA, died_on=date(2020, 11, 20))
NEW_NIK = attrs.evolve(ANA, nik=NIK("3275994105900099"))


def seen(resident: object, day: date, key: str | None = None) -> Snapshot:
    return Snapshot(resident=resident, entered_on=day, key=key)  # type: ignore[arg-type]


def obliged(register: Register, on: date) -> int:
    return measure(register, on=on).total(on=on).obliged


def test_the_last_snapshot_entered_by_a_day_counts() -> None:
    register = Register.of([seen(DEAD, SECOND), BEA, seen(ANA, FIRST)])
    assert obliged(register, FIRST) == 1
    assert obliged(register.known_on(FIRST), FIRST) == 2
    assert register.residents == (DEAD, BEA)
    before = register.known_on(date(2020, 12, 30))
    assert before.residents == (BEA,)  # known always


def test_a_resident_without_snapshot_is_known_until_the_first_one() -> None:
    register = Register.of([ANA, seen(DEAD, SECOND)])
    assert register.known_on(FIRST).residents == (ANA,)
    assert register.residents == (DEAD,)


def test_a_person_stays_one_through_a_change_of_nik() -> None:
    captured = BiometricsCaptured(id="e-1", nik=ANA.nik, occurred_on=date(2020, 3, 1))
    again = attrs.evolve(captured, nik=NEW_NIK.nik)
    register = Register.of([seen(ANA, FIRST, "a"), seen(NEW_NIK, SECOND, "a")], [captured, again])
    assert len(register) == register.event_count == 1
    assert register.history(ANA.nik) == register.history(NEW_NIK.nik) == (again,)
    assert ANA.nik in register
    assert register[ANA.nik] == NEW_NIK
    assert register.known_on(FIRST).history(ANA.nik) == (captured,)
    assert NEW_NIK.nik not in register.known_on(FIRST)


def test_a_key_that_comes_late_holds_from_the_beginning() -> None:
    register = Register.of([seen(ANA, FIRST), seen(ANA, SECOND, "a"), seen(NEW_NIK, THIRD, "a")])
    assert len(register) == 1
    assert Register.of([seen(ANA, FIRST, "a"), seen(NEW_NIK, THIRD, "a")]).known_on(
        FIRST
    ) == register.known_on(FIRST)


def test_one_event_of_two_people_is_refused() -> None:
    captured = BiometricsCaptured(id="e-1", nik=ANA.nik, occurred_on=date(2020, 3, 1))
    with pytest.raises(DuplicateRecord):
        Register.of([ANA, BEA], [captured, attrs.evolve(captured, nik=BEA.nik)])


def test_events_before_a_birth_as_it_was_known_are_no_fault_of_the_past() -> None:
    captured = BiometricsCaptured(id="e-1", nik=ANA.nik, occurred_on=date(2020, 3, 1))
    late = date(2020, 6, 1)
    wrong = attrs.evolve(ANA, birth_date=late, residences=lived((HOME, late)))
    register = Register.of([seen(wrong, FIRST), seen(ANA, SECOND)], [captured])
    assert register.known_on(FIRST).event_count == 1


def test_two_records_of_a_day_are_refused() -> None:
    assert len(Register.of([seen(ANA, FIRST), seen(ANA, FIRST)])) == 1
    with pytest.raises(DuplicateRecord, match="person and day of entry"):
        Register.of([seen(ANA, FIRST), seen(DEAD, FIRST)])
    with pytest.raises(DuplicateRecord, match="NIK"):
        Register.of([ANA, ANA])


def test_two_keys_of_one_nik_are_refused() -> None:
    with pytest.raises(InvalidRecord, match=r"residents\[1\].key: contradicts the NIK") as refused:
        Register.of([seen(ANA, FIRST, "a"), seen(ANA, SECOND, "b")])
    assert ANA.nik not in str(refused.value)


def test_what_is_no_resident_is_refused() -> None:
    for wrong in (1, [FIRST], None):
        with pytest.raises(TypeError, match=r"Register\.residents"):
            Register.of(wrong if wrong is None else [wrong])  # type: ignore[list-item, arg-type]
    with pytest.raises(TypeError, match="resident"):
        seen("ana", FIRST)
    with pytest.raises(TypeError, match="entered_on"):
        seen(ANA, datetime(2020, 1, 1))  # noqa: DTZ001  refused
    with pytest.raises(TypeError, match="key"):
        seen(ANA, FIRST, 1)  # type: ignore[arg-type]


def test_a_register_keeps_its_snapshots() -> None:
    register = Register.of([seen(ANA, FIRST), seen(DEAD, SECOND), BEA])
    scope = RegionCode("32.75")
    for same in (
        pickle.loads(pickle.dumps(register)),
        copy.deepcopy(register),
        register.merge(register),
        Register.of([seen(ANA, FIRST), BEA]).merge(Register.of([seen(DEAD, SECOND)])),
        register.by_boundaries_of(FIRST, []),
    ):
        assert same == register
    assert register.within(scope).known_on(FIRST).residents == (ANA, BEA)
    assert register != Register.of(register.residents)
    assert repr(register) == "Register(residents=2, events=0)"


def test_a_scope_has_whoever_was_once_known_to_live_there() -> None:
    elsewhere = attrs.evolve(ANA, residences=lived((OTHER_CITY, ANA.birth_date)))
    register = Register.of([seen(ANA, FIRST), seen(elsewhere, SECOND)]).within(HOME)
    assert obliged(register, FIRST) == 0
    assert obliged(register.known_on(FIRST), FIRST) == 1


def test_boundaries_are_those_of_one_day_in_every_snapshot() -> None:
    new = RegionCode("32.75.99.1001")
    change = Reorganisation(on=date(2021, 1, 1), successors={HOME: new})
    register = Register.of([seen(ANA, FIRST), seen(DEAD, SECOND)])
    renamed = register.by_boundaries_of(THIRD, [change])
    for day in (FIRST, SECOND):
        assert renamed.known_on(day)[ANA.nik].residences[0].region == new


# Complete exports.


def test_who_is_missing_in_a_complete_export_has_gone() -> None:
    snapshots = complete_exports({SECOND: [BEA], FIRST: [ANA, BEA], THIRD: [ANA, BEA]})
    assert [one.entered_on for one in snapshots] == [FIRST, FIRST, SECOND, THIRD]
    (stay,) = snapshots[2].resident.residences
    assert (stay.until, stay.ended_by) == (SECOND, EndOfStay.UNKNOWN_DESTINATION)
    register = Register.of(snapshots)
    assert [obliged(register.known_on(day), day) for day in (FIRST, SECOND, THIRD)] == [2, 1, 2]
    assert obliged(register.known_on(SECOND), FIRST) == 2


def test_who_was_gone_or_dead_before_is_no_news() -> None:
    gone = attrs.evolve(BEA, residences=lived((HOME, BEA.birth_date), until=date(2020, 1, 1)))
    assert len(complete_exports({FIRST: [DEAD, gone], SECOND: [], THIRD: []})) == 2


def test_stays_that_had_not_begun_never_will() -> None:
    moving = attrs.evolve(ANA, residences=lived((HOME, ANA.birth_date), (OTHER_CITY, THIRD)))
    snapshots = complete_exports({FIRST: [moving], SECOND: []})
    assert [stay.region for stay in snapshots[1].resident.residences] == [HOME]


def test_a_key_holds_a_person_together_in_exports() -> None:
    exports = {FIRST: [ANA], SECOND: [NEW_NIK]}
    assert len(Register.of(complete_exports(exports))) == 2
    assert len(Register.of(complete_exports(exports, key=lambda one: str(one.birth_date)))) == 1


def test_exports_are_checked() -> None:
    with pytest.raises(DuplicateRecord, match="person of an export"):
        complete_exports({FIRST: [ANA, DEAD]})
    with pytest.raises(DuplicateRecord, match="person of an export"):
        complete_exports({FIRST: [ANA, ANA]})
    with pytest.raises(TypeError, match="exports"):
        complete_exports({FIRST: ["ana"]})  # type: ignore[list-item]
    with pytest.raises(TypeError, match="exports"):
        complete_exports({"2020": [ANA]})  # type: ignore[dict-item]
