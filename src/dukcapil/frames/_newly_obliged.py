"""People who become obliged by month, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._shared.checks import check_type
from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By, Groups
from dukcapil.frames._calendar import birthday, day
from dukcapil.frames._engines import as_date, to_native
from dukcapil.frames._obligation import (
    OBLIGATION,
    obligation,
    with_renewals,
)
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month, month_list

__all__ = ["newly_obliged"]


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
        A row for each group and month in which somebody becomes obliged, in no order: the names of
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
    groups = Groups.of(by)
    people = groups.table(stays, OBLIGATION, columns)
    first_days = {one.year * 100 + one.number: str(one.first_day) for one in wanted}
    born, began = day(people["birth_date"]), nw.col("_began")
    beginning = (
        obligation(
            people,
            day,
            birthday(born, OBLIGED_AGE, leap_day),
            people["person"].alias("_person"),
            *groups.expressions(people),
            *(birthday(born, low, leap_day).alias(f"_low{low}") for low in groups.lows),
        )
        .filter((began >= nw.col("_since")) & (began < nw.col("_until")))
        .filter((began // 100).is_in(list(first_days)))
        .select(
            *("_person", *groups.lasting),
            groups.band([nw.col(f"_low{low}") <= began for low in groups.lows]),
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
        .group_by(*groups.keys, "_month")
        .agg(nw.len().alias("people"))
        .with_columns(month.alias("_month"), nw.col("people").cast(nw.Int64))
    )
    counted = counted.with_columns(as_date(counted, "_month").alias("month"))
    return to_native(groups.with_labels(counted).select(*groups.named, "month", "people"), stays)
