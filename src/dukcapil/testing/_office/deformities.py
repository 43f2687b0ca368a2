"""Deformities of a plain sheet, each by one function, in the order in which they are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Final, TypeVar, final

import attrs

from dukcapil._shared.worded import Worded
from dukcapil.testing._office import layout, spellings
from dukcapil.testing._office.sheets import OfficeBook, OfficeColumn, OfficeLine, OfficeSheet

__all__ = ["Deformity", "deformed"]

T = TypeVar("T")


@final
class Deformity(Worded):
    """A thing that offices do to a plain sheet.

    Those up to `HIDDEN_SHEET` leave every line with one meaning. The last six take it from some
    lines, which are then marked as not clear.

    Attributes:
        TEXT_DATES: dates are text, in several spellings: `01-05-2003`, `1/5/2003`, `2003.05.01`.
        MONTH_NAMES: dates are text with names of months and weekdays: `Kamis, 1 Mei 2003`.
        MIDNIGHTS: dates are times at midnight, or text with one.
        NUMBERS_AS_TEXT: counts are text: `1500`, `1500 keping`.
        THOUSANDS: counts are text with separators: `1.500`, `1 500`, `1.500,00`.
        OTHER_WORDS: words and codes in other usual spellings: `LK`, `LAKI - LAKI`, `327599`.
        ODD_SPACES: no-break and thin spaces in texts and around them.
        WORDS_FOR_NOTHING: `-`, `nihil`, `NULL` in place of an empty cell.
        BLANK_LINES: blank lines in between.
        SUMS: a line of sums below.
        SIGNATURES: place, date and signatory below, several lines of one cell.
        OTHER_HEADINGS: other usual headings.
        TWO_LINE_HEADINGS: groups of columns have a heading above them, in merged cells.
        COLUMN_NUMBERS: a line below the headings numbers the columns.
        RUNNING_NUMBERS: a first column `NO` numbers the lines.
        TITLES: titles and a blank line above the headings.
        HIDDEN_SHEET: a hidden sheet with a list of codes.
        TWO_DIGIT_YEARS: years of two digits.
        AMBIGUOUS_COMMAS: `1,500`, which is 1500 or one and a half.
        ROUNDED_NIKS: NIKs are numbers, of which the spreadsheet keeps 15 digits.
        UNCOMPUTED: formulas without a stored value, in place of numbers, dates and counts.
        MISSPELT: words and dates with a slip of the pen.
        UNSAID: descriptions that do not say what happened, such as `Keperluan dinas`.

    Examples:
        >>> from dukcapil.testing import Deformity, stock_card
        >>> card = stock_card(seed=1, deformities=[Deformity.TEXT_DATES, Deformity.TITLES])
        >>> card.sheets[0].titles[1]
        'DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL'
    """

    TEXT_DATES = "dates as text"
    MONTH_NAMES = "names of months"
    MIDNIGHTS = "dates at midnight"
    NUMBERS_AS_TEXT = "counts as text"
    THOUSANDS = "separators of thousands"
    OTHER_WORDS = "other words"
    ODD_SPACES = "odd spaces"
    WORDS_FOR_NOTHING = "words for nothing"
    BLANK_LINES = "blank lines"
    SUMS = "sums"
    SIGNATURES = "signatures"
    OTHER_HEADINGS = "other headings"
    TWO_LINE_HEADINGS = "headings of two lines"
    COLUMN_NUMBERS = "numbers of columns"
    RUNNING_NUMBERS = "running numbers"
    TITLES = "titles"
    HIDDEN_SHEET = "a hidden sheet"
    TWO_DIGIT_YEARS = "years of two digits"
    AMBIGUOUS_COMMAS = "ambiguous commas"
    ROUNDED_NIKS = "rounded NIKs"
    UNCOMPUTED = "formulas without a value"
    MISSPELT = "slips of the pen"
    UNSAID = "descriptions that do not say it"

    @property
    def is_clear(self) -> bool:
        """Whether every line keeps one meaning."""
        return self not in _SPOILING


Change = Callable[[OfficeSheet, Random], OfficeSheet]
Respell = Callable[[object, OfficeColumn, Random], object]
"""Another spelling of a cell, or the same cell where there is none."""


def _each_cell(respell: Respell) -> Change:
    """Spell about two thirds of the cells otherwise; those of sums stand as they are."""

    def change(sheet: OfficeSheet, rng: Random) -> OfficeSheet:
        lines = []
        for line in sheet.lines:
            cells = (
                respell(cell, column, rng) if rng.random() < 0.67 else cell
                for cell, column in zip(line.cells, sheet.columns, strict=True)
            )
            lines.append(attrs.evolve(line, cells=tuple(cells)))
        return attrs.evolve(sheet, lines=tuple(lines))

    return change


def _some_lines(spoil: Respell) -> Change:
    """Take the meaning from one cell of about a third of the lines that tell something."""

    def change(sheet: OfficeSheet, rng: Random) -> OfficeSheet:
        lines = [
            _spoilt(line, sheet.columns, spoil, rng) if rng.random() < 0.33 else line
            for line in sheet.lines
        ]
        return attrs.evolve(sheet, lines=tuple(lines))

    return change


def _spoilt(
    line: OfficeLine, columns: Iterable[OfficeColumn], spoil: Respell, rng: Random
) -> OfficeLine:
    if line.record is None:
        return line
    found = []
    for place, (cell, column) in enumerate(zip(line.cells, columns, strict=True)):
        spoilt = spoil(cell, column, rng)
        if spoilt != cell:
            found.append((place, spoilt))
    if not found:
        return line
    place, spoilt = rng.choice(found)
    cells = (*line.cells[:place], spoilt, *line.cells[place + 1 :])
    return attrs.evolve(line, cells=cells, is_clear=False)


_SPOILING: Final[Mapping[Deformity, Change]] = {
    Deformity.UNSAID: _some_lines(spellings.unsaid),
    Deformity.UNCOMPUTED: _some_lines(spellings.uncomputed),
    Deformity.ROUNDED_NIKS: _some_lines(spellings.rounded),
    Deformity.AMBIGUOUS_COMMAS: _some_lines(spellings.with_a_comma),
    Deformity.TWO_DIGIT_YEARS: _some_lines(spellings.with_two_digit_year),
    Deformity.MISSPELT: _some_lines(spellings.misspelt),
}
# Cells lose their meaning while they are still plain, and are then spelled as hands spell them.
_CHANGES: Final[Mapping[Deformity, Change]] = {
    **_SPOILING,
    Deformity.OTHER_WORDS: _each_cell(spellings.other_word),
    Deformity.MIDNIGHTS: _each_cell(spellings.at_midnight),
    Deformity.MONTH_NAMES: _each_cell(spellings.with_month_name),
    Deformity.TEXT_DATES: _each_cell(spellings.as_text_date),
    Deformity.THOUSANDS: _each_cell(spellings.with_thousands),
    Deformity.NUMBERS_AS_TEXT: _each_cell(spellings.number_as_text),
    Deformity.WORDS_FOR_NOTHING: _each_cell(spellings.word_for_nothing),
    Deformity.ODD_SPACES: _each_cell(spellings.with_odd_spaces),
    Deformity.BLANK_LINES: layout.with_blank_lines,
    Deformity.SUMS: layout.with_sums,
    Deformity.SIGNATURES: layout.with_signatures,
    Deformity.OTHER_HEADINGS: layout.with_other_headings,
    Deformity.TWO_LINE_HEADINGS: layout.with_two_lines,
    Deformity.COLUMN_NUMBERS: layout.with_column_numbers,
    Deformity.RUNNING_NUMBERS: layout.with_running_numbers,
    Deformity.TITLES: layout.with_titles,
}


def deformed(book: OfficeBook[T], deformities: Iterable[Deformity], rng: Random) -> OfficeBook[T]:
    """Return a book as an office would have it; the order of the deformities does not matter."""
    asked = frozenset(deformities)
    sheets = book.sheets
    for deformity, change in _CHANGES.items():
        if deformity in asked:
            sheets = tuple(change(sheet, rng) for sheet in sheets)
    if Deformity.HIDDEN_SHEET in asked:
        sheets = (*sheets, layout.HIDDEN)
    return attrs.evolve(book, sheets=sheets)
