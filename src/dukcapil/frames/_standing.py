"""Standing of each person at a date, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date, check_type
from dukcapil.ages import LeapDay
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import STAYS
from dukcapil.frames._measures import with_stage
from dukcapil.frames._obligation import (
    OBLIGATION,
    is_in_scope,
    is_obliged,
    lives_there,
)
from dukcapil.frames._stages import events_table
from dukcapil.frames._table import Table
from dukcapil.register import Stage

__all__ = ["standing"]


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
    answers = with_stage(
        assessed, events_table(events, columns, beside=people), on, "person"
    ).select(
        "person",
        nw.when(region != "").then(region).alias("region"),
        verdict.replace_strict(_VERDICTS, default=None, return_dtype=nw.String).alias("assessment"),
        "stage",
        is_in_gap.alias("is_in_gap"),
    )
    return to_native(answers, stays)
