"""Stages of everybody obliged, at one date."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Generic, TypeVar, final, overload

import attrs

from dukcapil._shared.checks import check_count, check_date, raise_faults
from dukcapil._shared.coverage import Coverage, CoverageRow
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
from dukcapil.coverage._table import CoverageTable, Part
from dukcapil.errors import Fault
from dukcapil.months import Month
from dukcapil.nik import NIK
from dukcapil.regions import Level, RegionCode
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension, Groups
from dukcapil.register._records import nik_of
from dukcapil.register._register import Columns, columns
from dukcapil.register._stage import least_part
from dukcapil.residents import Resident

__all__ = ["StageRow", "StageTable", "partition", "stages_of"]

K = TypeVar("K", bound=Hashable)

_FindPeople = Callable[[K, int], Sequence[NIK]]
_COLUMNS: Final = (
    Column("date", Kind.DATE),
    *(Column(part.name.lower(), Kind.COUNT) for part in StagePart),
)


def _as_counts(counts: Iterable[int]) -> tuple[int, ...]:
    return tuple(counts)


@final
@attrs.frozen(kw_only=True)
class StageRow(Value, Generic[K]):
    """The obliged of one group on one date, by stage.

    Attributes:
        key: the group.
        on: the date.
        counts: persons at exactly each `Stage`, in its order; each obliged person counts once.
        blocked: those of the recorded whose record is blocked, see `StagePart`.
    """

    key: K
    on: date
    counts: tuple[int, ...] = attrs.field(converter=_as_counts)
    blocked: int = 0

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for count in self.counts:
            check_count(self, "counts", count)
        if len(self.counts) != len(Stage):
            raise_faults("StageRow", [("counts", Fault.OUT_OF_BOUNDS)])
        check_count(self, "blocked", self.blocked)
        if self.blocked > self.counts[Stage.RECORDED]:
            raise_faults("StageRow", [("blocked", Fault.CONTRADICTION, "counts")])

    @property
    def obliged(self) -> int:
        """All persons obliged, at any stage."""
        return sum(self.counts)

    @property
    def in_process(self) -> int:
        """Those of the recorded whose record is on its way."""
        return self.counts[Stage.RECORDED] - self.blocked

    @property
    def parts(self) -> tuple[int, ...]:
        """Persons in each `StagePart`, in its order: exclusive and exhaustive."""
        first, _, *beyond = self.counts
        return (first, self.blocked, self.in_process, *beyond)

    def coverage(self, stage: Stage | StagePart) -> Coverage:
        """Return the coverage that counts as covered all at the stage, or part, or beyond."""
        least = least_part("coverage", stage)
        return Coverage(obliged=self.obliged, covered=sum(self.parts[least:]))


def _as_rows(rows: Iterable[StageRow[K]]) -> tuple[StageRow[K], ...]:
    return by_key(rows, StageRow)


@final
@attrs.frozen
class StageTable(KeyedTable[StageRow[K]], Generic[K]):
    """The obliged on one date by group and stage, exclusive and exhaustive.

    Attributes:
        rows: by key.
        dimensions: names of the dimensions of the keys, as columns of the table.
    """

    rows: tuple[StageRow[K], ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    _row_of: Mapping[Hashable, StageRow[K]] = row_index()
    _find_people: _FindPeople[K] | None = attrs.field(
        alias="find_people",
        default=None,
        kw_only=True,
        eq=False,
        repr=False,
        metadata={"is_transient": True},
    )

    def coverage(self, stage: Stage | StagePart = Stage.HOLDING) -> CoverageTable[K]:
        """Return the coverage of one stage, as `measure` does."""
        least = least_part("coverage", stage)
        rows = [CoverageRow(key=row.key, on=row.on, coverage=row.coverage(stage)) for row in self]
        table = CoverageTable(rows, dimensions=self.dimensions)
        people = self._find_people
        if people is None:
            return table

        def find_members(key: K, part: Part, _on: date) -> tuple[NIK, ...]:
            first = least if part == "covered" else 0
            stop = least if part == "gap" else len(StagePart)
            return tuple(sorted(nik for at in range(first, stop) for nik in people(key, at)))

        return table.with_members(find_members)

    def members(self, key: K, stage: Stage | StagePart) -> tuple[NIK, ...]:
        """Return the obliged of a group at exactly that stage, or part, in order of their NIKs.

        Raises:
            KeyError: for a key that the table does not have.
            LookupError: for a table made of counts alone, or pickled.
        """
        least_part("members", stage)
        self[key]
        if self._find_people is None:
            raise LookupError(
                "this table has no member lists; use one returned by partition() in this process"
            )
        parts = [part for part in StagePart if stage is part or stage is part.stage]
        return tuple(sorted(nik for part in parts for nik in self._find_people(key, part.value)))

    def suppress(
        self, *, below: int, group: Group[K] = all_alike, totals: bool = True
    ) -> SuppressedCounts[K]:
        """Blank small counts, and further ones of other parts and groups that would tell them.

        The obliged of each row are shown, unless they are few themselves, and the totals of each
        part are taken as published. The rest is as in `CoverageTable.suppress`.

        Args:
            below: the smallest count of people that may be shown; 2 or more.
            group: as in `CoverageTable.suppress`.
            totals: as in `CoverageTable.suppress`.

        Raises:
            TypeError: for a number that is not an `int`, or `totals` that is not a `bool`.
            ValueError: for a number less than 2.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.coverage import StageRow, StageTable
            >>> on = date(2020, 12, 31)
            >>> counts = {"A": (50, 40, 3, 20, 900), "B": (60, 0, 30, 25, 800)}
            >>> table = StageTable([
            ...     StageRow(key=key, on=on, counts=by_stage) for key, by_stage in counts.items()
            ... ])
            >>> for row in table.suppress(below=5):
            ...     print(row.key, *row.cells)
            A 2020-12-31 1013 50 0 None None 20 900
            B 2020-12-31 915 60 0 None None 25 800
        """
        published = Published(below, group, totals)
        # Rows of few obliged are blanked as a whole, with others; then parts of the others.
        is_few = [need(row.obliged, below) > 0 for row in self.rows]
        whole = cells_to_blank(
            [
                Cell(
                    *published.spot(row.key),
                    tuple(Count(count, few and need(count, below)) for count in row.parts),
                )
                for row, few in zip(self.rows, is_few, strict=True)
            ]
        )
        parts = cells_to_blank(
            [
                Cell(
                    *published.spot(row.key, part),
                    (Count(count, 0 if few else need(count, below)),),
                    is_blank,
                )
                for row, few, is_blank in zip(self.rows, is_few, whole, strict=True)
                for part, count in enumerate(row.parts)
            ]
        )
        shown = iter(parts)
        return SuppressedCounts(
            [
                SuppressedCountsRow(
                    key=row.key,
                    cells=(
                        row.on,
                        None if is_blank else row.obliged,
                        *(None if next(shown) else count for count in row.parts),
                    ),
                )
                for row, is_blank in zip(self.rows, whole, strict=True)
            ],
            dimensions=self.dimensions,
            columns=(_COLUMNS[0], Column("obliged", Kind.COUNT), *_COLUMNS[1:]),
        )

    def _content(self) -> Content:
        return self._with_keys(_COLUMNS, lambda row: [row.on, *row.parts])


@overload
def partition(
    register: Register,
    *,
    on: date,
    by: Level,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> StageTable[RegionCode]: ...
@overload
def partition(
    register: Register,
    *,
    on: date,
    by: AgeBands,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> StageTable[AgeBand]: ...
@overload
def partition(
    register: Register,
    *,
    on: date,
    by: Cohort,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> StageTable[Month | int]: ...
@overload
def partition(
    register: Register,
    *,
    on: date,
    by: Callable[[Resident], K],
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> StageTable[K]: ...
@overload
def partition(
    register: Register,
    *,
    on: date,
    by: Sequence[Dimension] = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> StageTable[tuple[Hashable, ...]]: ...
def partition(
    register: Register,
    *,
    on: date,
    by: By = (),
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> StageTable[Any]:
    """Put every obliged resident into one group and one stage.

    Args:
        register: the register; with a scope, only its region is counted.
        on: the date.
        by: the breakdown: a `Level` of regions, the class `Sex`, `AgeBands`, a `Cohort`, a
            function of the resident, or several of them; `()` for one figure.
        leap_day: the day on which those born on 29 February turn 17.
        inactive: whether people count while their NIK is inactive.

    Returns:
        One row for each group in which anybody is obliged, and always one without a breakdown. A
        stay in a region wider than the level asked for is counted under that region.

    Raises:
        TypeError: for a `datetime`, or a `by` that is no dimension.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import partition
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> print(partition(Register.of([someone]), on=date(2020, 12, 31), by=Sex))
        sex           date  not recorded  recorded, blocked  recorded, in process  print ready  \
