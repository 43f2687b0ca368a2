"""Solving: from a task, a plan without visits, to a plan with visits and prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

import attrs

from dukcapil.outreach._bound.charges import people_by_stops
from dukcapil.outreach._capacity import lengths, most_people, visitable
from dukcapil.outreach._certificate import is_exact, people_by_venue, promises_made
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._solver.crews import CrewDay, numbered
from dukcapil.outreach._solver.keeping import Search, Worth
from dukcapil.outreach._solver.matching import Demand, Matching, bits
from dukcapil.outreach._solver.prices import bound_prices
from dukcapil.outreach._solver.routes import Routes
from dukcapil.outreach._solver.small import best_routes, is_small
from dukcapil.outreach._visits import Promise, Visit
from dukcapil.outreach._workday import Workday

__all__ = ["demands_of", "solve", "solve_again", "with_routes"]


def solve(task: Plan) -> Plan:
    """Return the plan of a task, with the kept and the fixed visits as they are."""
    return _solved(task, ())


def solve_again(task: Plan, in_force: Plan) -> tuple[Plan, Plan | None]:
    """Return the plan of a task that keeps promised visits of the plan in force, and an offer.

    With one stop a day no plan that is worth as much keeps more. With several, the plan in force
    is repaired: its routes stay as far as they can be made, and idle time is filled. Where the
    price of a broken promise is given, a plan made anew replaces it if it is worth more; otherwise
    a plan that records more is the offer.

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
        return max(repaired, found, key=_worth), None
    return repaired, _better(found, repaired)


def _is_same(task: Plan, in_force: Plan) -> bool:
    """Return whether nothing has changed that a plan depends on."""
    was = {(day.on, day.crews, day.share) for day in in_force.days}
    now = {(day.on, day.crews, day.share) for day in task.days}
    return task.venues == in_force.venues and now <= was


def _better(found: Plan, other: Plan) -> Plan | None:
    return found if found.recorded > other.recorded else None


def _worth(plan: Plan) -> Fraction:
    kept = promises_made(plan.planned, plan.promised).total()
    return plan.recorded + plan.promise_people * kept


def _solved(task: Plan, promised: Sequence[Visit]) -> Plan:
    if task.workday is None or is_exact(task.workday):
        return _one_visit_a_day(task, promised)
    # Routes keep promises by themselves: one stop a day is only where they start from.
    return _several_stops(
        _one_visit_a_day(task, promised if task.promise_people else ()), task.workday
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
            -sum(stop.people for stop in stops),
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
    return Routes(task.venues, demands_of(task), crews, workday, lengths(task.days))


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
    best = max(built, filled, key=lambda routes: routes.recorded)
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
        )
        for day, route in routes.done
    ]
    return attrs.evolve(task, planned=numbered(crew_days, task.days, task.kept, promised))


def _one_visit_a_day(task: Plan, promised: Sequence[Visit]) -> Plan:
    """Return the plan for one venue a crew-day that is worth most, with prices that bound it.

    It is optimal, and its prices prove it, if all days are of one length.
    """
    demands = demands_of(task)
    crews = [day.crews for day in task.days]
    matching = Matching(demands, crews)
    visits, prices = matching.visits, [Fraction(price) for price in matching.prices]
    candidates = [prices]
    is_long = len(lengths(task.days)) <= 1
    if promised or task.fixed or task.promise_people or not is_long:
        wanted = _by_day(task, [Promise(venue=visit.venue, on=visit.on) for visit in promised])
        search = _search(task, demands, crews, wanted)
        search.begin(wanted if promised else visits)
        search.finish()
        visits = search.visits
        if task.fixed or task.promise_people or not is_long:
            rate = Worth(task.promise_people.denominator, task.promise_people.numerator)
            candidates = [[Fraction(price, rate.person) for price in search.price_by(rate)]]
        if not is_long:
            # Prices of a local optimum prove little where it is none: others may prove more.
            shorter = [day.share * price for day, price in zip(task.days, prices, strict=True)]
            candidates += [shorter, prices, [Fraction(0)] * len(crews)]
    found = _with_visits(task, demands, visits, promised)
    return min(
        (
            attrs.evolve(
                found,
                days=[
                    attrs.evolve(day, price=price)
                    for day, price in zip(task.days, of_days, strict=True)
                ],
            )
            for of_days in candidates
        ),
        key=lambda plan: plan.upper_bound if len(candidates) > 1 else 0,
    )


