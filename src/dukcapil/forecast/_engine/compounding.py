"""Distributions of prints that fail independently, for a random number of blanks or cards."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from dukcapil.distributions import Binomial, Distribution, Pmf
from dukcapil.distributions._families import condensed, masses
from dukcapil.distributions._masses import AnyMasses, RoundedMasses
from dukcapil.distributions._parametric import from_ratios

__all__ = ["good_prints", "with_tries"]


@lru_cache(maxsize=64)
def good_prints(blanks: Distribution, *, keep: Fraction) -> Distribution:
    """Return the distribution of the good cards among a random number of blanks."""
    return _compound(blanks, lambda number: masses(Binomial(trials=number, chance=keep)))


@lru_cache(maxsize=64)
def with_tries(cards: Distribution, *, keep: Fraction) -> Distribution:
    """Return the distribution of the blanks needed to print a random number of good cards."""
    return _compound(cards, lambda number: _tries(number, float(1 - keep)))


def _tries(cards: int, fails: float) -> RoundedMasses:
    """Return the negative binomial distribution of all tries up to the last good card."""
    if not cards:
        return RoundedMasses(0, 1, [1.0], 1.0)
    spoiled = from_ratios(
        mode=int((cards - 1) * fails / (1 - fails)),
        ratio=lambda amount: (cards + amount - 1) / amount * fails,
    )
    return spoiled.shifted(cards)


def _compound(distribution: Distribution, each: Callable[[int], AnyMasses]) -> Pmf:
    """Return the mixture of distributions that depend on a random amount."""
    whole = condensed(distribution)
    together: dict[int, float] = {}
    for index, mass in enumerate(whole.values):
        if mass:
            share = mass / whole.total
            part = each(whole.position(index))
            for at, value in enumerate(part.values, part.low):
                together[at] = together.get(at, 0.0) + share * value
    return Pmf({at: value for at, value in together.items() if value > 0})
