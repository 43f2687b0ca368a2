"""A forecast of demand by the method that the history itself recommends."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, final

import attrs

from dukcapil._shared.checks import (
    as_share,
    as_whole,
    check_count,
    check_type,
    raise_faults,
)
from dukcapil._shared.labels import INDONESIAN_FIGURES, Language
from dukcapil._shared.sentences import Part, Sentence
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.demand._backtest import Backtest, Scored, backtest_of, difference, scored
from dukcapil.demand._history import DemandHistory
from dukcapil.demand._intermittent import DemandPattern, intermittent_demand
from dukcapil.demand._methods import ForecastMethod
from dukcapil.demand._naive import seasonal_naive
from dukcapil.demand._occasions import Occasion
from dukcapil.demand._rates.predictive import Rate, count_of
from dukcapil.demand._seasonal import seasonal_level
from dukcapil.demand._trend import TrendAndSeason
from dukcapil.distributions import Distribution, Empirical
from dukcapil.distributions._families import check_distribution
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["DemandForecast", "forecast_demand"]

_NAIVE: Final = "seasonal naive"
_TREND: Final = "trend and season"
_HORIZON: Final = 3
"""Months ahead of each forecast of the back-test."""
_YEAR: Final = 12
_LEVELS: Final = 200
"""Levels at which the months of a comonotone sum are drawn."""


@final
@attrs.frozen(kw_only=True)
class DemandForecast(Tabular, Value):
    """The distributions of the months after a history and of their sum, and why this method.

    As a table, one row a month with the mean and the ends of the central interval.

    Attributes:
        history: the history.
        method: the name of the method.
        distributions: one for each month.
        total: the distribution of the sum of the months.
        interval: the probability of the intervals of the table.
        backtest: the scores of all methods that were compared; None if the history is too short
            for a comparison.
        reason: the sentence that says why this method.
    """

    history: DemandHistory
    method: str
    distributions: tuple[Distribution, ...]
    total: Distribution
    interval: Fraction
    backtest: Backtest | None
    reason: str

    def __attrs_post_init__(self) -> None:
        check_type(self, "history", self.history, DemandHistory)
        check_type(self, "method", self.method, str)
        check_type(self, "distributions", self.distributions, tuple)
        if not self.distributions:
            raise_faults("DemandForecast", [("distributions", Fault.MONTHS)])
        for distribution in (*self.distributions, self.total):
            check_distribution(self, "distributions", distribution)
        check_type(self, "interval", self.interval, Fraction)
        if self.backtest is not None:
            check_type(self, "backtest", self.backtest, Backtest)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the forecast, in order."""
        start = self.history.start + len(self.history)
        return tuple(start + index for index in range(len(self.distributions)))

    @property
    def means(self) -> tuple[float, ...]:
        """The expected cards of each month."""
        return tuple(float(distribution.mean) for distribution in self.distributions)

    def between(self, distribution: Distribution) -> tuple[int, int]:
        """Return the ends of the central interval of a distribution, such as the total.

        Raises:
            TypeError: for something that is not a distribution.
        """
        check_distribution("between", "distribution", distribution)
        rest = (1 - self.interval) / 2
        return distribution.quantile(rest), distribution.quantile(1 - rest)

    def order_cards(self, *, on_hand_cards: int = 0, confidence: Fraction | float = 0.95) -> int:
        """Return the blanks to order for all months together, beside those on hand.

        The least number that is enough with this probability, if the blanks are there in time.

        Args:
            on_hand_cards: blanks in stock and on the way.
            confidence: the probability, 0 to 1; a `float` stands for its shortest decimal.

        Raises:
            TypeError: for blanks that are not `int`.
            InvalidRecord: for negative blanks, or a probability out of bounds.
        """
        on_hand_cards = as_whole(on_hand_cards)
        check_count("order_cards", "on_hand_cards", on_hand_cards)
        return max(0, self.total.quantile(as_share(confidence)) - on_hand_cards)

    def _content(self) -> Content:
        columns = (
            Column("month"),
            Column("cards_mean", Kind.COUNT),
            Column("cards_low", Kind.COUNT),
            Column("cards_high", Kind.COUNT),
        )
        return columns, [
            (month, round(distribution.mean), *self.between(distribution))
            for month, distribution in zip(self.months, self.distributions, strict=True)
        ]

    def _note(self, language: Language) -> str:
        low, high = self.between(self.total)
        together = Sentence(
            "demand together",
            share=_percent(self.interval),
            mean=round(self.total.mean),
            low=low,
            high=high,
        )
        return " ".join(_told(one, language) for one in (together, self.reason))


def _percent(share: Fraction) -> Decimal | int:
    percent = 100 * share
    return int(percent) if percent.denominator == 1 else Decimal(str(float(percent)))


def _told(sentence: str, language: Language) -> str:
    if language == "id" and isinstance(sentence, Sentence):
        return sentence.in_indonesian(_in_indonesian)
    return sentence


def _in_indonesian(part: Part) -> str:
    if isinstance(part, str):
        return part
    return f"{part:,}".translate(INDONESIAN_FIGURES)


