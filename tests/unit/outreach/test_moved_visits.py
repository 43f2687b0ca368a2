"""Visits that move to other days so that more fit, and the days that they leave free again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from random import Random

import pytest
from support.outreach import WEEK, planned, venue

from dukcapil.outreach import Venue


def best(venues: Sequence[Venue], most: int) -> int:
    """Return the most people that one crew a day can meet, by trying every set of days."""

    @cache
    def more(number: int, free: frozenset[object]) -> int:
        if number == len(venues):
            return 0
        one = venues[number]
        days = [day for day in one.open_on if day in free]  # type: ignore[union-attr]
        people = one.expected_people
        return max(
            min(people, most * size) + more(number + 1, free - set(chosen))
            for size in range(len(days) + 1)
            for chosen in combinations(days, size)
        )

    return more(0, frozenset(WEEK))


def test_a_day_that_a_visit_left_may_be_taken_by_its_venue_again() -> None:
    """The third moves the second to Tuesday, and then makes room for it, moving the first."""
    monday, tuesday, wednesday, thursday, _ = WEEK
    found = planned(
        venue("first", 10, open_on=[wednesday, thursday]),
        venue("second", 16, open_on=[monday, tuesday]),
        venue("third", 8, open_on=[monday, wednesday]),
        most=10,
    )
    assert found.recorded == found.upper_bound == 10 + 16 + 8


@pytest.mark.parametrize("seed", range(8))
def test_a_crowded_week_is_planned_as_well_as_by_trying_everything(seed: int) -> None:
    """Each venue is open on two or three days and waits for as many crews: nearly all move."""
    rng = Random(seed)  # noqa: S311
    for _ in range(20):
        venues = [
            venue(f"v{n}", rng.randint(1, 29), open_on=sorted(rng.sample(WEEK, rng.randint(2, 3))))
            for n in range(4)
        ]
        found = planned(*venues, most=10)
        assert found.recorded == found.upper_bound == best(venues, 10)
        found.verify()
