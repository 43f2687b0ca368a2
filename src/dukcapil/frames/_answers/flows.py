"""Flows between two dates, over tables: `coverage.flows` in columns.

The history of a person is cut into pieces: the times of obligation in one group. A piece that
begins where another piece of the same person ends in the same group is not a flow; any other
beginning or end is. Cover changes within a piece, or moves with the person. Most people have no
such day within the window, and are left out before anything else is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date
from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By, Groups, totals
from dukcapil.frames._calendar import FAR, birthday, day, day_of, earlier, later
from dukcapil.frames._engines import engine_of, to_native
from dukcapil.frames._layout import Frame
from dukcapil.frames._obligation import OBLIGATION, obligation, with_renewals
from dukcapil.frames._question import Question
from dukcapil.frames._stages import spells
from dukcapil.frames._table import Table
from dukcapil.law import OBLIGED_AGE
from dukcapil.register import InactiveNIKs, Stage, StagePart
from dukcapil.register._obliged_stays import Flow
from dukcapil.register._stage import least_part
from dukcapil.residents import EndOfStay

__all__ = ["flows"]

_NEEDED: Final = ("ended_by", *OBLIGATION)
_OF_ENTRY: Final = (
    "_turns",
    "_reached",
    "_since",
    "_is_citizen",
    "_was_obliged",
    "_permitted",
    "_is_back",
)
_TIMES: Final = ("_from", "_to", "_covered_from", "_covered_to")


def flows(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    since: date,
    until: date,
    *,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Compute the flows that lead from the figures of one date to those of another.

    The same as `coverage.flows`: the figures of `measure` on `since`, plus all flows, are those on
    `until`, exactly and in every group.

    Args:
        stays: the table of stays; see `STAYS`.
        events: the table of events, of the same engine; see `EVENTS`.
        since: the first date.
        until: the second date, not earlier; flows count after the first date, up to and with
            the second.
        by: the breakdown; `()` for none. See `By`.
        stage: the least stage, or part of it, that counts as covered.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per group and flow with people, in no order: the names of `by`, `flow`, the value
        of a `Flow`, and the persons that it adds to `obliged` and `covered`, negative where it
        subtracts.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, or tables of two engines.
        ValueError: for dates in the wrong order, a dimension given twice, or keys of `columns`
            that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import flows, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> year = flows(stays, events, date(2019, 12, 31), date(2020, 12, 31))
        >>> for row in year.sort("flow").rows():
        ...     print(*row)
        died -3 -3
        issued 0 7
        lost or voided 0 -6
        turned 17 5 0
    """
    check_date("flows", "since", since)
    check_date("flows", "until", until)
    least = least_part("flows", stage)
    if until < since:
        raise ValueError("flows.until: expected a date that is not before `since`")
    question = Question.of(
        "flows", stays, _NEEDED, by=by, leap_day=leap_day, inactive=inactive, columns=columns
    )
    groups = question.groups
    window = _Window(day_of(since), day_of(until), (until - since).days)
    covered = spells(question.people, question.log(events), least, day)
    active = _active(_with_cover(_rows(question, window), covered), groups, window)
    pieces = _cut_at_birthdays(active, groups, window)
    moments = _moments(_edges(pieces, groups, window), question)
    figures = {name: nw.col(name) for name in ("obliged", "covered")}
    table = totals(_flows(moments, groups), [*groups.keys, "flow"], figures)
    return to_native(groups.with_labels(table).select(*groups.named, "flow", *figures), stays)


class _Window(NamedTuple):
    """The days after `since`, up to and with `until`."""

    since: int
    until: int
    days: int

    def holds(self, time: nw.Expr) -> nw.Expr:
        """Return whether a day is within."""
        return (time > self.since) & (time <= self.until)


