"""Refusals of a column never show its content: types can hold NIKs as categories or field names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Final

import pytest
from support.engines import ENGINES, THOROUGH, engines, given_to, nw, pl

from dukcapil import Month, frames
from dukcapil.errors import InvalidTable
from dukcapil.testing import synthetic_city

DAY: Final = date(2021, 3, 1)
every_engine = pytest.mark.parametrize("engine", engines(dict.fromkeys([*ENGINES, *THOROUGH])))
Ask = Callable[[Any, Any], Any]

ASKED: Final[dict[str, Ask]] = {
    "with_is_nik": lambda stays, _: frames.with_is_nik(stays, column="person"),
    "with_nik_fault": lambda stays, _: frames.with_nik_fault(stays, column="person"),
    "with_nik_parts": lambda stays, _: frames.with_nik_parts(stays, not_after=DAY, column="person"),
    "mask_niks": lambda stays, _: frames.mask_niks(stays, column="person"),
    "pseudonymise_niks": lambda stays, _: frames.pseudonymise_niks(
        stays, secret=bytes(16), column="person"
    ),
    "stay_problems": lambda stays, _: frames.stay_problems(
        stays, row="row", nik="person", columns={"person": "row"}
    ),
    "event_problems": lambda stays, events: frames.event_problems(stays, events, row="row"),
    "measure": lambda stays, events: frames.measure(stays, events, on=DAY),
    "partition": lambda stays, events: frames.partition(stays, events, on=DAY),
    "series": lambda stays, events: frames.series(stays, events, [Month(2021, 3)]),
    "standing": lambda stays, events: frames.standing(stays, events, on=DAY),
    "flows": lambda stays, events: frames.flows(stays, events, DAY, DAY),
    "changes": lambda stays, events: frames.changes(stays, events, [Month(2021, 3)]),
    "timeliness": lambda stays, events: frames.timeliness(stays, events, on=DAY),
    "backlog": lambda stays, events: frames.backlog(stays, events, on=DAY),
    "early_recordings": lambda stays, events: frames.early_recordings(stays, events, on=DAY),
    "year_target": lambda stays, events: frames.year_target(stays, events, on=DAY),
    "newly_obliged": lambda stays, _: frames.newly_obliged(stays, [Month(2021, 3)]),
}


@cache
def tables() -> tuple[Any, ...]:
    register = synthetic_city(40, seed=8)
    return tuple(
        table.with_row_index("row").cast({"row": pl.Int64})
        for table in frames.to_frames(register, backend="polars")
    )


def niks() -> list[str]:
    return list(dict.fromkeys(tables()[0]["person"]))


def shown(refused: InvalidTable) -> str:
    notes = getattr(refused, "__notes__", [])
    return " ".join(map(str, (refused, repr(refused), vars(refused), refused.args, notes)))


def check(ask: Ask, stays: Any, events: Any, type_: str) -> None:  # noqa: ANN401
    with pytest.raises(InvalidTable) as caught:
        ask(stays, events)
    assert caught.value.found == type_
    assert not any(nik in shown(caught.value) for nik in niks())
    assert caught.value.__cause__ is caught.value.__context__ is None


def of_struct(table: Any) -> Any:  # noqa: ANN401
    """Return a table whose persons are records with NIKs as field names."""
    return table.with_columns(person=pl.struct(pl.lit(1).alias(nik) for nik in niks()[:3]))


@every_engine
@pytest.mark.parametrize("name", ASKED)
def test_the_fields_of_a_record_stay_out_of_errors(engine: str, name: str) -> None:
    stays, events = (given_to(engine, of_struct(table)) for table in tables())
    check(ASKED[name], stays, events, "Object" if engine == "pandas" else "Struct")


def enumerated(engine: str, table: Any) -> Any:  # noqa: ANN401
    """Return a table of persons and dates of an enumerated type with the NIKs as categories."""
    day = "birth_date" if "birth_date" in table.columns else "occurred_on"
    if engine == "duckdb":
        duckdb: Any = pytest.importorskip("duckdb")
        words = ", ".join(f"'{nik}'" for nik in niks())
        relation = duckdb.from_arrow(table.to_arrow())
        enum = f"person::ENUM({words})"
        return relation.select(f"* replace ({enum} as person, {enum} as {day})")
    if engine == "pandas":
        pandas: Any = pytest.importorskip("pandas")
        frame = given_to(engine, table)
        persons = pandas.Categorical(frame["person"], categories=niks(), ordered=True)
        return frame.assign(**{"person": persons, day: persons})
    if engine == "dask":
        dask: Any = pytest.importorskip("dask.dataframe")
        return dask.from_pandas(enumerated("pandas", table), npartitions=2)
    persons = pl.col("person").cast(pl.Enum(niks()))
    return given_to(engine, table.with_columns(persons, persons.alias(day)))


@every_engine
@pytest.mark.parametrize("name", ASKED)
def test_the_categories_of_a_type_stay_out_of_errors(engine: str, name: str) -> None:
    if engine == "pyspark":
        pytest.skip("Spark has no enumerated types")
    stays, events = (enumerated(engine, table) for table in tables())
    type_ = type(nw.from_native(stays).collect_schema()["person"]).__name__
    assert type_ == ("Categorical" if "arrow" in engine else "Enum")
    check(ASKED[name], stays, events, type_)


@pytest.mark.parametrize("engine", engines(["polars", "duckdb", "pandas", "pyarrow"]))
def test_nor_does_reading_a_register_show_them(engine: str) -> None:
    stays, events = (enumerated(engine, table) for table in tables())
    with pytest.raises(InvalidTable) as caught:
        frames.from_frames(stays, events)
    assert not any(nik in shown(caught.value) for nik in niks())


def test_the_type_of_persons_is_advised_to_be_text() -> None:
    stays, _ = tables()
    with pytest.raises(InvalidTable, match=r"frame\.person: .* convert the column to text$"):
        frames.mask_niks(enumerated("polars", stays), column="person")
