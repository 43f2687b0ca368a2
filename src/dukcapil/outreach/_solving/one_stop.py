"""The plan of one venue a crew-day, with the prices that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from dukcapil.outreach._capacity import people_met
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._rules.crews import ALIKE, CrewGroup
from dukcapil.outreach._solver.crews import CrewDay, numbered
from dukcapil.outreach._solver.keeping import Search, Worth
from dukcapil.outreach._solver.matching import Demand, Matching, bits
from dukcapil.outreach._solving.slots import (
    Place,
    demands_of,
    places_of,
    scale_of,
    sizes_of,
    slots_of,
)
from dukcapil.outreach._visits import PlannedDay, Promise, Visit

__all__ = ["by_slot", "one_visit_a_day", "search_for", "with_prices", "with_visits"]


def one_visit_a_day(task: Plan, promised: Sequence[Visit]) -> Plan:
    """Return the plan for one venue a crew-day that is worth most, with prices that bound it.

    It is optimal, and its prices prove it, if all days are of one length and all crews of one size.
    """
    places = places_of(task)
    demands = demands_of(task)
    slots = slots_of(places)
    same_day = slots.same_day if len(places) > len(task.days) else ()
    matching = Matching(demands, slots.crews, same_day)
    scale = scale_of(task)
    visits, prices = matching.visits, [Fraction(price, scale) for price in matching.prices]
    candidates = [prices]
    is_long = len(sizes_of(task, places)) <= 1
    has_least = any(demand.least for demand in demands)
    if promised or task.fixed or task.promise_people or has_least or not is_long:
        wanted = [(Promise(venue=visit.venue, on=visit.on), visit.crew) for visit in promised]
        search = search_for(task, places, demands, [promise for promise, _ in wanted])
        search.begin(by_slot(task, places, demands, wanted) if wanted else visits)
        search.finish()
        visits = search.visits
        if task.fixed or task.promise_people or has_least or not is_long:
            search.hold()
            price = task.promise_people
            rate = Worth(price.denominator, price.numerator * scale)
            candidates = [[Fraction(one, rate.person * scale) for one in search.price_by(rate)]]
        if not is_long:
            # Prices of a local optimum prove little where it is none: others may prove more.
            shorter = [
                task.days[place.day].share * place.group.share * price
                for place, price in zip(places, prices, strict=True)
            ]
            candidates += [shorter, prices, [Fraction(0)] * len(prices)]
    found = with_visits(task, places, demands, visits, promised)
    return min(
        (
            attrs.evolve(found, days=with_prices(task.days, places, of_slots))
            for of_slots in candidates
        ),
        key=lambda plan: plan.upper_bound if len(candidates) > 1 else 0,
    )


def with_prices(
    days: Sequence[PlannedDay], places: Sequence[Place], prices: Sequence[Fraction]
) -> list[PlannedDay]:
    """Return the days with the prices of their slots."""
    of_day: list[list[tuple[CrewGroup, Fraction]]] = [[] for _ in days]
    for place, price in zip(places, prices, strict=True):
        of_day[place.day].append((place.group, price))
    found = []
    for day, priced in zip(days, of_day, strict=True):
        by_number = sorted(
            (number, price)
            for group, price in priced
            if group.crew is not ALIKE
            for number in group.numbers
        )
        found.append(
            attrs.evolve(
                day,
                price=max(price for _, price in priced),
                crew_prices=tuple(price for _, price in by_number),
            )
        )
    return found


def search_for(
    task: Plan,
    places: Sequence[Place],
    demands: Sequence[Demand],
    promises: Sequence[Promise],
) -> Search:
    """Return the search for visits of one stop, with the fixed ones made."""
    slots = slots_of(places)
    # Of plans worth the same the one that keeps most promises: each is worth a little more, and
    # all of them together less than the smallest difference in people.
    little = 1 + len(promises)
    price = task.promise_people
    worth = Worth(little * price.denominator, little * price.numerator * scale_of(task) + 1)
    search = Search(demands, slots, _by_day(task, promises), worth)
    if task.fixed:
        fixed = _by_day(task, task.fixed)
        only = [demand._replace(weight=1, charge=0, least=0) for demand in demands]
        people = 1 + sum(demand.left for demand in demands)
        first = Search(only, slots, fixed, Worth(1, people))
        first.begin(by_slot(task, places, only, [(promise, 0) for promise in task.fixed]))
        first.finish()
        search.fix(
            [
                _first_of_day(made, of_venue, slots.day_of)
                for of_venue, made in zip(fixed, first.visits, strict=True)
            ]
        )
    return search


def _first_of_day(
    made: Mapping[int, int], most: Mapping[int, int], day_of: Sequence[int]
) -> dict[int, int]:
    """Return of the visits to a venue by slot the first ones of each day, up to its number."""
    left = dict(most)
    found = {}
    for slot, count in sorted(made.items()):
        day = day_of[slot]
        taken = min(count, left.get(day, 0))
        if taken:
            found[slot] = taken
            left[day] -= taken
    return found


def _by_day(task: Plan, promises: Iterable[Promise]) -> list[dict[int, int]]:
    """Return for each venue the number of promises by day."""
    day_of = {day.on: number for number, day in enumerate(task.days)}
    found: dict[str, dict[int, int]] = {venue.id: {} for venue in task.venues}
    for promise in promises:
        if promise.on in day_of:
            of_venue, day = found[promise.venue], day_of[promise.on]
            of_venue[day] = of_venue.get(day, 0) + 1
    return [found[venue.id] for venue in task.venues]


def by_slot(
    task: Plan,
    places: Sequence[Place],
    demands: Sequence[Demand],
    wanted: Iterable[tuple[Promise, int]],
) -> list[dict[int, int]]:
    """Return for each venue the number of promised visits by slot.

    It is the slot of the crew, or another one of the day.
    """
    number_of = {venue.id: number for number, venue in enumerate(task.venues)}
    of_day: dict[date, list[int]] = {}
    for slot, place in enumerate(places):
        of_day.setdefault(task.days[place.day].on, []).append(slot)
    found: list[dict[int, int]] = [{} for _ in task.venues]
    for promise, crew in wanted:
        venue = number_of[promise.venue]
        ways = [
            (crew not in places[slot].group.numbers, slot)
            for slot in of_day.get(promise.on, ())
            if demands[venue].open_days >> slot & 1
        ]
        if ways:
            _, slot = min(ways)
            found[venue][slot] = found[venue].get(slot, 0) + 1
    return found


def with_visits(
    task: Plan,
    places: Sequence[Place],
    demands: Sequence[Demand],
    visits_of: Sequence[Mapping[int, int]],
    promised: Sequence[Visit],
) -> Plan:
    """Return the plan with visits of one stop, given by venue and slot."""
    level_of = {
        slot: level
        for level, slots in enumerate(demands[0].levels if demands else ())
        for slot in bits(slots)
    }
    crew_days = []
    for venue, demand, visits in zip(task.venues, demands, visits_of, strict=True):
        left = demand.left
        # All visits but the last are full days: the remainder goes to the last day.
        for slot, count in sorted(visits.items()):
            place = places[slot]
            on = task.days[place.day].on
            for _ in range(count):
                people = people_met(left, demand.per_level[level_of[slot]], demand.turnout)
                crew_days.append(CrewDay(on, ((venue.id, people),), place.group.numbers))
                left -= people
    planned = numbered(crew_days, task.kept, promised)
    return attrs.evolve(task, planned=planned)
