"""Crew-days followed by the clock: travel, waiting at doors, work, breaks, and the way back.

Nothing here is in the working minutes of the search: a moment is one of the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from dukcapil.outreach._capacity import minutes_per_person, setup_minutes
from dukcapil.outreach._clock import minute_of, shared_hours
from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Visit
from dukcapil.outreach._workday import Ends, Workday

__all__ = ["flaws_of_hours"]


def flaws_of_hours(  # noqa: PLR0913, PLR0917  all that a crew-day depends on
    stops: Sequence[Visit],
    venue_of: Mapping[str, Venue],
    day: PlannedDay,
    workday: Workday,
    of_crew: Fraction,
    ends: Ends,
) -> Iterator[str]:
    """Yield the stops of a crew-day at which its venue closes, and a return after the day.

    Args:
        stops: the visits of the crew, in order; those to unknown venues are passed over.
        venue_of: the venues by id.
        day: the day.
        workday: the working day of the crew.
        of_crew: the size of the crew, as a share of a full one.
        ends: where the day begins and ends.
    """
    known = [(visit, venue_of[visit.venue]) for visit in stops if visit.venue in venue_of]
    if not any(venue.hours for _, venue in known):
        return  # the minutes of the day say it all
    breaks = _breaks(workday, day.on)
    begin = Fraction(minute_of(workday.begins_at))
    now, at = begin, ends[0]
    for visit, venue in known:
        if at is not None:
            now = _later(now, workday.travel.minutes(at, venue.region), breaks)
        at = venue.region
        open_ = shared_hours(venue.hours, day.on)
        if open_ is not None:
            now = max(now, Fraction(open_[0]))
        pace = minutes_per_person(venue, workday, of_crew)
        work = setup_minutes(venue, workday) + visit.people * pace
        now = _later(now, work, breaks)
        if open_ is not None and now > open_[1]:
            yield f"{day.on}, {visit.venue!r}: crew {visit.crew} works after it closes"
    if ends[1] is not None and at is not None:
        now = _later(now, workday.travel.minutes(at, ends[1]), breaks)
    if now > _later(begin, workday.minutes * day.share, breaks):
        yield f"{day.on}, crew {stops[0].crew}: the day ends before the crew is back"


def _breaks(workday: Workday, on: date) -> list[tuple[int, int]]:
    """Return the breaks of a day, by their begin."""
    return sorted(
        (minute_of(one.begins), minute_of(one.ends))
        for one in workday.breaks
        if open_dates((on,), one.on)
    )


def _later(now: Fraction, minutes: int | Fraction, breaks: Sequence[tuple[int, int]]) -> Fraction:
    """Return the moment at which something is over that takes minutes, without the breaks."""
    left = Fraction(minutes)
    for begin, end in breaks:
        if end <= now or not left:
            continue
        before = max(Fraction(0), begin - now)
        if left <= before:
            break
        left -= before
        now = Fraction(end)
    return now + left
