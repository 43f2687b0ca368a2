"""Tables as known on a day, within a region, and by other boundaries equal those of a register."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from frames.test_measures import by_group, parts
from support.crowd import crowd
from support.engines import ENGINES, THOROUGH, engines, given_to, pl, rows

from dukcapil import RegionCode, Register, Residence, Resident, coverage, frames
from dukcapil.errors import InvalidTable
from dukcapil.regions import Level
from dukcapil.register import Reorganisation, StagePart
from dukcapil.residents import EndOfStay, Snapshot

every_engine = pytest.mark.parametrize(
    "engine", engines(name for name in THOROUGH if name in ENGINES)
)
DAYS = (date(2021, 2, 28), date(2021, 3, 10), date(2021, 4, 15))


@cache
def some() -> Register:
    """Return every third person of the crowd."""
    people = tuple(crowd())[::3]
    return Register.of(people, [event for one in people for event in crowd().history(one.nik)])


def asked(engine: str, stays: Any, events: Any) -> list[Any]:  # noqa: ANN401
    """Return figures and flows of two tables, by kecamatan."""
    by = Level.KECAMATAN
    return [
        by_group(engine, frames.partition(stays, events, on=DAYS[1], by=by), len(StagePart)),
        by_group(engine, frames.flows(stays, events, DAYS[0], DAYS[-1], by=by), 2),
    ]


def expected(register: Register) -> list[Any]:
    """Return the same of a register."""
    by = Level.KECAMATAN
    return [
        {parts(row.key): row.parts for row in coverage.partition(register, on=DAYS[1], by=by)},
        {
            (*parts(row.key), one.flow.value): (one.obliged, one.covered)
            for row in coverage.flows(register, DAYS[0], DAYS[-1], by=by)
            for one in row.counts
            if one.obliged or one.covered
        },
    ]


# --- what was known ---------------------------------------------------------------------------

ENTERED = (None, date(2021, 3, 1), date(2021, 3, 15))


def told(resident: Resident, number: int) -> list[Resident | Snapshot]:
    """Return what is known of a person: at once, in one snapshot, or in two that differ."""
    first = attrs.evolve(resident, died_on=None)
    match number % 3:
        case 0:
            return [resident]
        case 1:
            return [Snapshot(resident=resident, entered_on=date(2021, 3, 15))]
        case _:
            return [
                Snapshot(resident=first, entered_on=date(2021, 3, 1)),
                Snapshot(resident=resident, entered_on=date(2021, 3, 15)),
            ]


@cache
def told_register() -> Register:
    people = [entry for number, one in enumerate(some()) for entry in told(one, number)]
    return Register.of(people, some().events())


@cache
def snapshots() -> tuple[Any, Any]:
    """Return the tables of all snapshots."""
    entries = [told(one, number) for number, one in enumerate(some())]
    parts_ = []
    for entered_on in ENTERED:
        people = [
            one.resident if isinstance(one, Snapshot) else one
            for several in entries
            for one in several
            if getattr(one, "entered_on", None) == entered_on
        ]
        stays, _ = frames.to_frames(Register.of(people), backend="polars")
        parts_.append(stays.with_columns(entered_on=pl.lit(entered_on, pl.Date)))
    return pl.concat(parts_), frames.to_frames(some(), backend="polars")[1]


@every_engine
@pytest.mark.parametrize("on", [date(2021, 2, 1), *ENTERED[1:], date(2021, 12, 31)])
def test_what_was_known(engine: str, on: date) -> None:
    tables = (given_to(engine, one) for one in snapshots())
    known = frames.known_on(*tables, on=on)
    assert asked(engine, *known) == expected(told_register().known_on(on))


def test_events_alone_have_days_of_entry() -> None:
    stays, events = frames.to_frames(some(), backend="polars")
    stays = stays.drop("entered_on")
    known = frames.known_on(stays, events, on=DAYS[0])
    assert known[0] is stays
    assert known[1].equals(events.filter(pl.col("entered_on") <= DAYS[0]))


# --- a region ---------------------------------------------------------------------------------


@every_engine
@pytest.mark.parametrize("region", ["32.75", "32.75.99", "36"])
def test_a_region(engine: str, region: str) -> None:
    stays, events = (given_to(engine, one) for one in frames.to_frames(some(), backend="polars"))
    scope = RegionCode(region)
    inside = frames.within(stays, scope)
    assert asked(engine, inside, events) == expected(some().within(scope))


@every_engine
def test_a_region_counts_under_its_old_codes(engine: str) -> None:
    renamed = [
        attrs.evolve(
            one,
            residences=[
                attrs.evolve(stay, region=RegionCode("91.01.01.2001")) for stay in one.residences
            ],
        )
        for one in some()
    ]
    register = Register.of(renamed)
    stays, events = (given_to(engine, one) for one in frames.to_frames(register, backend="polars"))
    inside = frames.within(stays, RegionCode("93.01"))
    assert asked(engine, inside, events) == expected(register.within(RegionCode("93.01")))


def test_a_region_is_a_code() -> None:
    stays, _ = frames.to_frames(some(), backend="polars")
    text: Any = "32.75"
    with pytest.raises(TypeError, match=r"within.region: expected RegionCode, found str"):
        frames.within(stays, text)


# --- boundaries -------------------------------------------------------------------------------

DAY = DAYS[1]
SPLIT = Reorganisation(
    on=DAY,
    successors={
        "32.75.99": ["32.75.99", "32.75.98"],
        "32.75.99.1001": "32.75.98.1001",
        "32.75.99.1002": ["32.75.99.1002", "32.75.98.1002"],
    },
)
MERGER = Reorganisation(
    on=DAY + timedelta(days=20), successors={"32.75.97": "32.75.98", "32.76": ["32.75", "32.76"]}
)
CHANGES = {"split": [SPLIT], "merger": [MERGER], "both": [MERGER, SPLIT]}


def moved(resident: Resident, number: int) -> Resident:
    """Return a person who lives in the regions that change; some stays end with the change."""
    regions = ("32.75.99.1001", "32.75.99.1002", "32.75.99", "32.75.97.1003", "32.76", "32.75")
    stays: list[Residence] = []
    for place, stay in enumerate(resident.residences):
        region = RegionCode(regions[(number + place) % len(regions)])
        new = attrs.evolve(stay, region=region)
        ends = [one for one in (new.until, resident.died_on) if one is not None]
        if number % 4 == 0 and new.since < DAY and all(one > DAY for one in ends):
            stays.append(attrs.evolve(new, until=DAY, ended_by=EndOfStay.REORGANISED))
            new = attrs.evolve(new, since=DAY, region=RegionCode("32.75.98.1001"))
        stays.append(new)
    return attrs.evolve(resident, residences=stays)


@cache
def reorganised() -> Register:
    return Register.of([moved(one, number) for number, one in enumerate(some())])


@every_engine
@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("day", [DAYS[0], DAY, date(2021, 12, 31)])
def test_boundaries(engine: str, changes: str, day: date) -> None:
    stays, events = (
        given_to(engine, one) for one in frames.to_frames(reorganised(), backend="polars")
    )
    others = frames.by_boundaries_of(stays, day, CHANGES[changes])
    register = reorganised().by_boundaries_of(day, CHANGES[changes])
    assert asked(engine, others, events) == expected(register)


@every_engine
def test_what_several_provinces_contain_is_nowhere(engine: str) -> None:
    """A register refuses it; a table may be lazy, so that nobody is counted in a wrong place."""
    change = Reorganisation(on=DAY, successors={"91": ["91", "92"]})
    stays, _ = frames.to_frames(reorganised(), backend="polars")
    papua = stays.with_columns(region=pl.lit("91"))
    found = frames.by_boundaries_of(given_to(engine, papua), date(2021, 12, 31), [change])
    place = stays.columns.index("region")
    before = {row[place] for row in rows(engine, found)}
    assert before <= {None, "91"}
    assert None in before


def test_columns_of_the_caller_stay() -> None:
    """Also those that are called like columns of our own."""
    stays, events = snapshots()
    own = stays.with_columns(*(pl.lit(1).alias(one) for one in ("_person", "_entry", "_other")))
    known, _ = frames.known_on(own, events, on=DAYS[-1])
    renamed = frames.by_boundaries_of(known, DAYS[-1], [SPLIT])
    assert renamed.columns == own.columns
    assert set(renamed["_person"]) == {1}


def test_a_column_that_is_needed_is_named() -> None:
    stays, events = frames.to_frames(some(), backend="polars")
    with pytest.raises(InvalidTable, match="entered_on: expected dates, found no such column"):
        frames.known_on(stays, events.drop("entered_on"), on=DAYS[0])


@every_engine
def test_numbers_for_persons_change_no_figure(engine: str) -> None:
    tables = frames.to_frames(some(), backend="polars")
    given = [given_to(engine, one) for one in tables]
    numbered = frames.number_persons(*given)
    assert asked(engine, *numbered) == asked(engine, *given)
    persons = sorted(set(tables[0]["person"]) | set(tables[1]["person"]))
    number_of = {person: number for number, person in enumerate(persons)}
    for before, after in zip(tables, numbered, strict=True):
        place = before.columns.index("person")
        expected_rows = [
            (*row[:place], number_of[row[place]], *row[place + 1 :]) for row in before.rows()
        ]
        assert sorted(rows(engine, after), key=repr) == sorted(expected_rows, key=repr)
