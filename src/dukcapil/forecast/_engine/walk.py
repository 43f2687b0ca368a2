"""A scenario as a walk of whole numbers.

Where nothing limits printing, all that is uncertain about blanks comes down to one walk,

    V = what has been asked for - what has arrived,

counted so that one card asked for is `per_card` and one blank `per_blank`: with a share *f* of
prints spoiled these are the denominator and the numerator of 1 - f. People wait just when V is
above zero, `ceil(V / per_card)` of them, and otherwise `floor(-V / per_blank)` blanks are left:
the recursion rounds good cards down to whole ones, and so do these two.
"""

from __future__ import annotations

from enum import Enum
from math import gcd
from typing import final

import attrs

from dukcapil.distributions import Blocks, Regimes
from dukcapil.distributions._dependence import Dependence
from dukcapil.distributions._masses import Masses
from dukcapil.forecast._engine.lattice import stride
from dukcapil.forecast._engine.processes import Amounts

__all__ = ["Stop", "Walk"]


@final
@attrs.frozen(kw_only=True)
class Walk:
    """A walk with known and with random parts.

    Attributes:
        start: where it stands before the first month.
        drift: how far each month moves it for certain.
        amounts: what moves it at random.
    """

    start: int
    drift: tuple[int, ...]
    amounts: tuple[Amounts, ...]

    @property
    def step(self) -> int:
        """The greatest step on which the walk lies, seen from where it would be for certain."""
        steps = (
            stride(distribution) * abs(amounts.factor) if amounts.felt is None else 1
            for amounts in self.amounts
            for distribution in amounts.distributions
        )
        return gcd(*steps) or 1

    @property
    def is_exact(self) -> bool:
        return all(
            distribution.is_exact and amounts.felt is None
            for amounts in self.amounts
            for distribution in amounts.distributions
        )

    def effort(self, step: int) -> int:
        """How many points on the lattice all months together have, in all parts."""
        points = 0
        width = 0
        for month in range(len(self.drift)):
            parts = 1
            for amounts in self.amounts:
                distribution = amounts.distributions[month]
                spread = (distribution.high - distribution.low) * abs(amounts.factor)
                width += spread
                if len(self.amounts) > 1 or type(amounts.dependence) is Regimes:
                    parts *= _parts(amounts.dependence, month, spread // step + 1)
            points += (width // step + 1) * parts
        return points


def _parts(dependence: Dependence, month: int, draws: int) -> int:
    match dependence:
        case Blocks(months=months):
            return draws if month >= months else 1
        case Regimes():
            return 2
        case _:
            return 1


@final
class Stop(Enum):
    """Which courses are taken out of a walk as soon as it gets there.

    Attributes:
        NEVER: none.
        ABOVE: those above zero, where people wait.
        AT_OR_BELOW: those at zero or below it, in months in which all are recorded.
    """

    NEVER = "never"
    ABOVE = "above"
    AT_OR_BELOW = "at or below"

    def stays(self, place: int) -> bool:
        """Whether a course at a place is not taken out."""
        return place <= 0 if self is Stop.ABOVE else place > 0

    def parts(self, distribution: Masses, *, smooth: bool) -> tuple[Masses, Masses]:
        """What stays, and what is taken out."""
        below, above = distribution.split(0, smooth=smooth)
        return (below, above) if self is Stop.ABOVE else (above, below)
