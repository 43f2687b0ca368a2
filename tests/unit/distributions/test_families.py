"""Distributions of amounts by example: edges, closed forms, exactness, and refusals."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import testing
from dukcapil.distributions import (
    Binomial,
    Distribution,
    Empirical,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Sum,
    Uniform,
)
from dukcapil.distributions._masses import RoundedMasses
from dukcapil.errors import Fault, InvalidRecord

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
DIE = Uniform(1, 6)
EXACT: list[Distribution] = [
    DIE,
    Uniform(4, 4),
    Pmf({0: 1, 15_000: 19}),
    Pmf({3: THIRD, 5: THIRD, 9: Fraction(1, 7)}),
    Empirical([7, 2, 7]),
    Mixture([(19, DIE), (1, Pmf({0: 1}))]),
    Mixture([(HALF, Mixture([(1, DIE), (2, Uniform(4, 9))])), (THIRD, Empirical([20]))]),
    Sum([DIE, DIE, Uniform(0, 3)]),
    Sum([]),
]
ROUNDED: list[Distribution] = [
    Pmf({0: 0.25, 4: 0.75}),
    Mixture([(0.5, DIE), (0.5, Uniform(0, 9))]),
    Mixture([(1, DIE), (2, Poisson(rate=3))]),
    Sum([DIE, Pmf({0: 0.5, 1: 0.5})]),
    Binomial(trials=40, chance=THIRD),
    Poisson(rate=4),
    NegativeBinomial(size=2, rate=5),
]


def chance(distribution: Distribution, amount: int) -> Fraction | float:
    return distribution.probability(at_most=amount) - distribution.probability(at_most=amount - 1)


def kind(distribution: Distribution) -> str:
    return type(distribution).__name__


class TestEveryLaw:
    """What holds of all distributions alike."""

    @pytest.mark.parametrize("distribution", [*EXACT, *ROUNDED], ids=kind)
    def test_nothing_is_below_the_least_or_above_the_greatest_amount(
        self, distribution: Distribution
    ) -> None:
        assert (
            distribution.probability(at_most=distribution.low - 1)
            == distribution.probability(at_most=distribution.low - 9)
            == 0
        )
        assert chance(distribution, distribution.low) > 0
        assert distribution.probability(at_most=distribution.high) == pytest.approx(1, abs=1e-15)
        assert distribution.probability(at_most=distribution.high + 9) == distribution.probability(
            at_most=distribution.high
        )

    @pytest.mark.parametrize("distribution", [*EXACT, *ROUNDED], ids=kind)
    def test_the_mean_is_the_sum_of_what_is_exceeded(self, distribution: Distribution) -> None:
        exceeded = sum(
            1 - distribution.probability(at_most=amount) for amount in range(distribution.high)
        )
        assert distribution.mean == pytest.approx(exceeded, rel=1e-12)

    @pytest.mark.parametrize("distribution", [*EXACT, *ROUNDED], ids=kind)
    def test_a_quantile_is_the_least_amount_that_is_not_exceeded(
        self, distribution: Distribution
    ) -> None:
        assert distribution.quantile(Fraction(0)) == distribution.quantile(0.0) == distribution.low
        assert distribution.quantile(Fraction(1)) <= distribution.high
        for share in (Fraction(1, 9), THIRD, HALF, Fraction(11, 12), 0.3, 0.999):
            amount = distribution.quantile(share)
            assert (
                distribution.probability(at_most=amount)
                >= share
                > distribution.probability(at_most=amount - 1)
            )

    @pytest.mark.parametrize("distribution", EXACT, ids=kind)
    def test_whole_numbers_and_fractions_stay_exact(self, distribution: Distribution) -> None:
        assert distribution.is_exact
        assert type(distribution.mean) is Fraction
        assert {
            type(distribution.probability(at_most=n))
            for n in (-1, distribution.low, distribution.high, 99_999)
        } == {Fraction}
        assert distribution.probability(at_most=distribution.high) == 1
        assert distribution.quantile(Fraction(1)) == distribution.high

    @pytest.mark.parametrize("distribution", ROUNDED, ids=kind)
    def test_a_floating_point_number_makes_a_distribution_inexact(
        self, distribution: Distribution
    ) -> None:
        assert not distribution.is_exact
        assert type(distribution.mean) is float
        assert {
            type(distribution.probability(at_most=n))
            for n in (-1, distribution.low, distribution.high, 99_999)
        } == {float}

    @pytest.mark.parametrize("distribution", [*EXACT, *ROUNDED], ids=kind)
    def test_it_survives_pickling_and_copying(self, distribution: Distribution) -> None:
        for again in (pickle.loads(pickle.dumps(distribution)), copy.deepcopy(distribution)):
            assert again == distribution
            assert hash(again) == hash(distribution)
            assert again.is_exact == distribution.is_exact

    @given(testing.distributions(30))
    def test_mass_adds_up(self, distribution: Distribution) -> None:
        whole = sum(
            chance(distribution, amount)
            for amount in range(distribution.low, distribution.high + 1)
        )
        assert whole == (1 if distribution.is_exact else pytest.approx(1, abs=1e-12))


@pytest.mark.parametrize("distribution", [*EXACT, *ROUNDED], ids=kind)
def test_at_most_a_number_between_two_amounts_is_at_most_the_lower(
    distribution: Distribution,
) -> None:
    for amount in (distribution.low - 1, distribution.low, distribution.low + 3):
        whole = distribution.probability(at_most=amount)
        for between in (amount + 0.5, amount + THIRD):
            assert distribution.probability(at_most=between) == whole


class TestExactLaws:
    """Distributions of whole numbers and fractions."""

    def test_uniform_amounts_are_all_alike(self) -> None:
        assert [chance(DIE, face) for face in range(8)] == [0, *[Fraction(1, 6)] * 6, 0]
        assert (DIE.low, DIE.high, DIE.mean) == (1, 6, Fraction(7, 2))
        assert Uniform(4, 4).quantile(0.5) == Uniform(4, 4).mean == 4

    def test_quantiles_change_just_where_the_probability_is_reached(self) -> None:
        assert DIE.quantile(HALF) == 3
        assert DIE.quantile(HALF + Fraction(1, 10**30)) == 4

    def test_weights_need_not_add_up_to_one(self) -> None:
        assert chance(Pmf({1: 2, 4: 6}), 4) == chance(Pmf({1: 1, 4: 3}), 4) == Fraction(3, 4)
        halves = Pmf({2: Fraction(1, 6), 3: Fraction(1, 10), 4: THIRD})
        assert [chance(halves, n) for n in (2, 3, 4)] == [
            Fraction(5, 18),
            Fraction(1, 6),
            Fraction(5, 9),
        ]
        assert chance(Pmf({1: 0.5, 4: 1.5}), 4) == 0.75

    def test_weights_are_kept_in_order_of_the_amounts(self) -> None:
        assert Pmf({9: 1, 2: 3}).weights == ((2, 3), (9, 1))
        assert Pmf({9: 1, 2: 3}) == Pmf({2: 3, 9: 1})

    def test_observations_are_each_alike_in_any_order(self) -> None:
        distribution = Empirical(iter([7, 2, 7, 0]))
        assert distribution.amounts == (0, 2, 7, 7)
        assert distribution == Empirical([7, 7, 2, 0])
        assert [chance(distribution, n) for n in (0, 1, 2, 7)] == [
            Fraction(1, 4),
            0,
            Fraction(1, 4),
            HALF,
        ]

    def test_a_mixture_is_the_mean_of_its_parts(self) -> None:
        distribution = Mixture([(19, DIE), (1, Pmf({0: 1}))])
        assert (distribution.low, distribution.high) == (0, 6)
        assert chance(distribution, 0) == Fraction(1, 20)
        assert chance(distribution, 6) == Fraction(19, 120)
        assert distribution.mean == Fraction(19, 20) * DIE.mean

    def test_two_dice(self) -> None:
        distribution = Sum([DIE, DIE])
        assert [36 * chance(distribution, n) for n in range(2, 13)] == [
            1,
            2,
            3,
            4,
            5,
            6,
            5,
            4,
            3,
            2,
            1,
        ]

    def test_a_sum_of_uneven_distributions_is_exact_however_long(self) -> None:
        weights = {n: 1 + n * n % 17 for n in range(60)}
        distribution, whole = Sum([Pmf(weights)] * 2), sum(weights.values())
        for total in (0, 1, 40, 59, 60, 117, 118):
            ways = sum(weights[n] * weights.get(total - n, 0) for n in weights)
            assert chance(distribution, total) == Fraction(ways, whole**2)

    def test_a_sum_of_nothing_is_nothing(self) -> None:
        assert (Sum([]).low, Sum([]).high, Sum([]).mean) == (0, 0, 0)

    def test_one_and_one_point_nought_make_different_distributions(self) -> None:
        assert Pmf({3: 1}) != Pmf({3: 1.0})
        assert hash(Pmf({3: 1})) != hash(Pmf({3: 1.0}))
        assert Pmf({3: HALF}) != Pmf({3: 0.5})


class TestClosedForms:
    """Distributions of the textbooks, against the formulas that define them."""

    @pytest.mark.parametrize(
        ("trials", "share"), [(0, 0.5), (1, 0.2), (40, THIRD), (1_000, 0.99), (1_000, 1e-6)]
    )
    def test_binomial(self, trials: int, share: Fraction | float) -> None:
        distribution, hit = Binomial(trials=trials, chance=share), float(share)
        assert distribution.high <= trials
        assert distribution.mean == pytest.approx(trials * hit)
        for n in range(max(0, distribution.low), min(trials, distribution.low + 60) + 1):
            log = math.log(math.comb(trials, n)) + n * math.log(hit)
            log += (trials - n) * math.log1p(-hit)
            assert chance(distribution, n) == pytest.approx(math.exp(log), rel=1e-8, abs=1e-15)

    @pytest.mark.parametrize("rate", [1e-6, 0.5, 1, Fraction(7, 2), 30, 2_500])
    def test_poisson(self, rate: Fraction | float) -> None:
        distribution, mean = Poisson(rate=rate), float(rate)
        assert distribution.mean == pytest.approx(mean)
        for n in range(distribution.low, distribution.high + 1):
            log = n * math.log(mean) - mean - math.lgamma(n + 1)
            assert chance(distribution, n) == pytest.approx(math.exp(log), rel=1e-8, abs=1e-15)

    @pytest.mark.parametrize(
        ("size", "rate"), [(1, 3), (0.25, 2), (Fraction(5, 2), 0.1), (6, 40), (1e9, 4)]
    )
    def test_negative_binomial(self, size: Fraction | float, rate: Fraction | float) -> None:
        distribution, shape, mean = NegativeBinomial(size=size, rate=rate), float(size), float(rate)
        assert distribution.mean == pytest.approx(mean)
        for n in range(min(distribution.high, 400) + 1):
            log = math.lgamma(n + shape) - math.lgamma(shape) - math.lgamma(n + 1)
            log += shape * math.log1p(-mean / (mean + shape)) + n * math.log(mean / (mean + shape))
            assert chance(distribution, n) == pytest.approx(math.exp(log), rel=1e-5, abs=1e-15)

    def test_they_reach_as_far_as_anything_is_left(self) -> None:
        assert (Poisson(rate=100_000).low, Binomial(trials=10**6, chance=0.5).low) > (90_000, 9)
        assert Binomial(trials=10**6, chance=0.5).high < 510_000
        assert Poisson(rate=30).probability(at_most=Poisson(rate=30).high) == pytest.approx(1)

    def test_a_sum_of_poissons_is_one(self) -> None:
        distribution, whole = Sum([Poisson(rate=2), Poisson(rate=5)] * 3), Poisson(rate=21)
        for n in range(60):
            upto = whole.probability(at_most=n)
            assert distribution.probability(at_most=n) == pytest.approx(upto, rel=1e-9, abs=1e-16)

    def test_a_sum_of_rounded_distributions_has_no_mass_below_zero(self) -> None:
        distribution = Sum([Poisson(rate=60)] * 12)
        upto = [
            distribution.probability(at_most=n)
            for n in range(distribution.low, distribution.high + 1)
        ]
        assert upto == sorted(upto)
        assert distribution.mean == pytest.approx(720)


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: Uniform(0.0, 1), r"Uniform\.low: expected int, found float"),  # type: ignore[arg-type]
    (lambda: Uniform(low=0, high=True), r"Uniform\.high: expected int, found bool"),
    (lambda: Pmf([0]), r"Pmf\.weights: expected tuple, found int"),  # type: ignore[list-item]
    (lambda: Pmf({0.5: 1}), r"Pmf\.weights: expected int, found float"),  # type: ignore[arg-type]
    (lambda: Pmf({0: True}), r"Pmf\.weights: expected Fraction, found bool; int and float"),
    (lambda: Pmf({0: "1"}), r"Pmf\.weights: expected Fraction, found str"),  # type: ignore[arg-type]
    (lambda: Empirical([1.0]), r"Empirical\.amounts: expected int, found float"),  # type: ignore[list-item]
    (lambda: Mixture([DIE]), r"Mixture\.parts: expected tuple, found Uniform"),  # type: ignore[list-item]
    (lambda: Mixture([(1, 4)]), r"Mixture\.parts: expected Distribution, found int"),  # type: ignore[list-item]
    (lambda: Mixture([(None, DIE)]), r"Mixture\.parts: expected Fraction, found NoneType"),  # type: ignore[list-item]
    (lambda: Sum([DIE, 4]), r"Sum\.distributions: expected Distribution, found int"),  # type: ignore[list-item]
    (lambda: Binomial(trials=2.0, chance=0.5), r"Binomial\.trials: expected int"),  # type: ignore[arg-type]
    (lambda: Binomial(trials=2, chance=1), r"Binomial\.chance: expected Fraction, found int"),
    (lambda: Poisson(rate="3"), r"Poisson\.rate: expected float, found str; int and"),  # type: ignore[arg-type]
    (lambda: Poisson(rate=True), r"Poisson\.rate: expected float, found bool"),
    (lambda: NegativeBinomial(size=None, rate=1), r"NegativeBinomial\.size: expected float"),  # type: ignore[arg-type]
    (lambda: NegativeBinomial(size=1, rate=1j), r"NegativeBinomial\.rate: expected float"),  # type: ignore[arg-type]
]
REFUSED: list[tuple[Callable[[], Any], str, Fault]] = [
    (lambda: Uniform(-1, 1), "Uniform.low", Fault.NEGATIVE),
    (lambda: Uniform(0, -1), "Uniform.high", Fault.NEGATIVE),
    (lambda: Uniform(2, 1), "Uniform.high", Fault.CONTRADICTION),
    (lambda: Pmf({}), "Pmf.weights", Fault.MISSING),
    (lambda: Pmf({-1: 1}), "Pmf.weights", Fault.NEGATIVE),
    (lambda: Pmf({1: 0}), "Pmf.weights", Fault.OUT_OF_BOUNDS),
    (lambda: Pmf({1: -HALF}), "Pmf.weights", Fault.OUT_OF_BOUNDS),
    (lambda: Pmf({1: math.inf}), "Pmf.weights", Fault.OUT_OF_BOUNDS),
    (lambda: Pmf({1: math.nan}), "Pmf.weights", Fault.OUT_OF_BOUNDS),
    (lambda: Empirical([]), "Empirical.amounts", Fault.MISSING),
    (lambda: Empirical([3, -1]), "Empirical.amounts", Fault.NEGATIVE),
    (lambda: Mixture([]), "Mixture.parts", Fault.MISSING),
    (lambda: Mixture([(0, DIE)]), "Mixture.parts", Fault.OUT_OF_BOUNDS),
    (lambda: Binomial(trials=-1, chance=0.5), "Binomial.trials", Fault.NEGATIVE),
    (lambda: Binomial(trials=1, chance=0.0), "Binomial.chance", Fault.OUT_OF_BOUNDS),
    (lambda: Binomial(trials=1, chance=Fraction(1)), "Binomial.chance", Fault.OUT_OF_BOUNDS),
    (lambda: Poisson(rate=0), "Poisson.rate", Fault.OUT_OF_BOUNDS),
    (lambda: Poisson(rate=math.inf), "Poisson.rate", Fault.OUT_OF_BOUNDS),
    (lambda: NegativeBinomial(size=-1, rate=1), "NegativeBinomial.size", Fault.OUT_OF_BOUNDS),
    (lambda: NegativeBinomial(size=1, rate=0), "NegativeBinomial.rate", Fault.OUT_OF_BOUNDS),
    (lambda: DIE.quantile(-THIRD), "quantile.share", Fault.OUT_OF_BOUNDS),
    (lambda: DIE.quantile(1.001), "quantile.share", Fault.OUT_OF_BOUNDS),
    (lambda: DIE.quantile(math.nan), "quantile.share", Fault.OUT_OF_BOUNDS),
]


@pytest.mark.parametrize(
    "distribution",
    [
        NegativeBinomial(size=3, rate=4_000),
        NegativeBinomial(size=0.5, rate=700),
        Poisson(rate=10**6),
        Binomial(trials=10**7, chance=THIRD),
    ],
    ids=kind,
)
def test_masses_made_in_an_array_are_the_same_to_the_last_digit(distribution: Distribution) -> None:
    pytest.importorskip("numpy")
    fast = distribution._masses()
    with patch("dukcapil.distributions._numpy_masses.fastest_masses", lambda: RoundedMasses):
        plain = distribution._masses()
    assert (fast.low, list(fast.values)) == (plain.low, list(plain.values))
    assert len(fast.values) > 4_096


class TestRefusals:
    """Bad input is named."""

    @pytest.mark.parametrize(("make", "message"), WRONG)
    def test_wrong_types(self, make: Callable[[], Any], message: str) -> None:
        with pytest.raises(TypeError, match=message):
            make()

    @pytest.mark.parametrize(("make", "place", "fault"), REFUSED)
    def test_amounts_and_weights_out_of_bounds(
        self, make: Callable[[], Any], place: str, fault: Fault
    ) -> None:
        with pytest.raises(InvalidRecord) as caught:
            make()
        assert f"{caught.value.path}.{caught.value.field}" == place
        assert caught.value.reason is fault


def test_an_amount_has_one_weight() -> None:
    assert Pmf([(3, 1), (0, 2)]) == Pmf({0: 2, 3: 1})
    with pytest.raises(InvalidRecord, match=r"Pmf\.weights: duplicate"):
        Pmf([(3, 1), (3, 2)])


def test_totals_may_be_beyond_what_a_floating_point_number_can_hold() -> None:
    whole = Sum([Uniform(0, 200)] * 140)
    assert 201**140 > 10**308
    assert whole.quantile(0.5) == whole.quantile(Fraction(1, 2)) == 140 * 100


@pytest.mark.parametrize("whole", [Uniform(1, 4), Pmf({1: 1, 3: 2})])
@pytest.mark.parametrize("share", [-1, Fraction(3, 2)])
def test_a_quantile_of_no_probability_is_refused(
    whole: Distribution, share: Fraction | int
) -> None:
    with pytest.raises(InvalidRecord, match=r"quantile\.share: out of bounds"):
        whole.quantile(Fraction(share))


@given(st.integers(0, 9), st.integers(0, 9), st.integers(-2, 20), st.fractions(0, 1))
def test_formulas_of_a_range_are_those_of_its_list(
    low: int, more: int, at_most: int, share: Fraction
) -> None:
    whole = Uniform(low, low + more)
    listed = Pmf(dict.fromkeys(range(low, low + more + 1), 1))
    assert (whole.low, whole.high, whole.mean) == (listed.low, listed.high, listed.mean)
    assert whole.is_exact is listed.is_exact is True
    assert whole.probability(at_most=at_most) == listed.probability(at_most=at_most)
    assert whole.quantile(share) == listed.quantile(share)
    between = at_most + Fraction(1, 3)
    assert whole.probability(at_most=between) == whole.probability(at_most=at_most)
    assert listed.probability(at_most=float(between)) == whole.probability(at_most=at_most)
