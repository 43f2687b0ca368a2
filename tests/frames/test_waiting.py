"""Waiting times over tables equal those of a register, group by group, on every engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from frames.test_measures import (
    BANDS,
    DAYS,
    FEBRUARY_28,
    MARCH_1,
    RULES,
    WAYS,
    Least,
    Table,
    by_group,
    every_engine,
    register,
    tables,
)
from support.answers import COHORTS, labels
from support.engines import engines, given_to, nw, pl

from dukcapil import LeapDay, RegionCode, Stage, coverage, frames
from dukcapil.regions import Level
from dukcapil.register import StagePart

EVERY_WAY = {**WAYS, **COHORTS}


def steps(engine: str, native: Any) -> Table:  # noqa: ANN401
    """Return the steps of curves by group and day, their probabilities rounded."""
    frame = nw.from_native(native)
    if isinstance(frame, nw.LazyFrame):
        assert not isinstance(native, pl.DataFrame)
        frame = frame.collect(None if "polars" in engine else "pyarrow")
    found = {}
    for *group, days, at_risk, reached, probability, error in frame.rows():
        is_nan = error is None or error != error  # noqa: PLR0124  of pandas
        found[(*map(str, group), int(days))] = (
            *(int(at_risk), int(reached), round(probability, 9)),
            None if is_nan else round(error or 0.0, 9),
        )
    return found


def expected_steps(answer: coverage.Timeliness, *group: str) -> Table:
    return {
        (*group, one.days): (
            *(one.at_risk, one.reached, round(one.probability, 9)),
            None if one.standard_error is None else round(one.standard_error, 9),
        )
        for one in answer.steps
    }


@every_engine
@pytest.mark.parametrize("on", [DAYS[1], date.max], ids=["then", "at the end"])
@pytest.mark.parametrize(
    ("name", "stage", "more"),
    [
        ("crowd", Stage.HOLDING, {**RULES[MARCH_1]}),
        ("crowd", Stage.HOLDING, {**RULES[FEBRUARY_28]}),
        ("crowd", StagePart.IN_PROCESS, {**RULES[FEBRUARY_28], "after": 30}),
        ("crowd", Stage.RECORDED, {**RULES[MARCH_1], "since": date(2015, 1, 1), "until": DAYS[1]}),
        ("crowd", Stage.NOT_RECORDED, {**RULES[MARCH_1]}),
        ("city", Stage.HOLDING, {**RULES[MARCH_1], "after": 0}),
        ("one", Stage.RECORDED, {**RULES[MARCH_1]}),
        ("nobody", Stage.HOLDING, {**RULES[MARCH_1]}),
    ],
)
def test_timeliness(engine: str, name: str, stage: Least, more: dict[str, Any], on: date) -> None:
    terms = {"on": on, "stage": stage, **more}
    expected = expected_steps(coverage.timeliness(register(name), **terms))
    assert steps(engine, frames.timeliness(*tables(name, engine), **terms)) == expected


@every_engine
@pytest.mark.parametrize("leap_day", LeapDay)
def test_timeliness_of_a_group_is_that_of_a_register_within_it(
    engine: str, leap_day: LeapDay
) -> None:
    terms = {"on": DAYS[1], **RULES[leap_day]}
    answer = frames.timeliness(*tables("crowd", engine), by=Level.KECAMATAN, **terms)
    found = steps(engine, answer)
    places = {group for group, _ in found}
    assert len(places) > 2
    expected: Table = {}
    for place in places:
        inside = register("crowd").within(RegionCode(place))
        expected |= expected_steps(coverage.timeliness(inside, **terms), place)
    assert found == expected


def test_everybody_at_risk_may_reach_the_stage_at_once() -> None:
    """The estimate is then 1 for good, with an error that has no value."""
    answer = frames.timeliness(*tables("crowd", "polars"), on=DAYS[1], stage=Stage.NOT_RECORDED)
    assert answer["probability"].to_list() == [1.0]
    assert answer["standard_error"].to_list() == [None]


def test_people_grow_older_while_they_are_observed() -> None:
    with pytest.raises(ValueError, match=r"timeliness\.by: expected no AgeBands"):
        frames.timeliness(*tables("city", "polars"), on=DAYS[0], by=BANDS)


@every_engine
@pytest.mark.parametrize("on", DAYS[:2], ids=str)
@pytest.mark.parametrize(
    ("name", "way", "terms"),
    [
        ("crowd", "groups", {"stage": Stage.HOLDING, **RULES[MARCH_1]}),
        ("crowd", "places", {"stage": StagePart.IN_PROCESS, **RULES[FEBRUARY_28]}),
        ("crowd", "months", {"stage": Stage.HOLDING, **RULES[FEBRUARY_28]}),
        ("crowd", "years", {"stage": Stage.PRINT_READY, **RULES[MARCH_1]}),
        ("city", "ages", {"stage": Stage.HOLDING, **RULES[MARCH_1]}),
        ("crowd", "whole", {"stage": Stage.RECORDED, **RULES[MARCH_1]}),
        ("one", "places", {"stage": Stage.HOLDING, **RULES[MARCH_1]}),
        ("nobody", "places", {"stage": Stage.HOLDING, **RULES[MARCH_1]}),
    ],
)
def test_backlog(engine: str, name: str, way: str, terms: dict[str, Any], on: date) -> None:
    of_register, of_tables = EVERY_WAY[way]
    expected = {
        labels(row.key): (
            *(row.people, row.median_days),
            *(row.ninth_decile_days, row.longest_days),
        )
        for row in coverage.backlog(register(name), on=on, by=of_register, **terms)
    }
    answer = frames.backlog(*tables(name, engine), on=on, by=of_tables, **terms)
    found = by_group(engine, answer, 4)
    assert {tuple(map(str, group)): row for group, row in found.items()} == expected


@every_engine
def test_where_nobody_waits_there_is_no_wait(engine: str) -> None:
    answer = frames.backlog(*tables("nobody", engine), on=DAYS[0])
    assert by_group(engine, answer, 4) == {(): (0, None, None, None)}


@every_engine
def test_groups_may_be_unknown(engine: str) -> None:
    """Nulls are a group of their own, with ranks and curves of its own."""
    stays, events = tables("city", "polars")
    known = pl.when(pl.col("sex") == "male").then(pl.lit("m"))
    own = given_to(engine, stays.with_columns(known.alias("_days")))
    given = own, given_to(engine, events)
    by_sex = frames.backlog(stays, events, on=DAYS[0], by="sex")
    names = {"male": "m", "female": None}
    expected = {(names[sex],): tuple(row) for sex, *row in by_sex.rows()}
    assert by_group(engine, frames.backlog(*given, on=DAYS[0], by="_days"), 4) == expected
    curves = steps("polars", frames.timeliness(stays, events, on=DAYS[0], by="sex"))
    found = steps(engine, frames.timeliness(*given, on=DAYS[0], by="_days"))
    renamed = {(str(names[sex]), days): row for (sex, days), row in curves.items()}
    assert {
        (str(None) if group in {"nan", "<NA>"} else group, days): row
        for (group, days), row in found.items()
    } == renamed


@pytest.mark.parametrize("engine", engines(["dask"]))
def test_an_engine_without_running_sums_is_refused(engine: str) -> None:
    given = tables("one", engine)
    for name in ("backlog", "timeliness"):
        with pytest.raises(
            TypeError, match=rf"{name}\.stays: expected a frame of an engine with r"
        ):
            getattr(frames, name)(*given, on=DAYS[0])
