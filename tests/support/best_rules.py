"""The optimum of one venue a crew-day under all rules, as a mixed-integer program.

Each crew, day and venue has a variable of its own; nothing is shared with the library.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import pytest
from support.best_visits import open_days

from dukcapil.outreach import Crew, Plan, Venue
from dukcapil.regions import RegionCode

_MANY = 1_000


class Best(NamedTuple):
    """The optimum: fixed visits first, then least visits, then worth, then promises."""

    fixed: int
    least: int
    worth: int
    kept: int


class _Chance(NamedTuple):
    """A visit that a crew can make."""

    day: int
    column: int
    room: int


class Program:
    """A maximisation over whole numbers."""

    def __init__(self) -> None:
        """Start without columns."""
        self.gains: list[float] = []
        self.uppers: list[float] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def column(self, upper: float) -> int:
        """Add a column from 0 to an upper bound."""
        self.gains.append(0)
        self.uppers.append(upper)
        return len(self.gains) - 1

    def row(self, entries: Iterable[tuple[int, float]], low: float, high: float) -> None:
        """Keep a weighted sum of columns within bounds."""
        sums: defaultdict[int, float] = defaultdict(float)
        for column, value in entries:
            sums[column] += value
        self.rows.append((sums, low, high))

    def solve(self) -> list[int] | None:
        """Return the values of the columns, or None if there are none."""
        np = pytest.importorskip("numpy")
        optimize = pytest.importorskip("scipy.optimize")
        sparse = pytest.importorskip("scipy.sparse")
        if not self.gains:
            return []
        cells = [
            (at, column, value)
            for at, (entries, _, _) in enumerate(self.rows)
            for column, value in entries.items()
        ]
        rows, columns, values = zip(*cells, strict=True)
        shape = len(self.rows), len(self.gains)
        found = optimize.milp(
            -np.array(self.gains),
            constraints=optimize.LinearConstraint(
                sparse.csr_matrix((values, (rows, columns)), shape=shape),
                [low for _, low, _ in self.rows],
                [high for _, _, high in self.rows],
            ),
            integrality=np.ones(len(self.gains)),
            bounds=optimize.Bounds(0, self.uppers),
            options={"mip_rel_gap": 0},
        )
        return None if found.x is None else [round(value) for value in found.x]


class _Rules:
    """The program of a plan."""

    def __init__(self, plan: Plan, promised: Mapping[tuple[str, date], int]) -> None:
        self.program = Program()
        self.plan = plan
        self.days = [day.on for day in plan.days]
        self.met, self.made = Counter[str](), Counter[str]()
        for visit in plan.kept:
            self.met[visit.venue] += visit.people
            self.made[visit.venue] += 1
        self.on_crew: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self.people: list[tuple[Venue, int]] = []
        self.costs: list[tuple[int, float]] = []
        self.bonus: dict[str, list[int]] = {"fixed": [], "least": [], "kept": []}
        fixed = Counter((promise.venue, promise.on) for promise in plan.fixed)
        for venue in plan.venues:
            chances = self._chances(venue)
            if chances:
                self._people(venue, chances)
                for at in sorted({chance.day for chance in chances}):
                    here = [(one.column, 1.0) for one in chances if one.day == at]
                    self.program.row(here, 0, venue.crews_per_day)
                    self._count("fixed", here, fixed[venue.id, self.days[at]])
                    self._count("kept", here, promised.get((venue.id, self.days[at]), 0))
                need = venue.least_visits - self.made[venue.id]
                self._count("least", [(one.column, 1.0) for one in chances], need)
        for columns in self.on_crew.values():
            self.program.row([(column, 1) for column in columns], 0, 1)
        if plan.budget is not None and self.costs:
            spent = sum(one.trip_rupiah * self.made[one.id] for one in plan.venues)
            self.program.row(self.costs, 0, max(0, plan.budget.rupiah - spent))

    def _chances(self, venue: Venue) -> list[_Chance]:
        found = []
        for at in open_days(venue, self.days):
            on, day = self.days[at], self.plan.days[at]
            if (venue.since and on < venue.since) or (venue.until and on >= venue.until):
                continue
            crews = [Crew(number=number) for number in range(1, day.crews + 1)]
            for crew in self.plan.crews or crews:
                room = int(int((venue.per_crew_day or 0) * day.share) * crew.share)
                if room and works(crew, on) and goes(crew, venue):
                    column = self.program.column(1)
                    self.on_crew[at, crew.number].append(column)
                    self.costs.append((column, venue.trip_rupiah))
                    found.append(_Chance(at, column, room))
        return found

    def _people(self, venue: Venue, chances: list[_Chance]) -> None:
        left = max(0, venue.reachable_people - self.met[venue.id])
        if venue.turnout != 1:
            self._falling(venue, chances, left)
            return
        own = []
        for one in chances:
            people = self.program.column(one.room)
            self.program.row([(people, 1), (one.column, -one.room)], -one.room, 0)
            # A visit meets somebody for whom the others have no room.
            others = [(other.column, float(other.room)) for other in chances if other != one]
            self.program.row([*others, (one.column, _MANY)], 0, left - 1 + _MANY)
            own.append((people, 1.0))
            self.people.append((venue, people))
        self.program.row(own, 0, left)

    def _falling(self, venue: Venue, chances: list[_Chance], left: int) -> None:
        """Visits of one size, of which each is met by fewer."""
        steps: list[int] = []
        while left and len(steps) < len(chances):
            come = -(-left * venue.turnout.numerator // venue.turnout.denominator)
            steps.append(min(chances[0].room, come))
            left -= steps[-1]
        taken = [self.program.column(1) for _ in steps]
        visits = [(one.column, -1.0) for one in chances]
        self.program.row([*visits, *((one, 1.0) for one in taken)], 0, 0)
        for come, column in zip(steps, taken, strict=True):
            people = self.program.column(come)
            self.program.row([(people, 1), (column, -come)], 0, 0)
            self.people.append((venue, people))

    def _count(self, kind: str, visits: list[tuple[int, float]], most: int) -> None:
        if most > 0:
            column = self.program.column(most)
            self.bonus[kind].append(column)
            visits = [(one, -value) for one, value in visits]
            self.program.row([*visits, (column, 1)], -_MANY, 0)

    def ask(self, floors: Mapping[RegionCode, int]) -> None:
        for region, people in floors.items():
            inside = [(c, 1.0) for one, c in self.people if lies(one, region)]
            kept = sum(self.met[one.id] for one in self.plan.venues if lies(one, region))
            column = self.program.column(0)
            self.program.row([*inside, (column, 1)], people - kept, 100 * _MANY)

    def best(self) -> Best | None:
        worths = {"fixed": 10**7, "least": 10**5, "kept": 1}
        for kind, columns in self.bonus.items():
            for column in columns:
                self.program.gains[column] = worths[kind]
        for venue, column in self.people:
            self.program.gains[column] = 100 * venue.weight
        found = self.program.solve()
        if found is None:
            return None
        counts = {
            kind: sum(map(found.__getitem__, columns)) for kind, columns in self.bonus.items()
        }
        return Best(
            fixed=counts["fixed"],
            least=counts["least"],
            worth=sum(found[column] * venue.weight for venue, column in self.people),
            kept=counts["kept"],
        )


def works(crew: Crew, on: date) -> bool:
    """Return whether a crew goes out on a day."""
    rule = crew.works_on
    return rule is None or (bool(rule(on)) if callable(rule) else on in tuple(rule))


def goes(crew: Crew, venue: Venue) -> bool:
    """Return whether a crew serves a venue."""
    return (
        (crew.kinds is None or venue.kind in crew.kinds)
        and (crew.regions is None or any(lies(venue, region) for region in crew.regions))
        and all(need in crew.skills for need in venue.needs)
    )


def lies(venue: Venue, region: RegionCode) -> bool:
    """Return whether a venue lies in a region."""
    return str(venue.region).startswith(str(region))


def best_by_rules(
    plan: Plan,
    *,
    floors: Mapping[RegionCode, int] | None = None,
    promised: Mapping[tuple[str, date], int] | None = None,
) -> Best | None:
    """Return the optimum for the venues, days, crews and budget of a plan.

    None if the floors cannot be met. Attendance falls only where all visits are of one size.
    """
    rules = _Rules(plan, promised or {})
    rules.ask(floors or {})
    return rules.best()
