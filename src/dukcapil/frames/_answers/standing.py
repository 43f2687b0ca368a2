"""The standing of each person on a date, over tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date
from dukcapil.ages import LeapDay
from dukcapil.frames._engines import to_native
from dukcapil.frames._obligation import OBLIGATION, is_in_scope, is_obliged, lives_there
from dukcapil.frames._question import Question
from dukcapil.frames._stages import with_part
from dukcapil.register import StagePart

__all__ = ["standing"]

_OUT_OF_SCOPE, _NOT_YET_OBLIGED, _OBLIGED = range(3)
# In this order, so that the greatest verdict over the rows of a person is the one that holds.
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
    """Compute the standing of each person on a date.

    The same as `Register.standing`, for everyone in the stays.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        on: the date.
        leap_day: the 17th birthday of people born on 29 February.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per person of the stays, in no order: `person` (by that name), `region`, null
        where no stay covers the date, `assessment`, which is `obliged`, `not yet obliged` or
        `out of scope`, `stage`, the number of a `Stage`, `is_blocked`, whether it is the blocked
        part of that, and `is_in_gap`.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, or tables of two engines.
        ValueError: for keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

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
    question = Question.of(
        "standing", stays, ("region", *OBLIGATION), leap_day=leap_day, columns=columns
    )
    people = question.people
    scoped = nw.when(is_in_scope(people, on)).then(nw.lit(_NOT_YET_OBLIGED))
    obliged = nw.when(is_obliged(people, on, leap_day)).then(nw.lit(_OBLIGED))
    assessed = (
        people.frame.select(
            people["person"].alias("person"),
            # pandas cannot compare null texts.
            nw.when(lives_there(people, on))
            .then(people["region"])
            .otherwise(nw.lit(""))
            .alias("_region"),
            obliged.otherwise(scoped.otherwise(nw.lit(_OUT_OF_SCOPE))).alias("_verdict"),
        )
        .group_by("person")
        .agg(nw.col("_region").max(), nw.col("_verdict").max())
    )
    verdict, region, part = nw.col("_verdict"), nw.col("_region"), nw.col("_part")
    stages = {one.value: int(one.stage) for one in StagePart}
    is_in_gap = (verdict == _OBLIGED) & (part < StagePart.HOLDING.value)
    answers = with_part(assessed, question.log(events), on, "person").select(
        "person",
        nw.when(region != "").then(region).alias("region"),
        verdict.replace_strict(_VERDICTS, default=None, return_dtype=nw.String).alias("assessment"),
        part.replace_strict(stages, default=0, return_dtype=nw.Int64).alias("stage"),
        (part == StagePart.BLOCKED.value).alias("is_blocked"),
        is_in_gap.alias("is_in_gap"),
    )
    return to_native(answers, stays)
