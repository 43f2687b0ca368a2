"""Stores as JSON lines: the same store on another server, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.json_samples import SITI

from dukcapil.blanko import STORE, Counted, Printed, Serials
from dukcapil.errors import DamagedJournal, InvalidStore
from dukcapil.testing import synthetic_city

sqlalchemy = pytest.importorskip("sqlalchemy")
from dukcapil import store  # noqa: E402  after the check above

COUNTED, DAY = date(2020, 11, 29), date(2020, 11, 30)


def filled(url: str) -> store.Store:
    office = store.create(url)
    opening = Counted(id="c-1", on=COUNTED, at=STORE, counted_cards=10)
    office.ledger("main").post_all(
        [[opening], [Printed(id="p-1", on=DAY, cards=1, note="\u00a0é")]]
    )
    numbered = Counted(id="c-1", on=COUNTED, at=STORE, counted_cards=10, serials=Serials(1, 10))
    office.ledger("numbered", serials=True).post(numbered)
    city = synthetic_city(20, seed=1)
    office.people.append(list(city), city.events(), batch="b-1")
    office.people.append([SITI], entered_on=DAY, batch="b-2", source="SIAK")
    return office


def test_a_store_moves_between_servers(url: str, sqlite: str, tmp_path: Path) -> None:
    here = sqlite if url != sqlite else f"sqlite:///{tmp_path}/other.db"
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    with filled(here) as office, store.create(url) as other:
        office.export(first)
        other.import_(first)
        assert other.verify() == office.verify()
        assert other.people.load() == office.people.load()
        assert other.ledger("main").load() == office.ledger("main").load()
        assert len(other.people.append([SITI], entered_on=DAY, batch="b-2", source="SIAK")) == 21
        other.export(second)
    assert second.read_bytes() == first.read_bytes()
    assert not [*tmp_path.glob("*.part")]


def test_lines_are_json_for_everybody(sqlite: str, tmp_path: Path) -> None:
    path = tmp_path / "office.jsonl"
    with filled(sqlite) as office:
        office.export(str(path))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    assert lines[0] == {"format": "dukcapil store", "version": 1}
    assert [one["journal"] for one in lines if "journal" in one] == [
        "events",
        "ledger:main",
        "ledger:numbered",
        "people",
    ]
    assert lines[-1]["end"] is True


def test_a_store_that_is_not_empty_is_left_alone(sqlite: str, tmp_path: Path) -> None:
    path = tmp_path / "office.jsonl"
    with filled(sqlite) as office:
        office.export(path)
        before = office.verify()
        with pytest.raises(InvalidStore, match="not empty"):
            office.import_(path)
        assert office.verify() == before


def changed(find: str, replace: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [line.replace(find, replace) for line in lines]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda _: [], "lines without their end"),
        (lambda lines: lines[:-1], "lines without their end"),
        (lambda lines: [*lines[:-1], lines[-1][:9]], "lines without their end"),
        (lambda lines: [*lines[:2], "[]\n"], "lines without their end"),
        (lambda lines: lines[1:], "something else"),
        (changed('"version":1', '"version":2'), "something else"),
        (changed("SIAK", "SIAC"), "lines that were changed"),
        (changed("p-1", "p-2"), "another digest"),
        (lambda lines: [one for one in lines if "p-1" not in one], "missing, or another head"),
        (
            lambda lines: (
                [one for one in lines if '"batch"' not in one and '"end"' not in one] + [lines[-1]]
            ),
            "lines that were changed",
        ),
    ],
)
def test_a_changed_file_is_refused_and_nothing_is_written(
    sqlite: str, tmp_path: Path, change: Callable[[list[str]], list[str]], why: str
) -> None:
    path = tmp_path / "office.jsonl"
    with filled(sqlite) as office:
        office.export(path)
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    path.write_text("".join(change([f"{line}\n" for line in lines])), encoding="utf-8")
    with store.create(f"sqlite:///{tmp_path}/other.db") as other:
        with pytest.raises((InvalidStore, DamagedJournal), match=why):
            other.import_(path)
        assert {head.sequence for head in other.verify().values()} == {0}


def test_a_last_journal_without_its_last_row_is_refused(sqlite: str, tmp_path: Path) -> None:
    path = tmp_path / "office.jsonl"
    with store.create(sqlite) as office:
        office.people.append([SITI])
        office.export(path)
    from hashlib import sha256  # noqa: PLC0415  the digest of a forger

    lines = [f"{one}\n" for one in path.read_text(encoding="utf-8").split("\n")[:-2]][:-1]
    digest = sha256("".join(lines).encode()).hexdigest()
    path.write_text("".join(lines) + json.dumps({"end": True, "digest": digest}) + "\n", "utf-8")
    with (
        store.create(f"sqlite:///{tmp_path}/other.db") as other,
        pytest.raises(DamagedJournal, match="people, row 1"),
    ):
        other.import_(path)


def test_a_damaged_store_is_not_exported(sqlite: str, tmp_path: Path) -> None:
    filled(sqlite).close()
    for statement in (
        "UPDATE journal SET sequence = 1 WHERE name = 'ledger:main'",
        "UPDATE ledger_entry SET digest = '00' WHERE sequence = 1",
    ):
        engine = sqlalchemy.create_engine(sqlite)
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()
        with store.open(sqlite) as office, pytest.raises(DamagedJournal):
            office.export(tmp_path / "office.jsonl")
    assert not (tmp_path / "office.jsonl").exists()


def test_many_rows_go_in_parts(
    sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dukcapil.store._exchange._CHUNK", 3)
    path = tmp_path / "office.jsonl"
    with filled(sqlite) as office, store.create(f"sqlite:///{tmp_path}/other.db") as other:
        office.export(path)
        other.import_(path)
        assert other.verify() == office.verify()
