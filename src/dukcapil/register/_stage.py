"""How far a resident has come on the way to a card, on one date and as steps over time."""

from enum import IntEnum
from typing import Final, final

from dukcapil.cards import Holding
from dukcapil.recording import Recording

__all__ = ["Stage", "stage_of"]


@final
class Stage(IntEnum):
    """How far somebody has come; who has reached a stage has reached those below it.

    Attributes:
        NOT_RECORDED: no biometrics, or the record was deleted.
        RECORDED: biometrics taken; held up by a failure or a duplicate, or on the way.
        PRINT_READY: a card can be printed (PRR).
        PRINTED: a card waits to be handed over.
        HOLDING: has a card.
    """

    NOT_RECORDED = 0
    RECORDED = 1
    PRINT_READY = 2
    PRINTED = 3
    HOLDING = 4


_NO_RECORDING: Final = Recording()


def stage_of(record: Recording, holding: Holding) -> Stage:
    """The stage that a record and cards amount to.

    Who has a card and no history of a record was recorded elsewhere.
    """
    if holding.card is not None:
        return Stage.HOLDING
    if holding.waiting_card is not None:
        return Stage.PRINTED
    if record.status.is_print_ready or (holding.cards and record == _NO_RECORDING):
        return Stage.PRINT_READY
    return Stage.RECORDED if record.status.is_recorded else Stage.NOT_RECORDED
