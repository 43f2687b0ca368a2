"""Reports as tables: one content in text, HTML, dictionaries and CSV."""

from __future__ import annotations

import json

import pytest
from support.report_ledgers import busy, report_on, semarang
from support.small_ledgers import may

from dukcapil import Month
from dukcapil._shared.tables import Tabular  # the base of all tables has no public name
from dukcapil.blanko import (
    STORE,
    Ledger,
    Place,
    against_prints,
    import_rows,
    movements,
    reconcile,
    stock_card,
    stock_out_days,
    trial_balance,
)

MAY, JUNE = Month(2017, 5), Month(2017, 6)
FIRST, UNTIL = MAY.first_day, JUNE.first_day
ROWS = [
    {"Tanggal": "2 Mei 2017", "Diterima": "1.500", "Dicetak": "", "Sisa": "1.500"},
    {"Tanggal": "03/05/2017", "Diterima": "", "Dicetak": "1,5", "Sisa": "1.180"},
]
TABLES: dict[str, tuple[Tabular, list[str]]] = {
    "trial balance": (
        trial_balance(semarang(), on=may(31)),
        ["place     name    cards", "store             4,000"],
    ),
    "stock card": (
        stock_card(busy(), STORE, since=may(4), until=may(6)),
        [
            "      date  id   kind         document  counterparty",
            "2017-05-04       opening",
            "2017-05-04  r-1  Received     M1        in transit M1",
        ],
    ),
    "stock-out": (
        stock_out_days(busy(), Place.point("32.75.01"), since=FIRST, until=UNTIL),
        ["since  until  days"],
    ),
    "movements": (
        movements(busy(), [JUNE]),
        [
            "month    kind      reason  cards  reversed",
            "2017-06  returned              0        40",
            "2017-06  printed               0        30",
        ],
    ),
    "reconciliation": (
        reconcile(semarang(), since=FIRST, until=UNTIL),
        [
            "     since       until  blanks for  opening stock  opened  received  borrowed",
            "2017-05-01  2017-06-01  citizens                0       0    10,000         0",
        ],
    ),
    "print check": (
        against_prints(busy(), [MAY, JUNE], [60, 0]),
        [
            "month    ledger  events  difference",
            "2017-05      90      60         +30",
            "2017-06     -30       0         -30",
        ],
    ),
    "provincial report": (report_on(may(20)), ["     since       until    obliged   recorded"]),
    "import": (
        import_rows(Ledger(), ROWS, document="Buku 2017"),
        ["figure         cards  entries", "in the file    1,500"],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_report_shows_the_same_rows_in_every_form(name: str) -> None:
    table, lines = TABLES[name]
    shown = str(table).splitlines()
    assert [line[: len(expected)] for line, expected in zip(shown, lines, strict=False)] == lines
    dicts = table.to_dicts()
    assert json.loads(json.dumps(dicts)) == dicts
    assert len(table.to_csv().splitlines()) == len(dicts) + 1
    assert table._repr_html_().count("<tr") == len(dicts) + 1
    assert table.to_html(language="id").startswith("<!")


def test_numbers_are_numbers_and_dates_iso_text() -> None:
    assert TABLES["trial balance"][0].to_dicts()[0] == {
        "place": "store",
        "place_name": None,
        "cards": 4_000,
    }
    assert TABLES["stock card"][0].to_dicts()[0] == {
        "date": "2017-05-04",
        "id": None,
        "kind": "opening",
        "document": None,
        **dict.fromkeys(("counterparty", "lot", "reason", "actor")),
        "in_cards": None,
        "out_cards": None,
        "balance_cards": 100,
    }
    assert TABLES["movements"][0].to_dicts()[1] == {
        "month": "2017-06",
        "kind": "printed",
        "reason": "",
        "cards": 0,
        "reversed_cards": 30,
    }
    report = TABLES["provincial report"][0].to_dicts()[0]
    assert (report["since"], report["until"]) == ("2017-05-16", "2017-06-01")
    assert (report["percent"], report["closing_cards"]) == (97.64, 447)
