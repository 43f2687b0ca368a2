"""A register becomes two tables, and two tables a register."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import attrs
import pytest
from support.crowd import crowd
from support.engines import engines, given_to, pl
from support.people import person

from dukcapil import InvalidNIK, InvalidRecord, Register, frames
from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.cards._holding import end_of_card  # the end that frames leave out
from dukcapil.errors import DuplicateRecord
from dukcapil.residents import PermanentForeigner, StayPermit
from dukcapil.testing import synthetic_city

DAY = date(2021, 3, 1)


@cache
def city() -> Register:
    return synthetic_city(200, seed=8)


@cache
def tables() -> tuple[Any, Any]:
    stays, events = frames.to_frames(city(), backend="polars")
    return stays, events


def plainly(register: Register) -> Register:
    """Return the register with no end on prints whose end is that of the permit."""
    events = []
    for event in register.events():
        citizenship = register[event.nik].citizenship
        if isinstance(event, CardPrinted):
            plain = attrs.evolve(event, valid_until=None)
            if end_of_card(event, citizenship) == end_of_card(plain, citizenship):
                event = plain  # noqa: PLW2901
        events.append(event)
    return Register.of(register, events)


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_there_and_back(backend: str) -> None:
    pytest.importorskip(backend)
    pytest.importorskip("pyarrow")
    for register in (crowd(), city(), Register.of([])):
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
    with pytest.raises(
        InvalidRecord, match=r"stays\[1\]\.sex: contradicts .*stays\[0\]\.sex"
    ) as record:
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
    """A column mistaken for another may hold NIKs."""
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
        (
            "permit_since",
            {
                "is_citizen": pl.lit(value=False),
                "permit_since": nothing,
                "permit_until": something,
            },
        ),
    ):
        with pytest.raises(InvalidRecord, match=rf"stays\[0\]\.{lacking}: missing"):
            frames.from_frames(stays.head(1).with_columns(**changed), events.clear())
    prints = events.filter(pl.col("kind") == "CardPrinted").head(1)
    with pytest.raises(TypeError, match="reason: expected IssueReason") as caught:
        frames.from_frames(stays, prints.with_columns(reason=pl.lit(None, pl.String)))
    assert noted(caught.value) == ["at events[0]"]


@pytest.mark.parametrize("first_day", [date(2021, 1, 4), date(2021, 3, 10)])
def test_a_corrected_print_comes_back_as_it_was(first_day: date) -> None:
    """The first entry had an end of its own, which the correction does not change."""
    permit = StayPermit(since=date(2000, 1, 1))
    someone = attrs.evolve(next(iter(city())), citizenship=PermanentForeigner([permit]))
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
        with pytest.raises(
            TypeError, match=rf"from_frames\.stays: expected an eager frame .* found {found}"
        ):
            frames.from_frames(wrong, events)
        with pytest.raises(
            TypeError, match=rf"from_frames\.events: expected an eager frame .* found {found}"
        ):
            frames.from_frames(stays, wrong)
    with pytest.raises(ValueError, match=r"to_frames\.backend: expected one of pandas, polars, py"):
        frames.to_frames(city(), backend="duckdb")
    with pytest.raises(TypeError, match="expected Register, found Resident"):
        frames.to_frames(next(iter(city())), backend="polars")  # type: ignore[arg-type]


@attrs.frozen
class Stream:
    """A table of another library, known only by the Arrow PyCapsule interface."""

    frame: Any

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("backend", ["pyarrow", "polars"])
def test_any_arrow_stream_is_read(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(backend)
    if backend == "polars":  # as where PyArrow is not installed
        monkeypatch.setattr(
            "dukcapil.frames._registers.from_frames.find_spec", lambda name: name == "polars"
        )
    assert frames.from_frames(*map(Stream, tables())) == city()


def test_without_a_library_that_reads_streams_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dukcapil.frames._registers.from_frames.find_spec", lambda _: None)
    with pytest.raises(
        ModuleNotFoundError, match=r"from_frames\.stays: expected PyArrow or Polars"
    ):
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


def test_a_table_of_events_may_lack_the_place_of_issue() -> None:
    who = person(1, date(1990, 5, 5))
    printed = CardPrinted(
        id="e",
        nik=who.nik,
        occurred_on=DAY,
        card="c",
        reason=IssueReason.NEW,
        outside_domicile=True,
    )
    stays, events = frames.to_frames(Register.of([who], [printed]), backend="polars")
    assert frames.from_frames(stays, events).history(who.nik) == (printed,)
    (read,) = frames.from_frames(stays, events.drop("outside_domicile")).history(who.nik)
    assert read == attrs.evolve(printed, outside_domicile=False)
