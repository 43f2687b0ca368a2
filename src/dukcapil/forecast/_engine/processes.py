"""Moves of a walk by one random amount, month by month, whatever its months share.

The walk is kept in parts, one for each hidden state that must be remembered: the regime, or the
draw of the current block of months. Given its part, the months of a walk are independent.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cache
from typing import Generic, final

from dukcapil.distributions import Distribution, Pmf
from dukcapil.distributions._masses import Masses, Number
from dukcapil.distributions._regimes import Chain
from dukcapil.forecast._engine.lattice import Grid
from dukcapil.forecast._engine.walk import RandomAmount

__all__ = ["Parts", "Process", "process_of"]

Parts = Mapping[tuple[int, ...], Masses[Number]]
"""The parts of a walk, by the hidden states of all its processes."""


class Process(ABC, Generic[Number]):
    """The moves of a walk by one random amount, on a grid."""

    @abstractmethod
    def step(self, month: int, parts: Parts[Number], place: int) -> Parts[Number]:
        """Return the walk after one more month; the state has this place in the keys."""


def process_of(amount: RandomAmount, grid: Grid[Number]) -> Process[Number]:
    """Return the process of an amount on a grid."""
    memory = amount.memory
    if memory.chain is not None:
        return _Regimes(amount, grid, memory.chain)
    if memory.draw_months is not None:
        return _Blocks(amount, grid, memory.draw_months)
    return _Independent(amount, grid)


@final
class _Independent(Process[Number]):
    _kernels: list[Masses[Number]]

    def __init__(self, amount: RandomAmount, grid: Grid[Number]) -> None:
        self._kernels = [amount.kernel(one, grid) for one in amount.distributions]

    def step(self, month: int, parts: Parts[Number], place: int) -> Parts[Number]:
        del place
        return {key: part.convolved(self._kernels[month]) for key, part in parts.items()}


@final
class _Blocks(Process[Number]):
    """The state is the draw of the current block."""

    _blocks: list[list[tuple[Number, tuple[Masses[Number], ...]]]]

    def __init__(self, amount: RandomAmount, grid: Grid[Number], months: int) -> None:
        self._length = months
        self._blocks = [
            _draws(amount, grid, amount.distributions[first : first + months])
            for first in range(0, len(amount.distributions), months)
        ]

    def step(self, month: int, parts: Parts[Number], place: int) -> Parts[Number]:
        number, within = divmod(month, self._length)
        draws = self._blocks[number]
        if not within:
            # A block ends: its draw is forgotten, and every part splits into the new draws.
            total = sum(weight for weight, _ in draws)
            parts = {
                _keyed(key, place, index): part.weighted(weight).over(part.total * total)
                for key, part in _pooled(parts, place).items()
                for index, (weight, _) in enumerate(draws)
            }
        return {key: part.convolved(draws[key[place]][1][within]) for key, part in parts.items()}


def _draws(
    amount: RandomAmount, grid: Grid[Number], distributions: tuple[Distribution, ...]
) -> list[tuple[Number, tuple[Masses[Number], ...]]]:
    """Return the draws of a block that differ on the grid: the weight, and a kernel a month."""

    @cache
    def moved(value: int) -> Masses[Number]:
        return amount.kernel(Pmf({value: 1}), grid)

    weights: dict[tuple[int, ...], Number] = {}
    kernels: dict[tuple[int, ...], tuple[Masses[Number], ...]] = {}
    for weight, values in grid.draws(distributions, amount.factor):
        if amount.transform is None:
            # Draws that fall on the same points of the grid are one part.
            key = tuple(grid.point(value, amount.factor) for value in values)
            kernels[key] = tuple(grid.of_weights([(grid.one, move)], grid.one) for move in key)
        else:
            key = values
            kernels[key] = tuple(map(moved, values))
        weights[key] = weights.get(key, 0 * grid.one) + weight
    return [(weight, kernels[key]) for key, weight in weights.items()]


@final
class _Regimes(Process[Number]):
    """The state is the regime; between months the parts are mixed."""

    _kernels: list[list[Masses[Number]]]
    _total: Number
    _first: list[Number]
    _next: list[list[Number]]

    def __init__(self, amount: RandomAmount, grid: Grid[Number], chain: Chain) -> None:
        self._kernels = [
            grid.over_one_total([amount.kernel(one, grid) for one in by_regime])
            for by_regime in chain.months
        ]
        self._total, rows = grid.weights([chain.weights, *chain.transitions])
        self._first, self._next = rows[0], rows[1:]

    def step(self, month: int, parts: Parts[Number], place: int) -> Parts[Number]:
        mixed: dict[tuple[int, ...], list[Masses[Number]]] = {}
        for key, part in parts.items():
            # Before the first month all keys are in state 0, which is no regime yet.
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


def _keyed(key: tuple[int, ...], place: int, state: int) -> tuple[int, ...]:
    return (*key[:place], state, *key[place + 1 :])


def _pooled(parts: Parts[Number], place: int) -> Parts[Number]:
    """Return the parts with the state at one place forgotten."""
    together: dict[tuple[int, ...], list[Masses[Number]]] = {}
    for key, part in parts.items():
        together.setdefault(_keyed(key, place, 0), []).append(part)
    return {key: type(some[0]).merged(some) for key, some in together.items()}
