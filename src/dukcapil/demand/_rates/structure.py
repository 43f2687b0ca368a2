"""Trend, season, yearly shocks and occasions: a structural model of the logarithm of demand.

The logarithm of the rate of a month is a sum of independent Gaussian parts (A. C. Harvey,
"Forecasting, Structural Time Series Models and the Kalman Filter", 1989): a level, a trend that
fades after the history (E. S. Gardner and E. McKenzie, "Forecasting Trends in Time Series",
Management Science 31, 1985), a factor of the month of the year, one of the calendar year, a level
that drifts, and one factor for each occasion. How large the parts are is not fitted but averaged
over by the evidence for each of a few cases, since three years do not tell a trend from two shocks
(J. A. Hoeting and others, "Bayesian Model Averaging", Statistical Science 14, 1999).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple, final

import attrs

from dukcapil.demand._history import DemandHistory
from dukcapil.demand._occasions import Occasion
from dukcapil.demand._rates.gaussian import Known, Matrix, Vector
from dukcapil.months import Month

__all__ = ["Case", "components", "months_ahead", "posterior"]


@final
@attrs.frozen
class _Sizes:
    """Standard deviations of the parts, on the scale of logarithms.

    Attributes:
        trend: the growth a month.
        year: the factor of a calendar year.
        drift: the move of the level in a month.
        noise: a month around its own mean, beside the chance of single people.
    """

    trend: float
    year: float
    drift: float
    noise: float


_LEVEL: Final = 1.0
_SEASON: Final = 0.15
_OCCASION: Final = 0.5
_TRENDS: Final = {0.0: 0.2, 0.02: 0.8}
_SWINGS: Final = {(0.0, 0.0): 0.52, (0.13, 0.0): 0.22, (0.25, 0.0): 0.22, (0.0, 0.03): 0.04}
"""Chances of what moves the level beside the trend: nothing, years of two sizes, or a drift.

