"""Bounds of what has happened by a month, where nothing is known about how months depend."""

from __future__ import annotations

import pytest
from support.forecasts import TWO_A_MONTH, changed, column

from dukcapil.distributions import Common, Independent, Pmf, Unknown
from dukcapil.forecast import outlook

LONGER = changed(TWO_A_MONTH, months=5)


def test_stock_outs_are_at_most_the_sum_of_the_chances_of_the_months() -> None:
    """As many blanks as are asked for, one more or one fewer, each with a third."""
    found = column(outlook(changed(LONGER, dependence=Unknown())), "stock_out_by")
    assert [one.high for one in found] == pytest.approx([1 / 3, 2 / 3, 1, 1, 1])
    for dependence in (Common(), Independent()):
        exact = column(outlook(changed(LONGER, dependence=dependence)), "stock_out_by")
        for bound, truth in zip(found, exact, strict=True):
            assert bound.low <= truth.value <= bound.high


def test_a_backlog_is_cleared_no_more_surely_than_the_mean_of_what_arrives_allows() -> None:
    """Four wait, and three months in four bring one blank more than is asked for."""
    scenario = changed(
        LONGER, waiting_people=4, allocation_cards=Pmf({2: 1, 3: 3}), dependence=Unknown()
    )
    found = column(outlook(scenario), "cleared_by")
    assert [one.high for one in found] == pytest.approx([0, 0, 0, 3 / 4, 5 * 3 / 4 / 4])
    assert found[-1].low == pytest.approx(3 / 8)
