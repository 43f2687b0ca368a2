"""Arguments of `plan`, drawn for properties of outreach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from dukcapil import testing
from dukcapil.outreach import (
    Plan,
    Promise,
    Venue,
    Visit,
    Workday,
    plan,
)

WEEK = [date(2020, 3, 2) + timedelta(days=number) for number in range(6)]


@attrs.frozen
class Task:
    """The arguments of `plan`."""

    venues: tuple[Venue, ...]
    crews: dict[date, int]
    per_crew_day: int | Workday

    def planned(self, venues: Sequence[Venue] | None = None, **options: Any) -> Plan:  # noqa: ANN401
        return plan(
            self.venues if venues is None else venues,
            crews=self.crews,
            days=self.crews,
            per_crew_day=self.per_crew_day,
            **options,
        )


def tasks(
    per_crew_day: st.SearchStrategy[Any],
    *,
    most_venues: int = 6,
    most_days: int = 6,
    most_crews: int = 3,
) -> st.SearchStrategy[Task]:
    crews = st.lists(st.integers(0, most_crews), min_size=1, max_size=most_days).filter(any)
    return st.builds(
        Task,
        testing.venues(max_size=most_venues).map(tuple),
        crews.map(lambda found: dict(zip(WEEK, found, strict=False))),
        per_crew_day,
    )


single = tasks(st.integers(1, 9))
with_stops = tasks(testing.workdays())
either = tasks(st.integers(1, 9) | testing.workdays())


def promises(best: Plan, *, max_size: int = 3) -> st.SearchStrategy[list[Promise]]:
    """Generate promises of a plan: for any venue, on any day of the week."""
    if not best.venues:
        return st.just([])
    names = st.sampled_from([venue.id for venue in best.venues])
    return st.lists(st.builds(Promise, venue=names, on=st.sampled_from(WEEK)), max_size=max_size)


def tamper(found: Plan, visit: Visit, **changes: Any) -> Plan:  # noqa: ANN401
    others = [one for one in found.planned if one != visit]
    return attrs.evolve(found, planned=[*others, attrs.evolve(visit, **changes)])
