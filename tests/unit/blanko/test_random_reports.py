"""Reports of ledgers made at random: they agree with balances, and with each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.report_ledgers import (
    POINT,
    report_on,
)
from support.slow_reconciliation import by_entries

from dukcapil import Month
from dukcapil.blanko import (
    DESTROYED,
    FOUND,
    LOST,
    MINISTRY,
    MISSING,
    OPENING,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    Allocated,
    Blank,
    Borrowed,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Entry,
    Ledger,
    Lent,
    Lost,
    Moment,
    MovementKind,
    Place,
    Printed,
    Received,
    Returned,
    Reversed,
    Spoiled,
    against_prints,
    movements,
    reconcile,
    stock_card,
    stock_out_days,
    trial_balance,
)

# --- random ledgers ----------------------------------------------------------------------------

FIRST = date(2017, 4, 20)
DAYS = 75
MONTHS = Month.range(Month(2017, 4), Month(2017, 8))
DOCUMENTS = ("M1", "M2", "D1")
AT = (STORE, POINT, Place.printer("P1"), STORE.of(Blank.FOREIGNER))
DRAWS = st.tuples(
    st.integers(0, 17),
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
    common: dict[str, Any] = {"id": f"{number}", "on": on}
    if delay:
        common["entered_on"] = on + timedelta(days=delay)
    reason = "first" if flag else ""
    way = Place.transit(document)
    makers: list[Callable[[], Entry]] = [
        lambda: Allocated(cards=cards * 9, document=document, **common),
        lambda: Allocated(
            cards=cards * 9, document=document, source=PROVINCE.of(list(Blank)[flag]), **common
        ),
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
        lambda: Counted(counted_cards=cards * flag, at=place, compensate=flag, **common),
        lambda: Lent(cards=cards, source=place, office="33.74", document="BA", **common),
        lambda: Borrowed(cards=cards, to=place, office="33.73", document="BA", **common),
        lambda: Returned(cards=cards, source=Place.lent("33.74"), **common),
        lambda: Returned(cards=cards, source=STORE, to=Place.borrowed("33.73"), **common),
        lambda: Reversed(reverses=f"{max(0, number - cards % 8)}", reason="wrong", **common),
    ]
    return makers[kind]()


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A ledger of what was possible of some entries."""
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
            assert not any(isinstance(ledger[line.id], Closed) for line in card.rows)

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
        assert table.of(MovementKind.MISSING) == changes(ledger, MISSING)
        for kind, place in ((MovementKind.FOUND, FOUND), (MovementKind.OPENED, OPENING)):
            assert tuple(-cards for cards in table.of(kind)) == changes(ledger, place)
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
        orange = reconcile(ledger, since=since, until=until, blank=Blank.FOREIGNER)
        for report in (whole, first, second, orange):
            assert report == by_entries(ledger, report.since, report.until, report.blank)

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
