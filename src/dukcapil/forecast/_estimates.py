"""Numbers with a statement of their exactness."""

import math
from collections.abc import Sequence
from fractions import Fraction
from operator import mul
from typing import Final, Self, TypeVar, final

import attrs

from dukcapil._shared.checks import check_items, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault
from dukcapil.forecast._scenario import Interval

__all__ = [
    "ROUNDING",
    "Computed",
    "Estimate",
    "Exactness",
    "Fan",
    "brief",
    "chance",
    "combined",
    "difference",
    "enclosing",
    "may_be",
    "mean_of_paths",
    "share_of_paths",
    "surely",
    "three_of",
    "total",
    "weighted",
]

_T = TypeVar("_T")

ROUNDING: Final = 1e-11
"""An upper bound of the floating-point error of a probability computed here."""


@final
class Exactness(Worded):
    """Exactness of a computed number.

    Attributes:
        EXACT: a rational number, without any error. What is certain or impossible is exact by
            whatever method; a distribution that is truncated (see `Distribution`) counts as such.
        ROUNDED: exact except for floating-point rounding, a relative error below 1e-11.
        BRACKET: certainly between two numbers, and probably near the value.
        BOUNDED: certainly between two numbers, and nothing more is known.
        SIMULATED: from simulated trajectories, with a standard error.
    """

    EXACT = "exact"
    ROUNDED = "rounded"
    BRACKET = "bracket"
    BOUNDED = "bounded"
    SIMULATED = "simulated"


@final
@attrs.frozen(kw_only=True)
class Estimate(Value):
    """A probability or an expected number, and its exactness.

    Attributes:
        value: the number.
        low: a lower bound of the true number; if simulated, one standard error below the value.
        high: an upper bound of it; if simulated, one standard error above the value.
        exactness: the meaning of `low` and `high`.
        fraction: the number as a `Fraction`, if it is exact; else None.
        standard_error: the standard error of a simulated number; None for any other. A simulated
            probability has its ends within 0 and 1, which may be nearer than that.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil.forecast import Estimate
        >>> print(Estimate.exactly(Fraction(1, 3)))
        0.333333
    """

    value: float
    low: float
    high: float
    exactness: Exactness
    fraction: Fraction | None = None
    standard_error: float | None = None

    def __attrs_post_init__(self) -> None:
        for field in ("value", "low", "high"):
            check_type(self, field, getattr(self, field), float)
        if self.standard_error is not None:
            check_type(self, "standard_error", self.standard_error, float)
        check_type(self, "exactness", self.exactness, Exactness)
        if self.fraction is not None:
            check_type(self, "fraction", self.fraction, Fraction)
        if not self.low <= self.value <= self.high:
            raise_faults("Estimate", [("value", Fault.OUT_OF_BOUNDS)])

    @classmethod
    def exactly(cls, fraction: Fraction) -> Self:
        """Make an estimate of an exact rational number."""
        check_type("Estimate", "fraction", fraction, Fraction)
        value = float(fraction)
        return cls(value=value, low=value, high=value, exactness=Exactness.EXACT, fraction=fraction)

    @classmethod
    def rounded(cls, value: float) -> Self:
        """Make an estimate of a number that is exact except for rounding."""
        check_type("Estimate", "value", value, float)
        margin = ROUNDING * max(1.0, abs(value))
        return cls(
            value=value, low=value - margin, high=value + margin, exactness=Exactness.ROUNDED
        )

    @classmethod
    def within(cls, low: float, high: float) -> Self:
        """Make an estimate of a number between two bounds; the value is merely their middle."""
        bounds = cls.between(low, (low + high) / 2, high)
        return attrs.evolve(bounds, exactness=Exactness.BOUNDED)

    @classmethod
    def between(cls, low: float, value: float, high: float) -> Self:
        """Make an estimate of a number between two bounds and probably near a value."""
        low -= ROUNDING * max(1.0, abs(low))
        high += ROUNDING * max(1.0, abs(high))
        inside = min(max(value, low), high)
        return cls(value=inside, low=low, high=high, exactness=Exactness.BRACKET)

    @classmethod
    def simulated(cls, value: float, standard_error: float) -> Self:
        """Make an estimate of a number from simulated trajectories."""
        return cls(
            value=value,
            low=value - standard_error,
            high=value + standard_error,
            exactness=Exactness.SIMULATED,
            standard_error=standard_error,
        )

    def __str__(self) -> str:
        """The number with its bracket, bounds or standard error."""
        text = _digits(self.value)
        match self.exactness:
            case Exactness.SIMULATED:
                error = self.standard_error or 0.0
                digits = _digits_of(error)
                return f"{self.value:,.{digits}f} ± {error:,.{digits}f}"
            case Exactness.BOUNDED:
                return f"{_digits(self.low)} to {_digits(self.high)}"
            case Exactness.BRACKET if _digits(self.low) != _digits(self.high):
                return f"{text} [{_digits(self.low)}, {_digits(self.high)}]"
            case _:
                return text


