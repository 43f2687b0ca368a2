"""Which crew goes where: the work of each day is given numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple, final

from dukcapil.outreach._visits import PlannedDay, Visit

__all__ = ["CrewDay", "numbered"]


@final
class CrewDay(NamedTuple):
    """What one crew does on one day.

    Attributes:
        on: the day.
        stops: the venue and the people of each stop.
    """

    on: date
    stops: tuple[tuple[str, int], ...]


def numbered(
    crew_days: Iterable[CrewDay], days: Iterable[PlannedDay], before: Iterable[Visit]
) -> list[Visit]:
    """Visits with the number of the crew: the one that knows the first venue, if it is free.

    Args:
        crew_days: what is to be done, no more a day than there are crews.
        days: how many crews there are.
        before: visits made earlier, by crews that know the venues since.
    """
    crews_on = {day.on: day.crews for day in days}
    knows = {visit.venue: visit.crew for visit in before}
    visits: list[Visit] = []
    for on, group in groupby(sorted(crew_days), key=lambda crew_day: crew_day.on):
        work = list(group)
        free = set(range(1, crews_on[on] + 1))
        crew_of: dict[int, int] = {}
        for at, crew_day in enumerate(work):
            crew = knows.get(crew_day.stops[0][0])
            if crew in free:
                free.remove(crew)
                crew_of[at] = crew
        rest = iter(sorted(free))
        for at, crew_day in enumerate(work):
            crew = crew_of[at] if at in crew_of else next(rest)
            for stop, (venue, people) in enumerate(crew_day.stops, start=1):
                visits.append(Visit(on=on, crew=crew, stop=stop, venue=venue, people=people))
                knows[venue] = crew
    return visits
