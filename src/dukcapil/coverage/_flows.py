"""Flows: why the obliged and the covered of two dates differ, to the last person."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import final

import attrs

from dukcapil._shared.checks import check_date, check_items, check_type, raise_faults
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.keyed_table import KeyedTable, by_key
from dukcapil._shared.rendering import label
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.coverage._measure import measure
from dukcapil.coverage._table import CoverageTable
from dukcapil.errors import Fault
from dukcapil.register import Register, Stage
from dukcapil.register._breakdown import By, Groups
from dukcapil.register._obliged_stays import FLOWS, Flow
from dukcapil.register._register import Columns, columns

__all__ = [
    "FlowCount",
    "FlowRow",
    "FlowTable",
    "flows",
]


@final
@attrs.frozen(kw_only=True)
class FlowCount(Value):
    """How many persons one flow adds; negative where it takes.

    Attributes:
        flow: which.
        obliged: by how many persons the obliged change.
        covered: by how many the covered change.
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
class FlowRow(Value):
    """The coverage of one group on two dates, and all that lies between.

    Attributes:
        key: the group.
        before: the counts on the first date.
        after: the counts on the second date.
        counts: every flow, in the order of `Flow`; they add up exactly, or the row does not
            exist.

    Raises:
        InvalidRecord: for flows that do not lead from `before` to `after`.
    """

    key: Hashable
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
            raise_faults("FlowRow", [("counts", Fault.CONTRADICTION)])

    def __getitem__(self, flow: Flow) -> FlowCount:
        """The count of one flow."""
        check_type("FlowRow", "flow", flow, Flow)
        return self.counts[FLOWS.index(flow)]


def _as_rows(rows: Iterable[FlowRow]) -> tuple[FlowRow, ...]:
    return by_key(rows, FlowRow)


@final
@attrs.frozen
class FlowTable(KeyedTable[FlowRow]):
    """The flows of every group between two dates.

    Attributes:
        rows: by key.
    """

    rows: tuple[FlowRow, ...] = attrs.field(converter=_as_rows)

    def total(self) -> FlowRow:
        """All groups together; who moved between two of them is in both flows."""
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

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """One line for each flow that moved anybody."""
        lines: list[tuple[str, str, str, str]] = []
        for row in self.rows:
            lines.append((label(row.key), "before", *_figures(row.before)))
            lines += [
                ("", it.flow.value, f"{it.obliged:+,}", f"{it.covered:+,}")
                for it in row.counts
                if it.obliged or it.covered
            ]
            lines.append(("", "after", *_figures(row.after)))
        return ("place", "flow", "obliged", "covered"), lines


def _figures(coverage: Coverage) -> tuple[str, str]:
    return f"{coverage.obliged:,}", f"{coverage.covered:,}"


def flows(  # noqa: PLR0913  what is asked for, and four options by name
    register: Register,
    since: date,
    until: date,
    *,
    by: By = (),
    stage: Stage = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> FlowTable:
    """What led from the figures of one date to those of another.

    `before` and `after` are what `measure` gives on the two dates, so a flow counts if it
    happened after `since` and not after `until`. Only what changes a group counts: who moves
    within a region has not moved as far as its figures go. Where several things happen to one
    person on one day, the beginning of the obligation comes before the move (a permit before the
    17th birthday, and that before a marriage), and the end of a stay before that of a permit;
    death ends before anything else.

    Args:
        register: the register; with a scope, its region alone is counted.
        since: the first date.
        until: the second date, not earlier.
        by: what to break down by, as for `partition`.
        stage: what counts as covered: this stage or beyond.
        leap_day: when somebody born on 29 February turns 17.

    Returns:
        One row for each group in which somebody was obliged on either date, or came and went.

    Raises:
        TypeError: for a `datetime`, or something that nothing can be broken down by.
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
        place  flow       obliged  covered
        all    before           0        0
               turned 17       +1       +0
               after            1        0
    """
    check_date("flows", "since", since)
    check_date("flows", "until", until)
    check_type("flows", "stage", stage, Stage)
    if until < since:
        raise ValueError("until: expected a date that is not before `since`")
    all_columns = columns(register, leap_day=leap_day)
    groups = Groups(by, all_columns.residents, all_columns.stays)
    found = _found(all_columns, groups, _Span(since, until, stage, leap_day))
    before = _coverage_by_key(measure(register, on=since, by=by, stage=stage, leap_day=leap_day))
    after = _coverage_by_key(measure(register, on=until, by=by, stage=stage, leap_day=leap_day))
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
        ]
    )


def _coverage_by_key(table: CoverageTable[Hashable]) -> dict[Hashable, Coverage]:
    return {row.key: row.coverage for row in table}


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
    """What a walk through the lives of residents needs to know."""

    since: date
    until: date
    stage: Stage
    leap_day: LeapDay


def _found(all_columns: Columns, groups: Groups, span: _Span) -> _Found:
    """The sums of all flows by key."""
    found: dict[tuple[int, int], dict[Flow, tuple[int, int]]] = {}
    first, last = span.since.toordinal(), span.until.toordinal()
    stays = all_columns.stays
    rows = (
        row
        for row, (since, until) in enumerate(zip(stays.since, stays.until, strict=True))
        if since <= last and until > first
    )
    for person, own in groupby(rows, key=stays.person.__getitem__):
        for group, flow, obliged, covered in _flows_of(
            person, list(own), all_columns, groups, span
        ):
            sums = found.setdefault(group, {})
            old = sums.get(flow, (0, 0))
            sums[flow] = old[0] + obliged, old[1] + covered
    return {groups.key(*group): sums for group, sums in found.items()}


_Group = tuple[int, int]


def _flows_of(
    person: int, rows: Sequence[int], all_columns: Columns, groups: Groups, span: _Span
) -> Iterator[tuple[_Group, Flow, int, int]]:
    """The flows of one resident: the group, which, and by how much the two figures change."""
    stays, steps = all_columns.stays, all_columns.steps
    first, last = span.since.toordinal(), span.until.toordinal()
    days = {day for row in rows for day in (stays.since[row], stays.until[row])}
    days.update(steps.day[steps.first[person] : steps.first[person + 1]])
    days.update(groups.birthdays(all_columns.residents[person].birth_date, span.leap_day))
    born = stays.born[person]
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
        has_aged = old is not None and new is not None and stays.place[old] == stays.place[new]
        if old is not None and old_group is not None:
            leaves = Flow.AGED_OUT if has_aged else FLOWS[stays.exit[old]]
            yield old_group, leaves, -1, -was_covered
        if new is not None and new_group is not None:
            enters = Flow.AGED_IN if has_aged else FLOWS[stays.entry[new]]
            yield new_group, enters, 1, int(is_covered)


def _row_on(all_columns: Columns, rows: Sequence[int], day: int) -> int | None:
    stays = all_columns.stays
    return next((row for row in rows if stays.since[row] <= day < stays.until[row]), None)
