"""Stages of people, from tables of events: `StageSteps` in columns.

The effect of an event is derived from the tables of what it leads to (`recording.ALLOWED`,
`cards.ALLOWED`) and of what that gives (`PART_OF_RECORDING`, `STATE_OF_CARD`, `STAGE_TABLE`). A log
is assumed to be one that these allow, so rows need no order: a card is printed once in its life,
and a record reaches a part again only after it has fallen back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil import cards, recording
from dukcapil.cards import CardFound
from dukcapil.events import LAST_ORDINAL, RANKS
from dukcapil.frames._calendar import FAR, day, day_of, earlier, later
from dukcapil.frames._engines import engine_of
from dukcapil.frames._layout import EVENTS, Frame
from dukcapil.frames._table import Table, check_together
from dukcapil.recording import BiometricsCaptured, RecordDeleted
from dukcapil.register import STAGE_TABLE, CardsState, StagePart
from dukcapil.register._kinds import CARD_KINDS, KINDS, RECORDING_KINDS
from dukcapil.register._stage import PART_OF_RECORDING, STATE_OF_CARD

__all__ = ["events_table", "reached_on", "spells", "with_part"]

_NEEDED: Final = ("person", "kind", "occurred_on", "card", "valid_until")


class _Edges(NamedTuple):
    """The kinds of events that lead to a part or beyond, and those that lead back from it."""

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


_STATES: Final = tuple(CardsState)
_NO_CARD, _PROVES_NOTHING, _PROVES_A_RECORD, _WAITING, _HELD = range(len(_STATES))
_OF_A_CARD: Final = {
    part.value: _edges(
        cards.ALLOWED,
        {status for status, state in STATE_OF_CARD.items() if _STATES.index(state) >= least},
    )
    for part, least in ((StagePart.PRINTED, _WAITING), (StagePart.HOLDING, _HELD))
}
_OF_A_RECORD: Final = {
    part.value: _edges(
        recording.ALLOWED,
        {status for status, own in PART_OF_RECORDING.items() if own.value >= part.value},
    )
    for part in (StagePart.BLOCKED, StagePart.IN_PROCESS, StagePart.PRINT_READY)
}
_CARD_NAMES: Final = [kind.__name__ for kind in CARD_KINDS]
_FIRST_OF_A_CARD: Final = sorted({k.__name__ for status, k in cards.ALLOWED if status is None})
_HALTS: Final = [kind.__name__ for kind in RECORDING_KINDS if vars(kind)["status"].is_halted]
_CAPTURED, _DELETED, _FOUND = (
    kind.__name__ for kind in (BiometricsCaptured, RecordDeleted, CardFound)
)
_RANK: Final = {kind.__name__: kind.rank for kind in KINDS}

# The latest event of a record or card is the greatest of these numbers; each part fits its base:
#     ((yyyymmdd * (LAST_ORDINAL + 1) + ordinal) * RANKS + rank) * _CODES + code of the kind
# The greatest possible number is below 10**8 * 256 * 32 * 64 < 2**46: no overflow, and exact even
# in an engine that makes floats of integers.
_CODES: Final = 64
_CODE_OF: Final = {
    kind.__name__: code for code, kind in enumerate((*RECORDING_KINDS, *CARD_KINDS), start=1)
}
_PART_OF_CODE: Final = {
    _CODE_OF[kind.__name__]: PART_OF_RECORDING[vars(kind)["status"]].value
    for kind in RECORDING_KINDS
}
_STATE_OF_CODE: Final = {
    _CODE_OF[kind.__name__]: _STATES.index(STATE_OF_CARD[vars(kind)["status"]])
    for kind in CARD_KINDS
}
_PART_OF_PAIR: Final = {
    by_record.value * len(_STATES) + _STATES.index(state): part.value
    for (by_record, state), part in STAGE_TABLE.items()
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


def with_part(people: Frame, events: Table, on: date, person: str) -> Frame:
    """Add the number of the `StagePart` of people on a date, `_part`; without events the first."""
    reached = _parts_on(events, on)
    return people.join(reached, left_on=person, right_on="_reached_by", how="left").with_columns(
        nw.col("_part").fill_null(StagePart.NOT_RECORDED.value).cast(nw.Int64).alias("_part")
    )


def _parts_on(events: Table, on: date) -> Frame:
    """Return the part, `_part`, of each person with events, `_reached_by`, on a date."""
    past = Table(
        events.frame.filter(events["occurred_on"] <= nw.lit(on)),
        *(events.name, events.columns, events.dtypes),
    )
    kind, occurred_on = nw.col("_kind"), day(nw.col("_on"))
    code = kind.replace_strict(_CODE_OF, default=0, return_dtype=nw.Int64)
    latest = nw.when(code > 0).then(nw.col("_order") * _CODES + code).otherwise(nw.lit(0))
    is_of_card = kind.is_in(_CARD_NAMES)
    numbers = {
        "_of_record": nw.when(~is_of_card).then(latest),
        "_of_card": nw.when(is_of_card).then(latest),
        "_over": nw.when(nw.col("_valid_until") <= nw.lit(on)).then(nw.lit(1)),
        "_came": nw.when(kind.is_in(_FIRST_OF_A_CARD)).then(occurred_on),
        "_halted": nw.when(kind.is_in(_HALTS)).then(occurred_on),
    }
    state = _looked_up("_of_card", _STATE_OF_CODE, _NO_CARD)
    by_card = nw.when((nw.col("_of_card") > 0) & (nw.col("_over") == 1))
    proves = (nw.col("_state") == _PROVES_NOTHING) & (nw.col("_came") > nw.col("_halted"))
    pair = _looked_up("_of_record", _PART_OF_CODE, StagePart.NOT_RECORDED.value) * len(_STATES)
    return (
        _in_order(past)
        .select(
            nw.col("_person").alias("_reached_by"),
            nw.col("_card").fill_null("").alias("_card"),
            *(one.otherwise(nw.lit(0)).alias(name) for name, one in numbers.items()),
        )
        .group_by("_reached_by", "_card")
        .agg(*(nw.col(name).max() for name in numbers))
        .with_columns(by_card.then(nw.lit(_PROVES_NOTHING)).otherwise(state).alias("_state"))
        .group_by("_reached_by")
        .agg(*(nw.col(name).max() for name in ("_state", "_of_record", "_came", "_halted")))
        .with_columns(
            nw.when(proves)
            .then(nw.lit(_PROVES_A_RECORD))
            .otherwise(nw.col("_state"))
            .alias("_state")
        )
        .with_columns((pair + nw.col("_state")).alias("_pair"))
        .select(
            "_reached_by",
            nw.col("_pair")
            .replace_strict(_PART_OF_PAIR, default=0, return_dtype=nw.Int64)
            .alias("_part"),
        )
    )


def _looked_up(latest: str, meaning_of: Mapping[int, int], default: int) -> nw.Expr:
    """Return the meaning of the code in the number of the latest event."""
    code = nw.col(latest) - nw.col(latest) // _CODES * _CODES
    return code.replace_strict(meaning_of, default=default, return_dtype=nw.Int64)


def reached_on(stays: Table, events: Table, least: int, on: date) -> Frame:
    """Return those at a part or beyond on a date: `_reached_by`, and `_has_reached`, always 1."""
    at = day_of(on)
    return (
        _pieces(stays, events, least, day)
        .filter((nw.col("_from") <= at) & (nw.col("_to") > at))
        .group_by("_person")
        .agg(nw.len())
        .select(nw.col("_person").alias("_reached_by"), nw.lit(1).alias("_has_reached"))
    )


def spells(stays: Table, events: Table, least: int, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the spells at a part or beyond: `_person`, and the half-open `_from` and `_to`.

    The spells of one person do not overlap, and `_is_first` marks one of them. `number` makes the
    times of dates.
    """
    return _united(_pieces(stays, events, least, number))


