"""Sums over any cells of distributions of many amounts, against masses one by one."""

from __future__ import annotations

import math
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dukcapil.distributions import Binomial, Distribution, NegativeBinomial, Poisson
from dukcapil.distributions._families import curve_of, masses

_CHANCES = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=1_000)
_WIDE: st.SearchStrategy[Distribution] = st.one_of(
    st.builds(Poisson, rate=st.integers(60_000, 300_000)),
    st.builds(
        lambda chance, spread: Binomial(
            trials=int(spread / (chance * (1 - chance))), chance=chance
        ),
        _CHANCES,
        st.integers(60_000, 300_000),
    ),
    st.builds(
        lambda size, life: NegativeBinomial(size=size, rate=size * life),
        st.floats(0.01, 30),
        st.floats(105, 400),
    ),
)


@given(_WIDE, st.integers(1, 4_000), st.data())
def test_a_cell_has_the_masses_in_it(one: Distribution, step: int, data: st.DataObject) -> None:
    curve, listed = curve_of(one), masses(one)
    assert curve is not None
    assert (one.low, one.high) == (listed.low, listed.high)
    cell = data.draw(st.integers(one.low // step, one.high // step), "cell")
    first, after = (
        min(max(at * step - one.low, 0), one.high + 1 - one.low) for at in (cell, cell + 1)
    )
    firsts = sorted({0, first, after} - {one.high + 1 - one.low})
    at = firsts.index(first)
    mass = math.fsum(listed.values[first:after])
    assert abs(curve.sums_from(firsts)[at] - mass) < 1e-13
    moment = math.fsum(
        (one.low + index) % step * listed.values[index] for index in range(first, after)
    )
    assert abs(curve.moments_from(firsts, step)[at] - moment) < 1e-13 * step
    assert abs(curve.upto(one.low + after - 1) - math.fsum(listed.values[:after])) < 1e-13
