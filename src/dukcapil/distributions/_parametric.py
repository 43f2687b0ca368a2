"""Distributions of counts given by parameters, in floating-point numbers.

Each is unimodal. Where it has few amounts, they are computed from the ratio of consecutive masses
outwards from its mode, so that no mass overflows; otherwise it is a `Curve`.
"""

import math
import sys
from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import mul, neg, truediv
from typing import Final, final

import attrs

from dukcapil._shared.checks import as_whole, check_count, check_type, raise_bound, raise_faults
from dukcapil.distributions._curves import NEGLIGIBLE, Curve
from dukcapil.distributions._families import (
    Distribution,
    check_amounts,
    curve_of,
)
from dukcapil.distributions._masses import AnyMasses, RoundedMasses
from dukcapil.distributions._numpy_masses import running_products
from dukcapil.distributions._saddle_points import (
    log_binomial,
    log_negative_binomial,
    log_poisson,
)
from dukcapil.errors import Fault

__all__ = ["Binomial", "NegativeBinomial", "Poisson"]


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
_LONGEST: Final = 10**12
"""The mean life of an exponential tail, at most."""
_FEW: Final = 5_000
"""Up to about so many amounts are computed one by one."""


class _Counts(Distribution):
    """A distribution of counts given by parameters."""

    __slots__ = ()

    @property
    @abstractmethod
    def _mode(self) -> int:
        """About the count of the greatest mass."""

    @property
    @abstractmethod
    def _variance(self) -> float:
        """The variance."""

    @property
    def _most(self) -> int:
        """The greatest count, or a number above all that are not negligible."""
        return sys.maxsize

    @abstractmethod
    def _log_mass(self) -> Callable[[int, float], float]:
        """Return the logarithm of the mass as a function; see `Curve`."""

    @property
    def is_exact(self) -> bool:
        """False."""
        return False

    def _curve(self) -> Curve | None:
        mean, variance = float(self.mean), self._variance
        deviation = math.sqrt(variance)
        if max(_DEVIATIONS * deviation * mean, _LIVES * variance) <= _FEW * mean:
            return None
        return Curve.of(
            self._log_mass(),
            # Over its mean the variance is the mean life of the tail, where that is exponential.
            scale=max(deviation, variance / mean),
            mode=self._mode,
            most=self._most,
        )

    def _listed(self, field: str, ratio: Callable[[int], float]) -> RoundedMasses:
        """Return the masses one by one, from the ratio of each mass to the one before it."""
        curve, mode = curve_of(self), self._mode
        if curve is None:
            return _from_ratios(mode=mode, ratio=ratio, most=self._most)
        check_amounts(self, field, curve.low, curve.high)
        up = running_products(ratio, range(mode + 1, curve.high + 1), 1.0, mul)
        down = running_products(ratio, range(mode, curve.low, -1), 1.0, truediv)
        return _normalised(mode, down, [1.0, *up])


def _split(mean: Fraction) -> tuple[int, float]:
    """Return the whole number below a mean, and the rest: together more digits than a float."""
    whole = math.floor(mean)
    return whole, float(mean - whole)


@final
@attrs.frozen(kw_only=True)
class Binomial(_Counts):
    """Binomial distribution: successes among independent trials of one probability.

    Attributes:
        trials: 0 or more, at most 10^18.
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
        if self.trials > _GREATEST:
            raise_bound(self, "trials", f"at most {_GREATEST:,}")

    @property
    def mean(self) -> float:
        """The expected amount."""
        return self.trials * float(self.chance)

    @property
    def _mode(self) -> int:
        return int((self.trials + 1) * Fraction(self.chance))

    @property
    def _variance(self) -> float:
        return self.trials * float(self.chance * (1 - self.chance))

    @property
    def _most(self) -> int:
        return self.trials

    def _log_mass(self) -> Callable[[int, float], float]:
        trials, mean = self.trials, self.trials * Fraction(self.chance)
        means = float(mean), float(trials - mean)
        whole, rest = _split(mean)
        return lambda count, more: log_binomial(
            (count + more, trials - count - more),
            count - whole + (more - rest),
            means=means,
            trials=trials,
        )

    def _masses(self) -> AnyMasses:
        trials, odds = self.trials, float(self.chance / (1 - self.chance))
        return self._listed("trials", lambda amount: (trials - amount + 1) / amount * odds)


@final
@attrs.frozen(kw_only=True)
class Poisson(_Counts):
    """Poisson distribution: independent events at a constant rate.

    Attributes:
        rate: the expected number, above 0, at most 10^18.

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

    @property
    def mean(self) -> float:
        """The rate."""
        return float(self.rate)

    @property
    def _mode(self) -> int:
        return int(self.rate)

    @property
    def _variance(self) -> float:
        return self.mean

    def _log_mass(self) -> Callable[[int, float], float]:
        mean = self.mean
        whole, rest = _split(Fraction(self.rate))
        return lambda count, more: log_poisson(
            count + more, count - whole + (more - rest), mean=mean
        )

    def _masses(self) -> AnyMasses:
        rate = self.mean
        return self._listed("rate", lambda amount: rate / amount)


@final
@attrs.frozen(kw_only=True)
class NegativeBinomial(_Counts):
    """Negative binomial distribution: `Poisson` with a gamma-distributed rate, and so wider.

    Attributes:
        size: the shape of the gamma distribution, above 0; the variance is `rate + rate² / size`.
        rate: the expected number, above 0, at most 10^18 and 10^12 times the size.

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
        if Fraction(self.rate) > _LONGEST * Fraction(self.size):
            raise_bound(self, "rate", f"at most {_LONGEST:,} times the size")

    @property
    def mean(self) -> float:
        """The rate."""
        return float(self.rate)

    @property
    def _mode(self) -> int:
        return max(0, int((self.size - 1) * self.rate / self.size))

    @property
    def _variance(self) -> float:
        return self.mean * (1 + float(self.rate / self.size))

    def _log_mass(self) -> Callable[[int, float], float]:
        size, mean = float(self.size), self.mean
        whole, rest = _split(Fraction(self.rate))
        return lambda count, more: log_negative_binomial(
            count + more, count - whole + (more - rest), mean=mean, size=size
        )

    def _masses(self) -> AnyMasses:
        size, rate = float(self.size), self.mean
        grows = rate / (rate + size)
        return self._listed("rate", lambda amount: (amount + size - 1) / amount * grows)


def _from_ratios(*, mode: int, ratio: Callable[[int], float], most: int) -> RoundedMasses:
    """Return a unimodal distribution from the ratio of each mass to the one before it."""
    up = _outwards(ratio, range(mode + 1, most + 1), mul)
    return _normalised(mode, _outwards(ratio, range(mode, 0, -1), truediv)[1:], up)


def _normalised(mode: int, down: Sequence[float], up: Sequence[float]) -> RoundedMasses:
    """Return masses in proportion to those below the mode, downwards, and those from it on."""
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
    while amounts and masses[-1] > NEGLIGIBLE:
        masses += running_products(ratio, amounts[:part], masses[-1], by)
        amounts, part = amounts[part:], min(2 * part, _GREATEST_PART)
    return masses[: bisect_left(masses, -NEGLIGIBLE, key=neg) + 1]
