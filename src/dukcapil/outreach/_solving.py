"""Solving: from a task, a plan without visits, to a plan with visits and prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from dukcapil.errors import UnsoundPlan
from dukcapil.outreach._certificate import is_exact, people_by_venue
from dukcapil.outreach._charges import people_by_stops
from dukcapil.outreach._open_days import open_dates
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._solver.crews import CrewDay, numbered
from dukcapil.outreach._solver.keeping import most_kept
from dukcapil.outreach._solver.matching import Demand, Matching
from dukcapil.outreach._solver.prices import bound_prices
from dukcapil.outreach._solver.routes import Routes
from dukcapil.outreach._visits import Visit
from dukcapil.outreach._workday import Workday

__all__ = ["demands_of", "solve", "solve_again", "with_routes"]


def solve(task: Plan) -> Plan:
    """Return the plan of a task, with the kept visits as they are."""
    single = _one_visit_a_day(task)
    if task.workday is None or is_exact(task.workday):
        return single
    return _several_stops(single, task.workday)


def solve_again(task: Plan, in_force: Plan) -> Plan:
    """Return the plan of a task that keeps the most promised visits of the plan in force.

    With one stop a day no plan that records as many people keeps more. With several, all promised
    visits stay if nothing has changed, or if no plan is found that records more.

    Args:
        task: a plan without visits to be made.
        in_force: the plan that it replaces.
    """
    crews_on = {day.on: day.crews for day in task.days}
    promised = [visit for visit in in_force.planned if visit.on in crews_on]
    found = solve(task)
    if task.workday is None or is_exact(task.workday):
        return _with_promises(found, promised)
    as_promised = attrs.evolve(found, planned=promised)
    was = {day.on: day.crews for day in in_force.days}
    is_same = task.venues == in_force.venues and crews_on.items() <= was.items()
    if (is_same or as_promised.recorded >= found.recorded) and _is_sound(as_promised):
        return as_promised
    return found


def _is_sound(plan: Plan) -> bool:
    """Return whether a plan can be carried out."""
    try:
        plan.verify()
    except UnsoundPlan:
        return False
    return True


def _with_promises(found: Plan, promised: Sequence[Visit]) -> Plan:
    """Return an optimal plan of one stop a day that keeps the most promised visits."""
    demands = demands_of(found)
    day_of = {day.on: number for number, day in enumerate(found.days)}
    wanted: dict[str, Counter[int]] = {venue.id: Counter() for venue in found.venues}
    for visit in promised:
        wanted[visit.venue][day_of[visit.on]] += 1
    visits = most_kept(
        demands, [day.crews for day in found.days], [wanted[venue.id] for venue in found.venues]
    )
    return _with_visits(found, demands, visits, promised)


def _several_stops(single: Plan, workday: Workday) -> Plan:
    """Return a plan with several stops a day, never below the optimum with one stop."""
    demands = demands_of(single)
    crews = [day.crews for day in single.days]
    # Two candidates: routes built from scratch, and the optimum of one stop with its spare time
    # filled. The second guarantees that more stops never record fewer people.
    built, filled = (Routes(single.venues, demands, crews, workday) for _ in range(2))
    built.plan_all()
    number_of = {venue.id: number for number, venue in enumerate(single.venues)}
    day_of = {day.on: number for number, day in enumerate(single.days)}
    for visit in single.planned:
        filled.add(number_of[visit.venue], visit.people, day_of[visit.on])
    filled.fill()
    start = [int(day.price) for day in single.days]
    stop_charge, prices = bound_prices(
        demands, crews, start, people_by_stops(workday, single.venues)
    )
    days = [attrs.evolve(day, price=price) for day, price in zip(single.days, prices, strict=True)]
    best = max(built, filled, key=lambda routes: routes.recorded)
    return with_routes(attrs.evolve(single, days=days, stop_charge=stop_charge), best)


def with_routes(task: Plan, routes: Routes) -> Plan:
    """Return the plan with its visits taken from routes."""
    crew_days = [
        CrewDay(
            task.days[day].on,
            tuple(
                (task.venues[venue].id, people)
                for venue, people in zip(route.stops, route.people, strict=True)
            ),
        )
        for day, route in routes.done
    ]
    return attrs.evolve(task, planned=numbered(crew_days, task.days, task.kept))


def _one_visit_a_day(task: Plan) -> Plan:
    """Return the optimal plan for one venue a crew-day, with the prices that prove it."""
    demands = demands_of(task)
    matching = Matching(demands, [day.crews for day in task.days])
    days = [
        attrs.evolve(day, price=Fraction(price))
        for day, price in zip(task.days, matching.prices, strict=True)
    ]
    return _with_visits(attrs.evolve(task, days=days), demands, matching.visits, ())


def _with_visits(
    task: Plan,
    demands: Sequence[Demand],
    visits_of: Sequence[Mapping[int, int]],
    promised: Sequence[Visit],
) -> Plan:
    """Return the plan with visits of one stop, given by venue and day."""
    crew_days = [
        CrewDay(task.days[day].on, ((venue.id, people),))
        for venue, demand, visits in zip(task.venues, demands, visits_of, strict=True)
        for day, people in _in_order(visits, demand.gains)
    ]
    planned = numbered(crew_days, task.days, task.kept, promised)
    return attrs.evolve(task, planned=planned)


def _in_order(visits: Mapping[int, int], gains: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Return the days of the visits to a venue, in order, with the people of each."""
    # All visits but the last are full days: the remainder goes to the last day.
    days = (day for day in sorted(visits) for _ in range(visits[day]))
    return zip(days, gains, strict=False)


def demands_of(task: Plan) -> list[Demand]:
    """Return the work left at each venue."""
    met = people_by_venue(task.kept)
    dates = tuple(day.on for day in task.days)
    bit_of = {day: 1 << number for number, day in enumerate(dates)}
    # One more than there are crews, so that the visit that finds none sets the price of its days.
    most_crews = 1 + max(day.crews for day in task.days)
    return [
        Demand(
            left=max(0, venue.reachable_people - met[venue.id]),
            per_visit=venue.per_crew_day or 1,
            open_days=sum(bit_of[day] for day in open_dates(dates, venue.open_on)),
            crews_per_day=min(venue.crews_per_day, most_crews),
        )
        for venue in task.venues
    ]
