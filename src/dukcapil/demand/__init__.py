"""Demand: people who become obliged in future months, and cards demanded in past ones.

Seventeenth birthdays follow from birth dates, and permits from their first day: `newly_obliged`
needs no model. `monthly_rates` and `blanks_used` count past events of a register. A `DemandHistory`
of past months gives distributions of future ones; `backtest` compares the methods with the seasonal
naive.

Where a change goes: future counts `_newly_obliged` and `_by_age`; past counts `_past`; a method of
forecasting a module like `_seasonal` or `_intermittent` and an entry in `_methods`; the benchmark
`_naive`; a score `_scores` and its column in `_backtest`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.demand._backtest import Backtest, MethodScore, backtest
from dukcapil.demand._by_age import newly_obliged_by_age
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
from dukcapil.demand._past import BlankUse, MonthlyRates, blanks_used, monthly_rates
from dukcapil.demand._scores import crps, mase, pinball_loss, wilson_interval
from dukcapil.demand._seasonal import SeasonalFactor, SeasonalLevel, seasonal_level

__all__ = [
    "METHODS",
    "Backtest",
    "BlankUse",
    "DemandHistory",
    "DemandPattern",
    "ForecastMethod",
    "Intermittent",
    "IntermittentDemand",
    "MethodScore",
    "MonthlyRates",
    "NewlyObliged",
    "NewlyObligedRow",
    "SeasonalFactor",
    "SeasonalLevel",
    "backtest",
    "blanks_used",
    "crps",
    "intermittent_demand",
    "mase",
    "monthly_rates",
    "newly_obliged",
    "newly_obliged_by_age",
    "pinball_loss",
    "seasonal_level",
    "seasonal_naive",
    "wilson_interval",
]

publish(__name__)
