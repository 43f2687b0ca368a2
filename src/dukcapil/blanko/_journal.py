"""The journal behind ledgers: entries in the order of writing, and the history of each place.

A journal is append-only. A ledger is the journal and a length; what it answers depends on the rows
before that length alone, so any number of threads may read any ledgers while one thread writes,
under a lock and after every check (`_posting`). The length of the journal is published last.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Container, Iterable, Iterator
from datetime import date
from itertools import takewhile
from threading import Lock
from typing import Final, NamedTuple, cast, final

from dukcapil.blanko._account import Account
from dukcapil.blanko._columns import EntryColumns
from dukcapil.blanko._digests import DigestChain
from dukcapil.blanko._entries import Closed, Counted, Reopened, Reversed
from dukcapil.blanko._entry_base import EntryBase, Numbers
from dukcapil.blanko._history import Change, History
from dukcapil.blanko._movements import Allocated, Distributed, Movement
from dukcapil.blanko._places import Blank, Place, PlaceKind
from dukcapil.blanko._serial_ranges import SerialBook, SerialMove
from dukcapil.errors import RefusedEntry

__all__ = [
    "FIRST_DAY",
    "NO_OPENING",
    "SENDING",
    "Count",
    "Journal",
    "Plain",
    "Posting",
    "Terms",
    "Written",
]

FIRST_DAY: Final = date.min.toordinal()
NO_OPENING: Final = FIRST_DAY - 1


@final
class Terms(NamedTuple):
    """Terms on which a ledger was begun; they never change.

    Attributes:
        serials: whether serial numbers are kept.
        years: the first and the last year of its entries.
        explain_from_cards: the least difference of a count that needs a reason and a document;
            None where none does.
    """

    serials: bool = False
    years: tuple[int, int] = (2009, 2099)
    explain_from_cards: int | None = None


@final
class Posting(NamedTuple):
    """Cards that go from one place to another on a day."""

    day: int
    source: Place
    target: Place
    cards: int


@final
class Count(NamedTuple):
    """A count that binds: the day, and the cards counted at its end."""

    day: int
    cards: int


_NOTHING: Final = History(is_never_negative=False)
_NO_COUNTS: Final[list[Count]] = []

SENDING: Final = frozenset({Allocated, Distributed})
"""Kinds of entry that send cards on the way under a document."""


Plain = tuple[Movement, int, Place, Place, int | None, int | None]
"""A movement, its day, its ends, and their numbers where they have been in use."""


@final
class Written(NamedTuple):
    """An entry that was checked, and what it moves."""

    entry: EntryBase
    entered: int
    postings: tuple[Posting, ...]
    serials: Numbers


@final
class Journal:
    """Entries that are only ever appended.

    Methods for readers take `size`, the number of entries that the reader knows.

    Attributes:
        lock: held while a thread writes.
        length: the number of entries that are written in full.
        is_torn: whether a writing was broken off, as by an interrupt. Readers are not affected,
            but nothing is written any more: posting goes on in a copy.
    """

    __slots__ = (
        *("accounts", "closings", "columns", "counts", "digests", "histories", "is_torn"),
        *("length", "lock", "numbers", "places", "postings_of", "reversals", "serials", "since"),
        *("first_day", "from_above", "last_day", "openings", "standing", "terms"),
    )

    def __init__(self, terms: Terms) -> None:
        """Begin with no entries."""
        self.terms = terms
        first, last = terms.years
        self.first_day, self.last_day = (
            date(first, 1, 1).toordinal(),
            date(last, 12, 31).toordinal(),
        )
        self.lock = Lock()
        self.length = 0
        self.is_torn = False
        self.columns = EntryColumns()
        self.places: list[Place] = []
        self.since = array("q")  # by place: the row that first named it; rises
        self.standing = array("q")  # the numbers of places that are not in transit
        self.histories: list[History] = []
        # All that is on the way from above, together, by kind of blank.
        self.from_above = {blank: History(is_never_negative=False) for blank in Blank}
        self.numbers: dict[Place, int] = {}
        self.postings_of: dict[int, tuple[Posting, ...]] = {}  # where not one, from end to end
        self.reversals: dict[int, int] = {}  # the row of the reversal, by that of the original
        self.closings: list[tuple[int, int]] = []  # the row, and the first day that is open
        self.serials = {blank: SerialBook() for blank in Blank} if terms.serials else None
        self.digests = DigestChain()
        # For the writer alone: counts that bind, the days of those that opened a place, and
        # balances by day of places that needed them. All by the number of the place.
        self.counts: dict[int, list[Count]] = {}
        self.openings: dict[int, int] = {}
        self.accounts: dict[int, Account] = {}

    # --- reading, in any thread ------------------------------------------------------------

    def history(self, place: Place) -> History:
        """Return the history of a place; an empty one for a place that no entry names."""
        number = self.numbers.get(place)
        return _NOTHING if number is None else self.histories[number]

    def places_in_use(self, size: int) -> list[Place]:
        """Return every place that an entry names or moves cards of."""
        return self.places[: bisect_left(self.since, size)]

    def standing_places(self, size: int) -> list[Place]:
        """Return every place in use but those in transit, of which there is one a document."""
        count = bisect_left(self.since, size)
        return [
            self.places[number] for number in self.standing[: bisect_left(self.standing, count)]
        ]

    def rows_between(self, first: int, stop: int, size: int, blanks: Container[Blank]) -> list[int]:
        """Return the rows of entries that move cards on some days, or count them, in order.

        They are found in the histories of places that are not in transit, one of which is an end
        of every move; it takes time for the changes of those days.

        Args:
            first: the ordinal of the first day.
            stop: that of the day after the last.
            size: how many rows count.
            blanks: the kinds of blank.
        """
        rows = {
            change.row
            for place in self.standing_places(size)
            if place.blank in blanks
            for change in self.history(place).between(first, stop, size)
        }
        return sorted(rows)

    def row_of(self, entry_id: str, size: int) -> int | None:
        """Return the row of an entry, or None."""
        return self.columns.row_of(entry_id, size)

    def entry(self, row: int) -> EntryBase:
        """Return the entry of a row."""
        return self.columns.entry(row, self.places)

    def entries(self, first: int, size: int) -> Iterator[EntryBase]:
        """Yield the entries of some rows."""
        return map(self.entry, range(first, size))

    def postings(self, row: int) -> tuple[Posting, ...]:
        """Return what an entry moves."""
        postings = self.postings_of.get(row)
        if postings is not None:
            return postings
        source, target = (self.places[number] for number in self.columns.ends(row))
        return (Posting(self.columns.on[row], source, target, self.columns.cards[row]),)

    def changes(self, place: Place, size: int) -> Iterator[Change]:
        """Yield the changes of the balance of a place."""
        return self.history(place).changes(size)

    def is_reversed(self, row: int, size: int) -> bool:
        """Return whether an entry was reversed."""
        return self.reversals.get(row, size) < size

    def closed_until(self, size: int) -> int:
        """Return the ordinal of the first day that is open."""
        at = bisect_left(self.closings, (size, 0))
        return self.closings[at - 1][1] if at else FIRST_DAY

    def digest(self, size: int) -> bytes:
        """Return the digest of the last entry with that of all before it."""
        return self.digests.upto(size, self.entries)

    # --- for the one writer ----------------------------------------------------------------

    @property
    def entered(self) -> int:
        """The ordinal of the last day of entry; that of the first day before there is one."""
        entered = self.columns.entered
        return entered[-1] if entered else FIRST_DAY

    def number_of(self, place: Place, row: int) -> int:
        """Return the number of a place, which `row` brings into use if it is new."""
        number = self.numbers.get(place)
        if number is None:
            number = len(self.places)
            self.places.append(place)
            self.histories.append(History(is_never_negative=place.is_never_negative))
            if place.kind is not PlaceKind.TRANSIT:
                self.standing.append(number)
            self.since.append(row)
            self.numbers[place] = number  # last, since readers look here first
        return number

    def sent_rows(self, history: History) -> Iterator[int]:
        """Yield the rows that sent cards to a place in transit and were not reversed."""
        for change in history.changes(self.length):
            if self.columns.class_of(change.row) in SENDING and change.row not in self.reversals:
                yield change.row

    def account(self, place: Place, day: int) -> Account:
        """Return the balances of a place from a day on, or an earlier one; not to be changed."""
        number = self.numbers.get(place)
        if number is None:
            return Account(())
        history = self.histories[number]
        last_day, total = history.latest()
        if day >= last_day:  # nearly always; the last balance is enough
            return Account([(last_day, total)], since=last_day)
        kept = self.accounts.get(number)
        if kept is None:
            kept = self.accounts[number] = Account.of(history, self.length)
        else:
            kept.follow(history)
        return kept

    def counts_of(self, place: Place) -> list[Count]:
        """Return the counts of a place that bind, in order; not to be changed."""
        return self.counts.get(self.numbers.get(place, -1), _NO_COUNTS)

    def opening_of(self, place: Place) -> int:
        """Return the day of the count that opened a place, or one before every day."""
        return self.openings.get(self.numbers.get(place, -1), NO_OPENING)

    def write_plain(self, movements: Iterable[Plain], entered: int) -> None:
        """Append movements that were checked, each with one posting from end to end.

        Args:
            movements: those of a document.
            entered: the day of their entry.
        """
        histories, append = self.histories, self.columns.append
        row = self.length
        self.is_torn = True
        for entry, day, source, target, giver, taker in movements:
            if giver is None:
                giver = self.number_of(source, row)  # noqa: PLW2901
            if taker is None:
                taker = self.number_of(target, row)  # noqa: PLW2901
            cards, kind = entry.cards, type(entry)
            append(entry, day, entered, giver, taker, cards)
            gives, takes = histories[giver], histories[taker]
            gives.append(row, day, -cards)
            takes.append(row, day, cards)
            if kind in SENDING:
                takes.sent_row, takes.is_from_above = row, kind is Allocated
            if gives.is_from_above:
                self.from_above[source.blank].append(row, day, -cards)
            if takes.is_from_above:
                self.from_above[source.blank].append(row, day, cards)
            row += 1
        self.length = row
        self.is_torn = False

    def write(self, entries: Iterable[Written]) -> None:
        """Append entries of any kind that were checked."""
        self.is_torn = True
        for written in entries:
            self._write(*written)
        self.length = len(self.columns)
        self.is_torn = False

    def _write(
        self,
        entry: EntryBase,
        entered: int,
        postings: tuple[Posting, ...],
        serials: Numbers,
    ) -> None:
        row, day = len(self.columns), entry.on.toordinal()
        cards = entry.cards if isinstance(entry, Movement) else 0
        self.columns.append(entry, day, entered, *self._ends(entry, row), cards)
        if not (len(postings) == 1 and isinstance(entry, Movement)):
            self.postings_of[row] = postings
        for on, source, target, moved in postings:
            if self.serials is not None:
                for one in serials:
                    self.serials[source.blank].append(
                        SerialMove(row, on, source, target, one.first, one.last)
                    )
            for place, change in ((source, -moved), (target, moved)):
                number = self.number_of(place, row)
                history = self.histories[number]
                history.append(row, on, change)
                if history.is_from_above:
                    self.from_above[place.blank].append(row, on, change)
        if not postings:
            self._mark(row, entry, day)
        self._note(row, entry, day)

    def _ends(self, entry: EntryBase, row: int) -> tuple[int, int]:
        """Return the numbers of the places of an entry; -1 for none."""
        if isinstance(entry, Counted):
            return self.number_of(entry.at, row), -1
        if not isinstance(entry, Movement):
            return -1, -1
        source, target = (self.number_of(place, row) for place in entry.ends)
        if type(entry) in SENDING:
            history = self.histories[target]
            history.sent_row, history.is_from_above = row, type(entry) is Allocated
        return source, target

    def _mark(self, row: int, entry: EntryBase, day: int) -> None:
        """Leave a mark in the history of a place of a count that moved nothing, or its reversal."""
        if isinstance(entry, Reversed):
            entry = self.entry(cast("int", self.columns.row_of(entry.reverses, row)))
        if isinstance(entry, Counted):
            self.histories[self.numbers[entry.at]].append(row, day, 0)

    def _note(self, row: int, entry: EntryBase, day: int) -> None:
        """Note what binds the entries to come."""
        if isinstance(entry, Counted):
            number = self.numbers[entry.at]
            insort(self.counts.setdefault(number, []), Count(day, entry.counted_cards))
            if any(posting.source.kind is PlaceKind.OPENING for posting in self.postings(row)):
                self.openings[number] = day
        elif isinstance(entry, Reversed):
            original = cast("int", self.columns.row_of(entry.reverses, row))  # it was checked
            self.reversals[original] = row
            count = self.entry(original)
            if isinstance(count, Counted):
                number = self.numbers[count.at]
                self.counts[number].remove(Count(count.on.toordinal(), count.counted_cards))
                if not self.counts[number]:
                    del self.counts[number]
                if any(
                    posting.source.kind is PlaceKind.OPENING for posting in self.postings(original)
                ):
                    del self.openings[number]
        elif isinstance(entry, Closed | Reopened):
            self.closings.append((row, entry.until.toordinal()))

    def check(self) -> None:
        """Raise if a place has too few cards on a day, others than counted, or numbers twice."""
        for book in (self.serials or {}).values():
            book.check_all()
        for number, place in enumerate(self.places):
            account = Account(self.histories[number].steps(self.length))
            if place.is_never_positive:
                account = account.mirrored()
            elif not place.is_never_negative:
                continue
            short = account.first_below(0, 0)
            if short is not None:
                raise RefusedEntry(why=f"{place} would hold fewer cards than none")
            if any(account.balance(day) != cards for day, cards in self.counts.get(number, ())):
                raise RefusedEntry(why=f"{place} would hold another number than was counted")

    def copy(self, size: int) -> Journal:
        """Return a journal of the first entries that goes on by itself."""
        journal = Journal(self.terms)
        journal.length = size
        journal.columns = self.columns.copy(size)
        journal.places = self.places_in_use(size)
        count = len(journal.places)
        journal.since = self.since[:count]
        journal.standing = self.standing[: bisect_left(self.standing, count)]
        journal.histories = [history.copy(size) for history in self.histories[:count]]
        for history in journal.histories:
            if history.sent_row >= size:
                history.sent_row = max(journal.sent_rows(history), default=-1)
            kind = None if history.sent_row < 0 else journal.columns.class_of(history.sent_row)
            history.is_from_above = kind is Allocated
        journal.from_above = {
            blank: history.copy(size) for blank, history in self.from_above.items()
        }
        journal.numbers = dict(zip(journal.places, range(count), strict=True))
        journal.postings_of = dict(takewhile(lambda item: item[0] < size, self.postings_of.items()))
        journal.reversals = dict(takewhile(lambda item: item[1] < size, self.reversals.items()))
        journal.closings = self.closings[: bisect_left(self.closings, (size, 0))]
        if self.serials is not None:
            journal.serials = {blank: book.copy(size) for blank, book in self.serials.items()}
        journal.digests = self.digests.copy(size)
        for row in journal.postings_of:
            if self.columns.class_of(row) is Counted and row not in journal.reversals:
                journal._note(row, self.entry(row), self.columns.on[row])
        return journal
