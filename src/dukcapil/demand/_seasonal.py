"""Demand as a level times a factor for the month of the year, with an uncertain common rate.

A month with factor f and a share e of its days in stock has a Poisson number with mean Λ·f·e. The
rate Λ follows a gamma distribution, and is common to all months to come: a forecast that is too low this
month will be so next month. A month of its own then follows a negative binomial distribution.

Factors are shrunk to 1 by the empirical credibility estimators of H. Bühlmann and E. Straub
("Glaubwürdigkeit für Schadensätze", 1970; H. Bühlmann and A. Gisler, "A Course in Credibility
Theory and its Applications", 2005, chapter 4).
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.demand._history import DemandHistory
from dukcapil.distributions import Mixture, NegativeBinomial
from dukcapil.errors import Fault

__all__ = ["SeasonalFactor", "SeasonalLevel", "seasonal_level"]


@final
@attrs.frozen(kw_only=True)
class SeasonalFactor(Value):
    """How a month of the year differs from the level.

    Attributes:
        number: 1 (January) to 12.
        observed: what the months of this number had of the level; 1.0 where there were none.
        weight: how much that counts, from 0 (not at all) to 1.
        factor: `1 + weight * (observed - 1)`.
    """

    number: int
    observed: float
    weight: float

    def __attrs_post_init__(self) -> None:
        check_count(self, "number", self.number)
        check_type(self, "observed", self.observed, float)
        check_type(self, "weight", self.weight, float)

    @property
    def factor(self) -> float:
        """The factor, shrunk to 1."""
        return 1 + self.weight * (self.observed - 1)


@final
@attrs.frozen(kw_only=True)
class SeasonalLevel(Tabular, Value):
    """Level and factors of a history, and the distributions of the months after it.

    Attributes:
        history: what it was estimated from.
        level_cards: cards in a month with factor 1.
        factors: one for each month of the year, from January.
        dispersion: variance over mean of a month around its own mean; 1.0 for Poisson.
        size: the shape of the gamma distribution of the common rate; its relative variance is 1 / size.
    """

    history: DemandHistory
    level_cards: float
    factors: tuple[SeasonalFactor, ...]
    dispersion: float
    size: float

    def __attrs_post_init__(self) -> None:
        check_type(self, "history", self.history, DemandHistory)
        check_items(self, "factors", self.factors, SeasonalFactor)
        if [factor.number for factor in self.factors] != list(range(1, 13)):
            raise_faults("SeasonalLevel", [("factors", Fault.MONTHS)])

    def means(self, months: int) -> tuple[float, ...]:
        """The expected cards of the months after the history.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a negative number of months.
        """
        check_count("SeasonalLevel", "months", months)
        start = self.history.start.number - 1 + len(self.history)
        return tuple(
            self.level_cards * self.factors[index % 12].factor
            for index in range(start, start + months)
        )

    def distributions(self, months: int) -> tuple[NegativeBinomial, ...]:
        """The distribution of each of the months after the history, on its own.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a negative number of months.
        """
        return tuple(NegativeBinomial(size=self.size, rate=mean) for mean in self.means(months))

    def total(self, months: int) -> NegativeBinomial:
        """The distribution of the sum of the months after the history, exactly, as their rate is common.

        It is what `reorder_point` needs for a lead time of whole months.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for less than one month.
        """
        return NegativeBinomial(size=self.size, rate=math.fsum(self.means(months)))

    def mixtures(self, months: int, *, nodes: int = 10) -> tuple[Mixture, ...]:
        """The distributions of the months, parted alike by the common rate.

        Part by part they belong together: `Regimes(Fraction(1))` draws one part for all months.
        The parts are equal shares of the distribution of the rate, from low to high; each has the mean and
        the variance of its share, so that each month keeps its own.

        Args:
            months: how many months after the history.
            nodes: how many parts, 1 to 50.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a number out of bounds.
        """
        check_count("mixtures", "nodes", nodes)
        if not 1 <= nodes <= 50:
            raise_faults("mixtures", [("nodes", Fault.OUT_OF_BOUNDS)])
        shares = _shares_of_gamma(self.size, nodes)
        return tuple(
            Mixture(
                (1, NegativeBinomial(size=size, rate=mean * relative)) for relative, size in shares
            )
            for mean in self.means(months)
        )

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        rows = [
            (
                str(of.number),
                f"{of.observed:.3f}",
                f"{of.weight:.2f}",
                f"{of.factor:.3f}",
                f"{self.level_cards * of.factor:,.1f}",
            )
            for of in self.factors
        ]
        return ("month of the year", "observed", "weight", "factor", "cards"), rows


class _Seen(NamedTuple):
    """Cards of a month, the share of its days in stock, and which months it is compared with."""

    group: int
    cards: int
    share: float


def seasonal_level(history: DemandHistory) -> SeasonalLevel:
    """Estimate level, factors and their uncertainty from a history.

    With months t of number m, cards y and shares of days in stock e:

    * a month of the year has r(m) = Σy / Σe cards; their mean is the raw level, and
      R(m) = r(m) / level is observed of it, from E(m) = level · Σe expected cards;
    * φ, at least 1, is Pearson's dispersion of y around r(m)·e;
    * a = max(0, (Σ E·(R - R̄)² - (M - 1)·φ) / (ΣE - ΣE² / ΣE)) is the variance of true factors,
      with R̄ the mean of R by weight E, and M the number of months of the year seen;
    * factor = 1 + w·(R - 1), with w = E·a / (E·a + φ);
    * level = (Σy + ½) / Σ(e·factor), the mean of the gamma distribution after Jeffreys' prior;
    * 1 / size = 1 / (Σy + ½) + v·(1 + Σμ² / (Σμ)²), with v = (φ - 1) / mean of μ, and μ fitted.

    With fewer than six months whose month of the year was seen before, season cannot be told from
    chance: all months are alike, and all factors are 1.
    Spread between years and between months is all taken to be common to the months ahead, which
    is cautious for sums. The uncertainty of the factors themselves is not in the distributions.

    Args:
        history: two months or more with blanks on some day.

    Raises:
        TypeError: for something that is not a history.
        InvalidRecord: for fewer months.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, seasonal_level
        >>> year = [60, 60, 60, 60, 60, 90, 90, 60, 60, 60, 60, 60]
        >>> model = seasonal_level(DemandHistory(start=Month(2018, 1), cards=year * 3))
        >>> [round(mean, 1) for mean in model.means(7)]
        [60.8, 60.8, 60.8, 60.8, 60.8, 86.0, 86.0]
    """
    check_type("seasonal_level", "history", history, DemandHistory)
    seen = _seen(history)
    if len(seen) < 2:
        raise_faults("seasonal_level", [("history", Fault.MISSING)])
    stocked, cards = _by_group(seen, "share"), _by_group(seen, "cards")
    rates = {group: cards[group] / stocked[group] for group in stocked}
    dispersion = _dispersion(seen, rates)
    factors = _factors(rates, stocked, dispersion)
    by_number = {of.number: of.factor for of in factors}
    exposures = [month.share * by_number.get(month.group, 1.0) for month in seen]
    count = sum(cards.values()) + 0.5
    level = count / math.fsum(exposures)
    fitted = [level * exposure for exposure in exposures]
    total = math.fsum(fitted)
    spread = (dispersion - 1) * len(fitted) / total
    squares = math.fsum(mean * mean for mean in fitted)
    return SeasonalLevel(
        history=history,
        level_cards=level,
        factors=factors,
        dispersion=dispersion,
        size=1 / (1 / count + spread * (1 + squares / total**2)),
    )


_SEEN_AGAIN: Final = 6
"""For a season, so many months need one before them of the same month of the year."""
_ALL_ALIKE: Final = 0
"""The group of all months where there are fewer."""


def _seen(history: DemandHistory) -> list[_Seen]:
    months = [
        _Seen(month.number, cards, float(share))
        for month, cards, share in zip(
            history.months, history.cards, history.stocked_shares, strict=True
        )
        if share
    ]
    if len(months) - len({month.group for month in months}) >= _SEEN_AGAIN:
        return months
    return [month._replace(group=_ALL_ALIKE) for month in months]


def _by_group(seen: Sequence[_Seen], field: str) -> dict[int, float]:
    groups: dict[int, list[float]] = {}
    for month in seen:
        groups.setdefault(month.group, []).append(getattr(month, field))
    return {group: math.fsum(groups[group]) for group in sorted(groups)}


def _dispersion(seen: Sequence[_Seen], rates: dict[int, float]) -> float:
    """Pearson's; there are more months than groups."""
    squares = math.fsum(
        (month.cards - rates[month.group] * month.share) ** 2 / (rates[month.group] * month.share)
        for month in seen
        if rates[month.group]
    )
    return max(1.0, squares / (len(seen) - len(rates)))


