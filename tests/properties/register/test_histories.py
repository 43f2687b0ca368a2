"""Histories of records and cards: properties of the folds, and a second, slow definition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import NIK, cards, recording
from dukcapil.cards import (
    CardBroughtIn,
    CardDamaged,
    CardEvent,
    CardFound,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardStatus,
    CardVoided,
    CardWithdrawn,
    Holding,
    IssueReason,
    SuketIssued,
)
from dukcapil.events import Retracted
from dukcapil.recording import (
    Biometric,
    BiometricsCaptured,
    DuplicateFound,
    PrintReadyRecordMade,
    RecordDeleted,
    Recording,
    RecordingEvent,
    RecordingStatus,
)
from dukcapil.residents import PermanentForeigner, StayPermit

DAY = timedelta(days=1)
START = date(2020, 2, 20)
WOMAN = NIK("3275994105030001")
FOREIGNER = PermanentForeigner([StayPermit(since=date(2000, 1, 1))])
Event = RecordingEvent | CardEvent
Told = tuple[Recording, Holding]
NOTHING: Told = (Recording(), Holding())


def tell(
    events: Iterable[Event], *, on: date, known_on: date | None = None, start: Told = NOTHING
) -> Told:
    """Fold the record and the cards of a foreigner, for whom ends printed on cards count."""
    events = list(events)
    return (
        recording.fold(events, on=on, known_on=known_on, start=start[0]),
        cards.fold(events, on=on, known_on=known_on, citizenship=FOREIGNER, start=start[1]),
    )


# --- histories -------------------------------------------------------------------------------

Move = tuple[Any, str | None]
delays = st.just(0) | st.integers(0, 40)


@attrs.define
class Walk:
    """One resident on the way through `ALLOWED`: the status, and each card with its end."""

    status: RecordingStatus = RecordingStatus.UNREGISTERED
    cards: dict[str, tuple[CardStatus, date | None]] = attrs.Factory(dict)

    def moves_of_the_record(self) -> list[Move]:
        """Return the classes of events of a record that may follow."""
        return [(kind, None) for status, kind in recording.ALLOWED if status is self.status]

    def moves_of_cards(self, on: date) -> list[Move]:
        """Return the classes of events that may follow, with the card of each."""
        moves: list[Move] = [
            (kind, card)
            for card in (*self.cards, f"c-{len(self.cards)}")
            for status, kind in cards.ALLOWED
            if status is self.status_of(card, on)
        ]
        return [*moves, (SuketIssued, None)]

    def status_of(self, card: str, on: date) -> CardStatus | None:
        status, end = self.cards.get(card, (None, None))
        in_use = status in {CardStatus.PRINTED, CardStatus.SHIPPED, CardStatus.HELD}
        is_over = in_use and end is not None and end <= on
        return CardStatus.EXPIRED if is_over else status

    def go(self, event: Any) -> None:  # noqa: ANN401  # of any class, with a status or not
        if isinstance(event, RecordingEvent):
            self.status = event.status  # type: ignore[union-attr]
        elif not isinstance(event, SuketIssued):
            _, end = self.cards.get(event.card, (None, None))
            self.cards[event.card] = event.status, getattr(event, "valid_until", end)


@st.composite
def histories(draw: st.DrawFn, *, at_least: int = 0) -> list[Event]:
    """Draw legal histories in order: events of one day or days apart, entered late or not."""
    walk, events, on, ordinal = Walk(), list[Event](), START, 0
    for number in range(draw(st.integers(at_least, 20))):
        gap = draw(st.integers(0, 8))
        on, ordinal = on + gap * DAY, 0 if gap else ordinal + 1
        moves = walk.moves_of_the_record() if draw(st.booleans()) else walk.moves_of_cards(on)
        kind, card = draw(st.sampled_from(moves))
        event = kind(
            id=f"e-{number}",
            nik=WOMAN,
            occurred_on=on,
            entered_on=on + draw(delays) * DAY,
            ordinal=ordinal,
            **draw(details(kind, card, on)),
        )
        walk.go(event)
        events.append(event)
    return events


def details(kind: object, card: str | None, on: date) -> st.SearchStrategy[dict[str, object]]:
    """The fields that only some events have."""
    fields: dict[str, st.SearchStrategy[object]] = {} if card is None else {"card": st.just(card)}
    ends = st.integers(1, 25).map(lambda days: on + days * DAY)
    if kind is BiometricsCaptured:
        fields["kinds"] = st.frozensets(st.sampled_from(Biometric), min_size=1)
    if kind is CardPrinted:
        fields |= {"reason": st.sampled_from(IssueReason), "valid_until": ends | st.none()}
    if kind is SuketIssued:
        fields["valid_until"] = ends
    return st.fixed_dictionaries(fields)


@st.composite
def corrected_histories(draw: st.DrawFn) -> list[Event]:
    """Draw legal histories in which some events were first entered with another day."""
    events: list[Event] = []
    for event in draw(histories()):
        if draw(st.booleans()):
            occurred_on = event.occurred_on - draw(st.integers(0, 9)) * DAY
            entered_on = occurred_on + draw(delays) * DAY
            wrong = attrs.evolve(
                event, id=f"{event.id}-wrong", occurred_on=occurred_on, entered_on=entered_on
            )
            right = attrs.evolve(event, supersedes=wrong.id)
            events += (wrong, right)
        else:
            events.append(event)
    return events


days = (st.integers(-1, 60) | st.integers(-1, 200)).map(lambda number: START + number * DAY)
as_known = st.none() | days
everything = histories() | corrected_histories()


# --- laws ------------------------------------------------------------------------------------


class TestFold:
    """A fold is a function of the set of events, of the date, and of what was known."""

    @given(histories(), st.data())
    def test_a_history_in_two_parts_is_the_history(
        self, events: list[Event], data: st.DataObject
    ) -> None:
        between, on = data.draw(days), data.draw(days)
        first = [event for event in events if event.occurred_on <= between]
        second = events[len(first) :]
        for known_on in (None, data.draw(days)):
            start = tell(first, on=between, known_on=known_on)
            in_parts = tell(second, on=max(between, on), known_on=known_on, start=start)
            assert in_parts == tell(events, on=max(between, on), known_on=known_on)

    @given(everything, st.randoms(use_true_random=False), days, as_known)
    def test_the_order_of_the_input_does_not_matter(
        self,
        events: list[Event],
        random: Random,
        on: date,
        known_on: date | None,
    ) -> None:
        shuffled = random.sample(events, len(events))
        assert tell(shuffled, on=on, known_on=known_on) == tell(events, on=on, known_on=known_on)

    @given(everything, st.data(), days, as_known)
    def test_what_is_given_again_counts_once(
        self, events: list[Event], data: st.DataObject, on: date, known_on: date | None
    ) -> None:
        again = data.draw(st.lists(st.sampled_from(events))) if events else []
        repeated = [attrs.evolve(event) for event in again] + events
        assert tell(repeated, on=on, known_on=known_on) == tell(events, on=on, known_on=known_on)

    @given(histories(), days, as_known)
    def test_what_happened_later_does_not_matter(
        self, events: list[Event], on: date, known_on: date | None
    ) -> None:
        past = [event for event in events if event.occurred_on <= on]
        assert tell(past, on=on, known_on=known_on) == tell(events, on=on, known_on=known_on)

    @given(everything, days, days)
    def test_what_was_entered_later_was_not_known(
        self, events: list[Event], on: date, known_on: date
    ) -> None:
        entered = [event for event in events if event.entered_on <= known_on]
        assert tell(entered, on=on, known_on=known_on) == tell(events, on=on, known_on=known_on)

    @given(everything, days)
    def test_in_the_end_everything_is_known(self, events: list[Event], on: date) -> None:
        assert tell(events, on=on, known_on=date.max) == tell(events, on=on)

    @given(histories(at_least=1), st.data(), days, st.integers(0, 100))
    def test_what_is_retracted_never_happened_once_that_is_known(
        self, events: list[Event], data: st.DataObject, on: date, later: int
    ) -> None:
        wrong = data.draw(st.sampled_from(events))
        found, entered = sorted((data.draw(days), data.draw(days)))
        retracted = Retracted(
            id="r", nik=WOMAN, occurred_on=found, entered_on=entered, supersedes=wrong.id
        )
        without = [event for event in events if event is not wrong]
        known_on = entered + later * DAY
        with_it = tell([*events, retracted], on=on, known_on=known_on)
        assert with_it == tell(without, on=on, known_on=known_on)
        before = entered - DAY
        assert tell([*events, retracted], on=on, known_on=before) == tell(
            events, on=on, known_on=before
        )


# --- a slow telling, from the definitions ----------------------------------------------------


def last_of(past: Sequence[Event], *kinds: type[Event]) -> Event | None:
    return next((event for event in reversed(past) if isinstance(event, kinds)), None)


def recorded_on(past: Sequence[Event]) -> date | None:
    """Biometrics have been taken, and the record has not been deleted since."""
    last = last_of(past, BiometricsCaptured, RecordDeleted)
    return last.occurred_on if isinstance(last, BiometricsCaptured) else None


def print_ready_on(past: Sequence[Event]) -> date | None:
    """A print ready record was made, and neither deleted nor found a duplicate since."""
    last = last_of(past, PrintReadyRecordMade, DuplicateFound, RecordDeleted)
    return last.occurred_on if isinstance(last, PrintReadyRecordMade) else None


def is_held(card: str, past: Sequence[Event], on: date) -> bool:
    """It was handed over, is not lost, damaged, withdrawn or voided, and has not ended."""
    story = [event for event in past if getattr(event, "card", None) == card]
    got = (CardHandedOver, CardBroughtIn, CardFound)
    last = last_of(story, *got, CardLost, CardDamaged, CardWithdrawn, CardVoided)
    ends = [event.valid_until for event in story if isinstance(event, CardPrinted)]
    return isinstance(last, got) and not any(end is not None and end <= on for end in ends)


def card_held(past: Sequence[Event], on: date) -> str | None:
    """The card that came last among those that are held."""
    begins = [event for event in past if isinstance(event, CardPrinted | CardBroughtIn)]
    return next((e.card for e in reversed(begins) if is_held(e.card, past, on)), None)


def suket_until(past: Sequence[Event], on: date) -> date | None:
    ends = [event.valid_until for event in past if isinstance(event, SuketIssued)]
    return max((end for end in ends if on < end), default=None)


class TestDefinitions:
    """On every day the folds agree with the definitions."""

    @given(histories())
    def test_the_stages_are_as_defined(self, events: list[Event]) -> None:
        for number in range(-1, 230):
            on = START + number * DAY
            past = [event for event in events if event.occurred_on <= on]
            record, holding = tell(events, on=on)
            assert record.recorded_on == recorded_on(past)
            assert record.status.is_recorded == (record.recorded_on is not None)
            assert record.print_ready_on == print_ready_on(past)
            assert record.status.is_print_ready == (record.print_ready_on is not None)
            held = None if holding.card is None else holding.card.id
            assert held == card_held(past, on)
            assert holding.suket_until == suket_until(past, on)
