"""Routes of several stops a crew-day: a constructive heuristic.

Packing venues into crew-days of several stops contains bin packing and is NP-hard. The heuristic
takes full days at one venue first; joins the remainders of near venues into routes; matches the
routes with days, the fullest first; and fills the time left with the people left.

Sets of days are integers with one bit a day, as in `matching`. Times are integers in units of
1/denominator of `minutes_per_person`, so that no rounding loses a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from heapq import heapify, heappop, heappush
from itertools import pairwise, permutations
from math import floor, lcm
from operator import and_
from typing import Final, NamedTuple, final

from dukcapil.outreach._capacity import (
    minutes_per_person,
    people_met,
    people_of_visits,
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

__all__ = ["CrewDays", "Quota", "Route", "Routes"]


_MOST_SQUEEZED: Final = 100
"""Of this many venues that lack a visit, all routes are tried for one more stop."""

_MOST_ORDERED: Final = 4
"""Of up to this many stops all orders are tried where venues are not open all day."""


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


@final
class Routes:
    """The routes of a plan under construction, and the people left at the venues.

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
    def is_timed(self) -> bool:
        """Whether a venue is not open all day."""
        return any(schedule is not None for schedule in self._timed)

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

    def plan_all(self, most_together: int = 1) -> None:
        """Construct all routes: full days, then routes of several stops; match and fill them.

        Routes for the longest days come first; the crews of shorter ones then take who is left.
        Visits that must be made come before all others.

        Args:
            most_together: the most of those that must be made in one day.
        """
        for make in (lambda level: self._needed_for(level, most_together), self._made_for):
            for level in range(len(self._levels)):
                while self._levels[level] & self._spare:
                    idle = sum(self._spare_crews)
                    self._place_all(make(level))
                    # Where attendance falls a venue has further visits, one after the other.
                    if not self._falls or sum(self._spare_crews) == idle:
                        break
        if self.is_timed:
            self._send_idle()
        self.fill()
        self.make_least()

    def _needed_for(self, level: int, most_together: int) -> list[Route]:
        """Return routes of visits that must be made, for days of one length, without days.

        Each begins with one person at every stop, so that as many stops as possible fit.
        """
        can = self._levels[level]
        waiting = {
            venue
            for venue, demand in enumerate(self._demands)
            if self._need[venue] > 0 and self.left[venue] and demand.open_days & can
        }
        routes: list[Route] = []
        for venue in sorted(waiting, key=lambda one: (-self._worth_left(one), one)):
            for _ in range(min(self._need[venue], self.left[venue]) if venue in waiting else 0):
                route = self._begin(venue, 1)
                waiting.discard(venue)
                self._gather(route, waiting, level, most_together)
                routes.append(route)
        return routes

    def _gather(self, route: Route, waiting: set[int], level: int, most_together: int) -> None:
        """Add the nearest of the waiting venues to a route, as long as there is time for one."""
        for venue in self._legs[level].near(route.stops[0], waiting):
            if len(route.stops) == min(most_together, self.most_stops):
                break
            if self.open_days([*route.stops, venue]) & route.days & self._levels[level]:
                fit = self._fit(route, venue, level, self._time_left(route, level))
                if fit.people > 0:
                    self._insert(route, fit._replace(people=1))
                    waiting.discard(venue)

    def make_least(self) -> None:
        """Make more of the visits that must be made: by idle crews, or instead of others.

        A route gives way if each of its venues has more visits than it must have.
        """
        for venue, people in enumerate(self.left):
            if self._need[venue] > 0 and people and self.can_pay([venue]):
                self._make_one(venue)
        lacking = [venue for venue, need in enumerate(self._need) if need > 0 and self.left[venue]]
        for venue in lacking[:_MOST_SQUEEZED]:
            self._squeeze(venue)

    def _make_one(self, venue: int) -> None:
        """Make a visit that must be made, if there is a crew that can go."""
        if self._make_room(venue):
            route = self._begin(venue, 1)
            self._place(route)
            self._top_up(route)

    def _squeeze(self, venue: int) -> None:
        """Add a stop to the route that loses least by it, for one person instead of others."""
        ways = [
            (self._plain_worth(route) - self._plain_worth(new), number, route, new)
            for number, (slot, route) in enumerate(self.done)
            if len(route.stops) < self.most_stops
            and venue not in route.stops
            and self.open_days([*route.stops, venue]) & ~self._crowded[venue] & 1 << slot
            and self.can_pay([venue])
            and self._most_at(venue, self._level_of[slot], slot)
            and (new := self._with_one_more(route, venue, self._level_of[slot]))
        ]
        if ways:
            _, _, route, new = min(ways)
            for at, stop in enumerate(route.stops):
                less = route.people[at] - new.people[new.stops.index(stop)]
                self._meet(route, at, -less)
                self._ask_less(stop, -less)
            self._insert(route, Fit(0, 1, venue, new.stops.index(venue)))

    def _with_one_more(self, route: Route, venue: int, level: int) -> Route | None:
        """Return a route with one person at one more stop, and fewer at others, if it can be."""
        at, _ = self._legs[level].detour(route.stops, venue)
        stops, people = [*route.stops], [*route.people]
        stops.insert(at, venue)
        people.insert(at, 1)
        new = Route(stops, people, route.days)
        while not self._can_make(new, level):
            most = max(range(len(stops)), key=people.__getitem__)
            if people[most] == 1:
                return None
            pace = self._pace[level][stops[most]]
            less = max(1, -(self._time_left(new, level) // pace))
            people[most] -= min(less, people[most] - 1)
        return new

    def _make_room(self, venue: int) -> bool:
        """Return whether there is an idle crew for a venue, or one that now is."""
        slots = self._demands[venue].open_days & ~self._crowded[venue]
        if slots & self._spare:
            return True
        spare = [
            (self._plain_worth(route), slot, number)
            for slot in bits(slots)
            for number, route in enumerate(self._on[slot])
            if not route.is_fixed and all(self._need[stop] < 0 for stop in route.stops)
        ]
        if not spare:
            return False
        _, slot, number = min(spare)
        route = self._on[slot][number]
        self._take(route)
        for at, people in enumerate(route.people):
            self._meet(route, at, -people)
        return True

    def _send_idle(self) -> None:
        """Send idle crews to venues with people left, those with most first.

        Hours make routes that find no day: their people are left, and so are their crews.
        """
        venues = range(len(self.left))
        for venue in sorted(venues, key=lambda venue: (-self._worth_left(venue), venue)):
            for level, days in enumerate(self._levels):
                can = self._demands[venue].open_days & days & self._spare & ~self._crowded[venue]
                for slot in bits(can):
                    people = self._most_at(venue, level, slot)
                    while (
                        self._spare & ~self._crowded[venue] & 1 << slot
                        and self._worth_at(venue, people) > 0
                        and self.can_pay([venue])
                    ):
                        self.add(venue, people, slot)
                        people = self._most_at(venue, level, slot)

    def _made_for(self, level: int) -> list[Route]:
        """Return routes for days of one length, without days."""
        can = self._levels[level]
        routes = [
            self._begin(venue, demand.per_level[level])
            for venue, demand in enumerate(self._demands)
            if demand.open_days & can
            for _ in range(self._full_days(venue, level))
        ]
        waiting = {
            venue
            for venue, demand in enumerate(self._demands)
            if demand.open_days & can
            and 0 < self._most_at(venue, level, None) < demand.per_level[level]
        }
        for venue in sorted(waiting, key=lambda venue: (-self._worth_left(venue), venue)):
            if venue in waiting:
                routes.append(self._begin(venue, self._most_at(venue, level, None)))
                self._join(routes[-1], waiting, level)
        return routes

    def _full_days(self, venue: int, level: int) -> int:
        """Return the full days of one length that a venue has people for."""
        demand = self._demands[venue]
        most = demand.per_level[level]
        full = self.left[venue] // most
        if venue in self._falls:
            met = pairwise(people_of_visits(self.left[venue], most, demand.turnout))
            full = sum(after - before == most for before, after in met)
        return min(full, len(demand.gains))

    def match(self, routes: Iterable[Route]) -> None:
        """Assign days to new routes, those worth most first, and fill the time left."""
        self._place_all(routes)
        self.fill()

    def _place_all(self, routes: Iterable[Route]) -> None:
        waiting = [
            (self._urgency(route), route.stops, number, route)
            for number, route in enumerate(routes)
        ]
        heapify(waiting)
        while waiting:
            was, stops, number, route = heappop(waiting)
            now = self._urgency(route) if self._quotas or was[0] else was
            if now > was:
                heappush(waiting, (now, stops, number, route))
            else:
                self._place(route)

    def compose(self, stops: Sequence[int], people: Sequence[int], days: Iterable[int]) -> Route:
        """Return a route through venues on one of some days of a level, with most of the people.

        Those whom it has no time for stay at the venues.
        """
        days = tuple(days)
        level = self._level_of[days[0]]
        wanted = dict(zip(stops, people, strict=True))
        order = self._order_for(stops, level)
        route = Route(order, [0] * len(order), self.open_days(order))
        route.days &= sum(1 << day for day in days)
        for at, venue in enumerate(order):
            self._meet(route, at, min(wanted[venue], self._more_at(route, at, level)))
        return route

    def time_for(self, stops: Sequence[int]) -> list[int]:
        """Return the time of a crew to record people at venues, by the length of the day.

        In the unit of `pace`; below 0 if there is none. Where venues are not open all day it can be
        less, and no more.
        """
        times = []
        for level, schedule in enumerate(self._timed):
            route = Route(self._order_for(stops, level), [0] * len(stops), 0)
            time = self._time_left(route, level)
            if schedule is not None:
                more = schedule.times(route.stops, self._work(route, level))
                time = time if min(more) >= 0 else -1
            times.append(time)
        return times

    def _order_for(self, stops: Sequence[int], level: int) -> list[int]:
        """Return venues in an order that adds few minutes, one that can be made if there is one."""
        order, legs = [stops[0]], self._legs[level]
        for venue in stops[1:]:
            at, _ = legs.detour(order, venue)
            order.insert(at, venue)
        schedule = self._timed[level]
        if schedule is None or len(stops) > _MOST_ORDERED:
            return order
        setup = {venue: self._setup[venue] for venue in stops}
        return [*schedule.roomiest(permutations(order), setup)]

    def shortest(self, stops: Sequence[int], level: int) -> tuple[int, ...]:
        """Return a few venues in the order of the shortest tour, the first of those as short."""
        legs = self._legs[level]
        return min(permutations(stops), key=lambda order: (legs.along(order), order))

    def intervals(self, stops: Sequence[int], level: int) -> dict[tuple[int, int], int] | None:
        """Return the time to record people at stops in this order, for each interval of them.

        None if venues are open all day: the time of all stops is that of `time_along`.
        """
        schedule = self._timed[level]
        if schedule is None:
            return None
        return schedule.intervals(stops, {venue: self._setup[venue] for venue in stops})

    def time_along(self, stops: Sequence[int], level: int) -> int:
        """Return the time of a crew to record people at venues in this order, as `time_for`."""
        return self._time_left(Route([*stops], [0] * len(stops), 0), level)

    def put(self, stops: Sequence[int], people: Sequence[int], day: int) -> None:
        """Add a route that can be made on a day with a spare crew."""
        for venue, count in zip(stops, people, strict=True):
            self.left[venue] -= count
        self._put(Route([*stops], [*people], 1 << day), day)

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

    def _join(self, route: Route, waiting: set[int], level: int) -> None:
        """Add stops to a new route while each gains worth."""
        while len(route.stops) < self.most_stops:
            days = route.days & self._levels[level]
            best = self._best_fit(
                route, waiting, level, days, lambda fit: self._another_stop(fit, level)
            )
            if best is None or best.worth <= self._another_stop(best, level):
                break
            self._insert(route, best)
        waiting -= {venue for venue in route.stops if not self.left[venue]}

    def _another_stop(self, fit: Fit, level: int) -> int:
        """Return the worth that another set-up there costs later, if a stop leaves some behind."""
        if fit.people == self.left[fit.venue]:
            return 0
        demand = self._demands[fit.venue]
        people = self._setup[fit.venue] // self._pace[level][fit.venue]
        return demand.weight * people + demand.charge

    def _best_fit(
        self,
        route: Route,
        waiting: set[int],
        level: int,
        days: int,
        cost: Callable[[Fit], int],
    ) -> Fit | None:
        """Return the near venue worth most, less a cost, that a route has time for.

        Args:
            route: the route.
            waiting: the venues with people left.
            level: the length of the day.
            days: the set of days of which the venue must be open on one.
            cost: a worth from 0 on.
        """
        time, legs, pace = self._time_left(route, level), self._legs[level], self._pace[level]
        demands, left = self._demands, self.left
        if time <= 0:
            return None
        # Those who would be met without a detour are most: where they are too few none is sought.
        most = [
            (
                min(
                    left[venue],
                    demands[venue].per_level[level],
                    (time - self._setup[venue]) // pace[venue],
                ),
                -venue,
            )
            for venue in legs.near(route.stops[0], waiting)
            if venue not in route.stops
            and demands[venue].open_days
            & ~self._crowded[venue]
            & legs.days_of([*route.stops, venue])
            & days
        ]
        if not self._is_plain:
            most = [
                (self._worth_at(-minus, people), minus)
                for people, minus in most
                if self.can_pay([-minus])
            ]
        best: tuple[int, int, Fit] | None = None
        for worth, minus in sorted(most, reverse=True):
            if worth <= 0 or (best is not None and worth < best[0]):
                break
            fit = self._fit(route, -minus, level, time)
            if fit.worth > 0 and (best is None or (fit.worth - cost(fit), minus) > best[:2]):
                best = fit.worth - cost(fit), minus, fit
        return best[2] if best is not None else None

    def _fit(self, route: Route, venue: int, level: int, time: int) -> Fit:
        """Return the place at which a venue adds most people to a route, with few more minutes.

        Args:
            route: the route.
            venue: the venue.
            level: the length of the day.
            time: the time that the route leaves, if all venues are open all day.
        """
        most, pace = self._most_at(venue, level, route.day), self._pace[level][venue]
        setup = self._setup[venue]
        schedule = self._timed[level]
        if schedule is None:
            at, minutes = self._legs[level].detour(route.stops, venue)
            people = min(most, (time - setup - minutes * self._unit) // pace)
        else:
            people, _, at = max(
                (min(most, (gap.time - setup) // pace), -gap.minutes, gap.at)
                for gap in schedule.gaps(route.stops, self._work(route, level), venue)
            )
        worth = people if self._is_plain else self._worth_at(venue, people)
        return Fit(worth, people, venue, at)

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

    def _place(self, route: Route) -> None:
        """Assign a day to a route, moving one other if necessary, or give its people up."""
        can = self._urgency(route) <= (0, True, 0) and self.can_pay(route.stops)
        days = self._possible_days(route) if can else 0
        if self._falls:
            days = self._attended(route, days)
        for day in bits(days & self._spare):
            self._put(route, day)
            return
        # One exchange, not a whole augmenting path: routes of several stops form no matroid.
        for day in bits(days):
            for other in self._on[day]:
                elsewhere = self._other_days(other)
                if elsewhere:
                    self._take(other)
                    self._put(other, next(bits(elsewhere)))
                    self._put(route, day)
                    return
        for venue, people in zip(route.stops, route.people, strict=True):
            self.left[venue] += people

    def _other_days(self, route: Route) -> int:
        """Return the days with a spare crew to which a route could move."""
        if route.is_fixed:
            return 0
        days = self._possible_days(route) & self._spare
        return self._attended(route, days) if self._falls else days

    def _attended(self, route: Route, slots: int) -> int:
        """Return the slots in which the people of a route come to all its stops."""
        if self._falls.isdisjoint(route.stops):
            return slots
        return sum(
            1 << slot
            for slot in bits(slots)
            if all(
                venue not in self._falls or self._come(venue, slot) >= people
                for venue, people in zip(route.stops, route.people, strict=True)
            )
        )

    def _possible_days(self, route: Route) -> int:
        """Return the days that are long enough, on which all venues have room for a crew."""
        days = route.days
        for venue in route.stops:
            days &= ~self._crowded[venue]
        if len(self._levels) > 1:
            if route.long_enough is None:
                route.long_enough = self._long_enough(route)
            days &= route.long_enough
        return days

    def _long_enough(self, route: Route) -> int:
        """Return the days of the levels on which a route can be made."""
        found = 0
        for level, days in enumerate(self._levels):
            if self._can_make(route, level) and all(
                people <= self._demands[venue].per_level[level]
                for venue, people in zip(route.stops, route.people, strict=True)
            ):
                found |= days
        return found

    def fill(self) -> None:
        """Fill the time left with the people left, the largest gain first.

        The gain of a route never rises while others are filled, so that the top of the heap is the
        best if its gain is still current when it is popped (lazy evaluation).
        """
        routes = [route for _, route in self.done]
        for route in routes:
            self._top_up(route)
        waiting = {venue for venue, people in enumerate(self.left) if people}
        gains = [
            (-fit.worth, number)
            for number, route in enumerate(routes)
            if (fit := self._best_stop(route, waiting))
        ]
        heapify(gains)
        while gains:
            loss, number = heappop(gains)
            route = routes[number]
            fit = self._best_stop(route, waiting)
            if fit is not None and fit.worth == -loss:
                self._insert(route, fit)
                if not self.left[fit.venue]:
                    waiting.discard(fit.venue)
                fit = self._best_stop(route, waiting)
            if fit is not None:
                heappush(gains, (-fit.worth, number))

    def _top_up(self, route: Route) -> None:
        """Add people at the stops that a route already has, those of most weight first."""
        level = self._level_of[route.day or 0]
        weights = [self._demands[venue].weight for venue in route.stops]
        for at in sorted(range(len(weights)), key=lambda at: -weights[at]):
            more = self._more_at(route, at, level)
            self._meet(route, at, more)
            self._ask_less(route.stops[at], more)

    def _best_stop(self, route: Route, waiting: set[int]) -> Fit | None:
        """Return the stop that adds most worth to a route that has a day."""
        if len(route.stops) == self.most_stops or route.day is None:
            return None
        level = self._level_of[route.day]
        return self._best_fit(route, waiting, level, 1 << route.day, lambda _: 0)

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
