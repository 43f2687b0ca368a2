"""Logarithms of the probabilities of counts, at whole numbers and between them.

No digit is lost in large counts: each is the height of a curve at its own mean, which Stirling's
series gives, less the distance of the count from the expected one (C. Loader, "Fast and accurate
computation of binomial probabilities", 2000). That distance is an argument, since the difference
of two large numbers would not be as exact.
"""

import math
from typing import Final

__all__ = ["log_binomial", "log_negative_binomial", "log_poisson"]


def log_poisson(count: float, off: float, *, mean: float) -> float:
    """Return log P(X = count) of Poisson's distribution, with the count less the mean."""
    return _height(count) - _deviance(count, mean, off)


def log_binomial(
    counts: tuple[float, float], off: float, *, means: tuple[float, float], trials: float
) -> float:
    """Return the same of the binomial distribution, with successes and failures of each."""
    heights = _height(counts[0]) + _height(counts[1]) - _height(trials)
    return heights - _deviance(counts[0], means[0], off) - _deviance(counts[1], means[1], -off)


def log_negative_binomial(count: float, off: float, *, mean: float, size: float) -> float:
    """Return the same of the negative binomial distribution."""
    both = size + count
    share = size / (size + mean)
    heights = _height(count) + _height(size) - _height(both)
    deviance = _deviance(count, mean / (size + mean) * both, share * off)
    return math.log(size / both) + heights - deviance - _deviance(size, share * both, -share * off)


_FEW: Final = 15
_FAR: Final = 0.1
_HALF_LOG_TURN: Final = math.log(2 * math.pi) / 2


def _height(count: float) -> float:
    """Return log(e^-n n^n / n!), of any number from zero on."""
    if count < _FEW:
        return count * math.log(count) - count - math.lgamma(count + 1) if count else 0.0
    square = count * count
    series = 1 / 1680 - 1 / (1188 * square)
    series = 1 / 12 - (1 / 360 - (1 / 1260 - series / square) / square) / square
    return -_HALF_LOG_TURN - math.log(count) / 2 - series / count


def _deviance(count: float, mean: float, off: float) -> float:
    """Return n log(n / m) + m - n, which is zero where both are the same, with n - m."""
    if not count:
        return mean
    part = off / (count + mean)
    if abs(part) > _FAR:
        return count * math.log(count / mean) - off
    # log(n / m) is 2 artanh(part).
    square = part * part
    power, series, degree = part * square, 0.0, 3
    while series + (term := power / degree) != series:
        series += term
        power *= square
        degree += 2
    return off * part + 2 * count * series
