"""The end of a card, sukets, and reasons for issuing."""

from __future__ import annotations

from datetime import date

import pytest
from support.card_events import (
    DAY,
    ENDINGS,
    FOREIGNER,
    HELD,
    LAST_END,
    RENEWAL,
    WOMAN,
    Kind,
    S,
    day,
    happened,
    held,
    history,
)

from dukcapil import Citizen, PermanentForeigner, StayPermit, law
from dukcapil.cards import (
    CardBroughtIn,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardShipped,
    CardWithdrawn,
    Holding,
    IssueReason,
    SuketIssued,
    fold,
    uses_blank,
)


@pytest.mark.parametrize(
    ("printed", "end"),
    [
        (-11, RENEWAL),
        (-10, RENEWAL),
        (29, RENEWAL),
        (30, LAST_END),
        (1_999, LAST_END),
        (2_000, None),
    ],
)
def test_a_foreigners_card_ends_with_the_permit_in_force_when_it_was_printed(
    printed: int, end: date | None
) -> None:
    events = history(CardPrinted, CardHandedOver, since=printed)
    handed_over = day(printed + 1)
    for on in {handed_over, *(max(handed_over, edge) for edge in (RENEWAL, LAST_END, day(9_000)))}:
        holding = fold(events, on=on, citizenship=FOREIGNER)
        expired = end is not None and end <= on
        assert holding.cards[0].valid_until == end
        assert holding.cards[0].status is (S.EXPIRED if expired else S.HELD)
        assert holding.cards[0].ended_on == (end if expired else None)
        assert (holding.card is None) == expired


def test_a_citizens_card_is_valid_for_life() -> None:
    events = history(*HELD)
    for citizenship in (Citizen(), PermanentForeigner([StayPermit(since=day(-10))])):
        card = fold(events, on=date(2120, 1, 1), citizenship=citizenship).card
        assert card is not None
        assert card.valid_until is None


def test_a_validity_that_is_given_overrides_the_permit() -> None:
    events = [happened(CardPrinted, 0, valid_until=day(60)), happened(CardHandedOver, 1)]
    for number, status in ((59, S.HELD), (60, S.EXPIRED)):
        (card,) = fold(events, on=day(number), citizenship=FOREIGNER).cards
        assert (card.status, card.valid_until) == (status, day(60))


def test_an_end_printed_on_the_card_of_a_citizen_has_no_effect() -> None:
    events = [happened(CardPrinted, 0, valid_until=day(60)), happened(CardHandedOver, 1)]
    for number in (59, 60, 9999):
        (card,) = fold(events, on=day(number), citizenship=Citizen()).cards
        assert (card.status, card.valid_until, card.ended_on) == (S.HELD, None, None)


def test_a_card_from_elsewhere_ends_with_the_permit_in_force_on_arrival() -> None:
    brought = history(CardBroughtIn)
    assert fold(brought, on=day(29), citizenship=FOREIGNER).card is not None
    assert fold(brought, on=day(30), citizenship=FOREIGNER).card is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_expired_card_may_still_be_dealt_with_and_ended_when_it_expired(ending: Kind) -> None:
    events = [*history(*HELD), happened(ending, 40)]
    (card,) = fold(events, on=day(40), citizenship=FOREIGNER).cards
    assert (card.status, card.ended_on) == (S(ending.status), RENEWAL)  # type: ignore[attr-defined]


def test_an_expired_card_does_not_begin_to_serve_when_it_is_shipped_or_handed_over() -> None:
    events = [*history(CardPrinted), happened(CardShipped, 39), happened(CardHandedOver, 40)]
    for number in (30, 39, 40, 41):
        holding = fold(events, on=day(number), citizenship=FOREIGNER)
        assert (holding.card, holding.waiting_card) == (None, None)
        assert holding.cards[0].status is S.EXPIRED


def test_an_extension_is_answered_by_a_new_card() -> None:
    events = [
        *history(*HELD),
        happened(CardPrinted, 35, "c-2", reason=IssueReason.PERMIT_EXTENSION),
        happened(CardHandedOver, 36, "c-2"),
        happened(CardWithdrawn, 36, id="e-36b"),
    ]
    cards = [fold(events, on=day(n), citizenship=FOREIGNER).card for n in (29, 30, 35, 36)]
    assert [None if card is None else card.id for card in cards] == ["c-1", None, None, "c-2"]


def test_the_card_of_a_dead_permit_is_not_in_use_though_it_was_lost_before() -> None:
    events = history(*HELD, CardLost)
    (card,) = fold(events, on=day(99), citizenship=FOREIGNER).cards
    assert (card.status, card.ended_on) == (S.LOST, day(2))


@pytest.mark.parametrize(
    ("issued", "until"),
    [
        (date(2018, 3, 15), date(2018, 9, 15)),
        (date(2018, 8, 28), date(2019, 2, 28)),
        (date(2018, 8, 31), date(2019, 2, 28)),
        (date(2019, 8, 31), date(2020, 2, 29)),
        (date(2018, 12, 31), date(2019, 6, 30)),
        (date(2020, 2, 29), date(2020, 8, 29)),
    ],
)
def test_a_suket_serves_for_six_months_and_is_no_card(issued: date, until: date) -> None:
    suket = SuketIssued(id="e-1", nik=WOMAN, occurred_on=issued)
    assert suket.valid_until == until
    for on, expected in ((issued - DAY, None), (issued, until), (until - DAY, until)):
        assert fold([suket], on=on) == Holding(suket_until=expected)
    assert fold([suket], on=until) == Holding()
    assert not uses_blank(suket)


def test_a_suket_serves_as_long_as_it_says() -> None:
    suket = happened(SuketIssued, 0, valid_until=day(30))
    assert fold([suket], on=day(29)).suket_until == day(30)
    assert fold([suket], on=day(30)).suket_until is None


def test_the_last_suket_counts_and_cards_do_not_touch_it() -> None:
    sukets = [
        happened(SuketIssued, 0, valid_until=day(30)),
        happened(SuketIssued, 20, valid_until=day(50)),
    ]
    events = [*sukets, *history(*HELD, since=40)]
    for number, until in ((19, day(30)), (20, day(50)), (49, day(50)), (50, None)):
        assert fold(events, on=day(number)).suket_until == until
    assert held(events, 45) == "c-1"


@pytest.mark.parametrize("reason", IssueReason)
def test_a_reason_cites_its_article_and_stays_with_the_card(reason: IssueReason) -> None:
    assert reason.citation is law.CARD_ISSUE
    events = [happened(CardPrinted, 0, reason=reason), happened(CardHandedOver, 1)]
    assert fold(events, on=day(1)).cards[0].reason is reason
