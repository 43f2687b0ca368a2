"""Forecasts with trend, season, yearly shocks and occasions, for months and for their sum."""

import math
from collections.abc import Iterable, Sequence
from operator import mul
from statistics import NormalDist
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.demand._history import DemandHistory
from dukcapil.demand._occasions import Occasion
from dukcapil.demand._rates.gaussian import shares_of_normal
from dukcapil.demand._rates.predictive import Rate, count_of, sum_of
from dukcapil.demand._rates.structure import Case, components, months_ahead, posterior
from dukcapil.distributions import Distribution, Mixture
from dukcapil.errors import Fault

__all__ = ["TrendAndSeason", "trend_and_season"]


def _as_occasions(occasions: Iterable[Occasion]) -> tuple[Occasion, ...]:
    return tuple(occasions)


_ALIKE: Final = 1.25
"""Cases whose deviations differ by less than this factor are merged before counts are distributed;
one of wide and narrow cases would have the tails of neither."""
_HALVINGS: Final = 60
_LEAST: Final = 1e-9
"""A deviation too small to be told from none."""


@final
@attrs.frozen(kw_only=True)
class TrendAndSeason(Tabular, Value):
    """The trend, the seasonal factors and the effects of occasions that a history tells.

    As a table, one row for each: the factor by which it moves demand, and the ends of its central
    90 % interval. A trend of 1.010 is growth of 1 % a month.

    Attributes:
        history: the history of the estimate.
        occasions: what moves some months beside trend and season.
    """

    history: DemandHistory
    occasions: tuple[Occasion, ...] = attrs.field(default=(), converter=_as_occasions)

    def __attrs_post_init__(self) -> None:
        check_type(self, "history", self.history, DemandHistory)
        check_items(self, "occasions", self.occasions, Occasion)
        names = [occasion.name for occasion in self.occasions]
        if len({*names}) < len(names):
            raise_faults("TrendAndSeason", [("occasions", Fault.DUPLICATE)])
        if sum(map(bool, self.history.stocked_shares)) < 2:
            raise_faults("TrendAndSeason", [("history", Fault.MISSING)])

    def means(self, months: int) -> tuple[float, ...]:
        """Return the expected cards of each month after the history.

        Args:
            months: the number of months; 0 or more.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a negative number of months.
        """
        check_count("means", "months", months)
        return tuple(
            math.fsum(rate.weight * rate.mean for rate in rates) for rates in self._rates(months)
        )

    def distributions(self, months: int) -> tuple[Distribution, ...]:
        """Return the distribution of each month after the history, whatever the others are.

        Args:
            months: the number of months; 0 or more.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a negative number of months.
        """
        check_count("distributions", "months", months)
        return tuple(count_of(rates) for rates in self._rates(months))

    def total(self, months: int) -> Distribution:
        """Return the distribution of the sum of the months after the history.

        Level, trend and yearly shock are uncertain for all months alike, so it is much wider than
        that of independent months. It has the mean and the variance of the sum in each case of
        the model.

        Args:
            months: the number of months; 1 or more.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for less than one month.
        """
        check_count("total", "months", months)
        if not months:
            raise_faults("total", [("months", Fault.OUT_OF_BOUNDS)])
        return count_of([sum_of(of.means, of.covariances, of.weight) for of in self._cases(months)])

    def mixtures(self, months: int, *, nodes: int = 10) -> tuple[Mixture, ...]:
        """Return the distributions of the months as mixtures over what they have in common.

        The parts are equal shares of the distribution of the sum of all months, from low to high,
        and correspond between months: with `Regimes(Fraction(1))` one part is drawn for all
        months, as the demand of a scenario. Mean and variance of each month are kept, and its
        covariance with the sum; the shape is lognormal, wider in the middle than that of `total`
        where the cases of the model differ much.

        Args:
            months: the number of months after the history; 0 or more.
            nodes: the number of parts, 2 to 50.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a number out of bounds.
        """
        check_count("mixtures", "months", months)
        check_count("mixtures", "nodes", nodes)
        if not 2 <= nodes <= 50:
            raise_faults("mixtures", [("nodes", Fault.OUT_OF_BOUNDS)])
        if not months:
            return ()
        whole = _merged(self._cases(months))
        normal = NormalDist()
        shares = shares_of_normal([normal.inv_cdf(at / nodes) for at in range(1, nodes)])
        mixtures = []
        for index, together in enumerate(_with_sum(whole)):
            mean, own = whole.means[index], whole.covariances[index][index]
            parts = []
            for middle, variance in shares:
                left = max(own - together**2 * (1 - variance), 0.0)
                expected = math.exp(mean + together * middle + left / 2)
                part = count_of([Rate(1.0, expected, math.expm1(left))])
                parts.append((1, part))
            mixtures.append(Mixture(parts))
        return tuple(mixtures)

    def _rates(self, months: int) -> list[list[Rate]]:
        cases = self._cases(months)
        return [
            [
                Rate(
                    case.weight,
                    math.exp(case.means[at] + case.covariances[at][at] / 2),
                    math.expm1(case.covariances[at][at]),
                )
                for case in cases
            ]
            for at in range(months)
        ]

    def _cases(self, months: int) -> list[Case]:
        """Return the cases, merged where they are equally uncertain, with the noise of months."""
        asked = months_ahead(self.history, self.occasions, months)
        cases = [_with_noise(case) for case in posterior(self.history, self.occasions, asked)]
        cases.sort(key=lambda case: (_deviation(case), case.means))
        groups: list[list[Case]] = []
        for case in cases:
            if not groups or _deviation(case) > _ALIKE * _deviation(groups[-1][0]):
                groups.append([])
            groups[-1].append(case)
        return [_merged(group) for group in groups]

    def _content(self) -> Content:
        names, asked = components(self.occasions)
        cases = posterior(self.history, self.occasions, asked)
        columns = (
            Column("component"),
            Column("factor_p05", Kind.NUMBER, digits=3),
            Column("factor_p50", Kind.NUMBER, digits=3),
            Column("factor_p95", Kind.NUMBER, digits=3),
        )
        return columns, [
            (name, *(math.exp(_quantile(cases, at, share)) for share in (0.05, 0.5, 0.95)))
            for at, name in enumerate(names)
        ]


