"""Days of entry, and what was known by them."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import attrs
import pytest
from support.small_ledgers import back, counted, in_store, may, opened, printed, refuses

from dukcapil import InvalidRecord
from dukcapil.blanko import (
    STORE,
    Allocated,
    Closed,
    Entry,
    Ledger,
    Received,
    import_rows,
    trial_balance,
)
from dukcapil.errors import ConflictingEntry, Fault, InsufficientBlanko, RefusedEntry


def entered(ledger: Ledger) -> list[date | None]:
    return [entry.entered_on for entry in ledger]


def lot(cards: int, day: int, **fields: object) -> tuple[Entry, Entry]:
    """Allocated and received on a day."""
    body: dict[str, Any] = {"on": may(day), "cards": cards, "document": f"BAST {day}", **fields}
    return Allocated(id=f"a-{day}", **body), Received(id=f"r-{day}", **body)


def test_what_was_known_does_not_change_by_what_is_written_later() -> None:
    ledger = opened(100).post(printed(3, 40)).post(printed(9, 5))
    assert ledger.balance(STORE, on=may(3), known_on=may(3)) == 60
    later = ledger.post(*lot(10, 3))
    assert later.balance(STORE, on=may(3), known_on=may(3)) == 60
    assert later.balance(STORE, on=may(3)) == later.balance(STORE, on=may(3), known_on=may(9)) == 70
    assert later.known_on(may(8)) == ledger.known_on(may(8)) == opened(100).post(printed(3, 40))
    assert (
        trial_balance(later, on=may(3), known_on=may(3)).rows
        == trial_balance(ledger.known_on(may(3)), on=may(3)).rows
    )


def test_the_day_of_entry_of_an_entry_that_does_not_say_it() -> None:
    """The last day of entry, or the last day of the document if that is later."""
    ledger = opened(100).post(printed(3, 1)).post(printed(2, 1)).post(printed(9, 1), printed(4, 1))
    assert entered(ledger) == [may(1), may(3), may(3), may(9), may(9)]
    told = ledger.post(printed(5, 1), printed(10, 1), entered_on=may(20))
    assert entered(told)[-2:] == [may(20), may(20)]
    assert entered(told.post(printed(11, 1)))[-1] == may(20)
    submitted, _ = ledger.submit(printed(5, 1), entered_on=may(12))
    assert entered(submitted)[-1] == may(12)
    several = ledger.post_all([[printed(5, 1)], [printed(6, 1)]], entered_on=may(15))
    assert entered(several)[-2:] == [may(15), may(15)]
    days = [may(12), may(15), None, may(16)]
    said = [printed(20 + n, 1, entered_on=day, in_advance=True) for n, day in enumerate(days)]
    assert refuses(ledger, *said).startswith("entries were made on 2017-05-22 already")
    assert entered(ledger.post(*said[:3]))[-3:] == [may(12), may(15), may(22)]


@pytest.mark.parametrize("count", [1, 2])
def test_days_of_entry_do_not_go_back(count: int) -> None:
    ledger = opened(100).post(printed(9, 1))
    why = (
        "entries were made on 2017-05-09 already, and what was known before does not change; "
        "leave entered_on out, or give that day or a later one"
    )
    early = [printed(3 + n, 1, entered_on=may(8)) for n in range(count)]
    assert refuses(ledger, *early) == why
    assert refuses(ledger, printed(10, 1), printed(3, 1, entered_on=may(9))) == why.replace(
        "05-09", "05-10"
    )
    assert entered(ledger.post(*(attrs.evolve(one, entered_on=may(9)) for one in early)))[
        -1
    ] == may(9)


def test_nothing_is_entered_before_it_happens_unless_it_says_so() -> None:
    with pytest.raises(InvalidRecord) as caught:
        printed(9, 1, entered_on=may(8))
    assert (caught.value.field, caught.value.reason) == ("entered_on", Fault.CONTRADICTION)
    ahead = printed(9, 1, entered_on=may(8), in_advance=True)
    ledger = opened(100).post(ahead)
    assert (entered(ledger)[-1], in_store(ledger, 8, 9)) == (may(8), [100, 99])
    assert ledger.balance(STORE, on=may(9), known_on=may(7)) == 100
    assert pickle.loads(pickle.dumps(ledger)) == ledger
    why = "an entry of 2017-05-09 is not made on 2017-05-08; enter it on its day, or say in_adv"
    with pytest.raises(RefusedEntry, match=why):
        opened(100).post(printed(9, 1), entered_on=may(8))
    assert opened(100).post(attrs.evolve(ahead, entered_on=None), entered_on=may(8)) == ledger


def test_a_retry_that_does_not_say_its_day_is_the_same_entry() -> None:
    ledger = opened(100).post(printed(3, 1)).post(printed(9, 1))
    assert ledger.post(printed(3, 1), printed(9, 1), entered_on=may(30)) is ledger
    after = ledger.post(printed(3, 1), printed(5, 1))
    assert entered(after)[-1] == may(9)
    refuses(ledger, printed(3, 1, entered_on=may(4)), error=ConflictingEntry)


def test_a_document_of_several_days_of_entry_is_legal_at_the_end_of_each() -> None:
    sent, arrived = lot(50, 2, entered_on=may(5))
    ledger = opened(10)
    early = printed(3, 60, entered_on=may(4))
    refuses(ledger, early, sent, arrived, error=InsufficientBlanko)
    ledger = ledger.post(attrs.evolve(early, entered_on=may(5)), sent, arrived)
    assert in_store(ledger, 1, 2, 3) == [10, 60, 0]
    assert len(ledger.known_on(may(4))) == 1


def test_a_correction_of_several_days_is_known_whole() -> None:
    ledger = opened(0).post(*lot(50, 2)).post(printed(4, 40))
    right = lot(45, 5)
    entries = [back("r-2", 4), back("a-2", 4), *lot(45, 3), *right]
    after = ledger.post(*entries)
    assert entered(after)[-6:] == [may(5)] * 6
    assert after.known_on(may(4)) == ledger


def test_a_day_of_entry_is_kept_with_bookkeeping_too() -> None:
    shut = Closed(id="close", on=may(3), until=may(2))
    ledger = opened(5).post(shut).post(counted(4, 5), entered_on=may(6))
    assert entered(ledger) == [may(1), may(3), may(6)]
    assert (ledger.known_on(may(2)).closed_until, ledger.closed_until) == (None, may(2))


def test_an_import_says_when_it_was_entered() -> None:
    rows = [
        {"Tgl": f"{day} Mei 2017", "Uraian": "Pencetakan", "Keluar": str(day)} for day in (2, 3)
    ]
    plain = import_rows(opened(100), rows, document="Buku").ledger
    assert entered(plain) == [may(1), may(2), may(3)]
    told = import_rows(opened(100), rows, document="Buku", entered_on=may(30))
    assert entered(told.ledger) == [may(1), may(30), may(30)]
    again = import_rows(told.ledger, rows, document="Buku", entered_on=may(31))
    assert (again.ledger, again.already_there) == (told.ledger, 2)
    fewer = import_rows(
        told.ledger, rows[:1], document="Buku", entered_on=may(31), covers=(may(1), may(4)),
        correct=True,
    )  # fmt: skip
    assert entered(fewer.ledger)[-1] == may(31)
    early = import_rows(opened(100), rows, document="Buku", entered_on=may(1))
    assert "is not made on 2017-05-01" in str(early.problems[0])


@pytest.mark.parametrize("count", [1, 2])
def test_days_are_of_the_years_of_the_ledger(count: int) -> None:
    ledger = Ledger(years=(2017, 2018)).post(*opened(9))
    assert (ledger.years, opened(9).years) == ((2017, 2018), (2009, 2099))
    for day in (date(2016, 12, 31), date(2019, 1, 1), date(1, 1, 1), date(9999, 12, 31)):
        slips = [counted(2, 9, id=f"{n}", on=day) for n in range(count)]
        assert refuses(ledger, *slips) == (
            f"{day} is not of the years 2017 to 2018 of the ledger; correct the date, or begin "
            "with Ledger(years=...)"
        )
        refuses(ledger, *(printed(2, 1, f"{n}", on=day, compensate=False) for n in range(count)))
    for day in (date(2017, 1, 1), date(2018, 12, 31)):
        lots = [Allocated(id=f"{n}", on=day, cards=1, document="B") for n in range(count)]
        assert len(ledger.post(*lots)) == 1 + count
    late = printed(2, 1, entered_on=date(2019, 1, 1))
    assert "2019-01-01 is not of the years" in refuses(ledger, late)
    assert pickle.loads(pickle.dumps(ledger)) == ledger != opened(9)
    other = pickle.loads(pickle.dumps(Ledger(years=(2017, 2018), serials=True)))
    assert other == Ledger(years=(2017, 2018), serials=True)
    assert len({Ledger(years=(2017, 2018)), Ledger(), ledger, other}) == 4


@pytest.mark.parametrize("years", [(2017,), (2018, 2017), (0, 2017), (2017, 10_000)])
def test_years_that_are_none(years: tuple[int, int]) -> None:
    with pytest.raises(InvalidRecord, match=r"Ledger\.years: out of bounds"):
        Ledger(years=years)
    with pytest.raises(TypeError, match=r"Ledger\.years: expected"):
        Ledger(years=[2017, 2018])  # type: ignore[arg-type]
