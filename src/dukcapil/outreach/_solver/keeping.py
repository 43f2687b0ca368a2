"""Visits of one stop a day, improved along cycles: promises, fixed visits and short days.

A circulation of greatest value: crews flow from a base to days, from days to the venues visited,
and back. A visit is worth the people that it adds at the price of a person, and the price of a
promise if it was promised. The search starts from visits that are given, and improves the
circulation along cycles until none gains: if a visit records as many people on one day as on
another, it is then optimal (M. Klein, "A primal method for minimal cost flows", Management Science
14, 1967). Where days are short for some visits, people of a venue fill unequal visits, which is a
knapsack: the result is then a local optimum.

Venues are left out of the graph: a visit that moves to another day is an arc between the days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple, final

from dukcapil.outreach._solver.matching import Demand, bits

__all__ = ["Search", "Worth"]


@final
class Worth(NamedTuple):
    """The worth of visits: whole numbers in a ratio.

    Attributes:
        person: the worth of a person.
        promise: the worth of a promise that is kept.
    """

    person: int
    promise: int


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
class Search:
    """Visits by venue and day, improved along cycles.

    The nodes of the graph are the days, and the base after the last day.

    Attributes:
        visits: for each venue, the number of visits by day.
    """

    def __init__(
        self,
        demands: Sequence[Demand],
        crews: Sequence[int],
        promised: Sequence[Mapping[int, int]],
        worth: Worth,
    ) -> None:
        """Start without visits.

        Args:
            demands: the work left at each venue.
            crews: the crews on each day.
            promised: for each venue, the number of promised visits by day.
            worth: the worth of people and promises.
        """
        self.visits: list[dict[int, int]] = [{} for _ in demands]
        self._promised = promised
        self._worth = worth
        self._left = [demand.left for demand in demands]
        self._levels = demands[0].levels if demands else ()
        self._level_of = {day: at for at, days in enumerate(self._levels) for day in bits(days)}
        self._each = [demand.per_level for demand in demands]
        self._times = [[0] * len(self._levels) for _ in demands]
        self._capacity = [0] * len(demands)
        self._most = [demand.crews_per_day for demand in demands]
        self._free = [demand.open_days for demand in demands]
        self._fixed: list[dict[int, int]] = [{} for _ in demands]
        self._spare = list(crews)
        self._on: list[set[int]] = [set() for _ in crews]
        self._base = len(crews)
        # Until a visit changes that is made on the day, or elsewhere by a venue visited on it.
        self._known_moves: dict[int, dict[int, _Arc]] = {}
        # The people of one more visit, most first, as (-people, venue, level).
        self._nexts: list[tuple[int, int, int]] = []
        self._nexts_of: list[list[tuple[int, int, int]]] = [[] for _ in demands]
        self._changed = set(range(len(demands)))

    def fix(self, fixed: Sequence[Mapping[int, int]]) -> None:
        """Make visits that never move; there must be room for them."""
        for venue, of_venue in enumerate(fixed):
            for day in sorted(of_venue):
                self._fixed[venue][day] = of_venue[day]
                for _ in range(of_venue[day]):
                    self._put(venue, day)

    def begin(self, visits: Sequence[Mapping[int, int]]) -> None:
        """Make the given visits as far as there is room, those that record most first."""
        wanted = sorted(
            (-min(self._left[venue] - number * most, most), venue, day)
            for venue, of_venue in enumerate(visits)
            for most in [max(self._each[venue], default=0)]
            for number, day in enumerate(
                day for day in sorted(of_venue) for _ in range(of_venue[day])
            )
        )
        made = [dict(of_venue) for of_venue in self._fixed]
        for _, venue, day in wanted:
            if made[venue].get(day):  # made already, as a fixed visit
                made[venue][day] -= 1
            elif (
                self._spare[day]
                and self._free[venue] >> day & 1
                and self._gain(venue, -1, self._level_of[day]) is not None
            ):
                self._put(venue, day)

    def fill(self) -> None:
        """Give idle crews the visits that record most, as far as no other visit has to move."""
        spare = sum(1 << day for day, count in enumerate(self._spare) if count)
        gains = [
            (-gain, venue, level)
            for venue in range(len(self.visits))
            for level in range(len(self._levels))
            if (gain := self._gain(venue, -1, level))
        ]
        heapify(gains)
        while gains:
            loss, venue, level = heappop(gains)
            gain = self._gain(venue, -1, level)
            days = self._free[venue] & self._levels[level] & spare
            if gain and days:
                if gain == -loss:
                    day = next(bits(days))
                    self._put(venue, day)
                    if not self._spare[day]:
                        spare ^= 1 << day
                heappush(gains, (-gain, venue, level))

    def finish(self) -> None:
        """Fill idle crews, and improve until no cycle gains."""
        self.fill()
        while self._improve():
            pass

    @property
    def kept(self) -> int:
        """The number of promises that are kept."""
        return sum(
            min(count, self._promised[venue].get(day, 0))
            for venue, of_venue in enumerate(self.visits)
            for day, count in of_venue.items()
        )

    @property
    def prices(self) -> list[int]:
        """For each day, the value of one more crew on it, once no cycle gains."""
        values: list[int | None] = [None] * self._base + [0]
        arcs = self._arcs()
        active = {self._base}
        # Paths of more steps than there are days would go round a cycle, of which a local optimum
        # may leave one that seems to gain.
        for _ in range(len(arcs)):
            changed: set[int] = set()
            for node in sorted(active):
                start = values[node] or 0
                for other, arc in arcs[node].items():
                    now = values[other]
                    if now is None or start + arc.value > now:
                        values[other] = start + arc.value
                        changed.add(other)
            active = changed
        return [max(0, value or 0) for value in values[:-1]]

    def price_by(self, worth: Worth) -> list[int]:
        """Return `prices` by another worth of people and promises, for which it is optimal too."""
        before, self._worth = self._worth, worth
        self._known_moves.clear()
        prices = self.prices
        self._worth = before
        self._known_moves.clear()
        return prices

    def _improve(self) -> bool:
        """Change the visits along a cycle that gains, and return whether there was one."""
        arcs = self._arcs()
        cycle = _gaining_cycle(arcs)
        before = self._value() if len(self._levels) > 1 else 0
        out = [(arcs[one][other].venue, one) for one, other in cycle if one != self._base]
        into = [(arcs[one][other].venue, other) for one, other in cycle if other != self._base]
        self._change(out, into)
        if cycle and len(self._levels) > 1 and self._value() <= before:
            # Several visits of one venue changed, whose gains do not add up.
            self._change(into, out)
            return self._move_one()
        return bool(cycle)

    def _move_one(self) -> bool:
        """Move one visit to a day with an idle crew where that gains, and return whether one did.

        Or make one more visit on such a day.
        """
        person, promise = self._worth
        spare = sum(1 << day for day, count in enumerate(self._spare) if count)
        for venue, of_venue in enumerate(self.visits):
            movable = [day for day in of_venue if of_venue[day] > self._fixed[venue].get(day, 0)]
            for day in (-1, *movable):
                here = -1 if day < 0 else self._level_of[day]
                loss = 0 if day < 0 else promise * self._is_promised(venue, day, 0)
                for other in bits(self._free[venue] & spare):
                    gain = self._gain(venue, here, self._level_of[other])
                    kept = promise * self._is_promised(venue, other, 1)
                    if other != day and gain is not None and person * gain + kept > loss:
                        self._change([(venue, day)] if day >= 0 else [], [(venue, other)])
                        return True
        return False

    def _change(self, out: Sequence[tuple[int, int]], into: Sequence[tuple[int, int]]) -> None:
        for venue, day in out:
            if venue >= 0:
                self._take(venue, day)
        for venue, day in into:
            if venue >= 0:
                self._put(venue, day)

    def _value(self) -> int:
        """Return the value of all visits; -1 if one of them meets nobody."""
        total = self._worth.promise * self.kept
        for left, capacity, times, each in zip(
            self._left, self._capacity, self._times, self._each, strict=True
        ):
            used = [most for most, count in zip(each, times, strict=True) if count]
            if used and capacity - min(used) >= left:
                return -1
            total += self._worth.person * min(left, capacity)
        return total

    def _arcs(self) -> list[dict[int, _Arc]]:
        for day in range(self._base):
            if day not in self._known_moves:
                self._known_moves[day] = self._moves(day)
        return [*(self._known_moves[day] for day in range(self._base)), self._additions()]

    def _gain(self, venue: int, out: int, into: int) -> int | None:
        """Return the people gained by a visit less at one level of days and one more at another.

        None if a visit would meet nobody; -1 stands for no visit.
        """
        left, each = self._left[venue], self._each[venue]
        before = after = self._capacity[venue]
        if out >= 0:
            after -= each[out]
        if into >= 0:
            after += each[into]
            smallest = min(
                [each[into]]
                + [
                    each[level]
                    for level, count in enumerate(self._times[venue])
                    if count > (level == out)
                ]
            )
            if after - smallest >= left:
                return None
        return min(left, after) - min(left, before)

    def _moves(self, day: int) -> dict[int, _Arc]:
        """Return the best ways to have one visit less on a day: moved, dropped, or not needed."""
        moves: dict[int, _Arc] = {}
        here = self._level_of.get(day, 0)
        person, promise = self._worth
        movable = [
            (promise * self._is_promised(venue, day, 0), venue)
            for venue in self._on[day]
            if self.visits[venue][day] > self._fixed[venue].get(day, 0)
        ]
        ways = sorted(
            (loss - person * gain, venue, level)
            for loss, venue in movable
            for level in range(len(self._levels))
            if (gain := self._gain(venue, here, level)) is not None
        )
        covered = 1 << day
        for loss, venue, level in ways:
            days = self._free[venue] & self._levels[level]
            for other in bits(days & ~covered):
                moves[other] = _Arc(-loss, venue)
            covered |= days
        for loss, venue, level in ways:
            for other in self._promises_open(venue, level):
                if other != day and moves[other].value < promise - loss:
                    moves[other] = _Arc(promise - loss, venue)
        if self._spare[day]:
            moves[self._base] = _Arc(0, -1)
        elif movable:
            moves[self._base] = max(
                _Arc(person * (self._gain(venue, here, -1) or 0) - loss, venue)
                for loss, venue in movable
            )
        return moves

    def _additions(self) -> dict[int, _Arc]:
        """Return the best ways to have one visit more on each day: added, or one that left."""
        person, promise = self._worth
        added = {day: _Arc(0, -1) for day, venues in enumerate(self._on) if venues}
        self._update_nexts()
        covered = 0
        for loss, venue, level in self._nexts:
            days = self._free[venue] & self._levels[level]
            for day in bits(days & ~covered):
                added[day] = _Arc(-person * loss, venue)
            covered |= days
        for loss, venue, level in self._nexts:
            for day in self._promises_open(venue, level) if self._promised[venue] else ():
                arc = _Arc(promise - person * loss, venue)
                added[day] = max(added[day], arc, key=lambda one: one.value)
        return added

    def _update_nexts(self) -> None:
        """Bring up to date what one more visit would record at venues that have changed."""
        gone = {entry for venue in self._changed for entry in self._nexts_of[venue]}
        for venue in self._changed:
            self._nexts_of[venue] = [
                (-gain, venue, level)
                for level in range(len(self._levels))
                if (gain := self._gain(venue, -1, level))
            ]
        kept = [entry for entry in self._nexts if entry not in gone]
        new = [entry for venue in self._changed for entry in self._nexts_of[venue]]
        self._nexts = sorted(kept + new)
        self._changed = set()

    def _promises_open(self, venue: int, level: int) -> Iterator[int]:
        """Yield the days on which one more visit to the venue would keep a promise."""
        days = self._free[venue] & self._levels[level]
        for day in self._promised[venue]:
            if days >> day & 1 and self._is_promised(venue, day, 1):
                yield day

    def _is_promised(self, venue: int, day: int, more: int) -> int:
        """Return 1 if the last visit there, or one more, is among those promised; else 0."""
        count = self.visits[venue].get(day, 0) + more
        return int(count <= self._promised[venue].get(day, 0))

    def _forget(self, venue: int, day: int) -> None:
        self._changed.add(venue)
        for other in (day, *self.visits[venue]):
            self._known_moves.pop(other, None)

    def _put(self, venue: int, day: int) -> None:
        self._forget(venue, day)
        self._spare[day] -= 1
        level = self._level_of[day]
        self._times[venue][level] += 1
        self._capacity[venue] += self._each[venue][level]
        count = self.visits[venue].get(day, 0) + 1
        self.visits[venue][day] = count
        self._on[day].add(venue)
        if count == self._most[venue]:
            self._free[venue] ^= 1 << day

    def _take(self, venue: int, day: int) -> None:
        self._forget(venue, day)
        self._spare[day] += 1
        level = self._level_of[day]
        self._times[venue][level] -= 1
        self._capacity[venue] -= self._each[venue][level]
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
