"""Problems within tables and between them are found by row, on every engine."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from support.crowd import crowd
from support.engines import ENGINES, engines, given_to, pl, rows

from dukcapil import NIK, Register, frames
from dukcapil.errors import Fault, InvalidTable
from dukcapil.frames._registers.from_frames import _event as event_of
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


def others(engine: str, stays: Any, events: Any) -> list[Any]:  # noqa: ANN401
    """Return the problems of events but those of their order."""
    found = rows(engine, frames.event_problems(stays, events, row="no"))
    return [row for row in found if row[1]]


@every_engine
def test_problems_of_stays(engine: str) -> None:
    crowd_ = crowd()
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


@pytest.mark.parametrize("engine", engines(["polars, lazy", "duckdb", "dask"]))
def test_a_time_of_day_is_found_where_nobody_looked(engine: str) -> None:
    """Lazy frames are not refused for it; optional columns that are missing have none."""
    stays, events = (
        table.head(8).with_row_index("no").cast({"no": pl.Int64}) for table in tables()
    )

    def at(moments: dict[int, timedelta], name: str) -> Any:  # noqa: ANN401
        later = pl.col("no").replace_strict(moments, default=timedelta(), return_dtype=pl.Duration)
        return pl.col(name).cast(pl.Datetime("us")) + later

    noon, tick = timedelta(hours=12), timedelta(microseconds=1)
    stays = stays.drop("nik_since").with_columns(
        at({3: noon}, "since"), at({4: tick}, "birth_date"), pl.col("died_on").cast(pl.Datetime)
    )
    given = [given_to(engine, one) for one in (stays, events)]
    found = rows(engine, frames.stay_problems(given[0], row="no"))
    clock = str(Fault.HAS_CLOCK)
    assert sorted(found) == [(3, "since", clock), (4, "birth_date", clock)]
    moved = given_to(engine, events.with_columns(at({2: tick, 5: noon}, "occurred_on")))
    found = rows(engine, frames.event_problems(given[0], moved, row="no", histories=False))
    assert sorted(row for row in found if row[2] == clock) == [
        (2, "occurred_on", clock),
        (5, "occurred_on", clock),
    ]


@every_engine
def test_permits_that_overlap_would_count_a_person_twice(engine: str) -> None:
    table = pl.DataFrame(
        [
            {
                **dict.fromkeys(column.name for column in frames.STAYS),
                "person": person,
                "birth_date": date(1990, 1, 1),
                "sex": "male",
                "is_citizen": is_citizen,
                "region": "32.75.01",
                "since": date(2000, 1, 1),
                "permit_since": since,
                "permit_until": until,
            }
            for person, is_citizen, since, until in (
                ("a", False, date(2001, 1, 1), date(2006, 1, 1)),
                ("a", False, date(2005, 12, 31), date(2011, 1, 1)),
                ("b", False, date(2001, 1, 1), date(2006, 1, 1)),
                ("b", False, date(2006, 1, 1), None),
                ("c", True, None, date(2006, 1, 1)),
                ("c", False, date(2005, 1, 1), None),
            )
        ],
        schema=tables()[0].schema,
    ).with_row_index("no")
    table = table.cast({"no": pl.Int64})
    found = rows(engine, frames.stay_problems(given_to(engine, table), row="no"))
    assert sorted(found) == [
        (number, "permit_since", str(Fault.OUT_OF_ORDER)) for number in (0, 1, 4, 5)
    ]


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
    assert sorted(others(engine, given_to(engine, stays), given_to(engine, wrong))) == [
        (0, "id", str(Fault.DUPLICATE)),
        (2, "id", str(Fault.DUPLICATE)),
        (3, "kind", str(Fault.UNREADABLE)),
        (4, "supersedes", str(Fault.UNKNOWN_EVENT)),
        (5, "person", str(Fault.UNKNOWN_RESIDENT)),
        (6, "valid_until", str(Fault.CONTRADICTION)),
        (7, "valid_until", str(Fault.CONTRADICTION)),
    ]


def test_what_a_lazy_frame_lacks_is_a_problem() -> None:
    """An eager frame without these values is refused."""
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
    assert sorted(row for row in found.rows() if row[1]) == [
        (0, "person", str(Fault.MISSING)),
        (1, "kind", str(Fault.MISSING)),
        (2, "occurred_on", str(Fault.MISSING)),
        (3, "id", str(Fault.MISSING)),
    ]


def test_problems_are_asked_for_by_columns_that_are_there() -> None:
    stays, events = tables()
    with pytest.raises(InvalidTable, match=r"stays\.row: expected a column that numbers the rows"):
        frames.stay_problems(stays, row="no")
    with pytest.raises(InvalidTable, match=r"events\.row: expected a column that numbers the rows"):
        frames.event_problems(stays, events, row="no")
    with pytest.raises(InvalidTable, match=r"stays\.number: expected NIKs as text"):
        frames.stay_problems(stays.with_columns(number=1), nik="number")
    own = stays.vstack(stays.head(1)).with_columns(row=pl.lit("x"))
    assert sorted(frames.stay_problems(own)["row"].to_list()) == [0, stays.height]


def test_rows_of_a_lazy_frame_have_no_numbers() -> None:
    stays, events = (table.lazy() for table in tables())
    with pytest.raises(ValueError, match=r"stay_problems\.row: expected .* the rows of stays"):
        frames.stay_problems(stays)
    with pytest.raises(ValueError, match=r"event_problems\.row: expected .* the rows of events"):
        frames.event_problems(stays, events)


@every_engine
def test_events_before_birth_or_entered_before_they_happened(engine: str) -> None:
    """As `Register.of_valid` names them."""
    stays, events = tables()
    rows_ = events.head(6).with_columns(no=pl.int_range(6), supersedes=pl.lit(None, pl.String))
    early = pl.when(pl.col("no") == 1).then(pl.lit(date(1890, 1, 1))).otherwise("occurred_on")
    entered = pl.when(pl.col("no") == 3).then(pl.lit(date(1890, 1, 1))).otherwise("entered_on")
    wrong = rows_.with_columns(early.alias("occurred_on"), entered.alias("entered_on"))
    given = given_to(engine, stays), given_to(engine, wrong)
    # In another order, the events of a person may be illegal as well.
    assert sorted(others(engine, *given)) == [
        (1, "occurred_on", str(Fault.CONTRADICTION)),
        (3, "entered_on", str(Fault.CONTRADICTION)),
    ]
    # What another event supersedes may be wrong in any way; who has no birth date is a stranger's.
    first = wrong["id"][1]
    mended = wrong.with_columns(
        supersedes=pl.when(pl.col("no") == 2).then(pl.lit(first)), entered_on="occurred_on"
    )
    given = given_to(engine, stays.drop("birth_date")), given_to(engine, wrong)
    assert others(engine, *given) == [(3, "entered_on", str(Fault.CONTRADICTION))]
    given = given_to(engine, stays), given_to(engine, mended)
    assert others(engine, *given) == []


@every_engine
def test_problems_need_no_column_that_figures_do_without(engine: str) -> None:
    stays, events = tables()
    lean = events.select("person", "kind", "occurred_on", "card", "valid_until").head(5)
    wrong = lean.with_columns(
        pl.int_range(pl.len()).alias("no"),
        kind=pl.when(pl.int_range(pl.len()) == 2).then(pl.lit("?")).otherwise("kind"),
    )
    both = given_to(engine, stays.select("person")), given_to(engine, wrong)
    assert others(engine, *both) == [(2, "kind", str(Fault.UNREADABLE))]
    corrected = wrong.with_columns(supersedes=pl.lit(None, pl.String))
    both = given_to(engine, stays.select("person")), given_to(engine, corrected)
    with pytest.raises(InvalidTable, match=r"events\.id: expected text, found no such column"):
        frames.event_problems(*both, row="no")


@every_engine
def test_columns_of_the_caller_may_be_called_like_our_own(engine: str) -> None:
    stays, events = (table.head(40) for table in tables())
    junk = ("_row", "_is0", "_what", "_is_wrong", "own1", "_rows", "_id", "_least_sex")
    twice = pl.concat([stays, stays.head(1)]).rename({"person": "_row", "sex": "_person"})
    twice = twice.with_columns(
        pl.int_range(pl.len()).alias("_since"), *(pl.lit(1).alias(one) for one in junk[1:])
    )
    names = {"person": "_row", "sex": "_person"}
    found = frames.stay_problems(given_to(engine, twice), row="_since", columns=names)
    assert sorted(rows(engine, found)) == [(one, "region", str(Fault.DUPLICATE)) for one in (0, 40)]
    log = pl.concat([events, events.head(1)]).rename({"person": "_row"})
    log = log.with_columns(
        pl.int_range(pl.len()).alias("_since"), *(pl.lit(1).alias(one) for one in junk[1:])
    )
    people = given_to(engine, tables()[0].rename({"person": "_row"}))
    found = frames.event_problems(
        people, given_to(engine, log), row="_since", columns={"person": "_row"}
    )
    twice_ = [row for row in rows(engine, found) if row[1]]
    assert sorted(twice_) == [(one, "id", str(Fault.DUPLICATE)) for one in (0, 40)]


@cache
def broken() -> tuple[Any, Any]:
    """Return tables of a city in which every third person lacks an event, or has one twice."""
    stays, events = tables()
    numbered = events.with_columns(
        pl.int_range(pl.len()).alias("at"),
        pl.col("person").rank("dense").alias("who"),
        pl.int_range(pl.len()).over("person").alias("nth"),
    )
    lost = numbered.filter(~((pl.col("who") % 3 == 0) & (pl.col("nth") == pl.col("who") % 2)))
    again = numbered.filter((pl.col("who") % 3 == 1) & (pl.col("nth") == pl.col("who") % 4))
    later = again.with_columns(
        pl.col("occurred_on").dt.offset_by("40d"),
        pl.col("entered_on").dt.offset_by("60d"),
        (pl.col("id") + "-again").alias("id"),
    )
    return stays, pl.concat([lost, later]).drop("at", "who", "nth")


@every_engine
def test_illegal_histories_are_those_that_a_register_finds(engine: str) -> None:
    stays, events = broken()
    people = list(city())
    made = [event_of(row, {}, at) for at, row in enumerate(events.iter_rows(named=True))]
    _, problems = Register.of_valid(people, made)
    expected = [(one.row - 1, one.reason.partition("; set aside")[0]) for one in problems]
    assert len(expected) > 10
    assert {one.column for one in problems} == {""}
    numbered = events.with_columns(no=pl.int_range(pl.len()))
    found = rows(
        engine,
        frames.event_problems(given_to(engine, stays), given_to(engine, numbered), row="no"),
    )
    assert sorted(found) == sorted((row, "", reason) for row, reason in expected)
    others_ = frames.event_problems(
        given_to(engine, stays), given_to(engine, numbered), row="no", histories=False
    )
    assert rows(engine, others_) == []
    # Without the columns that tell whose cards end, the same here, where no card does.
    lean = given_to(engine, stays.select("person")), given_to(engine, numbered)
    assert sorted(rows(engine, frames.event_problems(*lean, row="no"))) == sorted(found)


@pytest.mark.parametrize("engine", engines(["polars", "duckdb"]))
def test_of_an_illegal_event_that_was_entered_twice_one_is_found(engine: str) -> None:
    stays, events = tables()
    lost = (
        events.filter(pl.col("kind") == "CardHandedOver")
        .head(1)
        .with_columns(
            kind=pl.lit("CardLost"), occurred_on=pl.lit(date(2000, 1, 1)), card=pl.lit("none")
        )
    )
    twice = pl.concat([lost.with_columns(id=pl.lit(one)) for one in ("x", "y")])
    numbered = twice.with_columns(no=pl.int_range(pl.len()))
    found = frames.event_problems(given_to(engine, stays), given_to(engine, numbered), row="no")
    assert [row[0] for row in rows(engine, found) if not row[1]] == [0]
