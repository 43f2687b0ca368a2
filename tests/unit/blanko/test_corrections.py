"""Corrections: reversals, and books that are closed and reopened."""

from __future__ import annotations

from datetime import date

import pytest
from support.small_ledgers import (
    back,
    closed,
    counted,
    in_store,
    may,
    opened,
    printed,
    refuses,
    reopened,
)

from dukcapil.blanko import (
    FOUND,
    PRINTED,
    Allocated,
    Distributed,
    Received,
    Reopened,
    Reversed,
)
from dukcapil.errors import (
    CountMismatch,
    InsufficientBlanko,
)

# --- reversals -------------------------------------------------------------------------------


def test_a_reversal_takes_back_from_its_day_on_and_the_entry_stays() -> None:
    ledger = opened(120).post(printed(2, 20), back("p-2", 4))
    assert in_store(ledger, 2, 3, 4, 5) == [100, 100, 120, 120]
    assert ledger.balance(PRINTED, on=may(4)) == 0
    assert (len(ledger), ledger["p-2"]) == (3, printed(2, 20, entered_on=may(4)))
    assert [ledger.is_reversed(entry) for entry in ("c-0", "p-2", "v-p-2")] == [False, True, False]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (back("nothing", 9), "there is no entry of the id that is to be reversed"),
        (back("again", 9, "again"), "there is no entry of the id that is to be reversed"),
        (back("p-2", 9, "other"), "the entry has been reversed already; enter a new one"),
        (back("v-p-2", 9), "an entry of the class Reversed is never reversed"),
        (back("close", 9), "an entry of the class Closed is never reversed"),
        (back("p-4", 3), "a reversal is never earlier than what it reverses"),
    ],
)
def test_a_reversal_that_cannot_be(entry: Reversed, why: str) -> None:
    ledger = opened(120).post(printed(2, 20), back("p-2", 2), printed(4, 5), closed(2))
    assert refuses(ledger, entry) == why


def test_what_has_gone_on_does_not_go_back() -> None:
    ledger = opened(0).post(
        Allocated(id="a-1", on=may(2), cards=50, document="BAST 1"),
        Received(id="r-1", on=may(3), cards=50, document="BAST 1"),
        printed(4, 10),
    )
    refuses(ledger, back("a-1", 5), error=InsufficientBlanko)
    refuses(ledger, back("r-1", 5), error=InsufficientBlanko)
    ledger = ledger.post(back("p-4", 4), back("r-1", 4), back("a-1", 4))
    assert {ledger.balance(place, on=may(9)) for place in ledger.places} == {0}


def test_the_reversal_of_a_count_takes_its_difference_back_and_binds_no_longer() -> None:
    ledger = opened(120).post(counted(5, 117), back("c-5", 6))
    assert in_store(ledger, 4, 5, 6) == [120, 117, 120]
    assert in_store(ledger.post(printed(5, 1)), 5, 6) == [116, 119]


def test_a_reversal_before_a_count_would_change_it() -> None:
    ledger = opened(120).post(printed(2, 20), counted(5, 100))
    refuses(ledger, back("p-2", 5), error=CountMismatch)
    assert in_store(ledger.post(back("p-2", 6)), 5, 6) == [100, 120]


def test_a_compensated_entry_goes_back_with_its_compensation() -> None:
    ledger = opened(50).post(counted(10, 50), printed(3, 20, compensate=True), back("p-3", 12))
    assert in_store(ledger, 2, 3, 9, 10, 12) == [50, 30, 30, 50, 50]
    balances = [ledger.balance(place, on=may(12)) for place in (PRINTED, FOUND)]
    assert balances == [0, 0]


def test_a_compensated_entry_goes_back_before_the_count() -> None:
    ledger = opened(50).post(counted(10, 50), printed(3, 20, compensate=True), back("p-3", 5))
    assert in_store(ledger, 2, 3, 4, 5, 9, 10) == [50, 30, 30, 50, 50, 50]


