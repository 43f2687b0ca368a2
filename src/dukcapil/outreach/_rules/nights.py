"""Nights away: where a crew-day begins and ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import final

from dukcapil.outreach._venues import Venue
from dukcapil.outreach._visits import Night, Visit
from dukcapil.outreach._workday import Ends, Workday
from dukcapil.regions import RegionCode

__all__ = ["Nights"]


@final
class Nights:
    """The nights of a plan, with the regions in which crews sleep."""

    def __init__(
        self, nights: Iterable[Night], visits: Iterable[Visit], venue_of: Mapping[str, Venue]
    ) -> None:
        """Find the last venue before each night.

        Args:
            nights: the nights.
            visits: all visits; those to unknown venues are passed over.
            venue_of: the venues by id.
        """
        last: dict[tuple[int, int], tuple[int, RegionCode]] = {}
        for visit in visits:
            if visit.venue in venue_of:
                key = visit.on.toordinal(), visit.crew
                stop = visit.stop, venue_of[visit.venue].region
                last[key] = max(stop, last.get(key, stop))
        self._slept = {
            key: last[key][1]
            for night in nights
            if (key := (night.on.toordinal(), night.crew)) in last
        }

    def touch(self, on: date, crew: int) -> bool:
        """Return whether a crew sleeps out before or after a day."""
        day = on.toordinal()
        return (day, crew) in self._slept or (day - 1, crew) in self._slept

    def begin(self, on: date, crew: int, workday: Workday) -> RegionCode | None:
        """Return where the day of a crew begins: where it slept, or at the office if it has one."""
        return self._slept.get((on.toordinal() - 1, crew), workday.office)

    def ends(self, on: date, crew: int, workday: Workday) -> Ends:
        """Return where the day of a crew begins and ends."""
        stays = (on.toordinal(), crew) in self._slept
        return self.begin(on, crew, workday), None if stays else workday.office
