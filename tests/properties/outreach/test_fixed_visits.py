"""Fixed visits, and short days."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st
from support.best_visits import (
    best_of_all,
)
from support.outreach_tasks import WEEK, Task, either, promises, single, tasks, with_stops

from dukcapil.outreach import (
    Promise,
    Workday,
    cost_of_promise,
    replan,
)

short = st.dictionaries(
    st.sampled_from(WEEK), st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(1, 9)])
)


class TestFixedVisits:
    """Visits that are promised for a day."""

    @given(tasks(st.integers(1, 9), most_venues=3, most_days=3, most_crews=2), st.data())
    def test_as_many_as_can_be_are_made_and_the_rest_is_the_best_of_all(
        self, task: Task, data: st.DataObject
    ) -> None:
        fixed = data.draw(promises(task.planned()))
        found = task.planned(fixed=fixed)
        found.verify()
        made = len(fixed) - len(found.unmet_promises)
        best = best_of_all(found, Counter())
        assert made == best[0]
        # Of several fixed visits that exclude each other, those that record most are made.
        assert found.recorded == found.upper_bound == best[1]

    @given(either, st.data())
    def test_they_are_made_with_several_stops_and_after_a_replan(
        self, task: Task, data: st.DataObject
    ) -> None:
        fixed = data.draw(promises(task.planned()))
        found = task.planned(fixed=fixed)
        found.verify()
        again = replan(found, from_day=WEEK[0], crews=3)
        again.verify()
        assert len(again.plan.unmet_promises) <= len(found.unmet_promises)
        nothing = replan(found, from_day=WEEK[0])
        assert nothing.plan.visits == found.visits
        assert nothing.cost_people == 0

    @given(single, st.data())
    def test_what_a_promise_costs_is_what_the_best_plan_without_it_records_more(
        self, task: Task, data: st.DataObject
    ) -> None:
        free = task.planned()
        assume(free.venues)
        promise = Promise(
            venue=data.draw(st.sampled_from([venue.id for venue in free.venues])),
            on=data.draw(st.sampled_from(WEEK)),
        )
        bound = task.planned(fixed=[promise])
        cost = cost_of_promise(free, promise)
        assert cost == cost_of_promise(bound, promise)
        if bound.unmet_promises:
            assert cost is None
        else:
            assert cost == free.recorded - bound.recorded >= 0


class TestShortDays:
    """Days of several lengths."""

    @given(tasks(st.integers(1, 9), most_venues=3, most_days=3, most_crews=2), short, st.data())
    def test_the_best_of_all_is_between_the_plan_and_its_bound(
        self, task: Task, shares: dict[date, Fraction], data: st.DataObject
    ) -> None:
        fixed = data.draw(promises(task.planned(), max_size=1))
        found = task.planned(short_days=shares, fixed=fixed)
        found.verify()
        made = len(fixed) - len(found.unmet_promises)
        best = best_of_all(found, Counter())
        assert made == best[0]
        assert found.recorded <= best[1] <= found.upper_bound

    @given(single, st.sampled_from([Fraction(1, 2), Fraction(4, 5)]))
    def test_if_all_days_are_short_the_plan_is_proven(self, task: Task, share: Fraction) -> None:
        found = task.planned(short_days=lambda _: share)
        found.verify()
        assert found.gap == 0

    @given(with_stops, short)
    def test_with_several_stops_nobody_works_longer_than_the_day(
        self, task: Task, shares: dict[date, Fraction]
    ) -> None:
        found = task.planned(short_days=shares)
        found.verify()
        assert isinstance(task.per_crew_day, Workday)
        one_stop = attrs.evolve(task.per_crew_day, most_stops=1)
        alone = attrs.evolve(task, per_crew_day=one_stop).planned(short_days=shares)
        assert found.recorded >= alone.recorded
