"""Stock cards and logs of printing, as offices have them, are booked without loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from support.office_read_back import FORMS, from_csv, from_rows, from_xlsx, told

from dukcapil.blanko import (
    STORE,
    Counted,
    Distributed,
    Import,
    Ledger,
    Printed,
    Received,
    Spoiled,
    import_rows,
)
from dukcapil.testing import (
    Deformity,
    Movement,
    OfficeBook,
    PrintedDay,
    print_logs,
    stock_cards,
)

CLEAR = [deformity for deformity in Deformity if deformity.is_clear]


def opened(cards: int) -> Ledger:
    counted = Counted(
        id="opening", on=date(2019, 12, 31), at=STORE, counted_cards=cards, document="BA 1"
    )
    return Ledger().post(counted)


FEW, MANY = opened(1_000), opened(10**6)


def booked(ledger: Ledger, rows: Iterable[Mapping[str, Any]]) -> Import:
    return import_rows(ledger, rows, document="Kartu", columns={"NO": None})


def posted(outcome: Import) -> Counter[Movement]:
    """What was posted, as a card tells it: what arrived at a point was distributed to it."""
    found: Counter[Movement] = Counter()
    for entry in outcome.entries:
        if isinstance(entry, Printed | Spoiled):
            found[Movement(entry.on, type(entry), entry.cards)] += 1
        elif isinstance(entry, Received):
            point = "" if entry.to == STORE else entry.to.name
            found[Movement(entry.on, Distributed if point else Received, entry.cards, point)] += 1
    return found


def movements(days: Iterable[PrintedDay]) -> Counter[Movement]:
    return Counter(
        Movement(day.on, kind, cards)
        for day in days
        for kind, cards in ((Printed, day.printed), (Spoiled, day.spoiled))
        if cards
    )


def refused(outcome: Import) -> set[tuple[str, int]]:
    return {(problem.sheet, problem.row) for problem in outcome.problems}


@given(stock_cards())
def test_a_row_is_booked_right_or_refused(card: OfficeBook[Movement]) -> None:
    rows, places = from_rows(card)
    outcome = booked(FEW, rows)
    at_fault = {places[problem.row] for problem in outcome.problems}
    assert set(card.unclear()) <= at_fault
    assert posted(outcome) <= Counter(card.clear())
    # Where a receipt cannot be read, the ledger refuses what was printed of it.
    kept = Counter(
        card.truth[line.record]
        for sheet in card.visible
        for row, line in sheet.numbered
        if line.record is not None and (sheet.name, row) not in at_fault
    )
    assert kept <= posted(outcome)


@given(stock_cards(CLEAR))
def test_a_card_of_one_meaning_is_booked_whole(card: OfficeBook[Movement]) -> None:
    outcome = booked(FEW, (row for sheet in from_xlsx(card) for row in sheet.rows))
    assert posted(outcome) == Counter(card.truth)
    assert not refused(outcome) & told(card)


@pytest.mark.parametrize("form", FORMS)
@given(card=stock_cards(CLEAR))
def test_cards_in_csv_are_booked_whole(form: str, card: OfficeBook[Movement]) -> None:
    rows = [row for sheet in card.visible for row in from_csv(sheet, form).rows]
    assert posted(booked(FEW, rows)) == Counter(card.truth)


@given(print_logs())
def test_days_of_printing_are_booked_right_or_refused(log: OfficeBook[PrintedDay]) -> None:
    outcome = booked(MANY, (row for sheet in from_xlsx(log) for row in sheet.rows))
    assert movements(log.clear()) <= posted(outcome) <= movements(log.truth)
    assert set(log.unclear()) <= refused(outcome)


@given(print_logs(CLEAR))
def test_a_log_of_one_meaning_is_booked_whole(log: OfficeBook[PrintedDay]) -> None:
    outcome = booked(MANY, (row for sheet in from_xlsx(log) for row in sheet.rows))
    assert posted(outcome) == movements(log.truth)
    assert not refused(outcome) & told(log)
