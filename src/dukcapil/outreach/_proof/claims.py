"""The claims of a plan, and what is counted in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple, final

from dukcapil.outreach._rules.crews import Crew
from dukcapil.outreach._rules.limits import Budget, Floor
from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import Night, PlannedDay, Promise, Sent, Visit
from dukcapil.outreach._workday import Workday

__all__ = ["Claimed", "is_exact", "people_by_venue", "promises_made", "weighted"]


@final
class Claimed(NamedTuple):
    """The claims of a plan; the attributes are those of `Plan`."""

    venues: tuple[Venue, ...]
    days: tuple[PlannedDay, ...]
    planned: tuple[Visit, ...]
    kept: tuple[Visit, ...]
    workday: Workday | None
    stop_charge: Fraction
    sent: tuple[Sent, ...]
    fixed: tuple[Promise, ...]
    promised: tuple[Promise, ...]
    promise_people: Fraction
    crews: tuple[Crew, ...]
    floors: tuple[Floor, ...]
    budget: Budget | None
    nights: tuple[Night, ...]


def people_by_venue(visits: Iterable[Visit]) -> Counter[str]:
    """Return the people that the visits record at each venue."""
    people: Counter[str] = Counter()
    for visit in visits:
        people[visit.venue] += visit.people
    return people


def is_exact(workday: Workday | None) -> bool:
    """Return whether crews visit one venue a day, so that an optimal plan is provably so."""
    return workday is None or workday.most_stops == 1


def promises_made(visits: Iterable[Visit], promises: Iterable[Promise]) -> Counter[Promise]:
    """Return the promises that the visits keep, each with the number of crews."""
    made = Counter(Promise(venue=visit.venue, on=visit.on) for visit in visits)
    return made & Counter(promises)


def weighted(visits: Iterable[Visit], venues: Iterable[Venue]) -> int:
    """Return the people of visits, each as many as the weight of the venue says."""
    weight_of = {venue.id: venue.weight for venue in venues}
    return sum(visit.people * weight_of.get(visit.venue, 1) for visit in visits)
