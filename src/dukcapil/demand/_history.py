"""What was asked for in the months behind, and when there was nothing to give."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["DemandHistory"]


def _as_counts(counts: Iterable[int]) -> tuple[int, ...]:
    return tuple(counts)


def _never_out_of_stock(history: "DemandHistory") -> tuple[int, ...]:
    return (0,) * len(history.cards)


@final
@attrs.frozen(kw_only=True)
class DemandHistory(Tabular, Value):
    """Cards that were asked for, month by month without a gap.

    Where only cards that were given out are known, days without blanks hide demand: a month of
    them is not a month of low demand, but one of which nothing, or only a part, was seen. All that
    is estimated from a history leaves those days out.

    Attributes:
        start: the first month.
        cards: how many in each month; one month or more.
        out_of_stock_days: on how many days of each month there were no blanks; by default none.

    Raises:
        TypeError: for anything but whole numbers and a month.
        InvalidRecord: for no months, a negative number, a number of days for some months only, or
            more days than the month has.

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

    def __len__(self) -> int:
        """The number of months."""
        return len(self.cards)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months."""
        return tuple(self.start + index for index in range(len(self.cards)))

    @property
    def stocked_shares(self) -> tuple[Fraction, ...]:
        """The share of the days of each month on which there were blanks."""
        return tuple(
            1 - Fraction(days, month.last_day.day)
            for month, days in zip(self.months, self.out_of_stock_days, strict=True)
        )

    def first(self, months: int) -> "DemandHistory":
        """As it was after so many months.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for less than one month.
        """
        check_count("first", "months", months)
        return DemandHistory(
            start=self.start,
            cards=self.cards[:months],
            out_of_stock_days=self.out_of_stock_days[:months],
        )

    def last(self, months: int) -> "DemandHistory":
        """The last so many months, or all if there are fewer.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for less than one month.
        """
        check_count("last", "months", months)
        skipped = max(0, len(self) - months)
        return DemandHistory(
            start=self.start + skipped,
            cards=self.cards[skipped:],
            out_of_stock_days=self.out_of_stock_days[skipped:],
        )

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [
            (str(month), f"{cards:,}", f"{days}")
            for month, cards, days in zip(
                self.months, self.cards, self.out_of_stock_days, strict=True
            )
        ]
        return ("month", "cards", "days without blanks"), rows
