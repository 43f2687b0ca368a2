"""People and events in a store: a register that is caught up, not loaded anew."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from support.json_samples import SITI

from dukcapil import NIK, Register
from dukcapil.errors import DuplicateRecord, InvalidRecord
from dukcapil.recording import BiometricsCaptured
from dukcapil.residents import Snapshot
from dukcapil.testing import synthetic_city

sqlalchemy = pytest.importorskip("sqlalchemy")
from dukcapil import store  # noqa: E402  after the check above

FIRST, SECOND = date(2020, 11, 30), date(2020, 12, 31)
TAKEN = BiometricsCaptured(id="e-1", nik=SITI.nik, occurred_on=FIRST)
DEAD = attrs.evolve(SITI, died_on=date(2026, 12, 1), inactive=())


def test_a_city_is_there_for_others(url: str) -> None:
    city = synthetic_city(60, seed=1)
    with store.create(url) as office, store.open(url) as other:
        assert other.people.load() == Register.of([])
        register = office.people.append(list(city), city.events())
        assert register == city == other.people.load() == other.people.load()
        assert other.verify()["people"].sequence == 60


def test_what_is_new_is_caught_up(url: str) -> None:
    with store.create(url) as office, store.open(url) as other:
        office.people.append([SITI], entered_on=FIRST)
        assert other.people.load().event_count == 0
        office.people.append([DEAD], [TAKEN], entered_on=SECOND)
        assert other.people.load() == office.people.load()
        assert other.people.load()[SITI.nik].died_on is not None
        assert other.people.known_on(FIRST)[SITI.nik].died_on is None
        assert other.people.known_on(FIRST) == office.people.load().known_on(FIRST)


def test_the_same_call_again_changes_nothing(url: str) -> None:
    with store.create(url) as office, store.open(url) as other:
        for one in (office, other, office):
            one.people.append([SITI, SITI], [TAKEN, TAKEN], entered_on=FIRST)
        found = office.verify()
        assert (found["people"].sequence, found["events"].sequence) == (1, 1)


def test_a_batch_is_known_by_its_id(url: str) -> None:
    with store.create(url) as office, store.open(url) as other:
        for one in (office, other):
            one.people.append([SITI], [TAKEN], entered_on=FIRST, batch="2020-11-30", source="SIAK")
        with pytest.raises(DuplicateRecord, match="batch id"):
            other.people.append([DEAD], entered_on=FIRST, batch="2020-11-30")
        assert len(other.people.append([], batch="empty")) == 1


def test_whoever_is_overtaken_is_judged_by_what_is_there(url: str) -> None:
    with store.create(url) as office, store.open(url) as other:
        with pytest.raises(InvalidRecord):
            other.people.append([], [TAKEN])
        office.people.append([SITI], entered_on=FIRST)
        assert other.people.append([], [TAKEN]).event_count == 1
        office.people.append([Snapshot(resident=DEAD, entered_on=SECOND)])
        more = attrs.evolve(TAKEN, id="e-2", supersedes="e-1", entered_on=SECOND)
        assert other.people.append([], [more]).event_count == 2
        with pytest.raises(DuplicateRecord):
            other.people.append([attrs.evolve(SITI, name="X")], entered_on=FIRST)


def test_bodies_are_json_of_the_library_and_columns_say_the_same(sqlite: str) -> None:
    with store.create(sqlite) as office:
        office.people.append([SITI], [TAKEN])
        office.people.append([DEAD], entered_on=SECOND)
    engine = sqlalchemy.create_engine(sqlite)
    with engine.connect() as connection:
        asked = "SELECT nik, region, entered_on, died_on FROM person_snapshot ORDER BY sequence"
        rows = [tuple(row) for row in connection.execute(sqlalchemy.text(asked))]
        body = connection.scalar(sqlalchemy.text("SELECT body FROM person_event"))
    engine.dispose()
    assert rows == [
        (SITI.nik, "32.75.99.1001", None, None),
        (SITI.nik, "32.75.99.1001", "2020-12-31", "2026-12-01"),
    ]
    assert body.startswith('{"type":"recording.BiometricsCaptured","id":"e-1","nik":"3275')


def test_somebody_without_a_home_is_kept(sqlite: str) -> None:
    nowhere = attrs.evolve(SITI, residences=[], former_niks=[NIK("3275994105030007")])
    with store.create(sqlite) as office, store.open(sqlite) as other:
        office.people.append([nowhere])
        assert other.people.load()[nowhere.former_niks[0]] == nowhere


def test_many_are_looked_up_and_read_in_parts(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dukcapil.store._people._CHUNK", 7)
    monkeypatch.setattr("dukcapil.store._journals._CHUNK", 7)
    city = synthetic_city(30, seed=2)
    with store.create(url) as office:
        for _ in range(2):
            assert office.people.append(list(city), city.events()) == city
        with store.open(url) as other:
            assert other.people.load() == city
