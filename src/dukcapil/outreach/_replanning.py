"""Replanning when venues close, crews fall ill or lists change: visits already made are kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import final

import attrs
from dateutil.rrule import rrulebase

from dukcapil._shared.checks import (
    RecordFault,
    check_count,
    check_date,
    check_items,
    check_type,
    raise_faults,
)
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.errors import Fault, UnsoundPlan
from dukcapil.outreach._capacity import most_people_of_a_day, visitable_from
from dukcapil.outreach._open_days import as_dates, dated
from dukcapil.outreach._plan import Plan, check_unique
from dukcapil.outreach._planning import (
    DayShares,
    as_crews,
    check_alike,
    check_promises,
    check_rules,
    check_share,
    crews_by_day,
    with_shares,
)
from dukcapil.outreach._proof.claims import people_by_venue
from dukcapil.outreach._rules.crews import Crew, crews_by_number, serves, workdays_of
from dukcapil.outreach._rules.limits import budget_of, floors_of
from dukcapil.outreach._sending import after_moving, first_offices, returning, sent_on, summed
from dukcapil.outreach._solving import solve_again
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._visits import PlannedDay, Promise, Sent
from dukcapil.regions import RegionCode

__all__ = ["Replan", "replan"]


def _besides_sent(plan: Plan) -> dict[str, tuple[int, int]]:
    """Return for each venue the people away and sent there of whom `Plan.sent` does not know."""
    away, sent = Counter[str](), Counter[str]()
    for move in plan.sent:
        away[move.venue] += move.people
        sent[move.office] += move.people
    return {
        venue.id: (venue.away_people - away[venue.id], venue.sent_people - sent[venue.id])
        for venue in plan.venues
    }


def _as_sent(sent: Iterable[Sent]) -> tuple[Sent, ...]:
    return tuple(sent)


@final
@attrs.frozen(kw_only=True)
class Replan(Tabular, Value):
    """A new plan beside the one it replaces.

    Attributes:
        before: the plan that is replaced.
        plan: the new plan, with the visits already made as `kept`.
        from_day: the first day that is planned again.
        sent: people sent from closed venues to offices, by venue.
        offered: another plan of several stops, made anew, that is worth more and keeps fewer
            promises; None if none was found. Visits that must be made and floors come first.
    """

    before: Plan
    plan: Plan
    from_day: date
    sent: tuple[Sent, ...] = attrs.field(converter=_as_sent)
    offered: Plan | None = None

    def __attrs_post_init__(self) -> None:
        check_type(self, "before", self.before, Plan)
        check_type(self, "plan", self.plan, Plan)
        check_date(self, "from_day", self.from_day)
        check_items(self, "sent", self.sent, Sent)
        if self.offered is not None:
            check_type(self, "offered", self.offered, Plan)

    def verify(self) -> None:
        """Verify the new plan, and that it continues the old one.

        Besides all that `Plan.verify` checks, the kept visits are those of the old plan before
        `from_day`, each with its people, and so are the nights before it; and people who are away,
        or were sent, change at no venue but by `Plan.sent`.

        Raises:
            UnsoundPlan: with all flaws.
        """
        found = list(self.plan.flaws)
        made = Counter(visit for visit in self.before.visits if visit.on < self.from_day)
        kept = Counter(self.plan.kept)
        found += [
            f"{visit.on}, {visit.venue!r}: a kept visit was never planned"
            for visit in (kept - made).elements()
        ]
        found += [
            f"{visit.on}, {visit.venue!r}: a visit that was made is not kept"
            for visit in (made - kept).elements()
        ]
        first = self.from_day.toordinal()
        were_away, are_away = set(self.before.nights), set(self.plan.nights)
        found += [
            f"{night.on}, crew {night.crew}: a night away was never planned"
            for night in self.plan.nights
            if night.on < self.from_day and night not in were_away
        ]
        found += [
            f"{night.on}, crew {night.crew}: a night away is not kept"
            for night in self.before.nights
            if night.on.toordinal() + 1 < first and night not in are_away
        ]
        were, are = _besides_sent(self.before), _besides_sent(self.plan)
        for venue, (away, sent) in were.items():
            away_now, sent_now = are.get(venue, (0, 0))
            if away_now < away:
                found.append(f"{venue!r}: people who were away before count twice")
            if sent_now < sent:
                found.append(f"{venue!r}: people who were sent there before are lost")
        if found:
            raise UnsoundPlan(flaws=tuple(found))

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

        With one venue a crew-day and days of one length, no plan that records as many people keeps
        more.
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
    crews: int | Mapping[date, int] | Iterable[Crew] | None = None,
    days: Iterable[date] | rrulebase | None = None,
    short_days: DayShares | None = None,
    changed: Iterable[Venue] = (),
    sent_share: Fraction = Fraction(1),
    fixed: Iterable[Promise] | None = None,
    promise_people: int | Fraction = 0,
    floors: Mapping[RegionCode, int] | None = None,
    budget_rupiah: int | None = None,
) -> Replan:
    """Keep the visits before a day, and plan the rest again with as little change as possible.

    Among the plans that record the most people, it is one that keeps the most promised visits,
    those of the current plan at their venue on their day. With several stops a day no such proof
    exists: the routes in force stay as far as they can be made, idle time is filled, and a plan
    made anew that is worth more is `Replan.offered`. Where nothing has changed, nothing
    changes. A crew that is away goes on with its tour, or is taken to return before `from_day` if
    the rest cannot be made as it was.

    People of a closed venue who are not met yet are sent to the office of their kelurahan: the
    first venue of kind `KELURAHAN_OFFICE` with the same region that a crew can visit on a day.
    Without one they are out of reach. A closed venue stays closed until it is reopened, and its
    people are sent once. When it reopens, those of them whom their office has not met return: the
    office is taken to meet the people of its own list first. Where an office closes, those who
    were sent there and are not met are sent on.

    Args:
        current: the plan to replace, which may be the `plan` of a `Replan`.
        from_day: the first day to plan again, not after the last planned day.
        closed: ids or kinds of venues that cannot be visited from that day on.
        reopened: ids or kinds of closed venues that can be visited again, on the days of before.
        crews: the number of crews from that day on: one number, or the numbers of the days that
            change; or all `Crew` values from that day on, if they differ. None for no change.
        days: all days on which crews go out from that day on, if days are added or dropped; None
            for no change. Days that are added need crews.
        short_days: new lengths of days, see `plan`; None for no change, and a mapping changes the
            days that it names.
        changed: venues with new fields: other opening days or hours, or other people, of whom those
            already met, or sent elsewhere, count as such. An `open_on`, `attendance` or
            `per_crew_day` of None keeps its value, and people who were sent there stay. A venue
            with a new id is added; it needs a `per_crew_day` unless the plan has a workday.
        sent_share: the share of those sent who attend, 0 to 1, rounded down for each venue.
        fixed: all visits that must be made if they can be, see `plan`; None for those of before.
        promise_people: the people that one broken promise stands for, 0 or more: the new plan is
            worth its people and this for each promise kept, and no plan is worth more. With several
            stops a plan made anew replaces the routes in force if it is worth more. 0 to break any
            promise for one more person.
        floors: all floors of the whole plan, kept visits included, see `plan`; None for those of
            before.
        budget_rupiah: the most that all visits may cost, kept ones included; None for that of
            before.

    Returns:
        The new plan beside the old, with the cost of the change.

    Raises:
        DuplicateRecord: for two changed venues with one id.
        InvalidRecord: for a day that leaves nothing to plan or that precedes a kept visit, an
            unknown venue, a new venue without `per_crew_day`, a list shorter than the people who
            were sent elsewhere (reopen the venue first), crews on a day that is not planned, a day
            that is added without crews or before the first day, a promise to an unknown venue, or
            a number out of bounds.
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
    price = _price(promise_people)
    left, different = _days_left(current, from_day, crews, days)
    left = with_shares("replan", left, short_days)
    kept = tuple(visit for visit in current.visits if visit.on < from_day)
    dates = tuple(day.on for day in left)
    venues = _changed(current, changed, dates)
    met = people_by_venue(kept)
    was_shut = {venue.id for venue in current.closed}
    open_again = _named(venues, reopened, "reopened") & was_shut
    newly_shut = _named(venues, closed, "closed") - (was_shut - open_again)
    check_share("replan", "sent_share", sent_share)
    back = returning(venues, open_again, current.sent, met)
    venues = after_moving(venues, back, -1)
    shut = (was_shut - open_again) | newly_shut
    crews_on = crews_by_number(left, different)
    workdays = workdays_of(different, current.workday)
    offices = first_offices(
        venue
        for venue in venues
        if venue.id not in shut
        and any(
            serves(crew, venue) and (None if crew is None else crew.office) == office
            for office, days_from in visitable_from(venue, left, workdays).items()
            for day in days_from
            for crew in crews_on[day.on].values()
        )
    )
    stayed = summed(current.sent, (), back)
    gone, sent = sent_on(venues, newly_shut, offices, stayed, met, sent_share)
    venues = after_moving(venues, gone, -1)
    venues = after_moving(venues, sent, 1)
    task = Plan(
        venues=[attrs.evolve(one, open_on=()) if one.id in shut else one for one in venues],
        days=left,
        planned=(),
        kept=kept,
        workday=current.workday,
        closed=[venue for venue in venues if venue.id in shut],
        sent=summed(stayed, sent, gone),
        fixed=[
            promise
            for promise in (current.fixed if fixed is None else fixed)
            if fixed is not None or promise.on >= from_day
        ],
        promised=_promised(current, dates) if price else (),
        promise_people=price,
        revision=current.revision + 1,
        nights=[night for night in current.nights if night.on < from_day],
        crews=different,
        floors=floors_of(
            {floor.region: floor.people for floor in current.floors} if floors is None else floors
        ),
        budget=budget_of(
            current.budget and current.budget.rupiah if budget_rupiah is None else budget_rupiah
        ),
    )
    check_promises("replan", task)
    check_rules("replan", task)
    again, offered = solve_again(task, current)
    return Replan(before=current, plan=again, from_day=from_day, sent=sent, offered=offered)


