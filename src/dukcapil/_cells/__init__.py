"""Single cells of office tables, read in one dialect by every reader of rows.

A cell with one meaning is read, however it is typed or spelled; one with two is refused; nothing
is guessed. `CellOptions` holds what only the caller can know: the century of years of two digits,
whether numbers are serial dates of a spreadsheet, which codes stand for words.

Where a change goes: empty cells, spaces and numbers of other libraries `_basics`; dates `_dates`;
counts, NIKs and numbers of family cards `_numbers`; columns of regions `_regions`; words of the
family card `_words`; conventions and codes `_options`.
"""

from dukcapil._cells._basics import (
    UnreadableCell,
    is_blank,
    is_nothing,
    read_line,
    read_text,
    whole,
)
from dukcapil._cells._dates import MONTH_OF, known_year, read_date, read_date_after_place
from dukcapil._cells._numbers import read_count, read_family_card, read_nik
from dukcapil._cells._options import SIAK, CellOptions, Codes, Marital, Nationality
from dukcapil._cells._regions import (
    REGION_CODES,
    REGION_COLUMNS,
    REGION_HEADINGS,
    read_region,
    read_regions,
)
from dukcapil._cells._words import (
    MARITALS,
    SEXES,
    fold,
    read_marital,
    read_nationality,
    read_sex,
)

__all__ = [
    "MARITALS",
    "MONTH_OF",
    "REGION_CODES",
    "REGION_COLUMNS",
    "REGION_HEADINGS",
    "SEXES",
    "SIAK",
    "CellOptions",
    "Codes",
    "Marital",
    "Nationality",
    "UnreadableCell",
    "fold",
    "is_blank",
    "is_nothing",
    "known_year",
    "read_count",
    "read_date",
    "read_date_after_place",
    "read_family_card",
    "read_line",
    "read_marital",
    "read_nationality",
    "read_nik",
    "read_region",
    "read_regions",
    "read_sex",
    "read_text",
    "whole",
]
