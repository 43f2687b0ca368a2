"""Stores whose database fails at every statement: all of a call is there, or nothing of it."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from support.failing_disk import FailingDisk, connected, error_of
from support.json_samples import SITI
from support.profiles import IS_THOROUGH

from dukcapil.blanko import STORE, Counted, Printed
from dukcapil.errors import InvalidStore
from dukcapil.testing import synthetic_city

sqlalchemy = pytest.importorskip("sqlalchemy")
from dukcapil import store  # noqa: E402  after the check above
from dukcapil.store._opening import engine_of  # noqa: E402  engines as the library makes them

COUNTED, DAY = date(2020, 11, 29), date(2020, 11, 30)
CITY: Final = synthetic_city(3, seed=1)
EVERYTHING: Final = "everything.jsonl"
STEP: Final = 1 if IS_THOROUGH else 4
"""Of so many statements, the default profile lets one fail."""


def printed(number: int) -> Printed:
    return Printed(id=f"p-{number}", on=DAY, cards=1, note=str(SITI.nik))


def _post(office: store.Store, _: Path) -> None:
    office.ledger("main").post(printed(1))


def _post_all(office: store.Store, _: Path) -> None:
    office.ledger("main").post_all([[printed(number)] for number in range(1, 4)])


def _append(office: store.Store, _: Path) -> None:
    office.people.append(list(CITY), CITY.events(), batch="b-1")


def _replace(office: store.Store, _: Path) -> None:
    office.people.append([SITI], entered_on=DAY)


def _import(office: store.Store, folder: Path) -> None:
    office.import_(folder / EVERYTHING)


def begun(url: str) -> None:
    with store.create(url) as office:
        opening = Counted(id="c-1", on=COUNTED, at=STORE, counted_cards=10)
        office.ledger("main").post(opening)


Change = Callable[[store.Store, Path], None]
CHANGES: Final[dict[str, tuple[str, Change]]] = {
    "post": ("begun", _post),
    "post_all": ("begun", _post_all),
    "append": ("begun", _append),
    "append one": ("begun", _replace),
    "import": ("empty", _import),
}


def through(url: str, disk: FailingDisk) -> Any:  # noqa: ANN401  of SQLAlchemy
    """Return an engine as the library makes it, whose statements may fail."""
    engine = engine_of(url)

    def connect(_: Any, __: Any, ___: Any, named: dict[str, Any]) -> None:  # noqa: ANN401
        named["factory"] = connected(disk)

    sqlalchemy.event.listen(engine, "do_connect", connect)
    return engine


def content(url: str) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """Return all that a store holds, every row of which is proved."""
    with store.open(url) as office:
        found = office.verify()
        return found, list(office.ledger("main").load()), list(office.people.load())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store in which something is, one in which nothing is, and lines of one."""
    made = tmp_path_factory.mktemp("stores")
    begun(f"sqlite:///{made}/begun.db")
    store.create(f"sqlite:///{made}/empty.db").close()
    with store.create(f"sqlite:///{made}/other.db") as other:
        other.people.append([SITI])
        other.export(made / EVERYTHING)
    return made


@pytest.mark.parametrize("name", CHANGES)
def test_a_call_is_written_whole_or_not_at_all(name: str, folder: Path, tmp_path: Path) -> None:
    template, change = CHANGES[name]
    before = content(f"sqlite:///{folder}/{template}.db")
    fails_at, is_done = 0, False
    while not is_done:
        fails_at += STEP
        url = f"sqlite:///{shutil.copy(folder / f'{template}.db', tmp_path / f'{fails_at}.db')}"
        disk = FailingDisk(fails_at, sqlite3.OperationalError("disk I/O error"))
        disk.steps = -1_000
        with store.open(through(url, disk)) as office:
            disk.steps = 0  # those of the opening do not fail
            raised = error_of(partial(change, office, folder), sqlalchemy.exc.OperationalError)
            is_done = raised is None
            if not is_done:
                assert "disk I/O error" in str(raised)
                assert str(SITI.nik) not in f"{raised} {vars(raised)}"
                assert content(url) == before
                change(office, folder)  # the same store, and the same call once more
        with store.open(url) as office:
            assert office.verify() != before[0]
    assert fails_at > 5


def test_a_store_is_made_whole_or_made_anew(tmp_path: Path) -> None:
    fails_at, is_done = 0, False
    while not is_done:
        fails_at += 3 * STEP - 2
        url = f"sqlite:///{tmp_path}/{fails_at}.db"
        error = sqlite3.OperationalError("disk I/O error")
        engine = through(url, FailingDisk(fails_at, error))
        is_done = not error_of(partial(store.create, engine), sqlalchemy.exc.OperationalError)
        engine.dispose()
        error.with_traceback(None)
        gc.collect()  # a connection that failed while it was made is left to it, with its locks
        if not is_done:
            with pytest.raises(InvalidStore, match="no store"):
                store.open(url)
            store.create(url).close()
        with store.open(url) as office:
            assert {head.sequence for head in office.verify().values()} == {0}
    assert fails_at > 10
