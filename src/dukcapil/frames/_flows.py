"""Why the figures of two dates differ, over tables: `coverage.flows` in columns.

People are cut into pieces: the times during which they are obliged in one group. A piece that
begins where another one of the same person ends in the same group is no flow; any other beginning
or end is. Who is covered changes within a piece, or comes along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_date, check_type
from dukcapil.ages import LeapDay
from dukcapil.frames._breakdown import By, Groups, totals
from dukcapil.frames._calendar import FAR, birthday, day, day_of, earlier, later
from dukcapil.frames._engines import is_sql, to_native, unpivoted
from dukcapil.frames._layout import Frame
from dukcapil.frames._obligation import (
    OBLIGATION,
    obligation,
    with_renewals,
)
from dukcapil.frames._stages import events_table, spells
from dukcapil.frames._table import Table
from dukcapil.law import OBLIGED_AGE
from dukcapil.register import Stage
from dukcapil.register._obliged_stays import Flow
from dukcapil.residents import EndOfStay

__all__ = ["flows"]

_NEEDED: Final = ("region", "ended_by", *OBLIGATION)


def flows(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrameT,
    events: IntoFrame,
    since: date,
    until: date,
    *,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """What led from the figures of one date to those of another.

    The twin of `coverage.flows`: the figures of `measure` on `since` and all of these together
    are those on `until`, in every group and to the last person.

    Args:
        stays: a table as `STAYS` describes.
        events: a table of the same engine as `EVENTS` describes.
        since: the first date.
        until: the second date, not earlier; a flow counts if it happened after the first date
            and not after the second.
        by: what to break down by, as for `series`.
        stage: what counts as covered: this stage or beyond.
        leap_day: when somebody born on 29 February turns 17.
        columns: your own names of columns, the same in both tables, by those of `STAYS` and
            `EVENTS`.

    Returns:
        A row for each group and flow that moved anybody, in no order: the names of `by`, `flow`,
        the value of a `Flow`, and how many persons it adds to the `obliged` and the `covered`,
        negative where it takes.

    Raises:
        TypeError: for a `datetime`, something that nothing can be broken down by, or events of
            another engine than the stays.
        ValueError: for dates in the wrong order, or a dimension that is given twice, or names in
            `columns` that no layout has.
        InvalidTable: for a column that is missing or is not what it has to be.

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
    check_type("flows", "stage", stage, Stage)
    check_type("flows", "leap_day", leap_day, LeapDay)
    if until < since:
        raise ValueError("until: expected a date that is not before `since`")
    groups = Groups.of(by)
    people = groups.table(stays, _NEEDED, columns)
    pieces = _with_neighbours(_pieces(people, groups, since, until, leap_day), groups)
    covered = spells(people, events_table(events, columns, beside=people), stage, day).select(
        "_person", nw.col("_from").alias("_covered_from"), nw.col("_to").alias("_covered_to")
    )
    both = pieces.join(covered, on="_person", how="left")
    moved = nw.concat([_moved(both, groups, since, until), _changed(both, groups, since, until)])
    figures = {name: nw.col(name) for name in ("obliged", "covered")}
    table = totals(moved, [*groups.keys, "flow"], figures)
    return to_native(groups.with_labels(table).select(*groups.named, "flow", *figures), stays)


