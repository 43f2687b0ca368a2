"""Tables as text for a terminal and as HTML for a notebook."""

from collections.abc import Sequence
from enum import Enum
from html import escape

from dukcapil._shared.tables import Column, Content
from dukcapil._shared.tables import Tabular as Table

__all__ = ["Tabular", "html_table", "label", "text_table"]


def label(key: object) -> str:
    """A key as tables print it: the parts of a tuple, the value of an enumeration, or its text.

    A number that is protected is masked.
    """
    if type(key) is tuple:
        return ", ".join(map(label, key)) or "all"
    key = getattr(key, "masked", key)
    return str(key.value) if isinstance(key, Enum) else str(key)


def text_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns of aligned text: figures to the right, the first column and words to the left."""
    columns = list(zip(headings, *(map(str, row) for row in rows), strict=True))
    aligned = [
        _align(column, to_the_right=bool(index) and _holds_figures(column[1:]))
        for index, column in enumerate(columns)
    ]
    return "\n".join("  ".join(line).rstrip() for line in zip(*aligned, strict=True))


def _align(column: Sequence[str], *, to_the_right: bool) -> list[str]:
    width = max(map(len, column))
    return [cell.rjust(width) if to_the_right else cell.ljust(width) for cell in column]


def _holds_figures(cells: Sequence[str]) -> bool:
    return all(cell[:1].isdigit() or cell[:1] in {"+", "-", ""} for cell in cells)


def html_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """One `<table>` with everything escaped."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class Tabular(Table):
    """Tables that still state headings and written cells."""

    __slots__ = ()

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        return (), ()

    def _content(self) -> Content:
        headings, rows = self._table()
        return [Column(str(one)) for one in headings], rows

    def __str__(self) -> str:
        """The table for a terminal."""
        return text_table(*self._table()) if self._table()[0] else super().__str__()

    def _repr_html_(self) -> str:
        return html_table(*self._table()) if self._table()[0] else super()._repr_html_()
