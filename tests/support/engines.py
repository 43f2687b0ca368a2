"""The engines of data frames: which are installed, conversion to them, and reading of answers.

To test a further engine, add it to `ENGINES`, or to `SLOW_ENGINES`, and to `_NEEDS`.
"""

from __future__ import annotations

import math
import os
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

PROFILE: Final = os.environ.get("HYPOTHESIS_PROFILE", "dev")


def _duckdb(frame: Any) -> Any:  # noqa: ANN401
    duckdb: Any = pytest.importorskip("duckdb")
    return duckdb.from_arrow(frame.to_arrow())


def _dask(frame: Any) -> Any:  # noqa: ANN401
    dask: Any = pytest.importorskip("dask.dataframe")
    return dask.from_pandas(frame.to_pandas(use_pyarrow_extension_array=True), npartitions=2)


@cache
def spark() -> Any:  # noqa: ANN401
    """Start the one session of all tests."""
    sql: Any = pytest.importorskip("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[2]").appName("dukcapil")
    settings = {
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.default.parallelism": "1",
        # Small tables are planned and run faster without these.
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
ALL: Final = (*ENGINES, *SLOW_ENGINES)
THOROUGH: Final[tuple[str, ...]] = {
    "dev": ("polars", "duckdb", "pyarrow"),
    "nightly": ALL,
}.get(PROFILE, tuple(ENGINES))
"""The engines that are tested on everything in this profile: the one switch between them.

The others, in `dev` or in CI, are tested on the sample of `test_documented`: every function once on
fast engines, and a few functions on slow ones.
"""

_NEEDS: Final = {
    "duckdb": ("duckdb", "pyarrow"),
    "pandas": ("pandas", "pyarrow"),
    "pandas, arrow": ("pandas", "pyarrow"),
    "pyarrow": ("pyarrow",),
    "dask": ("dask", "pandas", "pyarrow"),
    "pyspark": ("pyspark", "pyarrow", "pandas"),
}


def is_installed(engine: str) -> bool:
    """Return whether everything that an engine needs is installed."""
    has_java = engine != "pyspark" or which("java") is not None
    return has_java and all(find_spec(name) for name in _NEEDS.get(engine, ("polars",)))


def engines(names: Iterable[str]) -> list[Any]:
    """Return the names as parameters of a test; those that are not installed are skipped."""
    return [
        pytest.param(name, marks=pytest.mark.skipif(not is_installed(name), reason="not installed"))
        for name in names
    ]


def given_to(engine: str, frame: Any) -> Any:  # noqa: ANN401
    """Convert a Polars frame to another engine."""
    return {**ENGINES, **SLOW_ENGINES}[engine](frame)


def rows(engine: str, native: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """Return the rows of an answer as plain Python values; check that lazy frames stay lazy."""
    frame = nw.from_native(native)
    if "lazy" in engine or "streaming" in engine:
        assert isinstance(native, pl.LazyFrame)
        frame = nw.from_native(
            native.collect(engine="streaming" if "streaming" in engine else "auto")
        )
    elif isinstance(frame, nw.LazyFrame):
        # A table of Arrow made by Dask would have the index as a column.
        frame = frame.collect("pandas" if engine == "dask" else "pyarrow")
    return [tuple(map(_plain, row)) for row in frame.rows()]


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Convert the nulls, integers and dates of an engine to those of Python."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, float):
        return None if math.isnan(value) else int(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (bool, str, date)):
        return value
    return bool(value) if type(value).__name__ == "bool" else int(value)
