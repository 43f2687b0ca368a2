"""Stage of a resident on the way to a card: one table, from which every rule is derived.

A new status needs its line here, beside its enum member and the table of what may follow it
(`recording.ALLOWED`, `cards.ALLOWED`). Folds of objects, steps in columns and data frames all
read these two tables.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, final

from dukcapil._shared.worded import Worded
from dukcapil.cards import CardStatus, Holding
from dukcapil.recording import Recording, RecordingStatus

__all__ = ["STAGE_OF_CARD", "STAGE_OF_RECORDING", "STAGE_RECORDED_ELSEWHERE", "Stage", "stage_of"]


@final
class Stage(int, Worded):
    """The highest rung that a resident has reached; a stage includes all below it.

    Attributes:
        NOT_RECORDED: no biometrics, or the record was deleted.
        RECORDED: biometrics taken; held up by a failure or a duplicate, or in process.
        PRINT_READY: a card can be printed (PRR).
        PRINTED: a card waits to be handed over.
        HOLDING: has a card.

    Examples:
        >>> from dukcapil import Stage
        >>> print(Stage.HOLDING, Stage.NOT_RECORDED)
        holding not recorded
        >>> Stage.PRINTED > Stage.RECORDED
        True
    """

    NOT_RECORDED = 0
    RECORDED = 1
    PRINT_READY = 2
    PRINTED = 3
    HOLDING = 4


STAGE_OF_RECORDING: Final[Mapping[RecordingStatus, Stage]] = MappingProxyType(
    {
        RecordingStatus.UNREGISTERED: Stage.NOT_RECORDED,
        RecordingStatus.BIO_CAPTURED: Stage.RECORDED,
        RecordingStatus.PROCESSING: Stage.RECORDED,
        RecordingStatus.SENT_FOR_ENROLLMENT: Stage.RECORDED,
        RecordingStatus.RECEIVED_AT_CENTRAL: Stage.RECORDED,
        RecordingStatus.ENROLL_FAILURE_AT_CENTRAL: Stage.RECORDED,
        RecordingStatus.ENROLL_FAILURE_AT_REGIONAL: Stage.RECORDED,
        RecordingStatus.SEARCH_FAILURE_AT_CENTRAL: Stage.RECORDED,
        RecordingStatus.ADJUDICATE_RECORD: Stage.RECORDED,
        RecordingStatus.DUPLICATE_RECORD: Stage.RECORDED,
        RecordingStatus.MISSING_BIOMETRIC_EXCEPTION: Stage.RECORDED,
        RecordingStatus.PRINT_READY_RECORD: Stage.PRINT_READY,
        RecordingStatus.SENT_FOR_CARD_PRINTING: Stage.PRINT_READY,
        # No event of a record leads to these three: SIAK shows them, the cards decide.
        RecordingStatus.CARD_PRINTED: Stage.PRINT_READY,
        RecordingStatus.CARD_SHIPPED: Stage.PRINT_READY,
        RecordingStatus.CARD_ISSUED: Stage.PRINT_READY,
    }
)
"""The stage that the status of a record gives by itself."""

STAGE_OF_CARD: Final[Mapping[CardStatus, Stage]] = MappingProxyType(
    {
        CardStatus.PRINTED: Stage.PRINTED,
        CardStatus.SHIPPED: Stage.PRINTED,
        CardStatus.HELD: Stage.HOLDING,
        # A card out of use gives nothing by itself; its record may be deleted.
        CardStatus.LOST: Stage.NOT_RECORDED,
        CardStatus.DAMAGED: Stage.NOT_RECORDED,
        CardStatus.WITHDRAWN: Stage.NOT_RECORDED,
        CardStatus.VOIDED: Stage.NOT_RECORDED,
        CardStatus.EXPIRED: Stage.NOT_RECORDED,
    }
)
"""The stage that the status of one card gives by itself."""

STAGE_RECORDED_ELSEWHERE: Final = Stage.PRINT_READY
"""The stage of a resident with cards and no event of a record: another office has recorded them."""

_NO_RECORDING: Final = Recording()


def stage_of(record: Recording, holding: Holding) -> Stage:
    """Return the stage of a record and cards together: the highest that any of them gives."""
    is_recorded_elsewhere = bool(holding.cards) and record == _NO_RECORDING
    by_record = (
        STAGE_RECORDED_ELSEWHERE if is_recorded_elsewhere else STAGE_OF_RECORDING[record.status]
    )
    return max((by_record, *(STAGE_OF_CARD[card.status] for card in holding.cards)))
