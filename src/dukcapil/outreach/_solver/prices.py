"""Prices of days, and the charge for a stop, for the bound of plans with several stops.

Any prices give a valid bound (see `_bound`); these are chosen to make it low. The bound is convex
in each of them, so that coordinate descent by golden section lowers it until no coordinate gains a
person. The search alone is in floating point: the bound of a plan is computed exactly from the
prices found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import Final, NamedTuple, final

from dukcapil.outreach._bound.charges import (
    Chances,
    Charges,
    Offer,
    PeopleByStops,
    most_stops,
    most_visits,
    surplus_of_offers,
)
from dukcapil.outreach._capacity import people_of_visits
from dukcapil.outreach._solver.matching import Demand

__all__ = ["Kind", "Limit", "bound_prices"]

_MOST_GROUPS: Final = 8
"""More levels of prices than this hardly lower the bound, and each costs a search."""

_CUTS: Final = 18
"""Each cut keeps 0.618 of an interval: 18 leave 1/5,800 of it, a fraction of a person."""

_GOLDEN: Final = (5**0.5 - 1) / 2
_LEAST_GAIN: Final = 1.0
"""The bound is rounded down to whole people, so that less than one is not worth a round."""

_FINENESS: Final = 500
"""With several kinds of crews a round costs more, and one that lowers the bound by less than a part
of this is the last."""

_MOST_TIMES: Final = 4.0
"""Prices of all limits are multiplied by no more than this at once."""

_DENOMINATOR: Final = 1_000
"""Prices are rounded to thousandths of a person, which keeps the fractions of a bound short."""


@final
class Kind(NamedTuple):
    """Crew-days of one size of crew that begin and end at one office.

    Attributes:
        slots: their slots.
        levels: their levels among those of a `Demand`, one for each length of days.
        people: the people of crew-days through each venue, from `people_by_stops`.
    """

    slots: list[int]
    levels: list[int]
    people: list[PeopleByStops]

    @property
    def mask(self) -> int:
        """The set of the slots."""
        return sum(1 << slot for slot in self.slots)


@final
class Limit(NamedTuple):
    """A limit of the whole plan, which has a price.

    Attributes:
        amount: what a price of 1 adds to the bound, besides what venues gain by it.
        people: the worth that a price of 1 adds to a person at each venue.
        trips: the worth that a price of 1 takes from a visit to each venue.
        about: a price to look up to at first.
        top: a price that is never exceeded.
    """

    amount: int
    people: Sequence[int]
    trips: Sequence[int]
    about: float
    top: float


def bound_prices(
    demands: Sequence[Demand],
    crews: Sequence[int],
    start: Sequence[int],
    kinds: Sequence[Kind],
    limits: Sequence[Limit] = (),
) -> tuple[Fraction, list[Fraction], list[float]]:
    """Return the charge for a stop, the prices of the slots in people a crew-day, and of limits.

    Args:
        demands: the work left at each venue.
        crews: the crews in each slot.
        start: the prices of the slots with one stop a crew-day; slots of a kind of equal price
            there are priced alike here.
        kinds: the kinds of crew-days.
        limits: the limits of the whole plan.
    """
    groups = [group for kind in kinds for group in _groups(start, kind.slots, len(kinds))]
    bound = _Bound(demands, crews, groups, kinds, limits)
    most = max((demand.weight * demand.per_visit for demand in demands), default=0)
    highest = [float(most)] * len(groups)
    highest += [limit.about for limit in limits]
    highest.append(1 / max(most_stops(kind.people) for kind in kinds))
    point = [float(start[group[0]]) for group in groups]
    point += [0.0] * len(limits) + [highest[-1] / 2]
    tops = [limit.top for limit in limits]
    before, lowest = inf, bound.at(point)
    least = _LEAST_GAIN if len(kinds) == 1 else max(_LEAST_GAIN, lowest / _FINENESS)
    while before - lowest >= least:
        before = lowest
        for coordinate in reversed(range(len(point))):
            lowest = _lower(bound.at, point, coordinate, highest[coordinate])
        if len(limits) > 1:
            lowest = _lower_together(bound.at, point, dict(enumerate(tops, start=len(groups))))
        for at, limit in enumerate(limits, start=len(groups)):
            # The price of a limit has no highest that is known: where it is near it looks further.
            highest[at] = min(limit.top, max(highest[at] / 4, 4 * point[at]))
    of_limits = point[len(groups) : -1]
    *prices, stop = (
        Fraction(round(value * _DENOMINATOR), _DENOMINATOR)
        for value in (*point[: len(groups)], point[-1])
    )
    found = [Fraction(0)] * len(crews)
    for days, price in zip(groups, prices, strict=True):
        for day in days:
            found[day] = price
    return stop, found, of_limits


def _groups(start: Sequence[int], slots: Sequence[int], kinds: int) -> list[list[int]]:
    """Return groups of slots of equal price, dear ones first; the cheapest may share the last."""
    most = max(2, _MOST_GROUPS // kinds)
    levels = sorted({start[slot] for slot in slots}, reverse=True)
    group_of = {price: min(rank, most - 1) for rank, price in enumerate(levels)}
    groups: list[list[int]] = [[] for _ in range(min(len(levels), most))]
    for slot in slots:
        groups[group_of[start[slot]]].append(slot)
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


def _lower_together(
    bound: Callable[[list[float]], float], point: list[float], tops: Mapping[int, float]
) -> float:
    """Multiply the prices of limits by the number that lowers the bound most, up to their tops.

    Limits work against each other, so that none of their prices alone may lower it.
    """
    before = list(point)

    def scaled(values: list[float]) -> float:
        (factor,) = values
        for at, top in tops.items():
            point[at] = min(top, factor * before[at])
        return bound(point)

    factor = [1.0]
    lowest = _lower(scaled, factor, 0, _MOST_TIMES)
    scaled(factor)
    return lowest


@final
class _Places(NamedTuple):
    """Crew-days of one kind on which a venue can be visited.

    Attributes:
        per_visit: the most people in one visit.
        counts: the crew-days of each group.
        tours: the number of its people of crew-days, among those that differ.
    """

    per_visit: int
    counts: dict[int, int]
    tours: int


@final
class _Site(NamedTuple):
    """A venue with people left.

    Attributes:
        demand: its people.
        offers: the crew-days on which it can be visited.
        limits: the coordinates of the limits that bear on it, each with what a price of 1 adds to
            the worth of a person, and takes from a visit.
        changes: the set of coordinates that its surplus depends on, besides the last.
        steps: the people met by no visit, one, two, and so on, where attendance falls; else empty.
    """

    demand: Demand
    offers: list[_Places]
    limits: list[tuple[int, int, int]]
    changes: int
    steps: list[int]


@final
class _Bound:
    """The bound as a function of the prices of groups of slots, and of the charge for a stop."""

    def __init__(
        self,
        demands: Sequence[Demand],
        crews: Sequence[int],
        groups: Sequence[Sequence[int]],
        kinds: Sequence[Kind],
        limits: Sequence[Limit],
    ) -> None:
        masks = [sum(1 << slot for slot in group) for group in groups]
        number = {
            of_venue: at
            for at, of_venue in enumerate(
                dict.fromkeys(of_venue for kind in kinds for of_venue in kind.people)
            )
        }
        self._people = [
            tuple((stops, float(most)) for stops, most in of_venue) for of_venue in number
        ]
        self._crew_days = [sum(crews[slot] for slot in group) for group in groups]
        self._sites: list[_Site] = []
        for venue, demand in enumerate(demands):
            if demand.left and demand.open_days:
                offers = []
                for kind in kinds:
                    counts = {
                        group: (demand.open_days & mask).bit_count() * demand.crews_per_day
                        for group, mask in enumerate(masks)
                        if kind.mask & mask
                    }
                    most = max(demand.per_level[level] for level in kind.levels)
                    if any(counts.values()):
                        offers.append(_Places(most, counts, number[kind.people[venue]]))
                used = {group for offer in offers for group, count in offer.counts.items() if count}
                of_limits = [
                    (len(groups) + at, limit.people[venue], limit.trips[venue])
                    for at, limit in enumerate(limits)
                    if limit.people[venue] or limit.trips[venue]
                ]
                used |= {at for at, _, _ in of_limits}
                changes = sum(1 << group for group in used)
                steps = (
                    people_of_visits(demand.left, demand.per_visit, demand.turnout)
                    if demand.turnout != 1
                    else []
                )
                self._sites.append(_Site(demand, offers, of_limits, changes, steps))
        self._amounts = [limit.amount for limit in limits]
        self._at: list[float] = []
        self._known = [0.0] * len(self._sites)
        self._charges: list[Charges] = []

    def at(self, point: list[float]) -> float:
        """Return the bound at a point: the prices of groups, of limits, the charge for a stop."""
        *prices, stop = point
        # Venues that none of the changed prices bears on gain what they gained before.
        changed = -1
        if self._at and self._at[-1] == stop:
            changed = sum(
                1 << group for group, price in enumerate(prices) if price != self._at[group]
            )
        else:
            self._charges = [Charges.of(people, stop) for people in self._people]
        self._at = list(point)
        order = sorted(range(len(self._crew_days)), key=prices.__getitem__)
        totals = (*self._crew_days, *self._amounts)
        total = sum(count * price for count, price in zip(totals, prices, strict=True))
        for number, site in enumerate(self._sites):
            if changed & site.changes:
                self._known[number] = self._surplus(site, prices, order)
            total += self._known[number]
        return float(total)

    def _surplus(self, site: _Site, prices: Sequence[float], order: Sequence[int]) -> float:
        """Return what a venue gains over the charges of its visits."""
        demand, offers = site.demand, []
        for per_visit, counts, tours in site.offers:
            charges = self._charges[tours]
            most = max(demand.least, most_visits(demand.left, per_visit, charges), len(site.steps))
            cheapest: list[float] = []
            for group in order:
                if group in counts:
                    cheapest += [prices[group]] * min(counts[group], most - len(cheapest))
            offers.append(Offer(per_visit, cheapest, charges))
        person, trip = float(demand.weight), 0.0
        for at, more, less in site.limits:
            person += prices[at] * more
            trip += prices[at] * less
        chances = Chances(demand.left, person, site.steps, least=demand.least, trip=trip)
        return float(surplus_of_offers(chances, offers))
