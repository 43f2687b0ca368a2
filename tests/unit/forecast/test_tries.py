"""Prints that fail one by one, for a random number of blanks or of cards."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dukcapil.distributions import Distribution, Mixture, Pmf
from dukcapil.forecast._engine.compounding import good_prints, with_tries

KEEP = Fraction(4, 5)
CARDS = Pmf({0: 1, 2: 1, 3: 2})
"""Cards of which there is never one: nothing is tried for what cannot be."""


def chance(of: Distribution, cards: int) -> float:
    return float(of.probability(at_most=cards) - of.probability(at_most=cards - 1))


def test_good_prints_are_a_share_of_the_blanks() -> None:
    good = good_prints(CARDS, keep=KEEP)
    assert float(good.mean) == pytest.approx(float(CARDS.mean * KEEP))
    assert chance(good, 0) == pytest.approx((1 + (1 / 5) ** 2 + 2 * (1 / 5) ** 3) / 4)


def test_tries_are_as_many_as_good_cards_take() -> None:
    tries = with_tries(CARDS, keep=KEEP)
    assert isinstance(tries, Mixture)
    assert not any(part.is_exact for _, part in tries.parts)
    assert float(tries.mean) == pytest.approx(float(CARDS.mean / KEEP))
    assert chance(tries, 0) + chance(tries, 1) == pytest.approx(1 / 4)
    assert chance(tries, 2) == pytest.approx(0.8**2 / 4)
