"""Exports of current statuses are read as `parse_residents` and `presumed_history` read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import cycle
from typing import Any

import pytest
from frames.test_scopes import asked, expected
from support.engines import ENGINES, THOROUGH, engines, given_to, pl, rows

from dukcapil import NIK, RegionCode, Register, Sex, frames, parse_residents, regions
from dukcapil.errors import Fault, InvalidTable
from dukcapil.recording import STATUS_NAMES, RecordingStatus
from dukcapil.register import presumed_history
from dukcapil.residents import SIAK

every_engine = pytest.mark.parametrize(
    "engine", engines(name for name in THOROUGH if name in ENGINES)
)
DAY = date(2021, 2, 28)
OWN = {
    "person": "NIK",
    "birth_date": "TGL_LHR",
    "sex": "JK",
    "region": "KODE",
    "status": "STATUS_KTP",
    "marital_status": "STAT_KWN",
    "resident_since": "SEJAK",
    "died_on": "TGL_MATI",
}
SEXES = ("L", "P", "laki-laki", " Perempuan ", "WANITA", "Pria")
MARITALS = ("Belum Kawin", "KAWIN", "cerai hidup", "kawin belum tercatat", None)
REGIONS = ("32.75.99.1001", "3275991002", " 327599", "32.75", "3603101001")


@cache
def export() -> Any:  # noqa: ANN401
    """Return people of several ages with each name of a status, spelled in many ways."""
    spellings: cycle[Callable[[str], str]] = cycle(
        [str, str.lower, lambda name: name.replace("_", " "), str.title]
    )
    sexes, maritals, places = cycle(SEXES), cycle(MARITALS), cycle(REGIONS)
    since, deaths = cycle([None, date(2020, 6, 1), None]), cycle([None] * 12 + [date(2021, 1, 5)])
    found = []
    births = (date(1980, 2, 29), date(2004, 2, 28), date(2004, 2, 29), date(2004, 3, 11))
    for serial, (status, born) in enumerate(
        ((status, born) for status in STATUS_NAMES for born in births), start=1
    ):
        sex = next(sexes)
        is_male = sex[0].lower() == "l" or sex == "Pria"
        nik = NIK.build(
            region=RegionCode("32.75.99"),
            birth_date=born,
            sex=Sex.MALE if is_male else Sex.FEMALE,
            serial=serial,
        )
        found.append(
            {
                "NIK": str(nik),
                "TGL_LHR": born,
                "JK": sex,
                "KODE": next(places),
                "STATUS_KTP": next(spellings)(status),
                "STAT_KWN": next(maritals),
                "SEJAK": next(since),
                "TGL_MATI": next(deaths),
            }
        )
    return pl.DataFrame(found, infer_schema_length=None)


@cache
def register(unregistered: bool) -> Register:  # noqa: FBT001
    """Return the same people as read row by row."""
    given = [
        {**row, "STATUS_KTP": None, "KODE_WILAYAH": row["KODE"], "TGL_DATANG": row["SEJAK"]}
        for row in export().iter_rows(named=True)
    ]
    names = {"STATUS_KTP": None, "KODE": None, "SEJAK": None}
    parsed = parse_residents(
        given, on=DAY, columns=names, unregistered_marriages_count=unregistered
    )
    assert not parsed.problems
    statuses = {row["NIK"]: row["STATUS_KTP"] for row in export().iter_rows(named=True)}
    return Register.of(
        parsed.residents,
        [
            event
            for one in parsed.residents
            for event in presumed_history(
                RecordingStatus.parse(statuses[one.nik]), nik=one.nik, on=DAY, label=one.nik[-4:]
            )
        ],
    )


@every_engine
@pytest.mark.parametrize("unregistered", [True, False])
@pytest.mark.filterwarnings("ignore::dukcapil.DukcapilWarning")
def test_an_export_is_read_as_row_by_row(engine: str, unregistered: bool) -> None:  # noqa: FBT001
    tables = frames.from_statuses(
        given_to(engine, export()),
        on=DAY,
        unregistered_marriages_count=unregistered,
        columns=OWN,
    )
    assert asked(engine, *tables) == expected(register(unregistered))


@pytest.mark.parametrize("engine", engines(["pandas", "pandas, arrow"]))
def test_the_tables_of_an_export_can_be_asked_in_pandas(engine: str) -> None:
    """Its columns without types of Arrow hold days as objects, which no question takes."""
    people = export().head(40).select("NIK", "TGL_LHR", "JK", "KODE", "STATUS_KTP")
    columns = {name: own for name, own in OWN.items() if own in people.columns}
    given = [
        frames.from_statuses(given_to(one, people), on=DAY, columns=columns)
        for one in (engine, "polars")
    ]
    found, wanted = (frames.measure(*tables, on=DAY) for tables in given)
    assert rows(engine, found) == rows("polars", wanted) != [(0, 0)]


@every_engine
def test_numbers_stand_for_words_where_the_office_says_which(engine: str) -> None:
    words = export().with_columns(
        JK=pl.col("JK").str.strip_chars().str.to_lowercase(), KODE=pl.lit(3275991001)
    )
    numbers = words.with_columns(
        JK=pl.when(pl.col("JK").is_in(["l", "laki-laki", "pria"])).then(1).otherwise(2),
        STAT_KWN=pl.when(pl.col("STAT_KWN") == "KAWIN").then(2).otherwise(1),
    )
    words = words.with_columns(
        STAT_KWN=pl.when(pl.col("STAT_KWN") == "KAWIN").then(pl.lit("kawin"))
    )
    by_number = frames.from_statuses(given_to(engine, numbers), on=DAY, columns=OWN, codes=SIAK)
    by_word = frames.from_statuses(given_to(engine, words), on=DAY, columns=OWN)
    assert asked(engine, *by_number) == asked(engine, *by_word)


@every_engine
def test_a_foreigners_card_ends_with_the_permit(engine: str) -> None:
    table = pl.DataFrame(
        {
            "person": [1, 2, 3, 4],
            "birth_date": [date(1980, 1, 1)] * 4,
            "sex": ["L"] * 4,
            "region": ["32.75.99"] * 4,
            "status": ["CARD_ISSUED"] * 4,
            "is_citizen": [False, False, False, None],
            "permit_since": [date(2015, 1, 1)] * 3 + [None],
            "permit_until": [date(2021, 3, 15), DAY, None, None],
        }
    )
    tables = frames.from_statuses(given_to(engine, table), on=DAY)
    for on, figures in ((DAY, (3, 3)), (date(2021, 3, 15), (2, 2))):
        assert rows(engine, frames.measure(*tables, on=on)) == [figures]
    assert {row[5] for row in rows(engine, tables[1])} == {None, date(2021, 3, 15), DAY}


SPOILT = {
    "sex": "?",
    "region": "0101",
    "status": "sudah rekam",
    "marital_status": "??",
}


@every_engine
def test_what_cannot_be_read_is_found_and_never_guessed(engine: str) -> None:
    clean = export().with_columns(pl.int_range(pl.len()).cast(pl.Int64).alias("no"))
    spoilt = clean
    for number, (field, word) in enumerate(SPOILT.items()):
        column = OWN[field]
        changed = pl.when(pl.col("no") == number).then(pl.lit(word)).otherwise(pl.col(column))
        spoilt = spoilt.with_columns(changed.alias(column))
    again = pl.when(pl.col("no") == 5).then(pl.lit(clean["NIK"][6])).otherwise(pl.col("NIK"))
    spoilt = spoilt.with_columns(again.alias("NIK"))
    table = given_to(engine, spoilt)
    found = rows(engine, frames.status_problems(table, row="no", columns=OWN))
    assert sorted(found) == sorted(
        [
            *((number, field, str(Fault.UNREADABLE)) for number, field in enumerate(SPOILT)),
            *((number, "person", str(Fault.DUPLICATE)) for number in (5, 6)),
        ]
    )
    if engine in {"duckdb", "polars, lazy", "polars, streaming"}:
        others = clean.filter(pl.col("no") >= 4).filter(~pl.col("no").is_in([5, 6]))
        left = frames.from_statuses(table, on=DAY, columns=OWN)
        assert asked(engine, *left) == asked(
            "polars", *frames.from_statuses(others, on=DAY, columns=OWN)
        )
        return
    with pytest.raises(ExceptionGroup) as caught:
        frames.from_statuses(table, on=DAY, columns=OWN)
    errors: tuple[Any, ...] = caught.value.exceptions
    assert [(error.column, error.found) for error in errors] == [
        *((OWN[field], "1 others") for field in SPOILT),
        ("NIK", "1 rows more"),
    ]
    assert "status_problems()" in str(errors[0])


@every_engine
def test_regions(engine: str) -> None:
    cells = {
        "32": "32",
        "3275": "32.75",
        "327599": "32.75.99",
        "3275991001": "32.75.99.1001",
        " 32.75.99.1001 ": "32.75.99.1001",
        "91.01.01": "91.01.01",
        "3275010": None,  # of the statistics office
        "32.7": None,
        "0175": None,
        "32.75.99.0001": None,
        "": None,
        "Bekasi": None,
    }
    table = pl.DataFrame({"KODE": [*cells, None]})
    found = frames.with_region(given_to(engine, table), column="KODE")
    faults = [None if code else str(Fault.UNREADABLE) for code in cells.values()]
    assert [row[1:] for row in rows(engine, found)] == [
        *zip(cells.values(), faults, strict=True),
        (None, str(Fault.MISSING)),
    ]


@every_engine
def test_a_retired_region_becomes_its_successor(engine: str) -> None:
    old = [one.code for one in regions.retired()][::40]
    codes = [*old, *(f"{one}.2001" for one in old if len(one) == 8), "32.75.99"]
    table = pl.DataFrame({"region": list(map(str, codes))})
    found = frames.with_region(given_to(engine, table), successors=True)
    assert [row[0] for row in rows(engine, found)] == [
        str(regions.present(RegionCode(one))) for one in codes
    ]


def test_columns_of_the_caller_are_not_overwritten() -> None:
    table = pl.DataFrame({"JK": ["L"], "sex": ["x"], "_raw": [1]})
    with pytest.raises(InvalidTable, match="give another in `name`"):
        frames.with_sex(table, column="JK")
    named = frames.with_sex(table, column="JK", name="read")
    assert named.columns == ["JK", "sex", "_raw", "read", "read_fault"]
    assert frames.with_sex(table, column="JK", name="JK")["JK"].to_list() == ["male"]
    assert frames.with_status(pl.DataFrame({"status": ["prr"]})).columns == [
        "status",
        "status_fault",
    ]


def test_arguments_are_checked() -> None:
    for call in (
        lambda: frames.with_sex(pl.DataFrame({"sex": ["L"]}), codes="SIAK"),  # type: ignore[arg-type]
        lambda: frames.from_statuses(export(), on=DAY, columns=OWN, codes=1),  # type: ignore[arg-type]
        lambda: frames.status_problems(export(), columns=OWN, codes=1),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError, match="expected Codes"):
            call()
    with pytest.raises(ValueError, match="expected keys among the names of the layouts"):
        frames.from_statuses(export(), on=DAY, columns={"since": "SEJAK"})
    with pytest.raises(InvalidTable, match="birth_date: expected dates"):
        frames.from_statuses(
            pl.DataFrame({"person": [1]})
            .drop("person")
            .with_columns(person=1, sex=pl.lit("L"), region=pl.lit("32"), status=pl.lit("PRR")),
            on=DAY,
        )
