"""Slots of a task, crews of a day that are alike, and the work left at each venue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import NamedTuple, final

from dukcapil.outreach._capacity import kinds_of_days, people_of_crew, visitable
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._proof.claims import people_by_venue
from dukcapil.outreach._rules.crews import Crew, CrewGroup, groups_by_day, serves
from dukcapil.outreach._rules.limits import visit_charge, worth_of_person
from dukcapil.outreach._solver.keeping import Slots
from dukcapil.outreach._solver.matching import Demand
from dukcapil.outreach._visits import PlannedDay

__all__ = ["Place", "demands_of", "places_of", "scale_of", "sizes_of", "slots_of"]


@final
class Place(NamedTuple):
    """The crews of a day that are alike: a slot of the search.

    Attributes:
        day: the number of the day.
        group: the crews.
    """

    day: int
    group: CrewGroup


def places_of(task: Plan) -> list[Place]:
    """Return the slots of a plan, by day."""
    return [
        Place(day, group)
        for day, groups in enumerate(groups_by_day(task.days, task.crews))
        for group in groups
    ]


def slots_of(places: Sequence[Place]) -> Slots:
    of_day: dict[int, int] = {}
    for slot, place in enumerate(places):
        of_day[place.day] = of_day.get(place.day, 0) | 1 << slot
    return Slots(
        [len(place.group.numbers) for place in places],
        [place.day for place in places],
        [of_day[place.day] for place in places],
    )


@final
class Size(NamedTuple):
    """Crews of one size on days that are alike.

    Attributes:
        day: a day of them.
        kind: the number of the kind of day, see `kinds_of_days`.
        crew: the size of the crew, as a share of a full one.
    """

    day: PlannedDay
    kind: int
    crew: Fraction


def _size_of_places(task: Plan, places: Iterable[Place]) -> list[Size]:
    """Return the size of each slot; those of one size are equal."""
    size_on = {
        day.on: (group[0], kind)
        for kind, group in enumerate(kinds_of_days(task.venues, task.days, task.workday))
        for day in group
    }
    return [Size(*size_on[task.days[place.day].on], place.group.share) for place in places]


def sizes_of(task: Plan, places: Iterable[Place]) -> list[Size]:
    """Return the different kinds of days and sizes of crews, the most people first."""
    return sorted(
        dict.fromkeys(_size_of_places(task, places)),
        key=lambda size: (-size.day.share * size.crew, -size.day.share, -size.crew, size.kind),
    )


def scale_of(task: Plan) -> int:
    """Return the number that makes whole numbers of what people and visits are worth."""
    prices = [floor.price for floor in task.floors]
    if task.budget is not None:
        prices.append(task.budget.price)
    return lcm(*(price.denominator for price in prices))


def demands_of(task: Plan) -> list[Demand]:
    """Return the work left at each venue."""
    scale = scale_of(task)
    met = people_by_venue(task.kept)
    made = Counter(visit.venue for visit in task.kept)
    places = places_of(task)
    sizes = sizes_of(task, places)
    size_of = _size_of_places(task, places)
    levels = tuple(
        sum(1 << slot for slot, size in enumerate(size_of) if size == level) for level in sizes
    )
    everywhere = sum(levels)
    # One more than there are crews, so that the visit that finds none sets the price of its days.
    most_crews = 1 + max(day.crews for day in task.days)
    slots_on: dict[date, list[tuple[int, Crew | None]]] = {day.on: [] for day in task.days}
    for slot, place in enumerate(places):
        slots_on[task.days[place.day].on].append((1 << slot, place.group.crew))
    kinds = {place.group.crew for place in places}
    any_day = task.workday is None or not task.workday.travel.only_on
    found = []
    for venue in task.venues:
        per_level = tuple(
            people_of_crew(venue, size.day, size.crew, task.workday) for size in sizes
        )
        open_days = everywhere
        is_always_open = (venue.open_on, venue.since, venue.until) == (None, None, None)
        if task.crews or not (is_always_open and any_day and all(per_level)):
            can = {crew for crew in kinds if serves(crew, venue)}
            open_days = sum(
                slot
                for day in visitable(venue, task.days, task.workday)
                for slot, crew in slots_on[day.on]
                if crew in can
            )
            for slots, most in zip(levels, per_level, strict=True):
                open_days &= everywhere if most else ~slots
        found.append(
            Demand(
                left=max(0, venue.reachable_people - met[venue.id]),
                open_days=open_days,
                crews_per_day=min(venue.crews_per_day, most_crews),
                levels=levels,
                per_level=per_level,
                turnout=venue.turnout,
                weight=int(scale * worth_of_person(venue, task.floors)),
                charge=int(scale * visit_charge(venue, task.budget)),
                least=max(0, venue.least_visits - made[venue.id]),
            )
        )
    return found
