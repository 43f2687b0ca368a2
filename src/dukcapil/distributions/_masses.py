"""Probability masses on a lattice of whole numbers, and the arithmetic of random walks.

Masses are whole numbers over a common total (`ExactMasses`: nothing is ever rounded), or
floating-point numbers whose total is 1 (`RoundedMasses`). The operations are the same for both.

A convolution whose kernel has few jumps is a sum of shifted copies and one running sum; any
other goes through one long multiplication of `decimal`, which uses a number-theoretic transform:
the masses are written as digits of fields wide enough that no field overflows (Kronecker's
substitution; J. von zur Gathen and J. Gerhard, "Modern Computer Algebra", 3rd ed., 2013, 8.4).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from fractions import Fraction
from itertools import accumulate, chain, islice, pairwise, repeat
from operator import add, mul, sub
from typing import ClassVar, Final, Generic, Protocol, Self, TypeVar, final

__all__ = ["AnyMasses", "ExactMasses", "Masses", "Number", "RoundedMasses", "quantile_index"]

Number = TypeVar("Number", int, float)
"""The type of the masses: `int` over a whole total, or `float` over 1."""


class _Operation(Protocol):
    """Arithmetic of two masses, or of a mass and a whole number, for `map`."""

    def __call__(self, one: Number, other: Number | int, /) -> Number: ...


# As functions of `operator`: a comprehension takes 15 % (sums) to 40 % (moments) longer.
# basedpyright cannot fit their generic protocols to `Number`; mypy checks that they agree.
_ADD: Final[_Operation] = add  # pyright: ignore[reportAssignmentType]
_SUBTRACT: Final[_Operation] = sub  # pyright: ignore[reportAssignmentType]
_MULTIPLY: Final[_Operation] = mul  # pyright: ignore[reportAssignmentType]

_FEW_JUMPS: Final = 12
"""Up to here one running sum is faster than a long multiplication."""
_SMALL: Final = 24
"""Up to this length of the shorter factor, shifted copies are faster."""
_DIGITS: Final = 10**18
"""Floating-point masses are multiplied as whole multiples of 1 / _DIGITS."""


class Masses(ABC, Generic[Number]):
    """Masses at `low`, `low + step`, ... of a total; absorbed mass is missing in the sum.

    Never changed after it has been made; the list may be shared.
    """

    __slots__ = ("_cumulative", "_jumps", "low", "step", "total", "values")

    low: int
    step: int
    values: Sequence[Number]
    total: Number
    _shortest: ClassVar[int] = 1
    """Kernels up to this length are multiplied directly, however few jumps they have."""

    def __init__(self, low: int, step: int, values: Sequence[Number], total: Number) -> None:
        self.low = low
        self.step = step
        self.values = values
        self.total = total
        # Computed when they are first asked for, and the same each time.
        self._jumps: list[tuple[int, Number]] | None = None
        self._cumulative: Sequence[Number] | None = None

    @classmethod
    def of(cls, low: int, step: int, values: Sequence[Number], total: Number) -> Self:
        """Make masses in the representation of this class, from a list."""
        return cls(low, step, values, total)

    @classmethod
    def of_weights(cls, weights: Iterable[tuple[Number, int]], total: Number) -> Self:
        """Make masses from the weights of positions, on the greatest step that has them all."""
        at: dict[int, Number] = {}
        for weight, position in weights:
            at[position] = at.get(position, 0 * total) + weight
        low, high = min(at, default=0), max(at, default=-1)
        step = math.gcd(*(position - low for position in at)) or 1
        values = [at.get(position, 0 * total) for position in range(low, high + 1, step)]
        return cls(low, step, values, total)

    @property
    @abstractmethod
    def is_exact(self) -> bool:
        """True if the masses are whole numbers, so that no operation rounds."""

    @property
    def high(self) -> int:
        return self.low + (len(self.values) - 1) * self.step

    @abstractmethod
    def ratio(self, part: float) -> Fraction | float:
        """Return a mass as a probability: over the total of exact masses, else as it is."""

    @abstractmethod
    def in_floats(self) -> RoundedMasses:
        """Return the same distribution with floating-point masses of the total 1."""

    @abstractmethod
    def sum(self) -> Number:
        """Return the sum of all masses."""

    def mean(self) -> Fraction | float:
        """Return the mean of the distribution."""
        steps: Number = sum(map(_MULTIPLY, self.values, range(len(self.values))), 0 * self.total)
        return self.low + self.step * self.ratio(steps)

    def position(self, index: int) -> int:
        return self.low + index * self.step

    def shifted(self, by: int) -> Self:
        return self._with(self.values, low=self.low + by)

    def convolved(self, kernel: Masses[Number]) -> Self:
        """Return the distribution of the sum with an independent amount.

        The step of the kernel must be a multiple of this one.
        """
        if not len(self.values) or not len(kernel.values):
            values = self.values[:0]
        elif len(kernel.values) == 1:
            (mass,) = kernel.values
            values = self.values if mass == 1 else self._times(mass)
        elif kernel.step > self.step:
            values = self._interleaved(kernel, kernel.step // self.step)
        elif len(kernel.values) > self._shortest and (jumps := kernel.jumps()) is not None:
            values = self._running(jumps, len(kernel.values))
        else:
            values = self._product(kernel.values)
        return self._with(values, low=self.low + kernel.low, total=self.total * kernel.total)

    def _interleaved(self, kernel: Masses[Number], apart: int) -> Sequence[Number]:
        """Convolve each residue class of positions by itself: the kernel joins no two of them."""
        dense = kernel._with(kernel.values, low=0, step=self.step)
        size = len(self.values)
        values = self._zeros(size + (len(kernel.values) - 1) * apart, self.total)
        for residue in range(min(apart, size)):
            own = self._with(self.values[residue::apart])
            values[residue::apart] = own.convolved(dense).values
        return values

    def weighted(self, weight: Number) -> Self:
        """Return the masses times a weight, with the total unchanged."""
        return self._with(self._times(weight))

    def jumps(self) -> list[tuple[int, Number]] | None:
        """Return the differences of consecutive masses that are not zero; None if many are not."""
        if self._jumps is None:
            zero = 0 * self.total
            values = chain([zero], self.values, [zero])
            self._jumps = [
                (index, after - before)
                for index, (before, after) in enumerate(pairwise(values))
                if after != before
            ]
        return self._jumps if len(self._jumps) <= _FEW_JUMPS else None

    def over(self, total: Number) -> Self:
        """Return the same masses over another total."""
        return self._with(self.values, total=total)

    def split(self, barrier: int, *, smooth: bool) -> tuple[Self, Self]:
        """Split into the masses at or below the barrier, and those above it.

        `smooth` says that each floating-point mass stands for an interval of one step around it,
        so that the interval that contains the barrier is divided in proportion.
        """
        del smooth
        cut = min(max((barrier - self.low) // self.step + 1, 0), len(self.values))
        return self._from(0, self.values[:cut]), self._from(cut, self.values[cut:])

    def _from(self, index: int, values: Sequence[Number]) -> Self:
        return self._with(values, low=self.position(index))

    def above(self, barrier: int, *, smooth: bool = False) -> Number:
        """Return the mass above a barrier."""
        return self.split(barrier, smooth=smooth)[1].sum()

    def cumulative(self) -> Sequence[Number]:
        """Return the sum of the masses up to each index."""
        if self._cumulative is None:
            self._cumulative = self._running_sums()
        return self._cumulative

    def share_upto(self, index: int) -> Fraction | float:
        """Return the probability of all positions up to an index."""
        return self.ratio(self.cumulative()[index])

    def quantile(self, share: Fraction | float) -> int:
        """Return the least position that is not exceeded with at least this probability."""
        return self.position(quantile_index(self.cumulative(), share * self.total))

    def excess(self, unit: int) -> Number:
        """Return the sum of mass times units above zero, rounded up to whole units."""
        first = min(max(-self.low // self.step + 1, 0), len(self.values))
        positions = range(self.position(first), self.high + 1, self.step)
        units = positions if unit == 1 else [-(-at // unit) for at in positions]
        moment: Number = sum(map(_MULTIPLY, self.values[first:], units), 0 * self.total)
        return moment

    def lack(self, unit: int) -> Number:
        """Return the sum of mass times units below zero, rounded down to whole units."""
        stop = min(max(-(self.low // self.step), 0), len(self.values))
        positions = range(-self.low, -self.position(stop), -self.step)
        units = positions if unit == 1 else [at // unit for at in positions]
        moment: Number = sum(map(_MULTIPLY, self.values[:stop], units), 0 * self.total)
        return moment

    def by_position(self) -> Iterator[tuple[int, Number]]:
        """Yield each position with its mass."""
        return zip(range(self.low, self.high + 1, self.step), self._listed(), strict=True)

    def _listed(self) -> Sequence[Number]:
        return self.values

    def reversed(self) -> Self:
        """Return the distribution of the negative."""
        return self._with(self.values[::-1], low=-self.high)

    def scaled(self, factor: int) -> Self:
        """Return the distribution of a multiple."""
        if factor < 0:
            return self.reversed().scaled(-factor)
        return self._with(self.values, low=self.low * factor, step=self.step * factor)

    def dense(self) -> Self:
        """Return the same masses on a step of 1, with zeros in between."""
        if self.step == 1:
            return self
        values = self._zeros(self.high - self.low + 1, self.total)
        values[:: self.step] = self.values
        return self._with(values, step=1)

    def thinned(self, stride: int) -> Self:
        """Return the same masses on a coarser step; those in between must be zero."""
        return self._with(self.values[::stride], step=self.step * stride)

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """Return the sum of masses on one lattice and over one total."""
        parts = [part for part in parts if len(part.values)] or list(parts[:1])
        if len(parts) == 1:
            return parts[0]
        low, high = min(part.low for part in parts), max(part.high for part in parts)
        step = parts[0].step
        values = cls._zeros((high - low) // step + 1, parts[0].total)
        for part in parts:
            cls._add_into(values, part.values, (part.low - low) // step)
        return cls(low, step, values, parts[0].total)

    def _with(
        self,
        values: Sequence[Number],
        *,
        low: int | None = None,
        step: int | None = None,
        total: Number | None = None,
    ) -> Self:
        return type(self)(
            self.low if low is None else low,
            self.step if step is None else step,
            values,
            self.total if total is None else total,
        )

    # Operations on the values, which a faster representation overrides.

    @staticmethod
    def _zeros(length: int, total: Number) -> MutableSequence[Number]:
        return [0 * total] * length

    @staticmethod
    def _add_into(values: MutableSequence[Number], part: Sequence[Number], at: int) -> None:
        stop = at + len(part)
        values[at:stop] = map(_ADD, values[at:stop], part)

    def _running_sums(self) -> Sequence[Number]:
        return list(accumulate(self.values))

    def _times(self, factor: Number) -> Sequence[Number]:
        return [factor * value for value in self.values]

    def _running(self, jumps: Sequence[tuple[int, Number]], length: int) -> Sequence[Number]:
        """Convolve by differences: add a shifted copy for each jump, then sum up.

        The copies are streams, so that no list but the sums themselves is ever written.
        """
        size = len(self.values)
        (first, jump), *others = jumps  # the first jump is up: no mass is negative
        differences = self._placed(first, jump, length)
        for at, jump in others:
            if jump > 0:
                differences = map(_ADD, differences, self._placed(at, jump, length))
            else:
                differences = map(_SUBTRACT, differences, self._placed(at, -jump, length))
        return list(accumulate(islice(differences, size + length - 1)))

    def _placed(self, at: int, factor: Number, length: int) -> Iterator[Number]:
        """Return the masses times a factor, shifted, with zeros before and after."""
        values, nothing = self.values, 0 * self.total
        copy: Iterable[Number] = values if factor == 1 else map(_MULTIPLY, values, repeat(factor))
        return chain(repeat(nothing, at), copy, repeat(nothing, length - at))

    def _product(self, kernel: Sequence[Number]) -> Sequence[Number]:
        values, kernel = self.values, list(kernel)
        if min(len(values), len(kernel)) <= _SMALL:
            return _small_product(values, kernel)
        return self._long_product(values, kernel)

    @staticmethod
    @abstractmethod
    def _long_product(values: Sequence[Number], kernel: Sequence[Number]) -> Sequence[Number]:
        """Return the convolution by one multiplication of two long numbers."""


@final
class ExactMasses(Masses[int]):
    """Whole masses over a whole total."""

    __slots__ = ()

    @property
    def is_exact(self) -> bool:
        return True

    def ratio(self, part: float) -> Fraction:
        return Fraction(part) / self.total

    def in_floats(self) -> RoundedMasses:
        values = [value / self.total for value in self.values]
        return RoundedMasses(self.low, self.step, values, 1.0)

    def sum(self) -> int:
        return sum(self.values)

    @staticmethod
    def _long_product(values: Sequence[int], kernel: Sequence[int]) -> Sequence[int]:
        return _multiplied(values, kernel)


class RoundedMasses(Masses[float]):
    """Floating-point masses."""

    __slots__ = ()

    @property
    def is_exact(self) -> bool:
        return False

    def ratio(self, part: float) -> float:
        return float(part)

    def in_floats(self) -> RoundedMasses:
        return self

    def sum(self) -> float:
        return math.fsum(self.values)

    def split(self, barrier: int, *, smooth: bool) -> tuple[Self, Self]:
        if not smooth:
            return super().split(barrier, smooth=False)
        size = len(self.values)
        index, share = divmod((barrier + 0.5 - self.low) / self.step + 0.5, 1)
        at = min(max(int(index), 0), size)
        if index != at or at == size:
            return self._from(0, self.values[:at]), self._from(at, self.values[at:])
        on_edge = self._from(at, self.values[at : at + 1])
        below, above = on_edge.weighted(share), on_edge.weighted(1 - share)
        return (
            type(self).merged([self._from(0, self.values[:at]), below]),
            type(self).merged([above, self._from(at + 1, self.values[at + 1 :])]),
        )

    def sums_from(self, firsts: Sequence[int]) -> Sequence[float]:
        """Return the sum of the masses from each of some indices to the next one or the end."""
        return [sum(self.values[a:b]) for a, b in pairwise((*firsts, len(self.values)))]

    def moments_from(self, firsts: Sequence[int], step: int) -> Sequence[float]:
        """Return the same sums of mass times its place above the multiple of a step below it."""
        return [
            sum(map(mul, self.values[a:b], range(self.position(a) % step, step, self.step)))
            for a, b in pairwise((*firsts, len(self.values)))
        ]

    @staticmethod
    def _long_product(values: Sequence[float], kernel: Sequence[float]) -> Sequence[float]:
        whole = _multiplied(_in_digits(values), _in_digits(kernel))
        return [value / _DIGITS**2 for value in whole]


AnyMasses = ExactMasses | RoundedMasses
"""Masses of a distribution that may be exact or not."""


def _small_product(values: Sequence[Number], kernel: Sequence[Number]) -> list[Number]:
    """Convolve by a shifted copy for each value of the shorter factor."""
    longer, shorter = (values, kernel) if len(values) >= len(kernel) else (kernel, values)
    result = [0 * longer[0]] * (len(longer) + len(shorter) - 1)
    for at, factor in enumerate(shorter):
        if factor:
            stop = at + len(longer)
            part = map(_MULTIPLY, longer, [factor] * len(longer))
            result[at:stop] = map(_ADD, result[at:stop], part)
    return result


def _in_digits(values: Iterable[float]) -> list[int]:
    """Return whole multiples of 1 / _DIGITS; what rounding has left below zero is zero."""
    return [max(0, round(value * _DIGITS)) for value in values]


_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])


def _multiplied(values: Sequence[int], kernel: Sequence[int]) -> list[int]:
    """Convolve by one multiplication of two long numbers.

    Layout: each mass is a field of `width` decimal digits, the first mass in the highest field.
    Field k of the product is the sum of values[i] * kernel[k - i], at most `min(len)` products
    of the greatest masses each; `width` is the number of digits of that bound, so that no field
    carries into the next.
    """
    most = max(values) * max(kernel) * min(len(values), len(kernel))
    width = len(Decimal(most).as_tuple().digits)
    product = _EXACT.multiply(_packed(values, width), _packed(kernel, width))
    fields = len(values) + len(kernel) - 1
    digits = format(product, "f").rjust(fields * width, "0")
    return [int(digits[at : at + width]) for at in range(0, fields * width, width)]


def _packed(values: Sequence[int], width: int) -> Decimal:
    return Decimal("".join([str(value).rjust(width, "0") for value in values]))


def quantile_index(cumulative: Sequence[Fraction | float], share: Fraction | float) -> int:
    """Return the first index whose cumulative mass is at least `share`, or the last index."""
    return min(bisect_left(cumulative, share), len(cumulative) - 1)
