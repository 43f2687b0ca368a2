"""Importing the books of offices: what is read, refused, posted once, and never lost."""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterable
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.office_books import (
    BEKASI_TIMUR,
    LATER,
    MAY_1,
    MAY_2,
    MAY_3,
    MAY_4,
    OPENED,
    Row,
    problems,
    row,
    run,
    sums,
)

from dukcapil import InvalidRecord
from dukcapil.blanko import (
    MINISTRY,
    OPENING,
    SPOILED,
    STORE,
    Allocated,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Ledger,
    Place,
    Printed,
    Received,
    Returned,
    Reversed,
    Serials,
    Spoiled,
)
from dukcapil.blanko._movements import Movement

# --- what rows become ------------------------------------------------------------------------


def test_cards_received_without_an_allocation_are_allocated_too() -> None:
    outcome = run({"Tanggal": "02/05/2017", "Diterima": "1.500", "No. BAST": "BAST 12"})
    sent, came = outcome.entries
    assert isinstance(sent, Allocated)
    assert isinstance(came, Received)
    assert (sent.cards, sent.document, sent.source) == (1_500, "BAST 12", MINISTRY)
    assert (came.cards, came.document, came.to, came.on) == (1_500, "BAST 12", STORE, MAY_2)
    assert outcome.ledger.balance(STORE, on=MAY_2) == 2_500
    assert outcome.ledger.balance(Place.transit("BAST 12"), on=MAY_2) == 0
    assert sums(outcome) == (1_500, 1_500, 0, 0)


def test_a_document_that_is_on_the_way_is_not_allocated_again() -> None:
    ledger = OPENED.post(Allocated(id="a", on=MAY_1, cards=500, document="BAST 12"))
    cells = row(document="BAST 12", received=500)
    outcome = run(cells, ledger=ledger)
    assert [type(entry) for entry in outcome.entries] == [Received]
    again = run(cells, ledger=outcome.ledger)
    assert again.ledger == outcome.ledger
    assert again.already_there == 1
    too_many = run(cells | {"received": 501}, ledger=ledger)
    assert sums(too_many) == (501, 0, 501, 0)
    assert too_many.ledger is ledger


def test_the_figures_of_a_row_become_entries_in_an_order_that_is_possible() -> None:
    outcome = run(
        {
            "Tgl": "2 Mei 2017",
            "Kecamatan": "KEC. BEKASI  TIMUR",
            "Nomor Dokumen": 12,
            "Dimusnahkan": 3,
            "Rusak / Gagal": 5,
            "Dicetak": 100,
            "Distribusi": 60,
            "Diterima": 200,
            "Sisa": 35,
            "Opname": 33,
        },
        ledger=Ledger(),
    )
    assert [type(entry) for entry in outcome.entries] == [
        *(Allocated, Received, Distributed, Received, Printed, Spoiled, Destroyed, Counted)
    ]
    assert {entry.document for entry in outcome.entries} == {"12", "12 / Bekasi Timur"}
    balances = {
        str(place): outcome.ledger.balance(place, on=MAY_2) for place in outcome.ledger.places
    }
    assert balances == {
        "store": 33,
        "point Bekasi Timur": 60,
        "in transit 12": 0,
        "in transit 12 / Bekasi Timur": 0,
        "spoiled": 2,
        "ministry": -200,
        "printed": 100,
        "destroyed": 3,
        "missing at counts": 2,
    }
    # The balance was written before the count took the difference out.
    assert problems(outcome) == [(1, "balance", "the file says 35, the ledger 33")]


def test_a_row_of_an_entry_that_was_reversed_is_posted_anew() -> None:
    first = run(row(MAY_3, printed=32))
    reversal = Reversed(id="r", on=MAY_3, reverses=first.entries[0].id, reason="by mistake")
    again = run(row(MAY_3, printed=32), ledger=first.ledger.post(reversal))
    assert sums(again) == (32, 32, 0, 0)
    assert run(row(MAY_3, printed=32), ledger=again.ledger).ledger is again.ledger


def test_a_point_that_the_ledger_knows_is_found_however_it_is_written() -> None:
    point = Place.point("MPP Bekasi")
    ledger = OPENED.post(
        Distributed(id="d", on=MAY_3, cards=20, document="SJ1"),
        Received(id="r", on=MAY_3, cards=20, document="SJ1", to=point),
    )
    back = run(row(MAY_3, place="mpp bekasi", returned=5), ledger=ledger)
    assert not back.problems
    assert back.ledger.balance(point, on=MAY_3) == 15


def test_what_came_is_written_before_what_went_in_whatever_row_it_stands() -> None:
    outcome = run(row(printed=1_200), row(received=300))
    assert not outcome.problems
    assert outcome.ledger.balance(STORE, on=MAY_2) == 100


