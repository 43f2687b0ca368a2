"""Equal shares of a gamma distribution, with the mean and the variance of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

__all__ = ["equal_shares"]

_STEPS: Final = 4_000
_NEGLIGIBLE: Final = 45.0
"""Densities below exp(-45), about 3e-20, of the greatest are left out."""

_NO_RATE: Final = 1e-30
"""The least rate of a part, relative to the mean: a distribution needs one above 0."""

_Mass = tuple[float, float]
"""A point, and the mass on it."""


def equal_shares(size: float, shares: int) -> list[tuple[float, float]]:
    """Return mean and shape of equal shares of a gamma distribution with mean 1.

    The shape is that of the relative variance of a share. Integration is by the trapezoidal rule
    over the logarithm u of the rate, in which the density is smooth for every shape. Outside the
    limits e^u - u - 1 > 45 / size, so that the density is negligible; no step exceeds a tenth.
    """
    cut = _NEGLIGIBLE / size
    low, high = -(cut + math.sqrt(cut * cut + 8 * cut)) / 2, math.sqrt(2 * cut)
    steps = _STEPS + math.ceil(10 * cut)
    logs = [low + (high - low) * index / steps for index in range(steps + 1)]
    masses = [math.exp(size * (1 + log - math.exp(log))) for log in logs]
    parts = _parted([(math.exp(log), mass) for log, mass in zip(logs, masses, strict=True)], shares)
    return [
        (mean, mean * mean / variance) if mean > _NO_RATE else (_NO_RATE, 1.0)
        for mean, variance in map(_moments, parts)
    ]


def _parted(distribution: Sequence[_Mass], shares: int) -> list[list[_Mass]]:
    """Return a distribution cut into equal shares; a mass on a cut is divided."""
    full = math.fsum(mass for _, mass in distribution) / shares
    parts: list[list[_Mass]] = [[]]
    missing = full
    for point, mass in distribution:
        left = mass
        while left > missing and len(parts) < shares:
            parts[-1].append((point, missing))
            parts.append([])
            left, missing = left - missing, full
        parts[-1].append((point, left))
        missing -= left
    return parts


def _moments(distribution: Sequence[_Mass]) -> tuple[float, float]:
    """Return mean and variance."""
    whole = math.fsum(mass for _, mass in distribution)
    mean = math.fsum(point * mass for point, mass in distribution) / whole
    return mean, math.fsum((point - mean) ** 2 * mass for point, mass in distribution) / whole
