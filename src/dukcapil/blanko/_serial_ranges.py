"""Serial numbers: disjoint ranges by place, split and merged as cards move."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final, NamedTuple, final

from dukcapil.blanko._entry_base import Serials
from dukcapil.blanko._places import Place, PlaceKind

__all__ = ["Ranges", "SerialHistory", "joined", "keeps_serials", "overlaps", "parted"]

Ranges = tuple[tuple[int, int], ...]
"""First and last numbers in order, neither overlapping nor adjacent."""

# What comes from these places is new, and what goes there is gone.
_OUTSIDE: Final = frozenset(
    {
        *(PlaceKind.MINISTRY, PlaceKind.PROVINCE),
        *(PlaceKind.OPENING, PlaceKind.FOUND, PlaceKind.MISSING),
    }
)
_CHECKPOINT: Final = 64  # moves between two kept states


def keeps_serials(place: Place) -> bool:
    """Return whether the serial numbers of a place are kept."""
    return place.kind not in _OUTSIDE


def overlaps(ranges: Ranges, serials: Serials) -> bool:
    """Return whether any of the numbers is in the ranges."""
    before = bisect_right(ranges, serials.last, key=_first) - 1
    return before >= 0 and ranges[before][1] >= serials.first


def parted(ranges: Ranges, serials: Serials) -> Ranges | None:
    """Return the ranges without the numbers, or None unless one range holds all of them."""
    at = bisect_right(ranges, serials.first, key=_first) - 1
    if at < 0 or ranges[at][1] < serials.last:
        return None
    first, last = ranges[at]
    left = ((first, serials.first - 1),) if first < serials.first else ()
    right = ((serials.last + 1, last),) if serials.last < last else ()
    return (*ranges[:at], *left, *right, *ranges[at + 1 :])


def joined(ranges: Ranges, serials: Serials) -> Ranges:
    """Return the ranges with the numbers, none of which they hold."""
    first, last = serials.first, serials.last
    start = stop = bisect_left(ranges, (first, last))
    if stop < len(ranges) and ranges[stop][0] == last + 1:
        last, stop = ranges[stop][1], stop + 1
    if start and ranges[start - 1][1] == first - 1:
        first, start = ranges[start - 1][0], start - 1
    return (*ranges[:start], (first, last), *ranges[stop:])


def _first(held: tuple[int, int]) -> int:
    return held[0]


class _Move(NamedTuple):
    """Numbers that came to a place, or left it."""

    serials: Serials
    comes: bool

    def applied_to(self, ranges: Ranges) -> Ranges:
        after = joined(ranges, self.serials) if self.comes else parted(ranges, self.serials)
        return after or ()  # a move that was checked parts what is there


@final
class SerialHistory:
    """The append-only record of the numbers of one place, readable as of any length.

    Moves are kept with their rows, and the ranges after every `_CHECKPOINT` moves.
    """

    __slots__ = ("checkpoints", "last", "moves", "rows")

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.moves: list[_Move] = []
        self.checkpoints: list[Ranges] = [()]
        self.last: tuple[int, Ranges] = (-1, ())  # the last row, and the ranges after it

    def at(self, size: int) -> Ranges:
        """Return the ranges by the rows before `size`."""
        row, ranges = self.last
        if row < size:
            return ranges
        count = bisect_left(self.rows, size)
        checkpoint = count // _CHECKPOINT
        ranges = self.checkpoints[checkpoint]
        for move in self.moves[checkpoint * _CHECKPOINT : count]:
            ranges = move.applied_to(ranges)
        return ranges

    def append(self, row: int, serials: Serials, *, comes: bool) -> None:
        """Append numbers that came or left; only the one writer does."""
        move = _Move(serials, comes)
        ranges = move.applied_to(self.last[1])
        self.moves.append(move)
        if len(self.moves) % _CHECKPOINT == 0:
            self.checkpoints.append(ranges)
        self.rows.append(row)
        self.last = row, ranges

    def copy(self, size: int) -> SerialHistory:
        """Return the record of the rows before `size`, which goes on by itself."""
        history, count = SerialHistory(), bisect_left(self.rows, size)
        history.rows, history.moves = self.rows[:count], self.moves[:count]
        history.checkpoints = self.checkpoints[: count // _CHECKPOINT + 1]
        history.last = (self.rows[count - 1] if count else -1), self.at(size)
        return history
