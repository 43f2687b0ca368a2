"""Histories from rows of a sheet and from data frames."""

from __future__ import annotations

import warnings
from datetime import date, datetime
from typing import Any

import pytest

from dukcapil import Month, RegionCode
from dukcapil.blanko import STORE, Counted, Ledger, Printed, stock_out_days
from dukcapil.demand import DemandHistories, DemandHistory, parse_histories
from dukcapil.errors import EmptyTable, Fault, InvalidRecord, UnknownColumn

JANUARY = Month(2024, 1)
ONE, OTHER = RegionCode("32.75.98"), RegionCode("32.75.99")


def history(cards: list[int], *days: int, start: Month = JANUARY) -> DemandHistory:
    return DemandHistory(
        start=start, cards=cards, out_of_stock_days=[*days, *[0] * (len(cards) - len(days))]
    )


class TestRows:
    """One row a month, as offices write it."""

    @pytest.mark.parametrize(
        "cell",
        [
            Month(2024, 3),
            date(2024, 3, 1),
            datetime(2024, 3, 31),  # noqa: DTZ001  as workbooks bring it
            "2024-03",
            "03/2024",
            "3.2024",
            "Maret 2024",
            "MAR-2024",
            "2024-03-15",
        ],
    )
    def test_months_are_read_in_every_spelling(self, cell: object) -> None:
        found = parse_histories([{"Bulan": cell, "Keping": "1.250"}])
        assert found.only == history([1_250], start=Month(2024, 3))

    @pytest.mark.parametrize("number", [3, "3", "03", "Maret", "mar"])
    def test_a_month_beside_its_year(self, number: object) -> None:
        found = parse_histories([{"TAHUN": "2024", "BULAN": number, "JUMLAH": 7}])
        assert found.only == history([7], start=Month(2024, 3))

    def test_gaps_are_no_zeros_and_zeros_are_no_gaps(self) -> None:
        cells = [("2024-01", 5), ("2024-02", 0), ("2024-04", ""), ("2024-05", 8)]
        rows = [{"month": month, "cards": cards} for month, cards in cells]
        assert parse_histories(rows).only == history([5, 0, 0, 0, 8], 0, 0, 31, 30, 0)

    def test_places_by_code_and_by_name(self) -> None:
        rows = [
            {"KODE KEC": code, "BULAN": f"2024-0{month}", "CETAK": month}
            for month in (2, 1)
            for code in (OTHER, ONE)
        ]
        found = parse_histories(rows)
        assert found.places == (ONE, OTHER)
        assert len(found) == 2
        assert found[OTHER] == found[ONE] == history([1, 2])
        named = [{"Kecamatan": "B ", "BULAN": "2024-01", "CETAK": 1, "TAHUN": None}]
        assert parse_histories([*named, {**named[0], "Kecamatan": " A"}]).places == ("A", "B")

    def test_every_fault_of_every_row_is_told(self) -> None:
        rows: list[dict[str, object]] = [
            {"BULAN": "2024-13", "KEPING": -1, "HARI KOSONG": 0},
            {"BULAN": "2024-01", "KEPING": 1, "HARI KOSONG": 40},
            {"BULAN": "2024-02", "KEPING": 1, "HARI KOSONG": 29},
            {"BULAN": "2024-03", "KEPING": 1, "HARI KOSONG": "x"},
            {"BULAN": "2024-04", "KEPING": 1, "HARI KOSONG": None},
            {"BULAN": "2024-04", "KEPING": 2, "HARI KOSONG": None},
            {"BULAN": "2024-05", "KEPING": 3, "HARI KOSONG": 5},
            {"BULAN": "JUMLAH", "KEPING": 8, "HARI KOSONG": ""},
            {"BULAN": None, "KEPING": None, "HARI KOSONG": ""},
        ]
        found = parse_histories(rows)
        assert [(one.row, one.column, one.reason) for one in found.problems] == [
            (1, "month", Fault.DATE),
            (1, "cards", Fault.NEGATIVE),
            (2, "out_of_stock_days", Fault.OUT_OF_BOUNDS),
            (3, "out_of_stock_days", Fault.CONTRADICTION),
            (4, "out_of_stock_days", Fault.UNREADABLE),
            (5, "month", Fault.DUPLICATE),
            (6, "month", Fault.DUPLICATE),
        ]
        assert found.problems[3].other == "cards"
        assert found.only == history([3], 5, start=Month(2024, 5))

    def test_a_wrong_code_and_a_place_that_was_never_counted(self) -> None:
        rows = [
            {"KODE": "99.99", "BULAN": "2024-01", "CETAK": 4},
            {"KODE": ONE, "BULAN": "2024-01", "CETAK": "-"},
        ]
        found = parse_histories(rows)
        assert [(one.row, one.column) for one in found.problems] == [(1, "region"), (2, "cards")]
        with pytest.raises(InvalidRecord, match=r"histories: missing"):
            _ = found.only

    def test_columns_may_be_named_or_left_out(self) -> None:
        rows = [{"Periode": "2024-01", "KTP": 4, "Catatan": "x", "Jumlah": 9}]
        with pytest.raises(InvalidRecord, match=r"columns\.cards: duplicate"):
            parse_histories(rows, columns={"KTP": "cards"})
        with pytest.warns(UnknownColumn, match="not read: Catatan"):
            found = parse_histories(rows, columns={"KTP": "cards", "Jumlah": None})
        assert found.only == history([4])
        with pytest.raises(InvalidRecord, match=r"columns\.nothing: not understood"):
            parse_histories(rows, columns={"KTP": "nothing"})
        with pytest.raises(InvalidRecord, match=r"columns\.month: missing"):
            parse_histories([{"Jumlah": 1}])
        with pytest.raises(TypeError, match=r"rows\[1\]: expected a mapping"):
            parse_histories([("2024-01", 1)])
        with pytest.warns(EmptyTable):
            assert parse_histories([]).histories == ()

    def test_months_that_are_not_over(self) -> None:
        rows = [{"month": f"2024-0{number}", "cards": 10, "place": "A"} for number in (1, 2, 3)]
        rows += [{"month": "2024-02", "cards": 10, "place": "B"}]
        found = parse_histories(rows, since=date(2024, 1, 12), until=date(2024, 3, 21))
        assert found["A"] == history([10, 10, 10], 11, 0, 11)
        assert found["B"] == history([10], start=Month(2024, 2))
        for field, day in (("since", date(2024, 2, 2)), ("until", date(2024, 4, 2))):
            with pytest.raises(InvalidRecord, match=rf"{field}: contradicts rows"):
                parse_histories(rows, **{field: day})  # type: ignore[arg-type]

    def test_days_without_blanks_come_from_a_ledger(self) -> None:
        ledger = Ledger().post(
            Counted(id="c", on=date(2024, 1, 1), at=STORE, counted_cards=20),
            Printed(id="p", on=date(2024, 1, 20), cards=20),
        )
        out = stock_out_days(ledger, STORE, since=date(2024, 1, 1), until=date(2024, 2, 11))
        rows: list[dict[str, object]] = [
            {"month": "2024-01", "cards": 20, "hari kosong": 2},
            {"month": "2024-02", "cards": 0, "hari kosong": 25},
        ]
        assert parse_histories(rows, out_of_stock=out).only == history([20, 0], 13, 29)
        assert parse_histories(rows, out_of_stock={"": out}).only == history([20, 0], 13, 29)
        assert parse_histories(rows, out_of_stock={}).only == history([20, 0], 2, 25)
        made = DemandHistory.of_months({JANUARY: 20}, out_of_stock_days=out)
        assert made == history([20], 11)

    @pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
    def test_data_frames(self, library: str) -> None:
        module: Any = pytest.importorskip(library)
        content = {"month": [date(2024, 1, 1), date(2024, 3, 1)], "cards": [4, 6]}
        make = module.table if library == "pyarrow" else module.DataFrame
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert parse_histories(make(content)).only == history([4, 0, 6], 0, 29)


