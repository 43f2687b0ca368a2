"""The newsvendor: the cards to carry where there is one chance to bring them.

K. J. Arrow, T. Harris and J. Marschak, "Optimal Inventory Policy", Econometrica 19, 1951; L. V.
Snyder and Z.-J. M. Shen, "Fundamentals of Supply Chain Theory", 2nd ed., 2019, chapter 4.
"""

import math
from fractions import Fraction
from typing import final

import attrs

from dukcapil._shared.checks import check_count, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions import Distribution
from dukcapil.distributions._families import check_distribution
from dukcapil.errors import Fault
from dukcapil.inventory._shortfall import shortfall

__all__ = ["Newsvendor", "newsvendor"]


@final
@attrs.frozen(kw_only=True)
class Newsvendor(Value):
    """The cards to carry where there is one chance to bring them.

    Attributes:
        demand: the distribution of demand.
        missing_cost: the cost of a missing card.
        left_cost: the cost of a card left over, in the same unit.
        cards: the cards to carry.

    Raises:
        TypeError: for something that is not a distribution, costs that are no numbers, or cards
            that are not `int`.
        InvalidRecord: for costs that are not above 0, or negative cards.
    """

    demand: Distribution
    missing_cost: int | Fraction | float
    left_cost: int | Fraction | float
    cards: int

    def __attrs_post_init__(self) -> None:
        check_distribution(self, "demand", self.demand)
        check_count(self, "cards", self.cards)
        _check_costs("Newsvendor", self.missing_cost, self.left_cost)

    @property
    def critical_ratio(self) -> Fraction | float:
        """The probability missing / (missing + left) with which the cards should suffice."""
        return _critical_ratio(self.missing_cost, self.left_cost)

    @property
    def expected_short_cards(self) -> Fraction | float:
        """The expected number of missing cards."""
        return shortfall(self.demand, self.cards)

    @property
    def expected_left_cards(self) -> Fraction | float:
        """The expected number of cards left over."""
        return self.cards - self.demand.mean + self.expected_short_cards

    @property
    def expected_cost(self) -> Fraction | float:
        """The expected cost of missing and left cards: the least possible."""
        return (
            self.missing_cost * self.expected_short_cards
            + self.left_cost * self.expected_left_cards
        )

    def __str__(self) -> str:
        """The cards and their expected outcome in one line."""
        return (
            f"{self.cards:,} cards: {float(self.expected_short_cards):,.1f} missing, "
            f"{float(self.expected_left_cards):,.1f} left on average"
        )


def newsvendor(
    demand: Distribution, *, missing_cost: float | Fraction, left_cost: float | Fraction
) -> Newsvendor:
    """Compute the cards to carry where more cannot be had, such as on a day of outreach.

    The least number that suffices with the critical ratio as probability: missing over missing
    plus left (Arrow, Harris and Marschak).

    Args:
        demand: the distribution of demand.
        missing_cost: the cost of a missing card: a person has to come again.
        left_cost: the cost of bringing a card back, in the same unit.

    Returns:
        The cards, with their expected shortage, excess and cost.

    Raises:
        TypeError: for something that is not a distribution, or costs that are no numbers.
        InvalidRecord: for a cost that is not above 0, or not finite.

    Examples:
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.inventory import newsvendor
        >>> print(newsvendor(Uniform(0, 99), missing_cost=4, left_cost=1))
        79 cards: 2.1 missing, 31.6 left on average
    """
    check_distribution("newsvendor", "demand", demand)
    _check_costs("newsvendor", missing_cost, left_cost)
    return Newsvendor(
        demand=demand,
        missing_cost=missing_cost,
        left_cost=left_cost,
        cards=demand.quantile(_critical_ratio(missing_cost, left_cost)),
    )


def _critical_ratio(missing: float | Fraction, left: float | Fraction) -> Fraction | float:
    """Return the ratio; a `Fraction` unless a cost is a floating-point number."""
    if type(missing) is float or type(left) is float:
        return float(missing / (missing + left))
    return Fraction(missing) / (missing + left)


def _check_costs(owner: str, missing: float | Fraction, left: float | Fraction) -> None:
    for field, cost in (("missing_cost", missing), ("left_cost", left)):
        if type(cost) not in {int, Fraction, float}:
            found = type(cost).__name__
            raise TypeError(f"{owner}.{field}: expected int, Fraction or float, found {found}")
        if not 0 < cost < math.inf:
            raise_faults(owner, [(field, Fault.OUT_OF_BOUNDS)])
