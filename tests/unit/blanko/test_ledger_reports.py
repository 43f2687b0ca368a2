"""Reports of the ledger of blanks: by hand, and that they agree with balances and each other."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukcapil import Coverage, InvalidRecord, Month
from dukcapil.blanko import (
    DESTROYED,
    LOST,
    MINISTRY,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    VARIANCE,
    Allocated,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Entry,
    Ledger,
    Lost,
    Moment,
    MovementKind,
    MovementRow,
    Movements,
    Place,
    PlaceBalance,
    PrintCheck,
    Printed,
    ProvincialReport,
    Received,
    Reconciliation,
    Refused,
    Returned,
    Reversed,
    Spoiled,
    StockCard,
    StockLine,
    StockOut,
    StockOutRun,
    TrialBalance,
    against_prints,
    movements,
    provincial_report,
    reconcile,
    stock_card,
    stock_out_days,
    trial_balance,
)
from dukcapil.errors import CoverageAboveWhole, Fault

POINT = Place.point("32.75.01")
MAY, JUNE, JULY = Month(2017, 5), Month(2017, 6), Month(2017, 7)


JULY_1 = date(2017, 7, 1)


def may(day: int) -> date:
    return date(2017, 5, day)


def june(day: int) -> date:
    return date(2017, 6, day)


def semarang() -> Ledger:
    """Kabupaten Semarang, May to October 2017: received 37,000, printed 35,000, left 2,000."""
    lots = [(5, 10_000), (7, 15_000), (9, 12_000)]
    prints = [(5, 6_000), (6, 4_000), (7, 9_000), (8, 6_000), (9, 7_000), (10, 3_000)]
    entries: list[list[Entry]] = [
        [
            Allocated(id=f"a-{month}", on=date(2017, month, 2), cards=cards, document=f"{month}"),
            Received(id=f"r-{month}", on=date(2017, month, 4), cards=cards, document=f"{month}"),
        ]
        for month, cards in lots
    ]
    entries += [
        [Printed(id=f"p-{month}", on=date(2017, month, 28), cards=cards)] for month, cards in prints
    ]
    return Ledger().post_all(entries)


def busy() -> Ledger:
    """Two months with everything that can happen, small enough to add up by hand."""
    entries: list[Entry] = [
        Counted(id="c-1", on=may(1), at=STORE, counted_cards=100),
        Allocated(id="a-1", on=may(2), cards=500, document="M1"),
        Received(id="r-1", on=may(4), cards=480, document="M1"),
        Lost(id="l-0", on=may(5), at=Place.transit("M1"), cards=5, reason="on the way here"),
        Distributed(id="d-1", on=may(5), cards=200, document="D1"),
        Received(id="r-2", on=may(6), to=POINT, cards=190, document="D1"),
        Lost(id="l-1", on=may(8), at=Place.transit("D1"), cards=4, reason="fell off"),
        Printed(id="p-1", on=may(10), at=POINT, cards=50, reason="first cards"),
        Printed(id="p-2", on=may(10), at=POINT, cards=30),
        Spoiled(id="s-1", on=may(11), at=POINT, cards=7),
        Destroyed(id="x-1", on=may(12), cards=6, document="BA 1"),
        Counted(id="c-2", on=may(20), at=POINT, counted_cards=101),
        Counted(id="c-3", on=may(20), at=STORE, counted_cards=380),
        Printed(id="p-3", on=may(19), at=POINT, cards=10, compensate=True),
        Returned(id="b-1", on=may(25), source=STORE, to=PROVINCE, cards=40),
        Reversed(id="v-1", on=june(2), reverses="p-2", reason="printed elsewhere"),
        Reversed(id="v-2", on=june(3), reverses="c-3", reason="not counted"),
        Reversed(id="v-3", on=june(3), reverses="b-1", reason="never went"),
        Closed(id="z-1", on=june(5), until=may(31)),
    ]
    ledger = Ledger().post_all([entry] for entry in entries)
    ledger, refusal = ledger.submit(Printed(id="p-9", on=june(6), cards=1_000_000))
    assert refusal is not None
    return ledger


# --- by hand -----------------------------------------------------------------------------------


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
            ("spoiled", 1),
            ("ministry", -500),
            ("province", 40),
            ("printed", 90),
            ("destroyed", 6),
            ("lost", 9),
            ("variance", -108),
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
        assert str(trial_balance(Ledger(), on=may(1))) == "place  cards"

    def test_shows_itself(self) -> None:
        table = trial_balance(semarang(), on=date(2017, 10, 31))
        assert str(table).splitlines()[:3] == [
            "place       cards",
            "store       2,000",
            "ministry  -37,000",
        ]
        assert "<td>ministry</td><td>-37,000</td>" in table._repr_html_()
        assert table.to_dicts()[0] == {"place": STORE, "cards": 2_000}


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

    def test_shows_itself(self) -> None:
        card = stock_card(busy(), STORE, since=may(4), until=may(6))
        assert str(card).splitlines() == [
            "date        id   kind         document   in  out  balance",
            "2017-05-04       opening                              100",
            "2017-05-04  r-1  Received     M1        480    0      580",
            "2017-05-05  d-1  Distributed  D1          0  200      380",
            "2017-05-06       closing                              380",
        ]
        assert "<td>Distributed</td><td>D1</td><td>0</td><td>200</td>" in card._repr_html_()
        assert card.to_dicts()[0] == {
            "on": may(4),
            "id": "r-1",
            "kind": "Received",
            "document": "M1",
            "in_cards": 480,
            "out_cards": 0,
            "balance_cards": 580,
        }


class TestStockOut:
    """The days on which a place held nothing."""

    def ledger(self) -> Ledger:
        """At the point: nothing before 6 May, out on the 10th to the 14th and from the 20th on."""
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
            StockOutRun(may(10), may(15)),
            StockOutRun(may(20), june(1)),
        )
        assert (outs.since, outs.days, outs.share) == (may(6), 17, Fraction(17, 26))

    def test_a_day_that_ends_with_nothing_is_a_day_with_nothing(self) -> None:
        outs = stock_out_days(self.ledger(), POINT, since=june(1), until=JULY_1)
        assert outs.rows == (StockOutRun(june(1), JULY_1),)
        assert outs.share == 1

    def test_a_reversal_ends_it(self) -> None:
        ledger = self.ledger().post(
            Reversed(id="v-1", on=may(25), reverses="p-2", reason="not printed")
        )
        outs = stock_out_days(ledger, POINT, since=may(1), until=june(1))
        assert outs.rows[1] == StockOutRun(may(20), may(25))

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

    def test_shows_itself(self) -> None:
        outs = stock_out_days(self.ledger(), POINT, since=may(1), until=june(1))
        assert str(outs).splitlines() == [
            "since            until  days",
            "2017-05-10  2017-05-15     5",
            "2017-05-20  2017-06-01    12",
        ]
        assert "<td>2017-05-10</td><td>2017-05-15</td><td>5</td>" in outs._repr_html_()
        assert outs.to_dicts()[0] == {"since": may(10), "until": may(15)}


class TestMovements:
    """Cards by month, kind and reason; reversals by what they reverse."""

    def test_semarang(self) -> None:
        months = Month.range(MAY, MAY + 6)
        table = movements(semarang(), months)
        assert table.of(MovementKind.RECEIVED) == (10_000, 0, 15_000, 0, 12_000, 0)
        assert sum(table.of(MovementKind.PRINTED)) == 35_000

    def test_everything_that_can_happen(self) -> None:
        table = movements(busy(), [JUNE, MAY, MAY])
        assert table.months == (MAY, JUNE)
        assert [
            (row.month, row.kind.value, row.reason, row.cards, row.reversed_cards)
            for row in table.rows
        ] == [
            (MAY, "allocated", "", 500, 0),
            (MAY, "received", "", 670, 0),
            (MAY, "distributed", "", 200, 0),
            (MAY, "returned", "", 40, 0),
            (MAY, "printed", "", 40, 0),
            (MAY, "printed", "first cards", 50, 0),
            (MAY, "spoiled", "", 7, 0),
            (MAY, "destroyed", "", 6, 0),
            (MAY, "lost", "fell off", 4, 0),
            (MAY, "lost", "on the way here", 5, 0),
            (MAY, "found", "", 110, 0),
            (MAY, "missing", "", 2, 0),
            (JUNE, "returned", "", 0, 40),
            (JUNE, "printed", "", 0, 30),
        ]
        assert table.of(MovementKind.PRINTED) == (90, -30)

    def test_the_reversal_of_a_count_and_of_a_compensation(self) -> None:
        ledger = busy().post(
            Reversed(id="v-4", on=june(7), reverses="p-3", reason="twice"),
            Reversed(id="v-5", on=june(8), reverses="c-2", reason="miscounted"),
        )
        rows = {row.kind: row for row in movements(ledger, [JUNE]).rows}
        assert rows[MovementKind.FOUND].reversed_cards == 10
        assert rows[MovementKind.MISSING].reversed_cards == 2
        assert rows[MovementKind.MISSING].net_cards == -2

    def test_other_months_are_left_out(self) -> None:
        assert movements(busy(), [JULY]).rows == ()
        assert movements(busy(), []).rows == ()

    def test_shows_itself(self) -> None:
        table = movements(busy(), [JUNE])
        assert str(table).splitlines() == [
            "month    kind      reason  cards  reversed",
            "2017-06  returned              0        40",
            "2017-06  printed               0        30",
        ]
        assert "<td>printed</td><td></td><td>0</td><td>30</td>" in table._repr_html_()
        assert table.to_dicts()[1] == {
            "month": JUNE,
            "kind": MovementKind.PRINTED,
            "reason": "",
            "cards": 0,
            "reversed_cards": 30,
        }


class TestReconciliation:
    """Received = on hand + printed + spoiled + lost + passed on."""

    def test_semarang(self) -> None:
        report = reconcile(semarang(), since=may(1), until=date(2017, 11, 1))
        assert (report.received_cards, report.printed_cards) == (37_000, 35_000)
        assert (report.opening_cards, report.closing_cards) == (0, 2_000)
        assert report.variance_cards == report.lost_cards == report.sent_back_cards == 0

    def test_everything_that_can_happen(self) -> None:
        """What has not arrived, or was lost before, is no matter of the office."""
        assert reconcile(busy(), since=may(1), until=june(1)) == Reconciliation(
            since=may(1),
            until=june(1),
            opening_cards=0,
            received_cards=480,
            printed_cards=90,
            spoiled_cards=7,
            lost_cards=4,
            sent_back_cards=40,
            variance_cards=-108,
            closing_cards=447,
        )

    def test_a_month_of_reversals(self) -> None:
        report = reconcile(busy(), since=june(1), until=JULY_1)
        assert (report.opening_cards, report.closing_cards) == (447, 517)
        assert (report.printed_cards, report.sent_back_cards) == (-30, -40)
        assert report.received_cards == 0

    def test_what_was_sent_and_went_straight_back_was_never_here(self) -> None:
        on_the_way = Place.transit("M1")
        ledger = Ledger().post(
            Allocated(id="a-1", on=may(1), cards=9, document="M1"),
            Returned(id="b-1", on=may(2), source=on_the_way, to=MINISTRY, cards=9),
        )
        report = reconcile(ledger, since=may(1), until=june(1))
        assert (report.received_cards, report.sent_back_cards, report.closing_cards) == (0, 0, 0)

    def test_a_distribution_sent_back_by_mistake_stays_one_of_the_office(self) -> None:
        ledger = Ledger().post(
            Counted(id="c-1", on=may(1), at=STORE, counted_cards=9),
            Distributed(id="d-1", on=may(2), cards=9, document="D1"),
            Returned(id="b-1", on=may(3), source=Place.transit("D1"), to=MINISTRY, cards=9),
            Reversed(id="v-1", on=may(4), reverses="b-1", reason="never went"),
        )
        assert reconcile(ledger, since=may(1), until=june(1)).closing_cards == 9

    def test_a_receipt_that_is_reversed_is_none(self) -> None:
        ledger = Ledger().post(
            Allocated(id="a-1", on=may(1), cards=9, document="M1"),
            Received(id="r-1", on=may(2), cards=9, document="M1"),
            Reversed(id="v-1", on=may(3), reverses="r-1", reason="another office"),
        )
        report = reconcile(ledger, since=may(3), until=june(1))
        assert (report.opening_cards, report.received_cards, report.closing_cards) == (9, -9, 0)

    def test_shows_itself(self) -> None:
        report = reconcile(semarang(), since=may(1), until=date(2017, 11, 1))
        assert str(report).splitlines() == [
            "blanks      cards",
            "opening         0",
            "received   37,000",
            "printed    35,000",
            "spoiled         0",
            "lost            0",
            "sent back       0",
            "variance        0",
            "closing     2,000",
        ]
        assert "<td>received</td><td>37,000</td>" in report._repr_html_()


class TestPrintCheck:
    """Printed by the ledger, and by events."""

    def test_semarang(self) -> None:
        months = Month.range(MAY, MAY + 6)
        printed = [6_000, 4_000, 9_000, 6_000, 7_000, 3_000]
        check = against_prints(semarang(), months, printed)
        assert check.differences == (0,) * 6
        printed[2] -= 14
        assert against_prints(semarang(), months, printed).differences == (0, 0, 14, 0, 0, 0)

    def test_a_reversal_counts_in_its_own_month(self) -> None:
        check = against_prints(busy(), [JUNE, MAY], [60, 0])
        assert check.ledger_cards == (90, -30)
        assert check.differences == (30, -30)

    def test_shows_itself(self) -> None:
        check = against_prints(busy(), [MAY, JUNE], [60, 0])
        assert str(check).splitlines() == [
            "month    ledger  events  difference",
            "2017-05      90      60         +30",
            "2017-06     -30       0         -30",
        ]
        assert "<td>90</td><td>60</td><td>+30</td>" in check._repr_html_()
        assert check.to_dicts()[1] == {
            "month": JUNE,
            "ledger_cards": -30,
            "event_cards": 0,
            "difference": -30,
        }

    def test_one_number_for_each_month(self) -> None:
        with pytest.raises(InvalidRecord) as caught:
            against_prints(busy(), [MAY, JUNE], [60])
        assert caught.value.reason is Fault.MONTHS


def report_on(on: date, ledger: Ledger | None = None, **figures: int) -> ProvincialReport:
    amounts: dict[str, int] = {
        "obliged_people": 1_797_232,
        "recorded_people": 1_754_756,
        "print_ready_people": 12_000,
        "suket_people": 300,
        **figures,
    }
    return provincial_report(busy() if ledger is None else ledger, on=on, **amounts)


class TestProvincialReport:
    """What the province is told twice a month."""

    @pytest.mark.parametrize(
        ("on", "since", "until"),
        [
            (may(1), may(1), may(16)),
            (may(15), may(1), may(16)),
            (may(16), may(16), june(1)),
            (may(31), may(16), june(1)),
            (date(2016, 2, 29), date(2016, 2, 16), date(2016, 3, 1)),
            (date(2017, 12, 31), date(2017, 12, 16), date(2018, 1, 1)),
        ],
    )
    def test_the_period_is_the_half_of_the_month(self, on: date, since: date, until: date) -> None:
        blanks = report_on(on).blanks
        assert (blanks.since, blanks.until) == (since, until)

    def test_both_halves_of_may(self) -> None:
        first, second = report_on(may(3)).blanks, report_on(may(20)).blanks
        assert (first.received_cards, first.printed_cards, first.spoiled_cards) == (480, 80, 7)
        assert first.closing_cards == second.opening_cards == 489
        assert (second.printed_cards, second.closing_cards) == (10, 447)

    def test_the_share_is_rounded_half_up(self) -> None:
        half_up = report_on(may(3), obliged_people=800, recorded_people=797)
        assert half_up.recording.percent() == Decimal("99.63")  # 99.625

    def test_nobody_obliged(self) -> None:
        report = report_on(may(3), obliged_people=0, recorded_people=0)
        assert "recorded, percent\n" in str(report)

    def test_nobody_recorded(self) -> None:
        assert "recorded, percent                       0.00\n" in str(
            report_on(may(3), recorded_people=0)
        )

    def test_more_recorded_than_obliged_is_kept_with_a_warning(self) -> None:
        with pytest.warns(CoverageAboveWhole):
            report = report_on(may(3), obliged_people=9, recorded_people=10)
        assert report.recording.covered == 10

    def test_shows_itself(self) -> None:
        report = report_on(may(20))
        assert str(report).splitlines() == [
            "                    2017-05-16 to 2017-05-31",
            "obliged people                     1,797,232",
            "recorded people                    1,754,756",
            "recorded, percent                      97.64",
            "suket people                             300",
            "print-ready people                    12,000",
            "blanks received                            0",
            "blanks used                               10",
            "blanks spoiled                             0",
            "blanks remaining                         447",
        ]
        assert "<td>recorded, percent</td><td>97.64</td>" in report._repr_html_()


def test_the_first_and_the_last_day_of_a_month_belong_to_it() -> None:
    days = (date(2017, 4, 30), may(1), may(15), may(16), may(31), june(1))
    opening = Counted(id="c-1", on=date(2017, 4, 1), at=STORE, counted_cards=100)
    prints = [Printed(id=f"{day}", on=day, cards=2**n) for n, day in enumerate(days)]
    ledger = Ledger().post(opening, *prints)
    assert movements(ledger, [MAY]).of(MovementKind.PRINTED) == (2 + 4 + 8 + 16,)
    assert against_prints(ledger, [MAY], [0]).ledger_cards == (2 + 4 + 8 + 16,)
    assert reconcile(ledger, since=may(1), until=june(1)).printed_cards == 2 + 4 + 8 + 16
    assert report_on(may(1), ledger).blanks.printed_cards == 2 + 4
    assert report_on(may(31), ledger).blanks.printed_cards == 8 + 16


# --- values ------------------------------------------------------------------------------------

LINE = StockLine(
    on=may(4), id="r", kind="Received", document="M", in_cards=9, out_cards=2, balance_cards=7
)
CARD = StockCard(
    place=STORE, since=may(1), until=june(1), opening_cards=0, rows=(LINE,), closing_cards=7
)
TRIAL = TrialBalance(on=may(1), rows=(PlaceBalance(STORE, 9), PlaceBalance(MINISTRY, -9)))
ROW = MovementRow(month=MAY, kind=MovementKind.PRINTED, reason="", cards=9, reversed_cards=2)
MOVED = Movements(months=(MAY, JUNE), rows=(ROW,))
RUN = StockOutRun(may(10), may(15))
OUTS = StockOut(place=POINT, since=may(1), until=june(1), rows=(RUN, StockOutRun(may(16), june(1))))
CHECK = PrintCheck(months=(MAY,), ledger_cards=(-9,), event_cards=(9,))
BLANKS = Reconciliation(
    since=may(1),
    until=may(16),
    opening_cards=10,
    received_cards=9,
    printed_cards=8,
    spoiled_cards=1,
    lost_cards=1,
    sent_back_cards=1,
    variance_cards=-1,
    closing_cards=9,
)
REPORT = ProvincialReport(
    on=may(3),
    recording=Coverage(obliged=9, covered=8),
    suket_people=1,
    print_ready_people=2,
    blanks=BLANKS,
)
VALUES = (LINE, CARD, TRIAL, TRIAL.rows[0], ROW, MOVED, RUN, OUTS, CHECK, BLANKS, REPORT)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_survive_pickling_and_do_not_change(value: Any) -> None:  # noqa: ANN401  # any value
    assert pickle.loads(pickle.dumps(value)) == value == copy.deepcopy(value)
    assert hash(value) == hash(copy.copy(value))
    field = attrs.fields(type(value))[0].name
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, field, None)


FAULTS: list[tuple[Any, Mapping[str, object], Fault]] = [
    (TRIAL, {"rows": TRIAL.rows[:1]}, Fault.CONTRADICTION),
    (TRIAL, {"rows": TRIAL.rows[::-1]}, Fault.OUT_OF_ORDER),
    (TRIAL, {"rows": (PlaceBalance(STORE, 0),) * 2}, Fault.OUT_OF_ORDER),
    (LINE, {"in_cards": -1}, Fault.NEGATIVE),
    (LINE, {"out_cards": -1}, Fault.NEGATIVE),
    (CARD, {"until": date(2017, 4, 30)}, Fault.CONTRADICTION),
    (CARD, {"since": may(5)}, Fault.OUT_OF_ORDER),
    (CARD, {"until": may(4)}, Fault.OUT_OF_ORDER),
    (CARD, {"rows": (LINE, attrs.evolve(LINE, on=may(3)))}, Fault.OUT_OF_ORDER),
    (CARD, {"rows": (LINE, LINE)}, Fault.CONTRADICTION),
    (CARD, {"opening_cards": 1}, Fault.CONTRADICTION),
    (CARD, {"closing_cards": 8}, Fault.CONTRADICTION),
    (ROW, {"cards": -1}, Fault.NEGATIVE),
    (ROW, {"reversed_cards": -1}, Fault.NEGATIVE),
    (MOVED, {"rows": (ROW, ROW)}, Fault.OUT_OF_ORDER),
    (MOVED, {"months": (JUNE,)}, Fault.CONTRADICTION),
    (RUN, {"until": may(10)}, Fault.CONTRADICTION),
    (RUN, {"until": may(9)}, Fault.CONTRADICTION),
    (OUTS, {"rows": (RUN, StockOutRun(may(15), may(16)))}, Fault.OUT_OF_ORDER),
    (OUTS, {"since": may(11)}, Fault.OUT_OF_BOUNDS),
    (OUTS, {"until": may(30)}, Fault.OUT_OF_BOUNDS),
    (CHECK, {"ledger_cards": ()}, Fault.MONTHS),
    (CHECK, {"event_cards": (1, 2)}, Fault.MONTHS),
    (CHECK, {"event_cards": (-1,)}, Fault.NEGATIVE),
    (BLANKS, {"opening_cards": -1}, Fault.NEGATIVE),
    (BLANKS, {"closing_cards": -1}, Fault.NEGATIVE),
    *(
        (BLANKS, {field: 5}, Fault.CONTRADICTION)
        for field in (
            "opening_cards",
            "received_cards",
            "printed_cards",
            "spoiled_cards",
            "lost_cards",
            "sent_back_cards",
            "variance_cards",
            "closing_cards",
        )
    ),
    (REPORT, {"suket_people": -1}, Fault.NEGATIVE),
    (REPORT, {"print_ready_people": -1}, Fault.NEGATIVE),
    (REPORT, {"on": may(16)}, Fault.CONTRADICTION),
]


@pytest.mark.parametrize(("value", "changes", "fault"), FAULTS)
def test_a_value_that_exists_adds_up(
    value: Any,  # noqa: ANN401  # any value
    changes: Mapping[str, object],
    fault: Fault,
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        attrs.evolve(value, **changes)
    assert caught.value.reason is fault


@pytest.mark.parametrize(
    ("value", "field"),
    [(value, field.name) for value in VALUES for field in attrs.fields(type(value))],
    ids=str,
)
def test_every_field_has_a_type(value: Any, field: str) -> None:  # noqa: ANN401  # any value
    for wrong in (1.5, "5" if field not in {"id", "kind", "document", "reason"} else 5):
        with pytest.raises(TypeError, match=field):
            attrs.evolve(value, **{field: wrong})


@pytest.mark.parametrize(
    ("value", "field", "wrong"),
    [
        (TRIAL, "rows", (LINE,)),
        (CARD, "rows", [LINE]),
        (MOVED, "months", (may(1),)),
        (MOVED, "rows", (LINE,)),
        (OUTS, "rows", ((may(1), may(2)),)),
        (CHECK, "ledger_cards", (True,)),
        (CHECK, "event_cards", (1.0,)),
        (CARD, "since", datetime(2017, 5, 1)),  # noqa: DTZ001  what is refused
    ],
    ids=str,
)
def test_what_is_in_a_field_has_a_type(
    value: Any,  # noqa: ANN401  # any value
    field: str,
    wrong: object,
) -> None:
    with pytest.raises(TypeError, match=field):
        attrs.evolve(value, **{field: wrong})


ANY: Any = None
LATE: Any = datetime(2017, 5, 1)  # noqa: DTZ001  what is refused
WRONG_CALLS: list[tuple[str, Callable[[], object]]] = [
    ("ledger", lambda: trial_balance(ANY, on=may(1))),
    ("on", lambda: trial_balance(busy(), on=LATE)),
    ("known_on", lambda: trial_balance(busy(), on=may(1), known_on=LATE)),
    ("ledger", lambda: stock_card(ANY, STORE, since=may(1), until=may(2))),
    ("place", lambda: stock_card(busy(), ANY, since=may(1), until=may(2))),
    ("since", lambda: stock_card(busy(), STORE, since=LATE, until=may(2))),
    ("until", lambda: stock_card(busy(), STORE, since=may(1), until=LATE)),
    ("ledger", lambda: stock_out_days(ANY, STORE, since=may(1), until=may(2))),
    ("place", lambda: stock_out_days(busy(), ANY, since=may(1), until=may(2))),
    ("since", lambda: stock_out_days(busy(), STORE, since=ANY, until=may(2))),
    ("ledger", lambda: movements(ANY, [MAY])),
    ("months", lambda: movements(busy(), ANY)),
    ("months", lambda: movements(busy(), [may(1)])),  # type: ignore[list-item]
    ("kind", lambda: MOVED.of(ANY)),
    ("ledger", lambda: reconcile(ANY, since=may(1), until=may(2))),
    ("until", lambda: reconcile(busy(), since=may(1), until=ANY)),
    ("ledger", lambda: against_prints(ANY, [MAY], [1])),
    ("months", lambda: against_prints(busy(), ANY, [1])),
    ("event_cards", lambda: against_prints(busy(), [MAY], [1.0])),  # type: ignore[list-item]
    ("on", lambda: report_on(LATE)),
    ("ledger", lambda: provincial_report(
        ANY, on=may(1), obliged_people=1, recorded_people=1, print_ready_people=1, suket_people=1
    )),
    ("suket_people", lambda: report_on(may(1), suket_people=ANY)),
    ("covered", lambda: report_on(may(1), recorded_people=ANY)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "call"), WRONG_CALLS)
def test_arguments_have_types(name: str, call: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match=name):
        call()


@pytest.mark.parametrize(
    "report",
    [
        lambda since, until: stock_card(busy(), STORE, since=since, until=until),
        lambda since, until: stock_out_days(busy(), STORE, since=since, until=until),
        lambda since, until: reconcile(busy(), since=since, until=until),
    ],
)
def test_a_period_does_not_end_before_it_begins(report: Callable[[date, date], object]) -> None:
    with pytest.raises(InvalidRecord) as caught:
        report(may(2), may(1))
    assert (caught.value.field, caught.value.reason) == ("until", Fault.CONTRADICTION)
    report(may(2), may(2))


def test_a_ledger_that_others_have_written_on_reports_as_before() -> None:
    before = semarang()
    report = trial_balance(before, on=date(2017, 12, 31))
    after = before.post(Printed(id="p-12", on=date(2017, 12, 1), cards=2_000))
    assert trial_balance(after, on=date(2017, 12, 31)) != report
    assert trial_balance(before, on=date(2017, 12, 31)) == report


# --- random ledgers ----------------------------------------------------------------------------

FIRST = date(2017, 4, 20)
DAYS = 75
MONTHS = Month.range(Month(2017, 4), Month(2017, 8))
DOCUMENTS = ("M1", "M2", "D1")
AT = (STORE, POINT, Place.printer("P1"))
DRAWS = st.tuples(
    st.integers(0, 13),
    st.integers(0, DAYS - 1),
    st.integers(1, 60),
    st.sampled_from(DOCUMENTS),
    st.sampled_from(AT),
    st.sampled_from([0, 0, 3]),
    st.booleans(),
)


def entry_of(number: int, draw: tuple[int, int, int, str, Place, int, bool]) -> Entry:
    """One entry that may or may not be possible."""
    kind, day, cards, document, place, delay, flag = draw
    on = FIRST + timedelta(days=day)
    common: dict[str, Any] = {"id": f"{number}", "on": on, "entered_on": on + timedelta(days=delay)}
    reason = "first" if flag else ""
    way = Place.transit(document)
    makers: list[Callable[[], Entry]] = [
        lambda: Allocated(cards=cards * 9, document=document, **common),
        lambda: Allocated(cards=cards * 9, document=document, source=PROVINCE, **common),
        lambda: Received(cards=cards * 5, document=document, to=place, **common),
        lambda: Received(cards=cards, document=document, to=place, **common),
        lambda: Distributed(cards=cards, document=document, source=place, **common),
        lambda: Printed(cards=cards, at=place, reason=reason, compensate=flag, **common),
        lambda: Printed(cards=cards, at=place, reason=reason, **common),
        lambda: Spoiled(cards=cards, at=place, compensate=flag, **common),
        lambda: Destroyed(cards=cards, document="BA", **common),
        lambda: Lost(cards=cards, at=way if flag else place, reason="gone", **common),
        lambda: Returned(cards=cards, source=way, to=MINISTRY if flag else STORE, **common),
        lambda: Counted(counted_cards=cards, at=SPOILED if flag else place, **common),
        lambda: Counted(counted_cards=cards * flag, at=place, **common),
        lambda: Reversed(reverses=f"{max(0, number - cards % 8)}", reason="wrong", **common),
    ]
    return makers[kind]()


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A ledger of what was possible of some entries; the refusals of the rest are in it too."""
    ledger = Ledger()
    for number, one in enumerate(draw(st.lists(DRAWS, min_size=1, max_size=40))):
        ledger, _ = ledger.submit(entry_of(number, one))
    return ledger


