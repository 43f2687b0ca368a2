"""Demand: people who become obliged in future months, and cards demanded in past ones.

Seventeenth birthdays follow from birth dates, and permits from their first day: `newly_obliged`
needs no model. `monthly_rates` and `blanks_used` count past events of a register. A `DemandHistory`
of past months gives distributions of future ones by `forecast_demand`; `backtest` compares the
methods with the seasonal naive.

Where a change goes: future counts `_newly_obliged` and `_by_age`; past counts `_past`; rows of
tables `_rows`, with their cells and headings in `_read_months`; a method of forecasting a module
like `_seasonal`, `_trend` or `_intermittent` and an entry in `_methods`; what the trend is made of
`_rates.structure`; elections and Ramadan `_occasions`; the choice of the method `_forecast`; the
benchmark `_naive`; a score `_scores` and its column in `_backtest`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.demand._backtest import Backtest, MethodScore, backtest
from dukcapil.demand._by_age import newly_obliged_by_age
from dukcapil.demand._forecast import DemandForecast, forecast_demand
from dukcapil.demand._history import DemandHistory
from dukcapil.demand._intermittent import (
    DemandPattern,
    Intermittent,
    IntermittentDemand,
    intermittent_demand,
)
from dukcapil.demand._methods import METHODS, ForecastMethod
from dukcapil.demand._naive import seasonal_naive
from dukcapil.demand._newly_obliged import NewlyObliged, NewlyObligedRow, newly_obliged
from dukcapil.demand._occasions import PEMILU, PILKADA, Occasion, ramadan
from dukcapil.demand._past import BlankUse, MonthlyRates, blanks_used, monthly_rates
from dukcapil.demand._reconciled import (
    ReconciledForecasts,
    ReconciledRow,
    Reconciling,
    reconcile,
)
from dukcapil.demand._rows import DemandHistories, parse_histories
from dukcapil.demand._scores import crps, mase, pinball_loss, wilson_interval
from dukcapil.demand._seasonal import SeasonalFactor, SeasonalLevel, seasonal_level
from dukcapil.demand._trend import TrendAndSeason, trend_and_season

__all__ = [
    "METHODS",
    "PEMILU",
    "PILKADA",
    "Backtest",
    "BlankUse",
    "DemandForecast",
    "DemandHistories",
    "DemandHistory",
    "DemandPattern",
    "ForecastMethod",
    "Intermittent",
    "IntermittentDemand",
    "MethodScore",
    "MonthlyRates",
    "NewlyObliged",
    "NewlyObligedRow",
    "Occasion",
    "ReconciledForecasts",
    "ReconciledRow",
    "Reconciling",
    "SeasonalFactor",
    "SeasonalLevel",
    "TrendAndSeason",
    "backtest",
    "blanks_used",
    "crps",
    "forecast_demand",
    "intermittent_demand",
    "mase",
    "monthly_rates",
    "newly_obliged",
    "newly_obliged_by_age",
    "parse_histories",
    "pinball_loss",
    "ramadan",
    "reconcile",
    "seasonal_level",
    "seasonal_naive",
    "trend_and_season",
    "wilson_interval",
]

publish(__name__)