def _rows(question: Question, window: _Window) -> Frame:
    """Return the times of obligation, `_from` to `_to`, that overlap the window."""
    people, groups, leap_day = question.counted, question.groups, question.leap_day
    born = day(people["birth_date"])
    begins, ends = nw.col("_from"), nw.col("_until")
    leaves_out = nw.lit(question.inactive is InactiveNIKs.LEFT_OUT)
    return (
        obligation(
            people,
            day,
            birthday(born, OBLIGED_AGE, leap_day),
            people["person"].alias("_person"),
            *groups.expressions(people),
            *(birthday(born, low, leap_day).alias(f"_low{low}") for low in groups.lows),
            people["ended_by"].fill_null("").alias("_ended_by"),
            people["is_citizen"].alias("_is_citizen"),
        )
        .filter((begins < ends) & (begins <= window.until) & (ends > window.since))
        .select(
            *("_person", *groups.lasting, *(f"_low{low}" for low in groups.lows)),
            *("_from", ends.alias("_to"), "_turns", "_reached", "_since", "_is_citizen"),
            (begins > nw.col("_began")).alias("_was_obliged"),
            nw.when(nw.col("_permitted") == begins)
            .then(begins)
            .otherwise(nw.lit(0))
            .alias("_permitted"),
            (leaves_out & (nw.col("_switched") == begins)).alias("_is_back"),
            _exit(leaves_out & (ends == nw.col("_switches"))).alias("_exit"),
        )
    )


def _with_cover(rows: Frame, covered: Frame) -> Frame:
    """Join the rows with the spells of cover; `_once` is 1 on one of the copies of a row."""
    times = covered.select(
        "_person",
        nw.col("_from").alias("_covered_from"),
        nw.col("_to").alias("_covered_to"),
        _one_if(nw.col("_is_first")).alias("_once"),
    )
    return rows.join(times, on="_person", how="left").with_columns(
        nw.col("_covered_from", "_covered_to").fill_null(0), nw.col("_once").fill_null(1)
    )


def _active(both: Frame, groups: Groups, window: _Window) -> Frame:
    """Leave out the rows to which nothing happens within the window: most of them."""
    times = (*_TIMES, *(f"_low{low}" for low in groups.lows))
    happens = (window.holds(nw.col(time)) for time in times)
    active = both.filter(nw.any_horizontal(*happens, ignore_nulls=False))
    return engine_of(active).staged(active)


def _cut_at_birthdays(rows: Frame, groups: Groups, window: _Window) -> Frame:
    """Cut the rows by age band, `_band`; each piece begins where the one before it ends."""
    birthdays = [nw.col(f"_low{low}") for low in groups.lows]
    first = groups.band([one <= window.since for one in birthdays])
    rows = rows.with_columns(nw.lit(0).alias("_cut0"), first)
    passed = _birthdays_within(groups.lows, window.days)
    for number in range(passed):
        before = nw.col(f"_cut{number}").clip(window.since)
        cut = nw.lit(FAR)
        for one in reversed(birthdays):
            cut = nw.when((one > before) & (one <= window.until)).then(one).otherwise(cut)
        rows = rows.with_columns(cut.alias(f"_cut{number + 1}"))
    cuts = [f"_cut{number}" for number in range(passed + 1)]
    numbers = {name: number for number, name in enumerate(cuts)}
    stop = nw.lit(FAR)
    for name, following in reversed(list(pairwise(cuts))):
        stop = nw.when(nw.col("_cut") == name).then(nw.col(f"{following}_")).otherwise(stop)
    kept = ["_person", *groups.lasting, *_OF_ENTRY, "_exit", "_band", *_TIMES, "_once"]
    copies = {f"{name}_": nw.col(name) for name in cuts}
    wide = rows.with_columns(**copies)
    engine = engine_of(wide)
    passed_so_far = engine.looked_up(nw.col("_cut"), numbers, 0)
    return (
        engine.unpivot(wide, cuts, [*kept, *copies], "_cut", "_start")
        .with_columns(
            (nw.col("_band") + passed_so_far).alias("_band"),
            later(nw.col("_from"), nw.col("_start")).cast(nw.Int64).alias("_from"),
            earlier(nw.col("_to"), stop).cast(nw.Int64).alias("_to"),
        )
        .filter(nw.col("_from") < nw.col("_to"))
        .select(*kept)
    )


def _birthdays_within(lows: Sequence[int], days: int) -> int:
    """Return the most of these ages that a person can reach within a number of days."""
    return max(
        (sum(low <= other and 365 * (other - low) <= days for other in lows) for low in lows),
        default=0,
    )


