"""Plans of visits without the library: two rules of planning by hand, and a solver."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dukcapil.outreach import Plan

__all__ = ["biggest_first", "by_highs", "day_by_day"]


def biggest_first(task: Plan) -> int:
    """Return the people recorded if the biggest venues take the earliest open days."""
    free = {day.on: day.crews for day in task.days}
    recorded = 0
    for row in sorted(task.by_venue, key=lambda row: -row.venue.reachable_people):
        left, most = row.venue.reachable_people, row.venue.per_crew_day or 1
        for day in row.open_on:
            if left and free[day]:
                free[day] -= 1
                recorded += min(left, most)
                left -= min(left, most)
    return recorded


def day_by_day(task: Plan) -> int:
    """Return the people recorded if crews go where they record most, day by day."""
    most = {row.venue.id: row.venue.per_crew_day or 1 for row in task.by_venue}
    left = {row.venue.id: row.venue.reachable_people for row in task.by_venue}
    here: dict[Any, list[str]] = {day.on: [] for day in task.days}
    for row in task.by_venue:
        for on in row.open_on:
            here[on].append(row.venue.id)
    recorded = 0
    for day in task.days:
        names = sorted(here[day.on], key=lambda name: -min(left[name], most[name]))
        for name in names[: day.crews]:
            met = min(left[name], most[name])
            left[name] -= met
            recorded += met
    return recorded


def by_highs(task: Plan) -> int:
    """Return the optimum of a mixed-integer program, solved by the HiGHS that scipy brings."""
    np: Any = import_module("numpy")  # which may not be installed
    optimize: Any = import_module("scipy.optimize")
    sparse: Any = import_module("scipy.sparse")
    number_of = {day.on: number for number, day in enumerate(task.days)}
    gains: list[int] = []
    entries: list[tuple[int, int, int]] = []  # row, column, coefficient
    for number, row in enumerate(task.by_venue):
        for on in row.open_on:
            entries += [
                (len(task.days) + number, len(gains), -1),
                (number_of[on], len(gains), 1),
            ]
            gains.append(0)
        left, most = row.venue.reachable_people, row.venue.per_crew_day or 1
        for visit in range(min(-(-left // most), len(row.open_on))):
            entries.append((len(task.days) + number, len(gains), 1))
            gains.append(min(most, left - visit * most))
    limits = [day.crews for day in task.days] + [0] * len(task.venues)
    rows, columns, values = zip(*entries, strict=True)
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(limits), len(gains)))
    found = optimize.milp(
        -np.array(gains),
        constraints=optimize.LinearConstraint(matrix, -np.inf, limits),
        integrality=np.ones(len(gains)),
        bounds=optimize.Bounds(0, 1),
    )
    return -int(np.rint(found.fun))
