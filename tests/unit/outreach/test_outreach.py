"""Planning where the teams go, by example: edges, refusals, and what comes out."""

from __future__ import annotations

import csv
import io
import pickle
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import attrs
import pytest
from dateutil.rrule import DAILY, MO, WEEKLY, rrule, rruleset
from support.best_visits import by_integer_programming
from support.people import HOME, NEXT_DOOR, happened, person, register

from dukcapil import Month, RegionCode, Scenario, project
from dukcapil.coverage import AgeBand
from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord, MissingExtra, UnsoundPlan
from dukcapil.outreach import (
    OpenDays,
    Plan,
    PlannedDay,
    TravelTimes,
    Venue,
    VenueKind,
    Visit,
    Workday,
    improve,
    plan,
    replan,
    venues_from_register,
    with_more_crews,
)
from dukcapil.recording import BiometricsCaptured

SCHOOL, OFFICE = VenueKind.SCHOOL, VenueKind.KELURAHAN_OFFICE
MONDAY = date(2020, 3, 2)
WEEK = [MONDAY + timedelta(days=number) for number in range(5)]
WORKDAY = Workday(
    minutes=420,
    setup_minutes=45,
    minutes_per_person=Fraction(5, 2),
    most_stops=3,
    travel=TravelTimes(same_region=10, otherwise=25),
)


def venue(name: str, people: int, **fields: Any) -> Venue:  # noqa: ANN401
    given: dict[str, Any] = {"kind": SCHOOL, "region": HOME, **fields}
    return Venue(id=name, expected_people=people, **given)


def planned(
    *venues: Venue, crews: int = 1, days: Sequence[date] = WEEK, most: int | Workday = 150
) -> Plan:
    return plan(venues, crews=crews, days=days, per_crew_day=most)


