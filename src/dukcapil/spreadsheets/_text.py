"""CSV files: the encoding and the separator are found, or refused."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from io import StringIO
from itertools import islice
from typing import Final

from dukcapil._shared.markup import restored
from dukcapil.errors import InvalidWorkbook
from dukcapil.spreadsheets._grid import Grid, Place, grid_of

__all__ = ["read_text_file"]

_SEPARATORS: Final = ",;\t"
_LOOKED_AT: Final = 100
# Excel itself reads and writes this first line.
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def read_text_file(place: Place, encoding: str | None, separator: str | None) -> Grid:
    """Read a CSV file; the number of a row is the one that a spreadsheet shows.

    Raises:
        InvalidWorkbook: for a file of another kind, bytes that are not text of the encoding,
            quotes that do not match, or two separators that fit equally well.
    """
    text = _decoded(place, encoding)
    first = 1
    if line := _SEPARATOR_LINE.match(text):
        separator = separator or line[1]
        text = text[line.end() :]
        first = 2
    try:
        separator = separator or _separator_of(place, text)
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = (list(map(restored, row)) for row in reader)
        return grid_of(place.file, "", enumerate(rows, start=first))
    except csv.Error as error:
        raise InvalidWorkbook(
            file=place.file,
            found="quotation marks that do not match, or a cell of more than 131,072 characters",
            advice="look for a stray quotation mark",
        ) from error


_OTHER_FILES: Final = {
    b"PK\x03\x04": "a workbook or another archive",
    b"\xd0\xcf\x11\xe0": "an old or encrypted workbook",
    b"%PDF": "a PDF file",
}


def _decoded(place: Place, encoding: str | None) -> str:
    content = place.path.read_bytes()
    for beginning, kind in _OTHER_FILES.items():
        if content.startswith(beginning):
            raise InvalidWorkbook(
                file=place.file,
                found=f"{kind}, not text",
                advice="give it the ending of its kind, or save the table as CSV",
            )
    for one in (encoding,) if encoding else _encodings(content):
        try:
            text = content.decode(one)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidWorkbook(
        file=place.file,
        found=f"not text in {encoding or 'UTF-8 or cp1252'}",
        advice="name its encoding in `encoding`, or save it as CSV UTF-8",
    )


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return ("utf-16",)
    if content.startswith(BOM_UTF8):
        return ("utf-8-sig",)
    return ("utf-8", "cp1252")


def _separator_of(place: Place, text: str) -> str:
    """Return the separator by which most of the first lines have one and the same width."""
    scores = {}
    for separator in _SEPARATORS:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
        widths = Counter(len(row) for row in islice(reader, _LOOKED_AT))
        wide = [(count, width) for width, count in widths.items() if width > 1]
        scores[separator] = max(wide, default=(0, 1))
    best = max(scores.values())
    fitting = [separator for separator, score in scores.items() if score == best]
    if best == (0, 1):
        return ","  # one column
    if len(fitting) > 1:
        raise InvalidWorkbook(
            file=place.file,
            found="two separators that fit equally well",
            advice="name the right one in `separator`",
        )
    return fitting[0]
