"""One sheet of a workbook that is made: cells by type, never formulas."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, cast

from dukcapil._shared.checks import raise_faults
from dukcapil.errors import Fault

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

__all__ = ["Page"]

_LONGEST_TEXT: Final = 32_767
_EXACT: Final = 10**15
_FIRST_DATE: Final = date(1900, 3, 1)
"""Spreadsheets count a 29 February 1900; earlier dates are written as text."""
_NARROWEST, _WIDEST = 8, 60
_ROWS_MEASURED: Final = 1000
_MARK: Final = {"bg_color": "#FCE4D6", "text_wrap": True, "valign": "top"}


class Page:
    """A sheet that is being written, with its formats, each made once."""

    def __init__(self, workbook: "Workbook", name: str, dates: str) -> None:
        """Add the sheet to a workbook; `dates` is the number format of dates."""
        self._workbook = workbook
        self._worksheet = workbook.add_worksheet(name)
        self._dates = dates
        self._formats: dict[tuple[str, bool], Format | None] = {("", False): None}

    def write_headings(self, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write the headings, frozen, with filters and widths that fit the rows below."""
        style = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        bold = self._workbook.add_format(style)
        first = rows[:_ROWS_MEASURED]
        for column, text in enumerate(headings):
            cells = [row[column] for row in first]
            shown = [len(text), *(len(str(cell)) for cell in cells if cell is not None)]
            width = min(max(_NARROWEST, *shown) + 2, _WIDEST)
            self._worksheet.set_column(column, column, width)
            self._worksheet.write_string(0, column, text, bold)
        self._worksheet.freeze_panes(1, 0)
        self._worksheet.autofilter(0, 0, len(rows), len(headings) - 1)

    def write_row(
        self,
        number: int,
        cells: Sequence[object],
        formats: Sequence[str] = (),
        *,
        is_marked: bool = False,
    ) -> None:
        """Write a row, with the number formats of its columns, marked by colour or not."""
        for column, cell in enumerate(cells):
            kind = formats[column] if formats else ""
            self._write_cell((number, column), cell, kind, is_marked=is_marked)

    def _write_cell(self, at: tuple[int, int], cell: object, kind: str, *, is_marked: bool) -> None:
        plain = self._format("", is_marked=is_marked)
        if cell is None:
            self._worksheet.write_blank(*at, None, plain)
        elif isinstance(cell, bool):
            self._worksheet.write_boolean(*at, cell, plain)
        elif isinstance(cell, int | float) and _is_kept(cell):
            self._worksheet.write_number(*at, cell, self._format(kind, is_marked=is_marked))
        elif isinstance(cell, date | time | timedelta) and (moment := self._moment(cell)):
            # It takes dates, times and durations, too, though it is annotated for one kind.
            style = self._format(moment, is_marked=is_marked)
            self._worksheet.write_datetime(*at, cast("datetime", cell), style)
        elif len(text := str(cell)) <= _LONGEST_TEXT:
            self._worksheet.write_string(*at, text, plain)
        else:
            raise_faults(f"rows[{at[0]}]", [(f"cell {at[1] + 1}", Fault.OUT_OF_BOUNDS)])

    def _format(self, number_format: str, *, is_marked: bool) -> "Format | None":
        key = number_format, is_marked
        if key not in self._formats:
            options = {"num_format": number_format} if number_format else {}
            self._formats[key] = self._workbook.add_format(options | (_MARK if is_marked else {}))
        return self._formats[key]

    def _moment(self, cell: date | time | timedelta) -> str:
        """Return the number format of a date or time; empty for one that spreadsheets lack."""
        if isinstance(cell, datetime):
            return f"{self._dates} hh:mm:ss" if cell.date() >= _FIRST_DATE else ""
        if isinstance(cell, date):
            return self._dates if cell >= _FIRST_DATE else ""
        if isinstance(cell, time):
            return "hh:mm:ss"
        return "[h]:mm:ss" if cell >= timedelta() else ""


def _is_kept(cell: float) -> bool:
    """Return whether a spreadsheet keeps a number, of which it has 15 digits."""
    return abs(cell) < (_EXACT if isinstance(cell, int) else float("inf"))
