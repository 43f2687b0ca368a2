"""Scores of forecasts against outcomes.

Sources: T. Gneiting and A. E. Raftery, "Strictly Proper Scoring Rules, Prediction, and
Estimation", Journal of the American Statistical Association 102, 2007; R. J. Hyndman and A. B.
Koehler, "Another Look at Measures of Forecast Accuracy", International Journal of Forecasting 22,
2006; E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal
of the American Statistical Association 22, 1927.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil.demand._history import DemandHistory
from dukcapil.demand._naive import seasonal_error
from dukcapil.distributions import Distribution
from dukcapil.distributions._families import check_distribution, condensed
from dukcapil.errors import Fault

__all__ = ["crps", "mase", "pinball_loss", "wilson_interval"]


def crps(distribution: Distribution, observed_cards: int) -> Fraction | float:
    """Compute the continuous ranked probability score of a distribution.

    The sum over all amounts k of (P(X ≤ k) - [k ≥ y])² for the outcome y, in cards; less is better.
    The absolute error of a degenerate distribution. Strictly proper: the true distribution has the
    least expected score.

    Args:
        distribution: the forecast.
        observed_cards: the outcome.

    Returns:
        The score; a `Fraction` if the distribution is exact.

    Raises:
        TypeError: for something that is not a distribution, or cards that are not `int`.
        InvalidRecord: for negative cards.

    Examples:
        >>> from dukcapil.distributions import Uniform
        >>> from dukcapil.demand import crps
        >>> crps(Uniform(1, 2), 2)
        Fraction(1, 4)
    """
    check_distribution("crps", "distribution", distribution)
    check_count("crps", "observed_cards", observed_cards)
    whole = condensed(distribution)
    support = [(at, mass) for at, mass in whole.by_position() if mass]
    # Outside the support the two distribution functions differ by 1 for each card.
    outside = max(0, whole.low - observed_cards, observed_cards - whole.high)
    reached = 0 * whole.total
    squares: list[float] = []
    for (at, mass), (following, _) in pairwise(support):
        reached += mass
        below = min(max(observed_cards - at, 0), following - at)
        squares.append(below * reached**2 + (following - at - below) * (whole.total - reached) ** 2)
    square = sum(squares) if whole.is_exact else math.fsum(squares)
    return outside + whole.ratio(square) / whole.total


def pinball_loss(
    quantile_cards: int, observed_cards: int, *, share: Fraction | float
) -> Fraction | float:
    """Compute the pinball loss of a quantile: its error, weighted by the side.

    A 95 % quantile that is one card too low costs 0.95, one too high 0.05 (Gneiting and Raftery).

    Args:
        quantile_cards: the forecast of the quantile.
        observed_cards: the outcome.
        share: the probability of the quantile, above 0 and below 1.

    Returns:
        The loss in cards; a `Fraction` if `share` is one.

    Raises:
        TypeError: for cards that are not `int`.
        InvalidRecord: for negative cards, or a share out of bounds.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil.demand import pinball_loss
        >>> pinball_loss(100, 110, share=Fraction(9, 10))
        Fraction(9, 1)
    """
    check_count("pinball_loss", "quantile_cards", quantile_cards)
    check_count("pinball_loss", "observed_cards", observed_cards)
    if not 0 < share < 1:
        raise_faults("pinball_loss", [("share", Fault.OUT_OF_BOUNDS)])
    error = observed_cards - quantile_cards
    return share * error if error > 0 else (share - 1) * error


def mase(
    forecast_cards: Sequence[int | Fraction | float],
    observed_cards: Sequence[int],
    *,
    history: DemandHistory,
) -> Fraction | float | None:
    """Compute the mean absolute scaled error; below 1 is better than the seasonal naive was.

    The mean absolute error over that of the seasonal naive forecast within the history (Hyndman
    and Koehler), from pairs of months a year apart that were both wholly in stock.

    Args:
        forecast_cards: one amount for each month; one or more.
        observed_cards: the outcomes of those months.
        history: the months known when the forecast was made.

    Returns:
        The ratio; None if the history has no such pair, or never differed from the year before.

    Raises:
        TypeError: for something that is not a history.
        InvalidRecord: for no amounts, or not one for each month.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, mase
        >>> history = DemandHistory(start=Month(2019, 1), cards=[100] * 12 + [110] * 12)
        >>> mase([105, 105], [107, 102], history=history)
        Fraction(1, 4)
    """
    check_type("mase", "history", history, DemandHistory)
    if not forecast_cards or len(forecast_cards) != len(observed_cards):
        raise_faults("mase", [("forecast_cards", Fault.MONTHS)])
    scale = seasonal_error(history)
    if not scale:
        return None
    pairs = zip(observed_cards, forecast_cards, strict=True)
    error: Fraction | float = sum((abs(seen - said) for seen, said in pairs), Fraction(0))
    return error / (scale * len(forecast_cards))


def wilson_interval(
    hits: int, trials: int, *, confidence: Fraction | float = 0.95
) -> tuple[float, float]:
    """Compute Wilson's score interval of a binomial proportion.

    Args:
        hits: the number of successes; 0 to `trials`.
        trials: the number of independent trials; 1 or more.
        confidence: the confidence level, above 0 and below 1.

    Returns:
        The lower and the upper end.

    Raises:
        TypeError: for numbers that are not `int`.
        InvalidRecord: for numbers out of bounds.

    Examples:
        >>> from dukcapil.demand import wilson_interval
        >>> low, high = wilson_interval(81, 263)
        >>> round(low, 4), round(high, 4)
        (0.2553, 0.3662)
    """
    check_count("wilson_interval", "hits", hits)
    check_count("wilson_interval", "trials", trials)
    if not 0 < confidence < 1:
        raise_faults("wilson_interval", [("confidence", Fault.OUT_OF_BOUNDS)])
    if not trials:
        raise_faults("wilson_interval", [("trials", Fault.OUT_OF_BOUNDS)])
    if hits > trials:
        raise_faults("wilson_interval", [("hits", Fault.CONTRADICTION, "trials")])
    z = NormalDist().inv_cdf((1 + float(confidence)) / 2)
    center = (hits + z * z / 2) / (trials + z * z)
    spread = hits * (trials - hits) / trials + z * z / 4
    half = z * math.sqrt(spread) / (trials + z * z)
    return center - half if hits else 0.0, center + half if hits < trials else 1.0
