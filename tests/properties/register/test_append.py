"""A register that is appended to is the one made of everything at once, whatever happens to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from support.people import BEKASI, HOME
from support.vintages import DAYS, Story, register, stories

from dukcapil import RegionCode, Register, Resident
from dukcapil.coverage import AgeBands, flows, partition, revisions
from dukcapil.errors import DukcapilError
from dukcapil.events import Event
from dukcapil.regions import Level
from dukcapil.residents import Snapshot

pytestmark = pytest.mark.property
SCOPES = st.sampled_from([HOME, HOME.at(Level.KECAMATAN), BEKASI, RegionCode("33")])


def figures(one: Register, on: date) -> list[object]:
    return [
        partition(one, on=on, by=(Level.DESA_KELURAHAN, AgeBands([17, 40]))),
        flows(one, date(2020, 12, 15), on) if on > date(2020, 12, 15) else None,
        revisions(one, on=on, published=on, by=Level.KECAMATAN),
        one.event_count,
    ]


def alike(one: Register, other: Register, on: date) -> None:
    assert one == other
    assert repr(one) == repr(other)
    assert figures(one, on) == figures(other, on)
    assert list(one.residents) == list(other)


Batch = tuple[list[Snapshot], list[Event]]


def attempt(make: Any, *args: object) -> Register | None:  # noqa: ANN401
    try:
        made: Register = make(*args)
    except (DukcapilError, ExceptionGroup):
        return None
    return made


class Appended(RuleBasedStateMachine):
    """Batches of a few people's snapshots and events, in any order, beside a rebuilt register."""

    register: Register
    told: Batch
    waiting: list[Snapshot | Event]
    before: list[tuple[Register, date, list[object]]]

    @initialize(found=stories(max_size=5), random=st.randoms(use_true_random=False))
    def begin(self, found: list[Story], random: Any) -> None:  # noqa: ANN401
        self.register, self.told, self.before = Register.of([]), ([], []), []
        self.waiting = []
        for story in found:
            self.waiting += [*story.snapshots, *story.events]
        random.shuffle(self.waiting)

    @rule(count=st.integers(1, 9), again=st.integers(0, 3))
    def append(self, count: int, again: int) -> None:
        batch = self.waiting[:count]
        self.waiting = self.waiting[count:]
        snapshots = [one for one in batch if isinstance(one, Snapshot)]
        events = [one for one in batch if isinstance(one, Event)]
        told = [*self.told[0], *snapshots], [*self.told[1], *events]
        expected = attempt(Register.of, *told)
        found = attempt(
            self.register.append, [*snapshots, *told[0][:again]], [*events, *told[1][:again]]
        )
        if expected is None or found is None:
            assert found is expected
            self.waiting += batch
        else:
            self.register, self.told = found, told

    @rule(on=DAYS)
    def remember(self, on: date) -> None:
        self.before.append((self.register, on, figures(self.register, on)))

    @rule(day=DAYS, on=DAYS)
    def know(self, day: date, on: date) -> None:
        alike(self.register.known_on(day), Register.of(*self.told).known_on(day), on)

    @rule(scope=SCOPES, on=DAYS, day=DAYS)
    def look_within(self, scope: RegionCode, on: date, day: date) -> None:
        part, whole = self.register.within(scope), Register.of(*self.told).within(scope)
        alike(part, whole, on)
        alike(part.known_on(day), whole.known_on(day), on)

    @rule(on=DAYS)
    def compare(self, on: date) -> None:
        alike(self.register, Register.of(*self.told), on)

    @invariant()
    def the_old_values_answer_as_they_did(self) -> None:
        for one, on, answers in getattr(self, "before", []):
            assert figures(one, on) == answers


TestAppended = Appended.TestCase


@given(stories(), st.data(), DAYS)
def test_batches_of_people_in_any_order_are_one(
    found: list[Story], data: st.DataObject, on: date
) -> None:
    made = Register.of([])
    for story in data.draw(st.permutations(found)):
        made = made.append(story.snapshots, story.events)
    alike(made, register(found), on)


@given(stories(), DAYS, st.data())
def test_those_with_illegal_histories_are_set_aside_alone(
    found: list[Story], on: date, data: st.DataObject
) -> None:
    bad = data.draw(st.sets(st.sampled_from(range(len(found))))) if found else set()
    events = [
        event
        for number, story in enumerate(found)
        for event in (story.events[1:] if number in bad else story.events)
    ]
    snapshots = [one for story in found for one in story.snapshots]
    legal = [
        number
        for number, story in enumerate(found)
        if attempt(
            Register.of, story.snapshots, story.events[1:] if number in bad else story.events
        )
    ]
    valid, problems = Register.of_valid(snapshots, events)
    assert valid.set_aside_people == len(found) - len(legal)
    assert (not problems) is (valid.set_aside_people == 0)
    good = register([found[number] for number in sorted(set(legal) - bad)])
    half = [(found[number].snapshots, found[number].events[1:]) for number in set(legal) & bad]
    for entries, rest in half:
        good = good.append(entries, rest)
    assert list(valid) == list(good)
    for mine, theirs in zip(figures(valid, on), figures(good, on), strict=True):
        assert getattr(mine, "rows", mine) == getattr(theirs, "rows", theirs)
    kept, _ = Register.of_valid(snapshots, events, keep_legal=True)
    assert {one.nik for one in good} <= {one.nik for one in kept}
    assert isinstance(next(iter(kept), None), Resident | None)
