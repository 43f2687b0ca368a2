"""Hypothesis strategies for outreach: venues, opening days, workdays, plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from fractions import Fraction
from functools import partial
from itertools import chain, combinations_with_replacement, repeat
from typing import Final

import attrs
from hypothesis import strategies as st

from dukcapil.errors import InvalidRecord
from dukcapil.outreach import (
    Budget,
    Crew,
    Floor,
    Hours,
    Night,
    OpenDays,
    Plan,
    PlannedDay,
    Promise,
    TravelTimes,
    Venue,
    VenueKind,
    Visit,
    Workday,
    plan,
)
from dukcapil.regions import Level, RegionCode

__all__ = ["hours", "open_days", "plans", "travel_times", "venues", "workdays"]

_FIRST: Final = date(2020, 3, 2)
_WEEK: Final = [_FIRST + timedelta(days=number) for number in range(6)]
_REGIONS: Final = [
    RegionCode(f"32.75.{kecamatan}.{kelurahan}")
    for kecamatan in ("01", "02")
    for kelurahan in ("1001", "1002")
]


def open_days() -> st.SearchStrategy[OpenDays]:
    """Generate opening days: weekdays, holidays and terms of 2020.

    Examples:
        >>> from dukcapil.testing import open_days
        >>> callable(open_days().example())  # doctest: +SKIP
        True
    """
    days = st.dates(date(2020, 1, 1), date(2020, 12, 31))
    ends = st.lists(days, max_size=3, unique=True).map(sorted)
    terms = ends.map(lambda found: list(zip(found[::2], found[1::2], strict=False)))
    return st.builds(
        OpenDays,
        weekdays=st.sets(st.integers(0, 6)),
        holidays=st.lists(days, max_size=3),
        terms=st.none() | terms,
    )


def hours() -> st.SearchStrategy[Hours]:
    """Generate hours between 07:30 and 10:00, on every day, some days, or some weekdays.

    Examples:
        >>> from dukcapil.testing import hours
        >>> hours().example().begins.hour >= 7  # doctest: +SKIP
        True
    """
    ends = st.lists(st.integers(450, 600), min_size=2, max_size=2, unique=True).map(sorted)
    on = st.none() | st.lists(st.sampled_from(_WEEK)) | open_days()
    return st.builds(
        lambda span, on: Hours(begins=_clock(span[0]), ends=_clock(span[1]), on=on), ends, on
    )


def _clock(minute: int) -> time:
    return time(*divmod(minute, 60))


def venues(*, max_size: int = 6) -> st.SearchStrategy[list[Venue]]:
    """Generate lists of distinct venues, open on all, some or no days of a week in March 2020.

    Args:
        max_size: the most venues.

    Examples:
        >>> from dukcapil.testing import venues
        >>> len(venues(max_size=3).example()) <= 3  # doctest: +SKIP
        True
    """
    rule = st.none() | st.lists(st.sampled_from(_WEEK)) | open_days()
    share = st.none() | st.builds(Fraction, st.integers(0, 5), st.just(5))
    made = st.builds(
        partial,
        st.just(Venue),
        kind=st.sampled_from(VenueKind),
        region=st.sampled_from(_REGIONS),
        expected_people=st.integers(0, 25),
        open_on=rule,
        crews_per_day=st.integers(1, 3),
        attendance=share,
        per_crew_day=st.none() | st.integers(1, 9),
        sent_people=st.integers(0, 3),
    )
    return st.lists(made, max_size=max_size).map(
        lambda found: [with_id(id=f"v-{at}") for at, with_id in enumerate(found)]
    )


def travel_times() -> st.SearchStrategy[TravelTimes]:
    """Generate travel times between some pairs of regions, a default, and days of a ferry.

    Examples:
        >>> from dukcapil.testing import travel_times
        >>> travel_times().example().same_region >= 0  # doctest: +SKIP
        True
    """
    minutes = st.integers(0, 20)
    ends = st.sampled_from([*_REGIONS, *(code.at(Level.KECAMATAN) for code in _REGIONS[::2])])
    pairs = st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))
    days = st.none() | st.lists(st.sampled_from(_WEEK)) | open_days()
    return st.builds(
        TravelTimes,
        between=st.dictionaries(pairs, minutes, max_size=4),
        same_region=minutes,
        otherwise=minutes,
        only_on=st.just({}) | st.dictionaries(pairs, days, max_size=2),
    ).filter(_is_clear)


def _is_clear(travel: TravelTimes) -> bool:
    """Return whether no two entries of the table contradict each other."""
    try:
        for pair in combinations_with_replacement(_REGIONS, 2):
            travel.minutes(*pair)
            travel.days(*pair)
    except InvalidRecord:
        return False
    return True


def workdays() -> st.SearchStrategy[Workday]:
    """Generate workdays of one to three stops, long enough for a few people.

    Examples:
        >>> from dukcapil.testing import workdays
        >>> workdays().example().most_people >= 1  # doctest: +SKIP
        True
    """
    return st.builds(
        lambda spare, setup, per_person, **rest: Workday(
            minutes=setup + int(per_person) + 1 + spare,
            setup_minutes=setup,
            minutes_per_person=per_person,
            **rest,
        ),
        st.integers(0, 60),
        st.integers(0, 10),
        st.builds(Fraction, st.integers(1, 12), st.integers(1, 3)),
        most_stops=st.integers(1, 3),
        travel=travel_times(),
        office=st.none() | st.sampled_from(_REGIONS),
    )


def plans(*, max_size: int = 6) -> st.SearchStrategy[Plan]:
    """Generate plans for up to six days of March 2020, some with several stops, hours or breaks.

    Args:
        max_size: the most venues.

    Examples:
        >>> from dukcapil.testing import plans
        >>> plans().example().verify()  # doctest: +SKIP
    """
    crews = st.lists(st.integers(0, 3), min_size=1, max_size=len(_WEEK)).filter(any)
    spans = st.lists(st.lists(hours(), max_size=2), max_size=max_size)
    breaks = st.lists(hours(), max_size=2)
    workday = st.builds(lambda day, found: attrs.evolve(day, breaks=found), workdays(), breaks)
    return st.builds(
        lambda found, spans, crews, most: plan(
            _with_hours(found, spans),
            crews=dict(zip(_WEEK, crews, strict=False)),
            days=_WEEK[: len(crews)],
            per_crew_day=most,
        ),
        venues(max_size=max_size),
        spans,
        crews,
        st.integers(1, 9) | workday,
    )


def _with_hours(found: Sequence[Venue], spans: Iterable[Sequence[Hours]]) -> list[Venue]:
    """Return venues of which the first ones have hours."""
    return [
        attrs.evolve(one, hours=of_venue)
        for one, of_venue in zip(found, chain(spans, repeat(())), strict=False)
    ]


_VISITS: Final = st.builds(
    Visit,
    on=st.sampled_from(_WEEK),
    crew=st.integers(1, 3),
    stop=st.integers(1, 3),
    venue=st.integers(0, 5).map("v-{}".format),
    people=st.integers(0, 9),
)
_PRICES: Final = st.fractions(0, 9, max_denominator=9)
_SKILLS: Final = st.lists(st.sampled_from(["boat", "ladder"]), max_size=2)
MADE: Final[dict[type, st.SearchStrategy[object]]] = {
    Budget: st.builds(Budget, rupiah=st.integers(0, 10**9), price=_PRICES),
    Crew: st.builds(
        Crew,
        number=st.integers(1, 99),
        kinds=st.none() | st.lists(st.sampled_from(VenueKind), max_size=3),
        regions=st.none() | st.lists(st.sampled_from(_REGIONS), max_size=3),
        skills=_SKILLS,
        works_on=st.none() | st.lists(st.sampled_from(_WEEK)) | open_days(),
        share=st.builds(Fraction, st.integers(1, 6), st.just(4)),
        office=st.none() | st.sampled_from(_REGIONS),
    ),
    Floor: st.builds(
        Floor, region=st.sampled_from(_REGIONS), people=st.integers(0, 99), price=_PRICES
    ),
    Hours: hours(),
    Night: st.builds(Night, crew=st.integers(1, 9), on=st.sampled_from(_WEEK)),
    OpenDays: open_days(),
    Plan: plans(),
    PlannedDay: st.builds(
        PlannedDay,
        on=st.sampled_from(_WEEK),
        crews=st.integers(0, 3),
        price=_PRICES,
        crew_prices=st.lists(_PRICES, max_size=3),
        share=st.builds(Fraction, st.integers(1, 4), st.just(4)),
    ),
    Promise: st.builds(
        Promise, venue=st.integers(0, 5).map("v-{}".format), on=st.sampled_from(_WEEK)
    ),
    TravelTimes: travel_times(),
    Venue: venues(max_size=6).filter(bool).map(lambda found: found[0]),
    Visit: _VISITS,
    Workday: workdays(),
}
"""The strategy of each type, for registration with Hypothesis."""
