"""Linear algebra of a few dozen months: Gaussian variables given others, in plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul
from typing import Final, NamedTuple, final

__all__ = ["Known", "Matrix", "Vector", "shares_of_normal"]

Vector = Sequence[float]
Matrix = Sequence[Vector]


@final
class Known(NamedTuple):
    """Gaussian variables of mean 0 with known values.

    Attributes:
        root: the Cholesky factor of their covariances.
        residuals: their values, each less what those before it tell, in deviations.
    """

    root: Matrix
    residuals: Vector

    @classmethod
    def of(cls, covariances: Matrix, values: Vector) -> Known:
        """Factor the covariances, of which the lower triangle is enough."""
        root = _root(covariances)
        return cls(root, _solved(root, values))

    @property
    def density(self) -> float:
        """The logarithm of the density of the values, less a constant."""
        squares: float = sum(map(mul, self.residuals, self.residuals))
        return -squares / 2 - sum(math.log(row[-1]) for row in self.root)

    def others(self, across: Matrix, among: Matrix) -> tuple[list[float], list[list[float]]]:
        """Return the means of other variables given these, and their covariances.

        Args:
            across: for each of the others its covariances with these.
            among: the covariances of the others.

        Returns:
            The means, and the lower triangle of the covariances.
        """
        solved = [_solved(self.root, row) for row in across]
        means = [sum(map(mul, row, self.residuals)) for row in solved]
        covariances = [
            [before[at] - sum(map(mul, row, other)) for at, other in enumerate(solved[: index + 1])]
            for index, (before, row) in enumerate(zip(among, solved, strict=True))
        ]
        return means, covariances


def _root(matrix: Matrix) -> list[list[float]]:
    """Return the lower triangle whose square is a matrix (Cholesky)."""
    root: list[list[float]] = []
    for index, of in enumerate(matrix):
        row: list[float] = []
        for one, other in zip(of, root, strict=False):
            row.append((one - sum(map(mul, row, other))) / other[-1])
        row.append(math.sqrt(of[index] - sum(map(mul, row, row))))
        root.append(row)
    return root


def _solved(root: Matrix, values: Vector) -> list[float]:
    solved: list[float] = []
    for row, value in zip(root, values, strict=True):
        solved.append((value - sum(map(mul, row, solved))) / row[-1])
    return solved


_ROOT_OF_TAU: Final = math.sqrt(math.tau)


def shares_of_normal(edges: Sequence[float]) -> list[tuple[float, float]]:
    """Return mean and variance of equal shares of a standard normal variable, between its edges.

    Args:
        edges: the inner edges, in order; the shares are one more.
    """
    number = len(edges) + 1
    heights = [0.0, *(math.exp(-edge * edge / 2) / _ROOT_OF_TAU for edge in edges), 0.0]
    slopes = [0.0, *(edge * height for edge, height in zip(edges, heights[1:-1], strict=True)), 0.0]
    shares = []
    for index in range(number):
        mean = number * (heights[index] - heights[index + 1])
        square = 1 + number * (slopes[index] - slopes[index + 1])
        shares.append((mean, square - mean * mean))
    return shares
