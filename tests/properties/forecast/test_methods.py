"""Choice of the method by the number of points, and agreement with numpy."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.forecast_answers import changed, outlook_of
from support.forecast_strategies import (
    START,
    dependences,
)

from dukcapil import Scenario
from dukcapil.distributions import (
    Binomial,
    Pmf,
    Poisson,
    Uniform,
)
from dukcapil.distributions._masses import RoundedMasses
from dukcapil.distributions._numpy_masses import NumpyMasses
from dukcapil.forecast import (
    Exactness,
    Figure,
    Method,
    Outlook,
)


def numbers_of(ahead: Outlook) -> Iterator[float]:
    for one in ahead.month_outlooks:
        for estimate in (one.stock_out_in, one.stock_out_by, one.cleared_in, one.cleared_by):
            # A chance of 1e-17 is simulated, and one of 0 is not: the two agree but for the error.
            is_simulated = estimate.exactness is Exactness.SIMULATED
            ends = (estimate.value,) * 2 if is_simulated else (estimate.low, estimate.high)
            yield from (estimate.value, *ends)
        for figure in Figure:
            yield getattr(one, figure.value).mean.value


many: st.SearchStrategy[Any] = st.builds(lambda rate: Poisson(rate=rate), st.integers(20, 90))
many |= st.builds(lambda trials: Binomial(trials=trials, chance=0.4), st.integers(50, 200))
many |= st.builds(Uniform, st.integers(0, 40), st.integers(40, 150))
many |= st.randoms(use_true_random=False).map(
    lambda luck: Pmf({amount: luck.uniform(1, 9) for amount in range(luck.randint(20, 150))})
)


@st.composite
def larger(draw: st.DrawFn) -> Scenario:
    """Enough points for long products."""
    return Scenario(
        start=START,
        months=draw(st.integers(1, 4)),
        not_recorded_people=draw(st.integers(0, 200)),
        on_hand_cards=draw(st.integers(0, 60)),
        newly_obliged_people=draw(st.integers(0, 60)),
        recording_capacity_people=draw(st.none() | st.integers(0, 90) | many),
        allocation_cards=draw(many),
        replacement_cards=draw(st.integers(0, 30) | many),
        failed_share=draw(st.sampled_from([Fraction(0), Fraction(1, 20)])),
        dependence=draw(dependences),
    )


class TestMassesInNumpy:
    """Answers do not depend on what is installed."""

    @given(larger(), st.sampled_from([None, 1, 3, 10]))
    def test_they_are_the_same(self, scenario: Scenario, step: int | None) -> None:
        pytest.importorskip("numpy")
        plain, fast = (
            self.with_masses(kind, scenario, step) for kind in (RoundedMasses, NumpyMasses)
        )
        assert plain.method is fast.method
        assert list(numbers_of(fast)) == pytest.approx(list(numbers_of(plain)), rel=1e-9, abs=1e-9)

    @staticmethod
    def with_masses(kind: type[RoundedMasses], scenario: Scenario, step: int | None) -> Outlook:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("dukcapil.forecast._engine.selection.fastest_masses", lambda: kind)
            return outlook_of(scenario, step_cards=step, max_points=20_000)


class TestChoiceOfMethod:
    """As many points as are allowed choose the method, and the step of a lattice."""

    @given(larger(), st.lists(st.integers(1, 10**4), min_size=2, max_size=3))
    def test_more_points_never_make_it_coarser(
        self, scenario: Scenario, max_points: list[int]
    ) -> None:
        scenario = changed(scenario, months=1)
        fineness = [
            (ahead.method is Method.EXACT, -ahead.step)
            for most in sorted(max_points)
            for ahead in [outlook_of(scenario, max_points=most)]
        ]
        assert fineness == sorted(fineness)

    @given(larger())
    def test_one_point_leaves_a_lattice_and_many_do_not(self, scenario: Scenario) -> None:
        scenario = changed(scenario, months=1)
        few, many = (outlook_of(scenario, max_points=most) for most in (1, 10**12))
        assert few.method is Method.LATTICE
        assert many.method is Method.EXACT
        for one, other in zip(few.month_outlooks, many.month_outlooks, strict=True):
            for figure in Figure:
                rough, fine = getattr(one, figure.value).mean, getattr(other, figure.value).mean
                assert rough.low <= fine.high
                assert fine.low <= rough.high
