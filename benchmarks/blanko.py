"""The ledger of blanks: how fast entries are written and balances read, and how much memory.

The baseline is beancount, a plain-text accounting program: the same movements as a text of its
own, loaded by it. It checks that each transaction balances; that no account goes below zero it
would not notice. That both come to the same balances is checked first.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib import import_module
from random import Random
from time import perf_counter

from _timing import is_quick, print_race, print_table, print_versions, race, slices

from dukcapil.blanko import (
    STORE,
    Allocated,
    Counted,
    Entry,
    Ledger,
    Place,
    Printed,
    Received,
    import_rows,
)

SEED = 2017
ENTRIES = 2_000 if is_quick() else 1_000_000
RACED = 400 if is_quick() else 20_000
ROUNDS = 2 if is_quick() else 5
FIRST = date(2015, 1, 1)
DAYS = 3_650
LATE = 50  # one in LATE entries is of up to thirty days before
POINTS = [Place.point(f"32.75.{number:02}") for number in range(1, 13)]


def some_entries(count: int) -> Iterator[Entry]:
    """Years of an office: lots that come, and cards printed at its points; 2 % are entered late."""
    rng = Random(SEED)  # noqa: S311  the same entries in every run
    yield Counted(id="opening", on=FIRST, at=STORE, counted_cards=0)
    for number in range(0, count, 10):
        day = FIRST + timedelta(days=1 + number * DAYS // count)
        point, lot = POINTS[number // 10 % len(POINTS)], f"BAST {number}"
        yield Allocated(id=f"{number}", on=day, cards=200, document=lot)
        yield Received(id=f"{number + 1}", on=day, cards=200, document=lot, to=point)
        for print_number in range(number + 2, number + 10):
            late = rng.randint(1, 30) if print_number % LATE == 2 else 0
            on = day + timedelta(days=31 - late)
            yield Printed(id=f"{print_number}", on=on, cards=rng.randint(1, 25), at=point)


def stock_card(count: int) -> list[dict[str, object]]:
    """The stock card of an office: a lot, and prints of which some fail, ten rows a day."""
    rng = Random(SEED)  # noqa: S311  the same rows in every run
    first = ("Terima dari Ditjen", 40 * count, None)
    uses = [
        ("Gagal encode" if number % 20 == 0 else "Pencetakan", None, str(rng.randint(1, 25)))
        for number in range(count)
    ]
    days = [FIRST + timedelta(days=(number + 9) // 10) for number in range(count + 1)]
    return [
        {"Tanggal": f"{day:%d/%m/%Y}", "Uraian": text, "Masuk": came, "Keluar": went}
        for day, (text, came, went) in zip(days, [first, *uses], strict=True)
    ]


def as_beancount(entries: Sequence[Entry]) -> str:
    """The same movements for beancount."""
    lines: list[str] = []
    opened: set[str] = set()
    for entry in entries:
        if isinstance(entry, Allocated | Received | Printed):
            source, target = map(account, entry.ends)
            for name in {source, target} - opened:
                opened.add(name)
                lines.append(f"2000-01-01 open {name}")
            lines += [
                f'{entry.on} * "{entry.id}"',
                f"  {source}  -{entry.cards} BLANKO",
                f"  {target}  {entry.cards} BLANKO",
            ]
    return "\n".join(lines) + "\n"


def account(place: Place) -> str:
    """A name that beancount takes for an account."""
    return f"Assets:{place.kind.name.title()}:N{place.name.replace('.', '-').replace(' ', '-')}"


def load_beancount(text: str) -> int:
    """The baseline: read the text, and say how many transactions there are."""
    loader = import_module("beancount.loader")  # which may not be installed
    entries, errors, _ = loader.load_string(text)
    if errors:
        raise ValueError(f"beancount found {len(errors)} errors")
    return len(entries)


def print_beancount_race() -> None:
    """Race the two on the same movements, from values and from text."""
    try:
        print_versions("dukcapil", "beancount")
    except ModuleNotFoundError:  # metadata of what is not installed
        print("beancount is not installed: no race")
        return
    documents = slices(list(some_entries(RACED))[1:], ROUNDS)
    texts = {id(part): as_beancount(part) for part in documents}
    seconds = race(
        {
            "beancount": lambda part: load_beancount(texts[id(part)]),
            "Ledger.post_all": ledger_of,
        },
        documents,
    )
    print_race(
        "movements written",
        seconds,
        calls=RACED // ROUNDS,
        baseline="beancount",
        aims={"Ledger.post_all": 10},
    )


def ledger_of(entries: Sequence[Entry]) -> Ledger:
    """A ledger of entries, each a document of its own, after enough has been allocated."""
    return Ledger().post_all([entry] for entry in entries)


def microseconds(begin: float, count: int) -> str:
    """Return the mean time of one of `count` steps since a time."""
    return f"{(perf_counter() - begin) / count * 1e6:.2f}"


def print_size_and_speed() -> None:
    """Print what one entry and one question take in a ledger of a million entries."""
    entries = list(some_entries(ENTRIES))
    begin = perf_counter()
    older = ledger_of(entries[: ENTRIES // 2])
    ledger = older.post_all([entry] for entry in entries[ENTRIES // 2 :])
    rows = [("post_all, a row", microseconds(begin, len(entries)), "<= 3")]
    sample, grown = entries[: ENTRIES // 10], Ledger()
    begin = perf_counter()
    for entry in sample:
        grown = grown.post(entry)
    rows.append(("post, an entry", microseconds(begin, len(sample)), "<= 6"))
    days = [FIRST + timedelta(days=day % DAYS) for day in range(0, 7 * 20_000, 7)]
    begin = perf_counter()
    for number, day in enumerate(days):
        ledger.balance(POINTS[number % len(POINTS)], on=day)
    rows.append(("balance as of a day", microseconds(begin, len(days)), "<= 5"))
    begin = perf_counter()
    for number, day in enumerate(days):
        older.balance(POINTS[number % len(POINTS)], on=day)
    rows.append(("the same of the ledger half as long", microseconds(begin, len(days)), ""))
    begin = perf_counter()
    if grown.post_all([entry] for entry in sample) is not grown:
        print("the second import changed something")
    rows.append(("the same import again, a row", microseconds(begin, len(sample)), ""))
    begin = perf_counter()
    _ = ledger.digest
    rows.append(("digest of all, an entry", microseconds(begin, len(entries)), ""))
    cells = stock_card(len(sample))
    begin = perf_counter()
    card = import_rows(Ledger(), cells, document="card")
    rows.append(("import_rows, a row", microseconds(begin, len(cells)), ""))
    if card.problems:
        print("rows of the stock card were refused")
    print_table((f"{ledger!r}", "microseconds", "aim"), rows)


def print_memory() -> None:
    """Print what a ledger of a million entries holds, without the entries it was made of."""
    tracemalloc.start()
    ledger = Ledger().post_all([entry] for entry in some_entries(ENTRIES))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\n{ledger!r} holds {held / 2**20:.0f} MiB; the aim is 300 for a million")


def main() -> None:
    """Print the race, the speed and the memory."""
    print_beancount_race()
    gc.disable()  # as in the races
    print_size_and_speed()
    gc.enable()
    print_memory()


if __name__ == "__main__":
    main()
