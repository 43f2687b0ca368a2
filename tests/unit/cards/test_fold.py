"""The cards on a date: order, repetition, knowledge, correction."""

from __future__ import annotations

import copy
import itertools

import pytest
from support.card_events import (
    ANOTHER,
    FOREIGNER,
    HELD,
    START,
    WOMAN,
    S,
    day,
    happened,
    held,
    history,
)

from dukcapil import Citizen, PermanentForeigner
from dukcapil.cards import (
    CardBroughtIn,
    CardDamaged,
    CardEvent,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardShipped,
    CardStatus,
    CardWithdrawn,
    Holding,
    SuketIssued,
    fold,
)
from dukcapil.errors import DuplicateRecord
from dukcapil.events import Retracted
from dukcapil.recording import BiometricsCaptured


def test_the_order_of_the_input_does_not_matter() -> None:
    events = history(CardPrinted, CardShipped, CardHandedOver, CardWithdrawn)
    for shuffled in itertools.permutations(events):
        assert fold(iter(shuffled), on=day(9)) == fold(events, on=day(9))


def test_an_event_that_is_given_twice_counts_once() -> None:
    events = history(*HELD)
    assert fold(events + copy.deepcopy(events), on=day(9)) == fold(events, on=day(9))


@pytest.mark.parametrize(
    "other", [happened(CardPrinted, 0, "c-2"), happened(CardBroughtIn, 0), happened(SuketIssued, 0)]
)
def test_an_id_never_means_something_else(other: CardEvent) -> None:
    with pytest.raises(DuplicateRecord, match="event id"):
        fold([happened(CardPrinted, 0), other], on=day(9))


def test_the_events_of_two_residents_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="events of one resident"):
        fold([happened(CardPrinted, 0), happened(CardPrinted, 1, nik=ANOTHER)], on=day(9))


def test_events_of_the_record_are_passed_over() -> None:
    record = [BiometricsCaptured(id=f"r-{n}", nik=WOMAN, occurred_on=START) for n in range(2)]
    assert fold([*record, *history(*HELD)], on=day(9)) == fold(history(*HELD), on=day(9))


def test_a_history_goes_on_from_where_it_stood() -> None:
    events = [happened(SuketIssued, -1), *history(*HELD, CardLost)]
    before = fold(events[:2], on=day(0))
    assert fold(events[2:], on=day(9), start=before) == fold(events, on=day(9))


def test_what_had_happened_and_what_was_known() -> None:
    events = [*history(*HELD), happened(CardLost, 10, entered_on=day(20))]
    for on, known_on, status in ((10, 19, S.HELD), (10, 20, S.LOST), (9, 20, S.HELD)):
        assert fold(events, on=day(on), known_on=day(known_on)).cards[0].status is status


@pytest.mark.parametrize(
    ("citizenship", "status"), [(Citizen(), S.HELD), (FOREIGNER, S.EXPIRED)], ids=["WNI", "WNA"]
)
def test_what_was_known_once_may_have_gaps(
    citizenship: Citizen | PermanentForeigner, status: CardStatus
) -> None:
    events = [happened(CardPrinted, -1, entered_on=day(50)), happened(CardHandedOver, 0)]
    (card,) = fold(events, on=day(30), known_on=day(49), citizenship=citizenship).cards
    assert (card.status, card.reason, card.printed_on) == (status, None, None)
    assert fold(events, on=day(30), known_on=day(50)).cards[0].printed_on == day(-1)


def test_a_correction_takes_the_place_of_the_event_from_the_day_it_is_entered() -> None:
    wrong = happened(CardLost, 2)
    right = happened(CardDamaged, 3, entered_on=day(10), supersedes=wrong.id)
    events = [right, *history(*HELD), wrong]
    for known_on, status, ended in ((9, S.LOST, 2), (10, S.DAMAGED, 3), (99, S.DAMAGED, 3)):
        (card,) = fold(events, on=day(9), known_on=day(known_on)).cards
        assert (card.status, card.ended_on) == (status, day(ended))
    assert held(events, 2) == "c-1"


def test_a_loss_that_is_retracted_never_happened() -> None:
    retracted = happened(Retracted, 5, supersedes="e-2")
    events = [*history(*HELD, CardLost), retracted]
    assert held(events, 3) == "c-1"
    assert fold(events, on=day(3), known_on=day(4)).card is None
    again = happened(Retracted, 6, supersedes="e-5")
    assert held([*events, again], 9) == "c-1"


def test_a_retracted_suket_was_not_given() -> None:
    events = [happened(SuketIssued, 0), happened(Retracted, 1, supersedes="e-0")]
    assert fold(events, on=day(9)) == Holding()
