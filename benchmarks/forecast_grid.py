"""Forecasts of any size: the time of 36 months by default, and how wide the brackets are.

Offices of a kecamatan, a city and the nation, with deliveries and replacements of each kind, under
each dependence. The aim is two seconds in plain Python and 0.3 with numpy. The width is that of the
probability of a stock-out by the month in which it is widest; it is what a bounded work costs.
Times are of the processor, without what other scenarios have left in caches. `--only=nation` takes
one of the sizes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from importlib.util import find_spec
from time import process_time
from unittest.mock import patch

import attrs
from _timing import is_quick, print_table, print_versions

from dukcapil import Month, Scenario
from dukcapil.distributions import (
    Blocks,
    Common,
    Distribution,
    Empirical,
    Independent,
    NegativeBinomial,
    Pmf,
    Poisson,
    Uniform,
    Unknown,
    _families,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.distributions._masses import RoundedMasses
from dukcapil.forecast import FailedPrints, Outlook, outlook
from dukcapil.forecast._engine import lattice

SIZES = {"kecamatan": 600, "city": 17_000, "nation": 2_000_000}
MONTHS = 2 if is_quick() else 36
DEPENDENCES: dict[str, Dependence] = {
    "independent": Independent(),
    "half-years": Blocks(6),
    "one draw": Common(),
    "unknown": Unknown(),
}
PLAIN = (
    "dukcapil.forecast._engine.selection.fastest_masses",
    "dukcapil.distributions._numpy_masses.fastest_masses",
)


def amounts(cards: int) -> dict[str, Distribution]:
    """Monthly amounts of each kind, with about so many cards."""
    return {
        "uniform": Uniform(cards * 5 // 6, cards * 7 // 6),
        "Poisson": Poisson(rate=cards),
        "negative binomial": NegativeBinomial(size=max(20, cards // 20_000), rate=cards),
        "lots": Pmf({cards // 2: 1, cards: 6, cards * 5 // 4: 2, cards * 3 // 2: 1}),
        "observed": Empirical(cards * 3 // 4 + at * at * 7_919 % (cards // 2) for at in range(36)),
    }


def scenarios() -> Iterator[tuple[str, str, Scenario]]:
    """Yield the size, what is random, and the scenario."""
    only = {one.removeprefix("--only=") for one in sys.argv if one.startswith("--only=")}
    only |= {"kecamatan"} if is_quick() else set()
    for size, cards in SIZES.items():
        if only and size not in only:
            continue
        office = Scenario(
            start=Month(2021, 1),
            months=MONTHS,
            not_recorded_people=cards * 5 // 2,
            on_hand_cards=2 * cards,
            newly_obliged_people=cards // 5,
            recording_capacity_people=cards * 3 // 5,
            allocation_cards=0,
            replacement_cards=cards * 4 // 5,
        )
        asked = amounts(cards * 4 // 5)
        for kind, delivery in amounts(cards).items():
            one = attrs.evolve(office, allocation_cards=delivery)
            for word, dependence in DEPENDENCES.items():
                yield size, f"{kind}, {word}", attrs.evolve(one, dependence=dependence)
            for other in ("uniform", "negative binomial"):
                two = attrs.evolve(one, replacement_cards=asked[other])
                yield size, f"{kind} and {other}, independent", two
                together = attrs.evolve(two, dependence=Common(), replacement_dependence=Common())
                yield size, f"{kind} and {other}, one draw each", together
        failing = attrs.evolve(
            office, allocation_cards=amounts(cards)["uniform"], failed_share=Fraction(3, 100)
        )
        yield size, "uniform, 3 % fail", failing
        each = attrs.evolve(failing, failed_prints=FailedPrints.EACH)
        yield size, "uniform, each fails with 3 %", each
        for word in ("one draw", "unknown"):
            together = attrs.evolve(each, dependence=DEPENDENCES[word])
            yield size, f"uniform, each fails with 3 %, {word}", together


def timed(scenario: Scenario, *, is_plain: bool) -> tuple[float, Outlook]:
    """Return the time of an answer from nothing, and the answer."""
    for kept in (
        _families.condensed,
        _families.masses,
        lattice.rounded_amount,
        lattice._rounded_kernel,  # noqa: SLF001
        lattice._rounded_draws,  # noqa: SLF001
        _families.curve_of,
    ):
        kept.cache_clear()
    with ExitStack() as stack:
        for name in PLAIN if is_plain else ():
            stack.enter_context(patch(name, lambda: RoundedMasses))
        begin = process_time()
        answer = outlook(scenario)
        return process_time() - begin, answer


def main() -> None:
    """Print the table."""
    print_versions("dukcapil", *(["numpy"] if find_spec("numpy") else []))
    rows = []
    slow = {"plain Python": 0, "numpy": 0}
    for size, words, scenario in scenarios():
        plain, answer = timed(scenario, is_plain=True)
        fast, _ = timed(scenario, is_plain=False)
        slow["plain Python"] += plain > 2
        slow["numpy"] += fast > 0.3
        widest = max(one.stock_out_by.high - one.stock_out_by.low for one in answer.month_outlooks)
        rows.append(
            (size, words, f"{plain:.2f}", f"{fast:.2f}", f"{answer.step:,}", f"{widest:.4f}")
        )
    print_table((f"{MONTHS} months", "random", "s, plain", "s, numpy", "step", "width"), rows)
    for kind, most in (("plain Python", 2), ("numpy", 0.3)):
        print(f"{kind}: {len(rows) - slow[kind]} of {len(rows)} in {most:g} s")


if __name__ == "__main__":
    main()
