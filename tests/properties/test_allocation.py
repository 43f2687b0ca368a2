"""Laws of sharing, against a loop that hands out box after box and against all sharings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from dukcapil._shared.keyed_table import place_of
from dukcapil.allocation import Claim, Method, Sharing, share

DIVISOR = (Method.WEBSTER, Method.JEFFERSON, Method.ADAMS)
MONOTONE = tuple(set(Method) - {Method.HAMILTON})
COUNT_STOCK = {Method.MONTHS_OF_STOCK, Method.MAX_MIN, Method.PRIORITY}
IGNORE_WEIGHT = {Method.EQUAL, Method.MAX_MIN}
methods = st.sampled_from(Method)
keys = st.integers(0, 99) | st.text("ab7", max_size=2)


@attrs.frozen
class Lot:
    """One call of `share`."""

    cards: int
    claims: tuple[Claim, ...]
    box_cards: int = 1

    def shared(self, method: Method) -> Sharing:
        return share(self.cards, self.claims, method=method, box_cards=self.box_cards)

    def low(self, claim: Claim) -> int:
        """The least amount in whole boxes, found by counting up."""
        cards = 0
        while cards < claim.least_cards:
            cards += self.box_cards
        return cards

    def high(self, claim: Claim) -> int:
        """The cap in whole boxes; the lot, where there is none."""
        cap = self.cards if claim.cap_cards is None else claim.cap_cards
        return cap - cap % self.box_cards


@st.composite
def lots(draw: st.DrawFn, *, limits: bool = True, most: int = 60, points: int = 6) -> Lot:
    """Small numbers, for ties, caps and least amounts to be met often."""
    box = draw(st.integers(1, 4))
    claims = []
    for key in draw(st.lists(keys, min_size=1, max_size=points, unique=True)):
        least = draw(st.integers(0, 2)) if limits else 0
        whole = -(-least // box) * box
        claims.append(
            Claim(
                key=key,
                weight=draw(st.integers(0 if limits else 1, 9)),
                on_hand_cards=draw(st.integers(0, 20)),
                cap_cards=draw(st.none() | st.integers(whole, whole + 20)) if limits else None,
                least_cards=least,
                priority=draw(st.integers(0, 2)),
            )
        )
    assume(any(claim.weight for claim in claims))
    needed = sum(-(-claim.least_cards // box) * box for claim in claims)
    return Lot(needed + draw(st.integers(0, most)), tuple(claims), box)


def stock(claim: Claim, method: Method) -> int:
    return claim.on_hand_cards if method in COUNT_STOCK else 0


def weight(claim: Claim, method: Method) -> int:
    return 1 if method in IGNORE_WEIGHT else claim.weight or 1


def turn(claim: Claim, method: Method) -> tuple[int, bool]:
    """Return the turn of a point: its class, and weight 0 after all others of the class."""
    priority = claim.priority if method is Method.PRIORITY else 0
    return priority, method not in IGNORE_WEIGHT and claim.weight == 0


def box_by_box(lot: Lot, method: Method) -> dict[Any, int]:
    """The definition of every method but Hamilton's, one box at a time."""
    given = {claim.key: lot.low(claim) for claim in lot.claims}
    half = {Method.WEBSTER: 1, Method.JEFFERSON: 2}.get(method, 0) * Fraction(lot.box_cards, 2)

    def level(claim: Claim) -> Fraction:
        held = stock(claim, method) + given[claim.key]
        return (held + half) / weight(claim, method)

    while lot.cards - sum(given.values()) >= lot.box_cards:
        open_claims = [claim for claim in lot.claims if given[claim.key] < lot.high(claim)]
        if not open_claims:
            break
        chosen = min(
            open_claims,
            key=lambda c: (turn(c, method), level(c), -weight(c, method), place_of(c.key)),
        )
        given[chosen.key] += lot.box_cards
    return given


def shares_of(sharing: Sharing) -> dict[Any, int]:
    return {row.key: row.cards for row in sharing}


