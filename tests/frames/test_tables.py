"""Tables: their layout at the edge, their problems, and the way from and to a register."""

from __future__ import annotations

import importlib
import pickle
import subprocess
import sys
from datetime import date, timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from support.crowd import crowd
from support.engines import ENGINES, engines, given_to, pl, rows

from dukcapil import NIK, InvalidNIK, InvalidRecord, Register, frames
from dukcapil.cards import CardPrinted, IssueReason, end_with_permit
from dukcapil.errors import DuplicateRecord, Fault, InvalidTable, MissingExtra
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


# --- the layout ------------------------------------------------------------------------------


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
        ("birth_date", pl.Datetime, "Datetime(time_unit='us', time_zone=None)"),
        ("is_citizen", pl.String, "String"),
        ("died_on", pl.Null, "Unknown"),
    ],
)
def test_a_column_of_another_type_is_named(column: str, dtype: Any, found: str) -> None:  # noqa: ANN401
    changed = tables()[0].with_columns(
        {
            pl.Datetime: pl.col(column).cast(pl.Datetime),
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
    assert refusal(some).found == "2 without one"


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Float64])
def test_niks_that_are_numbers_are_refused_with_the_reason(dtype: Any) -> None:  # noqa: ANN401
    numbers = tables()[0].select(pl.col("person").cast(pl.Int64).cast(dtype).alias("nik"))
    for ask in (frames.with_is_nik, frames.with_nik_fault, frames.mask_niks):
        with pytest.raises(InvalidTable, match=r"above 2\^53") as caught:
            ask(numbers)
        assert caught.value.found == str(dtype)
    with pytest.raises(InvalidTable, match="say in `column` what it is called"):
        frames.with_is_nik(numbers, column="no")


def test_the_column_of_niks_is_not_written_over() -> None:
    niks = tables()[0].select(
        pl.col("person").alias(name) for name in ("is_nik", "nik_fault", "nik_serial")
    )
    with pytest.raises(InvalidTable, match=r"frame\.is_nik: .* found the name of a column that is"):
        frames.with_is_nik(niks, column="is_nik")
    with pytest.raises(InvalidTable, match="rename it"):
        frames.with_nik_fault(niks, column="nik_fault")
    with pytest.raises(InvalidTable, match="rename it"):
        frames.with_nik_parts(niks, not_after=DAY, column="nik_serial")


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(TypeError, match=r"stays: expected a data frame .* found list"):
        frames.with_obliged([], on=DAY)  # type: ignore[type-var]


@pytest.mark.parametrize("engine", engines(["pandas"]))
def test_pandas_without_arrow_has_moments_for_dates(engine: str) -> None:
    stays = given_to(engine, tables()[0])
    assert str(stays["birth_date"].dtype).startswith("datetime64")
    stays.loc[0, "birth_date"] += timedelta(hours=12)
    error = refusal(stays)
    assert (error.column, error.found) == ("birth_date", "1 with a time of day")
    aware = given_to(engine, tables()[0])
    aware["birth_date"] = aware["birth_date"].dt.tz_localize("Asia/Jakarta")
    assert "Asia/Jakarta" in refusal(aware).found


def test_columns_go_by_names_of_ones_own() -> None:
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


def test_names_of_ones_own_are_checked() -> None:
    stays, events = tables()
    with pytest.raises(ValueError, match=r"names of a layout \(person, .*\), found died"):
        frames.measure(stays, events, on=DAY, columns={"died": "died_on"})
    with pytest.raises(TypeError, match="columns: expected names of columns by names of a layout"):
        frames.measure(stays, events, on=DAY, columns={"died_on": 5})  # type: ignore[dict-item]
    for name in ("supersedes", "ordinal"):
        with pytest.raises(
            InvalidTable, match=r"events\.own: .* named in `columns`, found no such"
        ):
            frames.measure(stays, events, on=DAY, columns={name: "own"})
    with pytest.raises(InvalidTable, match=r"stays\.since: expected one meaning, found it named 2"):
        frames.measure(stays, events, on=DAY, columns={"until": "since"})


