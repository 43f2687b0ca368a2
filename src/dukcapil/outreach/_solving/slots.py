"""Slots of a task, crews of a day that are alike, and the work left at each venue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from math import lcm
from typing import NamedTuple, final

from dukcapil.outreach._capacity import kinds_of_days, people_of_crew, visitable_from
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._proof.claims import people_by_venue
from dukcapil.outreach._rules.crews import (
    Crew,
    CrewGroup,
    Size,
    groups_by_day,
    serves,
    workdays_of,
)
from dukcapil.outreach._rules.limits import visit_charge, worth_of_person
from dukcapil.outreach._solver.keeping import Slots
from dukcapil.outreach._solver.matching import Demand
from dukcapil.regions import RegionCode

__all__ = [
    "Place",
    "crew_slots",
    "demands_of",
    "places_of",
    "scale_of",
    "sizes_of",
    "slots_of",
]


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


def crew_slots(task: Plan) -> dict[tuple[date, int], int]:
    """Return the slot of each crew on each day."""
    return {
        (task.days[place.day].on, number): slot
        for slot, place in enumerate(places_of(task))
        for number in place.group.numbers
    }


def slots_of(places: Sequence[Place]) -> Slots:
    of_day: dict[int, int] = {}
    for slot, place in enumerate(places):
        of_day[place.day] = of_day.get(place.day, 0) | 1 << slot
    return Slots(
        [len(place.group.numbers) for place in places],
        [place.day for place in places],
        [of_day[place.day] for place in places],
    )


def _size_of_places(task: Plan, places: Iterable[Place]) -> list[Size]:
    """Return the size of each slot; those of one size are equal."""
    size_on = {
        (office, day.on): (group[0], kind)
        for office, workday in workdays_of(task.crews, task.workday).items()
        for kind, group in enumerate(kinds_of_days(task.venues, task.days, workday))
        for day in group
    }
    return [
        Size(*size_on[group.office, task.days[day].on], group.share, group.office)
        for day, group in places
    ]


def sizes_of(task: Plan, places: Iterable[Place]) -> list[Size]:
    """Return the different kinds of days and sizes of crews, the most people first."""
    return sorted(
        dict.fromkeys(_size_of_places(task, places)),
        key=lambda size: (
            -size.day.share * size.of_crew,
            -size.day.share,
            -size.of_crew,
            size.kind,
            size.office or "",
        ),
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
    slots_on: dict[tuple[RegionCode | None, date], list[tuple[int, Crew | None]]] = {}
    for slot, place in enumerate(places):
        of_day = slots_on.setdefault((place.group.office, task.days[place.day].on), [])
        of_day.append((1 << slot, place.group.crew))
    kinds = {place.group.crew for place in places}
    workdays = workdays_of(task.crews, task.workday)
    any_day = task.workday is None or not task.workday.travel.only_on
    found = []
    for venue in task.venues:
        per_level = tuple(
            people_of_crew(venue, size.day, size.of_crew, workdays[size.office]) for size in sizes
        )
        open_days = everywhere
        is_always_open = (venue.open_on, venue.since, venue.until) == (None, None, None)
        if task.crews or not (is_always_open and any_day and all(per_level)):
            can = {crew for crew in kinds if serves(crew, venue)}
            open_days = sum(
                slot
                for office, days in visitable_from(venue, task.days, workdays).items()
                for day in days
                for slot, crew in slots_on.get((office, day.on), ())
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
