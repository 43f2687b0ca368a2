"""Backlog and blanks, month by month: the exact course, guaranteed bounds, and exact laws.

Each month, in this order: the allocation of blank cards arrives, the newly obliged join, people
are recorded, replacements are asked for, cards are printed. All quantities are whole people and
whole cards. With known amounts there is one course (`project`). With amounts known as intervals
every figure moves in one direction with every amount, so courses at the corners are exact bounds
(`bounds`). With amounts that follow laws every figure follows one, too (`distribution`).

The people not yet recorded follow Lindley's recursion (D. V. Lindley, "The theory of queues with
a single server", Proc. Camb. Phil. Soc. 48, 1952); recording and printing are two servers in
tandem (J.-Y. Le Boudec and P. Thiran, "Network Calculus", 2001).

What will be asked for can be learnt from the months behind (`seasonal_level`,
`intermittent_demand`), and `backtest` says whether that is any better than "as last year".
`reorder_point`, `newsvendor` and `policy_measures` say when to ask for blanks, and how many.
"""

from __future__ import annotations

from dukcapil._backtest import (
    METHODS,
    Backtest,
    ForecastMethod,
    MethodScore,
    backtest,
    seasonal_naive,
)
from dukcapil._bounds import Bounds, MonthBounds, bounds
from dukcapil._dependence import Blocks, Common, Independent, Regimes, Unknown
from dukcapil._distribution import distribution, law_of
from dukcapil._estimates import Estimate, Exactness, Fan
from dukcapil._history import DemandHistory
from dukcapil._intermittent import Intermittent, IntermittentDemand, intermittent_demand
from dukcapil._laws import (
    Binomial,
    Empirical,
    Law,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Sum,
    Uniform,
)
from dukcapil._month_laws import Figure
from dukcapil._outlook import Engine, MonthOutlook, Outlook
from dukcapil._required import (
    Infeasible,
    Required,
    month_reached,
    probability_of_target,
    required_allocation,
    required_increase,
    required_print_capacity,
    required_recording_capacity,
)
from dukcapil._scenario import FailedPrints, Interval, Scenario
from dukcapil._scores import crps, mase, pinball_loss, wilson_interval
from dukcapil._seasonal import SeasonalFactor, SeasonalLevel, seasonal_level
from dukcapil._starting import scenario_from_register
from dukcapil._stock_levels import StockLevels, average_monthly_cards, months_of_stock
from dukcapil._stock_policies import (
    FixedLot,
    MinMax,
    OrderUpTo,
    PolicyMeasures,
    StockPolicy,
    policy_measures,
)
from dukcapil._stock_rules import (
    Newsvendor,
    ReorderPoint,
    expected_shortfall,
    lead_time_demand,
    newsvendor,
    reorder_point,
)
from dukcapil._trajectory import Binding, MonthEnd, Trajectory, project

__all__ = [
    "METHODS",
    "Backtest",
    "Binding",
    "Binomial",
    "Blocks",
    "Bounds",
    "Common",
    "DemandHistory",
    "Empirical",
    "Engine",
    "Estimate",
    "Exactness",
    "FailedPrints",
    "Fan",
    "Figure",
    "FixedLot",
    "ForecastMethod",
    "Independent",
    "Infeasible",
    "Intermittent",
    "IntermittentDemand",
    "Interval",
    "Law",
    "MethodScore",
    "MinMax",
    "Mixture",
    "MonthBounds",
    "MonthEnd",
    "MonthOutlook",
    "NegativeBinomial",
    "Newsvendor",
    "OrderUpTo",
    "Outlook",
    "Pmf",
    "Poisson",
    "PolicyMeasures",
    "Regimes",
    "ReorderPoint",
    "Required",
    "Scenario",
    "SeasonalFactor",
    "SeasonalLevel",
    "StockLevels",
    "StockPolicy",
    "Sum",
    "Trajectory",
    "Uniform",
    "Unknown",
    "average_monthly_cards",
    "backtest",
    "bounds",
    "crps",
    "distribution",
    "expected_shortfall",
    "intermittent_demand",
    "law_of",
    "lead_time_demand",
    "mase",
    "month_reached",
    "months_of_stock",
    "newsvendor",
    "pinball_loss",
    "policy_measures",
    "probability_of_target",
    "project",
    "reorder_point",
    "required_allocation",
    "required_increase",
    "required_print_capacity",
    "required_recording_capacity",
    "scenario_from_register",
    "seasonal_level",
    "seasonal_naive",
    "wilson_interval",
]
