"""Distributions of the end of one month: from a walk, a walk and a queue, or trajectories."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Generic, NamedTuple, assert_never, final

import attrs

from dukcapil.distributions._masses import Masses, Number, quantile_index
from dukcapil.forecast._estimates import (
    ROUNDING,
    Computed,
    Estimate,
    mean_of_paths,
    share_of_paths,
)
from dukcapil.forecast._outlook import Figure
from dukcapil.forecast._projection import Binding, State
from dukcapil.forecast._scenario import Interval

__all__ = [
    "LineMonth",
    "MonthDistributions",
    "Numbers",
    "PathsMonth",
    "QueueMonth",
    "Units",
    "Upto",
]

Probability = Fraction | float
Upto = Callable[[int], Probability]
"""A distribution function: the probability of at most a number."""
Weights = Mapping[int, Fraction | float]
"""Weights of values; those of weight zero may be missing."""


@final
class Numbers(NamedTuple):
    """The mean of a figure, and bounds of each of its quantiles on one lattice."""

    mean: Computed
    quantiles: Sequence[tuple[int, int]]


@final
class Units(NamedTuple):
    """The moves of a walk by one card asked for, and by one blank."""

    per_card: int
    per_blank: int


class MonthDistributions(ABC):
    """The distributions of the end of one month, on one lattice."""

    @abstractmethod
    def binding(self) -> Mapping[Binding, Computed]:
        """Return the probability of each constraint that may bind."""

    @abstractmethod
    def at_most(self, people: int, *, more_blanks: int = 0) -> Computed:
        """Return P(outstanding <= people), had more blanks arrived."""

    @abstractmethod
    def numbers(self, figure: Figure, shares: Sequence[Fraction]) -> Numbers:
        """Return the mean and some quantiles of a figure."""

    @abstractmethod
    def weights(self, figure: Figure) -> Weights:
        """Return the distribution of a figure, by value."""

    @abstractmethod
    def upto(self, figure: Figure) -> Upto:
        """Return the distribution function of a figure."""


@final
class _Balance(Generic[Number]):
    """The walk of one month: people waiting above zero, blanks in stock below it."""

    walk: Masses[Number]

    def __init__(self, walk: Masses[Number], unit: int, *, smooth: bool) -> None:
        self.walk = walk
        self.unit = unit
        self.smooth = smooth

    def above_zero(self) -> Probability:
        return 1 - self.at_most(0)

    def at_most(self, position: int) -> Probability:
        """Return a probability; what is certain is a `Fraction`, whatever the masses are."""
        if not self.walk.low <= position < self.walk.high:
            return Fraction(position >= self.walk.high)
        return 1 - self._probability(self.walk.above(position, smooth=self.smooth))

    def _probability(self, mass: Number) -> Probability:
        share: Probability = self.walk.ratio(mass)
        return share if self.walk.is_exact else min(1.0, max(0.0, share))

    def waiting(self, shares: Sequence[Fraction], *, more: int = 0) -> Numbers:
        mean = more + self.walk.ratio(self.walk.excess(self.unit))
        bounds = (self._waiting_at(share) for share in shares)
        return Numbers(mean, [(more + low, more + high) for low, high in bounds])

    def _waiting_at(self, share: Fraction) -> tuple[int, int]:
        cumulative = self.walk.cumulative()
        low, high = (
            self.walk.position(quantile_index(cumulative, mass))
            for mass in _around(share * self.walk.total, exact=self.walk.is_exact)
        )
        return max(0, -(-low // self.unit)), max(0, -(-high // self.unit))

    def in_stock(self, shares: Sequence[Fraction]) -> Numbers:
        mean = self.walk.ratio(self.walk.lack(self.unit))
        return Numbers(mean, [self._in_stock_at(share) for share in shares])

    def _in_stock_at(self, share: Fraction) -> tuple[int, int]:
        cumulative = self.walk.cumulative()
        last = len(cumulative) - 1
        low, high = (
            self.walk.position(min(bisect_right(cumulative, mass), last))
            for mass in _around((1 - share) * self.walk.total, exact=self.walk.is_exact)
        )
        return max(0, -high // self.unit), max(0, -low // self.unit)

    def waiting_upto(self, people: int) -> Probability:
        """Return P(waiting <= people), of the masses as they stand on the lattice."""
        return self._share_upto(people * self.unit) if people >= 0 else Fraction(0)

    def in_stock_upto(self, cards: int) -> Probability:
        """Return P(in stock <= cards), of the masses as they stand on the lattice."""
        return 1 - self._share_upto(-(cards + 1) * self.unit) if cards >= 0 else Fraction(0)

    def _share_upto(self, position: int) -> Probability:
        if not self.walk.low <= position < self.walk.high:
            return Fraction(position >= self.walk.high)
        return self.walk.share_upto((position - self.walk.low) // self.walk.step)

    def waiting_weights(self) -> dict[int, Number]:
        weights: dict[int, Number] = {}
        for at, mass in self.walk.by_position():
            value = max(0, -(-at // self.unit))
            weights[value] = weights.get(value, 0 * self.walk.total) + mass
        return weights

    def stock_weights(self) -> dict[int, Number]:
        weights: dict[int, Number] = {}
        for at, mass in self.walk.by_position():
            value = max(0, -at // self.unit)
            weights[value] = weights.get(value, 0 * self.walk.total) + mass
        return weights


def _around(mass: Fraction | float, *, exact: bool) -> tuple[Fraction | float, Fraction | float]:
    """Return certain bounds of a mass, since sums of floating-point numbers are rounded."""
    return (mass, mass) if exact else (float(mass) - ROUNDING, float(mass) + ROUNDING)


@final
class LineMonth(MonthDistributions, Generic[Number]):
    """One month of a scenario in which the number not recorded is known."""

    _need: _Balance[Number]
    _stock: _Balance[Number]

    def __init__(
        self,
        not_recorded: int,
        need: Masses[Number],
        stock: Masses[Number],
        units: Units,
        *,
        smooth: bool,
    ) -> None:
        self._not_recorded = not_recorded
        self._units = units
        self._need = _Balance(need, units.per_card, smooth=smooth)
        self._stock = _Balance(stock, units.per_blank, smooth=smooth)

    def out_of_blanks(self) -> Probability:
        """Return the probability that people wait for blanks."""
        return self._need.above_zero()

    def binding(self) -> Mapping[Binding, Probability]:
        out = self.out_of_blanks()
        rest = Binding.RECORDING if self._not_recorded else Binding.NOTHING
        return {Binding.BLANKS: out, rest: 1 - out}

    def at_most(self, people: int, *, more_blanks: int = 0) -> Probability:
        waiting = people - self._not_recorded
        if waiting < 0:
            return Fraction(0)
        per_card, per_blank = self._units
        return self._need.at_most(waiting * per_card + more_blanks * per_blank)

    def numbers(self, figure: Figure, shares: Sequence[Fraction]) -> Numbers:
        match figure:
            case Figure.NOT_RECORDED:
                known = self._not_recorded
                return Numbers(Fraction(known), [(known, known)] * len(shares))
            case Figure.ON_HAND:
                return self._stock.in_stock(shares)
            case Figure.WAITING:
                return self._need.waiting(shares)
            case Figure.OUTSTANDING:
                return self._need.waiting(shares, more=self._not_recorded)
            case _:
                assert_never(figure)

    def weights(self, figure: Figure) -> Weights:
        match figure:
            case Figure.NOT_RECORDED:
                return {self._not_recorded: 1}
            case Figure.ON_HAND:
                return self._stock.stock_weights()
            case Figure.WAITING:
                return self._need.waiting_weights()
            case Figure.OUTSTANDING:
                waiting = self._need.waiting_weights()
                return {self._not_recorded + one: mass for one, mass in waiting.items()}
            case _:
                assert_never(figure)

    def upto(self, figure: Figure) -> Upto:
        known = self._not_recorded
        match figure:
            case Figure.NOT_RECORDED:
                return lambda people: Fraction(people >= known)
            case Figure.ON_HAND:
                return self._stock.in_stock_upto
            case Figure.WAITING:
                return self._need.waiting_upto
            case Figure.OUTSTANDING:
                return lambda people: self._need.waiting_upto(people - known)
            case _:
                assert_never(figure)


@final
class QueueMonth(MonthDistributions, Generic[Number]):
    """One month of a scenario in which the numbers not recorded and needed are independent.

    The longer the queue, the fewer wait for a card: `recorded` is the distribution of the queue
    to subtract from the need, rounded in the other direction.
    """

    _queue: _Balance[Number]
    _recorded: _Balance[Number]
    _need: _Balance[Number]
    _waiting: _Balance[Number]
    _stock: _Balance[Number]

    def __init__(
        self,
        queue: Masses[Number],
        recorded: Masses[Number],
        need: Masses[Number],
        units: Units,
        *,
        smooth: bool,
    ) -> None:
        self._units = units
        # People waiting are the need less the queue: requests of people not yet recorded.
        requests = recorded.scaled(-units.per_card)
        # A known need only shifts them: they stay on the lattice of whole requests.
        waiting = requests.convolved(need) if len(need.values) == 1 else need.convolved(requests)
        self._recorded = _Balance(recorded, 1, smooth=False)
        self._queue = _Balance(queue, 1, smooth=False)
        self._need = _Balance(need, units.per_card, smooth=smooth)
        self._waiting = _Balance(waiting, units.per_card, smooth=smooth)
        self._stock = _Balance(waiting, units.per_blank, smooth=smooth)

    def binding(self) -> Mapping[Binding, Probability]:
        out = self._waiting.above_zero()
        no_need = self._need.at_most(0)
        # On a rounded lattice "neither" takes the queue rounded the other way, so that recording
        # binds with at least, or at most, its true probability.
        neither = _both(self._recorded.at_most(0), no_need)
        return {
            Binding.BLANKS: out,
            Binding.RECORDING: max(0 * out, 1 - out - neither),
            Binding.NOTHING: _both(self._queue.at_most(0), no_need),
        }

    def at_most(self, people: int, *, more_blanks: int = 0) -> Probability:
        per_card, per_blank = self._units
        need = self._need.at_most(people * per_card + more_blanks * per_blank)
        return _both(self._queue.at_most(people), need)

    def numbers(self, figure: Figure, shares: Sequence[Fraction]) -> Numbers:
        match figure:
            case Figure.NOT_RECORDED:
                return self._queue.waiting(shares)
            case Figure.ON_HAND:
                return self._stock.in_stock(shares)
            case Figure.WAITING:
                return self._waiting.waiting(shares)
            case Figure.OUTSTANDING:
                return self._outstanding(shares)
            case _:
                assert_never(figure)

    def weights(self, figure: Figure) -> Weights:
        match figure:
            case Figure.NOT_RECORDED:
                return self._queue.waiting_weights()
            case Figure.ON_HAND:
                return self._stock.stock_weights()
            case Figure.WAITING:
                return self._waiting.waiting_weights()
            case Figure.OUTSTANDING:
                return self._larger()
            case _:
                assert_never(figure)

    def upto(self, figure: Figure) -> Upto:
        match figure:
            case Figure.NOT_RECORDED:
                return self._queue.waiting_upto
            case Figure.ON_HAND:
                return self._stock.in_stock_upto
            case Figure.WAITING:
                return self._waiting.waiting_upto
            case Figure.OUTSTANDING:
                queue, need = self._queue.waiting_upto, self._need.waiting_upto
                return lambda people: _both(queue(people), need(people))
            case _:
                assert_never(figure)

    def _outstanding(self, shares: Sequence[Fraction]) -> Numbers:
        weights = sorted((value, mass) for value, mass in self._larger().items() if mass)
        upto: list[Probability] = []
        for _, mass in weights:
            upto.append((upto[-1] if upto else 0) + mass)
        mean = sum(value * mass for value, mass in weights)
        exact = self._need.walk.is_exact

        def at(mass: Probability) -> int:
            return weights[quantile_index(upto, mass)][0]

        # Relative to the sum of all masses, which rounding may have moved from 1.
        around = (_around(share * Fraction(upto[-1]), exact=exact) for share in shares)
        return Numbers(mean, [(at(low), at(high)) for low, high in around])

    def _larger(self) -> dict[int, Probability]:
        """Return the distribution of the larger of the queue and the need.

        They are independent, so their distribution functions multiply.
        """
        queue: dict[int, Probability] = _by_value(self._queue)
        need: dict[int, Probability] = _by_value(self._need)
        larger: dict[int, Probability] = {}
        reached: Probability = 0
        queue_upto: Probability = 0
        need_upto: Probability = 0
        for value in sorted({*queue, *need}):
            queue_upto += queue.get(value, 0)
            need_upto += need.get(value, 0)
            larger[value] = queue_upto * need_upto - reached
            reached = queue_upto * need_upto
        return larger


def _both(one: Probability, other: Probability) -> Probability:
    """Return the probability of two independent events; never a rounded zero for an exact one."""
    return one * other if one and other else Fraction(0)


def _by_value(balance: _Balance[Number]) -> dict[int, Probability]:
    weights = sorted(balance.waiting_weights().items())
    return {value: balance.walk.ratio(mass) for value, mass in weights}


@final
@attrs.frozen
class PathsMonth(MonthDistributions):
    """One month of simulated trajectories, or of the only one if nothing is random.

    Attributes:
        states: one for each trajectory.
        is_known: whether there is only one.
        limits: bounds of each figure on any trajectory, which tell what is certain.
    """

    states: Sequence[State]
    is_known: bool
    limits: Mapping[Figure, Interval]

    def binding(self) -> Mapping[Binding, Computed]:
        possible = [binding for binding in Binding if self._may_bind(binding)]
        if len(possible) == 1:
            return {possible[0]: Fraction(1)}
        counts = Counter(state.binding for state in self.states)
        return {binding: self.share(counts[binding]) for binding in possible}

    def _may_bind(self, binding: Binding) -> bool:
        not_recorded, waiting, outstanding, on_hand = (self.limits[figure] for figure in Figure)
        match binding:
            case Binding.NOTHING:
                return not outstanding.low
            case Binding.RECORDING:
                return not waiting.low and not_recorded.high > 0
            case Binding.BLANKS:
                return waiting.high > 0 and not on_hand.low
            case Binding.PRINTING:
                return waiting.high > 0 and on_hand.high > 0
            case _:
                assert_never(binding)

    def at_most(self, people: int, *, more_blanks: int = 0) -> Computed:
        del more_blanks  # other blanks are other trajectories
        limits = self.limits[Figure.OUTSTANDING]
        if not limits.low <= people < limits.high:
            return Fraction(people >= limits.high)
        return self.share(sum(one <= people for one in self._values(Figure.OUTSTANDING)))

    def share(self, hits: int) -> Estimate:
        """Return the probability of an event from the number of trajectories that have it."""
        if self.is_known:
            return Estimate.exactly(Fraction(hits))
        return share_of_paths(hits, len(self.states))

    def numbers(self, figure: Figure, shares: Sequence[Fraction]) -> Numbers:
        values = sorted(self._values(figure))
        ranks = [math.ceil(share * len(values)) for share in shares]
        mean = Estimate.exactly(Fraction(values[0])) if self.is_known else mean_of_paths(values)
        found = [values[max(0, rank - 1)] for rank in ranks]
        return Numbers(mean, [(value, value) for value in found])

    def weights(self, figure: Figure) -> Mapping[int, int]:
        return Counter(self._values(figure))

    def upto(self, figure: Figure) -> Upto:
        values = sorted(self._values(figure))
        return lambda number: Fraction(bisect_right(values, number), len(values))

    def _values(self, figure: Figure) -> list[int]:
        match figure:
            case Figure.NOT_RECORDED:
                return [state.not_recorded for state in self.states]
            case Figure.ON_HAND:
                return [state.arrived - state.used for state in self.states]
            case Figure.WAITING:
                return [state.waiting for state in self.states]
            case Figure.OUTSTANDING:
                return [state.not_recorded + state.waiting for state in self.states]
            case _:
                assert_never(figure)
