"""Trials of a store by processes that race, are killed, or run out of space; run as a script.

`python tests/support/store_trials.py TRIAL URL NUMBER [SEED]` prints what was found as JSON.
Children are forked from this process, which holds no connection then.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any

from sqlalchemy import create_engine, text

from dukcapil import store
from dukcapil.blanko import STORE, Counted, Printed
from dukcapil.errors import InsufficientBlanko

COUNTED, DAY = date(2020, 11, 29), date(2020, 11, 30)


def counted(url: str, cards: int) -> None:
    with store.create(url) as office:
        opening = Counted(id="c-1", on=COUNTED, at=STORE, counted_cards=cards)
        office.ledger("main").post(opening)


@contextmanager
def child(work: Callable[[Any], None]) -> Iterator[tuple[int, int]]:
    """Fork a child that works and tells what it has done on a pipe; give its id and the pipe."""
    reads, writes = os.pipe()
    number = os.fork()
    if not number:
        os.close(reads)
        with os.fdopen(writes, "w", buffering=1) as told:
            try:
                work(told)
            except BaseException as error:  # noqa: BLE001  it is told, and the child ends
                told.write(f"failed {error!r}\n")
        os._exit(0)
    os.close(writes)
    try:
        yield number, reads
    finally:
        os.waitpid(number, 0)


def lines(reads: int) -> list[str]:
    """Return the complete lines of a pipe whose writer has ended."""
    with os.fdopen(reads) as told:
        return told.read().split("\n")[:-1]


def race(url: str, posts: int, seed: int) -> dict[str, Any]:
    """Let 8 processes print cards from one store of blanks, which lacks 10 for all of them."""
    processes = 8
    counted(url, processes * posts - 10)

    def work(process: int) -> Callable[[Any], None]:
        def post(told: Any) -> None:  # noqa: ANN401  a file
            chosen = random.Random(seed + process)  # noqa: S311  of a trial
            with store.open(url) as office:
                main = office.ledger("main")
                for number in range(posts):
                    entry = Printed(id=f"p-{process}-{number}", on=DAY, cards=1)
                    try:
                        main.post(entry)
                        if chosen.random() < 0.1:
                            main.post(entry)  # the answer was lost
                        told.write(f"{entry.id}\n")
                    except InsufficientBlanko:
                        told.write("refused\n")

        return post

    began = time.perf_counter()
    with ExitStack() as children:
        pipes = [children.enter_context(child(work(process)))[1] for process in range(processes)]
    told = [line for reads in pipes for line in lines(reads)]
    seconds = time.perf_counter() - began
    with store.open(url) as office:
        ledger = office.ledger("main").load()
        there = [entry.id for entry in ledger][1:]
        office.verify()
        return {
            "refused": told.count("refused"),
            "failed": sorted(line for line in told if line.startswith("failed")),
            "acknowledged": sorted(line for line in told if line.startswith("p-")) == sorted(there),
            "balance": ledger.balance(STORE, on=DAY),
            "entries": len(there),
            "posts_a_second": round(len(there) / seconds),
        }


def kills(url: str, number: int, seed: int) -> dict[str, Any]:
    """Kill a writer at a random moment, again and again."""
    counted(url, 10**9)
    chosen = random.Random(seed)  # noqa: S311  of a trial
    acknowledged, found = 0, 1
    for trial in range(number):

        def write(told: Any, trial: int = trial) -> None:  # noqa: ANN401  a file
            with store.open(url) as office:
                main = office.ledger("main")
                main.load()
                told.write("ready\n")
                for entry in range(10_000):
                    name = f"k-{trial}-{entry}"
                    main.post(Printed(id=name, on=DAY, cards=1))
                    told.write(f"{name}\n")

        with child(write) as (process, reads):
            first = os.read(reads, 6)
            if first != b"ready\n":
                raise RuntimeError(first + os.read(reads, 1_000))
            time.sleep(chosen.uniform(0, 0.06))
            os.kill(process, signal.SIGKILL)
        told = lines(reads)
        with store.open(url) as office:
            office.verify()
            ids = [entry.id for entry in office.ledger("main").load()]
        there = [name for name in ids if name.startswith(f"k-{trial}-")]
        # At most the one in flight is there without having been acknowledged.
        if (
            there[: len(told)] != told
            or len(there) > len(told) + 1
            or len(ids) != found + len(there)
        ):
            return {"lost": trial, "told": len(told), "there": len(there)}
        acknowledged, found = acknowledged + len(told), found + len(there)
    return {"kills": number, "acknowledged": acknowledged, "found": found - 1}


def back_to_version_1(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for index in ("person_snapshot_nik", "person_event_nik", "ledger_entry_occurred_on"):
            connection.execute(text(f"DROP INDEX {index}"))
        connection.execute(text("UPDATE dukcapil_store SET version = 1"))
    engine.dispose()


def migrations(url: str, number: int, seed: int) -> dict[str, Any]:
    """Kill a migration at a random moment, again and again."""
    counted(url, 100)
    chosen = random.Random(seed)  # noqa: S311  of a trial
    unfinished = 0
    for _ in range(number):
        back_to_version_1(url)

        def upgrade(told: Any) -> None:  # noqa: ANN401  a file
            told.write("ready\n")
            store.upgrade(url)
            told.write("done\n")

        with child(upgrade) as (process, reads):
            os.read(reads, 6)
            time.sleep(chosen.uniform(0, 0.04))
            os.kill(process, signal.SIGKILL)
        unfinished += lines(reads) != ["done"]
        store.upgrade(url)
        with store.open(url) as office:
            office.verify()
            if len(office.ledger("main").load()) != 1:
                return {"lost": True}
    return {"kills": number, "unfinished": unfinished}


def quota(url: str, number: int, seed: int) -> dict[str, Any]:  # noqa: ARG001  as the others
    """Let a writer run into a limit of the size of its files, as a full disk does."""
    import resource  # noqa: PLC0415  of Unix

    counted(url, 10**9)

    def write(told: Any) -> None:  # noqa: ANN401  a file
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with store.open(url) as office:
            main = office.ledger("main")
            main.load()
            resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
            for entry in range(10_000):
                main.post(Printed(id=f"q-{entry}", on=DAY, cards=1))
                told.write(f"q-{entry}\n")

    with child(write) as (_, reads):
        told = lines(reads)
    with store.open(url) as office:
        office.verify()
        there = [entry.id for entry in office.ledger("main").load()][1:]
    return {
        "acknowledged": len(told) - 1,
        "there": there == told[:-1],
        "failed": told[-1].startswith("failed OperationalError"),
    }


TRIALS = {"race": race, "kills": kills, "migrations": migrations, "quota": quota}

if __name__ == "__main__":
    name, url, count, *rest = sys.argv[1:]
    sys.stdout.write(json.dumps(TRIALS[name](url, int(count), int(rest[0]) if rest else 0)))
