"""The ledger: entries and balances that do not change."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, cast, final

import attrs

from dukcapil._shared.checks import (
    check_count,
    check_date,
    check_items,
    check_optional_date,
    check_type,
    raise_faults,
)
from dukcapil._shared.worded import Worded
from dukcapil.blanko._digests import START, chain
from dukcapil.blanko._entries import Entry
from dukcapil.blanko._entry_base import EntryBase, Serials
from dukcapil.blanko._journal import FIRST_DAY, Journal, Terms
from dukcapil.blanko._places import Blank, Place, PlaceKind
from dukcapil.blanko._posting import post, post_all, replay
from dukcapil.errors import Fault, LedgerError, RefusedEntry

__all__ = ["Ledger", "Moment"]


@final
class Moment(Worded):
    """The moment of a day that a balance is of.

    Attributes:
        START_OF_DAY: before anything happened on it.
        END_OF_DAY: after everything that did.
    """

    START_OF_DAY = "start of day"
    END_OF_DAY = "end of day"


@final
@attrs.frozen(init=False, eq=False, repr=False)
class Ledger:
    """A ledger of blank cards. It does not change: `post` returns one with more entries.

    A ledger is a value in every thread: any number of threads may read and post to the same
    ledgers at once, without a lock of their own. Ledgers that came from each other share one
    append-only journal, of which each reads its own first entries, so an older ledger answers as
    quickly as a newer one. Posting to the newest ledger appends to the journal; posting to a ledger
    that others have gone on from copies its entries once.

    Ledgers are equal where they have the same entries in the same order, and hashable; a hash
    takes no time, a comparison of two ledgers of one length may have to make their digests.

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

    _journal: Journal
    _size: int

    def __init__(
        self,
        *,
        serials: bool = False,
        years: tuple[int, int] = (2009, 2099),
        explain_from_cards: int | None = None,
    ) -> None:
        """Begin with no entries.

        Args:
            serials: whether blanks carry serial numbers that are to be kept.
            years: the first and the last year of its entries, so that a slip of the pen is refused;
                from 1 to 9999.
            explain_from_cards: the least difference of a count that needs a reason and a document;
                1 or more, or None where none does. An opening is no difference.

        Raises:
            TypeError: for an argument of the wrong type.
            InvalidRecord: for years that are out of order or out of bounds, or a difference below
                1.
        """
        check_type("Ledger", "serials", serials, bool)
        check_items("Ledger", "years", years, int)
        if len(years) != 2 or not 1 <= years[0] <= years[1] <= 9999:
            raise_faults("Ledger", [("years", Fault.OUT_OF_BOUNDS)])
        if explain_from_cards is not None:
            check_count("Ledger", "explain_from_cards", explain_from_cards)
            if not explain_from_cards:
                raise_faults("Ledger", [("explain_from_cards", Fault.OUT_OF_BOUNDS)])
        journal = Journal(Terms(serials, years, explain_from_cards))
        self.__attrs_init__(journal, 0)  # pyright: ignore[reportAttributeAccessIssue]

    def _at(self, journal: Journal, size: int) -> "Ledger":
        """Return the ledger of the first entries of a journal."""
        if journal is self._journal and size == self._size:
            return self
        ledger = Ledger.__new__(Ledger)
        ledger.__attrs_init__(journal, size)  # pyright: ignore[reportAttributeAccessIssue]
        return ledger

    # --- writing ---------------------------------------------------------------------------

    def post(self, *entries: Entry, entered_on: date | None = None) -> "Ledger":
        """Return the ledger with the entries of one document: all of them, or raise.

        An entry whose id is in the ledger with the same content is there already, and nothing is
        written for it.

        Args:
            entries: in the order in which they are to be written. They are judged by where they
                end: a receipt that is reversed and entered anew leaves no day short of cards.
            entered_on: the day of entry of those that do not say theirs. None for the last day of
                entry in the ledger, or the last day of which they are if that is later. What was
                known by an earlier day never changes.

        Raises:
            InsufficientBlanko: where a place that holds cards would hold fewer than none at the
                end of any day.
            CountMismatch: for a document that would change what was counted.
            ConflictingEntry: for an id that stands for another entry.
            RefusedEntry: for an entry into closed books, or of a day of entry before the last one
                or before it happened, a reversal that cannot be, or serial numbers that are
                elsewhere.
            TypeError: for something that is no entry, or a `datetime`.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
            >>> may_2, may_3, may_9 = date(2017, 5, 2), date(2017, 5, 3), date(2017, 5, 9)
            >>> count = Counted(id="c-1", on=may_2, at=STORE, counted_cards=120)
            >>> ledger = Ledger().post(count).post(Printed(id="p-1", on=may_9, cards=10))
            >>> ledger = ledger.post(Printed(id="p-2", on=may_3, cards=50))  # written on 9 May
            >>> ledger.balance(STORE, on=may_3), ledger.balance(STORE, on=may_3, known_on=may_3)
            (70, 120)
        """
        check_optional_date("post", "entered_on", entered_on)
        return self._at(*post(self._journal, self._size, _checked(entries), entered_on))

    def post_all(
        self, documents: Iterable[Iterable[Entry]], *, entered_on: date | None = None
    ) -> "Ledger":
        """Return the ledger with the entries of many documents: all of them, or raise.

        Args:
            documents: entries, document by document; one entry is a document in brackets.
            entered_on: the day of entry of those that do not say theirs; None as for `post`.

        Raises:
            LedgerError: as for `post`.
            TypeError: for something that is no entry, or a `datetime`.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
            >>> day = date(2017, 5, 2)
            >>> opening = Counted(id="c-1", on=day, at=STORE, counted_cards=120)
            >>> prints = [Printed(id=f"p-{n}", on=day.replace(day=n), cards=10) for n in (3, 4)]
            >>> Ledger().post_all([[opening], prints]).balance(STORE, on=date(2017, 5, 31))
            100
        """
        check_optional_date("post_all", "entered_on", entered_on)
        checked = map(_checked, documents)
        return self._at(*post_all(self._journal, self._size, checked, entered_on))

    def submit(
        self, *entries: Entry, entered_on: date | None = None
    ) -> "tuple[Ledger, LedgerError | None]":
        """Post the entries of one document, or return why they are refused.

        A refusal is told and not stored: the same ids can be submitted again, once what was
        missing has been entered.

        Returns:
            The ledger with the entries and None, or the ledger as it is and the refusal.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.blanko import Ledger, Printed
            >>> ledger, refusal = Ledger().submit(
            ...     Printed(id="p-1", on=date(2017, 5, 2), cards=3)
            ... )
            >>> type(refusal).__name__, len(ledger)
            ('InsufficientBlanko', 0)
        """
        try:
            return self.post(*entries, entered_on=entered_on), None
        except LedgerError as error:
            return self, error

    # --- reading ---------------------------------------------------------------------------

    def known_on(self, day: date) -> "Ledger":
        """Return the ledger as it was known at the end of a day: what had been entered by then.

        Days of entry never go back, so it is one of the earlier ledgers, and no later writing
        changes it.

        Raises:
            TypeError: for a `datetime`.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.blanko import STORE, Counted, Ledger
            >>> count = Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=120)
            >>> Ledger().post(count, entered_on=date(2017, 5, 4)).known_on(date(2017, 5, 3))
            Ledger(entries=0)
        """
        check_date("known_on", "day", day)
        size = self._journal.columns.known_by(day.toordinal(), self._size)
        return self._at(self._journal, size)

    @property
    def keeps_serials(self) -> bool:
        """True if every movement carries the serial numbers of its cards."""
        return self._journal.terms.serials

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year of its entries."""
        return self._journal.terms.years

    @property
    def explain_from_cards(self) -> int | None:
        """The least difference of a count that needs a reason; None where none does."""
        return self._journal.terms.explain_from_cards

    def __len__(self) -> int:
        """Return the number of entries."""
        return self._size

    def __iter__(self) -> Iterator[Entry]:
        """Yield all entries in the order of writing."""
        return cast("Iterator[Entry]", self._journal.entries(0, self._size))

    def __contains__(self, entry_id: object) -> bool:
        """Return whether an id is in use."""
        return isinstance(entry_id, str) and self._journal.row_of(entry_id, self._size) is not None

    def __getitem__(self, entry_id: str) -> Entry:
        """Return the entry with an id; raise `KeyError` if there is none."""
        return cast("Entry", self._journal.entry(self._row(entry_id)))

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same entries in the same order."""
        if not isinstance(other, Ledger):
            return NotImplemented
        if self._size != other._size or self._journal.terms != other._journal.terms:
            return False
        return self._journal is other._journal or self.digest == other.digest

    def __hash__(self) -> int:
        return hash((self._size, self._journal.terms))

    def __repr__(self) -> str:
        """Return the number of entries."""
        return f"Ledger(entries={len(self)})"

    def __reduce__(self) -> tuple[object, ...]:
        return partial(_again, **self._journal.terms._asdict()), (tuple(self),)

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that was ever in use, in the order of blanks, kinds and names."""
        blanks, kinds = list(Blank), list(PlaceKind)
        found = self._journal.places_in_use(self._size)

        def turn(place: Place) -> tuple[int, int, str]:
            return blanks.index(place.blank), kinds.index(place.kind), place.name

        return tuple(sorted(found, key=turn))

    @property
    def closed_until(self) -> date | None:
        """The first day that is open; None where nothing is closed."""
        day = self._journal.closed_until(self._size)
        return None if day == FIRST_DAY else date.fromordinal(day)

    def balance(
        self,
        place: Place,
        *,
        on: date,
        known_on: date | None = None,
        moment: Moment = Moment.END_OF_DAY,
    ) -> int:
        """Return the balance of a place in cards.

        Args:
            place: of any kind. The balance of the ministry is negative: it has given.
            on: the day.
            known_on: only by what had been entered by that day; None for everything.
            moment: of the day.

        Raises:
            TypeError: for a `datetime`, or something that is no place.
        """
        check_type("balance", "place", place, Place)
        check_date("balance", "on", on)
        check_type("balance", "moment", moment, Moment)
        day = on.toordinal() - (moment is Moment.START_OF_DAY)
        size = self._size
        if known_on is not None:
            check_date("balance", "known_on", known_on)
            size = self._journal.columns.known_by(known_on.toordinal(), size)
        return self._journal.history(place).balance(day, size)

    def balance_after(self, entry_id: str, place: Place) -> int:
        """Return the balance of a place when an entry had been written, on the day of the entry.

        Entries of the same day count as far as they had been written by then.

        Raises:
            KeyError: if no entry has the id.
        """
        check_type("balance_after", "place", place, Place)
        last = self._row(entry_id)
        day = self._journal.columns.on[last]
        return sum(
            change.cards
            for change in self._journal.changes(place, self._size)
            if change.day < day or (change.day == day and change.row <= last)
        )

    def serials_at(self, place: Place, *, on: date | None = None) -> tuple[Serials, ...]:
        """Return the serial numbers that a place holds, in order; empty if none are kept.

        Args:
            place: the place; what comes from outside, or goes there, is not followed there.
            on: the day, at its end; None for everything that is entered.

        Raises:
            TypeError: for a `datetime`, or something that is no place.
        """
        check_type("serials_at", "place", place, Place)
        check_optional_date("serials_at", "on", on)
        books, day = self._journal.serials, (date.max if on is None else on).toordinal()
        return () if books is None else tuple(books[place.blank].at(place, day, self._size))

    def is_reversed(self, entry_id: str) -> bool:
        """Return whether an entry has been reversed.

        Raises:
            KeyError: if no entry has the id.
        """
        return self._journal.is_reversed(self._row(entry_id), self._size)

    def _row(self, entry_id: str) -> int:
        row = self._journal.row_of(entry_id, self._size)
        if row is None:
            raise KeyError("no entry has that id")
        return row

    # --- proving ---------------------------------------------------------------------------

    @property
    def digest(self) -> str:
        """The SHA-256 of the last entry with that of all before it, in hexadecimal digits.

        Empty for a ledger without entries. What it is made of is specified in "The digest of a
        ledger", and stays readable in every later version. Two ledgers with one digest have the
        same entries in the same order. Kept elsewhere, such as in the minutes of a closing, it
        shows later whether anything was changed since.
        """
        return self._journal.digest(self._size).hex()

    def verify(self, digests: Iterable[str] = ()) -> None:
        """Raise unless the ledger still says what it said.

        Args:
            digests: what `digest` was at some times, in any order, in capitals or not.

        Raises:
            TypeError: for a text in place of several.
            InvalidRecord: for a digest that is none, such as that of a ledger without entries,
                which proves nothing.
            RefusedEntry: for a digest that the ledger never had, or a balance that its entries do
                not lead to.

        Examples:
            >>> from dukcapil.blanko import Ledger
            >>> Ledger().verify()
        """
        if isinstance(digests, str):
            raise TypeError("verify.digests: expected several, put a single one in brackets")
        asked = {_digest(text) for text in digests}
        known = list(chain(b"", self._journal.entries(0, self._size)))
        last = self._journal.digest(self._size)
        if not asked <= set(known) or (known and known[-1] != last):
            raise RefusedEntry(why="the ledger never had that digest: an entry was changed")
        self.check_invariants()

    def check_invariants(self) -> None:
        """Raise unless everything adds up when all entries are written anew.

        Raises:
            RefusedEntry: if balances do not sum to none on some day, or are not those to which
                the entries lead.
        """
        replayed = _again(self, **self._journal.terms._asdict())._journal  # noqa: SLF001  its own
        changes: dict[int, int] = {}
        for place in self.places:
            steps = self._journal.history(place).steps(self._size)
            if steps != replayed.history(place).steps(self._size):
                raise RefusedEntry(why=f"the balances of {place} do not follow from the entries")
            before = 0
            for day, total in steps:
                changes[day] = changes.get(day, 0) + total - before
                before = total
        if any(changes.values()):
            raise RefusedEntry(why="the balances of all places do not sum to none")


def _checked(entries: object) -> Sequence[EntryBase]:
    if type(entries) is list and len(entries) == 1 and isinstance(entries[0], EntryBase):
        return (entries[0],)  # as bulk entry has them
    if not isinstance(entries, tuple):
        if not isinstance(entries, list | Iterable):  # a list is told sooner
            found = type(entries).__name__
            raise TypeError(f"Ledger.post: expected documents of entries, found {found}")
        entries = tuple(entries)
    for entry in entries:
        if not isinstance(entry, EntryBase):
            raise TypeError(f"Ledger.post: expected entries, found {type(entry).__name__}")
    return entries


def _digest(text: object) -> bytes:
    check_type("verify", "digests", text, str)
    try:
        digest = bytes.fromhex(str(text))
    except ValueError:
        digest = b""
    if len(digest) != len(START):
        raise_faults("verify", [("digests", Fault.UNREADABLE if text else Fault.MISSING)])
    return digest


def _again(entries: Iterable[Entry], **terms: Any) -> Ledger:  # noqa: ANN401  as of Ledger()
    """Return a ledger of entries that were written before."""
    ledger = Ledger(**terms)
    journal = ledger._journal  # noqa: SLF001  a Ledger's
    replay(journal, _checked(tuple(entries)))
    return ledger._at(journal, journal.length)  # noqa: SLF001  a Ledger's
