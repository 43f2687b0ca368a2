"""A scenario that starts from a published table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from dukcapil import InvalidRecord, Month, RegionCode, project
from dukcapil.coverage import ParsedTable, parse_table
from dukcapil.errors import CoverageAboveWhole, Fault
from dukcapil.forecast import Interval, bounds, scenario_from_table

DAY = date(2018, 1, 31)
BEKASI = RegionCode("32.75")
Row = Mapping[str, object]

# As told on 28 March 2018 (jpnn.com/news/ada-sebanyak-45304-duplikat-e-ktp-di-bekasi).
OBLIGED, NOT_RECORDED, PRINT_READY, PRINTED = 1_778_265, 90_042, 67_803, 1_566_963
DUPLICATES, UNEXPLAINED = 45_304, 8_153
PUBLISHED: Row = {
    "KODE": "32.75",
    "WAJIB KTP": OBLIGED,
    "BELUM REKAM": NOT_RECORDED,
    "SISA PRR": PRINT_READY,
    "MEMILIKI KTP-EL": PRINTED,
}


def table(*rows: Row, on: date = DAY) -> ParsedTable:
    return parse_table(rows, on=on)


def scenario(*rows: Row, **fields: Any) -> Any:  # noqa: ANN401
    arguments: dict[str, Any] = {
        "region": BEKASI,
        "on": DAY,
        "start": Month(2018, 2),
        "months": 3,
        "allocation_cards": 20_000,
    }
    return scenario_from_table(table(*rows), **{**arguments, **fields})


def part(code: str, recorded: object, **figures: object) -> Row:
    return {"KODE": code, "WAJIB KTP": 1000, "REKAM": recorded, **figures}


def fault_of(*rows: Row, **fields: object) -> tuple[str, Fault, str | None]:
    with pytest.raises(InvalidRecord) as caught:
        scenario(*rows, **fields)
    error = caught.value
    assert error.path == "scenario_from_table"
    return error.field, error.reason, error.other


def test_kota_bekasi_of_january_2018_starts_with_its_print_ready() -> None:
    start = scenario(PUBLISHED)
    assert start.obliged_people == OBLIGED
    assert start.not_recorded_people == NOT_RECORDED
    assert start.waiting_people == PRINT_READY
    assert start.on_hand_cards == start.newly_obliged_people == 0
    (first, *_) = project(start).month_ends
    assert first.waiting_people == PRINT_READY + NOT_RECORDED - 20_000


def test_without_print_ready_the_recorded_without_a_card_wait_with_all_whose_record_failed() -> (
    None
):
    start = scenario({head: cell for head, cell in PUBLISHED.items() if head != "SISA PRR"})
    assert start.waiting_people == PRINT_READY + DUPLICATES + UNEXPLAINED


def test_a_region_is_the_sum_of_the_rows_inside() -> None:
    rows = [
        {**part("32.75", 1_790, KTP=1_700), "WAJIB KTP": 2_000},  # checked, and not counted twice
        part("32.75.01", 900, KTP=850),
        part("32.75.02", 890, KTP=850),
        part("32.16.01", 1, KTP=1),
    ]
    start = scenario(*rows)
    assert start.obliged_people == 2_000
    assert (start.not_recorded_people, start.waiting_people) == (210, 90)
    assert scenario(*rows, region=RegionCode("32.75.01")).waiting_people == 50


def test_where_everyone_recorded_holds_a_card_nobody_waits() -> None:
    start = scenario(part("32.75", 900, KTP=900))
    assert (start.not_recorded_people, start.waiting_people) == (100, 0)


def test_the_figures_are_those_of_the_date() -> None:
    rows = [
        {**part("32.75", recorded, KTP=800), "SEMESTER": half, "TAHUN": 2017}
        for half, recorded in ((1, 850), (2, 900))
    ]
    assert scenario(*rows, on=date(2017, 6, 30)).waiting_people == 50
    assert scenario(*rows, on=date(2017, 12, 31)).waiting_people == 100
    assert fault_of(*rows, on=DAY)[:2] == ("table.recorded", Fault.MISSING)


def test_assumptions_are_passed_on() -> None:
    start = scenario(
        PUBLISHED,
        on_hand_cards=Interval(100, 200),
        newly_obliged_people=[3_000, 3_100, 3_200],
        recording_capacity_people=10_000,
        replacement_cards=6_000,
        allocation_cards=Interval(15_000, 20_000),
    )
    assert start.newly_obliged_people == (3_000, 3_100, 3_200)
    assert start.recording_capacity_people == 10_000
    assert len(bounds(start).month_bounds) == 3


@pytest.mark.parametrize(
    ("rows", "field", "reason", "other"),
    [
        ([part("32.16", 900, KTP=800)], "table.recorded", Fault.MISSING, None),
        ([part("32.75", 900)], "table.holding", Fault.MISSING, None),
        (
            [part("32.75.01", 900, KTP=800), part("32.75.02", 900)],
            "table.holding",
            Fault.MISSING,
            None,
        ),
        (
            [part("32.75.01", 900, PRR=10), part("32.75.02", 900, KTP=800)],
            "table.print_ready",
            Fault.MISSING,
            None,
        ),
        (
            [part("32.75", 900, KTP=901)],
            "table.holding",
            Fault.CONTRADICTION,
            "table.recorded",
        ),
        ([{"KODE": "32.75", "WKTP": 9, "KTP": 8}], "table.recorded", Fault.MISSING, None),
    ],
)
def test_a_table_without_the_stocks_is_refused(
    rows: list[Row], field: str, reason: Fault, other: str | None
) -> None:
    assert fault_of(*rows) == (field, reason, other)


def test_more_recorded_than_obliged_is_refused() -> None:
    with pytest.warns(CoverageAboveWhole):
        above = table(part("32.75", 1_001, KTP=900))
    with pytest.raises(InvalidRecord, match=r"table\.recorded: contradicts obliged"):
        scenario_from_table(
            above, region=BEKASI, on=DAY, start=Month(2018, 2), months=1, allocation_cards=0
        )


def test_the_figures_are_older_than_the_first_month() -> None:
    assert fault_of(PUBLISHED, start=Month(2018, 1)) == ("on", Fault.CONTRADICTION, "start")
    assert scenario(PUBLISHED, start=Month(2018, 4)).start == Month(2018, 4)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"region": "32.75"}, r"scenario_from_table\.region: expected RegionCode"),
        ({"on": "2018-01-31"}, r"scenario_from_table\.on: expected date"),
        ({"start": DAY}, r"scenario_from_table\.start: expected Month"),
    ],
)
def test_wrong_types_are_named(fields: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        scenario(PUBLISHED, **fields)
    with pytest.raises(TypeError, match=r"\.table: expected ParsedTable"):
        scenario_from_table(
            [],  # type: ignore[arg-type]
            region=BEKASI,
            on=DAY,
            start=Month(2018, 2),
            months=1,
            allocation_cards=0,
        )
