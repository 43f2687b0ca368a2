"""The law of deliveries: how much comes in a good and in a poor month, and how long they last."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import Final, TypedDict, final

import attrs

from dukcapil._shared.checks import as_share, check_count, check_items, check_type, raise_faults
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.demand import wilson_interval
from dukcapil.distributions import Distribution, Empirical, Independent, Mixture, Regimes
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["Deliveries", "DeliveryAssumptions", "DeliveryCase", "delivery_law"]


def _as_deliveries(deliveries: Iterable[tuple[Month, int]]) -> tuple[tuple[Month, int], ...]:
    return tuple(sorted(deliveries))


_DIGITS: Final = 10_000
"""Ends of intervals are rounded to this part of 1, so that they are exact numbers."""


@final
class DeliveryCase(Worded):
    """Cases of the law of deliveries within what the past leaves open.

    Attributes:
        GOOD: as few poor months, and as short runs of them, as the 95 % intervals allow.
        MIDDLE: the estimates.
        POOR: as many poor months, and as long runs, as the intervals allow.
    """

    GOOD = "good"
    MIDDLE = "middle"
    POOR = "poor"


class DeliveryAssumptions(TypedDict):
    """The fields of a `Scenario` that a law of deliveries gives.

    Attributes:
        allocation_cards: the distribution of a month.
        dependence: the dependence between months.
    """

    allocation_cards: Distribution
    dependence: Independent | Regimes


@final
@attrs.frozen(kw_only=True)
class Deliveries(Tabular, Value):
    """The blanks delivered in past months, and the law that they tell for months to come.

    A month is poor if less arrived than a share of the median month. Good and poor months follow
    each other as a Markov chain (`Regimes`); in a poor month one of the poor deliveries of the past
    comes, in a good month one of the good ones. More than half of the months must be good: a
    shortage of most months is the median, and not seen as one.

    As a table, one row for each kind of month that was observed.

    Attributes:
        months: pairs of a month and the blanks that arrived in it, by month. A month that is
            missing was not recorded; one in which nothing arrived has 0.
        poor_below: the share of the median below which a month is poor.

    Raises:
        TypeError: for anything but months, whole numbers and a `Fraction`.
        InvalidRecord: for less than two months, a month given twice, a negative number, or a share
            out of bounds.
    """

    months: tuple[tuple[Month, int], ...] = attrs.field(converter=_as_deliveries)
    poor_below: Fraction = attrs.field(default=Fraction(1, 2), converter=as_share)

    def __attrs_post_init__(self) -> None:
        check_items(self, "months", self.months, tuple)
        for month, cards in self.months:
            check_type(self, "months", month, Month)
            check_count(self, "months", cards)
        check_type(self, "poor_below", self.poor_below, Fraction)
        if not 0 < self.poor_below <= 1:
            raise_faults("Deliveries", [("poor_below", Fault.OUT_OF_BOUNDS)])
        if len({month for month, _ in self.months}) < len(self.months):
            raise_faults("Deliveries", [("months", Fault.DUPLICATE)])
        if len(self.months) < 2:
            raise_faults("Deliveries", [("months", Fault.MONTHS)])

    def is_poor(self, cards: int) -> bool:
        """Return whether a month with so many blanks is poor."""
        return cards < self.poor_below * median(of for _, of in self.months)

    @property
    def poor_months(self) -> tuple[Month, ...]:
        """The poor months, in order."""
        return tuple(month for month, cards in self.months if self.is_poor(cards))

    @property
    def poor_share(self) -> Fraction:
        """The share of poor months, with half a month added to each kind (H. Jeffreys)."""
        return Fraction(2 * len(self.poor_months) + 1, 2 * len(self.months) + 2)

    @property
    def poor_share_between(self) -> tuple[float, float]:
        """Wilson's 95 % interval of that share; wider in truth, since months are alike in runs."""
        return wilson_interval(len(self.poor_months), len(self.months))

    @property
    def stay(self) -> Fraction:
        """The probability that a month is of the kind of the month before."""
        kept, pairs = self._kept()
        return Fraction(2 * kept + 1, 2 * pairs + 2)

    @property
    def stay_between(self) -> tuple[float, float]:
        """Wilson's 95 % interval of that probability; 0 to 1 without neighbouring months."""
        kept, pairs = self._kept()
        return wilson_interval(kept, pairs) if pairs else (0.0, 1.0)

    def assumptions(self, case: DeliveryCase = DeliveryCase.MIDDLE) -> DeliveryAssumptions:
        """Return the fields of a scenario: `attrs.evolve(scenario, **law.assumptions())`.

        Where no month of the past was poor, or all were alike, months are independent draws of the
        past ones in every case: a shortage that was never seen has to be assumed by the caller.

        Args:
            case: the case.

        Raises:
            TypeError: for something that is not a case.
        """
        check_type("assumptions", "case", case, DeliveryCase)
        poor = [cards for _, cards in self.months if self.is_poor(cards)]
        good = [cards for _, cards in self.months if not self.is_poor(cards)]
        if not poor:
            return {"allocation_cards": Empirical(good), "dependence": Independent()}
        share = _of_case(self.poor_share, self.poor_share_between, case)
        stay = _of_case(self.stay, self.stay_between, case)
        # Kinds that alternated more than chance would have them are taken as independent.
        chance = share**2 + (1 - share) ** 2
        return {
            "allocation_cards": Mixture([(share, Empirical(poor)), (1 - share, Empirical(good))]),
            "dependence": Regimes(max(stay, chance)),
        }

    def _kept(self) -> tuple[int, int]:
        """Return the neighbouring months of one kind, and all neighbouring months."""
        kinds = [
            self.is_poor(cards) == self.is_poor(others)
            for (month, cards), (following, others) in pairwise(self.months)
            if following - month == 1
        ]
        return sum(kinds), len(kinds)

    def _content(self) -> Content:
        columns = (
            Column("kind"),
            Column("months", Kind.COUNT),
            Column("cards_low", Kind.COUNT),
            Column("cards_mean", Kind.COUNT),
            Column("cards_high", Kind.COUNT),
        )
        rows = []
        for kind in (DeliveryCase.GOOD, DeliveryCase.POOR):
            is_poor = kind is DeliveryCase.POOR
            cards = [of for _, of in self.months if self.is_poor(of) is is_poor]
            if cards:
                mean = round(Fraction(sum(cards), len(cards)))
                rows.append((kind, len(cards), min(cards), mean, max(cards)))
        return columns, rows


