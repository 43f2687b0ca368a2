"""Charges of visits, as shares of the price of a crew-day: the dual side of a plan's bound.

A crew-day has a price, in people. A visit alone on its crew-day is charged the full price. If a
crew may make several stops, a visit that shares its crew-day is charged a share for the stop and a
share for each of its people: what it takes of the time that the best tour through the venue leaves
for recording. The visits of one crew-day are never charged more than its price. Hence, by weak
duality, no plan records more people than the prices of all crew-days plus the surplus of each venue
over its charges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, groupby
from math import gcd, inf, lcm
from typing import NamedTuple, final

import attrs

from dukcapil.outreach._bound.tours import shortest_tours
from dukcapil.outreach._capacity import longest_span, minutes_per_person
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay
from dukcapil.outreach._workday import Workday

__all__ = [
    "ALONE",
    "Chances",
    "Charges",
    "Offer",
    "PeopleByStops",
    "chosen_surplus",
    "most_stops",
    "most_visits",
    "people_by_stops",
    "surplus",
    "surplus_of_offers",
]


@final
class Charges(NamedTuple):
    """The charges of visits that share a crew-day, as shares of its price.

    Attributes:
        most_people: the most people at one of several stops; 0 if crews make one stop a day.
        stop: the share charged for a stop.
        person: the share charged for each person.
    """

    most_people: int
    stop: float | Fraction
    person: float | Fraction

    @classmethod
    def of(cls, people: PeopleByStops, stop: float | Fraction) -> Charges:
        """Return the charges with the greatest charge for a person that a charge for a stop allows.

        Args:
            people: the people of crew-days through the venue, from `people_by_stops`.
            stop: the charge for a stop, the same for all venues; at most 1 / `most_stops`.
        """
        if not people:
            return ALONE
        person = min((1 - stops * stop) / most for stops, most in people)
        return cls(int(max(most for _, most in people)), stop, person)


ALONE = Charges(0, 0, 0)
"""The charges if no visit shares a crew-day."""

PeopleByStops = tuple[tuple[int, float | Fraction], ...]
"""Numbers of stops of a crew-day, each with the people of one venue that there is time for.

