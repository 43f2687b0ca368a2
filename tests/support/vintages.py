"""Registers of people who were known differently on different days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import attrs
from hypothesis import strategies as st

from dukcapil import Citizen, RegionCode, Register, Resident, Sex
from dukcapil.events import Event
from dukcapil.nik import NIK
from dukcapil.residents import (
    ChangedCitizenship,
    CitizenPeriod,
    InactiveNIK,
    PermanentForeigner,
    Snapshot,
    StayPermit,
)
from dukcapil.testing import histories, residents

WINDOW = date(2020, 12, 15), date(2021, 4, 15)
DAYS = st.dates(*WINDOW)


class Story(NamedTuple):
    """One person: what was known from which day on, and the events."""

    snapshots: tuple[Snapshot, ...]
    events: tuple[Event, ...]

    def known(self, day: date) -> tuple[Resident, list[Event]] | None:
        """Return what was known on a day, by looking at everything."""
        entered = [one for one in self.snapshots if one.entered_on <= day]
        if not entered:
            return None
        last = max(entered, key=lambda one: one.entered_on)
        return last.resident, [event for event in self.events if event.entered_on <= day]


def _foreigner_from(day: date) -> PermanentForeigner:
    return PermanentForeigner([StayPermit(since=day)])


def _citizen_until(day: date) -> ChangedCitizenship:
    return ChangedCitizenship([CitizenPeriod(until=day)])


@st.composite
def otherwise(draw: st.DrawFn, resident: Resident) -> Resident:
    """Generate the resident as known otherwise: facts missing or different."""
    changes: dict[str, Any] = {}
    if draw(st.booleans()):
        changes["died_on"] = None
    if draw(st.booleans()):
        changes["first_married_on"] = None
    if draw(st.booleans()):
        known = draw(st.integers(0, len(resident.residences)))
        stays = list(resident.residences[:known])
        if draw(st.booleans()) and stays:
            stays[-1] = attrs.evolve(stays[-1], until=None, ended_by=None)
        if draw(st.booleans()) and stays:
            stays[-1] = attrs.evolve(stays[-1], region=RegionCode("32.75.02.1001"))
        changes["residences"] = stays
    others: dict[str, st.SearchStrategy[Any]] = {
        "birth_date": st.integers(1, 90).map(lambda age: resident.birth_date - timedelta(age)),
        "sex": st.sampled_from(Sex),
        "citizenship": st.just(Citizen()) | DAYS.map(_foreigner_from) | DAYS.map(_citizen_until),
        "inactive": st.just([]) | DAYS.map(lambda day: [InactiveNIK(since=day)]),
        "nik": st.just(NIK(f"{resident.nik[:12]}{int(resident.nik[12:]) + 1000}")),
        "former_niks": st.just([NIK(f"{resident.nik[:12]}{int(resident.nik[12:]) + 2000}")]),
    }
    changes |= {
        field: draw(other) for field, other in others.items() if draw(st.integers(0, 3)) == 0
    }
    return attrs.evolve(resident, **changes)


@st.composite
def stories(draw: st.DrawFn, *, max_size: int = 4) -> list[Story]:
    """Generate a few people with one to four snapshots each."""
    found = []
    for number in range(draw(st.integers(0, max_size))):
        resident = draw(residents(window=WINDOW, serials=st.just(number + 1)))
        events = draw(histories(resident, window=WINDOW, label=str(number)))
        days = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
        versions = [draw(st.just(resident) | otherwise(resident)) for _ in days]
        snapshots = [
            Snapshot(resident=version, entered_on=day, key=str(number))
            for day, version in zip(days, versions, strict=True)
        ]
        found.append(Story(tuple(snapshots), _legal(events, snapshots)))
    return found


def _legal(events: Sequence[Event], snapshots: Sequence[Snapshot]) -> tuple[Event, ...]:
    """Return the events if some day allows them; a wrong permit may end a card too early."""
    niks = {one.resident.nik for one in snapshots}
    moved = [attrs.evolve(event, nik=min(niks)) for event in events]
    try:
        Register.of(snapshots, moved)
    except (ValueError, ExceptionGroup):
        return ()
    return tuple(moved)


def register(found: Sequence[Story]) -> Register:
    """Make the register of all that is known now."""
    return Register.of(
        [snapshot for story in found for snapshot in story.snapshots],
        [event for story in found for event in story.events],
    )
