"""Inventory of blank cards: reorder points, policies, levels and months of stock.

`reorder_point` and `newsvendor` set a single order by its risk, `policy_measures` gives the
long-run measures of a `StockPolicy`, and `StockLevels` the levels of a logistics handbook.

Where a change goes: a reorder point `_reorder`; an order without a second chance `_newsvendor`; a
kind of policy `_policies`; rules in months of stock `_levels`; the loss function `_shortfall`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.inventory._levels import StockLevels, average_monthly_cards, months_of_stock
from dukcapil.inventory._newsvendor import Newsvendor, newsvendor
from dukcapil.inventory._policies import (
    FixedLot,
    MinMax,
    OrderUpTo,
    PolicyMeasures,
    StockPolicy,
    policy_measures,
)
from dukcapil.inventory._reorder import ReorderPoint, lead_time_demand, reorder_point
from dukcapil.inventory._shortfall import expected_shortfall

__all__ = [
    "FixedLot",
    "MinMax",
    "Newsvendor",
    "OrderUpTo",
    "PolicyMeasures",
    "ReorderPoint",
    "StockLevels",
    "StockPolicy",
    "average_monthly_cards",
    "expected_shortfall",
    "lead_time_demand",
    "months_of_stock",
    "newsvendor",
    "policy_measures",
    "reorder_point",
]

publish(__name__)
