"""The route of one crew on one day, and a stop that fits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, final

__all__ = ["Fit", "Route"]


@final
@dataclass(slots=True, eq=False)
class Route:
    """The route of one crew on one day.

    Attributes:
        stops: the venues, in the order of the visits.
        people: the people at each stop.
        days: the set of days on which all of them can be visited, one bit a day.
        day: the day it is assigned to; None before it has one.
        is_fixed: whether it never moves to another day.
        long_enough: the set of days of the levels on which it can be made; None if it is not known.
    """

    stops: list[int]
    people: list[int]
    days: int
    day: int | None = None
    is_fixed: bool = False
    long_enough: int | None = None


@final
class Fit(NamedTuple):
    """A stop that fits a route: its worth, people and venue, and its position among the stops."""

    worth: int
    people: int
    venue: int
    at: int
