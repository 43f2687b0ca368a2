"""Choice of the method, the seed, numpy, and progress."""

from __future__ import annotations

from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import pytest
from support.forecasts import (
    DECEMBER,
    DIE,
    HALF,
    JANUARY,
    LARGE,
    THREE_WAIT,
    TWO_A_MONTH,
    changed,
    column,
    refused,
)

from dukcapil import Scenario
from dukcapil.distributions import (
    Blocks,
    Common,
    Pmf,
    Poisson,
    Regimes,
    Uniform,
    Unknown,
)
from dukcapil.distributions import _numpy_masses as fast  # whether numpy is looked for, and found
from dukcapil.distributions._masses import RoundedMasses
from dukcapil.errors import Fault
from dukcapil.forecast import (
    Exactness,
    FailedPrints,
    Figure,
    Method,
    distribution_of,
    outlook,
)


class TestEngines:
    """The problem chooses the method, and the caller may."""

    def test_a_small_problem_is_exact_and_a_large_one_on_a_lattice(self) -> None:
        assert outlook(LARGE, compare=False).method is Method.EXACT
        answer = outlook(LARGE, compare=False, max_points=20_000)
        assert (answer.method, answer.first_method) == (Method.LATTICE, Method.LATTICE)
        assert answer.step > 1
        last = answer.month_outlooks[-1].cleared_by
        assert last.exactness is Exactness.BRACKET
        assert last.low < 0.921512 < last.high
        assert answer.month_outlooks[-1].outstanding_people.quantiles[-1].high > 0

    def test_the_step_grows_as_fewer_points_are_allowed(self) -> None:
        steps = [
            outlook(LARGE, compare=False, max_points=points).step for points in (100_000, 10_000, 1)
        ]
        assert steps == sorted(steps)
        assert {str(step).strip("0") for step in steps} <= {"1", "2", "5"}

    @pytest.mark.parametrize("step", [1, 3])
    def test_a_step_may_be_asked_for(self, step: int) -> None:
        answer = outlook(THREE_WAIT, step_cards=step)
        assert (answer.method, answer.step) == (Method.LATTICE, step)
        estimates = column(answer, "cleared_by")
        assert all(
            estimate.low <= truth <= estimate.high
            for estimate, truth in zip(estimates, (1 / 2, 15 / 16, 1), strict=True)
        )
        failing = changed(THREE_WAIT, failed_share=Fraction(1, 10))
        assert outlook(failing, step_cards=step).step == 10 * step

    def test_simulated_trajectories_may_be_asked_for(self) -> None:
        answer = outlook(THREE_WAIT, method=Method.SIMULATION, paths=1_000, seed=3)
        assert (answer.method, answer.first_method) == (Method.SIMULATION, Method.SIMULATION)
        assert (answer.paths, answer.seed) == (1_000, 3)
        *reached, last = column(answer, "cleared_by")
        assert last.fraction == 1  # three deliveries of one blank or more
        for estimate, truth in zip(reached, (1 / 2, 15 / 16), strict=True):
            assert estimate.standard_error is not None
            assert abs(estimate.value - truth) < 5 * estimate.standard_error

    @pytest.mark.parametrize(
        ("fields", "obstacle"),
        [
            ({"print_capacity_cards": 2}, "print_capacity_cards"),
            ({"leaving_waiting_people": 1, "waiting_people": 4}, "leaving_waiting_people"),
            ({"leaving_not_recorded_people": Uniform(0, 1)}, "leaving_not_recorded_people"),
            (
                {"newly_obliged_people": DIE, "recording_capacity_people": 2},
                "newly_obliged_people",
            ),
            ({"not_recorded_people": DIE, "recording_capacity_people": 2}, "not_recorded_people"),
            (
                {"leaving_not_recorded_people": 1, "recording_capacity_people": DIE},
                "leaving_not_recorded_people",
            ),
            (
                {
                    "recording_capacity_people": DIE,
                    "failed_share": HALF,
                    "failed_prints": FailedPrints.EACH,
                },
                "failed_prints",
            ),
        ],
    )
    def test_two_dependent_dimensions_are_simulated_and_nothing_else(
        self, fields: dict[str, Any], obstacle: str
    ) -> None:
        scenario = changed(THREE_WAIT, **fields)
        assert outlook(scenario, paths=2, compare=False).method is Method.SIMULATION
        for method in (Method.EXACT, Method.LATTICE):
            with refused(Fault.CONTRADICTION, "outlook.method", obstacle):
                outlook(scenario, method=method)

    def test_the_same_seed_gives_the_same_trajectories_and_another_one_others(self) -> None:
        scenario = changed(THREE_WAIT, print_capacity_cards=3, dependence=Regimes(HALF))
        outlooks = [outlook(scenario, paths=200, seed=seed) for seed in (1, 1, 2)]
        assert outlooks[0] == outlooks[1]
        assert outlooks[0].month_outlooks != outlooks[2].month_outlooks

    def test_two_scenarios_share_random_numbers(self) -> None:
        """One more blank a month clears whatever was cleared without it."""
        less = changed(THREE_WAIT, print_capacity_cards=3)
        more = changed(less, on_hand_cards=1)
        for one, other in zip(
            outlook(less, paths=300).month_outlooks,
            outlook(more, paths=300).month_outlooks,
            strict=True,
        ):
            assert other.cleared_by.value >= one.cleared_by.value

    def test_many_blanks_fail_independently_in_simulated_trajectories(self) -> None:
        scenario = Scenario(
            start=DECEMBER,
            months=2,
            not_recorded_people=60,
            allocation_cards=[0, 70],
            on_hand_cards=30,
            failed_share=Fraction(1, 5),
            failed_prints=FailedPrints.EACH,
        )
        walk = outlook(scenario)
        simulated = outlook(scenario, method=Method.SIMULATION, paths=2_000)
        for figure in Figure:
            for month in (DECEMBER, JANUARY):
                truth = getattr(walk[month], figure.value).mean.value
                found = getattr(simulated[month], figure.value).mean
                assert found.value == pytest.approx(truth, abs=5 * found.standard_error + 1e-4)


