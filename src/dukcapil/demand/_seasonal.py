"""Seasonal demand: a level times a factor of the month of the year, with an uncertain common rate.

A month with factor f and a share e of its days in stock is Poisson with mean Λ·f·e. The rate Λ is
gamma distributed and common to all future months, so that their errors are dependent: a forecast
that is too low this month will be so next month. A single month is negative binomial.

Factors are shrunk to 1 by the empirical credibility estimators of H. Bühlmann and E. Straub
("Glaubwürdigkeit für Schadensätze", 1970; H. Bühlmann and A. Gisler, "A Course in Credibility
Theory and its Applications", 2005, chapter 4).
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.demand._history import DemandHistory
from dukcapil.demand._rates.gamma_shares import equal_shares
from dukcapil.distributions import Mixture, NegativeBinomial
from dukcapil.errors import Fault

__all__ = ["SeasonalFactor", "SeasonalLevel", "seasonal_level"]


_SEEN_AGAIN: Final = 6
"""A season needs this many months whose month of the year was observed before."""

_ALL_ALIKE: Final = 0
"""The group of all months if there are fewer; no month of the year has this number."""


@final
@attrs.frozen(kw_only=True)
class SeasonalFactor(Value):
    """The factor of a month of the year, shrunk to 1 by its credibility.

    Attributes:
        number: 1 (January) to 12.
        observed: the observed ratio to the level; 1.0 if the month was never observed.
        weight: the credibility of that ratio, from 0 (none) to below 1.
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
        """The shrunk factor."""
        return 1 + self.weight * (self.observed - 1)


