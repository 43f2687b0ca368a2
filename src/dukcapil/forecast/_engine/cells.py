"""Masses at any positions, moved to the multiples of a step around them, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from dukcapil.distributions._masses import Masses, RoundedMasses

__all__ = ["to_both", "to_lower", "to_upper"]

_MANY: Final = 5_000
"""From so many masses on they are worth another representation."""


def to_lower(whole: Masses[float], step: int, kind: type[RoundedMasses]) -> dict[int, float]:
    """Return the masses by the multiple of the step at or below them."""
    cells, firsts = _cells(whole, step)
    return _added(cells, _as(kind, whole).sums_from(firsts))


def to_upper(whole: Masses[float], step: int, kind: type[RoundedMasses]) -> dict[int, float]:
    """Return the masses by the multiple of the step at or above them."""
    cells, firsts = _cells(whole.shifted(step - 1), step)
    return _added(cells, _as(kind, whole).sums_from(firsts))


def to_both(whole: Masses[float], step: int, kind: type[RoundedMasses]) -> dict[int, float]:
    """Return the masses split between the multiples around them, so that the mean is kept."""
    cells, firsts = _cells(whole, step)
    values = _as(kind, whole)
    at: defaultdict[int, float] = defaultdict(float)
    moments = values.moments_from(firsts, step)
    for cell, mass, moment in zip(cells, values.sums_from(firsts), moments, strict=True):
        # The share over / step moves up by step, which is over on average.
        moved = moment / step
        at[cell] += mass - moved
        if moved:
            at[cell + 1] += moved
    return at


def _added(cells: Iterable[int], sums: Iterable[float]) -> dict[int, float]:
    return dict(zip(cells, sums, strict=True))


def _cells(whole: Masses[float], step: int) -> tuple[list[int], list[int]]:
    """Return the cells of a lattice in which there are masses, with the index of their first."""
    cells: list[int] = []
    firsts: list[int] = []
    size, first = len(whole.values), 0
    for cell in range(whole.low // step, whole.high // step + 1):
        after = min(size, -(-((cell + 1) * step - whole.low) // whole.step))
        if after > first:
            cells.append(cell)
            firsts.append(first)
        first = after
    return cells, firsts


def _as(kind: type[RoundedMasses], whole: Masses[float]) -> RoundedMasses:
    return _converted(kind, whole) if len(whole.values) > _MANY else whole.in_floats()


@lru_cache(maxsize=4)
def _converted(kind: type[RoundedMasses], whole: Masses[float]) -> RoundedMasses:
    # By identity: masses never change, and those of one amount are rounded many times.
    return kind.of(whole.low, whole.step, whole.values, whole.total)
