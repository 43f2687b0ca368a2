"""Ledgers that the tests of reports read."""

from __future__ import annotations

from datetime import date

from dukcapil import Month
from dukcapil.blanko import (
    PROVINCE,
    STORE,
    Allocated,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Entry,
    Ledger,
    Lost,
    Place,
    Printed,
    ProvincialReport,
    Received,
    Returned,
    Reversed,
    Spoiled,
    provincial_report,
)

POINT = Place.point("32.75.01")
MAY, JUNE, JULY = Month(2017, 5), Month(2017, 6), Month(2017, 7)


JULY_1 = date(2017, 7, 1)


def may(day: int) -> date:
    return date(2017, 5, day)


def june(day: int) -> date:
    return date(2017, 6, day)


def semarang() -> Ledger:
    """Kabupaten Semarang, May to October 2017: received 37,000, printed 35,000, left 2,000."""
    lots = [(5, 10_000), (7, 15_000), (9, 12_000)]
    prints = [(5, 6_000), (6, 4_000), (7, 9_000), (8, 6_000), (9, 7_000), (10, 3_000)]
    entries: list[list[Entry]] = [
        [
            Allocated(id=f"a-{month}", on=date(2017, month, 2), cards=cards, document=f"{month}"),
            Received(id=f"r-{month}", on=date(2017, month, 4), cards=cards, document=f"{month}"),
        ]
        for month, cards in lots
    ]
    entries += [
        [Printed(id=f"p-{month}", on=date(2017, month, 28), cards=cards)] for month, cards in prints
    ]
    return Ledger().post_all(entries)


def busy() -> Ledger:
    """Two months with everything that can happen, small enough to add up by hand."""
    entries: list[Entry] = [
        Counted(id="c-1", on=may(1), at=STORE, counted_cards=100),
        Allocated(id="a-1", on=may(2), cards=500, document="M1"),
        Received(id="r-1", on=may(4), cards=480, document="M1"),
        Lost(id="l-0", on=may(5), at=Place.transit("M1"), cards=5, reason="on the way here"),
        Distributed(id="d-1", on=may(5), cards=200, document="D1"),
        Received(id="r-2", on=may(6), to=POINT, cards=190, document="D1"),
        Lost(id="l-1", on=may(8), at=Place.transit("D1"), cards=4, reason="fell off"),
        Printed(id="p-1", on=may(10), at=POINT, cards=50, reason="first cards"),
        Printed(id="p-2", on=may(10), at=POINT, cards=30),
        Spoiled(id="s-1", on=may(11), at=POINT, cards=7),
        Destroyed(id="x-1", on=may(12), at=POINT, cards=6, document="BA 1"),
        Counted(id="c-2", on=may(20), at=POINT, counted_cards=101),
        Counted(id="c-3", on=may(20), at=STORE, counted_cards=380),
        Printed(id="p-3", on=may(19), at=POINT, cards=10, compensate=True),
        Returned(id="b-1", on=may(25), source=STORE, to=PROVINCE, cards=40),
        Reversed(id="v-1", on=june(2), reverses="p-2", reason="printed elsewhere"),
        Reversed(id="v-2", on=june(3), reverses="c-3", reason="not counted"),
        Reversed(id="v-3", on=june(3), reverses="b-1", reason="never went"),
        Closed(id="z-1", on=june(5), until=may(31)),
    ]
    return Ledger().post_all([entry] for entry in entries)


# --- by hand -----------------------------------------------------------------------------------


def report_on(on: date, ledger: Ledger | None = None, **figures: int) -> ProvincialReport:
    amounts: dict[str, int] = {
        "obliged_people": 1_797_232,
        "recorded_people": 1_754_756,
        "print_ready_people": 12_000,
        "suket_people": 300,
        **figures,
    }
    return provincial_report(busy() if ledger is None else ledger, on=on, **amounts)
