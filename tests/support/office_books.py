"""Rows of the books of an office, and their import into a small ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dukcapil.blanko import STORE, Counted, Import, Ledger, Place, import_rows

MAY_1, MAY_2, MAY_3, MAY_4 = (date(2017, 5, day) for day in (1, 2, 3, 4))
LATER = date(2018, 1, 1)
BEKASI_TIMUR = Place.point("Bekasi Timur")
OPENED = Ledger().post(Counted(id="opening", on=MAY_1, at=STORE, counted_cards=1_000))
MIDNIGHT = datetime(2017, 5, 2)  # noqa: DTZ001  # what a spreadsheet makes of a date
NOON = datetime(2017, 5, 2, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have

Row = dict[str, object]


def run(
    *rows: Mapping[str, object],
    ledger: Ledger = OPENED,
    document: str = "Buku",
    **options: Any,  # noqa: ANN401  those of import_rows
) -> Import:
    return import_rows(ledger, rows, document=document, **options)


def at_end(ledger: Ledger, place: Place = STORE) -> int:
    """The balance of a place when all is done."""
    return ledger.balance(place, on=LATER)


def row(on: object = MAY_2, /, **cells: object) -> Row:
    return {"date": on, "printed": None, **cells}


def problems(outcome: Import) -> list[tuple[int, str, str]]:
    return [(found.row, found.column, str(found.reason)) for found in outcome.problems]


def sums(outcome: Import) -> tuple[int, int, int, int]:
    return (
        outcome.cards_in_file,
        outcome.cards_posted,
        outcome.cards_rejected,
        outcome.cards_already_there,
    )
