"""Masses in the cells of a coarser lattice, against a loop over all positions."""

from __future__ import annotations

from collections import defaultdict

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
@given(
    whole=st.builds(RoundedMasses, st.integers(-60, 60), st.integers(1, 7), _EIGHTHS, st.just(1.0)),
    step=st.integers(1, 25),
)
def test_every_mass_goes_to_the_multiples_around_it(
    kind: type[RoundedMasses], whole: RoundedMasses, step: int
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
    listed = kind.of(whole.low, whole.step, whole.values, 1.0)
    assert to_lower(listed, step) == down
    assert to_upper(listed, step) == up
    split = to_both(listed, step)
    assert split == pytest.approx({cell: both[cell] for cell in split}, abs=1e-12)
    assert sum(both.values()) == pytest.approx(sum(split.values()), abs=1e-12)
