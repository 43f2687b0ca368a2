"""Figures over tables equal those of a register, group by group, on every engine."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.crowd import crowd
from support.engines import ENGINES, SLOW_ENGINES, THOROUGH, engines, given_to, nw, pl, rows

from dukcapil import (
    LeapDay,
    Month,
    NotYetObliged,
    Obliged,
    OutOfScope,
    Register,
    Sex,
    Stage,
    coverage,
    demand,
    frames,
)
from dukcapil.coverage import AgeBand, AgeBands
from dukcapil.regions import Level
from dukcapil.register import InactiveNIKs, StagePart
from dukcapil.testing import synthetic_city

MONTHS = Month.range(Month(2020, 11), Month(2021, 6))
DAYS = (date(2021, 2, 28), date(2021, 3, 1), date(2021, 4, 15))
BANDS = AgeBands([1, 16, 17, 18, 40])
WAYS: dict[str, tuple[Any, Any]] = {
    "whole": ((), ()),
    "places": (Level.KECAMATAN, Level.KECAMATAN),
    "ages": (BANDS, BANDS),
    "ages there": ((Level.KECAMATAN, BANDS), (Level.KECAMATAN, BANDS)),
    "groups": ((Level.PROVINCE, BANDS, Sex), (Level.PROVINCE, BANDS, "sex")),
}
Row = tuple[Any, ...]
Table = dict[Row, Row]
Least = Stage | StagePart


@cache
def register(name: str) -> Register:
    """Return a crowd in which everything happens, a city, one resident, or none."""
    if name == "crowd":
        return crowd()
    city = synthetic_city({"city": 600, "one": 1, "nobody": 0}[name], seed=3)
    return city.known_on(DAYS[-1]) if name == "nobody" else city


@cache
def tables(name: str, engine: str) -> tuple[Any, Any]:
    stays, events = frames.to_frames(register(name), backend="polars")
    return given_to(engine, stays), given_to(engine, events)


def parts(key: Hashable) -> Row:
    """Return the key of a group as the columns of a frame have it."""
    keys = key if isinstance(key, tuple) and not isinstance(key, AgeBand) else (key,)
    return tuple(str(one.value if isinstance(one, Enum) else one) for one in keys)


def by_group(engine: str, native: Any, figures: int) -> Table:  # noqa: ANN401
    """Return the rows of an answer, keyed by all but the last columns; keys are unique."""
    found = rows(engine, native)
    table = {row[:-figures]: row[-figures:] for row in found}
    assert len(table) == len(found)
    return table


def add(total: dict[Row, list[int]], group: Row, figures: Row) -> None:
    """Add both figures of a group to a sum."""
    sums = total.setdefault(group, [0, 0])
    for place, figure in enumerate(figures):
        sums[place] += figure


MARCH_1, FEBRUARY_28 = LeapDay
RULES: dict[LeapDay, Any] = {
    MARCH_1: {"leap_day": MARCH_1, "inactive": InactiveNIKs.COUNTED},
    FEBRUARY_28: {"leap_day": FEBRUARY_28, "inactive": InactiveNIKs.LEFT_OUT},
}
"""Both rules of a question change together, to ask half as often."""


@cache
def expected_series(name: str, way: str, stage: Least, leap_day: LeapDay) -> Table:
    answer = coverage.series(
        register(name),
        MONTHS,
        by=WAYS[way][0],
        stage=stage,
        **RULES[leap_day],
    )
    return {
        (*parts(row.key), row.on): (row.coverage.obliged, row.coverage.covered) for row in answer
    }


@cache
def expected_partition(name: str, way: str, on: date, leap_day: LeapDay) -> Table:
    answer = coverage.partition(register(name), on=on, by=WAYS[way][0], **RULES[leap_day])
    return {parts(row.key): row.parts for row in answer}


@cache
def expected_flows(name: str, way: str, stage: Least, leap_day: LeapDay) -> Table:
    answer = coverage.flows(
        register(name),
        DAYS[0],
        DAYS[-1],
        by=WAYS[way][0],
        stage=stage,
        **RULES[leap_day],
    )
    return {
        (*parts(row.key), it.flow.value): (it.obliged, it.covered)
        for row in answer
        for it in row.counts
        if it.obliged or it.covered
    }


@cache
def expected_newly_obliged(name: str, way: str, leap_day: LeapDay) -> Table:
    answer = demand.newly_obliged(register(name), MONTHS, by=WAYS[way][0], leap_day=leap_day)
    return {(*parts(row.key), row.month.first_day): (row.people,) for row in answer}


VERDICTS = {Obliged: "obliged", NotYetObliged: "not yet obliged", OutOfScope: "out of scope"}


@cache
def expected_standing(name: str, on: date, leap_day: LeapDay) -> Table:
    found = {}
    for resident in register(name):
        one = register(name).standing(resident.nik, on=on, leap_day=leap_day)
        region = None if one.region is None else str(one.region)
        verdict = VERDICTS[type(one.assessment)]
        is_blocked = one.part is StagePart.BLOCKED
        found[str(resident.nik),] = (region, verdict, int(one.stage), is_blocked, one.is_in_gap)
    return found


every_engine = pytest.mark.parametrize(
    "engine", engines(name for name in THOROUGH if name in ENGINES)
)
slow_engines = pytest.mark.parametrize(
    "engine", engines(name for name in THOROUGH if name in SLOW_ENGINES)
)


@every_engine
@pytest.mark.parametrize(
    ("name", "way", "stage", "leap_day"),
    [
        ("crowd", "whole", Stage.HOLDING, MARCH_1),
        ("crowd", "places", Stage.PRINTED, FEBRUARY_28),
        ("crowd", "ages", Stage.RECORDED, FEBRUARY_28),
        ("crowd", "groups", Stage.HOLDING, FEBRUARY_28),
        ("crowd", "groups", Stage.PRINT_READY, MARCH_1),
        ("city", "groups", Stage.HOLDING, MARCH_1),
        ("crowd", "ages", Stage.NOT_RECORDED, MARCH_1),
        ("crowd", "groups", StagePart.IN_PROCESS, MARCH_1),
        ("one", "places", Stage.RECORDED, MARCH_1),
        ("nobody", "whole", Stage.HOLDING, MARCH_1),
        ("nobody", "groups", Stage.RECORDED, MARCH_1),
    ],
)
def test_series(engine: str, name: str, way: str, stage: Least, leap_day: LeapDay) -> None:
    answer = frames.series(
        *tables(name, engine),
        MONTHS,
        by=WAYS[way][1],
        stage=stage,
        **RULES[leap_day],
    )
    assert by_group(engine, answer, 2) == expected_series(name, way, stage, leap_day)


@every_engine
@pytest.mark.parametrize(
    ("name", "way", "on"),
    [
        *(("crowd", "groups", on) for on in DAYS),
        *(("city", "places", DAYS[0]), ("one", "whole", DAYS[1])),
        *(("nobody", "groups", DAYS[0]), ("nobody", "whole", DAYS[0])),
    ],
)
def test_partition_and_measure(engine: str, name: str, way: str, on: date) -> None:
    leap_day = FEBRUARY_28 if on == DAYS[0] else MARCH_1
    expected = expected_partition(name, way, on, leap_day)
    by = WAYS[way][1]
    found = frames.partition(*tables(name, engine), on=on, by=by, **RULES[leap_day])
    assert by_group(engine, found, len(StagePart)) == expected
    for stage in list(StagePart)[DAYS.index(on) :: 2]:
        measured = frames.measure(
            *tables(name, engine),
            on=on,
            by=by,
            stage=stage,
            **RULES[leap_day],
        )
        assert by_group(engine, measured, 2) == {
            group: (sum(counts), sum(counts[stage.value :])) for group, counts in expected.items()
        }


ODD = ("stage", "_person", "_since", "_from", "_band", "_month", "_way", "_by1", "a.b ", "SEX")
QUESTIONS: dict[str, Callable[..., Any]] = {
    "series": lambda stays, events, by: frames.series(stays, events, MONTHS, by=by),
    "partition": lambda stays, events, by: frames.partition(stays, events, on=DAYS[0], by=by),
    "measure": lambda stays, events, by: frames.measure(stays, events, on=DAYS[0], by=by),
    "flows": lambda stays, events, by: frames.flows(stays, events, DAYS[0], DAYS[-1], by=by),
    "changes": lambda stays, events, by: frames.changes(stays, events, MONTHS, by=by),
    "backlog": lambda stays, events, by: frames.backlog(stays, events, on=DAYS[0], by=by),
    "early_recordings": lambda stays, events, by: frames.early_recordings(
        stays, events, on=DAYS[0], by=by
    ),
    "year_target": lambda stays, events, by: frames.year_target(stays, events, on=DAYS[0], by=by),
    "newly_obliged": lambda stays, _, by: frames.newly_obliged(stays, MONTHS, by=by),
}


@every_engine
@pytest.mark.parametrize("question", QUESTIONS)
def test_columns_to_break_down_by_may_have_any_name(engine: str, question: str) -> None:
    """Also names of intermediate columns, and names that SQL must quote."""
    stays, events = tables("city", "polars")
    own = stays.drop("sex").with_columns(stays["sex"].alias(name) for name in ODD)
    ask = QUESTIONS[question]
    answer = ask(given_to(engine, own), tables("city", engine)[1], ODD)
    assert list(nw.from_native(answer).collect_schema())[: len(ODD)] == list(ODD)
    expected = (row[:1] * len(ODD) + row[1:] for row in ask(stays, events, "sex").rows())
    assert sorted(rows(engine, answer), key=repr) == sorted(expected, key=repr)


@every_engine
@pytest.mark.parametrize("question", QUESTIONS)
def test_figures_are_integers_of_64_bits(engine: str, question: str) -> None:
    for by in ((), ("sex",)):
        answer = QUESTIONS[question](*tables("city", engine), by)
        types = list(nw.from_native(answer).collect_schema().items())
        figures = types[len(by) + (question in {"series", "changes", "flows", "newly_obliged"}) :]
        assert {dtype for _, dtype in figures} == {nw.Int64}


@pytest.mark.parametrize("engine", engines(ENGINES))
@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["a"]), pl.Boolean, pl.Int32, pl.Date])
def test_nulls_form_a_group(engine: str, dtype: Any) -> None:  # noqa: ANN401
    stays, events = tables("city", "polars")
    value = pl.lit("a") if dtype in {pl.Categorical, pl.Enum(["a"])} else pl.lit(1)
    value = pl.lit(DAYS[0]) if dtype == pl.Date else value
    is_known = pl.int_range(pl.len()) % 3 > 0
    own = stays.with_columns(pl.when(is_known).then(value).cast(dtype).alias("own"))
    found = frames.measure(given_to(engine, own), given_to(engine, events), on=DAYS[0], by="own")
    expected = frames.measure(own, events, on=DAYS[0], by="own")
    assert sorted(rows(engine, found), key=repr) == sorted(rows("polars", expected), key=repr)
    assert len(expected) == 2


@every_engine
def test_the_end_of_a_card_may_stand_on_its_print_alone(engine: str) -> None:
    """The layout asks for it on each event of a card; some offices have it on prints alone."""
    stays, events = tables("city", "polars")
    is_print = pl.col("kind") == "CardPrinted"
    sparse = events.with_columns(
        valid_until=pl.when(is_print).then(pl.lit(DAYS[1])).otherwise(pl.lit(None, pl.Date))
    )
    people, log = given_to(engine, stays), given_to(engine, sparse)
    held = [frames.measure(people, log, on=on) for on in (DAYS[0], DAYS[-1])]
    covered = [rows(engine, answer)[0][1] for answer in held]
    assert covered[0] > 0
    assert covered[1] == rows(engine, frames.partition(people, log, on=DAYS[-1]))[0][-1]
    assert covered[1] < covered[0]


@every_engine
def test_an_end_printed_on_the_card_of_a_citizen_is_ignored(engine: str) -> None:
    stays, events = tables("crowd", "polars")
    changed = stays.filter(
        ~pl.col("is_citizen")
        | pl.col("permit_since").is_not_null()
        | pl.col("permit_until").is_not_null()
    )
    for_life = ~pl.col("person").is_in(changed["person"].to_list())
    printed = events.with_columns(
        valid_until=pl.when(for_life & pl.col("card").is_not_null())
        .then(pl.lit(date(2017, 5, 1)))
        .otherwise(pl.col("valid_until"))
    )
    answer = frames.partition(given_to(engine, stays), given_to(engine, printed), on=DAYS[0])
    assert by_group(engine, answer, len(StagePart)) == expected_partition(
        "crowd", "whole", DAYS[0], MARCH_1
    )


@every_engine
@pytest.mark.parametrize(
    ("name", "leap_day"),
    [("crowd", MARCH_1), ("crowd", FEBRUARY_28), ("city", MARCH_1), ("nobody", MARCH_1)],
)
def test_standing(engine: str, name: str, leap_day: LeapDay) -> None:
    for on in DAYS[:2]:
        found = by_group(
            engine, frames.standing(*tables(name, engine), on=on, leap_day=leap_day), 5
        )
        assert found == expected_standing(name, on, leap_day)


@every_engine
@pytest.mark.parametrize(
    ("name", "way", "stage", "leap_day"),
    [
        ("crowd", "whole", Stage.HOLDING, FEBRUARY_28),
        ("crowd", "ages", Stage.RECORDED, FEBRUARY_28),
        ("crowd", "groups", Stage.PRINT_READY, MARCH_1),
        ("crowd", "groups", Stage.PRINT_READY, FEBRUARY_28),
        ("crowd", "ages there", Stage.HOLDING, MARCH_1),
        ("city", "places", Stage.HOLDING, MARCH_1),
        ("crowd", "ages", Stage.NOT_RECORDED, MARCH_1),
        ("crowd", "groups", StagePart.IN_PROCESS, MARCH_1),
        ("one", "ages", Stage.HOLDING, MARCH_1),
        ("nobody", "places", Stage.HOLDING, MARCH_1),
    ],
)
def test_flows(engine: str, name: str, way: str, stage: Least, leap_day: LeapDay) -> None:
    answer = frames.flows(
        *tables(name, engine),
        DAYS[0],
        DAYS[-1],
        by=WAYS[way][1],
        stage=stage,
        **RULES[leap_day],
    )
    assert by_group(engine, answer, 2) == expected_flows(name, way, stage, leap_day)


@every_engine
@pytest.mark.parametrize(
    ("name", "way", "leap_day"),
    [
        ("crowd", "groups", MARCH_1),
        ("crowd", "places", FEBRUARY_28),
        ("city", "ages", MARCH_1),
        ("one", "whole", MARCH_1),
        ("nobody", "whole", MARCH_1),
    ],
)
def test_newly_obliged(engine: str, name: str, way: str, leap_day: LeapDay) -> None:
    stays, _ = tables(name, engine)
    answer = frames.newly_obliged(stays, MONTHS, by=WAYS[way][1], leap_day=leap_day)
    assert by_group(engine, answer, 1) == expected_newly_obliged(name, way, leap_day)


def test_everything_happens_in_the_crowd() -> None:
    """The comparisons above prove little unless everything happens in the crowd."""
    everywhere = expected_flows("crowd", "groups", Stage.PRINT_READY, FEBRUARY_28)
    assert {group[-1] for group in everywhere} == {flow.value for flow in coverage.Flow}
    counts = expected_partition("crowd", "whole", DAYS[-1], MARCH_1)[()]
    assert all(counts)
    assert {row[1] for row in expected_standing("crowd", DAYS[0], MARCH_1).values()} == set(
        VERDICTS.values()
    )
    born = {resident.birth_date for resident in register("crowd")}
    assert date(2004, 2, 29) in born
    by_policy = (expected_newly_obliged("crowd", "whole", leap_day) for leap_day in LeapDay)
    assert next(by_policy) != next(by_policy)


def test_stocks_and_flows_are_one_account() -> None:
    """The first stock plus all flows is the second stock: from the tables alone."""
    stays, events = tables("crowd", "polars")
    by = WAYS["groups"][1]
    total: dict[Row, list[int]] = {}
    before, after = (
        by_group("polars", frames.measure(stays, events, on=on, by=by), 2)
        for on in (DAYS[0], DAYS[-1])
    )
    for group, figures in before.items():
        total[group] = list(figures)
    moved = by_group("polars", frames.flows(stays, events, DAYS[0], DAYS[-1], by=by), 2)
    for group_and_flow, figures in moved.items():
        add(total, group_and_flow[:-1], figures)
    assert {group: tuple(sums) for group, sums in total.items() if sums[0]} == after


def test_people_who_are_counted_in_parts_add_up() -> None:
    """So a nation that exceeds memory can be counted in parts."""
    by, added = WAYS["groups"][1], dict[Row, list[int]]()
    for digit in range(10):
        stays, events = (
            table.filter(pl.col("person").str.ends_with(str(digit)))
            for table in tables("crowd", "polars")
        )
        part = by_group("polars", frames.series(stays, events, MONTHS, by=by), 2)
        for group, figures in part.items():
            add(added, group, figures)
    whole = expected_series("crowd", "groups", Stage.HOLDING, MARCH_1)
    assert {group: tuple(sums) for group, sums in added.items()} == whole


@pytest.mark.parametrize("engine", engines(["duckdb"]))
def test_relations_of_another_connection(engine: str) -> None:
    import duckdb  # noqa: PLC0415  skipped where it is not installed

    connection = duckdb.connect()
    stays, events = (connection.from_arrow(table.to_arrow()) for table in tables("city", "polars"))
    by = WAYS["groups"][1]
    found = by_group(engine, frames.series(stays, events, MONTHS, by=by), 2)
    assert found == expected_series("city", "groups", Stage.HOLDING, MARCH_1)
    found = by_group(engine, frames.flows(stays, events, DAYS[0], DAYS[-1], by=by), 2)
    assert found == expected_flows("city", "groups", Stage.HOLDING, MARCH_1)


@pytest.mark.parametrize("name", ["crowd", "one", "nobody"])
@slow_engines
def test_engines_of_clusters_give_the_same_figures(engine: str, name: str) -> None:
    """One question of each kind: plans are slow there, whatever the tables."""
    stays, events = tables(name, engine)
    by, stage = WAYS["places"][1], Stage.PRINTED
    answer = frames.series(stays, events, MONTHS, by=by, stage=stage, leap_day=FEBRUARY_28)
    assert by_group(engine, answer, 2) == expected_series(name, "places", stage, FEBRUARY_28)
    answer = frames.flows(stays, events, DAYS[0], DAYS[-1], by=by)
    assert by_group(engine, answer, 2) == expected_flows(name, "places", Stage.HOLDING, MARCH_1)
    answer = frames.newly_obliged(stays, MONTHS, by=by)
    assert by_group(engine, answer, 1) == expected_newly_obliged(name, "places", MARCH_1)
    answer = frames.partition(stays, events, on=DAYS[-1], by=by)
    expected = expected_partition(name, "places", DAYS[-1], MARCH_1)
    assert by_group(engine, answer, len(Stage)) == expected
    answer = frames.standing(stays, events, on=DAYS[0])
    assert by_group(engine, answer, 4) == expected_standing(name, DAYS[0], MARCH_1)


@pytest.mark.parametrize("engine", engines({"dask"}.intersection(THOROUGH)))
def test_tables_that_come_from_a_join(engine: str) -> None:
    """Dask repeats the join for each use, and each time the rows may come in another order."""
    stays, events = tables("crowd", "polars")
    numbered = stays.with_row_index("row").cast({"row": pl.Int64})
    halves = [
        given_to(engine, numbered.select("row", *columns)).repartition(npartitions=5)
        for columns in (stays.columns[:6], stays.columns[6:])
    ]
    joined, logged = halves[0].merge(halves[1], on="row"), given_to(engine, events)
    by = WAYS["places"][1]
    found = by_group(engine, frames.series(joined, logged, MONTHS, by=by), 2)
    assert found == expected_series("crowd", "places", Stage.HOLDING, MARCH_1)
    found = by_group(engine, frames.flows(joined, logged, DAYS[0], DAYS[-1], by=by), 2)
    assert found == expected_flows("crowd", "places", Stage.HOLDING, MARCH_1)


@pytest.mark.parametrize("engine", engines({"pyspark"}.intersection(THOROUGH)))
@pytest.mark.parametrize(
    ("ask", "sums", "windows"),
    [
        (lambda stays, events: frames.series(stays, events, MONTHS, by=("sex", BANDS)), 5, 1),
        (lambda stays, events: frames.measure(stays, events, on=DAYS[0], by="sex"), 3, 0),
        (lambda stays, _: frames.newly_obliged(stays, MONTHS, by="sex"), 2, 0),
    ],
)
def test_spark_runs_no_python_and_moves_rows_once_for_each_sum(
    engine: str,
    ask: Callable[[Any, Any], Any],
    sums: int,
    windows: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each sum is made in parts, moved once, and completed; tables are read once."""
    ask(*tables("city", engine)).explain(mode="simple")
    plan = capsys.readouterr().out
    assert plan.count("HashAggregate(") == 2 * sums
    assert plan.count("Window [") == windows
    assert plan.count("Exchange hashpartitioning") == sums + windows
    assert "Python" not in plan
    assert "Pandas" not in plan


