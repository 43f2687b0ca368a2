"""Calendar months as values, with arithmetic."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Self, final, overload

import attrs
from dateutil.relativedelta import relativedelta

from dukcapil._shared.checks import check_date, check_items, check_type
from dukcapil._shared.values import Value

__all__ = ["Month"]

_ISO_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")


@final
@attrs.frozen(order=True)
class Month(Value):
    """One month of the Gregorian calendar.

    Months are ordered, and add like integers: `month + n` is *n* months later, and the
    difference of two months is a number of months.

    Attributes:
        year: 1 to 9999.
        number: 1 (January) to 12.

    Raises:
        TypeError: for a year or number that is not an `int`.
        ValueError: for a month outside the calendar.

    Examples:
        >>> from dukcapil import Month
        >>> november = Month(2020, 11)
        >>> print(november + 3)
        2021-02
        >>> november.last_day
        datetime.date(2020, 11, 30)
        >>> Month.parse("2021-02") - november
        3
    """

    year: int
    number: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "year", self.year, int)
        check_type(self, "number", self.number, int)
        if not (1 <= self.year <= 9999 and 1 <= self.number <= 12):
            raise ValueError("expected a year of 1 to 9999 and a month of 1 to 12")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the ISO 8601 form; the inverse of `str`.

        Args:
            text: four digits, a dash, two digits: `2020-11`.

        Raises:
            ValueError: for any other text.
        """
        match = _ISO_MONTH.fullmatch(text)
        if match is None:
            raise ValueError("expected a month such as 2020-11")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month of a day.

        Raises:
            TypeError: for a `datetime`.
        """
        check_date("Month.of", "day", day)
        return cls(day.year, day.month)

    @classmethod
    def range(cls, start: "Month", stop: "Month") -> "tuple[Month, ...]":
        """Return the months `[start, stop)`; empty if `stop` is not later than `start`.

        Raises:
            TypeError: for anything but months.

        Examples:
            >>> [str(m) for m in Month.range(Month(2020, 11), Month(2021, 2))]
            ['2020-11', '2020-12', '2021-01']
        """
        check_type("Month.range", "start", start, Month)
        check_type("Month.range", "stop", stop, Month)
        return tuple(start + n for n in range(max(0, stop - start)))

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month: 28 to 31."""
        return self.first_day + relativedelta(day=31)

    def __add__(self, months: int) -> "Month":
        """The month `months` later, or earlier if negative."""
        if type(months) is not int:
            return NotImplemented
        # Counted from January of the year 0, so that `divmod` gives the year and the index.
        year, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, index + 1)

    @overload
    def __sub__(self, other: "Month") -> int: ...
    @overload
    def __sub__(self, other: int) -> "Month": ...
    def __sub__(self, other: "Month | int") -> "int | Month":
        """The number of months since another month, or the month that many months earlier."""
        if isinstance(other, Month):
            return (self.year - other.year) * 12 + self.number - other.number
        if type(other) is not int:
            return NotImplemented
        return self + -other

    def __str__(self) -> str:
        """The ISO 8601 form, such as `2020-11`."""
        return f"{self.year:04}-{self.number:02}"


def month_list(owner: str, months: object) -> tuple[Month, ...]:
    """Return the months of an argument, sorted and without repetition.

    Raises:
        TypeError: for anything but several months; the message names `owner`.
    """
    if not isinstance(months, Iterable):
        raise TypeError(f"{owner}.months: expected several months, found {type(months).__name__}")
    wanted = tuple(months)
    check_items(owner, "months", wanted, Month)
    return tuple(sorted(set(wanted)))
