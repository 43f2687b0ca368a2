"""Hypothesis strategies for distributions, dependences and scenarios."""

from fractions import Fraction
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from dukcapil.distributions import (
    Binomial,
    Blocks,
    Common,
    Distribution,
    Empirical,
    Independent,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Regimes,
    Sum,
    Uniform,
    Unknown,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.forecast import Branch, FailedPrints, Interval, Scenario, ScenarioTree
from dukcapil.testing._codes import months

__all__ = ["dependences", "distributions", "intervals", "scenarios", "uncertain_scenarios"]


def intervals(high: int = 100_000) -> st.SearchStrategy[Interval]:
    """Generate intervals of amounts.

    Args:
        high: the largest amount.

    Examples:
        >>> from dukcapil.testing import intervals
        >>> intervals().example().low >= 0  # doctest: +SKIP
        True
    """
    bounds = st.tuples(st.integers(0, high), st.integers(0, high)).map(sorted)
    return bounds.map(lambda pair: Interval(*pair))


def scenarios() -> st.SearchStrategy[Scenario]:
    """Generate scenarios of one to twelve months.

    Examples:
        >>> from dukcapil.testing import scenarios
        >>> scenarios().example().months <= 12  # doctest: +SKIP
        True
    """
    amounts = st.integers(0, 100_000) | intervals()
    return st.builds(
        Scenario,
        start=months(),
        months=st.integers(1, 12),
        not_recorded_people=amounts,
        waiting_people=amounts,
        on_hand_cards=amounts,
        newly_obliged_people=amounts,
        recording_capacity_people=st.none() | amounts,
        allocation_cards=amounts,
        replacement_cards=amounts,
        failed_share=st.fractions(0, "0.2", max_denominator=100),
        print_capacity_cards=st.none() | amounts,
    )


def distributions(high: int = 100) -> st.SearchStrategy[Distribution]:
    """Generate distributions of every family, exact and rounded, with mixtures and sums.

    Args:
        high: the largest amount, or the largest mean of unbounded amounts.

    Examples:
        >>> from dukcapil.testing import distributions
        >>> distributions().example().low >= 0  # doctest: +SKIP
        True
    """
    return st.one_of(*_distributions_by_family(high).values())


def _distributions_by_family(
    high: int = 100,
) -> dict[type[Distribution], st.SearchStrategy[Distribution]]:
    weights = st.one_of(_WEIGHTS)
    families = _plain_distributions(high)
    plain = st.one_of(*families.values())
    families[Mixture] = st.lists(st.tuples(weights, plain), min_size=1, max_size=3).map(Mixture)
    families[Sum] = st.lists(plain, max_size=3).map(Sum)
    return families


def _plain_distributions(high: int) -> dict[type[Distribution], st.SearchStrategy[Distribution]]:
    """Return the families that are not composed of others."""
    amounts, means = st.integers(0, high), st.floats(0.125, max(1, high))
    pmfs = [st.dictionaries(amounts, weights, min_size=1, max_size=5) for weights in _WEIGHTS]
    return {
        Uniform: intervals(high).map(lambda interval: Uniform(interval.low, interval.high)),
        Pmf: st.one_of(pmfs).map(Pmf),
        Empirical: st.lists(amounts, min_size=1, max_size=6).map(Empirical),
        Binomial: st.builds(Binomial, trials=amounts, chance=st.floats(0.0625, 0.9375)),
        Poisson: st.builds(Poisson, rate=means),
        NegativeBinomial: st.builds(NegativeBinomial, size=st.floats(2, 50), rate=means),
    }


_WEIGHTS: Final[tuple[st.SearchStrategy[int | Fraction | float], ...]] = (
    st.integers(1, 9),
    st.fractions(Fraction(1, 9), 9, max_denominator=9),
    st.floats(0.125, 9),
)


def dependences() -> st.SearchStrategy[Dependence]:
    """Generate dependences between months, of every model.

    All distributions except mixtures of uneven weights can have these regimes.

    Examples:
        >>> from dukcapil.testing import dependences
        >>> dependences().example()  # doctest: +SKIP
        Blocks(months=6)
    """
    return st.one_of(*_DEPENDENCES.values())


_DEPENDENCES: Final[dict[type, st.SearchStrategy[Dependence]]] = {
    Independent: st.just(Independent()),
    Blocks: st.builds(Blocks, st.integers(1, 12)),
    Common: st.just(Common()),
    Regimes: st.builds(Regimes, st.fractions(Fraction(1, 20), 1, max_denominator=20)),
    Unknown: st.just(Unknown()),
}


@st.composite
def uncertain_scenarios(draw: st.DrawFn, *, high: int = 100) -> Scenario:
    """Generate scenarios of one to six months for `outlook`, with random allocations.

    Args:
        draw: given by Hypothesis.
        high: the largest amount, or the largest mean of unbounded amounts.

    Examples:
        >>> from dukcapil.testing import uncertain_scenarios
        >>> uncertain_scenarios().example().months <= 6  # doctest: +SKIP
        True
    """
    dependence = draw(dependences())
    allocations = distributions(high)
    amounts: st.SearchStrategy[int | Distribution] = st.integers(0, high)
    limits = st.none() | amounts
    print_limits: st.SearchStrategy[int | Distribution | None] = st.none()
    if type(dependence) is Regimes:
        allocations = _distributions_in_regimes(high)
    if type(dependence) is not Unknown:
        amounts |= distributions(high)
        limits = print_limits = st.none() | amounts
    not_recorded = draw(amounts)
    at_least = not_recorded if isinstance(not_recorded, int) else not_recorded.low
    return Scenario(
        start=draw(months()),
        months=draw(st.integers(1, 6)),
        not_recorded_people=not_recorded,
        blocked_people=draw(st.just(0) | st.integers(0, at_least)),
        repeat_recording_people=draw(st.integers(0, high)),
        waiting_people=draw(amounts),
        on_hand_cards=draw(amounts),
        newly_obliged_people=draw(amounts),
        leaving_not_recorded_people=draw(st.just(0) | amounts),
        recording_capacity_people=draw(limits),
        allocation_cards=draw(allocations),
        replacement_cards=draw(amounts),
        failed_share=draw(st.just(Fraction(0)) | st.fractions(0, "0.2", max_denominator=10)),
        failed_prints=draw(st.sampled_from(FailedPrints)),
        print_capacity_cards=draw(print_limits),
        dependence=dependence,
    )


def _distributions_in_regimes(high: int) -> st.SearchStrategy[Distribution]:
    """Return distributions that can have the regimes of `dependences`."""
    plain = st.one_of(*_plain_distributions(high).values())
    parts = st.lists(st.tuples(st.just(1), plain), min_size=1, max_size=3)
    return plain | parts.map(Mixture)


@st.composite
def _trees(draw: st.DrawFn) -> ScenarioTree:
    """Generate trees of one to three branches, whose scenarios differ in their allocations."""
    scenario = draw(uncertain_scenarios())
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    return ScenarioTree(
        Branch(
            f"branch {number}",
            Fraction(weight, sum(weights)),
            attrs.evolve(scenario, allocation_cards=draw(st.integers(0, 100))),
        )
        for number, weight in enumerate(weights, 1)
    )


MADE: Final[dict[type, st.SearchStrategy[Any]]] = {
    Interval: intervals(),
    Scenario: scenarios(),
    Branch: _trees().map(lambda tree: tree.branches[0]),
    ScenarioTree: _trees(),
    Distribution: distributions(),
    **_distributions_by_family(),
    **_DEPENDENCES,
}
"""The strategy of each type, for Hypothesis."""
