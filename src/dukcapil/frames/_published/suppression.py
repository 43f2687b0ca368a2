"""Small counts of an answer blanked within the frame, by the rules of `coverage`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil.coverage._suppression.tables import Group, all_alike
from dukcapil.frames._breakdown import By
from dukcapil.frames._published.reading import Answer, read
from dukcapil.frames._published.tables import (
    BACKLOG,
    COVERAGE,
    EARLY,
    PARTS,
    backlog_table,
    coverage_table,
    early_table,
    stage_table,
)
from dukcapil.frames._table import as_frame

__all__ = ["suppress"]

_Cells = Mapping[Hashable, Sequence[Any]]
_ANY_DAY: Final = date(2000, 1, 1)  # rows of one date are protected together, whatever it is


def suppress(
    answer: IntoFrame,
    *,
    below: int,
    by: By = (),
    group: Group[Any] = all_alike,
    totals: bool = True,
) -> Any:  # noqa: ANN401  a frame of another class where a lazy one was given
    """Blank the small counts of an answer, and further ones that would give them away.

    The rules are those of `coverage`, one for each kind of table: `CoverageTable.suppress` for
    `measure`, `year_target` and `series`, `StageTable.suppress` for `partition`,
    `BacklogTable.suppress` for `backlog`, `EarlyTable.suppress` for `early_recordings`. The totals
    along every dimension are taken as published. For `flows`, see `flow_table`.

    Args:
        answer: the frame that the function answered with; a lazy one is run.
        below: the smallest count of people that may be shown; 2 or more.
        by: the breakdown of the question.
        group: a function that gives the group of a key within which the totals are published.
        totals: whether totals along the dimensions are published, by anybody; if not, only rows
            with small counts are blanked.

    Returns:
        An eager frame with the same rows and columns, null where blanked; of the same engine, or
        of the one that it collects into: of PyArrow for DuckDB and Spark.

    Raises:
        TypeError: for a number that is not an `int`, or an object that is not a data frame.
        ValueError: for a number less than 2.
        InvalidTable: for a frame that is not such an answer.
        DuplicateRecord: for two rows of one group.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import measure, suppress, to_frames
        >>> from dukcapil.regions import Level
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> by = (Level.KECAMATAN, "sex")
        >>> answer = measure(stays, events, on=date(2020, 12, 31), by=by)
        >>> shown = suppress(answer, below=5, by=by)
        >>> shown["covered"].null_count() > 0
        True
    """
    columns = set(as_frame(answer, "answer", "suppress").collect_schema())
    terms: dict[str, Any] = {"below": below, "group": group, "totals": totals}
    if columns.issuperset(PARTS):
        found = read("suppress", answer, by, PARTS)
        table = stage_table(found.frame.to_native(), on=_ANY_DAY, by=by).suppress(**terms)
        # The cells begin with the date and the obliged.
        return _blanked(found, PARTS, {row.key: row.cells[2:] for row in table})
    if columns.issuperset(BACKLOG):
        found = read("suppress", answer, by, BACKLOG)
        waits = backlog_table(found.frame.to_native(), by=by).suppress(**terms)
        # The longest wait, which is one person's, is never shown.
        return _blanked(found, BACKLOG, {row.key: (*row.cells, None) for row in waits})
    if columns.issuperset(EARLY):
        found = read("suppress", answer, by, EARLY)
        early = early_table(found.frame.to_native(), by=by).suppress(**terms)
        return _blanked(found, EARLY, {row.key: row.cells for row in early})
    return _of_coverage(answer, by, terms, is_dated="on" in columns)


def _of_coverage(answer: IntoFrame, by: By, terms: Mapping[str, Any], *, is_dated: bool) -> Any:  # noqa: ANN401
    names = ("on", *COVERAGE) if is_dated else COVERAGE
    found = read("suppress", answer, by, names)
    on = None if is_dated else _ANY_DAY
    table = coverage_table(found.frame.to_native(), on=on, by=by).suppress(**terms)
    cells = {
        (row.key, row.on): (None, None)
        if row.coverage is None
        else (row.coverage.obliged, row.coverage.covered)
        for row in table
    }
    days = [figures[0] for figures in found.figures] if is_dated else [_ANY_DAY] * len(found.keys)
    return _filled(found, COVERAGE, [cells[one] for one in zip(found.keys, days, strict=True)])


def _blanked(found: Answer, names: Sequence[str], cells: _Cells) -> Any:  # noqa: ANN401
    """Return the frame with the cells of its keys; a group of nobody stays as it is."""
    rows = [cells.get(key, figures) for key, figures in zip(found.keys, found.figures, strict=True)]
    return _filled(found, names, rows)


def _filled(found: Answer, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:  # noqa: ANN401
    frame, backend = found.frame, found.frame.implementation
    for place, name in enumerate(names):
        cells = [row[place] for row in rows]
        counts = nw.new_series(name, [one or 0 for one in cells], nw.Int64, backend=backend)
        shown = nw.new_series(
            "_shown", [one is not None for one in cells], nw.Boolean, backend=backend
        )
        only = frame.select(counts, shown).select(
            nw.when(nw.col("_shown")).then(nw.col(name)).alias(name)
        )
        frame = frame.with_columns(only[name])
    return frame.to_native()
