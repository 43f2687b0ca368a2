"""Backlog: the times that people have waited who are obliged and not at a stage yet."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Generic, TypeVar, final, overload

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_date, raise_faults
from dukcapil._shared.keyed_table import KeyedTable, by_key, named_dimensions, row_index
from dukcapil._shared.tables import Column, Content, Kind
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.coverage._suppression.complements import Cell, Count, cells_to_blank, need
from dukcapil.coverage._suppression.tables import (
    Group,
    Published,
    SuppressedCounts,
    SuppressedCountsRow,
    all_alike,
)
from dukcapil.errors import Fault
from dukcapil.months import Month
from dukcapil.regions import Level, RegionCode
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension, Groups
from dukcapil.register._columns import columns
from dukcapil.register._stage import least_part
from dukcapil.residents import Resident

__all__ = ["BacklogRow", "BacklogTable", "backlog"]

K = TypeVar("K", bound=Hashable)

_COLUMNS: Final = (
    Column("waiting_people", Kind.COUNT),
    Column("median_days", Kind.COUNT),
    Column("ninth_decile_days", Kind.COUNT),
    Column("longest_days", Kind.COUNT),
)


@final
@attrs.frozen(kw_only=True)
class BacklogRow(Value, Generic[K]):
    """The waiting times of one group; the quantiles are those of the people who wait.

    Attributes:
        key: the group.
        people: persons waiting.
        median_days: the median of the days waited.
        ninth_decile_days: the 0.9 quantile of the days waited.
        longest_days: the longest wait, in days.
    """

    key: K
    people: int
    median_days: int
    ninth_decile_days: int
    longest_days: int

    def __attrs_post_init__(self) -> None:
        for field in ("people", "median_days", "ninth_decile_days", "longest_days"):
            check_count(self, field, getattr(self, field))
        is_wrong = (
            ("median_days", self.median_days > self.ninth_decile_days, "ninth_decile_days"),
            ("ninth_decile_days", self.ninth_decile_days > self.longest_days, "longest_days"),
        )
        raise_faults(
            "BacklogRow",
            [(field, Fault.CONTRADICTION, other) for field, wrong, other in is_wrong if wrong],
        )


def _as_rows(rows: Iterable[BacklogRow[K]]) -> tuple[BacklogRow[K], ...]:
    return by_key(rows, BacklogRow)


@final
@attrs.frozen
class BacklogTable(Plotted, KeyedTable[BacklogRow[K]], Generic[K]):
    """Waiting times, by group, of those obliged who have not reached a stage.

    Attributes:
        rows: by key; only groups in which anybody waits.
        dimensions: names of the dimensions of the keys, as columns of the table.
    """

    rows: tuple[BacklogRow[K], ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    _row_of: Mapping[Hashable, BacklogRow[K]] = row_index()

    def suppress(
        self, *, below: int, group: Group[K] = all_alike, totals: bool = True
    ) -> SuppressedCounts[K]:
        """Blank rows of few people, and show no wait that gives a birth date away.

        A wait in days is one person's, and from the longest of a kelurahan everybody can count back
        to the birth date. Waits are therefore whole multiples of 30 days, rounded down, and only
        those that at least `below` people reach and at least `below` do not exceed; the longest is
        never shown. The rest is as in `CoverageTable.suppress`.

        Args:
            below: the smallest count of people that may be shown; 2 or more.
            group: as in `CoverageTable.suppress`.
            totals: as in `CoverageTable.suppress`.

        Raises:
            TypeError: for a number that is not an `int`, or `totals` that is not a `bool`.
            ValueError: for a number less than 2.

        Examples:
            >>> from dukcapil.coverage import BacklogRow, BacklogTable
            >>> table = BacklogTable([
            ...     BacklogRow(
            ...         key=key,
            ...         people=people,
            ...         median_days=65,
            ...         ninth_decile_days=400,
            ...         longest_days=1_234,
            ...     )
            ...     for key, people in (("A", 300), ("B", 20), ("C", 3), ("D", 12))
            ... ])
            >>> print(table.suppress(below=5))
            place  waiting  median days  ninth decile, days
            A          300           60                 390
            B           20           60
            C
            D
        """
        published = Published(below, group, totals)
        is_blank = cells_to_blank(
            [
                Cell(
                    *published.spot(row.key),
                    (Count(row.people, need(row.people, below)),),
                )
                for row in self.rows
            ]
        )
        return SuppressedCounts(
            [
                SuppressedCountsRow(
                    key=row.key, cells=(None, None, None) if blank else _coarse(row, below)
                )
                for row, blank in zip(self.rows, is_blank, strict=True)
            ],
            dimensions=self.dimensions,
            columns=_COLUMNS[:-1],
        )

    def _content(self) -> Content:
        return self._with_keys(
            _COLUMNS,
            lambda row: [row.people, row.median_days, row.ninth_decile_days, row.longest_days],
        )


@overload
def backlog(
    register: Register,
    *,
    on: date,
    by: Level,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> BacklogTable[RegionCode]: ...
@overload
def backlog(
    register: Register,
    *,
    on: date,
    by: AgeBands,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> BacklogTable[AgeBand]: ...
@overload
def backlog(
    register: Register,
    *,
    on: date,
    by: Cohort,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> BacklogTable[Month | int]: ...
@overload
def backlog(
    register: Register,
    *,
    on: date,
    by: Callable[[Resident], K],
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> BacklogTable[K]: ...
@overload
def backlog(
    register: Register,
    *,
    on: date,
    by: Sequence[Dimension] = ...,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> BacklogTable[tuple[Hashable, ...]]: ...
def backlog(  # noqa: PLR0913  the question, and options by name
    register: Register,
    *,
    on: date,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> BacklogTable[Any]:
    """Compute quantiles of the waiting times of the people in the gap.

    Args:
        register: the register; with a scope, only its region is counted.
        on: the date.
        by: the breakdown, as for `partition`.
        stage: the stage that they have not reached.
        leap_day: the day on which those born on 29 February turn 17.
        inactive: whether people count while their NIK is inactive.

    Returns:
        For each group the quantiles of the days since the obligation began, wherever the person
        lived then; a quantile is the wait of one of the people (nearest rank).

    Raises:
        TypeError: for a `datetime`, or a `by` that is no dimension.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import backlog
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> print(backlog(Register.of([someone]), on=date(2020, 6, 30)))
        waiting  median days  ninth decile, days  longest wait, days
              1           60                  60                  60
    """
    check_date("backlog", "on", on)
    least = least_part("backlog", stage)
    all_columns = columns("backlog", register, leap_day=leap_day, inactive=inactive)
    stays, steps = all_columns.stays, all_columns.steps
    groups = Groups("backlog", by, all_columns.people, stays)
    day, youngest = on.toordinal(), groups.youngest_of(on, leap_day)
    waits: dict[tuple[int, int], list[int]] = {}
    for row, (person, since, until) in enumerate(
        zip(stays.person, stays.since, stays.until, strict=True)
    ):
        if since <= day < until and steps.at(person, day) < least:
            group = groups.code[row], groups.band(stays.born[person], youngest)
            waits.setdefault(group, []).append(day - stays.obliged_since[row])
    return BacklogTable(
        [_backlog_row(groups.key(*group), days) for group, days in waits.items()],
        dimensions=groups.names,
    )


def _coarse(row: BacklogRow[K], below: int) -> tuple[object, ...]:
    """Return the people, and the waits of many of them in whole multiples of 30 days."""
    waits = (
        (_median_rank(row.people), row.median_days),
        (_ninth_decile_rank(row.people), row.ninth_decile_days),
    )
    return (
        row.people,
        *(
            days // 30 * 30 if min(rank + 1, row.people - rank) >= below else None
            for rank, days in waits
        ),
    )


# Nearest rank: the least wait that at least the given share of the people do not exceed.


def _median_rank(people: int) -> int:
    return (people - 1) // 2


def _ninth_decile_rank(people: int) -> int:
    return (9 * people - 1) // 10


def _backlog_row(key: K, days: list[int]) -> BacklogRow[K]:
    days.sort()
    return BacklogRow(
        key=key,
        people=len(days),
        median_days=days[_median_rank(len(days))],
        ninth_decile_days=days[_ninth_decile_rank(len(days))],
        longest_days=days[-1],
    )
