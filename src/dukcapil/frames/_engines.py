"""Differences between engines of data frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil.frames._layout import Frame, Kind

__all__ = ["as_date", "eager", "is_sql", "to_native", "unpivoted"]


def eager(frame: Frame) -> nw.DataFrame[Any] | None:
    """The frame if it is an eager one."""
    found: object = frame
    return found if isinstance(found, nw.DataFrame) else None


def to_native(frame: Frame, _like: IntoFrameT) -> IntoFrameT:
    """The frame as its engine has it, of the class that the user gave."""
    native: IntoFrameT = frame.to_native()
    return native


def unpivoted(
    frame: Frame, on: Sequence[str], *, index: Sequence[str], name: str, value: str
) -> Frame:
    """Each row once for each of some columns, with the name and the value of that column."""
    if not frame.implementation.is_duckdb():
        return frame.unpivot(list(on), index=list(index), variable_name=name, value_name=value)
    # There narwhals asks the default connection, which knows no relation of another one.
    duckdb = frame.implementation.to_native_namespace()

    def each(parts: Iterable[Any], called: str) -> Any:  # noqa: ANN401  of the engine
        listed = duckdb.FunctionExpression("list_value", *parts)
        return duckdb.FunctionExpression("unnest", listed).alias(called)

    column = duckdb.ColumnExpression
    names, values = map(duckdb.ConstantExpression, on), map(column, on)
    rows = frame.to_native().select(*map(column, index), each(names, name), each(values, value))
    long: Frame = nw.from_native(rows)
    return long


def is_sql(frame: Frame) -> bool:
    """Whether an engine of SQL runs the frame; they have windows, and work anew for each use."""
    engine = frame.implementation
    return eager(frame) is None and not (engine.is_polars() or engine.is_dask())


def holds(dtype: nw.dtypes.DType, kind: Kind, engine: nw.Implementation) -> bool:
    if kind is Kind.KEY:
        return isinstance(dtype, nw.String) or dtype.is_integer()
    if kind is Kind.TEXT:
        return isinstance(dtype, nw.String)
    if kind is Kind.TRUTH:
        return isinstance(dtype, nw.Boolean)
    if kind is Kind.NUMBER:
        return dtype.is_integer()
    return isinstance(dtype, nw.Date) or (
        # pandas without Arrow has no dates but these.
        isinstance(dtype, nw.Datetime)
        and dtype.time_zone is None
        and (engine.is_pandas_like() or engine.is_dask())
    )


def as_date(frame: Frame, column: str) -> nw.Expr:
    """A column of text like 2020-11-23 as dates, in the way that its engine knows."""
    if frame.implementation.is_polars():
        return nw.col(column).str.to_date(format="%Y-%m-%d")
    return nw.col(column).cast(nw.Date)
