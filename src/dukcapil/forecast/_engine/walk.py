"""A scenario as a walk of whole numbers.

Where printing is not limited, all that is uncertain about blanks reduces to one walk,

    V = what has been asked for - what has arrived,

in units such that one card asked for is `per_card` and one blank `per_blank`: if a share *f* of
prints is spoiled, these are the denominator and the numerator of 1 - f. People wait exactly when
V is above zero, `ceil(V / per_card)` of them, and otherwise `floor(-V / per_blank)` blanks are
left: the recursion rounds good cards down to whole ones, and so do these two.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from math import gcd
from typing import final

import attrs

from dukcapil.distributions import Distribution
from dukcapil.distributions._dependence import Memory
from dukcapil.distributions._families import masses
from dukcapil.distributions._masses import AnyMasses, Masses, Number
from dukcapil.forecast._engine.lattice import Grid, stride

__all__ = ["Absorption", "RandomAmount", "Transform", "Walk"]

Transform = Callable[[Distribution], Distribution]
"""The distribution of the move of a walk from the distribution of a monthly amount."""


@final
@attrs.frozen
class RandomAmount:
    """One random amount of a scenario, as it moves a walk.

    Attributes:
        distributions: one a month.
        factor: the move caused by one unit.
        memory: what the months share.
        transform: what becomes of the distribution of the amount before it is multiplied.
    """

    distributions: tuple[Distribution, ...]
    factor: int
    memory: Memory
    transform: Transform | None = None

    def kernel(self, distribution: Distribution, grid: Grid[Number]) -> Masses[Number]:
        """Return the distribution of the move in a month, on a grid."""
        return grid.kernel(self._transformed(distribution), self.factor)

    def moves(self) -> list[AnyMasses]:
        """Return the distribution of the move in each month, on no grid."""
        return [
            masses(self._transformed(distribution)).scaled(self.factor)
            for distribution in self.distributions
        ]

    def _transformed(self, distribution: Distribution) -> Distribution:
        return distribution if self.transform is None else self.transform(distribution)


@final
@attrs.frozen(kw_only=True)
class Walk:
    """A walk with known and random moves.

    Attributes:
        start: the position before the first month.
        drift: the known move of each month.
        amounts: the random moves.
    """

    start: int
    drift: tuple[int, ...]
    amounts: tuple[RandomAmount, ...]

    @property
    def step(self) -> int:
        """The greatest step of a lattice that holds the walk, relative to its known position."""
        steps = (
            stride(distribution) * abs(amount.factor) if amount.transform is None else 1
            for amount in self.amounts
            for distribution in amount.distributions
        )
        return gcd(*steps) or 1

    @property
    def is_exact(self) -> bool:
        return all(
            distribution.is_exact and amount.transform is None
            for amount in self.amounts
            for distribution in amount.distributions
        )

    def effort(self, step: int) -> int:
        """Return the number of lattice points of all months, in all parts of the walk."""
        points = 0
        width = 0
        for month in range(len(self.drift)):
            parts = 1
            for amount in self.amounts:
                distribution = amount.distributions[month]
                spread = (distribution.high - distribution.low) * abs(amount.factor)
                width += spread
                # A single amount in blocks needs no parts: see `block_draws`.
                if len(self.amounts) > 1 or amount.memory.chain is not None:
                    parts *= _parts(amount.memory, month, spread // step + 1)
            points += (width // step + 1) * parts
        return points


_REGIMES = 2
"""The number of regimes assumed in an estimate of effort."""


def _parts(memory: Memory, month: int, draws: int) -> int:
    # In the first block each draw is a single point, and all together are no wider than the walk.
    if memory.draw_months is not None and month >= memory.draw_months:
        return draws
    return 1 if memory.chain is None else _REGIMES


@final
class Absorption(Enum):
    """The trajectories that are absorbed, and so leave the walk.

    Attributes:
        NONE: none.
        ABOVE: those above zero, where people wait.
        AT_OR_BELOW: those at or below zero, in months in which all are recorded.
    """

    NONE = "none"
    ABOVE = "above"
    AT_OR_BELOW = "at or below"

    def spares(self, position: int) -> bool:
        """Return whether a trajectory at a position is not absorbed."""
        return position <= 0 if self is Absorption.ABOVE else position > 0

    def split(self, walk: Masses[Number], *, smooth: bool) -> tuple[Masses[Number], Masses[Number]]:
        """Split masses into those that remain, and those that are absorbed."""
        below, above = walk.split(0, smooth=smooth)
        return (below, above) if self is Absorption.ABOVE else (above, below)
