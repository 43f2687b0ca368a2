"""Backlog and blanks, month by month: exact projection, guaranteed bounds, exact probabilities.

A `Scenario` holds the assumptions. Each month, in this order: the allocation of blank cards
arrives, the newly obliged join, people are recorded, replacements are asked for, cards are
printed. With known amounts `project` gives the one trajectory; with intervals `bounds` gives
exact bounds, since every figure is monotone in every amount; with distributions `outlook` gives
the distribution of every figure. `required_allocation` and its siblings solve for a target.
A `ScenarioTree` holds scenarios of which one comes true, each with its probability.

The people not yet recorded follow Lindley's recursion (D. V. Lindley, "The theory of queues with
a single server", Proc. Camb. Phil. Soc. 48, 1952); recording and printing are two servers in
tandem (J.-Y. Le Boudec and P. Thiran, "Network Calculus", 2001).

Where a change goes: an assumption `_scenario`, and what past deliveries say of it `_deliveries`;
the order of a month `_projection` and `_bounds`; what an answer shows `_outlook` and `_estimates`;
branches of scenarios `_tree`, and how they are mixed `_engine.mixture`; a question about a target
`_targets`, its answers `_answers`, its search `_search`, or `_every_amount` where more can be
worse; a method of computing `_engine.solutions`, and the choice of it `_engine.selection`. A public
function parses its scenario once into a `_schedule`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.forecast._answers import Infeasible, Required
from dukcapil.forecast._bounds import Bounds, MonthBounds, bounds
from dukcapil.forecast._compute import distribution_of, outlook
from dukcapil.forecast._deliveries import (
    Deliveries,
    DeliveryAssumptions,
    DeliveryCase,
    delivery_law,
)
from dukcapil.forecast._estimates import Estimate, Exactness, Fan
from dukcapil.forecast._from_register import scenario_from_register
from dukcapil.forecast._from_table import scenario_from_table
from dukcapil.forecast._outlook import Figure, Method, MonthOutlook, Outlook
from dukcapil.forecast._projection import Binding, MonthEnd, Trajectory, project
from dukcapil.forecast._scenario import FailedPrints, Interval, Scenario
from dukcapil.forecast._targets import (
    month_reached,
    probability_of_target,
    required_allocation,
    required_increase,
    required_print_capacity,
    required_recording_capacity,
)
from dukcapil.forecast._tree import Branch, ScenarioTree, TreeOutlook

__all__ = [
    "Binding",
    "Bounds",
    "Branch",
    "Deliveries",
    "DeliveryAssumptions",
    "DeliveryCase",
    "Estimate",
    "Exactness",
    "FailedPrints",
    "Fan",
    "Figure",
    "Infeasible",
    "Interval",
    "Method",
    "MonthBounds",
    "MonthEnd",
    "MonthOutlook",
    "Outlook",
    "Required",
    "Scenario",
    "ScenarioTree",
    "Trajectory",
    "TreeOutlook",
    "bounds",
    "delivery_law",
    "distribution_of",
    "month_reached",
    "outlook",
    "probability_of_target",
    "project",
    "required_allocation",
    "required_increase",
    "required_print_capacity",
    "required_recording_capacity",
    "scenario_from_register",
    "scenario_from_table",
]

publish(__name__)