def _factors(
    rates: dict[int, float], stocked: dict[int, float], dispersion: float
) -> tuple[SeasonalFactor, ...]:
    level = math.fsum(rates.values()) / len(rates)
    observed = {group: rate / level if level else 1.0 for group, rate in rates.items()}
    expected = {group: level * stocked[group] for group in rates}
    variance = _variance_of_factors(observed, expected, dispersion)
    factors = []
    for number in range(1, 13):
        evidence = expected.get(number, 0.0) * variance
        factors.append(
            SeasonalFactor(
                number=number,
                observed=observed.get(number, 1.0),
                weight=evidence / (evidence + dispersion),
            )
        )
    return tuple(factors)


def _variance_of_factors(
    observed: dict[int, float], expected: dict[int, float], dispersion: float
) -> float:
    whole = math.fsum(expected.values())
    if len(observed) < 2 or not whole:
        return 0.0
    mean = math.fsum(expected[group] * observed[group] for group in observed) / whole
    between = math.fsum(expected[group] * (observed[group] - mean) ** 2 for group in observed)
    squares = math.fsum(weight * weight for weight in expected.values())
    excess = between - (len(observed) - 1) * dispersion
    return max(0.0, excess / (whole - squares / whole))


_STEPS: Final = 4_000
_NEGLIGIBLE: Final = 45.0
"""Densities are left out that are less than the greatest by its negative exponential."""
_NO_RATE: Final = 1e-30
"""Relative to the mean: below it, nothing happens."""

