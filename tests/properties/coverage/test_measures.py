"""Every measure of a register agrees with a loop over people and days, and adds up exactly."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import oracle

from dukcapil import (
    LeapDay,
    Month,
    RegionCode,
    Register,
    Resident,
    Sex,
    Stage,
    cards,
    recording,
)
from dukcapil.coverage import (
    AgeBand,
    AgeBands,
    Cohort,
    Coverage,
    CoverageTable,
    Flow,
    backlog,
    decompose,
    flows,
    kitagawa,
    measure,
    partition,
    series,
    timeliness,
)
from dukcapil.events import Event
from dukcapil.regions import Level
from dukcapil.register import InactiveNIKs, StagePart
from dukcapil.testing import populations

History = tuple[Resident, tuple[Event, ...]]
Population = list[History]
Key = Callable[[Resident, RegionCode, date], Hashable]

FIRST, LAST = date(2020, 12, 15), date(2021, 4, 15)
DAY = timedelta(days=1)
BANDS = AgeBands([17, 18, 40])

days = st.dates(FIRST - 3 * DAY, LAST + 3 * DAY)
policies = st.sampled_from(LeapDay)
stages = st.sampled_from([*Stage, StagePart.IN_PROCESS])
rules = st.sampled_from(InactiveNIKs)
LEFT_OUT = InactiveNIKs.LEFT_OUT


def register_of(population: Population) -> Register:
    people = [resident for resident, _ in population]
    return Register.of(people, [event for _, history in population for event in history])


Least = Stage | StagePart


def least(stage: Least) -> float:
    """Return the first position that counts."""
    return oracle.IN_PROCESS if isinstance(stage, StagePart) else stage


def age(resident: Resident, on: date, leap_day: LeapDay) -> int:
    born = (resident.birth_date.month, resident.birth_date.day)
    is_leap = on.year % 4 == 0 and (on.year % 100 != 0 or on.year % 400 == 0)
    if born == (2, 29) and leap_day is LeapDay.FEBRUARY_28 and not is_leap:
        born = (2, 28)
    return on.year - resident.birth_date.year - ((on.month, on.day) < born)


def band(years: int) -> AgeBand:
    if years < 17:
        return AgeBand(0, 16)
    if years == 17:
        return AgeBand(17, 17)
    return AgeBand(18, 39) if years < 40 else AgeBand(40, None)


def first_letter(resident: Resident) -> str:
    return "odd" if int(resident.nik) % 2 else "even"


def dimensions(leap_day: LeapDay) -> list[tuple[Any, Key]]:
    """Return breakdowns, each with its key computed the slow way."""
    return [
        ((), lambda _one, _region, _on: ()),
        (Level.KAB_KOTA, lambda _one, region, _on: RegionCode(region[:5])),
        (Level.DESA_KELURAHAN, lambda _one, region, _on: region),
        (Sex, lambda one, _region, _on: one.sex),
        (BANDS, lambda one, _region, on: band(age(one, on, leap_day))),
        (Cohort.BIRTH_YEAR, lambda one, _region, _on: one.birth_date.year),
        (
            Cohort.OBLIGED_MONTH,
            lambda one, _region, on: Month.of(oracle.obliged_since(one, on, leap_day)),
        ),
        (
            Cohort.OBLIGED_YEAR,
            lambda one, _region, on: oracle.obliged_since(one, on, leap_day).year,
        ),
        (first_letter, lambda one, _region, _on: first_letter(one)),
        (
            (Level.KECAMATAN, BANDS, Sex),
            lambda one, region, on: (RegionCode(region[:8]), band(age(one, on, leap_day)), one.sex),
        ),
    ]


def nobody(by: object) -> dict[Hashable, list[int]]:
    """Return a partition of no people: one figure without a breakdown, else none."""
    return {(): [0] * len(StagePart)} if by == () else {}


NUMBER_OF_DIMENSIONS = len(dimensions(LeapDay.MARCH_1))
choices = st.integers(0, NUMBER_OF_DIMENSIONS - 1)


@given(populations(), days, policies, rules, choices)
def test_everybody_obliged_is_in_one_cell_and_one_stage(
    population: Population, on: date, leap_day: LeapDay, inactive: InactiveNIKs, choice: int
) -> None:
    by, key = dimensions(leap_day)[choice]
    register = register_of(population)
    table = partition(register, on=on, by=by, leap_day=leap_day, inactive=inactive)
    active = inactive is LEFT_OUT
    expected = oracle.partition(population, on, key, leap_day, active=active) or nobody(by)
    assert {row.key: list(row.parts) for row in table} == expected
    for row in table:
        for stage in Stage:
            parts = [table.members(row.key, part) for part in StagePart if part.stage is stage]
            members = table.members(row.key, stage)
            assert sorted(nik for part in parts for nik in part) == list(members)
            assert len(members) == row.counts[stage]
        for part, where in zip(StagePart, oracle.POSITIONS, strict=True):
            members = table.members(row.key, part)
            assert len(members) == row.parts[part.value]
            for nik in members:
                ((resident, history),) = [one for one in population if one[0].nik == nik]
                place = oracle.place(resident, on, leap_day, active=active)
                assert place is not None
                assert key(resident, place, on) == row.key
                assert oracle.position(resident, history, on) == where


@given(populations(), days, policies, rules, stages, choices)
def test_coverage_is_the_partition_from_a_stage_on(  # noqa: PLR0913, PLR0917
    population: Population,
    on: date,
    leap_day: LeapDay,
    inactive: InactiveNIKs,
    stage: Least,
    choice: int,
) -> None:
    by, key = dimensions(leap_day)[choice]
    register, active = register_of(population), inactive is LEFT_OUT
    table = measure(register, on=on, by=by, stage=stage, leap_day=leap_day, inactive=inactive)
    by_key = oracle.partition(population, on, key, leap_day, active=active) or nobody(by)
    for row in table:
        counts = by_key[row.key]
        assert row.coverage == Coverage(
            obliged=sum(counts), covered=sum(counts[oracle.POSITIONS.index(least(stage)) :])
        )
        gap = table.members(row.key, "gap")
        covered = table.members(row.key, "covered")
        assert (len(gap), len(covered)) == (row.coverage.gap, row.coverage.covered)
        assert sorted([*gap, *covered]) == list(table.members(row.key, "obliged"))


@given(populations(), st.sets(st.integers(-2, 6), max_size=6), policies, rules, stages, choices)
def test_a_series_is_the_measures_of_its_days(  # noqa: PLR0913, PLR0917
    population: Population,
    offsets: set[int],
    leap_day: LeapDay,
    inactive: InactiveNIKs,
    stage: Least,
    choice: int,
) -> None:
    by, _ = dimensions(leap_day)[choice]
    register = register_of(population)
    months = [Month(2020, 12) + offset for offset in offsets]
    options: dict[str, Any] = {"by": by, "stage": stage, "leap_day": leap_day, "inactive": inactive}
    table = series(register, months, **options)
    rows = [row for month in months for row in measure(register, on=month.last_day, **options)]
    assert table == CoverageTable(rows, dimensions=table.dimensions)
    for row in table:
        single = measure(register, on=row.on, **options)
        assert table.members(row.key, "gap", on=row.on) == single.members(row.key, "gap")


@given(populations(), st.tuples(days, days).map(sorted), policies, rules, stages, choices)
def test_flows_are_those_of_a_loop_over_days_and_lead_from_one_stock_to_the_other(  # noqa: PLR0913, PLR0917
    population: Population,
    span: list[date],
    leap_day: LeapDay,
    inactive: InactiveNIKs,
    stage: Least,
    choice: int,
) -> None:
    by, key = dimensions(leap_day)[choice]
    since, until = span
    register = register_of(population)
    options: dict[str, Any] = {"by": by, "stage": stage, "leap_day": leap_day, "inactive": inactive}
    table = flows(register, since, until, **options)
    expected = oracle.flows(
        population, since, until, key, least(stage), leap_day, active=inactive is LEFT_OUT
    )
    found = {
        row.key: {
            count.flow.value.replace(" ", "_"): [count.obliged, count.covered]
            for count in row.counts
            if count.obliged or count.covered
        }
        for row in table
    }
    assert {key: sums for key, sums in found.items() if sums} == {
        key: sums for key, sums in expected.items() if sums
    }
    before = measure(register, on=since, **options)
    after = measure(register, on=until, **options)
    nothing = Coverage(obliged=0, covered=0)
    assert {r.key for r in (*before, *after)} <= {row.key for row in table}
    for row in table:
        assert row.before == {r.key: r.coverage for r in before}.get(row.key, nothing)
        assert row.after == {r.key: r.coverage for r in after}.get(row.key, nothing)
    total = table.total()
    assert total.before == sum((row.before for row in table), start=nothing)


@given(populations(), st.tuples(days, days).map(sorted), stages)
def test_contributions_sum_to_the_change_of_coverage(
    population: Population, span: list[date], stage: Least
) -> None:
    row = flows(register_of(population), *span, stage=stage).total()
    parts = decompose(row)
    if row.before.ratio is None or row.after.ratio is None:
        assert parts is None
        return
    assert parts is not None
    assert parts.change == row.after.ratio - row.before.ratio
    middle = (row.before.ratio + row.after.ratio) / 2
    size = Fraction(row.before.obliged + row.after.obliged, 2)
    for flow in Flow:
        assert parts[flow] == (row[flow].covered - middle * row[flow].obliged) / size


@given(populations(max_size=6), days, days, stages)
def test_rate_and_composition_sum_to_the_difference(
    population: Population, one: date, other: date, stage: Least
) -> None:
    register = register_of(population)
    here = measure(register, on=one, by=Sex, stage=stage)
    there = measure(register, on=other, by=Sex, stage=stage)
    if not (here.rows and there.rows):
        with pytest.raises(ValueError, match="anybody is obliged"):
            kitagawa(here, there)
        return
    split = kitagawa(here, there)
    old, new = here.total(on=one).ratio, there.total(on=other).ratio
    assert old is not None
    assert new is not None
    assert split.difference == split.rate_effect + split.composition_effect == new - old


@given(populations(), days, policies, rules, stages)
def test_the_backlog_has_the_ages_of_those_who_wait(
    population: Population, on: date, leap_day: LeapDay, inactive: InactiveNIKs, stage: Least
) -> None:
    register, active = register_of(population), inactive is LEFT_OUT
    table = backlog(register, on=on, stage=stage, leap_day=leap_day, inactive=inactive)
    waits = sorted(oracle.waiting(population, on, least(stage), leap_day, active=active))
    if not waits:
        assert table.rows == ()
        return
    (row,) = table
    assert (row.people, row.longest_days) == (len(waits), waits[-1])
    assert sum(wait <= row.median_days for wait in waits) * 2 >= len(waits)
    assert sum(wait < row.median_days for wait in waits) * 2 < len(waits)
    assert sum(wait <= row.ninth_decile_days for wait in waits) * 10 >= len(waits) * 9
    assert sum(wait < row.ninth_decile_days for wait in waits) * 10 < len(waits) * 9


@given(populations(), days, policies, rules, stages)
def test_timeliness_is_the_product_limit_of_a_loop_over_days(
    population: Population, on: date, leap_day: LeapDay, inactive: InactiveNIKs, stage: Least
) -> None:
    register, active = register_of(population), inactive is LEFT_OUT
    estimate = timeliness(register, on=on, stage=stage, leap_day=leap_day, inactive=inactive)
    bounds = FIRST - 400 * DAY, LAST + 400 * DAY
    expected = oracle.survival(population, on, least(stage), leap_day, *bounds, active=active)
    assert [(s.days, s.at_risk, s.reached) for s in estimate.steps] == [s[:3] for s in expected]
    for step, (_, _, _, surviving, greenwood) in zip(estimate.steps, expected, strict=True):
        assert step.probability == pytest.approx(float(1 - surviving), abs=1e-12)
        if surviving == 0:
            assert step.standard_error is None
        else:
            error = float(surviving) * float(greenwood) ** 0.5
            assert step.standard_error == pytest.approx(error, abs=1e-12)
        low, high = estimate.interval(step.days)
        assert 0 <= low < high <= 1
        assert low <= step.probability + 1e-12
        assert step.probability <= high + 1e-12


@given(populations(), days, st.none() | days)
def test_a_standing_is_the_fold_of_the_history(
    population: Population, on: date, known_on: date | None
) -> None:
    register = register_of(population)
    for resident, history in population:
        standing = register.standing(resident.nik, on=on, known_on=known_on)
        assert standing.recording == recording.fold(history, on=on, known_on=known_on)
        assert standing.holding == cards.fold(
            history, on=on, known_on=known_on, citizenship=resident.citizenship
        )
        if known_on is None:
            assert standing.stage == oracle.stage(resident, history, on)
        else:
            as_known = [event for event in history if event.entered_on <= known_on]
            assert standing.stage == oracle.stage(resident, as_known, on)
            assert register.known_on(known_on).standing(resident.nik, on=on) == standing


@given(populations(), days, days)
def test_what_was_known_is_measured_as_if_the_rest_had_not_been_entered(
    population: Population, on: date, known_on: date
) -> None:
    known = [
        (resident, tuple(event for event in history if event.entered_on <= known_on))
        for resident, history in population
    ]
    table = partition(register_of(population).known_on(known_on), on=on)
    expected = oracle.partition(known, on, lambda *_: (), LeapDay.MARCH_1) or nobody(())
    assert {row.key: list(row.parts) for row in table} == expected


@given(populations(), st.randoms(use_true_random=False), days)
def test_the_order_of_the_input_does_not_matter(
    population: Population, random: object, on: date
) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined]
    people = [resident for resident, _ in population]
    events = [event for _, history in population for event in history]
    register = Register.of(people, events)
    shuffle(people)
    shuffle(events)
    again = Register.of(people, [*events, *events[:3]])
    assert again == register
    assert measure(again, on=on, by=Sex) == measure(register, on=on, by=Sex)
    assert tuple(again.events()) == tuple(register.events())


@given(populations(max_size=5), st.integers(0, 5), st.integers(0, 5))
def test_merging_is_union(population: Population, first: int, second: int) -> None:
    one, other = population[:first], population[min(first, second) :]
    both = list({resident.nik: (resident, h) for resident, h in [*one, *other]}.values())
    assert register_of(one).merge(register_of(other)) == register_of(both)
    assert register_of(other).merge(register_of(one)) == register_of(both)


@given(populations(max_size=5), days, stages)
def test_a_person_changes_only_the_cells_they_should(
    population: Population, on: date, stage: Least
) -> None:
    if not population:
        return
    with_all = measure(register_of(population), on=on, by=Level.DESA_KELURAHAN, stage=stage)
    without = measure(register_of(population[1:]), on=on, by=Level.DESA_KELURAHAN, stage=stage)
    resident, history = population[0]
    place = oracle.place(resident, on, LeapDay.MARCH_1)
    covered = int(oracle.position(resident, history, on) >= least(stage))
    nothing = Coverage(obliged=0, covered=0)
    before = {row.key: row.coverage for row in without}
    for row in with_all:
        extra = Coverage(obliged=1, covered=covered) if row.key == place else nothing
        assert row.coverage == before.get(row.key, nothing) + extra


@given(populations(), days, policies)
def test_a_scope_gives_the_figures_of_its_region(
    population: Population, on: date, leap_day: LeapDay
) -> None:
    register = register_of(population)
    for scope in (RegionCode("32"), RegionCode("32.75"), RegionCode("32.75.01.1001")):
        part = register.within(scope)
        inside = {
            row.key: row.counts
            for row in partition(register, on=on, by=Level.DESA_KELURAHAN, leap_day=leap_day)
            if row.key in scope
        }
        table = partition(part, on=on, by=Level.DESA_KELURAHAN, leap_day=leap_day)
        assert {row.key: row.counts for row in table} == inside
        for resident in part:
            assert resident == register[resident.nik]
            assert part.history(resident.nik) == register.history(resident.nik)


@given(populations(), days, st.sampled_from([Level.KECAMATAN, Level.KAB_KOTA, Level.PROVINCE]))
def test_roll_ups_add_exactly(population: Population, on: date, level: Level) -> None:
    register = register_of(population)
    fine = measure(register, on=on, by=Level.DESA_KELURAHAN)
    rolled = fine.roll_up(lambda code: code.at(level))
    assert rolled.rows == measure(register, on=on, by=level).rows
    for row in rolled:
        assert rolled.members(row.key, "gap") == measure(register, on=on, by=level).members(
            row.key, "gap"
        )
