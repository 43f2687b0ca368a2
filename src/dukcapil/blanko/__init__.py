"""The ledger of blank cards (*blanko*): the place of every blank, with proof that none is missing.

Blanks are controlled goods. The `Ledger` is double entry, in whole cards: what leaves one place
arrives at another, so all balances always sum to zero; no place that holds cards ever holds fewer
than none, at the end of any day; nothing is changed or removed, and an error is reversed.
A blank is used when a card is printed (`dukcapil.cards.uses_blank`). A card withdrawn from its
holder is no blank, and never in this ledger.

Where a change goes: a kind of entry `_entries`; a place `_places`; serial numbers
`_serial_ranges`; what a post must satisfy `_journal` and `_account`; questions to a ledger
`_ledger`; a report `_reports`; an office's stock card `_import`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.blanko._entries import (
    Allocated,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Entry,
    Lost,
    Printed,
    Received,
    Refused,
    Reopened,
    Returned,
    Reversed,
    Serials,
    Spoiled,
)
from dukcapil.blanko._import.claims import Rejection
from dukcapil.blanko._import.posting import Import, import_rows
from dukcapil.blanko._ledger import Ledger, Moment
from dukcapil.blanko._places import (
    DESTROYED,
    LOST,
    MINISTRY,
    PRINTED,
    PROVINCE,
    SPOILED,
    STORE,
    VARIANCE,
    Place,
    PlaceKind,
)
from dukcapil.blanko._reports.balances import (
    PlaceBalance,
    StockCard,
    StockLine,
    StockOut,
    StockOutRun,
    TrialBalance,
    stock_card,
    stock_out_days,
    trial_balance,
)
from dukcapil.blanko._reports.movements import MovementKind, MovementRow, Movements, movements
from dukcapil.blanko._reports.print_check import PrintCheck, against_prints
from dukcapil.blanko._reports.province import ProvincialReport, provincial_report
from dukcapil.blanko._reports.reconciliation import Reconciliation, reconcile

__all__ = [
    "DESTROYED",
    "LOST",
    "MINISTRY",
    "PRINTED",
    "PROVINCE",
    "SPOILED",
    "STORE",
    "VARIANCE",
    "Allocated",
    "Closed",
    "Counted",
    "Destroyed",
    "Distributed",
    "Entry",
    "Import",
    "Ledger",
    "Lost",
    "Moment",
    "MovementKind",
    "MovementRow",
    "Movements",
    "Place",
    "PlaceBalance",
    "PlaceKind",
    "PrintCheck",
    "Printed",
    "ProvincialReport",
    "Received",
    "Reconciliation",
    "Refused",
    "Rejection",
    "Reopened",
    "Returned",
    "Reversed",
    "Serials",
    "Spoiled",
    "StockCard",
    "StockLine",
    "StockOut",
    "StockOutRun",
    "TrialBalance",
    "against_prints",
    "import_rows",
    "movements",
    "provincial_report",
    "reconcile",
    "stock_card",
    "stock_out_days",
    "trial_balance",
]

publish(__name__)
