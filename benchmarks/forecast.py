"""Forecasts: the time that the distributions of three years take, in plain Python and with numpy.

A walk is compared with three running sums over the same states, where reading and writing them
dominates. A lattice is compared with a Monte Carlo simulation in numpy, which stands below as
`simulated`: the time it would need for the same error. That it gives the same probabilities is
checked first. Simulated trajectories are compared with those of stockpyl, which simulates one
node that orders up to a level.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate, chain, pairwise
from typing import Any
from unittest.mock import patch

import attrs
from _timing import is_quick, print_table, print_versions, race, speedup

from dukcapil import Month, Scenario
from dukcapil.distributions import Poisson, Uniform
from dukcapil.distributions._masses import ExactMasses, Masses, Number, RoundedMasses
from dukcapil.distributions._numpy_masses import NumpyMasses
from dukcapil.forecast import Method, Outlook, outlook

SEED = 2021
MONTHS = 12 if is_quick() else 36
ROUNDS = 2 if is_quick() else 5
PATHS = 2_000 if is_quick() else 200_000
PLAIN = "dukcapil.forecast._engine.selection.fastest_masses"

PART = 10 if is_quick() else 1
LOW, HIGH = 15_000 // PART, 20_000 // PART
DELIVERY = Uniform(LOW, HIGH)
NOT_RECORDED, ON_HAND = 42_476 // PART, 40_000 // PART
JOINING, CAPACITY, REPLACEMENTS = 3_368 // PART, 10_000 // PART, 14_000 // PART

OFFICE = Scenario(
    start=Month(2021, 1),
    months=MONTHS,
    not_recorded_people=NOT_RECORDED,
    on_hand_cards=ON_HAND,
    newly_obliged_people=JOINING,
    recording_capacity_people=CAPACITY,
    allocation_cards=DELIVERY,
    replacement_cards=REPLACEMENTS,
)
"""Deliveries that are just enough: stock-outs and clearance are both likely, and not certain."""

BOTH = attrs.evolve(OFFICE, replacement_cards=Poisson(rate=REPLACEMENTS))
"""The same with two distributions, of which one needs long products."""


def walk(start: Masses[Number], kernel: Masses[Number]) -> Iterator[Masses[Number]]:
    """The distribution of all deliveries together, month by month."""
    for _ in range(MONTHS):
        start = start.convolved(kernel)
        yield start


def print_walks() -> None:
    """Compare a walk with its floor, in whole numbers and in numpy."""
    kernel = ExactMasses.of_weights(
        [(1, amount) for amount in range(LOW, HIGH + 1)], HIGH - LOW + 1
    )
    print_floor("whole numbers", ExactMasses(0, 1, [1], 1), kernel, list_of_sums, 1.5)
    if has_numpy():
        begin, cumsum = NumpyMasses.of(0, 1, [1.0], 1.0), import_module("numpy").cumsum
        print_floor("numpy", begin, kernel.in_floats(), cumsum, 4)


def list_of_sums(values: Sequence[int]) -> list[int]:
    """One pass over the states of a month."""
    return list(accumulate(values))


def three_times(one_pass: Callable[[Any], object], values: Sequence[Any]) -> None:
    """The baseline: three passes over the states of a month."""
    for _ in range(3):
        one_pass(values)


def print_floor(
    kind: str,
    begin: Masses[Number],
    kernel: Masses[Number],
    one_pass: Callable[[Any], object],
    at_most: float,
) -> None:
    """Race each month of a walk with three passes over the states it leads to, the baseline."""
    seconds: dict[str, list[float]] = {"three running sums": [], "the walk": []}
    for _ in range(ROUNDS):
        months = race(
            {
                "three running sums": lambda pair: three_times(one_pass, pair[1].values),
                "the walk": lambda pair: pair[0].convolved(kernel),
            },
            pairwise(chain([begin], walk(begin, kernel))),
        )
        for name, taken in months.items():
            seconds[name].append(sum(taken))
    rows = []
    for name, taken in seconds.items():
        ratio = 1 / speedup(seconds["three running sums"], taken)
        verdict = aim(ratio, at_most) if name == "the walk" else ""
        rows.append((name, f"{min(taken) * 1000:,.0f}", f"{ratio:.2f}x", verdict))
    states = MONTHS * (len(kernel.values) - 1) + 1
    title = f"{MONTHS} months, {states:,} states, {kind}"
    print_table((title, "ms", "time of three sums", "aim"), rows)


def aim(number: float, at_most: float) -> str:
    """Return whether a number is within its aim."""
    return f"<= {at_most:g}: {'met' if number <= at_most else 'missed'}"


def has_numpy() -> bool:
    """Return whether numpy is installed, and print a line if it is not."""
    there = find_spec("numpy") is not None
    if not there:
        print("\nnumpy is not installed: skipped")
    return there


def on_lattice(scenario: Scenario) -> Outlook:
    """The distributions on points ten cards apart: three lattices, one of them in the middle."""
    return outlook(scenario, step_cards=10, compare=False)


def print_answers() -> None:
    """Time whole answers: distributions, quantiles and first-passage times of all months."""
    exact = partial(outlook, OFFICE, method=Method.EXACT)
    answers: list[tuple[str, Callable[[], object], float | None]] = [
        ("exact", partial(exact, compare=False), None),
        ("exact, and two other dependences", exact, None),
        ("lattice, ten cards", partial(on_lattice, OFFICE), 1),
        ("lattice, ten cards, two distributions", partial(on_lattice, BOTH), None),
    ]
    rows = []
    for name, answer, at_most in answers:
        with patch(PLAIN, lambda: RoundedMasses):
            plain = best_of(answer)
        fast = f"{best_of(answer):.2f}" if find_spec("numpy") else ""
        rows.append((name, f"{plain:.2f}", "" if at_most is None else aim(plain, at_most), fast))
    print_table(("outlook", "s, plain Python", "aim", "s, numpy"), rows)


def best_of(answer: Callable[[], object]) -> float:
    """The seconds of the best of a few rounds."""
    return min(race({"answer": lambda _: answer()}, range(1 + ROUNDS // 3))["answer"])


def chances(outlook: Outlook) -> list[float]:
    """By the end of each month: the probability of a stock-out, and of clearance."""
    months = outlook.month_outlooks
    return [
        *(one.stock_out_by.value for one in months),
        *(one.cleared_by.value for one in months),
    ]


def simulated(np: Any) -> list[float]:  # noqa: ANN401  # numpy, which may not be installed
    """The baseline: the probabilities of the office from simulated trajectories, in numpy."""
    rng = np.random.default_rng(SEED)
    left, lacking = NOT_RECORDED, np.full(PATHS, -ON_HAND)
    out, cleared = np.zeros(PATHS, dtype=bool), np.zeros(PATHS, dtype=bool)
    stock_out_by, cleared_by = [], []
    for _ in range(MONTHS):
        recorded = min(left + JOINING, CAPACITY)
        left += JOINING - recorded
        lacking += recorded + REPLACEMENTS
        lacking -= rng.integers(DELIVERY.low, DELIVERY.high + 1, size=PATHS)
        out |= lacking > 0
        if not left:
            cleared |= lacking <= 0
        stock_out_by.append(np.count_nonzero(out) / PATHS)
        cleared_by.append(np.count_nonzero(cleared) / PATHS)
    return [*stock_out_by, *cleared_by]


def print_accuracy() -> None:
    """Compute the time the baseline would need for the error of a lattice."""
    if not has_numpy():
        return
    truth = chances(outlook(OFFICE, method=Method.EXACT, compare=False))
    baseline = partial(simulated, import_module("numpy"))
    spread = [math.sqrt(chance * (1 - chance) / PATHS) for chance in truth]
    away = max(
        abs(one - other) / error
        for one, other, error in zip(baseline(), truth, spread, strict=True)
        if error * PATHS > 1  # else there are too few of them for a standard error
    )
    print(f"\nMonte Carlo is at most {away:.1f} standard errors away from the exact chances")
    with patch(PLAIN, lambda: RoundedMasses):
        near = chances(on_lattice(OFFICE))
        taken = best_of(partial(on_lattice, OFFICE))
    error = max(abs(one - other) for one, other in zip(near, truth, strict=True))
    sampled = best_of(baseline)
    needed = sampled * (max(spread) / error) ** 2
    ratio = taken / needed
    rows = [
        (f"Monte Carlo, {PATHS:,} paths", f"{max(spread):.1e}", f"{sampled:.2f}", "", ""),
        ("Monte Carlo, paths enough", f"{error:.1e}", f"{needed:,.0f}", "1x", ""),
        (
            "lattice, ten cards, plain Python",
            f"{error:.1e}",
            f"{taken:.2f}",
            f"{ratio:.1e}x",
            aim(ratio, 0.05),
        ),
    ]
    print_table(("worst of all chances", "error", "s", "time of Monte Carlo", "aim"), rows)


def print_simulations() -> None:
    """Compare simulated trajectories of five years with those of stockpyl."""
    try:
        print_versions("dukcapil", "stockpyl")
    except ModuleNotFoundError:  # metadata of what is not installed
        print("stockpyl is not installed: skipped")
        return
    five_years = attrs.evolve(OFFICE, months=60)
    paths = {"stockpyl": 10, "dukcapil": 1_000}
    seconds = race(
        {
            "stockpyl": lambda seed: with_stockpyl(seed, paths["stockpyl"]),
            "dukcapil": lambda seed: outlook(
                five_years,
                method=Method.SIMULATION,
                paths=paths["dukcapil"],
                seed=seed,
                compare=False,
            ),
        },
        range(ROUNDS),
    )
    rows = []
    for name, taken in seconds.items():
        ratio = speedup(seconds["stockpyl"], taken) * paths[name] / paths["stockpyl"]
        rows.append((name, f"{paths[name] / min(taken):,.0f}", f"{ratio:.1f}x"))
    print_table(("simulated trajectories of 60 months", "paths/s", "speed of stockpyl"), rows)


def with_stockpyl(seed: int, paths: int) -> None:
    """The peer: one place that asks for as much as it gives out, under uniform demand."""
    network = import_module("stockpyl.supply_chain_network").single_stage_system(
        holding_cost=1,
        stockout_cost=1,
        demand_type="UD",
        lo=DELIVERY.low,
        hi=DELIVERY.high,
        policy_type="BS",
        base_stock_level=DELIVERY.high,
        shipment_lead_time=1,
    )
    simulation = import_module("stockpyl.sim").simulation
    for path in range(paths):
        simulation(
            network, 60, rand_seed=seed * paths + path, progress_bar=False, consistency_checks="N"
        )


def main() -> None:
    """Print the walks, whole answers, the accuracy and the simulations."""
    print_versions("dukcapil", *(["numpy"] if find_spec("numpy") else []))
    print_walks()
    print_answers()
    print_accuracy()
    print_simulations()


if __name__ == "__main__":
    main()
