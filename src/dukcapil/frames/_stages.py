"""Stages of people, from tables of events: `StageSteps` in columns.

The effect of an event is derived from three tables: the statuses it leads to (`recording.ALLOWED`,
`cards.ALLOWED`) and their stages (`STAGE_OF_RECORDING`, `STAGE_OF_CARD`). A log is assumed to be
one that these allow, so rows need no order: a card is held once in its life, and a record reaches a
stage again only after it has fallen back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil import cards, recording
from dukcapil.events import LAST_ORDINAL, RANKS
from dukcapil.frames._calendar import FAR, day, day_of, earlier, later
from dukcapil.frames._engines import engine_of
from dukcapil.frames._layout import EVENTS, Frame
from dukcapil.frames._table import Table, check_together
from dukcapil.register import Stage
from dukcapil.register._kinds import CARD_KINDS, KINDS, RECORDING_KINDS
from dukcapil.register._stage import (
    STAGE_OF_CARD,
    STAGE_OF_RECORDING,
    STAGE_RECORDED_ELSEWHERE,
)

__all__ = ["events_table", "reached_on", "spells", "with_stage"]

_NEEDED: Final = ("person", "kind", "occurred_on", "card", "valid_until")


class _Edges(NamedTuple):
    """The kinds of events that lead to a stage or beyond, and those that lead back from it."""

    begin: tuple[str, ...]
    end: tuple[str, ...]


def _edges(allowed: Mapping[tuple[Any, type[Any]], Any], reached: set[Any]) -> _Edges:
    """Return the kinds of events that lead into and out of some statuses."""
    begin = {
        kind.__name__ for (old, kind), new in allowed.items() if (old in reached) < (new in reached)
    }
    end = {
        kind.__name__ for (old, kind), new in allowed.items() if (old in reached) > (new in reached)
    }
    return _Edges(tuple(sorted(begin)), tuple(sorted(end)))


def _from(stage: Stage, stages: Mapping[Any, Stage]) -> set[Any]:
    """Return the statuses of a stage or beyond."""
    return {status for status, reached in stages.items() if reached >= stage}


_OF_A_CARD: Final = {
    stage: _edges(cards.ALLOWED, _from(stage, STAGE_OF_CARD))
    for stage in (Stage.PRINTED, Stage.HOLDING)
}
_OF_A_RECORD: Final = {
    stage: _edges(recording.ALLOWED, _from(stage, STAGE_OF_RECORDING))
    for stage in (Stage.RECORDED, Stage.PRINT_READY)
}
_RECORDING_NAMES: Final = [kind.__name__ for kind in RECORDING_KINDS]
_CARD_NAMES: Final = [kind.__name__ for kind in CARD_KINDS]
_RANK: Final = {kind.__name__: kind.rank for kind in KINDS}

# The latest event of a record is the greatest of these numbers; each part fits its base:
#     ((yyyymmdd * (LAST_ORDINAL + 1) + ordinal) * RANKS + rank) * _CODES + code of the kind
# The greatest possible number is below 10**8 * 256 * 32 * 64 < 2**46: no overflow, and exact even
# in an engine that makes floats of integers.
_CODES: Final = 64
_CODE_OF_RECORDING: Final = {name: code for code, name in enumerate(_RECORDING_NAMES, start=1)}
_STAGE_OF_CODE: Final = {
    code: int(STAGE_OF_RECORDING[vars(kind)["status"]])
    for code, kind in enumerate(RECORDING_KINDS, start=1)
}


def events_table(
    events: IntoFrame, columns: Mapping[str, str] | None, *, beside: Table, function: str
) -> Table:
    """Check the events, and leave out those that others supersede."""
    table = Table.of(events, EVENTS, _NEEDED, columns, name="events", function=function)
    needed = [*_NEEDED, *(["ordinal"] if table.has("ordinal") else [])]
    needed += ["id", "supersedes"] if table.has("supersedes") else []
    table = Table.of(events, EVENTS, needed, columns, name="events", function=function)
    check_together(beside, table, function)
    if "supersedes" not in needed:
        return table
    superseded = table.frame.select(table["supersedes"].alias("_superseded")).filter(
        ~nw.col("_superseded").is_null()
    )
    standing = table.frame.with_columns(table["id"].alias(table.columns["id"])).join(
        superseded, left_on=table.columns["id"], right_on="_superseded", how="anti"
    )
    return Table(standing, table.name, table.columns, table.dtypes)


def with_stage(people: Frame, events: Table, on: date, person: str) -> Frame:
    """Add the `stage` of people on a date; without events it is the first."""
    reached = _stages_on(events, on)
    return people.join(reached, left_on=person, right_on="_reached_by", how="left").with_columns(
        nw.col("_stage").fill_null(int(Stage.NOT_RECORDED)).cast(nw.Int64).alias("stage")
    )


def _stages_on(events: Table, on: date) -> Frame:
    """Return the stage, `_stage`, of each person with events, `_reached_by`, on a date."""
    kind, has_ended = events["kind"], events["valid_until"] <= nw.lit(on)
    held, printed = _OF_A_CARD[Stage.HOLDING], _OF_A_CARD[Stage.PRINTED]
    record = kind.replace_strict(_CODE_OF_RECORDING, default=0, return_dtype=nw.Int64)
    flags = {
        "_held": kind.is_in(held.begin),
        "_printed": kind.is_in(printed.begin),
        "_over": kind.is_in(printed.end) | has_ended.fill_null(value=False),
        "_is_of_card": kind.is_in(_CARD_NAMES),
    }
    of_a_card = nw.when(nw.col("_held") == 1).then(nw.lit(int(Stage.HOLDING)))
    by_card = (
        nw.when(nw.col("_over") == 1)
        .then(nw.lit(0))
        .otherwise(of_a_card.otherwise(nw.col("_printed") * int(Stage.PRINTED)))
    )
    code = nw.col("_record") - nw.col("_record") // _CODES * _CODES
    is_from_elsewhere = (nw.col("_record") == 0) & (nw.col("_is_of_card") == 1)
    return (
        events.frame.filter(events["occurred_on"] <= nw.lit(on))
        .select(
            events["person"].alias("_reached_by"),
            events["card"].fill_null("").alias("_card"),
            *(
                nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0)).alias(name)
                for name, flag in flags.items()
            ),
            nw.when(record > 0)
            .then(_order(events) * _CODES + record)
            .otherwise(nw.lit(0))
            .alias("_record"),
        )
        .group_by("_reached_by", "_card")
        .agg(*(nw.col(name).max() for name in (*flags, "_record")))
        .with_columns(by_card.alias("_stage"))
        .group_by("_reached_by")
        .agg(*(nw.col(name).max() for name in ("_stage", "_is_of_card", "_record")))
        .with_columns(
            code.replace_strict(_STAGE_OF_CODE, default=0, return_dtype=nw.Int64).alias(
                "_by_record"
            ),
            nw.when(is_from_elsewhere)
            .then(nw.lit(int(STAGE_RECORDED_ELSEWHERE)))
            .otherwise(nw.lit(0))
            .alias("_elsewhere"),
        )
        .with_columns(later(nw.col("_stage"), nw.col("_by_record")).alias("_stage"))
        .select("_reached_by", later(nw.col("_stage"), nw.col("_elsewhere")).alias("_stage"))
    )


def reached_on(stays: Table, events: Table, stage: Stage, on: date) -> Frame:
    """Return those at a stage or beyond on a date: `_reached_by`, and `_has_reached`, always 1."""
    at = day_of(on)
    return (
        _pieces(stays, events, stage, day)
        .filter((nw.col("_from") <= at) & (nw.col("_to") > at))
        .group_by("_person")
        .agg(nw.len())
        .select(nw.col("_person").alias("_reached_by"), nw.lit(1).alias("_has_reached"))
    )


def spells(
    stays: Table, events: Table, stage: Stage, number: Callable[[nw.Expr], nw.Expr]
) -> Frame:
    """Return the spells at a stage or beyond: `_person`, and the half-open `_from` and `_to`.

    The spells of one person do not overlap, and `_is_first` marks one of them. `number` makes the
    times of dates.
    """
    return _united(_pieces(stays, events, stage, number))


def _pieces(
    stays: Table, events: Table, stage: Stage, number: Callable[[nw.Expr], nw.Expr]
) -> Frame:
    """Return the spells of single cards and records, which may overlap."""
    if stage is Stage.NOT_RECORDED:  # which everyone has always reached
        person, beginning, end = stays["person"], nw.lit(0), nw.lit(FAR)
        return stays.frame.select(
            person.alias("_person"), beginning.alias("_from"), end.alias("_to")
        )
    pieces = [_of_cards(events, max(stage, Stage.PRINTED), number)]
    if stage < Stage.PRINTED:
        pieces.append(_of_records(events, stage, number))
    if stage <= STAGE_RECORDED_ELSEWHERE:
        pieces.append(_recorded_elsewhere(events, number))
    return nw.concat(pieces) if len(pieces) > 1 else pieces[0]


def _of_cards(events: Table, stage: Stage, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the one spell in which each card is printed, or held, and valid."""
    edges, kind, on = _OF_A_CARD[stage], events["kind"], events["occurred_on"]
    has_end = ~events["valid_until"].is_null()
    return (
        events.frame.filter(kind.is_in([*edges.begin, *edges.end]) | has_end)
        .select(
            events["person"].alias("_person"),
            events["card"].alias("_card"),
            nw.when(kind.is_in(edges.begin)).then(on).alias("_begin"),
            nw.when(kind.is_in(edges.end)).then(on).alias("_end"),
            events["valid_until"].alias("_valid_until"),
        )
        .group_by("_person", "_card")
        .agg(nw.col("_begin").min(), nw.col("_end").min(), nw.col("_valid_until").min())
        .select(
            "_person",
            number(nw.col("_begin")).alias("_from"),
            number(nw.col("_end")).alias("_to"),
            number(nw.col("_valid_until")).alias("_until"),
        )
        .select("_person", "_from", earlier(nw.col("_to"), nw.col("_until")).alias("_to"))
        .filter(nw.col("_from") < nw.col("_to"))
    )


