"""Coverage at the ends of many months in one pass over tables.

Each row of a person adds one to its group in the month in which it enters, and subtracts one in the
month in which it leaves. So people are summed once, by group and month of change, and the changes
are accumulated over the months. No step is repeated per month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By, Groups, totals
from dukcapil.frames._calendar import birthday_month, earlier, month, month_of
from dukcapil.frames._engines import engine_of, to_native
from dukcapil.frames._layout import Frame
from dukcapil.frames._obligation import OBLIGATION, obligation
from dukcapil.frames._question import Question, months_asked
from dukcapil.frames._stages import spells
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month
from dukcapil.register import InactiveNIKs, Stage, StagePart
from dukcapil.register._stage import least_part

__all__ = ["changes", "series"]

_FIGURES: Final = ("obliged", "covered")
_TIMES: Final = ("_from", "_to", "_covered_from", "_covered_to")


def series(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    months: Iterable[Month],
    *,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Compute coverage on the last days of many months, in one pass.

    The same as `coverage.series`. A lazy frame stays lazy.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`. Their histories must be
            ones that `Register.of` accepts.
        months: one or more months.
        by: the breakdown; `()` for none. See `By`.
        stage: the least stage, or part of it, that counts as covered.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group and month with obliged people, in no order: the names of `by`, then
        `on`, the last day of the month, `obliged` and `covered`. Without a breakdown one row for
        every month.

    Raises:
        TypeError: for an argument of another type, or tables of two engines.
        ValueError: for no months, a dimension given twice, or keys of `columns` that are not in
            the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.frames import series, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> table = series(stays, events, Month.range(Month(2020, 11), Month(2021, 1)))
        >>> table.sort("on").rows()
        [(datetime.date(2020, 11, 30), 364, 344), (datetime.date(2020, 12, 31), 364, 344)]
    """
    span = _Span(months_asked("series", months))
    least = least_part("series", stage)
    question = Question.of(
        "series", stays, OBLIGATION, by=by, leap_day=leap_day, inactive=inactive, columns=columns
    )
    changed = _all_changes(question, events, span, least)
    return to_native(_along(changed, question.groups, span), stays)


