"""Columns of a register as arrays of PyArrow, and back, without an object for each value."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import import_module
from itertools import accumulate
from typing import Any, Final, TypeAlias

from dukcapil.frames._layout import Column, Kind
from dukcapil.register._texts import EMPTY, Texts

__all__ = [
    "Unfit",
    "check_ascending",
    "check_held",
    "codes",
    "days",
    "digits_of",
    "firsts",
    "grouped",
    "identifiers",
    "numbers",
    "numbers_of",
    "ordinals",
    "parents",
    "places_of",
    "pyarrow",
    "rows_of",
    "schema",
    "sparse",
    "texts",
    "texts_of",
    "values_by_row",
    "words",
]

ArrowArray: TypeAlias = Any
"""An array of PyArrow, which has no types."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST, _LAST = (day.toordinal() - _EPOCH for day in (date.min, date.max))
_TYPES: Final = {"B": "uint8", "I": "uint32", "Q": "uint64", "i": "int32"}
_SIXTEEN_DIGITS: Final = r"^[0-9]{16}$"


class Unfit(Exception):
    """A fault of a file of a register, in words that show no value of it, and the remedy."""

    def __init__(self, found: str, advice: str = "open a copy, or make the register again") -> None:
        super().__init__(found)
        self.found, self.advice = found, advice


@cache
def pyarrow() -> Any:  # noqa: ANN401
    """Load PyArrow.

    Raises:
        ModuleNotFoundError: where it is not installed.
    """
    try:
        for name in ("pyarrow.compute", "pyarrow.parquet"):
            import_module(name)
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "expected PyArrow to save and open registers: run pip install pyarrow"
        ) from None
    return import_module("pyarrow")


def schema(columns: Sequence[Column]) -> Any:  # noqa: ANN401
    """Return the schema of a table."""
    pa = pyarrow()
    types = {
        Kind.NUMBER: pa.uint32(),
        Kind.TEXT: pa.large_string(),
        Kind.DATE: pa.date32(),
        Kind.TRUTH: pa.bool_(),
    }
    return pa.schema(
        pa.field(one.name, types[one.kind], nullable=one.null is not None) for one in columns
    )


# --- to Arrow --------------------------------------------------------------------------------


def numbers(column: array[int]) -> ArrowArray:
    """Return a column of numbers, which shares their memory."""
    pa = pyarrow()
    return pa.Array.from_buffers(
        getattr(pa, _TYPES[column.typecode])(), len(column), [None, pa.py_buffer(column)]
    )


def days(column: array[int], *, null: int = 0) -> ArrowArray:
    """Return dates of ordinals, with one of them for null."""
    pa = pyarrow()
    ordinals = _null_if(numbers(column), pa.scalar(null, pa.int32()))
    return pa.compute.subtract(ordinals, pa.scalar(_EPOCH, pa.int32())).view(pa.date32())


def identifiers(column: array[int]) -> ArrowArray:
    """Return texts of 16 digits, null for 0."""
    pa = pyarrow()
    given = _null_if(numbers(column), pa.scalar(0, pa.uint64())).cast(pa.large_string())
    return pa.compute.utf8_lpad(given, 16, "0")


def _null_if(values: ArrowArray, null: object) -> ArrowArray:
    pa = pyarrow()
    return pa.compute.if_else(pa.compute.equal(values, null), pa.scalar(None, values.type), values)


def texts(column: Texts) -> ArrowArray:
    """Return texts."""
    pa = pyarrow()
    ends = numbers(array("Q", [0]) + column.ends)
    buffers = [None, ends.buffers()[1], pa.py_buffer(column.buffer)]
    found = pa.Array.from_buffers(pa.large_binary(), len(column), buffers)
    found = _null_if(found, pa.scalar(b"", pa.large_binary()))
    if EMPTY in column.buffer:
        is_empty = pa.compute.equal(found, pa.scalar(EMPTY, pa.large_binary()))
        found = pa.compute.if_else(is_empty, pa.scalar(b"", pa.large_binary()), found)
    return found.view(pa.large_string())


def words(places: ArrowArray, vocabulary: Sequence[str | None]) -> ArrowArray:
    """Return the words at some places of a vocabulary."""
    pa = pyarrow()
    return pa.array(vocabulary, pa.large_string()).take(places)


def sparse(values: Mapping[int, object], count: int, kind: Kind) -> ArrowArray:
    """Return a column with values in few rows, and null in all others."""
    pa = pyarrow()
    place = array("I", bytes(4 * count))
    for number, row in enumerate(values, 1):
        place[row] = number
    given: list[Any] = [None, *values.values()]
    kept = pa.array(given, pa.date32()) if kind is Kind.DATE else texts(Texts(given))
    return kept.take(numbers(place))


def grouped(chosen: ArrowArray, first: array[int]) -> Any:  # noqa: ANN401
    """Return the rows of each of some parents, as a list for each, given the first row of all."""
    pa = pyarrow()
    rows = numbers(array("I", range(first[-1])))
    return pa.LargeListArray.from_arrays(numbers(first).cast(pa.int64()), rows).take(chosen)


def parents(lists: ArrowArray) -> ArrowArray:
    """Return the place of the list to which each value belongs."""
    pa = pyarrow()
    return pa.compute.list_parent_indices(lists).cast(pa.uint32())


# --- from Arrow ------------------------------------------------------------------------------


