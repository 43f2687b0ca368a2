"""Stages of everybody obliged, at one date."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Any, Final, Generic, TypeVar, final, overload

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_date, raise_faults
from dukcapil._shared.coverage import Coverage, CoverageRow
from dukcapil._shared.keyed_table import (
    KeyedTable,
    by_key,
    named_dimensions,
    note_of_set_aside,
    row_index,
    set_aside_field,
)
from dukcapil._shared.labels import Language
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
from dukcapil.register._columns import Columns, columns
from dukcapil.register._records import nik_of
from dukcapil.register._stage import least_part
from dukcapil.residents import Resident

__all__ = ["StageRow", "StageTable", "partition", "stages_of", "stages_on"]

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
        return self._covered_from(least_part("coverage", stage))

    def _covered_from(self, least: int) -> Coverage:
        return Coverage(obliged=self.obliged, covered=sum(self.parts[least:]))


def _as_rows(rows: Iterable[StageRow[K]]) -> tuple[StageRow[K], ...]:
    return by_key(rows, StageRow)


@final
@attrs.frozen
class StageTable(Plotted, KeyedTable[StageRow[K]], Generic[K]):
    """The obliged on one date by group and stage, exclusive and exhaustive.

    Attributes:
        rows: by key.
        dimensions: names of the dimensions of the keys, as columns of the table.
        set_aside_people: the people whom `Register.of_valid` set aside, and who are in no figure.
    """

    rows: tuple[StageRow[K], ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    set_aside_people: int = set_aside_field()
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
        rows = [
            CoverageRow(key=row.key, on=row.on, coverage=row._covered_from(least))  # noqa: SLF001
            for row in self
        ]
        table = CoverageTable(
            rows, dimensions=self.dimensions, set_aside_people=self.set_aside_people
        )
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

    def _note(self, language: Language) -> str:
        return note_of_set_aside(self.set_aside_people, language)


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
    return stages_on(all_columns, groups, on, leap_day)


def stages_on(
    all_columns: Columns, groups: Groups, on: date, leap_day: LeapDay
) -> StageTable[Hashable]:
    """Return the stages of everybody in groups that are known already."""
    there = _Obliged(all_columns, groups, on, leap_day)
    rows = [
        StageRow(
            key=key,
            on=on,
            counts=(first, blocked + in_process, *beyond),
            blocked=blocked,
        )
        for key, (first, blocked, in_process, *beyond) in there.counts().items()
    ]

    @cache  # the people are looked for when somebody asks, and then all at once
    def people_of() -> dict[tuple[Hashable, int], list[NIK]]:
        return there.people()

    return StageTable(
        rows,
        dimensions=groups.names,
        find_people=lambda key, part: people_of().get((key, part), []),
        set_aside_people=all_columns.register.set_aside_people,
    )


@final
class _Obliged:
    """The obliged on one day, each with group and part."""

    def __init__(self, all_columns: Columns, groups: Groups, on: date, leap_day: LeapDay) -> None:
        self._columns, self._groups, self._day = all_columns, groups, on.toordinal()
        self._part_of = all_columns.steps.parts_on(self._day)
        youngest = groups.youngest_of(on, leap_day)
        self._bands = len(youngest) + 1
        # People born on one day are in one band.
        self._band_of = cache(partial(groups.band, youngest=youngest))

    def counts(self) -> dict[Hashable, list[int]]:
        """Return the people of each group, by part."""
        if self._groups.is_whole:
            parts = bytes(self._numbers())
            return {(): list(map(parts.count, range(len(StagePart))))}
        found: dict[int, list[int]] = {}
        for number, count in Counter(self._numbers()).items():
            group, part = divmod(number, len(StagePart))
            found.setdefault(group, [0] * len(StagePart))[part] = count
        return {self._key(group): counts for group, counts in found.items()}

    def people(self) -> dict[tuple[Hashable, int], list[NIK]]:
        """Return the NIKs of the people of each group and part."""
        stays, day = self._columns.stays, self._day
        found: dict[int, list[NIK]] = {}
        persons = [
            person
            for person, since, until in zip(stays.person, stays.since, stays.until, strict=True)
            if since <= day < until
        ]
        for person, number in zip(persons, self._numbers(), strict=True):
            found.setdefault(number, []).append(nik_of(self._columns.people.nik(person)))
        return {
            (self._key(number // len(StagePart)), number % len(StagePart)): niks
            for number, niks in found.items()
        }

    def _key(self, group: int) -> Hashable:
        return self._groups.key(*divmod(group, self._bands))

    # The loops are in one expression each, because these are the innermost of all measures.
    def _numbers(self) -> list[int]:
        """Return the number that stands for group, band and part, for each of the obliged."""
        stays, day, part_of = self._columns.stays, self._day, self._part_of
        rows = zip(stays.person, stays.since, stays.until, self._groups.code, strict=True)
        parts, bands = len(StagePart), self._bands
        if self._groups.is_whole:
            return [part_of[one] for one, since, until, _ in rows if since <= day < until]
        if self._groups.bands is None:
            return [
                code * parts + part_of[one]
                for one, since, until, code in rows
                if since <= day < until
            ]
        born, band_of = stays.born, self._band_of
        return [
            (code * bands + band_of(born[one])) * parts + part_of[one]
            for one, since, until, code in rows
            if since <= day < until
        ]