Shares of people are among them: the time is that of the shortest tour through the venue, whoever is
recorded on it.
"""


@final
class Chances(NamedTuple):
    """The people who can still be met at a venue, and what they are worth.

    Attributes:
        left: the people.
        person: the worth of one of them.
        steps: the most people met by no visit, one, two, and so on, where attendance falls; else
            empty.
        each: the people that each of these visits has room for.
        least: the visits that must be made.
        trip: the worth that one visit costs.
    """

    left: int
    person: float | Fraction
    steps: Sequence[int] = ()
    each: int = 1
    least: int = 0
    trip: float | Fraction = 0

    def worth(self, room: int) -> float | Fraction:
        """Return the worth of visits with room for some people."""
        if not self.steps:
            return self.person * min(self.left, room)
        return self.person * self.steps[min(room // self.each, len(self.steps) - 1)]

    def visits(self, most: int, room: int) -> int:
        """Return the visits with room for `most` that meet anybody, besides `room` for others."""
        if self.steps:
            return max(0, len(self.steps) - 1 - room // self.each)
        return max(0, -(-(self.left - room) // most))


def people_by_stops(
    workday: Workday,
    venues: Sequence[Venue],
    days: Sequence[PlannedDay],
    of_crew: Fraction = Fraction(1),
    of_day: Fraction = Fraction(1),
) -> list[PeopleByStops]:
    """Return for each venue the people of crew-days of two stops through it, of three, and so on.

    What has no time for anybody is left out. A crew records between the first opening of a venue
    and the last closing, so that hours leave a tour no more time than that without its ways.

    Args:
        workday: the working day.
        venues: the venues.
        days: the days, of which the longest count.
        of_crew: the size of the crew, see `Crew.share`.
        of_day: the length of the days, see `PlannedDay.share`.
    """
    paces = [minutes_per_person(venue, workday, of_crew) for venue in venues]
    # All times of recording are multiples of it.
    unit = Fraction(
        gcd(*(pace.numerator for pace in paces)), lcm(*(pace.denominator for pace in paces))
    )
    spare = [
        [workday.minutes * of_day - minutes for minutes in tours]
        for tours in shortest_tours(workday, venues)
    ]
    if any(venue.hours for venue in venues):
        span = longest_span(venues, days, workday)
        inside = shortest_tours(attrs.evolve(workday, office=None), venues)
        spare = [
            [min(time, span - minutes) for time, minutes in zip(times, tours, strict=True)]
            for times, tours in zip(spare, inside, strict=True)
        ]
    return [
        tuple(
            (stops, time // unit * unit / pace)
            for stops, time in enumerate(times, start=2)
            if time >= unit
        )
        for pace, times in zip(paces, spare, strict=True)
    ]


def most_stops(people: Sequence[PeopleByStops]) -> int:
    """Return the most stops of a crew-day that records somebody; 1 if none has several."""
    return max((stops for of_venue in people for stops, _ in of_venue), default=1)


def most_visits(people: int, per_visit: int, charges: Charges) -> int:
    """Return the most visits that a venue can need for all its people."""
    # At a shared stop a crew records the fewest, so that visits of that size are the most.
    return -(-people // (min(per_visit, charges.most_people) or per_visit))


def surplus(
    chances: Chances, per_visit: int, prices: Sequence[float | Fraction], charges: Charges
) -> float | Fraction:
    """Return the most that a venue can gain over the charges of its visits.

    Some visits have their crew-days alone and the others share theirs. In an optimum those alone
    take the cheapest days, and each as many people as it can, since a person costs it nothing.

    Args:
        chances: the people who can be met, and what they are worth.
        per_visit: the most people in one visit.
        prices: the prices of the crew-days on which it can be visited, cheapest first; the first
            `most_visits` suffice.
        charges: the charges of visits that share a crew-day.
    """
    left, person, steps = chances.left, chances.person, chances.steps
    least = min(chances.least, len(prices))
    met = 0
    alone: float | Fraction = 0
    best = _surplus_sharing(chances, (0, 0), per_visit, prices, charges)
    for number, price in enumerate(prices, start=1):
        can = steps[min(number, len(steps) - 1)] if steps else left
        gain = min(can - met, per_visit)
        if person * gain <= price + chances.trip and number > least:
            break
        alone += person * gain - price - chances.trip
        met += gain
        sharing = _surplus_sharing(chances, (number, met), per_visit, prices[number:], charges)
        best = max(best, alone + sharing)
    return best


def _surplus_sharing(
    chances: Chances,
    made: tuple[int, int],
    per_visit: int,
    prices: Sequence[float | Fraction],
    charges: Charges,
) -> float | Fraction:
    """Return the `surplus` of further visits if all of them share their crew-days with others.

    At least so many visits are made in all; without one that can share a day there is no such plan.

    Args:
        chances: the people who can be met, and what they are worth.
        made: the visits that are alone on their crew-days, and the people whom they meet.
        per_visit: the most people in one visit.
        prices: the prices of the other crew-days, cheapest first.
        charges: the charges of visits that share a crew-day.
    """
    total: float | Fraction = 0
    left, person, steps = chances.left, chances.person, chances.steps
    visits, met = made
    least = min(chances.least, visits + len(prices))
    most = min(per_visit, charges.most_people)
    if not most and least > visits:
        return -inf
    for number, price in enumerate(prices, start=visits + 1):
        can = steps[min(number, len(steps) - 1)] if steps else left
        gain = min(can - met, most)
        more = person * gain - price * (charges.stop + charges.person * gain) - chances.trip
        if more <= 0:
            if number > least:
                break
            nobody = -price * charges.stop - chances.trip
            gain, more = (gain, more) if more > nobody else (0, nobody)
        total += more
        met += gain
    return total


@final
class Offer(NamedTuple):
    """Crew-days of one size on which a venue can be visited.

    Attributes:
        per_visit: the most people in one visit.
        prices: the prices of the crew-days, cheapest first; the first `most_visits` suffice.
        charges: the charges of visits that share one.
    """

    per_visit: int
    prices: Sequence[float | Fraction]
    charges: Charges

    def rates(self, left: int, trip: float | Fraction) -> Iterator[tuple[float | Fraction, int]]:
        """Yield costs a person, each with the people that they are for.

        What people of one visit cost is at least their sum: of both ways to make it, alone and
        sharing its crew-day, it is the convex hull.
        """
        alone = min(left, self.per_visit)
        shared = min(alone, self.charges.most_people)
        share = self.charges.stop + self.charges.person * shared
        for price, alike in groupby(self.prices):
            visits = sum(1 for _ in alike)
            cost, full = price * share + trip, price + trip
            if shared and cost * alone < full * shared:
                yield cost / shared, shared * visits
                if alone > shared:
                    yield (full - cost) / (alone - shared), (alone - shared) * visits
            else:
                yield full / alone, alone * visits


def surplus_of_offers(chances: Chances, offers: Sequence[Offer]) -> float | Fraction:
    """Return no less than a venue can gain over the charges of its visits by crews of any size.

    With crews of one size it is the `surplus`. With several, visits of all sizes are a knapsack:
    people go to them at the lowest cost, as if visits could be made in part.
    """
    if len(offers) == 1:
        one = offers[0]
        return surplus(chances, one.per_visit, one.prices, one.charges)
    total: float | Fraction = 0
    left = chances.left
    rates = (rate for offer in offers for rate in offer.rates(left, chances.trip))
    for rate, people in sorted(rates):
        if rate >= chances.person or not left:
            break
        met = min(left, people)
        total += (chances.person - rate) * met
        left -= met
    return total


def chosen_surplus(
    chances: Chances, people: int, costs: Mapping[int, Sequence[Fraction]]
) -> float | Fraction:
    """Return the most that a venue can gain over the costs of visits that have their crew-days.

    Args:
        chances: the people who can be met there, and what they are worth.
        people: those that visits made in any case have room for.
        costs: the costs of the other crew-days, by the people that a crew has room for on them.
    """
    best = [chances.worth(people)]
    room, visits = [people], [0]
    for most, all_costs in sorted(costs.items(), reverse=True):
        # More visits than these would meet nobody.
        needed = max(chances.visits(most, people), chances.least)
        cheapest = sorted(all_costs)[:needed]
        totals = [Fraction(0), *accumulate(cheapest)]
        best = [
            at - chances.worth(have) + chances.worth(have + number * most) - total
            for at, have in zip(best, room, strict=True)
            for number, total in enumerate(totals)
        ]
        room = [have + number * most for have in room for number in range(len(totals))]
        visits = [made + number for made in visits for number in range(len(totals))]
    enough = [value for value, made in zip(best, visits, strict=True) if made >= chances.least]
    return max(enough or best)
