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
    Distributed,
    Entry,
    Place,
    Received,
    Returned,
    Serials,
    serial_history,
)
from dukcapil.errors import RefusedEntry

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
        (with_serials(4, 45, 54), "not all of the serials are at store on 2017-05-04"),
        (with_serials(4, 96, 105), "not all of the serials are at store on 2017-05-04"),
        (with_serials(4, 41, 41), "not all of the serials are at store on 2017-05-04"),
        (
            with_serials(4, 1, 2, at=POINT),
            "not all of the serials are at point 32.75.99 on 2017-05-04",
        ),
        (
            made(Allocated, on=may(4), serials=Serials(100, 104)),
            "some of the serials are at store on 2017-05-04 already",
        ),
        (
            made(Allocated, on=may(4), serials=Serials(46, 50)),
            "some of the serials are at printed on 2017-05-04 already",
        ),
        (counted(9, 89), "expected the serials of the 1 cards that move"),
        (counted(9, 88, serials=Serials(1, 1)), "expected the serials of the 2 cards that move"),
        (counted(9, 90, serials=Serials(1, 1)), "expected the serials of the 0 cards that move"),
        (
            counted(9, 91, serials=Serials(1, 1)),
            "some of the serials are at store on 2017-05-09 already",
        ),
        (
            counted(9, 89, serials=Serials(41, 41)),
            "not all of the serials are at store on 2017-05-09",
        ),
    ],
)
def test_serials_that_are_elsewhere_do_not_move(entry: Entry, why: str) -> None:
    assert refuses(numbered().post(with_serials(3, 41, 50)), entry) == why


def test_serials_that_went_on_do_not_come_back() -> None:
    ledger = numbered().post(with_serials(3, 41, 50))
    assert refuses(ledger, back("r-1", 4)) == "not all of the serials are at store on 2017-05-04"


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


# --- serials and dates -----------------------------------------------------------------------


def lot(day: int, first: int, last: int, document: str) -> tuple[Entry, Entry]:
    fields: dict[str, Any] = {
        "cards": last - first + 1,
        "document": document,
        "serials": Serials(first, last),
    }
    return (
        Allocated(id=f"a-{document}", on=may(day), **fields),
        Received(id=f"r-{document}", on=may(day + 1), **fields),
    )


def test_numbers_are_used_only_on_days_on_which_they_are_there() -> None:
    ledger = numbered().post(*lot(20, 101, 110, "BAST 2"))
    why = "not all of the serials are at store on 2017-05-05"
    assert refuses(ledger, with_serials(5, 101, 110)) == why
    assert refuses(ledger, with_serials(5, 96, 105)) == why
    assert len(ledger.post(with_serials(21, 96, 105))) == 5
    ledger = ledger.post(with_serials(15, 1, 10))
    later = why.replace("05-05", "05-15")
    assert refuses(ledger, with_serials(4, 10, 11)) == later
    twice = lot(1, 101, 110, "BAST 3")
    assert refuses(ledger, *twice) == "some of the serials are at store on 2017-05-20 already"
    assert refuses(ledger, *lot(25, 1, 5, "BAST 3")) == (
        "some of the serials are at printed on 2017-05-25 already"
    )


def test_a_late_entry_may_come_between() -> None:
    """From the store to a printer and back before it is printed, though that is entered first."""
    ledger = numbered().post(with_serials(9, 5, 6))
    body: dict[str, Any] = {"cards": 2, "document": "SJ 1", "serials": Serials(5, 6)}
    out = Distributed(id="d", on=may(3), **body)
    there = Received(id="t", on=may(4), to=POINT, **body)
    again = Returned(id="b", on=may(6), source=POINT, **body)
    refuses(ledger, out, there)
    late = ledger.post(out, there, again)
    holds = {day: late.serials_at(POINT, on=may(day)) for day in (3, 4, 5, 6, 9)}
    assert holds == {3: (), 4: (Serials(5, 6),), 5: (Serials(5, 6),), 6: (), 9: ()}
    assert late.serials_at(STORE, on=may(4)) == (Serials(1, 4), Serials(7, 100))
    assert late.serials_at(STORE, on=may(1)) == ()
    assert pickle.loads(pickle.dumps(late)) == late


def test_an_entry_has_several_ranges() -> None:
    parts = (Serials(1, 3), Serials(50, 50), Serials(90, 99))
    ledger = numbered().post(printed(5, 14, serials=parts))
    assert ledger.serials_at(PRINTED) == parts
    assert ledger.serials_at(STORE) == (Serials(4, 49), Serials(51, 89), Serials(100, 100))
    assert refuses(ledger, with_serials(6, 48, 52)) == (
        "not all of the serials are at store on 2017-05-06"
    )
    more = ledger.post(printed(6, 4, serials=(Serials(4, 5), Serials(51, 52))), back("p-5", 7))
    assert more.serials_at(PRINTED) == (Serials(4, 5), Serials(51, 52))
    assert numbered().serials_at(STORE) == (Serials(1, 100),)
    branch = ledger.post(back("p-5", 7))
    assert branch.serials_at(STORE) == (Serials(1, 100),)


def test_the_way_of_one_number() -> None:
    ledger = numbered().post(with_serials(5, 7, 9), back("p-5", 6), with_serials(9, 9, 9))
    way = serial_history(ledger, 9)
    assert [(line.on, line.id, line.kind) for line in way.rows] == [
        (may(1), "a-1", "Allocated"),
        (may(2), "r-1", "Received"),
        (may(5), "p-5", "Printed"),
        (may(6), "v-p-5", "Reversed"),
        (may(9), "p-9", "Printed"),
    ]
    assert (way.place, way.rows[2].source) == (PRINTED, STORE)
    assert serial_history(ledger, 8).place == STORE
    assert serial_history(numbered(), 9).rows == way.rows[:2]
    for unknown in (serial_history(ledger, 101), serial_history(opened(5), 1)):
        assert (unknown.rows, unknown.place) == ((), None)


def test_entries_whose_numbers_no_ledger_took_do_not_become_one() -> None:
    again, _ = numbered().__reduce__()
    entries = (*numbered(), with_serials(1, 5, 5, entered_on=may(2)))
    assert callable(again)
    with pytest.raises(RefusedEntry, match="not all of the serials are at store on 2017-05-01"):
        again(entries)
