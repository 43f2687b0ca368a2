"""Distributions of millions of amounts, against exact sums and against masses one by one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest

from dukcapil.distributions import (
    Binomial,
    Distribution,
    Mixture,
    NegativeBinomial,
    Poisson,
    Regimes,
)
from dukcapil.distributions._curves import Curve
from dukcapil.distributions._dependence import memory_of
from dukcapil.distributions._families import curve_of, masses, shifted
from dukcapil.distributions._gauss_sums import sum_rule
from dukcapil.distributions._saddle_points import (
    log_binomial,
    log_negative_binomial,
    log_poisson,
)

WIDE: list[Distribution] = [
    Poisson(rate=Fraction(200_000_3, 10)),
    Binomial(trials=400_000, chance=0.3),
    Binomial(trials=90_000_000, chance=Fraction(999, 1_000)),
    NegativeBinomial(size=40, rate=3_000),
    NegativeBinomial(size=Fraction(1, 2), rate=300),
    NegativeBinomial(size=0.01, rate=3),
]
"""Wide enough for a curve, and narrow enough to look at every amount."""


def curve(distribution: Distribution) -> Curve:
    found = curve_of(distribution)
    assert found is not None
    return found


@pytest.mark.parametrize(("points", "nodes"), [(8, 2), (13, 3), (100, 4), (49, 12), (1_000, 12)])
def test_a_rule_sums_polynomials_of_twice_its_nodes(points: int, nodes: int) -> None:
    rule = sum_rule(points, nodes)
    for degree in range(2 * nodes):
        whole = sum(Fraction(2 * at + 1 - points, points) ** degree for at in range(points))
        found = math.fsum(
            weight * ((2 * at + 1 - points) / points) ** degree for at, weight in rule
        )
        assert found == pytest.approx(float(whole), abs=1e-14 * points)


@pytest.mark.parametrize("count", [0.0, 0.5, 1.0, 7.25, 14.0, 16.0, 40.5, 90.0])
def test_the_logarithms_of_masses_are_those_of_the_textbook(count: float) -> None:
    log, gamma = math.log, math.lgamma
    for mean in (0.01, 3.0, 50.0, 91.0):
        off, truth = count - mean, count * log(mean) - mean - gamma(count + 1)
        assert log_poisson(count, off, mean=mean) == pytest.approx(truth, rel=1e-12, abs=1e-13)
        for size in (0.02, 5.0, 70.0):
            share = mean / (mean + size)
            truth = (
                gamma(count + size)
                - gamma(size)
                - gamma(count + 1)
                + count * log(share)
                + size * log(1 - share)
            )
            found = log_negative_binomial(count, off, mean=mean, size=size)
            assert found == pytest.approx(truth, rel=1e-12, abs=1e-12)
        share, rest = mean / 100, 100 - mean
        truth = gamma(101) - gamma(count + 1) - gamma(101 - count)
        truth += count * log(share) + (100 - count) * log(1 - share)
        counts = count, 100 - count
        found = log_binomial(counts, off, means=(mean, rest), trials=100)
        assert found == pytest.approx(truth, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("one", WIDE)
def test_sums_over_cells_are_those_of_the_masses(one: Distribution) -> None:
    smooth, listed = curve(one), masses(one)
    assert (one.low, one.high) == (listed.low, listed.high) == (smooth.low, smooth.high)
    size = len(listed.values)
    for step in (9, 60, 500, 3_000, size):
        firsts = [0, *range(step - listed.low % step, size, step)]
        sums, moments = smooth.sums_from(firsts), smooth.moments_from(firsts, step)
        assert min(sums) > 0
        truth = listed.in_floats()
        assert sums == pytest.approx(truth.sums_from(firsts), rel=1e-9, abs=1e-13)
        found = [moment / step for moment in moments]
        whole = [moment / step for moment in truth.moments_from(firsts, step)]
        assert found == pytest.approx(whole, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("one", WIDE)
def test_probabilities_and_quantiles_are_those_of_the_masses(one: Distribution) -> None:
    listed = masses(one)
    assert [one.probability(at_most=at) for at in (one.low - 1, one.high, 10**9)] == [0, 1, 1]
    for share in (0.0, 1e-6, 0.25, Fraction(1, 2), 0.9, 0.999_999):
        amount = one.quantile(share)
        assert amount == listed.quantile(float(share))
        whole = listed.share_upto(amount - listed.low)
        assert one.probability(at_most=amount + 0.5) == pytest.approx(float(whole), abs=1e-13)


def at_most(size: int, rate: int, count: int) -> Decimal:
    """P(X <= count): fewer failures before so many successes, and so enough among all trials."""
    success = Decimal(size) / (size + rate)
    trials = count + size
    fewer = Decimal(0)
    for successes in range(size):
        ways = math.comb(trials, successes) * success**successes
        fewer += ways * ((1 - success).ln() * (trials - successes)).exp()
    return 1 - fewer


@pytest.mark.parametrize(("size", "rate"), [(1, 10**6), (3, 10**9), (7, 10**12), (20, 17_000)])
def test_many_amounts_have_the_probabilities_of_exact_sums(size: int, rate: int) -> None:
    wide = NegativeBinomial(size=size, rate=rate)
    with localcontext(Context(prec=60)):
        for count in (0, 5, rate // 50, rate // 3, rate, 2 * rate, 6 * rate):
            truth = at_most(size, rate, count)
            assert wide.probability(at_most=count) == pytest.approx(float(truth), abs=1e-14)


def extremes() -> Iterator[tuple[Distribution, float]]:
    yield NegativeBinomial(size=0.01, rate=1e9), (1 + 1e11) ** -0.01
    yield NegativeBinomial(size=1e-9, rate=1_000), 1.0
    yield NegativeBinomial(size=1e18, rate=1e18), 0.0
    yield Poisson(rate=1e18), 0.0
    yield Binomial(trials=10**18, chance=1e-9), 0.0
    yield Binomial(trials=10**18, chance=Fraction(10**9 - 1, 10**9)), 0.0


@pytest.mark.parametrize(("one", "nothing"), list(extremes()))
def test_extremes_are_whole_distributions(one: Distribution, nothing: float) -> None:
    assert one.probability(at_most=0) == pytest.approx(nothing, abs=1e-7)
    assert sum(curve(one).sums_from([0])) == pytest.approx(1, abs=1e-13)
    middle = one.quantile(0.5)
    assert one.probability(at_most=middle - 1) < 0.5 <= one.probability(at_most=middle)
    assert curve(one).mean() == pytest.approx(float(one.mean), rel=1e-11)


def test_what_fails_is_what_does_not_succeed() -> None:
    chance, trials = Fraction(1, 10**6), 10**12
    good, bad = (Binomial(trials=trials, chance=share) for share in (chance, 1 - chance))
    for successes in (999_000, 10**6, 1_002_500):
        others = bad.probability(at_most=trials - successes - 1)
        assert good.probability(at_most=successes) == pytest.approx(1 - others, abs=1e-12)


@pytest.mark.parametrize("one", WIDE)
def test_scipy_agrees(one: Distribution) -> None:
    stats = pytest.importorskip("scipy.stats", reason="compares with scipy where it is installed")
    match one:
        case Poisson(rate=rate):
            theirs = stats.poisson(float(rate))
        case Binomial(trials=trials, chance=chance):
            theirs = stats.binom(trials, float(chance))
        case NegativeBinomial(size=size, rate=rate):
            theirs = stats.nbinom(float(size), float(size / (size + rate)))
        case _:
            raise TypeError(one)
    for share in (0.001, 0.3, 0.7, 0.999):
        amount = one.quantile(share)
        assert one.probability(at_most=amount) == pytest.approx(theirs.cdf(amount), abs=1e-11)


@pytest.mark.parametrize("one", WIDE)
def test_a_number_more_moves_a_curve(one: Distribution) -> None:
    moved = shifted(one, 12_345)
    assert not moved.is_exact
    assert (moved.low, moved.high) == (one.low + 12_345, one.high + 12_345)
    assert float(moved.mean) == pytest.approx(float(one.mean) + 12_345, rel=1e-12)
    amount = one.quantile(0.3)
    assert moved.quantile(0.3) == amount + 12_345
    assert moved.probability(at_most=amount + 12_345) == one.probability(at_most=amount)


def test_a_moved_curve_has_the_masses_that_it_had() -> None:
    one = NegativeBinomial(size=40, rate=3_000)
    assert masses(shifted(one, -one.low)).values == pytest.approx(masses(one).values, abs=1e-15)


@pytest.mark.parametrize("one", [*WIDE, NegativeBinomial(size=0.05, rate=5)])
def test_the_regimes_of_a_curve_are_its_halves(one: Distribution) -> None:
    chain = memory_of(Regimes(Fraction(3, 4)), [one]).chain
    assert chain is not None
    lower, upper = chain.months[0]
    median = one.quantile(0.5)
    assert lower.high <= median <= upper.low
    together = Mixture([(1, lower), (1, upper)])
    for share in (0.01, 0.4, 0.5, 0.6, 0.99):
        amount = one.quantile(share)
        halves = [float(half.probability(at_most=amount)) for half in (lower, upper)]
        assert sum(halves) / 2 == pytest.approx(one.probability(at_most=amount), abs=1e-12)
    assert float(together.mean) == pytest.approx(float(one.mean), rel=1e-9)


@pytest.mark.parametrize("one", [*WIDE, NegativeBinomial(size=0.01, rate=1e9)])
def test_what_is_drawn_at_a_level_is_about_its_quantile(one: Distribution) -> None:
    levels = [0.0, 1e-9, 0.02, 0.5, 0.97, 1 - 1e-9, 1.0]
    for level, amount in zip(levels, curve(one).at_levels(levels), strict=True):
        assert one.low <= amount <= one.high
        assert one.probability(at_most=amount - 1) - 1e-6 <= level
        assert level <= one.probability(at_most=amount) + 1e-6
