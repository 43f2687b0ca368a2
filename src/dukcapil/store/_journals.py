"""Journals: rows that are only ever appended, each with the digest of all before it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import groupby
from typing import Any, Final, NamedTuple, cast, final

from sqlalchemy import Connection, CursorResult, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dukcapil.errors import DamagedJournal, InvalidStore
from dukcapil.store._rows import Rows, body_of, digest_after
from dukcapil.store._tables import JOURNAL

__all__ = ["EMPTY", "Block", "Checkpoint", "Journal", "Overtaken", "Tail", "end_of"]


@final
class Checkpoint(NamedTuple):
    """How far a journal goes, and the digest of all its rows up to there.

    Kept elsewhere, such as in the minutes of a closing, it shows later whether anything was
    changed since: see `verify`.

    Attributes:
        sequence: the number of the last row; 0 where there is none.
        digest: its digest, in hexadecimals; empty where there is none.

    Examples:
        >>> from dukcapil.store import Checkpoint
        >>> Checkpoint(sequence=0, digest="")
        Checkpoint(sequence=0, digest='')
    """

    sequence: int
    digest: str


_CHUNK: Final = 2_000
_BLOCK: Final = 5_000
EMPTY: Final = Checkpoint(0, "")


@final
class Block(NamedTuple):
    """Many rows that were proved, one by one.

    Attributes:
        end: the checkpoint of the last one.
        content: the SHA-256 of all bodies and digests, separated by line feeds.
    """

    end: Checkpoint
    content: str


def end_of(blocks: Sequence[Block]) -> Checkpoint:
    """Return the checkpoint at the end of blocks."""
    return blocks[-1].end if blocks else EMPTY


def _digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class Overtaken(Exception):
    """Others have appended since the head was read."""


@final
class Tail(NamedTuple):
    """The rows after a checkpoint.

    Attributes:
        head: the checkpoint at their end.
        posts: the values, in the groups in which they were appended.
    """

    head: Checkpoint
    posts: list[list[Any]]


@final
class Journal(NamedTuple):
    """One journal in a database.

    Attributes:
        name: its name.
        rows: the kind of its rows.
        terms: what a ledger was begun with, as JSON; empty for other journals.
    """

    name: str
    rows: Rows
    terms: str = ""

    def head(self, connection: Connection) -> Checkpoint:
        """Return how far the journal goes now."""
        found = connection.execute(
            select(JOURNAL.c.sequence, JOURNAL.c.digest, JOURNAL.c.terms).where(
                JOURNAL.c.name == self.name
            )
        ).first()
        if found is None:
            return EMPTY
        if found.terms != self.terms:
            raise InvalidStore(
                found=f"{self.name} was begun meanwhile with other terms, {found.terms}",
                advice="open the store again",
            )
        return Checkpoint(found.sequence, found.digest)

    def read(
        self, connection: Connection, since: Checkpoint = EMPTY, *, columns: bool = False
    ) -> Tail:
        """Return what was appended since a checkpoint, with the digests proved.

        Args:
            connection: the database.
            since: the checkpoint.
            columns: whether to prove as well that all columns say what the bodies do.

        Raises:
            DamagedJournal: for a row that was changed, removed or put elsewhere.
        """
        head = self.head(connection)
        values: list[tuple[int, Any]] = []
        last = since
        with self.stored(connection, after=since.sequence, until=head.sequence) as rows:
            for row in rows:
                last = self.proved(row, last)
                value = self.rows.value(row.body)
                if columns:
                    self._prove_columns(row, value)
                values.append((row.post, value))
        if last != head:
            raise self.damaged(last.sequence + 1, "missing, or another head")
        posts = [
            [value for _, value in post] for _, post in groupby(values, key=lambda one: one[0])
        ]
        return Tail(head, posts)

    @contextmanager
    def stored(
        self, connection: Connection, *, until: int, after: int = 0
    ) -> Iterator[Iterable[Any]]:
        """Give the rows after a number, up to another, as they are stored."""
        table = self.rows.table
        asked = (
            select(table)
            .where(table.c.journal == self.name)
            .where(table.c.sequence > after, table.c.sequence <= until)
            .order_by(table.c.sequence)
        )
        # Few rows come at once; of many, a server would send all before the first is read.
        options = {"yield_per": _CHUNK} if until - after > _CHUNK else {}
        with connection.execute(asked, execution_options=options) as rows:
            yield rows

    def checkpoint_at(self, connection: Connection, sequence: int) -> Checkpoint:
        """Return the checkpoint of a row; that of an empty journal where there is no such row."""
        table = self.rows.table
        digest = connection.scalar(
            select(table.c.digest).where(table.c.journal == self.name, table.c.sequence == sequence)
        )
        return EMPTY if digest is None else Checkpoint(sequence, digest)

    def proved(self, row: Any, before: Checkpoint) -> Checkpoint:  # noqa: ANN401  of the table
        """Return the checkpoint after a row; raise if it is not the one that was written."""
        if row.sequence != before.sequence + 1:
            raise self.damaged(before.sequence + 1, "missing")
        if row.digest != digest_after(before.digest, row.body):
            raise self.damaged(row.sequence, "another digest")
        return Checkpoint(row.sequence, row.digest)

    def _prove_columns(self, row: Any, value: object) -> None:  # noqa: ANN401  of the table
        for column, expected in self.rows.columns(value).items():
            if getattr(row, column) != expected:
                raise self.damaged(row.sequence, f"{column} is not that of the body")

    def damaged(self, sequence: int, found: str) -> DamagedJournal:
        """Return the error for a row."""
        return DamagedJournal(journal=self.name, sequence=sequence, found=found)

    def blocks(
        self, connection: Connection, known: Sequence[Block], until: Checkpoint
    ) -> list[Block]:
        """Return the blocks up to a checkpoint, of which some are known; the others are proved.

        Raises:
            DamagedJournal: for a row that was changed, removed or put elsewhere.
        """
        whole = [block for block in known if not block.end.sequence % _BLOCK]
        last = end_of(whole)
        while last.sequence < until.sequence:
            end, lines = min(last.sequence + _BLOCK, until.sequence), list[str]()
            with self.stored(connection, after=last.sequence, until=end) as rows:
                for row in rows:
                    last = self.proved(row, last)
                    lines += (row.body, row.digest)
            if last.sequence < end:
                raise self.damaged(last.sequence + 1, "missing")
            whole.append(Block(last, _digest_of("\n".join(lines))))
        return whole

    def is_of(self, connection: Connection, blocks: Iterable[Block]) -> bool:
        """Return whether every row of blocks is still what it was when it was proved.

        The database puts the rows of a block together, which takes a fraction of the time.
        """
        table, begin = self.rows.table, 0
        for block in blocks:
            end = block.end.sequence
            rows = (
                select((table.c.body + "\n" + table.c.digest).label("line"))
                .where(table.c.journal == self.name)
                .where(table.c.sequence > begin, table.c.sequence <= end)
                .order_by(table.c.sequence)
                .subquery()
            )
            asked = select(func.count(), func.aggregate_strings(rows.c.line, "\n"))
            count, text = connection.execute(asked.select_from(rows)).one()
            if count != end - begin or _digest_of(text) != block.content:
                return False
            begin = end
        return True

    def append(
        self, connection: Connection, head: Checkpoint, posts: Iterable[Sequence[object]]
    ) -> Checkpoint:
        """Append groups of values after a head, in the transaction of the connection.

        Raises:
            Overtaken: where the head is another by now; nothing has been written then.
        """
        rows, last = [], head
        for values in posts:
            first = last.sequence + 1
            for value in values:
                body = body_of(value)
                last = Checkpoint(last.sequence + 1, digest_after(last.digest, body))
                rows.append(
                    {
                        "journal": self.name,
                        "sequence": last.sequence,
                        "post": first,
                        **self.rows.columns(value),
                        "body": body,
                        "digest": last.digest,
                    }
                )
        self.move(connection, head, last)
        if rows:
            connection.execute(insert(self.rows.table), rows)
        return last

    def move(self, connection: Connection, head: Checkpoint, to: Checkpoint) -> None:
        """Move the head; of two writers, the database lets one pass."""
        if head == EMPTY:
            self._begin(connection)
        moved = connection.execute(
            update(JOURNAL)
            .where(JOURNAL.c.name == self.name, JOURNAL.c.sequence == head.sequence)
            .where(JOURNAL.c.digest == head.digest, JOURNAL.c.terms == self.terms)
            .values(**to._asdict())
        )
        if cast("CursorResult[Any]", moved).rowcount != 1:
            raise Overtaken

    def lock(self, connection: Connection) -> None:
        """Let nobody else append until the transaction ends."""
        self._begin(connection)
        connection.execute(select(JOURNAL).where(JOURNAL.c.name == self.name).with_for_update())

    def _begin(self, connection: Connection) -> None:
        """Insert the head of a journal without rows, unless it is there."""
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        new = {"name": self.name, "terms": self.terms, **EMPTY._asdict()}
        connection.execute(dialect.insert(JOURNAL).values(new).on_conflict_do_nothing())
