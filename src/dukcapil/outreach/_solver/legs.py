"""Travel times between venues, looked up as they are asked for, and the nearest venues of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, islice, pairwise
from typing import Final, final

from dukcapil.outreach._venues import Venue
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = ["Legs"]

_MOST_NEIGHBOURS: Final = 48
"""The number of nearest venues that are considered for the next stop."""

_FEW: Final = 64
"""Of up to this many waiting venues all distances are compared; of more, those of near regions."""


@final
class Legs:
    """Travel times between venues, and the nearest venues of each.

    Nothing here is a table of all regions with all others: what is asked for is looked up, and
    what was looked up is kept.
    """

    def __init__(self, venues: Sequence[Venue], workday: Workday, on: Sequence[date]) -> None:
        """Look up the ways from the office to the regions of the venues.

        Args:
            venues: the venues.
            workday: the working day.
            on: the day of each slot.
        """
        # The ways from and to the office are opening days of each venue.
        self._between_venues = workday.without_ways
        self._on = tuple(on)
        self._travel = workday.travel
        self._days_between: dict[tuple[int, int], int] = {}
        self._codes = sorted({venue.region for venue in venues})
        number = {code: at for at, code in enumerate(self._codes)}
        self._region = [number[venue.region] for venue in venues]
        self._ways = (
            [workday.travel.minutes(workday.office, code) for code in self._codes]
            if workday.office is not None
            else [0] * len(self._codes)
        )
        self._venues_of: list[list[int]] = [[] for _ in self._codes]
        for venue, region in enumerate(self._region):
            self._venues_of[region].append(venue)
        self._within: dict[RegionCode, list[int]] = {}
        for at, code in enumerate(self._codes):
            for one in (code, *code.ancestors):
                self._within.setdefault(one, []).append(at)
        self._minutes_from: dict[int, dict[int, int]] = {}
        self._partners: dict[int, list[RegionCode]] = {}

    def way(self, venue: int) -> int:
        """Return the minutes between the office and a venue; 0 without an office."""
        return self._ways[self._region[venue]]

    def between(self, here: int, there: int) -> int:
        """Return the minutes from one venue to another."""
        return self._minutes(self._region[here], self._region[there])

    def _minutes(self, one: int, other: int) -> int:
        known = self._minutes_from.setdefault(one, {})
        minutes = known.get(other)
        if minutes is None:
            minutes = self._travel.minutes(self._codes[one], self._codes[other])
            known[other] = self._minutes_from.setdefault(other, {})[one] = minutes
        return minutes

    def days_of(self, stops: Iterable[int]) -> int:
        """Return the set of slots of days on which one can travel between all of the stops."""
        if not self._travel.only_on:
            return -1  # every bit
        days = -1
        for one, other in combinations([self._region[stop] for stop in stops], 2):
            pair = (min(one, other), max(one, other))
            if pair not in self._days_between:
                can_go = set(
                    self._between_venues.days_for(
                        [self._codes[region] for region in pair], self._on
                    )
                )
                self._days_between[pair] = sum(
                    1 << number for number, day in enumerate(self._on) if day in can_go
                )
            days &= self._days_between[pair]
        return days

    def along(self, stops: Sequence[int]) -> int:
        """Return the minutes of travel along the stops, and from and to the office."""
        ways = self._ways[self._region[stops[0]]] + self._ways[self._region[stops[-1]]]
        return ways + sum(self.between(here, there) for here, there in pairwise(stops))

    def detour(self, stops: Sequence[int], venue: int) -> tuple[int, int]:
        """Return the position at which one more stop adds the fewest minutes, and these minutes."""
        way, first, last = (self._ways[self._region[at]] for at in (venue, stops[0], stops[-1]))
        legs = [self.between(venue, stop) for stop in stops]
        more = [one + other for one, other in pairwise(legs)]
        more = [new - self.between(*ends) for new, ends in zip(more, pairwise(stops), strict=True)]
        # Before the first stop, between two, after the last.
        more = [legs[0] + way - first, *more, legs[-1] + way - last]
        at = min(range(len(more)), key=lambda place: (more[place], -place))
        return at, more[at]

    def near(self, venue: int, waiting: set[int]) -> list[int]:
        """Return the nearest of the waiting venues."""
        region = self._region[venue]
        found: Iterable[int] = waiting
        if len(waiting) > _FEW:
            near = (one for other in self._by_distance(region) for one in self._venues_of[other])
            found = islice((one for one in near if one in waiting), _MOST_NEIGHBOURS)
        by_distance = sorted((self._minutes(region, self._region[one]), one) for one in found)
        return [one for _, one in by_distance[:_MOST_NEIGHBOURS]]

    def _by_distance(self, region: int) -> Iterator[int]:
        """Yield regions, those paired with few minutes first, then the others by code."""
        code = self._codes[region]
        if region not in self._partners:
            partners = self._travel.listed_with(code) & self._within.keys()
            self._partners[region] = sorted(
                partners, key=lambda other: (self._travel.minutes(code, other), other)
            )
        seen = {region}
        yield region
        for other in (*self._partners[region], *code.ancestors):
            for at in self._within[other]:
                if at not in seen:
                    seen.add(at)
                    yield at
        yield from (at for at in range(len(self._codes)) if at not in seen)
