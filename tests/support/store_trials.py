"""Trials of a store by processes that race, are killed, or run out of space; run as a script.

`python tests/support/store_trials.py TRIAL URL NUMBER [SEED]` prints what was found as JSON.
Children are forked from this process, which holds no connection then.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError

from dukcapil import store
from dukcapil.blanko import STORE, Counted, Printed
from dukcapil.errors import InsufficientBlanko
from dukcapil.store._opening import engine_of
from dukcapil.testing import synthetic_city

COUNTED, DAY = date(2020, 11, 29), date(2020, 11, 30)


def counted(url: str, cards: int) -> None:
    with store.create(url) as office:
        opening = Counted(id="c-1", on=COUNTED, at=STORE, counted_cards=cards)
        office.ledger("main").post(opening)


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long something takes on this machine now, to kill it while it lasts."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


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


def killed(process: int, reads: int, *, after: int, pause: float) -> list[str]:
    """Kill a child some time after it has told that it is ready, and then some things more.

    Returns:
        What it had told, without the word that it is ready.
    """
    told = b""
    while told.count(b"\n") <= after:
        told += os.read(reads, 2**16) or b"\n"
    time.sleep(pause)
    os.kill(process, signal.SIGKILL)
    with os.fdopen(reads, "rb") as left:
        ready, *others, _ = (told + left.read()).decode().split("\n")
    if ready != "ready" or any(line.startswith("failed") for line in others):
        raise RuntimeError([ready, *others])
    return others


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
    acknowledged, found = 0, 2
    with store.open(url) as office:
        main = office.ledger("main")
        main.load()
        once = seconds_of(lambda: main.post(Printed(id="k", on=DAY, cards=1)))
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
            acks, pause = chosen.randrange(12), chosen.uniform(0, 2 * once)
            told = killed(process, reads, after=acks, pause=pause)
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
    return {"kills": number, "acknowledged": acknowledged, "found": found - 2}


MOMENTS = ("UPDATE journal", "INSERT INTO ledger_entry", "COMMIT")
"""What a writer has just done, or is about to do, when it dies with the lock in its hands."""


def locked(url: str, number: int, seed: int) -> dict[str, Any]:
    """Let a writer be killed within its transaction, again and again, each time with the lock."""
    counted(url, 10**9)
    chosen = random.Random(seed)  # noqa: S311  of a trial
    acknowledged = 0
    for trial in range(number):
        moment, posts = MOMENTS[trial % len(MOMENTS)], chosen.randrange(8)

        def write(told: Any, trial: int = trial, moment: str = moment, posts: int = posts) -> None:  # noqa: ANN401  a file
            engine = engine_of(url)
            left = iter(range(posts))

            def die(*_: object) -> None:
                if next(left, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)

            def after(_: object, __: object, statement: str, *___: object) -> None:
                if statement.startswith(moment):
                    die()

            with store.open(engine) as office:
                main = office.ledger("main")
                main.load()
                if moment == "COMMIT":
                    event.listen(engine, "commit", die)
                else:
                    event.listen(engine, "after_cursor_execute", after)
                for entry in range(10):
                    main.post(Printed(id=f"l-{trial}-{entry}", on=DAY, cards=1))
                    told.write(f"l-{trial}-{entry}\n")

        with child(write) as (_, reads):
            told = lines(reads)
        acknowledged += len(told)
        with store.open(url) as office:
            office.verify()
            there = [entry.id for entry in office.ledger("main").load()]
        # What was not committed is not there: a writer dies before its commit.
        if (
            len(told) != posts
            or len(there) != acknowledged + 1
            or there[len(there) - posts :] != told
        ):
            return {"lost": trial, "told": len(told), "there": len(there)}
    return {"kills": number, "acknowledged": acknowledged, "found": len(there) - 1}


def back_to_version_1(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for index in ("person_snapshot_nik", "person_event_nik", "ledger_entry_occurred_on"):
            connection.execute(text(f"DROP INDEX {index}"))
        connection.execute(text("DROP TABLE register_columns"))
        connection.execute(text("UPDATE dukcapil_store SET version = 1"))
    engine.dispose()


def migrations(url: str, number: int, seed: int) -> dict[str, Any]:
    """Kill a migration at a random moment, again and again."""
    counted(url, 100)
    chosen = random.Random(seed)  # noqa: S311  of a trial
    unfinished = 0
    back_to_version_1(url)
    once = seconds_of(lambda: store.upgrade(url))
    for _ in range(number):
        back_to_version_1(url)

        def upgrade(told: Any) -> None:  # noqa: ANN401  a file
            told.write("ready\n")
            store.upgrade(url)
            told.write("done\n")

        with child(upgrade) as (process, reads):
            told = killed(process, reads, after=0, pause=chosen.uniform(0, 3 * once))
        unfinished += told != ["done"]
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


def people(url: str, number: int, seed: int) -> dict[str, Any]:
    """Kill a writer of people and of the columns of their register at a random moment."""
    city = list(synthetic_city(200, seed=seed))
    with store.create(url) as office:
        office.people.append(city[:5], entered_on=COUNTED)
        once = seconds_of(lambda: office.people.append(city[5:10], entered_on=COUNTED))
    chosen = random.Random(seed)  # noqa: S311  of a trial
    acknowledged = 0

    def write(told: Any) -> None:  # noqa: ANN401  a file
        with store.open(url) as office:
            office.people.load()
            told.write("ready\n")
            for entered in range(10_000):
                day = DAY + timedelta(entered)
                office.people.append(city[entered % 200 : entered % 200 + 5], entered_on=day)
                office.people.keep_columns()
                told.write(f"{entered}\n")

    for trial in range(number):
        with child(write) as (process, reads):
            acks, pause = chosen.randrange(6), chosen.uniform(0, 2 * once)
            told = killed(process, reads, after=acks, pause=pause)
        acknowledged = max(acknowledged, len(told))
        with store.open(url) as office:
            heads = office.verify()
            there = {getattr(one, "entered_on", None) for one in office.people.load()._entries()}
        if not {DAY + timedelta(entered) for entered in range(acknowledged)} <= there:
            return {"lost": trial}
    return {"kills": number, "acknowledged": acknowledged, "rows": heads["people"].sequence}


def full(url: str, number: int, seed: int) -> dict[str, Any]:  # noqa: ARG001  as the others
    """Fill a disk of few bytes, which is mounted for this trial alone; free some; and go on.

    It needs Linux with `unshare`, and says why it cannot run elsewhere.
    """
    folder = os.path.dirname(url.removeprefix("sqlite:///"))  # noqa: PTH120  a text
    mount = f'mount -t tmpfs -o size={number} tmpfs "$1" && shift && exec "$@"'
    again = [sys.executable, __file__, "on_full_disk", url, str(number)]
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", mount, "sh", folder, *again],  # noqa: S607  of the system
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"skipped": done.stderr.strip().splitlines()[-1]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def on_full_disk(url: str, number: int, seed: int) -> dict[str, Any]:  # noqa: ARG001  as the others
    """Write to a disk until it is full, free some of it, and go on."""
    ballast = Path(url.removeprefix("sqlite:///")).with_name("ballast")
    counted(url, 10**9)
    ballast.write_bytes(bytes(number // 2))
    told = ["c-1"]
    with store.open(url) as office:
        main = office.ledger("main")
        failed = ""
        while not failed:
            try:
                entry = Printed(id=f"f-{len(told)}", on=DAY, cards=1, note="x" * 500)
                main.post(entry)
                told.append(entry.id)
            except DBAPIError as error:
                failed = str(error.orig)
    with store.open(url) as office:
        office.verify()
        there = [entry.id for entry in office.ledger("main").load()]
        ballast.unlink()
        office.ledger("main").post(entry)
        office.verify()
        after = len(office.ledger("main").load())
    return {
        "acknowledged": len(told) - 1,
        "there": there == told,
        "failed": failed,
        "goes_on": after == len(told) + 1,
    }


TRIALS = {
    "race": race,
    "kills": kills,
    "locked": locked,
    "people": people,
    "migrations": migrations,
    "quota": quota,
    "full": full,
    "on_full_disk": on_full_disk,
}

if __name__ == "__main__":
    name, url, count, *rest = sys.argv[1:]
    sys.stdout.write(json.dumps(TRIALS[name](url, int(count), int(rest[0]) if rest else 0)))
