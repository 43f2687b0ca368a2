"""The days on which a place held nothing.

A day on which blanks left the place is a day with stock, however few were left at its end: demand
was served on it.

Periods are half-open: `since` belongs to them, `until` does not. A reversal is a movement of its
own day: what it takes back is taken back then, and no earlier report changes.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import final

import attrs

from dukcapil._shared.checks import (
    check_items,
    check_type,
    raise_faults,
)
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._entries import Reversed
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._places import Place
from dukcapil.blanko._reports.moves import (
    check_period,
    journal_of,
    rises,
)
from dukcapil.errors import Fault

__all__ = [
    "StockOut",
    "StockOutRun",
    "stock_out_days",
]


@final
@attrs.frozen
class StockOutRun(Value):
    """A run of days on which a place held nothing.

    Attributes:
        since: the first.
        until: the day after the last; later than `since`.
    """

    since: date
    until: date

    def __attrs_post_init__(self) -> None:
        check_period("StockOutRun", self.since, self.until)
        if self.since == self.until:
            raise_faults("StockOutRun", [("until", Fault.CONTRADICTION, "since")])

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.until - self.since).days


@final
@attrs.frozen(kw_only=True)
class StockOut(Tabular, Value):
    """The days of a period on which a place held nothing, holidays and Sundays among them.

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
    rows: tuple[StockOutRun, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

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
        """The number of days without blanks."""
        return sum(run.days for run in self.rows)

    @property
    def share(self) -> Fraction | None:
        """The exact share of days without blanks among those that count; None where none count."""
        days = (self.until - self.since).days
        return Fraction(self.days, days) if days else None

    def _content(self) -> Content:
        columns = (
            Column("since", Kind.DATE),
            Column("until", Kind.DATE),
            Column("days", Kind.COUNT),
        )
        return columns, [(run.since, run.until, run.days) for run in self.rows]


def stock_out_days(ledger: Ledger, place: Place, *, since: date, until: date) -> StockOut:
    """Compute the days on which a place held nothing: none at the end, and none that left it.

    The day on which the last blanks are used is a day with stock. It is not observed in full, so
    a rate of cards over the other days is too low, by less than a day's cards for each time the
    place ran out. Days before the first entry of the place do not count: it was not in use, or not
    yet in the ledger. A first count that finds nothing is such an entry.

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
        ...     Printed(id="p-1", on=date(2017, 5, 28), cards=20),
        ... )
        >>> may = stock_out_days(ledger, STORE, since=date(2017, 5, 1), until=date(2017, 6, 1))
        >>> print(may)
             since       until  days
        2017-05-29  2017-06-01     3
        >>> may.share
        Fraction(1, 10)
    """
    check_type("stock_out_days", "ledger", ledger, Ledger)
    check_type("stock_out_days", "place", place, Place)
    check_period("stock_out_days", since, until)
    if not place.is_real:
        raise_faults("stock_out_days", [("place", Fault.OUT_OF_BOUNDS)])
    journal, size, stop = journal_of(ledger), len(ledger), until.toordinal()
    history = journal.history(place)
    began = history.first_day(size)
    start = max(since.toordinal(), stop if began is None else min(began, stop))
    served = {
        change.day
        for change in history.between(start, stop, size)
        if change.cards < 0 and journal.columns.class_of(change.row) is not Reversed
    }
    runs = []
    by_emptiness = groupby(
        range(start, stop),
        key=lambda day: day not in served and not ledger.balance(place, on=date.fromordinal(day)),
    )
    for is_empty, days in by_emptiness:
        if is_empty:
            run = list(days)
            first, last = map(date.fromordinal, (run[0], run[-1]))
            runs.append(StockOutRun(first, last + timedelta(days=1)))
    return StockOut(place=place, since=date.fromordinal(start), until=until, rows=tuple(runs))
