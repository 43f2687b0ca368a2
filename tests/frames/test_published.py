"""Answers read into the tables of `coverage` are those of a register, and suppressed alike."""

from __future__ import annotations

from typing import Any

import pytest
from frames.test_measures import (
    BANDS,
    DAYS,
    MONTHS,
    every_engine,
    register,
    tables,
)
from support.answers import COHORTS
from support.engines import engines, given_to, pl, rows

from dukcapil import RegionCode, Sex, coverage, frames
from dukcapil.errors import DuplicateRecord, InvalidTable
from dukcapil.regions import Level
from dukcapil.register import StagePart

SINCE, UNTIL = DAYS[0], DAYS[-1]
BY = (Level.KECAMATAN, BANDS)
COHORT = COHORTS["months"][0][0]


@every_engine
@pytest.mark.parametrize("by", [(), Level.KECAMATAN, BANDS, BY, COHORT], ids=str)
def test_answers_are_the_tables_of_a_register(engine: str, by: Any) -> None:  # noqa: ANN401
    both, crowd = tables("crowd", engine), register("crowd")
    asked: Any = {"on": SINCE, "by": by}
    measured = frames.measure(*both, **asked)
    assert frames.coverage_table(measured, on=SINCE, by=by) == coverage.measure(crowd, **asked)
    target = frames.year_target(*both, **asked)
    assert frames.coverage_table(target, on=SINCE, by=by) == coverage.year_target(crowd, **asked)
    parted = frames.partition(*both, **asked)
    assert frames.stage_table(parted, on=SINCE, by=by) == coverage.partition(crowd, **asked)
    moved = frames.flows(*both, SINCE, UNTIL, by=by)
    expected = coverage.flows(crowd, SINCE, UNTIL, by=by)
    assert frames.flow_table(measured, moved, by=by) == expected
    early = frames.early_recordings(*both, **asked)
    assert frames.early_table(early, by=by) == coverage.early_recordings(crowd, **asked)
    waits = frames.backlog(*both, **asked)
    assert frames.backlog_table(waits, by=by) == coverage.backlog(crowd, **asked)
    dated = frames.series(*both, MONTHS, by=by)
    assert frames.coverage_table(dated, by=by) == coverage.series(crowd, MONTHS, by=by)


def test_moments_of_an_answer_are_dates() -> None:
    answer = frames.series(*tables("crowd", "polars"), MONTHS)
    moments = answer.with_columns(pl.col("on").cast(pl.Datetime))
    assert frames.coverage_table(moments) == frames.coverage_table(answer)


@every_engine
def test_what_a_decomposition_needs_comes_of_tables(engine: str) -> None:
    both, crowd, by = tables("crowd", engine), register("crowd"), Level.KECAMATAN
    before, after = (frames.measure(*both, on=on, by=by) for on in (SINCE, UNTIL))
    moved = frames.flow_table(before, frames.flows(*both, SINCE, UNTIL, by=by), by=by)
    expected = coverage.flows(crowd, SINCE, UNTIL, by=by)
    assert coverage.decompose(moved.total()) == coverage.decompose(expected.total())
    stocks = [
        frames.coverage_table(one, on=on, by=by) for one, on in ((before, SINCE), (after, UNTIL))
    ]
    of_register = [coverage.measure(crowd, on=on, by=by) for on in (SINCE, UNTIL)]
    assert coverage.kitagawa(*stocks) == coverage.kitagawa(*of_register)


def test_nobody_makes_an_empty_table() -> None:
    both, nobody = tables("nobody", "polars"), register("nobody")
    waits = frames.backlog_table(frames.backlog(*both, on=SINCE))
    assert waits == coverage.backlog(nobody, on=SINCE)
    early = frames.early_table(frames.early_recordings(*both, on=SINCE))
    assert early == coverage.early_recordings(nobody, on=SINCE)


def shown(table: Any) -> dict[Any, tuple[Any, ...]]:  # noqa: ANN401
    return {row.key: row.cells for row in table}


