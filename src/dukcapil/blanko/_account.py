"""The balances of one place by day, as the writer of a journal checks them.

An account is the writer's own: nobody else reads it. It is derived from the history of the place,
and follows it only when it is asked, so that what is written in the order of days costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final, final

from dukcapil.blanko._history import History, day_of

__all__ = ["NO_DAY", "Account"]

NO_DAY: Final = 1 << 32  # later than every day


@final
class Account:
    """The days from `since` on on which the balance of a place changed, and their balances."""

    __slots__ = ("_days", "_known", "_totals", "since")

    def __init__(self, steps: Iterable[tuple[int, int]], *, since: int = 0) -> None:
        """Begin with days in order and their balances; the first is `since` unless that is 0."""
        steps = list(steps)
        self.since = since
        self._days = [day for day, _ in steps]
        self._totals = [total for _, total in steps]
        self._known = 0, 0  # of the changes in order, and of the late ones

    @classmethod
    def of(cls, history: History, size: int) -> Account:
        """Return the balances of all days by a history of `size` rows."""
        account = cls(history.steps(size))
        account._known = history.lengths()
        return account

    def follow(self, history: History) -> None:
        """Take in what was appended to the history since."""
        known = self._known
        if known == history.lengths():
            return
        days, totals, keys = self._days, self._totals, history.keys
        # Late changes are of days before the last one in order, and so in each total after it.
        late = (totals[-1] if totals else 0) - history.totals[known[0] - 1]
        for key, total in zip(keys[known[0] :], history.totals[known[0] :], strict=True):
            day = day_of(key)
            if days and day == days[-1]:
                totals[-1] = total + late
            else:
                days.append(day)
                totals.append(total + late)
        for day, cards in history.late_since(known[1]):
            self.add(day, cards)
        self._known = history.lengths()

    def balance(self, day: int) -> int:
        """Return the balance at the end of a day, which is not before `since`."""
        count = bisect_right(self._days, day)
        return self._totals[count - 1] if count else 0

    def first_below(self, cards: int, day: int, stop: int = NO_DAY) -> tuple[int, int] | None:
        """Return the first day of a period with a balance below `cards`, and the balance.

        Args:
            cards: the balance that is needed.
            day: the first day.
            stop: the day after the last.
        """
        held = self.balance(day)
        if held < cards:
            return day, held
        first, last = bisect_right(self._days, day), bisect_left(self._days, stop)
        if min(self._totals[first:last], default=cards) < cards:
            return next(
                (self._days[at], self._totals[at])
                for at in range(first, last)
                if self._totals[at] < cards
            )
        return None

    def add(self, day: int, cards: int) -> None:
        """Change the balance from the end of a day on; the day is not before `since`."""
        days, totals = self._days, self._totals
        if not days or day > days[-1]:
            days.append(day)
            totals.append((totals[-1] if totals else 0) + cards)
            return
        if day == days[-1]:
            totals[-1] += cards
            return
        first = bisect_left(days, day)
        if days[first] != day:
            days.insert(first, day)
            totals.insert(first, totals[first - 1] if first else 0)
        totals[first:] = [total + cards for total in totals[first:]]

    def mirrored(self) -> Account:
        """Return an account of what is owed: with the opposite balances."""
        owed = ((day, -total) for day, total in zip(self._days, self._totals, strict=True))
        return Account(owed, since=self.since)

    def copy(self) -> Account:
        """Return an account of the same balances that goes on by itself."""
        return Account(zip(self._days, self._totals, strict=True), since=self.since)
