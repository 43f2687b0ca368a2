"""Posting: a document is checked completely, and only then written to the journal.

It is judged by where it ends: on the way there, a place may be short of cards for a while.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Final

from dukcapil.blanko._draft import Draft, check_same
from dukcapil.blanko._entry_base import EntryBase
from dukcapil.blanko._journal import FIRST_DAY, SENDING, Journal, Plain
from dukcapil.blanko._movements import Distributed, Movement, Received
from dukcapil.blanko._places import Place, PlaceKind

__all__ = ["post", "post_all", "replay"]

_day: Final = date.toordinal
_NOT_SAID: Final = 0  # no day
_CHUNK: Final = 256  # documents of an import for which the lock is taken once


def post(
    journal: Journal, size: int, entries: Sequence[EntryBase], entered_on: date | None
) -> tuple[Journal, int]:
    """Write the entries of one document that are not there yet, or raise and write none.

    Where others have gone on from the first `size` entries already, those are copied once, and
    writing goes on in the copy.

    Args:
        journal: the journal.
        size: how many of its entries the ledger knows.
        entries: the document.
        entered_on: the day of entry of those that do not say theirs; None for the later of the
            last one and the day of the last of them.

    Returns:
        The journal that was written to, and its length for the ledger that holds the entries.
    """
    with journal.lock:
        return _post(journal, size, entries, _NOT_SAID if entered_on is None else _day(entered_on))


def post_all(
    journal: Journal,
    size: int,
    documents: Iterable[Sequence[EntryBase]],
    entered_on: date | None,
) -> tuple[Journal, int]:
    """Write the entries of many documents, each as by `post`.

    Documents are drawn without the lock, since drawing them may run anything.
    """
    documents = iter(documents)
    given = _NOT_SAID if entered_on is None else _day(entered_on)
    while chunk := list(islice(documents, _CHUNK)):
        with journal.lock:
            for entries in chunk:
                # Where this copies, nobody else has the copy before the lock is given back.
                journal, size = _post(journal, size, entries, given)
    return journal, size


def _post(
    journal: Journal, size: int, entries: Sequence[EntryBase], given: int
) -> tuple[Journal, int]:
    if size != journal.length or journal.is_torn:
        if all(_is_there(journal, size, entry) for entry in entries):
            return journal, size
        journal = journal.copy(size)
    if len(entries) == 1:
        only = _plain_movement(journal, entries[0], _NOT_MOVED)
        if only is not None:
            entered = _day_of_entry(journal, only[0].entered_on, only[1], given)
            if entered is not None:
                journal.write_plain((only,), entered)
                return journal, journal.length
    else:
        plain = _plain_movements(journal, entries)
        entered = _day_of_document(journal, plain, given) if plain else None
        if plain and entered is not None:
            journal.write_plain(plain, entered)
            return journal, journal.length
    if not all(_is_there(journal, size, entry) for entry in entries):
        draft = Draft(journal, given or _last_day(journal, entries))
        for entry in entries:
            draft.add(entry)
        draft.check()
        journal.write(draft.written)
    return journal, journal.length


def replay(journal: Journal, entries: Iterable[EntryBase]) -> None:
    """Write entries of documents that were accepted before, or raise.

    Where one document ended and the next began is not kept, and inside one a balance may be short
    for a while. So balances and counts are checked once, when all is written.
    """
    with journal.lock:
        for entry in entries:
            plain = _plain_movement(journal, entry, _NOT_MOVED)
            if plain is not None:
                entered = _day_of_entry(journal, entry.entered_on, plain[1], _NOT_SAID)
                if entered is not None:
                    journal.write_plain((plain,), entered)
                    continue
            draft = Draft(journal, _day(entry.on))
            draft.add(entry)
            journal.write(draft.written)
        journal.check()


def _last_day(journal: Journal, entries: Sequence[EntryBase]) -> int:
    """Return the last day of the entries that are new and do not say when they were made."""
    return max(
        (
            entry.on.toordinal()
            for entry in entries
            if entry.entered_on is None and entry.id not in journal.columns.blocks
        ),
        default=_NOT_SAID,
    )


def _day_of_document(journal: Journal, plain: Sequence[Plain], given: int) -> int | None:
    """Return the one day of entry of a document; None if there are several, or it cannot be."""
    said = plain[0][0].entered_on
    if any(movement.entered_on != said for movement, *_ in plain):
        return None
    return _day_of_entry(journal, said, max(plain, key=_day_of)[1], given)


def _day_of_entry(journal: Journal, said: date | None, day: int, given: int) -> int | None:
    """Return the day of entry of what is of a day; None if it cannot be entered then."""
    entered_before = journal.columns.entered
    last = entered_before[-1] if entered_before else FIRST_DAY
    if said is not None:
        entered = _day(said)
    elif given:
        entered = given
    else:
        return max(last, day)
    return entered if day <= entered <= journal.last_day and entered >= last else None


_day_of: Final = itemgetter(1)


def _plain_movements(journal: Journal, entries: Sequence[EntryBase]) -> list[Plain] | None:
    """Return the movements of a document with their ends if all may be written as they stand.

    This is the short way that nearly all documents take. For any other entry, and for whatever may
    have to be refused, it returns None, and `Draft` decides.
    """
    if len({entry.id for entry in entries}) < len(entries):
        return None
    moved: _Moved = {}
    found: list[Plain] = []
    for entry in entries:
        plain = _plain_movement(journal, entry, moved)
        if plain is None:
            return None
        found.append(plain)
        movement, day, source, target, giver, taker = plain
        cards = movement.cards
        for place, number, change in ((source, giver, -cards), (target, taker, cards)):
            if number is None or journal.histories[number].is_never_negative:
                key = place if number is None else number
                last_day, before = moved.get(key, _FIRST)
                moved[key] = max(last_day, day), before + change
    return found


_Moved = dict[Place | int, tuple[int, int]]
"""The last day with a change in a document, and the sum of the changes.

