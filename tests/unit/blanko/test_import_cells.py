"""Cells, sums, balances and headings of the stock cards of offices."""

from __future__ import annotations

import csv
import io
import math
from datetime import date
from decimal import Decimal

import pytest
from support.office_books import (
    BEKASI_TIMUR,
    MAY_1,
    MAY_2,
    MAY_3,
    MIDNIGHT,
    NOON,
    OPENED,
    Row,
    problems,
    row,
    run,
    sums,
)

from dukcapil import InvalidRecord
from dukcapil.blanko import (
    PRINTED,
    Ledger,
    import_rows,
)
from dukcapil.errors import Fault

# --- cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "cards"),
    [
        *((1_500, 1_500), (1_500.0, 1_500), ("1500", 1_500), ("1.500", 1_500), (" 12 ", 12)),
        *(("1 500", 1_500), ("1.500,00", 1_500), ("500 keping", 500), (Decimal(5), 5)),
        *(("1.500.000", 1_500_000), ("012", 12), ("000", 0), ("-0", 0), (-0.0, 0)),
        *((999_999_999, 999_999_999), ("999.999.999", 999_999_999)),
    ],
)
def test_a_number_of_cards_is_read(cell: object, cards: int) -> None:
    outcome = run(row(received=cell))
    assert not outcome.problems
    assert sums(outcome) == (cards, cards, 0, 0)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        *(
            (cell, "ambiguous comma")
            for cell in ("1,500", "12,000", "1,500,000", "0,500", "-1,500")
        ),
        *((cell, Fault.UNREADABLE) for cell in ("1.5", "1,5", "1.50", "0.500", "1.5000", "1500.0")),
        *((cell, Fault.UNREADABLE) for cell in ("1 500,5", "500 dus", "lima", "(5)", "+5")),
        *((cell, Fault.UNREADABLE) for cell in (1.5, math.inf, "\N{ARABIC-INDIC DIGIT FIVE}")),
        *((cell, Fault.UNREADABLE) for cell in ("9" * 5_000, "1.500,50", "1.500.00")),
        *((cell, Fault.NEGATIVE) for cell in (-5, -5.0, "-5", "- 5", "-1.500")),
        *((cell, Fault.WRONG_TYPE) for cell in (True, MAY_2, b"5")),
        *((cell, Fault.OUT_OF_BOUNDS) for cell in (10**9, 1e300, "1000000000", "9.999.999.999")),
    ],
)
@pytest.mark.parametrize("field", ["received", "printed", "balance", "counted"])
def test_another_number_is_refused_with_the_reason(field: str, cell: object, why: str) -> None:
    outcome = run(row(**{field: cell}))
    assert [(found.row, found.column) for found in outcome.problems] == [(1, field)]
    assert str(outcome.problems[0].reason).startswith(why)
    assert sums(outcome) == (0, 0, 0, 0)
    assert outcome.ledger is OPENED


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        *((cell, MAY_2) for cell in (MAY_2, MIDNIGHT, "2017-05-02", "02/05/2017", "2-5-2017")),
        *((cell, MAY_2) for cell in ("2.5.2017", "Selasa, 2 Mei 2017", "2017-05-02 00:00:00")),
        *((cell, MAY_2) for cell in ("2 Mei 2017", " 02 MEI 2017 ", "2-Mei-2017", "2 May 2017")),
        *((f"02 {name} 2017", date(2017, 1, 2)) for name in ("Januari", "Jan", "Jan.")),
        *((f"02 {name} 2017", date(2017, 2, 2)) for name in ("Februari", "Pebruari", "Peb")),
        *((f"02 {name} 2017", date(2017, 8, 2)) for name in ("Agustus", "Agt", "Agu", "Ags.")),
        *((f"02 {name} 2017", date(2017, 11, 2)) for name in ("November", "Nopember", "Nop")),
        *((f"02 {name} 2017", date(2017, 12, 2)) for name in ("Desember", "Des", "December")),
        *((f"02 {name} 2017", date(2017, 10, 2)) for name in ("Oktober", "Okt", "October")),
    ],
)
def test_a_date_is_read(cell: object, on: date) -> None:
    outcome = run(row(cell, received=1), ledger=Ledger())
    assert {entry.on for entry in outcome.ledger} == {on}


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        *((cell, Fault.MISSING) for cell in (None, "", " ", math.nan)),
        *((cell, Fault.TWO_DIGIT_YEAR) for cell in ("02/05/17", "2 Mei 17")),
        *((cell, Fault.MONTH_ALONE) for cell in ("Mei 2017", "05/2017")),
        *((cell, Fault.UNREADABLE) for cell in ("2 Foo 2017", "kemarin")),
        *((cell, Fault.DATE) for cell in ("31/02/2017", "30 Februari 2017", "2017-13-01")),
        *((cell, Fault.SERIAL_DATE) for cell in (42_857, 42_857.0)),
        *((NOON, Fault.HAS_CLOCK), (True, Fault.WRONG_TYPE)),
    ],
)
def test_another_date_is_refused_with_all_cards_of_its_row(cell: object, why: Fault) -> None:
    outcome = run(row(cell, printed=20, spoiled="3", received="1,500", balance=977, counted=5))
    assert [found.column for found in outcome.problems] == ["received", "date"]
    assert outcome.problems[1].reason is why
    assert sums(outcome) == (23, 0, 23, 0)
    assert outcome.ledger is OPENED


