"""The rows of a file: which are read, and which are sums of others."""

from datetime import date
from functools import cache, partial
from typing import final

from dukcapil._cells import CellOptions, is_nothing
from dukcapil._shared.problems import Problem
from dukcapil.blanko._import.claims import Balance, Claim, Rejected
from dukcapil.blanko._import.descriptions import read_description
from dukcapil.blanko._import.headings import Column
from dukcapil.blanko._import.points import Points
from dukcapil.blanko._import.row import Book, Line, Row
from dukcapil.blanko._import.sums import begins_as_sum
from dukcapil.blanko._import.vocabulary import FIGURES
from dukcapil.blanko._places import Place
from dukcapil.errors import Fault

__all__ = ["Sheet"]


@final
class Sheet:
    """The rows of a file, read one by one.

    Attributes:
        claims: what is to be posted.
        balances: what is to be compared.
        rejected: what cannot be read, or not be booked.
        sums: the rows that were taken for sums of others.
        cards: all amounts that could be read.
        days: the days of rows with figures.
        acting: the places whose books these rows are of, but for what headings say.
    """

    def __init__(self, at: Place, points: Points, options: CellOptions) -> None:
        self.claims: list[Claim] = []
        self.balances: list[Balance] = []
        self.rejected: list[Rejected] = []
        self.sums: list[Problem] = []
        self.cards = 0
        self.days: set[date] = set()
        self.acting: set[Place] = set()
        said_by = cache(partial(read_description, points=points))
        self._book = Book(at, points, options, said_by)

    def read(self, line: Line) -> None:
        """Read one row; one without a figure is passed over."""
        figures: list[tuple[Column, object]] = []
        frame: dict[str, list[object]] = {}
        others: list[object] = []
        for column, cell in zip(line.columns, line.cells, strict=True):
            if is_nothing(cell):
                continue
            if column is not None and column.field in FIGURES:
                figures.append((column, cell))
                continue
            others.append(cell)
            if column is not None:
                frame.setdefault(column.field, []).append(cell)
        if not figures:
            return
        is_dated = any(not begins_as_sum(cell) for cell in frame.get("date", ()))
        if not is_dated and any(map(begins_as_sum, others)):
            self.sums.append(Rejected.of(line.origin, "", Fault.SUM).problem)
            return
        row = Row(line, frame, self._book)
        row.read(figures, others)
        self.claims += row.claims
        self.balances += row.balances
        self.rejected += row.rejected
        self.cards += row.cards
        if row.on is not None:
            self.days.add(row.on)
            self.acting.add(row.acts_at or self._book.at)
