"""Places that a crew can visit, with the people who can be recorded there."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import (
    check_count,
    check_date,
    check_items,
    check_type,
    raise_faults,
    text_fault,
)
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault
from dukcapil.outreach._clock import Hours, as_hours
from dukcapil.outreach._open_days import DayRule, as_rule
from dukcapil.regions import RegionCode

__all__ = ["Venue", "VenueKind"]


@final
class VenueKind(Worded):
    """Kinds of places that crews visit.

    Attributes:
        SCHOOL: a school, whose pupils are about to turn 17.
        KELURAHAN_OFFICE: the office of a kelurahan or desa, open to all its residents; `replan`
            sends people of closed venues there.
        VILLAGE_HALL: another meeting place of a neighbourhood or village.
        PRISON: a prison (*lapas*) or detention centre (*rutan*).
        HOSPITAL: a hospital, or a home for old or ill people.
        HOMES: homes of people who cannot travel, visited one after another on one round.
        OTHER: any other place.
    """

    SCHOOL = "school"
    KELURAHAN_OFFICE = "kelurahan office"
    VILLAGE_HALL = "village hall"
    PRISON = "prison"
    HOSPITAL = "hospital"
    HOMES = "homes"
    OTHER = "other"


def _as_rule(rule: DayRule) -> DayRule:
    return as_rule("Venue", "open_on", rule)


def _as_open_hours(hours: Hours | Iterable[Hours]) -> tuple[Hours, ...]:
    return as_hours("Venue", "hours", hours)


def _as_needs(needs: Iterable[str]) -> tuple[str, ...]:
    needs = (needs,) if isinstance(needs, str) else tuple(needs)
    check_items("Venue", "needs", needs, str)
    return tuple(sorted(set(needs)))


@final
@attrs.frozen(kw_only=True)
class Venue(Value):
    """A place that crews can visit, with the people who can be recorded there.

    Attributes:
        id: the identifier in the plan; never a name, NIK or address of a person.
        kind: the kind of place.
        region: the region it lies in, preferably the kelurahan.
        expected_people: people on its list who are not recorded; 0 or more.
        open_on: the planned days on which it can be visited, see `DayRule`.
        crews_per_day: the most crews that can work there at once; 1 or more.
        attendance: the share of the list that attends, 0 to 1, rounded down to whole people; None
            to take the `attendance` of `plan`.
        per_crew_day: the most people that one crew can record there in a day; None to take the
            `per_crew_day` of `plan`.
        sent_people: people who attend besides the list, all of them, such as those sent from a
            venue that closed.
        away_people: people of the list who would attend and were sent elsewhere; see `replan`.
        setup_minutes: minutes to set up and take down there; None to take those of the workday.
        minutes_per_person: minutes to record one person there, above 0, such as at homes or in a
            prison; None to take those of the workday.
        since: the first day on which its people can be recorded, such as their 17th birthday; None
            for any day.
        until: the first day on which it is too late for them, such as a polling day; None for
            never.
        turnout: the share, above 0 and at most 1, of those not yet met who come to one visit,
            rounded up to whole people: attendance falls with each visit. 1 if they come as soon
            as there is a place.
        weight: the number of people that one person here counts for, 1 or more, such as 3 for
            people with disabilities.
        least_visits: visits that it has before any other is planned, kept ones included, as long
            as there is somebody to meet; see `Plan.missing_visits`.
        trip_rupiah: the cost of one visit in rupiah; 0 or more.
        needs: what a crew must have or be able to, see `Crew.skills`.
        name: the name of the place, for letters and calendars; empty to use the id.
        address: the address of the place.
        point: its latitude and longitude in degrees; None if they are not known.
        hours: the hours in which a crew sets up and records there, one `Hours` or several, of
            which those of a day hold together; all day where none is. A crew that comes early
            waits at the door. Without a `Workday` they bound the times of the timetable alone.

    Raises:
        TypeError: for fields of another type.
        InvalidRecord: for a number out of its bounds, no id, or line breaks and other controls in
            a text.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import Venue, VenueKind
        >>> school = Venue(
        ...     id="SMAN 99",
        ...     kind=VenueKind.SCHOOL,
        ...     region=RegionCode("32.75.01.1001"),
        ...     expected_people=231,
        ...     attendance=Fraction(4, 5),
        ... )
        >>> school.reachable_people
        184
    """

    id: str = attrs.field(repr=False)
    kind: VenueKind
    region: RegionCode
    expected_people: int
    open_on: DayRule = attrs.field(default=None, converter=_as_rule)
    crews_per_day: int = 1
    attendance: Fraction | None = None
    per_crew_day: int | None = None
    sent_people: int = 0
    away_people: int = 0
    setup_minutes: int | None = None
    minutes_per_person: int | Fraction | None = None
    since: date | None = None
    until: date | None = None
    turnout: Fraction = Fraction(1)
    weight: int = 1
    least_visits: int = 0
    trip_rupiah: int = 0
    needs: tuple[str, ...] = attrs.field(default=(), converter=_as_needs, repr=False)
    name: str = ""
    address: str = ""
    point: tuple[float, float] | None = None
    hours: tuple[Hours, ...] = attrs.field(default=(), converter=_as_open_hours)

    def __attrs_post_init__(self) -> None:
        check_type(self, "id", self.id, str)
        check_type(self, "kind", self.kind, VenueKind)
        check_type(self, "region", self.region, RegionCode)
        for field in ("expected_people", "crews_per_day", "sent_people", "away_people"):
            check_count(self, field, getattr(self, field))
        faults = _faults_of_place(self) + _faults_of_minutes(self) + _faults_of_rules(self)
        if not self.crews_per_day:
            faults.append(("crews_per_day", Fault.OUT_OF_BOUNDS))
        if self.attendance is not None:
            check_type(self, "attendance", self.attendance, Fraction, "; use Fraction(4, 5)")
            if not 0 <= self.attendance <= 1:
                faults.append(("attendance", Fault.OUT_OF_BOUNDS))
        if self.per_crew_day is not None:
            check_count(self, "per_crew_day", self.per_crew_day)
            if not self.per_crew_day:
                faults.append(("per_crew_day", Fault.OUT_OF_BOUNDS))
        raise_faults("Venue", faults)

    @property
    def attending_people(self) -> int:
        """The people who attend wherever they are sent: their share of the list, and those sent."""
        share = Fraction(1) if self.attendance is None else self.attendance
        return int(self.expected_people * share) + self.sent_people

    @property
    def reachable_people(self) -> int:
        """The people who attend here: those who attend, less those away."""
        return max(0, self.attending_people - self.away_people)


def _faults_of_minutes(venue: Venue) -> list[tuple[str, Fault]]:
    """Return the faults of the minutes that recording takes at a venue."""
    if venue.setup_minutes is not None:
        check_count(venue, "setup_minutes", venue.setup_minutes)
    pace = venue.minutes_per_person
    if pace is None:
        return []
    if type(pace) is not Fraction:
        check_count(venue, "minutes_per_person", pace)
    return [("minutes_per_person", Fault.OUT_OF_BOUNDS)] if pace <= 0 else []


def _faults_of_rules(venue: Venue) -> list[tuple[str, Fault]]:
    """Return the faults of the rules by which people of a venue are met."""
    for field in ("weight", "least_visits", "trip_rupiah"):
        check_count(venue, field, getattr(venue, field))
    faults = [] if venue.weight else [("weight", Fault.OUT_OF_BOUNDS)]
    check_type(venue, "turnout", venue.turnout, Fraction, "; use Fraction(2, 3)")
    if not 0 < venue.turnout <= 1:
        faults.append(("turnout", Fault.OUT_OF_BOUNDS))
    ends = [(field, getattr(venue, field)) for field in ("since", "until")]
    for field, day in ends:
        if day is not None:
            check_date(venue, field, day)
    if venue.since is not None and venue.until is not None and venue.since >= venue.until:
        faults.append(("until", Fault.OUT_OF_ORDER))
    faults += [("needs", fault) for text in venue.needs if (fault := text_fault(text)) is not None]
    return faults


def _faults_of_place(venue: Venue) -> list[tuple[str, Fault]]:
    """Return the faults of the texts of a venue, and of the point at which it lies."""
    for field in ("name", "address"):
        check_type(venue, field, getattr(venue, field), str)
    texts = {field: getattr(venue, field) for field in ("id", "name", "address")}
    found = {field: text_fault(text) for field, text in texts.items()}
    if not venue.id:
        found["id"] = Fault.MISSING
    faults = [(field, fault) for field, fault in found.items() if fault is not None]
    if venue.point is not None:
        check_type(venue, "point", venue.point, tuple)
        most = (90, 180)
        if len(venue.point) != len(most) or any(
            not -limit <= degrees <= limit
            for degrees, limit in zip(venue.point, most, strict=False)
        ):
            faults.append(("point", Fault.OUT_OF_BOUNDS))
    return faults
