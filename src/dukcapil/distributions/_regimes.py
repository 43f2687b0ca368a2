"""Regimes of a distribution, and the Markov chain between them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import final

import attrs

from dukcapil.distributions._compounds import Mixture
from dukcapil.distributions._curves import Curve
from dukcapil.distributions._families import (
    Curved,
    Distribution,
    Pmf,
    Uniform,
    curve_of,
    masses,
)
from dukcapil.distributions._masses import Number

__all__ = ["Chain", "chain_of"]

_HALF = Fraction(1, 2)


@final
@attrs.frozen
class Chain:
    """A hidden Markov chain of regimes.

    Attributes:
        weights: the stationary probability of each regime; the first month follows them.
        transitions: for each regime the probabilities of the next one.
        months: for each month the distribution in each regime.
    """

    weights: tuple[Fraction, ...]
    transitions: tuple[tuple[Fraction, ...], ...]
    months: tuple[Sequence[Distribution], ...]


def chain_of(distributions: Sequence[Distribution], stay: Fraction) -> Chain:
    """Return the chain of regimes that keeps its regime with a given mean probability.

    A `Mixture` is divided into its parts, any other distribution into two halves.

    Raises:
        ValueError: for mixtures of different weights, or a probability so low that a regime
            would have to be left more often than it is redrawn.
    """
    mixtures = [distribution for distribution in distributions if isinstance(distribution, Mixture)]
    if not mixtures:
        weights = [_HALF, _HALF]
        months: list[Sequence[Distribution]] = [_halves(one) for one in distributions]
    else:
        weights = _weights(mixtures[0])
        if any(_weights(mixture) != weights for mixture in mixtures):
            raise ValueError("mixtures of different weights")
        months = [
            [part for _, part in one.parts] if isinstance(one, Mixture) else [one] * len(weights)
            for one in distributions
        ]
    return Chain(tuple(weights), _transitions(weights, stay), tuple(months))


def _weights(mixture: Mixture) -> list[Fraction]:
    weights = [Fraction(weight) for weight, _ in mixture.parts]
    return [weight / sum(weights) for weight in weights]


@lru_cache(maxsize=64)
def _halves(distribution: Distribution) -> tuple[Distribution, Distribution]:
    """Return the halves below and above the median; the mass at the median is divided."""
    if isinstance(distribution, Uniform) and distribution.size > 1:
        return _halves_of_uniform(distribution)
    if (curve := curve_of(distribution)) is not None:
        return _halves_of_curve(curve)
    whole = masses(distribution)
    return _halved(whole.low, whole.values, whole.total)


def _halves_of_uniform(whole: Uniform) -> tuple[Distribution, Distribution]:
    """Return the same by formula; of an odd number of amounts the one in the middle is shared."""
    size = whole.size // 2
    lower = Uniform(whole.low, whole.low + size - 1)
    upper = Uniform(whole.high - size + 1, whole.high)
    if whole.size == 2 * size:
        return lower, upper
    middle = Pmf({whole.low + size: 1})
    return Mixture([(2 * size, lower), (1, middle)]), Mixture([(2 * size, upper), (1, middle)])


def _halves_of_curve(whole: Curve) -> tuple[Distribution, Distribution]:
    """Return the same of a curve, as parts of it and the amount in the middle."""
    median = whole.quantile(0.5)
    below, above = whole.upto(median - 1), 1 - whole.upto(median)

    def half(share: float, first: int, last: int) -> Distribution:
        parts: list[tuple[float, Distribution]] = [(0.5 - share, Pmf({median: 1}))]
        if share > 0:
            parts.append((share, Curved(whole.part(first, last))))
        return Mixture([(weight, part) for weight, part in parts if weight > 0])

    return half(below, whole.low, median - 1), half(above, median + 1, whole.high)


def _halved(low: int, values: Sequence[Number], total: Number) -> tuple[Distribution, Distribution]:
    # Twice each mass, over the same total, so that each half has the total of the whole.
    left = total
    lower: dict[int, Number] = {}
    upper: dict[int, Number] = {}
    for at, mass in enumerate(values, low):
        below = min(2 * mass, left)
        left -= below
        if below > 0:
            lower[at] = below
        if 2 * mass > below:
            upper[at] = 2 * mass - below
    return Pmf(lower), Pmf(upper)


def _transitions(weights: Sequence[Fraction], stay: Fraction) -> tuple[tuple[Fraction, ...], ...]:
    """Return the chain that redraws its regime by weight just often enough to stay as asked."""
    evenness = 1 - sum(weight * weight for weight in weights)
    redrawn = (1 - stay) / evenness if evenness else Fraction(0)
    rows = tuple(
        tuple(redrawn * weight + (1 - redrawn) * (to == at) for to, weight in enumerate(weights))
        for at in range(len(weights))
    )
    if any(share < 0 for row in rows for share in row):
        raise ValueError("regimes that are left too often")
    return rows
