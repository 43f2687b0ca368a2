"""What a forecast starts from: stocks and monthly flows, each a number, an interval or a distribution."""

from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction
from typing import Final, Literal, final, get_args

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions import Distribution, Independent, Regimes
from dukcapil.distributions._dependence import Dependence
from dukcapil.distributions._regimes import parted, transitions
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = [
    "FLOWS",
    "LEAVING",
    "STOCKS",
    "Amount",
    "FailedPrints",
    "Interval",
    "Scenario",
    "Schedule",
    "amounts_of",
    "dependence_of",
    "end_of",
    "known_amount",
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


Amount = int | Interval | Distribution
"""A whole number, the interval it is known to lie in, or its distribution."""

Schedule = Amount | Sequence[Amount]
"""The same amount every month, or one amount for each month."""


def _as_schedule(schedule: Schedule) -> Amount | tuple[Amount, ...]:
    return tuple(schedule) if isinstance(schedule, Sequence) else schedule


def _as_limit(schedule: Schedule | None) -> Amount | tuple[Amount, ...] | None:
    return None if schedule is None else _as_schedule(schedule)


@final
class FailedPrints(Enum):
    """What a share of failed prints means.

    Attributes:
        SHARE: of all blanks used so far just that share is spoiled, rounded up.
        EACH: every print fails with that probability, each for itself.
    """

    SHARE = "share"
    EACH = "each"


@final
@attrs.frozen(kw_only=True)
class Scenario(Value):
    """Where an office stands, and what is expected of the months to come.

    Amounts are `int`, an `Interval` where no more is known, or a distribution such as `Uniform`. Monthly
    quantities are one amount for every month, or a sequence with one for each. `project` takes
    known amounts, `bounds` takes intervals too, `outlook` known amounts and distributions.

    Attributes:
        start: the first month.
        months: how many months to look ahead; 1 or more, none after the year 9999.
        obliged_people: all who must hold a card, before the first month; None if it is not known,
            and then there are no percentages.
        not_recorded_people: obliged and not yet recorded, before the first month.
        waiting_people: recorded or asking for a replacement, and waiting for a card.
        on_hand_cards: blank cards in stock.
        newly_obliged_people: who becomes obliged, a month.
        leaving_not_recorded_people: who dies or moves away without having been recorded, a month;
            of those who are there, at most all.
        leaving_waiting_people: who dies or moves away while waiting for a card, a month; of those
            who waited when it began, at most all.
        leaving_holding_people: who dies or moves away holding a card, a month, at most all.
        recording_capacity_people: how many can be recorded, a month; None for no limit.
        allocation_cards: blank cards that arrive, a month.
        replacement_cards: cards asked for by people recorded before (lost, damaged, moved,
            changed data), a month.
        failed_share: share of blanks that are spoiled in printing, 0 or more and below 1.
        failed_prints: whether that share of the cumulative number is spoiled, rounded so that the
            good cards are whole, or each print fails for itself.
        print_capacity_cards: how many good cards can be printed, a month; None for no limit.
        dependence: how the allocations of the months hang together, where they follow a distribution.
        replacement_dependence: the same for replacements.

    Raises:
        TypeError: for amounts that are neither `int` nor `Interval` nor a distribution.
        InvalidRecord: for negative amounts, a sequence of the wrong length, a share out of
            bounds, fewer people obliged than are not recorded or wait, or regimes that the
            mixtures of the months do not share or cannot leave as often as is asked.

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
    obliged_people: int | None = None
    not_recorded_people: Amount
    waiting_people: Amount = 0
    on_hand_cards: Amount = 0
    newly_obliged_people: Schedule = attrs.field(default=0, converter=_as_schedule)
    leaving_not_recorded_people: Schedule = attrs.field(default=0, converter=_as_schedule)
    leaving_waiting_people: Schedule = attrs.field(default=0, converter=_as_schedule)
    leaving_holding_people: Schedule = attrs.field(default=0, converter=_as_schedule)
    recording_capacity_people: Schedule | None = attrs.field(default=None, converter=_as_limit)
    allocation_cards: Schedule = attrs.field(converter=_as_schedule)
    replacement_cards: Schedule = attrs.field(default=0, converter=_as_schedule)
    failed_share: Fraction = Fraction(0)
    failed_prints: FailedPrints = FailedPrints.SHARE
    print_capacity_cards: Schedule | None = attrs.field(default=None, converter=_as_limit)
    dependence: Dependence = attrs.field(factory=Independent)
    replacement_dependence: Dependence = attrs.field(factory=Independent)

    def __attrs_post_init__(self) -> None:
        check_type(self, "start", self.start, Month)
        check_count(self, "months", self.months)
        check_type(self, "failed_share", self.failed_share, Fraction, "; use Fraction(3, 100)")
        check_type(self, "failed_prints", self.failed_prints, FailedPrints)
        for field in _DEPENDENT:
            if not isinstance(getattr(self, field), get_args(Dependence)):
                check_type(self, field, getattr(self, field), Independent, "; or Blocks, Common, …")
        for field in STOCKS:
            _check_amount(self, field, getattr(self, field))
        faults = []
        if self.obliged_people is not None:
            check_count(self, "obliged_people", self.obliged_people)
            stocks = (self.not_recorded_people, self.waiting_people)
            if sum(end_of(stock, "low") for stock in stocks) > self.obliged_people:
                faults.append(("obliged_people", Fault.CONTRADICTION))
        if not 1 <= self.months <= Month(9999, 12) - self.start + 1:
            faults.append(("months", Fault.OUT_OF_BOUNDS))
        if not 0 <= self.failed_share < 1:
            faults.append(("failed_share", Fault.OUT_OF_BOUNDS))
        faults += [(field, Fault.MONTHS) for field in FLOWS if not self._is_schedule(field)]
        raise_faults("Scenario", faults)
        raise_faults("Scenario", list(self._dependence_faults()))

    def _dependence_faults(self) -> Iterator[tuple[str, Fault]]:
        """Regimes that the distributions do not have."""
        for field, flow in _DEPENDENT.items():
            dependence = getattr(self, field)
            distributions = [
                amount for amount in amounts_of(self, flow) if isinstance(amount, Distribution)
            ]
            if type(dependence) is Regimes and distributions:
                try:
                    transitions(parted(distributions)[0], dependence.stay)
                except ValueError:
                    yield field, Fault.CONTRADICTION

    def _is_schedule(self, field: str) -> bool:
        """Whether a monthly quantity has the right length; its amounts are checked first."""
        if getattr(self, field) is None and field in _LIMITS:
            return True
        amounts = amounts_of(self, field)
        for amount in amounts:
            _check_amount(self, field, amount)
        return len(amounts) == self.months


_DEPENDENT: Final = {
    "dependence": "allocation_cards",
    "replacement_dependence": "replacement_cards",
}
STOCKS: Final = ("not_recorded_people", "waiting_people", "on_hand_cards")
_LIMITS: Final = ("recording_capacity_people", "print_capacity_cards")
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
    *_LIMITS,
)


def amounts_of(scenario: Scenario, field: str) -> tuple[Amount, ...]:
    """A monthly quantity that is limited at all, month by month."""
    schedule = getattr(scenario, field)
    return schedule if isinstance(schedule, tuple) else (schedule,) * scenario.months


def dependence_of(scenario: Scenario, flow: str) -> Dependence:
    """How the months of a monthly quantity hang together."""
    for field, name in _DEPENDENT.items():
        if name == flow:
            dependence: Dependence = getattr(scenario, field)
            return dependence
    return Independent()


def known_amount(asked: str, field: str, amount: Amount) -> int:
    """An amount that must be known for what was asked."""
    if isinstance(amount, int):
        return amount
    kind, instead = ("an interval", "bounds")
    if isinstance(amount, Distribution):
        kind, instead = ("a distribution", "outlook")
    raise TypeError(f"{asked}.{field}: expected a known amount, found {kind}; use {instead}")


def end_of(amount: Amount, end: Literal["low", "high"]) -> int:
    """The least or the greatest that an amount can be."""
    if isinstance(amount, int):
        return amount
    return amount.low if end == "low" else amount.high


def _check_amount(scenario: Scenario, field: str, amount: object) -> None:
    if type(amount) is not Interval and not isinstance(amount, Distribution):
        check_count(scenario, field, amount)
