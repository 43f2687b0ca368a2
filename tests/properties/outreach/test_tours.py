"""Tours of several stops: the shortest through each venue, which the bound of a plan relies on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from dukcapil import RegionCode, testing
from dukcapil.outreach import TravelTimes, Venue, VenueKind, Workday
from dukcapil.outreach._bound.tours import shortest_tours

UTARA, BARAT = RegionCode("32.75.03"), RegionCode("32.75.02")
VILLAGES = [RegionCode(f"{kecamatan}.100{n}") for kecamatan in (UTARA, BARAT) for n in (1, 2, 3)]


def halls(*regions: RegionCode, setup: Sequence[int | None] = ()) -> list[Venue]:
    return [
        Venue(
            id=f"{number}",
            kind=VenueKind.VILLAGE_HALL,
            region=region,
            expected_people=40,
            setup_minutes=minutes,
        )
        for number, (region, minutes) in enumerate(
            zip(regions, [*setup, *[None] * (len(regions) - len(setup))], strict=True)
        )
    ]


def by_trying_all(workday: Workday, venues: Sequence[Venue]) -> list[list[int]]:
    """Return the minutes of the shortest tours through each venue, over all orders of all stops."""
    found: list[list[int]] = [[] for _ in venues]
    for stops in range(2, min(workday.most_stops, len(venues)) + 1):
        shortest: dict[int, int] = {}
        for order in permutations(range(len(venues)), stops):
            minutes = workday.travelled([venues[at].region for at in order]) + sum(
                workday.setup_minutes if own is None else own
                for own in (venues[at].setup_minutes for at in order)
            )
            for at in order:
                shortest[at] = min(minutes, shortest.get(at, minutes))
        for at, of_venue in enumerate(found):
            of_venue.append(shortest[at])
    return found


def not_above(found: list[list[int]], exact: list[list[int]]) -> bool:
    return all(
        len(mine) == len(best) and all(one <= other for one, other in zip(mine, best, strict=True))
        for mine, best in zip(found, exact, strict=True)
    )


workdays = st.builds(
    Workday,
    minutes=st.just(480),
    setup_minutes=st.integers(0, 30),
    minutes_per_person=st.just(3),
    most_stops=st.integers(2, 5),
    travel=testing.travel_times(),
    office=st.none() | st.sampled_from([UTARA, *VILLAGES]),
)
some_halls = st.lists(
    st.tuples(st.sampled_from(VILLAGES), st.none() | st.integers(0, 40)), max_size=5
).map(lambda found: halls(*(region for region, _ in found), setup=[own for _, own in found]))


class TestShortestTours:
    """The minutes that no tour through a venue is below."""

    @given(
        workdays.map(lambda day: attrs.evolve(day, most_stops=min(day.most_stops, 3))), some_halls
    )
    @example(
        Workday(
            minutes=480,
            setup_minutes=0,
            minutes_per_person=3,
            most_stops=3,
            travel=TravelTimes(between={(VILLAGES[0], VILLAGES[1]): 0}, otherwise=50),
            office=BARAT,
        ),
        halls(*VILLAGES[:4]),
    )
    def test_two_and_three_stops_are_those_of_all_orders(
        self, workday: Workday, venues: list[Venue]
    ) -> None:
        exact, found = by_trying_all(workday, venues), shortest_tours(workday, venues)
        assert not_above(found, exact)
        regions = {venue.region for venue in venues}
        # Venues of one place are alike: where they are not, the place has the least of each.
        if len(regions) == len(venues) and all(venue.setup_minutes is None for venue in venues):
            assert found == exact

    @given(workdays, some_halls)
    def test_more_stops_are_never_above_those_of_all_orders(
        self, workday: Workday, venues: list[Venue]
    ) -> None:
        assert not_above(shortest_tours(workday, venues), by_trying_all(workday, venues))
