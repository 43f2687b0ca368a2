"""The most people of one crew that may sleep out: all sequences of stops, and all nights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise, permutations, product

from dukcapil.outreach import Venue, Workday


def best_with_nights(venues: Sequence[Venue], days: Sequence[date], workday: Workday) -> int:
    """Return the most people that a crew records, if all take the same minutes a person."""
    numbers = range(len(venues))
    routes = [
        route for stops in range(workday.most_stops + 1) for route in permutations(numbers, stops)
    ]
    best = 0
    for nights in _nights(days, workday.most_nights):
        for plan in product(routes, repeat=len(days)):
            if all(plan[at] and plan[at + 1] for at in nights):
                spare = [_spare(venues, plan, at, nights, workday) for at in range(len(days))]
                if min(spare) >= 0:
                    best = max(best, _people(venues, plan, spare))
    return best


def _nights(days: Sequence[date], most: int) -> Iterator[frozenset[int]]:
    """Yield the sets of days after which a crew can sleep out."""
    can = [at for at, (one, other) in enumerate(pairwise(days)) if (other - one).days == 1]
    for count in range(len(can) + 1):
        for chosen in combinations(can, count):
            if all(not set(range(at, at + most + 1)) <= set(chosen) for at in range(len(days))):
                yield frozenset(chosen)


def _spare(
    venues: Sequence[Venue],
    plan: Sequence[Sequence[int]],
    at: int,
    nights: frozenset[int],
    workday: Workday,
) -> int:
    """Return the people whom a day has time for, below 0 if it is too short."""
    if not plan[at]:
        return 0
    places = [venues[stop].region for stop in plan[at]]
    assert workday.office is not None
    begin = venues[plan[at - 1][-1]].region if at - 1 in nights else workday.office
    end = [] if at in nights else [workday.office]
    travel = sum(workday.travel.minutes(*leg) for leg in pairwise([begin, *places, *end]))
    time = workday.minutes - travel - workday.setup_minutes * len(places)
    return int(time // workday.minutes_per_person)


def _people(venues: Sequence[Venue], plan: Sequence[Sequence[int]], spare: Sequence[int]) -> int:
    """Return the most people met, by the minimum cut over sets of days."""
    days = range(len(plan))
    return min(
        sum(spare[at] for at in days if at not in cut)
        + sum(venues[stop].reachable_people for stop in {stop for at in cut for stop in plan[at]})
        for count in range(len(plan) + 1)
        for cut in combinations(days, count)
    )
