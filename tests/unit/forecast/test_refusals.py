"""Errors of `outlook` and `distribution_of`, and checks of their results."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.forecasts import (
    DECEMBER,
    DIE,
    HALF,
    THIRD,
    THREE_WAIT,
    changed,
    refused,
)

from dukcapil import Month, bounds, project
from dukcapil.errors import Fault
from dukcapil.forecast import (
    Estimate,
    FailedPrints,
    Fan,
    Figure,
    Interval,
    MonthOutlook,
    distribution_of,
    outlook,
)


class TestRefusals:
    """Errors name the argument."""

    @pytest.mark.parametrize(
        "fields",
        [
            {"allocation_cards": Interval(1, 2)},
            {"allocation_cards": [1, DIE, Interval(1, 2)]},
            {"waiting_people": Interval(1, 2)},
            {"recording_capacity_people": Interval(1, 2)},
        ],
    )
    def test_intervals_carry_no_probabilities(self, fields: dict[str, Any]) -> None:
        (field,) = fields
        scenario = changed(THREE_WAIT, **fields)
        message = rf"\.{field}: .* found an interval; use bounds, or a distribution"
        with pytest.raises(TypeError, match=f"outlook{message}"):
            outlook(scenario)
        with pytest.raises(TypeError, match=f"distribution_of{message}"):
            distribution_of(scenario, Figure.ON_HAND, month=DECEMBER)

    @pytest.mark.parametrize(
        "fields",
        [
            {"allocation_cards": DIE},
            {"allocation_cards": [1, 2, DIE]},
            {"on_hand_cards": DIE},
            {"print_capacity_cards": DIE},
        ],
    )
    def test_a_projection_and_bounds_take_no_distributions(self, fields: dict[str, Any]) -> None:
        (field,) = fields
        scenario = changed(THREE_WAIT, **{"allocation_cards": 1} | fields)
        with pytest.raises(TypeError, match=rf"project\.{field}: .* a distribution; use outlook"):
            project(scenario)
        with pytest.raises(TypeError, match=rf"bounds\.{field}: .* a distribution; use outlook"):
            bounds(scenario)

    def test_a_projection_takes_no_prints_that_fail_independently(self) -> None:
        scenario = changed(THREE_WAIT, allocation_cards=1, failed_prints=FailedPrints.EACH)
        assert project(scenario).month_ends[0].good_cards == 1
        with pytest.raises(TypeError, match=r"project\.failed_prints: .*; use outlook"):
            project(changed(scenario, failed_share=HALF))
        with pytest.raises(TypeError, match=r"bounds\.failed_prints: .*; use outlook"):
            bounds(changed(scenario, failed_share=HALF))

    @pytest.mark.parametrize(
        ("options", "field", "fault"),
        [
            ({"step_cards": 0}, "step_cards", Fault.OUT_OF_BOUNDS),
            ({"step_cards": -1}, "step_cards", Fault.NEGATIVE),
            ({"max_points": 0}, "max_points", Fault.OUT_OF_BOUNDS),
            ({"paths": 1}, "paths", Fault.OUT_OF_BOUNDS),
            ({"seed": -1}, "seed", Fault.NEGATIVE),
            ({"quantiles": [Fraction(1), HALF, Fraction(1)]}, "quantiles", Fault.OUT_OF_BOUNDS),
            ({"quantiles": []}, "quantiles", Fault.OUT_OF_BOUNDS),
            ({"quantiles": [-HALF, HALF]}, "quantiles", Fault.OUT_OF_BOUNDS),
            ({"quantiles": [HALF, 3 * HALF]}, "quantiles", Fault.OUT_OF_BOUNDS),
        ],
    )
    def test_arguments_out_of_bounds(
        self, options: dict[str, Any], field: str, fault: Fault
    ) -> None:
        with refused(fault, f"outlook.{field}"):
            outlook(THREE_WAIT, **options)

    def test_every_fault_is_told_at_once(self) -> None:
        with pytest.raises(ExceptionGroup) as caught:
            outlook(THREE_WAIT, paths=0, step_cards=0, quantiles=[])
        errors: Any = caught.value.exceptions
        assert {error.field for error in errors} == {"paths", "step_cards", "quantiles"}

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"method": "exact"}, r"outlook\.method: expected Method, found str"),
            ({"step_cards": 10.0}, r"outlook\.step_cards: expected int"),
            ({"max_points": 1e6}, r"outlook\.max_points: expected int"),
            ({"paths": True}, r"outlook\.paths: expected int"),
            ({"seed": None, "paths": "9"}, r"outlook\.paths: expected int"),
            ({"quantiles": [1]}, r"outlook\.quantiles: expected Fraction, found int"),
        ],
    )
    def test_arguments_of_wrong_types(self, options: dict[str, Any], message: str) -> None:
        with pytest.raises(TypeError, match=message):
            outlook(THREE_WAIT, **options)

    @pytest.mark.parametrize("month", [Month(2020, 11), Month(2021, 3)])
    def test_a_month_beyond_the_scenario_has_no_distribution(self, month: Month) -> None:
        with refused(Fault.OUT_OF_BOUNDS, "distribution_of.month"):
            distribution_of(THREE_WAIT, Figure.ON_HAND, month=month)

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: outlook(None), r"outlook\.scenario: expected Scenario"),  # type: ignore[call-overload]
            (
                lambda: distribution_of(None, Figure.ON_HAND, month=DECEMBER),  # type: ignore[arg-type]
                r"distribution_of\.scenario: expected",
            ),
            (
                lambda: distribution_of(THREE_WAIT, "waiting", month=DECEMBER),  # type: ignore[arg-type]
                r"distribution_of\.figure: expected",
            ),
            (
                lambda: distribution_of(THREE_WAIT, Figure.WAITING, month=12),  # type: ignore[arg-type]
                r"distribution_of\.month: expected",
            ),
        ],
    )
    def test_wrong_types(self, make: Callable[[], object], message: str) -> None:
        with pytest.raises(TypeError, match=message):
            make()


FAN = Fan(
    mean=Estimate.rounded(1.5),
    shares=(Fraction(0), THIRD, Fraction(1)),
    quantiles=(Interval(0, 0), Interval(1, 3), Interval(2_000, 2_000)),
)
ONE = outlook(THREE_WAIT)[DECEMBER]
OUTLOOK = outlook(THREE_WAIT)
WRONG: list[Callable[[], object]] = [
    lambda: attrs.evolve(Estimate.rounded(0.5), low=0),
    lambda: attrs.evolve(Estimate.rounded(0.5), exactness="rounded"),  # type: ignore[arg-type]
    lambda: attrs.evolve(Estimate.rounded(0.5), fraction=0.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(FAN, mean=1.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(FAN, shares=(0.1, 0.5, 0.9)),  # type: ignore[arg-type]
    lambda: attrs.evolve(FAN, quantiles=(1, 2, 3)),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, month="2020-12"),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, obliged_people=0.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, cleared_by=0.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, binding={}),  # type: ignore[arg-type]
    lambda: attrs.evolve(ONE, on_hand_cards=5),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, scenario=None),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, method="exact"),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, step=0.5),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, month_outlooks=[ONE]),  # type: ignore[arg-type]
    lambda: attrs.evolve(OUTLOOK, if_common=(0.5,)),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("make", WRONG)
def test_results_are_checked_however_they_are_made(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()
    assert isinstance(ONE, MonthOutlook)
    assert math.isfinite(ONE.cleared_by.value)
