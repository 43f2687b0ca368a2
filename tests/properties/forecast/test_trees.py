"""A scenario tree is the mixture of its branches, whatever the method."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.forecast_answers import SHARES, changed
from support.forecast_strategies import lines, queues, two_dimensions

from dukcapil import Scenario
from dukcapil.forecast import (
    Branch,
    Estimate,
    Figure,
    MonthOutlook,
    ScenarioTree,
    distribution_of,
    outlook,
    probability_of_target,
)
from dukcapil.forecast._compute import OutlookOptions

CHANCES = ("stock_out_in", "stock_out_by", "cleared_in", "cleared_by")
FEW: OutlookOptions = {"compare": False, "paths": 20, "quantiles": SHARES}


@st.composite
def trees(draw: st.DrawFn, scenarios: st.SearchStrategy[Scenario]) -> ScenarioTree:
    scenario = draw(scenarios)
    weights = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    return ScenarioTree(
        Branch(
            f"branch {number}",
            Fraction(weight, sum(weights)),
            changed(scenario, waiting_people=draw(st.integers(0, 5))),
        )
        for number, weight in enumerate(weights)
    )


def sum_of(tree: ScenarioTree, numbers: Sequence[Any]) -> Any:  # noqa: ANN401  of any number
    pairs = zip(tree.branches, numbers, strict=True)
    return sum(branch.probability * number for branch, number in pairs)


def estimates(one: MonthOutlook) -> list[Estimate]:
    fans = [getattr(one, figure.value) for figure in Figure]
    return [*(getattr(one, field) for field in CHANCES), *(fan.mean for fan in fans)]


@given(trees(lines() | queues() | two_dimensions()))
def test_every_number_is_the_weighted_sum(tree: ScenarioTree) -> None:
    answer = outlook(tree, **FEW)
    apart = [outlook(branch.scenario, **FEW) for branch in tree.branches]
    assert list(answer.outlooks) == apart
    for together, *branches in zip(
        answer.month_outlooks, *(one.month_outlooks for one in apart), strict=True
    ):
        for mixed, *of in zip(
            estimates(together), *(estimates(one) for one in branches), strict=True
        ):
            for end in ("low", "value", "high"):
                expected = sum_of(tree, [Fraction(getattr(one, end)) for one in of])
                assert abs(getattr(mixed, end) - expected) <= 1e-9
            if all(one.fraction is not None for one in of):
                assert mixed.fraction == sum_of(tree, [one.fraction for one in of])
        assert abs(sum(chance.value for _, chance in together.binding) - 1) < 1e-9
    for pairs in (answer.first_clearance(), answer.first_stock_out()):
        assert abs(sum(chance.value for _, chance in pairs) - 1) < 1e-9


@given(trees(lines() | queues() | two_dimensions()), st.data())
def test_quantiles_are_those_of_the_mixed_distributions(
    tree: ScenarioTree, data: st.DataObject
) -> None:
    answer = outlook(tree, **FEW)
    one = answer.month_outlooks[data.draw(st.integers(0, tree.months - 1))]
    for figure in Figure:
        laws = [
            distribution_of(branch.scenario, figure, month=one.month, paths=20)
            for branch in tree.branches
        ]
        fan = getattr(one, figure.value)
        for share, found in zip(fan.shares, fan.quantiles, strict=True):
            upto = {
                number: sum_of(tree, [law.probability(at_most=number) for law in laws])
                for number in (found.low - 1, found.high)
            }
            assert upto[found.high] >= share - Fraction(1, 10**9)
            assert upto[found.low - 1] < share + Fraction(1, 10**9) or found.low == 0


@given(lines() | queues() | two_dimensions(), st.sampled_from([None, 1, 2]))
def test_one_branch_is_its_outlook(scenario: Scenario, step: int | None) -> None:
    tree = ScenarioTree([Branch("only", Fraction(1), scenario)])
    options: OutlookOptions = {**FEW, "step_cards": step}
    together, alone = outlook(tree, **options), outlook(scenario, **options)
    assert together.month_outlooks == alone.month_outlooks


@given(trees(lines()), st.integers(0, 8))
def test_the_target_is_the_weighted_sum(tree: ScenarioTree, target: int) -> None:
    by = tree.start + (tree.months - 1)
    apart = [
        probability_of_target(branch.scenario, target=target, by=by).fraction
        for branch in tree.branches
    ]
    assert probability_of_target(tree, target=target, by=by).fraction == sum_of(tree, apart)