def test_an_ordinal_is_a_whole_number_in_each_row() -> None:
    stays, events = tables()
    for wrong, found in ((pl.lit(None, pl.Int64), "without one"), (pl.lit("1"), "String")):
        with pytest.raises(InvalidTable, match=rf"events\.ordinal: .*{found}"):
            frames.measure(stays, events.with_columns(ordinal=wrong), on=DAY)
    lazily = events.with_columns(ordinal=pl.lit(None, pl.Int64)).lazy()
    found = frames.partition(stays.lazy(), lazily, on=DAY).collect()
    assert found.equals(frames.partition(stays, events.with_columns(ordinal=0), on=DAY))


@pytest.mark.parametrize("engine", engines(["pandas"]))
def test_text_of_pandas_is_text_in_every_row(engine: str) -> None:
    """As where a file is read in pieces, and numbers are guessed in some of them."""
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
    with pytest.raises(TypeError, match=r"same engine as the stays \(polars\), .*polars, eager"):
        frames.measure(stays.lazy(), events, on=DAY)


def test_an_unknown_dimension_is_named() -> None:
    with pytest.raises(InvalidTable, match=r"stays\.rt: expected a column to break down by"):
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


# --- problems --------------------------------------------------------------------------------


@every_engine
def test_problems_of_stays(engine: str) -> None:
    crowd_ = crowd(200)
    stays, _ = frames.to_frames(crowd_, backend="polars")
    stays = stays.with_row_index("no").cast({"no": pl.Int64})
    found = rows(engine, frames.stay_problems(given_to(engine, stays), row="no", nik="person"))
    expected = [
        (row["no"], field, str(Fault.NIK_MISMATCH))
        for row in stays.iter_rows(named=True)
        for field in crowd_[NIK(row["person"])].nik_disagreements()
    ]
    assert expected
    assert sorted(found) == sorted(expected)


@every_engine
def test_stays_that_cannot_be(engine: str) -> None:
    columns = {column.name: None for column in frames.STAYS}
    born, later, moved = date(1990, 1, 1), date(2000, 1, 1), {"ended_by": "moved within Indonesia"}
    usual = {**columns, "birth_date": born, "sex": "male", "is_citizen": True, "region": "32.75.01"}
    table = pl.DataFrame(
        [
            {**usual, "person": "a", "since": born},
            {**usual, "person": "b", "since": date(1989, 12, 31)},
            {**usual, "person": "c", "since": later, "until": later, **moved},
            {**usual, "person": "d", "since": later, "died_on": date(1999, 12, 31)},
            {**usual, "person": "e", "since": born, "until": later, **moved},
            {**usual, "person": "e", "since": date(1999, 12, 31)},
            {**usual, "person": "f", "since": born},
            {**usual, "person": "f", "since": born},
            {**usual, "person": "g", "region": None},
            {**usual, "person": "h", "since": born, "until": later, **moved},
            {**usual, "person": "h", "since": later},
            {**usual, "person": "i", "since": born},
            {**usual, "person": "i", "since": born, "region": "32.75.02"},
            {**usual, "person": "k", "since": born, "until": later, **moved},
            {**usual, "person": "k", "since": later, "died_on": date(2030, 1, 1)},
            {**usual, "person": "l", "since": born, "until": later},
            {**usual, "person": "m", "since": born, **moved},
            {**usual, "person": "n", "since": born, "until": later, "ended_by": "pindah"},
        ],
        schema=tables()[0].schema,
    ).with_columns(pl.lit("3275994105030001").alias("nik"), pl.int_range(pl.len()).alias("no"))
    table = table.with_columns(pl.when(pl.col("no") > 0).then(pl.col("nik")).alias("nik"))
    found = rows(engine, frames.stay_problems(given_to(engine, table), row="no", nik="nik"))
    of_niks = [row for row in found if row[1] in {"nik", "birth_date", "sex"}]
    assert sorted(row for row in found if row not in of_niks) == [
        (1, "since", str(Fault.CONTRADICTION)),
        (2, "until", str(Fault.CONTRADICTION)),
        (3, "since", str(Fault.CONTRADICTION)),
        (4, "region", str(Fault.OUT_OF_ORDER)),
        (5, "region", str(Fault.OUT_OF_ORDER)),
        (6, "region", str(Fault.DUPLICATE)),
        (7, "region", str(Fault.DUPLICATE)),
        (11, "region", str(Fault.OUT_OF_ORDER)),
        (12, "region", str(Fault.OUT_OF_ORDER)),
        (13, "died_on", str(Fault.CONTRADICTION)),
        (14, "died_on", str(Fault.CONTRADICTION)),
        (15, "ended_by", str(Fault.MISSING)),
        (16, "ended_by", str(Fault.CONTRADICTION)),
        (17, "ended_by", str(Fault.UNREADABLE)),
    ]
    assert (0, "nik", str(Fault.UNREADABLE)) in of_niks
    assert len(of_niks) == 1 + 2 * 17
    assert not any("3275994105030001" in str(row) for row in found)


