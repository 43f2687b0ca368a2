"""People in no stock yet: those recorded early, and those to be obliged within the year."""

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Generic, TypeVar, final, overload

import attrs

from dukcapil._shared.checks import check_count, check_date, raise_faults
from dukcapil._shared.coverage import Coverage, CoverageRow
from dukcapil._shared.keyed_table import KeyedTable, by_key, named_dimensions, row_index
from dukcapil._shared.tables import Column, Content, Kind
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay, latest_birth_date
from dukcapil.coverage._measure import coverage_of
from dukcapil.coverage._suppression.complements import Cell, Count, cells_to_blank, need
from dukcapil.coverage._suppression.tables import (
    Group,
    Published,
    SuppressedCounts,
    SuppressedCountsRow,
    all_alike,
)
from dukcapil.coverage._table import CoverageTable
from dukcapil.errors import Fault
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month
from dukcapil.regions import Level, RegionCode
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._boundaries import counted_in
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension, Groups
from dukcapil.register._columns import Columns, columns
from dukcapil.register._obliged_stays import left_out
from dukcapil.residents import Resident
from dukcapil.wajib_ktp import NotYetObliged, assess, reached_on

__all__ = ["EarlyRow", "EarlyTable", "early_recordings", "year_target"]

K = TypeVar("K", bound=Hashable)

_COLUMNS: Final = (Column("eligible", Kind.COUNT), Column("recorded_early", Kind.COUNT))


@final
@attrs.frozen(kw_only=True)
class EarlyRow(Value, Generic[K]):
    """Early recordings of one group on one date.

    Attributes:
        key: the group.
        eligible: persons old enough to be recorded and not obliged yet.
        recorded: those of them who are recorded.
    """

    key: K
    eligible: int
    recorded: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "eligible", self.eligible)
        check_count(self, "recorded", self.recorded)
        if self.recorded > self.eligible:
            raise_faults("EarlyRow", [("recorded", Fault.CONTRADICTION, "eligible")])


def _as_rows(rows: Iterable[EarlyRow[K]]) -> tuple[EarlyRow[K], ...]:
    return by_key(rows, EarlyRow)


