"""Numbers of crews: the work of each day, assigned so that crews return to venues they know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple, final

from dukcapil.outreach._visits import Visit

__all__ = ["CrewDay", "numbered"]


@final
class CrewDay(NamedTuple):
    """The work of one crew on one day.

    Attributes:
        on: the day.
        stops: the venue and the people of each stop, in order.
        crews: the numbers of the crews that can do it; all of its slot, and no other's, are the
            same.
    """

    on: date
    stops: tuple[tuple[str, int], ...]
    crews: tuple[int, ...]


def numbered(
    crew_days: Iterable[CrewDay],
    before: Iterable[Visit],
    promised: Iterable[Visit] = (),
) -> list[Visit]:
    """Return the visits with numbers of crews.

    It is the crew promised for the day, or else the crew last at the first venue, if it is free.

    Args:
        crew_days: the work to be done; never more than there are crews for it.
        before: earlier visits, by crews that know the venues.
        promised: visits of the plan in force, whose crews stay as far as they are free.
    """
    knows = {visit.venue: visit.crew for visit in before}
    promised_to: dict[tuple[date, str], list[int]] = {}
    for visit in promised:
        promised_to.setdefault((visit.on, visit.venue), []).append(visit.crew)
    visits: list[Visit] = []
    # Crews return to venues they know; the others take the lowest free numbers.
    for (on, crews), group in groupby(
        sorted(crew_days, key=lambda crew_day: (crew_day.on, crew_day.crews, crew_day.stops)),
        key=lambda crew_day: (crew_day.on, crew_day.crews),
    ):
        work = list(group)
        free = set(crews)
        crew_of: dict[int, int] = {}
        for at, crew_day in enumerate(work):
            for promised_crew in promised_to.get((on, crew_day.stops[0][0]), []):
                if at not in crew_of and promised_crew in free:
                    free.remove(promised_crew)
                    crew_of[at] = promised_crew
        for at, crew_day in enumerate(work):
            known = knows.get(crew_day.stops[0][0])
            if at not in crew_of and known is not None and known in free:
                free.remove(known)
                crew_of[at] = known
        rest = iter(sorted(free))
        for at, crew_day in enumerate(work):
            crew = crew_of[at] if at in crew_of else next(rest)
            for stop, (venue, people) in enumerate(crew_day.stops, start=1):
                visits.append(Visit(on=on, crew=crew, stop=stop, venue=venue, people=people))
                knows[venue] = crew
    return visits
