"""Cards of one resident on a date: a fold of events."""

from collections.abc import Iterable
from datetime import date
from typing import Final, final, get_args

import attrs

from dukcapil._shared.checks import check_items, check_optional_date, check_type
from dukcapil._shared.values import Value
from dukcapil.cards._events import (
    ALLOWED,
    IN_THE_OFFICE,
    CardFound,
    CardPrinted,
    CardStatus,
    EventOfCard,
    IssueReason,
    SuketIssued,
)
from dukcapil.events import Event, illegal_transition, in_force
from dukcapil.residents import Citizen, CitizenPeriod, Citizenship

__all__ = ["Card", "Holding", "end_of_card", "fold"]


@final
@attrs.frozen(kw_only=True)
class Card(Value):
    """One card of one resident, as known on a date.

    Attributes:
        id: identifies it among the cards of the resident.
        status: the status.
        reason: the reason for issuing it; None if another office issued it.
        came_on: the day on which it was printed or brought in: that of its first event.
        printed_on: the day on which it was printed, if known.
        handed_over_on: the day on which its owner received it, or arrived with it.
        ended_on: the first day on which it was out of use.
        valid_until: the first day on which it is no longer valid; None for a card for life.

    Examples:
        >>> from dukcapil.cards import Card, CardStatus
        >>> Card(id="c-1", status=CardStatus.PRINTED)
        Card(status=<CardStatus.PRINTED: 'printed'>, reason=None)
    """

    id: str = attrs.field(repr=False)
    status: CardStatus
    reason: IssueReason | None = None
    came_on: date | None = attrs.field(default=None, repr=False)
    printed_on: date | None = attrs.field(default=None, repr=False)
    handed_over_on: date | None = attrs.field(default=None, repr=False)
    ended_on: date | None = attrs.field(default=None, repr=False)
    valid_until: date | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        check_type(self, "id", self.id, str)
        check_type(self, "status", self.status, CardStatus)
        if self.reason is not None:
            check_type(self, "reason", self.reason, IssueReason)
        for field in ("came_on", "printed_on", "handed_over_on", "ended_on", "valid_until"):
            check_optional_date(self, field, getattr(self, field))

    def after(self, event: EventOfCard) -> "Card":
        """Return the card after one more event."""
        day, status = event.occurred_on, event.status
        if isinstance(event, CardFound):
            return attrs.evolve(self, status=status, ended_on=None)
        if status is CardStatus.HELD:
            return attrs.evolve(self, status=status, handed_over_on=day)
        if status in IN_THE_OFFICE:
            return attrs.evolve(self, status=status)
        return attrs.evolve(self, status=status, ended_on=self.ended_on or day)

    def as_of(self, on: date) -> "Card":
        """Return the card on a later date without events: one in use may have expired."""
        end = self.valid_until
        if end is not None and end <= on and self.status in {*IN_THE_OFFICE, CardStatus.HELD}:
            return attrs.evolve(self, status=CardStatus.EXPIRED, ended_on=end)
        return self


def _as_cards(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple(cards)


@final
@attrs.frozen(kw_only=True)
class Holding(Value):
    """The cards of one resident, as known on a date.

    Attributes:
        cards: all cards that the resident has had, in the order of their first events.
        suket_until: the first day after the validity of all sukets; None without a valid one.

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
        """The card held, the newest of several; None without one."""
        return self._last({CardStatus.HELD})

    @property
    def waiting_card(self) -> Card | None:
        """The newest card printed and not yet handed over; None without one."""
        return self._last({*IN_THE_OFFICE})

    @property
    def came_on(self) -> date | None:
        """The day on which the newest card came; None without a card."""
        return max((card.came_on for card in self.cards if card.came_on), default=None)

    def _last(self, statuses: set[CardStatus]) -> Card | None:
        return next((card for card in reversed(self.cards) if card.status in statuses), None)


_NOTHING: Final = Holding()


def fold(
    events: Iterable[Event],
    *,
    on: date,
    known_on: date | None = None,
    citizenship: Citizenship = Citizen(),  # noqa: B008  a frozen value
    start: Holding = _NOTHING,
) -> Holding:
    """Fold the events of one resident into the cards as known on a date.

    A card is held from the day it is handed over, or found again, until it is lost, damaged,
    withdrawn or voided, or its validity ends.

    Args:
        events: in any order, events of the record possibly among them; repeated events count once.
        on: the date; later events are left out.
        known_on: the last day of entry that counts; None for all. What was known in the past may
            have gaps, so only the whole history is checked against `ALLOWED`.
        citizenship: of the resident; a foreigner's card ends with the permit
            (`law.CARD_VALIDITY`), and a citizen's never by a date, also where one of 2011 to 2013
            has an end printed on it (`law.PRINTED_END`). Whoever becomes a citizen needs a new
            card, and that of a citizen ends with the citizenship.
        start: the cards before the first of the events.

    Returns:
        The cards and their statuses. If all events of `b` are later than a day, and all of `a` are
        not, `fold(b, start=fold(a))` with `a` folded on that day equals `fold(a + b)`, unless `b`
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
    if type(citizenship) not in get_args(Citizenship):
        check_type("fold", "citizenship", citizenship, Citizen, "; or another Citizenship")
    cards = {card.id: card for card in start.cards}
    suket_until = start.suket_until
    for event in in_force(events, on=on, known_on=known_on):
        if isinstance(event, SuketIssued):
            suket_until = max(suket_until or event.valid_until, event.valid_until)
        elif isinstance(event, EventOfCard):
            before = cards.get(event.card)
            card = _new_card(event, citizenship) if before is None else before
            # A card may have expired between its events, and then fewer may follow.
            card = card.as_of(event.occurred_on)
            status = None if before is None else card.status
            if known_on is None and (status, type(event)) not in ALLOWED:
                raise illegal_transition(ALLOWED, status, type(event))
            cards[event.card] = card.after(event)
    if suket_until is not None and suket_until <= on:
        suket_until = None
    return Holding(cards=[card.as_of(on) for card in cards.values()], suket_until=suket_until)


def _new_card(event: EventOfCard, citizenship: Citizenship) -> Card:
    is_printed = isinstance(event, CardPrinted)
    return Card(
        id=event.card,
        status=event.status,
        reason=event.reason if isinstance(event, CardPrinted) else None,
        came_on=event.occurred_on,
        printed_on=event.occurred_on if is_printed else None,
        valid_until=end_of_card(event, citizenship),
    )


def end_of_card(event: Event, citizenship: Citizenship) -> date | None:
    """Return the end of a card by its first event: None for a citizen, whatever is printed on it.

    A foreigner's card ends as printed, or else with the permit, and when its owner becomes a
    citizen at the latest; a card printed outside every permit is for the next one. A citizen's
    ends with the citizenship.
    """
    day = event.occurred_on
    periods = [one for one in citizenship.periods if one.until is None or day < one.until]
    if not periods:
        return _printed_end(event) or day
    if isinstance(periods[0], CitizenPeriod):
        return periods[0].until
    gained = (one.since for one in periods if isinstance(one, CitizenPeriod))
    ends = [_printed_end(event) or periods[0].until, next(gained, None)]
    return min((end for end in ends if end is not None), default=None)


def _printed_end(event: Event) -> date | None:
    return event.valid_until if isinstance(event, CardPrinted) else None
