"""What kind of problem a scenario is, and its walks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, Literal, final

import attrs

from dukcapil.distributions import Distribution, Independent, Pmf
from dukcapil.distributions._dependence import Dependence
from dukcapil.distributions._families import masses
from dukcapil.distributions._masses import Masses
from dukcapil.forecast._engine.compounding import good_prints, with_tries
from dukcapil.forecast._engine.processes import Amounts
from dukcapil.forecast._engine.route import fails_each, is_known, is_random, is_there
from dukcapil.forecast._engine.walk import Walk
from dukcapil.forecast._projection import month_ends
from dukcapil.forecast._scenario import (
    LEAVING,
    Amount,
    Scenario,
    amounts_of,
    dependence_of,
    end_of,
)

__all__ = ["Line", "Queue", "line_of", "most_people", "obliged_by_month", "queue_of"]


def obliged_by_month(scenario: Scenario) -> tuple[int | None, ...]:
    """All who are obliged at the end of each month, where that is certain.

    People can leave only from where they are. Whether blanks can make a difference shows between
    the course with none at all and the slowest recording, and the one with plenty.
    """
    uncertain: tuple[None, ...] = (None,) * scenario.months
    if any(is_random(scenario, field) for field in ("newly_obliged_people", *LEAVING)):
        return uncertain
    if is_known(scenario):
        return _obliged(scenario)
    if is_there(scenario, "leaving_waiting_people"):
        return uncertain
    slowest, fastest = (
        _obliged(_course(scenario, "low", "high")),
        _obliged(_course(scenario, "high", "low")),
    )
    return slowest if slowest == fastest else uncertain


def _obliged(scenario: Scenario) -> tuple[int | None, ...]:
    return tuple(end.obliged_people for end in month_ends(scenario))


def _course(
    scenario: Scenario, recorded: Literal["low", "high"], asked: Literal["low", "high"]
) -> Scenario:
    """The course in which few are recorded and no blanks come, or in which many are and all do."""
    limited = scenario.recording_capacity_people is not None
    return attrs.evolve(
        scenario,
        not_recorded_people=end_of(scenario.not_recorded_people, asked),
        waiting_people=end_of(scenario.waiting_people, asked),
        on_hand_cards=0,
        recording_capacity_people=_ends(scenario, "recording_capacity_people", recorded)
        if limited
        else None,
        replacement_cards=_ends(scenario, "replacement_cards", asked),
        allocation_cards=0 if recorded == "low" else most_people(scenario),
        failed_share=Fraction(0),
        print_capacity_cards=None,
    )


def _ends(scenario: Scenario, field: str, end: Literal["low", "high"]) -> list[int]:
    return [end_of(amount, end) for amount in amounts_of(scenario, field)]


def most_people(scenario: Scenario) -> int:
    """No more people than this can ask for a card."""
    stocks = (scenario.not_recorded_people, scenario.waiting_people)
    flows = ("newly_obliged_people", "replacement_cards")
    joining = sum(sum(_ends(scenario, field, "high")) for field in flows)
    return joining + sum(end_of(stock, "high") for stock in stocks)


@final
@attrs.frozen(kw_only=True)
class Line:
    """A scenario as one walk.

    Attributes:
        not_recorded: how many are not recorded at the end of each month.
        need: the walk whose excess over zero is people waiting.
        stock: the walk whose lack below zero is blanks in stock; the same one unless each print
            fails for itself.
        per_card: how far one person waiting moves the walk.
        per_blank: how far one blank moves it.
    """

    not_recorded: tuple[int, ...]
    need: Walk
    stock: Walk
    per_card: int
    per_blank: int


def line_of(scenario: Scenario) -> Line:
    """The walk of a scenario whose route is `Route.LINE`."""
    joining = _recorded_at_once(scenario)
    not_recorded: tuple[int, ...] = (0,) * scenario.months
    if scenario.recording_capacity_people is not None:
        joining, not_recorded = _recorded_in_turn(scenario)
    asked = _Side(
        scenario.waiting_people, (joining, Independent()), _monthly(scenario, "replacement_cards")
    )
    arrived = _Side(scenario.on_hand_cards, _monthly(scenario, "allocation_cards"))
    keep = 1 - scenario.failed_share
    if fails_each(scenario):
        good, tried = partial(good_prints, keep=keep), partial(with_tries, keep=keep)
        return Line(
            not_recorded=not_recorded,
            need=_walk(scenario.months, (asked, 1, None), (arrived, -1, good)),
            stock=_walk(scenario.months, (asked, 1, tried), (arrived, -1, None)),
            per_card=1,
            per_blank=1,
        )
    per_card, per_blank = keep.denominator, keep.numerator
    walk = _walk(scenario.months, (asked, per_card, None), (arrived, -per_blank, None))
    return Line(
        not_recorded=not_recorded, need=walk, stock=walk, per_card=per_card, per_blank=per_blank
    )


@final
@attrs.frozen(kw_only=True)
class Queue:
    """A scenario in which those not recorded, and the walk of all who ask, are independent.

    Attributes:
        start: how many are not recorded before the first month.
        joining: how many join in each month.
        capacity: the recording capacity of each month.
        need: the walk of all who must or want to have a card, recorded or not.
        per_card: how far one of them moves the walk.
        per_blank: how far one blank moves it.
    """

    start: int
    joining: tuple[int, ...]
    capacity: tuple[Amount, ...]
    need: Walk
    per_card: int
    per_blank: int


def queue_of(scenario: Scenario) -> Queue:
    """The two walks of a scenario whose route is `Route.QUEUE`."""
    joining: Any = amounts_of(scenario, "newly_obliged_people")
    start: Any = scenario.not_recorded_people
    everyone = _Side(
        scenario.waiting_people,
        ((start + joining[0], *joining[1:]), Independent()),
        _monthly(scenario, "replacement_cards"),
    )
    arrived = _Side(scenario.on_hand_cards, _monthly(scenario, "allocation_cards"))
    keep = 1 - scenario.failed_share
    return Queue(
        start=start,
        joining=joining,
        capacity=amounts_of(scenario, "recording_capacity_people"),
        need=_walk(
            scenario.months,
            (everyone, keep.denominator, None),
            (arrived, -keep.numerator, None),
        ),
        per_card=keep.denominator,
        per_blank=keep.numerator,
    )


Monthly = tuple[Sequence[Amount], Dependence]


def _monthly(scenario: Scenario, field: str) -> Monthly:
    return amounts_of(scenario, field), dependence_of(scenario, field)


def _recorded_at_once(scenario: Scenario) -> list[Amount]:
    """Who is recorded in each month if nothing limits it."""
    joining: list[Amount] = list(amounts_of(scenario, "newly_obliged_people"))
    joining[0] = _sum(joining[0], scenario.not_recorded_people)
    leaving: Any = amounts_of(scenario, "leaving_not_recorded_people")
    return [_less(amount, gone) for amount, gone in zip(joining, leaving, strict=True)]


def _recorded_in_turn(scenario: Scenario) -> tuple[list[Amount], tuple[int, ...]]:
    """Who is recorded in each month, and who is not yet at its end."""
    left: Any = scenario.not_recorded_people
    recorded, not_recorded = [], []
    months: Any = zip(
        *(
            amounts_of(scenario, field)
            for field in (
                "newly_obliged_people",
                "leaving_not_recorded_people",
                "recording_capacity_people",
            )
        ),
        strict=True,
    )
    for joining, leaving, capacity in months:
        present = max(0, left + joining - leaving)
        recorded.append(min(present, capacity))
        left = present - recorded[-1]
        not_recorded.append(left)
    return recorded, tuple(not_recorded)


def _sum(first: Amount, second: Amount) -> Amount:
    if isinstance(first, int) and isinstance(second, int):
        return first + second
    together = _distribution(first).convolved(_distribution(second))
    return _pmf(together)


def _less(amount: Amount, gone: int) -> Amount:
    """What is left of an amount, or nothing."""
    if isinstance(amount, int):
        return max(0, amount - gone)
    if not gone:
        return amount
    distribution = _distribution(amount)
    left: dict[int, Any] = {}
    for index, mass in enumerate(distribution.values):
        at = max(0, distribution.position(index) - gone)
        left[at] = left.get(at, 0) + mass
    return Pmf({at: mass for at, mass in left.items() if mass})


def _distribution(amount: Any) -> Masses:  # noqa: ANN401
    return Masses(amount, 1, [1], 1) if isinstance(amount, int) else masses(amount)


def _pmf(distribution: Masses) -> Pmf:
    return Pmf(
        {
            distribution.position(index): mass
            for index, mass in enumerate(distribution.values)
            if mass > 0
        }
    )


@final
class _Side:
    """What is asked for, or what arrives: a stock, and flows with the dependence of each."""

    def __init__(self, stock: Amount, *flows: Monthly) -> None:
        self.stock = stock
        self.flows = flows


Felt = Callable[[Distribution], Distribution]


def _walk(months: int, *sides: tuple[_Side, int, Felt | None]) -> Walk:
    start, drift = 0, [0] * months
    amounts: list[Amounts] = []
    for side, factor, felt in sides:
        if isinstance(side.stock, int) and felt is None:
            start += factor * side.stock
        else:
            first = (side.stock, *(0,) * (months - 1))
            amounts.append(Amounts(_distributions(first), factor, Independent(), felt))
        for flow, dependence in side.flows:
            if felt is not None or any(isinstance(amount, Distribution) for amount in flow):
                amounts.append(Amounts(_distributions(flow), factor, dependence, felt))
                continue
            for month, amount in enumerate(flow):
                drift[month] += factor * amount  # type: ignore[operator]  # all are known
    return Walk(start=start, drift=tuple(drift), amounts=tuple(amounts))


def _distributions(amounts: Sequence[Amount]) -> tuple[Distribution, ...]:
    return tuple(
        amount if isinstance(amount, Distribution) else Pmf({end_of(amount, "low"): 1})
        for amount in amounts
    )
