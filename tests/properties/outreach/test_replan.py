"""Properties of replans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st
from support.best_visits import (
    best_of_all,
)
from support.outreach_tasks import WEEK, Task, either, promises, single, tasks
from support.people import HOME, NEXT_DOOR
from support.people_sent import Town

from dukcapil.outreach import (
    Venue,
    VenueKind,
    Visit,
    plan,
    replan,
)


def people_met(visits: Iterable[Visit]) -> Counter[str]:
    people: Counter[str] = Counter()
    for visit in visits:
        people[visit.venue] += visit.people
    return +people


class TestReplan:
    """Visits already made are kept."""

    @given(either, st.integers(0, 5), st.sampled_from(VenueKind), st.none() | st.integers(0, 3))
    def test_visits_before_the_day_stay_and_the_rest_holds(
        self, task: Task, day: int, closed: VenueKind, crews: int | None
    ) -> None:
        assume(day < len(task.crews))
        before = task.planned()
        again = replan(before, from_day=WEEK[day], closed=closed, crews=crews)
        again.plan.verify()
        assert again.plan.kept == tuple(v for v in before.visits if v.on < WEEK[day])
        assert {visit.on for visit in again.plan.planned} <= set(WEEK[day:])
        shut = {venue.id for venue in task.venues if venue.kind is closed}
        assert not shut & {visit.venue for visit in again.plan.planned}
        assert again.plan.reachable == before.reachable

    @given(
        tasks(st.integers(1, 9), most_venues=3, most_days=3, most_crews=2),
        st.integers(0, 2),
        st.none() | st.integers(0, 3),
        st.data(),
    )
    def test_no_plan_that_records_as_many_keeps_more_promises(
        self, task: Task, day: int, crews: int | None, data: st.DataObject
    ) -> None:
        assume(day < len(task.crews) and task.venues)
        before = task.planned()
        one = data.draw(st.sampled_from(before.venues))
        more = attrs.evolve(one, expected_people=data.draw(st.integers(0, 30)))
        closed = data.draw(st.sets(st.sampled_from([venue.id for venue in before.venues])))
        again = replan(before, from_day=WEEK[day], closed=closed, crews=crews, changed=[more])
        again.plan.verify()
        promised = Counter(
            (visit.on, visit.venue) for visit in before.planned if visit.on >= WEEK[day]
        )
        people = sum(visit.people for visit in again.plan.planned)
        assert promised.total() == again.promised_visits
        assert (0, Fraction(people), again.kept_promises) == best_of_all(again.plan, promised)
        again.verify()

    @given(
        tasks(st.integers(1, 9), most_venues=3, most_days=3, most_crews=2),
        st.integers(0, 2),
        st.fractions(0, 12, max_denominator=3),
        st.data(),
    )
    def test_no_plan_is_worth_more_where_a_broken_promise_has_a_price(
        self, task: Task, day: int, price: Fraction, data: st.DataObject
    ) -> None:
        assume(day < len(task.crews) and task.venues)
        before = task.planned()
        fixed = data.draw(promises(before))
        crews = {on: data.draw(st.integers(0, 2)) for on in WEEK[day : len(task.crews)]}
        again = replan(before, from_day=WEEK[day], crews=crews, fixed=fixed, promise_people=price)
        again.verify()
        promised = Counter(
            (visit.on, visit.venue) for visit in before.planned if visit.on >= WEEK[day]
        )
        people = sum(visit.people for visit in again.plan.planned)
        made = len(fixed) - len(again.plan.unmet_promises)
        worth = people + price * again.kept_promises
        best = best_of_all(again.plan, promised)
        assert (made, worth) == best[:2]
        assert again.plan.gap == 0
        if not fixed:
            assert again.kept_promises == best[2]

    @given(either, st.integers(0, 5))
    def test_where_nothing_changes_no_visit_changes(self, task: Task, day: int) -> None:
        assume(day < len(task.crews))
        before = task.planned()
        again = replan(before, from_day=WEEK[day])
        assert again.plan.visits == before.visits
        assert again.cost_people == 0
        assert again.kept_promises == again.promised_visits

    @given(
        st.lists(
            st.tuples(
                st.sampled_from([VenueKind.SCHOOL, VenueKind.KELURAHAN_OFFICE]),
                st.sampled_from([HOME, NEXT_DOOR]),
                st.integers(0, 12),
            ),
            min_size=1,
            max_size=5,
        ).map(
            lambda found: [
                Venue(id=f"v-{at}", kind=kind, region=region, expected_people=people)
                for at, (kind, region, people) in enumerate(found)
            ]
        ),
        st.data(),
    )
    def test_people_are_those_of_a_simulation_of_every_person(
        self, venues: list[Venue], data: st.DataObject
    ) -> None:
        """Any chain of closures, re-openings, changes and additions; offices close too."""
        now = plan(venues, crews=2, days=WEEK, per_crew_day=4)
        town = Town({})
        for venue in now.venues:
            town.add(venue, venue.reachable_people)
        done = 0
        for number, day in enumerate(WEEK):
            ids = st.sets(st.sampled_from(sorted(town.venues)))
            closed, reopened, longer = data.draw(ids), data.draw(ids), data.draw(ids)
            share = data.draw(st.fractions(0, 1, max_denominator=3))
            town.meet(visit for visit in now.visits[done:] if visit.on < day)
            changed = []
            for name in sorted(longer):
                people = data.draw(st.integers(0, 9)) + town.shortest_list(name)
                town.resize(name, people)
                changed.append(attrs.evolve(town.venues[name], expected_people=people))
            new = attrs.evolve(town.venues["v-0"], id=f"w-{number}", expected_people=4)
            town.add(new, 4)
            again = replan(
                now,
                from_day=day,
                closed=closed,
                reopened=reopened,
                sent_share=share,
                changed=[new, *changed],
            )
            again.verify()
            town.reopen(reopened)
            town.close(closed, share)
            there, met = town.counts()
            assert people_met(again.plan.kept) == met
            for venue in again.plan.venues:
                assert venue.reachable_people == there[venue.id]
            assert {venue.id for venue in again.plan.closed} == town.shut
            assert not town.shut & {visit.venue for visit in again.plan.planned}
            assert again.plan.reachable == len(town.people)
            now, done = again.plan, len(again.plan.kept)

    @given(single, st.integers(0, 5))
    def test_without_an_office_a_closure_costs_and_a_crew_more_does_not(
        self, task: Task, day: int
    ) -> None:
        assume(day < len(task.crews))
        kinds = set(VenueKind) - {VenueKind.SCHOOL}
        assert replan(task.planned(), from_day=WEEK[day], closed=kinds).cost_people >= 0
        assert replan(task.planned(), from_day=WEEK[day], crews=4).cost_people <= 0

    @given(either, st.integers(0, 5), st.fractions(0, 1, max_denominator=5))
    def test_nobody_is_sent_who_was_met_and_nobody_twice(
        self, task: Task, day: int, share: Fraction
    ) -> None:
        assume(day < len(task.crews))
        again = replan(
            task.planned(), from_day=WEEK[day], closed=VenueKind.SCHOOL, sent_share=share
        )
        met = Counter[str]()
        for visit in again.plan.kept:
            met[visit.venue] += visit.people
        people = {venue.id: venue.reachable_people for venue in task.venues}
        for sent in again.sent:
            assert sent.people == int(share * (people[sent.venue] - met[sent.venue]))
        assert len({sent.venue for sent in again.sent}) == len(again.sent)
