"""Scenario trees: what they take and refuse, and their outlook at the edges."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.forecasts import DECEMBER, FEBRUARY, HALF, JANUARY, THREE_WAIT, changed, refused

from dukcapil import Scenario, project
from dukcapil.distributions import Uniform, Unknown
from dukcapil.errors import Fault, InvalidRecord
from dukcapil.forecast import (
    Binding,
    Branch,
    Exactness,
    Interval,
    Method,
    ScenarioTree,
    TreeOutlook,
    outlook,
    probability_of_target,
)
from dukcapil.serial import from_json, to_json

THIRTY = Fraction(3, 10)
KNOWN = changed(THREE_WAIT, allocation_cards=1)
"""Three wait, and one blank comes a month: all have a card in February."""
NOTHING_COMES = changed(KNOWN, allocation_cards=0)


def tree_of(*scenarios: Scenario, shares: tuple[Fraction, ...] = (1 - THIRTY, THIRTY)) -> Any:  # noqa: ANN401
    return ScenarioTree(
        Branch(name, share, scenario)
        for name, share, scenario in zip("abc", shares, scenarios, strict=False)
    )


class TestBranches:
    """What a tree is made of."""

    def test_a_float_stands_for_its_shortest_decimal(self) -> None:
        assert Branch("a", 0.3, KNOWN).probability == THIRTY
        assert Branch("a", 1.0, KNOWN).probability == 1

    @pytest.mark.parametrize("probability", [Fraction(-1, 2), Fraction(11, 10), 0.0])
    def test_a_probability_is_above_zero_and_at_most_one(
        self, probability: Fraction | float
    ) -> None:
        with refused(Fault.OUT_OF_BOUNDS, "Branch.probability"):
            Branch("a", probability, KNOWN)

    def test_types_are_told(self) -> None:
        wrong: Any = "0.3"
        with pytest.raises(TypeError, match=r"Branch\.probability: expected Fraction, found str"):
            Branch("a", wrong, KNOWN)
        with pytest.raises(TypeError, match=r"Branch\.name: expected str"):
            Branch(Fraction(1), THIRTY, KNOWN)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"Branch\.scenario: expected Scenario"):
            Branch("a", THIRTY, wrong)
        with pytest.raises(TypeError, match=r"ScenarioTree\.branches: expected Branch, found str"):
            ScenarioTree(wrong)

    @pytest.mark.parametrize(
        ("name", "fault"), [("", Fault.MISSING), (" ", Fault.MISSING), ("a\nb", Fault.NOT_PLAIN)]
    )
    def test_a_name_is_a_line_of_text(self, name: str, fault: Fault) -> None:
        with refused(fault, "Branch.name"):
            Branch(name, THIRTY, KNOWN)

    def test_the_order_does_not_matter(self) -> None:
        tree = tree_of(KNOWN, NOTHING_COMES)
        assert ScenarioTree(reversed(tree.branches)) == tree
        assert [branch.name for branch in tree.branches] == ["a", "b"]

    def test_names_are_unique(self) -> None:
        with refused(Fault.DUPLICATE, "ScenarioTree.branches"):
            ScenarioTree([Branch("a", HALF, KNOWN), Branch("a", HALF, NOTHING_COMES)])

    def test_probabilities_add_up(self) -> None:
        with pytest.raises(InvalidRecord, match="probabilities that add up to 1"):
            ScenarioTree([Branch("a", HALF, KNOWN), Branch("b", THIRTY, NOTHING_COMES)])
        with pytest.raises(InvalidRecord, match="probabilities that add up to 1"):
            ScenarioTree([])

    @pytest.mark.parametrize("other", [{"months": 2}, {"start": JANUARY}])
    def test_all_have_the_same_months(self, other: dict[str, Any]) -> None:
        with refused(Fault.MONTHS, "ScenarioTree.branches"):
            tree_of(KNOWN, changed(NOTHING_COMES, **other))


class TestMixture:
    """What a tree answers."""

    def test_probabilities_and_means_are_exact(self) -> None:
        answer = outlook(tree_of(KNOWN, NOTHING_COMES))
        last = answer[FEBRUARY]
        assert last.cleared_by.fraction == 1 - THIRTY
        assert last.stock_out_by.fraction == 1
        assert last.stock_out_in.fraction == THIRTY
        assert last.outstanding_people.mean.fraction == 3 * THIRTY
        assert last.outstanding_people.quantiles == tuple(
            Interval(people, people) for people in (0, 0, 0, 3, 3)
        )
        assert dict(last.binding)[Binding.NOTHING].fraction == 1 - THIRTY
        assert last.binds(Binding.BLANKS).fraction == THIRTY
        assert answer.waiting_person_months().fraction == Fraction(3) * 7 / 10 + 9 * THIRTY

    def test_the_first_month_of_an_event_is_mixed(self) -> None:
        answer = outlook(tree_of(KNOWN, NOTHING_COMES))
        told = {month: chance.fraction for month, chance in answer.first_clearance()}
        assert told == {DECEMBER: 0, JANUARY: 0, FEBRUARY: 1 - THIRTY, None: THIRTY}
        assert answer.first_stock_out()[0][1].fraction == 1

    def test_quantiles_are_those_of_the_mixed_distribution(self) -> None:
        # 0 to 9 or 10 to 19 people wait, as likely as not: no quantile of a branch is the median.
        one = changed(THREE_WAIT, obliged_people=None, waiting_people=Uniform(0, 9))
        one = changed(one, not_recorded_people=0, allocation_cards=0, months=1)
        other = changed(one, waiting_people=Uniform(5, 14))
        answer = outlook(tree_of(one, other, shares=(HALF, HALF)), quantiles=[HALF, 0.95])
        fan = answer.month_outlooks[0].waiting_people
        assert fan.quantiles == (Interval(7, 7), Interval(13, 13))

    def test_the_obliged_lie_between_those_of_all_branches(self) -> None:
        more = changed(KNOWN, obliged_people=20)
        answer = outlook(tree_of(KNOWN, more))
        assert answer[DECEMBER].obliged_people == Interval(10, 20)
        unknown = changed(KNOWN, obliged_people=None)
        assert outlook(tree_of(KNOWN, unknown))[DECEMBER].obliged_people is None

    def test_each_branch_is_reached_by_name(self) -> None:
        answer = outlook(tree_of(THREE_WAIT, NOTHING_COMES))
        assert answer.branch("a") == outlook(THREE_WAIT)
        assert answer.branch("b") == outlook(NOTHING_COMES)
        with pytest.raises(KeyError):
            answer.branch("c")
        with pytest.raises(KeyError):
            answer[DECEMBER - 1]

    def test_standard_errors_of_the_same_draws_add_up(self) -> None:
        tree = tree_of(THREE_WAIT, changed(THREE_WAIT, replacement_cards=1))
        answer = outlook(tree, method=Method.SIMULATION, paths=200, compare=False)
        mixed = answer[JANUARY].cleared_by
        errors = [one[JANUARY].cleared_by.standard_error for one in answer.outlooks]
        assert mixed.exactness is Exactness.SIMULATED
        assert errors[0]
        assert errors[1]
        assert mixed.standard_error == pytest.approx(0.7 * errors[0] + 0.3 * errors[1])

    def test_a_simulated_branch_beside_an_exact_one(self) -> None:
        limited = changed(THREE_WAIT, print_capacity_cards=2)
        answer = outlook(tree_of(NOTHING_COMES, limited), paths=200)
        error = answer.branch("b")[JANUARY].waiting_people.mean.standard_error
        assert error
        assert answer[JANUARY].waiting_people.mean.standard_error == pytest.approx(0.3 * error)
        assert "From 200 simulated trajectories" in str(answer)
        assert "The numbers are exact" in str(answer)

    def test_bounds_of_an_unknown_dependence_stay_bounds(self) -> None:
        anyhow = changed(THREE_WAIT, dependence=Unknown())
        mixed = outlook(tree_of(KNOWN, anyhow))[FEBRUARY].outstanding_people
        true = outlook(tree_of(KNOWN, THREE_WAIT))[FEBRUARY].outstanding_people
        assert mixed.mean.low <= true.mean.value <= mixed.mean.high
        for within, one in zip(mixed.quantiles, true.quantiles, strict=True):
            assert within.low <= one.low <= within.high

    def test_steps_are_reported_to_the_end(self) -> None:
        steps: list[tuple[int, int]] = []
        outlook(tree_of(THREE_WAIT, KNOWN), progress=lambda *step: steps.append(step))
        assert steps == [(done, 9) for done in range(1, 10)]

    def test_refusals_are_those_of_the_branches(self) -> None:
        with pytest.raises(TypeError, match="outlook"):
            outlook(tree_of(KNOWN, changed(KNOWN, allocation_cards=Interval(0, 1))))
        with pytest.raises(TypeError, match="expected Scenario, found ScenarioTree"):
            project(tree_of(KNOWN, KNOWN))

    def test_the_target_of_a_tree(self) -> None:
        tree = tree_of(KNOWN, NOTHING_COMES)
        assert probability_of_target(tree, target=0, by=FEBRUARY).fraction == 1 - THIRTY
        assert probability_of_target(tree, target=3, by=FEBRUARY).fraction == 1
        assert probability_of_target(tree, target=0.8, by=JANUARY).fraction == 1 - THIRTY


class TestAnswer:
    """The answer as a value, and as a table."""

    def test_it_says_that_it_is_by_branch(self) -> None:
        answer = outlook(
            ScenarioTree(
                [
                    Branch("as now, or better", 0.7, KNOWN),
                    Branch("shortage", 0.3, NOTHING_COMES),
                ]
            )
        )
        text = str(answer)
        assert "By branch: exactly one of the scenarios comes true" in text
        assert "as now, or better: with probability 0.7000; then everyone" in text
        assert "by 2021-02 with probability 0.7000; people have waited" in text
        indonesian = answer.to_text(language="id")
        assert "Menurut cabang: tepat satu" in indonesian
        assert "as now, or better: dengan peluang 0,7000; bila terjadi" in indonesian
        assert "By branch" in answer._repr_html_()

    def test_its_columns_are_those_of_an_outlook(self) -> None:
        one = outlook(THREE_WAIT, compare=False)
        assert list(outlook(tree_of(THREE_WAIT, KNOWN)).to_dicts()[0]) == list(one.to_dicts()[0])

    def test_it_travels(self) -> None:
        answer = outlook(tree_of(THREE_WAIT, KNOWN))
        assert from_json(to_json(answer), TreeOutlook) == answer
        assert pickle.loads(pickle.dumps(answer)) == answer
        assert from_json(to_json(answer.tree), ScenarioTree) == answer.tree

    def test_its_parts_agree(self) -> None:
        answer = outlook(tree_of(THREE_WAIT, KNOWN))
        with refused(Fault.CONTRADICTION, "TreeOutlook.outlooks", "tree"):
            attrs.evolve(answer, outlooks=answer.outlooks[::-1])
        with refused(Fault.MONTHS, "TreeOutlook.month_outlooks"):
            attrs.evolve(answer, month_outlooks=answer.month_outlooks[1:])
