"""Workbooks: .xlsx, .xlsm, .xls and .ods, by python-calamine."""

import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple
from zipfile import BadZipFile

from dukcapil.errors import InvalidWorkbook, MissingExtra
from dukcapil.spreadsheets._grid import Grid, Merged, NoValue, Place, grid_of
from dukcapil.spreadsheets._parts import Found, largest_part, search_sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["Workbook", "read_workbook"]

_XLSX: Final = frozenset({".xlsx", ".xlsm"})
_PANIC: Final = "PanicException"
"""Class of the errors by which calamine gives up on files that break off; it has no public name."""

_MOST_CELLS: Final = 1 << 25
"""calamine holds the used range as a whole: at most a gigabyte of it."""
_LARGEST_PART: Final = 1 << 30
"""Bytes of a part of the file, unpacked, which calamine may hold as a whole, too."""


class Workbook(NamedTuple):
    """Parts read of a workbook.

    Attributes:
        grids: the sheets.
        hidden: the names of hidden sheets, which nobody has asked for and which were not read.
    """

    grids: Sequence[Grid]
    hidden: Sequence[str] = ()


def read_workbook(place: Place, wanted: Sequence[str] | None) -> Workbook:
    """Read sheets by name, or all visible ones that are not empty.

    Raises:
        MissingExtra: if python-calamine is not installed.
        InvalidWorkbook: for a file that is no workbook, is encrypted or unpacks to too much, a
            sheet that does not exist, or one with two cells so far apart that the range between
            them is too large.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415  of the extra
    except ModuleNotFoundError as error:
        raise MissingExtra(extra="excel") from error
    try:
        _check_size(place)
        with calamine.CalamineWorkbook.from_path(place.path) as workbook:
            chosen = _visible(workbook) if wanted is None else _named(place, workbook, wanted)
            grids = [_read_sheet(place, workbook, index) for index in chosen]
            hidden = () if wanted is not None else _hidden(workbook)
    except (calamine.CalamineError, *_OF_DAMAGED_ARCHIVES) as error:
        is_encrypted = isinstance(error, calamine.PasswordError) or _is_encrypted(place)
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        is_encrypted = False
    else:
        is_read = wanted is not None
        return Workbook([grid for grid in grids if is_read or grid.rows], hidden)
    # Raised here, so that texts of calamine, which may quote cells, are not in the chain.
    if is_encrypted:
        found, advice = "encrypted", "save a copy without a password"
    else:
        found = f"not a workbook of the kind {place.path.suffix}"
        advice = "open it in the office program and save it as .xlsx"
    raise InvalidWorkbook(file=place.file, found=found, advice=advice)


_OF_DAMAGED_ARCHIVES: Final = (
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
    zlib.error,
)
"""What `zipfile` raises of an archive that is damaged or says that it is of another kind."""


def _check_size(place: Place) -> None:
    if (size := largest_part(place.path)) > _LARGEST_PART:
        raise InvalidWorkbook(
            file=place.file,
            found=f"a part of {size:,} bytes when it is unpacked",
            advice="copy the table alone into a new workbook",
        )


def _visible(workbook: "CalamineWorkbook") -> list[int]:
    return [
        index
        for index, one in enumerate(workbook.sheets_metadata)
        if one.typ == type(one.typ).WorkSheet and one.visible == type(one.visible).Visible
    ]


def _hidden(workbook: "CalamineWorkbook") -> tuple[str, ...]:
    return tuple(
        one.name
        for one in workbook.sheets_metadata
        if one.typ == type(one.typ).WorkSheet and one.visible != type(one.visible).Visible
    )


def _named(place: Place, workbook: "CalamineWorkbook", wanted: Sequence[str]) -> list[int]:
    names = workbook.sheet_names
    for name in wanted:
        if name not in names:
            raise InvalidWorkbook(
                file=place.file,
                sheet=name,
                found="no such sheet",
                advice=f"the sheets are {', '.join(map(repr, names))}",
            )
    return [names.index(name) for name in wanted]


def _read_sheet(place: Place, workbook: "CalamineWorkbook", index: int) -> Grid:
    name = workbook.sheet_names[index]
    is_xlsx = place.path.suffix.lower() in _XLSX
    found = search_sheet(place.path, index) if is_xlsx else Found(0, 0, {})
    if found.height * found.width > _MOST_CELLS:
        raise InvalidWorkbook(
            file=place.file,
            sheet=name,
            found=f"a used range of {found.height:,} rows and {found.width:,} columns",
            advice="delete what stands far below or beside the table",
        )
    sheet = workbook.get_sheet_by_index(index)
    merged = [
        Merged(top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return grid_of(place.file, name, _rows(sheet, found.no_values), merged)


def _rows(
    sheet: "CalamineSheet", no_values: dict[int, dict[int, NoValue]]
) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the rows with their numbers, cells without a value among them."""
    number = 0
    # calamine begins with the first row of the sheet, but with the first column in use.
    margin = [None] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, _with([*margin, *cells], no_values.get(number, {}))
    for later in sorted(row for row in no_values if row > number):
        yield later, _with((), no_values[later])


def _with(cells: Sequence[object], no_values: dict[int, NoValue]) -> Sequence[object]:
    if not no_values:
        return cells
    padding = [None] * (max(no_values) + 1 - len(cells))
    return [no_values.get(column, cell) for column, cell in enumerate([*cells, *padding])]


_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")


def _is_encrypted(place: Place) -> bool:
    """Return whether a file of any suffix is the container of an encrypted .xlsx."""
    with place.path.open("rb") as file:
        is_compound = file.read(len(_COMPOUND)) == _COMPOUND
        return is_compound and "EncryptedPackage".encode("utf-16-le") in file.read()