def test_cards_can_go_and_come_back_on_one_day() -> None:
    outcome = run(row(place="A", returned=5), row(place="A", distributed=5))
    assert not outcome.problems
    assert run(row(place="A", returned=5), ledger=outcome.ledger).ledger is outcome.ledger


def test_cards_come_back_to_the_store_from_the_place_of_the_row() -> None:
    sent = row(place="Bekasi Timur", distributed=50)
    outcome = run(sent, row(MAY_3, place="kecamatan bekasi timur", returned="20"))
    back = outcome.entries[-1]
    assert isinstance(back, Returned)
    assert (back.source, back.to) == (BEKASI_TIMUR, STORE)
    assert outcome.ledger.balance(BEKASI_TIMUR, on=MAY_3) == 30


def test_cards_sent_without_a_place_stay_on_the_way_until_the_other_book_has_them() -> None:
    sent = run(row(document="ST 7", distributed=50))
    assert sent.ledger.balance(Place.transit("ST 7"), on=LATER) == 50
    book = (
        row(MAY_3, document="ST 7", received=50, place="Bekasi Timur"),
        row(MAY_3, printed=10, returned=5, balance=35),
    )
    outcome = run(*book, ledger=sent.ledger, at=BEKASI_TIMUR)
    assert not outcome.problems
    assert [type(entry) for entry in outcome.entries] == [Received, Returned, Printed]
    assert outcome.ledger.balance(BEKASI_TIMUR, on=MAY_3) == 35
    assert outcome.ledger.balance(STORE, on=MAY_3) == 955


def test_at_another_place_nothing_is_allocated() -> None:
    outcome = run(row(received=50), at=BEKASI_TIMUR)
    why = "in transit Buku 2017-05-02 on 2017-05-02: 50 cards needed, 0 on hand; "
    why += "enter first what arrived, or look for an entry that is wrong"
    assert problems(outcome) == [(1, "received", why)]


def test_a_count_in_the_file_opens_the_book() -> None:
    rows = (
        row(MAY_1, counted="1.120", description="Saldo awal"),
        row(MAY_2, printed=20, balance=1_100),
    )
    outcome = run(*rows, ledger=Ledger())
    assert not outcome.problems
    assert not outcome.sums
    assert outcome.ledger.balance(STORE, on=MAY_2) == 1_100
    assert outcome.ledger.balance(OPENING, on=MAY_2) == -1_120
    assert sums(outcome) == (20, 20, 0, 0)


def test_a_count_of_nothing_is_a_count() -> None:
    outcome = run(row(printed=1_000), row(counted=0))
    assert isinstance(outcome.entries[-1], Counted)
    assert not outcome.problems


def test_a_count_that_is_refused_is_about_no_cards() -> None:
    outcome = run(row(MAY_1, counted=1_001))
    assert [found.column for found in outcome.problems] == ["counted"]
    assert outcome.cards_rejected == 0
    assert "1,000 cards were counted" in str(outcome.problems[0])


def test_a_row_without_a_document_has_the_book_and_the_day_for_one() -> None:
    outcome = run(row(received=1, printed=2, spoiled=1), row(MAY_3, destroyed=1))
    assert {entry.document for entry in outcome.entries} == {"Buku 2017-05-02", "Buku 2017-05-03"}
    assert isinstance(outcome.entries[-1], Destroyed)


def test_zeros_and_rows_without_figures_are_nothing() -> None:
    outcome = run(
        row(printed=0),
        row(printed="-", spoiled="\N{EN DASH}", received=math.nan),
        row("", printed=" "),
        row("Mengetahui, Kepala Dinas"),
        row(None),
        {},
    )
    assert outcome == run()
    assert outcome.ledger is OPENED


def test_places_are_one_however_they_are_written() -> None:
    names = ("Bekasi Timur", "BEKASI TIMUR", "kec.bekasi timur", "Kecamatan Bekasi  Timur")
    outcome = run(*(row(place=name, distributed=1) for name in names))
    assert outcome.ledger.balance(BEKASI_TIMUR, on=MAY_2) == 4
    codes = run(row(place="327501", distributed=1), row(place="32.75.01", distributed=1))
    assert codes.ledger.balance(Place.point("32.75.01"), on=MAY_2) == 2
    others = run(row(place="Kecapi", distributed=1), row(place="Kec.", distributed=1))
    assert others.ledger.balance(Place.point("Kecapi"), on=MAY_2) == 1
    assert others.ledger.balance(Place.point("Kec."), on=MAY_2) == 1


def test_spoiled_cards_are_destroyed_only_as_far_as_there_are_any() -> None:
    outcome = run(row(spoiled=5, destroyed=6))
    assert sums(outcome) == (11, 5, 6, 0)
    assert outcome.ledger.balance(SPOILED, on=MAY_2) == 5


# --- once, and again -------------------------------------------------------------------------


