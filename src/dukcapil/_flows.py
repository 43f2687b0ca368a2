"""Flows: why the obliged and the covered of two dates differ, to the last person."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Final, final

import attrs

from dukcapil._checks import Value, check_date, check_items, check_type, raise_faults
from dukcapil._coverage_table import CoverageTable
from dukcapil._coverage_values import Coverage
from dukcapil._dimensions import By, Cells
from dukcapil._obligation import FLOWS, Flow
from dukcapil._render import Tabular, label
from dukcapil._stocks import measure
from dukcapil._tables import KeyedTable, by_key, place_of
from dukcapil.ages import LeapDay
from dukcapil.errors import Fault
from dukcapil.register import Columns, Register, Stage, columns

__all__ = [
    "Contribution",
    "Decomposition",
    "FlowCount",
    "FlowRow",
    "FlowTable",
    "Kitagawa",
    "decompose",
    "flows",
    "kitagawa",
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
    """The coverage of one cell on two dates, and all that lies between.

    Attributes:
        key: the cell.
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
    """The flows of every cell between two dates.

    Attributes:
        rows: by key.
    """

    rows: tuple[FlowRow, ...] = attrs.field(converter=_as_rows)

    def total(self) -> FlowRow:
        """All cells together; who moved between two of them is in both flows."""
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
    happened after `since` and not after `until`. Only what changes a cell counts: who moves
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
        One row for each cell in which somebody was obliged on either date, or came and went.

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
    cells = Cells(by, all_columns.residents, all_columns.stays)
    found = _found(all_columns, cells, _Span(since, until, stage, leap_day))
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


def _found(all_columns: Columns, cells: Cells, span: _Span) -> _Found:
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
        for cell, flow, obliged, covered in _flows_of(person, list(own), all_columns, cells, span):
            sums = found.setdefault(cell, {})
            old = sums.get(flow, (0, 0))
            sums[flow] = old[0] + obliged, old[1] + covered
    return {cells.key(*cell): sums for cell, sums in found.items()}


_Cell = tuple[int, int]


def _flows_of(
    person: int, rows: Sequence[int], all_columns: Columns, cells: Cells, span: _Span
) -> Iterator[tuple[_Cell, Flow, int, int]]:
    """The flows of one resident: the cell, which, and by how much the two figures change."""
    stays, steps = all_columns.stays, all_columns.steps
    first, last = span.since.toordinal(), span.until.toordinal()
    days = {day for row in rows for day in (stays.since[row], stays.until[row])}
    days.update(steps.day[steps.first[person] : steps.first[person + 1]])
    days.update(cells.birthdays(all_columns.residents[person].birth_date, span.leap_day))
    born = stays.born[person]
    for day in sorted(day for day in days if first < day <= last):
        old = _row_on(all_columns, rows, day - 1)
        new = _row_on(all_columns, rows, day)
        old_cell = None if old is None else cells.cell(old, born, day - 1, span.leap_day)
        new_cell = None if new is None else cells.cell(new, born, day, span.leap_day)
        was_covered = steps.at(person, day - 1) >= span.stage
        is_covered = steps.at(person, day) >= span.stage
        if old_cell == new_cell:
            if new_cell is not None and is_covered is not was_covered:
                change = is_covered - was_covered
                yield new_cell, Flow.ISSUED if is_covered else Flow.LOST_OR_VOIDED, 0, change
            continue
        has_aged = old is not None and new is not None and stays.place[old] == stays.place[new]
        if old is not None and old_cell is not None:
            leaves = Flow.AGED_OUT if has_aged else FLOWS[stays.exit[old]]
            yield old_cell, leaves, -1, -was_covered
        if new is not None and new_cell is not None:
            enters = Flow.AGED_IN if has_aged else FLOWS[stays.entry[new]]
            yield new_cell, enters, 1, int(is_covered)


def _row_on(all_columns: Columns, rows: Sequence[int], day: int) -> int | None:
    stays = all_columns.stays
    return next((row for row in rows if stays.since[row] <= day < stays.until[row]), None)


