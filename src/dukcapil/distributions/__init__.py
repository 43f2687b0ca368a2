"""Probability distributions of whole numbers, and the dependence between months.

A `Distribution` is one of the families below, exact where its numbers are; `Pmf` is any finite
one. `Independent`, `Common`, `Blocks`, `Regimes` and `Unknown` are models of the dependence
between the amounts of different months.

Where a change goes: a family given by weights `_families`, one made of others `_compounds`, one
given by parameters `_parametric`; a model of dependence `_dependence` (its class and its case in
`memory_of`); arithmetic of probability masses `_masses`, and the same in numpy `_numpy_masses`;
sums of more amounts than are listed `_curves`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.distributions._compounds import Mixture, Sum
from dukcapil.distributions._dependence import (
    Blocks,
    Common,
    Independent,
    Regimes,
    Unknown,
)
from dukcapil.distributions._families import (
    Distribution,
    Empirical,
    Pmf,
    Uniform,
)
from dukcapil.distributions._parametric import Binomial, NegativeBinomial, Poisson

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
