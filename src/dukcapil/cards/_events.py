"""Events of cards, the statuses that they lead to, and the table of what may follow what."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Final, final

import attrs
from dateutil.relativedelta import relativedelta

from dukcapil import law
from dukcapil._shared.checks import (
    check_date,
    check_optional_date,
    check_type,
    raise_faults,
    text_fault,
)
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault
from dukcapil.events import Event, Retracted
from dukcapil.law import Citation

__all__ = [
    "ALLOWED",
    "IN_THE_OFFICE",
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
    "EventOfCard",
    "IssueReason",
    "SuketIssued",
    "uses_blank",
]


@final
class IssueReason(Worded):
    """Reasons for issuing a card, by Pasal 14 of Perpres 96/2018.

    The office that issues it is no reason: see `CardPrinted.outside_domicile`.

    Attributes:
        NEW: the first card.
        MOVED_IN: after a move from another kabupaten/kota; also of citizens from abroad and of
            transmigrants (Pasal 20 of Permendagri 108/2019).
        DATA_CHANGE: after a change of the printed data, as by marriage, death of a spouse, or a
            new address within the kabupaten/kota.
        PERMIT_EXTENSION: after the extension of a foreigner's permit.
        LOST: in place of a lost card, on a letter of the police.
        DAMAGED: in place of a damaged card, which is handed in.

    Examples:
        >>> from dukcapil.cards import IssueReason
        >>> print(IssueReason.MOVED_IN.citation)
        Pasal 14 Perpres 96/2018
    """

    NEW = "new"
    MOVED_IN = "moved in"
    DATA_CHANGE = "data change"
    PERMIT_EXTENSION = "permit extension"
    LOST = "lost"
    DAMAGED = "damaged"

    @property
    def citation(self) -> Citation:
        """The article."""
        return law.CARD_ISSUE


@final
class CardStatus(Worded):
    """Statuses of one card.

    Attributes:
        PRINTED: in the office.
        SHIPPED: on its way to the place where it is handed over.
        HELD: with its owner.
        LOST: reported lost.
        DAMAGED: reported damaged.
        WITHDRAWN: taken back, as after a move, a change of data or a death.
        VOIDED: made invalid without being taken back, or never handed over.
        EXPIRED: past its validity, as after the permit it was issued under, and not taken out of
            use before.
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
class EventOfCard(Event):
    """An event of one card; its class alone decides the status that it leads to."""

    status: ClassVar[CardStatus]

    card: str = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_type(self, "card", self.card, str)
        fault = text_fault(self.card) if self.card else Fault.MISSING
        if fault is not None:
            raise_faults(type(self).__name__, [("card", fault)])


