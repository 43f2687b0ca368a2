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

from dukcapil import cards, recording
from dukcapil.cards import CardFound
from dukcapil.events import LAST_ORDINAL, RANKS
from dukcapil.frames._calendar import FAR, day, earlier, later
from dukcapil.frames._engines import engine_of
from dukcapil.frames._layout import Frame
from dukcapil.frames._log import Log
from dukcapil.frames._table import Table
from dukcapil.recording import BiometricsCaptured, RecordDeleted
from dukcapil.register import STAGE_TABLE, CardsState, StagePart
from dukcapil.register._kinds import CARD_KINDS, RECORDING_KINDS
from dukcapil.register._stage import PART_OF_RECORDING, STATE_OF_CARD

__all__ = ["CODES", "code_of", "in_order", "reached_on", "spells", "with_part"]


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
_FIRST_OF_A_CARD: Final = sorted({k.__name__ for status, k in cards.ALLOWED if status is None})
_HALTS: Final = [kind.__name__ for kind in RECORDING_KINDS if vars(kind)["status"].is_halted]
_CAPTURED, _DELETED, _FOUND = (
    kind.__name__ for kind in (BiometricsCaptured, RecordDeleted, CardFound)
)

# The latest event of a record or card is the greatest of these numbers; each part fits its base:
#     (yyyymmdd * (LAST_ORDINAL + 1) + ordinal) * _MARKS + mark,  mark = rank * CODES + code
# The greatest possible number is below 10**8 * 256 * 32 * 64 < 2**46: no overflow, and exact even
# in an engine that makes floats of integers.
CODES: Final = 64
_MARKS: Final = RANKS * CODES
_CODE_OF: Final = {
    kind.__name__: code for code, kind in enumerate((*RECORDING_KINDS, *CARD_KINDS), start=1)
}
_MARK_OF: Final = {
    kind.__name__: kind.rank * CODES + _CODE_OF[kind.__name__]
    for kind in (*RECORDING_KINDS, *CARD_KINDS)
}
_LEAST_OF_A_CARD: Final = min(_MARK_OF[kind.__name__] for kind in CARD_KINDS)
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


def code_of(kind: str) -> int:
    """Return the code of a kind of event, which is its `_order` modulo `CODES`."""
    return _CODE_OF[kind]


def with_part(people: Frame, log: Log, on: date, person: str) -> Frame:
    """Add the number of the `StagePart` of people on a date, `_part`; without events the first."""
    reached = _parts_on(log, on)
    return people.join(reached, left_on=person, right_on="_reached_by", how="left").with_columns(
        nw.col("_part").fill_null(StagePart.NOT_RECORDED.value).cast(nw.Int64).alias("_part")
    )


def _parts_on(log: Log, on: date) -> Frame:
    """Return the part, `_part`, of each person with events, `_reached_by`, on a date."""
    engine = log.engine
    past = log.until(on)
    mark, order, occurred_on = nw.col("_mark"), nw.col("_order"), day(nw.col("_on"))
    of_a_card = mark >= _LEAST_OF_A_CARD
    first_cards, halts = ([_MARK_OF[one] for one in some] for some in (_FIRST_OF_A_CARD, _HALTS))
    numbers = {
        "_of_record": nw.when((mark > 0) & ~of_a_card).then(order),
        "_of_card": nw.when(of_a_card).then(order),
        "_came": nw.when(engine.is_in(mark, first_cards)).then(occurred_on),
        "_halted": nw.when(engine.is_in(mark, halts)).then(occurred_on),
    }
    is_over = (nw.col("_of_card") > 0) & (nw.col("_until") <= nw.lit(on)).fill_null(value=False)
    proves = (nw.col("_state") == _PROVES_NOTHING) & (nw.col("_came") > nw.col("_halted"))

    def meaning(latest: str, meaning_of: Mapping[int, int], default: int) -> nw.Expr:
        code = nw.col(latest) - nw.col(latest) // CODES * CODES
        return engine.looked_up(code, meaning_of, default)

    return (
        in_order(past)
        .select(
            "_person",
            nw.col("_card").fill_null(""),
            *(one.otherwise(nw.lit(0)).alias(name) for name, one in numbers.items()),
        )
        .group_by("_person", "_card")
        .agg(*(nw.col(name).max() for name in numbers))
        .join(log.ends, on=["_person", "_card"], how="left")
        .with_columns(
            nw.when(is_over)
            .then(nw.lit(_PROVES_NOTHING))
            .otherwise(meaning("_of_card", _STATE_OF_CODE, _NO_CARD))
            .alias("_state")
        )
        .group_by("_person")
        .agg(*(nw.col(name).max() for name in ("_state", "_of_record", "_came", "_halted")))
        .with_columns(
            nw.when(proves)
            .then(nw.lit(_PROVES_A_RECORD))
            .otherwise(nw.col("_state"))
            .alias("_state"),
            meaning("_of_record", _PART_OF_CODE, StagePart.NOT_RECORDED.value).alias("_by_record"),
        )
        .with_columns((nw.col("_by_record") * len(_STATES) + nw.col("_state")).alias("_pair"))
        .select(
            nw.col("_person").alias("_reached_by"),
            engine.looked_up(nw.col("_pair"), _PART_OF_PAIR, 0).alias("_part"),
        )
    )


