"""Homes, moves and permits of made-up people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from dukcapil.ages import LeapDay, anniversary
from dukcapil.nik import Sex
from dukcapil.regions import RegionCode
from dukcapil.residents import (
    Citizen,
    EndOfStay,
    PermanentForeigner,
    Residence,
    StayPermit,
)
from dukcapil.testing._census import (
    BAND_EDGES,
    CITIZEN,
    CITY_FROM_15,
    CITY_TOTAL,
    FIRST_ARRIVAL,
    FIRST_MOVE,
    NEVER,
    OTHER_REGIONS,
    PROGRAMME,
    PROVINCE_FROM_65,
    PROVINCE_TO_14,
    Draw,
    between,
    kelurahan,
    random_day,
)

__all__ = []


class _Neighbourhood(NamedTuple):
    """A kelurahan, and the share of its people who are late to be recorded."""

    code: RegionCode
    laggards: float


@cache
def _neighbourhoods() -> tuple[_Neighbourhood, ...]:
    """The kelurahan, each once, twice or three times, so that they differ in size."""
    return tuple(
        _Neighbourhood(region.code, (1 + 2 * (index % 5)) / 170)
        for index, region in enumerate(kelurahan())
        for _ in range(1 + index % 3)
    )


def _neighbourhood(draw: Draw) -> _Neighbourhood:
    choices = _neighbourhoods()
    return choices[int(draw() * len(choices))]


class _Band(NamedTuple):
    """People of one sex born on the days `[low, high)`."""

    sex: Sex
    low: int
    high: int


def bands(until: date) -> Iterator[tuple[int, _Band]]:
    """How many there are of each band on the last day before `until`."""
    edges = [anniversary(until, until.year - age, LeapDay.MARCH_1) for age in BAND_EDGES]
    others = [*PROVINCE_TO_14.values(), *PROVINCE_FROM_65.values()]
    province = sum(map(sum, others))
    city = CITY_TOTAL - sum(map(sum, CITY_FROM_15.values()))
    for sex, from_15 in CITY_FROM_15.items():
        to_14, from_65 = (
            [count * city // province for count in shape[sex]]
            for shape in (PROVINCE_TO_14, PROVINCE_FROM_65)
        )
        counts = (*to_14, *from_15, *from_65)
        for count, last, first in zip(counts, edges, edges[1:], strict=False):
            yield count, _Band(sex, first.toordinal(), last.toordinal())


class Home(NamedTuple):
    """Where somebody lives, and when they came from elsewhere or left for good."""

    neighbourhood: _Neighbourhood
    residences: list[Residence]
    moved_in: int = NEVER
    left: int = NEVER


def _home(draw: Draw, born: int, end: int) -> Home:
    """The stays of a citizen: most have one, since birth or since they came."""
    home, since = _neighbourhood(draw), born
    if born < PROGRAMME and draw() < 0.4:
        since = between(draw, born, PROGRAMME)
    move = draw()
    first_move = max(FIRST_MOVE, since + 1)
    if move < 0.8 or end <= first_move:
        return Home(home, [Residence(region=home.code, since=random_day(since))])
    return _moved(draw, home, since, between(draw, first_move, end))


def _moved(draw: Draw, home: _Neighbourhood, since: int, day: int) -> Home:
    """The stays of somebody who moves on a day: in, within the city, away or abroad."""
    elsewhere = OTHER_REGIONS[int(draw() * 2)]
    move = draw()
    if move < 0.4:
        return Home(home, _two_stays(elsewhere, since, day, home.code), moved_in=day)
    if move < 0.92:
        reason = EndOfStay.CORRECTED if move < 0.42 else EndOfStay.MOVED
        former = _neighbourhood(draw).code
        return Home(home, _two_stays(former, since, day, home.code, reason))
    if move < 0.98:
        return Home(home, _two_stays(home.code, since, day, elsewhere), left=day)
    return Home(home, [_ended_stay(home.code, since, day, EndOfStay.LEFT_COUNTRY)], left=day)


def _two_stays(
    former: RegionCode,
    since: int,
    day: int,
    latter: RegionCode,
    reason: EndOfStay = EndOfStay.MOVED,
) -> list[Residence]:
    return [
        _ended_stay(former, since, day, reason),
        Residence(region=latter, since=random_day(day)),
    ]


def _ended_stay(region: RegionCode, since: int, until: int, reason: EndOfStay) -> Residence:
    return Residence(
        region=region, since=random_day(since), until=random_day(until), ended_by=reason
    )


def _foreign_home(draw: Draw, permit_days: list[date], end: int) -> Home:
    """The one stay of a foreigner, who may leave when the last permit ends, or stay without."""
    home, arrived, lapses = _neighbourhood(draw), permit_days[0], permit_days[-1].toordinal()
    if end <= lapses or draw() < 0.5:
        return Home(home, [Residence(region=home.code, since=arrived)], left=lapses)
    stay = _ended_stay(home.code, arrived.toordinal(), lapses, EndOfStay.LEFT_COUNTRY)
    return Home(home, [stay], left=lapses)


def _permit_days(draw: Draw, born: int, end: int) -> list[date]:
    """The arrival, and every fifth year after it until a permit is not renewed any more."""
    days = [random_day(between(draw, max(born, FIRST_ARRIVAL), end))]
    while True:
        days.append(anniversary(days[-1], days[-1].year + 5, LeapDay.MARCH_1))
        if end <= days[-1].toordinal() or draw() < 0.2:
            return days


def standing(
    draw: Draw, born: int, end: int
) -> tuple[Citizen | PermanentForeigner, Home, list[date]]:
    """Citizenship and stays, and the days on which permits were renewed: one in 400 has some."""
    if draw() >= 1 / 400:
        return CITIZEN, _home(draw, born, end), []
    days = _permit_days(draw, born, end)
    permits = [StayPermit(since=since, until=until) for since, until in pairwise(days)]
    return PermanentForeigner(permits), _foreign_home(draw, days, end), days[1:-1]
