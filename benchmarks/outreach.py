"""Outreach: people recorded by plans, and the time to make them.

The baselines are two rules of planning by hand, a solver (HiGHS, as scipy brings it), and routing
solvers (PyVRP and OR-Tools) where the way to the office is most of a day. With `--province` it
plans a province in processes of their own, with the peaks of their memory.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from multiprocessing import get_context
from random import Random
from time import perf_counter, process_time
from typing import Any

import attrs
from _hand_plans import biggest_first, by_highs, day_by_day
from _routing_solvers import by_ortools, by_pyvrp
from _timing import is_quick, print_table, print_versions

from dukcapil import RegionCode
from dukcapil.errors import MissingExtra
from dukcapil.outreach import (
    OpenDays,
    Plan,
    TravelTimes,
    Venue,
    VenueKind,
    Workday,
    improve,
    plan,
    replan,
)

SEED = 2020
FIRST = date(2020, 1, 6)
A_DAY = 150
PEOPLE = 44_529
REGIONS = [RegionCode(f"32.75.{n % 12 + 1:02}.{1001 + n // 12}") for n in range(56)]
SIZES = [(60, 2, 20)] if is_quick() else [(306, 8, 60), (306, 8, 30), (3_627, 60, 240)]
WITH_STOPS = [(60, 2, 20)] if is_quick() else [(306, 8, 40), (306, 8, 30), (306, 8, 20)]
SOLVER_SECONDS = 1 if is_quick() else 20
VILLAGES = 40 if is_quick() else 400
PROVINCE = 400 if is_quick() else 12_000


def some_venues(count: int, days: list[date]) -> list[Venue]:
    """Return offices, open every day, and schools, each open for two weeks, as 56 to 250."""
    rng = Random(SEED)  # noqa: S311  the same venues in every run
    weights = [rng.lognormvariate(0, 0.6) for _ in range(count)]
    people = PEOPLE * count // 306
    venues = []
    for number, weight in enumerate(weights):
        is_office = number < count * 56 // 306
        start = rng.randrange(max(1, len(days) - 9))
        venues.append(
            Venue(
                id=f"{number}",
                kind=VenueKind.KELURAHAN_OFFICE if is_office else VenueKind.SCHOOL,
                region=REGIONS[number % 56] if is_office else rng.choice(REGIONS),
                expected_people=round(people * weight / sum(weights)),
                open_on=None if is_office else days[start : start + 10],
            )
        )
    return venues


def some_days(count: int) -> list[date]:
    """Return working days from 6 January 2020."""
    return list(OpenDays().between(FIRST, FIRST + timedelta(days=2 * count)))[:count]


def timed(make: Callable[[], Plan | int]) -> tuple[Plan | int | None, str]:
    """Return a result and the seconds it took; None if the solver is not installed."""
    begin = perf_counter()
    try:
        made = make()
    except ModuleNotFoundError:
        return None, "not installed"
    return made, f"{perf_counter() - begin:.2f}"


def print_one_stop(venues_count: int, crews: int, days_count: int) -> None:
    """Print the contenders with one venue a crew-day."""
    days = some_days(days_count)
    venues = some_venues(venues_count, days)
    begin = perf_counter()
    best = plan(venues, crews=crews, days=days, per_crew_day=A_DAY)
    taken = f"{perf_counter() - begin:.2f}"
    begin = perf_counter()
    best.verify()
    rows = [
        ("plan", f"{best.recorded:,}", "100.0 %", taken),
        ("verify", "", "", f"{perf_counter() - begin:.2f}"),
    ]
    contenders = {"day by day": day_by_day, "biggest first": biggest_first, "HiGHS": by_highs}
    for name, contender in contenders.items():
        if name == "HiGHS" and venues_count > 1_000:
            continue  # hundreds of thousands of whole numbers
        recorded, seconds = timed(lambda make=contender: make(best))  # type: ignore[misc]
        if isinstance(recorded, int):
            share = f"{100 * recorded / best.recorded:.1f} %"
            rows.append((name, f"{recorded:,}", share, seconds))
    title = f"{venues_count:,} venues, {crews} crews, {days_count} days"
    print_table((title, "people", "of the best", "seconds"), rows)


def print_replans(venues_count: int, crews: int, days_count: int) -> None:
    """Print the people and promises of replans, beside the plan in force."""
    days = some_days(days_count)
    venues = some_venues(venues_count, days)
    before = plan(venues, crews=crews, days=days, per_crew_day=125)
    start = days[days_count // 6]
    short = dict.fromkeys(days[days_count // 2 : days_count * 2 // 3], Fraction(2, 3))
    changes: dict[str, dict[str, Any]] = {
        "nothing changed": {},
        "a crew ill for a day": {"crews": {start: crews - 1}},
        "a crew fewer": {"crews": crews - 1},
        "the same, 20 people a promise": {"crews": crews - 1, "promise_people": 20},
        "a month of short days": {"short_days": short},
    }
    rows = [("plan in force", f"{before.recorded:,}", "", "", "")]
    for name, change in changes.items():
        begin = perf_counter()
        again = replan(before, from_day=start, **change)
        taken = perf_counter() - begin
        again.verify()
        kept = f"{again.kept_promises} of {again.promised_visits}"
        gap = f"{100 * float(again.plan.gap):.2f} %"
        rows.append((name, f"{again.plan.recorded:,}", kept, gap, f"{taken:.2f}"))
    title = f"{venues_count:,} venues, {crews} crews, {days_count} days"
    print_table((title, "people", "promises kept", "below the bound", "seconds"), rows)


def print_several_stops(venues_count: int, crews: int, days_count: int) -> None:
    """Print plan, bound and the improvement by the solver with three stops a crew-day."""
    days = some_days(days_count)
    venues = some_venues(venues_count, days)
    kecamatan = sorted({code.parent for code in REGIONS if code.parent})
    workday = Workday(
        minutes=420,
        setup_minutes=45,
        minutes_per_person=Fraction(5, 2),
        most_stops=3,
        travel=TravelTimes(
            between={
                (one, other): 15 + 5 * abs(at - to)
                for at, one in enumerate(kecamatan)
                for to, other in enumerate(kecamatan)
            },
            same_region=10,
        ),
    )
    one_stop = plan(venues, crews=crews, days=days, per_crew_day=workday.most_people)
    begin = perf_counter()
    found = plan(venues, crews=crews, days=days, per_crew_day=workday)
    taken = f"{perf_counter() - begin:.2f}"
    found.verify()
    rows = [
        ("one stop", f"{one_stop.recorded:,}", "", ""),
        ("plan", f"{found.recorded:,}", f"{100 * float(found.gap):.2f} %", taken),
        ("bound", f"{found.upper_bound:,}", "", ""),
    ]
    begin = perf_counter()
    try:
        better = improve(found, time_limit_seconds=SOLVER_SECONDS)
    except MissingExtra:
        pass
    else:
        gap = f"{100 * float(better.gap):.2f} %"
        rows.append(("improve", f"{better.recorded:,}", gap, f"{perf_counter() - begin:.1f}"))
    title = f"{venues_count:,} venues, {crews} crews, {days_count} days, 3 stops"
    print_table((title, "people", "below the bound", "seconds"), rows)


def some_villages(count: int) -> tuple[list[Venue], Workday]:
    """Return villages of 16 kecamatan along roads and 4 on islands, 100 minutes from the office."""
    rng = Random(SEED)  # noqa: S311  the same villages in every run
    office, kabupaten = RegionCode("53.08.99.2001"), "53.08"
    codes = [RegionCode(f"{kabupaten}.{at + 1:02}") for at in range(20)]
    ways = [
        20 + 8 * at + rng.randrange(5) if at < 16 else 150 + rng.randrange(40) for at in range(20)
    ]
    between = {(code, office): way for code, way in zip(codes, ways, strict=True)}
    for at, code in enumerate(codes):
        between[code, code] = 15 + rng.randrange(15)
        for to in range(at):
            by_road = abs(ways[at] - ways[to]) + 12 + rng.randrange(12)
            between[codes[to], code] = by_road if at < 16 else ways[at] + ways[to]
    weights = [rng.lognormvariate(0, 0.6) for _ in range(count)]
    villages = [
        Venue(
            id=f"{at}",
            kind=VenueKind.KELURAHAN_OFFICE,
            region=RegionCode(f"{codes[at % 20]}.{2001 + at // 20}"),
            expected_people=round(70 * count * weight / sum(weights)),
        )
        for at, weight in enumerate(weights)
    ]
    workday = Workday(
        minutes=480,
        setup_minutes=45,
        minutes_per_person=Fraction(5, 2),
        most_stops=3,
        travel=TravelTimes(between=between, same_region=10),
        office=office,
    )
    return villages, workday


def print_rural(count: int) -> None:
    """Print the plan of villages from door to door, its bound, and what solvers make of it."""
    villages, workday = some_villages(count)
    days = some_days(59 * count // 400)
    begin = perf_counter()
    found = plan(villages, crews=4, days=days, per_crew_day=workday)
    taken = f"{perf_counter() - begin:.2f}"
    found.verify()
    rows = [
        ("plan", f"{found.recorded:,}", f"{100 * float(found.gap):.2f} %", taken),
        ("bound", f"{found.upper_bound:,}", "", ""),
    ]
    for nights in (1, 3):
        begin = perf_counter()
        away = attrs.evolve(workday, most_nights=nights)
        tours = plan(villages, crews=4, days=days, per_crew_day=away)
        taken = f"{perf_counter() - begin:.2f}"
        tours.verify()
        gap = f"{100 * float(tours.gap):.2f} %"
        rows.append((f"plan, up to {nights} nights away", f"{tours.recorded:,}", gap, taken))
    rows.append(("bound with nights", f"{tours.upper_bound:,}", "", ""))
    solvers = {"PyVRP": by_pyvrp, "OR-Tools": by_ortools}
    for name, solver in solvers.items():
        for is_warm, start in ((False, ""), (True, ", from the plan")):
            recorded, seconds = timed(
                lambda solver=solver, is_warm=is_warm: solver(  # type: ignore[misc]
                    found, SOLVER_SECONDS, is_warm=is_warm
                )
            )
            if isinstance(recorded, int):
                gap = f"{100 - 100 * recorded / found.upper_bound:.2f} %"
                rows.append((name + start, f"{recorded:,}", gap, seconds))
    title = f"{count:,} villages, 4 crews, {len(days)} days, 3 stops"
    print_table((title, "people", "below the bound", "seconds"), rows)


def a_province(count: int) -> tuple[list[Venue], list[date], Workday]:
    """Return venues of 27 kabupaten, half of them open for two weeks, and near kecamatan."""
    rng = Random(SEED)  # noqa: S311  the same province in every run
    days = some_days(240)
    codes = [RegionCode(f"32.{at % 27 + 1:02}.{at // 27 + 1:02}") for at in range(count // 20)]
    places = [complex(rng.uniform(0, 300), rng.uniform(0, 120)) for _ in codes]
    between = {}
    for code, place in zip(codes, places, strict=True):
        near = sorted(zip(codes, places, strict=True), key=lambda at: (abs(at[1] - place), at[0]))
        for other, there in near[:12]:
            between[min(code, other), max(code, other)] = 20 + round(1.5 * abs(there - place))
    venues = []
    for at in range(count):
        is_office, first = at % 2 == 1, rng.randrange(len(days) - 9)
        venues.append(
            Venue(
                id=f"{at}",
                kind=VenueKind.KELURAHAN_OFFICE if is_office else VenueKind.SCHOOL,
                region=RegionCode(f"{codes[at % len(codes)]}.{2001 + at // len(codes) % 10}"),
                expected_people=int(rng.lognormvariate(4.7, 0.6)),
                open_on=None if is_office else days[first : first + 10],
            )
        )
    workday = Workday(
        minutes=480,
        setup_minutes=45,
        minutes_per_person=Fraction(5, 2),
        most_stops=3,
        travel=TravelTimes(between=between, same_region=10, otherwise=120),
    )
    return venues, days, workday


def planned_province(count: int, *, has_stops: bool) -> list[tuple[str, str, str]]:
    """Return the people, the seconds of the processor and the peak of memory of each step."""
    venues, days, workday = a_province(count)
    crews = max(2, 40 * count // 12_000)
    rows: list[tuple[str, str, str]] = []
    begin = process_time()
    found = plan(venues, crews=crews, days=days, per_crew_day=workday if has_stops else A_DAY)
    rows.append((f"{found.recorded:,}", f"{process_time() - begin:.1f}", peak()))
    begin = process_time()
    found.verify()
    rows.append(("", f"{process_time() - begin:.1f}", peak()))
    begin = process_time()
    again = replan(found, from_day=days[40], crews=crews - 1)
    rows.append((f"{again.plan.recorded:,}", f"{process_time() - begin:.1f}", peak()))
    return rows


def peak() -> str:
    """Return the peak of the memory of this process."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"


def print_province(count: int) -> None:
    """Print plans and replans of a province, with one stop a day and with three."""
    for has_stops in (False, True):
        with get_context("spawn").Pool(1) as pool:
            found = pool.apply(planned_province, (count,), {"has_stops": has_stops})
        steps = ("plan", "verify", "replan, a crew fewer")
        rows = [(step, *row) for step, row in zip(steps, found, strict=True)]
        title = f"{count:,} venues, 240 days, {3 if has_stops else 1} a day"
        print_table((title, "people", "seconds", "peak"), rows)


if __name__ == "__main__":
    print_versions("dukcapil")
    if is_quick() or "--province" in sys.argv:
        print_province(PROVINCE)
    for size in SIZES:
        print_one_stop(*size)
    for size in SIZES[:1]:
        print_replans(*size)
    for size in WITH_STOPS:
        print_several_stops(*size)
    print_rural(VILLAGES)
