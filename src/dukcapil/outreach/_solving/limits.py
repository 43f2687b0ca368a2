"""The plan of one venue a crew-day within floors and a budget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

import attrs

from dukcapil._shared.checks import raise_bound
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._proof.claims import promises_made
from dukcapil.outreach._rules.limits import missing_of_limits, trips_rupiah
from dukcapil.outreach._solver.multipliers import settle
from dukcapil.outreach._solving.one_stop import by_slot, one_visit_a_day, search_for, with_visits
from dukcapil.outreach._solving.slots import demands_of, places_of
from dukcapil.outreach._visits import Promise, Visit

__all__ = [
    "PER_PERSON",
    "PER_RUPIAH",
    "at_prices",
    "check_affordable",
    "fitness",
    "missing_within",
    "quality",
    "top_prices",
    "within_limits",
    "worth_of",
]


PER_PERSON: Final = 1_000
"""Prices of floors are whole thousandths of a person."""


_MOST_FILLED: Final = 5
"""Plans within the limits whose idle crews are given more visits."""


PER_RUPIAH: Final = 10**9
"""Prices of rupiah are whole thousand-millionths of a person."""


def within_limits(task: Plan, promised: Sequence[Visit]) -> Plan:
    """Return the best plan found within floors and a budget, with the prices that bound it most.

    Raises:
        InvalidRecord: for a budget below the cost of the visits that must be made.
    """
    trials: dict[tuple[int, ...], Plan] = {}
    short: dict[tuple[int, ...], list[int]] = {}

    def missing(prices: Sequence[int]) -> list[int]:
        key = tuple(prices)
        if key not in trials:
            trials[key] = one_visit_a_day(at_prices(task, prices), promised)
            short[key] = missing_within(trials[key])
        return short[key]

    tops = top_prices(task)
    if task.budget is not None:
        dearest = (*(0 for _ in task.floors), tops[-1])
        missing(dearest)
        check_affordable(trials[dearest])
    settle(missing, tops)
    tried = list(trials.values())
    if task.budget is not None:
        tried = [one for one in tried if not _above_budget(missing_within(one))]
    best = max((_filled(one, promised) for one in _best(tried)), key=fitness)
    # A floor that cannot be met asks for no more than is: its price would have no end.
    least = [max(0, missing) for missing in missing_within(best)]
    lowest = min(trials.values(), key=lambda plan: _bound_at_prices(plan, least))
    return attrs.evolve(lowest, planned=best.planned)


def top_prices(task: Plan) -> list[int]:
    """Return prices of floors and of the budget above all that a visit can be worth."""
    most = max((demand.weight * demand.per_visit for demand in demands_of(task)), default=0)
    tops = [(1 + most) * PER_PERSON for _ in task.floors]
    if task.budget is not None:
        # At any prices of the floors.
        tops.append((1 + most) * (1 + len(task.floors) * (1 + most)) * PER_RUPIAH)
    return tops


def check_affordable(dearest: Plan) -> None:
    """Raise if visits that are made at the dearest price of the budget are above it.

    Raises:
        InvalidRecord: with the cost of these visits.
    """
    if _above_budget(missing_within(dearest)):
        cost = trips_rupiah(dearest.visits, dearest.venues)
        raise_bound(dearest, "budget", f"at least {cost:,} for visits that must be made")


def _best(tried: Iterable[Plan]) -> list[Plan]:
    """Return a few plans with the greatest fitness, none twice."""
    found = {plan.planned: plan for plan in tried}
    return sorted(found.values(), key=fitness, reverse=True)[:_MOST_FILLED]


def _filled(plan: Plan, promised: Sequence[Visit]) -> Plan:
    """Return a plan with more visits by idle crews, as far as there is money left for them."""
    task = at_prices(plan, [0] * (len(plan.floors) + 1))
    places, demands = places_of(task), demands_of(task)
    made = [(Promise(venue=visit.venue, on=visit.on), visit.crew) for visit in plan.planned]
    search = search_for(task, places, demands, [])
    search.begin(by_slot(task, places, demands, made))
    if plan.budget is None:
        search.fill()
    else:
        costs = [venue.trip_rupiah for venue in plan.venues]
        search.fill(costs, -missing_within(plan)[-1])
    return with_visits(plan, places, demands, search.visits, promised)


def at_prices(task: Plan, prices: Sequence[int]) -> Plan:
    """Return a task with prices of its floors and its budget, see `PER_PERSON` and `PER_RUPIAH`."""
    floors = [
        attrs.evolve(floor, price=Fraction(price, PER_PERSON))
        for floor, price in zip(task.floors, prices, strict=False)
    ]
    budget = task.budget
    if budget is not None:
        budget = attrs.evolve(budget, price=Fraction(prices[-1], PER_RUPIAH))
    return attrs.evolve(task, floors=floors, budget=budget)


def missing_within(plan: Plan) -> list[int]:
    """Return the people that each floor misses, then the rupiah above the budget."""
    return missing_of_limits((plan.floors, plan.budget), (plan.kept, plan.planned), plan.venues)


def _above_budget(missing: Sequence[int]) -> bool:
    return missing[-1] > 0


def fitness(plan: Plan) -> tuple[int, Fraction]:
    """Return how good a plan within the budget is: floors come first, then its worth."""
    of_floors = missing_within(plan)[: len(plan.floors)]
    return -sum(max(0, people) for people in of_floors), worth_of(plan)


def quality(plan: Plan) -> tuple[int, int, Fraction]:
    """Return how good a plan is: visits that must be made come first, then its fitness."""
    return -sum(plan.missing_visits.values()), *fitness(plan)


def _bound_at_prices(plan: Plan, least: Sequence[int]) -> Fraction:
    """Return the worth of a plan and of its limits at their prices: a bound on all plans.

    Args:
        plan: the best plan at some prices.
        least: what every plan misses of each limit.
    """
    prices = [floor.price for floor in plan.floors]
    prices += [] if plan.budget is None else [plan.budget.price]
    worth = worth_of(plan)
    for price, missing, always in zip(prices, missing_within(plan), least, strict=True):
        worth -= price * (missing - always)
    return worth


def worth_of(plan: Plan) -> Fraction:
    kept = promises_made(plan.planned, plan.promised).total()
    return plan.weighted + plan.promise_people * kept