def test_arguments_are_checked_as_elsewhere() -> None:
    stays, events = tables("city", "polars")
    with pytest.raises(
        ValueError, match=r"flows\.until: expected a date that is not before `since`"
    ):
        frames.flows(stays, events, DAYS[1], DAYS[0])
    with pytest.raises(ValueError, match=r"series\.months: expected one or more"):
        frames.series(stays, events, [])
    with pytest.raises(ValueError, match=r"newly_obliged\.months: expected one or more"):
        frames.newly_obliged(stays, [])
    with pytest.raises(TypeError, match=r"measure\.by: expected a name of a column, a Level"):
        frames.measure(stays, events, on=DAYS[0], by=Sex)  # type: ignore[arg-type]
    for by in (("sex", "sex"), (BANDS, AgeBands([17])), "obliged", "Month", "holding"):
        with pytest.raises(ValueError, match=r"measure\.by: expected each dimension once, and"):
            frames.measure(stays, events, on=DAYS[0], by=by)


def test_a_log_without_corrections_needs_neither_ids_nor_ordinals() -> None:
    stays, events = tables("city", "polars")
    assert events["supersedes"].null_count() == events.height
    lean = events.select("person", "kind", "occurred_on", "card", "valid_until")
    for stage in (Stage.RECORDED, Stage.HOLDING):
        both = [
            by_group("polars", frames.measure(stays, log, on=DAYS[0], stage=stage), 2)
            for log in (events, lean)
        ]
        assert both[0] == both[1]


