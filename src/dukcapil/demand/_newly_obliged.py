"""Demand: who becomes obliged in the months ahead, and what the months behind have used.

Who turns 17 is known years before from birth dates, and whose permit begins from the permit: no
model is needed. What offices were asked for is counted from the log.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final, final

import attrs

from dukcapil._shared.checks import Value, check_count, check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.rendering import Tabular, label
from dukcapil.ages import LeapDay
from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.errors import Fault
from dukcapil.events import Event
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month, month_list
from dukcapil.recording import BiometricsCaptured
from dukcapil.register import Register
from dukcapil.register._breakdown import By, Cells
from dukcapil.register._event_columns import KINDS
from dukcapil.register._register import Columns, columns

__all__ = [
    "BlankUse",
    "MonthlyRates",
    "NewlyObliged",
    "NewlyObligedRow",
    "blanks_used",
    "monthly_rates",
    "newly_obliged",
    "newly_obliged_by_age",
]

_REASONS: Final = tuple(IssueReason)


@final
@attrs.frozen(kw_only=True)
class NewlyObligedRow(Value):
    """How many of one cell become obliged in one month.

    Attributes:
        key: the cell.
        month: the month.
        people: how many.
    """

    key: Hashable
    month: Month
    people: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "month", self.month, Month)
        check_count(self, "people", self.people)


def _as_rows(rows: Iterable[NewlyObligedRow]) -> tuple[NewlyObligedRow, ...]:
    rows = tuple(rows)
    check_items("NewlyObliged", "rows", rows, NewlyObligedRow)
    return tuple(sorted(rows, key=lambda row: (row.month, place_of(row.key))))


@final
@attrs.frozen(kw_only=True)
class NewlyObliged(Tabular, Value):
    """Who becomes obliged, by month and cell.

    Attributes:
        months: the months that were asked for.
        rows: by month and key; cells in which nobody does are left out.
    """

    months: tuple[Month, ...]
    rows: tuple[NewlyObligedRow, ...] = attrs.field(converter=_as_rows)

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        if not {row.month for row in self.rows} <= set(self.months):
            raise_faults("NewlyObliged", [("rows", Fault.CONTRADICTION)])

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[NewlyObligedRow]:
        """The rows, by month and key."""
        return iter(self.rows)

    def by_month(self) -> tuple[int, ...]:
        """How many in each of the months: `newly_obliged_people` of a `Scenario`."""
        people = dict.fromkeys(self.months, 0)
        for row in self.rows:
            people[row.month] += row.people
        return tuple(people.values())

    def total(self) -> int:
        """How many altogether."""
        return sum(row.people for row in self.rows)

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        cells = [(label(row.key), row.month, f"{row.people:,}") for row in self.rows]
        return ("place", "month", "newly obliged"), cells


def newly_obliged(
    register: Register,
    months: Iterable[Month],
    *,
    by: By = (),
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> NewlyObliged:
    """Who turns 17, marries before it, or gets a permanent permit, as far as is on record.

    People count where they live then, by what the register knows. Who moves in from elsewhere
    when obliged already is not new.

    Args:
        register: the register; with a scope, its region alone is looked at.
        months: past or future, each once or more.
        by: what to break down by, as for `coverage.partition`; ages are those of the day on
            which the obligation begins.
        leap_day: when somebody born on 29 February turns 17.

    Raises:
        TypeError: for something that is not a `Month`, or that nothing can be broken down by.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Month, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.demand import newly_obliged
        >>> born = date(2004, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105040001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> year = Month.range(Month(2021, 1), Month(2022, 1))
        >>> print(newly_obliged(Register.of([someone]), year, by=Sex))
        place     month  newly obliged
        female  2021-05              1
    """
    wanted = month_list("newly_obliged", months)
    all_columns = columns(register, leap_day=leap_day)
    stays, cells = all_columns.stays, Cells(by, all_columns.residents, all_columns.stays)
    month_of = _MonthOf(wanted)
    people: dict[tuple[Month, tuple[int, int]], int] = {}
    for row, (since, obliged_since) in enumerate(
        zip(stays.since, stays.obliged_since, strict=True)
    ):
        if since == obliged_since and (month := month_of(since)) is not None:
            cell = cells.cell(row, stays.born[stays.person[row]], since, leap_day)
            people[month, cell] = people.get((month, cell), 0) + 1
    return NewlyObliged(
        months=wanted,
        rows=[
            NewlyObligedRow(key=cells.key(*cell), month=month, people=count)
            for (month, cell), count in people.items()
        ],
    )


@final
class _MonthOf:
    """Which of some months a day falls in, by its ordinal."""

    __slots__ = ("_first", "_last", "_months")

    def __init__(self, months: Sequence[Month]) -> None:
        self._months = frozenset(months)
        self._first = months[0].first_day.toordinal() if months else 1
        self._last = months[-1].last_day.toordinal() if months else 0

    def __call__(self, day: int) -> Month | None:
        if not self._first <= day <= self._last:
            return None
        month = Month.of(date.fromordinal(day))
        return month if month in self._months else None


def newly_obliged_by_age(
    people: Mapping[int | range, int], *, start: Month, months: int
) -> tuple[int, ...]:
    """Who turns 17 in each month, from a table of ages, where there is no register.

    Birthdays are taken to be spread evenly over each group of ages; deaths, moves, marriages and
    permits are not looked at.

    Args:
        people: numbers of people by age in completed years on the first day of `start`: one age,
            such as `16`, or several, such as `range(15, 20)`. Groups must not overlap.
        start: the first month.
        months: how many months; 0 or more.

    Returns:
        A number for each month: `newly_obliged_people` of a `Scenario`. Whole people: up to each
        month they are the exact share of all groups together, rounded down.

    Raises:
        TypeError: for ages that are neither `int` nor `range`, or counts that are not `int`.
        InvalidRecord: for negative ages or counts, or groups that overlap or are empty.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import newly_obliged_by_age
        >>> newly_obliged_by_age({range(15, 20): 202_084}, start=Month(2020, 10), months=3)
        (3368, 3368, 3368)
    """
    check_type("newly_obliged_by_age", "start", start, Month)
    check_count("newly_obliged_by_age", "months", months)
    groups = sorted((_ages(ages), _people(count)) for ages, count in people.items())
    if any(high > low for ((_, high), _), ((low, _), _) in pairwise(groups)):
        raise_faults("newly_obliged_by_age", [("people", Fault.CONTRADICTION)])
    turned = [
        sum((count * _share_turned(low, high, month) for (low, high), count in groups), _NOBODY)
        for month in range(months + 1)
    ]
    return tuple(int(after) - int(before) for before, after in pairwise(turned))


_NOBODY: Final = Fraction(0)


def _ages(ages: int | range) -> tuple[int, int]:
    """The half-open interval of exact ages in years."""
    if type(ages) is range:
        low, high = ages.start, ages.stop
        if ages.step != 1 or low >= high:
            raise_faults("newly_obliged_by_age", [("people", Fault.OUT_OF_BOUNDS)])
    else:
        check_count("newly_obliged_by_age", "people", ages)
        low, high = ages, ages + 1
    check_count("newly_obliged_by_age", "people", low)
    return low, high


def _people(count: int) -> int:
    check_count("newly_obliged_by_age", "people", count)
    return count


def _share_turned(low: int, high: int, months: int) -> Fraction:
    """The share of those aged from `low` to `high` who turn 17 within so many months."""
    youngest = max(Fraction(low), OBLIGED_AGE - Fraction(months, 12))
    return max(_NOBODY, min(high, OBLIGED_AGE) - youngest) / (high - low)


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
    month_of = _MonthOf(months)
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