def _deviation(case: Case) -> float:
    """Return the deviation of the sum of the logarithms."""
    return math.sqrt(
        math.fsum(
            (1 if at == len(row) - 1 else 2) * one
            for row in case.covariances
            for at, one in enumerate(row)
        )
    )


def _with_noise(case: Case) -> Case:
    covariances = [[*row[:-1], row[-1] + case.noise] for row in case.covariances]
    return case._replace(covariances=covariances)


def _merged(cases: Sequence[Case]) -> Case:
    """Return one case with the means and the covariances of several."""
    weight = math.fsum(case.weight for case in cases)
    shares = [case.weight / weight for case in cases]
    means = [
        math.fsum(share * mean for share, mean in zip(shares, column, strict=True))
        for column in zip(*(case.means for case in cases), strict=True)
    ]

    def together(one: int, other: int) -> float:
        return math.fsum(
            share
            * (
                case.covariances[one][other]
                + (case.means[one] - means[one]) * (case.means[other] - means[other])
            )
            for share, case in zip(shares, cases, strict=True)
        )

    covariances = [[together(one, other) for other in range(one + 1)] for one in range(len(means))]
    return Case(weight, means, covariances, 0.0)


def _with_sum(case: Case) -> list[float]:
    """Return the covariances of the logarithms with that of the sum, per deviation of the sum."""
    count = range(len(case.means))
    expected = [math.exp(case.means[at] + case.covariances[at][at] / 2) for at in count]
    whole = math.fsum(expected)
    with_sum = [
        math.fsum(
            case.covariances[max(one, other)][min(one, other)] * expected[other] / whole
            for other in count
        )
        for one in count
    ]
    variance = math.fsum(map(mul, with_sum, expected)) / whole
    return [one / math.sqrt(variance) for one in with_sum]


def _quantile(cases: Sequence[Case], at: int, share: float) -> float:
    """Return a quantile of a mixture of normal variables, by bisection."""
    variables = [
        (case.weight, NormalDist(case.means[at], max(math.sqrt(case.covariances[at][at]), _LEAST)))
        for case in cases
    ]
    low = min(one.inv_cdf(share) for _, one in variables)
    high = max(one.inv_cdf(share) for _, one in variables)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if math.fsum(weight * one.cdf(middle) for weight, one in variables) < share:
            low = middle
        else:
            high = middle
    return high


def trend_and_season(
    history: DemandHistory, *, occasions: Iterable[Occasion] = ()
) -> TrendAndSeason:
    """Estimate trend, season, yearly shocks and the effects of occasions from a history.

    Days without blanks and months that were not observed tell nothing, as in every estimate. All
    parts have an uncertainty that the distributions contain, that of sums among them: the level,
    the trend, which loses 2 % of its strength a month after the history, the factor of each month
    of the year, of each calendar year and of each occasion. A small history is no error: what it
    does not tell stays as wide as it was before any evidence.

    Args:
        history: a history with at least two months not wholly out of stock.
        occasions: what moves some months beside trend and season, in the past or to come.

    Returns:
        The estimate, with distributions of future months and of their sum.

    Raises:
        TypeError: for something that is not a history or an occasion.
        InvalidRecord: for fewer months, or two occasions of one name.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, trend_and_season
        >>> grows = [round(4_000 * 1.01**month) for month in range(36)]
        >>> model = trend_and_season(DemandHistory(start=Month(2022, 1), cards=grows))
        >>> [round(mean, -2) for mean in model.means(3)]
        [5700.0, 5800.0, 5800.0]
    """
    return TrendAndSeason(history=history, occasions=occasions)