def _of_case(estimate: Fraction, between: tuple[float, float], case: DeliveryCase) -> Fraction:
    if case is DeliveryCase.MIDDLE:
        return estimate
    end = between[case is DeliveryCase.POOR]
    return Fraction(min(max(round(end * _DIGITS), 1), _DIGITS - 1), _DIGITS)


def delivery_law(
    cards: Mapping[Month, int], *, poor_below: Fraction | float = Fraction(1, 2)
) -> Deliveries:
    """Estimate the law of deliveries from the blanks that arrived in past months.

    Args:
        cards: the blanks of each month; 0 where none arrived, and no entry where it is not known.
        poor_below: the share of the median month below which a month is poor; a `float` stands
            for its shortest decimal.

    Returns:
        The law, with the fields of a scenario for three cases within its uncertainty.

    Raises:
        TypeError: for anything but months and whole numbers.
        InvalidRecord: as `Deliveries`.

    Examples:
        A shortage of five months, as in Kota Bekasi from August to December 2019:

        >>> from dukcapil import Month
        >>> from dukcapil.forecast import delivery_law
        >>> cards = {Month(2019, 1) + month: 17_000 + 500 * (month % 5) for month in range(24)}
        >>> cards |= {Month(2019, month): 500 for month in range(8, 13)}
        >>> law = delivery_law(cards)
        >>> print(law)
        kind  months  cards, at least  cards, mean  cards, at most
        good      19           17,000       17,947          19,000
        poor       5              500          500             500
        >>> law.poor_share, law.stay
        (Fraction(11, 50), Fraction(43, 48))
    """
    if not isinstance(cards, Mapping):
        raise TypeError(
            "delivery_law.cards: expected a mapping of month to blanks, "
            f"found {type(cards).__name__}"
        )
    return Deliveries(months=cards.items(), poor_below=poor_below)
