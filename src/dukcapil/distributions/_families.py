"""Distributions of whole numbers: how likely each amount is."""

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import pairwise
from typing import Any, Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions._masses import Masses, quantile_index
from dukcapil.errors import Fault

__all__ = [
    "Binomial",
    "Distribution",
    "Empirical",
    "Mixture",
    "NegativeBinomial",
    "Pmf",
    "Poisson",
    "Sum",
    "Uniform",
]


class Distribution(Value, ABC):
    """How likely each whole amount is, from zero up. The base of all distributions.

    Distributions given by whole numbers and `Fraction`s are exact, and so is what is computed from them;
    `Binomial`, `Poisson` and `NegativeBinomial` are floating-point numbers, cut off where less
    than one part in 10^18 is left.

    Examples:
        >>> from dukcapil.distributions import Distribution, Uniform
        >>> isinstance(Uniform(0, 1), Distribution)
        True
    """

    __slots__ = ()

    @abstractmethod
    def _masses(self) -> Masses:
        """The masses on a step of 1, none at the ends zero."""

    @property
    def low(self) -> int:
        """The least amount that can occur."""
        return masses(self).low

    @property
    def high(self) -> int:
        """The greatest amount that can occur, or that is not cut off."""
        return masses(self).high

    @property
    def is_exact(self) -> bool:
        """Whether all probabilities are rational numbers that are known."""
        return masses(self).is_exact

    @property
    def mean(self) -> Fraction | float:
        """The expected amount; a `Fraction` if the distribution is exact."""
        distribution = masses(self)
        moment: Any = sum(index * mass for index, mass in enumerate(distribution.values))
        return distribution.low + distribution.ratio(moment)

    def probability(self, *, at_most: int) -> Fraction | float:
        """How likely an amount is that is not exceeded; a `Fraction` if the distribution is exact."""
        index = at_most - self.low + 1
        if index <= 0:
            return Fraction(0) if self.is_exact else 0.0
        distribution, upto = masses(self), cumulative(self)
        mass = upto[min(index, len(upto)) - 1]
        share = distribution.ratio(mass)
        return share if distribution.is_exact else min(1.0, share)

    def quantile(self, share: Fraction | float) -> int:
        """The least amount that is not exceeded with at least this probability.

        Raises:
            InvalidRecord: for a share below 0 or above 1.
        """
        if not 0 <= share <= 1:
            raise_faults("quantile", [("share", Fault.OUT_OF_BOUNDS)])
        if self.is_exact:
            share = Fraction(share)  # a total may be beyond any floating-point number
        return self.low + quantile_index(cumulative(self), share * masses(self).total)


def check_distribution(owner: object, field: str, value: object) -> None:
    """Raise `TypeError` unless the value is a distribution."""
    if not isinstance(value, Distribution):
        check_type(owner, field, value, Distribution)


@lru_cache(maxsize=256)
def masses(distribution: Distribution) -> Masses:
    """The masses of a distribution on a step of 1."""
    return distribution._masses()  # noqa: SLF001


@lru_cache(maxsize=64)
def cumulative(distribution: Distribution) -> list[Any]:
    """The masses summed up."""
    return masses(distribution).cumulative()


@final
@attrs.frozen
class Uniform(Distribution):
    """Every whole number between two, both included, alike.

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

    low: int  # pyright: ignore[reportIncompatibleMethodOverride]  # others compute it
    high: int  # pyright: ignore[reportIncompatibleMethodOverride]

    def __attrs_post_init__(self) -> None:
        check_count(self, "low", self.low)
        check_count(self, "high", self.high)
        if self.low > self.high:
            raise_faults("Uniform", [("high", Fault.CONTRADICTION)])

    def _masses(self) -> Masses:
        size = self.high - self.low + 1
        return Masses(self.low, 1, [1] * size, size)


def _kinds(pairs: Iterable[tuple[object, object]]) -> tuple[object, ...]:
    """A key by which 2 and 2.0 differ: the one makes a distribution exact, and the other does not."""
    return tuple((a, b, type(a) is float or type(b) is float) for a, b in pairs)


def _as_weights(
    weights: Mapping[int, Any] | Iterable[tuple[int, Any]],
) -> tuple[tuple[int, Any], ...]:
    pairs: Any = weights.items() if isinstance(weights, Mapping) else weights
    return tuple(sorted(pairs))


@final
@attrs.frozen(cache_hash=True)
class Pmf(Distribution):
    """Any finite distribution, from the weight of each amount.

    Attributes:
        weights: pairs of an amount, 0 or more, and its weight, above 0, by amount; given as
            such or as a mapping. Weights are `int` or `Fraction`, and need not sum to 1, or
            `float`.

    Raises:
        TypeError: for amounts that are not `int`, or weights that are no numbers.
        InvalidRecord: for no amounts, a negative one, one that stands twice, or a weight that is
            not above 0 or not finite.

    Examples:
        >>> from dukcapil.distributions import Pmf
        >>> Pmf({0: 1, 15_000: 19}).probability(at_most=0)
        Fraction(1, 20)
    """

    weights: tuple[tuple[int, int | Fraction | float], ...] = attrs.field(
        converter=_as_weights, eq=_kinds
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

    def _masses(self) -> Masses:
        low, high = self.weights[0][0], self.weights[-1][0]
        total, masses_ = _over_one_total([weight for _, weight in self.weights])
        values = [0 * total] * (high - low + 1)
        for (at, _), mass in zip(self.weights, masses_, strict=True):
            values[at - low] = mass
        return Masses(low, 1, values, total)


def _check_weight(owner: Distribution, field: str, weight: object) -> None:
    if type(weight) not in {int, Fraction, float}:
        check_type(owner, field, weight, Fraction, "; int and float will do, too")
    if not 0 < weight < math.inf:  # type: ignore[operator]
        raise_faults(type(owner).__name__, [(field, Fault.OUT_OF_BOUNDS)])


def _as_observations(amounts: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(amounts))


@final
@attrs.frozen(cache_hash=True)
class Empirical(Distribution):
    """The amounts of the past, each observation alike.

    Attributes:
        amounts: what was observed, in order of size; one or more, each 0 or more.

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

    def _masses(self) -> Masses:
        return masses(Pmf(Counter(self.amounts)))


