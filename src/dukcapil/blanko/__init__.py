"""The ledger of blank cards (*blanko*): the place of every blank, with proof that none is missing.

Blanks are controlled goods. The `Ledger` is double entry, in whole cards: what leaves one place
arrives at another, so all balances always sum to zero; no place that holds cards ever holds fewer
than none, at the end of any day; nothing is changed or removed, and an error is reversed.
A blank is used when a card is printed (`dukcapil.cards.uses_blank`). A card withdrawn from its
holder is no blank, and never in this ledger.

Where a change goes: a movement `_movements` (and `MovementKind` in `_reports/movements`); another
entry `_entries`; a place `_places`; what a post must satisfy `_draft`, and its short way
`_posting`; how a journal keeps entries `_columns`, and balances `_history`; serial numbers
`_serial_ranges`; questions to a ledger `_ledger`; a report a file of its own in `_reports` and its
line below; an office's stock card `_import`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.blanko._entries import Closed, Counted, Entry, Reopened, Reversed
from dukcapil.blanko._entry_base import Serials
from dukcapil.blanko._import.outcome import Import
from dukcapil.blanko._import.rows import import_rows
from dukcapil.blanko._ledger import Ledger, Moment
from dukcapil.blanko._movements import (
    Allocated,
    Borrowed,
    Destroyed,
    Distributed,
    Lent,
    Lost,
    Printed,
    Received,
    Returned,
    Spoiled,
)
from dukcapil.blanko._places import (
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
    Blank,
    Place,
    PlaceKind,
)
from dukcapil.blanko._reports.count_sheet import CountRow, CountSheet, count_sheet
from dukcapil.blanko._reports.destructions import DestructionRow, Destructions, destructions
from dukcapil.blanko._reports.document_moves import DocumentMoves, DocumentRow, document_moves
from dukcapil.blanko._reports.hand_over import HandOver, HandOverRow, hand_over
from dukcapil.blanko._reports.in_transit import InTransit, InTransitRow, in_transit
from dukcapil.blanko._reports.movements import MovementKind, MovementRow, Movements, movements
from dukcapil.blanko._reports.place_movements import PlaceMonth, PlaceMovements, place_movements
from dukcapil.blanko._reports.print_check import PrintCheck, against_prints
from dukcapil.blanko._reports.province import ProvincialReport, provincial_report
from dukcapil.blanko._reports.reconciliation import Reconciliation, reconcile
from dukcapil.blanko._reports.serial_history import SerialHistory, SerialLine, serial_history
from dukcapil.blanko._reports.stock_ageing import AgeRow, StockAgeing, stock_ageing
from dukcapil.blanko._reports.stock_card import StockCard, StockLine, stock_card
from dukcapil.blanko._reports.stock_out import StockOut, StockOutRun, stock_out_days
from dukcapil.blanko._reports.stock_value import StockValue, ValueRow, stock_value
from dukcapil.blanko._reports.trial_balance import PlaceBalance, TrialBalance, trial_balance

__all__ = [
    "DESTROYED",
    "FOUND",
    "LOST",
    "MINISTRY",
    "MISSING",
    "OPENING",
    "PRINTED",
    "PROVINCE",
    "SPOILED",
    "STORE",
    "AgeRow",
    "Allocated",
    "Blank",
    "Borrowed",
    "Closed",
    "CountRow",
    "CountSheet",
    "Counted",
    "Destroyed",
    "DestructionRow",
    "Destructions",
    "Distributed",
    "DocumentMoves",
    "DocumentRow",
    "Entry",
    "HandOver",
    "HandOverRow",
    "Import",
    "InTransit",
    "InTransitRow",
    "Ledger",
    "Lent",
    "Lost",
    "Moment",
    "MovementKind",
    "MovementRow",
    "Movements",
    "Place",
    "PlaceBalance",
    "PlaceKind",
    "PlaceMonth",
    "PlaceMovements",
    "PrintCheck",
    "Printed",
    "ProvincialReport",
    "Received",
    "Reconciliation",
    "Reopened",
    "Returned",
    "Reversed",
    "SerialHistory",
    "SerialLine",
    "Serials",
    "Spoiled",
    "StockAgeing",
    "StockCard",
    "StockLine",
    "StockOut",
    "StockOutRun",
    "StockValue",
    "TrialBalance",
    "ValueRow",
    "against_prints",
    "count_sheet",
    "destructions",
    "document_moves",
    "hand_over",
    "import_rows",
    "in_transit",
    "movements",
    "place_movements",
    "provincial_report",
    "reconcile",
    "serial_history",
    "stock_ageing",
    "stock_card",
    "stock_out_days",
    "stock_value",
    "trial_balance",
]

publish(__name__)
