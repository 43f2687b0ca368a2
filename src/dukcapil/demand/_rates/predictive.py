"""Distributions of future counts from a rate whose logarithm is uncertain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final, NamedTuple, final

from dukcapil.distributions import Distribution, Mixture, NegativeBinomial, Pmf

__all__ = ["Rate", "count_of", "sum_of"]


@final
class Rate(NamedTuple):
    """A lognormal rate, with the weight of its case.

    Attributes:
        weight: the weight.
        mean: the expected count.
        spread: the variance of the rate relative to the square of its mean; above 0.
    """

    weight: float
    mean: float
    spread: float


_FEW: Final = 2_000
"""Counts up to this are distributed one by one; beyond, on a grid."""
_FINE: Final = 20
"""Points of a grid for a deviation of the narrowest case."""
_TAIL: Final = 5.0
"""Deviations of the logarithm at the ends of a grid; beyond lies less than 10^-6."""
_LEAST: Final = 1e-9


def count_of(rates: Sequence[Rate]) -> Distribution:
    """Return the distribution of a count whose rate is one of some, by weight.

    A small count is negative binomial with the mean and the variance of its rate. A large one,
    for which single people do not matter, is lognormal with the same, on a grid that is fine
    beside its deviation.
    """
    if max(rate.mean for rate in rates) <= _FEW:
        parts = [
            (rate.weight, NegativeBinomial(size=1 / max(rate.spread, _LEAST), rate=rate.mean))
            for rate in rates
        ]
        return parts[0][1] if len(parts) == 1 else Mixture(parts)
    return _on_grid(rates)


def _on_grid(rates: Sequence[Rate]) -> Pmf:
    logs = []
    for rate in rates:
        variance = math.log1p(rate.spread + 1 / rate.mean)
        logs.append((rate.weight, NormalDist(math.log(rate.mean) - variance / 2, variance**0.5)))
    low = max(0.0, math.exp(min(log.mean - _TAIL * log.stdev for _, log in logs)))
    high = math.exp(max(log.mean + _TAIL * log.stdev for _, log in logs))
    step = max(1, int(min(math.exp(log.mean) * log.stdev for _, log in logs) / _FINE))
    first, last = math.floor(low / step), math.ceil(high / step)
    ends = [math.log((point + 0.5) * step) for point in range(first, last + 1)]
    upto = [0.0] * len(ends)
    for weight, log in logs:
        middle, scale = log.mean, math.sqrt(2) * log.stdev
        upto = [
            before + weight / 2 * math.erfc((middle - end) / scale)
            for before, end in zip(upto, ends, strict=True)
        ]
    weights = {
        point * step: reached - before
        for point, reached, before in zip(range(first, last + 1), upto, [0.0, *upto], strict=False)
        if reached > before
    }
    return Pmf(weights)


def sum_of(means: Sequence[float], covariances: Sequence[Sequence[float]], weight: float) -> Rate:
    """Return the rate of a sum of lognormal rates, with the mean and the variance of the sum.

    (L. F. Fenton, "The Sum of Log-Normal Probability Distributions in Scatter Transmission
    Systems", IRE Transactions on Communications Systems 8, 1960.)

    Args:
        means: the expected logarithms.
        covariances: their covariances, the lower triangle.
        weight: the weight of the case.
    """
    expected = [math.exp(mean + row[-1] / 2) for mean, row in zip(means, covariances, strict=True)]
    whole = math.fsum(expected)
    square = 0.0
    for index, row in enumerate(covariances):
        for other, covariance in enumerate(row):
            times = 1 if other == index else 2
            square += times * expected[index] * expected[other] * math.expm1(covariance)
    return Rate(weight, whole, max(square / whole**2, _LEAST))