def changes(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    months: Iterable[Month],
    *,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Compute what each month adds to the figures of the one before: a series to be kept.

    The figures of `measure` at the end of a month, plus the changes of all months after it, are
    those at the end of the last of them, exactly and in every group: `add_up` adds them. So a
    warehouse keeps the changes and asks for those of the newest month alone. People may be
    counted in parts, whose changes add up too.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`. Their histories must be
            ones that `Register.of` accepts.
        months: one or more months.
        by: the breakdown; `()` for none. See `By`.
        stage: the least stage, or part of it, that counts as covered.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group and month whose figures changed, in no order: the names of `by`, then
        `month`, its first day, and the persons that it adds to `obliged` and `covered`, negative
        where it subtracts.

    Raises:
        TypeError: for an argument of another type, or tables of two engines.
        ValueError: for no months, a dimension given twice, or keys of `columns` that are not in
            the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.frames import changes, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> changes(stays, events, Month.range(Month(2020, 3), Month(2020, 5))).sort("month").rows()
        [(datetime.date(2020, 3, 1), 1, -2), (datetime.date(2020, 4, 1), 0, 1)]
    """
    wanted = months_asked("changes", months)
    span = _Span([wanted[0] - 1, *wanted])
    least = least_part("changes", stage)
    question = Question.of(
        "changes", stays, OBLIGATION, by=by, leap_day=leap_day, inactive=inactive, columns=columns
    )
    groups = question.groups
    first_days = {month_of(one) - span.first: str(one.first_day) for one in wanted}
    table = groups.with_labels(_all_changes(question, events, span, least))
    engine, at = engine_of(table), nw.col("_at")
    is_change = (nw.col("obliged") != 0) | (nw.col("covered") != 0)
    text = at.replace_strict(first_days, default=None, return_dtype=nw.String)
    changed = table.filter(at.is_in(list(first_days)) & is_change)
    dated = changed.with_columns(text.alias("_month"))
    answer = dated.with_columns(engine.to_date(nw.col("_month")).alias("month"))
    return to_native(answer.select(*groups.named, "month", *_FIGURES), stays)


def _all_changes(question: Question, events: IntoFrame, span: _Span, least: int) -> Frame:
    """Return the changes of the figures by group and position in the span, `_at`."""
    groups = question.groups
    edges = [f"_edge{number}" for number in range(span.bands_passed(groups.lows))]
    obliged = _obliged(question, span, edges)
    covered = spells(
        question.people,
        question.log(events),
        least,
        lambda dates: span.position(month(dates)),
    )
    counted = _counted(_with_cover(obliged, covered), groups, edges)
    return _changes(counted, groups, span, edges)


class _Span:
    """The months from the first to the last one asked for, numbered from 0."""

    def __init__(self, wanted: Sequence[Month]) -> None:
        self.first = month_of(wanted[0])
        self.length = month_of(wanted[-1]) - self.first + 1
        self.last_days = {month_of(one) - self.first: one.last_day for one in wanted}

    def position(self, months: nw.Expr) -> nw.Expr:
        """Return the position of months: 0 for all before, the length for all after."""
        return (months - self.first).clip(0, self.length)

    def bands_passed(self, lows: Sequence[int]) -> int:
        """Return the most age bands that a person can enter within the span."""
        return max(
            (
                sum(low <= other and 12 * (other - low) < self.length for other in lows)
                for low in lows
            ),
            default=0,
        )


def _obliged(question: Question, span: _Span, edges: Sequence[str]) -> Frame:
    """Return one row per stay with obligation within the span, and its age bands.

    The edges are the months of the span in which the person enters another band, in order.
    """
    people, groups, leap_day = question.counted, question.groups, question.leap_day
    born, lows = people["birth_date"], groups.lows
    rows = obligation(
        people,
        month,
        birthday_month(born, OBLIGED_AGE, leap_day),
        people["person"].alias("_person"),
        *groups.expressions(people),
        *((birthday_month(born, low, leap_day) - span.first).alias(f"_low{low}") for low in lows),
    )
    rows = rows.with_columns(
        span.position(nw.col("_from")).alias("_from"),
        span.position(nw.col("_until")).alias("_to"),
    )
    rows = rows.filter(nw.col("_from") < nw.col("_to"))
    birthdays = [nw.col(f"_low{low}") for low in lows]
    rows = rows.with_columns(groups.band([one <= 0 for one in birthdays]))
    passed = nw.lit(0)
    for edge in edges:
        following = nw.lit(span.length)
        for one in reversed(birthdays):
            following = nw.when(one > passed).then(one).otherwise(following)
        rows = rows.with_columns(following.clip(0, span.length).alias(edge))
        passed = nw.col(edge)
    return rows.select("_person", *groups.lasting, "_band", *edges, "_from", "_to")


def _with_cover(obliged: Frame, covered: Frame) -> Frame:
    """Join the rows with the spells of cover; `_once` is 1 on one of the copies of a row.

    Spells are cut to the time of the row; those outside of it become empty.
    """
    times = covered.select(
        "_person",
        nw.col("_from").alias("_covered_from"),
        nw.col("_to").alias("_covered_to"),
        nw.when(nw.col("_is_first")).then(nw.lit(1)).otherwise(nw.lit(0)).alias("_once"),
    )
    return (
        obliged.join(times, on="_person", how="left")
        .with_columns(
            nw.col("_covered_from", "_covered_to").fill_null(0), nw.col("_once").fill_null(1)
        )
        .with_columns(
            _within("_from", one, "_to").alias(one) for one in ("_covered_from", "_covered_to")
        )
    )


def _counted(rows: Frame, groups: Groups, edges: Sequence[str]) -> Frame:
    """Count the rows that change the same groups in the same months: the one sum over people."""
    numbers = ["_band", *_TIMES, *edges]
    return (
        rows.select(
            *(*groups.lasting, "_band", *_TIMES, "_once"),
            *(_within("_from", edge, "_to").alias(edge) for edge in edges),
        )
        .group_by(*groups.lasting, *numbers)
        .agg(nw.col("_once").sum().alias("obliged"), nw.len().alias("covered"))
        .with_columns(nw.col(*numbers, *_FIGURES).cast(nw.Int64))
    )


def _within(first: str, time: str, last: str) -> nw.Expr:
    """Clip a time to a row: at its beginning or end it changes nothing."""
    one, begin, end = nw.col(time), nw.col(first), nw.col(last)
    return nw.when(one < begin).then(begin).otherwise(earlier(one, end))


_NO_CHANGE: Final = -1


def _changes(counted: Frame, groups: Groups, span: _Span, edges: Sequence[str]) -> Frame:
    """Return the changes of both figures by group and month.

    A row becomes one row per change. The kind of a change is a code in the number of its month,
    since looking up the names of unpivoted columns would take longer than all the sums.
    """
    # A change is `month * codes + code`, and `code = 4 * bands passed + 2 * figure + is_end`. At
    # most 120,000 months by some 500 codes: far below 2**31, in engines that keep 32 bits.
    codes = 4 * (len(edges) + 1)
    within = {f"_covered{edge}": _within("_covered_from", edge, "_covered_to") for edge in edges}
    kept = [*groups.lasting, "_band", *_FIGURES]
    timed = counted.select(*kept, *_TIMES, *edges, **within)
    times = (("_from", *edges, "_to"), ("_covered_from", *within, "_covered_to"))
    changes = {}
    for number, of_figure in enumerate(times):
        for band, ends in enumerate(pairwise(of_figure)):
            begin, end = map(nw.col, ends)
            for is_end, time in enumerate((begin, end)):
                counts = (begin < end) & (time < span.length)
                one = 4 * band + 2 * number + is_end
                changed = nw.when(counts).then(time * codes + one)
                changes[f"_change{one}"] = changed.otherwise(nw.lit(_NO_CHANGE))
    change, at, code = nw.col("_change"), nw.col("_at"), nw.col("_code")
    copies = timed.select(*kept, **changes)
    unpivot = engine_of(copies).unpivot
    decoded = (
        unpivot(copies, list(changes), kept, "_name", "_change")
        .filter(change != _NO_CHANGE)
        .with_columns((change // codes).alias("_at"))
        .with_columns((change - at * codes).alias("_code"))
        .with_columns(nw.col("_band") + code // 4, (code - code // 4 * 4).alias("_code"))
    )
    parts = {
        figure: nw.when(code == 2 * number)
        .then(nw.col(figure))
        .otherwise(nw.when(code == 2 * number + 1).then(-nw.col(figure)).otherwise(nw.lit(0)))
        for number, figure in enumerate(_FIGURES)
    }
    return totals(decoded, [*groups.keys, "_at"], parts)


def _along(changes: Frame, groups: Groups, span: _Span) -> Frame:
    """Accumulate the changes up to each month: the figures, one row per group and month."""
    keys = groups.keys
    so_far = {
        f"{figure[0]}{last_day}": nw.when(nw.col("_at") <= at)
        .then(nw.col(figure))
        .otherwise(nw.lit(0))
        for at, last_day in span.last_days.items()
        for figure in _FIGURES
    }
    wide = totals(changes, keys, so_far)
    engine = engine_of(wide)
    long = engine.unpivot(wide, list(so_far), keys, "_which", "_people")
    which, people = nw.col("_which"), nw.col("_people")
    parts = {
        figure: nw.when(which.str.starts_with(figure[0])).then(people).otherwise(nw.lit(0))
        for figure in _FIGURES
    }
    dated = long.with_columns(which.str.slice(1).alias("_on"))
    table = totals(dated, [*keys, "_on"], parts)
    if keys:
        table = table.filter(nw.col("obliged") > 0)
    table = groups.with_labels(table).with_columns(engine.to_date(nw.col("_on")).alias("on"))
    return table.select(*groups.named, "on", *_FIGURES)