printed  holding a card
        female  2020-12-31             1                  0                     0            0  \
      0               0
    """
    return stages_of("partition", register, on, by, leap_day, inactive)


def stages_of(  # noqa: PLR0913, PLR0917  those of `partition`
    function: str,
    register: Register,
    on: date,
    by: By,
    leap_day: LeapDay,
    inactive: InactiveNIKs,
) -> StageTable[Hashable]:
    """Return the partition of a register for the public function that was called."""
    check_date(function, "on", on)
    all_columns = columns(function, register, leap_day=leap_day, inactive=inactive)
    groups = Groups(function, by, all_columns.people, all_columns.stays)
    found = _people_at(all_columns, groups, on, leap_day)
    rows = [
        StageRow(
            key=key,
            on=on,
            counts=(first, blocked + in_process, *beyond),
            blocked=blocked,
        )
        for key, by_part in found.items()
        for first, blocked, in_process, *beyond in [map(len, by_part)]
    ]

    # The table keeps positions, which take 4 bytes a person; NIKs are looked up on request.
    def find_people(key: Hashable, part: int) -> list[NIK]:
        people = all_columns.people
        return [nik_of(nik) for nik in sorted(map(people.nik, found[key][part]))]

    return StageTable(rows, dimensions=groups.names, find_people=find_people)


def _people_at(
    all_columns: Columns, groups: Groups, on: date, leap_day: LeapDay
) -> "dict[Hashable, list[array[int]]]":
    """Return the positions of the obliged by group and `StagePart`, in rising order."""
    stays, steps = all_columns.stays, all_columns.steps
    day, first, step_days = on.toordinal(), steps.first, steps.day
    youngest = groups.youngest_of(on, leap_day)
    found: dict[tuple[int, int], list[array[int]]] = {}
    for person, since, until, code in zip(
        stays.person, stays.since, stays.until, groups.code, strict=True
    ):
        if since <= day < until:
            group = code, groups.band(stays.born[person], youngest) if youngest else 0
            by_part = found.get(group)
            if by_part is None:
                by_part = found[group] = [array("I") for _ in StagePart]
            # `steps.at`, written out: a call for each person would double the time.
            begin = first[person]
            step = bisect_right(step_days, day, begin, first[person + 1])
            by_part[steps.part[step - 1] if step > begin else 0].append(person)
    people = {groups.key(*group): by_part for group, by_part in found.items()}
    return people or ({(): [array("I") for _ in StagePart]} if groups.is_whole else {})
