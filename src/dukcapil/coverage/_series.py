"""Stocks: how many obliged residents are at each stage, on one date or on many."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Any, final

import attrs

from dukcapil._shared.checks import Value, check_count, check_date, check_type, raise_faults
from dukcapil._shared.coverage import Coverage, CoverageRow
from dukcapil._shared.keyed_table import KeyedTable, by_key
from dukcapil._shared.rendering import label
from dukcapil.ages import LeapDay
from dukcapil.coverage._table import CoverageTable, Part
from dukcapil.errors import Fault
from dukcapil.months import Month, month_list
from dukcapil.nik import NIK
from dukcapil.register import Register, Stage
from dukcapil.register._breakdown import By, Cells
from dukcapil.register._register import Columns, columns
from dukcapil.register._stage import StageSteps

__all__ = ["StageRow", "StageTable", "measure", "partition", "series"]


_People = Callable[[Hashable, int], Sequence[NIK]]


def _as_rows(rows: Iterable[StageRow]) -> tuple[StageRow, ...]:
    return by_key(rows, StageRow)


def _as_counts(counts: Iterable[int]) -> tuple[int, ...]:
    return tuple(counts)


@final
@attrs.frozen(kw_only=True)
class StageRow(Value):
    """The obliged of one cell on one date, by the stage they are at.

    Attributes:
        key: the cell.
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
    """The obliged by cell and stage on one date: exclusive, and nobody left out.

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
        """The obliged of a cell who are at exactly that stage, in the order of their NIKs.

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
        cells = [(label(r.key), r.on, *(f"{count:,}" for count in r.counts)) for r in self.rows]
        return headings, cells