Three years have one comparison that tells a shock from a trend, and when it is small by chance, a
shock of one size alone is ruled out too soon. Of two sizes the wider keeps some doubt. Chosen by
the coverage of simulated histories, other than those of the published figures.
"""
_NOISES: Final = {0.01: 0.25, 0.03: 0.25, 0.06: 0.25, 0.12: 0.25}
_FADES: Final = 0.98
"""The share of the growth of a month that is left in the next, after the history."""

_CASES: Final = {
    _Sizes(trend, year, drift, noise): of_trend * of_swing * of_noise
    for (trend, of_trend), ((year, drift), of_swing), (noise, of_noise) in product(
        _TRENDS.items(), _SWINGS.items(), _NOISES.items()
    )
}
"""The sizes that are averaged over, each with its probability before any evidence."""

_UNLIKELY: Final = 1e-3
"""Cases with less of the evidence of the likeliest one are left out."""


class Signal(NamedTuple):
    """The composition of a quantity: the part that each component has in it.

    Attributes:
        level: 1 for a month.
        trend: the months from the end of the history, or what is left of them.
        month: the position of a month from the start; None for a quantity that is no month.
        number: the month of the year, 1 to 12; 0 for no season.
        shares: the share of each occasion.
    """

    level: float
    trend: float
    month: int | None
    number: int
    year: int
    shares: tuple[float, ...]


class Case(NamedTuple):
    """One case: its weight, the logarithms of the quantities asked for, and the noise of a month.

    Attributes:
        weight: its probability given the history.
        means: the expected logarithms.
        covariances: their covariances, the lower triangle, without noise.
        noise: the variance of a month around its mean.
    """

    weight: float
    means: Vector
    covariances: Matrix
    noise: float


Question = tuple[Signal, ...]
"""The quantities asked for."""


def components(occasions: Sequence[Occasion]) -> tuple[list[str], Question]:
    """Return the trend, the effects of occasions and the season, by name and as quantities."""
    none = (0.0,) * len(occasions)
    asked = {"trend a month": Signal(0.0, 1.0, None, 0, 0, none)}
    for index, occasion in enumerate(occasions):
        whole = (*none[:index], 1.0, *none[index + 1 :])
        asked[occasion.name] = Signal(0.0, 0.0, None, 0, 0, whole)
    for number in range(1, 13):
        asked[f"month {number:02}"] = Signal(0.0, 0.0, None, number, 0, none)
    return [*asked], tuple(asked.values())


def months_ahead(history: DemandHistory, occasions: Sequence[Occasion], months: int) -> Question:
    """Return the months after a history, as quantities."""
    growth, left = 0.0, 1.0
    signals = []
    for index in range(len(history), len(history) + months):
        left *= _FADES
        growth += left
        signals.append(_month(history.start + index, index, growth, occasions))
    return tuple(signals)


def _month(month: Month, index: int, growth: float, occasions: Sequence[Occasion]) -> Signal:
    shares = tuple(float(occasion.share_of(month)) for occasion in occasions)
    return Signal(1.0, growth, index, month.number, month.year, shares)


class _Seen(NamedTuple):
    """A month on some of whose days there were blanks.

    Attributes:
        signal: the month as a quantity.
        cards: its cards and a half, whose logarithm is that of its mean on average.
        share: the share of its days with blanks.
    """

    signal: Signal
    cards: float
    share: float


def _seen(history: DemandHistory, occasions: Sequence[Occasion]) -> list[_Seen]:
    months = zip(history.months, history.cards, history.stocked_shares, strict=True)
    return [
        _Seen(_month(month, at, at + 1.0 - len(history), occasions), cards + 0.5, float(share))
        for at, (month, cards, share) in enumerate(months)
        if share
    ]


@lru_cache(maxsize=128)
def posterior(
    history: DemandHistory, occasions: tuple[Occasion, ...], asked: Question
) -> tuple[Case, ...]:
    """Return the cases that the history leaves possible, with what they say of some quantities."""
    seen = _seen(history, occasions)
    signals = [month.signal for month in seen]
    logs = [math.log(month.cards / month.share) for month in seen]
    center = math.fsum(logs) / len(logs)
    values = [one - center for one in logs]
    # The parts of size one are the same for all cases.
    within, across, among = _parts(signals, signals), _parts(asked, signals), _parts(asked, asked)
    found = [(sizes, _known(within, sizes, seen, values)) for sizes in _CASES]
    densities = [known.density + math.log(_CASES[sizes]) for sizes, known in found]
    most = max(densities)
    cases = []
    for (sizes, known), density in zip(found, densities, strict=True):
        weight = math.exp(density - most)
        if weight > _UNLIKELY:
            means, covariances = known.others(_sum(across, sizes), _sum(among, sizes))
            logs = [mean + center * signal.level for mean, signal in zip(means, asked, strict=True)]
            cases.append(Case(weight, logs, covariances, sizes.noise**2))
    total = math.fsum(case.weight for case in cases)
    return tuple(case._replace(weight=case.weight / total) for case in cases)


def _known(within: _Parts, sizes: _Sizes, seen: Sequence[_Seen], values: Vector) -> Known:
    """Return the observed logarithms as variables, each with the noise of its month."""
    covariances = _sum(within, sizes)
    for index, month in enumerate(seen):
        covariances[index][index] += sizes.noise**2 / month.share + 1 / month.cards
    return Known.of(covariances, values)


class _Parts(NamedTuple):
    """The covariances of quantities for parts of size one, in rows; those that never vary added."""

    fixed: list[list[float]]
    trend: list[list[float]]
    year: list[list[float]]
    drift: list[list[float]]


def _parts(rows: Sequence[Signal], columns: Sequence[Signal]) -> _Parts:
    return _Parts(
        [[_fixed(one, other) for other in columns] for one in rows],
        [[one.trend * other.trend for other in columns] for one in rows],
        [[float(one.year == other.year != 0) for other in columns] for one in rows],
        [[_drifted(one, other) for other in columns] for one in rows],
    )


def _fixed(one: Signal, other: Signal) -> float:
    """Return the covariance of level, season and occasions, which have one size in all cases."""
    season = (one.number == other.number) - 1 / 12 if one.number and other.number else 0.0
    common = sum(a * b for a, b in zip(one.shares, other.shares, strict=True))
    return _LEVEL**2 * one.level * other.level + _SEASON**2 * season + _OCCASION**2 * common


def _drifted(one: Signal, other: Signal) -> float:
    if one.month is None or other.month is None:
        return 0.0
    return float(min(one.month, other.month))


def _sum(parts: _Parts, sizes: _Sizes) -> list[list[float]]:
    trend, year, drift = sizes.trend**2, sizes.year**2, sizes.drift**2
    return [
        [
            fixed + trend * of_trend + year * of_year + drift * of_drift
            for fixed, of_trend, of_year, of_drift in zip(*rows, strict=True)
        ]
        for rows in zip(*parts, strict=True)
    ]
