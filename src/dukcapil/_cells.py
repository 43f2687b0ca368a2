"""Reading single cells of office tables, in one dialect for every reader.

A cell with one meaning is read, however it is typed or spelled; one with two is refused; nothing
is guessed. `CellOptions` holds what only the caller can know: the century of years of two digits,
whether numbers are serial dates of a spreadsheet, which codes stand for words.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeVar, final

import attrs

from dukcapil._shared.checks import check_type
from dukcapil._shared.values import Value
from dukcapil.errors import Fault, InvalidNIK, InvalidRegionCode
from dukcapil.nik import NIK, Sex
from dukcapil.regions import RegionCode

__all__ = [
    "SIAK",
    "CellOptions",
    "Codes",
    "Marital",
    "Nationality",
    "UnreadableCell",
    "is_blank",
    "is_nothing",
    "read_count",
    "read_date",
    "read_marital",
    "read_nationality",
    "read_nik",
    "read_region",
    "read_sex",
    "read_text",
]

T = TypeVar("T")


@final
class Marital(Enum):
    """Marital status as the family card shows it (Permendagri 118/2017, and the older words).

    A marriage or divorce that is not registered (*belum tercatat*) has no certificate, and so no
    date; it rests on a signed statement.
    """

    SINGLE = "belum kawin"
    MARRIED = "kawin"
    MARRIED_UNREGISTERED = "kawin belum tercatat"
    DIVORCED = "cerai hidup"
    DIVORCED_UNREGISTERED = "cerai hidup belum tercatat"
    WIDOWED = "cerai mati"


@final
class Nationality(Enum):
    """Nationalities, as printed on the card."""

    CITIZEN = "wni"
    FOREIGNER = "wna"


@final
@attrs.frozen(kw_only=True)
class Codes(Value):
    """Words that numbers stand for in the columns of one system.

    Attributes:
        sex: the sex of each code.
        marital: the marital status of each code.
    """

    sex: Mapping[str, Sex] = attrs.field(factory=dict)
    marital: Mapping[str, Marital] = attrs.field(factory=dict)


SIAK: Final = Codes(
    sex={"1": Sex.MALE, "2": Sex.FEMALE},
    marital={
        "1": Marital.SINGLE,
        "2": Marital.MARRIED,
        "3": Marital.DIVORCED,
        "4": Marital.WIDOWED,
    },
)
"""The codes of SIAK."""


@final
@attrs.frozen(kw_only=True)
class CellOptions(Value):
    """Facts about a table that its cells do not tell.

    Attributes:
        century: the first year of the hundred years that years of two digits lie in, such as
            1950 for 1950 to 2049; None refuses them.
        has_serial_dates: whether numbers in columns of dates are serial dates of a spreadsheet,
            days after 30 December 1899.
        codes: words that numbers stand for; None refuses numbers.
    """

    century: int | None = None
    has_serial_dates: bool = False
    codes: Codes | None = None

    def __attrs_post_init__(self) -> None:
        if self.century is not None:
            check_type(self, "century", self.century, int)
        check_type(self, "has_serial_dates", self.has_serial_dates, bool)
        if self.codes is not None:
            check_type(self, "codes", self.codes, Codes)


_PLAIN: Final = CellOptions()


class UnreadableCell(Exception):
    """A cell that cannot be read; the error holds the fault, not the cell."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason)
        self.reason = reason


# Spaces that word processors and web pages bring: no-break, figure, thin and narrow ones.
_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f"), " ") | dict.fromkeys(
    map(ord, "\u200b\ufeff"), None
)
_NOTHING: Final = frozenset(
    {"", "-", "--", "\N{EN DASH}", "\N{EM DASH}", "nihil", "null", "nan", "nat", "none", "n/a"}
)


def _text(cell: str) -> str:
    return cell.translate(_SPACES).strip()


