"""Residents and events that a register accepts or refuses, by their places in the input."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from support.histories import (
    ANA,
    BEA,
    BORN,
    CID,
    DAY,
    KINDS,
    OF_ANA,
    OF_BEA,
    WAY,
    Kind,
    Permits,
    day,
    events_of,
    happened,
    someone,
)

from dukcapil import (
    InvalidRecord,
    Register,
    Resident,
    Stage,
)
from dukcapil.cards import (
    CardBroughtIn,
    CardHandedOver,
    CardLost,
    CardPrinted,
    IssueReason,
    SuketIssued,
)
from dukcapil.errors import DuplicateRecord, Fault, IllegalTransition
from dukcapil.events import LAST_ORDINAL, RANKS, Event, Retracted
from dukcapil.recording import (
    BiometricsCaptured,
    PrintReadyRecordMade,
)


def refusal(*events: Event, residents: tuple[Resident, ...] = (ANA, BEA)) -> list[Any]:
    """Return path, field and reason of each fault of the events."""
    with pytest.raises((InvalidRecord, ExceptionGroup)) as caught:
        Register.of(residents, events)
    errors = getattr(caught.value, "exceptions", [caught.value])
    return [(error.path, error.field, error.reason) for error in errors]


def test_the_order_of_the_input_is_irrelevant() -> None:
    register = Register.of([ANA, BEA, CID], [*OF_ANA, *OF_BEA])
    for people in itertools.permutations([ANA, BEA, CID]):
        for events in itertools.permutations(OF_ANA):
            again = Register.of(people, [*OF_BEA, *events])
            assert again == register
            assert list(again) == [ANA, BEA, CID] == sorted(people, key=lambda one: one.nik)
            assert list(again.events()) == [*OF_ANA, *OF_BEA]


def test_events_of_a_day_come_by_ordinal_rank_entry_and_id() -> None:
    same_day: list[Any] = [
        happened(SuketIssued, 0, id=f"{number:02}", ordinal=ordinal, entered_on=day(later))
        for number, (ordinal, later) in enumerate(itertools.product((0, 1, LAST_ORDINAL), (0, 1)))
    ]
    same_day += [attrs.evolve(event, id=f"a{event.id}") for event in same_day]
    same_day += [happened(BiometricsCaptured, 0, id="z"), happened(CardPrinted, 1, id="0")]
    expected = sorted(same_day, key=lambda event: event.order)
    assert list(Register.of([ANA], reversed(same_day)).events()) == expected


def test_an_iterator_is_read_once() -> None:
    def each(items: list[Any]) -> Iterator[Any]:
        yield from items

    register = Register.of(each([ANA, BEA]), each([*OF_ANA, *OF_BEA]))
    assert register == Register.of([BEA, ANA], [*OF_BEA, *OF_ANA])


def test_the_same_event_twice_changes_nothing() -> None:
    twice = [*OF_ANA, *map(copy.deepcopy, OF_ANA)]
    assert Register.of([ANA], twice) == Register.of([ANA], OF_ANA)
    assert Register.of([ANA], twice).event_count == 4


@pytest.mark.parametrize(
    "other",
    [
        attrs.evolve(OF_ANA[2], occurred_on=day(9), entered_on=day(9)),
        attrs.evolve(OF_ANA[2], entered_on=day(9)),
        attrs.evolve(OF_ANA[2], ordinal=1),
        attrs.evolve(OF_ANA[2], card="c-2"),
        attrs.evolve(OF_ANA[2], reason=IssueReason.MOVED_IN),
        attrs.evolve(OF_ANA[2], valid_until=day(99)),
        attrs.evolve(OF_ANA[2], nik=BEA.nik),
        happened(CardBroughtIn, 2),
    ],
)
def test_an_id_means_one_event(other: Event) -> None:
    for events in ([*OF_ANA, other], [other, *OF_ANA]):
        with pytest.raises(DuplicateRecord) as caught:
            Register.of([ANA, BEA], events)
        assert (caught.value.kind, caught.value.count) == ("event id", 1)


def test_every_altered_id_is_counted_once() -> None:
    altered = [attrs.evolve(event, ordinal=n) for event in OF_ANA[:3] for n in (8, 9)]
    with pytest.raises(DuplicateRecord) as caught:
        Register.of([ANA], [*OF_ANA, *OF_ANA, *altered])
    assert caught.value.count == 3


def test_a_nik_that_stands_twice_is_refused_even_for_the_same_resident() -> None:
    for people in ([ANA, ANA], [ANA, attrs.evolve(ANA, name="Ana"), BEA, ANA]):
        with pytest.raises(DuplicateRecord) as caught:
            Register.of(people)
        assert (caught.value.kind, caught.value.count) == ("NIK", 1)
    with pytest.raises(DuplicateRecord) as caught:
        Register.of([ANA, BEA, CID, BEA, ANA, ANA])
    assert caught.value.count == 2


def test_an_event_of_nobody_is_refused_by_its_place_in_the_input() -> None:
    stranger = happened(BiometricsCaptured, 0, CID)
    path = ("events[2]", "nik", Fault.UNKNOWN_RESIDENT)
    assert refusal(*OF_ANA[:2], stranger) == [path]
    several = refusal(stranger, OF_ANA[0], stranger, OF_ANA[0], stranger)
    assert several == [(f"events[{at}]", "nik", Fault.UNKNOWN_RESIDENT) for at in (0, 2, 4)]


@pytest.mark.parametrize(("count", "shown"), [(2, 2), (20, 20), (21, 20), (1_000, 20)])
def test_of_many_faults_the_first_are_shown_and_all_are_counted(count: int, shown: int) -> None:
    strangers = [happened(SuketIssued, number, CID) for number in range(count)]
    with pytest.raises(ExceptionGroup, match=rf"^events: {count} faults: \(1\) ") as c:
        Register.of([ANA], strangers)
    assert [getattr(error, "path", "") for error in c.value.exceptions] == [
        f"events[{at}]" for at in range(shown)
    ]


CAPTURED = happened(BiometricsCaptured, 0, entered_on=day(5))


@pytest.mark.parametrize("kind", [BiometricsCaptured, Retracted])
def test_a_correction_is_of_a_known_event_of_the_resident_and_entered_after_it(kind: Kind) -> None:
    def correction(who: Resident, of: str, entered: int) -> Event:
        made: Event = happened(kind, 1, who, id="x", supersedes=of, entered_on=day(entered))
        return made

    good, late = correction(ANA, CAPTURED.id, 5), correction(ANA, CAPTURED.id, 4)
    assert Register.of([ANA], [good, CAPTURED]).event_count == 2
    unknown = ("events[0]", "supersedes", Fault.UNKNOWN_EVENT)
    contradiction = ("events[0]", "supersedes", Fault.CONTRADICTION)
    assert refusal(correction(ANA, "nothing", 9), CAPTURED) == [unknown]
    assert refusal(correction(BEA, CAPTURED.id, 9), CAPTURED) == [contradiction]
    assert refusal(late, CAPTURED) == [contradiction]
    assert refusal(CAPTURED, CAPTURED, late, attrs.evolve(late, id="y", supersedes="z")) == [
        ("events[2]", "supersedes", Fault.CONTRADICTION),
        ("events[3]", "supersedes", Fault.UNKNOWN_EVENT),
    ]


def test_a_correction_may_be_corrected() -> None:
    right = happened(BiometricsCaptured, 3, supersedes=CAPTURED.id, entered_on=day(6))
    back = happened(Retracted, 7, supersedes=right.id)
    steps = [Register.of([ANA], [CAPTURED, right, back][:n]) for n in (1, 2, 3)]
    stages = [[r.standing(ANA.nik, on=day(n)).stage for n in (0, 2, 3)] for r in steps]
    assert stages == [[1, 1, 1], [0, 0, 1], [0, 0, 0]]


@pytest.mark.parametrize(
    ("who", "kind", "other"),
    [
        (BEA, PrintReadyRecordMade, BiometricsCaptured),
        (BEA, CardHandedOver, CardPrinted),
        (someone(2, permits=[(-9, None)]), PrintReadyRecordMade, BiometricsCaptured),
        (someone(2, permits=[(-9, None)]), CardHandedOver, CardPrinted),
    ],
)
def test_an_illegal_event_is_told_by_its_place_in_the_input(
    who: Resident,
    kind: Kind,
    other: Kind,
) -> None:
    first, last = happened(kind, 5, who), happened(kind, 9, who)
    events = [first, first, OF_ANA[0], OF_ANA[0], last, happened(other, 1, who), first]
    with pytest.raises(IllegalTransition) as caught:
        Register.of([who, ANA], events)
    assert caught.value.event == kind.__name__
    assert caught.value.__notes__ == ["at events[4]"]


@pytest.mark.parametrize("permits", [None, [(-9, None)]])
def test_an_illegal_event_of_a_citizen_or_a_foreigner_is_refused(permits: Permits) -> None:
    person = someone(permits=permits)
    for kinds in ([CardLost], [PrintReadyRecordMade], [*WAY, CardHandedOver]):
        with pytest.raises(IllegalTransition):
            Register.of([person], events_of(*kinds, who=person))


@pytest.mark.parametrize("permits", [None, [(-9, None)]])
@pytest.mark.parametrize(("count", "shown"), [(2, 2), (21, 20)])
def test_of_many_residents_with_illegal_events_the_first_are_shown(
    count: int, shown: int, permits: Permits
) -> None:
    people = [someone(serial, permits=permits) for serial in range(1, count + 1)]
    events = [happened(CardLost, number, who) for who in people for number in (1, 2)]
    with pytest.raises(
        ExceptionGroup, match=rf"^residents with illegal events: {count} faults: "
    ) as caught:
        Register.of(people, reversed(events))
    # Of each the first in time, and that is the last in the input.
    notes = [getattr(error, "__notes__", None) for error in caught.value.exceptions]
    last = len(events) - 1
    assert notes == [[f"at events[{last - 2 * place}]"] for place in range(shown)]
    assert {type(error) for error in caught.value.exceptions} == {IllegalTransition}


def test_nothing_happens_before_birth_but_by_mistake() -> None:
    suket = happened(SuketIssued, 9)
    early, on_the_day = (
        attrs.evolve(suket, occurred_on=on, entered_on=on) for on in (BORN - DAY, BORN)
    )
    assert Register.of([ANA], [on_the_day]).event_count == 1
    assert refusal(*OF_ANA, early) == [("events[4]", "occurred_on", Fault.CONTRADICTION)]
    back = happened(Retracted, 10, supersedes=early.id)
    right = attrs.evolve(on_the_day, id="x", supersedes=early.id, entered_on=day(9))
    for correction in (back, right):
        assert Register.of([ANA], [early, correction]).event_count == 2


@pytest.mark.parametrize("length", [2, 3])
def test_corrections_do_not_go_in_a_circle(length: int) -> None:
    circle = [
        happened(SuketIssued, 0, id=f"{number}", supersedes=f"{(number + 1) % length}")
        for number in range(length)
    ]
    into_it = happened(SuketIssued, 0, id="x", supersedes="0")
    assert refusal(into_it, *circle) == [
        (f"events[{place}]", "supersedes", Fault.CONTRADICTION) for place in range(1, length + 1)
    ]


def test_a_long_chain_of_corrections_is_followed_once() -> None:
    chain = [
        happened(
            BiometricsCaptured, 0, id=f"{number}", supersedes=f"{number - 1}" if number else None
        )
        for number in range(20_000)
    ]
    register = Register.of([ANA], reversed(chain))
    assert register.event_count == len(chain)
    assert register.standing(ANA.nik, on=day(0)).stage is Stage.RECORDED


def test_an_illegal_event_that_was_corrected_is_no_matter() -> None:
    lost = happened(CardLost, 0)
    right = happened(BiometricsCaptured, 0, id="right", supersedes=lost.id)
    register = Register.of([ANA], [lost, right])
    assert register.standing(ANA.nik, on=day(0)).stage is Stage.RECORDED


def test_a_register_is_not_made_by_its_class() -> None:
    with pytest.raises(TypeError, match=r"Register\.of"):
        Register()


def test_a_contradiction_names_the_field_that_is_contradicted() -> None:
    other = happened(SuketIssued, 1, BEA)
    late = happened(SuketIssued, 2, id="late", entered_on=day(9))
    cases = {
        happened(SuketIssued, -(10**4)): "the birth date",
        happened(SuketIssued, 3, supersedes=other.id): r"events\[1\]\.nik",
        happened(SuketIssued, 4, supersedes="late"): r"events\[2\]\.entered_on",
        happened(SuketIssued, 6, id="x", supersedes="x2"): r"events\[3\]\.supersedes",
    }
    back = happened(SuketIssued, 6, id="x2", supersedes="x")
    for event, contradicted in cases.items():
        more = [other, late, back] if event.id == "x" else [other, late]
        with pytest.raises((InvalidRecord, ExceptionGroup), match=f"contradicts {contradicted};"):
            Register.of([ANA, BEA], [event, *more])


def test_the_rank_of_every_event_fits_its_bits_of_the_sort_key() -> None:
    assert all(0 <= kind.rank < RANKS for kind in KINDS)
