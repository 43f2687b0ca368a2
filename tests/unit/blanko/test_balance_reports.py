"""The trial balance, the stock card and the days without stock."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from support.report_ledgers import (
    JULY_1,
    POINT,
    busy,
    june,
    may,
    semarang,
)

from dukcapil import InvalidRecord
from dukcapil.blanko import (
    MINISTRY,
    PRINTED,
    PROVINCE,
    STORE,
    Counted,
    Distributed,
    Entry,
    Ledger,
    Place,
    Printed,
    Received,
    Reversed,
    StockOutRun,
    stock_card,
    stock_out_days,
    trial_balance,
)
from dukcapil.errors import Fault


class TestTrialBalance:
    """Every place with its balance; together none."""

    def test_semarang(self) -> None:
        table = trial_balance(semarang(), on=date(2017, 10, 31))
        assert [(row.place, row.cards) for row in table.rows if row.cards] == [
            (STORE, 2_000),
            (MINISTRY, -37_000),
            (PRINTED, 35_000),
        ]

    def test_everything_that_can_happen(self) -> None:
        table = trial_balance(busy(), on=may(31))
        assert [(str(row.place), row.cards) for row in table.rows] == [
            ("store", 340),
            ("point 32.75.01", 101),
            ("in transit D1", 6),
            ("in transit M1", 15),
            ("spoiled at point 32.75.01", 1),
            ("ministry", -500),
            ("province", 40),
            ("printed", 90),
            ("destroyed", 6),
            ("lost", 9),
            ("opening stock", -100),
            ("found at counts", -10),
            ("missing at counts", 2),
        ]

    def test_reversals_count_from_their_own_day(self) -> None:
        def cards(on: date) -> dict[Place, int]:
            return {row.place: row.cards for row in trial_balance(busy(), on=on).rows}

        assert cards(june(1))[PRINTED] == 90
        assert cards(june(2))[PRINTED] == 60
        assert cards(june(2))[POINT] == 131
        assert cards(june(3))[PROVINCE] == 0

    def test_by_what_was_known(self) -> None:
        ledger = Ledger().post(
            Counted(id="c-1", on=may(1), at=STORE, counted_cards=9),
            Printed(id="p-1", on=may(2), cards=4, entered_on=may(20)),
        )
        known = trial_balance(ledger, on=may(3), known_on=may(19))
        assert [row.cards for row in known.rows] == [9, -9]
        assert known.known_on == may(19)
        later = trial_balance(ledger, on=may(3), known_on=may(20))
        assert later.rows == trial_balance(ledger, on=may(3)).rows

    def test_nothing_yet(self) -> None:
        assert trial_balance(busy(), on=date(2017, 4, 30)).rows == ()
        assert str(trial_balance(Ledger(), on=may(1))) == "place  name  cards"

    def test_a_point_with_the_code_of_a_region_has_its_name_beside_it(self) -> None:
        table = trial_balance(busy(), on=may(31))
        named = {row.place: row.place.region_name for row in table.rows}
        for place in (POINT, Place.spoiled(POINT)):
            assert named.pop(place) == "Bekasi Timur"
        assert set(named.values()) == {None}
        shown = {row["place"]: row["place_name"] for row in table.to_dicts()}
        assert shown["point 32.75.01"] == "Bekasi Timur"

    @pytest.mark.parametrize(
        "place", [Place.point("Loket 2"), Place.point("32.75.99"), Place.transit("32.75.01")]
    )
    def test_other_places_have_no_region(self, place: Place) -> None:
        assert place.region_name is None


class TestStockCard:
    """One place with a running balance."""

    def test_the_point(self) -> None:
        card = stock_card(busy(), POINT, since=may(7), until=june(10))
        assert [(it.id, it.in_cards, it.out_cards, it.balance_cards) for it in card.rows] == [
            ("p-1", 0, 50, 140),
            ("p-2", 0, 30, 110),
            ("s-1", 0, 7, 103),
            ("p-3", 0, 10, 93),
            ("c-2", 0, 2, 91),
            ("p-3", 10, 0, 101),
            ("v-1", 30, 0, 131),
        ]
        assert (card.opening_cards, card.closing_cards) == (190, 131)
        assert [line.kind for line in card.rows[-3:]] == ["Counted", "Printed", "Reversed"]

    def test_the_period_is_half_open(self) -> None:
        one_day = stock_card(busy(), POINT, since=may(10), until=may(11))
        assert [line.id for line in one_day.rows] == ["p-1", "p-2"]
        no_day = stock_card(busy(), POINT, since=may(10), until=may(10))
        assert no_day.rows == ()
        assert no_day.opening_cards == no_day.closing_cards == 190

    def test_a_count_that_agrees_has_a_line_and_so_has_its_reversal(self) -> None:
        card = stock_card(busy(), STORE, since=may(20), until=june(4))
        assert [(it.id, it.kind, it.in_cards, it.out_cards) for it in card.rows] == [
            ("c-3", "Counted", 0, 0),
            ("b-1", "Returned", 0, 40),
            ("v-2", "Reversed", 0, 0),
            ("v-3", "Reversed", 40, 0),
        ]

    def test_in_and_out_by_one_entry(self) -> None:
        """The reversal of a compensated movement brings back the cards and the compensation."""
        ledger = busy().post(Reversed(id="v-4", on=june(7), reverses="p-3", reason="twice"))
        (line,) = stock_card(ledger, POINT, since=june(7), until=june(8)).rows
        assert (line.in_cards, line.out_cards, line.balance_cards) == (10, 10, 131)

    def test_a_day_goes_in_the_order_of_writing(self) -> None:
        ledger = Ledger().post(
            Counted(id="c-1", on=may(1), at=STORE, counted_cards=9),
            Printed(id="p-2", on=may(3), cards=2),
            Printed(id="p-1", on=may(2), cards=3),
            Printed(id="p-0", on=may(3), cards=4),
        )
        card = stock_card(ledger, STORE, since=may(2), until=may(4))
        assert [line.id for line in card.rows] == ["p-1", "p-2", "p-0"]

    def test_a_place_that_closes_the_books(self) -> None:
        card = stock_card(semarang(), PRINTED, since=may(1), until=date(2017, 11, 1))
        assert (card.opening_cards, card.closing_cards, len(card.rows)) == (0, 35_000, 6)

    def test_a_place_that_was_never_in_use(self) -> None:
        card = stock_card(busy(), Place.point("32.75.99"), since=may(1), until=june(1))
        assert (card.rows, card.opening_cards, card.closing_cards) == ((), 0, 0)


class TestStockOut:
    """The days on which a place held nothing."""

    def ledger(self) -> Ledger:
        """At the point: nothing before 6 May, out on the 11th to the 14th and from the 21st on."""
        entries: list[Entry] = [
            Counted(id="c-1", on=may(1), at=STORE, counted_cards=100),
            Distributed(id="d-1", on=may(5), cards=20, document="D1"),
            Received(id="r-1", on=may(6), to=POINT, cards=10, document="D1"),
            Printed(id="p-1", on=may(10), at=POINT, cards=10),
            Received(id="r-2", on=may(15), to=POINT, cards=10, document="D1"),
            Printed(id="p-2", on=may(20), at=POINT, cards=10),
            Distributed(id="d-2", on=june(5), cards=5, document="D2"),
            Received(id="r-3", on=june(5), to=POINT, cards=5, document="D2"),
            Printed(id="p-3", on=june(5), at=POINT, cards=5),
        ]
        return Ledger().post_all([entry] for entry in entries)

    def test_by_hand(self) -> None:
        outs = stock_out_days(self.ledger(), POINT, since=may(1), until=june(1))
        assert outs.rows == (
            StockOutRun(may(11), may(15)),
            StockOutRun(may(21), june(1)),
        )
        assert (outs.since, outs.days, outs.share) == (may(6), 15, Fraction(15, 26))

    def test_a_day_on_which_all_that_came_was_used_is_a_day_with_stock(self) -> None:
        outs = stock_out_days(self.ledger(), POINT, since=june(1), until=JULY_1)
        assert outs.rows == (
            StockOutRun(june(1), june(5)),
            StockOutRun(june(6), JULY_1),
        )

    def test_blanks_sent_on_were_there_and_a_receipt_taken_back_was_not(self) -> None:
        sent = Distributed(id="d-3", on=may(3), cards=100, document="D3")
        store = stock_out_days(
            Ledger().post(self.ledger()["c-1"], sent), STORE, since=may(1), until=may(5)
        )
        assert store.rows == (StockOutRun(may(4), may(5)),)
        taken_back = Reversed(id="v-1", on=may(7), reverses="r-1", reason="never came")
        ledger = Ledger().post(*list(self.ledger())[:3], taken_back)
        outs = stock_out_days(ledger, POINT, since=may(1), until=may(9))
        assert outs.rows == (StockOutRun(may(7), may(9)),)

    def test_a_reversal_ends_it(self) -> None:
        ledger = self.ledger().post(
            Reversed(id="v-1", on=may(25), reverses="p-2", reason="not printed")
        )
        outs = stock_out_days(ledger, POINT, since=may(1), until=june(1))
        assert outs.rows[1] == StockOutRun(may(21), may(25))

    def test_a_first_count_of_nothing_is_a_first_entry(self) -> None:
        ledger = Ledger().post(Counted(id="c-1", on=may(3), at=POINT, counted_cards=0))
        outs = stock_out_days(ledger, POINT, since=may(1), until=may(9))
        assert (outs.since, outs.days) == (may(3), 6)
        elsewhere = stock_out_days(ledger, STORE, since=may(1), until=may(9))
        assert (elsewhere.rows, elsewhere.share) == ((), None)

    def test_before_the_first_entry_no_day_counts(self) -> None:
        outs = stock_out_days(self.ledger(), POINT, since=may(1), until=may(6))
        assert (outs.since, outs.days, outs.share) == (may(6), 0, None)

    def test_only_of_places_that_hold_blanks(self) -> None:
        with pytest.raises(InvalidRecord, match="place") as caught:
            stock_out_days(busy(), PRINTED, since=may(1), until=june(1))
        assert caught.value.reason is Fault.OUT_OF_BOUNDS
