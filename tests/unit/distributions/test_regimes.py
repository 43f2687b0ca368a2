"""Regimes: the halves of a distribution, which together are the whole, and the chain of them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dukcapil.distributions import Binomial, Distribution, Empirical, Mixture, Pmf, Poisson, Uniform
from dukcapil.distributions._regimes import chain_of  # what the forecast makes of `Regimes`

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
WHOLE: list[Distribution] = [
    Uniform(3, 3),
    Uniform(0, 1),
    Uniform(2, 6),
    Uniform(5, 10),
    Pmf({0: 1, 4: 1}),
    Pmf({0: 1, 4: 2}),
    Pmf({1: 3, 2: 1, 9: 1}),
    Empirical([4, 4, 5, 8]),
]


@pytest.mark.parametrize("whole", WHOLE)
def test_the_halves_are_the_whole_and_meet_at_the_median(whole: Distribution) -> None:
    ((lower, upper),) = chain_of([whole], HALF).months
    assert lower.high <= upper.low
    assert (lower.low, upper.high) == (whole.low, whole.high)
    for amount in range(whole.low - 1, whole.high + 2):
        halves = [one.probability(at_most=amount) for one in (lower, upper)]
        assert sum(halves) / 2 == whole.probability(at_most=amount)
    assert lower.probability(at_most=lower.high) == upper.probability(at_most=upper.high) == 1


@pytest.mark.parametrize("whole", [Poisson(rate=2.5), Binomial(trials=7, chance=THIRD)])
def test_so_they_are_but_for_rounding(whole: Distribution) -> None:
    ((lower, upper),) = chain_of([whole], HALF).months
    assert lower.high <= upper.low
    for amount in range(8):
        halves = [float(one.probability(at_most=amount)) for one in (lower, upper)]
        assert sum(halves) / 2 == pytest.approx(float(whole.probability(at_most=amount)))


@pytest.mark.parametrize("stay", [HALF, Fraction(3, 4), Fraction(1)])
def test_a_chain_stays_as_often_as_asked_and_keeps_its_weights(stay: Fraction) -> None:
    mixture = Mixture([(1, Uniform(0, 1)), (3, Uniform(5, 6))])
    chain = chain_of([mixture, Uniform(7, 9)], max(stay, Fraction(5, 8)))
    assert chain.weights == (Fraction(1, 4), Fraction(3, 4))
    rows = list(zip(chain.weights, chain.transitions, strict=True))
    for to, weight in enumerate(chain.weights):
        assert sum(share * row[to] for share, row in rows) == weight
    stays = sum(share * row[at] for at, (share, row) in enumerate(rows))
    assert stays == max(stay, Fraction(5, 8))
    assert chain.months == ([Uniform(0, 1), Uniform(5, 6)], [Uniform(7, 9)] * 2)


def test_mixtures_of_one_chain_have_the_same_weights() -> None:
    one, other = (Mixture([(1, Uniform(0, 1)), (by, Uniform(5, 6))]) for by in (1, 2))
    with pytest.raises(ValueError, match="mixtures of different weights"):
        chain_of([one, other], HALF)
    with pytest.raises(ValueError, match="left too often"):
        chain_of([Mixture([(1, Uniform(0, 1)), (9, Uniform(5, 6))])], Fraction(0))
