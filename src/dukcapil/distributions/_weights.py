"""Weights of amounts or of distributions: exact, or floating-point numbers."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeGuard

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil.errors import Fault

__all__ = [
    "Weight",
    "are_exact",
    "check_weight",
    "weighted_mean",
    "whole_weights",
    "with_types",
]

Weight = int | Fraction | float
"""A weight: exact as `int` or `Fraction`, rounded as `float`."""


def with_types(pairs: Iterable[tuple[object, object]]) -> tuple[object, ...]:
    """Return a key by which 2 and 2.0 differ: one makes a distribution exact, the other rounded."""
    return tuple((a, b, type(a) is float or type(b) is float) for a, b in pairs)


def check_weight(owner: object, field: str, weight: object) -> None:
    if type(weight) is not int and type(weight) is not Fraction and type(weight) is not float:
        check_type(owner, field, weight, Fraction, "; int and float will do, too")
    elif not 0 < weight < math.inf:
        raise_faults(type(owner).__name__, [(field, Fault.OUT_OF_BOUNDS)])


def weighted_mean(pairs: Sequence[tuple[Weight, Fraction | float]]) -> Fraction | float:
    """Return the mean of amounts by their weights; a `Fraction` if all of them are exact."""
    weights = [weight for weight, _ in pairs]
    if are_exact(weights) and not any(isinstance(amount, float) for _, amount in pairs):
        return Fraction(sum(weight * Fraction(amount) for weight, amount in pairs)) / sum(weights)
    return math.fsum(float(w) * float(amount) for w, amount in pairs) / math.fsum(
        map(float, weights)
    )


def are_exact(weights: Sequence[Weight]) -> TypeGuard[Sequence[int | Fraction]]:
    return not any(isinstance(weight, float) for weight in weights)


def whole_weights(weights: Sequence[int | Fraction]) -> tuple[int, list[int]]:
    """Return a whole total, and whole numbers in proportion to the weights."""
    whole = [weight for weight in weights if isinstance(weight, int)]
    if len(whole) == len(weights):
        return sum(whole), whole
    total_weight = sum(weights)
    shares = [Fraction(weight) / total_weight for weight in weights]
    total = math.lcm(*(share.denominator for share in shares))
    return total, [int(share * total) for share in shares]
