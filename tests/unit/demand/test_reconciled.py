"""Forecasts of places and of all together: sums, shares of the difference, refusals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import Month
from dukcapil.demand import (
    DemandForecast,
    DemandHistory,
    ReconciledForecasts,
    ReconciledRow,
    Reconciling,
    reconcile,
)
from dukcapil.distributions import Distribution, Pmf, Uniform
from dukcapil.errors import InvalidRecord

APRIL = Month(2024, 4)


def ahead(*distributions: Distribution) -> DemandForecast:
    return DemandForecast(
        history=DemandHistory(start=Month(2024, 3), cards=[1]),
        method="given",
        distributions=distributions,
        total=distributions[0],
        interval=Fraction(9, 10),
        backtest=None,
        reason="given",
    )


def cards(found: ReconciledForecasts, *places: Any) -> list[list[int]]:  # noqa: ANN401
    return [[row.cards for row in found.of(place)] for place in places]


class TestReconcile:
    """Sums are exact, and the more uncertain moves more."""

    def test_bottom_up_is_the_sum(self) -> None:
        places = {"B": ahead(Uniform(0, 3)), "A": ahead(Uniform(10, 11))}
        found = reconcile(ahead(Uniform(90, 110)), places, reconciling=Reconciling.BOTTOM_UP)
        assert [row.place for row in found.rows] == ["A", "B", None]
        assert cards(found, "A", "B", None) == [[11], [1], [12]]
        whole = found.of(None)[0]
        assert whole.low_cards <= whole.cards <= whole.high_cards

    def test_least_squares_by_hand(self) -> None:
        # Deviations in proportion 1 : 2 : 1 of the city, so shares 1/6, 4/6, 1/6 of 12 too few.
        found = reconcile(
            ahead(Uniform(112, 132)),
            {"A": ahead(Uniform(30, 50)), "B": ahead(Uniform(50, 90))},
        )
        (a,), (b,), (both,) = cards(found, "A", "B", None)
        assert both == a + b
        assert (a - 40, b - 70) == (2, 8)
        assert [(row.low_cards, row.high_cards) for row in found.of("A")] == [(33, 51)]

    def test_what_is_certain_does_not_move(self) -> None:
        found = reconcile(
            ahead(Pmf({100: 1})), {"A": ahead(Pmf({40: 1})), "B": ahead(Uniform(0, 100))}
        )
        assert cards(found, "A", "B", None) == [[40], [60], [100]]
        sure = reconcile(ahead(Pmf({9: 1})), {"A": ahead(Pmf({0: 1}))})
        assert cards(sure, "A", None) == [[0], [0]]

    @given(
        st.lists(st.tuples(st.integers(0, 900), st.integers(0, 400)), min_size=1, max_size=5),
        st.integers(0, 4_000),
        st.sampled_from(Reconciling),
    )
    def test_sums_are_exact(
        self, places: Sequence[tuple[int, int]], whole: int, reconciling: Reconciling
    ) -> None:
        parts = {
            f"place {at}": ahead(Uniform(low, low + more)) for at, (low, more) in enumerate(places)
        }
        found = reconcile(ahead(Uniform(whole, whole + 50)), parts, reconciling=reconciling)
        assert (
            sum(row.cards for place in parts for row in found.of(place)) == found.of(None)[0].cards
        )

    def test_what_it_refuses(self) -> None:
        one = ahead(Uniform(1, 2))
        with pytest.raises(InvalidRecord, match=r"places: missing"):
            reconcile(one, {})
        with pytest.raises(InvalidRecord, match=r"reconcile\.places: "):
            reconcile(one, {"A": ahead(Uniform(1, 2), Uniform(1, 2))})
        row = ReconciledRow(place="A", month=APRIL, cards=2, low_cards=1, high_cards=3)
        with pytest.raises(InvalidRecord, match=r"rows: contradicts cards"):
            ReconciledForecasts(reconciling=Reconciling.BOTTOM_UP, rows=(row,))