class TestUnknown:
    """Bounds that hold under every dependence."""

    def test_the_bracket_reaches_from_one_draw_for_all_to_never_twice(self) -> None:
        """One in three each month: in both of them at once, or never in the same trajectory."""
        answer = outlook(changed(TWO_A_MONTH, dependence=Unknown()))
        first, second = column(answer, "stock_out_by")
        assert (answer.method, first.exactness) == (Method.LATTICE, Exactness.BOUNDED)
        assert first.low <= 1 / 3 <= first.high == pytest.approx(1 / 3)
        assert second.low <= 1 / 3
        assert second.high == pytest.approx(2 / 3)
        assert len(answer.if_independent) == len(answer.if_common) == 2

    def test_known_months_have_no_unknown_dependence(self) -> None:
        known = changed(TWO_A_MONTH, allocation_cards=2, dependence=Unknown())
        assert outlook(known).method is Method.EXACT

    def test_replacements_may_be_what_nobody_knows(self) -> None:
        scenario = changed(TWO_A_MONTH, replacement_cards=Uniform(1, 3), allocation_cards=2)
        answer = outlook(changed(scenario, replacement_dependence=Unknown()))
        low, high = (getattr(answer[JANUARY].stock_out_by, end) for end in ("low", "high"))
        assert low <= 4 / 9 <= high

    @pytest.mark.parametrize(
        ("fields", "options", "obstacle"),
        [
            ({}, {"method": Method.SIMULATION}, "method"),
            ({"print_capacity_cards": 2}, {}, "print_capacity_cards"),
            ({"recording_capacity_people": DIE}, {}, "recording_capacity_people"),
        ],
    )
    def test_it_is_refused_where_there_is_no_single_walk(
        self, fields: dict[str, Any], options: dict[str, Any], obstacle: str
    ) -> None:
        scenario = changed(THREE_WAIT, dependence=Unknown(), **fields)
        with refused(Fault.CONTRADICTION, "outlook.dependence", obstacle):
            outlook(scenario, **options)
        replaced = changed(
            scenario,
            allocation_cards=2,
            replacement_cards=DIE,
            replacement_dependence=Unknown(),
        )
        with refused(Fault.CONTRADICTION, "outlook.replacement_dependence", obstacle):
            outlook(replaced, **options)

    def test_there_is_no_distribution_of_it(self) -> None:
        with refused(Fault.CONTRADICTION, "distribution_of.dependence", "figure"):
            distribution_of(
                changed(THREE_WAIT, dependence=Unknown()), Figure.ON_HAND, month=DECEMBER
            )