@final
@attrs.frozen(kw_only=True)
class SeasonalLevel(Tabular, Value):
    """The level and the seasonal factors of a history, with distributions of future months.

    Attributes:
        history: the history of the estimate.
        level_cards: the expected cards of a month with factor 1.
        factors: one for each month of the year, from January.
        dispersion: the ratio of variance to mean of a month around its own mean; 1.0 for Poisson.
        size: the shape of the gamma distribution of the common rate; its relative variance is
            1 / size.
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
        """Return the expected cards of each month after the history.

        Args:
            months: the number of months; 0 or more.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a negative number of months.
        """
        check_count("means", "months", months)
        return self._means(months)

    def _means(self, months: int) -> tuple[float, ...]:
        start = self.history.start.number - 1 + len(self.history)
        return tuple(
            self.level_cards * self.factors[index % 12].factor
            for index in range(start, start + months)
        )

    def distributions(self, months: int) -> tuple[NegativeBinomial, ...]:
        """Return the marginal distribution of each month after the history.

        Args:
            months: the number of months; 0 or more.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a negative number of months.
        """
        check_count("distributions", "months", months)
        return tuple(NegativeBinomial(size=self.size, rate=mean) for mean in self._means(months))

    def total(self, months: int) -> NegativeBinomial:
        """Return the distribution of the sum of the months after the history, exactly.

        The sum is negative binomial because the rate is common. Pass it to `reorder_point` for a
        lead time of whole months.

        Args:
            months: the number of months; 1 or more.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for less than one month.
        """
        check_count("total", "months", months)
        if not months:
            raise_faults("total", [("months", Fault.OUT_OF_BOUNDS)])
        return NegativeBinomial(size=self.size, rate=math.fsum(self._means(months)))

    def mixtures(self, months: int, *, nodes: int = 10) -> tuple[Mixture, ...]:
        """Return the distributions of the months as mixtures over the common rate.

        The parts are equal shares of the distribution of the rate, from low to high, and correspond
        between months: `Regimes(Fraction(1))` draws one part for all months. Each part has the mean
        and the variance of its share, so that the mean and variance of each month are kept.

        Args:
            months: the number of months after the history; 0 or more.
            nodes: the number of parts, 1 to 50.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a number out of bounds.
        """
        check_count("mixtures", "months", months)
        check_count("mixtures", "nodes", nodes)
        if not 1 <= nodes <= 50:
            raise_faults("mixtures", [("nodes", Fault.OUT_OF_BOUNDS)])
        shares = equal_shares(self.size, nodes)
        return tuple(
            Mixture(
                (1, NegativeBinomial(size=size, rate=mean * relative)) for relative, size in shares
            )
            for mean in self._means(months)
        )

    def _content(self) -> Content:
        columns = (
            Column("month_of_year", Kind.INTEGER),
            Column("observed", Kind.NUMBER, digits=3),
            Column("weight", Kind.NUMBER),
            Column("factor", Kind.NUMBER, digits=3),
            Column("cards", Kind.NUMBER, digits=1),
        )
        return columns, [
            (of.number, of.observed, of.weight, of.factor, self.level_cards * of.factor)
            for of in self.factors
        ]


class _Seen(NamedTuple):
    """The cards of a month, the share of its days in stock, and the group of months like it."""

    group: int
    cards: int
    share: float


def seasonal_level(history: DemandHistory) -> SeasonalLevel:
    """Estimate the level, the seasonal factors and their uncertainty from a history.

    For months t of number m with cards y and shares of days in stock e:

    * r(m) = Σy / Σe is the rate of a month of the year; their mean is the raw level,
      R(m) = r(m) / level the observed ratio, and E(m) = level · Σe the expected cards;
    * φ, at least 1, is Pearson's dispersion of y around r(m)·e;
    * a = max(0, (Σ E·(R - R̄)² - (M - 1)·φ) / (ΣE - ΣE² / ΣE)) is the variance of true factors,
      with R̄ the mean of R by weight E, and M the number of months of the year seen;
    * factor = 1 + w·(R - 1), with w = E·a / (E·a + φ);
    * level = (Σy + ½) / Σ(e·factor), the mean of the gamma distribution after Jeffreys' prior;
    * 1 / size = 1 / (Σy + ½) + v·(1 + Σμ² / (Σμ)²), with v = (φ - 1) / mean of μ, and μ fitted.

    With fewer than six months whose month of the year was observed before, season and chance are
    indistinguishable: the months are pooled, and all factors are 1.
    A day on which the blanks ran out counts as a whole day in stock, so the level is too low, by
    less than a day's cards for each time they ran out.
    All overdispersion is attributed to the common rate, which is conservative for sums. The
    uncertainty of the factors themselves is not in the distributions.

    Args:
        history: a history with at least two months not wholly out of stock.

    Returns:
        The estimate, with distributions of future months.

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
    count = sum(cards.values()) + 0.5  # Jeffreys' prior: a rate is possible if nobody ever came
    level = count / math.fsum(exposures)
    fitted = [level * exposure for exposure in exposures]
    total = math.fsum(fitted)
    # Overdispersion, as a relative variance that all months share, on top of that of the level.
    spread = (dispersion - 1) * len(fitted) / total
    squares = math.fsum(mean * mean for mean in fitted)
    return SeasonalLevel(
        history=history,
        level_cards=level,
        factors=factors,
        dispersion=dispersion,
        size=1 / (1 / count + spread * (1 + squares / total**2)),
    )


def _seen(history: DemandHistory) -> list[_Seen]:
    """Return the months with stock on some day, in groups that are compared."""
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
    """Return the sum of a field for each group."""
    groups: dict[int, list[float]] = {}
    for month in seen:
        groups.setdefault(month.group, []).append(getattr(month, field))
    return {group: math.fsum(groups[group]) for group in sorted(groups)}


def _dispersion(seen: Sequence[_Seen], rates: dict[int, float]) -> float:
    """Return Pearson's dispersion, at least 1; there are more months than groups."""
    squares = math.fsum(
        (month.cards - rates[month.group] * month.share) ** 2 / (rates[month.group] * month.share)
        for month in seen
        if rates[month.group]
    )
    return max(1.0, squares / (len(seen) - len(rates)))


def _factors(
    rates: dict[int, float], stocked: dict[int, float], dispersion: float
) -> tuple[SeasonalFactor, ...]:
    """Return the factors, shrunk by the credibility of their evidence."""
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
    """Return the variance of true factors between months of the year, at least 0."""
    whole = math.fsum(expected.values())
    if len(observed) < 2 or not whole:
        return 0.0
    mean = math.fsum(expected[group] * observed[group] for group in observed) / whole
    between = math.fsum(expected[group] * (observed[group] - mean) ** 2 for group in observed)
    squares = math.fsum(weight * weight for weight in expected.values())
    excess = between - (len(observed) - 1) * dispersion
    return max(0.0, excess / (whole - squares / whole))
