"""What the proof of a replan finds."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import attrs
import pytest
from support.outreach import OFFICE, SCHOOL, WEEK, planned, venue

from dukcapil.errors import UnsoundPlan
from dukcapil.outreach import (
    Sent,
    replan,
)


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