def is_blank(cell: object) -> bool:
    """Return whether a cell is empty: no text, None, or what data frames have for null."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return not _text(cell)
    if isinstance(cell, float):
        return math.isnan(cell)
    if isinstance(cell, Decimal):
        return cell.is_nan()
    return type(cell).__name__ in {"NaTType", "NAType"}  # of pandas, which need not be installed


def is_nothing(cell: object) -> bool:
    """Return whether a cell is empty or says in words that it is: "-", "nihil", "NULL"."""
    if not isinstance(cell, str):
        return is_blank(cell)
    text = _text(cell).casefold()
    return text in _NOTHING or _NO_DATE.fullmatch(text) is not None


def read_text(cell: object) -> str:
    """Read text without spaces around it."""
    if not isinstance(cell, str):
        raise UnreadableCell(Fault.NOT_TEXT)
    return _text(cell)


_NOT_YET: Final = frozenset({"-", "belum ada", "belum ada nik", "belum punya nik", "tidak ada"})
_NUMBER_OF_SPREADSHEETS: Final = re.compile(
    r"[+-]?[0-9]+(?:[.,][0-9]*(?:[eE]\+?[0-9]+)?|[eE]\+?[0-9]+)|[+-][0-9]+"
)
_TEMPORARY: Final = re.compile("0[0-9]{15}")


def read_nik(cell: object) -> NIK:
    """Read a NIK; zero, a temporary number and words for "none yet" are `Fault.NO_NIK_YET`."""
    if type(cell) is int and cell == 0:
        raise UnreadableCell(Fault.NO_NIK_YET)
    text = read_text(cell)
    if not text.strip("0") or text.casefold() in _NOT_YET or _TEMPORARY.fullmatch(text):
        raise UnreadableCell(Fault.NO_NIK_YET)
    try:
        return NIK.parse(text)
    except InvalidNIK as error:
        is_number = _NUMBER_OF_SPREADSHEETS.fullmatch(text) is not None
        raise UnreadableCell(Fault.SPREADSHEET_NUMBER if is_number else error.reason) from None


def read_region(cell: object) -> RegionCode:
    """Read a region code, with or without dots."""
    text = str(_index(cell)) if _index(cell) is not None else read_text(cell)
    try:
        return RegionCode.parse(text)
    except InvalidRegionCode as error:
        raise UnreadableCell(error.reason) from None


def _index(cell: Any) -> int | None:  # noqa: ANN401  anything may stand in a cell
    """Return a whole number of any library as an `int`; None for anything else."""
    if isinstance(cell, bool | str):
        return None
    try:
        return operator.index(cell)
    except TypeError:
        return None


_SERIAL_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(61, 2_958_466)  # from 1 March 1900, before which spreadsheets miscount
_UNKNOWN_PART: Final = re.compile(
    r"0{1,2}[-/. ]0{1,2}[-/. ][0-9]{4}|[0-9]{4}[-/.]00[-/.]00|[0-9]{4}"
)
_NO_DATE: Final = re.compile(r"0000-00-00(?: 00:00:00)?|00[-/.]00[-/.]0000")
_CLOCK: Final = r"(?:[t ]+00:00(?::00(?:\.0+)?)?)?"
_ISO_DATE: Final = re.compile(
    rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}}){_CLOCK}"
)
_DAY_FIRST: Final = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<separator>[-/.])(?P<month>[0-9]{1,2})(?P=separator)"
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}){_CLOCK}"
)
_NAMED: Final = re.compile(
    r"(?P<day>[0-9]{1,2})[\s./-]*(?P<name>[a-z]+)\.?[\s,./-]*(?P<year>[0-9]{4}|[0-9]{2})" + _CLOCK
)
_WEEKDAY: Final = re.compile(
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"mon|tue|wed|thu|fri|sat|sun|sen|sel|rab|kam|jum|sab|min)\s*[,./-]?\s+"
)
_MONTHS: Final = (
    "januari january jan|februari pebruari february feb peb|maret march mar mrt|april apr|mei may|"
    "juni june jun|juli july jul|agustus august agu agt ags agst agust aug|"
    "september sep sept|oktober october okt oct|november nopember nov nop|"
    "desember december des dec"
)
_MONTH_OF: Final = {
    name: month for month, names in enumerate(_MONTHS.split("|"), start=1) for name in names.split()
}


def read_date(cell: object, options: CellOptions = _PLAIN) -> date:
    """Read a calendar date.

    Dates and midnights of any library are dates. Text is `YYYY-MM-DD`, day first with dashes,
    slashes or dots, or day, name of the month and year, in Indonesian or English, with or without
    a weekday. Month-first text is never read, since it would have two meanings.
    """
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise UnreadableCell(Fault.HAS_CLOCK)
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        return _serial_date(cell, options)
    text = " ".join(_text(cell).casefold().split())
    if _UNKNOWN_PART.fullmatch(text):
        raise UnreadableCell(Fault.PARTIAL_DATE)
    text = _WEEKDAY.sub("", text, count=1) if text[:1].isalpha() else text
    if match := _ISO_DATE.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        return _date(match["year"], int(match["month"]), match["day"], options)
    match = _NAMED.fullmatch(text)
    if match is None or match["name"] not in _MONTH_OF:
        raise UnreadableCell(Fault.UNREADABLE)
    return _date(match["year"], _MONTH_OF[match["name"]], match["day"], options)


def _date(year: str, month: int, day: str, options: CellOptions) -> date:
    number = int(year)
    if len(year) == 2:
        if options.century is None:
            raise UnreadableCell(Fault.TWO_DIGIT_YEAR)
        number = options.century + (number - options.century) % 100
    try:
        return date(number, month, int(day))
    except ValueError:
        raise UnreadableCell(Fault.DATE) from None


def _serial_date(cell: object, options: CellOptions) -> date:
    number = _whole(cell)
    if number is None:
        raise UnreadableCell(Fault.WRONG_TYPE)
    if not options.has_serial_dates:
        raise UnreadableCell(Fault.SERIAL_DATE)
    if number not in _SERIALS:
        raise UnreadableCell(Fault.DATE)
    return _SERIAL_EPOCH + timedelta(days=number)


def _whole(cell: Any) -> int | None:  # noqa: ANN401  anything may stand in a cell
    """Return a number without a fraction as an `int`; None for anything else."""
    if isinstance(cell, float | Decimal):
        return int(cell) if math.isfinite(cell) and cell % 1 == 0 else None
    return _index(cell)


# A separator of thousands stands before every group of three digits, or it is none. A comma
# before three digits alone is either kind, so that is refused; before two digits it is decimal.
_GROUPED: Final = re.compile(
    r"[1-9][0-9]{0,2}(?:(?P<mark>[. ])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:,0{1,2})?"
)
_PLAIN_NUMBER: Final = re.compile(r"[0-9]{1,12}(?:,0{1,2})?")
_COMMAS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_UNIT: Final = re.compile(r"\s*(?:keping|lembar|buah|pcs|orang|jiwa)\.?$")
_MOST: Final = 999_999_999


def read_count(cell: object) -> int:
    """Read a count of 0 or more: whole numbers of any library, or text such as "1.500 keping"."""
    number = _count_of_text(cell) if isinstance(cell, str) else _whole(cell)
    if number is None:
        is_number = isinstance(cell, str | float | Decimal)
        raise UnreadableCell(Fault.UNREADABLE if is_number else Fault.WRONG_TYPE)
    if number < 0:
        raise UnreadableCell(Fault.NEGATIVE)
    if number > _MOST:
        raise UnreadableCell(Fault.OUT_OF_BOUNDS)
    return number


def _count_of_text(cell: str) -> int | None:
    text = _UNIT.sub("", _text(cell).casefold())
    sign, text = ("-", text[1:].lstrip()) if text.startswith("-") else ("", text)
    if _COMMAS.fullmatch(text):
        raise UnreadableCell(Fault.AMBIGUOUS)
    if not (_PLAIN_NUMBER.fullmatch(text) or _GROUPED.fullmatch(text)):
        return None
    whole = text.partition(",")[0]
    return int(sign + whole.replace(".", "").replace(" ", ""))


_SEXES: Final = {
    **dict.fromkeys(("l", "lk", "laki", "laki laki", "pria", "m", "male"), Sex.MALE),
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "f", "female"), Sex.FEMALE),
}
_MARITALS: Final = {
    **{status.value: status for status in Marital},
    **dict.fromkeys(("belum menikah", "single"), Marital.SINGLE),
    **dict.fromkeys(("kawin tercatat", "menikah", "married"), Marital.MARRIED),
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


def _read_word(cell: object, words: Mapping[str, T], codes: Mapping[str, T]) -> T:
    """Read a word, or the number that stands for one where codes are given."""
    number = _whole(cell)
    if number is not None or (isinstance(cell, str) and _text(cell).isdigit()):
        code = str(number) if number is not None else str(int(_text(str(cell))))
        if code in codes:
            return codes[code]
        raise UnreadableCell(Fault.CODE)
    word = " ".join(re.findall(r"[^\W_]+", read_text(cell).casefold()))
    if word not in words:
        raise UnreadableCell(Fault.UNREADABLE)
    return words[word]


def read_sex(cell: object, options: CellOptions = _PLAIN) -> Sex:
    """Read `L`, `P`, `LAKI-LAKI`, `PEREMPUAN` and the like."""
    return _read_word(cell, _SEXES, options.codes.sex if options.codes else {})


def read_marital(cell: object, options: CellOptions = _PLAIN) -> Marital:
    """Read the six words of the family card, the older ones, and the English ones."""
    return _read_word(cell, _MARITALS, options.codes.marital if options.codes else {})


def read_nationality(cell: object) -> Nationality:
    """Read `WNI`, `WNA` and the like."""
    return _read_word(cell, _NATIONALITIES, {})