@pytest.mark.parametrize(
    ("cells", "field", "why"),
    [
        ({"document": 12.0, "printed": 7}, "document", Fault.NOT_TEXT),
        ({"document": MAY_2, "printed": 7}, "document", Fault.NOT_TEXT),
        ({"place": 327501, "distributed": 7}, "place", Fault.NOT_TEXT),
        ({"place": "3275010", "distributed": 7}, "place", Fault.BPS_CODE),
        ({"place": "Bekasi Timur", "printed": 7}, "place", Fault.CONTRADICTION),
        ({"place": "Bekasi Timur", "printed": 7, "distributed": 0}, "place", Fault.CONTRADICTION),
        ({"place": "Bekasi Timur", "balance": 1}, "place", Fault.CONTRADICTION),
        ({"distributed": 7}, "place", Fault.MISSING),
        ({"returned": 7}, "place", Fault.MISSING),
        ({"returned": 7, "document": "ST 7"}, "place", Fault.MISSING),
        ({"printed": 7, None: ["500"]}, "(beyond the headings)", Fault.EXTRA_CELLS),
    ],
)
def test_what_contradicts_or_lacks_something_is_refused(cells: Row, field: str, why: Fault) -> None:
    outcome = run(row() | cells)
    assert problems(outcome) == [(1, field, why)]
    assert outcome.ledger is OPENED


def test_nothing_is_sent_to_where_it_is() -> None:
    outcome = run(row(place="Bekasi Timur", distributed=7), at=BEKASI_TIMUR)
    assert problems(outcome) == [(1, "place", Fault.CONTRADICTION)]


def test_a_place_stands_for_an_amount_that_cannot_be_read() -> None:
    outcome = run(row(place="Bekasi Timur", distributed="1,500", printed=7))
    assert [found.column for found in outcome.problems] == ["distributed"]
    assert sums(outcome) == (7, 7, 0, 0)


def test_several_faults_of_a_row_refuse_its_cards_once() -> None:
    outcome = run(row("kemarin", document=1.0, place="Bekasi Timur", printed=7))
    assert [found.column for found in outcome.problems] == ["date", "document"]
    assert outcome.cards_rejected == 7


def test_empty_cells_beyond_the_headings_are_harmless() -> None:
    text = "Tanggal;Cetak\n02/05/2017;7;;\n"
    outcome = run(*csv.DictReader(io.StringIO(text), delimiter=";"))
    assert sums(outcome) == (7, 7, 0, 0)


# --- sums ------------------------------------------------------------------------------------


LABELS = [
    *("Jumlah", "JUMLAH :", "Total", "Grand Total", "Sub-total", "Saldo akhir", "saldo awal"),
    *("Jumlah Bulan Mei 2017", "Total s/d 31 Mei 2017", "Pindahan dari bulan April", "Jumlah"),
    *("Sisa bulan lalu", "Closing balance", "Jumlah seluruhnya", "Stok Awal Blangko KTP-el"),
]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("heading", ["date", "description", "document", "No"])
def test_a_sum_without_a_date_is_listed_and_not_read(heading: str, label: str) -> None:
    outcome = run(row(printed=7), row(None, printed=7) | {heading: label})
    assert [(one.row, one.reason) for one in outcome.sums] == [(2, Fault.SUM)]
    assert sums(outcome) == (7, 7, 0, 0)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("heading", ["description", "document", "No"])
def test_a_sum_with_a_date_is_refused_and_never_thrown_away(heading: str, label: str) -> None:
    outcome = run(row(printed=7), row(printed=7) | {heading: label})
    assert not outcome.sums
    assert problems(outcome) == [(2, "", Fault.SUM_WITH_DATE)]
    assert sums(outcome) == (14, 7, 7, 0)


@pytest.mark.parametrize(
    "text", ["Jumlah 500 keping", "Total 1.500", "Jumlah cetak untuk sekolah", "Totalitas"]
)
def test_a_dated_row_with_a_movement_is_no_sum_whatever_its_words(text: str) -> None:
    outcome = run(row(description=text, printed=7))
    assert not outcome.sums
    assert sums(outcome) == (7, 7, 0, 0)


