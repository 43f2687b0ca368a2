"""The best routes of a small plan: branch and bound over the venues of every crew-day.

Given the venues of each crew-day, the most people are a maximum flow from venues to crew-days, and
so the minimum over all sets of venues: the people left at the others, and for each crew-day the
people of the set that it has time for (L. R. Ford and D. R. Fulkerson, "Maximal flow through a
network", Canadian Journal of Mathematics 8, 1956). Each set of venues is one number of a list that
a crew-day adds to; the best that any crew-day could still add to each bounds a branch.

It is exact where a person takes the same minutes, and counts for as many, at every venue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations
from operator import add
from typing import Final, NamedTuple, final

from dukcapil.outreach._solver.keeping import Slots
from dukcapil.outreach._solver.matching import Demand
from dukcapil.outreach._solver.ranks import (
    Rank,
    is_submodular,
    people_of_sets,
    rank_of_intervals,
    rank_of_sum,
    without,
)
from dukcapil.outreach._solver.routes import Routes

__all__ = ["Made", "best_routes", "is_small"]

_MOST_VENUES: Final = 8
_MOST_CREW_DAYS: Final = 8
_MOST_STOPS: Final = 4
"""Plans beyond any of these are not small: lists of numbers, depth, and orders of stops."""

_MOST_TRIES: Final = 20_000
"""The crew-days that are tried; after them the best found so far is the answer."""


@final
class Made(NamedTuple):
    """The route of one crew on one day: its venues in order, and the people at each."""

    day: int
    stops: tuple[int, ...]
    people: tuple[int, ...]


def is_small(demands: Sequence[Demand], crews: Sequence[int], most_stops: int) -> bool:
    """Return whether all routes of a plan can be tried."""
    return (
        most_stops <= _MOST_STOPS
        and sum(crews) <= _MOST_CREW_DAYS
        and len(_wanting(demands)) <= _MOST_VENUES
    )


def _wanting(demands: Sequence[Demand]) -> list[int]:
    """Return the venues with people who can be met."""
    return [at for at, demand in enumerate(demands) if demand.left and demand.open_days]


def best_routes(demands: Sequence[Demand], slots: Slots, routes: Routes, above: int) -> list[Made]:
    """Return the routes of a small plan that record most people, if these are more than some.

    Args:
        demands: the work left at each venue.
        slots: the crews in each slot, and the slots of each day.
        routes: the working day.
        above: the people of the plan that it must exceed.

    Returns:
        The routes; none if there are none that record more, or if minutes a person or weights
        differ.
    """
    venues = _wanting(demands)
    if len({(routes.pace(venue, 0), demands[venue].weight) for venue in venues}) > 1:
        return []
    choices = _choices(demands, venues, routes)
    search = _Search(demands, slots, choices, sets=1 << len(venues), above=above)
    left = {venue: demands[venue].left for venue in venues}
    search.descend(0, 0, _people_elsewhere(left))
    return [*_with_people(search.best, left)]


@final
class _Choice(NamedTuple):
    """The venues of a crew-day that it can visit on days of one length.

    Attributes:
        stops: the venues, in the order of the visits.
        time: the people that there is time for.
        rank: the people of each set of stops that there is time for.
        days: the set of days on which all are open, one bit a day.
        adds: the people of each set of venues that it has time for.
    """

    stops: tuple[int, ...]
    time: int
    rank: Rank
    days: int
    adds: list[int]


def _choices(demands: Sequence[Demand], venues: Sequence[int], routes: Routes) -> list[_Choice]:
    """Return all choices that record somebody, those with time for most people first."""
    found = []
    for size in range(1, min(routes.most_stops, len(venues)) + 1):
        for together in combinations(venues, size):
            open_days = routes.open_days(together)
            for level, days in enumerate(demands[0].levels):
                if open_days & days:
                    for stops, rank in _ranked(demands, together, routes, level):
                        adds = people_of_sets(stops, rank, venues)
                        found.append(_Choice(stops, rank[-1], rank, open_days & days, adds))
    return sorted(found, key=lambda choice: (-choice.time, choice.stops, choice.days))


def _ranked(
    demands: Sequence[Demand], together: Sequence[int], routes: Routes, level: int
) -> Iterator[tuple[tuple[int, ...], Rank]]:
    """Yield orders of venues in which a crew-day can visit them, with the ranks of the stops.

    Of orders with the same rank it is one. Those whose ranks are not submodular are left out.
    """
    pace = routes.pace(together[0], level)
    most_at = {at: min(demands[at].left, demands[at].per_level[level]) for at in together}
    if routes.intervals(together, level) is None:
        stops = routes.shortest(together, level)
        time = routes.time_along(stops, level)
        if time >= pace:
            yield stops, rank_of_sum([most_at[at] for at in stops], time // pace)
        return
    known: set[tuple[int, ...]] = set()
    for order in permutations(together):
        times = routes.intervals(order, level) or {}
        if min(times.values()) >= 0:
            people = {interval: time // pace for interval, time in times.items()}
            rank = rank_of_intervals(people, [most_at[at] for at in order])
            adds = tuple(people_of_sets(order, rank, together))
            if rank[-1] and adds not in known and is_submodular(rank):
                known.add(adds)
                yield order, rank


@final
class _Search:
    """The search over the choices of all crew-days, depth first.

    Attributes:
        best: the choices of the best plan found, each with its day; empty if there is none.
    """

    def __init__(
        self,
        demands: Sequence[Demand],
        slots: Slots,
        choices: list[_Choice],
        *,
        sets: int,
        above: int,
    ) -> None:
        self.best: list[tuple[int, _Choice]] = []
        self._demands = demands
        self._most = above
        self._tries = 0
        self._chosen: list[tuple[int, _Choice]] = []
        self._crowd: Counter[tuple[int, int]] = Counter()
        self._on = [
            [choice for choice in choices if choice.days >> slot & 1]
            for slot in range(len(slots.crews))
        ]
        self._day_of = slots.day_of
        # Slots with the same choices follow each other, and their orders are tried once.
        order = sorted(
            range(len(slots.crews)), key=lambda slot: [at.stops for at in self._on[slot]]
        )
        self._crew_days = [at for at in order if self._on[at] for _ in range(slots.crews[at])]
        crews_on = Counter[int]()
        for day, count in zip(slots.day_of, slots.crews, strict=True):
            crews_on[day] += count
        is_roomy = all(demand.crews_per_day >= max(crews_on.values()) for demand in demands)
        self._is_like_the_last = [
            at > 0 and (day == before or (is_roomy and self._on[day] == self._on[before]))
            for at, (before, day) in enumerate(pairwise([-1, *self._crew_days]))
        ]
        # What all crew-days from one on add at most, to each set of venues.
        self._rest = [[0] * sets]
        for day in reversed(self._crew_days):
            best = map(max, zip(*(choice.adds for choice in self._on[day]), strict=True))
            self._rest.insert(0, [*map(add, best, self._rest[0])])

    def descend(self, at: int, first: int, people: list[int]) -> None:
        """Try the choices of a crew-day and of all after it.

        Args:
            at: the number of the crew-day.
            first: the number of the first choice.
            people: for each set of venues the people of the crew-days before, and those left at
                all other venues.
        """
        most = min(map(add, people, self._rest[at]))
        if most <= self._most:
            return
        if at == len(self._crew_days):
            self._most, self.best = most, [*self._chosen]
            return
        day = self._crew_days[at]
        choices = self._on[day]
        is_alike = at + 1 < len(self._crew_days) and self._is_like_the_last[at + 1]
        for number in range(first, len(choices)):
            if self._tries == _MOST_TRIES:
                return
            self._tries += 1
            choice = choices[number]
            if not self._is_full(choice, day):
                self._crowd.update((self._day_of[day], venue) for venue in choice.stops)
                self._chosen.append((day, choice))
                self.descend(at + 1, number if is_alike else 0, [*map(add, people, choice.adds)])
                self._chosen.pop()
                self._crowd.subtract((self._day_of[day], venue) for venue in choice.stops)
        self.descend(at + 1, len(choices) if is_alike else 0, people)  # the crew stays

    def _is_full(self, choice: _Choice, day: int) -> bool:
        """Return whether no more crews can work at one of the stops on a day."""
        return any(
            self._crowd[self._day_of[day], venue] == self._demands[venue].crews_per_day
            for venue in choice.stops
        )


def _people_elsewhere(left: dict[int, int]) -> list[int]:
    """Return for each set of venues the people left at all others."""
    people = [sum(left.values())]
    for of_venue in left.values():
        people += [others - of_venue for others in people]
    return people


def _with_people(chosen: Sequence[tuple[int, _Choice]], left: dict[int, int]) -> Iterator[Made]:
    """Yield the routes with people of a maximum flow; those that meet nobody are left out.

    Without the way from one venue to one crew-day the flow is lower by the people who need it;
    those go there, and the way is closed.
    """
    ways = [(choice.stops, choice.rank) for _, choice in chosen]
    flow = _flow(left, ways)
    for number, (day, choice) in enumerate(chosen):
        people = []
        for at, venue in enumerate(choice.stops):
            _, rank = ways[number]
            ways[number] = choice.stops, without(rank, at, 0)
            need = flow - _flow(left, ways)
            ways[number] = choice.stops, without(rank, at, need)
            left[venue] -= need
            flow -= need
            people.append(need)
        if any(people):
            yield Made(day, choice.stops, tuple(people))


def _flow(left: dict[int, int], ways: Sequence[tuple[Sequence[int], Rank]]) -> int:
    """Return the maximum flow from venues to crew-days, as the minimum cut between them."""
    cuts = _people_elsewhere(left)
    for stops, rank in ways:
        cuts = [*map(add, cuts, people_of_sets(stops, rank, [*left]))]
    return min(cuts)