def _pieces(stays: Table, events: Table, least: int, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the spells of single cards and records, which may overlap.

    In every row and column of `STAGE_TABLE` parts only rise, so it is enough that one reaches it.
    """
    if least == StagePart.NOT_RECORDED.value:  # which everyone has always reached
        person, beginning, end = stays["person"], nw.lit(0), nw.lit(FAR)
        return stays.frame.select(
            person.alias("_person"), beginning.alias("_from"), end.alias("_to")
        )
    of_a_card = max(least, StagePart.PRINTED.value)
    pieces = [_of_cards(events, of_a_card, number), _found_again(events, of_a_card, number)]
    if least < StagePart.PRINTED.value:
        pieces += [_of_records(events, least, number), _proved(events, number)]
    return nw.concat(pieces)


def _of_cards(events: Table, least: int, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the first spell in which each card is printed, or held, and valid."""
    edges, kind, on = _OF_A_CARD[least], events["kind"], events["occurred_on"]
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


def _found_again(events: Table, least: int, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the spells from each time a lost card is found to the next time that it ends."""
    found = events.frame.filter(events["kind"] == _FOUND).select(
        events["person"].alias("_person"),
        events["card"].alias("_card"),
        events["occurred_on"].alias("_on"),
        _order(events).alias("_order"),
    )
    is_end = events["kind"].is_in(_OF_A_CARD[least].end)
    others = events.frame.filter(~events["card"].is_null()).select(
        events["person"].alias("_person"),
        events["card"].alias("_card"),
        nw.when(is_end).then(events["occurred_on"]).alias("_end"),
        nw.when(is_end).then(_order(events)).otherwise(nw.lit(0)).alias("_end_order"),
        events["valid_until"].alias("_valid_until"),
    )
    is_later = nw.col("_end_order") > nw.col("_order")
    return (
        found.join(others, on=["_person", "_card"], how="left")
        .with_columns(nw.when(is_later).then(nw.col("_end")).alias("_end"))
        .group_by("_person", "_card", "_order")
        .agg(*(nw.col(name).min() for name in ("_on", "_end", "_valid_until")))
        .select(
            "_person",
            number(nw.col("_on")).alias("_from"),
            number(nw.col("_end")).alias("_to"),
            number(nw.col("_valid_until")).alias("_until"),
        )
        .select("_person", "_from", earlier(nw.col("_to"), nw.col("_until")).alias("_to"))
        .filter(nw.col("_from") < nw.col("_to"))
    )


def _of_records(events: Table, least: int, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the spells from each time a record reaches a part to the next time it falls back."""
    edges, ordered = _OF_A_RECORD[least], _in_order(events)
    begins = ordered.filter(nw.col("_kind").is_in(edges.begin)).select("_person", "_on", "_order")
    ends = ordered.filter(nw.col("_kind").is_in(edges.end)).select(
        "_person", nw.col("_on").alias("_end"), nw.col("_order").alias("_end_order")
    )
    return _until_next(begins, ends, nw.col("_end_order") > nw.col("_order"), number)


def _proved(events: Table, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the spells in which a card proves a record: until one is deleted or blocked."""
    kind, on = events["kind"], events["occurred_on"]
    came = events.frame.filter(kind.is_in(_FIRST_OF_A_CARD)).select(
        events["person"].alias("_person"), on.alias("_on"), day(on).alias("_order")
    )
    halted = events.frame.filter(kind.is_in(_HALTS)).select(
        events["person"].alias("_person"), on.alias("_end"), day(on).alias("_end_order")
    )
    return _until_next(came, halted, nw.col("_end_order") >= nw.col("_order"), number)


def _until_next(
    begins: Frame, ends: Frame, is_later: nw.Expr, number: Callable[[nw.Expr], nw.Expr]
) -> Frame:
    """Return the spells from each beginning to the next end of the same person, if any."""
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


def _in_order(events: Table) -> Frame:
    """Return the events with `_order`, that of the events of one record or card.

    A deletion is the last event of its day by its rank. Where a record stood before the day, and a
    new one is captured on it, the deletion came first, as `recording.fold` has it.
    """
    at = _order(events) // RANKS
    kind = events["kind"]
    turns = events.frame.filter(kind.is_in([_CAPTURED, _DELETED])).select(
        events["person"].alias("_person"),
        at.alias("_at"),
        nw.when(kind == _DELETED).then(nw.lit(-1)).otherwise(nw.lit(1)).alias("_turn"),
    )
    captured = turns.filter(nw.col("_turn") == 1).select("_person", "_at")
    both = turns.filter(nw.col("_turn") == -1).join(captured, on=["_person", "_at"], how="inner")
    before = turns.select(
        "_person", nw.col("_at").alias("_before"), nw.col("_turn").alias("_stood")
    )
    anew = (
        both.join(before, on="_person", how="inner")
        .filter(nw.col("_before") < nw.col("_at"))
        .group_by("_person", "_at")
        .agg(nw.col("_stood").sum())
        .filter(nw.col("_stood") > 0)
        .select("_person", "_at", nw.lit(1).alias("_is_anew"))
    )
    is_first = (nw.col("_is_anew") == 1).fill_null(value=False) & (nw.col("_kind") == _DELETED)
    return (
        events.frame.select(
            events["person"].alias("_person"),
            kind.alias("_kind"),
            events["occurred_on"].alias("_on"),
            events["card"].alias("_card"),
            events["valid_until"].alias("_valid_until"),
            at.alias("_at"),
            _order(events).alias("_by_rank"),
        )
        .join(anew, on=["_person", "_at"], how="left")
        .with_columns(
            nw.when(is_first)
            .then(nw.col("_at") * RANKS)
            .otherwise(nw.col("_by_rank"))
            .alias("_order")
        )
    )


def _order(events: Table) -> nw.Expr:
    """Return the order of the events of one record or card by their ranks, as `Event.order`."""
    ordinal = events["ordinal"].fill_null(0) if events.has("ordinal") else nw.lit(0)
    rank = events["kind"].replace_strict(_RANK, default=0, return_dtype=nw.Int64)
    return (day(events["occurred_on"]) * (LAST_ORDINAL + 1) + ordinal) * RANKS + rank


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
