"""Past demand from the events of a register: blanks used, and monthly rates for a forecast."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.demand._calendar import MonthOf
from dukcapil.demand._newly_obliged import count_newly_obliged
from dukcapil.errors import Fault
from dukcapil.events import Event
from dukcapil.months import Month, month_list
from dukcapil.recording import BiometricsCaptured
from dukcapil.register import Register
from dukcapil.register._boundaries import counted_in
from dukcapil.register._columns import Columns, columns
from dukcapil.register._kinds import KINDS

__all__ = ["BlankUse", "MonthlyRates", "blanks_used", "monthly_rates"]

_REASONS: Final = tuple(IssueReason)
_RATES: Final = ("newly_obliged_people", "recordings", "first_cards", "replacement_cards")


@final
@attrs.frozen(kw_only=True)
class BlankUse(Tabular, Value):
    """Blanks used for cards, by month and reason.

    Attributes:
        months: the months, in order.
        cards: for each month the cards printed for each `IssueReason`, in its order.
        outside_domicile: for each month those of the cards, of any reason, that an office other
            than that of the domicile issued; none unless given.
    """

    months: tuple[Month, ...]
    cards: tuple[tuple[int, ...], ...]
    outside_domicile: tuple[int, ...] = attrs.field(
        default=attrs.Factory(lambda use: (0,) * len(use.months), takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        check_items(self, "cards", self.cards, tuple)
        for counts in self.cards:
            for count in counts:
                check_count(self, "cards", count)
        check_items(self, "outside_domicile", self.outside_domicile, int)
        for field in ("cards", "outside_domicile"):
            if len(getattr(self, field)) != len(self.months):
                raise_faults("BlankUse", [(field, Fault.MONTHS)])
        if any(len(counts) != len(_REASONS) for counts in self.cards):
            raise_faults("BlankUse", [("cards", Fault.OUT_OF_BOUNDS)])
        for outside, every in zip(self.outside_domicile, self.by_month(), strict=True):
            if not 0 <= outside <= every:
                raise_faults("BlankUse", [("outside_domicile", Fault.CONTRADICTION, "cards")])

    def of(self, reason: IssueReason) -> tuple[int, ...]:
        """Return the cards printed for one reason, month by month."""
        check_type("of", "reason", reason, IssueReason)
        return tuple(counts[_REASONS.index(reason)] for counts in self.cards)

    def by_month(self) -> tuple[int, ...]:
        """Return the cards printed for any reason, month by month."""
        return tuple(map(sum, self.cards))

    def _content(self) -> Content:
        reasons = [Column(reason.value.replace(" ", "_"), Kind.COUNT) for reason in _REASONS]
        totals = (Column("all", Kind.COUNT), Column("outside_domicile", Kind.COUNT))
        return (Column("month"), *reasons, *totals), [
            (month, *counts, sum(counts), outside)
            for month, counts, outside in zip(
                self.months, self.cards, self.outside_domicile, strict=True
            )
        ]


@final
@attrs.frozen(kw_only=True)
class MonthlyRates(Tabular, Value):
    """Past monthly amounts of an office, from which a forecast starts.

    Attributes:
        months: the months, in order.
        newly_obliged_people: people who became obliged.
        recordings: biometric captures, repeated ones of a person included.
        first_cards: cards printed with the reason `NEW`.
        replacement_cards: cards printed for any other reason.
    """

    months: tuple[Month, ...]
    newly_obliged_people: tuple[int, ...]
    recordings: tuple[int, ...]
    first_cards: tuple[int, ...]
    replacement_cards: tuple[int, ...]

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        faults = []
        for field in _RATES:
            check_type(self, field, getattr(self, field), tuple)
            for amount in getattr(self, field):
                check_count(self, field, amount)
            if len(getattr(self, field)) != len(self.months):
                faults.append((field, Fault.MONTHS))
        raise_faults("MonthlyRates", faults)

    def _content(self) -> Content:
        amounts = [getattr(self, field) for field in _RATES]
        rates = [Column(field, Kind.COUNT) for field in _RATES]
        return (Column("month"), *rates), [*zip(self.months, *amounts, strict=True)]


def blanks_used(register: Register, months: Iterable[Month]) -> BlankUse:
    """Count the blanks used for cards of a register, by month and reason.

    Counts one blank for each card printed (`cards.uses_blank`), superseded events left out; failed
    prints are in the ledger of blanks alone. A register with a scope counts the cards of people who
    lived in it on the day of the print.

    Args:
        register: the register.
        months: the months, in any order.

    Returns:
        The cards by month and reason.

    Raises:
        TypeError: for something that is not a register, or not a `Month`.

    Examples:
        >>> from dukcapil import Month, Register
        >>> from dukcapil.demand import blanks_used
        >>> blanks_used(Register.of([]), [Month(2020, 11)]).by_month()
        (0,)
    """
    wanted = month_list("blanks_used", months)
    return _blanks_used("blanks_used", register, wanted)


def _blanks_used(function: str, register: Register, months: tuple[Month, ...]) -> BlankUse:
    log = _columns(function, register).log
    counts = {month: [0] * len(_REASONS) for month in months}
    outside = dict.fromkeys(months, 0)
    for row, month in _events_in(function, register, months, CardPrinted):
        counts[month][log.reason[row]] += 1
        outside[month] += log.unusual.get(row, {}).get("outside_domicile", False)
    return BlankUse(
        months=months,
        cards=tuple(map(tuple, counts.values())),
        outside_domicile=tuple(outside.values()),
    )


def monthly_rates(
    register: Register, months: Iterable[Month], *, leap_day: LeapDay = LeapDay.MARCH_1
) -> MonthlyRates:
    """Count the monthly amounts of a `Scenario` in the past of a register.

    Args:
        register: the register; one with a scope counts its region alone.
        months: past months, in any order.
        leap_day: the birthday of people born on 29 February in a common year.

    Returns:
        The amounts of each month.

    Raises:
        TypeError: for arguments of another type.

    Examples:
        >>> from dukcapil import Interval, Month
        >>> from dukcapil.demand import monthly_rates
        >>> from dukcapil.testing import synthetic_city
        >>> year = Month.range(Month(2020, 1), Month(2021, 1))
        >>> asked_for = monthly_rates(synthetic_city(2_000, seed=1), year).replacement_cards
        >>> print(Interval(min(asked_for), max(asked_for)))
        1 to 10
    """
    wanted = month_list("monthly_rates", months)
    newly = count_newly_obliged("monthly_rates", register, wanted, by=(), leap_day=leap_day)
    recorded = dict.fromkeys(wanted, 0)
    for _, month in _events_in("monthly_rates", register, wanted, BiometricsCaptured):
        recorded[month] += 1
    used = _blanks_used("monthly_rates", register, wanted)
    first_cards = used.of(IssueReason.NEW)
    return MonthlyRates(
        months=wanted,
        newly_obliged_people=newly.by_month(),
        recordings=tuple(recorded.values()),
        first_cards=first_cards,
        replacement_cards=tuple(
            every - first for every, first in zip(used.by_month(), first_cards, strict=True)
        ),
    )


def _events_in(
    function: str, register: Register, months: Sequence[Month], kind: type[Event]
) -> Iterator[tuple[int, Month]]:
    """Yield the rows of events of a kind in force, in some months and in the scope."""
    all_columns = _columns(function, register)
    people, log = all_columns.people, all_columns.log
    month_of = MonthOf(months)
    code = KINDS.index(kind)
    is_counted = counted_in(register.scope)
    for person in all_columns.order:
        for row in range(log.first[person], log.first[person + 1]):
            if log.kind[row] != code or row in log.superseded:  # corrected or retracted
                continue
            month = month_of(log.occurred[row])
            if month is None:
                continue
            place = people.place(person, log.occurred[row])
            if register.scope is None or (place is not None and is_counted(place)):
                yield row, month


def _columns(function: str, register: Register) -> Columns:
    # Events do not depend on the policy.
    return columns(function, register, leap_day=LeapDay.MARCH_1)
