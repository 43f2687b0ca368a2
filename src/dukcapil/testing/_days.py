"""Days of made-up people, as ordinals (`date.toordinal`), and the draws that choose them.

Ordinals are compared and added without a `date` in between, which makes a city of millions
possible. A day that never comes is a large ordinal, so that it needs no case of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, NamedTuple

__all__ = [
    "LOG_BEGINS",
    "NEVER",
    "RECORDING_BEGAN",
    "Draw",
    "Span",
    "as_date",
    "between",
    "spread",
    "years",
]

Draw = Callable[[], float]
"""A source of numbers in `[0, 1)`."""

NEVER: Final = 10**7
"""A day later than the calendar has, also after years are added to it."""

RECORDING_BEGAN: Final = date(2011, 7, 1).toordinal()
"""The first day of the recording of all adults."""

LOG_BEGINS: Final = date(2012, 1, 1).toordinal()
"""The first day on which people move, die and get cards."""

as_date: Final = date.fromordinal


class Span(NamedTuple):
    """Days `[low, high)` of a table, and the share of people up to and with this row."""

    cumulative_share: float
    low: int
    high: int


def years(count: int) -> int:
    """Return the days in a number of years, rounded up."""
    return (count * 1461 + 3) // 4


def between(draw: Draw, low: int, high: int) -> int:
    """Return a day of `[low, high)`."""
    return low + int(draw() * (high - low))


def spread(draw: Draw, spans: Sequence[Span]) -> int:
    """Return a number of days, distributed by a table; `NEVER` for the share beyond its rows."""
    share = draw()
    for cumulative_share, low, high in spans:
        if share < cumulative_share:
            return between(draw, low, high)
    return NEVER