def _of_records(events: Table, stage: Stage, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the spells from each time a record reaches a stage to the next time it falls back."""
    edges, kind = _OF_A_RECORD[stage], events["kind"]
    ordered = events.frame.select(
        events["person"].alias("_person"),
        kind.alias("_kind"),
        events["occurred_on"].alias("_on"),
        _order(events).alias("_order"),
    )
    begins = ordered.filter(nw.col("_kind").is_in(edges.begin))
    ends = ordered.filter(nw.col("_kind").is_in(edges.end)).select(
        "_person", nw.col("_on").alias("_end"), nw.col("_order").alias("_end_order")
    )
    is_later = nw.col("_end_order") > nw.col("_order")
    return (
        begins.join(ends, on="_person", how="left")
        .with_columns(nw.when(is_later).then(nw.col("_end")).alias("_end"))
        .group_by("_person", "_order")
        .agg(nw.col("_on").min(), nw.col("_end").min())
        .select(
            nw.col("_person"),
            number(nw.col("_on")).alias("_from"),
            number(nw.col("_end")).alias("_to"),
        )
        .filter(nw.col("_from") < nw.col("_to"))
    )


def _order(events: Table) -> nw.Expr:
    """Return the order of the events of one record, as `Event.order`."""
    ordinal = events["ordinal"].fill_null(0) if events.has("ordinal") else nw.lit(0)
    rank = events["kind"].replace_strict(_RANK, default=0, return_dtype=nw.Int64)
    return (day(events["occurred_on"]) * (LAST_ORDINAL + 1) + ordinal) * RANKS + rank


def _recorded_elsewhere(events: Table, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the spells from the first event of a card to the first of a record, if any."""
    kind, on = events["kind"], events["occurred_on"]
    return (
        events.frame.select(
            events["person"].alias("_person"),
            nw.when(kind.is_in(_CARD_NAMES)).then(on).alias("_begin"),
            nw.when(kind.is_in(_RECORDING_NAMES)).then(on).alias("_end"),
        )
        .group_by("_person")
        .agg(nw.col("_begin").min(), nw.col("_end").min())
        .select(
            nw.col("_person"),
            number(nw.col("_begin")).alias("_from"),
            number(nw.col("_end")).alias("_to"),
        )
        .filter(nw.col("_from") < nw.col("_to"))
    )


def _united(pieces: Frame) -> Frame:
    """Cut the overlaps of spells, and mark one spell of each person as `_is_first`.

    Overlaps are rare, but real: after a move, a card is kept until the new one is there.
    """
    cut = _cut_by_window(pieces) if engine_of(pieces).repeats_steps else _cut_by_join(pieces)
    return cut.filter(nw.col("_from") < nw.col("_to"))


def _cut_by_window(pieces: Frame) -> Frame:
    """Cut by windows, in engines that run a step once for each use of its result.

    In order of their beginnings, a piece lasts as long as any before it, or until the next one.
    """
    first, by_time = nw.col("_from"), {"order_by": ("_from", "_to")}
    staged = pieces.with_columns(
        nw.col("_to").cum_max().over("_person", **by_time).alias("_latest"),
        first.shift(-1).over("_person", **by_time).alias("_next"),
        first.cum_min().over("_person", **by_time).alias("_earliest"),
    )
    following = nw.col("_next").fill_null(FAR)
    return staged.select(
        "_person",
        "_from",
        earlier(nw.col("_latest"), following).alias("_to"),
        (first == nw.col("_earliest")).alias("_is_first"),
    )


def _cut_by_join(pieces: Frame) -> Frame:
    """Cut by a join, in engines that have no such window, or sort everyone for it.

    For most people the first piece lasts longest; the pieces of the others are joined with
    themselves.
    """
    first, last = nw.col("_from"), nw.col("_to")
    # The greatest number is that of the earliest piece, and among those of the longest. It is at
    # most FAR * (FAR + 1) + FAR < 10**16 < 2**63, and the two parts cannot mix, as `last <= FAR`.
    number = (FAR - first).cast(nw.Int64) * (FAR + 1) + last
    by_person = (
        pieces.with_columns(number.alias("_number"))
        .group_by("_person")
        .agg(first.min(), last.max(), nw.col("_number").max())
    )
    is_all = nw.col("_number") - nw.col("_number") // (FAR + 1) * (FAR + 1) == last
    of_one = by_person.filter(is_all)
    several = by_person.filter(~is_all).select("_person")
    rest = pieces.join(several, on="_person", how="semi")
    others = rest.select("_person", first.alias("_other_from"), last.alias("_other_to"))
    is_earlier = (nw.col("_other_from") < first) | (
        (nw.col("_other_from") == first) & (nw.col("_other_to") < last)
    )
    cut = nw.when(is_earlier).then(nw.col("_other_to")).otherwise(nw.lit(0)).cast(nw.Int64)
    of_several = (
        rest.join(others, on="_person", how="inner")
        .with_columns(cut.alias("_cut"))
        .group_by("_person", "_from", "_to")
        .agg(nw.col("_cut").max())
    )
    columns = ["_person", "_from", "_to", "_cut"]
    cut_off = nw.concat(
        [
            of_one.with_columns(nw.lit(0).cast(nw.Int64).alias("_cut")).select(columns),
            of_several.select(columns),
        ]
    )
    return cut_off.select(
        "_person",
        later(nw.col("_from"), nw.col("_cut")).alias("_from"),
        "_to",
        (nw.col("_cut") == 0).alias("_is_first"),
    )
