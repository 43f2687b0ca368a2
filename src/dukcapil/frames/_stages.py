"""How far people have come, from tables of events: `StageSteps` in columns.

What an event does to a record or a card is read from the tables of `recording` and `cards`, so a
log is taken to be one that they allow. Then no order of rows has to be looked at: a card is held
once in its life, and a record reaches a stage again only after it has fallen back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil import cards, recording
from dukcapil.cards import CardStatus
from dukcapil.events import LAST_ORDINAL, Event
from dukcapil.frames._calendar import FAR, day, day_of, earlier, later
from dukcapil.frames._engines import is_sql
from dukcapil.frames._layout import EVENTS, Frame
from dukcapil.frames._table import Table, check_together
from dukcapil.recording import RecordingStatus
from dukcapil.register import Stage
from dukcapil.register._kinds import CARD_KINDS, KINDS, RECORDING_KINDS

__all__ = ["events_table", "reached_on", "spells", "stages_on"]

_NEEDED: Final = ("person", "kind", "occurred_on", "card", "valid_until")


class _Edges(NamedTuple):
    """The kinds of events that bring a status about, and those that end it."""

    begin: tuple[str, ...]
    end: tuple[str, ...]


def _edges(allowed: Mapping[tuple[Any, type[Any]], Any], wanted: Collection[Any]) -> _Edges:
    """Read from a table of what is allowed which kinds lead into and out of some statuses."""
    begin = {
        kind.__name__ for (old, kind), new in allowed.items() if (old in wanted) < (new in wanted)
    }
    end = {
        kind.__name__ for (old, kind), new in allowed.items() if (old in wanted) > (new in wanted)
    }
    return _Edges(tuple(sorted(begin)), tuple(sorted(end)))


_HELD: Final = {CardStatus.HELD}
_PRINTED: Final = {CardStatus.PRINTED, CardStatus.SHIPPED, CardStatus.HELD}
_OF_A_CARD: Final = {
    Stage.HOLDING: _edges(cards.ALLOWED, _HELD),
    Stage.PRINTED: _edges(cards.ALLOWED, _PRINTED),
}
_OF_A_RECORD: Final = {
    Stage.PRINT_READY: _edges(
        recording.ALLOWED, {status for status in RecordingStatus if status.is_print_ready}
    ),
    Stage.RECORDED: _edges(
        recording.ALLOWED, {status for status in RecordingStatus if status.is_recorded}
    ),
}
_RECORDING_NAMES: Final = [kind.__name__ for kind in RECORDING_KINDS]
_CARD_NAMES: Final = [kind.__name__ for kind in CARD_KINDS]


def _status(kind: type[Event]) -> RecordingStatus:
    status: RecordingStatus = vars(kind)["status"]
    return status


_CODES: Final = 64
_CODE_OF_RECORDING: Final = {name: code for code, name in enumerate(_RECORDING_NAMES, start=1)}
_STAGE_OF_CODE: Final = {
    code: int(Stage.PRINT_READY if _status(kind).is_print_ready else Stage.RECORDED)
    for code, kind in enumerate(RECORDING_KINDS, start=1)
    if _status(kind).is_recorded
}
_RANK: Final = {kind.__name__: kind.rank for kind in KINDS}


def events_table(events: IntoFrame, columns: Mapping[str, str] | None, *, beside: Table) -> Table:
    """The events that stand, checked; those that another event supersedes are left out."""
    table = Table.of(events, EVENTS, _NEEDED, columns, name="events")
    needed = [*_NEEDED, *(["ordinal"] if table.has("ordinal") else [])]
    needed += ["id", "supersedes"] if table.has("supersedes") else []
    table = Table.of(events, EVENTS, needed, columns, name="events")
    check_together(beside, table)
    if "supersedes" not in needed:
        return table
    superseded = table.frame.select(table["supersedes"].alias("_superseded")).filter(
        ~nw.col("_superseded").is_null()
    )
    standing = table.frame.with_columns(table["id"].alias(table.columns["id"])).join(
        superseded, left_on=table.columns["id"], right_on="_superseded", how="anti"
    )
    return Table(standing, table.name, table.columns, table.dtypes)


def stages_on(events: Table, on: date) -> Frame:
    """How far those with events have come on a date: `_reached_by`, who, and `_stage`."""
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
            .then(nw.lit(int(Stage.PRINT_READY)))
            .otherwise(nw.lit(0))
            .alias("_elsewhere"),
        )
        .with_columns(later(nw.col("_stage"), nw.col("_by_record")).alias("_stage"))
        .select("_reached_by", later(nw.col("_stage"), nw.col("_elsewhere")).alias("_stage"))
    )


def reached_on(stays: Table, events: Table, stage: Stage, on: date) -> Frame:
    """Who is at a stage or beyond on a date: `_reached_by`, and `_has_reached`, which is 1."""
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
    """When people are at a stage or beyond: `_person`, and the half-open `_from` and `_to`.

    The rows of one person do not overlap, and `_is_first` tells one of them. Times are what
    `number` makes of a date.
    """
    return _united(_pieces(stays, events, stage, number))


def _pieces(
    stays: Table, events: Table, stage: Stage, number: Callable[[nw.Expr], nw.Expr]
) -> Frame:
    """The same times as cards and records have them, which may overlap."""
    if stage is Stage.NOT_RECORDED:  # as everybody always is, at least
        person, beginning, end = stays["person"], nw.lit(0), nw.lit(FAR)
        return stays.frame.select(
            person.alias("_person"), beginning.alias("_from"), end.alias("_to")
        )
    pieces = [_of_cards(events, max(stage, Stage.PRINTED), number)]
    if stage < Stage.PRINTED:
        pieces += [_of_records(events, stage, number), _recorded_elsewhere(events, number)]
    return nw.concat(pieces) if len(pieces) > 1 else pieces[0]


def _of_cards(events: Table, stage: Stage, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """The one time that each card is printed, or held, and valid."""
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
    """From each time that a record comes to a stage to the next time that it falls back."""
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
    """What sorts the events of one record, as `Event.order` does."""
    ordinal = events["ordinal"].fill_null(0) if events.has("ordinal") else nw.lit(0)
    rank = events["kind"].replace_strict(_RANK, default=0, return_dtype=nw.Int64)
    return (day(events["occurred_on"]) * (LAST_ORDINAL + 1) + ordinal) * 32 + rank


def _recorded_elsewhere(events: Table, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Who has cards and no event of a record: from the first card to the first such event."""
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
    """The same times without overlaps, and `_is_first`, which one piece of each person is.

    Who has a piece that begins before another one of theirs ends is rare, but real: a card is
    kept after a move until the new one is there.
    """
    cut = _cut_by_window(pieces) if is_sql(pieces) else _cut_by_join(pieces)
    return cut.filter(nw.col("_from") < nw.col("_to"))


def _cut_by_window(pieces: Frame) -> Frame:
    """For engines of SQL, which would work out anew whatever is used twice.

    By the order of beginnings, a piece reaches as far as any so far does, or to the next one.
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
    """For engines that have no such window, or sort everybody for it.

    Of most people the first piece lasts as long as any; the others are joined with themselves.
    """
    first, last = nw.col("_from"), nw.col("_to")
    # The greatest of these numbers is that of the first piece, and of such pieces the longest.
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
