"""Kinds of entry, their fields and their faults."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import attrs
import pytest
from support.small_ledgers import (
    FULL,
    KINDS,
    MINIMAL,
    MOVEMENTS,
    NOON,
    ON_THE_WAY,
    POINT,
    PRINTER,
    made,
    may,
    opened,
)

from dukcapil.blanko import (
    DESTROYED,
    FOUND,
    LOST,
    MINISTRY,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    Allocated,
    Borrowed,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Entry,
    Ledger,
    Lent,
    Lost,
    Place,
    PlaceKind,
    Printed,
    Received,
    Reopened,
    Returned,
    Reversed,
    Serials,
    Spoiled,
)
from dukcapil.blanko._movements import Movement
from dukcapil.errors import (
    Fault,
    InvalidRecord,
)

# --- entries ---------------------------------------------------------------------------------


def test_every_kind_of_entry_is_tested() -> None:
    assert tuple(KINDS) == get_args(Entry)


@pytest.mark.parametrize(
    ("kind", "fields", "source", "target"),
    [
        (Allocated, {}, MINISTRY, ON_THE_WAY),
        (Allocated, {"source": PROVINCE}, PROVINCE, ON_THE_WAY),
        (Received, {}, ON_THE_WAY, STORE),
        (Received, {"to": POINT}, ON_THE_WAY, POINT),
        (Distributed, {}, STORE, ON_THE_WAY),
        (Distributed, {"source": POINT}, POINT, ON_THE_WAY),
        (Returned, {}, POINT, STORE),
        (Returned, {"source": PRINTER}, PRINTER, STORE),
        (Returned, {"source": ON_THE_WAY, "to": POINT}, ON_THE_WAY, POINT),
        (Returned, {"source": ON_THE_WAY, "to": MINISTRY}, ON_THE_WAY, MINISTRY),
        (Returned, {"source": STORE, "to": PROVINCE}, STORE, PROVINCE),
        (Printed, {}, STORE, PRINTED),
        (Printed, {"at": PRINTER}, PRINTER, PRINTED),
        (Spoiled, {}, STORE, SPOILED),
        (Spoiled, {"at": POINT}, POINT, Place.spoiled(POINT)),
        (Destroyed, {}, SPOILED, DESTROYED),
        (Destroyed, {"at": POINT}, Place.spoiled(POINT), DESTROYED),
        (Returned, {"source": Place.spoiled(POINT), "to": SPOILED}, Place.spoiled(POINT), SPOILED),
        (Returned, {"source": SPOILED, "to": PROVINCE}, SPOILED, PROVINCE),
        (Lost, {"at": SPOILED}, SPOILED, LOST),
        (Lent, {}, STORE, Place.lent("33.74")),
        (Lent, {"source": POINT}, POINT, Place.lent("33.74")),
        (Borrowed, {}, Place.borrowed("33.74"), STORE),
        (Borrowed, {"to": POINT}, Place.borrowed("33.74"), POINT),
        (Lost, {}, STORE, LOST),
        (Lost, {"at": ON_THE_WAY}, ON_THE_WAY, LOST),
    ],
)
def test_a_movement_has_two_ends(
    kind: type, fields: dict[str, Any], source: Place, target: Place
) -> None:
    entry = made(kind, **fields)
    assert isinstance(entry, Movement)
    assert entry.ends == (source, target)
    stock = opened(100, at=source) if source.holds_cards else Ledger()
    ledger = stock.post(entry)
    assert ledger.balance(target, on=may(2)) == 5
    assert ledger.balance(source, on=may(2)) == stock.balance(source, on=may(2)) - 5
    assert list(ledger)[-1] == ledger["e-1"] == attrs.evolve(entry, entered_on=may(2))


def test_a_movement_of_no_kind_has_no_ends() -> None:
    with pytest.raises(NotImplementedError):
        _ = Movement(id="e-1", on=may(2), cards=1).ends


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_said_of_an_entry(kind: type) -> None:
    entry = made(kind)
    assert (entry.entered_on, entry.in_advance) == (None, False)
    given = {"document", "reason"} & set(MINIMAL[kind])
    texts = {"document", "lot", "reason", "actor", "note"} - given
    assert {getattr(entry, text) for text in texts} == {""}
    if isinstance(entry, Movement):
        assert (entry.serials, entry.compensate) == ((), False)


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in KINDS for field in ("id", "on", *MINIMAL[kind])],
)
def test_what_an_entry_needs(kind: type, field: str) -> None:
    fields = {"id": "e-1", "on": may(2), **MINIMAL[kind]}
    del fields[field]
    if field in getattr(kind, "needs", ()) and field not in {"id", "reverses", "office"}:
        with pytest.raises(InvalidRecord) as caught:
            kind(**fields)
        assert (caught.value.field, caught.value.reason) == (field, Fault.MISSING)
        return
    with pytest.raises(TypeError, match=f"'{field}'"):
        kind(**fields)


_APART = (Serials(1, 3), Serials(7, 8))


def test_one_range_of_serials_is_a_range_of_several() -> None:
    assert made(Printed, serials=Serials(1, 5)) == made(Printed, serials=(Serials(1, 5),))
    assert made(Printed, serials=None) == made(Printed)
    apart = made(Printed, serials=_APART)
    assert isinstance(apart, Printed)
    assert apart.serials == _APART


@pytest.mark.parametrize(
    ("kind", "field", "value", "reason"),
    [
        *((kind, "id", "", Fault.MISSING) for kind in KINDS),
        *((kind, "entered_on", may(1), Fault.CONTRADICTION) for kind in KINDS),
        *((kind, "cards", 0, Fault.OUT_OF_BOUNDS) for kind in MOVEMENTS),
        *((kind, "cards", -1, Fault.NEGATIVE) for kind in MOVEMENTS),
        *((kind, "serials", Serials(1, 4), Fault.CONTRADICTION) for kind in MOVEMENTS),
        *((kind, "serials", _APART[:1], Fault.CONTRADICTION) for kind in MOVEMENTS),
        *((kind, "serials", _APART[::-1], Fault.OUT_OF_ORDER) for kind in MOVEMENTS),
        (Counted, "serials", (Serials(1, 5), Serials(5, 9)), Fault.OUT_OF_ORDER),
        (Allocated, "source", STORE, Fault.OUT_OF_BOUNDS),
        (Received, "to", MINISTRY, Fault.OUT_OF_BOUNDS),
        (Received, "to", ON_THE_WAY, Fault.OUT_OF_BOUNDS),
        (Distributed, "source", ON_THE_WAY, Fault.OUT_OF_BOUNDS),
        (Distributed, "source", MINISTRY, Fault.OUT_OF_BOUNDS),
        (Returned, "source", PRINTED, Fault.OUT_OF_BOUNDS),
        (Returned, "source", FOUND, Fault.OUT_OF_BOUNDS),
        (Returned, "to", SPOILED, Fault.OUT_OF_BOUNDS),
        (Returned, "to", ON_THE_WAY, Fault.OUT_OF_BOUNDS),
        (Returned, "to", FOUND, Fault.OUT_OF_BOUNDS),
        (Returned, "to", PRINTER, Fault.OUT_OF_BOUNDS),
        (Printed, "at", ON_THE_WAY, Fault.OUT_OF_BOUNDS),
        (Spoiled, "at", SPOILED, Fault.OUT_OF_BOUNDS),
        (Lost, "at", PRINTED, Fault.OUT_OF_BOUNDS),
        (Destroyed, "at", SPOILED, Fault.OUT_OF_BOUNDS),
        *((Counted, "at", at, Fault.OUT_OF_BOUNDS) for at in (PRINTED, MINISTRY, FOUND)),
        (Counted, "counted_cards", -1, Fault.NEGATIVE),
        (Counted, "counted_cards", 10**12 + 1, Fault.OUT_OF_BOUNDS),
        *((kind, "cards", 10**12 + 1, Fault.OUT_OF_BOUNDS) for kind in MOVEMENTS),
        (Reversed, "reverses", "", Fault.MISSING),
        *((kind, "reason", "", Fault.MISSING) for kind in (Lost, Reversed, Reopened)),
    ],
)
def test_an_entry_with_a_fault_is_refused(
    kind: type, field: str, value: object, reason: Fault
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        made(kind, **{field: value})
    error = caught.value
    assert (error.path, error.field, error.reason) == (kind.__name__, field, reason)


@pytest.mark.parametrize("to", [STORE, POINT, ON_THE_WAY])
def test_spoiled_blanks_never_become_good_ones(to: Place) -> None:
    with pytest.raises(InvalidRecord) as caught:
        made(Returned, source=SPOILED, to=to)
    assert (caught.value.field, caught.value.reason) == ("to", Fault.OUT_OF_BOUNDS)


def test_nothing_goes_back_to_where_it_is() -> None:
    with pytest.raises(InvalidRecord) as caught:
        made(Returned, source=STORE)
    assert (caught.value.field, caught.value.reason) == ("to", Fault.CONTRADICTION)


def test_faults_come_together() -> None:
    with pytest.raises(ExceptionGroup, match="Lost: 3 faults") as caught:
        made(Lost, id="", reason="", entered_on=may(1))
    assert [
        fault.field for fault in caught.value.exceptions if isinstance(fault, InvalidRecord)
    ] == [*("id", "reason", "entered_on")]


WRONG: dict[str, Callable[[], object]] = {
    **{
        f"{kind.__name__}.{field}": partial(made, kind, **{field: value})
        for kind in KINDS
        for field, value in {
            "id": 1,
            "on": NOON,
            "entered_on": NOON,
            "in_advance": 1,
            "cards": 5.0,
            "compensate": 1,
            "serials": (Serials(1, 4), 5),
            **dict.fromkeys(("document", "lot", "reason", "actor", "note")),
        }.items()
        if kind in MOVEMENTS or field not in {"cards", "compensate", "serials"}
    },
    "Allocated.source": lambda: made(Allocated, source="ministry"),
    "Received.to": lambda: made(Received, to=None),
    "Distributed.source": lambda: made(Distributed, source=PlaceKind.STORE),
    "Returned.source": lambda: made(Returned, source="store"),
    "Returned.to": lambda: made(Returned, to="store"),
    "Printed.at": lambda: made(Printed, at="store"),
    "Spoiled.at": lambda: made(Spoiled, at="store"),
    "Lost.at": lambda: made(Lost, at="store"),
    "Counted.at": lambda: made(Counted, at="store"),
    "Counted.counted_cards": lambda: made(Counted, counted_cards=True),
    "Counted.serials": lambda: made(Counted, serials=range(3)),
    "Reversed.reverses": lambda: made(Reversed, reverses=None),
    "Closed.until": lambda: made(Closed, until=NOON),
    "Reopened.until": lambda: made(Reopened, until=NOON),
    "Place.kind": lambda: Place("store"),  # type: ignore[arg-type]
    "Place.name": lambda: Place(PlaceKind.POINT, 327599),  # type: ignore[arg-type]
    "Serials.first": lambda: Serials(True, 2),  # noqa: FBT003
    "Serials.last": lambda: Serials(1, 2.0),  # type: ignore[arg-type]
    "post.entered_on": lambda: Ledger().post(entered_on=NOON),
    "post_all.entered_on": lambda: Ledger().post_all([], entered_on=NOON),
    "known_on.day": lambda: Ledger().known_on(NOON),
    "Ledger.explain_from_cards": lambda: Ledger(explain_from_cards=1.0),  # type: ignore[arg-type]
    "Counted.compensate": lambda: made(Counted, compensate=1),
    "Ledger.serials": lambda: Ledger(serials=1),  # type: ignore[arg-type]
    "balance.place": lambda: Ledger().balance("store", on=may(1)),  # type: ignore[arg-type]
    "balance.on": lambda: Ledger().balance(STORE, on=NOON),
    "balance.known_on": lambda: Ledger().balance(STORE, on=may(1), known_on=NOON),
    "balance.moment": lambda: Ledger().balance(STORE, on=may(1), moment="end"),  # type: ignore[arg-type]
    "balance_after.place": lambda: opened(1).balance_after("c-0", "store"),  # type: ignore[arg-type]
    "serials_at.place": lambda: Ledger().serials_at("store"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("argument", WRONG)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_the_argument(argument: str) -> None:
    with pytest.raises(TypeError, match=rf"{re.escape(argument)}: expected \w+, found \w+"):
        WRONG[argument]()


VALUES: list[Entry | Serials | Place] = [
    *(made(kind) for kind in KINDS),
    *(made(kind, **FULL) for kind in KINDS),
    made(Printed, serials=Serials(1, 5), compensate=True),
    Serials(1, 5),
    POINT,
    STORE,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_can_be_kept_and_never_changed(value: Entry | Serials | Place) -> None:
    copies = (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value)))
    assert {value, *copies, attrs.evolve(value)} == {value}
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, attrs.fields(type(value))[0].name, None)
