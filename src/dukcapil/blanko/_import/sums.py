"""Cells that say that a row is the sum of others, or was carried over."""

import re
from typing import Final

from dukcapil.blanko._import.vocabulary import FILLERS, OF_A_PERIOD

__all__ = ["begins_as_sum", "is_sum"]

_SUM: Final = re.compile(
    r"\W*(?:(?:grand|sub)\W*total|total|jumlah|pindahan|(?:saldo|sisa|stok)\s+(?:awal|akhir|"
    r"pindahan|(?:bulan|tahun)\s+lalu)|(?:opening|closing)\s+balance)\b(?P<rest>.*)",
    re.DOTALL,
)
_DIGITS: Final = frozenset("0123456789")


def begins_as_sum(cell: object) -> bool:
    """Return whether a cell begins with the word for a sum, whatever more it says."""
    return _match(cell) is not None


def _match(cell: object) -> re.Match[str] | None:
    if not isinstance(cell, str) or cell[:1] in _DIGITS:  # most cells
        return None
    return _SUM.match(cell.casefold())


def is_sum(cell: object) -> bool:
    """Return whether a cell says that the row is a sum, and nothing else.

    A number belongs to the words of a period; "Jumlah 500 keping" is an amount.
    """
    match = _match(cell)
    if match is None:
        return False
    words = set(re.findall(r"[^\W\d_]+", match["rest"])) - FILLERS
    has_number = re.search("[0-9]", match["rest"]) is not None
    return words <= OF_A_PERIOD and not (has_number and not words)
