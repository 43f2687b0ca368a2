"""Crew-days walked on the clock, tick by tick: a second opinion on hours and breaks.

A tick is a sixth of a minute, so that minutes a person with denominators up to three are whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from fractions import Fraction
from itertools import groupby, permutations

from support.best_visits import can_go, open_days

from dukcapil.outreach import Hours, Plan, Venue, Workday

TICKS = 6


def clock_faults(best: Plan) -> list[str]:
    """Return what is wrong with the times of a plan of a workday, and with its timetable."""
    assert best.workday is not None
    rows = {row.visit: row for row in best.timetable().rows}
    venue_of = {venue.id: venue for venue in best.venues}
    share_of = {day.on: day.share for day in best.days}
    faults = []
    for (on, crew), group in groupby(best.planned, key=lambda visit: (visit.on, visit.crew)):
        visits = list(group)
        stops = [(venue_of[visit.venue], visit.people) for visit in visits]
        walk = Walk(best.workday, on, share_of[on])
        times = walk.through(stops)
        faults += [f"{on}, crew {crew}"] if times is None else []
        for visit, (start, end) in zip(visits, times or [], strict=False):
            row = rows[visit]
            said = tuple(60 * at.hour + at.minute for at in (row.begins, row.ends))
            if said != (start // TICKS, -(-end // TICKS)):
                faults.append(f"{on}, crew {crew}: {said} is not {start / TICKS, end / TICKS}")
    return faults


class Walk:
    """The clock of a day, followed tick by tick."""

    def __init__(self, workday: Workday, on: date, share: Fraction) -> None:
        """Begin a day of some length."""
        breaks = [(_minute(one.begins), _minute(one.ends)) for one in _on_day(workday.breaks, on)]
        self._rests = [any(begin <= at < end for begin, end in breaks) for at in range(2 * 24 * 60)]
        self._workday = workday
        self._on = on
        self._begin = TICKS * _minute(workday.begins_at)
        self._end = self._after(self._begin, workday.minutes * share)

    def through(self, stops: Sequence[tuple[Venue, int]]) -> list[tuple[int, int]] | None:
        """Return when work begins and ends at stops, in ticks; None if it cannot be done."""
        now, at, found = self._begin, self._workday.office, []
        for venue, people in stops:
            if at is not None:
                now = self._after(now, self._workday.travel.minutes(at, venue.region))
            at = venue.region
            opens, closes = hours_of(venue, self._on)
            start = max(now, TICKS * opens)
            while self._is_break(start):
                start += 1
            now = self._after(start, minutes_of_work(self._workday, venue, people))
            if now > TICKS * closes:
                return None
            found.append((start, now))
        if self._workday.office is not None and at is not None:
            now = self._after(now, self._workday.travel.minutes(at, self._workday.office))
        return found if now <= self._end else None

    def _after(self, now: int, minutes: int | Fraction) -> int:
        left = int(minutes * TICKS)
        while left > 0:
            left -= not self._is_break(now)
            now += 1
        return now

    def _is_break(self, now: int) -> bool:
        return self._rests[now // TICKS]


def best_by_clock(best: Plan) -> int:
    """Return the most people of one crew on one day, trying all orders and numbers of people."""
    workday, day = best.workday, best.days[0]
    assert workday is not None
    walk = Walk(workday, day.on, day.share)
    found = 0
    here = [one for one in best.venues if open_days(one, [day.on]) and one.reachable_people]
    for size in range(1, min(workday.most_stops, len(here)) + 1):
        for order in permutations(here, size):
            if can_go(workday, order, day.on):
                found = max(found, *_totals(walk, order, day.share), 0)
    return found


def _totals(walk: Walk, order: Sequence[Venue], share: Fraction) -> Iterator[int]:
    """Yield totals of people along an order, the most of them among them."""
    stops: list[tuple[Venue, int]] = []

    def further(total: int) -> Iterator[int]:
        if len(stops) == len(order):
            yield total
            return
        venue = order[len(stops)]
        for people in range(
            min(venue.reachable_people, int((venue.per_crew_day or 0) * share)), -1, -1
        ):
            stops.append((venue, people))
            if walk.through(stops) is not None:
                yield from further(total + people)
            stops.pop()

    yield from further(0)


def hours_of(venue: Venue, on: date) -> tuple[int, int]:
    spans = [(_minute(one.begins), _minute(one.ends)) for one in _on_day(venue.hours, on)]
    return max([0, *(one for one, _ in spans)]), min([4_000, *(end for _, end in spans)])


def minutes_of_work(workday: Workday, venue: Venue, people: int) -> Fraction:
    setup, pace = venue.setup_minutes, venue.minutes_per_person
    setup = workday.setup_minutes if setup is None else setup
    return setup + people * Fraction(workday.minutes_per_person if pace is None else pace)


def _on_day(hours: Sequence[Hours], on: date) -> list[Hours]:
    return [one for one in hours if one.on is None or _has(one, on)]


def _has(one: Hours, on: date) -> bool:
    return one.on(on) if callable(one.on) else on in one.on  # type: ignore[operator]


def _minute(at: time) -> int:
    return 60 * at.hour + at.minute
