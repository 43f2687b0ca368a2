"""Sheets and their rows, each with its place in the file."""

from collections.abc import Iterator, Mapping, ValuesView
from typing import final

import attrs

from dukcapil._shared.problems import Problems
from dukcapil._shared.values import Value

__all__ = ["Row", "Sheet"]


@final
@attrs.frozen(kw_only=True, eq=False, repr=False)
class Row(Value, Mapping[str, object]):
    """A row of an office file: a mapping of heading to cell that knows its place.

    `repr` shows the place and no cell.

    Attributes:
        source: the name of the file, without its folder.
        sheet: the name of the sheet; empty for a file without sheets.
        number: the number of the row in the file, from 1, as the spreadsheet shows it.
        positions: the headings, and the position of the cell of each.
        cells: the cells, in the order of the headings.

    Examples:
        >>> from dukcapil.spreadsheets import Row
        >>> row = Row(source="Mei.xlsx", sheet="Rekap", number=7, positions={"JK": 0}, cells=("L",))
        >>> row, row["JK"]
        (Row(source='Mei.xlsx', sheet='Rekap', number=7), 'L')
    """

    source: str
    sheet: str
    number: int
    positions: Mapping[str, int]
    cells: tuple[object, ...]

    def __getitem__(self, heading: str) -> object:
        """The cell below a heading."""
        return self.cells[self.positions[heading]]

    def __iter__(self) -> Iterator[str]:
        """The headings, in the order of the columns."""
        return iter(self.positions)

    def __len__(self) -> int:
        """The number of headings."""
        return len(self.positions)

    def values(self) -> ValuesView[object]:
        """Return the cells, in the order of the columns."""
        return _Cells(self)

    def __repr__(self) -> str:
        """The place, without cells."""
        return f"Row(source={self.source!r}, sheet={self.sheet!r}, number={self.number})"


class _Cells(ValuesView[object]):
    """The cells of a row, without a search by heading for each."""

    _mapping: Row

    def __iter__(self) -> Iterator[object]:
        return iter(self._mapping.cells)


@final
@attrs.frozen(kw_only=True, repr=False)
class Sheet(Value):
    """A sheet of an office file, with the headings that were found.

    Attributes:
        source: the name of the file, without its folder.
        name: the name of the sheet; empty for a file without sheets.
        headings: the headings, in the order of the columns.
        heading_rows: the first and the last row of the headings, as `heading` takes them.
        rows: the rows below that are not empty.
        remarks: what was not plain: hidden sheets beside it, headings that occur twice, cells
            without a heading, formulas without a value, merged cells, lines that were joined or
            left out.

    Examples:
        >>> from dukcapil.residents import Problems
        >>> from dukcapil.spreadsheets import Sheet
        >>> Sheet(
        ...     source="Mei.xlsx",
        ...     name="Rekap",
        ...     headings=("NIK", "JK"),
        ...     heading_rows=(3, 3),
        ...     rows=(),
        ...     remarks=Problems([]),
        ... )
        Sheet(source='Mei.xlsx', name='Rekap', headings=2, rows=0, remarks=0)
    """

    source: str
    name: str
    headings: tuple[str, ...]
    heading_rows: tuple[int, int]
    rows: tuple[Row, ...]
    remarks: Problems

    def __repr__(self) -> str:
        """The place and counts."""
        return (
            f"Sheet(source={self.source!r}, name={self.name!r}, headings={len(self.headings)}, "
            f"rows={len(self.rows)}, remarks={len(self.remarks)})"
        )
