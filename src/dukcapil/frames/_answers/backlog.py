"""The times that people have waited, over tables: `coverage.backlog` in columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date
from dukcapil.ages import LeapDay
from dukcapil.frames._answers.running import running
from dukcapil.frames._breakdown import By, totals
from dukcapil.frames._calendar import with_ordinals
from dukcapil.frames._engines import to_native
from dukcapil.frames._obligation import is_obliged
from dukcapil.frames._people import counted_people
from dukcapil.frames._question import Question
from dukcapil.frames._stages import reached_on
from dukcapil.frames._unbroken import UNBROKEN, with_obliged_since
from dukcapil.register import InactiveNIKs, Stage, StagePart
from dukcapil.register._stage import least_part

__all__ = ["backlog"]

_WAITS: Final = ("median_days", "ninth_decile_days", "longest_days")


def backlog(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    *,
    on: date,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Compute quantiles of the waiting times of the people in the gap.

    The same as `coverage.backlog`.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        on: the date.
        by: the breakdown; `()` for none. See `By`.
        stage: the stage, or part of it, that they have not reached.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group in which anybody waits, in no order: the names of `by`, then `people`,
        and `median_days`, `ninth_decile_days` and `longest_days` since the obligation began,
        wherever the person lived then; a quantile is the wait of one of the people (nearest rank).
        Without a breakdown always one row, whose waits are null where nobody waits.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, tables of two engines, or
            tables of Dask, which has no ranks within groups.
        ValueError: for a dimension given twice, or keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import backlog, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> backlog(stays, events, on=date(2020, 12, 31), by="sex").sort("sex").rows()
        [('female', 13, 7849, 13585, 15148), ('male', 7, 7107, 19034, 19034)]
    """
    check_date("backlog", "on", on)
    least = least_part("backlog", stage)
    question = Question.of(
        "backlog",
        stays,
        UNBROKEN,
        by=by,
        leap_day=leap_day,
        inactive=inactive,
        columns=columns,
        figures=_WAITS,
    )
    groups, log = question.groups, question.log(events)
    people, since = with_obliged_since(question.counted, leap_day)
    obliged = counted_people(
        attrs.evolve(question, counted=people),
        on,
        is_obliged(people, on, leap_day),
        since.alias("_since"),
    )
    reached = reached_on(question.people, log, least, on).select("_reached_by")
    waiting = obliged.join(reached, left_on="_person", right_on="_reached_by", how="anti")
    staged = people.engine.staged
    days = nw.lit(on.toordinal()) - nw.col("_since")
    waits = with_ordinals(staged(waiting), "_since").with_columns(days.alias("_days"))
    counts = (
        staged(waits)
        .group_by(*groups.keys, "_days")
        .agg(nw.len().alias("_people"))
        .with_columns(nw.col("_people").cast(nw.Int64), (-nw.col("_days")).alias("_shortest"))
    )
    both_ways = counts.with_columns(
        nw.col("_people").alias("_so_far"), nw.col("_people").alias("_from_here")
    )
    ranked = running("backlog", staged(both_ways), groups.keys, "_days", ["_so_far"])
    ranked = running("backlog", ranked, groups.keys, "_shortest", ["_from_here"])
    people_, so_far, days = nw.col("_people"), nw.col("_so_far"), nw.col("_days")
    everybody = so_far + nw.col("_from_here") - people_
    ranks = {
        "median_days": (everybody - 1) // 2,
        "ninth_decile_days": (everybody * 9 - 1) // 10,
        "longest_days": everybody - 1,
    }
    figures = {"people": people_} | {
        name: nw.when((so_far - people_ <= rank) & (rank < so_far)).then(days).otherwise(nw.lit(0))
        for name, rank in ranks.items()
    }
    table = groups.with_labels(totals(ranked, groups.keys, figures))
    answer = table.select(
        *groups.named,
        "people",
        *(nw.when(nw.col("people") > 0).then(nw.col(name)).alias(name) for name in _WAITS),
    )
    return to_native(answer, stays)
