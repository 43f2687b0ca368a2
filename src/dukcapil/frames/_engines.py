"""The facts in which engines of data frames differ, as one description per engine.

The rest of the package asks `engine_of(frame)` and never looks at an implementation itself. A new
engine, or a new peculiarity of one, is an entry of `_ENGINES`. Engines without an entry need none
as long as they behave like pandas, if eager, or like Spark SQL, if lazy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import Any, Final, TypeAlias, final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil.frames._layout import Frame

__all__ = [
    "ENGINES",
    "MAKERS",
    "Engine",
    "Make",
    "Values",
    "collected",
    "eager",
    "engine_of",
    "to_native",
]

Values: TypeAlias = Callable[[object], str | None]
"""A Python function of one value of a column."""

_FIRST_WITHOUT_VIEWS: Final = 2

Make: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
"""A function that makes an eager frame of columns and a schema."""


def eager(frame: Frame) -> nw.DataFrame[Any] | None:
    """Return the frame if it holds its rows, and None if it is lazy."""
    found: object = frame
    return found if isinstance(found, nw.DataFrame) else None


def collected(frame: Frame) -> nw.DataFrame[Any]:
    """Return the frame with its rows: a lazy one is run."""
    found = eager(frame)
    return frame.collect() if found is None else found


def to_native(frame: Frame, _like: IntoFrameT) -> IntoFrameT:
    """Return the frame of the engine, of the class that the caller passed in."""
    native: IntoFrameT = frame.to_native()
    return native


# --- default behaviour -----------------------------------------------------------------------


def _date_by_cast(text: nw.Expr) -> nw.Expr:
    return text.cast(nw.Date)


def _unchanged(column: nw.Expr, _dtype: nw.dtypes.DType) -> nw.Expr:
    return column


def _unpivot(frame: Frame, on: Sequence[str], index: Sequence[str], name: str, value: str) -> Frame:
    return frame.unpivot(list(on), index=list(index), variable_name=name, value_name=value)


def _not_staged(frame: Frame) -> Frame:
    return frame


def _is_in(column: nw.Expr, values: Sequence[Any]) -> nw.Expr:
    return column.is_in(values)


def _looked_up(column: nw.Expr, meanings: Mapping[Any, int], default: int) -> nw.Expr:
    return column.replace_strict(meanings, default=default, return_dtype=nw.Int64)


def _running_by_window(
    frame: Frame, keys: Sequence[str], order: str, values: Sequence[str]
) -> Frame:
    sums = nw.col(*values).cum_sum()
    running = sums.over(*keys, order_by=order) if keys else sums.over(order_by=order)
    return frame.with_columns(running)


def _no_mixture(_values: nw.Series[Any]) -> str | None:
    return None


def _as_it_is(frame: Frame) -> Frame:
    return frame


# --- behaviour of single engines -------------------------------------------------------------


def _date_by_format(text: nw.Expr) -> nw.Expr:
    return text.str.to_date(format="%Y-%m-%d")


def _widest_of_its_kind(column: nw.Expr, dtype: nw.dtypes.DType) -> nw.Expr:
    """Cast keys to one type of text and one of integers: PyArrow joins only equal types."""
    if isinstance(dtype, nw.String):
        return column.cast(nw.String)
    return column.cast(nw.Int64) if dtype.is_integer() else column


def _categories_as_text(column: nw.Expr, dtype: nw.dtypes.DType) -> nw.Expr:
    """Cast dictionaries of Arrow to text: pandas drops their nulls when it groups by them."""
    if isinstance(dtype, nw.Categorical):
        return nw.when(~column.is_null()).then(column.cast(nw.String))
    return column


_USUAL_TYPES: Final = {"string_view": "string", "date64[ms]": "date32"}
"""Types of Arrow that PyArrow and pandas cannot join by, or that narwhals does not know."""


def _usual_arrow(frame: Frame) -> Frame:
    """Give the columns of a table of PyArrow usual types with the same values."""
    pyarrow, table = frame.implementation.to_native_namespace(), frame.to_native()
    usual = [_USUAL_TYPES.get(str(one.type)) for one in table.schema]
    if not any(usual):
        return frame
    fields = [
        field if name is None else field.with_type(pyarrow.type_for_alias(name))
        for field, name in zip(table.schema, usual, strict=True)
    ]
    cast: Frame = nw.from_native(table.cast(pyarrow.schema(fields)))
    return cast


def _usual_arrow_in_pandas(frame: Frame) -> Frame:
    """Give the columns of Arrow in pandas usual types with the same values."""
    pandas, native = frame.implementation.to_native_namespace(), frame.to_native()
    usual = {
        column: name
        for column, dtype in native.dtypes.items()
        if (name := _USUAL_TYPES.get(str(getattr(dtype, "pyarrow_dtype", ""))))
    }
    if not usual:
        return frame
    pyarrow = import_module("pyarrow")
    columns = {
        # `astype` cannot: it filters the nulls first.
        column: pandas.arrays.ArrowExtensionArray(
            pyarrow.array(native[column].array).cast(pyarrow.type_for_alias(name))
        )
        for column, name in usual.items()
    }
    cast: Frame = nw.from_native(native.assign(**columns))
    return cast


def _unpivot_in_duckdb(
    frame: Frame, on: Sequence[str], index: Sequence[str], name: str, value: str
) -> Frame:
    """Unpivot by lists: narwhals asks the default connection, which cannot see other ones."""
    duckdb = frame.implementation.to_native_namespace()

    def each(parts: Iterable[Any], called: str) -> Any:  # noqa: ANN401  of the engine
        listed = duckdb.FunctionExpression("list_value", *parts)
        return duckdb.FunctionExpression("unnest", listed).alias(called)

    column = duckdb.ColumnExpression
    names, values = map(duckdb.ConstantExpression, on), map(column, on)
    rows = frame.to_native().select(*map(column, index), each(names, name), each(values, value))
    long: Frame = nw.from_native(rows)
    return long


def _staged_in_duckdb(frame: Frame) -> Frame:
    """Have a step computed once; older versions would leave a view in the caller's database."""
    if int(version("duckdb").partition(".")[0]) < _FIRST_WITHOUT_VIEWS:
        return frame
    text = "WITH rows_ AS MATERIALIZED (SELECT * FROM staged_) SELECT * FROM rows_"
    relation: Any = frame.to_native()
    staged: Frame = nw.from_native(relation.query("staged_", text))
    return staged


