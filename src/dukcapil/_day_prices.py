"""Prices of days for the bound of plans with several stops.

Any prices give a bound (see `_certificate`); these are chosen so that it is low. It is convex in
the prices, so one group of days after the other is moved to where it is lowest, until none moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Final, NamedTuple, final

from dukcapil._visit_matching import Demand

__all__ = ["day_prices"]

_STEPS: Final = 100
"""Prices are hundredths of a person."""

_MOST_GROUPS: Final = 8
_ROUNDS: Final = 4


def day_prices(
    demands: Sequence[Demand],
    crews: Sequence[int],
    start: Sequence[int],
    share: tuple[Fraction, Fraction],
) -> list[Fraction]:
    """Prices of the days, in people a crew-day.

    Args:
        demands: what there is to do at each venue.
        crews: on each day.
        start: the prices of the same days where a crew makes one stop; days whose price is the
            same there have the same here.
        share: of a crew-day that a stop takes, and that a person takes.
    """
    groups = _groups(start)
    crew_days = [sum(crews[day] for day in group) for group in groups]
    masks = [sum(1 << day for day in group) for group in groups]
    sites = [
        _Site(demand, [(demand.open_days & mask).bit_count() for mask in masks])
        for demand in demands
        if demand.left
    ]
    bound = _Bound(sites, crew_days, share)
    prices = [start[group[0]] * _STEPS for group in groups]
    for _ in range(_ROUNDS):
        before = list(prices)
        for group in range(len(groups)):
            bound.lower(prices, group)
        if prices == before:
            break
    found = [Fraction(0)] * len(crews)
    for days, price in zip(groups, prices, strict=True):
        for day in days:
            found[day] = Fraction(price, _STEPS)
    return found


def _groups(start: Sequence[int]) -> list[list[int]]:
    """Days of the same price, dear ones first; the cheapest share a group if there are many."""
    levels = sorted(set(start), reverse=True)
    group_of = {price: min(rank, _MOST_GROUPS - 1) for rank, price in enumerate(levels)}
    groups: list[list[int]] = [[] for _ in range(min(len(levels), _MOST_GROUPS))]
    for day, price in enumerate(start):
        groups[group_of[price]].append(day)
    return groups


@final
class _Site(NamedTuple):
    """A venue with people left, and on how many days of each group it is open."""

    demand: Demand
    open_days: list[int]


@final
class _Bound:
    """The bound as a function of the prices of the groups, times a whole number."""

    def __init__(
        self, sites: Sequence[_Site], crew_days: Sequence[int], share: tuple[Fraction, Fraction]
    ) -> None:
        self._sites = sites
        self._crew_days = crew_days
        unit = share[0].denominator * share[1].denominator
        self._stop, self._person = (int(part * unit) for part in share)
        self._unit = unit
        most = max((site.demand.per_visit for site in sites), default=0)
        self._highest = ceil(most * _STEPS * unit / (self._stop + self._person * most or 1)) + 1

    def lower(self, prices: list[int], group: int) -> None:
        """Set the price of a group to where the bound is lowest, all others as they are."""
        low, high = 0, self._highest
        while low < high:
            price = (low + high) // 2
            if self._at(prices, group, price + 1) >= self._at(prices, group, price):
                high = price
            else:
                low = price + 1
        prices[group] = low

    def _at(self, prices: list[int], group: int, price: int) -> int:
        tried = [*prices]
        tried[group] = price
        order = sorted(range(len(tried)), key=tried.__getitem__)
        cost = sum(map(int.__mul__, self._crew_days, tried)) * self._unit
        return cost + sum(self._surplus(site, tried, order) for site in self._sites)

    def _surplus(self, site: _Site, prices: list[int], order: list[int]) -> int:
        """What a venue gains beyond the prices, on its cheapest days."""
        demand = site.demand
        full, rest = divmod(demand.left, demand.per_visit)
        surplus = 0
        for group in order:
            places = site.open_days[group] * demand.crews_per_day
            visits = min(full, places)
            gain = self._gain(demand.per_visit, prices[group])
            if gain <= 0:
                break
            surplus += visits * gain
            full -= visits
            if not full and visits < places:
                return surplus + max(0, self._gain(rest, prices[group]))
        return surplus

    def _gain(self, people: int, price: int) -> int:
        """What a visit adds beyond its share of the price of a crew-day."""
        return people * _STEPS * self._unit - price * (self._stop + self._person * people)
