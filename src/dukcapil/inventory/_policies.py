"""Replenishment policies under periodic review, and their long-run measures.

The inventory position (cards on hand and on order, less cards that people wait for) is reviewed at
the start of every period. A request arrives a fixed number of periods later, also at the start.
Demands of periods are independent and identically distributed, and unmet demand is backordered.

The position after a review has a stationary distribution: a single level, a uniform one
(G. Hadley and T. M. Whitin, "Analysis of Inventory Systems", 1963), or one from a renewal equation
(Y.-S. Zheng and A. Federgruen, "Finding Optimal (s, S) Policies Is About as Simple as Evaluating a
Single Policy", Operations Research 39, 1991). All measures follow from it and the loss function.
"""

from collections.abc import Callable
from fractions import Fraction
from operator import mul
from typing import assert_never, final

import attrs

from dukcapil._shared.checks import check_count, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions import Distribution, Pmf, Sum, Uniform
from dukcapil.distributions._families import check_distribution, masses
from dukcapil.errors import Fault
from dukcapil.inventory._shortfall import shortfall

__all__ = [
    "FixedLot",
    "MinMax",
    "OrderUpTo",
    "PolicyMeasures",
    "StockPolicy",
    "policy_measures",
]


@final
@attrs.frozen
class OrderUpTo(Value):
    """Order up to a level at every review: a base-stock policy.

    Attributes:
        cards: the order-up-to level; 0 or more.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for a negative level.

    Examples:
        >>> from dukcapil.inventory import OrderUpTo
        >>> weekly = OrderUpTo(2_000)
    """

    cards: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "cards", self.cards)


@final
@attrs.frozen(kw_only=True)
class FixedLot(Value):
    """Order lots of fixed size when the position is at a reorder point or below: (r, Q).

    Attributes:
        at_cards: the reorder point r; 0 or more.
        lot_cards: the lot size Q; 1 or more. Several lots are ordered if one is not enough.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for a number out of bounds.

    Examples:
        >>> from dukcapil.inventory import FixedLot
        >>> trenggalek = FixedLot(at_cards=1_000, lot_cards=6_000)
    """

    at_cards: int
    lot_cards: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "at_cards", self.at_cards)
        check_count(self, "lot_cards", self.lot_cards)
        if not self.lot_cards:
            raise_faults("FixedLot", [("lot_cards", Fault.OUT_OF_BOUNDS)])


@final
@attrs.frozen(kw_only=True)
class MinMax(Value):
    """Order up to a maximum when the position is at a minimum or below: (s, S).

    Attributes:
        min_cards: the minimum s; 0 or more.
        max_cards: the maximum S; above the minimum.

    Raises:
        TypeError: for anything but `int`.
        InvalidRecord: for a negative minimum, or a maximum that is not above it.

    Examples:
        >>> from dukcapil.inventory import MinMax
        >>> levels = MinMax(min_cards=1_000, max_cards=6_000)
    """

    min_cards: int
    max_cards: int

    def __attrs_post_init__(self) -> None:
        check_count(self, "min_cards", self.min_cards)
        check_count(self, "max_cards", self.max_cards)
        if self.min_cards >= self.max_cards:
            raise_faults("MinMax", [("max_cards", Fault.CONTRADICTION, "min_cards")])


StockPolicy = OrderUpTo | FixedLot | MinMax
"""A replenishment policy."""


@final
@attrs.frozen(kw_only=True)
class PolicyMeasures(Value):
    """Long-run measures of a policy, on average over periods.

    Attributes:
        policy: the policy.
        demand: the distribution of demand of one period.
        lead_time: periods from a request to its delivery.
        ready_rate: the share of periods at whose end nobody waits.
        fill_rate: the share of demand that is met at once.
        short_cards: the cards that people wait for at the end of a period.
        on_hand_cards: the cards on hand at the end of a period.
        requests_per_period: the requests in a period.
    """

    policy: StockPolicy
    demand: Distribution
    lead_time: int
    ready_rate: Fraction | float
    fill_rate: Fraction | float
    short_cards: Fraction | float
    on_hand_cards: Fraction | float
    requests_per_period: Fraction | float

    def __attrs_post_init__(self) -> None:
        check_distribution(self, "demand", self.demand)
        check_count(self, "lead_time", self.lead_time)

    def cost(
        self,
        *,
        request_cost: float | Fraction = 0,
        missing_cost: float | Fraction = 0,
        left_cost: float | Fraction = 0,
    ) -> Fraction | float:
        """Return the expected cost of a period.

        Args:
            request_cost: the cost of a request.
            missing_cost: the cost of a card that a person waits for at the end of a period.
            left_cost: the cost of a card on hand at the end of a period.
        """
        return (
            request_cost * self.requests_per_period
            + missing_cost * self.short_cards
            + left_cost * self.on_hand_cards
        )

    def __str__(self) -> str:
        """The measures in one line."""
        return (
            f"nobody waits in {float(self.ready_rate):.2%} of periods, "
            f"{float(self.fill_rate):.2%} of demand met at once, "
            f"{float(self.on_hand_cards):,.1f} cards on hand"
        )


