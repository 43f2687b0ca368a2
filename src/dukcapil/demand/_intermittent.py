"""Intermittent demand of small service points: Croston's method and its successors.

Sources: J. D. Croston, "Forecasting and Stock Control for Intermittent Demands", Operational
Research Quarterly 23, 1972; A. A. Syntetos and J. E. Boylan, "The Accuracy of Intermittent Demand
Estimates", International Journal of Forecasting 21, 2005; R. H. Teunter, A. A. Syntetos and M. Z.
Babai, "Intermittent Demand: Linking Forecasting to Inventory Obsolescence", European Journal of
Operational Research 214, 2011. Kinds of demand: A. A. Syntetos, J. E. Boylan and J. D. Croston, "On
the Categorization of Demand Patterns", Journal of the Operational Research Society 56, 2005.
"""

from fractions import Fraction
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.demand._history import DemandHistory
from dukcapil.distributions import Distribution, Empirical, Mixture, Pmf
from dukcapil.errors import Fault

__all__ = ["DemandPattern", "Intermittent", "IntermittentDemand", "intermittent_demand"]


@final
class Intermittent(Worded):
    """Methods of estimating intermittent demand, zero in most months.

    Attributes:
        CROSTON: size over interval, each smoothed exponentially at every demand. Biased upwards.
        SBA: Croston's estimate times 1 - beta/2, which removes most of the bias (Syntetos-Boylan
            approximation).
        TSB: size times the probability of a demand, which is smoothed every month, so that the
            estimate falls while there is none (Teunter, Syntetos and Babai).
    """

    CROSTON = "Croston"
    SBA = "SBA"
    TSB = "TSB"


@final
class DemandPattern(Worded):
    """Kinds of demand by its intervals and sizes.

    The mean interval is the months over the months with a demand; the variation of sizes is their
    squared coefficient of variation.

    Attributes:
        SMOOTH: intervals below 1.32 months, and variation below 0.49: Croston's estimate is the
            more accurate one, as its bias is small there.
        ERRATIC: intervals below 1.32 months, and variation of 0.49 or more.
        INTERMITTENT: intervals of 1.32 months or more, and variation below 0.49.
        LUMPY: intervals of 1.32 months or more, and variation of 0.49 or more.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, intermittent_demand
        >>> every_month = DemandHistory(start=Month(2020, 1), cards=[100] * 12)
        >>> estimate = intermittent_demand(every_month)
        >>> print(estimate, estimate.pattern.value)
        100.00 cards a month (Croston) smooth
    """

    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"


_LONG_INTERVAL: Final = Fraction(132, 100)
_WIDE_VARIATION: Final = Fraction(49, 100)


def _pattern(history: DemandHistory) -> DemandPattern:
    """Return the kind of a demand; without any it is intermittent."""
    months = [cards / share for cards, share in _stocked_months(history)]
    sizes = [cards for cards in months if cards]
    if not sizes:
        return DemandPattern.INTERMITTENT
    mean = sum(sizes) / len(sizes)
    variation = sum((size - mean) ** 2 for size in sizes) / len(sizes) / mean**2
    is_rare = Fraction(len(months), len(sizes)) >= _LONG_INTERVAL
    if variation < _WIDE_VARIATION:
        return DemandPattern.INTERMITTENT if is_rare else DemandPattern.SMOOTH
    return DemandPattern.LUMPY if is_rare else DemandPattern.ERRATIC


@final
@attrs.frozen(kw_only=True)
class IntermittentDemand(Value):
    """An estimate of intermittent demand.

    Attributes:
        history: the history of the estimate.
        method: the method.
        alpha: the smoothing constant of the size; above 0, at most 1.
        beta: the smoothing constant of the interval or probability; above 0, at most 1.
        size_cards: the smoothed size of a demand; None without a demand.
        chance: the reciprocal of the smoothed interval, or the smoothed probability of a month
            with a demand; None without a demand.
    """

    history: DemandHistory
    method: Intermittent
    alpha: Fraction
    beta: Fraction
    size_cards: Fraction | None
    chance: Fraction | None

    def __attrs_post_init__(self) -> None:
        check_type(self, "history", self.history, DemandHistory)
        check_type(self, "method", self.method, Intermittent)
        _check_smoothing(type(self).__name__, self.alpha, self.beta)

    @property
    def pattern(self) -> DemandPattern:
        """The kind of demand of the history."""
        return _pattern(self.history)

    @property
    def monthly_cards(self) -> Fraction:
        """The estimated cards a month; 0 without a demand."""
        if self.size_cards is None or self.chance is None:
            return Fraction(0)
        cards = self.size_cards * self.chance
        return cards * (1 - self.beta / 2) if self.method is Intermittent.SBA else cards

    @property
    def distribution(self) -> Distribution:
        """The distribution of a future month, with the estimate as its mean.

        A month has no demand, or one of the past demands with equal probability; the methods
        themselves imply no distribution. If the estimate exceeds the mean of past demands, the
        distribution is that of past demands.
        """
        # Scaled to whole months in stock, and rounded: cards are whole.
        demands = [round(cards / share) for cards, share in _stocked_months(self.history) if cards]
        if not demands:
            return Pmf({0: 1})
        sizes = Empirical(demands)
        chance = self.monthly_cards / sizes.mean
        return sizes if chance >= 1 else Mixture([(chance, sizes), (1 - chance, Pmf({0: 1}))])

    def __str__(self) -> str:
        """The estimate and its method in one line."""
        return f"{float(self.monthly_cards):,.2f} cards a month ({self.method.value})"


