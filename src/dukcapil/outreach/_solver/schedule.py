"""Times along routes through venues that are not open all day.

Each stop has a time window in working minutes. Going forward, the work at a stop ends no earlier
than some time; going backward, it must end by some other, or a later stop closes, or the office is
not reached in time. What lies between is the time for more work there, the *forward time slack* of
M. W. P. Savelsbergh ("The vehicle routing problem with time windows: minimizing route duration",
ORSA Journal on Computing 4, 1992). With it a stop is tried at each place among others in one pass.

Times are integers in the unit of `Routes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, final

from dukcapil.outreach._solver.legs import Legs

__all__ = ["Gap", "Schedule", "Span"]

Span = tuple[int, int]
"""From when to when a venue is open."""


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

    def __init__(self, windows: Sequence[Span], whole: int, legs: Legs, unit: int) -> None:
        """Take the windows of venues.

        Args:
            windows: the window of each venue.
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
