"""Calendar dates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, Final

from dukcapil._cells._basics import UnreadableCell, clean, is_blank, is_nothing, read_text, whole
from dukcapil._cells._options import PLAIN, CellOptions
from dukcapil.errors import Fault

__all__ = ["MONTH_OF", "known_year", "read_date", "read_date_after_place"]

_SERIAL_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(61, 2_958_466)  # from 1 March 1900, before which spreadsheets miscount
_FIRST_YEAR: Final = 1800
"""Nobody in a table was born, married or registered before; 0012 is a slip of 2012."""
_YEARS: Final = range(1900, 2100)  # as serials they are days of 1905, which nobody means

_MARK: Final = "(?P<mark>[-/.])"
_DAY_FIRST: Final = re.compile(
    rf"(?P<day>[0-9]{{1,2}}){_MARK}(?P<month>[0-9]{{1,2}})(?P=mark)(?P<year>[0-9]{{4}}|[0-9]{{2}})"
)
_YEAR_FIRST: Final = re.compile(
    rf"(?P<year>[0-9]{{4}}){_MARK}(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})"
)
_NAMED: Final = re.compile(
    r"(?P<day>[0-9]{1,2})[ ./-]*(?P<name>[a-z]+)[ ,./-]*(?P<year>[0-9]{4}|[0-9]{2})"
)
_NAME_FIRST: Final = re.compile(
    r"(?P<name>[a-z]+)[ .]*(?P<day>[0-9]{1,2})(?:, ?| )(?P<year>[0-9]{4})"
)
_YEAR_ALONE: Final = re.compile(
    r"(?:0{1,2}([-/. ])0{1,2}\1)?(?P<year>[0-9]{4})|(?P<first>[0-9]{4})([-/.])0{1,2}\4 ?0{1,2}"
)
_MONTH_ALONE: Final = re.compile(
    r"(?:0{1,2}([-/. ]))?(?:0?[1-9]|1[0-2])[-/. ][0-9]{4}|[0-9]{4}[-/.](?:0?[1-9]|1[0-2])"
    r"(?:[-/.]0{1,2})?"
)
_NAME_ALONE: Final = re.compile(r"(?:0{1,2}[ ./-]*)?(?P<name>[a-z]+)[ ,./-]*[0-9]{4}")
_CLOCK: Final = re.compile(r"(?:t| )(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)$")
_AROUND_MARKS: Final = re.compile(r" ?([-/.]) ?")
_FIRST_WORD: Final = re.compile(r"([a-z']+)[ ,./-]*")

_MONTHS: Final = (
    "januari january jan|februari pebruari february feb peb|maret march mar mrt|april apr|mei may|"
    "juni june jun|juli july jul|agustus august agu agt ags agst aug|september sep sept|"
    "oktober october okt oct|november nopember nov nop|desember december des dec"
)
_WEEKDAYS: Final = (
    "senin sen monday mon|selasa sel tuesday tue|rabu rab wednesday wed|kamis kam thursday thu|"
    "jumat jum'at jum friday fri|sabtu sab saturday sat|minggu min ahad sunday sun"
)


def _numbers_of(names: str) -> dict[str, int]:
    groups = enumerate(names.split("|"), start=1)
    return {name: number for number, group in groups for name in group.split()}


MONTH_OF: Final = _numbers_of(_MONTHS)
_WEEKDAY_OF: Final = _numbers_of(_WEEKDAYS)  # ISO: 1 is Monday


def read_date(cell: object, options: CellOptions = PLAIN) -> date:
    """Read a calendar date.

    Dates and midnights of any library are dates. Text is year first or day first with dashes,
    slashes or dots, or has the name of the month, in Indonesian or English, with or without the
    weekday. Month-first numbers are never read, since they would have two meanings.
    """
    if not isinstance(cell, str):
        return _typed_date(cell, options)
    match = _DAY_FIRST.fullmatch(cell) or _YEAR_FIRST.fullmatch(cell)
    if match is not None:  # most cells
        return _date(match["year"], int(match["month"]), match["day"], options)
    if is_nothing(cell):
        raise UnreadableCell(Fault.MISSING)
    text = _plain(cell)
    clock = _CLOCK.search(text)
    day = _date_of_text(text[: clock.start()] if clock else text, options)
    if clock is not None and clock["clock"].strip("0:."):
        raise UnreadableCell(Fault.HAS_CLOCK)
    return day


def read_date_after_place(cell: object, options: CellOptions = PLAIN) -> date:
    """Read the date from "Bekasi, 17 Agustus 1990"."""
    if not isinstance(cell, str):
        return read_date(cell, options)
    return read_date(_without_place(cell), options)


def known_year(cell: object, options: CellOptions = PLAIN) -> int | None:
    """Return the year of a cell that says no more, with or without a place before it, or None."""
    if isinstance(cell, str):
        match = _YEAR_ALONE.fullmatch(_plain(_without_place(cell)))
        return int(match["year"] or match["first"]) if match else None
    number = whole(cell)
    return number if number in _YEARS and not options.has_serial_dates else None


def _plain(cell: str) -> str:
    """Return text in lower case with single spaces, and none around dashes, slashes and dots."""
    text = " ".join(clean(cell).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    return _AROUND_MARKS.sub(r"\1", text)


def _without_place(cell: str) -> str:
    """Return the text from the first digit on, or from the name of a month before it."""
    text = read_text(cell)
    start = next((index for index, letter in enumerate(text) if letter in "0123456789"), 0)
    last_word = re.search(r"([^\W\d_]+)[ .]*$", text[:start])
    if last_word is not None and last_word[1].casefold() in MONTH_OF:
        start = last_word.start()
    return text[start:]


def _date_of_text(text: str, options: CellOptions) -> date:
    word = _FIRST_WORD.match(text)
    weekday = _WEEKDAY_OF.get(word[1]) if word else None
    if word is not None and weekday is not None:
        text = text[word.end() :]
    if _YEAR_ALONE.fullmatch(text):
        raise UnreadableCell(Fault.YEAR_ALONE)
    named = _NAME_ALONE.fullmatch(text)
    if _MONTH_ALONE.fullmatch(text) or (named and named["name"] in MONTH_OF):
        raise UnreadableCell(Fault.MONTH_ALONE)
    match = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if match is not None:
        day = _date(match["year"], int(match["month"]), match["day"], options)
    else:
        match = _NAMED.fullmatch(text) or _NAME_FIRST.fullmatch(text)
        if match is None or match["name"] not in MONTH_OF:
            raise UnreadableCell(Fault.UNREADABLE)
        day = _date(match["year"], MONTH_OF[match["name"]], match["day"], options)
    if weekday not in {None, day.isoweekday()}:
        raise UnreadableCell(Fault.DATE)
    return day


def _date(year: str, month: int, day: str, options: CellOptions) -> date:
    number, known = int(year), int(day)
    if not known and month <= 12 and len(year) == 4:
        raise UnreadableCell(Fault.MONTH_ALONE if month else Fault.YEAR_ALONE)
    if len(year) == 2:
        if options.century is None:
            raise UnreadableCell(Fault.TWO_DIGIT_YEAR)
        number = options.century + (number - options.century) % 100
    if number < _FIRST_YEAR:
        raise UnreadableCell(Fault.DATE)
    try:
        return date(number, month, known)
    except ValueError:
        raise UnreadableCell(Fault.DATE) from None


# Those of pandas have nanoseconds, too.
_CLOCK_PARTS: Final = ("hour", "minute", "second", "microsecond", "nanosecond")


def _typed_date(cell: Any, options: CellOptions) -> date:  # noqa: ANN401  anything may be there
    if is_blank(cell):
        raise UnreadableCell(Fault.MISSING)
    if type(cell).__name__ == "datetime64":  # of numpy, which need not be installed
        cell = cell.astype("datetime64[us]").item()
    if isinstance(cell, datetime):
        if any(getattr(cell, part, 0) for part in _CLOCK_PARTS):
            raise UnreadableCell(Fault.HAS_CLOCK)
        return cell.date()
    if isinstance(cell, date):
        if cell.year < _FIRST_YEAR:
            raise UnreadableCell(Fault.DATE)
        return date(cell.year, cell.month, cell.day)
    return _serial_date(cell, options)


def _serial_date(cell: object, options: CellOptions) -> date:
    number = whole(cell)
    if number is None:
        raise UnreadableCell(Fault.WRONG_TYPE)
    if number in _YEARS:
        raise UnreadableCell(Fault.YEAR_ALONE)
    if not options.has_serial_dates:
        raise UnreadableCell(Fault.SERIAL_DATE)
    if number not in _SERIALS:
        raise UnreadableCell(Fault.DATE)
    return _SERIAL_EPOCH + timedelta(days=number)
