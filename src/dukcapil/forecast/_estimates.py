"""Numbers that say how exact they are."""

import math
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from statistics import fmean, stdev
from typing import Final, Self, TypeVar, final

import attrs

from dukcapil._shared.checks import check_items, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.forecast._scenario import Interval

__all__ = [
    "ROUNDING",
    "Estimate",
    "Exactness",
    "Fan",
    "chance",
    "combined",
    "mean_of_paths",
    "share_of_paths",
    "surely",
    "three_of",
]

_T = TypeVar("_T")

ROUNDING: Final = 1e-11
"""More than floating-point rounding can do to a probability computed here."""


@final
class Exactness(Enum):
    """How sure a computed number is.

    Attributes:
        EXACT: a rational number; nothing is lost.
        ROUNDED: exact but for the rounding of floating-point numbers, less than 1e-11 of it.
        BRACKET: certainly between two numbers.
        BOUNDED: certainly between two numbers, and nothing more is known.
        SIMULATED: from random courses, with a standard error.
    """

    EXACT = "exact"
    ROUNDED = "rounded"
    BRACKET = "bracket"
    BOUNDED = "bounded"
    SIMULATED = "simulated"


@final
@attrs.frozen(kw_only=True)
class Estimate(Value):
    """A probability or an expected number, and how exact it is.

    Attributes:
        value: the number.
        low: the true one is not below; of a simulated one, one standard error less.
        high: the true one is not above; of a simulated one, one standard error more.
        exactness: what `low` and `high` are.
        fraction: the same as a rational number, if it is exact; else None.

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

    def __attrs_post_init__(self) -> None:
        for field in ("value", "low", "high"):
            check_type(self, field, getattr(self, field), float)
        check_type(self, "exactness", self.exactness, Exactness)
        if self.fraction is not None:
            check_type(self, "fraction", self.fraction, Fraction)
        if not self.low <= self.value <= self.high:
            raise_faults("Estimate", [("value", Fault.OUT_OF_BOUNDS)])

    @classmethod
    def exactly(cls, fraction: Fraction) -> Self:
        """A rational number."""
        value = float(fraction)
        return cls(value=value, low=value, high=value, exactness=Exactness.EXACT, fraction=fraction)

    @classmethod
    def rounded(cls, value: float) -> Self:
        """A number that is exact but for rounding."""
        value = float(value)
        margin = ROUNDING * max(1.0, abs(value))
        return cls(
            value=value, low=value - margin, high=value + margin, exactness=Exactness.ROUNDED
        )

    @classmethod
    def within(cls, low: float, high: float) -> Self:
        """A number that is certainly between two; the value is just the middle."""
        bounds = cls.between(low, (low + high) / 2, high)
        return attrs.evolve(bounds, exactness=Exactness.BOUNDED)

    @classmethod
    def between(cls, low: float, value: float, high: float) -> Self:
        """A number that is certainly between two, and probably near the one in the middle."""
        low -= ROUNDING * max(1.0, abs(low))
        high += ROUNDING * max(1.0, abs(high))
        inside = min(max(value, low), high)
        return cls(value=inside, low=low, high=high, exactness=Exactness.BRACKET)

    @classmethod
    def simulated(cls, value: float, standard_error: float) -> Self:
        """A number from random courses."""
        return cls(
            value=value,
            low=value - standard_error,
            high=value + standard_error,
            exactness=Exactness.SIMULATED,
        )

    @property
    def standard_error(self) -> float | None:
        """Of a simulated number; None of any other."""
        simulated = self.exactness is Exactness.SIMULATED
        return (self.high - self.low) / 2 if simulated else None

    def __str__(self) -> str:
        """The number, with what is not sure about it."""
        text = _digits(self.value)
        match self.exactness:
            case Exactness.SIMULATED:
                return f"{text} ± {_digits((self.high - self.low) / 2)}"
            case Exactness.BOUNDED:
                return f"{_digits(self.low)} to {_digits(self.high)}"
            case Exactness.BRACKET if _digits(self.low) != _digits(self.high):
                return f"{text} [{_digits(self.low)}, {_digits(self.high)}]"
            case _:
                return text


def _digits(value: float) -> str:
    """Six digits; what a margin put below zero is shown as zero."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{max(0.0, value):.6g}"


@final
@attrs.frozen(kw_only=True)
class Fan(Value):
    """What a number of people or cards may be: its mean and its quantiles.

    Attributes:
        mean: the expected number.
        shares: the probabilities of the quantiles, in order.
        quantiles: for each the least number that is not exceeded with that probability: certainly
            one in the interval, or what random courses gave.
    """

    mean: Estimate
    shares: tuple[Fraction, ...]
    quantiles: tuple[Interval, ...]

    def __attrs_post_init__(self) -> None:
        check_type(self, "mean", self.mean, Estimate)
        check_items(self, "shares", self.shares, Fraction)
        check_items(self, "quantiles", self.quantiles, Interval)
        if len(self.shares) != len(self.quantiles):
            raise_faults("Fan", [("quantiles", Fault.CONTRADICTION)])

    def quantile(self, share: Fraction) -> Interval:
        """The quantile of one of the probabilities asked for.

        Raises:
            InvalidRecord: for any other.
        """
        if share not in self.shares:
            raise_faults("quantile", [("share", Fault.OUT_OF_BOUNDS)])
        return self.quantiles[self.shares.index(share)]

    def __str__(self) -> str:
        """The first, a middle and the last quantile."""
        return " / ".join(map(str, three_of(self.quantiles)))


def three_of(values: Sequence[_T]) -> tuple[_T, _T, _T]:
    """The first, a middle and the last: what a table shows of many quantiles."""
    return values[0], values[len(values) // 2], values[-1]


def surely(estimate: Estimate, confidence: Fraction) -> bool:
    """Whether a probability is at least so high, with all that is not sure about it."""
    if estimate.fraction is not None:
        return estimate.fraction >= confidence
    return estimate.low >= confidence


def combined(values: Sequence[Estimate | Fraction | float]) -> Estimate:
    """One number as exact as it was computed: once, from two sides, or with a middle between."""
    first = values[0]
    if isinstance(first, Estimate):
        return first
    if len(values) == 1:
        return Estimate.exactly(first) if isinstance(first, Fraction) else Estimate.rounded(first)
    numbers = [float(value) for value in values if not isinstance(value, Estimate)]
    low, high = min(numbers[0], numbers[-1]), max(numbers[0], numbers[-1])
    return (
        Estimate.between(low, numbers[1], high) if len(numbers) > 2 else Estimate.within(low, high)
    )


def chance(values: Sequence[Estimate | Fraction | float]) -> Estimate:
    """As `combined`, of a probability: no margin leads beyond nothing or certainty."""
    whole = combined(values)
    if whole.exactness in {Exactness.EXACT, Exactness.SIMULATED}:
        return whole
    low, value, high = (
        min(1.0, max(0.0, number)) for number in (whole.low, whole.value, whole.high)
    )
    return attrs.evolve(whole, low=low, value=value, high=high)


def share_of_paths(hits: int, paths: int) -> Estimate:
    """A probability from random courses.

    For the error two hits and two misses are added (A. Agresti and B. A. Coull, "Approximate is
    better than exact", The American Statistician 52, 1998), so that it is never zero.
    """
    near = (hits + 2) / (paths + 4)
    return Estimate.simulated(hits / paths, math.sqrt(near * (1 - near) / (paths + 4)))


def mean_of_paths(values: Sequence[int]) -> Estimate:
    """An expected number from random courses."""
    return Estimate.simulated(fmean(values), stdev(values) / math.sqrt(len(values)))
