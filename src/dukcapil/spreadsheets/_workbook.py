"""Workbooks: .xlsx, .xlsm, .xls and .ods, by python-calamine."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

from dukcapil.errors import InvalidWorkbook, MissingExtra
from dukcapil.spreadsheets._grid import Grid, Merged, NoValue, Place, grid_of
from dukcapil.spreadsheets._parts import Found, search_sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["read_workbook"]

_XLSX: Final = frozenset({".xlsx", ".xlsm"})
_MOST_CELLS: Final = 1 << 25
"""calamine holds the used range as a whole: at most a gigabyte of it."""


def read_workbook(place: Place, wanted: Sequence[str] | None) -> list[Grid]:
    """Read sheets by name, or all visible ones that are not empty.

    Raises:
        MissingExtra: if python-calamine is not installed.
        InvalidWorkbook: for a file that is no workbook or is encrypted, a sheet that does not
            exist, or one with two cells so far apart that the range between them is too large.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415  of the extra
    except ModuleNotFoundError as error:
        raise MissingExtra(extra="excel") from error
    try:
        with calamine.CalamineWorkbook.from_path(place.path) as workbook:
            chosen = _chosen(place, workbook, wanted)
            grids = [_read_sheet(place, workbook, index) for index in chosen]
    except (calamine.CalamineError, BadZipFile, LookupError) as error:
        is_encrypted = isinstance(error, calamine.PasswordError) or _is_encrypted(place)
    else:
        return grids if wanted is not None else [grid for grid in grids if grid.rows]
    # Raised here, so that texts of calamine, which may quote cells, are not in the chain.
    if is_encrypted:
        found, advice = "encrypted", "save a copy without a password"
    else:
        found = f"not a workbook of the kind {place.path.suffix}"
        advice = "open it in the office program and save it as .xlsx"
    raise InvalidWorkbook(file=place.file, found=found, advice=advice)


def _chosen(place: Place, workbook: "CalamineWorkbook", wanted: Sequence[str] | None) -> list[int]:
    if wanted is None:
        return [
            index
            for index, one in enumerate(workbook.sheets_metadata)
            if one.typ == type(one.typ).WorkSheet and one.visible == type(one.visible).Visible
        ]
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


def _is_encrypted(place: Place) -> bool:
    """Return whether the file is the container in which office programs keep encrypted ones."""
    return "EncryptedPackage".encode("utf-16-le") in place.path.read_bytes()
