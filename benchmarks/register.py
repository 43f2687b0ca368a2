"""Speed and memory of a register of a synthetic city.

The baseline of a series is one `measure` a month, below as `month_by_month`; first both are
checked to give the same table. That of a night's batch, and of opening what was kept, is making
the register again, and that of a file of columns is a pickle. With `--nation` it builds 2.5
million residents with all their events from a stream, saves them, and opens the file in a process
of its own, as an office does in the morning: it prints the times and the peaks of memory.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Hashable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import attrs
import polars as pl
from _timing import is_quick, print_race, print_table, print_versions, race

from dukcapil import Month, RegionCode, Register, Sex, flows, frames, measure, series
from dukcapil.cards import SuketIssued
from dukcapil.coverage import AgeBands, CoverageTable, backlog, timeliness
from dukcapil.demand import newly_obliged
from dukcapil.frames import open_register, save_register
from dukcapil.regions import Level
from dukcapil.residents import Snapshot
from dukcapil.testing import synthetic_city, synthetic_people

SEED = 2020
PEOPLE = 5_000 if is_quick() else 250_000
NATION = 2_500_000
ROUNDS = 1 if is_quick() else 5
MONTHS = Month.range(Month(2019, 1), Month(2021, 1))
ON = MONTHS[-1].last_day
AGES = AgeBands([17, *range(20, 70, 5)])
BY = (Level.DESA_KELURAHAN, Sex, AGES)
BEKASI = RegionCode("32.75")


def month_by_month(register: Register) -> CoverageTable[tuple[Hashable, ...]]:
    """Compute coverage at the end of each month, one after the other: the baseline."""
    tables = [measure(register, on=month.last_day, by=BY) for month in MONTHS]
    rows = [row for table in tables for row in table]
    return CoverageTable(rows, dimensions=tables[0].dimensions)


def in_one_pass(register: Register) -> CoverageTable[tuple[Hashable, ...]]:
    """Compute the same in one pass: the contender."""
    return series(register, MONTHS, by=BY)


def print_questions(register: Register) -> None:
    """Print the number of people a second of each question."""
    year = date(2020, 1, 1)
    questions: dict[str, Callable[[], object]] = {
        "measure, one figure": lambda: measure(register, on=ON),
        "measure, by kelurahan, sex and age": lambda: measure(register, on=ON, by=BY),
        "series, 24 months of it": lambda: series(register, MONTHS, by=BY),
        "flows of a year": lambda: flows(register, year, ON),
        "flows of a year by kelurahan": lambda: flows(register, year, ON, by=Level.DESA_KELURAHAN),
        "timeliness": lambda: timeliness(register, on=ON, since=year),
        "backlog by kecamatan": lambda: backlog(register, on=ON, by=Level.KECAMATAN),
        "newly obliged by month": lambda: newly_obliged(register, MONTHS),
        "within a kecamatan": lambda: register.within(RegionCode("32.75.01")),
    }
    rows = []
    for name, ask in questions.items():
        begin = perf_counter()
        ask()
        rows.append((name, f"{len(register) / (perf_counter() - begin):,.0f}"))
    print_table(("question", "people/s"), rows)


def print_columns(register: Register) -> None:
    """Race questions with the same ones of tables in Polars, held in memory."""
    stays, events = (table.lazy() for table in frames.to_frames(register, backend="polars"))
    year, by = date(2020, 1, 1), (Level.DESA_KELURAHAN, "sex", AGES)
    pairs: dict[str, tuple[Callable[[], object], Callable[[], pl.LazyFrame]]] = {
        "measure, one figure": (
            lambda: measure(register, on=ON),
            lambda: frames.measure(stays, events, on=ON),
        ),
        "measure, by kelurahan, sex and age": (
            lambda: measure(register, on=ON, by=BY),
            lambda: frames.measure(stays, events, on=ON, by=by),
        ),
        "series, 24 months of it": (
            lambda: series(register, MONTHS, by=BY),
            lambda: frames.series(stays, events, MONTHS, by=by),
        ),
        "flows of a year": (
            lambda: flows(register, year, ON),
            lambda: frames.flows(stays, events, year, ON),
        ),
    }
    rows = []
    for name, (ask, ask_tables) in pairs.items():
        seconds = []
        for run in (ask, lambda plan=ask_tables: plan().collect()):
            begin = process_time()
            run()
            seconds.append(process_time() - begin)
        rows.append((name, *(f"{one:.2f}" for one in seconds), f"{seconds[0] / seconds[1]:.2f}x"))
    print_table(("question, by the time of all processors", "s", "s, Polars", "of Polars"), rows)


def batch_of(city: Register) -> tuple[list[Snapshot], list[SuketIssued]]:
    """Make the batch of a night: 500 events and 50 changed residents."""
    night, on_duty = date(2021, 1, 4), sorted(city.residents[:: max(1, len(city) // 500)], key=str)
    changed = [attrs.evolve(one, died_on=night) for one in on_duty[:50] if one.is_alive(on=night)]
    events = [
        SuketIssued(
            id=f"night-{one.nik}", nik=one.nik, occurred_on=night, valid_until=date(2021, 7, 4)
        )
        for one in on_duty
    ]
    return [Snapshot(resident=one, entered_on=night) for one in changed], events


def print_night(city: Register) -> None:
    """Race a batch of 500 events and 50 changed residents against making everything again."""
    snapshots, events = batch_of(city)

    def appended(register: Register) -> Register:
        return register.append(snapshots, events)

    def made_again(register: Register) -> Register:
        return Register.of([*register.residents, *snapshots], [*register.events(), *events])

    def measured(register: Register) -> object:
        return measure(appended(register), on=ON)

    measure(city, on=ON)
    print(f"the same register: {appended(city) == made_again(city)}")
    kept = pickle.dumps(city)
    seconds = race(
        {
            "made again": made_again,
            "appended": appended,
            "appended and measured": measured,
            "known on a day": lambda register: register.known_on(date(2020, 6, 30)),
            "pickled": pickle.dumps,
            "opened": lambda _: pickle.loads(kept),  # noqa: S301  our own
        },
        [city],
    )
    title = f"a night: {len(events)} events, {len(snapshots)} changed residents"
    print_race(
        title, seconds, calls=len(city), baseline="made again", aims={"appended": 100, "opened": 40}
    )


def print_files(city: Register) -> None:
    """Print the time and the size of keeping a register, as a file of columns and as a pickle."""
    rows = []
    with TemporaryDirectory() as folder:
        path = Path(folder, "city")
        save_register(Register.of([]), path)  # PyArrow is loaded now

        def to_pickle() -> None:
            path.write_bytes(pickle.dumps(city))

        def from_pickle() -> Register:
            register: Register = pickle.loads(path.read_bytes())  # noqa: S301  our own
            return register

        ways: dict[str, tuple[Callable[[], object], Callable[[], Register]]] = {
            "columns": (lambda: save_register(city, path), lambda: open_register(path)),
            "pickle": (to_pickle, from_pickle),
        }
        for name, (save, open_again) in ways.items():
            seconds = []
            for step in (save, open_again):
                begin = perf_counter()
                step()
                seconds.append(f"{perf_counter() - begin:.2f} s")
            size = f"{path.stat().st_size / 1e6:.1f} MB"
            rows.append((name, *seconds, size, str(open_again() == city)))
    print_table(("kept as", "saved", "opened", "size", "the same"), rows)


def print_nation() -> None:
    """Build a register from a stream, as an office with a large log does, and open it again."""
    begin = perf_counter()
    residents = [resident for resident, _ in synthetic_people(NATION, SEED)]
    print(f"\n{len(residents):,} residents after {perf_counter() - begin:.0f} s, {peak()}")
    begin = perf_counter()
    people = synthetic_people(NATION, SEED)
    register = Register.of(residents, (event for _, events in people for event in events))
    print(f"{register!r} after {perf_counter() - begin:.0f} s more, {peak()}")
    with TemporaryDirectory() as folder:
        path = Path(folder, "nation")
        begin = perf_counter()
        save_register(register, path)
        print(f"saved after {perf_counter() - begin:.1f} s, {path.stat().st_size / 2**20:,.0f} MiB")
        subprocess.run([sys.executable, __file__, f"--open={path}"], check=True)  # noqa: S603  us


def print_morning(path: Path) -> None:
    """Open a register that was saved, ask questions, and add the batch of a night."""
    rows = []
    register, night = Register.of([]), Register.of([])

    def step(name: str, run: Callable[[], object]) -> None:
        begin = perf_counter()
        run()
        rows.append((name, f"{perf_counter() - begin:.2f}", peak()))

    def opened() -> None:
        nonlocal register
        register = open_register(path)

    def appended() -> None:
        nonlocal night
        night = register.append(*batch_of(register))

    step("open", opened)
    step("measure, one figure, the first one", lambda: measure(register, on=ON))
    step("measure, one figure", lambda: measure(register, on=ON))
    step("measure, by kelurahan, sex and age", lambda: measure(register, on=ON, by=BY))
    step("flows of a year", lambda: flows(register, date(2020, 1, 1), ON))
    step("append 500 events and 50 residents", appended)
    step("measure, one figure, of both", lambda: measure(night, on=ON))
    print_table((f"{register!r}", "s", "peak"), rows)


def peak() -> str:
    """Return the peak of the memory of the process, without that of the one which started it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return "unknown: no /proc"
    return f"{int(status.split('VmHWM:')[1].split()[0]) / 2**20:.2f} GiB"


def main() -> None:
    """Check that both give the same table, then print one race and one table."""
    paths = [one.removeprefix("--open=") for one in sys.argv if one.startswith("--open=")]
    if paths:
        print_morning(Path(paths[0]))
        return
    print_versions("dukcapil", "attrs")
    begin = perf_counter()
    city = synthetic_city(PEOPLE, SEED)
    print(f"{city!r} made in {perf_counter() - begin:.1f} s")
    residents, events = city.residents, tuple(city.events())
    begin = perf_counter()
    Register.of(residents, events)
    print(f"Register.of: {len(events) / (perf_counter() - begin):,.0f} events/s")
    bekasi = city.within(BEKASI)
    print(f"the same table: {month_by_month(bekasi) == in_one_pass(bekasi)}")
    seconds = race(
        {"one measure a month": month_by_month, "series": in_one_pass}, [bekasi] * ROUNDS
    )
    print_race(
        "24 months by kelurahan, sex, age",
        seconds,
        calls=len(bekasi) * len(MONTHS),
        baseline="one measure a month",
        aims={"series": 10},
    )
    print_questions(bekasi)
    print_columns(city)
    print_night(city)
    print_files(city)
    if "--nation" in sys.argv:
        print_nation()


if __name__ == "__main__":
    main()
