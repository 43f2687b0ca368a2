"""Outreach: people recorded by plans, and the time to make them.

The baselines are two rules of planning by hand, and a solver (HiGHS, as scipy brings it).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from time import perf_counter
from typing import Any

from _hand_plans import biggest_first, by_highs, day_by_day
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


if __name__ == "__main__":
    print_versions("dukcapil")
    for size in SIZES:
        print_one_stop(*size)
    for size in SIZES[:1]:
        print_replans(*size)
    for size in WITH_STOPS:
        print_several_stops(*size)
