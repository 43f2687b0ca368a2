"""The search for an amount where more can be worse, because people leave.

One more recorded, or one more card, keeps somebody from leaving who then is outstanding. So no
bisection finds the least amount. What holds on every trajectory, whatever leaves and whatever is
limited, is this. Let Q be the number outstanding at the end of a month, U the number not recorded
and G the good cards printed.

* One more person who can be recorded in one month, or one more blank or print, changes Q by at
  most one. So d more in each of m months change it by at most d * m.
* U never grows with any of them.
* G and Q + G never fall: what is added brings more people in than it lets go. With recording this
  holds where nobody leaves while waiting for a card.

The first follows by induction over the months: recording one more person moves one from U to
those who wait, who leave or get a card one more at most, and from then on all differences are 0
or 1; likewise with blanks and prints. All are tested against every amount of small scenarios.

Between two amounts a < b, these bound Q from below:

    Q >= U(b),   Q >= Q(a) + G(a) - G(b),   Q >= (Q(a) + Q(b) - m (b - a)) / 2.

An interval in which no amount can do is passed over as a whole, any other is halved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, final

import attrs

from dukcapil.forecast._engine.month_end import PathsMonth
from dukcapil.forecast._outlook import Figure
from dukcapil.forecast._scenario import Interval

__all__ = ["Found", "Rules", "Tried", "first_that_does"]


@final
class Found(NamedTuple):
    """The outcome of a search.

    Attributes:
        amount: the least amount that does, of those that were not passed over; None if none was
            found.
        best: the amount with which most trajectories meet the target.
        untested: where the search was stopped before it was decided.
    """

    amount: int | None
    best: int
    untested: tuple[Interval, ...]


@final
@attrs.frozen(kw_only=True)
class Rules:
    """Assumptions of a search, and its limit.

    Attributes:
        at_most: the number who may be outstanding.
        months: the number of months up to the target.
        good_cards_grow: whether G and Q + G never fall.
        amounts: the number of amounts that may be tried.
    """

    at_most: int
    months: int
    good_cards_grow: bool
    amounts: int


Paths = tuple[tuple[int, int, int], ...]
"""For each trajectory the numbers outstanding and not recorded, and of good cards."""


def first_that_does(
    most: int,
    tried: Tried,
    is_met: Callable[[int, int], bool],
    rules: Rules,
) -> Found:
    """Find the least amount from 0 to `most` with which enough trajectories meet the target.

    Args:
        most: an amount beyond which more makes no difference.
        tried: the trajectories with each amount, which share their random numbers.
        is_met: whether so many trajectories, of so many, are enough.
        rules: what holds, and how many amounts may be tried.
    """

    def does(amount: int) -> bool:
        certain = tried.certain(amount, rules.at_most)
        hits = tried.hits(amount, rules.at_most)
        return is_met(hits, len(tried.paths[amount])) if certain is None else certain

    if does(0):
        return Found(0, 0, ())
    ahead = [(0, most)] if most else []
    while ahead and len(tried.paths) < rules.amounts:
        low, high = ahead.pop()
        possible, paths = _possible(low, high, tried, rules), len(tried.paths[low])
        # All of them together can be certain, which no number of trajectories is.
        if possible < paths and not is_met(possible, paths):
            continue
        if high - low > 1:
            middle = (low + high) // 2
            ahead += [(middle, high), (low, middle)]
        elif does(high):
            return Found(high, high, ())
    enough = filter(does, sorted(tried.paths))
    return Found(
        next(enough, None),
        max(tried.paths, key=lambda amount: tried.hits(amount, rules.at_most)),
        tuple(Interval(low + 1, high) for low, high in sorted(ahead)),
    )


@final
class Tried:
    """The trajectories with each amount that was tried."""

    def __init__(self, end_with: Callable[[int], PathsMonth]) -> None:
        self._end_with = end_with
        self.paths: dict[int, Paths] = {}
        self._limits: dict[int, Interval] = {}

    def at(self, amount: int) -> Paths:
        if amount not in self.paths:
            end = self._end_with(amount)
            states = end.states
            self._limits[amount] = end.limits[Figure.OUTSTANDING]
            self.paths[amount] = tuple(
                (one.not_recorded + one.waiting, one.not_recorded, one.good) for one in states
            )
        return self.paths[amount]

    def certain(self, amount: int, at_most: int) -> bool | None:
        """Return whether all trajectories there are meet the target, or none does."""
        self.at(amount)
        limits = self._limits[amount]
        return None if limits.low <= at_most < limits.high else at_most >= limits.high

    def hits(self, amount: int, at_most: int) -> int:
        """Return how many trajectories leave no more people outstanding."""
        return sum(outstanding <= at_most for outstanding, _, _ in self.at(amount))


def _possible(low: int, high: int, tried: Tried, rules: Rules) -> int:
    """Return how many trajectories may meet the target with an amount between two, or `high`."""
    return sum(bound <= rules.at_most for bound in _lower_bounds(low, high, tried, rules))


def _lower_bounds(low: int, high: int, tried: Tried, rules: Rules) -> Iterator[int]:
    change = rules.months * (high - low)
    for (before, _, fewer), (after, not_recorded, more) in zip(
        tried.at(low), tried.at(high), strict=True
    ):
        bound = max(not_recorded, -(-(before + after - change) // 2))
        yield max(bound, before + fewer - more) if rules.good_cards_grow else bound
