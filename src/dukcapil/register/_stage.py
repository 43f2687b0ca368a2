"""Stage of a resident on the way to a card: one table, from which every rule is derived.

A new status needs its line here, beside its enum member and the table of what may follow it
(`recording.ALLOWED`, `cards.ALLOWED`). Folds of objects, steps in columns and data frames all
read the same tables.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, final

from dukcapil._shared.checks import check_type
from dukcapil._shared.worded import Worded
from dukcapil.cards import CardStatus, Holding
from dukcapil.recording import Recording, RecordingStatus

__all__ = [
    "PART_OF_RECORDING",
    "STAGE_TABLE",
    "STATE_OF_CARD",
    "CardsState",
    "Stage",
    "StagePart",
    "least_part",
    "part_of",
]


@final
class Stage(int, Worded):
    """The highest rung that a resident has reached; a stage includes all below it.

    Attributes:
        NOT_RECORDED: no biometrics, or the record was deleted.
        RECORDED: biometrics taken, and the record blocked or in process, see `StagePart`.
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


@final
class StagePart(Worded):
    """The exclusive parts of the obliged: the stages, with the two parts of RECORDED apart.

    As the least of what counts as covered, a part includes all below it in this list, so those
    recorded whose record is not blocked are covered from `IN_PROCESS` on.

    Attributes:
        NOT_RECORDED: all of that stage.
        BLOCKED: recorded, and the record has failed, is a duplicate or under adjudication
            (*bermasalah*): the person waits for no blank, but to be recorded anew.
        IN_PROCESS: recorded, and the record is on its way.
        PRINT_READY: all of that stage.
        PRINTED: all of that stage.
        HOLDING: all of that stage.

    Examples:
        >>> from dukcapil.register import StagePart
        >>> print(StagePart.BLOCKED, "and", StagePart.IN_PROCESS)
        recorded, blocked and recorded, in process
        >>> StagePart.BLOCKED.stage
        <Stage.RECORDED: 1>
    """

    NOT_RECORDED = 0
    BLOCKED = 1
    IN_PROCESS = 2
    PRINT_READY = 3
    PRINTED = 4
    HOLDING = 5

    @property
    def stage(self) -> Stage:
        """The stage of which this is a part."""
        return Stage(self.value - (self.value >= StagePart.IN_PROCESS.value))

    def __str__(self) -> str:
        """The name in words, after the stage if it is not all of it."""
        words = super().__str__()
        return f"{self.stage}, {words}" if self.stage is Stage.RECORDED else words


def least_part(function: str, stage: Stage | StagePart) -> int:
    """Return the number of the first part of a stage, or of the part, given to a public function.

    Raises:
        TypeError: for anything else.
    """
    if isinstance(stage, StagePart):
        return int(stage.value)
    check_type(function, "stage", stage, Stage, "; or a StagePart")
    return next(part.value for part in StagePart if part.stage is stage)


@final
class CardsState(Worded):
    """States of all cards of a resident together, for the table of stages.

    A card that came proves a print ready record, here or in another office, until a record is
    deleted or blocked on that day or later.

    Attributes:
        NONE: no card has come.
        PROVES_NOTHING: every card is out of use (lost, damaged, withdrawn, voided or expired),
            and a record was deleted or blocked since the last one came.
        PROVES_A_RECORD: every card is out of use, and none was.
        WAITING: a card waits to be handed over, and none is held.
        HELD: a card is held.

    Examples:
        >>> from dukcapil.register import CardsState
        >>> print(CardsState.PROVES_A_RECORD)
        out of use, record not deleted or blocked since
    """

    NONE = "none"
    PROVES_NOTHING = "out of use, record deleted or blocked since"
    PROVES_A_RECORD = "out of use, record not deleted or blocked since"
    WAITING = "waiting"
    HELD = "held"