def _is_one_of(column: nw.Expr, values: Sequence[Any]) -> nw.Expr:
    """Compare with each value: a search in a list is not pushed down to the file."""
    return nw.any_horizontal(*(column == value for value in values), ignore_nulls=False)


def _looked_up_by_cases(column: nw.Expr, meanings: Mapping[Any, int], default: int) -> nw.Expr:
    """Compare with each key in turn: a map is built anew for each row."""
    keys: dict[int, list[Any]] = {}
    for key, meaning in meanings.items():
        keys.setdefault(meaning, []).append(key)
    result: nw.Expr = nw.lit(default)
    for meaning, alike in reversed(keys.items()):
        result = nw.when(_is_one_of(column, alike)).then(nw.lit(meaning)).otherwise(result)
    return result.cast(nw.Int64)


def _running_by_row(frame: Frame, keys: Sequence[str], order: str, values: Sequence[str]) -> Frame:
    """Add up row by row: PyArrow has no running sums within groups."""
    rows: Any = frame
    groups = list(zip(*(rows[key].to_list() for key in keys), strict=True)) or [()] * len(rows)
    at = rows[order].to_list()
    columns = []
    for name in values:
        so_far: dict[tuple[Any, ...], Any] = {}
        sums, given = [None] * len(rows), rows[name].to_list()
        for row in sorted(range(len(rows)), key=at.__getitem__):
            so_far[groups[row]] = sums[row] = so_far.get(groups[row], 0) + given[row]
        dtype = rows.schema[name]
        columns.append(nw.new_series(name, sums, dtype, backend=frame.implementation))
    return frame.with_columns(*columns)


def _mixture_of_objects(values: nw.Series[Any]) -> str | None:
    """Name the mixture in a column of objects, which counts as text by its first rows."""
    native = values.to_native()
    if not (isinstance(values.dtype, nw.String) and native.dtype == object):
        return None
    inferred: str = values.implementation.to_native_namespace().api.types.infer_dtype(native)
    return None if inferred in {"string", "empty"} else f"{inferred} values"


def _mapped_rows(frame: Frame, column: str, function: Values) -> Frame:
    rows: Any = frame
    backend = frame.implementation
    mapped = nw.new_series(column, map(function, rows[column]), nw.String, backend=backend)
    return frame.with_columns(mapped)