def city(venues: int, days: int, *, seed: int = 1) -> tuple[list[Venue], list[date]]:
    """About as many kelurahan offices and schools as Kota Bekasi has, with made-up lists."""
    rng = Random(seed)  # noqa: S311
    dates = OpenDays().between(MONDAY, MONDAY + timedelta(days=2 * days))[:days]
    regions = [RegionCode(f"32.75.{n % 12 + 1:02}.{1001 + n // 12}") for n in range(56)]
    found = []
    for number in range(venues):
        people = int(rng.lognormvariate(4.7, 0.6))
        if number % 6 == 0:
            where = regions[number // 6 % 56]
            found.append(venue(f"office {number}", people, kind=OFFICE, region=where))
        else:
            open_on = [day for day in dates if rng.random() < 0.7]
            where = rng.choice(regions)
            found.append(venue(f"school {number}", people, region=where, open_on=open_on))
    return found, list(dates)


def reasons(caught: pytest.ExceptionInfo[Any]) -> list[tuple[str, Fault]]:
    return [(error.field, error.reason) for error in caught.value.exceptions]


class TestVenues:
    """What a venue is, and what it cannot be."""

    def test_those_who_come_are_whole_people_and_those_sent_all_come(self) -> None:
        assert venue("A", 231, attendance=Fraction(4, 5)).reachable_people == 184
        assert venue("A", 231, attendance=Fraction(4, 5), sent_people=9).reachable_people == 193
        assert venue("A", 231).reachable_people == 231

    def test_all_faults_are_told_at_once(self) -> None:
        with pytest.raises(ExceptionGroup) as caught:
            venue(" ", 1, crews_per_day=0, attendance=Fraction(6, 5), per_crew_day=0)
        assert reasons(caught) == [
            ("id", Fault.MISSING),
            ("crews_per_day", Fault.OUT_OF_BOUNDS),
            ("attendance", Fault.OUT_OF_BOUNDS),
            ("per_crew_day", Fault.OUT_OF_BOUNDS),
        ]

    def test_counts_are_whole_and_not_negative_and_shares_are_fractions(self) -> None:
        with pytest.raises(InvalidRecord, match=r"Venue.expected_people: negative"):
            venue("A", -1)
        with pytest.raises(TypeError, match="Fraction, found float"):
            venue("A", 1, attendance=0.8)

    def test_dates_are_put_in_order_and_anything_else_is_refused(self) -> None:
        assert venue("A", 1, open_on=[WEEK[2], WEEK[0], WEEK[0]]).open_on == (WEEK[0], WEEK[2])
        with pytest.raises(TypeError, match=r"Venue.open_on: expected date, found datetime"):
            venue("A", 1, open_on=[datetime(2020, 3, 2, tzinfo=UTC)])
        with pytest.raises(TypeError, match="expected several dates, found int"):
            venue("A", 1, open_on=5)

    def test_it_survives_pickling(self) -> None:
        school = venue("A", 1, open_on=OpenDays(), attendance=Fraction(4, 5))
        assert pickle.loads(pickle.dumps(school)) == school


class TestOpenDays:
    """When a venue can be visited."""

    def test_faults(self) -> None:
        with pytest.raises(ExceptionGroup) as caught:
            OpenDays(weekdays=[7], terms=[(WEEK[1], WEEK[0])])
        assert reasons(caught) == [
            ("weekdays", Fault.OUT_OF_BOUNDS),
            ("terms", Fault.OUT_OF_ORDER),
        ]
        with pytest.raises(InvalidRecord, match="terms: periods overlap"):
            OpenDays(terms=[(WEEK[0], WEEK[2]), (WEEK[1], WEEK[3])])
        assert OpenDays(weekdays=()).between(WEEK[0], WEEK[4]) == ()

    @pytest.mark.parametrize(
        "rule",
        [
            [WEEK[0], date(2020, 3, 9), date(2021, 1, 1)],
            lambda day: day.weekday() == 0,
            OpenDays(weekdays=[0]),
            rrule(WEEKLY, byweekday=MO, dtstart=datetime(2020, 1, 6, 8)),  # noqa: DTZ001  no end
            rrule(WEEKLY, byweekday=MO, dtstart=datetime(2020, 1, 6, 8, tzinfo=UTC)),
        ],
    )
    def test_every_kind_of_rule_says_the_same(self, rule: Any) -> None:  # noqa: ANN401
        days = [MONDAY + timedelta(days=number) for number in range(14)]
        best = planned(venue("A", 900, open_on=rule), days=days)
        assert [visit.on for visit in best.visits] == [MONDAY, date(2020, 3, 9)]
        assert best.venues[0].open_on == (MONDAY, date(2020, 3, 9))
        assert pickle.loads(pickle.dumps(best)) == best

    def test_days_can_come_from_a_set_of_rules_that_ends(self) -> None:
        rules = rruleset()
        rules.rrule(rrule(DAILY, count=5, dtstart=datetime(2020, 3, 2)))  # noqa: DTZ001
        rules.exdate(datetime(2020, 3, 4))  # noqa: DTZ001
        best = plan([venue("A", 900)], crews=1, days=rules, per_crew_day=150)
        assert [day.on for day in best.days] == [WEEK[0], WEEK[1], WEEK[3], WEEK[4]]
        with pytest.raises(InvalidRecord, match=r"plan.days: out of bounds"):
            plan([], crews=1, days=rrule(DAILY, dtstart=datetime(2020, 3, 2)), per_crew_day=1)  # noqa: DTZ001


class TestPlan:
    """One venue a crew-day."""

    def test_a_visit_moves_to_make_room_for_one_that_can_come_on_no_other_day(self) -> None:
        best = planned(venue("big", 100), venue("small", 40, open_on=[WEEK[0]]), days=WEEK[:2])
        assert [(v.on, v.venue) for v in best.visits] == [(WEEK[0], "small"), (WEEK[1], "big")]

    def test_visits_move_one_after_the_other(self) -> None:
        best = planned(
            venue("A", 100, open_on=WEEK[:2]),
            venue("B", 90, open_on=WEEK[1:3]),
            venue("C", 80, open_on=WEEK[:1]),
            days=WEEK[:3],
        )
        assert [visit.venue for visit in best.visits] == ["C", "A", "B"]

    def test_one_of_several_crews_at_a_venue_can_move(self) -> None:
        big = venue("big", 300, crews_per_day=2)
        best = planned(big, venue("small", 40, open_on=WEEK[:1]), days=WEEK[:3])
        assert [visit.venue for visit in best.visits] == ["small", "big", "big"]

    def test_the_remainder_of_a_venue_comes_last(self) -> None:
        visits = planned(venue("A", 320)).visits
        assert [visit.people for visit in visits] == [150, 150, 20]

    def test_a_crew_goes_where_it_has_been_if_it_can(self) -> None:
        best = planned(venue("A", 300), venue("B", 450), venue("C", 300), crews=3, days=WEEK[:3])
        crews = {(visit.venue, visit.crew) for visit in best.visits}
        assert len(crews) == 3

    def test_more_crews_work_at_once_only_where_they_may(self) -> None:
        assert planned(venue("A", 300), crews=2, days=WEEK[:1]).recorded == 150
        both = planned(venue("A", 300, crews_per_day=2), crews=2, days=WEEK[:1])
        assert [visit.crew for visit in both.visits] == [1, 2]
        assert both.recorded == 300

    def test_a_kind_of_venue_has_a_number_and_a_venue_its_own(self) -> None:
        best = plan(
            [venue("homes", 30, kind=VenueKind.HOMES), venue("A", 90, per_crew_day=60)],
            crews=2,
            days=WEEK[:1],
            per_crew_day={VenueKind.HOMES: 6},
            attendance=Fraction(4, 5),
        )
        assert {visit.venue: visit.people for visit in best.visits} == {"homes": 6, "A": 60}
        assert [row.left_people for row in best.by_venue] == [12, 18]

    def test_crews_can_differ_by_day(self) -> None:
        venues = [venue("A", 300), venue("B", 300)]
        crews = {WEEK[0]: 0, WEEK[1]: 2}
        best = plan(venues, crews=crews, days=WEEK[:2], per_crew_day=150)
        assert [(visit.on, visit.crew) for visit in best.visits] == [(WEEK[1], 1), (WEEK[1], 2)]

    def test_nothing_to_do_is_no_mistake(self) -> None:
        assert planned().recorded == planned().upper_bound == planned().gap == 0
        nobody = planned(venue("A", 0), venue("B", 5, open_on=[date(2021, 1, 1)]))
        assert nobody.visits == ()
        assert [row.why for row in nobody.by_venue] == ["all met", "open on no planned day"]
        assert [row.key for row in nobody.by_venue.unserved] == ["B"]
        nobody.verify()

    def test_why_people_are_left(self) -> None:
        table = planned(venue("A", 400, open_on=WEEK[:2]), venue("B", 450), venue("C", 9)).by_venue
        assert [row.why for row in table] == [
            "visited on every open day",
            "all met",
            "crews record more elsewhere",
        ]

    @pytest.mark.parametrize(
        ("change", "field", "reason"),
        [
            ({"days": []}, "days", Fault.MISSING),
            ({"crews": 0}, "crews", Fault.OUT_OF_BOUNDS),
            ({"crews": {MONDAY: 0}}, "crews", Fault.OUT_OF_BOUNDS),
            ({"crews": {}}, "crews[2020-03-02]", Fault.MISSING),
            ({"crews": {MONDAY: 1, WEEK[1]: 1}}, "crews[2020-03-03]", Fault.OUT_OF_BOUNDS),
            ({"crews": -1}, "crews", Fault.NEGATIVE),
            ({"per_crew_day": 0}, "per_crew_day[SCHOOL]", Fault.OUT_OF_BOUNDS),
            ({"per_crew_day": {OFFICE: 1}}, "per_crew_day[SCHOOL]", Fault.MISSING),
            ({"attendance": Fraction(2)}, "attendance", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_mistakes(self, change: dict[str, Any], field: str, reason: Fault) -> None:
        given: dict[str, Any] = {"crews": 1, "days": [MONDAY], "per_crew_day": 150, **change}
        with pytest.raises(InvalidRecord) as caught:
            plan([venue("A", 1)], **given)
        assert (caught.value.field, caught.value.reason) == (field, reason)

    def test_what_stands_twice_is_refused(self) -> None:
        with pytest.raises(DuplicateRecord, match="expected each venue once"):
            planned(venue("A", 1), venue("A", 2))
        with pytest.raises(DuplicateRecord, match="expected each day once"):
            planned(days=[MONDAY, MONDAY])

    def test_it_is_what_integer_programming_finds_in_a_city(self) -> None:
        venues, days = city(306, 20)
        best = planned(*venues, crews=8, days=days)
        best.verify()
        assert best.recorded < best.reachable
        assert best.recorded == best.upper_bound == by_integer_programming(best)

    def test_one_more_crew_in_a_city(self) -> None:
        venues, days = city(306, 20)
        best = planned(*venues, crews=8, days=days)
        more = with_more_crews(best)
        assert more == planned(*venues, crews=9, days=days)
        assert 0 < more.recorded - best.recorded <= sum(day.price for day in best.days)


class TestStops:
    """Several stops a crew-day."""

    def test_two_small_venues_share_a_day(self) -> None:
        best = planned(venue("A", 60), venue("B", 50), venue("C", 70), days=WEEK[:1], most=WORKDAY)
        assert [(v.crew, v.stop, v.venue, v.people) for v in best.visits] == [
            (1, 1, "C", 70),
            (1, 2, "A", 58),
        ]
        assert best.upper_bound == 128
        best.verify()

    def test_a_city_within_four_hundredths_of_the_bound(self) -> None:
        venues, days = city(306, 25)
        best = planned(*venues, crews=8, days=days, most=WORKDAY)
        best.verify()
        assert best.gap <= Fraction(4, 100)
        assert best.recorded > planned(*venues, crews=8, days=days).recorded

    def test_the_nearest_table_entry_counts(self) -> None:
        kecamatan = HOME.parent
        assert kecamatan is not None
        other = RegionCode("32.75.02.1001")
        travel = TravelTimes(
            between={(kecamatan, kecamatan): 15, (other, HOME): 40}, same_region=5, otherwise=90
        )
        assert travel.minutes(HOME, NEXT_DOOR) == 15
        assert travel.minutes(HOME, other) == travel.minutes(other, HOME) == 40
        assert travel.minutes(HOME, HOME) == 5
        assert travel.minutes(NEXT_DOOR, other) == 90
        assert travel.minutes(HOME, kecamatan) == 15
        assert travel.table([HOME, NEXT_DOOR, other]) == [[5, 15, 40], [15, 5, 90], [40, 90, 5]]
        assert TravelTimes(between={(HOME, HOME): 7}).minutes(HOME, HOME) == 7
        assert pickle.loads(pickle.dumps(travel)) == travel

    def test_regions_without_minutes_are_a_mistake(self) -> None:
        workday = attrs.evolve(WORKDAY, travel=TravelTimes(same_region=10))
        with pytest.raises(InvalidRecord, match=r"between.32.75.01.1001, 32.75.01.1002.: missing"):
            planned(venue("A", 60), venue("B", 50, region=NEXT_DOOR), most=workday)
        with pytest.raises(TypeError, match=r"TravelTimes.between: expected RegionCode, found str"):
            TravelTimes(between={("32.75.01", "32.75.02"): 5})  # type: ignore[dict-item]

    def test_faults_of_a_workday(self) -> None:
        for change, field, reason in (
            ({"minutes_per_person": 0}, "minutes_per_person", Fault.OUT_OF_BOUNDS),
            ({"minutes_per_person": Fraction(-1)}, "minutes_per_person", Fault.OUT_OF_BOUNDS),
            ({"minutes": 46}, "minutes", Fault.CONTRADICTION),
            ({"most_stops": 0}, "most_stops", Fault.OUT_OF_BOUNDS),
        ):
            fields: dict[str, Any] = change
            with pytest.raises(InvalidRecord) as caught:
                attrs.evolve(WORKDAY, **fields)
            assert (caught.value.field, caught.value.reason) == (field, reason)

    def test_the_order_of_the_stops_is_short(self) -> None:
        """The last venue to be added lies between the other two."""
        regions = [RegionCode(f"32.75.01.100{number}") for number in range(1, 4)]
        one, middle, other = regions
        travel = TravelTimes(between={(one, middle): 5, (middle, other): 5, (one, other): 60})
        workday = attrs.evolve(WORKDAY, minutes=300, travel=travel)
        best = planned(
            venue("one", 40, region=one),
            venue("other", 30, region=other),
            venue("middle", 2, region=middle),
            days=WEEK[:1],
            most=workday,
        )
        assert [visit.venue for visit in best.visits][1:2] in (["middle"], [])
        best.verify()


class TestImprove:
    """A solver for several stops."""

    @staticmethod
    def task(most_stops: int) -> Plan:
        """Ten schools open on Monday, two crews, a school open on Tuesday and no crew then."""
        people = [10, 125, 35, 79, 66, 13, 11, 64, 107, 84]
        kelurahan = [1, 4, 2, 3, 4, 2, 2, 5, 1, 3]
        venues = [
            venue(f"{number}", count, region=RegionCode(f"32.75.01.100{at}"), open_on=WEEK[:1])
            for number, (count, at) in enumerate(zip(people, kelurahan, strict=True))
        ]
        venues += [venue("late", 50, open_on=WEEK[1:2]), venue("nobody", 0)]
        return plan(
            venues,
            crews={WEEK[0]: 2, WEEK[1]: 0},
            days=WEEK[:2],
            per_crew_day=attrs.evolve(WORKDAY, most_stops=most_stops),
        )

    @pytest.mark.parametrize("most_stops", [2, 3])
    def test_it_finds_the_best_where_the_plan_did_not(self, most_stops: int) -> None:
        pytest.importorskip("highspy")
        before = self.task(most_stops)
        told: list[tuple[float, int]] = []
        after = improve(before, progress=lambda seconds, people: told.append((seconds, people)))
        after.verify()
        assert before.recorded == 250
        assert after.recorded == before.upper_bound == 256
        assert [people for _, people in told] == sorted(people for _, people in told)
        assert told[-1][1] == after.recorded

    def test_without_time_the_plan_stays(self) -> None:
        pytest.importorskip("highspy")
        assert improve(self.task(3), time_limit_seconds=1e-9).recorded >= 250

    def test_what_is_proven_best_is_given_back(self) -> None:
        best = planned(venue("A", 100))
        assert improve(best) is best

    def test_no_time_is_a_mistake(self) -> None:
        with pytest.raises(InvalidRecord, match="time_limit_seconds: out of bounds"):
            improve(planned(venue("A", 100)), time_limit_seconds=0)

    def test_without_the_solver_it_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "highspy", None)
        with pytest.raises(MissingExtra) as caught:
            improve(self.task(3))
        assert caught.value.extra == "milp"


class TestReplan:
    """When something changes."""

    BEFORE = planned(
        venue("School", 310),
        venue("Other school", 100, region=NEXT_DOOR),
        venue("Kelurahan", 90, kind=OFFICE),
    )

    def test_schools_close_and_pupils_come_to_the_office_of_their_kelurahan(self) -> None:
        again = replan(self.BEFORE, from_day=WEEK[1], closed=SCHOOL, sent_share=Fraction(1, 2))
        assert [(s.venue, s.office, s.people) for s in again.sent] == [("School", "Kelurahan", 80)]
        table = again.plan.by_venue
        assert (table["School"].people, table["School"].left_people) == (150, 80)
        assert table["Kelurahan"].venue.sent_people == 80
        assert table["Kelurahan"].people == 170
        assert table["Other school"].why == "open on no planned day"
        assert again.cost_people == self.BEFORE.recorded - 150 - 170
        again.plan.verify()
        assert str(again).splitlines()[-1].split() == [
            "people",
            "recorded",
            "500",
            "320",
            "-180",
        ]

    def test_a_plan_can_be_replaced_again(self) -> None:
        once = replan(self.BEFORE, from_day=WEEK[1], closed=["School"])
        twice = replan(once.plan, from_day=WEEK[3], crews=0)
        assert twice.plan.kept[: len(once.plan.kept)] == once.plan.kept
        assert all(visit.on < WEEK[3] for visit in twice.plan.visits)
        twice.plan.verify()
        with pytest.raises(InvalidRecord, match="from_day: out of bounds"):
            replan(twice.plan, from_day=WEEK[2])

    def test_a_crew_falls_ill_for_a_day(self) -> None:
        again = replan(self.BEFORE, from_day=WEEK[2], crews={WEEK[2]: 0})
        assert [day.crews for day in again.plan.days] == [0, 1, 1]

    def test_a_venue_changes_and_one_is_added(self) -> None:
        changed = [
            venue("Other school", 140, open_on=[WEEK[4]], region=NEXT_DOOR),
            venue("Prison", 400, kind=VenueKind.PRISON, per_crew_day=120),
        ]
        again = replan(self.BEFORE, from_day=WEEK[3], changed=changed).plan
        assert again.by_venue["Prison"].people == 240
        assert again.by_venue["Other school"].venue.per_crew_day == 150
        with pytest.raises(DuplicateRecord, match="expected each venue once"):
            replan(self.BEFORE, from_day=WEEK[3], changed=[*changed, *changed])
        with pytest.raises(InvalidRecord, match="per_crew_day: missing"):
            replan(self.BEFORE, from_day=WEEK[3], changed=[venue("New", 1)])

    def test_a_new_venue_takes_its_number_from_the_workday(self) -> None:
        before = planned(venue("A", 100), most=WORKDAY)
        again = replan(before, from_day=WEEK[1], changed=[venue("New", 99)])
        assert again.plan.by_venue["New"].people == 99

    def test_a_list_that_turns_out_shorter_than_who_was_met_plans_nothing_more(self) -> None:
        again = replan(self.BEFORE, from_day=WEEK[2], changed=[venue("School", 10)])
        assert again.plan.by_venue["School"].left_people == 0
        again.plan.verify()
        closed = replan(again.plan, from_day=WEEK[3], closed=SCHOOL)
        assert "School" not in {sent.venue for sent in closed.sent}

    @pytest.mark.parametrize(
        ("change", "field", "reason"),
        [
            ({"from_day": date(2020, 4, 1)}, "from_day", Fault.OUT_OF_BOUNDS),
            ({"closed": ["Nowhere"]}, "closed['Nowhere']", Fault.UNKNOWN_VENUE),
            ({"crews": {WEEK[0]: 1}}, "crews[2020-03-02]", Fault.OUT_OF_BOUNDS),
            ({"sent_share": Fraction(2)}, "sent_share", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_mistakes(self, change: dict[str, Any], field: str, reason: Fault) -> None:
        given: dict[str, Any] = {"from_day": WEEK[1], **change}
        with pytest.raises(InvalidRecord) as caught:
            replan(self.BEFORE, **given)
        assert (caught.value.field, caught.value.reason) == (field, reason)


class TestVerify:
    """What is wrong is said, all of it."""

    BEST = planned(venue("A", 160, open_on=WEEK[:2]), venue("B", 60), days=WEEK[:3])

    def flaws_of(self, *visits: Visit, **changes: Any) -> list[str]:  # noqa: ANN401
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(self.BEST, planned=visits or self.BEST.planned, **changes).verify()
        return list(caught.value.flaws)

    def test_each_flaw_has_its_sentence(self) -> None:
        first, second, third = self.BEST.planned
        assert [first.people, second.people, third.venue] == [150, 10, "B"]
        moved = attrs.evolve(second, on=WEEK[2])
        twice = attrs.evolve(first, crew=2, people=151)
        odd = attrs.evolve(third, venue="C", stop=3)
        assert self.flaws_of(first, twice, moved, odd) == [
            "2020-03-02, 'A': there is no crew 2",
            "2020-03-02, 'A': 151 people are more than a crew can record",
            "2020-03-04, 'A': the venue is closed",
            "2020-03-04, 'C': there is no such venue",
            "2020-03-04, crew 1: stops are not numbered from 1",
            "2020-03-04, crew 1: 2 stops are too many",
            "2020-03-02, 'A': 2 crews are too many at once",
            "'A': 311 people are planned, 160 are left",
            "371 people are above the bound of 220",
        ]

    def test_a_plan_that_could_be_better_is_not_proven(self) -> None:
        assert self.flaws_of(*self.BEST.planned[1:]) == [
            "70 people are not proven best: the bound is 220"
        ]
        dear = [attrs.evolve(day, price=Fraction(70)) for day in self.BEST.days]
        assert self.flaws_of(days=dear) == ["220 people are not proven best: the bound is 290"]

    def test_days_that_are_not_planned_and_visits_that_cannot_be_kept(self) -> None:
        early = attrs.evolve(self.BEST.planned[0], on=date(2020, 3, 1))
        assert "2020-03-01, 'A': the day is not planned" in self.flaws_of(early)
        assert self.flaws_of(kept=[self.BEST.planned[0]])[0] == (
            "2020-03-02: a kept visit is not before the first planned day"
        )

    def test_a_day_of_several_stops_must_be_long_enough(self) -> None:
        best = planned(venue("A", 160), venue("B", 150), crews=2, days=WEEK[:1], most=WORKDAY)
        visits = [
            Visit(on=MONDAY, crew=1, stop=1, venue="A", people=100),
            Visit(on=MONDAY, crew=1, stop=2, venue="B", people=29),
            Visit(on=MONDAY, crew=2, stop=1, venue="A", people=10),
            Visit(on=MONDAY, crew=2, stop=2, venue="A", people=10),
        ]
        with pytest.raises(UnsoundPlan) as caught:
            attrs.evolve(best, planned=visits).verify()
        assert caught.value.flaws == (
            "2020-03-02, crew 1: the day is too short",
            "2020-03-02, crew 2: the same venue twice",
            "2020-03-02, 'A': 3 crews are too many at once",
        )

    def test_a_charge_or_a_price_is_never_negative_and_a_venue_says_its_number(self) -> None:
        with pytest.raises(InvalidRecord, match=r"Plan.stop_charge: negative"):
            attrs.evolve(self.BEST, stop_charge=Fraction(-1))
        with pytest.raises(InvalidRecord, match=r"PlannedDay.price: negative"):
            PlannedDay(on=MONDAY, crews=1, price=Fraction(-1))
        with pytest.raises(InvalidRecord, match=r"Plan.venues.per_crew_day: missing"):
            Plan(venues=[venue("A", 1)], days=[], planned=[])

    def test_the_error_survives_pickling(self) -> None:
        error = UnsoundPlan(flaws=("one", "two"))
        again = pickle.loads(pickle.dumps(error))
        assert again.flaws == error.flaws
        assert str(again) == "2 flaws, the first: one; make the plan anew"


class TestFromRegister:
    """Venues where people are not recorded."""

    ON = date(2020, 12, 31)
    PEOPLE = register(
        person(1, date(2003, 5, 1)),
        person(2, date(2004, 5, 1)),
        person(3, date(2005, 5, 1)),
        person(4, date(1980, 5, 1), home=NEXT_DOOR),
        person(5, date(1980, 5, 1), first_married_on=date(2000, 1, 1)),
        happened(person(6, date(2003, 6, 1)), (BiometricsCaptured, date(2020, 8, 1))),
        happened(person(7, date(2004, 6, 1)), (BiometricsCaptured, date(2020, 8, 1))),
    )

    def people(self, **ages: Any) -> dict[str, int]:  # noqa: ANN401
        venues = venues_from_register(self.PEOPLE, on=self.ON, **ages)
        return {venue.id: venue.expected_people for venue in venues}

    def test_the_obliged_who_are_not_recorded(self) -> None:
        assert self.people() == {HOME: 2, NEXT_DOOR: 1}

    def test_with_sixteen_year_olds_and_by_age_without_overlap(self) -> None:
        assert self.people(ages=AgeBand(16, None)) == {HOME: 3, NEXT_DOOR: 1}
        assert self.people(ages=AgeBand(16, 18)) == {HOME: 2}
        assert self.people(ages=AgeBand(19, None)) == {HOME: 1, NEXT_DOOR: 1}

    def test_the_kind_is_given(self) -> None:
        venues = venues_from_register(self.PEOPLE, on=self.ON, kind=VenueKind.VILLAGE_HALL)
        assert {venue.kind for venue in venues} == {VenueKind.VILLAGE_HALL}
        with pytest.raises(TypeError, match="ages: expected AgeBand"):
            venues_from_register(self.PEOPLE, on=self.ON, ages=(16, 18))  # type: ignore[arg-type]


class TestOutput:
    """Tables, months, files."""

    BEST = planned(venue('SMAN 1, "Kota"; \\ Bekasi é' + "é" * 60, 160), venue("=B", 60), crews=2)
    STAMP = datetime(2020, 2, 28, 9, 30, tzinfo=timezone(timedelta(hours=7)))

    def test_months_are_what_a_scenario_takes(self) -> None:
        days = [date(2020, 3, 31), date(2020, 4, 1), date(2020, 6, 1)]
        best = planned(venue("A", 450), days=days)
        months = Month.range(Month(2020, 3), Month(2020, 7))
        assert best.expected_by_month(months) == (150, 150, 0, 150)
        scenario = Scenario(
            start=months[0],
            months=len(months),
            not_recorded_people=500,
            recording_capacity_people=best.expected_by_month(months),
            allocation_cards=1_000,
        )
        assert project(scenario).month_ends[-1].not_recorded_people == 50

    def test_a_sheet_has_a_line_a_day_and_a_column_a_crew(self) -> None:
        best = planned(venue("A", 60), venue("B", 50), days=WEEK[:2], most=WORKDAY)
        assert str(best.by_crew).splitlines() == [
            "date        crew 1           price",
            "2020-03-02  A (60) + B (50)      0",
            "2020-03-03                       0",
        ]
        assert str(best.by_crew.between(WEEK[1], WEEK[2])).splitlines() == [
            "date        price",
            "2020-03-03      0",
        ]
        assert "<td>A (60) + B (50)</td>" in best.by_crew._repr_html_()

    def test_a_table_by_venue(self) -> None:
        table = planned(venue("A 10", 160), venue("A 9", 60), days=WEEK[:2]).by_venue
        assert str(table).splitlines() == [
            "venue  kind    expected  visits  recorded  left  why",
            "A 9    school        60       1        60     0  all met",
            "A 10   school       160       1       150    10  crews record more elsewhere",
        ]
        assert [row["left_people"] for row in table.to_dicts()] == [0, 10]

    def test_csv_is_read_back(self) -> None:
        rows = list(csv.DictReader(io.StringIO(self.BEST.to_csv(), newline="")))
        assert rows == [
            {key: str(value) for key, value in row.items()} for row in self.BEST.to_dicts()
        ]
        assert self.BEST.to_csv().count("\r\n") == len(rows) + 1

    def test_a_calendar_is_read_back(self) -> None:
        icalendar = pytest.importorskip("icalendar")
        text = self.BEST.to_icalendar(stamp=self.STAMP)
        events = icalendar.Calendar.from_ical(text).walk("VEVENT")
        assert len(events) == len(self.BEST.visits)
        for event, visit in zip(events, self.BEST.visits, strict=True):
            assert event["SUMMARY"] == f"Crew {visit.crew}: {visit.venue}, {visit.people} people"
            assert event["LOCATION"] == "school, 32.75.01.1001"
            assert event.decoded("DTSTART") == visit.on
            assert event.decoded("DTEND") == visit.on + timedelta(days=1)
            assert event.decoded("DTSTAMP") == self.STAMP
        assert len({event["UID"] for event in events}) == len(events)

    def test_lines_of_a_calendar_are_short_and_end_as_they_must(self) -> None:
        text = self.BEST.to_icalendar(stamp=self.STAMP)
        lines = text.encode().split(b"\r\n")
        assert lines[-1] == b""
        assert all(len(line) <= 75 for line in lines)
        assert b"\n" not in b"".join(lines)
        assert all(line.decode() for line in lines[:-1])  # no character was cut in two
        assert any(line.startswith(b" ") for line in lines)

    def test_an_event_keeps_its_identity_when_its_people_change(self) -> None:
        def uids(best: Plan) -> list[str]:
            lines = best.to_icalendar(stamp=self.STAMP).splitlines()
            return [line for line in lines if line.startswith("UID")]

        assert uids(planned(venue("A", 100))) == uids(planned(venue("A", 99)))
        assert uids(planned(venue("A", 100))) != uids(planned(venue("B", 100)))

    def test_a_crew_can_have_its_own_calendar_and_a_stamp_needs_a_zone(self) -> None:
        own = self.BEST.to_icalendar(stamp=self.STAMP, crew=2)
        assert own.count("BEGIN:VEVENT") == sum(visit.crew == 2 for visit in self.BEST.visits)
        with pytest.raises(ValueError, match="expected a time zone"):
            self.BEST.to_icalendar(stamp=datetime(2020, 2, 28))  # noqa: DTZ001

    def test_a_plan_says_in_short_what_it_is(self) -> None:
        best = planned(venue("A", 160))
        assert repr(best) == "Plan(venues=1, days=5, visits=2, recorded=160)"
        assert str(best).splitlines()[-1] == "2020-03-03     1     1  A          10"

    def test_visits_are_in_order(self) -> None:
        keys = [(visit.on, visit.crew, visit.stop) for visit in self.BEST.visits]
        assert all(one < other for one, other in pairwise(keys))
