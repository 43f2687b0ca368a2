"""Stores as JSON lines: the backup that outlives servers, and the way between them."""

import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from datetime import date
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, select

from dukcapil.errors import InvalidStore
from dukcapil.store._journals import EMPTY, Checkpoint, Journal
from dukcapil.store._people import EVENT_JOURNAL, PEOPLE_JOURNAL
from dukcapil.store._rows import ENTRIES
from dukcapil.store._tables import BATCH, JOURNAL

__all__ = ["journals_of", "lines_of", "read_lines"]

_FORMAT: Final = "dukcapil store"
_VERSION: Final = 1
_CHUNK: Final = 1_000


def journals_of(connection: Connection) -> list[Journal]:
    """Return the journals of a store, in order of their names."""
    found = connection.execute(select(JOURNAL).order_by(JOURNAL.c.name))
    return [_journal(row.name, row.terms) for row in found]


def _journal(name: str, terms: str) -> Journal:
    for journal in (PEOPLE_JOURNAL, EVENT_JOURNAL):
        if journal.name == name:
            return journal
    return Journal(name, ENTRIES, terms)


def lines_of(connection: Connection) -> Iterator[str]:
    """Yield the lines of a store: a heading, every row, and the digest of all lines before."""
    proof = sha256()
    with closing(_objects(connection)) as objects:
        for line in map(_text, objects):
            proof.update(line.encode())
            yield line
    yield _text({"end": True, "digest": proof.hexdigest()})


def _objects(connection: Connection) -> Generator[dict[str, object], None, None]:
    yield {"format": _FORMAT, "version": _VERSION}
    for journal in journals_of(connection):
        head = journal.head(connection)
        yield {"journal": journal.name, "terms": journal.terms, **head._asdict()}
        last = EMPTY
        with journal.stored(connection, until=head.sequence) as rows:
            for row in rows:
                last = journal.proved(row, last)
                yield {"post": row.post, "body": row.body, "digest": row.digest}
        if last != head:
            raise journal.damaged(last.sequence + 1, "missing, or another head")
    for batch in connection.execute(select(BATCH).order_by(BATCH.c.id)):
        yield {"batch": {**batch._mapping, "entered_on": _iso(batch.entered_on)}}  # noqa: SLF001


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_lines(connection: Connection, lines: Iterable[str]) -> None:
    """Write the lines of another store into an empty one, with every digest proved.

    Raises:
        InvalidStore: for other lines, a part of a file, or a store that is not empty.
        DamagedJournal: for a row that does not fit its digest.
    """
    if connection.scalar(select(JOURNAL.c.name).limit(1)) is not None:
        raise _refused("a store that is not empty", "import into one that was just created")
    objects = _proved(lines)
    if next(objects, None) != {"format": _FORMAT, "version": _VERSION}:
        raise _refused("lines of something else, or of a later release", "install a newer release")
    journal: Journal | None = None
    head = last = EMPTY
    rows = _Rows(connection)
    for one in objects:
        if "body" in one and journal is not None:
            last = rows.add(journal, one, last)
            continue
        _check_end(journal, last, head)
        if "batch" in one:
            day = one["batch"]["entered_on"]
            parsed = None if day is None else date.fromisoformat(day)
            rows.put(BATCH, {**one["batch"], "entered_on": parsed})
            journal, head, last = None, EMPTY, EMPTY
        else:
            journal = _journal(one["journal"], one["terms"])
            head, last = Checkpoint(one["sequence"], one["digest"]), EMPTY
            named = {"name": journal.name, "terms": journal.terms, **head._asdict()}
            rows.put(JOURNAL, named)
    _check_end(journal, last, head)
    rows.flush()


def _check_end(journal: Journal | None, last: Checkpoint, head: Checkpoint) -> None:
    if journal is not None and last != head:
        raise journal.damaged(last.sequence + 1, "missing, or another head")


class _Rows:
    """Rows on their way into tables, many at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[Table, list[dict[str, Any]]] = {}

    def add(self, journal: Journal, one: dict[str, Any], before: Checkpoint) -> Checkpoint:
        body = one["body"]
        row: dict[str, Any] = {"journal": journal.name, "sequence": before.sequence + 1}
        row |= {"post": one["post"], "body": body, "digest": one["digest"]}
        last = journal.proved(_Stored(row), before)
        self.put(journal.rows.table, row | dict(journal.rows.columns(journal.rows.value(body))))
        return last

    def put(self, table: Table, row: dict[str, Any]) -> None:
        waiting = self._waiting.setdefault(table, [])
        waiting.append(row)
        if len(waiting) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        for table, rows in self._waiting.items():
            self._connection.execute(insert(table), rows)
        self._waiting.clear()


class _Stored:
    """A row that is not in a table yet."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__.update(row)


def _proved(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of the lines but the last, which has to be the digest of all others."""
    proof = sha256()
    for line in lines:
        try:
            one = json.loads(line)
        except ValueError:
            break
        if type(one) is not dict:
            break
        if "end" in one:
            if one != {"end": True, "digest": proof.hexdigest()}:
                raise _refused("lines that were changed", "export the store again")
            return
        proof.update(line.encode())
        yield one
    raise _refused("lines without their end", "copy the whole file")


def _refused(found: str, advice: str) -> InvalidStore:
    return InvalidStore(found=found, advice=advice)