def policy_measures(policy: StockPolicy, *, demand: Distribution, lead_time: int) -> PolicyMeasures:
    """Compute the long-run measures of a policy.

    Args:
        policy: the policy.
        demand: the distribution of demand of one period, the time between reviews.
        lead_time: periods from a request to its delivery; 0 for immediate delivery.

    Returns:
        The measures; exact if the distribution is, except for `MinMax`, whose renewal equation is
        solved in floating point.

    Raises:
        TypeError: for something that is not a policy or distribution, or a lead time that is not
            `int`.
        InvalidRecord: for a negative lead time, or a demand that is always 0.

    Examples:
        >>> from dukcapil.inventory import FixedLot, policy_measures
        >>> from dukcapil.distributions import Poisson
        >>> policy = FixedLot(at_cards=1_000, lot_cards=6_000)
        >>> print(policy_measures(policy, demand=Poisson(rate=200), lead_time=5))
        nobody waits in 96.68% of periods, 98.31% of demand met at once, 2,803.9 cards on hand
    """
    if not isinstance(policy, StockPolicy):
        raise TypeError(
            "policy_measures.policy: expected OrderUpTo, FixedLot or MinMax, "
            f"found {type(policy).__name__}"
        )
    check_distribution("policy_measures", "demand", demand)
    check_count("policy_measures", "lead_time", lead_time)
    mean = demand.mean
    if not mean:
        raise_faults("policy_measures", [("demand", Fault.OUT_OF_BOUNDS)])
    # A position reviewed now determines the net stock a lead time and a period later, and its
    # shortage a period earlier: the difference is the shortage that arises within the period.
    position, requests = _stationary(policy, demand)
    before = Sum((demand,) * lead_time)
    after = Sum((demand,) * (lead_time + 1))
    short = _average(position, lambda cards: shortfall(after, cards))
    was_short = _average(position, lambda cards: shortfall(before, cards))
    return PolicyMeasures(
        policy=policy,
        demand=demand,
        lead_time=lead_time,
        ready_rate=_average(position, lambda cards: after.probability(at_most=cards)),
        fill_rate=1 - (short - was_short) / mean,
        short_cards=short,
        on_hand_cards=position.mean - after.mean + short,  # E(x⁺) = E(x) + E(x⁻)
        requests_per_period=requests,
    )


def _average(distribution: Distribution, of: Callable[[int], Fraction | float]) -> Fraction | float:
    """Return the mean of a function of an amount."""
    points = masses(distribution)
    total: Fraction | float = sum(
        mass * of(cards) for cards, mass in enumerate(points.values, points.low) if mass
    )
    return total / points.total


def _stationary(policy: StockPolicy, demand: Distribution) -> tuple[Distribution, Fraction | float]:
    """Return the stationary distribution of the position after a review, and the request rate."""
    match policy:
        case OrderUpTo():
            return Uniform(policy.cards, policy.cards), 1 - demand.probability(at_most=0)
        case FixedLot(at_cards=at, lot_cards=lot):
            # The position is uniform, so that a demand d triggers a request with min(d, Q) / Q.
            asked = (demand.mean - shortfall(demand, lot)) / lot
            return Uniform(at + 1, at + lot), asked
        case MinMax(min_cards=low, max_cards=high):
            visits = _visits(demand, high - low)
            weights = {high - down: visit for down, visit in enumerate(visits) if visit}
            return Pmf(weights), 1 / sum(visits)
        case _:
            assert_never(policy)


def _visits(demand: Distribution, levels: int) -> list[float]:
    """Return the expected periods between two requests at each depth below the maximum."""
    # The renewal function of the demands above 0; periods without demand stay at their depth.
    chances = _chances(demand, levels)
    stays = 1 - chances[0]
    falls = [chance / stays for chance in chances[:0:-1]]
    visits = [1 / stays]
    for down in range(1, levels):
        visits.append(sum(map(mul, visits, falls[levels - 1 - down :])))
    return visits


def _chances(demand: Distribution, levels: int) -> list[float]:
    """Return the probabilities of a demand of 0 to `levels` - 1."""
    distribution = masses(demand)
    chances = [0.0] * distribution.low + [
        value / distribution.total for value in distribution.values
    ]
    return (chances + [0.0] * levels)[:levels]
