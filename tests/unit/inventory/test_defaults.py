"""Defaults of the stock rules."""

from __future__ import annotations

from fractions import Fraction

from dukcapil.inventory import average_monthly_cards


def test_without_days_out_of_stock_consumption_is_the_plain_average() -> None:
    assert average_monthly_cards(600, months=6) == 100
    assert average_monthly_cards(600, months=6, out_of_stock_days=30) == Fraction(600, 5)
