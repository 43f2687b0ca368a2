"""Replanning by example."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import OFFICE, SCHOOL, WEEK, WORKDAY, planned, venue
from support.people import NEXT_DOOR

from dukcapil import RegionCode
from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.outreach import (
    VenueKind,
    plan,
    replan,
)


class TestReplan:
    """Replanning after a change."""

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

    def test_the_word_for_a_kind_hints_at_the_kind(self) -> None:
        with pytest.raises(TypeError, match=r"replan\.closed: .* pass VenueKind\.SCHOOL"):
            replan(self.BEFORE, from_day=WEEK[1], closed="school")

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

    def test_a_venue_that_stays_closed_sends_nobody_twice(self) -> None:
        once = replan(self.BEFORE, from_day=WEEK[1], closed=SCHOOL, sent_share=Fraction(1, 2))
        twice = replan(once.plan, from_day=WEEK[2], closed=SCHOOL)
        assert twice.sent == ()
        assert twice.plan.sent == once.plan.sent == once.sent
        assert twice.plan.venues == once.plan.venues
        assert {venue.id for venue in twice.plan.closed} == {"School", "Other school"}

    def test_a_venue_that_reopens_takes_back_who_was_not_met(self) -> None:
        once = replan(self.BEFORE, from_day=WEEK[1], closed=SCHOOL)
        assert once.plan.by_venue["Kelurahan"].venue.sent_people == 160
        # The office meets 150 on Tuesday: its own 90 first, and 60 of those sent.
        again = replan(once.plan, from_day=WEEK[2], reopened=["School"]).plan
        again.verify()
        assert [(move.venue, move.people) for move in again.sent] == [("School", 60)]
        assert again.by_venue["School"].venue.away_people == 60
        assert again.by_venue["School"].people == 250
        assert again.by_venue["Other school"].why == "open on no planned day"
        assert [venue.id for venue in again.closed] == ["Other school"]
        assert again.reachable == self.BEFORE.reachable

    def test_nobody_is_sent_to_an_office_with_no_open_day_left(self) -> None:
        office = venue("Kelurahan", 10, kind=OFFICE, open_on=WEEK[:1])
        before = planned(venue("School", 310), office)
        assert replan(before, from_day=WEEK[1], closed=["School"]).sent == ()

    def test_a_change_keeps_what_it_does_not_give(self) -> None:
        before = planned(venue("A", 310, open_on=WEEK[3:]), venue("Kelurahan", 9, kind=OFFICE))
        closed = replan(before, from_day=WEEK[1], closed=["A"]).plan
        lists = [venue("A", 320), venue("Kelurahan", 20, kind=OFFICE)]
        changed = replan(closed, from_day=WEEK[2], changed=lists).plan
        assert changed.by_venue["Kelurahan"].venue.sent_people == 310
        assert changed.by_venue["A"].venue.reachable_people == 10
        assert changed.by_venue["A"].why == "open on no planned day"
        assert changed.closed[0].open_on == tuple(WEEK[3:])
        reopened = replan(changed, from_day=WEEK[3], reopened=SCHOOL).plan
        assert reopened.by_venue["A"].open_on == tuple(WEEK[3:])

    def test_a_list_is_not_shorter_than_the_people_sent_away(self) -> None:
        """They would be met at the office, and so be more than there are."""
        before = planned(venue("A", 310), venue("Kelurahan", 9, kind=OFFICE))
        closed = replan(before, from_day=WEEK[1], closed=["A"]).plan
        assert closed.closed[0].away_people == 160
        with pytest.raises(InvalidRecord, match=r"changed\['A'\].expected_people: contradicts"):
            replan(closed, from_day=WEEK[2], changed=[venue("A", 159)])
        replan(closed, from_day=WEEK[2], changed=[venue("A", 160)]).plan.verify()

    @pytest.mark.parametrize("floors", [None, {NEXT_DOOR: 20}])
    @pytest.mark.parametrize("numbers", [{1: 1, 2: 2}, {1: 2, 2: 1}])
    def test_where_nothing_has_changed_crews_keep_their_people(
        self, floors: dict[RegionCode, int] | None, numbers: dict[int, int]
    ) -> None:
        places = [
            venue("A", 43, per_crew_day=40, open_on=WEEK[1:2], crews_per_day=2),
            venue("B", 60, region=NEXT_DOOR),
        ]
        found = plan(places, crews=2, days=WEEK[:4], per_crew_day=50, floors=floors)
        visits = [attrs.evolve(visit, crew=numbers[visit.crew]) for visit in found.planned]
        before = attrs.evolve(found, planned=visits)
        before.verify()
        again = replan(before, from_day=WEEK[1])
        again.verify()
        assert again.plan.planned == tuple(one for one in before.planned if one.on >= WEEK[1])

    def test_a_crew_more_changes_no_promise(self) -> None:
        again = replan(self.BEFORE, from_day=WEEK[1], crews=2)
        assert (again.promised_visits, again.kept_promises) == (4, 4)

    def test_a_promise_moves_where_that_records_more(self) -> None:
        before = planned(venue("A", 100), days=WEEK[:2])
        new = venue("New", 90, open_on=WEEK[:1], per_crew_day=150)
        again = replan(before, from_day=WEEK[0], changed=[new])
        assert again.plan.recorded == 190
        assert (again.promised_visits, again.kept_promises) == (1, 0)

    @pytest.mark.parametrize("crews_at_once", [2, 3])
    def test_one_of_two_crews_at_a_venue_moves_for_another(self, crews_at_once: int) -> None:
        many = venue("A", 300, crews_per_day=crews_at_once)
        before = planned(many, crews=2, days=WEEK[:2])
        assert {visit.on for visit in before.planned} == {WEEK[0]}
        again = replan(
            before, from_day=WEEK[0], changed=[venue("B", 90, open_on=WEEK[:1], per_crew_day=150)]
        )
        assert again.cost_people == -90
        assert (again.promised_visits, again.kept_promises) == (2, 1)

    @pytest.mark.parametrize(("crews", "kept"), [(2, 2), (0, 0)])
    def test_with_several_stops_promises_stay_unless_more_can_be_recorded(
        self, crews: int, kept: int
    ) -> None:
        before = planned(venue("A", 100), venue("B", 20), crews=1, days=WEEK[:1], most=WORKDAY)
        again = replan(before, from_day=WEEK[0], crews=crews)
        assert (again.promised_visits, again.kept_promises) == (2, kept)

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
        with pytest.raises(InvalidRecord, match=r"^replan\.changed\['New'\]\.per_crew_day"):
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
            ({"reopened": ["Nowhere"]}, "reopened['Nowhere']", Fault.UNKNOWN_VENUE),
            ({"crews": {WEEK[0]: 1}}, "crews[2020-03-02]", Fault.OUT_OF_BOUNDS),
            ({"sent_share": Fraction(2)}, "sent_share", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_mistakes(self, change: dict[str, Any], field: str, reason: Fault) -> None:
        given: dict[str, Any] = {"from_day": WEEK[1], **change}
        with pytest.raises(InvalidRecord) as caught:
            replan(self.BEFORE, **given)
        assert (caught.value.field, caught.value.reason) == (field, reason)
