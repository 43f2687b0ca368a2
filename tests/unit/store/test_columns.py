"""The columns of a register in a store: opened without JSON, and proved against the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from support.json_samples import SITI
from support.vintages import Story, register, stories

from dukcapil import Register
from dukcapil.errors import DamagedJournal
from dukcapil.recording import Biometric, BiometricsCaptured
from dukcapil.register._columns import compact, is_same, kept, restored
from dukcapil.testing import synthetic_city

sqlalchemy = pytest.importorskip("sqlalchemy")
from dukcapil import store  # noqa: E402  after the check above
from dukcapil.store import _columns as columns  # noqa: E402  what is kept, without a journal
from dukcapil.store._rows import Rows  # noqa: E402  what makes values of JSON
from dukcapil.store._tables import METADATA  # noqa: E402  as above

CITY = synthetic_city(120, seed=4)  # more rows than columns are waited for
DAY = date(2026, 11, 28)
SIGNED = BiometricsCaptured(
    id="siti-1",
    nik=SITI.nik,
    occurred_on=date(2020, 11, 30),
    kinds=frozenset({Biometric.SIGNATURE}),
)


def again(given: Register) -> Register:
    """Return what comes back of the columns of a register."""
    engine = sqlalchemy.create_engine("sqlite://")
    with engine.begin() as connection:
        METADATA.create_all(connection)
        columns.keep(connection, given, [], [])
        found = columns.kept_columns(connection)
    engine.dispose()
    assert found is not None
    return found.register()


@contextmanager
def without_json(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give the bodies of which values are made meanwhile."""
    made: list[str] = []
    value: Callable[[Rows, str], Any] = Rows.value

    def told(self: Rows, body: str) -> Any:  # noqa: ANN401  of any kind
        made.append(body)
        return value(self, body)

    with monkeypatch.context() as patch:
        patch.setattr(Rows, "value", told)
        yield made