def reached_on(stays: Table, log: Log, least: int, on: date) -> Frame:
    """Return those at a part or beyond on a date: `_reached_by`, and `_has_reached`, always 1."""
    at = nw.lit(on)
    lasts = (nw.col("_to") > at).fill_null(value=True)
    return (
        _pieces(stays, log, least)
        .filter((nw.col("_from") <= at) & lasts)
        .group_by("_person")
        .agg(nw.len())
        .select(nw.col("_person").alias("_reached_by"), nw.lit(1).alias("_has_reached"))
    )


def spells(stays: Table, log: Log, least: int, number: Callable[[nw.Expr], nw.Expr]) -> Frame:
    """Return the spells at a part or beyond: `_person`, and the half-open `_from` and `_to`.

    The spells of one person do not overlap, and `_is_first` marks one of them. `number` makes the
    times of dates.
    """
    times = (number(nw.col(time)).alias(time) for time in ("_from", "_to"))
    pieces = _pieces(stays, log, least).select("_person", *times)
    return _united(log.engine.staged(pieces).filter(nw.col("_from") < nw.col("_to")))


def _pieces(stays: Table, log: Log, least: int) -> Frame:
    """Return the spells of single cards and records, which may overlap, as dates.

    A spell that lasts has no `_to`; one without `_from` never begins, and one that does not end
    after it begins is empty. In every row and column of `STAGE_TABLE` parts only rise, so it is
    enough that one reaches it.
    """
    if least == StagePart.NOT_RECORDED.value:  # which everyone has always reached
        return stays.frame.select(
            stays["person"].alias("_person"),
            nw.lit(date.min).alias("_from"),
            nw.lit(None, nw.Date).alias("_to"),
        )
    of_a_card = max(least, StagePart.PRINTED.value)
    pieces = [_of_cards(log, of_a_card), _found_again(log, of_a_card)]
    if least < StagePart.PRINTED.value:
        pieces += [_of_records(log, least), _proved(log)]
    return nw.concat(pieces)


def _of_cards(log: Log, least: int) -> Frame:
    """Return the first spell in which each card is printed, or held, and valid."""
    edges, on = _OF_A_CARD[least], log["occurred_on"]
    spells_of_cards = (
        log.events.frame.filter(log.kind_is_in(*edges.begin, *edges.end))
        .select(
            log["person"].alias("_person"),
            log["card"].alias("_card"),
            nw.when(log.kind_is_in(*edges.begin)).then(on).alias("_from"),
            nw.when(log.kind_is_in(*edges.end)).then(on).alias("_to"),
        )
        .group_by("_person", "_card")
        .agg(nw.col("_from").min(), nw.col("_to").min())
    )
    return _valid(spells_of_cards, log)


def _found_again(log: Log, least: int) -> Frame:
    """Return the spells from each time a lost card is found to the next time that it ends."""
    card = (log["person"].alias("_person"), log["card"].alias("_card"))
    found = log.events.frame.filter(log["kind"] == _FOUND).select(
        *card, log["occurred_on"].alias("_from"), _order(log).alias("_order")
    )
    ends = log.events.frame.filter(log.kind_is_in(*_OF_A_CARD[least].end)).select(
        *card, log["occurred_on"].alias("_to"), _order(log).alias("_end_order")
    )
    is_later = nw.col("_end_order") > nw.col("_order")
    spells_of_cards = (
        found.join(ends, on=["_person", "_card"], how="left")
        .with_columns(nw.when(is_later).then(nw.col("_to")).alias("_to"))
        .group_by("_person", "_card", "_order")
        .agg(nw.col("_from").min(), nw.col("_to").min())
    )
    return _valid(spells_of_cards, log)


