"""Entries and moves as the reports of the ledger read them, and checks they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Final, NamedTuple, final

from dukcapil._shared.checks import check_date, raise_faults
from dukcapil.blanko._entries import Counted, Reversed
from dukcapil.blanko._entry_base import EntryBase
from dukcapil.blanko._journal import Journal
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Place, PlaceKind
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = [
    "Move",
    "check_period",
    "confirmations_of",
    "journal_of",
    "month_by_day",
    "moves_of",
    "original_of",
    "place_order",
    "rises",
]


@final
class Move(NamedTuple):
    """Cards that went from one place to another on a day, by the entry of a row."""

    row: int
    day: int
    source: Place
    target: Place
    cards: int


def journal_of(ledger: Ledger) -> Journal:
    """Return the journal of a ledger, of which its first `len(ledger)` entries count."""
    return ledger._journal  # noqa: SLF001  reports read rows and postings, which nobody else needs


def moves_of(ledger: Ledger) -> Iterator[Move]:
    """Yield everything that moved, in the order of writing."""
    journal = journal_of(ledger)
    for row in range(len(ledger)):
        for posting in journal.postings(row):
            yield Move(row, *posting)


def original_of(ledger: Ledger, entry: EntryBase) -> EntryBase:
    """Return the entry that an entry reverses, or else the entry itself."""
    return ledger[entry.reverses] if isinstance(entry, Reversed) else entry


def confirmations_of(ledger: Ledger, place: Place) -> Iterator[tuple[int, int]]:
    """Yield the days and rows of counts of a place that moved nothing, and of their reversals."""
    journal = journal_of(ledger)
    for row in range(len(ledger)):
        if not journal.postings(row):
            entry = journal.entry(row)
            original = original_of(ledger, entry)
            if isinstance(original, Counted) and original.at == place:
                yield entry.on.toordinal(), row


def month_by_day(months: Iterable[Month]) -> dict[int, Month]:
    return {
        day: month
        for month in months
        for day in range(month.first_day.toordinal(), month.last_day.toordinal() + 1)
    }


_KIND_ORDER: Final = {kind: number for number, kind in enumerate(PlaceKind)}


def place_order(place: Place) -> tuple[int, str]:
    return _KIND_ORDER[place.kind], place.name


def rises(keys: Iterable[Any]) -> bool:
    """Return whether each key is greater than the one before."""
    return all(before < after for before, after in pairwise(keys))


def check_period(owner: str, since: date, until: date) -> None:
    check_date(owner, "since", since)
    check_date(owner, "until", until)
    if until < since:
        raise_faults(owner, [("until", Fault.CONTRADICTION, "since")])
