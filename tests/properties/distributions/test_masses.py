"""Convolutions of masses against a loop over all pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil.distributions import Mixture, Pmf
from dukcapil.distributions._families import masses
from dukcapil.distributions._masses import ExactMasses, Masses, RoundedMasses
from dukcapil.distributions._numpy_masses import NumpyMasses


def naive_sum(one: Mapping[int, Any], other: Mapping[int, Any]) -> dict[int, Any]:
    """The distribution of the sum of two numbers, by every pair of them."""
    table: Counter[int] = Counter()
    for a, weight in one.items():
        for b, by in other.items():
            table[a + b] += weight * by
    return table


def positions(distribution: Masses[Any]) -> dict[int, Any]:
    return {distribution.position(index): mass for index, mass in enumerate(distribution.values)}


KINDS: dict[str, Callable[[Random], list[int]]] = {
    "one point": lambda luck: [luck.randint(1, 9)],
    "running sums": lambda luck: [luck.randint(1, 9)] * luck.randint(2, 60),
    "small product": lambda luck: [1, *some(luck, luck.randint(14, 23), 99)],
    "long product": lambda luck: [1, *some(luck, luck.randint(24, 90), 10**9)],
}


def some(luck: Random, number: int, most: int) -> list[int]:
    return [luck.randint(0, most) for _ in range(number)]


@st.composite
def two_distributions(draw: st.DrawFn) -> tuple[ExactMasses, ExactMasses]:
    """Masses, and a kernel for each way in which they can be convolved, on a step or a multiple."""
    luck: Random = draw(st.randoms(use_true_random=False))
    make = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    step, apart = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    values = some(luck, luck.randint(25, 80), 99)
    kernel = make(luck)
    lows = draw(st.tuples(st.integers(-50, 50), st.integers(-50, 50)))
    return (
        ExactMasses(lows[0] * step, step, values, sum(values) or 1),
        ExactMasses(lows[1] * step, step * apart, kernel, sum(kernel) or 1),
    )


class TestConvolution:
    """Every way to convolve gives what a loop over all pairs does."""

    @given(two_distributions())
    def test_of_whole_numbers_exactly(self, two: tuple[ExactMasses, ExactMasses]) -> None:
        distribution, kernel = two
        found = distribution.convolved(kernel)
        assert found.total == distribution.total * kernel.total
        self.check(found, naive_sum(positions(distribution), positions(kernel)), 0)

    @pytest.mark.parametrize("kind", [RoundedMasses, NumpyMasses])
    @given(two=two_distributions())
    def test_of_floating_point_numbers_but_for_rounding(
        self, two: tuple[ExactMasses, ExactMasses], kind: type[RoundedMasses]
    ) -> None:
        if kind is NumpyMasses:
            pytest.importorskip("numpy")
        distribution, kernel = (one.in_floats() for one in two)
        found = kind.of(distribution.low, distribution.step, distribution.values, 1.0).convolved(
            kernel
        )
        self.check(found, naive_sum(positions(distribution), positions(kernel)), 1e-12)

    @staticmethod
    def check(found: Masses[Any], truth: Mapping[int, Any], error: float) -> None:
        at = positions(found)
        for position in {*at, *truth}:
            assert abs(at.get(position, 0) - truth.get(position, 0)) <= error


@given(two_distributions(), st.integers(-5, 5).filter(bool))
def test_a_multiple_has_the_mass_of_each_position_at_its_multiple(
    pair: tuple[ExactMasses, ExactMasses], factor: int
) -> None:
    for one in pair:
        scaled = {at: mass for at, mass in positions(one.scaled(factor)).items() if mass}
        assert scaled == {factor * at: mass for at, mass in positions(one).items() if mass}
        assert one.scaled(factor).step == abs(factor) * one.step


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9), st.integers(0, 5)), min_size=1))
def test_a_mixture_reaches_from_the_lowest_of_its_parts_to_the_highest(
    parts: list[tuple[int, int, int]],
) -> None:
    for kind in (int, float):
        mixture = Mixture(
            [
                (kind(weight), Pmf({low: kind(1), low + more: kind(2)}))
                for weight, low, more in parts
            ]
        )
        found = masses(mixture)
        assert found.low == min(low for _, low, _ in parts)
        assert found.high == max(low + more for _, low, more in parts)
        assert found.is_exact is (kind is int)
