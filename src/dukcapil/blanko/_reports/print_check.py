"""Comparison of the ledger with the cards printed in a register."""

from collections.abc import Iterable, Sequence
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger, Moment
from dukcapil.blanko._places import PRINTED
from dukcapil.errors import Fault
from dukcapil.months import Month, month_list

__all__ = ["PrintCheck", "against_prints"]


@final
@attrs.frozen(kw_only=True)
class PrintCheck(Tabular, Value):
    """Cards printed by the ledger beside those of card events: a check the ministry asks for.

    Attributes:
        months: the months, in order.
        ledger_cards: for each month the cards printed by the ledger, less those that reversals
            took back in it.
        event_cards: for each month the cards printed by the events; 0 or more.
    """

    months: tuple[Month, ...]
    ledger_cards: tuple[int, ...]
    event_cards: tuple[int, ...]

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        check_items(self, "ledger_cards", self.ledger_cards, int)
        check_items(self, "event_cards", self.event_cards, int)
        for cards in self.event_cards:
            check_count(self, "event_cards", cards)
        fields = ("ledger_cards", "event_cards")
        wrong = [field for field in fields if len(getattr(self, field)) != len(self.months)]
        raise_faults("PrintCheck", [(field, Fault.MONTHS) for field in wrong])

    @property
    def differences(self) -> tuple[int, ...]:
        """Cards of the ledger less those of events, month by month."""
        return tuple(
            ledger - events
            for ledger, events in zip(self.ledger_cards, self.event_cards, strict=True)
        )

    def _content(self) -> Content:
        columns = (
            Column("month"),
            Column("ledger_cards", Kind.COUNT),
            Column("event_cards", Kind.COUNT),
            Column("difference_cards", Kind.CHANGE),
        )
        figures = (self.ledger_cards, self.event_cards, self.differences)
        return columns, list(zip(self.months, *figures, strict=True))


def against_prints(ledger: Ledger, months: Iterable[Month], prints: Sequence[int]) -> PrintCheck:
    """Compare the cards printed by the ledger with those printed by card events.

    Args:
        ledger: the ledger.
        months: each once or more.
        prints: cards printed by events, one number for each month in order, such as
            `demand.blanks_used(register, months).by_month()`.

    Raises:
        TypeError: for something that is no ledger, month or `int`.
        InvalidRecord: for a negative number, or not one for each month.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Month
        >>> from dukcapil.blanko import against_prints
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
        >>> ledger = Ledger().post(
        ...     Counted(id="c-1", on=date(2017, 5, 2), at=STORE, counted_cards=120),
        ...     Printed(id="p-1", on=date(2017, 5, 4), cards=20),
        ... )
        >>> print(against_prints(ledger, [Month(2017, 5)], [19]))
        month    ledger  events  difference
        2017-05      20      19          +1
    """
    check_type("against_prints", "ledger", ledger, Ledger)
    wanted = month_list("against_prints", months)
    printed = (
        ledger.balance(PRINTED, on=month.last_day)
        - ledger.balance(PRINTED, on=month.first_day, moment=Moment.START_OF_DAY)
        for month in wanted
    )
    return PrintCheck(months=wanted, ledger_cards=tuple(printed), event_cards=tuple(prints))
