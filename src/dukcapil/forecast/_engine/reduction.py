"""Reduction of a schedule to the walks that give its distributions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise, repeat
from typing import final

import attrs

from dukcapil.distributions import Distribution
from dukcapil.distributions._dependence import Memory
from dukcapil.distributions._families import masses, pmf_of, shifted
from dukcapil.distributions._masses import ExactMasses, Masses, Number, RoundedMasses
from dukcapil.forecast._engine.compounding import good_prints, with_tries
from dukcapil.forecast._engine.month_end import Units
from dukcapil.forecast._engine.walk import RandomAmount, Transform, Walk
from dukcapil.forecast._scenario import Amount, least
from dukcapil.forecast._schedule import Schedule, as_distribution

__all__ = ["Line", "Queue", "line_of", "queue_of", "recorded_in_turn"]


@final
@attrs.frozen(kw_only=True)
class Line:
    """A scenario as one walk.

    Attributes:
        not_recorded: the number not recorded at the end of each month.
        need: the walk whose excess over zero is people waiting.
        stock: the walk whose lack below zero is blanks in stock; the same one unless each print
            fails independently.
        units: the moves by one card asked for and one blank.
    """

    not_recorded: tuple[int, ...]
    need: Walk
    stock: Walk
    units: Units

    @property
    def is_exact(self) -> bool:
        return self.need.is_exact and self.stock.is_exact

    @property
    def walks(self) -> tuple[Walk, ...]:
        """The walks that differ."""
        return (self.need,) if self.stock is self.need else (self.need, self.stock)


def line_of(schedule: Schedule) -> Line:
    """Return the walk of a schedule in which the number not recorded is known."""
    if schedule.records_in_turn:
        recorded, not_recorded = recorded_in_turn(schedule)
    else:
        recorded, not_recorded = _recorded_at_once(schedule), schedule.held
    asked = _Side(
        schedule.stocks["waiting_people"],
        ((recorded, Memory()), _monthly(schedule, "replacement_cards")),
    )
    arrived = _Side(schedule.stocks["on_hand_cards"], (_monthly(schedule, "allocation_cards"),))
    keep = 1 - schedule.failed_share
    if schedule.fails_each:
        good, tried = partial(good_prints, keep=keep), partial(with_tries, keep=keep)
        return Line(
            not_recorded=not_recorded,
            # Two walks, of good cards and of blanks: independent failures have no common unit.
            need=_walk(schedule.months, (asked, 1, None), (arrived, -1, good)),
            stock=_walk(schedule.months, (asked, 1, tried), (arrived, -1, None)),
            units=Units(1, 1),
        )
    units = Units(keep.denominator, keep.numerator)
    walk = _walk(schedule.months, (asked, units.per_card, None), (arrived, -units.per_blank, None))
    return Line(not_recorded=not_recorded, need=walk, stock=walk, units=units)


@final
@attrs.frozen(kw_only=True)
class Queue:
    """A scenario in which the number not recorded is independent of the walk of all requests.

    Attributes:
        start: the number not recorded before the first month, without those held.
        joining: the numbers that join in each month, with those held no longer.
        held: the numbers held at the end of each month, see `Schedule`.
        capacity: the recording capacity, which moves the number not recorded down.
        need: the walk of all who must or want to have a card, recorded or not.
        units: the moves by one card asked for and one blank.
    """

    start: int
    joining: tuple[int, ...]
    held: tuple[int, ...]
    capacity: RandomAmount
    need: Walk
    units: Units

    @property
    def is_exact(self) -> bool:
        return self.need.is_exact and all(one.is_exact for one in self.capacity.distributions)


def queue_of(schedule: Schedule) -> Queue:
    """Return the queue and the walk of a schedule with a random recording capacity."""
    start = least(schedule.stocks["not_recorded_people"])
    joining = tuple(map(least, schedule.flows["newly_obliged_people"]))
    everyone = _Side(
        schedule.stocks["waiting_people"],
        (
            ((start + joining[0], *joining[1:]), Memory()),
            _monthly(schedule, "replacement_cards"),
        ),
    )
    arrived = _Side(schedule.stocks["on_hand_cards"], (_monthly(schedule, "allocation_cards"),))
    keep = 1 - schedule.failed_share
    units = Units(keep.denominator, keep.numerator)
    blocked = schedule.blocked
    held = pairwise((blocked, *schedule.held))
    return Queue(
        start=start - blocked,
        joining=tuple(
            one + before - after for one, (before, after) in zip(joining, held, strict=True)
        ),
        held=schedule.held,
        capacity=RandomAmount(
            schedule.distributions("recording_capacity_people"),
            -1,
            schedule.memory("recording_capacity_people"),
        ),
        need=_walk(
            schedule.months, (everyone, units.per_card, None), (arrived, -units.per_blank, None)
        ),
        units=units,
    )


_Monthly = tuple[Sequence[Amount], Memory]


def _monthly(schedule: Schedule, flow: str) -> _Monthly:
    return schedule.flows[flow], schedule.memory(flow)


def _recorded_at_once(schedule: Schedule) -> list[Amount]:
    """Return the numbers recorded in each month without a limit: all but those held."""
    # Those not recorded at the start are recorded in the first month, with those who join in it.
    joining = list(schedule.flows["newly_obliged_people"])
    joining[0] = _less(_sum(joining[0], schedule.stocks["not_recorded_people"]), schedule.held[0])
    for month, (before, held) in enumerate(pairwise(schedule.held), 1):
        joining[month] = _sum(joining[month], before - held)
    leaving = map(least, schedule.flows["leaving_not_recorded_people"])
    return [_less(amount, gone) for amount, gone in zip(joining, leaving, strict=True)]


def recorded_in_turn(schedule: Schedule) -> tuple[list[Amount], tuple[int, ...]]:
    """Return the numbers recorded in each month, and those not recorded at its end."""
    left = least(schedule.stocks["not_recorded_people"])
    recorded: list[Amount] = []
    not_recorded = []
    months = zip(
        *(
            map(least, schedule.flows[flow])
            for flow in (
                "newly_obliged_people",
                "leaving_not_recorded_people",
            )
        ),
        schedule.flows.get("recording_capacity_people", repeat(None)),
        schedule.held,
        strict=False,
    )
    for joining, leaving, capacity, held in months:
        present = max(0, left + joining - leaving)
        free = max(0, present - held)
        done = free if capacity is None else min(free, least(capacity))
        recorded.append(done)
        left = present - done
        not_recorded.append(left)
    return recorded, tuple(not_recorded)


def _sum(first: Amount, second: Amount) -> Amount:
    """Return the sum of two independent amounts."""
    if isinstance(first, int) and isinstance(second, int):
        return first + second
    # A known number moves a distribution; the sum of two is made amount by amount.
    if isinstance(first, int) and isinstance(second, Distribution):
        return shifted(second, first)
    if isinstance(second, int) and isinstance(first, Distribution):
        return shifted(first, second)
    one, other = masses(as_distribution(first)), masses(as_distribution(second))
    if isinstance(one, ExactMasses) and isinstance(other, ExactMasses):
        return pmf_of(one.convolved(other))
    return pmf_of(one.in_floats().convolved(other.in_floats()))


def _less(amount: Amount, gone: int) -> Amount:
    """Return what is left of an amount, at least zero."""
    if not isinstance(amount, Distribution):
        return max(0, least(amount) - gone)
    if gone <= amount.low:
        return shifted(amount, -gone)
    whole = masses(amount)
    if isinstance(whole, ExactMasses):
        return pmf_of(ExactMasses.of_weights(_lowered(whole, gone), whole.total))
    return pmf_of(RoundedMasses.of_weights(_lowered(whole, gone), whole.total))


def _lowered(whole: Masses[Number], by: int) -> Iterator[tuple[Number, int]]:
    for at, mass in whole.by_position():
        yield mass, max(0, at - by)


@final
@attrs.frozen
class _Side:
    """One side of the balance, requests or blanks: a stock, and flows with their memories."""

    stock: Amount
    flows: tuple[_Monthly, ...]


def _walk(months: int, *sides: tuple[_Side, int, Transform | None]) -> Walk:
    """Return the walk of some sides, each with its factor and its transform."""
    start, drift = 0, [0] * months
    amounts: list[RandomAmount] = []
    for side, factor, transform in sides:
        if isinstance(side.stock, int) and transform is None:
            start += factor * side.stock
        else:
            # A random stock is a flow that comes in the first month alone.
            first = tuple(map(as_distribution, (side.stock, *(0,) * (months - 1))))
            amounts.append(RandomAmount(first, factor, Memory(), transform))
        for flow, memory in side.flows:
            known = [amount for amount in flow if isinstance(amount, int)]
            if transform is not None or len(known) < len(flow):
                distributions = tuple(map(as_distribution, flow))
                amounts.append(RandomAmount(distributions, factor, memory, transform))
                continue
            for month, amount in enumerate(known):
                drift[month] += factor * amount
    return Walk(start=start, drift=tuple(drift), amounts=tuple(amounts))
