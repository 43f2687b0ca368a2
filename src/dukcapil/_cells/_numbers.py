"""Counts, NIKs and family-card numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from numbers import Real
from typing import Final, TypeVar

from dukcapil._cells._basics import UnreadableCell, clean, read_text, whole
from dukcapil.errors import Fault, InvalidFamilyCardNumber, InvalidNIK
from dukcapil.nik import NIK, FamilyCardNumber

__all__ = ["read_count", "read_family_card", "read_nik"]

# A separator of thousands stands before every group of three digits, or it is none. A comma
# before three digits alone is either kind, so that is refused; before two digits it is decimal.
_GROUPED: Final = re.compile(
    r"[1-9][0-9]{0,2}(?:(?P<mark>[. ])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:,0{1,2})?"
)
_PLAIN_NUMBER: Final = re.compile(r"[0-9]{1,12}(?:,0{1,2})?")
_COMMAS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_UNIT: Final = re.compile(r"\s*(?:keping|lembar|buah|bh|pcs|orang|jiwa|kartu|blangko|blanko)\.?$")
_MOST: Final = 999_999_999


def read_count(cell: object) -> int:
    """Read a count of 0 or more: whole numbers of any library, or text such as "1.500 keping"."""
    number = _count_of_text(cell) if isinstance(cell, str) else whole(cell)
    if number is None:
        is_number = isinstance(cell, str | Real | Decimal) and not isinstance(cell, bool)
        raise UnreadableCell(Fault.UNREADABLE if is_number else Fault.WRONG_TYPE)
    if number < 0:
        raise UnreadableCell(Fault.NEGATIVE)
    if number > _MOST:
        raise UnreadableCell(Fault.OUT_OF_BOUNDS)
    return number


def _count_of_text(cell: str) -> int | None:
    text = _UNIT.sub("", clean(cell).casefold())
    sign, text = ("-", text[1:].lstrip()) if text.startswith("-") else ("", text)
    if _COMMAS.fullmatch(text):
        raise UnreadableCell(Fault.AMBIGUOUS)
    if not (_PLAIN_NUMBER.fullmatch(text) or _GROUPED.fullmatch(text)):
        return None
    digits = text.partition(",")[0]
    return int(sign + digits.replace(".", "").replace(" ", ""))


_NOT_YET: Final = frozenset(
    {"-", "belum ada", "tidak ada"}
    | {f"belum {verb} {what}" for verb in ("ada", "punya") for what in ("nik", "kk")}
)
_NUMBER_OF_SPREADSHEETS: Final = re.compile(
    r"[+-]?[0-9]+(?:[.,][0-9]*(?:[eE]\+?[0-9]+)?|[eE]\+?[0-9]+)|[+-][0-9]+"
)
# Offices give these to people who have no number yet; zero and no digits at all among them.
_TEMPORARY: Final = re.compile("'?(?:0*|0[0-9]{15})")

N = TypeVar("N", NIK, FamilyCardNumber)


def read_nik(cell: object) -> NIK:
    """Read a NIK; zero, a temporary number and words for "none yet" are `Fault.NO_NIK_YET`."""
    nik = _read_number(cell, NIK)
    if nik is None:
        raise UnreadableCell(Fault.NO_NIK_YET)
    return nik


def read_family_card(cell: object) -> FamilyCardNumber | None:
    """Read the number of a family card; zero and the like are None."""
    return _read_number(cell, FamilyCardNumber)


def _read_number(cell: object, kind: type[N]) -> N | None:
    if not isinstance(cell, str) and whole(cell) == 0:
        return None
    text = read_text(cell)
    if text[:1] in _FIRST_OF_NONE and (
        _TEMPORARY.fullmatch(text.translate(_SEPARATORS)) or text.casefold() in _NOT_YET
    ):
        return None
    try:
        return kind.parse(text)
    except (InvalidNIK, InvalidFamilyCardNumber) as error:
        is_number = _NUMBER_OF_SPREADSHEETS.fullmatch(text) is not None
        raise UnreadableCell(Fault.SPREADSHEET_NUMBER if is_number else error.reason) from None


_FIRST_OF_NONE: Final = {"", "0", "'", "-", "b", "B", "t", "T"}
_SEPARATORS: Final = str.maketrans("", "", " .-")
