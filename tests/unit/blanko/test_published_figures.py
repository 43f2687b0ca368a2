"""Errors of the ledger, and figures that were published."""

from __future__ import annotations

import copy
import pickle
from datetime import date, timedelta
from typing import Any

import pytest
from support.small_ledgers import (
    may,
    refuses,
)

from dukcapil.blanko import (
    MINISTRY,
    PRINTED,
    PROVINCE,
    STORE,
    Allocated,
    Distributed,
    Ledger,
    Place,
    Printed,
    Received,
)
from dukcapil.errors import (
    ConflictingEntry,
    CountMismatch,
    InsufficientBlanko,
    LedgerError,
    RefusedEntry,
)

# --- errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            InsufficientBlanko(needed_cards=1_500, on_hand_cards=20, place="store", on=may(2)),
            (
                "store on 2017-05-02: 1,500 cards needed, 20 on hand; "
                "enter first what arrived, or look for an entry that is wrong"
            ),
        ),
        (
            CountMismatch(place="store", on=may(2), counted_cards=1_000, balance_cards=42),
            (
                "store on 2017-05-02: 1,000 cards were counted, and it would say 42; "
                "reverse the count if it was wrong; "
                "a movement can also be entered with compensate=True"
            ),
        ),
        (
            ConflictingEntry(field="cards"),
            (
                "the id is in the ledger with another cards; "
                "give a new entry an id of its own, or reverse the old one"
            ),
        ),
        (RefusedEntry(why="it cannot be"), "it cannot be"),
    ],
)
def test_an_error_says_what_and_can_be_kept(error: LedgerError, message: str) -> None:
    assert str(error) == message
    assert isinstance(error, LedgerError)
    assert isinstance(error, ValueError)
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(again), str(again), vars(again)) == (type(error), message, vars(error))


def test_an_error_with_a_note_can_be_kept() -> None:
    error = ConflictingEntry(field="cards")
    error.add_note("row 7")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_the_root_of_the_errors_can_be_kept() -> None:
    assert str(pickle.loads(pickle.dumps(LedgerError("no", place="store")))) == "no"


# --- figures that were published -------------------------------------------------------------


def test_kabupaten_semarang_in_2017() -> None:
    """Six months: 37,000 received, 35,000 printed, 2,000 left on 19 October.

    http://dukcapil.semarangkab.go.id/berita/13-51644-warga-kabupaten-semarang-belum-rekam-data-e-ktp
    """
    ledger = Ledger()
    for month, received, prints in (
        *((5, 8_000, 6_500), (6, 5_000, 5_500), (7, 6_000, 6_000)),
        *((8, 6_000, 6_500), (9, 6_000, 5_500), (10, 6_000, 5_000)),
    ):
        lot: dict[str, Any] = {"cards": received, "document": f"BAST {month}"}
        day = date(2017, month, 2)
        ledger = ledger.post(
            Allocated(id=f"a-{month}", on=day, source=PROVINCE, **lot),
            Received(id=f"r-{month}", on=day, **lot),
            Printed(id=f"p-{month}", on=day.replace(day=18), cards=prints),
        )
    on = date(2017, 10, 19)
    places = (PROVINCE, PRINTED, STORE)
    assert [ledger.balance(place, on=on) for place in places] == [-37_000, 35_000, 2_000]
    over = Printed(id="over", on=on, cards=2_001)
    refuses(ledger, over, error=InsufficientBlanko)


def test_the_ministry_in_2023() -> None:
    """Three procurements of 24,527,332 together, 15,169,050 distributed, 9,358,282 left.

    The first was distributed by the end of May, the second in July, the third from August.
    https://top-news.id/kadis-dukcapil-diingatkan-soal-aktivasi-ikd-minimal-50-persen-dari-jumlah-blanko-terdistribusi
    """
    ledger = Ledger()
    for name, month, cards in (("1", 1, 10_450_518), ("2", 6, 2_683_032), ("3", 8, 11_393_782)):
        lot: dict[str, Any] = {"on": date(2023, month, 1), "cards": cards, "document": name}
        ledger = ledger.post(Allocated(id=f"a-{name}", **lot), Received(id=f"r-{name}", **lot))
    ledger = ledger.post(
        Distributed(id="d-1", on=date(2023, 5, 31), cards=10_450_518, document="first"),
        Distributed(id="d-2", on=date(2023, 7, 21), cards=2_683_032, document="second"),
        Distributed(id="d-3", on=date(2023, 8, 23), cards=2_035_500, document="third"),
    )
    for on, left in (
        (date(2023, 5, 31), 0),
        (date(2023, 7, 31), 0),
        (date(2023, 8, 23), 9_358_282),
    ):
        assert ledger.balance(STORE, on=on) == left
    on = date(2023, 8, 23)
    assert ledger.balance(MINISTRY, on=on) == -24_527_332
    transit = [Place.transit(name) for name in ("first", "second", "third")]
    assert sum(ledger.balance(place, on=on) for place in transit) == 15_169_050
    early = Distributed(id="d-4", on=date(2023, 7, 22), cards=1, document="fourth")
    refuses(ledger, early, error=InsufficientBlanko)


def test_trenggalek_in_2025() -> None:
    """6,000 received, 200 a day, and asked for more at 1,000 left: a week before none is left.

    https://jatim.tribunnews.com/amp/2025/02/03/blangko-ktp-elektronik-di-trenggalek-kosong-dispendukcapil-ganti-dengan-aktivasi-ikd
    """
    monday = date(2025, 2, 3)
    lot: dict[str, Any] = {"on": monday, "cards": 6_000, "document": "BAST 1"}
    ledger = Ledger().post(Allocated(id="a-1", **lot), Received(id="r-1", **lot))
    days = [monday + timedelta(days=n) for n in range(42)]
    workdays = [day for day in days if day.weekday() < 5]
    ledger = ledger.post_all([Printed(id=f"p-{day}", on=day, cards=200)] for day in workdays)
    asked = next(day for day in days if ledger.balance(STORE, on=day) <= 1_000)
    empty = next(day for day in days if not ledger.balance(STORE, on=day))
    assert (asked, empty) == (date(2025, 3, 7), date(2025, 3, 14))
    next_day = Printed(id="more", on=date(2025, 3, 17), cards=200)
    message = refuses(ledger, next_day, error=InsufficientBlanko)
    assert message.startswith("store on 2025-03-17: 200 cards needed, 0 on hand")
