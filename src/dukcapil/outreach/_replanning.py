"""Replanning when venues close, crews fall ill or lists change: visits already made are kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import (
    RecordFault,
    check_date,
    check_items,
    check_type,
    raise_faults,
)
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.outreach._certificate import people_by_venue
from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._plan import Plan, check_unique
from dukcapil.outreach._planning import check_share, crews_by_day
from dukcapil.outreach._solving import solve_again
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._visits import PlannedDay, Sent
from dukcapil.regions import RegionCode

__all__ = ["Replan", "replan"]


def _as_sent(sent: Iterable[Sent]) -> tuple[Sent, ...]:
    return tuple(sent)


@final
@attrs.frozen(kw_only=True)
class Replan(Tabular, Value):
    """A new plan beside the one it replaces.

    Attributes:
        before: the plan that is replaced.
        plan: the new plan, with the visits already made as `kept`.
        sent: people sent from closed venues to offices, by venue.
    """

    before: Plan
    plan: Plan
    sent: tuple[Sent, ...] = attrs.field(converter=_as_sent)

    def __attrs_post_init__(self) -> None:
        check_type(self, "before", self.before, Plan)
        check_type(self, "plan", self.plan, Plan)
        check_items(self, "sent", self.sent, Sent)

    @property
    def cost_people(self) -> int:
        """The people recorded by the old plan less those recorded by the new one.

        Negative if the change is a gain, such as an additional crew, or people of several small
        venues who are now met at one.
        """
        return self.before.recorded - self.plan.recorded

    @property
    def promised_visits(self) -> int:
        """The visits that the old plan promised for days that are planned again."""
        return self._promises.total()

    @property
    def kept_promises(self) -> int:
        """The promised visits that the new plan makes, at their venue on their day.

        With one venue a crew-day, no plan that records as many people keeps more.
        """
        now = Counter((visit.on, visit.venue) for visit in self.plan.planned)
        return (self._promises & now).total()

    @property
    def _promises(self) -> Counter[tuple[date, str]]:
        days = {day.on for day in self.plan.days}
        return Counter((visit.on, visit.venue) for visit in self.before.planned if visit.on in days)

    def _content(self) -> Content:
        before, after = self.before, self.plan
        columns = (
            Column("figure"),
            Column("before", Kind.COUNT),
            Column("now", Kind.COUNT),
            Column("change", Kind.CHANGE),
        )
        figures = (
            ("visits", len(before.visits), len(after.visits)),
            ("people reachable", before.reachable, after.reachable),
            ("people recorded", before.recorded, after.recorded),
        )
        return columns, [(name, old, new, new - old) for name, old, new in figures]


def replan(  # noqa: PLR0913  what may change, each by name
    current: Plan,
    *,
    from_day: date,
    closed: VenueKind | Iterable[str | VenueKind] = (),
    reopened: VenueKind | Iterable[str | VenueKind] = (),
    crews: int | Mapping[date, int] | None = None,
    changed: Iterable[Venue] = (),
    sent_share: Fraction = Fraction(1),
) -> Replan:
    """Keep the visits before a day, and plan the rest again with as little change as possible.

    Among the plans that record the most people, it is one that keeps the most promised visits,
    those of the current plan at their venue on their day. With several stops a day no such proof
    exists, but where nothing has changed, nothing changes.

    People of a closed venue who are not met yet are sent to the office of their kelurahan: the
    first venue of kind `KELURAHAN_OFFICE` with the same region that is open on a day with crews.
    Without one they are out of reach. A closed venue stays closed until it is reopened, and its
    people are sent once. When it reopens, those of them whom their office has not met return: the
    office is taken to meet the people of its own list first.

    Args:
        current: the plan to replace, which may be the `plan` of a `Replan`.
        from_day: the first day to plan again, not after the last planned day.
        closed: ids or kinds of venues that cannot be visited from that day on.
        reopened: ids or kinds of closed venues that can be visited again, on the days of before.
        crews: the number of crews from that day on: one number, or the numbers of the days that
            change; None for no change.
        changed: venues with new fields: other opening days, or other people, of whom those already
            met, or sent elsewhere, count as such. An `open_on`, `attendance` or `per_crew_day` of
            None keeps its value, and people who were sent there stay. A venue with a new id is
            added; it needs a `per_crew_day` unless the plan has a workday.
        sent_share: the share of those sent who attend, 0 to 1, rounded down for each venue.

    Returns:
        The new plan beside the old, with the cost of the change.

    Raises:
        DuplicateRecord: for two changed venues with one id.
        InvalidRecord: for a day that leaves nothing to plan or that precedes a kept visit, an
            unknown venue, a new venue without `per_crew_day`, a list shorter than the people who
            were sent elsewhere (reopen the venue first), crews on a day that is not planned, or a
            share out of bounds.
        TypeError: for arguments of another type.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import Venue, VenueKind, plan, replan
        >>> kelurahan = RegionCode("32.75.01.1001")
        >>> school, office = VenueKind.SCHOOL, VenueKind.KELURAHAN_OFFICE
        >>> best = plan(
        ...     [
        ...         Venue(id="SMAN 98", kind=school, region=kelurahan, expected_people=260),
        ...         Venue(id="Kelurahan", kind=office, region=kelurahan, expected_people=70),
        ...     ],
        ...     crews=1,
        ...     days=[date(2020, 3, day) for day in (12, 13, 16)],
        ...     per_crew_day=150,
        ... )
        >>> again = replan(best, from_day=date(2020, 3, 13), closed=school)
        >>> print(again.plan)
              date  crew  stop  venue      people
        2020-03-12     1     1  SMAN 98       150
        2020-03-13     1     1  Kelurahan     150
        2020-03-16     1     1  Kelurahan      30
        >>> again.promised_visits, again.kept_promises
        (2, 1)
        >>> [(sent.venue, sent.office, sent.people) for sent in again.sent], again.cost_people
        ([('SMAN 98', 'Kelurahan', 110)], 0)
    """
    check_type("replan", "current", current, Plan)
    days = _days_left(current, from_day, crews)
    kept = tuple(visit for visit in current.visits if visit.on < from_day)
    dates = tuple(day.on for day in days)
    venues = _changed(current, changed, dates)
    met = people_by_venue(kept)
    was_shut = {venue.id for venue in current.closed}
    open_again = _named(venues, reopened, "reopened") & was_shut
    newly_shut = _named(venues, closed, "closed") - (was_shut - open_again)
    check_share("replan", "sent_share", sent_share)
    back = _returning(venues, open_again, current.sent, met)
    venues = _after_moving(venues, back, -1)
    shut = (was_shut - open_again) | newly_shut
    with_crews = tuple(day.on for day in days if day.crews)
    offices = _offices(
        venue for venue in venues if venue.id not in shut and open_dates(with_crews, venue.open_on)
    )
    sent = [
        Sent(venue=venue.id, office=offices[venue.region], people=int(sent_share * left))
        for venue in venues
        if venue.id in newly_shut and venue.region in offices
        if (left := max(0, venue.reachable_people - met[venue.id]))
    ]
    venues = _after_moving(venues, sent, 1)
    task = Plan(
        venues=[attrs.evolve(one, open_on=()) if one.id in shut else one for one in venues],
        days=days,
        planned=(),
        kept=kept,
        workday=current.workday,
        closed=[venue for venue in venues if venue.id in shut],
        sent=_summed(current.sent, sent, back),
    )
    return Replan(before=current, plan=solve_again(task, current), sent=sent)


def _days_left(
    current: Plan, from_day: date, crews: int | Mapping[date, int] | None
) -> tuple[PlannedDay, ...]:
    """Return the days to plan again, with their crews."""
    check_date("replan", "from_day", from_day)
    crews_on = {day.on: day.crews for day in current.days if day.on >= from_day}
    if not crews_on or any(visit.on >= from_day for visit in current.kept):
        raise_faults("replan", [("from_day", Fault.OUT_OF_BOUNDS)])
    if isinstance(crews, Mapping):
        crews = crews_on | dict(crews)
    return crews_by_day("replan", tuple(crews_on), crews_on if crews is None else crews)


def _changed(current: Plan, changed: Iterable[Venue], days: tuple[date, ...]) -> tuple[Venue, ...]:
    """Return the venues by id, changed ones with their new fields, with rules turned into dates."""
    changed = tuple(changed)
    check_items("replan", "changed", changed, Venue)
    check_unique("venue", [venue.id for venue in changed])
    now = {venue.id: venue for venue in (*current.venues, *current.closed)}
    most = None if current.workday is None else current.workday.most_people
    faults: list[RecordFault] = []
    for venue in changed:
        old = now.get(venue.id, venue)
        per_crew_day = venue.per_crew_day or old.per_crew_day or most
        if per_crew_day is None:
            faults.append((f"changed[{venue.id!r}].per_crew_day", Fault.MISSING))
        new = attrs.evolve(
            venue,
            open_on=old.open_on if venue.open_on is None else open_dates(days, venue.open_on),
            attendance=old.attendance if venue.attendance is None else venue.attendance,
            per_crew_day=per_crew_day,
            sent_people=max(venue.sent_people, old.sent_people),
            away_people=max(venue.away_people, old.away_people),
        )
        if new.attending_people < new.away_people:
            path = f"changed[{venue.id!r}].expected_people"
            faults.append((path, Fault.CONTRADICTION, "the people who were sent elsewhere"))
        now[venue.id] = new
    raise_faults("replan", faults)
    return tuple(sorted(now.values(), key=lambda venue: place_of(venue.id)))


def _named(
    venues: Iterable[Venue], names: VenueKind | Iterable[str | VenueKind], field: str
) -> set[str]:
    """Return the ids of the venues that are named, by themselves or by their kind."""
    named = {names} if isinstance(names, VenueKind | str) else set(names)
    known = {name for venue in venues for name in (venue.id, venue.kind)}
    unknown = sorted(str(name) for name in named - known - set(VenueKind))
    raise_faults("replan", [(f"{field}[{name!r}]", Fault.UNKNOWN_VENUE) for name in unknown])
    return {venue.id for venue in venues if venue.id in named or venue.kind in named}


def _returning(
    venues: Iterable[Venue], open_again: set[str], sent: Iterable[Sent], met: Mapping[str, int]
) -> list[Sent]:
    """Return who was sent from venues that reopen and is not met yet, by the way they came."""
    left = {venue.id: max(0, venue.reachable_people - met[venue.id]) for venue in venues}
    back: list[Sent] = []
    for move in sent:
        if move.venue in open_again:
            people = min(move.people, left[move.office])
            left[move.office] -= people
            back.append(attrs.evolve(move, people=people))
    return back


def _summed(before: Iterable[Sent], sent: Iterable[Sent], back: Iterable[Sent]) -> list[Sent]:
    """Return who is away, by venue and office, after people were sent and others returned."""
    people: Counter[tuple[str, str]] = Counter()
    for move in (*before, *sent):
        people[move.venue, move.office] += move.people
    for move in back:
        people[move.venue, move.office] -= move.people
    return [
        Sent(venue=venue, office=office, people=count)
        for (venue, office), count in people.items()
        if count
    ]


def _offices(venues: Iterable[Venue]) -> dict[RegionCode, str]:
    """Return the first office of each kelurahan."""
    offices: dict[RegionCode, str] = {}
    for venue in venues:
        if venue.kind is VenueKind.KELURAHAN_OFFICE:
            offices.setdefault(venue.region, venue.id)
    return offices


def _after_moving(
    venues: Iterable[Venue], moves: Iterable[Sent], direction: int
) -> tuple[Venue, ...]:
    """Return the venues after people moved from venues to offices; or back, if it is -1."""
    away, sent = Counter[str](), Counter[str]()
    for move in moves:
        away[move.venue] += direction * move.people
        sent[move.office] += direction * move.people
    return tuple(
        attrs.evolve(
            venue,
            away_people=venue.away_people + away[venue.id],
            sent_people=venue.sent_people + sent[venue.id],
        )
        for venue in venues
    )