def _valid(spells_of_cards: Frame, log: Log) -> Frame:
    """Return the spells of cards as far as the cards are valid."""
    end, until = nw.col("_to"), nw.col("_until")
    is_over_first = (until < end).fill_null(value=False) | end.is_null()
    return spells_of_cards.join(log.ends, on=["_person", "_card"], how="left").select(
        "_person", "_from", nw.when(is_over_first).then(until).otherwise(end).alias("_to")
    )


def _of_records(log: Log, least: int) -> Frame:
    """Return the spells from each time a record reaches a part to the next time it falls back."""
    edges, ordered = _OF_A_RECORD[least], in_order(log)
    begin, end = ([_MARK_OF[one] for one in some] for some in edges)
    begins = ordered.filter(log.engine.is_in(nw.col("_mark"), begin)).select(
        "_person", "_on", "_order"
    )
    ends = ordered.filter(log.engine.is_in(nw.col("_mark"), end)).select(
        "_person", nw.col("_on").alias("_end"), nw.col("_order").alias("_end_order")
    )
    return _until_next(begins, ends, nw.col("_end_order") > nw.col("_order"))


def _proved(log: Log) -> Frame:
    """Return the spells in which a card proves a record: until one is deleted or blocked."""
    on = log["occurred_on"]
    came = log.events.frame.filter(log.kind_is_in(*_FIRST_OF_A_CARD)).select(
        log["person"].alias("_person"), on.alias("_on"), day(on).alias("_order")
    )
    halted = log.events.frame.filter(log.kind_is_in(*_HALTS)).select(
        log["person"].alias("_person"), on.alias("_end"), day(on).alias("_end_order")
    )
    return _until_next(came, halted, nw.col("_end_order") >= nw.col("_order"))


def _until_next(begins: Frame, ends: Frame, is_later: nw.Expr) -> Frame:
    """Return the spells from each beginning to the next end of the same person, if any."""
    return (
        begins.join(ends, on="_person", how="left")
        .with_columns(nw.when(is_later).then(nw.col("_end")).alias("_end"))
        .group_by("_person", "_order")
        .agg(nw.col("_on").min(), nw.col("_end").min())
        .select("_person", nw.col("_on").alias("_from"), nw.col("_end").alias("_to"))
    )


def in_order(log: Log, *others: nw.Expr) -> Frame:
    """Return the events with `_order`, that of the events of one record or card, and others.

    A deletion is the last event of its day by its rank. Where a record stood before the day, and a
    new one is captured on it, the deletion came first, as `recording.fold` has it.
    """
    at, kind = _at(log), log["kind"]
    turns = log.events.frame.filter(log.kind_is_in(_CAPTURED, _DELETED)).select(
        log["person"].alias("_person"),
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
    is_anew = (nw.col("_is_anew") == 1).fill_null(value=False)
    is_first = is_anew & (nw.col("_mark") == _MARK_OF[_DELETED])
    return (
        log.events.frame.select(
            log["person"].alias("_person"),
            log["card"].alias("_card"),
            log["occurred_on"].alias("_on"),
            at.alias("_at"),
            _mark(log).alias("_mark"),
            *others,
        )
        .join(anew, on=["_person", "_at"], how="left")
        .with_columns(
            nw.when(is_first)
            .then(nw.col("_at") * _MARKS + _CODE_OF[_DELETED])
            .otherwise(nw.col("_at") * _MARKS + nw.col("_mark"))
            .alias("_order")
        )
    )


def _order(log: Log) -> nw.Expr:
    """Return the order of the events of one record or card by their ranks, as `Event.order`."""
    return _at(log) * _MARKS + _mark(log)


def _at(log: Log) -> nw.Expr:
    ordinal = log["ordinal"].fill_null(0) if log.events.has("ordinal") else nw.lit(0)
    return day(log["occurred_on"]) * (LAST_ORDINAL + 1) + ordinal


def _mark(log: Log) -> nw.Expr:
    return log.engine.looked_up(log["kind"], _MARK_OF, 0)


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
