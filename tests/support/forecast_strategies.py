"""Strategies of small scenarios, few enough trajectories to enumerate: one for each method."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st

from dukcapil import Month, Scenario
from dukcapil.distributions import (
    Blocks,
    Common,
    Empirical,
    Independent,
    Mixture,
    Pmf,
    Regimes,
    Uniform,
    Unknown,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.forecast import FailedPrints

START = Month(2020, 12)
amounts = st.integers(0, 5)
weights = st.integers(1, 4)
pmfs = st.dictionaries(amounts, weights, min_size=1, max_size=3).map(Pmf)
uniforms = st.builds(lambda low, more: Uniform(low, low + more), amounts, st.integers(0, 2))
distributions = pmfs | uniforms | st.lists(amounts, min_size=1, max_size=3).map(Empirical)
pairs = st.dictionaries(amounts, weights, min_size=2, max_size=2).map(Pmf)
stays = st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(9, 10), Fraction(1)])
dependences: st.SearchStrategy[Dependence] = st.just(Independent()) | st.builds(
    Blocks, st.integers(1, 3)
)
dependences |= st.just(Common()) | st.builds(Regimes, stays)
failed_shares = st.just(Fraction(0)) | st.fractions(0, Fraction(5, 6), max_denominator=6)


def mixtures() -> st.SearchStrategy[Any]:
    """Generate strategies of mixtures that share their weights."""
    weights: list[tuple[int | Fraction, int | Fraction]] = [
        (1, 1),
        (2, 1),
        (Fraction(1, 4), Fraction(3, 4)),
    ]
    return st.sampled_from(weights).map(
        lambda shares: st.tuples(pairs, pairs).map(
            lambda parts: Mixture(zip(shares, parts, strict=True))
        )
    )


@st.composite
def schedules(draw: st.DrawFn, months: int) -> Any:  # noqa: ANN401
    """Generate a distribution for all months, or a distribution or known amount for each."""
    distribution = draw(st.just(distributions) | mixtures())
    return draw(distribution | st.lists(distribution | amounts, min_size=months, max_size=months))


def known(months: int) -> st.SearchStrategy[list[int]]:
    return st.lists(amounts, min_size=months, max_size=months)


OTHERS = (*("not_recorded_people", "waiting_people", "on_hand_cards"), "newly_obliged_people")


def some_blocked(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """Let some of those not recorded be blocked, where that leaves the method as it is."""
    known_stock = scenario.not_recorded_people
    at_most = known_stock if isinstance(known_stock, int) else known_stock.low
    is_line = scenario.recording_capacity_people is None
    if is_line and scenario.leaving_not_recorded_people != 0:
        return scenario
    return attrs.evolve(
        scenario,
        blocked_people=draw(st.integers(0, at_most)),
        repeat_recording_people=draw(known(scenario.months)),
    )


@st.composite
def lines(draw: st.DrawFn) -> Scenario:
    """Generate random allocations and perhaps one more random input, with known recording."""
    months = draw(st.integers(1, 3))
    chance = draw(st.sampled_from([*OTHERS, "replacement_cards", None]))
    is_limited = chance not in {"not_recorded_people", "newly_obliged_people"}
    fields: dict[str, Any] = {
        **{field: draw(amounts) for field in OTHERS[:3]},
        "newly_obliged_people": draw(known(months)),
        "leaving_not_recorded_people": draw(st.just(0) | known(months)),
        "recording_capacity_people": draw(st.none() | known(months)) if is_limited else None,
        "replacement_cards": draw(known(months)),
    }
    if chance is not None:
        fields[chance] = draw(pairs)
    return some_blocked(
        draw,
        Scenario(
            start=START,
            months=months,
            **fields,
            allocation_cards=draw(schedules(months)),
            failed_share=draw(failed_shares),
            dependence=draw(dependences),
            replacement_dependence=draw(dependences),
        ),
    )


@st.composite
def queues(draw: st.DrawFn) -> Scenario:
    """Generate a random recording capacity, and one or two more random inputs."""
    months = draw(st.integers(1, 3))
    return some_blocked(
        draw,
        Scenario(
            start=START,
            months=months,
            not_recorded_people=draw(amounts),
            waiting_people=draw(amounts),
            on_hand_cards=draw(amounts | pairs),
            newly_obliged_people=draw(known(months)),
            recording_capacity_people=draw(pairs),
            recording_dependence=draw(dependences),
            allocation_cards=draw(pairs | known(months)),
            replacement_cards=draw(known(months)),
            failed_share=draw(failed_shares),
            dependence=draw(dependences),
        ),
    )


@st.composite
def two_dimensions(draw: st.DrawFn) -> Scenario:
    """Generate what must be simulated: print capacities, people who leave, random ageing-in."""
    months = draw(st.integers(1, 3))
    there = st.sampled_from(["capacity", "leaving", "ageing"])
    reasons = draw(st.sets(there, min_size=1))
    return some_blocked(
        draw,
        Scenario(
            start=START,
            months=months,
            not_recorded_people=draw(amounts),
            waiting_people=draw(amounts),
            on_hand_cards=draw(amounts),
            newly_obliged_people=draw(pairs) if "ageing" in reasons else draw(known(months)),
            joining_dependence=draw(dependences),
            leaving_waiting_people=draw(pairs) if "leaving" in reasons else 0,
            recording_capacity_people=draw(known(months)),
            allocation_cards=draw(pairs),
            replacement_cards=draw(known(months)),
            failed_share=draw(failed_shares),
            print_capacity_cards=draw(known(months)) if "capacity" in reasons else None,
            dependence=draw(dependences),
        ),
    )


@st.composite
def with_labels(draw: st.DrawFn) -> Scenario:
    """Generate scenarios of a few blanks that fail independently."""
    few = st.integers(0, 2)
    distribution = st.dictionaries(few, weights, min_size=1, max_size=2).map(Pmf)
    months = draw(st.integers(1, 2))
    return Scenario(
        start=START,
        months=months,
        not_recorded_people=draw(few),
        waiting_people=draw(few),
        on_hand_cards=draw(few),
        recording_capacity_people=draw(st.none() | few),
        allocation_cards=draw(distribution),
        replacement_cards=draw(few | distribution),
        failed_share=draw(st.sampled_from([Fraction(1, 10), Fraction(1, 2), Fraction(2, 3)])),
        failed_prints=FailedPrints.EACH,
        dependence=draw(dependences),
        replacement_dependence=draw(dependences),
    )


@st.composite
def certain(draw: st.DrawFn) -> Scenario:
    """Generate scenarios without randomness, with all other assumptions.

    Where few are obliged all holders may leave, and then nobody can wait for a replacement.
    """
    months = draw(st.integers(1, 4))
    flows = known(months)
    maybe = st.just(0) | flows
    obliged = draw(st.none() | st.integers(10, 20) | st.integers(100, 120))
    are_few = obliged is not None and obliged < 100
    return some_blocked(
        draw,
        Scenario(
            start=START,
            months=months,
            obliged_people=obliged,
            not_recorded_people=draw(amounts),
            waiting_people=draw(amounts),
            on_hand_cards=draw(amounts),
            newly_obliged_people=draw(flows),
            leaving_not_recorded_people=draw(maybe),
            leaving_waiting_people=0 if are_few else draw(maybe),
            leaving_holding_people=draw(maybe),
            recording_capacity_people=draw(st.none() | flows),
            allocation_cards=draw(flows),
            replacement_cards=draw(flows),
            failed_share=draw(failed_shares),
            print_capacity_cards=draw(st.none() | flows),
            dependence=draw(dependences | st.just(Unknown())),
        ),
    )


def as_months(scenario: Scenario, field: str) -> Sequence[Any]:
    amounts = getattr(scenario, field)
    return amounts if isinstance(amounts, tuple) else (amounts,) * scenario.months
