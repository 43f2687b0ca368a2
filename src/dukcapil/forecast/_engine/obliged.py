"""Bounds of the numbers of people of a schedule that hold whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from dukcapil.forecast._bounds import bounds_of
from dukcapil.forecast._projection import month_ends
from dukcapil.forecast._scenario import LEAVING, Amount, Interval, least
from dukcapil.forecast._schedule import Amounts, Schedule, greatest

__all__ = ["most_people", "obliged_by_month"]


def obliged_by_month(schedule: Schedule) -> tuple[Interval | None, ...]:
    """Return all who are obliged at the end of each month, as an interval that is certain.

    People can leave only from where they are. Service makes no difference if the trajectory with
    the slowest recording and no blanks agrees with the one with the fastest and plenty. Otherwise
    the numbers that can leave are bounded by the numbers that can be there.
    """
    if schedule.obliged is None:
        return (None,) * schedule.months
    certain = _certain(schedule)
    return tuple(_bounded(schedule, schedule.obliged)) if certain is None else certain


def _certain(schedule: Schedule) -> tuple[Interval, ...] | None:
    if schedule.fields_of(Interval):
        return None
    if not schedule.random.isdisjoint({"newly_obliged_people", *LEAVING}):
        return None
    if schedule.is_known:
        return _obliged(schedule)
    if schedule.occurs("leaving_waiting_people"):
        return None
    slowest, fastest = (_obliged(_extreme(schedule, is_fast=fast)) for fast in (False, True))
    return slowest if slowest == fastest else None


def _bounded(schedule: Schedule, obliged: int) -> Iterator[Interval]:
    """Yield bounds of all who are obliged, from bounds of where they are."""
    start = {field: _interval(stock) for field, stock in schedule.stocks.items()}
    before = start["not_recorded_people"], start["waiting_people"]
    now = Interval(obliged, obliged)
    flows = [schedule.flows[field] for field in ("newly_obliged_people", *LEAVING)]
    for within, *amounts in zip(bounds_of(schedule), *flows, strict=True):
        joining, *leaving = map(_interval, amounts)
        not_recorded, waiting = before
        present = (
            _plus(not_recorded, joining),
            waiting,
            Interval(
                max(0, now.low - not_recorded.high - waiting.high),
                max(0, now.high - not_recorded.low - waiting.low),
            ),
        )
        gone = [
            (min(there.low, leave.low), min(there.high, leave.high))
            for there, leave in zip(present, leaving, strict=True)
        ]
        now = Interval(
            max(0, now.low + joining.low - sum(most for _, most in gone)),
            max(0, now.high + joining.high - sum(fewest for fewest, _ in gone)),
        )
        before = within.not_recorded_people, within.waiting_people
        yield now


def _interval(amount: Amount) -> Interval:
    return Interval(least(amount), greatest(amount))


def _plus(one: Interval, other: Interval) -> Interval:
    return Interval(one.low + other.low, one.high + other.high)


def _obliged(schedule: Schedule) -> tuple[Interval, ...]:
    people = (end.obliged_people or 0 for end in month_ends(schedule))
    return tuple(Interval(number, number) for number in people)


def _extreme(schedule: Schedule, *, is_fast: bool) -> Schedule:
    """Return the schedule with fast recording, few requests, plenty of blanks; or the reverse."""
    asked = least if is_fast else greatest
    flows: dict[str, Amounts] = dict(schedule.flows)
    flows.pop("print_capacity_cards", None)
    flows["replacement_cards"] = tuple(map(asked, flows["replacement_cards"]))
    if "recording_capacity_people" in flows:
        capacity = greatest if is_fast else least
        flows["recording_capacity_people"] = tuple(
            map(capacity, flows["recording_capacity_people"])
        )
    blanks = most_people(schedule) if is_fast else 0
    flows["allocation_cards"] = (blanks,) * schedule.months
    return attrs.evolve(
        schedule,
        stocks={
            "not_recorded_people": asked(schedule.stocks["not_recorded_people"]),
            "waiting_people": asked(schedule.stocks["waiting_people"]),
            "on_hand_cards": 0,
        },
        flows=flows,
        failed_share=Fraction(0),
    )


def most_people(schedule: Schedule) -> int:
    """Return an upper bound of the people who can ask for a card."""
    stocks = ("not_recorded_people", "waiting_people")
    flows = ("newly_obliged_people", "replacement_cards")
    joining = sum(sum(map(greatest, schedule.flows[field])) for field in flows)
    return joining + sum(greatest(schedule.stocks[field]) for field in stocks)
