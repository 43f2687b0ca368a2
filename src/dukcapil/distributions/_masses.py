"""Probability masses on a lattice of whole numbers, and what a walk does with them.

Masses are whole numbers over a common total, and then everything is exact, or floating-point
numbers whose total is 1. The operations are the same for both.

A convolution whose kernel has few jumps is a sum of shifted copies and one running sum; any
other goes through one long multiplication of `decimal`, which uses a number-theoretic transform:
the masses are written as digits of fields wide enough that no field runs over (Kronecker's
substitution; J. von zur Gathen and J. Gerhard, "Modern Computer Algebra", 3rd ed., 2013, 8.4).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from fractions import Fraction
from itertools import accumulate, chain, islice, pairwise, repeat
from operator import add, mul, sub
from typing import Any, Final, Self

__all__ = ["Masses", "quantile_index"]

Number = int | float

_FEW_JUMPS: Final = 12
_SMALL: Final = 24
_DIGITS: Final = 10**18
"""Floating-point masses are multiplied as whole numbers of so many parts."""


class Masses:
    """Masses at `low`, `low + step`, … of a total; what has been cut away is missing in the sum.

    Never changed after it has been made; the list may be shared.
    """

    __slots__ = ("_jumps", "low", "step", "total", "values")

    def __init__(self, low: int, step: int, values: Any, total: Number) -> None:  # noqa: ANN401
        self.low = low
        self.step = step
        self.values = values
        self.total = total
        self._jumps: list[tuple[int, Number]] | None = None

    @classmethod
    def of(cls, low: int, step: int, values: list[Any], total: Number) -> Self:
        """Masses in the representation of this class, from a list."""
        return cls(low, step, values, total)

    @property
    def is_exact(self) -> bool:
        return type(self.total) is int

    @property
    def high(self) -> int:
        return self.low + (len(self.values) - 1) * self.step

    def ratio(self, part: Any) -> Fraction | float:  # noqa: ANN401
        """A part of the total: a `Fraction` of exact masses, else a floating-point number."""
        return Fraction(part, self.total) if type(self.total) is int else part / self.total

    def position(self, index: int) -> int:
        return self.low + index * self.step

    def shifted(self, by: int) -> Self:
        return self._with(self.values, low=self.low + by)

    def convolved(self, kernel: Masses) -> Self:
        """The distribution of the sum with something independent, whose step is a multiple of this one."""
        if not len(self.values) or not len(kernel.values):
            values = self.values[:0]
        elif len(kernel.values) == 1:
            values = self._times(kernel.values[0])
        elif kernel.step > self.step:
            values = self._interleaved(kernel, kernel.step // self.step)
        elif (jumps := kernel.jumps()) is not None:
            values = self._running(jumps, len(kernel.values))
        else:
            values = self._product(kernel.values)
        return self._with(values, low=self.low + kernel.low, total=self.total * kernel.total)

    def _interleaved(self, kernel: Masses, apart: int) -> Any:  # noqa: ANN401
        """Each residue of the positions for itself, since the kernel leads to no other."""
        dense = Masses(0, self.step, kernel.values, kernel.total)
        size = len(self.values)
        values = self._zeros(size + (len(kernel.values) - 1) * apart, self.total)
        for residue in range(min(apart, size)):
            own = self._with(self.values[residue::apart])
            values[residue::apart] = own.convolved(dense).values
        return values

    def weighted(self, weight: Number) -> Self:
        """The same masses times a weight, the total left as it is."""
        return self._with(self._times(weight))

    def jumps(self) -> list[tuple[int, Number]] | None:
        """Where the masses rise or fall and by how much; None if that is nearly everywhere."""
        if self._jumps is None:
            values: list[Any] = [0, *self.values, 0]
            self._jumps = [
                (index, after - before)
                for index, (before, after) in enumerate(pairwise(values))
                if after != before
            ]
        return self._jumps if len(self._jumps) <= _FEW_JUMPS else None

    def over(self, total: Number) -> Self:
        """The same masses of another total."""
        return self._with(self.values, total=total)

    def split(self, barrier: int, *, smooth: bool) -> tuple[Self, Self]:
        """What lies at the barrier or below, and what lies above.

        `smooth` says that each mass stands for a cell of one step around it, so that the cell on
        the barrier is parted in proportion.
        """
        size = len(self.values)
        if not smooth:
            cut = min(max((barrier - self.low) // self.step + 1, 0), size)
            return self._from(0, self.values[:cut]), self._from(cut, self.values[cut:])
        cell, share = divmod((barrier + 0.5 - self.low) / self.step + 0.5, 1)
        at = min(max(int(cell), 0), size)
        if cell != at or at == size:
            return self._from(0, self.values[:at]), self._from(at, self.values[at:])
        on_edge = self._from(at, self.values[at : at + 1])
        below, above = on_edge.weighted(share), on_edge.weighted(1 - share)
        return (
            type(self).merged([self._from(0, self.values[:at]), below]),
            type(self).merged([above, self._from(at + 1, self.values[at + 1 :])]),
        )

    def _from(self, index: int, values: Any) -> Self:  # noqa: ANN401
        return self._with(values, low=self.position(index))

    def above(self, barrier: int, *, smooth: bool = False) -> Number:
        """The mass above a barrier."""
        return self.split(barrier, smooth=smooth)[1].sum()

    def sum(self) -> Number:
        return sum(self.values) if self.is_exact else math.fsum(self.values)

    def cumulative(self) -> list[Any]:
        return list(accumulate(self.values))

    def excess(self, unit: int) -> Number:
        """The sum of mass times whole units above zero, a part of one counted as one."""
        first = min(max(-self.low // self.step + 1, 0), len(self.values))
        positions = range(self.position(first), self.high + 1, self.step)
        units = positions if unit == 1 else [-(-at // unit) for at in positions]
        moment: Number = sum(map(mul, self.values[first:], units))
        return moment

    def lack(self, unit: int) -> Number:
        """The sum of mass times whole units below zero, a part of one not counted."""
        stop = min(max(-(self.low // self.step), 0), len(self.values))
        positions = range(-self.low, -self.position(stop), -self.step)
        units = positions if unit == 1 else [at // unit for at in positions]
        moment: Number = sum(map(mul, self.values[:stop], units))
        return moment

    def by_place(self) -> Iterator[tuple[int, Any]]:
        """The masses with their positions."""
        return zip(range(self.low, self.high + 1, self.step), self._listed(), strict=True)

    def _listed(self) -> list[Any]:
        values: list[Any] = self.values
        return values

    def reversed(self) -> Self:
        """The distribution of the negative."""
        return self._with(self.values[::-1], low=-self.high)

    def scaled(self, factor: int) -> Self:
        """The distribution of a multiple."""
        if factor < 0:
            return self.reversed().scaled(-factor)
        return type(self)(self.low * factor, self.step * factor, self.values, self.total)

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """The sum of masses on one lattice and over one total."""
        parts = [part for part in parts if len(part.values)] or list(parts[:1])
        if len(parts) == 1:
            return parts[0]
        low, high = min(part.low for part in parts), max(part.high for part in parts)
        step = parts[0].step
        values = cls._zeros((high - low) // step + 1, parts[0].total)
        for part in parts:
            cls._add_into(values, part.values, (part.low - low) // step)
        return cls(low, step, values, parts[0].total)

    def _with(self, values: Any, *, low: int | None = None, total: Number | None = None) -> Self:  # noqa: ANN401
        return type(self)(
            self.low if low is None else low,
            self.step,
            values,
            self.total if total is None else total,
        )

    # What a faster representation of the values does in its own way.

    @staticmethod
    def _zeros(length: int, total: Number) -> Any:  # noqa: ANN401
        return [0 * total] * length

    @staticmethod
    def _add_into(values: Any, part: Any, at: int) -> None:  # noqa: ANN401
        stop = at + len(part)
        values[at:stop] = map(add, values[at:stop], part)

    def _times(self, factor: Number) -> Any:  # noqa: ANN401
        return [factor * value for value in self.values]

    def _running(self, jumps: Sequence[tuple[int, Number]], length: int) -> Any:  # noqa: ANN401
        """The convolution by differences: add a shifted copy for each jump, then sum up.

        The copies are streams, so that no list but the sums themselves is ever written.
        """
        size = len(self.values)
        differences: Any = None
        for at, jump in jumps:
            copy = self._placed(at, abs(jump), length)
            if differences is None:
                differences = copy  # the first jump is up: no mass is negative
            else:
                differences = map(add if jump > 0 else sub, differences, copy)
        return list(accumulate(islice(differences, size + length - 1)))

    def _placed(self, at: int, factor: Number, length: int) -> Iterable[Any]:
        """The masses times a factor, shifted, with nothing before and after."""
        values, nothing = self.values, 0 * self.total
        copy = values if factor == 1 else map(mul, values, repeat(factor))
        return chain(repeat(nothing, at), copy, repeat(nothing, length - at))

    def _product(self, kernel: Any) -> Any:  # noqa: ANN401
        values, kernel = self.values, list(kernel)
        if min(len(values), len(kernel)) <= _SMALL:
            return _small_product(values, kernel)
        if self.is_exact:
            return _long_product(values, kernel)
        whole = _long_product(_in_digits(values), _in_digits(kernel))
        return [value / _DIGITS**2 for value in whole]


def _small_product(values: Sequence[Any], kernel: Sequence[Any]) -> list[Any]:
    """By a shifted copy for each value of the shorter one."""
    longer, shorter = (values, kernel) if len(values) >= len(kernel) else (kernel, values)
    result = [0 * longer[0]] * (len(longer) + len(shorter) - 1)
    for at, factor in enumerate(shorter):
        if factor:
            stop = at + len(longer)
            part = map(mul, longer, [factor] * len(longer))
            result[at:stop] = map(add, result[at:stop], part)
    return result


def _in_digits(values: Iterable[float]) -> list[int]:
    """Whole parts; what rounding errors have left below zero is nothing."""
    return [max(0, round(value * _DIGITS)) for value in values]


_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])


def _long_product(values: Sequence[int], kernel: Sequence[int]) -> list[int]:
    """By one multiplication of two long numbers."""
    most = max(values) * max(kernel) * min(len(values), len(kernel))
    width = len(Decimal(most).as_tuple().digits)
    product = _EXACT.multiply(_packed(values, width), _packed(kernel, width))
    fields = len(values) + len(kernel) - 1
    digits = format(product, "f").rjust(fields * width, "0")
    return [int(digits[at : at + width]) for at in range(0, fields * width, width)]


def _packed(values: Sequence[int], width: int) -> Decimal:
    return Decimal("".join([str(value).rjust(width, "0") for value in values]))


def quantile_index(cumulative: Sequence[Any], share: Fraction | Number) -> int:
    """The first index at which so much has come together, or the last."""
    return min(bisect_left(cumulative, share), len(cumulative) - 1)
