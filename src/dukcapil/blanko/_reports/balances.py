"""Reports of what places hold: the trial balance, the stock card, the days without stock.

Periods are half-open: `since` belongs to them, `until` does not. A reversal is a movement of its
own day: what it takes back is taken back then, and no earlier report changes.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import final

import attrs

from dukcapil._shared.checks import (
    check_count,
    check_date,
    check_items,
    check_optional_date,
    check_type,
    raise_faults,
)
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger, Moment
from dukcapil.blanko._places import Place, PlaceKind
from dukcapil.blanko._reports.moves import (
    ReportRows,
    Table,
    check_period,
    confirmations_of,
    figures,
    journal_of,
    moves_of,
    place_order,
    rises,
)
from dukcapil.errors import Fault

__all__ = [
    "PlaceBalance",
    "StockCard",
    "StockLine",
    "StockOut",
    "StockOutRun",
    "TrialBalance",
    "stock_card",
    "stock_out_days",
    "trial_balance",
]


@final
@attrs.frozen
class PlaceBalance(Value):
    """What one place holds.

    Attributes:
        place: the place.
        cards: how many; negative for one that has given, such as the ministry.
    """

    place: Place
    cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "place", self.place, Place)
        check_type(self, "cards", self.cards, int)


@final
@attrs.frozen(kw_only=True)
class TrialBalance(ReportRows):
    """All balances at the end of a day: together none, or the value does not exist.

    Attributes:
        on: the day.
        known_on: only by what had been written down by that day; None for everything.
        rows: every place to or from which cards had gone by then, those that hold cards first;
            of documents, those under which something is on the way.

    Raises:
        InvalidRecord: for rows that are out of order or do not sum to none.
    """

    on: date
    known_on: date | None = None
    rows: tuple[PlaceBalance, ...]

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_optional_date(self, "known_on", self.known_on)
        check_items(self, "rows", self.rows, PlaceBalance)
        if not rises(place_order(row.place) for row in self.rows):
            raise_faults("TrialBalance", [("rows", Fault.OUT_OF_ORDER)])
        if sum(row.cards for row in self.rows):
            raise_faults("TrialBalance", [("rows", Fault.CONTRADICTION)])

    def _table(self) -> Table:
        return ("place", "cards"), [(str(row.place), f"{row.cards:,}") for row in self.rows]


def trial_balance(ledger: Ledger, *, on: date, known_on: date | None = None) -> TrialBalance:
    """The balances of all places at the end of a day.

    Args:
        ledger: the ledger.
        on: the day.
        known_on: only by what had been written down by that day; None for everything.

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
        place               cards
        store                 480
        in transit BAST 12     20
        ministry             -500
    """
    check_type("trial_balance", "ledger", ledger, Ledger)
    check_date("trial_balance", "on", on)
    check_optional_date("trial_balance", "known_on", known_on)
    journal, last = journal_of(ledger), on.toordinal()
    known = (known_on or date.max).toordinal()
    cards: dict[Place, int] = {}
    for move in moves_of(ledger):
        if move.day <= last and journal.columns.entered[move.row] <= known:
            cards[move.source] = cards.get(move.source, 0) - move.cards
            cards[move.target] = cards.get(move.target, 0) + move.cards
    rows = tuple(
        PlaceBalance(place, cards[place])
        for place in sorted(cards, key=place_order)
        if cards[place] or place.kind is not PlaceKind.TRANSIT
    )
    return TrialBalance(on=on, known_on=known_on, rows=rows)


@final
@attrs.frozen(kw_only=True)
class StockLine(Value):
    """What one entry did to one place on one day.

    Attributes:
        on: the day.
        id: that of the entry.
        kind: the class of the entry, such as `Printed`.
        document: its document; empty where it has none.
        in_cards: cards that came; 0 or more.
        out_cards: cards that went; 0 or more.
        balance_cards: what was there then.
    """

    on: date
    id: str
    kind: str
    document: str
    in_cards: int
    out_cards: int
    balance_cards: int

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for field in ("id", "kind", "document"):
            check_type(self, field, getattr(self, field), str)
        check_count(self, "in_cards", self.in_cards)
        check_count(self, "out_cards", self.out_cards)
        check_type(self, "balance_cards", self.balance_cards, int)


@final
@attrs.frozen(kw_only=True)
class StockCard(ReportRows):
    """All that one place saw in a period.

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
    rows: tuple[StockLine, ...]
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
                raise_faults("StockCard", [("rows", Fault.CONTRADICTION)])
        if balance != self.closing_cards:
            raise_faults("StockCard", [("closing_cards", Fault.CONTRADICTION)])

    def _table(self) -> Table:
        opening = (str(self.since), "", "opening", "", "", "", *figures(self.opening_cards))
        closing = (str(self.until), "", "closing", "", "", "", *figures(self.closing_cards))
        rows = [
            (str(on), *texts, *figures(came, went, balance))
            for line in self.rows
            for on, *texts, came, went, balance in [attrs.astuple(line, recurse=False)]
        ]
        headings = ("date", "id", "kind", "document", "in", "out", "balance")
        return headings, [opening, *rows, closing]