def _search(
    task: Plan,
    demands: Sequence[Demand],
    crews: Sequence[int],
    wanted: Sequence[Mapping[int, int]],
) -> Search:
    """Return the search for visits of one stop, with the fixed ones made."""
    # Of plans worth the same the one that keeps most promises: each is worth a little more, and
    # all of them together less than the smallest difference in people.
    little = 1 + sum(sum(of_venue.values()) for of_venue in wanted)
    price = task.promise_people
    worth = Worth(little * price.denominator, little * price.numerator + 1)
    search = Search(demands, crews, wanted, worth)
    if task.fixed:
        fixed = _by_day(task, task.fixed)
        people = 1 + sum(demand.left for demand in demands)
        first = Search(demands, crews, fixed, Worth(1, people))
        first.begin(fixed)
        first.finish()
        search.fix(
            [
                {day: min(count, made[day]) for day, count in of_venue.items() if day in made}
                for of_venue, made in zip(fixed, first.visits, strict=True)
            ]
        )
    return search


def _by_day(task: Plan, promises: Iterable[Promise]) -> list[dict[int, int]]:
    """Return for each venue the number of promises by day."""
    day_of = {day.on: number for number, day in enumerate(task.days)}
    found: dict[str, dict[int, int]] = {venue.id: {} for venue in task.venues}
    for promise in promises:
        if promise.on in day_of:
            of_venue, day = found[promise.venue], day_of[promise.on]
            of_venue[day] = of_venue.get(day, 0) + 1
    return [found[venue.id] for venue in task.venues]


def _with_visits(
    task: Plan,
    demands: Sequence[Demand],
    visits_of: Sequence[Mapping[int, int]],
    promised: Sequence[Visit],
) -> Plan:
    """Return the plan with visits of one stop, given by venue and day."""
    level_of = {
        day: level
        for level, days in enumerate(demands[0].levels if demands else ())
        for day in bits(days)
    }
    crew_days = []
    for venue, demand, visits in zip(task.venues, demands, visits_of, strict=True):
        left = demand.left
        # All visits but the last are full days: the remainder goes to the last day.
        for day, count in sorted(visits.items()):
            for _ in range(count):
                people = min(left, demand.per_level[level_of[day]])
                crew_days.append(CrewDay(task.days[day].on, ((venue.id, people),)))
                left -= people
    planned = numbered(crew_days, task.days, task.kept, promised)
    return attrs.evolve(task, planned=planned)


def demands_of(task: Plan) -> list[Demand]:
    """Return the work left at each venue."""
    met = people_by_venue(task.kept)
    shares = lengths(task.days)
    bit_of = {day.on: 1 << number for number, day in enumerate(task.days)}
    levels = tuple(
        sum(bit_of[day.on] for day in task.days if day.share == share) for share in shares
    )
    everywhere = sum(levels)
    # One more than there are crews, so that the visit that finds none sets the price of its days.
    most_crews = 1 + max(day.crews for day in task.days)
    return [
        Demand(
            left=max(0, venue.reachable_people - met[venue.id]),
            open_days=everywhere
            if venue.open_on is None and all(per_level)
            else sum(bit_of[day.on] for day in visitable(venue, task.days, task.workday)),
            crews_per_day=min(venue.crews_per_day, most_crews),
            levels=levels,
            per_level=per_level,
        )
        for venue in task.venues
        for per_level in [tuple(most_people(venue, share, task.workday) for share in shares)]
    ]
