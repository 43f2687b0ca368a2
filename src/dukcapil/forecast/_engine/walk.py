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
from math import gcd, isqrt, prod
from typing import Final, final

import attrs

from dukcapil.distributions import Distribution, Mixture, Pmf, Uniform
from dukcapil.distributions._dependence import Memory
from dukcapil.distributions._families import curve_of, pmf_of
from dukcapil.distributions._masses import Masses, Number, RoundedMasses
from dukcapil.forecast._engine.lattice import Grid, RoundedGrid, Rounding, rounded_amount, stride

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
        return grid.kernel(self._transformed(distribution, grid, 1), self.factor)

    def moves(self, grid: RoundedGrid) -> list[RoundedMasses]:
        """Return the distribution of the move in each month, rounded by a step at most in all."""
        # With a transform amounts are rounded twice: before it and after it.
        roundings = len(self.distributions) * (1 if self.transform is None else 2)
        amounts = grid.of_amounts(self.factor, roundings)
        moves = {
            one: rounded_amount(self._transformed(one, grid, roundings), amounts).scaled(
                self.factor
            )
            for one in dict.fromkeys(self.distributions)
        }
        return [moves[one] for one in self.distributions]

    def _transformed(
        self, distribution: Distribution, grid: Grid[Number], roundings: int
    ) -> Distribution:
        """Return the distribution after the transform, of amounts that a coarse grid rounds.

        More blanks are more good cards, and more cards more tries, so the direction stays.
        """
        if self.transform is None:
            return distribution
        if isinstance(grid, RoundedGrid) and grid.rounding is not Rounding.NONE:
            amounts = grid.of_amounts(self.factor, roundings)
            if amounts.step > 1:
                distribution = pmf_of(rounded_amount(distribution, amounts))
        return self.transform(distribution)

    def spread(self, month: int) -> int:
        """Return the distance between the least and the greatest move of a month."""
        distribution = self.distributions[month]
        return (distribution.high - distribution.low) * abs(self.factor)

    def parts(self, month: int, step: int) -> int:
        """Return the number of hidden states in a month, on a lattice, or their cost."""
        if self.memory.chain is not None:
            return _REGIMES
        return 1 if self.memory.draw_months is None else self.spread(month) // step + 1

    def has_few_jumps(self, month: int, step: int) -> bool:
        """Return whether a running sum convolves the amount of a month, or it is known."""
        if not self.spread(month):
            return True
        if step % self.factor and self.factor % step:
            return False  # amounts fall on the lattice as they happen to
        is_drawn = self.memory.draw_months is not None or self.transform is not None
        return not is_drawn and _has_few_jumps(self.distributions[month])

    def preparation(self, month: int, step: int) -> int:
        """Return about the cost of the moves of a month, in points."""
        draws = self.spread(month) // step + 1
        months = self.memory.draw_months or (month + 1 if self.memory.is_unknown else 0)
        points = _DRAW * draws * min(months, month + 1)
        distribution = self.distributions[month]
        if distribution in self.distributions[:month]:
            return points
        if curve_of(distribution) is not None:
            points += _CELL * draws
        if self.transform is not None:
            finer = 2 * len(self.distributions) if self.memory.is_unknown else 1
            numbers = min(draws * finer, distribution.high + 1)
            points += numbers * min(_MIXED * (1 + isqrt(distribution.high)), _SUMMED)
        return points


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
        """Return about the number of points to be visited in all months and parts of the walk.

        A point of a long product, a draw and a point of a mixture of failed prints count as
        several, and every part as some more.
        """
        points = 0
        width = 0
        for month in range(len(self.drift)):
            width += sum(amount.spread(month) for amount in self.amounts)
            parts = prod(amount.parts(month, step) for amount in self.amounts)
            product = 1 if all(one.has_few_jumps(month, step) for one in self.amounts) else _PRODUCT
            visited = (width // step + _PART) * parts * product
            if len(self.amounts) == 1 and (length := self.amounts[0].memory.draw_months):
                # A single amount in blocks needs no parts, unless lines turn: see `block_draws`.
                visited //= parts
                if self._turns(month, length):
                    draws = min(parts * length, self.amounts[0].spread(month) + 1)
                    visited = max(visited, draws * (_PART + width // step // _SLICED))
            points += visited
            points += sum(one.preparation(month, step) for one in self.amounts)
        return points

    def _turns(self, month: int, length: int) -> bool:
        """Return whether the known moves of a later block differ, so that its lines may turn."""
        first = month - month % length
        return first > 0 and len(set(self.drift[first : first + length])) > 1


_REGIMES: Final = 4
"""The cost of regimes: two are assumed, each mixed from both of the month before."""
_PRODUCT: Final = 8
"""The cost of a point of a long product, in points of running sums."""
_DRAW: Final = 20
"""The cost of a draw in one month."""
_CELL: Final = 16
"""The cost of the sum of a curve over one step."""
_MIXED: Final = 8
"""The cost of the failed prints of one number of blanks, for each standard deviation or less."""
_SUMMED: Final = 3_000
"""The same for so many blanks that the failed prints are summed up in closed form."""
_SLICED: Final = 32
"""So many points that are only moved and split cost as much as one of running sums."""
_PART: Final = 30
"""The cost of a part of the walk, however few points it has."""
_FEW: Final = 5
"""Parts or amounts of a distribution that is made of few pieces."""


def _has_few_jumps(distribution: Distribution) -> bool:
    match distribution:
        case Uniform():
            return True
        case Pmf(weights=weights):
            return len(weights) <= _FEW
        case Mixture(parts=parts):
            return len(parts) <= _FEW and all(_has_few_jumps(part) for _, part in parts)
        case _:
            return False


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
