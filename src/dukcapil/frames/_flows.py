"""Flows between two dates, over tables: `coverage.flows` in columns.

The history of a person is cut into pieces: the times of obligation in one group. A piece that
begins where another piece of the same person ends in the same group is not a flow; any other
beginning or end is. Cover changes within a piece, or moves with the person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

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
from dukcapil.register import Stage, StagePart
from dukcapil.register._obliged_stays import Flow
from dukcapil.register._stage import least_part
from dukcapil.residents import EndOfStay

__all__ = ["flows"]

_NEEDED: Final = ("ended_by", *OBLIGATION)


def flows(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    since: date,
    until: date,
    *,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
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
    question = Question.of("flows", stays, _NEEDED, by=by, leap_day=leap_day, columns=columns)
    groups = question.groups
    pieces = _with_neighbours(_pieces(question, since, until), groups)
    covered = spells(question.people, question.log(events), least, day).select(
        "_person", nw.col("_from").alias("_covered_from"), nw.col("_to").alias("_covered_to")
    )
    both = pieces.join(covered, on="_person", how="left")
    moved = nw.concat([_moved(both, groups, since, until), _changed(both, groups, since, until)])
    figures = {name: nw.col(name) for name in ("obliged", "covered")}
    table = totals(moved, [*groups.keys, "flow"], figures)
    return to_native(groups.with_labels(table).select(*groups.named, "flow", *figures), stays)


def _moved(both: Frame, groups: Groups, since: date, until: date) -> Frame:
    """Return the people who enter or leave a group, and whether they are covered then."""
    begins, ends = nw.col("_from"), nw.col("_to")
    covered_from, covered_to = nw.col("_covered_from"), nw.col("_covered_to")
    brings = (covered_from <= begins) & (begins < covered_to)
    takes = (covered_from < ends) & (ends <= covered_to)
    enters = nw.col("_enters") & _within(begins, since, until)
    leaves = nw.col("_leaves") & _within(ends, since, until)
    piece = ["_person", *groups.keys, "_entry", "_exit", "_comes", "_goes"]
    counted = (
        both.with_columns(
            _one_if(enters).alias("_comes"),
            _one_if(leaves).alias("_goes"),
            _one_if(brings.fill_null(value=False)).alias("_brings"),
            _one_if(takes.fill_null(value=False)).alias("_takes"),
        )
        .group_by(*piece, "_from")
        .agg(nw.col("_brings").max(), nw.col("_takes").max())
    )
    ways = {"_comes": 1, "_goes": -1}
    sign = nw.col("_way").replace_strict(ways, default=0, return_dtype=nw.Int64)
    is_entry = nw.col("_way") == "_comes"
    index = [*groups.keys, "_entry", "_exit", "_brings", "_takes"]
    unpivot = engine_of(counted).unpivot
    return (
        unpivot(counted, list(ways), index, "_way", "_happens")
        .filter(nw.col("_happens") == 1)
        .with_columns(sign.alias("obliged"))
        .select(
            *groups.keys,
            nw.when(is_entry).then(nw.col("_entry")).otherwise(nw.col("_exit")).alias("flow"),
            "obliged",
            (
                nw.when(is_entry).then(nw.col("_brings")).otherwise(nw.col("_takes"))
                * nw.col("obliged")
            )
            .cast(nw.Int64)
            .alias("covered"),
        )
    )


def _one_if(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def _within(days: nw.Expr, since: date, until: date) -> nw.Expr:
    return (days > day_of(since)) & (days <= day_of(until))


def _pieces(question: Question, since: date, until: date) -> Frame:
    """Return the times of obligation by group, cut at the birthdays that begin another band."""
    people, groups, leap_day = question.people, question.groups, question.leap_day
    born = day(people["birth_date"])
    begins, ends = nw.col("_from"), nw.col("_until")
    rows = (
        obligation(
            people,
            day,
            birthday(born, OBLIGED_AGE, leap_day),
            people["person"].alias("_person"),
            *groups.expressions(people),
            born.alias("_born"),
            people["ended_by"].fill_null("").alias("_ended_by"),
            people["is_citizen"].alias("_is_citizen"),
        )
        .with_columns(later(nw.col("_began"), nw.col("_since")).alias("_from"))
        .filter((begins < ends) & (begins <= day_of(until)) & (ends > day_of(since)))
        .select(
            *("_person", *groups.lasting, "_born"),
            *("_from", ends.alias("_to"), "_turns", "_reached"),
            "_since",
            (nw.col("_since") > nw.col("_began")).alias("_has_moved"),
            nw.when(nw.col("_permitted") == begins)
            .then(begins)
            .otherwise(nw.lit(0))
            .alias("_permitted"),
            "_is_citizen",
            _exit().alias("_exit"),
        )
    )
    marked = _with_reorganised(with_renewals(rows, people), people)
    entered = marked.with_columns(_entry().alias("_entry"))
    return _cut_at_birthdays(entered, groups, since, until, leap_day)


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
    by_stay = came.otherwise(nw.lit(Flow.MOVED_IN.value))
    moved = nw.when(nw.col("_has_moved") | renewed).then(by_stay)
    return moved.otherwise(by_permit.otherwise(reached.otherwise(nw.lit(Flow.MARRIED_YOUNG.value))))


def _by_status(of_citizens: Flow, *, otherwise: Flow) -> nw.Expr:
    citizen = nw.when(nw.col("_is_citizen")).then(nw.lit(of_citizens.value))
    return citizen.otherwise(nw.lit(otherwise.value))


def _exit() -> nw.Expr:
    """Return the flow that ends a row: death precedes all, the end of a stay that of a permit."""
    ends = nw.col("_until")
    ended_by = nw.col("_ended_by")
    out = nw.when(ended_by == EndOfStay.CORRECTED.value).then(nw.lit(Flow.CORRECTED_OUT.value))
    renamed = nw.when(ended_by == EndOfStay.REORGANISED.value)
    other = renamed.then(nw.lit(Flow.REORGANISED_OUT.value)).otherwise(nw.lit(Flow.MOVED_OUT.value))
    status = _by_status(Flow.CITIZENSHIP_LOST, otherwise=Flow.PERMIT_ENDED)
    stayed = nw.when(ends != nw.col("_left")).then(status)
    died = nw.when(ends == nw.col("_died")).then(nw.lit(Flow.DIED.value))
    return died.otherwise(stayed.otherwise(out.otherwise(other)))


def _cut_at_birthdays(
    rows: Frame, groups: Groups, since: date, until: date, leap_day: LeapDay
) -> Frame:
    """Cut the rows by age band, `_band`; each piece begins where the one before it ends."""
    first, last, born = day_of(since), day_of(until), nw.col("_born")
    birthdays = {f"_low{low}": birthday(born, low, leap_day) for low in groups.lows}
    rows = rows.with_columns(
        nw.lit(0).alias("_cut0"), *(one.alias(name) for name, one in birthdays.items())
    )
    rows = rows.with_columns(groups.band([nw.col(name) <= first for name in birthdays]))
    passed = _birthdays_within(groups.lows, (until - since).days)
    for number in range(passed):
        before = nw.col(f"_cut{number}").clip(first)
        cut = nw.lit(FAR)
        for one in map(nw.col, reversed(birthdays)):
            cut = nw.when((one > before) & (one <= last)).then(one).otherwise(cut)
        rows = rows.with_columns(cut.alias(f"_cut{number + 1}"))
    cuts = [f"_cut{number}" for number in range(passed + 1)]
    numbers = {name: number for number, name in enumerate(cuts)}
    passed_so_far = nw.col("_cut").replace_strict(numbers, default=0, return_dtype=nw.Int64)
    stop = nw.lit(FAR)
    for name, following in reversed(list(pairwise(cuts))):
        stop = nw.when(nw.col("_cut") == name).then(nw.col(f"{following}_")).otherwise(stop)
    kept = ["_person", *groups.lasting, "_entry", "_exit", "_band", "_from", "_to"]
    copies = {f"{name}_": nw.col(name) for name in cuts}
    wide = rows.with_columns(**copies)
    unpivot = engine_of(wide).unpivot
    return (
        unpivot(wide, cuts, [*kept, *copies], "_cut", "_start")
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


def _with_neighbours(pieces: Frame, groups: Groups) -> Frame:
    """Add whether and by which flow a piece enters and leaves its group."""
    entered = _beside(pieces, groups, "_from", "_to").with_columns(
        (~nw.col("_stays")).alias("_enters"), _aged("_entry", Flow.AGED_IN)
    )
    left = _beside(entered, groups, "_to", "_from").with_columns(
        (~nw.col("_stays")).alias("_leaves"), _aged("_exit", Flow.AGED_OUT)
    )
    kept = ("_person", *groups.lasting, "_band", "_from", "_to")
    return left.select(*kept, "_entry", "_exit", "_enters", "_leaves")


def _aged(flow: str, aged: Flow) -> nw.Expr:
    """Rename a flow to ageing where the person changes the age band alone."""
    named = nw.when(nw.col("_ages")).then(nw.lit(aged.value))
    return named.otherwise(nw.col(flow)).alias(flow)


def _beside(pieces: Frame, groups: Groups, here: str, there: str) -> Frame:
    """Add whether another piece of the person is adjacent, in the same group or but for the age."""
    names = [*groups.lasting, "_band"]
    near_by = _near_by_window if engine_of(pieces).repeats_steps else _near_by_join
    near = near_by(pieces, names, here, there)
    is_there = ~nw.col("_other__band").is_null()
    same = {one: _is_same(nw.col(one), nw.col(f"_other_{one}")) for one in names}
    differs_at_most_in_band = is_there
    for name in groups.lasting:
        differs_at_most_in_band &= same[name]
    return near.with_columns(
        (differs_at_most_in_band & same["_band"]).alias("_stays"),
        differs_at_most_in_band.alias("_ages"),
    ).drop(*(f"_other_{one}" for one in names))


def _near_by_join(pieces: Frame, names: Sequence[str], here: str, there: str) -> Frame:
    """Add the columns of the piece that ends, or begins, at the same time."""
    others = pieces.select(
        "_person", nw.col(there).alias(here), *(nw.col(one).alias(f"_other_{one}") for one in names)
    )
    return pieces.join(others, on=["_person", here], how="left")


def _near_by_window(pieces: Frame, names: Sequence[str], here: str, there: str) -> Frame:
    """Do the same by the order of the pieces of a person, which do not overlap."""
    step = 1 if here == "_from" else -1
    shifted = [
        nw.col(one).shift(step).over("_person", order_by="_from").alias(f"_other_{one}")
        for one in (*names, there)
    ]
    is_near = (nw.col(f"_other_{there}") == nw.col(here)).fill_null(value=False)
    others = (
        nw.when(is_near).then(nw.col(f"_other_{one}")).alias(f"_other_{one}") for one in names
    )
    return pieces.with_columns(*shifted).with_columns(*others).drop(f"_other_{there}")


def _is_same(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return (one == other).fill_null(value=False) | (one.is_null() & other.is_null())


def _changed(both: Frame, groups: Groups, since: date, until: date) -> Frame:
    """Return the people who reach the stage or fall back within a group; both on a day cancel."""
    day_ = nw.col("_day")
    is_inside = (nw.col("_from") < day_) | ((nw.col("_from") == day_) & ~nw.col("_enters"))
    index = ["_person", *groups.keys, "_from", "_to", "_enters"]
    ways = {"_covered_from": 1, "_covered_to": -1}
    change = nw.col("_way").replace_strict(ways, default=0, return_dtype=nw.Int64)
    covered = both.filter(~nw.col("_covered_from").is_null())
    unpivot = engine_of(covered).unpivot
    net = (
        unpivot(covered, list(ways), index, "_way", "_day")
        .filter(is_inside & (day_ < nw.col("_to")) & _within(day_, since, until))
        .with_columns(change.alias("covered"))
        .group_by("_person", "_day", *groups.keys)
        .agg(nw.col("covered").sum())
        .filter(nw.col("covered") != 0)
    )
    issued = nw.when(nw.col("covered") > 0).then(nw.lit(Flow.ISSUED.value))
    return net.select(
        *groups.keys,
        issued.otherwise(nw.lit(Flow.LOST_OR_VOIDED.value)).alias("flow"),
        nw.lit(0).cast(nw.Int64).alias("obliged"),
        nw.col("covered").cast(nw.Int64),
    )
