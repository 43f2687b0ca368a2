"""Demand: who becomes obliged in the months ahead, and what the months behind have used.

Who turns 17 is known years before from birth dates, and whose permit begins from the permit: no
model is needed. What offices were asked for is counted from the log.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.rendering import Tabular, label
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.errors import Fault
from dukcapil.months import Month, month_list
from dukcapil.register import Register
from dukcapil.register._breakdown import By, Groups
from dukcapil.register._register import columns

__all__ = ["NewlyObliged", "NewlyObligedRow", "newly_obliged"]


@final
@attrs.frozen(kw_only=True)
class NewlyObligedRow(Value):
    """How many of one group become obliged in one month.

    Attributes:
        key: the group.
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
    """Who becomes obliged, by month and group.

    Attributes:
        months: the months that were asked for.
        rows: by month and key; groups in which nobody does are left out.
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
        groups = [(label(row.key), row.month, f"{row.people:,}") for row in self.rows]
        return ("place", "month", "newly obliged"), groups


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
    stays, groups = all_columns.stays, Groups(by, all_columns.residents, all_columns.stays)
    month_of = MonthOf(wanted)
    people: dict[tuple[Month, tuple[int, int]], int] = {}
    for row, (since, obliged_since) in enumerate(
        zip(stays.since, stays.obliged_since, strict=True)
    ):
        if since == obliged_since and (month := month_of(since)) is not None:
            group = groups.group(row, stays.born[stays.person[row]], since, leap_day)
            people[month, group] = people.get((month, group), 0) + 1
    return NewlyObliged(
        months=wanted,
        rows=[
            NewlyObligedRow(key=groups.key(*group), month=month, people=count)
            for (month, group), count in people.items()
        ],
    )


@final
class MonthOf:
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
