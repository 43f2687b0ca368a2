"""Published percentages against their counts, as `examples/bekasi_2020_coverage.csv` has them.

Of twenty in print, fifteen are the half-up quotient and five are not.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dukcapil import Coverage
from dukcapil.errors import CoverageAboveWhole

TABLE = Path(__file__).parents[2] / "examples" / "bekasi_2020_coverage.csv"
WRONG_IN_PRINT = {
    ("Kalimantan Timur", "2020-11-13"): ("104.38", "104.28"),
    ("Kalimantan Timur", "2022-03-15"): ("100.55", "100.51"),
    ("Kepulauan Talaud", "2019-10-16"): ("96", "95"),
    ("Kab. Magelang", "2013-09-05"): ("90.40", "90.22"),
    ("Papua Barat, 7 kab.", "2023-12-31"): ("83.62", "82.45"),
}

with TABLE.open(encoding="utf-8", newline="") as file:
    PRINTED = [row for row in csv.DictReader(file) if row["printed_percent"]]


def test_twenty_percentages_are_in_print() -> None:
    assert len(PRINTED) == 20
    assert WRONG_IN_PRINT.keys() <= {(row["place"], row["on"]) for row in PRINTED}


@pytest.mark.filterwarnings(f"ignore::{CoverageAboveWhole.__module__}.CoverageAboveWhole")
@pytest.mark.parametrize("row", PRINTED, ids=lambda row: f"{row['place']} {row['on']}")
def test_a_printed_percentage_is_the_quotient_or_a_known_error(row: dict[str, str]) -> None:
    coverage = Coverage(obliged=int(row["obliged"]), covered=int(row["covered"]))
    printed = row["printed_percent"]
    known = WRONG_IN_PRINT.get((row["place"], row["on"]))
    assert coverage.agrees_with(printed) is (known is None)
    if known is not None:
        assert printed == known[0]
        assert coverage.agrees_with(known[1])


def test_the_press_report_of_23_november_2020() -> None:
    """daerah.sindonews.com/read/242112."""
    bekasi = Coverage(obliged=1_797_232, covered=1_754_756)
    assert bekasi.gap == 42_476
    assert bekasi.agrees_with("97.64")


def test_the_city_printed_cards_in_2016_and_2018_and_did_not_count_holders() -> None:
    """antaranews.com/berita/29779 and jpnn.com: the figures are of cards *tercetak*."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["place"] == "Kota Bekasi"]
    stages = {(row["on"], row["covered"]): row["stage"] for row in rows}
    assert stages["2016-12-31", "1436431"] == stages["2018-01-31", "1566963"] == "printed"
    assert [row["on"] for row in rows if row["stage"] == "holding"] == ["2020-11-23"]


def test_the_recorded_of_january_2018_are_the_sum_of_the_printed_and_three_queues() -> None:
    """jpnn.com: printed, print ready, duplicates, and 8,153 whose label is unexplained."""
    assert 1_566_963 + 67_803 + 45_304 + 8_153 == 1_688_223 == 1_778_265 - 90_042


def test_the_cards_of_depok_in_2021_are_the_sum_of_their_reasons() -> None:
    """republika.co.id/berita/r7hnj4484: 58.3 % of the cards are not first cards."""
    others = 17_863 + 56_830 + 31_734 + 13_589 + 4
    assert 85_800 + others == 205_820
    assert Coverage(obliged=205_820, covered=others).agrees_with("58.3")


def test_the_rate_of_depok_gives_bekasi_18117_cards_a_month() -> None:
    """158,732 cards of 2018 (radardepok.com) for 1,312,216 obliged (republika.co.id, pp2rx6430)."""
    assert round(158_732 / 1_312_216 * 1_797_232 / 12) == 18_117
    assert 18_117 - round(202_084 / 5 / 12) == 14_749


def test_ten_days_later_more_people_were_not_recorded_than_had_lacked_a_card() -> None:
    """fbeta.republika.co.id/berita/qkrvp0384."""
    assert Coverage(obliged=1_811_892, covered=1_767_363).gap == 44_529


def test_the_target_of_the_year_lowers_coverage_overnight() -> None:
    """tirto.id, 2021: all 4,031,791 who turn 17 in 2021 were added on 1 January."""
    before = Coverage(obliged=196_394_976, covered=194_649_012)
    after = Coverage(obliged=200_426_767, covered=194_649_012)
    assert after.obliged - before.obliged == 4_031_791
    assert before.gap == 1_745_964
    assert (before.agrees_with("99.11"), after.agrees_with("97.12")) == (True, True)
