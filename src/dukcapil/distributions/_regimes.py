"""The regimes that distributions are parted into, and the chain between them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from dukcapil.distributions._families import Distribution, Mixture, Pmf, masses

__all__ = ["parted", "transitions"]

_HALF = Fraction(1, 2)


def parted(
    distributions: Sequence[Distribution],
) -> tuple[list[Fraction], list[Sequence[Distribution]]]:
    """The weights of the regimes, and for each month the distribution in each regime.

    Raises:
        ValueError: if mixtures of different weights meet.
    """
    mixtures = [distribution for distribution in distributions if isinstance(distribution, Mixture)]
    if not mixtures:
        return [_HALF, _HALF], [_halves(distribution) for distribution in distributions]
    weights = _weights(mixtures[0])
    if any(_weights(mixture) != weights for mixture in mixtures):
        raise ValueError("mixtures of different weights")
    return weights, [
        [part for _, part in distribution.parts]
        if isinstance(distribution, Mixture)
        else [distribution] * len(weights)
        for distribution in distributions
    ]


def _weights(mixture: Mixture) -> list[Fraction]:
    weights = [Fraction(weight) for weight, _ in mixture.parts]
    return [weight / sum(weights) for weight in weights]


@lru_cache(maxsize=64)
def _halves(distribution: Distribution) -> tuple[Distribution, Distribution]:
    """The lower and the upper half of a distribution; an amount in the middle belongs to both in part."""
    whole = masses(distribution)
    room: Any = whole.total
    lower: dict[int, Any] = {}
    upper: dict[int, Any] = {}
    for index, mass in enumerate(whole.values):
        below = min(2 * mass, room)
        room -= below
        if below > 0:
            lower[whole.position(index)] = below
        if 2 * mass > below:
            upper[whole.position(index)] = 2 * mass - below
    return Pmf(lower), Pmf(upper)


def transitions(weights: Sequence[Fraction], stay: Fraction) -> list[list[Fraction]]:
    """The chain that redraws its regime by weight so often that it stays as long as is asked.

    Raises:
        ValueError: if a regime would be left more often than it is redrawn.
    """
    evenness = 1 - sum(weight * weight for weight in weights)
    redrawn = (1 - stay) / evenness if evenness else Fraction(0)
    rows = [
        [redrawn * weight + (1 - redrawn) * (to == at) for to, weight in enumerate(weights)]
        for at in range(len(weights))
    ]
    if any(share < 0 for row in rows for share in row):
        raise ValueError("regimes that are left too often")
    return rows
