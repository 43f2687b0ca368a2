"""Assumptions of a forecast: stocks and monthly flows, as numbers, intervals or distributions."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, SupportsIndex, cast, final, get_args

import attrs

from dukcapil._shared.checks import (
    as_optional_whole,
    as_share,
    as_whole,
    check_count,
    check_most,
    check_type,
    raise_faults,
)
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.distributions import Distribution, Independent
from dukcapil.distributions._dependence import Dependence, memory_of
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = [
    "DEPENDENT",
    "FLOWS",
    "LEAVING",
    "LIMITS",
    "STOCKS",
    "Amount",
    "FailedPrints",
    "Interval",
    "MonthlyAmount",
    "Scenario",
    "least",
]


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

    low: int = attrs.field(converter=as_whole)
    high: int = attrs.field(converter=as_whole)

    def __attrs_post_init__(self) -> None:
        check_count(self, "low", self.low)
        check_count(self, "high", self.high)
        if self.low > self.high:
            raise_faults("Interval", [("high", Fault.CONTRADICTION, "low")])

    def __contains__(self, amount: int) -> bool:
        """Return whether the amount lies between the bounds."""
        return self.low <= amount <= self.high

    def __str__(self) -> str:
        """The bounds, or the one number if they are equal."""
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


Amount = int | Interval | Distribution
"""A whole number, the interval it is known to lie in, or its distribution."""

MonthlyAmount = Amount | Sequence[Amount]
"""The same amount every month, or one amount for each month."""


def _as_amount(amount: Amount | SupportsIndex) -> Amount:
    if isinstance(amount, Interval | Distribution):
        return amount
    return as_whole(amount)


def _as_monthly(amounts: MonthlyAmount | SupportsIndex) -> Amount | tuple[Amount, ...]:
    if isinstance(amounts, Iterable):
        return tuple(map(_as_amount, amounts))
    return _as_amount(cast("Amount", amounts))


def _as_known_monthly(amounts: SupportsIndex | Sequence[SupportsIndex]) -> int | tuple[int, ...]:
    if isinstance(amounts, Iterable):
        return tuple(map(as_whole, amounts))
    return as_whole(cast("int", amounts))


def _as_limit(amounts: MonthlyAmount | SupportsIndex | None) -> Amount | tuple[Amount, ...] | None:
    return None if amounts is None else _as_monthly(amounts)


@final
class FailedPrints(Worded):
    """Meanings of a share of failed prints.

    Attributes:
        SHARE: exactly that share of all blanks used so far is spoiled, rounded up.
        EACH: each print fails independently with that probability.
    """

    SHARE = "share"
    EACH = "each"


@final
@attrs.frozen(kw_only=True)
class Scenario(Value):
    """The position of an office, and the assumptions about the months to come.

    Amounts are `int`, an `Interval` where only bounds are known, or a distribution such as
    `Uniform`. Monthly quantities are one amount for every month, or a sequence with one for each.
    `project` takes known amounts, `bounds` known amounts and intervals, `outlook` known amounts
    and distributions. An integer of another library, such as `numpy.int64`, is as good as an
    `int`, and a floating-point share stands for its shortest decimal: 0.03 is 3/100.

    Attributes:
        start: the first month.
        months: the number of months ahead; 1 to 1,200, none after the year 9999.
        obliged_people: all who must hold a card, before the first month; None if it is not known,
            and then there are no percentages.
        not_recorded_people: obliged and to be recorded, for the first time or anew, before the
            first month.
        blocked_people: those of them whose record is blocked (failed, duplicate, under
            adjudication): they wait for no blank, and come again for recording as
            `repeat_recording_people` says.
        repeat_recording_people: people with a blocked record who come again, a month; from then
            on they are recorded like the rest. 0 if nobody asks them to come.
        waiting_people: recorded or asking for a replacement, and waiting for a card.
        on_hand_cards: blank cards in stock.
        newly_obliged_people: people who become obliged, a month.
        leaving_not_recorded_people: people who die or move away unrecorded, a month; limited to
            those present.
        leaving_waiting_people: people who die or move away while waiting for a card, a month;
            limited to those who waited at the start of the month.
        leaving_holding_people: people who die or move away holding a card, a month; limited to
            those who hold one.
        recording_capacity_people: people who can be recorded, a month; None for no limit.
        allocation_cards: blank cards that arrive, a month.
        replacement_cards: cards asked for by people recorded before (lost, damaged, moved,
            changed data), a month.
        failed_share: share of blanks that are spoiled in printing, 0 or more and below 1.
        failed_prints: whether exactly that share of the cumulative number is spoiled, rounded so
            that the good cards are whole, or each print fails independently.
        print_capacity_cards: good cards that can be printed, a month; None for no limit.
        dependence: the dependence between the months of random allocations.
        replacement_dependence: the same for replacements.
        recording_dependence: the same for the recording capacity: the same people and machines
            record well or badly for months.
        joining_dependence: the same for those who become obliged.

    Raises:
        TypeError: for amounts that are neither `int` nor `Interval` nor a distribution.
        InvalidRecord: for negative amounts, a sequence of the wrong length, a share out of
            bounds, fewer people obliged than are outstanding, or regimes that the mixtures of
            the months do not share or cannot leave as often as is asked.

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
    months: int = attrs.field(converter=as_whole)
    obliged_people: int | None = attrs.field(default=None, converter=as_optional_whole)
    not_recorded_people: Amount = attrs.field(converter=_as_amount)
    blocked_people: int = attrs.field(default=0, converter=as_whole)
    repeat_recording_people: int | tuple[int, ...] = attrs.field(
        default=0, converter=_as_known_monthly
    )
    waiting_people: Amount = attrs.field(default=0, converter=_as_amount)
    on_hand_cards: Amount = attrs.field(default=0, converter=_as_amount)
    newly_obliged_people: MonthlyAmount = attrs.field(default=0, converter=_as_monthly)
    leaving_not_recorded_people: MonthlyAmount = attrs.field(default=0, converter=_as_monthly)
    leaving_waiting_people: MonthlyAmount = attrs.field(default=0, converter=_as_monthly)
    leaving_holding_people: MonthlyAmount = attrs.field(default=0, converter=_as_monthly)
    recording_capacity_people: MonthlyAmount | None = attrs.field(default=None, converter=_as_limit)
    allocation_cards: MonthlyAmount = attrs.field(converter=_as_monthly)
    replacement_cards: MonthlyAmount = attrs.field(default=0, converter=_as_monthly)
    failed_share: Fraction = attrs.field(default=Fraction(0), converter=as_share)
    failed_prints: FailedPrints = FailedPrints.SHARE
    print_capacity_cards: MonthlyAmount | None = attrs.field(default=None, converter=_as_limit)
    dependence: Dependence = attrs.field(factory=Independent)
    replacement_dependence: Dependence = attrs.field(factory=Independent)
    recording_dependence: Dependence = attrs.field(factory=Independent)
    joining_dependence: Dependence = attrs.field(factory=Independent)

    def __attrs_post_init__(self) -> None:
        check_type(self, "start", self.start, Month)
        check_count(self, "months", self.months)
        check_most(self, "months", self.months, _MOST_MONTHS)  # before they are written out
        check_type(self, "failed_share", self.failed_share, Fraction, "; use Fraction(3, 100)")
        check_type(self, "failed_prints", self.failed_prints, FailedPrints)
        for field in DEPENDENT.values():
            if not isinstance(getattr(self, field), get_args(Dependence)):
                check_type(self, field, getattr(self, field), Independent, "; or Blocks, Common, …")
        for field in STOCKS:
            _check_amount(self, field, getattr(self, field))
        faults: list[tuple[str, Fault] | tuple[str, Fault, str]] = []
        if self.obliged_people is not None:
            check_count(self, "obliged_people", self.obliged_people)
            if least(self.not_recorded_people) + least(self.waiting_people) > self.obliged_people:
                faults.append(("obliged_people", Fault.CONTRADICTION, "not_recorded_people"))
        if not 1 <= self.months <= Month(9999, 12) - self.start + 1:
            faults.append(("months", Fault.OUT_OF_BOUNDS))
        if not 0 <= self.failed_share < 1:
            faults.append(("failed_share", Fault.OUT_OF_BOUNDS))
        faults += [(field, Fault.MONTHS) for field in FLOWS if not self._has_months(field)]
        faults += self._blocked_faults()
        raise_faults("Scenario", faults)
        raise_faults("Scenario", list(self._dependence_faults()))

    def _blocked_faults(self) -> Iterator[tuple[str, Fault] | tuple[str, Fault, str]]:
        check_count(self, "blocked_people", self.blocked_people)
        for people in self.repeats:
            check_count(self, "repeat_recording_people", people)
        if len(self.repeats) != self.months:
            yield "repeat_recording_people", Fault.MONTHS
        if self.blocked_people > least(self.not_recorded_people):
            yield "blocked_people", Fault.CONTRADICTION, "not_recorded_people"

    @property
    def repeats(self) -> tuple[int, ...]:
        """People with a blocked record who come again for recording, in each month."""
        monthly = self.repeat_recording_people
        return monthly if isinstance(monthly, tuple) else (monthly,) * self.months

    def _dependence_faults(self) -> Iterator[tuple[str, Fault, str]]:
        """Yield a fault for regimes that the distributions cannot have."""
        for flow, field in DEPENDENT.items():
            amounts = getattr(self, flow)
            months = amounts if isinstance(amounts, tuple) else (amounts,)
            distributions = [amount for amount in months if isinstance(amount, Distribution)]
            try:
                memory_of(getattr(self, field), distributions)
            except ValueError:
                yield field, Fault.CONTRADICTION, flow

    def _has_months(self, field: str) -> bool:
        """Return whether a monthly quantity has the right length; check its amounts first."""
        amounts = getattr(self, field)
        if amounts is None and field in LIMITS:
            return True
        months = amounts if isinstance(amounts, tuple) else (amounts,) * self.months
        for amount in months:
            _check_amount(self, field, amount)
        return len(months) == self.months


DEPENDENT: Final = {
    "allocation_cards": "dependence",
    "replacement_cards": "replacement_dependence",
    "recording_capacity_people": "recording_dependence",
    "newly_obliged_people": "joining_dependence",
}
"""Monthly quantities whose months may depend on each other, with the field that says how."""
_MOST_MONTHS: Final = 1_200
STOCKS: Final = ("not_recorded_people", "waiting_people", "on_hand_cards")
LIMITS: Final = ("recording_capacity_people", "print_capacity_cards")
LEAVING: Final = (
    "leaving_not_recorded_people",
    "leaving_waiting_people",
    "leaving_holding_people",
)
FLOWS: Final = (
    "newly_obliged_people",
    "allocation_cards",
    "replacement_cards",
    *LEAVING,
    *LIMITS,
)
"""The fields of all monthly quantities, in the order of `MonthFlow`."""


def least(amount: Amount) -> int:
    """Return the least value of an amount."""
    return amount if isinstance(amount, int) else amount.low


def _check_amount(scenario: Scenario, field: str, amount: object) -> None:
    if type(amount) is not Interval and not isinstance(amount, Distribution):
        check_count(scenario, field, amount)
