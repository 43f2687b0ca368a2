"""Faults of rows of any source, as an office gets them back."""

from collections.abc import Sequence
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import Fault

__all__ = ["Problem", "Problems"]


@final
@attrs.frozen(kw_only=True)
class Problem(Value):
    """One fault of one row of a source; it never holds the value at fault.

    Attributes:
        row: the row, counted from 0 as given.
        column: the column, by its name in the library; empty for the row as a whole.
        reason: the `Fault`.
        source: the file or table, as the caller named it; empty where there is but one.
        sheet: the sheet of a workbook; empty where there are none.
    """

    row: int
    column: str
    reason: Fault
    source: str = ""
    sheet: str = ""

    def __attrs_post_init__(self) -> None:
        check_count(self, "row", self.row)
        for field in ("column", "source", "sheet"):
            check_type(self, field, getattr(self, field), str)
        check_type(self, "reason", self.reason, Fault)

    def __str__(self) -> str:
        """Where it is, the fault and the advice, without the value."""
        place = " ".join(filter(None, (self.source, self.sheet)))
        where = f"{place}: row {self.row}" if place else f"row {self.row}"
        column = f".{self.column}" if self.column else ""
        return f"{where}{column}: {self.reason}; {self.reason.advice}"


_COLUMNS: Final = (
    Column("source"),
    Column("sheet"),
    Column("row", Kind.INTEGER),
    Column("column"),
    Column("reason"),
    Column("advice"),
)


@final
@attrs.frozen
class Problems(Tabular, Value):
    """Problems as one table, in the order in which they were found.

    Attributes:
        rows: the problems.
    """

    rows: tuple[Problem, ...] = attrs.field(converter=tuple)

    def __attrs_post_init__(self) -> None:
        check_items(self, "rows", self.rows, Problem)

    def __len__(self) -> int:
        """The number of problems."""
        return len(self.rows)

    def _content(self) -> Content:
        cells: Sequence[Sequence[object]] = [
            (one.source, one.sheet, one.row, one.column, one.reason, one.reason.advice)
            for one in self.rows
        ]
        return _COLUMNS, cells
