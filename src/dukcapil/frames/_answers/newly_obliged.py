"""People who become obliged, by month, over tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By
from dukcapil.frames._calendar import birthday, day
from dukcapil.frames._engines import engine_of, to_native
from dukcapil.frames._obligation import OBLIGATION, obligation, with_renewals
from dukcapil.frames._question import Question, months_asked
from dukcapil.frames._table import Table
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month

__all__ = ["newly_obliged"]


def newly_obliged(
    stays: IntoFrameT,
    months: Iterable[Month],
    *,
    by: By = (),
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Count the people who turn 17, marry before, or get a permanent permit, by month.

    The same as `demand.newly_obliged`: people count in the region of residence and at the age of
    the day on which they become obliged, as far as on record.

    Args:
        stays: the table of stays; see `STAYS`.
        months: one or more months, past or future.
        by: the breakdown; `()` for none. See `By`.
        leap_day: the 17th birthday of people born on 29 February.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group and month with newly obliged people, in no order: the names of `by`,
        then `month`, its first day, and `people`.

    Raises:
        TypeError: for an argument of another type.
        ValueError: for no months, a dimension given twice, or keys of `columns` that are not in
            the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.frames import newly_obliged, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, _ = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> newly_obliged(stays, [Month(2020, 6)]).rows()
        [(datetime.date(2020, 6, 1), 1)]
    """
    wanted = months_asked("newly_obliged", months)
    question = Question.of(
        "newly_obliged", stays, OBLIGATION, by=by, leap_day=leap_day, columns=columns
    )
    people, groups = question.people, question.groups
    may_begin = _may_begin(people, wanted[0].first_day, wanted[-1].last_day)
    people = attrs.evolve(people, frame=people.frame.filter(may_begin))
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
        .filter((began == nw.col("_from")) & (began < nw.col("_until")))
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
        with_renewals(beginning, question.people)
        .filter(~nw.col("_is_renewal"))
        .group_by(*groups.keys, "_month")
        .agg(nw.len().alias("people"))
        .with_columns(month.alias("_month"), nw.col("people").cast(nw.Int64))
    )
    to_date = engine_of(counted).to_date
    counted = counted.with_columns(to_date(nw.col("_month")).alias("month"))
    return to_native(groups.with_labels(counted).select(*groups.named, "month", "people"), stays)


def _may_begin(people: Table, first: date, last: date) -> nw.Expr:
    """Return whether an obligation can begin in some months, by cheap bounds: few rows remain."""
    born_from = first.year - OBLIGED_AGE - 1, last.year - OBLIGED_AGE + 1
    oldest, youngest = (date(max(year, date.min.year), 1, 1) for year in born_from)
    born = people["birth_date"]
    turns_17 = (born >= nw.lit(oldest)) & (born < nw.lit(youngest))
    others = (
        ((people[name] >= nw.lit(first)) & (people[name] <= nw.lit(last))).fill_null(value=False)
        for name in ("first_married_on", "permit_since")
    )
    return nw.any_horizontal(turns_17.fill_null(value=False), *others, ignore_nulls=False)
