"""Empty cells, spaces, and whole numbers of any library."""

from __future__ import annotations

import math
import operator
import re
from decimal import Decimal
from numbers import Real
from string import ascii_letters, digits
from typing import Any, Final
from unicodedata import normalize

from dukcapil._shared.checks import text_fault
from dukcapil.errors import Fault

__all__ = ["UnreadableCell", "clean", "is_blank", "is_nothing", "read_line", "read_text", "whole"]


class UnreadableCell(Exception):
    """A cell that cannot be read; the error holds the fault, not the cell."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason)
        self.reason = reason


# Spaces that word processors and web pages bring: no-break, figure, thin and narrow ones.
_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f"), " ") | dict.fromkeys(
    map(ord, "\u200b\ufeff"), None
)
_NO_DATE: Final = re.compile(r"0000-00-00(?:[ t]00:00(?::00(?:\.0+)?)?)?|00([-/.])00\1(?:00)?00")
_WORDS_FOR_NOTHING: Final = frozenset(
    {"-", "--", "\N{EN DASH}", "\N{EM DASH}", "nihil", "null", "nan", "nat", "none", "n/a", "<na>"}
)
_FIRST_OF_SOMETHING: Final = frozenset(ascii_letters + digits) - set("nN0")


def clean(cell: str) -> str:
    """Return text with ordinary spaces in place of others, and none around it."""
    return cell.strip() if cell.isascii() else cell.translate(_SPACES).strip()


def is_blank(cell: object) -> bool:
    """Return whether a cell is empty: no text, None, or what data frames have for null."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return not clean(cell)
    if isinstance(cell, Decimal):
        return cell.is_nan()
    if type(cell).__name__ == "NAType":  # of pandas, which need not be installed
        return True
    return _is_nan(cell)


def _is_nan(cell: Any) -> bool:  # noqa: ANN401  anything may stand in a cell
    """Return whether a cell is a number or a time that is not itself, as NaN and NaT are not."""
    has_nan = type(cell).__name__ in {"NaTType", "datetime64"} or isinstance(cell, Real)
    return has_nan and bool(cell != cell)  # noqa: PLR0124


def is_nothing(cell: object) -> bool:
    """Return whether a cell is empty or says in words that it is: "-", "nihil", "NULL".

    A list is what `csv.DictReader` makes of cells beyond the headings.
    """
    if isinstance(cell, str):
        if cell[:1] in _FIRST_OF_SOMETHING:  # most cells
            return False
        text = clean(cell).casefold()
        return not text or text in _WORDS_FOR_NOTHING or _NO_DATE.fullmatch(text) is not None
    if isinstance(cell, list):
        return all(map(is_nothing, cell))
    return is_blank(cell)


def read_text(cell: object) -> str:
    """Read text without spaces around it."""
    if not isinstance(cell, str):
        raise UnreadableCell(Fault.NOT_TEXT)
    return clean(cell)


def read_line(cell: object) -> str:
    """Read text with single spaces that prints on one line, in the normal form of the books."""
    line = normalize("NFC", " ".join(read_text(cell).split()))
    fault = text_fault(line)
    if fault is not None:
        raise UnreadableCell(fault)
    return line


def whole(cell: Any) -> int | None:  # noqa: ANN401  anything may stand in a cell
    """Return a number without a fraction, of any library, as an `int`; None for anything else.

    A number of hundreds of digits is none: not even Python would write it out.
    """
    if isinstance(cell, bool | str):
        return None
    if isinstance(cell, Decimal):
        is_whole = cell.is_finite() and cell.adjusted() < _DIGITS and cell == round(cell)
        return int(cell) if is_whole else None
    try:
        number = operator.index(cell)
        return number if abs(number) < _TOO_MANY else None
    except TypeError:
        return _whole_real(cell) if isinstance(cell, Real) else None


def _whole_real(cell: Any) -> int | None:  # noqa: ANN401  floats of any library
    return int(cell) if abs(cell) < math.inf and cell % 1 == 0 else None


_DIGITS: Final = 400
"""Enough for the largest float; an integer of many more digits would take long to make."""
_TOO_MANY: Final = 10**_DIGITS
