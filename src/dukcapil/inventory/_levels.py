"""The stock arithmetic of public-health logistics: average use, months of stock, min and max.

The terms are those of USAID | DELIVER PROJECT, "The Logistics Handbook", 2nd ed., 2011; the
correction for days without stock is that of Management Sciences for Health, "MDS-3: Managing
Access to Medicines and Health Technologies", 2012.
"""

from fractions import Fraction
from math import ceil
from typing import Any, final

import attrs

from dukcapil._shared.checks import check_count, check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil.errors import Fault
from dukcapil.inventory._policies import MinMax

__all__ = ["StockLevels", "average_monthly_cards", "months_of_stock"]


def average_monthly_cards(
    used_cards: int,
    *,
    months: int,
    out_of_stock_days: int = 0,
    month_days: int | Fraction = 30,
) -> Fraction | None:
    """Average monthly consumption (AMC), corrected for the days on which there was nothing to use.

    With use C of M months and X days out of stock, 30·C / (30·M - X): days without stock tell
    nothing of demand, so they do not count.

    Args:
        used_cards: cards used in all the months; 0 or more.
        months: how many; 1 or more.
        out_of_stock_days: days without stock among them; 0 or more.
        month_days: how many days a month is reckoned with, above 0; MSH takes `Fraction(61, 2)`.

    Returns:
        Cards a month of 30 days with stock; None, not to be estimated, if there never was any.

    Raises:
        TypeError: for numbers of another type.
        InvalidRecord: for a number out of bounds.

    Examples:
        >>> from dukcapil.inventory import average_monthly_cards
        >>> average_monthly_cards(12_000, months=3, out_of_stock_days=18)
        Fraction(5000, 1)
        >>> print(average_monthly_cards(0, months=1, out_of_stock_days=30))
        None
    """
    check_count("average_monthly_cards", "used_cards", used_cards)
    check_count("average_monthly_cards", "months", months)
    check_count("average_monthly_cards", "out_of_stock_days", out_of_stock_days)
    a_month = _time("average_monthly_cards", "month_days", month_days)
    faults = [("months", months), ("month_days", a_month)]
    raise_faults(
        "average_monthly_cards", [(field, Fault.OUT_OF_BOUNDS) for field, of in faults if not of]
    )
    stocked_days = months * a_month - out_of_stock_days
    return used_cards * a_month / stocked_days if stocked_days > 0 else None


def months_of_stock(on_hand_cards: int, monthly_cards: int | Fraction | None) -> Fraction | None:
    """How long a stock lasts: cards on hand over cards a month.

    Args:
        on_hand_cards: the stock; 0 or more.
        monthly_cards: average monthly use, 0 or more; None if it cannot be estimated.

    Returns:
        Months; None, undefined and not infinite, if nothing is used or use is not known.

    Raises:
        TypeError: for numbers of another type.
        InvalidRecord: for a negative number.

    Examples:
        >>> from dukcapil.inventory import months_of_stock
        >>> months_of_stock(7_500, 5_000)
        Fraction(3, 2)
        >>> print(months_of_stock(7_500, 0))
        None
    """
    check_count("months_of_stock", "on_hand_cards", on_hand_cards)
    if monthly_cards is None:
        return None
    use = _time("months_of_stock", "monthly_cards", monthly_cards)
    return on_hand_cards / use if use else None


def _time(owner: object, field: str, value: Any) -> Fraction:  # noqa: ANN401
    """A number of 0 or more, whole or not."""
    if type(value) not in {int, Fraction}:
        check_type(owner, field, value, Fraction, "; int will do, too")
    if value < 0:
        path = owner if type(owner) is str else type(owner).__name__
        raise_faults(path, [(field, Fault.NEGATIVE)])
    return Fraction(value)


def _half_the_review(levels: "StockLevels") -> Fraction:
    return _time(levels, "review_months", levels.review_months) / 2


@final
@attrs.frozen(kw_only=True)
class StockLevels(Value):
    """The levels between which a stock is held, in months of use.

    The least stock covers the lead time, the time to the next look, and safety; the greatest lasts
    one look longer. Whole cards, rounded up.

    Attributes:
        monthly_cards: average monthly use; 0 or more.
        lead_time_months: from a request until the cards are there.
        review_months: from one look at the stock to the next.
        safety_months: what is held for safety; by default half the time between two looks, the
            least the handbook advises.

    Raises:
        TypeError: for numbers that are neither `int` nor `Fraction`.
        InvalidRecord: for a negative one.

    Examples:
        >>> from fractions import Fraction
        >>> from dukcapil.inventory import StockLevels
        >>> levels = StockLevels(
        ...     monthly_cards=6_000, lead_time_months=Fraction(1, 4), review_months=Fraction(1, 2)
        ... )
        >>> print(levels)
        min 6,000, max 9,000, emergency at 1,500 cards
        >>> levels.request_cards(on_hand_cards=2_000, under_way_cards=1_000)
        6000
    """

    monthly_cards: int | Fraction
    lead_time_months: int | Fraction
    review_months: int | Fraction
    safety_months: int | Fraction = attrs.Factory(_half_the_review, takes_self=True)

    def __attrs_post_init__(self) -> None:
        for field in attrs.fields(StockLevels):
            _time(self, field.name, getattr(self, field.name))

    @property
    def min_cards(self) -> int:
        """Down to which more is asked for: lead time, review and safety."""
        return self._cards(self.lead_time_months + self.review_months + self.safety_months)

    @property
    def max_cards(self) -> int:
        """Up to which it is asked for: the use of one more review period."""
        return self._cards(self.lead_time_months + 2 * self.review_months + self.safety_months)

    @property
    def emergency_cards(self) -> int:
        """Below which an ordinary request comes too late: the use of the lead time."""
        return self._cards(self.lead_time_months)

    @property
    def policy(self) -> MinMax:
        """The rule, to be measured against a distribution of demand.

        Raises:
            InvalidRecord: if the greatest stock is not above the least.
        """
        return MinMax(min_cards=self.min_cards, max_cards=self.max_cards)

    def _cards(self, months: int | Fraction) -> int:
        return ceil(months * self.monthly_cards)

    def request_cards(self, *, on_hand_cards: int, under_way_cards: int = 0) -> int:
        """How many to ask for at a look.

        Args:
            on_hand_cards: the stock; 0 or more.
            under_way_cards: asked for before and not yet there; 0 or more.

        Returns:
            What is missing to the maximum, or 0 above the minimum.
        """
        check_count(self, "on_hand_cards", on_hand_cards)
        check_count(self, "under_way_cards", under_way_cards)
        stock = on_hand_cards + under_way_cards
        return self.max_cards - stock if stock <= self.min_cards else 0

    def __str__(self) -> str:
        """The levels in cards."""
        return (
            f"min {self.min_cards:,}, max {self.max_cards:,}, "
            f"emergency at {self.emergency_cards:,} cards"
        )
