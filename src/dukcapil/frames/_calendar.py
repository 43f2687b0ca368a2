"""Dates as integers, which every engine compares alike, and birthdays computed from them.

A day is the number `yyyymmdd`, and a month the number of months since January of year 0. Both
increase with time, so the later of two dates has the larger number.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import narwhals.stable.v2 as nw

from dukcapil.ages import LeapDay
from dukcapil.frames._layout import Frame
from dukcapil.law import OBLIGED_AGE
from dukcapil.months import Month

__all__ = [
    "FAR",
    "birthday",
    "birthday_month",
    "day",
    "day_of",
    "earlier",
    "later",
    "leap_days_to_17",
    "month",
    "month_of",
    "seventeenth_birthday",
    "with_ordinals",
]

FAR: Final = 99_999_999  # later than every day, of which the last is 9999_12_31, and every month
_YEAR: Final = 10_000


def day_of(on: date) -> int:
    """Return the number of a day."""
    return on.year * _YEAR + on.month * 100 + on.day


def day(dates: nw.Expr) -> nw.Expr:
    """Return the numbers of days; null becomes `FAR`."""
    month_day = _whole(dates.dt.month()) * 100 + _whole(dates.dt.day())
    return (dates.dt.year() * _YEAR + month_day).fill_null(FAR).cast(nw.Int64)


def with_ordinals(frame: Frame, *columns: str) -> Frame:
    """Replace the numbers of days in some columns by proleptic ordinals, as `date.toordinal`.

    The day after a number is the number plus one, also past the end of a month.
    """
    # One column per step: engines are slow on deep expressions. Years begin with March, so that
    # the leap day is the last day of one.
    parts = {one: tuple(f"_{part}_of{one}" for part in ("y", "m", "d")) for one in columns}
    col = nw.col
    steps: list[dict[str, nw.Expr]] = [{}, {}, {}, {}, {}]
    for one, (year, month_, day_) in parts.items():
        is_early = col(month_) <= 2
        shift = nw.when(is_early).then(nw.lit(9)).otherwise(nw.lit(-3))
        steps[0] |= {year: col(one) // _YEAR}
        steps[1] |= {day_: col(one) - col(year) * _YEAR}
        steps[2] |= {month_: col(day_) // 100}
        steps[3] |= {
            year: col(year) - nw.when(is_early).then(nw.lit(1)).otherwise(nw.lit(0)),
            month_: col(month_) + shift,
            day_: col(day_) - col(month_) * 100,
        }
        days = col(year) * 365 + _leap_days(col(year)) + (col(month_) * 153 + 2) // 5
        steps[4] |= {one: (days + col(day_) - 306).cast(nw.Int64)}
    for step in steps:
        frame = frame.with_columns(**step)
    return frame.drop(*(name for names in parts.values() for name in names))


def _whole(part: nw.Expr) -> nw.Expr:
    """Return a part of a date as an integer, 0 for null: Dask casts no nulls to integers."""
    return part.fill_null(0).cast(nw.Int32)


def month_of(one: Month) -> int:
    """Return the number of a month."""
    return one.year * 12 + one.number - 1


def month(dates: nw.Expr) -> nw.Expr:
    """Return the numbers of months; null becomes `FAR`."""
    number = dates.dt.year() * 12 + _whole(dates.dt.month()) - 1
    return number.fill_null(FAR).cast(nw.Int32)


def earlier(first: nw.Expr, *others: nw.Expr) -> nw.Expr:
    """Return the earliest of several times, none of them null.

    Avoid `min_horizontal` here: Dask runs a preceding join once per column for it, and combines
    the rows in whatever order they arrive.
    """
    for one in others:
        first = nw.when(one < first).then(one).otherwise(first)
    return first


def later(first: nw.Expr, *others: nw.Expr) -> nw.Expr:
    """Return the latest of several times, none of them null."""
    for one in others:
        first = nw.when(one > first).then(one).otherwise(first)
    return first


def birthday(birth_day: nw.Expr, age: int, leap_day: LeapDay) -> nw.Expr:
    """Return the number of the day on which an age is reached."""
    # From 0229 to 0301, or to 0228.
    stands_in = 72 if leap_day is LeapDay.MARCH_1 else -1
    is_moved = _is_leap_day(birth_day)
    if age % 4 == 0:  # no other year after a leap year is one
        is_moved &= ~_is_leap_year(birth_day // _YEAR + age)
    shifted = nw.when(is_moved).then(nw.lit(stands_in)).otherwise(nw.lit(0))
    return birth_day + age * _YEAR + shifted


def birthday_month(birth_dates: nw.Expr, age: int, leap_day: LeapDay) -> nw.Expr:
    """Return the number of the month in which an age is reached."""
    reached = month(birth_dates) + 12 * age
    if leap_day is LeapDay.FEBRUARY_28:
        return reached
    is_moved = (birth_dates.dt.month() == 2) & (birth_dates.dt.day() == 29)
    if age % 4 == 0:
        is_moved &= ~_is_leap_year(birth_dates.dt.year() + age)
    return reached + nw.when(is_moved).then(nw.lit(1)).otherwise(nw.lit(0))


def _is_leap_day(days: nw.Expr) -> nw.Expr:
    return days - days // _YEAR * _YEAR == 229


def _is_leap_year(years: nw.Expr) -> nw.Expr:
    return _divides(4, years) & (~_divides(100, years) | _divides(400, years))


def _divides(number: int, years: nw.Expr) -> nw.Expr:
    """Return whether a number divides years; PyArrow has no remainder."""
    return years // number * number == years


def leap_days_to_17(birth_dates: nw.Expr, leap_day: LeapDay) -> nw.Expr:
    """Count the leap days between birth and the 17th birthday."""
    year = birth_dates.dt.year()
    # The leap day of the year of birth lies ahead until the end of February.
    start = nw.when(birth_dates.dt.month() <= 2).then(year - 1).otherwise(year)
    leap_days = _leap_days(start + OBLIGED_AGE) - _leap_days(start)
    if leap_day is LeapDay.MARCH_1:
        return leap_days
    is_leap_day = (birth_dates.dt.month() == 2) & (birth_dates.dt.day() == 29)
    return leap_days - nw.when(is_leap_day).then(nw.lit(1)).otherwise(nw.lit(0))


def seventeenth_birthday(birth_dates: nw.Expr, leap_days: nw.Expr) -> nw.Expr:
    """Return the 17th birthday as a date, by adding days, which every engine can."""
    turns = birth_dates + timedelta(days=365 * OBLIGED_AGE + 5)
    for count in (2, 3, 4):
        turned = birth_dates + timedelta(days=365 * OBLIGED_AGE + count)
        turns = nw.when(leap_days == count).then(turned).otherwise(turns)
    return turns.cast(nw.Date)


def _leap_days(years: nw.Expr) -> nw.Expr:
    """Count the leap years up to the end of a year."""
    return years // 4 - years // 100 + years // 400
