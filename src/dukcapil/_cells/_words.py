"""Words of the family card, as systems and hands write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from dukcapil._cells._basics import UnreadableCell, clean, read_text, whole
from dukcapil._cells._options import PLAIN, CellOptions, Marital, Nationality
from dukcapil.errors import Fault
from dukcapil.nik import Sex

__all__ = ["MARITALS", "SEXES", "fold", "read_marital", "read_nationality", "read_sex"]

T = TypeVar("T")

SEXES: Final = {
    **dict.fromkeys(("l", "lk", "laki", "laki laki", "pria", "m", "male"), Sex.MALE),
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "f", "female"), Sex.FEMALE),
}
MARITALS: Final = {
    **{status.value: status for status in Marital},
    **dict.fromkeys(("belum menikah", "belum nikah", "single"), Marital.SINGLE),
    **dict.fromkeys(
        ("kawin tercatat", "menikah", "nikah", "sudah kawin", "sudah menikah", "married"),
        Marital.MARRIED,
    ),
    **dict.fromkeys(("cerai hidup tercatat", "divorced"), Marital.DIVORCED),
    "widowed": Marital.WIDOWED,
}
_NATIONALITIES: Final = {
    **{nationality.value: nationality for nationality in Nationality},
    "indonesia": Nationality.CITIZEN,
    "warga negara indonesia": Nationality.CITIZEN,
    "citizen": Nationality.CITIZEN,
    "warga negara asing": Nationality.FOREIGNER,
    "orang asing": Nationality.FOREIGNER,
    "foreigner": Nationality.FOREIGNER,
}
_BETWEEN: Final = re.compile("[\\s\\-_.\N{EN DASH}\N{EM DASH}]+")
_CODE: Final = re.compile("0*([0-9]{1,3})")


def fold(text: str) -> str:
    """Return words in lower case with one space between them, without dashes and dots.

    Other punctuation stays: "wanita?" is a doubt, not a word.
    """
    return " ".join(_BETWEEN.split(clean(text).casefold())).strip()


def read_sex(cell: object, options: CellOptions = PLAIN) -> Sex:
    """Read `L`, `P`, `LAKI-LAKI`, `PEREMPUAN` and the like."""
    return _read_word(cell, SEXES, options.codes.sex if options.codes else {})


def read_marital(cell: object, options: CellOptions = PLAIN) -> Marital:
    """Read the six words of the family card, the older ones, and the English ones."""
    return _read_word(cell, MARITALS, options.codes.marital if options.codes else {})


def read_nationality(cell: object) -> Nationality:
    """Read `WNI`, `WNA` and the like."""
    return _read_word(cell, _NATIONALITIES, {})


def _read_word(cell: object, words: Mapping[str, T], codes: Mapping[str, T]) -> T:
    """Read a word, or the number that stands for one where codes are given."""
    if isinstance(cell, str):
        word = cell.lower()
        if word in words:  # most cells
            return words[word]
        word = fold(cell)
        if word in words:
            return words[word]
    number = whole(cell)
    code = _CODE.fullmatch(read_text(cell) if number is None else str(number))
    if code is None:
        raise UnreadableCell(Fault.UNREADABLE)
    if code[1] not in codes:
        raise UnreadableCell(Fault.CODE)
    return codes[code[1]]
