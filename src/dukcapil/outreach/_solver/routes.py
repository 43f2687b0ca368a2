"""Several stops a crew-day: a good plan, if not the best.

Whether venues can be met by so many crew-days with several stops is a packing problem, and NP-hard.
Full days at one venue come first; what remains at the venues is put together into days of several
stops, near ones with near ones; these days are matched, the fullest first; and time that is left
is filled with whoever is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Final, NamedTuple, final

from dukcapil.outreach._solver.matching import Demand, bits
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._workday import Workday

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
class _Fit(NamedTuple):
    """People of one more venue, and where it comes among the stops of a route."""

    people: int
    venue: int
    at: int


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
        return sum(route.total for _, route in self.done)

    @property
    def done(self) -> Iterator[tuple[int, Route]]:
        """The routes that have a day, with the day, day after day."""
        return ((day, route) for day, on in enumerate(self._on) for route in on)

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
        self.match(routes)

    def match(self, routes: Iterable[Route]) -> None:
        """Give days to new routes, those of most people first, and fill them up."""
        for route in sorted(routes, key=lambda route: (-route.total, route.stops)):
            self._place(route)
        self.fill()

    def compose(self, stops: Sequence[int], people: Sequence[int], days: Iterable[int]) -> Route:
        """A route through some venues on one of some days, which must be done in a day's time."""
        route = self._begin(stops[0], people[0])
        route.days &= sum(1 << day for day in days)
        for venue, count in zip(stops[1:], people[1:], strict=True):
            at, _ = self._legs.detour(route.stops, venue)
            self._insert(route, _Fit(count, venue, at))
        return route

    def people_time(self, stops: Sequence[int]) -> int:
        """How many a crew has time for, if it visits these venues in one day."""
        route = self.compose(stops, [0] * len(stops), ())
        return self._time_left(route) // self._per_person

    def neighbours(self, venue: int, count: int) -> list[int]:
        """The nearest venues where people are left."""
        waiting = {other for other, people in enumerate(self.left) if people and other != venue}
        return self._legs.near(venue, waiting)[:count]

    def add(self, venue: int, people: int, day: int) -> None:
        """A route of one stop on a day that has a crew for it."""
        self._put(self._begin(venue, people), day)

    def _begin(self, venue: int, people: int) -> Route:
        route = Route([venue], [people], self._demands[venue].open_days)
        self.left[venue] -= people
        return route

    def _join(self, route: Route, waiting: set[int]) -> None:
        """Add stops to a new route while that brings anybody."""
        another_stop = self._setup // self._per_person
        while len(route.stops) < self._most_stops:
            fits = [
                fit
                for fit in self._fits(route, waiting)
                if route.days & self._demands[fit.venue].open_days
            ]
            best = max(
                fits,
                key=lambda fit: (
                    fit.people - another_stop * (fit.people < self.left[fit.venue]),
                    -fit.venue,
                ),
                default=None,
            )
            if best is None or best.people <= another_stop * (best.people < self.left[best.venue]):
                break
            self._insert(route, best)
        waiting -= {venue for venue in route.stops if not self.left[venue]}

    def _fits(self, route: Route, waiting: set[int]) -> Iterator[_Fit]:
        """The near venues of which a route has time to meet some, and where they would come."""
        time = self._time_left(route) - self._setup
        if time >= self._per_person:
            for venue in self._legs.near(route.stops[0], waiting):
                if venue not in route.stops:
                    at, minutes = self._legs.detour(route.stops, venue)
                    most = min(self.left[venue], self._demands[venue].per_visit)
                    people = min(most, (time - minutes * self._unit) // self._per_person)
                    if people > 0:
                        yield _Fit(people, venue, at)

    def _time_left(self, route: Route) -> int:
        work = len(route.stops) * self._setup + route.total * self._per_person
        return self._whole - work - self._legs.along(route.stops) * self._unit

    def _insert(self, route: Route, fit: _Fit) -> None:
        people, venue, at = fit
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
        """Give time that is left to whoever is left, the largest gain first.

        What a route can gain only falls while others are filled, so what is on top of the heap is
        best if it is still so when it is looked at again.
        """
        routes = [route for _, route in self.done]
        for route in routes:
            self._top_up(route)
        waiting = {venue for venue, people in enumerate(self.left) if people}
        gains = [
            (-fit.people, number)
            for number, route in enumerate(routes)
            if (fit := self._best_stop(route, waiting))
        ]
        heapify(gains)
        while gains:
            loss, number = heappop(gains)
            route = routes[number]
            fit = self._best_stop(route, waiting)
            if fit is not None and fit.people == -loss:
                self._insert(route, fit)
                if not self.left[fit.venue]:
                    waiting.discard(fit.venue)
                fit = self._best_stop(route, waiting)
            if fit is not None:
                heappush(gains, (-fit.people, number))

    def _top_up(self, route: Route) -> None:
        for at, venue in enumerate(route.stops):
            room = self._demands[venue].per_visit - route.people[at]
            more = min(room, self.left[venue], self._time_left(route) // self._per_person)
            route.people[at] += more
            self.left[venue] -= more

    def _best_stop(self, route: Route, waiting: set[int]) -> _Fit | None:
        """The stop that would bring most to a route that has a day."""
        if len(route.stops) == self._most_stops or route.day is None:
            return None
        fits = (
            fit
            for fit in self._fits(route, waiting)
            if (self._demands[fit.venue].open_days & ~self._crowded[fit.venue]) >> route.day & 1
        )
        return max(fits, key=lambda fit: (fit.people, -fit.venue), default=None)

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
        self._minutes = workday.travel.table(codes)
        self._venues_of: list[list[int]] = [[] for _ in codes]
        for venue, region in enumerate(self._region):
            self._venues_of[region].append(venue)
        self._nearest: dict[int, list[int]] = {}

    def _between(self, here: int, there: int) -> int:
        return self._minutes[self._region[here]][self._region[there]]

    def along(self, stops: Sequence[int]) -> int:
        """Minutes on the way from the first stop to the last."""
        return sum(self._between(here, there) for here, there in pairwise(stops))

    def detour(self, stops: Sequence[int], venue: int) -> tuple[int, int]:
        """Where one more stop costs the fewest minutes on the way, and how many more."""
        legs = [self._between(venue, stop) for stop in stops]
        more = [one + other for one, other in pairwise(legs)]
        more = [new - self._between(*ends) for new, ends in zip(more, pairwise(stops), strict=True)]
        more = [legs[0], *more, legs[-1]]
        at = min(range(len(more)), key=lambda place: (more[place], -place))
        return at, more[at]

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
