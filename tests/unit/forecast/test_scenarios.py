"""Scenarios with distributions, and the errors of impossible ones."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from support.forecasts import (
    DIE,
    HALF,
    THREE_WAIT,
    changed,
    refused,
)

from dukcapil import InvalidRecord
from dukcapil.distributions import (
    Blocks,
    Common,
    Distribution,
    Independent,
    Mixture,
    Pmf,
    Regimes,
    Uniform,
)
from dukcapil.errors import Fault
from dukcapil.forecast import (
    Interval,
)

TWO_WEIGHTS = [
    Mixture([(1, Pmf({0: 1})), (3, Pmf({4: 1}))]),
    Mixture([(1, Pmf({0: 1})), (2, Pmf({4: 1}))]),
]
RARE: Distribution = Mixture([(19, Pmf({4: 1})), (1, Pmf({0: 1}))])


class TestScenarios:
    """Contradictions of a scenario with distributions."""

    @pytest.mark.parametrize(
        ("fields", "field", "other"),
        [
            ({"obliged_people": 2}, "obliged_people", "not_recorded_people"),
            ({"obliged_people": 5, "waiting_people": 3}, "obliged_people", "not_recorded_people"),
            (
                {"obliged_people": 5, "waiting_people": Interval(3, 9)},
                "obliged_people",
                "not_recorded_people",
            ),
            (
                {"obliged_people": 5, "waiting_people": Uniform(3, 9)},
                "obliged_people",
                "not_recorded_people",
            ),
            (
                {"months": 2, "allocation_cards": TWO_WEIGHTS, "dependence": Regimes(HALF)},
                "dependence",
                "allocation_cards",
            ),
            (
                {"allocation_cards": RARE, "dependence": Regimes(HALF)},
                "dependence",
                "allocation_cards",
            ),
            (
                {"replacement_cards": RARE, "replacement_dependence": Regimes(HALF)},
                "replacement_dependence",
                "replacement_cards",
            ),
        ],
    )
    def test_a_contradiction_names_both_fields(
        self, fields: dict[str, Any], field: str, other: str
    ) -> None:
        with refused(Fault.CONTRADICTION, f"Scenario.{field}", other):
            changed(THREE_WAIT, **fields)

    def test_a_negative_number_of_obliged_is_refused(self) -> None:
        with refused(Fault.NEGATIVE, "Scenario.obliged_people"):
            changed(THREE_WAIT, obliged_people=-1)

    def test_what_does_not(self) -> None:
        changed(THREE_WAIT, obliged_people=6, waiting_people=Uniform(3, 9))
        changed(THREE_WAIT, obliged_people=3)
        changed(THREE_WAIT, allocation_cards=RARE, dependence=Regimes(Fraction(19, 20)))
        changed(THREE_WAIT, allocation_cards=4, dependence=Regimes(Fraction(1, 99)))
        changed(THREE_WAIT, allocation_cards=DIE, dependence=Regimes(Fraction(1, 99)))
        one_part = Mixture([(2, DIE)])
        changed(THREE_WAIT, allocation_cards=one_part, dependence=Regimes(Fraction(1, 99)))

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"obliged_people": 9.5}, r"Scenario\.obliged_people: expected int, found float"),
            ({"obliged_people": DIE}, r"Scenario\.obliged_people: expected int, found Uniform"),
            ({"failed_prints": "each"}, r"Scenario\.failed_prints: expected FailedPrints"),
            (
                {"dependence": "common"},
                r"Scenario\.dependence: expected Independent, found str; or Blocks, Common, …",
            ),
            ({"dependence": Common}, r"Scenario\.dependence: expected Independent, found type"),
            ({"replacement_dependence": 6}, r"Scenario\.replacement_dependence: expected"),
        ],
    )
    def test_wrong_types(self, fields: dict[str, Any], message: str) -> None:
        with pytest.raises(TypeError, match=message):
            changed(THREE_WAIT, **fields)

    @pytest.mark.parametrize(
        ("make", "error", "message"),
        [
            (lambda: Blocks(0), InvalidRecord, r"Blocks\.months: out of bounds"),
            (lambda: Blocks(-1), InvalidRecord, r"Blocks\.months: negative"),
            (lambda: Blocks(6.0), TypeError, r"Blocks\.months: expected int"),  # type: ignore[arg-type]
            (lambda: Regimes("0.9"), TypeError, r"Regimes\.stay: .* use Fraction\(9, 10\)"),  # type: ignore[arg-type]
            (lambda: Regimes(Fraction(0)), InvalidRecord, r"Regimes\.stay: out of bounds"),
            (lambda: Regimes(Fraction(3, 2)), InvalidRecord, r"Regimes\.stay: out of bounds"),
        ],
    )
    def test_impossible_dependences(
        self, make: Callable[[], object], error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            make()

    def test_a_distribution_is_part_of_what_makes_scenarios_equal(self) -> None:
        assert changed(THREE_WAIT) == THREE_WAIT
        assert changed(THREE_WAIT, dependence=Common()) != THREE_WAIT
        assert pickle.loads(pickle.dumps(THREE_WAIT)) == THREE_WAIT
        assert THREE_WAIT.replacement_dependence == Independent()
