"""The loss function of a distribution of demand, and its variance."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from dukcapil._shared.checks import check_count
from dukcapil.distributions import Distribution
from dukcapil.distributions._families import check_distribution, masses

__all__ = ["expected_shortfall", "shortfall", "variance"]


def expected_shortfall(demand: Distribution, *, stock_cards: int) -> Fraction | float:
    """Compute the expected shortage of a stock: the loss function E(D - s)⁺.

    Summed over the distribution of the demand D, not approximated (L. V. Snyder and Z.-J. M. Shen,
    "Fundamentals of Supply Chain Theory", 2nd ed., 2019, appendix on loss functions).

    Args:
        demand: the distribution of demand.
        stock_cards: the stock s; 0 or more.

    Returns:
        Cards; a `Fraction` if the distribution is exact.

    Raises:
        TypeError: for something that is not a distribution, or a stock that is not `int`.
        InvalidRecord: for a negative stock.

    Examples:
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.inventory import expected_shortfall
        >>> expected_shortfall(Uniform(1, 6), stock_cards=4)
        Fraction(1, 2)
    """
    check_distribution("expected_shortfall", "demand", demand)
    check_count("expected_shortfall", "stock_cards", stock_cards)
    return shortfall(demand, stock_cards)


def shortfall(demand: Distribution, stock: int) -> Fraction | float:
    """Return the `expected_shortfall` of a stock that may be negative."""
    distribution, losses = masses(demand), _losses(demand)
    if stock <= distribution.low:
        return demand.mean - stock
    loss = losses[min(stock - distribution.low, len(losses) - 1)]
    return distribution.ratio(loss)


@lru_cache(maxsize=64)
def _losses(demand: Distribution) -> list[float]:
    """Return E(D - s)⁺ times the total, for s from the least demand to the greatest.

    E(D - s)⁺ is the sum of P(D > k) over k >= s: tails of the masses, accumulated once more.
    """
    values = masses(demand).values
    tails = list(accumulate(reversed(values[1:])))
    return [*reversed(list(accumulate(tails))), values[0] * 0]


def variance(distribution: Distribution) -> Fraction | float:
    """Return the variance of an amount; a `Fraction` if the distribution is exact."""
    points, center = masses(distribution), distribution.mean - distribution.low
    if points.is_exact:  # no cancellation: E(X²) - E(X)² is as good as centred squares
        square = sum(index * index * mass for index, mass in enumerate(points.values))
        return points.ratio(square) - center**2
    return math.fsum((i - center) ** 2 * m for i, m in enumerate(points.values)) / points.total
