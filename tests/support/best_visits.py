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
from typing import Any

import pytest

from dukcapil import RegionCode
from dukcapil.outreach import OpenDays, Plan, Venue, Workday


def open_days(venue: Venue, days: Sequence[date]) -> list[int]:
    """Return the positions of the days on which a venue is open."""
    rule = venue.open_on
    if rule is None:
        return list(range(len(days)))
    is_open = rule if callable(rule) else tuple(rule).__contains__
    return [at for at, day in enumerate(days) if is_open(day)]


def can_go(workday: Workday, stops: Sequence[Venue], day: date) -> bool:
    """Return whether any two regions of a crew-day, the office among them, have a way that day."""
    home = [] if workday.office is None else [workday.office]
    return all(
        _has_way(workday, one, other, day)
        for one, other in combinations([*home, *(one.region for one in stops)], 2)
    )


def _has_way(workday: Workday, one: RegionCode, other: RegionCode, day: date) -> bool:
    nearest, rules = -1, list[Any]()
    for (left, right), rule in workday.travel.only_on:
        if one == other and not left == right == one:
            continue
        for start, end in ((left, right), (right, left)):
            if f"{one}.".startswith(f"{start}.") and f"{other}.".startswith(f"{end}."):
                length = len(f"{start}{end}")
                if length > nearest:
                    nearest, rules = length, []
                if length == nearest:
                    rules.append(rule)
    return all(
        rule is None or (rule(day) if isinstance(rule, OpenDays) else day in rule) for rule in rules
    )


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
        routes = [
            (stops, people)
            for stops, people in _routes(plan, workday, here)
            if can_go(workday, [plan.venues[number] for number in stops], day.on)
        ]
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
    home = [] if workday.office is None else [workday.office]
    for size in range(1, workday.most_stops + 1):
        for stops in combinations(here, size):
            travel = min(
                sum(
                    workday.travel.minutes(one, other)
                    for one, other in pairwise(
                        [*home, *(plan.venues[at].region for at in order), *home]
                    )
                )
                for order in permutations(stops)
            )
            spare = workday.minutes - size * workday.setup_minutes - travel
            if spare >= 0:
                yield stops, int(spare / Fraction(workday.minutes_per_person))


def best_crew_day(plan: Plan, workday: Workday) -> int:
    """Return the most people of one crew on one day, with minutes of their own at each venue."""
    days = [day.on for day in plan.days]
    here = [one for one in plan.venues if open_days(one, days)]
    assert len(days) == 1
    home = [] if workday.office is None else [workday.office]
    best = 0
    for size in range(1, workday.most_stops + 1):
        for order in permutations(here, size):
            if not can_go(workday, order, days[0]):
                continue
            regions = [*home, *(one.region for one in order), *home]
            spare = Fraction(workday.minutes)
            spare -= sum(workday.travel.minutes(one, other) for one, other in pairwise(regions))
            for one in order:
                own = one.setup_minutes
                spare -= workday.setup_minutes if own is None else own
            people = 0
            pace_of = [
                Fraction(
                    workday.minutes_per_person
                    if one.minutes_per_person is None
                    else one.minutes_per_person
                )
                for one in order
            ]
            # Those who take the least time first: any exchange would record fewer.
            for pace, one in sorted(zip(pace_of, order, strict=True), key=lambda pair: pair[0]):
                most = min(one.reachable_people, one.per_crew_day or 0)
                alone = _minutes_alone(workday, one)
                count = max(0, min(most, int(spare / pace), int(alone / pace)))
                people += count
                spare -= count * pace
            best = max(best, people)
    return best


def _minutes_alone(workday: Workday, venue: Venue) -> int:
    """Return the minutes of recording of a crew that goes to a venue only: no visit is longer."""
    own = venue.setup_minutes
    setup = workday.setup_minutes if own is None else own
    return workday.minutes - setup - workday.travelled([venue.region])


def _is_uncrowded(plan: Plan, choice: Iterable[Route]) -> bool:
    crews = Counter(chain(*(stops for stops, _ in choice)))
    return all(count <= plan.venues[at].crews_per_day for at, count in crews.items())


def _people_met(plan: Plan, routes: Sequence[Route]) -> int:
    """Return the maximum flow from venues to routes, as the minimum cut between them."""
    numbers = range(len(plan.venues))
    workday = plan.workday
    assert workday is not None
    most = [
        max(
            0,
            min(
                one.per_crew_day or 0,
                int(_minutes_alone(workday, one) / Fraction(workday.minutes_per_person)),
            ),
        )
        for one in plan.venues
    ]
    cuts = chain.from_iterable(combinations(numbers, size) for size in range(len(numbers) + 1))
    return min(
        sum(one.reachable_people for at, one in enumerate(plan.venues) if at not in inside)
        + sum(
            min(people, sum(most[at] for at in stops if at in inside)) for stops, people in routes
        )
        for inside in map(set, cuts)
    )


def best_of_all(plan: Plan, promised: Counter[tuple[date, str]]) -> tuple[int, Fraction, int]:
    """Return the best of all choices of visits of one stop: fixed visits, worth, promises kept.

    The first decides, then the second, then the third. A visit that meets nobody is none.
    """
    days = [day.on for day in plan.days]
    met = Counter[str]()
    for visit in plan.kept:
        met[visit.venue] += visit.people
    fixed = Counter((promise.on, promise.venue) for promise in plan.fixed)
    at_venue = []
    for venue in plan.venues:
        left = max(0, venue.reachable_people - met[venue.id])
        most = [int((venue.per_crew_day or 0) * day.share) for day in plan.days]
        open_ = {at for at in open_days(venue, days) if most[at]}
        choices = []
        for counts in product(
            *(range(venue.crews_per_day * (at in open_) + 1) for at in range(len(days)))
        ):
            each = [many for many, count in zip(most, counts, strict=True) for _ in range(count)]
            if not each or sum(each) - min(each) < left:
                names = [(day, venue.id) for day in days]
                choices.append(
                    (
                        counts,
                        sum(map(min, counts, map(fixed.__getitem__, names))),
                        min(left, sum(each)),
                        sum(map(min, counts, map(promised.__getitem__, names))),
                    )
                )
        at_venue.append(choices)
    best = 0, Fraction(0), 0
    for choice in product(*at_venue):
        on_days = zip(*(counts for counts, *_ in choice), strict=True)
        if all(sum(on) <= day.crews for on, day in zip(on_days, plan.days, strict=False)):
            people, kept = sum(one[2] for one in choice), sum(one[3] for one in choice)
            worth = people + plan.promise_people * kept
            best = max(best, (sum(one[1] for one in choice), worth, kept))
    return best
