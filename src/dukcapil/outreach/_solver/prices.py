"""Prices of days, and the charge for a stop, for the bound of plans with several stops.

Any prices give a valid bound (see `_bound`); these are chosen to make it low. The bound is convex
in each of them, so that coordinate descent by golden section lowers it until no coordinate gains a
person. The search alone is in floating point: the bound of a plan is computed exactly from the
prices found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf
from typing import Final, NamedTuple, final

from dukcapil.outreach._bound.charges import (
    Chances,
    Charges,
    PeopleByStops,
    most_stops,
    most_visits,
    surplus,
)
from dukcapil.outreach._solver.matching import Demand

__all__ = ["bound_prices"]

_MOST_GROUPS: Final = 8
"""More levels of prices than this hardly lower the bound, and each costs a search."""

_CUTS: Final = 18
"""Each cut keeps 0.618 of an interval: 18 leave 1/5,800 of it, a fraction of a person."""

_GOLDEN: Final = (5**0.5 - 1) / 2
_LEAST_GAIN: Final = 1.0
"""The bound is rounded down to whole people, so that less than one is not worth a round."""

_DENOMINATOR: Final = 1_000
"""Prices are rounded to thousandths of a person, which keeps the fractions of a bound short."""


def bound_prices(
    demands: Sequence[Demand],
    crews: Sequence[int],
    start: Sequence[int],
    people: Sequence[PeopleByStops],
) -> tuple[Fraction, list[Fraction]]:
    """Return the charge for a stop, and the prices of the days in people a crew-day.

    Args:
        demands: the work left at each venue.
        crews: the crews on each day.
        start: the prices of the days with one stop a crew-day; days of equal price there are priced
            alike here.
        people: the people of crew-days through each venue, from `people_by_stops`.
    """
    groups = _groups(start)
    bound = _Bound(demands, crews, groups, people)
    most = max((demand.weight * demand.per_visit for demand in demands), default=0)
    highest = [float(most)] * len(groups)
    highest.append(1 / most_stops(people))
    point = [float(start[group[0]]) for group in groups] + [highest[-1] / 2]
    before, lowest = inf, bound.at(point)
    while before - lowest >= _LEAST_GAIN:
        before = lowest
        for coordinate in reversed(range(len(point))):
            lowest = _lower(bound.at, point, coordinate, highest[coordinate])
    *prices, stop = (Fraction(round(value * _DENOMINATOR), _DENOMINATOR) for value in point)
    found = [Fraction(0)] * len(crews)
    for days, price in zip(groups, prices, strict=True):
        for day in days:
            found[day] = price
    return stop, found


def _groups(start: Sequence[int]) -> list[list[int]]:
    """Return groups of days of equal price, dear ones first; the cheapest may share the last."""
    levels = sorted(set(start), reverse=True)
    group_of = {price: min(rank, _MOST_GROUPS - 1) for rank, price in enumerate(levels)}
    groups: list[list[int]] = [[] for _ in range(min(len(levels), _MOST_GROUPS))]
    for day, price in enumerate(start):
        groups[group_of[price]].append(day)
    return groups


def _lower(
    bound: Callable[[list[float]], float], point: list[float], coordinate: int, highest: float
) -> float:
    """Move one coordinate to the minimum of a convex function, and return the minimum."""

    def at(value: float) -> float:
        return bound([*point[:coordinate], value, *point[coordinate + 1 :]])

    low, high = 0.0, highest
    one, other = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_one, at_other = at(one), at(other)
    for _ in range(_CUTS):
        if at_one <= at_other:
            high, other, at_other = other, one, at_one
            one = high - _GOLDEN * (high - low)
            at_one = at(one)
        else:
            low, one, at_one = one, other, at_other
            other = low + _GOLDEN * (high - low)
            at_other = at(other)
    tried = [(bound(point), point[coordinate]), (at_one, one), (at_other, other), (at(0.0), 0.0)]
    lowest, point[coordinate] = min(tried)
    return lowest


@final
class _Site(NamedTuple):
    """A venue with people left.

    Attributes:
        demand: its people.
        places: the crew-days of each group on which it can be visited.
        tours: the number of its people of crew-days, among those that differ.
    """

    demand: Demand
    places: list[int]
    tours: int


@final
class _Bound:
    """The bound as a function of the prices of groups of days, and of the charge for a stop."""

    def __init__(
        self,
        demands: Sequence[Demand],
        crews: Sequence[int],
        groups: Sequence[Sequence[int]],
        people: Sequence[PeopleByStops],
    ) -> None:
        masks = [sum(1 << day for day in group) for group in groups]
        number = {of_venue: at for at, of_venue in enumerate(dict.fromkeys(people))}
        self._people = [
            tuple((stops, float(most)) for stops, most in of_venue) for of_venue in number
        ]
        self._crew_days = [sum(crews[day] for day in group) for group in groups]
        self._sites = [
            _Site(
                demand,
                [(demand.open_days & mask).bit_count() * demand.crews_per_day for mask in masks],
                number[of_venue],
            )
            for demand, of_venue in zip(demands, people, strict=True)
            if demand.left and demand.open_days
        ]

    def at(self, point: list[float]) -> float:
        """Return the bound at a point: the prices of the groups, then the charge for a stop."""
        *prices, stop = point
        charges_of = [Charges.of(people, stop) for people in self._people]
        order = sorted(range(len(prices)), key=prices.__getitem__)
        total = sum(count * price for count, price in zip(self._crew_days, prices, strict=True))
        for demand, places, tours in self._sites:
            charges = charges_of[tours]
            most = most_visits(demand.left, demand.per_visit, charges)
            cheapest: list[float] = []
            for group in order:
                cheapest += [prices[group]] * min(places[group], most - len(cheapest))
            chances = Chances(demand.left, demand.weight)
            total += surplus(chances, demand.per_visit, cheapest, charges)
        return float(total)
