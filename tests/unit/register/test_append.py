"""Batches appended to a register: what they add, what they leave as it was, what is refused."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from support.histories import ANA, BEA, CID, OF_ANA, OF_BEA, REGISTER, day, events_of, happened
from support.people import HOME, OTHER_CITY, lived, person

from dukcapil import RegionCode, Register, measure
from dukcapil.cards import CardHandedOver, CardLost, CardPrinted
from dukcapil.coverage import flows, partition, series
from dukcapil.errors import DuplicateRecord, IllegalTransition, InvalidRecord
from dukcapil.months import Month
from dukcapil.recording import BiometricsCaptured, PrintReadyRecordMade, RecordDeleted
from dukcapil.regions import Level
from dukcapil.residents import EndOfStay, Snapshot

LOST = happened(CardLost, 9)
DEAD = attrs.evolve(ANA, died_on=day(20))
SEEN = day(21)


def figures(register: Register) -> list[object]:
    """All that a register answers, more or less."""
    return [
        partition(register, on=day(10)),
        partition(register, on=day(30), by=Level.KECAMATAN),
        flows(register, day(-5), day(30), by=Level.DESA_KELURAHAN),
        series(register, Month.range(Month(2020, 1), Month(2021, 1))),
        list(register),
        list(register.events()),
        register.event_count,
    ]


@pytest.mark.parametrize("is_warm", [False, True])
def test_a_batch_is_as_if_everything_had_come_at_once(*, is_warm: bool) -> None:
    before = Register.of([ANA, BEA], [*OF_ANA, *OF_BEA])
    figures(before) if is_warm else None
    later = before.append(
        [CID, Snapshot(resident=DEAD, entered_on=SEEN)],
        [LOST, *events_of(*[BiometricsCaptured], who=CID)],
    )
    at_once = Register.of(
        [ANA, BEA, CID, Snapshot(resident=DEAD, entered_on=SEEN)],
        [*OF_ANA, *OF_BEA, LOST, *events_of(*[BiometricsCaptured], who=CID)],
    )
    assert later == at_once
    assert figures(later) == figures(at_once)
    assert before == REGISTER
    assert figures(before) == figures(REGISTER)


def test_nothing_appended_is_the_same_register() -> None:
    assert REGISTER.append() == REGISTER
    assert Register.of([]).append([ANA, BEA], [*OF_ANA, *OF_BEA]) == REGISTER


def test_the_same_batch_twice_changes_nothing() -> None:
    batch: dict[str, Any] = {"residents": [CID, DEAD], "events": [LOST], "entered_on": SEEN}
    once = REGISTER.append(**batch)
    assert once.append(**batch) == once
    assert once.event_count == REGISTER.event_count + 1
    assert REGISTER.append([ANA]) == REGISTER


def test_a_changed_resident_is_a_newer_snapshot() -> None:
    later = REGISTER.append([DEAD], entered_on=SEEN)
    assert later[ANA.nik] == DEAD
    assert later.known_on(day(20)) == REGISTER
    assert [measure(one, on=SEEN).total(on=SEEN).obliged for one in (REGISTER, later)] == [2, 1]
    with pytest.raises(DuplicateRecord, match="NIK") as caught:
        REGISTER.append([DEAD])
    assert caught.value.__notes__ == ["append: give entered_on= for residents who have changed"]
    with pytest.raises(DuplicateRecord, match="day of entry"):
        later.append([ANA], entered_on=SEEN)


def test_batches_come_in_any_order() -> None:
    moved = attrs.evolve(DEAD, residences=lived((HOME, ANA.birth_date), (OTHER_CITY, day(2))))
    first = Snapshot(resident=moved, entered_on=day(22))
    second = Snapshot(resident=DEAD, entered_on=SEEN)
    assert REGISTER.append([first]).append([second]) == REGISTER.append([second]).append([first])
    late, later = events_of(PrintReadyRecordMade, who=CID), events_of(BiometricsCaptured, who=CID)
    assert late
    city = REGISTER.append([CID])
    with pytest.raises(IllegalTransition):
        city.append(events=late)
    assert city.append(events=later).event_count == REGISTER.event_count + 1


def test_a_late_event_is_refused_for_what_it_makes_illegal() -> None:
    with pytest.raises(IllegalTransition) as caught:
        REGISTER.append(events=[happened(RecordDeleted, 0, id="x", ordinal=1)])
    assert caught.value.__notes__ == ["at the register"]


def test_what_cannot_follow_is_refused_with_its_row() -> None:
    early = happened(CardHandedOver, 3, BEA)
    with pytest.raises(IllegalTransition) as caught:
        REGISTER.append(events=[LOST, early])
    assert caught.value.__notes__ == ["at events[1]"]
    stranger = happened(BiometricsCaptured, 3, CID)
    with pytest.raises(InvalidRecord, match=r"events\[1\]\.nik"):
        REGISTER.append(events=[LOST, stranger])
    unknown = happened(CardLost, 9, supersedes="none")
    with pytest.raises(InvalidRecord, match=r"events\[0\]\.supersedes"):
        REGISTER.append(events=[unknown])
    entered_before = happened(CardPrinted, 1, id="x", supersedes=OF_ANA[-1].id)
    with pytest.raises(InvalidRecord, match=r"contradicts the register\.entered_on"):
        REGISTER.append(events=[entered_before])
    keys = [Snapshot(resident=ANA, entered_on=SEEN, key=key) for key in "ab"]
    with pytest.raises(InvalidRecord, match=r"residents\[0\]\.key"):
        REGISTER.append(keys[:1]).append([attrs.evolve(keys[1], entered_on=day(30))])


def test_an_id_is_one_event_among_all_people() -> None:
    with pytest.raises(DuplicateRecord, match="event id") as caught:
        REGISTER.append(events=[happened(CardLost, 9, id=OF_BEA[0].id)])
    assert not hasattr(caught.value, "__notes__")  # no advice on residents
    with pytest.raises(DuplicateRecord, match="event id"):
        REGISTER.append(events=[happened(CardLost, 9, id=OF_ANA[0].id)])


def test_a_correction_supersedes_what_is_there() -> None:
    right = happened(CardHandedOver, 4, id="x", supersedes=OF_ANA[-1].id, entered_on=day(9))
    later = REGISTER.append(events=[right])
    assert later.standing(ANA.nik, on=day(3)).stage < REGISTER.standing(ANA.nik, on=day(3)).stage
    assert later.known_on(day(8)) == REGISTER.known_on(day(8))


def test_people_join_by_key_and_by_former_nik() -> None:
    keyed = REGISTER.append([Snapshot(resident=ANA, entered_on=day(0), key="a")])
    other = attrs.evolve(ANA, nik=CID.nik)
    assert len(keyed.append([Snapshot(resident=other, entered_on=day(9), key="a")])) == 2
    former = attrs.evolve(other, former_niks=[ANA.nik])
    later = REGISTER.append([former], entered_on=day(9))
    assert len(later) == 2
    assert later.history(ANA.nik)[0].nik == CID.nik
    assert ANA.nik in later
    assert later.append([BEA]) == later


def test_a_scope_is_appended_to_as_the_whole_is() -> None:
    region = RegionCode("32.75")
    gone = lived((HOME, BEA.birth_date), (OTHER_CITY, day(2)), ended_by=EndOfStay.MOVED)
    batch = [attrs.evolve(BEA, residences=gone), person(9, ANA.birth_date, home=OTHER_CITY)]
    for register in (REGISTER, REGISTER.append([DEAD], entered_on=day(20))):
        part = register.within(region)
        figures(part)
        later = part.append(batch, entered_on=SEEN)
        whole = register.append(batch, entered_on=SEEN).within(region)
        assert later == whole
        assert figures(later) == figures(whole)
        assert batch[1].nik not in later


def test_what_was_known_is_appended_to_without_checks() -> None:
    known = REGISTER.known_on(day(1))
    later = known.append(events=[LOST])
    assert later.event_count == known.event_count + 1


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ({"residents": [ANA.nik]}, "expected residents or snapshots of them, found NIK"),
        ({"residents": 5}, "expected residents, found int"),
        ({"events": [ANA]}, "expected events, found Resident"),
        ({"events": 5}, "expected events, found int"),
        ({"entered_on": "2020"}, "append.entered_on: expected date, found str"),
    ],
)
def test_anything_else_is_refused(batch: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        REGISTER.append(**batch)