@final
@attrs.frozen(kw_only=True)
class Contribution(Value):
    """What one flow or one cell adds to a change of coverage.

    Attributes:
        of: the `Flow`, or the key of the cell.
        share: in parts of one, exactly; negative where it lowers coverage.
    """

    of: Hashable
    share: Fraction

    def __attrs_post_init__(self) -> None:
        check_type(self, "share", self.share, Fraction)


def _as_contributions(values: Iterable[Contribution]) -> tuple[Contribution, ...]:
    return tuple(values)


@final
@attrs.frozen(kw_only=True)
class Decomposition(Tabular, Value):
    """A change of coverage as the exact sum of what each flow did to it.

    Attributes:
        change: coverage after less coverage before, exactly.
        contributions: one for each flow that moved anybody; they sum to `change`.

    Raises:
        InvalidRecord: for contributions that do not sum to the change.
    """

    change: Fraction
    contributions: tuple[Contribution, ...] = attrs.field(converter=_as_contributions)

    def __attrs_post_init__(self) -> None:
        check_type(self, "change", self.change, Fraction)
        check_items(self, "contributions", self.contributions, Contribution)
        if sum(part.share for part in self.contributions) != self.change:
            raise_faults("Decomposition", [("contributions", Fault.CONTRADICTION)])

    def __getitem__(self, flow: Flow) -> Fraction:
        """What one flow did; 0 if it moved nobody."""
        check_type("Decomposition", "flow", flow, Flow)
        return next((part.share for part in self.contributions if part.of is flow), _ZERO)

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [(label(part.of), _points(part.share)) for part in self.contributions]
        return ("flow", "points"), [*rows, ("change", _points(self.change))]


_ZERO: Final = Fraction(0)


def _points(share: Fraction) -> str:
    """Percentage points to three digits, half away from zero."""
    thousandths = int(abs(share) * 100_000 + Fraction(1, 2))
    sign = "-" if share < 0 else "+"
    return f"{sign}{thousandths // 1000}.{thousandths % 1000:03}"


def decompose(row: FlowRow) -> Decomposition | None:
    """Split a change of coverage between the flows that made it, exactly.

    With the means C of the two coverages and E of the two numbers of obliged, a flow that adds
    *h* to the covered and *e* to the obliged contributes (*h* - C *e*) / E. Whoever comes with
    better coverage than there was raises it, whatever their number.

    Args:
        row: a row of `flows`.

    Returns:
        The contributions, or None where nobody was obliged on one of the dates.

    Raises:
        TypeError: for something that is not a `FlowRow`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Register
        >>> from dukcapil.coverage import decompose, flows
        >>> row = flows(Register.of([]), date(2019, 12, 31), date(2020, 12, 31)).total()
        >>> decompose(row) is None
        True
    """
    check_type("decompose", "row", row, FlowRow)
    before, after = row.before.ratio, row.after.ratio
    if before is None or after is None:
        return None
    mean_ratio = (before + after) / 2
    mean_obliged = Fraction(row.before.obliged + row.after.obliged, 2)
    return Decomposition(
        change=after - before,
        contributions=[
            Contribution(of=it.flow, share=(it.covered - mean_ratio * it.obliged) / mean_obliged)
            for it in row.counts
            if it.obliged or it.covered
        ],
    )


