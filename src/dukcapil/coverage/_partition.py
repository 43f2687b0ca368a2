"""Stages of everybody obliged, at one date."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Any, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_type, raise_faults
from dukcapil._shared.coverage import Coverage, CoverageRow
from dukcapil._shared.keyed_table import KeyedTable, by_key
from dukcapil._shared.rendering import label
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.coverage._table import CoverageTable, Part
from dukcapil.errors import Fault
from dukcapil.nik import NIK
from dukcapil.register import Register, Stage
from dukcapil.register._breakdown import By, Groups
from dukcapil.register._register import Columns, columns

__all__ = ["StageRow", "StageTable", "partition"]


_People = Callable[[Hashable, int], Sequence[NIK]]


def _as_rows(rows: "Iterable[StageRow]") -> "tuple[StageRow, ...]":
    return by_key(rows, StageRow)


def _as_counts(counts: Iterable[int]) -> tuple[int, ...]:
    return tuple(counts)


@final
@attrs.frozen(kw_only=True)
class StageRow(Value):
    """The obliged of one group on one date, by the stage they are at.

    Attributes:
        key: the group.
        on: the date.
        counts: persons at exactly each `Stage`, in its order; each obliged person counts once.
    """

    key: Hashable
    on: date
    counts: tuple[int, ...] = attrs.field(converter=_as_counts)

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        for count in self.counts:
            check_count(self, "counts", count)
        if len(self.counts) != len(Stage):
            raise_faults("StageRow", [("counts", Fault.OUT_OF_BOUNDS)])

    @property
    def obliged(self) -> int:
        """All who must hold a card."""
        return sum(self.counts)

    def coverage(self, stage: Stage) -> Coverage:
        """How many have reached the stage, of all."""
        check_type("coverage", "stage", stage, Stage)
        return Coverage(obliged=self.obliged, covered=sum(self.counts[stage:]))


@final
@attrs.frozen
class StageTable(KeyedTable[StageRow]):
    """The obliged by group and stage on one date: exclusive, and nobody left out.

    Attributes:
        rows: by key.
    """

    rows: tuple[StageRow, ...] = attrs.field(converter=_as_rows)
    _people: _People | None = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_people", None)

    def coverage(self, stage: Stage = Stage.HOLDING) -> CoverageTable[Any]:
        """The same figures as the coverage of one stage: what `measure` gives."""
        check_type("coverage", "stage", stage, Stage)
        table: CoverageTable[Any] = CoverageTable(
            [CoverageRow(key=row.key, on=row.on, coverage=row.coverage(stage)) for row in self.rows]
        )
        people = self._people
        if people is None:
            return table

        def find_members(key: Hashable, part: Part, _on: date) -> tuple[NIK, ...]:
            first = stage if part == "covered" else Stage.NOT_RECORDED
            stop = stage if part == "gap" else len(Stage)
            return tuple(sorted(nik for at in range(first, stop) for nik in people(key, at)))

        return table.with_members(find_members)

    def members(self, key: Hashable, stage: Stage) -> tuple[NIK, ...]:
        """The obliged of a group who are at exactly that stage, in the order of their NIKs.

        Raises:
            KeyError: for a key that the table does not have.
            LookupError: for a table that was made of counts, or pickled.
        """
        check_type("members", "stage", stage, Stage)
        self[key]
        if self._people is None:
            raise LookupError(
                "nobody is known behind these counts; members come with partition(), "
                "and are not pickled"
            )
        return tuple(self._people(key, stage))

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        headings = ("place", "date", *(stage.name.lower().replace("_", " ") for stage in Stage))
        groups = [(label(r.key), r.on, *(f"{count:,}" for count in r.counts)) for r in self.rows]
        return headings, groups


def partition(
    register: Register, *, on: date, by: By = (), leap_day: LeapDay = LeapDay.MARCH_1
) -> StageTable:
    """Put every obliged resident into one group and one stage.

    Args:
        register: the register; with a scope, its region alone is counted.
        on: the date.
        by: what to break down by: a `Level` of regions, the class `Sex`, `AgeBands`, a `Cohort`,
            a function of the resident, or several of them; `()` for one figure.
        leap_day: when somebody born on 29 February turns 17.

    Returns:
        One row for each group in which somebody is obliged, and always one if nothing is broken
        down. A stay in a region that is wider than the level asked for is counted under that
        region.

    Raises:
        TypeError: for a `datetime`, or something that nothing can be broken down by.

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
        place         date  not recorded  recorded  print ready  printed  holding
        female  2020-12-31             1         0            0        0        0
    """
    check_date("partition", "on", on)
    all_columns = columns(register, leap_day=leap_day)
    groups = Groups(by, all_columns.residents, all_columns.stays)
    found = _people_at(all_columns, groups, on, leap_day)
    rows = [
        StageRow(key=key, on=on, counts=[len(people) for people in by_stage])
        for key, by_stage in found.items()
    ]

    def people(key: Hashable, stage: int) -> list[NIK]:
        return [register.residents[person].nik for person in found[key][stage]]

    table = StageTable(rows)
    object.__setattr__(table, "_people", people)
    return table


def _people_at(
    all_columns: Columns, groups: Groups, on: date, leap_day: LeapDay
) -> "dict[Hashable, list[array[int]]]":
    """The positions of the obliged by group and stage, in rising order."""
    stays, steps = all_columns.stays, all_columns.steps
    day, first, step_days = on.toordinal(), steps.first, steps.day
    youngest = groups.youngest_of(on, leap_day)
    found: dict[tuple[int, int], list[array[int]]] = {}
    for person, since, until, code in zip(
        stays.person, stays.since, stays.until, groups.code, strict=True
    ):
        if since <= day < until:
            group = code, groups.band(stays.born[person], youngest) if youngest else 0
            by_stage = found.get(group)
            if by_stage is None:
                by_stage = found[group] = [array("I") for _ in Stage]
            begin = first[person]
            step = bisect_right(step_days, day, begin, first[person + 1])
            by_stage[steps.stage[step - 1] if step > begin else 0].append(person)
    people = {groups.key(*group): by_stage for group, by_stage in found.items()}
    return people or ({(): [array("I") for _ in Stage]} if groups.is_whole else {})