def _made_by(backend: str) -> Make:
    def made(columns: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:  # noqa: ANN401
        known: Any = backend
        return nw.from_dict(columns, schema, backend=known).to_native()

    return made


def _made_by_pandas(columns: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Make columns of Arrow types: the older ones have no dates, and no nulls beside integers."""
    table = _made_by("pyarrow")(columns, schema)
    return table.to_pandas(types_mapper=import_module("pandas").ArrowDtype)


# --- descriptions ----------------------------------------------------------------------------


@final
@attrs.frozen(kw_only=True)
class Engine:
    """The facts about one engine of data frames.

    Attributes:
        name: the name in messages and, of those that `make` tables, in `backend`.
        implementation: the implementation of narwhals that it runs on.
        is_lazy: whether its frames are plans, which hold no rows.
        repeats_steps: whether it runs a step once for each use of its result, so that one window
            is cheaper than a join of an intermediate table with itself.
        reads_streams: whether it makes a frame from any stream of Arrow.
        ignores_case: whether two names that differ in case alone are one name.
        prepared: give columns of types that the engine cannot work with the usual one that holds
            the same values.
        to_date: make a date of text in ISO 8601.
        join_key: prepare a column of a type for joins.
        group_key: prepare a column of a type for groups.
        staged: have a step computed once, where the engine would put its expressions into every
            filter and every use that follows.
        is_in: compare a column with several values.
        looked_up: replace the values of a column by the integers that they mean.
        unpivot: repeat each row for some columns, with the name and the value of that column.
        running: replace columns by their running sums within groups, in the order of a column
            that is unique within each; None where the engine cannot.
        mixture: name what a column of text holds that is not text, if that can be.
        mapped: replace the texts of a column by those of a Python function, which nothing keeps;
            None for lazy engines, whose plans would.
        make: make an eager frame from columns and a schema; None where the engine has no such.
    """

    name: str
    implementation: nw.Implementation
    is_lazy: bool = False
    repeats_steps: bool = False
    reads_streams: bool = False
    ignores_case: bool = False
    prepared: Callable[[Frame], Frame] = _as_it_is
    to_date: Callable[[nw.Expr], nw.Expr] = _date_by_cast
    join_key: Callable[[nw.Expr, nw.dtypes.DType], nw.Expr] = _unchanged
    group_key: Callable[[nw.Expr, nw.dtypes.DType], nw.Expr] = _unchanged
    staged: Callable[[Frame], Frame] = _not_staged
    is_in: Callable[[nw.Expr, Sequence[Any]], nw.Expr] = _is_in
    looked_up: Callable[[nw.Expr, Mapping[Any, int], int], nw.Expr] = _looked_up
    unpivot: Callable[[Frame, Sequence[str], Sequence[str], str, str], Frame] = _unpivot
    running: Callable[[Frame, Sequence[str], str, Sequence[str]], Frame] | None = _running_by_window
    mixture: Callable[[nw.Series[Any]], str | None] = _no_mixture
    mapped: Callable[[Frame, str, Values], Frame] | None = None
    make: Make | None = None


_OTHER_EAGER: Final = Engine(
    name="",
    implementation=nw.Implementation.UNKNOWN,
    group_key=_categories_as_text,
    mapped=_mapped_rows,
)
_OTHER_LAZY: Final = Engine(
    name="",
    implementation=nw.Implementation.UNKNOWN,
    is_lazy=True,
    repeats_steps=True,
    ignores_case=True,
)

ENGINES: Final = (
    Engine(
        name="pyarrow",
        implementation=nw.Implementation.PYARROW,
        reads_streams=True,
        prepared=_usual_arrow,
        join_key=_widest_of_its_kind,
        running=_running_by_row,
        mapped=_mapped_rows,
        make=_made_by("pyarrow"),
    ),
    Engine(
        name="polars",
        implementation=nw.Implementation.POLARS,
        reads_streams=True,
        to_date=_date_by_format,
        mapped=_mapped_rows,
        make=_made_by("polars"),
    ),
    Engine(
        name="polars, lazy",
        implementation=nw.Implementation.POLARS,
        is_lazy=True,
        to_date=_date_by_format,
    ),
    attrs.evolve(
        _OTHER_EAGER,
        name="pandas",
        implementation=nw.Implementation.PANDAS,
        prepared=_usual_arrow_in_pandas,
        mixture=_mixture_of_objects,
        make=_made_by_pandas,
    ),
    attrs.evolve(
        _OTHER_LAZY,
        name="duckdb",
        implementation=nw.Implementation.DUCKDB,
        staged=_staged_in_duckdb,
        is_in=_is_one_of,
        looked_up=_looked_up_by_cases,
        unpivot=_unpivot_in_duckdb,
    ),
    # Dask is told apart from SQL by its lack of ordered windows.
    Engine(
        name="dask",
        implementation=nw.Implementation.DASK,
        is_lazy=True,
        group_key=_categories_as_text,
        running=None,
    ),
)
"""Every engine that is more than a plain one of its kind; of several that fit, the first is taken.

PySpark, Ibis and SQLFrame are plain engines of SQL.
"""


MAKERS: Final = {one.name: one.make for one in ENGINES if one.make is not None}
"""The engines that make eager frames, by their names."""


def engine_of(frame: Frame) -> Engine:
    """Return the description of the engine that runs a frame."""
    return _engine(frame.implementation, eager(frame) is None)


@cache
def _engine(implementation: nw.Implementation, is_lazy: bool) -> Engine:  # noqa: FBT001
    for engine in ENGINES:
        if (engine.implementation, engine.is_lazy) == (implementation, is_lazy):
            return engine
    other = _OTHER_LAZY if is_lazy else _OTHER_EAGER
    return attrs.evolve(other, name=implementation.value, implementation=implementation)
