"""Rules for asking for blanks, and what comes of following one for long.

At the start of every period somebody looks at the stock: cards on hand and under way, less what
people wait for. What is asked for then arrives a fixed number of periods later, also at the start.
Demand of periods is independent and alike, and people wait if there is no card.

After each look the stock follows a distribution of its own: a single level, levels that are all alike
(G. Hadley and T. M. Whitin, "Analysis of Inventory Systems", 1963), or one from a renewal
equation (Y.-S. Zheng and A. Federgruen, "Finding Optimal (s, S) Policies Is About as Simple as
Evaluating a Single Policy", Operations Research 39, 1991). All else follows from the loss function.
"""

from collections.abc import Callable
from fractions import Fraction
from operator import mul
from typing import Any, assert_never, final

import attrs

from dukcapil._shared.checks import check_count, raise_faults
from dukcapil._shared.values import Value
from dukcapil.distributions import Distribution, Pmf, Sum, Uniform
from dukcapil.distributions._families import check_distribution, masses
from dukcapil.errors import Fault
from dukcapil.inventory._reorder import shortfall

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
    """At every look, ask for as many cards as are missing to a level: a base stock.

    Attributes:
        cards: the level; 0 or more.

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
    """When the stock is down to a point, ask for a lot, or as many as it takes: (r, Q).

    Attributes:
        at_cards: the reorder point r; 0 or more.
        lot_cards: the lot Q; 1 or more.

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
    """When the stock is down to a minimum, ask for what is missing to a maximum: (s, S).

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
            raise_faults("MinMax", [("max_cards", Fault.CONTRADICTION)])


StockPolicy = OrderUpTo | FixedLot | MinMax
"""A rule for asking for blanks."""


@final
@attrs.frozen(kw_only=True)
class PolicyMeasures(Value):
    """What comes of a rule in the long run, on average over periods.

    Attributes:
        policy: the rule.
        demand: the distribution of demand of one period.
        lead_time: periods until what is asked for arrives.
        ready_rate: the share of periods at whose end nobody waits.
        fill_rate: the share of demand that is met at once.
        short_cards: for how many cards people wait at the end of a period.
        on_hand_cards: how many cards are there at the end of a period.
        requests_per_period: how often cards are asked for.
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
        """What a period costs on average.

        Args:
            request_cost: of asking once.
            missing_cost: of a card for which somebody waits at the end of a period.
            left_cost: of a card that lies there at the end of a period.
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
    """What comes of a rule that is followed for long.

    Args:
        policy: the rule.
        demand: the distribution of demand of one period, the time from one look to the next.
        lead_time: periods until what is asked for arrives; 0 if it is there at once.

    Returns:
        Measures that are exact if the distribution is, but for `MinMax`, whose renewal equation is solved
        in floating-point numbers.

    Raises:
        TypeError: for something that is no rule or distribution, or a lead time that is not `int`.
        InvalidRecord: for a negative lead time, or where nobody ever asks for a card.

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
    position, requests = _in_the_long_run(policy, demand)
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
        on_hand_cards=position.mean - after.mean + short,
        requests_per_period=requests,
    )


def _average(distribution: Distribution, of: Callable[[int], Any]) -> Any:  # noqa: ANN401
    points = masses(distribution)
    total = sum(mass * of(cards) for cards, mass in enumerate(points.values, points.low) if mass)
    return total / points.total


def _in_the_long_run(
    policy: StockPolicy, demand: Distribution
) -> tuple[Distribution, Fraction | float]:
    """The distribution of the stock after a look, and how often something is asked for."""
    match policy:
        case OrderUpTo():
            return Uniform(policy.cards, policy.cards), 1 - demand.probability(at_most=0)
        case FixedLot(at_cards=at, lot_cards=lot):
            asked = (demand.mean - shortfall(demand, lot)) / lot
            return Uniform(at + 1, at + lot), asked
        case MinMax(min_cards=low, max_cards=high):
            visits = _visits(demand, high - low)
            weights = {high - down: visit for down, visit in enumerate(visits) if visit}
            return Pmf(weights), 1 / sum(visits)
        case _:
            assert_never(policy)


def _visits(demand: Distribution, levels: int) -> list[float]:
    """In how many periods between two requests the stock is so far below its maximum."""
    chances = _chances(demand, levels)
    stays = 1 - chances[0]
    falls = [chance / stays for chance in chances[:0:-1]]
    visits = [1 / stays]
    for down in range(1, levels):
        visits.append(sum(map(mul, visits, falls[levels - 1 - down :])))
    return visits


def _chances(demand: Distribution, levels: int) -> list[float]:
    """The probabilities of a demand of 0 to `levels` - 1."""
    distribution = masses(demand)
    chances = [0.0] * distribution.low + [
        value / distribution.total for value in distribution.values
    ]
    return (chances + [0.0] * levels)[:levels]
