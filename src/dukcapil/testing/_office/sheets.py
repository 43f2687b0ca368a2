"""A sheet of an office: its columns, its lines, and what each line tells."""

from collections.abc import Iterator, Mapping
from typing import Generic, Literal, TypeVar, final

import attrs

from dukcapil._shared.values import Value

__all__ = ["Kind", "OfficeBook", "OfficeColumn", "OfficeLine", "OfficeSheet"]

T_co = TypeVar("T_co", covariant=True)
Kind = Literal["number", "nik", "name", "date", "word", "code", "count", "balance", "text"]
"""Kinds of the cells of a column; a balance is a count that only repeats others."""


@final
@attrs.frozen(kw_only=True)
class OfficeColumn(Value):
    """A column of an office's sheet.

    Attributes:
        heading: its heading on one line.
        kind: what its cells are.
        group: where headings take two lines, the one over it and its neighbours.
        below: where headings take two lines, its own below that.
        headings: others that offices use on one line.
        words: other spellings of each word of its cells.

    Examples:
        >>> from dukcapil.testing import stock_card
        >>> [column.heading for column in stock_card(seed=1).sheets[0].columns]
        ['Tanggal', 'Uraian', 'Masuk', 'Keluar', 'Sisa', 'Ket.']
    """

    heading: str
    kind: Kind
    group: str = ""
    below: str = ""
    headings: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False, repr=False)


@final
@attrs.frozen(kw_only=True)
class OfficeLine(Value):
    """A line below the headings.

    Attributes:
        cells: a cell for each column, not shown by `repr`.
        record: the position in the truth of what the line tells; None if it tells nothing, as
            sums, signatures and blank lines do.
        is_clear: whether each of its cells has one meaning, so that it can be read.

    Examples:
        >>> from dukcapil.testing import stock_card
        >>> [line.record for line in stock_card(seed=1, movements=2).sheets[0].lines]
        [None, 0, 1]
    """

    cells: tuple[object, ...] = attrs.field(repr=False)
    record: int | None = None
    is_clear: bool = True


@final
@attrs.frozen(kw_only=True, repr=False)
class OfficeSheet(Value):
    """A sheet as an office has it.

    Attributes:
        name: the name of the sheet.
        columns: the columns.
        lines: the lines below the headings.
        sums: the cells of a line of sums, for all lines; it stands below them if it is asked for.
        titles: the lines above the headings, each of one text; an empty one is blank.
        has_two_lines: whether the headings take two lines, with merged cells.
        has_numbers: whether a line below the headings numbers the columns.
        is_hidden: whether the sheet is hidden.

    Examples:
        >>> from dukcapil.testing import Deformity, stock_card
        >>> card = stock_card(seed=1, movements=2, deformities=[Deformity.COLUMN_NUMBERS])
        >>> card.sheets[0].rows[0]["Sisa"], card.sheets[0].numbered[0]
        (1000, (3, OfficeLine(record=None, is_clear=True)))
    """

    name: str
    columns: tuple[OfficeColumn, ...]
    lines: tuple[OfficeLine, ...]
    sums: tuple[object, ...] = ()
    titles: tuple[str, ...] = ()
    has_two_lines: bool = False
    has_numbers: bool = False
    is_hidden: bool = False

    def __repr__(self) -> str:
        """The name and counts, without cells."""
        return (
            f"OfficeSheet(name={self.name!r}, columns={len(self.columns)}, lines={len(self.lines)})"
        )

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """The lines as mappings of heading to cell, as data frames have them."""
        headings = [column.heading for column in self.columns]
        return tuple(dict(zip(headings, line.cells, strict=True)) for line in self.lines)

    @property
    def numbered(self) -> tuple[tuple[int, OfficeLine], ...]:
        """The lines with their row in the file, from 1."""
        above = len(self.titles) + 1 + self.has_two_lines + self.has_numbers
        return tuple(enumerate(self.lines, start=above + 1))

    def grid(self) -> Iterator[tuple[object, ...]]:
        """Yield all rows of the file: titles, headings, lines."""
        beside = (None,) * (len(self.columns) - 1)
        for title in self.titles:
            yield (title or None, *beside)
        if self.has_two_lines:
            yield tuple(self._upper())
            yield tuple(column.below or None for column in self.columns)
        else:
            yield tuple(column.heading for column in self.columns)
        if self.has_numbers:
            yield tuple(f"({number})" for number in range(1, len(self.columns) + 1))
        for line in self.lines:
            yield line.cells

    def _upper(self) -> Iterator[str | None]:
        """Yield the upper line of headings; a group stands in its first column."""
        group = ""
        for column in self.columns:
            yield (column.group if column.group != group else None) or (
                None if column.group else column.heading
            )
            group = column.group

    def merged(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield merged cells: first row and column, last row and column, from 0."""
        width = len(self.columns)
        if width > 1:
            for row, title in enumerate(self.titles):
                if title:
                    yield row, 0, row, width - 1
        if self.has_two_lines:
            top = len(self.titles)
            for left, column in enumerate(self.columns):
                if not column.group:
                    yield top, left, top + 1, left
                elif not left or self.columns[left - 1].group != column.group:
                    right = left
                    while right + 1 < width and self.columns[right + 1].group == column.group:
                        right += 1
                    if right > left:
                        yield top, left, top, right


@final
@attrs.frozen(kw_only=True, repr=False)
class OfficeBook(Value, Generic[T_co]):
    """A workbook of an office, with the truth that it tells.

    Attributes:
        sheets: its sheets, hidden ones among them.
        truth: what its lines tell, in their order: residents, movements of blanks or figures.

    Examples:
        >>> from dukcapil.testing import Deformity, residents_export
        >>> book = residents_export(seed=1, people=5, deformities=[Deformity.TWO_DIGIT_YEARS])
        >>> len(book.truth), len(book.clear()), len(book.unclear())
        (5, 3, 2)
    """

    sheets: tuple[OfficeSheet, ...]
    truth: tuple[T_co, ...]

    def __repr__(self) -> str:
        """The counts."""
        return f"OfficeBook(sheets={len(self.sheets)}, records={len(self.truth)})"

    @property
    def visible(self) -> tuple[OfficeSheet, ...]:
        """The sheets that are not hidden."""
        return tuple(sheet for sheet in self.sheets if not sheet.is_hidden)

    def clear(self) -> tuple[T_co, ...]:
        """Return the truth of the lines of which each cell has one meaning, in their order."""
        lines = (line for sheet in self.visible for line in sheet.lines)
        return tuple(
            self.truth[line.record] for line in lines if line.record is not None and line.is_clear
        )

    def unclear(self) -> tuple[tuple[str, int], ...]:
        """Return the sheet and row of each line that tells something and cannot be read."""
        return tuple(
            (sheet.name, row)
            for sheet in self.visible
            for row, line in sheet.numbered
            if line.record is not None and not line.is_clear
        )