def test_the_second_time_changes_nothing() -> None:
    rows = (
        row(received=10, printed=2_000, spoiled=7),
        row(place="Bekasi Timur", distributed=5),
        row("kemarin", printed=3),
        row(MAY_3, counted=998),
    )
    first = run(*rows)
    assert sums(first) == (2_025, 22, 2_003, 0)
    second = run(*rows, ledger=first.ledger)
    assert second.ledger is first.ledger
    assert not second.entries
    assert second.already_there == len(first.entries)
    assert sums(second) == (2_025, 0, 2_003, 22)
    assert second.problems == first.problems


def test_a_longer_file_posts_what_is_new() -> None:
    rows = [row(received=10), row(printed=5), row(printed=5), row(MAY_3, printed=5)]
    first = run(*rows[:2])
    second = run(*rows, ledger=first.ledger)
    assert len(second.entries) == 2
    assert second.already_there == 3
    assert not second.no_longer_in_file
    assert second.ledger == run(*rows).ledger


def test_equal_rows_are_entries_of_their_own() -> None:
    outcome = run(row(printed=5), row(printed=5), row(printed=5, document="B"))
    assert [entry.id for entry in outcome.entries] == [
        "Buku | store | 2017-05-02 | printed | 5 | 1",
        "Buku | store | 2017-05-02 | printed | 5 | 2",
        "Buku | store | 2017-05-02 | printed | B | 5 | 1",
    ]


def test_a_dry_run_returns_the_difference() -> None:
    known = run(row(received=10)).ledger
    rows = (row(received=10, printed=5), row(printed=5_000), row("Jumlah", printed=5_005))
    trial = run(*rows, ledger=known, dry_run=True)
    assert trial.ledger is known
    assert len(known) == 3
    real = run(*rows, ledger=known)
    assert attrs.evolve(trial, ledger=real.ledger, dry_run=False) == real
    written = [entry for entry in real.ledger if entry.id not in known]
    assert [attrs.evolve(entry, entered_on=None) for entry in written] == list(trial.entries)
    assert known.post(*trial.entries).balance(STORE, on=LATER) == real.ledger.balance(
        STORE, on=LATER
    )
    assert (known.balance(STORE, on=LATER), real.ledger.balance(STORE, on=LATER)) == (1_010, 1_005)


def test_the_order_of_rows_does_not_matter_where_dates_differ() -> None:
    rows = [row(MAY_1 + timedelta(days=day), received=day, printed=900) for day in range(1, 4)]
    assert run(*rows).ledger == run(*reversed(rows)).ledger


def test_the_ledger_has_the_last_word() -> None:
    closed = OPENED.post(Closed(id="c", on=MAY_3, until=MAY_3))
    assert "the books are closed before 2017-05-03" in str(
        run(row(printed=5), ledger=closed).problems[0]
    )
    counted = run(row(MAY_1, printed=5)).problems[0]
    assert "1,000 cards were counted" in str(counted)
    numbered = Ledger(serials=True).post(
        Allocated(id="a", on=MAY_1, cards=5, document="B", serials=Serials(1, 5)),
        Received(id="b", on=MAY_1, cards=5, document="B", serials=Serials(1, 5)),
    )
    assert "expected the serials" in str(run(row(printed=5), ledger=numbered).problems[0])


# --- the outcome -----------------------------------------------------------------------------

OUTCOME = run(
    row(MAY_4, printed=100, balance=890, description="Ibu Siti <b>"),
    row(printed="Ibu Siti", place=3.5),
    row("Jumlah", printed=100) | {"No": 3},
    ledger=run(row(MAY_3, printed=1)).ledger,
)


def test_an_outcome_prints_what_a_clerk_needs() -> None:
    assert str(OUTCOME).splitlines() == [
        "figure         cards  entries",
        "in the file      100",
        "to be posted     100        1",
        "posted before      0        0",
        "rejected           0",
        "rows[1].balance: the file says 890, the ledger 900",
        "rows[2].printed: not understood; use one of the spellings in the documentation",
        "rows[2].place: not text; read the column as text, because numbers lose digits",
        "rows that are sums, not read: 3",
        "headings not understood, not read: 1, see `ignored_columns`",
        "no longer in the file, to be reversed: 1, see `no_longer_in_file`",
        "nothing is written; correct=True posts the correction",
    ]
    assert repr(OUTCOME) == (
        "Import(entries=1, already_there=0, problems=3, sums=1, no_longer_in_file=1, dry_run=True)"
    )
    assert "to be posted" in str(run(row(printed=1), dry_run=True))


def test_an_outcome_never_shows_what_cells_say() -> None:
    shown = f"{OUTCOME} {OUTCOME!r} {OUTCOME._repr_html_()} {OUTCOME.problems} {OUTCOME.entries}"
    assert "Siti" not in shown
    assert "<li>rows[1].balance" in OUTCOME._repr_html_()


