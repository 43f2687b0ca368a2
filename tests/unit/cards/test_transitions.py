"""Statuses of a card, and the events that may follow them."""

from __future__ import annotations

import re
from typing import get_args

import attrs
import pytest
from support.card_events import (
    ENDINGS,
    HELD,
    OF_A_CARD,
    START,
    Kind,
    S,
    day,
    happened,
    held,
    history,
)

from dukcapil.cards import (
    ALLOWED,
    Card,
    CardBroughtIn,
    CardDamaged,
    CardEvent,
    CardFound,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardShipped,
    CardStatus,
    CardVoided,
    CardWithdrawn,
    Holding,
    IssueReason,
    fold,
    uses_blank,
)
from dukcapil.errors import IllegalTransition
from dukcapil.recording import RecordingEvent


def test_nothing_is_held_without_events() -> None:
    assert fold([], on=START) == Holding()
    assert (Holding().card, Holding().waiting_card, Holding().suket_until) == (None, None, None)


def test_a_card_step_by_step() -> None:
    events = history(CardPrinted, CardShipped, CardHandedOver, CardLost, CardVoided)
    assert fold(events, on=day(-1)) == Holding()
    steps = [fold(events, on=day(number)) for number in range(5)]
    cards = [step.cards[0] for step in steps]
    assert [c.status for c in cards] == [S.PRINTED, S.SHIPPED, S.HELD, S.LOST, S.VOIDED]
    assert {(c.id, c.reason, c.printed_on, c.valid_until) for c in cards} == {
        ("c-1", IssueReason.NEW, day(0), None)
    }
    assert [c.handed_over_on for c in cards] == [None, None, day(2), day(2), day(2)]
    assert [c.ended_on for c in cards] == [None, None, None, day(3), day(3)]
    assert [step.card for step in steps] == [None, None, cards[2], None, None]
    assert [step.waiting_card for step in steps] == [cards[0], cards[1], None, None, None]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_card_is_held_from_the_handover_until_it_ends(ending: Kind) -> None:
    events = [*history(*HELD), happened(ending, 100)]
    assert [held(events, n) for n in (0, 1, 99, 100, 10_000)] == [None, "c-1", "c-1", None, None]
    (card,) = fold(events, on=day(100)).cards
    assert (card.handed_over_on, card.ended_on) == (day(1), day(100))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("way", [(CardPrinted,), (CardPrinted, CardShipped)])
def test_a_card_that_ends_in_the_office_was_never_held(way: tuple[Kind, ...], ending: Kind) -> None:
    events = history(*way, ending)
    assert {held(events, number) for number in range(4)} == {None}
    assert fold(events, on=day(3)).waiting_card is None
    assert fold(events, on=day(3)).cards[0].handed_over_on is None


@pytest.mark.parametrize("loss", [CardLost, CardDamaged])
@pytest.mark.parametrize("then", [CardWithdrawn, CardVoided])
def test_a_lost_card_that_is_dealt_with_later_served_until_the_loss(loss: Kind, then: Kind) -> None:
    (card,) = fold(history(*HELD, loss, then), on=day(9)).cards
    assert card.ended_on == day(2)


def test_a_card_that_is_out_of_use_cannot_be_lost_again() -> None:
    for kinds in ((*HELD, CardLost, CardDamaged), (*HELD, CardWithdrawn, CardLost)):
        with pytest.raises(IllegalTransition):
            fold(history(*kinds), on=day(9))


def test_a_lost_card_that_is_found_is_held_again() -> None:
    events = history(*HELD, CardLost, CardFound, CardLost, CardFound, CardWithdrawn)
    days = [held(events, number) for number in range(7)]
    assert days == [None, "c-1", None, "c-1", None, "c-1", None]
    found = fold(events, on=day(3)).card
    assert found is not None
    assert (found.handed_over_on, found.ended_on) == (day(1), None)
    assert fold(events, on=day(6)).cards[0].ended_on == day(6)


def test_a_card_is_lost_and_found_in_a_day_and_found_and_withdrawn_in_a_day() -> None:
    today = [happened(kind, 4, id=kind.__name__) for kind in (CardFound, CardLost)]
    assert held([*history(*HELD), *today], 4) == "c-1"
    events = history(*HELD, CardLost)
    today = [happened(kind, 4, id=kind.__name__) for kind in (CardWithdrawn, CardFound)]
    assert fold([*events, *today], on=day(4)).cards[0].status is S.WITHDRAWN


FOLLOWS: dict[CardStatus | None, set[object]] = {
    None: {CardPrinted, CardBroughtIn},
    S.PRINTED: {CardShipped, CardHandedOver, *ENDINGS},
    S.SHIPPED: {CardHandedOver, *ENDINGS},
    S.HELD: set(ENDINGS),
    S.EXPIRED: {*ENDINGS, CardHandedOver, CardShipped},
    S.LOST: {CardFound, CardWithdrawn, CardVoided},
    S.DAMAGED: {CardWithdrawn, CardVoided},
    S.WITHDRAWN: set(),
    S.VOIDED: set(),
}


@pytest.mark.parametrize("status", [None, *S])
@pytest.mark.parametrize("kind", OF_A_CARD)
def test_an_event_follows_the_statuses_that_allow_it(
    status: CardStatus | None, kind: type[CardEvent]
) -> None:
    start = Holding(cards=[] if status is None else [Card(id="c-1", status=status)])
    event = happened(kind, 0)
    assert ((status, kind) in ALLOWED) == (kind in FOLLOWS[status])
    if (status, kind) in ALLOWED:
        (card,) = fold([event], on=START, start=start).cards
        assert card.status is ALLOWED[status, kind] is kind.status  # type: ignore[union-attr]
        return
    with pytest.raises(IllegalTransition) as caught:
        fold([event], on=START, start=start)
    error = caught.value
    assert error.status == ("no card" if status is None else status.value)
    assert error.event == kind.__name__
    assert error.allowed == tuple(sorted(getattr(k, "__name__", "") for k in FOLLOWS[status]))
    assert ("expected nothing more" in str(error)) == (not error.allowed)
    assert not re.search(r"[0-9]", str(error))


