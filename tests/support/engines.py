"""The engines that are installed, how a frame gets into them, and how answers are read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from shutil import which
from typing import Any, Final

import pytest

nw: Any = pytest.importorskip("narwhals.stable.v2")
pl: Any = pytest.importorskip("polars")

Convert = Callable[[Any], Any]


def _duckdb(frame: Any) -> Any:  # noqa: ANN401
    duckdb: Any = pytest.importorskip("duckdb")
    return duckdb.from_arrow(frame.to_arrow())


def _dask(frame: Any) -> Any:  # noqa: ANN401
    dask: Any = pytest.importorskip("dask.dataframe")
    return dask.from_pandas(frame.to_pandas(use_pyarrow_extension_array=True), npartitions=2)


@cache
def spark() -> Any:  # noqa: ANN401
    """One session for all tests."""
    sql: Any = pytest.importorskip("pyspark.sql")
    if which("java") is None:
        pytest.skip("PySpark needs Java")
    builder = sql.SparkSession.builder.master("local[2]").appName("dukcapil")
    settings = {
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.default.parallelism": "1",
        # Small tables are planned and run quicker without.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.adaptive.enabled": "false",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _spark(frame: Any) -> Any:  # noqa: ANN401
    return spark().createDataFrame(frame.to_arrow()).cache()


ENGINES: Final[dict[str, Convert]] = {
    "polars": lambda frame: frame,
    "polars, lazy": lambda frame: frame.lazy(),
    "polars, streaming": lambda frame: frame.lazy(),
    "duckdb": _duckdb,
    "pandas": lambda frame: frame.to_pandas(),
    "pandas, arrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "pyarrow": lambda frame: frame.to_arrow(),
}
SLOW_ENGINES: Final[dict[str, Convert]] = {"pyspark": _spark, "dask": _dask}
_NEEDS: Final = {
    "duckdb": ("duckdb", "pyarrow"),
    "pandas": ("pandas", "pyarrow"),
    "pandas, arrow": ("pandas", "pyarrow"),
    "pyarrow": ("pyarrow",),
    "dask": ("dask", "pandas", "pyarrow"),
    "pyspark": ("pyspark", "pyarrow", "pandas"),
}


def is_installed(engine: str) -> bool:
    """Whether all that an engine needs is there."""
    return all(find_spec(name) is not None for name in _NEEDS.get(engine, ("polars",)))


def engines(names: Iterable[str]) -> list[Any]:
    """The names as parameters of a test, those that are not installed marked to be skipped."""
    return [
        pytest.param(name, marks=pytest.mark.skipif(not is_installed(name), reason="not installed"))
        for name in names
    ]


def given_to(engine: str, frame: Any) -> Any:  # noqa: ANN401
    """A Polars frame as one of another engine."""
    return {**ENGINES, **SLOW_ENGINES}[engine](frame)


def rows(engine: str, native: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """The rows of an answer as plain Python values, checked to be of the engine."""
    frame = nw.from_native(native)
    if "lazy" in engine or "streaming" in engine:
        assert isinstance(native, pl.LazyFrame)
        frame = nw.from_native(
            native.collect(engine="streaming" if "streaming" in engine else "auto")
        )
    elif isinstance(frame, nw.LazyFrame):
        # From Dask an index of rows would come along into a table of Arrow.
        frame = frame.collect("pandas" if engine == "dask" else "pyarrow")
    return [tuple(map(_plain, row)) for row in frame.rows()]


def _plain(value: Any) -> Any:  # noqa: ANN401
    """What the engines have for null, whole numbers and dates, as Python has it."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, float):
        return None if math.isnan(value) else int(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (bool, str, date)):
        return value
    return bool(value) if type(value).__name__ == "bool" else int(value)
