"""Masses in the cells of a coarser lattice, against a loop over all positions."""

from __future__ import annotations

from collections import defaultdict
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil.distributions._masses import RoundedMasses
from dukcapil.distributions._numpy_masses import NumpyMasses
from dukcapil.forecast._engine.cells import to_both, to_lower, to_upper

_EIGHTHS = st.lists(st.integers(0, 8), min_size=1, max_size=40).map(
    lambda counts: [count / 8 for count in counts]  # sums of which are exact
)


@pytest.mark.parametrize("kind", [RoundedMasses, NumpyMasses])
@pytest.mark.parametrize("many", [0, 10**9])
@given(
    whole=st.builds(RoundedMasses, st.integers(-60, 60), st.integers(1, 7), _EIGHTHS, st.just(1.0)),
    step=st.integers(1, 25),
)
def test_every_mass_goes_to_the_multiples_around_it(
    kind: type[RoundedMasses], many: int, whole: RoundedMasses, step: int
) -> None:
    if kind is NumpyMasses:
        pytest.importorskip("numpy")
    down: defaultdict[int, float] = defaultdict(float)
    up: defaultdict[int, float] = defaultdict(float)
    both: defaultdict[int, float] = defaultdict(float)
    for position, mass in whole.by_position():
        cell, over = divmod(position, step)
        down[cell] += mass
        up[cell + (over > 0)] += mass
        both[cell] += mass * (step - over) / step
        both[cell + 1] += mass * over / step
    with patch("dukcapil.forecast._engine.cells._MANY", many):
        assert to_lower(whole, step, kind) == down
        assert to_upper(whole, step, kind) == up
        split = to_both(whole, step, kind)
    assert split == pytest.approx({cell: both[cell] for cell in split}, abs=1e-12)
    assert sum(both.values()) == pytest.approx(sum(split.values()), abs=1e-12)
