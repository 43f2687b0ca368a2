"""The store: journals of ledgers, people and events in a database."""

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Self, final

from sqlalchemy import Connection, Engine

from dukcapil._shared.checks import check_type
from dukcapil._shared.files import replaced
from dukcapil.blanko import Ledger
from dukcapil.errors import InvalidStore
from dukcapil.store._exchange import journals_of, lines_of, read_lines
from dukcapil.store._journals import Checkpoint
from dukcapil.store._ledgers import StoredLedger
from dukcapil.store._opening import check_version, engine_of, migrate
from dukcapil.store._people import EVENT_JOURNAL, PEOPLE_JOURNAL, StoredPeople
from dukcapil.store._rows import ENTRIES
from dukcapil.store._transactions import Database

__all__ = ["Store", "create", "open", "upgrade"]


@final
class Store:
    """A store in a database, made by `create` or `open`.

    What a call has written is in the database, on disk, when the call returns. Rows are only ever
    inserted; nothing is changed but the heads of journals. The core decides what may be written.
    A store may be used from several threads and processes; values in hand never change.

    Examples:
        >>> import tempfile
        >>> from dukcapil import store
        >>> with (
        ...     tempfile.TemporaryDirectory() as folder,
        ...     store.create(f"sqlite:///{folder}/office.db") as office,
        ... ):
        ...     office.ledger("main").load()
        Ledger(entries=0)
    """

    def __init__(self, to: Engine | Connection) -> None:
        """Take an engine or a connection; `create`, `open` and `bind` do."""
        self._database = Database(to)
        self._ledgers: dict[str, StoredLedger] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return "Store()"

    def close(self) -> None:
        """Close the connections to the database; those of `bind` are the caller's."""
        self._database.dispose()

    def _prepare(self, prepare: Callable[[Connection], None]) -> None:
        with self._database.writing() as connection:
            prepare(connection)

    def ledger(self, name: str, *, begin: Ledger | None = None) -> StoredLedger:
        """Return a ledger of the store, which begins with its first entry.

        Args:
            name: the name of the ledger, such as that of the office.
            begin: an empty ledger with the terms to begin with, such as `Ledger(serials=True)`;
                None for those of the ledger that is there, and else for `Ledger()`.

        Raises:
            InvalidStore: when it is read, for a ledger that was begun with other terms.
            ValueError: for a ledger that is not empty; post its entries.
        """
        check_type("ledger", "name", name, str)
        if begin is not None:
            check_type("ledger", "begin", begin, Ledger)
            if len(begin):
                raise ValueError("ledger.begin: expected an empty ledger; post its entries")
        if name not in self._ledgers:
            self._ledgers[name] = StoredLedger(self._database, f"ledger:{name}", begin)
        return self._ledgers[name]

    @cached_property
    def people(self) -> StoredPeople:
        """The residents and their events."""
        return StoredPeople(self._database)

    def bind(self, connection: Connection) -> "Store":
        """Return the store within a transaction of the caller's.

        What is written there is committed or rolled back with the caller's own rows, so it is
        there only after the caller has committed. Make one for each transaction, and roll back
        where a call raises.

        Raises:
            InvalidStore: for a connection whose errors show parameters.
        """
        engine_of(connection.engine)
        return Store(connection)

    def verify(self) -> dict[str, Checkpoint]:
        """Prove every row, every balance and every history from the first on.

        Returns:
            How far each journal goes now.

        Raises:
            DamagedJournal: for a row that was changed, removed or put elsewhere, by its number.
        """
        with self._database.reading() as connection:
            journals = journals_of(connection)
        found: dict[str, Checkpoint] = {}
        for journal in journals:
            if journal.rows is ENTRIES:
                found[journal.name] = StoredLedger(self._database, journal.name, None).verify()
        people, events = self.people.verify()
        return {**found, PEOPLE_JOURNAL.name: people, EVENT_JOURNAL.name: events}

    def export(self, path: str | os.PathLike[str]) -> None:
        """Write the whole store as JSON lines, with every digest proved on the way.

        The file takes its name when it is complete and on disk. It is the backup that needs no
        server, and holds personal data as they stand.

        Args:
            path: the file, which is replaced if it exists; a new one is for its owner alone.

        Raises:
            DamagedJournal: for a row that was changed, removed or put elsewhere.
            OSError: where the file cannot be written; the old one stays.
        """
        with (
            self._database.reading() as connection,
            replaced(Path(path), is_private=True) as file,
        ):
            file.writelines(line.encode() for line in lines_of(connection))

    def import_(self, path: str | os.PathLike[str]) -> None:
        """Write the lines of `export` into an empty store in one transaction: all, or none.

        Args:
            path: the file.

        Raises:
            InvalidStore: for another file, a part of one, or a store that is not empty.
            DamagedJournal: for a row that does not fit its digest.
        """
        with Path(path).open(encoding="utf-8") as file, self._database.writing() as connection:
            read_lines(connection, file)


def open(database: str | Engine) -> Store:  # noqa: A001  as files are opened
    """Open a store.

    Args:
        database: a URL, such as `sqlite:////srv/office.db` or
            `postgresql+psycopg://user@host/office`, or an engine of your own that was made with
            `hide_parameters=True`. Of an engine of your own, durability and timeouts are yours.

    Raises:
        InvalidStore: for a database without a store, and for tables of another version.
        MissingExtra: where SQLAlchemy is not installed.

    Examples:
        >>> from dukcapil import store
        >>> store.open("sqlite:///:memory:")
        Traceback (most recent call last):
            ...
        dukcapil.errors.InvalidStore: no store; make one with store.create
    """
    return _opened(database, check_version)


def create(database: str | Engine) -> Store:
    """Make a store in a database that has none, and open it; open the one that is there.

    Args:
        database: as for `open`.

    Raises:
        InvalidStore: for tables of another version.

    Examples:
        >>> from dukcapil import store
        >>> with store.create("sqlite:///:memory:") as office:
        ...     office
        Store()
    """

    def made(connection: Connection) -> None:
        try:
            check_version(connection)
        except InvalidStore as error:
            if error.found != "no store":
                raise
            migrate(connection)

    return _opened(database, made)


def upgrade(database: str | Engine) -> None:
    """Bring the tables of a store to the version of this release, in one transaction.

    It may be interrupted and repeated. Make a backup before.

    Args:
        database: as for `open`.

    Raises:
        InvalidStore: for a database without a store, and for tables of a later release.

    Examples:
        >>> import tempfile
        >>> from dukcapil import store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store.create(f"sqlite:///{folder}/office.db").close()
        ...     store.upgrade(f"sqlite:///{folder}/office.db")
    """
    _opened(database, migrate).close()


def _opened(database: str | Engine, prepare: Callable[[Connection], None]) -> Store:
    opened = Store(engine_of(database))
    try:
        opened._prepare(prepare)  # noqa: SLF001  of a store
    except BaseException:
        if isinstance(database, str):
            opened.close()
        raise
    return opened
