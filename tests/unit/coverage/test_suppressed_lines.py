"""Lines of suppressed flows and backlogs: none is hidden where a total gives it away."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from dukcapil import Sex
from dukcapil.coverage import BacklogRow, BacklogTable, flows
from dukcapil.regions import Level
from dukcapil.testing import synthetic_city

SPANS = [
    (date(2019, 12, 31), date(2020, 12, 31)),
    (date(2020, 6, 30), date(2020, 9, 30)),
]


@pytest.mark.parametrize(("people", "seed"), [(40, 1), (80, 2), (150, 3)])
@pytest.mark.parametrize("by", [Sex, Level.KECAMATAN])
def test_no_cause_is_hidden_in_one_group_alone(by: Any, people: int, seed: int) -> None:  # noqa: ANN401
    """The total of all groups would give it away, even where only covered people changed."""
    city = synthetic_city(people, seed=seed)
    for since, until in SPANS:
        shown = flows(city, since, until, by=by).suppress(below=5)
        hidden = Counter(row.cells[0] for row in shown if None in row.cells)
        assert hidden
        assert 1 not in hidden.values()


def test_the_longest_wait_is_never_shown() -> None:
    row = BacklogRow(key="A", people=300, median_days=65, ninth_decile_days=400, longest_days=1_234)
    shown = BacklogTable([row]).suppress(below=5)
    names = [column.name for column in shown.columns]
    assert names == ["waiting_people", "median_days", "ninth_decile_days"]
    assert [one.cells for one in shown] == [(300, 60, 390)]
