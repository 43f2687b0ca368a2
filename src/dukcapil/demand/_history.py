"""Demand histories: cards demanded in past months, and the days without stock among them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko import StockOut
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["DemandHistory", "days_without"]


def _as_counts(counts: Iterable[int]) -> tuple[int, ...]:
    return tuple(counts)


def _never_out_of_stock(history: "DemandHistory") -> tuple[int, ...]:
    return (0,) * len(history.cards)


@final
@attrs.frozen(kw_only=True)
class DemandHistory(Tabular, Value):
    """Cards demanded in consecutive months.

    If only the cards given out are known, days without blanks censor demand: such a month is not
    one of low demand, but one that was observed in part or not at all. Every estimate from a
    history leaves those days out. A day on which cards were given out is a day with blanks, also
    the one on which they ran out (`blanko.stock_out_days` counts so).

    Attributes:
        start: the first month.
        cards: the cards of each month; one month or more.
        out_of_stock_days: the days of each month without blanks; none by default.

    Raises:
        TypeError: for anything but whole numbers and a month.
        InvalidRecord: for no months, a negative number, a number of days for some months only,
            more days than the month has, or cards in a month without blanks on any day.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory
        >>> history = DemandHistory(
        ...     start=Month(2020, 1), cards=[620, 290, 640], out_of_stock_days=[0, 15, 0]
        ... )
        >>> print(history)
        month    cards  days without blanks
        2020-01    620                    0
        2020-02    290                   15
        2020-03    640                    0
        >>> history.stocked_shares[1]
        Fraction(14, 29)
    """

    start: Month
    cards: tuple[int, ...] = attrs.field(converter=_as_counts)
    out_of_stock_days: tuple[int, ...] = attrs.field(
        converter=_as_counts, default=attrs.Factory(_never_out_of_stock, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        check_type(self, "start", self.start, Month)
        for field in ("cards", "out_of_stock_days"):
            check_items(self, field, getattr(self, field), int)
            for count in getattr(self, field):
                check_count(self, field, count)
        if not 1 <= len(self.cards) <= Month(9999, 12) - self.start + 1:
            raise_faults("DemandHistory", [("cards", Fault.MONTHS)])
        if len(self.out_of_stock_days) != len(self.cards):
            raise_faults("DemandHistory", [("out_of_stock_days", Fault.MONTHS)])
        if min(self.stocked_shares) < 0:
            raise_faults("DemandHistory", [("out_of_stock_days", Fault.OUT_OF_BOUNDS)])
        if any(
            cards and not share
            for cards, share in zip(self.cards, self.stocked_shares, strict=True)
        ):
            raise_faults("DemandHistory", [("out_of_stock_days", Fault.CONTRADICTION, "cards")])

    @classmethod
    def of_months(
        cls,
        cards: Mapping[Month, int | None],
        *,
        out_of_stock_days: Mapping[Month, int] | StockOut | None = None,
        leave_out: Collection[Month] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> "DemandHistory":
        """Make the history of counts by month, in which months may be missing.

        A month that is missing between the first and the last, or has None, was not observed: it
        is no month without demand. Every estimate skips it, as one without blanks on any day.

        Args:
            cards: the cards of each month, in any order.
            out_of_stock_days: the days without blanks of some months, none of the others; or the
                answer of `blanko.stock_out_days`, of which the days of other months do not count.
            leave_out: months that are not to be learnt from, such as that of an election or of a
                campaign that does not come again.
            since: the first day of the counts, where the first month is not counted in full.
            until: the day after the last day of the counts, where the last month is not over. Days
                before and after were not observed, as those without blanks.

        Raises:
            TypeError: for keys that are no months, or counts that are not whole numbers.
            InvalidRecord: for no month with a count, days of a month that has none, a day `since`
                outside the first month or `until` outside the last, and as the class.

        Examples:
            >>> from dukcapil import Month
            >>> from dukcapil.demand import DemandHistory
            >>> counts = {Month(2024, 9): 610, Month(2024, 11): 940, Month(2024, 12): 633}
            >>> print(DemandHistory.of_months(counts, leave_out=[Month(2024, 11)]))
            month    cards  days without blanks
            2024-09    610                    0
            2024-10      0                   31
            2024-11      0                   30
            2024-12    633                    0
        """
        if isinstance(out_of_stock_days, StockOut):
            days = days_without(out_of_stock_days, cards)
        else:
            days = {} if out_of_stock_days is None else dict(out_of_stock_days)
        for field, months in (("cards", cards), ("out_of_stock_days", days)):
            for month in months:
                check_type("of_months", field, month, Month)
        seen = {
            month: count
            for month, count in cards.items()
            if count is not None and month not in leave_out
        }
        if not seen:
            raise_faults("of_months", [("cards", Fault.MISSING)])
        if not days.keys() <= cards.keys():
            raise_faults("of_months", [("out_of_stock_days", Fault.CONTRADICTION, "cards")])
        start = min(cards)
        for edge, month, is_first in ((since, start, True), (until, max(cards), False)):
            unseen = _days_outside(edge, month, is_first=is_first)
            days[month] = min(days.get(month, 0) + unseen, month.last_day.day)
        every = [start + index for index in range(max(cards) - start + 1)]
        return cls(
            start=start,
            cards=[seen.get(month, 0) for month in every],
            out_of_stock_days=[
                days.get(month, 0) if month in seen else month.last_day.day for month in every
            ],
        )

    def __len__(self) -> int:
        """The number of months."""
        return len(self.cards)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the history, in order."""
        return tuple(self.start + index for index in range(len(self.cards)))

    @property
    def stocked_shares(self) -> tuple[Fraction, ...]:
        """The share of the days of each month on which there were blanks."""
        return tuple(
            1 - Fraction(days, month.last_day.day)
            for month, days in zip(self.months, self.out_of_stock_days, strict=True)
        )

    def first(self, months: int) -> "DemandHistory":
        """Return the history of its first months.

        Args:
            months: the number of months, 1 or more; all if there are fewer.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for less than one month.
        """
        _check_positive("first", months)
        return DemandHistory(
            start=self.start,
            cards=self.cards[:months],
            out_of_stock_days=self.out_of_stock_days[:months],
        )

    def last(self, months: int) -> "DemandHistory":
        """Return the history of its last months.

        Args:
            months: the number of months, 1 or more; all if there are fewer.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for less than one month.
        """
        _check_positive("last", months)
        skipped = max(0, len(self) - months)
        return DemandHistory(
            start=self.start + skipped,
            cards=self.cards[skipped:],
            out_of_stock_days=self.out_of_stock_days[skipped:],
        )

    def _content(self) -> Content:
        columns = (
            Column("month"),
            Column("cards", Kind.COUNT),
            Column("out_of_stock_days", Kind.COUNT),
        )
        return columns, [*zip(self.months, self.cards, self.out_of_stock_days, strict=True)]


def days_without(stock_out: StockOut, months: Collection[Month]) -> dict[Month, int]:
    """Return the days without blanks of each of some months that has any."""
    days: dict[Month, int] = {}
    for run in stock_out.rows:
        for number in range(run.days):
            month = Month.of(run.since + timedelta(days=number))
            if month in months:
                days[month] = days.get(month, 0) + 1
    return days


def _days_outside(edge: date | None, month: Month, *, is_first: bool) -> int:
    """Return the days of the first or the last month that were not observed."""
    if edge is None:
        return 0
    field = "since" if is_first else "until"
    check_date("of_months", field, edge)
    begins = edge if is_first else edge - timedelta(days=1)
    if Month.of(begins) != month:
        raise_faults("of_months", [(field, Fault.CONTRADICTION, "cards")])
    return edge.day - 1 if is_first else month.last_day.day - begins.day


def _check_positive(owner: str, months: int) -> None:
    check_count(owner, "months", months)
    if not months:
        raise_faults(owner, [("months", Fault.OUT_OF_BOUNDS)])
