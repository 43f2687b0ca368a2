"""Opening a store: by URL or engine, and by the version of its tables."""

from __future__ import annotations

from datetime import date

import pytest

from dukcapil.blanko import STORE, Counted
from dukcapil.errors import InvalidStore

sqlalchemy = pytest.importorskip("sqlalchemy")
from dukcapil import store  # noqa: E402  after the check above
from dukcapil.store import _opening as opening  # noqa: E402  the steps between versions
from dukcapil.store._tables import METADATA  # noqa: E402  the columns in the reference

DAY = date(2020, 11, 30)
OPENING = Counted(id="c-1", on=DAY, at=STORE, counted_cards=10)


def run(url: str, *statements: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_there_must_be_a_store(url: str) -> None:
    for _ in range(2):
        with pytest.raises(InvalidStore, match=r"no store; make one with store\.create"):
            store.open(url)
    store.create(url).close()
    store.create(url).close()
    store.open(url).close()


def test_tables_of_a_later_release_are_refused(url: str) -> None:
    store.create(url).close()
    run(url, "UPDATE dukcapil_store SET version = 99")
    for call in (store.open, store.create, store.upgrade):
        with pytest.raises(InvalidStore, match="99, of a later release; install a newer release"):
            call(url)


def test_tables_of_an_earlier_release_are_upgraded(url: str) -> None:
    with store.create(url) as office:
        office.ledger("main").post(OPENING)
    names = ("person_snapshot_nik", "person_event_nik", "ledger_entry_occurred_on")
    run(url, "DROP TABLE register_columns", *(f"DROP INDEX {name}" for name in names))
    run(url, "UPDATE dukcapil_store SET version = 1")
    for call in (store.open, store.create):
        with pytest.raises(InvalidStore, match=r"of an earlier release; .*store\.upgrade"):
            call(url)
    for _ in range(2):
        store.upgrade(url)
    with store.open(url) as office:
        assert len(office.ledger("main").load()) == 1


@pytest.mark.parametrize("number", range(store.TABLES_VERSION))
def test_a_migration_that_is_interrupted_leaves_the_version_of_before(
    url: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [*opening.MIGRATIONS]

    def interrupted(connection: object) -> None:
        steps[number](connection)  # type: ignore[arg-type]
        raise InterruptedError

    monkeypatch.setattr(opening, "MIGRATIONS", (*steps[:number], interrupted, *steps[number + 1 :]))
    with pytest.raises(InterruptedError):
        store.create(url)
    monkeypatch.undo()
    with pytest.raises(InvalidStore, match="no store"):
        store.open(url)
    with store.create(url) as office:
        office.ledger("main").post(OPENING)
        office.verify()


def test_an_engine_is_taken_if_its_errors_show_no_parameters(url: str) -> None:
    engine = sqlalchemy.create_engine(url, hide_parameters=True)
    with store.create(engine) as office:
        office.ledger("main").post(OPENING)
    run(url, "UPDATE dukcapil_store SET version = 99")
    with pytest.raises(InvalidStore, match="later"):
        store.open(engine)
    engine.dispose()
    showing = sqlalchemy.create_engine(url)
    with pytest.raises(InvalidStore, match="hide_parameters=True"):
        store.open(showing)
    showing.dispose()


@pytest.mark.parametrize("database", ["mysql://localhost/office", "oracle://localhost"])
def test_another_database_is_refused(database: str) -> None:
    with pytest.raises(InvalidStore, match=r"a database of \w+; use sqlite"):
        store.open(database)


def test_something_else_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="expected a URL or an engine, found int"):
        store.open(1)  # type: ignore[arg-type]


def test_sqlite_is_set_to_lose_nothing(sqlite: str) -> None:
    engine = opening.engine_of(sqlite)
    with engine.connect() as connection:
        for pragma, value in (
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("busy_timeout", 30_000),
        ):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_a_server_is_given_a_time() -> None:
    said: list[str] = []

    class Connection:
        """What a driver gives."""

        def cursor(self) -> Connection:
            return self

        def execute(self, statement: str) -> None:
            said.append(statement)

        def close(self) -> None:
            said.append("close")

        def commit(self) -> None:
            said.append("commit")

    opening._set_postgresql(Connection(), None)
    assert said == [
        "SET statement_timeout = '60s'",
        "SET lock_timeout = '30s'",
        "close",
        "commit",
    ]


def test_personal_columns_exist_and_none_is_forgotten() -> None:
    for table, names in store.PERSONAL_COLUMNS.items():
        columns = METADATA.tables[table].columns.keys()
        assert set(names) <= set(columns)
    plain = {"journal", "sequence", "post", "digest", "kind", "entered_on"}
    for table in ("person_snapshot", "person_event"):
        assert {*METADATA.tables[table].columns.keys()} - plain <= {*store.PERSONAL_COLUMNS[table]}


def test_without_a_connection_every_error_hides_what_was_written(sqlite: str) -> None:
    with store.create(sqlite) as office:
        run(sqlite, "DROP TABLE ledger_entry")
        secret = Counted(id="secret-id", on=DAY, at=STORE, counted_cards=10)
        with pytest.raises(sqlalchemy.exc.OperationalError) as caught:
            office.ledger("main").post(secret)
        assert "secret-id" not in str(caught.value)
