"""People and their events in a store: a register, and the two journals behind it."""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from itertools import chain
from typing import Any, Final, NamedTuple, final

from sqlalchemy import Connection, insert, select

from dukcapil.errors import DamagedJournal, DuplicateRecord
from dukcapil.events import Event
from dukcapil.register import Register
from dukcapil.register._columns import is_same
from dukcapil.residents import Resident, Snapshot
from dukcapil.store._columns import damaged_columns, keep, kept_columns
from dukcapil.store._journals import EMPTY, Block, Checkpoint, Journal, Overtaken, end_of
from dukcapil.store._rows import EVENTS, SNAPSHOTS, body_of
from dukcapil.store._tables import BATCH
from dukcapil.store._transactions import Database

__all__ = ["EVENT_JOURNAL", "PEOPLE_JOURNAL", "StoredPeople"]

PEOPLE_JOURNAL: Final = Journal("people", SNAPSHOTS)
EVENT_JOURNAL: Final = Journal("events", EVENTS)
_CHUNK: Final = 500  # values of one question to the database

# Columns are written anew when this part of all rows is not in them, so that reading the others
# takes little time, and writing the columns little of that of the rows.
_PART_WITHOUT_COLUMNS: Final = 20
_ROWS_WITHOUT_COLUMNS: Final = 500


@final
class _Known(NamedTuple):
    people: Checkpoint
    events: Checkpoint
    register: Register
    blocks: tuple[list[Block], list[Block]]  # of people and events, as far as there are columns

    @property
    def wants_columns(self) -> bool:
        """Whether more than a few rows are not in the columns."""
        rows = self.people.sequence + self.events.sequence
        missing = rows - sum(end_of(blocks).sequence for blocks in self.blocks)
        return missing > _ROWS_WITHOUT_COLUMNS and missing * _PART_WITHOUT_COLUMNS > rows


_NOTHING: Final = _Known(EMPTY, EMPTY, Register.of([]), ([], []))


@final
class StoredPeople:
    """Residents and their events in a store, as `Store.people`.

    Examples:
        >>> import tempfile
        >>> from datetime import date
        >>> from dukcapil import NIK, RegionCode, Residence, Resident, Sex, store
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.99"), since=born)],
        ... )
        >>> with (
        ...     tempfile.TemporaryDirectory() as folder,
        ...     store.create(f"sqlite:///{folder}/office.db") as office,
        ... ):
        ...     office.people.append([someone], entered_on=date(2020, 12, 31))
        Register(residents=1, events=0)
    """

    def __init__(self, database: Database) -> None:
        """Open the journals of people and events; `Store` does."""
        self._database = database
        self._known = _NOTHING

    def load(self) -> Register:
        """Return the register as it is now; only what is new since the last call is read.

        Raises:
            DamagedJournal: for a row that was changed, removed or put elsewhere.
        """
        return self._caught_up().register

    def known_on(self, day: date) -> Register:
        """Return the register as it was known on a day; nothing entered later is used.

        The same as `load().known_on(day)`.
        """
        return self.load().known_on(day)

    def _caught_up(self) -> _Known:
        with self._database.reading() as connection:
            known = _from_columns(connection) if self._known is _NOTHING else self._known
            people, events, register, blocks = known
            snapshots = PEOPLE_JOURNAL.read(connection, people)
            happened = EVENT_JOURNAL.read(connection, events)
        if snapshots.posts or happened.posts:
            register = register.append(
                chain.from_iterable(snapshots.posts), chain.from_iterable(happened.posts)
            )
        self._known = _Known(snapshots.head, happened.head, register, blocks)
        return self._known

    def append(
        self,
        residents: Iterable[Resident | Snapshot] = (),
        events: Iterable[Event] = (),
        *,
        entered_on: date | None = None,
        batch: str | None = None,
        source: str = "",
    ) -> Register:
        """Write residents and events in one transaction, and return the register with them.

        What is there already is not written again, so a call whose answer was lost is repeated
        as it is.

        Args:
            residents: as for `Register.append`.
            events: as for `Register.append`.
            entered_on: the day of entry of the residents who are no snapshots, and of the batch.
            batch: an id for what comes in together; the same id with the same content changes
                nothing, whatever else was written since.
            source: where the batch came from, such as the name of a file; no personal data.

        Raises:
            DuplicateRecord: for a batch id of another content, and as `Register.append`.
            InvalidRecord: as `Register.append`.
            IllegalTransition: as `Register.append`.
            ConcurrentWrite: in a transaction of the caller's, if others wrote first.
        """
        given = [_entered(one, entered_on) for one in residents]
        happened = list(events)
        about = None
        if batch is not None:
            about = _described(batch, source, entered_on, given, happened)
        overtaken = self._database.is_bound  # nothing is known from before its transaction

        def write() -> Register:
            nonlocal overtaken
            if about is not None and self._has_batch(about):
                return self.load()
            known = self._caught_up() if overtaken else self._known
            overtaken = True
            try:
                after = known.register.append(given, happened)
            except (ValueError, ExceptionGroup) as refusal:
                now = self._caught_up()
                if (now.people, now.events) == (known.people, known.events):
                    raise
                raise Overtaken from refusal  # what is refused may be right by now
            with self._database.writing() as connection:
                # The heads first: whoever had written the same batch meanwhile, has moved them.
                heads = _write(connection, known, given, happened)
                if about is not None:
                    connection.execute(insert(BATCH), about)
                new = _Known(*heads, after, known.blocks)
                if new.wants_columns:
                    new = _with_columns(connection, new)
            self._known = new
            return after

        def insist(connection: Connection) -> Register:
            for journal in (PEOPLE_JOURNAL, EVENT_JOURNAL):
                journal.lock(connection)
            bound = StoredPeople(Database(connection))
            bound._known = self._known
            return bound.append(given, happened, entered_on=entered_on, batch=batch, source=source)

        return self._database.again_while_overtaken("people", write, insist)

    def _has_batch(self, about: dict[str, object]) -> bool:
        with self._database.reading() as connection:
            return _is_there(connection, about)

    def keep_columns(self) -> None:
        """Write the register as columns, from which this release opens it instead of from JSON.

        `append` does so itself whenever a twentieth of all rows is not in the columns. Call this
        for a store that was just imported, or that another release has written.

        Raises:
            DamagedJournal: as `load`.
        """
        known = self._caught_up()
        with self._database.writing() as connection:
            PEOPLE_JOURNAL.lock(connection)
            self._known = _with_columns(connection, known)

    def verify(self) -> tuple[Checkpoint, Checkpoint]:
        """Prove every row and every history from the first on, and the columns if there are any.

        Returns:
            How far the journals of people and of events go now.

        Raises:
            DamagedJournal: for a row that was changed, removed or put elsewhere.
        """
        with self._database.reading() as connection:
            people = PEOPLE_JOURNAL.read(connection, columns=True)
            events = EVENT_JOURNAL.read(connection, columns=True)
            kept = kept_columns(connection)
        residents = [*chain.from_iterable(people.posts)]
        happened = [*chain.from_iterable(events.posts)]
        register = Register.of(residents, happened)
        if kept is not None:
            new = residents[end_of(kept.people).sequence :]
            news = happened[end_of(kept.events).sequence :]
            caught_up = kept.register().append(new, news)
            if not is_same(caught_up, register):
                raise damaged_columns(0, "not those of the rows")
        return people.head, events.head


