"""Conventions of an office that its table does not tell."""

from typing import final

import attrs

from dukcapil._cells import CellOptions
from dukcapil._shared.checks import check_type
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded

__all__ = ["RowOptions", "UnknownBirthDay"]


@final
class UnknownBirthDay(Worded):
    """Days that offices enter for a birth of which only the year is known.

    Seventeenth birthdays then heap on one day of the year.

    Attributes:
        JULY_1: 1 July.
        DECEMBER_31: 31 December.

    Examples:
        >>> from dukcapil.residents import UnknownBirthDay
        >>> print(UnknownBirthDay.JULY_1)
        1 July
        >>> UnknownBirthDay.DECEMBER_31.month_and_day
        (12, 31)
    """

    JULY_1 = "1 July"
    DECEMBER_31 = "31 December"

    @property
    def month_and_day(self) -> tuple[int, int]:
        """The month and the day."""
        return (7, 1) if self is UnknownBirthDay.JULY_1 else (12, 31)


@final
@attrs.frozen(kw_only=True)
class RowOptions(Value):
    """The conventions by which the rows of one table are read.

    Attributes:
        cells: those of single cells.
        unknown_birth_day: the day for a year of birth alone; None makes it a problem.
        unregistered_marriages_count: whether a marriage or divorce that is not registered counts.
    """

    cells: CellOptions
    unknown_birth_day: UnknownBirthDay | None
    unregistered_marriages_count: bool

    def __attrs_post_init__(self) -> None:
        owner = "parse_residents"
        if self.unknown_birth_day is not None:
            check_type(owner, "unknown_birth_day", self.unknown_birth_day, UnknownBirthDay)
        marriages = self.unregistered_marriages_count
        check_type(owner, "unregistered_marriages_count", marriages, bool)
