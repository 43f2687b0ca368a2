"""Corrected files: what is no longer in them, and the one document that corrects the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest
from support.office_books import (
    BEKASI_TIMUR,
    MAY_1,
    MAY_2,
    MAY_3,
    MAY_4,
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
    STORE,
    Allocated,
    Closed,
    Counted,
    Ledger,
    Place,
    Printed,
    Received,
    Reversed,
)
from dukcapil.errors import Fault

EMPTY = Ledger()
BOOK = [
    row(MAY_2, document="B 1", received=1_500),
    row(MAY_3, printed=1_500),
    row(MAY_4, document="B 2", received=100, printed=60, spoiled=3),
]


def changed(book: Sequence[Row], number: int, **cells: object) -> list[Row]:
    return [{**one, **cells} if n == number else one for n, one in enumerate(book)]


def ends_as(ledger: Ledger, book: Sequence[Row]) -> bool:
    """Whether a ledger has, on every day, the balances of the book imported at once."""
    fresh = run(*book, ledger=EMPTY).ledger
    days = [MAY_1, MAY_2, MAY_3, MAY_4, date(2018, 1, 1)]
    return all(
        ledger.balance(place, on=day) == fresh.balance(place, on=day)
        for place in {*ledger.places, *fresh.places}
        for day in days
    )


# --- what is no longer in the file ---------------------------------------------------------------


def test_a_month_says_nothing_of_other_months() -> None:
    january = [row(date(2017, 1, day), received=10 * day) for day in (2, 30)]
    first = run(*january, ledger=EMPTY)
    may = run(*BOOK, ledger=first.ledger)
    assert not may.no_longer_in_file
    assert may.cards_posted == 3_163
    assert run(*january, *BOOK, ledger=may.ledger).ledger is may.ledger


def test_a_table_says_nothing_of_figures_and_places_that_it_does_not_have() -> None:
    both = run(*BOOK, row(MAY_4, place="Bekasi Timur", distributed=7), ledger=EMPTY).ledger
    uses = [{"Tanggal": one["date"], "Cetak": one["printed"]} for one in BOOK if one["printed"]]
    assert run(*uses, ledger=both).ledger is both
    other_place = [{"Tanggal": MAY_4, "Distribusi Bekasi Utara": 1}]
    assert not run(*other_place, ledger=both).no_longer_in_file
    of_point = run({"Tanggal": MAY_4, "Bekasi Timur Cetak": 2}, ledger=both)
    assert (of_point.no_longer_in_file, of_point.cards_posted) == ((), 2)
    log = {"Tanggal": MAY_4, "Lokasi": "Bekasi Timur", "Cetak": 2}
    assert run(log, ledger=of_point.ledger).ledger is of_point.ledger
    again = run({"Tanggal": MAY_4, "Bekasi Timur Cetak": 3}, ledger=of_point.ledger)
    assert again.no_longer_in_file == ("Buku | point Bekasi Timur | 2017-05-04 | printed | 2 | 1",)
    sent = run({"Tanggal": MAY_4, "Distribusi Bekasi Timur": 6}, ledger=both)
    assert len(sent.no_longer_in_file) == 2


def test_the_caller_may_say_for_which_days_the_file_is_complete() -> None:
    ledger = run(*BOOK, ledger=EMPTY).ledger
    assert not run(*BOOK[:2], ledger=ledger).no_longer_in_file
    whole = run(*BOOK[:2], ledger=ledger, covers=(MAY_1, MAY_4))
    assert len(whole.no_longer_in_file) == 3  # and there is no column of spoiled cards
    with pytest.raises(InvalidRecord, match=r"import_rows\.covers: periods overlap or are out of"):
        run(covers=(MAY_4, MAY_1))
    with pytest.raises(TypeError, match=r"covers"):
        run(covers=("2017-05-01", MAY_4))


def test_days_with_a_row_that_cannot_be_read_stay_as_they_are() -> None:
    ledger = run(*BOOK, ledger=EMPTY).ledger
    unread = changed(BOOK, 1, printed="1,500")
    assert run(*unread, ledger=ledger).ledger is ledger
    undated = changed(BOOK, 1, date="kemarin", printed=7)
    assert run(*undated, ledger=ledger).ledger is ledger
    cards = [{**one, "KTP-el rusak": 1} for one in changed(BOOK, 1, printed=1_400)]
    assert len(run(*cards, ledger=ledger).no_longer_in_file) == 1


# --- the correction --------------------------------------------------------------------------


def test_nothing_is_written_until_the_caller_says_so() -> None:
    ledger = run(*BOOK, ledger=EMPTY).ledger
    corrected = changed(BOOK, 1, printed=1_450)
    trial = run(*corrected, ledger=ledger)
    assert trial.dry_run
    assert trial.ledger is ledger
    assert sums(trial) == (3_113, 1_450, 0, 1_663)
    assert [type(entry) for entry in trial.correction] == [Reversed, Printed]
    assert ends_as(ledger.post(*trial.correction), corrected)
    done = run(*corrected, ledger=ledger, correct=True)
    assert not done.dry_run
    assert done.ledger == ledger.post(*trial.correction)
    assert "reversed: 1, see `no_longer_in_file`" in str(done)
    assert run(*corrected, ledger=done.ledger).ledger is done.ledger
    assert run(*corrected, ledger=ledger, correct=True, dry_run=True).ledger is ledger


@pytest.mark.parametrize("cards", [1_600, 1_510, 1_501])
def test_a_receipt_with_prints_after_it_is_corrected_in_any_order(cards: int) -> None:
    ledger = run(*BOOK, ledger=EMPTY).ledger
    corrected = changed(BOOK, 0, received=cards)
    outcome = run(*corrected, ledger=ledger)
    assert [type(entry) for entry in outcome.correction] == [
        *(Reversed, Reversed, Allocated, Received)
    ]
    for document in permutations(outcome.correction):
        assert ends_as(ledger.post(*document), corrected)


FIXES: list[tuple[int, Row]] = [
    (0, {"received": 1_600}),
    (1, {"printed": 1_590}),
    (2, {"spoiled": 13}),
    (2, {"received": 80}),
]


@pytest.mark.parametrize("order", list(permutations(FIXES)))
def test_corrections_come_to_one_end_in_any_order(order: Sequence[tuple[int, Row]]) -> None:
    """A step that is not possible yet is refused whole, and the next file makes up for it."""
    book, ledger = list(BOOK), run(*BOOK, ledger=EMPTY).ledger
    for number, cells in order:
        book = changed(book, number, **cells)
        outcome = run(*book, ledger=ledger, correct=True)
        assert (outcome.ledger is ledger) == bool(outcome.refusal)
        assert outcome.refusal or ends_as(outcome.ledger, book)
        ledger = outcome.ledger
    assert ends_as(ledger, book)
    ledger.verify()


def test_a_row_that_goes_and_comes_again_is_posted_anew() -> None:
    ledger = run(*BOOK, ledger=EMPTY).ledger
    for book in (changed(BOOK, 1, printed=1_450), BOOK, changed(BOOK, 1, printed=1_450), BOOK):
        ledger = run(*book, ledger=ledger, correct=True).ledger
        assert ends_as(ledger, book)
        assert run(*book, ledger=ledger).ledger is ledger


def test_a_count_of_the_file_is_entered_anew_where_it_binds() -> None:
    book = [row(MAY_2, received=500), row(MAY_3, printed=20), row(MAY_4, counted=470)]
    ledger = run(*book, ledger=EMPTY).ledger
    corrected = changed(book, 1, printed=30)
    outcome = run(*corrected, ledger=ledger, correct=True)
    assert [type(entry) for entry in outcome.correction] == [Reversed, Printed, Reversed, Counted]
    assert ends_as(outcome.ledger, corrected)
    assert run(*corrected, ledger=outcome.ledger).ledger is outcome.ledger
    recounted = changed(corrected, 2, counted=460)
    again = run(*recounted, ledger=outcome.ledger, correct=True)
    assert ends_as(again.ledger, recounted)


def test_a_correction_that_the_ledger_refuses_is_told_and_writes_nothing() -> None:
    ledger = run(*BOOK, ledger=EMPTY).ledger
    too_many = run(*changed(BOOK, 1, printed=1_501), ledger=ledger, correct=True)
    assert too_many.ledger is ledger
    assert too_many.dry_run
    assert not too_many.correction
    assert sums(too_many) == (3_164, 0, 1_501, 1_663)
    assert too_many.refusal.startswith("store on 2017-05-03: 1 cards needed, 0 on hand")
    assert f"the correction is refused: {too_many.refusal}" in str(too_many)
    assert problems(too_many) == [(2, "printed", f"with the correction: {too_many.refusal}")]
    gone = run(*changed(BOOK, 0, received=None), ledger=ledger, covers=(MAY_1, MAY_4))
    assert "1,500 cards needed" in gone.refusal
    assert not gone.problems
    counted = OPENED.post(Counted(id="c", on=MAY_4, at=STORE, counted_cards=1_000))
    before = run(row(MAY_2, received=5, printed=5), ledger=counted).ledger
    other = run(row(MAY_2, received=5, printed=4), ledger=before, correct=True)
    assert "correct the count" in other.refusal


def test_a_row_added_before_a_count_belongs_to_the_correction() -> None:
    book = [row(MAY_2, received=500), row(MAY_3, counted=500), row(MAY_4, printed=20)]
    ledger = run(*book, ledger=EMPTY).ledger
    corrected = [*changed(book, 2, printed=30), row(MAY_2, printed=7)]
    outcome = run(*corrected, ledger=ledger, correct=True)
    assert ends_as(outcome.ledger, corrected)
    added = run(*book, row(MAY_2, printed=7), ledger=ledger)
    assert "correct the count" in str(added.problems[0])


def test_one_of_two_equal_counts_goes_and_the_other_is_entered_anew() -> None:
    book = [row(MAY_2, received=500), row(MAY_3, counted=500), row(MAY_3, counted=500)]
    ledger = run(*book, ledger=EMPTY).ledger
    corrected = [*book[:2], row(MAY_2, printed=10)]
    outcome = run(*corrected, ledger=ledger, correct=True)
    assert ends_as(outcome.ledger, corrected)
    assert run(*corrected, ledger=outcome.ledger).ledger is outcome.ledger


def test_closed_books_are_not_corrected() -> None:
    ledger = run(*BOOK, ledger=EMPTY).ledger.post(Closed(id="z", on=MAY_4, until=MAY_4))
    outcome = run(*changed(BOOK, 1, printed=1_450), ledger=ledger, correct=True)
    assert outcome.refusal.startswith("the books are closed before 2017-05-04")
    assert outcome.ledger is ledger


def test_distributions_and_returns_are_corrected_with_their_arrival() -> None:
    book = [
        row(MAY_2, received=500),
        row(MAY_2, place="Bekasi Timur", distributed=100),
        row(MAY_3, place="Bekasi Timur", returned=100),
    ]
    ledger = run(*book, ledger=EMPTY).ledger
    corrected = [book[0], *(one | {"place": "Bekasi Utara"} for one in book[1:])]
    outcome = run(*corrected, ledger=ledger, correct=True)
    assert ends_as(outcome.ledger, corrected)
    assert at_end(outcome.ledger, BEKASI_TIMUR) == 0
    block = [{"Tanggal": MAY_3, "Bekasi Timur Diterima": 10, "Bekasi Timur Cetak": 4}]
    first = run(*block, ledger=ledger, document="Kecamatan").ledger
    point = Place.point("Bekasi Utara")
    again = run({"Tanggal": MAY_3, "Bekasi Utara Diterima": 1}, ledger=first, document="Lain")
    assert at_end(again.ledger, point) == 1


def test_balances_are_those_of_the_corrected_books() -> None:
    book = [row(MAY_2, received=500, balance=500), row(MAY_3, printed=20, balance=480)]
    ledger = run(*book, ledger=EMPTY).ledger
    corrected = changed(book, 1, printed=30, balance=470)
    assert not run(*corrected, ledger=ledger).problems
    still = changed(book, 1, printed=30)
    assert problems(run(*still, ledger=ledger)) == [
        (2, "balance", "the file says 480, the ledger 470")
    ]
    assert Fault.SUM not in {one.reason for one in run(*still, ledger=ledger).problems}
