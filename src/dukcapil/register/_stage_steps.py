"""Changes of stage of many people, folded from the columns of their events."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Final, final

from dukcapil import cards, recording
from dukcapil._shared.checks import raise_all
from dukcapil.cards import CardPrinted, CardStatus, Holding
from dukcapil.errors import IllegalTransition
from dukcapil.events import illegal_transition
from dukcapil.recording import Recording, RecordingStatus
from dukcapil.register._event_columns import FAULTS_SHOWN, EventLog
from dukcapil.register._kinds import CARD_KINDS, KINDS, RECORDING_KINDS
from dukcapil.register._stage import (
    STAGE_OF_CARD,
    STAGE_OF_RECORDING,
    STAGE_RECORDED_ELSEWHERE,
    Stage,
    stage_of,
)
from dukcapil.residents import Citizen, Resident

__all__ = ["StageSteps"]


# The loop below runs over codes, small numbers that these tables translate once. The code of a
# kind of event is its position in KINDS: events of a record first, then those of a card, then
# events that change no status.
_STATUSES: Final = tuple(RecordingStatus)
_CARD_STATUSES: Final[tuple[CardStatus | None, ...]] = (None, *CardStatus)  # None: no card yet
_FIRST_CARD_CODE: Final = len(RECORDING_KINDS)
_END_OF_CARD_CODES: Final = _FIRST_CARD_CODE + len(CARD_KINDS)

_REACHED: Final = bytes(
    [
        *(_STATUSES.index(kind.status) for kind in RECORDING_KINDS),  # type: ignore[attr-defined]
        *(_CARD_STATUSES.index(kind.status) for kind in CARD_KINDS),  # type: ignore[attr-defined]
    ]
)
_STAGE_OF_STATUS: Final = bytes(STAGE_OF_RECORDING[status] for status in _STATUSES)
_STAGE_OF_CARD_STATUS: Final = bytes(
    Stage.NOT_RECORDED if status is None else STAGE_OF_CARD[status] for status in _CARD_STATUSES
)
_LEGAL: Final = [
    bytes((status, kind) in recording.ALLOWED for kind in RECORDING_KINDS) for status in _STATUSES
]
_LEGAL_CARD: Final = [
    bytes((status, kind) in cards.ALLOWED for kind in CARD_KINDS) for status in _CARD_STATUSES
]


@final
class StageSteps:
    """The days on which residents changed their stage, as columns.

    Attributes:
        first: for each resident the first step, and at the end the number of steps.
        day: the day of the step, as an ordinal.
        stage: the stage from that day on.
    """

    __slots__ = ("day", "first", "stage")

    day: array[int]
    first: array[int]
    stage: array[int]

    def __init__(self, residents: Sequence[Resident], log: EventLog, *, strict: bool) -> None:
        """Fold the events of all residents; with `strict`, raise for illegal ones."""
        self.first, self.day, self.stage = array("I", [0]), array("i"), array("B")
        # A card with an end changes its status on a day without an event. Few people have one:
        # foreigners, and citizens with a printed end. The scalar folds, slower, serve these.
        dated = {
            bisect_right(log.first, row) - 1
            for row, fields in log.unusual.items()
            if "valid_until" in fields and KINDS[log.kind[row]] is CardPrinted
        }
        refused: list[IllegalTransition] = []
        for person, resident in enumerate(residents):
            first, end = log.first[person], log.first[person + 1]
            if first < end:
                try:
                    if person in dated or not isinstance(resident.citizenship, Citizen):
                        self._append_dated(resident, log, first, end, strict)
                    else:
                        self._append(log, first, end, strict)
                except IllegalTransition as error:
                    refused.append(error)
            self.first.append(len(self.day))
        raise_all("residents with illegal events", refused[:FAULTS_SHOWN], total=len(refused))

    def _append(self, log: EventLog, row: int, end: int, strict: bool) -> None:  # noqa: FBT001
        """Append the steps of a resident whose cards are for life."""
        kinds, occurred, superseded = log.kind, log.occurred, log.superseded
        status = last = 0
        is_known_record = False
        status_of_card: dict[str | None, int] = {}
        stage_of_card = _STAGE_OF_CARD_STATUS.__getitem__
        while row < end:
            today = occurred[row]
            while row < end and occurred[row] == today:
                code = kinds[row]
                if code >= _END_OF_CARD_CODES or row in superseded:
                    pass
                elif code < _FIRST_CARD_CODE:
                    if strict and not _LEGAL[status][code]:
                        kind = RECORDING_KINDS[code]
                        error = illegal_transition(recording.ALLOWED, _STATUSES[status], kind)
                        raise _noted(error, log, row)
                    status, is_known_record = _REACHED[code], True
                else:
                    card = log.card[row]
                    before = status_of_card.get(card, 0)
                    if strict and not _LEGAL_CARD[before][code - _FIRST_CARD_CODE]:
                        kind = CARD_KINDS[code - _FIRST_CARD_CODE]
                        error = illegal_transition(cards.ALLOWED, _CARD_STATUSES[before], kind)
                        raise _noted(error, log, row)
                    status_of_card[card] = _REACHED[code]
                row += 1
            # The same as `stage_of`, in codes.
            stage = _STAGE_OF_STATUS[status]
            if status_of_card:
                by_record = stage if is_known_record else STAGE_RECORDED_ELSEWHERE
                stage = max(by_record, *map(stage_of_card, status_of_card.values()))
            if stage != last:
                self.day.append(today)
                self.stage.append(stage)
                last = stage

    def _append_dated(
        self,
        resident: Resident,
        log: EventLog,
        row: int,
        end: int,
        strict: bool,  # noqa: FBT001
    ) -> None:
        """Append the steps of a resident with a card that ends on a date, by the scalar folds."""
        standing = {row: log.event(row, resident.nik) for row in range(row, end)}
        for superseded in log.superseded.intersection(standing):
            del standing[superseded]
        citizenship, known_on = resident.citizenship, None if strict else date.max
        ends = {getattr(event, "valid_until", None) for event in standing.values()}
        if not isinstance(citizenship, Citizen):
            ends |= {permit.until for permit in citizenship.permits}
        by_day: dict[date, list[int]] = {day: [] for day in ends if day is not None}
        for place, event in standing.items():
            by_day.setdefault(event.occurred_on, []).append(place)
        record, holding, last = Recording(), Holding(), Stage.NOT_RECORDED
        for day in sorted(by_day):
            for place in by_day[day]:
                one = [standing[place]]
                try:
                    record = recording.fold(one, on=day, known_on=known_on, start=record)
                    holding = cards.fold(
                        one, on=day, known_on=known_on, citizenship=citizenship, start=holding
                    )
                except IllegalTransition as error:
                    raise _noted(error, log, place) from None
            holding = cards.fold([], on=day, start=holding)
            stage = stage_of(record, holding)
            if stage is not last:
                self.day.append(day.toordinal())
                self.stage.append(stage)
                last = stage

    def at(self, person: int, day: int) -> int:
        """Return the stage of a resident on a day."""
        step = bisect_right(self.day, day, self.first[person], self.first[person + 1])
        return self.stage[step - 1] if step > self.first[person] else 0


def _noted(error: IllegalTransition, log: EventLog, row: int) -> IllegalTransition:
    """Return the error with a note of the place of the event in the input."""
    error.add_note(f"at events[{log.position[row]}]")
    return error
