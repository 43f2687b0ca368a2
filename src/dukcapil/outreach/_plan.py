"""The plan: visits by crew and day, with the prices that prove its upper bound."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.tables import Content, Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import DuplicateRecord, Fault, UnsoundPlan
from dukcapil.months import Month, month_list
from dukcapil.outreach._certificate import Claimed, flaws, people_by_venue, upper_bound
from dukcapil.outreach._icalendar import as_icalendar
from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._plan_tables import (
    CrewSheet,
    VenueRow,
    VenueTable,
    visit_content,
)
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Sent, Visit
from dukcapil.outreach._workday import Workday

__all__ = ["Plan", "check_unique"]


def _as_venues(venues: Iterable[Venue]) -> tuple[Venue, ...]:
    """Return the venues sorted by id, numbers within an id by size."""
    venues = tuple(venues)
    check_items("Plan", "venues", venues, Venue)
    return tuple(sorted(venues, key=lambda venue: place_of(venue.id)))


def _as_planned_days(days: Iterable[PlannedDay]) -> tuple[PlannedDay, ...]:
    days = tuple(days)
    check_items("Plan", "days", days, PlannedDay)
    return tuple(sorted(days, key=lambda day: day.on))


def _as_visits(visits: Iterable[Visit]) -> tuple[Visit, ...]:
    visits = tuple(visits)
    check_items("Plan", "visits", visits, Visit)
    return tuple(sorted(visits, key=lambda visit: (visit.on, visit.crew, visit.stop)))


def _as_sent(sent: Iterable[Sent]) -> tuple[Sent, ...]:
    sent = tuple(sent)
    check_items("Plan", "sent", sent, Sent)
    return tuple(sorted(sent, key=lambda move: (place_of(move.venue), place_of(move.office))))


@final
@attrs.frozen(kw_only=True, repr=False)
class Plan(Plotted, Tabular, Value):
    """Visits by crew and day, with the proof of their quality.

    The prices of the days are the proof. With one venue a crew-day, the price of a day is the gain
    of one more crew on it, and the upper bound that follows from the prices equals the people the
    plan records: no plan can record more. With several stops, the bound is above by `gap` at most.
    `verify` checks all of it without regard to the way the plan was made.

    Attributes:
        venues: the venues by id, with the arguments of `plan` filled in.
        days: the planned days, with their crews and prices.
        planned: the visits to be made, by day, crew and stop.
        kept: the visits made before the first planned day.
        workday: the working day of a crew that makes several stops; None for one venue a day.
        stop_charge: the share of the price of a crew-day that the bound charges for one of several
            stops, besides its people; 0 with one stop.
        closed: the venues that `replan` closed, with the days on which they would be open.
        sent: people of closed venues who are away at an office, whether met there or not.

    Raises:
        DuplicateRecord: for two venues with one id, or two days with one date.
        InvalidRecord: for a venue without `per_crew_day`, or a negative charge.
        TypeError: for fields of another type.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Month, RegionCode
        >>> from dukcapil.outreach import Venue, VenueKind, plan
        >>> hall = Venue(
        ...     id="Hall", kind=VenueKind.OTHER, region=RegionCode("32.75.01"), expected_people=170
        ... )
        >>> best = plan([hall], crews=1, days=[date(2020, 3, 2)], per_crew_day=150)
        >>> best.recorded, best.upper_bound, best.gap
        (150, 150, Fraction(0, 1))
        >>> best.expected_by_month([Month(2020, 3)])
        (150,)
        >>> print(best.by_venue)
        venue  kind   expected  visits  recorded  left  reason
        Hall   other       170       1       150    20  visited on every open day
    """

    venues: tuple[Venue, ...] = attrs.field(converter=_as_venues)
    days: tuple[PlannedDay, ...] = attrs.field(converter=_as_planned_days)
    planned: tuple[Visit, ...] = attrs.field(converter=_as_visits)
    kept: tuple[Visit, ...] = attrs.field(default=(), converter=_as_visits)
    workday: Workday | None = None
    stop_charge: Fraction = Fraction(0)
    closed: tuple[Venue, ...] = attrs.field(default=(), converter=_as_venues)
    sent: tuple[Sent, ...] = attrs.field(default=(), converter=_as_sent)

    def __attrs_post_init__(self) -> None:
        check_unique("venue", [venue.id for venue in self.venues])
        check_unique("day", [day.on for day in self.days])
        if self.workday is not None:
            check_type(self, "workday", self.workday, Workday)
        check_type(self, "stop_charge", self.stop_charge, Fraction)
        if self.stop_charge < 0:
            raise_faults("Plan", [("stop_charge", Fault.NEGATIVE)])
        if any(venue.per_crew_day is None for venue in self.venues):
            raise_faults("Plan", [("venues.per_crew_day", Fault.MISSING)])

    @property
    def _claimed(self) -> Claimed:
        """The claims for the certificate to check."""
        return Claimed(
            venues=self.venues,
            days=self.days,
            planned=self.planned,
            kept=self.kept,
            workday=self.workday,
            stop_charge=self.stop_charge,
            sent=self.sent,
        )

    @property
    def rows(self) -> tuple[Visit, ...]:
        """All visits, as the rows of the table."""
        return self.visits

    @property
    def _venue_of(self) -> dict[str, Venue]:
        return {venue.id: venue for venue in self.venues}

    @property
    def visits(self) -> tuple[Visit, ...]:
        """All visits, kept ones first."""
        return self.kept + self.planned

    @property
    def recorded(self) -> int:
        """People recorded in all visits."""
        return sum(visit.people for visit in self.visits)

    @property
    def upper_bound(self) -> int:
        """A number of people that no plan with the same kept visits can exceed."""
        return upper_bound(self._claimed)

    @property
    def gap(self) -> Fraction:
        """The distance to the bound as a share of it; 0 for a plan that is proven optimal."""
        bound = self.upper_bound
        return Fraction(bound - self.recorded, bound) if bound else Fraction(0)

    @property
    def reachable(self) -> int:
        """People reachable with unlimited crews on every day of the year."""
        return sum(venue.reachable_people for venue in self.venues)

    def verify(self) -> None:
        """Verify the plan independently of the search.

        Checks each visit once: the venue is open, the crew exists and is in one place only, and the
        people are no more than a crew can record and than attend. Kept visits are at known venues,
        and offices have the people who were sent there. Then recomputes the bound, which
        the plan must reach if crews visit one venue a day.

        Raises:
            UnsoundPlan: with all flaws.
        """
        found = tuple(flaws(self._claimed))
        if found:
            raise UnsoundPlan(flaws=found)

    @property
    def by_venue(self) -> VenueTable:
        """The plan by venue, with the people left."""
        visits = Counter(visit.venue for visit in self.visits)
        kept = Counter(visit.venue for visit in self.kept)
        people = people_by_venue(self.visits)
        dates = tuple(day.on for day in self.days)
        return VenueTable(
            VenueRow(
                venue=venue,
                visits=visits[venue.id],
                kept_visits=kept[venue.id],
                people=people[venue.id],
                open_on=open_dates(dates, venue.open_on),
            )
            for venue in self.venues
        )

    @property
    def by_crew(self) -> CrewSheet:
        """The plan as a roster: a row for each day, a column for each crew."""
        return CrewSheet(days=self.days, visits=self.visits)

    def expected_by_month(self, months: Iterable[Month]) -> tuple[int, ...]:
        """Return the people recorded in each month.

        A `Scenario` of the same months takes them as `recording_capacity_people`; add the people
        recorded at the counters of the office.

        Args:
            months: the months, such as those of `Month.range`, in any order.

        Raises:
            TypeError: for anything but months.
        """
        people: Counter[Month] = Counter()
        for visit in self.visits:
            people[Month.of(visit.on)] += visit.people
        return tuple(people[month] for month in month_list("expected_by_month", months))

    def to_icalendar(self, *, stamp: datetime, crew: int | None = None) -> str:
        """Return a calendar after RFC 5545, with an all-day event for each visit.

        The identifier of an event depends on day, crew and venue, so that a calendar program that
        reads a later version replaces the event.

        Args:
            stamp: the time at which the calendar is made, with a time zone.
            crew: the number of the only crew to include; None for all.

        Raises:
            TypeError: for a stamp that is not a `datetime`, or a crew that is not `int`.
            ValueError: for a stamp without a time zone.
        """
        check_type("to_icalendar", "stamp", stamp, datetime)
        if stamp.tzinfo is None:
            raise ValueError("to_icalendar.stamp: expected a time zone, such as datetime.UTC")
        if crew is not None:
            check_count("to_icalendar", "crew", crew)
        visits = (visit for visit in self.visits if crew in {None, visit.crew})
        return as_icalendar(visits, self._venue_of, stamp)

    def __repr__(self) -> str:
        """The size of the plan: the plan itself is long."""
        parts = f"venues={len(self.venues)}, days={len(self.days)}, visits={len(self.visits)}"
        return f"Plan({parts}, recorded={self.recorded})"

    def _content(self) -> Content:
        return visit_content(self.visits, self._venue_of)


def check_unique(kind: str, keys: Sequence[Hashable]) -> None:
    """Raise `DuplicateRecord` if keys repeat."""
    repeated = sum(count > 1 for count in Counter(keys).values())
    if repeated:
        raise DuplicateRecord(kind=kind, count=repeated)
