"""Prices of limits: the least at which the best visits keep within them.

A limit cuts through whole visits, so that the best plan within it is a knapsack. At a price of the
limit the search is free again, and by weak duality its worth at any price is a bound. The dearer
what a limit asks for, the more of it the best visits have; so the least price at which they have
enough is found by bisection, one limit after another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

__all__ = ["settle"]

_ROUNDS: Final = 3
"""Prices of limits that work on each other hardly change after a few rounds."""

_FINENESS: Final = 1_000
"""Two prices nearer to each other than a part of this are one."""


def settle(missing: Callable[[Sequence[int]], Sequence[int]], tops: Sequence[int]) -> None:
    """Try prices until each is the least at which as much as possible of its limit is kept.

    Args:
        missing: what the best visits at some prices miss of each limit, 0 or below where they keep
            it. The caller remembers the trials.
        tops: for each limit, a price at which as much of it is kept as can be. Later limits bind
            what is left to the earlier ones.
    """
    if all(short <= 0 for short in missing([0] * len(tops))):
        return
    # The earlier ones begin at their tops, so that the last allows for them.
    prices, before = list(tops), [-1]
    rounds = 0
    while prices != before and rounds < _ROUNDS:
        before = list(prices)
        rounds += 1
        for limit in reversed(range(len(tops))):
            prices[limit] = _least(missing, prices, limit, tops[limit])


def _least(
    missing: Callable[[Sequence[int]], Sequence[int]], prices: Sequence[int], limit: int, top: int
) -> int:
    """Return the least price of one limit, up to the fineness."""

    def short(price: int) -> int:
        return missing([*prices[:limit], price, *prices[limit + 1 :]])[limit]

    if short(0) <= 0:
        return 0
    enough = max(0, short(top))
    low, high = 0, 1
    while high < top and short(high) > enough:
        low, high = high, min(top, 4 * high)
    while high - low > max(1, high // _FINENESS):
        middle = (low + high) // 2
        if short(middle) > enough:
            low = middle
        else:
            high = middle
    return high
