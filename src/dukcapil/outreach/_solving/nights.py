"""Tours with nights away, on the finished plan of day trips: ruin and recreate.

The crew-days of a block of consecutive days give up their people, and a tour is constructed in
their place; it stays if it records more. Blocks of two days come first, then those of three, and so
on, so that more nights never record fewer people.

G. Schrimpf, J. Schneider, H. Stamm-Wilbrandt and G. Dueck, "Record breaking optimization results
using the ruin and recreate principle", Journal of Computational Physics 159, 2000.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from math import lcm
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.checks import RecordFault
from dukcapil.errors import Fault
from dukcapil.outreach._capacity import (
    minutes_per_person,
    people_of_crew,
    setup_minutes,
    visitable,
)
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._proof.claims import people_by_venue
from dukcapil.outreach._rules.crews import Crew, crews_by_number, serves, workday_of
from dukcapil.outreach._rules.nights import Nights
from dukcapil.outreach._solver.legs import Legs
from dukcapil.outreach._solver.tours import Pace, Stop, TourDay, best_tour
from dukcapil.outreach._solving.one_stop import one_visit_a_day
from dukcapil.outreach._solving.several_stops import with_bound
from dukcapil.outreach._visits import Night, Promise, Visit
from dukcapil.outreach._workday import Workday
from dukcapil.regions import RegionCode

__all__ = ["day_trips", "faults_of_nights", "with_tours"]

_MOST_PASSES: Final = 2
"""Passes over all blocks of one length."""

_MOST_SEEDS: Final = 24
"""The number of venues at which a tour can begin; those of other kecamatan come first."""

_Block = tuple[int, tuple[date, ...]]
"""A crew by number, and consecutive days on which it works."""


def faults_of_nights(task: Plan) -> list[RecordFault]:
    """Return the rules of a task that nights cannot be kept together with."""
    if task.workday is None or not task.workday.most_nights:
        return []
    rules = {"floors": bool(task.floors), "budget_rupiah": task.budget is not None}
    return [
        ("per_crew_day.most_nights", Fault.CONTRADICTION, rule)
        for rule, is_used in rules.items()
        if is_used
    ]


def day_trips(task: Plan) -> Plan:
    """Return a task without nights."""
    if task.workday is None or not task.workday.most_nights:
        return task
    return attrs.evolve(task, workday=attrs.evolve(task.workday, most_nights=0), nights=())


def with_tours(trips: Plan, task: Plan, in_force: Plan | None = None) -> Plan:
    """Return a plan of day trips with tours in place of some of them.

    Venues with rules that a tour may break, and visits that are fixed or promised, stay as they
    are.

    Args:
        trips: a plan of `day_trips`.
        task: its task.
        in_force: the plan that it replaces, whose tours and other visits stay where they can.
    """
    if task.workday is None or not task.workday.most_nights:
        return trips
    tours = _Tours(trips, task, task.workday, in_force)
    tours.resume()
    for nights in range(1, min(task.workday.most_nights, len(task.days) - 1) + 1):
        tours.look_for(nights)
        tours.look_for(0)
    return _bounded(tours.plan, task.workday)


def _bounded(found: Plan, workday: Workday) -> Plan:
    """Return a plan with nights with prices that bound it, those of days without ways."""
    free = attrs.evolve(
        found,
        workday=workday.without_ways,
        crews=[attrs.evolve(crew, office=None) for crew in found.crews],
        nights=(),
    )
    single = one_visit_a_day(attrs.evolve(free, planned=()), ())
    bounded = with_bound(free, single, workday.without_ways)
    return attrs.evolve(found, days=bounded.days, stop_charge=bounded.stop_charge)


@final
class _Crew(NamedTuple):
    """The kind of a crew on a day, and its working day.

    Attributes:
        who: the crew if crews differ.
        workday: its working day.
    """

    who: Crew | None
    workday: Workday

    @property
    def share(self) -> Fraction:
        """The people it records, as a share of those of a full crew."""
        return Fraction(1) if self.who is None else self.who.share


@final
class _Tours:
    """A plan whose crew-days are replaced by those of tours."""

    def __init__(self, trips: Plan, task: Plan, workday: Workday, in_force: Plan | None) -> None:
        """Take the visits of a plan of day trips."""
        self._task = task
        self._trips = trips
        self._in_force = in_force
        venues = task.venues
        self._number_of = {venue.id: number for number, venue in enumerate(venues)}
        self._day_on = {day.on: day for day in task.days}
        self._crews = {
            (on, number): _Crew(who, workday_of(who, workday) or workday)
            for on, crews in crews_by_number(task.days, task.crews).items()
            for number, who in crews.items()
        }
        met = people_by_venue(task.kept)
        self._left = [max(0, venue.reachable_people - met[venue.id]) for venue in venues]
        self._stops: dict[tuple[date, int], list[Stop]] = {}
        self._here: Counter[tuple[date, int]] = Counter()
        for (on, crew), stops in _crew_days(trips.planned):
            self._put(on, crew, [(self._number_of[one.venue], one.people) for one in stops])
        self._kept = {(visit.on, visit.crew) for visit in task.kept}
        kept = {_key(on, crew) for on, crew in self._kept}
        self._nights = {
            _key(night.on, night.crew)
            for night in task.nights
            if _key(night.on, night.crew, 1) in kept
        }
        # Tours know neither the hours of venues, nor falling attendance, nor least visits.
        self._plain = [
            not venue.hours and venue.turnout == 1 and not venue.least_visits for venue in venues
        ]
        nights = () if in_force is None else in_force.nights
        self._slept = {_key(night.on, night.crew) for night in nights}
        force = () if in_force is None else in_force.planned
        self._stay = {
            *task.fixed,
            *task.promised,
            *(Promise(venue=visit.venue, on=visit.on) for visit in force),
        }
        self._open = [
            {day.on for day in visitable(venue, task.days, workday.without_ways)}
            for venue in venues
        ]
        self._legs_from: dict[RegionCode | None, Legs] = {}
        self._paces: dict[tuple[Fraction, RegionCode | None], Pace] = {}
        self._rooms: dict[tuple[Fraction, Fraction], dict[int, int]] = {}

    @property
    def plan(self) -> Plan:
        """The plan with its tours."""
        venues = self._task.venues
        return attrs.evolve(
            self._trips,
            workday=self._task.workday,
            planned=[
                Visit(on=on, crew=crew, stop=stop, venue=venues[venue].id, people=people)
                for (on, crew), stops in self._stops.items()
                for stop, (venue, people) in enumerate(stops, start=1)
            ],
            nights=[Night(crew=crew, on=date.fromordinal(day)) for day, crew in self._nights],
        )

    def _put(self, on: date, crew: int, stops: list[Stop]) -> None:
        self._stops[on, crew] = stops
        for venue, people in stops:
            self._left[venue] -= people
            self._here[on, venue] += 1

    def _take(self, block: _Block) -> list[tuple[date, list[Stop]]]:
        """Take the visits of a crew on some days away, and return them."""
        crew, days = block
        taken = [(on, self._stops.pop((on, crew))) for on in days if (on, crew) in self._stops]
        for on, stops in taken:
            for venue, people in stops:
                self._left[venue] += people
                self._here[on, venue] -= 1
        return taken

    def _worth(self, taken: Iterable[tuple[date, list[Stop]]]) -> int:
        venues = self._task.venues
        return sum(venues[at].weight * people for _, stops in taken for at, people in stops)

    def look_for(self, nights: int) -> None:
        """Replace blocks of crew-days by tours of so many nights, the largest gain first.

        Without a night they are day trips, to those whom tours have left.
        """
        for _ in range(_MOST_PASSES):
            blocks = [*self._blocks(nights + 1)]
            gains = [(self._try(block, keep=False), block) for block in blocks]
            better = sorted((-gain, block[1], block) for gain, block in gains if gain > 0)
            kept = [self._try(block, keep=True) for _, _, block in better]
            if max(kept, default=0) <= 0:
                break

    def _blocks(self, length: int) -> Iterator[_Block]:
        """Yield crews with so many consecutive days on which they work."""
        crews: dict[int, list[date]] = {}
        for on, crew in sorted(self._crews):
            days = crews.setdefault(crew, [])
            days.append(on)
            if len(days) >= length and on - days[-length] == timedelta(days=length - 1):
                yield crew, tuple(days[-length:])

    def _is_free(self, block: _Block) -> bool:
        """Return whether no night leads into a block or out of it, and all its visits can go."""
        crew, days = block
        ends = {_key(days[0], crew, -1), _key(days[-1], crew)}
        return ends.isdisjoint(self._nights) and all(
            self._plain[venue]
            and Promise(venue=self._task.venues[venue].id, on=on) not in self._stay
            for on in days
            for venue, _ in self._stops.get((on, crew), ())
        )

    def _try(self, block: _Block, *, keep: bool) -> int:
        """Return the worth gained by a tour in place of the visits of a block; keep it or not."""
        if not self._is_free(block):
            return 0
        crew, days = block
        first = self._crews[days[0], crew]
        taken = self._take(block)
        left = [
            people if plain else 0 for people, plain in zip(self._left, self._plain, strict=True)
        ]
        pace = self._pace(first)
        tour_days = [self._tour_day(on, first, pace.unit) for on in days]
        worth, tour = best_tour(pace, tour_days, left, self._seeds(left, tour_days[0]))
        gain = worth - self._worth(taken)
        if keep and gain > 0:
            self._install(block, tour)
        else:
            for on, stops in taken:
                self._put(on, crew, stops)
        return gain

    def _install(self, block: _Block, tour: Sequence[list[Stop]]) -> None:
        crew, days = block
        for on, stops in zip(days, tour, strict=True):
            self._put(on, crew, stops)
        self._nights.update(_key(on, crew) for on in days[:-1])

    def _seeds(self, left: Sequence[int], day: TourDay) -> list[int]:
        """Return the venues at which tours begin, that of most worth in each region first."""
        venues = self._task.venues
        can = [number for number, people in enumerate(left) if people and day.most(number)]
        can.sort(key=lambda number: (-venues[number].weight * left[number], number))
        first = {venues[number].region.parent: number for number in reversed(can)}
        return sorted(can, key=lambda at: first[venues[at].region.parent] != at)[:_MOST_SEEDS]

    def _pace(self, crew: _Crew) -> Pace:
        key = crew.share, crew.workday.office
        if key not in self._paces:
            venues, (share, office) = self._task.venues, key
            paces = [minutes_per_person(venue, crew.workday, share) for venue in venues]
            unit = lcm(*(pace.denominator for pace in paces))
            if office not in self._legs_from:
                self._legs_from[office] = Legs(venues, crew.workday, ())
            self._paces[key] = Pace(
                self._legs_from[office],
                unit,
                [setup_minutes(venue, crew.workday) * unit for venue in venues],
                [int(pace * unit) for pace in paces],
                [venue.weight for venue in venues],
                crew.workday.most_stops,
            )
        return self._paces[key]

    def _tour_day(self, on: date, crew: _Crew, unit: int) -> TourDay:
        day, venues, workday = self._day_on[on], self._task.venues, crew.workday
        rooms = self._rooms.setdefault((day.share, crew.share), {})

        def most(venue: int) -> int:
            if venue not in rooms:
                one = venues[venue]
                rooms[venue] = people_of_crew(one, day, crew.share, workday.without_ways)
            here = self._here[on, venue] < venues[venue].crews_per_day
            can = here and on in self._open[venue] and serves(crew.who, venues[venue])
            return rooms[venue] if can else 0

        def can_go(stops: Sequence[int | None]) -> bool:
            places = [workday.office if at is None else venues[at].region for at in stops]
            regions = [at for at in places if at is not None]
            return bool(workday.days_for(regions, (on,), (None, None)))

        return TourDay(int(workday.minutes * day.share * unit), most, can_go)

    def resume(self) -> None:
        """Put the tours of the plan in force back, those whose rest can still be made."""
        if self._in_force is not None:
            was = self._in_force
            venue_of = {venue.id: venue for venue in self._task.venues}
            nights = Nights(was.nights, was.visits, venue_of)
            visits = dict(_crew_days(was.visits))
            for crew, days in _tours_of(was):
                rest = tuple(on for on in days if (on, crew) not in self._kept)
                if rest and all((on, crew) in self._crews for on in rest):
                    self._resume((crew, rest), visits, nights)

    def _resume(
        self, block: _Block, visits: dict[tuple[date, int], list[Visit]], nights: Nights
    ) -> None:
        """Put a tour back in place of day trips, if it can be made and no promise stands there."""
        crew, days = block
        stays = {Promise(venue=one.venue, on=one.on) for on in days for one in visits[on, crew]}
        taken = self._take(block)
        can = all(
            self._plain[venue] and (promise not in self._stay or promise in stays)
            for on, stops in taken
            for venue, _ in stops
            for promise in [Promise(venue=self._task.venues[venue].id, on=on)]
        )
        for on in days:
            stops = self._as_before(on, visits[on, crew])
            can = can and len(stops) == len(visits[on, crew])
            can = can and self._can_make(on, crew, stops, nights)
            self._put(on, crew, stops)
        if can:
            self._nights.update(_key(on, crew) for on in days[:-1])
            self._nights |= self._slept & {_key(days[0], crew, -1)}
            return
        self._take(block)
        for on, stops in taken:
            self._put(on, crew, stops)

    def _as_before(self, on: date, visits: Iterable[Visit]) -> list[Stop]:
        """Return the visits of a day of a tour that can still be made, with the people left."""
        found = []
        for visit in visits:
            venue = self._number_of[visit.venue]
            day = self._tour_day(on, self._crews[on, visit.crew], 1)
            people = min(visit.people, self._left[venue], day.most(venue))
            if people and self._plain[venue]:
                found.append((venue, people))
        return found

    def _can_make(self, on: date, crew: int, stops: Sequence[Stop], nights: Nights) -> bool:
        """Return whether a crew can make the visits of a day of a tour."""
        who = self._crews[on, crew]
        workday, venues = who.workday, [self._task.venues[venue] for venue, _ in stops]
        regions, ends = [venue.region for venue in venues], nights.ends(on, crew, workday)
        work = sum(
            setup_minutes(venue, workday) + people * minutes_per_person(venue, workday, who.share)
            for venue, (_, people) in zip(venues, stops, strict=True)
        )
        there_are = workday.minutes * self._day_on[on].share
        return workday.travelled(regions, ends) + work <= there_are and bool(
            workday.days_for(regions, (on,), ends)
        )


def _key(on: date, crew: int, days: int = 0) -> tuple[int, int]:
    """Return the key of a crew on a day, or some days later."""
    return on.toordinal() + days, crew


def _crew_days(visits: Iterable[Visit]) -> Iterator[tuple[tuple[date, int], list[Visit]]]:
    """Return the visits of each crew on each day."""
    for key, group in groupby(visits, key=lambda visit: (visit.on, visit.crew)):
        yield key, list(group)


def _tours_of(plan: Plan) -> Iterator[_Block]:
    """Yield the tours of a plan."""
    nights = {_key(night.on, night.crew) for night in plan.nights}
    tour: list[date] = []
    for crew, on in sorted({(visit.crew, visit.on) for visit in plan.visits}):
        tour.append(on)
        if _key(on, crew) not in nights:
            if len(tour) > 1:
                yield crew, tuple(tour)
            tour = []
