"""The headings of a sheet: found below title lines, joined where they take several lines."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dukcapil._cells import is_nothing
from dukcapil.errors import InvalidWorkbook
from dukcapil.spreadsheets._grid import Grid, Merged, letters

__all__ = ["HeadingRow", "Headings", "distinct_names", "find_headings"]

HeadingRow = int | tuple[int, int]
"""The row of the headings, or the first and the last of them."""

_LOOKED_AT: Final = 50
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_COLUMN_NUMBER: Final = re.compile(r"(\()?\s*([0-9]{1,3})\s*(?:\))?")
_LETTERED: Final = re.compile(r"\(column [A-Z]+\)$")

Line = tuple[int, Sequence[object]]


class Headings(NamedTuple):
    """Rows from `first` to `last` hold the headings; `texts` has one for each column, or None.

    Attributes:
        is_joined: whether lines were joined though no merged cell says that they belong together.
        numbers: the row below that numbers the columns; None if there is none.
    """

    first: int
    last: int
    texts: Sequence[str | None]
    is_joined: bool
    numbers: int | None


def find_headings(grid: Grid, named: HeadingRow | None) -> Headings:
    """Find the headings, or take the rows that the caller names.

    Raises:
        InvalidWorkbook: where no row or several could hold them.
    """
    lines = [line for line in grid.rows[:_LOOKED_AT] if _filled(line)]
    if named is None:
        first, last, is_joined = _found(grid, lines)
    else:
        first, last = (named, named) if isinstance(named, int) else named
        lines = [line for line in grid.rows if first <= line[0] <= last + 1]
        is_joined = False
    block = [line for line in lines if first <= line[0] <= last]
    if not block:
        raise _refusal(grid, "no cell in the row of the headings", "look at the number in it")
    texts = _joined([_spread(line, grid.merged, first) for line in block])
    below = next((line for line in lines if line[0] > last), None)
    numbers = None if below is None or not _numbers_columns(below, texts) else below[0]
    return Headings(first, last, texts, is_joined, numbers)


def _found(grid: Grid, lines: Sequence[Line]) -> tuple[int, int, bool]:
    width = max((_filled(line) for line in lines), default=0)
    candidates = []
    for line in lines:
        if width == 1 or _filled(line) >= max(2, width / 2):
            if not _is_worded(line):
                break
            candidates.append(line)
    if not candidates:
        raise _refusal(grid, "no row of headings", "name its row in `heading`")
    by_number = dict(lines)
    number, _ = candidates[0]
    first = _upward(grid, by_number, number)
    last, is_joined = _downward(grid, by_number, number)
    is_joined |= first < number and not _has_group(grid, first)
    rival = next((line for line in candidates if line[0] > last), None)
    if rival and _filled(rival) > max(_filled(line) for line in lines if number <= line[0] <= last):
        raise _refusal(
            grid,
            f"two rows that could be the headings: {number} and {rival[0]}",
            "name the right one in `heading`, or both as a pair if they belong together",
        )
    return first, last, is_joined


def _upward(grid: Grid, lines: dict[int, Sequence[object]], number: int) -> int:
    """Return the row of a line above that groups the headings of a row, or the row itself."""
    above = lines.get(number - 1)
    if above is None or not _is_worded((number - 1, above)) or _filled((number - 1, above)) < 2:
        return number
    texts = [str(cell).strip() for cell in lines[number] if cell is not None]
    is_group = _has_group(grid, number - 1) if grid.merged else len({*texts}) < len(texts)
    return number - 1 if is_group else number


def _downward(grid: Grid, lines: dict[int, Sequence[object]], number: int) -> tuple[int, bool]:
    """Return the last row of headings that begin in a row, and whether a line was joined."""
    last = number
    while True:
        merged = [one.bottom for one in grid.merged if number <= one.top <= last]
        if max(merged, default=last) > last:
            last = max(merged)
        elif (
            _has_group(grid, last) and last + 1 in lines and _is_worded((last + 1, lines[last + 1]))
        ):
            last += 1
        else:
            break
    if last > number or number + 1 not in lines or grid.merged:
        return last, False
    upper, lower = lines[number], lines[number + 1]
    # No row need be full, where few people have a permit, say.
    columns = {i for cells in lines.values() for i, cell in enumerate(cells) if cell is not None}
    fits = (
        _filled((number, upper)) < len(columns)
        and _filled((number + 1, lower)) < len(columns)
        and _is_worded((number + 1, lower))
        and any(
            cell is not None and _at(upper, column) is None for column, cell in enumerate(lower)
        )
    )
    return (number + 1, True) if fits else (number, False)


def _has_group(grid: Grid, row: int) -> bool:
    """Return whether a merged cell of one line stands over several columns."""
    return any(one.top == one.bottom == row and one.right > one.left for one in grid.merged)


def _spread(line: Line, merged: Sequence[Merged], first: int) -> list[object]:
    """Return the cells of a line, with merged ones in each of their columns.

    Where no merged cells are known, a heading over several columns stands in the first of them.
    """
    number, cells = line
    spread = list(cells)
    for one in merged:
        if one.top == number >= first:
            spread += [None] * (one.right + 1 - len(spread))
            spread[one.left : one.right + 1] = [spread[one.left]] * (one.right + 1 - one.left)
    return spread


def _joined(block: Sequence[Sequence[object]]) -> list[str | None]:
    width = max(map(len, block))
    lines = [[_text(_at(cells, column)) for column in range(width)] for cells in block]
    for upper, lower in pairwise(lines):
        for column in range(1, width):
            # A group goes on to the right over columns with a heading of their own below.
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]
    texts = []
    for column in range(width):
        parts = dict.fromkeys(line[column] for line in lines if line[column])
        texts.append(" ".join(parts) or None)
    return texts


def _text(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _at(cells: Sequence[object], column: int) -> object:
    return cells[column] if column < len(cells) else None


def _filled(line: Line) -> int:
    return sum(cell is not None for cell in line[1])


def _is_worded(line: Line) -> bool:
    """Return whether all cells of a line could be headings: words, years, single signs."""
    cells = [cell for cell in line[1] if cell is not None]
    return all(map(_could_be_heading, cells)) and any(isinstance(cell, str) for cell in cells)


def _could_be_heading(cell: object) -> bool:
    if is_nothing(cell):  # "nihil" is a cell of a row
        return False
    if isinstance(cell, str):
        text = cell.strip()
        has_letter = any(char.isalpha() for char in text)
        return has_letter or text in {"%", "#"} or _YEAR.fullmatch(text) is not None
    return type(cell) is int and _YEAR.fullmatch(str(cell)) is not None


def _numbers_columns(line: Line, texts: Sequence[str | None]) -> bool:
    """Return whether a line numbers the columns: in brackets, or at least five of them."""
    cells = [cell for cell in line[1] if cell is not None]
    matches = [_COLUMN_NUMBER.fullmatch(str(cell).strip()) for cell in cells]
    numbers = [int(match[2]) for match in matches if match]
    if numbers != list(range(1, len(cells) + 1)):
        return False
    in_brackets = len(cells) > 1 and all(match and match[1] for match in matches)
    return in_brackets or len(cells) == Counter(map(bool, texts))[True] >= 5


def _refusal(grid: Grid, found: str, advice: str) -> InvalidWorkbook:
    return InvalidWorkbook(file=grid.file, sheet=grid.sheet, found=found, advice=advice)


def distinct_names(texts: Sequence[str | None], filled: Sequence[int]) -> dict[int, str]:
    """Return the names of columns; one that occurs twice has the letters of its column with it."""
    times = Counter(text for text in texts if text)
    names = {}
    for column in range(max(len(texts), max(filled, default=-1) + 1)):
        text = texts[column] if column < len(texts) else None
        letter = f"(column {letters(column)})"
        if text:
            is_clear = times[text] == 1 and not _LETTERED.search(text)
            names[column] = text if is_clear else f"{text} {letter}"
        elif column in filled:
            names[column] = letter
    return names
