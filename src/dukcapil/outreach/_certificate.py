"""Verification of a plan: its flaws, and the upper bound that its prices prove.

Independent of the search: nothing here depends on the way a plan was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple, final

from dukcapil._shared.keyed_table import place_of
from dukcapil.outreach._bound.charges import (
    Charges,
    chosen_surplus,
    most_stops,
    most_visits,
    people_by_stops,
    surplus,
)
from dukcapil.outreach._capacity import (
    lengths,
    minutes_per_person,
    most_people,
    setup_minutes,
    visitable,
)
from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Promise, Sent, Visit
from dukcapil.outreach._workday import Workday

__all__ = [
    "Claimed",
    "flaws",
    "is_exact",
    "is_proven",
    "people_by_venue",
    "promises_made",
    "worth",
    "worth_bound",
]


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
    fixed: tuple[Promise, ...]
    promised: tuple[Promise, ...]
    promise_people: Fraction


def people_by_venue(visits: Iterable[Visit]) -> Counter[str]:
    """Return the people that the visits record at each venue."""
    people: Counter[str] = Counter()
    for visit in visits:
        people[visit.venue] += visit.people
    return people


def is_exact(workday: Workday | None) -> bool:
    """Return whether crews visit one venue a day, so that an optimal plan is provably so."""
    return workday is None or workday.most_stops == 1


def promises_made(visits: Iterable[Visit], promises: Iterable[Promise]) -> Counter[Promise]:
    """Return the promises that the visits keep, each with the number of crews."""
    made = Counter(Promise(venue=visit.venue, on=visit.on) for visit in visits)
    return made & Counter(promises)


def worth(claimed: Claimed) -> Fraction:
    """Return the people recorded, and the people that the kept promises stand for."""
    people = people_by_venue((*claimed.kept, *claimed.planned)).total()
    kept = promises_made(claimed.planned, claimed.promised).total()
    return people + claimed.promise_people * kept


def worth_bound(claimed: Claimed) -> Fraction:
    """Return a worth that no plan with the same kept and fixed visits can exceed.

    By weak duality: all crew-days at their prices, plus the surplus of each venue at the best
    days on which it can be visited.
    """
    met = people_by_venue(claimed.kept)
    bound = sum((day.crews * day.price for day in claimed.days), Fraction(0))
    surplus_of = _one_stop(claimed)
    if claimed.workday is not None and not is_exact(claimed.workday):
        surplus_of = _several_stops(claimed, claimed.workday)
        bound += len(claimed.promised) * claimed.promise_people
    by_price = tuple(sorted(claimed.days, key=lambda day: day.price))
    for venue in claimed.venues:
        days = visitable(venue, by_price, claimed.workday)
        left = max(0, venue.reachable_people - met[venue.id])
        if days:
            bound += surplus_of(venue, left, days)
    # Worth comes in whole steps, so that a bound may be rounded down to one.
    steps = claimed.promise_people.denominator
    return met.total() + Fraction(int(bound * steps), steps)


_Surplus = Callable[[Venue, int, tuple[PlannedDay, ...]], Fraction]
"""The surplus of a venue with people left, on the days that it can be visited, cheapest first."""


def _one_stop(claimed: Claimed) -> _Surplus:
    """Return the surplus of a venue that crews visit for a whole day each."""
    fixed = promises_made(claimed.planned, claimed.fixed)
    promised = Counter(claimed.promised) if claimed.promise_people else Counter[Promise]()

    def surplus_of(venue: Venue, left: int, days: tuple[PlannedDay, ...]) -> Fraction:
        most = {share: most_people(venue, share, claimed.workday) for share in lengths(days)}
        needed = -(-left // min(most.values()))
        costs: dict[int, list[Fraction]] = {}
        people, cost = 0, Fraction(0)
        for day in _relevant(days, needed, has_promises=bool(fixed or promised)):
            is_there = Promise(venue=venue.id, on=day.on)
            for crew in range(min(venue.crews_per_day, max(needed, fixed[is_there]))):
                kept = claimed.promise_people if crew < promised[is_there] else Fraction(0)
                if crew < fixed[is_there]:
                    people += most[day.share]
                    cost += day.price - kept
                else:
                    costs.setdefault(most[day.share], []).append(day.price - kept)
        return chosen_surplus(left, people, costs) - cost

    return surplus_of


def _relevant(
    days: tuple[PlannedDay, ...], needed: int, *, has_promises: bool
) -> Iterable[PlannedDay]:
    """Return the days that can be among the best: the cheapest of each length, or all."""
    if has_promises:
        return days
    of_length: dict[Fraction, list[PlannedDay]] = {}
    for day in days:
        of_length.setdefault(day.share, []).append(day)
    return [day for group in of_length.values() for day in group[:needed]]


def _several_stops(claimed: Claimed, workday: Workday) -> _Surplus:
    """Return the surplus of a venue whose visits can share a crew-day, as if all were long."""
    people = people_by_stops(workday, claimed.venues)
    stop = min(claimed.stop_charge, Fraction(1, most_stops(people)))
    charges_of = {
        venue.id: Charges.of(of_venue, stop)
        for venue, of_venue in zip(claimed.venues, people, strict=True)
    }

    def surplus_of(venue: Venue, left: int, days: tuple[PlannedDay, ...]) -> Fraction:
        per_visit = most_people(venue, lengths(days)[0], workday)
        charges = charges_of[venue.id]
        # Several crews can work on one day, so that all visits fit into fewer days.
        crews = venue.crews_per_day
        needed = -(-most_visits(left, per_visit, charges) // crews)
        prices = [day.price for day in days[:needed] for _ in range(crews)]
        return Fraction(surplus(left, per_visit, prices, charges))

    return surplus_of


def flaws(claimed: Claimed) -> Iterator[str]:
    """Yield every flaw of a plan, in one pass over its visits."""
    yield from _flaws_of_kept(claimed)
    yield from _flaws_of_visits(claimed)
    yield from _flaws_of_crews(claimed)
    yield from _flaws_of_venues(claimed)
    yield from _flaws_of_sent(claimed)
    yield from _flaws_of_fixed(claimed)
    found, bound = worth(claimed), worth_bound(claimed)
    if found > bound:
        yield f"{_figure(found)} people are above the bound of {_figure(bound)}"
    elif found < bound and is_proven(claimed):
        yield f"{_figure(found)} people are not proven best: the bound is {_figure(bound)}"


def is_proven(claimed: Claimed) -> bool:
    """Return whether a plan must reach its bound: one stop a day, and days of one length."""
    return is_exact(claimed.workday) and len(lengths(claimed.days)) <= 1


def _figure(number: Fraction) -> str:
    whole = number.denominator == 1
    return f"{int(number):,}" if whole else f"{float(number):,.2f}"


def _flaws_of_visits(claimed: Claimed) -> Iterator[str]:
    """Yield visits to unknown or closed venues, on unplanned days, or by unknown crews."""
    day_on = {day.on: day for day in claimed.days}
    venues = {venue.id: venue for venue in claimed.venues}
    open_on = {venue.id: set(open_dates(tuple(day_on), venue.open_on)) for venue in venues.values()}
    for visit in claimed.planned:
        where = f"{visit.on}, {visit.venue!r}"
        day = day_on.get(visit.on)
        if day is None:
            yield f"{where}: the day is not planned"
        elif not 1 <= visit.crew <= day.crews:
            yield f"{where}: there is no crew {visit.crew}"
        if visit.venue not in venues:
            yield f"{where}: there is no such venue"
        else:
            if visit.on not in open_on[visit.venue]:
                yield f"{where}: the venue is closed"
            share = Fraction(1) if day is None else day.share
            if visit.people > most_people(venues[visit.venue], share, claimed.workday):
                yield f"{where}: {visit.people:,} people are more than a crew can record"


def _flaws_of_crews(claimed: Claimed) -> Iterator[str]:
    """Yield crews that would be in two places at once, or whose day is too short."""
    workday = claimed.workday
    venue_of = {venue.id: venue for venue in claimed.venues}
    share_of = {day.on: day.share for day in claimed.days}
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
        regions = [venue_of[visit.venue].region for visit in stops if visit.venue in venue_of]
        if workday is not None:
            there_are = workday.minutes * share_of.get(on, Fraction(1))
            if workday.travelled(regions) + _minutes_of_work(stops, venue_of, workday) > there_are:
                yield f"{where}: the day is too short"


def _minutes_of_work(
    stops: Iterable[Visit], venue_of: Mapping[str, Venue], workday: Workday
) -> Fraction:
    """Return the minutes at the stops of a crew-day; those at unknown venues are none."""
    known = ((visit.people, venue_of[visit.venue]) for visit in stops if visit.venue in venue_of)
    return sum(
        (
            setup_minutes(venue, workday) + people * minutes_per_person(venue, workday)
            for people, venue in known
        ),
        Fraction(0),
    )


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
    for (on, crew), group in groupby(claimed.kept, key=lambda visit: (visit.on, visit.crew)):
        stops = list(group)
        where = f"{on}, crew {crew}"
        if [visit.stop for visit in stops] != [*range(1, len(stops) + 1)]:
            yield f"{where}: kept visits are not numbered from 1"
        if len(stops) > (1 if claimed.workday is None else claimed.workday.most_stops):
            yield f"{where}: {len(stops)} kept visits are too many"
        if not crew:
            yield f"{where}: there is no crew 0"


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


def _flaws_of_fixed(claimed: Claimed) -> Iterator[str]:
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
        share = day_on[promise.on].share
        most = most_people(venues[promise.venue], share, claimed.workday)
        at_venue[promise.venue].append(most)
    for promise in sorted(missing, key=lambda promise: (promise.on, place_of(promise.venue))):
        venue, day = venues.get(promise.venue), day_on.get(promise.on)
        if (
            venue is None
            or day is None
            or day not in visitable(venue, claimed.days, claimed.workday)
        ):
            continue  # closed, or not planned
        others = [*at_venue[venue.id], most_people(venue, day.share, claimed.workday)]
        left = max(0, venue.reachable_people - met[venue.id])
        if (
            crews[day.on] < day.crews
            and made[promise] < venue.crews_per_day
            and sum(others) - min(others) < left
        ):
            yield f"{promise.on}, {promise.venue!r}: the fixed visit could be made"
