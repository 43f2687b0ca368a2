"""Strategies of scenarios reach each dependence with distributions that can have it."""

from __future__ import annotations

import pytest
from hypothesis import Phase, find, settings

from dukcapil.distributions import Regimes, Unknown
from dukcapil.forecast import Scenario
from dukcapil.testing import uncertain_scenarios


@pytest.mark.parametrize("dependence", [Regimes, Unknown])
def test_a_scenario_with_each_dependence_is_found(dependence: type) -> None:
    found = find(
        uncertain_scenarios(),
        lambda one: type(one.dependence) is dependence,
        settings=settings(phases=[Phase.generate], max_examples=1_000),
    )
    assert isinstance(found, Scenario)
