"""Improvement of plans with several stops by mixed-integer programming over patterns.

A pattern is the set of venues that a crew visits in one day, and a kind of day is a set of days on
which the same venues are open. The program chooses the number of crew-days of each pattern on each
kind of day, and the people met; the heuristic of the routes assigns them to days. The patterns are
a selection, so that the solution need not be optimal; the bound remains that of the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil.errors import Fault
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._solver.matching import Demand, bits
from dukcapil.outreach._solver.milp import Program, Progress
from dukcapil.outreach._solver.route import Route
from dukcapil.outreach._solver.routes import Routes
from dukcapil.outreach._solving import (
    crew_slots,
    demands_of,
    places_of,
    quality,
    routes_for,
    slots_of,
    with_routes,
)

__all__ = ["improve"]

_NEIGHBOURS: Final = 10
"""Each venue forms patterns of two with this many of its nearest venues."""

_IN_THREES: Final = 4
"""Each venue forms patterns of three with any two of this many of its nearest venues."""

_TOLERANCE: Final = 1e-6
"""Feasibility tolerance of HiGHS: people are whole, and 2.9999999 means 3."""


def improve(
    current: Plan, *, time_limit_seconds: float = 60, progress: Progress | None = None
) -> Plan:
    """Improve a plan with several stops a crew-day by mixed-integer programming.

    Requires the extra `milp`, whose solver prints one line of its own when it starts. The result
    can depend on the machine and on the time limit.

    Args:
        current: a plan. It is returned as it is if it is proven optimal, or has nights away.
        time_limit_seconds: the time limit of the solver; above 0.
        progress: called with the seconds since the start and the people recorded, approximately,
            at each improvement.

    Returns:
        The better of the two plans, with the kept visits and the prices of `current`.

    Raises:
        TypeError: for something that is not a plan.
        InvalidRecord: for a time limit of 0 or less.
        MissingExtra: if HiGHS is not installed.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.outreach import Venue, VenueKind, improve, plan
        >>> hall = Venue(
        ...     id="Hall", kind=VenueKind.OTHER, region=RegionCode("32.75.01"), expected_people=9
        ... )
        >>> best = plan([hall], crews=1, days=[date(2020, 3, 2)], per_crew_day=150)
        >>> improve(best) == best  # proven optimal: nothing to improve
        True
    """
    check_type("improve", "current", current, Plan)
    if not time_limit_seconds > 0:
        raise_faults("improve", [("time_limit_seconds", Fault.OUT_OF_BOUNDS)])
    if current.workday is None or not current.gap or current.nights:
        return current
    demands = demands_of(current)
    routes = routes_for(current, current.workday)
    routes.match(_Choice(current, demands, routes).best(time_limit_seconds, progress))
    found = attrs.evolve(with_routes(current, routes), revision=current.revision + 1)
    keeps = len(found.unmet_promises) <= len(current.unmet_promises)
    return max(current, found, key=quality) if keeps else current


@final
class _Choice:
    """The program: crew-days of each pattern on each kind of day, and the people met.

    Days are slots here: crews of a day that are alike.
    """

    def __init__(self, current: Plan, demands: Sequence[Demand], routes: Routes) -> None:
        self._program = Program()
        self._current = current
        self._routes = routes
        self._demands = demands
        self._patterns = _patterns(current, demands, routes)
        levels = {day: at for at, days in enumerate(demands[0].levels) for day in bits(days)}
        self._kinds = _kinds_of_day(levels, {routes.open_days(one) for one in self._patterns})
        self._level_of = [levels[days[0]] for days in self._kinds]
        self._times: list[dict[int, int]] = []  # columns, by the kind of day
        self._people: list[list[int]] = []  # columns
        for stops in self._patterns:
            self._add(stops, routes.time_for(stops))
        self._limit_crews(slots_of(places_of(current)).crews)
        self._limit_venues()

    def _start(self) -> dict[int, float]:
        """Return the current plan as a feasible solution of the program."""
        pattern_of = {stops: number for number, stops in enumerate(self._patterns)}
        kind_of = {day: kind for kind, days in enumerate(self._kinds) for day in days}
        start: Counter[int] = Counter()
        for day, people in _crew_days(self._current):
            number = pattern_of[tuple(sorted(people))]
            start[self._times[number][kind_of[day]]] += 1
            for column, venue in zip(self._people[number], self._patterns[number], strict=True):
                start[column] += people[venue]
        return dict(start)

    def _add(self, stops: Sequence[int], most: Sequence[int]) -> None:
        """Add the columns of a pattern, and the rows that limit its people."""
        times = {}
        for kind, days in enumerate(self._kinds):
            if most[self._level_of[kind]] < 0:
                continue  # too short for the way
            can = sum(self._routes.open_days(stops) >> day & 1 for day in days)
            if can:
                crews = can * min(self._demands[at].crews_per_day for at in stops)
                times[kind] = self._program.column(upper=crews, is_whole=True)
        people = [
            self._program.column(gain=self._demands[at].weight, upper=self._demands[at].left)
            for at in stops
        ]
        # People of all stops together are limited by time, those of each stop by its venue.
        limits = []
        for kind, column in times.items():
            level = self._level_of[kind]
            # A large crew has more time, in minutes of the crews of the first level.
            size = self._routes.pace(stops[0], 0) / self._routes.pace(stops[0], level)
            limits.append((column, -most[level] * size))
        work = [
            (column, self._routes.pace(at, 0)) for column, at in zip(people, stops, strict=True)
        ]
        self._program.row([*work, *limits], 0)
        for column, at in zip(people, stops, strict=True):
            each = self._demands[at].per_level
            limits = [(time, -each[self._level_of[kind]]) for kind, time in times.items()]
            self._program.row([(column, 1), *limits], 0)
        self._times.append(times)
        self._people.append(people)

    def _limit_crews(self, crews: Sequence[int]) -> None:
        """Limit the crew-days on each kind of day to those of its crews."""
        for kind, days in enumerate(self._kinds):
            used = [(times[kind], 1) for times in self._times if kind in times]
            self._program.row(used, sum(crews[day] for day in days))

    def _limit_venues(self) -> None:
        """Limit the people met and the visits on each kind of day, for each venue."""
        met: dict[int, list[tuple[int, int]]] = {}
        visits: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for stops, times, people in zip(self._patterns, self._times, self._people, strict=True):
            for at, column in zip(stops, people, strict=True):
                met.setdefault(at, []).append((column, 1))
                for kind, time in times.items():
                    visits.setdefault((at, kind), []).append((time, 1))
        for at, entries in met.items():
            self._program.row(entries, self._demands[at].left)
        for (at, kind), entries in visits.items():
            demand = self._demands[at]
            can = sum(demand.open_days >> day & 1 for day in self._kinds[kind])
            self._program.row(entries, can * demand.crews_per_day)

    def best(self, seconds: float, progress: Progress | None) -> list[Route]:
        """Return the crew-days of the best solution found, each with its kind of day."""
        values = self._program.solve(self._start(), seconds=seconds, progress=progress)
        chosen: list[Route] = []
        for stops, times, people in zip(self._patterns, self._times, self._people, strict=True):
            kinds = [kind for kind, at in times.items() for _ in range(round(values[at]))]
            left = [int(values[at] + _TOLERANCE) for at in people]
            # Shares of whole people: each crew-day takes its part of what is left, rounded up.
            for number, kind in zip(range(len(kinds), 0, -1), kinds, strict=True):
                part = [-(-one // number) for one in left]
                chosen.append(self._routes.compose(stops, part, self._kinds[kind]))
                left = [one - met for one, met in zip(left, part, strict=True)]
        return chosen


def _kinds_of_day(level_of: Mapping[int, int], of_patterns: set[int]) -> list[list[int]]:
    """Return the days, grouped by their level and by the patterns that are possible on them.

    Args:
        level_of: the level of each day, see `Demand.levels`.
        of_patterns: the sets of days on which the patterns are possible.
    """
    kinds: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for day, level in sorted(level_of.items()):
        is_open = tuple(of_pattern >> day & 1 for of_pattern in of_patterns)
        kinds.setdefault((level, is_open), []).append(day)
    return list(kinds.values())


def _patterns(current: Plan, demands: Sequence[Demand], routes: Routes) -> list[tuple[int, ...]]:
    """Return the patterns: each venue alone and with near ones, and the crew-days of the plan."""
    most_stops = current.workday.most_stops if current.workday else 1
    found = {tuple(sorted(people)) for _, people in _crew_days(current)}
    for venue, demand in enumerate(demands):
        if demand.left:
            near = routes.neighbours(venue, _NEIGHBOURS)
            found |= {(venue,), *(tuple(sorted((venue, other))) for other in near)}
            if most_stops > 2:
                found |= {
                    tuple(sorted((venue, *two))) for two in combinations(near[:_IN_THREES], 2)
                }
    return sorted(found)


def _crew_days(current: Plan) -> Iterator[tuple[int, dict[int, int]]]:
    """Yield the crew-days of the plan: the number of the slot, and people by number of venue."""
    number_of = {venue.id: number for number, venue in enumerate(current.venues)}
    slot_of = crew_slots(current)
    for (on, crew), group in groupby(current.planned, key=lambda visit: (visit.on, visit.crew)):
        yield slot_of[on, crew], {number_of[visit.venue]: visit.people for visit in group}
