"""Answers as the tables of `coverage`."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any, Final

from narwhals.stable.v2.typing import IntoFrame

from dukcapil._shared.checks import check_date
from dukcapil.coverage import (
    BacklogRow,
    BacklogTable,
    Coverage,
    CoverageRow,
    CoverageTable,
    EarlyRow,
    EarlyTable,
    FlowCount,
    FlowRow,
    FlowTable,
    StageRow,
    StageTable,
)
from dukcapil.frames._breakdown import By
from dukcapil.frames._published.reading import read
from dukcapil.register import StagePart
from dukcapil.register._obliged_stays import FLOWS

__all__ = [
    "BACKLOG",
    "COVERAGE",
    "EARLY",
    "PARTS",
    "backlog_table",
    "coverage_table",
    "early_table",
    "flow_table",
    "stage_table",
]

COVERAGE: Final = ("obliged", "covered")
BACKLOG: Final = ("people", "median_days", "ninth_decile_days", "longest_days")
EARLY: Final = ("eligible", "recorded")
PARTS: Final = tuple(part.name.lower() for part in StagePart)


def coverage_table(answer: IntoFrame, *, on: date | None = None, by: By = ()) -> CoverageTable[Any]:
    """Read the figures of `measure`, `year_target` or `series` into a `CoverageTable`.

    That prints, plots, ranks and compares, and blanks small counts so that no total gives them
    away (`suppress`); two of them are what `coverage.kitagawa` splits. A lazy frame is run, and
    needs PyArrow unless it is one of Polars or Dask.

    Args:
        answer: the frame that the function answered with.
        on: the date of the figures; None for those of `series`, which have their own.
        by: the breakdown of the question; regions, ages and cohorts become the keys that
            `coverage` has.

    Raises:
        TypeError: for a `datetime`, or an object that is not a data frame.
        InvalidTable: for a column that is missing.
        DuplicateRecord: for two rows of one group and date.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import coverage_table, measure, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> day = date(2020, 12, 31)
        >>> answer = measure(stays, events, on=day, by="sex")
        >>> print(coverage_table(answer, on=day, by="sex"))
        sex           date  obliged  covered  gap      %
        female  2020-12-31      178      165   13  92.70
        male    2020-12-31      186      179    7  96.24
    """
    if on is not None:
        check_date("coverage_table", "on", on)
    names = COVERAGE if on is not None else ("on", *COVERAGE)
    found = read("coverage_table", answer, by, names)
    return CoverageTable(
        [
            CoverageRow(
                key=key,
                on=on or figures[0],
                coverage=Coverage(obliged=figures[-2], covered=figures[-1]),
            )
            for key, figures in found
        ],
        dimensions=found.names,
    )


def stage_table(answer: IntoFrame, *, on: date, by: By = ()) -> StageTable[Any]:
    """Read the figures of `partition` into a `StageTable`.

    Args:
        answer: the frame that the function answered with.
        on: the date of the figures.
        by: the breakdown of the question, as for `coverage_table`.

    Raises:
        TypeError: for a `datetime`, or an object that is not a data frame.
        InvalidTable: for a column that is missing.
        DuplicateRecord: for two rows of one group.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import partition, stage_table, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> day = date(2020, 12, 31)
        >>> table = stage_table(partition(stays, events, on=day, by="sex"), on=day, by="sex")
        >>> table["female"].obliged
        178
    """
    check_date("stage_table", "on", on)
    found = read("stage_table", answer, by, PARTS)
    rows = []
    for key, (none, blocked, in_process, *beyond) in found:
        counts = (none, blocked + in_process, *beyond)
        rows.append(StageRow(key=key, on=on, counts=counts, blocked=blocked))
    return StageTable(rows, dimensions=found.names)


def flow_table(before: IntoFrame, moved: IntoFrame, *, by: By = ()) -> FlowTable[Any]:
    """Read the figures of `flows`, and those of `measure` before them, into a `FlowTable`.

    Its rows are what `coverage.decompose` splits between the flows.

    Args:
        before: the answer of `measure` on the first date.
        moved: the answer of `flows` from that date, by the same breakdown and stage.
        by: the breakdown of both questions, as for `coverage_table`.

    Raises:
        TypeError: for an object that is not a data frame.
        InvalidTable: for a column that is missing.
        DuplicateRecord: for two rows of one group, or of one group and flow.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.coverage import Flow
        >>> from dukcapil.frames import flow_table, flows, measure, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> since, until = date(2019, 12, 31), date(2020, 12, 31)
        >>> stock = measure(stays, events, on=since, by="sex")
        >>> moved = flows(stays, events, since, until, by="sex")
        >>> flow_table(stock, moved, by="sex").total()[Flow.TURNED_17].obliged
        5
    """
    stock = read("flow_table", before, by, COVERAGE, name="before")
    changes = read("flow_table", moved, by, ("flow", *COVERAGE), name="moved")
    stock.check_unique()
    changes.check_unique([flow for flow, *_ in changes.figures])
    first = {key: Coverage(obliged=obliged, covered=covered) for key, (obliged, covered) in stock}
    by_key: dict[Hashable, dict[str, tuple[int, int]]] = {key: {} for key in first}
    for key, (flow, obliged, covered) in changes:
        by_key.setdefault(key, {})[flow] = obliged, covered
    rows = []
    for key, found in by_key.items():
        counts = [found.get(flow.value, (0, 0)) for flow in FLOWS]
        start = first.get(key, Coverage(obliged=0, covered=0))
        end = Coverage(
            obliged=start.obliged + sum(obliged for obliged, _ in counts),
            covered=start.covered + sum(covered for _, covered in counts),
        )
        rows.append(
            FlowRow(
                key=key,
                before=start,
                after=end,
                counts=[
                    FlowCount(flow=flow, obliged=obliged, covered=covered)
                    for flow, (obliged, covered) in zip(FLOWS, counts, strict=True)
                ],
            )
        )
    return FlowTable(rows, dimensions=stock.names)


def backlog_table(answer: IntoFrame, *, by: By = ()) -> BacklogTable[Any]:
    """Read the figures of `backlog` into a `BacklogTable`.

    Args:
        answer: the frame that the function answered with.
        by: the breakdown of the question, as for `coverage_table`.

    Raises:
        TypeError: for an object that is not a data frame.
        InvalidTable: for a column that is missing.
        DuplicateRecord: for two rows of one group.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import backlog, backlog_table, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> backlog_table(backlog(stays, events, on=date(2020, 12, 31)))[()].people
        20
    """
    found = read("backlog_table", answer, by, BACKLOG)
    rows = [
        BacklogRow(
            key=key,
            people=people,
            median_days=median,
            ninth_decile_days=ninth_decile,
            longest_days=longest,
        )
        for key, (people, median, ninth_decile, longest) in found
        if people
    ]
    return BacklogTable(rows, dimensions=found.names)


def early_table(answer: IntoFrame, *, by: By = ()) -> EarlyTable[Any]:
    """Read the figures of `early_recordings` into an `EarlyTable`.

    Args:
        answer: the frame that the function answered with.
        by: the breakdown of the question, as for `coverage_table`.

    Raises:
        TypeError: for an object that is not a data frame.
        InvalidTable: for a column that is missing.
        DuplicateRecord: for two rows of one group.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import early_recordings, early_table, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> early_table(early_recordings(stays, events, on=date(2020, 12, 31)))[()].eligible
        6
    """
    found = read("early_table", answer, by, EARLY)
    rows = [
        EarlyRow(key=key, eligible=eligible, recorded=recorded)
        for key, (eligible, recorded) in found
        if eligible
    ]
    return EarlyTable(rows, dimensions=found.names)
