"""Readers of single cells of office tables, in Indonesian and English."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Final, TypeVar, final

from dukcapil.errors import Fault, InvalidNIK, InvalidRegionCode
from dukcapil.nik import NIK, Sex
from dukcapil.regions import RegionCode

__all__ = [
    "Marital",
    "Nationality",
    "UnreadableCell",
    "is_blank",
    "read_date",
    "read_marital",
    "read_nationality",
    "read_nik",
    "read_region",
    "read_sex",
    "read_text",
]

T = TypeVar("T")

_ISO_DATE: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_DAY_FIRST_DATE: Final = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<separator>[-/])(?P<month>[0-9]{1,2})(?P=separator)(?P<year>[0-9]{4})"
)
# Spellings of "no NIK yet" in tables of offices.
_NOT_YET: Final = frozenset({"-", "belum ada", "belum ada nik", "belum punya nik", "tidak ada"})


@final
class Marital(Enum):
    """Marital statuses, as printed on the card."""

    SINGLE = "belum kawin"
    MARRIED = "kawin"
    DIVORCED = "cerai hidup"
    WIDOWED = "cerai mati"


@final
class Nationality(Enum):
    """Nationalities, as printed on the card."""

    CITIZEN = "wni"
    FOREIGNER = "wna"


_SEXES: Final = {
    "l": Sex.MALE,
    "laki-laki": Sex.MALE,
    "laki laki": Sex.MALE,
    "m": Sex.MALE,
    "male": Sex.MALE,
    "p": Sex.FEMALE,
    "perempuan": Sex.FEMALE,
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
}
_MARITALS: Final = {
    **{status.value: status for status in Marital},
    "single": Marital.SINGLE,
    "married": Marital.MARRIED,
    "divorced": Marital.DIVORCED,
    "widowed": Marital.WIDOWED,
}
_NATIONALITIES: Final = {
    **{nationality.value: nationality for nationality in Nationality},
    "indonesia": Nationality.CITIZEN,
    "citizen": Nationality.CITIZEN,
    "foreigner": Nationality.FOREIGNER,
}


class UnreadableCell(Exception):
    """A cell that cannot be read; the error holds the fault, not the cell."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason)
        self.reason = reason


def is_blank(cell: object) -> bool:
    """Return whether a cell is empty text, None, or NaN, the blank of data frames."""
    is_nan = isinstance(cell, float) and math.isnan(cell)
    return cell is None or is_nan or (isinstance(cell, str) and not cell.strip())


def read_text(cell: object) -> str:
    """Read text, without spaces around it."""
    if not isinstance(cell, str):
        raise UnreadableCell(Fault.NOT_TEXT)
    return cell.strip()


def read_nik(cell: object) -> NIK:
    """Read a NIK; zero and words such as `belum ada` are `Fault.NO_NIK_YET`."""
    if type(cell) is int and cell == 0:
        raise UnreadableCell(Fault.NO_NIK_YET)
    text = read_text(cell)
    if not text.strip("0") or text.casefold() in _NOT_YET:
        raise UnreadableCell(Fault.NO_NIK_YET)
    try:
        return NIK.parse(text)
    except InvalidNIK as error:
        raise UnreadableCell(error.reason) from None


def read_region(cell: object) -> RegionCode:
    """Read a region code, with or without dots."""
    try:
        return RegionCode.parse(read_text(cell))
    except InvalidRegionCode as error:
        raise UnreadableCell(error.reason) from None


def read_date(cell: object) -> date:
    """Read a date: `YYYY-MM-DD`, `DD-MM-YYYY` or `DD/MM/YYYY`, never the month first."""
    if type(cell) is date:
        return cell
    if isinstance(cell, date):  # a datetime: only the caller knows whether its time matters
        raise UnreadableCell(Fault.WRONG_TYPE)
    text = read_text(cell)
    match = _ISO_DATE.fullmatch(text) or _DAY_FIRST_DATE.fullmatch(text)
    if match is None:
        raise UnreadableCell(Fault.UNREADABLE)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise UnreadableCell(Fault.DATE) from None


def _read_word(cell: object, words: Mapping[str, T]) -> T:
    word = " ".join(read_text(cell).casefold().split())
    if word not in words:
        raise UnreadableCell(Fault.UNREADABLE)
    return words[word]


def read_sex(cell: object) -> Sex:
    """Read a sex: `L`, `P`, and the like."""
    return _read_word(cell, _SEXES)


def read_marital(cell: object) -> Marital:
    """Read a marital status: `KAWIN`, `BELUM KAWIN`, `CERAI HIDUP`, `CERAI MATI`, or English."""
    return _read_word(cell, _MARITALS)


def read_nationality(cell: object) -> Nationality:
    """Read a nationality: `WNI`, `WNA`, and the like."""
    return _read_word(cell, _NATIONALITIES)
