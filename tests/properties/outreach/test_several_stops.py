"""Plans of several stops, and what holds of every plan."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from random import Random

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.best_visits import (
    best_crew_day,
    with_stops_by_trying_everything,
)
from support.outreach_tasks import WEEK, Task, either, tamper, tasks, with_stops

from dukcapil import Month, testing
from dukcapil.errors import UnsoundPlan
from dukcapil.outreach import (
    Workday,
)


class TestSeveralStops:
    """Heuristic plans within a bound."""

    @given(tasks(testing.workdays(), most_venues=3, most_days=2, most_crews=2))
    def test_the_best_of_all_that_could_be_done_is_between_the_plan_and_its_bound(
        self, task: Task
    ) -> None:
        found = task.planned()
        assert isinstance(task.per_crew_day, Workday)
        best = with_stops_by_trying_everything(found, task.per_crew_day)
        assert found.recorded <= best <= found.upper_bound
        # A way by a venue that is not visited can be shorter in a made-up table of travel times.
        if all(row.open_on and row.venue.reachable_people for row in found.by_venue):
            assert found.recorded == best

    @given(tasks(testing.workdays(), most_venues=4, most_days=1, most_crews=1), st.data())
    def test_each_venue_has_minutes_of_its_own(self, task: Task, data: st.DataObject) -> None:
        pace = st.none() | st.builds(Fraction, st.integers(1, 12), st.integers(1, 4))
        venues = [
            attrs.evolve(
                one,
                setup_minutes=data.draw(st.none() | st.integers(0, 15)),
                minutes_per_person=data.draw(pace),
            )
            for one in task.venues
        ]
        found = task.planned(venues)
        found.verify()
        assert isinstance(task.per_crew_day, Workday)
        assert found.recorded <= best_crew_day(found, task.per_crew_day) <= found.upper_bound

    @given(with_stops)
    def test_it_is_never_below_the_best_with_one_stop(self, task: Task) -> None:
        assert isinstance(task.per_crew_day, Workday)
        one_stop = attrs.evolve(task.per_crew_day, most_stops=1)
        assert (
            task.planned().recorded >= attrs.evolve(task, per_crew_day=one_stop).planned().recorded
        )

    @given(
        tasks(testing.workdays(), most_venues=3, most_days=2, most_crews=2),
        st.fractions(0, 1, max_denominator=9),
        st.data(),
    )
    def test_whatever_the_charges_are_nothing_exceeds_the_bound(
        self, task: Task, stop: Fraction, data: st.DataObject
    ) -> None:
        found = task.planned()
        prices = [data.draw(st.fractions(0, 30, max_denominator=3)) for _ in found.days]
        days = [attrs.evolve(d, price=p) for d, p in zip(found.days, prices, strict=True)]
        assert isinstance(task.per_crew_day, Workday)
        best = with_stops_by_trying_everything(found, task.per_crew_day)
        assert best <= attrs.evolve(found, days=days, stop_charge=stop).upper_bound

    @given(with_stops, st.data())
    def test_a_plan_that_was_tampered_with_is_refused(
        self, task: Task, data: st.DataObject
    ) -> None:
        found = task.planned()
        assume(found.planned)
        visit = data.draw(st.sampled_from(found.planned))
        row = found.by_venue[visit.venue]
        most = row.venue.per_crew_day or 0
        tampered = data.draw(
            st.sampled_from(
                [
                    tamper(found, visit, people=most + 1),
                    tamper(found, visit, people=visit.people + row.left_people + 1),
                    tamper(found, visit, on=WEEK[0] - timedelta(days=1)),
                    tamper(found, visit, crew=found.days[0].crews + 9),
                    tamper(found, visit, stop=visit.stop + 9),
                    tamper(found, visit, venue="no such venue"),
                    attrs.evolve(found, planned=[*found.planned, attrs.evolve(visit, stop=9)]),
                ]
            )
        )
        with pytest.raises(UnsoundPlan):
            tampered.verify()


class TestEveryPlan:
    """With one stop a day or several."""

    @given(either)
    def test_it_holds(self, task: Task) -> None:
        task.planned().verify()

    @given(either)
    def test_there_are_never_more_crews_than_exist_and_none_at_a_closed_venue(
        self, task: Task
    ) -> None:
        visits = task.planned().visits
        on = Counter(day for day, _ in {(visit.on, visit.crew) for visit in visits})
        assert all(count <= task.crews[day] for day, count in on.items())
        rules = {venue.id: venue.open_on for venue in task.venues}
        for visit in visits:
            rule = rules[visit.venue]
            assert rule is None or (rule(visit.on) if callable(rule) else visit.on in tuple(rule))

    @given(either)
    def test_a_venue_yields_no_more_than_come_and_all_people_are_accounted_for(
        self, task: Task
    ) -> None:
        found = task.planned()
        rows = found.by_venue
        assert all(row.people <= row.venue.reachable_people for row in rows)
        assert sum(row.people + row.left_people for row in rows) == found.reachable
        assert found.recorded <= found.upper_bound <= found.reachable
        assert 0 <= found.gap <= 1
        months = Month.range(Month(2020, 1), Month(2020, 5))
        assert sum(found.expected_by_month(months)) == found.recorded

    @given(either, st.randoms(use_true_random=False))
    def test_the_order_of_the_input_does_not_matter(self, task: Task, rng: Random) -> None:
        venues, days = list(task.venues), list(task.crews.items())
        rng.shuffle(venues)
        rng.shuffle(days)
        shuffled = Task(tuple(venues), dict(days), task.per_crew_day)
        assert shuffled.planned() == task.planned()
