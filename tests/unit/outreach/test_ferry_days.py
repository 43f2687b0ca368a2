"""Days on which a boat sails: where a crew can go, and in what company."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import date

import attrs
import pytest
from dateutil.rrule import DAILY, WEEKLY, rrule
from support.best_visits import with_stops_by_trying_everything
from support.outreach import MONDAY, WEEK, WORKDAY, planned, venue

from dukcapil import RegionCode
from dukcapil.errors import InvalidRecord, UnsoundPlan
from dukcapil.outreach import OpenDays, Plan, TravelTimes, Workday, improve, replan

HARBOUR, TOWN = RegionCode("31.72"), RegionCode("31.72.01.1001")
ISLANDS = RegionCode("31.01")
PRAMUKA, TIDUNG = RegionCode("31.01.01.1001"), RegionCode("31.01.02.1001")
TUESDAY, FRIDAY = WEEK[1], WEEK[4]
BOAT = TravelTimes(
    between={(HARBOUR, ISLANDS): 60},
    same_region=10,
    otherwise=25,
    only_on={(HARBOUR, ISLANDS): OpenDays(weekdays=[1, 4])},
)


def weekdays(best: Plan, name: str) -> list[int]:
    return [visit.on.weekday() for visit in best.planned if visit.venue == name]


class TestTable:
    """What a table of travel times says of days."""

    def test_the_nearest_pair_counts_in_both_directions(self) -> None:
        travel = attrs.evolve(
            BOAT, only_on={(ISLANDS, HARBOUR): [FRIDAY, TUESDAY, FRIDAY], (PRAMUKA, HARBOUR): None}
        )
        assert travel.days(TOWN, TIDUNG) == travel.days(TIDUNG, TOWN) == (TUESDAY, FRIDAY)
        assert travel.days(TOWN, PRAMUKA) is None
        assert travel.days(PRAMUKA, TIDUNG) is None
        assert travel.minutes(TOWN, PRAMUKA) == 60
        assert pickle.loads(pickle.dumps(travel)) == travel

    def test_a_region_paired_with_itself_says_nothing_of_those_within(self) -> None:
        travel = TravelTimes(only_on={(ISLANDS, ISLANDS): [TUESDAY]})
        assert travel.days(ISLANDS, ISLANDS) == travel.days(PRAMUKA, TIDUNG) == (TUESDAY,)
        assert travel.days(PRAMUKA, PRAMUKA) is None

    def test_a_rule_that_ends_is_taken_as_its_dates(self) -> None:
        sailing = rrule(WEEKLY, dtstart=TUESDAY, count=2)
        days = TravelTimes(only_on={(HARBOUR, ISLANDS): sailing}).days(HARBOUR, ISLANDS)
        assert days == (TUESDAY, date(2020, 3, 10))
        with pytest.raises(InvalidRecord, match=r"TravelTimes\.only_on: .*bounds"):
            TravelTimes(only_on={(HARBOUR, ISLANDS): rrule(DAILY, dtstart=TUESDAY)})

    def test_what_contradicts_itself_is_refused(self) -> None:
        with pytest.raises(InvalidRecord, match=r"only_on.*contradicts the same pair with other d"):
            TravelTimes(only_on={(HARBOUR, ISLANDS): [TUESDAY], (ISLANDS, HARBOUR): [FRIDAY]})
        same = TravelTimes(only_on={(HARBOUR, ISLANDS): [FRIDAY], (ISLANDS, HARBOUR): [FRIDAY]})
        assert len(same.only_on) == 1
        travel = TravelTimes(only_on={(TOWN, ISLANDS): [TUESDAY], (HARBOUR, PRAMUKA): None})
        with pytest.raises(InvalidRecord, match="contradicts pairs as near with other days"):
            travel.days(RegionCode("31.72.01.1001"), RegionCode("31.01.01.1001"))

    def test_what_is_no_region_or_no_date_is_refused(self) -> None:
        with pytest.raises(TypeError, match="only_on: expected RegionCode, found str"):
            TravelTimes(only_on={("31.72", "31.01"): [TUESDAY]})  # type: ignore[dict-item]
        with pytest.raises(TypeError, match=r"TravelTimes\.only_on: expected dates or OpenDays"):
            TravelTimes(only_on={(HARBOUR, ISLANDS): lambda day: day.weekday() == 1})
        with pytest.raises(TypeError, match=r"TravelTimes\.only_on: expected date"):
            TravelTimes(only_on={(HARBOUR, ISLANDS): [1, 4]})  # type: ignore[list-item]


class TestOneStop:
    """One venue a day: the plan is the best of all, and says so."""

    WORKDAY = attrs.evolve(WORKDAY, most_stops=1, travel=BOAT, office=TOWN)

    def test_an_island_is_visited_on_the_days_of_the_boat(self) -> None:
        island, town = venue("Island", 500, region=PRAMUKA), venue("Town", 500, region=TOWN)
        best = planned(island, town, most=self.WORKDAY)
        best.verify()
        assert weekdays(best, "Island") == [1, 4]
        assert weekdays(best, "Town") == [0, 2, 3]
        assert best.recorded == best.upper_bound == 2 * 102 + 3 * 142
        assert best.by_venue["Island"].open_on == (TUESDAY, FRIDAY)

    def test_without_an_office_there_is_no_way_to_it(self) -> None:
        workday = attrs.evolve(self.WORKDAY, office=None)
        best = planned(venue("Island", 900, region=PRAMUKA), most=workday)
        assert weekdays(best, "Island") == [0, 1, 2, 3, 4]

    def test_a_boat_that_never_sails_leaves_an_island_out(self) -> None:
        never = attrs.evolve(BOAT, only_on={(HARBOUR, ISLANDS): []})
        workday = attrs.evolve(self.WORKDAY, travel=never)
        best = planned(venue("Island", 500, region=PRAMUKA), most=workday)
        assert (best.planned, best.upper_bound) == ((), 0)
        assert best.by_venue["Island"].why == "open on no planned day"

    def test_a_visit_on_another_day_is_a_flaw(self) -> None:
        best = planned(venue("Island", 90, region=PRAMUKA), most=self.WORKDAY)
        (visit,) = best.planned
        moved = attrs.evolve(best, planned=[attrs.evolve(visit, on=MONDAY)])
        with pytest.raises(UnsoundPlan, match="there is no way between its regions that day"):
            moved.verify()

    def test_a_replan_asks_the_boat_of_the_days_that_are_added(self) -> None:
        best = planned(venue("Island", 900, region=PRAMUKA), days=WEEK[:3], most=self.WORKDAY)
        later = replan(
            best, from_day=MONDAY, days=[*WEEK, date(2020, 3, 9), date(2020, 3, 10)], crews=1
        )
        later.plan.verify()
        assert weekdays(later.plan, "Island") == [1, 4, 1]


class TestSeveralStops:
    """Several venues a day: regions without a boat that day are not in one crew-day."""

    WORKDAY = attrs.evolve(WORKDAY, travel=BOAT)

    def test_both_sides_are_in_one_day_when_the_boat_sails(self) -> None:
        sides = venue("Island", 50, region=PRAMUKA), venue("Town", 50, region=TOWN)
        together = planned(*sides, days=WEEK[:2], most=self.WORKDAY)
        together.verify()
        assert {visit.on for visit in together.planned} == {TUESDAY}
        apart = planned(*sides, days=[WEEK[0], WEEK[2]], most=self.WORKDAY)
        apart.verify()
        assert [visit.people for visit in apart.planned] == [50, 50]
        alone = planned(*sides, days=WEEK[:1], most=self.WORKDAY)
        assert alone.recorded == with_stops_by_trying_everything(alone, self.WORKDAY) == 50
        assert together.recorded == with_stops_by_trying_everything(together, self.WORKDAY) == 100

    def test_a_day_on_both_sides_without_a_boat_is_a_flaw(self) -> None:
        sides = venue("Island", 50, region=PRAMUKA), venue("Town", 50, region=TOWN)
        best = planned(*sides, days=WEEK[:2], most=self.WORKDAY)
        moved = [attrs.evolve(visit, on=MONDAY) for visit in best.planned]
        with pytest.raises(UnsoundPlan, match="2020-03-02, crew 1: there is no way between its"):
            attrs.evolve(best, planned=moved).verify()

    def test_a_promised_day_on_both_sides_is_kept_as_far_as_there_is_a_boat(self) -> None:
        sides = venue("Island", 50, region=PRAMUKA), venue("Town", 50, region=TOWN)
        thursday = WEEK[3]
        on_thursdays = self._sailing([thursday])
        best = planned(*sides, days=WEEK[:4], most=on_thursdays)
        assert [visit.on for visit in best.planned] == [thursday, thursday]
        in_force = attrs.evolve(best, workday=self._sailing([FRIDAY]))
        fewer = attrs.evolve(best.venues[1], expected_people=49)
        again = replan(in_force, from_day=MONDAY, changed=[fewer]).plan
        again.verify()
        first, second = sorted(again.planned, key=lambda visit: visit.on, reverse=True)
        assert first.on == thursday > second.on
        assert again.recorded == 99

    def _sailing(self, days: Sequence[date]) -> Workday:
        travel = attrs.evolve(BOAT, only_on={(HARBOUR, ISLANDS): days})
        return attrs.evolve(self.WORKDAY, travel=travel)

    def test_the_program_of_improve_knows_the_boat(self) -> None:
        """Its crew-days on both sides have days: without them the bound would not be reached."""
        pytest.importorskip("highspy")
        people = {PRAMUKA: [27, 31, 30, 66, 41], TOWN: [105, 59, 52, 97, 47]}
        halls = [
            venue(f"{region} {number}", many, region=region)
            for region, of_region in people.items()
            for number, many in enumerate(of_region)
        ]
        travel = attrs.evolve(BOAT, between={(HARBOUR, ISLANDS): 20})
        best = planned(*halls, most=attrs.evolve(self.WORKDAY, travel=travel))
        better = improve(best, time_limit_seconds=60)
        better.verify()
        assert (
            best.recorded < better.recorded == better.upper_bound == sum(map(sum, people.values()))
        )
