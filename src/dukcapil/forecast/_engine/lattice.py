"""Distributions on the lattice of a walk: exactly, or rounded down, up or to both sides."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Final, Generic, Self, assert_never, cast, final

import attrs

from dukcapil.distributions import (
    Distribution,
    Empirical,
    Mixture,
    Pmf,
    Uniform,
)
from dukcapil.distributions._families import condensed, curve_of
from dukcapil.distributions._masses import (
    ExactMasses,
    Masses,
    Number,
    RoundedMasses,
)
from dukcapil.forecast._engine.cells import Summed, to_both, to_lower, to_upper
from dukcapil.forecast._engine.common_draws import Draw, comonotone, exactly_comonotone

__all__ = [
    "ExactGrid",
    "Grid",
    "RoundedGrid",
    "Rounding",
    "rounded_amount",
    "stride",
]


@final
class Rounding(Enum):
    """Treatment of a mass between two points of the lattice.

    Attributes:
        NONE: there is none.
        DOWN: move it to the lower point.
        MIDDLE: split it between both, so that the mean is kept.
        UP: move it to the upper point.
    """

    NONE = "none"
    DOWN = "down"
    MIDDLE = "middle"
    UP = "up"


_OPPOSITE: Final = {Rounding.DOWN: Rounding.UP, Rounding.UP: Rounding.DOWN}
_CELLS: Final = {Rounding.DOWN: to_lower, Rounding.MIDDLE: to_both, Rounding.UP: to_upper}


@lru_cache(maxsize=256)
def stride(distribution: Distribution) -> int:
    """Return the greatest step on which all amounts lie; 0 for a single amount."""
    if isinstance(distribution, Uniform):
        return int(distribution.size > 1)
    if curve_of(distribution) is not None:
        return 1
    if isinstance(distribution, Mixture):
        parts = [part for _, part in distribution.parts]
        return math.gcd(*map(stride, parts), *(part.low - parts[0].low for part in parts))
    whole = condensed(distribution)
    return whole.step * math.gcd(*(index for index, mass in enumerate(whole.values) if mass))


class Grid(ABC, Generic[Number]):
    """The lattice of a walk, and the type of its masses."""

    step: int
    rounding: Rounding
    kind: type[Masses[Number]]

    @property
    @abstractmethod
    def one(self) -> Number:
        """The mass of a certain amount."""

    @property
    def smooth(self) -> bool:
        """True if a mass stands for the interval of one step around its point."""
        return self.rounding is Rounding.MIDDLE and self.step > 1

    def start(self, at: int) -> Masses[Number]:
        """Return all mass at one point, which defines the positions of the lattice."""
        return self.kind.of(at, self.step, [self.one], self.one)

    def known(self, amount: int) -> Masses[Number]:
        """Return the kernel of a known amount."""
        return self.placed([(self.one, amount)], self.one)

    @abstractmethod
    def with_step(self, step: int) -> Self:
        """Return the same with another step."""

    @abstractmethod
    def opposite(self) -> Self:
        """Return the grid that rounds in the other direction."""

    @abstractmethod
    def kernel(self, distribution: Distribution, factor: int) -> Masses[Number]:
        """Return the distribution of a multiple of an amount, at multiples of the step."""

    @abstractmethod
    def point(self, amount: int, factor: int) -> int:
        """Return the multiple of the step nearest to a multiple of a known amount."""

    @abstractmethod
    def of_weights(self, weights: Sequence[tuple[Number, int]], total: Number) -> Masses[Number]:
        """Return masses from weights of positions."""

    @abstractmethod
    def placed(self, weights: Sequence[tuple[Number, int]], total: Number) -> Masses[Number]:
        """Return the kernel of weights of positions, moved to multiples of the step."""

    @abstractmethod
    def total(self, weights: Sequence[Number]) -> Number:
        """Return the total of weights that sum to certainty."""

    @abstractmethod
    def weights(self, rows: Sequence[Sequence[Fraction]]) -> tuple[Number, list[list[Number]]]:
        """Return a total, and rows of probabilities as masses over it."""

    @abstractmethod
    def over_one_total(self, kernels: Sequence[Masses[Number]]) -> list[Masses[Number]]:
        """Return kernels over one total, so that the walks that they move can be added up."""

    @abstractmethod
    def draws(self, distributions: tuple[Distribution, ...], factor: int) -> list[Draw[Number]]:
        """Return the draws of months that share a quantile level.

        On a coarse lattice each amount is rounded before they are drawn, so that `factor` times
        the amounts of all months together is rounded by a step at most, in its direction.
        """


@final
@attrs.frozen
class ExactGrid(Grid[int]):
    """A lattice on which nothing is rounded, with whole masses.

    Attributes:
        step: the distance of two points.
    """

    step: int
    rounding = Rounding.NONE
    kind = ExactMasses

    @property
    def one(self) -> int:
        return 1

    def with_step(self, step: int) -> Self:
        return attrs.evolve(self, step=step)

    def opposite(self) -> Self:
        return self

    def kernel(self, distribution: Distribution, factor: int) -> Masses[int]:
        return _exact_kernel(distribution, factor)

    def point(self, amount: int, factor: int) -> int:
        return factor * amount

    def of_weights(self, weights: Sequence[tuple[int, int]], total: int) -> ExactMasses:
        return ExactMasses.of_weights(weights, total)

    def placed(self, weights: Sequence[tuple[int, int]], total: int) -> ExactMasses:
        return self.of_weights(weights, total)

    def total(self, weights: Sequence[int]) -> int:
        return sum(weights)

    def weights(self, rows: Sequence[Sequence[Fraction]]) -> tuple[int, list[list[int]]]:
        total = math.lcm(*(share.denominator for row in rows for share in row))
        return total, [[int(share * total) for share in row] for row in rows]

    def over_one_total(self, kernels: Sequence[Masses[int]]) -> list[Masses[int]]:
        totals = {kernel.total for kernel in kernels}
        if len(totals) == 1:
            return list(kernels)
        total = math.lcm(*totals)
        return [kernel.weighted(total // kernel.total).over(total) for kernel in kernels]

    def draws(self, distributions: tuple[Distribution, ...], factor: int) -> list[Draw[int]]:
        del factor
        return exactly_comonotone([_exact(distribution) for distribution in distributions])


@final
@attrs.frozen
class RoundedGrid(Grid[float]):
    """A lattice with floating-point masses.

    Attributes:
        step: the distance of two points.
        rounding: the treatment of masses between them.
        kind: the class of the masses of the walk.
    """

    step: int
    rounding: Rounding
    kind: type[RoundedMasses] = RoundedMasses  # pyright: ignore[reportIncompatibleVariableOverride]  # frozen

    @property
    def one(self) -> float:
        return 1.0

    def with_step(self, step: int) -> Self:
        return attrs.evolve(self, step=step)

    def opposite(self) -> Self:
        return attrs.evolve(self, rounding=_OPPOSITE.get(self.rounding, self.rounding))

    def kernel(self, distribution: Distribution, factor: int) -> Masses[float]:
        return _rounded_kernel(distribution, factor, self)

    def rounded(self, whole: Masses[float]) -> Masses[float]:
        """Return masses at any positions, moved to multiples of the step."""
        if self.rounding is Rounding.NONE:
            return whole
        if len(whole.values) > _MANY:
            return self.in_cells(self.kind.of(whole.low, whole.step, whole.values, whole.total))
        return self.in_cells(whole.in_floats())

    def in_cells(self, whole: Summed) -> RoundedMasses:
        """Return the same of a grid that rounds, from sums of the masses alone."""
        moved = _CELLS[self.rounding]
        return self._dense(moved(whole, self.step))

    def point(self, amount: int, factor: int) -> int:
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

    def of_weights(self, weights: Sequence[tuple[float, int]], total: float) -> RoundedMasses:
        return RoundedMasses.of_weights(weights, total)

    def placed(self, weights: Sequence[tuple[float, int]], total: float) -> RoundedMasses:
        if self.rounding is Rounding.NONE:
            return self.of_weights(weights, total)
        at: defaultdict[int, float] = defaultdict(float)
        for weight, position in weights:
            point, over = divmod(position, self.step)
            if self.rounding is Rounding.MIDDLE:
                at[point] += weight * (self.step - over) / self.step
                if over:
                    at[point + 1] += weight * over / self.step
            else:
                at[point + (over > 0 and self.rounding is Rounding.UP)] += weight
        return self._dense(at)

    def total(self, weights: Sequence[float]) -> float:
        del weights
        return 1.0

    def weights(self, rows: Sequence[Sequence[Fraction]]) -> tuple[float, list[list[float]]]:
        return 1.0, [[float(share) for share in row] for row in rows]

    def over_one_total(self, kernels: Sequence[Masses[float]]) -> list[Masses[float]]:
        return list(kernels)

    def draws(self, distributions: tuple[Distribution, ...], factor: int) -> list[Draw[float]]:
        months = len(distributions)
        return _rounded_draws(distributions, self.of_amounts(factor, months))

    def of_amounts(self, factor: int, roundings: int) -> RoundedGrid:
        """Return a grid of amounts: so many roundings change a move by a step at most."""
        grid = self if factor > 0 else self.opposite()
        return grid.with_step(max(1, self.step // (abs(factor) * roundings)))

    def _dense(self, at: dict[int, float]) -> RoundedMasses:
        low, high = min(at, default=0), max(at, default=-1)
        values = [at.get(point, 0.0) for point in range(low, high + 1)]
        return RoundedMasses(low * self.step, self.step, values, 1.0)


def _exact(distribution: Distribution) -> ExactMasses:
    """Return the masses of a distribution known to be exact."""
    return cast("ExactMasses", condensed(distribution))


@lru_cache(maxsize=512)
def _exact_kernel(distribution: Distribution, factor: int) -> Masses[int]:
    return _thinned(_exact(distribution), distribution).scaled(factor)


def _thinned(whole: Masses[Number], distribution: Distribution) -> Masses[Number]:
    """Return the masses of a distribution on the greatest step on which its amounts lie."""
    return whole.thinned((stride(distribution) or whole.step) // whole.step)


_MANY: Final = 5_000
"""Distributions of a wider range than this are rounded before they are scaled."""
_FINER: Final = 16
"""The parts of a step to which amounts are rounded before the step itself."""


@lru_cache(maxsize=512)
def _rounded_kernel(distribution: Distribution, factor: int, grid: RoundedGrid) -> Masses[float]:
    if grid.step > abs(factor) and distribution.high - distribution.low > _MANY:
        # Amounts first, by formula, where possible to the step: rounding twice rounds more.
        parts = 1 if not grid.step % factor else _FINER
        return grid.rounded(
            rounded_amount(distribution, grid.of_amounts(factor, parts)).scaled(factor)
        )
    whole = condensed(distribution).in_floats()
    return grid.rounded(_thinned(whole, distribution).scaled(factor))


@lru_cache(maxsize=64)
def _rounded_draws(distributions: tuple[Distribution, ...], grid: RoundedGrid) -> list[Draw[float]]:
    if grid.step > 1 and grid.rounding is not Rounding.NONE:
        draws = comonotone([rounded_amount(one, grid) for one in distributions])
    else:
        # Whole weights as long as all have them: their differences are not rounded.
        whole = [condensed(distribution) for distribution in distributions]
        exact = [one for one in whole if isinstance(one, ExactMasses)]
        if len(exact) == len(whole):
            whole_draws = exactly_comonotone(exact)
            whole_total = sum(weight for weight, _ in whole_draws)
            return [(weight / whole_total, amounts) for weight, amounts in whole_draws]
        draws = comonotone(whole)
    total = math.fsum(weight for weight, _ in draws)
    return [(weight / total, amounts) for weight, amounts in draws]


@lru_cache(maxsize=64)
def rounded_amount(distribution: Distribution, grid: RoundedGrid) -> RoundedMasses:
    """Return the distribution of an amount rounded to a grid."""
    if grid.step == 1:
        return condensed(distribution).in_floats().dense()
    if isinstance(distribution, Uniform):
        return _uniform(distribution, grid)
    if isinstance(distribution, Empirical):
        distribution = Pmf(Counter(distribution.amounts))
    if isinstance(distribution, Pmf):  # without what lies between its amounts
        all_weights = float(sum(weight for _, weight in distribution.weights))
        pairs = [(float(weight) / all_weights, amount) for amount, weight in distribution.weights]
        return _plain(grid.placed(pairs, 1.0))
    if isinstance(distribution, Mixture):
        whole = sum(weight for weight, _ in distribution.parts)
        parts = [
            rounded_amount(part, grid).weighted(float(weight / whole))
            for weight, part in distribution.parts
        ]
        return RoundedMasses.merged(parts)
    if (curve := curve_of(distribution)) is not None:
        return grid.in_cells(curve)
    return _plain(grid.rounded(condensed(distribution).in_floats()))


def _plain(whole: Masses[float]) -> RoundedMasses:
    return RoundedMasses(whole.low, whole.step, list(whole.values), 1.0)


def _uniform(whole: Uniform, grid: RoundedGrid) -> RoundedMasses:
    """Return a uniform distribution rounded to a grid."""
    step, size = grid.step, whole.size
    if grid.rounding is Rounding.UP:
        shifted = attrs.evolve(grid, rounding=Rounding.DOWN)
        by = step - 1  # the next multiple above is the one below a step less one more
        return _uniform(Uniform(whole.low + by, whole.high + by), shifted)
    cells = range(whole.low // step, whole.high // step + 1)
    values = [0.0] * (len(cells) + 1)
    for index, cell in enumerate(cells):
        first, last = max(whole.low, cell * step), min(whole.high, cell * step + step - 1)
        mass = (last - first + 1) / size
        moved = 0.0
        if grid.rounding is Rounding.MIDDLE:
            moved = mass * ((first + last) / 2 - cell * step) / step
        values[index] += mass - moved
        values[index + 1] += moved
    if not values[-1]:
        values.pop()
    return RoundedMasses(cells[0] * step, step, values, 1.0)
