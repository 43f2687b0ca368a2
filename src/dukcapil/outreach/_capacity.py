"""The people that a crew can record at a venue on a day: the one rule for search and proof."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil

from dukcapil.outreach._clock import OpenHours, clock_of
from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = [
    "kinds_of_days",
    "longest_span",
    "minutes_per_person",
    "most_people",
    "most_people_of_a_day",
    "most_room",
    "open_window",
    "people_met",
    "people_of_crew",
    "people_of_visits",
    "rooms",
    "setup_minutes",
    "useful",
    "visitable",
    "visitable_from",
]


def setup_minutes(venue: Venue, workday: Workday) -> int:
    """Return the minutes to set up and take down at a venue."""
    return workday.setup_minutes if venue.setup_minutes is None else venue.setup_minutes


def minutes_per_person(venue: Venue, workday: Workday, of_crew: Fraction = Fraction(1)) -> Fraction:
    """Return the minutes to record one person at a venue.

    Args:
        venue: a venue.
        workday: the working day.
        of_crew: the size of the crew, which records so many times as many in the same minutes.
    """
    pace = venue.minutes_per_person
    return Fraction(workday.minutes_per_person if pace is None else pace) / of_crew


def most_people_of_a_day(venue: Venue, workday: Workday) -> int:
    """Return the most people of a full day at the door of a venue; 1 if there is no time for one.

    A venue with a number of its own never has more.
    """
    spare = workday.minutes - setup_minutes(venue, workday)
    most = max(1, int(spare / minutes_per_person(venue, workday)))
    return min(venue.per_crew_day or most, most)


def most_people(venue: Venue, day: PlannedDay, workday: Workday | None) -> int:
    """Return the most people that a crew records at a venue on a day, if it goes nowhere else.

    Args:
        venue: a venue of a plan.
        day: the day; its length, and its hours if the venue has any.
        workday: the working day, if it has minutes.
    """
    most = int((venue.per_crew_day or 0) * day.share)
    if workday is None:
        return most
    way = workday.way(venue.region)
    spare = workday.minutes * day.share - 2 * way
    if venue.hours:
        opens, closes = open_window(venue, day, workday)
        spare = min(spare + way, closes) - max(way, opens)
    people = (spare - setup_minutes(venue, workday)) / minutes_per_person(venue, workday)
    return max(0, min(most, int(people)))


def open_window(venue: Venue, day: PlannedDay, workday: Workday) -> tuple[int, Fraction]:
    """Return the working minutes of a day from and to which a venue is open."""
    end = workday.minutes * day.share
    window = _open_hours(venue, workday).window(day.on) if venue.hours else None
    if window is None:
        return 0, end
    return window.opens, min(end, Fraction(window.closes))


def _open_hours(venue: Venue, workday: Workday) -> OpenHours:
    return clock_of(workday.begins_at, workday.breaks).open_hours(venue.hours)


def people_of_crew(
    venue: Venue, day: PlannedDay, of_crew: Fraction, workday: Workday | None
) -> int:
    """Return the most people that a crew of some size records at a venue on a day.

    Args:
        venue: a venue of a plan.
        day: the day.
        of_crew: the size of the crew, as a share of a full one.
        workday: the working day, if it has minutes.
    """
    return int(most_people(venue, day, workday) * of_crew)


def rooms(venue: Venue, days: Sequence[PlannedDay], workday: Workday | None) -> list[int]:
    """Return the most people that a crew records at a venue on each day."""
    keys = _room_keys(venue, days, workday)
    most_of = {
        key: most_people(venue, day, workday)
        for key, day in dict(zip(keys, days, strict=True)).items()
    }
    return [most_of[key] for key in keys]


def most_room(venue: Venue, days: Sequence[PlannedDay], workday: Workday | None) -> int:
    """Return the most people that a crew records at a venue on the best of some days."""
    one_of_each = _one_of_each(venue, days, workday)
    return max((most_people(venue, day, workday) for day in one_of_each), default=0)


def _one_of_each(
    venue: Venue, days: Sequence[PlannedDay], workday: Workday | None
) -> Iterable[PlannedDay]:
    """Return days that differ in what the room at a venue depends on."""
    if not venue.hours:
        return {id(day.share): day for day in days}.values()
    return dict(zip(_room_keys(venue, days, workday), days, strict=True)).values()


def _room_keys(venue: Venue, days: Sequence[PlannedDay], workday: Workday | None) -> list[Hashable]:
    """Return for each day what the room at a venue depends on."""
    # Most days have the very same share, and to hash a fraction takes long.
    if workday is None or not venue.hours:
        return [id(day.share) for day in days]
    hours = _open_hours(venue, workday)
    return [(id(day.share), hours.window(day.on)) for day in days]


def kinds_of_days(
    venues: Sequence[Venue], days: Iterable[PlannedDay], workday: Workday | None
) -> list[list[PlannedDay]]:
    """Return the days in groups of one length and of the same hours at every venue, longest first.

    With one stop a day, hours are the same if a crew has room for as many people.
    """
    with_hours = [venue for venue in venues if venue.hours] if workday is not None else []
    one_of_each = list({venue.hours: venue for venue in with_hours}.values())
    groups: dict[Hashable, list[PlannedDay]] = {}
    for day in days:
        key = (day.share, *(open_window(venue, day, workday) for venue in one_of_each if workday))
        groups.setdefault(key, []).append(day)
    if workday is not None and workday.most_stops == 1:
        alike: dict[Hashable, list[PlannedDay]] = {}
        for of_hours in groups.values():
            first = of_hours[0]
            people = (most_people(venue, first, workday) for venue in with_hours)
            alike.setdefault((first.share, *people), []).extend(of_hours)
        groups = alike
    return sorted(groups.values(), key=lambda group: -group[0].share)


def longest_span(venues: Sequence[Venue], days: Sequence[PlannedDay], workday: Workday) -> Fraction:
    """Return the longest time of a day from the first opening of a venue to the last closing.

    A crew comes to no venue before it can be there, and leaves in time for the way back.
    """
    spans = []
    for kind in kinds_of_days(venues, days, workday):
        end = workday.minutes * kind[0].share
        windows = [
            (max(workday.way(venue.region), opens), min(end - workday.way(venue.region), closes))
            for venue in venues
            for opens, closes in [open_window(venue, kind[0], workday)]
        ]
        spans.append(max(until for _, until in windows) - min(since for since, _ in windows))
    return max(spans)


def people_met(left: int, most: int, turnout: Fraction) -> int:
    """Return the people met in one visit.

    Args:
        left: the people who can still be met.
        most: the most that the crew can record.
        turnout: the share of those left who come, rounded up.
    """
    return min(most, left if turnout == 1 else ceil(left * turnout))


def people_of_visits(left: int, most: int, turnout: Fraction) -> list[int]:
    """Return the people met by no visit, by one, two, and so on, if each meets as many as it can.

    No visits with room for no more meet more people, in whatever order they are made.
    """
    found = [0]
    while left:
        people = people_met(left, most, turnout)
        found.append(found[-1] + people)
        left -= people
    return found


def useful(venue: Venue, days: Iterable[date]) -> tuple[date, ...]:
    """Return the days on which it is neither too early nor too late for people of a venue."""
    since, until = venue.since or date.min, venue.until or date.max
    return tuple(day for day in days if since <= day < until)


def visitable(
    venue: Venue, days: tuple[PlannedDay, ...], workday: Workday | None
) -> tuple[PlannedDay, ...]:
    """Return the planned days on which a venue is open, in reach, and somebody can be recorded."""
    if venue.since is not None or venue.until is not None:
        in_time = set(useful(venue, [day.on for day in days]))
        days = tuple(day for day in days if day.on in in_time)
    one_of_each = _one_of_each(venue, days, workday)
    if not all(most_people(venue, day, workday) for day in one_of_each):
        can = rooms(venue, days, workday)
        days = tuple(day for day, most in zip(days, can, strict=True) if most)
    on = tuple(day.on for day in days)
    open_on = open_dates(on, venue.open_on)
    if workday is not None:
        open_on = workday.days_for([venue.region], open_on)
    if len(open_on) == len(on):
        return days
    can_go = set(open_on)
    return tuple(day for day in days if day.on in can_go)


def visitable_from(
    venue: Venue,
    days: tuple[PlannedDay, ...],
    workdays: Mapping[RegionCode | None, Workday | None],
) -> dict[RegionCode | None, tuple[PlannedDay, ...]]:
    """Return the days that are `visitable`, by the office from which a crew sets out."""
    return {office: visitable(venue, days, workday) for office, workday in workdays.items()}