_TENTH: Final = Fraction(1, 10)


def intermittent_demand(
    history: DemandHistory,
    *,
    method: Intermittent | None = None,
    alpha: Fraction = _TENTH,
    beta: Fraction | None = None,
) -> IntermittentDemand:
    """Estimate intermittent demand, in exact arithmetic.

    Smoothing starts at the first demand, with its size and the months until it. With size z,
    interval p, and q months since the last demand, a demand y updates them to z + alpha·(y - z) and
    p + beta·(q - p). TSB keeps a probability instead, which starts at the reciprocal of those
    months and moves towards 1 or 0 by beta each month. Other software starts it at the share of
    months with a demand, or at 1 or 0 by the first month: estimates of the same history differ by
    what is left of that, a part (1 - beta) to the power of the months, which is 28 % of the
    difference after a year with beta = 1/10.

    Months wholly out of stock are skipped; in months partly out of stock the cards are divided by
    the share of days in stock.

    Args:
        history: the history.
        method: the method; None to choose by the `DemandPattern`: Croston's where it is smooth,
            since SBA would take half of beta from it without need, and else SBA.
        alpha: the smoothing constant of the size; above 0, at most 1.
        beta: the smoothing constant of the interval or probability; `alpha` by default.

    Returns:
        The estimate, with a distribution of a future month.

    Raises:
        TypeError: for something that is not a history or a method, or smoothing that is not a
            `Fraction`.
        InvalidRecord: for smoothing out of bounds.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, intermittent_demand
        >>> history = DemandHistory(start=Month(2020, 1), cards=[0, 3, 0, 0, 6, 0])
        >>> print(intermittent_demand(history, alpha=Fraction(1, 2)))
        1.35 cards a month (SBA)
    """
    check_type("intermittent_demand", "history", history, DemandHistory)
    if method is None:
        is_smooth = _pattern(history) is DemandPattern.SMOOTH
        method = Intermittent.CROSTON if is_smooth else Intermittent.SBA
    check_type("intermittent_demand", "method", method, Intermittent)
    beta = alpha if beta is None else beta
    _check_smoothing("intermittent_demand", alpha, beta)
    smooth = _by_month if method is Intermittent.TSB else _by_interval
    size, chance = smooth([c / share for c, share in _stocked_months(history)], alpha, beta)
    return IntermittentDemand(
        history=history, method=method, alpha=alpha, beta=beta, size_cards=size, chance=chance
    )


def _check_smoothing(owner: str, alpha: Fraction, beta: Fraction) -> None:
    for field, share in (("alpha", alpha), ("beta", beta)):
        check_type(owner, field, share, Fraction, "; use Fraction(1, 10)")
        if not 0 < share <= 1:
            raise_faults(owner, [(field, Fault.OUT_OF_BOUNDS)])


def _stocked_months(history: DemandHistory) -> list[tuple[int, Fraction]]:
    """Return the cards and the share of days in stock of each month with a day in stock."""
    return [
        (cards, share)
        for cards, share in zip(history.cards, history.stocked_shares, strict=True)
        if share
    ]


_Smoothed = tuple[Fraction | None, Fraction | None]
"""The size of a demand, and the chance of one in a month."""


def _by_interval(demands: list[Fraction], alpha: Fraction, beta: Fraction) -> _Smoothed:
    """Smooth size and interval at each demand (Croston)."""
    size = interval = None
    waited = 0
    for demand in demands:
        waited += 1
        if demand:
            size = _moved(size, demand, alpha)
            interval = _moved(interval, Fraction(waited), beta)
            waited = 0
    return size, None if interval is None else 1 / interval


def _by_month(demands: list[Fraction], alpha: Fraction, beta: Fraction) -> _Smoothed:
    """Smooth size at each demand and probability every month (TSB)."""
    size = chance = None
    for waited, demand in enumerate(demands, start=1):
        if demand:
            chance = Fraction(1, waited) if size is None else _moved(chance, Fraction(1), beta)
            size = _moved(size, demand, alpha)
        elif chance is not None:
            chance -= beta * chance
    return size, chance


def _moved(smoothed: Fraction | None, newest: Fraction, share: Fraction) -> Fraction:
    return newest if smoothed is None else smoothed + share * (newest - smoothed)