def test_what_is_allowed_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        ALLOWED[None, CardLost] = S.LOST  # type: ignore[index]
    assert {kind for _, kind in ALLOWED} == set(OF_A_CARD)
    assert {status for status, _ in ALLOWED} <= set(FOLLOWS)


def test_a_lost_card_is_replaced() -> None:
    second = happened(CardPrinted, 12, "c-2", reason=IssueReason.LOST)
    events = [*history(*HELD, CardLost), second, happened(CardHandedOver, 14, "c-2")]
    assert [held(events, n) for n in (0, 1, 2, 13, 14)] == [None, "c-1", None, None, "c-2"]
    holding = fold(events, on=day(14))
    assert [(c.id, c.status) for c in holding.cards] == [("c-1", S.LOST), ("c-2", S.HELD)]
    assert fold(events, on=day(13)).waiting_card == Card(
        id="c-2",
        status=S.PRINTED,
        reason=IssueReason.LOST,
        came_on=day(12),
        printed_on=day(12),
    )


def test_of_two_cards_that_are_held_the_newest_counts() -> None:
    events = history(*HELD) + history(*HELD, card="c-2", since=10)
    assert [held(events, n) for n in (9, 10, 11)] == ["c-1", "c-1", "c-2"]
    events.append(happened(CardLost, 20, "c-2"))
    assert held(events, 20) == "c-1"


def test_the_newest_card_is_the_one_that_came_last_and_not_the_one_handed_over_last() -> None:
    events = [
        happened(CardPrinted, 0),
        happened(CardPrinted, 1, "c-2"),
        happened(CardHandedOver, 2, "c-2"),
        happened(CardHandedOver, 3),
    ]
    assert [card.id for card in fold(events, on=day(9)).cards] == ["c-1", "c-2"]
    assert held(events, 3) == "c-2"


def test_of_two_cards_that_wait_the_newest_counts() -> None:
    waiting = fold([happened(CardPrinted, 0), happened(CardPrinted, 1, "c-2")], on=day(1))
    assert waiting.waiting_card == waiting.cards[1]


@pytest.mark.parametrize("shipped", [True, False])
def test_a_card_is_printed_handed_over_and_the_old_one_withdrawn_in_a_day(shipped: bool) -> None:  # noqa: FBT001
    kinds = [*HELD, CardShipped] if shipped else [*HELD]
    today = [happened(kind, 9, "c-2", id=kind.__name__) for kind in kinds]
    withdrawn = happened(CardWithdrawn, 9, id="e-0z")
    events = [withdrawn, *reversed(today), *history(*HELD)]
    assert (held(events, 8), held(events, 9)) == ("c-1", "c-2")
    assert fold(events, on=day(9)).cards[0].ended_on == day(9)


def test_a_card_is_brought_in_and_withdrawn_in_a_day() -> None:
    events = [happened(CardWithdrawn, 0, id="a"), happened(CardBroughtIn, 0, id="b")]
    assert fold(events, on=START).cards[0].status is S.WITHDRAWN


def test_an_ordinal_tells_an_unusual_order() -> None:
    first, second = happened(CardPrinted, 0), happened(CardPrinted, 0, "c-2", id="e-0b")
    assert [c.id for c in fold([second, first], on=START).cards] == ["c-1", "c-2"]
    first = attrs.evolve(first, ordinal=1)
    assert [c.id for c in fold([second, first], on=START).cards] == ["c-2", "c-1"]


def test_of_two_cards_printed_in_a_day_the_one_that_was_entered_later_is_the_newest() -> None:
    first, second = happened(CardPrinted, 0, id="z"), happened(CardPrinted, 0, "c-2", id="a")
    late = attrs.evolve(second, entered_on=day(1))
    assert [c.id for c in fold([late, first], on=START).cards] == ["c-1", "c-2"]
    assert [c.id for c in fold([first, second], on=START).cards] == ["c-2", "c-1"]


def test_who_moves_keeps_the_old_card_until_the_destination_withdraws_it() -> None:
    events = [
        *history(*HELD),
        happened(CardPrinted, 40, "c-2", reason=IssueReason.MOVED_IN),
        happened(CardHandedOver, 50, "c-2"),
        happened(CardWithdrawn, 50, id="e-50b"),
    ]
    assert [held(events, n) for n in (30, 40, 49, 50)] == ["c-1", "c-1", "c-1", "c-2"]
    assert [event.id for event in events if uses_blank(event)] == ["e-0", "e-40"]


def test_a_card_from_elsewhere_is_held_and_uses_no_blank() -> None:
    (brought,) = events = history(CardBroughtIn)
    assert not uses_blank(brought)
    assert fold(events, on=START).card == Card(
        id="c-1", status=S.HELD, came_on=START, handed_over_on=START
    )
    events.append(happened(CardWithdrawn, 9))
    assert (held(events, 8), held(events, 9)) == ("c-1", None)


@pytest.mark.parametrize("kind", [*get_args(RecordingEvent), *get_args(CardEvent)])
def test_a_blank_is_used_when_a_card_is_printed_and_only_then(kind: Kind) -> None:
    assert uses_blank(happened(kind, 0, supersedes="e-9")) == (kind is CardPrinted)