_Mass = tuple[float, float]
"""A point, and the mass on it."""


def _shares_of_gamma(size: float, shares: int) -> list[tuple[float, float]]:
    """Mean, and shape from the relative variance, of equal shares of a gamma distribution of mean 1.

    Integrals by the trapezoidal rule over the logarithm of the rate, on which the density is smooth
    for every shape. With c = 45 / size, e^u - u - 1 > c outside the limits taken,
    and no step is longer than a tenth.
    """
    cut = _NEGLIGIBLE / size
    low, high = -(cut + math.sqrt(cut * cut + 8 * cut)) / 2, math.sqrt(2 * cut)
    steps = _STEPS + math.ceil(10 * cut)
    logs = [low + (high - low) * index / steps for index in range(steps + 1)]
    masses = [math.exp(size * (1 + log - math.exp(log))) for log in logs]
    parts = _parted([(math.exp(log), mass) for log, mass in zip(logs, masses, strict=True)], shares)
    return [
        (mean, mean * mean / variance) if mean > _NO_RATE else (_NO_RATE, 1.0)
        for mean, variance in map(_moments, parts)
    ]


def _parted(distribution: Sequence[_Mass], shares: int) -> list[list[_Mass]]:
    """A distribution in equal shares, a mass on the border of two being divided."""
    full = math.fsum(mass for _, mass in distribution) / shares
    parts: list[list[_Mass]] = [[]]
    room = full
    for point, mass in distribution:
        left = mass
        while left > room and len(parts) < shares:
            parts[-1].append((point, room))
            parts.append([])
            left, room = left - room, full
        parts[-1].append((point, left))
        room -= left
    return parts


def _moments(distribution: Sequence[_Mass]) -> tuple[float, float]:
    whole = math.fsum(mass for _, mass in distribution)
    mean = math.fsum(point * mass for point, mass in distribution) / whole
    return mean, math.fsum((point - mean) ** 2 * mass for point, mass in distribution) / whole