def _as_parts(parts: Iterable[tuple[Any, Distribution]]) -> tuple[tuple[Any, Distribution], ...]:
    return tuple(parts)


@final
@attrs.frozen(cache_hash=True)
class Mixture(Distribution):
    """One of several distributions, each with a weight.

    Attributes:
        parts: pairs of a weight above 0 and a distribution. Weights are `int` or `Fraction`, and need not
            sum to 1, or `float`.

    Raises:
        TypeError: for a weight that is no number, or a part that is not a distribution.
        InvalidRecord: for no parts, or a weight that is not above 0.

    Examples:
        Fifteen to twenty thousand blanks, and in one month of twenty none:

        >>> from dukcapil.distributions import Mixture, Pmf, Uniform
        >>> Mixture([(19, Uniform(15_000, 20_000)), (1, Pmf({0: 1}))]).mean
        Fraction(16625, 1)
    """

    parts: tuple[tuple[int | Fraction | float, Distribution], ...] = attrs.field(
        converter=_as_parts, eq=_kinds
    )

    def __attrs_post_init__(self) -> None:
        check_items(self, "parts", self.parts, tuple)
        for weight, distribution in self.parts:
            _check_weight(self, "parts", weight)
            check_distribution(self, "parts", distribution)
        if not self.parts:
            raise_faults("Mixture", [("parts", Fault.MISSING)])

    def _masses(self) -> Masses:
        return _combined([(weight, masses(distribution)) for weight, distribution in self.parts])


def _as_distributions(distributions: Iterable[Distribution]) -> tuple[Distribution, ...]:
    return tuple(distributions)