@final
@attrs.frozen(kw_only=True)
class Kitagawa(Tabular, Value):
    """The difference of two coverages as the exact sum of two effects.

    Attributes:
        difference: the second coverage less the first, exactly.
        rates: by cell, what differs because the same people are covered more or less.
        composition: by cell, what differs because the obliged are other people.
    """

    difference: Fraction
    rates: tuple[Contribution, ...] = attrs.field(converter=_as_contributions)
    composition: tuple[Contribution, ...] = attrs.field(converter=_as_contributions)

    def __attrs_post_init__(self) -> None:
        check_type(self, "difference", self.difference, Fraction)
        check_items(self, "rates", self.rates, Contribution)
        check_items(self, "composition", self.composition, Contribution)
        if [part.of for part in self.rates] != [part.of for part in self.composition]:
            raise_faults("Kitagawa", [("composition", Fault.CONTRADICTION)])
        if self.rate_effect + self.composition_effect != self.difference:
            raise_faults("Kitagawa", [("difference", Fault.CONTRADICTION)])

    @property
    def rate_effect(self) -> Fraction:
        """The sum of `rates`."""
        return sum((part.share for part in self.rates), start=_ZERO)

    @property
    def composition_effect(self) -> Fraction:
        """The sum of `composition`."""
        return sum((part.share for part in self.composition), start=_ZERO)

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [
            (label(rate.of), _points(rate.share), _points(mix.share))
            for rate, mix in zip(self.rates, self.composition, strict=True)
        ]
        total = ("all", _points(self.rate_effect), _points(self.composition_effect))
        return ("place", "rate", "composition"), [*rows, total]


def kitagawa(one: CoverageTable[Hashable], other: CoverageTable[Hashable]) -> Kitagawa:
    """Split the difference of two coverages into a rate effect and a composition effect.

    The components of a difference between two rates of E. M. Kitagawa (Journal of the American
    Statistical Association 50, 1955), without an interaction term: each effect is weighted with
    the mean of the other factor. A cell in which one side has nobody has no rate there, so all
    of its difference is composition.

    Args:
        one: a table of one date, such as one city by age band.
        other: a table of one date by the same dimension: another date or another place.

    Returns:
        Both effects for every cell of either table; they sum to the difference.

    Raises:
        ValueError: for tables of several dates, or in which nobody is obliged.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Coverage, CoverageTable
        >>> from dukcapil.coverage import kitagawa
        >>> day = date(2020, 12, 31)
        >>> young_city = CoverageTable.of([
        ...     ("17-19", day, Coverage(obliged=50, covered=25)),
        ...     ("20+", day, Coverage(obliged=50, covered=50)),
        ... ])
        >>> old_city = CoverageTable.of([
        ...     ("17-19", day, Coverage(obliged=10, covered=5)),
        ...     ("20+", day, Coverage(obliged=90, covered=90)),
        ... ])
        >>> print(kitagawa(young_city, old_city))
        place    rate  composition
        17-19  +0.000      -20.000
        20+    +0.000      +40.000
        all    +0.000      +20.000
    """
    here, there = _of_one_date(one), _of_one_date(other)
    size_here = sum(coverage.obliged for coverage in here.values())
    size_there = sum(coverage.obliged for coverage in there.values())
    if not (size_here and size_there):
        raise ValueError("kitagawa: expected somebody obliged in both tables")
    rates, composition = [], []
    nothing = Coverage(obliged=0, covered=0)
    for key in sorted({**here, **there}, key=place_of):
        before, after = here.get(key, nothing), there.get(key, nothing)
        old_rate, new_rate = _rates(before, after)
        old_share = Fraction(before.obliged, size_here)
        new_share = Fraction(after.obliged, size_there)
        rate = (new_rate - old_rate) * (old_share + new_share) / 2
        mix = (new_share - old_share) * (old_rate + new_rate) / 2
        rates.append(Contribution(of=key, share=rate))
        composition.append(Contribution(of=key, share=mix))
    covered_here = sum(coverage.covered for coverage in here.values())
    covered_there = sum(coverage.covered for coverage in there.values())
    difference = Fraction(covered_there, size_there) - Fraction(covered_here, size_here)
    return Kitagawa(difference=difference, rates=rates, composition=composition)


def _rates(before: Coverage, after: Coverage) -> tuple[Fraction, Fraction]:
    """The two rates; one that does not exist is taken to be the other."""
    old, new = before.ratio, after.ratio
    return (old if old is not None else new or _ZERO), (new if new is not None else old or _ZERO)


def _of_one_date(table: CoverageTable[Hashable]) -> dict[Hashable, Coverage]:
    check_type("kitagawa", "table", table, CoverageTable)
    if len(table.dates) > 1:
        raise ValueError("kitagawa: expected tables of one date; use at()")
    return {row.key: row.coverage for row in table}
