"""What a forecast starts from: stocks and monthly flows, each a number or an interval."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, final

import attrs

from dukcapil._checks import Value, check_count, check_type, raise_faults
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["FLOWS", "STOCKS", "Amount", "Interval", "Scenario", "Schedule"]


@final
@attrs.frozen
class Interval(Value):
    """An amount known to lie between two whole numbers, both included.

    Attributes:
        low: 0 or more.
        high: `low` or more.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for a negative bound, or bounds in the wrong order.

    Examples:
        >>> from dukcapil.forecast import Interval
        >>> print(Interval(15_000, 20_000))
        15,000 to 20,000
    """

    low: int
    high: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "low", self.low)
        check_count(self, "high", self.high)
        if self.low > self.high:
            raise_faults("Interval", [("high", Fault.CONTRADICTION)])

    def __contains__(self, amount: int) -> bool:
        """Whether the amount lies between the two."""
        return self.low <= amount <= self.high

    def __str__(self) -> str:
        """The two numbers, or the one if they are equal."""
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


Amount = int | Interval
"""A whole number, or the interval it is known to lie in."""

Schedule = Amount | Sequence[Amount]
"""The same amount every month, or one amount for each month."""


def _as_schedule(schedule: Schedule) -> Amount | tuple[Amount, ...]:
    return tuple(schedule) if isinstance(schedule, Sequence) else schedule


def _as_limit(schedule: Schedule | None) -> Amount | tuple[Amount, ...] | None:
    return None if schedule is None else _as_schedule(schedule)


@final
@attrs.frozen(kw_only=True)
class Scenario(Value):
    """Where an office stands, and what is expected of the months to come.

    Amounts are `int`, or an `Interval` where no more is known. Monthly quantities are one amount
    for every month, or a sequence with one for each.

    Attributes:
        start: the first month.
        months: how many months to look ahead; 1 or more, none after the year 9999.
        not_recorded_people: obliged and not yet recorded, before the first month.
        waiting_people: recorded or asking for a replacement, and waiting for a card.
        on_hand_cards: blank cards in stock.
        newly_obliged_people: who becomes obliged, a month.
        recording_capacity_people: how many can be recorded, a month; None for no limit.
        allocation_cards: blank cards that arrive, a month.
        replacement_cards: cards asked for by people recorded before (lost, damaged, moved,
            changed data), a month.
        failed_share: share of blanks that are spoiled in printing, 0 or more and below 1. It
            applies to the cumulative number, rounded down to whole good cards.
        print_capacity_cards: how many good cards can be printed, a month; None for no limit.

    Raises:
        TypeError: for amounts that are neither `int` nor `Interval`.
        InvalidRecord: for negative amounts, a sequence of the wrong length, or a share out of
            bounds.

    Examples:
        >>> from dukcapil import Month, Scenario
        >>> from dukcapil.forecast import Interval
        >>> scenario = Scenario(
        ...     start=Month(2020, 12),
        ...     months=12,
        ...     not_recorded_people=42_476,
        ...     newly_obliged_people=3_368,
        ...     recording_capacity_people=10_000,
        ...     allocation_cards=Interval(15_000, 20_000),
        ...     replacement_cards=6_000,
        ... )
        >>> scenario.allocation_cards
        Interval(low=15000, high=20000)
    """

    start: Month
    months: int
    not_recorded_people: Amount
    waiting_people: Amount = 0
    on_hand_cards: Amount = 0
    newly_obliged_people: Schedule = attrs.field(default=0, converter=_as_schedule)
    recording_capacity_people: Schedule | None = attrs.field(default=None, converter=_as_limit)
    allocation_cards: Schedule = attrs.field(converter=_as_schedule)
    replacement_cards: Schedule = attrs.field(default=0, converter=_as_schedule)
    failed_share: Fraction = Fraction(0)
    print_capacity_cards: Schedule | None = attrs.field(default=None, converter=_as_limit)

    def __attrs_post_init__(self) -> None:
        check_type(self, "start", self.start, Month)
        check_count(self, "months", self.months)
        check_type(self, "failed_share", self.failed_share, Fraction, "; use Fraction(3, 100)")
        for field in STOCKS:
            _check_amount(self, field, getattr(self, field))
        faults = []
        if not 1 <= self.months <= Month(9999, 12) - self.start + 1:
            faults.append(("months", Fault.OUT_OF_BOUNDS))
        if not 0 <= self.failed_share < 1:
            faults.append(("failed_share", Fault.OUT_OF_BOUNDS))
        faults += [(field, Fault.MONTHS) for field in FLOWS if not self._is_schedule(field)]
        raise_faults("Scenario", faults)

    def _is_schedule(self, field: str) -> bool:
        """Whether a monthly quantity has the right length; its amounts are checked first."""
        schedule = getattr(self, field)
        if schedule is None and field in _LIMITS:
            return True
        amounts = schedule if isinstance(schedule, tuple) else (schedule,) * self.months
        for amount in amounts:
            _check_amount(self, field, amount)
        return len(amounts) == self.months


STOCKS: Final = ("not_recorded_people", "waiting_people", "on_hand_cards")
_LIMITS: Final = ("recording_capacity_people", "print_capacity_cards")
FLOWS: Final = ("newly_obliged_people", "allocation_cards", "replacement_cards", *_LIMITS)


def _check_amount(scenario: Scenario, field: str, amount: object) -> None:
    if type(amount) is not Interval:
        check_count(scenario, field, amount)
