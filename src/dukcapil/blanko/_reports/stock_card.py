"""The stock card of one place, with a running balance.

Periods are half-open: `since` belongs to them, `until` does not. A reversal is a movement of its
own day: what it takes back is taken back then, and no earlier report changes.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import (
    check_count,
    check_date,
    check_items,
    check_type,
    raise_faults,
)
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._journal import Posting
from dukcapil.blanko._ledger import Ledger, Moment
from dukcapil.blanko._places import Place
from dukcapil.blanko._reports.moves import (
    check_period,
    journal_of,
)
from dukcapil.errors import Fault

__all__ = [
    "StockCard",
    "StockLine",
    "stock_card",
]


@final
@attrs.frozen(kw_only=True)
class StockLine(Value):
    """The change of one place by one entry on one day.

    Attributes:
        on: the day.
        id: that of the entry.
        kind: the class of the entry, such as `Printed`.
        document: its document; empty where it has none.
        counterparty: the place that the cards came from or went to; empty for a count that found
            what the ledger said.
        lot: the lot; empty where it has none.
        reason: the reason, in the office's words; empty where none was given.
        actor: the person responsible, as a reference.
        in_cards: cards that came; 0 or more.
        out_cards: cards that went; 0 or more.
        balance_cards: the balance after it.
    """

    on: date
    id: str = attrs.field(repr=False)
    kind: str
    document: str = attrs.field(repr=False)
    counterparty: str = ""
    lot: str = attrs.field(default="", repr=False)
    reason: str = attrs.field(default="", repr=False)
    actor: str = attrs.field(default="", repr=False)
    in_cards: int
    out_cards: int
    balance_cards: int

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for field in ("id", "kind", "document", "counterparty", "lot", "reason", "actor"):
            check_type(self, field, getattr(self, field), str)
        check_count(self, "in_cards", self.in_cards)
        check_count(self, "out_cards", self.out_cards)
        check_type(self, "balance_cards", self.balance_cards, int)


@final
@attrs.frozen(kw_only=True)
class StockCard(Plotted, Tabular, Value):
    """The stock card of one place in a period.

    Attributes:
        place: the place.
        since: the first day.
        until: the day after the last.
        opening_cards: what it held before anything happened on `since`.
        rows: by day, and in the order of writing. An entry that compensates a count has a line
            on its own day and one on that of the count.
        closing_cards: what it held before anything happened on `until`.

    Raises:
        InvalidRecord: for lines outside the period or out of order, or that do not add up.
    """

    place: Place
    since: date
    until: date
    opening_cards: int
    rows: tuple[StockLine, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here
    closing_cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "place", self.place, Place)
        check_period("StockCard", self.since, self.until)
        check_type(self, "opening_cards", self.opening_cards, int)
        check_items(self, "rows", self.rows, StockLine)
        check_type(self, "closing_cards", self.closing_cards, int)
        days = [line.on for line in self.rows]
        if days != sorted(days) or not all(self.since <= day < self.until for day in days):
            raise_faults("StockCard", [("rows", Fault.OUT_OF_ORDER)])
        balance = self.opening_cards
        for line in self.rows:
            balance += line.in_cards - line.out_cards
            if balance != line.balance_cards:
                raise_faults("StockCard", [("rows", Fault.CONTRADICTION, "opening_cards")])
        if balance != self.closing_cards:
            raise_faults("StockCard", [("closing_cards", Fault.CONTRADICTION, "rows")])

    def _content(self) -> Content:
        nothing = (None,) * 7
        opening = (self.since, None, "opening", *nothing, self.opening_cards)
        closing = (self.until, None, "closing", *nothing, self.closing_cards)
        rows = [attrs.astuple(line, recurse=False) for line in self.rows]
        return _STOCK_CARD, [opening, *rows, closing]


_STOCK_CARD: Final = (
    Column("date", Kind.DATE),
    Column("id"),
    Column("kind"),
    Column("document"),
    *(Column(name) for name in ("counterparty", "lot", "reason", "actor")),
    Column("in_cards", Kind.COUNT),
    Column("out_cards", Kind.COUNT),
    Column("balance_cards", Kind.COUNT),
)


def stock_card(ledger: Ledger, place: Place, *, since: date, until: date) -> StockCard:
    """Compile the stock card of one place, with a running balance.

    A count that found what the ledger said has a line too, and moves nothing.

    Args:
        ledger: the ledger.
        place: of any kind.
        since: the first day.
        until: the day after the last; not before `since`.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger or place.
        InvalidRecord: for a period that ends before it begins.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import stock_card
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=120),
        ...     Printed(id="p-1", on=date(2017, 5, 4), cards=20),
        ... )
        >>> print(stock_card(ledger, STORE, since=date(2017, 5, 3), until=date(2017, 6, 1)))
              date  id   kind     document  counterparty  lot  reason  actor  in  out  balance
        2017-05-03       opening                                                           120
        2017-05-04  p-1  Printed            printed                            0   20      100
        2017-06-01       closing                                                           100
    """
    check_type("stock_card", "ledger", ledger, Ledger)
    check_type("stock_card", "place", place, Place)
    check_period("stock_card", since, until)
    journal, first, stop = journal_of(ledger), since.toordinal(), until.toordinal()
    changes: dict[tuple[int, int], list[int]] = {}
    for row, day, cards in journal.history(place).between(first, stop, len(ledger)):
        change = changes.setdefault((day, row), [0, 0])
        change[cards < 0] += abs(cards)
    opening = balance = ledger.balance(place, on=since, moment=Moment.START_OF_DAY)
    lines = []
    for day, row in sorted(changes):
        entry, (came, went) = journal.entry(row), changes[day, row]
        balance += came - went
        lines.append(
            StockLine(
                on=date.fromordinal(day),
                id=entry.id,
                kind=type(entry).__name__,
                document=entry.document,
                counterparty=_counterparty(journal.postings(row), place, day),
                lot=entry.lot,
                reason=entry.reason,
                actor=entry.actor,
                in_cards=came,
                out_cards=went,
                balance_cards=balance,
            )
        )
    return StockCard(
        place=place,
        since=since,
        until=until,
        opening_cards=opening,
        rows=tuple(lines),
        closing_cards=ledger.balance(place, on=until, moment=Moment.START_OF_DAY),
    )


def _counterparty(postings: Iterable[Posting], place: Place, day: int) -> str:
    """Return the other ends of the postings of a day at a place."""
    others = {
        str(posting.target if posting.source == place else posting.source)
        for posting in postings
        if posting.day == day and place in {posting.source, posting.target}
    }
    return ", ".join(sorted(others))
