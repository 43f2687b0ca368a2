"""Crews that differ: whom they serve, when they work, how many they record."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import OFFICE, SCHOOL, WEEK, WORKDAY, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil import RegionCode
from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.outreach import (
    Crew,
    OpenDays,
    Plan,
    Promise,
    TravelTimes,
    VenueKind,
    Workday,
    cost_of_promise,
    plan,
    replan,
    with_more_crews,
)

PRISON = VenueKind.PRISON
LAPAS = venue("Lapas", 90, kind=PRISON)
SMAN = venue("SMAN 98", 400)


def made(best: Plan) -> list[tuple[int, int, str, int]]:
    return [
        ((visit.on - WEEK[0]).days, visit.crew, visit.venue, visit.people) for visit in best.visits
    ]


def of(*venues: Any, crews: Any, days: Any = WEEK[:2], most: Any = 150, **options: Any) -> Plan:  # noqa: ANN401
    best = plan(venues, crews=crews, days=days, per_crew_day=most, **options)
    best.verify()
    return best


class TestCrew:
    """The value."""

    def test_its_choices_are_sorted_and_each_is_there_once(self) -> None:
        crew = Crew(
            number=3,
            kinds=[PRISON, SCHOOL, PRISON],
            regions=[NEXT_DOOR, HOME, HOME],
            skills=["sign language", "boat", "boat"],
            works_on=[WEEK[1], WEEK[0], WEEK[1]],
        )
        assert crew.kinds == (SCHOOL, PRISON)
        assert crew.regions == tuple(sorted([HOME, NEXT_DOOR]))
        assert crew.skills == ("boat", "sign language")
        assert crew.works_on == tuple(WEEK[:2])
        assert Crew(number=1, skills="boat").skills == ("boat",)
        assert venue("Island", 9, needs="boat").needs == ("boat",)
        assert "boat" not in repr(crew)

    @pytest.mark.parametrize(
        ("fields", "field", "reason"),
        [
            ({"number": 0}, "number", Fault.OUT_OF_BOUNDS),
            ({"number": 10_001}, "number", Fault.OUT_OF_BOUNDS),
            ({"number": 1, "share": Fraction(0)}, "share", Fault.OUT_OF_BOUNDS),
            ({"number": 1, "share": Fraction(11)}, "share", Fault.OUT_OF_BOUNDS),
            ({"number": 1, "skills": ["a\nb"]}, "skills", Fault.NOT_PLAIN),
        ],
    )
    def test_mistakes(self, fields: dict[str, Any], field: str, reason: Fault) -> None:
        with pytest.raises(InvalidRecord) as info:
            Crew(**fields)
        assert (info.value.field, info.value.reason) == (field, reason)


class TestPlan:
    """Plans with crews that differ."""

    def test_a_crew_goes_where_it_can(self) -> None:
        island = venue("Island", 40, region=NEXT_DOOR, needs=["boat"])
        crews = [
            Crew(number=1, kinds=[PRISON]),
            Crew(number=2, regions=[HOME]),
            Crew(number=5, skills=["boat"], works_on=WEEK[1:2]),
        ]
        best = of(LAPAS, SMAN, island, crews=crews)
        assert made(best) == [
            (0, 1, "Lapas", 90),
            (0, 2, "SMAN 98", 150),
            (1, 2, "SMAN 98", 150),
            (1, 5, "Island", 40),
        ]
        assert [day.crews for day in best.days] == [2, 3]
        assert best.upper_bound == best.recorded == 430

    def test_a_region_is_served_from_any_level(self) -> None:
        crew = Crew(number=1, regions=[RegionCode(str(HOME)[:5])])
        assert of(SMAN, crews=[crew]).recorded == 300
        other = Crew(number=1, regions=[RegionCode("31.71")])
        assert of(SMAN, crews=[other]).recorded == 0

    def test_the_price_of_each_crew_is_that_of_one_more_like_it(self) -> None:
        crews = [Crew(number=1, kinds=[PRISON]), Crew(number=2)]
        best = of(LAPAS, SMAN, venue("SMAN 99", 70), crews=crews, days=WEEK[:1])
        (day,) = best.days
        assert day.price == 70
        assert day.crew_prices == (Fraction(0), Fraction(70))
        for price, more in zip(day.crew_prices, crews, strict=True):
            again = with_more_crews(best, crews=[attrs.evolve(more, number=9)])
            assert again.recorded - best.recorded == price
            again.verify()

    def test_a_small_crew_records_fewer(self) -> None:
        crews = [Crew(number=1, share=Fraction(1, 2)), Crew(number=2)]
        best = of(venue("A", 150), venue("B", 60), crews=crews, days=WEEK[:1])
        assert made(best) == [(0, 1, "B", 60), (0, 2, "A", 150)]
        assert best.upper_bound == 210

    def test_a_large_crew_does_not_come_where_two_small_ones_meet_all(self) -> None:
        crews = [
            Crew(number=1, kinds=[SCHOOL], share=Fraction(1, 2)),
            Crew(number=2, kinds=[SCHOOL], share=Fraction(1, 2)),
            Crew(number=3),
        ]
        places = [venue("A", 5, crews_per_day=2), venue("B", 6, kind=OFFICE)]
        best = of(*places, crews=crews, days=WEEK[:1], most=6)
        assert made(best) == [(0, 1, "A", 2), (0, 2, "A", 3), (0, 3, "B", 6)]

    def test_a_visit_moves_to_another_crew_of_the_day_where_the_venue_is_full(self) -> None:
        crews = [Crew(number=1), Crew(number=2, kinds=[SCHOOL])]
        best = of(venue("A", 150), venue("B", 100, kind=OFFICE), crews=crews, days=WEEK[:1])
        assert made(best) == [(0, 1, "B", 100), (0, 2, "A", 150)]

    def test_on_a_day_without_crews_nobody_goes(self) -> None:
        best = of(SMAN, crews=[Crew(number=1, works_on=WEEK[:1])], days=WEEK[:2])
        assert [day.crews for day in best.days] == [1, 0]
        assert best.days[1].crew_prices == ()
        assert best.recorded == best.upper_bound == 150

    def test_a_venue_that_no_crew_serves_says_so(self) -> None:
        best = of(LAPAS, SMAN, crews=[Crew(number=1, kinds=[SCHOOL])])
        assert best.by_venue["Lapas"].why == "no crew serves it"
        assert best.by_venue["SMAN 98"].why == "visited on every open day"
        shut = of(attrs.evolve(LAPAS, open_on=()), crews=[Crew(number=1)])
        assert shut.by_venue["Lapas"].why == "open on no planned day"

    def test_opening_days_are_a_rule_of_crews_too(self) -> None:
        crew = Crew(number=1, works_on=OpenDays(weekdays=[1]))
        best = of(SMAN, crews=[crew])
        assert made(best) == [(1, 1, "SMAN 98", 150)]
        odd = Crew(number=1, works_on=lambda day: day == WEEK[0])
        assert of(SMAN, crews=[odd]).crews[0].works_on == (WEEK[0],)

    def test_a_fixed_visit_needs_a_crew_that_can_go(self) -> None:
        crews = [Crew(number=1, kinds=[SCHOOL]), Crew(number=2)]
        letter = Promise(venue="Lapas", on=WEEK[0])
        other = Promise(venue="Posyandu", on=WEEK[0])
        places = [LAPAS, SMAN, venue("Posyandu", 10, kind=OFFICE)]
        best = of(*places, crews=crews, days=WEEK[:1], fixed=[letter, other])
        assert best.unmet_promises in {(letter,), (other,)}
        assert cost_of_promise(of(*places, crews=crews, days=WEEK[:1]), letter) == 0
        bare = attrs.evolve(best, planned=[visit for visit in best.planned if visit.crew == 1])
        assert any("the fixed visit could be made" in flaw for flaw in bare.flaws)

    def test_mistakes(self) -> None:
        with pytest.raises(InvalidRecord, match="crews"):
            of(SMAN, crews=[])
        with pytest.raises(DuplicateRecord):
            of(SMAN, crews=[Crew(number=1), Crew(number=1)])
        with pytest.raises(TypeError, match="Crew"):
            of(SMAN, crews=[1])
        with pytest.raises(InvalidRecord, match=r"crews.office") as info:
            of(SMAN, crews=[Crew(number=1, office=HOME)])
        assert info.value.reason is Fault.CONTRADICTION
        with pytest.raises(TypeError, match="office"):
            Crew(number=1, office="32.75.01")  # type: ignore[arg-type]
        best = of(SMAN, crews=[Crew(number=1)])
        with pytest.raises(TypeError, match="the crews of the plan differ"):
            with_more_crews(best)
        with pytest.raises(TypeError, match="the plan has a number of crews"):
            with_more_crews(planned(SMAN), crews=[Crew(number=2)])
        with pytest.raises(DuplicateRecord):
            with_more_crews(best, crews=[Crew(number=1)])
        with pytest.raises(DuplicateRecord):
            attrs.evolve(best, crews=[Crew(number=1), Crew(number=1)])

    def test_a_workday_of_one_stop_takes_them(self) -> None:
        workday = attrs.evolve(WORKDAY, most_stops=1)
        crews = [Crew(number=1, share=Fraction(1, 2)), Crew(number=2)]
        best = plan([SMAN], crews=crews, days=WEEK[:1], per_crew_day=workday)
        best.verify()
        assert best.recorded == 150


class TestVerify:
    """Flaws of crews."""

    BEST = of(LAPAS, SMAN, crews=[Crew(number=1, kinds=[PRISON]), Crew(number=4)], days=WEEK[:1])

    def test_a_crew_is_known_and_serves_the_venue(self) -> None:
        lapas, sman = self.BEST.planned
        swapped = [attrs.evolve(lapas, crew=4), attrs.evolve(sman, crew=1)]
        assert attrs.evolve(self.BEST, planned=swapped).flaws == (
            "2020-03-02, 'SMAN 98': crew 1 does not serve it",
        )
        unknown = [attrs.evolve(lapas, crew=2), sman]
        assert attrs.evolve(self.BEST, planned=unknown).flaws == (
            "2020-03-02, 'Lapas': there is no crew 2",
        )

    def test_a_small_crew_is_not_full(self) -> None:
        small = [attrs.evolve(crew, share=Fraction(1, 2)) for crew in self.BEST.crews]
        assert attrs.evolve(self.BEST, crews=small).flaws[:2] == (
            "2020-03-02, 'Lapas': 90 people are more than a crew can record",
            "2020-03-02, 'SMAN 98': 150 people are more than a crew can record",
        )

    def test_prices_that_miss_crews_are_no_proof(self) -> None:
        days = [attrs.evolve(day, crew_prices=[Fraction(90)]) for day in self.BEST.days]
        (flaw,) = attrs.evolve(self.BEST, days=days).flaws
        assert "not proven best" in flaw

    def test_a_price_is_not_negative(self) -> None:
        with pytest.raises(InvalidRecord, match="crew_prices"):
            attrs.evolve(self.BEST.days[0], crew_prices=[Fraction(-1)])


class TestSeveralStops:
    """Crews that make several stops a day."""

    def test_each_goes_where_it_can(self) -> None:
        places = [LAPAS, venue("A", 60), venue("B", 50), venue("Far", 40, region=NEXT_DOOR)]
        crews = [Crew(number=2, kinds=[PRISON]), Crew(number=7, regions=[HOME])]
        best = of(*places, crews=crews, days=WEEK[:1], most=WORKDAY)
        assert made(best) == [(0, 2, "Lapas", 90), (0, 7, "A", 60), (0, 7, "B", 50)]
        assert best.upper_bound == best.recorded == 200
        swapped = [attrs.evolve(visit, crew=9 - visit.crew) for visit in best.planned]
        assert attrs.evolve(best, planned=swapped).flaws == (
            "2020-03-02, 'A': crew 2 does not serve it",
            "2020-03-02, 'B': crew 2 does not serve it",
        )

    def test_a_small_crew_takes_longer(self) -> None:
        small = Crew(number=1, share=Fraction(1, 2))
        best = of(venue("A", 40), venue("B", 50), crews=[small], days=WEEK[:1], most=WORKDAY)
        assert made(best) == [(0, 1, "B", 50), (0, 1, "A", 14)]
        more = [attrs.evolve(visit, people=visit.people + 2) for visit in best.planned]
        assert attrs.evolve(best, planned=more).flaws[:1] == (
            "2020-03-02, crew 1: the day is too short",
        )
        begins = [f"{row.begins:%H:%M}-{row.ends:%H:%M}" for row in best.timetable().rows]
        assert begins == ["08:00-12:55", "13:05-15:00"]

    def test_crews_of_a_day_share_the_room_of_a_venue(self) -> None:
        crews = [Crew(number=1, kinds=[SCHOOL]), Crew(number=2)]
        best = of(venue("A", 300), crews=crews, days=WEEK[:1], most=WORKDAY)
        assert best.recorded == 150
        both = of(venue("A", 300, crews_per_day=2), crews=crews, days=WEEK[:1], most=WORKDAY)
        assert both.recorded == 300

    def test_nobody_goes_where_nobody_is_left(self) -> None:
        """Two crews meet all that they can, and a small one that could be sent stays."""
        far = RegionCode("32.75.03.1001")
        workday = Workday(
            minutes=140,
            setup_minutes=25,
            minutes_per_person=Fraction(5, 2),
            most_stops=3,
            travel=TravelTimes(
                between={(HOME, NEXT_DOOR): 32, (HOME, far): 34, (NEXT_DOOR, far): 29}
            ),
        )
        crews = [
            Crew(number=1),
            Crew(number=2, regions=[HOME, NEXT_DOOR], office=HOME),
            Crew(number=3, share=Fraction(1, 2), office=HOME),
        ]
        places = [
            venue("A", 32, kind=PRISON, region=far, crews_per_day=2),
            venue("B", 40, region=NEXT_DOOR),
        ]
        best = of(*places, crews=crews, days=WEEK[:1], most=workday)
        assert made(best) == [(0, 1, "A", 32), (0, 2, "B", 20)]

    def test_a_crew_that_reaches_nobody_adds_nothing_to_the_bound(self) -> None:
        travel = TravelTimes(between={(HOME, NEXT_DOOR): 300}, same_region=5)
        workday = attrs.evolve(WORKDAY, travel=travel)
        crews = [Crew(number=1, office=HOME), Crew(number=2, office=NEXT_DOOR)]
        best = of(venue("A", 90, region=HOME), crews=crews, days=WEEK[:1], most=workday)
        assert made(best) == [(0, 1, "A", 90)]
        assert best.upper_bound == 90

    def test_a_replan_keeps_routes_with_the_crews_that_are_left(self) -> None:
        crews = [Crew(number=1, kinds=[SCHOOL]), Crew(number=2, kinds=[SCHOOL])]
        places = [venue("A", 60), venue("B", 50), venue("C", 70), venue("D", 40)]
        best = of(*places, crews=crews, days=WEEK[:2], most=WORKDAY)
        others = [crews[0], Crew(number=5)]
        again = replan(best, from_day=WEEK[0], crews=others)
        again.verify()
        assert again.kept_promises == again.promised_visits
        alone = replan(best, from_day=WEEK[0], crews=others[:1])
        alone.verify()
        assert {visit.crew for visit in alone.plan.planned} == {1}


class TestOffice:
    """Crews that set out from an office of their own."""

    TRAVEL = TravelTimes(between={(HOME, NEXT_DOOR): 60}, same_region=5)
    CREWS = (Crew(number=1, office=HOME), Crew(number=2, office=NEXT_DOOR))
    PLACES = (venue("Near", 200, region=HOME), venue("Far", 200, region=NEXT_DOOR))

    @pytest.mark.parametrize("most_stops", [1, 3])
    def test_each_goes_where_it_is_near(self, most_stops: int) -> None:
        workday = attrs.evolve(WORKDAY, travel=self.TRAVEL, most_stops=most_stops)
        best = of(*self.PLACES, crews=self.CREWS, days=WEEK[:1], most=workday)
        assert made(best) == [(0, 1, "Near", 146), (0, 2, "Far", 146)]
        assert best.upper_bound == best.recorded
        rows = best.timetable().rows
        assert [f"{row.begins:%H:%M}" for row in rows] == ["08:05", "08:05"]
        swapped = [attrs.evolve(visit, crew=3 - visit.crew) for visit in best.planned]
        assert attrs.evolve(best, planned=swapped).flaws == (
            "2020-03-02, 'Far': 146 people are more than a crew can record",
            "2020-03-02, 'Near': 146 people are more than a crew can record",
            "2020-03-02, crew 1: the day is too short",
            "2020-03-02, crew 2: the day is too short",
        )

    @pytest.mark.parametrize("most_stops", [1, 3])
    def test_a_boat_sails_from_an_office_on_its_days(self, most_stops: int) -> None:
        travel = attrs.evolve(self.TRAVEL, only_on={(HOME, NEXT_DOOR): WEEK[1:2]})
        workday = attrs.evolve(WORKDAY, travel=travel, most_stops=most_stops)
        crews = [Crew(number=1, office=HOME, works_on=WEEK[:2])]
        best = of(self.PLACES[1], crews=crews, days=WEEK[:3], most=workday)
        assert made(best) == [(1, 1, "Far", 102)]
        assert best.by_venue["Far"].open_on == (WEEK[1],)
        assert best.upper_bound == best.recorded
        early = [attrs.evolve(visit, on=WEEK[0]) for visit in best.planned]
        assert "2020-03-02, crew 1: there is no way between its regions that day" in (
            attrs.evolve(best, planned=early).flaws
        )
        there = of(self.PLACES[1], crews=self.CREWS, days=WEEK[:3], most=workday)
        assert there.recorded == there.upper_bound == 200
        assert there.by_venue["Far"].open_on == tuple(WEEK[:3])

    def test_falling_attendance_needs_one_office(self) -> None:
        workday = attrs.evolve(WORKDAY, travel=self.TRAVEL, most_stops=1)
        falling = attrs.evolve(self.PLACES[0], turnout=Fraction(1, 2))
        with pytest.raises(InvalidRecord) as info:
            of(falling, crews=self.CREWS, most=workday)
        assert info.value.reason is Fault.SEVERAL_SIZES


class TestReplan:
    """Crews that fall ill, or come."""

    CREWS = (Crew(number=1, kinds=[SCHOOL]), Crew(number=2, kinds=[OFFICE]))
    BEST = of(
        venue("A", 400), venue("Office", 400, kind=OFFICE), crews=CREWS, days=WEEK[:3], most=100
    )

    def test_a_crew_is_ill_for_a_day(self) -> None:
        ill = attrs.evolve(self.CREWS[0], works_on=[WEEK[0], WEEK[2]])
        again = replan(self.BEST, from_day=WEEK[1], crews=[ill, self.CREWS[1]])
        again.verify()
        assert (again.cost_people, again.promised_visits, again.kept_promises) == (100, 4, 3)
        assert again.plan.crews[0].works_on == (WEEK[2],)

    def test_crews_stay_where_nothing_is_said(self) -> None:
        again = replan(self.BEST, from_day=WEEK[1])
        assert again.plan.crews == self.BEST.crews
        assert again.plan.visits == self.BEST.visits
        longer = replan(self.BEST, from_day=WEEK[1], days=WEEK[1:5])
        longer.verify()
        assert longer.plan.recorded == 800

    def test_a_visit_of_a_crew_that_left_goes_to_another(self) -> None:
        again = replan(self.BEST, from_day=WEEK[1], crews=[Crew(number=7), self.CREWS[1]])
        again.verify()
        assert (again.cost_people, again.kept_promises) == (0, 4)
        assert {visit.crew for visit in again.plan.planned} == {2, 7}

    def test_nobody_is_sent_to_an_office_that_no_crew_serves(self) -> None:
        closed = replan(self.BEST, from_day=WEEK[1], closed=["A"])
        closed.verify()
        assert [(move.office, move.people) for move in closed.sent] == [("Office", 300)]
        teams = [self.CREWS[0], Crew(number=3, kinds=[PRISON])]
        unserved = replan(self.BEST, from_day=WEEK[1], closed=["A"], crews=teams)
        unserved.verify()
        assert unserved.sent == ()

    def test_a_number_does_not_replace_crews(self) -> None:
        with pytest.raises(TypeError, match="the crews of the plan differ"):
            replan(self.BEST, from_day=WEEK[1], crews=2)
        with pytest.raises(TypeError, match="the plan has a number of crews"):
            replan(planned(SMAN), from_day=WEEK[1], crews=self.CREWS)
        with pytest.raises(InvalidRecord, match="from_day"):
            replan(self.BEST, from_day=WEEK[2] + timedelta(days=1), crews=self.CREWS)


def test_attendance_falls_from_all_who_are_left_whatever_room_a_day_has() -> None:
    falling = venue("A", 183, per_crew_day=40, turnout=Fraction(1, 2))
    crews = [Crew(number=number) for number in (1, 2)]
    best = of(falling, venue("B", 149), crews=crews, days=WEEK[:1], most=125)
    assert best.recorded == best.upper_bound == 40 + 125
