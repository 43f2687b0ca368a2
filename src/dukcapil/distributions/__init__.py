"""Probability distributions of whole numbers, and their dependence over months."""

from __future__ import annotations

from dukcapil.distributions._dependence import (
    Blocks,
    Common,
    Independent,
    Regimes,
    Unknown,
)
from dukcapil.distributions._families import (
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

__all__ = [
    "Binomial",
    "Blocks",
    "Common",
    "Empirical",
    "Independent",
    "Law",
    "Mixture",
    "NegativeBinomial",
    "Pmf",
    "Poisson",
    "Regimes",
    "Sum",
    "Uniform",
    "Unknown",
]
