"""Short days, and a term that changes."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import WEEK, WORKDAY, planned, venue

from dukcapil import RegionCode
from dukcapil.errors import Fault, InvalidRecord
from dukcapil.outreach import (
    OpenDays,
    PlannedDay,
    improve,
    plan,
    replan,
)

SATURDAY = WEEK[-1] + timedelta(days=1)


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

    def test_the_bound_of_several_stops_knows_the_length_of_each_day(self) -> None:
        workday = attrs.evolve(WORKDAY, minutes=420, setup_minutes=45, most_stops=2)
        best = plan(
            [venue("A", 500)],
            crews=1,
            days=WEEK[:3],
            per_crew_day=workday,
            short_days={WEEK[1]: Fraction(1, 2)},
        )
        pace = Fraction(workday.minutes_per_person)
        full, half = ((420 - 45) // pace, (210 - 45) // pace)
        assert best.recorded == best.upper_bound == full + half + full

    @pytest.mark.parametrize("share", [Fraction(7, 125), Fraction(1, 5)])
    def test_a_long_visit_that_meets_all_is_as_good_as_the_visits_that_must_be(
        self, share: Fraction
    ) -> None:
        best = plan(
            [venue("A", 31, least_visits=2), venue("B", 132)],
            crews=1,
            days=WEEK[:2],
            per_crew_day=125,
            short_days={WEEK[1]: share},
        )
        best.verify()
        assert [visit.venue for visit in best.visits] == ["A", "B"]
        assert best.missing_visits == {}

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
