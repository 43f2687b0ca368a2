"""The bound of plans in which crews visit one venue a day: what a venue gains over the prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple, final

from dukcapil.outreach._bound.charges import Chances, chosen_surplus
from dukcapil.outreach._capacity import kinds_of_days, people_of_crew, people_of_visits, rooms
from dukcapil.outreach._proof.claims import Claimed, promises_made
from dukcapil.outreach._rules.crews import Crew, CrewGroup, serves, workday_of, workdays_of
from dukcapil.outreach._rules.limits import (
    people_within,
    trips_rupiah,
    visit_charge,
    worth_of_person,
)
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import PlannedDay, Promise
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = ["Prices", "Surplus", "limits_at_their_prices", "surplus_of_one_stop"]

Days = Mapping[RegionCode | None, tuple[PlannedDay, ...]]
"""The days on which a venue can be visited, cheapest first, by the office of crews."""

Surplus = Callable[[Venue, int, Days], Fraction]
"""The surplus of a venue with people left, on the days that it can be visited."""

Prices = Mapping[date, list[tuple[CrewGroup, Fraction]]]
"""The price of the crews of each day that are alike."""


def surplus_of_one_stop(claimed: Claimed, prices: Prices) -> Surplus:
    """Return the surplus of a venue that crews visit for a whole day each."""
    fixed = promises_made(claimed.planned, claimed.fixed)
    promised = Counter(claimed.promised) if claimed.promise_people else Counter[Promise]()
    kept = Counter(visit.venue for visit in claimed.kept)
    planned = Counter(visit.venue for visit in claimed.planned)
    slots = _Slots.of(claimed, prices)

    def surplus_of(venue: Venue, left: int, days: Days) -> Fraction:
        offers = _offers(claimed, slots, venue, days)
        most_of = {most for _, of_day in offers for most in of_day}
        if not most_of:
            return Fraction(0)
        steps = _steps(venue, left, most_of)
        if claimed.crews:
            # Crews of several sizes share the room that a venue has for them on a day.
            most_a_day = (max(price_of) for _, price_of in offers)
            left = min(left, sum(most_a_day) * venue.crews_per_day)
        least = min(venue.least_visits - kept[venue.id], planned[venue.id])
        person = worth_of_person(venue, claimed.floors)
        chances = Chances(left, person, steps, min(most_of), max(0, least))
        needed = max(chances.visits(min(most_of), 0), chances.least)
        charge = visit_charge(venue, claimed.budget)
        costs: dict[int, list[Fraction]] = {}
        people, made, cost = 0, 0, Fraction(0)
        for on, price_of in offers if fixed or promised else _cheapest(offers, needed):
            is_there = Promise(venue=venue.id, on=on)
            for crew in range(min(venue.crews_per_day, max(needed, fixed[is_there]))):
                promise = claimed.promise_people if crew < promised[is_there] else Fraction(0)
                if crew < fixed[is_there]:
                    people += max(price_of)
                    made += 1
                    cost += min(price_of.values()) + charge - promise
                else:
                    for most, price in price_of.items():
                        costs.setdefault(most, []).append(price + charge - promise)
        chances = chances._replace(least=max(0, chances.least - made))
        return Fraction(chosen_surplus(chances, people, costs)) - cost

    return surplus_of


_Offer = tuple[date, Mapping[int, Fraction]]
"""A day, and the least price of a crew on it by the people that the crew has room for."""


@final
class _Slots(NamedTuple):
    """The crews of all days, with a number for each kind of crew and of day.

    Attributes:
        kinds: a day of each kind, and its crews that are alike.
        workdays: the working day of each kind.
        on: for each office and day the number of each kind that is out, and its price.
    """

    kinds: list[tuple[PlannedDay, CrewGroup]]
    workdays: list[Workday | None]
    on: dict[tuple[RegionCode | None, date], list[tuple[int, Fraction]]]

    @classmethod
    def of(cls, claimed: Claimed, prices: Prices) -> _Slots:
        number_of: dict[tuple[date, Crew | None], int] = {}
        kinds: list[tuple[PlannedDay, CrewGroup]] = []
        on: dict[tuple[RegionCode | None, date], list[tuple[int, Fraction]]] = {}
        first_of = {
            (office, day.on): group[0]
            for office, workday in workdays_of(claimed.crews, claimed.workday).items()
            for group in kinds_of_days(claimed.venues, claimed.days, workday)
            for day in group
        }
        for day in claimed.days:
            for group, price in prices[day.on]:
                first = first_of[group.office, day.on]
                number = number_of.setdefault((first.on, group.crew), len(kinds))
                if number == len(kinds):
                    kinds.append((first, group))
                if group.numbers:
                    on.setdefault((group.office, day.on), []).append((number, price))
        return cls(kinds, [workday_of(one.crew, claimed.workday) for _, one in kinds], on)


def _offers(claimed: Claimed, slots: _Slots, venue: Venue, days_from: Days) -> list[_Offer]:
    """Return the days on which there is a crew for the venue."""
    if not claimed.crews:
        people = rooms(venue, days_from[None], claimed.workday)
        return [
            (day.on, {most: day.price}) for day, most in zip(days_from[None], people, strict=True)
        ]
    most_of = [
        people_of_crew(venue, day, group.share, workday) if serves(group.crew, venue) else 0
        for (day, group), workday in zip(slots.kinds, slots.workdays, strict=True)
    ]
    offers: dict[date, dict[int, Fraction]] = {}
    for office, days in days_from.items():
        for day in days:
            for number, price in slots.on.get((office, day.on), ()):
                most = most_of[number]
                if most:
                    price_of = offers.setdefault(day.on, {})
                    price_of[most] = min(price, price_of.get(most, price))
    return [*offers.items()]


def _cheapest(offers: Iterable[_Offer], needed: int) -> Iterator[_Offer]:
    """Yield for each number of people that a crew has room for its cheapest days."""
    by_room: dict[int, list[tuple[Fraction, date]]] = {}
    for on, price_of in offers:
        for most, price in price_of.items():
            by_room.setdefault(most, []).append((price, on))
    for most, days in by_room.items():
        for price, on in sorted(days)[:needed]:
            yield on, {most: price}


def _steps(venue: Venue, left: int, rooms: Iterable[int]) -> list[int]:
    """Return the people met by no visit, one, two, and so on, if attendance falls.

    Visits with room for different numbers have none: they meet no more than they have room for.
    """
    if venue.turnout == 1 or len(set(rooms)) > 1:
        return []
    return people_of_visits(left, max(rooms), venue.turnout)


def limits_at_their_prices(claimed: Claimed) -> Fraction:
    """Return the rest of the budget at its price, less what floors ask for at theirs."""
    total = Fraction(0)
    if claimed.budget is not None:
        spent = trips_rupiah(claimed.kept, claimed.venues)
        total += claimed.budget.price * max(0, claimed.budget.rupiah - spent)
    for one in claimed.floors:
        kept, planned = (
            people_within(visits, claimed.venues, one.region)
            for visits in (claimed.kept, claimed.planned)
        )
        total -= one.price * min(planned, one.people - kept)
    return total
