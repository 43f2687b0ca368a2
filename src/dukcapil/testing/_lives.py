"""Homes, moves and permits of made-up people."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from dukcapil.ages import LeapDay, anniversary
from dukcapil.regions import RegionCode
from dukcapil.residents import (
    Citizen,
    EndOfStay,
    PermanentForeigner,
    Residence,
    StayPermit,
)
from dukcapil.testing._census import kelurahan
from dukcapil.testing._days import LOG_BEGINS, NEVER, RECORDING_BEGAN, Draw, as_date, between

__all__ = ["Home", "Life", "life"]

_FIRST_ARRIVAL: Final = date(2006, 1, 1).toordinal()
"""The first day on which a foreigner arrives."""

_ELSEWHERE: Final = (RegionCode("31.75.01"), RegionCode("32.16.01"))
_CITIZEN: Final = Citizen()


class _Neighbourhood(NamedTuple):
    """A kelurahan, and the share of its people who are recorded late."""

    code: RegionCode
    laggards: float


@cache
def _neighbourhoods() -> tuple[_Neighbourhood, ...]:
    """Return the kelurahan, each once, twice or three times, so that they differ in size."""
    return tuple(
        _Neighbourhood(region.code, (1 + 2 * (index % 5)) / 170)
        for index, region in enumerate(kelurahan())
        for _ in range(1 + index % 3)
    )


def _neighbourhood(draw: Draw) -> _Neighbourhood:
    choices = _neighbourhoods()
    return choices[int(draw() * len(choices))]


class Home(NamedTuple):
    """The stays of a person, and the days of their arrival and of their departure for good."""

    neighbourhood: _Neighbourhood
    residences: list[Residence]
    moved_in: int = NEVER
    left: int = NEVER


def _home(draw: Draw, born: int, end: int) -> Home:
    """Return the stays of a citizen: mostly one, since birth or since the arrival."""
    home, since = _neighbourhood(draw), born
    if born < RECORDING_BEGAN and draw() < 0.4:
        since = between(draw, born, RECORDING_BEGAN)
    move = draw()
    first_move = max(LOG_BEGINS, since + 1)
    if move < 0.8 or end <= first_move:
        return Home(home, [Residence(region=home.code, since=as_date(since))])
    return _moved(draw, home, since, between(draw, first_move, end))


def _moved(draw: Draw, home: _Neighbourhood, since: int, day: int) -> Home:
    """Return the stays of a person who moves on a day: in, within the city, away or abroad."""
    elsewhere = _ELSEWHERE[int(draw() * 2)]
    move = draw()
    if move < 0.4:
        return Home(home, _two_stays(elsewhere, since, day, home.code), moved_in=day)
    if move < 0.92:
        reason = EndOfStay.CORRECTED if move < 0.42 else EndOfStay.MOVED
        former = _neighbourhood(draw).code
        return Home(home, _two_stays(former, since, day, home.code, reason))
    if move < 0.98:
        return Home(home, _two_stays(home.code, since, day, elsewhere), left=day)
    reason = EndOfStay.LEFT_COUNTRY if move < 0.99 else EndOfStay.UNKNOWN_DESTINATION
    return Home(home, [_ended_stay(home.code, since, day, reason)], left=day)


def _two_stays(
    former: RegionCode,
    since: int,
    day: int,
    latter: RegionCode,
    reason: EndOfStay = EndOfStay.MOVED,
) -> list[Residence]:
    return [
        _ended_stay(former, since, day, reason),
        Residence(region=latter, since=as_date(day)),
    ]


def _ended_stay(region: RegionCode, since: int, until: int, reason: EndOfStay) -> Residence:
    return Residence(region=region, since=as_date(since), until=as_date(until), ended_by=reason)


def _foreign_home(draw: Draw, permit_days: list[date], end: int) -> Home:
    """Return the one stay of a foreigner; half of them leave when the last permit ends."""
    home, arrived, lapses = _neighbourhood(draw), permit_days[0], permit_days[-1].toordinal()
    if end <= lapses or draw() < 0.5:
        return Home(home, [Residence(region=home.code, since=arrived)], left=lapses)
    stay = _ended_stay(home.code, arrived.toordinal(), lapses, EndOfStay.LEFT_COUNTRY)
    return Home(home, [stay], left=lapses)


def _permit_days(draw: Draw, born: int, end: int) -> list[date]:
    """Return the arrival, and every fifth year after it until a permit is not renewed."""
    days = [as_date(between(draw, max(born, _FIRST_ARRIVAL), end))]
    while True:
        days.append(anniversary(days[-1], days[-1].year + 5, LeapDay.MARCH_1))
        if end <= days[-1].toordinal() or draw() < 0.2:
            return days


class Life(NamedTuple):
    """Citizenship and stays of a person, and the days on which their permits were renewed."""

    citizenship: Citizen | PermanentForeigner
    home: Home
    renewals: list[date]


def life(draw: Draw, born: int, end: int) -> Life:
    """Return the life of a person up to a day; one person in 400 is a foreigner."""
    if draw() >= 1 / 400:
        return Life(_CITIZEN, _home(draw, born, end), [])
    days = _permit_days(draw, born, end)
    permits = [StayPermit(since=since, until=until) for since, until in pairwise(days)]
    return Life(PermanentForeigner(permits), _foreign_home(draw, days, end), days[1:-1])
