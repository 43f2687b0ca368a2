"""The store: posts in batches, one durable post, catching up, and opening the register of a city.

The baselines are what one would write without it. For a ledger: the same rows put into a table of
SQLite by hand, as durable, with JSON of the standard library, unchecked and unproved. For a
register: its file (`frames.open_register`). That all come to the same is checked first.

`--city=400000` opens a city of that size; `--trials` kills writers and migrations as often as the
documentation says, on SQLite, which takes minutes.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from _timing import is_quick, print_race, print_table, print_versions, race, slices, speedup

from dukcapil import store
from dukcapil.blanko import STORE, Counted, Entry, Printed
from dukcapil.frames import open_register, save_register
from dukcapil.testing import synthetic_city

FIRST = date(2020, 1, 1)
BATCH = 20 if is_quick() else 500
BATCHES = 3 if is_quick() else 20
SINGLE = 10 if is_quick() else 300
ROUNDS = 2 if is_quick() else 7
OPENING = Counted(id="opening", on=FIRST, at=STORE, counted_cards=10**9)
TRIALS = (("kills", 200), ("locked", 99), ("people", 50), ("migrations", 50), ("race", 1_000))
SCRIPT = Path(__file__).parents[1] / "tests" / "support" / "store_trials.py"


def city_sizes() -> list[int]:
    """Return the numbers of people of the cities that are opened."""
    given = [int(one.partition("=")[2]) for one in sys.argv if one.startswith("--city=")]
    return given or ([200] if is_quick() else [5_000, 40_000])


def prints(number: int) -> list[Entry]:
    """Return prints of one card each, ten a day."""
    return [
        Printed(id=f"p-{one}", on=FIRST + timedelta(1 + one // 10), cards=1)
        for one in range(number)
    ]


class ByHand:
    """A table of entries in SQLite, written as durably as the store writes."""

    def __init__(self, path: Path) -> None:
        """Make the table."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(
            "CREATE TABLE entry (number INTEGER PRIMARY KEY, id TEXT UNIQUE, day TEXT, cards INT, "
            "body TEXT)"
        )

    def post(self, entries: Iterable[Printed]) -> None:
        """Insert entries in one transaction."""
        rows = [
            (one.id, one.on.isoformat(), one.cards, json.dumps({"id": one.id, "cards": one.cards}))
            for one in entries
        ]
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            "INSERT INTO entry (id, day, cards, body) VALUES (?, ?, ?, ?)", rows
        )
        self._connection.execute("COMMIT")

    def cards(self) -> int:
        """Return the sum of all cards."""
        (found,) = self._connection.execute("SELECT sum(cards) FROM entry").fetchone()
        return int(found)

    def close(self) -> None:
        """Close the table."""
        self._connection.close()


def race_of_posts(folder: Path) -> None:
    """Race batches, and posts of one entry that is on disk when the call returns."""
    given = prints(BATCH * BATCHES + SINGLE)
    batched, single = given[: BATCH * BATCHES], given[BATCH * BATCHES :]
    with (
        store.create(f"sqlite:///{folder}/office.db") as office,
        closing(ByHand(folder / "hand.db")) as hand,
    ):
        main = office.ledger("main")
        main.post(OPENING)

        def by_store(entries: Sequence[Entry]) -> None:
            main.post_all([entry] for entry in entries)

        contenders = {"by hand": hand.post, "store": by_store}
        seconds = race(contenders, slices(batched, BATCHES))  # type: ignore[arg-type]
        title = f"documents in batches of {BATCH}"
        print_race(title, seconds, calls=BATCH, baseline="by hand", aims={})
        rate = BATCH / min(seconds["store"])
        print(f"aim of 2,000 posts a second: {'met' if rate >= 2_000 else 'missed'}")
        seconds = race(contenders, [[one] for one in single])  # type: ignore[arg-type]
        print_race("one durable post", seconds, calls=1, baseline="by hand", aims={})
        rows = []
        for name, taken in seconds.items():
            ordered = sorted(taken)
            shown = [f"{1_000 * ordered[len(ordered) * part // 100]:.2f} ms" for part in (50, 95)]
            rows.append((name, *shown))
        print_table(("one durable post", "half within", "95 % within"), rows)
        cards = 10**9 - main.load().balance(STORE, on=date(2100, 1, 1))
        print(f"the same cards: {cards == hand.cards() == len(given)}")


