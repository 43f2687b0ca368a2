"""The time from the obligation to a stage, over tables: `coverage.timeliness` in columns.

Stays that follow each other in one group are one observation. Observations are counted by the day
on which they begin, end or reach the stage, and the estimate is made of these few counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date, check_type
from dukcapil.ages import LeapDay
from dukcapil.frames._answers.running import running
from dukcapil.frames._breakdown import By, Groups, totals
from dukcapil.frames._calendar import FAR, birthday, day, day_of, earlier, later, with_ordinals
from dukcapil.frames._engines import engine_of, to_native
from dukcapil.frames._layout import Frame
from dukcapil.frames._obligation import obligation
from dukcapil.frames._question import Question
from dukcapil.frames._stages import spells
from dukcapil.frames._unbroken import UNBROKEN, with_obliged_since
from dukcapil.law import OBLIGED_AGE
from dukcapil.register import InactiveNIKs, Stage, StagePart
from dukcapil.register._stage import least_part

__all__ = ["timeliness"]

_FIGURES = ("days", "at_risk", "reached", "probability", "standard_error")


def timeliness(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    *,
    on: date,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    since: date = date.min,
    until: date = date.max,
    after: int = -1,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Estimate the distribution of the time from the obligation to a stage.

    The steps of `coverage.timeliness`, for each group as for a register within it. That refuses
    histories in which all events are of one day, as `from_statuses` makes them; here nobody looks.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        on: the last day of observation.
        by: the breakdown, without `AgeBands`, since people grow older while they are observed.
        stage: the stage, or part of it, reached for the first time since the obligation began.
        since: the first day of the obligations that count.
        until: the first day after them.
        after: the day after which people are at risk, for the distribution among those who still
            waited at its end; -1 for all.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group and day on which anybody reached the stage, in no order: the names of
        `by`, then `days` since the first day of obligation, the persons `at_risk` and those who
        `reached` the stage on that day, the `probability` of having reached it by then, in parts
        of one, and its `standard_error`, null where the probability is 1.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, tables of two engines, or
            tables of Dask, which has no running sums within groups.
        ValueError: for `AgeBands`, a dimension given twice, or keys of `columns` that are not in
            the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import timeliness, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> curve = timeliness(stays, events, on=date(2020, 12, 31)).sort("days")
        >>> curve.select("days", "at_risk", "reached").head(2).rows()
        [(13, 320, 2), (16, 318, 2)]
    """
    for field, one in (("on", on), ("since", since), ("until", until)):
        check_date("timeliness", field, one)
    check_type("timeliness", "after", after, int)
    least = least_part("timeliness", stage)
    question = Question.of(
        "timeliness",
        stays,
        UNBROKEN,
        by=by,
        leap_day=leap_day,
        inactive=inactive,
        columns=columns,
        figures=_FIGURES,
    )
    groups = question.groups
    if groups.bands is not None:
        raise ValueError("timeliness.by: expected no AgeBands, since people grow older meanwhile")
    log = question.log(events)
    observed = _observed(question, on, _begins(since, until))
    covered = spells(question.people, log, least, day)
    first = max(after, -1) + 1
    counts = _counts(_with_stage(observed, covered, groups), groups, first)
    steps = _estimated(counts, groups)
    return to_native(groups.with_labels(steps).select(*groups.named, *_FIGURES), stays)


def _begins(since: date, until: date) -> nw.Expr:
    """Return whether an obligation begins within an interval."""
    zero = nw.col("_zero")
    return (zero >= day_of(since)) & (zero < day_of(until))


def _observed(question: Question, on: date, counts: nw.Expr) -> Frame:
    """Return the observations, half-open from `_begin` to `_end`, and `_zero`."""
    groups, leap_day = question.groups, question.leap_day
    people, since = with_obliged_since(question.counted, leap_day)
    begins, ends = nw.col("_from"), nw.col("_until")
    # Staged, since engines would repeat the expressions in each use that follows.
    rows = people.engine.staged(
        obligation(
            people,
            day,
            birthday(day(people["birth_date"]), OBLIGED_AGE, leap_day),
            people["person"].alias("_person"),
            *groups.expressions(people),
            since.cast(nw.Int64).alias("_zero"),
        )
        .filter((begins < ends) & (begins <= day_of(on)) & counts)
        .select(
            *("_person", *groups.lasting, "_zero"),
            *(nw.col(one).cast(nw.Int64).alias(one) for one in ("_from", "_until")),
        )
    )
    unpivot = engine_of(rows).unpivot
    kept = ["_person", *groups.lasting, "_zero"]
    way = nw.when(nw.col("_way") == "_from").then(nw.lit(1)).otherwise(nw.lit(-1))
    # Where one row ends and the next begins in the same group, the two cancel out.
    edges = engine_of(rows).staged(
        unpivot(rows, ["_from", "_until"], kept, "_way", "_day")
        .with_columns(way.cast(nw.Int64).alias("_way"))
        .group_by(*kept, "_day")
        .agg(nw.col("_way").sum())
    )
    # Observations of one person do not overlap, so each lasts until the next end of any of them.
    last = edges.filter(nw.col("_way") < 0).select("_person", nw.col("_day").alias("_end"))
    after_on = day_of(on) + 1
    return (
        edges.filter(nw.col("_way") > 0)
        .select(*kept, nw.col("_day").alias("_begin"))
        .join(last, on="_person", how="inner")
        .filter(nw.col("_end") > nw.col("_begin"))
        .group_by(*kept, "_begin")
        .agg(nw.col("_end").min())
        .with_columns(earlier(nw.col("_end"), nw.lit(after_on)).alias("_end"))
    )


