"""People whose NIK is inactive: counted as the law has it, or left out as in published figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from support.people import HOME, NEXT_DOOR, card, happened, lived, person, register

from dukcapil import InvalidRecord, Month, Register, Stage
from dukcapil.coverage import (
    Flow,
    LateFact,
    backlog,
    early_recordings,
    flows,
    measure,
    partition,
    revisions,
    series,
    timeliness,
    year_target,
)
from dukcapil.forecast import scenario_from_register
from dukcapil.regions import Level
from dukcapil.register import InactiveNIKs
from dukcapil.residents import EndOfStay, InactiveNIK, Snapshot

BORN = date(1990, 5, 1)
EVE, CUT, AGAIN = date(2020, 12, 31), date(2021, 1, 1), date(2021, 3, 1)
FOREVER, WINTER = InactiveNIK(since=CUT), InactiveNIK(since=CUT, until=AGAIN)
COUNTED, LEFT_OUT = InactiveNIKs.COUNTED, InactiveNIKs.LEFT_OUT


def test_coverage_rises_without_a_recording() -> None:
    recorded = [happened(person(number, BORN), *card(date(2015, 1, 1))) for number in range(1, 4)]
    silent = [person(number, BORN, inactive=[FOREVER]) for number in range(4, 6)]
    city = register(*recorded, *silent, person(6, BORN))
    found = [
        measure(city, on=day, stage=Stage.RECORDED, inactive=rule).total(on=day)
        for rule in (COUNTED, LEFT_OUT)
        for day in (EVE, CUT)
    ]
    assert [(it.obliged, it.covered) for it in found] == [(6, 3), (6, 3), (6, 3), (4, 3)]


def test_every_measure_leaves_them_out() -> None:
    city = register(person(1, BORN, inactive=[WINTER]), person(2, BORN))
    on, rule = date(2021, 2, 1), LEFT_OUT
    assert partition(city, on=on, inactive=rule).rows[0].obliged == 1
    ends = [
        row.coverage.obliged
        for row in series(city, Month.range(Month(2020, 12), Month(2021, 4)), inactive=rule)
    ]
    assert ends == [2, 1, 1, 2]
    assert backlog(city, on=on, inactive=rule).rows[0].people == 1
    assert year_target(city, on=on, inactive=rule).total(on=on).obliged == 1
    assert timeliness(city, on=on, until=on, inactive=rule).spells == 2
    pupils = register(person(1, date(2004, 6, 1), inactive=[WINTER]), person(2, date(2004, 6, 1)))
    assert early_recordings(pupils, on=on, inactive=rule).rows[0].eligible == 1
    assert year_target(pupils, on=on, inactive=rule).total(on=on).obliged == 1
    assert year_target(pupils, on=on).total(on=on).obliged == 2


def moved(city: Register, since: date, until: date, **options: Any) -> dict[Any, dict[Flow, int]]:  # noqa: ANN401
    table = flows(city, since, until, inactive=LEFT_OUT, **options)
    return {
        row.key: {count.flow: count.obliged for count in row.counts if count.obliged}
        for row in table
    }


def test_they_leave_and_return_by_flows_of_their_own() -> None:
    city = register(person(1, BORN, inactive=[WINTER]))
    assert moved(city, EVE, CUT) == {(): {Flow.NIK_INACTIVATED: -1}}
    assert moved(city, CUT, AGAIN) == {(): {Flow.NIK_REACTIVATED: 1}}
    assert not any(count.obliged for count in flows(city, EVE, AGAIN).total().counts)


def test_nothing_but_death_comes_before_an_inactive_nik_on_one_day() -> None:
    stays = [
        *lived((HOME, BORN), until=CUT, ended_by=EndOfStay.MOVED),
        *lived((NEXT_DOOR, CUT), until=AGAIN, ended_by=EndOfStay.MOVED),
        *lived((HOME, AGAIN)),
    ]
    by = {"by": Level.DESA_KELURAHAN}
    mover = register(person(1, BORN, inactive=[WINTER], residences=stays))
    assert moved(mover, EVE, CUT, **by) == {HOME: {Flow.NIK_INACTIVATED: -1}}
    assert moved(mover, CUT, AGAIN, **by) == {HOME: {Flow.NIK_REACTIVATED: 1}}
    dead = register(person(1, BORN, inactive=[WINTER], died_on=CUT))
    assert moved(dead, EVE, CUT) == {(): {Flow.DIED: -1}}
    # The obligation that begins on the day does.
    seventeen = register(person(1, AGAIN.replace(year=2004), inactive=[WINTER]))
    assert moved(seventeen, CUT, AGAIN) == {(): {Flow.TURNED_17: 1}}


def test_the_obligation_goes_on_meanwhile() -> None:
    city = register(person(1, BORN, inactive=[WINTER]))
    (row,) = backlog(city, on=AGAIN, inactive=LEFT_OUT)
    assert row == backlog(city, on=AGAIN).rows[0]


def test_what_was_made_inactive_late_is_a_line_of_its_own() -> None:
    someone = person(1, BORN)
    late = attrs.evolve(someone, inactive=[FOREVER])
    city = Register.of(
        [Snapshot(resident=someone, entered_on=EVE), Snapshot(resident=late, entered_on=AGAIN)]
    )
    (row,) = revisions(city, on=CUT, published=CUT, inactive=LEFT_OUT)
    assert row[LateFact.INACTIVE_NIK].obliged == -1
    (row,) = revisions(city, on=CUT, published=CUT)
    assert not any(count.people for count in row.counts)


def test_a_forecast_can_leave_them_out() -> None:
    city = register(person(1, BORN, inactive=[FOREVER]), person(2, BORN))
    made = [
        scenario_from_register(
            city, start=Month(2021, 2), months=1, allocation_cards=1, inactive=rule
        ).not_recorded_people
        for rule in (COUNTED, LEFT_OUT)
    ]
    assert made == [2, 1]


@pytest.mark.parametrize(
    "inactive",
    [[FOREVER, WINTER], [WINTER, WINTER], [WINTER, InactiveNIK(since=date(2021, 2, 1))]],
)
def test_times_that_overlap_are_refused(inactive: list[InactiveNIK]) -> None:
    with pytest.raises(InvalidRecord, match=r"Resident\.inactive"):
        person(1, BORN, inactive=inactive)


def test_the_rule_is_asked_for_by_its_class() -> None:
    with pytest.raises(TypeError, match=r"measure\.inactive: expected InactiveNIKs, found bool"):
        measure(register(), on=EVE, inactive=True)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match=r"Resident\.inactive: expected InactiveNIK, found str"):
        person(1, BORN, inactive=["2021"])
    with pytest.raises(InvalidRecord, match=r"InactiveNIK\.until"):
        InactiveNIK(since=CUT, until=CUT)
