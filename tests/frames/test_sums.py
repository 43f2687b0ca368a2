"""Changes of months add up to the figures of any of them, and parts of people to the whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from frames.test_measures import (
    BANDS,
    DAYS,
    FEBRUARY_28,
    MARCH_1,
    MONTHS,
    RULES,
    WAYS,
    Least,
    by_group,
    every_engine,
    expected_series,
    tables,
)
from support.engines import given_to, nw, pl

from dukcapil import LeapDay, Stage, frames
from dukcapil.errors import InvalidTable
from dukcapil.regions import Level


@every_engine
@pytest.mark.parametrize(
    ("name", "way", "stage", "leap_day"),
    [
        ("crowd", "whole", Stage.HOLDING, FEBRUARY_28),
        ("crowd", "groups", Stage.PRINT_READY, MARCH_1),
        ("city", "places", Stage.HOLDING, MARCH_1),
        ("nobody", "places", Stage.HOLDING, MARCH_1),
    ],
)
def test_changes_lead_from_month_to_month(
    engine: str, name: str, way: str, stage: Least, leap_day: LeapDay
) -> None:
    by, given = WAYS[way][1], tables(name, engine)
    terms: Any = {"by": by, "stage": stage, **RULES[leap_day]}
    before = frames.measure(*given, on=(MONTHS[0] - 1).last_day, **terms)
    older, newer = (frames.changes(*given, some, **terms) for some in (MONTHS[:4], MONTHS[4:6]))
    last = MONTHS[5].last_day
    expected = {
        group[:-1]: row
        for group, row in expected_series(name, way, stage, leap_day).items()
        if group[-1] == last
    }
    assert by_group(engine, frames.add_up([before, older, newer], by=by), 2) == expected
    at_once = by_group(engine, frames.changes(*given, MONTHS[:6], **terms), 2)
    assert at_once == by_group(engine, older, 2) | by_group(engine, newer, 2)
    assert all(any(row) for row in at_once.values())


def test_months_between_are_not_asked_for() -> None:
    given = tables("crowd", "polars")
    some = [MONTHS[0], MONTHS[3]]
    found = by_group("polars", frames.changes(*given, some), 2)
    every = by_group("polars", frames.changes(*given, MONTHS), 2)
    days = {one.first_day for one in some}
    assert found == {group: row for group, row in every.items() if group[-1] in days}
    with pytest.raises(ValueError, match=r"changes\.months: expected one or more"):
        frames.changes(*given, [])


@every_engine
def test_a_day_is_refreshed_by_its_flows(engine: str) -> None:
    given, by = tables("crowd", engine), (Level.KECAMATAN, BANDS)
    days = DAYS
    parts = [
        frames.measure(*given, on=days[0], by=by),
        *(frames.flows(*given, since, until, by=by) for since, until in pairwise(days)),
    ]
    expected = by_group(engine, frames.measure(*given, on=days[-1], by=by), 2)
    assert by_group(engine, frames.add_up(parts, by=by), 2) == expected


ASKED: dict[str, Callable[[Any, Any, Any], Any]] = {
    "partition": lambda stays, events, by: frames.partition(stays, events, on=DAYS[0], by=by),
    "series": lambda stays, events, by: frames.series(stays, events, MONTHS, by=by),
    "flows": lambda stays, events, by: frames.flows(stays, events, DAYS[0], DAYS[-1], by=by),
    "early recordings": lambda stays, events, by: frames.early_recordings(
        stays, events, on=DAYS[0], by=by
    ),
    "changes": lambda stays, events, by: frames.changes(stays, events, MONTHS, by=by),
    "newly obliged": lambda stays, _, by: frames.newly_obliged(stays, MONTHS, by=by),
}


@every_engine
@pytest.mark.parametrize("asked", ASKED)
def test_parts_of_the_people_add_up(engine: str, asked: str) -> None:
    by = ("sex", BANDS)

    def answer(digits: str) -> Any:  # noqa: ANN401  of the engine
        stays, events = (
            given_to(engine, table.filter(pl.col("person").str.contains(f"[{digits}]$")))
            for table in tables("crowd", "polars")
        )
        return ASKED[asked](stays, events, by)

    whole, parts = answer("012"), [answer(digit) for digit in "012"]
    figures = len(nw_columns(whole)) - len(by) - len(set(nw_columns(whole)) & KEYS)
    expected = {group: row for group, row in by_group(engine, whole, figures).items() if any(row)}
    assert by_group(engine, frames.add_up(parts, by=by), figures) == expected


KEYS = {"on", "month", "flow"}


def nw_columns(native: Any) -> list[str]:  # noqa: ANN401
    return list(nw.from_native(native).collect_schema())


def test_a_whole_of_nobody_is_a_row() -> None:
    answer = frames.measure(*tables("nobody", "polars"), on=DAYS[0])
    assert frames.add_up([answer, answer]).rows() == [(0, 0)]


def test_only_answers_of_one_question_add_up() -> None:
    given = tables("crowd", "polars")
    answer = frames.measure(*given, on=DAYS[0], by="sex")
    with pytest.raises(ValueError, match=r"add_up\.answers: expected one or more"):
        frames.add_up([])
    with pytest.raises(InvalidTable, match=r"answers\.kecamatan: expected a column of every"):
        frames.add_up([answer], by=Level.KECAMATAN)
    other = frames.partition(*given, on=DAYS[0], by="sex")
    with pytest.raises(InvalidTable, match=r"answers\.not_recorded: expected a column of every"):
        frames.add_up([answer, other], by="sex")
    curve = frames.timeliness(*given, on=DAYS[0], by="sex")
    with pytest.raises(InvalidTable, match=r"answers\.obliged: expected a column of every"):
        frames.add_up([curve], by="sex")
