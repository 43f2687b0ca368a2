"""Reports as values: their fields, their arguments, and ledgers made at random."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.report_ledgers import (
    JUNE,
    MAY,
    POINT,
    busy,
    june,
    may,
    report_on,
    semarang,
)
from support.slow_reconciliation import by_entries

from dukcapil import Coverage, InvalidRecord, Month
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
    MovementRow,
    Movements,
    Place,
    PlaceBalance,
    PrintCheck,
    Printed,
    ProvincialReport,
    Received,
    Reconciliation,
    Returned,
    Reversed,
    SerialHistory,
    SerialLine,
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
from dukcapil.errors import Fault


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
    opened_cards=1,
    borrowed_cards=4,
    recovered_cards=3,
    lent_cards=6,
    repaid_cards=1,
    found_cards=2,
    missing_cards=1,
    corrected_cards=-1,
    closing_cards=9,
)
REPORT = ProvincialReport(
    on=may(3),
    recording=Coverage(obliged=9, covered=8),
    suket_people=1,
    print_ready_people=2,
    blanks=BLANKS,
)
STEP = SerialLine(
    on=may(3), id="p-1", kind="Printed", source=STORE, target=PRINTED, document="BA 1"
)
WAY = SerialHistory(number=9, rows=(STEP,))
VALUES = (STEP, WAY, LINE, CARD, TRIAL, TRIAL.rows[0], ROW, MOVED, RUN, OUTS, CHECK, BLANKS, REPORT)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_survive_pickling_and_do_not_change(value: Any) -> None:  # noqa: ANN401  # any value
    assert pickle.loads(pickle.dumps(value)) == value == copy.deepcopy(value)
    assert hash(value) == hash(copy.copy(value))
    field = attrs.fields(type(value))[0].name
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, field, None)


FAULTS: list[tuple[Any, Mapping[str, object], Fault]] = [
    (WAY, {"number": -1}, Fault.NEGATIVE),
    (WAY, {"rows": (STEP, attrs.evolve(STEP, on=may(2)))}, Fault.OUT_OF_ORDER),
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
            "borrowed_cards",
            "recovered_cards",
            "lent_cards",
            "repaid_cards",
            "opened_cards",
            "found_cards",
            "missing_cards",
            "corrected_cards",
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
