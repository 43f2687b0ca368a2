"""Rules of venues: weights, least visits, days of use, falling attendance; floors and budgets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import OFFICE, WEEK, WORKDAY, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.outreach import (
    Budget,
    Crew,
    Floor,
    Plan,
    Promise,
    TravelTimes,
    Venue,
    plan,
    replan,
)
from dukcapil.outreach._solving import routes_for
from dukcapil.serial import from_json, to_json


def made(best: Plan) -> list[tuple[int, str, int]]:
    best.verify()
    return [((visit.on - WEEK[0]).days, visit.venue, visit.people) for visit in best.visits]


def of(*venues: Venue, crews: Any = 1, days: Any = WEEK[:2], most: Any = 100, **rest: Any) -> Plan:  # noqa: ANN401
    best = plan(venues, crews=crews, days=days, per_crew_day=most, **rest)
    best.verify()
    return best


class TestVenue:
    """Bounds of the fields."""

    @pytest.mark.parametrize(
        ("fields", "field", "reason"),
        [
            ({"weight": 0}, "weight", Fault.OUT_OF_BOUNDS),
            ({"turnout": Fraction(0)}, "turnout", Fault.OUT_OF_BOUNDS),
            ({"turnout": Fraction(3, 2)}, "turnout", Fault.OUT_OF_BOUNDS),
            ({"least_visits": -1}, "least_visits", Fault.NEGATIVE),
            ({"trip_rupiah": -1}, "trip_rupiah", Fault.NEGATIVE),
            ({"since": WEEK[1], "until": WEEK[1]}, "until", Fault.OUT_OF_ORDER),
            ({"needs": ["a\tb"]}, "needs", Fault.NOT_PLAIN),
        ],
    )
    def test_mistakes(self, fields: dict[str, Any], field: str, reason: Fault) -> None:
        with pytest.raises(InvalidRecord) as info:
            venue("A", 1, **fields)
        assert (info.value.field, info.value.reason) == (field, reason)

    def test_a_moment_is_no_day(self) -> None:
        with pytest.raises(TypeError, match="since"):
            venue("A", 1, since="2020-03-02")


class TestWeights:
    """Some people count for several."""

    def test_they_come_first_and_both_numbers_are_told(self) -> None:
        best = of(venue("A", 90), venue("B", 40, weight=3), days=WEEK[:1])
        assert made(best) == [(0, "B", 40)]
        assert (best.recorded, best.weighted, best.upper_bound) == (40, 120, 120)

    def test_with_several_stops_the_time_of_a_crew_goes_to_them(self) -> None:
        many, few = venue("A", 120), venue("B", 60, weight=3)
        best = of(many, few, days=WEEK[:1], most=WORKDAY)
        assert made(best) == [(0, "B", 60), (0, "A", 68)]
        assert (best.recorded, best.weighted, best.upper_bound) == (128, 248, 248)
        alike = of(*(attrs.evolve(one, weight=3) for one in (many, few)), most=WORKDAY)
        assert (
            alike.recorded
            == of(*(attrs.evolve(one, weight=1) for one in (many, few)), most=WORKDAY).recorded
        )


class TestDaysOfUse:
    """Too early and too late."""

    def test_people_are_met_while_it_is_of_use(self) -> None:
        young = venue("Young", 50, since=WEEK[1])
        voters = venue("Voters", 50, until=WEEK[1])
        best = of(young, voters)
        assert made(best) == [(0, "Voters", 50), (1, "Young", 50)]
        swapped = [attrs.evolve(visit, on=WEEK[1 - at]) for at, visit in enumerate(best.planned)]
        assert attrs.evolve(best, planned=swapped).flaws == (
            "2020-03-02, 'Young': it is too early or too late for its people",
            "2020-03-03, 'Voters': it is too early or too late for its people",
        )
        assert of(attrs.evolve(voters, until=WEEK[0])).by_venue["Voters"].why == (
            "open on no planned day"
        )

    def test_several_stops_know_them(self) -> None:
        best = of(venue("A", 10, since=WEEK[1]), most=WORKDAY)
        assert made(best) == [(1, "A", 10)]


class TestTurnout:
    """Attendance that falls."""

    def test_each_visit_meets_its_share_of_those_left(self) -> None:
        best = of(venue("A", 100, turnout=Fraction(2, 3)), days=WEEK)
        assert [people for _, _, people in made(best)] == [67, 22, 8, 2, 1]
        assert best.upper_bound == 100

    def test_a_crew_meets_no_more_than_it_can_record(self) -> None:
        best = of(venue("A", 100, turnout=Fraction(1, 2)), most=30)
        assert [people for _, _, people in made(best)] == [30, 30]

    def test_a_replan_goes_on_with_those_left(self) -> None:
        best = of(venue("A", 100, turnout=Fraction(1, 2)), venue("B", 60), days=WEEK[:3])
        assert made(best) == [(0, "B", 60), (1, "A", 50), (2, "A", 25)]
        again = replan(best, from_day=WEEK[1])
        again.verify()
        assert again.plan.visits == best.visits
        dropped = replan(best, from_day=WEEK[2], days=WEEK[2:5], crews=1)
        assert made(dropped.plan)[2:] == [(2, "A", 25), (3, "A", 13), (4, "A", 6)]

    def test_more_than_come_is_a_flaw(self) -> None:
        best = of(venue("A", 100, turnout=Fraction(1, 2)), days=WEEK[:1])
        more = [attrs.evolve(visit, people=60) for visit in best.planned]
        assert "2020-03-02, 'A': 60 people do not come at once" in (
            attrs.evolve(best, planned=more).flaws
        )

    @pytest.mark.parametrize(
        "sizes",
        [
            {"short_days": {WEEK[0]: Fraction(1, 2)}},
            {"crews": [Crew(number=1), Crew(number=2, share=Fraction(1, 2))]},
        ],
    )
    def test_visits_of_several_sizes_do_not_know_it(self, sizes: dict[str, Any]) -> None:
        with pytest.raises(InvalidRecord) as info:
            of(venue("A", 100, turnout=Fraction(1, 2)), **sizes)
        assert info.value.reason is Fault.SEVERAL_SIZES

    def test_the_bound_holds_for_a_plan_of_several_sizes_all_the_same(self) -> None:
        best = of(venue("A", 100), short_days={WEEK[0]: Fraction(1, 2)})
        falling = attrs.evolve(
            best, venues=[venue("A", 100, turnout=Fraction(1, 2), per_crew_day=100)]
        )
        assert falling.upper_bound == 100


class TestLeastVisits:
    """Every venue at least once."""

    def test_small_venues_are_visited_first(self) -> None:
        best = of(venue("A", 200), venue("B", 10, least_visits=1))
        assert made(best) == [(0, "B", 10), (1, "A", 100)]
        assert best.missing_visits == {}
        assert best.upper_bound == 110

    def test_as_many_as_possible_and_the_others_are_named(self) -> None:
        closed = venue("C", 10, least_visits=1, open_on=[])
        best = of(venue("A", 200, least_visits=2), venue("B", 10, least_visits=1), closed)
        assert sum(best.missing_visits.values()) == 2
        assert best.missing_visits["C"] == 1

    def test_nobody_is_visited_where_nobody_is_left(self) -> None:
        best = of(venue("A", 90, least_visits=2), venue("B", 50))
        assert sorted(name for _, name, _ in made(best)) == ["A", "B"]
        assert best.missing_visits == {}

    def test_visits_made_count(self) -> None:
        best = of(venue("A", 200), venue("B", 150, least_visits=1), days=WEEK[:3])
        again = replan(best, from_day=WEEK[2])
        again.verify()
        assert again.plan.recorded == 300

    def test_one_more_that_could_be_made_is_a_flaw(self) -> None:
        best = of(venue("A", 200), venue("B", 10, least_visits=1), days=WEEK[:1])
        instead = [attrs.evolve(visit, venue="A") for visit in best.planned]
        assert "'B': 0 visits are too few, one more could be made" in (
            attrs.evolve(best, planned=instead).flaws
        )
        idle = attrs.evolve(best, planned=[])
        assert "'B': 0 visits are too few, one more could be made" in idle.flaws

    def test_fixed_visits_and_those_of_others_are_no_flaw(self) -> None:
        letter = Promise(venue="A", on=WEEK[0])
        best = of(venue("A", 200), venue("B", 10, least_visits=1), days=WEEK[:1], fixed=[letter])
        assert made(best) == [(0, "A", 100)]
        assert best.missing_visits == {"B": 1}
        both = of(venue("A", 10, least_visits=1), venue("B", 10, least_visits=1), days=WEEK[:1])
        assert list(both.missing_visits.values()) == [1]

    def test_a_venue_takes_no_more_crews_than_it_has_room_for(self) -> None:
        best = of(venue("A", 300, least_visits=2), crews=2, days=WEEK[:1])
        assert best.missing_visits == {"A": 1}

    def test_a_crew_too_small_for_anybody_does_not_go(self) -> None:
        best = of(
            venue("A", 9, least_visits=1),
            crews=[Crew(number=1, share=Fraction(1, 200))],
        )
        assert best.missing_visits == {"A": 1}

    def test_unknown_venues_have_none(self) -> None:
        best = of(venue("A", 200), venue("B", 10, least_visits=1), days=WEEK[:1])
        gone = [attrs.evolve(visit, venue="C") for visit in best.planned]
        assert "'B': 0 visits are too few, one more could be made" not in (
            attrs.evolve(best, planned=gone).flaws
        )

    def test_crews_of_several_sizes_make_them_too(self) -> None:
        crews = [Crew(number=1), Crew(number=2, share=Fraction(1, 2))]
        best = of(venue("A", 200), venue("B", 10, least_visits=1), crews=crews, days=WEEK[:1])
        assert best.missing_visits == {}


def test_a_plan_with_all_rules_travels_as_json() -> None:
    crews = [Crew(number=2, skills=["boat"]), Crew(number=7, works_on=WEEK[:1])]
    rules = {"weight": 2, "turnout": Fraction(1, 2), "least_visits": 1, "trip_rupiah": 9}
    island = venue("Island", 60, needs=["boat"], **rules)
    late = venue("Late", 40, since=WEEK[1], until=WEEK[2], trip_rupiah=5)
    best = of(island, late, crews=crews, floors={HOME: 10}, budget_rupiah=20)
    again = from_json(to_json(best), Plan)
    assert again == best
    again.verify()


class TestFloors:
    """People of a region first."""

    FAR = venue("Far", 60, region=NEXT_DOOR)

    def test_a_floor_is_met_and_has_its_price(self) -> None:
        best = of(venue("A", 200, region=HOME), self.FAR, floors={NEXT_DOOR: 50})
        assert made(best) == [(0, "Far", 60), (1, "A", 100)]
        assert best.missing_people == {}
        (floor,) = best.floors
        assert float(floor.price) == pytest.approx(40 / 60, abs=0.01)
        assert best.upper_bound >= best.recorded

    def test_one_that_is_met_anyway_has_none(self) -> None:
        best = of(venue("A", 200, region=HOME), self.FAR, floors={HOME: 200})
        assert best.recorded == best.upper_bound == 200
        assert best.floors[0].price == 0

    def test_what_is_possible_instead_is_told(self) -> None:
        best = of(venue("A", 200, region=HOME), self.FAR, floors={NEXT_DOOR: 75})
        assert best.missing_people == {NEXT_DOOR: 15}

    def test_kept_visits_count_in_a_replan(self) -> None:
        best = of(self.FAR, venue("A", 300, region=HOME), floors={NEXT_DOOR: 50}, days=WEEK[:3])
        again = replan(best, from_day=WEEK[1])
        again.verify()
        assert again.plan.missing_people == {}
        assert again.plan.visits == best.visits
        assert [floor.people for floor in again.plan.floors] == [50]

    def test_a_replan_takes_others(self) -> None:
        best = of(self.FAR, venue("A", 300, region=HOME), days=WEEK[:3])
        assert [name for _, name, _ in made(best)] == ["A", "A", "A"]
        again = replan(best, from_day=WEEK[1], floors={NEXT_DOOR: 50}, budget_rupiah=9)
        again.verify()
        assert again.plan.missing_people == {}
        assert again.plan.budget == Budget(rupiah=9)
        none = replan(again.plan, from_day=WEEK[2], floors={})
        assert none.plan.floors == ()
        assert none.plan.budget == Budget(rupiah=9)

    def test_several_work_on_each_other(self) -> None:
        places = [venue(f"V{at}", 50 + at, region=(HOME, NEXT_DOOR)[at % 2]) for at in range(6)]
        best = of(*places, days=WEEK[:4], floors={HOME: 100, NEXT_DOOR: 100}, most=40)
        assert sum(best.missing_people.values()) == 40

    def test_mistakes(self) -> None:
        with pytest.raises(InvalidRecord, match="people"):
            of(self.FAR, floors={NEXT_DOOR: -1})
        with pytest.raises(TypeError, match="region"):
            of(self.FAR, floors={"32.75": 1})
        with pytest.raises(InvalidRecord, match="price"):
            Floor(region=HOME, people=1, price=Fraction(-1))
        with pytest.raises(DuplicateRecord):
            attrs.evolve(planned(self.FAR), floors=[Floor(region=HOME, people=1)] * 2)


class TestBudget:
    """Rupiah."""

    PLACES = (
        venue("A", 100, trip_rupiah=900_000),
        venue("B", 60, trip_rupiah=300_000),
        venue("C", 50, trip_rupiah=300_000, kind=OFFICE),
    )

    def test_it_is_kept_and_has_its_price(self) -> None:
        best = of(*self.PLACES, days=WEEK, budget_rupiah=900_000)
        assert [name for _, name, _ in made(best)] == ["B", "C"]
        assert (best.recorded, best.trips_rupiah) == (110, 600_000)
        assert best.budget is not None
        assert float(best.budget.price * 1_000_000) == pytest.approx(100 / 0.9, rel=0.01)
        assert 110 <= best.upper_bound <= 143

    def test_money_for_all_has_none(self) -> None:
        best = of(*self.PLACES, days=WEEK, budget_rupiah=1_500_000)
        assert best.recorded == best.upper_bound == 210
        assert best.budget == Budget(rupiah=1_500_000)

    def test_what_is_left_is_spent(self) -> None:
        places = [venue(f"V{at}", 10, trip_rupiah=300) for at in range(5)]
        best = of(*places, days=WEEK, budget_rupiah=1_000)
        assert (best.recorded, best.trips_rupiah) == (30, 900)

    def test_spent_money_is_gone_in_a_replan(self) -> None:
        best = of(*self.PLACES, days=WEEK, budget_rupiah=900_000)
        again = replan(best, from_day=WEEK[1])
        again.verify()
        assert again.plan.trips_rupiah == 600_000
        dear = attrs.evolve(self.PLACES[1], trip_rupiah=2_000_000)
        gone = replan(best, from_day=WEEK[1], changed=[dear])
        gone.verify()
        assert gone.plan.planned == ()

    def test_visits_that_must_be_made_are_paid(self) -> None:
        must = attrs.evolve(self.PLACES[0], least_visits=1)
        with pytest.raises(InvalidRecord, match="at least 900,000 for visits that must be made"):
            of(must, days=WEEK, budget_rupiah=899_999)
        assert of(must, days=WEEK, budget_rupiah=900_000).recorded == 100

    def test_more_is_a_flaw(self) -> None:
        best = of(*self.PLACES, days=WEEK, budget_rupiah=900_000)
        less = attrs.evolve(best, budget=Budget(rupiah=500_000))
        assert "the visits cost 600,000 rupiah, 500,000 are allowed" in less.flaws

    def test_with_floors_and_promises(self) -> None:
        places = [*self.PLACES, venue("Far", 20, region=NEXT_DOOR, trip_rupiah=400_000)]
        best = of(*places, days=WEEK, budget_rupiah=900_000, floors={NEXT_DOOR: 15})
        assert best.missing_people == {}
        assert best.trips_rupiah <= 900_000
        again = replan(best, from_day=WEEK[1], promise_people=3)
        again.verify()
        assert again.kept_promises == again.promised_visits

    def test_mistakes(self) -> None:
        with pytest.raises(InvalidRecord, match="rupiah"):
            of(*self.PLACES, budget_rupiah=-1)
        with pytest.raises(TypeError, match="budget"):
            attrs.evolve(planned(*self.PLACES), budget=9)  # type: ignore[arg-type]

    def test_no_venues_need_no_money(self) -> None:
        assert of(budget_rupiah=0).recorded == 0


class TestLimitsOfSeveralStops:
    """Floors and budgets with several stops a crew-day."""

    NEAR = tuple(venue(f"N{at}", 60, region=HOME, trip_rupiah=300) for at in range(4))
    FAR = tuple(venue(f"F{at}", 30, region=NEXT_DOOR, trip_rupiah=400) for at in range(3))

    def test_a_budget_is_kept_and_has_its_price(self) -> None:
        best = of(*self.NEAR, *self.FAR, days=WEEK[:3], most=WORKDAY, budget_rupiah=1_000)
        assert (best.recorded, best.trips_rupiah) == (180, 900)
        assert best.budget is not None
        assert best.budget.price > 0
        assert best.upper_bound <= 202
        again = replan(best, from_day=WEEK[1])
        again.verify()
        assert again.plan.visits == best.visits
        less = attrs.evolve(best, budget=Budget(rupiah=899))
        assert "the visits cost 900 rupiah, 899 are allowed" in less.flaws

    def test_money_for_all_has_none(self) -> None:
        task: dict[str, Any] = {"days": WEEK[:3], "most": WORKDAY}
        best = of(*self.NEAR, *self.FAR, budget_rupiah=9_000, **task)
        assert best.budget == Budget(rupiah=9_000)
        free = of(*self.NEAR, *self.FAR, **task)
        assert (best.visits, best.days) == (free.visits, free.days)

    def test_a_replan_spends_what_is_left(self) -> None:
        best = of(*self.NEAR, *self.FAR, days=WEEK[:3], most=WORKDAY, budget_rupiah=1_000)
        closed = replan(best, from_day=WEEK[1], closed=["N2", "N3"])
        closed.verify()
        assert closed.plan.trips_rupiah <= 1_000
        more = replan(best, from_day=WEEK[1], budget_rupiah=2_000)
        more.verify()
        assert more.offered is None
        assert 1_000 < more.plan.trips_rupiah <= 2_000
        none = replan(best, from_day=WEEK[1], budget_rupiah=0)
        none.verify()
        assert none.plan.planned == ()

    def test_visits_that_must_be_made_are_paid(self) -> None:
        letter = Promise(venue="F0", on=WEEK[0])
        task: dict[str, Any] = {"days": WEEK[:2], "most": WORKDAY, "fixed": [letter]}
        with pytest.raises(InvalidRecord, match="at least 400 for visits that must be made"):
            of(*self.NEAR, *self.FAR, budget_rupiah=399, **task)
        best = of(*self.NEAR, *self.FAR, budget_rupiah=400, **task)
        assert made(best) == [(0, "F0", 30)]

    def test_floors_are_met_and_have_prices(self) -> None:
        task: dict[str, Any] = {"days": WEEK[:1], "most": WORKDAY}
        best = of(*self.NEAR, *self.FAR, floors={NEXT_DOOR: 80}, **task)
        assert best.missing_people == {}
        assert best.floors[0].price > 0
        assert best.recorded < of(*self.NEAR, *self.FAR, **task).recorded
        assert best.upper_bound >= best.recorded
        again = replan(best, from_day=WEEK[0])
        again.verify()
        assert again.plan.visits == best.visits
        other = replan(best, from_day=WEEK[0], floors={})
        other.verify()
        assert other.plan.floors == ()

    def test_what_is_possible_instead_is_told(self) -> None:
        best = of(*self.NEAR, *self.FAR, days=WEEK[:1], most=WORKDAY, floors={NEXT_DOOR: 95})
        assert best.missing_people == {NEXT_DOOR: 95 - 90}
        assert of(days=WEEK[:1], most=WORKDAY, floors={NEXT_DOOR: 9}).missing_people == {
            NEXT_DOOR: 9
        }

    def test_fixed_visits_stay_where_crews_are_given_more_to_do(self) -> None:
        letters = [Promise(venue="N0", on=WEEK[0]), Promise(venue="F1", on=WEEK[1])]
        best = of(
            *self.NEAR,
            *(attrs.evolve(one, open_on=WEEK[:2]) for one in self.FAR),
            days=WEEK[:2],
            most=WORKDAY,
            fixed=letters,
            floors={NEXT_DOOR: 60},
            budget_rupiah=1_500,
        )
        assert best.unmet_promises == ()
        assert best.missing_people == {}

    def test_floors_never_spend_more_than_there_is(self) -> None:
        best = of(
            *self.NEAR,
            *self.FAR,
            days=WEEK[:3],
            most=WORKDAY,
            floors={NEXT_DOOR: 60, HOME: 100},
            budget_rupiah=1_300,
        )
        assert best.trips_rupiah <= 1_300
        assert sum(best.missing_people.values()) <= 40


class TestLeastVisitsOfSeveralStops:
    """Every venue at least once, with several stops a crew-day."""

    SMALL = tuple(venue(f"S{at}", 20, region=NEXT_DOOR, least_visits=1) for at in range(3))

    def test_small_venues_are_visited_first(self) -> None:
        task: dict[str, Any] = {"days": WEEK[:2], "most": WORKDAY}
        best = of(venue("A", 300, region=HOME), *self.SMALL, **task)
        assert best.missing_visits == {}
        assert {visit.venue for visit in best.planned} >= {"S0", "S1", "S2"}
        assert best.recorded <= best.upper_bound
        free = of(venue("A", 300, region=HOME), venue("S0", 20, region=NEXT_DOOR), **task)
        assert free.by_venue["S0"].visits == 0
        again = replan(best, from_day=WEEK[1])
        again.verify()
        assert again.plan.visits == best.visits

    def test_people_give_way_to_one_more_stop(self) -> None:
        """Three stops of a day have room for one person each, and hardly for more."""
        short = attrs.evolve(WORKDAY, minutes=170)
        best = of(*self.SMALL, days=WEEK[:1], most=short)
        assert best.missing_visits == {}
        assert best.recorded == 6 <= best.upper_bound

    def test_as_many_as_possible_and_the_others_are_named(self) -> None:
        tight = attrs.evolve(WORKDAY, minutes=110)
        best = of(*self.SMALL, days=WEEK[:1], most=tight)
        assert sum(best.missing_visits.values()) == 1
        assert len(best.planned) == 2

    def test_a_visit_gives_way_where_its_venue_has_enough(self) -> None:
        letter = Promise(venue="A", on=WEEK[0])
        late = venue("Late", 9, least_visits=1, open_on=WEEK[:1])
        task: dict[str, Any] = {"days": WEEK[:2], "most": attrs.evolve(WORKDAY, most_stops=2)}
        best = of(venue("A", 400), late, **task)
        assert best.missing_visits == {}
        fixed = of(venue("A", 400), late, fixed=[letter], **task)
        assert fixed.unmet_promises == ()

    def test_one_more_that_could_be_made_is_a_flaw(self) -> None:
        best = of(venue("A", 300, region=HOME), *self.SMALL, days=WEEK[:2], most=WORKDAY)
        idle = attrs.evolve(best, planned=[])
        assert "'S0': 0 visits are too few, one more could be made" in idle.flaws
        other = [attrs.evolve(best.planned[0], venue="A", stop=1, people=9)]
        assert "'S0': 0 visits are too few, one more could be made" in (
            attrs.evolve(best, planned=other).flaws
        )
        paid = attrs.evolve(idle, venues=[attrs.evolve(one, trip_rupiah=9) for one in idle.venues])
        poor = attrs.evolve(paid, budget=Budget(rupiah=8))
        assert not any("too few" in flaw for flaw in poor.flaws)

    def test_idle_crews_make_them_and_then_those_at_venues_with_enough_visits(self) -> None:
        places = [venue("A", 400, crews_per_day=3), *self.SMALL[:2]]
        task = of(*places, days=WEEK[:1], crews=2, most=WORKDAY)
        routes = routes_for(task, WORKDAY)
        routes.add(0, 150, 0)
        routes.make_least()
        assert [(route.stops, route.people) for _, route in routes.done] == [
            ([1], [20]),
            ([2], [20]),
        ]
        assert routes.left == [400, 0, 0]
        full = routes_for(task, WORKDAY)
        for _ in range(2):
            full.add(0, 150, 0, is_fixed=True)
        full.make_least()
        assert [(route.stops, route.people) for _, route in full.done] == [
            ([0], [150]),
            ([0, 1, 2], [98, 1, 1]),
        ]

    def test_fixed_visits_are_paid_first(self) -> None:
        dear = {"trip_rupiah": 100}
        best = plan(
            [venue("A", 90, **dear), venue("B", 29, **dear), venue("C", 80, **dear)],
            crews=1,
            days=WEEK[:4],
            per_crew_day=attrs.evolve(WORKDAY, most_stops=2),
            fixed=[Promise(venue="B", on=WEEK[3])],
            budget_rupiah=200,
        )
        best.verify()
        assert (best.trips_rupiah, best.recorded) == (200, 119)

    def test_a_fixed_visit_gives_no_stop_away(self) -> None:
        full = [venue("A", 90, least_visits=2), venue("B", 20, least_visits=2), venue("C", 110)]
        best = plan(
            full,
            crews=1,
            days=WEEK[:1],
            per_crew_day=attrs.evolve(WORKDAY, most_stops=2),
            fixed=[Promise(venue="C", on=WEEK[0])],
        )
        best.verify()
        assert {visit.venue for visit in best.planned} == {"A", "C"}
        assert best.missing_visits == {"A": 1, "B": 2}

    def test_days_too_short_for_two_stops_have_a_bound_too(self) -> None:
        short = attrs.evolve(WORKDAY, minutes=80)
        best = of(venue("A", 40), venue("B", 10, least_visits=1), days=WEEK[:1], most=short)
        assert made(best) == [(0, "B", 10)]
        assert best.upper_bound == 10

    def test_those_that_are_never_open_together_do_not_share_a_day(self) -> None:
        first, second, third = self.SMALL
        apart = [attrs.evolve(first, open_on=WEEK[:1]), attrs.evolve(second, open_on=WEEK[1:2])]
        best = of(*apart, third, days=WEEK[:2], most=WORKDAY)
        assert best.missing_visits == {}
        assert best.recorded == 60


class TestTurnoutOfSeveralStops:
    """Attendance that falls, with several stops a crew-day."""

    FALLS = Fraction(1, 2)

    def test_each_visit_meets_its_share_of_those_left(self) -> None:
        best = of(venue("A", 100, turnout=self.FALLS), days=WEEK[:3], most=WORKDAY)
        assert made(best) == [(0, "A", 50), (1, "A", 25), (2, "A", 13)]
        assert best.recorded == best.upper_bound == 88
        many = of(venue("A", 400, turnout=Fraction(9, 10)), days=WEEK[:4], most=WORKDAY)
        assert [people for _, _, people in made(many)] == [150, 150, 90, 9]
        assert many.upper_bound == 399

    def test_the_time_that_is_left_goes_to_others(self) -> None:
        best = of(venue("A", 100, turnout=self.FALLS), venue("B", 60), days=WEEK[:2], most=WORKDAY)
        assert best.recorded == best.upper_bound == 135
        more = [attrs.evolve(one, people=one.people + 9) for one in best.planned]
        assert any("do not come at once" in flaw for flaw in attrs.evolve(best, planned=more).flaws)

    def test_a_replan_goes_on_with_those_left(self) -> None:
        places = [venue("A", 100, turnout=self.FALLS), venue("B", 90), venue("C", 70)]
        best = of(*places, days=WEEK[:3], most=WORKDAY)
        again = replan(best, from_day=WEEK[1])
        again.verify()
        assert again.plan.visits == best.visits
        dropped = replan(best, from_day=WEEK[1], days=WEEK[2:5], crews=2)
        dropped.verify()
        closed = replan(best, from_day=WEEK[1], closed=["B"])
        closed.verify()

    def test_a_visit_leaves_enough_for_those_after_it(self) -> None:
        """A visit on an earlier day takes no one whom a later one meets."""
        task = of(venue("A", 100, turnout=self.FALLS), days=WEEK[:3], most=WORKDAY)
        routes = routes_for(task, WORKDAY)
        routes.add(0, 40, 1)
        routes.keep([0], [99], None, [0])
        routes.keep([0], [99], None, [2])
        assert [(slot, route.people) for slot, route in routes.done] == [
            (0, [21]),
            (1, [40]),
            (2, [20]),
        ]

    def test_least_visits_and_moves_are_attended_too(self) -> None:
        places = [venue(f"S{at}", 9, turnout=self.FALLS, least_visits=2) for at in range(3)]
        best = of(*places, days=WEEK[:2], most=attrs.evolve(WORKDAY, minutes=170))
        assert best.missing_visits == {}

    def test_days_of_several_lengths_do_not_know_it(self) -> None:
        with pytest.raises(InvalidRecord) as info:
            of(
                venue("A", 100, turnout=self.FALLS),
                most=WORKDAY,
                short_days={WEEK[0]: Fraction(1, 2)},
            )
        assert info.value.reason is Fault.SEVERAL_SIZES

    def test_a_venue_too_far_for_anybody_is_left_out(self) -> None:
        far = attrs.evolve(WORKDAY, travel=TravelTimes(otherwise=210), office=HOME)
        best = of(
            venue("A", 9, turnout=self.FALLS, region=NEXT_DOOR),
            venue("B", 9, turnout=self.FALLS, region=HOME, least_visits=1),
            days=WEEK[:1],
            most=far,
        )
        assert made(best) == [(0, "B", 5)]
