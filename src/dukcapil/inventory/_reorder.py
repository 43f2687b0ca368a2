"""When to ask for more, and how much to take along: answers from the distribution of demand."""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist
from typing import Any, final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions import Distribution, Mixture, Sum
from dukcapil.distributions._families import check_distribution, masses
from dukcapil.errors import Fault

__all__ = [
    "Newsvendor",
    "ReorderPoint",
    "expected_shortfall",
    "lead_time_demand",
    "newsvendor",
    "reorder_point",
]


def expected_shortfall(demand: Distribution, *, stock_cards: int) -> Fraction | float:
    """How many cards are missing on average when so many are there: the loss function.

    It is E(D - s)⁺ for a demand D and a stock s (L. V. Snyder and Z.-J. M. Shen, "Fundamentals of
    Supply Chain Theory", 2nd ed., 2019, appendix on loss functions), summed, not approximated.

    Args:
        demand: the distribution of demand.
        stock_cards: what there is; 0 or more.

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
    """As `expected_shortfall`, of a stock that may be negative."""
    distribution, losses = masses(demand), _losses(demand)
    if stock <= distribution.low:
        return demand.mean - stock
    loss = losses[min(stock - distribution.low, len(losses) - 1)]
    return distribution.ratio(loss)


@lru_cache(maxsize=64)
def _losses(demand: Distribution) -> list[Any]:
    """E(D - s)⁺ times the total for s from the least demand to the greatest: tails, summed up."""
    values = masses(demand).values
    tails = list(accumulate(reversed(values[1:])))
    return [*reversed(list(accumulate(tails))), values[0] * 0]


def variance(distribution: Distribution) -> Fraction | float:
    """The variance of an amount; a `Fraction` if the distribution is exact."""
    points, center = masses(distribution), distribution.mean - distribution.low
    if points.is_exact:
        square: Any = sum(index * index * mass for index, mass in enumerate(points.values))
        return Fraction(square, points.total) - center**2  # type: ignore[arg-type]
    return math.fsum((i - center) ** 2 * m for i, m in enumerate(points.values)) / points.total


def lead_time_demand(
    demand: Distribution | Sequence[Distribution],
    *,
    lead_time: int | Distribution,
    review_period: int = 0,
) -> Distribution:
    """The distribution of demand from one look at the stock until what is asked for then has arrived.

    A period is what the distribution of demand speaks of: a month, a week, a working day. Periods are drawn
    each for itself.

    Args:
        demand: the distribution of one period, or one distribution for each of the periods to come.
        lead_time: periods from the request until the cards are there, 0 or more; a distribution, if that
            is uncertain.
        review_period: periods from one look at the stock to the next; 0 if somebody looks
            whenever a card is taken.

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
        lengths = masses(lead_time)
        parts = [
            (weight, _sum(distributions, periods + review_period))
            for periods, weight in enumerate(lengths.values, lengths.low)
            if weight
        ]
        return Mixture(parts)
    check_count("lead_time_demand", "lead_time", lead_time)
    return _sum(distributions, lead_time + review_period)


def _sum(distributions: Distribution | tuple[Distribution, ...], periods: int) -> Sum:
    if isinstance(distributions, Distribution):
        return Sum((distributions,) * periods)
    if len(distributions) < periods:
        raise_faults("lead_time_demand", [("demand", Fault.MONTHS)])
    return Sum(distributions[:periods])


