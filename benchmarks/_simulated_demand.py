"""Simulated demand of an office: three years that are known, and the year after them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from random import Random
from types import MappingProxyType
from typing import Final, NamedTuple

from dukcapil import Month
from dukcapil.demand import DemandHistory, Occasion

__all__ = ["CLASSES", "Truth", "simulated"]

START: Final = Month(2022, 1)
KNOWN: Final = 36
YEAR: Final = 12


class Kind(NamedTuple):
    """A class of histories.

    Attributes:
        growth: the growth a month.
        shock: the coefficient of variation of the factor of a calendar year.
        noise: that of a month around its mean, beside the chance of single people.
        has_events: whether three known election months have half as much again.
        has_stock_outs: whether blanks run out for two months and a half.
        base: the cards of the first month.
    """

    growth: float = 0.0
    shock: float = 0.0
    noise: float = 0.04
    has_events: bool = False
    has_stock_outs: bool = False
    base: int = 5_000


CLASSES: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "steady": Kind(),
        "growth of 1 % a month": Kind(growth=0.01),
        "decline of 1 % a month": Kind(growth=-0.01),
        "yearly shocks of 8 %": Kind(shock=0.08),
        "growth and shocks": Kind(growth=0.01, shock=0.08),
        "decline and shocks": Kind(growth=-0.01, shock=0.08),
        "elections": Kind(has_events=True),
        "stock-outs": Kind(has_stock_outs=True),
        "decline, shocks, elections, stock-outs": Kind(
            growth=-0.01, shock=0.08, has_events=True, has_stock_outs=True
        ),
        "a kecamatan, steady": Kind(base=60),
        "a kecamatan, growth": Kind(base=60, growth=0.01),
        "a kecamatan, yearly shocks": Kind(base=60, shock=0.08),
        "a kecamatan, growth and shocks": Kind(base=60, growth=0.01, shock=0.08),
    }
)

ELECTIONS: Final = Occasion.polling(
    "election", [date(2022, 11, 9), date(2023, 11, 8), date(2025, 11, 12)]
)


class Truth(NamedTuple):
    """A history, what was known to move it, and the year that followed."""

    history: DemandHistory
    occasions: tuple[Occasion, ...]
    year: tuple[int, ...]


def simulated(kind: Kind, seed: int) -> Truth:
    """Draw a history and the year after it; the season differs by 15 % from month to month."""
    random = Random(seed)  # noqa: S311  not for secrets
    seasons = [random.gauss(0, 0.15) for _ in range(12)]
    middle = sum(seasons) / 12
    deviation = math.sqrt(math.log1p(kind.shock**2))
    shocks = [random.gauss(-(deviation**2) / 2, deviation) for _ in range(4)]
    away = _days_without(random) if kind.has_stock_outs else {}
    cards, days, year = [], [], []
    for at in range(KNOWN + YEAR):
        month = START + at
        log = kind.growth * at + seasons[at % 12] - middle + shocks[at // 12]
        factor = 1.5 if kind.has_events and ELECTIONS.share_of(month) else 1.0
        mean = kind.base * math.exp(log) * factor
        asked = _poisson(random, mean * random.gammavariate(kind.noise**-2, kind.noise**2))
        if at >= KNOWN:
            year.append(asked)
            continue
        without = away.get(at, 0)
        days.append(without)
        cards.append(_share(random, asked, 1 - without / month.last_day.day))
    history = DemandHistory(start=START, cards=cards, out_of_stock_days=days)
    return Truth(history, (ELECTIONS,) if kind.has_events else (), tuple(year))


def _days_without(random: Random) -> dict[int, int]:
    first = random.randrange(6, 30)
    return {first: 18, first + 1: (START + (first + 1)).last_day.day, first + 2: 12}


def _poisson(random: Random, mean: float) -> int:
    if mean > 500:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    count, left = 0, math.exp(-mean)
    product = random.random()
    while product > left:
        product *= random.random()
        count += 1
    return count


def _share(random: Random, whole: int, chance: float) -> int:
    """Return how many come on the days on which there are blanks."""
    if not 0 < chance < 1:
        return round(whole * chance)
    spread = math.sqrt(whole * chance * (1 - chance))
    return min(whole, max(0, round(random.gauss(whole * chance, spread))))