def stock_card(ledger: Ledger, place: Place, *, since: date, until: date) -> StockCard:
    """The stock card of one place, with a running balance.

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
        date        id   kind     document  in  out  balance
        2017-05-03       opening                         120
        2017-05-04  p-1  Printed             0   20      100
        2017-06-01       closing                         100
    """
    check_type("stock_card", "ledger", ledger, Ledger)
    check_type("stock_card", "place", place, Place)
    check_period("stock_card", since, until)
    changes = {key: [0, 0] for key in confirmations_of(ledger, place)}
    for move in moves_of(ledger):
        if place in {move.source, move.target}:
            change = changes.setdefault((move.day, move.row), [0, 0])
            change[move.source == place] += move.cards
    journal, first, stop = journal_of(ledger), since.toordinal(), until.toordinal()
    opening = balance = ledger.balance(place, on=since, moment=Moment.START_OF_DAY)
    lines = []
    for day, row in sorted(key for key in changes if first <= key[0] < stop):
        entry, (came, went) = journal.entry(row), changes[day, row]
        balance += came - went
        lines.append(
            StockLine(
                on=date.fromordinal(day),
                id=entry.id,
                kind=type(entry).__name__,
                document=entry.document,
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


@final
@attrs.frozen
class StockOutRun(Value):
    """Days in a row on which nothing was there.

    Attributes:
        since: the first.
        until: the day after the last; later than `since`.
    """

    since: date
    until: date

    def __attrs_post_init__(self) -> None:
        check_period("StockOutRun", self.since, self.until)
        if self.since == self.until:
            raise_faults("StockOutRun", [("until", Fault.CONTRADICTION)])

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days


@final
@attrs.frozen(kw_only=True)
class StockOut(ReportRows):
    """The days of a period at whose end a place held nothing, holidays and Sundays among them.

    Attributes:
        place: the place.
        since: the first day that counts: of the period, or of the place if that began later.
        until: the day after the last.
        rows: the runs of such days, in order; between two of them, there was something.

    Raises:
        InvalidRecord: for runs outside the period, or that are out of order or meet.
    """

    place: Place
    since: date
    until: date
    rows: tuple[StockOutRun, ...]

    def __attrs_post_init__(self) -> None:
        check_type(self, "place", self.place, Place)
        check_period("StockOut", self.since, self.until)
        check_items(self, "rows", self.rows, StockOutRun)
        if not rises(day for run in self.rows for day in (run.since, run.until)):
            raise_faults("StockOut", [("rows", Fault.OUT_OF_ORDER)])
        if any(run.since < self.since or run.until > self.until for run in self.rows):
            raise_faults("StockOut", [("rows", Fault.OUT_OF_BOUNDS)])

    @property
    def days(self) -> int:
        """On how many days nothing was there."""
        return sum(run.days for run in self.rows)

    @property
    def share(self) -> Fraction | None:
        """Their exact share of the days that count, or None where there are none."""
        days = (self.until - self.since).days
        return Fraction(self.days, days) if days else None

    def _table(self) -> Table:
        rows = [(str(run.since), str(run.until), f"{run.days:,}") for run in self.rows]
        return ("since", "until", "days"), rows


def stock_out_days(ledger: Ledger, place: Place, *, since: date, until: date) -> StockOut:
    """On which days a place held nothing at the end of the day.

    Days before the first entry of the place do not count: it was not in use, or not yet in the
    ledger. A first count that finds nothing is such an entry.

    Args:
        ledger: the ledger.
        place: one that holds blanks.
        since: the first day.
        until: the day after the last; not before `since`.

    Raises:
        TypeError: for a `datetime`, or something that is no ledger or place.
        InvalidRecord: for a period that ends before it begins, or a place such as `PRINTED`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import stock_out_days
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=20),
        ...     Printed(id="p-1", on=date(2017, 5, 29), cards=20),
        ... )
        >>> may = stock_out_days(ledger, STORE, since=date(2017, 5, 1), until=date(2017, 6, 1))
        >>> print(may)
        since            until  days
        2017-05-29  2017-06-01     3
        >>> may.share
        Fraction(1, 10)
    """
    check_type("stock_out_days", "ledger", ledger, Ledger)
    check_type("stock_out_days", "place", place, Place)
    check_period("stock_out_days", since, until)
    if not place.is_real:
        raise_faults("stock_out_days", [("place", Fault.OUT_OF_BOUNDS)])
    days_in_use = [day for day, _ in confirmations_of(ledger, place)]
    days_in_use += [move.day for move in moves_of(ledger) if place in {move.source, move.target}]
    stop = until.toordinal()
    start = max(since.toordinal(), min([stop, *days_in_use]))
    runs = []
    by_emptiness = groupby(
        map(date.fromordinal, range(start, stop)),
        key=lambda day: not ledger.balance(place, on=day),
    )
    for is_empty, days in by_emptiness:
        if is_empty:
            run = list(days)
            runs.append(StockOutRun(run[0], run[-1] + timedelta(days=1)))
    return StockOut(place=place, since=date.fromordinal(start), until=until, rows=tuple(runs))
