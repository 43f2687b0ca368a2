"""Movements, the reconciliation, the print check and the report to the province."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from support.report_ledgers import (
    JULY,
    JULY_1,
    JUNE,
    MAY,
    busy,
    june,
    may,
    report_on,
    semarang,
)

from dukcapil import InvalidRecord, Month
from dukcapil.blanko import (
    MINISTRY,
    STORE,
    Allocated,
    Counted,
    Distributed,
    Ledger,
    MovementKind,
    Place,
    Printed,
    Received,
    Reconciliation,
    Returned,
    Reversed,
    against_prints,
    movements,
    reconcile,
)
from dukcapil.errors import CoverageAboveWhole, Fault


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
            (MAY, "received", "", 480, 0),
            (MAY, "arrived", "", 190, 0),
            (MAY, "distributed", "", 200, 0),
            (MAY, "returned", "", 40, 0),
            (MAY, "printed", "", 40, 0),
            (MAY, "printed", "first cards", 50, 0),
            (MAY, "spoiled", "", 7, 0),
            (MAY, "destroyed", "", 6, 0),
            (MAY, "lost", "fell off", 4, 0),
            (MAY, "lost", "on the way here", 5, 0),
            (MAY, "opened", "", 100, 0),
            (MAY, "found", "", 10, 0),
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
        offset = Ledger().post(
            Counted(id="c-1", on=may(1), at=STORE, counted_cards=9),
            Counted(id="c-2", on=june(1), at=STORE, counted_cards=9),
            Printed(id="p-1", on=may(31), cards=2, compensate=True),
        )
        assert [row.kind for row in movements(offset, [JUNE]).rows] == [MovementKind.FOUND]
        apart = movements(busy(), [MAY, JULY])
        assert apart.rows == movements(busy(), [MAY]).rows


class TestReconciliation:
    """Received = on hand + printed + spoiled + lost + passed on."""

    def test_semarang(self) -> None:
        report = reconcile(semarang(), since=may(1), until=date(2017, 11, 1))
        assert (report.received_cards, report.printed_cards) == (37_000, 35_000)
        assert (report.opening_cards, report.closing_cards) == (0, 2_000)
        assert report.variance_cards == report.lost_cards == report.sent_back_cards == 0
        assert report.found_cards == report.missing_cards == report.opened_cards == 0

    def test_everything_that_can_happen(self) -> None:
        """Cards that have not arrived, or were lost before, are no part of the office."""
        assert reconcile(busy(), since=may(1), until=june(1)) == Reconciliation(
            since=may(1),
            until=june(1),
            opening_cards=0,
            received_cards=480,
            printed_cards=90,
            spoiled_cards=7,
            lost_cards=4,
            sent_back_cards=40,
            opened_cards=100,
            borrowed_cards=0,
            recovered_cards=0,
            lent_cards=0,
            repaid_cards=0,
            found_cards=10,
            missing_cards=2,
            corrected_cards=0,
            closing_cards=447,
        )

    def test_a_month_of_reversals(self) -> None:
        report = reconcile(busy(), since=june(1), until=JULY_1)
        assert (report.opening_cards, report.closing_cards) == (447, 517)
        assert (report.printed_cards, report.sent_back_cards) == (0, 0)
        assert (report.corrected_cards, report.received_cards) == (70, 0)

    def test_a_reversal_of_the_same_period_is_no_line_of_its_own(self) -> None:
        report = reconcile(busy(), since=may(1), until=JULY_1)
        assert (report.printed_cards, report.sent_back_cards) == (60, 0)
        assert (report.corrected_cards, report.closing_cards) == (0, 517)

    def test_a_reversal_of_an_earlier_period_is_a_correction(self) -> None:
        first, second, third = (date(2017, 11, 1), date(2017, 12, 1), date(2018, 1, 1))
        ledger = semarang().post(
            Reversed(id="v-1", on=date(2017, 11, 3), reverses="p-10", reason="not printed"),
            Counted(id="c-1", on=date(2017, 11, 3), at=STORE, counted_cards=5_010),
        )
        november = reconcile(ledger, since=first, until=second)
        assert (november.corrected_cards, november.found_cards) == (3_000, 10)
        assert november.variance_cards == -10
        taken_back = Reversed(id="v-2", on=second, reverses="c-1", reason="counted elsewhere")
        december = reconcile(ledger.post(taken_back), since=second, until=third)
        assert (december.corrected_cards, december.found_cards) == (-10, 0)
        assert (december.opening_cards, december.closing_cards) == (5_010, 5_000)

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
        assert (report.opening_cards, report.received_cards, report.closing_cards) == (9, 0, 0)
        assert report.corrected_cards == -9


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

    def test_one_number_for_each_month(self) -> None:
        with pytest.raises(InvalidRecord) as caught:
            against_prints(busy(), [MAY, JUNE], [60])
        assert caught.value.reason is Fault.MONTHS


class TestProvincialReport:
    """The half-monthly report to the province."""

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
        assert report.to_dicts()[0]["percent"] is None

    def test_nobody_recorded(self) -> None:
        assert report_on(may(3), recorded_people=0).to_dicts()[0]["percent"] == 0.0

    def test_more_recorded_than_obliged_is_kept_with_a_warning(self) -> None:
        with pytest.warns(CoverageAboveWhole):
            report = report_on(may(3), obliged_people=9, recorded_people=10)
        assert report.recording.covered == 10
