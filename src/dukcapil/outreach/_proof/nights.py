"""Nights away: which of them crews can stay, and the bound of plans with nights."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dukcapil.outreach._proof.claims import Claimed

__all__ = ["flaws_of_nights", "without_ways"]


def flaws_of_nights(claimed: Claimed) -> Iterator[str]:
    """Yield nights between days of which the crew does not work both, and too many in a row."""
    at_work = {(visit.on.toordinal(), visit.crew) for visit in (*claimed.kept, *claimed.planned)}
    most = 0 if claimed.workday is None else claimed.workday.most_nights
    in_a_row: dict[tuple[int, int], int] = {}
    for night in sorted(claimed.nights, key=lambda night: night.on):
        day, where = night.on.toordinal(), f"{night.on}, crew {night.crew}"
        if not {(day, night.crew), (day + 1, night.crew)} <= at_work:
            yield f"{where}: a night away is not between two days of work"
        count = in_a_row[day, night.crew] = 1 + in_a_row.get((day - 1, night.crew), 0)
        if count > most:
            yield f"{where}: {count} nights away in a row are too many"


def without_ways(claimed: Claimed) -> Claimed:
    """Return the claims of a plan with nights as if no crew-day had a way from or to an office.

    A crew-day that can be made from or to anywhere can be made without these ways, so that the
    bound of the claims is one of the plan.
    """
    if claimed.workday is None or not claimed.workday.most_nights:
        return claimed
    crews = tuple(attrs.evolve(crew, office=None) for crew in claimed.crews)
    return claimed._replace(workday=claimed.workday.without_ways, crews=crews)