@final
@attrs.frozen(kw_only=True)
class ReorderPoint(Value):
    """The stock at which to ask for more, and what it is made of.

    Stock means cards on hand and under way, less what people wait for.

    Attributes:
        demand: the distribution of demand until what is asked for has arrived.
        service_level: the probability that was asked for.
        cards: the least stock that is enough with at least this probability.

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
        """What is held beyond the expected demand."""
        return self.cards - self.demand.mean

    @property
    def reached_level(self) -> Fraction | float:
        """The probability that the cards are enough: the service level, or a little more."""
        return self.demand.probability(at_most=self.cards)

    @property
    def expected_short_cards(self) -> Fraction | float:
        """How many cards are missing, on average over all such waits."""
        return shortfall(self.demand, self.cards)

    @property
    def normal_safety_stock_cards(self) -> float:
        """The safety stock by the textbook's z, which takes demand to be normal: z deviations."""
        z = NormalDist().inv_cdf(float(self.service_level))
        return z * math.sqrt(variance(self.demand))

    @property
    def normal_cards(self) -> float:
        """The reorder point by z; below `cards`, it promises more than it keeps."""
        return float(self.demand.mean) + self.normal_safety_stock_cards

    def __str__(self) -> str:
        """The point, and what z would say."""
        return (
            f"ask at {self.cards:,} cards: {float(self.demand.mean):,.1f} expected, "
            f"{float(self.safety_stock_cards):,.1f} for safety, "
            f"enough with {float(self.reached_level):.2%} ({self.normal_cards:,.1f} by z)"
        )


def reorder_point(demand: Distribution, *, service_level: Fraction | float) -> ReorderPoint:
    """The least stock that lasts until more has arrived, with a given probability.

    Args:
        demand: the distribution of demand until then: see `lead_time_demand`. Where every look at the stock
            is followed by a request, it is the level to fill up to.
        service_level: the probability of no shortage in such a wait, above 0 and below 1.

    Returns:
        The point, its safety stock from the exact distribution, and the approximation by z beside it.

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
    return ReorderPoint(
        demand=demand, service_level=service_level, cards=demand.quantile(service_level)
    )


@final
@attrs.frozen(kw_only=True)
class Newsvendor(Value):
    """How many cards to have where there is one chance to bring them.

    Attributes:
        demand: the distribution of demand.
        missing_cost: what a missing card costs.
        left_cost: what a card costs that is left.
        cards: how many to bring.

    Raises:
        TypeError: for something that is not a distribution, costs that are no numbers, or cards that are
            not `int`.
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
        """The share of cases in which the cards should be enough."""
        return _critical_ratio(self.missing_cost, self.left_cost)

    @property
    def expected_short_cards(self) -> Fraction | float:
        """How many cards are missing on average."""
        return shortfall(self.demand, self.cards)

    @property
    def expected_left_cards(self) -> Fraction | float:
        """How many cards are left on average."""
        return self.cards - self.demand.mean + self.expected_short_cards

    @property
    def expected_cost(self) -> Fraction | float:
        """What missing and left cards cost on average: the least that is possible."""
        return (
            self.missing_cost * self.expected_short_cards
            + self.left_cost * self.expected_left_cards
        )

    def __str__(self) -> str:
        """How many, and what happens to them."""
        return (
            f"{self.cards:,} cards: {float(self.expected_short_cards):,.1f} missing, "
            f"{float(self.expected_left_cards):,.1f} left on average"
        )


def newsvendor(
    demand: Distribution, *, missing_cost: float | Fraction, left_cost: float | Fraction
) -> Newsvendor:
    """How many cards to take where more cannot be had, such as on a day of outreach.

    The least number that is enough with the probability missing / (missing + left), the critical
    ratio (K. J. Arrow, T. Harris and J. Marschak, "Optimal Inventory Policy", Econometrica 19,
    1951; Snyder and Shen, chapter 4).

    Args:
        demand: the distribution of demand.
        missing_cost: what a missing card costs: somebody has to come again.
        left_cost: what it costs to bring a card back, in the same unit.

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
    if type(missing) is float or type(left) is float:
        return float(missing / (missing + left))
    return Fraction(missing) / (missing + left)


def _check_costs(owner: str, missing: object, left: object) -> None:
    for field, cost in (("missing_cost", missing), ("left_cost", left)):
        if type(cost) not in {int, Fraction, float}:
            check_type(owner, field, cost, Fraction, "; int and float will do, too")
        if not 0 < cost < math.inf:  # type: ignore[operator]
            raise_faults(owner, [(field, Fault.OUT_OF_BOUNDS)])
