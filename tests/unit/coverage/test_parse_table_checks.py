"""Checks of published tables: every failure is told with both numbers, and figures are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dukcapil import Coverage, RegionCode, regions
from dukcapil.coverage import ParsedTable, parse_table
from dukcapil.errors import CoverageAboveWhole
from dukcapil.testing import kelurahan

DAY = date(2020, 12, 31)
Row = Mapping[str, object]


def failures(*rows: Row, **options: Any) -> list[tuple[int, str, str]]:  # noqa: ANN401
    return told(parse_table(rows, on=DAY, **options))


def told(parsed: ParsedTable) -> list[tuple[int, str, str]]:
    assert not parsed.problems
    return [(one.row, one.column, str(one.reason)) for one in parsed.failed_checks]


def row(code: str, obliged: object = 10, recorded: object = 9, name: str = "") -> dict[str, object]:
    return {"KODE": code, "NAMA": name, "WKTP": obliged, "REKAM": recorded}


def test_men_and_women_are_both() -> None:
    figures = {"WKTP LK": 4, "WKTP PR": 6, "WKTP JML": 11, "KTP LK": 3, "KTP PR": 2, "KTP JML": 5}
    parsed = parse_table([{"KODE": "32.75.01", **figures}], on=DAY)
    assert told(parsed) == [(1, "obliged", "LK 4 + PR 6 = 10, but JML is 11")]
    assert parsed.holding[RegionCode("32.75.01"), DAY] == Coverage(obliged=11, covered=5)


def test_parts_are_the_obliged() -> None:
    figures = {"WKTP L": 1000, "REKAM L": 990, "BELUM REKAM L": 11, "KTP L": 980, "BELUM KTP L": 2}
    assert failures({"KODE": "32.75.01", **figures}) == [
        (1, "recorded_male", "recorded 990 + not recorded 11 = 1,001, but obliged is 1,000"),
        (1, "holding_male", "holding 980 + not holding 2 = 982, but obliged is 1,000"),
    ]


def test_kota_bekasi_of_january_2018_leaves_out_duplicates_and_the_waiting() -> None:
    """Printed as told on 28 March 2018 (jpnn.com): the 1,566,963 are printed cards alone."""
    figures = {"WKTP": "1.778.265", "KTP": "1.566.963", "BELUM KTP": "90.042"}
    assert failures({"KODE": "32.75", **figures}) == [
        (
            1,
            "holding",
            "holding 1,566,963 + not holding 90,042 = 1,657,005, but obliged is 1,778,265",
        )
    ]


def test_the_print_ready_and_the_holders_are_recorded() -> None:
    figures = {"WKTP": 1000, "REKAM": 900, "PRR": 101, "KTP": 800}
    assert failures({"KODE": "32.75.01", **figures}) == [
        (1, "print_ready", "print ready 101 + holding 800 is more than recorded, 900")
    ]
    assert failures({"KODE": "32.75.01", **figures, "PRR": 100}) == []
    assert failures({"KODE": "32.75.01", "WKTP": 1000, "REKAM": 900, "PRR": 901}) == [
        (1, "print_ready", "print ready 901 + holding 0 is more than recorded, 900")
    ]


def test_more_are_covered_than_obliged() -> None:
    """Kalimantan Timur prints such figures, see `figures_coverage.csv`."""
    with pytest.warns(CoverageAboveWhole):
        parsed = parse_table([row("64", 1000, 1043)], on=DAY)
    assert told(parsed) == [(1, "recorded", "1,043 of only 1,000 obliged")]
    assert parsed.recorded[RegionCode("64"), DAY].gap == -43


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("90.22", None),
        ("90,2 %", None),
        ("90", None),
        (90.22, None),
        (90, None),
        (0.9022, None),
        (847_000 / 938_832, None),
        (84_700_000 / 938_832, None),
        ("90.40", "90.40 % is printed, but 847,000 of 938,832 is 90.22 %"),
        ("91%", "91 % is printed, but 847,000 of 938,832 is 90 %"),
        (90.4, "90.4 % is printed, but 847,000 of 938,832 is 90.2 %"),
        (0.9, None),
        (0.91, "0.91 % is printed, but 847,000 of 938,832 is 90.22 %"),
    ],
)
def test_percentages_follow_from_counts(printed: object, reason: str | None) -> None:
    """Kab. Magelang, 5 September 2013, printed 90.40."""
    found = failures({**row("33.08", 938_832, 847_000), "% REKAM": printed})
    assert found == ([] if reason is None else [(1, "recorded_percent", reason)])


def test_percentages_of_nobody_and_of_no_count() -> None:
    assert failures({**row("32.75.01", 0, 0), "% REKAM": "0"}) == [
        (1, "recorded_percent", "0 % is printed, but nobody is obliged")
    ]
    assert failures({**row("32.75.01"), "% KTP": "12"}) == []
    assert failures({**row("32.75.01", 0, 0), "% REKAM": "-"}) == []


def city(**changes: tuple[int, int]) -> list[dict[str, object]]:
    """Return two made-up kecamatan of two kelurahan, and the city."""
    codes = {
        "Contoh": ("32.99", (40, 36)),
        "A": ("32.99.01", (20, 18)),
        "A1": ("32.99.01.1001", (10, 9)),
        "A2": ("32.99.01.1002", (10, 9)),
        "B": ("32.99.02", (20, 18)),
        "B1": ("32.99.02.1001", (10, 9)),
        "B2": ("32.99.02.1002", (10, 9)),
    }
    return [row(code, *changes.get(name, counts), name) for name, (code, counts) in codes.items()]


def test_kelurahan_add_up_to_kecamatan_and_these_to_the_city() -> None:
    assert failures(*city()) == []
    assert failures(*city(B2=(10, 8))) == [
        (5, "recorded", "the 2 regions inside add up to 17, but 32.99.02 has 18")
    ]
    assert failures(*city(B2=(10, 8), B=(20, 17))) == [
        (1, "recorded", "the 2 regions inside add up to 35, but 32.99 has 36")
    ]
    no_kecamatan = [one for one in city(B2=(10, 8)) if one["NAMA"] not in {"A", "B"}]
    assert failures(*no_kecamatan) == [
        (1, "recorded", "the 4 regions inside add up to 35, but 32.99 has 36")
    ]


def test_sums_of_refused_or_half_told_rows_are_not_compared() -> None:
    refused = parse_table([*city()[:-1], row("32.99.02.1002", "ten")], on=DAY)
    assert not refused.failed_checks
    assert len(refused.problems) == 1
    half = [{"KODE": "32.99", "WKTP": 10, "REKAM": 9}, {"KODE": "32.99.01", "WKTP": 10, "KTP": 9}]
    assert failures(*half) == []
    of_men = [{"KODE": "32.99", "WKTP": 10, "REKAM": 9}, {"KODE": "32.99.01", "WKTP L": 6}]
    assert failures(*of_men) == []


SUM = {"KODE": "", "NAMA": "JUMLAH"}


def test_rows_add_up_to_the_sum_below() -> None:
    first, second = row("32.99.01"), row("32.98.01")
    block = {**SUM, "WKTP": 10, "REKAM": 9}
    assert failures(first, block, second, block, {**SUM, "WKTP": 20, "REKAM": 18}) == []
    assert failures(first, second, {**SUM, "WKTP": 20, "REKAM": 19}) == [
        (3, "recorded", "the rows above add up to 18, but the sum is 19")
    ]
    assert failures(first, block, second, {**SUM, "WKTP": 20, "REKAM": 17}) == [
        (4, "recorded", "the rows above add up to 18 (9 since the last sum), but the sum is 17")
    ]
    assert failures(first, {**SUM, "WKTP": 10, "REKAM": 9, "% REKAM": "91"}) == [
        (2, "recorded_percent", "91 % is printed, but 9 of 10 is 90 %")
    ]


def test_sums_of_what_does_not_stand_above_are_not_compared() -> None:
    rows = [{"KODE": "32.99.01", "WKTP LK": 4, "WKTP PR": 6}, {**SUM, "WKTP": 11}]
    assert failures(*rows) == []
    below_refused = [row("32.99.01"), row("32.98.01", "?"), {**SUM, "WKTP": 99, "REKAM": 99}]
    assert not parse_table(below_refused, on=DAY).failed_checks


def test_kelurahan_that_are_missing() -> None:
    timur = [row(one.code, name=one.name) for one in kelurahan() if one.code.startswith("32.75.01")]
    assert failures(*timur) == []
    assert failures(*timur[:-1]) == [
        (
            1,
            "region",
            "3 of the 4 kelurahan of 32.75.01 on 2020-12-31; missing: 32.75.01.1004",
        )
    ]


def test_kecamatan_are_missing_where_the_city_has_a_row() -> None:
    kecamatan = [row(one.code, name=one.name) for one in regions.children("32.75")]
    whole = row("32.75", 120, 108, "Kota Bekasi")
    assert failures(whole, *kecamatan) == []
    assert failures(*kecamatan[1:]) == []
    found = failures({**whole, "WKTP": 110, "REKAM": 99}, *kecamatan[1:])
    assert found == [
        (
            1,
            "region",
            "11 of the 12 kecamatan of 32.75 on 2020-12-31; missing: 32.75.01",
        )
    ]


def dated(year: int, semester: int, obliged: int, **more: object) -> dict[str, object]:
    return {"KODE": "32.75", "TAHUN": year, "SEMESTER": semester, "WKTP": obliged, **more}


def test_the_obliged_of_kota_bekasi_moved_within_reason() -> None:
    """1,748,434 in April 2019 and 1,797,232 in November 2020, see `figures_coverage.csv`."""
    assert failures(dated(2019, 1, 1_748_434), dated(2020, 2, 1_797_232)) == []


def test_a_denominator_moved_by_more_than_people_can() -> None:
    assert failures(dated(2020, 1, 1_000_000), dated(2020, 2, 1_026_000)) == [
        (
            2,
            "obliged",
            (
                "obliged 1,000,000 on 2020-06-30 and 1,026,000 on 2020-12-31: "
                "a change of 2.6 %, more than 2.5 %"
            ),
        )
    ]
    share = Fraction(1, 10)
    rows = dated(2020, 1, 1_000_000), dated(2020, 2, 1_026_000)
    assert failures(*rows, yearly_change=share) == []
    assert len(failures(dated(2020, 2, 97), dated(2020, 1, 100))) == 1
    (found,) = failures(dated(2020, 1, 0), dated(2020, 2, 5))
    assert found[2].endswith("a change of 5 from none, more than 2.5 %")


def test_a_move_of_both_sexes_is_told_once_and_one_of_a_sex_alone() -> None:
    both = [
        {"KODE": "32.75", "TAHUN": year, "SEMESTER": 1, "WKTP LK": people, "WKTP PR": people}
        for year, people in ((2019, 100), (2020, 120))
    ]
    assert [column for _, column, _ in failures(*both)] == ["obliged"]
    women = [{key: cell for key, cell in one.items() if key != "WKTP LK"} for one in both]
    assert [column for _, column, _ in failures(*women)] == ["obliged_female"]
