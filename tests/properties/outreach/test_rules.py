"""Properties of rules: plans are what integer programming finds, and replans too."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from support.best_rules import Best, best_by_rules
from support.people import HOME

from dukcapil import RegionCode, testing
from dukcapil.outreach import Crew, Plan, Promise, Venue, VenueKind, plan, replan

WEEK = [date(2020, 3, 2) + timedelta(days=number) for number in range(5)]
BEKASI_TIMUR, BEKASI_BARAT = RegionCode("32.75.01"), RegionCode("32.75.02")
FEWER = settings(max_examples=max(1, settings().max_examples // 2))


def some(values: list[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@st.composite
def venues(draw: st.DrawFn, *, turnouts: bool = False) -> list[Venue]:
    """A few venues with rules of all kinds."""
    shares = [Fraction(1), Fraction(1, 2), Fraction(2, 3)] if turnouts else [Fraction(1)]
    return [
        attrs.evolve(
            one,
            kind=draw(some([VenueKind.SCHOOL, VenueKind.PRISON])),
            per_crew_day=draw(st.integers(2, 8)),
            crews_per_day=draw(st.integers(1, 2)),
            weight=draw(some([1, 1, 2, 3])),
            least_visits=draw(some([0, 0, 1, 2])),
            since=draw(some([None, None, WEEK[1]])),
            until=draw(some([None, None, WEEK[3]])),
            turnout=draw(some(shares)),
            needs=draw(some([(), (), ("boat",)])),
            trip_rupiah=draw(some([0, 200, 500, 900])),
        )
        for one in draw(testing.venues(max_size=5).filter(bool))
    ]


def crews(shares: list[Fraction]) -> st.SearchStrategy[list[Crew]]:
    one: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {
            "kinds": some([None, None, [VenueKind.SCHOOL], [VenueKind.PRISON]]),
            "regions": some([None, None, [BEKASI_TIMUR], [HOME, BEKASI_BARAT]]),
            "skills": some([(), ("boat",)]),
            "works_on": st.none() | st.sets(some(WEEK), min_size=1),
            "share": some(shares),
        }
    )
    return st.lists(one, min_size=1, max_size=4).map(
        lambda found: [Crew(number=at, **fields) for at, fields in enumerate(found, start=1)]
    )


def promises(places: list[Venue]) -> st.SearchStrategy[list[Promise]]:
    one = st.builds(Promise, venue=some([venue.id for venue in places]), on=some(WEEK))
    return st.lists(one, max_size=2)


ALIKE = [Fraction(1)]


def reached(found: Plan, promised: Counter[tuple[str, date]] | None = None) -> Best:
    """What a plan reaches, in the order in which it counts."""
    made = Counter(visit.venue for visit in found.planned)
    kept = Counter(visit.venue for visit in found.kept)
    now = Counter((visit.venue, visit.on) for visit in found.planned)
    return Best(
        fixed=len(found.fixed) - len(found.unmet_promises),
        least=sum(
            min(made[venue.id], max(0, venue.least_visits - kept[venue.id]))
            for venue in found.venues
        ),
        worth=found.weighted - sum(_weights(found)[v.venue] * v.people for v in found.kept),
        kept=(now & promised).total() if promised else 0,
    )


def _weights(found: Plan) -> dict[str, int]:
    return {venue.id: venue.weight for venue in found.venues}


class TestRules:
    """One venue a crew-day, whatever the rules."""

    @given(st.data(), venues(turnouts=True), crews(ALIKE))
    def test_it_is_what_integer_programming_finds(
        self, data: st.DataObject, places: list[Venue], teams: list[Crew]
    ) -> None:
        fixed = data.draw(promises(places))
        best = plan(places, crews=teams, days=WEEK, per_crew_day=5, fixed=fixed)
        best.verify()
        assert reached(best) == best_by_rules(best)
        assert best.weighted == best.upper_bound

    @FEWER
    @given(venues(), crews([Fraction(1), Fraction(1, 2), Fraction(3, 2)]))
    def test_with_crews_of_several_sizes_the_bound_holds(
        self, places: list[Venue], teams: list[Crew]
    ) -> None:
        free = [attrs.evolve(venue, least_visits=0) for venue in places]
        best = plan(free, crews=teams, days=WEEK, per_crew_day=5)
        best.verify()
        optimum = best_by_rules(best)
        assert optimum is not None
        assert best.weighted <= optimum.worth <= best.upper_bound

    @FEWER
    @given(st.data(), venues(turnouts=True), crews(ALIKE), crews(ALIKE), st.integers(1, 3))
    def test_a_replan_is_the_best_that_keeps_most_promises(
        self,
        data: st.DataObject,
        places: list[Venue],
        teams: list[Crew],
        others: list[Crew],
        day: int,
    ) -> None:
        fixed = data.draw(promises(places))
        before = plan(places, crews=teams, days=WEEK, per_crew_day=5, fixed=fixed)
        again = replan(before, from_day=WEEK[day], crews=others)
        again.verify()
        promised = Counter(
            (visit.venue, visit.on) for visit in before.planned if visit.on >= WEEK[day]
        )
        assert reached(again.plan, promised) == best_by_rules(again.plan, promised=promised)

    @FEWER
    @given(venues(), crews(ALIKE), st.integers(0, 4))
    def test_a_replan_of_nothing_changes_nothing(
        self, places: list[Venue], teams: list[Crew], day: int
    ) -> None:
        before = plan(places, crews=teams, days=WEEK, per_crew_day=5)
        again = replan(before, from_day=WEEK[day])
        assert again.kept_promises == again.promised_visits
        assert again.plan.visits == before.visits


class TestLimits:
    """Floors and budgets."""

    @FEWER
    @given(venues(), crews(ALIKE), st.integers(0, 4_000))
    def test_a_budget_is_kept_and_its_bound_holds(
        self, places: list[Venue], teams: list[Crew], rupiah: int
    ) -> None:
        free = [attrs.evolve(venue, least_visits=0) for venue in places]
        best = plan(free, crews=teams, days=WEEK, per_crew_day=5, budget_rupiah=rupiah)
        best.verify()
        assert best.trips_rupiah <= rupiah
        optimum = best_by_rules(best)
        assert optimum is not None
        assert best.weighted <= optimum.worth <= best.upper_bound

    @FEWER
    @given(venues(), crews(ALIKE), st.integers(1, 30))
    def test_a_floor_is_met_as_far_as_its_region_can(
        self, places: list[Venue], teams: list[Crew], people: int
    ) -> None:
        free = [attrs.evolve(venue, least_visits=0, weight=1) for venue in places]
        inside = [venue for venue in free if str(venue.region).startswith(str(BEKASI_TIMUR))]
        task: dict[str, Any] = {"crews": teams, "days": WEEK, "per_crew_day": 5}
        possible = plan(inside, **task).recorded
        best = plan(free, floors={BEKASI_TIMUR: people}, **task)
        best.verify()
        missing = max(0, people - possible)
        assert best.missing_people == ({BEKASI_TIMUR: missing} if missing else {})
        optimum = best_by_rules(best, floors={BEKASI_TIMUR: people - missing})
        assert optimum is not None
        assert best.weighted <= optimum.worth <= best.upper_bound
