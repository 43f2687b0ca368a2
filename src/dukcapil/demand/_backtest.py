"""Forecasts of the past, made with what was known then, against what came.

Rolling origin: L. J. Tashman, "Out-of-sample Tests of Forecasting Accuracy", International Journal
of Forecasting 16, 2000.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.demand._history import DemandHistory
from dukcapil.demand._intermittent import Intermittent, intermittent_demand
from dukcapil.demand._scores import (
    crps,
    pinball_loss,
    seasonal_error,
    wilson_interval,
    yearly_changes,
)
from dukcapil.demand._seasonal import seasonal_level
from dukcapil.distributions import Distribution, Empirical
from dukcapil.distributions._families import check_distribution
from dukcapil.errors import Fault

__all__ = ["METHODS", "Backtest", "ForecastMethod", "MethodScore", "backtest", "seasonal_naive"]

ForecastMethod = Callable[[DemandHistory, int], Sequence[Distribution]]
"""From a history and a number of months, the distributions of the months after it."""

_NAIVE: Final = "seasonal naive"


def seasonal_naive(history: DemandHistory, months: int) -> tuple[Distribution, ...]:
    """Next March as last March: what every other method has to beat.

    The distribution of a month is the amount of that month a year before, and that amount with every yearly
    change of the past, up and down, none below 0. Only months that were wholly in stock are looked
    at: if last March was not, the March before, and if none was, the last month that was.

    Args:
        history: one month or more that was wholly in stock.
        months: how many months after the history.

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


def _seasonal_level(history: DemandHistory, months: int) -> Sequence[Distribution]:
    return seasonal_level(history).distributions(months)


def _intermittent(method: Intermittent) -> ForecastMethod:
    def distributions(history: DemandHistory, months: int) -> Sequence[Distribution]:
        return (intermittent_demand(history, method=method).distribution,) * months

    return distributions


METHODS: Final[Mapping[str, ForecastMethod]] = MappingProxyType(
    {
        "seasonal level": _seasonal_level,
        **{method.value: _intermittent(method) for method in Intermittent},
    }
)
"""The methods of this library by name, with their default settings."""


@final
@attrs.frozen(kw_only=True)
class MethodScore(Value):
    """How good the forecasts of one method were, on average over all that were made.

    Attributes:
        method: its name.
        crps: the continuous ranked probability score, in cards; less is better.
        pinball_loss: the loss of the upper end of the interval, in cards; less is better.
        mase: the absolute error of the median over that of last year's month within what was
            known; None if that could never be told.
        inside: how often the interval held what came.
        forecasts: how many forecasts were made.
    """

    method: str
    crps: float
    pinball_loss: float
    mase: float | None
    inside: int
    forecasts: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "method", self.method, str)
        check_count(self, "inside", self.inside)
        check_count(self, "forecasts", self.forecasts)

    @property
    def covered_share(self) -> Fraction:
        """How often the interval held what came, as a share of the forecasts."""
        return Fraction(self.inside, self.forecasts)

    @property
    def covered_between(self) -> tuple[float, float]:
        """Where that share may lie in truth: Wilson's interval with 95 %.

        Forecasts of one month from several origins are not independent, so it is rather wider.
        """
        return wilson_interval(self.inside, self.forecasts)


@final
@attrs.frozen(kw_only=True)
class Backtest(Tabular, Value):
    """Methods side by side, the seasonal naive first.

    Attributes:
        history: what was forecast.
        first: how many months were known to the first forecast.
        horizon: how many months ahead each forecast looked.
        interval: the probability of the intervals.
        scores: one for each method; the first is the seasonal naive.
    """

    history: DemandHistory
    first: int
    horizon: int
    interval: Fraction
    scores: tuple[MethodScore, ...]

    def __attrs_post_init__(self) -> None:
        check_type(self, "history", self.history, DemandHistory)
        check_type(self, "interval", self.interval, Fraction)
        check_items(self, "scores", self.scores, MethodScore)
        if not self.scores:
            raise_faults("Backtest", [("scores", Fault.MISSING)])

    @property
    def verdicts(self) -> tuple[str, ...]:
        """For each method in plain words whether it beats the seasonal naive, by its CRPS."""
        return tuple(
            f"{score.method} {'beats' if self._beats(score) else 'does not beat'} the {_NAIVE}"
            for score in self.scores[1:]
        )

    @property
    def beat_the_naive(self) -> tuple[str, ...]:
        """The methods that do, the best first."""
        better = [score for score in self.scores[1:] if self._beats(score)]
        return tuple(score.method for score in sorted(better, key=lambda score: score.crps))

    def _beats(self, score: MethodScore) -> bool:
        return score.crps < self.scores[0].crps

    def to_dicts(self) -> list[dict[str, object]]:
        """One dictionary a method, for a data frame."""
        return [
            {
                "method": score.method,
                "crps": score.crps,
                "pinball_loss": score.pinball_loss,
                "mase": score.mase,
                "inside": score.inside,
                "forecasts": score.forecasts,
                "beats_naive": self._beats(score),
            }
            for score in self.scores
        ]

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        headings = ("method", "CRPS", "pinball", "MASE", "inside", "(95 %)", "beats the naive")
        return headings, [self._groups(score) for score in self.scores]

    def _groups(self, score: MethodScore) -> tuple[str, ...]:
        low, high = score.covered_between
        is_naive = score is self.scores[0]
        return (
            score.method,
            f"{score.crps:,.2f}",
            f"{score.pinball_loss:,.2f}",
            "" if score.mase is None else f"{score.mase:.2f}",
            f"{score.inside} of {score.forecasts}",
            f"{low:.0%} to {high:.0%}",
            "" if is_naive else "yes" if self._beats(score) else "no",
        )


