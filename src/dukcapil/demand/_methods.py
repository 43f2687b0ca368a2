"""The forecasting methods by name: a new method is a module of its own and an entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from dukcapil.demand._history import DemandHistory
from dukcapil.demand._intermittent import Intermittent, intermittent_demand
from dukcapil.demand._seasonal import seasonal_level
from dukcapil.demand._trend import trend_and_season
from dukcapil.distributions import Distribution

__all__ = ["METHODS", "ForecastMethod"]

ForecastMethod = Callable[[DemandHistory, int], Sequence[Distribution]]
"""A function of a history and a number of months that returns the distributions of these months."""


def _seasonal_level(history: DemandHistory, months: int) -> Sequence[Distribution]:
    return seasonal_level(history).distributions(months)


def _trend_and_season(history: DemandHistory, months: int) -> Sequence[Distribution]:
    return trend_and_season(history).distributions(months)


def _intermittent(method: Intermittent) -> ForecastMethod:
    def distributions(history: DemandHistory, months: int) -> Sequence[Distribution]:
        return (intermittent_demand(history, method=method).distribution,) * months

    return distributions


METHODS: Final[Mapping[str, ForecastMethod]] = MappingProxyType(
    {
        "trend and season": _trend_and_season,
        "seasonal level": _seasonal_level,
        **{method.value: _intermittent(method) for method in Intermittent},
    }
)
"""The methods of this library by name, with their default settings."""
