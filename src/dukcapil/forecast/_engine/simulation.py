"""Random courses of a scenario, for what no walk on a line reaches.

Every amount of every month has a stream of random numbers of its own, so that two scenarios with
the same seed meet the same luck (common random numbers; P. Glasserman, "Monte Carlo Methods in
Financial Engineering", 2003, section 7.1). Only the generator of Python's standard library is
used: what is installed does not change an answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from random import Random  # luck, not secrets
from typing import Any, Final

from dukcapil.distributions import Blocks, Common, Distribution, Pmf, Regimes
from dukcapil.distributions._families import cumulative
from dukcapil.distributions._regimes import parted, transitions
from dukcapil.forecast._projection import MonthFlow, Printing, State, printing_of_share
from dukcapil.forecast._scenario import (
    FLOWS,
    STOCKS,
    FailedPrints,
    Scenario,
    amounts_of,
    dependence_of,
)

__all__ = ["random_courses"]

Column = Sequence[Any]
"""One amount for each course."""


def random_courses(scenario: Scenario, *, seed: int, paths: int) -> Iterator[list[State]]:
    """For each month the states of all courses at its end."""
    states = [
        State(*stocks)
        for stocks in zip(
            *(
                _drawn(getattr(scenario, field), Random(f"{seed} {field}"), paths)
                for field in STOCKS
            ),
            strict=True,
        )
    ]
    flows = [_columns(scenario, field, seed, paths) for field in FLOWS]
    printing = _printing(scenario, seed)
    for columns in zip(*flows, strict=True):
        month = map(MonthFlow, *columns)
        states = [state.after(flow, printing) for state, flow in zip(states, month, strict=True)]
        yield states


def _drawn(amount: Any, stream: Random, paths: int) -> Column:  # noqa: ANN401
    """An amount for each course."""
    if not isinstance(amount, Distribution):
        return [amount] * paths
    return _at_shares(amount, [stream.random() for _ in range(paths)])


def _at_shares(distribution: Distribution, shares: Sequence[float]) -> Column:
    """The amounts that stand at some quantiles of a distribution."""
    upto = cumulative(distribution)
    total, last = upto[-1], len(upto) - 1
    reached = [mass / total for mass in upto]
    return [distribution.low + min(bisect_right(reached, share), last) for share in shares]


def _columns(scenario: Scenario, field: str, seed: int, paths: int) -> Iterator[Column]:
    """The amounts of one quantity for each month and course."""
    if getattr(scenario, field) is None:
        return iter([[None] * paths] * scenario.months)
    amounts = amounts_of(scenario, field)
    match dependence_of(scenario, field):
        case Blocks(months=months):
            return _in_blocks(amounts, months, f"{seed} {field}", paths)
        case Common():
            return _in_blocks(amounts, scenario.months, f"{seed} {field}", paths)
        case Regimes(stay=stay) if any(isinstance(amount, Distribution) for amount in amounts):
            return _in_regimes(amounts, stay, f"{seed} {field}", paths)
        case _:
            return _in_blocks(amounts, 1, f"{seed} {field}", paths)


def _in_blocks(amounts: Sequence[Any], months: int, stream: str, paths: int) -> Iterator[Column]:
    """All months of a block stand at the same quantile of their distributions."""
    shares: list[float] = []
    for month, amount in enumerate(amounts):
        if not month % months:
            block = Random(f"{stream} {month}")
            shares = [block.random() for _ in range(paths)] if _has_distribution(amounts) else []
        yield _at_shares(amount, shares) if isinstance(amount, Distribution) else [amount] * paths


def _has_distribution(amounts: Sequence[Any]) -> bool:
    return any(isinstance(amount, Distribution) for amount in amounts)


def _in_regimes(
    amounts: Sequence[Any], stay: Fraction, stream: str, paths: int
) -> Iterator[Column]:
    """Every course is in a regime of its own, and draws from the distribution of that regime."""
    distributions = [
        amount if isinstance(amount, Distribution) else Pmf({amount: 1}) for amount in amounts
    ]
    weights, months = parted(distributions)
    rows = [list(accumulate(map(float, row))) for row in transitions(weights, stay)]
    first = list(accumulate(map(float, weights)))
    regimes: list[int] = []
    for month, by_regime in enumerate(months):
        numbers = Random(f"{stream} {month}")
        moves = [numbers.random() for _ in range(paths)]
        before = [rows[regime] for regime in regimes] if month else [first] * paths
        last = len(weights) - 1
        regimes = [
            min(bisect_right(row, move), last) for row, move in zip(before, moves, strict=True)
        ]
        shares = [numbers.random() for _ in range(paths)]
        columns = [_at_shares(distribution, shares) for distribution in by_regime]
        yield [columns[regime][path] for path, regime in enumerate(regimes)]


def _printing(scenario: Scenario, seed: int) -> Printing:
    if not scenario.failed_share or scenario.failed_prints is FailedPrints.SHARE:
        return printing_of_share(scenario)
    keep, stream = float(1 - scenario.failed_share), Random(f"{seed} failed_prints")

    def printing(wanted: int, good: int, used: int, arrived: int) -> tuple[int, int]:
        cards, blanks = wanted - good, arrived - used
        if not cards:
            return good, used
        whole = _binomial(blanks, keep, stream)
        if whole < cards:
            return good + whole, arrived
        # All blanks at random places of [0, 1]: before the last good card that is needed lie as
        # many spoiled ones as are below its place, which is an order statistic.
        place = stream.betavariate(cards, whole - cards + 1)
        return wanted, used + cards + _binomial(blanks - whole, place, stream)

    return printing


_FEW: Final = 16


def _binomial(trials: int, chance: float, stream: Random) -> int:
    """How many of some trials succeed, by halving at the median of uniform numbers.

    (D. E. Knuth, "The Art of Computer Programming", vol. 2, 3rd ed., 1997, section 3.4.1.)
    """
    successes = 0
    while trials > _FEW:
        middle = trials // 2 + 1
        median = stream.betavariate(middle, trials + 1 - middle)
        if median <= chance:
            successes += middle
            trials -= middle
            chance = (chance - median) / (1 - median)
        else:
            trials = middle - 1
            chance /= median
    return successes + sum(stream.random() < chance for _ in range(trials))
