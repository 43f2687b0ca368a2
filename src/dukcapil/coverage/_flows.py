"""Flows between the stocks of two dates, by their causes, to the last person."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import compress, count
from typing import Any, TypeVar, final, overload

import attrs

from dukcapil._shared.checks import check_date
from dukcapil._shared.coverage import Coverage
from dukcapil.ages import LeapDay
from dukcapil.coverage._flow_table import FlowCount, FlowRow, FlowTable
from dukcapil.coverage._measure import coverage_of
from dukcapil.months import Month
from dukcapil.regions import Level, RegionCode
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension, Groups
from dukcapil.register._columns import Columns, columns
from dukcapil.register._obliged_stays import FLOWS, Flow
from dukcapil.register._stage import least_part
from dukcapil.residents import Resident

__all__ = ["flows"]

K = TypeVar("K", bound=Hashable)


@overload
def flows(
    register: Register,
    since: date,
    until: date,
    *,
    by: Level,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> FlowTable[RegionCode]: ...
@overload
def flows(
    register: Register,
    since: date,
    until: date,
    *,
    by: AgeBands,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> FlowTable[AgeBand]: ...
@overload
def flows(
    register: Register,
    since: date,
    until: date,
    *,
    by: Cohort,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> FlowTable[Month | int]: ...
@overload
def flows(
    register: Register,
    since: date,
    until: date,
    *,
    by: Callable[[Resident], K],
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> FlowTable[K]: ...
@overload
def flows(
    register: Register,
    since: date,
    until: date,
    *,
    by: Sequence[Dimension] = ...,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
    inactive: InactiveNIKs = ...,
) -> FlowTable[tuple[Hashable, ...]]: ...
def flows(  # noqa: PLR0913  the question, and three options by name
    register: Register,
    since: date,
    until: date,
    *,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
) -> FlowTable[Any]:
    """Compute the flows that lead from the stocks of one date to those of another.

    `before` and `after` are the counts of `measure` on the two dates, so a flow counts if it
    happened after `since` and not after `until`. Only changes of the group count: a move within
    one region is no flow of its figures, and on a birthday that begins an age band it is ageing.
    Several facts of one person on one day have one flow: the beginning of the obligation takes
    precedence over a move (a permit over the 17th birthday, and that over a marriage), the end of
    a stay over that of a permit, and death over every other end; a move to another group takes
    precedence over ageing.

    Args:
        register: the register; with a scope, only its region is counted.
        since: the first date.
        until: the second date, not earlier.
        by: the breakdown, as for `partition`.
        stage: the stage, or the part of it, from which a person counts as covered.
        leap_day: the day on which those born on 29 February turn 17.
        inactive: whether people count while their NIK is inactive.

    Returns:
        One row for each group in which anybody was obliged on either date or in between.

    Raises:
        TypeError: for a `datetime`, or a `by` that is no dimension.
        ValueError: for dates in the wrong order.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import flows
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> print(flows(Register.of([someone]), date(2019, 12, 31), date(2020, 12, 31)))
        flow       obliged  change of the obliged  covered  change of the covered
        before           0                               0
        turned 17                              +1                              +0
        after            1                               0
    """
    check_date("flows", "since", since)
    check_date("flows", "until", until)
    least = least_part("flows", stage)
    if until < since:
        raise ValueError("flows.until: expected a date that is not before `since`")
    all_columns = columns("flows", register, leap_day=leap_day, inactive=inactive)
    groups = Groups("flows", by, all_columns.people, all_columns.stays)
    found = _found(all_columns, groups, _Span(since, until, least, leap_day))
    before, after = (
        {
            row.key: row.coverage
            for row in coverage_of("flows", register, on, by, stage, leap_day, inactive)
        }
        for on in (since, until)
    )
    nothing = Coverage(obliged=0, covered=0)
    return FlowTable(
        [
            FlowRow(
                key=key,
                before=before.get(key, nothing),
                after=after.get(key, nothing),
                counts=_counts(found.get(key, {})),
            )
            for key in {**before, **after, **found}
        ],
        dimensions=groups.names,
        set_aside_people=register.set_aside_people,
    )


_Found = dict[Hashable, dict[Flow, tuple[int, int]]]


def _counts(found: Mapping[Flow, tuple[int, int]]) -> list[FlowCount]:
    return [
        FlowCount(flow=flow, obliged=obliged, covered=covered)
        for flow in FLOWS
        for obliged, covered in [found.get(flow, (0, 0))]
    ]


@final
@attrs.frozen
class _Span:
    """The question, for a walk through the lives of residents."""

    since: date
    until: date
    stage: int
    leap_day: LeapDay


def _found(all_columns: Columns, groups: Groups, span: _Span) -> _Found:
    """Return the sums of all flows by key."""
    found: dict[tuple[int, int], dict[Flow, tuple[int, int]]] = {}
    person_of = all_columns.stays.person
    for person in _changed(all_columns, groups, span):
        rows = range(bisect_left(person_of, person), bisect_right(person_of, person))
        for group, flow, obliged, covered in _flows_of(person, rows, all_columns, groups, span):
            sums = found.setdefault(group, {})
            old = sums.get(flow, (0, 0))
            sums[flow] = old[0] + obliged, old[1] + covered
    return {groups.key(*group): sums for group, sums in found.items()}


def _changed(all_columns: Columns, groups: Groups, span: _Span) -> set[int]:
    """Return the people of whom anything may have changed: most have no flow at all."""
    stays, steps = all_columns.stays, all_columns.steps
    first, last = span.since.toordinal(), span.until.toordinal()
    found = set(compress(stays.person, [first < day <= last for day in stays.since]))
    found.update(compress(stays.person, [first < day <= last for day in stays.until]))
    rows = [row for row, day in enumerate(steps.day) if first < day <= last]
    found.update(bisect_right(steps.first, row) - 1 for row in rows)
    if groups.bands is not None:

        @cache  # people born on one day have their birthdays on one
        def has_birthday(born: int) -> bool:
            return any(first < day <= last for day in groups.birthdays(born, span.leap_day))

        found.update(compress(count(), map(has_birthday, stays.born)))
    return found


_Group = tuple[int, int]


def _flows_of(
    person: int, rows: Sequence[int], all_columns: Columns, groups: Groups, span: _Span
) -> Iterator[tuple[_Group, Flow, int, int]]:
    """Yield the flows of one resident: group, flow, changes of the obliged and the covered."""
    stays, steps = all_columns.stays, all_columns.steps
    first, last = span.since.toordinal(), span.until.toordinal()
    begin, stop = steps.first[person], steps.first[person + 1]
    born = stays.born[person]
    days = [*steps.day[begin:stop], *groups.birthdays(born, span.leap_day)]
    for row in rows:
        days += stays.since[row], stays.until[row]
    # The state changes only on these days, so each is compared with the day before. A change of
    # group is one exit and one entry, whatever happened to the stage on the day: the person takes
    # the stage along. A change of stage alone is a flow of its own.
    for day in sorted({day for day in days if first < day <= last}):
        old = new = None
        for row in rows:
            since, until = stays.since[row], stays.until[row]
            old = row if since < day <= until else old
            new = row if since <= day < until else new
        old_group = None if old is None else groups.group(old, born, day - 1, span.leap_day)
        new_group = None if new is None else groups.group(new, born, day, span.leap_day)
        step = bisect_left(steps.day, day, begin, stop)  # the first one on the day or later
        part = steps.part[step - 1] if step > begin else StagePart.NOT_RECORDED.value
        was_covered = is_covered = part >= span.stage
        if step < stop and steps.day[step] == day:
            is_covered = steps.part[step] >= span.stage
        if old_group == new_group:
            if new_group is not None and is_covered is not was_covered:
                change = is_covered - was_covered
                yield new_group, Flow.ISSUED if is_covered else Flow.LOST_OR_VOIDED, 0, change
            continue
        # Of two groups that differ in the age band alone, the person aged, moved or not.
        has_aged = old is not None and new is not None and groups.code[old] == groups.code[new]
        if old is not None and old_group is not None:
            leaves = Flow.AGED_OUT if has_aged else FLOWS[stays.exit[old]]
            yield old_group, leaves, -1, -was_covered
        if new is not None and new_group is not None:
            enters = Flow.AGED_IN if has_aged else FLOWS[stays.entry[new]]
            yield new_group, enters, 1, int(is_covered)