def _from_columns(connection: Connection) -> _Known:
    """Return what the columns say, if all rows up to there are proved; else nothing is known."""
    try:
        kept = kept_columns(connection)
    except DamagedJournal:  # `verify` tells; the rows say all that the columns said
        return _NOTHING
    if kept is None:
        return _NOTHING
    of_people, of_events = kept.people, kept.events
    if not PEOPLE_JOURNAL.is_of(connection, of_people):
        return _NOTHING  # reading all rows tells which one it is
    if not EVENT_JOURNAL.is_of(connection, of_events):
        return _NOTHING
    heads = end_of(of_people), end_of(of_events)
    return _Known(*heads, kept.register(), (of_people, of_events))


def _with_columns(connection: Connection, known: _Known) -> _Known:
    people = PEOPLE_JOURNAL.blocks(connection, known.blocks[0], known.people)
    events = EVENT_JOURNAL.blocks(connection, known.blocks[1], known.events)
    keep(connection, known.register, people, events)
    return known._replace(blocks=(people, events))


def _entered(one: Resident | Snapshot, day: date | None) -> Resident | Snapshot:
    if day is None or isinstance(one, Snapshot):
        return one
    return Snapshot(resident=one, entered_on=day)


def _described(
    batch: str,
    source: str,
    entered_on: date | None,
    residents: Sequence[object],
    events: Sequence[object],
) -> dict[str, object]:
    bodies = sorted(map(body_of, [*residents, *events]))
    return {
        "id": batch,
        "entered_on": entered_on,
        "source": source,
        "people": len(residents),
        "events": len(events),
        "digest": sha256("\n".join(bodies).encode()).hexdigest(),
    }


def _is_there(connection: Connection, about: dict[str, object]) -> bool:
    digest = connection.scalar(select(BATCH.c.digest).where(BATCH.c.id == about["id"]))
    if digest is not None and digest != about["digest"]:
        raise DuplicateRecord(kind="batch id", count=1)
    return digest is not None


def _write(
    connection: Connection, known: _Known, residents: Sequence[Any], events: Sequence[Any]
) -> tuple[Checkpoint, Checkpoint]:
    """Write what is new to both journals; the heads of both move, or neither does."""
    heads = []
    for journal, head, values in (
        (PEOPLE_JOURNAL, known.people, residents),
        (EVENT_JOURNAL, known.events, events),
    ):
        new = _new(connection, journal, values)
        heads.append(journal.append(connection, head, [new] if new else []))
    return heads[0], heads[1]


def _new(connection: Connection, journal: Journal, values: Sequence[Any]) -> list[Any]:
    """Return the values whose ids are not in a journal, each once."""
    by_id = {journal.rows.columns(value)["id"]: value for value in values}
    table, ids = journal.rows.table, list(by_id)
    for first in range(0, len(ids), _CHUNK):
        asked = select(table.c.id).where(
            table.c.journal == journal.name, table.c.id.in_(ids[first : first + _CHUNK])
        )
        for found in connection.scalars(asked):
            del by_id[found]
    return list(by_id.values())
