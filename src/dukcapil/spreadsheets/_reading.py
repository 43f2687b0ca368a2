"""Reading of office files."""

from collections import Counter
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Final

from dukcapil._shared.problems import Problem, Problems
from dukcapil.errors import Fault, InvalidWorkbook
from dukcapil.spreadsheets._grid import Grid, Merged, NoValue, Place, letters
from dukcapil.spreadsheets._headings import HeadingRow, Headings, distinct_names, find_headings
from dukcapil.spreadsheets._sheet import Row, Sheet
from dukcapil.spreadsheets._text import read_text_file
from dukcapil.spreadsheets._workbook import Workbook, read_workbook

__all__ = ["read", "read_all"]

_TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})
_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})

_JOINED: Final = "lines of headings joined, though no merged cell says so"
_NUMBERS: Final = "numbers of columns, left out"
_NO_HEADING: Final = "cells without a heading, named after their column"
_HIDDEN: Final = "hidden sheet, not read"
_MERGED: Final = "cells merged over several rows; the first row has the value"
_ADVICE: Final = {
    NoValue.FORMULA: "open the file in the office program and save it",
    NoValue.ERROR: "repair the formula",
}


def read(
    path: str | PathLike[str],
    *,
    sheet: str | None = None,
    heading: HeadingRow | None = None,
    encoding: str | None = None,
    separator: str | None = None,
) -> Sheet:
    r"""Read one sheet of an .xlsx, .xlsm, .xls, .ods, .csv, .tsv or .txt file.

    The headings are the first row of words that fills at least half of the table; title lines
    stand above. Headings of several lines are joined: by merged cells in .xlsx and .xls, and
    elsewhere where a second line has headings that the first has not, with a remark. Columns with
    one heading between them have the letters of their column added, so that none is taken for the
    other. Empty rows are left out; sums and signatures are rows like any other.

    Dates, times, flags and numbers come as Python values from workbooks, and as text from CSV.

    Args:
        path: the file; only its name goes into rows and messages.
        sheet: the name of the sheet; None for the only one.
        heading: the row of the headings, or the first and the last row as a pair; None to find
            them.
        encoding: the encoding of a CSV file; None for UTF-8, UTF-16 with its mark, else cp1252.
        separator: the separator of a CSV file; None to find comma, semicolon or tab.

    Returns:
        The rows with their file, sheet and row number, the headings, and what was not plain; a
        hidden sheet that is not named is not read, which is a remark. Formulas without a stored
        value and errors are known in .xlsx; in other workbooks such cells are blank.

    Raises:
        InvalidWorkbook: for a file that cannot be read, several sheets, or headings that are not
            there or could be in two rows.
        MissingExtra: for a workbook, if python-calamine is not installed.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from dukcapil.spreadsheets import read
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "Mei.csv")
        ...     _ = path.write_text("Penduduk Mei\n\nNO;KODE WILAYAH\n1;32.75.01\n")
        ...     sheet = read(path)
        >>> sheet.headings, sheet.rows[0].number, sheet.rows[0]["KODE WILAYAH"]
        (('NO', 'KODE WILAYAH'), 4, '32.75.01')
    """
    wanted = None if sheet is None else (sheet,)
    grids, hidden = _read(path, wanted, encoding, separator)
    if len(grids) != 1:
        names = ", ".join(repr(grid.sheet) for grid in grids)
        raise InvalidWorkbook(
            file=Path(path).name,
            found=f"sheets {names}" if grids else "no sheet with anything in it",
            advice="name one in `sheet`, or take read_all()" if grids else "look at the file",
        )
    return _sheet(grids[0], heading, hidden)


def read_all(
    path: str | PathLike[str],
    *,
    sheets: Sequence[str] | None = None,
    heading: HeadingRow | None = None,
) -> tuple[Sheet, ...]:
    r"""Read the sheets of a workbook, such as one a month.

    Args:
        path: the file, as `read` takes it.
        sheets: the names of the sheets; None for all that are visible and not empty. Hidden ones
            are then in the remarks of the first.
        heading: the row of the headings on every sheet, as `read` takes it.

    Raises:
        InvalidWorkbook: as `read` does, for any of the sheets.
        MissingExtra: for a workbook, if python-calamine is not installed.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from dukcapil.spreadsheets import read_all
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "Mei.csv")
        ...     _ = path.write_text("NO;KODE WILAYAH\n1;32.75.01\n")
        ...     [len(sheet.rows) for sheet in read_all(path)]
        [1]
    """
    grids, hidden = _read(path, None if sheets is None else tuple(sheets), None, None)
    return tuple(_sheet(grid, heading, () if index else hidden) for index, grid in enumerate(grids))


