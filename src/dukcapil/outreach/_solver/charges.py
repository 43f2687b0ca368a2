"""What visits are charged of a crew-day, from which the bound of a plan follows.

A crew-day has a price, in people. A visit that is the only one of its crew-day is charged all of
it. Where a crew may make several stops, a visit that shares its crew-day is charged something for
the stop and something for each of its people, so that all visits of a crew-day together are never
charged more than once. Hence no plan records more than all crew-days cost, and what each venue
could gain beyond the charges if it were alone: weak duality.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, final

from dukcapil.outreach._venues import Venue
from dukcapil.outreach._workday import Workday

__all__ = ["ALONE", "Charges", "most_visits", "people_by_stops", "surplus"]


@final
class Charges(NamedTuple):
    """The charges for visits that share a crew-day, as shares of it.

    Attributes:
        most_people: at one of several stops; 0 where a crew makes one stop a day.
        stop: for a stop.
        person: for each person.
    """

    most_people: int
    stop: float | Fraction
    person: float | Fraction

    @classmethod
    def of(cls, people: Sequence[int], stop: float | Fraction) -> Charges:
        """The charge for a person that goes with the charge for a stop.

        Args:
            people: the most with two stops, with three, and so on: what `people_by_stops` says.
            stop: for a stop; no more than leaves something for people.
        """
        if not people:
            return ALONE
        stop = min(stop, Fraction(1, len(people) + 1))
        person = min((1 - stops * stop) / most for stops, most in enumerate(people, start=2))
        return cls(people[0], stop, person)


ALONE = Charges(0, 0, 0)


def people_by_stops(workday: Workday | None, venues: Sequence[Venue]) -> list[int]:
    """The most that a crew can record with two stops, three, and so on; empty for one stop a day.

    Every stop is set up, and between two of them is a leg, none shorter than the shortest.
    """
    if workday is None or workday.most_stops == 1:
        return []
    leg = _shortest_leg(workday, venues)
    found = []
    for stops in range(2, min(workday.most_stops, len(venues)) + 1):
        spare = workday.minutes - stops * workday.setup_minutes - (stops - 1) * leg
        people = workday.people_within(spare)
        if not people:
            break
        found.append(people)
    return found


def _shortest_leg(workday: Workday, venues: Sequence[Venue]) -> int:
    """The fewest minutes from any venue to any other."""
    count = Counter(venue.region for venue in venues)
    codes = sorted(count)
    legs = (
        minutes
        for at, row in enumerate(workday.travel.table(codes))
        for other, minutes in enumerate(row[: at + 1])
        if at != other or count[codes[at]] > 1
    )
    return min(legs, default=0)


def most_visits(people: int, per_visit: int, charges: Charges) -> int:
    """No venue needs more visits than these for all its people."""
    return -(-people // (min(per_visit, charges.most_people) or per_visit))


def surplus(
    people: int, per_visit: int, prices: Sequence[float | Fraction], charges: Charges
) -> float | Fraction:
    """What a venue could gain at most beyond what its visits are charged.

    A visit that has a crew-day for itself comes on a day no dearer than one that shares, and takes
    as many people as it can, because more people cost it nothing.

    Args:
        people: how many can be met.
        per_visit: the most in one visit.
        prices: of the crew-days when it can be visited, the cheapest first; `most_visits` of them
            are enough.
        charges: for visits that share a crew-day.
    """
    alone: float | Fraction = 0
    best = _surplus_sharing(people, per_visit, prices, charges)
    for number, price in enumerate(prices, start=1):
        gain = min(people, per_visit)
        if gain <= price:
            break
        alone += gain - price
        people -= gain
        best = max(best, alone + _surplus_sharing(people, per_visit, prices[number:], charges))
    return best


def _surplus_sharing(
    people: int, per_visit: int, prices: Sequence[float | Fraction], charges: Charges
) -> float | Fraction:
    """As `surplus`, where every visit shares its crew-day with others."""
    total: float | Fraction = 0
    most = min(per_visit, charges.most_people)
    for price in prices:
        gain = min(people, most)
        more = gain - price * (charges.stop + charges.person * gain)
        if more <= 0:
            break
        total += more
        people -= gain
    return total