def changed(url: str, *statements: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def filled(url: str) -> None:
    with store.create(url) as office:
        office.people.append(list(CITY), CITY.events())


@pytest.mark.property
@given(stories())
def test_columns_come_back_with_all_that_was_derived(found: list[Story]) -> None:
    given = register(found)
    back = again(given)
    assert is_same(back, given)
    assert is_same(back.append([SITI], [SIGNED]), given.append([SITI], [SIGNED]))


def test_a_store_is_opened_without_its_json(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(url)
    with store.open(url) as office, without_json(monkeypatch) as made:
        assert is_same(office.people.load(), CITY)
        assert made == []
        office.people.append([SITI], [SIGNED])
    with store.open(url) as office, without_json(monkeypatch) as made:
        assert is_same(office.people.load(), CITY.append([SITI], [SIGNED]))
        assert len(made) == 2
        office.people.keep_columns()
    with store.open(url) as office, without_json(monkeypatch) as made:
        assert len(office.people.load()) == len(CITY) + 1
        assert made == []
        office.verify()


def test_columns_in_parts(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dukcapil.store._columns._CHUNK", 1_000)
    monkeypatch.setattr("dukcapil.store._journals._BLOCK", 50)
    filled(url)
    with store.open(url) as office, without_json(monkeypatch) as made:
        assert office.people.load() == CITY
        office.people.append([SITI], [SIGNED])
        assert made == []
        office.people.keep_columns()
    with store.open(url) as office, without_json(monkeypatch) as made:
        assert office.people.load() == CITY.append([SITI], [SIGNED])
        assert made == []
        office.verify()


@pytest.mark.parametrize(
    ("statement", "journal", "sequence"),
    [
        (
            "UPDATE person_event SET body = replace(body, '20', '19') WHERE sequence = 7",
            "events",
            7,
        ),
        ("UPDATE person_event SET digest = upper(digest) WHERE sequence = 7", "events", 7),
        ("DELETE FROM person_snapshot WHERE sequence = 120", "people", 120),
        ("UPDATE person_snapshot SET sequence = 900 WHERE sequence = 3", "people", 3),
        ("UPDATE journal SET digest = '00' WHERE name = 'people'", "people", 121),
    ],
)
def test_a_changed_row_is_named_although_there_are_columns(
    url: str, statement: str, journal: str, sequence: int
) -> None:
    filled(url)
    changed(url, statement)
    with store.open(url) as office:
        for read in (office.people.load, office.verify, office.people.keep_columns):
            with pytest.raises(DamagedJournal) as caught:
                read()
            assert (caught.value.journal, caught.value.sequence) == (journal, sequence)


def test_rows_that_change_after_they_were_read_do_not_get_into_the_columns(sqlite: str) -> None:
    for statement, sequence in (
        ("UPDATE person_event SET body = replace(body, '20', '19') WHERE sequence = 7", 7),
        ("DELETE FROM person_event WHERE sequence > 9", 10),
    ):
        filled(sqlite)
        changed(sqlite, "DELETE FROM register_columns")
        with store.open(sqlite) as office:
            office.people.load()
            changed(sqlite, statement)
            with pytest.raises(DamagedJournal, match=f"events, row {sequence}"):
                office.people.keep_columns()
        names = ("person_event", "person_snapshot", "journal", "register_columns")
        changed(sqlite, *(f"DELETE FROM {name}" for name in names))  # noqa: S608  of these


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE register_columns SET content = x'00' WHERE number = 1", 1),
        ("UPDATE register_columns SET digest = '00' WHERE number = 0", 0),
        ("DELETE FROM register_columns WHERE number = 0", 0),
        ("DELETE FROM register_columns WHERE number = 1", 1),
    ],
)
def test_damaged_columns_are_not_used_and_named_by_verify(
    sqlite: str, statement: str, row: int
) -> None:
    filled(sqlite)
    changed(sqlite, statement)
    with store.open(sqlite) as office:
        assert office.people.load() == CITY
        with pytest.raises(DamagedJournal) as caught:
            office.verify()
        assert (caught.value.journal, caught.value.sequence) == ("register_columns", row)
        office.people.keep_columns()
        office.verify()


def test_columns_of_other_people_are_found_by_verify(sqlite: str) -> None:
    """Whoever can write all tables can write columns with digests that fit."""
    filled(sqlite)
    engine = sqlalchemy.create_engine(sqlite)
    with engine.begin() as connection:
        found = columns.kept_columns(connection)
        assert found is not None
        dead = attrs.evolve(CITY.residents[0], died_on=DAY)
        other = Register.of([dead, *CITY.residents[1:]], CITY.events())
        columns.keep(connection, other, found.people, found.events)
    engine.dispose()
    with (
        store.open(sqlite) as office,
        pytest.raises(DamagedJournal, match="not those of the rows"),
    ):
        office.verify()


def test_columns_whose_steps_are_others_are_found_by_verify(sqlite: str) -> None:
    filled(sqlite)
    engine = sqlalchemy.create_engine(sqlite)
    with engine.begin() as connection:
        found = columns.kept_columns(connection)
        assert found is not None
        other = found.register()
        kept(other).state.steps.day[0] += 1
        assert other == CITY
        columns.keep(connection, other, found.people, found.events)
    engine.dispose()
    with store.open(sqlite) as office, pytest.raises(DamagedJournal, match="not those of the rows"):
        office.verify()


def test_columns_of_another_release_are_left_alone(
    sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(sqlite)
    monkeypatch.setattr("dukcapil.__version__", "99")
    with store.open(sqlite) as office, without_json(monkeypatch) as made:
        assert office.people.load() == CITY
        assert len(made) == len(CITY) + CITY.event_count
        office.verify()


def test_a_few_rows_have_no_columns(sqlite: str) -> None:
    with store.create(sqlite) as office:
        office.people.append([SITI], [SIGNED])
        engine = sqlalchemy.create_engine(sqlite)
        with engine.connect() as connection:
            assert columns.kept_columns(connection) is None
        engine.dispose()
        office.verify()


def test_columns_are_committed_or_rolled_back_with_the_caller(sqlite: str) -> None:
    engine = sqlalchemy.create_engine(sqlite, hide_parameters=True)
    with store.create(engine) as office:
        with engine.connect() as connection, connection.begin() as transaction:
            office.bind(connection).people.append(list(CITY), CITY.events())
            assert columns.kept_columns(connection) is not None
            transaction.rollback()
        with engine.connect() as connection:
            assert columns.kept_columns(connection) is None
        assert len(office.people.load()) == 0
    engine.dispose()


def test_people_who_are_told_otherwise_do_not_stay_in_the_columns() -> None:
    grown = CITY.append([SITI]).append([attrs.evolve(SITI, name="S")], entered_on=DAY)
    assert len(kept(grown).state.people) > len(grown)
    assert compact(grown) is grown
    few = Register.of([SITI], [SIGNED]).append([attrs.evolve(SITI, name="S")], entered_on=DAY)
    assert len(kept(few).state.people) == 2
    assert len(kept(compact(few)).state.people) == 1
    assert is_same(compact(few), few)
    assert not is_same(few, restored(kept(CITY).state, scope=None, set_aside=0))
