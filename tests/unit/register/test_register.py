"""A register is an immutable collection of residents and events, which it gives back."""

from __future__ import annotations

import copy
import itertools
import pickle
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest
from support.histories import (
    ANA,
    BEA,
    CID,
    HERE,
    KINDS,
    OF_ANA,
    OF_BEA,
    REGISTER,
    START,
    day,
    events_of,
    gappy,
    happened,
    someone,
)

from dukcapil import (
    NIK,
    RegionCode,
    Register,
    measure,
)
from dukcapil.cards import (
    CardLost,
    CardPrinted,
    IssueReason,
    SuketIssued,
)
from dukcapil.errors import DuplicateRecord
from dukcapil.events import Event, Retracted
from dukcapil.recording import (
    Biometric,
    BiometricsCaptured,
)


def test_residents_are_counted_listed_and_found() -> None:
    assert (len(REGISTER), REGISTER.event_count) == (2, 6)
    assert list(REGISTER) == [*REGISTER.residents] == [ANA, BEA]
    assert REGISTER[BEA.nik] == BEA
    assert ANA.nik in REGISTER
    assert str(ANA.nik) in REGISTER
    for stranger in (CID.nik, "", "~", 5, None, ANA):
        assert stranger not in REGISTER
    empty = Register.of([])
    assert REGISTER.history(str(ANA.nik)) == tuple(OF_ANA)  # type: ignore[arg-type]
    assert (len(empty), list(empty), list(empty.events()), ANA.nik in empty) == (0, [], [], False)


def test_residents_are_a_sequence_made_on_request() -> None:
    residents: Any = REGISTER.residents
    assert residents == [ANA, BEA]
    assert residents != [ANA, CID]
    assert residents != [ANA]
    assert residents != 5
    assert (residents[-1], residents[:1], residents[1:]) == (BEA, (ANA,), (BEA,))
    assert repr(residents) == "Residents(2)"
    with pytest.raises(TypeError, match="unhashable"):
        hash(residents)


def test_ids_that_share_a_checksum_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dukcapil.register._event_columns._checksum", lambda _: 7)
    register = Register.of([ANA, BEA], [*OF_ANA, *OF_BEA, OF_ANA[0]])
    assert register == REGISTER
    assert register.append([CID], events_of(BiometricsCaptured, who=CID)).event_count == 7
    with pytest.raises(DuplicateRecord):
        register.append(events=[happened(CardLost, 9, id=OF_BEA[0].id)])


@pytest.mark.parametrize("ask", ["__getitem__", "history", "standing"])
@pytest.mark.parametrize("nik", [CID.nik, someone(1, born=date(1900, 1, 1)).nik])
def test_who_is_not_there_is_a_key_error_without_a_number(ask: str, nik: NIK) -> None:
    with pytest.raises(KeyError) as caught:
        getattr(REGISTER, ask)(nik, **({"on": START} if ask == "standing" else {}))
    assert not re.search(r"\d", str(caught.value))


@pytest.mark.parametrize("attribute", ["residents", "scope"])
def test_a_register_does_not_change(attribute: str) -> None:
    with pytest.raises(AttributeError):
        setattr(REGISTER, attribute, getattr(REGISTER, attribute))


def test_the_repr_counts_and_names_the_scope() -> None:
    assert repr(REGISTER) == "Register(residents=2, events=6)"
    scoped = REGISTER.within(RegionCode("32.75"))
    assert repr(scoped) == "Register(residents=2, events=6, scope='32.75')"


def test_registers_are_equal_by_what_they_hold() -> None:
    assert Register.of([BEA, ANA], [*OF_BEA, *OF_ANA]) == REGISTER
    for other in (
        Register.of([ANA, BEA], OF_ANA),
        Register.of([ANA, BEA, CID], [*OF_ANA, *OF_BEA]),
        Register.of([ANA, attrs.evolve(BEA, name="Bea")], [*OF_ANA, *OF_BEA]),
        Register.of([ANA, BEA], [attrs.evolve(OF_ANA[0], ordinal=1), *OF_ANA[1:], *OF_BEA]),
        REGISTER.within(RegionCode("32")),
        "register",
    ):
        assert other != REGISTER
    with pytest.raises(TypeError, match="unhashable"):
        hash(REGISTER)


@pytest.mark.parametrize("register", [REGISTER, REGISTER.within(HERE), gappy(), Register.of([])])
@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda register: pickle.loads(pickle.dumps(register))]
)
def test_a_register_is_copied_and_kept(register: Register, again: Callable[[Any], Any]) -> None:
    measure(register, on=START)  # what is derived is kept, or derived anew
    other = again(register)
    assert other == register
    assert measure(other, on=START) == measure(register, on=START)
    assert (repr(other), list(other)) == (repr(register), list(register))
    assert list(other.events()) == list(register.events())


COMMON: dict[str, Any] = {"entered_on": day(3), "ordinal": 7, "supersedes": "e-1-0"}
DATED = {CardPrinted, SuketIssued}
UNUSUAL: list[Event] = [
    happened(kind, 1, **({**COMMON, "valid_until": day(40)} if kind in DATED else COMMON))
    for kind in KINDS
]
UNUSUAL += [happened(CardLost, 1, card=card) for card in ("0", "Ω \u200b", "c" * 300)]
UNUSUAL += [happened(CardPrinted, 1, reason=reason) for reason in IssueReason]
UNUSUAL += [
    happened(BiometricsCaptured, 1, kinds=set(kinds))
    for size in (1, 3, 4)
    for kinds in itertools.combinations(Biometric, size)
]
UNUSUAL += [
    happened(kind, 1) for kind in KINDS if kind is not Retracted
]  # and with all that is usual


@pytest.mark.parametrize("event", UNUSUAL, ids=lambda event: type(event).__name__)
def test_no_field_of_an_event_is_lost(event: Event) -> None:
    others = [happened(SuketIssued, 0), happened(Retracted, 9, supersedes=event.id)]
    register = Register.of([BEA, ANA], [*OF_BEA, others[1], event, others[0]])
    (found,) = [one for one in register.history(ANA.nik) if one.id == event.id]
    assert type(found) is type(event)
    assert attrs.asdict(found) == attrs.asdict(event)
    assert register.history(ANA.nik) == (others[0], event, others[1])
    assert tuple(register.events()) == (*register.history(ANA.nik), *OF_BEA)
    assert register.history(BEA.nik) == tuple(OF_BEA)


def test_there_are_events_of_every_class() -> None:
    assert {type(event) for event in UNUSUAL} == set(KINDS)