class TestEveryMethod:
    """Laws of every method."""

    @given(lots(), methods)
    def test_shares_sum_to_the_whole_boxes_of_the_lot_or_to_all_needs(
        self, lot: Lot, method: Method
    ) -> None:
        sharing = lot.shared(method)
        whole = lot.cards - lot.cards % lot.box_cards
        total = sum(row.cards for row in sharing)
        assert total == min(whole, sum(map(lot.high, lot.claims)))
        assert sharing.left_over_cards == lot.cards - total
        assert sum(row.quota for row in sharing) == total

    @given(lots(), methods)
    def test_a_share_is_whole_boxes_between_the_least_amount_and_the_cap(
        self, lot: Lot, method: Method
    ) -> None:
        for row in lot.shared(method):
            assert row.cards % lot.box_cards == 0
            assert row.claim.least_cards <= lot.low(row.claim) <= row.cards
            assert lot.low(row.claim) <= row.quota <= lot.high(row.claim)
            assert row.cards <= lot.high(row.claim)
            assert row.floor_cards % lot.box_cards == 0
            assert 0 <= row.remainder < lot.box_cards
            assert (row.why in {"cap", "least amount", "nothing due", "exact"}) == (
                row.cards == row.quota
            )

    @given(lots(), methods, st.data())
    def test_the_order_of_the_claims_does_not_matter(
        self, lot: Lot, method: Method, data: st.DataObject
    ) -> None:
        shuffled = tuple(data.draw(st.permutations(lot.claims)))
        assert attrs.evolve(lot, claims=shuffled).shared(method) == lot.shared(method)

    @given(lots(), methods, st.integers(2, 9))
    def test_the_unit_of_weight_does_not_matter(
        self, lot: Lot, method: Method, factor: int
    ) -> None:
        scaled = [attrs.evolve(claim, weight=factor * claim.weight) for claim in lot.claims]
        after = attrs.evolve(lot, claims=tuple(scaled)).shared(method)
        assert shares_of(after) == shares_of(lot.shared(method))

    @given(lots(), methods, st.integers(2, 9))
    def test_the_size_of_a_card_does_not_matter(
        self, lot: Lot, method: Method, factor: int
    ) -> None:
        """Counting every card `factor` times multiplies every share."""
        claims = [
            attrs.evolve(
                claim,
                on_hand_cards=factor * claim.on_hand_cards,
                cap_cards=None if claim.cap_cards is None else factor * claim.cap_cards,
                least_cards=factor * claim.least_cards,
            )
            for claim in lot.claims
        ]
        larger = Lot(factor * lot.cards, tuple(claims), factor * lot.box_cards)
        shares = shares_of(lot.shared(method))
        assert shares_of(larger.shared(method)) == {k: factor * n for k, n in shares.items()}

    @given(lots(), methods)
    def test_quotas_are_at_one_level_but_for_the_least_amounts_and_the_caps(
        self, lot: Lot, method: Method
    ) -> None:
        rows = lot.shared(method).rows
        for upper, lower in product(rows, rows):
            if turn(upper.claim, method) == turn(lower.claim, method):
                levels = [
                    (stock(row.claim, method) + row.quota) / weight(row.claim, method)
                    for row in (upper, lower)
                ]
                could_give = upper.quota > lot.low(upper.claim)
                could_take = lower.quota < lot.high(lower.claim)
                assert levels[0] <= levels[1] or not (could_give and could_take)

    @given(lots(), st.sampled_from(MONOTONE), st.integers(1, 9))
    def test_a_larger_lot_takes_nothing_from_anybody(
        self, lot: Lot, method: Method, more: int
    ) -> None:
        before = shares_of(lot.shared(method))
        after = shares_of(attrs.evolve(lot, cards=lot.cards + more).shared(method))
        assert all(after[key] >= cards for key, cards in before.items())

    @given(lots(), st.sampled_from(MONOTONE))
    def test_it_is_the_loop_that_hands_out_box_after_box(self, lot: Lot, method: Method) -> None:
        assert shares_of(lot.shared(method)) == box_by_box(lot, method)


def quotas_with_caps(lot: Lot) -> dict[Any, Fraction]:
    """Whose cap is below its quota gets the cap, and the rest is shared again."""
    rest = Fraction(lot.cards - lot.cards % lot.box_cards)
    quotas: dict[Any, Fraction] = {}
    left = list(lot.claims)
    while left:
        per_weight = rest / sum(claim.weight for claim in left)
        capped = [claim for claim in left if lot.high(claim) < per_weight * claim.weight]
        if not capped:
            return quotas | {claim.key: per_weight * claim.weight for claim in left}
        for claim in capped:
            quotas[claim.key] = Fraction(lot.high(claim))
            rest -= lot.high(claim)
            left.remove(claim)
    return quotas


class TestHamilton:
    """The largest remainders."""

    @given(lots())
    def test_the_quota_is_kept(self, lot: Lot) -> None:
        for row in lot.shared(Method.HAMILTON):
            assert abs(row.cards - row.quota) < lot.box_cards

    @given(lots(limits=False))
    def test_without_limits_the_quota_is_in_proportion_to_weight(self, lot: Lot) -> None:
        whole = lot.cards - lot.cards % lot.box_cards
        total = sum(claim.weight for claim in lot.claims)
        for method in (Method.HAMILTON, *DIVISOR):
            for row in lot.shared(method):
                assert row.quota == Fraction(whole * row.claim.weight, total)

    @given(lots())
    def test_with_caps_the_quota_is_what_sharing_again_gives(self, lot: Lot) -> None:
        claims = [attrs.evolve(c, least_cards=0) for c in lot.claims if c.weight]
        lot = attrs.evolve(lot, claims=tuple(claims))
        quotas = {row.key: row.quota for row in lot.shared(Method.HAMILTON)}
        assert quotas == quotas_with_caps(lot)

    @given(lots())
    def test_the_ranks_say_who_gets_a_box_more(self, lot: Lot) -> None:
        rows = lot.shared(Method.HAMILTON).rows
        ranked = sorted((row.rank, row) for row in rows if row.rank is not None)
        assert [rank for rank, _ in ranked] == list(range(1, len(ranked) + 1))
        assert {row.key for _, row in ranked} == {row.key for row in rows if row.remainder}
        remainders = [row.remainder for _, row in ranked]
        assert remainders == sorted(remainders, reverse=True)
        more = [row.cards > row.floor_cards for _, row in ranked]
        assert more == sorted(more, reverse=True)


