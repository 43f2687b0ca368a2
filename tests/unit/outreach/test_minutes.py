"""Ways from door to door, and minutes of venues of their own."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import attrs
import pytest
from support.outreach import WEEK, WORKDAY, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil import RegionCode
from dukcapil.errors import InvalidRecord
from dukcapil.outreach import (
    TravelTimes,
    plan,
    replan,
)


class TestDoorToDoor:
    """Ways from and to the office."""

    TRAVEL = TravelTimes(
        between={(HOME, NEXT_DOOR): 100, (HOME, HOME): 5}, same_region=10, otherwise=250
    )
    WORKDAY = attrs.evolve(WORKDAY, travel=TRAVEL, office=HOME)

    def test_a_venue_far_away_has_less_time_and_one_too_far_none(self) -> None:
        far = venue("Far", 150, region=NEXT_DOOR)
        beyond = venue("Beyond", 150, region=RegionCode("32.75.02.1001"))
        best = planned(far, beyond, venue("Near", 150), days=WEEK[:2], most=self.WORKDAY)
        best.verify()
        assert {(visit.venue, visit.people) for visit in best.visits} == {
            ("Far", 70),
            ("Near", 146),
        }
        assert best.by_venue["Beyond"].why == "open on no planned day"
        short = plan(
            [far],
            crews=1,
            days=WEEK,
            per_crew_day=self.WORKDAY,
            short_days=lambda _: Fraction(1, 2),
        )
        assert short.visits == ()
        assert self.WORKDAY.travelled([HOME, NEXT_DOOR]) == 5 + 100 + 100
        assert self.WORKDAY.travelled([]) == 0

    def test_a_pair_of_any_levels_counts_the_nearest_first(self) -> None:
        kecamatan = RegionCode("32.75.02")
        village = RegionCode("32.75.02.1003")
        travel = TravelTimes(
            between={(HOME, kecamatan): 30, (HOME, village): 12, (NEXT_DOOR, kecamatan): 40}
        )
        assert travel.minutes(HOME, RegionCode("32.75.02.1001")) == 30
        assert travel.minutes(village, HOME) == 12
        assert travel.minutes(NEXT_DOOR, village) == 40

    def test_contradictions_are_refused(self) -> None:
        with pytest.raises(InvalidRecord, match="contradicts the same pair"):
            TravelTimes(between={(HOME, NEXT_DOOR): 5, (NEXT_DOOR, HOME): 6})
        one, other = RegionCode("32.75.01"), RegionCode("32.75.02")
        village = RegionCode("32.75.02.1001")
        travel = TravelTimes(between={(HOME, other): 5, (one, village): 6})
        with pytest.raises(InvalidRecord, match="contradicts pairs as near"):
            travel.minutes(HOME, village)
        with pytest.raises(TypeError, match=r"Workday\.office: expected RegionCode"):
            attrs.evolve(WORKDAY, office="32.75.01")  # type: ignore[arg-type]

    def test_many_regions_need_no_table(self) -> None:
        """The nearest venues are found through the entries of the table."""
        kecamatan = [RegionCode(f"32.75.{number:02}") for number in range(1, 13)]
        villages = [
            venue(f"V{at}-{number}", 40, region=RegionCode(f"{code}.{1001 + number}"))
            for at, code in enumerate(kecamatan)
            for number in range(8)
        ]
        travel = TravelTimes(
            between={
                (one, other): 10 + 20 * abs(at - to)
                for at, one in enumerate(kecamatan)
                for to, other in enumerate(kecamatan)
                if at <= to < at + 3
            },
            otherwise=200,
        )
        best = planned(
            *villages,
            crews=3,
            days=WEEK,
            most=attrs.evolve(WORKDAY, travel=travel, office=kecamatan[0]),
        )
        best.verify()
        stops = [visit for visit in best.visits if visit.stop > 1]
        assert stops
        region_of = {one.id: one.region for one in villages}
        first = {(visit.on, visit.crew): visit for visit in best.visits if visit.stop == 1}
        for visit in stops:
            start = first[visit.on, visit.crew]
            assert travel.minutes(region_of[start.venue], region_of[visit.venue]) <= 50

    def test_near_ones_are_found_without_a_table_too(self) -> None:
        """Those of the own region first, and at last those of other provinces."""
        codes = [
            f"{kabupaten}.{at // 6 + 1:02}.{2001 + at % 6}"
            for kabupaten in ("32.01", "33.01", "36.01")
            for at in range(30)
        ]
        villages = [
            venue(code, 30, region=RegionCode(code), open_on=WEEK[number % 2 : number % 2 + 1])
            for number, code in enumerate(codes)
        ]
        best = planned(*villages, crews=30, days=WEEK[:2], most=WORKDAY)
        best.verify()
        assert best.recorded == best.reachable == 2_700


class TestOwnMinutes:
    """Venues at which recording takes longer, or less."""

    def test_homes_take_long_and_a_school_with_tables_is_set_up_soon(self) -> None:
        homes = venue("Homes", 9, minutes_per_person=40, setup_minutes=0)
        school = venue("School", 200, setup_minutes=20)
        best = planned(homes, school, crews=1, days=WEEK[:2], most=WORKDAY)
        best.verify()
        assert best.recorded == 160 + 40 + 7
        stay = {row.venue.id: row.ends - row.begins for row in best.timetable().rows}
        assert stay["Homes"] == timedelta(minutes=7 * 40)
        slow = attrs.evolve(
            best, venues=[attrs.evolve(one, minutes_per_person=41) for one in best.venues]
        )
        assert any("the day is too short" in flaw for flaw in slow.flaws)

    def test_a_new_venue_of_a_replan_takes_its_own(self) -> None:
        before = planned(venue("A", 100), most=WORKDAY)
        slow = venue("Slow", 99, minutes_per_person=Fraction(75, 2))
        again = replan(before, from_day=WEEK[1], changed=[slow]).plan
        again.verify()
        assert again.by_venue["Slow"].venue.per_crew_day == 10
        assert again.by_venue["Slow"].people == 40

    @pytest.mark.parametrize("pace", [0, Fraction(-1)])
    def test_mistakes(self, pace: int | Fraction) -> None:
        with pytest.raises(InvalidRecord, match=r"Venue\.minutes_per_person: out of bounds"):
            venue("A", 9, minutes_per_person=pace)
