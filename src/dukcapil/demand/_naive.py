"""The seasonal naive forecast, its errors within a history, and the scale that they give.

R. J. Hyndman and A. B. Koehler, "Another Look at Measures of Forecast Accuracy", International
Journal of Forecasting 22, 2006.
"""

from __future__ import annotations

from fractions import Fraction

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil.demand._history import DemandHistory
from dukcapil.distributions import Distribution, Empirical
from dukcapil.errors import Fault

__all__ = ["seasonal_error", "seasonal_naive", "yearly_changes"]


def seasonal_naive(history: DemandHistory, months: int) -> tuple[Distribution, ...]:
    """Forecast each month by the same month of the year before: the benchmark of every method.

    The distribution of a month is empirical: the amount of that month a year before, and this
    amount with every yearly change of the history added and subtracted, not below 0. Only months
    wholly in stock count: without last March, the March before; without any March, the last month.

    Args:
        history: a history with at least one month wholly in stock.
        months: the number of months after the history.

    Returns:
        One distribution for each month.

    Raises:
        TypeError: for something that is not a history, or months that are not `int`.
        InvalidRecord: for a history without a month wholly in stock, or negative months.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, seasonal_naive
        >>> history = DemandHistory(start=Month(2019, 1), cards=[90] * 12 + [100] * 12)
        >>> distribution = seasonal_naive(history, 1)[0]
        >>> distribution.low, distribution.quantile(0.5), distribution.high
        (90, 100, 110)
    """
    check_type("seasonal_naive", "history", history, DemandHistory)
    check_count("seasonal_naive", "months", months)
    known = {
        index: cards
        for index, cards in enumerate(history.cards)
        if not history.out_of_stock_days[index]
    }
    if not known:
        raise_faults("seasonal_naive", [("history", Fault.MISSING)])
    changes = yearly_changes(history)
    distributions = []
    for ahead in range(len(history), len(history) + months):
        alike = [index for index in known if (ahead - index) % 12 == 0]
        amount = known[max(alike or known)]
        moved = [max(0, amount + sign * change) for change in changes for sign in (-1, 1)]
        distributions.append(Empirical([amount, *moved]))
    return tuple(distributions)


def seasonal_error(history: DemandHistory) -> Fraction | None:
    """Return the mean absolute yearly change; None without a pair of months a year apart."""
    changes = yearly_changes(history)
    return Fraction(sum(map(abs, changes)), len(changes)) if changes else None


def yearly_changes(history: DemandHistory) -> list[int]:
    """Return the change from each month to that of the next year, if both were wholly in stock."""
    cards, away = history.cards, history.out_of_stock_days
    return [
        cards[index] - cards[index - 12]
        for index in range(12, len(cards))
        if not away[index] and not away[index - 12]
    ]
