"""Completed years of age, and the policy for births on 29 February.

An age is completed at the start of the birthday. The year in which a person born on
29 February turns 17 is never a leap year, and no Indonesian rule found so far names the day that
replaces the birthday. Every function therefore takes the policy as an argument.
"""

from calendar import isleap
from datetime import MAXYEAR, date
from typing import final

from dukcapil._shared.checks import check_count, check_date, check_type
from dukcapil._shared.worded import Worded

__all__ = ["LeapDay", "birthday", "completed_years", "latest_birth_date"]


@final
class LeapDay(Worded):
    """Birthdays, in common years, of persons born on 29 February.

    Attributes:
        MARCH_1: the first day on which the years are complete; the default everywhere.
        FEBRUARY_28: the day before, as computed by `dateutil.relativedelta`.
    """

    MARCH_1 = "1 March"
    FEBRUARY_28 = "28 February"


def birthday(birth_date: date, *, age: int, leap_day: LeapDay = LeapDay.MARCH_1) -> date:
    """Return the day on which `age` years are completed.

    Args:
        birth_date: the date of birth.
        age: completed years, 0 or more.
        leap_day: the policy for births on 29 February.

    Returns:
        The first day on which the person is `age` years old.

    Raises:
        TypeError: for a `datetime`, or an age that is not an `int`.
        ValueError: for a negative age, or a day after the year 9999.

    Examples:
        >>> from datetime import date
        >>> birthday(date(2004, 2, 29), age=17)
        datetime.date(2021, 3, 1)
        >>> birthday(date(2004, 2, 29), age=17, leap_day=LeapDay.FEBRUARY_28)
        datetime.date(2021, 2, 28)
    """
    check_date("birthday", "birth_date", birth_date)
    check_count("birthday", "age", age)
    check_type("birthday", "leap_day", leap_day, LeapDay)
    if birth_date.year + age > MAXYEAR:
        raise ValueError(f"expected an age that is reached by the year {MAXYEAR}")
    return anniversary(birth_date, birth_date.year + age, leap_day)


def anniversary(birth_date: date, year: int, leap_day: LeapDay) -> date:
    """Return the birthday in a year; unchecked, for loops over many people."""
    try:
        return date(year, birth_date.month, birth_date.day)
    except ValueError:
        return date(year, 3, 1) if leap_day is LeapDay.MARCH_1 else date(year, 2, 28)


def completed_years(
    birth_date: date, *, on: date, leap_day: LeapDay = LeapDay.MARCH_1
) -> int | None:
    """Compute the age in completed years.

    Args:
        birth_date: the date of birth.
        on: the date of the age.
        leap_day: the policy for births on 29 February.

    Returns:
        Whole years, or None before the birth.

    Raises:
        TypeError: for a `datetime`.

    Examples:
        >>> from datetime import date
        >>> completed_years(date(2003, 11, 23), on=date(2020, 11, 22))
        16
        >>> completed_years(date(2003, 11, 23), on=date(2020, 11, 23))
        17
    """
    check_date("completed_years", "birth_date", birth_date)
    check_date("completed_years", "on", on)
    check_type("completed_years", "leap_day", leap_day, LeapDay)
    if on < birth_date:
        return None
    had_birthday = anniversary(birth_date, on.year, leap_day) <= on
    return on.year - birth_date.year - (not had_birthday)


def latest_birth_date(*, age: int, on: date, leap_day: LeapDay = LeapDay.MARCH_1) -> date | None:
    """Return the latest birth date for which `age` years are completed on a date.

    For many people, one comparison each replaces the computation of ages:
    `birth_date <= latest_birth_date(age=17, on=on)` holds for those who are 17 or older.

    Args:
        age: completed years, 0 or more.
        on: the date of the age.
        leap_day: the policy for births on 29 February.

    Returns:
        The date, or None if it would be before the year 1.

    Raises:
        TypeError: for a `datetime`, or an age that is not an `int`.
        ValueError: for a negative age.

    Examples:
        >>> from datetime import date
        >>> latest_birth_date(age=17, on=date(2021, 2, 28))
        datetime.date(2004, 2, 28)
        >>> latest_birth_date(age=17, on=date(2021, 2, 28), leap_day=LeapDay.FEBRUARY_28)
        datetime.date(2004, 2, 29)
    """
    check_count("latest_birth_date", "age", age)
    check_date("latest_birth_date", "on", on)
    check_type("latest_birth_date", "leap_day", leap_day, LeapDay)
    year = on.year - age
    if year < 1:
        return None
    if isleap(year) and not isleap(on.year) and (on.month, on.day) == (2, 28):
        return date(year, 2, 28 if leap_day is LeapDay.MARCH_1 else 29)
    # For `on` = 29 February and a common `year`, the latest birth date is 28 February under both
    # policies, since nobody was born on a 29 February of that year.
    return anniversary(on, year, LeapDay.FEBRUARY_28)
