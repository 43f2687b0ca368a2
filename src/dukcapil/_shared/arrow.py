"""Export of columns by the Arrow PyCapsule interface, by whichever Arrow library is installed."""

from collections.abc import Sequence
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

__all__ = ["Array", "Type", "stream"]


class Type(Enum):
    """Types of columns of answers."""

    STRING = "string"
    INT64 = "int64"
    FLOAT64 = "float64"
    BOOL = "bool"
    DATE = "date"


class Array(NamedTuple):
    """A column: its name, its type and its values, None for null."""

    name: str
    type: Type
    values: Sequence[Any]


def stream(arrays: Sequence[Array], requested_schema: object = None) -> object:
    """Return a capsule of an `ArrowArrayStream` with one batch of these columns.

    Raises:
        ModuleNotFoundError: where none of PyArrow, Polars and nanoarrow is installed.
    """
    for library, table_of in _LIBRARIES.items():
        if find_spec(library):
            return table_of(import_module(library), arrays).__arrow_c_stream__(requested_schema)
    raise ModuleNotFoundError(
        "expected PyArrow, Polars or nanoarrow to export a table as Arrow: install one of them"
    )


def _of_pyarrow(library: Any, arrays: Sequence[Array]) -> Any:  # noqa: ANN401
    types = {
        Type.STRING: library.string(),
        Type.INT64: library.int64(),
        Type.FLOAT64: library.float64(),
        Type.BOOL: library.bool_(),
        Type.DATE: library.date32(),
    }
    return library.table({one.name: library.array(one.values, types[one.type]) for one in arrays})


def _of_polars(library: Any, arrays: Sequence[Array]) -> Any:  # noqa: ANN401
    types = {
        Type.STRING: library.String,
        Type.INT64: library.Int64,
        Type.FLOAT64: library.Float64,
        Type.BOOL: library.Boolean,
        Type.DATE: library.Date,
    }
    return library.DataFrame(
        [library.Series(one.name, one.values, types[one.type]) for one in arrays]
    )


def _of_nanoarrow(library: Any, arrays: Sequence[Array]) -> Any:  # noqa: ANN401
    types = {
        Type.STRING: library.string(),
        Type.INT64: library.int64(),
        Type.FLOAT64: library.float64(),
        Type.BOOL: library.bool_(),
        Type.DATE: library.date32(),
    }
    children = [
        library.c_array(
            [_days(value) for value in one.values] if one.type is Type.DATE else one.values,
            library.int32() if one.type is Type.DATE else types[one.type],
        )
        for one in arrays
    ]
    schema = library.struct({one.name: types[one.type] for one in arrays})
    length = len(arrays[0].values) if arrays else 0
    return library.c_array_stream(
        library.c_array_from_buffers(schema, length, [None], children=children)
    )


def _days(value: Any) -> int | None:  # noqa: ANN401
    """Return a date as Arrow counts it: in days after 1 January 1970."""
    return None if value is None else value.toordinal() - _EPOCH


_EPOCH: Final = 719_163
"""`date(1970, 1, 1).toordinal()`."""

_LIBRARIES: Final = {"pyarrow": _of_pyarrow, "polars": _of_polars, "nanoarrow": _of_nanoarrow}
