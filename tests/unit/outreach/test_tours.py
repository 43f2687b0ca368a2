"""The bound of plans with several stops where ways are long."""

from __future__ import annotations

import attrs
from support.outreach import WEEK, WORKDAY, planned, venue

from dukcapil import RegionCode
from dukcapil.outreach import TravelTimes
from dukcapil.outreach._bound.tours import shortest_tours

OFFICE, NEAR, ISLAND = (RegionCode(f"53.08.{number:02}") for number in (1, 2, 3))
VILLAGES = [RegionCode(f"{kecamatan}.200{n}") for kecamatan in (NEAR, ISLAND) for n in (1, 2, 3)]
TRAVEL = TravelTimes(
    between={
        (OFFICE, NEAR): 30,
        (OFFICE, ISLAND): 150,
        (NEAR, NEAR): 20,
        (ISLAND, ISLAND): 40,
    },
    otherwise=160,
)
DAY = attrs.evolve(WORKDAY, minutes=480, travel=TRAVEL, office=OFFICE)


class TestShortestTours:
    """The minutes of travel and set-up of the shortest tours."""

    def test_ways_legs_and_set_ups_count(self) -> None:
        halls = [venue(f"{at}", 60, region=region) for at, region in enumerate(VILLAGES)]
        assert shortest_tours(DAY, halls) == [[170, 235]] * 3 + [[430, 495]] * 3

    def test_a_place_with_two_venues_is_not_visited_thrice(self) -> None:
        halls = [venue(f"{at}", 60, region=region) for at, region in enumerate(VILLAGES[1:])]
        assert shortest_tours(DAY, halls)[:2] == [[170, 30 + 20 + 160 + 150 + 135]] * 2

    def test_a_venue_that_the_table_leaves_alone_has_no_tours(self) -> None:
        travel = attrs.evolve(TRAVEL, otherwise=None)
        alone = RegionCode("53.08.01.2001")
        kecamatan = RegionCode("53.08.04")
        travel = attrs.evolve(
            travel, between=dict(travel.between) | {(OFFICE, kecamatan): 20, (OFFICE, OFFICE): 9}
        )
        halls = [
            venue("A", 60, region=VILLAGES[0]),
            venue("B", 60, region=VILLAGES[1]),
            venue("C", 60, region=RegionCode(f"{kecamatan}.2001")),
            venue("D", 60, region=RegionCode(f"{kecamatan}.2002")),
            venue("E", 60, region=alone),
        ]
        tours = shortest_tours(attrs.evolve(DAY, travel=travel, most_stops=2), halls)
        assert tours[:2] == [[30 + 30 + 9 + 90]] * 2
        assert tours[2] == tours[3] == [20 + 20 + 9 + 90]

    def test_nothing_leads_on_from_a_lonely_venue(self) -> None:
        travel = TravelTimes(between={(OFFICE, NEAR): 30, (OFFICE, ISLAND): 150})
        halls = [venue(f"{at}", 60, region=VILLAGES[at]) for at in (0, 3)]
        assert shortest_tours(attrs.evolve(DAY, travel=travel), halls) == [[], []]

    def test_a_walk_does_not_turn_back(self) -> None:
        one, middle, other = (RegionCode(f"53.08.0{at}.2001") for at in (5, 6, 7))
        ways = {(OFFICE, one): 10, (OFFICE, middle): 50, (OFFICE, other): 60}
        travel = TravelTimes(between={**ways, (one, middle): 15, (middle, other): 25})
        halls = [venue(str(region), 60, region=region) for region in (one, middle, other)]
        assert shortest_tours(attrs.evolve(DAY, travel=travel), halls) == [
            [75 + 90, 110 + 135],
            [75 + 90, 110 + 135],
            [135 + 90, 110 + 135],
        ]


class TestBound:
    """Plans with ways from and to an office."""

    def test_the_bound_counts_the_ways_of_each_venue(self) -> None:
        halls = [venue(f"{at}", 60, region=region) for at, region in enumerate(VILLAGES)]
        best = planned(*halls, days=WEEK[:5], most=DAY)
        best.verify()
        # Two days are enough for the three venues near the office; a day on the island is for 54.
        assert best.recorded == 180 + 3 * 54
        assert best.upper_bound == 350

    def test_where_no_day_has_two_stops_each_is_charged_whole(self) -> None:
        halls = [venue(f"{at}", 60, region=VILLAGES[at]) for at in (3, 4)]
        day = attrs.evolve(DAY, minutes=420)
        best = planned(*halls, days=WEEK[:1], most=day)
        assert best.recorded == best.upper_bound == 30
