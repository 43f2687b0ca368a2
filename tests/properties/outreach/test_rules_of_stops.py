"""Properties of rules with several stops a crew-day, beside a mixed-integer program."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from support.best_stops import best_by_stops, faults

from dukcapil import RegionCode
from dukcapil.outreach import Crew, Plan, TravelTimes, Venue, VenueKind, Workday, plan, replan

DAYS = [date(2020, 3, 2) + timedelta(days=number) for number in range(2)]
REGIONS = [
    RegionCode(code)
    for code in ("32.75.01.1001", "32.75.01.1002", "32.75.02.1001", "32.75.03.1001")
]
KINDS = (VenueKind.SCHOOL, VenueKind.KELURAHAN_OFFICE)
FEWER = settings(max_examples=max(1, settings().max_examples // 4))


def some(values: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401
    return st.sampled_from(values)


def venues(**rules: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Venue]]:
    one = st.fixed_dictionaries(
        {
            "kind": some(KINDS),
            "region": some(REGIONS),
            "expected_people": st.integers(1, 40),
            "open_on": some([None, None, None, DAYS[:1]]),
            "minutes_per_person": some([None, None, 2, 4]),
            **rules,
        }
    )
    return st.lists(one, min_size=1, max_size=4).map(
        lambda found: [Venue(id=f"v-{at}", **fields) for at, fields in enumerate(found)]
    )


workdays = st.builds(
    Workday,
    minutes=some([100, 140, 180]),
    setup_minutes=some([10, 25]),
    minutes_per_person=some([3, Fraction(5, 2)]),
    most_stops=some([2, 3]),
    travel=st.builds(
        TravelTimes,
        between=st.fixed_dictionaries(
            {
                (one, other): st.integers(5, 40)
                for one in REGIONS
                for other in REGIONS
                if one < other
            }
        ),
        same_region=some([0, 10]),
    ),
    office=some([None, *REGIONS[:2]]),
)


def check(best: Plan) -> None:
    """A plan breaks no rule, and the optimum is between it and its bound.

    It is the optimum of all plans that fulfil floors and least visits as far as this one does.
    """
    assert faults(best) == []
    best.verify()
    met = Counter[RegionCode]()
    for visit in best.planned:
        region = next(one.region for one in best.venues if one.id == visit.venue)
        for floor in best.floors:
            met[floor.region] += visit.people * str(region).startswith(str(floor.region))
    floors = {floor.region: min(floor.people, met[floor.region]) for floor in best.floors}
    made = Counter(visit.venue for visit in best.planned)
    visits = {one.id: min(one.least_visits, made[one.id]) for one in best.venues}
    optimum = best_by_stops(best, floors=floors, visits=visits)
    assert optimum is not None
    assert best.weighted <= optimum.worth <= best.upper_bound


def check_replans(before: Plan) -> None:
    """Nothing moves where nothing has changed, and a replan breaks no rule."""
    if len(before.days) > 1:
        same = replan(before, from_day=DAYS[1])
        same.verify()
        assert same.plan.visits == before.visits
        closed = replan(before, from_day=DAYS[1], closed=[before.venues[0].id])
        closed.verify()
        assert faults(closed.plan) == []


class TestWeights:
    """People who count for several."""

    @given(venues(weight=st.integers(1, 3)), workdays, st.integers(1, 2))
    def test_the_optimum_is_between_the_plan_and_its_bound(
        self, places: list[Venue], workday: Workday, crews: int
    ) -> None:
        best = plan(places, crews=crews, days=DAYS, per_crew_day=workday)
        check(best)
        check_replans(best)

    @FEWER
    @given(venues(), workdays, st.integers(2, 3))
    def test_a_weight_of_all_changes_no_visit(
        self, places: list[Venue], workday: Workday, weight: int
    ) -> None:
        task: dict[str, Any] = {"crews": 1, "days": DAYS, "per_crew_day": workday}
        best = plan(places, **task)
        heavy = plan([attrs.evolve(one, weight=weight) for one in places], **task)
        assert heavy.recorded == best.recorded
        assert heavy.upper_bound >= heavy.weighted == weight * best.recorded


def crews() -> st.SearchStrategy[list[Crew]]:
    one: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {
            "kinds": some([None, None, KINDS[:1], KINDS[1:]]),
            "regions": some([None, None, [RegionCode("32.75.01")], REGIONS[2:]]),
            "skills": some([(), ("boat",)]),
            "works_on": some([None, None, DAYS[:1]]),
            "share": some([Fraction(1), Fraction(1), Fraction(1, 2), Fraction(3, 2)]),
            "office": some([None, None, *REGIONS[1:]]),
        }
    )
    return st.lists(one, min_size=1, max_size=3).map(
        lambda found: [Crew(number=at, **fields) for at, fields in enumerate(found, start=1)]
    )


boats = some([{}, {}, {(REGIONS[0], REGIONS[2]): DAYS[:1]}])


class TestCrews:
    """Crews that differ."""

    @given(
        venues(needs=some([(), (), ("boat",)]), crews_per_day=st.integers(1, 2)),
        workdays,
        crews(),
        boats,
    )
    def test_the_optimum_is_between_the_plan_and_its_bound(
        self, places: list[Venue], workday: Workday, teams: list[Crew], boat: dict[Any, Any]
    ) -> None:
        workday = attrs.evolve(workday, travel=attrs.evolve(workday.travel, only_on=boat))
        best = plan(places, crews=teams, days=DAYS, per_crew_day=workday)
        check(best)
        check_replans(best)

    @FEWER
    @given(venues(), workdays, st.integers(1, 2))
    def test_crews_that_are_alike_are_a_number_of_crews(
        self, places: list[Venue], workday: Workday, count: int
    ) -> None:
        task: dict[str, Any] = {"days": DAYS, "per_crew_day": workday}
        named = plan(places, crews=[Crew(number=at + 1) for at in range(count)], **task)
        assert named.visits == plan(places, crews=count, **task).visits
        at_home = plan(
            places,
            crews=[Crew(number=at + 1, office=REGIONS[0]) for at in range(count)],
            **task,
        )
        home = attrs.evolve(workday, office=REGIONS[0])
        assert at_home.visits == plan(places, crews=count, days=DAYS, per_crew_day=home).visits

    @FEWER
    @given(venues(), workdays, crews())
    def test_with_one_stop_a_day_too(
        self, places: list[Venue], workday: Workday, teams: list[Crew]
    ) -> None:
        one_stop = attrs.evolve(workday, most_stops=1)
        best = plan(places, crews=teams, days=DAYS, per_crew_day=one_stop)
        check(best)
        check_replans(best)


class TestLeastVisits:
    """Visits that come before others."""

    @given(
        venues(least_visits=some([0, 1, 1, 2]), weight=st.integers(1, 2)),
        workdays,
        st.integers(1, 2) | crews(),
    )
    def test_the_optimum_is_between_the_plan_and_its_bound(
        self, places: list[Venue], workday: Workday, teams: int | list[Crew]
    ) -> None:
        best = plan(places, crews=teams, days=DAYS, per_crew_day=workday)
        check(best)
        check_replans(best)


class TestTurnout:
    """Attendance that falls with each visit."""

    @given(
        venues(
            turnout=some([Fraction(1), Fraction(1, 2), Fraction(2, 3)]),
            least_visits=some([0, 0, 1]),
        ),
        workdays,
        st.integers(1, 2),
    )
    def test_the_optimum_is_between_the_plan_and_its_bound(
        self, places: list[Venue], workday: Workday, count: int
    ) -> None:
        best = plan(places, crews=count, days=DAYS, per_crew_day=workday)
        check(best)
        check_replans(best)


class TestLimits:
    """Floors and budgets."""

    @given(
        venues(trip_rupiah=some([0, 200, 500, 900]), weight=st.integers(1, 2)),
        workdays,
        st.integers(1, 2),
        st.none() | st.integers(0, 2_500),
        st.dictionaries(some([RegionCode("32.75.01"), REGIONS[3]]), st.integers(1, 50), max_size=2),
    )
    def test_they_are_kept_and_the_bound_holds(
        self,
        places: list[Venue],
        workday: Workday,
        count: int,
        rupiah: int | None,
        floors: dict[RegionCode, int],
    ) -> None:
        best = plan(
            places,
            crews=count,
            days=DAYS,
            per_crew_day=workday,
            floors=floors,
            budget_rupiah=rupiah,
        )
        check(best)
        check_replans(best)
        assert rupiah is None or best.trips_rupiah <= rupiah

    @FEWER
    @given(venues(trip_rupiah=some([200, 500])), workdays, st.integers(0, 1_500))
    def test_limits_that_do_not_bind_change_nothing(
        self, places: list[Venue], workday: Workday, more: int
    ) -> None:
        task: dict[str, Any] = {"crews": 1, "days": DAYS, "per_crew_day": workday}
        free = plan(places, **task)
        enough = plan(places, budget_rupiah=free.trips_rupiah + more, **task)
        assert (enough.visits, enough.days) == (free.visits, free.days)
        assert enough.upper_bound == free.upper_bound
