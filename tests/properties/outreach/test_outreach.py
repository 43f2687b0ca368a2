"""Properties of plans: optimality, bounds, and changes of venues, crews and days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.best_visits import (
    best_crew_day,
    best_of_all,
    by_integer_programming,
    by_trying_everything,
    with_stops_by_trying_everything,
)
from support.people import HOME, NEXT_DOOR
from support.people_sent import Town

from dukcapil import Month, testing
from dukcapil.errors import UnsoundPlan
from dukcapil.outreach import (
    OpenDays,
    Plan,
    Promise,
    Venue,
    VenueKind,
    Visit,
    Workday,
    cost_of_promise,
    plan,
    replan,
    with_more_crews,
)

WEEK = [date(2020, 3, 2) + timedelta(days=number) for number in range(6)]


@attrs.frozen
class Task:
    """The arguments of `plan`."""

    venues: tuple[Venue, ...]
    crews: dict[date, int]
    per_crew_day: int | Workday

    def planned(self, venues: Sequence[Venue] | None = None, **options: Any) -> Plan:  # noqa: ANN401
        return plan(
            self.venues if venues is None else venues,
            crews=self.crews,
            days=self.crews,
            per_crew_day=self.per_crew_day,
            **options,
        )


def tasks(
    per_crew_day: st.SearchStrategy[Any],
    *,
    most_venues: int = 6,
    most_days: int = 6,
    most_crews: int = 3,
) -> st.SearchStrategy[Task]:
    crews = st.lists(st.integers(0, most_crews), min_size=1, max_size=most_days).filter(any)
    return st.builds(
        Task,
        testing.venues(max_size=most_venues).map(tuple),
        crews.map(lambda found: dict(zip(WEEK, found, strict=False))),
        per_crew_day,
    )


single = tasks(st.integers(1, 9))
with_stops = tasks(testing.workdays())
either = tasks(st.integers(1, 9) | testing.workdays())


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
                    _tamper(found, visit, people=most + 1),
                    _tamper(found, visit, people=visit.people + row.left_people + 1),
                    _tamper(found, visit, on=WEEK[0] - timedelta(days=1)),
                    _tamper(found, visit, crew=found.days[0].crews + 9),
                    _tamper(found, visit, stop=visit.stop + 9),
                    _tamper(found, visit, venue="no such venue"),
                    attrs.evolve(found, planned=[*found.planned, attrs.evolve(visit, stop=9)]),
                ]
            )
        )
        with pytest.raises(UnsoundPlan):
            tampered.verify()


def promises(best: Plan, *, max_size: int = 3) -> st.SearchStrategy[list[Promise]]:
    """Generate promises of a plan: for any venue, on any day of the week."""
    if not best.venues:
        return st.just([])
    names = st.sampled_from([venue.id for venue in best.venues])
    return st.lists(st.builds(Promise, venue=names, on=st.sampled_from(WEEK)), max_size=max_size)


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


def people_met(visits: Iterable[Visit]) -> Counter[str]:
    people: Counter[str] = Counter()
    for visit in visits:
        people[visit.venue] += visit.people
    return +people


def _tamper(found: Plan, visit: Visit, **changes: Any) -> Plan:  # noqa: ANN401
    others = [one for one in found.planned if one != visit]
    return attrs.evolve(found, planned=[*others, attrs.evolve(visit, **changes)])


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
                    _tamper(found, visit, people=visit.people - 1),
                    _tamper(found, visit, people=visit.people + 1),
                    _tamper(found, visit, on=WEEK[0] - timedelta(days=1)),
                    _tamper(found, visit, crew=day.crews + 1),
                    _tamper(found, visit, crew=0),
                    _tamper(found, visit, stop=2),
                    _tamper(found, visit, venue="no such venue"),
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
