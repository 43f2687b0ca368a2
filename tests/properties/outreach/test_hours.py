"""Laws of opening hours and breaks."""

from __future__ import annotations

from datetime import time
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st
from support.clock_walk import best_by_clock, clock_faults
from support.outreach_tasks import Task, either, tasks, with_stops

from dukcapil import testing
from dukcapil.outreach import Hours, Workday, replan

SPANS = st.lists(testing.hours(), max_size=2)


def with_hours(task: Task, data: st.DataObject) -> Task:
    """Return a task whose venues have hours, and whose crews have breaks."""
    venues = [attrs.evolve(one, hours=data.draw(SPANS)) for one in task.venues]
    workday = task.per_crew_day
    if isinstance(workday, Workday):
        workday = attrs.evolve(workday, breaks=data.draw(SPANS))
    return attrs.evolve(task, venues=tuple(venues), per_crew_day=workday)


class TestHours:
    """Plans within opening hours, against a walk on the clock."""

    @given(with_stops, st.data())
    def test_no_plan_or_replan_is_out_of_hours(self, task: Task, data: st.DataObject) -> None:
        task = with_hours(task, data)
        found = task.planned()
        found.verify()
        assert clock_faults(found) == []
        changed = [attrs.evolve(one, hours=data.draw(SPANS)) for one in found.venues[:2]]
        again = replan(found, from_day=found.days[-1].on, changed=changed)
        again.verify()
        assert clock_faults(again.plan) == []

    @given(tasks(testing.workdays(), most_venues=3, most_days=1, most_crews=1), st.data())
    def test_the_best_by_the_clock_is_between_the_plan_and_its_bound(
        self, task: Task, data: st.DataObject
    ) -> None:
        few = [attrs.evolve(one, attendance=None, per_crew_day=3) for one in task.venues]
        task = with_hours(attrs.evolve(task, venues=tuple(few)), data)
        found = task.planned()
        assert found.workday is not None
        best = best_by_clock(found)
        assert found.recorded <= best <= found.upper_bound
        # A way by a venue without room for anybody can be shorter in a made-up table.
        has_room = all(row.open_on or not row.venue.reachable_people for row in found.by_venue)
        if found.workday.most_stops == 1 or (found.workday.most_stops == 2 and has_room):
            assert found.recorded == best

    @given(either, st.data())
    def test_hours_of_the_whole_day_and_breaks_alone_change_nothing(
        self, task: Task, data: st.DataObject
    ) -> None:
        free = task.planned()
        always = Hours(begins=time(0), ends=time(23, 59))
        venues = [attrs.evolve(one, hours=always) for one in task.venues]
        assert _core(task.planned(venues)) == _core(free)
        if isinstance(task.per_crew_day, Workday):
            rested = attrs.evolve(task.per_crew_day, breaks=data.draw(SPANS))
            assert _core(attrs.evolve(task, per_crew_day=rested).planned()) == _core(free)

    @given(with_stops, st.data())
    def test_wider_hours_never_lower_what_can_be_done(
        self, task: Task, data: st.DataObject
    ) -> None:
        task = with_hours(task, data)
        wide = [
            attrs.evolve(one, hours=[_wider(span) for span in one.hours]) for one in task.venues
        ]
        found, more = task.planned(), task.planned(wide)
        at_its_prices = attrs.evolve(found, venues=more.venues)
        assert at_its_prices.upper_bound >= found.upper_bound
        if found.workday is not None and found.workday.most_stops == 1:
            assert more.upper_bound >= found.recorded
            if more.gap == 0:
                assert more.recorded >= found.recorded


def _core(found: Any) -> tuple[object, ...]:  # noqa: ANN401
    return found.planned, found.days, found.stop_charge, found.upper_bound


def _wider(span: Hours) -> Hours:
    return attrs.evolve(span, begins=time(span.begins.hour), ends=time(23, 0))