@final
@attrs.frozen
class Sum(Distribution):
    """The sum of amounts that are drawn each for itself, such as the demand of several months.

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

    def _masses(self) -> Masses:
        parts = [masses(distribution) for distribution in self.distributions]
        if all(part.is_exact for part in parts):
            return reduce(Masses.convolved, parts, Masses(0, 1, [1], 1))
        whole = reduce(Masses.convolved, map(_in_floats, parts), Masses(0, 1, [1.0], 1.0))
        return _without_rounding_errors(whole)


def _in_floats(part: Masses) -> Masses:
    return Masses(part.low, 1, [value / part.total for value in part.values], 1.0)


def _without_rounding_errors(distribution: Masses) -> Masses:
    """Nothing below zero, no zeros at the ends."""
    some = [index for index, value in enumerate(distribution.values) if value > 0]
    values = [max(0.0, value) for value in distribution.values[some[0] : some[-1] + 1]]
    return Masses(distribution.low + some[0], 1, values, distribution.total)


def _combined(parts: list[tuple[Any, Masses]]) -> Masses:
    """The mixture of masses, over one whole total if every weight and every part is exact."""
    if all(part.is_exact for _, part in parts):
        shares = [weight / Fraction(part.total) for weight, part in parts]
    else:
        shares = [float(weight) / part.total for weight, part in parts]
    whole = sum(weight for weight, _ in parts)
    total, shares = _over_one_total([share / whole for share in shares], whole=1)
    low = min(part.low for _, part in parts)
    values = [0 * total] * (max(part.high for _, part in parts) - low + 1)
    for share, (_, part) in zip(shares, parts, strict=True):
        for at, mass in enumerate(part.values, part.low - low):
            values[at] += share * mass
    return Masses(low, 1, values, total)


def _over_one_total(weights: list[Any], whole: Any = None) -> tuple[Any, list[Any]]:  # noqa: ANN401
    """The total and the masses: whole numbers, unless a weight is a floating-point number."""
    whole = sum(weights) if whole is None else whole
    if any(isinstance(weight, float) for weight in weights):
        return 1.0, [float(weight) / float(whole) for weight in weights]
    if all(type(weight) is int for weight in weights):
        return whole, weights
    shares = [Fraction(weight) / whole for weight in weights]
    total = math.lcm(*(share.denominator for share in shares))
    return total, [int(share * total) for share in shares]


def _check_chance(owner: Distribution, share: object) -> None:
    if type(share) is not Fraction and type(share) is not float:
        check_type(owner, "chance", share, Fraction, "; a float will do, too")
    if not 0 < share < 1:  # type: ignore[operator]
        raise_faults(type(owner).__name__, [("chance", Fault.OUT_OF_BOUNDS)])


def _check_mean(owner: Distribution, field: str, value: object) -> None:
    if type(value) not in {int, float, Fraction}:
        check_type(owner, field, value, float, "; int and Fraction will do, too")
    if not 0 < value < math.inf:  # type: ignore[operator]
        raise_faults(type(owner).__name__, [(field, Fault.OUT_OF_BOUNDS)])


@final
@attrs.frozen(kw_only=True)
class Binomial(Distribution):
    """How many of some trials succeed, each alike and for itself.

    Attributes:
        trials: 0 or more.
        chance: of one success, above 0 and below 1; a `Fraction` or a `float`.

    Raises:
        TypeError: for trials that are not `int`, or a probability that is neither.
        InvalidRecord: for negative trials, or a probability out of bounds.

    Examples:
        >>> from dukcapil.distributions import Binomial
        >>> round(Binomial(trials=100, chance=0.8).mean, 9)
        80.0
    """

    trials: int
    chance: Fraction | float

    def __attrs_post_init__(self) -> None:
        check_count(self, "trials", self.trials)
        _check_chance(self, self.chance)

    def _masses(self) -> Masses:
        trials, odds = self.trials, float(self.chance / (1 - self.chance))
        return from_ratios(
            mode=int((trials + 1) * self.chance),
            ratio=lambda amount: (trials - amount + 1) / amount * odds,
            most=trials,
        )


@final
@attrs.frozen(kw_only=True)
class Poisson(Distribution):
    """Events that come one by one, at an even rate.

    Attributes:
        rate: the expected number, above 0.

    Raises:
        TypeError: for a rate that is no number.
        InvalidRecord: for a rate that is not above 0, or not finite.

    Examples:
        >>> from dukcapil.distributions import Poisson
        >>> round(Poisson(rate=3).probability(at_most=0), 6)
        0.049787
    """

    rate: float | Fraction

    def __attrs_post_init__(self) -> None:
        _check_mean(self, "rate", self.rate)

    def _masses(self) -> Masses:
        rate = float(self.rate)
        return from_ratios(mode=int(rate), ratio=lambda amount: rate / amount)


@final
@attrs.frozen(kw_only=True)
class NegativeBinomial(Distribution):
    """Events at a rate that is not known but follows a gamma distribution: wider than `Poisson`.

    Attributes:
        size: the shape of the gamma distribution, above 0; the variance is `rate + rate² / size`.
        rate: the expected number, above 0.

    Raises:
        TypeError: for a size or rate that is no number.
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

    def _masses(self) -> Masses:
        size, rate = float(self.size), float(self.rate)
        grows = rate / (rate + size)
        return from_ratios(
            mode=max(0, int((size - 1) * rate / size)),
            ratio=lambda amount: (amount + size - 1) / amount * grows,
        )


_NEGLIGIBLE: Final = 1e-22
"""Relative to the greatest mass; the tails of all distributions above fall off faster than geometrically
from there on, or at least as fast as the ratio at which they are cut off."""


def from_ratios(*, mode: int, ratio: Any, most: int | None = None) -> Masses:  # noqa: ANN401
    """A distribution with one mode, from the ratio of each mass to the one before it."""
    up, down = [1.0], []
    amount = mode
    while up[-1] > _NEGLIGIBLE and amount != most:
        amount += 1
        up.append(up[-1] * ratio(amount))
    mass = 1.0
    amount = mode
    while amount and mass > _NEGLIGIBLE:
        mass /= ratio(amount)
        amount -= 1
        down.append(mass)
    values = [*reversed(down), *up]
    whole = math.fsum(values)
    return Masses(mode - len(down), 1, [value / whole for value in values], 1.0)