def _read(
    path: str | PathLike[str],
    sheets: Sequence[str] | None,
    encoding: str | None,
    separator: str | None,
) -> Workbook:
    place = Place(Path(path), Path(path).name)
    suffix = place.path.suffix.lower()
    if suffix not in _TEXTS | _WORKBOOKS:
        raise InvalidWorkbook(
            file=place.file,
            found=f"a file of the kind {suffix!r}",
            advice="save it as .xlsx or .csv",
        )
    if not place.path.is_file():
        is_folder = place.path.is_dir()
        raise InvalidWorkbook(
            file=place.file,
            found="a folder" if is_folder else "no such file",
            advice="name a file in it" if is_folder else "look at the folder and the name",
        )
    if suffix in _WORKBOOKS:
        workbook = read_workbook(place, sheets)
        if workbook.hidden and not workbook.grids:
            raise InvalidWorkbook(
                file=place.file,
                found=f"nothing but hidden sheets: {', '.join(map(repr, workbook.hidden))}",
                advice="name the one that is meant",
            )
        return workbook
    if sheets:
        raise InvalidWorkbook(
            file=place.file, sheet=sheets[0], found="no sheets in text", advice="leave them out"
        )
    return Workbook([read_text_file(place, encoding, separator)])


def _sheet(grid: Grid, named: HeadingRow | None, hidden: Sequence[str]) -> Sheet:
    headings = find_headings(grid, named)
    body = [line for line in grid.rows if line[0] > (headings.numbers or headings.last)]
    filled = sorted({i for _, cells in body for i, cell in enumerate(cells) if cell is not None})
    names = distinct_names(headings.texts, filled)
    positions = {name: position for position, name in enumerate(names.values())}
    columns = tuple(names)
    rows = []
    for number, cells in body:
        width = len(cells)
        taken = tuple([cells[column] if column < width else None for column in columns])
        rows.append(
            Row(
                source=grid.file,
                sheet=grid.sheet,
                number=number,
                positions=positions,
                cells=taken,
            )
        )
    return Sheet(
        source=grid.file,
        name=grid.sheet,
        headings=tuple(positions),
        heading_rows=(headings.first, headings.last),
        rows=tuple(rows),
        remarks=Problems([*_on_hidden(grid, hidden), *_remarks(grid, headings, names, body)]),
    )


def _on_hidden(grid: Grid, hidden: Sequence[str]) -> Iterator[Problem]:
    for name in hidden:
        yield Problem(row=1, column="", reason=_HIDDEN, source=grid.file, sheet=name)


def _remarks(
    grid: Grid,
    headings: Headings,
    names: dict[int, str],
    body: Sequence[tuple[int, Sequence[object]]],
) -> list[Problem]:
    texts = dict(enumerate(headings.texts))
    times = Counter(text for text in headings.texts if text)
    found: list[tuple[int, str, Fault | str]] = []
    if headings.is_joined:
        found.append((headings.first, "", _JOINED))
    if headings.numbers is not None:
        found.append((headings.numbers, "", _NUMBERS))
    for column, name in names.items():
        text = texts.get(column)
        if text is None:
            found.append((headings.last, name, _NO_HEADING))
        elif times[text] > 1:
            found.append((headings.last, name, Fault.DUPLICATE))
    first, last = (body[0][0], body[-1][0]) if body else (1, 0)
    found += [
        (one.top, names.get(one.left, letters(one.left)), _MERGED)
        for one in grid.merged
        if first <= one.top <= last and _is_tall(one)
    ]
    found += [
        (number, names[column], f"{cell}; {_ADVICE[cell]}")
        for number, cells in body
        for column, cell in enumerate(cells)
        if isinstance(cell, NoValue)
    ]
    return [
        Problem(row=row, column=column, reason=reason, source=grid.file, sheet=grid.sheet)
        for row, column, reason in found
    ]


def _is_tall(merged: Merged) -> bool:
    return merged.bottom > merged.top
