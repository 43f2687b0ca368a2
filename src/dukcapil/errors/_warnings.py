"""Warnings about data that are kept as they are."""

from typing import final

__all__ = [
    "CoverageAboveWhole",
    "DukcapilWarning",
    "EmptyTable",
    "NIKMismatch",
    "RoundedNumbers",
    "UnknownColumn",
    "UnknownRegion",
]


class DukcapilWarning(UserWarning):
    """Root of every warning of this library."""

    __module__ = "dukcapil.errors"


@final
class CoverageAboveWhole(DukcapilWarning):
    """More people covered than obliged; the counts are kept, never clamped.

    Printed tables have this where the numerator is newer than the denominator.
    """

    __module__ = "dukcapil.errors"


@final
class NIKMismatch(DukcapilWarning):
    """A NIK that disagrees with the birth date or the sex on record; the record is kept."""

    __module__ = "dukcapil.errors"


@final
class UnknownRegion(DukcapilWarning):
    """A valid region code that no table contains; the record is kept."""

    __module__ = "dukcapil.errors"


@final
class RoundedNumbers(DukcapilWarning):
    """A column of NIKs or family-card numbers that a spreadsheet has rounded to 15 digits."""

    __module__ = "dukcapil.errors"


@final
class UnknownColumn(DukcapilWarning):
    """Columns of a table that were not read."""

    __module__ = "dukcapil.errors"


@final
class EmptyTable(DukcapilWarning):
    """A table without rows."""

    __module__ = "dukcapil.errors"
