"""Stock levels of public-health logistics: average consumption, months of stock, min and max.

The terms are those of USAID | DELIVER PROJECT, "The Logistics Handbook", 2nd ed., 2011; the
correction for days without stock is that of Management Sciences for Health, "MDS-3: Managing
Access to Medicines and Health Technologies", 2012.
"""

from fractions import Fraction
from math import ceil
from typing import final

import attrs

from dukcapil._shared.checks import check_count, raise_faults
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
    """Compute the average monthly consumption (AMC), corrected for days out of stock.

    For C cards used in M months with X days out of stock it is 30·C / (30·M - X): days without
    stock carry no information on demand.

    Args:
        used_cards: cards used in all the months; 0 or more.
        months: the number of months; 1 or more.
        out_of_stock_days: days without stock among them; 0 or more.
        month_days: the days of a month, above 0; MSH takes `Fraction(61, 2)`.

    Returns:
        Cards a month of days in stock; None, not estimable, if there never was stock.

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
    a_month = _checked("average_monthly_cards", "month_days", month_days)
    positive = {"months": months, "month_days": a_month}
    faults = [(field, Fault.OUT_OF_BOUNDS) for field, value in positive.items() if not value]
    raise_faults("average_monthly_cards", faults)
    # More days without stock than the months have: calendar months are longer than 30 days.
    stocked_days = months * a_month - out_of_stock_days
    return used_cards * a_month / stocked_days if stocked_days > 0 else None


def months_of_stock(on_hand_cards: int, monthly_cards: int | Fraction | None) -> Fraction | None:
    """Compute the months of stock: cards on hand over cards a month.

    Args:
        on_hand_cards: the stock; 0 or more.
        monthly_cards: average monthly consumption, 0 or more; None if it cannot be estimated.

    Returns:
        Months; None, undefined and not infinite, if consumption is 0 or unknown.

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
    use = _checked("months_of_stock", "monthly_cards", monthly_cards)
    return on_hand_cards / use if use else None


def _checked(owner: str, field: str, value: int | Fraction) -> Fraction:
    """Return a number of 0 or more, whole or not."""
    if type(value) not in {int, Fraction}:
        found = type(value).__name__
        raise TypeError(f"{owner}.{field}: expected int or Fraction, found {found}")
    if value < 0:
        raise_faults(owner, [(field, Fault.NEGATIVE)])
    return Fraction(value)


def _half_the_review(levels: "StockLevels") -> Fraction:
    return _checked("StockLevels", "review_months", levels.review_months) / 2


@final
@attrs.frozen(kw_only=True)
class StockLevels(Value):
    """Minimum, maximum and emergency levels of a stock, in months of consumption.

    The minimum covers the lead time, the review period and the safety stock; the maximum one more
    review period. Whole cards, rounded up.

    Attributes:
        monthly_cards: average monthly consumption; 0 or more.
        lead_time_months: the months from a request to its delivery.
        review_months: the months from one review of the stock to the next.
        safety_months: the safety stock in months; half the review period by default, the least
            that the handbook advises.

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
            _checked("StockLevels", field.name, getattr(self, field.name))

    @property
    def min_cards(self) -> int:
        """The level at or below which more is requested: lead time, review period and safety."""
        return self._cards(self.lead_time_months + self.review_months + self.safety_months)

    @property
    def max_cards(self) -> int:
        """The level to fill up to: one more review period."""
        return self._cards(self.lead_time_months + 2 * self.review_months + self.safety_months)

    @property
    def emergency_cards(self) -> int:
        """The level below which an ordinary request arrives too late: the lead time."""
        return self._cards(self.lead_time_months)

    @property
    def policy(self) -> MinMax:
        """The levels as a policy, for `policy_measures`.

        Raises:
            InvalidRecord: if the maximum is not above the minimum, as without consumption.
        """
        if self.min_cards == self.max_cards:
            raise_faults("StockLevels.policy", [("max_cards", Fault.CONTRADICTION, "min_cards")])
        return MinMax(min_cards=self.min_cards, max_cards=self.max_cards)

    def _cards(self, months: int | Fraction) -> int:
        return ceil(months * self.monthly_cards)

    def request_cards(self, *, on_hand_cards: int, under_way_cards: int = 0) -> int:
        """Return the cards to request at a review.

        Args:
            on_hand_cards: the stock; 0 or more.
            under_way_cards: cards on order; 0 or more.

        Returns:
            The cards missing to the maximum; 0 above the minimum.

        Raises:
            TypeError: for anything but `int`.
            InvalidRecord: for a negative number.
        """
        check_count("request_cards", "on_hand_cards", on_hand_cards)
        check_count("request_cards", "under_way_cards", under_way_cards)
        stock = on_hand_cards + under_way_cards
        return self.max_cards - stock if stock <= self.min_cards else 0

    def __str__(self) -> str:
        """The levels in cards."""
        return (
            f"min {self.min_cards:,}, max {self.max_cards:,}, "
            f"emergency at {self.emergency_cards:,} cards"
        )
