"""The engine of the ledger of blanks: columns of entries, and balances by place and day.

Each place has two lists side by side: the days on which it moved, and what it held at the end of
them. In order, an entry touches the last of each; an entry of an earlier day touches what comes
after it.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256
from operator import attrgetter
from typing import Any, Final, NamedTuple, final, get_args

import attrs

from dukcapil.blanko._account import StockSheet
from dukcapil.blanko._entries import (
    Allocated,
    Closed,
    Counted,
    Distributed,
    Entry,
    EntryBase,
    Movement,
    Refused,
    Reopened,
    Reversed,
    Serials,
)
from dukcapil.blanko._places import VARIANCE, Place
from dukcapil.blanko._serial_ranges import SerialBook
from dukcapil.errors import (
    ConflictingEntry,
    LedgerError,
    RefusedEntry,
)

__all__ = ["Book", "Posting", "canonical"]

_FIRST_DAY: Final = date.min.toordinal()


@final
class Posting(NamedTuple):
    """Cards that go from one place to another on a day; places by their position."""

    day: int
    source: int
    target: int
    cards: int


_KINDS: Final[tuple[type[EntryBase], ...]] = get_args(Entry)
_CODE_OF: Final = {kind: code for code, kind in enumerate(_KINDS)}
_COMMON: Final = frozenset({"id", "on", "entered_on", "cards", "document"})
# The fields that say from where to where, if there are any.
_PLACES: Final[dict[type[EntryBase], tuple[str, str]]] = {
    kind: tuple(  # type: ignore[misc]  # two, or none
        next((name for name in names if name in {field.name for field in attrs.fields(kind)}), "")
        for names in (("source", "at"), ("to",))
    )
    for kind in _KINDS
}
# Fields that are kept by row, where they are not what they usually are.
_NAMES: Final = {
    kind: [
        field.name
        for field in attrs.fields(kind)
        if field.name not in _COMMON and field.name not in _PLACES[kind]
    ]
    for kind in _KINDS
}
_OTHERS: Final[
    dict[type[EntryBase], tuple[Callable[[EntryBase], tuple[object, ...]], tuple[object, ...]]]
] = {
    kind: (
        attrgetter(*names),
        tuple(getattr(attrs.fields(kind), name).default for name in names),
    )
    for kind, names in _NAMES.items()
}


@final
class Book:
    """A ledger that grows in place. `Ledger` hands out what it held at some length."""

    __slots__ = (
        "_cards",
        "_closings",
        "_digests",
        "_document",
        "_document_names",
        "_documents",
        "_entered",
        "_ids",
        "_kind",
        "_number_of",
        "_on",
        "_others",
        "_postings",
        "_reversal_of",
        "_row_of",
        "_sent_as",
        "_source",
        "_target",
        "places",
        "serials",
        "sheets",
    )

    def __init__(self, *, serials: bool) -> None:
        """Begin with nothing, and keep serial numbers or not."""
        self.serials = SerialBook() if serials else None
        self._kind, self._on, self._entered = array("B"), array("i"), array("i")
        self._source, self._target, self._cards = array("i"), array("i"), array("q")
        self._document = array("I")
        self._documents: dict[str, int] = {"": 0}
        self._document_names: list[str] = []
        self._ids: list[str] = []
        self._row_of: dict[str, int] = {}
        self._others: dict[int, dict[str, Any]] = {}
        self._postings: dict[int, tuple[Posting, ...]] = {}  # of rows that have not exactly one
        self._reversal_of: dict[int, int] = {}
        self._number_of: dict[Place, int] = {}
        self.places: list[Place] = []
        self.sheets: list[StockSheet] = []
        # By the place of a document, what was sent under it, and in how many entries.
        self._sent_as: dict[int, tuple[type[EntryBase], int]] = {}
        self._closings: list[tuple[int, int]] = []  # the row, and the first day that is open
        self._digests: list[bytes] = []

    def __len__(self) -> int:
        """The number of entries."""
        return len(self._ids)

    # --- writing ---------------------------------------------------------------------------

    def post(self, entries: Iterable[EntryBase]) -> None:
        """Write all of the entries that are not there yet, or none."""
        size = len(self)
        try:
            for entry in entries:
                self._write(entry)
        except LedgerError:
            self.undo_to(size)
            raise
        except BaseException:
            self._begin_anew(size)  # whatever was being written when it was broken off
            raise

    def _begin_anew(self, size: int) -> None:
        """Write the first entries once more, from what they say, and forget everything else."""
        again = Book(serials=self.serials is not None)
        again.take(self, size)
        for name in self.__slots__:
            setattr(self, name, getattr(again, name))

    def take(self, other: Book, size: int) -> None:
        """Write the first entries of another book."""
        for row in range(size):
            self._write(other.entry(row))

    def _write(self, entry: EntryBase) -> None:
        row = self._row_of.get(entry.id)
        if row is not None:
            self._check_same(row, entry)
            return
        day = entry.on.toordinal()
        if day < self.closed_until and not isinstance(entry, Closed | Reopened | Refused):
            open_from = date.fromordinal(self.closed_until)
            raise RefusedEntry(why=f"the books are closed before {open_from}; reopen them first")
        if isinstance(entry, Movement):
            self._write_movement(entry, day)
        else:
            self._write_other(entry, day)

    def _write_movement(self, entry: Movement, day: int) -> None:
        source, target = map(self.number_of, entry.ends)
        if isinstance(entry, Allocated | Distributed):
            self._check_document(entry, target)
        cards = entry.cards
        if not entry.compensate and entry.serials is None and self.serials is None:
            # What most entries are, and so without a detour.
            self._append(entry, source, target, day, cards)
            giver, taker = self.sheets[source], self.sheets[target]
            giver.add(day, -cards)
            taker.add(day, cards)
            giver.check(day, cards)
            if taker.counts:
                taker.check(day, 0)
            return
        postings: tuple[Posting, ...] = (Posting(day, source, target, cards),)
        if entry.compensate:
            postings = (*postings, *self._compensation(postings[0]))
        self._move_serials(entry, postings)
        self._append(entry, source, target, day, cards)
        if len(postings) > 1:
            self._postings[len(self) - 1] = postings
        self._apply(postings)
        self._check(postings)

    def _check_document(self, entry: Allocated | Distributed, transit: int) -> None:
        """Refuse a document under which cards of the other kind travel."""
        kind = type(entry)
        if self._sent_as.get(transit, (kind, 0))[0] is not kind:
            raise RefusedEntry(
                why="under that document other cards were "
                f"{'distributed' if kind is Allocated else 'allocated'}; use another number"
            )

    def _write_other(self, entry: EntryBase, day: int) -> None:
        at = self.number_of(entry.at) if isinstance(entry, Counted) else -1
        postings = self._postings_of(entry, day, at)
        self._move_serials(entry, postings)
        self._append(entry, at, -1, day, 0)
        self._postings[len(self) - 1] = postings
        self._apply(postings)
        self._note(entry, day, at=at)
        self._check(postings)

    def _postings_of(self, entry: EntryBase, day: int, at: int) -> tuple[Posting, ...]:
        """What an entry that is no movement moves."""
        if isinstance(entry, Counted):
            difference = entry.counted_cards - self.sheets[at].at(day)
            variance = self.number_of(VARIANCE)
            if difference > 0:
                return (Posting(day, variance, at, difference),)
            return (Posting(day, at, variance, -difference),) if difference else ()
        if isinstance(entry, Reversed):
            original = self._reversible(entry, day)
            # What a compensation put back later goes back no earlier.
            return tuple(
                Posting(max(day, p.day), p.target, p.source, p.cards)
                for p in self.postings(original)
            )
        if isinstance(entry, Closed | Reopened):
            until = entry.until.toordinal()
            if (until > self.closed_until) is not isinstance(entry, Closed):
                raise RefusedEntry(
                    why=f"the books are closed before {date.fromordinal(self.closed_until)} "
                    "already; close up to a later day, or reopen from an earlier one"
                    if self._closings
                    else "no books are closed"
                )
        return ()

    def _reversible(self, entry: Reversed, day: int) -> int:
        """The row of the entry that is to be reversed."""
        row = self._row_of.get(entry.reverses)
        if row is None:
            raise RefusedEntry(why="there is no entry of the id that is to be reversed")
        kind = _KINDS[self._kind[row]]
        if not (issubclass(kind, Movement) or kind is Counted):
            raise RefusedEntry(why=f"an entry of the class {kind.__name__} is never reversed")
        if row in self._reversal_of:
            raise RefusedEntry(why="the entry has been reversed already; enter a new one")
        if day < self._on[row]:
            raise RefusedEntry(why="a reversal is never earlier than what it reverses")
        return row

    def _compensation(self, posting: Posting) -> tuple[Posting, ...]:
        """What keeps the counts after a posting as they are."""
        found = []
        variance = self.number_of(VARIANCE)
        for place, back in ((posting.source, False), (posting.target, True)):
            counts = self.sheets[place].counts
            first = bisect_left(counts, (posting.day, -1))
            if first < len(counts):
                ends = (place, variance) if back else (variance, place)
                found.append(Posting(counts[first][0], *ends, posting.cards))
        return tuple(found)

    def _move_serials(self, entry: EntryBase, postings: tuple[Posting, ...]) -> None:
        """Move the serial numbers with the cards, or refuse an entry that does not fit."""
        serials = self._serials_of(entry)
        if self.serials is None:
            if serials is not None:
                raise RefusedEntry(
                    why="this ledger keeps no serials; begin with Ledger(serials=True)"
                )
            return
        if len(postings) > 1:
            raise RefusedEntry(why="a ledger with serials takes no compensation; reverse the count")
        if serials is None and not postings:
            return
        if serials is None or not postings or len(serials) != postings[0].cards:
            cards = sum(posting.cards for posting in postings)
            raise RefusedEntry(why=f"expected the serials of the {cards:,} cards that move")
        self.serials.move(self.places[postings[0].source], self.places[postings[0].target], serials)

    def _serials_of(self, entry: EntryBase) -> Serials | None:
        if isinstance(entry, Reversed):
            return self._serials_of(self.entry(self._row_of[entry.reverses]))
        return entry.serials if isinstance(entry, Movement | Counted) else None

    def _append(self, entry: EntryBase, source: int, target: int, day: int, cards: int) -> None:
        kind = type(entry)
        read, usual = _OTHERS[kind]
        values = read(entry)
        if values != usual:
            self._others[len(self._ids)] = {
                name: value
                for name, value, common in zip(_NAMES[kind], values, usual, strict=True)
                if value != common
            }
        if kind is Allocated or kind is Distributed:
            self._sent_as[target] = kind, self._sent_as.get(target, (kind, 0))[1] + 1
        self._row_of[entry.id] = len(self._ids)
        self._ids.append(entry.id)
        self._kind.append(_CODE_OF[kind])
        self._on.append(day)
        entered_on = entry.entered_on
        self._entered.append(day if entered_on is entry.on else entered_on.toordinal())
        self._source.append(source)
        self._target.append(target)
        self._cards.append(cards)
        documents = self._documents
        self._document.append(documents.setdefault(entry.document, len(documents)))

    def _apply(self, postings: Iterable[Posting], sign: int = 1) -> None:
        for day, source, target, cards in postings:
            self.sheets[source].add(day, -sign * cards)
            self.sheets[target].add(day, sign * cards)

    def _check(self, postings: Iterable[Posting]) -> None:
        for day, source, target, cards in postings:
            self.sheets[source].check(day, cards)
            if self.sheets[target].counts:
                self.sheets[target].check(day, 0)

    def _note(self, entry: EntryBase, day: int, *, at: int) -> None:
        """Take down what binds the entries to come."""
        row = len(self) - 1
        if isinstance(entry, Counted):
            insort(self.sheets[at].counts, (day, entry.counted_cards))
        elif isinstance(entry, Reversed):
            original = self._row_of[entry.reverses]
            self._reversal_of[original] = row
            if _KINDS[self._kind[original]] is Counted:
                self.sheets[self._source[original]].counts.remove(self._count(original))
        elif isinstance(entry, Closed | Reopened):
            self._closings.append((row, entry.until.toordinal()))

    def _count(self, row: int) -> tuple[int, int]:
        """The day of a count, and what was counted."""
        return self._on[row], self._others[row].get("counted_cards", 0)

    def undo_to(self, size: int) -> None:
        """Forget the last entries, as if they had never been written."""
        while len(self) > size:
            row = len(self) - 1
            postings = self.postings(row)
            self._apply(postings, sign=-1)
            self._move_serials_back(row, postings)
            self._unbind(row)
            del self._row_of[self._ids.pop()]
            for column in (
                *(self._kind, self._on, self._entered, self._source, self._target),
                *(self._cards, self._document),
            ):
                column.pop()
            self._others.pop(row, None)
            self._postings.pop(row, None)
        del self._digests[size:]

    def _move_serials_back(self, row: int, postings: tuple[Posting, ...]) -> None:
        serials = self._serials_of(self.entry(row)) if self.serials is not None else None
        if self.serials is not None and serials is not None and postings:
            source, target = self.places[postings[0].source], self.places[postings[0].target]
            self.serials.move(target, source, serials)

    def _unbind(self, row: int) -> None:
        """Let an entry that is forgotten bind the entries to come no longer."""
        kind = _KINDS[self._kind[row]]
        if kind is Counted and self._count(row) in self.sheets[self._source[row]].counts:
            self.sheets[self._source[row]].counts.remove(self._count(row))
        elif kind is Reversed:
            original = self._row_of[self._others[row]["reverses"]]
            del self._reversal_of[original]
            if _KINDS[self._kind[original]] is Counted:
                insort(self.sheets[self._source[original]].counts, self._count(original))
        elif kind is Allocated or kind is Distributed:
            count = self._sent_as[self._target[row]][1] - 1
            if count:
                self._sent_as[self._target[row]] = kind, count
            else:
                del self._sent_as[self._target[row]]
        elif self._closings and self._closings[-1][0] == row:
            self._closings.pop()

    # --- reading ---------------------------------------------------------------------------

    @property
    def closed_until(self) -> int:
        """The first day that is open, as an ordinal."""
        return self._closings[-1][1] if self._closings else _FIRST_DAY

    def number_of(self, place: Place) -> int:
        """The position of a place, which is made if it is new."""
        number = self._number_of.get(place)
        if number is None:
            number = self._number_of[place] = len(self.places)
            self.places.append(place)
            self.sheets.append(StockSheet(place))
        return number

    def find(self, place: Place) -> int:
        """The position of a place; -1 for one that has never been in use."""
        return self._number_of.get(place, -1)

    def places_in_use(self) -> set[Place]:
        """Every place that an entry that stands has touched."""
        postings = (posting for found in self._postings.values() for posting in found)
        numbers = {number for posting in postings for number in (posting.source, posting.target)}
        numbers.update(self._source, self._target)
        return {self.places[number] for number in numbers if number >= 0}

    def sheet_of(self, place: Place) -> StockSheet:
        """The balances of a place; empty ones for a place that has never been in use."""
        number = self._number_of.get(place)
        return StockSheet(place) if number is None else self.sheets[number]

    def row_of(self, entry_id: str) -> int | None:
        """The row of an entry."""
        return self._row_of.get(entry_id)

    def postings(self, row: int) -> tuple[Posting, ...]:
        """What an entry moves."""
        found = self._postings.get(row)
        if found is not None:
            return found
        return (Posting(self._on[row], self._source[row], self._target[row], self._cards[row]),)

    def reversed_by(self, row: int) -> int | None:
        """The row of the reversal of an entry."""
        return self._reversal_of.get(row)

    def entered_on(self, row: int) -> int:
        """The day on which an entry was written down, as an ordinal."""
        return self._entered[row]

    def entry(self, row: int) -> EntryBase:
        """The entry of a row."""
        kind = _KINDS[self._kind[row]]
        fields: dict[str, Any] = dict(self._others.get(row, {}))
        if issubclass(kind, Movement):
            fields["cards"] = self._cards[row]
        for name, number in zip(_PLACES[kind], (self._source[row], self._target[row]), strict=True):
            if name:
                fields[name] = self.places[number]
        return kind(
            id=self._ids[row],
            on=date.fromordinal(self._on[row]),
            entered_on=date.fromordinal(self._entered[row]),
            document=self._texts()[self._document[row]],
            **fields,
        )

    def _texts(self) -> list[str]:
        if len(self._document_names) != len(self._documents):
            self._document_names = list(self._documents)
        return self._document_names

    def _check_same(self, row: int, entry: EntryBase) -> None:
        """Refuse another entry of an id that is in use."""
        known = self.entry(row)
        if isinstance(known, Refused) and known != entry:
            raise RefusedEntry(why=f"the id was refused before: {known.reason}")
        if type(known) is not type(entry):
            raise ConflictingEntry(field="class")
        for field in attrs.fields(type(entry)):
            if getattr(known, field.name) != getattr(entry, field.name):
                raise ConflictingEntry(field=field.name)

    def digest(self, size: int) -> bytes:
        """The digest of the first entries: of each with the digest of all before it."""
        before = self._digests[-1] if self._digests else b""
        self._digests.extend(self.digests_from(len(self._digests), size, before))
        return self._digests[size - 1] if size else b""

    def digests_from(self, first: int, size: int, before: bytes) -> Iterator[bytes]:
        """The digests of some entries, made from what they say now."""
        for row in range(first, size):
            before = sha256(before + canonical(self.entry(row))).digest()
            yield before


def canonical(entry: EntryBase) -> bytes:
    """One entry as bytes, the same on every machine."""
    fields = {field.name: _plain(getattr(entry, field.name)) for field in attrs.fields(type(entry))}
    return json.dumps([type(entry).__name__, fields], sort_keys=True).encode()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Place):
        return [value.kind.value, value.name]
    return [value.first, value.last] if isinstance(value, Serials) else value