@every_engine
def test_events_that_cannot_be(engine: str) -> None:
    stays, events = tables()
    assert (
        rows(
            engine,
            frames.event_problems(
                *(given_to(engine, one) for one in (stays, events.with_columns(no=0))), row="no"
            ),
        )
        == []
    )
    wrong = (
        pl.concat(
            [
                events[:2],
                events[:1],
                events[2:3].with_columns(kind=pl.lit("CardStolen"), id=pl.lit("x-1")),
                events[3:4].with_columns(supersedes=pl.lit("x-0"), id=pl.lit("x-2")),
                events[4:5].with_columns(person=pl.lit("nobody"), id=pl.lit("x-3")),
                *(
                    events[4:5].with_columns(
                        kind=pl.lit("CardPrinted"),
                        card=pl.lit("c-9"),
                        id=pl.lit(name),
                        valid_until=end,
                    )
                    for name, end in (("x-4", pl.lit(DAY)), ("x-5", pl.lit(None, pl.Date)))
                ),
            ]
        )
        .with_row_index("no")
        .cast({"no": pl.Int64})
    )
    found = frames.event_problems(given_to(engine, stays), given_to(engine, wrong), row="no")
    assert sorted(rows(engine, found)) == [
        (0, "id", str(Fault.DUPLICATE)),
        (2, "id", str(Fault.DUPLICATE)),
        (3, "kind", str(Fault.UNREADABLE)),
        (4, "supersedes", str(Fault.UNKNOWN_EVENT)),
        (5, "person", str(Fault.UNKNOWN_RESIDENT)),
        (6, "valid_until", str(Fault.CONTRADICTION)),
        (7, "valid_until", str(Fault.CONTRADICTION)),
    ]


def test_what_a_lazy_frame_lacks_is_a_problem() -> None:
    """An eager one without these is refused before."""
    stays, events = tables()
    numbers = pl.int_range(pl.len()).alias("no")
    lacking = stays.head(8).with_columns(
        pl.when(numbers != place).then(pl.col(name)).alias(name)
        for place, name in enumerate(("person", "birth_date", "sex", "is_citizen", "since"))
    )
    broken = lacking.with_columns(
        numbers,
        pl.when(numbers == 5).then(pl.lit("L")).otherwise("sex").alias("sex"),
        pl.when(numbers == 6)
        .then(pl.lit("3275011001"))
        .when(numbers != 7)
        .then("region")
        .alias("region"),
    )
    found = frames.stay_problems(broken.lazy(), row="no").collect()
    assert sorted(found.rows()) == [
        (0, "person", str(Fault.MISSING)),
        (1, "birth_date", str(Fault.MISSING)),
        (2, "sex", str(Fault.MISSING)),
        (3, "is_citizen", str(Fault.MISSING)),
        (4, "since", str(Fault.MISSING)),
        (5, "sex", str(Fault.UNREADABLE)),
        (6, "region", str(Fault.SHAPE)),
        (7, "region", str(Fault.MISSING)),
    ]
    lacking = events.head(4).with_columns(
        numbers,
        *(
            pl.when(numbers != place).then(pl.col(name)).alias(name)
            for place, name in enumerate(("person", "kind", "occurred_on", "id"))
        ),
    )
    found = frames.event_problems(stays.lazy(), lacking.lazy(), row="no").collect()
    assert sorted(found.rows()) == [
        (0, "person", str(Fault.MISSING)),
        (1, "kind", str(Fault.MISSING)),
        (2, "occurred_on", str(Fault.MISSING)),
        (3, "id", str(Fault.MISSING)),
    ]


