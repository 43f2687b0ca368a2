"""Small ledgers and entries of May 2017, and what the tests of the ledger ask of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dukcapil.blanko import (
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
    Printed,
    Received,
    Reopened,
    Returned,
    Reversed,
    Serials,
    Spoiled,
)
from dukcapil.errors import (
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


MINIMAL: dict[type, dict[str, Any]] = {
    Allocated: {"cards": 5, "document": "BAST 1"},
    Received: {"cards": 5, "document": "BAST 1"},
    Distributed: {"cards": 5, "document": "BAST 1"},
    Returned: {"cards": 5, "source": POINT},
    Printed: {"cards": 5},
    Spoiled: {"cards": 5},
    Destroyed: {"cards": 5, "document": "BA 1"},
    Lost: {"cards": 5, "reason": "not found"},
    Lent: {"cards": 5, "office": "33.74", "document": "BA 1"},
    Borrowed: {"cards": 5, "office": "33.74", "document": "BA 1"},
    Counted: {"at": STORE, "counted_cards": 5},
    Reversed: {"reverses": "p-1", "reason": "entered twice"},
    Closed: {"until": may(9)},
    Reopened: {"until": may(9), "reason": "a late paper"},
}
KINDS = list(MINIMAL)
MOVEMENTS = KINDS[:10]


def made(kind: type, **fields: object) -> Entry:
    entry: Entry = kind(**{"id": "e-1", "on": may(2), **MINIMAL[kind], **fields})
    return entry


def numbered() -> Ledger:
    """A lot of 100 numbers in the store."""
    lot: dict[str, Any] = {"cards": 100, "document": "BAST 1", "serials": Serials(1, 100)}
    return Ledger(serials=True).post(
        Allocated(id="a-1", on=may(1), **lot), Received(id="r-1", on=may(2), **lot)
    )


def with_serials(day: int, first: int, last: int, **fields: object) -> Printed:
    given: dict[str, Any] = {"serials": Serials(first, last), **fields}
    return printed(day, last - first + 1, **given)


FULL: dict[str, Any] = {
    "entered_on": may(3),
    "document": "BAST 1",
    "lot": "L-1",
    "reason": "because",
    "actor": "A-1",
    "note": "n",
}


def documents(*entries: object, error: Exception | None = None) -> Iterator[list[Any]]:
    for entry in entries:
        yield [entry]
    if error is not None:
        raise error
