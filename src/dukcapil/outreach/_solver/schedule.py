"""Times along routes through venues that are not open all day.

Each stop has a time window in working minutes. Going forward, the work at a stop ends no earlier
than some time; going backward, it must end by some other, or a later stop closes, or the office is
not reached in time. What lies between is the time for more work there, the *forward time slack* of
M. W. P. Savelsbergh ("The vehicle routing problem with time windows: minimizing route duration",
ORSA Journal on Computing 4, 1992). With it a stop is tried at each place among others in one pass.

Times are integers in the unit of `Routes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, final

from dukcapil.outreach._capacity import open_window
from dukcapil.outreach._solver.legs import Legs
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay
from dukcapil.outreach._workday import Workday

__all__ = ["Schedule", "schedule_of"]


@final
class Gap(NamedTuple):
    """A place for one more stop on a route.

    Attributes:
        time: the time there, set-up included; below 0 if there is none.
        minutes: the minutes of travel that the stop adds.
        at: the position among the stops.
    """

    time: int
    minutes: int
    at: int


@final
class Schedule:
    """The windows of all venues on days of one level, and times along routes through them."""

    def __init__(
        self, windows: Sequence[tuple[int, int]], whole: int, legs: Legs, unit: int
    ) -> None:
        """Take the windows of venues.

        Args:
            windows: from when to when each venue is open.
            whole: the time of the whole day.
            legs: the minutes of travel.
            unit: the time of one minute.
        """
        self._windows = windows
        self._whole = whole
        self._legs = legs
        self._unit = unit

    def times(self, stops: Sequence[int], work: Sequence[int]) -> list[int]:
        """Return the time for more work at each stop of a route.

        It can be made if none is below 0.

        Args:
            stops: the venues, in the order of the visits.
            work: the time of the work at each, set-up included.
        """
        ends, latest = self._ends(stops, work)
        return [last - end for end, last in zip(ends, latest, strict=True)]

    def roomiest(self, orders: Iterable[Sequence[int]], setup: Mapping[int, int]) -> Sequence[int]:
        """Return the order with most time for recording, one that can be made if there is one.

        Args:
            orders: orders of the same venues.
            setup: the time to set up at each of them.
        """

        def room(order: Sequence[int]) -> tuple[int, int, int]:
            times = self.times(order, [setup[venue] for venue in order])
            return min(0, *times), sum(times), -self._legs.along(order)

        return max(orders, key=room)

    def intervals(
        self, stops: Sequence[int], setup: Mapping[int, int]
    ) -> dict[tuple[int, int], int]:
        """Return the time for recording at the stops of each interval of a route.

        It can be made if none is below 0.

        Args:
            stops: the venues, in the order of the visits.
            setup: the time to set up at each of them.
        """
        opens = [self._windows[venue][0] for venue in stops]
        closes = [self._windows[venue][1] for venue in stops]
        opens[0] = max(opens[0], self._way(stops[0]))
        closes[-1] = min(closes[-1], self._whole - self._way(stops[-1]))
        found = {}
        for first in range(len(stops)):
            busy = 0
            for last in range(first, len(stops)):
                if last > first:
                    busy += self._legs.between(stops[last - 1], stops[last]) * self._unit
                busy += setup[stops[last]]
                found[first, last] = closes[last] - opens[first] - busy
        return found

    def gaps(self, stops: Sequence[int], work: Sequence[int], venue: int) -> list[Gap]:
        """Return the places for one more stop on a route."""
        ends, latest = self._ends(stops, work)
        way = self._way(venue)
        legs = [self._legs.between(venue, stop) * self._unit for stop in stops]
        direct = [self._legs.between(*ends) * self._unit for ends in pairwise(stops)]
        direct = [self._way(stops[0]), *direct, self._way(stops[-1])]
        comes = [way, *(end + leg for end, leg in zip(ends, legs, strict=True))]
        leaves = [
            *(end - lasts - leg for end, lasts, leg in zip(latest, work, legs, strict=True)),
            self._whole - way,
        ]
        opens, closes = self._windows[venue]
        to, back = [way, *legs], [*legs, way]
        return [
            Gap(min(leave, closes) - max(come, opens), one + other - without, at)
            for at, (come, leave, one, other, without) in enumerate(
                zip(comes, leaves, to, back, direct, strict=True)
            )
        ]

    def _ends(self, stops: Sequence[int], work: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the earliest and the latest ends of the work at each stop."""
        legs = [self._legs.between(*ends) * self._unit for ends in pairwise(stops)]
        ends: list[int] = []
        now = 0
        for venue, lasts, leg in zip(stops, work, [self._way(stops[0]), *legs], strict=True):
            now = max(now + leg, self._windows[venue][0]) + lasts
            ends.append(now)
        latest: list[int] = []
        now = self._whole
        for venue, lasts, leg in zip(
            reversed(stops), reversed(work), [self._way(stops[-1]), *reversed(legs)], strict=True
        ):
            latest.append(min(now - leg, self._windows[venue][1]))
            now = latest[-1] - lasts
        return ends, latest[::-1]

    def _way(self, venue: int) -> int:
        return self._legs.way(venue) * self._unit


def schedule_of(
    venues: Sequence[Venue], day: PlannedDay, workday: Workday, legs: Legs, unit: int
) -> Schedule | None:
    """Return the schedule of a day; None if all venues are open all the time.

    Args:
        venues: the venues.
        day: the day.
        workday: the working day.
        legs: the minutes of travel.
        unit: the time of one minute.
    """
    if not any(venue.hours for venue in venues):
        return None
    whole = int(workday.minutes * day.share * unit)
    windows = [
        (opens * unit, int(closes * unit))
        for opens, closes in (open_window(venue, day, workday) for venue in venues)
    ]
    if all(window == (0, whole) for window in windows):
        return None
    return Schedule(windows, whole, legs, unit)
