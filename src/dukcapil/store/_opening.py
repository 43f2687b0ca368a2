"""Opening databases: engines that keep what was acknowledged, and the version of the tables."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.engine import make_url

from dukcapil.errors import InvalidStore
from dukcapil.store._tables import INDEXES, METADATA, REGISTER_COLUMNS, STORE

__all__ = ["TABLES_VERSION", "check_version", "engine_of", "migrate"]

_BUSY_SECONDS: Final = 30
_STATEMENT_SECONDS: Final = 60


def engine_of(database: str | Engine) -> Engine:
    """Return an engine for a URL, or the engine as it is.

    Raises:
        InvalidStore: for an engine that shows parameters in its errors, and another database
            than SQLite and PostgreSQL.
    """
    if isinstance(database, str):
        url = make_url(database)
        _check_name(url.get_backend_name())
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
        for name, listener in _LISTENERS[url.get_backend_name()].items():
            event.listen(engine, name, listener)
        return engine
    if not isinstance(database, Engine):
        raise TypeError(f"expected a URL or an engine, found {type(database).__name__}")
    _check_name(database.dialect.name)
    if not database.hide_parameters:
        raise InvalidStore(
            found="an engine that shows NIKs in its errors",
            advice="make it with create_engine(..., hide_parameters=True)",
        )
    return database


def _check_name(name: str) -> None:
    if name not in _LISTENERS:
        raise InvalidStore(
            found=f"a database of {name}", advice="use sqlite:///FILE or postgresql+psycopg://..."
        )


def _set_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401  of the driver
    connection.isolation_level = None  # transactions begin where they are said to, below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1_000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("dukcapil_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_postgresql(connection: Any, _: object) -> None:  # noqa: ANN401  of the driver
    cursor = connection.cursor()
    cursor.execute(f"SET statement_timeout = '{_STATEMENT_SECONDS}s'")
    cursor.execute(f"SET lock_timeout = '{_BUSY_SECONDS}s'")
    cursor.close()
    connection.commit()


_LISTENERS: Final[Mapping[str, Mapping[str, Callable[..., None]]]] = {
    "sqlite": {"connect": _set_sqlite, "begin": _begin_sqlite},
    "postgresql": {"connect": _set_postgresql},
}
"""What is done on events of an engine that the library makes, by kind of database."""


# --- versions of the tables --------------------------------------------------------------------


def _make_tables(connection: Connection) -> None:
    METADATA.create_all(connection)


def _make_indexes(connection: Connection) -> None:
    for index in INDEXES:
        index.create(connection, checkfirst=True)


def _make_register_columns(connection: Connection) -> None:
    REGISTER_COLUMNS.create(connection, checkfirst=True)


MIGRATIONS: Final[tuple[Callable[[Connection], None], ...]] = (
    _make_tables,
    _make_indexes,
    _make_register_columns,
)
"""What leads from each version of the tables to the next. A step may be repeated."""

TABLES_VERSION: Final = len(MIGRATIONS)
"""The version of the tables that this release writes."""


def version_of(connection: Connection) -> int:
    """Return the version of the tables; 0 where there are none."""
    if not inspect(connection).has_table(STORE.name):
        return 0
    return connection.scalar(select(STORE.c.version)) or 0


def check_version(connection: Connection) -> None:
    """Raise unless the tables are of the version of this release.

    Raises:
        InvalidStore: for no tables, and for those of an earlier or a later version.
    """
    version = version_of(connection)
    if version > TABLES_VERSION:
        raise InvalidStore(
            found=f"tables of version {version}, of a later release",
            advice="install a newer release of dukcapil",
        )
    if not version:
        raise InvalidStore(found="no store", advice="make one with store.create")
    if version < TABLES_VERSION:
        raise InvalidStore(
            found=f"tables of version {version}, of an earlier release",
            advice="make a backup, then call store.upgrade",
        )


def migrate(connection: Connection) -> None:
    """Bring the tables to the version of this release, step by step in one transaction."""
    version = version_of(connection)
    if version > TABLES_VERSION:
        check_version(connection)
    for step in MIGRATIONS[version:]:
        step(connection)
    connection.execute(STORE.delete())
    connection.execute(STORE.insert().values(version=TABLES_VERSION))
