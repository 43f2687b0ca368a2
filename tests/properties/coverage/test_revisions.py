"""Revisions: exact between any two days of entry, against a loop over people and their facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import oracle
from support.vintages import DAYS, Story, register, stories

from dukcapil import LeapDay, Register, Sex, Stage, measure
from dukcapil.coverage import AgeBands, By, Cohort, LateFact, RevisionTable, decompose, revisions
from dukcapil.regions import Level
from dukcapil.register import InactiveNIKs, StagePart

pytestmark = pytest.mark.property
BREAKDOWNS = st.sampled_from(
    [(), Level.DESA_KELURAHAN, Sex, Cohort.OBLIGED_MONTH, (Level.KECAMATAN, AgeBands([17, 18]))]
)
STAGES = st.sampled_from([*Stage, *StagePart])


def moved(table: RevisionTable[Hashable]) -> dict[Hashable, list[LateFact]]:
    """Return the kinds that moved anybody, by group."""
    return {row.key: [it.fact for it in row.counts if it.people] for row in table}


@given(stories(), DAYS, st.tuples(DAYS, DAYS).map(sorted), BREAKDOWNS, STAGES)
def test_late_facts_lead_from_one_figure_to_the_other(
    found: list[Story], on: date, days: list[date], by: By, stage: Stage
) -> None:
    whole, (published, now) = register(found), days
    table: RevisionTable[Any] = revisions(
        whole, on=on, published=published, now=now, by=by, stage=stage
    )
    is_whole = by == ()
    for day, side in ((published, "before"), (now, "after")):
        measured = measure(whole.known_on(day), on=on, by=by, stage=stage)
        assert {row.key: row.coverage for row in measured} == {
            row.key: getattr(row, side) for row in table if getattr(row, side).obliged or is_whole
        }
    for row in table:
        assert row.before.obliged + sum(it.obliged for it in row.counts) == row.after.obliged
        assert row.before.covered + sum(it.covered for it in row.counts) == row.after.covered
        for it in row.counts:
            assert len(table.members(row.key, it.fact)) == it.people
            assert max(abs(it.obliged), abs(it.covered)) <= it.people
        shares = decompose(row)
        if shares is not None:
            after, before = row.after.ratio, row.before.ratio
            assert after is not None
            assert before is not None
            assert sum(part.share for part in shares.contributions) == after - before


@given(stories(), DAYS, DAYS)
def test_nothing_is_late_on_the_day_itself(found: list[Story], on: date, day: date) -> None:
    assert not any(
        moved(revisions(register(found), on=on, published=day, now=day, by=Sex)).values()
    )


@given(stories(), DAYS, DAYS)
def test_without_a_second_day_everything_counts(
    found: list[Story], on: date, published: date
) -> None:
    whole = register(found)
    assert revisions(whole, on=on, published=published, by=Sex) == revisions(
        whole, on=on, published=published, now=date.max, by=Sex
    )


FAMILIES = {
    "record": {LateFact.NEW_NIK, LateFact.OTHER_CORRECTED, LateFact.SEX_CORRECTED},
    "inactive": {LateFact.INACTIVE_NIK},
    "birth_date": {LateFact.BIRTH_DATE_CORRECTED},
    "citizenship": {
        LateFact.CITIZENSHIP_CORRECTED,
        LateFact.CITIZENSHIP,
        LateFact.PERMIT,
    },
    "first_married_on": {LateFact.MARRIAGE_CORRECTED, LateFact.MARRIAGE},
    "residences": {
        LateFact.REGISTERED,
        LateFact.STAY_CORRECTED,
        LateFact.MOVE_OUT,
        LateFact.REORGANISATION,
        LateFact.MOVE_IN,
    },
    "died_on": {LateFact.DEATH_CORRECTED, LateFact.DEATH},
    "events": {
        LateFact.RECORDING,
        LateFact.CARD,
        LateFact.LOSS,
        LateFact.EVENT_CORRECTED,
        LateFact.EVENT_RETRACTED,
    },
}
"""The kinds of late facts by the field of a person that they are about, in their order."""


def by_hand(
    story: Story, on: date, published: date, inactive: InactiveNIKs
) -> Counter[tuple[str, object, str]]:
    """Count what each field of one person adds to each kelurahan, one field at a time."""
    now = story.snapshots[-1].resident
    then = story.known(published)
    events = [event for event in story.events if event.entered_on <= published]
    person: Any = SimpleNamespace(
        **{name: getattr(then[0] if then else now, name) for name in FAMILIES if hasattr(now, name)}
    )
    if then is None:
        person.residences = ()
    added: Counter[tuple[str, object, str]] = Counter()
    for field in FAMILIES:
        for sign in (-1, 1):
            if sign == 1 and field == "events":
                events = list(story.events)
            elif sign == 1 and field != "record":
                setattr(person, field, getattr(now, field))
            active = inactive is InactiveNIKs.LEFT_OUT
            region = oracle.place(person, on, LeapDay.MARCH_1, active=active)
            if region is not None:
                covered = oracle.stage(person, events, on) >= oracle.HOLDING
                added[field, region, "obliged"] += sign
                added[field, region, "covered"] += sign * covered
    return added


@given(stories(), DAYS, DAYS, st.sampled_from(InactiveNIKs))
def test_each_field_adds_what_it_adds_by_hand(
    found: list[Story], on: date, published: date, inactive: InactiveNIKs
) -> None:
    expected: Counter[tuple[str, object, str]] = Counter()
    for one in found:
        expected.update(by_hand(one, on, published, inactive))
    table = revisions(
        register(found),
        on=on,
        published=published,
        by=Level.DESA_KELURAHAN,
        inactive=inactive,
    )
    for row in table:
        for field, facts in FAMILIES.items():
            counts = [row[fact] for fact in facts]
            assert sum(it.obliged for it in counts) == expected.pop((field, row.key, "obliged"), 0)
            assert sum(it.covered for it in counts) == expected.pop((field, row.key, "covered"), 0)
    assert not any(expected.values())


@given(stories(), DAYS, st.permutations(range(12)))
def test_the_order_of_snapshots_does_not_matter(
    found: list[Story], on: date, order: list[int]
) -> None:
    snapshots = [snapshot for story in found for snapshot in story.snapshots]
    mixed = [snapshots[at] for at in order if at < len(snapshots)]
    events = [event for story in found for event in story.events]
    whole = register(found)
    same = Register.of([*mixed, *snapshots[len(order) :]], events)
    published = date(2021, 1, 31)
    assert revisions(same, on=on, published=published) == revisions(
        whole, on=on, published=published
    )
