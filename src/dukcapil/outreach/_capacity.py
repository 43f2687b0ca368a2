"""The people that a crew can record at a venue on a day: the one rule for search and proof."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay
from dukcapil.outreach._workday import Workday

__all__ = ["lengths", "most_people", "visitable"]


def most_people(venue: Venue, share: Fraction, workday: Workday | None) -> int:
    """Return the most people that a crew records at a venue on a day of some length.

    Args:
        venue: a venue of a plan.
        share: the length of the day, as a share of a full one.
        workday: the working day, if crews make several stops.
    """
    most = int((venue.per_crew_day or 0) * share)
    return most if workday is None else min(most, workday.most_people_at(venue.region, share))


def visitable(
    venue: Venue, days: tuple[PlannedDay, ...], workday: Workday | None
) -> tuple[PlannedDay, ...]:
    """Return the planned days on which a venue is open and long enough to record somebody."""
    shares = lengths(days)
    can = {share for share in shares if most_people(venue, share, workday)}
    if len(can) < len(shares):
        days = tuple(day for day in days if day.share in can)
    if venue.open_on is None:
        return days
    open_on = set(open_dates(tuple(day.on for day in days), venue.open_on))
    return tuple(day for day in days if day.on in open_on)


def lengths(days: Iterable[PlannedDay]) -> list[Fraction]:
    """Return the different lengths of days, the longest first."""
    return sorted({day.share for day in days}, reverse=True)