By place where cards are held: by its number, or by the place itself while it has none.
"""
_NOT_MOVED: Final[_Moved] = {}
_FIRST: Final = (0, 0)


def _plain_movement(  # noqa: C901, PLR0911, PLR0912  one question after another, for speed
    journal: Journal, entry: EntryBase, moved: _Moved
) -> Plain | None:
    if (
        not isinstance(entry, Movement)
        or entry.compensate
        or entry.serials
        or journal.serials is not None
        or entry.id in journal.columns.blocks
    ):
        return None
    day = _day(entry.on)
    source, target = entry.ends
    if not journal.first_day <= day <= journal.last_day or (
        journal.closings and day < journal.closings[-1][1]
    ):
        return None
    if target.kind is PlaceKind.BORROWED:
        return None
    giver, taker = journal.numbers.get(source), journal.numbers.get(target)
    histories, counts = journal.histories, journal.counts
    if (giver in counts and counts[giver][-1].day >= day) or (
        taker in counts and counts[taker][-1].day >= day
    ):
        return None
    if giver is None:
        last_day, held, is_held = 0, 0, source.is_never_negative
    else:
        history = histories[giver]
        is_held = history.is_never_negative
        last_day, held = history.latest() if is_held else _FIRST
    if is_held:
        needed = entry.cards
        if moved:
            last_moved, change = moved.get(source if giver is None else giver, _FIRST)
            if day < last_moved:
                return None
            needed -= change
        if day < last_day:
            if journal.account(source, day).first_below(needed, day) is not None:
                return None
        elif held < needed:
            return None
    kind = type(entry)
    if kind in SENDING:
        if target in moved if taker is None else taker in moved or histories[taker].sent_row >= 0:
            return None
        if isinstance(entry, Distributed) and entry.recipient is not None:
            return None
    elif kind is Received and giver is not None:
        others = journal.columns.others.get(histories[giver].sent_row)
        if others is not None and "recipient" in others:
            return None
    return entry, day, source, target, giver, taker


def _is_there(journal: Journal, size: int, entry: EntryBase) -> bool:
    """Return whether an entry is there; refuse another of the same id."""
    row = journal.row_of(entry.id, size)
    if row is None:
        return False
    check_same(journal.entry(row), entry)
    return True
