"""A walk followed month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dukcapil.distributions._masses import Masses
from dukcapil.forecast._engine.block_draws import block_courses, is_one_in_blocks
from dukcapil.forecast._engine.lattice import Grid
from dukcapil.forecast._engine.processes import process
from dukcapil.forecast._engine.walk import Stop, Walk

__all__ = ["courses"]


def courses(
    walk: Walk, grid: Grid, stop: Stop, open_months: Sequence[bool]
) -> Iterator[tuple[Masses, Any]]:
    """For each month the masses still under way, and the mass taken out in it, of the same total.

    Args:
        walk: the walk.
        grid: its lattice.
        stop: which courses are taken out.
        open_months: for each month whether courses can be taken out at all.
    """
    if is_one_in_blocks(walk.amounts):
        yield from block_courses(walk, grid, stop, open_months)
        return
    processes = [process(amounts, grid) for amounts in walk.amounts]
    parts: Any = {(0,) * len(processes): grid.start(walk.start)}
    for month, drift in enumerate(walk.drift):
        for place, one in enumerate(processes):
            parts = one.step(month, parts, place)
        parts = {key: part.shifted(drift) for key, part in parts.items()}
        taken: Any = 0
        if stop is not Stop.NEVER and open_months[month]:
            pairs = {key: stop.parts(part, smooth=grid.smooth) for key, part in parts.items()}
            parts = {key: left for key, (left, _) in pairs.items()}
            taken = sum(gone.sum() for _, gone in pairs.values())
        alive = list(parts.values())
        yield type(alive[0]).merged(alive), taken