class TestProgress:
    """Long computations tell how far they are, and can be stopped."""

    @pytest.mark.parametrize(("compare", "total"), [(False, 3), (True, 9)])
    def test_every_month_of_every_computation_is_told_in_order(
        self, *, compare: bool, total: int
    ) -> None:
        calls: list[tuple[int, int]] = []
        outlook(THREE_WAIT, compare=compare, progress=lambda *step: calls.append(step))
        assert calls == [(done, total) for done in range(1, total + 1)]

    def test_it_may_raise_to_stop(self) -> None:
        calls: list[int] = []

        def stop(done: int, _: int) -> None:
            calls.append(done)
            if done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            outlook(THREE_WAIT, progress=stop)
        assert calls == [1, 2]


class TestNumpy:
    """With numpy or without, the answers are the same."""

    @pytest.fixture(autouse=True)
    def forget(self) -> Any:  # noqa: ANN401
        """Whether numpy is there is looked up once."""
        fast.fastest_masses.cache_clear()
        yield
        fast.fastest_masses.cache_clear()

    def without_numpy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fast, "find_spec", lambda _: None)
        fast.fastest_masses.cache_clear()

    def test_it_is_taken_where_it_is_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        installed = find_spec("numpy") is not None
        assert (fast.fastest_masses() is fast.NumpyMasses) == installed
        self.without_numpy(monkeypatch)
        assert fast.fastest_masses() is RoundedMasses

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"allocation_cards": Poisson(rate=16_000), "failed_share": Fraction(1, 50)},
            {"dependence": Regimes(Fraction(9, 10)), "recording_capacity_people": None},
            {
                "dependence": Blocks(3),
                "allocation_cards": Uniform(17_000, 17_300),
                "replacement_cards": Pmf({9_000: 1, 11_000: 1}),
            },
            {"recording_capacity_people": Uniform(8_000, 12_000)},
        ],
    )
    def test_the_answers_are_the_same(
        self, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("numpy")
        scenario = changed(LARGE, **fields)
        options: dict[str, Any] = {"step_cards": 250, "compare": False, "paths": 2}
        with_numpy = outlook(scenario, **options)
        self.without_numpy(monkeypatch)
        plain = outlook(scenario, **options)
        for one, other in zip(with_numpy.to_dicts(), plain.to_dicts(), strict=True):
            numbers = [key for key, value in other.items() if isinstance(value, int | float)]
            assert len(numbers) > 50
            for key in numbers:
                assert one[key] == pytest.approx(other[key], rel=1e-9, abs=1e-10), key


class TestDependenceWhereItIs:
    """Recording capacity and joining can depend on other months, too."""

    SLOW = changed(
        THREE_WAIT,
        not_recorded_people=6,
        allocation_cards=9,
        recording_capacity_people=Uniform(1, 2),
    )

    def test_one_capacity_for_all_months_spreads_the_month_of_clearance(self) -> None:
        drawn_once = changed(self.SLOW, recording_dependence=Common())
        for scenario, chances in (
            (self.SLOW, (0, 0, Fraction(1, 8))),
            (drawn_once, (0, 0, Fraction(1, 2))),
        ):
            answer = outlook(scenario, paths=100)
            assert answer.method is Method.EXACT
            assert [one.cleared_in.fraction for one in answer.month_outlooks] == list(chances)

    def test_it_is_not_computed_where_it_is_unknown(self) -> None:
        unknown = changed(self.SLOW, recording_dependence=Unknown())
        with refused(
            Fault.CONTRADICTION, "outlook.recording_dependence", "recording_capacity_people"
        ):
            outlook(unknown)
        joining = changed(
            THREE_WAIT, newly_obliged_people=Uniform(0, 2), joining_dependence=Unknown()
        )
        with refused(Fault.CONTRADICTION, "outlook.joining_dependence", "newly_obliged_people"):
            outlook(joining)

    def test_joining_together_is_simulated(self) -> None:
        joining = changed(THREE_WAIT, newly_obliged_people=Uniform(0, 2))
        assert outlook(joining).method is Method.EXACT
        together = changed(joining, joining_dependence=Common())
        assert outlook(together, paths=50).method is Method.SIMULATION