def test_problems_are_asked_for_by_columns_that_are_there() -> None:
    stays, events = tables()
    with pytest.raises(InvalidTable, match=r"stays\.no: expected a column that numbers the rows"):
        frames.stay_problems(stays, row="no")
    with pytest.raises(InvalidTable, match=r"events\.no: expected a column that numbers the rows"):
        frames.event_problems(stays, events, row="no")
    with pytest.raises(InvalidTable, match=r"frame\.number: expected NIKs as text"):
        frames.stay_problems(stays.with_columns(number=1), nik="number")
    own = stays.vstack(stays.head(1)).with_columns(row=pl.lit("x"))
    assert sorted(frames.stay_problems(own)["row"].to_list()) == [0, stays.height]


def test_rows_of_a_lazy_frame_have_no_numbers() -> None:
    stays, events = (table.lazy() for table in tables())
    with pytest.raises(ValueError, match="row: expected a column that numbers the rows of stays"):
        frames.stay_problems(stays)
    with pytest.raises(ValueError, match="row: expected a column that numbers the rows of events"):
        frames.event_problems(stays, events)


# --- from a register and back ----------------------------------------------------------------


def plainly(register: Register) -> Register:
    """The register, with prints whose end is that of the permit as such without an end."""
    events = []
    for event in register.events():
        citizenship = register[event.nik].citizenship
        if isinstance(event, CardPrinted) and event.valid_until == end_with_permit(
            citizenship, event.occurred_on
        ):
            event = attrs.evolve(event, valid_until=None)  # noqa: PLW2901
        events.append(event)
    return Register.of(register, events)


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_there_and_back(backend: str) -> None:
    pytest.importorskip(backend)
    pytest.importorskip("pyarrow")
    for register in (crowd(200), city(), Register.of([])):
        stays, events = frames.to_frames(register, backend=backend)
        again = frames.from_frames(stays, events)
        assert again.residents == tuple(attrs.evolve(one, name=None) for one in register)
        assert again == plainly(register)


def test_the_tables_have_the_columns_of_the_layout_and_share_with_others() -> None:
    pa = pytest.importorskip("pyarrow")
    for table, layout in zip(tables(), (frames.STAYS, frames.EVENTS), strict=True):
        assert table.columns == [column.name for column in layout]
        for column in layout:
            assert column.null is not None or not table[column.name].null_count()
        assert pa.table(table).num_rows == table.height  # by the Arrow PyCapsule interface


def broken(**changes: object) -> Any:  # noqa: ANN401
    stays = tables()[0].with_columns(pl.lit("x").alias("note"))
    first = pl.int_range(pl.len()) == 0
    return stays.with_columns(
        pl.when(first).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in changes.items()
    )


def noted(error: BaseException) -> list[str]:
    return getattr(error, "__notes__", [])


def test_a_row_that_cannot_be_read_is_named_and_not_shown() -> None:
    stays, events = tables()
    nobody = events.clear()
    with pytest.raises(InvalidNIK) as caught:
        frames.from_frames(broken(person="32759941050300"), nobody)
    assert noted(caught.value) == ["at stays[0]"]
    with pytest.raises((InvalidRecord, ExceptionGroup)) as group:
        frames.from_frames(broken(died_on=date(1800, 1, 1)), nobody)
    assert "at stays[0]" in noted(group.value)
    twice = pl.concat([stays.head(1), stays.head(1).with_columns(sex=pl.lit("other"))])
    with pytest.raises(InvalidRecord, match=r"stays\[1\].sex: contradicts") as record:
        frames.from_frames(twice, nobody)
    assert record.value.path == "stays[1]"
    strange = events.head(1).with_columns(kind=pl.lit("CardStolen"))
    with pytest.raises(InvalidRecord, match=r"events\[0\].kind: not understood"):
        frames.from_frames(stays, strange)
    with pytest.raises(DuplicateRecord):
        frames.from_frames(
            stays, pl.concat([events, events[1:2].with_columns(id=pl.lit(events["id"][0]))])
        )


@pytest.mark.parametrize(
    ("column", "what"),
    [("sex", "stays"), ("ended_by", "stays"), ("reason", "events"), ("biometrics", "events")],
)
def test_values_that_are_not_known_stay_out_of_errors(column: str, what: str) -> None:
    """A column that was taken for another may hold NIKs."""
    changed = {"stays": tables()[0], "events": tables()[1]}
    changed[what] = changed[what].with_columns(pl.col("person").alias(column))
    with pytest.raises(InvalidRecord, match=rf"{what}\[\d+\]\.{column}: not understood") as caught:
        frames.from_frames(**changed)
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert not any(nik in str(caught.value) for nik in tables()[0]["person"])


