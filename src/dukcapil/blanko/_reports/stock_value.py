"""The value of stock in rupiah."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Blank, Place
from dukcapil.blanko._reports.moves import place_order, rises
from dukcapil.errors import Fault

__all__ = ["StockValue", "ValueRow", "stock_value"]


@final
@attrs.frozen(kw_only=True)
class ValueRow(Value):
    """The stock of one place in rupiah.

    Attributes:
        place: the place.
        cards: what it holds; 1 or more.
        price_rupiah: the price of one card; 0 or more.
    """

    place: Place
    cards: int
    price_rupiah: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "place", self.place, Place)
        check_count(self, "cards", self.cards)
        check_count(self, "price_rupiah", self.price_rupiah)

    @property
    def value_rupiah(self) -> int:
        """The value of the cards."""
        return self.cards * self.price_rupiah


@final
@attrs.frozen(kw_only=True)
class StockValue(Tabular, Value):
    """The value of what an office holds at the end of a day.

    Attributes:
        on: the day.
        rows: by kind of blank and place. On hand are cards in the store, at points and printers,
            and on the way to or between them.

    Raises:
        InvalidRecord: for rows that are out of order.
    """

    on: date
    rows: tuple[ValueRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_items(self, "rows", self.rows, ValueRow)
        if not rises(place_order(row.place) for row in self.rows):
            raise_faults("StockValue", [("rows", Fault.OUT_OF_ORDER)])

    @property
    def value_rupiah(self) -> int:
        """The value of all cards."""
        return sum(row.value_rupiah for row in self.rows)

    def _content(self) -> Content:
        rows: list[tuple[object, ...]] = [
            (
                *(row.place.kind, row.place.name, row.place.region_name, row.place.blank),
                *(row.cards, row.price_rupiah, row.value_rupiah),
            )
            for row in self.rows
        ]
        cards = sum(row.cards for row in self.rows)
        return _COLUMNS, [*rows, ("all", None, None, None, cards, None, self.value_rupiah)]


_COLUMNS: Final = (
    Column("place"),
    Column("code"),
    Column("code_name"),
    Column("blank"),
    Column("cards", Kind.COUNT),
    Column("price_rupiah", Kind.COUNT),
    Column("value_rupiah", Kind.COUNT),
)


def stock_value(
    ledger: Ledger, prices_rupiah: Mapping[Blank, Mapping[date, int]], *, on: date
) -> StockValue:
    """Compute the value of all blanks on hand at the end of a day, by a table of prices.

    A card has the price of the last line of the table up to the day, whenever it came. Kinds of
    blank that the table leaves out are left out of the answer; spoiled blanks have no value.

    Args:
        ledger: the ledger.
        prices_rupiah: by kind of blank, the price of a card in whole rupiah from a day on.
        on: the day.

    Raises:
        TypeError: for a `datetime`, something that is no ledger or kind of blank, or a price that
            is no `int`.
        InvalidRecord: for a negative price, or a kind of blank that has none yet on that day.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import stock_value
        >>> from dukcapil.blanko import STORE, Blank, Counted, Ledger
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 1, 2), at=STORE, counted_cards=120)
        ... )
        >>> prices = {Blank.CITIZEN: {date(2016, 1, 1): 9_500, date(2018, 1, 1): 10_700}}
        >>> print(stock_value(ledger, prices, on=date(2017, 5, 31)))
        place  code  name  blanks for  cards  price, Rp  value, Rp
        store              citizens      120      9,500  1,140,000
        all                              120             1,140,000
    """
    check_type("stock_value", "ledger", ledger, Ledger)
    _check_mapping(prices_rupiah)
    check_date("stock_value", "on", on)
    prices = {blank: _price(blank, table, on) for blank, table in prices_rupiah.items()}
    rows = [
        ValueRow(place=place, cards=cards, price_rupiah=prices[place.blank])
        for place in ledger.places
        if place.is_real and place.blank in prices and (cards := ledger.balance(place, on=on))
    ]
    return StockValue(on=on, rows=tuple(rows))


def _price(blank: Blank, table: Mapping[date, int], on: date) -> int:
    """Return the price of a day."""
    check_type("stock_value", "prices_rupiah", blank, Blank)
    _check_mapping(table)
    for day, price in table.items():
        check_date("stock_value", "prices_rupiah", day)
        check_count("stock_value", "prices_rupiah", price)
    days = sorted(table)
    known = bisect_right(days, on)
    if not known:
        raise_faults("stock_value", [("prices_rupiah", Fault.MISSING)])
    return table[days[known - 1]]


def _check_mapping(table: object) -> None:
    if not isinstance(table, Mapping):
        raise TypeError(
            "stock_value.prices_rupiah: expected prices by day, by kind of blank, such as "
            f"{{Blank.CITIZEN: {{date(2017, 1, 1): 9_500}}}}, found {type(table).__name__}"
        )
