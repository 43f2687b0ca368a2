"""Back-tests: forecasts of past months from the months before them, scored against the outcome.

Rolling origin: L. J. Tashman, "Out-of-sample Tests of Forecasting Accuracy", International Journal
of Forecasting 16, 2000. Whether one method is better: F. X. Diebold and R. S. Mariano, "Comparing
Predictive Accuracy", Journal of Business and Economic Statistics 13, 1995.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from operator import mul
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

__all__ = ["Backtest", "MethodScore", "Scored", "backtest", "backtest_of", "difference", "scored"]

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
        crps_less_naive: the CRPS less that of the seasonal naive for the same months; below 0 is
            better.
        crps_less_naive_error: the standard error of that difference, with the dependence of
            forecasts from neighbouring origins; None from a single origin.
    """

    method: str
    crps: float
    pinball_loss: float
    mase: float | None
    inside: int
    forecasts: int
    crps_less_naive: float
    crps_less_naive_error: float | None

    def __attrs_post_init__(self) -> None:
        check_type(self, "method", self.method, str)
        check_count(self, "inside", self.inside)
        check_count(self, "forecasts", self.forecasts)

    @property
    def beats_naive(self) -> bool:
        """True if the CRPS is below that of the seasonal naive by two standard errors or more."""
        error = self.crps_less_naive_error
        return error is not None and self.crps_less_naive < 0 and -self.crps_less_naive >= 2 * error

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


class Scored(NamedTuple):
    """The scores of the distribution of one month."""

    crps: float
    pinball_loss: float
    scaled_error: float | None
    is_inside: bool
    origin: int


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
        """A sentence for each method on whether it beats the seasonal naive.

        It beats it if its CRPS is lower by two standard errors or more, and is not shown to beat
        it if it is lower by less.
        """
        return tuple(f"{score.method} {_verdict(score)} the {_NAIVE}" for score in self.scores[1:])

    @property
    def beat_the_naive(self) -> tuple[str, ...]:
        """The methods that beat the seasonal naive by two standard errors, the best first."""
        better = [score for score in self.scores[1:] if score.beats_naive]
        return tuple(score.method for score in sorted(better, key=lambda score: score.crps))

    def _content(self) -> Content:
        columns = (
            Column("method"),
            Column("crps", Kind.NUMBER),
            Column("crps_less_naive", Kind.NUMBER, is_detail=True),
            Column("crps_less_naive_error", Kind.NUMBER, is_detail=True),
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
            score.crps_less_naive,
            score.crps_less_naive_error,
            score.pinball_loss,
            score.mase,
            score.inside,
            score.forecasts,
            100 * low,
            100 * high,
            None if score is self.scores[0] else score.beats_naive,
        )


def _verdict(score: MethodScore) -> str:
    if score.beats_naive:
        return "beats"
    return "is not shown to beat" if score.crps_less_naive < 0 else "does not beat"


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
        >>> for verdict in result.verdicts[:2]:
        ...     print(verdict)
        trend and season does not beat the seasonal naive
        seasonal level is not shown to beat the seasonal naive
    """
    check_type("backtest", "history", history, DemandHistory)
    for field, number in (("first", first), ("horizon", horizon)):
        check_count("backtest", field, number)
        if not number:
            raise_faults("backtest", [(field, Fault.OUT_OF_BOUNDS)])
    check_type("backtest", "interval", interval, Fraction, "; use Fraction(9, 10)")
    if not 0 < interval < 1:
        raise_faults("backtest", [("interval", Fault.OUT_OF_BOUNDS)])
    forecasts = scored(history, {_NAIVE: seasonal_naive, **methods}, first, horizon, interval)
    if not forecasts[_NAIVE]:
        raise_faults("backtest", [("history", Fault.MISSING)])
    return backtest_of(history, forecasts, first=first, horizon=horizon, interval=interval)


def scored(
    history: DemandHistory,
    methods: Mapping[str, ForecastMethod],
    first: int,
    horizon: int,
    interval: Fraction,
) -> dict[str, list[Scored]]:
    """Return the scores of all forecasts of each method, in one order; none without a month."""
    forecasts: dict[str, list[Scored]] = {name: [] for name in methods}
    for origin in range(first, len(history)):
        known, months = history.first(origin), min(horizon, len(history) - origin)
        scale = seasonal_error(known)  # from the months known at the time, as all of a score
        for name, method in methods.items():
            for at, distribution in enumerate(_distributions(method, known, months), start=origin):
                if not history.out_of_stock_days[at]:
                    forecasts[name].append(
                        _scored(distribution, history.cards[at], scale, interval, origin)
                    )
    return forecasts


def backtest_of(
    history: DemandHistory,
    forecasts: Mapping[str, Sequence[Scored]],
    *,
    first: int,
    horizon: int,
    interval: Fraction,
) -> Backtest:
    """Return the back-test of scored forecasts, the seasonal naive first."""
    return Backtest(
        history=history,
        first=first,
        horizon=horizon,
        interval=interval,
        scores=tuple(
            _score(name, made, forecasts[_NAIVE], horizon) for name, made in forecasts.items()
        ),
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


def _scored(
    distribution: Distribution,
    came: int,
    scale: Fraction | None,
    interval: Fraction,
    origin: int,
) -> Scored:
    upper = (1 + interval) / 2  # central: half of the rest lies above
    high = distribution.quantile(upper)
    return Scored(
        crps=float(crps(distribution, came)),
        pinball_loss=float(pinball_loss(high, came, share=upper)),
        scaled_error=float(abs(came - distribution.quantile(Fraction(1, 2))) / scale)
        if scale
        else None,
        is_inside=distribution.quantile(1 - upper) <= came <= high,
        origin=origin,
    )


def _score(
    method: str, made: Sequence[Scored], naive: Sequence[Scored], horizon: int
) -> MethodScore:
    less, error = difference(made, naive, horizon)
    scaled = [of.scaled_error for of in made if of.scaled_error is not None]
    return MethodScore(
        method=method,
        crps=_mean([of.crps for of in made]),
        pinball_loss=_mean([of.pinball_loss for of in made]),
        mase=_mean(scaled) if scaled else None,
        inside=sum(of.is_inside for of in made),
        forecasts=len(made),
        crps_less_naive=less,
        crps_less_naive_error=error,
    )


def difference(
    made: Sequence[Scored], other: Sequence[Scored], horizon: int
) -> tuple[float, float | None]:
    """Return the mean difference of the CRPS of two methods, and its standard error."""
    differences = [of.crps - than.crps for of, than in zip(made, other, strict=True)]
    by_origin: dict[int, list[float]] = {}
    for of, less in zip(made, differences, strict=True):
        by_origin.setdefault(of.origin, []).append(less)
    error = _error_of_mean([_mean(of) for of in by_origin.values()], horizon)
    return _mean(differences), error


def _error_of_mean(values: Sequence[float], horizon: int) -> float | None:
    """Return the standard error of the mean of a series that depends on itself over the horizon.

    With Bartlett's weights, so that the variance is never negative (W. K. Newey and K. D. West, "A
    Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation Consistent Covariance
    Matrix", Econometrica 55, 1987).
    """
    number = len(values)
    if number < 2:
        return None
    mean = _mean(values)
    away = [value - mean for value in values]
    variance = math.fsum(value * value for value in away)
    for lag in range(1, min(horizon, number)):
        together = math.fsum(map(mul, away, away[lag:]))
        variance += 2 * (1 - lag / horizon) * together
    return math.sqrt(max(0.0, variance) / number / (number - 1))


def _mean(amounts: Sequence[float]) -> float:
    return math.fsum(amounts) / len(amounts)
