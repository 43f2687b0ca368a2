"""Means and ends by formula are those of the masses; what would take too many is refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

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
from dukcapil.distributions._families import masses
from dukcapil.errors import Fault, InvalidRecord
from dukcapil.inventory._shortfall import variance

DIE = Uniform(1, 6)
EXACT: list[Distribution] = [
    DIE,
    Pmf([(3, 1), (7, Fraction(1, 3)), (20, 2)]),
    Empirical([4, 4, 9]),
    Mixture([(Fraction(1, 3), DIE), (2, Pmf({0: 1, 9: 1}))]),
    Sum([DIE, Empirical([2, 5]), Mixture([(1, DIE), (1, Uniform(30, 31))])]),
    Sum([]),
]
ROUNDED: list[Distribution] = [
    Pmf({3: 1, 7: 0.25, 20: 2}),
    Binomial(trials=40, chance=Fraction(1, 8)),
    Poisson(rate=12),
    NegativeBinomial(size=Fraction(5, 2), rate=4),
    Mixture([(0.5, DIE), (1, Pmf({0: 1, 9: 1}))]),
    Mixture([(1, DIE), (2, Poisson(rate=3))]),
    Sum([DIE, Poisson(rate=3), Pmf({0: 0.5, 4: 0.5})]),
]


@pytest.mark.parametrize("one", EXACT)
def test_an_exact_distribution_has_the_mean_and_ends_of_its_masses(one: Distribution) -> None:
    whole = masses(one)
    found = one.is_exact, one.mean, one.low, one.high
    assert found == (True, whole.mean(), whole.low, whole.high)
    assert type(one.mean) is Fraction


@pytest.mark.parametrize("one", ROUNDED)
def test_a_rounded_distribution_has_them_as_nearly(one: Distribution) -> None:
    whole = masses(one)
    assert (one.is_exact, one.low, one.high) == (False, whole.low, whole.high)
    assert type(one.mean) is float
    assert one.mean == pytest.approx(whole.mean(), rel=1e-12)


def refused(error: InvalidRecord, field: str, bound: str) -> bool:
    return error.reason is Fault.OUT_OF_BOUNDS and error.field == field and error.bound == bound


@pytest.mark.parametrize(
    ("one", "field"),
    [
        (Uniform(5, 2_000_005), "high"),
        (Pmf({0: 1, 2_000_000: 1}), "weights"),
        (Empirical([7, 2_000_007]), "amounts"),
        (Mixture([(1, Pmf({0: 1})), (1, Pmf({2_000_000: 1}))]), "parts"),
        (Sum([Uniform(0, 1_000_000), Uniform(1, 1_000_001)]), "distributions"),
        (NegativeBinomial(size=1, rate=50_000), "rate"),
        (Poisson(rate=10**11), "rate"),
        (Binomial(trials=10**12, chance=0.5), "trials"),
    ],
)
def test_two_million_amounts_are_as_many_as_are_looked_at(one: Distribution, field: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        masses(one)
    bound = "amounts less than 2,000,000 apart: count in hundreds or boxes"
    assert refused(caught.value, field, bound)
    assert str(caught.value) == f"{type(one).__name__}.{field}: out of bounds; pass {bound}"


def test_one_amount_fewer_is_looked_at() -> None:
    assert Pmf({0: 1, 1_999_999: 1}).quantile(Fraction(3, 4)) == 1_999_999


def nested(levels: int) -> Distribution:
    one: Distribution = DIE
    for level in range(levels - 1):
        one = Sum([one]) if level % 2 else Mixture([(1, one), (1, DIE)])
    return one


def test_sixteen_levels_are_as_many_as_are_nested() -> None:
    deepest = nested(16)
    assert deepest.mean == Fraction(7, 2)
    makers: dict[str, Callable[[], Distribution]] = {
        "distributions": lambda: Sum([deepest]),
        "parts": lambda: Mixture([(1, deepest)]),
    }
    for field, make in makers.items():
        with pytest.raises(InvalidRecord) as caught:
            make()
        assert refused(caught.value, field, "at most 16 levels of distributions")


def test_the_widths_of_families_are_bounded() -> None:
    assert NegativeBinomial(size=1, rate=10**12).mean == 10**12
    makers: list[tuple[Callable[[], Distribution], str]] = [
        (lambda: NegativeBinomial(size=1, rate=10**12 + 1), "rate"),
        (lambda: NegativeBinomial(size=1e-320, rate=1), "rate"),
        (lambda: NegativeBinomial(size=10**400, rate=1), "size"),
        (lambda: Poisson(rate=10**18 + 1), "rate"),
        (lambda: Poisson(rate=10**400), "rate"),
        (lambda: Binomial(trials=10**18 + 1, chance=0.5), "trials"),
    ]
    for make, field in makers:
        with pytest.raises(InvalidRecord, match=r"out of bounds; pass at most") as caught:
            make()
        assert caught.value.field == field


def test_the_variance_of_an_exact_distribution_is_exact() -> None:
    assert (variance(DIE), type(variance(DIE))) == (Fraction(35, 12), Fraction)
    three = variance(Pmf({0: 1, 3: 2}))
    assert (three, type(three)) == (2, Fraction)
    rounded = variance(Pmf({0: 1.0, 3: 2.0}))
    assert type(rounded) is float
    assert rounded == pytest.approx(2)
