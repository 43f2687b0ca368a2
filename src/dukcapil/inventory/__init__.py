"""Inventory: reorder points, order-up-to levels and months of stock."""

from __future__ import annotations

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