_SHOWN: Final = 4
"""Decimals of a probability in a table."""


def brief(estimate: Estimate) -> str:
    """Return a probability as a table shows it: with the digits that are known, or as a range."""
    if estimate.exactness is Exactness.SIMULATED:
        return str(estimate)
    if estimate.fraction in {0, 1}:
        return f"{estimate.fraction}"
    ends = {_decimal(end, _SHOWN) for end in (estimate.low, estimate.high)}
    if len(ends) == 1 or estimate.exactness in {Exactness.EXACT, Exactness.ROUNDED}:
        return _decimal(estimate.value, _SHOWN)
    digits = _digits_of(estimate.high - estimate.low)
    scale = 10**digits  # ends are rounded outwards, so that the number stays within
    low, high = math.floor(estimate.low * scale) / scale, math.ceil(estimate.high * scale) / scale
    return f"{max(0.0, low):.{digits}f} to {min(1.0, high):.{digits}f}"


def _decimal(chance: float, digits: int) -> str:
    """Return a probability that is neither 0 nor 1, however near it is."""
    least: float = 10**-digits
    if chance < least / 2:
        return f"<{least:.{digits}f}"
    if chance > 1 - least / 2:
        return f">{1 - least:.{digits}f}"
    return f"{chance:.{digits}f}"


def _digits_of(error: float) -> int:
    """Return the decimals that show two digits of an error, at most six."""
    return 0 if error >= 10 else min(6, 1 - math.floor(math.log10(error or 1)))


def difference(after: Estimate, before: Estimate, paths: int | None) -> Estimate:
    """Return the probability by one month less that by the month before.

    Args:
        after: the probability by a month.
        before: the probability by the month before.
        paths: the number of simulated trajectories, if there are any.
    """
    kinds = {after.exactness, before.exactness}
    if after.fraction is not None and before.fraction is not None:
        return Estimate.exactly(after.fraction - before.fraction)
    if Exactness.SIMULATED in kinds and paths is not None:
        return share_of_paths(round((after.value - before.value) * paths), paths)
    low, high = max(0.0, after.low - before.high), min(1.0, after.high - before.low)
    value = min(max(after.value - before.value, low), high)
    return Estimate(value=value, low=low, high=high, exactness=_vaguest(kinds))


def total(numbers: Sequence[Estimate]) -> Estimate:
    """Return the sum of expected numbers; standard errors of dependent ones add up."""
    return weighted([Fraction(1)] * len(numbers), numbers)


def weighted(weights: Sequence[Fraction], numbers: Sequence[Estimate]) -> Estimate:
    """Return the sum of numbers, each times its weight, rounded once.

    Bounds stay bounds. Standard errors of numbers that may depend on each other add up: that of
    the sum is at most so large.
    """
    fractions = [number.fraction for number in numbers if number.fraction is not None]
    if len(fractions) == len(numbers):
        return Estimate.exactly(_sum_of(weights, fractions))
    low, value, high = (
        float(_sum_of(weights, [Fraction(getattr(number, end)) for number in numbers]))
        for end in ("low", "value", "high")
    )
    kind = _vaguest({number.exactness for number in numbers})
    errors = [Fraction(number.standard_error or 0) for number in numbers]
    return Estimate(
        value=value,
        low=low,
        high=high,
        exactness=kind,
        standard_error=float(_sum_of(weights, errors)) if kind is Exactness.SIMULATED else None,
    )


def _sum_of(weights: Sequence[Fraction], numbers: Sequence[Fraction]) -> Fraction:
    terms = (weight * number for weight, number in zip(weights, numbers, strict=True))
    return sum(terms, Fraction(0))


def _vaguest(kinds: set[Exactness]) -> Exactness:
    return next(kind for kind in reversed(Exactness) if kind in kinds)


