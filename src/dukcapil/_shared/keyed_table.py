"""Tables of one row for each key: what the answers of the measures share."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, Protocol, TypeVar

import attrs

from dukcapil._shared.checks import check_count, check_items
from dukcapil._shared.labels import Language, heading, label
from dukcapil._shared.tables import Column, Content, KeyColumns, Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import DuplicateRecord

__all__ = [
    "KeyedTable",
    "by_key",
    "named_dimensions",
    "note_of_set_aside",
    "place_of",
    "row_index",
    "set_aside_field",
]


class _Keyed(Protocol):
    @property
    def key(self) -> Hashable: ...


R = TypeVar("R", bound=_Keyed)


def place_of(key: Hashable) -> tuple[str, str, str]:
    """Return the sort key of a key of any type; numbers in text sort by their size."""
    return _sortable(key), type(key).__name__, repr(key)


def _sortable(key: object) -> str:
    return _DIGITS.sub(_padded, label(key))


_DIGITS: Final = re.compile("[0-9]+")


def _padded(digits: re.Match[str]) -> str:
    return digits[0].zfill(12)


def by_key(rows: Iterable[R], expected: type[R]) -> tuple[R, ...]:
    """Sort rows by their keys, which must be different; the converter of a table."""
    rows = tuple(rows)
    check_items(f"{expected.__name__}s", "rows", rows, expected)
    repeated = len(rows) - len({row.key for row in rows})
    if repeated:
        raise DuplicateRecord(kind="key", count=repeated)
    # Keys of several dimensions have parts that repeat from row to row. The cache tells 1 from
    # True, but (1,) not from (True,).
    sortable = lru_cache(maxsize=None, typed=True)(_sortable)

    def place(row: R) -> tuple[str, str, str]:
        key = row.key
        if type(key) is not tuple or not key or tuple in map(type, key):
            return place_of(key)
        return ", ".join(map(sortable, key)), type(key).__name__, repr(key)

    return tuple(sorted(rows, key=place))


def row_index() -> Any:  # noqa: ANN401  an attrs field, whatever its annotation
    """Return the field `_row_of` of a keyed table, to stand after its `rows`."""
    index = attrs.Factory(lambda table: {row.key: row for row in table.rows}, takes_self=True)
    return attrs.field(init=False, eq=False, repr=False, default=index)


def named_dimensions(*default: str) -> Any:  # noqa: ANN401  an attrs field, as above
    """Return the field `dimensions` of a table with keys: the names of their dimensions."""
    return attrs.field(default=default, kw_only=True, converter=_as_names)


def set_aside_field() -> Any:  # noqa: ANN401  an attrs field, as above
    """Return the field `set_aside_people` of a table made of a register."""
    return attrs.field(default=0, kw_only=True, validator=_check_people)


def _check_people(table: object, attribute: "attrs.Attribute[int]", value: object) -> None:
    check_count(table, attribute.name, value)


def note_of_set_aside(people: int, language: Language) -> str:
    """Return the sentence below a table that says how many people were set aside."""
    return f"{heading('set_aside_people', language)}: {people}" if people else ""


def _as_names(names: Iterable[str]) -> tuple[str, ...]:
    names = tuple(names)
    check_items("table", "dimensions", names, str)
    return names


class KeyedTable(Tabular, Value, Generic[R]):
    """Rows that are found by their key.

    A subclass has the fields `rows`, `dimensions = named_dimensions("place")` and
    `_row_of = row_index()`.
    """

    __slots__ = ()

    rows: tuple[R, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field of subclasses
    dimensions: tuple[str, ...]
    _row_of: Mapping[Hashable, R]

    def __getitem__(self, key: Hashable) -> R:
        """The row of a key; `KeyError` if there is none."""
        if key in self._row_of:
            return self._row_of[key]
        raise KeyError("no row for that key; the keys are those of `rows`")

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[R]:
        """The rows, by key."""
        return iter(self.rows)

    def _with_keys(
        self, columns: Sequence[Column], cells: Callable[[R], Sequence[object]]
    ) -> Content:
        """Return the content: the dimensions of the keys, then these columns."""
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        return [*keys.columns, *columns], [[*keys.cells(row.key), *cells(row)] for row in self.rows]
