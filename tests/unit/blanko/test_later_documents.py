"""Documents of several entries on top of a ledger that has entries of its own."""

from __future__ import annotations

import pytest
from support.small_ledgers import (
    POINT,
    back,
    counted,
    made,
    may,
    numbered,
    opened,
    printed,
    with_serials,
)

from dukcapil.blanko import FOUND, OPENING, STORE, Distributed, Ledger, Received, Serials

SENT = made(Distributed, id="d-1", on=may(8))
CAME = made(Received, id="r-1", on=may(8), to=POINT)


def with_reversals(number: int) -> Ledger:
    """Return a ledger of prints that were reversed, and of nothing at the point."""
    ledger = opened(90)
    for day in range(2, 2 + number):
        ledger = ledger.post(printed(day, 1)).post(back(f"p-{day}", day))
    return ledger


@pytest.mark.parametrize("reversals", [0, 1, 2])
def test_a_count_opens_no_place_that_its_own_document_supplies(reversals: int) -> None:
    ledger = with_reversals(reversals).post(SENT, CAME, counted(9, 7, at=POINT))
    assert [ledger.balance(place, on=may(9)) for place in (POINT, FOUND)] == [7, -2]


@pytest.mark.parametrize("reversals", [0, 1, 2])
def test_a_count_opens_a_place_whose_supply_its_own_document_takes_back(reversals: int) -> None:
    entries = SENT, CAME, back("r-1", 8), counted(9, 7, at=POINT)
    ledger = with_reversals(reversals).post(*entries)
    assert [ledger.balance(place, on=may(9)) for place in (POINT, FOUND, OPENING)] == [7, 0, -97]


def test_an_earlier_ledger_never_sees_serials_that_a_later_document_moves() -> None:
    before = numbered()
    after = before.post(*(with_serials(day, day, day) for day in range(3, 9)))
    assert before.serials_at(STORE) == (Serials(1, 100),)
    assert after.serials_at(STORE) == (Serials(1, 2), Serials(9, 100))
