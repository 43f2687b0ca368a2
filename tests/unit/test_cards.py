"""The cards of one resident: what becomes of them, and which one is held when."""

from __future__ import annotations

import copy
import itertools
import pickle
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import get_args

import attrs
import pytest

from dukcapil import NIK, Citizen, PermanentForeigner, StayPermit, law
from dukcapil.cards import (
    ALLOWED,
    Card,
    CardBroughtIn,
    CardDamaged,
    CardEvent,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardShipped,
    CardStatus,
    CardVoided,
    CardWithdrawn,
    Holding,
    IssueReason,
    SuketIssued,
    fold,
    uses_blank,
)
from dukcapil.errors import DuplicateRecord, Fault, IllegalTransition, InvalidRecord
from dukcapil.events import Retracted
from dukcapil.recording import BiometricsCaptured, RecordingEvent

DAY = timedelta(days=1)
START = date(2020, 5, 4)
WOMAN, ANOTHER = NIK("3275994105030001"), NIK("3275994105030002")
Kind = Callable[..., CardEvent]
S = CardStatus

OF_A_CARD = tuple(k for k in get_args(CardEvent) if k not in {SuketIssued, Retracted})
ENDINGS = (CardLost, CardDamaged, CardWithdrawn, CardVoided)


def day(number: int) -> date:
    return START + number * DAY


def happened(kind: Kind, number: int, card: object = "c-1", **fields: object) -> CardEvent:
    """An event of the woman on the day of that number, of which its id is made."""
    given: dict[str, object] = {"id": f"e-{number}", "nik": WOMAN, "occurred_on": day(number)}
    if kind in OF_A_CARD:
        given["card"] = card
    if kind is CardPrinted:
        given["reason"] = IssueReason.NEW
    return kind(**{**given, **fields})


def history(*kinds: Kind, card: str = "c-1", since: int = 0) -> list[CardEvent]:
    """One event of one card a day."""
    return [happened(kind, number, card) for number, kind in enumerate(kinds, since)]


def held(events: list[CardEvent], number: int) -> str | None:
    """The card that is held on the day of that number."""
    card = fold(events, on=day(number)).card
    return None if card is None else card.id


HELD = (CardPrinted, CardHandedOver)


# --- the life of a card ----------------------------------------------------------------------


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


@pytest.mark.parametrize("ending", [CardLost, CardDamaged, CardVoided])
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


def test_a_card_in_the_office_cannot_be_withdrawn_nor_one_that_is_out_of_use_lost_again() -> None:
    for kinds in ((CardPrinted, CardWithdrawn), (*HELD, CardLost, CardDamaged)):
        with pytest.raises(IllegalTransition):
            fold(history(*kinds), on=day(9))


# --- every pair of a status and an event -----------------------------------------------------

