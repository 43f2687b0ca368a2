"""Stock cards with the columns Masuk and Keluar: the description says what came and went."""

from __future__ import annotations

import pytest
from support.office_books import (
    BEKASI_TIMUR,
    MAY_2,
    MAY_3,
    OPENED,
    Row,
    at_end,
    problems,
    run,
    sums,
)

from dukcapil.blanko import (
    MINISTRY,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    Allocated,
    Distributed,
    Ledger,
    Place,
    Printed,
    Received,
    Returned,
    Spoiled,
)
from dukcapil.errors import Fault

SURUH = Place.point("Suruh")


def card(text: str = "", /, **cells: object) -> Row:
    """A row of a stock card (kartu persediaan)."""
    return {"Tanggal": MAY_2, "Uraian": text, "Masuk": None, "Keluar": None, "Sisa": None, **cells}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *((text, PRINTED) for text in ("Cetak", "CETAK KTP-EL", "Pencetakan 12 Mei", "Tercetak")),
        *(
            (text, PRINTED)
            for text in ("Untuk pencetakan", "Cetak untuk SMA Negeri 1", "Pemakaian")
        ),
        *((text, PRINTED) for text in ("Blangko KTP-el dicetak 50 keping", "Cetak 2x shift")),
        *(
            (text, SPOILED)
            for text in ("Rusak", "Gagal cetak", "Gagal encode", "gagal  CETAK KTP-el")
        ),
        *((text, SPOILED) for text in ("Rusak saat proses cetak", "Blangko KTP-el rusak", "Cacat")),
        *((text, SURUH) for text in ("Distribusi ke Kec. Suruh", "Dikirim ke Kecamatan Suruh")),
        *((text, SURUH) for text in ("Distribusi ke Suruh", "Distribusi ke Kec. Suruh, BAST 12")),
        *((text, SURUH) for text in ("BAST 7 distribusi kec suruh", "Dropping kpd Kec.Suruh")),
        *((text, MINISTRY) for text in ("Dikembalikan ke Ditjen Dukcapil", "Retur ke pusat")),
        ("Pengembalian ke Provinsi", PROVINCE),
        ("Distribusi ke Kec. Suruh 50 keping", SURUH),
        ("Distribusi ke Kec. Suruh sebanyak 50", SURUH),
    ],
)
def test_the_description_decides_where_cards_went(text: str, place: Place) -> None:
    outcome = run(card(text, Keluar=50, Sisa=950))
    assert not outcome.problems
    assert sums(outcome) == (50, 50, 0, 0)
    before = OPENED.balance(place, on=MAY_2)
    assert outcome.ledger.balance(place, on=MAY_2) - before == 50
    assert outcome.ledger.balance(STORE, on=MAY_2) == 950


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        *((text, Fault.NOT_SAID) for text in ("", "-", "50 keping", "Ibu Siti", "?", "Keluar")),
        *(
            (text, Fault.NOT_SAID)
            for text in ("Batal cetak", "Tidak dicetak", "Cetak?", "Belum cetak")
        ),
        *((text, Fault.NOT_SAID) for text in ("Cetak dan rusak", "Printer rusak", "Rencana cetak")),
        *((text, Fault.NOT_SAID) for text in ("Cetak Kec. Suruh", "Dikirim untuk dicetak")),
        *((text, Fault.NOT_SAID) for text in ("Distribusi ke Kec. Suruh dan Kec. Tengaran",)),
        *((text, Fault.NOT_SAID) for text in ("Distribusi ke Kec. Suruh, Tengaran",)),
        *((text, Fault.NOT_SAID) for text in ("Distribusi ke Kec. Suruh Ibu Siti", "Dikembalikan")),
        *((text, Fault.NOT_SAID) for text in ("Distribusi ke Ditjen", "Serah terima", "BAST 12")),
        *(
            (text, Fault.NOT_SAID)
            for text in ("Ditjen untuk gudang dan provinsi", "Dikembalikan ke Kec. Suruh")
        ),
        ("Distribusi", Fault.MISSING),
        *((text, Fault.CONTRADICTION) for text in ("Terima dari Ditjen", "Barang masuk")),
        *((text, Fault.CONTRADICTION) for text in ("Distribusi dari Kec. Suruh", "Penerimaan")),
        *((text, Fault.LENT) for text in ("Dipinjamkan ke Kab. Semarang", "Pinjam Kota Salatiga")),
        *((text, Fault.LENT) for text in ("Distribusi ke Kab. Semarang", "Kirim ke Kota Salatiga")),
        *((text, Fault.LOST) for text in ("Hilang", "Kehilangan 2 keping")),
        *((text, Fault.SPOILED_FIRST) for text in ("Dimusnahkan", "Pemusnahan blangko")),
        *((text, Fault.NOT_BLANKS) for text in ("KTP-el rusak", "Pemusnahan KTP-el invalid")),
        *((text, Fault.NOT_BLANKS) for text in ("Kartu ditarik", "Cetak KTP rusak")),
        *(
            (text, Fault.OTHER_CARDS)
            for text in ("Cetak KIA", "Cetak kartu keluarga", "Cetak suket")
        ),
    ],
)
def test_what_does_not_say_where_cards_went_is_refused(text: str, fault: Fault) -> None:
    """Also where the running balance of the card agrees: it proves a number, and not a kind."""
    outcome = run(card(text, Keluar=50))
    assert [one.reason for one in outcome.problems] == [fault]
    assert sums(outcome) == (50, 0, 50, 0)
    assert outcome.ledger is OPENED
    assert run(card(text, Keluar=50, Sisa=950)).ledger is OPENED


