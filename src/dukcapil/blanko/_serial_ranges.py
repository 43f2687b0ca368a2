"""Where serial numbers are: disjoint ranges by place, split and merged as cards move."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import Final, final

from dukcapil.blanko._entries import Serials
from dukcapil.blanko._places import Place, PlaceKind
from dukcapil.errors import RefusedEntry

__all__ = ["SerialBook"]

_OUTSIDE: Final = frozenset({PlaceKind.MINISTRY, PlaceKind.PROVINCE, PlaceKind.VARIANCE})


@final
class SerialBook:
    """The ranges that each place holds now.

    The ministry, the province and the variance hold none: what comes from there is new, and what
    goes there is gone.
    """

    __slots__ = ("_held",)

    def __init__(self) -> None:
        """Begin with nothing."""
        self._held: dict[Place, list[tuple[int, int]]] = {}

    def at(self, place: Place) -> tuple[Serials, ...]:
        """What a place holds, in order; neighbours are one range."""
        return tuple(Serials(first, last) for first, last in self._held.get(place, ()))

    def move(self, source: Place, target: Place, serials: Serials) -> None:
        """Move a range, or refuse."""
        if source.kind in _OUTSIDE:
            self._refuse_known(serials)
        else:
            self._take(source, serials)
        if target.kind not in _OUTSIDE:
            self._give(target, serials)

    def _refuse_known(self, serials: Serials) -> None:
        for place, ranges in self._held.items():
            before = bisect_right(ranges, serials.last, key=_first) - 1
            if before >= 0 and ranges[before][1] >= serials.first:
                raise RefusedEntry(why=f"some of the serials are at {place} already")

    def _take(self, source: Place, serials: Serials) -> None:
        ranges = self._held.get(source, [])
        place = bisect_right(ranges, serials.first, key=_first) - 1
        if place < 0 or ranges[place][1] < serials.last:
            raise RefusedEntry(why=f"not all of the serials are at {source}")
        first, last = ranges.pop(place)
        if first < serials.first:
            insort(ranges, (first, serials.first - 1))
        if serials.last < last:
            insort(ranges, (serials.last + 1, last))

    def _give(self, target: Place, serials: Serials) -> None:
        ranges = self._held.setdefault(target, [])
        first, last = serials.first, serials.last
        place = bisect_left(ranges, (first, last))
        if place < len(ranges) and ranges[place][0] == last + 1:
            last = ranges.pop(place)[1]
        if place and ranges[place - 1][1] == first - 1:
            first = ranges.pop(place - 1)[0]
        insort(ranges, (first, last))


def _first(held: tuple[int, int]) -> int:
    return held[0]
