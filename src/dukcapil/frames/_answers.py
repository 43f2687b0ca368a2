"""Data frames of tabular answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import narwhals.stable.v2 as nw

from dukcapil._shared.arrow import Array, Type
from dukcapil.frames._engines import MAKERS

__all__ = ["answer_frame"]

_TYPES: Final = {
    Type.STRING: nw.String,
    Type.INT64: nw.Int64,
    Type.FLOAT64: nw.Float64,
    Type.BOOL: nw.Boolean,
    Type.DATE: nw.Date,
}


def answer_frame(arrays: Sequence[Array], backend: str) -> Any:  # noqa: ANN401  of that library
    """Return the columns of an answer as a data frame of a library."""
    if backend not in MAKERS:
        raise ValueError("to_frame.backend: expected 'polars', 'pandas' or 'pyarrow'")
    columns = {one.name: one.values for one in arrays}
    return MAKERS[backend](columns, {one.name: _TYPES[one.type] for one in arrays})
