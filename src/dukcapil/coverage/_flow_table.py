"""Flows between the stocks of two dates: rows and table."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Final, Generic, TypeVar, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_type
from dukcapil._shared.coverage import Coverage, check_changes
from dukcapil._shared.keyed_table import (
    KeyedTable,
    by_key,
    named_dimensions,
    note_of_set_aside,
    row_index,
    set_aside_field,
)
from dukcapil._shared.labels import Language
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind
from dukcapil._shared.values import Value
from dukcapil.coverage._suppression.complements import Cell, Count, cells_to_blank, need
from dukcapil.coverage._suppression.tables import (
    Group,
    Published,
    SuppressedCounts,
    SuppressedCountsRow,
    all_alike,
)
from dukcapil.register._obliged_stays import FLOWS, Flow

__all__ = ["FlowCount", "FlowRow", "FlowTable"]

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
        check_changes(self, FlowCount, "flow", FLOWS)

    def __getitem__(self, flow: Flow) -> FlowCount:
        """Return the count of one flow."""
        check_type("FlowRow", "flow", flow, Flow)
        return self.counts[FLOWS.index(flow)]


def _as_rows(rows: Iterable[FlowRow[K]]) -> tuple[FlowRow[K], ...]:
    return by_key(rows, FlowRow)


@final
@attrs.frozen
class FlowTable(Plotted, KeyedTable[FlowRow[K]], Generic[K]):
    """The flows of every group between two dates.

    As a table, each group has one line for its counts before, one for each flow that moved
    anybody, and one for its counts after.

    Attributes:
        rows: by key.
        dimensions: names of the dimensions of the keys, as columns of the table.
        set_aside_people: the people whom `Register.of_valid` set aside, and who are in no figure.
    """

    rows: tuple[FlowRow[K], ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    set_aside_people: int = set_aside_field()
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

    def _note(self, language: Language) -> str:
        return note_of_set_aside(self.set_aside_people, language)


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
