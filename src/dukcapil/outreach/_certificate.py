"""Verification of a plan: its flaws, and the upper bound that its prices prove.

Independent of the search: nothing here depends on the way a plan was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from heapq import nsmallest
from itertools import groupby
from typing import NamedTuple, final

from dukcapil.outreach._charges import Charges, most_visits, people_by_stops, surplus
from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Sent, Visit
from dukcapil.outreach._workday import Workday

__all__ = ["Claimed", "flaws", "is_exact", "people_by_venue", "upper_bound"]


@final
class Claimed(NamedTuple):
    """The claims of a plan; the attributes are those of `Plan`."""

    venues: tuple[Venue, ...]
    days: tuple[PlannedDay, ...]
    planned: tuple[Visit, ...]
    kept: tuple[Visit, ...]
    workday: Workday | None
    stop_charge: Fraction
    sent: tuple[Sent, ...]


def people_by_venue(visits: Iterable[Visit]) -> Counter[str]:
    """Return the people that the visits record at each venue."""
    people: Counter[str] = Counter()
    for visit in visits:
        people[visit.venue] += visit.people
    return people


def is_exact(workday: Workday | None) -> bool:
    """Return whether crews visit one venue a day, so that an optimal plan is provably so."""
    return workday is None or workday.most_stops == 1


def upper_bound(claimed: Claimed) -> int:
    """Return a number of people that no plan with the same kept visits can exceed.

    By weak duality: all crew-days at their prices, plus the surplus of each venue at the cheapest
    days on which it is open.
    """
    met = people_by_venue(claimed.kept)
    price_of = {day.on: day.price for day in claimed.days}
    charges = Charges.of(people_by_stops(claimed.workday, claimed.venues), claimed.stop_charge)
    bound = sum((day.crews * day.price for day in claimed.days), Fraction(0))
    for venue in claimed.venues:
        per_visit, crews = venue.per_crew_day or 1, venue.crews_per_day
        left = max(0, venue.reachable_people - met[venue.id])
        # Several crews can work on one day, so that all visits fit into fewer days.
        days = -(-most_visits(left, per_visit, charges) // crews)
        open_on = open_dates(tuple(price_of), venue.open_on)
        cheapest = nsmallest(days, map(price_of.__getitem__, open_on))
        prices = [price for price in cheapest for _ in range(crews)]
        bound += Fraction(surplus(left, per_visit, prices, charges))
    return met.total() + int(bound)  # people are whole: a bound may be rounded down


def flaws(claimed: Claimed) -> Iterator[str]:
    """Yield every flaw of a plan, in one pass over its visits."""
    yield from _flaws_of_kept(claimed)
    yield from _flaws_of_visits(claimed)
    yield from _flaws_of_crews(claimed)
    yield from _flaws_of_venues(claimed)
    yield from _flaws_of_sent(claimed)
    recorded = people_by_venue((*claimed.kept, *claimed.planned)).total()
    bound = upper_bound(claimed)
    if recorded > bound:
        yield f"{recorded:,} people are above the bound of {bound:,}"
    elif recorded < bound and is_exact(claimed.workday):
        yield f"{recorded:,} people are not proven best: the bound is {bound:,}"


def _flaws_of_visits(claimed: Claimed) -> Iterator[str]:
    """Yield visits to unknown or closed venues, on unplanned days, or by unknown crews."""
    crews_on = {day.on: day.crews for day in claimed.days}
    venues = {venue.id: venue for venue in claimed.venues}
    open_on = {
        venue.id: set(open_dates(tuple(crews_on), venue.open_on)) for venue in venues.values()
    }
    for visit in claimed.planned:
        where = f"{visit.on}, {visit.venue!r}"
        if visit.on not in crews_on:
            yield f"{where}: the day is not planned"
        elif not 1 <= visit.crew <= crews_on[visit.on]:
            yield f"{where}: there is no crew {visit.crew}"
        if visit.venue not in venues:
            yield f"{where}: there is no such venue"
        else:
            if visit.on not in open_on[visit.venue]:
                yield f"{where}: the venue is closed"
            if visit.people > (venues[visit.venue].per_crew_day or 0):
                yield f"{where}: {visit.people:,} people are more than a crew can record"


def _flaws_of_crews(claimed: Claimed) -> Iterator[str]:
    """Yield crews that would be in two places at once, or whose day is too short."""
    workday = claimed.workday
    region_of = {venue.id: venue.region for venue in claimed.venues}
    in_order = sorted(claimed.planned, key=lambda visit: (visit.on, visit.crew, visit.stop))
    for (on, crew), group in groupby(in_order, key=lambda visit: (visit.on, visit.crew)):
        stops = list(group)
        where = f"{on}, crew {crew}"
        if [visit.stop for visit in stops] != [*range(1, len(stops) + 1)]:
            yield f"{where}: stops are not numbered from 1"
        if len(stops) > (1 if workday is None else workday.most_stops):
            yield f"{where}: {len(stops)} stops are too many"
        if len({visit.venue for visit in stops}) < len(stops):
            yield f"{where}: the same venue twice"
        regions = [region_of[visit.venue] for visit in stops if visit.venue in region_of]
        if workday is not None:
            people = sum(visit.people for visit in stops)
            minutes = len(stops) * workday.setup_minutes + workday.travelled(regions)
            if minutes + people * workday.minutes_per_person > workday.minutes:
                yield f"{where}: the day is too short"


def _flaws_of_venues(claimed: Claimed) -> Iterator[str]:
    """Yield venues with more crews than can work there, or more people than attend."""
    met, planned = people_by_venue(claimed.kept), people_by_venue(claimed.planned)
    crews = Counter((visit.venue, visit.on) for visit in claimed.planned)
    most = {venue.id: venue.crews_per_day for venue in claimed.venues}
    for (venue_id, on), count in crews.items():
        if count > most.get(venue_id, count):
            yield f"{on}, {venue_id!r}: {count} crews are too many at once"
    for venue in claimed.venues:
        left = max(0, venue.reachable_people - met[venue.id])
        if planned[venue.id] > left:
            yield f"{venue.id!r}: {planned[venue.id]:,} people are planned, {left:,} are left"


def _flaws_of_kept(claimed: Claimed) -> Iterator[str]:
    """Yield kept visits of another time, to unknown venues, or two at once."""
    first = min((day.on for day in claimed.days), default=date.max)
    known = {venue.id for venue in claimed.venues}
    for visit in claimed.kept:
        if visit.on >= first:
            yield f"{visit.on}: a kept visit is not before the first planned day"
        if visit.venue not in known:
            yield f"{visit.on}, {visit.venue!r}: a kept visit is to no such venue"
    stops = Counter((visit.on, visit.crew, visit.stop) for visit in claimed.kept)
    for (on, crew, stop), count in stops.items():
        if count > 1:
            yield f"{on}, crew {crew}: {count} kept visits are stop {stop}"


def _flaws_of_sent(claimed: Claimed) -> Iterator[str]:
    """Yield venues and offices where people who were sent are lost or counted twice."""
    away, sent = Counter[str](), Counter[str]()
    for move in claimed.sent:
        away[move.venue] += move.people
        sent[move.office] += move.people
    for name in sorted({*away, *sent} - {venue.id for venue in claimed.venues}):
        yield f"{name!r}: people are sent, and there is no such venue"
    for venue in claimed.venues:
        if venue.away_people < away[venue.id]:
            yield f"{venue.id!r}: {away[venue.id]:,} people are sent, {venue.away_people:,} away"
        if venue.sent_people < sent[venue.id]:
            yield f"{venue.id!r}: {sent[venue.id]:,} are sent there, {venue.sent_people:,} known"
