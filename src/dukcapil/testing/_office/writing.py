"""Office books as files: .xlsx and CSV."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from dukcapil._shared.checks import check_type
from dukcapil.errors import MissingExtra
from dukcapil.spreadsheets import NoValue
from dukcapil.testing._office.sheets import OfficeBook, OfficeSheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook

__all__ = ["as_csv", "as_xlsx"]

_MADE = datetime(2020, 1, 1)  # noqa: DTZ001  of the file, so that its bytes are always the same


def as_xlsx(book: OfficeBook[object]) -> bytes:
    """Return the bytes of the .xlsx file of a book; the same book always has the same.

    Dates are date cells, and headings of two lines and titles merged ones.

    Raises:
        MissingExtra: if XlsxWriter is not installed.

    Examples:
        >>> from dukcapil.testing import as_xlsx, residents_export
        >>> as_xlsx(residents_export(seed=1))[:2]
        b'PK'
    """
    check_type("as_xlsx", "book", book, OfficeBook)
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415  of the extra
    except ModuleNotFoundError as error:
        raise MissingExtra(extra="excel") from error
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as workbook:
        workbook.set_properties({"created": _MADE})
        for sheet in book.sheets:
            _write_sheet(workbook, sheet)
    return file.getvalue()


def _write_sheet(workbook: Workbook, sheet: OfficeSheet) -> None:
    worksheet = workbook.add_worksheet(sheet.name)
    if sheet.is_hidden:
        worksheet.hide()
    for merged in sheet.merged():
        worksheet.merge_range(*merged, "")
    for row, cells in enumerate(sheet.grid()):
        for column, cell in enumerate(cells):
            if isinstance(cell, NoValue):
                worksheet.write(row, column, "=1+1", None, "")
            elif isinstance(cell, str):
                worksheet.write_string(row, column, cell)
            elif cell is not None:
                worksheet.write(row, column, cell)


def as_csv(sheet: OfficeSheet, *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    r"""Return the bytes of a sheet as a CSV file, as Excel with Indonesian settings saves it.

    Args:
        sheet: the sheet; its merged cells have their text in the first one.
        encoding: the encoding, such as `utf-8-sig` for UTF-8 with its mark, or `cp1252`.
        separator: the separator of the cells.

    Raises:
        UnicodeEncodeError: for a character that the encoding has not.
        TypeError: for a separator that is not one character.

    Examples:
        >>> from dukcapil.testing import as_csv, dkb_table
        >>> sheet = dkb_table(seed=1, kelurahan=1).sheets[0]
        >>> as_csv(sheet, separator=";").splitlines()[0][:14]
        b'KODE;KELURAHAN'
    """
    check_type("as_csv", "sheet", sheet, OfficeSheet)
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    for cells in sheet.grid():
        writer.writerow(map(_as_text, cells))
    return file.getvalue().encode(encoding)


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, NoValue):
        return "#NAME?"  # what an office program writes for a formula that it cannot compute
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, int) and cell >= 10**15:  # as Excel shows it
        digits = str(cell)
        return f"{digits[0]},{digits[1:6]}E+{len(digits) - 1}"
    return str(cell)
