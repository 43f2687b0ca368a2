"""Columns of tables are checked against their layout, and refused without showing a value."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from support.engines import ENGINES, engines, given_to, nw, pl, rows

from dukcapil import Register, frames
from dukcapil.errors import InvalidTable
from dukcapil.regions import Level
from dukcapil.testing import synthetic_city

every_engine = pytest.mark.parametrize("engine", engines(ENGINES))
DAY = date(2021, 3, 1)


@cache
def city() -> Register:
    return synthetic_city(200, seed=8)


@cache
def tables() -> tuple[Any, Any]:
    stays, events = frames.to_frames(city(), backend="polars")
    return stays, events


def refusal(table: Any, **given: Any) -> InvalidTable:  # noqa: ANN401
    with pytest.raises(InvalidTable) as caught:
        frames.with_obliged(table, on=DAY, **given)
    return caught.value


def test_a_missing_column_is_named() -> None:
    error = refusal(tables()[0].drop("died_on"))
    assert (error.table, error.column, error.found) == ("stays", "died_on", "no such column")
    assert str(error) == (
        "stays.died_on: expected dates, found no such column; name it in `columns`, or add it"
    )
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_all_faults_come_together() -> None:
    with pytest.raises(ExceptionGroup, match="stays: 3 faults") as caught:
        frames.with_obliged(tables()[0].drop("died_on", "since", "is_citizen"), on=DAY)
    assert {error.column for error in caught.value.exceptions} == {  # type: ignore[union-attr]
        *("died_on", "since", "is_citizen")
    }


@pytest.mark.parametrize(
    ("column", "dtype", "found"),
    [
        ("birth_date", pl.String, "String"),
        ("is_citizen", pl.String, "String"),
        ("died_on", pl.Null, "Unknown"),
    ],
)
def test_a_column_of_another_type_is_named(column: str, dtype: Any, found: str) -> None:  # noqa: ANN401
    changed = tables()[0].with_columns(
        {
            pl.String: pl.lit("x").alias(column),
            pl.Null: pl.lit(None).alias(column),
        }[dtype]
    )
    error = refusal(changed)
    assert (error.column, error.found) == (column, found)
    advice = "give the column that type" if dtype is pl.Null else "convert the column to"
    assert error.advice.startswith(advice)


def test_a_person_is_never_a_float() -> None:
    stays, events = tables()
    ruined = stays.with_columns(pl.col("person").cast(pl.Float64))
    with pytest.raises(InvalidTable, match="never as floats"):
        frames.measure(ruined, events, on=DAY)


def test_nulls_are_counted_where_no_null_may_be() -> None:
    stays = tables()[0]
    some = stays.with_columns(
        pl.when(pl.int_range(pl.len()) > 1).then(pl.col("birth_date")).alias("birth_date")
    )
    assert refusal(some).found == "2 nulls"


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Float64])
def test_niks_that_are_numbers_are_refused_with_the_reason(dtype: Any) -> None:  # noqa: ANN401
    numbers = tables()[0].select(pl.col("person").cast(pl.Int64).cast(dtype).alias("nik"))
    for ask in (frames.with_is_nik, frames.with_nik_fault, frames.mask_niks):
        with pytest.raises(InvalidTable) as caught:
            ask(numbers)
        assert caught.value.found == str(dtype)
        assert str(caught.value) == (
            f"frame.nik: expected NIKs as text, found {dtype}; read it as text: floats cannot "
            "represent NIKs from province 91 up (above 2**53 = 9_007_199_254_740_992), and "
            "spreadsheets keep 15 digits of a number"
        )


def test_the_reason_against_numbers_is_true() -> None:
    least, greatest = 91_01_01_01_01_00_0001, 97_10_10_31_12_99_9999
    assert 90_99_99_71_12_99_9999 > 2**53 > 89_99_99_71_12_99_9999
    assert float(least) == least - 1
    assert all(int(float(nik)) % 2 == 0 for nik in (least, greatest))


def test_a_missing_column_of_niks_is_advised_by_the_parameter_of_the_function() -> None:
    stays = tables()[0]
    with pytest.raises(InvalidTable, match=r"frame\.column: .* column; give its name in `column`$"):
        frames.with_is_nik(stays, column="no")
    with pytest.raises(InvalidTable, match=r"stays\.nik: .* column; give its name in `nik`$"):
        frames.stay_problems(stays, nik="no")


def test_the_column_of_niks_is_not_written_over() -> None:
    niks = tables()[0].select(
        pl.col("person").alias(name) for name in ("is_nik", "nik_fault", "nik_serial")
    )
    with pytest.raises(InvalidTable, match=r"frame\.is_nik: .* the name of a column that is added"):
        frames.with_is_nik(niks, column="is_nik")
    with pytest.raises(InvalidTable, match="rename it"):
        frames.with_nik_fault(niks, column="nik_fault")
    with pytest.raises(InvalidTable, match="rename it"):
        frames.with_nik_parts(niks, not_after=DAY, column="nik_serial")


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(TypeError, match=r"with_obliged\.stays: expected a data frame .* list"):
        frames.with_obliged([], on=DAY)  # type: ignore[type-var]
    with pytest.raises(TypeError, match=r"measure\.events: expected a data frame .* list"):
        frames.measure(tables()[0], [], on=DAY)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"mask_niks\.frame: expected a data frame .* list"):
        frames.mask_niks([])  # type: ignore[type-var]


@pytest.mark.parametrize("engine", engines(["pandas"]))
def test_pandas_without_arrow_has_moments_for_dates(engine: str) -> None:
    stays = given_to(engine, tables()[0])
    assert str(stays["birth_date"].dtype).startswith("datetime64")
    stays.loc[0, "birth_date"] += timedelta(hours=12)
    error = refusal(stays)
    assert (error.column, error.found) == ("birth_date", "1 with a time of day")
    aware = given_to(engine, tables()[0])
    aware["birth_date"] = aware["birth_date"].dt.tz_localize("Asia/Jakarta")
    assert refusal(aware).found == "Datetime with a time zone"


def test_columns_may_have_other_names() -> None:
    stays, events = tables()
    own = {"person": "pid", "region": "KODE", "occurred_on": "TGL", "died_on": "TGL_MATI"}
    answers = [
        frames.measure(one, other, on=DAY, by=("sex", Level.KECAMATAN), columns=names)
        for one, other, names in (
            (stays, events, None),
            (stays.rename(own, strict=False), events.rename(own, strict=False), own),
        )
    ]
    assert sorted(answers[0].rows()) == sorted(answers[1].rows())


def test_other_names_are_checked() -> None:
    stays, events = tables()
    with pytest.raises(
        ValueError, match=r"measure\.columns: .*\(person, .*\), found another as key 1"
    ):
        frames.measure(stays, events, on=DAY, columns={"died": "died_on"})
    with pytest.raises(TypeError, match=r"measure\.columns: expected names of columns keyed"):
        frames.measure(stays, events, on=DAY, columns={"died_on": 5})  # type: ignore[dict-item]
    for name in ("supersedes", "ordinal"):
        with pytest.raises(
            InvalidTable, match=rf"events\.{name}: .* named in `columns`, found no such"
        ):
            frames.measure(stays, events, on=DAY, columns={name: "own"})
    with pytest.raises(InvalidTable, match=r"stays\.since: expected one meaning, found 2 of them"):
        frames.measure(stays, events, on=DAY, columns={"until": "since"})


def test_an_ordinal_is_a_whole_number_in_each_row() -> None:
    stays, events = tables()
    for wrong, found in ((pl.lit(None, pl.Int64), "nulls"), (pl.lit("1"), "String")):
        with pytest.raises(InvalidTable, match=rf"events\.ordinal: .*{found}"):
            frames.measure(stays, events.with_columns(ordinal=wrong), on=DAY)
    lazily = events.with_columns(ordinal=pl.lit(None, pl.Int64)).lazy()
    found = frames.partition(stays.lazy(), lazily, on=DAY).collect()
    assert found.equals(frames.partition(stays, events.with_columns(ordinal=0), on=DAY))


@pytest.mark.parametrize("engine", engines(["pandas"]))
def test_text_of_pandas_is_text_in_every_row(engine: str) -> None:
    """As when a file is read in chunks, and types are guessed for each of them."""
    stays, events = (given_to(engine, table) for table in tables())
    stays["person"] = stays["person"].astype(object)
    assert len(frames.measure(stays, events, on=DAY)) == 1
    stays.loc[120:, "person"] = 5
    with pytest.raises(InvalidTable, match=r"stays\.person: .* found mixed-integer values"):
        frames.measure(stays, events, on=DAY)
    with pytest.raises(InvalidTable, match=r"frame\.person: .* found mixed-integer values"):
        frames.with_is_nik(stays, column="person")


@every_engine
def test_persons_are_of_one_kind(engine: str) -> None:
    stays, events = tables()
    numbered = given_to(engine, events.with_columns(pl.col("person").cast(pl.Int64)))
    texts = given_to(engine, stays)
    with pytest.raises(InvalidTable, match=r"events\.person: expected text, as in the stays"):
        frames.measure(texts, numbered, on=DAY)
    with pytest.raises(InvalidTable, match=r"events\.person: expected text, as in the stays"):
        frames.event_problems(texts, numbered, row="ordinal")


@every_engine
def test_persons_may_be_wider_in_one_table(engine: str) -> None:
    stays, events = tables()
    number = {nik: place for place, nik in enumerate(stays["person"].unique().sort())}
    narrow, wide = (
        table.with_columns(pl.col("person").replace_strict(number, return_dtype=dtype))
        for table, dtype in ((stays, pl.Int32), (events, pl.Int64))
    )
    found = frames.measure(given_to(engine, narrow), given_to(engine, wide), on=DAY)
    assert rows(engine, found) == frames.measure(stays, events, on=DAY).rows()


@pytest.mark.parametrize("engine", engines(["pyarrow"]))
def test_texts_of_arrow_may_be_large_in_one_table(engine: str) -> None:
    stays, events = (given_to(engine, table) for table in tables())
    place = events.schema.get_field_index("person")
    assert str(events.schema.field(place).type) == "large_string"
    small = events.set_column(place, "person", events["person"].cast("string"))
    found = frames.measure(stays, small, on=DAY)
    assert rows(engine, found) == rows(engine, frames.measure(stays, events, on=DAY))


def test_tables_are_of_one_engine() -> None:
    stays, events = tables()
    with pytest.raises(
        TypeError, match=r"measure\.events: .* stays \(polars, lazy\), .*\(polars\)"
    ):
        frames.measure(stays.lazy(), events, on=DAY)


def test_an_unknown_dimension_is_refused() -> None:
    with pytest.raises(
        InvalidTable, match=r"stays\.by: expected a column to .* correct the name in `by`"
    ):
        frames.measure(*tables(), on=DAY, by="rt")


@every_engine
def test_a_person_may_be_a_number(engine: str) -> None:
    stays, events = tables()
    number = {nik: place for place, nik in enumerate(stays["person"].unique().sort())}
    numbered = [
        table.with_columns(pl.col("person").replace_strict(number, return_dtype=pl.Int64))
        for table in (stays, events)
    ]
    expected = frames.measure(stays, events, on=DAY, by="region").rows()
    found = frames.measure(*(given_to(engine, one) for one in numbered), on=DAY, by="region")
    assert sorted(rows(engine, found)) == sorted(expected)


@pytest.mark.parametrize("engine", engines(ENGINES))
def test_every_name_of_the_caller_is_kept(engine: str) -> None:
    names = [
        "_nik_is_valid",
        "_NIK_text",
        "_row",
        "a.b",
        "a`b",
        'a"b',
        "a'b",
        "__x",
        "a b",
        "ktp-el",
    ]
    stays = tables()[0].with_columns(pl.lit(name).alias(name) for name in names)
    for ask in (frames.mask_niks, frames.with_nik_fault, frames.with_is_nik):
        asked: Any = ask
        found = nw.from_native(asked(given_to(engine, stays), column="person"))
        eager = found.collect() if isinstance(found, nw.LazyFrame) else found
        assert [eager[name].to_list()[0] for name in names] == names
