"""Movements by month and place, with what came from outside apart from what moved inside."""

from collections.abc import Iterable
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger, Moment
from dukcapil.blanko._places import Blank, Place, PlaceKind
from dukcapil.blanko._reports.moves import (
    Move,
    moves_between,
    place_order,
    rises,
    rows_from_above,
)
from dukcapil.errors import Fault
from dukcapil.months import Month, month_list

__all__ = ["PlaceMonth", "PlaceMovements", "place_movements"]


@final
@attrs.frozen(kw_only=True)
class PlaceMonth(Value):
    """The blanks of one place in one month, which add up.

    Opening + from outside + from inside + corrected = closing + printed + spoiled + to inside +
    to outside.

    Attributes:
        month: the month.
        place: the place: store, point, printer or mobile point.
        opening_cards: what it held before the month; 0 or more.
        from_outside_cards: came from the ministry, the province or another office, or were found
            by a count, the first one among them.
        from_inside_cards: came from another place of the office, also after a time on the way.
        corrected_cards: what reversals of the month changed of earlier months; negative where they
            took cards out.
        printed_cards: became cards.
        spoiled_cards: were spoiled.
        to_inside_cards: left for another place of the office.
        to_outside_cards: were lost, missing at a count, lent, paid back or sent up.
        closing_cards: what it held at the end of the month; 0 or more.

    Raises:
        InvalidRecord: for figures that are negative or do not add up.
    """

    month: Month
    place: Place
    opening_cards: int
    from_outside_cards: int
    from_inside_cards: int
    corrected_cards: int
    printed_cards: int
    spoiled_cards: int
    to_inside_cards: int
    to_outside_cards: int
    closing_cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "month", self.month, Month)
        check_type(self, "place", self.place, Place)
        for field in (*_IN, *_OUT):
            check_count(self, field, getattr(self, field))
        check_type(self, "corrected_cards", self.corrected_cards, int)
        came, left = (sum(getattr(self, field) for field in fields) for fields in (_IN, _OUT))
        if came + self.corrected_cards != left:
            raise_faults("PlaceMonth", [("closing_cards", Fault.CONTRADICTION, "opening_cards")])


_IN: Final = ("opening_cards", "from_outside_cards", "from_inside_cards")
_OUT: Final = (
    *("printed_cards", "spoiled_cards", "to_inside_cards", "to_outside_cards", "closing_cards"),
)
_FIGURES: Final = (*_IN, "corrected_cards", *_OUT)


@final
@attrs.frozen(kw_only=True)
class PlaceMovements(Tabular, Value):
    """Movements of blanks by month and place.

    Attributes:
        months: the months, in order.
        blank: the kind of blank.
        rows: by month and place; places that held nothing and moved nothing are left out.

    Raises:
        InvalidRecord: for rows out of order, or of other months.
    """

    months: tuple[Month, ...]
    blank: Blank
    rows: tuple[PlaceMonth, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        check_type(self, "blank", self.blank, Blank)
        check_items(self, "rows", self.rows, PlaceMonth)
        if not rises((row.month, *place_order(row.place)) for row in self.rows):
            raise_faults("PlaceMovements", [("rows", Fault.OUT_OF_ORDER)])
        if not {row.month for row in self.rows} <= set(self.months):
            raise_faults("PlaceMovements", [("rows", Fault.CONTRADICTION, "months")])

    def _content(self) -> Content:
        return _COLUMNS, [
            (
                *(row.month, row.place.kind, row.place.name, row.place.region_name),
                *(getattr(row, field) for field in _FIGURES),
            )
            for row in self.rows
        ]


_COLUMNS: Final = (
    Column("month"),
    Column("place"),
    Column("code"),
    Column("code_name"),
    *(
        Column(field, Kind.CHANGE if field == "corrected_cards" else Kind.COUNT)
        for field in _FIGURES
    ),
)
_AT: Final = frozenset(
    {PlaceKind.STORE, PlaceKind.POINT, PlaceKind.PRINTER, PlaceKind.MOBILE},
)


def place_movements(
    ledger: Ledger, months: Iterable[Month], *, blank: Blank = Blank.CITIZEN
) -> PlaceMovements:
    """Compute the movements of one kind of blank by month and place.

    Cards that go from the store to a point are no receipt of the office: the sum of what came from
    outside over all places is what the office received, and inside nothing is counted twice. A
    reversal in the month of what it reverses makes that figure smaller; of an earlier month it is
    a correction.

    Args:
        ledger: the ledger.
        months: each once or more.
        blank: the kind of blank.

    Raises:
        TypeError: for something that is no ledger, month or kind of blank.

    Examples:
        500 cards came, and 60 of them went on to a point:

        >>> from datetime import date
        >>> from dukcapil import Month
        >>> from dukcapil.blanko import place_movements
        >>> from dukcapil.blanko import Allocated, Distributed, Ledger, Place, Received
        >>> day, point = date(2017, 5, 2), Place.point("33.22.04")
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=day, cards=500, document="BAST 12"),
        ...     Received(id="r-1", on=day, cards=500, document="BAST 12"),
        ...     Distributed(id="d-1", on=day, cards=60, document="SJ 1"),
        ...     Received(id="r-2", on=day, cards=60, document="SJ 1", to=point),
        ... )
        >>> for row in place_movements(ledger, [Month(2017, 5)]).rows:
        ...     print(row.place, row.from_outside_cards, row.from_inside_cards)
        store 500 0
        point 33.22.04 0 60
    """
    check_type("place_movements", "ledger", ledger, Ledger)
    check_type("place_movements", "blank", blank, Blank)
    wanted = month_list("place_movements", months)
    places = [place for place in ledger.places if place.kind in _AT and place.blank is blank]
    rows: list[PlaceMonth] = []
    for month in wanted:
        first, stop = month.first_day.toordinal(), month.last_day.toordinal() + 1
        figures = {place: dict.fromkeys(_FIGURES, 0) for place in places}
        moved: set[Place] = set()
        from_above = rows_from_above(ledger, first, stop, blank)
        for move in moves_between(ledger, first, stop, blank):
            is_from_above = move.row in from_above
            for place in (move.source, move.target):
                if place in figures:
                    moved.add(place)
                    field, sign = _figure(move, place, first, is_from_above)
                    figures[place][field] += sign * move.cards
        for place in places:
            day = month.first_day
            opening = ledger.balance(place, on=day, moment=Moment.START_OF_DAY)
            closing = ledger.balance(place, on=month.last_day)
            if opening or closing or place in moved:
                found = {**figures[place], "opening_cards": opening, "closing_cards": closing}
                rows.append(PlaceMonth(month=month, place=place, **found))
    return PlaceMovements(months=wanted, blank=blank, rows=tuple(rows))


_OWN: Final = {PlaceKind.PRINTED: "printed_cards", PlaceKind.SPOILED: "spoiled_cards"}


def _figure(move: Move, place: Place, first: int, is_from_above: bool) -> tuple[str, int]:  # noqa: FBT001
    """Return the figure of a place that a move changes, and the sign of the change."""
    comes = move.target == place
    if move.taken_back is not None and move.taken_back < first:
        return "corrected_cards", 1 if comes else -1
    is_reversal = move.taken_back is not None
    came = comes is not is_reversal  # or came before it was taken back
    other = move.source if comes else move.target
    is_inside = other.kind in _AT or (other.kind is PlaceKind.TRANSIT and not is_from_above)
    if came:
        field = "from_inside_cards" if is_inside else "from_outside_cards"
    else:
        field = _OWN.get(other.kind, "to_inside_cards" if is_inside else "to_outside_cards")
    return field, -1 if is_reversal else 1
