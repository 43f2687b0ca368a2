"""Planning: from venues, crews and days to a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs
from dateutil.rrule import rrulebase

from dukcapil._shared.checks import (
    RecordFault,
    check_count,
    check_date,
    check_items,
    check_most,
    check_type,
    raise_faults,
)
from dukcapil.errors import Fault
from dukcapil.outreach._capacity import kinds_of_days, most_people_of_a_day
from dukcapil.outreach._open_days import as_dates, dated
from dukcapil.outreach._plan import Plan, check_unique
from dukcapil.outreach._rules.crews import Crew, working
from dukcapil.outreach._rules.limits import budget_of, floors_of
from dukcapil.outreach._solving import faults_of_nights, solve
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._visits import MOST_CREWS, PlannedDay, Promise
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = [
    "DayShares",
    "as_crews",
    "check_promises",
    "check_rules",
    "check_share",
    "cost_of_promise",
    "crews_by_day",
    "plan",
    "with_more_crews",
    "with_shares",
]

DayShares = Mapping[date, Fraction] | Callable[[date], Fraction]
"""Lengths of days as shares of a full working day: by date, or as a function of the date."""


def plan(  # noqa: PLR0913  what a plan depends on, each by name
    venues: Iterable[Venue],
    *,
    crews: int | Mapping[date, int] | Iterable[Crew],
    days: Iterable[date] | rrulebase,
    per_crew_day: int | Mapping[VenueKind, int] | Workday,
    attendance: Fraction = Fraction(1),
    short_days: DayShares | None = None,
    fixed: Iterable[Promise] = (),
    floors: Mapping[RegionCode, int] | None = None,
    budget_rupiah: int | None = None,
) -> Plan:
    """Plan the visits by which the most people are recorded.

    With one venue a crew-day the plan is optimal and proves it. With a `Workday` of several stops,
    or with days on which venues give room for different numbers of people, it comes from a
    heuristic, within a proven bound; several stops are never below the optimum of one stop a day,
    and with up to 8 venues and 8 crew-days they are the best of all, apart from fixed and least
    visits, different minutes a person or weights, falling attendance, limits that bind, and hours
    along more than two stops. The order of venues, crews and days does not matter.

    Args:
        venues: the venues, each with its own id.
        crews: the number of crews, the same for all days or by day; positive on at least one day,
            and at most 10,000. Or a `Crew` for each, if they serve different venues, work on
            different days, differ in size, or set out from offices of their own.
        days: the days on which crews go out, each once: dates, or a rule of `dateutil.rrule` that
            ends.
        per_crew_day: the most people that a crew can record in a day: one number, a number for
            each kind of venue, or a `Workday` for several stops. A venue can have its own.
        attendance: the share of a list that attends, 0 to 1, unless the venue has its own.
        short_days: the days on which crews work shorter hours, such as Fridays or those of
            Ramadan, each with its length as a share of a full day, above 0 and at most 1; or a
            function from a date to its share. People and minutes of the day are multiplied by it.
            Dates that are not planned are passed over.
        fixed: visits that are promised for a day. They are made if they can be, whatever they
            cost; `Plan.unmet_promises` are those that cannot, `cost_of_promise` says the cost.
        floors: people to be recorded at the venues of regions, of any level, before any other
            counts; `Plan.missing_people` says where they are too few, `Plan.floors` the price.
        budget_rupiah: the most that all visits may cost, each `Venue.trip_rupiah`; None for no
            limit. `Plan.budget` has what one rupiah more would add.

    Returns:
        The plan. A venue that is open on none of the days has no visits; `by_venue` says why.

    Raises:
        DuplicateRecord: for two venues with one id, or a repeated day.
        InvalidRecord: for a `Venue.turnout` with days or crews of several sizes, a `Crew.office`
            without a `Workday`, a budget below the cost of the visits that must be made (with
            several stops: of the fixed ones), no days, no crews, a day without
            a number of crews, a kind of venue without a number of people, regions without minutes
            of travel, a length of a day out of bounds, or a promise to an unknown venue.
        TypeError: for arguments of another type.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import OpenDays, Venue, VenueKind, plan
        >>> kelurahan = RegionCode("32.75.01.1001")
        >>> venues = [
        ...     Venue(id="SMAN 98", kind=VenueKind.SCHOOL, region=kelurahan, expected_people=260),
        ...     Venue(id="SMKN 99", kind=VenueKind.SCHOOL, region=kelurahan, expected_people=120),
        ...     Venue(
        ...         id="Kelurahan",
        ...         kind=VenueKind.KELURAHAN_OFFICE,
        ...         region=kelurahan,
        ...         expected_people=400,
        ...         open_on=[date(2020, 3, 3)],
        ...     ),
        ... ]
        >>> days = OpenDays().between(date(2020, 3, 2), date(2020, 3, 5))
        >>> best = plan(venues, crews=1, days=days, per_crew_day=150)
        >>> print(best)
              date  crew  stop  venue      people
        2020-03-02     1     1  SMAN 98       150
        2020-03-03     1     1  Kelurahan     150
        2020-03-04     1     1  SMKN 99       120
        >>> best.recorded, best.upper_bound
        (420, 420)
        >>> best.verify()
        >>> [int(day.price) for day in best.days]
        [110, 110, 110]
    """
    days = as_dates("plan", "days", days)
    if not days:
        raise_faults("plan", [("days", Fault.MISSING)])
    crews = as_crews("plan", crews, days)
    planned = with_shares("plan", crews_by_day("plan", days, crews), short_days)
    if not any(day.crews for day in planned):
        raise_faults("plan", [("crews", Fault.OUT_OF_BOUNDS)])
    workday = per_crew_day if isinstance(per_crew_day, Workday) else None
    task = Plan(
        venues=_filled_in(venues, tuple(days), per_crew_day, attendance),
        days=planned,
        planned=(),
        workday=workday,
        fixed=tuple(fixed),
        crews=crews if isinstance(crews, tuple) else (),
        floors=floors_of(floors or {}),
        budget=budget_of(budget_rupiah),
    )
    check_promises("plan", task)
    check_rules("plan", task)
    return solve(task)


def check_promises(owner: str, task: Plan) -> None:
    """Raise for promises to venues that a plan does not have."""
    known = {venue.id for venue in task.venues}
    unknown = sorted({promise.venue for promise in task.fixed} - known)
    raise_faults(owner, [(f"fixed[{name!r}]", Fault.UNKNOWN_VENUE) for name in unknown])


def as_crews(
    owner: str, crews: int | Mapping[date, int] | Iterable[Crew], days: Iterable[date]
) -> int | Mapping[date, int] | tuple[Crew, ...]:
    """Return crews that differ as they work on some days; a number of crews stays."""
    if isinstance(crews, Mapping | int):
        return crews  # pyright: ignore[reportReturnType]  # no mapping is meant by crews
    found = tuple(crews) if isinstance(crews, Iterable) else crews
    check_items(owner, "crews", found, Crew)
    if not found:
        raise_faults(owner, [("crews", Fault.MISSING)])
    check_unique("crew", [crew.number for crew in found])
    dates = tuple(days)
    return tuple(attrs.evolve(crew, works_on=dated(crew.works_on, dates)) for crew in found)


def check_alike(owner: str, task: Plan, crews: object) -> None:
    """Raise for a number of crews where crews differ, and the other way round."""
    if bool(task.crews) != isinstance(crews, tuple):
        expected, why = (
            (Crew, "; the crews of the plan differ")
            if task.crews
            else (int, "; the plan has a number of crews")
        )
        check_type(owner, "crews", crews, expected, why)


def check_rules(owner: str, task: Plan) -> None:
    """Raise for rules that cannot be kept together with others."""
    faults: list[RecordFault] = []
    if task.workday is None and any(crew.office for crew in task.crews):
        faults.append(("crews.office", Fault.CONTRADICTION, "a day without minutes"))
    if any(venue.turnout != 1 for venue in task.venues):
        sizes = {(crew.share, crew.office) for crew in task.crews}
        kinds = kinds_of_days(task.venues, task.days, task.workday)
        if max(len(kinds), len(sizes)) > 1:
            faults.append(("venues.turnout", Fault.SEVERAL_SIZES))
    faults += faults_of_nights(task)
    raise_faults(owner, faults)


def with_shares(
    owner: str, days: tuple[PlannedDay, ...], short_days: DayShares | None
) -> tuple[PlannedDay, ...]:
    """Return the days with their lengths; those of before where nothing is given."""
    if short_days is None:
        return days
    found = []
    faults: list[RecordFault] = []
    for day in days:
        share = short_days(day.on) if callable(short_days) else short_days.get(day.on, day.share)
        field = f"short_days[{day.on}]"
        check_type(owner, field, share, Fraction, "; use Fraction(4, 5)")
        if 0 < share <= 1:
            found.append(attrs.evolve(day, share=share))
        else:
            faults.append((field, Fault.OUT_OF_BOUNDS))
    raise_faults(owner, faults)
    return tuple(found)


def crews_by_day(
    owner: str, days: Sequence[date], crews: int | Mapping[date, int] | tuple[Crew, ...]
) -> tuple[PlannedDay, ...]:
    """Return the days with their crews, without prices."""
    if isinstance(crews, tuple):
        on_day = working(crews, days)
        return tuple(PlannedDay(on=day, crews=len(on_day[day])) for day in days)
    if not isinstance(crews, Mapping):
        check_count(owner, "crews", crews)
        check_most(owner, "crews", crews, MOST_CREWS)
        return tuple(PlannedDay(on=day, crews=crews) for day in days)
    for day in crews:
        check_date(owner, "crews", day)
    faults = [(f"crews[{day}]", Fault.MISSING) for day in days if day not in crews]
    faults += [(f"crews[{day}]", Fault.OUT_OF_BOUNDS) for day in crews if day not in set(days)]
    raise_faults(owner, faults)
    for day in days:
        check_count(owner, f"crews[{day}]", crews[day])
        check_most(owner, f"crews[{day}]", crews[day], MOST_CREWS)
    return tuple(PlannedDay(on=day, crews=crews[day]) for day in days)


def _filled_in(
    venues: Iterable[Venue],
    days: tuple[date, ...],
    per_crew_day: int | Mapping[VenueKind, int] | Workday,
    attendance: Fraction,
) -> tuple[Venue, ...]:
    """Return the venues with rules turned into dates, and with the defaults of `plan`."""
    venues = tuple(venues)
    check_items("plan", "venues", venues, Venue)
    check_share("plan", "attendance", attendance)
    most_of = _most_people(per_crew_day, {venue.kind for venue in venues if not venue.per_crew_day})
    return tuple(
        attrs.evolve(
            venue,
            open_on=dated(venue.open_on, days),
            attendance=attendance if venue.attendance is None else venue.attendance,
            per_crew_day=most_of(venue),
        )
        for venue in venues
    )


def check_share(owner: str, field: str, share: Fraction) -> None:
    """Raise unless the share is a `Fraction` of 0 to 1."""
    check_type(owner, field, share, Fraction, "; use Fraction(4, 5)")
    if not 0 <= share <= 1:
        raise_faults(owner, [(field, Fault.OUT_OF_BOUNDS)])


def _most_people(
    per_crew_day: int | Mapping[VenueKind, int] | Workday, kinds: set[VenueKind]
) -> Callable[[Venue], int]:
    """Return a function from a venue to the most people that a crew records there in a day."""
    if isinstance(per_crew_day, Workday):
        workday = per_crew_day
        return lambda venue: most_people_of_a_day(venue, workday)
    if not isinstance(per_crew_day, Mapping):
        most = per_crew_day
        _check_positive({"per_crew_day": most})
        return lambda venue: venue.per_crew_day or most
    # `kinds` are those of venues without a number of their own: the others need none here.
    missing = sorted(kind.name for kind in kinds - set(per_crew_day))
    raise_faults("plan", [(f"per_crew_day[{name}]", Fault.MISSING) for name in missing])
    _check_positive({f"per_crew_day[{kind.name}]": n for kind, n in per_crew_day.items()})
    return lambda venue: venue.per_crew_day or per_crew_day[venue.kind]


def _check_positive(numbers: Mapping[str, int]) -> None:
    for field, number in numbers.items():
        check_count("plan", field, number)
    zero = [field for field, number in numbers.items() if not number]
    raise_faults("plan", [(field, Fault.OUT_OF_BOUNDS) for field in zero])


def with_more_crews(task: Plan, *, crews: int | Iterable[Crew] = 1) -> Plan:
    """Plan again with more crews on every planned day.

    The people that it records beyond the plan are the value of the crews.

    Args:
        task: a plan.
        crews: the number of additional crews, 0 or more; or a `Crew` for each if those of the plan
            differ.

    Raises:
        TypeError: for arguments of another type; a number of crews for a plan in which they differ.
        InvalidRecord: for a negative number of crews.
        DuplicateRecord: for a number that a crew of the plan has.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import Venue, VenueKind, plan, with_more_crews
        >>> venues = [
        ...     Venue(
        ...         id=f"SMAN {number}",
        ...         kind=VenueKind.SCHOOL,
        ...         region=RegionCode("32.75.01"),
        ...         expected_people=40 * number,
        ...     )
        ...     for number in (1, 2, 3)
        ... ]
        >>> best = plan(venues, crews=1, days=[date(2020, 3, 2)], per_crew_day=150)
        >>> best.recorded, with_more_crews(best).recorded - best.recorded
        (120, 80)
    """
    owner = "with_more_crews"
    check_type(owner, "task", task, Plan)
    more = as_crews(owner, crews, [day.on for day in task.days])
    check_alike(owner, task, more)
    if isinstance(more, tuple):
        more = (*task.crews, *more)
        check_unique("crew", [crew.number for crew in more])
        on_day = working(more, [day.on for day in task.days])
        days = [attrs.evolve(day, crews=len(on_day[day.on]), crew_prices=()) for day in task.days]
        return solve(attrs.evolve(task, days=days, crews=more))
    check_count(owner, "crews", more)
    count = more if isinstance(more, int) else 0
    days = [attrs.evolve(day, crews=day.crews + count) for day in task.days]
    return solve(attrs.evolve(task, days=days))


def cost_of_promise(task: Plan, promise: Promise) -> int | None:
    """Return the people that it costs to make a visit that is fixed, or would cost to fix it.

    The weighted people recorded by the best plan found without the promise, less those of the best
    found with it, all else being equal. With one venue a crew-day and days of one length both are
    optimal, and the cost is never negative.

    Args:
        task: a plan.
        promise: a visit to a venue on a planned day, fixed in the plan or not.

    Returns:
        The cost in people; None if the visit cannot be made.

    Raises:
        InvalidRecord: for an unknown venue.
        TypeError: for arguments of another type.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import Promise, Venue, VenueKind, cost_of_promise, plan
        >>> venues = [
        ...     Venue(
        ...         id=f"SMAN {number}",
        ...         kind=VenueKind.SCHOOL,
        ...         region=RegionCode("32.75.01"),
        ...         expected_people=40 * number,
        ...     )
        ...     for number in (1, 2, 3)
        ... ]
        >>> best = plan(venues, crews=1, days=[date(2020, 3, 2)], per_crew_day=150)
        >>> letter = Promise(venue="SMAN 1", on=date(2020, 3, 2))
        >>> best.recorded, cost_of_promise(best, letter)
        (120, 80)
    """
    owner = "cost_of_promise"
    check_type(owner, "task", task, Plan)
    check_type(owner, "promise", promise, Promise)
    others = list(task.fixed)
    if promise in others:
        others.remove(promise)
    asked = attrs.evolve(task, planned=(), fixed=[*others, promise])
    check_promises(owner, asked)
    with_it, without = solve(asked), solve(attrs.evolve(asked, fixed=others))
    if len(with_it.unmet_promises) > len(without.unmet_promises):
        return None
    return without.weighted - with_it.weighted
