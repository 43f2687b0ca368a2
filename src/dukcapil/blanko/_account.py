"""One place of the ledger: what it held at the end of each day, and what was counted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import final

from dukcapil.blanko._places import Place
from dukcapil.errors import CountMismatch, InsufficientBlanko

__all__ = ["StockSheet"]


@final
class StockSheet:
    """One place: the days on which it moved, and its balance at the end of each."""

    __slots__ = ("counts", "days", "holds_cards", "place", "totals")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.holds_cards = place.holds_cards
        self.days: list[int] = []
        self.totals: list[int] = []
        self.counts: list[tuple[int, int]] = []  # the day and what was counted, in order

    def add(self, day: int, cards: int) -> None:
        """Change the balance from the end of a day on."""
        days, totals = self.days, self.totals
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

    def at(self, day: int) -> int:
        """The balance at the end of a day."""
        place = bisect_right(self.days, day)
        return self.totals[place - 1] if place else 0

    def steps(self) -> list[tuple[int, int]]:
        """The days on which the balance changed, and what it was from then on."""
        before = (0, *self.totals)
        return [
            (day, total)
            for day, total, last in zip(self.days, self.totals, before, strict=False)
            if total != last
        ]

    def check(self, day: int, cards: int) -> None:
        """Refuse what `cards` taken away from a day on have brought about."""
        if self.holds_cards:
            is_last = self.days[-1] == day
            first = len(self.days) - 1 if is_last else bisect_left(self.days, day)
            lowest = self.totals[-1] if is_last else min(self.totals[first:])
            if lowest < 0:
                below = next(at for at in range(first, len(self.days)) if self.totals[at] < 0)
                raise InsufficientBlanko(
                    needed_cards=cards,
                    on_hand_cards=self.totals[below] + cards,
                    place=str(self.place),
                    on=date.fromordinal(self.days[below]),
                )
        if not self.counts:
            return
        for on, counted in self.counts[bisect_left(self.counts, (day, -1)) :]:
            if self.at(on) != counted:
                raise CountMismatch(
                    place=str(self.place),
                    on=date.fromordinal(on),
                    counted_cards=counted,
                    balance_cards=self.at(on),
                )
