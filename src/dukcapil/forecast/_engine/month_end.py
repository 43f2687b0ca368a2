"""What is known of one month: from a walk, from a walk and a queue, or from random courses."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, assert_never, final

import attrs

from dukcapil.distributions._masses import Masses, quantile_index
from dukcapil.forecast._estimates import ROUNDING, Estimate, mean_of_paths, share_of_paths
from dukcapil.forecast._outlook import Figure
from dukcapil.forecast._projection import Binding, State

__all__ = ["LineMonth", "MonthDistributions", "Numbers", "PathsMonth", "QueueMonth"]


@final
class Numbers(NamedTuple):
    """The mean of a figure, and between which two values each quantile lies on this lattice."""

    mean: Any
    quantiles: Sequence[tuple[int, int]]


class MonthDistributions(ABC):
    """What is known of the end of one month, on one lattice."""

    @abstractmethod
    def binding(self) -> Mapping[Binding, Any]:
        """How likely each is to hold up the people outstanding."""

    @abstractmethod
    def at_most(self, people: int, *, more_blanks: int = 0) -> Any:  # noqa: ANN401
        """How likely no more are outstanding, if so many more blanks had come."""

    @abstractmethod
    def numbers(self, figure: Figure, shares: Sequence[Fraction]) -> Numbers:
        """The mean and some quantiles of a figure."""

    @abstractmethod
    def weights(self, figure: Figure) -> Mapping[int, Any]:
        """The distribution of a figure, by value; what adds up to nothing may be missing."""


@final
class _Balance:
    """The walk of one month as people waiting above zero, or as blanks in stock below it."""

    def __init__(
        self,
        distribution: Masses,
        unit: int,
        *,
        smooth: bool,
        cumulative: Sequence[Any] | None = None,
    ) -> None:
        self.distribution = distribution
        self.unit = unit
        self.smooth = smooth
        self.cumulative = distribution.cumulative() if cumulative is None else cumulative

    def per(self, unit: int) -> _Balance:
        """The same walk in units of blanks instead of cards."""
        return _Balance(self.distribution, unit, smooth=self.smooth, cumulative=self.cumulative)

    def ratio(self, mass: Any) -> Any:  # noqa: ANN401
        if self.distribution.is_exact:
            return Fraction(mass, self.distribution.total)  # type: ignore[arg-type]
        return min(1.0, max(0.0, mass))

    def above_zero(self) -> Any:  # noqa: ANN401
        return self.ratio(self.distribution.above(0, smooth=self.smooth))

    def at_most(self, place: int) -> Any:  # noqa: ANN401
        return 1 - self.ratio(self.distribution.above(place, smooth=self.smooth))

    def mean(self, mass: Any) -> Any:  # noqa: ANN401
        return Fraction(mass, self.distribution.total) if self.distribution.is_exact else mass  # type: ignore[arg-type]

    def waiting(self, shares: Sequence[Fraction]) -> Numbers:
        return Numbers(
            self.mean(self.distribution.excess(self.unit)),
            [self._waiting_at(share) for share in shares],
        )

    def _waiting_at(self, share: Fraction) -> tuple[int, int]:
        low, high = (
            self.distribution.position(quantile_index(self.cumulative, mass))
            for mass in _around(share * self.distribution.total, exact=self.distribution.is_exact)
        )
        return max(0, -(-low // self.unit)), max(0, -(-high // self.unit))

    def in_stock(self, shares: Sequence[Fraction]) -> Numbers:
        return Numbers(
            self.mean(self.distribution.lack(self.unit)),
            [self._in_stock_at(share) for share in shares],
        )

    def _in_stock_at(self, share: Fraction) -> tuple[int, int]:
        last = len(self.cumulative) - 1
        low, high = (
            self.distribution.position(min(bisect_right(self.cumulative, mass), last))
            for mass in _around(
                (1 - share) * self.distribution.total, exact=self.distribution.is_exact
            )
        )
        return max(0, -high // self.unit), max(0, -low // self.unit)

    def weights(self, *, waiting: bool) -> dict[int, Any]:
        distribution: dict[int, Any] = {}
        for at, mass in self.distribution.by_place():
            value = max(0, -(-at // self.unit) if waiting else -at // self.unit)
            distribution[value] = distribution.get(value, 0) + mass
        return distribution


def _around(mass: Any, *, exact: bool) -> tuple[Any, Any]:  # noqa: ANN401
    """Where a mass lies for certain, since sums of floating-point numbers are rounded."""
    return (mass, mass) if exact else (float(mass) - ROUNDING, float(mass) + ROUNDING)


@final
class LineMonth(MonthDistributions):
    """One month of a scenario in which those not recorded are known."""

    def __init__(
        self,
        not_recorded: int,
        need: Masses,
        stock: Masses,
        units: tuple[int, int],
        *,
        smooth: bool,
    ) -> None:
        self._not_recorded = not_recorded
        self._units = units
        self._need = _Balance(need, units[0], smooth=smooth)
        self._stock = (
            self._need.per(units[1]) if stock is need else _Balance(stock, units[1], smooth=smooth)
        )

    def binding(self) -> Mapping[Binding, Any]:
        out = self._need.above_zero()
        rest = Binding.RECORDING if self._not_recorded else Binding.NOTHING
        return {Binding.BLANKS: out, rest: 1 - out}

    def at_most(self, people: int, *, more_blanks: int = 0) -> Any:  # noqa: ANN401
        waiting = people - self._not_recorded
        if waiting < 0:
            return self._need.ratio(0)
        return self._need.at_most(waiting * self._units[0] + more_blanks * self._units[1])

    def numbers(self, figure: Figure, shares: Sequence[Fraction]) -> Numbers:
        match figure:
            case Figure.NOT_RECORDED:
                return Numbers(
                    Fraction(self._not_recorded),
                    [(self._not_recorded, self._not_recorded)] * len(shares),
                )
            case Figure.ON_HAND:
                return self._stock.in_stock(shares)
            case Figure.WAITING:
                return self._need.waiting(shares)
            case Figure.OUTSTANDING:
                mean, quantiles = self._need.waiting(shares)
                more = self._not_recorded
                return Numbers(mean + more, [(more + low, more + high) for low, high in quantiles])
            case _:
                assert_never(figure)

    def weights(self, figure: Figure) -> Mapping[int, Any]:
        match figure:
            case Figure.NOT_RECORDED:
                return {self._not_recorded: 1}
            case Figure.ON_HAND:
                return self._stock.weights(waiting=False)
            case Figure.WAITING:
                return self._need.weights(waiting=True)
            case Figure.OUTSTANDING:
                waiting = self._need.weights(waiting=True)
                return {self._not_recorded + one: mass for one, mass in waiting.items()}
            case _:
                assert_never(figure)


@final
class QueueMonth(MonthDistributions):
    """One month of a scenario in which those not recorded and the need are independent.

    The longer the queue, the fewer wait for a card: `recorded` is the distribution of the queue to take off
    the need, rounded the other way.
    """

    def __init__(
        self,
        queue: Masses,
        recorded: Masses,
        need: Masses,
        units: tuple[int, int],
        *,
        smooth: bool,
    ) -> None:
        per_card, per_blank = self._units = units
        waiting = need.convolved(recorded.scaled(-per_card))
        self._recorded = _Balance(recorded, 1, smooth=False)
        self._queue = _Balance(queue, 1, smooth=False)
        self._need = _Balance(need, per_card, smooth=smooth)
        self._waiting = _Balance(waiting, per_card, smooth=smooth)
        self._stock = self._waiting.per(per_blank)

    def binding(self) -> Mapping[Binding, Any]:
        out = self._waiting.above_zero()
        no_need = 1 - self._need.above_zero()
        neither = (1 - self._recorded.above_zero()) * no_need
        return {
            Binding.BLANKS: out,
            Binding.RECORDING: max(0 * out, 1 - out - neither),
            Binding.NOTHING: (1 - self._queue.above_zero()) * no_need,
        }

    def at_most(self, people: int, *, more_blanks: int = 0) -> Any:  # noqa: ANN401
        per_card, per_blank = self._units
        need = self._need.at_most(people * per_card + more_blanks * per_blank)
        return self._queue.at_most(people) * need

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

    def weights(self, figure: Figure) -> Mapping[int, Any]:
        match figure:
            case Figure.NOT_RECORDED:
                return self._queue.weights(waiting=True)
            case Figure.ON_HAND:
                return self._stock.weights(waiting=False)
            case Figure.WAITING:
                return self._waiting.weights(waiting=True)
            case Figure.OUTSTANDING:
                return self._larger()
            case _:
                assert_never(figure)

    def _outstanding(self, shares: Sequence[Fraction]) -> Numbers:
        distribution = sorted((value, mass) for value, mass in self._larger().items() if mass)
        upto: list[Any] = []
        for _, mass in distribution:
            upto.append((upto[-1] if upto else 0) + mass)
        mean = sum(value * mass for value, mass in distribution)
        exact = not isinstance(mean, float)

        def at(mass: Any) -> int:  # noqa: ANN401
            return distribution[quantile_index(upto, mass)][0]

        around = (_around(share * Fraction(upto[-1]), exact=exact) for share in shares)
        return Numbers(mean, [(at(low), at(high)) for low, high in around])

    def _larger(self) -> dict[int, Any]:
        """The distribution of the larger of two independent queues, whose distributions multiply."""
        one, other = (_by_value(part) for part in (self._queue, self._need))
        distribution: dict[int, Any] = {}
        reached: Any = 0
        sums: list[Any] = [0, 0]
        for value in sorted({*one, *other}):
            for index, part in enumerate((one, other)):
                sums[index] += part.get(value, 0)
            distribution[value] = sums[0] * sums[1] - reached
            reached = sums[0] * sums[1]
        return distribution


def _by_value(part: _Balance) -> dict[int, Any]:
    return {value: part.mean(mass) for value, mass in sorted(part.weights(waiting=True).items())}


@final
@attrs.frozen
class PathsMonth(MonthDistributions):
    """One month of random courses, or of the only one if nothing is left to chance."""

    states: Sequence[State]
    is_known: bool

    def binding(self) -> Mapping[Binding, Estimate]:
        counts = Counter(state.binding for state in self.states)
        return {binding: self.share(counts[binding]) for binding in Binding}

    def at_most(self, people: int, *, more_blanks: int = 0) -> Estimate:
        del more_blanks  # which are printed in their own time
        return self.share(sum(one <= people for one in self._values(Figure.OUTSTANDING)))

    def share(self, hits: int) -> Estimate:
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
