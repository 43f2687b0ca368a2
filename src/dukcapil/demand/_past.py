"""Blanks used and replacements asked for, counted from the log."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.demand._newly_obliged import MonthOf, newly_obliged
from dukcapil.errors import Fault
from dukcapil.events import Event
from dukcapil.months import Month, month_list
from dukcapil.recording import BiometricsCaptured
from dukcapil.register import Register
from dukcapil.register._kinds import KINDS
from dukcapil.register._register import Columns, columns

__all__ = ["BlankUse", "MonthlyRates", "blanks_used", "monthly_rates"]


_REASONS: Final = tuple(IssueReason)


@final
@attrs.frozen(kw_only=True)
class BlankUse(Tabular, Value):
    """Blanks that were used for cards, by month and reason.

    Attributes:
        months: the months, in order.
        cards: for each month the cards printed for each `IssueReason`, in its order.
    """

    months: tuple[Month, ...]
    cards: tuple[tuple[int, ...], ...]

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        check_items(self, "cards", self.cards, tuple)
        for counts in self.cards:
            for count in counts:
                check_count(self, "cards", count)
        if len(self.cards) != len(self.months):
            raise_faults("BlankUse", [("cards", Fault.MONTHS)])
        if any(len(counts) != len(_REASONS) for counts in self.cards):
            raise_faults("BlankUse", [("cards", Fault.OUT_OF_BOUNDS)])

    def of(self, reason: IssueReason) -> tuple[int, ...]:
        """The cards of one reason, month by month."""
        check_type("of", "reason", reason, IssueReason)
        return tuple(counts[_REASONS.index(reason)] for counts in self.cards)

    def by_month(self) -> tuple[int, ...]:
        """All cards, month by month."""
        return tuple(map(sum, self.cards))

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [
            (str(month), *(f"{count:,}" for count in counts), f"{sum(counts):,}")
            for month, counts in zip(self.months, self.cards, strict=True)
        ]
        return ("month", *(reason.value for reason in _REASONS), "all"), rows


def blanks_used(register: Register, months: Iterable[Month]) -> BlankUse:
    """How many blanks the cards of the register used.

    One for each card printed (`cards.uses_blank`), superseded events left out; prints that failed
    are known to the ledger of blanks alone. In a register with a scope, only cards of people who
    lived in it on that day.

    Args:
        register: the register.
        months: each once or more.

    Raises:
        TypeError: for something that is not a `Month`.

    Examples:
        >>> from dukcapil import Month, Register
        >>> from dukcapil.demand import blanks_used
        >>> blanks_used(Register.of([]), [Month(2020, 11)]).by_month()
        (0,)
    """
    wanted = month_list("blanks_used", months)
    counts = {month: [0] * len(_REASONS) for month in wanted}
    for row, month in _events_in(register, wanted, CardPrinted):
        counts[month][_columns(register).log.reason[row]] += 1
    return BlankUse(months=wanted, cards=tuple(map(tuple, counts.values())))


def _columns(register: Register) -> Columns:
    return columns(register, leap_day=LeapDay.MARCH_1)  # which does not matter to events


def _events_in(
    register: Register, months: Sequence[Month], kind: type[Event]
) -> Iterator[tuple[int, Month]]:
    """The rows of events of a kind that stand, in some months and in the scope."""
    log, scope = _columns(register).log, register.scope
    month_of = MonthOf(months)
    code = KINDS.index(kind)
    for person, (first, stop) in enumerate(pairwise(log.first)):
        for row in range(first, stop):
            if log.kind[row] != code or row in log.superseded:
                continue
            month = month_of(log.occurred[row])
            if month is None:
                continue
            if scope is not None:
                day = date.fromordinal(log.occurred[row])
                stay = register.residents[person].residence(on=day)
                if stay is None or stay.region not in scope:
                    continue
            yield row, month


@final
@attrs.frozen(kw_only=True)
class MonthlyRates(Tabular, Value):
    """What came upon an office in each of some months: what a forecast starts from.

    Attributes:
        months: the months, in order.
        newly_obliged_people: who became obliged.
        recordings: how often biometrics were taken, of the same person anew too.
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

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        columns_ = [getattr(self, field) for field in _RATES]
        rows = [
            (str(month), *(f"{amount:,}" for amount in amounts))
            for month, *amounts in zip(self.months, *columns_, strict=True)
        ]
        return ("month", *(field.replace("_", " ") for field in _RATES)), rows


_RATES: Final = ("newly_obliged_people", "recordings", "first_cards", "replacement_cards")


def monthly_rates(
    register: Register, months: Iterable[Month], *, leap_day: LeapDay = LeapDay.MARCH_1
) -> MonthlyRates:
    """What the past of a register implies for the monthly amounts of a `Scenario`.

    Args:
        register: the register; with a scope, its region alone is looked at.
        months: the months to look back at, each once or more.
        leap_day: when somebody born on 29 February turns 17.

    Raises:
        TypeError: for something that is not a `Month`.

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
    recorded = dict.fromkeys(wanted, 0)
    for _, month in _events_in(register, wanted, BiometricsCaptured):
        recorded[month] += 1
    used = blanks_used(register, wanted)
    first_cards = used.of(IssueReason.NEW)
    return MonthlyRates(
        months=wanted,
        newly_obliged_people=newly_obliged(register, wanted, leap_day=leap_day).by_month(),
        recordings=tuple(recorded.values()),
        first_cards=first_cards,
        replacement_cards=tuple(
            every - first for every, first in zip(used.by_month(), first_cards, strict=True)
        ),
    )
