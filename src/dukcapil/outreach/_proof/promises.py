"""Visits that must be made: fixed ones, the least of a venue, and how many people come at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from dukcapil._shared.keyed_table import place_of
from dukcapil.outreach._capacity import people_met, people_of_crew, visitable_from
from dukcapil.outreach._proof.claims import Claimed, people_by_venue, promises_made
from dukcapil.outreach._rules.crews import crews_by_number, serves, workday_of, workdays_of
from dukcapil.outreach._rules.limits import trips_rupiah
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Promise, Visit

__all__ = ["flaws_of_fixed", "flaws_of_least", "flaws_of_turnout"]


def flaws_of_fixed(claimed: Claimed) -> Iterator[str]:
    """Yield fixed visits that are not made although they could be."""
    made = promises_made(claimed.planned, claimed.fixed)
    missing = Counter(claimed.fixed) - made
    if not missing:
        return
    day_on = {day.on: day for day in claimed.days}
    venues = {venue.id: venue for venue in claimed.venues}
    met = people_by_venue(claimed.kept)
    crews = Counter(promise.on for promise in made.elements())
    at_venue: dict[str, list[int]] = {venue: [] for venue in venues}
    for promise in made.elements():
        most = _most(claimed, venues[promise.venue], day_on[promise.on])
        at_venue[promise.venue].append(most)
    for promise in sorted(missing, key=lambda promise: (promise.on, place_of(promise.venue))):
        venue, day = venues.get(promise.venue), day_on.get(promise.on)
        if venue is None or day is None or not _rooms(claimed, venue, day):
            continue  # closed, or not planned
        others = [*at_venue[venue.id], _most(claimed, venue, day)]
        left = max(0, venue.reachable_people - met[venue.id])
        if (
            _has_crew_for(claimed, venue, day, crews[day.on], made)
            and made[promise] < venue.crews_per_day
            and sum(others) - min(others) < left
        ):
            yield f"{promise.on}, {promise.venue!r}: the fixed visit could be made"


def _has_crew_for(
    claimed: Claimed, venue: Venue, day: PlannedDay, busy: int, made: Mapping[Promise, int]
) -> bool:
    """Return whether a crew that could go to a venue is at no fixed visit.

    Args:
        claimed: the claims of the plan.
        venue: the venue.
        day: the day.
        busy: the fixed visits that are made on the day.
        made: all fixed visits that are made.
    """
    if not claimed.crews:
        return busy < day.crews
    free = set(_rooms(claimed, venue, day))
    left = Counter(made)
    for visit in claimed.planned:
        promise = Promise(venue=visit.venue, on=visit.on)
        if visit.on == day.on and left[promise]:
            left[promise] -= 1
            free.discard(visit.crew)
    return bool(free)


def _rooms(claimed: Claimed, venue: Venue, day: PlannedDay) -> dict[int, int]:
    """Return the most people at a venue by crew, of the crews that can go there on a day."""
    found: dict[int, int] = {}
    days_from = visitable_from(venue, (day,), workdays_of(claimed.crews, claimed.workday))
    for number, crew in crews_by_number([day], claimed.crews)[day.on].items():
        share, office = (Fraction(1), None) if crew is None else (crew.share, crew.office)
        if serves(crew, venue) and days_from[office]:
            workday = workday_of(crew, claimed.workday)
            most = people_of_crew(venue, day, share, workday)
            if most:
                found[number] = most
    return found


def _most(claimed: Claimed, venue: Venue, day: PlannedDay) -> int:
    """Return the most people of a visit on a day."""
    return max(_rooms(claimed, venue, day).values(), default=0)


def flaws_of_least(claimed: Claimed) -> Iterator[str]:
    """Yield venues with fewer visits than they must have, and a crew that could go there."""
    if not any(venue.least_visits for venue in claimed.venues):
        return
    met = people_by_venue((*claimed.kept, *claimed.planned))
    made = Counter(visit.venue for visit in (*claimed.kept, *claimed.planned))
    fixed = promises_made(claimed.planned, claimed.fixed)
    venue_of = {venue.id: venue for venue in claimed.venues}
    at_work: dict[date, dict[int, list[Visit]]] = {}
    for visit in claimed.planned:
        at_work.setdefault(visit.on, {}).setdefault(visit.crew, []).append(visit)
    cost = trips_rupiah((*claimed.kept, *claimed.planned), claimed.venues)
    for venue in claimed.venues:
        if made[venue.id] >= venue.least_visits or met[venue.id] >= venue.reachable_people:
            continue
        if claimed.budget is not None and cost + venue.trip_rupiah > claimed.budget.rupiah:
            continue
        for day in claimed.days:
            visits = at_work.get(day.on, {})
            here = sum(visit.venue == venue.id for stops in visits.values() for visit in stops)
            could = [
                crew
                for crew in _rooms(claimed, venue, day)
                if all(_is_spare(one, made, fixed, venue_of) for one in visits.get(crew, ()))
            ]
            if here < venue.crews_per_day and could:
                yield f"{venue.id!r}: {made[venue.id]} visits are too few, one more could be made"
                break


def _is_spare(
    visit: Visit,
    made: Mapping[str, int],
    fixed: Mapping[Promise, int],
    venue_of: Mapping[str, Venue],
) -> bool:
    """Return whether a visit is neither fixed nor one of those that its venue must have."""
    venue = venue_of.get(visit.venue)
    is_fixed = Promise(venue=visit.venue, on=visit.on) in fixed
    return not is_fixed and venue is not None and made[venue.id] > venue.least_visits


def flaws_of_turnout(claimed: Claimed, venue: Venue, left: int) -> Iterator[str]:
    """Yield visits to which more people would have to come than do."""
    here = [visit for visit in claimed.planned if visit.venue == venue.id]
    for visit in sorted(here, key=lambda visit: (visit.on, -visit.people)):
        if visit.people > people_met(left, visit.people, venue.turnout):
            yield f"{visit.on}, {visit.venue!r}: {visit.people:,} people do not come at once"
        left = max(0, left - visit.people)