def numbers_of(values: ArrowArray, typecode: str = "I") -> array[int]:
    """Return numbers, none of which is null."""
    column = array(typecode)
    try:
        cast = values.cast(_TYPES[typecode])
    except pyarrow().ArrowInvalid:
        raise Unfit("a number out of bounds") from None
    if len(cast):
        begin, size = cast.offset, column.itemsize
        column.frombytes(memoryview(cast.buffers()[1])[begin * size : (begin + len(cast)) * size])
    return column


def ordinals(values: ArrowArray, *, null: int = 0) -> array[int]:
    """Return the ordinals of dates, and one of them for null."""
    pa = pyarrow()
    since_epoch = values.view(pa.int32())
    bounds = pa.compute.min_max(since_epoch).as_py()
    if not _FIRST <= (bounds["min"] or 0) <= (bounds["max"] or 0) <= _LAST:
        raise Unfit("a date out of the calendar")
    found = pa.compute.add(since_epoch, pa.scalar(_EPOCH, pa.int32()))
    return numbers_of(found.fill_null(null), "i")


def digits_of(values: ArrowArray) -> array[int]:
    """Return texts of 16 digits as numbers, 0 for null."""
    pa = pyarrow()
    if pa.compute.all(pa.compute.match_substring_regex(values, _SIXTEEN_DIGITS)).as_py() is False:
        raise Unfit("a number that has not 16 digits")
    return numbers_of(values.cast(pa.uint64()).fill_null(0), "Q")


def texts_of(values: ArrowArray) -> Texts:
    """Return texts as a column."""
    pa = pyarrow()
    kept = values.view(pa.large_binary())
    is_empty = pa.compute.equal(kept, pa.scalar(b"", pa.large_binary()))
    kept = pa.compute.if_else(is_empty, pa.scalar(EMPTY, pa.large_binary()), kept)
    kept = kept.fill_null(b"")
    column = Texts()
    if len(kept):
        _, ends, letters = kept.buffers()
        column.ends.frombytes(memoryview(ends)[8 : 8 * (len(kept) + 1)])
        column.buffer += memoryview(letters)[: column.ends[-1]]
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        raise Unfit("a text that is not in UTF-8") from None
    return column


def codes(values: ArrowArray, vocabulary: Mapping[str | None, int]) -> array[int]:
    """Return the codes of words."""
    pa = pyarrow()
    encoded = values.dictionary_encode()
    known = encoded.dictionary.to_pylist()
    if not vocabulary.keys() >= {*known}:
        raise Unfit("a word that is not known")
    found = pa.array(map(vocabulary.__getitem__, known), pa.uint8()).take(encoded.indices)
    return numbers_of(found.fill_null(vocabulary.get(None, 0)), "B")


def places_of(values: ArrowArray, *, first: int) -> tuple[array[int], Texts]:
    """Return the place of each text among the different ones, and these; 0 for null.

    Args:
        values: the texts.
        first: the place of the first one.
    """
    pa = pyarrow()
    encoded = values.dictionary_encode()
    places = pa.compute.add(encoded.indices, pa.scalar(first, pa.int32()))
    return numbers_of(places.fill_null(0)), texts_of(encoded.dictionary)


def rows_of(truths: ArrowArray) -> list[int]:
    """Return the rows with a truth."""
    found: list[int] = pyarrow().compute.indices_nonzero(truths).to_pylist()
    return found


def values_by_row(values: ArrowArray) -> dict[int, Any]:
    """Return the texts or dates that are not null, by their rows."""
    kept = values.drop_null()
    found = kept.to_pylist() if values.type == pyarrow().date32() else texts_of(kept)
    return dict(zip(rows_of(values.is_valid()), found, strict=True))


def firsts(parent: ArrowArray, count: int, *, has_each: bool = False) -> array[int]:
    """Return the first row of each parent, and the number of rows, from the parent of each row."""
    check_ascending(parent)
    found = pyarrow().compute.value_counts(parent)
    parents_found = found.field(0).to_pylist()
    if has_each and len(parents_found) != count:
        raise Unfit("another number of people than register.json says")
    if parents_found and parents_found[-1] >= count:
        raise Unfit("rows of nothing")
    rows = array("I", bytes(4 * (count + 1)))
    for place, number in zip(parents_found, found.field(1).to_pylist(), strict=True):
        rows[place + 1] = number
    return array("I", accumulate(rows))


def check_ascending(
    values: ArrowArray, parent: ArrowArray | None = None, *, is_strict: bool = False
) -> None:
    """Raise `Unfit` for values out of order, within each parent if these are given."""
    compute = pyarrow().compute
    is_wrong = compute.greater_equal if is_strict else compute.greater
    wrong = is_wrong(values[:-1], values[1:])
    if parent is not None:
        wrong = compute.and_(wrong, compute.equal(parent[:-1], parent[1:]))
    if compute.any(wrong).as_py():
        raise Unfit("rows out of order")


def check_held(values: ArrowArray, kind: ArrowArray, may: bytes, must: bytes) -> None:
    """Raise `Unfit` for a value where the code of a kind has none, or none where it must."""
    pa = pyarrow()
    compute = pa.compute
    held = values if values.type == pa.bool_() else values.is_valid()
    allowed, needed = (pa.array(map(bool, flags), pa.bool_()).take(kind) for flags in (may, must))
    if compute.any(compute.and_not(held, allowed)).as_py():
        raise Unfit("a value that such an event has not")
    if compute.any(compute.and_not(needed, held)).as_py():
        raise Unfit("no value where such an event must have one")
