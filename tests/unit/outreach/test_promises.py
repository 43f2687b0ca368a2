"""Fixed visits, and prices of promises."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from support.outreach import WEEK, WORKDAY, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil.errors import InvalidRecord, UnsoundPlan
from dukcapil.outreach import (
    Plan,
    Promise,
    TravelTimes,
    cost_of_promise,
    improve,
    plan,
    replan,
)

SATURDAY = WEEK[-1] + timedelta(days=1)


def fixed(best: Plan) -> list[tuple[str, date]]:
    return [(promise.venue, promise.on) for promise in best.unmet_promises]


class TestFixed:
    """Visits that are made whatever they cost."""

    SMALL, LARGE = venue("Small", 20), venue("Large", 900)

    def test_a_small_venue_is_visited_on_its_day(self) -> None:
        letter = Promise(venue="Small", on=WEEK[3])
        best = plan([self.SMALL, self.LARGE], crews=1, days=WEEK, per_crew_day=150, fixed=[letter])
        best.verify()
        assert [visit.on for visit in best.visits if visit.venue == "Small"] == [WEEK[3]]
        assert best.recorded == best.upper_bound == 620
        assert cost_of_promise(best, letter) == 130
        assert cost_of_promise(planned(self.SMALL, self.LARGE), letter) == 130

    def test_what_cannot_be_made_is_named_and_has_no_cost(self) -> None:
        closed = venue("Closed", 99, open_on=WEEK[:1])
        promises = [
            Promise(venue="Closed", on=WEEK[1]),  # closed on the day
            Promise(venue="Small", on=SATURDAY),  # not planned
            Promise(venue="Small", on=WEEK[2]),
            Promise(venue="Small", on=WEEK[3]),  # nobody is left
            Promise(venue="Large", on=WEEK[2]),  # the crew is at Small or here
        ]
        best = plan(
            [self.SMALL, self.LARGE, closed],
            crews=1,
            days=WEEK,
            per_crew_day=150,
            fixed=promises,
        )
        best.verify()
        # Of the two that exclude each other both can be kept: Small on the day after.
        assert fixed(best) == [("Closed", WEEK[1]), ("Small", WEEK[2]), ("Small", SATURDAY)]
        assert cost_of_promise(best, promises[0]) is None
        with pytest.raises(InvalidRecord, match=r"fixed\['Nowhere'\]"):
            cost_of_promise(best, Promise(venue="Nowhere", on=WEEK[0]))

    def test_a_fixed_visit_that_is_missing_is_a_flaw(self) -> None:
        best = planned(self.SMALL, self.LARGE)
        promise = Promise(venue="Small", on=WEEK[0])
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(best, fixed=[promise]).verify()
        first = best.planned[0]
        dropped = attrs.evolve(best, planned=best.planned[1:], fixed=[promise])
        assert first.on == WEEK[0]
        assert f"{WEEK[0]}, 'Small': the fixed visit could be made" in dropped.flaws
        assert caught.value.flaws == (f"{WEEK[0]}, 'Small': the fixed visit could be made",)

    def test_a_replan_keeps_them_and_takes_new_ones(self) -> None:
        letter = Promise(venue="Small", on=WEEK[3])
        best = plan([self.SMALL, self.LARGE], crews=1, days=WEEK, per_crew_day=150, fixed=[letter])
        again = replan(best, from_day=WEEK[1]).plan
        assert again.fixed == (letter,)
        assert again.visits == best.visits
        other = Promise(venue="Small", on=WEEK[4])
        moved = replan(best, from_day=WEEK[1], fixed=[other]).plan
        assert [visit.on for visit in moved.visits if visit.venue == "Small"] == [WEEK[4]]
        assert replan(best, from_day=WEEK[4]).plan.fixed == ()
        with pytest.raises(InvalidRecord, match=r"replan\.fixed\['X'\]"):
            replan(best, from_day=WEEK[1], fixed=[Promise(venue="X", on=WEEK[2])])

    def test_with_several_stops_the_visit_stays_in_its_route(self) -> None:
        villages = [venue(f"V{number}", 30 + number) for number in range(6)]
        letter = Promise(venue="V0", on=WEEK[1])
        best = plan(villages, crews=1, days=WEEK[:2], per_crew_day=WORKDAY, fixed=[letter])
        best.verify()
        assert ("V0", WEEK[1]) in {(visit.venue, visit.on) for visit in best.visits}
        new = Promise(venue="V1", on=WEEK[1])
        again = replan(best, from_day=WEEK[0], crews=2, fixed=[letter, new])
        again.verify()
        assert again.plan.unmet_promises == ()
        assert again.kept_promises == again.promised_visits
        pytest.importorskip("highspy")
        better = improve(attrs.evolve(best), time_limit_seconds=5)
        assert better.unmet_promises == ()

    def test_routes_in_force_lose_what_cannot_be_made_and_take_new_fixed_visits(self) -> None:
        villages = [venue(f"V{number}", 40) for number in range(4)]
        before = planned(*villages, venue("W", 30), crews=2, days=WEEK[:2], most=WORKDAY)
        gone = {visit.venue for visit in before.visits if visit.on == WEEK[0] and visit.crew == 1}
        new = venue("New", 25)
        letters = [Promise(venue="New", on=WEEK[1]), Promise(venue="New", on=SATURDAY)]
        again = replan(
            before,
            from_day=WEEK[0],
            changed=[new, *(venue(name, 0) for name in gone)],
            closed=[visit.venue for visit in before.visits[-1:]],
            fixed=letters,
        )
        again.verify()
        assert fixed(again.plan) == [("New", SATURDAY)]
        assert not gone & {visit.venue for visit in again.plan.planned}
        fewer = replan(before, from_day=WEEK[0], crews=1, fixed=letters[1:], changed=[new])
        fewer.verify()
        assert {visit.crew for visit in fewer.plan.visits} == {1}


class TestPrice:
    """A broken promise that stands for people."""

    BEFORE = planned(venue("A", 100), days=WEEK[:2])
    NEW = venue("New", 130, open_on=WEEK[:1], per_crew_day=150)

    @pytest.mark.parametrize(("price", "kept"), [(0, 0), (29, 0), (30, 1), (Fraction(61, 2), 1)])
    def test_a_promise_breaks_where_more_people_than_its_price_are_gained(
        self, price: int | Fraction, kept: int
    ) -> None:
        before = planned(venue("A", 100), days=WEEK[:1])
        again = replan(before, from_day=WEEK[0], changed=[self.NEW], promise_people=price)
        again.verify()
        assert again.kept_promises == kept
        assert again.plan.gap == 0

    def test_several_stops_weigh_a_new_plan_against_the_routes_in_force(self) -> None:
        before = planned(venue("A", 60), venue("B", 50), days=WEEK[:1], most=WORKDAY)
        far = TravelTimes(between={(HOME, NEXT_DOOR): 300}, same_region=10, otherwise=300)
        before = attrs.evolve(before, workday=attrs.evolve(WORKDAY, travel=far))
        big = venue("Big", 150, region=NEXT_DOOR)
        offered = replan(before, from_day=WEEK[0], changed=[big])
        assert offered.kept_promises == offered.promised_visits == 2
        assert offered.offered is not None
        assert offered.offered.recorded == 150
        assert offered.cost_people == 0
        offered.verify()
        dear = replan(before, from_day=WEEK[0], changed=[big], promise_people=25)
        assert (dear.kept_promises, dear.offered) == (2, None)
        cheap = replan(before, from_day=WEEK[0], changed=[big], promise_people=2)
        assert (cheap.kept_promises, cheap.plan.recorded) == (0, 150)

    def test_a_wrong_price(self) -> None:
        with pytest.raises(InvalidRecord, match="promise_people: negative"):
            replan(self.BEFORE, from_day=WEEK[0], promise_people=Fraction(-1))
        with pytest.raises(TypeError, match="promise_people: expected int"):
            replan(self.BEFORE, from_day=WEEK[0], promise_people=0.5)  # type: ignore[arg-type]
        with pytest.raises(InvalidRecord, match=r"Plan\.promise_people: negative"):
            attrs.evolve(self.BEFORE, promise_people=Fraction(-1))

    def test_a_bound_in_parts_of_people_is_written_so(self) -> None:
        promised = [Promise(venue="A", on=WEEK[0])]
        odd = attrs.evolve(
            self.BEFORE, promised=promised, promise_people=Fraction(1, 2), planned=()
        )
        assert odd.flaws == ("0 people are not proven best: the bound is 100.50",)
