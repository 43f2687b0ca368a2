"""The timetable of a plan: when a crew begins and ends at each venue."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import final

import attrs

from dukcapil._shared.checks import check_items, check_type
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.outreach._capacity import minutes_per_person, open_window, setup_minutes
from dukcapil.outreach._clock import clock_of, minute_of, shared_hours
from dukcapil.outreach._plan_tables import PLACE, place_cells
from dukcapil.outreach._rules.nights import Nights
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Visit
from dukcapil.outreach._workday import Workday
from dukcapil.outreach._zones import zone_of
from dukcapil.regions import RegionCode

__all__ = ["TimedVisit", "Timetable", "timed"]


@final
@attrs.frozen(kw_only=True)
class TimedVisit(Value):
    """A visit with its place and times.

    Attributes:
        visit: the visit.
        venue: the venue.
        begins: the time of arrival, in the time zone of the venue; that of its opening if the crew
            waits at the door.
        ends: the time of departure, breaks included.
    """

    visit: Visit
    venue: Venue
    begins: datetime
    ends: datetime

    def __attrs_post_init__(self) -> None:
        check_type(self, "visit", self.visit, Visit)
        check_type(self, "venue", self.venue, Venue)
        check_type(self, "begins", self.begins, datetime)
        check_type(self, "ends", self.ends, datetime)


def _as_rows(rows: Iterable[TimedVisit]) -> tuple[TimedVisit, ...]:
    return tuple(rows)


@final
@attrs.frozen
class Timetable(Tabular, Value):
    """The visits of a plan with their times and places, a row for each.

    `of_crew` and `between` choose those of one crew, and of some days: `to_html` of them is the
    sheet that the crew takes along, `to_csv` and `to_excel` of the whole are for the coordinator.

    Attributes:
        rows: the visits, by day, crew and stop.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import Venue, VenueKind, plan
        >>> school = Venue(
        ...     id="SMAN 98",
        ...     kind=VenueKind.SCHOOL,
        ...     region=RegionCode("32.75.01.1002"),
        ...     expected_people=120,
        ...     name="SMA Negeri 98",
        ... )
        >>> best = plan([school], crews=1, days=[date(2020, 3, 2)], per_crew_day=150)
        >>> row = best.timetable().of_crew(1).rows[0]
        >>> f"{row.begins:%H:%M} {row.begins.tzname()}", row.venue.name
        ('08:00 WIB', 'SMA Negeri 98')
    """

    rows: tuple[TimedVisit, ...] = attrs.field(converter=_as_rows)

    def __attrs_post_init__(self) -> None:
        check_items(self, "rows", self.rows, TimedVisit)

    def of_crew(self, crew: int) -> "Timetable":
        """Return the visits of one crew."""
        return Timetable(row for row in self.rows if row.visit.crew == crew)

    def between(self, since: date, until: date) -> "Timetable":
        """Return the visits from `since` up to, and without, `until`."""
        return Timetable(row for row in self.rows if since <= row.visit.on < until)

    def _content(self) -> Content:
        columns = (
            Column("date", Kind.DATE),
            Column("crew", Kind.INTEGER),
            Column("stop", Kind.INTEGER),
            Column("begins"),
            Column("ends"),
            Column("zone"),
            Column("venue"),
            Column("name"),
            Column("address"),
            *PLACE,
            Column("people", Kind.COUNT),
        )
        return columns, [
            (
                *(row.visit.on, row.visit.crew, row.visit.stop),
                *(f"{row.begins:%H:%M}", f"{row.ends:%H:%M}", row.begins.tzname()),
                *(row.venue.id, row.venue.name, row.venue.address, *place_cells(row.venue)),
                row.visit.people,
            )
            for row in self.rows
        ]


def timed(  # noqa: PLR0913, PLR0917  all that times depend on
    visits: Iterable[Visit],
    venues: Mapping[str, Venue],
    day_on: Mapping[date, PlannedDay],
    workday_of_crew: Callable[[int], tuple[Workday | None, Fraction]],
    hours: tuple[time, time],
    nights: Nights,
) -> "Timetable":
    """Return visits with their times.

    Args:
        visits: the visits, by day, crew and stop.
        venues: the venues by id; visits to others are left out.
        day_on: the days that are planned.
        workday_of_crew: the working day of a crew by number, if it has minutes, and its size.
        hours: the begin and the end of a full day without minutes.
        nights: the nights away, after which a day begins where the crew slept.
    """
    known = (visit for visit in visits if visit.venue in venues)
    rows: list[TimedVisit] = []
    for (on, crew), group in groupby(known, key=lambda visit: (visit.on, visit.crew)):
        stops = list(group)
        day = day_on.get(on) or PlannedDay(on=on, crews=0)
        workday, of_crew = workday_of_crew(crew)
        spans = (
            _whole_day(venues[stops[0].venue], day, hours)
            if workday is None
            else _spans(stops, venues, day, (workday, of_crew), nights.begin(on, crew, workday))
        )
        for visit, (start, stop) in zip(stops, spans, strict=False):
            venue = venues[visit.venue]
            midnight = datetime.combine(on, time(0), zone_of(venue.region).offset)
            rows.append(
                TimedVisit(
                    visit=visit,
                    venue=venue,
                    begins=midnight + timedelta(minutes=start),
                    ends=midnight + timedelta(minutes=stop),
                )
            )
    return Timetable(rows)


_Span = tuple[int, int]
"""From when to when a crew is at a stop, in minutes since midnight."""


def _whole_day(venue: Venue, day: PlannedDay, hours: tuple[time, time]) -> list[_Span]:
    """Return the one span of a day without minutes, as far as the venue is open."""
    begins, ends = (minute_of(at) for at in hours)
    ends = begins + int((ends - begins) * day.share)
    open_ = shared_hours(venue.hours, day.on) or (begins, ends)
    both = max(begins, open_[0]), min(ends, open_[1])
    # A day without minutes says nothing of when crews come: hours outside it win.
    return [both if both[0] < both[1] else open_]


def _spans(
    stops: Iterable[Visit],
    venues: Mapping[str, Venue],
    day: PlannedDay,
    crew: tuple[Workday, Fraction],
    at: RegionCode | None,
) -> list[_Span]:
    """Return the spans of a crew-day, after it has set out from some place, to the minute."""
    workday, of_crew = crew
    clock = clock_of(workday.begins_at, workday.breaks)
    spans: list[_Span] = []
    now = Fraction(0)
    for visit in stops:
        venue = venues[visit.venue]
        region = venue.region
        if at is not None:
            now += workday.travel.minutes(at, region)
        at = region
        now = max(now, Fraction(open_window(venue, day, workday)[0]))
        begins = clock.after(day.on, int(now))
        pace = minutes_per_person(venue, workday, of_crew)
        now += setup_minutes(venue, workday) + visit.people * pace
        spans.append((begins, clock.until(day.on, ceil(now))))
    return spans
