"""Rows of journals: the values in them, what is asked of them in SQL, and their digests."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple, final

from sqlalchemy import Table

from dukcapil.blanko import Entry
from dukcapil.events import Event
from dukcapil.residents import Resident, Snapshot
from dukcapil.serial import from_plain, to_plain
from dukcapil.store._tables import LEDGER_ENTRY, PERSON_EVENT, PERSON_SNAPSHOT

__all__ = ["ENTRIES", "EVENTS", "SNAPSHOTS", "Rows", "body_of", "digest_after", "link"]


def body_of(value: object) -> str:
    """Return the body of a row: the value as JSON of `dukcapil.serial`, without spaces."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def digest_after(before: str, body: str) -> str:
    """Return the SHA-256 of the bytes of the digest before and of the body, as hexadecimals."""
    return link(bytes.fromhex(before), body.encode()).hex()


def link(before: bytes, content: bytes) -> bytes:
    """Return the SHA-256 of a digest and of what comes after it."""
    return sha256(before + content).digest()


@final
class Rows(NamedTuple):
    """One kind of rows.

    Attributes:
        table: the table.
        kind: the type of the values.
        columns: gives what is asked in SQL of a value, the `id` among it.
    """

    table: Table
    kind: object
    columns: Callable[[Any], Mapping[str, object]]

    def value(self, body: str) -> Any:  # noqa: ANN401  of the kind
        """Return the value of a body."""
        return from_plain(json.loads(body), self.kind)


def _of_entry(entry: Any) -> Mapping[str, object]:  # noqa: ANN401  of any class of entry
    source, target = getattr(entry, "ends", (getattr(entry, "at", None), None))
    cards = getattr(entry, "cards", getattr(entry, "counted_cards", None))
    return {
        "id": entry.id,
        "kind": type(entry).__name__,
        "occurred_on": entry.on,
        "entered_on": entry.entered_on,
        "document": entry.document,
        "source": None if source is None else str(source),
        "target": None if target is None else str(target),
        "cards": cards,
    }


def _of_snapshot(entry: Resident | Snapshot) -> Mapping[str, object]:
    is_snapshot = isinstance(entry, Snapshot)
    resident = entry.resident if isinstance(entry, Snapshot) else entry
    stay = resident.residences[-1] if resident.residences else None
    return {
        "id": sha256(body_of(entry).encode()).hexdigest(),
        "nik": str(resident.nik),
        "birth_date": resident.birth_date,
        "sex": str(resident.sex),
        "region": None if stay is None else str(stay.region),
        "died_on": resident.died_on,
        "entered_on": getattr(entry, "entered_on", None),
        "person": getattr(entry, "key", None) if is_snapshot else None,
    }


def _of_event(event: Event) -> Mapping[str, object]:
    return {
        "id": event.id,
        "kind": type(event).__name__,
        "nik": str(event.nik),
        "occurred_on": event.occurred_on,
        "entered_on": event.entered_on,
        "card": getattr(event, "card", None),
        "supersedes": event.supersedes,
    }


ENTRIES: Final = Rows(LEDGER_ENTRY, Entry, _of_entry)
"""Entries of ledgers."""
SNAPSHOTS: Final = Rows(PERSON_SNAPSHOT, Resident | Snapshot, _of_snapshot)
"""Residents, and snapshots of them."""
EVENTS: Final = Rows(PERSON_EVENT, Event, _of_event)
"""Events of records and cards."""
