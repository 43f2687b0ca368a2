"""Answers that add up: those of parts of the people, and changes to the figures before them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil.errors import InvalidTable
from dukcapil.frames._breakdown import By, Groups, totals
from dukcapil.frames._engines import to_native
from dukcapil.frames._published.tables import COVERAGE, EARLY, PARTS
from dukcapil.frames._table import as_frame

__all__ = ["add_up"]

_FIGURES: Final = (*COVERAGE, *EARLY, *PARTS, "people")
_KEYS: Final = ("on", "month", "flow")


def add_up(answers: Iterable[IntoFrameT], *, by: By = ()) -> IntoFrameT:
    """Add up answers of one function, group by group, or changes and the figures before them.

    Each answer counts other people, or another time: those of parts of a nation, the answers of
    `changes` or `flows` and that of `measure` before them. Columns that not all answers have, such
    as `month`, are left out. Waits and probabilities do not add up.

    Args:
        answers: one or more answers of `measure`, `year_target`, `partition`, `series`, `changes`,
            `flows`, `newly_obliged` or `early_recordings`, of one engine.
        by: the breakdown of the questions.

    Returns:
        One row per group, in no order, and per `on`, `month` or `flow` where all answers have
        them: the sums of the figures. Groups in which all sums are 0 are left out, if there is a
        breakdown.

    Raises:
        TypeError: for an object that is not a data frame.
        ValueError: for no answers.
        InvalidTable: for a dimension or a figure that an answer lacks.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Month
        >>> from dukcapil.frames import add_up, changes, measure, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> kept = measure(stays, events, on=date(2020, 10, 31), by="sex")
        >>> newest = changes(stays, events, [Month(2020, 11), Month(2020, 12)], by="sex")
        >>> add_up([kept, newest], by="sex").sort("sex").rows()
        [('female', 178, 165), ('male', 186, 179)]
    """
    given = list(answers)
    if not given:
        raise ValueError("add_up.answers: expected one or more")
    tables = [as_frame(one, "answers", "add_up") for one in given]
    schemas = [one.collect_schema() for one in tables]
    dimensions = Groups.of(by, "add_up").names
    figures = [one for one in _FIGURES if any(one in schema for schema in schemas)]
    for schema in schemas:
        lacking = [one for one in (*dimensions, *figures) if one not in schema]
        if lacking or not figures:
            raise InvalidTable(
                table="answers",
                column=lacking[0] if lacking else COVERAGE[0],
                expected="a column of every answer",
                found="no such column",
                advice="give answers of one question, and its `by`",
            )
    shared = [one for one in _KEYS if all(one in schema for schema in schemas)]
    keys = {f"_key{number}": one for number, one in enumerate((*dimensions, *shared))}
    parts = [
        one.select(*(nw.col(name).alias(key) for key, name in keys.items()), *figures)
        for one in tables
    ]
    sums = totals(nw.concat(parts), list(keys), {one: nw.col(one) for one in figures})
    if keys:
        is_some = (nw.col(one) != 0 for one in figures)
        sums = sums.filter(nw.any_horizontal(*is_some, ignore_nulls=False))
    named = (nw.col(key).alias(name) for key, name in keys.items())
    return to_native(sums.select(*named, *figures), given[0])
