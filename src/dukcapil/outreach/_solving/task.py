"""From a task, a plan without visits, to a plan with visits and prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby

import attrs

from dukcapil.outreach._bound.charges import people_by_stops
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._proof.claims import is_exact, promises_made, weighted
from dukcapil.outreach._rules.crews import groups_by_day, priced, workdays_of
from dukcapil.outreach._solver.crews import CrewDay, numbered
from dukcapil.outreach._solver.prices import Kind, bound_prices
from dukcapil.outreach._solver.routes import Routes
from dukcapil.outreach._solver.small import best_routes, is_small
from dukcapil.outreach._solving.limits import within_limits, worth_of
from dukcapil.outreach._solving.one_stop import one_visit_a_day, with_prices
from dukcapil.outreach._solving.slots import (
    Place,
    crew_slots,
    demands_of,
    places_of,
    sizes_of,
    slots_of,
)
from dukcapil.outreach._visits import Promise, Visit
from dukcapil.outreach._workday import Workday

__all__ = ["routes_for", "solve", "solve_again", "with_routes"]


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
    was, now = (
        {
            (day.on, day.share, tuple(of_day))
            for day, of_day in zip(plan.days, groups_by_day(plan.days, plan.crews), strict=True)
        }
        for plan in (in_force, task)
    )
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
    routes = routes_for(found, workday)
    places = places_of(found)
    number_of = {venue.id: number for number, venue in enumerate(found.venues)}
    slots_on: dict[date, list[int]] = {}
    for slot, place in enumerate(places):
        slots_on.setdefault(found.days[place.day].on, []).append(slot)
    slot_of = crew_slots(found)
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
            slot_of.get((stops[0].on, stops[0].crew)),
            slots_on[stops[0].on],
        )
    made = Counter(
        Promise(venue=found.venues[venue].id, on=found.days[places[slot].day].on)
        for slot, route in routes.done
        for venue in route.stops
    )
    for promise in (fixed - made).elements():
        if promise.on in slots_on:
            venue = number_of[promise.venue]
            people = found.venues[venue].reachable_people
            routes.keep([venue], [people], None, slots_on[promise.on])
    routes.plan_all()
    repaired = with_routes(found, routes, promised)
    return found if repaired.flaws else repaired


def routes_for(task: Plan, workday: Workday) -> Routes:
    """Return the routes of a task, of which there are none yet."""
    places = places_of(task)
    workdays = workdays_of(task.crews, workday)
    sizes = [(size, workdays[size.office] or workday) for size in sizes_of(task, places)]
    on = [task.days[place.day].on for place in places]
    return Routes(task.venues, demands_of(task), slots_of(places), on, sizes)


def _several_stops(single: Plan, workday: Workday) -> Plan:
    """Return a plan with several stops a day, never below the optimum with one stop."""
    demands, places = demands_of(single), places_of(single)
    slots = slots_of(places)
    # Two candidates: routes built from scratch, and the optimum of one stop with its spare time
    # filled. The second guarantees that more stops never record fewer people.
    built, filled = (routes_for(single, workday) for _ in range(2))
    number_of = {venue.id: number for number, venue in enumerate(single.venues)}
    slot_of = crew_slots(single)
    fixed = promises_made(single.planned, single.fixed)
    for visit in single.planned:
        venue, slot = number_of[visit.venue], slot_of[visit.on, visit.crew]
        filled.add(venue, visit.people, slot)
        promise = Promise(venue=visit.venue, on=visit.on)
        if fixed[promise]:
            fixed[promise] -= 1
            built.add(venue, visit.people, slot, is_fixed=True)
    built.plan_all()
    filled.fill()
    groups = groups_by_day(single.days, single.crews)
    start = [
        int(price)
        for day, of_day in zip(single.days, groups, strict=True)
        for _, price in priced(day, of_day)
    ]
    kinds = _kinds_of_crew_days(single, places, workday)
    stop_charge, prices = bound_prices(demands, slots.crews, start, kinds)
    days = with_prices(single.days, places, prices)
    best = max(built, filled, key=lambda routes: routes.worth)
    found = with_routes(attrs.evolve(single, days=days, stop_charge=stop_charge), best)
    if is_small(demands, slots.crews, workday.most_stops) and found.gap and not found.fixed:
        return _by_trying(found, workday)
    return found


def _kinds_of_crew_days(task: Plan, places: Sequence[Place], workday: Workday) -> list[Kind]:
    """Return the crew-days by size of crew and by office."""
    sizes = sizes_of(task, places)
    workdays = workdays_of(task.crews, workday)
    found = []
    for of_crew, office in dict.fromkeys((size.of_crew, size.office) for size in sizes):
        own = workdays[office] or workday
        found.append(
            Kind(
                [
                    slot
                    for slot, (_, group) in enumerate(places)
                    if (group.share, group.office) == (of_crew, office)
                ],
                [
                    level
                    for level, size in enumerate(sizes)
                    if (size.of_crew, size.office) == (of_crew, office)
                ],
                people_by_stops(own, task.venues, task.days, of_crew),
            )
        )
    return found


def _by_trying(found: Plan, workday: Workday) -> Plan:
    """Return the best plan of a small task, or the plan that was found."""
    routes = routes_for(found, workday)
    recorded = sum(visit.people for visit in found.planned)
    better = best_routes(demands_of(found), slots_of(places_of(found)), routes, recorded)
    for route in better:
        routes.put(route.stops, route.people, route.day)
    return with_routes(found, routes) if better else found


def with_routes(task: Plan, routes: Routes, promised: Sequence[Visit] = ()) -> Plan:
    """Return the plan with its visits taken from routes, by the crews that were promised."""
    places = places_of(task)
    crew_days = [
        CrewDay(
            task.days[places[slot].day].on,
            tuple(
                (task.venues[venue].id, people)
                for venue, people in zip(route.stops, route.people, strict=True)
            ),
            places[slot].group.numbers,
        )
        for slot, route in routes.done
    ]
    return attrs.evolve(task, planned=numbered(crew_days, task.kept, promised))