def _edges(pieces: Frame, groups: Groups, window: _Window) -> Frame:
    """Return the days, `_day`, on which a piece begins or ends, or its cover changes, `_way`."""
    begins, ends, day_ = nw.col("_from"), nw.col("_to"), nw.col("_day")
    covered_from, covered_to = nw.col("_covered_from"), nw.col("_covered_to")
    ways = {"_comes": begins, "_goes": ends, "_gets": covered_from, "_loses": covered_to}
    brings = (covered_from <= begins) & (begins < covered_to)
    takes = (covered_from < ends) & (ends <= covered_to)
    wide = pieces.with_columns(
        _one_if(brings).alias("_brings"),
        _one_if(takes).alias("_takes"),
        *(time.cast(nw.Int64).alias(way) for way, time in ways.items()),
    )
    kept = ["_person", *groups.lasting, *_OF_ENTRY, "_exit", "_band", "_from", "_to", "_once"]
    is_edge = (nw.col("_way") == "_comes") | (nw.col("_way") == "_goes")
    is_inside = is_edge | ((begins < day_) & (day_ < ends))
    unpivot = engine_of(wide).unpivot
    return unpivot(wide, list(ways), [*kept, "_brings", "_takes"], "_way", "_day").filter(
        window.holds(day_) & is_inside
    )


def _moments(edges: Frame, question: Question) -> Frame:
    """Sum the edges of a person in a place on one day: at most one piece ends and one begins."""
    groups, people = question.groups, question.people
    way = nw.col("_way")
    comes, goes = way == "_comes", way == "_goes"
    named = _with_reorganised(with_renewals(edges, people), people).with_columns(
        nw.when(comes).then(_entry()).otherwise(nw.lit("")).alias("_entry"),
        nw.when(goes).then(nw.col("_exit")).otherwise(nw.lit("")).alias("_exit"),
    )
    zero, band, once = nw.lit(0), nw.col("_band"), nw.col("_once")
    numbers = {
        "_comes": nw.when(comes).then(once).otherwise(zero),
        "_goes": nw.when(goes).then(once).otherwise(zero),
        "_brings": nw.when(comes).then(nw.col("_brings")).otherwise(zero),
        "_takes": nw.when(goes).then(nw.col("_takes")).otherwise(zero),
        "_changes": _one_if(way == "_gets") - _one_if(way == "_loses"),
    }
    bands = {
        "_band_in": nw.when(~goes).then(band).otherwise(zero),
        "_band_out": nw.when(goes).then(band).otherwise(zero),
    }
    return (
        named.select(
            *("_person", "_day", *groups.lasting, "_entry", "_exit"),
            *(one.cast(nw.Int64).alias(name) for name, one in {**numbers, **bands}.items()),
        )
        .group_by("_person", "_day", *groups.lasting)
        .agg(
            *(nw.col(name).sum() for name in numbers),
            *(nw.col(name).max() for name in (*bands, "_entry", "_exit")),
        )
    )


def _with_reorganised(rows: Frame, people: Table) -> Frame:
    """Add `_is_reorganised`: whether a stay begins on the day a code of the person's ended."""
    ended = (
        people.frame.filter(people["ended_by"] == EndOfStay.REORGANISED.value)
        .select(people["person"].alias("_person"), day(people["until"]).alias("_since"))
        .group_by("_person", "_since")
        .agg(nw.len().alias("_ends"))
    )
    joined = rows.join(ended, on=["_person", "_since"], how="left")
    begins = nw.col("_since") == nw.col("_from")
    return joined.with_columns((~nw.col("_ends").is_null() & begins).alias("_is_reorganised"))


def _entry() -> nw.Expr:
    """Return the flow that begins a row: a permit precedes a 17th birthday, and that a marriage."""
    reached = nw.when(nw.col("_from") == nw.col("_turns")).then(nw.lit(Flow.TURNED_17.value))
    permitted = (nw.col("_permitted") > 0) & ~nw.col("_is_renewal")
    renewed = nw.col("_is_renewal") & (nw.col("_from") > nw.col("_reached"))
    by_permit = nw.when(permitted).then(
        _by_status(Flow.CITIZENSHIP_GAINED, otherwise=Flow.PERMIT_BEGAN)
    )
    came = nw.when(nw.col("_is_reorganised")).then(nw.lit(Flow.REORGANISED_IN.value))
    back = nw.when(nw.col("_is_back")).then(nw.lit(Flow.NIK_REACTIVATED.value))
    by_stay = back.otherwise(came.otherwise(nw.lit(Flow.MOVED_IN.value)))
    moved = nw.when(nw.col("_was_obliged") | renewed).then(by_stay)
    return moved.otherwise(by_permit.otherwise(reached.otherwise(nw.lit(Flow.MARRIED_YOUNG.value))))


