"""Flows between the stocks of two dates, by their causes, to the last person."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import chain, compress, count
from typing import Any, TypeVar, final, overload

import attrs

from dukcapil._shared.checks import check_date
from dukcapil._shared.coverage import Coverage
from dukcapil.ages import LeapDay
from dukcapil.coverage._flow_table import FlowCount, FlowRow, FlowTable
from dukcapil.coverage._partition import stages_on
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
    stages = stages_on(all_columns, groups, since, leap_day)
    before = {row.key: row.coverage for row in stages.coverage(stage)}
    found = _found(all_columns, groups, _Span(since, until, least, leap_day))
    nothing = Coverage(obliged=0, covered=0)
    return FlowTable(
        [
            FlowRow(key=key, before=first, after=_after(first, counts), counts=counts)
            for key in {**before, **found}
            for first, counts in [(before.get(key, nothing), _counts(found.get(key, {})))]
        ],
        dimensions=groups.names,
        set_aside_people=register.set_aside_people,
    )


def _after(before: Coverage, counts: Sequence[FlowCount]) -> Coverage:
    """Return the stock to which flows lead; tests measure it as well."""
    return Coverage(
        obliged=before.obliged + sum(count.obliged for count in counts),
        covered=before.covered + sum(count.covered for count in counts),
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
    found: dict[_Group, dict[Flow, tuple[int, int]]] = {}
    walk = _Walk(all_columns, groups, span)
    changes = Counter(chain.from_iterable(map(walk.flows_of, walk.changed())))
    for (group, code, obliged, covered), people in changes.items():
        sums, flow = found.setdefault(group, {}), FLOWS[code]
        old = sums.get(flow, (0, 0))
        sums[flow] = old[0] + people * obliged, old[1] + people * covered
    return {groups.key(*group): sums for group, sums in found.items()}


_Group = tuple[int, int]
_Change = tuple[_Group, int, int, int]  # a flow's position, changes of obliged and of covered
_ISSUED, _LOST_OR_VOIDED, _AGED_IN, _AGED_OUT = map(
    FLOWS.index, (Flow.ISSUED, Flow.LOST_OR_VOIDED, Flow.AGED_IN, Flow.AGED_OUT)
)


@final
class _Walk:
    """A walk through the lives of residents, over the columns of a register."""

    __slots__ = ("_birthdays", "_columns", "_first", "_group", "_groups", "_last", "_stage")

    def __init__(self, all_columns: Columns, groups: Groups, span: _Span) -> None:
        self._columns, self._groups, self._stage = all_columns, groups, span.stage
        self._first, self._last = span.since.toordinal(), span.until.toordinal()
        self._birthdays: Callable[[int], Sequence[int]] = cache(
            lambda born: self._in_time(groups.birthdays(born, span.leap_day))
        )
        self._group: Callable[[int, int, int], _Group] = partial(
            groups.group, leap_day=span.leap_day
        )

    def _in_time(self, days: Iterable[int]) -> list[int]:
        first, last = self._first, self._last
        return [day for day in days if first < day <= last]

    def changed(self) -> list[int]:
        """Return the people of whom anything may have changed: most have no flow at all."""
        stays, steps = self._columns.stays, self._columns.steps
        first, last = self._first, self._last
        found = set(compress(stays.person, [first < day <= last for day in stays.since]))
        found.update(compress(stays.person, [first < day <= last for day in stays.until]))
        found.update(steps.changed_after(first))
        if self._groups.bands is not None:
            found.update(compress(count(), map(self._birthdays, stays.born)))
        return sorted(found)

    def flows_of(self, person: int) -> list[_Change]:
        """Return the flows of one resident."""
        stays, steps, code = self._columns.stays, self._columns.steps, self._groups.code
        row = bisect_left(stays.person, person)
        rows = range(row, bisect_right(stays.person, person, row))
        begin, stop = steps.first[person], steps.first[person + 1]
        born = stays.born[person]
        days = self._in_time(
            {
                *steps.day[begin:stop],
                *stays.since[row : rows.stop],
                *stays.until[row : rows.stop],
                *self._birthdays(born),
            }
        )
        found: list[_Change] = []
        # The state changes only on these days, so each is compared with the day before. A change
        # of group is one exit and one entry, whatever happened to the stage on the day: the person
        # takes the stage along. A change of stage alone is a flow of its own.
        for day in sorted(days):
            old = new = None
            for row in rows:
                since, until = stays.since[row], stays.until[row]
                old = row if since < day <= until else old
                new = row if since <= day < until else new
            step = bisect_left(steps.day, day, begin, stop)  # the first one on the day or later
            part = steps.part[step - 1] if step > begin else StagePart.NOT_RECORDED.value
            was_covered = is_covered = part >= self._stage
            if step < stop and steps.day[step] == day:
                is_covered = steps.part[step] >= self._stage
            old_group = None if old is None else self._group(old, born, day - 1)
            new_group = None if new is None else self._group(new, born, day)
            if old_group == new_group:
                if new_group is not None and is_covered is not was_covered:
                    flow = _ISSUED if is_covered else _LOST_OR_VOIDED
                    found.append((new_group, flow, 0, is_covered - was_covered))
                continue
            # Of two groups that differ in the age band alone, the person aged, moved or not.
            has_aged = old is not None and new is not None and code[old] == code[new]
            if old is not None and old_group is not None:
                leaves = _AGED_OUT if has_aged else stays.exit[old]
                found.append((old_group, leaves, -1, -was_covered))
            if new is not None and new_group is not None:
                enters = _AGED_IN if has_aged else stays.entry[new]
                found.append((new_group, enters, 1, int(is_covered)))
        return found
