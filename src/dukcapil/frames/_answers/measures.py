"""Figures of one date over tables: by stage, and coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date
from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import Frame
from dukcapil.frames._obligation import OBLIGATION, is_obliged
from dukcapil.frames._people import counted_people, summed
from dukcapil.frames._question import Question
from dukcapil.frames._stages import reached_on, with_part
from dukcapil.register import InactiveNIKs, Stage, StagePart
from dukcapil.register._stage import least_part

__all__ = ["measure", "partition"]


def partition(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    *,
    on: date,
    by: By = (),
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Count the obliged people by group and part of a stage, each of them once.

    The same as `coverage.partition`.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        on: the date.
        by: the breakdown; `()` for none. See `By`.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group with obliged people, in no order: the names of `by`, then
        `not_recorded`, `blocked`, `in_process`, `print_ready`, `printed` and `holding`, as
        `StagePart`. Without a breakdown always one row.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, or tables of two engines.
        ValueError: for a dimension given twice, or keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import partition, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> partition(stays, events, on=date(2020, 12, 31)).row(0)
        (13, 0, 0, 6, 1, 344)
    """
    check_date("partition", "on", on)
    question = Question.of(
        "partition", stays, OBLIGATION, by=by, leap_day=leap_day, inactive=inactive, columns=columns
    )
    counts = {
        part.name.lower(): nw.when(nw.col("_part") == part.value)
        .then(nw.lit(1))
        .otherwise(nw.lit(0))
        for part in StagePart
    }
    parted = with_part(_obliged(question, on), question.log(events), on, "_person")
    return to_native(summed(parted, question, counts), stays)


def measure(  # noqa: PLR0913  what is asked for, and options by name
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
    """Compute coverage on a date.

    The same as `coverage.measure`.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        on: the date.
        by: the breakdown; `()` for none. See `By`.
        stage: the least stage, or part of it, that counts as covered.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group with obliged people, in no order: the names of `by`, then `obliged` and
        `covered`. Without a breakdown always one row.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, or tables of two engines.
        ValueError: for a dimension given twice, or keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import measure, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> measure(stays, events, on=date(2020, 12, 31), by="sex").sort("sex").rows()
        [('female', 178, 165), ('male', 186, 179)]
    """
    check_date("measure", "on", on)
    least = least_part("measure", stage)
    question = Question.of(
        "measure", stays, OBLIGATION, by=by, leap_day=leap_day, inactive=inactive, columns=columns
    )
    reached = reached_on(question.people, question.log(events), least, on)
    covered = _obliged(question, on).join(
        reached, left_on="_person", right_on="_reached_by", how="left"
    )
    counts = {"obliged": nw.lit(1), "covered": nw.col("_has_reached").fill_null(0)}
    return to_native(summed(covered, question, counts), stays)


def _obliged(question: Question, on: date) -> Frame:
    """Return those who are obliged on a date, and their groups."""
    return counted_people(question, on, is_obliged(question.counted, on, question.leap_day))
