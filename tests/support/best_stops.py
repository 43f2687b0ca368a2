"""The optimum of several stops a crew-day under all rules, as a mixed-integer program.

Every crew has a variable of its own for each day and each set of venues; nothing is shared with the
library.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from math import inf, lcm
from typing import NamedTuple

import attrs
from support.best_rules import Program, goes, lies, works
from support.best_visits import can_go, open_days

from dukcapil.outreach import Crew, Plan, Venue, Visit, Workday
from dukcapil.regions import RegionCode

_MANY = 1_000


class BestStops(NamedTuple):
    """The optimum: least visits first, then the worth."""

    least: int
    worth: int


class _Stop(NamedTuple):
    """A visit that a crew could make: its columns, and the most people there."""

    day: int
    goes: int
    people: int


def home_of(plan: Plan, crew: Crew) -> Workday:
    """Return the working day of a crew."""
    assert plan.workday is not None
    return attrs.evolve(plan.workday, office=crew.office or plan.workday.office)


def crews_on(plan: Plan, at: int) -> list[Crew]:
    """Return the crews of a day."""
    day = plan.days[at]
    if plan.crews:
        return [crew for crew in plan.crews if works(crew, day.on)]
    return [Crew(number=number) for number in range(1, day.crews + 1)]


def minutes_away(workday: Workday, stops: Sequence[Venue]) -> int:
    """Return the minutes of travel and set-up along stops."""
    home = [] if workday.office is None else [workday.office]
    regions = [*home, *(one.region for one in stops), *home]
    setups = [
        workday.setup_minutes if one.setup_minutes is None else one.setup_minutes for one in stops
    ]
    return sum(setups) + sum(workday.travel.minutes(one, other) for one, other in pairwise(regions))


def pace_of(workday: Workday, venue: Venue) -> Fraction:
    """Return the minutes a person at a venue."""
    own = venue.minutes_per_person
    return Fraction(workday.minutes_per_person if own is None else own)


def most_there(plan: Plan, crew: Crew, venue: Venue, share: Fraction) -> int:
    """Return the most people of a visit: the share of what a full crew would meet there alone."""
    workday = home_of(plan, crew)
    time = workday.minutes * share - minutes_away(workday, [venue])
    alone = int(time / pace_of(workday, venue))
    return max(0, int(min(alone, int((venue.per_crew_day or 0) * share)) * crew.share))


def is_of_use(venue: Venue, on: date) -> bool:
    """Return whether it is neither too early nor too late."""
    return (venue.since is None or venue.since <= on) and (venue.until is None or on < venue.until)


def faults(plan: Plan) -> list[str]:
    """Return what is wrong with the visits of a plan, by a check of its own."""
    found = [*_faults_of_routes(plan), *_faults_of_venues(plan)]
    if plan.budget is not None and plan.planned:
        costs = {venue.id: venue.trip_rupiah for venue in plan.venues}
        if sum(costs[visit.venue] for visit in plan.visits) > plan.budget.rupiah:
            found.append("above the budget")
    return found


def _faults_of_routes(plan: Plan) -> Iterator[str]:
    at_day = {day.on: at for at, day in enumerate(plan.days)}
    venue_of = {venue.id: venue for venue in plan.venues}
    crew_days: defaultdict[tuple[date, int], list[Visit]] = defaultdict(list)
    for visit in plan.planned:
        crew_days[visit.on, visit.crew].append(visit)
    for (on, number), visits in crew_days.items():
        crew = {crew.number: crew for crew in crews_on(plan, at_day[on])}[number]
        stops = [venue_of[visit.venue] for visit in visits]
        workday, day = home_of(plan, crew), plan.days[at_day[on]]
        time = workday.minutes * day.share - minutes_away(workday, stops)
        work = sum(
            visit.people * pace_of(workday, one) / crew.share
            for visit, one in zip(visits, stops, strict=True)
        )
        if work > time or len(stops) > workday.most_stops or len(set(stops)) < len(stops):
            yield f"{on}, {number}: too long"
        if not can_go(workday, stops, on):
            yield f"{on}, {number}: no boat"
        for visit, one in zip(visits, stops, strict=True):
            is_open = at_day[on] in open_days(one, [day.on for day in plan.days])
            if not (is_open and is_of_use(one, on) and goes(crew, one)):
                yield f"{on}, {number}: may not go to {one.id}"
            if not 0 < visit.people <= most_there(plan, crew, one, day.share):
                yield f"{on}, {number}: {visit.people} people at {one.id}"


def _faults_of_venues(plan: Plan) -> Iterator[str]:
    crowd = Counter((visit.on, visit.venue) for visit in plan.planned)
    people = Counter[str]()
    for visit in plan.visits:
        people[visit.venue] += visit.people
    for venue in plan.venues:
        if any(
            count > venue.crews_per_day for (_, name), count in crowd.items() if name == venue.id
        ):
            yield f"{venue.id}: a crowd"
        left = venue.reachable_people
        here = [visit for visit in plan.visits if visit.venue == venue.id]
        for visit in sorted(here, key=lambda visit: (visit.on, -visit.people)):
            if visit in plan.planned and visit.people > -(-left * venue.turnout // 1):
                yield f"{visit.on}, {venue.id}: {visit.people} do not come"
            left -= visit.people
        if people[venue.id] > venue.reachable_people:
            yield f"{venue.id}: more people than there are"


class _Stops:
    """The program of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.program = Program()
        self.plan = plan
        self.stops: defaultdict[str, list[_Stop]] = defaultdict(list)
        for at, day in enumerate(plan.days):
            here = [
                one
                for one in plan.venues
                if at in open_days(one, [day.on for day in plan.days]) and is_of_use(one, day.on)
            ]
            for crew in crews_on(plan, at):
                self._crew_day(at, crew, [one for one in here if goes(crew, one)])
        self.kept = Counter(visit.venue for visit in plan.kept)
        self.met = Counter[str]()
        for visit in plan.kept:
            self.met[visit.venue] += visit.people
        self.least = [self._venue(venue) for venue in plan.venues]
        if plan.budget is not None:
            spent = sum(one.trip_rupiah * self.kept[one.id] for one in plan.venues)
            costs = [
                (stop.goes, one.trip_rupiah) for one in plan.venues for stop in self.stops[one.id]
            ]
            self.program.row(costs, 0, max(0, plan.budget.rupiah - spent))

    def _crew_day(self, at: int, crew: Crew, here: Sequence[Venue]) -> None:
        day, workday = self.plan.days[at], home_of(self.plan, crew)
        used = []
        for size in range(1, workday.most_stops + 1):
            for stops in combinations(here, size):
                if not can_go(workday, stops, day.on):
                    continue
                away = min(minutes_away(workday, order) for order in permutations(stops))
                time = workday.minutes * day.share - away
                if time <= 0 or not all(
                    most_there(self.plan, crew, one, day.share) for one in stops
                ):
                    continue
                way = self.program.column(1)
                used.append((way, 1))
                work = []
                for one in stops:
                    most = most_there(self.plan, crew, one, day.share)
                    people = self.program.column(most)
                    self.program.row([(people, 1), (way, -most)], -most, 0)
                    self.program.row([(people, 1), (way, -1)], 0, most)
                    self.stops[one.id].append(_Stop(at, way, people))
                    work.append((people, pace_of(workday, one)))
                # In whole numbers: no tolerance of the solver lets one more person in.
                unit = lcm((time * crew.share).denominator, *(pace.denominator for _, pace in work))
                rows = [(people, int(pace * unit)) for people, pace in work]
                self.program.row([*rows, (way, -int(time * crew.share * unit))], -inf, 0)
        self.program.row(used, 0, 1)

    def _venue(self, venue: Venue) -> int:
        stops = self.stops[venue.id]
        left = max(0, venue.reachable_people - self.met[venue.id])
        self.program.row([(stop.people, 1) for stop in stops], 0, left)
        for stop in stops:
            self.program.gains[stop.people] = venue.weight
        for at in {stop.day for stop in stops}:
            here = [(stop.goes, 1) for stop in stops if stop.day == at]
            self.program.row(here, 0, venue.crews_per_day)
        if venue.turnout != 1:
            self._falling(venue, stops, left)
        need = max(0, venue.least_visits - self.kept[venue.id])
        made = self.program.column(need)
        self.program.row([*((stop.goes, 1) for stop in stops), (made, -1)], 0, _MANY)
        return made

    def _falling(self, venue: Venue, stops: Sequence[_Stop], left: int) -> None:
        """No more come to a visit than a share, rounded up, of those not met on earlier days."""
        share, rest = venue.turnout.numerator, venue.turnout.denominator
        assert venue.crews_per_day == 1
        for stop in stops:
            earlier = [(one.people, -share) for one in stops if one.day < stop.day]
            # share * left > rest * (people - 1), in whole numbers
            row = [*earlier, (stop.people, -rest), (stop.goes, -_MANY)]
            self.program.row(row, 1 - rest - share * left - _MANY, inf)

    def best(self, floors: Mapping[RegionCode, int], visits: Mapping[str, int]) -> BestStops | None:
        for region, people in floors.items():
            inside = [
                (stop.people, 1)
                for one in self.plan.venues
                if lies(one, region)
                for stop in self.stops[one.id]
            ]
            kept = sum(self.met[one.id] for one in self.plan.venues if lies(one, region))
            column = self.program.column(0)
            self.program.row([*inside, (column, 1)], people - kept, inf)
        for name, count in visits.items():
            self.program.row([(stop.goes, 1) for stop in self.stops[name]], count, inf)
        for column in self.least:
            self.program.gains[column] = 0 if visits else _MANY
        found = self.program.solve()
        if found is None:
            return None
        worth = sum(
            one.weight * found[stop.people]
            for one in self.plan.venues
            for stop in self.stops[one.id]
        )
        return BestStops(sum(found[column] for column in self.least), worth)


def best_by_stops(
    plan: Plan,
    *,
    floors: Mapping[RegionCode, int] | None = None,
    visits: Mapping[str, int] | None = None,
) -> BestStops | None:
    """Return the optimum for the venues, days, crews and budget of a plan; kept people left out.

    None if floors, or the visits that venues must have, cannot be reached. Without visits as many
    of the least visits are made as can be.
    """
    return _Stops(plan).best(floors or {}, visits or {})
