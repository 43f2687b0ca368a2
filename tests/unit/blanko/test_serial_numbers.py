"""Serial numbers that move with the cards."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from support.small_ledgers import (
    ON_THE_WAY,
    POINT,
    back,
    counted,
    made,
    may,
    numbered,
    opened,
    printed,
    refuses,
    with_serials,
)

from dukcapil.blanko import (
    MINISTRY,
    PRINTED,
    PROVINCE,
    STORE,
    Allocated,
    Entry,
    Place,
    Returned,
    Serials,
)

# --- serial numbers --------------------------------------------------------------------------


def test_ranges_are_split_and_merged() -> None:
    ledger = numbered().post(with_serials(3, 41, 50))
    assert ledger.serials_at(STORE) == (Serials(1, 40), Serials(51, 100))
    assert ledger.serials_at(PRINTED) == (Serials(41, 50),)
    assert ledger.serials_at(ON_THE_WAY) == ledger.serials_at(MINISTRY) == ()
    both_ends = ledger.post(with_serials(4, 1, 1), with_serials(5, 100, 100))
    assert both_ends.serials_at(STORE) == (Serials(2, 40), Serials(51, 99))
    assert both_ends.serials_at(PRINTED) == (Serials(1, 1), Serials(41, 50), Serials(100, 100))
    assert ledger.post(back("p-3", 4)).serials_at(STORE) == (Serials(1, 100),)
    assert ledger.post(with_serials(4, 51, 60)).serials_at(PRINTED) == (Serials(41, 60),)
    assert opened(5).serials_at(STORE) == ()
    assert both_ends.keeps_serials
    assert pickle.loads(pickle.dumps(both_ends)) == both_ends


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (printed(4, 10), "expected the serials of the 10 cards that move"),
        (with_serials(4, 45, 54), "not all of the serials are at store"),
        (with_serials(4, 96, 105), "not all of the serials are at store"),
        (with_serials(4, 41, 41), "not all of the serials are at store"),
        (with_serials(4, 1, 2, at=POINT), "not all of the serials are at point 32.75.99"),
        (
            made(Allocated, serials=Serials(100, 104)),
            "some of the serials are at store already",
        ),
        (made(Allocated, serials=Serials(46, 50)), "some of the serials are at printed already"),
        (counted(9, 89), "expected the serials of the 1 cards that move"),
        (counted(9, 88, serials=Serials(1, 1)), "expected the serials of the 2 cards that move"),
        (counted(9, 90, serials=Serials(1, 1)), "expected the serials of the 0 cards that move"),
        (counted(9, 91, serials=Serials(1, 1)), "some of the serials are at store already"),
        (counted(9, 89, serials=Serials(41, 41)), "not all of the serials are at store"),
    ],
)
def test_serials_that_are_elsewhere_do_not_move(entry: Entry, why: str) -> None:
    assert refuses(numbered().post(with_serials(3, 41, 50)), entry) == why


def test_serials_that_went_on_do_not_come_back() -> None:
    ledger = numbered().post(with_serials(3, 41, 50))
    assert refuses(ledger, back("r-1", 4)) == "not all of the serials are at store"


@pytest.mark.parametrize("above", [MINISTRY, PROVINCE])
def test_serials_that_were_sent_back_may_be_sent_again(above: Place) -> None:
    lot: dict[str, Any] = {"cards": 100, "serials": Serials(1, 100)}
    ledger = numbered().post(Returned(id="t-1", on=may(3), source=STORE, to=above, **lot))
    assert ledger.serials_at(above) == ledger.serials_at(STORE) == ()
    again = Allocated(id="a-2", on=may(4), document="BAST 2", source=PROVINCE, **lot)
    assert ledger.post(again).serials_at(Place.transit("BAST 2")) == (Serials(1, 100),)


def test_counts_name_the_serials_that_are_missing_or_found() -> None:
    ledger = numbered().post(counted(3, 98, serials=Serials(7, 8)), counted(4, 98))
    assert ledger.serials_at(STORE) == (Serials(1, 6), Serials(9, 100))
    ledger = ledger.post(counted(5, 99, serials=Serials(8, 8)), back("c-5", 5))
    assert ledger.serials_at(STORE) == (Serials(1, 6), Serials(9, 100))
    assert ledger.post(back("c-4", 5), back("c-3", 6)).serials_at(STORE) == (Serials(1, 100),)


def test_a_ledger_with_serials_compensates_nothing() -> None:
    ledger = numbered().post(counted(5, 100))
    why = "a ledger with serials takes no compensation; reverse the count"
    assert refuses(ledger, with_serials(4, 1, 2, compensate=True)) == why
    assert len(ledger.post(with_serials(6, 1, 2, compensate=True))) == 4


@pytest.mark.parametrize(
    "entry", [with_serials(4, 1, 2), counted(4, 119, serials=Serials(1, 1))], ids=["moved", "count"]
)
def test_a_ledger_without_serials_takes_none(entry: Entry) -> None:
    why = "this ledger keeps no serials; begin with Ledger(serials=True)"
    assert refuses(opened(120), entry) == why


def test_serials_of_a_refused_document_stay_where_they_were() -> None:
    ledger = numbered()
    lot: dict[str, Any] = {"cards": 10, "document": "BAST 2", "serials": Serials(101, 110)}
    sent_back: dict[str, Any] = {
        "cards": 5,
        "source": STORE,
        "to": MINISTRY,
        "serials": Serials(6, 10),
    }
    refuses(
        ledger,
        with_serials(3, 41, 50),
        back("p-3", 4),
        counted(4, 99, serials=Serials(7, 7)),
        back("c-4", 4),
        counted(5, 100),
        Returned(id="t-1", on=may(6), **sent_back),
        Allocated(id="a-2", on=may(6), **lot),
        with_serials(7, 101, 101),
    )
    assert ledger.serials_at(STORE) == (Serials(1, 100),)
    assert ledger.serials_at(PRINTED) == ledger.serials_at(Place.transit("BAST 2")) == ()
    assert len(ledger.post(Allocated(id="a-2", on=may(6), **lot))) == 3