def forecast_demand(
    history: DemandHistory,
    months: int = _YEAR,
    *,
    occasions: Iterable[Occasion] = (),
    interval: Fraction | float = Fraction(9, 10),
) -> DemandForecast:
    """Forecast the months after a history and their sum, by the method that a back-test chooses.

    The method is `trend_and_season`, or for rare demand the method of `intermittent_demand` that
    its pattern asks for, unless another one has a lower CRPS by two standard errors or more in
    a back-test of the last year; with a smaller difference chance would choose. The other methods
    are the seasonal level and the seasonal naive.

    The sum of the months is that of the model of trend and season. For the other methods the
    months are taken to be high or low together (comonotone), which makes the sum the widest.

    Args:
        history: the history.
        months: the months ahead; 1 or more.
        occasions: what moves some months beside trend and season, in the past or to come.
        interval: the probability of the intervals, above 0 and below 1.

    Returns:
        The distributions of the months and of their sum, with the back-test.

    Raises:
        TypeError: for something that is not a history or an occasion.
        InvalidRecord: for fewer than two months with blanks, or numbers out of bounds.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, forecast_demand
        >>> cards = [round(4_000 * 1.01**month) + month * 911 % 317 for month in range(24)]
        >>> ahead = forecast_demand(DemandHistory(start=Month(2023, 1), cards=cards), 2)
        >>> print(str(ahead).partition("By ")[0])
        month    cards, mean  cards, at least  cards, at most
        2025-01        5,038            3,666           6,246
        2025-02        5,227            3,804           6,480
        All months together: 7,479 to 12,708 cards with 90 %, 10,265 on average.
        >>> ahead.method
        'trend and season'
    """
    owner = "forecast_demand"
    check_type(owner, "history", history, DemandHistory)
    check_count(owner, "months", months)
    if not months:
        raise_faults(owner, [("months", Fault.OUT_OF_BOUNDS)])
    interval = as_share(interval)
    check_type(owner, "interval", interval, Fraction, "; use Fraction(9, 10)")
    if not 0 < interval < 1:
        raise_faults(owner, [("interval", Fault.OUT_OF_BOUNDS)])
    model = TrendAndSeason(history=history, occasions=occasions)
    methods = _methods(history, model.occasions)
    usual = next(iter(methods))
    first = max(_YEAR, len(history) - _YEAR)
    forecasts = scored(history, {**methods, _NAIVE: seasonal_naive}, first, _HORIZON, interval)
    method, reason = _chosen(usual, forecasts)
    distributions = tuple({**methods, _NAIVE: seasonal_naive}[method](history, months))
    tested = {name: forecasts[name] for name in (_NAIVE, *methods)}
    return DemandForecast(
        history=history,
        method=method,
        distributions=distributions,
        total=_total(method, model, distributions),
        interval=interval,
        backtest=backtest_of(history, tested, first=first, horizon=_HORIZON, interval=interval)
        if forecasts[usual]
        else None,
        reason=reason,
    )


def _methods(history: DemandHistory, occasions: tuple[Occasion, ...]) -> dict[str, ForecastMethod]:
    """Return the methods to compare, that of the pattern of the demand first."""
    estimate = intermittent_demand(history)

    def with_trend(known: DemandHistory, months: int) -> Sequence[Distribution]:
        return TrendAndSeason(history=known, occasions=occasions).distributions(months)

    def of_level(known: DemandHistory, months: int) -> Sequence[Distribution]:
        level = seasonal_level(known)
        return [count_of([Rate(1.0, mean, 1 / level.size)]) for mean in level.means(months)]

    def rare(known: DemandHistory, months: int) -> Sequence[Distribution]:
        return (intermittent_demand(known, method=estimate.method).distribution,) * months

    methods: dict[str, ForecastMethod] = {_TREND: with_trend, "seasonal level": of_level}
    if estimate.pattern in {DemandPattern.INTERMITTENT, DemandPattern.LUMPY}:
        return {estimate.method.value: rare, **methods}
    return methods


def _chosen(usual: str, forecasts: dict[str, list[Scored]]) -> tuple[str, Sentence]:
    """Return the method, and why: another one only if it is better by two standard errors."""
    if not forecasts[usual]:
        return usual, Sentence("demand untested", method=usual)
    best, least = usual, 0.0
    for name, made in forecasts.items():
        less, error = difference(made, forecasts[usual], _HORIZON)
        if error is not None and less < least and -less >= 2 * error:
            best, least = name, less
    count = len(forecasts[usual])
    if best == usual:
        return usual, Sentence("demand by default", method=usual, count=count)
    return best, Sentence("demand by score", method=best, other=usual, count=count)


def _total(
    method: str, model: TrendAndSeason, distributions: Sequence[Distribution]
) -> Distribution:
    if method == _TREND:
        return model.total(len(distributions))
    return _comonotone(distributions)


def _comonotone(distributions: Sequence[Distribution]) -> Empirical:
    """Return the sum of months that are high or low together, at equal steps of probability."""
    levels = [Fraction(2 * level + 1, 2 * _LEVELS) for level in range(_LEVELS)]
    return Empirical(sum(one.quantile(level) for one in distributions) for level in levels)
