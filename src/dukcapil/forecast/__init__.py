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

from dukcapil.demand import (
    METHODS,
    Backtest,
    DemandHistory,
    ForecastMethod,
    Intermittent,
    IntermittentDemand,
    MethodScore,
    SeasonalFactor,
    SeasonalLevel,
    backtest,
    crps,
    intermittent_demand,
    mase,
    pinball_loss,
    seasonal_level,
    seasonal_naive,
    wilson_interval,
)
from dukcapil.distributions import (
    Binomial,
    Blocks,
    Common,
    Empirical,
    Independent,
    Law,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Regimes,
    Sum,
    Uniform,
    Unknown,
)
from dukcapil.forecast._bounds import Bounds, MonthBounds, bounds
from dukcapil.forecast._compute import distribution, law_of
from dukcapil.forecast._estimates import Estimate, Exactness, Fan
from dukcapil.forecast._from_register import scenario_from_register
from dukcapil.forecast._outlook import Engine, Figure, MonthOutlook, Outlook
from dukcapil.forecast._projection import Binding, MonthEnd, Trajectory, project
from dukcapil.forecast._scenario import FailedPrints, Interval, Scenario
from dukcapil.forecast._targets import (
    Infeasible,
    Required,
    month_reached,
    probability_of_target,
    required_allocation,
    required_increase,
    required_print_capacity,
    required_recording_capacity,
)
from dukcapil.inventory import (
    FixedLot,
    MinMax,
    Newsvendor,
    OrderUpTo,
    PolicyMeasures,
    ReorderPoint,
    StockLevels,
    StockPolicy,
    average_monthly_cards,
    expected_shortfall,
    lead_time_demand,
    months_of_stock,
    newsvendor,
    policy_measures,
    reorder_point,
)

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
