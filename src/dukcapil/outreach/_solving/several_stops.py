"""The plan of several stops a crew-day, with the prices that bound it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from dukcapil.outreach._bound.charges import people_by_stops
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._proof.claims import promises_made
from dukcapil.outreach._rules.crews import groups_by_day, priced, workdays_of
from dukcapil.outreach._rules.limits import trips_rupiah
from dukcapil.outreach._solver.book import CrewDays, Quota
from dukcapil.outreach._solver.crews import CrewDay, numbered
from dukcapil.outreach._solver.prices import Kind, Limit, bound_prices
from dukcapil.outreach._solver.routes import Routes
from dukcapil.outreach._solver.small import best_routes, is_small
from dukcapil.outreach._solving.limits import PER_PERSON, PER_RUPIAH, at_prices
from dukcapil.outreach._solving.one_stop import with_prices
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

__all__ = ["best_of_several_stops", "routed", "routes_for", "with_bound", "with_routes"]


def best_of_several_stops(single: Plan, workday: Workday) -> Plan:
    """Return a plan with several stops a day, never below the optimum with one stop.

    Args:
        single: the optimum with one stop.
        workday: the working day.
    """
    best = routed(single, workday)
    found = with_bound(with_routes(single, best), single, workday)
    slots = slots_of(places_of(single))
    demands = demands_of(single)
    can_try = is_small(demands, slots.crews, workday.most_stops)
    can_try = can_try and all(demand.turnout == 1 and not demand.least for demand in demands)
    if can_try and found.gap and not found.fixed:
        return _by_trying(found, workday)
    return found


def routed(single: Plan, workday: Workday, quotas: Sequence[Quota] = ()) -> Routes:
    """Return routes with several stops a day, never worth less than the visits of one stop.

    Args:
        single: the optimum with one stop.
        workday: the working day.
        quotas: people of floors, who are worth more.
    """
    # Two candidates: routes built from scratch, and the optimum of one stop with its spare time
    # filled. The second guarantees that more stops never record fewer people.
    demands = demands_of(single)
    has_least = any(demand.least for demand in demands)
    # Visits that must be made share a day with none, with one, with two others, and so on; or
    # routes are built as if they need not, and those with most of them come first.
    most_together = range(workday.most_stops + 1) if has_least else (1,)
    filled, *built = (routes_for(single, workday, quotas) for _ in (0, *most_together))
    number_of = {venue.id: number for number, venue in enumerate(single.venues)}
    slot_of = crew_slots(single)
    fixed = promises_made(single.planned, single.fixed)
    free = []
    for visit in single.planned:
        venue, slot = number_of[visit.venue], slot_of[visit.on, visit.crew]
        promise = Promise(venue=visit.venue, on=visit.on)
        if fixed[promise]:
            fixed[promise] -= 1
            for routes in (filled, *built):
                routes.add(venue, visit.people, slot, is_fixed=True)
        else:
            free.append((venue, visit.people, slot))
    for venue, people, slot in free:  # with the money that fixed visits leave
        if filled.can_pay([venue]):
            filled.add(venue, people, slot)
    for routes, most in zip(built, most_together, strict=True):
        routes.plan_all(most)
    filled.fill()
    filled.make_least()
    return max(
        (*built, filled), key=lambda routes: (-routes.lacking, -routes.missing, routes.worth)
    )


def with_bound(found: Plan, single: Plan, workday: Workday, limits: Sequence[Limit] = ()) -> Plan:
    """Return a plan of several stops with prices of its days that bound it.

    Args:
        found: the plan.
        single: a plan of one stop, whose prices are where the search for better ones begins.
        workday: the working day.
        limits: the floors and the budget, to find prices of them too; those of the plan must be 0.
    """
    places = places_of(single)
    groups = groups_by_day(single.days, single.crews)
    start = [
        int(price)
        for day, of_day in zip(single.days, groups, strict=True)
        for _, price in priced(day, of_day)
    ]
    kinds = _kinds_of_crew_days(single, places, workday)
    crews = slots_of(places).crews
    made = Counter(visit.venue for visit in found.planned)
    demands = [
        demand._replace(least=min(demand.least, made[venue.id]))
        for venue, demand in zip(found.venues, demands_of(found), strict=True)
    ]
    stop_charge, prices, of_limits = bound_prices(demands, crews, start, kinds, limits)
    days = with_prices(single.days, places, prices)
    bounded = attrs.evolve(found, days=days, stop_charge=stop_charge)
    if not limits:
        return bounded
    units = [PER_PERSON] * len(found.floors) + [PER_RUPIAH]
    return at_prices(
        bounded, [round(price * unit) for price, unit in zip(of_limits, units, strict=False)]
    )


def routes_for(task: Plan, workday: Workday, quotas: Sequence[Quota] = ()) -> Routes:
    """Return the routes of a task, of which there are none yet."""
    places = places_of(task)
    workdays = workdays_of(task.crews, workday)
    crew_days = CrewDays(
        slots_of(places),
        [task.days[place.day].on for place in places],
        [(size, workdays[size.office] or workday) for size in sizes_of(task, places)],
    )
    spent = trips_rupiah(task.kept, task.venues)
    money = None if task.budget is None else max(0, task.budget.rupiah - spent)
    return Routes(task.venues, demands_of(task), crew_days, money, quotas)


def _kinds_of_crew_days(task: Plan, places: Sequence[Place], workday: Workday) -> list[Kind]:
    """Return the crew-days by size of crew, by office, and by length of day."""
    sizes = sizes_of(task, places)
    workdays = workdays_of(task.crews, workday)
    keys = [(size.of_crew, size.office, size.day.share) for size in sizes]
    key_of = [(group.share, group.office, task.days[day].share) for day, group in places]
    return [
        Kind(
            [slot for slot, of_slot in enumerate(key_of) if of_slot == key],
            [level for level, of_level in enumerate(keys) if of_level == key],
            people_by_stops(workdays[key[1]] or workday, task.venues, task.days, key[0], key[2]),
        )
        for key in dict.fromkeys(keys)
    ]


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