def every_sharing(lot: Lot, total: int) -> Iterator[Sequence[int]]:
    """All ways to share so many cards out in whole boxes, in the order of the claims."""
    ranges = [range(lot.low(c), lot.high(c) + 1, lot.box_cards) for c in lot.claims]
    return (shares for shares in product(*ranges) if sum(shares) == total)


class TestBestOfAll:
    """Against every possible sharing of a small lot."""

    @given(lots(most=12, points=4))
    def test_max_min_leaves_the_poorest_as_rich_as_can_be_and_so_on(self, lot: Lot) -> None:
        def stocks(shares: Sequence[int]) -> list[int]:
            pairs = zip(lot.claims, shares, strict=True)
            return sorted(claim.on_hand_cards + cards for claim, cards in pairs)

        found = shares_of(lot.shared(Method.MAX_MIN))
        chosen = [found[claim.key] for claim in lot.claims]
        best = max(map(stocks, every_sharing(lot, sum(chosen))))
        assert stocks(chosen) == best

    @given(lots(limits=False, most=12, points=4))
    def test_what_the_proportional_methods_make_best(self, lot: Lot) -> None:
        """Balinski and Young, Fair Representation."""
        weights = [claim.weight for claim in lot.claims]
        sharings = {
            method: [lot.shared(method)[claim.key].cards for claim in lot.claims]
            for method in (Method.HAMILTON, *DIVISOR)
        }
        total = sum(sharings[Method.HAMILTON])
        ratio = Fraction(total, sum(weights))

        def distance(shares: Sequence[int]) -> Fraction:
            pairs = zip(shares, weights, strict=True)
            return sum((abs(n - w * ratio) for n, w in pairs), Fraction(0))

        def inequality(shares: Sequence[int]) -> Fraction:
            pairs = zip(shares, weights, strict=True)
            return sum((w * (Fraction(n, w) - ratio) ** 2 for n, w in pairs), Fraction(0))

        def richest(shares: Sequence[int]) -> Fraction:
            return max(map(Fraction, shares, weights))

        def poorest(shares: Sequence[int]) -> Fraction:
            return min(map(Fraction, shares, weights))

        possible = list(every_sharing(lot, total))
        assert distance(sharings[Method.HAMILTON]) == min(map(distance, possible))
        assert inequality(sharings[Method.WEBSTER]) == min(map(inequality, possible))
        assert richest(sharings[Method.JEFFERSON]) == min(map(richest, possible))
        assert poorest(sharings[Method.ADAMS]) == max(map(poorest, possible))

    @given(lots(limits=False))
    def test_jefferson_never_gives_less_than_the_floor_nor_adams_more_than_the_ceiling(
        self, lot: Lot
    ) -> None:
        assert all(row.cards >= row.floor_cards for row in lot.shared(Method.JEFFERSON))
        for row in lot.shared(Method.ADAMS):
            assert row.cards - row.quota < lot.box_cards


class TestEqualAndPriority:
    """The two that ask for no arithmetic."""

    @given(lots())
    def test_equal_is_the_same_within_a_box_but_for_the_least_amounts_and_the_caps(
        self, lot: Lot
    ) -> None:
        rows = lot.shared(Method.EQUAL).rows
        for more, less in product(rows, rows):
            if more.cards > lot.low(more.claim) and less.cards < lot.high(less.claim):
                assert more.cards - less.cards <= lot.box_cards

    @given(lots())
    def test_no_later_class_is_served_before_an_earlier_one_has_its_caps(self, lot: Lot) -> None:
        rows = lot.shared(Method.PRIORITY).rows
        for early, late in product(rows, rows):
            if early.claim.priority < late.claim.priority and late.cards > lot.low(late.claim):
                assert early.cards == lot.high(early.claim)

    @given(lots())
    def test_a_single_class_is_shared_by_months_of_stock(self, lot: Lot) -> None:
        one = attrs.evolve(lot, claims=tuple(attrs.evolve(c, priority=1) for c in lot.claims))
        by_months = shares_of(one.shared(Method.MONTHS_OF_STOCK))
        assert shares_of(one.shared(Method.PRIORITY)) == by_months
