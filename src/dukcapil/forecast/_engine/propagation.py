"""Propagation of the distribution of a walk, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dukcapil.distributions._masses import Masses, Number
from dukcapil.forecast._engine.block_draws import is_one_in_blocks, propagate_blocks
from dukcapil.forecast._engine.lattice import Grid
from dukcapil.forecast._engine.processes import Parts, process_of
from dukcapil.forecast._engine.walk import Absorption, Walk

__all__ = ["propagate"]


def propagate(
    walk: Walk, grid: Grid[Number], absorption: Absorption, open_months: Sequence[bool]
) -> Iterator[tuple[Masses[Number], Number]]:
    """Yield for each month the masses that remain, and the mass absorbed, over one total.

    Args:
        walk: the walk.
        grid: its lattice.
        absorption: the trajectories that are absorbed.
        open_months: for each month whether any can be absorbed.
    """
    if is_one_in_blocks(walk.amounts):
        yield from propagate_blocks(walk, grid, absorption, open_months)
        return
    processes = [process_of(amount, grid) for amount in walk.amounts]
    parts: Parts[Number] = {(0,) * len(processes): grid.start(walk.start)}
    for month, drift in enumerate(walk.drift):
        for place, process in enumerate(processes):
            parts = process.step(month, parts, place)
        parts = {key: part.shifted(drift) for key, part in parts.items()}
        absorbed = 0 * grid.one
        if absorption is not Absorption.NONE and open_months[month]:
            pairs = {key: absorption.split(part, smooth=grid.smooth) for key, part in parts.items()}
            parts = {key: left for key, (left, _) in pairs.items()}
            absorbed = sum(gone.sum() for _, gone in pairs.values())
        remaining = list(parts.values())
        yield type(remaining[0]).merged(remaining), absorbed
