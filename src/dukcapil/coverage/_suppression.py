"""Tables without counts by which few people could be recognised."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Generic, TypeVar, final

import attrs

from dukcapil._shared.checks import check_date, check_items, check_type
from dukcapil._shared.coverage import (
    Coverage,
    CoverageRow,
)
from dukcapil._shared.rendering import Tabular, label
from dukcapil._shared.values import Value

__all__ = ["SuppressedRow", "SuppressedTable"]


K = TypeVar("K", bound=Hashable)


HEADINGS: Final = ("place", "date", "obliged", "covered", "gap", "%")


def coverage_cells(row: CoverageRow[K]) -> tuple[object, ...]:
    it = row.coverage
    percent = "" if it.obliged == 0 else it.percent()
    return label(row.key), row.on, f"{it.obliged:,}", f"{it.covered:,}", f"{it.gap:,}", percent


def _is_small(obliged: int, covered: int, below: int) -> bool:
    return any(0 < count < below for count in (obliged, covered, abs(obliged - covered)))


def rows_to_hide(rows: Sequence[CoverageRow[K]], below: int) -> Sequence[CoverageRow[K]]:
    """The rows of one group to blank: the small ones, and others until they hide each other."""
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
    """A row of a table that may be published.

    Attributes:
        key: the place.
        on: the date.
        coverage: the counts, or None where they are blanked.
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
    """A table without the counts in which few people could be recognised.

    Attributes:
        rows: in the order of the table it was made of.
    """

    rows: tuple[SuppressedRow[K], ...] = attrs.field(converter=_as_suppressed_rows)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[SuppressedRow[K]]:
        """The rows, by date and then by key."""
        return iter(self.rows)

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        return HEADINGS, [
            (label(row.key), row.on, "", "", "", "")
            if row.coverage is None
            else coverage_cells(CoverageRow(key=row.key, on=row.on, coverage=row.coverage))
            for row in self.rows
        ]
