"""Distributions of prints that are tried until they succeed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from dukcapil.distributions import Binomial, Distribution, Pmf
from dukcapil.distributions._families import from_ratios, masses
from dukcapil.distributions._masses import Masses

__all__ = []


@lru_cache(maxsize=64)
def good_prints(blanks: Distribution, *, keep: Fraction) -> Distribution:
    """The distribution of the good cards among so many blanks."""
    return _compound(blanks, lambda number: Binomial(trials=number, chance=keep)._masses())  # noqa: SLF001


@lru_cache(maxsize=64)
def with_tries(cards: Distribution, *, keep: Fraction) -> Distribution:
    """The distribution of the blanks that it takes to print so many good cards."""
    return _compound(cards, lambda number: _tries(number, float(1 - keep)))


def _tries(cards: int, fails: float) -> Masses:
    """The negative binomial distribution of all tries until the last of some cards is good."""
    if not cards:
        return Masses(0, 1, [1.0], 1.0)
    spoiled = from_ratios(
        mode=int((cards - 1) * fails / (1 - fails)),
        ratio=lambda amount: (cards + amount - 1) / amount * fails,
    )
    return spoiled.shifted(cards)


def _compound(distribution: Distribution, each: Callable[[int], Masses]) -> Pmf:
    """The distribution of something whose distribution hangs on an amount."""
    whole = masses(distribution)
    together: dict[int, float] = {}
    for index, mass in enumerate(whole.values):
        if mass:
            share = mass / whole.total
            part = each(whole.position(index))
            for at, value in enumerate(part.values, part.low):
                together[at] = together.get(at, 0.0) + share * value
    return Pmf({at: value for at, value in together.items() if value > 0})
