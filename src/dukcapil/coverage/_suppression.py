"""Suppression of small counts, by which people could be identified."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Generic, TypeVar, final

import attrs

from dukcapil._shared.checks import check_date, check_items, check_type
from dukcapil._shared.coverage import (
    Coverage,
    CoverageRow,
)
from dukcapil._shared.keyed_table import named_dimensions
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind, Tabular
from dukcapil._shared.values import Value

__all__ = ["COUNTS", "SuppressedRow", "SuppressedTable", "coverage_cells", "rows_to_hide"]

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


def _is_small(obliged: int, covered: int, below: int) -> bool:
    return any(0 < count < below for count in (obliged, covered, abs(obliged - covered)))


def rows_to_hide(rows: Sequence[CoverageRow[K]], below: int) -> Sequence[CoverageRow[K]]:
    """Return the rows of a group to blank: small ones, and others until no sum gives them away."""
    hidden: list[CoverageRow[K]] = []
    others: list[CoverageRow[K]] = []
    for row in sorted(rows, key=lambda row: row.coverage.obliged, reverse=True):
        is_small = _is_small(row.coverage.obliged, row.coverage.covered, below)
        (hidden if is_small else others).append(row)
    obliged = sum(row.coverage.obliged for row in hidden)
    covered = sum(row.coverage.covered for row in hidden)
    while hidden and others and (len(hidden) < 2 or _is_small(obliged, covered, below)):
        row = others.pop()
        hidden.append(row)
        obliged, covered = obliged + row.coverage.obliged, covered + row.coverage.covered
    return hidden


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
