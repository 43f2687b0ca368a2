"""Events and cards are values: faults, types, copies, masked text."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from datetime import datetime
from typing import get_args

import attrs
import pytest
from support.card_events import (
    FOREIGNER,
    HELD,
    OF_A_CARD,
    START,
    WOMAN,
    Kind,
    S,
    day,
    happened,
    history,
)

from dukcapil.cards import (
    Card,
    CardEvent,
    CardLost,
    CardPrinted,
    Holding,
    IssueReason,
    SuketIssued,
    fold,
)
from dukcapil.errors import Fault, InvalidRecord


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


def test_reasons_and_statuses_print_as_words() -> None:
    assert f"{IssueReason.MOVED_IN}, {S.HELD}" == "moved in, held"