def backtest(
    history: DemandHistory,
    methods: Mapping[str, ForecastMethod] = METHODS,
    *,
    first: int = 24,
    horizon: int = 1,
    interval: Fraction = Fraction(9, 10),
) -> Backtest:
    """Forecast the past with what was known then, again and again, and score what was said.

    Only months that were wholly in stock are scored: of the others nobody knows the demand.

    Args:
        history: the months; more than `first`.
        methods: by name; the seasonal naive is always among them.
        first: how many months the first forecast knows; 1 or more, and enough for the methods.
        horizon: how many months ahead each forecast looks; 1 or more.
        interval: the probability of the central intervals, above 0 and below 1.

    Returns:
        The scores of each method, and whether it beats the seasonal naive.

    Raises:
        TypeError: for arguments of another type, or a method that gives something else than distributions.
        InvalidRecord: for numbers out of bounds, no month to score, or a method that does not give
            one distribution for each month.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, backtest
        >>> year = [60, 52, 61, 58, 49, 93, 88, 63, 57, 55, 62, 54]
        >>> cards = [n + index * 7 % 11 for index, n in enumerate(year * 3)]
        >>> result = backtest(DemandHistory(start=Month(2018, 1), cards=cards))
        >>> result.beat_the_naive
        ('seasonal level',)
        >>> print(result.verdicts[1])
        Croston does not beat the seasonal naive
    """
    check_type("backtest", "history", history, DemandHistory)
    for field, number in (("first", first), ("horizon", horizon)):
        check_count("backtest", field, number)
        if not number:
            raise_faults("backtest", [(field, Fault.OUT_OF_BOUNDS)])
    check_type("backtest", "interval", interval, Fraction, "; use Fraction(9, 10)")
    if not 0 < interval < 1:
        raise_faults("backtest", [("interval", Fault.OUT_OF_BOUNDS)])
    named = {_NAIVE: seasonal_naive, **methods}
    forecasts: dict[str, list[_Forecast]] = {name: [] for name in named}
    for origin in range(first, len(history)):
        known, months = history.first(origin), min(horizon, len(history) - origin)
        scale = seasonal_error(known)
        for name, method in named.items():
            for at, distribution in enumerate(_distributions(method, known, months), start=origin):
                if not history.out_of_stock_days[at]:
                    forecasts[name].append(
                        _scored(distribution, history.cards[at], scale, interval)
                    )
    if not forecasts[_NAIVE]:
        raise_faults("backtest", [("history", Fault.MISSING)])
    return Backtest(
        history=history,
        first=first,
        horizon=horizon,
        interval=interval,
        scores=tuple(_score(name, made) for name, made in forecasts.items()),
    )


def _distributions(
    method: ForecastMethod, known: DemandHistory, months: int
) -> Sequence[Distribution]:
    distributions = method(known, months)
    if len(distributions) != months:
        raise_faults("backtest", [("methods", Fault.MONTHS)])
    for distribution in distributions:
        check_distribution("backtest", "methods", distribution)
    return distributions


class _Forecast(NamedTuple):
    """The scores of one distribution of one month."""

    crps: float
    pinball_loss: float
    scaled_error: float | None
    is_inside: bool


def _scored(
    distribution: Distribution, came: int, scale: Fraction | None, interval: Fraction
) -> _Forecast:
    upper = (1 + interval) / 2
    high = distribution.quantile(upper)
    return _Forecast(
        crps=float(crps(distribution, came)),
        pinball_loss=float(pinball_loss(high, came, share=upper)),
        scaled_error=float(abs(came - distribution.quantile(Fraction(1, 2))) / scale)
        if scale
        else None,
        is_inside=distribution.quantile(1 - upper) <= came <= high,
    )


def _score(method: str, made: Sequence[_Forecast]) -> MethodScore:
    scaled = [of.scaled_error for of in made if of.scaled_error is not None]
    return MethodScore(
        method=method,
        crps=_mean([of.crps for of in made]),
        pinball_loss=_mean([of.pinball_loss for of in made]),
        mase=_mean(scaled) if scaled else None,
        inside=sum(of.is_inside for of in made),
        forecasts=len(made),
    )


def _mean(amounts: Sequence[float]) -> float:
    return math.fsum(amounts) / len(amounts)
