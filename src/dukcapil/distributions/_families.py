"""Distributions of whole numbers: the base of all, and those with finitely many given weights.

A family is one class, here or in `_parametric`: its fields and their checks, and `_masses`, which
gives the probability of each amount. Everything else follows from the masses.
"""

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import pairwise
from typing import Final, Self, TypeGuard, final

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
from dukcapil.distributions._masses import AnyMasses, ExactMasses, RoundedMasses
from dukcapil.errors import Fault

__all__ = [
    "MOST_AMOUNTS",
    "Distribution",
    "Empirical",
    "Mixture",
    "Pmf",
    "Sum",
    "Uniform",
    "check_distribution",
    "condensed",
    "masses",
    "pmf_of",
    "shifted",
]

Weight = int | Fraction | float
"""A weight: exact as `int` or `Fraction`, rounded as `float`."""

MOST_AMOUNTS: Final = 2_000_000
"""Amounts from the least to the greatest whose probabilities are computed one by one."""
_MOST_LEVELS: Final = 16
"""Levels of distributions within distributions."""


class Distribution(Plotted, Value, ABC):
    """Probability distribution of a whole amount of zero or more. The base of all families.

    Distributions given by whole numbers and `Fraction`s are exact, and so is what is computed
    from them; `Binomial`, `Poisson` and `NegativeBinomial` are floating-point numbers, truncated
    where less than one part in 10^18 is left.

    Means and ends are known by formula. Where every amount is looked at, as in `probability` and
    `outlook`, the greatest lies less than 2,000,000 above the least; anything else raises
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

    def _shifted(self, by: int) -> "Distribution":
        """Return the distribution of the amount plus a known number."""
        return pmf_of(masses(self).shifted(by))

    @property
    def low(self) -> int:
        """The least amount of positive probability."""
        return condensed(self).low

    @property
    def high(self) -> int:
        """The greatest amount of positive probability, or the last before the truncated tail."""
        return condensed(self).high

    @property
    def is_exact(self) -> bool:
        """True if all probabilities are known rational numbers."""
        return condensed(self).is_exact

    @property
    @abstractmethod
    def mean(self) -> Fraction | float:
        """The expected amount; a `Fraction` if the distribution is exact."""

    def probability(self, *, at_most: float | Fraction) -> Fraction | float:
        """P(X <= at_most), of any number; a `Fraction` if the distribution is exact."""
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
        if not 0 <= share <= 1:
            raise_faults("quantile", [("share", Fault.OUT_OF_BOUNDS)])
        whole = condensed(self)
        # A whole total may be beyond any floating-point number.
        return whole.quantile(Fraction(share) if whole.is_exact else share)


def _check_amounts(owner: Distribution, field: str, low: int, high: int) -> None:
    """Raise before more amounts are written out than can be computed with."""
    if high - low >= MOST_AMOUNTS:
        apart = f"{MOST_AMOUNTS:,}"
        raise_bound(owner, field, f"amounts less than {apart} apart: count in hundreds or boxes")


def _check_levels(owner: Distribution, field: str, parts: Iterable[Distribution]) -> None:
    """Raise before more levels are nested than Python can go down."""
    if max(map(_levels, parts), default=0) >= _MOST_LEVELS:
        raise_bound(owner, field, f"at most {_MOST_LEVELS} levels of distributions")


def _levels(distribution: Distribution) -> int:
    return 1 + max(map(_levels, _parts_of(distribution)), default=0)


def _parts_of(distribution: Distribution) -> Iterable[Distribution]:
    if isinstance(distribution, Mixture):
        return [part for _, part in distribution.parts]
    return distribution.distributions if isinstance(distribution, Sum) else ()


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


def shifted(distribution: Distribution, by: int) -> Distribution:
    """Return the distribution of an amount plus a known number."""
    return distribution._shifted(by)  # noqa: SLF001


def pmf_of(whole: AnyMasses) -> "Pmf":
    """Return the distribution that has these masses, in weights over the same total."""
    return Pmf({at: mass for at, mass in whole.by_position() if mass > 0})


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
        if not 0 <= share <= 1:
            raise_faults("quantile", [("share", Fault.OUT_OF_BOUNDS)])
        return self.low + max(0, math.ceil(Fraction(share) * self.size) - 1)

    def _masses(self) -> AnyMasses:
        _check_amounts(self, "high", self.low, self.high)
        return ExactMasses(self.low, 1, [1] * self.size, self.size)

    def _shifted(self, by: int) -> Self:
        return attrs.evolve(self, low=self.low + by, high=self.high + by)


def _with_types(pairs: Iterable[tuple[object, object]]) -> tuple[object, ...]:
    """Return a key by which 2 and 2.0 differ: one makes a distribution exact, the other rounded."""
    return tuple((a, b, type(a) is float or type(b) is float) for a, b in pairs)


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
        converter=_as_weights, eq=_with_types
    )

    def __attrs_post_init__(self) -> None:
        check_items(self, "weights", self.weights, tuple)
        for amount, weight in self.weights:
            check_count(self, "weights", amount)
            _check_weight(self, "weights", weight)
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
        return _are_exact([weight for _, weight in self.weights])

    @property
    def mean(self) -> Fraction | float:
        """The expected amount; a `Fraction` if the distribution is exact."""
        return _weighted_mean([(weight, amount) for amount, weight in self.weights])

    def _shifted(self, by: int) -> Self:
        return attrs.evolve(
            self, weights=[(amount + by, weight) for amount, weight in self.weights]
        )

    def _masses(self) -> AnyMasses:
        _check_amounts(self, "weights", self.low, self.high)
        return condensed(self).dense()

    def _condensed(self) -> AnyMasses:
        low = self.weights[0][0]
        step = math.gcd(*(amount - low for amount, _ in self.weights)) or 1
        size = (self.weights[-1][0] - low) // step + 1
        _check_amounts(self, "weights", 0, size - 1)
        weights = [weight for _, weight in self.weights]
        if _are_exact(weights):
            total, whole = _as_whole(weights)
            counts = [0] * size
            for (at, _), count in zip(self.weights, whole, strict=True):
                counts[(at - low) // step] = count
            return ExactMasses(low, step, counts, total)
        total_weight = float(sum(weights))
        values = [0.0] * size
        for at, weight in self.weights:
            values[(at - low) // step] = float(weight) / total_weight
        return RoundedMasses(low, step, values, 1.0)


def _check_weight(owner: Distribution, field: str, weight: object) -> None:
    if type(weight) is not int and type(weight) is not Fraction and type(weight) is not float:
        check_type(owner, field, weight, Fraction, "; int and float will do, too")
    elif not 0 < weight < math.inf:
        raise_faults(type(owner).__name__, [(field, Fault.OUT_OF_BOUNDS)])


def _weighted_mean(pairs: Sequence[tuple[Weight, Fraction | float]]) -> Fraction | float:
    """Return the mean of amounts by their weights; a `Fraction` if all of them are exact."""
    weights = [weight for weight, _ in pairs]
    if _are_exact(weights) and not any(isinstance(amount, float) for _, amount in pairs):
        return Fraction(sum(weight * Fraction(amount) for weight, amount in pairs)) / sum(weights)
    return math.fsum(float(w) * float(amount) for w, amount in pairs) / math.fsum(
        map(float, weights)
    )


def _are_exact(weights: Sequence[Weight]) -> TypeGuard[Sequence[int | Fraction]]:
    return not any(isinstance(weight, float) for weight in weights)


def _as_whole(weights: Sequence[int | Fraction]) -> tuple[int, list[int]]:
    """Return a whole total, and whole numbers in proportion to the weights."""
    whole = [weight for weight in weights if isinstance(weight, int)]
    if len(whole) == len(weights):
        return sum(whole), whole
    total_weight = sum(weights)
    shares = [Fraction(weight) / total_weight for weight in weights]
    total = math.lcm(*(share.denominator for share in shares))
    return total, [int(share * total) for share in shares]


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
        _check_amounts(self, "amounts", self.low, self.high)
        return masses(self._counted())

    def _condensed(self) -> AnyMasses:
        return condensed(self._counted())

    def _counted(self) -> Pmf:
        return Pmf(Counter(self.amounts))


def _as_parts(
    parts: Iterable[tuple[Weight, Distribution]],
) -> tuple[tuple[Weight, Distribution], ...]:
    return tuple(parts)


@final
@attrs.frozen(cache_hash=True)
class Mixture(Distribution):
    """Mixture of distributions: one of them, drawn by weight.

    Attributes:
        parts: pairs of a weight above 0 and a distribution. Weights are `int` or `Fraction`, and
            need not sum to 1, or `float`.

    Raises:
        TypeError: for a weight that is not a number, or a part that is not a distribution.
        InvalidRecord: for no parts, or a weight that is not above 0.

    Examples:
        Fifteen to twenty thousand blanks, and in one month of twenty none:

        >>> from dukcapil.distributions import Mixture, Pmf, Uniform
        >>> Mixture([(19, Uniform(15_000, 20_000)), (1, Pmf({0: 1}))]).mean
        Fraction(16625, 1)
    """

    parts: tuple[tuple[int | Fraction | float, Distribution], ...] = attrs.field(
        converter=_as_parts, eq=_with_types
    )

    def __attrs_post_init__(self) -> None:
        check_items(self, "parts", self.parts, tuple)
        for weight, distribution in self.parts:
            _check_weight(self, "parts", weight)
            check_distribution(self, "parts", distribution)
        if not self.parts:
            raise_faults("Mixture", [("parts", Fault.MISSING)])
        _check_levels(self, "parts", _parts_of(self))

    @property
    def low(self) -> int:
        """The least amount of any part."""
        return min(part.low for _, part in self.parts)

    @property
    def high(self) -> int:
        """The greatest amount of any part."""
        return max(part.high for _, part in self.parts)

    @property
    def is_exact(self) -> bool:
        """True if the weights and all parts are exact."""
        weights = [weight for weight, _ in self.parts]
        return _are_exact(weights) and all(part.is_exact for _, part in self.parts)

    @property
    def mean(self) -> Fraction | float:
        """The expected amount; a `Fraction` if the distribution is exact."""
        return _weighted_mean([(weight, part.mean) for weight, part in self.parts])

    def _masses(self) -> AnyMasses:
        _check_amounts(self, "parts", self.low, self.high)
        weights = [weight for weight, _ in self.parts]
        parts = [masses(distribution) for _, distribution in self.parts]
        exact = [part for part in parts if isinstance(part, ExactMasses)]
        if len(exact) == len(parts) and _are_exact(weights):
            return _exact_mixture(weights, exact)
        return _rounded_mixture(weights, parts)

    def _shifted(self, by: int) -> Self:
        parts = tuple((weight, shifted(distribution, by)) for weight, distribution in self.parts)
        return attrs.evolve(self, parts=parts)


def _exact_mixture(weights: Sequence[int | Fraction], parts: Sequence[ExactMasses]) -> ExactMasses:
    total_weight = sum(weights)
    shares = [
        weight / Fraction(part.total) / total_weight
        for weight, part in zip(weights, parts, strict=True)
    ]
    total = math.lcm(*(share.denominator for share in shares))
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    values = [0] * (high - low + 1)
    for share, part in zip(shares, parts, strict=True):
        factor = int(share * total)
        for at, mass in enumerate(part.values, part.low - low):
            values[at] += factor * mass
    return ExactMasses(low, 1, values, total)


def _rounded_mixture(weights: Sequence[Weight], parts: Sequence[AnyMasses]) -> RoundedMasses:
    total_weight = sum(weights)
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    values = [0.0] * (high - low + 1)
    for weight, part in zip(weights, parts, strict=True):
        share = float(weight) / part.total / total_weight
        for at, mass in enumerate(part.values, part.low - low):
            values[at] += share * mass
    return RoundedMasses(low, 1, values, 1.0)


def _as_distributions(distributions: Iterable[Distribution]) -> tuple[Distribution, ...]:
    return tuple(distributions)


@final
@attrs.frozen
class Sum(Distribution):
    """Distribution of a sum of independent amounts, such as the demand of several months.

    Attributes:
        distributions: one for each amount; with none, the sum is 0.

    Raises:
        TypeError: for something that is not a distribution.

    Examples:
        Two dice:

        >>> from dukcapil.distributions import Sum, Uniform
        >>> Sum([Uniform(1, 6)] * 2).probability(at_most=3)
        Fraction(1, 12)
    """

    distributions: tuple[Distribution, ...] = attrs.field(converter=_as_distributions)

    def __attrs_post_init__(self) -> None:
        for distribution in self.distributions:
            check_distribution(self, "distributions", distribution)
        _check_levels(self, "distributions", self.distributions)

    @property
    def low(self) -> int:
        """The least amount; of rounded distributions, the first that is not negligible."""
        return self._ends[0] if self.is_exact else masses(self).low

    @property
    def high(self) -> int:
        """The greatest amount; of rounded distributions, the last that is not negligible."""
        return self._ends[1] if self.is_exact else masses(self).high

    @property
    def _ends(self) -> tuple[int, int]:
        parts = self.distributions
        return sum(part.low for part in parts), sum(part.high for part in parts)

    @property
    def is_exact(self) -> bool:
        """True if all distributions are exact."""
        return all(part.is_exact for part in self.distributions)

    @property
    def mean(self) -> Fraction | float:
        """The sum of the expected amounts; a `Fraction` if the distributions are exact."""
        return sum((part.mean for part in self.distributions), Fraction(0))

    def _masses(self) -> AnyMasses:
        _check_amounts(self, "distributions", *self._ends)
        parts = [masses(distribution) for distribution in self.distributions]
        exact = [part for part in parts if isinstance(part, ExactMasses)]
        if len(exact) == len(parts):
            return reduce(ExactMasses.convolved, exact, ExactMasses(0, 1, [1], 1))
        rounded = [part.in_floats() for part in parts]
        return _cleaned(reduce(RoundedMasses.convolved, rounded, RoundedMasses(0, 1, [1.0], 1.0)))


def _cleaned(whole: RoundedMasses) -> RoundedMasses:
    """Return the masses without the rounding errors of a product: none negative, no zero ends."""
    some = [index for index, value in enumerate(whole.values) if value > 0]
    values = [max(0.0, value) for value in whole.values[some[0] : some[-1] + 1]]
    return RoundedMasses(whole.low + some[0], 1, values, whole.total)
