"""Masses at any positions, moved to the multiples of a step around them, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

__all__ = ["Summed", "to_both", "to_lower", "to_upper"]


class Summed(Protocol):
    """Masses at `low`, `low + step`, ... to `high`, of which sums are known.

    As `RoundedMasses` has them: `sums_from` some indices to the next one or the end, and
    `moments_from` them, of mass times its place above the multiple of a step below it.
    """

    @property
    def low(self) -> int: ...

    @property
    def high(self) -> int: ...

    @property
    def step(self) -> int: ...

    def sums_from(self, firsts: Sequence[int]) -> Sequence[float]: ...

    def moments_from(self, firsts: Sequence[int], step: int) -> Sequence[float]: ...


def to_lower(whole: Summed, step: int) -> dict[int, float]:
    """Return the masses by the multiple of the step at or below them."""
    cells, firsts = _cells(whole, step, 0)
    return dict(zip(cells, whole.sums_from(firsts), strict=True))


def to_upper(whole: Summed, step: int) -> dict[int, float]:
    """Return the masses by the multiple of the step at or above them."""
    cells, firsts = _cells(whole, step, step - 1)
    return dict(zip(cells, whole.sums_from(firsts), strict=True))


def to_both(whole: Summed, step: int) -> dict[int, float]:
    """Return the masses split between the multiples around them, so that the mean is kept."""
    cells, firsts = _cells(whole, step, 0)
    at: defaultdict[int, float] = defaultdict(float)
    moments = whole.moments_from(firsts, step)
    for cell, mass, moment in zip(cells, whole.sums_from(firsts), moments, strict=True):
        # The share over / step moves up by step, which is over on average.
        moved = moment / step
        at[cell] += mass - moved
        if moved:
            at[cell + 1] += moved
    return at


def _cells(whole: Summed, step: int, up: int) -> tuple[list[int], list[int]]:
    """Return the cells of a lattice in which there are masses, with the index of their first.

    Args:
        whole: the masses.
        step: the length of a cell.
        up: the positions by which a cell begins below its multiple of the step.
    """
    cells: list[int] = []
    firsts: list[int] = []
    low = whole.low + up
    size, first = (whole.high - whole.low) // whole.step + 1, 0
    for cell in range(low // step, (whole.high + up) // step + 1):
        after = min(size, -(-((cell + 1) * step - low) // whole.step))
        if after > first:
            cells.append(cell)
            firsts.append(first)
        first = after
    return cells, firsts
