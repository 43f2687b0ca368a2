"""The place in an office's file from which a row comes.

Readers of rows take any mapping. Rows that the adapter of office files has read say where they
come from, by three attributes; readers ask for these and import nothing of the adapter.
"""

from abc import abstractmethod
from typing import NamedTuple, Protocol

__all__ = ["Origin", "Sourced", "origin_of"]


class Sourced(Protocol):
    """A row that names its file, its sheet and its number there."""

    @property
    @abstractmethod
    def source(self) -> str:
        """The name of the file."""

    @property
    @abstractmethod
    def sheet(self) -> str:
        """The name of the sheet; empty for a file without sheets."""

    @property
    @abstractmethod
    def number(self) -> int:
        """The number of the row in the file, from 1."""


class Origin(NamedTuple):
    """The place of a row: its number, and its file and sheet where the row names them."""

    row: int
    source: str = ""
    sheet: str = ""


def origin_of(row: object, position: int) -> Origin:
    """Return the place that a row names, or its position among the rows where it names none."""
    number = getattr(row, "number", None)
    if type(number) is int:
        source, sheet = getattr(row, "source", None), getattr(row, "sheet", None)
        if isinstance(source, str) and isinstance(sheet, str):
            return Origin(number, source, sheet)
    return Origin(position)
