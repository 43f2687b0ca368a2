"""Transactions: one's own on an engine, or the caller's on a connection."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar, final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import StatementError

from dukcapil.errors import ConcurrentWrite
from dukcapil.store._journals import Overtaken

__all__ = ["Database"]

T = TypeVar("T")

_PATIENCE: Final = 3
_LONGEST_PAUSE_MS: Final = 5


@contextmanager
def _values_off_errors() -> Iterator[None]:
    """Take the values of a statement off its error, which hides them in its message alone."""
    try:
        yield
    except StatementError as error:
        error.params = None
        raise


@final
class Database:
    """The database of a store: an engine, or a connection with the caller's transaction.

    Attributes:
        is_bound: whether the transaction is the caller's.
    """

    def __init__(self, to: Engine | Connection) -> None:
        self._to = to
        self.is_bound: bool = isinstance(to, Connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection on which everything is read as of one moment."""
        with _values_off_errors():
            if isinstance(self._to, Connection):
                yield self._to
                return
            with self._to.connect() as connection, connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose transaction is committed at the end, or rolled back."""
        with _values_off_errors():
            if isinstance(self._to, Connection):
                yield self._to
                return
            # Of SQLite: the lock is asked for at once, so that no reading has to be upgraded.
            engine = self._to.execution_options(dukcapil_writes=True)
            with engine.begin() as connection:
                yield connection

    def again_while_overtaken(
        self, journal: str, write: Callable[[], T], insist: Callable[[Connection], T]
    ) -> T:
        """Return what a write returns, tried anew while others come first.

        Whoever is overtaken again and again waits for a turn at last, and lets nobody pass while
        it reads, checks and writes.

        Args:
            journal: the name of the journal.
            write: tries once, after what others have written was read.
            insist: writes within a transaction, with the journal locked.

        Raises:
            ConcurrentWrite: if others came first in a transaction of the caller's, whose turn it
                cannot wait for.
        """
        if isinstance(self._to, Connection):
            try:
                return write()
            except Overtaken:
                raise ConcurrentWrite(journal=journal) from None
        for attempt in range(_PATIENCE):
            try:
                return write()
            except Overtaken:
                # Processes pause for different times, by a number that is theirs.
                time.sleep((os.getpid() * 7 + attempt * 13) % _LONGEST_PAUSE_MS / 1_000)
        with self.writing() as connection:
            return insist(connection)

    def dispose(self) -> None:
        """Close all connections of an engine; a connection is its owner's to close."""
        if isinstance(self._to, Engine):
            self._to.dispose()
