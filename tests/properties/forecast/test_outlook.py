"""Distributions of a forecast, against all courses that there can be."""

from __future__ import annotations

import math
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple, cast, final

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.forecast_oracle import Oracle, Table, chances, quantile

from dukcapil import Month, Scenario, project
from dukcapil.distributions import (
    Binomial,
    Blocks,
    Common,
    Distribution,
    Empirical,
    Independent,
    Mixture,
    Pmf,
    Poisson,
    Regimes,
    Uniform,
    Unknown,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.distributions._masses import Masses
from dukcapil.distributions._numpy_masses import FastMasses
from dukcapil.forecast import (
    Binding,
    Estimate,
    Exactness,
    FailedPrints,
    Figure,
    Interval,
    Method,
    Outlook,
    distribution_of,
    outlook,
)

START = Month(2020, 12)
SHARES = tuple(
    Fraction(*share) for share in ((0, 1), (1, 4), (1, 3), (2, 5), (1, 2), (2, 3), (11, 12), (1, 1))
)

fewer = settings(max_examples=max(1, settings().max_examples // 4))
"""For what takes long."""

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
    """Strategies of mixtures, each of mixtures with the same weights."""
    return st.sampled_from([(1, 1), (2, 1), (Fraction(1, 4), Fraction(3, 4))]).map(
        lambda shares: st.tuples(pairs, pairs).map(
            lambda parts: Mixture(zip(shares, parts, strict=True))
        )
    )


@st.composite
def schedules(draw: st.DrawFn, months: int) -> Any:  # noqa: ANN401
    """One distribution for every month, or a distribution or a known amount for each."""
    distribution = draw(st.just(distributions) | mixtures())
    return draw(distribution | st.lists(distribution | amounts, min_size=months, max_size=months))


def known(months: int) -> st.SearchStrategy[list[int]]:
    return st.lists(amounts, min_size=months, max_size=months)


OTHERS = (*("not_recorded_people", "waiting_people", "on_hand_cards"), "newly_obliged_people")


@st.composite
def lines(draw: st.DrawFn) -> Scenario:
    """Random deliveries, and perhaps one thing more left to chance, but no one's recording."""
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
    return Scenario(
        start=START,
        months=months,
        **fields,
        allocation_cards=draw(schedules(months)),
        failed_share=draw(failed_shares),
        dependence=draw(dependences),
        replacement_dependence=draw(dependences),
    )


@st.composite
def queues(draw: st.DrawFn) -> Scenario:
    """A random recording capacity, and one or two things more."""
    months = draw(st.integers(1, 3))
    return Scenario(
        start=START,
        months=months,
        not_recorded_people=draw(amounts),
        waiting_people=draw(amounts),
        on_hand_cards=draw(amounts | pairs),
        newly_obliged_people=draw(known(months)),
        recording_capacity_people=draw(pairs),
        allocation_cards=draw(pairs | known(months)),
        replacement_cards=draw(known(months)),
        failed_share=draw(failed_shares),
        dependence=draw(dependences),
    )


@st.composite
def two_dimensions(draw: st.DrawFn) -> Scenario:
    """What only random courses reach: a print capacity, people who leave, random ageing-in."""
    months = draw(st.integers(1, 3))
    there = st.sampled_from(["capacity", "leaving", "ageing"])
    reasons = draw(st.sets(there, min_size=1))
    return Scenario(
        start=START,
        months=months,
        not_recorded_people=draw(amounts),
        waiting_people=draw(amounts),
        on_hand_cards=draw(amounts),
        newly_obliged_people=draw(pairs) if "ageing" in reasons else draw(known(months)),
        leaving_waiting_people=draw(pairs) if "leaving" in reasons else 0,
        recording_capacity_people=draw(known(months)),
        allocation_cards=draw(pairs),
        replacement_cards=draw(known(months)),
        failed_share=draw(failed_shares),
        print_capacity_cards=draw(known(months)) if "capacity" in reasons else None,
        dependence=draw(dependences),
    )


@st.composite
def with_labels(draw: st.DrawFn) -> Scenario:
    """Each of a few blanks fails for itself."""
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
    """Nothing left to chance, with anything else that a scenario can say.

    Where few are obliged all holders may leave, and then nobody can wait for a replacement.
    """
    months = draw(st.integers(1, 4))
    flows = known(months)
    maybe = st.just(0) | flows
    obliged = draw(st.none() | st.integers(10, 20) | st.integers(100, 120))
    are_few = obliged is not None and obliged < 100
    return Scenario(
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
    )


def changed(scenario: Scenario, **fields: Any) -> Scenario:  # noqa: ANN401
    return attrs.evolve(scenario, **fields)


def outlook_of(scenario: Scenario, **options: Any) -> Outlook:  # noqa: ANN401
    """Without what is not looked at here, and with few courses."""
    usual: dict[str, Any] = {"compare": False, "paths": 2, "quantiles": SHARES}
    return outlook(scenario, **(usual | options))


@final
class Answer(NamedTuple):
    """One number of an ahead, and what all courses say."""

    name: str
    month: int
    estimate: Estimate
    truth: Fraction

    @property
    def holds(self) -> bool:
        """Whether the truth is where the estimate says that it is."""
        if self.estimate.fraction is not None:
            return self.estimate.fraction == self.truth
        return self.estimate.low <= self.truth <= self.estimate.high


def answers(ahead: Outlook, oracle: Oracle, *, by: bool = True) -> Iterator[Answer]:
    """Every probability and every mean of every month."""
    for month, one in enumerate(ahead.month_outlooks):
        for event, binding in (("stock_out", Binding.BLANKS), ("cleared", Binding.NOTHING)):
            within = getattr(one, f"{event}_in")
            yield Answer(f"{event}_in", month, within, oracle.is_in(month, binding))
            if by:
                reached = getattr(one, f"{event}_by")
                yield Answer(f"{event}_by", month, reached, oracle.has_been(month, binding))
        for binding in Binding:
            truth = oracle.is_in(month, binding)
            yield Answer(f"binding {binding.value}", month, one.binds(binding), truth)
        for figure in Figure:
            distribution = oracle.distribution(month, figure.value)
            yield Answer(figure.value, month, getattr(one, figure.value).mean, mean(distribution))


def quantiles(ahead: Outlook, oracle: Oracle) -> Iterator[tuple[str, int, Interval, int]]:
    """Every quantile of every figure and month, and what all courses say."""
    for month, one in enumerate(ahead.month_outlooks):
        for figure in Figure:
            distribution = oracle.distribution(month, figure.value)
            for share, found in zip(SHARES, getattr(one, figure.value).quantiles, strict=True):
                yield f"{figure.value} {share}", month, found, quantile(distribution, share)


def mean(distribution: Table) -> Fraction:
    return sum((value * chance for value, chance in distribution.items()), Fraction(0))


CLEARED_FROM_THE_START = Scenario(
    start=START,
    months=2,
    not_recorded_people=0,
    allocation_cards=Uniform(0, 1),
    replacement_cards=(0, 1),
    dependence=Common(),
)


class TestExactMethod:
    """It gives what all courses together give, and nothing is lost."""

    @given(lines())
    @example(CLEARED_FROM_THE_START)
    def test_of_known_recording(self, scenario: Scenario) -> None:
        ahead, oracle = outlook_of(scenario), Oracle(scenario)
        assert ahead.method is ahead.first_method is Method.EXACT
        for answer in answers(ahead, oracle):
            assert answer.estimate.fraction == answer.truth, answer
        for name, month, found, truth in quantiles(ahead, oracle):
            assert found == Interval(truth, truth), (name, month)

    @given(queues())
    def test_of_random_recording(self, scenario: Scenario) -> None:
        ahead, oracle = outlook_of(scenario), Oracle(scenario)
        assert ahead.method is Method.EXACT
        assert ahead.first_method is Method.SIMULATION
        for answer in answers(ahead, oracle, by=False):
            assert answer.estimate.fraction == answer.truth, answer
        for name, month, found, truth in quantiles(ahead, oracle):
            assert found == Interval(truth, truth), (name, month)
        for one in ahead.month_outlooks:
            assert one.stock_out_by.exactness is one.cleared_by.exactness is Exactness.SIMULATED

    @given(lines() | queues(), st.sampled_from(Figure), st.data())
    def test_of_whole_distributions(
        self, scenario: Scenario, figure: Figure, data: st.DataObject
    ) -> None:
        month = data.draw(st.integers(0, scenario.months - 1))
        distribution = distribution_of(scenario, figure, month=START + month)
        assert chances(distribution) == Oracle(scenario).distribution(month, figure.value)

    @given(with_labels())
    def test_of_prints_that_fail_each_for_itself_but_for_rounding(self, scenario: Scenario) -> None:
        ahead, oracle = outlook_of(scenario), Oracle(scenario)
        assert ahead.method is Method.EXACT
        for answer in answers(ahead, oracle):
            assert answer.holds, answer
            assert answer.estimate.value == pytest.approx(float(answer.truth), abs=1e-11)

    @given(lines(), st.integers(1, 4), st.fractions(Fraction(1, 9), Fraction(8, 9)))
    def test_of_distributions_in_floating_point_numbers_but_for_rounding(
        self, scenario: Scenario, trials: int, chance: Fraction
    ) -> None:
        scenario = changed(scenario, allocation_cards=Binomial(trials=trials, chance=chance))
        for answer in answers(outlook_of(scenario), Oracle(scenario)):
            assert answer.holds, answer
            assert answer.estimate.value == pytest.approx(float(answer.truth), abs=1e-11)


class TestLattice:
    """A bracket holds the truth, however coarse the lattice is."""

    @given(lines(), st.integers(1, 4))
    @example(CLEARED_FROM_THE_START, 1)
    def test_of_known_recording(self, scenario: Scenario, step: int) -> None:
        ahead, oracle = (
            outlook_of(scenario, method=Method.LATTICE, step_cards=step),
            Oracle(scenario),
        )
        assert ahead.method is Method.LATTICE
        assert ahead.step == step * (1 - scenario.failed_share).denominator
        self.check(ahead, oracle)

    @given(queues(), st.integers(1, 4))
    def test_of_random_recording(self, scenario: Scenario, step: int) -> None:
        ahead = outlook_of(scenario, step_cards=step)
        self.check(ahead, Oracle(scenario), by=False)

    @given(with_labels(), st.integers(1, 4))
    def test_of_prints_that_fail_each_for_itself(self, scenario: Scenario, step: int) -> None:
        self.check(outlook_of(scenario, step_cards=step), Oracle(scenario))

    @staticmethod
    def check(ahead: Outlook, oracle: Oracle, *, by: bool = True) -> None:
        for answer in answers(ahead, oracle, by=by):
            assert answer.holds, answer
        for name, month, found, truth in quantiles(ahead, oracle):
            assert truth in found, (name, month, found, truth)


class TestUnknownDependence:
    """Its bracket holds the answer of every way in which months may hang together."""

    @given(lines(), dependences, st.none() | st.integers(1, 3))
    def test_of_all_that_can_be_named(
        self,
        scenario: Scenario,
        dependence: Dependence,
        step: int | None,
    ) -> None:
        nothing_known = changed(scenario, dependence=Unknown())
        ahead = outlook_of(nothing_known, step_cards=step)
        oracle = Oracle(changed(scenario, dependence=dependence))
        TestLattice.check(ahead, oracle)

    @given(lines(), st.lists(st.permutations(range(4)), min_size=3, max_size=3), st.data())
    def test_of_any_other(
        self, scenario: Scenario, orders: list[list[int]], data: st.DataObject
    ) -> None:
        months = [
            data.draw(st.lists(amounts, min_size=4, max_size=4)) for _ in range(scenario.months)
        ]
        scenario = changed(
            scenario,
            allocation_cards=[Empirical(month) for month in months],
            dependence=Unknown(),
        )
        together = Counter(
            tuple(month[order[draw]] for month, order in zip(months, orders, strict=False))
            for draw in range(4)
        )
        allocations = {amounts: Fraction(count, 4) for amounts, count in together.items()}
        TestLattice.check(outlook_of(scenario), Oracle(scenario, allocations))

    @given(lines())
    def test_of_deliveries_and_replacements_at_once(self, scenario: Scenario) -> None:
        nothing_known = changed(scenario, dependence=Unknown(), replacement_dependence=Unknown())
        TestLattice.check(outlook_of(nothing_known), Oracle(scenario))


class TestSimulation:
    """Random courses are those that there are.

    A share of 400 independent courses is farther from its probability than five times what is to
    be expected, and five courses, less than once in a million times (Bernstein's inequality).
    """

    PATHS = 400

    @given(two_dimensions(), st.integers(0, 9))
    def test_where_nothing_else_leads(self, scenario: Scenario, seed: int) -> None:
        ahead = outlook_of(scenario, paths=self.PATHS, seed=seed)
        assert ahead.method is Method.SIMULATION
        self.check(ahead, Oracle(scenario))

    @given(lines() | queues() | with_labels(), st.integers(0, 9))
    def test_wherever_it_is_asked_for(self, scenario: Scenario, seed: int) -> None:
        options: Any = {"method": Method.SIMULATION, "paths": self.PATHS, "seed": seed}
        self.check(outlook_of(scenario, **options), Oracle(scenario))

    @given(queues(), st.integers(0, 9))
    def test_of_first_months_with_random_recording(self, scenario: Scenario, seed: int) -> None:
        ahead, oracle = outlook_of(scenario, paths=self.PATHS, seed=seed), Oracle(scenario)
        for month, one in enumerate(ahead.month_outlooks):
            for reached, binding in (
                (one.stock_out_by, Binding.BLANKS),
                (one.cleared_by, Binding.NOTHING),
            ):
                truth = oracle.has_been(month, binding)
                self.check_near(reached.value, {1: truth, 0: 1 - truth})

    def check(self, ahead: Outlook, oracle: Oracle) -> None:
        for answer in answers(ahead, oracle):
            if answer.name not in {figure.value for figure in Figure}:
                self.check_near(answer.estimate.value, {1: answer.truth, 0: 1 - answer.truth})
        for month, one in enumerate(ahead.month_outlooks):
            for figure in Figure:
                distribution = oracle.distribution(month, figure.value)
                self.check_near(getattr(one, figure.value).mean.value, distribution)

    def check_near(self, found: float, distribution: Table) -> None:
        expected = mean(distribution)
        variance = mean({(value - expected) ** 2: chance for value, chance in distribution.items()})
        room = max(distribution) - min(distribution)
        error = 5 * math.sqrt(variance / self.PATHS) + 5 * room / self.PATHS
        assert abs(found - expected) <= error + 1e-9


class TestWithoutChance:
    """With known amounts every method gives the one course there is."""

    @given(certain(), st.sampled_from([None, Method.EXACT, Method.SIMULATION]))
    def test_exactly(self, scenario: Scenario, method: Method | None) -> None:
        two_dimensional = (
            scenario.print_capacity_cards is not None or scenario.leaving_waiting_people != 0
        )
        method = None if two_dimensional and method is Method.EXACT else method
        out = cleared = False
        ahead = outlook_of(scenario, method=method)
        for one, end in zip(ahead.month_outlooks, project(scenario).month_ends, strict=True):
            out |= end.binding is Binding.BLANKS
            cleared |= end.binding is Binding.NOTHING
            assert one.month == end.month
            assert one.stock_out_by == Estimate.exactly(Fraction(out))
            assert one.cleared_by == Estimate.exactly(Fraction(cleared))
            for binding in Binding:
                assert one.binds(binding) == Estimate.exactly(Fraction(end.binding is binding))
            for figure in Figure:
                value, fan = getattr(end, figure.value), getattr(one, figure.value)
                assert fan.mean == Estimate.exactly(Fraction(value))
                assert set(fan.quantiles) == {Interval(value, value)}

    @given(certain())
    def test_who_is_obliged_where_it_is_told(self, scenario: Scenario) -> None:
        ahead = outlook_of(scenario)
        for one, end in zip(ahead.month_outlooks, project(scenario).month_ends, strict=True):
            assert one.obliged_people in {None, end.obliged_people}

    @given(lines(), st.integers(1, 4))
    def test_between_the_ends_of_a_lattice(self, scenario: Scenario, step: int) -> None:
        middle = {
            field: [
                quantile(chances(amount), Fraction(1, 2)) for amount in as_months(scenario, field)
            ]
            for field in ("allocation_cards", "replacement_cards")
        }
        scenario = changed(scenario, **middle)
        TestLattice.check(outlook_of(scenario, step_cards=step), Oracle(scenario))


def as_months(scenario: Scenario, field: str) -> Sequence[Any]:
    amounts = getattr(scenario, field)
    return amounts if isinstance(amounts, tuple) else (amounts,) * scenario.months


def numbers_of(ahead: Outlook) -> Iterator[float]:
    for one in ahead.month_outlooks:
        for estimate in (one.stock_out_in, one.stock_out_by, one.cleared_in, one.cleared_by):
            yield from (estimate.low, estimate.value, estimate.high)
        for figure in Figure:
            yield getattr(one, figure.value).mean.value


many: st.SearchStrategy[Any] = st.builds(lambda rate: Poisson(rate=rate), st.integers(20, 90))
many |= st.builds(lambda trials: Binomial(trials=trials, chance=0.4), st.integers(50, 200))
many |= st.builds(Uniform, st.integers(0, 40), st.integers(40, 150))
many |= st.randoms(use_true_random=False).map(
    lambda luck: Pmf({amount: luck.uniform(1, 9) for amount in range(luck.randint(20, 150))})
)


@st.composite
def larger(draw: st.DrawFn) -> Scenario:
    """Enough points for long products."""
    return Scenario(
        start=START,
        months=draw(st.integers(1, 4)),
        not_recorded_people=draw(st.integers(0, 200)),
        on_hand_cards=draw(st.integers(0, 60)),
        newly_obliged_people=draw(st.integers(0, 60)),
        recording_capacity_people=draw(st.none() | st.integers(0, 90) | many),
        allocation_cards=draw(many),
        replacement_cards=draw(st.integers(0, 30) | many),
        failed_share=draw(st.sampled_from([Fraction(0), Fraction(1, 20)])),
        dependence=draw(dependences),
    )


class TestMassesInNumpy:
    """Answers do not depend on what is installed."""

    @fewer
    @given(larger(), st.sampled_from([None, 1, 3, 10]))
    def test_they_are_the_same(self, scenario: Scenario, step: int | None) -> None:
        pytest.importorskip("numpy")
        plain, fast = (self.with_masses(kind, scenario, step) for kind in (Masses, FastMasses))
        assert plain.method is fast.method
        assert list(numbers_of(fast)) == pytest.approx(list(numbers_of(plain)), rel=1e-9, abs=1e-9)

    @staticmethod
    def with_masses(kind: type[Masses], scenario: Scenario, step: int | None) -> Outlook:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("dukcapil.forecast._engine.selection.fastest_masses", lambda: kind)
            return outlook_of(scenario, step_cards=step, max_points=20_000)


class TestDependence:
    """It says how months hang together, and nothing of a single one."""

    @given(lines(), dependences)
    def test_the_first_month_does_not_feel_it(
        self, scenario: Scenario, dependence: Dependence
    ) -> None:
        other = changed(scenario, dependence=dependence, replacement_dependence=dependence)
        assert outlook_of(scenario)[START] == outlook_of(other)[START]

    @given(lines(), dependences, distributions | mixtures().flatmap(lambda one: one), st.data())
    def test_neither_does_any_month_that_alone_is_uncertain(
        self,
        scenario: Scenario,
        dependence: Dependence,
        distribution: Distribution,
        data: st.DataObject,
    ) -> None:
        deliveries: list[Any] = data.draw(known(scenario.months))
        deliveries[data.draw(st.integers(0, scenario.months - 1))] = distribution
        one, other = (
            outlook_of(changed(scenario, allocation_cards=deliveries, dependence=either))
            for either in (Independent(), dependence)
        )
        assert one.month_outlooks == other.month_outlooks

    @given(lines(), dependences)
    def test_expected_deliveries_add_up(self, scenario: Scenario, dependence: Dependence) -> None:
        nobody_asks: Any = dict.fromkeys(
            ("not_recorded_people", "waiting_people", "newly_obliged_people", "replacement_cards"),
            0,
        )
        scenario = changed(scenario, dependence=dependence, **nobody_asks)
        expected = mean(chances(scenario.on_hand_cards))
        deliveries = as_months(scenario, "allocation_cards")
        for one, amount in zip(outlook_of(scenario).month_outlooks, deliveries, strict=True):
            expected += mean(chances(amount))
            assert one.on_hand_cards.mean.fraction == expected


class TestSigns:
    """More of something never makes less likely what it brings about."""

    @given(
        lines(),
        st.sampled_from(["on_hand_cards", "not_recorded_people", "waiting_people"]),
        st.integers(1, 3),
    )
    def test_of_a_first_stock(self, scenario: Scenario, field: str, more: int) -> None:
        amount = getattr(scenario, field)
        if isinstance(amount, Pmf):
            moved: Any = Pmf({value + more: weight for value, weight in amount.weights})
        else:
            moved = amount + more
        self.check(scenario, changed(scenario, **{field: moved}), blanks=field == "on_hand_cards")

    @given(lines(), st.integers(0, 2))
    def test_of_deliveries(self, scenario: Scenario, month: int) -> None:
        deliveries = list(as_months(scenario, "allocation_cards"))
        month %= scenario.months
        table = chances(deliveries[month])
        one = changed(scenario, allocation_cards=deliveries, dependence=Independent())
        deliveries[month] = Pmf({value + 1: chance for value, chance in table.items()})
        self.check(one, changed(one, allocation_cards=deliveries), blanks=True)

    @staticmethod
    def check(before: Scenario, after: Scenario, *, blanks: bool) -> None:
        sign = 1 if blanks else -1
        for was, now in zip(
            outlook_of(before).month_outlooks, outlook_of(after).month_outlooks, strict=True
        ):
            for event, way in (("cleared", 1), ("stock_out", -1)):
                for kind in ("in", "by"):
                    field = f"{event}_{kind}"
                    change = getattr(now, field).fraction - getattr(was, field).fraction
                    assert sign * way * change >= 0, field
            for figure, way in ((Figure.OUTSTANDING, -1), (Figure.ON_HAND, 1)):
                one, other = getattr(was, figure.value), getattr(now, figure.value)
                assert sign * way * (other.mean.fraction - one.mean.fraction) >= 0
                for low, high in zip(one.quantiles, other.quantiles, strict=True):
                    assert sign * way * (high.low - low.low) >= 0


class TestTotals:
    """What adds up to certainty does."""

    @given(lines() | queues())
    def test_something_or_nothing_holds_people_up(self, scenario: Scenario) -> None:
        for one in outlook_of(scenario).month_outlooks:
            parts = [one.binds(binding).fraction for binding in Binding]
            assert sum(cast("list[Fraction]", parts)) == 1
            assert one.outstanding_people.mean.fraction == (
                one.not_recorded_people.mean.fraction + one.waiting_people.mean.fraction  # type: ignore[operator]
            )

    @given(lines() | queues() | two_dimensions(), st.none() | st.integers(1, 3))
    def test_it_happens_first_in_some_month_or_never(
        self, scenario: Scenario, step: int | None
    ) -> None:
        ahead = outlook_of(scenario, step_cards=step, paths=20)
        for firsts in (ahead.first_clearance(), ahead.first_stock_out()):
            assert [month for month, _ in firsts] == [
                *(one.month for one in ahead.month_outlooks),
                None,
            ]
            assert all(chance >= 0 for _, chance in firsts)
            assert sum(chance for _, chance in firsts) == pytest.approx(1, abs=1e-9)


class TestSameQuestion:
    """It has one answer, however it is put."""

    @given(lines() | queues(), st.integers(0, 9), st.sampled_from([None, Method.SIMULATION]))
    def test_however_weights_are_written(
        self, scenario: Scenario, seed: int, method: Method | None
    ) -> None:
        other = changed(
            scenario,
            allocation_cards=rewritten(scenario.allocation_cards),
            recording_capacity_people=rewritten(scenario.recording_capacity_people),
        )
        options: Any = {"method": method, "seed": seed, "paths": 20}
        one, another = outlook_of(scenario, **options), outlook_of(other, **options)
        assert one.month_outlooks == another.month_outlooks

    @given(lines() | queues() | two_dimensions() | with_labels(), st.integers(0, 9))
    def test_however_often_it_is_asked(self, scenario: Scenario, seed: int) -> None:
        ahead = outlook_of(scenario, seed=seed, paths=20)
        assert outlook_of(scenario, seed=seed, paths=20) == ahead

    @given(lines() | queues() | two_dimensions(), st.none() | st.integers(1, 3))
    def test_and_the_answer_can_be_kept(self, scenario: Scenario, step: int | None) -> None:
        ahead = outlook_of(scenario, step_cards=step, compare=True)
        assert pickle.loads(pickle.dumps(ahead)) == ahead


def rewritten(amount: Any) -> Any:  # noqa: ANN401
    """The same distribution with its weights as fractions, and in another order."""
    match amount:
        case tuple():
            return [rewritten(one) for one in amount]
        case Pmf(weights=pairs):
            return Pmf({value: Fraction(weight) / 6 for value, weight in reversed(pairs)})
        case Mixture(parts=parts):
            return Mixture(
                [(3 * weight, rewritten(distribution)) for weight, distribution in parts]
            )
        case _:
            return amount


class TestChoiceOfMethod:
    """As many points as are allowed choose the method, and the step of a lattice."""

    @fewer
    @given(larger(), st.lists(st.integers(1, 10**4), min_size=2, max_size=3))
    def test_more_points_never_make_it_coarser(
        self, scenario: Scenario, max_points: list[int]
    ) -> None:
        scenario = changed(scenario, months=1)
        fineness = [
            (ahead.method is Method.EXACT, -ahead.step)
            for most in sorted(max_points)
            for ahead in [outlook_of(scenario, max_points=most)]
        ]
        assert fineness == sorted(fineness)

    @fewer
    @given(larger())
    def test_one_point_leaves_a_lattice_and_many_do_not(self, scenario: Scenario) -> None:
        scenario = changed(scenario, months=1)
        few, many = (outlook_of(scenario, max_points=most) for most in (1, 10**9))
        assert few.method is Method.LATTICE
        assert many.method is Method.EXACT
        for one, other in zip(few.month_outlooks, many.month_outlooks, strict=True):
            for figure in Figure:
                rough, fine = getattr(one, figure.value).mean, getattr(other, figure.value).mean
                assert rough.low <= fine.high
                assert fine.low <= rough.high


def naive_sum(one: Mapping[int, Any], other: Mapping[int, Any]) -> dict[int, Any]:
    """The distribution of the sum of two numbers, by every pair of them."""
    table: Counter[int] = Counter()
    for a, weight in one.items():
        for b, by in other.items():
            table[a + b] += weight * by
    return table


def positions(distribution: Masses) -> dict[int, Any]:
    return {distribution.position(index): mass for index, mass in enumerate(distribution.values)}


KINDS: dict[str, Callable[[Random], list[int]]] = {
    "one point": lambda luck: [luck.randint(1, 9)],
    "running sums": lambda luck: [luck.randint(1, 9)] * luck.randint(2, 60),
    "small product": lambda luck: [1, *some(luck, luck.randint(14, 23), 99)],
    "long product": lambda luck: [1, *some(luck, luck.randint(24, 90), 10**9)],
}


def some(luck: Random, number: int, most: int) -> list[int]:
    return [luck.randint(0, most) for _ in range(number)]


@st.composite
def two_distributions(draw: st.DrawFn) -> tuple[Masses, Masses]:
    """Masses, and a kernel for each way in which they can be convolved, on a step or a multiple."""
    luck: Random = draw(st.randoms(use_true_random=False))
    make = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    step, apart = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    values = some(luck, luck.randint(25, 80), 99)
    kernel = make(luck)
    lows = draw(st.tuples(st.integers(-50, 50), st.integers(-50, 50)))
    return (
        Masses(lows[0] * step, step, values, sum(values) or 1),
        Masses(lows[1] * step, step * apart, kernel, sum(kernel) or 1),
    )


class TestConvolution:
    """Every way to convolve gives what a loop over all pairs does."""

    @given(two_distributions())
    def test_of_whole_numbers_exactly(self, two: tuple[Masses, Masses]) -> None:
        distribution, kernel = two
        found = distribution.convolved(kernel)
        assert found.total == distribution.total * kernel.total
        self.check(found, naive_sum(positions(distribution), positions(kernel)), 0)

    @pytest.mark.parametrize("kind", [Masses, FastMasses])
    @given(two=two_distributions())
    def test_of_floating_point_numbers_but_for_rounding(
        self, two: tuple[Masses, Masses], kind: type[Masses]
    ) -> None:
        if kind is FastMasses:
            pytest.importorskip("numpy")
        distribution, kernel = (
            Masses(one.low, one.step, [value / one.total for value in one.values], 1.0)
            for one in two
        )
        found = kind.of(distribution.low, distribution.step, distribution.values, 1.0).convolved(
            kernel
        )
        self.check(found, naive_sum(positions(distribution), positions(kernel)), 1e-12)

    @staticmethod
    def check(found: Masses, truth: Mapping[int, Any], error: float) -> None:
        at = positions(found)
        for position in {*at, *truth}:
            assert abs(at.get(position, 0) - truth.get(position, 0)) <= error
