"""A file that is damaged, newer, made by hand or something else is refused with a sentence."""

from __future__ import annotations

import json
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import pytest
from frames.test_register_files import strange
from hypothesis import given
from hypothesis import strategies as st
from support.register_files import ABOUT, change, describe, pa, pack, parts, with_column

from dukcapil.errors import DukcapilError, IllegalTransition, InvalidRegisterFile
from dukcapil.frames import open_register, save_register
from dukcapil.frames._files.layout import TABLES

PEOPLE, RECORDS = 4, 6
LATER = date(2022, 1, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "a.register"
    save_register(strange(), found)
    return found


def refused(path: Path) -> InvalidRegisterFile:
    niks = [str(nik) for one in strange() for nik in (one.nik, *one.former_niks)]
    with pytest.raises(InvalidRegisterFile) as caught:
        open_register(path)
    shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert not any(nik in shown or nik[6:12] in shown for nik in niks)
    assert caught.value.file == path.name
    assert str(caught.value) == f"{path.name}: {caught.value.found}; {caught.value.advice}"
    return caught.value


# --- the file --------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"NIK;NAMA", b"PK\x05\x06" + bytes(18), b"PAR1" * 9])
def test_another_file_is_no_register(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.register"
    path.write_bytes(data)
    error = refused(path)
    assert error.found.startswith("not a file of a register")
    assert error.advice == "open a file that save_register wrote"


def test_a_zip_of_later_times_is_no_register(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 6] = 255  # the version of ZIP that is needed
    path.write_bytes(data)
    assert refused(path).found == "not a file of a register, or the end of it is missing"


def test_a_newer_file_names_its_format(path: Path) -> None:
    describe(path, version=2, tables=..., scope=7)
    error = refused(path)
    assert error.found == "format 2, and this release of dukcapil reads formats to 1"
    assert error.advice == "open it with the release that wrote it, or a newer one"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"format": "another"}, "names another format"),
        ({"format": ...}, "names another format"),
        ({"version": "1"}, "does not describe a register"),
        ({"version": 0}, "does not describe a register"),
        ({"version": True}, "does not describe a register"),
        ({"people": -1}, "does not describe a register"),
        ({"set_aside_people": -1}, "does not describe a register"),
        ({"people": 10**15}, "another number of people"),
        ({"people": PEOPLE - 1}, "another number of people"),
        ({"people": None}, "does not describe a register"),
        ({"scope": 32}, "does not describe a register"),
        ({"scope": "Bekasi"}, "register.json names a scope that is no code of a region"),
        ({"is_checked": 1}, "does not describe a register"),
        ({"set_aside_people": 0.5}, "does not describe a register"),
        ({"saved_by": ...}, "does not describe a register"),
        ({"tables": []}, "does not describe a register"),
        ({"tables": {}}, "names no records.parquet"),
        ({"tables": {"records": {}}}, "records.parquet has another digest"),
    ],
)
def test_a_description_that_is_wrong(changes: dict[str, Any], found: str, path: Path) -> None:
    describe(path, **changes)
    assert found in refused(path).found


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b"1"])
def test_a_description_that_is_none(text: bytes, path: Path) -> None:
    pack(path, parts(path) | {ABOUT: text})
    assert ABOUT in refused(path).found


@pytest.mark.parametrize("name", ["records", "stays", "events", "steps"])
def test_a_table_that_is_missing_or_another(name: str, path: Path) -> None:
    file, contents = f"{name}.parquet", parts(path)
    pack(path, {one: data for one, data in contents.items() if one != file})
    assert refused(path).found == f"{file} is missing"
    pack(path, contents | {file: contents[file][:-1]})
    assert refused(path).found == f"{file} has another digest than register.json says"
    pack(path, contents)
    about = json.loads(contents[ABOUT])
    about["tables"][name]["rows"] += 1
    pack(path, contents | {ABOUT: json.dumps(about).encode()})
    assert refused(path).found == f"{file} has another number of rows than register.json says"
    pack(path, contents)
    change(path, name, lambda table: table.drop_columns([table.column_names[-1]]))
    assert refused(path).found == f"{file} has other columns"
    pack(path, contents)
    change(path, name, lambda table: table.cast(_with_text_first(table.schema)))
    assert refused(path).found == f"{file} has other columns"


