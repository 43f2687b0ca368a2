"""Events of cards of one resident, made by hand, one a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import get_args

from dukcapil import NIK, PermanentForeigner, StayPermit
from dukcapil.cards import (
    CardDamaged,
    CardEvent,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardStatus,
    CardVoided,
    CardWithdrawn,
    IssueReason,
    SuketIssued,
    fold,
)
from dukcapil.events import Retracted

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

RENEWAL, LAST_END = day(30), day(2_000)
FOREIGNER = PermanentForeigner(
    [
        StayPermit(since=day(-900), until=day(-100)),
        StayPermit(since=day(-10), until=RENEWAL),
        StayPermit(since=RENEWAL, until=LAST_END),
        StayPermit(since=LAST_END),
    ]
)
