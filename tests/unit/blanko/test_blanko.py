"""The ledger of blanks: entries, balances, and what it refuses."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, get_args

import attrs
import pytest

from dukcapil.blanko import (
    DESTROYED,
    LOST,
    MINISTRY,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    VARIANCE,
    Allocated,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Entry,
    Ledger,
    Lost,
    Moment,
    Place,
    PlaceKind,
    Printed,
    Received,
    Refused,
    Reopened,
    Returned,
    Reversed,
    Serials,
    Spoiled,
)
from dukcapil.blanko._entries import Movement
from dukcapil.blanko._journal import Book, canonical
from dukcapil.errors import (
    ConflictingEntry,
    CountMismatch,
    Fault,
    InsufficientBlanko,
    InvalidRecord,
    LedgerError,
    RefusedEntry,
)

POINT, PRINTER, ON_THE_WAY = Place.point("32.75.99"), Place.printer("P-1"), Place.transit("BAST 1")
NOON = datetime(2017, 5, 2, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have


def may(day: int) -> date:
    """Days of May 2017; further ones are of June and later."""
    return date(2017, 4, 30) + timedelta(days=day)


def opened(cards: int, *, at: Place = STORE, serials: Serials | None = None) -> Ledger:
    """A ledger whose first entry counts what is there on 1 May."""
    first = Counted(id="c-0", on=may(1), at=at, counted_cards=cards, serials=serials)
    return Ledger(serials=serials is not None).post(first)


def printed(day: int, cards: int, entry_id: str = "", **fields: object) -> Printed:
    given: dict[str, Any] = {"id": entry_id or f"p-{day}", "on": may(day), "cards": cards}
    return Printed(**{**given, **fields})


def counted(day: int, cards: int, *, at: Place = STORE, **fields: object) -> Counted:
    given: dict[str, Any] = {"id": f"c-{day}", "on": may(day), "at": at, "counted_cards": cards}
    return Counted(**{**given, **fields})


def back(reverses: str, day: int, entry_id: str = "") -> Reversed:
    return Reversed(
        id=entry_id or f"v-{reverses}", on=may(day), reverses=reverses, reason="entered twice"
    )


def closed(until: int, entry_id: str = "close") -> Closed:
    return Closed(id=entry_id, on=may(until), until=may(until))


def reopened(until: date, entry_id: str = "open") -> Reopened:
    return Reopened(id=entry_id, on=may(40), until=until, reason="a late paper")


def in_store(ledger: Ledger, *days: int) -> list[int]:
    return [ledger.balance(STORE, on=may(day)) for day in days]


def refuses(ledger: Ledger, *entries: Entry, error: type[LedgerError] = RefusedEntry) -> str:
    """The message; nothing of the document stays."""
    before = list(ledger), ledger.digest
    with pytest.raises(error) as caught:
        ledger.post(*entries)
    assert (list(ledger), ledger.digest) == before
    ledger.verify()
    return str(caught.value)


# --- places ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "is_real", "holds_cards"),
    [
        *((kind, True, True) for kind in list(PlaceKind)[:4]),
        (PlaceKind.SPOILED, False, True),
        *((kind, False, False) for kind in list(PlaceKind)[5:]),
    ],
)
def test_real_places_and_the_spoiled_hold_cards(
    kind: PlaceKind,
    is_real: bool,  # noqa: FBT001
    holds_cards: bool,  # noqa: FBT001
) -> None:
    named = kind in {PlaceKind.POINT, PlaceKind.PRINTER, PlaceKind.TRANSIT}
    place = Place(kind, "x" * named)
    assert (place.is_real, place.holds_cards) == (is_real, holds_cards)


@pytest.mark.parametrize(
    ("place", "kind", "text"),
    [
        (POINT, PlaceKind.POINT, "point 32.75.99"),
        (PRINTER, PlaceKind.PRINTER, "printer P-1"),
        (ON_THE_WAY, PlaceKind.TRANSIT, "in transit BAST 1"),
        (STORE, PlaceKind.STORE, "store"),
        (MINISTRY, PlaceKind.MINISTRY, "ministry"),
        (PROVINCE, PlaceKind.PROVINCE, "province"),
        (PRINTED, PlaceKind.PRINTED, "printed"),
        (SPOILED, PlaceKind.SPOILED, "spoiled"),
        (DESTROYED, PlaceKind.DESTROYED, "destroyed"),
        (LOST, PlaceKind.LOST, "lost"),
        (VARIANCE, PlaceKind.VARIANCE, "variance"),
    ],
)
def test_a_place_says_what_it_is(place: Place, kind: PlaceKind, text: str) -> None:
    assert (place.kind, str(place)) == (kind, text)


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        *((kind, "", Fault.MISSING) for kind in list(PlaceKind)[1:4]),
        *((kind, " ", Fault.MISSING) for kind in list(PlaceKind)[1:4]),
        *((kind, "x", Fault.CONTRADICTION) for kind in [PlaceKind.STORE, *list(PlaceKind)[4:]]),
    ],
)
def test_some_places_need_a_name_and_others_have_none(
    kind: PlaceKind, name: str, reason: Fault
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        Place(kind, name)
    assert (caught.value.field, caught.value.reason) == ("name", reason)


# --- serials and moments ---------------------------------------------------------------------


def test_a_range_of_serials_includes_its_last() -> None:
    assert [len(Serials(7, 7)), len(Serials(0, 9)), len(Serials(1_001, 1_500))] == [1, 10, 500]


@pytest.mark.parametrize(
    ("first", "last", "field", "reason"),
    [
        (8, 7, "last", Fault.CONTRADICTION),
        (-1, 7, "first", Fault.NEGATIVE),
        (0, -1, "last", Fault.NEGATIVE),
    ],
)
def test_an_impossible_range_is_refused(first: int, last: int, field: str, reason: Fault) -> None:
    with pytest.raises(InvalidRecord) as caught:
        Serials(first, last)
    assert (caught.value.path, caught.value.field, caught.value.reason) == (
        *("Serials", field),
        reason,
    )


def test_a_day_has_a_start_and_an_end() -> None:
    assert [moment.value for moment in Moment] == ["start of day", "end of day"]
    ledger = opened(120).post(printed(2, 20), printed(4, 30))
    starts = [ledger.balance(STORE, on=may(n), moment=Moment.START_OF_DAY) for n in range(1, 6)]
    assert starts == [0, 120, 100, 100, 70]
    assert in_store(ledger, 0, 1, 2, 3, 4, 5, 9_999) == [0, 120, 100, 100, 70, 70, 70]
    assert ledger.balance(STORE, on=date.min, moment=Moment.START_OF_DAY) == 0


# --- entries ---------------------------------------------------------------------------------

MINIMAL: dict[type, dict[str, Any]] = {
    Allocated: {"cards": 5, "document": "BAST 1"},
    Received: {"cards": 5, "document": "BAST 1"},
    Distributed: {"cards": 5, "document": "BAST 1"},
    Returned: {"cards": 5, "source": POINT},
    Printed: {"cards": 5},
    Spoiled: {"cards": 5},
    Destroyed: {"cards": 5, "document": "BA 1"},
    Lost: {"cards": 5, "reason": "not found"},
    Counted: {"at": STORE, "counted_cards": 5},
    Reversed: {"reverses": "p-1", "reason": "entered twice"},
    Closed: {"until": may(9)},
    Reopened: {"until": may(9), "reason": "a late paper"},
    Refused: {},
}
KINDS = list(MINIMAL)
MOVEMENTS = KINDS[:8]


def made(kind: type, **fields: object) -> Entry:
    entry: Entry = kind(**{"id": "e-1", "on": may(2), **MINIMAL[kind], **fields})
    return entry


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
        (Spoiled, {"at": POINT}, POINT, SPOILED),
        (Destroyed, {}, SPOILED, DESTROYED),
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
    assert list(ledger)[-1] == ledger["e-1"] == entry


def test_a_movement_of_no_kind_has_no_ends() -> None:
    with pytest.raises(NotImplementedError):
        _ = Movement(id="e-1", on=may(2), cards=1).ends


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_said_of_an_entry(kind: type) -> None:
    entry = made(kind)
    assert entry.entered_on == entry.on == may(2)
    given = {"document", "reason"} & set(MINIMAL[kind])
    texts = {"document", "lot", "reason", "actor", "note"} - given
    assert {getattr(entry, text) for text in texts} == {""}
    if isinstance(entry, Movement):
        assert (entry.serials, entry.compensate) == (None, False)


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in KINDS for field in ("id", "on", *MINIMAL[kind])],
)
def test_what_an_entry_needs(kind: type, field: str) -> None:
    fields = {"id": "e-1", "on": may(2), **MINIMAL[kind]}
    del fields[field]
    if field in getattr(kind, "needs", ()) and field not in {"id", "reverses"}:
        with pytest.raises(InvalidRecord) as caught:
            kind(**fields)
        assert (caught.value.field, caught.value.reason) == (field, Fault.MISSING)
        return
    with pytest.raises(TypeError, match=f"'{field}'"):
        kind(**fields)


@pytest.mark.parametrize(
    ("kind", "field", "value", "reason"),
    [
        *((kind, "id", "", Fault.MISSING) for kind in KINDS),
        *((kind, "entered_on", may(1), Fault.CONTRADICTION) for kind in KINDS),
        *((kind, "cards", 0, Fault.OUT_OF_BOUNDS) for kind in MOVEMENTS),
        *((kind, "cards", -1, Fault.NEGATIVE) for kind in MOVEMENTS),
        *((kind, "serials", Serials(1, 4), Fault.CONTRADICTION) for kind in MOVEMENTS),
        (Allocated, "source", STORE, Fault.OUT_OF_BOUNDS),
        (Received, "to", MINISTRY, Fault.OUT_OF_BOUNDS),
        (Received, "to", ON_THE_WAY, Fault.OUT_OF_BOUNDS),
        (Distributed, "source", ON_THE_WAY, Fault.OUT_OF_BOUNDS),
        (Distributed, "source", MINISTRY, Fault.OUT_OF_BOUNDS),
        (Returned, "source", PRINTED, Fault.OUT_OF_BOUNDS),
        (Returned, "source", SPOILED, Fault.OUT_OF_BOUNDS),
        (Returned, "to", ON_THE_WAY, Fault.OUT_OF_BOUNDS),
        (Returned, "to", VARIANCE, Fault.OUT_OF_BOUNDS),
        (Returned, "to", PRINTER, Fault.OUT_OF_BOUNDS),
        (Printed, "at", ON_THE_WAY, Fault.OUT_OF_BOUNDS),
        (Spoiled, "at", SPOILED, Fault.OUT_OF_BOUNDS),
        (Lost, "at", SPOILED, Fault.OUT_OF_BOUNDS),
        *((Counted, "at", at, Fault.OUT_OF_BOUNDS) for at in (PRINTED, MINISTRY, VARIANCE)),
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
            "cards": 5.0,
            "compensate": 1,
            "serials": (1, 5),
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


FULL: dict[str, Any] = {
    "entered_on": may(3),
    "document": "BAST 1",
    "lot": "L-1",
    "reason": "because",
    "actor": "A-1",
    "note": "n",
}
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


# --- cards on the way ------------------------------------------------------------------------


def sent(cards: int = 50) -> Ledger:
    """Of 120 in the store, some have left for a point."""
    leaving = Distributed(id="d-1", on=may(2), cards=cards, document="SJ 1")
    return opened(120).post(leaving)


def where(ledger: Ledger, *, on: date | None = None) -> list[int]:
    """In the store, on the way, at the point."""
    places = (STORE, Place.transit("SJ 1"), POINT)
    return [ledger.balance(place, on=on or may(31)) for place in places]


def arrived(cards: int, day: int = 4) -> Received:
    return Received(id=f"r-{day}", on=may(day), cards=cards, document="SJ 1", to=POINT)


def test_cards_on_the_way_are_in_no_store() -> None:
    ledger = sent()
    assert where(ledger) == [70, 50, 0]
    assert where(ledger.post(arrived(50))) == [70, 0, 50]
    assert where(ledger.post(arrived(50)), on=may(3)) == [70, 50, 0]


def test_cards_may_arrive_in_parts_and_the_rest_go_back() -> None:
    ledger = sent().post(arrived(30), arrived(15, day=5))
    assert where(ledger) == [70, 5, 45]
    rest = Returned(id="t-1", on=may(6), cards=5, source=Place.transit("SJ 1"))
    assert where(ledger.post(rest)) == [75, 0, 45]
    assert "in transit SJ 1 on 2017-05-06: 6 cards needed, 5 on hand" in refuses(
        ledger, arrived(6, day=6), error=InsufficientBlanko
    )


def test_a_document_that_is_voided_comes_back() -> None:
    void = Returned(id="t-1", on=may(3), cards=50, source=Place.transit("SJ 1"))
    ledger = sent().post(void)
    assert where(ledger) == [120, 0, 0]
    refuses(ledger, arrived(1), error=InsufficientBlanko)


def test_a_document_is_of_the_ministry_or_of_the_office() -> None:
    allocated = Allocated(id="a-1", on=may(3), cards=5, document="SJ 1")
    why = "under that document other cards were {}; use another number"
    assert refuses(sent(), allocated) == why.format("distributed")
    ledger = opened(120).post(allocated, arrived(5, day=3))
    leaving = Distributed(id="d-1", on=may(2), cards=50, document="SJ 1")
    assert refuses(ledger, leaving) == why.format("allocated")
    again = attrs.evolve(allocated, id="a-2")
    assert len(ledger.post(again)) == 4
    assert len(ledger.post(attrs.evolve(leaving, document="SJ 2"))) == 4


def test_a_refused_document_does_not_change_whose_a_number_is() -> None:
    allocated = Allocated(id="a-1", on=may(3), cards=5, document="SJ 1")
    leaving = Distributed(id="d-1", on=may(3), cards=5, document="SJ 1")
    ledger = opened(120)
    too_many = printed(4, 1_000)
    refuses(ledger, allocated, too_many, error=InsufficientBlanko)
    assert len(ledger.post(leaving)) == 2
    ledger = ledger.post(allocated, arrived(5, day=3))
    refuses(ledger, attrs.evolve(allocated, id="a-2"), too_many, error=InsufficientBlanko)
    refuses(ledger, leaving)


def test_an_entry_without_its_serials_does_not_change_whose_a_number_is() -> None:
    ledger = numbered()
    refuses(ledger, Allocated(id="a-2", on=may(3), cards=5, document="SJ 1"))
    taken: dict[str, Any] = {"cards": 5, "document": "SJ 1", "serials": Serials(1, 5)}
    assert len(ledger.post(Distributed(id="d-1", on=may(3), **taken))) == 3


def test_what_is_on_the_way_under_one_document_does_not_arrive_under_another() -> None:
    other = attrs.evolve(arrived(1), document="SJ 2")
    refuses(sent(), other, error=InsufficientBlanko)


# --- never below zero ------------------------------------------------------------------------


def test_a_place_holds_no_fewer_than_none_on_any_later_day() -> None:
    """An entry of an earlier day counts for all days after it."""
    ledger = opened(100).post(printed(10, 80), counted(12, 60, id="found"))
    with pytest.raises(InsufficientBlanko) as caught:
        opened(100).post(printed(10, 80), printed(5, 21))
    error = caught.value
    assert (error.place, error.on, error.needed_cards, error.on_hand_cards) == (
        *("store", may(10)),
        *(21, 20),
    )
    assert in_store(opened(100).post(printed(10, 80), printed(5, 20)), 5, 9, 10) == [80, 80, 0]
    assert in_store(ledger, 10, 12) == [20, 60]


def test_the_first_day_that_would_go_below_is_named() -> None:
    ledger = opened(100).post(printed(8, 60), printed(12, 30))
    message = refuses(ledger, printed(5, 41), error=InsufficientBlanko)
    assert message.startswith("store on 2017-05-08: 41 cards needed, 40 on hand")


def test_a_day_may_go_below_within_the_document_only_if_written_in_order() -> None:
    sending = Allocated(id="a-1", on=may(2), cards=500, document="BAST 1")
    arriving = Received(id="r-1", on=may(2), cards=500, document="BAST 1")
    assert len(Ledger().post(sending, arriving, printed(2, 500))) == 3
    refuses(Ledger(), arriving, sending, error=InsufficientBlanko)


def test_no_more_are_destroyed_than_were_spoiled() -> None:
    ledger = opened(9).post(Spoiled(id="s-1", on=may(3), cards=4))
    burned = Destroyed(id="b-1", on=may(3), cards=4, document="BA 1")
    refuses(ledger, attrs.evolve(burned, cards=5), error=InsufficientBlanko)
    refuses(ledger, attrs.evolve(burned, on=may(2)), error=InsufficientBlanko)
    ledger = ledger.post(burned)
    assert [ledger.balance(p, on=may(3)) for p in (STORE, SPOILED, DESTROYED)] == [5, 0, 4]


# --- counts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "variance"), [(117, 3), (120, 0), (124, -4)])
def test_the_difference_of_a_count_goes_to_the_variance(found: int, variance: int) -> None:
    ledger = opened(120).post(counted(5, found))
    assert in_store(ledger, 4, 5, 6) == [120, found, found]
    assert ledger.balance(VARIANCE, on=may(5)) - ledger.balance(VARIANCE, on=may(4)) == variance


def test_an_earlier_entry_does_not_change_what_was_counted() -> None:
    ledger = opened(120).post(counted(5, 117))
    with pytest.raises(CountMismatch) as caught:
        ledger.post(printed(5, 1))
    error = caught.value
    assert (error.place, error.on, error.counted_cards, error.balance_cards) == (
        *("store", may(5)),
        *(117, 116),
    )
    ledger = ledger.post(printed(3, 10, compensate=True))
    assert in_store(ledger, 2, 3, 4, 5, 6) == [120, 110, 110, 117, 117]
    assert [ledger.balance(VARIANCE, on=may(n)) for n in (4, 5)] == [-120, -127]
    assert ledger.balance(PRINTED, on=may(9)) == 10
    assert in_store(ledger.post(printed(6, 7)), 6) == [110]


def test_a_well_known_system_ends_with_42_where_1_was_counted() -> None:
    """What arrived before the count and was entered after it is not there once more."""
    ledger = Ledger().post(
        Allocated(id="a-1", on=may(2), cards=41, document="BAST 1"), counted(10, 1)
    )
    late = Received(id="r-1", on=may(5), entered_on=may(11), cards=41, document="BAST 1")
    assert "1 cards were counted, and it would say 42" in refuses(ledger, late, error=CountMismatch)
    ledger = ledger.post(attrs.evolve(late, compensate=True))
    assert in_store(ledger, 4, 5, 9, 10, 99) == [0, 41, 41, 1, 1]


def test_both_ends_are_put_back_each_on_the_day_of_its_first_count() -> None:
    ledger = opened(120).post(
        counted(5, 120),
        counted(7, 0, at=SPOILED, id="spoiled"),
        counted(9, 0, at=SPOILED, id="spoiled again"),
        Spoiled(id="s-1", on=may(3), cards=4, compensate=True),
    )
    assert in_store(ledger, 3, 4, 5) == [116, 116, 120]
    assert [ledger.balance(SPOILED, on=may(n)) for n in (3, 6, 7, 9)] == [4, 4, 0, 0]
    assert [ledger.balance(VARIANCE, on=may(n)) for n in (3, 5, 7)] == [-120, -124, -120]


def test_nothing_is_compensated_where_nothing_was_counted_later() -> None:
    plain, compensated = (
        opened(120).post(printed(2, 10, compensate=compensate)) for compensate in (False, True)
    )
    assert in_store(plain, 2, 9) == in_store(compensated, 2, 9) == [110, 110]
    assert plain != compensated


def test_compensation_is_no_way_below_zero() -> None:
    ledger = opened(10).post(counted(5, 30))
    refuses(ledger, printed(3, 11, compensate=True), error=InsufficientBlanko)
    assert in_store(ledger.post(printed(3, 10, compensate=True)), 4, 5) == [0, 30]


def test_a_day_is_counted_twice_only_alike() -> None:
    ledger = opened(120).post(counted(5, 117), counted(5, 117, id="again"))
    assert "117 cards were counted, and it would say 116" in refuses(
        ledger, counted(5, 116, id="other"), error=CountMismatch
    )
    ledger = ledger.post(back("again", 5))
    refuses(ledger, printed(5, 1), error=CountMismatch)
    assert in_store(ledger.post(back("c-5", 5), printed(5, 1)), 5) == [119]


def test_an_earlier_count_does_not_change_a_later_one() -> None:
    ledger = opened(120).post(counted(9, 100))
    refuses(ledger, counted(5, 119), error=CountMismatch)
    assert len(ledger.post(counted(5, 120))) == 3


# --- reversals -------------------------------------------------------------------------------


def test_a_reversal_takes_back_from_its_day_on_and_the_entry_stays() -> None:
    ledger = opened(120).post(printed(2, 20), back("p-2", 4))
    assert in_store(ledger, 2, 3, 4, 5) == [100, 100, 120, 120]
    assert ledger.balance(PRINTED, on=may(4)) == 0
    assert (len(ledger), ledger["p-2"]) == (3, printed(2, 20))
    assert [ledger.is_reversed(entry) for entry in ("c-0", "p-2", "v-p-2")] == [False, True, False]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (back("nothing", 9), "there is no entry of the id that is to be reversed"),
        (back("again", 9, "again"), "there is no entry of the id that is to be reversed"),
        (back("p-2", 9, "other"), "the entry has been reversed already; enter a new one"),
        (back("v-p-2", 9), "an entry of the class Reversed is never reversed"),
        (back("close", 9), "an entry of the class Closed is never reversed"),
        (back("p-4", 3), "a reversal is never earlier than what it reverses"),
        (back("p-9", 9), "an entry of the class Refused is never reversed"),
    ],
)
def test_a_reversal_that_cannot_be(entry: Reversed, why: str) -> None:
    ledger, error = opened(120).submit(printed(9, 121))
    assert type(error) is InsufficientBlanko
    ledger = ledger.post(printed(2, 20), back("p-2", 2), printed(4, 5), closed(2))
    assert refuses(ledger, entry) == why


def test_what_has_gone_on_does_not_go_back() -> None:
    ledger = opened(0).post(
        Allocated(id="a-1", on=may(2), cards=50, document="BAST 1"),
        Received(id="r-1", on=may(3), cards=50, document="BAST 1"),
        printed(4, 10),
    )
    refuses(ledger, back("a-1", 5), error=InsufficientBlanko)
    refuses(ledger, back("r-1", 5), error=InsufficientBlanko)
    ledger = ledger.post(back("p-4", 4), back("r-1", 4), back("a-1", 4))
    assert {ledger.balance(place, on=may(9)) for place in ledger.places} == {0}


def test_the_reversal_of_a_count_takes_its_difference_back_and_binds_no_longer() -> None:
    ledger = opened(120).post(counted(5, 117), back("c-5", 6))
    assert in_store(ledger, 4, 5, 6) == [120, 117, 120]
    assert in_store(ledger.post(printed(5, 1)), 5, 6) == [116, 119]


def test_a_reversal_before_a_count_would_change_it() -> None:
    ledger = opened(120).post(printed(2, 20), counted(5, 100))
    refuses(ledger, back("p-2", 5), error=CountMismatch)
    assert in_store(ledger.post(back("p-2", 6)), 5, 6) == [100, 120]


def test_a_compensated_entry_goes_back_with_its_compensation() -> None:
    ledger = opened(50).post(counted(10, 50), printed(3, 20, compensate=True), back("p-3", 12))
    assert in_store(ledger, 2, 3, 9, 10, 12) == [50, 30, 30, 50, 50]
    balances = [ledger.balance(place, on=may(12)) for place in (PRINTED, VARIANCE)]
    assert balances == [0, -50]


def test_a_compensated_entry_goes_back_before_the_count() -> None:
    ledger = opened(50).post(counted(10, 50), printed(3, 20, compensate=True), back("p-3", 5))
    assert in_store(ledger, 2, 3, 4, 5, 9, 10) == [50, 30, 30, 50, 50, 50]


# --- closed books ----------------------------------------------------------------------------


def test_nothing_is_entered_into_closed_books() -> None:
    ledger = opened(120).post(printed(20, 20))
    assert ledger.closed_until is None
    after = ledger.post(closed(32))
    assert after.closed_until == date(2017, 6, 1)
    why = "the books are closed before 2017-06-01; reopen them first"
    for entry in (printed(31, 1), counted(31, 100), back("p-20", 31)):
        assert refuses(after, entry) == why
        assert len(ledger.post(entry)) == 3
    assert after.post(printed(20, 20)) is after
    later = after.post(printed(32, 1), back("p-20", 33))
    assert in_store(later, 31, 32, 33) == [100, 99, 119]


def test_books_are_closed_further_and_reopened_from_earlier() -> None:
    ledger = opened(120).post(closed(10), closed(32, "further"))
    why = (
        "the books are closed before 2017-06-01 already; "
        "close up to a later day, or reopen from an earlier one"
    )
    for entry in (closed(32, "same"), closed(31, "less"), reopened(may(33))):
        assert refuses(ledger, entry) == why
    assert refuses(opened(120), reopened(may(33))) == "no books are closed"
    ledger = ledger.post(reopened(may(15)))
    assert ledger.closed_until == may(15)
    refuses(ledger, printed(14, 1))
    ledger = ledger.post(printed(15, 1), closed(32, "once more"))
    assert ledger.closed_until == may(32)
    assert ledger.post(reopened(date.min, "all")).closed_until is None


def test_the_books_may_be_reopened_by_an_entry_of_a_closed_day() -> None:
    entry = Reopened(id="o-1", on=may(2), until=may(5), reason="a late paper")
    assert opened(9).post(closed(32), entry).closed_until == may(5)


def test_a_refusal_is_written_into_closed_books_too() -> None:
    ledger, error = opened(120).post(closed(32)).submit(printed(5, 1))
    assert type(error) is RefusedEntry
    assert [type(entry) for entry in ledger] == [Counted, Closed, Refused]


# --- once and no more ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_retry_writes_nothing_and_another_entry_is_no_retry(kind: type) -> None:
    entry = made(kind, **FULL)
    source = entry.ends[0] if isinstance(entry, Movement) else STORE
    ledger = opened(9, at=source) if source.holds_cards else Ledger()
    if kind is Reversed:
        ledger = ledger.post(Printed(id="p-1", on=may(1), cards=1, at=STORE, compensate=True))
    if kind is Reopened:
        ledger = ledger.post(closed(20))
    ledger = ledger.post(entry)
    assert ledger.post(copy.deepcopy(entry), entry) is ledger
    for field in attrs.fields(kind):
        if field.name == "id":
            continue
        for other in ALTERED[field.name]:
            if other != getattr(entry, field.name) and _possible(entry, field.name, other):
                changed = attrs.evolve(entry, **{field.name: other})
                assert canonical(changed) != canonical(entry)
                if kind is Refused:
                    assert refuses(ledger, changed) == "the id was refused before: because"
                    continue
                with pytest.raises(ConflictingEntry) as caught:
                    ledger.post(changed)
                assert caught.value.field == field.name
    if kind is not Refused:
        later = attrs.evolve(entry, note="other", lot="other")
        assert "the id is in the ledger with another lot" in refuses(
            ledger, later, error=ConflictingEntry
        )
        other_kind = Spoiled if kind is Printed else Printed
        assert "another class" in refuses(ledger, made(other_kind), error=ConflictingEntry)


PLACES = (STORE, POINT, PRINTER, ON_THE_WAY, MINISTRY, PROVINCE)
ALTERED: dict[str, tuple[Any, ...]] = {
    "on": (may(3),),
    "entered_on": (may(9),),
    **dict.fromkeys(("document", "lot", "reason", "actor", "note", "reverses"), ("other",)),
    "cards": (6,),
    "counted_cards": (6,),
    "serials": (Serials(1, 5),),
    "compensate": (True,),
    "until": (may(10),),
    **dict.fromkeys(("source", "to", "at"), PLACES),
}


def _possible(entry: Entry, field: str, value: object) -> bool:
    try:
        attrs.evolve(entry, **{field: value})  # type: ignore[arg-type]  # any field
    except InvalidRecord:
        return False
    return True


def test_what_was_refused_stays_refused() -> None:
    document = (printed(3, 5), printed(4, 50))
    ledger, error = opened(20).submit(*document)
    assert type(error) is InsufficientBlanko
    assert [type(entry) for entry in ledger] == [Counted, Refused, Refused]
    assert ledger["p-3"].reason == ledger["p-4"].reason == str(error)
    assert in_store(ledger, 9) == [20]
    ledger = ledger.post(counted(2, 90))
    again, error = ledger.submit(*document)
    assert again is ledger
    assert str(error).startswith("the id was refused before: store on 2017-05-04: 50 cards needed")
    assert refuses(ledger, document[0]) == str(error)
    ledger, error = ledger.submit(printed(3, 5, "right"), printed(4, 50, "right too"))
    assert (error, in_store(ledger, 9)) == (None, [35])


def test_of_a_refused_document_only_what_was_not_there_is_refused() -> None:
    ledger, error = opened(20).post(printed(3, 5)).submit(printed(3, 5), printed(4, 50))
    assert [type(entry) for entry in ledger] == [Counted, Printed, Refused]
    ledger, error = ledger.submit(printed(3, 6))
    assert type(error) is ConflictingEntry
    assert len(ledger) == 3


def test_a_refusal_keeps_both_days() -> None:
    ledger, _ = Ledger().submit(printed(3, 5, entered_on=may(8)))
    assert (ledger["p-3"].on, ledger["p-3"].entered_on) == (may(3), may(8))
    assert ledger.post(*ledger) is ledger


# --- all or none -----------------------------------------------------------------------------


def documents(*entries: object, error: Exception | None = None) -> Iterator[list[Any]]:
    for entry in entries:
        yield [entry]
    if error is not None:
        raise error


def test_many_documents_are_taken_or_none() -> None:
    ledger = opened(120)
    entries: list[Entry] = [printed(2, 10), counted(3, 100), closed(4), printed(5, 50)]
    assert in_store(ledger.post_all(documents(*entries)), 9) == [50]
    with pytest.raises(InsufficientBlanko):
        ledger.post_all(documents(*entries, printed(6, 51)))
    with pytest.raises(TypeError, match=r"Ledger.post: expected entries, found str"):
        ledger.post_all(documents(*entries, "Printed"))
    with pytest.raises(TypeError, match=r"expected documents of entries, found Printed"):
        ledger.post_all(entries)  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        ledger.post_all(documents(*entries, error=ZeroDivisionError()))
    assert (list(ledger), ledger.closed_until, in_store(ledger, 9)) == ([*opened(120)], None, [120])
    assert ledger.post_all([]) is ledger.post() is ledger
    assert in_store(ledger.post_all([entries]), 9) == [50]


@pytest.mark.parametrize(
    "entries",
    [
        [counted(5, 100)],
        [back("c-4", 4)],
        [back("p-2", 6)],
        [back("p-3", 6)],
        [closed(9), reopened(may(3)), closed(20, "further")],
        [counted(5, 100), back("c-5", 5), counted(5, 90, id="again")],
        [Refused(id="x", on=may(3))],
        [printed(3, 2, "compensated", compensate=True)],
    ],
)
def test_nothing_of_a_refused_document_stays(entries: list[Entry]) -> None:
    ledger = opened(120).post(printed(2, 20), counted(4, 90), printed(3, 5, compensate=True))
    assert len(ledger.post(*entries)) > 4
    refuses(ledger, *entries, printed(50, 1_000, "too many"), error=InsufficientBlanko)
    assert in_store(ledger, 1, 2, 3, 4, 9) == [120, 100, 95, 90, 90]
    assert ledger.closed_until is None
    assert not any(ledger.is_reversed(entry.id) for entry in ledger)
    refuses(ledger, printed(4, 1), error=CountMismatch)
    assert len(ledger.post(*entries, printed(30, 1))) == len(entries) + 5


# --- what was known, and after which entry ---------------------------------------------------


def test_what_had_happened_and_what_was_known() -> None:
    ledger = opened(120).post(printed(2, 20, entered_on=may(8)), back("p-2", 9), printed(3, 5))
    for on, known_on, cards in ((2, 7, 120), (2, 8, 100), (3, 7, 115), (9, 8, 95), (9, 9, 115)):
        assert ledger.balance(STORE, on=may(on), known_on=may(known_on)) == cards
    morning = ledger.balance(STORE, on=may(2), known_on=may(8), moment=Moment.START_OF_DAY)
    assert morning == 120
    assert ledger.balance(POINT, on=may(2), known_on=may(8)) == 0


def test_the_balance_after_each_entry_of_a_day() -> None:
    ledger = opened(120).post(
        printed(5, 1, "a"), printed(5, 2, "b"), printed(3, 4, "c"), printed(5, 8, "d")
    )
    after = {entry.id: ledger.balance_after(entry.id, STORE) for entry in ledger}
    assert after == {"c-0": 120, "a": 115, "b": 113, "c": 116, "d": 105}
    assert ledger.balance_after("d", PRINTED) == 15
    assert ledger.balance_after("d", POINT) == 0


# --- the ledger as a value -------------------------------------------------------------------


def test_a_ledger_does_not_change() -> None:
    ledger = opened(120)
    later = ledger.post(printed(2, 20))
    other = ledger.post(printed(2, 30), printed(3, 1))
    assert [in_store(each, 9) for each in (ledger, later, other)] == [[120], [100], [89]]
    assert [len(each) for each in (Ledger(), ledger, later, other)] == [0, 1, 2, 3]
    assert later.post(printed(3, 1)) != other
    with pytest.raises(AttributeError, match="does not change"):
        ledger.keeps_serials = True
    with pytest.raises(AttributeError, match="does not change"):
        del ledger.keeps_serials
    assert not hasattr(ledger, "__dict__")


def test_ledgers_of_the_same_entries_are_equal() -> None:
    ledger, again = opened(120).post(printed(2, 20)), opened(120).post(printed(2, 20))
    copies = (copy.copy(ledger), copy.deepcopy(ledger), pickle.loads(pickle.dumps(ledger)))
    assert {ledger, again, *copies} == {ledger}
    assert ledger != opened(120)
    assert Ledger() == Ledger()
    assert Ledger() != Ledger(serials=True)
    assert ledger not in {0, None, "Ledger(entries=2)"}
    assert ledger.__eq__(0) is NotImplemented
    assert repr(ledger) == "Ledger(entries=2)"


def test_a_ledger_is_read_like_a_sequence_of_entries_and_a_dictionary_of_ids() -> None:
    ledger = opened(120).post(printed(2, 20))
    assert [entry.id for entry in ledger] == ["c-0", "p-2"]
    assert ledger["p-2"] == printed(2, 20)
    assert ["p-2" in ledger, "p-3" in ledger, 0 in ledger, printed(2, 20) in ledger] == [
        *(True, False, False, False)
    ]
    for question in (
        lambda: ledger["p-3"],
        lambda: ledger.is_reversed("p-3"),
        lambda: ledger.balance_after("p-3", STORE),
    ):
        with pytest.raises(KeyError, match="no entry has that id"):
            question()


@pytest.mark.parametrize("foreign", ["Printed", None, ("p-1", 3), STORE, Ledger()])
def test_what_is_no_entry_is_refused(foreign: object) -> None:
    ledger = opened(120)
    name = type(foreign).__name__
    for post in (ledger.post, ledger.submit):
        with pytest.raises(TypeError, match=f"Ledger.post: expected entries, found {name}"):
            post(printed(2, 20), foreign)  # type: ignore[arg-type]
    assert list(ledger) == list(opened(120))


def test_places_come_in_the_order_of_kinds_and_names() -> None:
    points = [Place.point(name) for name in "ab"]
    ledger = Ledger().post(
        *(counted(1, 9, at=at, id=str(at)) for at in (*reversed(points), PRINTER, STORE)),
        Spoiled(id="s-1", on=may(2), cards=1, at=points[0]),
    )
    assert ledger.places == (STORE, *points, PRINTER, SPOILED, VARIANCE)
    assert Ledger().places == ()


def test_a_place_of_a_refused_entry_was_never_in_use() -> None:
    ledger = Ledger()
    refuses(ledger, printed(2, 20), error=InsufficientBlanko)
    assert ledger.places == ()


def test_a_place_is_not_in_use_because_somebody_asked() -> None:
    ledger = opened(120)
    ledger.balance(POINT, on=may(2), known_on=may(2))
    ledger.balance_after("c-0", PRINTER)
    assert ledger.places == (STORE, VARIANCE)


def test_documents_may_try_entries_on_the_same_ledger() -> None:
    ledger, tried = opened(120), []

    def trying() -> Iterator[list[Entry]]:
        tried.append(ledger.post(printed(2, 20, "tried")))
        yield [printed(3, 5)]

    after = ledger.post_all(trying())
    assert [entry.id for entry in after] == ["c-0", "p-3"]
    assert in_store(tried[0], 9) == [100]


@pytest.mark.parametrize("serials", [False, True])
@pytest.mark.parametrize("place", ["_append", "_apply", "_check"])
def test_a_document_that_is_broken_off_leaves_nothing(
    serials: bool,  # noqa: FBT001
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = numbered() if serials else opened(100)
    ledger = before.post(counted(5, 100))
    entry = with_serials(6, 1, 5) if serials else printed(6, 5, compensate=True)

    usual = getattr(Book, place)

    def broken_off(*_: object) -> None:
        monkeypatch.setattr(Book, place, usual)
        raise KeyboardInterrupt

    monkeypatch.setattr(Book, place, broken_off)
    with pytest.raises(KeyboardInterrupt):
        ledger.post(entry)
    ledger.verify([before.digest, ledger.digest])
    assert in_store(ledger, 9) == [100]
    assert in_store(ledger.post(entry), 9) == [95]
    assert len(before) == len(ledger) - 1


def test_documents_that_fail_leave_what_they_tried() -> None:
    ledger, tried = opened(120), []

    def failing() -> Iterator[list[Entry]]:
        tried.append(ledger.post(printed(2, 20, "tried")))
        yield from documents(error=ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        ledger.post_all(failing())
    assert (in_store(ledger, 9), in_store(tried[0], 9)) == ([120], [100])


@pytest.mark.parametrize("cards", [5, 5_000])
def test_a_document_may_try_entries_on_the_same_ledger(cards: int) -> None:
    ledger, tried = opened(120), []

    def trying() -> Iterator[Entry]:
        tried.append(ledger.post(printed(2, 20, "tried")))
        yield printed(3, cards)

    after, failed = ledger, False
    try:
        after = ledger.post_all([trying()])
    except InsufficientBlanko:
        failed = True
    assert failed == (cards > 120)
    assert [entry.id for entry in after] == ["c-0", "p-3"][: len(after)]
    assert in_store(tried[0], 9) == [100]


def test_more_cards_than_there_are_people_are_taken() -> None:
    cards = 2**31
    ledger = Ledger().post(Allocated(id="a-1", on=may(2), cards=cards, document="BAST 1"))
    assert ledger.balance(MINISTRY, on=may(2)) == -cards


# --- proof -----------------------------------------------------------------------------------


def test_a_digest_stands_for_all_entries_up_to_there() -> None:
    ledger = opened(120)
    assert Ledger().digest == ""
    assert re.fullmatch("[0-9a-f]{64}", ledger.digest)
    later = ledger.post(printed(2, 20))
    later.verify()
    later.verify([ledger.digest, later.digest, Ledger().digest])
    with pytest.raises(RefusedEntry, match="the ledger never had that digest"):
        ledger.verify([later.digest])
    with pytest.raises(TypeError, match=r"verify.digests: expected several"):
        later.verify(later.digest)
    with pytest.raises(RefusedEntry, match="the ledger never had that digest"):
        opened(121).post(printed(2, 20)).verify([ledger.digest])


def _move(column: str, row: int, by: int | str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        getattr(book, column)[row] += by

    return change


CHANGES: dict[str, Callable[[Book], None]] = {
    **{name: _move(f"_{name}", 1, 1) for name in ("on", "entered", "cards", "kind", "document")},
    "source": lambda book: book._source.__setitem__(1, book.number_of(POINT)),
    "id": _move("_ids", 1, "x"),
    "note": lambda book: book._others[1].update(note="other"),
    "counted": lambda book: book._others[0].update(counted_cards=121),
    "order": lambda book: book._ids.reverse(),
}
MOVED = {"on", "cards", "kind", "source", "counted"}


@pytest.mark.parametrize("change", CHANGES)
def test_any_single_change_is_found(change: str) -> None:
    entry = printed(2, 20, entered_on=may(4), note="n")
    ledger = opened(120).post(entry, counted(9, 100, note="x", document="BA 7"))
    digest = copy.copy(ledger).digest
    CHANGES[change](ledger._book)
    with pytest.raises(RefusedEntry, match="the ledger never had that digest"):
        ledger.verify([digest])
    if change in MOVED:
        with pytest.raises(LedgerError):
            ledger.verify()


def test_a_change_after_a_digest_was_made_is_found() -> None:
    ledger = opened(120).post(printed(2, 20, note="n"))
    digest = ledger.digest
    CHANGES["note"](ledger._book)
    with pytest.raises(RefusedEntry):
        ledger.verify([digest])


def test_balances_that_do_not_follow_from_the_entries_are_found() -> None:
    ledger = opened(120).post(printed(2, 20))
    ledger.check_invariants()
    ledger._book.sheets[0].totals[-1] += 1
    with pytest.raises(RefusedEntry, match="the balances of store do not follow from the entries"):
        ledger.check_invariants()


def test_balances_that_do_not_sum_to_none_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = opened(120).post(printed(2, 20))
    ledger._book.sheets[0].totals[-1] += 1

    def believe(self: Book, other: Book, _: int) -> None:
        self.sheets, self._number_of = other.sheets, other._number_of

    monkeypatch.setattr(Book, "take", believe)
    with pytest.raises(RefusedEntry, match="the balances of all places do not sum to none"):
        ledger.check_invariants()


# --- serial numbers --------------------------------------------------------------------------


def numbered() -> Ledger:
    """A lot of 100 numbers in the store."""
    lot: dict[str, Any] = {"cards": 100, "document": "BAST 1", "serials": Serials(1, 100)}
    return Ledger(serials=True).post(
        Allocated(id="a-1", on=may(1), **lot), Received(id="r-1", on=may(2), **lot)
    )


def with_serials(day: int, first: int, last: int, **fields: object) -> Printed:
    given: dict[str, Any] = {"serials": Serials(first, last), **fields}
    return printed(day, last - first + 1, **given)


def test_ranges_are_split_and_merged() -> None:
    ledger = numbered().post(with_serials(3, 41, 50))
    assert ledger.serials_at(STORE) == (Serials(1, 40), Serials(51, 100))
    assert ledger.serials_at(PRINTED) == (Serials(41, 50),)
    assert ledger.serials_at(ON_THE_WAY) == ledger.serials_at(MINISTRY) == ()
    both_ends = ledger.post(with_serials(4, 1, 1), with_serials(5, 100, 100))
    assert both_ends.serials_at(STORE) == (Serials(2, 40), Serials(51, 99))
    assert both_ends.serials_at(PRINTED) == (Serials(1, 1), Serials(41, 50), Serials(100, 100))
    assert ledger.post(back("p-3", 4)).serials_at(STORE) == (Serials(1, 100),)
    assert ledger.post(with_serials(4, 51, 60)).serials_at(PRINTED) == (Serials(41, 60),)
    assert opened(5).serials_at(STORE) == ()
    assert both_ends.keeps_serials
    assert pickle.loads(pickle.dumps(both_ends)) == both_ends


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (printed(4, 10), "expected the serials of the 10 cards that move"),
        (with_serials(4, 45, 54), "not all of the serials are at store"),
        (with_serials(4, 96, 105), "not all of the serials are at store"),
        (with_serials(4, 41, 41), "not all of the serials are at store"),
        (with_serials(4, 1, 2, at=POINT), "not all of the serials are at point 32.75.99"),
        (
            made(Allocated, serials=Serials(100, 104)),
            "some of the serials are at store already",
        ),
        (made(Allocated, serials=Serials(46, 50)), "some of the serials are at printed already"),
        (counted(9, 89), "expected the serials of the 1 cards that move"),
        (counted(9, 88, serials=Serials(1, 1)), "expected the serials of the 2 cards that move"),
        (counted(9, 90, serials=Serials(1, 1)), "expected the serials of the 0 cards that move"),
        (counted(9, 91, serials=Serials(1, 1)), "some of the serials are at store already"),
        (counted(9, 89, serials=Serials(41, 41)), "not all of the serials are at store"),
    ],
)
def test_serials_that_are_elsewhere_do_not_move(entry: Entry, why: str) -> None:
    assert refuses(numbered().post(with_serials(3, 41, 50)), entry) == why


def test_serials_that_went_on_do_not_come_back() -> None:
    ledger = numbered().post(with_serials(3, 41, 50))
    assert refuses(ledger, back("r-1", 4)) == "not all of the serials are at store"


@pytest.mark.parametrize("above", [MINISTRY, PROVINCE])
def test_serials_that_were_sent_back_may_be_sent_again(above: Place) -> None:
    lot: dict[str, Any] = {"cards": 100, "serials": Serials(1, 100)}
    ledger = numbered().post(Returned(id="t-1", on=may(3), source=STORE, to=above, **lot))
    assert ledger.serials_at(above) == ledger.serials_at(STORE) == ()
    again = Allocated(id="a-2", on=may(4), document="BAST 2", source=PROVINCE, **lot)
    assert ledger.post(again).serials_at(Place.transit("BAST 2")) == (Serials(1, 100),)


def test_counts_name_the_serials_that_are_missing_or_found() -> None:
    ledger = numbered().post(counted(3, 98, serials=Serials(7, 8)), counted(4, 98))
    assert ledger.serials_at(STORE) == (Serials(1, 6), Serials(9, 100))
    ledger = ledger.post(counted(5, 99, serials=Serials(8, 8)), back("c-5", 5))
    assert ledger.serials_at(STORE) == (Serials(1, 6), Serials(9, 100))
    assert ledger.post(back("c-4", 5), back("c-3", 6)).serials_at(STORE) == (Serials(1, 100),)


def test_a_ledger_with_serials_compensates_nothing() -> None:
    ledger = numbered().post(counted(5, 100))
    why = "a ledger with serials takes no compensation; reverse the count"
    assert refuses(ledger, with_serials(4, 1, 2, compensate=True)) == why
    assert len(ledger.post(with_serials(6, 1, 2, compensate=True))) == 4


@pytest.mark.parametrize(
    "entry", [with_serials(4, 1, 2), counted(4, 119, serials=Serials(1, 1))], ids=["moved", "count"]
)
def test_a_ledger_without_serials_takes_none(entry: Entry) -> None:
    why = "this ledger keeps no serials; begin with Ledger(serials=True)"
    assert refuses(opened(120), entry) == why


def test_serials_of_a_refused_document_stay_where_they_were() -> None:
    ledger = numbered()
    lot: dict[str, Any] = {"cards": 10, "document": "BAST 2", "serials": Serials(101, 110)}
    sent_back: dict[str, Any] = {
        "cards": 5,
        "source": STORE,
        "to": MINISTRY,
        "serials": Serials(6, 10),
    }
    refuses(
        ledger,
        with_serials(3, 41, 50),
        back("p-3", 4),
        counted(4, 99, serials=Serials(7, 7)),
        back("c-4", 4),
        counted(5, 100),
        Returned(id="t-1", on=may(6), **sent_back),
        Allocated(id="a-2", on=may(6), **lot),
        with_serials(7, 101, 101),
    )
    assert ledger.serials_at(STORE) == (Serials(1, 100),)
    assert ledger.serials_at(PRINTED) == ledger.serials_at(Place.transit("BAST 2")) == ()
    assert len(ledger.post(Allocated(id="a-2", on=may(6), **lot))) == 3


# --- errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            InsufficientBlanko(needed_cards=1_500, on_hand_cards=20, place="store", on=may(2)),
            (
                "store on 2017-05-02: 1,500 cards needed, 20 on hand; "
                "enter first what arrived, or look for an entry that is wrong"
            ),
        ),
        (
            CountMismatch(place="store", on=may(2), counted_cards=1_000, balance_cards=42),
            (
                "store on 2017-05-02: 1,000 cards were counted, and it would say 42; "
                "reverse the count if it was wrong; "
                "a movement can also be entered with compensate=True"
            ),
        ),
        (
            ConflictingEntry(field="cards"),
            (
                "the id is in the ledger with another cards; "
                "give a new entry an id of its own, or reverse the old one"
            ),
        ),
        (RefusedEntry(why="it cannot be"), "it cannot be"),
    ],
)
def test_an_error_says_what_and_can_be_kept(error: LedgerError, message: str) -> None:
    assert str(error) == message
    assert isinstance(error, LedgerError)
    assert isinstance(error, ValueError)
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(again), str(again), vars(again)) == (type(error), message, vars(error))


def test_an_error_with_a_note_can_be_kept() -> None:
    error = ConflictingEntry(field="cards")
    error.add_note("row 7")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_the_root_of_the_errors_can_be_kept() -> None:
    assert str(pickle.loads(pickle.dumps(LedgerError("no", place="store")))) == "no"


# --- figures that were published -------------------------------------------------------------


def test_kabupaten_semarang_in_2017() -> None:
    """Six months: 37,000 received, 35,000 printed, 2,000 left on 19 October.

    http://dukcapil.semarangkab.go.id/berita/13-51644-warga-kabupaten-semarang-belum-rekam-data-e-ktp
    """
    ledger = Ledger()
    for month, received, prints in (
        *((5, 8_000, 6_500), (6, 5_000, 5_500), (7, 6_000, 6_000)),
        *((8, 6_000, 6_500), (9, 6_000, 5_500), (10, 6_000, 5_000)),
    ):
        lot: dict[str, Any] = {"cards": received, "document": f"BAST {month}"}
        day = date(2017, month, 2)
        ledger = ledger.post(
            Allocated(id=f"a-{month}", on=day, source=PROVINCE, **lot),
            Received(id=f"r-{month}", on=day, **lot),
            Printed(id=f"p-{month}", on=day.replace(day=18), cards=prints),
        )
    on = date(2017, 10, 19)
    places = (PROVINCE, PRINTED, STORE)
    assert [ledger.balance(place, on=on) for place in places] == [-37_000, 35_000, 2_000]
    over = Printed(id="over", on=on, cards=2_001)
    refuses(ledger, over, error=InsufficientBlanko)


def test_the_ministry_in_2023() -> None:
    """Three procurements of 24,527,332 together, 15,169,050 distributed, 9,358,282 left.

    The first was distributed by the end of May, the second in July, the third from August.
    https://top-news.id/kadis-dukcapil-diingatkan-soal-aktivasi-ikd-minimal-50-persen-dari-jumlah-blanko-terdistribusi
    """
    ledger = Ledger()
    for name, month, cards in (("1", 1, 10_450_518), ("2", 6, 2_683_032), ("3", 8, 11_393_782)):
        lot: dict[str, Any] = {"on": date(2023, month, 1), "cards": cards, "document": name}
        ledger = ledger.post(Allocated(id=f"a-{name}", **lot), Received(id=f"r-{name}", **lot))
    ledger = ledger.post(
        Distributed(id="d-1", on=date(2023, 5, 31), cards=10_450_518, document="first"),
        Distributed(id="d-2", on=date(2023, 7, 21), cards=2_683_032, document="second"),
        Distributed(id="d-3", on=date(2023, 8, 23), cards=2_035_500, document="third"),
    )
    for on, left in (
        (date(2023, 5, 31), 0),
        (date(2023, 7, 31), 0),
        (date(2023, 8, 23), 9_358_282),
    ):
        assert ledger.balance(STORE, on=on) == left
    on = date(2023, 8, 23)
    assert ledger.balance(MINISTRY, on=on) == -24_527_332
    transit = [Place.transit(name) for name in ("first", "second", "third")]
    assert sum(ledger.balance(place, on=on) for place in transit) == 15_169_050
    early = Distributed(id="d-4", on=date(2023, 7, 22), cards=1, document="fourth")
    refuses(ledger, early, error=InsufficientBlanko)


def test_trenggalek_in_2025() -> None:
    """6,000 received, 200 a day, and asked for more at 1,000 left: a week before none is left.

    https://jatim.tribunnews.com/amp/2025/02/03/blangko-ktp-elektronik-di-trenggalek-kosong-dispendukcapil-ganti-dengan-aktivasi-ikd
    """
    monday = date(2025, 2, 3)
    lot: dict[str, Any] = {"on": monday, "cards": 6_000, "document": "BAST 1"}
    ledger = Ledger().post(Allocated(id="a-1", **lot), Received(id="r-1", **lot))
    days = [monday + timedelta(days=n) for n in range(42)]
    workdays = [day for day in days if day.weekday() < 5]
    ledger = ledger.post_all([Printed(id=f"p-{day}", on=day, cards=200)] for day in workdays)
    asked = next(day for day in days if ledger.balance(STORE, on=day) <= 1_000)
    empty = next(day for day in days if not ledger.balance(STORE, on=day))
    assert (asked, empty) == (date(2025, 3, 7), date(2025, 3, 14))
    next_day = Printed(id="more", on=date(2025, 3, 17), cards=200)
    message = refuses(ledger, next_day, error=InsufficientBlanko)
    assert message.startswith("store on 2025-03-17: 200 cards needed, 0 on hand")


def test_what_was_undone_leaves_no_digest_behind() -> None:
    first, second, other = counted(1, 50), printed(2, 5), printed(2, 6)
    undone, never = Book(serials=False), Book(serials=False)
    undone.post([first, second])
    never.post([first, other])
    assert undone.digest(2) != never.digest(2)
    undone.undo_to(1)
    undone.post([other])
    assert undone.digest(2) == never.digest(2)
