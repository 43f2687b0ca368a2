"""People in no stock yet, over tables: those recorded early, and those obliged within the year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_count, check_date
from dukcapil.ages import LeapDay, latest_birth_date
from dukcapil.frames._breakdown import By
from dukcapil.frames._engines import to_native
from dukcapil.frames._obligation import OBLIGATION, is_in_scope, is_obliged
from dukcapil.frames._people import counted_people, summed
from dukcapil.frames._question import Question
from dukcapil.frames._stages import reached_on
from dukcapil.law import OBLIGED_AGE
from dukcapil.register import InactiveNIKs, Stage, StagePart
from dukcapil.register._stage import least_part

__all__ = ["early_recordings", "year_target"]


def early_recordings(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    *,
    on: date,
    by: By = (),
    from_age: int = 16,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Count the people recorded ahead of the obligation, who are in no stock until it begins.

    The same as `coverage.early_recordings`.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        on: the date.
        by: the breakdown; `()` for none. See `By`.
        from_age: completed years from which the office records.
        leap_day: the birthday of people born on 29 February in a common year.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group in which anybody is old enough and not obliged yet, in no order: the
        names of `by`, then `eligible` and, of them, `recorded`. Without a breakdown always one
        row.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, or tables of two engines.
        ValueError: for a dimension given twice, or keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.
        InvalidRecord: for a negative age.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import early_recordings, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> early_recordings(stays, events, on=date(2020, 12, 31)).rows()
        [(6, 1)]
    """
    check_date("early_recordings", "on", on)
    check_count("early_recordings", "from_age", from_age)
    question = Question.of(
        "early_recordings",
        stays,
        OBLIGATION,
        by=by,
        leap_day=leap_day,
        inactive=inactive,
        columns=columns,
        figures=("eligible", "recorded"),
    )
    people = question.counted
    oldest = latest_birth_date(age=from_age, on=on, leap_day=leap_day) or date.min
    is_eligible = (
        is_in_scope(people, on)
        & ~is_obliged(people, on, leap_day)
        & (people["birth_date"] <= nw.lit(oldest))
    )
    recorded = reached_on(
        question.people, question.log(events), least_part("early_recordings", Stage.RECORDED), on
    )
    young = counted_people(question, on, is_eligible).join(
        recorded, left_on="_person", right_on="_reached_by", how="left"
    )
    counts = {"eligible": nw.lit(1), "recorded": nw.col("_has_reached").fill_null(0)}
    return to_native(summed(young, question, counts), stays)


def year_target(  # noqa: PLR0913  what is asked for, and options by name
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
    """Compute coverage by the convention of yearly targets: this year's 17-year-olds count at once.

    The same as `coverage.year_target`: name the convention with the figure.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        on: the date; the year is its calendar year.
        by: the breakdown; `()` for none. See `By`.
        stage: the least stage, or part of it, that counts as covered.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        As `measure`.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, or tables of two engines.
        ValueError: for a dimension given twice, or keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import to_frames, year_target
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> year_target(stays, events, on=date(2020, 6, 30)).rows()
        [(367, 348)]
    """
    check_date("year_target", "on", on)
    least = least_part("year_target", stage)
    question = Question.of(
        "year_target",
        stays,
        OBLIGATION,
        by=by,
        leap_day=leap_day,
        inactive=inactive,
        columns=columns,
    )
    people, year_end = question.counted, date(on.year, 12, 31)
    youngest = latest_birth_date(age=OBLIGED_AGE, on=year_end, leap_day=leap_day) or date.min
    obliged = is_obliged(people, on, leap_day)
    comes = is_in_scope(people, on) & (people["birth_date"] <= nw.lit(youngest))
    is_now = nw.when(obliged).then(nw.lit(1)).otherwise(nw.lit(0)).alias("_is_now")
    reached = reached_on(question.people, question.log(events), least, on)
    counted = counted_people(question, on, obliged | comes, is_now).join(
        reached, left_on="_person", right_on="_reached_by", how="left"
    )
    covered = nw.col("_has_reached").fill_null(0) * nw.col("_is_now")
    return to_native(summed(counted, question, {"obliged": nw.lit(1), "covered": covered}), stays)
