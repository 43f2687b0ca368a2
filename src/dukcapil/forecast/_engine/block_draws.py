"""A walk whose only random amount is one draw for each block of months.

Within a block the draw moves the walk in a straight line if the months are alike. A line towards
the absorbing side is absorbed at the end of the block or not at all, and one away from it never;
so the distribution of all endpoints, at the end of each month, is enough. Where lines turn, each
draw is followed by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from dukcapil.distributions._masses import Masses, Number
from dukcapil.forecast._engine.common_draws import Draw
from dukcapil.forecast._engine.lattice import Grid
from dukcapil.forecast._engine.walk import Absorption, RandomAmount, Walk

__all__ = ["is_one_in_blocks", "propagate_blocks"]


def is_one_in_blocks(amounts: Sequence[RandomAmount]) -> bool:
    """Return whether there is a single random amount, and its months share their draws."""
    return (
        len(amounts) == 1
        and amounts[0].memory.draw_months is not None
        and amounts[0].transform is None
    )


def propagate_blocks(
    walk: Walk, grid: Grid[Number], absorption: Absorption, open_months: Sequence[bool]
) -> Iterator[tuple[Masses[Number], Number]]:
    """Propagate such a walk; see `propagate`."""
    (amount,) = walk.amounts
    months = len(walk.drift)
    length = amount.memory.draw_months or months
    position = grid.start(walk.start)
    for first in range(0, months, length):
        block = slice(first, min(first + length, months))
        draws = _paths(amount, walk.drift[block], block, grid)
        can_leave = [absorption is not Absorption.NONE and it for it in open_months[block]]
        if not any(can_leave) or _is_straight(position, draws, absorption, can_leave, grid):
            follow = _together
        else:
            follow = _from_one_point if len(position.values) == 1 else _each_draw
        left = position
        for left, absorbed in follow(position, draws, grid, absorption, can_leave):
            yield left, absorbed
        position = left


def _paths(
    amount: RandomAmount, drift: Sequence[int], block: slice, grid: Grid[Number]
) -> list[Draw[Number]]:
    """Return the draws of a block: the weight, and the total move after each of its months."""
    return [
        (
            weight,
            tuple(
                accumulate(
                    amount.factor * value + known
                    for value, known in zip(values, drift, strict=True)
                )
            ),
        )
        for weight, values in grid.draws(amount.distributions[block], amount.factor)
    ]


def _is_straight(
    position: Masses[Number],
    draws: Sequence[Draw[Number]],
    absorption: Absorption,
    can_leave: Sequence[bool],
    grid: Grid[Number],
) -> bool:
    """Return whether the endpoints at the ends of the months are enough."""
    # A smoothed split divides the interval on the barrier, and keeps a point less than a step
    # beyond it; a walk at a single point has not been split yet.
    edge = grid.step if grid.smooth and len(position.values) > 1 else 1
    is_above = absorption is Absorption.ABOVE
    inside = position.high < edge if is_above else position.low > 1 - edge
    return all(can_leave) and inside and all(_is_monotone(path) for _, path in draws)


def _is_monotone(path: Sequence[int]) -> bool:
    moves = [after - before for before, after in zip((0, *path), path, strict=False)]
    return min(moves) >= 0 or max(moves) <= 0


def _together(
    position: Masses[Number],
    draws: Sequence[Draw[Number]],
    grid: Grid[Number],
    absorption: Absorption,
    can_leave: Sequence[bool],
) -> Iterator[tuple[Masses[Number], Number]]:
    """Follow all draws at once, from the start of the block to the end of each month."""
    total = grid.total([weight for weight, _ in draws])
    nothing = before = 0 * grid.one
    for month, leaves in enumerate(can_leave):
        kernel = grid.placed([(weight, path[month]) for weight, path in draws], total)
        there = position.convolved(kernel)
        if not leaves:
            yield there, nothing
            continue
        # All draws are propagated anew each month, so what was absorbed before is absorbed again.
        left, gone = absorption.split(there, smooth=grid.smooth)
        absorbed = gone.sum()
        yield left, absorbed - before
        before = absorbed


def _from_one_point(
    position: Masses[Number],
    draws: Sequence[Draw[Number]],
    grid: Grid[Number],
    absorption: Absorption,
    can_leave: Sequence[bool],
) -> Iterator[tuple[Masses[Number], Number]]:
    """Follow each draw from a single point, from which it leads to a single other one."""
    total = grid.total([weight for weight, _ in draws])
    (mass,) = position.values
    for month, leaves in enumerate(can_leave):
        absorbed = 0 * grid.one
        if leaves:
            spared = [draw for draw in draws if absorption.spares(position.low + draw[1][month])]
            absorbed = sum(weight for weight, _ in draws) - sum(weight for weight, _ in spared)
            draws = spared
        kernel = grid.placed([(weight, path[month]) for weight, path in draws], total)
        yield position.convolved(kernel), mass * absorbed


def _each_draw(
    position: Masses[Number],
    draws: Sequence[Draw[Number]],
    grid: Grid[Number],
    absorption: Absorption,
    can_leave: Sequence[bool],
) -> Iterator[tuple[Masses[Number], Number]]:
    """Follow each draw by itself."""
    weights = [weight for weight, _ in draws]
    total = position.total * grid.total(weights)
    parts = [position.weighted(weight).over(total) for weight in weights]
    at = [0] * len(draws)
    for month, leaves in enumerate(can_leave):
        # Round the total move, not each month's: rounding errors would add up.
        to = [grid.point(path[month], 1) for _, path in draws]
        parts = [part.shifted(b - a) for part, a, b in zip(parts, at, to, strict=True)]
        at = to
        absorbed = 0 * grid.one
        if leaves:
            pairs = [absorption.split(part, smooth=grid.smooth) for part in parts]
            parts = [left for left, _ in pairs]
            absorbed = sum(gone.sum() for _, gone in pairs)
        yield type(position).merged(parts), absorbed
