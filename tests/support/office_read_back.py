"""Office books written to files and read again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from dukcapil.spreadsheets import Sheet, read, read_all
from dukcapil.testing import OfficeBook, OfficeSheet, as_csv, as_xlsx

FORMS = ["utf-8 ,", "utf-8-sig ;", "cp1252 ;", "utf-16 \t"]
"""Encodings and separators of CSV files."""


def from_xlsx(book: OfficeBook[Any]) -> tuple[Sheet, ...]:
    """The sheets of a book that went through an .xlsx file."""
    pytest.importorskip("python_calamine", reason="python-calamine comes with the extra `excel`")
    pytest.importorskip("xlsxwriter", reason="XlsxWriter comes with the extra `excel`")
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        path.write_bytes(as_xlsx(book))
        sheets = read_all(path)
    assert [sheet.name for sheet in sheets] == [sheet.name for sheet in book.visible]
    return sheets


def from_csv(sheet: OfficeSheet, form: str) -> Sheet:
    """A sheet that went through a CSV file; one that the encoding cannot write, through UTF-8."""
    encoding, separator = form.split(" ")
    try:
        content = as_csv(sheet, encoding=encoding, separator=separator)
    except UnicodeEncodeError:
        content = as_csv(sheet, separator=separator)
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(content)
        return read(path)


def from_rows(book: OfficeBook[Any]) -> tuple[list[dict[str, object]], dict[int, tuple[str, int]]]:
    """The rows of a book as data frames have them, and the place in the file of each."""
    rows: list[dict[str, object]] = []
    places = {}
    position = count(1)
    for sheet in book.visible:
        rows += sheet.rows
        for row, _ in sheet.numbered:
            places[next(position)] = (sheet.name, row)
    return rows, places


def filled(sheets: Sequence[OfficeSheet]) -> int:
    """The number of lines that are not blank."""
    lines = (line for sheet in sheets for line in sheet.lines)
    return sum(any(cell is not None for cell in line.cells) for line in lines)


def told(book: OfficeBook[Any]) -> set[tuple[str, int]]:
    """The places of the lines that tell something and can be read."""
    return {
        (sheet.name, row)
        for sheet in book.visible
        for row, line in sheet.numbered
        if line.record is not None and line.is_clear
    }