def _digits(value: float) -> str:
    """Return six digits; a bound below zero, which only a margin can cause, as zero."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{max(0.0, value):.6g}"


@final
@attrs.frozen(kw_only=True)
class Fan(Value):
    """Mean and quantiles of a number of people or cards.

    Attributes:
        mean: the expected number.
        shares: the probabilities of the quantiles, in order.
        quantiles: for each the least number that is not exceeded with that probability: an
            interval that certainly contains it, or the quantile of simulated trajectories.
    """

    mean: Estimate
    shares: tuple[Fraction, ...]
    quantiles: tuple[Interval, ...]

    def __attrs_post_init__(self) -> None:
        check_type(self, "mean", self.mean, Estimate)
        check_items(self, "shares", self.shares, Fraction)
        check_items(self, "quantiles", self.quantiles, Interval)
        if len(self.shares) != len(self.quantiles):
            raise_faults("Fan", [("quantiles", Fault.CONTRADICTION, "shares")])

    def quantile(self, share: Fraction) -> Interval:
        """Return the quantile of one of `shares`.

        Raises:
            InvalidRecord: for any other probability.
        """
        if share not in self.shares:
            raise_faults("quantile", [("share", Fault.OUT_OF_BOUNDS)])
        return self.quantiles[self.shares.index(share)]

    def __str__(self) -> str:
        """The first, the middle and the last quantile."""
        return " / ".join(map(str, three_of(self.quantiles)))


def three_of(values: Sequence[_T]) -> tuple[_T, _T, _T]:
    """Return the first, the middle and the last value, which a table shows of many."""
    return values[0], values[len(values) // 2], values[-1]


def surely(estimate: Estimate, confidence: Fraction) -> bool:
    """Return whether a probability certainly reaches the confidence."""
    if estimate.fraction is not None:
        return estimate.fraction >= confidence
    return estimate.low >= confidence


def may_be(estimate: Estimate, confidence: Fraction) -> bool:
    """Return whether a probability may reach the confidence: within two standard errors."""
    if estimate.fraction is not None:
        return estimate.fraction >= confidence
    error = estimate.standard_error or 0.0
    return estimate.high + error >= confidence


Computed = Estimate | Fraction | float
"""A number as a method computes it; those of a lattice become an `Estimate` by `combined`."""


def combined(values: Sequence[Computed]) -> Estimate:
    """Return one estimate of a number computed once, or as two bounds, or with one between them."""
    first = values[0]
    if isinstance(first, Estimate):
        return first
    if isinstance(first, Fraction) and values[-1] == first:  # a bracket of one number
        return Estimate.exactly(first)
    if len(values) == 1:
        return Estimate.rounded(float(first))
    numbers = [float(value) for value in values if not isinstance(value, Estimate)]
    low, high = min(numbers[0], numbers[-1]), max(numbers[0], numbers[-1])
    return (
        Estimate.between(low, numbers[1], high) if len(numbers) > 2 else Estimate.within(low, high)
    )


def chance(values: Sequence[Computed]) -> Estimate:
    """Return `combined` of a probability: margins end at 0 and 1."""
    whole = combined(values)
    if whole.exactness in {Exactness.EXACT, Exactness.SIMULATED}:
        return whole
    low, value, high = (
        min(1.0, max(0.0, number)) for number in (whole.low, whole.value, whole.high)
    )
    return attrs.evolve(whole, low=low, value=value, high=high)


def enclosing(least: Estimate, most: Estimate) -> Estimate:
    """Return the estimate of a number that is between two others."""
    if least == most:
        return least
    between = Estimate.within(least.low, most.high)
    simulated = Exactness.SIMULATED in {least.exactness, most.exactness}
    if not simulated:
        return between
    error = (between.high - between.low) / 2
    return attrs.evolve(between, exactness=Exactness.SIMULATED, standard_error=error)


def share_of_paths(hits: int, paths: int) -> Estimate:
    """Estimate a probability from simulated trajectories.

    For the standard error two hits and two misses are added (A. Agresti and B. A. Coull,
    "Approximate is better than exact", The American Statistician 52, 1998), so that it is never
    zero.
    """
    near = (hits + 2) / (paths + 4)
    share = Estimate.simulated(hits / paths, math.sqrt(near * (1 - near) / (paths + 4)))
    return attrs.evolve(share, low=max(0.0, share.low), high=min(1.0, share.high))


def mean_of_paths(values: Sequence[int]) -> Estimate:
    """Estimate an expected number from simulated trajectories."""
    number, total = len(values), sum(values)
    # In whole numbers: the squares of national amounts have more digits than floats.
    spread = number * sum(map(mul, values, values)) - total * total
    return Estimate.simulated(total / number, math.sqrt(spread / (number**2 * (number - 1))))
