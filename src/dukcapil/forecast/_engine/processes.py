"""How a random amount enters a walk month by month, given how its months hang together.

The walk is kept in parts, one for each hidden state that must be remembered: the regime, or the
draw that holds for a block of months. Within a part the months are independent.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, final

import attrs

from dukcapil.distributions import Blocks, Common, Distribution, Independent, Pmf, Regimes
from dukcapil.distributions._dependence import Dependence
from dukcapil.distributions._families import masses
from dukcapil.distributions._masses import Masses
from dukcapil.distributions._regimes import parted, transitions
from dukcapil.forecast._engine.lattice import Grid, comonotone

__all__ = ["Amounts", "Process", "process"]

Parts = Mapping[tuple[int, ...], Masses]
"""The parts of a walk, by the hidden states of its processes."""

Kernel = Callable[[Distribution], Distribution]
"""What one month's distribution of an amount does to the walk, before it is multiplied by the factor."""


@final
@attrs.frozen
class Amounts:
    """One random amount of a scenario, as the walk feels it.

    Attributes:
        distributions: one a month.
        factor: how far one unit moves the walk.
        dependence: how the months hang together.
        felt: turns the distribution of an amount into the distribution of what the walk feels of it.
    """

    distributions: tuple[Distribution, ...]
    factor: int
    dependence: Dependence
    felt: Kernel | None = None

    def kernel(self, distribution: Distribution, grid: Grid) -> Masses:
        """What a distribution does to the walk in a month, on a grid."""
        return grid.kernel(self._felt(distribution), self.factor)

    def moves(self) -> list[Masses]:
        """What each month does to the walk, not yet on a grid."""
        return [
            masses(self._felt(distribution)).scaled(self.factor)
            for distribution in self.distributions
        ]

    def _felt(self, distribution: Distribution) -> Distribution:
        return distribution if self.felt is None else self.felt(distribution)


class Process(ABC):
    """A random amount on the grid of a walk."""

    @abstractmethod
    def step(self, month: int, parts: Parts, place: int) -> Parts:
        """The walk after one more month of this amount; its state stands at a place of the key."""


def process(amounts: Amounts, grid: Grid) -> Process:
    """The process of an amount on a grid."""
    match amounts.dependence:
        case Independent():
            return _Independent(
                [amounts.kernel(distribution, grid) for distribution in amounts.distributions]
            )
        case Blocks(months=months):
            return _Blocks(amounts, grid, months)
        case Common():
            return _Blocks(amounts, grid, len(amounts.distributions))
        case Regimes(stay=stay):
            return _Regimes(amounts, grid, stay)
        case _:
            raise AssertionError(amounts.dependence)


@final
class _Independent(Process):
    def __init__(self, kernels: Sequence[Masses]) -> None:
        self._kernels = kernels

    def step(self, month: int, parts: Parts, place: int) -> Parts:
        del place
        return {key: part.convolved(self._kernels[month]) for key, part in parts.items()}


@final
class _Blocks(Process):
    """Every draw of the block that is under way is a part of its own."""

    def __init__(self, amounts: Amounts, grid: Grid, months: int) -> None:
        self._length = months
        self._blocks = [
            _draws(amounts, grid, amounts.distributions[first : first + months])
            for first in range(0, len(amounts.distributions), months)
        ]

    def step(self, month: int, parts: Parts, place: int) -> Parts:
        number, within = divmod(month, self._length)
        draws = self._blocks[number]
        if not within:
            total = sum(weight for weight, _ in draws)
            parts = {
                _keyed(key, place, index): part.weighted(weight).over(part.total * total)
                for key, part in _pooled(parts, place).items()
                for index, (weight, _) in enumerate(draws)
            }
        return {key: part.convolved(draws[key[place]][1][within]) for key, part in parts.items()}


def _draws(
    amounts: Amounts, grid: Grid, distributions: Sequence[Distribution]
) -> list[tuple[Any, tuple[Masses, ...]]]:
    """The draws of a block that differ on the grid: the weight, and what each month does."""
    rows = comonotone([masses(distribution) for distribution in distributions])
    total = 1 if grid.exact else sum(weight for weight, _ in rows)
    one: Any = 1 if grid.exact else 1.0
    draws: dict[Any, Any] = {}
    kernels: dict[Any, Any] = {}
    for weight, values in rows:
        if amounts.felt is None:
            key = tuple(grid.point(value, amounts.factor) for value in values)
            kernels[key] = tuple(Masses(move, grid.step, [one], one) for move in key)
        else:
            key = values
            kernels[key] = tuple(amounts.kernel(Pmf({value: 1}), grid) for value in values)
        draws[key] = draws.get(key, 0) + (weight if grid.exact else weight / total)
    return [(weight, kernels[key]) for key, weight in draws.items()]


@final
class _Regimes(Process):
    """Every regime is a part; between months the parts are mixed."""

    def __init__(self, amounts: Amounts, grid: Grid, stay: Fraction) -> None:
        weights, months = parted(amounts.distributions)
        self._kernels = [
            _over_one_total([amounts.kernel(distribution, grid) for distribution in distributions])
            for distributions in months
        ]
        rows = [weights, *transitions(weights, stay)]
        over = math.lcm(*(share.denominator for row in rows for share in row))
        self._total: Any = over if grid.exact else 1.0
        (self._first, *self._next) = [
            [int(share * over) if grid.exact else float(share) for share in row] for row in rows
        ]

    def step(self, month: int, parts: Parts, place: int) -> Parts:
        mixed: dict[tuple[int, ...], list[Masses]] = {}
        for key, part in parts.items():
            shares = self._next[key[place]] if month else self._first
            for regime, share in enumerate(shares):
                if share:
                    arriving = part.weighted(share).over(part.total * self._total)
                    mixed.setdefault(_keyed(key, place, regime), []).append(arriving)
        kernels = self._kernels[month]
        return {
            key: type(arriving[0]).merged(arriving).convolved(kernels[key[place]])
            for key, arriving in mixed.items()
        }


def _over_one_total(kernels: Sequence[Masses]) -> list[Masses]:
    """The distributions of the regimes of a month, so that their parts can be put together."""
    totals = {kernel.total for kernel in kernels}
    if len(totals) == 1:
        return list(kernels)
    total: Any = math.lcm(*totals)  # type: ignore[arg-type]  # only whole totals differ
    return [kernel.weighted(total // kernel.total).over(total) for kernel in kernels]


def _keyed(key: tuple[int, ...], place: int, state: int) -> tuple[int, ...]:
    return (*key[:place], state, *key[place + 1 :])


def _pooled(parts: Parts, place: int) -> Parts:
    """The parts with the state at one place forgotten."""
    together: dict[tuple[int, ...], list[Masses]] = {}
    for key, part in parts.items():
        together.setdefault(_keyed(key, place, 0), []).append(part)
    return {key: type(some[0]).merged(some) for key, some in together.items()}
