"""A walk whose only random amount is one draw for each block of months.

Within a block the draw moves the walk along a straight way if the months are alike. A way that
leads towards what takes courses out takes them out at the end of the block or not at all, and one
that leads away never does; so it is enough to look at the distribution of where all ways are at the end of
each month. Where ways turn, each draw is followed for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from dukcapil.distributions import Blocks, Common
from dukcapil.distributions._families import masses
from dukcapil.distributions._masses import Masses
from dukcapil.forecast._engine.lattice import Grid, as_floats, by_sum, comonotone
from dukcapil.forecast._engine.processes import Amounts
from dukcapil.forecast._engine.walk import Stop, Walk

__all__ = ["block_courses", "is_one_in_blocks"]

Row = tuple[Any, tuple[int, ...]]
"""The weight of a draw, and how far it has moved the walk after each month of the block."""


def is_one_in_blocks(amounts: Sequence[Amounts]) -> bool:
    """Whether there is but one random amount, known in blocks."""
    return (
        len(amounts) == 1
        and isinstance(amounts[0].dependence, Blocks | Common)
        and amounts[0].felt is None
    )


def block_courses(
    walk: Walk, grid: Grid, stop: Stop, open_months: Sequence[bool]
) -> Iterator[tuple[Masses, Any]]:
    """As `courses`, for such a walk."""
    (amounts,) = walk.amounts
    months = len(walk.drift)
    length = amounts.dependence.months if isinstance(amounts.dependence, Blocks) else months
    distribution = grid.start(walk.start)
    for first in range(0, months, length):
        block = slice(first, min(first + length, months))
        rows = _rows(amounts, walk.drift[block], block, grid)
        can_leave = [stop is not Stop.NEVER and is_open for is_open in open_months[block]]
        if not any(can_leave) or _is_straight(distribution, rows, stop, can_leave, grid):
            follow = _together
        else:
            follow = _from_one_place if len(distribution.values) == 1 else _each_draw
        left = distribution
        for left, taken in follow(distribution, rows, grid, stop, can_leave):
            yield left, taken
        distribution = left


def _rows(amounts: Amounts, drift: Sequence[int], block: slice, grid: Grid) -> list[Row]:
    """The draws of a block."""
    distributions = [masses(distribution) for distribution in amounts.distributions[block]]
    if not grid.exact:
        distributions = [as_floats(distribution) for distribution in distributions]
    return [
        (
            weight,
            tuple(
                accumulate(
                    amounts.factor * value + known
                    for value, known in zip(values, drift, strict=True)
                )
            ),
        )
        for weight, values in comonotone(distributions)
    ]


def _is_straight(
    distribution: Masses, rows: Sequence[Row], stop: Stop, can_leave: Sequence[bool], grid: Grid
) -> bool:
    """Whether it is enough to look where all ways are at the ends of the months."""
    edge = grid.step if grid.smooth and len(distribution.values) > 1 else 1
    inside = distribution.high < edge if stop is Stop.ABOVE else distribution.low > 1 - edge
    return all(can_leave) and inside and all(_goes_one_way(ways) for _, ways in rows)


def _goes_one_way(ways: Sequence[int]) -> bool:
    moves = [after - before for before, after in zip((0, *ways), ways, strict=False)]
    return min(moves) >= 0 or max(moves) <= 0


def _together(
    distribution: Masses, rows: Sequence[Row], grid: Grid, stop: Stop, can_leave: Sequence[bool]
) -> Iterator[tuple[Masses, Any]]:
    """All draws at once, from the start of the block to the end of each month."""
    total: Any = sum(weight for weight, _ in rows) if grid.exact else 1.0
    before: Any = 0
    for month, leaves in enumerate(can_leave):
        way = by_sum(((weight, ways[month]) for weight, ways in rows), total)
        there = distribution.convolved(grid.rounded(way))
        if not leaves:
            yield there, 0
            continue
        left, gone = stop.parts(there, smooth=grid.smooth)
        taken = gone.sum()
        yield left, taken - before
        before = taken


def _from_one_place(
    distribution: Masses, rows: Sequence[Row], grid: Grid, stop: Stop, can_leave: Sequence[bool]
) -> Iterator[tuple[Masses, Any]]:
    """Each draw for itself, from a place from which it can lead to but one other."""
    total: Any = sum(weight for weight, _ in rows) if grid.exact else 1.0
    (mass,) = distribution.values
    for month, leaves in enumerate(can_leave):
        taken: Any = 0
        if leaves:
            staying = [row for row in rows if stop.stays(distribution.low + row[1][month])]
            taken = sum(weight for weight, _ in rows) - sum(weight for weight, _ in staying)
            rows = staying
        way = by_sum(((weight, ways[month]) for weight, ways in rows), total)
        yield distribution.convolved(grid.rounded(way)), mass * taken


def _each_draw(
    distribution: Masses, rows: Sequence[Row], grid: Grid, stop: Stop, can_leave: Sequence[bool]
) -> Iterator[tuple[Masses, Any]]:
    """Each draw for itself."""
    total: Any = distribution.total * sum(weight for weight, _ in rows) if grid.exact else 1.0
    parts = [distribution.weighted(weight).over(total) for weight, _ in rows]
    at = [0] * len(rows)
    for month, leaves in enumerate(can_leave):
        to = [grid.point(ways[month], 1) for _, ways in rows]
        parts = [part.shifted(b - a) for part, a, b in zip(parts, at, to, strict=True)]
        at = to
        taken: Any = 0
        if leaves:
            pairs = [stop.parts(part, smooth=grid.smooth) for part in parts]
            parts = [left for left, _ in pairs]
            taken = sum(gone.sum() for _, gone in pairs)
        yield type(distribution).merged(parts), taken
