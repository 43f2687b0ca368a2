"""The distributions of a forecast by enumeration: all trajectories with their probabilities.

Slow and obvious. The library is checked against it, so it shares none of its rules: from the
assumptions of a small scenario it lists all random outcomes, follows each trajectory by the
monthly recursion, and adds up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise, product
from math import comb, lcm, prod
from typing import Any, Final, NamedTuple, final

from dukcapil import Scenario
from dukcapil.distributions import (
    Binomial,
    Blocks,
    Common,
    Empirical,
    Independent,
    Mixture,
    Pmf,
    Regimes,
    Uniform,
)
from dukcapil.forecast import Binding, FailedPrints

__all__ = ["End", "Oracle", "Table", "chances", "joint_table", "quantile"]

Table = Mapping[Any, Fraction]
"""The probability of each outcome."""

HALF: Final = Fraction(1, 2)
STOCKS: Final = ("not_recorded_people", "waiting_people", "on_hand_cards")
FLOWS: Final = (
    "newly_obliged_people",
    "leaving_not_recorded_people",
    "leaving_waiting_people",
    "recording_capacity_people",
    "allocation_cards",
    "replacement_cards",
    "print_capacity_cards",
)


def chances(amount: Any) -> Table:  # noqa: ANN401
    """The probability of each amount."""
    match amount:
        case Pmf(weights=weights):
            return shares(dict(weights))
        case Uniform(low=low, high=high):
            return shares(dict.fromkeys(range(low, high + 1), 1))
        case Empirical(amounts=amounts):
            return shares({one: amounts.count(one) for one in amounts})
        case Binomial(trials=trials, chance=chance):
            hits = Fraction(chance)
            return {
                number: comb(trials, number) * hits**number * (1 - hits) ** (trials - number)
                for number in range(trials + 1)
            }
        case Mixture(parts=parts):
            regimes = shares(dict(enumerate(weight for weight, _ in parts)))
            return added(
                (value, regimes[index] * chance)
                for index, (_, distribution) in enumerate(parts)
                for value, chance in chances(distribution).items()
            )
        case _:
            return {amount: Fraction(1)}


def shares(weights: Mapping[Any, Any]) -> Table:
    """Weights as parts of their sum."""
    whole = sum(map(Fraction, weights.values()))
    return {key: Fraction(weight) / whole for key, weight in weights.items()}


def added(pairs: Any) -> Table:  # noqa: ANN401
    """Return the sum of the probabilities of each key."""
    table: defaultdict[Any, Fraction] = defaultdict(Fraction)
    for key, chance in pairs:
        table[key] += chance
    return {key: chance for key, chance in table.items() if chance}


def cumulative(table: Table) -> dict[int, Fraction]:
    """The probability that each value is not exceeded."""
    values = sorted(table)
    return dict(zip(values, accumulate(table[value] for value in values), strict=True))


def quantile(table: Table, share: Fraction) -> int:
    """The least value that is not exceeded with at least this probability."""
    return next(value for value, upto in cumulative(table).items() if upto >= share)


def joint_table(amounts: Sequence[Any], dependence: object) -> Table:
    """The probability of each sequence of amounts, one a month."""
    match dependence:
        case Independent():
            return in_blocks(amounts, 1)
        case Blocks(months=months):
            return in_blocks(amounts, months)
        case Common():
            return in_blocks(amounts, len(amounts))
        case Regimes(stay=stay):
            return in_regimes(amounts, stay)
        case _:
            raise AssertionError(dependence)


def in_blocks(amounts: Sequence[Any], months: int) -> Table:
    """Return the distribution of independent blocks."""
    blocks = [
        at_one_quantile([chances(amount) for amount in amounts[first : first + months]])
        for first in range(0, len(amounts), months)
    ]
    return together(blocks)


def at_one_quantile(tables: Sequence[Table]) -> Table:
    """Return the joint distribution of months that share one quantile level."""
    cuts = {upto for table in tables for upto in cumulative(table).values()}
    edges = [Fraction(0), *sorted(cuts)]
    return {
        tuple(quantile(table, after) for table in tables): after - before
        for before, after in pairwise(edges)
    }


def together(tables: Sequence[Table]) -> Table:
    """Return the distribution of independent sequences, one after the other."""
    return {
        sum((sequence for sequence, _ in parts), ()): prod(
            (chance for _, chance in parts), start=Fraction(1)
        )
        for parts in product(*(table.items() for table in tables))
    }


def in_regimes(amounts: Sequence[Any], stay: Fraction) -> Table:
    """Return the distribution of a hidden chain of regimes; given them, months are independent."""
    weights, months = regimes_of(amounts)
    unlike = 1 - sum(weight**2 for weight in weights)
    redraws = (1 - stay) / unlike if unlike else Fraction(0)

    def pairs() -> Iterator[tuple[Any, Fraction]]:
        for regimes in product(range(len(weights)), repeat=len(months)):
            chance = weights[regimes[0]]
            for before, after in pairwise(regimes):
                chance *= redraws * weights[after] + (1 - redraws) * (before == after)
            distributions = [month[regime] for month, regime in zip(months, regimes, strict=True)]
            for sequence, within in together(
                [single(distribution) for distribution in distributions]
            ).items():
                yield sequence, chance * within

    return added(pairs())


def single(table: Table) -> Table:
    return {(value,): chance for value, chance in table.items()}


def regimes_of(amounts: Sequence[Any]) -> tuple[list[Fraction], list[Sequence[Table]]]:
    """The weights of the regimes, and each month the distribution in each of them."""
    mixtures = [amount for amount in amounts if isinstance(amount, Mixture)]
    if not mixtures:
        return [HALF, HALF], [halves(chances(amount)) for amount in amounts]
    weights = shares(dict(enumerate(weight for weight, _ in mixtures[0].parts)))
    return list(weights.values()), [
        [chances(distribution) for _, distribution in amount.parts]
        if isinstance(amount, Mixture)
        else [chances(amount)] * len(weights)
        for amount in amounts
    ]


def halves(table: Table) -> tuple[Table, Table]:
    """The distribution below its median and the one above it; an amount on it is parted."""
    lower, upper, before = {}, {}, Fraction(0)
    for value in sorted(table):
        after = before + table[value]
        lower[value] = 2 * max(Fraction(0), min(after, HALF) - before)
        upper[value] = 2 * max(Fraction(0), after - max(before, HALF))
        before = after
    return added(lower.items()), added(upper.items())


@final
class End(NamedTuple):
    """The state of a trajectory at the end of a month."""

    not_recorded_people: int
    waiting_people: int
    on_hand_cards: int
    good_cards: int

    @property
    def outstanding_people(self) -> int:
        return self.not_recorded_people + self.waiting_people

    @property
    def binding(self) -> Binding:
        """The constraint that binds: printing if people wait while there are blanks."""
        if self.waiting_people:
            return Binding.PRINTING if self.on_hand_cards else Binding.BLANKS
        return Binding.RECORDING if self.not_recorded_people else Binding.NOTHING


GoodAmong = Callable[[int], int]
"""A function from a number of blanks to the good cards among the first of them."""


def trajectory_of(
    scenario: Scenario, stocks: Sequence[int], months: Sequence[Any], good_among: GoodAmong
) -> tuple[End, ...]:
    """Follow the recursion: allocation, newly obliged, exits, recording, replacements, printing.

    People with a blocked record are not recorded before they come again.
    """
    not_recorded, waiting, arrived = stocks
    blocked, repeats = scenario.blocked_people, schedule(scenario, "repeat_recording_people")
    good = used = 0
    ends = []
    for flows, come_again in zip(months, repeats, strict=True):
        joining, leaving, leaving_waiting, capacity, allocation, asked, can_print = flows
        blocked -= min(blocked, come_again)
        arrived += allocation
        not_recorded += joining
        not_recorded -= min(not_recorded, leaving)
        waiting -= min(waiting, leaving_waiting)
        recorded = least(max(0, not_recorded - blocked), capacity)
        not_recorded -= recorded
        waiting += recorded + asked
        wanted = good + least(waiting, can_print)
        before = good
        while good < wanted and used < arrived:
            used += 1
            good = good_among(used)
        waiting -= good - before
        ends.append(End(not_recorded, waiting, arrived - used, good))
    return tuple(ends)


def least(amount: int, limit: int | None) -> int:
    return amount if limit is None else min(amount, limit)


def printers(scenario: Scenario, blanks: int) -> Iterator[tuple[Fraction, GoodAmong]]:
    """Yield the outcomes of printing that many blanks, with their probabilities."""
    fails = scenario.failed_share
    if not fails or scenario.failed_prints is FailedPrints.SHARE:
        yield Fraction(1), lambda number: int((1 - fails) * number)
        return
    for labels in product((0, 1), repeat=blanks):
        good = [0, *accumulate(labels)]
        yield (1 - fails) ** good[-1] * fails ** (blanks - good[-1]), good.__getitem__


def schedule(scenario: Scenario, field: str) -> tuple[Any, ...]:
    amounts = getattr(scenario, field)
    return amounts if isinstance(amounts, tuple) else (amounts,) * scenario.months


@final
class Oracle:
    """All trajectories of a scenario, each with its weight out of `total`.

    `allocations` may give the joint distribution of the allocations, in place of the dependence
    of the scenario.
    """

    def __init__(self, scenario: Scenario, allocations: Table | None = None) -> None:
        """List and follow them."""
        depends = {
            "allocation_cards": scenario.dependence,
            "replacement_cards": scenario.replacement_dependence,
            "recording_capacity_people": scenario.recording_dependence,
            "newly_obliged_people": scenario.joining_dependence,
        }
        tables = [chances(getattr(scenario, field)) for field in STOCKS]
        for field in FLOWS:
            if field == "allocation_cards" and allocations is not None:
                tables.append(allocations)
            else:
                dependence = depends.get(field, Independent())
                tables.append(joint_table(schedule(scenario, field), dependence))
        self.total = prod(map(common_total, tables))
        self.trajectories = list(followed(scenario, [whole(table) for table in tables]))

    def chance(self, happens: Callable[[Sequence[End]], bool]) -> Fraction:
        """Return the probability of an event."""
        return Fraction(sum(w for w, ends in self.trajectories if happens(ends)), self.total)

    def is_in(self, month: int, binding: Binding) -> Fraction:
        """Return the probability that a constraint binds at the end of a month."""
        return self.chance(lambda ends: ends[month].binding is binding)

    def has_been(self, month: int, binding: Binding) -> Fraction:
        """The same for its end or the end of any month before."""
        return self.chance(lambda ends: any(e.binding is binding for e in ends[: month + 1]))

    def distribution(self, month: int, figure: str) -> Table:
        """The distribution of a figure at the end of a month."""
        table: defaultdict[int, Any] = defaultdict(int)
        for weight, ends in self.trajectories:
            table[getattr(ends[month], figure)] += weight
        return {value: Fraction(weight, self.total) for value, weight in table.items()}


def common_total(table: Table) -> int:
    return lcm(*(chance.denominator for chance in table.values()))


def whole(table: Table) -> list[tuple[Any, Any]]:
    """Probabilities as whole parts of their total."""
    total = common_total(table)
    return [(key, int(chance * total)) for key, chance in table.items()]


def followed(
    scenario: Scenario, tables: Sequence[Sequence[tuple[Any, Any]]]
) -> Iterator[tuple[Any, tuple[End, ...]]]:
    """Yield the trajectory of every draw of the stocks and of the flows, with its weight."""
    for draws in product(*tables):
        weight = prod(one for _, one in draws)
        values = [value for value, _ in draws]
        stocks, flows = values[: len(STOCKS)], values[len(STOCKS) :]
        months = list(zip(*flows, strict=True))
        blanks = stocks[-1] + sum(flows[FLOWS.index("allocation_cards")])
        for share, good_among in printers(scenario, blanks):
            yield weight * share, trajectory_of(scenario, stocks, months, good_among)
