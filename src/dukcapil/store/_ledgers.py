"""A ledger of blanks in a store: the value that the core computes with, and its journal."""

from collections.abc import Iterable, Sequence
from typing import final

from sqlalchemy import Connection

from dukcapil.blanko import Entry, Ledger
from dukcapil.errors import LedgerError
from dukcapil.store._journals import EMPTY, Checkpoint, Journal, Overtaken
from dukcapil.store._transactions import Database

__all__ = ["StoredLedger"]


@final
class StoredLedger:
    """A ledger in a store, made by `Store.ledger`.

    The ledger itself is a value (`load`), computed with as always. What is posted here is checked
    by the core in full, and is in the database when the call returns. Writers hold no lock while
    they compute: whoever is overtaken reads what is new, checks again and tries again.

    Examples:
        >>> import tempfile
        >>> from datetime import date
        >>> from dukcapil import store
        >>> from dukcapil.blanko import STORE, Counted, Printed
        >>> counted, day = date(2020, 11, 29), date(2020, 11, 30)
        >>> with (
        ...     tempfile.TemporaryDirectory() as folder,
        ...     store.create(f"sqlite:///{folder}/office.db") as office,
        ... ):
        ...     main = office.ledger("main")
        ...     _ = main.post(Counted(id="c-1", on=counted, at=STORE, counted_cards=120))
        ...     main.post(Printed(id="p-1", on=day, cards=20)).balance(STORE, on=day)
        100
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        """Open the ledger of a journal; `Store.ledger` does."""
        self._database, self._journal = database, journal
        self._known = EMPTY, Ledger(serials=journal.serials)

    @property
    def name(self) -> str:
        """The name of the journal, such as `ledger:main`."""
        return self._journal.name

    def load(self) -> Ledger:
        """Return the ledger as it is now; only what is new since the last call is read.

        Raises:
            DamagedJournal: for a row that was changed, removed or put elsewhere.
        """
        return self._caught_up()[1]

    @property
    def checkpoint(self) -> Checkpoint:
        """How far the journal goes now, with its digest, to be kept elsewhere."""
        return self._caught_up()[0]

    def _caught_up(self) -> tuple[Checkpoint, Ledger]:
        head, ledger = self._known
        with self._database.reading() as connection:
            tail = self._journal.read(connection, head)
        self._known = tail.head, ledger.post_all(tail.posts)
        return self._known

    def post(self, *entries: Entry) -> Ledger:
        """Write the entries of one document, and return the ledger with them.

        What is there already is not written again, so a call whose answer was lost is repeated
        as it is.

        Raises:
            LedgerError: as `Ledger.post`; nothing is written then.
            ConcurrentWrite: in a transaction of the caller's, if others wrote first.
        """
        return self.post_all([entries])

    def post_all(self, documents: Iterable[Iterable[Entry]]) -> Ledger:
        """Write the entries of many documents in one transaction: all of them, or none.

        Raises:
            LedgerError: as `Ledger.post_all`; nothing is written then.
            ConcurrentWrite: in a transaction of the caller's, if others wrote first.
        """
        given = [tuple(entries) for entries in documents]
        overtaken = self._database.is_bound  # nothing is known from before its transaction

        def write() -> Ledger:
            nonlocal overtaken
            head, ledger = self._caught_up() if overtaken else self._known
            overtaken = True
            try:
                posted = ledger.post_all(given)
            except LedgerError as refusal:
                if self.checkpoint == head:
                    raise
                raise Overtaken from refusal  # what is refused may be right by now
            new = _new(given, ledger, posted)
            if new:
                with self._database.writing() as connection:
                    head = self._journal.append(connection, head, new)
                self._known = head, posted
            return posted

        def insist(connection: Connection) -> Ledger:
            self._journal.lock(connection)
            bound = StoredLedger(Database(connection), self._journal)
            bound._known = self._known
            return bound.post_all(given)

        return self._database.again_while_overtaken(self.name, write, insist)

    def verify(self, checkpoint: Checkpoint = EMPTY) -> Checkpoint:
        """Prove every row and every balance from the first entry on.

        Args:
            checkpoint: one that was kept; the journal must have gone through it.

        Returns:
            How far the journal goes now.

        Raises:
            DamagedJournal: for a row that was changed, removed or put elsewhere, and for a
                journal that never was where the checkpoint says.
            LedgerError: for entries that the rules refuse.
        """
        with self._database.reading() as connection:
            tail = self._journal.read(connection, columns=True)
            there = self._journal.checkpoint_at(connection, checkpoint.sequence)
        if there != checkpoint:
            raise self._journal.damaged(checkpoint.sequence, "not what the checkpoint says")
        Ledger(serials=self._journal.serials).post_all(tail.posts).check_invariants()
        return tail.head


def _new(documents: Sequence[Sequence[Entry]], ledger: Ledger, posted: Ledger) -> list[list[Entry]]:
    """Return the entries that are not in a ledger, each once, document by document.

    They are those of the ledger that was posted to, which knows their day of entry.
    """
    seen: set[str] = set()
    found: list[list[Entry]] = []
    for entries in documents:
        new = []
        for entry in entries:
            if entry.id not in ledger and entry.id not in seen:
                seen.add(entry.id)
                new.append(posted[entry.id])
        if new:
            found.append(new)
    return found
