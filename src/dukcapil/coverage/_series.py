"""Coverage of a register at the ends of many months, in one pass."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Any, TypeVar, overload

from dukcapil._shared.coverage import Coverage, CoverageRow
from dukcapil.ages import LeapDay
from dukcapil.coverage._measure import coverage_of
from dukcapil.coverage._table import CoverageTable
from dukcapil.months import Month, month_list
from dukcapil.regions import Level, RegionCode
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension, Groups
from dukcapil.register._columns import Columns, columns
from dukcapil.register._stage import least_part
from dukcapil.register._stage_steps import StageSteps
from dukcapil.residents import Resident

__all__ = ["series"]

K = TypeVar("K", bound=Hashable)


@overload
def series(
    register: Register,
    months: Iterable[Month],
    *,
    by: Level,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[RegionCode]: ...
@overload
def series(
    register: Register,
    months: Iterable[Month],
    *,
    by: AgeBands,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[AgeBand]: ...
@overload
def series(
    register: Register,
    months: Iterable[Month],
    *,
    by: Cohort,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[Month | int]: ...
@overload
def series(
    register: Register,
    months: Iterable[Month],
    *,
    by: Callable[[Resident], K],
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[K]: ...
@overload
def series(
    register: Register,
    months: Iterable[Month],
    *,
    by: Sequence[Dimension] = ...,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> CoverageTable[tuple[Hashable, ...]]: ...
def series(  # noqa: PLR0913  the question, and options by name
    register: Register,
    months: Iterable[Month],
    *,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> CoverageTable[Any]:
    """Compute coverage on the last days of many months, in one pass over the register.

    The same table as `measure` on each of the days. Each person adds one in the month in which
    they enter a group or reach the stage, and subtracts it where that ends; the figures are the
    running sums of these changes.

    Args:
        register: the register; with a scope, only its region is counted.
        months: in any order; repeated months count once.
        by: the breakdown, as for `partition`.
        stage: the stage, or the part of it, from which a person counts as covered.
        leap_day: the day on which those born on 29 February turn 17.
        inactive: whether people count while their NIK is inactive.

    Returns:
        One row for each month and each group, as `partition` at its end.

    Raises:
        TypeError: for something that is not a `Month`, or a `by` that is no dimension.

    Examples:
        >>> from dukcapil import Month, Register, series
        >>> len(series(Register.of([]), Month.range(Month(2020, 1), Month(2021, 1))))
        12
    """
    wanted = month_list("series", months)
    least = least_part("series", stage)
    dates = [month.last_day for month in wanted]
    all_columns = columns("series", register, leap_day=leap_day, inactive=inactive)
    groups = Groups("series", by, all_columns.people, all_columns.stays)
    if not dates:
        return CoverageTable(
            [], dimensions=groups.names, set_aside_people=register.set_aside_people
        )
    rows = []
    found = _changes(all_columns, groups, dates, least, leap_day)
    if groups.is_whole:
        found.setdefault((0, 0), ([0] * len(dates), [0] * len(dates)))
    for (code, band), changes in found.items():
        key = groups.key(code, band)
        obliged, covered = map(accumulate, changes)
        rows += [
            CoverageRow(key=key, on=on, coverage=Coverage(obliged=e, covered=h))
            for on, e, h in zip(dates, obliged, covered, strict=False)
            if e or groups.is_whole
        ]

    @cache  # the table has few dates
    def on_one_day(on: date) -> CoverageTable[Hashable]:
        return coverage_of("series", register, on, by, stage, leap_day, inactive)

    return CoverageTable(
        rows,
        dimensions=groups.names,
        find_members=lambda key, part, on: on_one_day(on).members(key, part),
        set_aside_people=register.set_aside_people,
    )


# Changes of the obliged and of the covered, each a list with one number a date and one more at
# the end: a person who is in a group on the dates begin..end-1 adds 1 at `begin` and subtracts it
# at `end`. The running sums are the figures; `end` may be the extra place, which is never shown.
_Changes = tuple[list[int], list[int]]


def _changes(
    all_columns: Columns,
    groups: Groups,
    dates: Sequence[date],
    stage: int,
    leap_day: LeapDay,
) -> dict[tuple[int, int], _Changes]:
    """Return by group the changes of both figures from each date to the next."""
    stays, steps = all_columns.stays, all_columns.steps
    days = [on.toordinal() for on in dates]
    count, first_day, last_day = len(days), days[0], days[-1]
    born, bands_between = stays.born, _bands_between(groups, dates, leap_day)
    covered_between = _covered_between(steps, days, stage)
    firsts, step_days, step_parts = steps.first, steps.day, steps.part
    all_dates: tuple[_Ranges, _Ranges] = (), ((0, count),)
    found: dict[tuple[int, int], _Changes] = {}
    for person, since, until, code in zip(
        stays.person, stays.since, stays.until, groups.code, strict=True
    ):
        if since <= first_day and until > last_day:
            begin, end = 0, count
            # The usual case first: most people change nothing in this time.
            first, stop = firsts[person], firsts[person + 1]
            step = bisect_right(step_days, first_day, first, stop)
            if step == stop or step_days[step] > last_day:
                ranges = all_dates[(step_parts[step - 1] if step > first else 0) >= stage]
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
                # Calls of max and min would take a tenth of all the time.
                low = range_begin if range_begin > band_begin else band_begin  # noqa: FURB136
                high = range_end if range_end < band_end else band_end  # noqa: FURB136
                if low < high:
                    covered[low] += 1
                    covered[high] -= 1
    return found


_Bands = Sequence[tuple[int, int, int]]
_Ranges = Sequence[tuple[int, int]]


def _bands_between(
    groups: Groups, dates: Sequence[date], leap_day: LeapDay
) -> Callable[[int, int, int], _Bands]:
    """Return a function that gives the age bands which a birth date passes through.

    The function takes the day of birth and a half-open range of positions of dates; it gives each
    band with the half-open range of its dates.
    """
    of_date = [groups.youngest_of(on, leap_day) for on in dates]
    of_band = list(zip(*of_date, strict=True))[::-1]

    @cache  # people born on one day pass through the same bands
    def between(born: int, begin: int, end: int) -> _Bands:
        band, last = groups.band(born, of_date[begin]), groups.band(born, of_date[end - 1])
        passed = []
        while band < last:
            # The latest birth dates of a band rise with the dates.
            change = bisect_left(of_band[band], born, begin, end)
            passed.append((band, begin, change))
            band, begin = band + 1, change
        return (*passed, (last, begin, end))

    return between


def _covered_between(
    steps: StageSteps, days: Sequence[int], stage: int
) -> Callable[[int, int, int], _Ranges]:
    """Return a function that gives the ranges of days on which a person is at a stage or beyond.

    The function takes a person and a half-open range of positions of days, and so are its ranges.
    """
    firsts, step_days, step_parts = steps.first, steps.day, steps.part

    def between(person: int, begin: int, end: int) -> _Ranges:
        first, stop = firsts[person], firsts[person + 1]
        step = bisect_right(step_days, days[begin], first, stop)
        is_covered = (step_parts[step - 1] if step > first else 0) >= stage
        ranges = []
        for later in range(step, stop):
            if (step_parts[later] >= stage) is not is_covered:
                change = min(bisect_left(days, step_days[later]), end)
                if is_covered:
                    ranges.append((begin, change))
                begin, is_covered = change, not is_covered
        if is_covered:
            ranges.append((begin, end))
        return ranges

    return between
