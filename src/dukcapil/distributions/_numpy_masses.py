"""The same masses in numpy, if it is installed: nothing else changes.

Answers agree to the rounding of floating-point numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Self, final

from dukcapil.distributions._masses import Masses

__all__ = ["FastMasses", "fastest_masses"]


@cache
def fastest_masses() -> type[Masses]:
    """The representation of floating-point masses to use on this machine."""
    return Masses if find_spec("numpy") is None else FastMasses


def _numpy() -> Any:  # noqa: ANN401
    return import_module("numpy")


@final
class FastMasses(Masses):
    """Floating-point masses in an array."""

    __slots__ = ()

    @classmethod
    def of(cls, low: int, step: int, values: Any, total: float) -> Self:  # noqa: ANN401
        return cls(low, step, _numpy().asarray(values, dtype=float), total)

    def sum(self) -> float:
        return float(self.values.sum())

    def _listed(self) -> list[Any]:
        values: list[Any] = self.values.tolist()
        return values

    def cumulative(self) -> Any:  # noqa: ANN401
        return self.values.cumsum()

    def excess(self, unit: int) -> float:
        np = _numpy()
        units = -(-self._positions() // unit)
        return float((self.values * np.maximum(units, 0)).sum())

    def lack(self, unit: int) -> float:
        np = _numpy()
        units = -self._positions() // unit
        return float((self.values * np.maximum(units, 0)).sum())

    def _positions(self) -> Any:  # noqa: ANN401
        return _numpy().arange(len(self.values)) * self.step + self.low

    @staticmethod
    def _zeros(length: int, total: float) -> Any:  # noqa: ANN401
        del total
        return _numpy().zeros(length)

    @staticmethod
    def _add_into(values: Any, part: Any, at: int) -> None:  # noqa: ANN401
        values[at : at + len(part)] += part

    def _times(self, factor: float) -> Any:  # noqa: ANN401
        return self.values * factor

    def _running(self, jumps: Sequence[tuple[int, Any]], length: int) -> Any:  # noqa: ANN401
        size = len(self.values)
        differences = _numpy().zeros(size + length)
        for at, jump in jumps:
            differences[at : at + size] += jump * self.values
        return differences[:-1].cumsum()

    def _product(self, kernel: Any) -> Any:  # noqa: ANN401
        np = _numpy()
        values, kernel = self.values, np.asarray(kernel, dtype=float)
        if min(len(values), len(kernel)) <= _SMALL:
            return np.convolve(values, kernel)
        length = len(values) + len(kernel) - 1
        size = 1 << math.ceil(math.log2(length))
        spectrum = np.fft.rfft(values, size) * np.fft.rfft(kernel, size)
        return np.maximum(np.fft.irfft(spectrum, size)[:length], 0.0)


_SMALL: Final = 64
