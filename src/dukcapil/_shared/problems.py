"""Faults of rows of any source, as an office gets them back."""

from collections.abc import Iterable, Iterator
from typing import Final, final, overload

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.sentences import Sentence
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import Fault

__all__ = ["Problem", "Problems"]


@final
@attrs.frozen(kw_only=True)
class Problem(Value):
    """One fault of one row of a source, without the value at fault.

    Attributes:
        row: number of the row, from 1 for the first row of data; of rows that name their file,
            the number in it.
        column: the column, by its name in the library, such as `birth_date`; empty for the row
            as a whole.
        reason: the `Fault`, or a sentence where the answer of a ledger is the reason.
        source: the file or table, as the caller named it; empty where there is only one.
        sheet: the sheet of a workbook; empty where there are none.
        other: the column that is contradicted, for `Fault.CONTRADICTION`; empty for other faults.

    Examples:
        >>> from dukcapil.errors import Fault
        >>> from dukcapil.residents import Problem
        >>> print(Problem(row=3, column="birth_date", reason=Fault.DATE))
        rows[3].birth_date: impossible date; check the day and the month against the calendar
    """

    __module__ = "dukcapil.residents"

    row: int
    column: str
    reason: Fault | str
    source: str = ""
    sheet: str = ""
    other: str = ""

    def __attrs_post_init__(self) -> None:
        check_count(self, "row", self.row)
        for field in ("column", "source", "sheet", "other"):
            check_type(self, field, getattr(self, field), str)
        known = isinstance(self.reason, Fault | Sentence)
        check_type(self, "reason", self.reason, type(self.reason) if known else str)
        if not self.row:
            raise_faults("Problem", [("row", Fault.OUT_OF_BOUNDS)])

    @property
    def advice(self) -> str | None:
        """Advice of the fault; None where the reason is a sentence."""
        return self.reason.advice if isinstance(self.reason, Fault) else None

    def __str__(self) -> str:
        """The place, the reason and the advice."""
        source = " ".join(filter(None, (self.source, self.sheet)))
        column = self.column and f".{self.column}"
        place = f"{source and f'{source}: '}rows[{self.row}]{column}"
        reason = f"contradicts {self.other}" if self.other else self.reason
        return f"{place}: {'; '.join(filter(None, (reason, self.advice)))}"


_ROW: Final = (
    Column("row", Kind.INTEGER),
    Column("column"),
    Column("reason"),
    Column("advice"),
)


def _as_tuple(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problems)


@final
@attrs.frozen
class Problems(Tabular, Value):
    """A table of problems, in the order in which they were found; `to_csv()` hands it on.

    Attributes:
        rows: the problems.

    Examples:
        >>> from dukcapil.errors import Fault
        >>> from dukcapil.residents import Problem, Problems
        >>> problems = Problems([Problem(row=3, column="sex", reason=Fault.MISSING)])
        >>> len(problems), problems[0].column
        (1, 'sex')
        >>> print(problems)
        row  column  reason   advice
          3  sex     missing  give the value
    """

    __module__ = "dukcapil.residents"

    rows: tuple[Problem, ...] = attrs.field(converter=_as_tuple)

    def __attrs_post_init__(self) -> None:
        check_items(self, "rows", self.rows, Problem)

    def __len__(self) -> int:
        """The number of problems."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Problem]:
        """The problems one by one."""
        return iter(self.rows)

    @overload
    def __getitem__(self, position: int) -> Problem: ...
    @overload
    def __getitem__(self, position: slice) -> "Problems": ...
    def __getitem__(self, position: int | slice) -> "Problem | Problems":
        """The problem at a position, or the problems of a slice."""
        if isinstance(position, slice):
            return Problems(self.rows[position])
        return self.rows[position]

    def _content(self) -> Content:
        # Text leaves out the columns that are empty for every row; data keep all seven.
        columns = (
            Column("source", is_detail=not any(one.source for one in self.rows)),
            Column("sheet", is_detail=not any(one.sheet for one in self.rows)),
            *_ROW[:3],
            Column("other", is_detail=not any(one.other for one in self.rows)),
            *_ROW[3:],
        )
        return columns, [
            (one.source, one.sheet, one.row, one.column, one.reason, one.other, one.advice)
            for one in self.rows
        ]