@every_engine
@pytest.mark.parametrize("totals", [True, False])
def test_small_counts_are_blanked_as_those_of_a_register(
    engine: str,
    totals: bool,  # noqa: FBT001
) -> None:
    both, crowd = tables("crowd", engine), register("crowd")
    by: Any = (Level.KECAMATAN, "sex")
    asked: Any = {"on": SINCE, "by": (Level.KECAMATAN, Sex)}
    terms: Any = {"below": 5, "group": lambda key: key[0][:5], "totals": totals}

    def found(answer: Any) -> dict[Any, tuple[Any, ...]]:  # noqa: ANN401
        frame = frames.suppress(answer, by=by, **terms)
        name = "polars" if "polars" in engine else "pyarrow"
        name = engine if "pandas" in engine else name
        return {
            (RegionCode(region), Sex(sex)): tuple(cells)
            for region, sex, *cells in rows(name, frame)
        }

    parts = coverage.partition(crowd, **asked).suppress(**terms)
    expected = {key: cells[2:] for key, cells in shown(parts).items()}
    given = {"on": SINCE, "by": by}
    assert found(frames.partition(*both, **given)) == expected
    measured = coverage.measure(crowd, **asked).suppress(**terms)
    blank = (None, None)
    expected = {
        row.key: (row.coverage.obliged, row.coverage.covered) if row.coverage else blank
        for row in measured
    }
    assert found(frames.measure(*both, **given)) == expected
    assert blank in expected.values()
    waits = coverage.backlog(crowd, **asked).suppress(**terms)
    assert found(frames.backlog(*both, **given)) == {
        key: (*cells, None) for key, cells in shown(waits).items()
    }
    early = coverage.early_recordings(crowd, **asked).suppress(**terms)
    assert found(frames.early_recordings(*both, **given)) == shown(early)
    dated = frames.suppress(frames.series(*both, MONTHS, by=by), by=by, **terms)
    name = "polars" if "polars" in engine else engine if "pandas" in engine else "pyarrow"
    assert {
        (RegionCode(region), Sex(sex), on): tuple(cells)
        for region, sex, on, *cells in rows(name, dated)
    } == {
        (*row.key, row.on): (row.coverage.obliged, row.coverage.covered) if row.coverage else blank
        for row in coverage.series(crowd, MONTHS, by=asked["by"]).suppress(**terms)
    }


def test_a_whole_of_nobody_is_shown() -> None:
    answer = frames.early_recordings(*tables("nobody", "polars"), on=SINCE)
    assert frames.suppress(answer, below=5).rows() == [(0, 0)]


def test_the_rest_of_a_frame_stays() -> None:
    own = pl.DataFrame({"note": ["x", "y"], "covered": [9, 7], "sex": ["b", "a"], "obliged": 20})
    assert frames.suppress(own, below=2, by="sex").equals(own)
    blank = frames.suppress(own, below=8, by="sex")
    assert blank["covered"].to_list() == blank["obliged"].to_list() == [None, None]
    assert blank.drop("covered", "obliged").equals(own.drop("covered", "obliged"))


def test_another_frame_is_refused() -> None:
    answer = frames.measure(*tables("crowd", "polars"), on=SINCE, by="sex")
    with pytest.raises(InvalidTable, match=r"answer\.kecamatan: .*give `by` as in the question"):
        frames.coverage_table(answer, on=SINCE, by=Level.KECAMATAN)
    with pytest.raises(InvalidTable, match=r"answer\.covered: expected a column of the answer"):
        frames.suppress(answer.drop("covered"), below=5, by="sex")
    with pytest.raises(TypeError, match=r"suppress\.answer: expected a data frame"):
        frames.suppress([], below=5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"suppress\.below: expected 2 or more"):
        frames.suppress(answer, below=1, by="sex")
    twice = pl.concat([answer, answer])
    with pytest.raises(DuplicateRecord):
        frames.coverage_table(twice, on=SINCE, by="sex")
    moved = frames.flows(*tables("crowd", "polars"), SINCE, UNTIL, by="sex")
    for stock, changes in ((twice, moved), (answer, pl.concat([moved, moved]))):
        with pytest.raises(DuplicateRecord):
            frames.flow_table(stock, changes, by="sex")


@pytest.mark.parametrize("engine", engines(["pandas", "duckdb"]))
def test_figures_become_integers_and_dates_of_python(engine: str) -> None:
    stays, events = (given_to(engine, one) for one in tables("crowd", "polars"))
    table = frames.coverage_table(frames.series(stays, events, MONTHS))
    assert table == coverage.series(register("crowd"), MONTHS)
    assert {type(row.coverage.obliged) for row in table} == {int}
    assert len(StagePart) == 6
