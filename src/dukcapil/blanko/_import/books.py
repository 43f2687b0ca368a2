"""Questions of an import to a ledger, answered in the time of what they are about alone."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from dukcapil.blanko._entries import Entry
from dukcapil.blanko._journal import Journal
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._movements import Received
from dukcapil.blanko._places import Blank, Place, PlaceKind

__all__ = ["entries_of_days", "points_of", "receipts_at"]


def points_of(ledger: Ledger, blank: Blank) -> list[Place]:
    """Return the points in use for a kind of blank, by name."""
    found = _journal_of(ledger).standing_places(len(ledger))
    points = [one for one in found if one.kind is PlaceKind.POINT and one.blank is blank]
    return sorted(points, key=lambda point: point.name)


def entries_of_days(ledger: Ledger, first: date, last: date) -> Iterator[Entry]:
    """Yield the movements and counts of some days, in the order of writing."""
    journal, since, until = _journal_of(ledger), first.toordinal(), last.toordinal() + 1
    for row in journal.rows_between(since, until, len(ledger), tuple(Blank)):
        if since <= journal.columns.on[row] < until:  # else it compensates a count of these days
            yield cast("Entry", journal.entry(row))


def receipts_at(ledger: Ledger, place: Place) -> Iterator[str]:
    """Yield the ids of the receipts at a place."""
    journal = _journal_of(ledger)
    for change in journal.changes(place, len(ledger)):
        if change.cards > 0 and journal.columns.class_of(change.row) is Received:
            yield journal.columns.ids[change.row]


def _journal_of(ledger: Ledger) -> Journal:
    return ledger._journal  # noqa: SLF001  an import reads rows, which nobody else needs