@final
@attrs.frozen(kw_only=True)
class CardPrinted(EventOfCard):
    """The printing of a card, which uses one blank.

    Attributes:
        id: identifies the event for ever; the same id never means something else.
        nik: the resident.
        occurred_on: the day on which it happened.
        entered_on: the day on which it was entered; `occurred_on` unless given.
        ordinal: its place among the events of one day, where the usual order is wrong; 0 to 255.
        supersedes: the id of an earlier event of the same resident that this one replaces.
        card: identifies the card among those of the resident.
        reason: the reason for issuing it.
        outside_domicile: whether an office other than that of the domicile issued it (Pasal 22
            of Perpres 96/2018), for any reason.
        valid_until: the first day after the validity printed on it. None for a card for life, and
            for a foreigner's card that ends with the permit in force on the day of printing, or
            else with the next permit. On a citizen's card, of 2011 to 2013, it is kept and has no
            effect: the card holds for life (`law.PRINTED_END`).

    Raises:
        TypeError: for a field of the wrong type, a `datetime` among them.
        InvalidRecord: for an event entered before it happened, without an id or a card, and for
            a card that ends before it is printed.

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
    outside_domicile: bool = attrs.field(default=False, repr=False)
    valid_until: date | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_type(self, "reason", self.reason, IssueReason)
        check_type(self, "outside_domicile", self.outside_domicile, bool)
        check_optional_date(self, "valid_until", self.valid_until)
        if self.valid_until is not None and self.valid_until <= self.occurred_on:
            raise_faults("CardPrinted", [("valid_until", Fault.CONTRADICTION, "occurred_on")])


@final
@attrs.frozen(kw_only=True)
class CardBroughtIn(EventOfCard):
    """The arrival of a resident with a card of another office; it uses no blank here.

    For registers that begin with the arrival; where the whole history is known, use `CardPrinted`
    and `CardHandedOver`. Fields as for every event of a card.
    """

    status = CardStatus.HELD
    rank = 20


@final
@attrs.frozen(kw_only=True)
class CardShipped(EventOfCard):
    """The dispatch of a card to the place of handing over.

    Fields as for every event of a card.
    """

    status = CardStatus.SHIPPED
    rank = 22


@final
@attrs.frozen(kw_only=True)
class CardHandedOver(EventOfCard):
    """The handover of a card to its owner.

    Fields as for every event of a card.
    """

    status = CardStatus.HELD
    rank = 23


@final
@attrs.frozen(kw_only=True)
class CardLost(EventOfCard):
    """The report of a lost card, by its owner or the office.

    Fields as for every event of a card.
    """

    status = CardStatus.LOST
    rank = 24


@final
@attrs.frozen(kw_only=True)
class CardDamaged(EventOfCard):
    """The report of a damaged card.

    Fields as for every event of a card.
    """

    status = CardStatus.DAMAGED
    rank = 24


@final
@attrs.frozen(kw_only=True)
class CardFound(EventOfCard):
    """The return of a lost card to its owner.

    A card that never left the office was not lost: retract its loss. Fields as for every event of
    a card.
    """

    status = CardStatus.HELD
    rank = 25


@final
@attrs.frozen(kw_only=True)
class CardWithdrawn(EventOfCard):
    """The withdrawal of a card by the office, from its owner or before it was handed over.

    Fields as for every event of a card.
    """

    status = CardStatus.WITHDRAWN
    rank = 26


@final
@attrs.frozen(kw_only=True)
class CardVoided(EventOfCard):
    """The invalidation of a card that is not taken back.

    Fields as for every event of a card.
    """

    status = CardStatus.VOIDED
    rank = 26


def _six_months_later(event: "SuketIssued") -> date:
    check_date(event, "occurred_on", event.occurred_on)
    return event.occurred_on + relativedelta(months=6)


@final
@attrs.frozen(kw_only=True)
class SuketIssued(Event):
    """The issue of an interim certificate (*suket*) in place of a card; it is not a card.

    Sukets replaced cards while blanks were out of stock; they use no blank.

    Attributes:
        id: identifies the event for ever; the same id never means something else.
        nik: the resident.
        occurred_on: the day on which it happened.
        entered_on: the day on which it was entered; `occurred_on` unless given.
        ordinal: its place among the events of one day, where the usual order is wrong; 0 to 255.
        supersedes: the id of an earlier event of the same resident that this one replaces.
        valid_until: the first day on which it is no longer valid; six months after it was issued
            unless given.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.cards import SuketIssued
        >>> SuketIssued(
        ...     id="e-9", nik=NIK("3275994105030001"), occurred_on=date(2018, 8, 31)
        ... ).valid_until
        datetime.date(2019, 2, 28)
    """

    rank = 27

    valid_until: date = attrs.field(
        default=attrs.Factory(_six_months_later, takes_self=True), repr=False
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_date(self, "valid_until", self.valid_until)
        if self.valid_until <= self.occurred_on:
            raise_faults("SuketIssued", [("valid_until", Fault.CONTRADICTION, "occurred_on")])


CardEvent = (
    CardPrinted
    | CardBroughtIn
    | CardShipped
    | CardHandedOver
    | CardLost
    | CardDamaged
    | CardFound
    | CardWithdrawn
    | CardVoided
    | SuketIssued
    | Retracted
)
"""Events of cards, and their correction."""

IN_THE_OFFICE: Final = (CardStatus.PRINTED, CardStatus.SHIPPED)
_OUT_OF_USE: Final = (CardStatus.LOST, CardStatus.DAMAGED)
_NOT_TAKEN_BACK: Final = (CardStatus.HELD, CardStatus.EXPIRED, *_OUT_OF_USE)

_FROM: Final[Mapping[type[EventOfCard], tuple[CardStatus | None, ...]]] = {
    CardPrinted: (None,),
    CardBroughtIn: (None,),
    CardShipped: (CardStatus.PRINTED, CardStatus.EXPIRED),
    CardHandedOver: (*IN_THE_OFFICE, CardStatus.EXPIRED),
    CardLost: (*IN_THE_OFFICE, *_NOT_TAKEN_BACK[:2]),
    CardDamaged: (*IN_THE_OFFICE, *_NOT_TAKEN_BACK[:2]),
    CardFound: (CardStatus.LOST,),
    CardWithdrawn: (*IN_THE_OFFICE, *_NOT_TAKEN_BACK),
    CardVoided: (*IN_THE_OFFICE, *_NOT_TAKEN_BACK),
}

ALLOWED: Final[Mapping[tuple[CardStatus | None, type[Event]], CardStatus]] = MappingProxyType(
    {(status, event): event.status for event, sources in _FROM.items() for status in sources}
)
"""The status that an event leads to, by status of the card (None before its first event) and
class of event; all other pairs are illegal."""


def uses_blank(event: Event) -> bool:
    """Return whether an event uses one blank card: only the printing of a card does.

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