def _moved(both: Frame, groups: Groups, since: date, until: date) -> Frame:
    """Who came into a group or left it, and who of them was covered then."""
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
    return (
        unpivoted(
            counted,
            list(ways),
            index=[*groups.keys, "_entry", "_exit", "_brings", "_takes"],
            name="_way",
            value="_happens",
        )
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


def _pieces(people: Table, groups: Groups, since: date, until: date, leap_day: LeapDay) -> Frame:
    """When and in which group people are obliged, cut at the birthdays that lead to a new band."""
    born = day(people["birth_date"])
    begins, ends = nw.col("_from"), nw.col("_until")
    rows = (
        obligation(
            people,
            day,
            birthday(born, OBLIGED_AGE, leap_day),
            *(people["person"].alias("_person"), people["region"].alias("_region")),
            *groups.expressions(people),
            born.alias("_born"),
            (people["ended_by"].fill_null("") == EndOfStay.CORRECTED.value).alias("_is_corrected"),
        )
        .with_columns(later(nw.col("_began"), nw.col("_since")).alias("_from"))
        .filter((begins < ends) & (begins <= day_of(until)) & (ends > day_of(since)))
        .select(
            *("_person", "_region", *groups.lasting, "_born"),
            *("_from", ends.alias("_to"), "_turns", "_reached"),
            (nw.col("_since") > nw.col("_began")).alias("_has_moved"),
            nw.when(nw.col("_permitted") == begins)
            .then(begins)
            .otherwise(nw.lit(0))
            .alias("_permitted"),
            _exit().alias("_exit"),
        )
    )
    entered = with_renewals(rows, people).with_columns(_entry().alias("_entry"))
    return _cut_at_birthdays(entered, groups, since, until, leap_day)


def _entry() -> nw.Expr:
    """Why a row begins: a permit comes before the 17th birthday, and that before a marriage."""
    reached = nw.when(nw.col("_from") == nw.col("_turns")).then(nw.lit(Flow.TURNED_17.value))
    permitted = (nw.col("_permitted") > 0) & ~nw.col("_is_renewal")
    renewed = nw.col("_is_renewal") & (nw.col("_from") > nw.col("_reached"))
    by_permit = nw.when(permitted).then(nw.lit(Flow.PERMIT_BEGAN.value))
    moved = nw.when(nw.col("_has_moved") | renewed).then(nw.lit(Flow.MOVED_IN.value))
    return moved.otherwise(by_permit.otherwise(reached.otherwise(nw.lit(Flow.MARRIED_YOUNG.value))))


def _exit() -> nw.Expr:
    """Why a row ends: death comes before all, and the end of a stay before that of a permit."""
    ends = nw.col("_until")
    out = nw.when(nw.col("_is_corrected")).then(nw.lit(Flow.CORRECTED_OUT.value))
    stayed = nw.when(ends != nw.col("_left")).then(nw.lit(Flow.PERMIT_ENDED.value))
    died = nw.when(ends == nw.col("_died")).then(nw.lit(Flow.DIED.value))
    return died.otherwise(stayed.otherwise(out.otherwise(nw.lit(Flow.MOVED_OUT.value))))


def _cut_at_birthdays(
    rows: Frame, groups: Groups, since: date, until: date, leap_day: LeapDay
) -> Frame:
    """The rows by band of age, `_band`; each goes on where the one before it ends."""
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
    kept = ["_person", "_region", *groups.lasting, "_entry", "_exit", "_band", "_from", "_to"]
    copies = {f"{name}_": nw.col(name) for name in cuts}
    wide = rows.with_columns(**copies)
    return (
        unpivoted(wide, cuts, index=[*kept, *copies], name="_cut", value="_start")
        .with_columns(
            (nw.col("_band") + passed_so_far).alias("_band"),
            later(nw.col("_from"), nw.col("_start")).cast(nw.Int64).alias("_from"),
            earlier(nw.col("_to"), stop).cast(nw.Int64).alias("_to"),
        )
        .filter(nw.col("_from") < nw.col("_to"))
        .select(*kept)
    )


def _birthdays_within(lows: Sequence[int], days: int) -> int:
    """How many of the ages somebody can reach within so many days, at most."""
    return max(
        (sum(low <= other and 365 * (other - low) <= days for other in lows) for low in lows),
        default=0,
    )


def _with_neighbours(pieces: Frame, groups: Groups) -> Frame:
    """The pieces, and whether and by which flow they enter and leave a group."""
    entered = _beside(pieces, groups, "_from", "_to").with_columns(
        (~nw.col("_stays")).alias("_enters"), _aged("_entry", Flow.AGED_IN)
    )
    left = _beside(entered, groups, "_to", "_from").with_columns(
        (~nw.col("_stays")).alias("_leaves"), _aged("_exit", Flow.AGED_OUT)
    )
    kept = ("_person", *groups.lasting, "_band", "_from", "_to")
    return left.select(*kept, "_entry", "_exit", "_enters", "_leaves")


def _aged(flow: str, aged: Flow) -> nw.Expr:
    """Who comes to another group in the same place has had a birthday, whatever else happened."""
    named = nw.when(nw.col("_stays_in_place")).then(nw.lit(aged.value))
    return named.otherwise(nw.col(flow)).alias(flow)


def _beside(pieces: Frame, groups: Groups, here: str, there: str) -> Frame:
    """Whether a piece of the same person is beside each, in the same group or the same place."""
    names = ["_region", *groups.lasting, "_band"]
    near = (_near_by_window if is_sql(pieces) else _near_by_join)(pieces, names, here, there)
    is_there = ~nw.col("_other__band").is_null()
    same = {one: _is_same(nw.col(one), nw.col(f"_other_{one}")) for one in names}
    stays, stays_in_place = is_there, is_there
    for name in groups.lasting:
        stays, stays_in_place = stays & same[name], stays_in_place & same[name]
    return near.with_columns(
        (stays & same["_band"]).alias("_stays"),
        (stays_in_place & same["_region"]).alias("_stays_in_place"),
    ).drop(*(f"_other_{one}" for one in names))


def _near_by_join(pieces: Frame, names: Sequence[str], here: str, there: str) -> Frame:
    others = pieces.select(
        "_person", nw.col(there).alias(here), *(nw.col(one).alias(f"_other_{one}") for one in names)
    )
    return pieces.join(others, on=["_person", here], how="left")


def _near_by_window(pieces: Frame, names: Sequence[str], here: str, there: str) -> Frame:
    """The same by the order of the pieces of a person, which do not overlap."""
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
    """Who reached the stage, or fell back, within a group; both on one day is neither."""
    day_ = nw.col("_day")
    is_inside = (nw.col("_from") < day_) | ((nw.col("_from") == day_) & ~nw.col("_enters"))
    index = ["_person", *groups.keys, "_from", "_to", "_enters"]
    ways = {"_covered_from": 1, "_covered_to": -1}
    change = nw.col("_way").replace_strict(ways, default=0, return_dtype=nw.Int64)
    covered = both.filter(~nw.col("_covered_from").is_null())
    net = (
        unpivoted(covered, list(ways), index=index, name="_way", value="_day")
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
