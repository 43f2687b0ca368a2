"""Cards: why one is issued, what becomes of it, and what a resident holds on a date.

A resident may have many cards in a life and should hold one at a time (UU 23/2006 Pasal 63(6)).
**A blank is used when a card is printed, and only then**: `CardPrinted` is the event that the
ledger of blanks answers for. A print that fails spoils a blank and makes no card, so it is no
event here. A card that is withdrawn is never a blank again.

Who moves to another kabupaten/kota keeps the card until the destination, not the origin,
withdraws it and issues a new one.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import ClassVar, Final, final

import attrs
from dateutil.relativedelta import relativedelta

from dukcapil import law
from dukcapil._shared.checks import (
    check_date,
    check_items,
    check_optional_date,
    check_type,
    raise_faults,
)
from dukcapil._shared.values import Value
from dukcapil.errors import Fault, IllegalTransition
from dukcapil.events import Event, Retracted, in_force
from dukcapil.law import Citation
from dukcapil.residents import Citizen, PermanentForeigner

__all__ = [
    "ALLOWED",
    "Card",
    "CardBroughtIn",
    "CardDamaged",
    "CardEvent",
    "CardHandedOver",
    "CardLost",
    "CardPrinted",
    "CardShipped",
    "CardStatus",
    "CardVoided",
    "CardWithdrawn",
    "Holding",
    "IssueReason",
    "Retracted",
    "SuketIssued",
    "fold",
    "uses_blank",
]


@final
class IssueReason(Enum):
    """Why a card is issued: the kinds of Perpres 96/2018 Pasal 14.

    Attributes:
        NEW: the first card.
        MOVED_IN: to somebody who has moved in from another kabupaten/kota.
        DATA_CHANGE: what is printed on the card has changed, as by marriage or death of a spouse.
        PERMIT_EXTENSION: the permit of a foreigner was extended.
        LOST_OR_DAMAGED: in place of a lost or damaged one.
        OUTSIDE_DOMICILE: printed by another office than that of the domicile.

    Examples:
        >>> from dukcapil.cards import IssueReason
        >>> print(IssueReason.MOVED_IN.citation)
        Perpres 96/2018 Pasal 14
    """

    NEW = "new"
    MOVED_IN = "moved in"
    DATA_CHANGE = "data change"
    PERMIT_EXTENSION = "permit extension"
    LOST_OR_DAMAGED = "lost or damaged"
    OUTSIDE_DOMICILE = "outside the domicile"

    @property
    def citation(self) -> Citation:
        """The article."""
        outside = self is IssueReason.OUTSIDE_DOMICILE
        return law.CARD_OUTSIDE_DOMICILE if outside else law.CARD_ISSUE


@final
class CardStatus(Enum):
    """What has become of one card.

    Attributes:
        PRINTED: it lies in the office.
        SHIPPED: it is on its way to where it is handed over.
        HELD: its owner has it.
        LOST: reported lost.
        DAMAGED: reported damaged.
        WITHDRAWN: taken back, as after a move, a change of data or a death.
        VOIDED: made invalid without being taken back, or never handed over.
        EXPIRED: its validity ended, as with the permit it was issued under, before it was taken
            out of use.
    """

    PRINTED = "printed"
    SHIPPED = "shipped"
    HELD = "held"
    LOST = "lost"
    DAMAGED = "damaged"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    EXPIRED = "expired"


@attrs.frozen(kw_only=True)
class _CardEvent(Event):
    """An event of one card. Its class alone decides which status it leads to."""

    status: ClassVar[CardStatus]

    card: str = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_type(self, "card", self.card, str)
        if not self.card:
            raise_faults(type(self).__name__, [("card", Fault.MISSING)])


@final
@attrs.frozen(kw_only=True)
class CardPrinted(_CardEvent):
    """A card was printed: one blank is used.

    Attributes:
        id: identifies the event for ever; the same id never means something else.
        nik: the resident.
        occurred_on: the day on which it happened.
        entered_on: the day on which it was written down; `occurred_on` unless given.
        ordinal: its place among the events of one day, where the usual order is not meant;
            0 to 255.
        supersedes: the id of an earlier event of the same resident that this one replaces.
        card: identifies the card among those of the resident.
        reason: why it is issued.
        valid_until: the first day on which it is no longer valid. None for life, and for a
            foreigner whose card ends with the permit in force on the day it is printed, or
            else the next.

    Raises:
        TypeError: for a field of the wrong type, a `datetime` among them.
        InvalidRecord: for an event written down before it happened, without an id or a card,
            or for a card that ends before it is printed.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.cards import CardPrinted, IssueReason
        >>> CardPrinted(
        ...     id="e-3",
        ...     nik=NIK("3275994105030001"),
        ...     occurred_on=date(2020, 6, 2),
        ...     card="c-1",
        ...     reason=IssueReason.NEW,
        ... )
        CardPrinted(nik=NIK('327599**********'), reason=<IssueReason.NEW: 'new'>)
    """

    status = CardStatus.PRINTED
    rank = 21

    reason: IssueReason
    valid_until: date | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_type(self, "reason", self.reason, IssueReason)
        check_optional_date(self, "valid_until", self.valid_until)
        if self.valid_until is not None and self.valid_until <= self.occurred_on:
            raise_faults("CardPrinted", [("valid_until", Fault.CONTRADICTION)])


@final
@attrs.frozen(kw_only=True)
class CardBroughtIn(_CardEvent):
    """Somebody came with a card that another office had issued. It uses no blank here.

    For registers that begin with the arrival; where the whole history is known, `CardPrinted`
    and `CardHandedOver` say it. Fields as for every event of a card.
    """

    status = CardStatus.HELD
    rank = 20


@final
@attrs.frozen(kw_only=True)
class CardShipped(_CardEvent):
    """The card was sent to where it is handed over. Fields as for every event of a card."""

    status = CardStatus.SHIPPED
    rank = 22


@final
@attrs.frozen(kw_only=True)
class CardHandedOver(_CardEvent):
    """The owner has the card. Fields as for every event of a card."""

    status = CardStatus.HELD
    rank = 23


@final
@attrs.frozen(kw_only=True)
class CardLost(_CardEvent):
    """The card was reported lost, by its owner or the office. Fields as for every event."""

    status = CardStatus.LOST
    rank = 24


@final
@attrs.frozen(kw_only=True)
class CardDamaged(_CardEvent):
    """The card was reported damaged. Fields as for every event of a card."""

    status = CardStatus.DAMAGED
    rank = 24


@final
@attrs.frozen(kw_only=True)
class CardWithdrawn(_CardEvent):
    """The office took the card back. Fields as for every event of a card."""

    status = CardStatus.WITHDRAWN
    rank = 25


@final
@attrs.frozen(kw_only=True)
class CardVoided(_CardEvent):
    """The card was made invalid without being taken back. Fields as for every event of a card."""

    status = CardStatus.VOIDED
    rank = 25


def _six_months_later(event: "SuketIssued") -> date:
    check_date(event, "occurred_on", event.occurred_on)
    return event.occurred_on + relativedelta(months=6)


@final
@attrs.frozen(kw_only=True)
class SuketIssued(Event):
    """An interim certificate (*suket*) was given in place of a card. It is not a card.

    Sukets stood in for cards while blanks were out of stock; they use no blank.

    Attributes:
        id: identifies the event for ever; the same id never means something else.
        nik: the resident.
        occurred_on: the day on which it happened.
        entered_on: the day on which it was written down; `occurred_on` unless given.
        ordinal: its place among the events of one day, where the usual order is not meant;
            0 to 255.
        supersedes: the id of an earlier event of the same resident that this one replaces.
        valid_until: the first day on which it is no longer valid; six months later unless given.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.cards import SuketIssued
        >>> SuketIssued(
        ...     id="e-9", nik=NIK("3275994105030001"), occurred_on=date(2018, 8, 31)
        ... ).valid_until
        datetime.date(2019, 2, 28)
    """

    rank = 26

    valid_until: date = attrs.field(
        default=attrs.Factory(_six_months_later, takes_self=True), repr=False
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_date(self, "valid_until", self.valid_until)
        if self.valid_until <= self.occurred_on:
            raise_faults("SuketIssued", [("valid_until", Fault.CONTRADICTION)])


CardEvent = (
    CardPrinted
    | CardBroughtIn
    | CardShipped
    | CardHandedOver
    | CardLost
    | CardDamaged
    | CardWithdrawn
    | CardVoided
    | SuketIssued
    | Retracted
)
"""Everything that can happen to cards, and the correction of it."""

_IN_THE_OFFICE: Final = (CardStatus.PRINTED, CardStatus.SHIPPED)
_OUT_OF_USE: Final = (CardStatus.LOST, CardStatus.DAMAGED)
_NOT_TAKEN_BACK: Final = (CardStatus.HELD, CardStatus.EXPIRED, *_OUT_OF_USE)

_FROM: Final[Mapping[type[_CardEvent], tuple[CardStatus | None, ...]]] = {
    CardPrinted: (None,),
    CardBroughtIn: (None,),
    CardShipped: (CardStatus.PRINTED, CardStatus.EXPIRED),
    CardHandedOver: (*_IN_THE_OFFICE, CardStatus.EXPIRED),
    CardLost: (*_IN_THE_OFFICE, *_NOT_TAKEN_BACK[:2]),
    CardDamaged: (*_IN_THE_OFFICE, *_NOT_TAKEN_BACK[:2]),
    CardWithdrawn: _NOT_TAKEN_BACK,
    CardVoided: (*_IN_THE_OFFICE, *_NOT_TAKEN_BACK),
}

ALLOWED: Final[Mapping[tuple[CardStatus | None, type[Event]], CardStatus]] = MappingProxyType(
    {(status, event): event.status for event, sources in _FROM.items() for status in sources}
)
"""The status that an event leads to, by status of the card (None before its first event) and
class of event. What is not here is illegal."""


@final
@attrs.frozen(kw_only=True)
class Card(Value):
    """One card of one resident, as known on a date.

    Attributes:
        id: identifies it among the cards of the resident.
        status: what has become of it.
        reason: why it was issued; None if another office did.
        printed_on: when it was printed, if that is known.
        handed_over_on: when its owner got it, or came with it.
        ended_on: since when it no longer serves.
        valid_until: the first day on which it is no longer valid; None for life.

    Examples:
        >>> from dukcapil.cards import Card, CardStatus
        >>> Card(id="c-1", status=CardStatus.PRINTED)
        Card(status=<CardStatus.PRINTED: 'printed'>, reason=None)
    """

    id: str = attrs.field(repr=False)
    status: CardStatus
    reason: IssueReason | None = None
    printed_on: date | None = attrs.field(default=None, repr=False)
    handed_over_on: date | None = attrs.field(default=None, repr=False)
    ended_on: date | None = attrs.field(default=None, repr=False)
    valid_until: date | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        check_type(self, "id", self.id, str)
        check_type(self, "status", self.status, CardStatus)
        if self.reason is not None:
            check_type(self, "reason", self.reason, IssueReason)
        for field in ("printed_on", "handed_over_on", "ended_on", "valid_until"):
            check_optional_date(self, field, getattr(self, field))

    def after(self, event: _CardEvent) -> "Card":
        """The card after one more event."""
        day, status = event.occurred_on, event.status
        if status is CardStatus.HELD:
            return attrs.evolve(self, status=status, handed_over_on=day)
        if status in _IN_THE_OFFICE:
            return attrs.evolve(self, status=status)
        return attrs.evolve(self, status=status, ended_on=self.ended_on or day)

    def as_of(self, on: date) -> "Card":
        """The card on a date without events: one that is in use may have expired."""
        end = self.valid_until
        if end is not None and end <= on and self.status in {*_IN_THE_OFFICE, CardStatus.HELD}:
            return attrs.evolve(self, status=CardStatus.EXPIRED, ended_on=end)
        return self


def _as_cards(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple(cards)


@final
@attrs.frozen(kw_only=True)
class Holding(Value):
    """What one resident holds on a date.

    Attributes:
        cards: all cards of the resident there have been, in the order of their first events.
        suket_until: the first day on which no suket is valid any more; None without one, and once
            it has ended.

    Examples:
        >>> from dukcapil.cards import Holding
        >>> Holding().card is None
        True
    """

    cards: tuple[Card, ...] = attrs.field(default=(), converter=_as_cards)
    suket_until: date | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        check_items(self, "cards", self.cards, Card)
        check_optional_date(self, "suket_until", self.suket_until)

    @property
    def card(self) -> Card | None:
        """The card that is held, the newest if there are several; None without one."""
        return self._last({CardStatus.HELD})

    @property
    def waiting_card(self) -> Card | None:
        """The newest card that has been printed and not yet handed over."""
        return self._last({*_IN_THE_OFFICE})

    def _last(self, statuses: set[CardStatus]) -> Card | None:
        return next((card for card in reversed(self.cards) if card.status in statuses), None)


_NOTHING: Final = Holding()


def fold(
    events: Iterable[Event],
    *,
    on: date,
    known_on: date | None = None,
    citizenship: Citizen | PermanentForeigner = Citizen(),  # noqa: B008  a frozen value
    start: Holding = _NOTHING,
) -> Holding:
    """What a resident holds on a date, from their events.

    A card is held from the day it is handed over until it is lost, damaged, withdrawn or voided,
    or its validity ends.

    Args:
        events: any order, and events of the record may be among them; an event that is given
            twice counts once.
        on: only what had happened by that date.
        known_on: only what had been written down by that date; None for everything. What was
            known once may have gaps, so only the whole history is held against `ALLOWED`.
        citizenship: of the resident; a foreigner's card ends with the permit (UU 24/2013
            Pasal 64(7)).
        start: what was held before the first of the events.

    Returns:
        The cards and what became of them. If all of `b` is later than a day, and all of `a` not,
        `fold(b, start=fold(a))` with `a` folded on that day is `fold(a + b)`, unless `b`
        corrects `a`.

    Raises:
        IllegalTransition: for an event that the status of its card does not allow.
        ValueError: for events of more than one resident.
        TypeError: for a `datetime`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.cards import CardHandedOver, CardLost, CardPrinted, IssueReason, fold
        >>> nik = NIK("3275994105030001")
        >>> history = [
        ...     CardPrinted(
        ...         id="e-3",
        ...         nik=nik,
        ...         occurred_on=date(2020, 6, 2),
        ...         card="c-1",
        ...         reason=IssueReason.NEW,
        ...     ),
        ...     CardHandedOver(id="e-4", nik=nik, occurred_on=date(2020, 6, 9), card="c-1"),
        ...     CardLost(id="e-5", nik=nik, occurred_on=date(2020, 9, 1), card="c-1"),
        ... ]
        >>> fold(history, on=date(2020, 8, 31)).card
        Card(status=<CardStatus.HELD: 'held'>, reason=<IssueReason.NEW: 'new'>)
        >>> fold(history, on=date(2020, 9, 1)).card is None
        True
    """
    check_type("fold", "start", start, Holding)
    if type(citizenship) is not Citizen:
        check_type("fold", "citizenship", citizenship, PermanentForeigner)
    cards = {card.id: card for card in start.cards}
    suket_until = start.suket_until
    for event in in_force(events, on=on, known_on=known_on):
        if isinstance(event, SuketIssued):
            suket_until = max(suket_until or event.valid_until, event.valid_until)
        elif isinstance(event, _CardEvent):
            before = cards.get(event.card)
            card = _new_card(event, citizenship) if before is None else before
            card = card.as_of(event.occurred_on)
            status = None if before is None else card.status
            if known_on is None and (status, type(event)) not in ALLOWED:
                raise illegal(status, type(event))
            cards[event.card] = card.after(event)
    if suket_until is not None and suket_until <= on:
        suket_until = None
    return Holding(cards=[card.as_of(on) for card in cards.values()], suket_until=suket_until)


def _new_card(event: _CardEvent, citizenship: Citizen | PermanentForeigner) -> Card:
    if not isinstance(event, CardPrinted):
        end = end_with_permit(citizenship, event.occurred_on)
        return Card(id=event.card, status=event.status, valid_until=end)
    return Card(
        id=event.card,
        status=event.status,
        reason=event.reason,
        printed_on=event.occurred_on,
        valid_until=event.valid_until or end_with_permit(citizenship, event.occurred_on),
    )


def end_with_permit(citizenship: Citizen | PermanentForeigner, printed_on: date) -> date | None:
    """When a card printed that day ends: never for a citizen, with the permit for a foreigner.

    One that is printed while there is no permit is for the next.
    """
    if isinstance(citizenship, Citizen):
        return None
    ends = (permit.until for permit in citizenship.permits)
    return next((end for end in ends if end is None or printed_on < end), printed_on)


def illegal(status: CardStatus | None, event: type[Event]) -> IllegalTransition:
    """The error for an event that the status of a card does not allow."""
    allowed = tuple(sorted(kind.__name__ for source, kind in ALLOWED if source is status))
    name = "no card" if status is None else status.value
    return IllegalTransition(status=name, event=event.__name__, allowed=allowed)


def uses_blank(event: Event) -> bool:
    """Whether an event uses one blank card: a card that is printed, and nothing else.

    Args:
        event: any event of a record or a card.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.cards import CardHandedOver, uses_blank
        >>> nik = NIK("3275994105030001")
        >>> uses_blank(
        ...     CardHandedOver(id="e-4", nik=nik, occurred_on=date(2020, 6, 9), card="c-1")
        ... )
        False
    """
    return isinstance(event, CardPrinted)