class TestTogether:
    """The history of all places."""

    def test_days_without_blanks_count_by_the_share_of_the_cards(self) -> None:
        half = DemandHistories(histories=(("A", history([30, 0], 0, 29)), ("B", history([30, 30]))))
        assert half.together() == history([60, 30], 0, 15)

    def test_a_place_that_begins_later_was_not_observed_before(self) -> None:
        both = DemandHistories(
            histories=(("A", history([30, 30])), ("B", history([30], start=JANUARY + 1)))
        )
        assert both.together() == history([30, 60], 16, 0)

    def test_a_month_with_cards_has_a_day_with_blanks(self) -> None:
        few = DemandHistories(
            histories=(("A", history([1, 9_000])), ("B", history([0, 9_000], 31)))
        )
        assert few.together().out_of_stock_days[0] < 31
        none = DemandHistories(histories=(("A", history([0], 31)),))
        with pytest.raises(InvalidRecord, match=r"histories: missing"):
            none.together()

    def test_what_it_is(self) -> None:
        both = DemandHistories(histories=((ONE, history([30])), (OTHER, history([20]))))
        assert str(both).splitlines()[2].split()[0] == OTHER
        with pytest.raises(InvalidRecord, match=r"histories: duplicate"):
            _ = both.only
        with pytest.raises(InvalidRecord, match=r"histories: duplicate"):
            DemandHistories(histories=(both.histories[0],) * 2)


class TestEdgesOfMonths:
    """Counts that begin or end within a month."""

    def test_days_outside_add_to_days_without_blanks(self) -> None:
        made = DemandHistory.of_months(
            {JANUARY: 5, JANUARY + 1: 6},
            out_of_stock_days={JANUARY: 25},
            since=date(2024, 1, 4),
            until=date(2024, 3, 1),
        )
        assert made == history([5, 6], 28, 0)

    def test_edges_lie_in_the_first_and_the_last_month(self) -> None:
        for field, day in (("since", date(2024, 2, 1)), ("until", date(2024, 1, 1))):
            with pytest.raises(InvalidRecord, match=rf"{field}: contradicts cards"):
                DemandHistory.of_months({JANUARY: 5}, **{field: day})  # type: ignore[arg-type]
