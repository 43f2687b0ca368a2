"""Visits of one stop a day, improved along cycles: promises, fixed visits and short days.

A circulation of greatest value: crews flow from a base to days, from days to the venues visited,
and back. A visit is worth the people that it adds at the price of a person, and the price of a
promise if it was promised. The search starts from visits that are given, and improves the
circulation along cycles until none gains: if a visit records as many people on one day as on
another, it is then optimal (M. Klein, "A primal method for minimal cost flows", Management Science
14, 1967). Where days are short for some visits, people of a venue fill unequal visits, which is a
knapsack: the result is then a local optimum.

Venues are left out of the graph: a visit that moves to another day is an arc between the days.
Where crews differ, the nodes are slots: the crews of a day that are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate
from typing import NamedTuple, final

from dukcapil.outreach._solver.cycles import Arc, gaining_cycle, offer
from dukcapil.outreach._solver.matching import Demand, bits

__all__ = ["Search", "Slots", "Worth"]


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
class Slots(NamedTuple):
    """The slots of a plan: its days, or the crews of each day that are alike.

    Attributes:
        crews: the crews in each slot.
        day_of: the day of each slot.
        same_day: for each slot the set of those of its day, one bit a slot.
    """

    crews: Sequence[int]
    day_of: Sequence[int]
    same_day: Sequence[int]


@final
class Search:
    """Visits by venue and day, improved along cycles.

    The nodes of the graph are the slots, and the base after the last one.

    Attributes:
        visits: for each venue, the number of visits by slot.
    """

    def __init__(
        self,
        demands: Sequence[Demand],
        slots: Slots,
        promised: Sequence[Mapping[int, int]],
        worth: Worth,
    ) -> None:
        """Start without visits.

        Args:
            demands: the work left at each venue.
            slots: the crews in each slot, and the slots of each day.
            promised: for each venue, the number of promised visits by day.
            worth: the worth of people and promises.
        """
        self.visits: list[dict[int, int]] = [{} for _ in demands]
        self._demands = demands
        self._promised = promised
        self._worth = worth
        self._levels = demands[0].levels if demands else ()
        self._level_of = {slot: at for at, slots in enumerate(self._levels) for slot in bits(slots)}
        self._each = [demand.per_level for demand in demands]
        self._met = [_met_by_visits(demand) for demand in demands]
        self._times = [[0] * len(self._levels) for _ in demands]
        self._capacity = [0] * len(demands)
        self._free = [demand.open_days for demand in demands]
        self._fixed: list[dict[int, int]] = [{} for _ in demands]
        self._least = [demand.least for demand in demands]
        # Visits that come before others outweigh all that others are worth together.
        self._first = 1 + sum(demand.weight * demand.left + demand.charge for demand in demands)
        self._holds = False
        self._spare = list(slots.crews)
        self._day_of = slots.day_of
        self._same_day = slots.same_day
        self._slots_of = dict(zip(slots.day_of, slots.same_day, strict=True))
        self._has_groups = max(self._day_of, default=0) + 1 < len(self._day_of)
        self._may_not_add_up = self._has_groups or len(self._levels) > 1
        self._on_day: list[dict[int, int]] = [{} for _ in demands]
        self._on: list[set[int]] = [set() for _ in slots.crews]
        self._base = len(slots.crews)
        # Until a visit changes that is made in the slot, or elsewhere by a venue visited in it.
        self._known_moves: dict[int, dict[int, Arc]] = {}
        # The worth of one more visit, most first, as (-worth, venue, level).
        self._nexts: list[tuple[int, int, int]] = []
        self._nexts_of: list[list[tuple[int, int, int]]] = [[] for _ in demands]
        self._changed = set(range(len(demands)))

    def fix(self, fixed: Sequence[Mapping[int, int]]) -> None:
        """Make visits that never leave their day; there must be room for them."""
        for venue, of_venue in enumerate(fixed):
            for slot in sorted(of_venue):
                for _ in range(of_venue[slot]):
                    self._put(venue, slot)
            self._fixed[venue] = dict(self._on_day[venue])

    def begin(self, visits: Sequence[Mapping[int, int]]) -> None:
        """Make the given visits as far as there is room, those that record most first."""
        wanted = sorted(
            (-min(self._demands[venue].left - number * most, most), venue, day)
            for venue, of_venue in enumerate(visits)
            for most in [max(self._each[venue], default=0)]
            for number, day in enumerate(
                day for day in sorted(of_venue) for _ in range(of_venue[day])
            )
        )
        made = [dict(of_venue) for of_venue in self.visits]
        for _, venue, day in wanted:
            if made[venue].get(day):  # made already, as a fixed visit
                made[venue][day] -= 1
            elif (
                self._spare[day]
                and self._free[venue] >> day & 1
                and self._gain(venue, -1, self._level_of[day]) is not None
            ):
                self._put(venue, day)

    def fill(self, costs: Sequence[int] = (), money: int = 0) -> None:
        """Give idle crews the visits that record most, as far as no other visit has to move.

        Args:
            costs: what a visit to each venue costs; none if there is money for all.
            money: what all of them may cost.
        """
        spare = sum(1 << day for day, count in enumerate(self._spare) if count)
        gains = [
            (-gain, venue, level)
            for venue in range(len(self.visits))
            for level in range(len(self._levels))
            if (gain := self._gain(venue, -1, level) or 0) > 0
        ]
        heapify(gains)
        while gains:
            loss, venue, level = heappop(gains)
            gain = self._gain(venue, -1, level) or 0
            days = self._free[venue] & self._levels[level] & spare
            cost = costs[venue] if costs else 0
            if gain > 0 and days and cost <= money:
                if gain == -loss:
                    day = next(bits(days))
                    self._put(venue, day)
                    money -= cost
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
            for venue, of_venue in enumerate(self._on_day)
            for day, count in of_venue.items()
        )

    def hold(self) -> None:
        """Let no venue have fewer of the visits that come before others than it has.

        They are worth no more than others from now on, so that prices are in people.
        """
        made = [sum(times) for times in self._times]
        self._least = [min(pair) for pair in zip(self._least, made, strict=True)]
        self._holds = True
        self._known_moves.clear()
        self._changed.update(range(len(self._demands)))

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
        cycle = gaining_cycle(arcs)
        before = self._value() if self._may_not_add_up else 0
        out = [(arcs[one][other].venue, one) for one, other in cycle if one != self._base]
        into = [(arcs[one][other].venue, other) for one, other in cycle if other != self._base]
        self._change(out, into)
        if cycle and self._may_not_add_up and self._value() <= before:
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
            for day in (-1, *of_venue):
                here = -1 if day < 0 else self._level_of[day]
                loss = 0 if day < 0 else promise * self._is_promised(venue, day, 0)
                free = self._free[venue] if day < 0 or self._is_movable(venue, day) else 0
                same = 0 if day < 0 else self._same_day[day] & self._demands[venue].open_days
                for other in bits((free | same) & spare):
                    gain = self._gain(venue, here, self._level_of[other])
                    is_same = same >> other & 1
                    kept = loss if is_same else promise * self._is_promised(venue, other, 1)
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
        """Return the value of all visits; -1 if one meets nobody, or has no room at its venue."""
        total = self._worth.promise * self.kept
        for venue, (demand, times) in enumerate(zip(self._demands, self._times, strict=True)):
            used = [most for most, count in zip(self._each[venue], times, strict=True) if count]
            crowd = max(self._on_day[venue].values(), default=0)
            if used and (
                crowd > demand.crews_per_day
                or not self._meets_somebody(venue, self._capacity[venue], min(used))
            ):
                return -1
            worth = demand.weight * self._people(venue, self._capacity[venue])
            worth += self._first * self._fulfilled(venue, sum(times), self._capacity[venue])
            total += self._worth.person * (worth - demand.charge * sum(times))
        return total

    def _arcs(self) -> list[dict[int, Arc]]:
        for slot in range(self._base):
            if slot not in self._known_moves:
                self._known_moves[slot] = self._moves(slot)
        return [*(self._known_moves[slot] for slot in range(self._base)), self._additions()]

    def _people(self, venue: int, capacity: int) -> int:
        """Return the people met by visits with room for some."""
        met = self._met[venue]
        if met is None:
            return min(self._demands[venue].left, capacity)
        return met[capacity // self._each[venue][0]] if capacity else 0

    def _fulfilled(self, venue: int, visits: int, capacity: int) -> int:
        """Return how many of the visits that must be made are, or need not be.

        With slots of several levels a visit that meets all who are left makes others needless.
        """
        least, demand = self._least[venue], self._demands[venue]
        if len(demand.levels) > 1 and self._met[venue] is None and capacity >= demand.left:
            return least
        return min(visits, least)

    def _meets_somebody(self, venue: int, capacity: int, smallest: int) -> bool:
        """Return whether each of the visits with room for some meets anybody.

        Args:
            venue: the venue.
            capacity: the people that all visits have room for.
            smallest: those that the smallest one has room for.
        """
        met = self._met[venue]
        if met is None:
            return capacity - smallest < self._demands[venue].left
        return smallest > 0 and capacity // smallest < len(met)

    def _gain(self, venue: int, out: int, into: int) -> int | None:
        """Return the worth gained by a visit less at one level of slots and one more at another.

        None if a visit would meet nobody or must stay; -1 stands for no visit.
        """
        demand, each = self._demands[venue], self._each[venue]
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
            if not self._meets_somebody(venue, after, smallest):
                return None
        gain = demand.weight * (self._people(venue, after) - self._people(venue, before))
        if demand.least:
            visits = sum(self._times[venue])
            more = (into >= 0) - (out >= 0)
            if self._holds:
                if more < 0 and visits <= self._least[venue]:
                    return None
            else:
                now = self._fulfilled(venue, visits + more, after)
                gain += self._first * (now - self._fulfilled(venue, visits, before))
        if out >= 0 and into >= 0:
            return gain
        return gain - demand.charge if into >= 0 else gain + demand.charge

    def _moves(self, day: int) -> dict[int, Arc]:
        """Return the best ways to have one visit less in a slot: moved, dropped, or not needed."""
        moves: dict[int, Arc] = {}
        here = self._level_of.get(day, 0)
        person, promise = self._worth
        movable = [
            (promise * self._is_promised(venue, day, 0), venue)
            for venue in self._on[day]
            if self._is_movable(venue, day)
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
                moves[other] = Arc(-loss, venue)
            covered |= days
        for loss, venue, level in ways:
            for other in self._promises_open(venue, level):
                if other != day and moves[other].value < promise - loss:
                    moves[other] = Arc(promise - loss, venue)
        if self._has_groups:
            self._move_within(day, moves)
        if self._spare[day]:
            moves[self._base] = Arc(0, -1)
        for loss, venue in movable:
            gain = self._gain(venue, here, -1)
            if gain is not None:
                offer(moves, self._base, Arc(person * gain - loss, venue))
        return moves

    def _move_within(self, slot: int, moves: dict[int, Arc]) -> None:
        """Add the ways in which visits move to other slots of the same day, fixed ones too."""
        here = self._level_of[slot]
        for venue in sorted(self._on[slot]):
            slots = self._demands[venue].open_days & self._same_day[slot] & ~(1 << slot)
            for other in bits(slots):
                gain = self._gain(venue, here, self._level_of[other])
                if gain is not None:
                    offer(moves, other, Arc(self._worth.person * gain, venue))

    def _additions(self) -> dict[int, Arc]:
        """Return the best ways to have one visit more in each slot: added, or one that left."""
        person, promise = self._worth
        added = {day: Arc(0, -1) for day, venues in enumerate(self._on) if venues}
        self._update_nexts()
        covered = 0
        for loss, venue, level in self._nexts:
            days = self._free[venue] & self._levels[level]
            for day in bits(days & ~covered):
                offer(added, day, Arc(-person * loss, venue))
            covered |= days
        for loss, venue, level in self._nexts:
            for day in self._promises_open(venue, level) if self._promised[venue] else ():
                offer(added, day, Arc(promise - person * loss, venue))
        return added

    def _update_nexts(self) -> None:
        """Bring up to date what one more visit would be worth at venues that have changed."""
        gone = {entry for venue in self._changed for entry in self._nexts_of[venue]}
        for venue in self._changed:
            self._nexts_of[venue] = [
                (-gain, venue, level)
                for level in range(len(self._levels))
                if (gain := self._gain(venue, -1, level)) is not None
            ]
        kept = [entry for entry in self._nexts if entry not in gone]
        new = [entry for venue in self._changed for entry in self._nexts_of[venue]]
        self._nexts = sorted(kept + new)
        self._changed = set()

    def _promises_open(self, venue: int, level: int) -> Iterator[int]:
        """Yield the slots in which one more visit to the venue would keep a promise."""
        free = self._free[venue] & self._levels[level]
        for day, count in self._promised[venue].items():
            if self._on_day[venue].get(day, 0) < count:
                yield from bits(free & self._slots_of[day])

    def _is_promised(self, venue: int, slot: int, more: int) -> int:
        """Return 1 if the last visit on the day, or one more, is among those promised; else 0."""
        day = self._day_of[slot]
        return int(self._on_day[venue].get(day, 0) + more <= self._promised[venue].get(day, 0))

    def _is_movable(self, venue: int, slot: int) -> bool:
        """Return whether one visit to the venue can leave the day."""
        day = self._day_of[slot]
        return self._on_day[venue].get(day, 0) > self._fixed[venue].get(day, 0)

    def _forget(self, venue: int, slot: int) -> None:
        self._changed.add(venue)
        for other in (slot, *self.visits[venue]):
            self._known_moves.pop(other, None)

    def _put(self, venue: int, slot: int) -> None:
        self._forget(venue, slot)
        self._spare[slot] -= 1
        level, day = self._level_of[slot], self._day_of[slot]
        self._times[venue][level] += 1
        self._capacity[venue] += self._each[venue][level]
        self.visits[venue][slot] = self.visits[venue].get(slot, 0) + 1
        self._on[slot].add(venue)
        count = self._on_day[venue][day] = self._on_day[venue].get(day, 0) + 1
        if count == self._demands[venue].crews_per_day:
            self._free[venue] &= ~self._same_day[slot]

    def _take(self, venue: int, slot: int) -> None:
        self._forget(venue, slot)
        self._spare[slot] += 1
        level, day = self._level_of[slot], self._day_of[slot]
        self._times[venue][level] -= 1
        self._capacity[venue] -= self._each[venue][level]
        if self._on_day[venue][day] == self._demands[venue].crews_per_day:
            self._free[venue] |= self._same_day[slot] & self._demands[venue].open_days
        self._on_day[venue][day] -= 1
        count = self.visits[venue].pop(slot)
        if count > 1:
            self.visits[venue][slot] = count - 1
        else:
            self._on[slot].discard(venue)


def _met_by_visits(demand: Demand) -> list[int] | None:
    """Return the people met by no visit, one, two, and so on, where attendance falls; else None."""
    if demand.turnout == 1:
        return None
    return [0, *accumulate(demand.people(demand.left))]
