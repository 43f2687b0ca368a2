"""Distributions made of others: their mixtures and their sums."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Final, Self, final

import attrs

from dukcapil._shared.checks import check_items, raise_bound, raise_faults
from dukcapil.distributions._families import (
    Distribution,
    check_amounts,
    check_distribution,
    masses,
    shifted,
)
from dukcapil.distributions._masses import AnyMasses, ExactMasses, RoundedMasses
from dukcapil.distributions._weights import (
    Weight,
    are_exact,
    check_weight,
    weighted_mean,
    with_types,
)
from dukcapil.errors import Fault

__all__ = ["Mixture", "Sum"]

_MOST_LEVELS: Final = 16
"""Levels of distributions within distributions."""


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
        converter=_as_parts, eq=with_types
    )

    def __attrs_post_init__(self) -> None:
        check_items(self, "parts", self.parts, tuple)
        for weight, distribution in self.parts:
            check_weight(self, "parts", weight)
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
        return are_exact(weights) and all(part.is_exact for _, part in self.parts)

    @property
    def mean(self) -> Fraction | float:
        """The expected amount; a `Fraction` if the distribution is exact."""
        return weighted_mean([(weight, part.mean) for weight, part in self.parts])

    def _masses(self) -> AnyMasses:
        check_amounts(self, "parts", self.low, self.high)
        weights = [weight for weight, _ in self.parts]
        parts = [masses(distribution) for _, distribution in self.parts]
        exact = [part for part in parts if isinstance(part, ExactMasses)]
        if len(exact) == len(parts) and are_exact(weights):
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
        check_amounts(self, "distributions", *self._ends)
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
