"""Databases to keep a store in: a file of SQLite, and a schema of PostgreSQL where one listens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

SERVER = os.environ.get(
    "DUKCAPIL_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
)


@contextmanager
def schema_of_its_own(name: str) -> Iterator[str]:
    """Give the URL of a new schema of the server, which is dropped at the end."""
    if not (find_spec("sqlalchemy") and find_spec("psycopg")):
        pytest.skip("psycopg is not installed; it comes with the extra `dev`")
    from sqlalchemy import create_engine, make_url, text  # noqa: PLC0415  where it is there
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415  as above

    server = create_engine(SERVER, connect_args={"connect_timeout": 2})
    try:
        with server.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
    except OperationalError:
        server.dispose()
        pytest.skip("no PostgreSQL listens; DUKCAPIL_TEST_POSTGRES names one")
    url = make_url(SERVER).update_query_dict(
        {"options": f"-csearch_path={name} -csynchronous_commit=off"}
    )
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        with server.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        server.dispose()


@pytest.fixture
def postgresql(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a schema of PostgreSQL."""
    number = abs(hash(request.node.nodeid)) % 10**6
    with schema_of_its_own(f"dukcapil_test_{os.getpid()}_{number}") as url:
        yield url


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The URL of a file of SQLite."""
    return f"sqlite:///{tmp_path}/office.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a database of each kind."""
    found: str = request.getfixturevalue(request.param)
    return found
