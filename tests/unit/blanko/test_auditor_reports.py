"""What an auditor asks for: places, documents, sheets of counts, values, ages, hand-over notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import attrs
import pytest
from support.report_ledgers import busy, june, may

from dukcapil import Month
from dukcapil.blanko import (
    MINISTRY,
    PRINTED,
    SPOILED,
    STORE,
    AgeRow,
    Allocated,
    Blank,
    Counted,
    CountRow,
    CountSheet,
    Distributed,
    DocumentMoves,
    DocumentRow,
    Entry,
    HandOver,
    HandOverRow,
    Ledger,
    Lost,
    MovementKind,
    Place,
    PlaceMonth,
    PlaceMovements,
    Printed,
    Received,
    Returned,
    Reversed,
    Serials,
    StockAgeing,
    StockValue,
    ValueRow,
    count_sheet,
    document_moves,
    hand_over,
    movements,
    place_movements,
    reconcile,
    stock_ageing,
    stock_value,
)
from dukcapil.errors import InvalidRecord, RefusedEntry

POINT, OTHER = Place.point("32.75.01"), Place.point("32.75.02")
MAY, JUNE = Month(2017, 5), Month(2017, 6)
NOON: Any = datetime(2017, 5, 2, 12)  # noqa: DTZ001  no date
ORANGE = STORE.of(Blank.FOREIGNER)


# --- by place and month ------------------------------------------------------------------------


def test_what_came_from_outside_is_apart_from_what_moved_inside() -> None:
    found = {
        (row.month, row.place): attrs.astuple(row, recurse=False)[2:]
        for row in place_movements(busy(), [JUNE, MAY, MAY]).rows
    }
    assert found == {
        # opening, outside, inside, corrected, printed, spoiled, to inside, to outside, closing
        (MAY, STORE): (0, 580, 0, 0, 0, 0, 200, 40, 340),
        (MAY, POINT): (0, 10, 190, 0, 90, 7, 0, 2, 101),
        (JUNE, STORE): (340, 0, 0, 40, 0, 0, 0, 0, 380),
        (JUNE, POINT): (101, 0, 0, 30, 0, 0, 0, 0, 131),
    }


def test_sums_over_places_are_those_of_the_reconciliation() -> None:
    rows = place_movements(busy(), [MAY]).rows
    office = reconcile(busy(), since=may(1), until=june(1))
    came = office.opened_cards + office.received_cards + office.found_cards
    # Five cards were lost on the way here: they came to the office, and to no place of it.
    assert sum(row.from_outside_cards for row in rows) == came
    assert sum(row.printed_cards for row in rows) == office.printed_cards
    assert sum(row.spoiled_cards for row in rows) == office.spoiled_cards


def test_a_reversal_in_its_month_makes_the_figure_smaller() -> None:
    ledger = Ledger().post(
        Counted(id="c", on=may(1), at=STORE, counted_cards=9),
        Printed(id="p", on=may(2), cards=4),
        Reversed(id="v", on=may(3), reverses="p", reason="twice"),
    )
    (row,) = place_movements(ledger, [MAY]).rows
    assert (row.printed_cards, row.corrected_cards, row.closing_cards) == (0, 0, 9)


def test_orange_blanks_and_empty_places_are_apart() -> None:
    assert place_movements(busy(), [MAY], blank=Blank.FOREIGNER).rows == ()
    assert place_movements(busy(), [Month(2016, 1)]).rows == ()
    assert place_movements(busy(), []).months == ()


# --- by document -------------------------------------------------------------------------------


def test_a_document_says_what_went_where() -> None:
    table = document_moves(busy(), since=may(1), until=june(4))
    assert [(row.kind, row.cards, row.reversed_cards) for row in table.of("M1")] == [
        (MovementKind.ALLOCATED, 500, 0),
        (MovementKind.RECEIVED, 480, 0),
    ]
    assert [(row.kind, str(row.target)) for row in table.of("D1")] == [
        (MovementKind.ARRIVED, "point 32.75.01"),
        (MovementKind.DISTRIBUTED, "in transit D1"),
    ]
    back = next(row for row in table.of("") if row.kind is MovementKind.RETURNED)
    assert (back.cards, back.reversed_cards, back.since, back.until) == (40, 40, may(25), june(3))


def test_documents_and_kinds_have_the_same_sums() -> None:
    months = [MAY, JUNE]
    table = document_moves(busy(), since=may(1), until=date(2017, 7, 1))
    for kind in MovementKind:
        rows = [row for row in table.rows if row.kind is kind]
        by_month = [row for row in movements(busy(), months).rows if row.kind is kind]
        for field in ("cards", "reversed_cards"):
            sums = [sum(getattr(row, field) for row in one) for one in (rows, by_month)]
            assert sums[0] == sums[1]


# --- counts ------------------------------------------------------------------------------------


def test_a_sheet_is_filled_with_the_counts_of_the_day() -> None:
    sheet = count_sheet(busy(), on=may(20))
    assert [(row.place, row.ledger_cards, row.counted_cards) for row in sheet.rows] == [
        (STORE, 380, None),  # its count was reversed
        (POINT, 93, 101),
        (Place.spoiled(POINT), 1, None),
    ]
    assert [(row.place, row.difference_cards) for row in sheet.differences] == [(POINT, 8)]


def test_a_count_says_its_minutes_and_its_reason() -> None:
    ledger = Ledger().post(
        Counted(id="c-1", on=may(1), at=STORE, counted_cards=9),
        Counted(id="c-2", on=may(2), at=STORE, counted_cards=7, document="BA 3", reason="torn"),
    )
    (row,) = count_sheet(ledger, on=may(2)).rows
    assert (row.ledger_cards, row.counted_cards, row.difference_cards) == (9, 7, -2)
    assert (row.document, row.reason) == ("BA 3", "torn")


def test_a_late_count_is_on_its_own_day_alone() -> None:
    """What it puts back on the day of the next count is a difference of that one."""
    ledger = Ledger().post(Counted(id="c-0", on=may(1), at=STORE, counted_cards=50))
    ledger = ledger.post(Counted(id="c-2", on=may(20), at=STORE, counted_cards=50))
    late = Counted(id="c-1", on=may(10), at=STORE, counted_cards=47, compensate=True)
    ledger = ledger.post(late)
    (row,) = count_sheet(ledger, on=may(10)).rows
    assert (row.ledger_cards, row.counted_cards) == (50, 47)
    (row,) = count_sheet(ledger, on=may(20)).rows
    assert (row.ledger_cards, row.counted_cards) == (47, 50)


def test_a_blind_sheet_says_nothing_of_the_ledger() -> None:
    sheet = count_sheet(busy(), on=may(31), counted={STORE: 3, OTHER: 0}, is_blind=True)
    assert [(row.place, row.ledger_cards, row.counted_cards) for row in sheet.rows] == [
        (STORE, None, 3),
        (POINT, None, None),
        (OTHER, None, 0),
        (Place.spoiled(POINT), None, None),
    ]
    assert sheet.differences == ()
    assert count_sheet(busy(), on=may(31), counted={OTHER: 2}).differences[0].place == OTHER


# --- value and age -----------------------------------------------------------------------------


PRICES = {Blank.CITIZEN: {may(1): 9_500, may(20): 10_700}}


def test_a_card_has_the_price_of_the_day() -> None:
    assert [
        (str(row.place), row.cards, row.value_rupiah)
        for row in stock_value(busy(), PRICES, on=may(19)).rows
    ] == [
        ("store", 380, 3_610_000),
        ("point 32.75.01", 93, 883_500),
        ("in transit D1", 6, 57_000),
        ("in transit M1", 15, 142_500),
    ]
    assert stock_value(busy(), PRICES, on=may(20)).rows[0].price_rupiah == 10_700


def test_each_kind_of_blank_has_its_prices() -> None:
    ledger = busy().post(Counted(id="o", on=june(9), at=ORANGE, counted_cards=10))
    assert len(stock_value(ledger, {}, on=june(9)).rows) == 0
    both = stock_value(ledger, {**PRICES, Blank.FOREIGNER: {may(1): 20_000}}, on=june(9))
    assert both.rows[-1].value_rupiah == 200_000
    assert both.value_rupiah == sum(row.value_rupiah for row in both.rows)


def test_ages_are_of_the_last_that_came() -> None:
    ledger = Ledger().post(
        Counted(id="c-0", on=may(1), at=STORE, counted_cards=50),
        Allocated(id="a", on=may(10), cards=30, document="M1"),
        Received(id="r", on=may(20), cards=20, document="M1"),
        Printed(id="p", on=may(21), cards=40),
    )
    ages = stock_ageing(ledger, on=may(31), up_to_days=[11, 29])
    assert [(str(row.place), row.from_days, row.to_days, row.cards) for row in ages.rows] == [
        ("store", 0, 11, 20),
        ("store", 30, None, 10),
        ("in transit M1", 12, 29, 10),
    ]
    assert ages.cards == 40
    assert [ages.older_than(days) for days in (0, 11, 29, 30)] == [20, 20, 10, 0]
    assert [row.to_days for row in stock_ageing(ledger, on=may(31), up_to_days=[]).rows] == [
        None,
        None,
    ]
    assert stock_ageing(ledger, on=may(31), blank=Blank.FOREIGNER).rows == ()


# --- hand-over ---------------------------------------------------------------------------------


def sent(entry_id: str = "d", cards: int = 60, **fields: Any) -> Distributed:  # noqa: ANN401
    return Distributed(id=entry_id, **{"on": may(2), "document": "SJ 1", **fields}, cards=cards)


def store(*entries: Entry, serials: bool = False) -> Ledger:
    numbers = Serials(1, 100) if serials else None
    count = Counted(id="c-0", on=may(1), at=STORE, counted_cards=100, serials=numbers)
    return Ledger(serials=serials).post(count).post_all([entry] for entry in entries)


def test_what_is_for_a_place_arrives_there_alone() -> None:
    ledger = store(sent(recipient=POINT))
    arrived = Received(id="r", on=may(3), cards=60, document="SJ 1", to=POINT)
    for to in (OTHER, STORE):
        with pytest.raises(RefusedEntry, match=r"are for point 32\.75\.01; receive them there"):
            ledger.post(attrs.evolve(arrived, to=to))
        with pytest.raises(RefusedEntry, match="receive them there"):
            store().post(sent(recipient=POINT), attrs.evolve(arrived, to=to))
    assert ledger.post(arrived).balance(POINT, on=may(3)) == 60
    back = Returned(id="b", on=may(3), source=Place.transit("SJ 1"), cards=60)
    assert ledger.post(back).balance(STORE, on=may(3)) == 100


def test_one_document_is_for_one_place() -> None:
    ledger = store(sent(recipient=POINT))
    for recipient in (None, OTHER):
        with pytest.raises(RefusedEntry, match=r"travel to point 32\.75\.01; use another number"):
            ledger.post(sent("e", 5, recipient=recipient))
    with pytest.raises(RefusedEntry, match="travel to any place; use another number"):
        store(sent()).post(sent("e", 5, recipient=OTHER))
    ledger = ledger.post(sent("e", 5, recipient=POINT))
    wrong = [Reversed(id=f"v-{one}", on=may(2), reverses=one, reason="wrong") for one in "de"]
    again = ledger.post(*wrong, sent("f", 9, recipient=OTHER))
    assert hand_over(again, "SJ 1").recipient == OTHER


@pytest.mark.parametrize("recipient", [MINISTRY, SPOILED, Place.transit("x"), STORE, ORANGE])
def test_a_recipient_is_a_place_of_the_office(recipient: Place) -> None:
    with pytest.raises(InvalidRecord):
        sent(recipient=recipient)
    with pytest.raises(TypeError):
        sent(recipient="point")


def test_a_note_has_what_became_of_the_cards() -> None:
    ledger = store(
        sent(recipient=POINT, actor="A-7", serials=Serials(1, 60)),
        sent("w", 3, recipient=POINT, serials=Serials(61, 63)),
        Reversed(id="v", on=may(2), reverses="w", reason="wrong"),
        Received(id="r", on=may(3), to=POINT, document="SJ 1", cards=50, serials=Serials(1, 50)),
        Lost(
            id="l",
            on=may(4),
            at=Place.transit("SJ 1"),
            cards=4,
            reason="fell",
            serials=Serials(51, 54),
        ),
        serials=True,
    )
    note = hand_over(ledger, "SJ 1")
    assert (note.recipient, note.handed_over_cards, note.on_the_way_cards) == (POINT, 60, 6)
    assert [(row.kind, str(row.target), row.cards) for row in note.rows] == [
        ("Distributed", "point 32.75.01", 60),
        ("Received", "point 32.75.01", 50),
        ("Lost", "lost", 4),
    ]
    assert "1-60" in str(note)
    assert str(hand_over(store(sent()), "SJ 1").rows[0].target) == "in transit SJ 1"


def test_a_document_of_the_ministry_is_no_hand_over() -> None:
    for document, blank in (("M1", Blank.CITIZEN), ("D1", Blank.FOREIGNER), ("?", Blank.CITIZEN)):
        with pytest.raises(InvalidRecord):
            hand_over(busy(), document, blank=blank)


# --- values and arguments ----------------------------------------------------------------------


MONTH_ROW = place_movements(busy(), [MAY]).rows
COUNT_ROW = CountRow(place=STORE, ledger_cards=5, counted_cards=4)
VALUE_ROW = ValueRow(place=STORE, cards=5, price_rupiah=9)
AGE_ROW = AgeRow(place=STORE, from_days=3, to_days=9, cards=5)
NOTE_ROW = HandOverRow(on=may(3), id="d", kind="Distributed", source=STORE, target=POINT, cards=5)
DOCUMENT_ROW = DocumentRow(
    document="D1",
    kind=MovementKind.PRINTED,
    source=STORE,
    target=PRINTED,
    since=may(2),
    until=may(3),
    cards=5,
    reversed_cards=0,
)
INVALID: dict[str, Callable[[], object]] = {
    "a month that does not add up": lambda: attrs.evolve(MONTH_ROW[0], printed_cards=1),
    "a negative month": lambda: attrs.evolve(MONTH_ROW[0], printed_cards=-1),
    "months out of order": lambda: PlaceMovements(
        months=(MAY,), blank=Blank.CITIZEN, rows=MONTH_ROW[::-1]
    ),
    "rows of other months": lambda: PlaceMovements(
        months=(JUNE,), blank=Blank.CITIZEN, rows=MONTH_ROW
    ),
    "documents out of order": lambda: DocumentMoves(
        since=may(1), until=june(1), blank=Blank.CITIZEN, rows=(DOCUMENT_ROW,) * 2
    ),
    "a document outside the period": lambda: DocumentMoves(
        since=may(3), until=june(1), blank=Blank.CITIZEN, rows=(DOCUMENT_ROW,)
    ),
    "a document that ends before it begins": lambda: attrs.evolve(DOCUMENT_ROW, until=may(1)),
    "a count of what is printed": lambda: attrs.evolve(COUNT_ROW, place=PRINTED),
    "a negative count": lambda: attrs.evolve(COUNT_ROW, counted_cards=-1),
    "a sheet out of order": lambda: CountSheet(
        on=may(1), blank=Blank.CITIZEN, rows=(COUNT_ROW, COUNT_ROW)
    ),
    "a sheet of what is printed": lambda: count_sheet(busy(), on=may(1), counted={PRINTED: 1}),
    "a sheet of another blank": lambda: count_sheet(busy(), on=may(1), counted={ORANGE: 1}),
    "values out of order": lambda: StockValue(on=may(1), rows=(VALUE_ROW, VALUE_ROW)),
    "a negative price": lambda: stock_value(busy(), {Blank.CITIZEN: {may(1): -1}}, on=may(2)),
    "no price yet": lambda: stock_value(busy(), PRICES, on=date(2017, 4, 30)),
    "an age that ends before it begins": lambda: attrs.evolve(AGE_ROW, to_days=2),
    "ages that do not rise": lambda: stock_ageing(busy(), on=may(9), up_to_days=[9, 9]),
    "negative ages": lambda: stock_ageing(busy(), on=may(9), up_to_days=[-1]),
    "a note out of order": lambda: HandOver(
        document="D1",
        blank=Blank.CITIZEN,
        recipient=None,
        rows=(NOTE_ROW, attrs.evolve(NOTE_ROW, on=may(2))),
    ),
    "a period that ends before it begins": lambda: document_moves(
        busy(), since=june(1), until=may(1)
    ),
}
WRONG: dict[str, Callable[[], object]] = {
    "no ledger": lambda: place_movements("x", [MAY]),  # type: ignore[arg-type]
    "no months": lambda: place_movements(busy(), [may(1)]),  # type: ignore[list-item]
    "no day": lambda: count_sheet(busy(), on=NOON),
    "a count by name": lambda: count_sheet(busy(), on=may(1), counted={"store": 1}),  # type: ignore[dict-item]
    "prices without days": lambda: stock_value(busy(), {Blank.CITIZEN: 9_500}, on=may(2)),  # type: ignore[dict-item]
    "prices without blanks": lambda: stock_value(busy(), {may(1): {}}, on=may(2)),  # type: ignore[dict-item]
    "one price": lambda: stock_value(busy(), 9_500, on=may(2)),  # type: ignore[arg-type]
    "no document": lambda: hand_over(busy(), 7),  # type: ignore[arg-type]
    "no recipient": lambda: HandOver(document="", blank=Blank.CITIZEN, recipient="x", rows=()),  # type: ignore[arg-type]
    "no age": lambda: stock_ageing(busy(), on=may(1), up_to_days=["9"]),  # type: ignore[list-item]
}


@pytest.mark.parametrize("make", INVALID.values(), ids=INVALID)
def test_what_cannot_be_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidRecord):
        make()


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_another_type_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        make()


def test_values_are_values() -> None:
    assert AGE_ROW in StockAgeing(on=may(9), blank=Blank.CITIZEN, rows=(AGE_ROW,)).rows
    assert isinstance(MONTH_ROW[0], PlaceMonth)
    assert COUNT_ROW.difference_cards == -1
