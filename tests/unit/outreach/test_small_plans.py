"""Small plans with several stops, which are the best of all."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import pytest
from support.best_visits import with_stops_by_trying_everything
from support.outreach import WEEK, WORKDAY, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil.outreach import Plan, Venue
from dukcapil.outreach._solver import small

SHORT = attrs.evolve(WORKDAY, minutes=240)


def halls(people: Sequence[int], **fields: int) -> list[Venue]:
    return [
        venue(f"{at}", count, region=(HOME, NEXT_DOOR)[at % 2], **fields)
        for at, count in enumerate(people)
    ]


def loose() -> Plan:
    """Five venues on two crew-days: the two that go together best leave a bad rest."""
    return planned(*halls((26, 9, 34, 43, 49)), days=WEEK[:2], most=SHORT)


class TestSmallPlans:
    """Plans of which all choices of venues are tried."""

    def test_loose_starts_do_not_lose_people(self, monkeypatch: pytest.MonkeyPatch) -> None:
        best = loose()
        best.verify()
        assert best.recorded == with_stops_by_trying_everything(best, SHORT) == 109
        monkeypatch.setattr(small, "_MOST_VENUES", 4)
        assert loose().recorded == 108

    def test_what_is_too_much_to_try_is_sound_all_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for tries in (1, 5, 25):
            monkeypatch.setattr(small, "_MOST_TRIES", tries)
            some = loose()
            some.verify()
            assert 108 <= some.recorded <= 109

    def test_venues_with_minutes_of_their_own_are_planned_as_before(self) -> None:
        own = [attrs.evolve(hall, minutes_per_person=3) for hall in halls((26, 9))]
        found = planned(*own, *halls((26, 9, 34, 43, 49))[2:], days=WEEK[:2], most=SHORT)
        found.verify()
        assert found.recorded == 108

    def test_venues_that_are_never_open_together_do_not_share_a_day(self) -> None:
        venues = [
            attrs.evolve(hall, open_on=[WEEK[at // 2]])
            for at, hall in enumerate(halls((15, 19, 18, 54)))
        ]
        best = planned(*venues, days=WEEK[:2], most=SHORT)
        best.verify()
        assert best.recorded == with_stops_by_trying_everything(best, SHORT) == 88
        assert best.upper_bound == 90

    @pytest.mark.parametrize("crews_per_day", [1, 2])
    def test_no_more_crews_than_can_work_there_at_once(self, crews_per_day: int) -> None:
        venues = halls((15, 19, 18, 54), crews_per_day=crews_per_day)
        best = planned(*venues, crews=2, days=WEEK[:1], most=SHORT)
        best.verify()
        assert best.recorded == with_stops_by_trying_everything(best, SHORT)
        assert best.recorded < best.upper_bound
