"""Probability distributions of whole numbers, and their dependence over months.

A `Distribution` is one of the families below, exact where its numbers are; `Pmf` is any finite
one. `Independent`, `Common`, `Blocks`, `Regimes` and `Unknown` say how the amounts of several
months depend on each other.

Where a change goes: a family `_families`; a dependence `_dependence` and `_regimes`; arithmetic
of probability masses `_masses`, and the same in numpy `_numpy_masses`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.distributions._dependence import (
    Blocks,
    Common,
    Independent,
    Regimes,
    Unknown,
)
from dukcapil.distributions._families import (
    Binomial,
    Distribution,
    Empirical,
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
    "Distribution",
    "Empirical",
    "Independent",
    "Mixture",
    "NegativeBinomial",
    "Pmf",
    "Poisson",
    "Regimes",
    "Sum",
    "Uniform",
    "Unknown",
]

publish(__name__)
