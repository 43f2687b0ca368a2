"""Laws of nights away."""

from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st
from support.best_nights import best_with_nights

from dukcapil import RegionCode
from dukcapil.outreach import (
    Crew,
    Hours,
    Plan,
    Promise,
    TravelTimes,
    Venue,
    VenueKind,
    Workday,
    plan,
    replan,
)

OFFICE = RegionCode("32.75.99.2009")
REGIONS = [RegionCode(f"32.75.99.{2001 + at}") for at in range(4)]
MONDAY = date(2020, 3, 2)


@st.composite
def tables(draw: st.DrawFn) -> TravelTimes:
    """Draw minutes between four villages and an office, most of them far from it."""
    between = {(region, OFFICE): draw(st.integers(5, 30)) for region in REGIONS}
    between |= {
        (one, other): draw(st.integers(1, 30))
        for at, one in enumerate(REGIONS)
        for other in REGIONS[:at]
    }
    return TravelTimes(between=between, same_region=draw(st.integers(0, 5)))


workdays = st.builds(
    Workday,
    minutes=st.integers(20, 60),
    setup_minutes=st.integers(0, 8),
    minutes_per_person=st.integers(1, 3) | st.just(Fraction(5, 2)),
    most_stops=st.integers(2, 3),
    travel=tables(),
    office=st.just(OFFICE),
    most_nights=st.integers(1, 2),
)


def villages(most: int, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Venue]]:
    """Generate villages with a few people each."""
    one = st.builds(
        Venue,
        id=st.just("-"),
        kind=st.just(VenueKind.VILLAGE_HALL),
        region=st.sampled_from(REGIONS),
        expected_people=st.integers(1, 40),
        **fields,
    )
    return st.lists(one, min_size=1, max_size=most).map(
        lambda found: [attrs.evolve(each, id=f"v-{at}") for at, each in enumerate(found)]
    )


def days(most: int) -> st.SearchStrategy[list[date]]:
    """Generate days with a few gaps between them."""
    return st.lists(st.sampled_from([1, 1, 1, 3]), min_size=1, max_size=most).map(
        lambda steps: [MONDAY + timedelta(days=sum(steps[:at])) for at in range(len(steps))]
    )


BY_BOAT = st.dictionaries(
    st.tuples(st.sampled_from(REGIONS), st.sampled_from([*REGIONS, OFFICE])),
    st.lists(st.sampled_from([MONDAY + timedelta(days=at) for at in range(6)])),
    max_size=1,
)
"""The days of a boat between two villages, or a village and the office."""

some_workdays = st.builds(
    lambda workday, boat: attrs.evolve(workday, travel=attrs.evolve(workday.travel, only_on=boat)),
    workdays,
    BY_BOAT,
)

SHARES = st.dictionaries(
    st.sampled_from([MONDAY + timedelta(days=at) for at in range(6)]),
    st.sampled_from([Fraction(1, 2), Fraction(4, 5)]),
    max_size=2,
)

MORNINGS = st.sampled_from([(), (), Hours(begins=time(8), ends=time(8, 40))])

WITH_RULES = villages(
    5,
    weight=st.sampled_from([1, 1, 3]),
    least_visits=st.sampled_from([0, 0, 0, 1]),
    crews_per_day=st.integers(1, 2),
    hours=MORNINGS,
)


def some_crews(shares: list[int]) -> list[Crew]:
    """Return crews of one full crew or half of it, every second one with an office of its own."""
    return [
        Crew(number=number, share=Fraction(share, 2), office=REGIONS[0] if number % 2 else None)
        for number, share in enumerate(shares, start=1)
    ]


CREWS = st.integers(1, 2) | st.lists(st.integers(1, 2), min_size=1, max_size=2).map(some_crews)


class TestNights:
    """Plans of crews that may sleep out."""

    @given(villages(3), days(3), workdays)
    def test_the_best_of_all_tours_is_between_the_plan_and_its_bound(
        self, venues: list[Venue], on: list[date], workday: Workday
    ) -> None:
        workday = attrs.evolve(workday, most_stops=2)
        found = plan(venues, crews=1, days=on, per_crew_day=workday)
        found.verify()
        assert found.recorded <= best_with_nights(venues, on, workday) <= found.upper_bound

    @given(WITH_RULES, CREWS, days(5), some_workdays, SHARES)
    def test_more_nights_never_record_fewer(
        self,
        venues: list[Venue],
        crews: int | list[Crew],
        on: list[date],
        workday: Workday,
        short_days: dict[date, Fraction],
    ) -> None:
        found = [
            plan(
                venues,
                crews=crews,
                days=on,
                per_crew_day=attrs.evolve(workday, most_nights=most),
                short_days=short_days,
            )
            for most in range(4)
        ]
        for one in found:
            one.verify()
        weighted = [one.weighted for one in found]
        assert weighted == sorted(weighted)
        bounds = [one.upper_bound for one in found]
        assert max(weighted) <= min(bounds[1:])

    @given(WITH_RULES, workdays)
    def test_days_apart_are_day_trips(self, venues: list[Venue], workday: Workday) -> None:
        on = [MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=5)]
        trips = attrs.evolve(workday, most_nights=0)
        found, plain = (
            plan(venues, crews=1, days=on, per_crew_day=one) for one in (workday, trips)
        )
        assert (found.planned, found.nights) == (plain.planned, ())

    @given(WITH_RULES, CREWS, days(5), some_workdays, st.data())
    def test_a_replan_keeps_tours_where_nothing_changes_and_is_sound_where_much_does(
        self,
        venues: list[Venue],
        crews: int | list[Crew],
        on: list[date],
        workday: Workday,
        data: st.DataObject,
    ) -> None:
        found = plan(venues, crews=crews, days=on, per_crew_day=workday)
        start = data.draw(st.sampled_from(on))
        same = replan(found, from_day=start)
        same.verify()
        assert same.plan.visits == found.visits
        assert same.plan.nights == found.nights
        changed = [
            attrs.evolve(one, expected_people=data.draw(st.integers(0, 40)), attendance=None)
            for one in found.venues[:2]
        ]
        options: dict[str, Any] = {
            "promise_people": data.draw(st.sampled_from([0, 3])),
            "closed": [one.id for one in found.venues[2:3]],
            "fixed": [Promise(venue=one.id, on=data.draw(st.sampled_from(on))) for one in changed],
        }
        again = replan(found, from_day=start, changed=changed, **options)
        again.verify()
        later = replan(again.plan, from_day=on[-1], days=on[-1:])
        later.verify()
        _check_nobody_lost(later.plan)


def _check_nobody_lost(found: Plan) -> None:
    for row in found.by_venue:
        assert row.people + row.left_people >= row.venue.reachable_people
