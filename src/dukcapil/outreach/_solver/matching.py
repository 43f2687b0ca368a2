"""Optimal visits for one venue a crew-day: the greedy algorithm on a transversal matroid.

The visits to a venue record non-increasing numbers of people. Sets of visits that crews can make
together, each on an open day of its venue with a crew of that day, are the independent sets of a
matroid. Accepting visits from the largest down, each that still fits, is therefore optimal
(J. Edmonds, "Matroids and the greedy algorithm", Mathematical Programming 1, 1971). A visit fits
if an augmenting path exists: accepted visits move to other days until one finds a free crew.

A crew of a day here is one of a *slot*: a day, or the crews of a day that are alike if crews
differ. Sets of slots are integers with one bit for each slot, the first slot lowest. Python
integers are unbounded, so that no number of days overflows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, final

from dukcapil.outreach._capacity import people_met

__all__ = ["Demand", "Matching", "bits", "visit_gains"]


@final
class Demand(NamedTuple):
    """The work left at one venue.

    Attributes:
        left: people who can still be met.
        open_days: the set of slots in which it can be visited, one bit a slot.
        crews_per_day: the most crews there at once.
        levels: the slots that are alike for every venue, a set for each kind, the longest first;
            the same for all venues.
        per_level: the most people that a crew can record in a slot of each level.
        turnout: the share of those left who come to one visit.
        weight: the worth of one person.
        charge: the worth that one visit costs.
        least: the visits that come before all others, as long as somebody is met.
    """

    left: int
    open_days: int
    crews_per_day: int
    levels: tuple[int, ...]
    per_level: tuple[int, ...]
    turnout: Fraction = Fraction(1)
    weight: int = 1
    charge: int = 0
    least: int = 0

    @property
    def per_visit(self) -> int:
        """The most people that a crew can record in any slot."""
        return max(self.per_level, default=0)

    def people(self, most: int) -> list[int]:
        """Return the people added by each visit to the venue, at most `most` of them."""
        if self.turnout == 1:
            return visit_gains(self.left, self.per_visit, most)
        found: list[int] = []
        left = self.left
        while left and len(found) < most:
            found.append(people_met(left, self.per_visit, self.turnout))
            left -= found[-1]
        return found

    @property
    def gains(self) -> list[int]:
        """The worth added by the first visit, the second, and so on, as far as days allow."""
        most = self.open_days.bit_count() * self.crews_per_day
        return [self.weight * people - self.charge for people in self.people(most)]


def visit_gains(people: int, per_visit: int, most: int) -> list[int]:
    """Return the people of each visit to a venue, at most `most`: full days, then the remainder."""
    if not most:
        return []
    full, rest = divmod(people, per_visit)
    return [per_visit] * min(full, most) + [rest] * (rest > 0 and full < most)


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


@final
class Matching:
    """An optimal matching of visits with slots, and the prices that prove it.

    Attributes:
        visits: for each venue, the number of visits by slot.
        prices: for each slot, the gain of the largest visit that found no crew because the slot,
            and all slots that its visits could move to, were full; 0 if there was none. It is the
            gain of one more crew there; proof in docs/explanation/outreach.md.
    """

    def __init__(
        self, demands: Sequence[Demand], crews: Sequence[int], same_day: Sequence[int] = ()
    ) -> None:
        """Match visits in the order of their gains, the largest first.

        Ties are broken by the number of the visit to its venue, then by fewer open days, then by
        the order of the venues.

        Args:
            demands: the work left at each venue.
            crews: the crews in each slot.
            same_day: for each slot the set of those of its day; none to have one slot a day.
        """
        self.visits: list[dict[int, int]] = [{} for _ in demands]
        self.prices = [0] * len(crews)
        self._most = [demand.crews_per_day for demand in demands]
        self._open = [demand.open_days for demand in demands]
        self._same_day = same_day
        self._on_day: list[dict[int, int]] = [{} for _ in demands]
        self._spare_crews = list(crews)
        self._spare = sum(1 << day for day, count in enumerate(crews) if count)
        self._free = [demand.open_days for demand in demands]
        self._venues_on: list[set[int]] = [set() for _ in crews]
        self._settled = 0
        # The visits that come before others outweigh all that others are worth together.
        first = 1 + sum(demand.weight * demand.left + demand.charge for demand in demands)
        visits = sorted(
            (-gain, number, demand.open_days.bit_count(), venue)
            for venue, demand in enumerate(demands)
            for number, worth in enumerate(demand.gains)
            if (gain := worth + first * (number < demand.least)) > 0
        )
        for loss, _, _, venue in visits:
            self._try(venue, -loss)

    def _try(self, venue: int, gain: int) -> None:
        """Accept one more visit, moving others if necessary, or set the price of full days.

        Days found full, together with all days that their visits could move to, remain full: they
        are settled, and never searched again.
        """
        direct = self._free[venue] & self._spare
        if direct:
            self._put(venue, next(bits(direct)))
        elif self._free[venue] & ~self._settled:
            full = self._augment(venue)
            for day in bits(full):
                self.prices[day] = gain
            self._settled |= full

    def _augment(self, venue: int) -> int:
        """Search, breadth first, for a path of moves to a day with a spare crew, and take it.

        Returns:
            The set of days that the search reached if there is no path, all of them full; else 0.
        """
        found = self._free[venue] | self._settled
        queue = list(bits(self._free[venue] & ~self._settled))  # grows while it is searched
        came_from: dict[int, tuple[int, int]] = {}
        asked: set[int] = set()
        for day in queue:
            others = self._venues_on[day] - (set() if self._same_day else asked)
            for other in sorted(others):  # sorted: plans are deterministic
                new = self._free[other] & ~found
                if self._same_day:
                    new |= self._open[other] & self._same_day[day] & ~found
                asked.add(other)
                spare = new & self._spare
                if spare:
                    self._move_along(venue, other, day, next(bits(spare)), came_from)
                    return 0
                found |= new
                for target in bits(new):
                    came_from[target] = other, day
                    queue.append(target)
        return found & ~self._settled

    def _move_along(
        self, venue: int, other: int, day: int, target: int, came_from: dict[int, tuple[int, int]]
    ) -> None:
        """Move the last visit of the path first, so that each finds its day free."""
        self._take(other, day)
        self._put(other, target)
        while day in came_from:
            target = day
            other, day = came_from[day]
            self._take(other, day)
            self._put(other, target)
        self._put(venue, day)

    def _put(self, venue: int, day: int) -> None:
        self._spare_crews[day] -= 1
        if not self._spare_crews[day]:
            self._spare ^= 1 << day
        self.visits[venue][day] = self.visits[venue].get(day, 0) + 1
        self._venues_on[day].add(venue)
        slots = self._same_day[day] if self._same_day else 1 << day
        here = self._on_day[venue][slots] = self._on_day[venue].get(slots, 0) + 1
        if here == self._most[venue]:
            self._free[venue] &= ~slots

    def _take(self, venue: int, day: int) -> None:
        self._spare |= 1 << day
        self._spare_crews[day] += 1
        count = self.visits[venue].pop(day)
        slots = self._same_day[day] if self._same_day else 1 << day
        if self._on_day[venue][slots] == self._most[venue]:
            self._free[venue] |= slots & self._open[venue]
        self._on_day[venue][slots] -= 1
        if count > 1:
            self.visits[venue][day] = count - 1
        else:
            self._venues_on[day].discard(venue)
