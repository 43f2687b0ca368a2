"""Distributions of prints that fail independently, for a random number of blanks or cards."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import final

import attrs

from dukcapil.distributions import Binomial, Distribution, Mixture, NegativeBinomial
from dukcapil.distributions._curves import Curve
from dukcapil.distributions._families import condensed, curve_of, masses
from dukcapil.distributions._masses import AnyMasses, RoundedMasses

__all__ = ["good_prints", "with_tries"]


@lru_cache(maxsize=64)
def good_prints(blanks: Distribution, *, keep: Fraction) -> Distribution:
    """Return the distribution of the good cards among a random number of blanks."""
    return _compound(blanks, lambda number: Binomial(trials=number, chance=keep))


@lru_cache(maxsize=64)
def with_tries(cards: Distribution, *, keep: Fraction) -> Distribution:
    """Return the distribution of the blanks needed to print a random number of good cards."""
    return _compound(cards, lambda number: _Tries(number, keep))


@final
@attrs.frozen
class _Tries(Distribution):
    """All tries up to the last of a number of good cards."""

    cards: int
    keep: Fraction

    @property
    def is_exact(self) -> bool:
        return False

    @property
    def mean(self) -> float:
        return float(self.cards / self.keep)

    def _spoiled(self) -> NegativeBinomial:
        return NegativeBinomial(size=self.cards, rate=self.cards * (1 - self.keep) / self.keep)

    def _masses(self) -> AnyMasses:
        if not self.cards:
            return RoundedMasses(0, 1, [1.0], 1.0)
        return masses(self._spoiled()).shifted(self.cards)

    def _curve(self) -> Curve | None:
        curve = curve_of(self._spoiled()) if self.cards else None
        return curve and curve.shifted(self.cards)


def _compound(distribution: Distribution, each: Callable[[int], Distribution]) -> Distribution:
    """Return the mixture of distributions that depend on a random amount."""
    whole = condensed(distribution)
    return Mixture(
        [
            (mass / whole.total, each(whole.position(index)))
            for index, mass in enumerate(whole.values)
            if mass
        ]
    )
