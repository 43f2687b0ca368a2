"""Optimal numbers of people, by methods that share nothing with the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import (
    chain,
    combinations,
    combinations_with_replacement,
    pairwise,
    permutations,
    product,
)

import pytest

from dukcapil.outreach import Plan, Venue, Workday


def open_days(venue: Venue, days: Sequence[date]) -> list[int]:
    """Return the positions of the days on which a venue is open."""
    rule = venue.open_on
    if rule is None:
        return list(range(len(days)))
    return [at for at, day in enumerate(days) if day in tuple(rule)]  # type: ignore[arg-type]


def by_integer_programming(plan: Plan) -> int:
    """Return the optimum of one venue a crew-day, as a mixed-integer program solved by HiGHS."""
    np = pytest.importorskip("numpy")
    optimize = pytest.importorskip("scipy.optimize")
    sparse = pytest.importorskip("scipy.sparse")
    days = [day.on for day in plan.days]
    gains: list[int] = []
    most: list[int] = []
    entries: list[tuple[int, int, int]] = []  # row, column, coefficient
    first_day_row = len(plan.venues)
    for row, venue in enumerate(plan.venues):
        places = open_days(venue, days)
        for day in places:
            entries += [(row, len(gains), -1), (first_day_row + day, len(gains), 1)]
            gains.append(0)
            most.append(venue.crews_per_day)
        left, per_visit = venue.reachable_people, venue.per_crew_day or 1
        for _ in range(min(-(-left // per_visit), len(places) * venue.crews_per_day)):
            entries.append((row, len(gains), 1))
            gains.append(min(left, per_visit))
            most.append(1)
            left -= per_visit
    if not gains:
        return 0
    rows, columns, values = zip(*entries, strict=True)
    limits = [0] * first_day_row + [day.crews for day in plan.days]
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(limits), len(gains)))
    found = optimize.milp(
        -np.array(gains),
        constraints=optimize.LinearConstraint(matrix, -np.inf, limits),
        integrality=np.ones(len(gains)),
        bounds=optimize.Bounds(0, most),
        options={"mip_rel_gap": 0},
    )
    return -int(np.rint(found.fun))


def by_trying_everything(plan: Plan) -> int:
    """Return the optimum of one venue a crew-day by recursion over the choices of each day."""
    days = [day.on for day in plan.days]
    is_open = [set(open_days(venue, days)) for venue in plan.venues]

    @cache
    def best(day: int, left: tuple[int, ...]) -> int:
        if day == len(days):
            return 0
        here = [at for at in range(len(left)) if day in is_open[at]]
        found = 0
        for size in range(plan.days[day].crews + 1):
            for chosen in combinations_with_replacement(here, size):
                if any(chosen.count(at) > plan.venues[at].crews_per_day for at in chosen):
                    continue
                rest, people = list(left), 0
                for at in chosen:
                    met = min(rest[at], plan.venues[at].per_crew_day or 1)
                    rest[at] -= met
                    people += met
                found = max(found, people + best(day + 1, tuple(rest)))
        return found

    return best(0, tuple(venue.reachable_people for venue in plan.venues))


Route = tuple[tuple[int, ...], int]
"""The venues that a crew visits in a day, and the people that it has time for."""


def with_stops_by_trying_everything(plan: Plan, workday: Workday) -> int:
    """Return the optimum of several stops a crew-day over every choice of every crew-day."""
    days = [day.on for day in plan.days]
    choices: list[list[tuple[Route, ...]]] = []
    for at, day in enumerate(plan.days):
        here = [number for number, one in enumerate(plan.venues) if at in open_days(one, days)]
        routes = list(_routes(plan, workday, here))
        choices.append(
            [
                choice
                for choice in combinations_with_replacement(routes, day.crews)
                if _is_uncrowded(plan, choice)
            ]
        )
    return max(_people_met(plan, [*chain(*choice)]) for choice in product(*choices))


def _routes(plan: Plan, workday: Workday, here: Sequence[int]) -> Iterator[Route]:
    yield (), 0
    for size in range(1, workday.most_stops + 1):
        for stops in combinations(here, size):
            travel = min(
                sum(
                    workday.travel.minutes(plan.venues[one].region, plan.venues[other].region)
                    for one, other in pairwise(order)
                )
                for order in permutations(stops)
            )
            spare = workday.minutes - size * workday.setup_minutes - travel
            if spare >= 0:
                yield stops, int(spare / Fraction(workday.minutes_per_person))


def _is_uncrowded(plan: Plan, choice: Iterable[Route]) -> bool:
    crews = Counter(chain(*(stops for stops, _ in choice)))
    return all(count <= plan.venues[at].crews_per_day for at, count in crews.items())


def _people_met(plan: Plan, routes: Sequence[Route]) -> int:
    """Return the maximum flow from venues to routes, as the minimum cut between them."""
    numbers = range(len(plan.venues))
    cuts = chain.from_iterable(combinations(numbers, size) for size in range(len(numbers) + 1))
    return min(
        sum(one.reachable_people for at, one in enumerate(plan.venues) if at not in inside)
        + sum(
            min(people, sum(plan.venues[at].per_crew_day or 0 for at in stops if at in inside))
            for stops, people in routes
        )
        for inside in map(set, cuts)
    )


def most_promises_kept(plan: Plan, promised: Counter[tuple[date, str]]) -> tuple[int, int]:
    """Return the most people planned in one stop a day, and the most promises kept with them."""
    days = [day.on for day in plan.days]
    met = Counter[str]()
    for visit in plan.kept:
        met[visit.venue] += visit.people
    at_venue = []
    for venue in plan.venues:
        open_ = set(open_days(venue, days))
        at_venue.append(
            list(
                product(
                    *(range(venue.crews_per_day * (at in open_) + 1) for at in range(len(days)))
                )
            )
        )
    best = 0, 0
    for choice in product(*at_venue):
        if all(sum(on) <= day.crews for on, day in zip(zip(*choice, strict=True), plan.days)):  # noqa: B905
            people = kept = 0
            for venue, counts in zip(plan.venues, choice, strict=True):
                left = max(0, venue.reachable_people - met[venue.id])
                most = venue.per_crew_day or 1
                # A visit that meets nobody is none, so that it keeps no promise.
                if sum(counts) > -(-left // most):
                    break
                people += min(left, most * sum(counts))
                kept += sum(
                    min(count, promised[day, venue.id])
                    for day, count in zip(days, counts, strict=True)
                )
            else:
                best = max(best, (people, kept))
    return best
