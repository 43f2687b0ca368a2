"""Venues, plans and a made-up city, for the tests of outreach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from support.people import HOME

from dukcapil import RegionCode
from dukcapil.outreach import OpenDays, Plan, TravelTimes, Venue, VenueKind, Workday, plan

SCHOOL, OFFICE = VenueKind.SCHOOL, VenueKind.KELURAHAN_OFFICE
MONDAY = date(2020, 3, 2)
WEEK = [MONDAY + timedelta(days=number) for number in range(5)]
WORKDAY = Workday(
    minutes=420,
    setup_minutes=45,
    minutes_per_person=Fraction(5, 2),
    most_stops=3,
    travel=TravelTimes(same_region=10, otherwise=25),
)


def venue(name: str, people: int, /, **fields: Any) -> Venue:  # noqa: ANN401
    given: dict[str, Any] = {"kind": SCHOOL, "region": HOME, **fields}
    return Venue(id=name, expected_people=people, **given)


def planned(
    *venues: Venue, crews: int = 1, days: Sequence[date] = WEEK, most: int | Workday = 150
) -> Plan:
    return plan(venues, crews=crews, days=days, per_crew_day=most)


def city(venues: int, days: int, *, seed: int = 1) -> tuple[list[Venue], list[date]]:
    """About as many kelurahan offices and schools as Kota Bekasi has, with made-up lists."""
    rng = Random(seed)  # noqa: S311
    dates = OpenDays().between(MONDAY, MONDAY + timedelta(days=2 * days))[:days]
    regions = [RegionCode(f"32.75.{n % 12 + 1:02}.{1001 + n // 12}") for n in range(56)]
    found = []
    for number in range(venues):
        people = int(rng.lognormvariate(4.7, 0.6))
        if number % 6 == 0:
            where = regions[number // 6 % 56]
            found.append(venue(f"office {number}", people, kind=OFFICE, region=where))
        else:
            open_on = [day for day in dates if rng.random() < 0.7]
            where = rng.choice(regions)
            found.append(venue(f"school {number}", people, region=where, open_on=open_on))
    return found, list(dates)
