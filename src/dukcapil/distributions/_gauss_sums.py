"""Sums of smooth functions over many whole numbers, from a few values.

As Gauss' quadrature does for integrals: with *m* nodes the sum of a polynomial of degree 2 *m* - 1
or less over *n* whole numbers is exact. The nodes are zeros of Chebyshev's discrete polynomials
(W. Gautschi, "Orthogonal Polynomials: Computation and Approximation", 2004, 1.5.2 and 3.1.1).
"""

import math
from functools import lru_cache
from typing import Final

__all__ = ["FEWEST_POINTS", "sum_rule"]

FEWEST_POINTS: Final = 4
"""A rule is of at least so many whole numbers for each node."""
_ROUNDS: Final = 8
"""Each doubles the digits, of which there are two or three at first."""


@lru_cache(maxsize=256)
def sum_rule(points: int, nodes: int) -> tuple[tuple[float, float], ...]:
    """Return places from 0 to `points` - 1, and the weights of a function's values there.

    Args:
        points: the whole numbers 0, 1, ... to sum over; `FEWEST_POINTS` for each node, or more.
        nodes: the number of values.
    """
    middle, half = (points - 1) / 2, points / 2
    # Norms of the monic polynomials on the points, moved and scaled to lie between -1 and 1.
    roots = [
        math.sqrt((1 - (degree / points) ** 2) / (4 - 1 / degree**2))
        for degree in range(1, nodes + 1)
    ]
    rule = []
    for index in range(nodes):
        # Legendre's polynomials, the limit of many points, have their zeros about here.
        at = _zero(roots, -math.cos(math.pi * (index + 0.75) / (nodes + 0.5)))
        lengths = math.fsum(value * value for value in _orthonormal(roots, at)[0][:-1])
        rule.append((middle + half * at, points / lengths))
    return tuple(rule)


def _zero(roots: list[float], at: float) -> float:
    """Return the zero of the last polynomial next to a number, by Newton's method."""
    for _ in range(_ROUNDS):
        values, slopes = _orthonormal(roots, at)
        at -= values[-1] / slopes[-1]
    return at


def _orthonormal(roots: list[float], at: float) -> tuple[list[float], list[float]]:
    """Return the values of all orthonormal polynomials at a number, and their derivatives."""
    values, slopes = [1.0], [0.0]
    before = slope_before = 0.0
    down = 0.0
    for up in roots:
        value = (at * values[-1] - down * before) / up
        slope = (values[-1] + at * slopes[-1] - down * slope_before) / up
        before, slope_before, down = values[-1], slopes[-1], up
        values.append(value)
        slopes.append(slope)
    return values, slopes
