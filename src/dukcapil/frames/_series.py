"""Coverage at the ends of many months in one pass over tables.

Each row of a person adds one at the month in which it comes into a group and takes one away where
it leaves it, so people are summed once, by group and month of change, and the changes are added up
along the months. Nothing is looked at once a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_type
from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By, Groups, totals
from dukcapil.frames._calendar import birthday_month, earlier, later, month, month_of
from dukcapil.frames._engines import as_date, to_native, unpivoted
from dukcapil.frames._layout import Frame
from dukcapil.frames._obligation import OBLIGATION, obligation
from dukcapil.frames._stages import events_table, spells
from dukcapil.frames._table import Table
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month, month_list
from dukcapil.register import Stage

__all__ = ["series"]

_FIGURES: Final = ("obliged", "covered")
_TIMES: Final = ("_from", "_to", "_covered_from", "_covered_to")


def series(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    months: Iterable[Month],
    *,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Coverage on the last days of many months, in one pass.

    The twin of `coverage.series`. A lazy frame stays lazy.

    Args:
        stays: a table as `STAYS` describes.
        events: a table of the same engine as `EVENTS` describes, with histories that `Register.of`
            would take.
        months: one or more.
        by: what to break down by: names of columns of the stays, a `Level` of regions, `AgeBands`,
            or several of them; `()` for one figure a month.
        stage: what counts as covered: this stage or beyond.
        leap_day: when somebody born on 29 February turns 17.
        columns: your own names of columns, the same in both tables, by those of `STAYS` and
            `EVENTS`.

    Returns:
        A row for each group and month in which somebody is obliged, in no order, with the names of
        `by`, and then `on`, the last day of the month, `obliged` and `covered`. If nothing is
        broken down, a row for every month.

    Raises:
        TypeError: for something that is not a `Month`, or that nothing can be broken down by, and
            for events of another engine than the stays.
        ValueError: for no month, or a dimension that is given twice, or names in
            `columns` that no layout has.
        InvalidTable: for a column that is missing or is not what it has to be.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.frames import series, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> table = series(stays, events, Month.range(Month(2020, 11), Month(2021, 1)))
        >>> table.sort("on").rows()
        [(datetime.date(2020, 11, 30), 364, 344), (datetime.date(2020, 12, 31), 364, 344)]
    """
    wanted = month_list("series", months)
    if not wanted:
        raise ValueError("months: expected one or more")
    check_type("series", "stage", stage, Stage)
    check_type("series", "leap_day", leap_day, LeapDay)
    groups = Groups.of(by)
    people = groups.table(stays, OBLIGATION, columns)
    span = _Span(wanted)
    edges = [f"_edge{number}" for number in range(span.bands_passed(groups.lows))]
    obliged = _obliged(people, groups, span, edges, leap_day)
    covered = spells(
        people,
        events_table(events, columns, beside=people),
        stage,
        lambda dates: span.position(month(dates)),
    )
    counted = _counted(_with_cover(obliged, covered), groups, edges)
    return to_native(_along(_changes(counted, groups, span, edges), groups, span), stays)


class _Span:
    """The months from the first to the last of those asked for, counted from 0."""

    def __init__(self, wanted: Sequence[Month]) -> None:
        self.first = month_of(wanted[0])
        self.length = month_of(wanted[-1]) - self.first + 1
        self.last_days = {month_of(one) - self.first: one.last_day for one in wanted}

    def position(self, months: nw.Expr) -> nw.Expr:
        """Where a month lies: 0 for all before, the length for all after."""
        return (months - self.first).clip(0, self.length)

    def bands_passed(self, lows: Sequence[int]) -> int:
        """To how many further bands of age somebody can come within the span."""
        return max(
            (
                sum(low <= other and 12 * (other - low) < self.length for other in lows)
                for low in lows
            ),
            default=0,
        )


def _obliged(
    people: Table, groups: Groups, span: _Span, edges: Sequence[str], leap_day: LeapDay
) -> Frame:
    """One row for each stay in which somebody is obliged within the span, with their bands.

    The edges are the next months, from the first of the span on, in which a band is passed.
    """
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
        span.position(later(nw.col("_began"), nw.col("_since"))).alias("_from"),
        span.position(nw.col("_until")).alias("_to"),
    ).filter(nw.col("_from") < nw.col("_to"))
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
    """The rows once more for each time of cover, and `_once`, which is 1 on one of them.

    A time of cover that lies outside a row is empty.
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
    """How many rows there are that change the same groups at the same months.

    This is the one sum over people.
    """
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
    """A time before or after a row is one at its beginning or end, where it changes nothing."""
    one, begin, end = nw.col(time), nw.col(first), nw.col(last)
    return nw.when(one < begin).then(begin).otherwise(earlier(one, end))


_NO_CHANGE: Final = -1


def _changes(counted: Frame, groups: Groups, span: _Span, edges: Sequence[str]) -> Frame:
    """By group and month, how many are added to each of the figures, or taken away.

    A row becomes one for each of its changes. What a change is comes as a code in the number of
    its month, since looking up names would take longer than all sums.
    """
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
    decoded = (
        unpivoted(copies, list(changes), index=kept, name="_name", value="_change")
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
    """The changes up to the end of each month added up: the figures, one row a month and group."""
    keys = groups.keys
    so_far = {
        f"{figure[0]}{last_day}": nw.when(nw.col("_at") <= at)
        .then(nw.col(figure))
        .otherwise(nw.lit(0))
        for at, last_day in span.last_days.items()
        for figure in _FIGURES
    }
    wide = totals(changes, keys, so_far)
    long = unpivoted(wide, list(so_far), index=keys, name="_which", value="_people")
    which, people = nw.col("_which"), nw.col("_people")
    parts = {
        figure: nw.when(which.str.starts_with(figure[0])).then(people).otherwise(nw.lit(0))
        for figure in _FIGURES
    }
    dated = long.with_columns(which.str.slice(1).alias("_on"))
    table = totals(dated, [*keys, "_on"], parts)
    if keys:
        table = table.filter(nw.col("obliged") > 0)
    table = groups.with_labels(table).with_columns(as_date(table, "_on").alias("on"))
    return table.select(*groups.named, "on", *_FIGURES)
