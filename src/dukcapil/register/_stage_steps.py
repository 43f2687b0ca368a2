"""Changes of stage of many people, folded from the columns of their events."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final, final

from dukcapil import cards, recording
from dukcapil.cards import Card, CardStatus, Holding
from dukcapil.errors import IllegalTransition
from dukcapil.events import Event, illegal_transition
from dukcapil.recording import BiometricsCaptured, RecordDeleted, Recording, RecordingStatus
from dukcapil.register._event_columns import EventLog, path
from dukcapil.register._faults import Faults, InputFault
from dukcapil.register._kinds import CARD_KINDS, KINDS, RECORDING_KINDS
from dukcapil.register._people import People
from dukcapil.register._stage import (
    PART_OF_RECORDING,
    STAGE_TABLE,
    STATE_OF_CARD,
    CardsState,
    StagePart,
    part_of,
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
_HALTS: Final = bytes(_STATUSES[_REACHED[code]].is_halted for code in range(_FIRST_CARD_CODE))
_STATES: Final = tuple(CardsState)
_COUNTS: Final = (CardsState.WAITING, CardsState.HELD)
_FROM_THE_HIGHEST: Final = range(len(_STATES) - 1, 0, -1)
_NO_CARD, _PROVES_NOTHING, _PROVES_A_RECORD, *_ = range(len(_STATES))
_STATE_OF_CARD_STATUS: Final = bytes(
    _NO_CARD if status is None else _STATES.index(STATE_OF_CARD[status])
    for status in _CARD_STATUSES
)
_PART_OF: Final = [
    bytes(STAGE_TABLE[PART_OF_RECORDING[status], state].value for state in _STATES)
    for status in _STATUSES
]
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
        part: the number of the `StagePart` from that day on.
    """

    __slots__ = ("_last", "day", "first", "part")

    day: array[int]
    first: array[int]
    part: array[int]
    _last: tuple[array[int], bytes] | None

    def __init__(self, people: People, log: EventLog, faults: Faults, *, strict: bool) -> None:
        """Fold the events of all people; with `strict`, find illegal ones."""
        self.first, self.day, self.part = array("I", [0]), array("i"), array("B")
        self._last = None
        # A foreigner's card changes its status on a day without an event, and the events of a day
        # on which a record was deleted and made anew have an order of their own. Both are rare:
        # the scalar folds, slower, serve these people.
        special = {bisect_right(log.first, row) - 1 for row in _made_anew(log)}
        special.update(people.with_dated_citizenship())
        refused: list[InputFault] = []
        for person in range(len(people)):
            first, end = log.first[person], log.first[person + 1]
            if first < end:
                try:
                    if person in special:
                        resident = people.resident(person)
                        self._append_by_folds(resident, log, first, end, strict)
                    else:
                        self._append(log, first, end, strict)
                except _IllegalHistory as error:
                    refused.append(error.fault(person, log))
            self.first.append(len(self.day))
        faults.add("residents with illegal events", refused)

    def joined(self, other: StageSteps) -> StageSteps:
        """Return the columns with the steps of other people after these."""
        both = object.__new__(StageSteps)
        steps = len(self.day)
        both.first = self.first + array("I", (steps + step for step in other.first[1:]))
        both.day, both.part = self.day + other.day, self.part + other.part
        both._last = None
        if self._last is not None:
            days, parts = other._last_steps()
            both._last = self._last[0] + days, self._last[1] + parts
        return both

    def _append(self, log: EventLog, row: int, end: int, strict: bool) -> None:  # noqa: FBT001
        """Append the steps of a resident whose cards are for life."""
        kinds, occurred, superseded = log.kind, log.occurred, log.superseded
        status = last = 0
        came = halted = 0
        status_of_card: dict[int, int] = {}
        cards_by_state = [0] * len(_STATES)
        state = _NO_CARD
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
                        raise _IllegalHistory(error, row)
                    status = _REACHED[code]
                    if _HALTS[code]:
                        halted = today
                else:
                    card = log.card[row]
                    before = status_of_card.get(card, 0)
                    came = came if before else today
                    if strict and not _LEGAL_CARD[before][code - _FIRST_CARD_CODE]:
                        kind = CARD_KINDS[code - _FIRST_CARD_CODE]
                        error = illegal_transition(cards.ALLOWED, _CARD_STATUSES[before], kind)
                        raise _IllegalHistory(error, row)
                    status_of_card[card] = after = _REACHED[code]
                    cards_by_state[_STATE_OF_CARD_STATUS[before]] -= 1
                    cards_by_state[_STATE_OF_CARD_STATUS[after]] += 1
                row += 1
            # The same as `part_of`, in codes.
            state = next((one for one in _FROM_THE_HIGHEST if cards_by_state[one]), _NO_CARD)
            if state == _PROVES_NOTHING and came > halted:
                state = _PROVES_A_RECORD
            part = _PART_OF[status][state]
            if part != last:
                self.day.append(today)
                self.part.append(part)
                last = part

    def _append_by_folds(
        self,
        resident: Resident,
        log: EventLog,
        row: int,
        end: int,
        strict: bool,  # noqa: FBT001
    ) -> None:
        """Append the steps of a resident by the scalar folds, day by day."""
        standing = {row: log.event(row, resident.nik) for row in range(row, end)}
        for superseded in log.superseded.intersection(standing):
            del standing[superseded]
        citizenship, known_on = resident.citizenship, None if strict else date.max
        ends = {getattr(event, "valid_until", None) for event in standing.values()}
        if not isinstance(citizenship, Citizen):
            ends |= {day for period in citizenship.periods for day in (period.since, period.until)}
        by_day: dict[date, list[int]] = {day: [] for day in ends if day is not None}
        for place, event in standing.items():
            by_day.setdefault(event.occurred_on, []).append(place)
        record, hand, last = Recording(), _Hand(), StagePart.NOT_RECORDED
        for day in sorted(by_day):
            today = [standing[place] for place in by_day[day]]
            try:
                record = recording.fold(today, on=day, known_on=known_on, start=record)
                holding = cards.fold(
                    today,
                    on=day,
                    known_on=known_on,
                    citizenship=citizenship,
                    start=hand.concerned(today),
                )
            except IllegalTransition as error:
                named = (at for at in by_day[day] if KINDS[log.kind[at]].__name__ == error.event)
                raise _IllegalHistory(error, next(named)) from None
            part = part_of(record, hand.after(holding))
            if part is not last:
                self.day.append(day.toordinal())
                self.part.append(part.value)
                last = part

    def parts_on(self, day: int) -> bytes:
        """Return the parts of all people on a day, as numbers."""
        found = bytearray(self._cached_last_steps()[1])
        for person in self.changed_after(day):
            found[person] = self.at(person, day)
        return bytes(found)

    def changed_after(self, day: int) -> list[int]:
        """Return the people who changed their stage after a day."""
        return [person for person, last in enumerate(self._cached_last_steps()[0]) if last > day]

    def _cached_last_steps(self) -> tuple[array[int], bytes]:
        if self._last is None:  # two threads may both fill it, with equal columns
            self._last = self._last_steps()
        return self._last

    def _last_steps(self) -> tuple[array[int], bytes]:
        """Return the day and the part of the last step of all people; 0 for those without."""
        day, part = array("i"), bytearray()
        for first, end in pairwise(self.first):
            day.append(self.day[end - 1] if first < end else 0)
            part.append(self.part[end - 1] if first < end else 0)
        return day, bytes(part)

    def at(self, person: int, day: int) -> int:
        """Return the part of a resident on a day, as a number."""
        step = bisect_right(self.day, day, self.first[person], self.first[person + 1])
        return self.part[step - 1] if step > self.first[person] else 0


