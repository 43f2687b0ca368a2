"""Reorder points: the stock at which to request more, from the distribution of demand."""

import math
from collections.abc import Sequence
from fractions import Fraction
from statistics import NormalDist
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_most, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions import Distribution, Mixture, Sum
from dukcapil.distributions._families import check_distribution, masses
from dukcapil.errors import Fault
from dukcapil.inventory._shortfall import shortfall, variance

__all__ = ["ReorderPoint", "lead_time_demand", "reorder_point"]


_MOST_PERIODS: Final = 10_000


def lead_time_demand(
    demand: Distribution | Sequence[Distribution],
    *,
    lead_time: int | Distribution,
    review_period: int = 0,
) -> Distribution:
    """Compute the distribution of demand from a review of the stock until its request arrives.

    A period is the time that the distribution of demand covers: a month, a week, a working day.
    Demands of different periods are independent.

    Args:
        demand: the distribution of one period, or one distribution for each future period.
        lead_time: periods from the request until the delivery, 0 or more; a distribution if it is
            uncertain.
        review_period: periods from one review of the stock to the next; 0 for continuous review.

    Returns:
        The distribution of the sum; with an uncertain lead time, a mixture of sums.

    Raises:
        TypeError: for something that is not a distribution, or periods that are not `int`.
        InvalidRecord: for a negative number of periods, or too few distributions for them.

    Examples:
        180 to 220 cards a working day, and five working days, in one case of ten eight:

        >>> from dukcapil.distributions import Pmf, Uniform
        >>> from dukcapil.inventory import lead_time_demand
        >>> week = lead_time_demand(Uniform(180, 220), lead_time=Pmf({5: 9, 8: 1}))
        >>> week.mean, week.high
        (Fraction(1060, 1), 1760)
    """
    check_count("lead_time_demand", "review_period", review_period)
    distributions = demand if isinstance(demand, Distribution) else tuple(demand)
    if isinstance(lead_time, Distribution):
        lengths = masses(lead_time)  # which are the weights of the mixture
        parts = [
            (weight, _sum(distributions, periods + review_period))
            for periods, weight in enumerate(lengths.values, lengths.low)
            if weight
        ]
        return Mixture(parts)
    check_count("lead_time_demand", "lead_time", lead_time)
    return _sum(distributions, lead_time + review_period)


def _sum(distributions: Distribution | tuple[Distribution, ...], periods: int) -> Sum:
    check_most("lead_time_demand", "lead_time", periods, _MOST_PERIODS)
    if isinstance(distributions, Distribution):
        return Sum((distributions,) * periods)
    if len(distributions) < periods:
        raise_faults("lead_time_demand", [("demand", Fault.MONTHS)])
    return Sum(distributions[:periods])


@final
@attrs.frozen(kw_only=True)
class ReorderPoint(Value):
    """A reorder point, with its safety stock.

    Stock is the inventory position: cards on hand and on order, less cards that people wait for.

    Attributes:
        demand: the distribution of demand until a request arrives.
        service_level: the required probability of no shortage.
        cards: the least stock that suffices with at least this probability.

    Raises:
        TypeError: for something that is not a distribution, or cards that are not `int`.
        InvalidRecord: for a service level that is not between 0 and 1, or negative cards.
    """

    demand: Distribution
    service_level: Fraction | float
    cards: int

    def __attrs_post_init__(self) -> None:
        check_distribution(self, "demand", self.demand)
        check_count(self, "cards", self.cards)
        if not 0 < self.service_level < 1:
            raise_faults("ReorderPoint", [("service_level", Fault.OUT_OF_BOUNDS)])

    @property
    def safety_stock_cards(self) -> Fraction | float:
        """The stock beyond the expected demand."""
        return self.cards - self.demand.mean

    @property
    def reached_level(self) -> Fraction | float:
        """The probability of no shortage: the service level, or slightly more."""
        return self.demand.probability(at_most=self.cards)

    @property
    def expected_short_cards(self) -> Fraction | float:
        """The expected shortage before a request arrives."""
        return shortfall(self.demand, self.cards)

    @property
    def normal_safety_stock_cards(self) -> float:
        """The safety stock of the normal approximation: z standard deviations."""
        z = NormalDist().inv_cdf(float(self.service_level))
        return z * math.sqrt(variance(self.demand))

    @property
    def normal_cards(self) -> float:
        """The reorder point of the normal approximation; below `cards` it misses the level."""
        return float(self.demand.mean) + self.normal_safety_stock_cards

    def __str__(self) -> str:
        """The point and the normal approximation in one line."""
        return (
            f"ask at {self.cards:,} cards: {float(self.demand.mean):,.1f} expected, "
            f"{float(self.safety_stock_cards):,.1f} for safety, "
            f"enough with {float(self.reached_level):.2%} ({self.normal_cards:,.1f} by z)"
        )


def reorder_point(demand: Distribution, *, service_level: Fraction | float) -> ReorderPoint:
    """Compute the least stock that lasts until a request arrives, with a given probability.

    With a request at every review it is the order-up-to level.

    Args:
        demand: the distribution of demand until a request arrives, from `lead_time_demand`.
        service_level: the probability of no shortage until then, above 0 and below 1.

    Returns:
        The point, with its safety stock by the exact distribution and by the normal approximation.

    Raises:
        TypeError: for something that is not a distribution.
        InvalidRecord: for a service level out of bounds.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.inventory import lead_time_demand, reorder_point
        >>> week = lead_time_demand(Uniform(100, 300), lead_time=5)
        >>> point = reorder_point(week, service_level=Fraction(95, 100))
        >>> print(point)
        ask at 1,214 cards: 1,000.0 expected, 214.0 for safety, enough with 95.03% (1,213.4 by z)
    """
    check_distribution("reorder_point", "demand", demand)
    if not 0 < service_level < 1:
        raise_faults("reorder_point", [("service_level", Fault.OUT_OF_BOUNDS)])
    return ReorderPoint(
        demand=demand, service_level=service_level, cards=demand.quantile(service_level)
    )
