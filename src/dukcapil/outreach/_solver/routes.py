"""Routes of several stops a crew-day: a constructive heuristic.

Packing venues into crew-days of several stops contains bin packing and is NP-hard. The heuristic
takes full days at one venue first; joins the remainders of near venues into routes; matches the
routes with days, the fullest first; and fills the time left with the people left.

Sets of days are integers with one bit a day, as in `matching`. Times are integers in units of
1/denominator of `minutes_per_person`, so that no rounding loses a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise, permutations
from typing import Final, final

from dukcapil.outreach._capacity import (
    people_of_visits,
)
from dukcapil.outreach._solver.matching import bits
from dukcapil.outreach._solver.placing import PlacedRoutes
from dukcapil.outreach._solver.route import Fit, Route

__all__ = ["Routes"]

_MOST_SQUEEZED: Final = 100
"""Of this many venues that lack a visit, all routes are tried for one more stop."""

_MOST_ORDERED: Final = 4
"""Of up to this many stops all orders are tried where venues are not open all day."""


@final
class Routes(PlacedRoutes):
    """The construction of routes."""

    def plan_all(self, most_together: int = 1) -> None:
        """Construct all routes: full days, then routes of several stops; match and fill them.

        Routes for the longest days come first; the crews of shorter ones then take who is left.
        Visits that must be made come before all others.

        Args:
            most_together: the most of those that must be made in one day; 0 to plan them as others.
        """
        for make in (lambda level: self._needed_for(level, most_together), self._made_for):
            for level in range(len(self._levels)):
                while self._levels[level] & self._spare:
                    idle = sum(self._spare_crews)
                    self._place_all(make(level))
                    # Where attendance falls a venue has further visits, one after the other.
                    if not self._falls or sum(self._spare_crews) == idle:
                        break
        self.fill()
        self.make_least()

    def _needed_for(self, level: int, most_together: int) -> list[Route]:
        """Return routes of visits that must be made, for days of one length, without days.

        Each begins with one person at every stop, so that as many stops as possible fit.
        """
        can = self._levels[level]
        waiting = {
            venue
            for venue, demand in enumerate(self._demands)
            if self._need[venue] > 0 and self.left[venue] and demand.open_days & can
        }
        routes: list[Route] = []
        for venue in sorted(waiting, key=lambda one: (-self._worth_left(one), one)):
            visits = min(self._need[venue], self.left[venue]) if most_together else 0
            for _ in range(visits if venue in waiting else 0):
                route = self._begin(venue, 1)
                waiting.discard(venue)
                self._gather(route, waiting, level, most_together)
                routes.append(route)
        return routes

    def _gather(self, route: Route, waiting: set[int], level: int, most_together: int) -> None:
        """Add the nearest of the waiting venues to a route, as long as there is time for one."""
        for venue in self._legs[level].near(route.stops[0], waiting):
            if len(route.stops) == min(most_together, self.most_stops):
                break
            if self.open_days([*route.stops, venue]) & route.days & self._levels[level]:
                fit = self._fit(route, venue, level, self._time_left(route, level))
                if fit.people > 0:
                    self._insert(route, fit._replace(people=1))
                    waiting.discard(venue)

    def make_least(self) -> None:
        """Make more of the visits that must be made: by idle crews, or instead of others.

        A route gives way if each of its venues has more visits than it must have.
        """
        short = self._short + 1
        while self._short < short:  # one more visit may let another route give way
            short = self._short
            self._make_needed()

    @property
    def _short(self) -> int:
        """The visits that must be made and are not."""
        return sum(need for need in self._need if need > 0)

    def _make_needed(self) -> None:
        for venue, people in enumerate(self.left):
            if self._need[venue] > 0 and people and self.can_pay([venue]):
                self._make_one(venue)
        lacking = [venue for venue, need in enumerate(self._need) if need > 0 and self.left[venue]]
        for venue in lacking[:_MOST_SQUEEZED]:
            self._squeeze(venue)

    def _make_one(self, venue: int) -> None:
        """Make a visit that must be made, if there is a crew that can go."""
        if self._make_room(venue):
            route = self._begin(venue, 1)
            self._place(route)
            self._top_up(route)

    def _squeeze(self, venue: int) -> None:
        """Add a stop to the route that loses least by it, for one person instead of others.

        It can take the place of a stop whose venue has more visits than it must have.
        """
        ways = [
            (self._plain_worth(route) - self._plain_worth(new), number, slot, route, new)
            for number, (slot, route) in enumerate(self.done)
            if venue not in route.stops
            and self._demands[venue].open_days & ~self._crowded[venue] & 1 << slot
            and self.can_pay([venue])
            and self._most_at(venue, self._level_of[slot], slot)
            for stops in self._stops_for_one_more(route)
            if self.open_days([*stops, venue]) & 1 << slot
            and (new := self._with_one_more(route, stops, venue, self._level_of[slot]))
        ]
        if ways:
            _, _, slot, route, new = min(ways, key=lambda way: way[:2])
            self._take(route)
            for at, people in enumerate(route.people):
                self._meet(route, at, -people)
            for stop, people in zip(new.stops, new.people, strict=True):
                self.left[stop] -= people
            self._put(new, slot)

    def _stops_for_one_more(self, route: Route) -> list[list[int]]:
        """Return stops of a route beside which there is room for one more: all, or all but one."""
        if len(route.stops) < self.most_stops:
            return [route.stops]
        if route.is_fixed:
            return []
        return [
            [*route.stops[:at], *route.stops[at + 1 :]]
            for at, stop in enumerate(route.stops)
            if self._need[stop] < 0 and len(route.stops) > 1
        ]

    def _with_one_more(
        self, route: Route, stops: Sequence[int], venue: int, level: int
    ) -> Route | None:
        """Return a route with one person at one more stop, and fewer at others, if it can be.

        Args:
            route: the route.
            stops: its stops that stay.
            venue: the venue of the further stop.
            level: the length of the day.
        """
        at, _ = self._legs[level].detour(stops, venue)
        stops = [*stops[:at], venue, *stops[at:]]
        met = dict(zip(route.stops, route.people, strict=True))
        people = [met.get(stop, 1) for stop in stops]
        new = Route(stops, people, route.days & self._demands[venue].open_days)
        new.is_fixed = route.is_fixed
        while not self._can_make(new, level):
            most = max(range(len(stops)), key=people.__getitem__)
            if people[most] == 1:
                return None
            pace = self._pace[level][stops[most]]
            less = max(1, -(self._time_left(new, level) // pace))
            people[most] -= min(less, people[most] - 1)
        return new

    def _make_room(self, venue: int) -> bool:
        """Return whether there is an idle crew for a venue, or one that now is."""
        slots = self._demands[venue].open_days & ~self._crowded[venue]
        if slots & self._spare:
            return True
        spare = [
            (self._plain_worth(route), slot, number)
            for slot in bits(slots)
            for number, route in enumerate(self._on[slot])
            if not route.is_fixed and all(self._need[stop] < 0 for stop in route.stops)
        ]
        if not spare:
            return False
        _, slot, number = min(spare)
        route = self._on[slot][number]
        self._take(route)
        for at, people in enumerate(route.people):
            self._meet(route, at, -people)
        return True

    def _made_for(self, level: int) -> list[Route]:
        """Return routes for days of one length, without days."""
        can = self._levels[level]
        routes = [
            self._begin(venue, demand.per_level[level])
            for venue, demand in enumerate(self._demands)
            if demand.open_days & can
            for _ in range(self._full_days(venue, level))
        ]
        waiting = {
            venue
            for venue, demand in enumerate(self._demands)
            if demand.open_days & can
            and 0 < self._most_at(venue, level, None) < demand.per_level[level]
        }
        for venue in sorted(waiting, key=lambda venue: (-self._worth_left(venue), venue)):
            if venue in waiting:
                routes.append(self._begin(venue, self._most_at(venue, level, None)))
                self._join(routes[-1], waiting, level)
        return routes

    def _full_days(self, venue: int, level: int) -> int:
        """Return the full days of one length that a venue has people for."""
        demand = self._demands[venue]
        most = demand.per_level[level]
        full = self.left[venue] // most
        if venue in self._falls:
            met = pairwise(people_of_visits(self.left[venue], most, demand.turnout))
            full = sum(after - before == most for before, after in met)
        return min(full, len(demand.gains))

    def match(self, routes: Iterable[Route]) -> None:
        """Assign days to new routes, those worth most first, and fill the time left."""
        self._place_all(routes)
        self.fill()

    def compose(self, stops: Sequence[int], people: Sequence[int], days: Iterable[int]) -> Route:
        """Return a route through venues on one of some days of a level, with most of the people.

        Those whom it has no time for stay at the venues.
        """
        days = tuple(days)
        level = self._level_of[days[0]]
        wanted = dict(zip(stops, people, strict=True))
        order = self._order_for(stops, level)
        route = Route(order, [0] * len(order), self.open_days(order))
        route.days &= sum(1 << day for day in days)
        for at, venue in enumerate(order):
            self._meet(route, at, min(wanted[venue], self._more_at(route, at, level)))
        return route

    def time_for(self, stops: Sequence[int]) -> list[int]:
        """Return the time of a crew to record people at venues, by the length of the day.

        In the unit of `pace`; below 0 if there is none. Where venues are not open all day it can be
        less, and no more.
        """
        times = []
        for level, schedule in enumerate(self._timed):
            route = Route(self._order_for(stops, level), [0] * len(stops), 0)
            time = self._time_left(route, level)
            if schedule is not None:
                more = schedule.times(route.stops, self._work(route, level))
                time = time if min(more) >= 0 else -1
            times.append(time)
        return times

    def _order_for(self, stops: Sequence[int], level: int) -> list[int]:
        """Return venues in an order that adds few minutes, one that can be made if there is one."""
        order, legs = [stops[0]], self._legs[level]
        for venue in stops[1:]:
            at, _ = legs.detour(order, venue)
            order.insert(at, venue)
        schedule = self._timed[level]
        if schedule is None or len(stops) > _MOST_ORDERED:
            return order
        setup = {venue: self._setup[venue] for venue in stops}
        return [*schedule.roomiest(permutations(order), setup)]

    def shortest(self, stops: Sequence[int], level: int) -> tuple[int, ...]:
        """Return a few venues in the order of the shortest tour, the first of those as short."""
        legs = self._legs[level]
        return min(permutations(stops), key=lambda order: (legs.along(order), order))

    def intervals(self, stops: Sequence[int], level: int) -> dict[tuple[int, int], int] | None:
        """Return the time to record people at stops in this order, for each interval of them.

        None if venues are open all day: the time of all stops is that of `time_along`.
        """
        schedule = self._timed[level]
        if schedule is None:
            return None
        return schedule.intervals(stops, {venue: self._setup[venue] for venue in stops})

    def time_along(self, stops: Sequence[int], level: int) -> int:
        """Return the time of a crew to record people at venues in this order, as `time_for`."""
        return self._time_left(Route([*stops], [0] * len(stops), 0), level)

    def _join(self, route: Route, waiting: set[int], level: int) -> None:
        """Add stops to a new route while each gains worth."""
        while len(route.stops) < self.most_stops:
            days = route.days & self._levels[level]
            best = self._best_fit(
                route, waiting, level, days, lambda fit: self._another_stop(fit, level)
            )
            if best is None or best.worth <= self._another_stop(best, level):
                break
            self._insert(route, best)
        waiting -= {venue for venue in route.stops if not self.left[venue]}

    def _another_stop(self, fit: Fit, level: int) -> int:
        """Return the worth that another set-up there costs later, if a stop leaves some behind."""
        if fit.people == self.left[fit.venue]:
            return 0
        demand = self._demands[fit.venue]
        people = self._setup[fit.venue] // self._pace[level][fit.venue]
        return demand.weight * people + demand.charge

    def _best_fit(
        self,
        route: Route,
        waiting: set[int],
        level: int,
        days: int,
        cost: Callable[[Fit], int],
    ) -> Fit | None:
        """Return the near venue worth most, less a cost, that a route has time for.

        Args:
            route: the route.
            waiting: the venues with people left.
            level: the length of the day.
            days: the set of days of which the venue must be open on one.
            cost: a worth from 0 on.
        """
        time, legs, pace = self._time_left(route, level), self._legs[level], self._pace[level]
        demands, left = self._demands, self.left
        if time <= 0:
            return None
        # Those who would be met without a detour are most: where they are too few none is sought.
        most = [
            (
                min(
                    left[venue],
                    demands[venue].per_level[level],
                    (time - self._setup[venue]) // pace[venue],
                ),
                -venue,
            )
            for venue in legs.near(route.stops[0], waiting)
            if venue not in route.stops
            and demands[venue].open_days
            & ~self._crowded[venue]
            & legs.days_of([*route.stops, venue])
            & days
        ]
        if not self._is_plain:
            most = [
                (self._worth_at(-minus, people), minus)
                for people, minus in most
                if self.can_pay([-minus])
            ]
        best: tuple[int, int, Fit] | None = None
        for worth, minus in sorted(most, reverse=True):
            if worth <= 0 or (best is not None and worth < best[0]):
                break
            fit = self._fit(route, -minus, level, time)
            if fit.worth > 0 and (best is None or (fit.worth - cost(fit), minus) > best[:2]):
                best = fit.worth - cost(fit), minus, fit
        return best[2] if best is not None else None

    def _fit(self, route: Route, venue: int, level: int, time: int) -> Fit:
        """Return the place at which a venue adds most people to a route, with few more minutes.

        Args:
            route: the route.
            venue: the venue.
            level: the length of the day.
            time: the time that the route leaves, if all venues are open all day.
        """
        most, pace = self._most_at(venue, level, route.day), self._pace[level][venue]
        setup = self._setup[venue]
        schedule = self._timed[level]
        if schedule is None:
            at, minutes = self._legs[level].detour(route.stops, venue)
            people = min(most, (time - setup - minutes * self._unit) // pace)
        else:
            people, _, at = max(
                (min(most, (gap.time - setup) // pace), -gap.minutes, gap.at)
                for gap in schedule.gaps(route.stops, self._work(route, level), venue)
            )
        worth = people if self._is_plain else self._worth_at(venue, people)
        return Fit(worth, people, venue, at)

    def fill(self) -> None:
        """Fill the time left with the people left, the largest gain first.

        The gain of a route never rises while others are filled, so that the top of the heap is the
        best if its gain is still current when it is popped (lazy evaluation).
        """
        routes = [route for _, route in self.done]
        for route in routes:
            self._top_up(route)
        waiting = {venue for venue, people in enumerate(self.left) if people}
        gains = [
            (-fit.worth, number)
            for number, route in enumerate(routes)
            if (fit := self._best_stop(route, waiting))
        ]
        heapify(gains)
        while gains:
            loss, number = heappop(gains)
            route = routes[number]
            fit = self._best_stop(route, waiting)
            if fit is not None and fit.worth == -loss:
                self._insert(route, fit)
                if not self.left[fit.venue]:
                    waiting.discard(fit.venue)
                fit = self._best_stop(route, waiting)
            if fit is not None:
                heappush(gains, (-fit.worth, number))

    def _best_stop(self, route: Route, waiting: set[int]) -> Fit | None:
        """Return the stop that adds most worth to a route that has a day."""
        if len(route.stops) == self.most_stops or route.day is None:
            return None
        level = self._level_of[route.day]
        return self._best_fit(route, waiting, level, 1 << route.day, lambda _: 0)
