"""Demand: people who become obliged in the months ahead, and cards asked for in the months behind.

Seventeenth birthdays are known years before, from birth dates, and permits from their first day:
`newly_obliged` needs no model. `monthly_rates` and `blanks_used` count from the log. A
`DemandHistory` of past months gives distributions of the next ones; `backtest` compares the
methods with "as last year".

Where a change goes: counts ahead `_newly_obliged` and `_by_age`; counts behind `_past`; a method
of forecasting `_seasonal`, `_intermittent` and its entry in `_backtest`; a score `_scores`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.demand._backtest import (
    METHODS,
    Backtest,
    ForecastMethod,
    MethodScore,
    backtest,
    seasonal_naive,
)
from dukcapil.demand._by_age import newly_obliged_by_age
from dukcapil.demand._history import (
    DemandHistory,
)
from dukcapil.demand._intermittent import (
    Intermittent,
    IntermittentDemand,
    intermittent_demand,
)
from dukcapil.demand._newly_obliged import NewlyObliged, NewlyObligedRow, newly_obliged
from dukcapil.demand._past import BlankUse, MonthlyRates, blanks_used, monthly_rates
from dukcapil.demand._scores import (
    crps,
    mase,
    pinball_loss,
    wilson_interval,
)
from dukcapil.demand._seasonal import (
    SeasonalFactor,
    SeasonalLevel,
    seasonal_level,
)

__all__ = [
    "METHODS",
    "Backtest",
    "BlankUse",
    "DemandHistory",
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
