"""Distributions of counts given by parameters, in floating-point numbers.

Each is unimodal, and computed from the ratio of consecutive masses outwards from its mode, so
that no mass overflows.
"""

import math
import sys
from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from operator import mul, neg, truediv
from typing import Final, final

import attrs

from dukcapil._shared.checks import as_whole, check_count, check_type, raise_bound, raise_faults
from dukcapil.distributions._families import MOST_AMOUNTS, Distribution
from dukcapil.distributions._masses import AnyMasses, RoundedMasses
from dukcapil.distributions._numpy_masses import running_products
from dukcapil.errors import Fault

__all__ = ["Binomial", "NegativeBinomial", "Poisson", "from_ratios"]


def _check_chance(owner: Distribution, share: object) -> None:
    if type(share) is not Fraction and type(share) is not float:
        check_type(owner, "chance", share, Fraction, "; a float will do, too")
    elif not 0 < share < 1:
        raise_faults(type(owner).__name__, [("chance", Fault.OUT_OF_BOUNDS)])


def _check_mean(owner: Distribution, field: str, value: object) -> None:
    if type(value) is not int and type(value) is not float and type(value) is not Fraction:
        check_type(owner, field, value, float, "; int and Fraction will do, too")
    elif not 0 < value < math.inf:
        raise_faults(type(owner).__name__, [(field, Fault.OUT_OF_BOUNDS)])
    elif value > _GREATEST:
        raise_bound(owner, field, f"at most {_GREATEST:,}")


_GREATEST: Final = 10**18
_DEVIATIONS: Final = 21
"""Standard deviations between the ends of a distribution that is nearly normal."""
_LIVES: Final = 51
"""Mean lives after which an exponential tail is negligible."""
_TRIALS: Final = "at most some 36,000,000,000"
_RATE: Final = "at most some 9,000,000,000"


def _check_width(owner: Distribution, field: str, width: float | Fraction, bound: str) -> None:
    if width > MOST_AMOUNTS:
        raise_bound(owner, field, bound)


@final
@attrs.frozen(kw_only=True)
class Binomial(Distribution):
    """Binomial distribution: successes among independent trials of one probability.

    Attributes:
        trials: 0 or more, at most some 36 * 10^9.
        chance: the probability of one success, above 0 and below 1; a `Fraction` or a `float`.

    Raises:
        TypeError: for trials that are not `int`, or a probability that is neither.
        InvalidRecord: for negative trials, or a probability out of bounds.

    Examples:
        >>> from dukcapil.distributions import Binomial
        >>> round(Binomial(trials=100, chance=0.8).mean, 9)
        80.0
    """

    trials: int = attrs.field(converter=as_whole)
    chance: Fraction | float

    def __attrs_post_init__(self) -> None:
        check_count(self, "trials", self.trials)
        _check_chance(self, self.chance)
        _check_width(self, "trials", _DEVIATIONS * math.isqrt(self.trials) / 2, _TRIALS)

    @property
    def mean(self) -> float:
        """The expected amount."""
        return self.trials * float(self.chance)

    def _masses(self) -> AnyMasses:
        trials, odds = self.trials, float(self.chance / (1 - self.chance))
        return from_ratios(
            mode=int((trials + 1) * self.chance),
            ratio=lambda amount: (trials - amount + 1) / amount * odds,
            most=trials,
        )


@final
@attrs.frozen(kw_only=True)
class Poisson(Distribution):
    """Poisson distribution: independent events at a constant rate.

    Attributes:
        rate: the expected number, above 0, at most some 9 * 10^9.

    Raises:
        TypeError: for a rate that is not a number.
        InvalidRecord: for a rate that is not above 0, or not finite.

    Examples:
        >>> from dukcapil.distributions import Poisson
        >>> round(Poisson(rate=3).probability(at_most=0), 6)
        0.049787
    """

    rate: float | Fraction

    def __attrs_post_init__(self) -> None:
        _check_mean(self, "rate", self.rate)
        _check_width(self, "rate", _DEVIATIONS * math.sqrt(self.rate), _RATE)

    @property
    def mean(self) -> float:
        """The rate."""
        return float(self.rate)

    def _masses(self) -> AnyMasses:
        rate = float(self.rate)
        return from_ratios(mode=int(rate), ratio=lambda amount: rate / amount)


@final
@attrs.frozen(kw_only=True)
class NegativeBinomial(Distribution):
    """Negative binomial distribution: `Poisson` with a gamma-distributed rate, and so wider.

    Attributes:
        size: the shape of the gamma distribution, above 0; the variance is `rate + rate² / size`.
        rate: the expected number, above 0; at most 39,000 times the size, since two million
            amounts or more would have to be kept.

    Raises:
        TypeError: for a size or rate that is not a number.
        InvalidRecord: for one that is not above 0, or not finite.

    Examples:
        >>> from dukcapil.distributions import NegativeBinomial
        >>> round(NegativeBinomial(size=4, rate=6).mean, 9)
        6.0
    """

    size: float | Fraction
    rate: float | Fraction

    def __attrs_post_init__(self) -> None:
        _check_mean(self, "size", self.size)
        _check_mean(self, "rate", self.rate)
        width = _LIVES * (1 + Fraction(self.rate) / Fraction(self.size))
        _check_width(self, "rate", width, "at most 39,000 times the size")

    @property
    def mean(self) -> float:
        """The rate."""
        return float(self.rate)

    def _masses(self) -> AnyMasses:
        size, rate = float(self.size), float(self.rate)
        grows = rate / (rate + size)
        return from_ratios(
            mode=max(0, int((size - 1) * rate / size)),
            ratio=lambda amount: (amount + size - 1) / amount * grows,
        )


_NEGLIGIBLE: Final = 1e-22
"""Truncation, relative to the greatest mass; from there on the tails of all these distributions
decrease at least geometrically."""


def from_ratios(
    *, mode: int, ratio: Callable[[int], float], most: int | None = None
) -> RoundedMasses:
    """Return a unimodal distribution from the ratio of each mass to the one before it."""
    top = sys.maxsize if most is None else most
    up = _outwards(ratio, range(mode + 1, top + 1), mul)
    down = _outwards(ratio, range(mode, 0, -1), truediv)[1:]
    values = [*reversed(down), *up]
    whole = math.fsum(values)
    return RoundedMasses(mode - len(down), 1, [value / whole for value in values], 1.0)


_FIRST: Final = 64
_GREATEST_PART: Final = 65_536


def _outwards(
    ratio: Callable[[int], float], amounts: range, by: Callable[[float, float], float]
) -> list[float]:
    """Return the masses from 1 at the mode outwards, to the first that is negligible, or all."""
    masses, part = [1.0], _FIRST
    while amounts and masses[-1] > _NEGLIGIBLE:
        masses += running_products(ratio, amounts[:part], masses[-1], by)
        amounts, part = amounts[part:], min(2 * part, _GREATEST_PART)
    return masses[: bisect_left(masses, -_NEGLIGIBLE, key=neg) + 1]
