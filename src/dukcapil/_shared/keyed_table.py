"""Tables of one row for each key: what the answers of the measures share."""

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import Final, Generic, Protocol, TypeVar

from dukcapil._shared.checks import check_items
from dukcapil._shared.rendering import Tabular, label
from dukcapil._shared.values import Value
from dukcapil.errors import DuplicateRecord

__all__ = ["KeyedTable", "by_key", "place_of"]


class _Keyed(Protocol):
    @property
    def key(self) -> Hashable: ...


R = TypeVar("R", bound=_Keyed)


def place_of(key: Hashable) -> tuple[str, str, str]:
    """Where a key stands among others, of whatever type they are; numbers go by their size."""
    return _DIGITS.sub(_padded, label(key)), type(key).__name__, repr(key)


_DIGITS: Final = re.compile("[0-9]+")


def _padded(digits: re.Match[str]) -> str:
    return digits[0].zfill(12)


def by_key(rows: Iterable[R], expected: type[R]) -> tuple[R, ...]:
    """The rows in the order of their keys, which must be different; the converter of a table."""
    rows = tuple(rows)
    check_items(f"{expected.__name__}s", "rows", rows, expected)
    repeated = len(rows) - len({row.key for row in rows})
    if repeated:
        raise DuplicateRecord(kind="key", count=repeated)
    return tuple(sorted(rows, key=lambda row: place_of(row.key)))


class KeyedTable(Tabular, Value, Generic[R]):
    """Rows that are found by their key."""

    __slots__ = ("_row_of",)

    rows: tuple[R, ...]
    _row_of: dict[Hashable, R]

    def __getitem__(self, key: Hashable) -> R:
        """The row of a key; `KeyError` if there is none."""
        if not hasattr(self, "_row_of"):
            object.__setattr__(self, "_row_of", {row.key: row for row in self.rows})
        if key in self._row_of:
            return self._row_of[key]
        raise KeyError("no row for that key; the keys are those of `rows`")

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[R]:
        """The rows, by key."""
        return iter(self.rows)
