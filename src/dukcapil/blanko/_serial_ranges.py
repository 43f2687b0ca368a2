"""Serial numbers: the way of each number through the places, day by day.

A number is used on a day only where it is on that day, however late that is written: at the end of
each day it is in one place at most, and came to each place before it left. That is the rule of
balances, number by number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final, NamedTuple, final

from dukcapil.blanko._entry_base import Serials
from dukcapil.blanko._places import Place, PlaceKind
from dukcapil.errors import RefusedEntry

__all__ = ["SerialBook", "SerialMove"]

# What comes from these places is new, and what goes there is gone.
_OUTSIDE: Final = frozenset(
    {
        *(PlaceKind.MINISTRY, PlaceKind.PROVINCE),
        *(PlaceKind.OPENING, PlaceKind.FOUND, PlaceKind.MISSING),
    }
)


@final
class SerialMove(NamedTuple):
    """Numbers that went from one place to another on a day, by the entry of a row."""

    row: int
    day: int
    source: Place
    target: Place
    first: int
    last: int


_Step = tuple[int, Place, Place]
"""A day, and the places that a number left and reached on it."""

_row_of: Final = itemgetter(0)  # of a move
_day_of: Final = itemgetter(0)  # of a step


@final
class SerialBook:
    """The append-only record of numbers, readable as of any length.

    Attributes:
        moves: all, in the order of rows.
    """

    __slots__ = ("_firsts", "_lasts", "_of_place", "_ways", "moves")

    def __init__(self) -> None:
        self.moves: list[SerialMove] = []
        self._of_place: dict[Place, list[int]] = {}  # indices of moves
        # For the one writer: numbers that went the same way are one range.
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._ways: list[tuple[_Step, ...]] = []

    # --- reading, in any thread ------------------------------------------------------------

    def at(self, place: Place, day: int, size: int) -> Iterator[Serials]:
        """Yield the ranges that a place holds at the end of a day by the rows before `size`."""
        edges: dict[int, int] = {}
        for index in self._of_place.get(place, ()):
            move = self.moves[index]
            if move.row >= size:
                break
            if move.day <= day:
                change = (move.target == place) - (move.source == place)
                edges[move.first] = edges.get(move.first, 0) + change
                edges[move.last + 1] = edges.get(move.last + 1, 0) - change
        points = sorted(point for point, change in edges.items() if change)
        held = 0
        for point, after in pairwise(points):
            held += edges[point]
            if held:
                yield Serials(point, after - 1)

    def of_number(self, number: int, size: int) -> list[SerialMove]:
        """Return the moves of a number by the rows before `size`, in the order of their days."""
        found = (move for move in self.moves if move.row < size)
        of_it = (move for move in found if move.first <= number <= move.last)
        return sorted(of_it, key=lambda move: (move.day, move.row))

    # --- for the one writer ----------------------------------------------------------------

    def check(self, new: Sequence[SerialMove]) -> None:
        """Raise if moves would take numbers from where they are not, or bring them in twice."""
        for way in self._ways_with(new):
            _check_way(way)

    def check_all(self) -> None:
        """Raise if a number is anywhere where it cannot be."""
        for way in self._ways:
            _check_way(way)

    def append(self, move: SerialMove) -> None:
        """Append a move."""
        step = move.day, move.source, move.target
        self._split(move.first)
        self._split(move.last + 1)
        at, next_number = bisect_left(self._firsts, move.first), move.first
        while next_number <= move.last:
            stop = self._firsts[at] if at < len(self._firsts) else move.last + 1
            if next_number < stop:
                last = min(stop - 1, move.last)
                self._insert(at, next_number, last, (step,))
            else:
                self._ways[at] = (*self._ways[at], step)
            next_number, at = self._lasts[at] + 1, at + 1
        index = len(self.moves)
        self.moves.append(move)
        for place in (move.source, move.target):
            if place.kind not in _OUTSIDE:
                self._of_place.setdefault(place, []).append(index)

    def copy(self, size: int) -> SerialBook:
        """Return the record of the rows before `size`, which goes on by itself."""
        book = SerialBook()
        for move in self.moves[: bisect_left(self.moves, size, key=_row_of)]:
            book.append(move)
        return book

    def _split(self, number: int) -> None:
        """Let a range begin with a number that lies within one."""
        at = bisect_right(self._firsts, number) - 1
        if at >= 0 and self._firsts[at] < number <= self._lasts[at]:
            last, way = self._lasts[at], self._ways[at]
            self._lasts[at] = number - 1
            self._insert(at + 1, number, last, way)

    def _insert(self, at: int, first: int, last: int, way: tuple[_Step, ...]) -> None:
        self._firsts.insert(at, first)
        self._lasts.insert(at, last)
        self._ways.insert(at, way)

    def _ways_with(self, new: Sequence[SerialMove]) -> Iterator[list[_Step]]:
        """Yield the way of every number of some moves with them, one for all that share it."""
        points = {point for move in new for point in (move.first, move.last + 1)}
        for move in new:
            at = bisect_left(self._lasts, move.first)
            while at < len(self._firsts) and self._firsts[at] <= move.last:
                points |= {self._firsts[at], self._lasts[at] + 1}
                at += 1
        waiting = sorted(new, key=lambda move: move.first, reverse=True)
        active: list[tuple[int, int, _Step]] = []
        for point in sorted(points):
            while waiting and waiting[-1].first <= point:
                move = waiting.pop()
                heappush(active, (move.last, len(waiting), (move.day, move.source, move.target)))
            while active and active[0][0] < point:
                heappop(active)
            if active:
                at = bisect_right(self._firsts, point) - 1
                known = self._ways[at] if at >= 0 and point <= self._lasts[at] else ()
                yield [*known, *(step for _, _, step in active)]


def _check_way(way: Iterable[_Step]) -> None:
    """Raise unless a number is in one place at most at the end of every day, and was there."""
    where: dict[Place, int] = {}
    for day, steps in groupby(sorted(way, key=_day_of), key=_day_of):
        before = [place for place, count in where.items() if count]
        for _, source, target in steps:
            where[source] = where.get(source, 0) - 1
            where[target] = where.get(target, 0) + 1
        held = {place: count for place, count in where.items() if place.kind not in _OUTSIDE}
        on = date.fromordinal(day)
        for place, count in held.items():
            if count < 0:
                raise RefusedEntry(why=f"not all of the serials are at {place} on {on}")
        if sum(held.values()) > 1:
            place = next(place for place in (*before, *held) if held.get(place))
            raise RefusedEntry(why=f"some of the serials are at {place} on {on} already")
