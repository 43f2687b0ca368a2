"""The plan: visits by crew and day, with the prices that prove its upper bound."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, time
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.labels import Language, check_language
from dukcapil._shared.tables import Content, Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import DuplicateRecord, Fault, UnsoundPlan
from dukcapil.months import Month, month_list
from dukcapil.outreach._capacity import visitable_from
from dukcapil.outreach._certificate import flaws, worth, worth_bound
from dukcapil.outreach._icalendar import CalendarTerms, as_icalendar, numbered_promises
from dukcapil.outreach._plan_tables import (
    CrewSheet,
    VenueRow,
    VenueTable,
    visit_content,
)
from dukcapil.outreach._proof.claims import Claimed, people_by_venue, promises_made, weighted
from dukcapil.outreach._rules.crews import Crew, crews_by_number, serves, workday_of, workdays_of
from dukcapil.outreach._rules.limits import Budget, Floor, people_within, trips_rupiah
from dukcapil.outreach._rules.nights import Nights
from dukcapil.outreach._timetable import Timetable, timed
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._visits import Night, PlannedDay, Promise, Sent, Visit
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

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


def _as_nights(nights: Iterable[Night]) -> tuple[Night, ...]:
    nights = tuple(nights)
    check_items("Plan", "nights", nights, Night)
    return tuple(sorted(nights, key=lambda night: (night.on, night.crew)))


def _as_sent(sent: Iterable[Sent]) -> tuple[Sent, ...]:
    sent = tuple(sent)
    check_items("Plan", "sent", sent, Sent)
    return tuple(sorted(sent, key=lambda move: (place_of(move.venue), place_of(move.office))))


def _as_promises(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    promises = tuple(promises)
    check_items("Plan", "promises", promises, Promise)
    return tuple(sorted(promises, key=lambda promise: (promise.on, place_of(promise.venue))))


def _as_crews(crews: Iterable[Crew]) -> tuple[Crew, ...]:
    crews = tuple(crews)
    check_items("Plan", "crews", crews, Crew)
    return tuple(sorted(crews, key=lambda crew: crew.number))


def _as_floors(floors: Iterable[Floor]) -> tuple[Floor, ...]:
    floors = tuple(floors)
    check_items("Plan", "floors", floors, Floor)
    return tuple(sorted(floors, key=lambda floor: floor.region))


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
        fixed: visits that must be made if they can be, see `unmet_promises`.
        promised: visits of the plan in force before, each worth `promise_people`; empty if that
            is 0.
        promise_people: the people that one broken promise stands for; 0 or more.
        revision: how often the plan has been replaced: `replan` and `improve` count.
        crews: the crews, if they differ; empty if all are alike.
        floors: the people who must be met in regions, if they can be, with the price of each.
        budget: the rupiah that all visits may cost, with its price; None for no limit.
        nights: the nights that crews stay away, see `Workday.most_nights`.

    Raises:
        DuplicateRecord: for two venues with one id, two days with one date, or a night twice.
        InvalidRecord: for a venue without `per_crew_day`, or a negative number.
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
    fixed: tuple[Promise, ...] = attrs.field(default=(), converter=_as_promises)
    promised: tuple[Promise, ...] = attrs.field(default=(), converter=_as_promises)
    promise_people: Fraction = Fraction(0)
    revision: int = 0
    crews: tuple[Crew, ...] = attrs.field(default=(), converter=_as_crews)
    floors: tuple[Floor, ...] = attrs.field(default=(), converter=_as_floors)
    budget: Budget | None = None
    nights: tuple[Night, ...] = attrs.field(default=(), converter=_as_nights)
    _bounds: list[Fraction] = attrs.field(init=False, eq=False, repr=False, factory=list)

    def __attrs_post_init__(self) -> None:
        check_unique("venue", [venue.id for venue in self.venues])
        check_unique("day", [day.on for day in self.days])
        check_unique("crew", [crew.number for crew in self.crews])
        check_unique("floor", [floor.region for floor in self.floors])
        check_unique("night", self.nights)
        if self.budget is not None:
            check_type(self, "budget", self.budget, Budget)
        if self.workday is not None:
            check_type(self, "workday", self.workday, Workday)
        check_type(self, "stop_charge", self.stop_charge, Fraction)
        check_type(self, "promise_people", self.promise_people, Fraction)
        check_count(self, "revision", self.revision)
        for field in ("stop_charge", "promise_people"):
            if getattr(self, field) < 0:
                raise_faults("Plan", [(field, Fault.NEGATIVE)])
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
            fixed=self.fixed,
            promised=self.promised,
            promise_people=self.promise_people,
            crews=self.crews,
            floors=self.floors,
            budget=self.budget,
            nights=self.nights,
        )

    @property
    def _bound(self) -> Fraction:
        """A worth that no plan can exceed, computed when it is first asked for."""
        if not self._bounds:
            self._bounds.append(worth_bound(self._claimed))
        return self._bounds[0]

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
    def weighted(self) -> int:
        """People recorded in all visits, each as many as the weight of the venue says."""
        return weighted(self.visits, self.venues)

    @property
    def trips_rupiah(self) -> int:
        """The cost of all visits in rupiah."""
        return trips_rupiah(self.visits, self.venues)

    @property
    def upper_bound(self) -> int:
        """A number of weighted people that no plan with the same kept and fixed visits can exceed.

        Where venues must have visits, or regions people, it is one over all plans that fulfil this
        as far as this plan does.
        """
        return int(self._bound)

    @property
    def gap(self) -> Fraction:
        """The distance to the bound as a share of it; 0 for a plan that is proven optimal.

        Where a broken promise has a price, both are people with the promises kept at that price.
        """
        bound = self._bound
        return (bound - worth(self._claimed)) / bound if bound else Fraction(0)

    @property
    def unmet_promises(self) -> tuple[Promise, ...]:
        """The fixed visits that cannot be made.

        Their venue is closed on the day or has nobody left, or all crews of the day are at other
        fixed visits.
        """
        missing = Counter(self.fixed) - promises_made(self.planned, self.fixed)
        return _as_promises(missing.elements())

    @property
    def missing_visits(self) -> dict[str, int]:
        """The visits that venues must have and have not, by id.

        Of all least visits as many as possible are made, with several stops a day as many as were
        found, and as there is money for: these venues are closed, have no crew, or share their days
        with others that must be visited.
        """
        made = Counter(visit.venue for visit in self.visits)
        met = people_by_venue(self.visits)
        return {
            venue.id: venue.least_visits - made[venue.id]
            for venue in self.venues
            if made[venue.id] < venue.least_visits and met[venue.id] < venue.reachable_people
        }

    @property
    def missing_people(self) -> dict[RegionCode, int]:
        """The people that floors ask for and the plan does not record, by region."""
        recorded = {
            floor.region: people_within(self.visits, self.venues, floor.region)
            for floor in self.floors
        }
        return {
            floor.region: floor.people - recorded[floor.region]
            for floor in self.floors
            if recorded[floor.region] < floor.people
        }

    @property
    def reachable(self) -> int:
        """People reachable with unlimited crews on every day of the year."""
        return sum(venue.reachable_people for venue in self.venues)

    def verify(self) -> None:
        """Verify the plan independently of the search.

        Checks each visit once: the venue is open on the day and until the crew leaves, the crew
        exists, is in one place only and goes on from where it slept, and the people are no more
        than a crew can record and than attend, the crew serves the venue, and the trips are within
        the budget. Kept visits are at known venues, offices have the people who were sent there,
        and no fixed visit, nor one that its venue must have, is missing that could be made. Then
        recomputes the bound, which the plan must reach if crews visit one venue a day, all days
        give each venue the same room, all crews are of one size, and there is neither a floor nor
        a budget. That the kept visits are those that were planned is for `Replan.verify` to say.

        Raises:
            UnsoundPlan: with all flaws.
        """
        if self.flaws:
            raise UnsoundPlan(flaws=self.flaws)

    @property
    def flaws(self) -> tuple[str, ...]:
        """The flaws that `verify` raises, each a sentence; empty for a sound plan."""
        return tuple(flaws(self._claimed, self._bound))

    @property
    def by_venue(self) -> VenueTable:
        """The plan by venue, with the people left."""
        visits = Counter(visit.venue for visit in self.visits)
        kept = Counter(visit.venue for visit in self.kept)
        people = people_by_venue(self.visits)
        workdays = {
            office: workday.without_ways if workday is not None and workday.most_nights else workday
            for office, workday in workdays_of(self.crews, self.workday).items()
        }
        crews = crews_by_number(self.days, self.crews) if self.crews else {}
        rows = []
        for venue in self.venues:
            days_from = {
                office: {day.on for day in days}
                for office, days in visitable_from(venue, self.days, workdays).items()
            }
            open_on = [
                day.on for day in self.days if any(day.on in on for on in days_from.values())
            ]
            served = tuple(
                on
                for on in open_on
                if not crews
                or any(
                    serves(crew, venue) and crew is not None and on in days_from[crew.office]
                    for crew in crews[on].values()
                )
            )
            rows.append(
                VenueRow(
                    venue=venue,
                    visits=visits[venue.id],
                    kept_visits=kept[venue.id],
                    people=people[venue.id],
                    open_on=served,
                    has_crew=bool(served) or not open_on,
                )
            )
        return VenueTable(rows)

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

    def timetable(self, *, begins: time | None = None, ends: time | None = None) -> Timetable:
        """Return all visits with their times and places.

        With a workday, a crew leaves its office, or where it slept, or is at its first venue, when
        the day begins, and all other times follow from the minutes: it waits until a venue opens,
        and breaks make a visit longer. Otherwise it is at its venue from the begin to the end of
        the day, or as far as the venue has hours; a short day ends early.

        Args:
            begins: the begin of a day without a workday, in the time zone of the venue; None for
                08:00.
            ends: the end of a full day without a workday; None for 14:00.

        Raises:
            TypeError: for anything but times.
            InvalidRecord: for a begin or an end if the plan has a workday: see
                `Workday.begins_at`.
        """
        given = {"begins": begins, "ends": ends}
        for field, at in given.items():
            if at is not None:
                check_type("timetable", field, at, time)
        if self.workday is not None:
            fields = [field for field, at in given.items() if at is not None]
            faults = [(field, Fault.CONTRADICTION, "Workday.begins_at") for field in fields]
            raise_faults("timetable", faults)
        hours = begins or time(8), ends or time(14)
        day_on = {day.on: day for day in self.days}
        crew_of = {crew.number: crew for crew in self.crews}

        def workday_of_crew(crew: int) -> tuple[Workday | None, Fraction]:
            who = crew_of.get(crew)
            return workday_of(who, self.workday), Fraction(1) if who is None else who.share

        nights = Nights(self.nights, self.visits, self._venue_of)
        return timed(self.visits, self._venue_of, day_on, workday_of_crew, hours, nights)

    def to_icalendar(  # noqa: PLR0913  what a calendar says besides the visits, each by name
        self,
        *,
        stamp: datetime,
        calendar_id: str,
        crew: int | None = None,
        before: "Plan | None" = None,
        begins: time | None = None,
        ends: time | None = None,
        bring: str | Mapping[VenueKind, str] = "",
        language: Language = "en",
    ) -> str:
        """Return a calendar after RFC 5545, with an event for each visit.

        The identifier of an event stays with the promised visit, at its venue on its day, through
        every replan; calendar programs that read a later version replace the event. A visit of
        `before` that is no longer made is there as cancelled.

        Args:
            stamp: the time at which the calendar is made, with a time zone.
            calendar_id: a name that no other calendar in the world has and all versions of this one
                share, such as `jebol-2020.dukcapil.bekasikota.go.id`.
            crew: the number of the only crew to include; None for all.
            before: the plan whose calendar was sent before.
            begins: the begin of a day without a workday, see `timetable`.
            ends: the end of a full day without a workday.
            bring: what crews bring along, for all venues or by kind.
            language: `en` or `id`.

        Raises:
            TypeError: for arguments of another type.
            ValueError: for a stamp without a time zone, or no `calendar_id`.
        """
        check_type("to_icalendar", "stamp", stamp, datetime)
        if stamp.tzinfo is None:
            raise ValueError("to_icalendar.stamp: expected a time zone, such as datetime.UTC")
        check_type("to_icalendar", "calendar_id", calendar_id, str)
        if not calendar_id.strip():
            raise ValueError("to_icalendar.calendar_id: expected a name of the calendar")
        if crew is not None:
            check_count("to_icalendar", "crew", crew)
        check_language("to_icalendar", language)
        if isinstance(bring, str):
            bring = dict.fromkeys(VenueKind, bring)
        now, earlier = (
            {}
            if plan is None
            else {
                promised: row
                for promised, row in numbered_promises(
                    plan.timetable(begins=begins, ends=ends).rows
                ).items()
                if crew in {None, row.visit.crew}
            }
            for plan in (self, before)
        )
        gone = {promised: row for promised, row in earlier.items() if promised not in now}
        return as_icalendar(
            now,
            gone,
            CalendarTerms(calendar_id, stamp, self.revision, bring, language),
        )

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
