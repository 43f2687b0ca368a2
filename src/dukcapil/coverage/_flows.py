"""Flows between the stocks of two dates, by their causes, to the last person."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import compress, count
from typing import Any, Final, Generic, TypeVar, final, overload

import attrs

from dukcapil._shared.checks import check_date, check_items, check_type, raise_faults
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.keyed_table import KeyedTable, by_key, named_dimensions, row_index
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.coverage._measure import coverage_of
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
from dukcapil.register._obliged_stays import FLOWS, Flow
from dukcapil.register._register import Columns, columns
from dukcapil.register._stage import least_part
from dukcapil.residents import Resident

__all__ = [
    "FlowCount",
    "FlowRow",
    "FlowTable",
    "flows",
]

K = TypeVar("K", bound=Hashable)

_COLUMNS: Final = (
    Column("flow"),
    Column("obliged", Kind.COUNT),
    Column("obliged_change", Kind.CHANGE),
    Column("covered", Kind.COUNT),
    Column("covered_change", Kind.CHANGE),
)


@final
@attrs.frozen(kw_only=True)
class FlowCount(Value):
    """The persons whom one flow adds; negative where it takes them away.

    Attributes:
        flow: the cause.
        obliged: change of the obliged, in persons.
        covered: change of the covered, in persons.
    """

    flow: Flow
    obliged: int
    covered: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "flow", self.flow, Flow)
        check_type(self, "obliged", self.obliged, int)
        check_type(self, "covered", self.covered, int)


def _as_counts(counts: Iterable[FlowCount]) -> tuple[FlowCount, ...]:
    return tuple(counts)


@final
@attrs.frozen(kw_only=True)
class FlowRow(Value, Generic[K]):
    """The coverage of one group on two dates, and the flows between them.

    Attributes:
        key: the group.
        before: the counts on the first date.
        after: the counts on the second date.
        counts: every flow, in the order of `Flow`; `before` plus all of them is `after`.

    Raises:
        InvalidRecord: for flows that do not lead from `before` to `after`.
    """

    key: K
    before: Coverage
    after: Coverage
    counts: tuple[FlowCount, ...] = attrs.field(converter=_as_counts)

    def __attrs_post_init__(self) -> None:
        check_type(self, "before", self.before, Coverage)
        check_type(self, "after", self.after, Coverage)
        check_items(self, "counts", self.counts, FlowCount)
        if tuple(count.flow for count in self.counts) != FLOWS:
            raise_faults("FlowRow", [("counts", Fault.OUT_OF_ORDER)])
        obliged = self.before.obliged + sum(count.obliged for count in self.counts)
        covered = self.before.covered + sum(count.covered for count in self.counts)
        if (obliged, covered) != (self.after.obliged, self.after.covered):
            raise_faults("FlowRow", [("counts", Fault.CONTRADICTION, "after")])

    def __getitem__(self, flow: Flow) -> FlowCount:
        """Return the count of one flow."""
        check_type("FlowRow", "flow", flow, Flow)
        return self.counts[FLOWS.index(flow)]


def _as_rows(rows: Iterable[FlowRow[K]]) -> tuple[FlowRow[K], ...]:
    return by_key(rows, FlowRow)


@final
@attrs.frozen
class FlowTable(KeyedTable[FlowRow[K]], Generic[K]):
    """The flows of every group between two dates.

    As a table, each group has one line for its counts before, one for each flow that moved
    anybody, and one for its counts after.

    Attributes:
        rows: by key.
        dimensions: names of the dimensions of the keys, as columns of the table.
    """

    rows: tuple[FlowRow[K], ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    _row_of: Mapping[Hashable, FlowRow[K]] = row_index()

    def total(self) -> FlowRow[tuple[()]]:
        """Return all groups together; a move between two of them is in both flows."""
        before = after = Coverage(obliged=0, covered=0)
        for row in self.rows:
            before, after = before + row.before, after + row.after
        counts = [
            FlowCount(
                flow=flow,
                obliged=sum(row[flow].obliged for row in self.rows),
                covered=sum(row[flow].covered for row in self.rows),
            )
            for flow in FLOWS
        ]
        return FlowRow(key=(), before=before, after=after, counts=counts)

    def suppress(
        self, *, below: int, group: Group[K] = all_alike, totals: bool = True
    ) -> SuppressedCounts[K]:
        """Blank flows of few people, and further ones that would tell them.

        A flow is blanked if it moves few people, few covered or few others. Since the flows of a
        group add up to the change of its stock, and those of one cause to the total of the cause,
        further flows are blanked until neither gives a small one away. The counts before and after
        are shown, unless they are small or would tell another small one; then the flows of the
        group are blank as well. The rest is as in `CoverageTable.suppress`.

        Args:
            below: the smallest count of people that may be shown; 2 or more.
            group: as in `CoverageTable.suppress`.
            totals: as in `CoverageTable.suppress`.

        Raises:
            TypeError: for a number that is not an `int`, or `totals` that is not a `bool`.
            ValueError: for a number less than 2.

        Examples:
            >>> from datetime import date
            >>> from dukcapil.coverage import flows
            >>> from dukcapil.testing import synthetic_city
            >>> year = flows(synthetic_city(9_000, seed=7), date(2019, 12, 31), date(2020, 12, 31))
            >>> print(year.suppress(below=15))
            flow            obliged  change of the obliged  covered  change of the covered
            before            6,236                           5,999
            turned 17                                 +125                              +0
            married young
            permit began
            died
            issued                                      +0                            +357
            lost or voided                              +0                            -196
            after             6,321                           6,120
        """
        published = Published(below, group, totals)
        whole = cells_to_blank(
            [Cell(*published.spot(row.key), _stock(row, below)) for row in self.rows]
        )
        # Nobody believes in a cause that the table does not have, or in ageing into the first band.
        causes = {it.flow for row in self.rows for it in row.counts if it.obliged or it.covered}
        causes -= {Flow.AGED_IN, Flow.AGED_OUT}
        lines = [
            (row.key, it, is_blank)
            for row, is_blank in zip(self.rows, whole, strict=True)
            for it in row.counts
            if it.obliged or it.covered or it.flow in causes
        ]
        blank = cells_to_blank(
            [
                Cell(*published.spot(key, it.flow), _moved(it, below), is_blank)
                for key, it, is_blank in lines
            ]
        )
        hidden: dict[K, set[object]] = {
            row.key: {"before", "after"} if is_blank else set()
            for row, is_blank in zip(self.rows, whole, strict=True)
        }
        for (key, it, _), is_line_blank in zip(lines, blank, strict=True):
            if is_line_blank:
                hidden[key].add(it.flow)
        rows = [
            SuppressedCountsRow(
                key=row.key,
                cells=(name, *(None if name in hidden[row.key] else cell for cell in cells)),
            )
            for row in self.rows
            for name, *cells in _lines(row, shown=hidden[row.key])
        ]
        return SuppressedCounts(rows, dimensions=self.dimensions, columns=_COLUMNS)

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        return [*keys.columns, *_COLUMNS], [
            [*keys.cells(row.key), *line] for row in self.rows for line in _lines(row)
        ]


def _stock(row: FlowRow[K], below: int) -> tuple[Count, ...]:
    """Return the covered and the others of a group, as they can change on both dates at once."""
    return tuple(
        Count(max(0, min(counts)), max(need(abs(count), below) for count in counts))
        for counts in (
            (row.before.covered, row.after.covered),
            (row.before.gap, row.after.gap),
        )
    )


def _moved(count: FlowCount, below: int) -> tuple[Count | None, ...]:
    """Return the covered and the others who enter or leave, and those who change the stage."""
    if count.flow in _OF_STAGE:
        changed = abs(count.covered)
        sign = 1 if count.flow is Flow.ISSUED else -1
        return None, None, Count(changed, need(changed, below), sign)
    sign = 1 if count.flow in _INTO else -1
    covered = abs(count.covered)
    others = abs(count.obliged) - covered
    return (
        Count(covered, need(covered, below), sign),
        Count(others, need(others, below), sign),
        None,
    )


_OF_STAGE: Final = frozenset({Flow.ISSUED, Flow.LOST_OR_VOIDED})
_INTO: Final = frozenset(FLOWS[: FLOWS.index(Flow.DIED)])


def _lines(row: FlowRow[K], *, shown: Collection[object] = ()) -> Iterator[tuple[object, ...]]:
    """Yield the lines of a row: those with people, and those that are asked for."""
    yield "before", row.before.obliged, None, row.before.covered, None
    for it in row.counts:
        if it.obliged or it.covered or it.flow in shown:
            yield it.flow, None, it.obliged, None, it.covered
    yield "after", row.after.obliged, None, row.after.covered, None


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
    found = set(compress(stays.person, (first < day <= last for day in stays.since)))
    found.update(compress(stays.person, (first < day <= last for day in stays.until)))
    rows = (row for row, day in enumerate(steps.day) if first < day <= last)
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
    days = {day for row in rows for day in (stays.since[row], stays.until[row])}
    days.update(steps.day[steps.first[person] : steps.first[person + 1]])
    born = stays.born[person]
    days.update(groups.birthdays(born, span.leap_day))
    # The state changes only on these days, so each is compared with the day before. A change of
    # group is one exit and one entry, whatever happened to the stage on the day: the person takes
    # the stage along. A change of stage alone is a flow of its own.
    for day in sorted(day for day in days if first < day <= last):
        old = _row_on(all_columns, rows, day - 1)
        new = _row_on(all_columns, rows, day)
        old_group = None if old is None else groups.group(old, born, day - 1, span.leap_day)
        new_group = None if new is None else groups.group(new, born, day, span.leap_day)
        was_covered = steps.at(person, day - 1) >= span.stage
        is_covered = steps.at(person, day) >= span.stage
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


def _row_on(all_columns: Columns, rows: Sequence[int], day: int) -> int | None:
    stays = all_columns.stays
    return next((row for row in rows if stays.since[row] <= day < stays.until[row]), None)
