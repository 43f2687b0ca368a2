"""Plans with several stops a crew-day, and their improvement by a solver."""

from __future__ import annotations

import pickle
import sys
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import WEEK, WORKDAY, city, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil import RegionCode
from dukcapil.errors import Fault, InvalidRecord, MissingExtra
from dukcapil.outreach import (
    Plan,
    TravelTimes,
    improve,
    plan,
)


class TestStops:
    """Several stops a crew-day."""

    def test_two_small_venues_share_a_day(self) -> None:
        best = planned(venue("A", 60), venue("B", 50), venue("C", 70), days=WEEK[:1], most=WORKDAY)
        assert [(v.crew, v.stop, v.venue, v.people) for v in best.visits] == [
            (1, 1, "C", 70),
            (1, 2, "A", 58),
        ]
        assert best.upper_bound == 128
        best.verify()

    def test_time_left_is_filled_stop_after_stop(self) -> None:
        best = planned(venue("A", 60), venue("B", 10), venue("C", 9), days=WEEK[:1], most=WORKDAY)
        assert sorted(visit.venue for visit in best.visits) == ["A", "B", "C"]
        assert best.recorded == best.reachable

    def test_a_city_within_four_hundredths_of_the_bound(self) -> None:
        venues, days = city(306, 25)
        best = planned(*venues, crews=8, days=days, most=WORKDAY)
        best.verify()
        assert best.gap <= Fraction(4, 100)
        assert best.recorded > planned(*venues, crews=8, days=days).recorded

    def test_the_nearest_table_entry_counts(self) -> None:
        kecamatan = HOME.parent
        assert kecamatan is not None
        other = RegionCode("32.75.02.1001")
        travel = TravelTimes(
            between={(kecamatan, kecamatan): 15, (other, HOME): 40}, same_region=5, otherwise=90
        )
        assert travel.minutes(HOME, NEXT_DOOR) == 15
        assert travel.minutes(HOME, other) == travel.minutes(other, HOME) == 40
        assert travel.minutes(HOME, HOME) == 5
        assert travel.minutes(NEXT_DOOR, other) == 90
        assert travel.minutes(HOME, kecamatan) == 15
        assert TravelTimes(between={(HOME, HOME): 7}).minutes(HOME, HOME) == 7
        assert pickle.loads(pickle.dumps(travel)) == travel

    def test_regions_without_minutes_are_a_mistake(self) -> None:
        workday = attrs.evolve(WORKDAY, travel=TravelTimes(same_region=10))
        with pytest.raises(InvalidRecord, match=r"between.32.75.01.1001, 32.75.01.1002.: missing"):
            planned(venue("A", 60), venue("B", 50, region=NEXT_DOOR), most=workday)
        with pytest.raises(TypeError, match=r"TravelTimes.between: expected RegionCode, found str"):
            TravelTimes(between={("32.75.01", "32.75.02"): 5})  # type: ignore[dict-item]

    def test_faults_of_a_workday(self) -> None:
        for change, field, reason in (
            ({"minutes_per_person": 0}, "minutes_per_person", Fault.OUT_OF_BOUNDS),
            ({"minutes_per_person": Fraction(-1)}, "minutes_per_person", Fault.OUT_OF_BOUNDS),
            ({"minutes": 46}, "minutes", Fault.CONTRADICTION),
            ({"most_stops": 0}, "most_stops", Fault.OUT_OF_BOUNDS),
        ):
            fields: dict[str, Any] = change
            with pytest.raises(InvalidRecord) as caught:
                attrs.evolve(WORKDAY, **fields)
            assert (caught.value.field, caught.value.reason) == (field, reason)

    def test_the_order_of_the_stops_is_short(self) -> None:
        """The last venue to be added lies between the other two."""
        regions = [RegionCode(f"32.75.01.100{number}") for number in range(1, 4)]
        one, middle, other = regions
        travel = TravelTimes(between={(one, middle): 5, (middle, other): 5, (one, other): 60})
        workday = attrs.evolve(WORKDAY, minutes=300, travel=travel)
        best = planned(
            venue("one", 40, region=one),
            venue("other", 30, region=other),
            venue("middle", 2, region=middle),
            days=WEEK[:1],
            most=workday,
        )
        assert [visit.venue for visit in best.visits][1:2] in (["middle"], [])
        best.verify()


class TestImprove:
    """A solver for several stops."""

    @staticmethod
    def task(most_stops: int) -> Plan:
        """Ten schools open on Monday, two crews, a school open on Tuesday and no crew then."""
        people = [10, 125, 35, 79, 66, 13, 11, 64, 107, 84]
        kelurahan = [1, 4, 2, 3, 4, 2, 2, 5, 1, 3]
        venues = [
            venue(f"{number}", count, region=RegionCode(f"32.75.01.100{at}"), open_on=WEEK[:1])
            for number, (count, at) in enumerate(zip(people, kelurahan, strict=True))
        ]
        venues += [venue("late", 50, open_on=WEEK[1:2]), venue("nobody", 0)]
        return plan(
            venues,
            crews={WEEK[0]: 2, WEEK[1]: 0},
            days=WEEK[:2],
            per_crew_day=attrs.evolve(WORKDAY, most_stops=most_stops),
        )

    @pytest.mark.parametrize("most_stops", [2, 3])
    def test_it_finds_the_best_where_the_plan_did_not(self, most_stops: int) -> None:
        pytest.importorskip("highspy")
        before = self.task(most_stops)
        told: list[tuple[float, int]] = []
        after = improve(before, progress=lambda seconds, people: told.append((seconds, people)))
        after.verify()
        assert before.recorded == 250
        assert after.recorded == before.upper_bound == 256
        assert [people for _, people in told] == sorted(people for _, people in told)
        assert told[-1][1] == after.recorded

    def test_without_time_the_plan_stays(self) -> None:
        pytest.importorskip("highspy")
        assert improve(self.task(3), time_limit_seconds=1e-9).recorded >= 250

    def test_what_is_proven_best_is_given_back(self) -> None:
        best = planned(venue("A", 100))
        assert improve(best) is best

    def test_no_time_is_a_mistake(self) -> None:
        with pytest.raises(InvalidRecord, match="time_limit_seconds: out of bounds"):
            improve(planned(venue("A", 100)), time_limit_seconds=0)

    def test_without_the_solver_it_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "highspy", None)
        with pytest.raises(MissingExtra) as caught:
            improve(self.task(3))
        assert caught.value.extra == "milp"