@final
@attrs.frozen
class EarlyTable(KeyedTable[EarlyRow[K]], Generic[K]):
    """Early recordings by group.

    Attributes:
        rows: by key; only groups in which anybody is eligible.
        dimensions: names of the dimensions of the keys, as columns of the table.
    """

    rows: tuple[EarlyRow[K], ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    _row_of: Mapping[Hashable, EarlyRow[K]] = row_index()

    def suppress(
        self, *, below: int, group: Group[K] = all_alike, totals: bool = True
    ) -> SuppressedCounts[K]:
        """Blank rows with few recorded, few others or few eligible, as `CoverageTable.suppress`.

        Args:
            below: the smallest count of people that may be shown; 2 or more.
            group: as in `CoverageTable.suppress`.
            totals: as in `CoverageTable.suppress`.

        Raises:
            TypeError: for a number that is not an `int`, or `totals` that is not a `bool`.
            ValueError: for a number less than 2.

        Examples:
            >>> from dukcapil.coverage import EarlyRow, EarlyTable
            >>> table = EarlyTable([
            ...     EarlyRow(key=key, eligible=eligible, recorded=recorded)
            ...     for key, eligible, recorded in (("A", 90, 2), ("B", 80, 60), ("C", 95, 50))
            ... ])
            >>> print(table.suppress(below=5))
            place  eligible  recorded early
            A
            B
            C            95              50
        """
        published = Published(below, group, totals)
        counts = [(row.eligible, row.recorded) for row in self.rows]
        is_blank = cells_to_blank(
            [
                Cell(
                    *published.spot(row.key),
                    tuple(
                        Count(count, need(count, below))
                        for count in (row.recorded, row.eligible - row.recorded)
                    ),
                )
                for row in self.rows
            ]
        )
        return SuppressedCounts(
            [
                SuppressedCountsRow(key=row.key, cells=(None, None) if blank else shown)
                for row, shown, blank in zip(self.rows, counts, is_blank, strict=True)
            ],
            dimensions=self.dimensions,
            columns=_COLUMNS,
        )

    def _content(self) -> Content:
        return self._with_keys(_COLUMNS, lambda row: [row.eligible, row.recorded])


@overload
def early_recordings(
    register: Register,
    *,
    on: date,
    by: Level,
    from_age: int = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> EarlyTable[RegionCode]: ...
@overload
def early_recordings(
    register: Register,
    *,
    on: date,
    by: AgeBands,
    from_age: int = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> EarlyTable[AgeBand]: ...
@overload
def early_recordings(
    register: Register,
    *,
    on: date,
    by: Cohort,
    from_age: int = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> EarlyTable[Month | int]: ...
@overload
def early_recordings(
    register: Register,
    *,
    on: date,
    by: Callable[[Resident], K],
    from_age: int = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> EarlyTable[K]: ...
@overload
def early_recordings(
    register: Register,
    *,
    on: date,
    by: Sequence[Dimension] = ...,
    from_age: int = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> EarlyTable[tuple[Hashable, ...]]: ...
def early_recordings(  # noqa: PLR0913  the question, and options by name
    register: Register,
    *,
    on: date,
    by: By = (),
    from_age: int = 16,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> EarlyTable[Any]:
    """Count the people recorded ahead of the obligation, who are in no stock until it begins.

    Args:
        register: the register; with a scope, only its region is counted.
        on: the date.
        by: the breakdown, as for `partition`.
        from_age: completed years from which the office records.
        leap_day: the birthday of those born on 29 February in a common year.
        inactive: whether people count while their NIK is inactive.

    Raises:
        TypeError: for a `datetime`, or a `by` that is no dimension.
        InvalidRecord: for a negative age.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import early_recordings
        >>> born = date(2004, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105040001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> print(early_recordings(Register.of([someone]), on=date(2020, 12, 31)))
        eligible  recorded early
               1               0
    """
    check_date("early_recordings", "on", on)
    check_count("early_recordings", "from_age", from_age)
    all_columns = columns("early_recordings", register, leap_day=leap_day, inactive=inactive)
    youngest = latest_birth_date(age=from_age, on=on, leap_day=leap_day)
    people = _NotYetObliged(all_columns, register.scope, on, youngest, leap_day, inactive)
    groups = Groups("early_recordings", by, all_columns.people, people)
    day = on.toordinal()
    counts: dict[Hashable, list[int]] = {}
    for person, key in people.keys(groups, on, leap_day):
        count = counts.setdefault(key, [0, 0])
        count[0] += 1
        count[1] += all_columns.steps.at(person, day) > StagePart.NOT_RECORDED.value
    return EarlyTable(
        [EarlyRow(key=key, eligible=old, recorded=new) for key, (old, new) in counts.items()],
        dimensions=groups.names,
    )


@overload
def year_target(
    register: Register,
    *,
    on: date,
    by: Level,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[RegionCode]: ...
@overload
def year_target(
    register: Register,
    *,
    on: date,
    by: AgeBands,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[AgeBand]: ...
@overload
def year_target(
    register: Register,
    *,
    on: date,
    by: Cohort,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[Month | int]: ...
@overload
def year_target(
    register: Register,
    *,
    on: date,
    by: Callable[[Resident], K],
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[K]: ...
@overload
def year_target(
    register: Register,
    *,
    on: date,
    by: Sequence[Dimension] = ...,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[tuple[Hashable, ...]]: ...
def year_target(  # noqa: PLR0913  the question, and options by name
    register: Register,
    *,
    on: date,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> CoverageTable[Any]:
    """Compute coverage by the convention of yearly targets: this year's 17-year-olds count at once.

    The denominator adds all who live there on the date and turn 17 by 31 December; the numerator
    is that of `measure`. On 1 January 2021 the obliged rose from 196,394,976 the day before to
    200,426,767, and coverage fell from 99.11 % to 97.12 % (Ministry of Home Affairs, in the press
    of January 2021): name the convention with the figure.

    Args:
        register: the register; with a scope, only its region is counted.
        on: the date; the year is its calendar year.
        by: the breakdown, as for `partition`.
        stage: the stage from which a person counts as covered.
        leap_day: the day on which those born on 29 February turn 17.
        inactive: whether people count while their NIK is inactive.

    Returns:
        As `measure`, without members.

    Raises:
        TypeError: for a `datetime`, or a `by` that is no dimension.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import measure, year_target
        >>> born = date(2004, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105040001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> day, register = date(2021, 1, 1), Register.of([someone])
        >>> measure(register, on=day).total(on=day)
        Coverage(obliged=0, covered=0)
        >>> year_target(register, on=day).total(on=day)
        Coverage(obliged=1, covered=0)
    """
    table = coverage_of("year_target", register, on, by, stage, leap_day, inactive)
    counts = {row.key: row.coverage for row in table}
    youngest = latest_birth_date(age=OBLIGED_AGE, on=date(on.year, 12, 31), leap_day=leap_day)
    all_columns = columns("year_target", register, leap_day=leap_day, inactive=inactive)
    coming = _NotYetObliged(all_columns, register.scope, on, youngest, leap_day, inactive)
    groups = Groups("year_target", by, all_columns.people, coming)
    one = Coverage(obliged=1, covered=0)
    for _, key in coming.keys(groups, on, leap_day):
        counts[key] = counts[key] + one if key in counts else one
    return CoverageTable(
        [CoverageRow(key=key, on=on, coverage=coverage) for key, coverage in counts.items()],
        dimensions=groups.names,
        set_aside_people=register.set_aside_people,
    )


@final
class _NotYetObliged:
    """Residents in the scope, born by a date and not obliged yet, as columns: see `Located`.

    A later death is disregarded, because it was not known on the date.
    """

    def __init__(  # noqa: PLR0913, PLR0917  the question
        self,
        all_columns: Columns,
        scope: RegionCode | None,
        on: date,
        youngest: date | None,
        leap_day: LeapDay,
        inactive: InactiveNIKs,
    ) -> None:
        self._people = people = all_columns.people
        self.person, self.place, self.obliged_since = array("I"), array("I"), array("i")
        position_of: dict[RegionCode, int] = {}
        # Birth dates decide first, because `assess` is slower.
        oldest = latest_birth_date(age=OBLIGED_AGE, on=on, leap_day=leap_day) or date.min
        ages = range(oldest.toordinal() + 1, (youngest or date.min).toordinal() + 1)
        is_counted = counted_in(scope)
        for person in all_columns.order:
            if people.born(person) not in ages:
                continue
            resident = people.resident(person)
            if any(period.covers(on) for period in left_out(resident, inactive)):
                continue
            stay = resident.residence(on=on)
            if stay is None or not is_counted(stay.region):
                continue
            answer = assess(resident, on=on, leap_day=leap_day)
            if isinstance(answer, NotYetObliged):
                since = answer.expected_from or reached_on(resident, leap_day)
                self.person.append(person)
                self.place.append(position_of.setdefault(stay.region, len(position_of)))
                self.obliged_since.append(since.toordinal())
        self.regions: Sequence[RegionCode] = tuple(position_of)

    def keys(self, groups: Groups, on: date, leap_day: LeapDay) -> Iterator[tuple[int, Hashable]]:
        """Yield the position of each resident and the key of the group."""
        youngest = groups.youngest_of(on, leap_day)
        for person, code in zip(self.person, groups.code, strict=True):
            yield person, groups.key(code, groups.band(self._people.born(person), youngest))