def _by_status(of_citizens: Flow, *, otherwise: Flow) -> nw.Expr:
    citizen = nw.when(nw.col("_is_citizen")).then(nw.lit(of_citizens.value))
    return citizen.otherwise(nw.lit(otherwise.value))


def _exit(is_inactivated: nw.Expr) -> nw.Expr:
    """Return the flow that ends a row: by death, the NIK, the status or the stay, in this order."""
    ends = nw.col("_until")
    ended_by = nw.col("_ended_by")
    out = nw.when(ended_by == EndOfStay.CORRECTED.value).then(nw.lit(Flow.CORRECTED_OUT.value))
    renamed = nw.when(ended_by == EndOfStay.REORGANISED.value)
    other = renamed.then(nw.lit(Flow.REORGANISED_OUT.value)).otherwise(nw.lit(Flow.MOVED_OUT.value))
    status = _by_status(Flow.CITIZENSHIP_LOST, otherwise=Flow.PERMIT_ENDED)
    stayed = nw.when(ends != nw.col("_left")).then(status)
    died = nw.when(ends == nw.col("_died")).then(nw.lit(Flow.DIED.value))
    switched = nw.when(is_inactivated).then(nw.lit(Flow.NIK_INACTIVATED.value))
    return died.otherwise(switched.otherwise(stayed.otherwise(out.otherwise(other))))


def _flows(moments: Frame, groups: Groups) -> Frame:
    """Return the flows of each moment: who comes, who goes, and whose cover changes in place.

    Where a piece ends and another begins in the same place, nobody moves: the person stays, or
    passes to the next age band.
    """
    stays_on = (nw.col("_comes") == 1) & (nw.col("_goes") == 1)
    same = stays_on & (nw.col("_band_in") == nw.col("_band_out"))
    comes, goes, brings, takes = map(nw.col, ("_comes", "_goes", "_brings", "_takes"))
    marked = moments.with_columns(stays_on.alias("_stays"), same.alias("_same")).with_columns(
        nw.when(nw.col("_same")).then(nw.lit(0)).otherwise(comes).alias("_enters"),
        nw.when(nw.col("_same")).then(nw.lit(0)).otherwise(-goes).alias("_leaves"),
        nw.when(nw.col("_same"))
        .then(nw.col("_changes") + brings - takes)
        .otherwise(nw.col("_changes"))
        .alias("_changes"),
    )
    kept = ["_person", *groups.lasting, "_band_in", "_band_out", "_entry", "_exit", "_stays"]
    way, people = nw.col("_way"), nw.col("_people")
    enters, leaves = way == "_enters", way == "_leaves"
    issued = nw.when(people > 0).then(nw.lit(Flow.ISSUED.value))
    changed = issued.otherwise(nw.lit(Flow.LOST_OR_VOIDED.value))
    unpivot = engine_of(marked).unpivot
    ways = ["_enters", "_leaves", "_changes"]
    return (
        unpivot(marked, ways, [*kept, "_brings", "_takes"], "_way", "_people")
        .filter(people != 0)
        .with_columns(
            nw.when(enters)
            .then(_aged("_entry", Flow.AGED_IN))
            .otherwise(nw.when(leaves).then(_aged("_exit", Flow.AGED_OUT)).otherwise(changed))
            .alias("flow"),
            nw.when(leaves).then(nw.col("_band_out")).otherwise(nw.col("_band_in")).alias("_band"),
            nw.when(enters | leaves).then(people).otherwise(nw.lit(0)).alias("obliged"),
            nw.when(enters)
            .then(brings)
            .otherwise(nw.when(leaves).then(-takes).otherwise(people))
            .alias("covered"),
        )
        .select(*groups.keys, "flow", nw.col("obliged", "covered").cast(nw.Int64))
    )


def _aged(flow: str, aged: Flow) -> nw.Expr:
    """Rename a flow to ageing where the person only passes to another age band."""
    return nw.when(nw.col("_stays")).then(nw.lit(aged.value)).otherwise(nw.col(flow))


def _one_if(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))
