"""Files on a disk that fails at every step of their writing: the old one, or the new one, whole."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from support.failing_disk import FailingDisk, error_of

from dukcapil import Coverage, CoverageTable, Register
from dukcapil.testing import synthetic_city

pytest.importorskip("narwhals")
pytest.importorskip("pyarrow")
pytest.importorskip("sqlalchemy")
pytest.importorskip("xlsxwriter")
from dukcapil import frames, spreadsheets, store

DAY: Final = date(2020, 11, 30)


class Writer(NamedTuple):
    """A function that writes one file, and one that tells what is in it."""

    write: Callable[[Path, int], None]
    read: Callable[[Path], object]


@cache
def city(people: int) -> Register:
    return synthetic_city(people, seed=1)


@cache
def office(people: int) -> store.Store:
    made = store.create("sqlite:///:memory:")
    made.people.append(list(city(people)), city(people).events())
    return made


def _table(path: Path, covered: int) -> None:
    row = ("Bekasi Timur", DAY, Coverage(obliged=120, covered=covered))
    spreadsheets.write(path, CoverageTable.of([row]), overwrite=True)


def _problems(path: Path, number: int) -> None:
    source = path.with_name("office.csv")
    source.write_text(f"NIK;TGL LAHIR\n{number};x\n")
    sheet = spreadsheets.read(source)
    source.unlink()
    spreadsheets.write_problems(path, sheet, [], overwrite=True)


def _rows(path: Path) -> object:
    return [list(row.values()) for row in spreadsheets.read(path).rows]


WRITERS: Final = {
    "a.register": Writer(
        lambda path, people: frames.save_register(city(people), path),
        lambda path: len(frames.open_register(path)),
    ),
    "a.xlsx": Writer(_table, _rows),
    "problems.xlsx": Writer(_problems, _rows),
    "a.jsonl": Writer(lambda path, people: office(people).export(path), Path.read_bytes),
}
OLD, NEW = 20, 30


def test_every_step_is_counted(tmp_path: Path) -> None:
    for name, writer in WRITERS.items():
        disk = FailingDisk(0, None, stays_broken=False)
        with disk.mounted():
            writer.write(tmp_path / name, NEW)
        # To open, to write, to synchronise, to replace, to synchronise the folder.
        assert disk.steps >= 5, name


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize(
    ("error", "stays_broken"),
    [
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EIO, "broken"), False),
        (KeyboardInterrupt(), False),
    ],
    ids=["full", "broken", "interrupted"],
)
@pytest.mark.parametrize("name", WRITERS)
def test_a_file_is_the_old_one_or_the_new_one(
    name: str, error: BaseException, *, stays_broken: bool, is_there: bool, tmp_path: Path
) -> None:
    path, writer = tmp_path / name, WRITERS[name]
    writer.write(path, NEW)
    new = writer.read(path)
    path.unlink()
    old, fails_at = None, 0
    if is_there:
        writer.write(path, OLD)
        old = writer.read(path)
    while True:
        fails_at += 1
        disk = FailingDisk(fails_at, error, stays_broken=stays_broken)
        with disk.mounted():
            raised = error_of(partial(writer.write, path, NEW), type(error))
        if raised is None:
            break
        assert raised is error
        assert [one.name for one in tmp_path.iterdir()] == [name] * path.exists()
        found = writer.read(path) if path.exists() else None
        if found != old:  # it was complete, and only the folder was not synchronised
            assert found == new
            break
    assert writer.read(path) == new
    assert fails_at >= 5
