"""The end of a month of a scenario tree: the months of its branches, mixed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, final

import attrs

from dukcapil.forecast._estimates import ROUNDING, Estimate, Fan, weighted
from dukcapil.forecast._outlook import Figure, MonthOutlook
from dukcapil.forecast._projection import Binding
from dukcapil.forecast._scenario import Interval

if TYPE_CHECKING:
    from dukcapil.forecast._engine.month_end import MonthDistributions, Probability, Upto

__all__ = ["BranchMonth", "mixed"]


@final
@attrs.frozen
class BranchMonth:
    """One month of one branch.

    Attributes:
        outlook: what is told of it.
        ends: its distributions, on each lattice.
    """

    outlook: MonthOutlook
    ends: Sequence[MonthDistributions]


def mixed(probabilities: Sequence[Fraction], months: Sequence[BranchMonth]) -> MonthOutlook:
    """Return the mixture of one month of all branches.

    Args:
        probabilities: those of the branches.
        months: the same month of each of them.
    """
    outlooks = [month.outlook for month in months]

    def chance(of: Callable[[MonthOutlook], Estimate]) -> Estimate:
        return weighted(probabilities, list(map(of, outlooks)))

    possible = {binding for one in outlooks for binding, _ in one.binding}
    return MonthOutlook(
        month=outlooks[0].month,
        obliged_people=_around([one.obliged_people for one in outlooks]),
        stock_out_in=chance(lambda one: one.stock_out_in),
        stock_out_by=chance(lambda one: one.stock_out_by),
        cleared_in=chance(lambda one: one.cleared_in),
        cleared_by=chance(lambda one: one.cleared_by),
        binding=tuple(
            (binding, weighted(probabilities, [one.binds(binding) for one in outlooks]))
            for binding in Binding
            if binding in possible
        ),
        **{figure.value: _fan(probabilities, months, figure) for figure in Figure},
    )


def _around(intervals: Sequence[Interval | None]) -> Interval | None:
    """Return an interval that contains all of them; None if one is not known."""
    known = [interval for interval in intervals if interval is not None]
    if len(known) < len(intervals):
        return None
    return Interval(min(one.low for one in known), max(one.high for one in known))


def _fan(probabilities: Sequence[Fraction], months: Sequence[BranchMonth], figure: Figure) -> Fan:
    fans: list[Fan] = [getattr(month.outlook, figure.value) for month in months]
    functions = [[end.upto(figure) for end in month.ends] for month in months]
    most, least = (_mixture(probabilities, functions, lattice) for lattice in (max, min))
    quantiles = []
    for share, *ends in zip(fans[0].shares, *(fan.quantiles for fan in fans), strict=True):
        low = _quantile(most, share, [one.low for one in ends], -ROUNDING)
        high = _quantile(least, share, [one.high for one in ends], ROUNDING)
        quantiles.append(Interval(low, high))
    return Fan(
        mean=weighted(probabilities, [fan.mean for fan in fans]),
        shares=fans[0].shares,
        quantiles=tuple(quantiles),
    )


def _mixture(
    probabilities: Sequence[Fraction],
    functions: Sequence[Sequence[Upto]],
    of_lattices: Callable[[Sequence[Probability]], Probability],
) -> Upto:
    """Return the mixed distribution function, each with the greatest or least of its lattices."""

    def upto(number: int) -> Probability:
        reached: Probability = Fraction(0)
        for probability, lattices in zip(probabilities, functions, strict=True):
            reached += probability * of_lattices([function(number) for function in lattices])
        return reached

    return upto


def _quantile(upto: Upto, share: Fraction, of_branches: Sequence[int], margin: float) -> int:
    """Return the least number that is reached with a probability.

    Args:
        upto: the mixed distribution function.
        share: the probability.
        of_branches: the quantiles of the branches: that of the mixture is among them or between.
        margin: added to the probability if the distribution function is rounded.
    """
    low, high = min(of_branches), max(of_branches)
    while low < high:
        middle = (low + high) // 2
        reached = upto(middle)
        wanted = share + (0 if isinstance(reached, Fraction) else Fraction(margin))
        if reached >= wanted:
            high = middle
        else:
            low = middle + 1
    return low
