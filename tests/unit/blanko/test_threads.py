"""A ledger in many threads: readers see legal balances only, and every value keeps its answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from random import Random
from threading import Barrier, Event, Thread

import pytest
from support.naive_ledger import Naive
from support.small_ledgers import may, opened, printed

from dukcapil.blanko import (
    MINISTRY,
    PRINTED,
    STORE,
    Allocated,
    Counted,
    Entry,
    Ledger,
    Place,
    Printed,
    Received,
    Serials,
    stock_card,
    trial_balance,
)
from dukcapil.errors import InsufficientBlanko

ROUNDS = 300
POINTS = [Place.point(f"K-{n}") for n in range(3)]
PLACES = [STORE, MINISTRY, PRINTED, *POINTS]


@pytest.fixture(autouse=True)
def _switch_often() -> Iterator[None]:
    """Let the interpreter change threads a million times a second."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def run(*jobs: Callable[[], None]) -> None:
    """Run jobs at once, each in its thread, and raise the first error of any."""
    errors: list[BaseException] = []
    start = Barrier(len(jobs))

    def guarded(job: Callable[[], None]) -> None:
        try:
            start.wait()
            job()
        except BaseException as error:  # noqa: BLE001  raised below, in the thread of the test
            errors.append(error)

    threads = [Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error


def office(count: int, *, seed: int = 1) -> list[list[Entry]]:
    """Documents of some months at three points: lots, prints in and out of order, counts."""
    rng = Random(seed)  # noqa: S311  the same entries in every run
    documents: list[list[Entry]] = []
    for number in range(count):
        day, at, lot = may(1 + number // 3), rng.choice(POINTS), f"BAST {number}"
        if number % 5 == 0:
            documents.append(
                [
                    Allocated(id=f"a-{number}", on=day, cards=60, document=lot),
                    Received(id=f"r-{number}", on=day, cards=60, document=lot, to=at),
                ]
            )
        else:
            late = rng.choice([0, 0, 0, 1, 9])
            on = max(may(1), may(1 + number // 3 - late))
            entry = Printed(id=f"p-{number}", on=on, cards=rng.randint(1, 9), at=at)
            documents.append([entry])
    return documents


def answers(ledger: Ledger, days: list[date]) -> list[int]:
    return [ledger.balance(place, on=day) for place in PLACES for day in days]


def test_no_reader_sees_a_post_that_is_refused() -> None:
    """One thread posts 100 and 900 of 500 on two days; the balance is 500 whenever it is read."""
    ledger, done = opened(500), Event()
    seen: set[int] = set()

    def post() -> None:
        for _ in range(ROUNDS):
            with pytest.raises(InsufficientBlanko):
                ledger.post(printed(2, 100), printed(3, 900))
        done.set()

    def read() -> None:
        while not done.is_set():
            seen.update(ledger.balance(STORE, on=may(day)) for day in (2, 3))

    run(post, read, read)
    assert seen == {500}


def test_old_ledgers_keep_their_answers_while_one_thread_writes() -> None:  # noqa: C901  three jobs
    documents, days = office(ROUNDS), [may(day) for day in range(1, 101, 9)]
    values: list[tuple[Ledger, Naive, list[int]]] = []
    ledger, model = Ledger(), Naive()
    half = len(documents) // 2
    for document in documents[:half]:
        with suppress(InsufficientBlanko):
            ledger = ledger.post(*document)
            model = model.post(*document)
            values.append((ledger, model, answers(ledger, days)))
    newest, done = [ledger], Event()
    table = {at: values[at][1].table(days) for at in range(0, len(values), 20)}

    def write() -> None:
        for document in documents[half:]:
            with suppress(InsufficientBlanko):
                newest.append(newest[-1].post(*document))
        done.set()

    def read() -> None:
        while not done.is_set():
            for ledger, _, known in values[:: len(values) // 7]:
                assert answers(ledger, days) == known
            assert newest[-1].balance(STORE, on=days[-1]) == 0

    def ask() -> None:
        while not done.is_set():
            for at in range(0, len(values), 20):
                ledger, model, _ = values[at]
                last = model.written[-1][0]
                balances = {(p, d): ledger.balance(p, on=d) for p in PLACES for d in days[:3]}
                assert all(balances[key] == table[at].get(key, 0) for key in balances)
                assert ledger.balance_after(last.id, PRINTED) == model.balance_after(
                    last.id, PRINTED
                )
                known = ledger.balance(PRINTED, on=days[-1], known_on=days[2])
                assert known == model.balance(PRINTED, on=days[-1], known_on=days[2])
                assert len(list(ledger)) == len(model.written)
                assert sum(row.cards for row in trial_balance(ledger, on=days[-1]).rows) == 0
                card = stock_card(ledger, POINTS[0], since=days[0], until=days[-1])
                assert card.closing_cards == ledger.balance(POINTS[0], on=may(99))

    run(write, read, ask)
    for ledger, _, known in values:
        assert answers(ledger, days) == known
    newest[-1].verify([ledger.digest for ledger, *_ in values[::30]])


def test_threads_that_post_to_one_ledger_each_get_their_own() -> None:
    base = opened(1_000)
    results: dict[int, Ledger] = {}

    def go_on(name: int) -> Callable[[], None]:
        def job() -> None:
            ledger = base
            for number in range(ROUNDS // 3):
                ledger = ledger.post(printed(2 + number % 5, 1 + name, f"{name}-{number}"))
            results[name] = ledger

        return job

    run(*(go_on(name) for name in range(4)))
    assert list(base) == list(opened(1_000))
    for name, ledger in results.items():
        assert len(ledger) == 1 + ROUNDS // 3
        assert ledger.balance(STORE, on=may(9)) == 1_000 - (1 + name) * (ROUNDS // 3)
        assert {entry.id.split("-")[0] for entry in ledger} == {"c", str(name)}
        ledger.verify()


def test_threads_that_import_into_one_ledger_each_get_their_own() -> None:
    """The documents are more than are written under one lock, and ask while they are drawn."""
    base = opened(9_999)
    results: dict[int, Ledger] = {}

    def go_on(name: int) -> Callable[[], None]:
        def documents() -> Iterator[list[Entry]]:
            for number in range(2 * ROUNDS):
                assert base.balance(STORE, on=may(9)) == 9_999
                yield [printed(2 + number % 5, 1 + name, f"{name}-{number}")]

        def job() -> None:
            results[name] = base.post_all(documents())

        return job

    run(*(go_on(name) for name in range(3)))
    assert list(base) == list(opened(9_999))
    for name, ledger in results.items():
        assert len(ledger) == 1 + 2 * ROUNDS
        assert ledger.balance(STORE, on=may(9)) == 9_999 - (1 + name) * 2 * ROUNDS
        assert {entry.id.split("-")[0] for entry in ledger} == {"c", str(name)}
        ledger.verify()


def test_serial_numbers_are_those_of_the_ledger_that_is_asked() -> None:
    lot = {"cards": 1_000, "document": "BAST 1", "serials": Serials(1, 1_000)}
    ledger = Ledger(serials=True).post(
        Allocated(id="a-1", on=may(1), **lot),  # type: ignore[arg-type]
        Received(id="r-1", on=may(1), **lot),  # type: ignore[arg-type]
    )
    values, done = [ledger], Event()

    def write() -> None:
        for number in range(1, ROUNDS):
            serials = Serials(2 * number, 2 * number)
            values.append(values[-1].post(printed(2, 1, f"p-{number}", serials=serials)))
        done.set()

    def read() -> None:
        while not done.is_set():
            number = len(values) // 2
            expected = tuple(Serials(2 * n, 2 * n) for n in range(1, number + 1))
            assert values[number].serials_at(PRINTED) == expected

    run(write, read)
    assert [len(value.serials_at(PRINTED)) for value in values] == list(range(ROUNDS))


def test_digests_asked_for_at_once_are_those_of_one_thread() -> None:
    entries = [printed(2, 1, f"p-{number}") for number in range(ROUNDS)]
    values = [opened(ROUNDS)]
    for entry in entries:
        values.append(values[-1].post(entry))
    again = opened(ROUNDS).post(*entries)
    found: list[str] = []

    def ask() -> None:
        found.extend(value.digest for value in values[::-17])

    run(ask, ask, ask)
    assert found[0] == again.digest
    assert found == found[: len(found) // 3] * 3 or sorted(found) == sorted(
        [value.digest for value in values[::-17]] * 3
    )


def test_an_older_ledger_is_read_without_a_copy() -> None:
    """Its journal stays the one that others have gone on from, and so does that of a retry."""
    ledger = opened(500)
    later = ledger.post(Counted(id="c-9", on=may(9), at=STORE, counted_cards=500))
    assert ledger.balance(STORE, on=may(9)) == 500
    assert ledger.digest != later.digest
    assert ledger.post(*ledger) is ledger
    assert ledger._journal is later._journal  # what would have been copied is private
