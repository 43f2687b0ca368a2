"""The age of stock: how long cards have been where they are."""

from collections.abc import Sequence
from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Blank, Place
from dukcapil.blanko._reports.moves import layers, rises
from dukcapil.errors import Fault

__all__ = ["AgeRow", "StockAgeing", "stock_ageing"]


@final
@attrs.frozen(kw_only=True)
class AgeRow(Value):
    """The cards of one place and one band of age.

    Attributes:
        place: the place.
        from_days: the least age in days; 0 or more.
        to_days: the greatest age in days, which belongs to the band; None without an end.
        cards: how many cards; 1 or more.
    """

    place: Place
    from_days: int
    to_days: int | None
    cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "place", self.place, Place)
        check_count(self, "from_days", self.from_days)
        if self.to_days is not None:
            check_count(self, "to_days", self.to_days)
            if self.to_days < self.from_days:
                raise_faults("AgeRow", [("to_days", Fault.CONTRADICTION, "from_days")])
        check_count(self, "cards", self.cards)


@final
@attrs.frozen(kw_only=True)
class StockAgeing(Tabular, Value):
    """The stock of all places and what is on the way between them, by age.

    Attributes:
        on: the day, at its end.
        blank: the kind of blank.
        rows: by place and age; bands without cards are left out.
    """

    on: date
    blank: Blank
    rows: tuple[AgeRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_type(self, "blank", self.blank, Blank)
        check_items(self, "rows", self.rows, AgeRow)

    @property
    def cards(self) -> int:
        """All cards."""
        return sum(row.cards for row in self.rows)

    def older_than(self, days: int) -> int:
        """Return the cards of the bands that begin above an age in days."""
        check_count("older_than", "days", days)
        return sum(row.cards for row in self.rows if row.from_days > days)

    def _content(self) -> Content:
        return _COLUMNS, [
            (
                *(row.place.kind, row.place.name, row.place.region_name),
                *(row.from_days, row.to_days, row.cards),
            )
            for row in self.rows
        ]


_COLUMNS: Final = (
    Column("place"),
    Column("code"),
    Column("code_name"),
    Column("from_days", Kind.COUNT),
    Column("to_days", Kind.COUNT),
    Column("cards", Kind.COUNT),
)


def stock_ageing(
    ledger: Ledger,
    *,
    on: date,
    up_to_days: Sequence[int] = (30, 90, 180, 365),
    blank: Blank = Blank.CITIZEN,
) -> StockAgeing:
    """Compute for how long the blanks of one kind have been where they are.

    Of each place, the cards that came first are taken to leave first. The age of cards begins anew
    where they arrive at another place; how old what is on the way is `in_transit` says by document.

    Args:
        ledger: the ledger.
        on: the day, at its end.
        up_to_days: the greatest age of each band but the last, which has no end; rising, from 0.
        blank: the kind of blank.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger, number or kind of blank.
        InvalidRecord: for ages that do not rise.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import stock_ageing
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 1, 2), at=STORE, counted_cards=120),
        ...     Counted(id="c-2", on=date(2017, 5, 2), at=STORE, counted_cards=150),
        ...     Printed(id="p-1", on=date(2017, 5, 4), cards=100),
        ... )
        >>> print(stock_ageing(ledger, on=date(2017, 5, 31)))
        place  code  name  from days  to days  cards
        store                      0       30     30
        store                     91      180     20
    """
    check_type("stock_ageing", "ledger", ledger, Ledger)
    check_date("stock_ageing", "on", on)
    check_items("stock_ageing", "up_to_days", tuple(up_to_days), int)
    check_type("stock_ageing", "blank", blank, Blank)
    if not rises([-1, *up_to_days]):
        raise_faults("stock_ageing", [("up_to_days", Fault.OUT_OF_ORDER)])
    firsts = [0, *(days + 1 for days in up_to_days)]
    lasts = [*up_to_days, None]
    rows: list[AgeRow] = []
    for place in ledger.places:
        if place.is_real and place.blank is blank:
            cards = [0] * len(firsts)
            for since, number in layers(ledger, place, on):
                age = (on - since).days
                cards[sum(first <= age for first in firsts) - 1] += number
            rows += [
                AgeRow(place=place, from_days=first, to_days=last, cards=number)
                for first, last, number in zip(firsts, lasts, cards, strict=True)
                if number
            ]
    return StockAgeing(on=on, blank=blank, rows=tuple(rows))
