"""Numbers of people of a schedule that do not depend on chance."""

from __future__ import annotations

from fractions import Fraction

import attrs

from dukcapil.forecast._projection import month_ends
from dukcapil.forecast._scenario import LEAVING, least
from dukcapil.forecast._schedule import Amounts, Schedule, greatest

__all__ = ["most_people", "obliged_by_month"]


def obliged_by_month(schedule: Schedule) -> tuple[int | None, ...]:
    """Return all who are obliged at the end of each month, where that is certain.

    People can leave only from where they are. Service makes no difference if the trajectory with
    the slowest recording and no blanks agrees with the one with the fastest and plenty.
    """
    uncertain: tuple[None, ...] = (None,) * schedule.months
    if not schedule.random.isdisjoint({"newly_obliged_people", *LEAVING}):
        return uncertain
    if schedule.is_known:
        return _obliged(schedule)
    if schedule.occurs("leaving_waiting_people"):
        return uncertain
    slowest, fastest = (_obliged(_extreme(schedule, is_fast=fast)) for fast in (False, True))
    return slowest if slowest == fastest else uncertain


def _obliged(schedule: Schedule) -> tuple[int | None, ...]:
    return tuple(end.obliged_people for end in month_ends(schedule))


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
