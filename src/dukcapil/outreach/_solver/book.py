"""The book of routes under construction: people, crews, rooms, money and time that are left.

Sets of slots are integers with one bit a slot, as in `matching`. Times are integers in a unit in
which the minutes of a person are whole at all venues, so that no rounding loses a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from math import floor, lcm
from operator import and_
from typing import NamedTuple, final

from dukcapil.outreach._capacity import (
    minutes_per_person,
    people_met,
    setup_minutes,
)
from dukcapil.outreach._rules.crews import Size
from dukcapil.outreach._solver.keeping import Slots
from dukcapil.outreach._solver.legs import Legs
from dukcapil.outreach._solver.matching import Demand, bits
from dukcapil.outreach._solver.route import Fit, Route
from dukcapil.outreach._solver.schedule import schedule_of
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._workday import Workday

__all__ = ["CrewDays", "Quota", "RouteBook"]


@final
class CrewDays(NamedTuple):
    """The crew-days on which routes can be made.

    Attributes:
        slots: the crews in each slot, and the slots of each day.
        on: the day of each slot.
        sizes: the size and the working day of the crews of each level.
    """

    slots: Slots
    on: Sequence[date]
    sizes: Sequence[tuple[Size, Workday]]


@final
class Quota(NamedTuple):
    """People of some venues who are worth more, as long as there are fewer than so many.

    Attributes:
        people: the number of people.
        worth: what each is worth besides.
        venues: the numbers of the venues.
    """

    people: int
    worth: int
    venues: Sequence[int]


class RouteBook:
    """The routes of a plan under construction, and what is left.

    Attributes:
        left: people at each venue who are on no route.
        most_stops: the most stops of a route.
    """

    def __init__(
        self,
        venues: Sequence[Venue],
        demands: Sequence[Demand],
        crew_days: CrewDays,
        money: int | None = None,
        quotas: Sequence[Quota] = (),
    ) -> None:
        """Start without routes.

        Args:
            venues: the venues.
            demands: the work left at each.
            crew_days: the crew-days on which routes can be made.
            money: the rupiah that all visits may cost; None for no limit.
            quotas: people of some venues who are worth more.
        """
        self._is_plain = (
            money is None
            and not quotas
            and all((demand.weight, demand.charge, demand.least) == (1, 0, 0) for demand in demands)
        )
        self._falls = {at for at, demand in enumerate(demands) if demand.turnout != 1}
        self._visits: dict[int, list[Route]] = {at: [] for at in self._falls}
        self._need = [demand.least for demand in demands]
        # Visits that must be made outweigh all that others are worth together.
        self._first = 1 + sum(demand.weight * demand.left + demand.charge for demand in demands)
        self._first += sum(quota.worth * quota.people for quota in quotas)
        self._quotas = quotas
        self._asked = [quota.people for quota in quotas]
        self._quotas_at: list[list[int]] = [[] for _ in venues]
        for number, quota in enumerate(quotas):
            for venue in quota.venues:
                self._quotas_at[venue].append(number)
        slots, on, sizes = crew_days
        self._money = money
        self._costs = [0 if money is None else venue.trip_rupiah for venue in venues]
        self.left = [demand.left for demand in demands]
        self._demands = demands
        self._spare_crews = list(slots.crews)
        self._spare = sum(1 << slot for slot, count in enumerate(slots.crews) if count)
        self._day_of, self._same_day = slots.day_of, slots.same_day
        self._crowded = [0] * len(demands)
        self._count: list[dict[int, int]] = [{} for _ in demands]
        self._on: list[list[Route]] = [[] for _ in slots.crews]
        self.most_stops = sizes[0][1].most_stops
        workdays = {size.office: workday for size, workday in sizes}
        legs_from = {office: Legs(venues, own, on) for office, own in workdays.items()}
        self._legs = [legs_from[size.office] for size, _ in sizes]
        paces = [
            [minutes_per_person(venue, workday, size.of_crew) for venue in venues]
            for size, workday in sizes
        ]
        unit = lcm(*(pace.denominator for of_level in paces for pace in of_level))
        self._levels = demands[0].levels if demands else ()
        self._level_of = {day: at for at, days in enumerate(self._levels) for day in bits(days)}
        self._whole = [int(workday.minutes * size.day.share * unit) for size, workday in sizes]
        self._timed = [
            schedule_of(venues, size.day, workday, legs, unit)
            for (size, workday), legs in zip(sizes, self._legs, strict=True)
        ]
        self._setup = [setup_minutes(venue, sizes[0][1]) * unit for venue in venues]
        self._pace = [[int(pace * unit) for pace in of_level] for of_level in paces]
        self._unit = unit

    @property
    def lacking(self) -> int:
        """The visits that must be made and are not, where somebody is left to meet."""
        return sum(max(0, self._need[venue]) for venue, people in enumerate(self.left) if people)

    @property
    def missing(self) -> int:
        """The people of quotas who are not met."""
        return sum(max(0, asked) for asked in self._asked)

    @property
    def worth(self) -> int:
        """The worth of the people recorded on routes that have a day."""
        return sum(self._plain_worth(route) for _, route in self.done)

    def _plain_worth(self, route: Route) -> int:
        return sum(
            self._demands[venue].weight * people - self._demands[venue].charge
            for venue, people in zip(route.stops, route.people, strict=True)
        )

    def _asked_of(self, route: Route) -> list[int]:
        """Return the people of each quota that a route without a day would meet."""
        return [
            min(
                max(0, asked),
                sum(
                    people
                    for venue, people in zip(route.stops, route.people, strict=True)
                    if number in self._quotas_at[venue]
                ),
            )
            for number, asked in enumerate(self._asked)
        ]

    def _urgency(self, route: Route) -> tuple[int, bool, int]:
        """Return how little a route is needed: the lowest first.

        By its visits that must be made, then whether it has people of a quota, then its worth.
        """
        needed = sum(self._need[venue] > 0 for venue in route.stops)
        asked = self._asked_of(route)
        more = sum(quota.worth * people for quota, people in zip(self._quotas, asked, strict=True))
        return -needed, not any(asked), -self._plain_worth(route) - more

    def _worth_at(self, venue: int, people: int) -> int:
        """Return what one more visit to a venue would add."""
        demand = self._demands[venue]
        return (
            demand.weight * people
            - demand.charge
            + self._first * (self._need[venue] > 0 and people > 0)
            + sum(
                self._quotas[number].worth * min(max(0, self._asked[number]), people)
                for number in self._quotas_at[venue]
            )
        )

    def _ask_less(self, venue: int, people: int) -> None:
        """Ask for fewer people of a quota, of whom some are met."""
        for number in self._quotas_at[venue]:
            self._asked[number] -= people

    def can_pay(self, stops: Iterable[int]) -> bool:
        """Return whether there is money for one more visit to each of some venues."""
        return self._money is None or sum(self._costs[venue] for venue in stops) <= self._money

    def _pay(self, stops: Iterable[int], visits: int = 1) -> None:
        """Pay for visits; money comes back if they are below 0."""
        if self._money is not None:
            self._money -= visits * sum(self._costs[venue] for venue in stops)

    def _worth_left(self, venue: int) -> int:
        return self._demands[venue].weight * self.left[venue]

    @property
    def done(self) -> Iterator[tuple[int, Route]]:
        """The routes that have a day, with the number of the day, in the order of days."""
        return ((day, route) for day, on in enumerate(self._on) for route in on)

    def open_days(self, stops: Iterable[int]) -> int:
        """Return the set of days on which all stops are open and a crew can travel to them all."""
        stops = tuple(stops)
        return reduce(
            and_, (self._demands[at].open_days for at in stops), self._legs[0].days_of(stops)
        )

    def pace(self, venue: int, level: int) -> int:
        """Return the time of a crew to record one person at a venue."""
        return self._pace[level][venue]

    def neighbours(self, venue: int, count: int) -> list[int]:
        """Return the nearest other venues with people left, at most `count`."""
        waiting = {other for other, people in enumerate(self.left) if people and other != venue}
        return self._legs[0].near(venue, waiting)[:count]

    def put(self, stops: Sequence[int], people: Sequence[int], day: int) -> None:
        """Add a route that can be made on a day with a spare crew; it never moves."""
        for venue, count in zip(stops, people, strict=True):
            self.left[venue] -= count
        self._put(Route([*stops], [*people], 1 << day, is_fixed=True), day)

    def add(self, venue: int, people: int, day: int, *, is_fixed: bool = False) -> None:
        """Add a route of one stop on a day with a spare crew."""
        route = self._begin(venue, people)
        route.is_fixed = is_fixed
        self._put(route, day)

    def keep(
        self, stops: Sequence[int], people: Sequence[int], own: int | None, others: Iterable[int]
    ) -> None:
        """Keep the route of a crew as far as it can still be made; it never moves.

        Stops that cannot be made are left out, and people who are not there any more.

        Args:
            stops: the venues.
            people: the people at each.
            own: the slot of the crew, if it is out.
            others: the slots of the day, of which the best replaces its own if that is full.
        """
        slots = others if own is None or not self._spare >> own & 1 else (own,)
        kept = [self._as_kept(stops, people, slot) for slot in slots if self._spare >> slot & 1]
        best = max(kept, key=self._plain_worth, default=None)
        if best is not None and best.stops:
            for venue, count in zip(best.stops, best.people, strict=True):
                self.left[venue] -= count
            self._put(best, next(bits(best.days)))

    def _as_kept(self, stops: Sequence[int], people: Sequence[int], day: int) -> Route:
        """Return what of a route can be made in a slot; its people stay at the venues."""
        route = Route([], [], 1 << day, None, is_fixed=True)
        level = self._level_of[day]
        for venue, wanted in zip(stops, people, strict=True):
            can = self.open_days([*route.stops, venue]) & ~self._crowded[venue]
            if can >> day & 1 and self.can_pay([*route.stops, venue]):
                route.stops.append(venue)
                route.people.append(0)
                count = min(wanted, self._more_at(route, len(route.people) - 1, level))
                if venue in self._falls:
                    count = min(count, self._come(venue, day))
                if count > 0:
                    route.people[-1] = count
                else:
                    route.stops.pop()
                    route.people.pop()
        return route

    def _begin(self, venue: int, people: int) -> Route:
        route = Route([venue], [people], self._demands[venue].open_days)
        self.left[venue] -= people
        return route

    def _most_at(self, venue: int, level: int, slot: int | None) -> int:
        """Return the most people that a crew records at a venue, with time enough.

        Where attendance falls, that is after the visits before; without a slot, after all.
        """
        most = min(self.left[venue], self._demands[venue].per_level[level])
        return min(most, self._come(venue, slot)) if venue in self._falls else most

    def _come(self, venue: int, slot: int | None, people: int = 0) -> int:
        """Return how many more come to a visit to a venue where attendance falls.

        No more than their share of those left, and so few that enough are left for later visits.
        Of several visits on a day each is taken to come last.

        Args:
            venue: the venue.
            slot: the slot of the visit; None for one after all others.
            people: the people of the visit, if it is made.
        """
        demand = self._demands[venue]
        if slot is None:
            return people_met(self.left[venue], self.left[venue], demand.turnout)
        day = self._day_of[slot]
        others = [
            (self._day_of[other], self._people_at(route, venue))
            for route in self._visits[venue]
            if (other := route.day) is not None and other != slot
        ]
        same = sum(self._people_at(one, venue) for one in self._visits[venue] if one.day == slot)
        others.append((day, same - people))
        before = sum(count for on, count in others if on <= day)
        left = demand.left - before
        most = people_met(left, left, demand.turnout) - people
        for on, count in others:
            if on >= day and count:
                gone = people + sum(other for at, other in others if at <= on) - count
                enough = floor((count - 1) / demand.turnout) + 1
                most = min(most, demand.left - gone - enough)
        return max(0, most)

    def _people_at(self, route: Route, venue: int) -> int:
        return route.people[route.stops.index(venue)]

    def _time_left(self, route: Route, level: int) -> int:
        """Return the time of a day that a route leaves, if all venues are open all day."""
        travel = self._legs[level].along(route.stops) * self._unit
        return self._whole[level] - sum(self._work(route, level)) - travel

    def _work(self, route: Route, level: int) -> list[int]:
        """Return the time of the work at each stop."""
        pace = self._pace[level]
        return [
            self._setup[venue] + people * pace[venue]
            for venue, people in zip(route.stops, route.people, strict=True)
        ]

    def _more_at(self, route: Route, at: int, level: int) -> int:
        """Return the people that a route can meet besides at one of its stops."""
        venue, schedule = route.stops[at], self._timed[level]
        if schedule is None:
            time = self._time_left(route, level)
        else:
            time = schedule.times(route.stops, self._work(route, level))[at]
        most = self._demands[venue].per_level[level] - route.people[at]
        if venue in self._falls:
            most = min(most, self._come(venue, route.day, route.people[at]))
        return min(most, self.left[venue], time // self._pace[level][venue])

    def _meet(self, route: Route, at: int, people: int) -> None:
        """Meet more people at a stop of a route; fewer if they are below 0."""
        route.people[at] += people
        route.long_enough = None
        self.left[route.stops[at]] -= people

    def _can_make(self, route: Route, level: int) -> bool:
        """Return whether the day is long enough for a route, and its venues are open in time."""
        schedule = self._timed[level]
        if schedule is None:
            return self._time_left(route, level) >= 0
        return min(schedule.times(route.stops, self._work(route, level))) >= 0

    def _insert(self, route: Route, fit: Fit) -> None:
        _, people, venue, at = fit
        route.stops.insert(at, venue)
        route.people.insert(at, people)
        route.long_enough = None
        route.days &= self.open_days(route.stops)
        self.left[venue] -= people
        if route.day is not None:
            self._pay([venue])
            if venue in self._falls:
                self._visits[venue].append(route)
            self._ask_less(venue, people)
            self._enter(venue, route.day)

    def _top_up(self, route: Route) -> None:
        """Add people at the stops that a route already has, those of most weight first."""
        level = self._level_of[route.day or 0]
        weights = [self._demands[venue].weight for venue in route.stops]
        for at in sorted(range(len(weights)), key=lambda at: -weights[at]):
            more = self._more_at(route, at, level)
            self._meet(route, at, more)
            self._ask_less(route.stops[at], more)

    def _put(self, route: Route, day: int) -> None:
        route.day = day
        self._pay(route.stops)
        self._on[day].append(route)
        self._spare_crews[day] -= 1
        if not self._spare_crews[day]:
            self._spare ^= 1 << day
        for venue, people in zip(route.stops, route.people, strict=True):
            self._enter(venue, day)
            if venue in self._falls:
                self._visits[venue].append(route)
            self._ask_less(venue, people)

    def _enter(self, venue: int, slot: int) -> None:
        self._need[venue] -= 1
        day = self._day_of[slot]
        count = self._count[venue].get(day, 0) + 1
        self._count[venue][day] = count
        if count == self._demands[venue].crews_per_day:
            self._crowded[venue] |= self._same_day[slot]

    def _take(self, route: Route) -> None:
        day = route.day or 0
        route.day = None
        self._pay(route.stops, -1)
        self._on[day].remove(route)
        self._spare_crews[day] += 1
        self._spare |= 1 << day
        for venue, people in zip(route.stops, route.people, strict=True):
            self._ask_less(venue, -people)
            self._need[venue] += 1
            if venue in self._falls:
                self._visits[venue].remove(route)
            self._count[venue][self._day_of[day]] -= 1
            self._crowded[venue] &= ~self._same_day[day]
