"""Lots shared one after the other, and sharing compared with an independent package."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dukcapil.allocation import Claim, Method, share

STOCK_COUNTS = {Method.MONTHS_OF_STOCK, Method.PRIORITY, Method.MAX_MIN}
IN_PACKAGE = {
    Method.HAMILTON: "hamilton",
    Method.WEBSTER: "webster",
    Method.JEFFERSON: "jefferson",
    Method.ADAMS: "adams",
}
BY_WEIGHT = (*IN_PACKAGE, Method.MONTHS_OF_STOCK, Method.PRIORITY)
NOT_HAMILTON = tuple(method for method in Method if method is not Method.HAMILTON)
weights_of_points = st.lists(st.integers(1, 12), min_size=2, max_size=6)
lots_of_boxes = st.lists(st.integers(0, 12), min_size=1, max_size=12)


def claims_of(weights: Sequence[int]) -> list[Claim]:
    return [Claim(key=key, weight=weight) for key, weight in enumerate(weights)]


def one_after_the_other(
    lots: Sequence[int], claims: Sequence[Claim], method: Method, box: int = 1
) -> tuple[list[int], dict[Hashable, Fraction]]:
    """What each point got of all lots, and what it is owed after the last."""
    carried: dict[Hashable, Fraction] = {}
    got = [0] * len(claims)
    for boxes in lots:
        lot = share(boxes * box, claims, method=method, box_cards=box, carried=carried)
        carried = lot.carried
        got = [before + lot[claim.key].cards for before, claim in zip(got, claims, strict=True)]
    return got, carried


class TestLotsInTurn:
    """The remainder carried over."""

    @pytest.mark.parametrize("method", Method)
    def test_52_lots_of_10_among_7_come_out_within_one(self, method: Method) -> None:
        got, _ = one_after_the_other([10] * 52, claims_of([1] * 7), method)
        assert sum(got) == 520
        assert max(got) - min(got) == 1

    @given(weights_of_points, lots_of_boxes, st.sampled_from(NOT_HAMILTON), st.integers(1, 4))
    def test_lots_in_turn_give_what_their_sum_gives_at_once(
        self, weights: list[int], lots: list[int], method: Method, box: int
    ) -> None:
        claims = claims_of(weights)
        at_once = share(sum(lots) * box, claims, method=method, box_cards=box)
        got, carried = one_after_the_other(lots, claims, method, box)
        assert got == [row.cards for row in at_once]
        assert carried == at_once.carried

    @given(lots_of_boxes, st.integers(1, 7), st.sampled_from(Method), st.integers(1, 4))
    def test_equal_points_never_come_out_a_box_apart_from_their_quotas(
        self, lots: list[int], points: int, method: Method, box: int
    ) -> None:
        got, carried = one_after_the_other(lots, claims_of([1] * points), method, box)
        assert max(got) - min(got) <= box
        assert all(abs(owed) < box for owed in carried.values())

    @given(weights_of_points, lots_of_boxes, st.sampled_from(Method))
    def test_what_is_owed_sums_to_none(
        self, weights: list[int], lots: list[int], method: Method
    ) -> None:
        _, carried = one_after_the_other(lots, claims_of(weights), method)
        assert sum(carried.values()) == 0

    @given(weights_of_points, st.integers(0, 30), st.sampled_from(NOT_HAMILTON), st.data())
    def test_a_larger_lot_takes_nothing_from_anybody(
        self, weights: list[int], cards: int, method: Method, data: st.DataObject
    ) -> None:
        owed = st.builds(Fraction, st.integers(-9, 9), st.integers(1, 4))
        carried = {key: data.draw(owed) for key in range(len(weights))}
        smaller, larger = (
            share(lot, claims_of(weights), method=method, carried=carried)
            for lot in (cards, cards + 1)
        )
        assert all(less.cards <= more.cards for less, more in zip(smaller, larger, strict=True))

    @given(weights_of_points, st.integers(0, 30), st.sampled_from(Method), st.data())
    def test_nobody_gets_less_for_being_owed_more(
        self, weights: list[int], cards: int, method: Method, data: st.DataObject
    ) -> None:
        key = data.draw(st.integers(0, len(weights) - 1))
        more = Fraction(data.draw(st.integers(1, 9)), 2)
        before = share(cards, claims_of(weights), method=method)[key]
        after = share(cards, claims_of(weights), method=method, carried={key: more})[key]
        assert after.cards >= before.cards
        assert after.owed_cards == more
        assert after.quota == before.quota

    @given(weights_of_points, st.integers(0, 30), st.sampled_from(Method))
    def test_keys_without_a_claim_are_ignored(
        self, weights: list[int], cards: int, method: Method
    ) -> None:
        claims = claims_of(weights)
        sharing = share(cards, claims, method=method, carried={"elsewhere": Fraction(3)})
        assert sharing == share(cards, claims, method=method)


class TestEqualLevels:
    """Who comes first at one level."""

    @pytest.mark.parametrize("method", BY_WEIGHT)
    def test_the_only_box_goes_to_the_larger_weight(self, method: Method) -> None:
        claims = [Claim(key="A", weight=3), Claim(key="Z", weight=3_000)]
        lot = share(500, claims, method=method, box_cards=500)
        assert [row.cards for row in lot] == [0, 500]

    @given(weights_of_points, st.integers(0, 5), st.sampled_from(BY_WEIGHT))
    def test_in_a_shortage_no_lighter_point_is_served_before_a_heavier_one(
        self, weights: list[int], boxes: int, method: Method
    ) -> None:
        """Fewer boxes than points, nothing on hand anywhere."""
        assume(boxes <= len(weights))
        rows = share(boxes, claims_of(weights), method=method).rows
        for heavy, light in product(rows, rows):
            if heavy.claim.weight > light.claim.weight:
                assert heavy.cards >= light.cards

    @given(weights_of_points, st.integers(0, 30), st.sampled_from(tuple(STOCK_COUNTS)), st.data())
    def test_no_box_goes_to_a_point_while_a_poorer_one_of_the_class_waits(
        self, weights: list[int], cards: int, method: Method, data: st.DataObject
    ) -> None:
        stocks = [data.draw(st.integers(0, 9)) for _ in weights]
        claims = [
            attrs.evolve(claim, on_hand_cards=stock)
            for claim, stock in zip(claims_of(weights), stocks, strict=True)
        ]

        def level(claim: Claim, cards: int) -> tuple[Fraction, int]:
            weight = 1 if method is Method.MAX_MIN else claim.weight
            return Fraction(claim.on_hand_cards + cards, weight), -weight

        rows = share(cards, claims, method=method).rows
        for served, waiting in product(rows, rows):
            if served.cards:
                last_box = level(served.claim, served.cards - 1)
                assert last_box <= level(waiting.claim, waiting.cards)


@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=8),
    st.integers(1, 60),
    st.sampled_from(tuple(IN_PACKAGE)),
)
def test_shares_are_those_of_the_package_of_lackner(
    weights: list[int], cards: int, method: Method
) -> None:
    """Where no tie has to be decided; `apportionment` by Martin Lackner (2022)."""
    package: Any = pytest.importorskip(
        "apportionment.methods", reason="the package `apportionment` is not installed"
    )
    try:
        expected = package.compute(
            IN_PACKAGE[method], weights, cards, fractions=True, tiesallowed=False
        )
    except package.TiesException:
        assume(False)  # noqa: FBT003  # Hypothesis takes no other
    assert [row.cards for row in share(cards, claims_of(weights), method=method)] == expected