def test_what_was_carried_over_with_a_date_is_a_balance() -> None:
    outcome = run(row(MAY_1, description="Saldo awal", balance=990))
    assert problems(outcome) == [(1, "balance", "the file says 990, the ledger 1,000")]


def test_a_sum_may_say_more_where_it_has_no_date() -> None:
    label = "Jumlah cetak untuk sekolah"
    assert len(run(row(None, description=label, printed=7)).sums) == 1
    assert len(run(row(label, printed=7)).sums) == 1
    assert not run(row("31/02/2017", description=label, printed=7)).sums
    assert not run(row(None, description=label)).sums


def test_amounts_of_sums_may_be_unreadable() -> None:
    assert not run(row("Jumlah", printed="=SUM(B2:B9)")).problems


# --- balances --------------------------------------------------------------------------------


def test_a_balance_is_compared_and_not_posted() -> None:
    outcome = run(row(printed=100, balance="900"), row(MAY_3, received=50, balance=950.0))
    assert not outcome.problems
    assert len(outcome.entries) == 3


def test_a_difference_is_reported_where_it_arises() -> None:
    outcome = run(
        row(printed=100, balance=890),
        row(printed=10, balance=880),
        row(MAY_3, printed=10, balance=870),
        row(MAY_3, printed=10, balance=890),
        row(MAY_3, printed=10, balance=860),
        row(MAY_3, printed=10, balance=850),
    )
    assert problems(outcome) == [
        (1, "balance", "the file says 890, the ledger 900"),
        (4, "balance", "the file says 890, the ledger 870"),
    ]
    assert sums(outcome) == (150, 150, 0, 0)


def test_balances_of_one_day_are_read_from_the_top_also_the_second_time() -> None:
    rows = (
        row(printed=100, balance=900),
        row(received=500, balance=1_400),
        row(place="Bekasi Timur", distributed=300, balance=1_100),
        row(place="Bekasi Timur", returned=50, balance=1_150),
        row(spoiled=50, balance=1_100),
    )
    first = run(*rows)
    assert not first.problems
    assert not run(*rows, ledger=first.ledger).problems


# --- headings --------------------------------------------------------------------------------


def test_headings_are_read_without_case_spaces_and_fillers() -> None:
    outcome = run(
        {
            "TGL.": MAY_2,
            "Jumlah Blangko KTP-el Diterima (keping)": 10,
            "Dicetak/Keluar": 5,
            "Rusak_Gagal": 2,
            "sisa blanko": 1_003,
            "Uraian/Keterangan": "x",
            "No": 1,
            "Jumlah": 15,
        }
    )
    assert not outcome.problems
    assert len(outcome.entries) == 4
    assert outcome.ignored_columns == ("No", "Jumlah")


def test_two_headings_for_a_field_are_refused_but_for_descriptions() -> None:
    with pytest.raises(InvalidRecord, match=r"columns\.printed: duplicate"):
        run({"Tanggal": MAY_2, "Cetak": 1, "Terpakai": 1})
    with pytest.raises(InvalidRecord, match=r"columns\.out: duplicate"):
        run({"Tanggal": MAY_2, "Cetak": 1, "Keluar": 1})
    with pytest.raises(InvalidRecord, match=r"columns\.spoiled: duplicate"):
        run({"Tanggal": MAY_2, "Rusak": 1, "Gagal Encode": 1})
    assert not run({"Tanggal": MAY_2, "Uraian": "", "Keterangan": "", "Cetak": 1}).problems


def test_dates_and_figures_are_required() -> None:
    with pytest.raises(InvalidRecord, match=r"columns\.date: missing"):
        run({"Cetak": 1})
    with pytest.raises(InvalidRecord, match=r"columns\.printed: missing"):
        run({"Tanggal": MAY_2})
    with pytest.raises(ExceptionGroup, match="2 faults"):
        run({"No": 1})


def test_arguments_are_checked() -> None:
    with pytest.raises(TypeError, match="expected Ledger"):
        import_rows("ledger", [], document="Buku")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"document: expected str"):
        import_rows(OPENED, [], document=12)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"at: expected Place"):
        import_rows(OPENED, [], document="Buku", at="store")  # type: ignore[arg-type]
    with pytest.raises(InvalidRecord, match=r"document: missing"):
        import_rows(OPENED, [], document=" ")
    with pytest.raises(InvalidRecord, match=r"at: out of bounds"):
        import_rows(OPENED, [], document="Buku", at=PRINTED)
    with pytest.raises(TypeError, match=r"rows\[2\]: expected a mapping"):
        import_rows(OPENED, [row(), [1, 2]], document="Buku")  # type: ignore[list-item]