def test_a_row_that_lacks_something_is_named() -> None:
    stays, events = tables()
    nothing, something = pl.lit(None, pl.Date), pl.lit(DAY)
    for lacking, changed in (
        ("since", {"since": nothing}),
        ("permit_since", {"permit_since": nothing, "permit_until": something}),
    ):
        with pytest.raises(InvalidRecord, match=rf"stays\[0\]\.{lacking}: missing"):
            frames.from_frames(stays.head(1).with_columns(**changed), events.clear())
    prints = events.filter(pl.col("kind") == "CardPrinted").head(1)
    with pytest.raises(TypeError, match="reason: expected IssueReason") as caught:
        frames.from_frames(stays, prints.with_columns(reason=pl.lit(None, pl.String)))
    assert noted(caught.value) == ["at events[0]"]


@pytest.mark.parametrize("first_day", [date(2021, 1, 4), date(2021, 3, 10)])
def test_a_corrected_print_comes_back_as_it_was(first_day: date) -> None:
    """What was written first had an end of its own, which the correction does not change."""
    someone = next(iter(city()))
    nik, reason = someone.nik, IssueReason.NEW
    wrong = CardPrinted(id="w", nik=nik, card="c-1", occurred_on=first_day, reason=reason)
    right = CardPrinted(
        id="r",
        nik=nik,
        card="c-1",
        occurred_on=date(2021, 1, 5),
        entered_on=date(2021, 6, 1),
        reason=reason,
        valid_until=date(2021, 2, 1),
        supersedes="w",
    )
    register = Register.of([attrs.evolve(someone, name=None)], [wrong, right])
    assert frames.from_frames(*frames.to_frames(register, backend="polars")) == register


def test_only_what_holds_its_rows_is_read() -> None:
    stays, events = tables()
    for wrong in (stays.lazy(), stays.to_dicts()):
        found = type(wrong).__name__
        with pytest.raises(TypeError, match=f"stays: expected an eager frame .* found {found}"):
            frames.from_frames(wrong, events)
        with pytest.raises(TypeError, match=f"events: expected an eager frame .* found {found}"):
            frames.from_frames(stays, wrong)
    with pytest.raises(ValueError, match="backend: expected one of pandas, polars, pyarrow"):
        frames.to_frames(city(), backend="duckdb")
    with pytest.raises(TypeError, match="expected Register, found Resident"):
        frames.to_frames(next(iter(city())), backend="polars")  # type: ignore[arg-type]


@attrs.frozen
class Stream:
    """A table of another library, of which no more is known than that it speaks Arrow."""

    frame: Any

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("backend", ["pyarrow", "polars"])
def test_any_arrow_stream_is_read(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(backend)
    if backend == "polars":  # as where PyArrow is not installed
        monkeypatch.setattr("dukcapil.frames._from_frames.find_spec", lambda name: name == "polars")
    assert frames.from_frames(*map(Stream, tables())) == city()


def test_without_a_library_that_reads_streams_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dukcapil.frames._from_frames.find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match="PyArrow or Polars: install one"):
        frames.from_frames(*map(Stream, tables()))


@pytest.mark.parametrize("engine", engines(["pandas"]))
def test_integers_of_pandas_are_read(engine: str) -> None:
    stays, events = (given_to(engine, table) for table in tables())
    events["ordinal"] = events["ordinal"].astype("Int32")
    assert frames.from_frames(stays, events) == city()


def test_relations_of_any_connection_are_read() -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    connection = duckdb.connect()
    relations = (connection.from_arrow(table.to_arrow()) for table in tables())
    assert frames.from_frames(*relations) == city()


def test_without_narwhals_it_says_what_to_install() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.modules['narwhals'] = None; import dukcapil.frames",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last == f"dukcapil.errors.MissingExtra: {MissingExtra(extra='frames')}"


def test_the_module_itself_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    monkeypatch.delitem(sys.modules, "dukcapil.frames")
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module("dukcapil.frames")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)
