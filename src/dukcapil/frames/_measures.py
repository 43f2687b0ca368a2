"""Where people stand on a date, and the figures of it, over tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date, check_type
from dukcapil.ages import LeapDay, latest_birth_date
from dukcapil.frames._breakdown import By, Groups, totals
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import Frame
from dukcapil.frames._obligation import (
    OBLIGATION,
    is_obliged,
)
from dukcapil.frames._stages import events_table, reached_on, stages_on
from dukcapil.frames._table import Table
from dukcapil.register import Stage

__all__ = ["measure", "partition"]


def with_stage(people: Frame, events: Table, on: date, person: str) -> Frame:
    """The people with the `stage` they have come to; those without events are at the first."""
    reached = stages_on(events, on)
    return people.join(reached, left_on=person, right_on="_reached_by", how="left").with_columns(
        nw.col("_stage").fill_null(int(Stage.NOT_RECORDED)).cast(nw.Int64).alias("stage")
    )


def partition(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    *,
    on: date,
    by: By = (),
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Count every obliged person in one group and one stage.

    The twin of `coverage.partition`.

    Args:
        stays: a table as `STAYS` describes.
        events: a table of the same engine as `EVENTS` describes.
        on: the date.
        by: what to break down by, as for `series`.
        leap_day: when somebody born on 29 February turns 17.
        columns: your own names of columns, the same in both tables, by those of `STAYS` and
            `EVENTS`.

    Returns:
        A row for each group in which somebody is obliged, in no order: the names of `by`, then
        `not_recorded`, `recorded`, `print_ready`, `printed` and `holding`. Always one row if
        nothing is broken down.

    Raises:
        TypeError: for a `datetime`, something that nothing can be broken down by, or events of
            another engine than the stays.
        ValueError: for a dimension that is given twice, or names in
            `columns` that no layout has.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import partition, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> partition(stays, events, on=date(2020, 12, 31)).row(0)
        (13, 0, 6, 1, 344)
    """
    check_date("partition", "on", on)
    check_type("partition", "leap_day", leap_day, LeapDay)
    counts = {
        stage.name.lower(): nw.when(nw.col("stage") == int(stage))
        .then(nw.lit(1))
        .otherwise(nw.lit(0))
        for stage in Stage
    }
    groups = Groups.of(by)
    people = groups.table(stays, OBLIGATION, columns)
    obliged = _obliged(people, groups, on, leap_day)
    staged = with_stage(obliged, events_table(events, columns, beside=people), on, "_person")
    return to_native(_summed(staged, groups, counts), stays)


def measure(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    *,
    on: date,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Coverage on a date.

    The twin of `coverage.measure`.

    Args:
        stays: a table as `STAYS` describes.
        events: a table of the same engine as `EVENTS` describes.
        on: the date.
        by: what to break down by, as for `series`.
        stage: what counts as covered: this stage or beyond.
        leap_day: when somebody born on 29 February turns 17.
        columns: your own names of columns, the same in both tables, by those of `STAYS` and
            `EVENTS`.

    Returns:
        A row for each group in which somebody is obliged, in no order: the names of `by`, then
        `obliged` and `covered`. Always one row if nothing is broken down.

    Raises:
        TypeError: for a `datetime`, something that nothing can be broken down by, or events of
            another engine than the stays.
        ValueError: for a dimension that is given twice, or names in
            `columns` that no layout has.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import measure, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> measure(stays, events, on=date(2020, 12, 31), by="sex").sort("sex").rows()
        [('female', 178, 165), ('male', 186, 179)]
    """
    check_date("measure", "on", on)
    check_type("measure", "stage", stage, Stage)
    check_type("measure", "leap_day", leap_day, LeapDay)
    groups = Groups.of(by)
    people = groups.table(stays, OBLIGATION, columns)
    obliged = _obliged(people, groups, on, leap_day)
    reached = reached_on(people, events_table(events, columns, beside=people), stage, on)
    covered = obliged.join(reached, left_on="_person", right_on="_reached_by", how="left")
    counts = {"obliged": nw.lit(1), "covered": nw.col("_has_reached").fill_null(0)}
    return to_native(_summed(covered, groups, counts), stays)


def _obliged(people: Table, groups: Groups, on: date, leap_day: LeapDay) -> Frame:
    """Those who are obliged on a date, `_person`, and their groups."""
    latest = [
        latest_birth_date(age=low, on=on, leap_day=leap_day) or date.min for low in groups.lows
    ]
    return people.frame.filter(is_obliged(people, on, leap_day)).select(
        people["person"].alias("_person"),
        *groups.expressions(people),
        groups.band([people["birth_date"] <= nw.lit(one) for one in latest]),
    )


def _summed(people: Frame, groups: Groups, counts: Mapping[str, nw.Expr]) -> Frame:
    """Sums over people by group."""
    return groups.with_labels(totals(people, groups.keys, counts)).select(*groups.named, *counts)
