"""Scenarios that the tests of forecasts share, and helpers to change them and read answers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest

from dukcapil import InvalidRecord, Month, Scenario
from dukcapil.distributions import Uniform
from dukcapil.errors import Fault
from dukcapil.forecast import Estimate, Outlook

__all__ = [
    "DECEMBER",
    "DIE",
    "FEBRUARY",
    "HALF",
    "JANUARY",
    "LARGE",
    "THIRD",
    "THREE_WAIT",
    "TWO_A_MONTH",
    "changed",
    "column",
    "exact",
    "refused",
]

DECEMBER, JANUARY, FEBRUARY = Month(2020, 12), Month(2021, 1), Month(2021, 2)
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
DIE = Uniform(1, 6)
THREE_WAIT = Scenario(
    start=DECEMBER,
    months=3,
    obliged_people=10,
    not_recorded_people=3,
    allocation_cards=Uniform(1, 4),
)
"""Of sums of one to four, all but one or two in the first month are enough."""
TWO_A_MONTH = Scenario(
    start=DECEMBER,
    months=2,
    not_recorded_people=0,
    replacement_cards=2,
    allocation_cards=Uniform(1, 3),
)
"""Deliveries that are short as often as they are ample, and no stock."""
LARGE = Scenario(
    start=DECEMBER,
    months=12,
    not_recorded_people=42_476,
    newly_obliged_people=3_368,
    recording_capacity_people=10_000,
    allocation_cards=Uniform(15_000, 20_000),
    replacement_cards=10_000,
)


def changed(scenario: Scenario, /, **fields: Any) -> Scenario:  # noqa: ANN401
    return attrs.evolve(scenario, **fields)


def refused(reason: Fault, field: str, other: str | None = None) -> Any:  # noqa: ANN401
    expected = reason if other is None else f"contradicts {other};"
    return pytest.raises(InvalidRecord, match=rf"{field}: {expected}")


def exact(*fractions: Any) -> list[Estimate]:  # noqa: ANN401
    return [Estimate.exactly(Fraction(fraction)) for fraction in fractions]


def column(answer: Outlook, field: str) -> list[Any]:
    return [getattr(one, field) for one in answer.month_outlooks]
