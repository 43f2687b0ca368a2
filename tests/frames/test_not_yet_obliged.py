"""People in no stock yet, and cohorts, over tables equal those of a register, on every engine."""

from __future__ import annotations

import pytest
from frames.test_measures import (
    DAYS,
    FEBRUARY_28,
    MARCH_1,
    MONTHS,
    RULES,
    WAYS,
    by_group,
    every_engine,
    register,
    tables,
)
from support.answers import COHORTS, labels

from dukcapil import LeapDay, Stage, coverage, frames
from dukcapil.errors import InvalidRecord

EVERY_WAY = {**WAYS, **COHORTS}


@every_engine
@pytest.mark.parametrize(
    ("name", "way", "leap_day", "from_age"),
    [
        ("crowd", "groups", MARCH_1, 16),
        ("crowd", "places", FEBRUARY_28, 0),
        ("crowd", "months", MARCH_1, 15),
        ("crowd", "years", FEBRUARY_28, 16),
        ("city", "whole", MARCH_1, 16),
        ("nobody", "whole", MARCH_1, 16),
        ("nobody", "groups", MARCH_1, 16),
    ],
)
def test_early_recordings(
    engine: str, name: str, way: str, leap_day: LeapDay, from_age: int
) -> None:
    of_register, of_tables = EVERY_WAY[way]
    for on in DAYS[:2]:
        terms = {"on": on, "from_age": from_age, **RULES[leap_day]}
        answer = frames.early_recordings(*tables(name, engine), by=of_tables, **terms)
        found = by_group(engine, answer, 2)
        expected = {
            labels(row.key): (row.eligible, row.recorded)
            for row in coverage.early_recordings(register(name), by=of_register, **terms)
        }
        if way == "whole":
            expected = expected or {(): (0, 0)}
        assert {tuple(map(str, group)): row for group, row in found.items()} == expected


def test_an_age_is_a_count() -> None:
    with pytest.raises(InvalidRecord, match="from_age"):
        frames.early_recordings(*tables("city", "polars"), on=DAYS[0], from_age=-1)


@every_engine
@pytest.mark.parametrize(
    ("name", "way", "stage", "leap_day"),
    [
        ("crowd", "groups", Stage.HOLDING, MARCH_1),
        ("crowd", "places", Stage.RECORDED, FEBRUARY_28),
        ("crowd", "months", Stage.HOLDING, FEBRUARY_28),
        ("city", "whole", Stage.HOLDING, MARCH_1),
        ("nobody", "groups", Stage.HOLDING, MARCH_1),
    ],
)
def test_year_target(engine: str, name: str, way: str, stage: Stage, leap_day: LeapDay) -> None:
    of_register, of_tables = EVERY_WAY[way]
    for on in DAYS[:2]:
        terms = {"on": on, "stage": stage, **RULES[leap_day]}
        answer = frames.year_target(*tables(name, engine), by=of_tables, **terms)
        found = by_group(engine, answer, 2)
        expected = {
            labels(row.key): (row.coverage.obliged, row.coverage.covered)
            for row in coverage.year_target(register(name), by=of_register, **terms)
        }
        assert {tuple(map(str, group)): row for group, row in found.items()} == expected


@every_engine
@pytest.mark.parametrize("leap_day", LeapDay)
@pytest.mark.parametrize("way", COHORTS)
def test_cohorts(engine: str, way: str, leap_day: LeapDay) -> None:
    of_register, of_tables = COHORTS[way]
    both, rules = tables("crowd", engine), RULES[leap_day]
    answers = {
        "measure": frames.measure(*both, on=DAYS[0], by=of_tables, **rules),
        "series": frames.series(*both, MONTHS, by=of_tables, **rules),
        "flows": frames.flows(*both, DAYS[0], DAYS[-1], by=of_tables, **rules),
    }
    crowd = register("crowd")
    moved = coverage.flows(crowd, DAYS[0], DAYS[-1], by=of_register, **rules)
    expected = {
        "measure": {
            labels(row.key): (row.coverage.obliged, row.coverage.covered)
            for row in coverage.measure(crowd, on=DAYS[0], by=of_register, **rules)
        },
        "series": {
            (*labels(row.key), str(row.on)): (row.coverage.obliged, row.coverage.covered)
            for row in coverage.series(crowd, MONTHS, by=of_register, **rules)
        },
        "flows": {
            (*labels(row.key), one.flow.value): (one.obliged, one.covered)
            for row in moved
            for one in row.counts
            if one.obliged or one.covered
        },
    }
    for name, answer in answers.items():
        found = by_group(engine, answer, 2)
        assert {tuple(map(str, group)): row for group, row in found.items()} == expected[name], name
