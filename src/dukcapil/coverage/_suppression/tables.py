"""Suppression of small counts, by which people could be identified."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from typing import Final, Generic, TypeVar, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_items, check_type
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.keyed_table import named_dimensions
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind, Tabular, key_parts
from dukcapil._shared.values import Value
from dukcapil.coverage._suppression.complements import Count, need

__all__ = [
    "COUNTS",
    "Group",
    "Published",
    "SuppressedCounts",
    "SuppressedCountsRow",
    "SuppressedRow",
    "SuppressedTable",
    "all_alike",
    "coverage_cells",
    "coverage_counts",
]

K = TypeVar("K", bound=Hashable)


COUNTS: Final = (
    Column("date", Kind.DATE),
    Column("obliged", Kind.COUNT),
    Column("covered", Kind.COUNT),
    Column("gap", Kind.COUNT),
    Column("percent", Kind.PERCENT),
)
"""The columns of a coverage, after those of its key."""


def coverage_cells(on: date, coverage: Coverage | None) -> list[object]:
    """Return the cells of `COUNTS`, blank without a coverage."""
    if coverage is None:
        return [on, None, None, None, None]
    return [on, coverage.obliged, coverage.covered, coverage.gap, coverage.percent()]


Group = Callable[[K], Hashable]


def all_alike(_key: object) -> None:
    """Put all keys into one group."""


@final
@attrs.frozen
class Published(Generic[K]):
    """Terms of a publication: the question of every `suppress`."""

    below: int
    group: Group[K]
    totals: bool

    def __attrs_post_init__(self) -> None:
        check_count("suppress", "below", self.below)
        if self.below < 2:
            raise ValueError("suppress.below: expected 2 or more")
        check_type("suppress", "totals", self.totals, bool)

    def spot(
        self, key: K, *within: Hashable, on: date | None = None
    ) -> tuple[Hashable, tuple[Hashable, ...]]:
        """Return the group and the place of a cell; `within` its row the total is always known."""
        if self.totals:
            return (on, self.group(key)), (*key_parts(key), *within)
        return (on, key), within


def coverage_counts(coverage: Coverage, below: int) -> tuple[Count, Count]:
    """Return the covered and the gap, which is negative in a coverage above the whole."""
    gap = coverage.gap
    covered = Count(coverage.covered, need(coverage.covered, below))
    rest = Count(abs(gap), need(abs(gap), below), -1 if gap < 0 else 1)
    if not (covered.need or rest.need):
        # Few obliged are many of neither only where the gap is negative.
        covered = covered._replace(need=need(coverage.obliged, below))
    return covered, rest


@final
@attrs.frozen(kw_only=True)
class SuppressedRow(Value, Generic[K]):
    """A row of a table for publication.

    Attributes:
        key: the place.
        on: the date.
        coverage: the counts; None if they are blanked.
    """

    key: K
    on: date
    coverage: Coverage | None

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        if self.coverage is not None:
            check_type(self, "coverage", self.coverage, Coverage)


def _as_suppressed_rows(rows: Iterable[SuppressedRow[K]]) -> tuple[SuppressedRow[K], ...]:
    rows = tuple(rows)
    check_items("SuppressedTable", "rows", rows, SuppressedRow)
    return rows


@final
@attrs.frozen
class SuppressedTable(Tabular, Value, Generic[K]):
    """A table without small counts, for publication.

    Attributes:
        rows: in the order of the table it was made of.
        dimensions: names of the dimensions of the keys, as columns.
    """

    rows: tuple[SuppressedRow[K], ...] = attrs.field(converter=_as_suppressed_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[SuppressedRow[K]]:
        """Iterate over the rows, by date and then by key."""
        return iter(self.rows)

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        return [*keys.columns, *COUNTS], [
            [*keys.cells(row.key), *coverage_cells(row.on, row.coverage)] for row in self.rows
        ]


@final
@attrs.frozen(kw_only=True)
class SuppressedCountsRow(Value, Generic[K]):
    """A line of a table of several counts for publication.

    Attributes:
        key: the group.
        cells: a value for each of the columns after those of the key; None where it is blanked.
    """

    key: K
    cells: tuple[object, ...]


def _as_lines(
    rows: Iterable[SuppressedCountsRow[K]],
) -> tuple[SuppressedCountsRow[K], ...]:
    rows = tuple(rows)
    check_items("SuppressedCounts", "rows", rows, SuppressedCountsRow)
    return rows


@final
@attrs.frozen
class SuppressedCounts(Tabular, Value, Generic[K]):
    """Stages, flows, waiting times or early recordings without small counts, for publication.

    Attributes:
        rows: in the order of the table it was made of.
        dimensions: names of the dimensions of the keys, as columns.
        columns: the other columns.
    """

    rows: tuple[SuppressedCountsRow[K], ...] = attrs.field(converter=_as_lines)
    dimensions: tuple[str, ...] = named_dimensions("place")
    columns: tuple[Column, ...] = attrs.field(kw_only=True)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[SuppressedCountsRow[K]]:
        """Iterate over the rows."""
        return iter(self.rows)

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        return [*keys.columns, *self.columns], [
            [*keys.cells(row.key), *row.cells] for row in self.rows
        ]