@final
class _Hand:
    """The cards of one person from day to day, at the cost of those that matter on a day."""

    __slots__ = ("cards", "live", "newest")

    def __init__(self) -> None:
        self.cards: dict[str, Card] = {}
        self.live: dict[str, Card] = {}
        self.newest: Card | None = None

    def concerned(self, today: Iterable[Event]) -> Holding:
        """Return the cards that may change on a day: those of its events, and all that hold."""
        ids = dict.fromkeys([*self.live, *(getattr(event, "card", "") for event in today)])
        return Holding(cards=[self.cards[one] for one in ids if one in self.cards])

    def after(self, changed: Holding) -> Holding:
        """Take the cards as they are after a day; return those that decide the stage."""
        for card in changed.cards:
            self.cards[card.id] = card
            self.live.pop(card.id, None)
            if STATE_OF_CARD[card.status] in _COUNTS:
                self.live[card.id] = card
            if self.newest is None or _came_on(card) >= _came_on(self.newest):
                self.newest = card
        others = [] if self.newest is None or self.newest.id in self.live else [self.newest]
        return Holding(cards=[*others, *self.live.values()])


def _came_on(card: Card) -> date:
    return card.came_on or date.min


def _made_anew(log: EventLog) -> Iterator[int]:
    """Yield the rows of deletions on a day on which the resident was captured as well."""
    deleted, captured = KINDS.index(RecordDeleted), KINDS.index(BiometricsCaptured)
    for row, code in enumerate(log.kind):
        if code == deleted:
            day, first = log.occurred[row], row
            # The capture is before the deletion by its rank, or after it by an ordinal.
            while first and log.occurred[first - 1] == day:
                first -= 1
                if log.kind[first] == captured:
                    yield row


class _IllegalHistory(Exception):
    """An event that cannot follow the one before, and its row."""

    def __init__(self, error: IllegalTransition, row: int) -> None:
        super().__init__()
        self.error, self.row = error, row

    def fault(self, person: int, log: EventLog) -> InputFault:
        """Return the fault, with a note of the place of the event in the input."""
        position, legal = log.position[self.row], self.row - log.first[person]
        self.error.add_note(f"at {path(position)}")
        reason = str(self.error)
        return InputFault(
            "events", position, (person,), self.error, reason=reason, legal_events=legal
        )
