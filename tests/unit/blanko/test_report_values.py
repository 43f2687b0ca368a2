"""Reports as values: their fields, and their arguments."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import attrs
import pytest
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

from dukcapil import Coverage, InvalidRecord
from dukcapil.blanko import (
    MINISTRY,
    PRINTED,
    SPOILED,
    STORE,
    Blank,
    Counted,
    DestructionRow,
    Destructions,
    InTransit,
    InTransitRow,
    Ledger,
    MovementKind,
    MovementRow,
    Movements,
    Place,
    PlaceBalance,
    PrintCheck,
    Printed,
    ProvincialReport,
    Reconciliation,
    SerialHistory,
    SerialLine,
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
ON_THE_WAY = InTransitRow(place=Place.transit("D1"), since=may(3), days=9, cards=5)
WAITING = InTransit(on=may(12), rows=(ON_THE_WAY,))
BURNED = DestructionRow(
    on=may(3),
    document="BA 3",
    place=SPOILED,
    cards=5,
    reversed_cards=0,
    reason="spoiled",
    actor="A-1",
)
LIST = Destructions(since=may(1), until=june(1), blank=Blank.CITIZEN, rows=(BURNED,))
VALUES = (
    ON_THE_WAY,
    WAITING,
    BURNED,
    LIST,
    STEP,
    WAY,
    LINE,
    CARD,
    TRIAL,
    TRIAL.rows[0],
    ROW,
    MOVED,
    RUN,
    OUTS,
    CHECK,
    BLANKS,
    REPORT,
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_survive_pickling_and_do_not_change(value: Any) -> None:  # noqa: ANN401  # any value
    assert pickle.loads(pickle.dumps(value)) == value == copy.deepcopy(value)
    assert hash(value) == hash(copy.copy(value))
    field = attrs.fields(type(value))[0].name
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, field, None)


FAULTS: list[tuple[Any, Mapping[str, object], Fault]] = [
    (ON_THE_WAY, {"cards": -1}, Fault.NEGATIVE),
    (ON_THE_WAY, {"days": -1}, Fault.NEGATIVE),
    (WAITING, {"rows": (ON_THE_WAY, attrs.evolve(ON_THE_WAY, since=may(2)))}, Fault.OUT_OF_ORDER),
    (BURNED, {"cards": -1}, Fault.NEGATIVE),
    (BURNED, {"reversed_cards": -1}, Fault.NEGATIVE),
    (LIST, {"rows": (BURNED, attrs.evolve(BURNED, on=may(2)))}, Fault.OUT_OF_ORDER),
    (LIST, {"until": may(3)}, Fault.OUT_OF_ORDER),
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
    texts = {"id", "kind", "document", "reason", "counterparty", "lot", "actor"}
    for wrong in (1.5, 5 if field in texts else "5"):
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