def test_many_problems_are_shown_in_part() -> None:
    outcome = run(*(row("kemarin", printed=1) for _ in range(12)))
    assert str(outcome).splitlines()[-1] == "and 2 more, see `problems`"
    assert str(outcome).count("rows[") == 10


def test_outcomes_and_rejections_are_values() -> None:
    assert pickle.loads(pickle.dumps(OUTCOME)) == OUTCOME
    with pytest.raises(InvalidRecord, match="cards_in_file: contradicts"):
        attrs.evolve(OUTCOME, cards_in_file=99)
    with pytest.raises(TypeError, match="expected Problems"):
        attrs.evolve(OUTCOME, problems=())  # type: ignore[arg-type]


# --- laws ------------------------------------------------------------------------------------

AMOUNTS = st.one_of(
    st.integers(0, 400),
    st.integers(0, 400_000).map(lambda cards: f"{cards:,}".replace(",", ".")),
    st.sampled_from([None, "", "-", "1,500", "1.5", -3, 2.5, "x"]),
)
DATES = st.one_of(
    st.dates(MAY_1, date(2017, 5, 9)),
    st.dates(MAY_1, date(2017, 5, 9)).map(lambda day: day.strftime("%d/%m/%Y")),
    st.sampled_from([None, "kemarin", "Jumlah"]),
)
COLUMNS = ("received", "returned", "distributed", "printed", "spoiled", "destroyed")
ROWS = st.fixed_dictionaries(
    {
        "date": DATES,
        "place": st.sampled_from([None, None, "Bekasi Timur", "BEKASI UTARA", 5]),
        "document": st.sampled_from([None, None, "A", "B"]),
        **dict.fromkeys(COLUMNS, AMOUNTS),
        "balance": AMOUNTS,
        "counted": st.one_of(st.none(), st.none(), st.none(), AMOUNTS),
    }
)
BOOKS = st.lists(ROWS, max_size=8)
DAYS = st.lists(st.lists(ROWS, min_size=1, max_size=3), max_size=9).map(
    lambda days: [
        [cells | {"date": MAY_1 + timedelta(days=number)} for cells in day]
        for number, day in enumerate(days)
    ]
)
"""Books day by day, in order, from the day of the opening on."""


def total(rows: Iterable[Row], dropped: Iterable[int]) -> int:
    """The amounts of rows that are no sums, read by somebody else."""
    cells = [
        str(cells[column]).replace(".", "")
        for number, cells in enumerate(rows, start=1)
        if number not in set(dropped)
        for column in COLUMNS
        if cells[column] not in {"1.5", 2.5}
    ]
    return sum(int(cell) for cell in cells if cell.isdigit())


@given(BOOKS)
def test_what_is_in_the_file_is_posted_rejected_or_there_already(rows: list[Row]) -> None:
    outcome = run(*rows)
    in_file, posted, rejected, there = sums(outcome)
    assert in_file == posted + rejected + there == total(rows, [one.row for one in outcome.sums])
    assert bool(rejected) <= bool(outcome.problems)
    moved = [
        entry.cards
        for entry in outcome.entries
        if isinstance(entry, Movement) and not entry.id.endswith(("| allocated", "| arrived"))
    ]
    assert posted == sum(moved)
    outcome.ledger.verify()


@given(BOOKS)
def test_twice_is_once(rows: list[Row]) -> None:
    first = run(*rows)
    second = run(*rows, ledger=first.ledger)
    assert second.ledger is first.ledger
    assert not second.entries
    assert second.already_there == len(first.entries)
    assert sums(second) == (*(first.cards_in_file, 0, first.cards_rejected), first.cards_posted)
    assert not second.no_longer_in_file


@given(BOOKS)
def test_a_dry_run_says_what_a_real_one_does(rows: list[Row]) -> None:
    trial, real = run(*rows, dry_run=True), run(*rows)
    assert trial.ledger is OPENED
    assert len(OPENED) == 1
    assert attrs.evolve(trial, ledger=real.ledger, dry_run=False) == real


@given(DAYS, st.integers(0, 9))
def test_a_file_in_two_parts_is_the_whole(days: list[list[Row]], cut: int) -> None:
    whole = [cells for day in days for cells in day]
    part = run(*(cells for day in days[:cut] for cells in day))
    assert run(*whole, ledger=part.ledger).ledger == run(*whole).ledger


@given(DAYS, st.data())
def test_the_order_of_days_is_irrelevant(days: list[list[Row]], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(days))
    outcome = run(*(cells for day in days for cells in day))
    other = run(*(cells for day in mixed for cells in day))
    assert other.ledger == outcome.ledger
    assert other.entries == outcome.entries
    assert sums(other) == sums(outcome)
