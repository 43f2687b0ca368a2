"""People who become obliged, by month and group, as a register knows them.

Seventeenth birthdays follow from birth dates, and permits from their first day: no model is needed.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import Final, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import named_dimensions, place_of
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.demand._calendar import MonthOf
from dukcapil.errors import Fault
from dukcapil.months import Month, month_list
from dukcapil.register import Register
from dukcapil.register._breakdown import By, Groups
from dukcapil.register._columns import columns
from dukcapil.register._obliged_stays import FLOWS, Flow

__all__ = ["NewlyObliged", "NewlyObligedRow", "count_newly_obliged", "newly_obliged"]

# Moves, returns from abroad and new codes begin a stay, and not an obligation for the first time.
_BEGINNINGS: Final = {
    FLOWS.index(flow)
    for flow in (Flow.TURNED_17, Flow.MARRIED_YOUNG, Flow.PERMIT_BEGAN, Flow.CITIZENSHIP_GAINED)
}


@final
@attrs.frozen(kw_only=True)
class NewlyObligedRow(Value):
    """The people of one group who become obliged in one month.

    Attributes:
        key: the group.
        month: the month.
        people: the number of people.
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
class NewlyObliged(Plotted, Tabular, Value):
    """People who become obliged, by month and group.

    Attributes:
        months: the months of the question.
        rows: the rows by month and key; empty groups are left out.
        dimensions: names of the dimensions of the keys, as columns of the table.
    """

    months: tuple[Month, ...]
    rows: tuple[NewlyObligedRow, ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, Month)
        if not {row.month for row in self.rows} <= set(self.months):
            raise_faults("NewlyObliged", [("rows", Fault.CONTRADICTION, "months")])

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[NewlyObligedRow]:
        """The rows, by month and key."""
        return iter(self.rows)

    def by_month(self) -> tuple[int, ...]:
        """Return the people of each month, as `newly_obliged_people` of a `Scenario`."""
        people = dict.fromkeys(self.months, 0)
        for row in self.rows:
            people[row.month] += row.people
        return tuple(people.values())

    def total(self) -> int:
        """Return the people of all months and groups."""
        return sum(row.people for row in self.rows)

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        columns = [
            *keys.columns,
            Column("month"),
            Column("newly_obliged_people", Kind.COUNT),
        ]
        return columns, [[*keys.cells(row.key), row.month, row.people] for row in self.rows]


def newly_obliged(
    register: Register,
    months: Iterable[Month],
    *,
    by: By = (),
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> NewlyObliged:
    """Count the people who become obliged in each month, as far as the register knows.

    People become obliged on their seventeenth birthday, when they marry before it, or when they get
    a permanent permit. They count in the group of that day. People who move in when they are
    obliged already are not new.

    Args:
        register: the register; one with a scope counts its region alone.
        months: past or future months, in any order.
        by: the breakdown, as for `coverage.partition`; ages are those of the day on which the
            obligation begins.
        leap_day: the birthday of people born on 29 February in a common year.

    Returns:
        The counts by month and group.

    Raises:
        TypeError: for arguments of another type, or a breakdown by something else.

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
        sex     month    newly obliged
        female  2021-05              1
    """
    wanted = month_list("newly_obliged", months)
    return count_newly_obliged("newly_obliged", register, wanted, by=by, leap_day=leap_day)


def count_newly_obliged(
    function: str, register: Register, months: tuple[Month, ...], *, by: By, leap_day: LeapDay
) -> NewlyObliged:
    """Return the answer of `newly_obliged`, with errors that name the function called."""
    all_columns = columns(function, register, leap_day=leap_day)
    stays = all_columns.stays
    groups = Groups(function, by, all_columns.people, stays)
    month_of = MonthOf(months)
    people: dict[tuple[Month, tuple[int, int]], int] = {}
    for row, (since, entry) in enumerate(zip(stays.since, stays.entry, strict=True)):
        if entry in _BEGINNINGS and (month := month_of(since)) is not None:
            group = groups.group(row, stays.born[stays.person[row]], since, leap_day)
            people[month, group] = people.get((month, group), 0) + 1
    return NewlyObliged(
        months=months,
        rows=[
            NewlyObligedRow(key=groups.key(*group), month=month, people=count)
            for (month, group), count in people.items()
        ],
        dimensions=groups.names,
    )