CAME: list[type] = [Allocated, Received]
BACK: list[type] = [Returned]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        *((text, CAME) for text in ("Terima dari Ditjen", "BAST no 12/2017")),
        *((text, CAME) for text in ("Dari pusat", "Penerimaan", "Kiriman Ditjen")),
        *((text, CAME) for text in ("Dropping dari Kemendagri", "Terima 500 keping")),
        *((text, CAME) for text in ("Pengiriman ke-2 dari Ditjen", "Terima tahap ke 3")),
        *((text, BACK) for text in ("Pengembalian dari Kec. Bekasi Timur", "Retur dari 32.75.01")),
        *((text, BACK) for text in ("Terima kembali dari Kec. Bekasi Timur",)),
        *((text, BACK) for text in ("Terima dari Bekasi Timur", "Dikembalikan Kec. Bekasi Timur")),
    ],
)
def test_the_description_decides_where_cards_came_from(text: str, kinds: list[type]) -> None:
    known = run(card("Distribusi ke Bekasi Timur", Keluar=50)).ledger
    outcome = run(card(text, Tanggal=MAY_3, Masuk=20, Sisa=970), ledger=known, document="Kartu")
    assert not outcome.problems
    assert [type(entry) for entry in outcome.entries] == kinds
    assert at_end(outcome.ledger, BEKASI_TIMUR) == (30 if Returned in kinds else 50)


def test_the_province_hands_on_what_it_hands_on() -> None:
    outcome = run(card("Terima dari Provinsi Jawa Barat", Masuk=20))
    assert at_end(outcome.ledger, PROVINCE) == -20
    assert at_end(outcome.ledger, MINISTRY) == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        *(
            (text, Fault.NOT_SAID)
            for text in ("", "Pengiriman", "Batal terima", "Terima dari gudang")
        ),
        *((text, Fault.NOT_SAID) for text in ("Kec. Suruh", "Terima Kec. Suruh", "Opname")),
        *(
            (text, Fault.NOT_SAID)
            for text in ("Pengembalian dari Ditjen", "Terima kembali dikirim")
        ),
        *((text, Fault.NOT_SAID) for text in ("Terima dari Ditjen dan Provinsi",)),
        ("Pengembalian", Fault.MISSING),
        ("Saldo pindahan", Fault.SUM_WITH_DATE),
        *((text, Fault.CONTRADICTION) for text in ("Cetak", "Rusak", "Distribusi ke Kec. Suruh")),
        *((text, Fault.LENT) for text in ("Pengembalian dari Kab. Semarang", "Pinjam dari Kota X")),
        ("Penarikan KTP-el", Fault.NOT_BLANKS),
    ],
)
def test_what_does_not_say_where_cards_came_from_is_refused(text: str, fault: Fault) -> None:
    outcome = run(card(text, Masuk=50))
    assert [one.reason for one in outcome.problems] == [fault]
    assert sums(outcome) == (50, 0, 50, 0)


def test_a_contradiction_names_the_description() -> None:
    (problem,) = run(card("Cetak", Masuk=5)).problems
    assert str(problem) == (
        "rows[1].in: contradicts description; compare the two fields with the document"
    )


def test_the_book_of_a_point_sends_cards_back_to_the_store() -> None:
    sent = run(card("Distribusi ke Bekasi Timur", Keluar=50)).ledger
    back = run(
        card("Dikembalikan ke Dinas", Keluar=5),
        card("Rusak", Keluar=2),
        ledger=sent,
        at=BEKASI_TIMUR,
    )
    assert [type(entry) for entry in back.entries] == [Returned, Spoiled]
    assert at_end(back.ledger) == 955
    from_office = Ledger(), card("Terima dari Dinas", Masuk=5)
    (problem,) = run(from_office[1], ledger=from_office[0], at=BEKASI_TIMUR).problems
    assert str(problem.reason).startswith("in transit Buku 2017-05-02 on 2017-05-02: 5 cards")
    (problem,) = run(card("Dikembalikan ke Kec. Suruh", Keluar=5), ledger=sent, at=SURUH).problems
    assert problem.reason is Fault.NOT_SAID


