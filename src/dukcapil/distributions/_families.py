"""Distributions of whole numbers: the base of all, and those with finitely many given weights.

A family is one class, here, in `_compounds` or in `_parametric`: its fields and their checks, and
`_masses`, which gives the probability of each amount. Everything else follows from the masses.
"""

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final, Self, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import (
    as_whole,
    check_count,
    check_items,
    check_type,
    raise_bound,
    raise_faults,
)
from dukcapil._shared.values import Value
from dukcapil.distributions._curves import Curve
from dukcapil.distributions._masses import AnyMasses, ExactMasses, RoundedMasses
from dukcapil.distributions._weights import (
    Weight,
    are_exact,
    check_weight,
    weighted_mean,
    whole_weights,
    with_types,
)
from dukcapil.errors import Fault

__all__ = [
    "Curved",
    "Distribution",
    "Empirical",
    "Pmf",
    "Uniform",
    "check_amounts",
    "check_distribution",
    "condensed",
    "curve_of",
    "masses",
    "pmf_of",
    "shifted",
]

_MOST_AMOUNTS: Final = 2_000_000
"""Amounts from the least to the greatest whose probabilities are computed one by one."""


class Distribution(Plotted, Value, ABC):
    """Probability distribution of a whole amount of zero or more. The base of all families.

    Distributions given by whole numbers and `Fraction`s are exact, and so is what is computed
    from them; `Binomial`, `Poisson` and `NegativeBinomial` are floating-point numbers, truncated
    where less than one part in 10^18 is left.

    Means and ends are known by formula, and so are the sums that `outlook` needs of `Uniform`,
    `Binomial`, `Poisson` and `NegativeBinomial`, of any number of amounts. Where every amount is
    looked at, the greatest lies less than 2,000,000 above the least; anything else raises
    `InvalidRecord`: count in hundreds, or in boxes. Mixtures and sums have 16 levels at most.

    Examples:
        >>> from dukcapil.distributions import Distribution, Uniform
        >>> isinstance(Uniform(0, 1), Distribution)
        True
    """

    __slots__ = ()

    @abstractmethod
    def _masses(self) -> AnyMasses:
        """Return the masses on a step of 1, without zeros at the ends."""

    def _condensed(self) -> AnyMasses:
        """Return the masses on any step: of an amount in lots, few beside the amounts between."""
        return masses(self)

    def _curve(self) -> Curve | None:
        """Return the masses as a curve, if there are many amounts and one runs through them."""
        return None

    def _shifted(self, by: int) -> "Distribution":
        """Return the distribution of the amount plus a known number."""
        curve = curve_of(self)
        return pmf_of(masses(self).shifted(by)) if curve is None else Curved(curve.shifted(by))

    @property
    def low(self) -> int:
        """The least amount of positive probability, or the last before the truncated tail."""
        return (curve_of(self) or condensed(self)).low

    @property
    def high(self) -> int:
        """The greatest amount of positive probability, or the last before the truncated tail."""
        return (curve_of(self) or condensed(self)).high

    @property
    @abstractmethod
    def is_exact(self) -> bool:
        """True if all probabilities are known rational numbers."""

    @property
    @abstractmethod
    def mean(self) -> Fraction | float:
        """The expected amount; a `Fraction` if the distribution is exact."""

    def probability(self, *, at_most: float | Fraction) -> Fraction | float:
        """P(X <= at_most), of any number; a `Fraction` if the distribution is exact."""
        if (curve := curve_of(self)) is not None:
            return curve.upto(math.floor(at_most))
        whole = condensed(self)
        index = min((math.floor(at_most) - whole.low) // whole.step, len(whole.values) - 1)
        if index < 0:
            return Fraction(0) if whole.is_exact else 0.0
        share = whole.share_upto(index)
        return share if whole.is_exact else min(1.0, share)

    def quantile(self, share: Fraction | float) -> int:
        """Return the least amount that is not exceeded with at least this probability.

        Raises:
            InvalidRecord: for a share below 0 or above 1.
        """
        _check_share(share)
        if (curve := curve_of(self)) is not None:
            return curve.quantile(share)
        whole = condensed(self)
        # A whole total may be beyond any floating-point number.
        return whole.quantile(Fraction(share) if whole.is_exact else share)


def check_amounts(owner: Distribution, field: str, low: int, high: int) -> None:
    """Raise before more amounts are written out than can be computed with."""
    if high - low >= _MOST_AMOUNTS:
        apart = f"{_MOST_AMOUNTS:,}"
        raise_bound(owner, field, f"amounts less than {apart} apart: count in hundreds or boxes")


def _check_share(share: Fraction | float) -> None:
    """Raise unless the share of a quantile is a probability."""
    if not 0 <= share <= 1:
        raise_faults("quantile", [("share", Fault.OUT_OF_BOUNDS)])


def check_distribution(owner: object, field: str, value: object) -> None:
    """Raise `TypeError` unless the value is a distribution."""
    if not isinstance(value, Distribution):
        check_type(owner, field, value, Distribution)


@lru_cache(maxsize=256)
def masses(distribution: Distribution) -> AnyMasses:
    """Return the masses of a distribution on a step of 1."""
    return distribution._masses()  # noqa: SLF001


@lru_cache(maxsize=256)
def condensed(distribution: Distribution) -> AnyMasses:
    """Return the masses of a distribution on a step as great as it has, if it is known."""
    return distribution._condensed()  # noqa: SLF001


@lru_cache(maxsize=256)
def curve_of(distribution: Distribution) -> Curve | None:
    """Return the masses of a distribution as a curve, if it is known as one."""
    return distribution._curve()  # noqa: SLF001


@lru_cache(maxsize=256)
def shifted(distribution: Distribution, by: int) -> Distribution:
    """Return the distribution of an amount plus a known number."""
    return distribution._shifted(by)  # noqa: SLF001


def pmf_of(whole: AnyMasses) -> "Pmf":
    """Return the distribution that has these masses, in weights over the same total."""
    return Pmf({at: mass for at, mass in whole.by_position() if mass > 0})


@final
@attrs.frozen
class Curved(Distribution):
    """A part of a distribution that is known as a curve, or one that has been moved."""

    curve: Curve

    @property
    def is_exact(self) -> bool:
        return False

    @property
    def mean(self) -> float:
        return self.curve.mean()

    def _curve(self) -> Curve:
        return self.curve

    def _masses(self) -> AnyMasses:
        low, high = self.low, self.high
        check_amounts(self, "curve", low, high)
        return RoundedMasses(low, 1, self.curve.sums_from(range(high - low + 1)), 1.0)


@final
@attrs.frozen
class Uniform(Distribution):
    """Uniform distribution on the whole numbers from one bound to another, both included.

    Attributes:
        low: 0 or more.
        high: `low` or more.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for a negative bound, or bounds in the wrong order.

    Examples:
        >>> from dukcapil.distributions import Uniform
        >>> Uniform(15_000, 20_000).mean
        Fraction(17500, 1)
    """

    low: int = attrs.field(converter=as_whole)  # pyright: ignore[reportIncompatibleMethodOverride]  # others compute it
    high: int = attrs.field(converter=as_whole)  # pyright: ignore[reportIncompatibleMethodOverride]

    def __attrs_post_init__(self) -> None:
        check_count(self, "low", self.low)
        check_count(self, "high", self.high)
        if self.low > self.high:
            raise_faults("Uniform", [("high", Fault.CONTRADICTION, "low")])

    @property
    def size(self) -> int:
        """The number of amounts."""
        return self.high - self.low + 1

    # By formula, since a national range has more amounts than a list should.
    @property
    def is_exact(self) -> bool:
        """True."""
        return True

    @property
    def mean(self) -> Fraction:
        """The expected amount."""
        return Fraction(self.low + self.high, 2)

    def probability(self, *, at_most: float | Fraction) -> Fraction:
        """P(X <= at_most), of any number."""
        return Fraction(min(max(math.floor(at_most) - self.low + 1, 0), self.size), self.size)

    def quantile(self, share: Fraction | float) -> int:
        """Return the least amount that is not exceeded with at least this probability.

        Raises:
            InvalidRecord: for a share below 0 or above 1.
        """
        _check_share(share)
        return self.low + max(0, math.ceil(Fraction(share) * self.size) - 1)

    def _masses(self) -> AnyMasses:
        check_amounts(self, "high", self.low, self.high)
        return ExactMasses(self.low, 1, [1] * self.size, self.size)

    def _shifted(self, by: int) -> Self:
        return attrs.evolve(self, low=self.low + by, high=self.high + by)


def _as_weights(
    weights: Mapping[int, Weight] | Iterable[tuple[int, Weight]],
) -> tuple[tuple[int, Weight], ...]:
    # basedpyright reads the iterable, too, as a mapping whose keys are the pairs.
    pairs: Iterable[tuple[int, Weight]] = (
        weights.items() if isinstance(weights, Mapping) else weights  # pyright: ignore[reportAssignmentType]
    )
    return tuple(sorted(map(_with_whole, pairs)))


def _with_whole(pair: tuple[int, Weight]) -> tuple[int, Weight]:
    if type(pair) is not tuple or len(pair) != 2:
        return pair  # to be refused
    amount, weight = pair
    return as_whole(amount), weight


@final
@attrs.frozen(cache_hash=True)
class Pmf(Distribution):
    """Any finite distribution, given by the weight of each amount (a probability mass function).

    Attributes:
        weights: pairs of an amount, 0 or more, and its weight, above 0, by amount; given as
            such or as a mapping. Weights are `int` or `Fraction`, and need not sum to 1, or
            `float`.

    Raises:
        TypeError: for amounts that are not `int`, or weights that are not numbers.
        InvalidRecord: for no amounts, a negative one, a repeated one, or a weight that is not
            above 0 or not finite.

    Examples:
        >>> from dukcapil.distributions import Pmf
        >>> Pmf({0: 1, 15_000: 19}).probability(at_most=0)
        Fraction(1, 20)
    """

    weights: tuple[tuple[int, int | Fraction | float], ...] = attrs.field(
        converter=_as_weights, eq=with_types
    )

    def __attrs_post_init__(self) -> None:
        check_items(self, "weights", self.weights, tuple)
        for amount, weight in self.weights:
            check_count(self, "weights", amount)
            check_weight(self, "weights", weight)
        if not self.weights:
            raise_faults("Pmf", [("weights", Fault.MISSING)])
        if any(one == other for (one, _), (other, _) in pairwise(self.weights)):
            raise_faults("Pmf", [("weights", Fault.DUPLICATE)])

    @property
    def low(self) -> int:
        """The least amount of positive probability."""
        return self.weights[0][0]

    @property
    def high(self) -> int:
        """The greatest amount of positive probability."""
        return self.weights[-1][0]

    @property
    def is_exact(self) -> bool:
        """True if no weight is a `float`."""
        return are_exact([weight for _, weight in self.weights])

    @property
    def mean(self) -> Fraction | float:
        """The expected amount; a `Fraction` if the distribution is exact."""
        return weighted_mean([(weight, amount) for amount, weight in self.weights])

    def _shifted(self, by: int) -> Self:
        return attrs.evolve(
            self, weights=[(amount + by, weight) for amount, weight in self.weights]
        )

    def _masses(self) -> AnyMasses:
        check_amounts(self, "weights", self.low, self.high)
        return condensed(self).dense()

    def _condensed(self) -> AnyMasses:
        low = self.weights[0][0]
        step = math.gcd(*(amount - low for amount, _ in self.weights)) or 1
        size = (self.weights[-1][0] - low) // step + 1
        check_amounts(self, "weights", 0, size - 1)
        weights = [weight for _, weight in self.weights]
        if are_exact(weights):
            total, whole = whole_weights(weights)
            counts = [0] * size
            for (at, _), count in zip(self.weights, whole, strict=True):
                counts[(at - low) // step] = count
            return ExactMasses(low, step, counts, total)
        total_weight = float(sum(weights))
        values = [0.0] * size
        for at, weight in self.weights:
            values[(at - low) // step] = float(weight) / total_weight
        return RoundedMasses(low, step, values, 1.0)


def _as_observations(amounts: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(map(as_whole, amounts)))


@final
@attrs.frozen(cache_hash=True)
class Empirical(Distribution):
    """Empirical distribution of observed amounts, each with the same weight.

    Attributes:
        amounts: the observations, in order of size; one or more, each 0 or more.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for no amounts, or a negative one.

    Examples:
        >>> from dukcapil.distributions import Empirical
        >>> Empirical([15_000, 20_000, 15_000]).quantile(0.5)
        15000
    """

    amounts: tuple[int, ...] = attrs.field(converter=_as_observations)

    def __attrs_post_init__(self) -> None:
        for amount in self.amounts:
            check_count(self, "amounts", amount)
        if not self.amounts:
            raise_faults("Empirical", [("amounts", Fault.MISSING)])

    @property
    def low(self) -> int:
        """The least observation."""
        return self.amounts[0]

    @property
    def high(self) -> int:
        """The greatest observation."""
        return self.amounts[-1]

    @property
    def is_exact(self) -> bool:
        """True."""
        return True

    @property
    def mean(self) -> Fraction:
        """The mean of the observations."""
        return Fraction(sum(self.amounts), len(self.amounts))

    def _masses(self) -> AnyMasses:
        check_amounts(self, "amounts", self.low, self.high)
        return masses(self._counted())

    def _condensed(self) -> AnyMasses:
        return condensed(self._counted())

    def _counted(self) -> Pmf:
        return Pmf(Counter(self.amounts))
