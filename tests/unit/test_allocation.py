"""Sharing a lot of blank cards, by example: textbooks, offices, and corners."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import attrs
import pytest

from dukcapil.allocation import Claim, Method, ShareRow, Sharing, share
from dukcapil.errors import DuplicateRecord, Fault, InvalidRecord
from dukcapil.regions import RegionCode

PROPORTIONAL = (Method.HAMILTON, Method.WEBSTER, Method.JEFFERSON, Method.ADAMS)
WEIGHED = tuple(set(Method) - {Method.EQUAL, Method.MAX_MIN})


def claims_of(weights: Mapping[str, int]) -> list[Claim]:
    return [Claim(key=key, weight=weight) for key, weight in weights.items()]


def shares_of(sharing: Sharing) -> dict[Any, int]:
    return {row.key: row.cards for row in sharing}


def by_weight(cards: int, weights: Mapping[str, int], method: Method) -> dict[Any, int]:
    return shares_of(share(cards, claims_of(weights), method=method))


def cards_of(cards: int, *claims: Claim, method: Method, box_cards: int = 1) -> list[int]:
    sharing = share(cards, claims, method=method, box_cards=box_cards)
    return [row.cards for row in sharing]


class TestTextbook:
    """Figures that Balinski and Young, and later books, print."""

    def test_the_alabama_paradox(self) -> None:
        weights = {"A": 567, "B": 385, "C": 42, "D": 6}
        smaller = by_weight(323, weights, Method.HAMILTON)
        larger = by_weight(324, weights, Method.HAMILTON)
        assert smaller == {"A": 183, "B": 124, "C": 14, "D": 2}
        assert larger == {"A": 184, "B": 125, "C": 13, "D": 2}

    def test_the_house_of_representatives_of_1792(self) -> None:
        """The bill by Hamilton's method, vetoed by Washington, and the law by Jefferson's."""
        census_of_1790 = {
            "Connecticut": 236_841,
            "Delaware": 55_540,
            "Georgia": 70_835,
            "Kentucky": 68_705,
            "Maryland": 278_514,
            "Massachusetts": 475_327,
            "New Hampshire": 141_822,
            "New Jersey": 179_570,
            "New York": 331_589,
            "North Carolina": 353_523,
            "Pennsylvania": 432_879,
            "Rhode Island": 68_446,
            "South Carolina": 206_236,
            "Vermont": 85_533,
            "Virginia": 630_560,
        }
        bill = by_weight(120, census_of_1790, Method.HAMILTON)
        assert [*bill.values()] == [8, 2, 2, 2, 9, 16, 5, 6, 11, 12, 14, 2, 7, 3, 21]
        law = by_weight(105, census_of_1790, Method.JEFFERSON)
        assert [*law.values()] == [7, 1, 2, 2, 8, 14, 4, 5, 10, 10, 13, 2, 6, 2, 19]

    def test_jefferson_and_adams_can_break_quota(self) -> None:
        """P. Tannenbaum, Excursions in Modern Mathematics, the chapter on apportionment."""
        weights = {
            "Azucar": 1_646_000,
            "Bahia": 6_936_000,
            "Cafe": 154_000,
            "Diamante": 2_091_000,
            "Esmeralda": 685_000,
            "Felicidad": 988_000,
        }
        rows = {m: share(250, claims_of(weights), method=m)["Bahia"] for m in PROPORTIONAL}
        assert {row.quota for row in rows.values()} == {Fraction(13_872, 100)}
        assert rows[Method.HAMILTON].cards == 139
        assert rows[Method.WEBSTER].cards == 138
        assert (rows[Method.JEFFERSON].cards, rows[Method.ADAMS].cards) == (140, 137)
        assert rows[Method.JEFFERSON].why == "rounded up by a box or more"
        assert rows[Method.ADAMS].why == "rounded down by a box or more"

    def test_max_min_serves_small_demands_and_evens_out_the_others(self) -> None:
        """Demands of 2, 2.6, 4 and 5 on a capacity of 10 (Keshav 1997), in tenths."""
        demands = {"A": 20, "B": 26, "C": 40, "D": 50}
        claims = [Claim(key=key, cap_cards=demand) for key, demand in demands.items()]
        assert cards_of(100, *claims, method=Method.MAX_MIN) == [20, 26, 27, 27]


class TestOffices:
    """Figures that offices gave to the press."""

    def test_the_equal_quota_of_bekasi(self) -> None:
        """510 a day: 30 to each of 12 kecamatan, 150 to the other points (detik35, Dec 2025)."""
        kecamatan = [Claim(key=f"32.75.{number:02}") for number in range(1, 13)]
        others = Claim(key="MPP, GPP and head office", least_cards=150)
        shares = shares_of(share(510, [*kecamatan, others], method=Method.EQUAL))
        assert shares.pop("MPP, GPP and head office") == 150
        assert [*shares.values()] == [30] * 12

    def test_kabupaten_semarang_shares_by_number_of_recorded(self) -> None:
        """10,000 to 19 kecamatan: 827, 768 and so on to 131 (Republika, 12 April 2017).

        Only three shares are in print, and not the numbers recorded; so this says that a sharing
        which is in proportion already stays as it is, by every method.
        """
        shares = {
            "Kaliwungu": 131,
            "Ungaran Barat": 768,
            "Ungaran Timur": 827,
            "sixteen others": 10_000 - 131 - 768 - 827,
        }
        recorded = {key: 9 * cards for key, cards in shares.items()}
        for method in WEIGHED:
            sharing = share(10_000, claims_of(recorded), method=method)
            assert shares_of(sharing) == shares
            assert {row.why for row in sharing} == {"exact"}

    def test_sleman_shares_by_the_queue(self) -> None:
        """10,000 to 17 kecamatan; Depok, 11,000 waiting, got 1,000 (Republika, 18 April 2017)."""
        queue = {"Depok": 11_000, "sixteen others": 99_000}
        for method in PROPORTIONAL:
            assert by_weight(10_000, queue, method)["Depok"] == 1_000

    def test_a_priority_list_serves_one_class_after_the_other(self) -> None:
        """3,000 for Kota Bekasi, first cards before all else (Radar Bekasi, November 2021)."""
        claims = [
            Claim(key=("first", "east"), weight=900, cap_cards=900, priority=1),
            Claim(key=("first", "west"), weight=700, cap_cards=700, priority=1),
            Claim(key=("lost", "east"), weight=2_000, cap_cards=2_000, priority=2),
            Claim(key=("lost", "west"), weight=800, cap_cards=800, priority=2),
            Claim(key=("moved", "east"), weight=100, cap_cards=100, priority=3),
        ]
        sharing = share(3_000, reversed(claims), method=Method.PRIORITY)
        assert [row.cards for row in sharing] == [900, 700, 1_000, 400, 0]
        assert sharing["moved", "east"].why == "nothing due"


class TestMonthsOfStock:
    """The default."""

    def test_stock_ends_everywhere_at_the_same_time(self) -> None:
        claims = [
            Claim(key="A", weight=600, on_hand_cards=150),
            Claim(key="B", weight=500, on_hand_cards=750),
            Claim(key="C", weight=100),
        ]
        sharing = share(900, claims)
        assert sharing == share(900, claims, method=Method.MONTHS_OF_STOCK)
        assert [row.cards for row in sharing] == [750, 0, 150]
        assert [row.months_of_stock for row in sharing] == [Fraction(3, 2)] * 3

    def test_who_has_more_gets_nothing(self) -> None:
        sharing = share(10, [Claim(key="A", on_hand_cards=100), Claim(key="B")])
        assert [(row.cards, row.why) for row in sharing] == [(0, "nothing due"), (10, "exact")]

    def test_nothing_on_hand_makes_it_the_method_of_adams(self) -> None:
        weights = {"A": 567, "B": 385, "C": 42, "D": 6}
        for cards in range(200):
            default = by_weight(cards, weights, Method.MONTHS_OF_STOCK)
            assert default == by_weight(cards, weights, Method.ADAMS)

    def test_there_are_no_months_where_nothing_is_used(self) -> None:
        sharing = share(1, [Claim(key="A", weight=0), Claim(key="B")])
        assert sharing["A"].months_of_stock is None


class TestStockAndWeight:
    """The inputs of the other methods."""

    CLAIMS = (Claim(key="A", weight=1, on_hand_cards=6), Claim(key="B", weight=3))

    def test_only_three_methods_look_at_stock(self) -> None:
        for method in Method:
            without = [attrs.evolve(claim, on_hand_cards=0) for claim in self.CLAIMS]
            same = cards_of(8, *self.CLAIMS, method=method) == cards_of(8, *without, method=method)
            counts_stock = {Method.MONTHS_OF_STOCK, Method.MAX_MIN, Method.PRIORITY}
            assert same == (method not in counts_stock)

    def test_equal_looks_at_neither_and_max_min_at_stock(self) -> None:
        assert cards_of(8, *self.CLAIMS, method=Method.EQUAL) == [4, 4]
        assert cards_of(8, *self.CLAIMS, method=Method.MAX_MIN) == [1, 7]

    def test_weight_0_comes_last_and_then_counts_as_1(self) -> None:
        claims = (
            Claim(key="A", weight=0),
            Claim(key="B", weight=0),
            Claim(key="C", weight=5, cap_cards=10),
        )
        for method in WEIGHED:
            assert cards_of(10, *claims, method=method) == [0, 0, 10]
            assert cards_of(15, *claims, method=method) == [3, 2, 10]
        for method in (Method.EQUAL, Method.MAX_MIN):
            assert cards_of(10, *claims, method=method) == [4, 3, 3]

    def test_a_class_of_weight_0_is_served_before_the_next_class(self) -> None:
        first = Claim(key="A", weight=0, cap_cards=2, priority=1)
        second = Claim(key="B", weight=5, priority=2)
        assert cards_of(3, first, second, method=Method.PRIORITY) == [2, 1]


class TestLimits:
    """Caps, least amounts, boxes and what is left over."""

    @pytest.mark.parametrize("method", Method)
    def test_what_one_cap_refuses_goes_to_the_others(self, method: Method) -> None:
        claims = (Claim(key="A", weight=2, cap_cards=10), Claim(key="B"), Claim(key="C"))
        assert cards_of(100, *claims, method=method) == [10, 45, 45]

    @pytest.mark.parametrize("method", Method)
    def test_what_is_beyond_all_caps_is_left_over(self, method: Method) -> None:
        sharing = share(100, [Claim(key=key, cap_cards=30) for key in "AB"], method=method)
        assert [(row.cards, row.why) for row in sharing] == [(30, "cap")] * 2
        assert sharing.left_over_cards == 40

    @pytest.mark.parametrize("method", Method)
    def test_a_least_amount_is_part_of_the_share(self, method: Method) -> None:
        claims = [Claim(key="A", least_cards=30), Claim(key="B"), Claim(key="C")]
        assert cards_of(60, *claims, method=method) == [30, 15, 15]
        assert cards_of(150, *claims, method=method) == [50, 50, 50]
        assert share(60, claims, method=method)["A"].why == "least amount"

    @pytest.mark.parametrize("method", Method)
    def test_no_box_is_opened(self, method: Method) -> None:
        claims = [Claim(key="A", least_cards=60), Claim(key="B", cap_cards=149)]
        sharing = share(399, claims, method=method, box_cards=50)
        assert [row.cards for row in sharing] == [250, 100]
        assert sharing.left_over_cards == 49
        assert cards_of(149, *claims, method=method, box_cards=50) == [100, 0]

    @pytest.mark.parametrize("method", Method)
    def test_a_cap_below_a_box_is_no_box(self, method: Method) -> None:
        claims = [Claim(key="A", cap_cards=49), Claim(key="B", cap_cards=50)]
        sharing = share(200, claims, method=method, box_cards=50)
        assert [(row.cards, row.why) for row in sharing] == [(0, "cap"), (50, "cap")]
        assert sharing.left_over_cards == 150

    @pytest.mark.parametrize("method", Method)
    def test_equal_cases_are_decided_by_key_and_never_by_the_order_given(
        self, method: Method
    ) -> None:
        claims = [Claim(key=key) for key in (RegionCode("32.75.02"), "b", 3, "a")]
        shares = shares_of(share(6, claims, method=method))
        assert shares == shares_of(share(6, claims[::-1], method=method))
        assert shares == {3: 2, "32.75.02": 2, "a": 1, "b": 1}

    @pytest.mark.parametrize("method", Method)
    def test_nothing_to_share_or_nobody_to_get_it(self, method: Method) -> None:
        assert share(7, [], method=method).left_over_cards == 7
        sharing = share(0, [Claim(key="A"), Claim(key="B", weight=0)], method=method)
        assert [row.cards for row in sharing] == [0, 0]
        assert cards_of(9, Claim(key="A", weight=0), method=method, box_cards=10) == [0]

    def test_numbers_may_be_large(self) -> None:
        weights = {"A": 10**40, "B": 2 * 10**40}
        for method in WEIGHED:
            assert by_weight(3 * 10**30, weights, method) == {"A": 10**30, "B": 2 * 10**30}


class TestReasons:
    """Explanations of a share."""

    def test_a_remainder_has_a_rank(self) -> None:
        sharing = share(
            10, claims_of({"A": 155, "B": 225, "C": 300, "D": 320}), method=Method.HAMILTON
        )
        assert [(row.floor_cards, row.remainder, row.rank, row.why) for row in sharing] == [
            (1, Fraction(11, 20), 1, "rounded up, remainder no. 1"),
            (2, Fraction(1, 4), 2, "rounded down, remainder no. 2"),
            (3, 0, None, "exact"),
            (3, Fraction(1, 5), 3, "rounded down, remainder no. 3"),
        ]

    def test_only_hamilton_ranks(self) -> None:
        for method in set(Method) - {Method.HAMILTON}:
            sharing = share(10, claims_of({"A": 1, "B": 2}), method=method)
            assert [row.rank for row in sharing] == [None, None]

    def test_quotas_and_remainders_are_in_cards(self) -> None:
        sharing = share(100, claims_of({"A": 1, "B": 2}), method=Method.WEBSTER, box_cards=10)
        assert sharing["A"] == ShareRow(
            claim=Claim(key="A", weight=1), cards=30, quota=Fraction(100, 3), box_cards=10
        )
        assert (sharing["A"].floor_cards, sharing["A"].remainder) == (30, Fraction(10, 3))
        assert (sharing["B"].floor_cards, sharing["B"].why) == (60, "rounded up")

    def test_a_box_exactly_beyond_the_quota_is_named_and_one_below_a_limit_is_no_limit(
        self,
    ) -> None:
        jefferson = share(20, claims_of({"A": 2, "B": 1, "C": 1}), method=Method.JEFFERSON)
        assert jefferson["A"].why == "exact"
        jefferson = share(2, claims_of({"A": 2, "B": 1, "C": 1}), method=Method.JEFFERSON)
        assert (jefferson["A"].quota, jefferson["A"].cards) == (Fraction(1), 2)
        assert jefferson["A"].why == "rounded up by a box or more"
        claims = [Claim(key="A", cap_cards=30), Claim(key="B", least_cards=10)]
        sharing = share(40, claims, method=Method.EQUAL, box_cards=10)
        assert [(row.cards, row.why) for row in sharing] == [(20, "exact"), (20, "exact")]


SHARING = share(
    2_000,
    [Claim(key="<B>", weight=3), Claim(key="A", weight=1), Claim(key="C", cap_cards=10)],
    method=Method.HAMILTON,
)


class TestValue:
    """A sharing as a value and a table."""

    def test_it_shows_itself(self) -> None:
        assert str(SHARING).splitlines() == [
            "place     quota  cards  reason",
            "<B>    1,492.50  1,493  rounded up, remainder no. 1",
            "A        497.50    497  rounded down, remainder no. 2",
            "C         10.00     10  cap",
        ]
        assert "&lt;B&gt;" in SHARING._repr_html_()
        assert SHARING.to_dicts()[2] == {
            "place": "C",
            "quota_cards": 10.0,
            "cards": 10,
            "reason": "cap",
        }

    def test_it_shows_what_was_owed_where_something_was(self) -> None:
        claims = [Claim(key=key) for key in "AB"]
        first = share(1, claims)
        assert first.carried == {"A": Fraction(-1, 2), "B": Fraction(1, 2)}
        second = share(1, claims, carried=first.carried)
        assert str(second).splitlines() == [
            "place   owed  quota  cards  reason",
            "A      -0.50   0.50      0  rounded down",
            "B       0.50   0.50      1  rounded up",
        ]
        assert set(second.carried.values()) == {0}

    @pytest.mark.parametrize("method", Method)
    def test_who_alone_is_owed_something_gets_it_beside_the_share(self, method: Method) -> None:
        claims = [Claim(key=key) for key in "AB"]
        sharing = share(10, claims, method=method, carried={"B": Fraction(2)})
        assert [row.cards for row in sharing] == [4, 6]
        assert {row.quota for row in sharing} == {Fraction(5)}
        assert sum(sharing.carried.values()) == 2

    def test_rows_are_found_by_key(self) -> None:
        assert len(SHARING) == len(list(SHARING)) == 3
        assert SHARING["A"].claim.weight == 1
        with pytest.raises(KeyError, match="no row for that key"):
            SHARING["D"]

    def test_it_survives_pickling_and_has_a_hash(self) -> None:
        for value in (SHARING, SHARING["A"], Claim(key="A", cap_cards=3)):
            again = pickle.loads(pickle.dumps(value))
            assert again == value
            assert hash(again) == hash(value)

    def test_the_order_of_rows_does_not_matter(self) -> None:
        assert attrs.evolve(SHARING, rows=SHARING.rows[::-1]) == SHARING


class TestErrors:
    """Claims and lots that are refused."""

    @pytest.mark.parametrize(
        ("cards", "claims", "fields", "field", "reason"),
        [
            (-1, [], {}, "cards", Fault.NEGATIVE),
            (1, [], {"box_cards": -1}, "box_cards", Fault.NEGATIVE),
            (1, [], {"box_cards": 0}, "box_cards", Fault.OUT_OF_BOUNDS),
            (3, [Claim(key="A", least_cards=4)], {}, "cards", Fault.OUT_OF_BOUNDS),
            (
                9,
                [Claim(key="A", least_cards=1)],
                {"box_cards": 10},
                "cards",
                Fault.OUT_OF_BOUNDS,
            ),
            (
                99,
                [Claim(key="A"), Claim(key="B", least_cards=6, cap_cards=9)],
                {"box_cards": 5},
                "claims[1].least_cards",
                Fault.CONTRADICTION,
            ),
        ],
    )
    def test_numbers_out_of_bounds(
        self, cards: int, claims: list[Claim], fields: dict[str, Any], field: str, reason: Fault
    ) -> None:
        for method in Method:
            with pytest.raises(InvalidRecord) as caught:
                share(cards, claims, method=method, **fields)
            assert (caught.value.path, caught.value.field) == ("share", field)
            assert caught.value.reason is reason

    def test_several_faults_come_together(self) -> None:
        claims = [Claim(key=key, weight=0, least_cards=6, cap_cards=9) for key in "AB"]
        with pytest.raises(ExceptionGroup) as caught:
            share(12, claims, box_cards=5)
        errors: Any = caught.value.exceptions
        assert [error.field for error in errors] == [
            "claims[0].least_cards",
            "claims[1].least_cards",
            "cards",
            "claims",
        ]

    def test_weights_that_are_all_0_where_weight_matters(self) -> None:
        claims = [Claim(key="A", weight=0), Claim(key="B", weight=0)]
        for method in WEIGHED:
            with pytest.raises(InvalidRecord, match=r"share\.claims: out of bounds"):
                share(2, claims, method=method)
        assert cards_of(2, *claims, method=Method.EQUAL) == [1, 1]

    def test_keys_that_are_not_unique(self) -> None:
        with pytest.raises(DuplicateRecord) as caught:
            share(9, [Claim(key=key) for key in "AABBBC"])
        assert (caught.value.kind, caught.value.count) == ("key", 2)

    def test_impossible_claims(self) -> None:
        for field in ("weight", "on_hand_cards", "cap_cards", "least_cards", "priority"):
            negative: dict[str, Any] = {field: -1}
            fractional: dict[str, Any] = {field: 1.0}
            with pytest.raises(InvalidRecord, match=rf"Claim\.{field}: negative"):
                Claim(key="A", **negative)
            with pytest.raises(TypeError, match=rf"Claim\.{field}: expected int, found float"):
                Claim(key="A", **fractional)
        with pytest.raises(InvalidRecord, match=r"Claim\.least_cards: contradicts"):
            Claim(key="A", least_cards=3, cap_cards=2)


ROW = SHARING["A"]
WRONG: list[Callable[[], object]] = [
    lambda: share(1.0, []),  # type: ignore[arg-type]
    lambda: share(1, ["A"]),  # type: ignore[list-item]
    lambda: share(1, [], method="Hamilton"),  # type: ignore[arg-type]
    lambda: share(1, [], box_cards=True),
    lambda: attrs.evolve(ROW, claim="A"),  # type: ignore[arg-type]
    lambda: attrs.evolve(ROW, cards=1.0),  # type: ignore[arg-type]
    lambda: attrs.evolve(ROW, quota=1),  # type: ignore[arg-type]
    lambda: attrs.evolve(ROW, box_cards=None),  # type: ignore[arg-type]
    lambda: attrs.evolve(ROW, rank="1"),  # type: ignore[arg-type]
    lambda: attrs.evolve(ROW, owed_cards=1),  # type: ignore[arg-type]
    lambda: share(1, [], carried=[("A", 1)]),  # type: ignore[arg-type]
    lambda: share(1, [], carried={"A": 0.5}),  # type: ignore[dict-item]
    lambda: attrs.evolve(SHARING, cards=None),  # type: ignore[arg-type]
    lambda: attrs.evolve(SHARING, box_cards=None),  # type: ignore[arg-type]
    lambda: attrs.evolve(SHARING, method="equal"),  # type: ignore[arg-type]
    lambda: attrs.evolve(SHARING, rows=[1]),  # type: ignore[list-item]
]


@pytest.mark.parametrize("make", WRONG)
def test_wrong_types_are_refused_however_a_value_is_made(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        make()
