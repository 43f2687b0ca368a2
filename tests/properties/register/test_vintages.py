"""What was known when: registers against a loop over everything that had been entered."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import oracle
from support.vintages import DAYS, Story, register, stories

from dukcapil import LeapDay, Month, RegionCode, Register, measure, series
from dukcapil.coverage import partition
from dukcapil.regions import Level
from dukcapil.residents import Snapshot

pytestmark = pytest.mark.property
CITY = RegionCode("32.75")


@given(stories(), DAYS, DAYS)
def test_figures_are_those_of_what_had_been_entered(
    found: list[Story], on: date, known_on: date
) -> None:
    known = [one for story in found if (one := story.known(known_on)) is not None]
    by_hand = oracle.partition(known, on, lambda _r, region, _d: region, LeapDay.MARCH_1)
    past = register(found).known_on(known_on)
    by_region = {
        row.key: list(row.parts) for row in partition(past, on=on, by=Level.DESA_KELURAHAN)
    }
    assert by_region == by_hand


@given(stories(), DAYS)
def test_each_person_stands_as_they_did(found: list[Story], known_on: date) -> None:
    whole = register(found)
    past = whole.known_on(known_on)
    for story in found:
        nik = story.snapshots[-1].resident.nik
        known = story.known(known_on)
        if known is None:
            assert nik not in past
            with pytest.raises(KeyError, match="known"):
                whole.standing(nik, on=known_on, known_on=known_on)
            continue
        resident, events = known
        standing = whole.standing(nik, on=known_on, known_on=known_on)
        assert standing == past.standing(resident.nik, on=known_on)
        assert standing.stage == oracle.stage(resident, events, known_on)
        assert past[resident.nik] == resident


@given(stories(), DAYS, DAYS)
def test_the_earlier_of_two_pasts_is_what_counts(
    found: list[Story], one: date, other: date
) -> None:
    whole = register(found)
    assert whole.known_on(one).known_on(other) == whole.known_on(min(one, other))


@given(stories(), DAYS)
def test_what_is_entered_later_does_not_exist(found: list[Story], known_on: date) -> None:
    entered = [
        Story(
            tuple(one for one in story.snapshots if one.entered_on <= known_on),
            tuple(one for one in story.events if one.entered_on <= known_on),
        )
        for story in found
    ]
    # Checks of what may follow what are for whole histories, so events come by the past itself.
    without_events = register([Story(snapshots, ()) for snapshots, _ in entered])
    past = register(found).known_on(known_on)
    assert past.residents == without_events.residents
    assert past.event_count == sum(len(events) for known, events in entered if known)


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(found: list[Story], random: Random) -> None:
    whole = register(found)
    snapshots = [snapshot for story in found for snapshot in story.snapshots]
    events = [event for story in found for event in story.events]
    random.shuffle(snapshots)
    random.shuffle(events)
    assert Register.of([*snapshots, *snapshots[:2]], events) == whole


@given(stories(), DAYS)
def test_a_scope_and_a_past_may_be_taken_in_any_order(found: list[Story], known_on: date) -> None:
    whole = register(found)
    one, other = whole.within(CITY).known_on(known_on), whole.known_on(known_on).within(CITY)
    months = [Month(2020, 12) + more for more in range(5)]
    assert series(one, months, by=Level.DESA_KELURAHAN) == series(
        other, months, by=Level.DESA_KELURAHAN
    )


@given(stories(), DAYS)
def test_snapshots_of_today_are_the_residents_of_today(found: list[Story], on: date) -> None:
    whole = register(found)
    plain = Register.of(whole.residents, whole.events())
    last = [Snapshot(resident=one, entered_on=date.min) for one in whole.residents]
    for same in (plain, Register.of(last, whole.events())):
        assert measure(same, on=on, by=Level.DESA_KELURAHAN) == measure(
            whole, on=on, by=Level.DESA_KELURAHAN
        )
