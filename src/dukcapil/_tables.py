"""Tables of one row for each key: what the answers of the measures share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from dukcapil._checks import Value, check_items
from dukcapil._render import Tabular, label

__all__ = ["KeyedTable", "by_key", "place_of"]


class _Keyed(Protocol):
    @property
    def key(self) -> Hashable: ...


R = TypeVar("R", bound=_Keyed)


def place_of(key: Hashable) -> tuple[str, str, str]:
    """Where a key stands among others, of whatever type they are."""
    return label(key), type(key).__name__, repr(key)


def by_key(rows: Iterable[R], expected: type[R]) -> tuple[R, ...]:
    """The rows in the order of their keys, which are different; for the converter of a table."""
    rows = tuple(rows)
    check_items(f"{expected.__name__}s", "rows", rows, expected)
    return tuple(sorted(rows, key=lambda row: place_of(row.key)))


class KeyedTable(Tabular, Value, Generic[R]):
    """Rows that are found by their key."""

    __slots__ = ()

    rows: tuple[R, ...]

    def __getitem__(self, key: Hashable) -> R:
        """The row of a key; `KeyError` if there is none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError("no row for that key; the keys are those of `rows`")

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[R]:
        """The rows, by key."""
        return iter(self.rows)
