"""Where people stand on a date, and the figures of it, over tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date, check_type
from dukcapil.ages import LeapDay, latest_birth_date
from dukcapil.frames._breakdown import By, Cells, totals
from dukcapil.frames._calendar import as_date, birthday, day
from dukcapil.frames._layout import STAYS, Frame, Table, to_native
from dukcapil.frames._obligation import (
    OBLIGATION,
    is_in_scope,
    is_obliged,
    lives_there,
    obligation,
    with_renewals,
)
from dukcapil.frames._stages import events_table, reached_on, stages_on
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month, month_list
from dukcapil.register import Stage

__all__ = ["measure", "newly_obliged", "partition", "standing"]

_OUT_OF_SCOPE, _NOT_YET_OBLIGED, _OBLIGED = range(3)
_VERDICTS: Final = {
    _OUT_OF_SCOPE: "out of scope",
    _NOT_YET_OBLIGED: "not yet obliged",
    _OBLIGED: "obliged",
}


def standing(
    stays: IntoFrameT,
    events: IntoFrame,
    *,
    on: date,
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Where each person stands on a date, from tables of stays and events.

    The twin of `Register.standing`, for everybody.

    Args:
        stays: a table as `STAYS` describes.
        events: a table of the same engine as `EVENTS` describes.
        on: the date.
        leap_day: when somebody born on 29 February turns 17.
        columns: your own names of columns, the same in both tables, by those of `STAYS` and
            `EVENTS`.

    Returns:
        A row for each person of the stays, in no order: `person` (by that name), `region`, null
        where no stay covers the date, `assessment`, which is `obliged`, `not yet obliged` or
        `out of scope`, `stage`, the number of a `Stage`, and `is_in_gap`.

    Raises:
        TypeError: for a `datetime`, or events of another engine than the stays.
        ValueError: for names in `columns` that no layout has.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import standing, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> everybody = standing(stays, events, on=date(2020, 12, 31))
        >>> everybody["is_in_gap"].sum()
        20
    """
    check_date("standing", "on", on)
    check_type("standing", "leap_day", leap_day, LeapDay)
    people = Table.of(stays, STAYS, ("person", "region", *OBLIGATION), columns, name="stays")
    scoped = nw.when(is_in_scope(people, on)).then(nw.lit(_NOT_YET_OBLIGED))
    obliged = nw.when(is_obliged(people, on, leap_day)).then(nw.lit(_OBLIGED))
    assessed = (
        people.frame.select(
            people["person"].alias("person"),
            # Texts that are null cannot be compared in pandas.
            nw.when(lives_there(people, on))
            .then(people["region"])
            .otherwise(nw.lit(""))
            .alias("_region"),
            obliged.otherwise(scoped.otherwise(nw.lit(_OUT_OF_SCOPE))).alias("_verdict"),
        )
        .group_by("person")
        .agg(nw.col("_region").max(), nw.col("_verdict").max())
    )
    verdict, region = nw.col("_verdict"), nw.col("_region")
    is_in_gap = (verdict == _OBLIGED) & (nw.col("stage") < int(Stage.HOLDING))
    answers = _with_stage(
        assessed, events_table(events, columns, beside=people), on, "person"
    ).select(
        "person",
        nw.when(region != "").then(region).alias("region"),
        verdict.replace_strict(_VERDICTS, default=None, return_dtype=nw.String).alias("assessment"),
        "stage",
        is_in_gap.alias("is_in_gap"),
    )
    return to_native(answers, stays)


