"""Coverage at the ends of many months in one pass over tables.

Each row of a person adds one at the month in which it comes into a cell and takes one away where
it leaves it, so people are summed once, by cell and month of change, and the changes are added up
along the months. Nothing is looked at once a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._checks import check_type
from dukcapil._frame_by import By, Cells, totals
from dukcapil._frame_days import birthday_month, month, month_of
from dukcapil._frame_obligation import OBLIGATION, obliged_months
from dukcapil._frame_schema import STAYS, Frame, Table, to_native
from dukcapil._frame_stages import events_table, spells
from dukcapil._stages import Stage
from dukcapil.ages import LeapDay
from dukcapil.months import Month, month_list

__all__ = ["series"]

_FIGURES: Final = {"obliged": 0, "covered": 1}


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
        columns: your own names of columns, by those of `STAYS` and `EVENTS`.

    Returns:
        A row for each cell and month in which somebody is obliged, in no order, with the names of
        `by`, and then `on`, the last day of the month, `obliged` and `covered`. If nothing is
        broken down, a row for every month.

    Raises:
        TypeError: for something that is not a `Month`, or that nothing can be broken down by.
        ValueError: for no month, or a dimension that is given twice.
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
    cells = Cells.of(by)
    people = Table.of(
        stays, STAYS, dict.fromkeys(("person", *OBLIGATION, *cells.needed)), columns, name="stays"
    )
    span = _Span(wanted)
    passed = span.bands_passed(cells.lows)
    obliged = _obliged(people, cells, span, passed, leap_day)
    covered = _covered(obliged, events_table(events, columns), span, stage)
    keys = [*cells.lasting, "_band", *(f"_edge{number}" for number in range(passed)), *_INTERVAL]
    summed = nw.concat(
        [
            _counted(obliged, keys, _FIGURES["obliged"]),
            _counted(covered, keys, _FIGURES["covered"]),
        ]
    )
    changes = _changes(summed, cells, passed)
    return to_native(_along(changes, cells, span), stays)


_INTERVAL: Final = ("_from", "_to")


class _Span:
    """The months from the first to the last of those asked for, counted from 0."""

    def __init__(self, wanted: Sequence[Month]) -> None:
        self.first = month_of(wanted[0])
        self.length = month_of(wanted[-1]) - self.first + 1
        self.wanted = {month_of(one) - self.first: one for one in wanted}

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


def _obliged(people: Table, cells: Cells, span: _Span, passed: int, leap_day: LeapDay) -> Frame:
    """One row for each stay in which somebody is obliged within the span, with their bands."""
    since, until = obliged_months(people, leap_day)
    lows = cells.lows
    rows = people.frame.select(
        people["person"].alias("_person"),
        *cells.expressions(people),
        span.position(since).alias("_from"),
        span.position(until).alias("_to"),
        *(
            (birthday_month(people["birth_date"], low, leap_day) - span.first).alias(f"_low{low}")
            for low in lows
        ),
    ).filter(nw.col("_from") < nw.col("_to"))
    birthdays = [nw.col(f"_low{low}") for low in lows]
    rows = rows.with_columns(cells.band([one <= 0 for one in birthdays]))
    for number in range(passed):
        before = nw.col(f"_edge{number - 1}") if number else nw.lit(0)
        later = (
            nw.when(one > before).then(one).otherwise(nw.lit(span.length)) for one in birthdays
        )
        rows = rows.with_columns(
            nw.min_horizontal(*later, nw.lit(span.length)).alias(f"_edge{number}")
        )
    edges = [f"_edge{number}" for number in range(passed)]
    return rows.select("_person", *cells.lasting, "_band", *edges, *_INTERVAL)


def _covered(obliged: Frame, events: Table, span: _Span, stage: Stage) -> Frame:
    """The parts of the rows in which the people are covered."""
    covered = spells(events, stage, partial(_position, span)).select(
        "_person", nw.col("_from").alias("_covered_from"), nw.col("_to").alias("_covered_to")
    )
    return (
        obliged.join(covered, on="_person", how="inner")
        .with_columns(
            nw.max_horizontal("_from", "_covered_from").alias("_from"),
            nw.min_horizontal("_to", "_covered_to").alias("_to"),
        )
        .filter(nw.col("_from") < nw.col("_to"))
    )


def _position(span: _Span, dates: nw.Expr) -> nw.Expr:
    return span.position(month(dates))


def _counted(rows: Frame, keys: Sequence[str], figure: int) -> Frame:
    """How many rows there are that change the same cells at the same months."""
    # A birthday before or after the row is one at its beginning or end, where it changes nothing.
    within = [
        nw.max_horizontal(nw.min_horizontal(key, "_to"), "_from").alias(key)
        if key.startswith("_edge")
        else nw.col(key)
        for key in keys
    ]
    numbers = [key for key in keys if key.startswith("_")]
    counted = rows.select(*within).group_by(*keys).agg(nw.len().alias("_people"))
    return counted.with_columns(
        nw.col(*numbers, "_people").cast(nw.Int64), nw.lit(figure).alias("_figure")
    )


def _changes(summed: Frame, cells: Cells, passed: int) -> Frame:
    """By cell, month and figure, the people that are added or taken away."""
    times = ["_from", *(f"_edge{number}" for number in range(passed)), "_to"]
    copies, band_of, sign_of = [], {}, {}
    for band, (begin, end) in enumerate(pairwise(times)):
        for name, time, sign in ((f"_in{band}", begin, 1), (f"_out{band}", end, -1)):
            copies.append(nw.col(time).alias(name))
            band_of[name], sign_of[name] = band, sign
    way = nw.col("_way")
    index = [*cells.lasting, "_band", "_figure", "_people"]
    return (
        summed.select(*index, *copies)
        .unpivot(on=list(sign_of), index=index, variable_name="_way", value_name="_at")
        .with_columns(
            nw.col("_band") + way.replace_strict(band_of, default=0, return_dtype=nw.Int64),
            nw.col("_people") * way.replace_strict(sign_of, default=0, return_dtype=nw.Int64),
        )
    )


def _along(changes: Frame, cells: Cells, span: _Span) -> Frame:
    """The changes up to the end of each month added up: the figures, one row a month and cell."""
    keys = cells.keys
    which = {f"{figure}/{at}": (figure, at) for at in span.wanted for figure in _FIGURES.values()}
    so_far = {
        name: _people_if((nw.col("_at") <= at) & (nw.col("_figure") == figure))
        for name, (figure, at) in which.items()
    }
    long = totals(changes, keys, so_far).unpivot(
        on=list(which), index=keys, variable_name="_which", value_name="_people"
    )
    ons = {name: span.wanted[at].last_day for name, (_, at) in which.items()}
    figures = {name: figure for name, (figure, _) in which.items()}
    named = long.with_columns(
        nw.col("_which").replace_strict(ons, default=None, return_dtype=nw.Date).alias("on"),
        nw.col("_which").replace_strict(figures, default=0, return_dtype=nw.Int64).alias("_figure"),
    )
    parts = {name: _people_if(nw.col("_figure") == one) for name, one in _FIGURES.items()}
    table = totals(named, [*keys, "on"], parts)
    if keys:
        table = table.filter(nw.col("obliged") > 0)
    return cells.with_labels(table).select(*cells.names, "on", *_FIGURES)


def _people_if(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.col("_people")).otherwise(nw.lit(0))