def partition(
    register: Register, *, on: date, by: By = (), leap_day: LeapDay = LeapDay.MARCH_1
) -> StageTable:
    """Put every obliged resident into one cell and one stage.

    Args:
        register: the register; with a scope, its region alone is counted.
        on: the date.
        by: what to break down by: a `Level` of regions, the class `Sex`, `AgeBands`, a `Cohort`,
            a function of the resident, or several of them; `()` for one figure.
        leap_day: when somebody born on 29 February turns 17.

    Returns:
        One row for each cell in which somebody is obliged, and always one if nothing is broken
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
    cells = Cells(by, all_columns.residents, all_columns.stays)
    found = _people_at(all_columns, cells, on, leap_day)
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
    all_columns: Columns, cells: Cells, on: date, leap_day: LeapDay
) -> dict[Hashable, list[array[int]]]:
    """The positions of the obliged by cell and stage, in rising order."""
    stays, steps = all_columns.stays, all_columns.steps
    day, first, step_days = on.toordinal(), steps.first, steps.day
    youngest = cells.youngest_of(on, leap_day)
    found: dict[tuple[int, int], list[array[int]]] = {}
    for person, since, until, code in zip(
        stays.person, stays.since, stays.until, cells.code, strict=True
    ):
        if since <= day < until:
            cell = code, cells.band(stays.born[person], youngest) if youngest else 0
            by_stage = found.get(cell)
            if by_stage is None:
                by_stage = found[cell] = [array("I") for _ in Stage]
            begin = first[person]
            step = bisect_right(step_days, day, begin, first[person + 1])
            by_stage[steps.stage[step - 1] if step > begin else 0].append(person)
    people = {cells.key(*cell): by_stage for cell, by_stage in found.items()}
    return people or ({(): [array("I") for _ in Stage]} if cells.is_whole else {})


def measure(
    register: Register,
    *,
    on: date,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> CoverageTable[Any]:
    """Coverage on a date, from the log alone.

    Args:
        register: the register; with a scope, its region alone is counted.
        on: the date.
        by: what to break down by, as for `partition`.
        stage: what counts as covered: this stage or beyond; recorded for recording coverage,
            holding for ownership (*kepemilikan*).
        leap_day: when somebody born on 29 February turns 17.

    Returns:
        One row for each cell, as `partition`. `members` names the people, and `roll_up` adds
        exactly.

    Raises:
        TypeError: for a `datetime`, or something that nothing can be broken down by.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex, measure
        >>> from dukcapil.regions import Level
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> register = Register.of([someone])
        >>> table = measure(register, on=date(2020, 12, 31), by=Level.KECAMATAN)
        >>> print(table)
        place           date  obliged  covered  gap     %
        32.75.01  2020-12-31        1        0    1  0.00
        >>> table.members(RegionCode("32.75.01"), "gap")
        (NIK('327599**********'),)
    """
    return partition(register, on=on, by=by, leap_day=leap_day).coverage(stage)


def series(
    register: Register,
    months: Iterable[Month],
    *,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> CoverageTable[Any]:
    """Coverage on the last days of many months, in one pass over the register.

    The same table as `measure` on each of the days together. Each person adds one at the month
    in which they come into a cell or reach the stage, and takes it away where that ends; the
    sums of these changes are the figures.

    Args:
        register: the register; with a scope, its region alone is counted.
        months: in any order, each once or more.
        by: what to break down by, as for `partition`.
        stage: what counts as covered: this stage or beyond.
        leap_day: when somebody born on 29 February turns 17.

    Returns:
        One row for each month and each cell, as `partition` at its end.

    Raises:
        TypeError: for something that is not a `Month`, or that nothing can be broken down by.

    Examples:
        >>> from dukcapil import Month, Register, series
        >>> len(series(Register.of([]), Month.range(Month(2020, 1), Month(2021, 1))))
        12
    """
    wanted = month_list("series", months)
    check_type("series", "stage", stage, Stage)
    dates = [month.last_day for month in wanted]
    all_columns = columns(register, leap_day=leap_day)
    cells = Cells(by, all_columns.residents, all_columns.stays)
    if not dates:
        return CoverageTable([])
    rows = []
    found = _changes(all_columns, cells, dates, stage, leap_day)
    if cells.is_whole:
        found.setdefault((0, 0), ([0] * len(dates), [0] * len(dates)))
    for (code, band), changes in found.items():
        key = cells.key(code, band)
        obliged, covered = map(accumulate, changes)
        rows += [
            CoverageRow(key=key, on=on, coverage=Coverage(obliged=e, covered=h))
            for on, e, h in zip(dates, obliged, covered, strict=False)
            if e or cells.is_whole
        ]
    table: CoverageTable[Any] = CoverageTable(rows)

    @cache  # of the few dates of the table
    def on_one_day(on: date) -> CoverageTable[Any]:
        return measure(register, on=on, by=by, stage=stage, leap_day=leap_day)

    return table.with_members(lambda key, part, on: on_one_day(on).members(key, part))


_Changes = tuple[list[int], list[int]]


def _changes(
    all_columns: Columns,
    cells: Cells,
    dates: Sequence[date],
    stage: Stage,
    leap_day: LeapDay,
) -> dict[tuple[int, int], _Changes]:
    """By cell, the changes of the obliged and of the covered from each date to the next."""
    stays, steps = all_columns.stays, all_columns.steps
    days = [on.toordinal() for on in dates]
    count, first_day, last_day = len(days), days[0], days[-1]
    born, bands_between = stays.born, _bands_between(cells, dates, leap_day)
    covered_between = _covered_between(steps, days, stage)
    firsts, step_days, step_stages = steps.first, steps.day, steps.stage
    all_dates: tuple[_Ranges, _Ranges] = (), ((0, count),)
    found: dict[tuple[int, int], _Changes] = {}
    for person, since, until, code in zip(
        stays.person, stays.since, stays.until, cells.code, strict=True
    ):
        if since <= first_day and until > last_day:
            begin, end = 0, count
            # Most people change nothing in the time looked at, so they are asked for first.
            first, stop = firsts[person], firsts[person + 1]
            step = bisect_right(step_days, first_day, first, stop)
            if step == stop or step_days[step] > last_day:
                ranges = all_dates[(step_stages[step - 1] if step > first else 0) >= stage]
            else:
                ranges = covered_between(person, begin, end)
        else:
            begin = 0 if since <= first_day else bisect_left(days, since)
            end = count if until > last_day else bisect_left(days, until)
            if begin >= end:
                continue
            ranges = covered_between(person, begin, end)
        for band, band_begin, band_end in bands_between(born[person], begin, end):
            changes = found.get((code, band))
            if changes is None:
                changes = found[code, band] = [0] * (count + 1), [0] * (count + 1)
            obliged, covered = changes
            obliged[band_begin] += 1
            obliged[band_end] -= 1
            for range_begin, range_end in ranges:
                # Calls of max and min would be a tenth of all the time.
                low = range_begin if range_begin > band_begin else band_begin  # noqa: FURB136
                high = range_end if range_end < band_end else band_end  # noqa: FURB136
                if low < high:
                    covered[low] += 1
                    covered[high] -= 1
    return found


_Bands = Sequence[tuple[int, int, int]]
_Ranges = Sequence[tuple[int, int]]


def _bands_between(
    cells: Cells, dates: Sequence[date], leap_day: LeapDay
) -> Callable[[int, int, int], _Bands]:
    """What tells the age bands that somebody born on a day passes through on some of the dates.

    Each band comes with the half-open range of the positions of its dates.
    """
    of_date = [cells.youngest_of(on, leap_day) for on in dates]
    of_band = list(zip(*of_date, strict=True))[::-1]

    @cache  # those who were born on one day pass through the same bands
    def between(born: int, begin: int, end: int) -> _Bands:
        band, last = cells.band(born, of_date[begin]), cells.band(born, of_date[end - 1])
        passed = []
        while band < last:
            # The latest birth dates of a band rise with the dates.
            change = bisect_left(of_band[band], born, begin, end)
            passed.append((band, begin, change))
            band, begin = band + 1, change
        return (*passed, (last, begin, end))

    return between


def _covered_between(
    steps: StageSteps, days: Sequence[int], stage: Stage
) -> Callable[[int, int, int], _Ranges]:
    """What tells on which of the days somebody has reached a stage, as half-open ranges."""
    firsts, step_days, step_stages = steps.first, steps.day, steps.stage

    def between(person: int, begin: int, end: int) -> _Ranges:
        first, stop = firsts[person], firsts[person + 1]
        step = bisect_right(step_days, days[begin], first, stop)
        is_covered = (step_stages[step - 1] if step > first else 0) >= stage
        ranges = []
        for later in range(step, stop):
            if (step_stages[later] >= stage) is not is_covered:
                change = min(bisect_left(days, step_days[later]), end)
                if is_covered:
                    ranges.append((begin, change))
                begin, is_covered = change, not is_covered
        if is_covered:
            ranges.append((begin, end))
        return ranges

    return between
