"""Columns of numbers that a spreadsheet has rounded to 15 of their 16 digits."""

import re
import warnings
from collections import Counter
from collections.abc import Iterable
from typing import Final

from dukcapil._cells import whole
from dukcapil.errors import RoundedNumbers

__all__ = ["sixteen_digits", "warn_of_rounding"]

# Sixteen digits, or what is left of them: digits before ".0", or an exponent.
_SIXTEEN_DIGITS: Final = re.compile(r"'?([1-9][0-9]{14}[0-9])(?:[.,]0*)?")
_EXPONENT: Final = re.compile(r"([1-9])(?:[.,]([0-9]+))?[eE]\+?15")


def sixteen_digits(cell: object) -> str:
    """Return the digits of a number that was not read; empty if it has fewer."""
    found = cell if isinstance(cell, str) else whole(cell)
    text = "" if found is None else str(found).strip()
    if match := _SIXTEEN_DIGITS.fullmatch(text):
        return match[1]
    match = _EXPONENT.fullmatch(text)
    return f"{match[1]}{match[2] or ''}".ljust(16, "0") if match else ""


_ENOUGH: Final = 10
"""Of ten serial numbers, six or more end in 0 by chance in one table of 7,000."""


def warn_of_rounding(what: str, numbers: Iterable[str]) -> None:
    """Warn once for a column of numbers that end in 0 far more often than serial numbers do."""
    last_digits = Counter(number[-1] for number in numbers if number)
    count = last_digits.total()
    if count >= _ENOUGH and last_digits["0"] > count / 2:
        message = (
            f"{last_digits['0']} of {count} {what} end in 0: a spreadsheet has kept 15 of their "
            "16 digits; export the column as text from the system itself"
        )
        warnings.warn(message, RoundedNumbers, stacklevel=3)
