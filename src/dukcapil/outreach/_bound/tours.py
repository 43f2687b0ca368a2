"""Minutes that no tour of several stops is below, for each venue that it can go through.

A tour leaves the office, sets up at each stop, and returns. The shortest one through a venue is
found by dynamic programming over walks (N. Christofides, A. Mingozzi and P. Toth, "Exact algorithms
for the vehicle routing problem, based on spanning tree and shortest path relaxations",
Mathematical Programming 20, 1981). A walk does not turn back at once and may otherwise visit a
venue twice, so that its minutes are those of a tour with up to three stops, and a bound with more.

Venues whose regions have the same minutes to all others are one place: the work depends on the
entries of the table of travel times, and not on the pairs of regions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, final

from dukcapil.outreach._capacity import setup_minutes
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = ["shortest_tours"]


def shortest_tours(workday: Workday, venues: Sequence[Venue]) -> list[list[int]]:
    """Return for each venue the minutes of travel and set-up of the shortest tours through it.

    Those of two stops, of three, and so on, as far as there are any.
    """
    places = _Places(workday, venues)
    most = min(workday.most_stops, len(venues))
    rests = [places.to_office()]
    while len(rests) < most:
        rests.append(places.one_stop_more(rests[-1]))
    through = [places.through(rests[:stops]) for stops in range(2, most + 1)]
    found = []
    for venue, place in zip(venues, places.of_venues, strict=True):
        tours = [minutes[place] for minutes in through]
        found.append([setup_minutes(venue, workday) + tour for tour in tours if tour is not None])
    return found


@final
class _Rest(NamedTuple):
    """The rest of a walk after one of its stops: minutes, and the place of the next stop."""

    minutes: int
    place: int | None


_Rests = list[list[_Rest]]
"""For each place the two shortest rests of walks that go on to different places."""


@final
class _Places:
    """The places of venues, and the legs between them.

    Attributes:
        of_venues: the number of the place of each venue.
    """

    def __init__(self, workday: Workday, venues: Sequence[Venue]) -> None:
        """Find places whose regions have the same minutes to all others."""
        self._travel = workday.travel
        number: dict[Hashable, int] = {}
        place_of: dict[RegionCode, int] = {}
        self._venues_in: list[Counter[RegionCode]] = []
        self._setup: list[int] = []
        for venue in venues:
            region = venue.region
            if region not in place_of:
                key = (self._travel.position_of(region), region == workday.office)
                place_of[region] = number.setdefault(key, len(number))
            place, setup = place_of[region], setup_minutes(venue, workday)
            if place == len(self._setup):
                self._setup.append(setup)
                self._venues_in.append(Counter())
            self._setup[place] = min(self._setup[place], setup)
            self._venues_in[place][region] += 1
        self.of_venues = [place_of[venue.region] for venue in venues]
        self._codes = [next(iter(regions)) for regions in self._venues_in]
        self._count = [regions.total() for regions in self._venues_in]
        self._ways = [
            0 if workday.office is None else self._travel.minutes(workday.office, code)
            for code in self._codes
        ]
        within: dict[RegionCode, list[int]] = {}
        for place, code in enumerate(self._codes):
            for one in (code, *code.ancestors):
                within.setdefault(one, []).append(place)
        self._legs = [self._legs_from(place, within) for place in range(len(self._codes))]

    def _legs_from(self, place: int, within: dict[RegionCode, list[int]]) -> dict[int, int]:
        """Return the minutes to places that the table lists, and to another venue in the place."""
        code = self._codes[place]
        listed = {other for one in self._travel.listed_with(code) for other in within.get(one, ())}
        legs = {other: self._travel.minutes(code, self._codes[other]) for other in listed - {place}}
        regions = self._venues_in[place]
        inside = []
        if max(regions.values()) > 1:
            inside.append(self._travel.minutes(code, code))
        if len(regions) > 1 and (place in listed or self._travel.otherwise is not None):
            inside.append(self._travel.minutes(*islice(regions, 2)))
        if inside:
            legs[place] = min(inside)
        return legs

    def to_office(self) -> _Rests:
        """Return the rests of walks from their last stops."""
        return [[_Rest(minutes, None)] for minutes in self._ways]

    def one_stop_more(self, rests: _Rests) -> _Rests:
        """Return the rests of walks with one more stop before those of others."""
        nearest = sorted(
            (self._setup[place] + rest[0].minutes, place)
            for place, rest in enumerate(rests)
            if rest
        )
        return [self._shortest_by(place, rests, nearest) for place in range(len(rests))]

    def _shortest_by(
        self, place: int, rests: _Rests, nearest: Sequence[tuple[int, int]]
    ) -> list[_Rest]:
        """Return the two shortest rests of walks from a place.

        They go on to places that the table lists with it, or to others, the nearest first.
        """
        legs = self._legs[place]
        found = sorted(
            walk
            for other, minutes in legs.items()
            for walk in self._by(place, other, minutes, rests)
        )[:2]
        leg = self._travel.otherwise
        if leg is not None and len(legs) < len(rests):
            for minutes, other in nearest:
                if len(found) == 2 and leg + minutes >= found[1].minutes:
                    break
                if other not in legs and other != place:
                    found = sorted([*found, *self._by(place, other, leg, rests)])[:2]
        return found

    def _by(self, place: int, other: int, minutes: int, rests: _Rests) -> Iterator[_Rest]:
        """Yield the shortest walk from one place by another that does not turn back."""
        for rest in rests[other]:
            if self._has(place, other, rest.place):
                yield _Rest(minutes + self._setup[other] + rest.minutes, other)
                break

    def _has(self, place: int, *others: int | None) -> bool:
        """Return whether a place, and one next to it, have a venue for each stop there."""
        stops = Counter((place, *others))
        return all(one is None or count <= self._count[one] for one, count in stops.items())

    def through(self, rests: Sequence[_Rests]) -> list[int | None]:
        """Return the least minutes of walks through a stop at each place, without its set-up.

        Args:
            rests: the rests of walks from it, with no further stop, with one, and so on.
        """
        found: list[int | None] = []
        for place in range(len(self._codes)):
            tours = [
                one.minutes + other.minutes
                for before, after in zip(rests, reversed(rests), strict=True)
                for one in before[place]
                for other in after[place]
                if self._has(place, one.place, other.place)
            ]
            found.append(min(tours, default=None))
        return found
