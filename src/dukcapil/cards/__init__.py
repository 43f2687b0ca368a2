"""Cards: reasons for issuing one, its events, and the cards of a resident on a date.

A resident may have many cards in a life and should hold one at a time (Pasal 63(6) of UU 23/2006).
**A blank is used when a card is printed, and only then**: `CardPrinted` is the event that the
ledger of blanks answers for. A print that fails spoils a blank and makes no card, so it is no
event here. A withdrawn card never becomes a blank again.

A resident who moves to another kabupaten/kota keeps the card until the destination, not the
origin, withdraws it and issues a new one.

Where a change goes: reasons for issuing, statuses, events and the table of what may follow what
`_events`; the cards that they add up to, and their validity, `_holding`; the stage that a status
gives `register._stage`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.cards._events import (
    ALLOWED,
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
    IssueReason,
    SuketIssued,
    uses_blank,
)
from dukcapil.cards._holding import Card, Holding, fold

__all__ = [
    "ALLOWED",
    "Card",
    "CardBroughtIn",
    "CardDamaged",
    "CardEvent",
    "CardFound",
    "CardHandedOver",
    "CardLost",
    "CardPrinted",
    "CardShipped",
    "CardStatus",
    "CardVoided",
    "CardWithdrawn",
    "Holding",
    "IssueReason",
    "SuketIssued",
    "fold",
    "uses_blank",
]

publish(__name__)
