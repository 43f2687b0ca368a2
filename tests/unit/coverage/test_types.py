"""Types of the keys of answers, by kind of breakdown: checked by mypy, and at run time."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import assert_type

from support.people import person, register

from dukcapil import NIK, Month, RegionCode, Sex, measure, series
from dukcapil.coverage import (
    AgeBand,
    AgeBands,
    BacklogTable,
    Cohort,
    CoverageTable,
    EarlyTable,
    FlowTable,
    StageTable,
    backlog,
    early_recordings,
    flows,
    partition,
    year_target,
)
from dukcapil.regions import Level
from dukcapil.residents import Resident

DAY = date(2020, 12, 31)
PEOPLE = register(person(1, date(1990, 5, 1)), person(2, date(2004, 5, 1)))
MONTHS = [Month(2020, 12)]


def nik_of(resident: Resident) -> NIK:
    return resident.nik


def test_a_level_gives_codes_of_regions() -> None:
    by = Level.KECAMATAN
    assert_type(partition(PEOPLE, on=DAY, by=by), StageTable[RegionCode])
    assert_type(flows(PEOPLE, DAY, DAY, by=by), FlowTable[RegionCode])
    assert_type(backlog(PEOPLE, on=DAY, by=by), BacklogTable[RegionCode])
    assert_type(early_recordings(PEOPLE, on=DAY, by=by), EarlyTable[RegionCode])
    assert_type(year_target(PEOPLE, on=DAY, by=by), CoverageTable[RegionCode])
    assert_type(series(PEOPLE, MONTHS, by=by), CoverageTable[RegionCode])
    table = measure(PEOPLE, on=DAY, by=by)
    assert_type(table, CoverageTable[RegionCode])
    assert type(table.rows[0].key) is RegionCode


def test_ages_give_bands() -> None:
    table = measure(PEOPLE, on=DAY, by=AgeBands([17, 60]))
    assert_type(table, CoverageTable[AgeBand])
    assert type(table.rows[0].key) is AgeBand


def test_a_cohort_gives_months_or_years() -> None:
    assert_type(measure(PEOPLE, on=DAY, by=Cohort.BIRTH_YEAR), CoverageTable[Month | int])
    table = measure(PEOPLE, on=DAY, by=Cohort.OBLIGED_MONTH)
    assert_type(table, CoverageTable[Month | int])
    assert type(table.rows[0].key) is Month


def test_sex_gives_sexes() -> None:
    table = partition(PEOPLE, on=DAY, by=Sex)
    assert_type(table, StageTable[Sex])
    assert_type(table.coverage(), CoverageTable[Sex])
    assert type(table.rows[0].key) is Sex


def test_a_function_gives_what_it_returns() -> None:
    table = backlog(PEOPLE, on=DAY, by=nik_of)
    assert_type(table, BacklogTable[NIK])
    assert type(table.rows[0].key) is NIK


def test_several_dimensions_or_none_give_tuples() -> None:
    assert_type(measure(PEOPLE, on=DAY), CoverageTable[tuple[Hashable, ...]])
    table = flows(PEOPLE, DAY, DAY, by=[Sex, Level.PROVINCE])
    assert_type(table, FlowTable[tuple[Hashable, ...]])
    assert table.rows[0].key == (Sex.FEMALE, RegionCode("32"))