def all_days() -> list[date]:
    return [FIRST + timedelta(days=day) for day in range(-1, DAYS + 1)]


PERIODS = st.lists(st.integers(-1, DAYS), min_size=3, max_size=3).map(
    lambda days: [FIRST + timedelta(days=day) for day in sorted(days)]
)


class TestRandomLedgers:
    """Reports agree with balances, and with each other, whatever was entered."""

    @given(ledger=ledgers(), days=PERIODS)
    def test_the_trial_balance_is_that_of_every_place(
        self, ledger: Ledger, days: list[date]
    ) -> None:
        on, known_on, _ = days
        for known in (None, known_on):
            held = {
                row.place: row.cards for row in trial_balance(ledger, on=on, known_on=known).rows
            }
            for place in ledger.places:
                assert ledger.balance(place, on=on, known_on=known) == held.get(place, 0)

    @given(ledger=ledgers(), days=PERIODS)
    def test_a_stock_card_ends_each_day_with_the_balance(
        self, ledger: Ledger, days: list[date]
    ) -> None:
        since, between, until = days
        for place in ledger.places:
            card = stock_card(ledger, place, since=since, until=until)
            last_of_day = {line.on: line.balance_cards for line in card.rows}
            for day, cards in last_of_day.items():
                assert cards == ledger.balance(place, on=day)
            first = stock_card(ledger, place, since=since, until=between)
            second = stock_card(ledger, place, since=between, until=until)
            assert first.rows + second.rows == card.rows
            assert first.closing_cards == second.opening_cards
            assert not any(isinstance(ledger[line.id], Refused | Closed) for line in card.rows)

    @given(ledger=ledgers())
    def test_movements_are_the_changes_of_the_places_that_close_the_books(
        self, ledger: Ledger
    ) -> None:
        table = movements(ledger, MONTHS)
        for kind, place in (
            (MovementKind.PRINTED, PRINTED),
            (MovementKind.LOST, LOST),
            (MovementKind.DESTROYED, DESTROYED),
        ):
            assert table.of(kind) == changes(ledger, place)
        counted = zip(table.of(MovementKind.MISSING), table.of(MovementKind.FOUND), strict=True)
        assert tuple(less - more for less, more in counted) == changes(ledger, VARIANCE)
        assert against_prints(ledger, MONTHS, [0] * len(MONTHS)).differences == table.of(
            MovementKind.PRINTED
        )

    @given(ledger=ledgers(), days=PERIODS)
    def test_periods_add_up(self, ledger: Ledger, days: list[date]) -> None:
        since, between, until = days
        whole = reconcile(ledger, since=since, until=until)
        first = reconcile(ledger, since=since, until=between)
        second = reconcile(ledger, since=between, until=until)
        assert first.closing_cards == second.opening_cards
        for field in attrs.fields(Reconciliation)[3:-1]:
            parts = getattr(first, field.name) + getattr(second, field.name)
            assert getattr(whole, field.name) == parts
        assert whole.printed_cards == sum(
            sign * ledger.balance(PRINTED, on=day, moment=Moment.START_OF_DAY)
            for sign, day in ((1, until), (-1, since))
        )

    @given(ledger=ledgers(), days=PERIODS)
    def test_stock_outs_are_the_days_without(self, ledger: Ledger, days: list[date]) -> None:
        since, until, _ = days
        for place in AT:
            outs = stock_out_days(ledger, place, since=since, until=until)
            found = {
                run.since + timedelta(days=day) for run in outs.rows for day in range(run.days)
            }
            in_use = [day for day in all_days() if outs.since <= day < until]
            assert found == {day for day in in_use if ledger.balance(place, on=day) == 0}
            earlier = [day for day in all_days() if since <= day < outs.since]
            assert not any(ledger.balance(place, on=day) for day in earlier)

    @given(ledger=ledgers())
    def test_halves_of_months_join(self, ledger: Ledger) -> None:
        reports = [
            report_on(month.first_day + timedelta(days=day), ledger)
            for month in MONTHS
            for day in (0, 20)
        ]
        for before, after in pairwise(reports):
            assert before.blanks.closing_cards == after.blanks.opening_cards


def changes(ledger: Ledger, place: Place) -> tuple[int, ...]:
    """By how much a place changed in each month."""
    return tuple(
        ledger.balance(place, on=month.last_day)
        - ledger.balance(place, on=month.first_day, moment=Moment.START_OF_DAY)
        for month in MONTHS
    )
