"""Back-tests: forecasts of past months from the months before them, scored against the outcome.

Rolling origin: L. J. Tashman, "Out-of-sample Tests of Forecasting Accuracy", International Journal
of Forecasting 16, 2000.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.demand._history import DemandHistory
from dukcapil.demand._methods import METHODS, ForecastMethod
from dukcapil.demand._naive import seasonal_error, seasonal_naive
from dukcapil.demand._scores import crps, pinball_loss, wilson_interval
from dukcapil.distributions import Distribution
from dukcapil.distributions._families import check_distribution
from dukcapil.errors import Fault

__all__ = ["Backtest", "MethodScore", "backtest"]

_NAIVE: Final = "seasonal naive"


@final
@attrs.frozen(kw_only=True)
class MethodScore(Value):
    """The mean scores of the forecasts of one method.

    Attributes:
        method: the name of the method.
        crps: the continuous ranked probability score in cards; less is better.
        pinball_loss: the pinball loss of the upper end of the interval in cards; less is better.
        mase: the absolute error of the median, scaled by the error of the seasonal naive within
            the months known; None if no scale was known.
        inside: the number of outcomes inside their interval.
        forecasts: the number of forecasts.
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
        """The share of outcomes inside their interval."""
        return Fraction(self.inside, self.forecasts)

    @property
    def covered_between(self) -> tuple[float, float]:
        """Wilson's 95 % interval of that share.

        Forecasts of one month from several origins are dependent, so the true interval is wider.
        """
        return wilson_interval(self.inside, self.forecasts)


@final
@attrs.frozen(kw_only=True)
class Backtest(Plotted, Tabular, Value):
    """Scores of methods, the seasonal naive first.

    Attributes:
        history: the history that was forecast.
        first: the months known to the first forecast.
        horizon: the months ahead of each forecast.
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
        """A sentence for each method on whether its CRPS beats the seasonal naive."""
        return tuple(
            f"{score.method} {'beats' if self._beats(score) else 'does not beat'} the {_NAIVE}"
            for score in self.scores[1:]
        )

    @property
    def beat_the_naive(self) -> tuple[str, ...]:
        """The methods with a lower CRPS than the seasonal naive, the best first."""
        better = [score for score in self.scores[1:] if self._beats(score)]
        return tuple(score.method for score in sorted(better, key=lambda score: score.crps))

    def _beats(self, score: MethodScore) -> bool:
        return score.crps < self.scores[0].crps

    def _content(self) -> Content:
        columns = (
            Column("method"),
            Column("crps", Kind.NUMBER),
            Column("pinball_loss", Kind.NUMBER),
            Column("mase", Kind.NUMBER),
            Column("inside", Kind.COUNT),
            Column("forecasts", Kind.COUNT),
            Column("inside_percent_low", Kind.PERCENT, digits=1),
            Column("inside_percent_high", Kind.PERCENT, digits=1),
            Column("beats_naive", Kind.FLAG),
        )
        return columns, [self._cells(score) for score in self.scores]

    def _cells(self, score: MethodScore) -> tuple[object, ...]:
        low, high = score.covered_between
        return (
            score.method,
            score.crps,
            score.pinball_loss,
            score.mase,
            score.inside,
            score.forecasts,
            100 * low,
            100 * high,
            None if score is self.scores[0] else self._beats(score),
        )


def backtest(
    history: DemandHistory,
    methods: Mapping[str, ForecastMethod] = METHODS,
    *,
    first: int = 24,
    horizon: int = 1,
    interval: Fraction = Fraction(9, 10),
) -> Backtest:
    """Score forecasts of past months from the months before them (rolling origin).

    Only months wholly in stock are scored: the demand of the others is unknown.

    Args:
        history: the history; longer than `first`.
        methods: the methods by name; the seasonal naive is always added.
        first: the months known to the first forecast; 1 or more, and enough for the methods.
        horizon: the months ahead of each forecast; 1 or more.
        interval: the probability of the central intervals, above 0 and below 1.

    Returns:
        The scores of each method, and whether it beats the seasonal naive.

    Raises:
        TypeError: for arguments of another type, or a method that returns anything but
            distributions.
        InvalidRecord: for numbers out of bounds, no month to score, or a method that does not
            return one distribution for each month.

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
        scale = seasonal_error(known)  # from the months known at the time, as all of a score
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
    """The scores of the distribution of one month."""

    crps: float
    pinball_loss: float
    scaled_error: float | None
    is_inside: bool


def _scored(
    distribution: Distribution, came: int, scale: Fraction | None, interval: Fraction
) -> _Forecast:
    upper = (1 + interval) / 2  # central: half of the rest lies above
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
