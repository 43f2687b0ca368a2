"""What an import asks of a ledger that has more than the book."""

from __future__ import annotations

from support.report_ledgers import may

from dukcapil.blanko import STORE, Blank, Counted, Ledger, Place, Printed, import_rows

POINT = Place.point("32.75.01")
ORANGE = POINT.of(Blank.FOREIGNER)


def test_a_row_is_of_the_blanks_of_its_book() -> None:
    """The point has both kinds, and the code in the file is that of both."""
    ledger = Ledger().post(
        Counted(id="o", on=may(1), at=ORANGE, counted_cards=9),
        Counted(id="s", on=may(1), at=STORE, counted_cards=90),
    )
    rows = [{"date": "2/5/2017", "distributed": 20, "printed": None, "place": "32.75.01"}]
    done = import_rows(ledger, rows, document="Buku")
    assert not done.problems
    balances = [done.ledger.balance(place, on=may(3)) for place in (STORE, POINT, ORANGE)]
    assert balances == [70, 20, 9]


def test_what_a_late_entry_put_back_is_no_entry_of_the_file() -> None:
    """It moves cards on a day that the file covers, and is itself of an earlier one."""
    book = [{"Tanggal": "20/5/2017", "Uraian": "Pencetakan", "Keluar": 5}]
    ledger = Ledger().post(Counted(id="s", on=may(1), at=STORE, counted_cards=90))
    ledger = import_rows(ledger, book, document="Buku").ledger
    ledger = ledger.post(Counted(id="c", on=may(21), at=STORE, counted_cards=85))
    late = Printed(id="Buku | store | 2017-05-10 | printed | 3 | 1", on=may(10), cards=3)
    ledger = ledger.post(Printed(id=late.id, on=late.on, cards=3, compensate=True))
    for covers, gone in (((may(20), may(25)), ()), ((may(1), may(25)), (late.id,))):
        done = import_rows(ledger, book, document="Buku", covers=covers, dry_run=True)
        assert done.no_longer_in_file == gone
