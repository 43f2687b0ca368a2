"""Counts of so many amounts that their probabilities are values of a smooth curve.

Sums over many amounts take a few values of the curve (`_gauss_sums`), so that the work does not
grow with the amounts.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, Self, final

import attrs

from dukcapil.distributions._gauss_sums import FEWEST_POINTS, sum_rule

__all__ = ["NEGLIGIBLE", "Curve"]

NEGLIGIBLE: Final = 1e-22
"""Truncation, relative to the greatest mass; from there on the tails of all these distributions
decrease at least geometrically."""
_SHORT: Final = 256
"""In such a part of the distance in which it changes, a curve is nearly straight."""
_NODES: Final = ((1024, 2), (64, 3), (16, 4), (1, 12))
"""Nodes enough for a part of the distance in which a curve changes, to 14 digits of its sum."""


@final
@attrs.frozen(eq=False, kw_only=True)
class Curve:
    """The masses of a unimodal distribution of counts, as a function.

    Attributes:
        log_mass: the logarithm of the mass of a whole number plus a part or more of it.
        scale: the distance in which the curve changes, 1 or more, unless zero is nearer.
        low: the last count below the greatest mass that is negligible, or zero.
        high: the first count above it that is negligible, or the greatest there can be.
        zero: the least count that any curve of its kind has, where it may change fast.
        total: the sum of all masses.
    """

    log_mass: Callable[[int, float], float]
    scale: float
    low: int
    high: int
    zero: int = 0
    total: float = 1.0

    step = 1

    @classmethod
    def of(
        cls, log_mass: Callable[[int, float], float], *, scale: float, mode: int, most: int
    ) -> Self:
        """Return the curve of all counts but the negligible ones.

        Args:
            log_mass: see the class.
            scale: see the class.
            mode: about the count of the greatest mass.
            most: the greatest count there can be.
        """
        # A tail is about as much as its first mass over the distance in which it changes.
        least = math.log(NEGLIGIBLE) + min(log_mass(mode, 0.0), -math.log(scale))

        def lack(count: int) -> float:
            return least - log_mass(count, 0.0)

        low = mode - bisect_left(range(mode), 0.0, key=lambda down: lack(mode - down))
        reach = int(scale)
        while mode + reach < most and lack(mode + reach) < 0:
            reach *= 2
        above = range(mode, min(mode + reach, most))
        high = mode + bisect_left(above, 0.0, key=lack)
        return cls(log_mass=log_mass, scale=scale, low=low, high=high)

    def part(self, low: int, high: int) -> Self:
        """Return the curve of the counts in a range, given that they are in it."""
        return attrs.evolve(self, low=low, high=high, total=self._sums(low, high + 1)[0])

    def shifted(self, by: int) -> Self:
        """Return the curve of the counts plus a known number."""
        log_mass = self.log_mass
        return attrs.evolve(
            self,
            log_mass=lambda count, more: log_mass(count - by, more),
            low=self.low + by,
            high=self.high + by,
            zero=self.zero + by,
        )

    def mean(self) -> float:
        """Return the mean of the counts."""
        return self.low + self._sums(self.low, self.high + 1)[1] / self.total

    def sums_from(self, firsts: Sequence[int]) -> Sequence[float]:
        """Return the sum of the masses from each of some indices to the next one or the end."""
        return [mass / self.total for _, mass, _ in _cells(self, tuple(firsts))]

    def moments_from(self, firsts: Sequence[int], step: int) -> Sequence[float]:
        """Return the same sums of mass times its place above the multiple of a step below it."""
        return [
            (first % step * mass + moment) / self.total
            for first, mass, moment in _cells(self, tuple(firsts))
        ]

    def upto(self, count: int) -> float:
        """Return the probability of all counts up to one."""
        if not self.low <= count < self.high:
            return float(count >= self.high)
        edges, upto = _rooms(self)
        at = bisect_right(edges, count) - 1
        return min(1.0, upto[at] + self._sums(edges[at], count + 1)[0] / self.total)

    def quantile(self, share: Fraction | float) -> int:
        """Return the least count that is not exceeded with at least this probability."""
        edges, upto = _rooms(self)
        after = bisect_left(upto, share, 1, len(upto) - 1)
        within = range(edges[after - 1], edges[after] - 1)
        return within.start + bisect_left(within, float(share), key=self.upto)

    def at_levels(self, levels: Iterable[float]) -> list[int]:
        """Return about the counts up to which so much of the distribution lies."""
        edges, upto = _short_parts(self)
        found = []
        for level in levels:
            after = bisect_left(upto, level, 1, len(upto) - 1)
            first, length = edges[after - 1], edges[after] - edges[after - 1]
            share = (level - upto[after - 1]) / (upto[after] - upto[after - 1])
            found.append(first + min(int(share * length), length - 1))
        return found

    def edges(self, parts: int) -> list[int]:
        """Return counts from the lowest to beyond the highest, as near each other as it changes.

        Args:
            parts: the number of parts of the distance in which the curve changes.
        """
        begin, found = self.low, []
        while begin <= self.high:
            found.append(begin)
            begin += max(1, int(self._room(begin)) // parts)
        return [*found, self.high + 1]

    def _room(self, begin: int) -> float:
        """Return the distance in which the curve changes from a count on."""
        return min(2 * self.scale, begin - self.zero + 1)

    def cells(self, firsts: Sequence[int]) -> Iterator[tuple[int, float, float]]:
        """Yield the first count of each cell, its mass and the moment above that count."""
        counts = [self.low + first for first in firsts]
        for first, after in pairwise((*counts, self.high + 1)):
            yield first, *self._sums(first, after)

    def _sums(self, first: int, after: int) -> tuple[float, float]:
        """Return the mass from one count to before another, and the moment above the first."""
        mass = moment = 0.0
        for place, value in self._values(first, after):
            mass += value
            moment += place * value
        return mass, moment

    def _values(self, first: int, after: int) -> Iterator[tuple[float, float]]:
        """Yield masses whose sum, and whose first moment, are those of the counts in a range.

        Each is a multiple of the mass so far above the first count.
        """
        begin = first
        while begin < after:
            room = self._room(begin)
            points = min(after - begin, int(room))
            nodes = next(nodes for parts, nodes in _NODES if points * parts <= room)
            rule = (
                ((float(place), 1.0) for place in range(points))
                if points < FEWEST_POINTS * nodes
                else sum_rule(points, nodes)
            )
            for place, weight in rule:
                yield begin - first + place, weight * math.exp(self.log_mass(begin, place))
            begin += points


@lru_cache(maxsize=8)
def _cells(curve: Curve, firsts: tuple[int, ...]) -> list[tuple[int, float, float]]:
    """Return the cells of a curve, which are rounded in several directions."""
    return list(curve.cells(firsts))


@lru_cache(maxsize=64)
def _rooms(curve: Curve) -> tuple[list[int], list[float]]:
    """Return counts between which a few values give any sum, and the probability below each."""
    return _with_sums(curve, curve.edges(1))


@lru_cache(maxsize=16)
def _short_parts(curve: Curve) -> tuple[list[int], list[float]]:
    """Return counts between which a curve is nearly straight, and the probability below each."""
    edges, upto = _with_sums(curve, curve.edges(_SHORT))
    return edges, [share / upto[-1] for share in upto]


def _with_sums(curve: Curve, edges: list[int]) -> tuple[list[int], list[float]]:
    sums = curve.sums_from([edge - curve.low for edge in edges[:-1]])
    return edges, [0.0, *accumulate(sums)]
