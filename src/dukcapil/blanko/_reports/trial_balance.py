"""The trial balance: the balances of all places on a day.

Periods are half-open: `since` belongs to them, `until` does not. A reversal is a movement of its
own day: what it takes back is taken back then, and no earlier report changes.
"""

from datetime import date
from typing import final

import attrs

from dukcapil._shared.checks import (
    check_date,
    check_items,
    check_optional_date,
    check_type,
    raise_faults,
)
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Place, PlaceKind
from dukcapil.blanko._reports.moves import (
    journal_of,
    place_order,
    place_words,
    rises,
)
from dukcapil.errors import Fault

__all__ = [
    "PlaceBalance",
    "TrialBalance",
    "trial_balance",
]


@final
@attrs.frozen
class PlaceBalance(Value):
    """The balance of one place.

    Attributes:
        place: the place.
        cards: the balance; negative for a place that gave, such as the ministry.
    """

    place: Place
    cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "place", self.place, Place)
        check_type(self, "cards", self.cards, int)


@final
@attrs.frozen(kw_only=True)
class TrialBalance(Tabular, Value):
    """All balances at the end of a day, which sum to zero.

    Attributes:
        on: the day.
        known_on: only by what had been entered by that day; None for everything.
        rows: every place to or from which cards had gone by then, those that hold cards first;
            of documents, those under which something is on the way.

    Raises:
        InvalidRecord: for rows that are out of order or do not sum to none.
    """

    on: date
    known_on: date | None = None
    rows: tuple[PlaceBalance, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_optional_date(self, "known_on", self.known_on)
        check_items(self, "rows", self.rows, PlaceBalance)
        if not rises(place_order(row.place) for row in self.rows):
            raise_faults("TrialBalance", [("rows", Fault.OUT_OF_ORDER)])
        if sum(row.cards for row in self.rows):
            raise_faults("TrialBalance", [("rows", Fault.CONTRADICTION)])

    def _content(self) -> Content:
        columns = (Column("place"), Column("place_name"), Column("cards", Kind.COUNT))
        return columns, [
            (place_words(row.place), row.place.region_name, row.cards) for row in self.rows
        ]


def trial_balance(ledger: Ledger, *, on: date, known_on: date | None = None) -> TrialBalance:
    """Compute the balances of all places at the end of a day.

    Args:
        ledger: the ledger.
        on: the day.
        known_on: only by what had been entered by that day; None for everything.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import trial_balance
        >>> from dukcapil.blanko import Allocated, Ledger, Received
        >>> may_2 = date(2017, 5, 2)
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=may_2, cards=500, document="BAST 12"),
        ...     Received(id="r-1", on=may_2, cards=480, document="BAST 12"),
        ... )
        >>> print(trial_balance(ledger, on=may_2))
        place               name  cards
        store                       480
        in transit BAST 12           20
        ministry                   -500
    """
    check_type("trial_balance", "ledger", ledger, Ledger)
    check_date("trial_balance", "on", on)
    check_optional_date("trial_balance", "known_on", known_on)
    known = ledger if known_on is None else ledger.known_on(known_on)
    journal, size, last = journal_of(known), len(known), on.toordinal()
    cards = {place: known.balance(place, on=on) for place in known.places}
    rows = tuple(
        PlaceBalance(place, balance)
        for place, balance in cards.items()
        if balance
        or (place.kind is not PlaceKind.TRANSIT and journal.history(place).has_moved(last, size))
    )
    return TrialBalance(on=on, known_on=known_on, rows=rows)