# --- closed books ----------------------------------------------------------------------------


def test_nothing_is_entered_into_closed_books() -> None:
    ledger = opened(120).post(printed(20, 20))
    assert ledger.closed_until is None
    after = ledger.post(closed(32))
    assert after.closed_until == date(2017, 6, 1)
    why = "the books are closed before 2017-06-01; reopen them first"
    for entry in (printed(31, 1), counted(31, 100), back("p-20", 31)):
        assert refuses(after, entry) == why
        assert len(ledger.post(entry)) == 3
    assert after.post(printed(20, 20)) is after
    later = after.post(printed(32, 1), back("p-20", 33))
    assert in_store(later, 31, 32, 33) == [100, 99, 119]


def test_books_are_closed_further_and_reopened_from_earlier() -> None:
    ledger = opened(120).post(closed(10), closed(32, "further"))
    why = (
        "the books are closed before 2017-06-01 already; "
        "close up to a later day, or reopen from an earlier one"
    )
    for entry in (closed(32, "same"), closed(31, "less"), reopened(may(33))):
        assert refuses(ledger, entry) == why
    assert refuses(opened(120), reopened(may(33))) == "no books are closed"
    ledger = ledger.post(reopened(may(15)))
    assert ledger.closed_until == may(15)
    refuses(ledger, printed(14, 1))
    ledger = ledger.post(printed(15, 1), closed(32, "once more"))
    assert ledger.closed_until == may(32)
    assert ledger.post(reopened(date.min, "all")).closed_until is None


def test_the_books_may_be_reopened_by_an_entry_of_a_closed_day() -> None:
    entry = Reopened(id="o-1", on=may(2), until=may(5), reason="a late paper")
    assert opened(9).post(closed(32), entry).closed_until == may(5)


def test_nothing_is_reopened_where_nothing_is_closed() -> None:
    for until in (date.min, may(3), may(33)):
        assert refuses(opened(120), reopened(until)) == "no books are closed"
    shut = opened(120).post(closed(32))
    assert "already" in refuses(shut, reopened(may(32)))


# --- numbers of documents --------------------------------------------------------------------


def sent(kind: type[Allocated | Distributed], entry_id: str) -> Allocated | Distributed:
    return kind(id=entry_id, on=may(2), cards=5, document="SJ 1")


def test_a_number_is_free_when_all_that_was_sent_under_it_has_been_reversed() -> None:
    why = "under that document other cards were allocated; use another number"
    ledger = opened(120).post(sent(Allocated, "a-1"), sent(Allocated, "a-2"))
    assert refuses(ledger, sent(Distributed, "d-1")) == why
    ledger = ledger.post(back("a-2", 2))
    assert refuses(ledger, sent(Distributed, "d-1")) == why
    assert refuses(ledger, sent(Distributed, "d-1"), back("a-1", 3)) == why
    together = ledger.post(back("a-1", 3), sent(Distributed, "d-1"), sent(Distributed, "d-2"))
    apart = ledger.post(back("a-1", 3)).post(sent(Distributed, "d-1")).post(
        sent(Distributed, "d-2")
    )  # fmt: skip
    for after in (together, apart):
        assert refuses(after, sent(Allocated, "a-3")) == why.replace("allocated", "distributed")
        assert in_store(after, 1, 2) == [120, 110]
    old = ledger.post(sent(Allocated, "a-3"))
    assert refuses(old, sent(Distributed, "d-1")) == why
    branch = ledger.post(printed(5, 1))  # which goes on in a copy
    assert refuses(branch, sent(Distributed, "d-1")) == why
    assert len(branch.post(back("a-1", 9), sent(Distributed, "d-1"))) == 7
    undone = ledger.post(
        back("a-1", 3), sent(Distributed, "d-1"), back("d-1", 3), sent(Allocated, "a-4")
    )
    assert len(undone) == 8
