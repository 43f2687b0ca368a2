"""Inventory of blank cards: reorder points, policies, levels and months of stock.

`reorder_point` and `newsvendor` set an order by its risk, `policy_measures` gives the long-run
figures of a `StockPolicy`, `StockLevels` the levels of a logistics handbook.

Where a change goes: one order `_reorder`; a standing policy `_policies`; rules in months of
stock `_levels`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.inventory._levels import (
    StockLevels,
    average_monthly_cards,
    months_of_stock,
)
from dukcapil.inventory._policies import (
    FixedLot,
    MinMax,
    OrderUpTo,
    PolicyMeasures,
    StockPolicy,
    policy_measures,
)
from dukcapil.inventory._reorder import (
    Newsvendor,
    ReorderPoint,
    expected_shortfall,
    lead_time_demand,
    newsvendor,
    reorder_point,
)

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
