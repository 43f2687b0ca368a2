"""The plan that records the most people and, among those, keeps the most promised visits.

A circulation of greatest value: crews flow from a base to days, from days to the venues visited,
and back. A visit is worth the people that it adds, times a price above the number of all promises,
so that no number of promises outweighs a person; a promised visit is worth one more. The search
starts from the promises that can still be kept, and improves the circulation along cycles until
none gains: then it is optimal (M. Klein, "A primal method for minimal cost flows", Management
Science 14, 1967).

Venues are left out of the graph: a visit that moves to another day is an arc between the days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, final

from dukcapil.outreach._solver.matching import Demand, bits

__all__ = ["most_kept"]


def most_kept(
    demands: Sequence[Demand], crews: Sequence[int], promised: Sequence[Mapping[int, int]]
) -> list[dict[int, int]]:
    """Return for each venue the number of visits by day.

    Args:
        demands: the work left at each venue.
        crews: the crews on each day.
        promised: for each venue, the number of promised visits by day.
    """
    search = _Search(demands, crews, promised)
    search.keep()
    search.fill()
    while search.improve():
        pass
    return search.visits


@final
class _Arc(NamedTuple):
    """A step of a cycle: a crew less at the first day, or one more at the last.

    Attributes:
        value: the value gained.
        venue: the venue whose visit moves, is added or is dropped; -1 for an idle crew.
    """

    value: int
    venue: int


@final
class _Search:
    """Visits by venue and day, improved along cycles.

    The nodes of the graph are the days, and the base after the last day.
    """

    def __init__(
        self,
        demands: Sequence[Demand],
        crews: Sequence[int],
        promised: Sequence[Mapping[int, int]],
    ) -> None:
        self.visits: list[dict[int, int]] = [{} for _ in demands]
        self._promised = promised
        self._person = 1 + sum(sum(of_venue.values()) for of_venue in promised)
        self._gains = [demand.gains for demand in demands]
        self._count = [0] * len(demands)
        self._most = [demand.crews_per_day for demand in demands]
        self._free = [demand.open_days for demand in demands]
        self._spare = list(crews)
        self._on: list[set[int]] = [set() for _ in crews]
        self._base = len(crews)

    def keep(self) -> None:
        """Put promised visits where they were, those that record most first."""
        wanted = sorted(
            (-gain, venue, day)
            for venue, of_venue in enumerate(self._promised)
            for gain, day in zip(
                self._gains[venue],
                (day for day in sorted(of_venue) for _ in range(of_venue[day])),
                strict=False,
            )
        )
        for _, venue, day in wanted:
            if self._spare[day] and self._free[venue] >> day & 1:
                self._put(venue, day)

    def fill(self) -> None:
        """Give idle crews the visits that record most, as far as no other visit has to move."""
        spare = sum(1 << day for day, count in enumerate(self._spare) if count)
        left = sorted(
            (-gain, venue)
            for venue, gains in enumerate(self._gains)
            for gain in gains[self._count[venue] :]
        )
        for _, venue in left:
            days = self._free[venue] & spare
            if days:
                day = next(bits(days))
                self._put(venue, day)
                if not self._spare[day]:
                    spare ^= 1 << day

    def improve(self) -> bool:
        """Change the visits along a cycle that gains, and return whether there was one."""
        arcs = [self._moves(day) for day in range(self._base)]
        arcs.append(self._additions())
        cycle = _gaining_cycle(arcs)
        for one, other in cycle:
            venue = arcs[one][other].venue
            if venue >= 0 and one != self._base:
                self._take(venue, one)
        for one, other in cycle:
            venue = arcs[one][other].venue
            if venue >= 0 and other != self._base:
                self._put(venue, other)
        return bool(cycle)

    def _moves(self, day: int) -> dict[int, _Arc]:
        """Return the best ways to have one visit less on a day: moved, dropped, or not needed."""
        moves: dict[int, _Arc] = {}
        covered = 1 << day
        losses = sorted((self._is_promised(venue, day, 0), venue) for venue in self._on[day])
        for loss, venue in losses:
            for other in bits(self._free[venue] & ~covered):
                moves[other] = _Arc(-loss, venue)
            covered |= self._free[venue]
        for loss, venue in losses:
            for other in self._promises_open(venue):
                if other != day and moves[other].value < 1 - loss:
                    moves[other] = _Arc(1 - loss, venue)
        if self._spare[day]:
            moves[self._base] = _Arc(0, -1)
        elif losses:
            moves[self._base] = max(
                _Arc(-self._person * self._gains[venue][self._count[venue] - 1] - loss, venue)
                for loss, venue in losses
            )
        return moves

    def _additions(self) -> dict[int, _Arc]:
        """Return the best ways to have one visit more on each day: added, or one that left."""
        added = {day: _Arc(0, -1) for day, venues in enumerate(self._on) if venues}
        nexts = sorted(
            (-gains[count], venue)
            for venue, (gains, count) in enumerate(zip(self._gains, self._count, strict=True))
            if count < len(gains)
        )
        covered = 0
        for loss, venue in nexts:
            for day in bits(self._free[venue] & ~covered):
                added[day] = _Arc(-loss * self._person, venue)
            covered |= self._free[venue]
        for loss, venue in nexts:
            for day in self._promises_open(venue):
                arc = _Arc(1 - loss * self._person, venue)
                added[day] = max(added[day], arc, key=lambda one: one.value)
        return added

    def _promises_open(self, venue: int) -> Iterator[int]:
        """Yield the days on which one more visit to the venue would keep a promise."""
        for day in self._promised[venue]:
            if self._free[venue] >> day & 1 and self._is_promised(venue, day, 1):
                yield day

    def _is_promised(self, venue: int, day: int, more: int) -> int:
        """Return 1 if the last visit there, or one more, is among those promised; else 0."""
        count = self.visits[venue].get(day, 0) + more
        return int(count <= self._promised[venue].get(day, 0))

    def _put(self, venue: int, day: int) -> None:
        self._spare[day] -= 1
        self._count[venue] += 1
        count = self.visits[venue].get(day, 0) + 1
        self.visits[venue][day] = count
        self._on[day].add(venue)
        if count == self._most[venue]:
            self._free[venue] ^= 1 << day

    def _take(self, venue: int, day: int) -> None:
        self._spare[day] += 1
        self._count[venue] -= 1
        count = self.visits[venue].pop(day)
        if count == self._most[venue]:
            self._free[venue] |= 1 << day
        if count > 1:
            self.visits[venue][day] = count - 1
        else:
            self._on[day].discard(venue)


def _gaining_cycle(arcs: Sequence[Mapping[int, _Arc]]) -> list[tuple[int, int]]:
    """Return the arcs of a cycle of positive value, by Bellman and Ford; none if there is none."""
    value = [0] * len(arcs)
    parent = [-1] * len(arcs)
    active = list(range(len(arcs)))
    while active:
        changed: dict[int, None] = {}
        for node in active:
            for other, arc in arcs[node].items():
                if value[node] + arc.value > value[other]:
                    value[other] = value[node] + arc.value
                    parent[other] = node
                    changed[other] = None
        cycle = _cycle_of(parent)
        if cycle:
            return cycle
        active = list(changed)
    return []


def _cycle_of(parent: Sequence[int]) -> list[tuple[int, int]]:
    """Return the arcs of a cycle among parents; none if they form a forest."""
    seen = [-1] * len(parent)
    for root in range(len(parent)):
        node = root
        while node >= 0 and seen[node] < 0:
            seen[node] = root
            node = parent[node]
        if node >= 0 and seen[node] == root:
            cycle = [(parent[node], node)]
            while cycle[-1][0] != node:
                other = cycle[-1][0]
                cycle.append((parent[other], other))
            return cycle
    return []
