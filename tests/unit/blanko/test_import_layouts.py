"""Sheets side by side, one a month or a day, and headings of offices, in one call."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import attrs
import pytest
from support.office_books import (
    BEKASI_TIMUR,
    MAY_1,
    MAY_2,
    MAY_3,
    OPENED,
    Row,
    at_end,
    problems,
    row,
    run,
    sums,
)

from dukcapil import InvalidRecord
from dukcapil.blanko import (
    Allocated,
    Distributed,
    Ledger,
    Place,
    Printed,
    Spoiled,
    import_rows,
)
from dukcapil.errors import Fault
from dukcapil.spreadsheets import Row as FileRow

UTARA = Place.point("Bekasi Utara")


def of_file(sheet: str, number: int, **cells: object) -> FileRow:
    """A row as it is read from a workbook."""
    return FileRow(
        source="Blangko.xlsx",
        sheet=sheet,
        number=number,
        positions={name: position for position, name in enumerate(cells)},
        cells=tuple(cells.values()),
    )


# --- headings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        *((heading, Printed) for heading in ("Terpakai", "Pemakaian", "Jumlah Pemakaian (keping)")),
        *((heading, Spoiled) for heading in ("Gagal Encode", "GAGAL CETAK", "Rusak/Gagal")),
        *((heading, Allocated) for heading in ("Penerimaan", "Jumlah Diterima", "Diterima/Masuk")),
    ],
)
def test_usual_headings_are_known(heading: str, kind: type) -> None:
    outcome = run({"Hari/Tanggal": "Selasa, 2 Mei 2017", "No. Surat Jalan": "SJ 7", heading: 5})
    assert not outcome.ignored_columns
    assert type(outcome.entries[0]) is kind
    assert outcome.entries[0].document == "SJ 7"


def test_an_opening_balance_is_compared_before_its_row_and_a_closing_one_after() -> None:
    names = ("Stok Awal", "Terpakai", "Stok Akhir")
    rows = [
        {"Tanggal": MAY_2, **dict(zip(names, (1_000, 300, 700), strict=True))},
        {"Tanggal": MAY_2, **dict(zip(names, (700, 100, 600), strict=True))},
        {"Tanggal": MAY_3, **dict(zip(names, (650, 100, 550), strict=True))},
        {"Tanggal": MAY_3, **dict(zip(names, (550, 50, 400), strict=True))},
    ]
    outcome = run(*rows)
    assert problems(outcome) == [
        (3, "opening", "the file says 650, the ledger 600"),
        (4, "balance", "the file says 400, the ledger 450"),
    ]
    assert not problems(run(*rows[:2], ledger=outcome.ledger))


def test_failures_of_two_kinds_are_both_spoiled() -> None:
    outcome = run({"Tanggal": MAY_2, "Cetak": 50, "Gagal Encode": 2, "Gagal Cetak": 2, "Sisa": 946})
    assert not outcome.problems
    assert [entry.cards for entry in outcome.entries if isinstance(entry, Spoiled)] == [2, 2]


def test_any_heading_can_be_named_or_left_out() -> None:
    cells = {"Tgl": MAY_2, "Habis": 5, "Loket 2": 3, "Cadangan": 9}
    named = {"Habis": "printed", "Loket 2": ("distributed", "Loket 2"), "Cadangan": None}
    outcome = run(cells, columns=named)
    assert not outcome.ignored_columns
    assert at_end(outcome.ledger, Place.point("Loket 2")) == 3
    assert run(cells, columns={"Habis": "printed"}).ignored_columns == ("Loket 2", "Cadangan")
    with pytest.raises(InvalidRecord, match=r"columns\.field 1: not understood"):
        run(cells, columns={"Habis": "habis"})


def test_hints_in_brackets_are_left_out_and_other_words_are_not() -> None:
    cells = {"Tanggal (dd/mm/yyyy)": MAY_2, "Dicetak (keping)": 5, "Diterima (rusak)": 3}
    outcome = run(cells)
    assert outcome.ignored_columns == ("Diterima (rusak)",)
    with pytest.raises(InvalidRecord, match=r"columns\.printed: duplicate"):
        run({"Tanggal": MAY_2, "Cetak (column C)": 5, "Cetak (column D)": 5})


def test_two_numbers_of_documents_have_to_agree() -> None:
    cells = {"Tanggal": MAY_2, "No BAST": "B 1", "No. Surat Jalan": None, "Diterima": 5}
    assert run(cells).entries[0].document == "B 1"
    assert problems(run({**cells, "No. Surat Jalan": "SJ 1"})) == [
        (1, "document", Fault.CONTRADICTION)
    ]


def test_years_of_two_digits_and_serial_dates_are_read_where_the_caller_says_so() -> None:
    assert not run(row("02/05/17", printed=5), century=1950).problems
    assert not run(row(42_857, printed=5), has_serial_dates=True).problems
    with pytest.raises(InvalidRecord, match=r"import_rows\.century: out of bounds"):
        run(row(printed=5), century=17)


# --- places ------------------------------------------------------------------------------------


def test_a_column_for_each_place() -> None:
    cells: Row = {"Tanggal": MAY_2, "Kec. Bekasi Timur": 100, "Distribusi Bekasi Utara": 50}
    outcome = run(cells, columns={"Kec. Bekasi Timur": "distributed"})
    assert not outcome.problems
    assert at_end(outcome.ledger) == 850
    assert (at_end(outcome.ledger, BEKASI_TIMUR), at_end(outcome.ledger, UTARA)) == (100, 50)
    assert run(cells).ignored_columns == ("Kec. Bekasi Timur",)


def test_a_block_for_each_place() -> None:
    """What points received is sent to them, and each has a balance of its own."""
    block = ("Masuk", "Dicetak", "Gagal Cetak", "Sisa")
    figures = {
        "Bekasi Timur": (100, 60, 2, 38),
        "32.75.03": (50, 10, None, 41),
    }
    cells: Row = {"Tanggal": MAY_2, "Uraian": None} | {
        f"{place} {what}": value
        for place, values in figures.items()
        for what, value in zip(block, values, strict=True)
    }
    outcome = run(cells, columns={f"{place} Masuk": ("received", place) for place in figures})
    assert not outcome.ignored_columns
    utara = Place.point("32.75.03")
    assert problems(outcome) == [(1, "balance", "the file says 41, the ledger 40")]
    assert (at_end(outcome.ledger), at_end(outcome.ledger, BEKASI_TIMUR)) == (850, 38)
    assert at_end(outcome.ledger, utara) == 40
    assert sum(isinstance(entry, Distributed) for entry in outcome.entries) == 2
    assert (
        run(
            cells,
            columns={f"{place} Masuk": ("received", place) for place in figures},
            ledger=outcome.ledger,
        ).ledger
        is outcome.ledger
    )


@pytest.mark.parametrize("heading", ["JUMLAH Cetak", "Cetak"])
def test_the_sum_of_places_is_not_read_beside_them(heading: str) -> None:
    sent = run(row(place="Bekasi Timur", distributed=100)).ledger
    cells = {"Tanggal": MAY_3, "Bekasi Timur Cetak": 5, heading: 5}
    with pytest.raises(InvalidRecord, match=r"columns\.printed: duplicate"):
        run(cells, ledger=sent)
    without = run(cells, ledger=sent, document="Log", columns={heading: None})
    assert without.cards_posted == 5
    of_office = run(cells, ledger=sent, document="Log", columns={heading: "printed"})
    assert at_end(of_office.ledger) == 895


def test_what_a_point_received_is_not_sent_twice() -> None:
    block: Row = {"Tanggal": MAY_3, "Bekasi Timur Diterima": 100, "Bekasi Timur Cetak": 60}
    by_another_book = run(row(place="Bekasi Timur", distributed=100)).ledger
    outcome = run(block, ledger=by_another_book, document="Kecamatan")
    assert [one.column for one in outcome.problems] == ["received"]
    assert at_end(outcome.ledger, BEKASI_TIMUR) == 40
    assert at_end(outcome.ledger) == 900
    both = run({**block, "Distribusi Bekasi Timur": 100})
    assert problems(both) == [(1, "received", Fault.DUPLICATE)]
    assert at_end(both.ledger, BEKASI_TIMUR) == 40
    on_the_way = run(row(document="SJ 1 / Bekasi Timur", distributed=100)).ledger
    arrived = run({**block, "No SJ": "SJ 1"}, ledger=on_the_way, document="Kecamatan")
    assert [type(entry).__name__ for entry in arrived.entries] == ["Received", "Printed"]


def test_a_print_log_says_where_it_was_printed() -> None:
    sent = run(row(place="Bekasi Timur", distributed=100)).ledger
    log: list[Row] = [
        {"Tanggal": MAY_3, "Lokasi Cetak": "KEC. BEKASI TIMUR", "Jumlah Cetak": 30},
        {"Tanggal": MAY_3, "Lokasi Cetak": None, "Jumlah Cetak": 20},
    ]
    outcome = run(*log, ledger=sent, document="Log")
    assert not outcome.problems
    assert (at_end(outcome.ledger), at_end(outcome.ledger, BEKASI_TIMUR)) == (880, 70)
    clash = {"Tanggal": MAY_3, "Lokasi Cetak": "Bekasi Utara", "Bekasi Timur Cetak": 5}
    assert problems(run(clash, ledger=sent)) == [(1, "place", Fault.CONTRADICTION)]


CODE: Row = {"Tanggal": MAY_2, "Kode Kec": "32.75.01", "Kecamatan": None, "Dikirim": 10}
NAME: Row = {"Tanggal": MAY_2, "Kode Kec": None, "Kecamatan": "BEKASI TIMUR", "Dikirim": 20}
BOTH: Row = {
    "Tanggal": MAY_2,
    "Kode Kec": "327501",
    "Kecamatan": "Kec. Bekasi Timur",
    "Dikirim": 30,
}
HEADING: Row = {"Tanggal": MAY_2, "Distribusi Bekasi Timur": 40}


def test_a_place_is_one_by_code_and_by_name_in_any_order() -> None:
    for rows in permutations((CODE, NAME, BOTH, HEADING)):
        outcome = run(*rows)
        assert not outcome.problems
        assert at_end(outcome.ledger, Place.point("32.75.01")) == 100
    known = run(row(place="Bekasi Timur", distributed=1)).ledger
    assert at_end(run(CODE, NAME, ledger=known, document="Lain").ledger, BEKASI_TIMUR) == 31
    coded = run(row(place="32.75.01", distributed=1)).ledger
    assert at_end(run(NAME, ledger=coded, document="Lain").ledger, Place.point("32.75.01")) == 21


def test_a_code_and_a_name_of_two_places_contradict() -> None:
    assert problems(run(CODE | {"Kecamatan": "Bekasi Utara"})) == [
        (1, "place", Fault.CONTRADICTION)
    ]


def test_a_name_of_two_places_is_refused() -> None:
    """There is a Suruh in Kab. Semarang and one in Kab. Trenggalek."""
    rows: list[Row] = [CODE | {"Kode Kec": code} for code in ("33.22.04", "35.03.14")]
    outcome = run(*rows, CODE | {"Kode Kec": None, "Kecamatan": "Suruh"})
    assert problems(outcome) == [(3, "place", Fault.DUPLICATE)]
    in_heading = run(*rows, {"Tanggal": MAY_2, "Distribusi Suruh": 5})
    assert problems(in_heading) == [(3, "place", Fault.DUPLICATE)]


def test_a_code_of_no_kecamatan_names_nothing() -> None:
    headings = ("Distribusi 32.75.99", "Distribusi 32.75", "Distribusi 5")
    unknown = {"Tanggal": MAY_2, "Cetak": 1, **dict.fromkeys(headings, 5)}
    assert run(unknown).ignored_columns == headings
    named = run(unknown, columns={"Distribusi 32.75.99": ("distributed", "32.75.99")})
    assert at_end(named.ledger, Place.point("32.75.99")) == 5
    assert problems(run(CODE | {"Kode Kec": "3275010"})) == [(1, "place", Fault.BPS_CODE)]


# --- several sheets ----------------------------------------------------------------------------


def test_receipts_and_uses_in_separate_tables_are_one_book() -> None:
    receipts = [of_file("Penerimaan", 4, Tanggal=MAY_2, BAST="B 1", Diterima="1.500")]
    uses: list[FileRow] = [
        of_file("Pemakaian", 3, Tgl="2 Mei 2017", Cetak=2_100, Rusak=4),
        of_file("Pemakaian", 4, Tgl="Jumlah", Cetak=2_100, Rusak=4),
        of_file("Pemakaian", 5, Tgl="3 Mei 2017", Cetak="1,000", Rusak=4),
    ]
    notes = [of_file("Petunjuk", 2, Bacaan="Isi setiap hari")]
    outcome = run(*uses, *receipts, *notes)
    assert outcome.cards_posted == 3_608
    assert [str(one) for one in outcome.problems] == [
        f"Blangko.xlsx Pemakaian: rows[5].printed: {Fault.AMBIGUOUS}; {Fault.AMBIGUOUS.advice}"
    ]
    assert [(one.sheet, one.row) for one in outcome.sums] == [("Pemakaian", 4)]
    assert outcome.ignored_columns == ("Bacaan",)
    assert "rows that are sums, not read: Blangko.xlsx Pemakaian 4" in str(outcome)
    again = run(*receipts, *uses, ledger=outcome.ledger)
    assert again.ledger is outcome.ledger


def test_a_sheet_a_day_has_its_date_in_its_name() -> None:
    days = [
        of_file(f"{day} Mei 2017", n, Kec=None, Cetak=10 * day) for day in (2, 3) for n in (3, 4)
    ]
    outcome = run(*days)
    assert [(entry.on, entry.cards) for entry in outcome.entries if isinstance(entry, Printed)] == [
        *((MAY_2, 20), (MAY_2, 20), (MAY_3, 30), (MAY_3, 30))
    ]
    with pytest.raises(InvalidRecord, match=r"columns\.date: missing"):
        run(of_file("Rekap", 3, Cetak=5))
    mixed = run(of_file("Rekap", 3, Cetak=5), *days)
    assert [(one.sheet, one.column, one.reason) for one in mixed.problems] == [
        ("Rekap", "date", Fault.MISSING)
    ]


def test_faults_go_back_to_the_office_as_a_workbook(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    from dukcapil.spreadsheets import read, read_all, write_problems  # noqa: PLC0415  of the extra

    with xlsxwriter.Workbook(tmp_path / "Blangko.xlsx") as book:
        for month in (4, 5):
            page = book.add_worksheet(f"{month:02}-2017")
            page.write_row(0, 0, ["KARTU PERSEDIAAN BLANGKO KTP-EL"])
            page.write_row(2, 0, ["Tanggal", "Uraian", "Masuk", "Keluar", "Sisa"])
            page.write_row(3, 0, [f"02/{month:02}/2017", "Dari Ditjen", 500])
            page.write_row(4, 0, [f"03/{month:02}/2017", "Ibu Siti", None, 20])
    sheets = read_all(tmp_path / "Blangko.xlsx")
    rows = [one for sheet in sheets for one in sheet.rows]
    outcome = import_rows(Ledger(), rows, document="Kartu")
    assert outcome.cards_posted == 1_000
    write_problems(tmp_path / "kembali.xlsx", sheets, outcome.problems, language="id")
    back = read(tmp_path / "kembali.xlsx", sheet="05-2017")
    untouched, faulty = back.rows
    assert (untouched["baris"], untouched["kesalahan"], faulty["baris"]) == (4, None, 5)
    assert str(faulty["kesalahan"]).startswith("keluar: uraian tidak menyebut apa yang masuk")


# --- the order of files ------------------------------------------------------------------------


def test_what_one_order_of_files_refuses_another_file_makes_possible() -> None:
    prints = [row(MAY_3, printed=1_200)]
    first = run(*prints)
    assert sums(first) == (1_200, 0, 1_200, 0)
    assert first.ledger is OPENED
    lot = run(row(received=500), ledger=first.ledger, document="Penerimaan")
    second = run(*prints, ledger=lot.ledger)
    assert sums(second) == (1_200, 1_200, 0, 0)
    assert at_end(second.ledger) == 300


def test_within_a_day_one_amount_makes_another_possible() -> None:
    """What is printed at a point can wait for what came back, and that for what was sent."""
    rows = [
        row(place="Bekasi Timur", returned=5),
        row(place="Bekasi Timur", distributed=5),
        row(printed=2_000),
        row(MAY_2, counted=1_000),
        row(MAY_1, printed=1),
    ]
    outcome = run(*rows)
    assert [one.column for one in outcome.problems] == ["printed", "printed"]
    assert "import what came before the count first" in str(outcome.problems[1])
    assert at_end(outcome.ledger) == 1_000


def test_a_book_of_another_name_is_another_book() -> None:
    first = run(row(printed=5))
    other = attrs.evolve(first.entries[0], lot="L")
    conflict = run(row(printed=5), ledger=OPENED.post(other))
    assert "give the book another name in `document`" in str(conflict.problems[0])
    assert at_end(run(row(printed=5), ledger=first.ledger, document="Buku 2").ledger) == 990