def _price(promise_people: int | Fraction) -> Fraction:
    """Return the price of a broken promise as a fraction."""
    if type(promise_people) is not Fraction:
        check_count("replan", "promise_people", promise_people)
    if promise_people < 0:
        raise_faults("replan", [("promise_people", Fault.NEGATIVE)])
    return Fraction(promise_people)


def _promised(current: Plan, dates: Iterable[date]) -> list[Promise]:
    """Return the visits of a plan on some days, as promises."""
    on = set(dates)
    return [Promise(venue=visit.venue, on=visit.on) for visit in current.planned if visit.on in on]


def _days_left(
    current: Plan,
    from_day: date,
    crews: int | Mapping[date, int] | Iterable[Crew] | None,
    days: Iterable[date] | rrulebase | None,
) -> tuple[tuple[PlannedDay, ...], tuple[Crew, ...]]:
    """Return the days to plan again, with their crews and lengths, and the crews that differ."""
    check_date("replan", "from_day", from_day)
    was = {day.on: attrs.evolve(day, price=Fraction(0), crew_prices=()) for day in current.days}
    dates = [on for on in was if on >= from_day]
    if days is not None:
        dates = list(as_dates("replan", "days", days))
        if not dates or min(dates) < from_day:
            raise_faults("replan", [("days", Fault.OUT_OF_BOUNDS)])
    if not dates or any(visit.on >= from_day for visit in current.kept):
        raise_faults("replan", [("from_day", Fault.OUT_OF_BOUNDS)])
    if crews is not None:
        crews = as_crews("replan", crews, dates)
        check_alike("replan", current, crews)
    elif current.crews:
        crews = current.crews
    if not isinstance(crews, tuple):
        crews_on = {on: was[on].crews for on in dates if on in was}
        if isinstance(crews, Mapping):
            crews = crews_on | dict(crews)
        crews = crews_on if crews is None else crews
    planned = crews_by_day("replan", dates, crews)
    return tuple(
        attrs.evolve(day, share=was[day.on].share) if day.on in was else day for day in planned
    ), crews if isinstance(crews, tuple) else ()


