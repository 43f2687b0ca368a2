"""From a task, a plan without visits, to a plan with visits and prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby

import attrs

from dukcapil.outreach._plan import Plan
from dukcapil.outreach._proof.claims import is_exact
from dukcapil.outreach._rules.crews import groups_by_day
from dukcapil.outreach._solving.limits import quality, within_limits
from dukcapil.outreach._solving.limits_of_stops import several_stops_within_limits
from dukcapil.outreach._solving.nights import day_trips, with_tours
from dukcapil.outreach._solving.one_stop import one_visit_a_day
from dukcapil.outreach._solving.several_stops import (
    best_of_several_stops,
    routes_for,
    with_routes,
)
from dukcapil.outreach._solving.slots import crew_slots, places_of
from dukcapil.outreach._visits import Promise, Visit
from dukcapil.outreach._workday import Workday

__all__ = ["solve", "solve_again"]


def solve(task: Plan) -> Plan:
    """Return the plan of a task, with the kept and the fixed visits as they are."""
    return with_tours(_solved(day_trips(task), ()), task)


def solve_again(task: Plan, in_force: Plan) -> tuple[Plan, Plan | None]:
    """Return the plan of a task that keeps promised visits of the plan in force, and an offer.

    The plan in force stays where nothing has changed. With one stop a day no plan that is worth as
    much keeps more. With several it is repaired: its routes stay as far as they can be made, and
    idle time is filled. Where the price of a broken promise is given, a
    plan made anew replaces it if it is worth more; otherwise one that is worth more is the offer.

    Args:
        task: a plan without visits to be made.
        in_force: the plan that it replaces.
    """
    days = {day.on: day for day in task.days}
    promised = [visit for visit in in_force.planned if visit.on in days]
    trips = _solved(day_trips(task), promised)
    found = with_tours(trips, task)
    nights = [night for night in in_force.nights if night in task.nights or night.on in days]
    as_promised = attrs.evolve(found, planned=promised, nights=nights)
    if _is_same(task, in_force) and not as_promised.flaws:
        return as_promised, _better(found, as_promised)
    if trips.workday is None or is_exact(trips.workday):
        return found, None
    repaired = with_tours(_repaired(trips, promised, trips.workday), task, in_force)
    if task.promise_people:
        return max(repaired, found, key=quality), None
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
    limits = [
        (
            {(floor.region, floor.people) for floor in plan.floors},
            plan.budget and plan.budget.rupiah,
        )
        for plan in (in_force, task)
    ]
    return task.venues == in_force.venues and now <= was and limits[0] == limits[1]


def _better(found: Plan, other: Plan) -> Plan | None:
    return found if quality(found) > quality(other) else None


def _solved(task: Plan, promised: Sequence[Visit]) -> Plan:
    is_limited = task.floors or task.budget is not None
    if task.workday is None or is_exact(task.workday):
        return within_limits(task, promised) if is_limited else one_visit_a_day(task, promised)
    # Routes keep promises by themselves: one stop a day is only where they start from.
    promised = promised if task.promise_people else ()
    if is_limited:
        return several_stops_within_limits(task, promised, task.workday)
    return best_of_several_stops(one_visit_a_day(task, promised), task.workday)


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
            -sum(stop.people * found.venues[number_of[stop.venue]].weight for stop in stops),
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