def test_a_named_column_needs_no_description() -> None:
    outcome = run(card(Keluar=50), columns={"Keluar": "printed"})
    assert [type(entry) for entry in outcome.entries] == [Printed]
    without = run(card("Rusak", Keluar=50), columns={"Keluar": "printed", "Uraian": None})
    assert [type(entry) for entry in without.entries] == [Printed]


# --- columns that say it themselves ------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "text", "fault"),
    [
        ("Dicetak", "Rusak", Fault.CONTRADICTION),
        ("Terpakai", "Gagal encode", Fault.CONTRADICTION),
        ("Rusak", "Cetak", Fault.CONTRADICTION),
        ("Rusak", "KTP-el rusak", Fault.NOT_BLANKS),
        ("Diterima", "Cetak", Fault.CONTRADICTION),
        ("Dikirim", "Dipinjamkan", Fault.LENT),
        ("Dikirim", "ke Kab. Semarang", Fault.LENT),
        ("Dicetak", "KIA", Fault.OTHER_CARDS),
        ("Rusak", "hilang di jalan", Fault.LOST),
        ("KTP-el Rusak", "", Fault.NOT_BLANKS),
        ("KTP-el Dimusnahkan", "", Fault.NOT_BLANKS),
        ("KTP Invalid", "", Fault.NOT_BLANKS),
        ("KTP-el ditarik", "", Fault.NOT_BLANKS),
        ("Distribusi KTP-el", "", Fault.NOT_BLANKS),
    ],
)
def test_a_column_that_its_row_contradicts_is_refused(
    heading: str, text: str, fault: Fault
) -> None:
    outcome = run({"Tanggal": MAY_2, "Uraian": text, "Kec": None, heading: 5})
    assert [one.reason for one in outcome.problems] == [fault]
    assert sums(outcome) == (5, 0, 5, 0)


@pytest.mark.parametrize(
    ("heading", "text", "kind"),
    [
        *(("Dicetak", text, Printed) for text in ("", "Ibu Siti", "cetak PRR", "dari pusat")),
        *(
            (heading, "", Printed)
            for heading in ("KTP-el dicetak", "Jumlah KTP tercetak", "Terpakai")
        ),
        *((heading, "", Spoiled) for heading in ("Gagal cetak KTP-el", "Blangko KTP-el rusak")),
        ("Dikirim", "Distribusi ke Kec. Suruh", Distributed),
        ("Dikembalikan", "ke Ditjen", Returned),
        ("Penerimaan", "Dari pusat", Allocated),
    ],
)
def test_a_column_that_its_row_does_not_contradict_is_read(
    heading: str, text: str, kind: type
) -> None:
    outcome = run({"Tanggal": MAY_2, "Uraian": text, heading: 5})
    assert not outcome.problems
    assert type(outcome.entries[0]) is kind


def test_a_receipt_that_came_back_came_back() -> None:
    known = run(card("Distribusi ke Bekasi Timur", Keluar=50)).ledger
    back = {"Tanggal": MAY_3, "Uraian": "Pengembalian dari Kec. Bekasi Timur", "Penerimaan": 20}
    outcome = run(back, ledger=known)
    assert [type(entry) for entry in outcome.entries] == [Returned]


def test_cards_in_a_column_of_their_own_do_not_hide_the_rest() -> None:
    cells: Row = {"Tanggal": MAY_2, "Dicetak": 5, "KTP-el rusak": 3}
    outcome = run(cells)
    assert problems(outcome) == [(1, "cards", Fault.NOT_BLANKS)]
    assert sums(outcome) == (8, 5, 3, 0)
    assert not run(cells, columns={"KTP-el rusak": None}).problems
    assert not run(cells | {"KTP-el rusak": 0}).problems


def test_a_description_names_a_place_that_the_row_contradicts() -> None:
    cells = {
        "Tanggal": MAY_2,
        "Ket.": "Distribusi ke Kec. Suruh",
        "Kecamatan": "Getasan",
        "Keluar": 5,
    }
    assert problems(run(cells)) == [(1, "place", Fault.CONTRADICTION)]
    assert not run({**cells, "Kecamatan": "SURUH"}).problems
    above = {**cells, "Ket.": "Dikembalikan ke Ditjen"}
    assert problems(run(above)) == [(1, "place", Fault.CONTRADICTION)]
