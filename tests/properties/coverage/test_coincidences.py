"""Flows where several facts of a person fall on one day, against a loop over days."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import oracle
from support.people import (
    HOME,
    NEXT_DOOR,
    OTHER_CITY,
    OTHER_KECAMATAN,
    History,
    card,
    happened,
    person,
    register,
)

from dukcapil import (
    Citizen,
    LeapDay,
    PermanentForeigner,
    RegionCode,
    Residence,
    Resident,
    Stage,
    StayPermit,
)
from dukcapil.cards import CardLost
from dukcapil.coverage import AgeBand, AgeBands, flows
from dukcapil.regions import Level
from dukcapil.residents import EndOfStay

pytestmark = pytest.mark.property

DAY, ONE = date(2020, 6, 1), timedelta(days=1)
SPAN = DAY - 3 * ONE, DAY + 3 * ONE
AGES = AgeBands([17, 20])
near = st.sampled_from([DAY, DAY, DAY, DAY - ONE, DAY + ONE])
places = st.sampled_from([HOME, NEXT_DOOR, OTHER_KECAMATAN, OTHER_CITY])
reasons = st.sampled_from([EndOfStay.MOVED, EndOfStay.CORRECTED])


@st.composite
def lives(draw: st.DrawFn) -> History:
    """Draw a person to whom much happens within three days, most of it on one."""
    birthday, turn = draw(near), draw(near)
    born = birthday.replace(year=birthday.year - draw(st.sampled_from([16, 17, 20, 30])))
    died = draw(st.none() | near)
    moves = [day for day in sorted(draw(st.sets(near))) if died is None or day < died]
    stays = [
        Residence(
            region=draw(places), since=since, until=until, ended_by=draw(reasons) if until else None
        )
        for since, until in zip([born, *moves], [*moves, None], strict=True)
    ]
    permit = draw(st.sampled_from([(born, None), (turn, None), (born, turn)]))
    foreign = PermanentForeigner([StayPermit(since=permit[0], until=permit[1])])
    married = st.none() if died else st.none() | near
    resident = person(
        1,
        born,
        residences=stays[draw(st.integers(0, len(stays) - 1)) :],  # came later, or was there
        citizenship=draw(st.sampled_from([Citizen(), foreign])),
        first_married_on=draw(married),
        died_on=died,
    )
    before = card(DAY - 2 * ONE)
    return happened(resident, *draw(st.sampled_from([(), before, (*before, (CardLost, DAY))])))


Key = Callable[[Resident, RegionCode, date], Hashable]


def age_band(resident: Resident, on: date) -> AgeBand:
    born = resident.birth_date
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return AgeBand(0, 16) if years < 17 else AgeBand(17, 19) if years < 20 else AgeBand(20, None)


def breakdown(level: Level | None) -> tuple[Any, Key]:
    """Return a breakdown by age, and by a level if there is one, with its key by hand."""
    if level is None:
        return AGES, lambda one, _region, on: age_band(one, on)
    return (level, AGES), lambda one, region, on: (region.at(level), age_band(one, on))


@given(lives(), st.none() | st.sampled_from(Level), st.sampled_from(Stage))
def test_facts_of_one_day_have_one_flow(life: History, level: Level | None, stage: Stage) -> None:
    by, key = breakdown(level)
    table = flows(register(life), *SPAN, by=by, stage=stage)
    found = {
        (row.key, it.flow.value.replace(" ", "_")): [it.obliged, it.covered]
        for row in table
        for it in row.counts
        if it.obliged or it.covered
    }
    expected = oracle.flows([life], *SPAN, key, stage, LeapDay.MARCH_1)
    assert found == {
        (group, flow): sums
        for group, by_flow in expected.items()
        for flow, sums in by_flow.items()
        if any(sums)
    }
