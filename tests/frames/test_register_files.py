"""A register comes back from a file as it was, and the file is a few tables for everybody."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from support.people import BEKASI, HOME, OTHER_CITY, happened, lived, person
from support.register_files import again, parts, table

from dukcapil import FamilyCardNumber, Register, Resident, measure
from dukcapil.cards import (
    CardPrinted,
    IssueReason,
    SuketIssued,
)
from dukcapil.coverage import partition
from dukcapil.errors import DukcapilError
from dukcapil.events import Event, Retracted
from dukcapil.frames import open_register, save_register
from dukcapil.frames._files import arrow
from dukcapil.frames._files.layout import TABLES
from dukcapil.recording import Biometric, BiometricsCaptured, PrintReadyRecordMade
from dukcapil.regions import Level
from dukcapil.residents import (
    ChangedCitizenship,
    CitizenPeriod,
    InactiveNIK,
    PermanentForeigner,
    Snapshot,
    StayPermit,
)
from dukcapil.testing import synthetic_city

DAY, LATER = date(2021, 3, 1), date(2021, 3, 9)
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "register-file.md"


@cache
def city() -> Register:
    return synthetic_city(200, seed=8)


def strange() -> Register:
    """People with everything that few people have, one of them in three snapshots."""
    ani, budi, citra, dewi = (person(serial, date(1990, 5, 5)) for serial in (1, 2, 3, 4))
    renamed = attrs.evolve(
        ani,
        nik=person(9, date(1990, 5, 5)).nik,
        former_niks=[ani.nik],
        inactive=[InactiveNIK(since=date(2020, 1, 1), until=DAY), InactiveNIK(since=LATER)],
        name="",
        family_card=FamilyCardNumber("3275990101210001"),
    )
    permit = StayPermit(since=date(2014, 1, 6), until=date(2024, 1, 6))
    stays = lived((HOME, date(1990, 5, 5)), (OTHER_CITY, date(2020, 1, 1)), until=DAY)
    entries: list[Resident | Snapshot] = [
        Snapshot(resident=ani, entered_on=date(2020, 1, 1), key=""),
        Snapshot(resident=attrs.evolve(ani, name="é"), entered_on=DAY, key=""),
        Snapshot(resident=renamed, entered_on=LATER),
        attrs.evolve(budi, citizenship=PermanentForeigner([permit]), residences=stays),
        attrs.evolve(
            citra,
            residences=[],
            citizenship=ChangedCitizenship([permit, CitizenPeriod(since=date(2019, 8, 17))]),
        ),
        Snapshot(resident=dewi, entered_on=date.min, key="é"),
    ]
    printed: dict[str, Any] = {"card": "kartu-1", "occurred_on": DAY, "reason": IssueReason.NEW}
    events: list[Event] = [
        BiometricsCaptured(
            id="b-1",
            nik=ani.nik,
            occurred_on=DAY,
            kinds=frozenset({Biometric.IRIS, Biometric.FACE}),
        ),
        BiometricsCaptured(id="b-2", nik=renamed.nik, occurred_on=LATER, supersedes="b-1"),
        Retracted(id="r-1", nik=ani.nik, occurred_on=DAY, entered_on=LATER, supersedes="s-1"),
        SuketIssued(id="s-1", nik=ani.nik, occurred_on=DAY, valid_until=date(2021, 9, 1)),
        CardPrinted(
            id="p-1", nik=budi.nik, valid_until=LATER, outside_domicile=True, ordinal=255, **printed
        ),
    ]
    return Register.of(entries, events)


def appended() -> Register:
    """A register that was appended to twice, so that rows of before are left behind."""
    dead = [attrs.evolve(one, died_on=DAY) for one in list(city())[:20] if one.is_alive(on=DAY)]
    events = [
        SuketIssued(id=f"s-{one.nik}", nik=one.nik, occurred_on=DAY, valid_until=LATER)
        for one in list(city())[10:30]
    ]
    return city().append(dead, entered_on=DAY).append(events=events)


def set_aside() -> Register:
    someone = person(1, date(1990, 5, 5))
    impossible = happened(someone, (PrintReadyRecordMade, DAY))
    register, _ = Register.of_valid([someone, *city()], [*impossible[1], *city().events()])
    return register


REGISTERS: dict[str, Callable[[], Register]] = {
    "nobody": lambda: Register.of([]),
    "a city": city,
    "strange people": strange,
    "appended to": appended,
    "with people set aside": set_aside,
    "as known on a day": lambda: strange().known_on(DAY),
    "as known before all": lambda: strange().known_on(date(2019, 1, 1)),
    "a kecamatan": lambda: city().within(HOME.at(Level.KECAMATAN)),
    "a city in the past": lambda: appended().known_on(date(2020, 6, 1)).within(BEKASI),
}
by_register = pytest.mark.parametrize("name", REGISTERS)


@by_register
def test_a_register_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    register = REGISTERS[name]()
    opened = again(register, tmp_path)
    assert opened == register
    assert repr(opened) == repr(register)
    assert opened.is_checked == register.is_checked
    assert opened.set_aside_people == register.set_aside_people
    for day in (DAY, date(2021, 6, 1)):
        assert partition(opened, on=day, by=Level.KECAMATAN) == partition(
            register, on=day, by=Level.KECAMATAN
        )
    for one in register.residents[::7]:
        for nik in (one.nik, *one.former_niks):
            assert nik in opened
            assert opened.standing(nik, on=LATER) == register.standing(nik, on=LATER)


def test_any_text_that_prints_comes_back(tmp_path: Path) -> None:
    alone = "\u00e9\u0416\u6f22\U0001f642"  # of two bytes to four in UTF-8
    someone = attrs.evolve(person(1, date(1990, 5, 5)), name=alone)
    events = [
        SuketIssued(id=alone, nik=someone.nik, occurred_on=DAY, valid_until=LATER),
        Retracted(id="r", nik=someone.nik, occurred_on=DAY, supersedes=alone),
    ]
    register = Register.of([Snapshot(resident=someone, entered_on=DAY, key=alone)], events)
    assert again(register, tmp_path) == register


@by_register
def test_it_is_appended_to_as_before(name: str, tmp_path: Path) -> None:
    register = REGISTERS[name]()
    opened = again(register, tmp_path)
    newborn = person(4001, date(2021, 1, 1))
    moved = [attrs.evolve(one, died_on=date(2021, 8, 1)) for one in register.residents[:3]]
    taken = BiometricsCaptured(id="new", nik=newborn.nik, occurred_on=LATER)
    for batch, events in (([newborn], [taken]), (moved, [])):
        results: list[object] = []
        for one in (register, opened):
            try:
                results.append(one.append(batch, events, entered_on=date(2021, 8, 2)))
            except DukcapilError as error:
                results.append(str(error))
        assert results[0] == results[1]


@by_register
def test_equal_registers_are_equal_files(name: str, tmp_path: Path) -> None:
    register, path = REGISTERS[name](), tmp_path / "a.register"
    save_register(register, path)
    first = parts(path)
    save_register(open_register(path), path)
    assert parts(path) == first


def test_the_way_of_a_register_leaves_no_trace(tmp_path: Path) -> None:
    grown, made = tmp_path / "grown.register", tmp_path / "made.register"
    register = appended()
    save_register(register, grown)
    entries = register._entries()
    save_register(Register.of(entries, register.events()), made)
    assert parts(grown) == parts(made)


def test_a_view_is_saved_without_the_people_outside(tmp_path: Path) -> None:
    path = tmp_path / "a.register"
    view = city().within(HOME.at(Level.KECAMATAN))
    save_register(view, path)
    assert 0 < len(view) < len(city())
    assert set(table(path, "records")["nik"].to_pylist()) == {str(one.nik) for one in view}
    assert table(path, "events").num_rows == view.event_count


def test_another_release_folds_the_steps_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.register"
    save_register(city(), path)
    monkeypatch.setattr("dukcapil.__version__", "9.9")
    assert measure(open_register(path), on=DAY) == measure(city(), on=DAY)


# --- tables for everybody --------------------------------------------------------------------


def test_the_page_describes_every_column() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [
        (one.name, one.meaning, one.null or "not allowed")
        for columns in TABLES.values()
        for one in columns
    ]


def test_polars_and_duckdb_read_the_tables(tmp_path: Path) -> None:
    pl: Any = pytest.importorskip("polars")
    duckdb: Any = pytest.importorskip("duckdb")
    path = tmp_path / "a.register"
    save_register(strange(), path)
    for name, data in parts(path).items():
        (tmp_path / name).write_bytes(data)
    events = pl.read_parquet(tmp_path / "events.parquet")
    assert events.columns == [column.name for column in TABLES["events"]]
    assert events["occurred_on"].to_list().count(DAY) == 4
    connection = duckdb.connect()
    records, stays = (
        connection.read_parquet(str(tmp_path / f"{name}.parquet")) for name in ("records", "stays")
    )
    counts = records.join(stays, "record").aggregate("nik, count(*)").fetchall()
    assert (str(person(2, date(1990, 5, 5)).nik), 2) in counts


def test_the_texts_are_valid_for_other_tools(tmp_path: Path) -> None:
    path = tmp_path / "a.register"
    save_register(city(), path)
    for name in TABLES:
        table(path, name).validate(full=True)


# --- the file itself -------------------------------------------------------------------------


class Killed(BaseException):
    """The end of a process."""


@pytest.mark.parametrize(
    "place", ["os.fsync", "pathlib.Path.replace", "pyarrow.parquet.write_table", "json.dumps"]
)
def test_a_killed_save_leaves_the_old_file(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.register"
    save_register(city(), path)
    before = path.read_bytes()

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(place, killed)
        with pytest.raises(Killed):
            save_register(strange(), path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.register"]
    assert open_register(path) == city()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save_register(city(), tmp_path / "none" / "a.register")
    with pytest.raises(FileNotFoundError):
        open_register(tmp_path / "a.register")


@pytest.mark.skipif(os.name != "posix", reason="needs permissions of POSIX")
def test_a_new_file_is_for_its_owner_and_a_later_one_as_before(tmp_path: Path) -> None:
    path, link = tmp_path / "a.register", tmp_path / "link"
    save_register(city(), path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    link.symlink_to(path)
    save_register(strange(), link)
    assert path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert open_register(str(path)) == strange()


def test_only_a_register_is_saved(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"save_register\.register: expected Register, found list"):
        save_register([], tmp_path / "a.register")  # type: ignore[arg-type]
    assert not [*tmp_path.iterdir()]


def test_without_pyarrow_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    arrow.pyarrow.cache_clear()
    for ask in (lambda path: save_register(city(), path), open_register):
        with pytest.raises(ModuleNotFoundError, match="pip install pyarrow"):
            ask(tmp_path / "a.register")
    assert not [*tmp_path.iterdir()]
