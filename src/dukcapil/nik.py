"""The two numbers of sixteen digits: the NIK of a person and the number of a family card.

A NIK consists of the region of first registration (6 digits), the birth date DDMMYY with 40 added
to the day of a woman (6), and a serial (4). It is kept for life (Pasal 30(2) of PP 40/2019),
through moves and splits of regions, and through corrections of birth date and sex (Pasal 15(3) of
Permendagri 108/2019). Its parts are therefore hints about the person, never the record.

Citizens who are registered abroad have a NIT (*nomor identitas tunggal*), which is equal to a NIK
(Pasal 32(2) of PP 40/2019): in place of the region it has 99, the country (3 digits) and the
mission there (1 digit).
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Self, final

from dukcapil._shared.checks import check_date, check_type
from dukcapil._shared.values import CheckedText
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault, InvalidFamilyCardNumber, InvalidNIK
from dukcapil.regions import Level, RegionCode

__all__ = ["NIK", "FamilyCardNumber", "Sex"]

_FIRST_YEAR: Final = 1900
_WOMAN: Final = 40  # added to the day of birth

_NOT_00: Final = "(?:0[1-9]|[1-9][0-9])"
_REGION: Final = "(?:1[1-9]|[2-8][0-9]|9[0-6])" + _NOT_00 + _NOT_00  # faster than {2}
ABROAD: Final = "99"
ISSUER_PATTERN: Final = f"(?:{_REGION}|{ABROAD}[0-9]{{4}})"
_SERIAL: Final = r"(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR: Final = r"(?:[02468][048]|[13579][26])"  # 00 is 2000: 1900 was not a leap year
# Digits stand in groups of two, three sixes and fours included; the serial is never parted. So
# a float as text, whose last group is ".0", and an exponent are no numbers.
_GROUPED: Final = re.compile(r" *'?((?:[0-9]{2}[ .-]?){6}[0-9]{4}) *")
_SEPARATORS: Final = str.maketrans("", "", " .-")


def _date_pattern(zero: str, ten: str, twenty: str, thirty: str) -> str:
    """Return the pattern of DDMMYY for a day that exists in 19YY or 20YY.

    The arguments are the first digits of the days 0x, 1x, 2x and 3x. The expression has no
    look-around, so that the engines of data frames can use it as it is.
    """
    to_28 = f"(?:[{zero}][1-9]|[{ten}][0-9]|[{twenty}][0-8])(?:0[1-9]|1[0-2])"
    to_30 = f"(?:[{twenty}]9|[{thirty}]0)(?:0[13-9]|1[0-2])"
    day_31 = f"[{thirty}]1(?:0[13578]|1[02])"
    leap_day = f"[{twenty}]902{_LEAP_YEAR}"
    return f"(?:(?:{to_28}|{to_30}|{day_31})[0-9]{{2}}|{leap_day})"


# Days of women are 41 to 71: the first digit of a day is 4 higher.
BIRTH_DATE_PATTERN: Final = _date_pattern("04", "15", "26", "37")
_RECORDING_DATE: Final = _date_pattern("0", "1", "2", "3")
NIK_PATTERN: Final = ISSUER_PATTERN + BIRTH_DATE_PATTERN + _SERIAL
_ISSUERS: Final = re.compile(ISSUER_PATTERN)
_REGIONS: Final = re.compile(_REGION)
_MISSIONS: Final = re.compile("[0-9]{4}")
_BIRTH_DATES: Final = re.compile(BIRTH_DATE_PATTERN)
_RECORDING_DATES: Final = re.compile(_RECORDING_DATE)


@final
class Sex(Worded):
    """Sex, as on record.

    Attributes:
        MALE: `L`, *laki-laki*.
        FEMALE: `P`, *perempuan*.
    """

    MALE = "male"
    FEMALE = "female"


# A woman's day of birth has 40 added, so that its first digit is 4 or more. The names are those of
# the module, because a look-up of an attribute of the class takes as long as all the rest.
_WOMAN_DIGIT: Final = "4"
_FEMALE, _MALE = Sex.FEMALE, Sex.MALE
_ONE_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=2**13)  # more than the 7,285 kecamatan
def _kecamatan(digits: str) -> RegionCode:
    return RegionCode.parse(digits)


@lru_cache(maxsize=2**13)
def _issuer(digits: str) -> RegionCode | None:
    return None if digits.startswith(ABROAD) else _kecamatan(digits)


@lru_cache(maxsize=2**17)  # more than the digits of all days of a century, of women and men
def _latest(digits: str, not_after: date) -> date | None:
    """Return the latest date until a day that DDMMYY stands for, with or without 40 added."""
    number = int(digits)
    day, month = number // 10_000 % _WOMAN, number // 100 % 100
    year = not_after.year - (not_after.year - number) % 100
    while year >= _FIRST_YEAR:
        try:
            candidate = date(year, month, day)
        except ValueError:  # 29 February of 1900
            pass
        else:
            if candidate <= not_after:
                return candidate
        year -= 100
    return None


def _all(digits: str, not_after: date) -> tuple[date, ...]:
    """Return all dates until a day that DDMMYY stands for, oldest first."""
    dates: list[date] = []
    day = _latest(digits, not_after)
    while day is not None:
        dates.insert(0, day)
        day = _latest(digits, day - _ONE_DAY)
    return tuple(dates)


class _SixteenDigits(CheckedText):
    """The common parts of the two numbers: place of issue (6 digits), date (6), serial (4)."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the number with a space, dot or dash between its groups of digits.

        A leading apostrophe, by which spreadsheets mark text, is left out. Nothing else is: a
        number with ".0" or an exponent has lost digits.

        Raises:
            InvalidNIK: or `InvalidFamilyCardNumber`, for any other text.
        """
        return cls(_digits(text) if isinstance(text, str) else text)

    @classmethod
    def try_parse(cls, text: object) -> Self | None:
        """Parse the number, or return None instead of raising an error."""
        # No `except` around `parse`: making an error takes longer than making a number.
        if not isinstance(text, str):
            return None
        digits = _digits(text)
        return cls(digits) if cls.is_valid(digits) else None

    @property
    def serial(self) -> int:
        """The serial number, 1 to 9999."""
        return int(self[12:16])

    @property
    def masked(self) -> str:
        """The first six digits and ten asterisks, fit to be shown."""
        return f"{self[0:6]}**********"

    @property
    def formatted(self) -> str:
        """Place, date and serial separated by spaces; the inverse of `parse`."""
        return f"{self[0:6]} {self[6:12]} {self[12:16]}"

    def __eq__(self, other: object) -> bool:
        """Return whether the digits are equal; a NIK and the number of a family card never are."""
        if type(other) is not type(self) and isinstance(other, _SixteenDigits):
            return False
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        """Return the opposite of `==`; `str` would compare the digits alone."""
        return not self == other

    if TYPE_CHECKING:

        def __hash__(self) -> int: ...
    else:
        __hash__ = str.__hash__  # a function of Python would take several times as long

    def __repr__(self) -> str:
        """The class and the masked number."""
        return f"{type(self).__name__}({self.masked!r})"


def check_number(owner: object, field: str, value: object, kind: type[_SixteenDigits]) -> None:
    """Raise unless a value is such a number, made by its class and not past it.

    `str.__new__` makes a value of the class from any text.
    """
    check_type(owner, field, value, kind)
    if not kind.is_valid(value):
        raise kind._refusal(value)  # noqa: SLF001  of this module


def _digits(text: str) -> str:
    """Return the digits of a number in groups, or other text as it is."""
    match = len(text) > 16 and _GROUPED.fullmatch(text)
    return match[1].translate(_SEPARATORS) if match else text


def _fault(text: object, places: re.Pattern[str], dates: re.Pattern[str]) -> tuple[Fault, str]:
    """Return the first fault of a text that is not such a number, and a description of it."""
    if not isinstance(text, str):
        return Fault.NOT_TEXT, type(text).__name__
    # `isdigit` alone accepts digits of other scripts.
    if text and not (text.isascii() and text.isdigit()):
        fault = Fault.NOT_DIGITS
    elif len(text) != 16:
        fault = Fault.LENGTH
    elif not places.match(text):
        fault = Fault.REGION
    elif not dates.fullmatch(text, 6, 12):
        fault = Fault.DATE
    else:
        fault = Fault.SERIAL
    return fault, f"{len(text)} characters"


@final
class NIK(_SixteenDigits, pattern=NIK_PATTERN, is_personal=True):
    """A population identification number (*nomor induk kependudukan*).

    A `str` of exactly 16 ASCII digits that can be a NIK, or the NIT of a citizen abroad: the place
    of issue is possible, the birth date exists in some year, the serial is not 0000. Its `repr` is
    masked, because the number identifies a person (Pasal 4(3) of UU 27/2022); `str`, hash,
    equality, pickle and JSON are those of the digits.

    The constructor takes the digits alone; `NIK.parse` also reads spaces, dots and dashes.

    Raises:
        InvalidNIK: for anything else, with the `reason`; also for numbers, which lose digits.

    Examples:
        >>> from datetime import date, timedelta
        >>> from dukcapil import NIK
        >>> nik = NIK("3275994105030001")
        >>> nik
        NIK('327599**********')
        >>> nik.sex, nik.region
        (<Sex.FEMALE: 'female'>, RegionCode('32.75.99'))
        >>> nik.birth_date(not_after=date(2020, 11, 23))
        datetime.date(2003, 5, 1)
        >>> NIK.is_valid("3275998105030001")  # there is no day 81
        False
        >>> abroad = NIK("9912314105030001")
        >>> abroad.is_abroad, abroad.mission, abroad.region
        (True, '1231', None)
    """

    __slots__ = ()

    @classmethod
    def _refusal(cls, text: object) -> InvalidNIK:
        fault, found = _fault(text, _ISSUERS, _BIRTH_DATES)
        return InvalidNIK(reason=fault, found=found)

    @classmethod
    def build(
        cls,
        *,
        region: RegionCode | None = None,
        mission: str | None = None,
        birth_date: date,
        sex: Sex,
        serial: int,
    ) -> Self:
        """Build the number from its parts.

        Args:
            region: the kecamatan of first registration, or a desa or kelurahan in it.
            mission: instead of a region, the four digits of the country and the mission abroad.
            birth_date: the date of birth, from 1900 on.
            sex: the sex; 40 is added to a woman's day of birth.
            serial: 1 to 9999.

        Raises:
            TypeError: for a `datetime`, or another wrong type, and for a region beside a mission
                or neither.
            InvalidNIK: for a region wider than a kecamatan, a mission that is not four digits, a
                birth before 1900, or a serial out of bounds.

        Examples:
            >>> from datetime import date, timedelta
            >>> from dukcapil import NIK, RegionCode, Sex
            >>> nik = NIK.build(
            ...     region=RegionCode("32.75.99"),
            ...     birth_date=date(2003, 5, 1),
            ...     sex=Sex.FEMALE,
            ...     serial=1,
            ... )
            >>> nik == "3275994105030001"
            True
        """
        place = _place(region, mission)
        check_date("NIK.build", "birth_date", birth_date)
        check_type("NIK.build", "sex", sex, Sex)
        check_type("NIK.build", "serial", serial, int)
        if birth_date.year < _FIRST_YEAR:
            raise InvalidNIK(reason=Fault.DATE, found=f"a birth before {_FIRST_YEAR}")
        if not 1 <= serial <= 9999:
            raise InvalidNIK(reason=Fault.SERIAL, found="a serial outside 1 to 9999")
        day = birth_date.day + (_WOMAN if sex is Sex.FEMALE else 0)
        return cls(f"{place}{day:02}{birth_date:%m%y}{serial:04}")

    @property
    def is_abroad(self) -> bool:
        """True if a mission abroad has issued the number, so that it is a NIT."""
        return self.startswith(ABROAD)

    @property
    def mission(self) -> str | None:
        """The country (3 digits) and the mission there (1 digit) of a NIT; None for others."""
        return self[2:6] if self.is_abroad else None

    @property
    def region(self) -> RegionCode | None:
        """The kecamatan of issue, whose code may be retired by now; None for a NIT."""
        return _issuer(self[0:6])

    @property
    def sex(self) -> Sex:
        """The sex at issue."""
        return _FEMALE if self[6] >= _WOMAN_DIGIT else _MALE

    def birth_dates(self, *, not_after: date) -> tuple[date, ...]:
        """Return all birth dates that the two digits of the year allow, oldest first.

        Args:
            not_after: the last possible day, such as the date of the table.

        Returns:
            One date per century from 1900 on; empty if all are later than `not_after`.

        Raises:
            TypeError: for a `datetime`.

        Examples:
            >>> from datetime import date, timedelta
            >>> from dukcapil import NIK
            >>> NIK("3275992311200001").birth_dates(not_after=date(2020, 11, 23))
            (datetime.date(1920, 11, 23), datetime.date(2020, 11, 23))
            >>> NIK("3275992311200001").birth_dates(not_after=date(2020, 11, 22))
            (datetime.date(1920, 11, 23),)
        """
        check_date("NIK.birth_dates", "not_after", not_after)
        return _all(self[6:12], not_after)

    def birth_date(self, *, not_after: date) -> date | None:
        """Return the latest of `birth_dates`, or None.

        For persons of a hundred years and more it is a century too late: a NIK cannot tell.

        Raises:
            TypeError: for a `datetime`.
        """
        if type(not_after) is not date:
            check_date("NIK.birth_date", "not_after", not_after)
        return _latest(self[6:12], not_after)


def _place(region: RegionCode | None, mission: str | None) -> str:
    """Return the first six digits of a number of that region or mission."""
    if (region is None) is (mission is None):
        raise TypeError("NIK.build: expected a region or a mission; give one of them")
    if region is None:
        check_type("NIK.build", "mission", mission, str)
        if not _MISSIONS.fullmatch(str(mission)):
            raise InvalidNIK(reason=Fault.REGION, found="a mission that is not four digits")
        return f"{ABROAD}{mission}"
    check_type("NIK.build", "region", region, RegionCode)
    if region.level < Level.KECAMATAN:
        raise InvalidNIK(reason=Fault.REGION, found=f"a region of level {region.level.name}")
    return region.at(Level.KECAMATAN).replace(".", "")


@final
class FamilyCardNumber(
    _SixteenDigits, pattern=_REGION + _RECORDING_DATE + _SERIAL, is_personal=True
):
    """The number of a family card (*kartu keluarga*, KK).

    It consists of the region (6 digits), the date of recording DDMMYY without 40 added (6), and
    the serial of the family (4). It is kept when the head and all members move together within a
    kabupaten or kota (circular 470/13287/Dukcapil of the ministry), so that its region and its
    date are hints: about the family's first registration, not its address. Like a NIK it is a
    `str` with a masked `repr`.

    The constructor takes the digits alone; `FamilyCardNumber.parse` also reads spaces,
    dots and dashes.

    Raises:
        InvalidFamilyCardNumber: for anything else, with the `reason`.

    Examples:
        >>> from datetime import date, timedelta
        >>> from dukcapil import FamilyCardNumber
        >>> number = FamilyCardNumber("3275990501200001")
        >>> number
        FamilyCardNumber('327599**********')
        >>> number.recording_date(not_after=date(2020, 11, 23))
        datetime.date(2020, 1, 5)
    """

    __slots__ = ()

    @classmethod
    def _refusal(cls, text: object) -> InvalidFamilyCardNumber:
        fault, found = _fault(text, _REGIONS, _RECORDING_DATES)
        return InvalidFamilyCardNumber(reason=fault, found=found)

    @property
    def region(self) -> RegionCode:
        """The kecamatan of issue; its code may be retired by now."""
        return _kecamatan(self[0:6])

    def recording_dates(self, *, not_after: date) -> tuple[date, ...]:
        """Return all dates of recording that the two digits of the year allow, oldest first.

        Raises:
            TypeError: for a `datetime`.
        """
        check_date("FamilyCardNumber.recording_dates", "not_after", not_after)
        return _all(self[6:12], not_after)

    def recording_date(self, *, not_after: date) -> date | None:
        """Return the latest of `recording_dates`, or None.

        Raises:
            TypeError: for a `datetime`.
        """
        check_date("FamilyCardNumber.recording_date", "not_after", not_after)
        return _latest(self[6:12], not_after)
