"""Distributions put on the lattice of a walk: exactly, or rounded down, up or to both sides."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import Any, assert_never, final

import attrs

from dukcapil.distributions import Distribution
from dukcapil.distributions._families import masses
from dukcapil.distributions._masses import Masses

__all__ = ["Grid", "Rounding", "as_floats", "by_sum", "comonotone", "stride"]


@final
class Rounding(Enum):
    """Where a mass goes that lies between two points of the lattice.

    Attributes:
        NONE: no mass does.
        DOWN: to the lower point.
        MIDDLE: to both, so that the mean is kept.
        UP: to the upper point.
    """

    NONE = "none"
    DOWN = "down"
    MIDDLE = "middle"
    UP = "up"


@lru_cache(maxsize=256)
def stride(distribution: Distribution) -> int:
    """The greatest step on which all amounts of a distribution lie; 0 if there is but one amount."""
    values = masses(distribution).values
    return math.gcd(*(index for index, mass in enumerate(values) if mass))


@final
@attrs.frozen
class Grid:
    """The lattice of a walk, and how it represents masses.

    Attributes:
        step: the distance of two points.
        rounding: what becomes of masses between them.
        exact: whether masses are whole numbers over a total.
        kind: the class of the masses that walk.
    """

    step: int
    rounding: Rounding
    exact: bool
    kind: type[Masses] = Masses

    @property
    def smooth(self) -> bool:
        """Whether a mass stands for the cell around it."""
        return self.rounding is Rounding.MIDDLE and self.step > 1

    def opposite(self) -> Grid:
        """The grid that rounds the other way."""
        ways = {Rounding.DOWN: Rounding.UP, Rounding.UP: Rounding.DOWN}
        return attrs.evolve(self, rounding=ways.get(self.rounding, self.rounding))

    def start(self, at: int) -> Masses:
        """All mass at one point, which defines where the points of the lattice lie."""
        return self.kind.of(at, self.step, [1 if self.exact else 1.0], 1 if self.exact else 1.0)

    def kernel(self, distribution: Distribution, factor: int) -> Masses:
        """The distribution of a multiple of an amount, at multiples of the step."""
        return _kernel(distribution, factor, self)

    def point(self, amount: int, factor: int) -> int:
        """A multiple of a known amount, at the multiple of the step that is next to it."""
        position = factor * amount
        match self.rounding:
            case Rounding.NONE:
                return position
            case Rounding.DOWN:
                return position // self.step * self.step
            case Rounding.UP:
                return -(-position // self.step) * self.step
            case Rounding.MIDDLE:
                return (2 * position + self.step) // (2 * self.step) * self.step
            case _:
                assert_never(self.rounding)

    def rounded(self, distribution: Masses) -> Masses:
        """Masses anywhere, moved to multiples of the step."""
        if self.rounding is Rounding.NONE:
            return distribution
        moved = _to_lower if self.rounding is Rounding.DOWN else _to_both
        if self.rounding is Rounding.UP:
            return self._dense(_to_lower(distribution.reversed(), self.step)).reversed()
        return self._dense(moved(distribution, self.step))

    def _dense(self, at: dict[int, Any]) -> Masses:
        low, high = min(at, default=0), max(at, default=-1)
        values = [at.get(point, 0.0) for point in range(low, high + 1)]
        return Masses(low * self.step, self.step, values, 1.0)


@lru_cache(maxsize=512)
def _kernel(distribution: Distribution, factor: int, grid: Grid) -> Masses:
    whole = masses(distribution)
    if not grid.exact:
        whole = as_floats(whole)
    apart = stride(distribution) or 1
    thinned = Masses(whole.low, apart, whole.values[::apart], whole.total)
    return grid.rounded(thinned.scaled(factor))


def as_floats(distribution: Masses) -> Masses:
    """The same as floating-point numbers with the total 1."""
    if not distribution.is_exact:
        return distribution
    return Masses(
        distribution.low,
        distribution.step,
        [value / distribution.total for value in distribution.values],
        1.0,
    )


def _to_lower(distribution: Masses, step: int) -> dict[int, Any]:
    at: defaultdict[int, Any] = defaultdict(float)
    for index, mass in enumerate(distribution.values):
        at[distribution.position(index) // step] += mass
    return at


def _to_both(distribution: Masses, step: int) -> dict[int, Any]:
    at: defaultdict[int, Any] = defaultdict(float)
    for index, mass in enumerate(distribution.values):
        point, over = divmod(distribution.position(index), step)
        at[point] += mass * (step - over) / step
        if over:
            at[point + 1] += mass * over / step
    return at


def comonotone(distributions: Sequence[Masses]) -> list[tuple[Any, tuple[int, ...]]]:
    """Amounts that stand at the same quantile of each distribution, with the weight of each such row.

    Weights are whole numbers over the least common total of exact distributions, or floating-point.
    """
    exact = all(distribution.is_exact for distribution in distributions)
    total: Any = math.lcm(*(distribution.total for distribution in distributions)) if exact else 1.0  # type: ignore[arg-type]
    edges = [_edges(distribution, total) for distribution in distributions]
    cuts = sorted({edge for row in edges for edge, _ in row})
    at = [0] * len(distributions)
    rows = []
    for before, after in pairwise([0 * total, *cuts]):
        for index, row in enumerate(edges):
            while at[index] + 1 < len(row) and row[at[index]][0] <= before:
                at[index] += 1
        values = tuple(row[at[index]][1] for index, row in enumerate(edges))
        rows.append((after - before, values))
    return rows


def _edges(distribution: Masses, total: Any) -> list[tuple[Any, int]]:  # noqa: ANN401
    """Up to which share of the total each amount reaches."""
    scale = (
        total // distribution.total
        if distribution.is_exact and type(total) is int
        else 1 / distribution.total
    )
    reached: Any = 0 * total
    edges = []
    for index, mass in enumerate(distribution.values):
        if mass:
            reached += mass * scale
            edges.append((reached, distribution.position(index)))
    return edges


def by_sum(rows: Iterable[tuple[Any, int]], total: Any) -> Masses:  # noqa: ANN401
    """The distribution of a number from its weights, if any, on the greatest step there is."""
    at: dict[int, Any] = {}
    for weight, number in rows:
        at[number] = at.get(number, 0) + weight
    low, high = min(at, default=0), max(at, default=-1)
    step = math.gcd(*(number - low for number in at)) or 1
    values = [at.get(number, 0 * total) for number in range(low, high + 1, step)]
    return Masses(low, step, values, total)
