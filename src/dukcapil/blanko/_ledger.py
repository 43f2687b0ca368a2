"""The ledger: entries and balances that do not change."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from functools import partial
from typing import cast, final

from dukcapil._shared.checks import check_date, check_type
from dukcapil.blanko._entries import Entry, EntryBase, Refused, Serials
from dukcapil.blanko._journal import Book, Posting
from dukcapil.blanko._places import Place, PlaceKind
from dukcapil.errors import LedgerError, RefusedEntry

__all__ = ["Ledger", "Moment"]


@final
class Moment(Enum):
    """Which moment of a day a balance is of.

    Attributes:
        START_OF_DAY: before anything happened on it.
        END_OF_DAY: after everything that did.
    """

    START_OF_DAY = "start of day"
    END_OF_DAY = "end of day"


@final
class Ledger:
    """A ledger of blank cards. It does not change: `post` returns one with more entries.

    Ledgers that came from each other share what they were made of, so they are not for several
    threads at once, even to be read; give each thread a copy (`copy.copy`).

    Attributes:
        keeps_serials: whether every movement carries the serial numbers of its cards.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, Allocated, Ledger, Printed, Received
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=date(2017, 5, 2), cards=500, document="BAST 12"),
        ...     Received(id="r-1", on=date(2017, 5, 4), cards=500, document="BAST 12"),
        ...     Printed(id="p-1", on=date(2017, 5, 5), cards=320),
        ... )
        >>> ledger.balance(STORE, on=date(2017, 5, 5))
        180
        >>> ledger
        Ledger(entries=3)
    """

    __slots__ = ("_book", "_size", "keeps_serials")

    _book: Book
    _size: int
    keeps_serials: bool

    def __init__(self, *, serials: bool = False) -> None:
        """Begin with nothing.

        Args:
            serials: whether blanks carry serial numbers that are to be kept.
        """
        check_type("Ledger", "serials", serials, bool)
        self._fill(Book(serials=serials), 0, serials)

    def _fill(self, book: Book, size: int, serials: bool) -> None:  # noqa: FBT001
        object.__setattr__(self, "_book", book)
        object.__setattr__(self, "_size", size)
        object.__setattr__(self, "keeps_serials", serials)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Ledger does not change; post() returns another")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a Ledger does not change; post() returns another")

    def _with(self, book: Book) -> "Ledger":
        if len(book) == self._size:
            return self
        ledger = object.__new__(Ledger)
        ledger._fill(book, len(book), self.keeps_serials)
        return ledger

    def _current(self) -> Book:
        """A book of exactly these entries: the shared one, or a copy if that has grown since."""
        if len(self._book) != self._size:
            object.__setattr__(self, "_book", _copy(self._book, self._size))
        return self._book

    # --- writing ---------------------------------------------------------------------------

    def post(self, *entries: Entry) -> "Ledger":
        """The ledger with the entries of one document: all of them, or an error and none.

        An entry whose id is in the ledger with the same content is there already, and nothing is
        written for it.

        Args:
            entries: in the order in which they are to be written; each has to be possible when
                those before it are.

        Raises:
            InsufficientBlanko: where a place that holds cards would hold fewer than none at the
                end of any day.
            CountMismatch: for an entry that would change what was counted.
            ConflictingEntry: for an id that stands for another entry.
            RefusedEntry: for an entry into closed books, a reversal that cannot be, serial numbers
                that are elsewhere, or an id that was refused before.
            TypeError: for something that is no entry.
        """
        return self.post_all([entries])

    def post_all(self, documents: Iterable[Iterable[Entry]]) -> "Ledger":
        """The ledger with many documents: all of them, or an error and none.

        Args:
            documents: entries, document by document; one entry is a document in brackets.

        Raises:
            LedgerError: as for `post`.
            TypeError: for something that is no entry.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
            >>> day = date(2017, 5, 2)
            >>> opening = Counted(id="c-1", on=day, at=STORE, counted_cards=120)
            >>> prints = [Printed(id=f"p-{n}", on=day.replace(day=n), cards=10) for n in (3, 4)]
            >>> Ledger().post_all([[opening], prints]).balance(STORE, on=date(2017, 5, 31))
            100
        """
        book, size = self._current(), self._size
        try:
            for entries in documents:
                document = _checked(entries)
                if len(book) != size:  # the documents themselves have gone on from this ledger
                    book = _copy(book, size)
                book.post(document)
                size = len(book)
        except Exception:
            if len(book) == size:
                book.undo_to(self._size)
            raise
        return self._with(book)

    def submit(self, *entries: Entry) -> "tuple[Ledger, LedgerError | None]":
        """As `post`, with an answer in place of an error; a refusal is written down.

        An id that was refused stays refused: the same document can be submitted again and again,
        and comes to the same end. An entry that is right is entered under an id of its own.

        Returns:
            The ledger, and why the document was refused, or None if it was taken.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.blanko import Ledger, Printed
            >>> ledger, refusal = Ledger().submit(
            ...     Printed(id="p-1", on=date(2017, 5, 2), cards=3)
            ... )
            >>> type(refusal).__name__, len(ledger)
            ('InsufficientBlanko', 1)
        """
        try:
            return self.post(*entries), None
        except LedgerError as error:
            book = self._current()
            for entry in entries:
                if book.row_of(entry.id) is None:
                    book.post([_refusal(entry, error)])
            return self._with(book), error

    # --- reading ---------------------------------------------------------------------------

    def __len__(self) -> int:
        """The number of entries, refused ones too."""
        return self._size

    def __iter__(self) -> Iterator[Entry]:
        """All entries in the order in which they were written; of refused ones, that they were."""
        return cast("Iterator[Entry]", map(self._current().entry, range(self._size)))

    def __contains__(self, entry_id: object) -> bool:
        """Whether an id is in use."""
        return isinstance(entry_id, str) and self._current().row_of(entry_id) is not None

    def __getitem__(self, entry_id: str) -> Entry:
        """The entry with an id; `KeyError` if there is none."""
        return cast("Entry", self._current().entry(self._row(entry_id)))

    def __eq__(self, other: object) -> bool:
        """Whether both have the same entries in the same order."""
        if not isinstance(other, Ledger):
            return NotImplemented
        return self.keeps_serials is other.keeps_serials and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        """The number of entries."""
        return f"Ledger(entries={len(self)})"

    def __reduce__(self) -> tuple[object, ...]:
        return partial(_again, serials=self.keeps_serials), (tuple(self),)

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that was ever in use, in the order of kinds and names."""
        order = list(PlaceKind)
        found = self._current().places_in_use()
        return tuple(sorted(found, key=lambda place: (order.index(place.kind), place.name)))

    @property
    def closed_until(self) -> date | None:
        """The first day that is open; None where nothing is closed."""
        day = date.fromordinal(self._current().closed_until)
        return None if day == date.min else day

    def balance(
        self,
        place: Place,
        *,
        on: date,
        known_on: date | None = None,
        moment: Moment = Moment.END_OF_DAY,
    ) -> int:
        """How many cards a place holds.

        Args:
            place: of any kind. The balance of the ministry is negative: it has given.
            on: the day.
            known_on: only by what had been written down by that day; None for everything.
            moment: of the day.

        Raises:
            TypeError: for a `datetime`, or something that is no place.
        """
        check_type("balance", "place", place, Place)
        check_date("balance", "on", on)
        check_type("balance", "moment", moment, Moment)
        day = on.toordinal() - (moment is Moment.START_OF_DAY)
        book = self._current()
        if known_on is None:
            return book.sheet_of(place).at(day)
        check_date("balance", "known_on", known_on)
        known = known_on.toordinal()
        number = book.find(place)
        return sum(
            _change(posting, number)
            for row in range(self._size)
            if book.entered_on(row) <= known
            for posting in book.postings(row)
            if posting.day <= day
        )

    def balance_after(self, entry_id: str, place: Place) -> int:
        """How many cards a place held when an entry had been written, on the day of the entry.

        Entries of the same day count as far as they had been written by then.

        Raises:
            KeyError: if no entry has the id.
        """
        check_type("balance_after", "place", place, Place)
        book = self._current()
        last = self._row(entry_id)
        day = book.entry(last).on.toordinal()
        number = book.find(place)
        return sum(
            _change(posting, number)
            for row in range(self._size)
            for posting in book.postings(row)
            if posting.day < day or (posting.day == day and row <= last)
        )

    def serials_at(self, place: Place) -> tuple[Serials, ...]:
        """The serial numbers that a place holds now, in order; empty if none are kept."""
        check_type("serials_at", "place", place, Place)
        serials = self._current().serials
        return () if serials is None else serials.at(place)

    def is_reversed(self, entry_id: str) -> bool:
        """Whether an entry has been reversed.

        Raises:
            KeyError: if no entry has the id.
        """
        return self._current().reversed_by(self._row(entry_id)) is not None

    # --- proving ---------------------------------------------------------------------------

    @property
    def digest(self) -> str:
        """The SHA-256 of the last entry with that of all before it, in hexadecimal digits.

        Two ledgers with one digest have the same entries in the same order. Kept elsewhere, such
        as in the minutes of a closing, it shows later whether anything was changed since.
        """
        return self._current().digest(self._size).hex()

    def verify(self, digests: Iterable[str] = ()) -> None:
        """Look whether the ledger still says what it said.

        Args:
            digests: what `digest` was at some times, in any order.

        Raises:
            RefusedEntry: for a digest that the ledger never had, or a balance that its entries do
                not lead to.

        Examples:
            >>> from dukcapil.blanko import Ledger
            >>> Ledger().verify()
        """
        if isinstance(digests, str):
            raise TypeError("verify.digests: expected several, put a single one in brackets")
        book = self._current()
        now = [b"", *book.digests_from(0, self._size, b"")]
        known = {digest.hex() for digest in now}
        if not set(digests) <= known or now[-1] != book.digest(self._size):
            raise RefusedEntry(why="the ledger never had that digest: an entry was changed")
        self.check_invariants()

    def check_invariants(self) -> None:
        """Look whether everything adds up, by writing all entries anew.

        Raises:
            RefusedEntry: if balances do not sum to none on some day, or are not those to which
                the entries lead.
        """
        book = self._current()
        again = _copy(book, self._size)
        changes: dict[int, int] = {}
        for place in book.places:
            steps = book.sheet_of(place).steps()
            if steps != again.sheet_of(place).steps():
                raise RefusedEntry(why=f"the balances of {place} do not follow from the entries")
            before = 0
            for day, total in steps:
                changes[day] = changes.get(day, 0) + total - before
                before = total
        if any(changes.values()):
            raise RefusedEntry(why="the balances of all places do not sum to none")

    def _row(self, entry_id: str) -> int:
        row = self._current().row_of(entry_id)
        if row is None:
            raise KeyError("no entry has that id")
        return row


def _copy(book: Book, size: int) -> Book:
    """Another book with the first entries of one."""
    again = Book(serials=book.serials is not None)
    again.take(book, size)
    return again


def _change(posting: Posting, number: int) -> int:
    """What a posting adds to a place."""
    return posting.cards * ((posting.target == number) - (posting.source == number))


def _checked(entries: object) -> list[EntryBase]:
    if not isinstance(entries, Iterable):
        found = type(entries).__name__
        raise TypeError(f"Ledger.post: expected documents of entries, found {found}")
    document: list[EntryBase] = []
    for entry in entries:
        if not isinstance(entry, EntryBase):
            raise TypeError(f"Ledger.post: expected entries, found {type(entry).__name__}")
        document.append(entry)
    return document


def _refusal(entry: EntryBase, error: LedgerError) -> Refused:
    return Refused(id=entry.id, on=entry.on, entered_on=entry.entered_on, reason=str(error))


def _again(entries: Iterable[Entry], *, serials: bool) -> Ledger:
    """A ledger of entries that were written before."""
    return Ledger(serials=serials).post_all([entry] for entry in entries)
