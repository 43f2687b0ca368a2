"""A ledger of blanks in a store: the value that the core computes with, and its journal."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import final

from sqlalchemy import Connection, select

from dukcapil.blanko import Entry, Ledger
from dukcapil.errors import InvalidStore, LedgerError
from dukcapil.serial import from_plain, to_plain
from dukcapil.store._journals import EMPTY, Checkpoint, Journal, Overtaken
from dukcapil.store._rows import ENTRIES
from dukcapil.store._tables import JOURNAL
from dukcapil.store._transactions import Database

__all__ = ["StoredLedger"]


@final
class StoredLedger:
    """A ledger in a store, made by `Store.ledger`.

    The ledger itself is a value (`load`), computed with as always. What is posted here is checked
    by the core in full, and is in the database when the call returns. Writers hold no lock while
    they compute: whoever is overtaken reads what is new, checks again and tries again.

    Attributes:
        name: the name of the journal, such as `ledger:main`.

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

    def __init__(self, database: Database, name: str, begin: Ledger | None) -> None:
        """Take a journal of a database; `Store.ledger` does."""
        self.name: str = name
        self._database, self._begin = database, begin

    @cached_property
    def _begun(self) -> tuple[str, Ledger]:
        """The terms of the journal as they are stored, and the ledger of them without entries."""
        with self._database.reading() as connection:
            stored = connection.scalar(select(JOURNAL.c.terms).where(JOURNAL.c.name == self.name))
        if stored is None:
            begin = Ledger() if self._begin is None else self._begin
            return terms_of(begin), begin
        ledger = from_plain({**json.loads(stored), "entries": []}, Ledger)
        if self._begin is not None and terms_of(self._begin) != terms_of(ledger):
            raise InvalidStore(
                found=f"{self.name} was begun with other terms, {stored}",
                advice="ask for it with an empty ledger of these, or with none",
            )
        return stored, ledger

    @cached_property
    def _journal(self) -> Journal:
        return Journal(self.name, ENTRIES, self._begun[0])

    @cached_property
    def _known(self) -> tuple[Checkpoint, Ledger]:
        """What was read or written last: a head, and the ledger up to it."""
        return EMPTY, self._begun[1]

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

    def post(self, *entries: Entry, entered_on: date | None = None) -> Ledger:
        """Write the entries of one document, and return the ledger with them.

        What is there already is not written again, so a call whose answer was lost is repeated
        as it is.

        Args:
            entries: as for `Ledger.post`.
            entered_on: the day of entry of those that do not say theirs, as for `Ledger.post`.

        Raises:
            LedgerError: as `Ledger.post`; nothing is written then.
            ConcurrentWrite: in a transaction of the caller's, if others wrote first.
        """
        return self.post_all([entries], entered_on=entered_on)

    def post_all(
        self, documents: Iterable[Iterable[Entry]], *, entered_on: date | None = None
    ) -> Ledger:
        """Write the entries of many documents in one transaction: all of them, or none.

        Args:
            documents: as for `Ledger.post_all`.
            entered_on: the day of entry of those that do not say theirs, as for `Ledger.post_all`.

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
                posted = ledger.post_all(given, entered_on=entered_on)
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
            bound = StoredLedger(Database(connection), self.name, self._begun[1])
            bound._known = self._known
            return bound.post_all(given, entered_on=entered_on)

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
        self._begun[1].post_all(tail.posts).check_invariants()
        return tail.head


def _new(documents: Sequence[Sequence[Entry]], before: Ledger, after: Ledger) -> list[list[Entry]]:
    """Return the entries that a ledger has not had before, as it has them, by documents."""
    seen: set[str] = set()
    found: list[list[Entry]] = []
    for entries in documents:
        new = []
        for entry in entries:
            if entry.id not in before and entry.id not in seen:
                seen.add(entry.id)
                new.append(after[entry.id])
        if new:
            found.append(new)
    return found


def terms_of(ledger: Ledger) -> str:
    """Return what a ledger was begun with, as JSON."""
    plain = to_plain(ledger)
    terms = {name: plain[name] for name in plain.keys() - {"type", "entries", "digest"}}
    return json.dumps(terms, sort_keys=True, separators=(",", ":"))