def _with_stage(observed: Frame, covered: Frame, groups: Groups) -> Frame:
    """Add the first day at the stage since `_zero`, `_reached`; `FAR` where there is none."""
    zero, begins, ends = nw.col("_zero"), nw.col("_from"), nw.col("_to")
    times = covered.select("_person", "_from", "_to")
    is_there = (ends > zero).fill_null(value=False)
    reached = nw.when(is_there).then(later(begins, zero)).otherwise(nw.lit(FAR))
    kept = ["_person", *groups.lasting, "_zero", "_begin", "_end"]
    return (
        observed.join(times, on="_person", how="left")
        .with_columns(reached.cast(nw.Int64).alias("_reached"))
        .group_by(*kept)
        .agg(nw.col("_reached").min())
    )


def _counts(rows: Frame, groups: Groups, first: int) -> Frame:
    """Count by day, `days`, those who come at risk, who have gone, and who reach the stage.

    `_at_risk` is their running balance once it is summed up.
    """
    staged = engine_of(rows).staged
    is_late, is_reached = nw.col("_begin") > nw.col("_zero"), nw.col("_reached") < nw.col("_end")
    came, last = nw.col("_came"), nw.col("_last")
    dated = (
        staged(rows)
        .filter(~(is_late & (nw.col("_reached") <= nw.col("_begin"))))
        .with_columns(
            nw.when(is_reached).then(nw.lit(1)).otherwise(nw.lit(0)).alias("_is_reached"),
            # The last day observed is the one before the end.
            nw.when(is_reached).then(nw.col("_reached")).otherwise(nw.col("_end")).alias("_at"),
        )
    )
    since = nw.col("_begin") - nw.col("_zero")
    timed = staged(
        with_ordinals(dated, "_zero", "_begin", "_at")
        .with_columns(
            nw.when(since > 0).then(since + 1).otherwise(nw.lit(0)).alias("_came"),
            (nw.col("_at") - nw.col("_zero") - 1 + nw.col("_is_reached")).alias("_last"),
        )
        .filter((last >= first) & (last >= came))
        .group_by(*groups.lasting, "_came", "_last", "_is_reached")
        .agg(nw.len().alias("_people"))
    )
    people, none = nw.col("_people").cast(nw.Int64), nw.lit(0)
    of_day = [
        timed.select(
            *groups.lasting,
            one.cast(nw.Int64).alias("days"),
            balance.cast(nw.Int64).alias("at_risk"),
            reached.cast(nw.Int64).alias("reached"),
        )
        for one, balance, reached in (
            (later(came, nw.lit(first)), people, none),
            (last + 1, -people, none),
            (last, none, people * nw.col("_is_reached")),
        )
    ]
    figures = {name: nw.col(name) for name in ("at_risk", "reached")}
    return totals(nw.concat(of_day), [*groups.lasting, "days"], figures)


def _estimated(counts: Frame, groups: Groups) -> Frame:
    """Return the steps of the estimate of Kaplan and Meier, with the errors of Greenwood."""
    keys = groups.lasting
    staged = engine_of(counts).staged
    steps = running("timeliness", staged(counts), keys, "days", ["at_risk"]).filter(
        nw.col("reached") > 0
    )
    reached, at_risk = (nw.col(name).cast(nw.Float64) for name in ("reached", "at_risk"))
    rest = at_risk - reached
    is_some, nothing = nw.col("reached") < nw.col("at_risk"), nw.lit(0.0)
    # Where all reach the stage, the logarithm and the variance have no value.
    left = nw.when(is_some).then(rest).otherwise(at_risk)
    parts = {
        "_waiting": nw.when(is_some).then((left / at_risk).log()).otherwise(nothing),
        "_variance": nw.when(is_some).then(reached / at_risk / left).otherwise(nothing),
        "_are_all": nw.when(is_some).then(nothing).otherwise(nw.lit(1.0)),
    }
    summed = running(
        "timeliness",
        staged(steps).with_columns(*(part.alias(name) for name, part in parts.items())),
        keys,
        "days",
        list(parts),
    )
    is_open, waiting = nw.col("_are_all") == 0, nw.col("_waiting").exp()
    return summed.with_columns(
        nw.when(is_open).then(1 - waiting).otherwise(nw.lit(1.0)).alias("probability"),
        nw.when(is_open).then(waiting * nw.col("_variance").sqrt()).alias("standard_error"),
    )
