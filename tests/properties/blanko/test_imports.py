"""Laws of imported stock cards: no card is lost, none is booked as what it was not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.office_books import OPENED, Row, run

from dukcapil.blanko import (
    DESTROYED,
    LOST,
    MINISTRY,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    Import,
    Ledger,
    Place,
)

pytestmark = pytest.mark.property

FIRST = date(2017, 5, 2)
DAYS = [FIRST + timedelta(days=day) for day in range(5)]
SURUH, TIMUR = Place.point("Suruh"), Place.point("Bekasi Timur")
ENDS = (PRINTED, SPOILED, DESTROYED, LOST, MINISTRY, PROVINCE, SURUH, TIMUR)

# --- descriptions: booked right or refused ---------------------------------------------------

OUTGOING: dict[Place, list[str]] = {
    PRINTED: ["cetak", "dicetak", "pencetakan", "pencetakan KTP-el", "tercetak"],
    SPOILED: ["rusak", "gagal cetak", "gagal encode", "rusak saat proses pencetakan", "cacat"],
    SURUH: ["distribusi ke Kec. Suruh", "dikirim ke kecamatan Suruh", "dropping kpd kec suruh"],
    TIMUR: ["distribusi ke Bekasi Timur", "pengiriman ke Kec.Bekasi Timur"],
    MINISTRY: ["dikembalikan ke Ditjen", "pengembalian ke pusat"],
    PROVINCE: ["dikembalikan ke provinsi"],
    DESTROYED: ["dimusnahkan", "pemusnahan"],
    LOST: ["hilang", "kehilangan"],
    STORE: ["dipinjamkan ke Kab. Semarang", "terima dari Ditjen", "pinjaman", "opname"],
}
"""What cards that left became, and how offices say it; under `STORE`, what is never booked."""
PREFIXES = ["", "", "", "blangko KTP-el ", "Blanko ", "untuk ", "50 keping ", "- "]
ENDINGS = ["", "", " 12 Mei", " 50 keping", " reguler", ", BAST 12", " SMA Negeri 1", " (lanjutan)"]
TURNED = ["batal ", "tidak ", "belum ", "tidak jadi ", "koreksi ", "salah ", "rencana "]
CASES: list[Any] = [str, str.upper, str.title, str.casefold]


@st.composite
def descriptions(draw: st.DrawFn) -> tuple[str, frozenset[Place]]:
    """A text, and what it says that cards became: one thing, several, or nothing."""
    truths = draw(st.lists(st.sampled_from(list(OUTGOING)), min_size=1, max_size=2))
    parts = [draw(st.sampled_from(OUTGOING[truth])) for truth in truths]
    text = draw(st.sampled_from([" dan ", ", ", " / ", " "])).join(parts)
    turned = draw(st.sampled_from(["", "", "", *TURNED]))
    before, after = draw(st.sampled_from(PREFIXES)), draw(st.sampled_from(ENDINGS))
    text = draw(st.sampled_from(CASES))(f"{before}{turned}{text}{after}")
    if turned or STORE in truths:
        return text, frozenset()
    return text, frozenset(truths)


def became(outcome: Import) -> frozenset[Place]:
    """Where more cards are than before."""
    before, after = OPENED, outcome.ledger
    return frozenset(
        end for end in ENDS if after.balance(end, on=FIRST) > before.balance(end, on=FIRST)
    )


@given(descriptions())
def test_what_left_is_booked_as_what_it_was_or_refused(said: tuple[str, frozenset[Place]]) -> None:
    text, truths = said
    cells = {"Tanggal": FIRST, "Uraian": text, "Masuk": None, "Keluar": 7, "Sisa": 993}
    outcome = run(cells)
    if outcome.problems:
        assert outcome.ledger is OPENED
        assert outcome.cards_rejected == 7
    else:
        assert len(truths) == 1
        assert became(outcome) == truths


@given(descriptions())
def test_what_left_never_came(said: tuple[str, frozenset[Place]]) -> None:
    text, truths = said
    outcome = run({"Tanggal": FIRST, "Uraian": text, "Masuk": 7, "Keluar": None})
    assert not truths or outcome.ledger is OPENED


@given(st.text(max_size=30))
def test_any_text_is_booked_or_refused(text: str) -> None:
    outcome = run({"Tanggal": FIRST, "Uraian": text, "Masuk": None, "Keluar": 7})
    assert outcome.cards_in_file == outcome.cards_posted + outcome.cards_rejected
    assert text not in str(outcome.problems) or len(text) < 9


# --- files -----------------------------------------------------------------------------------

COLUMNS = ("received", "printed", "spoiled", "distributed", "returned")
AMOUNTS = st.sampled_from([None, None, None, 1, 5, 40, 300, "1.200", "1,200"])
CLEAN = st.sampled_from([None, None, None, 1, 5, 40, 300])


def rows(amounts: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    """Rows of one table: all have its columns."""
    sent = st.fixed_dictionaries(
        {
            "date": st.sampled_from(DAYS),
            "place": st.sampled_from(["Suruh", "Kec. Bekasi Timur"]),
            **dict.fromkeys(COLUMNS[:1], amounts),
            **dict.fromkeys(COLUMNS[3:], amounts),
        }
    )
    used = st.fixed_dictionaries(
        {
            "date": st.sampled_from(DAYS),
            "place": st.none(),
            **dict.fromkeys(COLUMNS[:3], amounts),
            "counted": st.sampled_from([None, None, None, None, 1_000]),
        }
    )
    return (sent | used).map(lambda cells: {**dict.fromkeys([*COLUMNS, "counted"]), **cells})


def total(book: Sequence[Row]) -> int:
    """The amounts, read by somebody else."""
    cells = [str(one.get(column) or 0).replace(".", "") for one in book for column in COLUMNS]
    return sum(int(cell) for cell in cells if "," not in cell)


@given(st.lists(rows(AMOUNTS), max_size=8))
def test_what_was_in_the_sheet_was_read_or_refused(book: list[Row]) -> None:
    outcome = run(*book)
    assert outcome.cards_in_file == total(book)
    assert total(book) == outcome.cards_posted + outcome.cards_rejected
    again = run(*book, ledger=outcome.ledger)
    assert again.ledger is outcome.ledger
    assert (again.cards_posted, again.cards_already_there) == (0, outcome.cards_posted)


def balances(ledger: Ledger) -> dict[tuple[Place, date], int]:
    found = {(place, day): ledger.balance(place, on=day) for place in ledger.places for day in DAYS}
    return {key: cards for key, cards in found.items() if cards}


@given(
    st.lists(rows(CLEAN), max_size=6),
    st.lists(st.lists(rows(CLEAN), min_size=1, max_size=2), min_size=1, max_size=3),
    st.data(),
)
def test_a_corrected_file_ends_as_the_file_alone(
    book: list[Row], changes: list[list[Row]], data: st.DataObject
) -> None:
    """However rows are changed, added and taken away, in any order of rows."""
    period = (DAYS[0], DAYS[-1])
    ledger = run(*book).ledger
    for new in changes:
        kept = data.draw(st.lists(st.sampled_from(book), unique_by=id)) if book else []
        book = data.draw(st.permutations([*kept, *new]))
        outcome = run(*book, ledger=ledger, covers=period, correct=True)
        fresh = run(*book, ledger=OPENED)
        if outcome.refusal:
            assert outcome.ledger is ledger
            assert fresh.problems
        elif not outcome.problems and not fresh.problems:
            assert balances(outcome.ledger) == balances(fresh.ledger)
            assert run(*book, ledger=outcome.ledger, covers=period).ledger is outcome.ledger
        ledger = outcome.ledger
    ledger.verify()
