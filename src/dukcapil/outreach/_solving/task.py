"""From a task, a plan without visits, to a plan with visits and prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import attrs

from dukcapil.outreach._bound.charges import people_by_stops
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._proof.claims import is_exact, promises_made, weighted
from dukcapil.outreach._solver.crews import CrewDay, numbered
from dukcapil.outreach._solver.prices import bound_prices
from dukcapil.outreach._solver.routes import Routes
from dukcapil.outreach._solver.small import best_routes, is_small
from dukcapil.outreach._solving.limits import within_limits, worth_of
from dukcapil.outreach._solving.one_stop import one_visit_a_day
from dukcapil.outreach._solving.slots import demands_of
from dukcapil.outreach._visits import Promise, Visit
from dukcapil.outreach._workday import Workday

__all__ = ["solve", "solve_again", "with_routes"]


def solve(task: Plan) -> Plan:
    """Return the plan of a task, with the kept and the fixed visits as they are."""
    return _solved(task, ())


def solve_again(task: Plan, in_force: Plan) -> tuple[Plan, Plan | None]:
    """Return the plan of a task that keeps promised visits of the plan in force, and an offer.

    With one stop a day no plan that is worth as much keeps more. With several, the plan in force
    is repaired: its routes stay as far as they can be made, and idle time is filled. Where the
    price of a broken promise is given, a plan made anew replaces it if it is worth more; otherwise
    a plan that is worth more is the offer.

    Args:
        task: a plan without visits to be made.
        in_force: the plan that it replaces.
    """
    days = {day.on: day for day in task.days}
    promised = [visit for visit in in_force.planned if visit.on in days]
    found = _solved(task, promised)
    if task.workday is None or is_exact(task.workday):
        return found, None
    as_promised = attrs.evolve(found, planned=promised)
    if _is_same(task, in_force) and not as_promised.flaws:
        return as_promised, _better(found, as_promised)
    repaired = _repaired(found, promised, task.workday)
    if task.promise_people:
        return max(repaired, found, key=worth_of), None
    return repaired, _better(found, repaired)


def _is_same(task: Plan, in_force: Plan) -> bool:
    """Return whether nothing has changed that a plan depends on."""
    was = {(day.on, day.crews, day.share) for day in in_force.days}
    now = {(day.on, day.crews, day.share) for day in task.days}
    return task.venues == in_force.venues and now <= was


def _better(found: Plan, other: Plan) -> Plan | None:
    return found if found.weighted > other.weighted else None


def _solved(task: Plan, promised: Sequence[Visit]) -> Plan:
    if task.floors or task.budget is not None:
        return within_limits(task, promised)
    if task.workday is None or is_exact(task.workday):
        return one_visit_a_day(task, promised)
    # Routes keep promises by themselves: one stop a day is only where they start from.
    return _several_stops(
        one_visit_a_day(task, promised if task.promise_people else ()), task.workday
    )


def _repaired(found: Plan, promised: Sequence[Visit], workday: Workday) -> Plan:
    """Return a plan of several stops with the promised routes as far as they can be made."""
    routes = _no_routes(found, workday)
    number_of = {venue.id: number for number, venue in enumerate(found.venues)}
    day_of = {day.on: number for number, day in enumerate(found.days)}
    fixed = Counter(found.fixed)
    crew_days = [
        list(group) for _, group in groupby(promised, key=lambda visit: (visit.on, visit.crew))
    ]
    crew_days.sort(
        key=lambda stops: (
            -sum(fixed[Promise(venue=stop.venue, on=stop.on)] for stop in stops),
            -weighted(stops, found.venues),
        )
    )
    for stops in crew_days:
        routes.keep(
            [number_of[stop.venue] for stop in stops],
            [stop.people for stop in stops],
            day_of[stops[0].on],
        )
    made = Counter(
        Promise(venue=found.venues[venue].id, on=found.days[day].on)
        for day, route in routes.done
        for venue in route.stops
    )
    for promise in (fixed - made).elements():
        if promise.on in day_of:
            routes.keep(
                [number_of[promise.venue]],
                [found.venues[number_of[promise.venue]].reachable_people],
                day_of[promise.on],
            )
    routes.plan_all()
    repaired = with_routes(found, routes, promised)
    return found if repaired.flaws else repaired


def _no_routes(task: Plan, workday: Workday) -> Routes:
    crews = [day.crews for day in task.days]
    return Routes(task.venues, demands_of(task), crews, workday, task.days)


def _several_stops(single: Plan, workday: Workday) -> Plan:
    """Return a plan with several stops a day, never below the optimum with one stop."""
    demands = demands_of(single)
    crews = [day.crews for day in single.days]
    # Two candidates: routes built from scratch, and the optimum of one stop with its spare time
    # filled. The second guarantees that more stops never record fewer people.
    built, filled = (_no_routes(single, workday) for _ in range(2))
    number_of = {venue.id: number for number, venue in enumerate(single.venues)}
    day_of = {day.on: number for number, day in enumerate(single.days)}
    fixed = promises_made(single.planned, single.fixed)
    for visit in single.planned:
        filled.add(number_of[visit.venue], visit.people, day_of[visit.on])
        promise = Promise(venue=visit.venue, on=visit.on)
        if fixed[promise]:
            fixed[promise] -= 1
            built.add(number_of[visit.venue], visit.people, day_of[visit.on], is_fixed=True)
    built.plan_all()
    filled.fill()
    start = [int(day.price) for day in single.days]
    stop_charge, prices = bound_prices(
        demands, crews, start, people_by_stops(workday, single.venues)
    )
    days = [attrs.evolve(day, price=price) for day, price in zip(single.days, prices, strict=True)]
    best = max(built, filled, key=lambda routes: routes.worth)
    found = with_routes(attrs.evolve(single, days=days, stop_charge=stop_charge), best)
    if is_small(demands, crews, workday.most_stops) and found.gap and not found.fixed:
        return _by_trying(found, workday)
    return found


def _by_trying(found: Plan, workday: Workday) -> Plan:
    """Return the best plan of a small task, or the plan that was found."""
    routes = _no_routes(found, workday)
    crews = [day.crews for day in found.days]
    recorded = sum(visit.people for visit in found.planned)
    better = best_routes(demands_of(found), crews, routes, recorded)
    for route in better:
        routes.put(route.stops, route.people, route.day)
    return with_routes(found, routes) if better else found


def with_routes(task: Plan, routes: Routes, promised: Sequence[Visit] = ()) -> Plan:
    """Return the plan with its visits taken from routes, by the crews that were promised."""
    crew_days = [
        CrewDay(
            task.days[day].on,
            tuple(
                (task.venues[venue].id, people)
                for venue, people in zip(route.stops, route.people, strict=True)
            ),
            tuple(range(1, task.days[day].crews + 1)),
        )
        for day, route in routes.done
    ]
    return attrs.evolve(task, planned=numbered(crew_days, task.kept, promised))
