"""Demand: who becomes obliged in the months ahead, and what the months behind have used.

Who turns 17 is known years before from birth dates, and whose permit begins from the permit: no
model is needed. What offices were asked for is counted from the log.

"""

from __future__ import annotations

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
    "Backtest",
    "BlankUse",
    "DemandHistory",
    "ForecastMethod",
    "Intermittent",
    "IntermittentDemand",
    "METHODS",
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