def race_of_catching_up(folder: Path) -> None:
    """Race reading what is new against reading everything."""
    url = f"sqlite:///{folder}/office.db"
    with store.open(url) as office, store.open(url) as other:
        main = office.ledger("main")
        kept = other.ledger("main")
        kept.load()
        numbers = count()

        def anew(_: object) -> int:
            with store.open(url) as fresh:
                return len(fresh.ledger("main").load())

        def caught_up(_: object) -> int:
            return len(kept.load())

        def rounds() -> Iterator[int]:
            for _ in range(ROUNDS):
                number = next(numbers)
                main.post(Printed(id=f"n-{number}", on=date(2030, 1, 1), cards=1))
                yield number

        seconds = race({"everything": anew, "what is new": caught_up}, rounds())
        title = f"a ledger of {len(main.load()):,} entries and one more"
        faster = speedup(seconds["everything"], seconds["what is new"])
        print_table(
            (title, "median", "speed of everything", "aim"),
            [
                ("everything", f"{median(seconds['everything']):.3f} s", "1.00x", ""),
                (
                    "what is new",
                    f"{median(seconds['what is new']):.5f} s",
                    f"{faster:,.0f}x",
                    f">= 10x: {'met' if faster >= 10 else 'missed'}",
                ),
            ],
        )


def race_of_opening(folder: Path, people: int) -> None:
    """Race the store against the file of a register, by the time of the processor."""
    city = synthetic_city(people, seed=2020)
    path, url = folder / f"{people}.register", f"sqlite:///{folder}/{people}.db"
    save_register(city, path)
    with store.create(url) as office:
        begin = perf_counter()
        office.people.append(list(city.residents), city.events())
        rows = len(city) + city.event_count
        rate = rows / (perf_counter() - begin)

    def seconds_of(what: str) -> float:
        if what == "file":
            begin = process_time()
            opened = open_register(path)
        else:
            with store.open(url) as office:
                begin = process_time()
                opened = office.people.load()
        taken = process_time() - begin
        if opened.event_count != city.event_count or len(opened) != len(city):
            raise RuntimeError("another register")
        return taken

    taken = {what: sorted(seconds_of(what) for _ in range(ROUNDS)) for what in ("file", "store")}
    with store.open(url) as office:
        print(f"\nthe same register: {office.people.load() == city}; written: {rate:,.0f} rows/s")
    half = {what: found[ROUNDS // 2] for what, found in taken.items()}
    ratio = half["store"] / half["file"]
    verdict = f"<= 2x: {'met' if ratio <= 2 else 'missed'}"
    print_table(
        (f"{people:,} people, {city.event_count:,} events", "processor", "of the file", "aim"),
        [
            ("file of columns", f"{half['file']:.3f} s", "1.00x", ""),
            ("store, every row proved", f"{half['store']:.3f} s", f"{ratio:.2f}x", verdict),
        ],
    )


def trials(folder: Path) -> None:
    """Print what was found by killing writers and migrations, as often as the trials say."""
    rows = []
    for name, number in TRIALS:
        url = f"sqlite:///{folder}/{name}.db"
        done = subprocess.run(  # noqa: S603  a script of the project
            [sys.executable, str(SCRIPT), name, url, str(number), "1"],
            capture_output=True,
            text=True,
            check=True,
        )
        found = json.loads(done.stdout)
        rows.append((name, f"{number:,}", ", ".join(f"{key} {found[key]}" for key in found)))
    print_table(("trial on SQLite", "number", "found"), rows)


def main() -> None:
    """Print races and, if asked for, trials."""
    print_versions("dukcapil", "sqlalchemy")
    print(f"SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        race_of_posts(folder)
        race_of_catching_up(folder)
        for people in city_sizes():
            race_of_opening(folder, people)
        if "--trials" in sys.argv:
            trials(folder)


if __name__ == "__main__":
    main()
