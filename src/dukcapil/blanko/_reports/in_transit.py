"""The age of what is on the way: documents that wait to be received."""

from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Place, PlaceKind
from dukcapil.blanko._reports.moves import layers
from dukcapil.errors import Fault

__all__ = ["InTransit", "InTransitRow", "in_transit"]


@final
@attrs.frozen(kw_only=True)
class InTransitRow(Value):
    """Blanks in transit under one document.

    Attributes:
        place: transit under the document.
        since: the day on which the oldest of the cards left; those that left first arrive first.
        days: how many days ago that was; 0 or more.
        cards: how many are on the way; 1 or more.
    """

    place: Place
    since: date
    days: int
    cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "place", self.place, Place)
        check_date(self, "since", self.since)
        check_count(self, "days", self.days)
        check_count(self, "cards", self.cards)


@final
@attrs.frozen(kw_only=True)
class InTransit(Tabular, Value):
    """Blanks in transit at the end of a day, the oldest first.

    Attributes:
        on: the day.
        rows: one a document and kind of blank.

    Raises:
        InvalidRecord: for rows that are out of order.
    """

    on: date
    rows: tuple[InTransitRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_items(self, "rows", self.rows, InTransitRow)
        days = [row.since for row in self.rows]
        if days != sorted(days):
            raise_faults("InTransit", [("rows", Fault.OUT_OF_ORDER)])

    def _content(self) -> Content:
        return _COLUMNS, [
            (row.place.name, row.place.blank, row.since, row.days, row.cards) for row in self.rows
        ]


_COLUMNS: Final = (
    Column("document"),
    Column("blank"),
    Column("since", Kind.DATE),
    Column("days", Kind.COUNT),
    Column("cards", Kind.COUNT),
)


def in_transit(ledger: Ledger, *, on: date) -> InTransit:
    """List what is on the way, and for how long.

    Args:
        ledger: the ledger.
        on: the day, at its end.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import in_transit
        >>> from dukcapil.blanko import Allocated, Ledger, Received
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=date(2017, 5, 2), cards=500, document="BAST 12"),
        ...     Received(id="r-1", on=date(2017, 5, 4), cards=480, document="BAST 12"),
        ... )
        >>> print(in_transit(ledger, on=date(2017, 5, 31)))
        document  blanks for       since  days  cards
        BAST 12   citizens    2017-05-02    29     20
    """
    check_type("in_transit", "ledger", ledger, Ledger)
    check_date("in_transit", "on", on)
    waiting = [
        (place, [*layers(ledger, place, on)])
        for place in ledger.places
        if place.kind is PlaceKind.TRANSIT
    ]
    rows = [
        InTransitRow(
            place=place,
            since=found[-1].since,
            days=(on - found[-1].since).days,
            cards=sum(layer.cards for layer in found),
        )
        for place, found in waiting
        if found
    ]
    return InTransit(on=on, rows=tuple(sorted(rows, key=lambda row: row.since)))
