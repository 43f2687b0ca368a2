"""Several stops a crew-day: a good plan, if not the best.

Whether venues can be met by so many crew-days with several stops is a packing problem, and NP-hard.
Full days at one venue come first; what remains at the venues is put together into days of several
stops, near ones with near ones; these days are matched, the fullest first; and time that is left
is filled with whoever is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from typing import Final, final

from dukcapil._venues import Venue
from dukcapil._visit_matching import Demand, bits
from dukcapil._workday import Workday

__all__ = ["Route", "Routes"]

_MOST_NEIGHBOURS: Final = 48
"""So many of the nearest venues are looked at for the next stop."""


@final
@dataclass(slots=True, eq=False)
class Route:
    """What one crew does on one day.

    Attributes:
        stops: venues, in the order in which they are visited.
        people: how many at each stop.
        days: one bit for each day on which all of them can be visited.
        day: the day on which it is done; None if on none.
    """

    stops: list[int]
    people: list[int]
    days: int
    day: int | None = None

    @property
    def total(self) -> int:
        """How many are recorded."""
        return sum(self.people)


@final
class Routes:
    """Days of crews, and what is left at the venues.

    Attributes:
        left: people at each venue who are on no route.
    """

    def __init__(
        self,
        venues: Sequence[Venue],
        demands: Sequence[Demand],
        crews: Sequence[int],
        workday: Workday,
    ) -> None:
        """Begin with nothing planned."""
        self.left = [demand.left for demand in demands]
        self._demands = demands
        self._spare_crews = list(crews)
        self._spare = sum(1 << day for day, count in enumerate(crews) if count)
        self._crowded = [0] * len(demands)
        self._count: list[dict[int, int]] = [{} for _ in demands]
        self._on: list[list[Route]] = [[] for _ in crews]
        self._most_stops = workday.most_stops
        self._legs = _Legs(venues, workday)
        unit = Fraction(workday.minutes_per_person).denominator
        self._whole = workday.minutes * unit
        self._setup = workday.setup_minutes * unit
        self._per_person = int(workday.minutes_per_person * unit)
        self._unit = unit

    @property
    def recorded(self) -> int:
        """How many are recorded on routes that have a day."""
        return sum(route.total for route in self.done)

    @property
    def done(self) -> Iterator[Route]:
        """The routes that have a day, day after day."""
        return chain.from_iterable(self._on)

    def plan_all(self) -> None:
        """Full days, then days of several stops; match them; fill them up."""
        routes = [
            self._begin(venue, demand.per_visit)
            for venue, demand in enumerate(self._demands)
            for _ in range(min(self.left[venue] // demand.per_visit, len(demand.gains)))
        ]
        waiting = {
            venue
            for venue, demand in enumerate(self._demands)
            if demand.open_days and 0 < self.left[venue] < demand.per_visit
        }
        for venue in sorted(waiting, key=lambda venue: (-self.left[venue], venue)):
            if venue in waiting:
                routes.append(self._begin(venue, self.left[venue]))
                self._join(routes[-1], waiting)
        for route in sorted(routes, key=lambda route: (-route.total, route.stops)):
            self._place(route)
        self.fill()

    def add(self, venue: int, people: int, day: int) -> None:
        """A route of one stop on a day that has a crew for it."""
        self._put(self._begin(venue, people), day)

    def _begin(self, venue: int, people: int) -> Route:
        route = Route([venue], [people], self._demands[venue].open_days)
        self.left[venue] -= people
        return route

    def _join(self, route: Route, waiting: set[int]) -> None:
        """Add stops to a new route while that brings anybody."""
        while len(route.stops) < self._most_stops:
            best = (0, 0, 0, 0)
            for venue in self._legs.near(route.stops[0], waiting):
                if venue in route.stops or not route.days & self._demands[venue].open_days:
                    continue
                at, people = self._fitting(route, venue)
                cut_off = people < self.left[venue]
                worth = people - cut_off * (self._setup // self._per_person)
                best = max(best, (worth, people, -venue, at))
            worth, people, negative, at = best
            if worth <= 0:
                break
            self._insert(route, -negative, at, people)
        waiting -= {venue for venue in route.stops if not self.left[venue]}

    def _fitting(self, route: Route, venue: int) -> tuple[int, int]:
        """Where the venue would best come in a route, and how many of it there is time for."""
        at, minutes = self._legs.detour(route.stops, venue)
        time = self._time_left(route) - minutes * self._unit - self._setup
        most = min(self.left[venue], self._demands[venue].per_visit)
        return at, min(most, time // self._per_person)

    def _time_left(self, route: Route) -> int:
        work = len(route.stops) * self._setup + route.total * self._per_person
        return self._whole - work - self._legs.along(route.stops) * self._unit

    def _insert(self, route: Route, venue: int, at: int, people: int) -> None:
        route.stops.insert(at, venue)
        route.people.insert(at, people)
        route.days &= self._demands[venue].open_days
        self.left[venue] -= people
        if route.day is not None:
            self._enter(venue, route.day)

    def _place(self, route: Route) -> None:
        """Give a route a day, if need be by moving another; else let its people go."""
        days = route.days
        for venue in route.stops:
            days &= ~self._crowded[venue]
        for day in bits(days & self._spare):
            self._put(route, day)
            return
        for day in bits(days):
            for other in self._on[day]:
                elsewhere = self._other_days(other)
                if elsewhere:
                    self._take(other)
                    self._put(other, next(bits(elsewhere)))
                    self._put(route, day)
                    return
        for venue, people in zip(route.stops, route.people, strict=True):
            self.left[venue] += people

    def _other_days(self, route: Route) -> int:
        """Days with a crew to spare on which a route could be done as well."""
        days = route.days & self._spare
        for venue in route.stops:
            days &= ~self._crowded[venue]
        return days

    def fill(self) -> None:
        """Give time that is left to whoever is left, the largest gain first."""
        routes = list(self.done)
        for route in routes:
            self._top_up(route)
        hungry = [route for route in routes if len(route.stops) < self._most_stops]
        waiting = {venue for venue, people in enumerate(self.left) if people}
        while hungry and waiting:
            found = [
                (self._best_stop(route, waiting), number) for number, route in enumerate(hungry)
            ]
            found = [one for one in found if one[0][0] > 0]
            taken = set()
            for (people, negative, at), number in sorted(found, reverse=True):
                venue, route = -negative, hungry[number]
                if venue in taken:
                    continue
                taken.add(venue)
                self._insert(route, venue, at, people)
            waiting -= {venue for venue in taken if not self.left[venue]}
            hungry = [hungry[number] for _, number in found]
            hungry = [route for route in hungry if len(route.stops) < self._most_stops]

    def _top_up(self, route: Route) -> None:
        for at, venue in enumerate(route.stops):
            room = self._demands[venue].per_visit - route.people[at]
            more = min(room, self.left[venue], self._time_left(route) // self._per_person)
            route.people[at] += more
            self.left[venue] -= more

    def _best_stop(self, route: Route, waiting: set[int]) -> tuple[int, int, int]:
        """The stop that would bring most: people, the venue (negative), and where it comes."""
        best = (0, 0, 0)
        if route.day is None or self._time_left(route) < self._setup + self._per_person:
            return best
        for venue in self._legs.near(route.stops[0], waiting):
            can = self._demands[venue].open_days & ~self._crowded[venue]
            if can >> route.day & 1 and venue not in route.stops:
                at, people = self._fitting(route, venue)
                best = max(best, (people, -venue, at))
        return best

    def _put(self, route: Route, day: int) -> None:
        route.day = day
        self._on[day].append(route)
        self._spare_crews[day] -= 1
        if not self._spare_crews[day]:
            self._spare ^= 1 << day
        for venue in route.stops:
            self._enter(venue, day)

    def _enter(self, venue: int, day: int) -> None:
        count = self._count[venue].get(day, 0) + 1
        self._count[venue][day] = count
        if count == self._demands[venue].crews_per_day:
            self._crowded[venue] |= 1 << day

    def _take(self, route: Route) -> None:
        day = route.day or 0
        route.day = None
        self._on[day].remove(route)
        self._spare_crews[day] += 1
        self._spare |= 1 << day
        for venue in route.stops:
            self._count[venue][day] -= 1
            self._crowded[venue] &= ~(1 << day)


@final
class _Legs:
    """Minutes between venues, and who is near whom."""

    def __init__(self, venues: Sequence[Venue], workday: Workday) -> None:
        codes = sorted({venue.region for venue in venues})
        number = {code: at for at, code in enumerate(codes)}
        self._region = [number[venue.region] for venue in venues]
        self._minutes = [[workday.travel.minutes(one, other) for other in codes] for one in codes]
        self._venues_of: list[list[int]] = [[] for _ in codes]
        for venue, region in enumerate(self._region):
            self._venues_of[region].append(venue)
        self._nearest: dict[int, list[int]] = {}

    def along(self, stops: Sequence[int]) -> int:
        """Minutes on the way from the first stop to the last."""
        return sum(
            self._minutes[self._region[here]][self._region[there]]
            for here, there in pairwise(stops)
        )

    def detour(self, stops: Sequence[int], venue: int) -> tuple[int, int]:
        """Where one more stop costs the fewest minutes on the way, and how many more."""
        now = self.along(stops)
        tries = (
            (self.along([*stops[:at], venue, *stops[at:]]) - now, at)
            for at in range(len(stops) + 1)
        )
        minutes, at = min(tries)
        return at, minutes

    def near(self, venue: int, waiting: set[int]) -> list[int]:
        """The nearest of those that wait."""
        region = self._region[venue]
        if region not in self._nearest:
            row = self._minutes[region]
            self._nearest[region] = sorted(range(len(row)), key=lambda other: (row[other], other))
        found: list[int] = []
        for other in self._nearest[region]:
            found += [one for one in self._venues_of[other] if one in waiting]
            if len(found) >= _MOST_NEIGHBOURS:
                break
        return found
