"""The people that a crew can record at a venue on a day: the one rule for search and proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from math import ceil

from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = [
    "lengths",
    "minutes_per_person",
    "most_people",
    "most_people_of_a_day",
    "people_met",
    "people_of_crew",
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


def most_people(venue: Venue, share: Fraction, workday: Workday | None) -> int:
    """Return the most people that a crew records at a venue on a day of some length.

    Args:
        venue: a venue of a plan.
        share: the length of the day, as a share of a full one.
        workday: the working day, if crews make several stops.
    """
    most = int((venue.per_crew_day or 0) * share)
    if workday is None:
        return most
    ways = workday.travelled([venue.region])
    spare = workday.minutes * share - setup_minutes(venue, workday) - ways
    return max(0, min(most, int(spare / minutes_per_person(venue, workday))))


def people_of_crew(venue: Venue, shares: tuple[Fraction, Fraction], workday: Workday | None) -> int:
    """Return the most people that a crew of some size records at a venue on a day of some length.

    Args:
        venue: a venue of a plan.
        shares: the length of the day and the size of the crew, as shares of full ones.
        workday: the working day, if crews make several stops.
    """
    of_day, of_crew = shares
    return int(most_people(venue, of_day, workday) * of_crew)


def people_met(left: int, most: int, turnout: Fraction) -> int:
    """Return the people met in one visit.

    Args:
        left: the people who can still be met.
        most: the most that the crew can record.
        turnout: the share of those left who come, rounded up.
    """
    return min(most, left if turnout == 1 else ceil(left * turnout))


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
    shares = lengths(days)
    can = {share for share in shares if most_people(venue, share, workday)}
    if len(can) < len(shares):
        days = tuple(day for day in days if day.share in can)
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


def lengths(days: Iterable[PlannedDay]) -> list[Fraction]:
    """Return the different lengths of days, the longest first."""
    # Most days have the very same share, and to hash a fraction takes long.
    one_each = {id(day.share): day.share for day in days}
    return sorted(set(one_each.values()), reverse=True)