def _changed(current: Plan, changed: Iterable[Venue], days: tuple[date, ...]) -> tuple[Venue, ...]:
    """Return the venues by id, changed ones with their new fields, with rules turned into dates."""
    changed = tuple(changed)
    check_items("replan", "changed", changed, Venue)
    check_unique("venue", [venue.id for venue in changed])
    now = {venue.id: venue for venue in (*current.venues, *current.closed)}
    faults: list[RecordFault] = []
    for venue in changed:
        old = now.get(venue.id, venue)
        per_crew_day = venue.per_crew_day or old.per_crew_day
        if current.workday is not None:
            known = attrs.evolve(venue, per_crew_day=per_crew_day)
            per_crew_day = most_people_of_a_day(known, current.workday)
        if per_crew_day is None:
            faults.append((f"changed[{venue.id!r}].per_crew_day", Fault.MISSING))
        new = attrs.evolve(
            venue,
            open_on=old.open_on if venue.open_on is None else dated(venue.open_on, days),
            attendance=old.attendance if venue.attendance is None else venue.attendance,
            per_crew_day=per_crew_day,
            sent_people=max(venue.sent_people, old.sent_people),
            away_people=max(venue.away_people, old.away_people),
        )
        came = sum(move.people for move in current.sent if move.office == venue.id)
        if new.attending_people - came < new.away_people:
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
    for kind in VenueKind:
        if kind.value in unknown:
            raise TypeError(
                f"replan.{field}: there is no venue {kind.value!r}; "
                f"for all venues of the kind pass VenueKind.{kind.name}"
            )
    raise_faults("replan", [(f"{field}[{name!r}]", Fault.UNKNOWN_VENUE) for name in unknown])
    return {venue.id for venue in venues if venue.id in named or venue.kind in named}
