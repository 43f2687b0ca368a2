"""Fixed visits, prices of promises, short days, and a term that changes."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import OFFICE, SCHOOL, WEEK, WORKDAY, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil import RegionCode
from dukcapil.errors import Fault, InvalidRecord, UnsoundPlan
from dukcapil.outreach import (
    OpenDays,
    Plan,
    PlannedDay,
    Promise,
    Sent,
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


class TestShortDays:
    """Days of several lengths."""

    def test_a_short_day_records_fewer_people(self) -> None:
        best = plan(
            [venue("A", 400)],
            crews=1,
            days=WEEK[:3],
            per_crew_day=100,
            short_days={WEEK[1]: Fraction(1, 2)},
        )
        assert [visit.people for visit in best.visits] == [100, 50, 100]
        best.verify()
        too_many = attrs.evolve(best.planned[1], people=51)
        worse = attrs.evolve(best, planned=[*best.planned[::2], too_many])
        assert f"{WEEK[1]}, 'A': 51 people are more than a crew can record" in worse.flaws

    def test_visits_of_one_venue_that_change_together_do_not_end_the_search(self) -> None:
        """Both would gain alone, and together a visit would meet nobody."""
        best = plan(
            [venue("A", 10, crews_per_day=2)],
            crews=1,
            days=WEEK[:3],
            per_crew_day=6,
            short_days={WEEK[0]: Fraction(1, 2)},
        )
        assert best.recorded == best.upper_bound == 10

    def test_the_search_ends_where_no_move_gains_alone(self) -> None:
        days = WEEK[:3]
        best = plan(
            [
                venue("A", 12, per_crew_day=6, open_on=days[1:]),
                venue("B", 15, per_crew_day=3, open_on=days[2:], crews_per_day=2),
                venue("C", 18, per_crew_day=3),
                venue("D", 6, per_crew_day=7, crews_per_day=2),
            ],
            crews=2,
            days=days,
            per_crew_day=5,
            short_days={days[0]: Fraction(1, 3), days[1]: Fraction(1, 2)},
        )
        best.verify()
        assert 16 <= best.recorded <= best.upper_bound <= 20

    def test_a_day_can_be_too_short_for_a_venue(self) -> None:
        best = plan(
            [venue("Homes", 9, per_crew_day=3)],
            crews=1,
            days=WEEK[:2],
            per_crew_day=100,
            short_days=lambda day: Fraction(1, 4) if day == WEEK[0] else Fraction(1),
        )
        best.verify()
        assert [visit.on for visit in best.visits] == [WEEK[1]]
        assert best.by_venue["Homes"].open_on == (WEEK[1],)

    def test_routes_of_short_days_are_short(self) -> None:
        villages = [venue(f"V{number}", 70) for number in range(6)]
        best = plan(
            villages,
            crews=1,
            days=WEEK,
            per_crew_day=WORKDAY,
            short_days={WEEK[0]: Fraction(1, 2), WEEK[1]: Fraction(1, 8)},
        )
        best.verify()
        on = {day: sum(v.people for v in best.visits if v.on == day) for day in WEEK}
        assert on[WEEK[0]] == 66
        assert on[WEEK[1]] == 3
        shorter = attrs.evolve(
            best, days=[attrs.evolve(day, share=Fraction(1, 4)) for day in best.days]
        )
        assert f"{WEEK[2]}, crew 1: the day is too short" in shorter.flaws

    def test_a_solver_knows_them_too(self) -> None:
        pytest.importorskip("highspy")
        villages = [
            venue(f"V{number}", 31 + 7 * number, region=RegionCode(f"32.75.01.100{number % 5 + 1}"))
            for number in range(7)
        ]
        best = plan(
            villages,
            crews=1,
            days=WEEK[:3],
            per_crew_day=WORKDAY,
            short_days={WEEK[0]: Fraction(1, 2), WEEK[1]: Fraction(1, 8)},
        )
        better = improve(best, time_limit_seconds=5)
        better.verify()
        assert better.recorded >= best.recorded
        assert better.revision == (better.recorded > best.recorded)

    @pytest.mark.parametrize("share", [Fraction(0), Fraction(5, 4)])
    def test_a_share_out_of_bounds(self, share: Fraction) -> None:
        with pytest.raises(InvalidRecord, match=r"plan\.short_days\[2020-03-02\]: out of bounds"):
            plan(
                [venue("A", 4)],
                crews=1,
                days=WEEK,
                per_crew_day=9,
                short_days={WEEK[0]: share},
            )
        with pytest.raises(InvalidRecord, match=r"PlannedDay\.share: out of bounds"):
            PlannedDay(on=WEEK[0], crews=1, share=share)


class TestTerm:
    """Days that are added, dropped or shortened."""

    def test_the_term_is_extended_and_a_day_is_dropped(self) -> None:
        every_day = OpenDays(weekdays=range(7))
        best = planned(venue("A", 900, open_on=every_day), venue("B", 100, open_on=WEEK))
        again = replan(best, from_day=WEEK[3], days=[WEEK[4], SATURDAY], crews={SATURDAY: 2})
        again.verify()
        assert [(day.on, day.crews) for day in again.plan.days] == [(WEEK[4], 1), (SATURDAY, 2)]
        assert again.plan.by_venue["A"].open_on == (WEEK[4], SATURDAY)
        assert again.plan.by_venue["B"].open_on == (WEEK[4],)
        assert again.plan.kept == best.visits[:3]

    def test_short_days_from_a_day_on(self) -> None:
        best = planned(venue("A", 900))
        again = replan(best, from_day=WEEK[2], short_days={WEEK[3]: Fraction(1, 3)})
        assert again.cost_people == 100
        assert again.kept_promises == 3
        later = replan(again.plan, from_day=WEEK[3])
        assert [day.share for day in later.plan.days] == [Fraction(1, 3), 1]
        assert later.cost_people == 0

    @pytest.mark.parametrize(
        ("change", "field", "reason"),
        [
            ({"days": []}, "days", Fault.OUT_OF_BOUNDS),
            ({"days": [WEEK[0]]}, "days", Fault.OUT_OF_BOUNDS),
            ({"days": [SATURDAY]}, "crews[2020-03-07]", Fault.MISSING),
            ({"short_days": {WEEK[1]: Fraction(2)}}, "short_days[2020-03-03]", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_mistakes(self, change: dict[str, Any], field: str, reason: Fault) -> None:
        with pytest.raises(InvalidRecord) as caught:
            replan(planned(venue("A", 9)), from_day=WEEK[1], **change)
        assert (caught.value.field, caught.value.reason) == (field, reason)


class TestReplanVerify:
    """What a replan has to continue."""

    def test_a_visit_that_was_never_planned_is_found_however_likely_it_is(self) -> None:
        before = planned(venue("A", 300), venue("B", 300), crews=2, days=WEEK[:3])
        again = replan(before, from_day=WEEK[1], crews=1)
        again.verify()
        invented = attrs.evolve(again.plan.kept[0], crew=3, people=1)
        plan_ = attrs.evolve(again.plan, kept=[*again.plan.kept, invented])
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(again, plan=plan_).verify()
        assert "a kept visit was never planned" in caught.value.flaws[-1]
        forgotten = attrs.evolve(again.plan, kept=again.plan.kept[1:])
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(again, plan=forgotten).verify()
        assert "a visit that was made is not kept" in caught.value.flaws[-1]

    def test_people_who_change_without_being_sent_are_found(self) -> None:
        before = planned(
            venue("A", 300, sent_people=5, away_people=3), venue("Office", 10, kind=OFFICE)
        )
        again = replan(before, from_day=WEEK[1], closed=SCHOOL)
        again.verify()
        doubled = [
            attrs.evolve(one, away_people=max(0, one.away_people - 2)) for one in again.plan.venues
        ]
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(again, plan=attrs.evolve(again.plan, venues=doubled)).verify()
        assert "'A': people who were away before count twice" in caught.value.flaws
        lost = [attrs.evolve(one, sent_people=0) for one in again.plan.venues]
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(again, plan=attrs.evolve(again.plan, venues=lost)).verify()
        assert "'A': people who were sent there before are lost" in caught.value.flaws

    def test_kept_visits_are_numbered_and_not_too_many(self) -> None:
        before = planned(venue("A", 300), days=WEEK[:3])
        kept = attrs.evolve(before.planned[0], on=WEEK[0] - timedelta(days=1), crew=0)
        two = [kept, attrs.evolve(kept, stop=2)]
        found = attrs.evolve(before, kept=two).flaws
        assert f"{kept.on}, crew 0: 2 kept visits are too many" in found
        assert f"{kept.on}, crew 0: there is no crew 0" in found

    def test_people_sent_to_an_office_that_closes_are_sent_on_from_their_own_venue(self) -> None:
        one, other = (venue(name, 0, kind=OFFICE) for name in ("Office 1", "Office 2"))
        before = planned(venue("School", 400), one, other, days=WEEK)
        once = replan(before, from_day=WEEK[1], closed=["School"])
        assert once.sent == (Sent(venue="School", office="Office 1", people=250),)
        twice = replan(once.plan, from_day=WEEK[2], closed=["Office 1"], reopened=[])
        twice.verify()
        assert twice.plan.sent == (
            Sent(venue="School", office="Office 1", people=150),
            Sent(venue="School", office="Office 2", people=100),
        )
        back = replan(twice.plan, from_day=WEEK[2], reopened=["School"])
        back.verify()
        assert back.plan.sent == (Sent(venue="School", office="Office 1", people=150),)
        assert back.plan.by_venue["School"].people == 250

    def test_nobody_is_sent_on_who_does_not_attend_or_is_at_home(self) -> None:
        one, other = (venue(name, 0, kind=OFFICE) for name in ("Office 1", "Office 2"))
        before = planned(venue("School", 400), one, other, days=WEEK)
        once = replan(before, from_day=WEEK[1], closed=["School"])
        none = replan(once.plan, from_day=WEEK[2], closed=["Office 1"], sent_share=Fraction(0))
        none.verify()
        assert none.plan.sent == once.plan.sent
        # Of those that Office 1 sends to Office 2, all are met; then its list grows and it closes.
        start = planned(venue("Office 1", 100, kind=OFFICE), other, days=WEEK)
        start = attrs.evolve(start, planned=())
        moved = replan(start, from_day=WEEK[0], closed=["Office 1"]).plan
        assert moved.sent == (Sent(venue="Office 1", office="Office 2", people=100),)
        opened = replan(moved, from_day=WEEK[1], reopened=["Office 1"]).plan
        assert opened.sent == moved.sent
        home = replan(
            opened,
            from_day=WEEK[2],
            changed=[venue("Office 2", 30, kind=OFFICE)],
            closed=["Office 2"],
        )
        home.verify()
        assert home.sent == (Sent(venue="Office 2", office="Office 1", people=0),)
        assert home.plan.sent == (Sent(venue="Office 1", office="Office 2", people=70),)
        assert home.plan.by_venue["Office 1"].people == 30


class TestDoorToDoor:
    """Ways from and to the office."""

    TRAVEL = TravelTimes(
        between={(HOME, NEXT_DOOR): 100, (HOME, HOME): 5}, same_region=10, otherwise=250
    )
    WORKDAY = attrs.evolve(WORKDAY, travel=TRAVEL, office=HOME)

    def test_a_venue_far_away_has_less_time_and_one_too_far_none(self) -> None:
        far = venue("Far", 150, region=NEXT_DOOR)
        beyond = venue("Beyond", 150, region=RegionCode("32.75.02.1001"))
        best = planned(far, beyond, venue("Near", 150), days=WEEK[:2], most=self.WORKDAY)
        best.verify()
        assert {(visit.venue, visit.people) for visit in best.visits} == {
            ("Far", 70),
            ("Near", 146),
        }
        assert best.by_venue["Beyond"].why == "open on no planned day"
        short = plan(
            [far],
            crews=1,
            days=WEEK,
            per_crew_day=self.WORKDAY,
            short_days=lambda _: Fraction(1, 2),
        )
        assert short.visits == ()
        assert self.WORKDAY.travelled([HOME, NEXT_DOOR]) == 5 + 100 + 100
        assert self.WORKDAY.travelled([]) == 0

    def test_a_pair_of_any_levels_counts_the_nearest_first(self) -> None:
        kecamatan = RegionCode("32.75.02")
        village = RegionCode("32.75.02.1003")
        travel = TravelTimes(
            between={(HOME, kecamatan): 30, (HOME, village): 12, (NEXT_DOOR, kecamatan): 40}
        )
        assert travel.minutes(HOME, RegionCode("32.75.02.1001")) == 30
        assert travel.minutes(village, HOME) == 12
        assert travel.minutes(NEXT_DOOR, village) == 40

    def test_contradictions_are_refused(self) -> None:
        with pytest.raises(InvalidRecord, match="contradicts the same pair"):
            TravelTimes(between={(HOME, NEXT_DOOR): 5, (NEXT_DOOR, HOME): 6})
        one, other = RegionCode("32.75.01"), RegionCode("32.75.02")
        village = RegionCode("32.75.02.1001")
        travel = TravelTimes(between={(HOME, other): 5, (one, village): 6})
        with pytest.raises(InvalidRecord, match="contradicts pairs as near"):
            travel.minutes(HOME, village)
        with pytest.raises(TypeError, match=r"Workday\.office: expected RegionCode"):
            attrs.evolve(WORKDAY, office="32.75.01")  # type: ignore[arg-type]

    def test_many_regions_need_no_table(self) -> None:
        """The nearest venues are found through the entries of the table."""
        kecamatan = [RegionCode(f"32.75.{number:02}") for number in range(1, 13)]
        villages = [
            venue(f"V{at}-{number}", 40, region=RegionCode(f"{code}.{1001 + number}"))
            for at, code in enumerate(kecamatan)
            for number in range(8)
        ]
        travel = TravelTimes(
            between={
                (one, other): 10 + 20 * abs(at - to)
                for at, one in enumerate(kecamatan)
                for to, other in enumerate(kecamatan)
                if at <= to < at + 3
            },
            otherwise=200,
        )
        best = planned(
            *villages,
            crews=3,
            days=WEEK,
            most=attrs.evolve(WORKDAY, travel=travel, office=kecamatan[0]),
        )
        best.verify()
        stops = [visit for visit in best.visits if visit.stop > 1]
        assert stops
        region_of = {one.id: one.region for one in villages}
        first = {(visit.on, visit.crew): visit for visit in best.visits if visit.stop == 1}
        for visit in stops:
            start = first[visit.on, visit.crew]
            assert travel.minutes(region_of[start.venue], region_of[visit.venue]) <= 50

    def test_near_ones_are_found_without_a_table_too(self) -> None:
        """Those of the own region first, and at last those of other provinces."""
        codes = [
            f"{kabupaten}.{at // 6 + 1:02}.{2001 + at % 6}"
            for kabupaten in ("32.01", "33.01", "36.01")
            for at in range(30)
        ]
        villages = [
            venue(code, 30, region=RegionCode(code), open_on=WEEK[number % 2 : number % 2 + 1])
            for number, code in enumerate(codes)
        ]
        best = planned(*villages, crews=30, days=WEEK[:2], most=WORKDAY)
        best.verify()
        assert best.recorded == best.reachable == 2_700


class TestOwnMinutes:
    """Venues at which recording takes longer, or less."""

    def test_homes_take_long_and_a_school_with_tables_is_set_up_soon(self) -> None:
        homes = venue("Homes", 9, minutes_per_person=40, setup_minutes=0)
        school = venue("School", 200, setup_minutes=20)
        best = planned(homes, school, crews=1, days=WEEK[:2], most=WORKDAY)
        best.verify()
        assert best.recorded == 160 + 40 + 7
        stay = {row.venue.id: row.ends - row.begins for row in best.timetable().rows}
        assert stay["Homes"] == timedelta(minutes=7 * 40)
        slow = attrs.evolve(
            best, venues=[attrs.evolve(one, minutes_per_person=41) for one in best.venues]
        )
        assert any("the day is too short" in flaw for flaw in slow.flaws)

    def test_a_new_venue_of_a_replan_takes_its_own(self) -> None:
        before = planned(venue("A", 100), most=WORKDAY)
        slow = venue("Slow", 99, minutes_per_person=Fraction(75, 2))
        again = replan(before, from_day=WEEK[1], changed=[slow]).plan
        again.verify()
        assert again.by_venue["Slow"].venue.per_crew_day == 10
        assert again.by_venue["Slow"].people == 40

    @pytest.mark.parametrize("pace", [0, Fraction(-1)])
    def test_mistakes(self, pace: int | Fraction) -> None:
        with pytest.raises(InvalidRecord, match=r"Venue\.minutes_per_person: out of bounds"):
            venue("A", 9, minutes_per_person=pace)


class TestVenue:
    """Places as letters and maps need them."""

    @pytest.mark.parametrize(
        ("fields", "field", "reason"),
        [
            ({"name": "SMA\nNegeri"}, "name", Fault.NOT_PLAIN),
            ({"address": "Jl.\x00"}, "address", Fault.NOT_PLAIN),
            ({"point": (91.0, 0.0)}, "point", Fault.OUT_OF_BOUNDS),
            ({"point": (0.0, 181.0)}, "point", Fault.OUT_OF_BOUNDS),
            ({"point": (0.0,)}, "point", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_mistakes(self, fields: dict[str, Any], field: str, reason: Fault) -> None:
        with pytest.raises(InvalidRecord) as caught:
            venue("A", 9, **fields)
        assert (caught.value.field, caught.value.reason) == (field, reason)

    def test_an_id_is_one_line(self) -> None:
        with pytest.raises(InvalidRecord, match=r"Venue\.id: "):
            venue("A\r\nB", 9)

    def test_coordinates_are_in_the_table(self) -> None:
        row = planned(venue("A", 9, point=(-6.2, 107.0))).by_venue.to_dicts()[0]
        assert (row["latitude"], row["longitude"]) == (-6.2, 107.0)
