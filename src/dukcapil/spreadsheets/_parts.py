"""Parts of an .xlsx file beyond calamine: formulas without a value, and the used range.

The parts are searched as they are unpacked, with little memory. Of a workbook that an office
program would not write, such as one whose cells have no addresses, nothing is found here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import ZipFile, is_zipfile

from dukcapil.spreadsheets._grid import NoValue

__all__ = ["Found", "largest_part", "search_sheet"]

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\b\w+:id=\"([^\"]+)\"")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_CELL: Final = re.compile(
    rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=\"([A-Z]{1,9})([0-9]{1,12})\"([^>]*)(?<!/)>"
    rb"((?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</)?"
)
_CHUNK: Final = 1 << 20


def largest_part(path: Path) -> int:
    """Return the size in bytes of the largest part of a file, unpacked; 0 if it is no archive."""
    if not is_zipfile(path):
        return 0
    with ZipFile(path) as archive:
        return max((part.file_size for part in archive.infolist()), default=0)


class Found(NamedTuple):
    """The used range of a sheet, and its cells without a value, by row from 1, column from 0."""

    height: int
    width: int
    no_values: dict[int, dict[int, NoValue]]


def search_sheet(path: Path, index: int) -> Found:
    """Search the part of a sheet, which is the one at an index in the order of the workbook."""
    height = width = 0
    no_values: dict[int, dict[int, NoValue]] = {}
    with ZipFile(path) as archive:
        for cell in _cells(archive, _part(archive, index)):
            row, column = int(cell[2]), _column(cell[1])
            height, width = max(height, row), max(width, column + 1)
            if cell[4]:
                no_values.setdefault(row, {})[column] = NoValue.FORMULA
            elif b't="e"' in cell[3]:
                no_values.setdefault(row, {})[column] = NoValue.ERROR
    return Found(height, width, no_values)


def _part(archive: ZipFile, index: int) -> str:
    relation = _SHEET.findall(archive.read("xl/workbook.xml"))[index]
    targets = {}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(re.findall(rb"(\w+)=\"([^\"]*)\"", tag))
        targets[attributes[b"Id"]] = attributes[b"Target"].decode()
    target = targets[relation]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _cells(archive: ZipFile, part: str) -> Iterator[re.Match[bytes]]:
    with archive.open(part) as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            end = max(0, text.rfind(b'row r="'))  # the last row may go on in the next chunk
            yield from _CELL.finditer(text, 0, end)
            rest = text[end:]
        yield from _CELL.finditer(rest)


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
