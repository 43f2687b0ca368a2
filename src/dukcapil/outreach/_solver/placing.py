"""Routes on days: those most needed first, and one exchange where all their days are full."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from dukcapil.outreach._solver.book import RouteBook
from dukcapil.outreach._solver.matching import bits
from dukcapil.outreach._solver.route import Route

__all__ = ["PlacedRoutes"]


class PlacedRoutes(RouteBook):
    """Routes, and the days on which they can be made."""

    def _place_all(self, routes: Iterable[Route]) -> None:
        waiting = [
            (self._urgency(route), route.stops, number, route)
            for number, route in enumerate(routes)
        ]
        heapify(waiting)
        while waiting:
            was, stops, number, route = heappop(waiting)
            now = self._urgency(route) if self._quotas or was[0] else was
            if now > was:
                heappush(waiting, (now, stops, number, route))
            else:
                self._place(route)

    def _place(self, route: Route) -> None:
        """Assign a day to a route, moving one other if necessary, or give its people up."""
        can = self._urgency(route) <= (0, True, 0) and self.can_pay(route.stops)
        days = self._possible_days(route) if can else 0
        if self._falls:
            days = self._attended(route, days)
        for day in bits(days & self._spare):
            self._put(route, day)
            return
        # One exchange, not a whole augmenting path: routes of several stops form no matroid.
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
        """Return the days with a spare crew to which a route could move."""
        if route.is_fixed:
            return 0
        days = self._possible_days(route) & self._spare
        return self._attended(route, days) if self._falls else days

    def _attended(self, route: Route, slots: int) -> int:
        """Return the slots in which the people of a route come to all its stops."""
        if self._falls.isdisjoint(route.stops):
            return slots
        return sum(
            1 << slot
            for slot in bits(slots)
            if all(
                venue not in self._falls or self._come(venue, slot) >= people
                for venue, people in zip(route.stops, route.people, strict=True)
            )
        )

    def _possible_days(self, route: Route) -> int:
        """Return the days that are long enough, on which all venues have room for a crew."""
        days = route.days
        for venue in route.stops:
            days &= ~self._crowded[venue]
        if len(self._levels) > 1:
            if route.long_enough is None:
                route.long_enough = self._long_enough(route)
            days &= route.long_enough
        return days

    def _long_enough(self, route: Route) -> int:
        """Return the days of the levels on which a route can be made."""
        found = 0
        for level, days in enumerate(self._levels):
            if self._can_make(route, level) and all(
                people <= self._demands[venue].per_level[level]
                for venue, people in zip(route.stops, route.people, strict=True)
            ):
                found |= days
        return found
