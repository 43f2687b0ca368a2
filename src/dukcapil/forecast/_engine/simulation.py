"""Simulated trajectories of a scenario, where no walk on a line gives its distributions.

Every amount of every month has its own stream of random numbers, so that two scenarios with the
same seed share them (common random numbers; P. Glasserman, "Monte Carlo Methods in Financial
Engineering", 2003, section 7.1). Only the generator of Python's standard library is used: answers
do not depend on installed packages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from random import Random  # no secrets
from typing import Final

from dukcapil.distributions import Distribution, Empirical, Mixture, Pmf, Uniform
from dukcapil.distributions._families import condensed, curve_of
from dukcapil.distributions._regimes import Chain
from dukcapil.forecast._projection import MonthFlow, Printing, State, printing_of_share
from dukcapil.forecast._scenario import FLOWS, STOCKS, Amount, least
from dukcapil.forecast._schedule import Schedule

__all__ = ["simulated_states"]

Column = list[int]
"""One amount for each trajectory."""


def simulated_states(schedule: Schedule, *, seed: int, paths: int) -> Iterator[list[State]]:
    """Yield for each month the states of all trajectories at its end."""
    stocks = [_drawn(schedule.stocks[field], Random(f"{seed} {field}"), paths) for field in STOCKS]
    states = [State(*of_path) for of_path in zip(*stocks, strict=True)]
    flows = [_columns(schedule, field, seed, paths) for field in FLOWS]
    printing = _printing(schedule, seed)
    for *columns, held in zip(*flows, schedule.held, strict=True):
        month = map(MonthFlow, *columns, repeat(held))
        states = [state.after(flow, printing) for state, flow in zip(states, month, strict=True)]
        yield states


def _drawn(amount: Amount, stream: Random, paths: int) -> Column:
    """Return an amount for each trajectory."""
    if not isinstance(amount, Distribution):
        return [least(amount)] * paths
    return _at_levels(amount, [stream.random() for _ in range(paths)])


def _at_levels(distribution: Distribution, levels: Sequence[float]) -> Column:
    """Return the quantiles of a distribution at some levels."""
    if isinstance(distribution, Uniform):
        low, size = distribution.low, distribution.size
        return [low + min(int(level * size), size - 1) for level in levels]
    if (curve := curve_of(distribution)) is not None:
        return curve.at_levels(levels)
    if isinstance(distribution, Mixture) and (parts := _in_turn(distribution)):
        return _at_levels_of(parts, levels)
    amounts, upto = _upto(distribution)
    last = len(amounts) - 1
    return [amounts[min(bisect_right(upto, level), last)] for level in levels]


@lru_cache(maxsize=256)
def _upto(distribution: Distribution) -> tuple[list[int], list[float]]:
    """Return the amounts of positive probability, and the probability up to each."""
    if isinstance(distribution, Empirical):
        distribution = Pmf(Counter(distribution.amounts))
    if isinstance(distribution, Pmf):  # without what lies between its amounts
        pairs = distribution.weights
    else:
        pairs = tuple(pair for pair in condensed(distribution).by_position() if pair[1])
    upto = list(accumulate(weight for _, weight in pairs))
    return [amount for amount, _ in pairs], [float(weight / upto[-1]) for weight in upto]


def _in_turn(mixture: Mixture) -> list[tuple[float, Distribution]]:
    """Return the parts of a mixture in order, with their shares; none if any overlap."""
    parts = sorted(mixture.parts, key=lambda part: part[1].low)
    if any(one.high >= other.low for (_, one), (_, other) in pairwise(parts)):
        return []
    whole = sum(weight for weight, _ in parts)
    return [(float(weight / whole), part) for weight, part in parts]


def _at_levels_of(parts: Sequence[tuple[float, Distribution]], levels: Sequence[float]) -> Column:
    """Return the quantiles of a mixture of parts that follow each other, at some levels."""
    upto = list(accumulate(share for share, _ in parts))
    drawn = [min(bisect_right(upto, level), len(parts) - 1) for level in levels]
    columns = []
    for index, (share, part) in enumerate(parts):
        before = upto[index] - share
        own = [level for level, at in zip(levels, drawn, strict=True) if at == index]
        within = [min(max((level - before) / share, 0.0), 1.0) for level in own]
        columns.append(iter(_at_levels(part, within)))
    return [next(columns[at]) for at in drawn]


def _columns(
    schedule: Schedule, field: str, seed: int, paths: int
) -> Iterator[Column] | Iterator[list[None]]:
    """Yield for each month the amounts of one flow, or no limits."""
    if field not in schedule.flows:
        return iter([[None] * paths] * schedule.months)
    memory, stream = schedule.memory(field), f"{seed} {field}"
    if memory.chain is not None:
        return _in_regimes(memory.chain, stream, paths)
    return _in_blocks(schedule.flows[field], memory.draw_months or 1, stream, paths)


def _in_blocks(amounts: Sequence[Amount], months: int, stream: str, paths: int) -> Iterator[Column]:
    """Yield amounts whose months share the quantile level of their block."""
    draws = paths if any(isinstance(amount, Distribution) for amount in amounts) else 0
    levels: list[float] = []
    for month, amount in enumerate(amounts):
        if not month % months:
            # Seeded by month, so that streams do not depend on the number of draws before.
            block = Random(f"{stream} {month}")
            levels = [block.random() for _ in range(draws)]
        yield (
            _at_levels(amount, levels)
            if isinstance(amount, Distribution)
            else [least(amount)] * paths
        )


def _in_regimes(chain: Chain, stream: str, paths: int) -> Iterator[Column]:
    """Yield amounts drawn from the distribution of the regime of each trajectory."""
    rows = [list(accumulate(map(float, row))) for row in chain.transitions]
    first = list(accumulate(map(float, chain.weights)))
    last = len(chain.weights) - 1
    regimes: list[int] = []
    for month, by_regime in enumerate(chain.months):
        numbers = Random(f"{stream} {month}")
        moves = [numbers.random() for _ in range(paths)]
        before = [rows[regime] for regime in regimes] if month else [first] * paths
        regimes = [
            min(bisect_right(row, move), last) for row, move in zip(before, moves, strict=True)
        ]
        levels = [numbers.random() for _ in range(paths)]
        columns = [_at_levels(distribution, levels) for distribution in by_regime]
        yield [columns[regime][path] for path, regime in enumerate(regimes)]


def _printing(schedule: Schedule, seed: int) -> Printing:
    if not schedule.fails_each:
        return printing_of_share(schedule)
    keep, stream = float(1 - schedule.failed_share), Random(f"{seed} failed_prints")

    def printing(wanted: int, good: int, used: int, arrived: int) -> tuple[int, int]:
        cards, blanks = wanted - good, arrived - used
        if not cards:
            return good, used
        whole = _binomial(blanks, keep, stream)
        if whole < cards:
            return good + whole, arrived
        # Place all blanks at random in [0, 1]: the spoiled ones before the last good card needed
        # are those below its position, which is an order statistic.
        position = stream.betavariate(cards, whole - cards + 1)
        return wanted, used + cards + _binomial(blanks - whole, position, stream)

    return printing


_FEW: Final = 16
"""Up to here single trials are as fast as halving."""


def _binomial(trials: int, chance: float, stream: Random) -> int:
    """Draw a binomial number, by bisection at the median of uniform numbers.

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
