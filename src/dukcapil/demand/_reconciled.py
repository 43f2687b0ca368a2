"""Forecasts of kecamatan and of the city that add up, in whole cards.

R. J. Hyndman and others, "Optimal Combination Forecasts for Hierarchical Time Series",
Computational Statistics and Data Analysis 55, 2011; S. L. Wickramasuriya, G. Athanasopoulos and
R. J. Hyndman, "Optimal Forecast Reconciliation for Hierarchical and Grouped Time Series Through
Trace Minimization", Journal of the American Statistical Association 114, 2019 (with the variances
alone).
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import NormalDist
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_items, check_type, raise_faults
from dukcapil._shared.keyed_table import place_of
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.demand._forecast import DemandForecast
from dukcapil.distributions import Distribution
from dukcapil.errors import Fault
from dukcapil.months import Month
from dukcapil.regions import RegionCode

__all__ = ["ReconciledForecasts", "ReconciledRow", "Reconciling", "reconcile"]


@final
class Reconciling(Worded):
    """Ways to make forecasts add up.

    Attributes:
        BOTTOM_UP: the city is the sum of its places.
        LEAST_SQUARES: what the sum of the places and the forecast of the city differ by is shared
            among all of them by their variances: the more uncertain moves more.
    """

    BOTTOM_UP = "bottom-up"
    LEAST_SQUARES = "least squares"


@final
@attrs.frozen(kw_only=True)
class ReconciledRow(Value):
    """The expected cards of a month, with the ends of the interval.

    Attributes:
        place: the place; None for all together.
        month: the month.
        cards: the expected cards; those of the places add up to those of all together.
        low_cards: the lower end of the interval.
        high_cards: the upper end.
    """

    place: RegionCode | str | None
    month: Month
    cards: int
    low_cards: int
    high_cards: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "month", self.month, Month)
        for field in ("cards", "low_cards", "high_cards"):
            check_count(self, field, getattr(self, field))


@final
@attrs.frozen(kw_only=True)
class ReconciledForecasts(Tabular, Value):
    """Forecasts of places and of all together whose expected cards add up in every month.

    Attributes:
        reconciling: the way they were made to.
        rows: one for each place and month, and for all together and each month.
    """

    reconciling: Reconciling
    rows: tuple[ReconciledRow, ...]  # pyright: ignore[reportIncompatibleMethodOverride]  a field here

    def __attrs_post_init__(self) -> None:
        check_type(self, "reconciling", self.reconciling, Reconciling)
        check_items(self, "rows", self.rows, ReconciledRow)
        sums: dict[Month, int] = {}
        for row in self.rows:
            sign = -1 if row.place is None else 1
            sums[row.month] = sums.get(row.month, 0) + sign * row.cards
        if any(sums.values()):
            raise_faults("ReconciledForecasts", [("rows", Fault.CONTRADICTION, "cards")])

    def of(self, place: RegionCode | str | None) -> tuple[ReconciledRow, ...]:
        """Return the rows of a place, month by month; of None those of all together."""
        return tuple(row for row in self.rows if row.place == place)

    def _content(self) -> Content:
        places = ["all" if row.place is None else row.place for row in self.rows]
        keys = KeyColumns(("place",), places)
        columns = (
            *keys.columns,
            Column("month"),
            Column("cards", Kind.COUNT),
            Column("cards_low", Kind.COUNT),
            Column("cards_high", Kind.COUNT),
        )
        return columns, [
            (*keys.cells(place), row.month, row.cards, row.low_cards, row.high_cards)
            for place, row in zip(places, self.rows, strict=True)
        ]


def reconcile(
    together: DemandForecast,
    places: Mapping[RegionCode | str, DemandForecast],
    *,
    reconciling: Reconciling = Reconciling.LEAST_SQUARES,
) -> ReconciledForecasts:
    """Make the forecasts of places and of all together add up, in whole cards.

    The expected cards move, and the ends of each interval in proportion to them: intervals are not
    made narrower, since the errors of places are not independent of each other.

    Args:
        together: the forecast of all together, of `DemandHistories.together` or a history of its
            own.
        places: the forecast of each place, for the same months.
        reconciling: the way.

    Returns:
        The rows of the places, and those of all together.

    Raises:
        TypeError: for something that is not a forecast.
        InvalidRecord: for no places, or forecasts of other months.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.demand import DemandHistory, forecast_demand, reconcile
        >>> def ahead(*cards: int):
        ...     return forecast_demand(DemandHistory(start=Month(2024, 1), cards=cards), 1)
        >>> both = reconcile(ahead(90, 96, 93), {"A": ahead(60, 61, 60), "B": ahead(30, 35, 33)})
        >>> print(both)
        place  month    cards  cards, at least  cards, at most
        A      2024-04     62               39              89
        B      2024-04     34               20              51
        all    2024-04     96               63             134
    """
    check_type("reconcile", "together", together, DemandForecast)
    check_type("reconcile", "reconciling", reconciling, Reconciling)
    for forecast in places.values():
        check_type("reconcile", "places", forecast, DemandForecast)
        if forecast.months != together.months:
            raise_faults("reconcile", [("places", Fault.MONTHS)])
    if not places:
        raise_faults("reconcile", [("places", Fault.MISSING)])
    names = sorted(places, key=place_of)
    by_place: dict[RegionCode | str | None, list[ReconciledRow]] = {
        name: [] for name in (*names, None)
    }
    for at, month in enumerate(together.months):
        parts = [places[name].distributions[at] for name in names]
        whole = together.distributions[at]
        means = [float(part.mean) for part in parts]
        if reconciling is Reconciling.LEAST_SQUARES:
            means = _least_squares(whole, parts, means)
        cards = _whole(means)
        for name, count, mean, part in zip(
            (*names, None), (*cards, sum(cards)), (*means, sum(means)), (*parts, whole), strict=True
        ):
            low, high = _moved(together.between(part), mean, part)
            row = ReconciledRow(
                place=name, month=month, cards=count, low_cards=low, high_cards=high
            )
            by_place[name].append(row)
    return ReconciledForecasts(
        reconciling=reconciling, rows=tuple(row for rows in by_place.values() for row in rows)
    )


_Z: Final = NormalDist().inv_cdf(0.95)


def _least_squares(
    whole: Distribution, parts: Sequence[Distribution], means: Sequence[float]
) -> list[float]:
    """Return the means nearest to all forecasts by their variances, none below zero."""
    variances = [_variance(part) for part in parts]
    total = _variance(whole) + math.fsum(variances)
    missing = float(whole.mean) - math.fsum(means)
    return [
        max(0.0, mean + (variance / total * missing if total else 0.0))
        for mean, variance in zip(means, variances, strict=True)
    ]


def _variance(distribution: Distribution) -> float:
    """Return the variance of the normal distribution with the same central interval."""
    low, high = distribution.quantile(Fraction(1, 20)), distribution.quantile(Fraction(19, 20))
    return ((high - low) / 2 / _Z) ** 2


def _whole(means: Sequence[float]) -> list[int]:
    """Return whole cards with the rounded sum of the means, by largest remainders."""
    cards = [math.floor(mean) for mean in means]
    order = sorted(range(len(means)), key=lambda at: cards[at] - means[at])
    for at in order[: round(math.fsum(means)) - sum(cards)]:
        cards[at] += 1
    return cards


def _moved(ends: tuple[int, int], mean: float, distribution: Distribution) -> tuple[int, int]:
    """Return the ends of an interval, moved in proportion to the mean."""
    before = float(distribution.mean)
    low, high = (round(end * mean / before) if before else end for end in ends)
    return low, high