def _with_text_first(schema: Any) -> Any:  # noqa: ANN401
    return schema.set(0, pa.field(schema.names[0], pa.large_string()))


def test_a_table_of_no_parquet(path: Path) -> None:
    data = b"PAR1" * 9
    contents = parts(path)
    about = json.loads(contents[ABOUT])
    about["tables"]["stays"] = {"rows": 1, "sha256": sha256(data).hexdigest()}
    pack(path, contents | {ABOUT: json.dumps(about).encode(), "stays.parquet": data})
    assert refused(path).found == "stays.parquet is no table of Parquet"


def test_a_compressed_file_is_not_unpacked(path: Path) -> None:
    pack(path, parts(path), ZIP_DEFLATED)
    assert refused(path).found == "register.json is damaged"


@cache
def saved() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.register")
        save_register(strange(), path)
        return path.read_bytes()


@given(data=st.data())
def test_no_damage_gives_another_register(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    damaged = bytearray(saved())
    place = data.draw(st.integers(0, len(damaged) - 1))
    if data.draw(st.booleans()):
        damaged[place] ^= data.draw(st.integers(1, 255))
    else:
        del damaged[place:]
    path = tmp_path_factory.getbasetemp() / "damaged.register"
    path.write_bytes(damaged)
    with suppress(InvalidRegisterFile):
        assert open_register(path) == strange()


# --- tables made by hand ---------------------------------------------------------------------


Values = list[Any]


def at(row: int, value: object) -> Callable[[Values], Values]:
    def changed(values: Values) -> Values:
        return [*values[:row], value, *values[row + 1 :]]

    return changed


def all_of(value: object) -> Callable[[Values], Values]:
    return lambda values: [value for _ in values]


def backwards(values: Values) -> Values:
    return values[::-1]


UNKNOWN, UNREAD = "a word that is not known", "a value that is not understood"
ORDER, NOTHING = "rows out of order", "rows of nothing"
NOT_HELD, NEEDED = "a value that such an event has not", "no value where such an event must have"
NIK_TEXT = "3275994505900001"
BY_HAND: list[tuple[str, Callable[[Values], Values], str]] = [
    ("records.record", backwards, ORDER),
    ("records.record", lambda values: [one + 1 for one in values], ORDER),
    ("records.person", backwards, ORDER),
    ("records.person", lambda values: [2 * one for one in values], NOTHING),
    ("records.person", all_of(0), "another number of people"),
    ("records.nik", at(0, "32759905"), "a number that has not 16 digits"),
    ("records.nik", at(1, NIK_TEXT + "\n"), "a number that has not 16 digits"),
    ("records.nik", at(5, "1111994505900001"), ORDER),
    ("records.family_card", at(0, "no number"), "a number that has not 16 digits"),
    ("records.sex", at(0, NIK_TEXT), UNKNOWN),
    ("records.entered_on", backwards, ORDER),
    ("records.key", lambda values: [*"abcdefg"[: len(values)]], "two keys of one person"),
    ("records.citizenship", at(0, "{"), UNREAD),
    ("records.citizenship", at(0, "[]"), UNREAD),
    ("records.citizenship", at(0, "1"), UNREAD),
    ("records.citizenship", at(0, '[["guest", null, null]]'), UNREAD),
    ("records.citizenship", at(0, '[["citizen", null]]'), UNREAD),
    ("records.citizenship", at(0, '[["citizen", null, null]]'), UNREAD),
    ("records.citizenship", at(0, '[["permit", 20, null]]'), UNREAD),
    ("records.former_niks", at(0, f'["{NIK_TEXT}x"]'), UNREAD),
    ("records.inactive", at(0, '[["2020-01-01", "2019-01-01"]]'), UNREAD),
    ("stays.record", at(0, RECORDS), ORDER),
    ("stays.record", all_of(RECORDS), NOTHING),
    ("stays.region", at(0, NIK_TEXT), UNREAD),
    ("stays.ended_by", at(0, NIK_TEXT), UNKNOWN),
    ("events.person", all_of(PEOPLE), NOTHING),
    ("events.occurred_on", at(1, LATER), ORDER),
    ("events.kind", at(0, "Register"), UNKNOWN),
    ("events.ordinal", at(0, 256), "a number out of bounds"),
    ("events.reason", at(1, "new"), NOT_HELD),
    ("events.reason", at(0, None), NEEDED),
    ("events.reason", at(0, NIK_TEXT), UNKNOWN),
    ("events.card", at(1, "c-1"), NOT_HELD),
    ("events.card", at(0, None), NEEDED),
    ("events.valid_until", all_of(LATER), NOT_HELD),
    ("events.outside_domicile", all_of(value=True), NOT_HELD),
    ("events.biometrics", at(0, "iris"), NOT_HELD),
    ("events.biometrics", at(2, "ear"), UNREAD),
    ("steps.person", all_of(PEOPLE), NOTHING),
    ("steps.since", backwards, ORDER),
    ("steps.stage", at(0, NIK_TEXT), UNKNOWN),
]


@pytest.mark.parametrize(("place", "values", "found"), BY_HAND)
def test_a_column_made_by_hand(
    place: str, values: Callable[[Values], Values], found: str, path: Path
) -> None:
    name, column = place.split(".")
    change(path, name, with_column(column, values))
    assert refused(path).found.startswith(f"{name}.parquet, column {column}: {found}")


REQUIRED = [
    (name, one.name) for name, columns in TABLES.items() for one in columns if one.null is None
]


@pytest.mark.parametrize(("name", "column"), REQUIRED)
def test_a_null_where_there_is_none(name: str, column: str, path: Path) -> None:
    def changed(table: Any) -> Any:  # noqa: ANN401
        fields = pa.schema([field.with_nullable(nullable=True) for field in table.schema])
        return with_column(column, at(0, None))(table.cast(fields))

    change(path, name, changed)
    assert refused(path).found == f"{name}.parquet, column {column}: nothing in some row"


@pytest.mark.parametrize("days", [-719_163, 2_932_897, -(2**31), 2**31 - 1])
def test_a_date_out_of_the_calendar(days: int, path: Path) -> None:
    def changed(table: Any) -> Any:  # noqa: ANN401
        dates = pa.array([days] * table.num_rows, pa.int32()).view(pa.date32())
        place = table.column_names.index("died_on")
        return table.set_column(place, table.schema.field("died_on"), dates)

    change(path, "records", changed)
    assert refused(path).found == "records.parquet, column died_on: a date out of the calendar"


@pytest.mark.parametrize("column", ["name", "id", "card"])
def test_a_text_that_is_none(column: str, path: Path) -> None:
    def changed(table: Any) -> Any:  # noqa: ANN401
        texts = pa.array([b"\xfe\xfe"] * table.num_rows, pa.large_binary())
        place, field = table.column_names.index(column), table.schema.field(column)
        return table.set_column(place, field, texts.view(pa.large_string()))

    name = "records" if column == "name" else "events"
    change(path, name, changed)
    found = NOT_HELD if column == "card" else "a text that is not in UTF-8"
    assert refused(path).found == f"{name}.parquet, column {column}: {found}"


@pytest.mark.parametrize(
    ("column", "row", "value"),
    [("supersedes", 4, "nothing"), ("person", 1, 2), ("entered_on", 1, date(2019, 1, 1))],
)
def test_events_that_contradict_each_other(
    column: str, row: int, value: object, path: Path
) -> None:
    change(path, "events", with_column(column, at(row, value)))
    error = refused(path)
    assert error.found == "events.parquet holds events that contradict each other"
    assert isinstance(error.__cause__, DukcapilError)


def test_a_history_is_checked_where_another_release_saved_it(path: Path) -> None:
    change(path, "events", with_column("kind", at(4, "PrintReadyRecordMade")))
    open_register(path)  # digests find damage, not forgery
    describe(path, saved_by="another")
    error = refused(path)
    assert error.found == "events.parquet holds events that contradict each other"
    assert isinstance(error.__cause__, IllegalTransition)


def test_a_column_that_cannot_be_decoded_is_named(path: Path) -> None:
    contents = parts(path)
    data = bytearray(contents["records.parquet"])
    data[4:40] = bytes(36)  # the first page, of the first column
    contents["records.parquet"] = bytes(data)
    about = json.loads(contents[ABOUT])
    about["tables"]["records"]["sha256"] = sha256(data).hexdigest()
    pack(path, contents | {ABOUT: json.dumps(about).encode()})
    assert refused(path).found.startswith("records.parquet, column ")
    assert refused(path).found.endswith(": damaged")
