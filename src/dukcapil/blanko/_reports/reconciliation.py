"""Reconciliation of printed cards, applications and balances."""

from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger, Moment
from dukcapil.blanko._movements import Allocated
from dukcapil.blanko._places import PlaceKind
from dukcapil.blanko._reports.moves import (
    check_period,
    journal_of,
    moves_of,
)
from dukcapil.errors import Fault

__all__ = ["Reconciliation", "reconcile"]


@final
@attrs.frozen(kw_only=True)
class Reconciliation(Tabular, Value):
    """An account of all blanks of the office in a period, which adds up.

    Opening + received = closing + printed + spoiled + lost + sent back + variance. Each is what
    was entered less what reversals took back in the period, and so negative where that is more.

    Attributes:
        since: the first day.
        until: the day after the last.
        opening_cards: on hand before anything happened on `since`; 0 or more. On hand are cards
            in the store, at points and printers, and on the way between them.
        received_cards: arrived under documents of the ministry or the province. What they sent
            and has not arrived, or was lost on the way, does not count.
        printed_cards: became cards.
        spoiled_cards: were spoiled, whether or not they have been destroyed since.
        lost_cards: were lost.
        sent_back_cards: went to the ministry or the province.
        variance_cards: cards that counts found missing, less those they found extra; the first
            count of existing stock is among these.
        closing_cards: on hand before anything happened on `until`; 0 or more.

    Raises:
        InvalidRecord: for figures that do not add up.
    """

    since: date
    until: date
    opening_cards: int
    received_cards: int
    printed_cards: int
    spoiled_cards: int
    lost_cards: int
    sent_back_cards: int
    variance_cards: int
    closing_cards: int

    def __attrs_post_init__(self) -> None:
        check_period("Reconciliation", self.since, self.until)
        check_count(self, "opening_cards", self.opening_cards)
        for field in ("received_cards", *_LEAVING):
            check_type(self, field, getattr(self, field), int)
        check_count(self, "closing_cards", self.closing_cards)
        left = self.closing_cards + sum(getattr(self, field) for field in _LEAVING)
        if self.opening_cards + self.received_cards != left:
            raise_faults(
                "Reconciliation", [("closing_cards", Fault.CONTRADICTION, "opening_cards")]
            )

    def _content(self) -> Content:
        fields = ("opening_cards", "received_cards", *_LEAVING, "closing_cards")
        columns = (
            Column("since", Kind.DATE),
            Column("until", Kind.DATE),
            *(Column(field, Kind.COUNT) for field in fields),
        )
        return columns, [(self.since, self.until, *(getattr(self, field) for field in fields))]


_LEAVING: Final = (
    "printed_cards",
    "spoiled_cards",
    "lost_cards",
    "sent_back_cards",
    "variance_cards",
)


# Places outside the office, and the figure of cards that go there or come from there.
_OUTSIDE: Final = {
    PlaceKind.TRANSIT: "received_cards",
    PlaceKind.PRINTED: "printed_cards",
    PlaceKind.SPOILED: "spoiled_cards",
    PlaceKind.LOST: "lost_cards",
    PlaceKind.MINISTRY: "sent_back_cards",
    PlaceKind.PROVINCE: "sent_back_cards",
    PlaceKind.VARIANCE: "variance_cards",
}


def reconcile(ledger: Ledger, *, since: date, until: date) -> Reconciliation:
    """Account for every blank of the office in a period.

    Args:
        ledger: the ledger.
        since: the first day.
        until: the day after the last; not before `since`.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger.
        InvalidRecord: for a period that ends before it begins.

    Examples:
        Kabupaten Semarang, May to October 2017:

        >>> from datetime import date
        >>> from dukcapil.blanko import reconcile
        >>> from dukcapil.blanko import Allocated, Ledger, Printed, Received
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=date(2017, 5, 2), cards=37_000, document="BAST 12"),
        ...     Received(id="r-1", on=date(2017, 5, 2), cards=37_000, document="BAST 12"),
        ...     Printed(id="p-1", on=date(2017, 10, 31), cards=35_000),
        ... )
        >>> half_year = reconcile(ledger, since=date(2017, 5, 1), until=date(2017, 11, 1))
        >>> half_year.received_cards - half_year.printed_cards == half_year.closing_cards == 2_000
        True
    """
    check_type("reconcile", "ledger", ledger, Ledger)
    check_period("reconcile", since, until)
    journal, first, stop = journal_of(ledger), since.toordinal(), until.toordinal()
    moves = list(moves_of(ledger))
    on_the_way_here = {
        move.target
        for move in moves
        if move.source.kind in _ABOVE and isinstance(journal.entry(move.row), Allocated)
    }
    outside = {
        place: _OUTSIDE.get(place.kind, "")
        for place in ledger.places
        if place in on_the_way_here or not place.is_real
    }
    left = dict.fromkeys(_OUTSIDE.values(), 0)
    for move in moves:
        if first <= move.day < stop:
            if move.source not in outside and move.target in outside:
                left[outside[move.target]] += move.cards
            elif move.source in outside and move.target not in outside:
                left[outside[move.source]] -= move.cards
    opening, closing = (
        sum(
            ledger.balance(place, on=day, moment=Moment.START_OF_DAY)
            for place in ledger.places
            if place not in outside
        )
        for day in (since, until)
    )
    left["received_cards"] *= -1
    return Reconciliation(
        since=since, until=until, opening_cards=opening, closing_cards=closing, **left
    )


_ABOVE: Final = {PlaceKind.MINISTRY, PlaceKind.PROVINCE}
