"""Complementary suppression: further cells to blank, so that no total gives a small one away.

Whoever subtracts solves linear equations: along each dimension, cells add up to a printed total. A
small count is protected if the equations also allow it to be as large as counts that are shown. The
hypercube method (D. Repsilber, "Preservation of Confidentiality in Aggregated Data", 1994; A.
Hundepool and others, "Statistical Disclosure Control", 2012, section 4.4) finds a proof of that for
each: cells at the corners of a box, alternately raised and lowered by one number, keep every total
of every dimension.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

__all__ = ["Cell", "Count", "cells_to_blank", "need"]


class Count(NamedTuple):
    """One of the counts of a cell, each of which is in totals of its own.

    Attributes:
        room: how far it can be lowered: the count itself.
        need: how far it must be able to rise to be no longer small; 0 unless it is.
        sign: 1 or -1, with which it enters its totals.
    """

    room: int
    need: int
    sign: int = 1


class Cell(NamedTuple):
    """Figures that are shown or blanked as one.

    Attributes:
        group: cells of different groups are in no common total.
        place: the coordinates; along each of them, cells add up to a total.
        counts: the counts, each in totals of its own; None for one that such a cell does not have.
        is_blank: whether it is blank whatever its counts are.
    """

    group: Hashable
    place: tuple[Hashable, ...]
    counts: tuple[Count | None, ...]
    is_blank: bool = False


_Place = tuple[Hashable, ...]


def need(count: int, below: int) -> int:
    """Return how far a count must be able to rise if it is small, else 0."""
    return below - count if 0 < count < below else 0


def cells_to_blank(cells: Sequence[Cell]) -> list[bool]:
    """Return which cells to blank: those with a small count, and the corners of their boxes.

    Where a small count has no box, as in a table of few cells, its whole group is blanked.
    """
    groups: dict[Hashable, dict[_Place, Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.group, {})[cell.place] = cell
    blank = {group: _blank_places(of_group) for group, of_group in groups.items()}
    return [cell.place in blank[cell.group] for cell in cells]


def _blank_places(cells: Mapping[_Place, Cell]) -> set[_Place]:
    blank = {place for place, cell in cells.items() if cell.is_blank or any(_needs(cell))}
    # Along a dimension of one coordinate there is nothing to subtract from.
    axes = [
        (axis, coordinates)
        for axis, along in enumerate(zip(*cells, strict=True))
        if len(coordinates := tuple(dict.fromkeys(along))) > 1
    ]
    for cell in cells.values():
        for number in _needs(cell):
            corners = _cheapest_box(cells, cell, number, axes, blank)
            if corners is None:
                return set(cells)
            blank.update(corners)
    return blank


def _needs(cell: Cell) -> Iterator[int]:
    """Yield the numbers, from 1, of the small counts of a cell."""
    return (
        number for number, count in enumerate(cell.counts, 1) if count is not None and count.need
    )


_NO_COUNT: Final = Count(0, 0, 0)


def _cheapest_box(
    cells: Mapping[_Place, Cell],
    cell: Cell,
    number: int,
    axes: Sequence[tuple[int, Sequence[Hashable]]],
    blank: set[_Place],
) -> list[_Place] | None:
    """Return the corners of the box around a cell that blanks the least; None if there is none."""

    def allows(corner: _Place, distance: int) -> bool:
        """Return whether a corner can be changed as many dimensions away require."""
        count = _count(cells.get(corner), number)
        change = small.need * small.sign * count.sign * (-1) ** distance
        return bool(count.sign) and count.room + change >= 0

    small = _count(cell, number)

    def cost(place: _Place) -> int:
        return 0 if place in blank else _size(cells[place])

    # The cheapest first, so that a box that costs nothing more is soon found; of equals the later.
    opposite = []
    for axis, coordinates in axes:
        beside = {other: _moved(cell.place, {axis: other}) for other in reversed(coordinates)}
        del beside[cell.place[axis]]
        allowed = [other for other, corner in beside.items() if allows(corner, 1)]
        opposite.append(sorted(allowed, key=lambda other: cost(beside[other])))
    numbers = [axis for axis, _ in axes]
    here = [cell.place[axis] for axis in numbers]
    best: list[_Place] | None = None
    least = 0
    for there in product(*opposite):
        corners = [
            _moved(cell.place, dict(zip(numbers, choice, strict=True)))
            for choice in product(*zip(here, there, strict=True))
        ]
        if not all(allows(at, _distance(at, cell.place)) for at in corners[1:]):
            continue
        costs = sum(map(cost, corners))
        if best is None or costs < least:
            best, least = corners, costs
        if not least or len(axes) == 1:
            break
    return best


def _count(cell: Cell | None, number: int) -> Count:
    return (cell.counts[number - 1] if cell is not None else None) or _NO_COUNT


def _size(cell: Cell) -> int:
    return 1 + sum(count.room for count in cell.counts if count is not None)


def _moved(place: _Place, to: Mapping[int, Hashable]) -> _Place:
    return tuple(to.get(axis, coordinate) for axis, coordinate in enumerate(place))


def _distance(one: _Place, other: _Place) -> int:
    return sum(here != there for here, there in zip(one, other, strict=True))
