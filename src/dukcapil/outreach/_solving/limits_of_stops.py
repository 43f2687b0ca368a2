"""The plan of several stops a crew-day within floors and a budget.

The prices of the limits are those of the bound: the search for low prices of days finds them on the
way. At these prices routes are built a few times, and never spend more than there is. People of a
floor are worth its price, and more, only as long as it misses people: a price alone would gain all
people of a region or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

import attrs

from dukcapil.outreach._plan import Plan
from dukcapil.outreach._rules.limits import people_within, trips_rupiah
from dukcapil.outreach._solver.book import Quota
from dukcapil.outreach._solver.prices import Limit
from dukcapil.outreach._solving.limits import (
    PER_PERSON,
    PER_RUPIAH,
    at_prices,
    check_affordable,
    missing_within,
    quality,
    top_prices,
)
from dukcapil.outreach._solving.one_stop import one_visit_a_day
from dukcapil.outreach._solving.several_stops import (
    best_of_several_stops,
    routed,
    routes_for,
    with_bound,
    with_routes,
)
from dukcapil.outreach._solving.slots import crew_slots, scale_of
from dukcapil.outreach._visits import Visit
from dukcapil.outreach._workday import Workday

__all__ = ["several_stops_within_limits"]

_MOST_RAISED: Final = 4
"""Times that people of floors are made worth more; all routes are built each time."""

_PARTS: Final = (Fraction(1, 3), Fraction(2, 3), Fraction(3, 2), Fraction(3))
"""Other prices of the budget that are tried, as parts of the one that bounds most."""


def several_stops_within_limits(task: Plan, promised: Sequence[Visit], workday: Workday) -> Plan:
    """Return the best plan found within floors and a budget, with prices that bound it.

    Args:
        task: a plan without visits to be made.
        promised: visits of the plan in force that are kept where crews make one stop.
        workday: the working day.

    Raises:
        InvalidRecord: for a budget below the cost of the fixed visits.
    """
    none = at_prices(task, [0] * (len(task.floors) + 1))
    single = one_visit_a_day(none, promised)
    free = best_of_several_stops(attrs.evolve(single, floors=(), budget=None), workday)
    free = attrs.evolve(free, floors=none.floors, budget=none.budget)
    if all(missing <= 0 for missing in missing_within(free)):
        return free
    tops = top_prices(task)
    if task.budget is not None:
        # Of the visits that venues must have, as many are made as there is money for.
        fixed = attrs.evolve(
            task, venues=[attrs.evolve(one, least_visits=0) for one in task.venues]
        )
        dearest = at_prices(fixed, [*(0 for _ in task.floors), tops[-1]])
        check_affordable(one_visit_a_day(dearest, promised))
    asked = [
        floor.people - people_within(task.kept, task.venues, floor.region) for floor in task.floors
    ]
    guide = with_bound(none, single, workday, _limits(task, asked, tops))
    tried = {one.planned: one for one in _tried(guide, asked, promised, workday)}
    best = max((_filled(one, workday) for one in tried.values()), key=quality)
    met = [
        min(people, people_within(best.planned, task.venues, floor.region))
        for people, floor in zip(asked, task.floors, strict=True)
    ]
    found = attrs.evolve(none, planned=best.planned)
    proven = with_bound(found, single, workday, _limits(task, met, tops))
    guided = attrs.evolve(guide, planned=best.planned)
    return min(proven, guided, key=lambda plan: plan.upper_bound)


def _tried(
    guide: Plan, asked: Sequence[int], promised: Sequence[Visit], workday: Workday
) -> Iterator[Plan]:
    """Yield plans at the prices of a guide, and at others near to them.

    Args:
        guide: a plan with the prices that bound it most.
        asked: the people that each floor asks for.
        promised: visits of the plan in force that are kept where crews make one stop.
        workday: the working day.
    """
    floors = [int(floor.price * PER_PERSON) for floor in guide.floors]
    rupiah = [] if guide.budget is None else [int(guide.budget.price * PER_RUPIAH)]
    tops = top_prices(guide)[: len(floors)]

    def at(of_floors: Sequence[int], part: Fraction) -> Plan:
        of_budget = [int(part * price) for price in rupiah]
        start = one_visit_a_day(at_prices(guide, [*floors, *of_budget]), promised)
        task = at_prices(start, [*(0 for _ in floors), *of_budget])
        return with_routes(task, routed(task, workday, _quotas(task, asked, of_floors)))

    worths = [price * 11 // 10 for price in floors]
    for left in reversed(range(_MOST_RAISED)):
        found = at(worths, Fraction(1))
        yield found
        missing = [short > 0 for short in missing_within(found)[: len(floors)]]
        if not any(missing):
            break
        worths = [
            (min(top, 2 * worth + PER_PERSON // 2) if left > 1 else top) if is_short else worth
            for worth, top, is_short in zip(worths, tops, missing, strict=True)
        ]
    for part in _PARTS if rupiah else ():
        yield at(worths, part)


def _quotas(task: Plan, asked: Sequence[int], prices: Sequence[int]) -> list[Quota]:
    """Return the people of floors who are worth more, in the unit of `demands_of`."""
    scale = scale_of(task)
    return [
        Quota(
            max(0, people),
            scale * price // PER_PERSON,
            [at for at, venue in enumerate(task.venues) if venue.region in floor.region],
        )
        for floor, people, price in zip(task.floors, asked, prices, strict=True)
    ]


def _filled(plan: Plan, workday: Workday) -> Plan:
    """Return a plan with more visits in idle time, as far as there is money left for them."""
    free = at_prices(plan, [0] * (len(plan.floors) + 1))
    routes = routes_for(free, workday)
    number_of = {venue.id: number for number, venue in enumerate(plan.venues)}
    slot_of = crew_slots(plan)
    for (on, crew), group in groupby(plan.planned, key=lambda visit: (visit.on, visit.crew)):
        stops = list(group)
        routes.put(
            [number_of[visit.venue] for visit in stops],
            [visit.people for visit in stops],
            slot_of[on, crew],
        )
    routes.plan_all()
    return attrs.evolve(plan, planned=with_routes(free, routes).planned)


def _limits(task: Plan, asked: Sequence[int], tops: Sequence[int]) -> list[Limit]:
    """Return the limits for the search of their prices.

    Args:
        task: the task.
        asked: the people that each floor asks for, besides those met.
        tops: prices that are never exceeded.
    """
    nothing = [0] * len(task.venues)
    weight = max((venue.weight for venue in task.venues), default=1)
    found = [
        Limit(
            -people,
            [int(venue.region in floor.region) for venue in task.venues],
            nothing,
            weight,
            top / PER_PERSON,
        )
        for floor, people, top in zip(task.floors, asked, tops, strict=False)
    ]
    if task.budget is not None:
        spent = trips_rupiah(task.kept, task.venues)
        costs = [venue.trip_rupiah for venue in task.venues]
        worth = sum(venue.weight * venue.reachable_people for venue in task.venues)
        found.append(
            Limit(
                max(0, task.budget.rupiah - spent),
                nothing,
                costs,
                worth / max(1, sum(costs)),
                tops[-1] / PER_RUPIAH,
            )
        )
    return found
