"""Moves, stock and places as the reports of the ledger read them, and checks they share.

Reports of a period read the histories of places in that period, and so take time for what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Final, NamedTuple, cast, final

from dukcapil._shared.checks import check_date, raise_faults
from dukcapil._shared.sentences import Sentence
from dukcapil.blanko._entries import Reversed
from dukcapil.blanko._entry_base import EntryBase
from dukcapil.blanko._journal import Journal
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Blank, Place, PlaceKind
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = [
    "Layer",
    "Move",
    "check_period",
    "journal_of",
    "layers",
    "month_by_day",
    "moves_between",
    "place_order",
    "place_words",
    "rises",
    "rows_from_above",
]


@final
class Move(NamedTuple):
    """Cards that went from one place to another on a day, by the entry of a row.

    Attributes:
        row: that of the entry.
        entry: the entry, or the one that it takes back.
        taken_back: the day of the move that this one takes back; None if it takes back none.
    """

    row: int
    day: int
    source: Place
    target: Place
    cards: int
    entry: EntryBase
    taken_back: int | None


def journal_of(ledger: Ledger) -> Journal:
    """Return the journal of a ledger, of which its first `len(ledger)` entries count."""
    return ledger._journal  # noqa: SLF001  reports read rows and postings, which nobody else needs


def moves_between(ledger: Ledger, first: int, stop: int, blank: Blank) -> Iterator[Move]:
    """Yield what moved of a kind of blank on some days, in the order of writing."""
    journal, size = journal_of(ledger), len(ledger)
    for row in journal.rows_between(first, stop, size, (blank,)):
        entry, postings = journal.entry(row), journal.postings(row)
        days: list[int | None] = [None] * len(postings)
        if isinstance(entry, Reversed):
            original = cast("int", journal.row_of(entry.reverses, size))  # it was checked
            entry = journal.entry(original)
            days = [posting.day for posting in journal.postings(original)]
        for posting, taken_back in zip(postings, days, strict=True):
            if first <= posting.day < stop:  # a compensation may be of another day
                yield Move(row, *posting, entry, taken_back)


def rows_from_above(ledger: Ledger, first: int, stop: int, blank: Blank) -> frozenset[int]:
    """Return the rows that moved, on some days, what was on the way from above."""
    changes = journal_of(ledger).from_above[blank].between(first, stop, len(ledger))
    return frozenset(change.row for change in changes)


@final
class Layer(NamedTuple):
    """The cards of a place that came on one day and are still there."""

    since: date
    cards: int


def layers(ledger: Ledger, place: Place, on: date) -> Iterator[Layer]:
    """Yield what a place holds at the end of a day, the youngest first.

    The cards that are there are the last that came: going back, the days on which as many had come.
    """
    history, size, last = journal_of(ledger).history(place), len(ledger), on.toordinal()
    left = history.balance(last, size)
    came = sorted(
        (change.day, change.cards)
        for change in history.between(0, last + 1, size)
        if change.cards > 0
    )
    while left > 0:
        day, cards = came.pop()
        yield Layer(date.fromordinal(day), min(cards, left))
        left -= cards


def month_by_day(months: Iterable[Month]) -> dict[int, Month]:
    return {
        day: month
        for month in months
        for day in range(month.first_day.toordinal(), month.last_day.toordinal() + 1)
    }


_KIND_ORDER: Final = {kind: number for number, kind in enumerate(PlaceKind)}


_BLANK_ORDER: Final = {blank: number for number, blank in enumerate(Blank)}


def place_order(place: Place) -> tuple[int, int, str]:
    return _BLANK_ORDER[place.blank], _KIND_ORDER[place.kind], place.name


def place_words(place: Place) -> str:
    """Return a place as `str` has it, in words that a table of another language translates."""
    words: str = place.kind.value
    if place.name and place.kind is PlaceKind.SPOILED:
        kind = next(kind.value for kind in PlaceKind if place.name.startswith(f"{kind.value} "))
        name = place.name.removeprefix(f"{kind} ")
        words = Sentence("place of the spoiled", place=Sentence("place", kind=kind, name=name))
    elif place.name:
        words = Sentence("place", kind=words, name=place.name)
    if place.blank is Blank.CITIZEN:
        return words
    return Sentence("place of a blank", place=words, blank=place.blank.value)


def rises(keys: Iterable[Any]) -> bool:
    """Return whether each key is greater than the one before."""
    return all(before < after for before, after in pairwise(keys))


def check_period(owner: str, since: date, until: date) -> None:
    check_date(owner, "since", since)
    check_date(owner, "until", until)
    if until < since:
        raise_faults(owner, [("until", Fault.CONTRADICTION, "since")])