PART_OF_RECORDING: Final[Mapping[RecordingStatus, StagePart]] = MappingProxyType(
    {
        RecordingStatus.UNREGISTERED: StagePart.NOT_RECORDED,
        RecordingStatus.BIO_CAPTURED: StagePart.IN_PROCESS,
        RecordingStatus.PROCESSING: StagePart.IN_PROCESS,
        RecordingStatus.SENT_FOR_ENROLLMENT: StagePart.IN_PROCESS,
        RecordingStatus.RECEIVED_AT_CENTRAL: StagePart.IN_PROCESS,
        RecordingStatus.ENROLL_FAILURE_AT_CENTRAL: StagePart.BLOCKED,
        RecordingStatus.ENROLL_FAILURE_AT_REGIONAL: StagePart.BLOCKED,
        RecordingStatus.SEARCH_FAILURE_AT_CENTRAL: StagePart.BLOCKED,
        RecordingStatus.ADJUDICATE_RECORD: StagePart.BLOCKED,
        RecordingStatus.DUPLICATE_RECORD: StagePart.BLOCKED,
        # It goes on without the kind of biometrics that is missing.
        RecordingStatus.MISSING_BIOMETRIC_EXCEPTION: StagePart.IN_PROCESS,
        RecordingStatus.PRINT_READY_RECORD: StagePart.PRINT_READY,
        RecordingStatus.SENT_FOR_CARD_PRINTING: StagePart.PRINT_READY,
        # No event of a record leads to these three: SIAK shows them, the cards decide.
        RecordingStatus.CARD_PRINTED: StagePart.PRINT_READY,
        RecordingStatus.CARD_SHIPPED: StagePart.PRINT_READY,
        RecordingStatus.CARD_ISSUED: StagePart.PRINT_READY,
    }
)
"""The row of `STAGE_TABLE` of each status of a record."""

STATE_OF_CARD: Final[Mapping[CardStatus, CardsState]] = MappingProxyType(
    {
        CardStatus.PRINTED: CardsState.WAITING,
        CardStatus.SHIPPED: CardsState.WAITING,
        CardStatus.HELD: CardsState.HELD,
        # The record may have been deleted or blocked since.
        CardStatus.LOST: CardsState.PROVES_NOTHING,
        CardStatus.DAMAGED: CardsState.PROVES_NOTHING,
        CardStatus.WITHDRAWN: CardsState.PROVES_NOTHING,
        CardStatus.VOIDED: CardsState.PROVES_NOTHING,
        CardStatus.EXPIRED: CardsState.PROVES_NOTHING,
    }
)
"""The least column of `STAGE_TABLE` that one card of each status gives."""

_P: Final = StagePart
_GRID: Final = {
    #                none             proves nothing   proves a record waiting     held
    _P.NOT_RECORDED: (_P.NOT_RECORDED, _P.NOT_RECORDED, _P.PRINT_READY, _P.PRINTED, _P.HOLDING),
    _P.BLOCKED: (_P.BLOCKED, _P.BLOCKED, _P.PRINT_READY, _P.PRINTED, _P.HOLDING),
    _P.IN_PROCESS: (_P.IN_PROCESS, _P.IN_PROCESS, _P.PRINT_READY, _P.PRINTED, _P.HOLDING),
    _P.PRINT_READY: (_P.PRINT_READY, _P.PRINT_READY, _P.PRINT_READY, _P.PRINTED, _P.HOLDING),
}
STAGE_TABLE: Final[Mapping[tuple[StagePart, CardsState], StagePart]] = MappingProxyType(
    {
        (by_record, state): part
        for by_record, parts in _GRID.items()
        for state, part in zip(CardsState, parts, strict=True)
    }
)
"""The part of every combination of what a record gives by itself and the state of the cards."""


def part_of(record: Recording, holding: Holding) -> StagePart:
    """Return the part of a record and cards together, by `STAGE_TABLE`."""
    return STAGE_TABLE[PART_OF_RECORDING[record.status], _state_of(record, holding)]


def _state_of(record: Recording, holding: Holding) -> CardsState:
    if holding.card is not None:
        return CardsState.HELD
    if holding.waiting_card is not None:
        return CardsState.WAITING
    if not holding.cards:
        return CardsState.NONE
    came_on, halted_on = holding.came_on or date.min, record.halted_on
    is_proved = halted_on is None or came_on > halted_on
    return CardsState.PROVES_A_RECORD if is_proved else CardsState.PROVES_NOTHING
