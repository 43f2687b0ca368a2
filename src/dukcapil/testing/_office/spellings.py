"""Cells as hands and systems spell them: each function gives another spelling, or the cell itself.

A cell that is no longer a date, a count or a word of its column has been spelled before, and stays.
"""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from typing import Final, TypeGuard

from dukcapil.spreadsheets import NoValue
from dukcapil.testing._office.sheets import OfficeColumn

__all__ = [
    "as_text_date",
    "at_midnight",
    "misspelt",
    "number_as_text",
    "other_word",
    "rounded",
    "uncomputed",
    "unsaid",
    "with_a_comma",
    "with_month_name",
    "with_odd_spaces",
    "with_thousands",
    "with_two_digit_year",
    "word_for_nothing",
]

_MONTHS: Final = (
    *(("Januari", "Jan"), ("Februari", "Pebruari", "Feb", "Peb"), ("Maret", "Mar"), ("April",)),
    *(("Mei",), ("Juni", "Jun"), ("Juli", "Jul"), ("Agustus", "Agt", "Agu", "Ags")),
    *(("September", "Sept"), ("Oktober", "Okt"), ("November", "Nopember", "Nop")),
    ("Desember", "Des"),
)
_WEEKDAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jum'at", "Sabtu", "Minggu")
_UNITS: Final = {"count": ("", "", ",00"), "balance": ("", " keping", ",0")}


def _is_date(cell: object) -> TypeGuard[date]:
    return type(cell) is date


def _is_count(cell: object, column: OfficeColumn) -> TypeGuard[int]:
    return type(cell) is int and column.kind in {"count", "balance"}


def as_text_date(cell: object, _: OfficeColumn, rng: Random) -> object:
    """Spell a date in digits."""
    if not _is_date(cell):
        return cell
    mark = rng.choice("-/.")
    return rng.choice(
        (
            f"{cell:%d}{mark}{cell:%m}{mark}{cell:%Y}",
            f"{cell.day}{mark}{cell.month}{mark}{cell.year}",
            f"{cell.year}{mark}{cell:%m}{mark}{cell:%d}",
        )
    )


def with_month_name(cell: object, _: OfficeColumn, rng: Random) -> object:
    """Spell a date with the name of its month, and perhaps of its weekday."""
    if not _is_date(cell):
        return cell
    name = rng.choice(_MONTHS[cell.month - 1])
    name = rng.choice((name, name.upper()))
    mark = rng.choice((" ", " ", "-"))
    day = rng.choice((str(cell.day), f"{cell:%d}"))
    weekday = rng.choice(("", "", f"{_WEEKDAYS[cell.weekday()]}, "))
    return f"{weekday}{day}{mark}{name}{mark}{cell.year}"


def at_midnight(cell: object, _: OfficeColumn, rng: Random) -> object:
    """Give a date the clock of midnight, as a time or as text."""
    if not _is_date(cell):
        return cell
    moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  spreadsheets have no zones
    return rng.choice((moment, f"{cell.isoformat()} 00:00:00"))


def with_two_digit_year(cell: object, _: OfficeColumn, rng: Random) -> object:
    """Spell a date without its century."""
    if not _is_date(cell):
        return cell
    year = f"{cell.year % 100:02}"
    name = rng.choice(_MONTHS[cell.month - 1])
    return rng.choice((f"{cell:%d/%m}/{year}", f"{cell.day}-{name}-{year}"))


def number_as_text(cell: object, column: OfficeColumn, rng: Random) -> object:
    """Spell a count as text without separators."""
    if not _is_count(cell, column):
        return cell
    return f"{cell}{rng.choice(_UNITS[column.kind])}"


def with_thousands(cell: object, column: OfficeColumn, rng: Random) -> object:
    """Spell a count of 1000 or more with separators that have one meaning."""
    if not _is_count(cell, column) or cell < 1_000:
        return cell
    mark = rng.choice((".", ".", " ", "\N{NO-BREAK SPACE}"))
    return f"{cell:,}".replace(",", mark) + rng.choice(_UNITS[column.kind])


def with_a_comma(cell: object, column: OfficeColumn, _: Random) -> object:
    """Spell a count of 1000 or more with commas, which are decimal ones in Indonesia."""
    if column.kind != "count" or not _is_count(cell, column) or cell < 1_000:
        return cell
    return f"{cell:,}"


def word_for_nothing(cell: object, _: OfficeColumn, rng: Random) -> object:
    """Fill an empty cell with a word for nothing."""
    return rng.choice(("-", "nihil", "NULL", "\N{EM DASH}")) if cell is None else cell


def other_word(cell: object, column: OfficeColumn, rng: Random) -> object:
    """Choose another usual word, or another spelling of a code."""
    if not isinstance(cell, str):
        return cell
    if column.kind == "code":
        digits = cell.replace(".", "")
        return rng.choice((digits, int(digits), cell))
    return rng.choice(column.words.get(cell, (cell,)))


def with_odd_spaces(cell: object, _: OfficeColumn, rng: Random) -> object:
    """Put spaces of word processors into a text and around it."""
    if not isinstance(cell, str):
        return cell
    space = rng.choice("\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{THIN SPACE}")
    return rng.choice((f"{cell}{space}", f" {cell}", cell.replace(" ", space)))


def rounded(cell: object, column: OfficeColumn, _: Random) -> object:
    """Turn a NIK into a number, as a spreadsheet keeps it."""
    return int(cell[:15]) * 10 if column.kind == "nik" and isinstance(cell, str) else cell


def uncomputed(cell: object, column: OfficeColumn, _: Random) -> object:
    """Put a formula that no program has computed in place of a value that is needed."""
    is_needed = column.kind in {"nik", "date", "count"} and cell is not None
    return NoValue.FORMULA if is_needed else cell


def misspelt(cell: object, column: OfficeColumn, rng: Random) -> object:
    """Let the pen slip: a word that is no other, or a day that is in no calendar."""
    if _is_date(cell):
        return f"{31 + rng.randrange(1, 9)}-{cell:%m-%Y}"
    is_word = column.kind == "word" and isinstance(cell, str)
    return f"{cell}{rng.choice('?XQ')}" if is_word else cell


def unsaid(cell: object, column: OfficeColumn, rng: Random) -> object:
    """Replace a description by one that does not say what happened."""
    if column.kind != "text" or not isinstance(cell, str):
        return cell
    return rng.choice(("Keperluan dinas", "Sesuai surat", "Dipinjamkan ke Kab. Karawang"))
