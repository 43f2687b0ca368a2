"""Events that cannot follow the one before: what `Register.of_valid` finds by folding, in columns.

An event leads to one status, whatever was before it, so the event before the first illegal one of a
record or card tells the status that it would have to follow.
"""

from __future__ import annotations

from typing import Final

import narwhals.stable.v2 as nw

from dukcapil import cards, recording
from dukcapil.cards import CardStatus
from dukcapil.cards._events import IN_THE_OFFICE
from dukcapil.events import illegal_transition
from dukcapil.frames._layout import Frame
from dukcapil.frames._log import Log
from dukcapil.frames._stages import CODES, code_of, in_order
from dukcapil.recording import RecordingStatus
from dukcapil.register._kinds import CARD_KINDS, RECORDING_KINDS

__all__ = ["illegal_events"]

_STREAM: Final = ("_person", "_is_of_card", "_of_card")
"""The columns that identify the record of a person, or one of the cards."""

_COLUMNS: Final = ("_at_row", "_person", "_card", *_STREAM[1:], "_on", "_order", "_code")

_UNREGISTERED: Final = next(iter(RecordingStatus))
_NONE, _EXPIRED = 0, CODES - 1  # of the status before the first event, and after the end of a card
_MEANINGS: Final = {
    before * CODES + code_of(kind.__name__): str(
        illegal_transition(recording.ALLOWED, status, kind)
    )
    for before, status in (
        (_NONE, _UNREGISTERED),
        *((code_of(one.__name__), vars(one)["status"]) for one in RECORDING_KINDS),
    )
    for kind in RECORDING_KINDS
    if (status, kind) not in recording.ALLOWED
} | {
    before * CODES + code_of(kind.__name__): str(illegal_transition(cards.ALLOWED, status, kind))
    for before, status in (
        (_NONE, None),
        (_EXPIRED, CardStatus.EXPIRED),
        *((code_of(one.__name__), vars(one)["status"]) for one in CARD_KINDS),
    )
    for kind in CARD_KINDS
    if (status, kind) not in cards.ALLOWED
}
"""The fault of each illegal pair of an event and the one before it."""

_IN_USE: Final = [
    code_of(kind.__name__)
    for kind in CARD_KINDS
    if vars(kind)["status"] in {*IN_THE_OFFICE, CardStatus.HELD}
]
_OF_CARDS: Final = [code_of(kind.__name__) for kind in CARD_KINDS]


def illegal_events(log: Log, row: str) -> Frame:
    """Return the first illegal event of each person: its `row`, and the `fault` in words."""
    col, engine = nw.col, log.engine
    is_of_card = engine.is_in(col("_code"), _OF_CARDS)
    of_card = nw.when(is_of_card).then(col("_card").fill_null("")).otherwise(nw.lit(""))
    events = (
        in_order(log, nw.col(row).alias("_at_row"))
        .filter(col("_mark") > 0)
        .with_columns((col("_order") - col("_order") // CODES * CODES).alias("_code"))
        .with_columns(
            nw.when(is_of_card).then(nw.lit(1)).otherwise(nw.lit(0)).alias("_is_of_card"),
            of_card.alias("_of_card"),
        )
        .select(*_COLUMNS)
    )
    followed = _by_window(events) if engine.repeats_steps else _by_join(engine.staged(events))
    has_ended = (col("_until") <= col("_on")).fill_null(value=False)
    before = col("_before") - col("_before") // CODES * CODES
    found = (
        followed.with_columns(before.fill_null(_NONE).alias("_before"))
        .join(log.ends, on=["_person", "_card"], how="left")
        .with_columns((has_ended & engine.is_in(col("_before"), _IN_USE)).alias("_has_ended"))
        .with_columns(
            nw.when(col("_has_ended"))
            .then(nw.lit(_EXPIRED))
            .otherwise(col("_before"))
            .alias("_before")
        )
        .with_columns((col("_before") * CODES + col("_code")).alias("_pair"))
        .filter(col("_pair").is_in(list(_MEANINGS)))
    )
    first = found.group_by("_person").agg(col("_order").min().alias("_first"))
    fault = col("_pair").replace_strict(_MEANINGS, default=None, return_dtype=nw.String)
    return (
        found.join(first, on="_person", how="inner")
        .filter(col("_order") == col("_first"))
        .select("_person", col("_at_row").alias("row"), fault.alias("fault"))
        # Of events that nothing orders, one.
        .group_by("_person", "fault")
        .agg(col("row").min())
        .select("row", "fault")
    )


def _by_window(events: Frame) -> Frame:
    """Add the order of the event before, `_before`, in engines that run a step once for each use.

    Events that nothing orders, such as one that was entered twice, count as one.
    """
    last = nw.col("_order").shift(1).over(*_STREAM, order_by="_order")
    once = events.group_by(*(one for one in _COLUMNS if one != "_at_row"))
    return once.agg(nw.col("_at_row").min()).with_columns(last.alias("_before"))


def _by_join(events: Frame) -> Frame:
    """Add the order of the event before, `_before`, in engines without such a window."""
    earlier = events.select(*_STREAM, nw.col("_order").alias("_before"))
    latest = (
        events.join(earlier, on=list(_STREAM), how="inner")
        .filter(nw.col("_before") < nw.col("_order"))
        .group_by(*_STREAM, "_order")
        .agg(nw.col("_before").max())
    )
    return events.join(latest, on=[*_STREAM, "_order"], how="left")
