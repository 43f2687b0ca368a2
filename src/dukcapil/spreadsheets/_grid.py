"""The filled cells of a sheet, as any kind of file gives them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, final

from dukcapil._cells import is_blank
from dukcapil._shared.worded import Worded

__all__ = ["Grid", "Merged", "NoValue", "Place", "grid_of", "letters"]


@final
class NoValue(Worded):
    """A cell whose formula has no value to read.

    Attributes:
        FORMULA: a program has written the formula and never computed it.
        ERROR: the formula has an error for a value, such as `#REF!`.

    Examples:
        >>> from dukcapil.spreadsheets import NoValue
        >>> print(NoValue.FORMULA)
        formula without a stored value
    """

    FORMULA = "formula without a stored value"
    ERROR = "formula with an error"


class Merged(NamedTuple):
    """A range of merged cells: first and last row from 1, first and last column from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(NamedTuple):
    """Rows with something in them.

    Attributes:
        file: the name of the file.
        sheet: the name of the sheet; empty for a file without sheets.
        rows: number of the row in the file, and its cells; a blank cell is None.
        merged: the ranges of merged cells, as far as the kind of file tells.
    """

    file: str
    sheet: str
    rows: Sequence[tuple[int, Sequence[object]]]
    merged: Sequence[Merged] = ()


class Place(NamedTuple):
    """The file being read, and its name for messages, which leave out the folder."""

    path: Path
    file: str


def grid_of(
    file: str,
    sheet: str,
    numbered: Iterable[tuple[int, Sequence[object]]],
    merged: Sequence[Merged] = (),
) -> Grid:
    """Keep the rows with something in them, so that empty ones take no memory."""
    rows = []
    for number, cells in numbered:
        filled = [None if is_blank(cell) else _plain(cell) for cell in cells]
        if any(cell is not None for cell in filled):
            rows.append((number, filled))
    return Grid(file, sheet, rows, merged)


_EXACT: Final = 10**15
"""A spreadsheet keeps 15 digits; a whole number within them is an integer."""


def _plain(cell: object) -> object:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return int(cell)
    return cell


def letters(column: int) -> str:
    """Return the letters of a column from 0, as spreadsheets show them."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