@pytest.mark.parametrize("version", ["1.3.2", "2.0.0"])
def test_duckdb_is_left_as_it_was(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No question leaves a view or a table behind in the database of the caller."""
    duckdb = pytest.importorskip("duckdb", minversion="2.0")
    monkeypatch.setattr("dukcapil.frames._engines.version", lambda _: version)
    connection = duckdb.connect()
    relations = [connection.from_arrow(one.to_arrow()) for one in tables("city", "polars")]
    for question, ask in QUESTIONS.items():
        expected = ask(*tables("city", "polars"), "sex")
        assert sorted(ask(*relations, "sex").fetchall()) == sorted(expected.rows()), question
    assert connection.sql("SELECT * FROM duckdb_views() WHERE NOT internal").fetchall() == []
    assert connection.sql("SELECT * FROM duckdb_tables()").fetchall() == []


def test_an_answer_is_sql_that_a_database_keeps(tmp_path: Path) -> None:
    """As text and as a saved view, after the database is opened again."""
    duckdb = pytest.importorskip("duckdb", minversion="2.0")
    path = tmp_path / "city.db"
    expected = {
        name: sorted(ask(*tables("city", "polars"), "sex").rows())
        for name, ask in QUESTIONS.items()
    }
    with duckdb.connect(path) as connection:
        for name, table in zip(("stays", "events"), tables("city", "polars"), strict=True):
            connection.from_arrow(table.to_arrow()).create(name)
        given = connection.table("stays"), connection.table("events")
        for name, ask in QUESTIONS.items():
            answer = ask(*given, "sex")
            connection.execute(f"create view {name}_as_text as {answer.sql_query()}")
            answer.create_view(name)
    with duckdb.connect(path, read_only=True) as connection:
        for name, found in expected.items():
            assert sorted(connection.table(name).fetchall()) == found, name
            assert sorted(connection.table(f"{name}_as_text").fetchall()) == found, name
