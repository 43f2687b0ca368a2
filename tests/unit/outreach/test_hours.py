"""Opening hours of venues, and breaks of crews."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import MONDAY, SCHOOL, WEEK, WORKDAY, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil import RegionCode
from dukcapil.errors import Fault, InvalidRecord, UnsoundPlan
from dukcapil.outreach import (
    Crew,
    Hours,
    OpenDays,
    Plan,
    Promise,
    TravelTimes,
    Workday,
    improve,
    plan,
    replan,
)
from dukcapil.outreach._solving import routes_for

FRIDAY = date(2020, 3, 6)
PRAYER = Hours(begins=time(11, 30), ends=time(13), on=OpenDays(weekdays=[4]))
MORNING = Hours(begins=time(8), ends=time(10))
NO_WAYS = TravelTimes(otherwise=0)
DAY = Workday(  # 08:00 to 14:00, six minutes a person
    minutes=360, setup_minutes=30, minutes_per_person=6, most_stops=1, travel=NO_WAYS
)
FAR = TravelTimes(otherwise=43)
STOPS = attrs.evolve(DAY, most_stops=3)


def hours(begins: str, ends: str, **on: Any) -> Hours:  # noqa: ANN401
    return Hours(begins=time.fromisoformat(begins), ends=time.fromisoformat(ends), **on)


def spans(best: Plan) -> list[tuple[str, str, str, int]]:
    return [
        (row.venue.id, f"{row.begins:%H:%M}", f"{row.ends:%H:%M}", row.visit.people)
        for row in best.timetable().rows
    ]


class TestHours:
    """Spans of the clock."""

    def test_a_span_is_a_value(self) -> None:
        assert hours("07:00", "11:00", on=[FRIDAY, MONDAY, FRIDAY]).on == (MONDAY, FRIDAY)
        assert venue("A", 9, hours=MORNING).hours == (MORNING,)
        both = [hours("07:00", "11:00", on=[FRIDAY]), MORNING]
        assert venue("A", 9, hours=both) == venue("A", 9, hours=[*both[::-1], MORNING])

    @pytest.mark.parametrize(
        ("fields", "field", "reason"),
        [
            ({"ends": time(8)}, "ends", Fault.OUT_OF_ORDER),
            ({"begins": time(8, 0, 30)}, "begins", Fault.OUT_OF_BOUNDS),
            ({"ends": time(10, 0, 0, 5)}, "ends", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_a_span_ends_after_it_begins_and_has_whole_minutes(
        self, fields: dict[str, Any], field: str, reason: Fault
    ) -> None:
        with pytest.raises(InvalidRecord) as raised:
            attrs.evolve(MORNING, **fields)
        assert (raised.value.field, raised.value.reason) == (field, reason)
        with pytest.raises(InvalidRecord, match="begins_at"):
            attrs.evolve(DAY, begins_at=time(8, 0, 1))

    def test_anything_but_plain_times_and_days_is_refused(self) -> None:
        with pytest.raises(TypeError, match=r"Hours\.begins: expected a time without a time zone"):
            Hours(begins=time(8, tzinfo=UTC), ends=time(9))
        with pytest.raises(TypeError, match=r"Hours\.ends: expected time, found int"):
            Hours(begins=time(8), ends=9)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"Hours\.on: expected dates or OpenDays, found a pred"):
            hours("08:00", "09:00", on=lambda _: True)
        with pytest.raises(TypeError, match=r"Venue\.hours: expected Hours, found time"):
            venue("A", 9, hours=[time(8)])
        with pytest.raises(TypeError, match=r"Workday\.breaks: expected Hours, found str"):
            attrs.evolve(DAY, breaks=["noon"])  # type: ignore[list-item]


class TestOneStop:
    """Plans of one venue a crew-day, which stay optimal."""

    def test_a_venue_that_closes_early_has_fewer_people_a_day(self) -> None:
        best = planned(venue("A", 100, hours=MORNING), days=WEEK[:2], most=DAY)
        best.verify()
        assert spans(best) == [("A", "08:00", "10:00", 15)] * 2
        assert best.upper_bound == best.recorded == 30

    def test_a_crew_waits_until_a_venue_opens(self) -> None:
        late = venue("A", 100, hours=hours("09:30", "16:00"))
        best = planned(late, days=WEEK[:1], most=attrs.evolve(DAY, begins_at=time(7, 30)))
        best.verify()
        assert spans(best) == [("A", "09:30", "13:30", 35)]

    def test_the_way_is_made_before_it_opens_and_after_it_closes(self) -> None:
        far = attrs.evolve(DAY, travel=TravelTimes(otherwise=60), office=NEXT_DOOR)
        within = venue("A", 100, hours=hours("08:30", "12:30"))
        best = planned(within, days=WEEK[:1], most=far)
        best.verify()
        assert spans(best) == [("A", "09:00", "12:30", 30)]

    def test_hours_of_one_weekday_hold_with_those_of_all(self) -> None:
        early = hours("06:00", "11:00", on=OpenDays(weekdays=[4]))
        best = planned(
            venue("A", 999, hours=[hours("09:00", "13:00"), early]), days=WEEK[3:], most=DAY
        )
        best.verify()
        assert [row[1:] for row in spans(best)] == [("09:00", "13:00", 35), ("09:00", "11:00", 15)]

    def test_it_is_closed_on_a_day_on_which_no_minute_is_in_all_hours(self) -> None:
        shut = [hours("08:00", "11:00"), hours("11:00", "12:00", on=[MONDAY])]
        best = planned(venue("A", 999, hours=shut), days=WEEK[:2], most=DAY)
        best.verify()
        assert [visit.on for visit in best.visits] == [WEEK[1]]
        assert best.by_venue["A"].open_on == (WEEK[1],)

    def test_a_break_makes_a_visit_longer_and_a_morning_no_shorter(self) -> None:
        noon = attrs.evolve(DAY, breaks=PRAYER)
        best = planned(venue("A", 999), days=WEEK[3:], most=noon)
        best.verify()
        assert spans(best) == [("A", "08:00", "14:00", 55), ("A", "08:00", "15:30", 55)]
        school = planned(venue("A", 999, hours=hours("08:00", "13:30")), days=WEEK[3:], most=noon)
        school.verify()
        assert spans(school) == [("A", "08:00", "13:30", 50), ("A", "08:00", "13:30", 35)]

    def test_breaks_that_overlap_are_one_and_those_before_the_day_are_none(self) -> None:
        breaks = [hours("06:00", "08:10"), hours("09:00", "10:00"), hours("09:30", "10:30")]
        best = planned(venue("A", 999), days=WEEK[:1], most=attrs.evolve(DAY, breaks=breaks))
        assert spans(best) == [("A", "08:10", "15:40", 55)]
        evening = attrs.evolve(DAY, breaks=[hours("05:00", "07:00"), hours("17:00", "18:00")])
        assert spans(planned(venue("A", 999), days=WEEK[:1], most=evening))[0][1:3] == (
            "08:00",
            "14:00",
        )

    def test_a_visit_does_not_begin_in_a_break(self) -> None:
        day = attrs.evolve(
            DAY, breaks=hours("08:30", "09:00"), travel=TravelTimes(otherwise=30), office=NEXT_DOOR
        )
        best = planned(venue("A", 5), days=WEEK[:1], most=day)
        best.verify()
        assert spans(best) == [("A", "09:00", "10:00", 5)]
        shut = planned(venue("A", 5, hours=hours("08:40", "09:50")), days=WEEK[:1], most=day)
        shut.verify()
        assert spans(shut) == [("A", "09:00", "09:48", 3)]

    def test_nobody_comes_to_a_venue_without_time_for_anybody(self) -> None:
        shut = venue("A", 90, hours=hours("18:00", "19:00"), turnout=Fraction(2, 3))
        best = plan(
            [shut, venue("B", 40)],
            crews=[Crew(number=1, kinds=[SCHOOL]), Crew(number=2)],
            days=WEEK[:2],
            per_crew_day=DAY,
            fixed=[Promise(venue="B", on=WEEK[1])],
        )
        best.verify()
        assert [(visit.venue, visit.people) for visit in best.visits] == [("B", 40)]

    def test_days_on_which_all_venues_have_the_same_room_are_proven_best(self) -> None:
        friday = hours("06:00", "13:00", on=OpenDays(weekdays=[4]))
        few = [venue(name, 90, hours=friday, per_crew_day=20) for name in "AB"]
        best = planned(*few, days=WEEK[3:], most=DAY)
        best.verify()
        assert (best.recorded, best.upper_bound) == (40, 40)
        changed = attrs.evolve(best, planned=best.planned[:1])
        assert "20 people are not proven best: the bound is 40" in changed.flaws
        unequal = planned(*(attrs.evolve(one, per_crew_day=50) for one in few), days=WEEK, most=DAY)
        unequal.verify()
        assert unequal.recorded == unequal.upper_bound == 180


class TestSeveralStops:
    """Plans of several stops: never out of hours, and never above the bound."""

    def test_a_break_is_followed_by_the_clock(self) -> None:
        open_ = hours("08:00", "12:00")
        best = planned(venue("A", 35, hours=open_), days=WEEK[:1], most=STOPS)
        assert spans(best) == [("A", "08:00", "12:00", 35)]
        tea = attrs.evolve(STOPS, breaks=[hours("10:00", "10:01")])
        late = f"{WEEK[0]}, 'A': crew 1 works after it closes"
        assert late not in best.flaws
        assert late in attrs.evolve(best, workday=tea).flaws
        before = attrs.evolve(STOPS, breaks=[hours("07:00", "08:00"), hours("12:00", "13:00")])
        assert late not in attrs.evolve(best, workday=before).flaws

    def test_stops_are_in_the_order_of_their_hours(self) -> None:
        late = venue("A", 10, hours=hours("11:00", "14:00"))
        early = venue("B", 10, hours=hours("08:00", "09:30"))
        between = venue("C", 9, hours=hours("08:30", "11:00"))
        best = planned(late, early, between, days=WEEK[:1], most=STOPS)
        best.verify()
        assert spans(best) == [
            ("B", "08:00", "09:30", 10),
            ("C", "09:30", "10:54", 9),
            ("A", "11:00", "12:30", 10),
        ]

    def test_no_more_people_at_a_stop_than_the_next_one_has_time_for(self) -> None:
        first = venue("A", 90, hours=hours("08:00", "11:00"))
        last = venue("B", 10, hours=hours("10:00", "12:00"))
        best = planned(first, last, days=WEEK[:1], most=STOPS)
        best.verify()
        assert spans(best) == [("A", "08:00", "11:00", 25), ("B", "11:00", "12:00", 5)]
        more = attrs.evolve(best.planned[1], people=6)
        crowded = attrs.evolve(best, planned=[best.planned[0], more])
        assert "2020-03-02, 'B': crew 1 works after it closes" in crowded.flaws

    def test_a_break_is_no_time_of_any_stop(self) -> None:
        friday = attrs.evolve(WORKDAY, breaks=PRAYER)
        few = [venue(name, 40, hours=hours("08:00", "14:00")) for name in "ABC"]
        best = planned(*few, days=[FRIDAY], most=friday)
        best.verify()
        whole = planned(*few, days=[FRIDAY], most=WORKDAY)
        assert best.recorded < whole.recorded == 82

    def test_the_bound_knows_the_first_opening_and_the_last_closing(self) -> None:
        noon = hours("10:00", "12:00")
        best = planned(*(venue(name, 9, hours=noon) for name in "ABC"), days=WEEK[:1], most=STOPS)
        best.verify()
        # Two hours are two set-ups and ten people, or one and fifteen if a venue had so many.
        assert (best.recorded, best.upper_bound) == (10, 10)

    def test_idle_crews_go_out_as_far_as_there_is_money(self) -> None:
        late, noon = hours("11:00", "14:00"), hours("10:00", "13:00")
        few = [
            venue("A", 40, hours=late, trip_rupiah=100),
            venue("B", 40, hours=noon, trip_rupiah=100),
            venue("C", 60, hours=late, trip_rupiah=100),
        ]
        best = plan(few, crews=2, days=WEEK[:2], per_crew_day=STOPS, budget_rupiah=100)
        best.verify()
        assert best.recorded == best.upper_bound == 25

    def test_one_visit_that_must_be_made_lets_a_crew_make_another(self) -> None:
        office, village, far = (RegionCode(f"32.75.01.100{at}") for at in (1, 3, 4))
        workday = Workday(
            minutes=360,
            setup_minutes=45,
            minutes_per_person=2,
            most_stops=3,
            travel=TravelTimes(same_region=10, otherwise=20),
            office=office,
        )
        morning = hours("09:00", "12:00")
        best = plan(
            [
                venue("A", 150, region=village, least_visits=1),
                venue("B", 39, region=far, hours=hours("11:00", "12:00"), least_visits=2),
                venue("C", 145, region=village, hours=morning, open_on=WEEK[:1]),
                venue("D", 142, region=village, hours=morning, least_visits=1),
                venue("E", 66, region=office, hours=morning, least_visits=2),
            ],
            crews=2,
            days=WEEK[:2],
            per_crew_day=workday,
            fixed=[Promise(venue=name, on=WEEK[0]) for name in "CE"],
        )
        best.verify()
        assert best.missing_visits == {}

    def test_a_small_plan_is_the_best_of_all_orders(self) -> None:
        """The number is that of a mixed-integer program over all routes."""
        best = planned(
            venue("A", 40, hours=hours("10:00", "14:00")),
            venue("B", 30, hours=hours("08:00", "10:30")),
            venue("C", 30, hours=hours("09:00", "12:00")),
            days=WEEK[:2],
            most=attrs.evolve(STOPS, most_stops=2, travel=TravelTimes(otherwise=20)),
        )
        best.verify()
        assert (best.recorded, best.upper_bound) == (85, 90)

    def test_hours_of_the_whole_day_change_nothing(self) -> None:
        names = [venue(f"V{number}", 20 + 7 * number) for number in range(6)]
        always = [attrs.evolve(one, hours=hours("06:00", "20:00")) for one in names]
        for most in (DAY, WORKDAY):
            free, bound = planned(*names, most=most), planned(*always, most=most)
            assert bound.planned == free.planned
            assert bound.days == free.days

    def test_a_crew_that_comes_too_late_is_found(self) -> None:
        best = planned(
            venue("A", 10, hours=hours("08:00", "09:30")), venue("B", 40), days=WEEK[:1], most=STOPS
        )
        best.verify()
        turned = [attrs.evolve(visit, stop=3 - visit.stop) for visit in best.planned]
        with pytest.raises(UnsoundPlan, match="'A': crew 1 works after it closes"):
            attrs.evolve(best, planned=turned).verify()

    def test_a_crew_that_waits_too_long_is_not_back_in_time(self) -> None:
        ways = attrs.evolve(STOPS, travel=TravelTimes(otherwise=10), office=HOME)
        late = venue("A", 20, region=NEXT_DOOR, hours=hours("11:00", "14:00"))
        best = planned(late, days=WEEK[:1], most=ways)
        best.verify()
        assert spans(best) == [("A", "11:00", "13:30", 20)]
        after = attrs.evolve(best.venues[0], hours=hours("12:00", "14:00"))
        too_late = "2020-03-02, crew 1: the day ends before the crew is back"
        assert too_late in attrs.evolve(best, venues=[after]).flaws
        unknown = attrs.evolve(best, venues=[attrs.evolve(after, id="B")]).flaws
        assert too_late not in unknown
        assert "2020-03-02, 'A': there is no such venue" in unknown

    def test_routes_that_new_hours_forbid_are_cut_and_nobody_is_lost(self) -> None:
        few = [venue(name, 30) for name in "ABC"]
        best = planned(*few, days=WEEK[:2], most=WORKDAY)
        morning = attrs.evolve(few[0], hours=hours("08:00", "09:30"))
        again = replan(best, from_day=MONDAY, changed=[morning])
        again.verify()
        assert again.plan.by_venue["A"].people == 30
        gone = replan(best, from_day=MONDAY, changed=[attrs.evolve(morning, hours=PRAYER)])
        gone.verify()

    def test_short_days_and_hours_together(self) -> None:
        friday = hours("06:00", "11:00", on=OpenDays(weekdays=[4]))
        few = [
            venue(f"V{number}", 21 + 5 * number, hours=[hours("08:30", "13:30"), friday])
            for number in range(5)
        ]
        best = plan(
            few,
            crews=1,
            days=WEEK,
            per_crew_day=STOPS,
            short_days={WEEK[1]: Fraction(1, 2), WEEK[4]: Fraction(3, 4)},
        )
        best.verify()
        assert best.recorded == best.upper_bound == 155

    def test_a_solver_keeps_the_hours(self) -> None:
        pytest.importorskip("highspy")
        day = attrs.evolve(
            STOPS,
            minutes=240,
            minutes_per_person=4,
            setup_minutes=15,
            begins_at=time(7, 30),
            travel=FAR,
        )
        best = planned(
            venue("A", 56, hours=hours("09:30", "14:00")),
            venue("B", 43, minutes_per_person=3),
            days=WEEK[:2],
            most=day,
        )
        better = improve(best, time_limit_seconds=5)
        better.verify()
        assert best.recorded < better.recorded == best.upper_bound == 95

    def test_a_route_that_is_composed_has_no_more_people_than_time(self) -> None:
        """Shares of a program, rounded up at each stop, can be too many together."""
        short = attrs.evolve(STOPS, minutes=80, setup_minutes=10)
        task = planned(venue("A", 16), venue("B", 14), days=WEEK[:3], most=short)
        routes = routes_for(task, short)
        route = routes.compose([0, 1], [6, 5], [0, 1, 2])
        assert (route.people, routes.left) == ([6, 4], [10, 10])

    def test_a_route_that_is_composed_is_in_the_order_of_the_hours(self) -> None:
        late, early = hours("10:00", "14:00"), hours("08:00", "09:30")
        task = planned(venue("A", 40, hours=late), venue("B", 40, hours=early), most=STOPS)
        routes = routes_for(task, STOPS)
        route = routes.compose([0, 1], [20, 20], [0])
        assert (route.stops, route.people) == ([1, 0], [10, 20])
        assert routes.time_for([0, 1]) == [300]
        shut = replan(task, from_day=MONDAY, changed=[venue("A", 40, hours=early)]).plan
        routes = routes_for(shut, STOPS)
        assert routes.time_for([0, 1]) == [300]


class TestTimes:
    """Times of days with and without minutes."""

    def test_the_begin_is_that_of_the_workday(self) -> None:
        best = planned(venue("A", 5), days=WEEK[:1], most=attrs.evolve(DAY, begins_at=time(7, 15)))
        assert spans(best) == [("A", "07:15", "08:15", 5)]
        with pytest.raises(InvalidRecord, match=r"begins"):
            best.timetable(begins=time(8))
        with pytest.raises(InvalidRecord, match=r"ends"):
            best.to_icalendar(
                stamp=datetime(2020, 3, 1, tzinfo=UTC), calendar_id="a.example", ends=time(15)
            )

    @pytest.mark.parametrize(
        ("begins", "ends", "found"),
        [
            ("09:00", "12:00", ("09:00", "12:00")),
            ("06:00", "12:00", ("08:00", "12:00")),
            ("09:00", "18:00", ("09:00", "14:00")),
            ("15:00", "18:00", ("15:00", "18:00")),
        ],
    )
    def test_without_minutes_hours_bound_the_times(
        self, begins: str, ends: str, found: tuple[str, str]
    ) -> None:
        best = planned(venue("A", 300, hours=hours(begins, ends, on=[MONDAY])), days=WEEK[:2])
        best.verify()
        assert spans(best) == [("A", *found, 150), ("A", "08:00", "14:00", 150)]

    def test_a_short_day_and_its_breaks(self) -> None:
        ramadan = {day: Fraction(3, 4) for day in WEEK}
        rest = attrs.evolve(DAY, breaks=hours("12:00", "12:30"))
        best = replan(planned(venue("A", 99), most=rest), from_day=MONDAY, short_days=ramadan).plan
        best.verify()
        assert spans(best)[0] == ("A", "08:00", "13:00", 40)
