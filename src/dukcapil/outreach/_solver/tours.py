"""Tours of several days with nights away: a greedy construction.

A tour leaves the office for one venue, goes on to near ones day by day, each day from where the
last one ended, and returns on its last day. Each stop is the one that records most worth for the
time that it takes. Times are integers, in parts of a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple, final

from dukcapil.outreach._solver.legs import Legs

__all__ = ["Pace", "Stop", "TourDay", "best_tour"]

_MOST_NEAR: Final = 24
"""The number of venues near to the first one that a tour goes to."""

_FINE: Final = 1 << 32
"""Worth for a unit of time is compared in whole parts of this size."""

Stop = tuple[int, int]
"""The number of a venue, and the people met."""


@final
class Pace(NamedTuple):
    """The time that the work of a crew takes, and its worth.

    Attributes:
        legs: the minutes of travel.
        unit: the time of one minute.
        setup: the time to set up at each venue.
        person: the time to record a person at each venue.
        weight: the worth of a person at each venue.
        most_stops: the most stops in one day.
    """

    legs: Legs
    unit: int
    setup: Sequence[int]
    person: Sequence[int]
    weight: Sequence[int]
    most_stops: int


@final
class TourDay(NamedTuple):
    """A day of a tour.

    Attributes:
        time: the time of the whole day.
        most: the most people that can be met at a venue; 0 where it cannot be visited.
        can_go: whether a crew can travel between all of some places; None is the office.
    """

    time: int
    most: Callable[[int], int]
    can_go: Callable[[Sequence[int | None]], bool]


def best_tour(
    pace: Pace, days: Sequence[TourDay], left: Sequence[int], seeds: Iterable[int]
) -> tuple[int, list[list[Stop]]]:
    """Return the worth of the best tour that begins at one of some venues, and its days.

    Without any, the worth is 0.

    Args:
        pace: what the work takes.
        days: the days of the tour, one or more.
        left: the people left at each venue.
        seeds: the venues at which it can begin.
    """
    waiting = {venue for venue, people in enumerate(left) if people}
    best: tuple[int, list[list[Stop]]] = (0, [])
    for seed in seeds:
        near = pace.legs.near(seed, waiting)[:_MOST_NEAR]
        tour = _tour(pace, days, {venue: left[venue] for venue in near}, seed)
        worth = sum(pace.weight[venue] * people for stops in tour for venue, people in stops)
        if worth > best[0]:
            best = worth, tour
    return best


def _tour(
    pace: Pace, days: Sequence[TourDay], people: dict[int, int], seed: int
) -> list[list[Stop]]:
    """Return the days of a tour that begins at a venue; none if a day would be without a stop."""
    tour: list[list[Stop]] = []
    for number, day in enumerate(days, start=1):
        slept = tour[-1][-1][0] if tour else None
        one = _DayOut(pace, day, people, slept, returns=number == len(days))
        one.go(people if tour else (seed,))
        if not one.stops:
            return []
        tour.append(one.stops)
    return tour


@final
class _DayOut:
    """A day of a tour under construction.

    Attributes:
        stops: the stops, in order.
    """

    def __init__(
        self, pace: Pace, day: TourDay, people: dict[int, int], slept: int | None, *, returns: bool
    ) -> None:
        """Begin a day.

        Args:
            pace: what the work takes.
            day: the day.
            people: the people left at the venues that it can go to; those met are taken away.
            slept: the venue from which the crew sets out; None for the office.
            returns: whether the day ends at the office.
        """
        self.stops: list[Stop] = []
        self._pace = pace
        self._day = day
        self._people = people
        self._slept = slept
        self._returns = returns
        self._at = slept
        self._time = day.time - self._back(slept) * pace.unit

    def _back(self, at: int | None) -> int:
        """Return the minutes of the way back from a venue, if the day ends with it."""
        return self._pace.legs.way(at) if self._returns and at is not None else 0

    def go(self, first: Iterable[int]) -> None:
        """Add stops as long as anybody can be recorded, the first of them at one of some venues."""
        choice = first
        while len(self.stops) < self._pace.most_stops:
            best = max(self._offers(choice), default=None)
            if best is None:
                break
            _, minus, count, takes = best
            self._at = -minus
            self._time -= takes
            self._people[self._at] -= count
            self.stops.append((self._at, count))
            choice = self._people

    def _offers(self, choice: Iterable[int]) -> Iterator[tuple[int, int, int, int]]:
        """Yield stops: worth for the time, the number of the venue below 0, people, and time."""
        pace, legs = self._pace, self._pace.legs
        route = [venue for venue, _ in self.stops]
        ends = {self._slept, None} if self._returns else {self._slept}
        for venue in choice:
            left = self._people[venue]
            if not left or venue in route:
                continue
            way = legs.way(venue) if self._at is None else legs.between(self._at, venue)
            minutes = way + self._back(venue) - self._back(self._at)
            takes = minutes * pace.unit + pace.setup[venue]
            count = min(left, self._day.most(venue), (self._time - takes) // pace.person[venue])
            if count > 0 and self._day.can_go([*ends, *route, venue]):
                takes += count * pace.person[venue]
                yield pace.weight[venue] * count * _FINE // max(1, takes), -venue, count, takes
