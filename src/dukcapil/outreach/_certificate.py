"""Verification of a plan: its flaws, and the upper bound that its prices prove.

Independent of the search: nothing here depends on the way a plan was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import floor

from dukcapil.outreach._capacity import (
    kinds_of_days,
    minutes_per_person,
    people_of_crew,
    setup_minutes,
    useful,
    visitable_from,
)
from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._proof.claims import (
    Claimed,
    is_exact,
    people_by_venue,
    promises_made,
    weighted,
)
from dukcapil.outreach._proof.hours import flaws_of_hours
from dukcapil.outreach._proof.nights import flaws_of_nights, without_ways
from dukcapil.outreach._proof.one_stop import (
    limits_at_their_prices,
    surplus_of_one_stop,
)
from dukcapil.outreach._proof.promises import flaws_of_fixed, flaws_of_least, flaws_of_turnout
from dukcapil.outreach._proof.several_stops import surplus_of_several_stops
from dukcapil.outreach._rules.crews import (
    crews_by_number,
    groups_by_day,
    priced,
    serves,
    workday_of,
    workdays_of,
)
from dukcapil.outreach._rules.limits import trips_rupiah
from dukcapil.outreach._rules.nights import Nights
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Visit
from dukcapil.outreach._workday import Workday

__all__ = ["flaws", "is_proven", "worth", "worth_bound"]


def worth(claimed: Claimed) -> Fraction:
    """Return the weighted people recorded, and those that the kept promises stand for."""
    kept = promises_made(claimed.planned, claimed.promised).total()
    visits = (*claimed.kept, *claimed.planned)
    return weighted(visits, claimed.venues) + claimed.promise_people * kept


def worth_bound(claimed: Claimed) -> Fraction:
    """Return a worth that no plan with the same kept and fixed visits can exceed.

    By weak duality: all crew-days at their prices, plus the surplus of each venue at the best
    days on which it can be visited. Of floors and least visits all plans count that fulfil them
    as far as this one does. With nights, no way from or to an office counts.
    """
    claimed = without_ways(claimed)
    met = people_by_venue(claimed.kept)
    bound = limits_at_their_prices(claimed)
    groups = groups_by_day(claimed.days, claimed.crews)
    prices = {day.on: priced(day, of_day) for day, of_day in zip(claimed.days, groups, strict=True)}
    for of_day in prices.values():
        bound += sum(len(group.numbers) * price for group, price in of_day)
    surplus_of = surplus_of_one_stop(claimed, prices)
    if claimed.workday is not None and not is_exact(claimed.workday):
        surplus_of = surplus_of_several_stops(claimed, claimed.workday, prices)
        bound += len(claimed.promised) * claimed.promise_people
    by_price = tuple(sorted(claimed.days, key=lambda day: day.price))
    workdays = workdays_of(claimed.crews, claimed.workday)
    for venue in claimed.venues:
        days = visitable_from(venue, by_price, workdays)
        left = max(0, venue.reachable_people - met[venue.id])
        if any(days.values()):
            bound += surplus_of(venue, left, days)
    # Worth comes in whole steps, so that a bound may be rounded down to one.
    steps = claimed.promise_people.denominator
    return weighted(claimed.kept, claimed.venues) + Fraction(floor(bound * steps), steps)


def flaws(claimed: Claimed, bound: Fraction) -> Iterator[str]:
    """Yield every flaw of a plan, in one pass over its visits.

    Args:
        claimed: the claims of the plan.
        bound: its `worth_bound`.
    """
    yield from _flaws_of_kept(claimed)
    yield from _flaws_of_visits(claimed)
    yield from _flaws_of_crews(claimed)
    yield from flaws_of_nights(claimed)
    yield from _flaws_of_venues(claimed)
    yield from _flaws_of_sent(claimed)
    yield from flaws_of_fixed(claimed)
    yield from flaws_of_least(claimed)
    found = worth(claimed)
    if found > bound:
        yield f"{_figure(found)} people are above the bound of {_figure(bound)}"
    elif found < bound and is_proven(claimed):
        yield f"{_figure(found)} people are not proven best: the bound is {_figure(bound)}"


def is_proven(claimed: Claimed) -> bool:
    """Return whether a plan must reach its bound: one stop a day, crews and days of one size.

    Days are of one size if they are equally long and every venue has the same hours.

    Floors and a budget cut through visits, so that no prices need to prove the best plan.
    """
    sizes = {(crew.share, crew.office) for crew in claimed.crews}
    kinds = max(
        len(kinds_of_days(claimed.venues, claimed.days, workday))
        for workday in workdays_of(claimed.crews, claimed.workday).values()
    )
    is_free = claimed.budget is None and not claimed.floors
    return is_exact(claimed.workday) and max(kinds, len(sizes)) <= 1 and is_free


def _figure(number: Fraction) -> str:
    whole = number.denominator == 1
    return f"{int(number):,}" if whole else f"{float(number):,.2f}"


def _flaws_of_visits(claimed: Claimed) -> Iterator[str]:
    """Yield visits to unknown or closed venues, on unplanned days, or by unknown crews."""
    day_on = {day.on: day for day in claimed.days}
    venues = {venue.id: venue for venue in claimed.venues}
    open_on = {venue.id: set(open_dates(tuple(day_on), venue.open_on)) for venue in venues.values()}
    crew_of = crews_by_number(claimed.days, claimed.crews)
    nights = Nights(claimed.nights, (*claimed.kept, *claimed.planned), venues)
    for visit in claimed.planned:
        where = f"{visit.on}, {visit.venue!r}"
        day, venue = day_on.get(visit.on), venues.get(visit.venue)
        numbers = crew_of.get(visit.on, {})
        crew = numbers.get(visit.crew)
        if day is None:
            yield f"{where}: the day is not planned"
        elif visit.crew not in numbers:
            yield f"{where}: there is no crew {visit.crew}"
        if venue is None:
            yield f"{where}: there is no such venue"
        else:
            if visit.on not in open_on[visit.venue]:
                yield f"{where}: the venue is closed"
            if not useful(venue, [visit.on]):
                yield f"{where}: it is too early or too late for its people"
            if not serves(crew, venue):
                yield f"{where}: crew {visit.crew} does not serve it"
            on = PlannedDay(on=visit.on, crews=0) if day is None else day
            of_crew = Fraction(1) if crew is None else crew.share
            workday = workday_of(crew, claimed.workday)
            if workday is not None and nights.touch(visit.on, visit.crew):
                workday = workday.without_ways  # those that are made are minutes of the day
            if visit.people > people_of_crew(venue, on, of_crew, workday):
                yield f"{where}: {visit.people:,} people are more than a crew can record"


def _flaws_of_crews(claimed: Claimed) -> Iterator[str]:
    """Yield crews that would be in two places at once, or whose day is too short."""
    most_stops = 1 if claimed.workday is None else claimed.workday.most_stops
    venue_of = {venue.id: venue for venue in claimed.venues}
    crew_of = crews_by_number(claimed.days, claimed.crews) if claimed.crews else {}
    day_on = {day.on: day for day in claimed.days}
    nights = Nights(claimed.nights, (*claimed.kept, *claimed.planned), venue_of)
    in_order = sorted(claimed.planned, key=lambda visit: (visit.on, visit.crew, visit.stop))
    for (on, crew), group in groupby(in_order, key=lambda visit: (visit.on, visit.crew)):
        stops = list(group)
        where = f"{on}, crew {crew}"
        if [visit.stop for visit in stops] != [*range(1, len(stops) + 1)]:
            yield f"{where}: stops are not numbered from 1"
        if len(stops) > most_stops:
            yield f"{where}: {len(stops)} stops are too many"
        if len({visit.venue for visit in stops}) < len(stops):
            yield f"{where}: the same venue twice"
        regions = [venue_of[visit.venue].region for visit in stops if visit.venue in venue_of]
        who = crew_of.get(on, {}).get(crew)
        workday = workday_of(who, claimed.workday)
        if workday is not None:
            day = day_on.get(on) or PlannedDay(on=on, crews=0)
            there_are = workday.minutes * day.share
            of_crew = Fraction(1) if who is None else who.share
            work = _minutes_of_work(stops, venue_of, workday, of_crew)
            ends = nights.ends(on, crew, workday)
            if workday.travelled(regions, ends) + work > there_are:
                yield f"{where}: the day is too short"
            else:
                yield from flaws_of_hours(stops, venue_of, day, workday, of_crew, ends)
            if not workday.days_for(regions, (on,), ends):
                yield f"{where}: there is no way between its regions that day"


def _minutes_of_work(
    stops: Iterable[Visit], venue_of: Mapping[str, Venue], workday: Workday, of_crew: Fraction
) -> Fraction:
    """Return the minutes at the stops of a crew-day; those at unknown venues are none."""
    known = ((visit.people, venue_of[visit.venue]) for visit in stops if visit.venue in venue_of)
    return sum(
        (
            setup_minutes(venue, workday) + people * minutes_per_person(venue, workday, of_crew)
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
        if venue.turnout != 1:
            yield from flaws_of_turnout(claimed, venue, left)
    if claimed.budget is not None:
        cost = trips_rupiah(claimed.planned, claimed.venues)
        spent = trips_rupiah(claimed.kept, claimed.venues)
        if cost > max(0, claimed.budget.rupiah - spent):
            yield f"the visits cost {cost + spent:,} rupiah, {claimed.budget.rupiah:,} are allowed"


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
