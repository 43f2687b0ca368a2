"""The bound of plans with several stops a crew-day: what a venue gains over its charges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, final

from dukcapil.outreach._bound.charges import (
    Chances,
    Charges,
    Offer,
    PeopleByStops,
    most_stops,
    most_visits,
    people_by_stops,
    surplus_of_offers,
)
from dukcapil.outreach._capacity import most_room, people_of_visits
from dukcapil.outreach._proof.claims import Claimed
from dukcapil.outreach._proof.one_stop import Days, Prices, Surplus
from dukcapil.outreach._rules.crews import Crew, serves, workday_of
from dukcapil.outreach._rules.limits import visit_charge, worth_of_person
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = ["surplus_of_several_stops"]


_Key = tuple[Fraction, RegionCode | None, Fraction]
"""The size of the crews, their own office, and the length of the days."""


@final
class _Kind(NamedTuple):
    """Crews of one size that set out from one office, on days of one length.

    Attributes:
        workday: their working day.
        charges: the charges of visits that share a crew-day, by venue.
        crew_days: the price of their crew-days, the day, what the crews are, and how many, the
            cheapest first.
    """

    workday: Workday
    charges: dict[str, Charges]
    crew_days: list[tuple[Fraction, date, Crew | None, int]]


def surplus_of_several_stops(claimed: Claimed, workday: Workday, prices: Prices) -> Surplus:
    """Return the surplus of a venue whose visits can share a crew-day.

    Those of one kind count as if each had most room.
    """
    kinds = _kinds(claimed, workday, prices)
    kept = Counter(visit.venue for visit in claimed.kept)
    planned = Counter(visit.venue for visit in claimed.planned)

    def surplus_of(venue: Venue, left: int, days_from: Days) -> Fraction:
        offers = []
        least = max(0, min(venue.least_visits - kept[venue.id], planned[venue.id]))
        steps: list[int] = []
        room: dict[date, int] = {}
        for (of_crew, office, of_day), kind in kinds.items():
            days = [day for day in days_from[office] if day.share == of_day]
            per_visit = int(most_room(venue, days, kind.workday) * of_crew)
            if per_visit:
                charges = kind.charges[venue.id]
                needed = max(least, most_visits(left, per_visit, charges))
                if venue.turnout != 1:
                    steps = people_of_visits(left, per_visit, venue.turnout)
                    fewest = min(per_visit, charges.most_people or per_visit)
                    needed = max(needed, len(people_of_visits(left, fewest, venue.turnout)))
                cheapest = (
                    _cheapest(venue, days, kind, needed)
                    if claimed.crews
                    else _cheapest_alike(venue, days, needed)
                )
                offers.append(Offer(per_visit, cheapest, charges))
                room.update({day.on: max(per_visit, room.get(day.on, 0)) for day in days})
        if len(offers) > 1:
            left = min(left, sum(room.values()) * venue.crews_per_day)
        chances = Chances(
            left,
            worth_of_person(venue, claimed.floors),
            steps,
            least=least,
            trip=visit_charge(venue, claimed.budget),
        )
        return Fraction(surplus_of_offers(chances, offers))

    return surplus_of


def _kinds(claimed: Claimed, workday: Workday, prices: Prices) -> dict[_Key, _Kind]:
    """Return the crew-days by kind."""
    found: dict[_Key, _Kind] = {}
    people: list[list[PeopleByStops]] = []
    for day in claimed.days:
        for group, price in prices[day.on]:
            key = group.share, group.office, day.share
            if key not in found:
                own = workday_of(group.crew, workday) or workday
                found[key] = _Kind(own, {}, [])
                people.append(
                    people_by_stops(own, claimed.venues, claimed.days, group.share, day.share)
                )
            found[key].crew_days.append((price, day.on, group.crew, len(group.numbers)))
    stop = min(claimed.stop_charge, *(Fraction(1, most_stops(one)) for one in people))
    for kind, of_venues in zip(found.values(), people, strict=True):
        kind.crew_days.sort(key=lambda one: one[:2])
        for venue, of_venue in zip(claimed.venues, of_venues, strict=True):
            kind.charges[venue.id] = Charges.of(of_venue, stop)
    return found


def _cheapest_alike(venue: Venue, days: Sequence[PlannedDay], needed: int) -> list[Fraction]:
    """Return the cheapest prices of visits to a venue."""
    # Several crews can work on one day, so that all visits fit into fewer days.
    crews = venue.crews_per_day
    return [day.price for day in days[: -(-needed // crews)] for _ in range(crews)]


def _cheapest(venue: Venue, days: Sequence[PlannedDay], kind: _Kind, needed: int) -> list[Fraction]:
    """Return the cheapest prices of visits to a venue by crews that can go there."""
    room = {day.on: venue.crews_per_day for day in days}
    goes: dict[Crew | None, bool] = {}
    found: list[Fraction] = []
    for price, on, crew, count in kind.crew_days:
        if len(found) >= needed:
            break
        if crew not in goes:
            goes[crew] = serves(crew, venue)
        taken = min(count, room.get(on, 0)) if goes[crew] else 0
        if taken:
            room[on] -= taken
            found += [price] * taken
    return found
