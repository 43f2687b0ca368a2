"""Floating-point masses in numpy, where it is installed.

Answers agree with those of `RoundedMasses` to the rounding of floating-point numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, MutableSequence, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate
from operator import mul
from typing import Any, Final, Self, final

from dukcapil.distributions._masses import RoundedMasses

__all__ = ["NumpyMasses", "fastest_masses", "running_products"]

_SMALL: Final = 64
"""Up to this length of the shorter factor, a direct convolution is faster than a transform."""


@cache
def fastest_masses() -> type[RoundedMasses]:
    """Return the representation of floating-point masses to use on this machine."""
    return RoundedMasses if find_spec("numpy") is None else NumpyMasses


@cache
def _numpy() -> Any:  # noqa: ANN401  # a module that may not be installed
    return import_module("numpy")


_MANY: Final = 4_096
"""So many factors are multiplied in an array."""


def running_products(
    ratio: Callable[[Any], Any],
    amounts: range,
    first: float,
    by: Callable[[float, float], float],
) -> list[float]:
    """Return a number multiplied by, or divided by, the ratios of amounts, one after the other.

    The products are the same in numpy, to the last digit: it goes through them in order.

    Args:
        ratio: arithmetic of an amount, which an array will do for, too.
        amounts: the amounts.
        first: the number.
        by: `mul` or `truediv`.
    """
    if len(amounts) < _MANY or fastest_masses() is RoundedMasses:
        return list(accumulate(map(ratio, amounts), by, initial=first))[1:]
    np = _numpy()
    factors = ratio(np.arange(amounts.start, amounts.stop, amounts.step))
    operation = np.multiply if by is mul else np.divide
    products: list[float] = operation.accumulate(np.concatenate(([first], factors))).tolist()
    return products[1:]


@final
class NumpyMasses(RoundedMasses):
    """Floating-point masses in an array."""

    __slots__ = ()
    _shortest = 16

    @classmethod
    def of(cls, low: int, step: int, values: Sequence[float], total: float) -> Self:
        return cls(low, step, _numpy().asarray(values, dtype=float), total)

    @property
    def _array(self) -> Any:  # noqa: ANN401  # a numpy array
        return self.values

    def sum(self) -> float:
        return float(self._array.sum())

    def _listed(self) -> Sequence[float]:
        values: list[float] = self._array.tolist()
        return values

    def _running_sums(self) -> Sequence[float]:
        sums: Sequence[float] = self._array.cumsum()
        return sums

    def excess(self, unit: int) -> float:
        np = _numpy()
        units = -(-self._positions() // unit)
        return float((self._array * np.maximum(units, 0)).sum())

    def lack(self, unit: int) -> float:
        np = _numpy()
        units = -self._positions() // unit
        return float((self._array * np.maximum(units, 0)).sum())

    def sums_from(self, firsts: Sequence[int]) -> Sequence[float]:
        sums: Sequence[float] = _numpy().add.reduceat(self._array, firsts).tolist()
        return sums

    def moments_from(self, firsts: Sequence[int], step: int) -> Sequence[float]:
        moments = self._array * (self._positions() % step)
        sums: Sequence[float] = _numpy().add.reduceat(moments, firsts).tolist()
        return sums

    def _positions(self) -> Any:  # noqa: ANN401  # a numpy array
        return _numpy().arange(len(self.values)) * self.step + self.low

    @staticmethod
    def _zeros(length: int, total: float) -> MutableSequence[float]:
        del total
        zeros: MutableSequence[float] = _numpy().zeros(length)
        return zeros

    @staticmethod
    def _add_into(values: Any, part: Sequence[float], at: int) -> None:  # noqa: ANN401
        values[at : at + len(part)] += part

    def _times(self, factor: float) -> Sequence[float]:
        products: Sequence[float] = self._array * factor
        return products

    def _running(self, jumps: Sequence[tuple[int, float]], length: int) -> Sequence[float]:
        size = len(self.values)
        differences = _numpy().zeros(size + length)
        for at, jump in jumps:
            differences[at : at + size] += jump * self._array
        sums: Sequence[float] = differences[:-1].cumsum()
        return sums

    def _product(self, kernel: Sequence[float]) -> Sequence[float]:
        np = _numpy()
        values, other = self._array, np.asarray(kernel, dtype=float)
        products: Sequence[float]
        if min(len(values), len(other)) <= _SMALL:
            products = np.convolve(values, other)
            return products
        # A transform of a power of two at or above the full length: no product wraps around.
        length = len(values) + len(other) - 1
        size = 1 << math.ceil(math.log2(length))
        spectrum = np.fft.rfft(values, size) * np.fft.rfft(other, size)
        products = np.maximum(np.fft.irfft(spectrum, size)[:length], 0.0)
        return products
