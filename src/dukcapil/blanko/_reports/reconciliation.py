"""Reconciliation of printed cards, applications and balances."""

from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Blank, Place, PlaceKind
from dukcapil.blanko._reports.moves import (
    check_period,
    journal_of,
    moves_between,
    rows_from_above,
)
from dukcapil.errors import Fault

__all__ = ["FIGURE_COLUMNS", "Reconciliation", "reconcile"]


@final
@attrs.frozen(kw_only=True)
class Reconciliation(Tabular, Value):
    """An account of all blanks of the office in a period, which adds up.

    Opening + opened + received + borrowed + recovered + found + corrected = closing + printed +
    spoiled + lost + missing + lent + repaid + sent back. Each but the corrections is what was
    entered of days of the period, less what reversals of the same period took back of that, and so
    never negative.

    Attributes:
        since: the first day.
        until: the day after the last.
        blank: the kind of blank.
        opening_cards: on hand before anything happened on `since`; 0 or more. On hand are cards
            in the store, at points and printers, and on the way between them.
        opened_cards: the stock of places that began in the period, as their first counts found it.
        received_cards: arrived under documents of the ministry or the province. What they sent
            and has not arrived, or was lost on the way, does not count.
        borrowed_cards: were borrowed from other offices.
        recovered_cards: came back of what was lent to other offices.
        found_cards: what counts found too many.
        corrected_cards: what reversals of the period changed of earlier ones; negative where they
            took cards out.
        printed_cards: became cards.
        spoiled_cards: were spoiled, whether or not they have been destroyed since.
        lost_cards: were lost.
        missing_cards: what counts found too few.
        lent_cards: were lent to other offices, and so are not on hand.
        repaid_cards: went back of what was borrowed.
        sent_back_cards: went to the ministry or the province.
        closing_cards: on hand before anything happened on `until`; 0 or more.

    Raises:
        InvalidRecord: for figures that are negative or do not add up.
    """

    since: date
    until: date
    blank: Blank = Blank.CITIZEN
    opening_cards: int
    opened_cards: int
    received_cards: int
    borrowed_cards: int
    recovered_cards: int
    found_cards: int
    corrected_cards: int
    printed_cards: int
    spoiled_cards: int
    lost_cards: int
    missing_cards: int
    lent_cards: int
    repaid_cards: int
    sent_back_cards: int
    closing_cards: int

    def __attrs_post_init__(self) -> None:
        check_period("Reconciliation", self.since, self.until)
        check_type(self, "blank", self.blank, Blank)
        for field in _FIGURES:
            if field == "corrected_cards":
                check_type(self, field, self.corrected_cards, int)
            else:
                check_count(self, field, getattr(self, field))
        came, left = (sum(getattr(self, field) for field in fields) for fields in (_IN, _OUT))
        if came != left:
            raise_faults(
                "Reconciliation", [("closing_cards", Fault.CONTRADICTION, "opening_cards")]
            )

    @property
    def variance_cards(self) -> int:
        """Cards missing at counts, less those found."""
        return self.missing_cards - self.found_cards

    def _content(self) -> Content:
        period = (Column("since", Kind.DATE), Column("until", Kind.DATE), Column("blank"))
        return (*period, *FIGURE_COLUMNS), [
            (self.since, self.until, self.blank, *(getattr(self, field) for field in _FIGURES))
        ]


_IN: Final = (
    *("opening_cards", "opened_cards", "received_cards", "borrowed_cards", "recovered_cards"),
    *("found_cards", "corrected_cards"),
)
_OUT: Final = (
    *("printed_cards", "spoiled_cards", "lost_cards", "missing_cards", "lent_cards"),
    *("repaid_cards", "sent_back_cards", "closing_cards"),
)
_FIGURES: Final = (*_IN, *_OUT)
FIGURE_COLUMNS: Final = tuple(
    Column(field, Kind.CHANGE if field == "corrected_cards" else Kind.COUNT) for field in _FIGURES
)
"""The columns of the figures of a reconciliation."""

# Places outside the office, and the figures of cards that come from there and that go there.
_OUTSIDE: Final = {
    PlaceKind.TRANSIT: ("received_cards", "received_cards"),
    PlaceKind.OPENING: ("opened_cards", "opened_cards"),
    PlaceKind.FOUND: ("found_cards", "found_cards"),
    PlaceKind.LENT: ("recovered_cards", "lent_cards"),
    PlaceKind.BORROWED: ("borrowed_cards", "repaid_cards"),
    PlaceKind.PRINTED: ("printed_cards", "printed_cards"),
    PlaceKind.SPOILED: ("spoiled_cards", "spoiled_cards"),
    PlaceKind.DESTROYED: ("spoiled_cards", "spoiled_cards"),
    PlaceKind.LOST: ("lost_cards", "lost_cards"),
    PlaceKind.MISSING: ("missing_cards", "missing_cards"),
    PlaceKind.MINISTRY: ("sent_back_cards", "sent_back_cards"),
    PlaceKind.PROVINCE: ("sent_back_cards", "sent_back_cards"),
}


def reconcile(
    ledger: Ledger, *, since: date, until: date, blank: Blank = Blank.CITIZEN
) -> Reconciliation:
    """Account for every blank of one kind of the office in a period.

    Args:
        ledger: the ledger.
        since: the first day.
        until: the day after the last; not before `since`.
        blank: the kind of blank.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger or kind of blank.
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
    check_type("reconcile", "blank", blank, Blank)
    first, stop = since.toordinal(), until.toordinal()
    from_above = rows_from_above(ledger, first, stop, blank)
    figures = dict.fromkeys(_FIGURES[1:-1], 0)
    for move in moves_between(ledger, first, stop, blank):
        is_from_above = move.row in from_above
        came, went = (
            place.kind if _is_outside(place, is_from_above) else None
            for place in (move.source, move.target)
        )
        kind = came or went
        if kind is None or (came and went):
            continue  # inside the office, or outside of it
        is_reversal = move.taken_back is not None
        figure = _OUTSIDE[kind][(went is not None) is not is_reversal]
        if move.taken_back is None:
            figures[figure] += move.cards
        elif first <= move.taken_back:
            figures[figure] -= move.cards
        else:
            figures["corrected_cards"] += move.cards if came else -move.cards
    opening, closing = (_on_hand(ledger, day.toordinal() - 1, blank) for day in (since, until))
    return Reconciliation(
        since=since,
        until=until,
        blank=blank,
        opening_cards=opening,
        closing_cards=closing,
        **figures,
    )


def _is_outside(place: Place, is_from_above: bool) -> bool:  # noqa: FBT001
    return is_from_above if place.kind is PlaceKind.TRANSIT else place.kind in _OUTSIDE


def _on_hand(ledger: Ledger, day: int, blank: Blank) -> int:
    """Return what the office holds at the end of a day: all that is nowhere else."""
    journal, size = journal_of(ledger), len(ledger)
    elsewhere = (
        journal.history(place).balance(day, size)
        for place in journal.standing_places(size)
        if place.blank is blank and not place.is_real
    )
    return -sum(elsewhere) - journal.from_above[blank].balance(day, size)
