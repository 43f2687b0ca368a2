"""Rows of published tables, wide or long, read to one figure a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import Final, NamedTuple

from dukcapil._cells import (
    UnreadableCell,
    fold,
    is_nothing,
    read_count,
    read_date,
    read_sex,
    read_text,
    whole,
)
from dukcapil._shared.checks import RecordFault
from dukcapil._shared.coverage import read_printed
from dukcapil._shared.sentences import Sentence
from dukcapil.coverage._figure_headings import FIGURE_COLUMNS, FigureColumn, figure_of
from dukcapil.coverage._figure_places import read_place
from dukcapil.errors import Fault
from dukcapil.nik import Sex
from dukcapil.regions import RegionCode

__all__ = ["Line", "Reading", "Spot", "read_row"]


class Spot(NamedTuple):
    """A date and place of figures.

    Attributes:
        on: the date.
        place: the region; for a row that is the sum of others, the number of the row.
    """

    on: date
    place: RegionCode | int


class Line(NamedTuple):
    """One figure of one row.

    Attributes:
        row: number of the row.
        on: the date of the figure.
        region: the region; None for a sum of other rows.
        column: the figure and its sex.
        people: the count; 0 for a percentage.
        printed: readings of a percentage as printed, the likelier first; none for a count.
    """

    row: int
    on: date
    region: RegionCode | None
    column: FigureColumn
    people: int
    printed: tuple[str, ...] = ()


class Reading(NamedTuple):
    """The figures, the place and the faults of one row.

    Attributes:
        lines: the figures; none where there are faults.
        spot: the date and the region, where both can be read.
        faults: faults for which the row is refused.
        remarks: columns and reasons, for a row that is read.
        sex_letter: the letter p or w in the column of sexes; empty for other words.
        own_name: the column and the name of the region, where the library has no name of it.
    """

    lines: list[Line]
    spot: tuple[date, RegionCode] | None
    faults: list[RecordFault]
    remarks: list[tuple[str, Fault | str]]
    sex_letter: str = ""
    own_name: tuple[str, str] | None = None


_Found = list[tuple[FigureColumn, int, tuple[str, ...]]]


def read_row(
    number: int, cells: Mapping[str, object], on: date | None, within: RegionCode | None
) -> Reading:
    """Read the figures of one row by field."""
    place = read_place(cells, within)
    faults = list(place.faults)
    day = _date(cells, on, faults)
    sex = _sex(cells, faults)
    found = _long(cells, sex, faults) if "indicator" in cells else _wide(cells, sex, faults)
    spot = (day, place.region) if day is not None and place.region is not None else None
    letter = fold(str(cells.get("sex", "")))
    letter = letter if letter in {"p", "w"} else ""
    if faults or day is None:
        return Reading([], spot, _own_faults(cells, faults), [], letter)
    if not found:
        return Reading([], None, [], [("", Sentence("title"))])
    lines = [Line(number, day, place.region, *figure) for figure in found]
    return Reading(lines, spot, [], place.remarks, letter, place.own_name)


def _own_faults(cells: Mapping[str, object], faults: list[RecordFault]) -> list[RecordFault]:
    """Return the faults of a row; of a note or a signature, which has one cell, that of the cell.

    It lacks everything else, and saying so column by column would bury the other faults.
    """
    filled = [field for field, cell in cells.items() if not is_nothing(cell)]
    if len(filled) != 1:
        return faults
    return [fault for fault in faults if fault[0] == filled[0]] or faults[:1]


def _wide(cells: Mapping[str, object], sex: Sex | None, faults: list[RecordFault]) -> _Found:
    """Read the columns of figures; a row with none of them filled is a title."""
    figures = [field for field in cells if field in FIGURE_COLUMNS]
    if all(is_nothing(cells[field]) for field in figures):
        return []
    found: _Found = []
    for field in figures:
        column = FIGURE_COLUMNS[field]
        if sex is not None:
            column = column._replace(sex=sex)
        _read_figure(field, cells[field], column, faults, found)
    return found


def _long(cells: Mapping[str, object], sex: Sex | None, faults: list[RecordFault]) -> _Found:
    """Read the one figure that the indicator names."""
    found: _Found = []
    if is_nothing(cells.get("count")) and is_nothing(cells["indicator"]):
        return found
    words = cells["indicator"]
    column = figure_of(words) if isinstance(words, str) else None
    if column is None:
        faults.append(("indicator", Fault.MISSING if is_nothing(words) else Fault.UNREADABLE))
    elif sex is not None and column.sex not in {None, sex}:
        faults.append(("sex", Fault.CONTRADICTION, "indicator"))
    else:
        column = _with_unit(cells.get("unit"), column, faults)._replace(sex=column.sex or sex)
        _read_figure("count", cells.get("count"), column, faults, found)
    return found


def _with_unit(unit: object, column: FigureColumn, faults: list[RecordFault]) -> FigureColumn:
    """Return the column as a percentage or as a count, by the unit of the row."""
    if is_nothing(unit):
        return column
    kind = _UNIT_OF.get(fold(str(unit)))
    if kind is None:  # cards among others, which are not people
        faults.append(("unit", Fault.UNREADABLE))
    elif (column.is_percent and kind != "percent") or (
        column.figure == "obliged" and kind == "percent"
    ):
        faults.append(("unit", Fault.CONTRADICTION, "indicator"))
    return column._replace(is_percent=kind == "percent")


_UNIT_OF: Final = {
    **dict.fromkeys(("orang", "jiwa", "penduduk", "people"), "people"),
    **dict.fromkeys(("%", "persen", "percent"), "percent"),
}


def _read_figure(
    field: str,
    cell: object,
    column: FigureColumn,
    faults: list[RecordFault],
    found: _Found,
) -> None:
    """Read one cell to a count or a percentage as printed."""
    if is_nothing(cell):
        if not column.is_percent:  # of nobody there is no percentage
            faults.append((field, Fault.MISSING))
        return
    try:
        if column.is_percent:
            found.append((column, 0, _read_percent(cell)))
        else:
            found.append((column, read_count(cell), ()))
    except UnreadableCell as error:
        faults.append((field, error.reason))


_DIGITS: Final = 9
"""Decimals of a number that a sheet computed; beyond them its arithmetic shows."""


_LONGEST: Final = 24
_GREATEST: Final = 1_000_000
"""Bounds of what is taken for a percentage at all, in characters and as a number."""


def _read_percent(cell: object) -> tuple[str, ...]:
    """Read a percentage as printed, or a number, which may be a share that a sheet shows as one."""
    if isinstance(cell, str):
        text = " ".join(cell.split())
        if len(text) > _LONGEST:
            raise UnreadableCell(Fault.UNREADABLE)
        try:
            read_printed(text)
        except ValueError:
            raise UnreadableCell(Fault.UNREADABLE) from None
        return (text,)
    if isinstance(cell, bool) or not isinstance(cell, Real | Decimal):
        raise UnreadableCell(Fault.WRONG_TYPE)
    try:
        value = float(cell)
    except OverflowError:
        raise UnreadableCell(Fault.OUT_OF_BOUNDS) from None
    if value < 0:
        raise UnreadableCell(Fault.NEGATIVE)
    if value > _GREATEST:
        raise UnreadableCell(Fault.OUT_OF_BOUNDS)
    number = Decimal(f"{value:.{_DIGITS}f}")
    return tuple(f"{one.normalize():f}" for one in (number, 100 * number)[: 1 + (number < 2)])


def _sex(cells: Mapping[str, object], faults: list[RecordFault]) -> Sex | None:
    """Return the sex of a row, None for both."""
    if "sex" not in cells:
        return None
    cell = cells["sex"]
    if is_nothing(cell):
        faults.append(("sex", Fault.MISSING))
    elif not (isinstance(cell, str) and _BOTH.fullmatch(fold(cell))):
        try:
            return read_sex(cell)
        except UnreadableCell as error:
            faults.append(("sex", error.reason))
    return None


_BOTH: Final = re.compile(
    r"jml|jumlah|total|semua|(?:l|lk|laki laki) ?(?:\+|/|&|dan) ?(?:p|pr|perempuan)"
)
_SEMESTER: Final = re.compile(
    r"(?:(?P<before>[0-9]{4}) ?/? ?)?(?:semester|smt|sem|s)? ?(?P<half>ii|i|2|1)"
    r"(?: ?/? ?(?:tahun )?(?P<after>[0-9]{4}))?"
)
_HALVES: Final = {"i": (6, 30), "1": (6, 30), "ii": (12, 31), "2": (12, 31)}


def _date(cells: Mapping[str, object], on: date | None, faults: list[RecordFault]) -> date | None:
    """Return the date of a row: 30 June or 31 December of its semester, or that of the table."""
    field = "year" if is_nothing(cells.get("date")) else "date"
    try:
        if field == "date":
            return read_date(cells["date"])
        year = _year(cells.get("year"))
    except UnreadableCell as error:
        faults.append((field, error.reason))
        return None
    if is_nothing(cells.get("semester")):
        return _without_semester(year, on, faults)
    return _end_of_semester(cells["semester"], year, faults)


def _year(cell: object) -> int | None:
    if is_nothing(cell):
        return None
    number = whole(cell)
    text = read_text(cell) if number is None else str(number)
    if not re.fullmatch("(?:19|20)[0-9]{2}", text):
        raise UnreadableCell(Fault.UNREADABLE)
    return int(text)


def _without_semester(year: int | None, on: date | None, faults: list[RecordFault]) -> date | None:
    if on is None:
        faults.append(("year", Fault.YEAR_ALONE) if year else ("semester", Fault.MISSING))
    elif year not in {None, on.year}:
        faults.append(("year", Fault.CONTRADICTION, "on"))
    return on


def _end_of_semester(cell: object, year: int | None, faults: list[RecordFault]) -> date | None:
    number = whole(cell)
    match = _SEMESTER.fullmatch(fold(str(cell if number is None else number)))
    if match is None:
        faults.append(("semester", Fault.UNREADABLE))
        return None
    told = [int(text) for text in (match["before"], match["after"]) if text]
    years = {*told, year or (told or [0])[0]}
    if len(years) > 1:
        faults.append(("semester", Fault.CONTRADICTION, "year"))
        return None
    (year,) = years
    if not year:
        faults.append(("year", Fault.MISSING))
        return None
    return date(year, *_HALVES[match["half"]])
