"""Columns of every type that holds the values of a layout exactly, on every engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

import pytest
from support.engines import ENGINES, THOROUGH, engines, given_to, nw, pl, rows

from dukcapil import Month, frames
from dukcapil.errors import InvalidTable
from dukcapil.regions import Level
from dukcapil.testing import synthetic_city

DAY: Final = date(2021, 3, 1)
every_engine = pytest.mark.parametrize("engine", engines(dict.fromkeys([*ENGINES, *THOROUGH])))
Change = Callable[[Any], Any]

ASKED: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "measure": lambda stays, events: frames.measure(
        stays, events, on=DAY, by=("sex", Level.KECAMATAN)
    ),
    "series": lambda stays, events: frames.series(
        stays, events, [Month(2021, 1), Month(2021, 2)], by=Level.KECAMATAN
    ),
    "flows": lambda stays, events: frames.flows(stays, events, date(2020, 3, 1), DAY, by="sex"),
    "newly_obliged": lambda stays, _: frames.newly_obliged(
        stays, [Month(2021, 1), Month(2021, 2)], by=Level.KECAMATAN
    ),
}


@cache
def tables() -> tuple[Any, Any]:
    stays, events = frames.to_frames(synthetic_city(60, seed=8), backend="polars")
    numbers = {person: place for place, person in enumerate(stays["person"].unique().sort(), 1)}
    number = pl.col("person").replace_strict(numbers, return_dtype=pl.Int64)
    return stays.with_columns(number=number), events.with_columns(number=number)


def cast(table: Any, dtype: Any, *names: str) -> Any:  # noqa: ANN401
    return table.with_columns(pl.col(name).cast(dtype) for name in names if name in table.columns)


TEXTS: Final = ("person", "sex", "region", "ended_by", "kind", "card", "id", "supersedes")
DATES: Final = (
    *("birth_date", "died_on", "first_married_on", "since", "until"),
    *("permit_since", "permit_until", "occurred_on", "entered_on", "valid_until"),
)
CHANGES: Final[dict[str, Change]] = {
    "categories": lambda table: cast(table, pl.Categorical, *TEXTS),
    "moments at midnight": lambda table: cast(table, pl.Datetime("us"), *DATES),
    "whole decimals": lambda table: cast(
        table.with_columns(person=pl.col("number")), pl.Decimal(16, 0), "person", "ordinal"
    ),
}


@every_engine
@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("change", CHANGES)
def test_the_type_of_a_column_does_not_change_an_answer(
    engine: str, name: str, change: str
) -> None:
    if engine == "pandas" and change == "whole decimals":
        pytest.skip("columns of objects")
    stays, events = (given_to(engine, CHANGES[change](table)) for table in tables())
    expected = rows("polars", ASKED[name](*tables()))
    assert sorted(rows(engine, ASKED[name](stays, events)), key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize("engine", engines(["polars", "polars, lazy", "duckdb", "pyarrow"]))
def test_the_callers_own_columns_keep_their_types(engine: str) -> None:
    stays = given_to(engine, cast(tables()[0], pl.Categorical, "region"))
    found = nw.from_native(frames.with_obliged(stays, on=DAY)).collect_schema()
    assert found["region"] == nw.from_native(stays).collect_schema()["region"]


@pytest.mark.parametrize("engine", engines(["pyarrow", "pandas, arrow", "polars", "duckdb"]))
@pytest.mark.parametrize(
    ("alias", "names"), [("string_view", TEXTS), ("date64", DATES)], ids=["string_view", "date64"]
)
def test_rare_types_of_arrow_are_read(engine: str, alias: str, names: tuple[str, ...]) -> None:
    pyarrow: Any = pytest.importorskip("pyarrow")
    rare = {"string_view": pyarrow.string_view(), "date64": pyarrow.date64()}[alias]

    def converted(table: Any) -> Any:  # noqa: ANN401
        table = table.to_arrow()
        fields = [one.with_type(rare) if one.name in names else one for one in table.schema]
        return table.cast(pyarrow.schema(fields))

    read: dict[str, Callable[[Any], Any]] = {
        "pyarrow": lambda table: table,
        "pandas, arrow": lambda table: table.to_pandas(
            types_mapper=pytest.importorskip("pandas").ArrowDtype
        ),
        "polars": pl.from_arrow,
        "duckdb": lambda table: pytest.importorskip("duckdb").from_arrow(table),
    }
    stays, events = (read[engine](converted(table)) for table in tables())
    for ask in ASKED.values():
        expected = sorted(rows("polars", ask(*tables())), key=repr)
        assert sorted(rows(engine, ask(stays, events)), key=repr) == expected


@pytest.mark.parametrize("way", ["read_all", "to_table"])
def test_readers_and_datasets_are_refused_with_the_call_to_write(way: str) -> None:
    pyarrow: Any = pytest.importorskip("pyarrow")
    dataset: Any = pytest.importorskip("pyarrow.dataset")
    table = pyarrow.table({"person": ["a"]})
    unread = table.to_reader() if way == "read_all" else dataset.dataset(table)
    with pytest.raises(TypeError, match=rf"with_obliged\.stays: .*; give what its `{way}\(\)`"):
        frames.with_obliged(unread, on=DAY)


@pytest.mark.parametrize(
    "dtype", [pl.Decimal(38, 0), pl.Decimal(16, 2), pl.Float64], ids=["wide", "scaled", "float"]
)
def test_numbers_that_may_not_be_whole_are_refused(dtype: Any) -> None:  # noqa: ANN401
    stays = cast(tables()[0].with_columns(person=pl.col("number")), dtype, "person")
    with pytest.raises(InvalidTable, match=r"stays\.person: expected text or integers, found"):
        frames.measure(stays, tables()[1], on=DAY)


def test_moments_of_a_lazy_frame_are_the_days_on_which_they_are() -> None:
    stays, events = tables()
    noon = cast(events, pl.Datetime("us"), "occurred_on").with_columns(
        pl.col("occurred_on") + timedelta(hours=12)
    )
    found = frames.measure(stays.lazy(), noon.lazy(), on=DAY).collect()
    assert found.equals(frames.measure(stays, events, on=DAY))
    with pytest.raises(InvalidTable, match=r"events\.occurred_on: .* with a time of day"):
        frames.measure(stays, noon, on=DAY)


@pytest.mark.parametrize("engine", engines(["duckdb", "pyspark"]))
def test_names_may_differ_in_case_where_the_engine_ignores_it(engine: str) -> None:
    stays, events = (given_to(engine, table.rename(str.upper)) for table in tables())
    ask = ASKED["newly_obliged"]  # `by` names a column as it is spelt
    expected = sorted(rows("polars", ask(*tables())), key=repr)
    assert sorted(rows(engine, ask(stays, events)), key=repr) == expected


def test_and_may_not_where_it_does_not() -> None:
    with pytest.raises(ExceptionGroup, match="no such column"):
        frames.with_obliged(tables()[0].rename(str.upper), on=DAY)
