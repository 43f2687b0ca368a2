"""Backlog and blanks, month by month: the exact course, guaranteed bounds, and exact laws.

Each month, in this order: the allocation of blank cards arrives, the newly obliged join, people
are recorded, replacements are asked for, cards are printed. All quantities are whole people and
whole cards. With known amounts there is one course (`project`). With amounts known as intervals
every figure moves in one direction with every amount, so courses at the corners are exact bounds
(`bounds`). With amounts that follow laws every figure follows one, too (`distribution`).

The people not yet recorded follow Lindley's recursion (D. V. Lindley, "The theory of queues with
a single server", Proc. Camb. Phil. Soc. 48, 1952); recording and printing are two servers in
tandem (J.-Y. Le Boudec and P. Thiran, "Network Calculus", 2001).
"""

from __future__ import annotations

from dukcapil._bounds import Bounds, MonthBounds, bounds
from dukcapil._dependence import Blocks, Common, Independent, Regimes, Unknown
from dukcapil._distribution import distribution, law_of
from dukcapil._estimates import Estimate, Exactness, Fan
from dukcapil._laws import (
    Binomial,
    Empirical,
    Law,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Uniform,
)
from dukcapil._month_laws import Figure
from dukcapil._outlook import Engine, MonthOutlook, Outlook
from dukcapil._scenario import FailedPrints, Interval, Scenario
from dukcapil._trajectory import Binding, MonthEnd, Trajectory, project

__all__ = [
    "Binding",
    "Binomial",
    "Blocks",
    "Bounds",
    "Common",
    "Empirical",
    "Engine",
    "Estimate",
    "Exactness",
    "FailedPrints",
    "Fan",
    "Figure",
    "Independent",
    "Interval",
    "Law",
    "Mixture",
    "MonthBounds",
    "MonthEnd",
    "MonthOutlook",
    "NegativeBinomial",
    "Outlook",
    "Pmf",
    "Poisson",
    "Regimes",
    "Scenario",
    "Trajectory",
    "Uniform",
    "Unknown",
    "bounds",
    "distribution",
    "law_of",
    "project",
]
