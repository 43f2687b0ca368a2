"""All classes of events, and their codes in columns."""

from __future__ import annotations

from typing import Final, get_args

from dukcapil.cards import CardEvent
from dukcapil.events import Event, Retracted
from dukcapil.recording import RecordingEvent

__all__ = ["CARD_KINDS", "KINDS", "RECORDING_KINDS"]


RECORDING_KINDS: Final[tuple[type[Event], ...]] = tuple(
    kind for kind in get_args(RecordingEvent) if kind is not Retracted
)


CARD_KINDS: Final[tuple[type[Event], ...]] = tuple(
    kind for kind in get_args(CardEvent) if hasattr(kind, "status")
)


KINDS: Final[tuple[type[Event], ...]] = tuple(
    dict.fromkeys((*RECORDING_KINDS, *CARD_KINDS, *get_args(CardEvent)))
)
"""All classes of events: those of a record, then those of a card, then the others.

The position of a class is its code in columns; `array("B")` has space for 256."""
