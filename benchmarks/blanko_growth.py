"""The ledger as it grows: the same work on ten thousand, a hundred thousand and a million entries.

The years are the same, so a longer book has more entries a day. Work that is about one entry, one
day or one row has to take as long in each; work that is about a month, as long for each entry of
the month. The baseline of each ratio is the shortest book. Times are those of the processor, the
best of some rounds, since machines do other things too.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from time import process_time

from _timing import is_quick, print_table
from blanko import DAYS, FIRST, POINTS, some_entries

from dukcapil.blanko import (
    STORE,
    Allocated,
    Counted,
    Ledger,
    Printed,
    Received,
    import_rows,
    movements,
    reconcile,
    stock_card,
)
from dukcapil.months import Month

SIZES = (300, 1_000) if is_quick() else (10_000, 100_000, 1_000_000)
ROUNDS = 2 if is_quick() else 7
SINCE, UNTIL = date(2019, 5, 1), date(2019, 6, 1)
LAST = FIRST + timedelta(days=DAYS + 40)


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the time of the processor that work takes, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = process_time()
        work()
        best = min(best, process_time() - begin)
    return best


def balances(ledger: Ledger, days: Sequence[date]) -> None:
    """Ask for the balance of a point on some days."""
    for day in days:
        ledger.balance(POINTS[0], on=day)


def figures(count: int) -> dict[str, float]:
    """What a book of `count` entries takes, in microseconds."""
    entries = list(some_entries(count))
    found: dict[str, float] = {}
    half = Ledger().post_all([entry] for entry in entries[: count // 2])
    rest = entries[count // 2 :]
    begin = process_time()
    ledger = half.post_all([entry] for entry in rest)
    found["post_all, an entry"] = (process_time() - begin) / len(rest) * 1e6
    del entries, rest
    lot = Allocated(id="lot", on=LAST, cards=9_000, document="lot")
    ledger = ledger.post(
        lot, Received(id="arrived", on=LAST, cards=9_000, document="lot", to=POINTS[0])
    )
    new = [Printed(id=f"new {n}", on=LAST, cards=1, at=POINTS[0]) for n in range(ROUNDS * 200)]
    begin = process_time()
    for entry in new:
        ledger = ledger.post(entry)
    found["post, an entry"] = (process_time() - begin) / len(new) * 1e6
    ledger = ledger.post(Counted(id="store", on=LAST, at=STORE, counted_cards=9_000))
    for number in range(3):  # the ledger goes on, so that none is gone on from twice
        row = {"Tanggal": f"{LAST + timedelta(days=number + 1):%d/%m/%Y}", "Uraian": "Pencetakan"}
        begin = process_time()
        done = import_rows(ledger, [{**row, "Masuk": None, "Keluar": 5}], document="Buku")
        took = (process_time() - begin) * 1e6
        ledger = done.ledger
        found["import of one row"] = min(took, found.get("import of one row", took))
    days = [FIRST + timedelta(days=day % DAYS) for day in range(0, 7 * 2_000, 7)]
    for name, value in (("newest", ledger), ("half as long", half)):
        found[f"balance as of a day, {name}"] = (
            seconds(partial(balances, value, days)) / len(days) * 1e6
        )
    card = stock_card(ledger, POINTS[0], since=SINCE, until=UNTIL)
    found["a month's stock card, a line"] = (
        seconds(lambda: stock_card(ledger, POINTS[0], since=SINCE, until=UNTIL))
        / max(len(card.rows), 1)
        * 1e6
    )
    cards = [stock_card(ledger, point, since=SINCE, until=UNTIL) for point in POINTS]
    of_month = max(sum(len(one.rows) for one in cards), 1)
    found["a month's reconciliation, an entry"] = (
        seconds(lambda: reconcile(ledger, since=SINCE, until=UNTIL)) / of_month * 1e6
    )
    month = [Month(2019, 5)]
    found["a month's movements, an entry"] = (
        seconds(lambda: movements(ledger, month)) / of_month * 1e6
    )
    found["going on from the older one, an entry of it"] = (
        seconds(lambda: half.post(lot), rounds=1) / len(half) * 1e6
    )
    return found


def main() -> None:
    """Print each figure by the length of the book, and its ratio to that of the shortest."""
    gc.disable()
    by_size = [figures(size) for size in SIZES]
    rows = [
        (
            name,
            *(f"{found[name]:,.2f}" for found in by_size),
            f"{by_size[-1][name] / by_size[0][name]:.2f}x",
        )
        for name in by_size[0]
    ]
    headings = (f"{size:,} entries" for size in SIZES)
    print_table(("microseconds", *headings, "longest to shortest"), rows)


if __name__ == "__main__":
    main()