FOLLOWS: dict[CardStatus | None, set[object]] = {
    None: {CardPrinted, CardBroughtIn},
    S.PRINTED: {CardShipped, CardHandedOver, CardLost, CardDamaged, CardVoided},
    S.SHIPPED: {CardHandedOver, CardLost, CardDamaged, CardVoided},
    S.HELD: set(ENDINGS),
    S.EXPIRED: {*ENDINGS, CardHandedOver, CardShipped},
    S.LOST: {CardWithdrawn, CardVoided},
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


# --- several cards ---------------------------------------------------------------------------


def test_a_lost_card_is_replaced() -> None:
    second = happened(CardPrinted, 12, "c-2", reason=IssueReason.LOST_OR_DAMAGED)
    events = [*history(*HELD, CardLost), second, happened(CardHandedOver, 14, "c-2")]
    assert [held(events, n) for n in (0, 1, 2, 13, 14)] == [None, "c-1", None, None, "c-2"]
    holding = fold(events, on=day(14))
    assert [(c.id, c.status) for c in holding.cards] == [("c-1", S.LOST), ("c-2", S.HELD)]
    assert fold(events, on=day(13)).waiting_card == Card(
        id="c-2", status=S.PRINTED, reason=IssueReason.LOST_OR_DAMAGED, printed_on=day(12)
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


# --- moves between kab/kota ------------------------------------------------------------------


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
    assert fold(events, on=START).card == Card(id="c-1", status=S.HELD, handed_over_on=START)
    events.append(happened(CardWithdrawn, 9))
    assert (held(events, 8), held(events, 9)) == ("c-1", None)


@pytest.mark.parametrize("kind", [*get_args(RecordingEvent), *get_args(CardEvent)])
def test_a_blank_is_used_when_a_card_is_printed_and_only_then(kind: Kind) -> None:
    assert uses_blank(happened(kind, 0, supersedes="e-9")) == (kind is CardPrinted)


# --- foreigners and validity -----------------------------------------------------------------

RENEWAL, LAST_END = day(30), day(2_000)
FOREIGNER = PermanentForeigner(
    [
        StayPermit(since=day(-900), until=day(-100)),
        StayPermit(since=day(-10), until=RENEWAL),
        StayPermit(since=RENEWAL, until=LAST_END),
        StayPermit(since=LAST_END),
    ]
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


@pytest.mark.parametrize("citizenship", [Citizen(), FOREIGNER])
def test_a_validity_that_is_given_overrides_the_permit(
    citizenship: Citizen | PermanentForeigner,
) -> None:
    events = [happened(CardPrinted, 0, valid_until=day(60)), happened(CardHandedOver, 1)]
    for number, status in ((59, S.HELD), (60, S.EXPIRED)):
        (card,) = fold(events, on=day(number), citizenship=citizenship).cards
        assert (card.status, card.valid_until) == (status, day(60))


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


# --- sukets ----------------------------------------------------------------------------------


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


# --- order, repetition, company, knowledge, correction ---------------------------------------


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


# --- reasons ---------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", IssueReason)
def test_a_reason_cites_its_article_and_stays_with_the_card(reason: IssueReason) -> None:
    outside = reason is IssueReason.OUTSIDE_DOMICILE
    assert reason.citation is (law.CARD_OUTSIDE_DOMICILE if outside else law.CARD_ISSUE)
    events = [happened(CardPrinted, 0, reason=reason), happened(CardHandedOver, 1)]
    assert fold(events, on=day(1)).cards[0].reason is reason


# --- faults and wrong types ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field", "value", "reason"),
    [
        *((kind, "card", "", Fault.MISSING) for kind in OF_A_CARD),
        *((kind, "id", "", Fault.MISSING) for kind in (*OF_A_CARD, SuketIssued)),
        *((kind, "valid_until", START, Fault.CONTRADICTION) for kind in (CardPrinted, SuketIssued)),
        (CardPrinted, "valid_until", day(-1), Fault.CONTRADICTION),
        (SuketIssued, "valid_until", day(-1), Fault.CONTRADICTION),
        (CardLost, "entered_on", day(-1), Fault.CONTRADICTION),
        (CardLost, "ordinal", 256, Fault.OUT_OF_BOUNDS),
        (CardLost, "supersedes", "e-0", Fault.CONTRADICTION),
    ],
)
def test_an_event_with_a_fault_is_refused(
    kind: type[CardEvent], field: str, value: object, reason: Fault
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        happened(kind, 0, **{field: value})
    error = caught.value
    assert (error.path, error.field, error.reason) == (kind.__name__, field, reason)


@pytest.mark.parametrize("kind", [CardPrinted, SuketIssued])
def test_one_day_of_validity_is_enough(kind: Kind) -> None:
    assert happened(kind, 0, valid_until=day(1)) == happened(kind, 0, valid_until=day(1))


NOON = datetime(2020, 5, 4, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have
PRINTED = S.PRINTED
WRONG: dict[str, Callable[[], object]] = {
    "CardLost.id": lambda: happened(CardLost, 0, id=None),
    "CardLost.nik": lambda: happened(CardLost, 0, nik=str(WOMAN)),
    "CardLost.occurred_on": lambda: happened(CardLost, 0, occurred_on=NOON),
    "CardLost.entered_on": lambda: happened(CardLost, 0, entered_on=NOON),
    "CardLost.card": lambda: happened(CardLost, 0, card=1),
    "CardPrinted.reason": lambda: happened(CardPrinted, 0, reason="new"),
    "CardPrinted.valid_until": lambda: happened(CardPrinted, 0, valid_until=NOON),
    "SuketIssued.valid_until": lambda: happened(SuketIssued, 0, valid_until=None),
    "SuketIssued.occurred_on": lambda: happened(SuketIssued, 0, occurred_on=NOON),
    "Card.id": lambda: Card(id=1, status=PRINTED),  # type: ignore[arg-type]
    "Card.status": lambda: Card(id="c-1", status="held"),  # type: ignore[arg-type]
    "Card.reason": lambda: Card(id="c-1", status=PRINTED, reason="new"),  # type: ignore[arg-type]
    "Card.printed_on": lambda: Card(id="c-1", status=PRINTED, printed_on=NOON),
    "Card.handed_over_on": lambda: Card(id="c-1", status=PRINTED, handed_over_on=NOON),
    "Card.ended_on": lambda: Card(id="c-1", status=PRINTED, ended_on=NOON),
    "Card.valid_until": lambda: Card(id="c-1", status=PRINTED, valid_until=NOON),
    "Holding.cards": lambda: Holding(cards=["c-1"]),  # type: ignore[list-item]
    "Holding.suket_until": lambda: Holding(suket_until=NOON),
    "fold.events": lambda: fold([None], on=START),  # type: ignore[list-item]
    "fold.on": lambda: fold([], on=NOON),
    "fold.known_on": lambda: fold([], on=START, known_on=NOON),
    "fold.citizenship": lambda: fold([], on=START, citizenship="WNI"),  # type: ignore[arg-type]
    "fold.start": lambda: fold([], on=START, start=[]),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("argument", WRONG)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_the_argument(argument: str) -> None:
    with pytest.raises(TypeError, match=rf"{re.escape(argument)}: expected \w+, found \w+"):
        WRONG[argument]()


@pytest.mark.parametrize("kind", OF_A_CARD)
def test_an_event_of_a_card_says_of_which(kind: Kind) -> None:
    reason = {"reason": IssueReason.NEW} if kind is CardPrinted else {}
    with pytest.raises(TypeError, match="'card'"):
        kind(id="e-0", nik=WOMAN, occurred_on=START, **reason)


# --- values ----------------------------------------------------------------------------------

VALUES: list[CardEvent | Card | Holding] = [
    *(happened(kind, 0, entered_on=day(1), supersedes="e-9") for kind in get_args(CardEvent)),
    happened(CardPrinted, 0, valid_until=day(1), ordinal=3),
    happened(SuketIssued, 0, valid_until=day(9)),
    Holding(),
    fold(history(*HELD, CardLost), on=day(9)),
    fold([*history(*HELD), happened(SuketIssued, 5)], on=day(30), citizenship=FOREIGNER),
    *fold(history(*HELD), on=day(30), citizenship=FOREIGNER).cards,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_can_be_kept_and_never_changed(value: CardEvent | Card | Holding) -> None:
    copies = (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value)))
    assert {value, *copies, attrs.evolve(value)} == {value}
    assert all(type(other) is type(value) for other in copies)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, attrs.fields(type(value))[0].name, None)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_shows_no_number_and_no_date(value: CardEvent | Card | Holding) -> None:
    region = [] if isinstance(value, (Card, Holding)) else ["327599"]
    assert re.findall(r"[0-9]+", repr(value)) == region