def _with_stage(people: Frame, events: Table, on: date, person: str) -> Frame:
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
    """Count every obliged person in one cell and one stage.

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
        A row for each cell in which somebody is obliged, in no order: the names of `by`, then
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
    cells = Cells.of(by)
    people = cells.table(stays, OBLIGATION, columns)
    obliged = _obliged(people, cells, on, leap_day)
    staged = _with_stage(obliged, events_table(events, columns, beside=people), on, "_person")
    return to_native(_summed(staged, cells, counts), stays)


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
        A row for each cell in which somebody is obliged, in no order: the names of `by`, then
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
    cells = Cells.of(by)
    people = cells.table(stays, OBLIGATION, columns)
    obliged = _obliged(people, cells, on, leap_day)
    reached = reached_on(people, events_table(events, columns, beside=people), stage, on)
    covered = obliged.join(reached, left_on="_person", right_on="_reached_by", how="left")
    counts = {"obliged": nw.lit(1), "covered": nw.col("_has_reached").fill_null(0)}
    return to_native(_summed(covered, cells, counts), stays)


def _obliged(people: Table, cells: Cells, on: date, leap_day: LeapDay) -> Frame:
    """Those who are obliged on a date, `_person`, and their cells."""
    latest = [
        latest_birth_date(age=low, on=on, leap_day=leap_day) or date.min for low in cells.lows
    ]
    return people.frame.filter(is_obliged(people, on, leap_day)).select(
        people["person"].alias("_person"),
        *cells.expressions(people),
        cells.band([people["birth_date"] <= nw.lit(one) for one in latest]),
    )


def _summed(people: Frame, cells: Cells, counts: Mapping[str, nw.Expr]) -> Frame:
    """Sums over people by cell."""
    return cells.with_labels(totals(people, cells.keys, counts)).select(*cells.named, *counts)


def newly_obliged(
    stays: IntoFrameT,
    months: Iterable[Month],
    *,
    by: By = (),
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Who turns 17, marries before it, or gets a permanent permit, by month.

    The twin of `demand.newly_obliged`: people count where they live then, with their age on that
    day, as far as is on record.

    Args:
        stays: a table as `STAYS` describes.
        months: past or future, one or more.
        by: what to break down by, as for `series`.
        leap_day: when somebody born on 29 February turns 17.
        columns: your own names of columns, by those of `STAYS`.

    Returns:
        A row for each cell and month in which somebody becomes obliged, in no order: the names of
        `by`, then `month`, its first day, and `people`.

    Raises:
        TypeError: for something that is not a `Month`, or that nothing can be broken down by.
        ValueError: for no month, or a dimension that is given twice, or names in
            `columns` that no layout has.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.frames import newly_obliged, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, _ = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> newly_obliged(stays, [Month(2020, 6)]).rows()
        [(datetime.date(2020, 6, 1), 1)]
    """
    wanted = month_list("newly_obliged", months)
    if not wanted:
        raise ValueError("months: expected one or more")
    check_type("newly_obliged", "leap_day", leap_day, LeapDay)
    cells = Cells.of(by)
    people = cells.table(stays, OBLIGATION, columns)
    first_days = {one.year * 100 + one.number: str(one.first_day) for one in wanted}
    born, began = day(people["birth_date"]), nw.col("_began")
    beginning = (
        obligation(
            people,
            day,
            birthday(born, OBLIGED_AGE, leap_day),
            people["person"].alias("_person"),
            *cells.expressions(people),
            *(birthday(born, low, leap_day).alias(f"_low{low}") for low in cells.lows),
        )
        .filter((began >= nw.col("_since")) & (began < nw.col("_until")))
        .filter((began // 100).is_in(list(first_days)))
        .select(
            *("_person", *cells.lasting),
            cells.band([nw.col(f"_low{low}") <= began for low in cells.lows]),
            (began // 100).alias("_month"),
            nw.when(began > nw.col("_reached"))
            .then(began)
            .otherwise(nw.lit(0))
            .alias("_permitted"),
        )
    )
    month = nw.col("_month").replace_strict(first_days, default=None, return_dtype=nw.String)
    counted = (
        with_renewals(beginning, people)
        .filter(~nw.col("_is_renewal"))
        .group_by(*cells.keys, "_month")
        .agg(nw.len().alias("people"))
        .with_columns(month.alias("_month"), nw.col("people").cast(nw.Int64))
    )
    counted = counted.with_columns(as_date(counted, "_month").alias("month"))
    return to_native(cells.with_labels(counted).select(*cells.named, "month", "people"), stays)
