"""Choice of the method that answers a scenario."""

from __future__ import annotations

from enum import Enum
from typing import final

from dukcapil.distributions import Distribution, Unknown
from dukcapil.forecast._scenario import (
    FLOWS,
    STOCKS,
    FailedPrints,
    Interval,
    Scenario,
    amounts_of,
    dependence_of,
)

__all__ = [
    "Route",
    "blanks_shift",
    "has_unknown",
    "is_dependent",
    "is_known",
    "refuse_intervals",
    "route_of",
]


@final
class Route(Enum):
    """How the distributions of a scenario can be reached.

    Attributes:
        LINE: who is not recorded is known in every month, and one walk tells the rest.
        QUEUE: those not recorded follow a distribution of their own, independent of the walk.
        PATHS: there are two dimensions that hang together; only random courses reach them.
    """

    LINE = "line"
    QUEUE = "queue"
    PATHS = "paths"


def route_of(scenario: Scenario) -> Route:
    """The simplest way that is right."""
    if (
        scenario.print_capacity_cards is not None
        or is_there(scenario, "leaving_waiting_people")
        or is_random(scenario, "leaving_not_recorded_people")
    ):
        return Route.PATHS
    if scenario.recording_capacity_people is None:
        return Route.LINE
    queue_is_known = isinstance(scenario.not_recorded_people, int) and not is_random(
        scenario, "newly_obliged_people"
    )
    if queue_is_known and not is_random(scenario, "recording_capacity_people"):
        return Route.LINE
    hangs_together = fails_each(scenario) or is_there(scenario, "leaving_not_recorded_people")
    return Route.QUEUE if queue_is_known and not hangs_together else Route.PATHS


def fails_each(scenario: Scenario) -> bool:
    return scenario.failed_share > 0 and scenario.failed_prints is FailedPrints.EACH


def is_random(scenario: Scenario, field: str) -> bool:
    return any(isinstance(amount, Distribution) for amount in amounts_of(scenario, field))


def is_there(scenario: Scenario, field: str) -> bool:
    return any(amount != 0 for amount in amounts_of(scenario, field))


def is_known(scenario: Scenario) -> bool:
    """Whether nothing is left to chance."""
    stocks = any(isinstance(getattr(scenario, field), Distribution) for field in STOCKS)
    return not (
        fails_each(scenario) or stocks or any(is_random(scenario, field) for field in FLOWS)
    )


def is_dependent(scenario: Scenario) -> bool:
    """Whether it matters how deliveries hang together."""
    return is_random(scenario, "allocation_cards")


def has_unknown(scenario: Scenario) -> bool:
    """Whether amounts hang together in a way that nobody knows."""
    return any(
        type(dependence_of(scenario, field)) is Unknown and is_random(scenario, field)
        for field in FLOWS
    )


def blanks_shift(scenario: Scenario) -> bool:
    """Whether more blanks move the walk by just as much as there are more of them."""
    return route_of(scenario) is not Route.PATHS and not fails_each(scenario)


def refuse_intervals(scenario: Scenario) -> None:
    """Nothing is likely about an interval."""
    for field in (*STOCKS, *FLOWS):
        amounts = (getattr(scenario, field),) if field in STOCKS else amounts_of(scenario, field)
        if any(isinstance(amount, Interval) for amount in amounts):
            raise TypeError(
                f"outlook.{field}: expected a known amount or a distribution, found an interval; "
                "use bounds, or a distribution such as Uniform"
            )
