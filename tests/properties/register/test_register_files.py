"""A register from a file is the one that was saved, whatever is asked of it or appended to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.people import BEKASI, HOME
from support.vintages import DAYS, Story, stories
from support.vintages import register as of_stories

from dukcapil import Register
from dukcapil.coverage import flows, partition, revisions
from dukcapil.regions import Level
from dukcapil.testing import registers

pytest.importorskip("narwhals", reason="files of registers are in the extra 'frames'")
pytest.importorskip("pyarrow", reason="files of registers need PyArrow")

from dukcapil.frames import open_register, save_register

pytestmark = pytest.mark.property
START, END = date(2020, 12, 15), date(2021, 4, 15)
SCOPES = st.sampled_from([None, HOME, HOME.at(Level.KECAMATAN), BEKASI])


@contextmanager
def saved(register: Register) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.register")
        save_register(register, path)
        yield path


def alike(opened: Register, register: Register) -> None:
    assert opened == register
    assert repr(opened) == repr(register)
    assert opened.is_checked == register.is_checked
    for ask in (
        lambda one: partition(one, on=END, by=Level.DESA_KELURAHAN),
        lambda one: flows(one, START, END),
        lambda one: revisions(one, on=END, published=START),
        lambda one: [one.history(resident.nik) for resident in one],
        lambda one: [one.standing(resident.nik, on=END) for resident in one],
    ):
        assert ask(opened) == ask(register)


@given(register=registers(), scope=SCOPES)
def test_a_register_and_a_view_of_it_come_back(register: Register, scope: object) -> None:
    view = register if scope is None else register.within(scope)  # type: ignore[arg-type]
    with saved(view) as path:
        alike(open_register(path), view)


@given(found=stories(), day=DAYS, scope=SCOPES)
def test_what_was_known_on_a_day_comes_back(found: list[Story], day: date, scope: object) -> None:
    register = of_stories(found)
    view = register if scope is None else register.within(scope)  # type: ignore[arg-type]
    for one in (view, view.known_on(day)):
        with saved(one) as path:
            alike(open_register(path), one)
    with saved(view) as path:
        alike(open_register(path).known_on(day), view.known_on(day))


@given(first=stories(), day=DAYS)
def test_batches_come_to_the_same_before_and_after(first: list[Story], day: date) -> None:
    snapshots = [one for story in first for one in story.snapshots]
    events = [event for story in first for event in story.events]
    early = [one for one in snapshots if one.entered_on <= day]
    late = [one for one in snapshots if one.entered_on > day]
    register = Register.of(early)
    whole = register.append(late, events)
    with saved(register) as path:
        grown = open_register(path).append(late, events)
    alike(grown, whole)
    with saved(grown) as path, saved(whole) as other:
        assert path.read_bytes() == other.read_bytes()
