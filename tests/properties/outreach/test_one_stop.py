"""Plans of one venue a crew-day: optimality, prices, proof."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.best_visits import (
    by_integer_programming,
    by_trying_everything,
)
from support.outreach_tasks import WEEK, Task, single, tamper, tasks

from dukcapil import testing
from dukcapil.errors import UnsoundPlan
from dukcapil.outreach import (
    OpenDays,
    Workday,
    with_more_crews,
)


class TestOneVenueADay:
    """Optimal plans."""

    @given(single)
    def test_it_is_what_integer_programming_finds(self, task: Task) -> None:
        best = task.planned()
        assert best.recorded == best.upper_bound == by_integer_programming(best)

    @given(tasks(st.integers(1, 9), most_venues=3, most_days=3, most_crews=2))
    def test_it_is_the_best_of_all_that_could_be_done(self, task: Task) -> None:
        best = task.planned()
        assert best.recorded == by_trying_everything(best)
        assert best.gap == 0

    @given(single)
    def test_the_price_of_a_day_is_what_one_more_crew_on_it_records(self, task: Task) -> None:
        best = task.planned()
        for day in best.days:
            more = attrs.evolve(task, crews=task.crews | {day.on: day.crews + 1})
            assert more.planned().recorded - best.recorded == day.price

    @given(single)
    def test_one_more_crew_on_all_days_records_no_more_than_their_prices_together(
        self, task: Task
    ) -> None:
        best = task.planned()
        more = with_more_crews(best)
        assert more.recorded == more.upper_bound
        assert 0 <= more.recorded - best.recorded <= sum(day.price for day in best.days)

    @given(single, st.integers(1, 3))
    def test_more_days_never_record_fewer(self, task: Task, crews: int) -> None:
        longer = attrs.evolve(task, crews=task.crews | {WEEK[0] - timedelta(days=1): crews})
        assert longer.planned().recorded >= task.planned().recorded

    @given(single, st.data())
    def test_a_venue_that_is_removed_costs_at_most_its_own_people(
        self, task: Task, data: st.DataObject
    ) -> None:
        assume(task.venues)
        gone = data.draw(st.sampled_from(task.venues))
        before = task.planned()
        after = task.planned([venue for venue in task.venues if venue != gone])
        assert 0 <= before.recorded - after.recorded <= before.by_venue[gone.id].people

    @given(tasks(testing.workdays().map(lambda day: attrs.evolve(day, most_stops=1, office=None))))
    def test_a_workday_of_one_stop_is_a_number_of_people(self, task: Task) -> None:
        assert isinstance(task.per_crew_day, Workday)
        most = task.per_crew_day.most_people
        within = [
            attrs.evolve(one, per_crew_day=min(one.per_crew_day or most, most))
            for one in task.venues
        ]
        best = attrs.evolve(task, per_crew_day=most).planned(within)
        assert attrs.evolve(task.planned(), workday=None) == best


class TestVerify:
    """Every change of an optimal plan is found."""

    @given(single, st.data())
    def test_a_plan_that_was_tampered_with_is_refused(
        self, task: Task, data: st.DataObject
    ) -> None:
        found = task.planned()
        assume(found.planned)
        visit = data.draw(st.sampled_from(found.planned))
        day = next(day for day in found.days if day.on == visit.on)
        tampered = data.draw(
            st.sampled_from(
                [
                    tamper(found, visit, people=visit.people - 1),
                    tamper(found, visit, people=visit.people + 1),
                    tamper(found, visit, on=WEEK[0] - timedelta(days=1)),
                    tamper(found, visit, crew=day.crews + 1),
                    tamper(found, visit, crew=0),
                    tamper(found, visit, stop=2),
                    tamper(found, visit, venue="no such venue"),
                    attrs.evolve(found, planned=found.planned[1:]),
                    attrs.evolve(found, planned=[*found.planned, visit]),
                    attrs.evolve(found, venues=[v for v in found.venues if v.id != visit.venue]),
                    attrs.evolve(found, kept=[visit]),
                ]
            )
        )
        with pytest.raises(UnsoundPlan):
            tampered.verify()

    @given(single, st.data())
    def test_prices_that_bound_nothing_tighter_are_no_proof(
        self, task: Task, data: st.DataObject
    ) -> None:
        """Any prices give a bound, and none a bound below what can be recorded."""
        found = task.planned()
        prices = [data.draw(st.fractions(0, 9, max_denominator=3)) for _ in found.days]
        days = [attrs.evolve(d, price=p) for d, p in zip(found.days, prices, strict=True)]
        assert attrs.evolve(found, days=days).upper_bound >= found.recorded


class TestOpenDays:
    """The calendar of a school or an office."""

    @given(testing.open_days(), st.dates(date(2019, 12, 1), date(2021, 1, 31)))
    def test_it_is_open_where_nothing_closes_it(self, school: OpenDays, day: date) -> None:
        in_term = school.terms is None or any(s <= day < u for s, u in school.terms)
        closed = day in school.holidays or day.weekday() not in school.weekdays or not in_term
        assert school(day) is not closed
        assert (day in school.between(day, day + timedelta(days=1))) is not closed
